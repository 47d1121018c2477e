//! Names where ids belong: "Rhona Moss" for `moss`. One mistake, and one message.

use std::collections::BTreeMap;

use crate::diagnostic::{BAD_VALUE, Diagnostic, UNKNOWN_REFERENCE};
use crate::site::Site;
use crate::source::{Place, Sources};

/// A value that is no id is told as such, and goes on under the id that it is most like. Where nothing has that id
/// either, the two messages become one, which says the id of what is called so.
pub fn in_place_of_ids(diagnostics: &mut Vec<Diagnostic>, site: &Site, sources: &Sources) {
    let unknown: BTreeMap<&Place, usize> = diagnostics
        .iter()
        .enumerate()
        .filter(|(_, found)| found.code == UNKNOWN_REFERENCE.id)
        .map(|(at, found)| (&found.place, at))
        .collect();
    let mut both: Vec<(usize, usize)> = Vec::new();
    for (at, found) in diagnostics.iter().enumerate().filter(|(_, found)| found.code == BAD_VALUE.id) {
        both.extend(unknown.get(&found.place).map(|other| (at, *other)));
    }
    let mut told: Vec<usize> = Vec::new();
    for (no_id, unknown) in both {
        let place = diagnostics[unknown].place.clone();
        let text = sources.get(&place.path).and_then(|source| source.as_text());
        let Some(typed) = text.and_then(|text| text.get(place.span.start..place.span.end)) else { continue };
        let typed = typed.trim_matches(['"', '\'', '“', '”', '‘', '’']).trim();
        // What is said of two entries in one line says more than what is not there.
        if typed.contains('\n') || diagnostics[no_id].help.as_ref().is_some_and(|help| help.contains("run into one")) {
            told.push(unknown);
            continue;
        }
        let found = &mut diagnostics[unknown];
        if let Some((what, _)) = found.message.split_once('`') {
            let rest = found.message.rsplit_once('`').map_or(".", |(_, rest)| rest);
            found.message = format!("{what}`{typed}`{rest}");
        }
        if let Some(id) = id_of(typed, site) {
            found.help = Some(format!("Write `{id}`, the id of what is called so."));
        } else if are_several(typed, site) {
            let apart: Vec<&str> = typed.split_whitespace().collect();
            found.help = Some(format!("Put a comma between: `{}`.", apart.join(", ")));
        }
        told.push(no_id);
    }
    told.sort_unstable();
    for at in told.into_iter().rev() {
        diagnostics.remove(at);
    }
}

/// Whether each word is the id of somebody: a list without its commas.
fn are_several(typed: &str, site: &Site) -> bool {
    let people = || site.reviews.iter().flat_map(|review| &review.team.people);
    typed.contains(' ') && typed.split_whitespace().all(|word| people().any(|person| person.id.as_str() == word))
}

/// The id of the person, the agency or the venue that is called so.
fn id_of(typed: &str, site: &Site) -> Option<String> {
    let alike = |name: &str| name.eq_ignore_ascii_case(typed);
    for review in &site.reviews {
        let people = &review.team.people;
        let person = people.iter().find(|person| person.name.as_deref().is_some_and(alike));
        let person = person.or_else(|| people.iter().find(|person| alike(&person.title)));
        if let Some(person) = person {
            return Some(person.id.to_string());
        }
        let agency = review.open.agencies.iter().find(|agency| alike(&agency.name) || alike(&agency.short));
        if let Some(agency) = agency {
            return Some(agency.id.to_string());
        }
    }
    let venue = site.library.venues.values().find(|venue| alike(&venue.open.name));
    venue.map(|venue| venue.id.to_string())
}
