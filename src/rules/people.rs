//! Group F: the people, and who does what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::basis::Basis::{Statement as S, Wider as W};
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found};
use crate::rules::wording::{self, a_role, roles, titled};
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::review::Role;
use crate::schema::session::Method;
use crate::site::{Agency, Participant, Person, Session};
use crate::slug::Slug;
use crate::workdays::working_days_between;

pub static RULES: &[Rule] = &[
    Rule {
        id: "facilitator-named",
        title: "No Reviewer to facilitate the event",
        family: Family::People,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(13), S(94)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "No Reviewer is named to facilitate this event.",
            "{person} is named to facilitate this event, but is not a Reviewer.",
        ],
        help: "Write `facilitators: [<id of a Reviewer>]`; the first one leads. A Reviewer has `roles: [reviewer]`.",
        why: "These events stand and fall with how they are led, and participants want to know by whom.",
        looks: Looks::Event(facilitator_named),
    },
    Rule {
        id: "second-facilitator",
        title: "One Reviewer alone with a long day or a large group",
        family: Family::People,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(13), S(94), W(14)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Only one Reviewer is named. With this length or number, a second makes it easier to look after both the \
             group and the individuals.",
        ],
        help: "Name a second one: `facilitators: [<first>, <second>]`.",
        why: "One leads while the other sees who has gone quiet. Not leading alone is wider practice.",
        looks: Looks::Event(second_facilitator),
    },
    Rule {
        id: "facilitator-cues-present",
        title: "A session with nothing to lead from",
        family: Family::People,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(100)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["{session} has no prompts. Give the facilitator something to lead from if the discussion drifts."],
        help: "Add `prompts:` with a question or two, or a `script:` with what to say.",
        why: "There are moments to step in and lead from the front. In those, nobody should have to search for words.",
        looks: Looks::Sessions(cues_present),
    },
    Rule {
        id: "participants-listed",
        title: "Nobody is invited yet",
        family: Family::People,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(15)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &["Nobody is invited yet. List the participants or name a group."],
        help: "Write `participants: [<id of a group or of people>]`, with ids from the review's `groups` and `people`.",
        why: "The right people have to be found early, so that they can be briefed and freed for the day.",
        looks: Looks::Event(participants_listed),
    },
    Rule {
        id: "involved-agency-represented",
        title: "An agency that was involved has nobody at the event",
        family: Family::People,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(15)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &["{agency} was involved but nobody from it is attending{as_role}."],
        help: "Invite somebody from it, or say in a waiver how it will be heard.",
        why: "A part of the story that nobody in the room lived is told by those who did not.",
        looks: Looks::Event(agency_represented),
    },
    Rule {
        id: "participant-role-fits-event",
        title: "Somebody is invited to the other group's event",
        family: Family::People,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(4), S(8)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "{person} is {role}; this event is for {expected}. Having people from another level in the room changes what \
             others feel able to say.",
        ],
        help: "Invite them to the other event, or check the person's `roles` in review.yaml.",
        why: "People speak of what they did with those who did the same. Each level has an event of its own.",
        looks: Looks::Event(role_fits),
    },
    Rule {
        id: "manager-alongside-practitioner",
        title: "Practitioners without a first line manager, or the reverse",
        family: Family::People,
        severity: Advice,
        applies: Applies::Practitioner,
        basis: &[S(4)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &["{agency} has {present} attending without {absent}. The event brings the two together."],
        help: "Invite {absent} from it as well, if there is one who was close to it.",
        why: "Practice and the support behind it are looked at together, and what is learned goes on at work.",
        looks: Looks::Event(manager_alongside),
    },
    Rule {
        id: "participant-has-link",
        title: "Somebody has no link to the Review Team",
        family: Family::People,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(29), S(28)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &["{person} has no Review Team member as a link. Everyone needs one to brief them and answer questions."],
        help: "Add `link: <id of a Review Team member>` to the person in review.yaml.",
        why: "People come better prepared, and less afraid, when somebody they can ask has spoken with them.",
        looks: Looks::Event(has_link),
    },
    Rule {
        id: "link-is-team-member",
        title: "A link who is not on the Review Team",
        family: Family::People,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(29)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &["{link} is given as the link for {person} but is not a Review Team member."],
        help: "Name a Review Team member as the `link`, or add `review-team-member` to the `roles` of {link}.",
        why: "A link has to know the review from inside, to give honest answers.",
        looks: Looks::Event(link_is_member),
    },
    Rule {
        id: "link-from-own-agency",
        title: "A link from another organisation",
        family: Family::People,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(29)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &[
            "{person}'s link comes from another organisation. The link should be from their own; if there is nobody, say \
             how it will work.",
        ],
        help: "Name a link from {agency}, or add `link_reason: \"…\"` to the person in review.yaml.",
        why: "Somebody from the same service knows the work, and can free people for the day.",
        looks: Looks::Event(link_from_own),
    },
    Rule {
        id: "link-can-be-contacted",
        title: "A link who cannot be reached",
        family: Family::People,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(31)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &["{link} is a link but has no contact details, so participants cannot ask questions beforehand."],
        help: "Add `email:` or `phone:` to the person in review.yaml.",
        why: "The questions that matter most come the evening before.",
        looks: Looks::Event(link_contact),
    },
    Rule {
        id: "participant-briefed",
        title: "Somebody has not been briefed yet",
        family: Family::People,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(30)],
        waivable: true,
        acts: Actor::ReviewTeamMember,
        says: &[
            "{person} has not been recorded as briefed by {link}.",
            "{person} is recorded as briefed on {date}, which is after the event.",
        ],
        help: "Once they have spoken, write the day under `briefed:`, beside the person's id.",
        why: "Nobody should walk into such a day without having been told what it is, and what it is not.",
        looks: Looks::AsOf(briefed),
    },
    Rule {
        id: "briefing-in-good-time",
        title: "The briefing goes out late",
        family: Family::People,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(30), S(14)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["The briefing goes out {when}. People need time to go back over their involvement."],
        help: "Under `preparation`, move `send_by` to {least} working days before the event or earlier.",
        why: "Finding the records, and the time to look through them, takes longer than one thinks.",
        looks: Looks::Event(good_time),
    },
    Rule {
        id: "group-size",
        title: "A large group, or large small groups",
        family: Family::People,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(95)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "{n} people are invited. Think about how everyone will be heard, and about the size of the small groups.",
            "{session} puts {n} people into {groups} groups, so up to {each} in one. Think about how everyone will be \
             heard.",
        ],
        help: "More small groups (`groups`), two events, or fewer people: {most} in a room and {most_in_group} in a \
               group work well.",
        why: "In a large group the quiet ones are not heard. The numbers are wider practice.",
        looks: Looks::Event(group_size),
    },
];

