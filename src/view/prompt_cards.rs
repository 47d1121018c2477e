//! Cards for the facilitator's hand: the areas to cover, hindsight, softer questions, and summing up.
//!
//! The areas are what the event's kind requires of its middle and the library has questions for: five for practitioners
//! (S63 to S68), and those of the strategic event for managers.

use serde::Serialize;

use crate::basis::Basis;
use crate::schema::session::Phase;
use crate::site::LibraryPrompt;
use crate::site::coverage::TAGS;
use crate::slug::Slug;
use crate::view::Held;
use crate::view::sheet::Sheet;

/// The statements behind the two questions of the exploration.
const FIRST_QUESTION: u8 = 61;
const FOLLOW_UP_QUESTION: u8 = 62;

/// The view of `prompt-cards.html`.
#[derive(Serialize)]
pub struct PromptCards {
    /// The areas that the talk should touch.
    pub areas: Vec<AreaCard>,
    /// Whether people look back at their own part, so that hindsight needs a reminder (S60).
    pub hindsight: bool,
    /// Questions about what was known at the time (S61).
    pub then: Vec<String>,
    /// Questions about what could have been done differently (S62).
    pub differently: Vec<String>,
    /// Answers to something that somebody says.
    pub softer: Vec<SofterWay>,
    /// To check a summary with the group (S69).
    pub summing_up: Vec<Question>,
}

/// One area that the talk should touch.
#[derive(Serialize)]
pub struct AreaCard {
    /// The area.
    pub title: String,
    /// What to ask about it.
    pub questions: Vec<Question>,
    /// The sessions that are meant to touch it, by their time, with a box to tick.
    pub planned: Vec<String>,
}

/// A question, and what helps to ask it.
#[derive(Serialize)]
pub struct Question {
    /// The question.
    pub ask: String,
    /// A word on when or how to ask it.
    pub hint: Option<String>,
}

/// What somebody says, and what to ask next.
#[derive(Serialize)]
pub struct SofterWay {
    /// What somebody says.
    pub hear: String,
    /// What to ask next.
    pub ask: String,
    /// A word on why.
    pub hint: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<PromptCards> {
    let agenda = held.event.agenda.as_ref()?;
    let facilitator = held.event.facilitator.as_ref()?;
    let middle = facilitator.requires.iter().filter(|(phase, _)| *phase == Phase::Middle).flat_map(|(_, tags)| tags);
    let areas = middle.filter(|tag| !matches!(tag.as_str(), "involvement" | "summary")).filter_map(|tag| {
        let planned = agenda
            .sessions
            .iter()
            .filter(|session| session.facilitator.as_ref().is_some_and(|own| own.covers.contains(tag)));
        let questions = tagged(sheet, tag.as_str());
        (!questions.is_empty()).then(|| AreaCard {
            title: title(tag),
            questions,
            planned: planned.map(|session| session.start.to_string()).collect(),
        })
    });
    let looks_back = |tag: &str| {
        agenda
            .sessions
            .iter()
            .filter_map(|session| session.facilitator.as_ref())
            .any(|own| own.hindsight || own.covers(tag))
    };
    let hindsight = looks_back("involvement");
    let asked = |statement: u8| if hindsight { resting_on(sheet, statement) } else { Vec::new() };
    let softer = sheet.context.edition.library.prompts.values().filter_map(|prompt| {
        Some(SofterWay {
            hear: prompt.when_you_hear.as_ref()?.to_string(),
            ask: prompt.ask.to_string(),
            hint: prompt.hint.as_ref().map(ToString::to_string),
        })
    });
    Some(PromptCards {
        areas: areas.collect(),
        hindsight,
        then: asked(FIRST_QUESTION),
        differently: asked(FOLLOW_UP_QUESTION),
        softer: softer.collect(),
        summing_up: tagged(sheet, "summary"),
    })
}

/// What an area is called: its meaning in the vocabulary, or a committee's own tag in words.
fn title(tag: &Slug) -> String {
    let known = TAGS.iter().find(|known| known.id == tag.as_str());
    let words = known.map_or_else(|| tag.as_str().replace('-', " "), |known| known.meaning.to_owned());
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn library<'a>(sheet: &Sheet<'a>) -> impl Iterator<Item = &'a LibraryPrompt> + use<'a> {
    sheet.context.edition.library.prompts.values().map(AsRef::as_ref)
}

/// The library's questions for a tag, those apart that answer to something said.
fn tagged(sheet: &Sheet, tag: &str) -> Vec<Question> {
    let of_tag =
        |prompt: &&LibraryPrompt| prompt.when_you_hear.is_none() && prompt.tags.iter().any(|of| of.as_str() == tag);
    library(sheet)
        .filter(of_tag)
        .map(|prompt| Question { ask: prompt.ask.to_string(), hint: prompt.hint.as_ref().map(ToString::to_string) })
        .collect()
}

/// The library's questions that rest on a statement, those apart that answer to something said.
fn resting_on(sheet: &Sheet, statement: u8) -> Vec<String> {
    let rests =
        |prompt: &&LibraryPrompt| prompt.when_you_hear.is_none() && prompt.basis.contains(&Basis::Statement(statement));
    library(sheet).filter(rests).map(|prompt| prompt.ask.to_string()).collect()
}
