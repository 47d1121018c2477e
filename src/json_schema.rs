//! JSON Schema (2020-12) for the files that people write, made from the declarations that the decoder is made from.
//!
//! Editors complete and explain every field with it. Where a site is at hand, the ids that it has are offered too:
//! venues, people, kinds. An id that is not among them yet is no mistake, since it may be written next.

mod known;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::config::ConfigFields;
use crate::documents::Documents;
use crate::json_schema::known::{Id, Known};
use crate::schema::blueprint::{Checklist, EventKind, LibraryPrompt, NoteSheet, Principles, QuestionSet};
use crate::schema::event::Event;
use crate::schema::page::FrontMatter;
use crate::schema::review::Review;
use crate::schema::value::Minutes;
use crate::schema::venue::Venue;
use crate::schema::{Field, Names, Record, Seen, Shape, Word};
use crate::source::Sources;
use crate::theme::line::ThemeFields;

/// A kind of file that people write.
#[derive(Clone, Copy, Debug)]
pub struct FileKind {
    /// What `plenary schema` calls it.
    pub name: &'static str,
    /// Where such files lie, as editors write it; nothing for what is no file of its own.
    pub files: Option<&'static str>,
    pub record: &'static Record,
    /// A file to begin with, which editors offer where nothing is written yet.
    beginning: &'static [Beginning],
}

/// A file to begin with.
#[derive(Clone, Copy, Debug)]
struct Beginning {
    label: &'static str,
    about: &'static str,
    /// The file, with places to fill in: `${1:what to put there}`.
    body: &'static str,
}

/// Every kind of file.
pub static KINDS: &[FileKind] = &[
    kind("config", Some("config.yaml"), ConfigFields::RECORD),
    kind("review", Some("content/reviews/*/review.yaml"), Review::RECORD),
    FileKind {
        beginning: &[
            Beginning {
                label: "An event for strategic managers",
                about: "Half a day. Tab leads from place to place; Ctrl+Space shows what can stand there.",
                body: "kind: strategic-manager\ndate: ${1:2027-04-14}\nstart: \"${2:09:30}\"\nend: \"${3:13:00}\"\n\
                       venue: $4\nfacilitators: [$5]\nnote_taker: $6\nparticipants: [$7]\nfeedback_from: [$8]\n",
            },
            Beginning {
                label: "An event for practitioners and first line managers",
                about: "A full day. Tab leads from place to place; Ctrl+Space shows what can stand there.",
                body: "kind: practitioner-and-first-line-manager\ndate: ${1:2027-03-11}\nstart: \"${2:09:30}\"\n\
                       end: \"${3:16:00}\"\nvenue: $4\nfacilitators: [$5]\nnote_taker: $6\nparticipants: [$7]\n\
                       lunch_provided: ${8:true}\n",
            },
        ],
        ..kind("event", Some("content/reviews/*/events/*.yaml"), Event::RECORD)
    },
    kind("venue", Some("content/venues/*.yaml"), Venue::RECORD),
    kind("theme", Some("themes/*/theme.yaml"), ThemeFields::RECORD),
    kind("front-matter", None, FrontMatter::RECORD),
    kind("event-kind", Some("content/blueprints/event-kinds/*.yaml"), EventKind::RECORD),
    kind("question-set", Some("content/blueprints/question-sets/*.yaml"), QuestionSet::RECORD),
    kind("checklist", Some("content/blueprints/checklists/*.yaml"), Checklist::RECORD),
    kind("working-principle", Some("content/blueprints/working-principles/*.yaml"), Principles::RECORD),
    kind("prompt", Some("content/blueprints/prompts/*.yaml"), LibraryPrompt::RECORD),
    kind("note-sheet", Some("content/blueprints/note-sheets/*.yaml"), NoteSheet::RECORD),
];

const fn kind(name: &'static str, files: Option<&'static str>, record: &'static Record) -> FileKind {
    FileKind { name, files, record, beginning: &[] }
}

/// Every record that a file can hold: the files themselves, and the parts of which they are made, each once.
pub fn records() -> Vec<&'static Record> {
    let mut found: Vec<&'static Record> = Vec::new();
    KINDS.iter().for_each(|kind| gather(&Shape::Record(kind.record), &mut found));
    found
}

fn gather(shape: &Shape, found: &mut Vec<&'static Record>) {
    match shape {
        Shape::Record(record) if found.iter().all(|known| known.name != record.name) => {
            found.push(record);
            record.fields.iter().for_each(|field| gather(&(field.shape)(), found));
        }
        Shape::List(inner) | Shape::Map(inner) | Shape::Pair(inner) => gather(inner, found),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| gather(shape, found)),
        _ => {}
    }
}

impl FileKind {
    pub fn find(name: &str) -> Option<&'static FileKind> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The schema as a file holds it.
    pub fn text(&self, documents: &Documents, sources: &Sources) -> String {
        // It is made of strings, numbers, lists and maps: there is nothing in it that JSON cannot hold.
        serde_json::to_string_pretty(&self.schema(documents, sources)).unwrap_or_default() + "\n"
    }

