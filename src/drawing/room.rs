//! The room: its layout with the chairs that an event needs, and what has to be found around them.

mod layouts;

use crate::drawing::room::layouts::{Arrangement, arrange, move_by};
use crate::drawing::text::{Line, line, width, wrap};
use crate::drawing::{Anchor, Chair, Drawing, Form, Ink, LEADING, Label, PORTRAIT, Point, Weight, real};
use crate::schema::venue::Layout;

/// What a room has to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomPlan {
    pub layout: Layout,
    pub participants: usize,
    /// The Reviewers who lead.
    pub facilitators: usize,
    pub note_taker: bool,
    pub observers: usize,
    /// How many small groups move to the edges of this room.
    pub groups: usize,
    /// The other rooms that small groups go to, by name.
    pub group_rooms: Vec<String>,
    /// The name of the quiet room, where there is one.
    pub quiet_room: Option<String>,
}

/// What is written in the drawing of a room. The kinds of chairs come with their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoomWords {
    pub title: String,
    pub description: String,
    pub participants: String,
    pub facilitators: String,
    pub note_taker: String,
    pub observers: String,
    pub groups: String,
    pub wall: String,
    pub door: String,
    pub water: String,
    pub elsewhere: String,
    pub groups_elsewhere: String,
    pub quiet_room: String,
}

/// The walls stand this far from the edge of the drawing.
const WALL: f64 = 3.0;
/// Where the layout begins, below the wall and its label.
const TOP: f64 = 48.0;
/// The middle of the room, from left to right.
const MIDDLE: f64 = PORTRAIT / 2.0;
/// The lowest that the space for a layout is.
const LOWEST: f64 = 130.0;
/// The strip with the door and the water.
const STRIP: f64 = 48.0;
/// Half a chair outside the layout.
const HALF: f64 = 8.0;
/// A door's width.
const DOOR: f64 = 40.0;

/// Draws a room. The door and the rooms elsewhere stand for what must be there: where they are is for whoever looks.
pub fn draw(plan: &RoomPlan, words: &RoomWords) -> Drawing {
    let mut drawing = Drawing::new(PORTRAIT, &words.title, &words.description);
    let arrangement = arrange(plan.layout, plan.participants, plan.facilitators);
    let observers_deep = real(observers_in_column(plan.observers)) * OBSERVER_PITCH + 24.0;
    let space = arrangement.height.max(LOWEST).max(if plan.observers == 0 { 0.0 } else { observers_deep });
    wall_space(&mut drawing, words);
    working_line(&mut drawing, arrangement, space);
    if plan.note_taker {
        note_taker(&mut drawing, space);
    }
    observers(&mut drawing, plan.observers);
    let foot = groups(&mut drawing, plan.groups, TOP + space + 16.0) + STRIP;
    walls(&mut drawing, words, foot);
    let below = elsewhere(&mut drawing, (plan, words), foot + 22.0);
    drawing.height = key(&mut drawing, (plan, words), below + 14.0);
    drawing
}

fn label(at: Point, anchor: Anchor, lines: Vec<Line>) -> Label {
    Label { at, anchor, weight: Weight::Regular, lines }
}

fn wall_space(drawing: &mut Drawing, words: &RoomWords) {
    let long = 360.0;
    let strip = Form::Rect { x: MIDDLE - long / 2.0, y: 5.5, width: long, height: 9.0, round: 0.0 };
    drawing.add("wall-space", Ink::Hatched, strip);
    let written = line(&words.wall, Weight::Regular, long);
    drawing.write("label", label(Point::new(MIDDLE, 29.0), Anchor::Middle, written));
}

fn working_line(drawing: &mut Drawing, arrangement: Arrangement, space: f64) {
    let right = MIDDLE - arrangement.width / 2.0;
    let down = TOP + (space - arrangement.height) / 2.0;
    for mut table in arrangement.tables {
        move_by(&mut table, right, down);
        drawing.add("table", Ink::Tint, table);
    }
    for seat in arrangement.seats {
        let chair = Chair { at: seat.chair.at.moved(right, down), ..seat.chair };
        let (class, ink) = if seat.leads { REVIEWER } else { PARTICIPANT };
        drawing.add(class, ink, Form::Chair(chair));
    }
}

const PARTICIPANT: (&str, Ink) = ("seat participant", Ink::Outline);
const REVIEWER: (&str, Ink) = ("seat reviewer", Ink::Solid);
const NOTE_TAKER: (&str, Ink) = ("seat note-taker", Ink::Crossed);
const OBSERVER: (&str, Ink) = ("seat observer", Ink::Spotted);

