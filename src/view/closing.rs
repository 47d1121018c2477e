//! What people take away or leave behind at the close: the card for their own learning, and the form without names.

use serde::Serialize;

use crate::view::briefing::{self, SupportView};
use crate::view::people::{self, PersonView};
use crate::view::sheet::Sheet;
use crate::view::{Held, format};

/// Cards that fit on one A4 sheet.
const CARDS_ON_A_SHEET: usize = 4;

/// The view of `personal-learning.html`: the closing card, four to a sheet (S75).
#[derive(Serialize)]
pub struct PersonalLearning {
    /// The event's title.
    pub event: String,
    /// The day, written out.
    pub date: Option<String>,
    /// Which of the cards on the sheet: the first is read out, the others are copies for the scissors.
    pub cards: Vec<bool>,
}

/// The view of `feedback.html`: how the day was, without names (S76).
#[derive(Serialize)]
pub struct Feedback {
    /// The event's title.
    pub event: String,
    /// The day, written out.
    pub date: Option<String>,
    /// Who collects the forms.
    pub note_taker: Option<PersonView>,
    /// Where people can turn for support.
    pub support: Vec<SupportView>,
}

pub fn personal_learning(sheet: &Sheet, held: Held) -> PersonalLearning {
    PersonalLearning {
        event: held.event.open.title.to_string(),
        date: held.event.open.date.map(|date| format::date(sheet.words(), date)),
        cards: (0..CARDS_ON_A_SHEET).map(|at| at > 0).collect(),
    }
}

pub fn feedback(sheet: &Sheet, held: Held) -> Feedback {
    Feedback {
        event: held.event.open.title.to_string(),
        date: held.event.open.date.map(|date| format::date(sheet.words(), date)),
        note_taker: held.event.open.note_taker.as_ref().map(people::person),
        support: briefing::support(held),
    }
}
