//! Group C: the exploration, the heart of the practitioner event.

use crate::basis::Basis::Statement as S;
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found, exploration};
use crate::rules::coverage::{Counts, Required};
use crate::rules::wording::titled;
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::event::Order;
use crate::schema::session::Phase;
use crate::site::{Agenda, Period, Session, TaggedPrompt};

const fn middle(tag: &'static str, counts: Counts) -> Looks {
    Looks::Required(Required { phase: Phase::Middle, tag, counts })
}

pub static RULES: &[Rule] = &[
    Rule {
        id: "exploration-present",
        title: "People's involvement is not explored",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(58)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["There is no exploration of people's involvement. This is the heart of the practitioner event."],
        help: "Add `covers: [involvement]` to the sessions in which people tell their part of the story.",
        why: "Nobody else can tell what they saw and knew. Without it the day is a talk about them.",
        looks: middle("involvement", Counts::Anywhere),
    },
    Rule {
        id: "exploration-follows-introduction",
        title: "The exploration does not come straight after the introduction",
        family: Family::Exploration,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(58)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "{session} stands between the introduction and the exploration. The exploration should come straight after \
             the introduction.",
            "The exploration begins with {session}, before the introduction is over. It should come straight after the \
             introduction.",
        ],
        help: "Move the session, or let it cover `involvement` if it is part of the exploration.",
        why: "People have come to tell their part. While they wait for it, the unease grows.",
        looks: Looks::Sessions(follows_introduction),
    },
    Rule {
        id: "exploration-chronological",
        title: "The story is not told in order",
        family: Family::Exploration,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(59)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "The exploration does not follow the order of events: {later} comes before {earlier}. It is best done \
             chronologically.",
            "The exploration does not follow the order of events: this event says so itself, with `order: other`. It is \
             best done chronologically.",
        ],
        help: "Put the sessions into the order of the periods, or say in a waiver why another order suits this story.",
        why: "Going through the story in order keeps people at what they knew then, before they knew the ending.",
        looks: Looks::Sessions(chronological),
    },
    Rule {
        id: "timeline-period-unused",
        title: "A period of the timeline is not taken up",
        family: Family::Exploration,
        severity: Advice,
        applies: Applies::Practitioner,
        basis: &[S(59)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["No session takes up the period \"{period}\". Was that intended?"],
        help: "Add `timeline:` with the period's id to the session that takes it up, or take the period out of the review.",
        why: "Somebody was there in that part of the story, and may have come to tell it.",
        looks: Looks::Sessions(period_unused),
    },
    Rule {
        id: "hindsight-reminder",
        title: "No reminder to keep then and now apart",
        family: Family::Exploration,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(60)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["{session} does not remind people to separate what they knew then from what they know now."],
        help: "Add `hindsight: true` to the session; the then-and-now cue is then printed in the script.",
        why: "Once the ending is known it looks as if it could have been foreseen. People need the reminder in every part.",
        looks: Looks::Sessions(hindsight),
    },
    Rule {
        id: "then-question",
        title: "Nobody asks why it made sense then",
        family: Family::Exploration,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(61)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The exploration does not ask why people did what they did at the time."],
        help: "Add the prompt `explore-then`, or give a question of your own `tags: [then]`.",
        why: "What was done made sense to the people who did it. Finding that sense is where the learning starts.",
        looks: Looks::Sessions(then_question),
    },
    Rule {
        id: "differently-question",
        title: "Nobody asks what would have helped",
        family: Family::Exploration,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(62)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "The exploration does not follow up with: could we have done it differently, and what would have helped?",
            "The exploration asks what could have been done differently before it has asked why people did what they \
             did. Ask about then first.",
        ],
        help: "Add the prompt `explore-differently` after the one about then, or give a question `tags: [differently]`.",
        why: "Asked second, it is an invitation. Asked first, it sounds like an accusation.",
        looks: Looks::Sessions(differently_question),
    },
    Rule {
        id: "exploration-covers-risks",
        title: "Nothing asks about the risks",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(63), S(64)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Nothing in the exploration asks whether the risks were identified and understood."],
        help: "Add `risks` to the `covers` of a session of the middle, and a question such as `explore-risks`.",
        why: "It is the first of the five areas. Often each service saw one risk, and nobody saw them together.",
        looks: middle("risks", Counts::InPhase),
    },
    Rule {
        id: "exploration-covers-family",
        title: "Nothing asks about the family",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(63), S(65)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Nothing in the exploration asks how family members were engaged with."],
        help: "Add `family-engagement` to the `covers` of a session of the middle, and a question such as `explore-family`.",
        why: "Of the five areas this is the one that is missed most easily, and families often knew most.",
        looks: middle("family-engagement", Counts::InPhase),
    },
    Rule {
        id: "exploration-covers-working-together",
        title: "Nothing asks how services worked together",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(63), S(66)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Nothing in the exploration asks how the professionals worked together."],
        help: "Add `working-together` to the `covers` of a session of the middle, and a question such as `explore-together`.",
        why: "Most of what can be learned lies between services: where a message passed on, and where it stopped.",
        looks: middle("working-together", Counts::InPhase),
    },
    Rule {
        id: "exploration-covers-went-well",
        title: "Nothing asks what went well",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(63), S(67)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Nothing in the exploration asks what went well and what made that practice possible."],
        help: "Add `went-well` to the `covers` of a session of the middle, and a question such as `explore-went-well`.",
        why: "Good practice is easily passed over, and what made it possible is what others can use.",
        looks: middle("went-well", Counts::InPhase),
    },
    Rule {
        id: "exploration-covers-done-better",
        title: "Nothing asks what could have been better",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(63), S(68)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Nothing in the exploration asks what could have been done better and why it did not happen at the time.",
        ],
        help: "Add `done-better` to the `covers` of a session of the middle, and a question such as `explore-done-better`.",
        why: "It is what people fear most, so it needs a place of its own, with the question why it was not possible then.",
        looks: middle("done-better", Counts::InPhase),
    },
    Rule {
        id: "pause-to-summarise",
        title: "No pause to sum up",
        family: Family::Exploration,
        severity: Error,
        applies: Applies::Practitioner,
        basis: &[S(69), S(70)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "There is no pause to summarise. Pausing from time to time is essential to help people make sense of what is \
             emerging.",
        ],
        help: "Put a session with `covers: [summary]` between the parts, such as five minutes after each.",
        why: "Said back in their own words, a story can be put right, and people see what is taking shape.",
        looks: middle("summary", Counts::Exploration),
    },
    Rule {
        id: "pause-gap-too-long",
        title: "A long discussion without a pause to sum up",
        family: Family::Exploration,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(69)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["There are {minutes} minutes of discussion between {from} and {to} without a pause to summarise."],
        help: "Put a session with `covers: [summary]` in between, or shorten what stands there.",
        why: "After a while nobody holds it all. How long is wider practice; that there are pauses is essential.",
        looks: Looks::Clock(pause_gap),
    },
];

