//! A copy of what participants get, for one person or one agency (`--for`).
//!
//! Everybody who comes may know their own link, and how to reach them; a copy that says so to one reader has no need to
//! say it of all others. So the others' links are taken out of the edition, as values: whatever is made from it cannot
//! name them.

use std::sync::Arc;

use crate::audience::Audience;
use crate::edition::{Edition, for_audience};
use crate::rules::finding::Findings;
use crate::schema::value::Text;
use crate::site::{self, Agency, AgencyAttending, Belongs, EventOpen, NamedPerson, Person, Site};
use crate::slug::Slug;

/// Somebody who gets a copy of their own: an event, and a participant or an agency that sends some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub review: Slug,
    pub event: Slug,
    /// The id of a person or of an agency. It leads to them, and stands in nothing that is made.
    pub who: Slug,
}

/// What a copy says of its reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The name of the person; none where the copy is for all of an agency.
    pub name: Option<Text>,
    pub agency: Option<Text>,
    /// Who answers the reader's questions.
    pub links: Vec<NamedPerson>,
}

/// Cuts a site down to one reader's copy: one event, and of those who answer questions the reader's own alone. None
/// where nobody of that id takes part.
pub fn for_reader(site: &Site, findings: &Findings, reader: &Reader) -> Option<Edition> {
    let review = site.reviews.iter().find(|review| review.id == reader.review)?;
    let event = review.events.iter().find(|event| event.id == reader.event)?;
    let own = own(review, event, &reader.who)?;
    let mut edition = for_audience(site, findings, Audience::Participant);
    edition.reviews.retain(|held| held.id == review.id);
    for held in &mut edition.reviews {
        held.events.retain(|held| held.id == event.id);
        for held in &mut held.events {
            held.open = Arc::new(EventOpen { attending: attending(&held.open, &own), ..(*held.open).clone() });
        }
    }
    // A review's own prose is for all participants, and may name anybody's link.
    edition.pages.retain(|page| matches!(page.belongs, Belongs::Guidance { .. }));
    edition.reader = Some(own);
    Some(edition)
}

/// Everybody for whom there can be a copy: those who take part, then their agencies.
pub fn readers<'s>(review: &'s site::Review, event: &'s site::Event) -> Vec<&'s Slug> {
    let people = event.team.participants.iter().map(|participant| &participant.person.id);
    let sends_some = |agency: &&Agency| event.open.attending.iter().any(|held| held.agency == agency.name);
    people.chain(review.open.agencies.iter().filter(sends_some).map(|agency| &agency.id)).collect()
}

/// Who somebody is, and who their link is. A person comes before an agency of the same id.
fn own(review: &site::Review, event: &site::Event, who: &Slug) -> Option<Own> {
    if let Some(participant) = event.team.participants.iter().find(|participant| participant.person.id == *who) {
        let person = &participant.person;
        return Some(Own {
            name: Some(person.called().clone()),
            agency: person.agency.as_ref().map(|agency| agency.name.clone()),
            links: participant.link.iter().map(|link| as_link(link, event)).collect(),
        });
    }
    let agency = review.open.agencies.iter().find(|agency| agency.id == *who)?;
    let attending = event.open.attending.iter().find(|attending| attending.agency == agency.name)?;
    Some(Own { name: None, agency: Some(agency.name.clone()), links: attending.links.clone() })
}

/// A link as the event names it to participants.
fn as_link(person: &Person, event: &site::Event) -> NamedPerson {
    let same = |named: &&NamedPerson| {
        named.name == *person.called() && named.email == person.email && named.phone == person.phone
    };
    let named = event.open.attending.iter().flat_map(|attending| &attending.links).find(same).cloned();
    named.unwrap_or_else(|| NamedPerson {
        name: person.called().clone(),
        title: None,
        agency: person.agency.as_ref().map(|agency| agency.name.clone()),
        email: person.email.clone(),
        phone: person.phone.clone(),
    })
}

/// The agencies that send somebody: all by name, and with their links only the reader's own.
fn attending(open: &EventOpen, own: &Own) -> Vec<AgencyAttending> {
    let of_reader = |attending: &AgencyAttending| own.agency.as_ref() == Some(&attending.agency);
    let cut = |attending: &AgencyAttending| AgencyAttending {
        agency: attending.agency.clone(),
        roles: attending.roles.clone(),
        links: if of_reader(attending) { own.links.clone() } else { Vec::new() },
    };
    open.attending.iter().map(cut).collect()
}
