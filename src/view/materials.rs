//! What to bring and what to print: everything the sessions need, summed over sessions, groups and people.

use serde::Serialize;

use crate::edition::{Event, Session};
use crate::schema::session::Per;
use crate::site::Material;
use crate::site::document::DocumentKind;
use crate::view::sheet::Sheet;
use crate::view::{Held, briefing, people};

/// The view of `materials.html`.
#[derive(Serialize)]
pub struct Materials {
    /// What to bring, each thing once.
    pub rows: Vec<MaterialRow>,
    /// What to print.
    pub print: Vec<PrintRow>,
    /// How many come, in words.
    pub participants: String,
}

/// Something to bring, once.
#[derive(Serialize)]
pub struct MaterialRow {
    /// What it is.
    pub item: String,
    /// How many in all, where somebody has counted.
    pub number: Option<u32>,
    /// Where it is used: the clock and the title of each session.
    pub sessions: Vec<String>,
}

/// A document to print, with how many.
#[derive(Serialize)]
pub struct PrintRow {
    /// The document's name.
    pub title: String,
    /// How many copies.
    pub copies: usize,
    /// For whom they are, in words.
    pub about: String,
}

/// One thing, summed up over the day.
#[derive(Debug)]
pub struct Needed<'a> {
    pub item: &'a str,
    pub number: Option<u32>,
    pub sessions: Vec<&'a Session>,
}

/// Sums up what the sessions of an event need. The same words in two sessions are one thing; what was counted is added.
pub fn needed(event: &Event) -> Vec<Needed<'_>> {
    let sessions = event.agenda.as_ref().map_or(&[][..], |agenda| &agenda.sessions);
    let people = event.working.as_ref().map_or(0, |working| u32::try_from(working.participants).unwrap_or(u32::MAX));
    let most_groups = sessions.iter().filter_map(|session| session.open.side_by_side()).max().unwrap_or(1);
    let mut needed: Vec<Needed> = Vec::new();
    for session in sessions {
        for material in session.team.iter().flat_map(|team| &team.materials) {
            let number = total(material, session.open.side_by_side().unwrap_or(most_groups), people);
            let alike = |known: &&mut Needed| known.item.to_lowercase() == material.item.to_lowercase();
            match needed.iter_mut().find(alike) {
                Some(known) => {
                    known.number = sum(known.number, number);
                    if !known.sessions.iter().any(|of| of.anchor == session.anchor) {
                        known.sessions.push(session);
                    }
                }
                None => needed.push(Needed { item: &material.item, number, sessions: vec![session] }),
            }
        }
    }
    needed
}

/// How many of something a session needs; none where nobody has counted.
fn total(material: &Material, groups: u32, people: u32) -> Option<u32> {
    let each = material.number.unwrap_or(1);
    match material.per {
        Per::Event => material.number,
        Per::Group => Some(each.saturating_mul(groups)),
        Per::Participant => Some(each.saturating_mul(people)),
    }
    .filter(|number| *number > 0)
}

fn sum(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (one, other) => one.or(other),
    }
}

pub fn view(sheet: &Sheet, held: Held) -> Materials {
    let rows = needed(held.event).into_iter().map(|needed| MaterialRow {
        item: needed.item.to_owned(),
        number: needed.number,
        sessions: needed.sessions.iter().map(|session| format!("{} {}", session.start, session.title)).collect(),
    });
    let people = held.event.working.as_ref().map_or(0, |working| working.participants);
    Materials { rows: rows.collect(), print: print(sheet, held, people), participants: people::how_many(sheet, people) }
}

/// What to print, and how often. Documents that this event does not have are left out.
fn print(sheet: &Sheet, held: Held, people: usize) -> Vec<PrintRow> {
    let open = &held.event.open;
    let sessions = held.event.agenda.as_ref().map_or(&[][..], |agenda| &agenda.sessions);
    let group_sheets: usize = sessions
        .iter()
        .filter(|session| session.open.in_groups)
        .map(|session| usize::try_from(session.open.side_by_side().unwrap_or(1)).unwrap_or(usize::MAX))
        .sum();
    let leading = open.facilitators.len().max(1);
    let here = |kind: DocumentKind| briefing::document(sheet, held, kind).is_some();
    let wanted = |kind: DocumentKind| sheet.context.edition.settings.documents.contains(&kind);
    use DocumentKind::{
        Briefing, Feedback, GroupSheets, NextSteps, NoteSheet, Overview, PersonalLearning, Preparation, Principles,
        RunSheet, Script,
    };
    let rows = [
        (Script, here(Script), leading, "each-facilitator"),
        (RunSheet, here(RunSheet), leading, "each-facilitator"),
        (NoteSheet, here(NoteSheet), 1, "note-taker"),
        (Briefing, wanted(Briefing) && people > 0, people, "sent-before"),
        (Preparation, wanted(Preparation) && open.questions.is_some() && people > 0, people, "sent-before"),
        (DocumentKind::Agenda, here(DocumentKind::Agenda), people + 1, "each-and-wall"),
        (Principles, here(Principles), 1, "wall"),
        (Overview, here(Overview), 1, "wall"),
        (GroupSheets, wanted(GroupSheets) && group_sheets > 0, 1, "each-group"),
        (
            PersonalLearning,
            wanted(PersonalLearning) && open.personal_learning,
            people.div_ceil(4).max(1),
            "four-a-sheet",
        ),
        (Feedback, wanted(Feedback) && people > 0, people, "each-person"),
        (NextSteps, here(NextSteps) && people > 0, people, "each-person"),
    ];
    let words = sheet.words();
    let rows = rows.into_iter().filter(|(_, made, _, _)| *made).map(|(kind, _, copies, how)| PrintRow {
        title: words.get(&format!("document.{}", kind.id())).to_owned(),
        copies,
        about: words.get(&format!("materials.copies.{how}")).to_owned(),
    });
    rows.collect()
}
