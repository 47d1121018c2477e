//! Where the chairs and tables of each layout stand (`domain.md` 6.4).
//!
//! Each layout is drawn around an origin of its own and moved into place afterwards. The wall with the timeline is at
//! the top.

use std::f64::consts::{FRAC_PI_2, TAU};

use crate::drawing::{Bounds, CHAIR_BACK, Chair, Form, Point, real};
use crate::schema::venue::Layout;

/// The chairs and tables that everybody works at.
#[derive(Debug, Default)]
pub struct Arrangement {
    pub width: f64,
    pub height: f64,
    pub tables: Vec<Form>,
    pub seats: Vec<Seat>,
}

/// A chair, and whether one of those who lead sits on it.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    pub chair: Chair,
    pub leads: bool,
}

/// From the middle of one chair to the middle of the next, where there is room enough.
const PITCH: f64 = 30.0;
/// The widest and the highest that a layout becomes before its chairs move together.
pub const WIDEST: f64 = 350.0;
const HIGHEST: f64 = 360.0;
/// How deep the tables of a horseshoe are.
const TABLE: f64 = 22.0;
/// Between a chair and its table.
const GAP: f64 = 2.0;
/// What a chair at a table takes up behind the table's edge.
const DEPTH: f64 = 27.0;

const UP: Point = Point::new(0.0, -1.0);
const DOWN: Point = Point::new(0.0, 1.0);
const LEFT: Point = Point::new(-1.0, 0.0);
const RIGHT: Point = Point::new(1.0, 0.0);

/// Sets out a room for so many participants and so many who lead.
pub fn arrange(layout: Layout, participants: usize, facilitators: usize) -> Arrangement {
    let everybody = participants + facilitators;
    let set_out = match layout {
        Layout::Boardroom => led_from(boardroom(everybody), facilitators),
        Layout::Horseshoe => led_from(horseshoe(everybody), facilitators),
        Layout::Circle => circle(everybody, facilitators),
        Layout::Cabaret => below_front(facilitators, cabaret(participants)),
        Layout::Theatre => below_front(facilitators, rows(participants, Tables::None)),
        Layout::Classroom => below_front(facilitators, rows(participants, Tables::Before)),
    };
    at_origin(set_out)
}

/// Moves an arrangement so that its corner is the origin.
fn at_origin(mut arrangement: Arrangement) -> Arrangement {
    let chairs = arrangement.seats.iter().map(|seat| Form::Chair(seat.chair).bounds());
    let bounds: Vec<Bounds> = arrangement.tables.iter().map(Form::bounds).chain(chairs).collect();
    let corners: Vec<Point> =
        bounds.iter().flat_map(|b| [Point::new(b.left, b.top), Point::new(b.right, b.bottom)]).collect();
    if corners.is_empty() {
        return arrangement;
    }
    let all = Bounds::of(&corners);
    for table in &mut arrangement.tables {
        move_by(table, -all.left, -all.top);
    }
    for seat in &mut arrangement.seats {
        seat.chair.at = seat.chair.at.moved(-all.left, -all.top);
    }
    Arrangement { width: all.right - all.left, height: all.bottom - all.top, ..arrangement }
}

/// Moves a table.
pub fn move_by(table: &mut Form, right: f64, down: f64) {
    match table {
        Form::Rect { x, y, .. } | Form::Circle { x, y, .. } => {
            *x += right;
            *y += down;
        }
        Form::Polygon(points) => points.iter_mut().for_each(|point| *point = point.moved(right, down)),
        _ => {}
    }
}

/// Half the width of a chair that stands so far from the next.
fn half(pitch: f64) -> f64 {
    (pitch * 0.33).min(9.5)
}

fn seat(at: Point, facing: Point, pitch: f64) -> Seat {
    Seat { chair: Chair { at, facing, half: half(pitch) }, leads: false }
}

/// Seats in the order in which those who lead would take them.
fn led_from(mut arrangement: Arrangement, facilitators: usize) -> Arrangement {
    arrangement.seats.iter_mut().take(facilitators).for_each(|seat| seat.leads = true);
    arrangement
}

