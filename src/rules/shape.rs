//! Group A: the shape of the day and its time.

use crate::agenda::Fault;
use crate::basis::Basis::Statement as S;
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found, of_phase};
use crate::rules::wording::{hours, length, list, titled};
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::blueprint::UsualLength;
use crate::schema::meant::in_working_hours;
use crate::schema::session::{Method, Phase};
use crate::site::{Agenda, Session};

pub static RULES: &[Rule] = &[
    Rule {
        id: "event-kind-known",
        title: "The kind of event is not given",
        family: Family::Shape,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(1)],
        waivable: false,
        acts: Actor::Reviewer,
        says: &[
            "This event does not say which kind it is. Choose practitioner-and-first-line-manager or strategic-manager.",
        ],
        help: "Add a line such as `kind: practitioner-and-first-line-manager`.",
        why: "The two kinds of event have different people, elements and lengths. All else follows from the kind.",
        looks: Looks::Event(kind_known),
    },
    Rule {
        id: "times-given",
        title: "The date or the times are missing",
        family: Family::Shape,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(17)],
        waivable: false,
        acts: Actor::Reviewer,
        says: &[
            "This event has no {missing} yet. It needs a date, a start time and a finish time before a timed agenda \
             can be made.",
            "This event ends at {end}, which is not after its start at {start}. It needs a start time and a later \
             finish time before a timed agenda can be made.",
        ],
        help: "Write {write}.",
        why: "How long the event lasts is one of the first things to think about, and every document rests on it.",
        looks: Looks::Event(times_given),
    },
    Rule {
        id: "beginning-middle-ending",
        title: "A beginning, a middle or an ending is missing or out of place",
        family: Family::Shape,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(12), S(49), S(50)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "The agenda has no {phase}. An event needs a clear beginning, middle and ending so that people have a \
             framework to work in.",
            "{session} belongs to the {phase}, but the {later} has begun before it, with {first}. An event needs a clear \
             beginning, middle and ending, in that order.",
        ],
        help: "Look at the `phase` of each session, and at the order in which they stand.",
        why: "People can follow what the group brings only inside a shape that holds.",
        looks: Looks::Sessions(beginning_middle_ending),
    },
    Rule {
        id: "agenda-cannot-fit",
        title: "The sessions do not fit into the event",
        family: Family::Shape,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(49), S(35)],
        waivable: false,
        acts: Actor::Reviewer,
        says: &[
            "Even at their shortest the sessions need {need}, but the event is only {have} long. Lengthen the event \
             or take something out.",
        ],
        help: "It is {over} too much. Move `start` or `end`, remove a session, or lower the first number of a `flex`.",
        why: "A day that cannot be kept to is hurried from the first session on, and the close pays for it.",
        looks: Looks::Clock(cannot_fit),
    },
    Rule {
        id: "agenda-overruns",
        title: "The sessions as planned run past the finish",
        family: Family::Shape,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(49), S(72)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "As planned, the sessions run {over} minutes past {end}. They can be shortened to fit; decide now which \
             ones.",
        ],
        help: "Lower `minutes` where it costs least, or move `end`. Until then plenary shortens the middle first.",
        why: "What is not decided beforehand is decided at the end of the day, and then the close is rushed.",
        looks: Looks::Clock(overruns),
    },
    Rule {
        id: "agenda-underfills",
        title: "Part of the event has nothing planned",
        family: Family::Shape,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(49)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "There are {gap} minutes with nothing planned before {end} ({where}). Leave them as breathing space on \
             purpose, or finish earlier.",
        ],
        help: "Move `end`, give a session more `minutes`, or raise the second number of its `flex`.",
        why: "Time without a plan is good when it is meant. People who have given up a day should not wait it out.",
        looks: Looks::Clock(underfills),
    },
    Rule {
        id: "agenda-times-clash",
        title: "A fixed time cannot be kept",
        family: Family::Shape,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(49)],
        waivable: false,
        acts: Actor::Reviewer,
        says: &[
            "{session} is fixed at {time}, but the sessions before it do not finish until {finish}.",
            "The sessions after the last fixed time do not finish until {finish}, and the event ends at {time}.",
            "{session} is fixed at {time}, but the event runs from {start} to {end}.",
            "{session} is fixed at {time}, but {previous}, which comes before it, is fixed at {previous_time}.",
        ],
        help: "Move the fixed time (`at`), or shorten or move what stands before it.",
        why: "The printed clock would promise something that the room cannot keep.",
        looks: Looks::Clock(times_clash),
    },
    Rule {
        id: "agenda-has-give",
        title: "Hardly any time can give way",
        family: Family::Shape,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(48), S(99)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Almost every minute is spoken for: only {give} of {day} minutes can give way. The discussion cannot be \
             scripted: leave room to follow what the group brings.",
        ],
        help: "Widen the `flex` of the sessions of the middle, so that they can be shorter if they must.",
        why: "These events cannot be rigidly structured. The Reviewers work with what the group brings.",
        looks: Looks::Clock(has_give),
    },
    Rule {
        id: "practitioner-full-day",
        title: "Less than a full day for practitioners",
        family: Family::Shape,
        severity: Warning,
        applies: Applies::Practitioner,
        basis: &[S(33), S(32)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "This event is {length} long. A full day is advisable for practitioners and first line managers; if a \
             shorter one suits this situation, say why.",
        ],
        help: "Move `start` or `end` so that it lasts {least} or more, or add a waiver with the reason.",
        why: "It takes time to go over a story together in order, and to leave it well.",
        looks: Looks::Event(full_day),
    },
    Rule {
        id: "strategic-half-day",
        title: "Longer or shorter than half a day for managers",
        family: Family::Shape,
        severity: Warning,
        applies: Applies::Strategic,
        basis: &[S(34), S(32)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "This event is {length} long. Strategic manager sessions can usually be completed in half a day; if this \
             one needs {more_or_less}, say why.",
        ],
        help: "Move `start` or `end` so that it lasts from {least} to {most}, or add a waiver with the reason.",
        why: "Half a day holds the input, the groups, the feedback and the agreement, and managers can give it whole.",
        looks: Looks::Event(half_day),
    },
    Rule {
        id: "full-day-lunch-break",
        title: "A full day without lunch",
        family: Family::Shape,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(40)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["This event lasts a day but the agenda has no lunch. Plan a lunch break."],
        help: "Add a session with `method: lunch`, such as 45 minutes near the middle of the day.",
        why: "People who go over hard things for a whole day need to eat, and to be together without an agenda.",
        looks: Looks::Sessions(lunch_break),
    },
    Rule {
        id: "lunch-provided",
        title: "Lunch is planned but not provided",
        family: Family::Shape,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(40), S(41)],
        waivable: true,
        acts: Actor::Administrator,
        says: &[
            "It is better to provide lunch at the venue: people keep thinking together and the day is not broken up.",
        ],
        help: "Order lunch, and write `lunch_provided: true`.",
        why: "Over lunch people go on thinking together less formally, and nobody drifts away.",
        looks: Looks::Clock(lunch_provided),
    },
    Rule {
        id: "working-stretch-too-long",
        title: "A long stretch without a break",
        family: Family::Shape,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(35)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["There are {minutes} minutes of work between {from} and {to} without a break."],
        help: "Put a session with `method: break` in between, or fix the time of one with `at`.",
        why: "The shape of the day should help people along. How long they can work on is wider practice, and care.",
        looks: Looks::Clock(working_stretch),
    },
];

