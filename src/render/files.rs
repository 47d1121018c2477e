//! Files that are no pages: robots.txt, calendars, tables of the agenda.

use crate::audience::Audience;
use crate::calendar::{CalendarEvent, ics};
use crate::edition::{Event, Session};
use crate::output::Output;
use crate::plan::{FileSubject, PlannedFile};
use crate::table::csv;
use crate::view::{Context, materials};

/// Makes one file. A calendar whose date the calendar cannot hold is left out.
pub fn file(context: &Context, planned: &PlannedFile) -> Option<Output> {
    let event = |review: usize, event: usize| context.edition.reviews.get(review)?.events.get(event);
    let bytes = match planned.subject {
        // It is made of the pages, when they are there.
        FileSubject::SearchIndex => return None,
        FileSubject::Robots => b"User-agent: *\nDisallow: /\n".to_vec(),
        FileSubject::Calendar { review, event: at } => {
            let title = &context.edition.reviews.get(review)?.open.title;
            calendar(context, event(review, at)?, title)?
        }
        FileSubject::AgendaTable { review, event: at } => agenda_table(context.edition.audience, event(review, at)?)?,
        FileSubject::MaterialsTable { review, event: at } => materials_table(event(review, at)?),
    };
    Some(Output { url: planned.url.clone(), bytes })
}

/// The event for a diary: neutral words, and no names of people (`contract.md` section 9).
fn calendar(context: &Context, event: &Event, review: &str) -> Option<Vec<u8>> {
    let open = &event.open;
    let summary = match &open.kind_title {
        Some(kind) => format!("{kind} · {review}"),
        None => review.to_owned(),
    };
    let venue = open.venue.as_ref();
    let place = venue.map(|venue| match &venue.address {
        Some(address) => format!("{}, {address}", venue.name),
        None => venue.name.to_string(),
    });
    ics(&CalendarEvent {
        uid: format!("{}.{}@plenary", event.review, event.id),
        sequence: open.version.parse().unwrap_or(0),
        summary,
        location: place,
        date: open.date?,
        start: open.start?,
        end: open.end?,
        timezone: context.edition.settings.timezone.to_string(),
    })
}

fn agenda_table(audience: Audience, event: &Event) -> Option<Vec<u8>> {
    let sessions = &event.agenda.as_ref()?.sessions;
    let full = matches!(audience, Audience::Facilitator | Audience::Training);
    let header: &[&str] = if full {
        &[
            "start",
            "end",
            "minutes",
            "latest_start",
            "shortest",
            "longest",
            "title",
            "phase",
            "method",
            "lead",
            "covers",
        ]
    } else {
        &["start", "end", "minutes", "title"]
    };
    let rows: Vec<Vec<String>> =
        sessions.iter().map(|session| if full { full_row(session) } else { row(session) }).collect();
    Some(csv(header, &rows))
}

/// A row for each thing to bring. Where nobody has counted, the number is empty.
fn materials_table(event: &Event) -> Vec<u8> {
    let rows = materials::needed(event).into_iter().map(|needed| {
        let sessions: Vec<&str> = needed.sessions.iter().map(|session| session.title.as_ref()).collect();
        let number = needed.number.map_or_else(String::new, |number| number.to_string());
        vec![needed.item.to_owned(), number, sessions.join("; ")]
    });
    csv(&["item", "number", "sessions"], &rows.collect::<Vec<_>>())
}

fn row(session: &Session) -> Vec<String> {
    vec![session.start.to_string(), session.end().to_string(), session.minutes.to_string(), session.title.to_string()]
}

fn full_row(session: &Session) -> Vec<String> {
    let Some(details) = &session.facilitator else { return row(session) };
    let covers: Vec<&str> = details.covers.iter().map(|tag| tag.as_str()).collect();
    vec![
        session.start.to_string(),
        session.end().to_string(),
        session.minutes.to_string(),
        details.latest_start.to_string(),
        details.flex.shortest.to_string(),
        details.flex.longest.to_string(),
        session.title.to_string(),
        details.phase.map_or("", |phase| phase.word()).to_owned(),
        details.method.map_or("", |method| method.word()).to_owned(),
        details.lead.as_ref().map_or_else(String::new, |lead| lead.name.to_string()),
        covers.join(" "),
    ]
}