/// One table, with people on all sides. Those who lead sit at the middle of a long side.
fn boardroom(everybody: usize) -> Arrangement {
    let long = |ends: usize| (everybody - 2 * ends).div_ceil(2);
    let pitch_of = |ends: usize| PITCH.min((WIDEST - 2.0 * DEPTH) / real(long(ends).max(2)));
    let fewest = usize::from(everybody >= 4);
    let roomy = (fewest..=everybody / 4).find(|ends| pitch_of(*ends) >= 16.0);
    let ends = roomy.unwrap_or(everybody / 4).max(fewest);
    let (pitch, above) = (pitch_of(ends), long(ends));
    let below = everybody - 2 * ends - above;
    let (width, height) = (real(above.max(2)) * pitch, (real(ends) * pitch).max(46.0));
    let off = GAP + half(pitch);
    let side = |count: usize, y: f64, facing: Point| {
        let first = (width - real(count) * pitch) / 2.0;
        let seats = (0..count).map(move |at| seat(Point::new(first + (real(at) + 0.5) * pitch, y), facing, pitch));
        from_the_middle(seats.collect())
    };
    let end = |x: f64, facing: Point| {
        let first = (height - real(ends) * pitch) / 2.0;
        (0..ends).map(move |at| seat(Point::new(x, first + (real(at) + 0.5) * pitch), facing, pitch))
    };
    let mut seats = side(above, -off, DOWN);
    seats.extend(side(below, height + off, UP));
    seats.extend(end(-off, RIGHT).chain(end(width + off, LEFT)));
    let table = Form::Rect { x: 0.0, y: 0.0, width, height, round: 6.0 };
    Arrangement { tables: vec![table], seats, ..Arrangement::default() }
}

/// The seats of a side, those at its middle first.
fn from_the_middle(seats: Vec<Seat>) -> Vec<Seat> {
    let mut numbered: Vec<(usize, Seat)> = seats.into_iter().enumerate().collect();
    let last = numbered.len().saturating_sub(1);
    numbered.sort_by_key(|(at, _)| (2 * at).abs_diff(last));
    numbered.into_iter().map(|(_, seat)| seat).collect()
}

/// Tables in a U, open to the timeline. Those who lead sit at the open end, one on each side and then the next.
fn horseshoe(everybody: usize) -> Arrangement {
    let (legs, pitch) = legs(everybody);
    let bottom = everybody - 2 * legs;
    let (inner, long) = (real(bottom.max(3)) * pitch, real(legs.max(2)) * pitch);
    let off = TABLE + GAP + half(pitch);
    let mut seats = Vec::with_capacity(everybody);
    for at in 0..legs {
        let y = (real(at) + 0.5) * pitch;
        seats.push(seat(Point::new(inner + off, y), LEFT, pitch));
        seats.push(seat(Point::new(-off, y), RIGHT, pitch));
    }
    let first = (inner - real(bottom) * pitch) / 2.0;
    let row = (0..bottom).map(|at| seat(Point::new(first + (real(at) + 0.5) * pitch, long + off), UP, pitch));
    let mut row = from_the_middle(row.collect());
    row.reverse();
    seats.extend(row);
    let (left, right, foot) = (-TABLE, inner + TABLE, long + TABLE);
    let corners =
        [(left, 0.0), (0.0, 0.0), (0.0, long), (inner, long), (inner, 0.0), (right, 0.0), (right, foot), (left, foot)];
    let table = Form::Polygon(corners.map(|(x, y)| Point::new(x, y)).to_vec());
    Arrangement { tables: vec![table], seats, ..Arrangement::default() }
}

/// How many sit along each leg of a horseshoe, and how far apart: about three in ten, or as room allows.
fn legs(everybody: usize) -> (usize, f64) {
    let usual = (everybody * 3 + 5) / 10;
    let pitch = |legs: usize| {
        let across = (WIDEST - 2.0 * (TABLE + DEPTH)) / real((everybody - 2 * legs).max(3));
        let down = (HIGHEST - TABLE - DEPTH) / real(legs.max(2));
        PITCH.min(across).min(down)
    };
    let best = (0..=everybody / 2).max_by(|a, b| {
        let nearer = b.abs_diff(usual).cmp(&a.abs_diff(usual));
        pitch(*a).total_cmp(&pitch(*b)).then(nearer)
    });
    let legs = best.unwrap_or(0);
    (legs, pitch(legs))
}

