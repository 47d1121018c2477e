//! Group E: the strategic manager event.

use jiff::civil::Date;

use crate::basis::Basis::Statement as S;
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found};
use crate::rules::coverage::{Counts, Required};
use crate::rules::wording::{date, titled};
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::Located;
use crate::schema::event::FamilyViewsStatus;
use crate::schema::session::{Method, Phase};
use crate::schema::value::EventReference;
use crate::site::{Event, Session};
use crate::workdays::working_days_between;

const fn middle(tag: &'static str, counts: Counts) -> Looks {
    Looks::Required(Required { phase: Phase::Middle, tag, counts })
}

pub static RULES: &[Rule] = &[
    Rule {
        id: "strategic-circumstances-input",
        title: "Nothing on the circumstances before the work begins",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(78), S(79)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Strategic managers need an input on the circumstances that led to the review before they start work.",
            "{session} comes after the small groups. Strategic managers need the input on the circumstances that led to \
             the review before they start work.",
        ],
        help: "Put a session with `covers: [circumstances]` before the small groups.",
        why: "Managers were mostly not there. The input gives them all the same material to work with.",
        looks: middle("circumstances", Counts::BeforeSmallGroups),
    },
    Rule {
        id: "strategic-small-groups",
        title: "No small groups at the strategic manager event",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(81)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The strategic event has no small group work."],
        help: "Add a session with `method: small-groups` after the input on the circumstances.",
        why: "In a small group a manager can say what they would not say first in front of all the other services.",
        looks: Looks::Sessions(small_groups),
    },
    Rule {
        id: "strategic-challenges",
        title: "The small groups are not asked about challenges",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(82)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The small groups are not asked about challenges and missed opportunities."],
        help: "Add `challenges` to the `covers` of the small groups, and a question such as `strategic-challenges`.",
        why: "What made the situation hard for the people in it is what managers can change.",
        looks: middle("challenges", Counts::SmallGroups),
    },
    Rule {
        id: "strategic-worked-well",
        title: "The small groups are not asked what worked well",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(83)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The small groups are not asked what worked well and why."],
        help: "Add `worked-well` to the `covers` of the small groups, and a question such as `strategic-worked-well`.",
        why: "Good practice often rests on one person's goodwill. Managers can give it something to stand on.",
        looks: middle("worked-well", Counts::SmallGroups),
    },
    Rule {
        id: "strategic-themes-feedback",
        title: "The small groups are not heard afterwards",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(84)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "There is no time for the groups to feed back and for themes and issues to be drawn out.",
            "{session} comes before the small groups, so there is no time for the groups to feed back and for themes and \
             issues to be drawn out.",
        ],
        help: "Put a session with `covers: [themes]` after the small groups.",
        why: "Each group holds a part. What runs across them shows only when they are heard with care.",
        looks: middle("themes", Counts::AfterSmallGroups),
    },
    Rule {
        id: "strategic-practitioner-feedback",
        title: "No feedback from the practitioner and first line manager event",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(85)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The agenda has no feedback from the practitioner and first line manager event."],
        help: "Add a session with `covers: [practitioner-feedback]`, with time to talk about it.",
        why: "The people who were there have said what they learned. Managers need to hear it, without who said it.",
        looks: middle("practitioner-feedback", Counts::Anywhere),
    },
    Rule {
        id: "feedback-source-named",
        title: "It is not said which event the feedback comes from",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(85)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Name the practitioner and first line manager event whose feedback this event will use.",
            "\"{event}\" is not a practitioner and first line manager event of this review. Name the one whose feedback \
             this event will use.",
        ],
        help: "Add `feedback_from: [<id of the event>]`.",
        why: "The feedback has to come from somewhere, and from it follow the dates.",
        looks: Looks::Event(source_named),
    },
    Rule {
        id: "strategic-after-practitioner",
        title: "The strategic event does not come after the practitioner event",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(85)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "This event is on {date}, but the practitioner event whose feedback it uses is on {other}. It has to come \
             afterwards.",
        ],
        help: "Move the date of one of the two.",
        why: "Managers cannot hear what practitioners have not yet said.",
        looks: Looks::Event(after_practitioner),
    },
    Rule {
        id: "feedback-turnaround",
        title: "Little time to turn the notes into feedback",
        family: Family::Strategic,
        severity: Advice,
        applies: Applies::Strategic,
        basis: &[S(85), S(47)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["There {are_days} to turn the practitioner event's working notes into feedback. Is that enough?"],
        help: "Leave {least} working days or more between the two events.",
        why: "Themes without sources are careful work, and somebody should read them before they are spoken.",
        looks: Looks::Event(turnaround),
    },
    Rule {
        id: "strategic-family-views",
        title: "No input on the views of the family",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(87)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The agenda has no input on the views of the family."],
        help: "Add a session with `covers: [family-views]`, with time to talk about it.",
        why: "The family lived with what the services did. What they wish to say belongs in this room.",
        looks: middle("family-views", Counts::Anywhere),
    },
    Rule {
        id: "family-views-ready",
        title: "The family's views have not been gathered yet",
        family: Family::Strategic,
        severity: Warning,
        applies: Applies::Strategic,
        basis: &[S(87)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The family's views have not been gathered yet. Plan how, or record that they chose not to take part."],
        help: "Under `family_views`, write `status: gathered`, or `status: chose-not-to-take-part`.",
        why: "Words have to be agreed with the family before they are spoken, and that takes time and care.",
        looks: Looks::Event(family_views),
    },
    Rule {
        id: "input-without-discussion",
        title: "An input with no real time to discuss it",
        family: Family::Strategic,
        severity: Warning,
        applies: Applies::Strategic,
        basis: &[S(86), S(88)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["{session} is an input with no real time to discuss it. Allow at least {least} minutes."],
        help: "Write how many of its minutes are for talk, such as `discussion_minutes: {least}`, and give it the time.",
        why: "What is only heard is soon gone. The minutes are wider practice; the discussion is asked for.",
        looks: Looks::Sessions(discussed),
    },
    Rule {
        id: "strategic-changes-made",
        title: "Nobody is asked what has changed already",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(89), S(90)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The discussion of what needs to change does not ask what has changed already."],
        help: "Add `changes-made` to the `covers` of that session, or the prompt `strategic-changes-made`.",
        why: "Services have not stood still since. Recommending what is already done helps nobody.",
        looks: middle("changes-made", Counts::OrAsks),
    },
    Rule {
        id: "strategic-what-else",
        title: "Nobody is asked what else can be done",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(89), S(91)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The discussion of what needs to change does not ask what else can be done."],
        help: "Add `what-else` to the `covers` of that session, or the prompt `strategic-what-else`.",
        why: "This is what the managers are here for: they can do what nobody else in the review can.",
        looks: middle("what-else", Counts::OrAsks),
    },
    Rule {
        id: "strategic-recommendations",
        title: "No time to agree the emerging recommendations",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(92)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["There is no time to sum up and agree the emerging recommendations or future actions."],
        help: "Add a session to the ending with `covers: [recommendations]`.",
        why: "A good talk without an agreement leaves the Reviewer to guess what the services will stand behind.",
        looks: Looks::Required(Required { phase: Phase::Ending, tag: "recommendations", counts: Counts::Anywhere }),
    },
    Rule {
        id: "strategic-next-steps",
        title: "The close does not set out the next steps",
        family: Family::Strategic,
        severity: Error,
        applies: Applies::Strategic,
        basis: &[S(93)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["The event does not set out the next steps of the Learning Review."],
        help: "Add `covers: [next-steps]` to a session of the ending.",
        why: "Managers have to know who sees the report, when, and what is asked of them until then.",
        looks: Looks::Required(Required { phase: Phase::Ending, tag: "next-steps", counts: Counts::InPhase }),
    },
    Rule {
        id: "strategic-order",
        title: "The parts come in an unusual order",
        family: Family::Strategic,
        severity: Warning,
        applies: Applies::Strategic,
        basis: &[S(80), S(79)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["{later} comes before {earlier}. The usual order lets each part build on the one before."],
        help: "Move the session, or say in a waiver why another order suits this event.",
        why: "The input, the groups, what practitioners and the family say, what should change: each needs the one before.",
        looks: Looks::Sessions(order),
    },
    Rule {
        id: "single-and-multi-agency-implications",
        title: "The prompts ask only about one agency, or only about all",
        family: Family::Strategic,
        severity: Advice,
        applies: Applies::Strategic,
        basis: &[S(9)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Ask managers what this means for their own agency and for the agencies together; the prompts ask only about \
             {asked}.",
            "Ask managers what this means for their own agency and for the agencies together; the prompts ask neither.",
        ],
        help: "Give one question `tags: [single-agency]`, and another `tags: [multi-agency]`.",
        why: "Some things a service can change alone, and some only with others. Managers can do both.",
        looks: Looks::Sessions(implications),
    },
];

fn small_groups(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let none = !sessions.iter().any(|session| session.is(Method::SmallGroups));
    none.then(|| case.absent()).into_iter().collect()
}

/// The practitioner events of this review whose feedback is used.
fn used<'a>(case: &Case<'a>) -> Vec<&'a Event> {
    let named = case.written().feedback_from.iter().flat_map(|list| list.value.iter());
    let found = named.filter_map(|reference| {
        let own = reference.value.review.as_ref().is_none_or(|review| *review == case.review.id);
        let event = case.review.events.iter().find(|event| own && event.id == reference.value.event)?;
        is_practitioner(event).then_some(event)
    });
    found.collect()
}

fn is_practitioner(event: &Event) -> bool {
    let lineage = event.kind.iter().flat_map(|kind| kind.lineage.iter());
    lineage.into_iter().any(|id| id.as_str() == "practitioner-and-first-line-manager")
}

/// A reference that leads nowhere is another mistake, and was told.
fn source_named(case: &Case) -> Vec<Found> {
    let written = &case.written().feedback_from;
    let named: Vec<&Located<EventReference>> = written.iter().flat_map(|list| list.value.iter()).collect();
    if case.unread("feedback_from") || !used(case).is_empty() {
        return Vec::new();
    }
    let Some(first) = named.first() else { return vec![Found::at(case.place_of(written))] };
    let EventReference { review, event } = &first.value;
    let review_id = review.as_ref().unwrap_or(&case.review.id);
    let of_site = case.site.reviews.iter().filter(|of| of.id == *review_id).flat_map(|of| of.events.iter());
    let known = of_site.into_iter().find(|of| of.id == *event);
    // One whose kind is not known yet may well be the right one.
    let known = known.filter(|event| event.kind.is_some());
    let found = |other: &Event| Found::at(first.place.clone()).saying(1).with("event", &other.open.title);
    known.map(found).into_iter().collect()
}

/// The event's own date beside those of the events whose feedback it uses.
fn dates<'a>(case: &Case<'a>) -> Vec<(Date, Date, &'a Event)> {
    let own = case.event.open.date;
    used(case).into_iter().filter_map(|event| Some((own?, event.open.date?, event))).collect()
}

fn at_date(case: &Case, other: &Event) -> Found {
    let found = Found::at(case.place_of(&case.written().date));
    match &other.written.date {
        Some(date) => found.label(date.place.clone(), "the event whose feedback it uses"),
        None => found,
    }
}

fn after_practitioner(case: &Case) -> Vec<Found> {
    let early = dates(case).into_iter().filter(|(own, other, _)| own <= other);
    early.map(|(own, other, event)| at_date(case, event).with("date", date(own)).with("other", date(other))).collect()
}

fn turnaround(case: &Case) -> Vec<Found> {
    let least = i64::from(case.thresholds().feedback_working_days);
    let later = dates(case).into_iter().filter(|(own, other, _)| own > other);
    let short = later.filter_map(|(own, other, event)| {
        let days = working_days_between(other, own, &case.site.settings.holidays);
        let are_days = match days {
            0 => "is no working day".to_owned(),
            1 => "is only 1 working day".to_owned(),
            days => format!("are only {days} working days"),
        };
        (days < least).then(|| at_date(case, event).with("are_days", are_days).with("least", least))
    });
    short.collect()
}

fn family_views(case: &Case) -> Vec<Found> {
    let written = case.written();
    let views = written.family_views.as_ref();
    let unread = written.unread.contains(&"family_views") || views.is_some_and(|v| v.value.unread.contains(&"status"));
    match case.event.team.family_views {
        None | Some(FamilyViewsStatus::NotYetSought) if !unread => {
            let status = views.and_then(|views| views.value.status.as_ref()).map(|status| status.place.clone());
            vec![Found::at(status.unwrap_or_else(|| case.kind_line()))]
        }
        _ => Vec::new(),
    }
}

/// How many minutes of a session are for talk. One that only says that it has an input and a discussion has not said.
fn talk(session: &Session) -> u32 {
    let said = session.facilitator.discussion_minutes.map(|said| said.min(session.minutes));
    said.unwrap_or(match session.facilitator.method {
        Some(Method::Input | Method::InputAndDiscussion | Method::Summary | Method::Individual) | None => 0,
        Some(_) => session.minutes,
    })
}

/// An element may have its input in one session and its discussion in the next.
fn discussed(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let least = case.thresholds().discussion_minutes;
    let mut found: Vec<Found> = Vec::new();
    for tag in ["practitioner-feedback", "family-views"] {
        let of_tag: Vec<&Session> = sessions.iter().filter(|session| session.covers(tag)).collect();
        let minutes: u32 = of_tag.iter().map(|session| talk(session)).sum();
        if let Some(first) = of_tag.first()
            && minutes < least
        {
            let place = case.at(first);
            if found.iter().all(|known| known.place != place.place) {
                found.push(place.with("session", titled(first)).with("least", least));
            }
        }
    }
    found
}

/// The elements in the order of the guidance (S78 to S93), with what messages call them.
const ORDER: [(&[&str], &str); 8] = [
    (&["circumstances"], "the input on the circumstances"),
    (&["challenges", "worked-well"], "the work in small groups"),
    (&["themes"], "the feedback from the groups"),
    (&["practitioner-feedback"], "the feedback from the practitioner event"),
    (&["family-views"], "the input on the family's views"),
    (&["changes-made", "what-else"], "the discussion of what needs to change"),
    (&["recommendations"], "the agreement on recommendations"),
    (&["next-steps"], "the outline of the next steps"),
];

/// Each element is held against those before which it should not come. What other rules say of the small groups is left
/// to them.
fn order(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let first = |tags: &[&str]| sessions.iter().position(|session| session.covers_any(tags));
    let at: Vec<Option<usize>> = ORDER.iter().map(|(tags, _)| first(tags)).collect();
    let mut found = Vec::new();
    for earlier in 0..ORDER.len() {
        let Some(own) = at[earlier] else { continue };
        let told_elsewhere = |later: usize| earlier == 0 && later == 1 || earlier == 1 && later == 2;
        let too_soon =
            (earlier + 1..ORDER.len()).find(|later| at[*later].is_some_and(|at| at < own) && !told_elsewhere(*later));
        if let Some(later) = too_soon
            && let Some(before) = at[later].and_then(|at| sessions.get(at))
        {
            let told = case.at(before).with("later", capital(ORDER[later].1)).with("earlier", ORDER[earlier].1);
            let told = case.beside(told, &sessions[own], "this should come first");
            // One session in the wrong place is one finding, however much it covers.
            if found.iter().all(|known: &Found| known.place != told.place) {
                found.push(told);
            }
        }
    }
    found
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn implications(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let asks = |tag: &str| sessions.iter().any(|session| session.asks(tag));
    match (asks("single-agency"), asks("multi-agency")) {
        (true, true) => Vec::new(),
        (true, false) => vec![case.absent().with("asked", "their own agency")],
        (false, true) => vec![case.absent().with("asked", "the agencies together")],
        (false, false) => vec![case.absent().saying(1)],
    }
}
