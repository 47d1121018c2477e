//! A site with a word of its own in every text field, and the fields themselves, as the schema declares them.
//!
//! The word of a field is `qz`, what its record is called, and its name: `qzpersonneeds`. The list of records starts at
//! the file kinds and goes wherever they lead, so a new field is in it without anybody's adding it.

use std::collections::BTreeMap;

use plenary::audience::Audience;
use plenary::config::ConfigFields;
use plenary::schema::blueprint::{Checklist, EventKind, LibraryPrompt, NoteSheet, Principles, QuestionSet};
use plenary::schema::embed::Embed;
use plenary::schema::event::Event;
use plenary::schema::page::FrontMatter;
use plenary::schema::review::Review;
use plenary::schema::venue::Venue;
use plenary::schema::{Record, Seen, Shape};

use crate::harness::Site;

macro_rules! files {
    ($($name:literal -> $path:literal),* $(,)?) => {
        /// The files of the site, by their places in it.
        const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../fixtures/canary/", $name)))),*];
    };
}

files! {
    "config.yaml" -> "config.yaml",
    "review.yaml" -> "content/reviews/canary/review.yaml",
    "event.yaml" -> "content/reviews/canary/events/day.yaml",
    "evening.yaml" -> "content/reviews/canary/events/evening.yaml",
    "venue.yaml" -> "content/venues/canary-hall.yaml",
    "event-kind.yaml" -> "content/blueprints/event-kinds/canary-kind.yaml",
    "questions.yaml" -> "content/blueprints/question-sets/canary-questions.yaml",
    "checklist.yaml" -> "content/blueprints/checklists/canary-list.yaml",
    "principles.yaml" -> "content/blueprints/working-principles/canary-principles.yaml",
    "note-sheet.yaml" -> "content/blueprints/note-sheets/canary-sheet.yaml",
    "prompt.yaml" -> "content/blueprints/prompts/canary-prompt.yaml",
    "activity.yaml" -> "content/blueprints/prompts/canary-activity.yaml",
    "page.md" -> "content/guidance/open-page.md",
}

pub const REVIEW: &str = "content/reviews/canary/review.yaml";
pub const EVENT: &str = "content/reviews/canary/events/day.yaml";

/// A site with a word of its own in every text field.
pub fn canary_site() -> Site {
    FILES.iter().fold(Site::bare(), |site, (path, text)| site.file(path, text))
}

/// Whether a field's word stands in the site at all.
pub fn is_written(canary: &str) -> bool {
    FILES.iter().any(|(_, text)| text.contains(canary))
}

/// The file kinds. Every other record is a part of one of them.
pub const KINDS: &[&Record] = &[
    Review::RECORD,
    Event::RECORD,
    Venue::RECORD,
    EventKind::RECORD,
    QuestionSet::RECORD,
    Checklist::RECORD,
    Principles::RECORD,
    NoteSheet::RECORD,
    LibraryPrompt::RECORD,
    FrontMatter::RECORD,
    Embed::RECORD,
    ConfigFields::RECORD,
];

/// The word that stands in a field.
fn canary(record: &str, field: &str) -> String {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    format!("qz{}{}", letters(record), letters(field))
}

/// What a record is called in its words.
fn short_name(record: &Record) -> &'static str {
    let is_of_library = record.fields.iter().any(|field| field.name == "when_you_hear");
    match record.name {
        "a period of the timeline" => "period",
        "a source of support" => "support",
        "a prompt" if is_of_library => "library",
        "a prompt" => "askedprompt",
        "a material" => "countedmaterial",
        "a watch-for note" => "watchfor",
        "this page's front matter" => "page",
        "`config.yaml`" => "config",
        other => other.trim_start_matches("an ").trim_start_matches("a "),
    }
}

/// Every text field there is, with who may see it: as its record declares, whatever it stands in.
pub fn text_fields() -> BTreeMap<String, Seen> {
    let mut fields = BTreeMap::new();
    for record in records() {
        for field in record.fields {
            if holds_text(&(field.shape)()) {
                let word = canary(short_name(record), field.name);
                let twice = fields.insert(word.clone(), field.seen).is_some_and(|seen| seen != field.seen);
                assert!(!twice, "two fields have the word {word}");
            }
        }
    }
    fields.retain(|canary, _| !is_covered_elsewhere(canary));
    fields
}

/// Every record that file kinds lead to, each once.
pub fn records() -> Vec<&'static Record> {
    let mut found: Vec<&'static Record> = KINDS.to_vec();
    let mut at = 0;
    while let Some(record) = found.get(at) {
        for shape in record.fields.iter().map(|field| (field.shape)()) {
            for part in parts(&shape) {
                if !found.iter().any(|known| std::ptr::eq(*known, part)) {
                    found.push(part);
                }
            }
        }
        at += 1;
    }
    found
}

/// The records that stand in a value.
fn parts(shape: &Shape) -> Vec<&'static Record> {
    match shape {
        Shape::Record(record) => vec![record],
        Shape::List(inner) | Shape::Pair(inner) | Shape::Map(inner) => parts(inner),
        Shape::Either(shapes) => shapes.iter().flat_map(parts).collect(),
        _ => Vec::new(),
    }
}

fn holds_text(shape: &Shape) -> bool {
    match shape {
        Shape::Text | Shape::Prose => true,
        Shape::List(inner) | Shape::Pair(inner) | Shape::Map(inner) => holds_text(inner),
        Shape::Either(shapes) => shapes.iter().any(holds_text),
        _ => false,
    }
}

/// Fields that hold no free text of their own, though their shape is text.
fn is_covered_elsewhere(canary: &str) -> bool {
    let is_basis = canary.ends_with("basis") || canary == "qzpagesources"; // statements and sources
    is_basis
        || [
            "qzeventworkingprinciples",     // written as qzprinciple
            "qzeventkindworkingprinciples", // written as an id
            "qzsessionprompts",             // written as qzaskedpromptask
            "qzlibraryprompts",             // the same
            "qztrackprompts",               // written as qztrackprompt
            "qzsessionmaterials",           // written as qzcountedmaterialitem
            "qzlibrarymaterials",           // the same
            "qzexercisematerials",          // the same
            "qzreviewrestrictedtermsfile",  // a path
            "qzconfiglanguage",             // a tag
            "qzconfigtimezone",             // a name of the tz database
            "qzconfigout",                  // a path
        ]
        .contains(&canary)
}

/// Fields that no page shows, and why.
pub fn shown_nowhere(canary: &str) -> bool {
    [
        "qzconfigmarking",             // the review's own stands in its place
        "qzeventkindmarking",          // the same
        "qzeventkindmessagefromchair", // the same
    ]
    .contains(&canary)
}

pub fn may_see(seen: Seen, audience: Audience) -> bool {
    use Audience::{Facilitator, Participant, ReviewTeam, Training};
    match seen {
        Seen::Participant => true,
        Seen::ReviewTeam => audience != Participant,
        Seen::TeamOnly => matches!(audience, Facilitator | ReviewTeam),
        Seen::Facilitator => matches!(audience, Facilitator | Training),
        Seen::FacilitatorOnly => audience == Facilitator,
        Seen::Never => false,
    }
}

/// The words that stand in fields which an audience may not read.
pub fn closed_canaries(audience: Audience) -> Vec<String> {
    let closed = text_fields().into_iter().filter(|(_, seen)| !may_see(*seen, audience));
    closed.map(|(canary, _)| canary).collect()
}
