//! The note taker's sheets: one for each session in which people work.

use serde::Serialize;

use crate::schema::blueprint::Holds;
use crate::schema::value::Text;
use crate::site::TrackOpen;
use crate::view::Held;
use crate::view::script::notes_go_to;
use crate::view::sheet::Sheet;

/// The view of `note-sheet.html`.
#[derive(Serialize)]
pub struct NoteSheetView {
    /// What the sheets are called, as the note sheet's file says.
    pub name: String,
    /// The columns of each sheet.
    pub columns: Vec<ColumnView>,
    /// One sheet a session.
    pub sheets: Vec<SessionSheet>,
    /// Who gets the working notes, in words.
    pub notes_go_to: Option<String>,
}

/// A column, and what belongs in it.
#[derive(Serialize)]
pub struct ColumnView {
    /// What the column is called.
    pub title: String,
    /// A word on what belongs there.
    pub hint: String,
}

/// The sheet of a session.
#[derive(Serialize)]
pub struct SessionSheet {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// The clock time at which the session begins.
    pub start: String,
    /// The clock time at which it ends.
    pub end: String,
    /// The session's title.
    pub title: String,
    /// The conversations that run side by side, with their places.
    pub tracks: Vec<String>,
    /// What the notes of the session should be about.
    pub focus: Option<String>,
    /// The questions that the session asks.
    pub prompts: Vec<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<NoteSheetView> {
    let words = sheet.words();
    let note_sheet = held.event.working.as_ref()?.note_sheet.as_ref()?;
    let agenda = held.event.agenda.as_ref()?;
    let working = agenda.sessions.iter().filter(|session| !session.open.rest);
    let sheets = working.map(|session| {
        let team = session.team.as_ref();
        SessionSheet {
            id: sheet.id(&format!("notes_{}", session.anchor)),
            start: session.start.to_string(),
            end: session.end().to_string(),
            title: session.title.to_string(),
            tracks: session.open.tracks.iter().map(placed).collect(),
            focus: team.and_then(|team| team.notes_focus.as_ref()).map(ToString::to_string),
            prompts: team.iter().flat_map(|team| &team.prompts).map(ToString::to_string).collect(),
        }
    });
    let column = |(title, holds): &(Text, Holds)| ColumnView {
        title: title.to_string(),
        hint: words.get(&format!("note-sheet.holds.{}", holds.word())).to_owned(),
    };
    Some(NoteSheetView {
        name: note_sheet.title.to_string(),
        columns: note_sheet.columns.iter().map(column).collect(),
        sheets: sheets.collect(),
        notes_go_to: notes_go_to(sheet, &held.event.open.notes_go_to),
    })
}

/// A conversation with its place: `At home, Room 2`.
fn placed(track: &TrackOpen) -> String {
    match &track.place {
        Some(place) => format!("{}, {place}", track.title),
        None => track.title.to_string(),
    }
}
