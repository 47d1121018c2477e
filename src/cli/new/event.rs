//! An event to begin with: what its review and its kind say already is filled in.

use crate::cli::new::Begun;
use crate::diagnostic::suggestion;
use crate::schema::blueprint::UsualLength;
use crate::schema::review::Role;
use crate::site::{EventKind, Review, Site};
use crate::slug::Slug;

pub fn begin(site: &Site, review: &Slug, id: &Slug, kind: &str) -> Result<Begun, String> {
    let Some(held) = site.reviews.iter().find(|held| held.id == *review) else {
        let help = suggestion(review.as_str(), site.reviews.iter().map(|held| held.id.as_str()));
        let help = help.filter(|help| help.starts_with("Did"));
        let help = help.unwrap_or_else(|| format!("`plenary new review {review}` begins it."));
        return Err(format!("there is no review `{review}`, or it cannot be read. {help}"));
    };
    let Some(kind) = site.library.kinds.values().find(|held| held.id.as_str() == kind) else {
        let help = suggestion(kind, site.library.kinds.keys().map(Slug::as_str)).unwrap_or_default();
        return Err(format!("there is no event kind `{kind}`. {help}"));
    };
    let people = |role: Role| held.team.people.iter().filter(move |person| person.has(role)).map(|person| &person.id);
    let facilitators: Vec<&Slug> = people(Role::Reviewer).collect();
    let note_taker = people(Role::ReviewTeamAdministrator).next();
    let (end, length) = match kind.usual_length {
        Some(UsualLength::HalfDay) => ("13:00", "half a day"),
        _ => ("16:00", "a full day"),
    };
    let mut lines = vec![
        format!("# {}, {length}. What is not said here comes from its kind and its review.", kind.title),
        format!("kind: {}", kind.id),
        noted("status: planning", "planning | ready | held"),
        noted("#date: 2027-04-14", "the day, year first; take the # in front away"),
        "start: \"09:30\"".to_owned(),
        format!("end: \"{end}\""),
        venue(site),
        listed("facilitators", &facilitators, "Reviewers by id; the first one leads"),
        match note_taker {
            Some(id) => format!("note_taker: {id}"),
            None => noted("#note_taker: rta", "somebody who does not lead, by id"),
        },
        participants(held, kind),
    ];
    let more = match kind.is_strategic() {
        true => {
            lines.extend(strategic(held, &facilitators));
            MORE.replace("{questions}", "strategic-preparation").replace("{change}", "groups: {minutes: 35}")
        }
        false => {
            lines.push(noted("#lunch_provided: true", "when it is arranged"));
            MORE.replace("{questions}", "practitioner-preparation").replace("{change}", "lunch: {at: \"12:15\"}")
        }
    };
    let somebody = invited(held, kind).first().map_or("sw1", |id| id.as_str());
    lines.extend(more.replace("{briefed}", somebody).lines().map(str::to_owned));
    Ok(Begun {
        path: format!("content/reviews/{review}/events/{id}.yaml"),
        text: lines.join("\n") + "\n",
        next: "Fill in the date. Lines with a # in front say what else is possible. `plenary check` says what is still open.".to_owned(),
    })
}

/// A line with a word on it, all of them in one column.
fn noted(line: &str, about: &str) -> String {
    format!("{line:<33} # {about}")
}

fn listed(field: &str, ids: &[&Slug], about: &str) -> String {
    match ids.is_empty() {
        true => noted(&format!("#{field}: []"), about),
        false => format!("{field}: [{}]", ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ")),
    }
}

fn venue(site: &Site) -> String {
    let venues: Vec<&str> = site.library.venues.keys().map(Slug::as_str).collect();
    match venues.as_slice() {
        [] => noted("#venue: town-hall", "a file in content/venues/"),
        [only] => format!("venue: {only}"),
        several => noted(&format!("#venue: {}", several[0]), &format!("or {}", several[1..].join(", "))),
    }
}

/// Those who have a role that the kind is for.
fn invited<'r>(review: &'r Review, kind: &EventKind) -> Vec<&'r Slug> {
    let people = review.team.people.iter();
    let invited = people.filter(|person| kind.attended_by.iter().any(|role| person.has(*role)));
    invited.map(|person| &person.id).collect()
}

/// A group whose people have the roles that the kind is for; or all such people.
fn participants(review: &Review, kind: &EventKind) -> String {
    let invited = invited(review, kind);
    let groups = review.written.groups.iter().flat_map(|groups| &groups.value.0);
    let fitting = groups.into_iter().find(|(_, people)| {
        let people = &people.value;
        !people.is_empty() && people.iter().all(|person| invited.contains(&&person.value))
    });
    match fitting {
        Some((group, _)) => format!("participants: [{}]", group.value),
        None => listed("participants", &invited, "people or groups of review.yaml"),
    }
}

fn strategic(review: &Review, facilitators: &[&Slug]) -> Vec<String> {
    let speaker = facilitators.first().map_or("rev1", |id| id.as_str());
    let earlier: Vec<&Slug> =
        review.events.iter().filter(|event| !event.open.strategic).map(|event| &event.id).collect();
    vec![
        listed("feedback_from", &earlier, "the practitioner event whose feedback is used"),
        "family_views:".to_owned(),
        noted("  status: not-yet-sought", "not-yet-sought | gathered | chose-not-to-take-part"),
        noted(&format!("#  shared_by: {speaker}"), "who speaks them in the room, by id"),
        noted("#  may_be_shared: true", "once the family has agreed to it"),
        noted("#  words_agreed_with_family: 2027-04-01", "the day on which they agreed"),
    ]
}

/// What else an event can say, as comments. The date, once it is known, is ten working days after `send_by`.
const MORE: &str = "
#arrive: \"09:15\"                  # when the doors open
#preparation:
#  questions: {questions}
#  send_by: 2027-03-24            # the day on which the briefing goes out, or went
#briefed: {{briefed}: 2027-03-30}    # the day on which each person was briefed

# The agenda comes from the kind. To change it:
#agenda:
#  adjust:
#    {change}

# A departure from the guidance, with its reason:
#waivers:
#  - rule: second-facilitator
#    reason: \"Only one Reviewer was free. A Review Team member sits in.\"
#    agreed_by: Review Team Chair
#    date: 2027-03-01";
