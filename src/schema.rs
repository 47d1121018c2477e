//! What authors write: raw types with a place on every value.
//!
//! Each file kind is declared once, with `record!` and `words!`. From that one declaration come the decoder, the list of
//! known fields (for "did you mean"), and the table of fields with their meaning, audience and shape. Decoding never
//! stops at a mistake: it keeps what it could read and reports the rest.

pub mod blueprint;
pub mod embed;
pub mod event;
pub mod meant;
pub mod page;
pub mod review;
pub mod session;
pub mod value;
pub mod venue;

use crate::diagnostic::{Code, DUPLICATE_FIELD, Diagnostic, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE, suggestion};
use crate::source::{Place, SourcePath};
use crate::span::Span;
use crate::yaml::{Entry, Kind, Node};

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    pub value: T,
    pub place: Place,
}

/// What a decoder needs beside the node: the file's name, and where to put mistakes.
pub struct Decoder<'a> {
    pub path: &'a SourcePath,
    pub diagnostics: Vec<Diagnostic>,
}

impl Decoder<'_> {
    pub fn place(&self, span: Span) -> Place {
        Place::new(self.path, span)
    }

    pub fn report(&mut self, code: &Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, self.place(span), message).help(help));
    }

    pub fn wrong_type(&mut self, node: &Node, expected: &str, help: impl Into<String>) {
        self.report(&WRONG_TYPE, node.span, format!("This should be {expected}, and is {}.", node.describe()), help);
    }
}

/// A type that authors write.
pub trait Decode: Sized {
    /// Reads a node that holds something. What cannot be read is reported, and gives nothing.
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self>;

    /// What the value looks like, for the schema and for tests that visit every field.
    fn shape() -> Shape;
}

/// What a value looks like in a file.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One line of any text.
    Text,
    /// Text that is read as Markdown.
    Prose,
    /// A whole number, zero or more.
    Integer,
    /// Working days before or after the event.
    Days,
    /// A number that may have a fraction.
    Number,
    /// A length in minutes.
    Minutes,
    Truth,
    /// A day: `2026-03-12`.
    Date,
    /// A month, or a day of it.
    Moment,
    /// A time of day: `09:30`.
    Time,
    /// Lower-case letters, digits and hyphens.
    Id,
    /// The id of an event, or `review/event`.
    Event,
    /// A statement of the guidance or a source: `S49`, `W7`.
    Basis,
    Words(&'static [Word]),
    List(Box<Shape>),
    /// A list of two, the smaller first.
    Pair(Box<Shape>),
    /// Ids of the author's choosing, each with a value.
    Map(Box<Shape>),
    Record(&'static Record),
    Either(Vec<Shape>),
}

/// One of a few words, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub word: &'static str,
    pub meaning: &'static str,
}

/// What an id names: where to look for the ids that are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    Agency,
    Checklist,
    Coverage,
    Document,
    Event,
    EventKind,
    Layout,
    /// Who may lead a session: a Reviewer of the review, or one of the event's by place.
    Lead,
    NoteSheet,
    Pack,
    Period,
    Person,
    /// A person, or a group of the review.
    PersonOrGroup,
    Principles,
    Prompt,
    QuestionSet,
    Reviewer,
    Room,
    Rule,
    Session,
    Theme,
    Venue,
}

/// Who may see a field, by the editions that may hold it (`domain.md` 4.4 and 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Everybody.
    Participant,
    /// The Review Team and the facilitator; training, of fictional reviews.
    ReviewTeam,
    /// The Review Team and the facilitator, and never training.
    TeamOnly,
    /// The facilitator; training, of fictional reviews.
    Facilitator,
    /// The facilitator alone, and never training.
    FacilitatorOnly,
    /// Nobody: it steers the build.
    Never,
}

/// One field of a file kind.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub meaning: &'static str,
    pub seen: Seen,
    /// Whether its absence is reported.
    pub required: bool,
    /// What its ids name, where they name something.
    pub names: Option<Names>,
    pub shape: fn() -> Shape,
}

/// One file kind, or a part of one.
#[derive(Debug)]
pub struct Record {
    pub name: &'static str,
    pub fields: &'static [Field],
}

impl Record {
    /// What to write where a bare value stands in the place of a record: `lunch: 12:15` for `lunch: {at: "12:15"}`.
    fn field_meant_by(&self, node: &Node) -> Option<String> {
        let Kind::Scalar(typed) = &node.kind else { return None };
        let has = |name: &str| self.fields.iter().any(|field| field.name == name);
        let bare = typed.trim().trim_start_matches("at ");
        if bare.parse::<u32>().is_ok() && has("minutes") {
            return Some(format!("Write `{{minutes: {bare}}}`."));
        }
        let clock = meant::clock(bare).filter(|_| has("at"))?;
        Some(format!("Write `{{at: \"{clock}\"}}`."))
    }

    /// The field under which a field of this name belongs: `adjust` under `agenda`.
    fn field_that_holds(&self, name: &str) -> Option<&'static str> {
        let holds = |shape: &Shape| match shape {
            Shape::Record(record) => record.fields.iter().any(|field| field.name == name),
            _ => false,
        };
        let found = self.fields.iter().find(|field| match (field.shape)() {
            Shape::Either(shapes) => shapes.iter().any(holds),
            shape => holds(&shape),
        });
        found.map(|field| field.name)
    }
}

