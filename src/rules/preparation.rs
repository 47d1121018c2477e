//! Group G: what people need beforehand.

use crate::basis::Basis::{Statement as S, Wider as W};
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found};
use crate::rules::wording::{list, tag};
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::Located;
use crate::schema::blueprint::ChecklistFor;
use crate::schema::venue::RoomUse;
use crate::site::Prose;

/// What the questions ask practitioners and their managers to go back over (S21 to S27).
const FRAMEWORK: [&str; 7] = [
    "prep-involvement",
    "prep-assessments",
    "prep-decisions",
    "prep-actions",
    "prep-interactions",
    "prep-effective-practice",
    "prep-done-better",
];

pub static RULES: &[Rule] = &[
    Rule {
        id: "purpose-stated",
        title: "The briefing does not say what the event is for",
        family: Family::Preparation,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(18), S(2), S(3)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The briefing does not state the purpose of the event."],
        help: "Add `purpose: …` in two or three sentences, or leave it out so that the kind's own is used.",
        why: "People who do not know what a day is for fill the gap with what they fear.",
        looks: Looks::Event(purpose),
    },
    Rule {
        id: "conduct-described",
        title: "The briefing does not say how the day will run",
        family: Family::Preparation,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(19)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The briefing does not say how the session will be run."],
        help: "Add `conduct: …` in two or three sentences, or leave it out so that the kind's own is used.",
        why: "To know who leads, what happens when, and what is written down takes away much of the unease.",
        looks: Looks::Event(conduct),
    },
    Rule {
        id: "preparation-framework-present",
        title: "Nothing to help people prepare",
        family: Family::Preparation,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(20)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Participants have nothing to help them prepare."],
        help: "Write `preparation: practitioner-preparation`, or the id of a question set of your own.",
        why: "People need a framework to go back over what happened, and not a blank page.",
        looks: Looks::Event(framework_present),
    },
    Rule {
        id: "preparation-framework-complete",
        title: "The preparation questions leave something out",
        family: Family::Preparation,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(21), S(22), S(23), S(24), S(25), S(26), S(27)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The preparation questions do not ask about {missing}."],
        help: "Add a question for each to the set, with its tag: {tags}.",
        why: "What is asked beforehand is what people bring, and each of the seven opens another part of the story.",
        looks: Looks::Event(framework_complete),
    },
    Rule {
        id: "preparation-checklist-attached",
        title: "No checklist for preparing the event",
        family: Family::Preparation,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(14)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["There is no preparation checklist in the pack for this event."],
        help: "Add `prepare-event` to `checklists`, or leave `checklists` out so that the kind's own are used.",
        why: "Careful preparation is essential, and much of it is small things at the right time.",
        looks: Looks::Event(checklist_attached),
    },
    Rule {
        id: "support-offered",
        title: "Nobody is told where to find support",
        family: Family::Preparation,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(10), S(96), S(97), W(1), W(9), W(11), W(19)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The briefing does not tell people where to find support before, during and after the event."],
        help: "Add `support:` to the review, with `who` and `how`, and a room with `use: quiet` to the venue.",
        why: "Going back over a hard time stirs things up, for some people days later.",
        looks: Looks::Event(support),
    },
    Rule {
        id: "parallel-processes-considered",
        title: "Nobody has recorded whether there are other proceedings",
        family: Family::Preparation,
        severity: Warning,
        applies: Applies::Both,
        basis: &[W(1), W(8)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Nobody has recorded whether there are other proceedings. They affect what can be said in the room."],
        help: "Add `parallel_processes:` to review.yaml, with the day on which somebody looked: `checked: 2026-02-10`.",
        why: "If there is an enquiry or a case in court, some things cannot be talked about, and people must know it.",
        looks: Looks::Event(proceedings),
    },
];

/// A text of the event that stays empty after everything is inherited.
fn silent<T>(case: &Case, inherited: Option<&Prose>, written: &Option<Located<T>>, name: &str) -> Vec<Found> {
    let silent = inherited.is_none() && !case.unread(name) && case.kind().is_some();
    silent.then(|| Found::at(case.place_of(written))).into_iter().collect()
}

fn purpose(case: &Case) -> Vec<Found> {
    silent(case, case.event.open.purpose.as_ref(), &case.written().purpose, "purpose")
}

fn conduct(case: &Case) -> Vec<Found> {
    silent(case, case.event.open.conduct.as_ref(), &case.written().conduct, "conduct")
}

/// The event names a question set, be it one that nobody knows; or its kind does.
fn names_questions(case: &Case) -> bool {
    let own = case.written().preparation.as_ref().and_then(|own| own.value.0.questions.as_ref());
    own.is_some() || case.unread("preparation")
}

fn framework_present(case: &Case) -> Vec<Found> {
    let asks = case.event.open.questions.as_ref().map(|set| !set.questions.is_empty());
    if asks.unwrap_or_else(|| names_questions(case)) || case.kind().is_none() {
        return Vec::new();
    }
    vec![Found::at(case.place_of(&case.written().preparation))]
}

fn framework_complete(case: &Case) -> Vec<Found> {
    let Some(set) = &case.event.open.questions else { return Vec::new() };
    let asks = |wanted: &str| set.questions.iter().any(|question| question.tags.iter().any(|of| of.as_str() == wanted));
    let missing: Vec<&str> = FRAMEWORK.into_iter().filter(|wanted| !asks(wanted)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> = missing.iter().map(|missing| tag(missing)).collect();
    let tags: Vec<String> = missing.iter().map(|missing| format!("`{missing}`")).collect();
    let found = Found::at(case.place_of(&case.written().preparation));
    vec![found.with("missing", list(&words)).with("tags", list(&tags))]
}

fn checklist_attached(case: &Case) -> Vec<Found> {
    let lists = &case.event.working.checklists;
    let attached = lists.iter().any(|dated| dated.list.used_for == ChecklistFor::Preparation);
    let written = &case.written().checklists;
    let unknown = written.iter().flat_map(|list| list.value.iter());
    let unknown = unknown.into_iter().any(|id| !case.site.library.checklists.contains_key(&id.value));
    if attached || unknown || case.kind().is_none() || case.unread("checklists") {
        return Vec::new();
    }
    vec![Found::at(case.place_of(written))]
}

/// Somebody to turn to, or a room to be quiet in: one of the two is a beginning.
fn support(case: &Case) -> Vec<Found> {
    let written = &case.written().support;
    let unread = case.unread("support") || case.review.written.unread.contains(&"support") || !case.venue_is_known();
    let contacts = !case.event.open.support.is_empty() || unread;
    let venue = case.event.working.venue.as_ref();
    let quiet_room = venue.is_some_and(|venue| venue.rooms.iter().any(|room| room.used_for == Some(RoomUse::Quiet)));
    if contacts || quiet_room { Vec::new() } else { vec![Found::at(case.place_of(written))] }
}

/// An empty list says something only with the day on which somebody looked.
fn proceedings(case: &Case) -> Vec<Found> {
    let written = &case.review.written;
    let considered = case.review.team.parallel.as_ref().is_some_and(|of| of.checked.is_some() || !of.items.is_empty());
    let inner = written.parallel_processes.as_ref().is_some_and(|of| !of.value.unread.is_empty());
    if considered || inner || written.unread.contains(&"parallel_processes") {
        return Vec::new();
    }
    vec![Found::at(case.place_of(&written.parallel_processes))]
}