/// Breaks apart, nothing stands between the last session of the beginning and the first that covers `involvement`.
fn follows_introduction(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let range = exploration(sessions);
    let introduction = sessions.iter().rposition(|session| session.is_in(Phase::Beginning) && !session.is_rest());
    let (Some(first), Some(introduction)) = (sessions.get(range.start).filter(|_| !range.is_empty()), introduction)
    else {
        return Vec::new();
    };
    if range.start < introduction {
        let found = case.at(first).saying(1).with("session", titled(first));
        return vec![case.beside(found, &sessions[introduction], "still the introduction")];
    }
    let between = sessions.get(introduction + 1..range.start).unwrap_or(&[]);
    let between = between.iter().filter(|session| !session.is_rest());
    between
        .map(|session| {
            let found = case.at(session).with("session", titled(session));
            case.beside(found, first, "the exploration begins here")
        })
        .collect()
}

/// The first step back is told; an event that says itself that it keeps no order is told that alone.
fn chronological(case: &Case, sessions: &[Session]) -> Vec<Found> {
    if case.event.facilitator.order == Order::Other {
        return vec![Found::at(case.place_of(&case.written().order)).saying(1)];
    }
    let mut latest: Option<(&Period, &Session)> = None;
    for session in sessions {
        let Some(period) = session.facilitator.period.and_then(|at| case.review.story.periods.get(at)) else {
            continue;
        };
        match latest {
            Some((later, before)) if period.from.first < later.from.first => {
                let back = case.at(session).with("later", quoted(&later.label)).with("earlier", quoted(&period.label));
                return vec![case.beside(back, before, "a later part of the story")];
            }
            _ => latest = Some((period, session)),
        }
    }
    Vec::new()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn period_unused(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let used = |at: usize| sessions.iter().any(|session| session.facilitator.period == Some(at));
    let periods = case.review.story.periods.iter().enumerate().filter(|(at, _)| !used(*at));
    periods
        .map(|(_, period)| {
            let found = case.absent().with("period", &period.label);
            found.label(period.place.clone(), "the period")
        })
        .collect()
}

fn hindsight(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let without = sessions.iter().filter(|session| session.covers("involvement") && !session.facilitator.hindsight);
    without.map(|session| case.at(session).with("session", titled(session))).collect()
}

/// The first question of the exploration with a tag, by its place in the day.
fn first_asking<'s>(sessions: &'s [Session], tag: &str) -> Option<((usize, usize), &'s TaggedPrompt)> {
    let range = exploration(sessions);
    let asked = sessions.iter().enumerate().skip(range.start).take(range.len());
    let mut asked =
        asked.flat_map(|(at, session)| session.asked().enumerate().map(move |(nth, asked)| ((at, nth), asked)));
    asked.find(|(_, prompt)| prompt.tags.iter().any(|of| of.as_str() == tag))
}

