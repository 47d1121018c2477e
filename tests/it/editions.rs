//! Editions hold: a word of its own in every field, and a look into every file of every edition.

use std::collections::{BTreeMap, BTreeSet};

use plenary::audience::Audience;
use plenary::schema::blueprint::{ChecklistItem, Column, Question, QuestionSet};
use plenary::schema::event::Event;
use plenary::schema::review::Review;
use plenary::schema::venue::Venue;
use plenary::schema::{Record, Seen, Shape};

use crate::harness::{Made, Site};

const REVIEW: &str = include_str!("../fixtures/canary/review.yaml");
const EVENT: &str = include_str!("../fixtures/canary/event.yaml");
const VENUE: &str = include_str!("../fixtures/canary/venue.yaml");
const QUESTIONS: &str = "title: qzquestionsettitle\nused_for: preparation\nintro: qzquestionsetintro\nquestions:\n  - {id: one, \
                         ask: qzquestionask, hint: qzquestionhint}\n";
const CHECKLIST: &str = "title: qzchecklisttitle\nused_for: preparation\nowner: reviewer\nitems:\n  - {id: one, do: \
                         qzchecklistitemdo, participants_read: qzchecklistitemparticipantsread, due: -5}\n";
const PROMPT: &str = "ask: qzlibraryask\nhint: qzlibraryhint\nwhen_you_hear: qzlibrarywhenyouhear\n";
const SHEET: &str = "title: qznotesheettitle\ncolumns:\n  - {title: qzcolumntitle, holds: discussion}\n";

fn site(review: &str) -> Site {
    Site::bare()
        .file("config.yaml", "title: Canaries\n")
        .file("content/reviews/canary/review.yaml", review)
        .file("content/reviews/canary/events/day.yaml", EVENT)
        .file("content/venues/canary-hall.yaml", VENUE)
        .file("content/blueprints/question-sets/canary-questions.yaml", QUESTIONS)
        .file("content/blueprints/checklists/canary-list.yaml", CHECKLIST)
        .file("content/blueprints/note-sheets/canary-sheet.yaml", SHEET)
        .file("content/blueprints/prompts/canary-prompt.yaml", PROMPT)
}

/// A site with a word of its own in every text field.
pub fn canary_site() -> Site {
    site(REVIEW)
}

/// The word that stands in a field: `qz`, the record's name, the field's name, letters only.
fn canary(record: &str, field: &str) -> String {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    format!("qz{}{}", letters(record), letters(field))
}

/// The names of records as they stand in the canaries, by what authors are told they are called.
fn short_name(record: &Record) -> String {
    let words = ["a ", "an ", "`"];
    let name =
        words.iter().fold(record.name.to_owned(), |name, word| name.replace(word, if *word == "`" { "" } else { " " }));
    match name.trim() {
        "period of the timeline" => "period".to_owned(),
        "source of support" => "support".to_owned(),
        "prompt" => "askedprompt".to_owned(),
        "material" => "countedmaterial".to_owned(),
        "watch-for note" => "watchfor".to_owned(),
        "checklist item" => "checklistitem".to_owned(),
        other => other.to_owned(),
    }
}

/// Every text field below some records, with who may see it: the narrowest of the field and all that it stands in.
fn text_fields() -> BTreeMap<String, Seen> {
    let mut fields = BTreeMap::new();
    let mut visited = BTreeSet::new();
    let records = [
        Review::RECORD,
        Event::RECORD,
        Venue::RECORD,
        QuestionSet::RECORD,
        Question::RECORD,
        ChecklistItem::RECORD,
        Column::RECORD,
    ];
    for record in records {
        visit(record, &mut fields, &mut visited);
    }
    fields
}

fn visit(record: &'static Record, fields: &mut BTreeMap<String, Seen>, visited: &mut BTreeSet<&'static str>) {
    if !visited.insert(record.name) {
        return;
    }
    for field in record.fields {
        visit_shape(record, field.name, field.seen, &(field.shape)(), fields, visited);
    }
}

