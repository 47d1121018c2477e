//! What one body is made with: the page that it stands on, its ids, its headings, its links and its prose.

use std::sync::Arc;

use serde::Serialize;

use crate::html::terms::Glossary;
use crate::html::{self, Block};
use crate::links::{PageLinks, relative};
use crate::markdown::{self, Document, Options};
use crate::plan::{GLOSSARY, Way};
use crate::schema::Located;
use crate::schema::value as written;
use crate::site::document::DocumentKind;
use crate::site::{Prose, ProseText};
use crate::source::SourcePath;
use crate::view::{Body, Content, Context, Held, Link};
use crate::words::Words;

/// The anchor of a document in a pack; none stands for the event at a glance.
pub fn document_id(kind: Option<DocumentKind>) -> String {
    format!("document_{}", kind.map_or("index", DocumentKind::id))
}

/// One body of a page, before it is made.
#[derive(Clone)]
pub struct Sheet<'a> {
    pub context: Context<'a>,
    /// The address of the page inside the edition.
    pub url: &'a str,
    /// Stands before every id.
    pub prefix: String,
    /// The level of the topmost headings.
    pub level: u8,
    /// The documents of the pack that the body stands in; none on a page of its own.
    pub pack: &'a [Option<DocumentKind>],
}

/// A sheet of paper that another one speaks of: in a pack by its number, elsewhere by its name.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    /// The sheet's name.
    pub title: String,
    /// The way to it: in a pack, on the same page.
    pub href: String,
    /// Its place in the pack.
    pub number: Option<usize>,
}

impl<'a> Sheet<'a> {
    pub fn words(&self) -> &'a Words {
        &self.context.theme.words
    }

    pub fn body(&self, template: &'static str, content: Content) -> Body {
        let (root, prefix) = (self.root(), self.prefix.clone());
        Body { template, marking: None, root, prefix, level: self.level, heading: None, content }
    }

    /// The way from the page to the edition's folder: as many folders up as the page lies deep.
    pub fn root(&self) -> String {
        "../".repeat(self.url.matches('/').count())
    }

    /// The way from the page to another address of the edition.
    pub fn href(&self, to: &str) -> String {
        relative(self.url, to)
    }

    pub fn link(&self, way: &Way) -> Link {
        Link { title: way.title.clone(), href: self.href(&way.url) }
    }

    /// The link to a page, by its address, where the edition has it.
    pub fn page(&self, url: &str) -> Option<Link> {
        let page = self.context.plan.page(url)?;
        Some(Link { title: page.heading.clone(), href: self.href(url) })
    }

    /// The way to another document of the event, where the edition has it.
    pub fn reference(&self, held: Held, kind: DocumentKind) -> Option<Reference> {
        let Link { title, href } = self.page(&format!("{}{}.html", held.folder(), kind.id()))?;
        let number = self.pack.iter().position(|of| *of == Some(kind)).map(|at| at + 1);
        let href = if number.is_some() { format!("#{}", document_id(Some(kind))) } else { href };
        Some(Reference { title, href, number })
    }

    /// An id of the body. The theme's own have an underscore, which ids of prose never have.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Prose below a heading of the body. `name` sets its ids apart from those of other prose.
    pub fn prose(&self, prose: &Prose, name: &str) -> String {
        let ids = format!("{}{name}_", self.prefix);
        let blocks = self.blocks(&prose.document, &prose.place.path, &ids, self.level.saturating_sub(1));
        let html = blocks.into_iter().filter_map(|block| match block {
            Block::Html(html) => Some(html),
            Block::Embed(_) => None,
        });
        html.collect()
    }

    /// As [`Sheet::prose`], for prose that may not be there. Empty prose counts as none.
    pub fn some_prose(&self, prose: Option<&Prose>, name: &str) -> Option<String> {
        prose.map(|prose| self.prose(prose, name)).filter(|html| !html.trim().is_empty())
    }

    /// Prose that stands in a block of a page. Its mistakes were reported when the page was resolved.
    pub fn fragment(&self, written: &Located<written::Prose>, name: &str) -> String {
        let options = Options { unsafe_html: self.context.edition.settings.unsafe_html };
        let (document, _) = markdown::parse_fragment(&written.place, &written.value.0, options);
        self.prose(&Arc::new(ProseText { document, place: written.place.clone() }), name)
    }

    /// A document in parts, with its live data between them.
    pub fn blocks(&self, document: &Document, source: &SourcePath, id_prefix: &str, heading_shift: u8) -> Vec<Block> {
        let links = PageLinks { edition: self.context.edition, plan: self.context.plan, from: self.url, source };
        let words = self.prose_words();
        let unsafe_html = self.context.edition.settings.unsafe_html;
        let settings =
            html::Settings { context: &links, words: &words, id_prefix, heading_shift, unsafe_html, glossary: None };
        html::render(document, &settings)
    }

    /// As [`Sheet::blocks`], for a page that people read to learn: the words of the glossary lead to it.
    pub fn explained(&self, document: &Document, source: &SourcePath) -> Vec<Block> {
        let plan = self.context.plan;
        let href = self.href(GLOSSARY);
        let glossary = Glossary { terms: &plan.terms, href: &href };
        let links = PageLinks { edition: self.context.edition, plan, from: self.url, source };
        let words = self.prose_words();
        let settings = html::Settings {
            context: &links,
            words: &words,
            id_prefix: &self.prefix,
            heading_shift: self.level.saturating_sub(2),
            unsafe_html: self.context.edition.settings.unsafe_html,
            glossary: (self.url != GLOSSARY).then_some(glossary),
        };
        html::render(document, &settings)
    }

    fn prose_words(&self) -> html::Words<'a> {
        let words = self.words();
        html::Words {
            note: words.get("prose.note"),
            tip: words.get("prose.tip"),
            important: words.get("prose.important"),
            warning: words.get("prose.warning"),
            caution: words.get("prose.caution"),
            footnotes: words.get("prose.footnotes"),
            back_to_text: words.get("prose.back-to-text"),
            link_to_section: words.get("prose.link-to-section"),
            table: words.get("prose.table"),
            code: words.get("prose.code"),
        }
    }
}