fn participants<'a>(case: &Case<'a>) -> &'a [Participant] {
    &case.event.team.participants
}

fn person<'a>(case: &Case<'a>, id: &Slug) -> Option<&'a Arc<Person>> {
    case.review.team.people.iter().find(|person| person.id == *id)
}

/// At a person in the review, beside the line of the event that invites them.
fn at_person(participant: &Participant) -> Found {
    let found = Found::at(participant.person.place.clone()).label(participant.place.clone(), "invited here");
    found.with("person", wording::person(&participant.person))
}

fn facilitator_named(case: &Case) -> Vec<Found> {
    let written = &case.written().facilitators;
    let named: Vec<_> = written.iter().flat_map(|list| list.value.iter()).collect();
    if named.is_empty() && !case.unread("facilitators") {
        return vec![Found::at(case.place_of(written))];
    }
    let not_reviewer = named.into_iter().filter_map(|id| {
        let person = person(case, &id.value).filter(|person| !person.has(Role::Reviewer))?;
        let found = Found::at(id.place.clone()).saying(1).with("person", wording::person(person));
        Some(found.label(person.place.clone(), "the person"))
    });
    not_reviewer.collect()
}

fn second_facilitator(case: &Case) -> Vec<Found> {
    let written = &case.written().facilitators;
    let named: BTreeSet<&Slug> = written.iter().flat_map(|list| list.value.iter()).map(|id| &id.value).collect();
    let alone = named.len() == 1;
    let many = participants(case).len() > case.thresholds().second_facilitator_over as usize;
    if alone && (many || case.is_full_day()) { vec![Found::at(case.place_of(written))] } else { Vec::new() }
}