fn kind_known(case: &Case) -> Vec<Found> {
    let unsaid = !case.says(&case.written().kind, "kind");
    unsaid.then(|| case.absent()).into_iter().collect()
}

fn times_given(case: &Case) -> Vec<Found> {
    let written = case.written();
    let missing: Vec<&str> = [
        ("date", case.says(&written.date, "date")),
        ("start time", case.says(&written.start, "start")),
        ("finish time", case.says(&written.end, "end")),
    ]
    .into_iter()
    .filter_map(|(name, said)| (!said).then_some(name))
    .collect();
    if !missing.is_empty() {
        let lines: Vec<&str> = missing
            .iter()
            .map(|name| match *name {
                "date" => "`date: 2026-03-12`",
                "start time" => "`start: \"09:30\"`",
                _ => "`end: \"16:00\"`",
            })
            .collect();
        let write = format!("{}, with the event's own", list(&lines));
        let missing = list(&missing).replace(" and ", " and no ").replace(", ", ", no ");
        return vec![case.absent().with("missing", missing).with("write", write)];
    }
    match (&written.start, &written.end) {
        (Some(start), Some(end)) if end.value <= start.value => {
            let found = Found::at(end.place.clone()).saying(1).label(start.place.clone(), "it starts here");
            // One o'clock is likelier to be that of the afternoon than the end of a day that began at night.
            let meant = in_working_hours(end.value);
            let write = match meant > start.value {
                true => format!("`end: \"{meant}\"`, if that is what you mean: times are on the 24-hour clock"),
                false => "a later `end`, or an earlier `start`".to_owned(),
            };
            vec![found.with("start", start.value).with("end", end.value).with("write", write)]
        }
        _ => Vec::new(),
    }
}

