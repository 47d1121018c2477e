//! Running late, on paper: what can give, what never does, and what to do at each moment at which one looks at the clock.
//!
//! Every answer is worked out beforehand, so that whoever is behind reads a row and does no sums.

use serde::Serialize;

use crate::agenda::late::{Coming, Recovery, recover};
use crate::agenda::{Class, Slot};
use crate::clock::Clock;
use crate::edition::{Agenda, Session};
use crate::schema::session::Phase;
use crate::site::SessionFacilitator;

/// How late, in minutes, the answers are worked out for. Less than the first is nothing to act on.
const LATENESS: [u32; 5] = [10, 15, 20, 25, 30];

/// What may give when the day runs late, and what may not.
#[derive(Serialize)]
pub struct RunningLate {
    /// The sessions, and what each can give.
    pub rows: Vec<LateRow>,
    /// When the close is planned to begin, and when it begins at the latest.
    pub close: Option<Close>,
    /// Sessions that may be left out, first to go first.
    pub droppable: Vec<Given>,
    /// Where time is taken from, class by class, where a class has any to give.
    pub order: Vec<Giving>,
    /// The moments at which to look at the clock.
    pub checkpoints: Vec<Checkpoint>,
}

/// When the close is planned to begin, and when it begins at the latest.
#[derive(Serialize)]
pub struct Close {
    /// The clock time for which the close is planned.
    pub planned: String,
    /// The latest clock time at which it may begin.
    pub latest: String,
}

/// A class of sessions, and how much time it can give in all.
#[derive(Serialize)]
pub struct Giving {
    /// `working`, `rest`, `frame` or `ending`: a key of the words.
    pub class: &'static str,
    /// How many minutes the class can give.
    pub minutes: u32,
}

/// A session in the list of what can give.
#[derive(Serialize)]
pub struct LateRow {
    /// The clock time at which it begins.
    pub start: String,
    /// What it is called.
    pub title: String,
    /// The planned length in minutes.
    pub minutes: u32,
    /// The shortest length in minutes.
    pub shortest: u32,
    /// The latest clock time at which it may begin.
    pub latest: String,
    /// Whether it may be left out.
    pub may_drop: bool,
    /// Whether it belongs to the close, which is not cut.
    pub ending: bool,
}

/// A session that is about to begin, and what to do if it begins late.
#[derive(Serialize)]
pub struct Checkpoint {
    /// The clock time for which the session is planned.
    pub start: String,
    /// The session that one is about to begin.
    pub title: String,
    /// The planned length in minutes.
    pub minutes: u32,
    /// The latest clock time at which it may begin.
    pub latest: String,
    /// What to do, by how late it is.
    pub answers: Vec<Answer>,
}

/// What to do at one moment.
#[derive(Serialize)]
pub struct Answer {
    /// The clock time that it is.
    pub now: String,
    /// How late that is, in minutes.
    pub late_by: u32,
    /// The sessions to leave out.
    pub leave_out: Vec<String>,
    /// What each session gets, where that changes.
    pub give: Vec<Given>,
    /// The clock time at which the close then begins.
    pub close: Option<String>,
    /// When the day ends, where that is later than it should.
    pub done_late: Option<String>,
    /// Whether everything that is not left out still has its time.
    pub fits: bool,
}

/// A session with the minutes that it gets.
#[derive(Serialize)]
pub struct Given {
    /// The session's title.
    pub title: String,
    /// The length in minutes.
    pub minutes: u32,
}

/// A session of the facilitator's, with what the clock needs of it.
struct Row<'a> {
    session: &'a Session,
    own: &'a SessionFacilitator,
    slot: Slot,
}

pub fn view(agenda: &Agenda) -> RunningLate {
    let rows: Vec<Row> = agenda
        .sessions
        .iter()
        .filter_map(|session| {
            let own = session.facilitator.as_deref()?;
            Some(Row { session, own, slot: own.slot(session.minutes) })
        })
        .collect();
    let first_of_close = rows.iter().find(|row| is_ending(row));
    let close = first_of_close
        .map(|row| Close { planned: row.session.start.to_string(), latest: row.own.latest_start.to_string() });
    RunningLate {
        rows: rows.iter().map(late_row).collect(),
        close,
        droppable: droppable(&rows),
        order: order(&rows),
        // A day that does not fit as it is has no answers to give.
        checkpoints: if agenda.unfitted { Vec::new() } else { checkpoints(&rows, agenda.end) },
    }
}

