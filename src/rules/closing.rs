//! Group D: the close of the practitioner event.

use crate::basis::Basis::Statement as S;
use crate::diagnostic::Severity::{Error, Warning};
use crate::rules::case::{Case, Found, of_phase, working};
use crate::rules::coverage::{Counts, Required};
use crate::rules::wording::titled;
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::session::Phase;
use crate::site::{Agenda, Session};

/// The four elements of a close (S73 to S76).
const ELEMENTS: [&str; 4] = ["key-learning", "next-steps", "personal-learning", "check-out"];

const fn ending(tag: &'static str) -> Looks {
    Looks::Required(Required { phase: Phase::Ending, tag, counts: Counts::InPhase })
}

pub static RULES: &[Rule] = &[
    Rule {
        id: "closing-comes-last",
        title: "Something comes after the close",
        family: Family::Closing,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(71), S(73)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The closing session is not the last thing in the day: {session} comes after it."],
        help: "Move the session before the close, or let it cover one of the close's four elements.",
        why: "Whatever follows the close opens the day again, and people leave with that.",
        looks: Looks::Sessions(comes_last),
    },
    Rule {
        id: "closing-not-rushed",
        title: "Little time for the close",
        family: Family::Closing,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(72)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The close has only {minutes} minutes. It should not be rushed; allow at least {least}."],
        help: "Give the sessions of the ending more `minutes`, and take them from the middle.",
        why: "What people take away is settled in these minutes, and how they leave. How many is wider practice.",
        looks: Looks::Clock(not_rushed),
    },
    Rule {
        id: "closing-key-learning",
        title: "The close does not sum up the key learning",
        family: Family::Closing,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(73)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The close does not summarise the key learning."],
        help: "Add `covers: [key-learning]` to a session of the ending that sums up what the group has learned.",
        why: "People want to hear what has been understood, and to say whether it is theirs.",
        looks: ending("key-learning"),
    },
    Rule {
        id: "closing-next-steps",
        title: "The close does not say what happens next",
        family: Family::Closing,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(74)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The close does not outline the next steps."],
        help: "Add `covers: [next-steps]` to a session of the ending that says what happens now, and when.",
        why: "People have given a day and something of themselves. They need to know where it goes.",
        looks: ending("next-steps"),
    },
    Rule {
        id: "closing-personal-learning",
        title: "No time for people's own learning",
        family: Family::Closing,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(75), S(6), S(7)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The close gives no time for people to think about their own learning and how to take it forward."],
        help: "Add `covers: [personal-learning]` to a session of the ending, such as ten minutes with a card.",
        why: "What each person decides for themselves can be put to use tomorrow, whatever the report says later.",
        looks: ending("personal-learning"),
    },
    Rule {
        id: "closing-check-out",
        title: "Nobody asks how people are leaving",
        family: Family::Closing,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(76)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The close does not check how people feel about the process they have been through."],
        help: "Add `covers: [check-out]` to the last session, such as a round in which people may pass.",
        why: "Somebody may be leaving upset. This is the moment in which it can be seen.",
        looks: ending("check-out"),
    },
];

/// The close may be one session or several, so long as nothing else follows. What the kind itself asks of its ending is
/// part of the close; what participants do not see is not part of their day. While an element of the close is missing, a
/// session of the ending that covers nothing may be the one that should cover it, and is left in peace.
fn comes_last(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let required = case.kind().into_iter().flat_map(|kind| kind.requires.iter());
    let own: Vec<&str> = required
        .filter(|(phase, _)| *phase == Phase::Ending)
        .flat_map(|(_, tags)| tags.iter().map(|tag| tag.as_str()))
        .chain(ELEMENTS)
        .collect();
    let closes = |session: &&Session| session.covers_any(&own) && session.is_in(Phase::Ending);
    let shown = || working(sessions).filter(|session| session.public);
    let Some(last) = shown().rfind(closes) else { return Vec::new() };
    let whole = own.iter().all(|tag| sessions.iter().any(|session| session.covers(tag)));
    let mut after = shown().skip_while(|session| session.id != last.id).skip(1);
    let follows = after.find(|session| whole || !session.is_in(Phase::Ending));
    let found = follows.map(|session| {
        let found = case.at(session).with("session", titled(session));
        case.beside(found, last, "the close ends here")
    });
    found.into_iter().collect()
}

fn not_rushed(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let thresholds = case.thresholds();
    let day = agenda.end.since(agenda.start);
    let share = (f64::from(day) * thresholds.closing_percent / 100.0).ceil();
    let least = thresholds.closing_minutes.max(share as u32);
    let ending = of_phase(&agenda.sessions, Phase::Ending);
    let minutes: u32 = ending.iter().map(|session| session.minutes).sum();
    match ending.first() {
        Some(first) if minutes < least => vec![case.at(first).with("minutes", minutes).with("least", least)],
        _ => Vec::new(),
    }
}
