//! The index that `search.html` searches: the words of an edition's own finished pages, and of nothing else.
//!
//! It is a classic script, since pages that are opened from a folder may load scripts and nothing else. Paragraphs that
//! stand on several pages (the script of a kind, say) are in it once. A page is made of stretches, one a heading, so that a
//! result leads to the place and not only to the page.

pub mod text;
mod texts;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::edition::Edition;
use crate::output::Output;
use crate::plan::{Plan, PlannedPage, Subject};
use crate::search::text::{PageText, Stretch, page_text};
use crate::search::texts::Texts;
use crate::site::document::DocumentKind;

/// The most that an index should weigh, in bytes: what a slow line brings within a few seconds.
pub const BUDGET: usize = 4_000_000;

/// The function that the index calls with what it holds; `search.js` has it.
const CALL: &str = "plenarySearchIndex";

/// What the script holds. Names are short, since they are repeated for each page.
#[derive(Serialize)]
struct Index<'a> {
    /// Paragraphs, each once.
    t: Vec<&'a str>,
    p: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// The address inside the edition.
    u: &'a str,
    /// The title.
    h: &'a str,
    /// What the page belongs to.
    #[serde(skip_serializing_if = "String::is_empty")]
    w: String,
    /// The summary.
    #[serde(skip_serializing_if = "str::is_empty")]
    s: &'a str,
    /// The stretches: anchor, heading, paragraphs.
    b: Vec<(&'a str, &'a str, Vec<usize>)>,
}

/// Whether a page is searched. What repeats other pages, or says nothing of its own, is not.
fn is_searched(edition: &Edition, page: &PlannedPage) -> bool {
    if let Subject::GuidancePage { page: at } = page.subject
        && let Some(source) = edition.pages.get(at)
    {
        // The workbook has every exercise again.
        return !source.embeds.iter().any(|(embed, _)| embed.workbook.is_some() || embed.reflections.is_some());
    }
    !matches!(
        page.subject,
        Subject::Search
            | Subject::NotFound
            | Subject::Home
            | Subject::Pack { .. }
            | Subject::Document { kind: DocumentKind::RunSheet | DocumentKind::Live, .. }
    )
}

/// The words of an edition's pages, gathered while these are made, from many threads and in no order.
pub struct Gathering<'a> {
    edition: &'a Edition,
    plan: &'a Plan,
    texts: Texts,
    /// What was read of each page, by its place in the plan.
    pages: Vec<OnceLock<Gathered>>,
}

/// What was read of one page. Texts are numbers among all texts.
struct Gathered {
    summary: String,
    stretches: Vec<(String, u32, Vec<u32>)>,
}

impl<'a> Gathering<'a> {
    pub fn of(edition: &'a Edition, plan: &'a Plan) -> Gathering<'a> {
        let pages = std::iter::repeat_with(OnceLock::new).take(plan.pages.len()).collect();
        Gathering { edition, plan, texts: Texts::default(), pages }
    }

    /// Whether the page at a place of the plan is searched.
    pub fn wants(&self, at: usize) -> bool {
        is_searched(self.edition, &self.plan.pages[at])
    }

    /// Reads a finished page, if it is searched.
    pub fn read(&self, at: usize, output: &Output) {
        if !self.wants(at) {
            return;
        }
        // What templates make is text.
        self.set(at, &page_text(std::str::from_utf8(&output.bytes).unwrap_or_default()));
    }

    /// Takes the words of a page over that were read before.
    pub fn remember(&self, at: usize, text: &PageText) {
        self.set(at, text);
    }

    fn set(&self, at: usize, PageText { summary, stretches }: &PageText) {
        let stretches = stretches.iter().map(|stretch| {
            let paragraphs = stretch.paragraphs.iter().map(|paragraph| self.texts.number(paragraph)).collect();
            (stretch.anchor.clone(), self.texts.number(&stretch.heading), paragraphs)
        });
        // A page is made once.
        let _ = self.pages[at].set(Gathered { summary: summary.clone(), stretches: stretches.collect() });
    }

    /// The hash of the words of a page; nothing where it has not been read.
    pub fn hash(&self, at: usize) -> Option<blake3::Hash> {
        let Gathered { summary, stretches } = self.pages[at].get()?;
        let texts = self.texts.all();
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&text.len().to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(summary);
        for (anchor, heading, paragraphs) in stretches {
            add(anchor);
            add(texts.get(*heading));
            paragraphs.iter().for_each(|paragraph| add(texts.get(*paragraph)));
            add("");
        }
        Some(hasher.finalize())
    }

    /// Makes the index. Paragraphs are numbered in the order of the pages, whichever was read first.
    pub fn index(&self) -> Vec<u8> {
        let texts = self.texts.all();
        let mut places: BTreeMap<u32, usize> = BTreeMap::new();
        let mut index = Index { t: Vec::new(), p: Vec::new() };
        for (page, gathered) in self.plan.pages.iter().zip(&self.pages) {
            let Some(gathered) = gathered.get() else { continue };
            let stretches = gathered.stretches.iter().map(|(anchor, heading, paragraphs)| {
                let paragraphs = paragraphs.iter().map(|number| {
                    *places.entry(*number).or_insert_with(|| {
                        index.t.push(texts.get(*number));
                        index.t.len() - 1
                    })
                });
                (anchor.as_str(), texts.get(*heading), paragraphs.collect())
            });
            let above: Vec<&str> = page.crumbs.iter().skip(1).map(|way| way.title.as_str()).collect();
            let b = stretches.collect();
            index.p.push(Entry { u: &page.url, h: &page.heading, w: above.join(" › "), s: &gathered.summary, b });
        }
        // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
        format!("{CALL}({});\n", serde_json::to_string(&index).unwrap_or_default()).into_bytes()
    }
}

/// What an index holds, as it is read again.
#[derive(Deserialize)]
struct Held {
    t: Vec<String>,
    p: Vec<HeldEntry>,
}

#[derive(Deserialize)]
struct HeldEntry {
    u: String,
    #[serde(default)]
    s: String,
    b: Vec<(String, String, Vec<usize>)>,
}

/// Reads the words of each page from an index that was made before, by the pages' addresses; nothing where it is not one.
pub fn recall(index: &[u8]) -> Option<BTreeMap<String, PageText>> {
    let json = std::str::from_utf8(index).ok()?.strip_prefix(CALL)?.strip_prefix('(')?.strip_suffix(");\n")?;
    let Held { t, p } = serde_json::from_str(json).ok()?;
    let page = |entry: HeldEntry| {
        let stretches = entry.b.into_iter().map(|(anchor, heading, paragraphs)| {
            let paragraphs = paragraphs.into_iter().map(|at| t.get(at).cloned()).collect::<Option<_>>()?;
            Some(Stretch { anchor, heading, paragraphs })
        });
        Some((entry.u, PageText { summary: entry.s, stretches: stretches.collect::<Option<_>>()? }))
    };
    p.into_iter().map(page).collect()
}
