//! The wall timeline: the periods of a story along a line, and room below it for what was known then and is seen now.

use jiff::civil::Date;

use crate::drawing::row::Row;
use crate::drawing::text::{Line, line, width, wrap};
use crate::drawing::{Anchor, Drawing, Form, Ink, LANDSCAPE, LEADING, Label, Point, TEXT, Weight, real};

/// The periods of a review.
#[derive(Clone, Debug, PartialEq)]
pub struct Wall {
    pub periods: Vec<WallPeriod>,
    pub words: WallWords,
}

/// One period.
#[derive(Clone, Debug, PartialEq)]
pub struct WallPeriod {
    /// Its name, where the reader may know it.
    pub label: Option<String>,
    /// When it was, in words.
    pub dates: String,
    pub from: Date,
    /// The last day that belongs to it.
    pub to: Date,
}

/// What is written beside the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WallWords {
    pub title: String,
    pub description: String,
    pub then: String,
    pub now: String,
    /// The names of the months, January first.
    pub months: Vec<String>,
}

/// Where the line of time begins and ends. Left of it stand the names of the two lanes.
const FIRST: f64 = 98.0;
const LAST: f64 = LANDSCAPE - 3.0;
/// The height that the lanes fill up to, and the least and the most of each.
const SHEET: f64 = 430.0;
const LANE: (f64, f64) = (72.0, 150.0);
/// The days of a month, more or less.
const MONTH: f64 = 30.44;
/// The height of a period's bar.
const BAR: f64 = 20.0;

/// The days of the line, in whole months.
struct Scale {
    start: Date,
    days: f64,
}

impl Scale {
    fn of(periods: &[WallPeriod]) -> Option<Scale> {
        let start = periods.iter().map(|period| period.from.min(period.to)).min()?.first_of_month();
        let last = periods.iter().map(|period| period.to.max(period.from)).max()?.last_of_month();
        let days = days(start, last) + 1.0;
        Some(Scale { start, days })
    }

    fn after(&self, days: f64) -> f64 {
        FIRST + days / self.days * (LAST - FIRST)
    }

    fn x(&self, date: Date) -> f64 {
        self.after(days(self.start, date))
    }
}

/// The days from one date to another.
fn days(from: Date, to: Date) -> f64 {
    to.duration_since(from).as_secs_f64() / 86_400.0
}

/// A period with its place on the paper.
struct Placed<'a> {
    period: &'a WallPeriod,
    number: String,
    left: f64,
    right: f64,
}

/// Draws the periods and the lanes.
pub fn draw(wall: &Wall) -> Drawing {
    let mut drawing = Drawing::new(LANDSCAPE, &wall.words.title, &wall.words.description);
    let Some(scale) = Scale::of(&wall.periods) else {
        lanes(&mut drawing, wall, &[], 3.0);
        return drawing;
    };
    let place = |(at, period): (usize, &'_ WallPeriod)| -> (String, f64, f64) {
        let (first, last) = (period.from.min(period.to), period.from.max(period.to));
        let end = scale.after(days(scale.start, last) + 1.0);
        ((at + 1).to_string(), scale.x(first), end)
    };
    let placed: Vec<Placed> = wall
        .periods
        .iter()
        .enumerate()
        .map(|(at, period)| {
            let (number, left, right) = place((at, period));
            Placed { period, number, left, right }
        })
        .collect();
    let base = match captions(&placed) {
        Some(captions) => named_bars(&mut drawing, &placed, captions),
        None => numbered_bars(&mut drawing, &placed),
    };
    let below = calendar(&mut drawing, &wall.words.months, &scale, base);
    let mut edges: Vec<f64> = placed.iter().flat_map(|placed| [placed.left, placed.right]).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 1.0);
    lanes(&mut drawing, wall, &edges, below);
    drawing
}

/// The name and the dates of a period, in lines.
type Caption = (Vec<Line>, Vec<Line>);

/// The captions of all periods, if each fits above its own bar and no bar is above another.
fn captions(placed: &[Placed]) -> Option<Vec<Caption>> {
    let mut by_start: Vec<&Placed> = placed.iter().collect();
    by_start.sort_by(|a, b| a.left.total_cmp(&b.left));
    let apart = by_start.windows(2).all(|pair| pair[0].right <= pair[1].left + 0.5);
    let caption = |placed: &Placed| {
        let room = placed.right - placed.left - 6.0;
        let whole = |text: &str, weight, most: usize| {
            let lines = wrap(text, weight, room, most + 1);
            let fits = lines.len() <= most && lines.iter().all(|line| !line.within_word);
            (fits && room > 0.0).then_some(lines)
        };
        let label = placed.period.label.as_deref().unwrap_or("");
        Some((whole(label, Weight::Bold, 3)?, whole(&placed.period.dates, Weight::Regular, 3)?))
    };
    if apart { placed.iter().map(caption).collect() } else { None }
}

