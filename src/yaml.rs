//! YAML text → a tree whose every key and value knows its place.
//!
//! The only module that knows the YAML crates. It reads with that crate's strict options, and takes the text of plain
//! scalars from the source itself, so that `no`, `0123`, `1.10` and `09:30` stay what their writer typed; what a value
//! means is for the field that it stands in to say (see `schema`).

mod quick;

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, Options, Spanned};

use crate::diagnostic::{Diagnostic, Severity, YAML_SYNTAX};
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
pub fn parse(path: &SourcePath, text: &str, base: usize) -> Result<Node, Box<Diagnostic>> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (text, base) = (&text[mark..], base + mark);
    if let Some(found) = unreadable_character(text) {
        return Err(Box::new(found.into_diagnostic(path, base)));
    }
    let tree = quick::read(text, base).map_or_else(|| in_full(path, text, base), Ok)?;
    match hidden(&tree) {
        Some(span) => Err(Box::new(hidden_character(path, span))),
        None => Ok(tree),
    }
}

/// Reads whatever there is in YAML, and says what is wrong.
fn in_full(path: &SourcePath, text: &str, base: usize) -> Result<Node, Box<Diagnostic>> {
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options()) {
        Ok(raw) => Ok(node(raw, text, base)),
        Err(Error::Eof { .. }) => Ok(Node { span: Span::new(base, base), kind: Kind::Null }),
        Err(error) => Err(Box::new(syntax_error(path, text, base, &error))),
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
    let aliased = raw.referenced != raw.defined;
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
    let span = if aliased { span.shifted(base) } else { around(text, base, span, &kind) };
    Node { span, kind }
}

/// The bytes of a value that begins with some: lists and maps go on to their ends.
fn around(text: &str, base: usize, start: Span, kind: &Kind) -> Span {
    let last = match kind {
        Kind::List(items) => items.last().map(|item| item.span.end),
        Kind::Map(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end)),
        Kind::Null | Kind::Scalar(_) => None,
    };
    let whole = last.map_or(start, |last| Span::new(start.start, collection_end(text, start.start, last - base)));
    whole.shifted(base)
}