fn cues_present(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let bare = |session: &&Session| session.asked().next().is_none() && session.facilitator.script.is_none();
    let bare = sessions.iter().filter(|session| !session.is_rest()).filter(bare);
    bare.map(|session| case.at(session).with("session", titled(session))).collect()
}

/// A list that names people who are not in the review is another mistake, and was told.
fn participants_listed(case: &Case) -> Vec<Found> {
    let written = &case.written().participants;
    let unread = case.unread("participants");
    let names_somebody = written.as_ref().is_some_and(|list| {
        list.value.iter().any(|entry| {
            !case.review.written.groups.iter().any(|groups| {
                groups.value.0.iter().any(|(id, members)| id.value == entry.value && members.value.is_empty())
            })
        })
    });
    if unread || names_somebody || !participants(case).is_empty() {
        return Vec::new();
    }
    vec![Found::at(case.place_of(written))]
}

fn works_for(person: &Person, agency: &Agency) -> bool {
    person.agency.as_ref().is_some_and(|own| own.id == agency.id)
}

fn agency_represented(case: &Case) -> Vec<Found> {
    if participants(case).is_empty() {
        return Vec::new();
    }
    let expected = case.expected_roles();
    let fits = |person: &Person| expected.is_empty() || person.roles.iter().any(|role| expected.contains(role));
    let represented =
        |agency: &Agency| participants(case).iter().any(|who| works_for(&who.person, agency) && fits(&who.person));
    let missing = case.review.open.agencies.iter().filter(|agency| agency.involved && !represented(agency));
    missing
        .map(|agency| {
            let somebody = participants(case).iter().any(|who| works_for(&who.person, agency));
            let as_role =
                if somebody { format!(" among the {}", roles(expected.iter().copied())) } else { String::new() };
            let found = Found::at(case.place_of(&case.written().participants)).with("agency", &agency.name);
            found.with("as_role", as_role).label(agency.place.clone(), "was involved")
        })
        .collect()
}

/// The roles that come to events of one level, and so do not to those of the other.
const LEVELS: [Role; 3] = [Role::Practitioner, Role::FirstLineManager, Role::StrategicManager];

fn role_fits(case: &Case) -> Vec<Found> {
    let expected = case.expected_roles();
    if expected.is_empty() {
        return Vec::new();
    }
    let of_another = participants(case).iter().filter_map(|who| {
        let own: Vec<Role> = LEVELS.into_iter().filter(|role| who.person.has(*role)).collect();
        let role = own.first().copied().filter(|_| own.iter().all(|role| !expected.contains(role)))?;
        let found = Found::at(who.place.clone()).with("person", wording::person(&who.person));
        let found = found.with("role", a_role(role)).with("expected", roles(expected.iter().copied()));
        Some(found.label(who.person.place.clone(), "the person"))
    });
    of_another.collect()
}

fn manager_alongside(case: &Case) -> Vec<Found> {
    let alone = case.review.open.agencies.iter().filter_map(|agency| {
        let has = |role| participants(case).iter().any(|who| works_for(&who.person, agency) && who.person.has(role));
        let (present, absent) = match (has(Role::Practitioner), has(Role::FirstLineManager)) {
            (true, false) => ("practitioners", "a first line manager"),
            (false, true) => ("a first line manager", "a practitioner"),
            _ => return None,
        };
        let found = Found::at(case.place_of(&case.written().participants)).with("agency", &agency.name);
        Some(found.with("present", present).with("absent", absent).label(agency.place.clone(), "the agency"))
    });
    alone.collect()
}

fn has_link(case: &Case) -> Vec<Found> {
    participants(case).iter().filter(|who| who.person.link.is_none()).map(at_person).collect()
}

fn link_is_member(case: &Case) -> Vec<Found> {
    let links = participants(case).iter().filter_map(|who| Some((who, who.link.as_ref()?)));
    let others = links.filter(|(_, link)| !link.has(Role::ReviewTeamMember));
    others
        .map(|(who, link)| {
            let found = at_person(who).with("link", wording::person(link));
            found.label(link.place.clone(), "the link")
        })
        .collect()
}

fn link_from_own(case: &Case) -> Vec<Found> {
    let elsewhere = participants(case).iter().filter_map(|who| {
        let (own, link) = (who.person.agency.as_ref()?, who.link.as_ref()?);
        let other = link.agency.as_ref()?;
        let unsaid = own.id != other.id && who.person.link_reason.is_none();
        unsaid.then(|| at_person(who).with("agency", &own.name).label(link.place.clone(), "the link"))
    });
    elsewhere.collect()
}

