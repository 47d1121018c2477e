//! Text to document: the events of Markdown, and what other stages must know of them.
//!
//! Everything that can be wrong with prose on its own is found here: front matter that is not closed, raw HTML, unsafe
//! addresses, anchors given twice. Whether a link leads anywhere is for `links` to say, since only it knows the pages.
//!
//! Reading never fails. Whatever the text holds, there is a document, and a list of what is wrong with it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, TagEnd};

use crate::diagnostic::{Diagnostic, FRONT_MATTER};
use crate::source::{Place, SourcePath};
use crate::span::{Span, floor_boundary};

pub mod address;
mod anchors;
mod containers;
mod events;
mod front_matter;
mod scan;

/// What a site allows in its prose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Raw HTML is cleaned and kept, where otherwise it is shown as text with a warning.
    pub unsafe_html: bool,
}

/// An event of the body, and the bytes of the body that it comes from.
pub type Located = (Event<'static>, Range<usize>);

/// One text of Markdown, read once for every consumer: pages, search, checks of links.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The Markdown without its front matter.
    pub body: Arc<str>,
    /// Where the body begins in its file, in bytes.
    pub body_base: usize,
    pub front_matter: Option<FrontMatter>,
    /// What the body says, in order. Headings, links and embeds below stand in the order in which they occur here.
    pub events: Arc<[Located]>,
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    pub embeds: Vec<Embed>,
    /// Every id that a link may lead to.
    pub anchors: BTreeSet<String>,
}

/// The raw YAML between two lines of `---`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    pub text: Arc<str>,
    /// Where the YAML begins in its file, in bytes.
    pub base: usize,
}

/// A heading that has words in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Two to six. The topmost headings of a text are of level two, because the page's title is its only `h1`.
    pub level: u8,
    /// The words alone, without emphasis or links.
    pub text: String,
    /// The anchor, unique in its document.
    pub id: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    Link,
    Image,
}

/// A link or an image, as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub destination: String,
    pub kind: LinkKind,
    /// The destination itself where it can be found in the source, or else the whole link.
    pub span: Span,
    /// The address was refused as unsafe, or is empty. It has its diagnostic already and is never made a link.
    pub refused: bool,
}

/// A fenced block that brings in live data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The YAML between the fences.
    pub text: String,
    /// The whole block, with its fences.
    pub span: Span,
    /// Where the YAML begins in its file, in bytes.
    pub base: usize,
}

/// Reads a whole `.md` file.
pub fn parse(path: &SourcePath, text: &str, options: Options) -> (Document, Vec<Diagnostic>) {
    let split = front_matter::split(text);
    let body = &text[split.body_base..];
    let ground = Ground::File { path, body, base: split.body_base };
    let (mut document, mut diagnostics) = read(&ground, body, options);
    document.front_matter = split.front_matter;
    if let Some(opening) = split.unclosed {
        diagnostics.push(
            Diagnostic::new(&FRONT_MATTER, Place::new(path, opening), "The front matter is not closed.")
                .help("Write a line with `---` alone where the front matter ends and the text begins."),
        );
    }
    (document, diagnostics)
}

/// Reads prose from a scalar in a YAML file. Its characters cannot be traced to bytes of the file, because YAML folds
/// and unescapes them, so every diagnostic points at the whole scalar.
pub fn parse_fragment(place: &Place, text: &str, options: Options) -> (Document, Vec<Diagnostic>) {
    read(&Ground::Scalar(place), text, options)
}

/// Reads a text of one line, such as a title or a prompt, in which a leading `1.`, `#`, `>` or `-` means itself.
pub fn parse_inline(place: &Place, text: &str, options: Options) -> (Document, Vec<Diagnostic>) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    scan::scan(&Ground::Scalar(place), &line, events::read_line(&line), options)
}

fn read(ground: &Ground, text: &str, options: Options) -> (Document, Vec<Diagnostic>) {
    let (document, mut diagnostics) = scan::scan(ground, text, events::read(text), options);
    containers::refuse(ground, &document, &mut diagnostics);
    (document, diagnostics)
}

/// The words of some events, without markup, line breaks as spaces.
pub fn plain_text(events: &[Located]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                match words.bytes().all(is_printed) {
                    true => text.push_str(words),
                    false => text.extend(words.chars().filter(|c| !c.is_control())),
                }
            }
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    let is_spaced = text.is_ascii() && !text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' ');
    if is_spaced { text } else { text.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// Whether a byte is an ASCII character that is no control character.
fn is_printed(byte: u8) -> bool {
    byte == b' ' || byte.is_ascii_graphic()
}

/// The words of a document block by block: paragraphs, headings, items, cells, each without markup.
pub fn blocks_text(document: &Document) -> Vec<String> {
    let inline = |tag: &TagEnd| {
        matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::Superscript
                | TagEnd::Subscript
        )
    };
    let parts = document.events.split(|(event, _)| matches!(event, Event::End(tag) if !inline(tag)));
    parts.map(plain_text).filter(|text| !text.is_empty()).collect()
}

/// The first word of a fenced block's info string: its language, in lower case.
pub fn language(info: &str) -> String {
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).unwrap_or(info.len());
    info[..end].to_lowercase()
}

/// The language of fenced blocks that are data and not code.
pub const EMBED: &str = "embed";

/// What the text lies on: a file whose bytes can be pointed at, or a scalar that is pointed at as a whole.
enum Ground<'a> {
    File { path: &'a SourcePath, body: &'a str, base: usize },
    Scalar(&'a Place),
}

impl Ground<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        match self {
            // An excerpt is cut out by these bytes, so they never part a character.
            Ground::File { body, base, .. } => {
                let end = floor_boundary(body, range.end);
                Span::new(floor_boundary(body, range.start).min(end), end).shifted(*base)
            }
            Ground::Scalar(place) => place.span,
        }
    }

    fn place(&self, range: Range<usize>) -> Place {
        match self {
            Ground::File { path, .. } => Place::new(path, self.span(range)),
            Ground::Scalar(place) => (*place).clone(),
        }
    }
}

#[cfg(test)]
mod tests;
