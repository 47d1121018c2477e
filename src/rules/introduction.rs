//! Group B: a careful introduction, in both kinds of event.

use crate::basis::Basis::Statement as S;
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found, of_phase, working};
use crate::rules::coverage::{Counts, Required};
use crate::rules::wording::titled;
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::blueprint::UsualLength;
use crate::schema::event::WorkingPrinciples;
use crate::schema::session::Phase;
use crate::site::{Agenda, Session};

/// The five elements of an introduction (S53 to S57).
const ELEMENTS: [&str; 5] =
    ["introductions", "purpose-and-process", "acknowledge-anxiety", "working-principles", "situation-overview"];

const fn opening(tag: &'static str) -> Looks {
    Looks::Required(Required { phase: Phase::Beginning, tag, counts: Counts::InPhase })
}

pub static RULES: &[Rule] = &[
    Rule {
        id: "introduction-comes-first",
        title: "The event does not open with an introduction",
        family: Family::Introduction,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(52), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The event does not open with an introduction, but with {session}. People arrive apprehensive, so a \
             careful introduction must come first."],
        help: "Move the welcome to the front, in `phase: beginning`, with `covers: [introductions]`.",
        why: "The first minutes tell people whether this room is safe. They cannot be made up for later.",
        looks: Looks::Sessions(comes_first),
    },
    Rule {
        id: "introduction-has-time",
        title: "Little time for the introduction",
        family: Family::Introduction,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(52), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The introduction has {minutes} minutes for five things. Give it enough time to be careful."],
        help: "Give the sessions of the beginning {least} minutes or more together.",
        why: "An introduction that is rushed says that the rest will be, too. How many minutes is wider practice.",
        looks: Looks::Clock(has_time),
    },
    Rule {
        id: "introduction-everyone-and-why",
        title: "People are not introduced",
        family: Family::Introduction,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(53), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The introduction does not introduce everyone in the room and say why they are there."],
        help: "Add `covers: [introductions]` to a session of the beginning in which everyone says who they are.",
        why: "People speak more freely when they know who is listening, and why each of them was asked.",
        looks: opening("introductions"),
    },
    Rule {
        id: "introduction-purpose-and-process",
        title: "Purpose and process are not gone over again",
        family: Family::Introduction,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(54), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The introduction does not go over the purpose and process again."],
        help: "Add `covers: [purpose-and-process]` to a session of the beginning that says what the event is for.",
        why: "Even people who were well briefed may have read it as a hearing. Say again what it is for, and how it runs.",
        looks: opening("purpose-and-process"),
    },
    Rule {
        id: "introduction-acknowledges-anxiety",
        title: "Nobody says that people may be uneasy",
        family: Family::Introduction,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(55), S(51), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "The introduction does not acknowledge the apprehension in the room. Say it aloud; it helps people to settle.",
        ],
        help: "Add `covers: [acknowledge-anxiety]` to a session of the beginning that names the unease.",
        why: "Anxiety that nobody names turns into defence. Named, it is something that everyone shares.",
        looks: opening("acknowledge-anxiety"),
    },
    Rule {
        id: "introduction-working-principles",
        title: "No working principles are set out",
        family: Family::Introduction,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(56), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The introduction does not set out working principles for the day."],
        help: "Add `covers: [working-principles]` to a session of the beginning in which they are read out.",
        why: "People need to hear how they will work together, and what can and cannot stay in the room.",
        looks: opening("working-principles"),
    },
    Rule {
        id: "introduction-situation-overview",
        title: "No overview of the situation",
        family: Family::Introduction,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(57), S(77)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The introduction does not give a brief overview of the situation under review."],
        help: "Add `covers: [situation-overview]` to a session of the beginning that puts the person first.",
        why: "Everyone holds a different piece. A short outline, the person first, gives them the same ground to stand on.",
        looks: opening("situation-overview"),
    },
    Rule {
        id: "situation-overview-brief",
        title: "A long overview of the situation",
        family: Family::Introduction,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(57)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "The overview has {minutes} minutes. It is meant to be brief; the story is for the participants to tell.",
        ],
        help: "Plan {most} minutes or fewer for {session}.",
        why: "A long account settles the story before the people who were there have told it.",
        looks: Looks::Clock(overview_brief),
    },
    Rule {
        id: "working-principles-listed",
        title: "Too few working principles to set out",
        family: Family::Introduction,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(56), S(97), S(98)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "There are no working principles to set out. Use the built-in set or write your own (three to eight).",
            "There are only {number} working principles to set out. Use the built-in set or write your own (three to \
             eight).",
        ],
        help: "Write `working_principles: standard` for the built-in set, or a list of your own.",
        why: "Safety and trust need something that people can point to when it gets hard.",
        looks: Looks::Event(principles_listed),
    },
];

/// Arrival apart: a break before the first work, or something that participants do not see, is nothing that an
/// introduction could come before.
fn comes_first(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let Some(first) = working(sessions).find(|session| session.public) else { return Vec::new() };
    let required = case.kind().into_iter().flat_map(|kind| kind.requires.iter());
    let own = required.filter(|(phase, _)| *phase == Phase::Beginning).flat_map(|(_, tags)| tags.iter());
    let introduces = first.covers_any(&ELEMENTS) || own.into_iter().any(|tag| first.covers(tag.as_str()));
    if first.is_in(Phase::Beginning) && introduces {
        return Vec::new();
    }
    vec![case.at(first).with("session", titled(first))]
}

fn has_time(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let thresholds = case.thresholds();
    let least = match case.usual_length() {
        Some(UsualLength::HalfDay) => thresholds.introduction_minutes_half_day,
        _ => thresholds.introduction_minutes,
    };
    let beginning = of_phase(&agenda.sessions, Phase::Beginning);
    let minutes: u32 = beginning.iter().map(|session| session.minutes).sum();
    match beginning.first() {
        Some(first) if minutes < least => vec![case.at(first).with("minutes", minutes).with("least", least)],
        _ => Vec::new(),
    }
}

/// One session may do several things (`domain.md` 1.1); how much of it is the overview cannot then be told.
fn overview_brief(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let most = case.thresholds().overview_minutes;
    let overviews = agenda.sessions.iter().filter(|session| {
        session.covers("situation-overview") && session.facilitator.covers.len() == 1 && session.minutes > most
    });
    let found = |session: &Session| {
        case.at(session).with("minutes", session.minutes).with("most", most).with("session", titled(session))
    };
    overviews.map(found).collect()
}

fn principles_listed(case: &Case) -> Vec<Found> {
    let written = &case.written().working_principles;
    let unread = case.unread("working_principles");
    let unknown = match written.as_ref().map(|written| &written.value) {
        Some(WorkingPrinciples::Set(id)) => !case.site.library.principles.contains_key(id),
        _ => false,
    };
    let number = case.event.open.principles.len();
    if unread || unknown || case.kind().is_none() || number >= case.thresholds().principles as usize {
        return Vec::new();
    }
    let found = Found::at(case.place_of(written)).with("number", number);
    vec![if number == 0 { found } else { found.saying(1) }]
}
