//! People as an edition may name them.

use serde::Serialize;

use crate::edition::Event;
use crate::site::{AgencyAttending, NamedPerson};
use crate::view::format;
use crate::view::sheet::Sheet;

/// Somebody whom every reader of the edition may know by name.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    /// The person's name.
    pub name: String,
    /// The person's job or role.
    pub title: Option<String>,
    /// The person's service.
    pub agency: Option<String>,
    /// The address to write to, as it was written.
    pub email: Option<String>,
    /// The same for a `mailto:` link, where it is a plain address.
    pub mail: Option<String>,
    /// The number to ring, as it was written.
    pub phone: Option<String>,
    /// The number without spaces, for a `tel:` link.
    pub dial: Option<String>,
}

/// An agency that takes part, and who there answers questions.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyView {
    /// The service's name.
    pub name: String,
    /// The jobs of those who come, where they may be shown.
    pub roles: Option<String>,
    /// Who briefs those who come from it.
    pub links: Vec<PersonView>,
}

/// Those in the room.
#[derive(Debug, Serialize)]
pub struct PeopleView {
    /// Those who lead the event.
    pub facilitators: Vec<PersonView>,
    /// Who takes the notes.
    pub note_taker: Option<PersonView>,
    /// Those who observe.
    pub observers: Vec<PersonView>,
    /// The services that take part.
    pub agencies: Vec<AgencyView>,
    /// Whether nobody is known yet.
    pub none: bool,
}

pub fn person(person: &NamedPerson) -> PersonView {
    let dial = |phone: &str| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>();
    PersonView {
        name: person.name.to_string(),
        title: person.title.as_ref().map(ToString::to_string),
        agency: person.agency.as_ref().map(ToString::to_string),
        email: person.email.as_ref().map(ToString::to_string),
        mail: person.email.as_deref().and_then(mail),
        phone: person.phone.as_ref().map(ToString::to_string),
        dial: person.phone.as_deref().map(dial).filter(|digits| !digits.is_empty()),
    }
}

/// An address that a letter can be sent to and that means nothing else: no subject, no second reader, no text.
pub fn mail(email: &str) -> Option<String> {
    let plain = |part: &str, marks: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
    };
    let (name, host) = email.trim().split_once('@')?;
    (plain(name, "._+-'") && plain(host, ".-")).then(|| email.trim().to_owned())
}

fn agency(sheet: &Sheet, attending: &AgencyAttending) -> AgencyView {
    AgencyView {
        name: attending.agency.to_string(),
        roles: (!attending.roles.is_empty()).then(|| format::list(sheet.words(), &attending.roles)),
        links: attending.links.iter().map(person).collect(),
    }
}

/// The people of an event that its readers may be told of.
pub fn view(sheet: &Sheet, event: &Event) -> PeopleView {
    let open = &event.open;
    let none = open.facilitators.is_empty()
        && open.note_taker.is_none()
        && open.observers.is_empty()
        && open.attending.is_empty();
    PeopleView {
        facilitators: open.facilitators.iter().map(person).collect(),
        note_taker: open.note_taker.as_ref().map(person),
        observers: open.observers.iter().map(person).collect(),
        agencies: open.attending.iter().map(|attending| agency(sheet, attending)).collect(),
        none,
    }
}

/// How many are invited, in words.
pub fn how_many(sheet: &Sheet, participants: usize) -> String {
    match participants {
        0 => sheet.words().get("people.nobody").to_owned(),
        _ => sheet.words().count("people.participants", participants),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_address_leads_anywhere() {
        for plain in ["j.linn@example.org", "o'neil+asp@farran-council.example"] {
            assert_eq!(mail(plain).as_deref(), Some(plain));
        }
        for odd in
            ["", "j.linn", "@example.org", "a@", "a@b?subject=x", "a@b,c@d", "a b@c", "<a@b>", "a@b\u{202e}", "a@b@c"]
        {
            assert_eq!(mail(odd), None, "{odd}");
        }
    }
}
