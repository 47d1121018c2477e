//! The event at a glance: when, where, who, and what next.

use serde::Serialize;

use crate::audience::Audience;
use crate::plan::{FileSubject, Subject};
use crate::schema::event::EventStatus;
use crate::site::Participant;
use crate::site::document::{DocumentKind, Purpose};
use crate::view::briefing::{self, PlaceView, SupportView};
use crate::view::drawn::{self, DayView};
use crate::view::people::{self, PeopleView};
use crate::view::script::notes_go_to;
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, format, readiness};

/// The view of `glance.html`.
#[derive(Serialize)]
pub struct Glance {
    /// The kind of event, where the title does not say it.
    pub kind: Option<String>,
    /// The event's version: `3`.
    pub version: String,
    /// The event's stage, in words, for those who prepare it.
    pub status: Option<String>,
    /// How it stands against the guidance, for those who prepare it.
    pub readiness: Option<Link>,
    /// Whether the event is over.
    pub held: bool,
    /// The day, written out.
    pub date: Option<String>,
    /// Start and finish: `09:30 to 16:00`.
    pub times: Option<String>,
    /// The clock time from which people may arrive.
    pub arrive: Option<String>,
    /// Where the event is.
    pub place: Option<PlaceView>,
    /// Whom to ring about the venue, for those who prepare it.
    pub venue_contact: Option<String>,
    /// Whether lunch is provided.
    pub lunch_provided: bool,
    /// Those who lead, by name: `Rhona Moss and Iain Teal`.
    pub led_by: Option<String>,
    /// How many come, in words.
    pub participants: Option<String>,
    /// What the event is for, as HTML.
    pub purpose: Option<String>,
    /// The day as a bar, and what its numbers stand for.
    pub day: Option<DayView>,
    /// Those who lead, take notes, observe and take part.
    pub people: PeopleView,
    /// What the reader does next.
    pub next: Vec<NextStep>,
    /// The event's documents, by their use.
    pub documents: Vec<DocumentGroup>,
    /// The event's packs.
    pub packs: Vec<Link>,
    /// The event's files for other programs.
    pub files: Vec<Link>,
    /// Who is invited, for those who may know.
    pub invited: Vec<InvitedRow>,
    /// How many of them have been briefed, in words.
    pub briefed: Option<String>,
    /// Where people can turn for support.
    pub support: Vec<SupportView>,
    /// Who gets the working notes, in words.
    pub notes_go_to: Option<String>,
    /// Whether the event has no agenda yet, for want of a kind, a date or times.
    pub agenda_missing: bool,
}

/// Something to do, and the page that it is done with.
#[derive(Serialize)]
pub struct NextStep {
    /// What to do, as the beginning of a sentence that the link ends.
    pub what: String,
    /// The page that it is done with.
    pub link: Link,
}

/// Documents that are used for one thing.
#[derive(Serialize)]
pub struct DocumentGroup {
    /// What the documents are for.
    pub title: String,
    /// The id of its heading, unique on the page.
    pub id: String,
    /// The documents, in order.
    pub documents: Vec<DocumentCard>,
}

/// A document, and a line on what it is for.
#[derive(Serialize)]
pub struct DocumentCard {
    /// The way to the document.
    pub link: Link,
    /// What it holds, in a sentence.
    pub about: String,
}

/// Somebody who is invited, for those who may know.
#[derive(Serialize)]
pub struct InvitedRow {
    /// The person's name, or job where no name is known.
    pub name: String,
    /// The person's job.
    pub title: String,
    /// The service, by its short name.
    pub agency: Option<String>,
    /// Who briefs them, by name.
    pub link: Option<String>,
    /// Why the link is from elsewhere.
    pub link_reason: Option<String>,
    /// The day on which they were briefed.
    pub briefed: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Glance {
    let words = sheet.words();
    let open = &held.event.open;
    let team = held.event.team.as_ref();
    let invited: Vec<InvitedRow> =
        team.iter().flat_map(|team| &team.participants).map(|who| invited(sheet, who)).collect();
    let briefed = invited.iter().filter(|row| row.briefed.is_some()).count();
    let briefed = (!invited.is_empty()).then(|| {
        let (n, all) = (briefed.to_string(), invited.len().to_string());
        words.fill("glance.briefed-of", &[("n", &n), ("all", &all)])
    });
    Glance {
        kind: open.kind_title.as_ref().filter(|kind| **kind != open.title).map(ToString::to_string),
        version: open.version.to_string(),
        status: team.map(|team| words.get(status_key(team.status)).to_owned()),
        readiness: readiness::standing(sheet, held),
        held: open.held,
        date: open.date.map(|date| format::date(words, date)),
        times: open.start.zip(open.end).map(|(start, end)| format::times(words, start, end)),
        arrive: open.arrive.map(|arrive| arrive.to_string()),
        place: briefing::place(held),
        venue_contact: held
            .event
            .working
            .as_ref()
            .and_then(|working| working.venue.as_ref()?.contact.as_ref())
            .map(ToString::to_string),
        lunch_provided: open.lunch_provided,
        participants: held.event.working.as_ref().map(|working| people::how_many(sheet, working.participants)),
        led_by: led_by(sheet, held),
        purpose: sheet.some_prose(open.purpose.as_ref(), "purpose"),
        day: drawn::day(sheet, held),
        people: people::view(sheet, held.event),
        next: next(sheet, held),
        documents: documents(sheet, held),
        packs: packs(sheet, held),
        files: files(sheet, held),
        invited,
        briefed,
        support: briefing::support(held),
        notes_go_to: notes_go_to(sheet, &open.notes_go_to),
        agenda_missing: held.event.agenda.is_none(),
    }
}

fn led_by(sheet: &Sheet, held: Held) -> Option<String> {
    let names: Vec<&str> = held.event.open.facilitators.iter().map(|person| person.name.as_ref()).collect();
    (!names.is_empty()).then(|| format::list(sheet.words(), &names))
}

fn status_key(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Planning => "event-status.planning",
        EventStatus::Ready => "event-status.ready",
        EventStatus::Held => "event-status.held",
    }
}

