//! Which documents an edition makes of an event, and why it makes no others.

use crate::audience::Audience;
use crate::edition::{Edition, Event, Review};
use crate::plan::{covers, departs, has_groups};
use crate::site::document::DocumentKind;

/// Why an edition makes no document of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// It belongs to strategic events, and the event is none.
    StrategicOnly,
    /// Its readers may not have it.
    NotOpen(DocumentKind),
    /// The site's settings leave it out.
    NotWanted,
    /// Without a kind, a date and times there is nothing to print.
    NoTimes,
    /// The event is over, so nobody looks at what is open any more.
    Held,
    /// The event has nothing to say in it: what would change that.
    Nothing(&'static str),
}

impl Withheld {
    /// The reason in words, for a document of that id in an edition. `place` is the event.
    pub fn said(self, id: &str, audience: Audience, place: &str) -> String {
        match self {
            Withheld::StrategicOnly => {
                format!("`{id}` is made for strategic events only, and {place} is not one.")
            }
            Withheld::NotOpen(kind) => {
                let open: Vec<String> =
                    Audience::ALL.iter().filter(|one| kind.open_to(**one)).map(|one| format!("`{one}`")).collect();
                format!("`{id}` is not open to the {audience} edition. Editions that hold it: {}.", open.join(", "))
            }
            Withheld::NotWanted => format!("`{id}` is not made, because `documents` in config.yaml leaves it out."),
            Withheld::NoTimes => format!(
                "`{id}` is not made for {place} yet: the event needs a kind, a date, a start and a finish. Its documents \
                 are made once it has them."
            ),
            Withheld::Held => {
                format!("`{id}` is not made for {place}: the event has been held, so it is no longer checked.")
            }
            Withheld::Nothing(what) => {
                format!("`{id}` is not made for {place}: the event has nothing to say in it. {what}")
            }
        }
    }
}

/// Whether an edition makes a document of an event: this version makes it, the site wants it, the audience may have
/// it, and the event has something to say in it.
pub fn makes(edition: &Edition, review: &Review, event: &Event, kind: DocumentKind) -> bool {
    withheld(edition, review, event, kind).is_none()
}

/// Why an edition does not make a document of an event; nothing where it does.
pub fn withheld(edition: &Edition, review: &Review, event: &Event, kind: DocumentKind) -> Option<Withheld> {
    if !kind.open_to(edition.audience) {
        return Some(Withheld::NotOpen(kind));
    }
    if !edition.settings.documents.contains(&kind) {
        return Some(Withheld::NotWanted);
    }
    if kind.info().strategic && !event.open.strategic {
        return Some(Withheld::StrategicOnly);
    }
    // Without times there is all the more to say of what is missing.
    if event.agenda.is_none() && kind != DocumentKind::Readiness {
        return Some(Withheld::NoTimes);
    }
    nothing_to_say(review, event, kind)
}

/// Why there is nothing to say in a document.
fn nothing_to_say(review: &Review, event: &Event, kind: DocumentKind) -> Option<Withheld> {
    let (open, working) = (&event.open, event.working.as_ref());
    let sessions = || event.agenda.iter().flat_map(|agenda| &agenda.sessions);
    let (says, otherwise) = match kind {
        DocumentKind::Script
        | DocumentKind::RunSheet
        | DocumentKind::Agenda
        | DocumentKind::Briefing
        | DocumentKind::PromptCards
        | DocumentKind::Feedback
        | DocumentKind::Inputs
        | DocumentKind::Recommendations
        | DocumentKind::NextSteps
        | DocumentKind::TeamBriefing
        | DocumentKind::Live => return None,
        DocumentKind::Readiness => {
            let says = event.findings.is_some() && (!open.held || departs(event) || covers(event));
            return (!says).then_some(Withheld::Held);
        }
        DocumentKind::Preparation => (open.questions.is_some(), "Name a question set under `preparation`."),
        DocumentKind::Principles => {
            (!open.principles.is_empty(), "Name a set of working principles, or write them as a list.")
        }
        DocumentKind::Overview => (
            review.open.overview.is_some() || review.story.as_ref().is_some_and(|story| !story.periods.is_empty()),
            "Write `situation` in review.yaml: an `overview`, or a `timeline`.",
        ),
        DocumentKind::NoteSheet => (
            working.is_some_and(|working| working.note_sheet.is_some()),
            "Name a note sheet: `notes: {sheet: learning-and-actions}`.",
        ),
        DocumentKind::GroupSheets => (
            sessions().any(|session| session.open.in_groups),
            "No session works in groups: none has `groups` or `tracks`.",
        ),
        DocumentKind::Materials => (
            sessions().filter_map(|session| session.team.as_ref()).any(|team| !team.materials.is_empty()),
            "No session has `materials`.",
        ),
        DocumentKind::Checklists => (
            working.is_some_and(|working| !working.checklists.is_empty()),
            "Name `checklists` in the event or its kind.",
        ),
        DocumentKind::PersonalLearning => (open.personal_learning, "No session has `covers: [personal-learning]`."),
        DocumentKind::Room => {
            (working.is_some_and(|working| working.venue.is_some() || has_groups(event)), "Name a `venue`.")
        }
    };
    (!says).then_some(Withheld::Nothing(otherwise))
}