    /// The schema, as JSON.
    fn schema(&self, documents: &Documents, sources: &Sources) -> Value {
        let mut writer = Writer { known: Known::of(documents, sources), definitions: BTreeMap::new() };
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        schema.insert("title".to_owned(), json!(format!("plenary: {}", self.record.name.replace('`', ""))));
        schema.extend(writer.record(self.record));
        if !self.beginning.is_empty() {
            let snippets = self.beginning.iter();
            let snippets =
                snippets.map(|begin| json!({"label": begin.label, "description": begin.about, "bodyText": begin.body}));
            schema.insert("defaultSnippets".to_owned(), snippets.collect());
        }
        let definitions: Map<String, Value> =
            writer.definitions.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect();
        if !definitions.is_empty() {
            schema.insert("$defs".to_owned(), Value::Object(definitions));
        }
        Value::Object(schema)
    }
}

/// Where the schemas lie that an editor reads, from the site's folder.
pub const FOLDER: &str = ".vscode/plenary";

/// The schemas of all files, each with its path from the site's folder.
pub fn files(documents: &Documents, sources: &Sources) -> Vec<(String, String)> {
    let kinds = KINDS.iter().filter(|kind| kind.files.is_some());
    kinds.map(|kind| (format!("{FOLDER}/{}.json", kind.name), kind.text(documents, sources))).collect()
}

struct Writer {
    known: Known,
    /// The records met so far. One that is being written holds nothing yet, so that a record may hold itself.
    definitions: BTreeMap<String, Option<Value>>,
}

impl Writer {
    /// A record as an object with known fields and no others.
    fn record(&mut self, record: &'static Record) -> Map<String, Value> {
        let mut object = Map::new();
        object.insert("type".to_owned(), json!("object"));
        let properties: Map<String, Value> =
            record.fields.iter().map(|field| (field.name.to_owned(), self.field(field))).collect();
        object.insert("properties".to_owned(), Value::Object(properties));
        let required: Vec<&str> = record.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        if !required.is_empty() {
            object.insert("required".to_owned(), json!(required));
        }
        object.insert("additionalProperties".to_owned(), json!(false));
        object
    }

    fn field(&mut self, field: &'static Field) -> Value {
        let about = about(field);
        let mut schema = self.shape(&(field.shape)(), field.names);
        schema.insert("description".to_owned(), json!(about.replace('`', "")));
        if about.contains('`') {
            schema.insert("markdownDescription".to_owned(), json!(about));
        }
        Value::Object(schema)
    }

