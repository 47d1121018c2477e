//! The day bar: the sessions of a day side by side, each as wide as it is long.

use std::cmp::Reverse;

use crate::clock::Clock;
use crate::drawing::row::Row;
use crate::drawing::text::{line, width};
use crate::drawing::{Anchor, Drawing, Form, Ink, Label, PORTRAIT, Point, Weight, real};
use crate::schema::session::Phase;

/// A day.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    pub start: Clock,
    pub end: Clock,
    /// In the order of the clock. What lies between them is left blank.
    pub sessions: Vec<DaySession>,
    pub words: DayWords,
}

/// A session, or a break.
#[derive(Clone, Debug, PartialEq)]
pub struct DaySession {
    pub start: Clock,
    pub minutes: u32,
    pub part: Part,
    /// By which a list beside the bar calls it.
    pub number: Option<usize>,
}

/// What a stretch of the day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Session(Phase),
    /// A session of a phase that is not told.
    Untold,
    /// A break or a lunch.
    Rest,
}

/// What is written beside the bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayWords {
    pub title: String,
    pub description: String,
    pub beginning: String,
    pub middle: String,
    pub ending: String,
    pub rest: String,
}

/// Where the bar is, and how high.
const TOP: f64 = 20.0;
const HIGH: f64 = 34.0;
/// The bar keeps this far from the edges.
const EDGE: f64 = 2.0;

/// A stretch of time on the paper.
struct Scale {
    start: f64,
    per_minute: f64,
}

impl Scale {
    fn x(&self, clock: Clock) -> f64 {
        EDGE + (f64::from(clock.minutes()) - self.start) * self.per_minute
    }
}

/// Draws a day.
pub fn draw(day: &Day) -> Drawing {
    let mut drawing = Drawing::new(PORTRAIT, &day.words.title, &day.words.description);
    let ends = day.sessions.iter().map(|session| session.start.plus(session.minutes));
    let end = ends.max().map_or(day.end, |last| last.max(day.end));
    let starts = day.sessions.iter().map(|session| session.start);
    let start = starts.min().map_or(day.start, |first| first.min(day.start));
    let minutes = end.since(start).max(1);
    let per_minute = (PORTRAIT - 2.0 * EDGE) / f64::from(minutes);
    let scale = Scale { start: f64::from(start.minutes()), per_minute };
    let base = TOP + HIGH;
    let whole = Form::Line { from: Point::new(EDGE, base), to: Point::new(PORTRAIT - EDGE, base) };
    drawing.add("base", Ink::Outline, whole);
    for session in day.sessions.iter().filter(|session| session.minutes > 0) {
        let (class, ink) = looks(session.part);
        let (x, width) = (scale.x(session.start), f64::from(session.minutes) * per_minute);
        let rest = session.part == Part::Rest;
        let (y, height) = if rest { (TOP + HIGH * 0.45, HIGH * 0.55) } else { (TOP, HIGH) };
        drawing.add(class, ink, Form::Rect { x, y, width, height, round: 0.0 });
    }
    numbers(&mut drawing, day, &scale);
    clocks(&mut drawing, &scale, start, end);
    drawing.height = key(&mut drawing, day, base + 32.0);
    drawing
}

fn looks(part: Part) -> (&'static str, Ink) {
    match part {
        Part::Session(Phase::Beginning) => ("part beginning", Ink::Spotted),
        Part::Session(Phase::Middle) => ("part middle", Ink::Hatched),
        Part::Session(Phase::Ending) => ("part ending", Ink::Crossed),
        Part::Untold => ("part", Ink::Hatched),
        Part::Rest => ("part rest", Ink::Dashed),
    }
}

fn label(text: &str, at: Point, anchor: Anchor, weight: Weight) -> Label {
    Label { at, anchor, weight, lines: line(text, weight, PORTRAIT) }
}

/// The sessions' numbers, above the bar, the longest first: a short one between two others goes without.
fn numbers(drawing: &mut Drawing, day: &Day, scale: &Scale) {
    let mut numbered: Vec<(&DaySession, usize)> =
        day.sessions.iter().filter_map(|session| Some((session, session.number?))).collect();
    numbered.sort_by_key(|(session, _)| Reverse(session.minutes));
    let mut row = Row::default();
    for (session, number) in numbered {
        let middle = scale.x(session.start) + f64::from(session.minutes) * scale.per_minute / 2.0;
        let at = Point::new(middle, TOP - 6.0);
        row.add(drawing, "number", label(&number.to_string(), at, Anchor::Middle, Weight::Bold));
    }
}

/// The hours, below the bar; the start and the end of the day before all others.
fn clocks(drawing: &mut Drawing, scale: &Scale, start: Clock, end: Clock) {
    let base = TOP + HIGH;
    let mut row = Row::default();
    let y = base + 19.0;
    let at = |clock: Clock| Point::new(scale.x(clock), y);
    let ends = [(start, Anchor::Start), (end, Anchor::End)];
    for (clock, anchor) in ends {
        let tick = Form::Line { from: Point::new(scale.x(clock), base), to: Point::new(scale.x(clock), base + 7.0) };
        drawing.add("tick", Ink::Outline, tick);
        row.add(drawing, "clock", label(&clock.to_string(), at(clock), anchor, Weight::Regular));
    }
    let hours = start.minutes() / 60 + 1..end.minutes().div_ceil(60);
    for hour in hours.map(|hour| Clock::from_hm(hour, 0)) {
        let tick = Form::Line { from: Point::new(scale.x(hour), base), to: Point::new(scale.x(hour), base + 5.0) };
        drawing.add("tick", Ink::Outline, tick);
        row.add(drawing, "clock", label(&hour.to_string(), at(hour), Anchor::Middle, Weight::Regular));
    }
}

/// What the patterns stand for, where there is more than one of them. Says where it ends.
fn key(drawing: &mut Drawing, day: &Day, top: f64) -> f64 {
    let words = &day.words;
    let entries = [
        (Part::Session(Phase::Beginning), &words.beginning),
        (Part::Session(Phase::Middle), &words.middle),
        (Part::Session(Phase::Ending), &words.ending),
        (Part::Rest, &words.rest),
    ];
    let has = |part: Part| day.sessions.iter().any(|session| session.part == part);
    let shown: Vec<_> = entries.into_iter().filter(|(part, _)| has(*part)).collect();
    if shown.is_empty() {
        return top - 8.0;
    }
    let room = (PORTRAIT - 2.0 * EDGE) / real(shown.len());
    let mut x = EDGE;
    for (part, text) in shown {
        let (_, ink) = looks(part);
        let swatch = Form::Rect { x, y: top, width: 22.0, height: 13.0, round: 0.0 };
        drawing.add("key", ink, swatch);
        let lines = line(text, Weight::Regular, room - 40.0);
        let long = lines.first().map_or(0.0, |line| width(&line.text, Weight::Regular));
        let at = Point::new(x + 28.0, top + 11.0);
        drawing.write("label", Label { at, anchor: Anchor::Start, weight: Weight::Regular, lines });
        x += 28.0 + long + 16.0;
    }
    top + 18.0
}
