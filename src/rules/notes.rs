//! Group I: capturing the discussion.

use crate::basis::Basis::{Statement as S, Wider as W};
use crate::config::PackFields;
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::folding::words_of;
use crate::rules::case::{Case, Found};
use crate::rules::wording;
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::Located;
use crate::schema::blueprint::Holds;
use crate::schema::event::GoTo;
use crate::schema::review::Role;
use crate::schema::value::Text;
use crate::site::Person;
use crate::site::document::DocumentKind;
use crate::slug::Slug;
use crate::source::Place;

pub static RULES: &[Rule] = &[
    Rule {
        id: "note-taker-identified",
        title: "Nobody to take notes",
        family: Family::Notes,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(42), S(44)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["No note taker is named. One should be identified before the event."],
        help: "Add `note_taker: <id of a person>`.",
        why: "What is said goes straight into the review. Somebody has to be free to catch it.",
        looks: Looks::Event(identified),
    },
    Rule {
        id: "note-taker-usually-administrator",
        title: "The note taker is not the Administrator",
        family: Family::Notes,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(45)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The note taker is usually the Review Team Administrator; here it is {person}."],
        help: "Leave it so if that was meant, and make sure that {person} knows what the notes are for.",
        why: "The Administrator knows the review, had no part in the story, and keeps the notes afterwards.",
        looks: Looks::Event(usually_administrator),
    },
    Rule {
        id: "note-taker-not-facilitating",
        title: "One person to lead and to take notes",
        family: Family::Notes,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(42), S(48), W(14)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["{person} is down both to facilitate and to take notes. One person cannot do both well."],
        help: "Name somebody else as `note_taker`.",
        why: "Who writes looks down, and who leads has to see faces. A note taker who does nothing else is wider practice.",
        looks: Looks::Event(not_facilitating),
    },
    Rule {
        id: "notes-sheet-present",
        title: "The note taker's pack has no sheet",
        family: Family::Notes,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(42)],
        waivable: true,
        acts: Actor::Administrator,
        says: &[
            "There is no note-taker sheet in the pack.",
            "There is no note-taker sheet in the pack: the site's settings leave it out.",
        ],
        help: "See that the event has a sheet (`notes: {sheet: learning-and-actions}`), and that `packs` and `documents` in \
               the settings hold `note-sheet`.",
        why: "With a sheet for each session, learning and actions stand out, and nobody is named by habit.",
        looks: Looks::Event(sheet_present),
    },
    Rule {
        id: "notes-are-not-minutes",
        title: "The notes are called minutes",
        family: Family::Notes,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(46)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["\"{text}\" calls the notes minutes. They are working notes, not formal minutes."],
        help: "Write \"working notes\" instead.",
        why: "Minutes put names to words. People who hear the word begin to speak for the record.",
        looks: Looks::Event(not_minutes),
    },
    Rule {
        id: "notes-capture-learning-and-actions",
        title: "No column for learning, or none for actions",
        family: Family::Notes,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(47)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["The note sheet has nowhere to put {missing}."],
        help: "Add a column to the note sheet: {columns}.",
        why: "The notes are there so that the Reviewers can find key learning and recommended actions in them.",
        looks: Looks::Event(capture),
    },
    Rule {
        id: "notes-go-to-review-team",
        title: "It is not said where the notes go",
        family: Family::Notes,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(43), S(47), S(5)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["It is not recorded that the working notes go to the Reviewer(s) and the Review Team."],
        help: "Write `notes: {go_to: [reviewers, review-team]}`. Participants read it in their briefing.",
        why: "People were promised that their voice reaches the review, and want to know who reads the notes.",
        looks: Looks::Event(go_to),
    },
];

fn note_taker<'a>(case: &Case<'a>) -> Option<(&'a Located<Slug>, &'a Person)> {
    let written = case.written().note_taker.as_ref()?;
    let person = case.review.team.people.iter().find(|person| person.id == written.value)?;
    Some((written, person))
}

fn identified(case: &Case) -> Vec<Found> {
    let unsaid = !case.says(&case.written().note_taker, "note_taker");
    unsaid.then(|| case.absent()).into_iter().collect()
}

