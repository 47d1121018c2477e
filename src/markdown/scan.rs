//! What a document holds, read off its events: headings, links and embeds, and what is wrong with them.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::address::refusal;
use super::anchors::{self, Written};
use super::events::Read;
use super::{Document, EMBED, Embed, Ground, Link, LinkKind, Located, Options, language, plain_text};
use crate::diagnostic::{
    Code, DEAD_LINK, Diagnostic, RAW_HTML, UNKNOWN_EMBED, UNKNOWN_LANGUAGE, UNREADABLE_FILE, UNSAFE_LINK, suggestion,
};
use crate::highlight::known_languages;

/// Makes a document of what the parser read.
pub fn scan(ground: &Ground, text: &str, read: Read, options: Options) -> (Document, Vec<Diagnostic>) {
    let mut scan = Scan { ground, text, diagnostics: Vec::new() };
    if read.gave_up {
        let message = "The Markdown reader cannot make sense of this text, so it is shown as it stands.";
        let help = "Look for brackets, angle brackets or list marks that stand alone, and write them more plainly.";
        scan.report(&UNREADABLE_FILE, 0..0, message, help);
    }
    scan.undefined(&read.undefined);
    let (events, embeds) = scan.embeds(read.events);
    let links = scan.links(&events, &read.definitions);
    scan.footnotes(&events);
    scan.broken_links(&events);
    scan.languages(&events);
    if !options.unsafe_html {
        scan.raw_html(&events);
    }
    let written = scan.headings(&events);
    let headings = anchors::assign(ground, written, &mut scan.diagnostics);
    let document = Document {
        body: Arc::from(text),
        body_base: ground.span(0..0).start,
        front_matter: None,
        anchors: headings.iter().map(|heading| heading.id.clone()).collect(),
        events: Arc::from(events),
        headings,
        links,
        embeds,
    };
    (document, scan.diagnostics)
}