/// Each link once, beside the first of those whom it is to brief.
fn link_contact(case: &Case) -> Vec<Found> {
    let mut links: BTreeMap<&Slug, (&Person, &Participant)> = BTreeMap::new();
    for who in participants(case) {
        if let Some(link) = &who.link {
            links.entry(&link.id).or_insert((link, who));
        }
    }
    let silent = links.values().filter(|(link, _)| link.email.is_none() && link.phone.is_none());
    silent
        .map(|(link, who)| {
            let found = Found::at(link.place.clone()).with("link", wording::person(link));
            found.label(who.person.place.clone(), "is to be briefed by them")
        })
        .collect()
}

fn briefed(case: &Case, as_of: Date) -> Vec<Found> {
    let Some(date) = case.event.open.date else { return Vec::new() };
    let soon = is_close(case, as_of);
    let written = case.written().briefed.iter().flat_map(|briefed| briefed.value.0.iter());
    let written: BTreeMap<&Slug, _> = written.map(|(id, day)| (&id.value, &day.place)).collect();
    let open = participants(case).iter().filter_map(|who| {
        let id = &who.person.id;
        let found = match who.briefed {
            Some(day) if day > date => {
                let place = written.get(id).map_or_else(|| who.place.clone(), |place| (*place).clone());
                Found::at(place).saying(1).with("date", wording::date(day))
            }
            None if soon => {
                let link = who.link.as_ref().map_or_else(|| "anybody".to_owned(), |link| wording::person(link));
                Found::at(who.place.clone()).with("link", link).label(who.person.place.clone(), "the person")
            }
            _ => return None,
        };
        Some(found.with("person", wording::person(&who.person)))
    });
    open.collect()
}

/// Whether the event is so close to a day, or past, that everybody should be briefed by now.
pub fn is_close(case: &Case, as_of: Date) -> bool {
    let close = i64::from(case.thresholds().briefed_working_days);
    let days = |date| working_days_between(as_of, date, &case.site.settings.holidays);
    case.event.open.date.is_some_and(|date| days(date) <= close)
}

fn good_time(case: &Case) -> Vec<Found> {
    let (Some(send_by), Some(date)) = (case.event.open.send_by, case.event.open.date) else { return Vec::new() };
    let least = i64::from(case.thresholds().briefing_working_days);
    let days = working_days_between(send_by, date, &case.site.settings.holidays);
    if days >= least {
        return Vec::new();
    }
    let when = match days {
        _ if send_by >= date => "on the day of the event or after it".to_owned(),
        0 => "less than a working day before".to_owned(),
        1 => "1 working day before".to_owned(),
        days => format!("{days} working days before"),
    };
    let own = case.written().preparation.as_ref().and_then(|own| own.value.0.send_by.as_ref());
    let place = own.map_or_else(|| case.kind_line(), |send_by| send_by.place.clone());
    let found = Found::at(place).with("when", when).with("least", least);
    vec![match &case.written().date {
        Some(date) => found.label(date.place.clone(), "the event"),
        None => found,
    }]
}

fn group_size(case: &Case) -> Vec<Found> {
    let thresholds = case.thresholds();
    let n = participants(case).len();
    let mut found = Vec::new();
    if n > thresholds.group_size as usize {
        found.push(Found::at(case.place_of(&case.written().participants)));
    }
    let sessions = case.agenda().map_or(&[][..], |agenda| &agenda.sessions);
    for session in sessions.iter().filter(|session| session.is(Method::SmallGroups)) {
        let tracks = (!session.open.tracks.is_empty()).then_some(session.open.tracks.len());
        let Some(groups) = session.open.groups.map(|groups| groups as usize).or(tracks).filter(|n| *n > 0) else {
            continue;
        };
        let each = n.div_ceil(groups);
        if each > thresholds.small_group_max as usize {
            let large = case.at(session).saying(1).with("session", titled(session));
            found.push(large.with("groups", groups).with("each", each));
        }
    }
    let (most, most_in_group) = (thresholds.group_size, thresholds.small_group_max);
    found.into_iter().map(|f| f.with("n", n).with("most", most).with("most_in_group", most_in_group)).collect()
}
