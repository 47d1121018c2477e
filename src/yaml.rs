//! YAML text → a tree whose every key and value knows its place.
//!
//! The only module that knows the YAML crate. It reads with that crate's strict options, and takes the text of plain
//! scalars from the source itself, so that `no`, `0123`, `1.10` and `09:30` stay what their writer typed; what a value
//! means is for the field that it stands in to say (see `schema`).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, Options, Spanned};

use crate::diagnostic::{Diagnostic, YAML_SYNTAX};
use crate::source::{Place, SourcePath};
use crate::span::{Span, floor_boundary};

/// How deep lists and maps may stand in one another. Our deepest field is eight deep.
const MAX_DEPTH: usize = 48;
/// How many values one file may hold, aliases written out. A review of 500 people has some 6,000.
const MAX_NODES: usize = 250_000;
/// How often `*alias` may be used in a file: a few are handy, thousands are an attack.
const MAX_ALIASES: usize = 1_000;

/// A value and the bytes that it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// Any scalar: quoted text unquoted, plain text as it was typed.
    Scalar(String),
    List(Vec<Node>),
    /// Entries in the order of the file. A key may stand twice: the schema says so to the writer.
    Map(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

impl Node {
    /// What kind of value it is, in a writer's words.
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "fields with values",
        }
    }
}

/// Reads one YAML document. `base` is the byte at which `text` begins in its file. A file that cannot be read as YAML
/// gives no tree and one diagnostic, since nothing after a broken line can be trusted.
pub fn parse(path: &SourcePath, text: &str, base: usize) -> Result<Node, Diagnostic> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (text, base) = (&text[mark..], base + mark);
    if let Some(found) = unreadable_character(text) {
        return Err(found.into_diagnostic(path, base));
    }
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options()) {
        Ok(raw) => Ok(node(raw, text, base)),
        Err(Error::Eof { .. }) => Ok(Node { span: Span::new(base, base), kind: Kind::Null }),
        Err(error) => Err(syntax_error(path, text, base, &error)),
    }
}

fn options() -> Options {
    serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_aliases: MAX_ALIASES,
        },
    }
}

/// What the crate hands over before the text of plain scalars is looked up.
enum Raw {
    Null,
    /// A plain scalar that the crate took for a number or a truth value.
    Typed,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Typed)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Typed)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Typed)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Typed)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Typed)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Typed)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Text(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn node(raw: Spanned<Raw>, text: &str, base: usize) -> Node {
    let span = span_of(raw.referenced, text);
    let kind = match raw.value {
        Raw::Null => Kind::Null,
        Raw::Typed => {
            let defined = span_of(raw.defined, text);
            Kind::Scalar(text[defined.start..defined.end].trim().to_owned())
        }
        Raw::Text(value) => Kind::Scalar(value),
        Raw::List(items) => Kind::List(items.into_iter().map(|item| node(item, text, base)).collect()),
        Raw::Map(entries) => Kind::Map(
            entries
                .into_iter()
                .map(|(key, value)| Entry {
                    key_span: span_of(key.referenced, text).shifted(base),
                    key: key.value,
                    value: node(value, text, base),
                })
                .collect(),
        ),
    };
    Node { span: span.shifted(base), kind }
}

/// The bytes of a place, cut to what the text holds and rid of the white space that follows a block scalar.
fn span_of(location: Location, text: &str) -> Span {
    let span = location.span();
    let start = span.byte_offset().map_or(text.len(), |offset| offset as usize);
    let length = span.byte_len().map_or(0, |length| length as usize);
    let start = floor_boundary(text, start);
    let end = floor_boundary(text, start.saturating_add(length));
    let trimmed = text[start..end].trim_end();
    Span::new(start, start + trimmed.len())
}

/// A character that no YAML file may hold where it stands, found before the parser meets it and says it less well.
struct Unreadable {
    offset: usize,
    length: usize,
    message: &'static str,
    help: &'static str,
}

impl Unreadable {
    fn into_diagnostic(self, path: &SourcePath, base: usize) -> Diagnostic {
        let span = Span::new(self.offset, self.offset + self.length).shifted(base);
        Diagnostic::new(&YAML_SYNTAX, Place::new(path, span), self.message).help(self.help)
    }
}

fn unreadable_character(text: &str) -> Option<Unreadable> {
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let blank = line.trim().is_empty();
        if let Some(tab) = line[..indent].find('\t').filter(|_| !blank) {
            return Some(Unreadable {
                offset: line_start + tab,
                length: 1,
                message: "This line is indented with a tab. YAML needs spaces.",
                help: "Replace the tab with two spaces for each step.",
            });
        }
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}');
        if let Some((at, c)) = line.char_indices().find(|(_, c)| control(*c)) {
            return Some(Unreadable {
                offset: line_start + at,
                length: c.len_utf8(),
                message: "This line holds an invisible control character.",
                help: "Delete it: put the cursor there and retype the words around it.",
            });
        }
        line_start += line.len();
    }
    None
}