struct Scan<'a> {
    ground: &'a Ground<'a>,
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Scan<'_> {
    fn report(&mut self, code: &Code, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let place = self.ground.place(range);
        self.diagnostics.push(Diagnostic::new(code, place, message).help(help));
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn undefined(&mut self, links: &[(Range<usize>, String)]) {
        for (range, name) in links {
            let message = format!("The link name `{}` is defined nowhere in this text.", name.escape_debug());
            let help = "Add a line such as `[name]: page.md`, or write `\\[` if the brackets are part of the text.";
            self.report(&DEAD_LINK, range.clone(), message, help);
        }
    }

    /// Takes out the embeds. One that stands inside a list or a quote is reported and left out, so that the n-th
    /// block of the language `embed` among the events is always the n-th of the list.
    fn embeds(&mut self, events: Vec<Located>) -> (Vec<Located>, Vec<Embed>) {
        let mut kept = Vec::with_capacity(events.len());
        let mut embeds = Vec::new();
        let mut depth = 0_usize;
        let mut skipping = false;
        // The bytes of the YAML in the block that is open.
        let mut content: Option<Range<usize>> = None;
        for (event, range) in events {
            match &event {
                Event::Start(Tag::CodeBlock(kind)) if is_embed(kind) => {
                    let before = self.slice(&(0..range.start));
                    let at_margin = before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}']);
                    skipping = depth > 0 || !at_margin;
                    if skipping {
                        let message = "An embed block cannot stand inside a list or a quote.";
                        let help = "Put the embed block at the left margin, with an empty line before and after it.";
                        self.report(&UNKNOWN_EMBED, range.clone(), message, help);
                    }
                    let first_line = self.slice(&range).find('\n').map_or(range.end, |at| range.start + at + 1);
                    content = Some(first_line..first_line);
                }
                Event::Text(_) => {
                    if let Some(content) = &mut content {
                        content.end = range.end;
                    }
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some(content) = content.take() {
                        if skipping {
                            skipping = false;
                            depth -= 1;
                            continue;
                        }
                        let text = self.slice(&content).to_owned();
                        let base = self.ground.span(content).start;
                        embeds.push(Embed { text, span: self.ground.span(range.clone()), base });
                    }
                }
                _ => {}
            }
            match &event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if !skipping {
                kept.push((event, range));
            }
        }
        (kept, embeds)
    }

    fn links(&mut self, events: &[Located], definitions: &[Option<Range<usize>>]) -> Vec<Link> {
        let mut links = Vec::new();
        for (event, range) in events {
            let (kind, link_type, address) = match event {
                Event::Start(Tag::Link { link_type, dest_url, .. }) => (LinkKind::Link, link_type, dest_url),
                Event::Start(Tag::Image { link_type, dest_url, .. }) => (LinkKind::Image, link_type, dest_url),
                _ => continue,
            };
            let definition = definitions.get(links.len()).cloned().flatten();
            let place = self.destination(range, definition.as_ref(), address);
            let destination = match link_type {
                LinkType::Email => format!("mailto:{address}"),
                _ => address.to_string(),
            };
            let refusal = refusal(kind, &destination);
            let empty = destination.trim().is_empty();
            links.push(Link {
                destination,
                kind,
                span: self.ground.span(place.clone()),
                refused: refusal.is_some() || empty,
            });
            if let Some(refusal) = refusal {
                self.report(&UNSAFE_LINK, place, refusal.message, refusal.help);
            } else if empty {
                let help = "Write the address between the round brackets.";
                self.report(&DEAD_LINK, place, "The link has no address.", help);
            }
        }
        links
    }

    /// Where an address stands in the source: in the link, or in the definition of its name.
    fn destination(&self, link: &Range<usize>, definition: Option<&Range<usize>>, address: &str) -> Range<usize> {
        let whole = definition.unwrap_or(link);
        let source = self.slice(whole);
        let mark = if definition.is_some() { source.find("]:") } else { source.rfind("](") };
        let from = mark.map_or(0, |at| at + 2);
        // An address with escapes in it stands in the source in other letters; then the whole link has to do.
        match source[from..].find(address) {
            Some(at) if !address.is_empty() => whole.start + from + at..whole.start + from + at + address.len(),
            _ => whole.start..whole.start + source.trim_end().len(),
        }
    }

    /// Reports marks of footnotes that have no text. The parser leaves them as three texts in a row.
    fn footnotes(&mut self, events: &[Located]) {
        let mut in_code = false;
        for window in events.windows(3) {
            let [(first, start), (second, label), (third, end)] = window else { continue };
            match first {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                _ => {}
            }
            let (Event::Text(open), Event::Text(name), Event::Text(close)) = (first, second, third) else { continue };
            let adjacent = start.end == label.start && label.end == end.start;
            let has_name = name.len() > 1 && name.starts_with('^') && !name.contains(char::is_whitespace);
            if in_code || &**open != "[" || &**close != "]" || !has_name || !adjacent {
                continue;
            }
            let message = format!("The footnote `{}` has no text.", name.escape_debug());
            let help =
                format!("Add a line `[{name}]: …` with its text, or write `\\[` if the brackets are part of the text.");
            self.report(&DEAD_LINK, start.start..end.end, message, help);
        }
    }

    /// Reports what looks like a link and is none, because its address holds a space. The parser leaves it as texts.
    fn broken_links(&mut self, events: &[Located]) {
        let mut in_code = false;
        for window in events.windows(2) {
            let [(first, end), (second, start)] = window else { continue };
            match first {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                _ => {}
            }
            let (Event::Text(close), Event::Text(open)) = (first, second) else { continue };
            if in_code || &**close != "]" || !open.starts_with('(') || end.end != start.start {
                continue;
            }
            let line = self.slice(&(start.start..self.text.len())).lines().next().unwrap_or_default().to_owned();
            let Some(address) = line[1..].split_once(')').map(|(address, _)| address) else { continue };
            if address.contains(' ') && !address.contains(['<', '"', '(']) {
                let message = "This looks like a link, and is none, because its address holds a space.";
                let help = format!("Put the address in angle brackets: `(<{}>)`.", address.trim());
                self.report(&DEAD_LINK, start.start + 1..start.start + 1 + address.len(), message, help);
            }
        }
    }

    fn languages(&mut self, events: &[Located]) {
        for (event, range) in events {
            let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { continue };
            let language = language(info);
            if language.is_empty() || language == EMBED || known_languages().any(|known| known == language) {
                continue;
            }
            let line = self.slice(range).lines().next().unwrap_or_default();
            let from = range.start + line.len() - line.trim_start_matches(['`', '~', ' ', '\t']).len();
            let to = (from + language.len()).min(range.start + line.len());
            let message =
                format!("The code language `{}` is not known, so the code has no colours.", language.escape_debug());
            let help = suggestion(&language, known_languages().chain([EMBED])).unwrap_or_default();
            self.report(&UNKNOWN_LANGUAGE, from..to, message, help);
        }
    }

    /// Reports raw HTML: once a block, and once a tag inside a line unless it only closes one.
    fn raw_html(&mut self, events: &[Located]) {
        let mut reported = false;
        for (event, range) in events {
            match event {
                Event::Start(Tag::HtmlBlock) => self.raw(range),
                Event::InlineHtml(tag) if !reported || !tag.starts_with("</") => {
                    reported = true;
                    self.raw(range);
                }
                // Inside a line, emphasis and links do not part a tag from the one that closes it.
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) => {}
                Event::Start(_) => reported = false,
                _ => {}
            }
        }
    }

    fn raw(&mut self, range: &Range<usize>) {
        let source = self.slice(range);
        let end = range.start + source.trim_end().len();
        let help = if source.trim_start().starts_with("<!--") {
            "Take the comment out. In the front matter, a line that begins with `#` is seen by nobody."
        } else {
            "Write it in Markdown, or `\\<` if it is meant to be read. `unsafe_html: true` in config.yaml lets cleaned HTML through."
        };
        self.report(&RAW_HTML, range.start..end, "Raw HTML is shown as text.", help);
    }

    /// The headings that have words in them. One without any is no place to lead to.
    fn headings(&self, events: &[Located]) -> Vec<Written> {
        let mut written = Vec::new();
        let mut open = None;
        for (at, (event, range)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => open = Some((at, *level, id)),
                Event::End(TagEnd::Heading(_)) => {
                    let Some((from, level, id)) = open.take() else { continue };
                    let text = plain_text(&events[from..at]);
                    if text.is_empty() {
                        continue;
                    }
                    let source = self.slice(range).trim_end();
                    let range = range.start..range.start + source.len();
                    let id = id.as_ref().map(|id| {
                        let place = source.rfind(&format!("#{id}")).map(|at| range.start + at + 1);
                        (id.to_string(), place.map_or(range.clone(), |start| start..start + id.len()))
                    });
                    written.push(Written { level: level as u8, text, range, id });
                }
                _ => {}
            }
        }
        written
    }
}

fn is_embed(kind: &CodeBlockKind) -> bool {
    matches!(kind, CodeBlockKind::Fenced(info) if language(info) == EMBED)
}
