//! Where events are held: the last step of resolving, so that a venue which changes leaves all else of its reviews as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::resolve::reference::unknown_in;
use crate::schema::event as written;
use crate::schema::value::Text;
use crate::schema::venue::RoomUse;
use crate::site::{Event, Venue};
use crate::slug::Slug;

/// Gives an event the venue and the room that it names. Those that do not exist were reported, or are now.
pub fn hold(event: &mut Event, venues: &BTreeMap<Slug, Arc<Venue>>, diagnostics: &mut Vec<Diagnostic>) {
    let venue = event.written.venue.as_ref().and_then(|venue| venues.get(&venue.value));
    let room = room(&event.written, venue, diagnostics);
    let open = Arc::make_mut(&mut event.open);
    open.venue = venue.map(|venue| venue.open.clone());
    open.room = room.as_ref().map(|(_, name)| name.clone());
    let working = Arc::make_mut(&mut event.working);
    working.venue = venue.map(|venue| venue.team.clone());
    working.room = room.map(|(id, _)| id);
}

fn room(
    fields: &written::Event,
    venue: Option<&Arc<Venue>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Slug, Text)> {
    let venue = venue?;
    let rooms = &venue.team.rooms;
    let room = match &fields.room {
        Some(wanted) => {
            let found = rooms.iter().find(|room| room.id == wanted.value);
            if found.is_none() {
                let known = rooms.iter().map(|room| room.id.as_str());
                unknown_in(&wanted.value, &wanted.place, ("room", " at this venue"), known, diagnostics);
            }
            found?
        }
        None => rooms.iter().find(|room| room.used_for == Some(RoomUse::Main))?,
    };
    Some((room.id.clone(), room.name.clone()))
}
