//! Group H: the venue and the room.

use std::collections::BTreeSet;

use crate::basis::Basis::Statement as S;
use crate::diagnostic::Severity::{Advice, Error, Warning};
use crate::rules::case::{Case, Found};
use crate::rules::wording::list;
use crate::rules::{Actor, Applies, Family, Looks, Rule};
use crate::schema::session::Method;
use crate::schema::venue::{Layout, RoomUse};
use crate::site::{Room, Session, VenueTeam};
use crate::slug::Slug;
use crate::source::Place;

pub static RULES: &[Rule] = &[
    Rule {
        id: "venue-chosen",
        title: "No venue yet",
        family: Family::Venue,
        severity: Error,
        applies: Applies::Both,
        basis: &[S(16), S(35)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["No venue has been chosen."],
        help: "Add `venue:` with the name of the venue's file, without `.yaml`.",
        why: "Rooms that are private, comfortable and large enough are booked long ahead.",
        looks: Looks::Event(chosen),
    },
    Rule {
        id: "venue-comfort-checked",
        title: "Nobody has confirmed that the venue is comfortable",
        family: Family::Venue,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(36)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["Nobody has confirmed {items} at {venue}."],
        help: "When somebody has looked, write `true` under `checked` in the venue's file: {fields}.",
        why: "Cold, hunger or a door that does not close are what people remember, and not what they learned.",
        looks: Looks::Event(comfort),
    },
    Rule {
        id: "layout-supports-conversation",
        title: "A room in which people do not see one another",
        family: Family::Venue,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(37), S(38)],
        waivable: true,
        acts: Actor::Administrator,
        says: &[
            "The room is set out {layout} style. Choose boardroom, horseshoe or circle so that people can see one another.",
        ],
        help: "Change the `layout` of {room} in the venue's file, and tell the venue.",
        why: "People talk with those whose faces they see. Rows turn a conversation into a lecture.",
        looks: Looks::Event(layout),
    },
    Rule {
        id: "breakout-space",
        title: "Small groups with nowhere to go",
        family: Family::Venue,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(39), S(81)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["The agenda has small groups but the venue has no space to move into."],
        help: "Add a room with `use: small-groups` to the venue, or `breakout_in_main_room: true` if the room is large \
               enough.",
        why: "Groups that hear one another do not speak freely.",
        looks: Looks::Sessions(breakout),
    },
    Rule {
        id: "room-big-enough",
        title: "More people than the room holds",
        family: Family::Venue,
        severity: Warning,
        applies: Applies::Both,
        basis: &[S(36)],
        waivable: true,
        acts: Actor::Administrator,
        says: &["{room} holds {capacity} in this layout, but {n} people are expected."],
        help: "Book a larger room, name another with `room:`, or choose another layout that holds them.",
        why: "A crowded room leaves nobody a way out, and some people with their backs to others.",
        looks: Looks::Event(big_enough),
    },
];

/// The event's venue as those who prepare it see it; nothing where none is named, or one that is
/// unknown or could not be read whole.
fn venue<'a>(case: &Case<'a>) -> Option<&'a VenueTeam> {
    case.event.working.venue.as_deref().filter(|_| case.venue_is_whole())
}

fn room<'a>(case: &Case<'a>) -> Option<&'a Room> {
    let id = case.event.working.room.as_ref()?;
    venue(case)?.rooms.iter().find(|room| room.id == *id)
}

fn at_venue(case: &Case) -> Found {
    Found::at(case.place_of(&case.written().venue))
}

/// The venue as it is written, for second places.
fn written<'a>(case: &Case<'a>) -> Option<&'a crate::schema::venue::Venue> {
    let id = &case.written().venue.as_ref()?.value;
    case.documents.venues.get(id).map(|file| file.fields.as_ref())
}

/// Something found at the event's venue, beside the place in the venue's own file that it comes from.
fn beside_cause(case: &Case, found: Found, cause: Option<&Place>, text: &str) -> Found {
    let name = written(case).and_then(|venue| venue.name.as_ref()).map(|name| &name.place);
    match cause.or(name) {
        Some(place) => found.label(place.clone(), text),
        None => found,
    }
}