/// Chairs in a ring, without tables. Those who lead sit apart, so that each sees what the others do not.
fn circle(everybody: usize, facilitators: usize) -> Arrangement {
    let widest = WIDEST / 2.0 - half(PITCH) - CHAIR_BACK;
    let radius = (real(everybody) * PITCH / TAU).clamp(52.0, widest);
    let pitch = if everybody == 0 { PITCH } else { (TAU * radius / real(everybody)).min(PITCH) };
    let middle = Point::new(0.0, 0.0);
    let seats = (0..everybody).map(|at| {
        let angle = TAU * real(at) / real(everybody) - FRAC_PI_2;
        let place = Point::new(radius * angle.cos(), radius * angle.sin());
        seat(place, place.towards(middle), pitch)
    });
    let mut seats: Vec<Seat> = seats.collect();
    for lead in 0..facilitators {
        if let Some(seat) = seats.get_mut(lead * everybody / facilitators.max(1)) {
            seat.leads = true;
        }
    }
    Arrangement { seats, ..Arrangement::default() }
}

/// The most that sit at a small table.
const AT_A_TABLE: usize = 6;
/// The space of a small table with its chairs.
const ISLAND: f64 = 86.0;

/// Small round tables with people all around them.
fn cabaret(participants: usize) -> Arrangement {
    let tables = participants.div_ceil(AT_A_TABLE);
    let across = [1, 1, 2, 3, 2, 3, 3, 4].get(tables).copied().unwrap_or(4);
    let mut arrangement = Arrangement::default();
    for at in 0..tables {
        let in_row = across.min(tables - at / across * across);
        let indent = real(across - in_row) * ISLAND / 2.0;
        let middle = Point::new(indent + (real(at % across) + 0.5) * ISLAND, (real(at / across) + 0.5) * ISLAND);
        let sitting = participants / tables + usize::from(at < participants % tables);
        arrangement.tables.push(Form::Circle { x: middle.x, y: middle.y, radius: 18.0 });
        arrangement.seats.extend((0..sitting).map(|seat_at| {
            let angle = TAU * (real(seat_at) + 0.5) / real(sitting) - FRAC_PI_2;
            let place = Point::new(middle.x + 28.0 * angle.cos(), middle.y + 28.0 * angle.sin());
            seat(place, place.towards(middle), 22.0)
        }));
    }
    arrangement
}

/// Whether a row of chairs has tables before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tables {
    None,
    Before,
}

/// The most that sit in a row.
const IN_A_ROW: usize = 10;
/// The way through the middle of the rows.
const AISLE: f64 = 24.0;

/// Rows that face the front, with a way through the middle.
fn rows(participants: usize, tables: Tables) -> Arrangement {
    let fewest = (2..=IN_A_ROW).step_by(2).find(|row| row * row >= 2 * participants);
    let row = fewest.unwrap_or(IN_A_ROW);
    let (pitch, deep) = if tables == Tables::Before { (PITCH, 48.0) } else { (28.0, 34.0) };
    let side = real(row / 2) * pitch;
    let mut arrangement = Arrangement::default();
    for at in 0..participants {
        let (in_row, down) = (at % row, real(at / row) * deep);
        let aisle = if in_row >= row / 2 { AISLE } else { 0.0 };
        let at = Point::new(aisle + (real(in_row) + 0.5) * pitch, down);
        arrangement.seats.push(seat(at, UP, pitch));
    }
    if tables == Tables::Before {
        for at in 0..participants.div_ceil(row) {
            let y = real(at) * deep - half(pitch) - GAP - 14.0;
            let table = |x: f64| Form::Rect { x, y, width: side, height: 14.0, round: 0.0 };
            arrangement.tables.extend([table(0.0), table(side + AISLE)]);
        }
    }
    arrangement
}

/// Puts those who lead at a table in front of everybody, facing them.
fn below_front(facilitators: usize, hall: Arrangement) -> Arrangement {
    let mut hall = at_origin(hall);
    if facilitators == 0 {
        return hall;
    }
    let pitch = PITCH.min(WIDEST / real(facilitators));
    let width = real(facilitators) * pitch;
    let (first, deep) = (f64::midpoint(hall.width, -width), 2.0 * half(pitch) + CHAIR_BACK + GAP);
    let table = Form::Rect { x: first, y: deep, width, height: 14.0, round: 0.0 };
    for table in &mut hall.tables {
        move_by(table, 0.0, deep + 44.0);
    }
    for seat in &mut hall.seats {
        seat.chair.at = seat.chair.at.moved(0.0, deep + 44.0);
    }
    hall.tables.push(table);
    hall.seats.extend((0..facilitators).map(|at| {
        let place = Point::new(first + (real(at) + 0.5) * pitch, CHAIR_BACK + half(pitch));
        Seat { leads: true, ..seat(place, DOWN, pitch) }
    }));
    hall
}
