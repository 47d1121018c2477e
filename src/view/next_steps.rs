//! What happens after the event, with its days: for everybody who came (S74, S93).

use jiff::civil::Date;
use serde::Serialize;

use crate::view::briefing::{self, SupportView};
use crate::view::people::{self, AgencyView};
use crate::view::script::notes_go_to;
use crate::view::sheet::Sheet;
use crate::view::{Held, format};

/// The view of `next-steps.html`.
#[derive(Serialize)]
pub struct NextSteps {
    /// What happens on known days, earliest first.
    pub dated: Vec<Step>,
    /// What happens on days that nobody has named.
    pub undated: Vec<String>,
    /// Who gets the working notes, in words.
    pub notes_go_to: Option<String>,
    /// Whether the event is one for strategic managers.
    pub strategic: bool,
    /// Who receives the report.
    pub committee: Option<String>,
    /// Who to ask, service by service.
    pub agencies: Vec<AgencyView>,
    /// Where people can turn for support.
    pub support: Vec<SupportView>,
}

/// Something that happens, and when.
#[derive(Serialize)]
pub struct Step {
    /// The day, in words: `By Thursday 19 March 2026`.
    pub when: String,
    /// What happens.
    pub what: String,
}

pub fn view(sheet: &Sheet, held: Held) -> NextSteps {
    let open = &held.event.open;
    let undated = open.follow_up.iter().filter(|told| told.due.is_none());
    NextSteps {
        dated: dated(sheet, held),
        undated: undated.map(|told| told.text.to_string()).collect(),
        notes_go_to: notes_go_to(sheet, &open.notes_go_to),
        strategic: open.strategic,
        committee: held.review.open.committee.as_ref().map(ToString::to_string),
        agencies: people::view(sheet, held.event)
            .agencies
            .into_iter()
            .filter(|agency| !agency.links.is_empty())
            .collect(),
        support: briefing::support(held),
    }
}

/// What happens on known days, earliest first.
pub fn dated(sheet: &Sheet, held: Held) -> Vec<Step> {
    let told = held.event.open.follow_up.iter().filter_map(|told| {
        let due = told.due?;
        let when = capitalised(&format::due(sheet.words(), due, false));
        Some((due.1, Step { when, what: told.text.to_string() }))
    });
    let mut dated: Vec<(Date, Step)> = told.chain(later_events(sheet, held)).collect();
    dated.sort_by_key(|(date, _)| *date);
    dated.into_iter().map(|(_, step)| step).collect()
}

/// The events of the review that come after this one, as far as the edition holds them.
fn later_events(sheet: &Sheet, held: Held) -> Vec<(Date, Step)> {
    let words = sheet.words();
    let Some(own) = held.event.open.date else { return Vec::new() };
    let later = held.review.events.iter().filter_map(|event| {
        let date = event.open.date.filter(|date| *date > own)?;
        let key = if event.open.strategic { "next-steps.managers-meet" } else { "next-steps.event" };
        let when = words.fill("due.on", &[("date", &format::date(words, date))]);
        Some((date, Step { when: capitalised(&when), what: words.fill(key, &[("event", &event.open.title)]) }))
    });
    later.collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