fn beginning_middle_ending(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let mut found: Vec<Found> = Phase::ALL
        .iter()
        .filter(|phase| of_phase(sessions, **phase).is_empty())
        .map(|phase| case.absent().with("phase", phase.word()))
        .collect();
    // The first that goes back is told; what stands behind it may be right where it is.
    let mut furthest: Option<(Phase, &Session)> = None;
    for session in sessions.iter().filter(|session| !session.floats) {
        let Some(phase) = session.facilitator.phase else { continue };
        match furthest {
            Some((reached, first)) if phase < reached => {
                let back = case.at(session).saying(1).with("session", titled(session)).with("first", titled(first));
                let back = back.with("phase", phase.word()).with("later", reached.word());
                found.push(case.beside(back, first, &format!("the {} begins here", reached.word())));
                break;
            }
            Some((reached, _)) if phase == reached => {}
            _ => furthest = Some((phase, session)),
        }
    }
    found
}

/// The event's `end:`, beside its `start:`.
fn at_end(case: &Case) -> Found {
    let written = case.written();
    let found = Found::at(case.place_of(&written.end));
    match &written.start {
        Some(start) => found.label(start.place.clone(), "it starts here"),
        None => found,
    }
}

fn cannot_fit(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let too_long = agenda.faults.iter().find_map(|fault| match fault {
        Fault::CannotFit { need, have } => Some((*need, *have)),
        _ => None,
    });
    let found = |(need, have): (u32, u32)| {
        let over = length(need.saturating_sub(have));
        at_end(case).with("need", length(need)).with("have", length(have)).with("over", over)
    };
    too_long.map(found).into_iter().collect()
}

/// Whether the day at its shortest is too long: its clock runs on past the end, and is no clock to measure by.
pub fn never_fits(agenda: &Agenda) -> bool {
    agenda.faults.iter().any(|fault| matches!(fault, Fault::CannotFit { .. }))
}

fn planned(agenda: &Agenda) -> u32 {
    agenda.sessions.iter().fold(0, |sum, session| session.facilitator.planned.saturating_add(sum))
}

fn overruns(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let over = planned(agenda).saturating_sub(agenda.end.since(agenda.start));
    if over == 0 || !agenda.in_full {
        return Vec::new();
    }
    vec![at_end(case).with("over", over).with("end", agenda.end)]
}

fn underfills(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let gap: u32 = agenda.gaps.iter().map(|gap| gap.minutes).sum();
    if gap <= case.thresholds().unplanned_minutes {
        return Vec::new();
    }
    let places: Vec<String> =
        agenda.gaps.iter().map(|gap| format!("{} to {}", gap.start, gap.start.plus(gap.minutes))).collect();
    vec![at_end(case).with("gap", gap).with("end", agenda.end).with("where", list(&places))]
}

