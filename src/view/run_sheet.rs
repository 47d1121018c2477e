//! The run sheet: a row a session, to read at arm's length and to write on.

use serde::Serialize;

use crate::agenda::Gap;
use crate::edition::Session;
use crate::schema::blueprint::ChecklistFor;
use crate::schema::session::Phase;
use crate::view::Held;
use crate::view::checklists::{self, ItemView};
use crate::view::sheet::Sheet;

/// The view of `run-sheet.html`.
#[derive(Serialize)]
pub struct RunSheet {
    /// What is to be done at the venue around the day.
    pub before: Vec<ItemView>,
    /// The clock time from which people may arrive.
    pub arrive: Option<String>,
    /// The sessions, in order.
    pub rows: Vec<RunRow>,
    /// The clock time at which the event finishes.
    pub end: String,
    /// Whether the times run on past the end, since the agenda cannot be fitted.
    pub unfitted: bool,
    /// What is to be done at the close and the day after.
    pub after: Vec<ItemView>,
}

/// A session on the run sheet.
#[derive(Serialize)]
pub struct RunRow {
    /// The clock time at which it begins.
    pub start: String,
    /// The length in minutes.
    pub minutes: u32,
    /// The length as a share of the longest session's, in per cent, for a bar.
    pub share: u32,
    /// The latest clock time at which it may begin.
    pub latest: Option<String>,
    /// What it is called.
    pub title: String,
    /// Who leads it, by name.
    pub lead: Option<String>,
    /// Groups that work side by side: what they talk about, where, and who leads each.
    pub groups: Vec<String>,
    /// Whether it is a break, a lunch, or breathing space.
    pub rest: bool,
    /// Whether it runs past its time.
    pub late: bool,
    /// It belongs to the close, which is not cut.
    pub ending: bool,
}

fn groups(session: &Session) -> Vec<String> {
    let tracks = session.open.tracks.iter().enumerate();
    tracks
        .map(|(at, track)| {
            let own = session.facilitator.as_ref().and_then(|own| own.tracks.get(at)?.lead.as_ref());
            let parts = [Some(&track.title), track.place.as_ref(), own.map(|lead| &lead.name)];
            parts.into_iter().flatten().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ")
        })
        .collect()
}

pub fn view(sheet: &Sheet, held: Held) -> Option<RunSheet> {
    let agenda = held.event.agenda.as_ref()?;
    let longest = agenda.sessions.iter().map(|session| session.minutes).max().unwrap_or(0).max(1);
    let mut rows: Vec<RunRow> = Vec::new();
    let breathing = |gap: &Gap| RunRow {
        start: gap.start.to_string(),
        minutes: gap.minutes,
        share: (gap.minutes * 100 / longest).min(100),
        latest: None,
        title: sheet.words().get("agenda.breathing-space").to_owned(),
        lead: None,
        groups: Vec::new(),
        rest: true,
        late: false,
        ending: false,
    };
    rows.extend(agenda.gaps.iter().filter(|gap| gap.after.is_none()).map(breathing));
    for (at, session) in agenda.sessions.iter().enumerate() {
        let own = session.facilitator.as_ref();
        rows.push(RunRow {
            start: session.start.to_string(),
            minutes: session.minutes,
            share: session.minutes * 100 / longest,
            latest: own.map(|own| own.latest_start.to_string()),
            title: session.title.to_string(),
            lead: own.and_then(|own| own.lead.as_ref()).map(|lead| lead.name.to_string()),
            groups: groups(session),
            rest: session.open.rest,
            late: own.is_some_and(|own| own.late),
            ending: own.is_some_and(|own| own.phase == Some(Phase::Ending)),
        });
        rows.extend(agenda.gaps.iter().filter(|gap| gap.after == Some(at)).map(breathing));
    }
    Some(RunSheet {
        before: checklists::due_within(sheet, held, &[ChecklistFor::Venue], (-1, 1)),
        arrive: held.event.open.arrive.map(|arrive| arrive.to_string()),
        rows,
        end: agenda.end.to_string(),
        unfitted: agenda.unfitted,
        after: checklists::due_within(sheet, held, &[ChecklistFor::Close], (-1, 1)),
    })
}
