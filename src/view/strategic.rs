//! The two documents of the strategic manager event alone: what is put to the managers, and what they agree.

use serde::Serialize;

use crate::edition::Session;
use crate::schema::blueprint::ChecklistFor;
use crate::schema::event::FamilyViewsStatus;
use crate::view::Held;
use crate::view::checklists::{self, ItemView};
use crate::view::overview;
use crate::view::script::{self, FamilyView};
use crate::view::sheet::Sheet;

/// Empty rows on the record of recommendations: as many as a half day brings, and some to spare.
const ROWS: usize = 8;
/// Empty rows for themes from the practitioner event.
const THEMES: usize = 5;

/// The view of `inputs.html` (S78, S85, S87, S90).
#[derive(Serialize)]
pub struct Inputs {
    /// Where the agenda takes up the circumstances.
    pub circumstances: Slots,
    /// The overview that everybody reads, as HTML.
    pub overview: Option<String>,
    /// The facilitator's own version, or what there is to add, as HTML.
    pub more: Option<String>,
    /// The parts of the story, in order.
    pub story: Vec<StoryPart>,
    /// Where the agenda takes up the practitioners' feedback.
    pub practitioners: Slots,
    /// The events whose feedback is brought.
    pub feedback_from: Option<String>,
    /// How many empty rows there are to write themes into.
    pub themes: usize,
    /// Where the agenda takes up the family's views.
    pub family_slot: Slots,
    /// The family's views, in the words agreed with them.
    pub family: Option<FamilyView>,
    /// In words, where there is nothing to read out.
    pub family_status: Option<String>,
    /// Where the agenda takes up what has changed already.
    pub changes: Slots,
    /// Services, for what each has changed already.
    pub agencies: Vec<String>,
    /// What has to be ready, and by when.
    pub ready: Vec<ItemView>,
}

/// Where in the agenda an input stands.
#[derive(Serialize)]
pub struct Slots {
    /// One line a session: clock, title, minutes, who leads.
    pub lines: Vec<String>,
    /// What is asked afterwards.
    pub questions: Vec<String>,
}

/// A part of the story.
#[derive(Serialize)]
pub struct StoryPart {
    /// What it is called.
    pub label: String,
    /// Its months or days, in words.
    pub when: String,
    /// What the facilitator knows of it, as HTML.
    pub summary: Option<String>,
}

/// The view of `recommendations.html` (S92).
#[derive(Serialize)]
pub struct Recommendations {
    /// What each recommendation is held against, in the event's own words, where the reader may know them.
    pub test: Vec<String>,
    /// How many empty rows there are.
    pub rows: usize,
}

pub fn inputs(sheet: &Sheet, held: Held) -> Option<Inputs> {
    let sessions = &held.event.agenda.as_ref()?.sessions;
    let slots = |tag: &str| slots(sheet, sessions, tag);
    let facilitator = held.review.facilitator.as_ref();
    let periods = held.review.story.iter().flat_map(|story| story.periods.iter().enumerate());
    let story = periods.map(|(at, period)| StoryPart {
        label: period.label.to_string(),
        when: overview::when(sheet, period),
        summary: sheet.some_prose(
            facilitator.and_then(|facilitator| facilitator.summaries.get(at)?.as_ref()),
            &format!("story_{}", at + 1),
        ),
    });
    let from = held.event.working.as_ref().map_or(&[][..], |working| &working.feedback_from);
    let mut agencies: Vec<String> = held.event.open.attending.iter().map(|of| of.agency.to_string()).collect();
    if agencies.is_empty() {
        agencies = held.review.open.agencies.iter().map(|agency| agency.name.to_string()).collect();
    }
    let family = script::family(sheet, held);
    let status = held.event.team.as_ref().and_then(|team| team.family_views);
    Some(Inputs {
        circumstances: slots("circumstances"),
        overview: sheet.some_prose(held.review.open.overview.as_ref(), "overview"),
        more: sheet.some_prose(facilitator.and_then(|facilitator| facilitator.overview.as_ref()), "more"),
        story: story.collect(),
        practitioners: slots("practitioner-feedback"),
        feedback_from: (!from.is_empty()).then(|| crate::view::format::list(sheet.words(), from)),
        themes: THEMES,
        family_slot: slots("family-views"),
        family_status: family.is_none().then(|| sheet.words().get(status_key(status)).to_owned()),
        family,
        changes: slots("changes-made"),
        agencies,
        ready: checklists::of_use(sheet, held, ChecklistFor::Strategic),
    })
}

fn status_key(status: Option<FamilyViewsStatus>) -> &'static str {
    match status {
        None | Some(FamilyViewsStatus::NotYetSought) => "inputs.family-not-yet",
        Some(FamilyViewsStatus::Gathered) => "inputs.family-gathered",
        Some(FamilyViewsStatus::ChoseNotToTakePart) => "inputs.family-chose-not",
    }
}

/// The sessions that cover something.
fn slots(sheet: &Sheet, sessions: &[Session], tag: &str) -> Slots {
    let words = sheet.words();
    let mut slots = Slots { lines: Vec::new(), questions: Vec::new() };
    for session in sessions {
        let Some(own) = session.facilitator.as_ref().filter(|own| own.covers(tag)) else { continue };
        let length = words.count("time.minutes", usize::try_from(session.minutes).unwrap_or(usize::MAX));
        let mut line = format!("{} {}, {length}", session.start, session.title);
        if let Some(minutes) = own.discussion_minutes {
            line.push_str(&words.fill("inputs.of-which-discussion", &[("n", &minutes.to_string())]));
        }
        if let Some(lead) = &own.lead {
            line.push_str(&format!(" · {} {}", words.get("script.leads"), lead.name));
        }
        slots.lines.push(line);
        slots.questions.extend(own.prompts.iter().map(|prompt| prompt.ask.to_string()));
    }
    slots
}

pub fn recommendations(held: Held) -> Option<Recommendations> {
    let sessions = &held.event.agenda.as_ref()?.sessions;
    let agreeing =
        sessions.iter().filter_map(|session| session.facilitator.as_ref()).filter(|own| own.covers("recommendations"));
    let test = agreeing.flat_map(|own| own.prompts.iter().map(|prompt| prompt.ask.to_string())).collect();
    Some(Recommendations { test, rows: ROWS })
}
