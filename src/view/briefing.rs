//! The briefing: what everyone who comes should know beforehand.

use serde::Serialize;

use crate::edition::Session;
use crate::plan::Way;
use crate::site::document::DocumentKind;
use crate::view::people::{self, PeopleView, PersonView};
use crate::view::script::notes_go_to;
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, Setting, format};

/// The view of `briefing.html`.
#[derive(Serialize)]
pub struct Briefing {
    /// Whether the event is one for strategic managers, who were mostly not there at the time.
    pub strategic: bool,
    /// The day, written out.
    pub date: Option<String>,
    /// Start and finish: `09:30 to 16:00`.
    pub times: Option<String>,
    /// The clock time from which people may arrive.
    pub arrive: Option<String>,
    /// What the adult is called.
    pub pseudonym: String,
    /// The overview in the words agreed for the room, as HTML.
    pub overview: Option<String>,
    /// The chair's message, as HTML.
    pub message_from_chair: Option<String>,
    /// What the event is for, as HTML.
    pub purpose: Option<String>,
    /// How the day is led, as HTML.
    pub conduct: Option<String>,
    /// The day in outline: times and titles.
    pub outline: Vec<OutlineRow>,
    /// When the day is over.
    pub end: Option<String>,
    /// The way to the agenda.
    pub agenda: Option<Link>,
    /// The way to the preparation questions.
    pub preparation: Option<Link>,
    /// The day on which the briefing goes out, written out.
    pub send_by: Option<String>,
    /// Who gets the working notes, in words.
    pub notes_go_to: Option<String>,
    /// The working principles, in order.
    pub principles: Vec<String>,
    /// Where people can turn for support.
    pub support: Vec<SupportView>,
    /// Those who lead, take notes, observe and take part.
    pub people: PeopleView,
    /// Whom to ask about anything, for the whole site.
    pub contact: Option<String>,
    /// Said where the copy is one reader's own.
    pub reader: Option<ReaderView>,
    /// Where the event is.
    pub place: Option<PlaceView>,
    /// Whether lunch is provided.
    pub lunch_provided: bool,
}

/// A row of the day in outline.
#[derive(Serialize)]
pub struct OutlineRow {
    /// The clock time at which it begins.
    pub start: String,
    /// What it is called.
    pub title: String,
    /// Whether it is a break or lunch.
    pub rest: bool,
}

/// Who answers the questions of the one reader whose copy it is.
#[derive(Serialize)]
pub struct ReaderView {
    /// The reader's own link, or the links of their agency.
    pub links: Vec<PersonView>,
}

/// Somewhere to turn.
#[derive(Serialize)]
pub struct SupportView {
    /// Who offers support.
    pub who: String,
    /// How they can be reached.
    pub how: String,
}

/// Where the event is, and how to get there.
#[derive(Serialize)]
pub struct PlaceView {
    /// The venue's name.
    pub name: String,
    /// The venue's address, on one line.
    pub address: Option<String>,
    /// The room in which everybody meets.
    pub room: Option<String>,
    /// How to get there.
    pub travel: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Briefing {
    let words = sheet.words();
    let open = &held.event.open;
    let times = open.start.zip(open.end).map(|(start, end)| format::times(words, start, end));
    let row = |session: &Session| OutlineRow {
        start: session.start.to_string(),
        title: session.title.to_string(),
        rest: session.open.rest,
    };
    Briefing {
        strategic: open.strategic,
        date: open.date.map(|date| format::date(words, date)),
        times,
        arrive: open.arrive.map(|arrive| arrive.to_string()),
        pseudonym: held.review.open.pseudonym.to_string(),
        overview: sheet.some_prose(held.review.open.overview.as_ref(), "overview"),
        message_from_chair: sheet.some_prose(open.message_from_chair.as_ref(), "chair"),
        purpose: sheet.some_prose(open.purpose.as_ref(), "purpose"),
        conduct: sheet.some_prose(open.conduct.as_ref(), "conduct"),
        outline: held.event.agenda.iter().flat_map(|agenda| &agenda.sessions).map(row).collect(),
        end: held.event.agenda.as_ref().map(|agenda| agenda.end.to_string()),
        agenda: document(sheet, held, DocumentKind::Agenda),
        preparation: document(sheet, held, DocumentKind::Preparation),
        send_by: open.send_by.map(|date| format::date(words, date)),
        notes_go_to: notes_go_to(sheet, &open.notes_go_to),
        principles: open.principles.iter().map(ToString::to_string).collect(),
        support: support(held),
        people: people::view(sheet, held.event),
        contact: held.review.open.contact.as_ref().map(ToString::to_string),
        reader: sheet
            .context
            .edition
            .reader
            .as_ref()
            .map(|reader| ReaderView { links: reader.links.iter().map(people::person).collect() }),
        place: place(held),
        lunch_provided: open.lunch_provided,
    }
}

/// The link to another document of the event, where the edition has it. A page that goes out alone has no other.
pub fn document(sheet: &Sheet, held: Held, kind: DocumentKind) -> Option<Link> {
    if sheet.context.form.setting == Setting::Alone {
        return None;
    }
    let url = format!("{}{}.html", held.folder(), kind.id());
    let page = sheet.context.plan.page(&url)?;
    Some(sheet.link(&Way { title: page.heading.clone(), url }))
}

pub fn support(held: Held) -> Vec<SupportView> {
    let support = held.event.open.support.iter();
    support.map(|support| SupportView { who: support.who.to_string(), how: support.how.to_string() }).collect()
}

pub fn place(held: Held) -> Option<PlaceView> {
    let venue = held.event.open.venue.as_ref()?;
    Some(PlaceView {
        name: venue.name.to_string(),
        address: venue.address.as_ref().map(ToString::to_string),
        room: held.event.open.room.as_ref().map(ToString::to_string),
        travel: venue.travel.as_ref().map(ToString::to_string),
    })
}
