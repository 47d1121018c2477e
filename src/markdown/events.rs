//! The one place that runs the Markdown parser.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options as Syntax, Parser, Tag, TagEnd};

use super::Located;

/// What the parser made of a text.
#[derive(Default)]
pub struct Read {
    pub events: Vec<Located>,
    /// For the n-th link or image: its destination's definition elsewhere in the text, if it has one.
    pub definitions: Vec<Option<Range<usize>>>,
    /// Links of the form `[text][name]` whose name is defined nowhere.
    pub undefined: Vec<(Range<usize>, String)>,
    /// The parser gave up, and the text is shown as it stands.
    pub gave_up: bool,
}

/// Reads a text of many lines.
pub fn read(text: &str) -> Read {
    // Fuzzers find inputs on which the parser panics, release after release; such a text must not end the build.
    catch_unwind(AssertUnwindSafe(|| run(text))).unwrap_or_else(|_| as_it_stands(text))
}

/// Reads a text of one line as the inside of a paragraph.
pub fn read_line(line: &str) -> Read {
    // No block can begin with a bracket, and to emphasis it counts like the beginning of a line.
    const GUARD: &str = "(";
    let mut read = read(&format!("{GUARD}{line}"));
    if read.gave_up {
        return as_it_stands(line);
    }
    for (_, range) in &mut read.events {
        *range = range.start.saturating_sub(GUARD.len())..range.end.saturating_sub(GUARD.len());
    }
    for (range, _) in &mut read.undefined {
        *range = range.start.saturating_sub(GUARD.len())..range.end.saturating_sub(GUARD.len());
    }
    let first = read.events.iter().position(|(event, _)| matches!(event, Event::Text(_)));
    if let Some(at) = first
        && let Event::Text(text) = &read.events[at].0
    {
        let rest = text.strip_prefix(GUARD).unwrap_or(text).to_owned();
        read.events[at].0 = Event::Text(CowStr::from(rest));
    }
    read
}

fn run(text: &str) -> Read {
    let mut undefined = Vec::new();
    let note = |link: BrokenLink| {
        // A bare `[x]` is more often meant as it stands: a tick box, a list of options, a note to oneself.
        if link.link_type == LinkType::Reference {
            undefined.push((link.span, link.reference.into_string()));
        }
        None
    };
    let mut parser = Parser::new_with_broken_link_callback(text, syntax(), Some(note)).into_offset_iter();
    let mut events = Vec::new();
    let mut definitions = Vec::new();
    while let Some((event, range)) = parser.next() {
        if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event {
            definitions.push(parser.reference_definitions().get(id).map(|definition| definition.span.clone()));
        }
        events.push((event.into_static(), range));
    }
    drop(parser);
    Read { events, definitions, undefined, gave_up: false }
}

fn syntax() -> Syntax {
    Syntax::ENABLE_TABLES
        | Syntax::ENABLE_TASKLISTS
        | Syntax::ENABLE_FOOTNOTES
        | Syntax::ENABLE_DEFINITION_LIST
        | Syntax::ENABLE_HEADING_ATTRIBUTES
        | Syntax::ENABLE_GFM
        | Syntax::ENABLE_STRIKETHROUGH
}

/// The whole text as one paragraph without markup.
fn as_it_stands(text: &str) -> Read {
    let all = 0..text.len();
    let events = vec![
        (Event::Start(Tag::Paragraph), all.clone()),
        (Event::Text(CowStr::from(text.to_owned())), all.clone()),
        (Event::End(TagEnd::Paragraph), all),
    ];
    Read { events, gave_up: true, ..Read::default() }
}