/// Where a list or a map ends: behind its last value, or at the bracket that closes it. The parser gives only its start.
fn collection_end(text: &str, start: usize, last: usize) -> usize {
    let closing = match text[start..].chars().next() {
        Some('[') => ']',
        Some('{') => '}',
        _ => return last.max(start),
    };
    let mut comment = false;
    for (at, c) in text.get(last..).unwrap_or("").char_indices() {
        match c {
            '\n' => comment = false,
            '#' => comment = true,
            c if c == closing && !comment => return last + at + 1,
            _ => {}
        }
    }
    last.max(start)
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

/// Advises on values that end at a `#` which looks like a part of them: `title: Day #1` says no more than `Day`.
pub fn cut_short(path: &SourcePath, text: &str, base: usize, tree: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    look_for_cuts(path, text, base, tree, &mut found);
    found
}

fn look_for_cuts(path: &SourcePath, text: &str, base: usize, node: &Node, found: &mut Vec<Diagnostic>) {
    match &node.kind {
        Kind::Null => {}
        Kind::List(items) => items.iter().for_each(|item| look_for_cuts(path, text, base, item, found)),
        Kind::Map(entries) => entries.iter().for_each(|entry| look_for_cuts(path, text, base, &entry.value, found)),
        Kind::Scalar(value) => {
            let (start, end) = (node.span.start - base.min(node.span.start), node.span.end - base.min(node.span.end));
            let Some(rest) = text.get(end..).and_then(|rest| rest.lines().next()) else { return };
            let quoted = text.get(start..).is_some_and(|typed| typed.starts_with(['"', '\'', '|', '>']));
            let note = rest.trim_start().strip_prefix('#').filter(|note| note.starts_with(char::is_alphanumeric));
            let Some(note) = note.filter(|_| !quoted && rest.starts_with(' ') && !value.contains('\n')) else { return };
            let at = end + rest.find('#').unwrap_or_default();
            let place = Place::new(path, Span::new(at, at + 1 + note.trim_end().len()).shifted(base));
            let message = "The value ends before this `#`: what follows is taken for a note to yourself.";
            let help = format!(
                "If it belongs to the text, put the whole in double quotes: `\"{value} #{}\"`. If it is a note, put a space \
                 behind the `#`.",
                note.trim_end()
            );
            let advice = Diagnostic { severity: Severity::Advice, ..Diagnostic::new(&YAML_SYNTAX, place, message) };
            found.push(advice.help(help));
        }
    }
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
        // Word processors and web pages bring spaces along that look like any other.
        let odd = line[indent..].chars().next().filter(|c| c.is_whitespace() && !c.is_ascii() && !blank);
        if let Some(odd) = odd {
            return Some(Unreadable {
                offset: line_start + indent,
                length: odd.len_utf8(),
                message: "This line begins with a space that is no ordinary one. It came with pasted text.",
                help: "Delete the spaces at the beginning of the line, and type them anew.",
            });
        }
        if let Some(tab) = line[..indent].find('\t').filter(|_| !blank) {
            return Some(Unreadable {
                offset: line_start + tab,
                length: 1,
                message: "This line is indented with a tab. YAML needs spaces.",
                help: "Replace the tab with two spaces for each step.",
            });
        }
        let control = |c: char| is_hidden(c) && c != '\u{85}';
        if holds_hidden(line)
            && let Some((at, c)) = line.char_indices().find(|(_, c)| control(*c))
        {
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

/// Characters that a page, a table or a terminal would obey instead of showing them: control characters, and marks that
/// turn the direction of the text around them.
fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text holds such a character. Most texts are plain letters throughout.
fn holds_hidden(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    !text.bytes().all(is_plain) && text.contains(is_hidden)
}

/// The first value, or name, that holds such a character: an escape such as `\u0007` can bring one into a sound file.
fn hidden(node: &Node) -> Option<Span> {
    match &node.kind {
        Kind::Null => None,
        Kind::Scalar(text) => holds_hidden(text).then_some(node.span),
        Kind::List(items) => items.iter().find_map(hidden),
        Kind::Map(entries) => entries
            .iter()
            .find_map(|entry| holds_hidden(&entry.key).then_some(entry.key_span).or_else(|| hidden(&entry.value))),
    }
}

fn hidden_character(path: &SourcePath, span: Span) -> Diagnostic {
    let message = "This text holds an invisible control character, written as an escape.";
    let help = "Take the escape (a backslash with what follows it) out, or put the text in single quotes.";
    Diagnostic::new(&YAML_SYNTAX, Place::new(path, span), message).help(help)
}

fn syntax_error(path: &SourcePath, text: &str, base: usize, error: &Error) -> Diagnostic {
    let words = error.without_snippet().to_string();
    let at = position_in_words(&words, text).unwrap_or(text.len());
    let Explained { span, message, help } = explain(&words, text, at);
    Diagnostic::new(&YAML_SYNTAX, Place::new(path, span.shifted(base)), message).help(help)
}

/// The place that the parser tells in words (`… at line 1, column 7`): the place in its own fields is often that of
/// where it stopped reading, which can be the end of the file.
fn position_in_words(error: &str, text: &str) -> Option<usize> {
    let rest = error.split_once(" at line ")?.1;
    let (line, rest) = rest.split_once(", column ")?;
    let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let line_start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let inside = text.get(line_start..)?;
    let offset = inside.char_indices().nth(column.checked_sub(1)?).map_or(inside.len(), |(at, _)| at);
    Some(line_start + offset)
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

/// A mistake in a writer's words.
struct Explained {
    span: Span,
    message: String,
    help: String,
}

/// What the parser says, by a piece of its words, and what a writer should be told. The first that fits counts.
const EXPLANATIONS: &[(&str, &str, &str)] = &[
    (
        "unclosed quote",
        "A quotation mark is opened here and never closed.",
        "Close it at the end of the words, or take it away.",
    ),
    (
        "unclosed bracket",
        "A bracket is opened here and never closed.",
        "Add the closing bracket at the end of the list.",
    ),
    (
        "illegal placement of ':'",
        "A colon stands where the list above it has not ended.",
        "Look for a bracket `[` or `{` that was opened further up and never closed.",
    ),
    (
        "simple key expected",
        "This line has no colon, so it is not a field.",
        "Write `name: value`, with a space after the colon, or indent it under the field it belongs to.",
    ),
    (
        "invalid trailing content after",
        "Something follows the closing quotation mark.",
        "Put the whole value inside the quotation marks; inside them, write `\\\"` for a mark that is meant.",
    ),
    (
        "unknown escape character",
        "A backslash inside double quotes is followed by a letter that means nothing.",
        "Write the backslash twice, or use single quotes around the value.",
    ),
    (
        "unexpected character",
        "This value begins with a sign that YAML keeps for itself.",
        "Put the whole value in double quotes.",
    ),
    (
        "multiple YAML documents",
        "A line `---` above begins a second document, and a file holds one.",
        "Delete the line `---`.",
    ),
    (
        "unknown anchor",
        "A word that begins with `*` is read as a reference, and there is nothing of that name.",
        "Put the words in double quotes.",
    ),
    (
        "scanning an anchor or alias",
        "A word that begins with `&` or `*` is read as a mark for references.",
        "Put the words in double quotes.",
    ),
    (
        "merge value",
        "The field `<<` is read as YAML's own way to merge fields, and cannot be used so.",
        "Delete this line, and write the fields out.",
    ),
    (
        "recursion limit",
        "Brackets are nested far too deep here.",
        "Look for brackets that were opened and never closed.",
    ),
    ("Depth {", "Fields are nested far too deep here.", "Give lines that belong together the same indent."),
    (
        "budget breached",
        "This file holds far too many values, or uses `*aliases` far more often than a person would.",
        "Write the values out instead of using aliases, or split the file.",
    ),
    (
        "expected '-' indicator",
        "A list ends here and something else begins at the same indent.",
        "Begin the line with a hyphen and a space, or move the list two spaces to the right under its field.",
    ),
    (
        "<document start>",
        "This line stands further to the left than the file's first line.",
        "Begin all outer fields at the very left.",
    ),
    (
        "block mapping",
        "This line does not line up with the ones around it.",
        "Give it the same number of spaces as its neighbours.",
    ),
    (
        "flow",
        "Inside brackets, a comma or a closing bracket is missing.",
        "Check the `[`, `]`, `{`, `}` and commas of this line and the one before.",
    ),
];

/// Puts what the parser says into a writer's words. What is not known is passed on; its place is right in any case.
fn explain(error: &str, text: &str, at: usize) -> Explained {
    if error.contains("mapping values are not allowed") {
        return explain_line_above(text, at)
            .or_else(|| explain_too_far_right(text, at))
            .unwrap_or_else(|| explain_mapping(text, at));
    }
    if error.contains("invalid trailing content after")
        && let Some(explained) = explain_curly_above(text, at).or_else(|| explain_quote_above(text, at))
    {
        return explained;
    }
    if let Some(explained) = explain_too_far_right(text, at) {
        return explained;
    }
    let no_colon = || if error.contains("simple key expected") { explain_no_colon(text, at) } else { None };
    let explained = explain_line(text, at).or_else(no_colon).or_else(|| explain_line_above(text, at));
    if let Some(explained) = explained {
        return explained;
    }
    if error.contains("unclosed quote") {
        let start = text[..floor_boundary(text, at)].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].lines().next().unwrap_or("");
        if let Some(mark) = line.find('"') {
            return explain_open_quote(start, line, mark);
        }
    }
    let span = visible_character(text, at);
    if let Some((_, message, help)) = EXPLANATIONS.iter().find(|(words, ..)| error.contains(words)) {
        return Explained { span, message: (*message).to_owned(), help: (*help).to_owned() };
    }
    Explained {
        span,
        message: "This line cannot be read.".to_owned(),
        help: "Compare it with the lines before it: with their hyphens, colons, quotation marks and spaces. If it is a text \
               of its own, put it in double quotes."
            .to_owned(),
    }
}

/// The first words of a text, to know it by.
fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        0..=4 => words.join(" "),
        _ => format!("{} …", words[..4].join(" ")),
    }
}

/// A line above without a colon: the parser takes it for the beginning of a name, and complains of what follows.
fn explain_line_above(text: &str, at: usize) -> Option<Explained> {
    let start = text[..floor_boundary(text, at)].rfind('\n').map_or(0, |newline| newline + 1);
    explain_no_colon(text, text[..start].trim_end().len())
}

/// A line that begins like a field and has no colon.
fn explain_no_colon(text: &str, at: usize) -> Option<Explained> {
    let line_start = text[..floor_boundary(text, at)].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or("").trim_end();
    let bare = line.trim_start();
    if bare.contains(':') || bare.starts_with(['#', '-', '"', '\'', '[', '{', '|', '>', '%']) {
        return None;
    }
    let (name, rest) = bare.split_once(' ')?;
    let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_name.then(|| Explained {
        span: Span::new(line_start + line.len() - bare.len(), line_start + line.len()),
        message: "This line has no colon, so it is not a field.".to_owned(),
        help: format!("Write `{name}: {}`, with a colon and a space.", rest.trim()),
    })
}

/// What is wrong with a line where the line itself tells it better than the parser.
fn explain_line(text: &str, at: usize) -> Option<Explained> {
    let at = floor_boundary(text, at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or("");
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    let whole = Span::new(start + indent, start + line.trim_end().len());
    let is_table = bare.starts_with('|') && bare.trim_end().ends_with('|')
        || bare.matches('\t').count() > 0 && !bare.contains(": ");
    if is_table {
        return Some(Explained {
            span: whole,
            message: "This looks like a table that was pasted in. A file of fields cannot hold one.".to_owned(),
            help: "Write each row as an entry of a list, such as `- {name: …, role: …}`, or put the table on a page (.md)."
                .to_owned(),
        });
    }
    let name = bare.trim_start_matches("- ");
    let tight = name.split_once(':').filter(|(name, value)| {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        is_name && !value.is_empty() && !value.starts_with([' ', '\t', '/'])
    });
    if let Some((name, value)) = tight {
        let colon = start + line.find(':').unwrap_or_default();
        return Some(Explained {
            span: Span::new(colon, colon + 1),
            message: "There is no space after this colon, so the line is not a field.".to_owned(),
            help: format!("Write `{name}: {}`, with a space after the colon.", value.trim_end()),
        });
    }
    let (name, value) = name.split_once(": ")?;
    let value = value.trim();
    // `text: > Some words`: what follows the mark stands on the lines below it.
    if let Some(words) =
        value.strip_prefix(['>', '|']).map(str::trim).filter(|words| words.starts_with(char::is_alphanumeric))
    {
        let mark = start + line.find(value).unwrap_or_default();
        return Some(Explained {
            span: Span::new(mark, mark + 1),
            message: "Behind this mark a text begins on the next line, and not on the same.".to_owned(),
            help: format!(
                "Take the mark away, or press Enter after it and begin `{}` two spaces to the right.",
                first_words(words)
            ),
        });
    }
    // `'The adult's day'`: the apostrophe ends the text.
    if let Some(inner) = value.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''))
        && let Some(apostrophe) = inner.find('\'').filter(|apostrophe| !inner[apostrophe + 1..].starts_with('\''))
        && !inner.contains('"')
    {
        let place = start + line.find(value).unwrap_or_default() + 1 + apostrophe;
        return Some(Explained {
            span: Span::new(place, place + 1),
            message: "This apostrophe ends the text, because the text is in single quotation marks.".to_owned(),
            help: format!("Use double ones around it: `{name}: \"{inner}\"`."),
        });
    }
    // `"Our" day`: the text goes on behind its closing mark.
    let rest = value.strip_prefix('"').and_then(|inner| inner.split_once('"')).map(|(_, rest)| rest.trim())?;
    if !rest.is_empty() && !rest.starts_with('#') && !value.contains('\'') && value.matches('"').count() == 2 {
        let place = start + line.trim_end().len() - rest.len();
        return Some(Explained {
            span: Span::new(place, place + rest.len()),
            message: "Something follows the closing quotation mark.".to_owned(),
            help: format!("Put single ones around the whole: `{name}: '{value}'`."),
        });
    }
    None
}