    fn shape(&mut self, shape: &Shape, names: Option<Names>) -> Map<String, Value> {
        let schema = match shape {
            // A number or a truth value is text too, where text is asked for.
            Shape::Text => match names {
                Some(names) => return self.id(names, json!({"type": ["string", "number", "boolean"]})),
                None => json!({"type": ["string", "number", "boolean"]}),
            },
            Shape::Prose => json!({"type": ["string", "number", "boolean"]}),
            Shape::Integer => json!({"type": "integer", "minimum": 0}),
            Shape::Days => json!({"type": "integer", "minimum": -1000, "maximum": 1000}),
            Shape::Number => json!({"type": "number", "minimum": 0}),
            Shape::Minutes => json!({"anyOf": [
                {"type": "integer", "minimum": 0, "maximum": Minutes::MOST},
                {"type": "string", "pattern": "^([0-9]+:[0-5][0-9]|[0-9]+ ?h( ?[0-9]+ ?m)?|[0-9]+ ?m|PT[0-9HM]+)$"},
            ]}),
            Shape::Truth => json!({"anyOf": [
                {"type": "boolean"},
                {"type": "string", "pattern": "^([Yy]es|[Nn]o|[Oo]n|[Oo]ff|YES|NO|ON|OFF)$"},
            ]}),
            Shape::Date => told(
                json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2027-04-14"]}),
                "Write the year, the month and the day: 2027-04-14.",
            ),
            Shape::Moment => told(
                json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$", "examples": ["2026-09"]}),
                "Write the year and the month, 2026-09, or a day: 2026-09-14.",
            ),
            Shape::Time => told(
                json!({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:30"]}),
                "Write the 24-hour clock, with a colon: \"09:30\".",
            ),
            Shape::Id => return self.id_like(names, "^[a-z0-9-]+$"),
            Shape::Event => return self.id_like(names, "^[a-z0-9-]+(/[a-z0-9-]+)?$"),
            Shape::Basis => json!({"type": "string", "pattern": "^[SW][0-9]{1,3}$"}),
            Shape::Words(words) => one_of(words.iter().map(|Word { word, meaning }| (*word, meaning.trim()))),
            Shape::List(inner) => json!({"type": "array", "items": Value::Object(self.shape(inner, names))}),
            Shape::Pair(inner) => json!({
                "type": "array", "items": Value::Object(self.shape(inner, names)), "minItems": 2, "maxItems": 2,
            }),
            Shape::Map(inner) => self.map(inner, names),
            Shape::Record(record) => json!({"$ref": format!("#/$defs/{}", self.definition(record))}),
            Shape::Either(shapes) => {
                let shapes: Vec<Value> = shapes.iter().map(|shape| Value::Object(self.shape(shape, names))).collect();
                json!({"anyOf": shapes})
            }
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }

    /// Ids with values. Where the values are ids, they are what is named; otherwise the keys are.
    fn map(&mut self, inner: &Shape, names: Option<Names>) -> Value {
        let (of_keys, of_values) = if holds_ids(inner) { (None, names) } else { (names, None) };
        let value = Value::Object(self.shape(inner, of_values));
        let with_about = |about: &str| match &value {
            Value::Object(value) => {
                let mut value = value.clone();
                value.insert("description".to_owned(), json!(about));
                Value::Object(value)
            }
            value => value.clone(),
        };
        let known = of_keys.map_or_else(Vec::new, |names| self.known.ids(names));
        let known: Map<String, Value> = known.iter().map(|Id { id, about }| (id.clone(), with_about(about))).collect();
        let mut map = json!({
            "type": "object",
            "propertyNames": {"pattern": "^[a-z0-9-]+$"},
            "additionalProperties": value,
        });
        if !known.is_empty() {
            map["properties"] = Value::Object(known);
        }
        map
    }

    fn id_like(&self, names: Option<Names>, pattern: &str) -> Map<String, Value> {
        // An id of digits alone is a number to YAML.
        let any = told(
            json!({"type": ["string", "integer"], "pattern": pattern}),
            "An id has lower-case letters, digits and hyphens only.",
        );
        match (names, any) {
            (Some(names), any) => self.id(names, any),
            (None, Value::Object(any)) => any,
            (None, _) => Map::new(),
        }
    }

    /// The ids that are known, each with what it is, or any other.
    fn id(&self, names: Names, any: Value) -> Map<String, Value> {
        let known = self.known.ids(names);
        let mut schema = Map::new();
        if known.is_empty() {
            return match any {
                Value::Object(any) => any,
                _ => schema,
            };
        }
        let known = one_of(known.iter().map(|Id { id, about }| (id.as_str(), about.as_str())));
        schema.insert("anyOf".to_owned(), json!([known, any]));
        schema
    }

    /// The name of a record among the definitions, written the first time that it is met.
    fn definition(&mut self, record: &'static Record) -> String {
        let words = record.name.replace('`', "");
        let key = words.trim_start_matches("a ").trim_start_matches("an ").trim().replace([' ', '\''], "-");
        if !self.definitions.contains_key(&key) {
            self.definitions.insert(key.clone(), None);
            let written = Value::Object(self.record(record));
            self.definitions.insert(key.clone(), Some(written));
        }
        key
    }
}

/// A schema with what editors are to say where its pattern is not met, in words and not as the pattern.
fn told(mut schema: Value, words: &str) -> Value {
    schema["patternErrorMessage"] = json!(words);
    schema
}

/// Words with their meanings: `enumDescriptions` is what editors show beside each.
fn one_of<'w>(words: impl Iterator<Item = (&'w str, &'w str)>) -> Value {
    let (words, about): (Vec<&str>, Vec<&str>) = words.unzip();
    let plain: Vec<String> = about.iter().map(|about| about.replace('`', "")).collect();
    let mut schema = json!({"enum": words, "enumDescriptions": plain});
    if about.iter().any(|about| about.contains('`')) {
        schema["markdownEnumDescriptions"] = json!(about);
    }
    schema
}

/// What a field means, and who reads it.
pub fn about(field: &Field) -> String {
    let mut about = field.meaning.trim().to_owned();
    if let Some(readers) = readers(field.seen).filter(|_| holds_words(&(field.shape)())) {
        about.push(' ');
        about.push_str(readers);
    }
    about
}

pub fn holds_ids(shape: &Shape) -> bool {
    match shape {
        Shape::Id | Shape::Event => true,
        Shape::List(inner) => holds_ids(inner),
        _ => false,
    }
}

fn readers(seen: Seen) -> Option<&'static str> {
    match seen {
        Seen::Participant => Some("Participants read it."),
        Seen::ReviewTeam | Seen::TeamOnly => Some("The Review Team and the facilitator read it."),
        Seen::Facilitator | Seen::FacilitatorOnly => Some("The facilitator alone reads it."),
        Seen::Never => None,
    }
}

/// Whether the value is shown as it is: of a record each field says for itself who reads it.
fn holds_words(shape: &Shape) -> bool {
    match shape {
        Shape::Record(_) => false,
        Shape::List(inner) | Shape::Map(inner) | Shape::Pair(inner) => holds_words(inner),
        Shape::Either(shapes) => shapes.iter().all(holds_words),
        _ => true,
    }
}
