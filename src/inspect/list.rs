//! What a site holds: its reviews and events, how each event stands, and the pages of each edition.

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::inspect::Inspected;
use crate::schema::event::EventStatus;
use crate::site::{Agenda, Event, Review};

/// The shape of the list. A shape that breaks readers gets a new number.
const VERSION: u32 = 1;

/// A site in short.
#[derive(Serialize)]
pub struct List {
    pub version: u32,
    pub reviews: Vec<ReviewEntry>,
    /// None where the content has errors.
    pub pages: Vec<PageEntry>,
}

#[derive(Serialize)]
pub struct ReviewEntry {
    pub id: String,
    pub title: String,
    pub fictional: bool,
    pub path: String,
    pub events: Vec<EventEntry>,
}

#[derive(Serialize)]
pub struct EventEntry {
    /// `review/event`, as flags take it.
    pub id: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    pub status: &'static str,
    pub path: String,
    pub open: Open,
    /// Its sessions in order, by the ids under which an event changes them.
    pub sessions: Vec<SessionEntry>,
}

#[derive(Serialize)]
pub struct SessionEntry {
    pub id: String,
    /// When it begins, where the event has times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    pub minutes: u32,
    pub title: String,
}

/// What is open between the event and the guidance. Of a held event nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Open {
    /// What is essential, whether it is told as an error or, while the event is being planned, as a warning.
    pub essential: usize,
    pub warnings: usize,
    pub advice: usize,
}

#[derive(Serialize)]
pub struct PageEntry {
    pub edition: &'static str,
    /// The address inside the edition.
    pub path: String,
    pub title: String,
}

pub fn list(inspected: &Inspected) -> List {
    let reviews = inspected.compiled.site.reviews.iter().map(|review| review_entry(inspected, review)).collect();
    let pages = inspected.editions.iter().flat_map(|staged| {
        staged.plan.pages.iter().map(|page| PageEntry {
            edition: staged.edition.audience.name(),
            path: page.url.clone(),
            title: page.heading.clone(),
        })
    });
    List { version: VERSION, reviews, pages: pages.collect() }
}

fn review_entry(inspected: &Inspected, review: &Review) -> ReviewEntry {
    ReviewEntry {
        id: review.id.to_string(),
        title: review.open.title.to_string(),
        fictional: review.fictional,
        path: review.path.to_string(),
        events: review.events.iter().map(|event| event_entry(inspected, event)).collect(),
    }
}

fn event_entry(inspected: &Inspected, event: &Event) -> EventEntry {
    let open = &event.open;
    EventEntry {
        id: format!("{}/{}", event.review, event.id),
        title: open.title.to_string(),
        kind: open.kind.as_ref().map(ToString::to_string),
        date: open.date.map(|date| date.to_string()),
        start: open.start.map(|start| start.to_string()),
        end: open.end.map(|end| end.to_string()),
        status: event.status.word(),
        path: event.path.to_string(),
        open: inspected.open(event),
        sessions: event.agenda.iter().flat_map(session_entries).collect(),
    }
}

fn session_entries(agenda: &Agenda) -> impl Iterator<Item = SessionEntry> {
    agenda.sessions.iter().map(|session| SessionEntry {
        id: session.id.to_string(),
        start: agenda.timed.then(|| session.start.to_string()),
        minutes: session.minutes,
        title: session.team.title.to_string(),
    })
}

impl Inspected<'_> {
    /// What is open of an event.
    fn open(&self, event: &Event) -> Open {
        let findings = self.compiled.findings.of(&event.review, &event.id);
        let count = |severity| findings.map_or(0, |findings| findings.count(severity));
        Open { essential: count(Severity::Error), warnings: count(Severity::Warning), advice: count(Severity::Advice) }
    }
}

impl EventEntry {
    /// What an essential thing that is open is called: `check` says it as a warning until the event is ready.
    fn before_ready(&self) -> &'static str {
        match self.status == EventStatus::Planning.word() {
            true => "to be done before it is ready",
            false => "essential",
        }
    }

    /// How it stands, in a few words.
    pub fn standing(&self) -> String {
        let parts: Vec<String> = [
            (self.open.essential, self.before_ready()),
            (self.open.warnings, if self.open.warnings == 1 { "warning" } else { "warnings" }),
            (self.open.advice, "advice"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
        match (parts.is_empty(), self.status) {
            (true, status) if status == EventStatus::Held.word() => "over".to_owned(),
            (true, _) => "nothing open".to_owned(),
            (false, _) => format!("open: {}", parts.join(", ")),
        }
    }
}