/// A field that begins further to the right than the one before it, which has a value of its own: most often a `#` was
/// taken away, and the space behind it was left. A comment behind that value makes the parser stop there.
fn explain_too_far_right(text: &str, at: usize) -> Option<Explained> {
    let at = floor_boundary(text, at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let at_comment = text[at..].starts_with('#');
    let (above, below) = match at_comment {
        true => (Some(text[start..].lines().next()?), start + text[start..].find('\n')? + 1),
        false => (text[..start].lines().next_back(), start),
    };
    let line = text[below..].lines().next()?;
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let above = above?;
    let is_field = |line: &str| {
        let name = line.trim_start().split_once(':').map_or("", |(name, _)| name);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    let has_value = above.split_once(": ").is_some_and(|(_, value)| {
        let value = value.trim_start();
        !value.is_empty() && !value.starts_with(['#', '>', '|'])
    });
    let more = indent(line).checked_sub(indent(above)).filter(|more| *more > 0)?;
    if !(is_field(above) && has_value && is_field(line)) {
        return None;
    }
    let (spaces, them) = if more == 1 { ("one space".to_owned(), "it") } else { (format!("{more} spaces"), "them") };
    Some(Explained {
        span: visible_character(text, below + indent(line)),
        message: format!("This line begins {spaces} further to the right than the one above it."),
        help: format!("Give it the same number of spaces as its neighbours: take {them} away."),
    })
}

/// A quotation mark that is never closed runs on to the next mark, some lines below, and is complained of there.
fn explain_quote_above(text: &str, at: usize) -> Option<Explained> {
    let line_start = text[..floor_boundary(text, at)].rfind('\n').map_or(0, |newline| newline + 1);
    let mut above_end = line_start.checked_sub(1)?;
    for _ in 0..8 {
        let above_start = text[..above_end].rfind('\n').map_or(0, |newline| newline + 1);
        let above = &text[above_start..above_end];
        if above.matches('"').count() % 2 == 1 {
            return Some(explain_open_quote(above_start, above, above.find('"')?));
        }
        above_end = above_start.checked_sub(1)?;
    }
    None
}

/// A value in a straight mark and a curly one runs on to the next straight mark, however far below that is.
fn explain_curly_above(text: &str, at: usize) -> Option<Explained> {
    let mut start = 0;
    for line in text[..floor_boundary(text, at)].split_inclusive('\n') {
        let is_half = line.trim_end().ends_with(['“', '”']) && line.matches('"').count() == 1;
        if let Some(mark) = line.find(": \"").filter(|_| is_half) {
            return Some(explain_open_quote(start, line, mark + 2));
        }
        start += line.len();
    }
    None
}

/// A mark that is opened in a line and not closed there; or closed with one that a word processor made.
fn explain_open_quote(line_start: usize, line: &str, mark: usize) -> Explained {
    if let Some(curly) = line.find(['“', '”']).filter(|curly| *curly > mark) {
        return Explained {
            span: visible_character(line, curly).shifted(line_start),
            message: "The closing quotation mark is a curly one, as word processors make them, so it does not count."
                .to_owned(),
            help: "Delete it and type a straight one: `\"`.".to_owned(),
        };
    }
    Explained {
        span: Span::new(line_start + mark, line_start + mark + 1),
        message: "A quotation mark is opened here and never closed.".to_owned(),
        help: "Close it at the end of the words, or take it away.".to_owned(),
    }
}

/// "Mapping values are not allowed" is said of three mistakes: a second colon in a line, a colon without a space
/// behind it in the line before, and a line with too many spaces in front.
fn explain_mapping(text: &str, at: usize) -> Explained {
    let at = floor_boundary(text, at);
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    if let Some((key, value)) = line.split_once(": ")
        && !value.trim_start().starts_with(['"', '\'', '[', '{', '|', '>', '#'])
        && let Some(colon) = value.find(": ").or_else(|| value.trim_end().strip_suffix(':').map(str::len))
    {
        let at = line_start + key.len() + 2 + colon;
        return Explained {
            span: Span::new(at, at + 1),
            message: "There is a second colon in this line, so it cannot be read.".to_owned(),
            help: format!(
                "Put the words after the first colon in double quotes: `{}: \"{}\"`.",
                key.trim(),
                value.trim().trim_matches(['“', '”'])
            ),
        };
    }
    let above = text[..line_start].trim_end_matches(['\n', '\r']);
    let above_start = above.rfind('\n').map_or(0, |newline| newline + 1);
    let tight = above[above_start..]
        .find(':')
        .filter(|colon| above[above_start + colon + 1..].chars().next().is_some_and(|next| !next.is_whitespace()));
    if let Some(colon) = tight {
        let at = above_start + colon;
        return Explained {
            span: Span::new(at, at + 1),
            message: "There is no space after this colon, so the line is not a field.".to_owned(),
            help: "Write `name: value`, with a space after the colon.".to_owned(),
        };
    }
    Explained {
        span: visible_character(text, line_start + line.len() - line.trim_start().len()),
        message: "This line does not line up with the ones around it.".to_owned(),
        help: "Give it the same number of spaces as its neighbours.".to_owned(),
    }
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
    fn mistakes_are_told_where_they_were_made() {
        for (text, place, words) in [
            ("name: Hall: the big one\naddress: y\n", (1, 11), "second colon"),
            ("a:1\nb: 2\n", (1, 2), "no space after this colon"),
            ("name: X\n rooms: 3\n", (2, 2), "further to the right"),
            ("name: X # or Y\n rooms: 3\n", (2, 2), "further to the right"),
            ("end: \"13:00”\nvenue: y\n", (1, 12), "curly"),
            ("name: \"X\naddress: y\n", (1, 7), "quotation mark"),
            ("a: \"x\" y\n", (1, 8), "closing quotation mark"),
            ("start: \"09:30\nend: \"16:00\"\n", (1, 8), "never closed"),
            ("a: {b: 1\n", (1, 4), "bracket"),
            ("a: [1, 2\nc: 3\n", (2, 2), "colon"),
            ("name: X\nrooms\naddress: y\n", (2, 1), "no colon"),
            ("name: @X\naddress: y\n", (1, 7), "keeps for itself"),
            ("name: *X\n", (1, 7), "reference"),
            ("a:\n  b: 1\n c: 2\n", (3, 2), "line up"),
            ("a: 1\n---\nb: 1\n", (3, 1), "second document"),
            ("a:\n\tb: 1\n", (2, 1), "tab"),
        ] {
            let error = parse(&path(), text, 0).unwrap_err();
            let at = line_column(text, error.place.span.start);
            assert_eq!((at.line, at.column), place, "{text:?}: {}", error.message);
            assert!(error.message.contains(words), "{text:?}: {}", error.message);
        }
    }

    #[test]
    fn an_empty_file_is_nothing() {
        for text in ["", "\u{feff}", "# only a comment\n", "\r\n"] {
            assert_eq!(parse(&path(), text, 0).unwrap().kind, Kind::Null, "{text:?}");
        }
    }
}