fn syntax_error(path: &SourcePath, text: &str, base: usize, error: &Error) -> Diagnostic {
    let error = error.without_snippet();
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let offset = location.span().byte_offset().map_or(text.len(), |offset| offset as usize);
    let span = visible_character(text, offset);
    let (message, help) = plain_words(&error.to_string(), text, span.start);
    Diagnostic::new(&YAML_SYNTAX, Place::new(path, span.shifted(base)), message).help(help)
}

/// The character at an offset, or the last visible one before it: a caret under nothing helps nobody.
fn visible_character(text: &str, offset: usize) -> Span {
    let offset = floor_boundary(text, offset);
    let here = text[offset..].chars().next().filter(|c| !c.is_whitespace());
    if let Some(c) = here {
        return Span::new(offset, offset + c.len_utf8());
    }
    let before = text[..offset].trim_end();
    let start = before.char_indices().next_back().map_or(0, |(at, _)| at);
    Span::new(start, before.len())
}

/// The parser's words in a writer's words. What is not known is passed on with the place, which is right in any case.
fn plain_words(error: &str, text: &str, offset: usize) -> (String, String) {
    let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or("").trim();
    let holds = |word: &str| error.contains(word);
    let (message, help) = if holds("mapping values are not allowed") || holds("mapping value") {
        (
            "There is a second colon in this line, so it cannot be read.".to_owned(),
            "Put the words after the first colon in double quotes: `title: \"Part 1: The start\"`.".to_owned(),
        )
    } else if holds("quoted scalar") || holds("unexpected end of stream") && line.contains(['"', '\'']) {
        (
            "A quotation mark is opened here and never closed.".to_owned(),
            "Close it at the end of the words, or take it away.".to_owned(),
        )
    } else if holds("alias") && (holds("budget") || holds("limit") || holds("replay") || holds("expansion")) {
        (
            "This file uses `*aliases` far more often than a person would.".to_owned(),
            "Write the values out instead of using aliases.".to_owned(),
        )
    } else if holds("unknown anchor") || holds("undefined alias") || holds("alias") && line.contains('*') {
        (
            "A word that begins with `*` is read as a reference, and there is nothing of that name.".to_owned(),
            "Put the words in double quotes.".to_owned(),
        )
    } else if holds("nesting") || holds("depth") || holds("recursion") {
        (
            "Lists or fields are nested far too deep here.".to_owned(),
            "Look for brackets that were opened and never closed.".to_owned(),
        )
    } else if holds("budget") || holds("limit") {
        (
            "This file holds far too many values.".to_owned(),
            "Split it, or look for something pasted in by accident.".to_owned(),
        )
    } else if holds("multiple documents") || holds("MultipleDocuments") || holds("more than one") {
        (
            "A line `---` in the middle begins a second document; a file holds one.".to_owned(),
            "Delete the line, or put the second part in a file of its own.".to_owned(),
        )
    } else if line.starts_with(['@', '`', '%']) || holds("cannot start any token") {
        (
            "This value begins with a sign that YAML keeps for itself.".to_owned(),
            "Put the whole value in double quotes.".to_owned(),
        )
    } else if holds("']'") || holds("'}'") || holds("flow") {
        (
            "A bracket is opened and never closed, or a comma is missing.".to_owned(),
            "Check the `[`, `]`, `{`, `}` and commas of this line and the one before.".to_owned(),
        )
    } else if holds("block mapping") || holds("block collection") || holds("indent") || holds("expected <block end>") {
        (
            "This line does not line up with the ones around it.".to_owned(),
            "Give it the same number of spaces as its neighbours; a field needs a colon and a space after its name."
                .to_owned(),
        )
    } else if holds("':'") {
        (
            "This line has no colon, so it is not a field.".to_owned(),
            "Write `name: value`, with a space after the colon, or indent it under the field it belongs to.".to_owned(),
        )
    } else {
        let first = error.lines().next().unwrap_or(error);
        (format!("This line cannot be read: {first}."), "Compare it with the line before it.".to_owned())
    };
    (message, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::line_column;

    fn path() -> SourcePath {
        SourcePath::new("a.yaml")
    }

    fn entries(text: &str) -> Vec<(String, Kind)> {
        let node = parse(&path(), text, 0).unwrap();
        let Kind::Map(entries) = node.kind else { panic!("not a map") };
        entries.into_iter().map(|entry| (entry.key, entry.value.kind)).collect()
    }

    #[test]
    fn plain_scalars_stay_what_was_typed() {
        for typed in
            ["09:30", "9:30", "no", "on", "yes", "0123", "1.10", "2026-03-12", "0x1F", "1e3", "true", ".5", "1_000"]
        {
            assert_eq!(
                entries(&format!("a: {typed}\n")),
                [("a".to_owned(), Kind::Scalar(typed.to_owned()))],
                "{typed}"
            );
            let quoted = entries(&format!("a: \"{typed}\"\n"));
            assert_eq!(quoted, [("a".to_owned(), Kind::Scalar(typed.to_owned()))], "quoted {typed}");
        }
        assert_eq!(entries("a:\nb: ~\n"), [("a".to_owned(), Kind::Null), ("b".to_owned(), Kind::Null)]);
        assert_eq!(entries("a: \"\"\n"), [("a".to_owned(), Kind::Scalar(String::new()))]);
        assert_eq!(entries("no: 1\n1: x\n")[0].0, "no");
    }

    #[test]
    fn places_are_exact_after_other_letters_and_a_byte_order_mark() {
        let text = "\u{feff}title: Dè thachair\r\nrooms: [{id: à, seats: 12}]\r\n";
        let node = parse(&path(), text, 0).unwrap();
        let Kind::Map(entries) = &node.kind else { panic!("not a map") };
        assert_eq!(&text[entries[0].value.span.start..entries[0].value.span.end], "Dè thachair");
        let Kind::List(rooms) = &entries[1].value.kind else { panic!("not a list") };
        let Kind::Map(room) = &rooms[0].kind else { panic!("not a map") };
        assert_eq!(&text[room[1].key_span.start..room[1].key_span.end], "seats");
        assert_eq!(&text[room[1].value.span.start..room[1].value.span.end], "12");
        assert_eq!(line_column(text, room[1].value.span.start).line, 2);
    }

    #[test]
    fn a_key_may_stand_twice() {
        assert_eq!(entries("a: 1\na: 2\n").len(), 2);
    }

    #[test]
    fn hostile_files_get_one_ordinary_diagnostic() {
        let bomb = (0..12).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
            let aliases = vec![format!("*a{n}"); 9].join(", ");
            format!("{text}a{}: &a{} [{aliases}]\n", n + 1, n + 1)
        });
        let deep = format!("a: {}", "[".repeat(20_000));
        let block = (0..5_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>();
        for text in [
            &bomb,
            &deep,
            &block,
            "a: \"open\n",
            "a: b: c\n",
            "a:\n\tb: 1\n",
            "a: \0\n",
            "a: [1, 2\n",
            "---\na: 1\n---\nb: 2\n",
        ] {
            let error = parse(&path(), text, 0).expect_err(&text[..text.len().min(40)]);
            assert!(error.help.is_some(), "{}", error.message);
            assert!(error.place.span.end <= text.len());
        }
    }

    #[test]
    fn an_empty_file_is_nothing() {
        for text in ["", "\u{feff}", "# only a comment\n", "\r\n"] {
            assert_eq!(parse(&path(), text, 0).unwrap().kind, Kind::Null, "{text:?}");
        }
    }
}