fn times_clash(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let session = |row: usize| agenda.sessions.get(row);
    let clash = |fault: &Fault| {
        let found = match *fault {
            Fault::CannotFit { .. } => return None,
            Fault::Clash { from, row: Some(row), at, finish } => {
                let found = case.at(session(row)?).with("session", titled(session(row)?));
                let found = found.with("time", at).with("finish", finish);
                case.beside(found, session(from)?, "the sessions before it begin here")
            }
            Fault::Clash { from, row: None, at, finish } => {
                let found = at_end(case).saying(1).with("time", at).with("finish", finish);
                match session(from) {
                    Some(first) => case.beside(found, first, "from here on"),
                    None => found,
                }
            }
            Fault::OutsideDay { row, at } => {
                let found = case.at(session(row)?).saying(2).with("session", titled(session(row)?)).with("time", at);
                found.with("start", agenda.start).with("end", agenda.end)
            }
            Fault::OutOfOrder { row, at, previous, previous_at } => {
                let found = case.at(session(row)?).saying(3).with("session", titled(session(row)?)).with("time", at);
                let before = session(previous)?;
                let found = found.with("previous", titled(before)).with("previous_time", previous_at);
                case.beside(found, before, "fixed at a later time")
            }
        };
        Some(found)
    };
    agenda.faults.iter().filter_map(clash).collect()
}

fn has_give(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let day = agenda.end.since(agenda.start);
    let shortest: u32 = agenda.sessions.iter().map(|session| session.facilitator.flex.shortest).sum();
    let give = planned(agenda).saturating_sub(shortest);
    let enough = f64::from(give) >= f64::from(day) * case.thresholds().give_percent / 100.0;
    if enough { Vec::new() } else { vec![at_end(case).with("give", give).with("day", day)] }
}

fn full_day(case: &Case) -> Vec<Found> {
    let least = case.thresholds().full_day_hours;
    match case.elapsed() {
        Some(elapsed) if case.usual_length() == Some(UsualLength::FullDay) && !case.is_full_day() => {
            vec![at_end(case).with("length", length(elapsed)).with("least", hours(least))]
        }
        _ => Vec::new(),
    }
}

fn half_day(case: &Case) -> Vec<Found> {
    let (least, most) = case.thresholds().half_day_hours;
    let Some(elapsed) = case.elapsed().filter(|_| case.usual_length() == Some(UsualLength::HalfDay)) else {
        return Vec::new();
    };
    let more_or_less = match f64::from(elapsed) {
        minutes if minutes < least * 60.0 => "less",
        minutes if minutes > most * 60.0 => "more",
        _ => return Vec::new(),
    };
    let found = at_end(case).with("length", length(elapsed)).with("more_or_less", more_or_less);
    vec![found.with("least", hours(least)).with("most", hours(most))]
}

fn lunch_break(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let has_lunch = sessions.iter().any(|session| session.is(Method::Lunch));
    (case.is_full_day() && !has_lunch).then(|| case.absent()).into_iter().collect()
}

fn lunch_provided(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let lunch = agenda.sessions.iter().find(|session| session.is(Method::Lunch));
    let written = case.written();
    if case.event.open.lunch_provided || case.unread("lunch_provided") {
        return Vec::new();
    }
    let found = |lunch| case.beside(Found::at(case.place_of(&written.lunch_provided)), lunch, "the lunch");
    lunch.map(found).into_iter().collect()
}

/// Stretches of work on the fitted clock, from one break or lunch to the next.
fn working_stretch(case: &Case, agenda: &Agenda) -> Vec<Found> {
    let longest = case.thresholds().longest_stretch;
    let stretches = agenda.sessions.split(Session::is_rest);
    let too_long = |stretch: &[Session]| {
        let minutes: u32 = stretch.iter().map(|session| session.minutes).sum();
        let (first, last) = (stretch.first()?, stretch.last()?);
        let mut worked = 0;
        let over = stretch.iter().find(|session| {
            worked += session.minutes;
            worked > longest
        })?;
        let found = case.at(over).with("minutes", minutes).with("from", first.start);
        let found = found.with("to", last.start.plus(last.minutes));
        Some(case.beside(found, first, "the stretch begins here"))
    };
    stretches.filter_map(too_long).collect()
}
