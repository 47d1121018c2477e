//! The day itself on a screen: the plan as a table, and all that a script needs to follow the day along it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::schema::session::Phase;
use crate::site::document::DocumentKind;
use crate::theme::LIVE_SCRIPT;
use crate::view::running_late::class_key;
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, briefing};

/// The view of `live.html`. What happens on the day comes in by `static/live.js`.
#[derive(Serialize)]
pub struct Live {
    /// The way to the script that follows the day.
    pub script: Option<String>,
    /// What the record is kept under in a browser: the edition, the review and the event.
    pub store: String,
    /// What the downloaded record is called.
    pub file: String,
    /// The event's day: `2026-03-12`.
    pub date: String,
    /// Where the event is, as the name of a timezone.
    pub timezone: String,
    /// When the event starts, in minutes since midnight.
    pub start: u32,
    /// When it ends, in minutes since midnight.
    pub end: u32,
    /// When it ends, as a clock time.
    pub finish: String,
    /// The words that the script says, as JSON.
    pub words: String,
    /// The sessions, in order.
    pub sessions: Vec<LiveSession>,
    /// The sheet to lead from where there are no scripts.
    pub run_sheet: Option<Link>,
}

/// A session, as the clock and the facilitator see it.
#[derive(Serialize)]
pub struct LiveSession {
    /// The session's anchor, unique in the event.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The clock time for which it is planned.
    pub planned: String,
    /// The same in minutes since midnight.
    pub start: u32,
    /// The planned length in minutes.
    pub minutes: u32,
    /// The shortest length in minutes.
    pub shortest: u32,
    /// The longest length in minutes.
    pub longest: u32,
    /// `working`, `rest`, `frame` or `ending`: which sessions give time first.
    pub class: &'static str,
    /// A fixed time to start, in minutes since midnight.
    pub at: Option<u32>,
    /// Its place among the sessions that may be left out.
    pub cut: Option<u32>,
    /// The latest clock time at which it may begin.
    pub latest: String,
    /// Who leads it, by name.
    pub lead: Option<String>,
    /// The way to its words in the script.
    pub script: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<Live> {
    let agenda = held.event.agenda.as_ref()?;
    let open = &held.event.open;
    let script = briefing::document(sheet, held, DocumentKind::Script).map(|link| link.href);
    let session = |session: &crate::edition::Session| {
        let own = session.facilitator.as_deref()?;
        let slot = own.slot(session.minutes);
        Some(LiveSession {
            id: session.anchor.clone(),
            title: session.title.to_string(),
            planned: session.start.to_string(),
            start: session.start.minutes(),
            minutes: slot.minutes,
            shortest: slot.shortest,
            longest: slot.longest,
            class: class_key(slot.class),
            at: slot.at.map(|at| at.minutes()),
            // The close is not left out, whatever anybody wrote.
            cut: own.cut.filter(|_| own.phase != Some(Phase::Ending)),
            latest: own.latest_start.to_string(),
            lead: own.lead.as_ref().map(|lead| lead.name.to_string()),
            script: script.as_ref().map(|href| format!("{href}#{}", session.anchor)),
        })
    };
    let words: BTreeMap<&str, &str> =
        sheet.words().iter().filter_map(|(key, text)| Some((key.strip_prefix("live.say.")?, text))).collect();
    Some(Live {
        script: sheet.context.theme.asset(LIVE_SCRIPT).map(|url| sheet.href(url)),
        store: format!("{}/{}/{}", sheet.context.edition.audience, held.event.review, held.event.id),
        file: format!("{}-{}-record.csv", held.event.review, held.event.id),
        date: open.date.map(|date| date.to_string()).unwrap_or_default(),
        timezone: sheet.context.edition.settings.timezone.to_string(),
        start: agenda.start.minutes(),
        end: agenda.end.minutes(),
        finish: agenda.end.to_string(),
        words: serde_json::to_string(&words).unwrap_or_default(),
        sessions: agenda.sessions.iter().filter_map(session).collect(),
        run_sheet: briefing::document(sheet, held, DocumentKind::RunSheet),
    })
}