fn invited(sheet: &Sheet, participant: &Participant) -> InvitedRow {
    let person = &participant.person;
    InvitedRow {
        name: person.called().to_string(),
        title: person.title.to_string(),
        agency: person.agency.as_ref().map(|agency| agency.short.to_string()),
        link: participant.link.as_ref().map(|link| link.called().to_string()),
        link_reason: person.link_reason.as_ref().map(ToString::to_string),
        briefed: participant.briefed.map(|date| format::day(sheet.words(), date)),
    }
}

fn documents(sheet: &Sheet, held: Held) -> Vec<DocumentGroup> {
    let card = |kind: DocumentKind| {
        let about = sheet.words().get(&format!("about.{}", kind.id())).to_owned();
        Some(DocumentCard { link: briefing::document(sheet, held, kind)?, about })
    };
    let group = |purpose: Purpose| {
        let of_purpose = DocumentKind::all().filter(|kind| kind.purpose() == purpose);
        let documents: Vec<DocumentCard> = of_purpose.filter_map(card).collect();
        (!documents.is_empty()).then(|| DocumentGroup {
            title: sheet.words().get(&format!("purpose.{}", purpose.word())).to_owned(),
            id: sheet.id(&format!("glance_{}", purpose.word())),
            documents,
        })
    };
    Purpose::ALL.into_iter().filter_map(group).collect()
}

/// The pages that each reader needs first, in the order in which they are needed.
fn first_pages(audience: Audience) -> &'static [&'static str] {
    match audience {
        Audience::Facilitator => &["script", "run-sheet", "pack-facilitator"],
        Audience::ReviewTeam => &["team-briefing", "checklists", "room", "pack-note-taker"],
        Audience::Participant => &["briefing", "preparation", "agenda", "pack-participant"],
        Audience::Training => &["script", "run-sheet", "room"],
    }
}

/// What the reader of an edition does next with an event, as far as it has the pages for it. A day that is over needs
/// no preparing.
pub fn next(sheet: &Sheet, held: Held) -> Vec<NextStep> {
    let audience = sheet.context.edition.audience;
    let pages = if held.event.open.held { &["next-steps"] } else { first_pages(audience) };
    let reader = if held.event.open.held { "held" } else { audience.name() };
    let step = |name: &&str| {
        let link = sheet.page(&format!("{}{name}.html", held.folder()))?;
        Some(NextStep { what: sheet.words().get(&format!("next.{reader}.{name}")).to_owned(), link })
    };
    pages.iter().filter_map(step).collect()
}

fn packs(sheet: &Sheet, held: Held) -> Vec<Link> {
    let folder = held.folder();
    let of_event = sheet.context.plan.pages_of(&folder);
    of_event
        .filter(|page| matches!(page.subject, Subject::Pack { .. }))
        .map(|page| Link { title: page.heading.clone(), href: sheet.href(&page.url) })
        .collect()
}

fn files(sheet: &Sheet, held: Held) -> Vec<Link> {
    let folder = held.folder();
    let of_event = sheet.context.plan.files_of(&folder);
    of_event
        .filter_map(|file| {
            let key = match file.subject {
                FileSubject::Calendar { .. } => "file.calendar",
                FileSubject::AgendaTable { .. } => "file.agenda",
                FileSubject::MaterialsTable { .. } => "file.materials",
                _ => return None,
            };
            Some(Link { title: sheet.words().get(key).to_owned(), href: sheet.href(&file.url) })
        })
        .collect()
}