fn write(drawing: &mut Drawing, class: &'static str, at: Point, weight: Weight, lines: Vec<Line>) {
    drawing.write(class, Label { at, anchor: Anchor::Start, weight, lines });
}

fn bar(placed: &Placed, y: f64) -> Form {
    // A day is a line at the least.
    let width = (placed.right - placed.left).max(1.5);
    Form::Rect { x: placed.left, y, width, height: BAR, round: 0.0 }
}

/// Bars on one line, each below its own name. Says where the line of time is.
fn named_bars(drawing: &mut Drawing, placed: &[Placed], captions: Vec<Caption>) -> f64 {
    let most = captions.iter().map(|(label, dates)| label.len() + dates.len()).max().unwrap_or(0);
    let top = real(most) * LEADING + 8.0;
    for (placed, (label, dates)) in placed.iter().zip(captions) {
        // Captions stand on their bars.
        let lines = real(label.len() + dates.len());
        let first = Point::new(placed.left + 3.0, top - 8.0 - (lines - 1.0) * LEADING);
        let second = first.moved(0.0, real(label.len()) * LEADING);
        write(drawing, "period", first, Weight::Bold, label);
        write(drawing, "dates", second, Weight::Regular, dates);
        drawing.add("bar", Ink::Tint, bar(placed, top));
    }
    top + BAR
}

/// Numbered bars, one above another where they overlap, below a list of what the numbers stand for. Says where the
/// line of time is.
fn numbered_bars(drawing: &mut Drawing, placed: &[Placed]) -> f64 {
    let top = list(drawing, placed) + 6.0;
    // How far each row of bars is filled, from the lowest up.
    let mut filled: Vec<f64> = Vec::new();
    let mut rows: Vec<usize> = Vec::with_capacity(placed.len());
    let mut by_start: Vec<usize> = (0..placed.len()).collect();
    by_start.sort_by(|a, b| placed[*a].left.total_cmp(&placed[*b].left));
    let spread: Vec<(f64, f64, f64)> = placed.iter().map(taken).collect();
    rows.resize(placed.len(), 0);
    for at in by_start {
        let (left, right, _) = spread[at];
        let free = filled.iter().position(|end| *end <= left);
        let row = free.unwrap_or(filled.len());
        if row == filled.len() {
            filled.push(right);
        } else {
            filled[row] = right;
        }
        rows[at] = row;
    }
    let base = top + real(filled.len()) * BAR;
    for ((placed, row), (.., number)) in placed.iter().zip(rows).zip(spread) {
        let y = base - real(row + 1) * BAR;
        drawing.add("bar", Ink::Tint, bar(placed, y));
        let lines = line(&placed.number, Weight::Bold, BAR * 2.0);
        write(drawing, "number", Point::new(number, y + 14.5), Weight::Bold, lines);
    }
    base
}

/// The space that a bar takes up with its number, from left to right, and where the number begins: inside the bar, or
/// beside it where the bar is too short.
fn taken(placed: &Placed) -> (f64, f64, f64) {
    let number = width(&placed.number, Weight::Bold);
    if placed.right - placed.left >= number + 8.0 {
        return (placed.left, placed.right, placed.left + 4.0);
    }
    let beside = placed.right.max(placed.left + 1.5) + 3.0;
    if beside + number <= LAST {
        (placed.left, beside + number + 2.0, beside)
    } else {
        (placed.left - number - 5.0, placed.right, placed.left - number - 3.0)
    }
}

/// What the numbers of the bars stand for, in columns. Says where it ends.
fn list(drawing: &mut Drawing, placed: &[Placed]) -> f64 {
    let columns = placed.len().clamp(1, 4);
    let across = LANDSCAPE / real(columns);
    let mut y = 0.0;
    for row in placed.chunks(columns) {
        let room = across - 34.0;
        let texts: Vec<Caption> = row
            .iter()
            .map(|placed| {
                let label = placed.period.label.as_deref().unwrap_or("");
                (wrap(label, Weight::Bold, room, 3), wrap(&placed.period.dates, Weight::Regular, room, 3))
            })
            .collect();
        let most = texts.iter().map(|(label, dates)| label.len() + dates.len()).max().unwrap_or(0).max(1);
        for (at, (placed, (label, dates))) in row.iter().zip(texts).enumerate() {
            let first = Point::new(real(at) * across + 2.0, y + 12.0);
            let inner = first.moved(22.0, 0.0);
            let second = inner.moved(0.0, real(label.len()) * LEADING);
            write(drawing, "number", first, Weight::Bold, line(&placed.number, Weight::Bold, 22.0));
            write(drawing, "period", inner, Weight::Bold, label);
            write(drawing, "dates", second, Weight::Regular, dates);
        }
        y += real(most) * LEADING + 8.0;
    }
    y
}

