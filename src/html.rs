//! Markdown document to HTML: an own pass over the events, for pages that must be safe, printable and accessible.
//!
//! No output holds a script, a style attribute or an address outside the allowed schemes, whatever the document says.
//! Ids carry the caller's prefix, so that several documents can share one page; without a prefix they consist of
//! letters, digits and hyphens, so ids of the theme with an underscore in them can never clash with those of the prose.

use std::fmt::Write;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::escape::push_char;
use crate::markdown::address::is_invisible;
use crate::markdown::{Document, Link};

mod footnotes;
mod raw;
mod table;
pub mod terms;
mod writer;

/// Where a link leads from the page that is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The address to write, relative to the page, not yet escaped.
    Href(String),
    /// The edition does not hold it: its text alone, and of an image its description.
    Text,
}

/// What knows the pages.
pub trait Context {
    /// Says where a link leads. Refused links are not asked about.
    fn link(&self, link: &Link) -> Target;
}

/// The interface's own words inside prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    pub note: &'a str,
    pub tip: &'a str,
    pub important: &'a str,
    pub warning: &'a str,
    pub caution: &'a str,
    pub footnotes: &'a str,
    pub back_to_text: &'a str,
    /// Stands before a heading's words: "Link to this section".
    pub link_to_section: &'a str,
    /// Stands before the heads of a table's columns.
    pub table: &'a str,
    pub code: &'a str,
}

impl Words<'static> {
    pub const ENGLISH: Words<'static> = Words {
        note: "Note",
        tip: "Tip",
        important: "Important",
        warning: "Warning",
        caution: "Caution",
        footnotes: "Footnotes",
        back_to_text: "Back to text",
        link_to_section: "Link to this section",
        table: "Table",
        code: "Example to copy",
    };
}

/// How one document is shown on one page.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    pub context: &'a dyn Context,
    pub words: &'a Words<'a>,
    /// Stands before every id, and in every link of the document to itself.
    pub id_prefix: &'a str,
    /// How many levels the headings move down, for prose below a heading of the page.
    pub heading_shift: u8,
    /// Raw HTML is cleaned and kept, where otherwise it is shown as text.
    pub unsafe_html: bool,
    /// The glossary that explains the document's words, if one does.
    pub glossary: Option<terms::Glossary<'a>>,
}

/// A stretch of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Html(String),
    /// Live data goes here: the index into the document's embeds.
    Embed(usize),
}

/// Renders a document. Embeds part its HTML, always between two blocks of the top level.
pub fn render(document: &Document, settings: &Settings) -> Vec<Block> {
    writer::write(document, &document.events, settings)
}

/// Renders a text of one line without the paragraph around it. Meant for what `markdown::parse_inline` made; of any
/// other document the blocks stay, except for a single paragraph, and embeds are left out.
pub fn render_inline(document: &Document, settings: &Settings) -> String {
    let events = match &*document.events {
        [(Event::Start(Tag::Paragraph), _), inner @ .., (Event::End(TagEnd::Paragraph), _)]
            if !inner.iter().any(|(event, _)| *event == Event::Start(Tag::Paragraph)) =>
        {
            inner
        }
        all => all,
    };
    let blocks = writer::write(document, events, settings).into_iter();
    let html = blocks.filter_map(|block| match block {
        Block::Html(html) => Some(html),
        Block::Embed(_) => None,
    });
    html.collect::<String>().trim_end().to_owned()
}

/// Makes text safe inside a quoted attribute. Controls go, and so does what turns the direction of the text around it.
pub fn escape_attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            // Two of them are no danger, and some scripts cannot be written without.
            '\u{200c}' | '\u{200d}' => out.push(c),
            c if is_invisible(c) => {}
            c => push_char(&mut out, c),
        }
    }
    out
}

/// Makes an address safe inside a quoted attribute. What cannot stand in an address is written in per cent.
fn escape_address(address: &str) -> String {
    let mut encoded = String::with_capacity(address.len());
    for c in address.trim().chars() {
        if c.is_whitespace() || is_invisible(c) || matches!(c, '"' | '<' | '>' | '`' | '\\' | '{' | '}' | '|' | '^') {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    escape_attribute(&encoded)
}

#[cfg(test)]
mod tests;