fn is_ending(row: &Row) -> bool {
    row.own.phase == Some(Phase::Ending)
}

fn late_row(row: &Row) -> LateRow {
    LateRow {
        start: row.session.start.to_string(),
        title: row.session.title.to_string(),
        minutes: row.session.minutes,
        shortest: row.slot.shortest,
        latest: row.own.latest_start.to_string(),
        may_drop: row.own.cut.is_some() && !is_ending(row),
        ending: is_ending(row),
    }
}

fn droppable(rows: &[Row]) -> Vec<Given> {
    let mut cuts: Vec<(u32, &Row)> =
        rows.iter().filter(|row| !is_ending(row)).filter_map(|row| Some((row.own.cut?, row))).collect();
    cuts.sort_by_key(|(cut, _)| *cut);
    cuts.into_iter().map(|(_, row)| given(row, row.session.minutes)).collect()
}

fn given(row: &Row, minutes: u32) -> Given {
    Given { title: row.session.title.to_string(), minutes }
}

fn order(rows: &[Row]) -> Vec<Giving> {
    let giving = |class: Class| {
        let of_class = rows.iter().filter(|row| row.slot.class == class);
        let minutes = of_class.map(|row| row.slot.minutes.saturating_sub(row.slot.shortest)).sum();
        Giving { class: class_key(class), minutes }
    };
    Class::IN_FITTING_ORDER.into_iter().map(giving).filter(|giving| giving.minutes > 0).collect()
}

/// The key of a class of sessions among the words.
pub fn class_key(class: Class) -> &'static str {
    match class {
        Class::Working => "working",
        Class::Rest => "rest",
        Class::Frame => "frame",
        Class::Ending => "ending",
    }
}

/// Where each session of the middle begins, breaks apart, and where the close does.
fn checkpoints(rows: &[Row], end: Clock) -> Vec<Checkpoint> {
    let mut checkpoints = Vec::new();
    for (at, row) in rows.iter().enumerate().skip(1) {
        let opens_close = is_ending(row) && !rows[..at].iter().any(is_ending);
        if row.own.phase == Some(Phase::Middle) && !row.session.open.rest || opens_close {
            checkpoints.push(checkpoint(&rows[at..], row, end));
        }
    }
    checkpoints
}

fn checkpoint(rest: &[Row], row: &Row, end: Clock) -> Checkpoint {
    let coming: Vec<Coming> = rest.iter().map(|row| Coming { slot: row.slot, cut: row.own.cut }).collect();
    let mut answers = Vec::new();
    for late_by in LATENESS {
        let now = row.session.start.plus(late_by);
        let recovery = recover(now, end, &coming);
        let fits = recovery.fits;
        answers.push(Answer {
            done_late: (recovery.done > end).then(|| recovery.done.to_string()),
            ..answer(rest, &recovery, now, late_by)
        });
        if !fits {
            break;
        }
    }
    Checkpoint {
        start: row.session.start.to_string(),
        title: row.session.title.to_string(),
        minutes: row.session.minutes,
        latest: row.own.latest_start.to_string(),
        answers,
    }
}

fn answer(rest: &[Row], recovery: &Recovery, now: Clock, late_by: u32) -> Answer {
    let changed = rest.iter().zip(&recovery.minutes);
    let give = changed.clone().filter_map(|(row, minutes)| {
        let minutes = minutes.filter(|minutes| *minutes != row.session.minutes)?;
        Some(given(row, minutes))
    });
    let leave_out = changed.filter(|(_, minutes)| minutes.is_none()).map(|(row, _)| row.session.title.to_string());
    Answer {
        now: now.to_string(),
        late_by,
        leave_out: leave_out.collect(),
        give: give.collect(),
        close: recovery.close.map(|close| close.to_string()),
        done_late: None,
        fits: recovery.fits,
    }
}