fn visit_shape(
    record: &'static Record,
    name: &str,
    seen: Seen,
    shape: &Shape,
    fields: &mut BTreeMap<String, Seen>,
    visited: &mut BTreeSet<&'static str>,
) {
    match shape {
        Shape::Text | Shape::Prose => drop(fields.insert(canary(&short_name(record), name), seen)),
        Shape::List(inner) | Shape::Map(inner) => visit_shape(record, name, seen, inner, fields, visited),
        Shape::Either(shapes) => {
            shapes.iter().for_each(|shape| visit_shape(record, name, seen, shape, fields, visited))
        }
        Shape::Record(inner) => visit(inner, fields, visited),
        _ => {}
    }
}

/// Fields that hold no free text of their own, though their shape is text.
fn is_covered_elsewhere(canary: &str) -> bool {
    [
        "qzeventworkingprinciples", // written as qzprinciple
        "qzsessionprompts",         // written as qzaskedpromptask
        "qztrackprompts",           // written as qztrackprompt
        "qzsessionmaterials",       // written as qzcountedmaterialitem
        "qzsessionbasis",           // statements
        "qzquestionbasis",
        "qzquestionsetbasis",
        "qzchecklistitembasis",
        "qzreviewrestrictedtermsfile", // a path
    ]
    .contains(&canary)
}

/// Fields that no document of this version shows yet; they still may not turn up where they must not.
fn is_not_shown_yet(canary: &str) -> bool {
    [
        "qzreviewmarking", // the event's own stands in its place
        "qzreviewmessagefromchair",
    ]
    .contains(&canary)
}

/// The words that stand in fields which an audience may not read.
pub fn closed_canaries(audience: Audience) -> Vec<String> {
    let closed = text_fields().into_iter().filter(|(_, seen)| !may_see(*seen, audience)).map(|(canary, _)| canary);
    let closed = closed.filter(|canary| !is_covered_elsewhere(canary));
    closed.collect()
}

