//! A sheet for each small group: what to do, how long, who does what, and what to bring back (S81 to S84).

use serde::Serialize;

use crate::edition::Session;
use crate::view::Held;
use crate::view::sheet::Sheet;

/// The view of `group-sheets.html`.
#[derive(Serialize)]
pub struct GroupSheets {
    /// Whether the event is one for strategic managers, whose groups bring back other things.
    pub strategic: bool,
    /// One sheet a group, session by session.
    pub sheets: Vec<GroupSheet>,
}

/// The sheet of one group in one session.
#[derive(Serialize)]
pub struct GroupSheet {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// The session's title.
    pub session: String,
    /// `Group 1 of 3`, or what its group talks about.
    pub group: String,
    /// The clock time at which it begins.
    pub start: String,
    /// The clock time at which it ends.
    pub end: String,
    /// The length, in words: `30 minutes`.
    pub minutes: String,
    /// Where the group goes.
    pub place: Option<String>,
    /// Who leads the group, by name.
    pub lead: Option<String>,
    /// What the group is asked to do, as HTML.
    pub task: Option<String>,
    /// The questions, for those who may know them beforehand.
    pub questions: Vec<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<GroupSheets> {
    let agenda = held.event.agenda.as_ref()?;
    let in_groups = agenda.sessions.iter().filter(|session| session.open.in_groups);
    let sheets: Vec<GroupSheet> = in_groups.flat_map(|session| of_session(sheet, session)).collect();
    Some(GroupSheets { strategic: held.event.open.strategic, sheets })
}

/// A sheet for each group that is written out, and for those that are only counted.
fn of_session(sheet: &Sheet, session: &Session) -> Vec<GroupSheet> {
    tracks(sheet, session).into_iter().chain(groups(sheet, session)).collect()
}

/// The groups that are only counted; one where nobody has said how many.
fn groups(sheet: &Sheet, session: &Session) -> Vec<GroupSheet> {
    let words = sheet.words();
    let groups = session.open.side_by_side().unwrap_or(1).max(1);
    let questions: Vec<String> =
        session.facilitator.iter().flat_map(|own| &own.prompts).map(|it| it.ask.to_string()).collect();
    let name = |number: u32| match groups {
        1 => words.get("group-sheets.group").to_owned(),
        _ => words.fill("group-sheets.group-of", &[("n", &number.to_string()), ("all", &groups.to_string())]),
    };
    let written_out = u32::try_from(session.open.tracks.len()).unwrap_or(u32::MAX);
    (written_out.saturating_add(1)..=groups)
        .map(|number| GroupSheet { group: name(number), questions: questions.clone(), ..blank(sheet, session, number) })
        .collect()
}

/// A sheet for each of the groups that work side by side, on what is its own.
fn tracks(sheet: &Sheet, session: &Session) -> Vec<GroupSheet> {
    let tracks = session.open.tracks.iter().enumerate();
    tracks
        .map(|(at, track)| {
            let own = session.facilitator.as_ref().and_then(|own| own.tracks.get(at));
            let blank = blank(sheet, session, u32::try_from(at + 1).unwrap_or(u32::MAX));
            GroupSheet {
                group: track.title.to_string(),
                end: session.start.plus(track.minutes).to_string(),
                minutes: minutes(sheet, track.minutes),
                place: track.place.as_ref().map(ToString::to_string),
                lead: own.and_then(|own| own.lead.as_ref()).map(|lead| lead.name.to_string()),
                questions: own.iter().flat_map(|own| &own.prompts).map(|prompt| prompt.ask.to_string()).collect(),
                ..blank
            }
        })
        .collect()
}

fn blank(sheet: &Sheet, session: &Session, number: u32) -> GroupSheet {
    let name = format!("group_{}_{number}", session.anchor);
    GroupSheet {
        id: sheet.id(&name),
        session: session.title.to_string(),
        group: String::new(),
        start: session.start.to_string(),
        end: session.end().to_string(),
        minutes: minutes(sheet, session.minutes),
        place: None,
        lead: None,
        task: sheet.some_prose(session.open.task.as_ref(), &format!("{name}_task")),
        questions: Vec::new(),
    }
}

fn minutes(sheet: &Sheet, minutes: u32) -> String {
    sheet.words().count("time.minutes", usize::try_from(minutes).unwrap_or(usize::MAX))
}