/// The line of time, with months where there is room for them, and years. Says where it ends.
fn calendar(drawing: &mut Drawing, names: &[String], scale: &Scale, base: f64) -> f64 {
    drawing.add("time", Ink::Heavy, Form::Line { from: Point::new(FIRST, base), to: Point::new(LAST, base) });
    let months = months(scale);
    let per_month = (LAST - FIRST) / (scale.days / MONTH);
    let shown = month_names(names, per_month);
    let (month_y, year_y) = (base + 20.0, base + 20.0 + if shown.is_some() { LEADING } else { 0.0 });
    let every = years_between_names(per_month);
    let mut years = Row::default();
    for (at, month) in months.iter().enumerate() {
        let x = scale.x(*month);
        let opens_year = at == 0 || month.month() == 1;
        let named = opens_year && (every == 1 || i32::from(month.year()).rem_euclid(every) == 0);
        let long = if named { 10.0 } else { 5.0 };
        if named || per_month >= if opens_year { 0.3 } else { 4.0 } {
            let (from, to) = (Point::new(x, base), Point::new(x, base + long));
            drawing.add("tick", Ink::Outline, Form::Line { from, to });
        }
        let number = usize::try_from(month.month() - 1).unwrap_or(0);
        if let Some(name) = shown.as_ref().and_then(|names| names.get(number)) {
            let lines = line(name, Weight::Regular, per_month);
            write(drawing, "month", Point::new(x + 2.0, month_y), Weight::Regular, lines);
        }
        if named {
            let lines = line(&month.year().to_string(), Weight::Bold, LAST);
            let at = Point::new(x + 2.0, year_y);
            years.add(drawing, "year", Label { at, anchor: Anchor::Start, weight: Weight::Bold, lines });
        }
    }
    year_y + 10.0
}

/// How many years apart their numbers stand, so that each has room: every year, every second, every fifth …
fn years_between_names(per_month: f64) -> i32 {
    let wanted = width("0000", Weight::Bold) + 10.0;
    let fits = |years: &i32| f64::from(*years) * 12.0 * per_month >= wanted;
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].into_iter().find(fits).unwrap_or(2000)
}

/// The months' names as they fit: whole, or their first three letters; none where even those do not.
fn month_names(names: &[String], room: f64) -> Option<Vec<String>> {
    let fits = |names: &[String]| names.iter().all(|name| width(name, Weight::Regular) + 5.0 <= room);
    let short: Vec<String> = names.iter().map(|name| name.chars().take(3).collect()).collect();
    if fits(names) {
        return Some(names.to_vec());
    }
    fits(&short).then_some(short)
}

/// The first days of the months on the line; of a line of many years, the first days of the years.
fn months(scale: &Scale) -> Vec<Date> {
    let many = scale.days / MONTH > 600.0;
    let mut months = Vec::new();
    let mut next = Some(scale.start);
    while let Some(month) = next.filter(|month| days(scale.start, *month) < scale.days) {
        months.push(month);
        next = if many || month.month() == 12 {
            month.year().checked_add(1).and_then(|year| Date::new(year, 1, 1).ok())
        } else {
            Date::new(month.year(), month.month() + 1, 1).ok()
        };
    }
    months
}

/// The lanes for cards, with the edges of the periods carried down through them.
fn lanes(drawing: &mut Drawing, wall: &Wall, edges: &[f64], top: f64) {
    let (least, most) = LANE;
    let high = ((SHEET - top) / 2.0).clamp(least, most);
    for (at, name) in [&wall.words.then, &wall.words.now].into_iter().enumerate() {
        let y = top + real(at) * high;
        let lane = Form::Rect { x: 3.0, y, width: LAST - 3.0, height: high, round: 0.0 };
        drawing.add("lane", if at == 0 { Ink::Outline } else { Ink::Dashed }, lane);
        let lines = wrap(name, Weight::Bold, FIRST - 14.0, 4);
        write(drawing, "label", Point::new(9.0, y + TEXT + 4.0), Weight::Bold, lines);
    }
    for x in edges {
        let line = Form::Line { from: Point::new(*x, top), to: Point::new(*x, top + 2.0 * high) };
        drawing.add("edge", Ink::Dotted, line);
    }
    drawing.height = top + 2.0 * high + 2.0;
}
