//! The situation in the words agreed for the room, and the story in parts for the wall (S57, S59).

use serde::Serialize;

use crate::drawing::wall::{self, Wall, WallPeriod, WallWords};
use crate::site::Period;
use crate::view::sheet::Sheet;
use crate::view::{Held, format};

/// The view of `overview.html`.
#[derive(Serialize)]
pub struct Overview {
    pub pseudonym: String,
    /// What everybody may hear.
    pub overview: Option<String>,
    /// What the facilitator may add, or should know beside it.
    pub more: Option<String>,
    /// The drawing of the story on a line.
    pub wall: Option<String>,
    pub periods: Vec<WallSheet>,
    /// Participants may not read the names of the periods, so the wall shows their dates alone.
    pub unnamed: bool,
}

/// A part of the story, for a sheet on the wall.
#[derive(Serialize)]
pub struct WallSheet {
    pub id: String,
    pub number: usize,
    /// Its name, where the people in the room may read it.
    pub label: Option<String>,
    pub when: String,
    /// What the facilitator knows of it.
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
        summary: sheet.some_prose(
            facilitator.and_then(|facilitator| facilitator.summaries.get(at)?.as_ref()),
            &format!("period_{}", at + 1),
        ),
    };
    Overview {
        pseudonym: held.review.open.pseudonym.to_string(),
        overview: sheet.some_prose(held.review.open.overview.as_ref(), "overview"),
        more: sheet.some_prose(facilitator.and_then(|facilitator| facilitator.overview.as_ref()), "more"),
        wall: (!periods.is_empty()).then(|| wall(sheet, periods, named)),
        periods: periods.iter().enumerate().map(wall_sheet).collect(),
        unnamed: !named && !periods.is_empty(),
    }
}

/// The periods along a line, with room for cards below.
fn wall(sheet: &Sheet, periods: &[Period], named: bool) -> String {
    let words = sheet.words();
    let drawn = |period: &Period| WallPeriod {
        label: named.then(|| period.label.to_string()),
        dates: when(sheet, period),
        from: period.from.first,
        to: period.to.last,
    };
    let lines: Vec<String> = periods.iter().map(|period| line(sheet, period, named)).collect();
    let drawing = wall::draw(&Wall {
        periods: periods.iter().map(drawn).collect(),
        words: WallWords {
            title: words.get("overview.wall").to_owned(),
            description: lines.join("; "),
            then: words.get("overview.then").to_owned(),
            now: words.get("overview.now").to_owned(),
            months: format::months(words),
        },
    });
    drawing.svg(&sheet.id("overview_"))
}

/// A period in words, for those who cannot see the drawing.
fn line(sheet: &Sheet, period: &Period, named: bool) -> String {
    let when = when(sheet, period);
    if named { format!("{}, {when}", period.label) } else { when }
}

/// Whether what hangs on the wall may name the periods: participants read it.
fn named(held: Held) -> bool {
    !held.review.open.public_periods.is_empty()
}

/// `September 2024 to December 2024`.
pub fn when(sheet: &Sheet, period: &Period) -> String {
    let words = sheet.words();
    let (from, to) = (format::moment(words, &period.from), format::moment(words, &period.to));
    if from == to { from } else { words.fill("time.range", &[("start", &from), ("end", &to)]) }
}
