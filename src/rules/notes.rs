//! Group I: capturing the discussion.

use crate::basis::Basis::{Statement as S, Wider as W};
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::folding::normalised;
use crate::rules::case::{Case, Found};
use crate::rules::wording;
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::Located;
use crate::schema::blueprint::Holds;
use crate::schema::event::GoTo;
use crate::schema::review::Role;
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
        says: &["There is no note-taker sheet in the pack."],
        help: "Under `notes`, write `sheet: learning-and-actions`, and see that the note taker's pack holds `note-sheet`.",
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
    if case.kind().is_none() || named || case.written().unread.contains(&"notes") {
        return Vec::new();
    }
    let pack = case.event.packs.iter().find(|pack| pack.id.as_str() == "note-taker");
    let in_pack = pack.is_none_or(|pack| pack.holds.contains(&Some(DocumentKind::NoteSheet)));
    let made = case.site.settings.documents.contains(&DocumentKind::NoteSheet);
    if case.event.working.note_sheet.is_some() && in_pack && made {
        return Vec::new();
    }
    vec![Found::at(sheet_place(case))]
}

/// Titles that people read, each with its place: the event's, its sessions', and those of the note sheet.
fn not_minutes(case: &Case) -> Vec<Found> {
    let event = &case.event.open.title;
    let mut titles = vec![(event.clone(), Found::at(case.place_of(&case.written().title)))];
    let sessions = case.agenda().map_or(&[][..], |agenda| &agenda.sessions);
    titles.extend(sessions.iter().map(|session| (session.title().clone(), case.at(session))));
    if let Some(sheet) = &case.event.working.note_sheet {
        titles.push((sheet.title.clone(), Found::at(sheet_place(case))));
        titles.extend(sheet.columns.iter().map(|(title, _)| (title.clone(), Found::at(sheet_place(case)))));
    }
    titles.into_iter().filter(|(text, _)| means_a_record(text)).map(|(text, found)| found.with("text", text)).collect()
}

/// Words before `minutes` that make a length of it, beside numbers.
const LENGTHS: [&str; 27] = [
    "few", "some", "several", "more", "other", "extra", "spare", "last", "first", "final", "next", "two", "three",
    "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty", "thirty", "forty", "fifty",
    "sixty",
];

/// Whether a text speaks of minutes as a record: `Minutes`, `minute taker`, and not `10 minutes alone`.
fn means_a_record(text: &str) -> bool {
    let text = normalised(text);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).copied();
        let after = words.get(at + 1).copied();
        let a_length = before.is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()) || LENGTHS.contains(&word));
        match *word {
            "minutes" => !a_length && !matches!(after, Some("each" | "per" | "left" | "long" | "alone")),
            "minute" => matches!(after, Some("taker" | "takers" | "taking" | "book" | "secretary")),
            "minuted" | "minuting" => true,
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
    let unread = case.written().unread.contains(&"notes") || notes.is_some_and(|n| n.value.unread.contains(&"go_to"));
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
        for text in
            ["Minutes of the day", "Draft minutes", "For the minute taker", "What is minuted", "The 3 sets of minutes"]
        {
            assert!(means_a_record(text), "{text}");
        }
        for text in
            ["10 minutes alone", "A few minutes", "Minute by minute", "Five more minutes", "Minutes each", "Notes"]
        {
            assert!(!means_a_record(text), "{text}");
        }
    }
}