/// The fields of a map node, taken one by one.
pub struct Fields<'n> {
    entries: Vec<Option<&'n Entry>>,
    span: Span,
    record: &'static Record,
    unread: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// Opens a map; reports a node of another kind, and a key that stands twice (the first one counts).
    pub fn open(node: &'n Node, record: &'static Record, decoder: &mut Decoder) -> Option<Fields<'n>> {
        let Kind::Map(entries) = &node.kind else {
            let message = format!("Here {} should have fields under it, and has {}.", record.name, node.describe());
            let help = record.field_meant_by(node).unwrap_or_else(|| {
                let names = record.fields.iter().take(3).map(|field| format!("`{}: …`", field.name));
                format!("Write one field a line, indented: {}.", names.collect::<Vec<_>>().join(", "))
            });
            decoder.report(&WRONG_TYPE, node.span, message, help);
            return None;
        };
        let mut kept: Vec<Option<&Entry>> = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(first) = kept.iter().flatten().find(|held| held.key == entry.key) {
                let first = decoder.place(first.key_span);
                let message = format!("`{}` stands twice here. Only one can count.", entry.key);
                decoder.diagnostics.push(
                    Diagnostic::new(&DUPLICATE_FIELD, decoder.place(entry.key_span), message)
                        .label(first, "first written here")
                        .help("Delete one of the two."),
                );
            } else {
                kept.push(Some(entry));
            }
        }
        Some(Fields { entries: kept, span: node.span, record, unread: Vec::new() })
    }

    /// Takes a field out. One that says nothing counts as not written.
    pub fn take<T: Decode>(&mut self, name: &'static str, decoder: &mut Decoder) -> Option<Located<T>> {
        let name = field_name(name);
        let entry = self.entries.iter_mut().find(|held| held.is_some_and(|entry| entry.key == name))?.take()?;
        if entry.value.kind == Kind::Null {
            return None;
        }
        let Some(value) = T::decode(&entry.value, decoder) else {
            self.unread.push(name);
            return None;
        };
        Some(Located { value, place: decoder.place(entry.value.span) })
    }

    /// The fields that were taken and could not be read, and those that a mistyped key is most likely meant to be.
    pub fn unread(&self) -> Vec<&'static str> {
        let names = || self.record.fields.iter().map(|field| field.name);
        let mistyped = self.entries.iter().flatten().filter_map(|entry| meant::field(&entry.key, names()));
        self.unread.iter().copied().chain(mistyped).collect()
    }

    /// Whether a field is written and not yet taken.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().flatten().any(|entry| entry.key == name && entry.value.kind != Kind::Null)
    }

    /// Reports a required field that is not there.
    pub fn require(&self, name: &str, decoder: &mut Decoder) {
        let name = name.strip_prefix("r#").unwrap_or(name);
        if !self.has(name) {
            let span = Span::new(self.span.start, self.first_line_end());
            let message = format!("`{name}` is missing from {}.", self.record.name);
            decoder.report(&MISSING_FIELD, span, message, format!("Add a line `{name}: …`."));
        }
    }

    /// A missing field is shown at the first key, not as a caret under the whole record.
    fn first_line_end(&self) -> usize {
        self.entries.iter().flatten().next().map_or(self.span.end, |entry| entry.key_span.end).max(self.span.start)
    }

    /// Reports every field that nobody took.
    pub fn close(self, decoder: &mut Decoder) {
        for entry in self.entries.into_iter().flatten() {
            let message = format!("`{}` is not a field of {}.", entry.key, self.record.name);
            let names = self.record.fields.iter().map(|field| field.name);
            let help = match (self.record.field_that_holds(&entry.key), meant::field(&entry.key, names.clone())) {
                (Some(above), _) => format!("It belongs under `{above}:`. Begin its line with two spaces more."),
                (None, Some(name)) => format!("Did you mean `{name}`?"),
                (None, None) => suggestion(&entry.key, names).unwrap_or_else(|| "Delete this line.".to_owned()),
            };
            decoder.report(&UNKNOWN_FIELD, entry.key_span, message, help);
        }
    }
}

