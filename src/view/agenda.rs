//! The agenda: a table of times and titles, with lengths and leads for those who hold them.

use serde::Serialize;

use crate::agenda::{Gap, STEP};
use crate::edition::{Agenda, Session};
use crate::site::TrackOpen;
use crate::view::Held;
use crate::view::format;
use crate::view::sheet::Sheet;

/// The view of `agenda.html`.
#[derive(Serialize)]
pub struct AgendaView {
    /// The agenda itself.
    pub table: AgendaTable,
    /// Whether lunch is provided.
    pub lunch_provided: bool,
}

/// An agenda, as its own page and `embed` blocks show it.
#[derive(Serialize)]
pub struct AgendaTable {
    /// The caption: the event and its date.
    pub caption: String,
    /// Whether the rows have lengths, leads and latest starts.
    pub detailed: bool,
    /// Whether the times run on past the end, since the agenda cannot be fitted.
    pub unfitted: bool,
    /// The clock time from which people may arrive.
    pub arrive: Option<String>,
    /// The rows, phase by phase where the edition knows the phases.
    pub parts: Vec<Part>,
    /// The clock time at which the event finishes.
    pub end: String,
}

/// The rows of a phase; all rows, where phases are not shown.
#[derive(Serialize)]
pub struct Part {
    /// The name of the phase.
    pub title: Option<String>,
    /// The sessions of the phase, in order.
    pub rows: Vec<Row>,
}

/// A session, or breathing space.
#[derive(Serialize)]
pub struct Row {
    /// The clock time at which it begins.
    pub start: String,
    /// The clock time at which it ends.
    pub end: String,
    /// What it is called.
    pub title: String,
    /// The session's heading in the script, where the edition has one.
    pub href: Option<String>,
    /// A break, a lunch, or breathing space.
    pub rest: bool,
    /// The length in minutes.
    pub minutes: u32,
    /// The length in steps of five minutes, from a quarter of an hour to an hour, for the height of the row.
    pub long: u32,
    /// Who leads it, by name, in detailed agendas.
    pub lead: Option<String>,
    /// The latest clock time at which it may begin, in detailed agendas.
    pub latest: Option<String>,
    /// It runs past its time.
    pub late: bool,
    /// The groups that work side by side in it.
    pub tracks: Vec<TrackRow>,
}

/// A group beside others.
#[derive(Serialize)]
pub struct TrackRow {
    /// What the group talks about.
    pub title: String,
    /// The length in minutes.
    pub minutes: u32,
    /// Where the group goes.
    pub place: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<AgendaView> {
    Some(AgendaView { table: table(sheet, held)?, lunch_provided: held.event.open.lunch_provided })
}

pub fn table(sheet: &Sheet, held: Held) -> Option<AgendaTable> {
    let words = sheet.words();
    let agenda = held.event.agenda.as_ref()?;
    let open = &held.event.open;
    let detailed = agenda.sessions.iter().any(|session| session.facilitator.is_some());
    let caption = match open.date {
        Some(date) => words.fill("agenda.caption", &[("event", &open.title), ("date", &format::date(words, date))]),
        None => open.title.to_string(),
    };
    Some(AgendaTable {
        caption,
        detailed,
        unfitted: agenda.unfitted,
        arrive: open.arrive.map(|arrive| arrive.to_string()),
        parts: parts(sheet, held, agenda),
        end: agenda.end.to_string(),
    })
}

/// The rows, in groups where the edition knows the phases.
fn parts(sheet: &Sheet, held: Held, agenda: &Agenda) -> Vec<Part> {
    let script = format!("{}script.html", held.folder());
    let script = sheet.context.plan.page(&script).map(|page| page.url.as_str());
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |title: Option<String>, row: Row| match parts.last_mut() {
        Some(part) if part.title == title || title.is_none() => part.rows.push(row),
        _ => parts.push(Part { title, rows: vec![row] }),
    };
    for gap in agenda.gaps.iter().filter(|gap| gap.after.is_none()) {
        add(None, gap_row(sheet, gap));
    }
    for (at, session) in agenda.sessions.iter().enumerate() {
        let phase = session.facilitator.as_ref().and_then(|facilitator| facilitator.phase);
        let title = phase.map(|phase| sheet.words().get(&format!("phase.{}", phase.word())).to_owned());
        add(title, row(sheet, session, script));
        for gap in agenda.gaps.iter().filter(|gap| gap.after == Some(at)) {
            add(None, gap_row(sheet, gap));
        }
    }
    parts
}

fn row(sheet: &Sheet, session: &Session, script: Option<&str>) -> Row {
    let facilitator = session.facilitator.as_ref();
    let track = |track: &TrackOpen| TrackRow {
        title: track.title.to_string(),
        minutes: track.minutes,
        place: track.place.as_ref().map(ToString::to_string),
    };
    Row {
        start: session.start.to_string(),
        end: session.end().to_string(),
        title: session.title.to_string(),
        href: script.map(|script| sheet.href(&format!("{script}#{}", session.anchor))),
        rest: session.open.rest,
        minutes: session.minutes,
        long: long(session.minutes),
        lead: facilitator.and_then(|facilitator| facilitator.lead.as_ref()).map(|lead| lead.name.to_string()),
        latest: facilitator.map(|facilitator| facilitator.latest_start.to_string()),
        late: facilitator.is_some_and(|facilitator| facilitator.late),
        tracks: session.open.tracks.iter().map(track).collect(),
    }
}

fn long(minutes: u32) -> u32 {
    (minutes / STEP).clamp(3, 12)
}

fn gap_row(sheet: &Sheet, gap: &Gap) -> Row {
    Row {
        start: gap.start.to_string(),
        end: gap.start.plus(gap.minutes).to_string(),
        title: sheet.words().get("agenda.breathing-space").to_owned(),
        href: None,
        rest: true,
        minutes: gap.minutes,
        long: long(gap.minutes),
        lead: None,
        latest: None,
        late: false,
        tracks: Vec::new(),
    }
}