/// The note taker: outside the working line, near the timeline, looking at the faces.
fn note_taker(drawing: &mut Drawing, space: f64) {
    let at = Point::new(36.0, TOP + 22.0);
    let facing = at.towards(Point::new(MIDDLE, TOP + space / 2.0));
    let near = HALF + 2.0;
    let corners = [(near, -15.0), (near, 15.0), (near + 14.0, 15.0), (near + 14.0, -15.0)];
    let desk = corners.map(|(forward, aside)| at.along(facing, forward, aside)).to_vec();
    drawing.add("table", Ink::Tint, Form::Polygon(desk));
    let (class, ink) = NOTE_TAKER;
    drawing.add(class, ink, Form::Chair(Chair { at, facing, half: HALF }));
}

const OBSERVER_PITCH: f64 = 24.0;
/// From here on observers sit in two columns.
const ONE_COLUMN: usize = 5;

fn observers_in_column(observers: usize) -> usize {
    if observers > ONE_COLUMN { observers.div_ceil(2) } else { observers }
}

/// Observers sit along the wall on the right.
fn observers(drawing: &mut Drawing, observers: usize) {
    let column = observers_in_column(observers).max(1);
    let (class, ink) = OBSERVER;
    for at in 0..observers {
        let x = if at >= column { 458.0 } else { 490.0 };
        let place = Point::new(x, TOP + 18.0 + real(at % column) * OBSERVER_PITCH);
        let chair = Chair { at: place, facing: Point::new(-1.0, 0.0), half: HALF };
        drawing.add(class, ink, Form::Chair(chair));
    }
}

const GROUP: f64 = 21.0;
const GROUPS_IN_A_ROW: usize = 8;

/// The places at the edges that small groups move to. Says where they end.
fn groups(drawing: &mut Drawing, groups: usize, top: f64) -> f64 {
    let down = 2.0 * GROUP + 10.0;
    for at in 0..groups {
        let row = at / GROUPS_IN_A_ROW;
        let in_row = GROUPS_IN_A_ROW.min(groups - row * GROUPS_IN_A_ROW);
        // As far apart as the room lets them be, so that they do not hear one another.
        let across = (420.0 / real(in_row.max(2) - 1)).clamp(58.0, 210.0);
        let x = MIDDLE + (real(at % GROUPS_IN_A_ROW) + 0.5 - real(in_row) / 2.0) * across;
        let y = top + GROUP + real(row) * down;
        drawing.add("group", Ink::Dashed, Form::Circle { x, y, radius: GROUP });
        drawing.add("table", Ink::Tint, Form::Circle { x, y, radius: GROUP / 2.0 });
    }
    top + real(groups.div_ceil(GROUPS_IN_A_ROW)) * down
}

/// The walls, with a door in the one at the foot, and a table with water beside it.
fn walls(drawing: &mut Drawing, words: &RoomWords, foot: f64) {
    let (near, far) = (448.0, 448.0 + DOOR);
    let (left, right) = (WALL, PORTRAIT - WALL);
    let corners = [(near, foot), (left, foot), (left, WALL), (right, WALL), (right, foot), (far, foot)];
    drawing.add("wall", Ink::Heavy, Form::Polyline(corners.map(|(x, y)| Point::new(x, y)).to_vec()));
    let (hinge, open) = (Point::new(far, foot), Point::new(far, foot - DOOR));
    drawing.add("door", Ink::Outline, Form::Line { from: hinge, to: open });
    drawing.add("door", Ink::Fine, Form::Swing { from: Point::new(near, foot), to: open, radius: DOOR });
    let written = line(&words.door, Weight::Regular, 170.0);
    drawing.write("label", label(Point::new(near - 8.0, foot - 11.0), Anchor::End, written));
    let table = Form::Rect { x: 12.0, y: foot - 25.0, width: 36.0, height: 17.0, round: 3.0 };
    drawing.add("table", Ink::Tint, table);
    for (x, radius) in [(23.0, 4.5), (33.0, 2.5), (40.0, 2.5)] {
        drawing.add("water", Ink::Outline, Form::Circle { x, y: foot - 16.5, radius });
    }
    let written = line(&words.water, Weight::Regular, 170.0);
    drawing.write("label", label(Point::new(55.0, foot - 12.0), Anchor::Start, written));
}