fn then_question(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let asked = exploration(sessions).is_empty() || first_asking(sessions, "then").is_some();
    if asked { Vec::new() } else { vec![case.absent()] }
}

fn differently_question(case: &Case, sessions: &[Session]) -> Vec<Found> {
    if exploration(sessions).is_empty() {
        return Vec::new();
    }
    match (first_asking(sessions, "then"), first_asking(sessions, "differently")) {
        (_, None) => vec![case.absent()],
        (Some((then, first)), Some((differently, prompt))) if differently < then => {
            let found = case.inside(&prompt.place).saying(1);
            let first = case.inside(&first.place).place;
            vec![if first == found.place { found } else { found.label(first, "the first question about then") }]
        }
        _ => Vec::new(),
    }
}

/// Working minutes of the exploration between two pauses; breaks do not count, and do not sum up either. Where there is
/// no pause at all, that is what is told.
fn pause_gap(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let range = exploration(&agenda.sessions);
    let explored = &agenda.sessions[range];
    let sums_up = |session: &Session| session.covers("summary");
    if !explored.iter().any(sums_up) {
        return Vec::new();
    }
    let too_long = |gap: &[Session]| {
        let worked: Vec<&Session> = gap.iter().filter(|session| !session.is_rest()).collect();
        let minutes: u32 = worked.iter().map(|session| session.minutes).sum();
        let (first, last) = (worked.first()?, worked.last()?);
        let found = case.at(last).with("minutes", minutes).with("from", first.start);
        let found = found.with("to", last.start.plus(last.minutes));
        let found = case.beside(found, first, "the last pause was before this");
        (minutes > case.thresholds().pause_gap).then_some(found)
    };
    explored.split(|session| sums_up(session)).filter_map(too_long).collect()
}