fn usually_administrator(case: &Case) -> Vec<Found> {
    let other = note_taker(case).filter(|(_, person)| !person.has(Role::ReviewTeamAdministrator));
    let found = |(written, person): (&Located<Slug>, &Person)| {
        Found::at(written.place.clone()).with("person", wording::person(person))
    };
    other.map(found).into_iter().collect()
}

fn not_facilitating(case: &Case) -> Vec<Found> {
    let Some((written, person)) = note_taker(case) else { return Vec::new() };
    let facilitators = case.written().facilitators.iter().flat_map(|list| list.value.iter());
    let same = facilitators.into_iter().find(|id| id.value == written.value);
    let found = |leads: &Located<Slug>| {
        let found = Found::at(written.place.clone()).with("person", wording::person(person));
        found.label(leads.place.clone(), "and leads the event")
    };
    same.map(found).into_iter().collect()
}

/// The event's own choice of a sheet, or the place where that would stand.
fn sheet_place(case: &Case) -> Place {
    let notes = case.written().notes.as_ref();
    let sheet = notes.and_then(|notes| notes.value.sheet.as_ref());
    sheet.map_or_else(|| case.place_of(&case.written().notes), |sheet| sheet.place.clone())
}

fn sheet_present(case: &Case) -> Vec<Found> {
    let named = case.written().notes.as_ref().is_some_and(|notes| {
        notes.value.unread.contains(&"sheet")
            || notes.value.sheet.as_ref().is_some_and(|id| !case.site.library.note_sheets.contains_key(&id.value))
    });
    if case.kind().is_none() || named || case.unread("notes") {
        return Vec::new();
    }
    if case.event.working.note_sheet.is_none() {
        return vec![Found::at(sheet_place(case))];
    }
    left_out(case).map(|place| Found::at(place).saying(1).label(case.kind_line(), "this event")).into_iter().collect()
}

/// Where the site's settings keep the note sheet out of the note taker's pack, or of all that is made.
fn left_out(case: &Case) -> Option<Place> {
    let settings = &case.documents.config.as_ref()?.fields;
    let pack = case.event.packs.iter().find(|pack| pack.id.as_str() == "note-taker");
    if pack.is_some_and(|pack| !pack.holds.contains(&Some(DocumentKind::NoteSheet))) {
        let written = settings.packs.as_ref()?;
        let id =
            |pack: &&Located<PackFields>| pack.value.id.as_ref().is_some_and(|id| id.value.as_str() == "note-taker");
        let holds = written.value.iter().find(id).and_then(|pack| pack.value.holds.as_ref());
        return Some(holds.map_or_else(|| written.place.clone(), |holds| holds.place.clone()));
    }
    let made = case.site.settings.documents.contains(&DocumentKind::NoteSheet);
    settings.documents.as_ref().filter(|_| !made).map(|written| written.place.clone())
}

/// Titles that people read, each with its place: the event's, its sessions', and those of the note sheet.
fn not_minutes(case: &Case) -> Vec<Found> {
    let mut found = Vec::new();
    let mut look = |title: &Text, at: &dyn Fn() -> Found| {
        if means_a_record(title) {
            found.push(at().with("text", title.clone()));
        }
    };
    look(&case.event.open.title, &|| Found::at(case.place_of(&case.written().title)));
    for session in case.agenda().iter().flat_map(|agenda| &agenda.sessions) {
        let tracks = session.open.tracks.iter().map(|track| &track.title);
        tracks.chain([session.title()]).for_each(|title| look(title, &|| case.at(session)));
    }
    if let Some(sheet) = &case.event.working.note_sheet {
        let titles = sheet.columns.iter().map(|(title, _)| title);
        [&sheet.title].into_iter().chain(titles).for_each(|title| look(title, &|| Found::at(sheet_place(case))));
    }
    found
}

