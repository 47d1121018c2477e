//! The situation in the words agreed for the room, and the story in parts for the wall (S57, S59).

use serde::Serialize;

use crate::site::Period;
use crate::view::Held;
use crate::view::drawn::{self, DrawingView};
use crate::view::sheet::Sheet;

/// The view of `overview.html`.
#[derive(Serialize)]
pub struct Overview {
    /// What the adult is called.
    pub pseudonym: String,
    /// What everybody may hear, as HTML.
    pub overview: Option<String>,
    /// What the facilitator may add, or should know beside it, as HTML.
    pub more: Option<String>,
    /// The drawing of the story on a line.
    pub wall: Option<DrawingView>,
    /// The parts of the story, for whoever tells it.
    pub periods: Vec<StoryPart>,
    /// A sheet a part, to hang up and to fill with cards: where people look back at their own part in it.
    pub wall_sheets: Vec<WallSheet>,
    /// Participants may not read the names of the periods, so the wall shows their dates alone.
    pub unnamed: bool,
}

/// A part of the story, for a sheet on the wall.
#[derive(Serialize)]
pub struct WallSheet {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// Its place in the story, from 1.
    pub number: usize,
    /// Its name, where the people in the room may read it.
    pub label: Option<String>,
    /// Its months or days, in words.
    pub when: String,
}

/// A part of the story.
#[derive(Serialize)]
pub struct StoryPart {
    /// Its name, where the reader may say it in the room.
    pub label: Option<String>,
    /// When it was.
    pub when: String,
    /// What the facilitator knows of it, as HTML.
    pub summary: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Overview {
    let periods = held.review.story.as_ref().map_or(&[][..], |story| &story.periods);
    let facilitator = held.review.facilitator.as_ref();
    let named = named(held);
    let wall_sheet = |(at, period): (usize, &Period)| WallSheet {
        id: sheet.id(&format!("wall_{}", at + 1)),
        number: at + 1,
        label: named.then(|| period.label.to_string()),
        when: when(sheet, period),
    };
    let part = |(at, period): (usize, &Period)| StoryPart {
        label: named.then(|| period.label.to_string()),
        when: when(sheet, period),
        summary: sheet.some_prose(
            facilitator.and_then(|facilitator| facilitator.summaries.get(at)?.as_ref()),
            &format!("period_{}", at + 1),
        ),
    };
    Overview {
        pseudonym: held.review.open.pseudonym.to_string(),
        overview: sheet.some_prose(held.review.open.overview.as_ref(), "overview"),
        more: sheet.some_prose(facilitator.and_then(|facilitator| facilitator.overview.as_ref()), "more"),
        wall: drawn::wall(sheet, held),
        periods: periods.iter().enumerate().map(part).collect(),
        wall_sheets: match held.event.open.strategic {
            true => Vec::new(),
            false => periods.iter().enumerate().map(wall_sheet).collect(),
        },
        unnamed: !named && !periods.is_empty(),
    }
}

/// Whether what hangs on the wall may name the periods: participants read it.
fn named(held: Held) -> bool {
    !held.review.open.public_periods.is_empty()
}

/// `September to December 2024`.
pub fn when(sheet: &Sheet, period: &Period) -> String {
    drawn::dates(sheet.words(), &period.from, &period.to)
}