fn may_see(seen: Seen, audience: Audience) -> bool {
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

/// Whether any file of an edition holds a word, in its text or its name.
fn holds(made: &Made, audience: Audience, word: &str) -> Vec<String> {
    let files = made.files(audience.name());
    let found = files.iter().filter(|(url, bytes)| url.contains(word) || contains(bytes, word));
    found.map(|(url, _)| (*url).to_owned()).collect()
}

fn contains(bytes: &[u8], word: &str) -> bool {
    String::from_utf8_lossy(bytes).to_lowercase().contains(word)
}

#[test]
fn every_text_field_has_a_canary() {
    let fixture = [REVIEW, EVENT, VENUE, QUESTIONS, CHECKLIST, SHEET].concat();
    for canary in text_fields().into_keys().filter(|canary| !is_covered_elsewhere(canary)) {
        assert!(fixture.contains(&canary), "no canary {canary}: write it into tests/fixtures/canary");
    }
}

#[test]
fn no_field_turns_up_where_it_may_not_be_seen_and_each_does_where_it_may() {
    let made = site(REVIEW).build().clean();
    let mut nowhere = Vec::new();
    for (canary, seen) in text_fields().into_iter().filter(|(canary, _)| !is_covered_elsewhere(canary)) {
        for audience in Audience::ALL {
            let found = holds(&made, audience, &canary);
            let closed = !may_see(seen, audience);
            assert!(!closed || found.is_empty(), "{canary} ({seen:?}) is in {audience}: {found:?}");
        }
        let shown = Audience::ALL.into_iter().any(|audience| !holds(&made, audience, &canary).is_empty());
        let expected = seen != Seen::Never && !is_not_shown_yet(&canary);
        if expected && !shown {
            nowhere.push(canary);
        }
    }
    assert_eq!(nowhere, Vec::<String>::new(), "fields that no page shows");
    for (word, audiences) in [
        ("qzprinciple", vec![Audience::Facilitator, Audience::ReviewTeam, Audience::Participant, Audience::Training]),
        ("qzaskedpromptask", vec![Audience::Facilitator, Audience::ReviewTeam, Audience::Training]),
        ("qztrackprompt", vec![Audience::Facilitator, Audience::Training]),
        ("qzsessionscript", vec![Audience::Facilitator, Audience::Training]),
        ("qzwatchfornote", vec![Audience::Facilitator]),
        ("qzpersonneeds", vec![Audience::Facilitator]),
        ("qzpersonname", vec![Audience::Facilitator, Audience::ReviewTeam]),
        ("qzfamilyviewstext", vec![Audience::Facilitator, Audience::Training]),
        ("qzpersonlinkreason", vec![Audience::Facilitator, Audience::ReviewTeam]),
        ("qzproceedingeffect", vec![Audience::Facilitator, Audience::ReviewTeam]),
        ("qzperiodlabel", vec![Audience::Facilitator, Audience::ReviewTeam, Audience::Training]),
        ("qzoverviewparticipant", Audience::ALL.to_vec()),
        ("qzchecklistitemparticipantsread", Audience::ALL.to_vec()),
        ("qzlibraryask", vec![Audience::Facilitator, Audience::Training]),
        ("qzlibraryhint", vec![Audience::Facilitator, Audience::Training]),
        ("qzlibrarywhenyouhear", vec![Audience::Facilitator, Audience::Training]),
    ] {
        let found: Vec<Audience> =
            Audience::ALL.into_iter().filter(|audience| !holds(&made, *audience, word).is_empty()).collect();
        assert_eq!(found, audiences, "{word}");
    }
}

#[test]
fn training_knows_nothing_of_a_real_review() {
    let made = site(&REVIEW.replace("fictional: true", "fictional: false")).build().clean();
    assert_eq!(holds(&made, Audience::Training, "qz"), Vec::<String>::new());
    assert_eq!(holds(&made, Audience::Training, "canary"), Vec::<String>::new());
}

#[test]
fn a_real_review_may_use_the_words_of_the_built_in_kind() {
    let site = Site::alder().edit("content/reviews/alder/review.yaml", "fictional: true ", "fictional: false ");
    site.build().clean();
}

#[test]
fn ids_of_people_stand_in_no_edition() {
    let made = site(REVIEW).build().clean();
    for id in ["lead1", "scribe1", "link1", "pract1", "manager1"] {
        for audience in Audience::ALL {
            assert_eq!(holds(&made, audience, id), Vec::<String>::new(), "{id} in {audience}");
        }
    }
}

#[test]
fn anchors_of_sessions_are_numbers_outside_the_facilitator_edition() {
    let made = site(REVIEW).build().clean();
    assert!(!holds(&made, Audience::Facilitator, "opening-row").is_empty());
    for audience in [Audience::ReviewTeam, Audience::Participant, Audience::Training] {
        assert_eq!(holds(&made, audience, "opening-row"), Vec::<String>::new(), "{audience}");
    }
}

#[test]
fn participants_see_who_leads_who_takes_notes_and_who_briefs_them() {
    let made = site(REVIEW).build().clean();
    for name in ["open leader", "open scribe", "open link", "link@example.org", "01632 960111"] {
        assert!(!holds(&made, Audience::Participant, name).is_empty(), "{name}");
    }
    for name in ["second hidden", "hidden manager", "leader@example.org"] {
        assert_eq!(holds(&made, Audience::Participant, name), Vec::<String>::new(), "{name}");
        assert_eq!(holds(&made, Audience::Training, name), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn participants_read_one_anothers_jobs_only_where_the_review_shows_them() {
    let shown = site(&REVIEW.replace("fictional: true", "fictional: true\nshow_roles: true")).build().clean();
    assert!(!holds(&shown, Audience::Participant, "hidden manager").is_empty());
    assert_eq!(holds(&shown, Audience::Participant, "second hidden"), Vec::<String>::new());
}

#[test]
fn an_edition_that_leaks_is_not_written_and_the_others_are() {
    let leak = |text: &str| {
        let page = format!("---\ntitle: Leak\naudience: [participant]\n---\n\n{text}\n");
        let event = EVENT.replace("note: qzwatchfornote", "note: May be upset when we reach the very last part");
        site(REVIEW)
            .file("content/reviews/canary/events/day.yaml", event)
            .file("content/guidance/leak.md", page)
            .build()
    };
    for (text, code) in [
        ("He **may be upset** when we reach\nthe very last part.", "audience-leak"),
        ("Ask Second&nbsp;Hidden.", "audience-leak"),
        ("The word is QZreview&shy;restrictedterms.", "restricted-term-in-open-page"),
    ] {
        let made = leak(text);
        assert_eq!(made.codes(), [code], "{text}");
        assert_eq!(made.editions(), ["facilitator", "review-team", "training"], "{text}");
    }
    let everywhere = site(&REVIEW.replace("qzadultpronouns", "qzreviewrestrictedterms")).build();
    assert_eq!(everywhere.editions(), Vec::<&str>::new());
}