/// Declares a file kind or a part of one: a struct of optional, located values, its decoder, and its table of fields.
///
/// Every field says who may see it. `required` fields are reported when absent; the struct still holds what was read.
/// `=> Venue` behind a type says what its ids name.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub struct $type:ident, $name:literal {
            $( $(#[doc = $meaning:literal])* $field:ident : $value:ty $(=> $names:ident)?, $seen:ident $(, $required:ident)? ; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $type {
            $( $(#[doc = $meaning])* pub $field: Option<$crate::schema::Located<$value>>, )*
            /// Fields that are written and could not be read. They were reported, and are not missing.
            pub unread: Vec<&'static str>,
        }

        impl $type {
            /// Takes over from a base what these fields do not say.
            pub fn or(mut self, base: &$type) -> $type {
                $( if self.$field.is_none() { self.$field = base.$field.clone(); } )*
                self
            }

            pub const RECORD: &'static $crate::schema::Record = &$crate::schema::Record {
                name: $name,
                fields: &[$( $crate::schema::Field {
                    name: $crate::schema::field_name(stringify!($field)),
                    meaning: concat!($($meaning),*),
                    seen: $crate::schema::Seen::$seen,
                    required: record!(@is $($required)?),
                    names: record!(@names $($names)?),
                    shape: <$value as $crate::schema::Decode>::shape,
                } ),*],
            };
        }

        impl $crate::schema::Decode for $type {
            fn decode(
                node: &$crate::yaml::Node,
                decoder: &mut $crate::schema::Decoder,
            ) -> Option<$type> {
                let mut fields = $crate::schema::Fields::open(node, $type::RECORD, decoder)?;
                $( $( record!(@require fields, decoder, $field, $required); )? )*
                let record = $type {
                    $( $field: fields.take(stringify!($field), decoder), )*
                    unread: fields.unread(),
                };
                fields.close(decoder);
                Some(record)
            }

            fn shape() -> $crate::schema::Shape {
                $crate::schema::Shape::Record($type::RECORD)
            }
        }
    };
    (@is required) => { true };
    (@is) => { false };
    (@names $names:ident) => { Some($crate::schema::Names::$names) };
    (@names) => { None };
    (@require $fields:ident, $decoder:ident, $field:ident, required) => {
        $fields.require(stringify!($field), $decoder);
    };
}

/// Declares a value that is one of a few words.
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        pub enum $type:ident, $name:literal { $( $(#[doc = $meaning:literal])* $variant:ident = $word:literal, )* }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $( $(#[doc = $meaning])* $variant, )* }

        impl $type {
            pub const WORDS: &'static [$crate::schema::Word] = &[$(
                $crate::schema::Word { word: $word, meaning: concat!($($meaning),*) },
            )*];
            pub const ALL: &'static [$type] = &[$($type::$variant),*];

            /// The word as authors write it.
            pub fn word(self) -> &'static str {
                match self { $( $type::$variant => $word, )* }
            }
        }

        impl $crate::schema::Decode for $type {
            fn decode(
                node: &$crate::yaml::Node,
                decoder: &mut $crate::schema::Decoder,
            ) -> Option<$type> {
                let typed = $crate::schema::scalar(node, $name, decoder)?;
                let found = $type::ALL.iter().copied().find(|known| known.word() == typed);
                if found.is_none() {
                    $crate::schema::unknown_word(node, typed, $name, $type::WORDS, decoder);
                }
                found
            }

            fn shape() -> $crate::schema::Shape {
                $crate::schema::Shape::Words($type::WORDS)
            }
        }
    };
}

pub(crate) use record;
pub(crate) use words;

/// A field's name as authors write it: Rust's own words lose their mark.
pub const fn field_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// The text of a scalar; anything else is reported.
pub fn scalar<'n>(node: &'n Node, expected: &str, decoder: &mut Decoder) -> Option<&'n str> {
    if let Kind::Scalar(text) = &node.kind {
        return Some(text);
    }
    let help = match node.kind {
        Kind::List(_) => "Take the brackets or the hyphen away, or put the words in double quotes.",
        _ => "Write it on the same line, after the colon.",
    };
    decoder.wrong_type(node, expected, help);
    None
}

/// Reports a word that is not one of those possible.
pub fn unknown_word(node: &Node, typed: &str, name: &str, words: &'static [Word], decoder: &mut Decoder) {
    let possible = words.iter().map(|word| format!("`{}`", word.word)).collect::<Vec<_>>().join(", ");
    let help = match (meant::word(typed, words.iter().map(|word| word.word)), words) {
        (_, [only]) => format!("Write `{}`.", only.word),
        (Some(word), _) => format!("Did you mean `{word}`? Possible are {possible}."),
        (None, _) => format!("Possible are {possible}."),
    };
    decoder.report(&crate::diagnostic::BAD_VALUE, node.span, format!("`{typed}` is not {name}."), help);
}

/// Reads and decodes a whole file.
pub fn decode_file<T: Decode>(path: &SourcePath, text: &str, base: usize) -> (Option<T>, Vec<Diagnostic>) {
    match crate::yaml::parse(path, text, base) {
        Ok(node) => {
            let cut_short = crate::yaml::cut_short(path, text, base, &node);
            let (value, mut diagnostics) = decode_tree(path, node);
            diagnostics.extend(cut_short);
            (value, diagnostics)
        }
        Err(diagnostic) => (None, vec![*diagnostic]),
    }
}

/// Decodes the tree of a whole file. An empty file decodes as a record without fields, so that what is missing is
/// reported.
pub fn decode_tree<T: Decode>(path: &SourcePath, node: Node) -> (Option<T>, Vec<Diagnostic>) {
    let node = match node.kind {
        Kind::Null => Node { span: node.span, kind: Kind::Map(Vec::new()) },
        _ => node,
    };
    let mut decoder = Decoder { path, diagnostics: Vec::new() };
    let value = T::decode(&node, &mut decoder);
    (value, decoder.diagnostics)
}