/// Words before `minutes` that make a length of it, beside numbers.
const QUANTITIES: [&str; 15] = [
    "few", "some", "several", "many", "more", "extra", "spare", "last", "first", "final", "next", "couple", "half",
    "hundred", "quiet",
];
/// Number words; `fifty-five` ends in one.
const NUMBERS: [&str; 27] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
];
/// Words behind `minutes` that make a length of it: `minutes each`, `minutes before the call`.
const OF_LENGTHS: [&str; 12] =
    ["each", "per", "left", "long", "alone", "to", "before", "after", "later", "earlier", "into", "apart"];

fn is_quantity(word: &str) -> bool {
    let digits = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    digits || NUMBERS.contains(&word) || QUANTITIES.contains(&word)
}

/// Whether a text calls something minutes in the sense of a record: `Minutes of the day`, `the Minute of the meeting`,
/// `minute taker`; and not `10 minutes alone`, nor `working notes, not minutes`.
fn means_a_record(text: &str) -> bool {
    // Few titles have any such word, and those are looked at closely.
    let has = |word: &[u8]| text.as_bytes().windows(word.len()).any(|letters| letters.eq_ignore_ascii_case(word));
    if text.is_ascii() && !has(b"minut") {
        return false;
    }
    let text = words_of(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        let back = |steps: usize| at.checked_sub(steps).and_then(|at| words.get(at)).copied().unwrap_or("");
        let after = words.get(at + 1).copied().unwrap_or("");
        let denied = [back(1), back(2)].iter().any(|word| matches!(*word, "not" | "no" | "never" | "without"));
        let a_length = is_quantity(back(1)) || back(1) == "of" && is_quantity(back(2)) || OF_LENGTHS.contains(&after);
        match *word {
            "minutes" => !denied && !a_length,
            "minute" => {
                let of_a_meeting =
                    after == "of" && !is_quantity(back(1)) && !matches!(back(1), "every" | "each" | "this");
                !denied && (of_a_meeting || matches!(after, "taker" | "takers" | "taking" | "book" | "secretary"))
            }
            "minuted" | "minuting" => !denied,
            _ => false,
        }
    })
}

fn capture(case: &Case) -> Vec<Found> {
    let Some(sheet) = &case.event.working.note_sheet else { return Vec::new() };
    let wanted = [(Holds::KeyLearning, "key learning"), (Holds::RecommendedActions, "recommended actions")];
    let holds = |wanted: Holds| sheet.columns.iter().any(|(_, holds)| *holds == wanted);
    let missing: Vec<(Holds, &str)> = wanted.into_iter().filter(|(wanted, _)| !holds(*wanted)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = missing.iter().map(|(_, words)| *words).collect();
    let columns: Vec<String> = missing.iter().map(|(holds, _)| format!("`holds: {}`", holds.word())).collect();
    let found = Found::at(sheet_place(case)).with("missing", words.join(" or "));
    vec![found.with("columns", columns.join(" and "))]
}

fn go_to(case: &Case) -> Vec<Found> {
    let to = &case.event.open.notes_go_to;
    let notes = case.written().notes.as_ref();
    let unread = case.unread("notes") || notes.is_some_and(|n| n.value.unread.contains(&"go_to"));
    let both = to.contains(&GoTo::Reviewers) && to.contains(&GoTo::ReviewTeam);
    if both || unread || case.kind().is_none() {
        return Vec::new();
    }
    let own = notes.and_then(|notes| notes.value.go_to.as_ref());
    vec![Found::at(own.map_or_else(|| case.place_of(&case.written().notes), |go_to| go_to.place.clone()))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_a_record_or_a_length() {
        for text in [
            "Minutes of the day",
            "Draft minutes",
            "Formal minutes",
            "Working party minutes",
            "For the minute taker",
            "What is minuted",
            "Agreeing the Minute of the meeting",
            "The minutes",
        ] {
            assert!(means_a_record(text), "{text}");
        }
        for text in [
            "10 minutes alone",
            "A few minutes",
            "Minute by minute",
            "Five more minutes",
            "Minutes each",
            "Notes",
            "Working notes, not minutes",
            "Not formal minutes",
            "The minutes before the 999 call",
            "Half an hour and thirteen minutes",
            "A couple of minutes to think",
            "Ninety minutes on the story",
            "The last minute of the day",
        ] {
            assert!(!means_a_record(text), "{text}");
        }
    }
}