/// The room as it is written.
fn written_room<'a>(case: &Case<'a>) -> Option<&'a crate::schema::venue::Room> {
    let id = case.event.working.room.as_ref()?;
    let rooms = written(case)?.rooms.as_ref()?.value.iter();
    rooms.map(|room| &room.value).find(|room| room.id.as_ref().is_some_and(|own| own.value == *id))
}

fn chosen(case: &Case) -> Vec<Found> {
    let unsaid = !case.says(&case.written().venue, "venue");
    unsaid.then(|| case.absent()).into_iter().collect()
}

/// What makes a venue comfortable and fit for its purpose, and what messages call it.
const COMFORT: [(&str, &str); 4] = [
    ("step_free_access", "step-free access"),
    ("heating", "heating"),
    ("refreshments", "refreshments"),
    ("privacy", "privacy"),
];

fn comfort(case: &Case) -> Vec<Found> {
    let Some(venue) = venue(case) else { return Vec::new() };
    let confirmed = |field: &str| venue.checked.iter().any(|(name, confirmed)| *name == field && *confirmed);
    let open: Vec<(&str, &str)> = COMFORT.into_iter().filter(|(field, _)| !confirmed(field)).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let items: Vec<&str> = open.iter().map(|(_, words)| *words).collect();
    let fields: Vec<String> = open.iter().map(|(field, _)| format!("`{field}`")).collect();
    let name = case.event.open.venue.as_ref().map_or_else(String::new, |venue| venue.name.to_string());
    let found = at_venue(case).with("items", list(&items)).with("fields", list(&fields)).with("venue", name);
    let checked = written(case).and_then(|venue| venue.checked.as_ref()).map(|checked| &checked.place);
    vec![beside_cause(case, found, checked, "the venue")]
}

fn layout(case: &Case) -> Vec<Found> {
    let Some((room, layout)) = room(case).and_then(|room| Some((room, room.layout?))) else { return Vec::new() };
    if matches!(layout, Layout::Boardroom | Layout::Horseshoe | Layout::Circle) {
        return Vec::new();
    }
    let found = at_venue(case).with("layout", layout.word()).with("room", &room.name);
    let written = written_room(case).and_then(|room| room.layout.as_ref()).map(|layout| &layout.place);
    vec![beside_cause(case, found, written, "how the room is set out")]
}

fn breakout(case: &Case, sessions: &[Session]) -> Vec<Found> {
    let groups = sessions.iter().find(|session| session.is(Method::SmallGroups));
    let (Some(groups), Some(venue)) = (groups, venue(case)) else { return Vec::new() };
    let space =
        venue.breakout_in_main_room || venue.rooms.iter().any(|room| room.used_for == Some(RoomUse::SmallGroups));
    if space { Vec::new() } else { vec![case.beside(at_venue(case), groups, "the small groups")] }
}

/// Everybody who is in the room, each once: somebody may both lead and take notes.
fn expected(case: &Case) -> usize {
    let written = case.written();
    let known = |id: &Slug| case.review.team.people.iter().any(|person| person.id == *id);
    let lists = [&written.facilitators, &written.observers];
    let others = lists.into_iter().flatten().flat_map(|list| list.value.iter());
    let others = others.chain(&written.note_taker).map(|id| &id.value).filter(|id| known(id));
    let participants = case.event.team.participants.iter().map(|who| &who.person.id);
    others.chain(participants).collect::<BTreeSet<&Slug>>().len()
}

fn big_enough(case: &Case) -> Vec<Found> {
    let Some(room) = room(case) else { return Vec::new() };
    let Some(capacity) = room.layout.and_then(|layout| room.capacity.get(&layout).copied()) else { return Vec::new() };
    let n = expected(case);
    if n <= capacity as usize {
        return Vec::new();
    }
    let written = case.written();
    let place = written.room.as_ref().map_or_else(|| case.place_of(&written.venue), |room| room.place.clone());
    let found = Found::at(place).with("room", &room.name).with("capacity", capacity).with("n", n);
    let holds = written_room(case).and_then(|room| room.capacity.as_ref()).map(|capacity| &capacity.place);
    let found = beside_cause(case, found, holds, "what the room holds");
    vec![match &written.participants {
        Some(list) => found.label(list.place.clone(), "who is invited"),
        None => found,
    }]
}
