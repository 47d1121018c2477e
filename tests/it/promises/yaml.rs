//! Whatever a file of definitions holds, it is read or refused: never a panic, and every mistake in its place.

use plenary::documents::{Memory, parse};
use plenary::report::{Format, Style, render};
use plenary::source::{Origin, Source, SourcePath, Sources};

/// One file of each kind.
pub const KINDS: &[&str] = &[
    "config.yaml",
    "content/reviews/rowan/review.yaml",
    "content/reviews/rowan/events/day.yaml",
    "content/venues/hall.yaml",
    "content/blueprints/event-kinds/own.yaml",
    "content/blueprints/question-sets/own.yaml",
    "content/blueprints/checklists/own.yaml",
    "content/blueprints/working-principles/own.yaml",
    "content/blueprints/prompts/own.yaml",
    "content/blueprints/note-sheets/own.yaml",
    "content/guidance/page.md",
];

/// The first byte says which kind of file it is, the rest is the file.
pub fn promise(data: &[u8]) {
    let Some((kind, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let path = SourcePath::new(KINDS[usize::from(*kind) % KINDS.len()]);
    let mut sources = Sources::default();
    sources.insert(Source::text(&path, Origin::Site, text.as_ref()));
    let (_, found) = parse(&sources, &mut Memory::default());
    for found in &found {
        assert_eq!(found.place.path, path, "{found:?}");
        let span = found.place.span;
        let held = sources.get(&path).and_then(|source| source.as_text()).expect("a text");
        assert!(held.get(span.start..span.end).is_some(), "{span:?} lies outside of the file: {found:?}");
        assert!(!found.message.is_empty() && found.help.is_some(), "{found:?} says too little");
    }
    for format in [Format::Text, Format::Short, Format::Json] {
        let report = render(format, &found, &sources, Style { width: 80, ..Style::default() });
        let unsafe_for_a_terminal = |c: char| c.is_control() && c != '\n' || is_bidi(c);
        assert!(!report.contains(unsafe_for_a_terminal), "{report:?}");
    }
    // Reading again what was remembered is reading it anew.
    let mut memory = Memory::default();
    let first = parse(&sources, &mut memory).1;
    assert_eq!(first, parse(&sources, &mut memory).1);
}

/// Turns the words around it about, so that a line says something else than is written.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