/// Rooms that are not in the picture: a heading, and what is said below it.
struct Elsewhere<'a> {
    heading: &'a str,
    below: String,
    ink: Ink,
}

/// More rooms for small groups than this share a box, so that the drawing stays on its sheet.
const OWN_BOXES: usize = 2;

/// The other rooms that people go to, as boxes below the room. Says where they end.
fn elsewhere(drawing: &mut Drawing, (plan, words): (&RoomPlan, &RoomWords), top: f64) -> f64 {
    let group = |heading, below| Elsewhere { heading, below, ink: Ink::Dashed };
    let mut rooms: Vec<Elsewhere> = if plan.group_rooms.len() > OWN_BOXES {
        vec![group(words.groups_elsewhere.as_str(), plan.group_rooms.join(", "))]
    } else {
        plan.group_rooms.iter().map(|name| group(name.as_str(), words.groups_elsewhere.clone())).collect()
    };
    rooms.push(match &plan.quiet_room {
        Some(name) => Elsewhere { heading: name, below: words.quiet_room.clone(), ink: Ink::Outline },
        None => Elsewhere { heading: &words.quiet_room, below: String::new(), ink: Ink::Outline },
    });
    let whole = PORTRAIT - 2.0 * WALL;
    drawing.write("label", label(Point::new(WALL, top), Anchor::Start, line(&words.elsewhere, Weight::Regular, whole)));
    let gap = 10.0;
    let box_width = (whole - gap * real(rooms.len() - 1)) / real(rooms.len());
    let inner = box_width - 16.0;
    let texts: Vec<(Vec<Line>, Vec<Line>)> = rooms
        .iter()
        .map(|room| (wrap(room.heading, Weight::Bold, inner, 2), wrap(&room.below, Weight::Regular, inner, 5)))
        .collect();
    let most = texts.iter().map(|(heading, below)| heading.len() + below.len()).max().unwrap_or(0);
    let (y, height) = (top + 9.0, real(most) * LEADING + 11.0);
    for (at, (room, (heading, below))) in rooms.iter().zip(texts).enumerate() {
        let x = WALL + real(at) * (box_width + gap);
        drawing.add("elsewhere", room.ink, Form::Rect { x, y, width: box_width, height, round: 5.0 });
        let first = Point::new(x + 8.0, y + 17.0);
        let second = first.moved(0.0, real(heading.len()) * LEADING);
        drawing.write("label", Label { weight: Weight::Bold, ..label(first, Anchor::Start, heading) });
        drawing.write("label", label(second, Anchor::Start, below));
    }
    y + height
}

/// What the chairs and circles stand for. Says where it ends.
fn key(drawing: &mut Drawing, (plan, words): (&RoomPlan, &RoomWords), top: f64) -> f64 {
    let chair = |(_, ink): (&'static str, Ink)| {
        let chair = Chair { at: Point::new(0.0, 0.0), facing: Point::new(0.0, -1.0), half: 7.0 };
        (ink, Form::Chair(chair))
    };
    let group = (Ink::Dashed, Form::Circle { x: 0.0, y: 0.0, radius: 8.5 });
    let entries = [
        (plan.participants > 0, &words.participants, chair(PARTICIPANT)),
        (plan.facilitators > 0, &words.facilitators, chair(REVIEWER)),
        (plan.note_taker, &words.note_taker, chair(NOTE_TAKER)),
        (plan.observers > 0, &words.observers, chair(OBSERVER)),
        (plan.groups > 0, &words.groups, group),
    ];
    let whole = PORTRAIT - 2.0 * WALL;
    let (mut x, mut y) = (WALL, top + 12.0);
    for (_, text, (ink, form)) in entries.into_iter().filter(|(there, ..)| *there) {
        let lines = line(text, Weight::Regular, whole - 26.0);
        let long = lines.first().map_or(0.0, |line| width(&line.text, Weight::Regular)) + 26.0;
        if x > WALL && x + long > WALL + whole {
            (x, y) = (WALL, y + 24.0);
        }
        let middle = Point::new(x + 10.0, y);
        let form = match form {
            Form::Chair(chair) => Form::Chair(Chair { at: middle, ..chair }),
            Form::Circle { radius, .. } => Form::Circle { x: middle.x, y: middle.y, radius },
            other => other,
        };
        drawing.add("key", ink, form);
        drawing.write("label", label(Point::new(x + 25.0, y + 4.5), Anchor::Start, lines));
        x += long + 20.0;
    }
    y + 14.0
}
