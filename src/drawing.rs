//! Drawings: the room, the day, the wall and who briefs whom, as SVG that is made in the build.
//!
//! A drawing is geometry and words, and knows nothing of events. One unit is one point on paper when it is printed as
//! wide as the text of an A4 sheet, [`PORTRAIT`] or [`LANDSCAPE`]. All ink is the colour of the text around it, and
//! kinds are told apart by shape, pattern and line, so that a drawing works in the dark, in grey and in forced
//! colours. There is no style in it: classes are for the stylesheet, and presentation attributes do the rest.

pub mod day;
pub mod links;
pub mod room;
pub mod row;
mod svg;
pub mod text;
pub mod wall;

#[cfg(test)]
mod tests;

use crate::drawing::text::Line;

/// The width of a drawing for an upright sheet: 182 mm, in points.
pub const PORTRAIT: f64 = 515.0;
/// The width of a drawing for a sheet on its side: 269 mm, in points.
pub const LANDSCAPE: f64 = 762.0;
/// The size of ordinary text: a little over the 12 points that are promised on paper.
pub const TEXT: f64 = 12.5;
/// From one line of text to the next.
pub const LEADING: f64 = 15.0;

/// A picture, and what a screen reader says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub title: String,
    pub description: String,
    pub shapes: Vec<Shape>,
}

/// One thing in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What it stands for; a class of the stylesheet.
    pub class: &'static str,
    pub ink: Ink,
    pub form: Form,
}

/// How a shape is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A line of usual strength around nothing.
    Outline,
    /// A thick line: walls.
    Heavy,
    /// A thin line, for what is only to guide the eye.
    Fine,
    Dashed,
    Dotted,
    /// A line in one of twelve strokes that can be told from one another.
    Stroke(usize),
    Solid,
    /// A light grey with a line around it.
    Tint,
    Hatched,
    Crossed,
    Spotted,
}

/// The geometry of a shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        round: f64,
    },
    Circle {
        x: f64,
        y: f64,
        radius: f64,
    },
    Line {
        from: Point,
        to: Point,
    },
    /// Points joined by straight lines.
    Polyline(Vec<Point>),
    /// The same, and back to the first.
    Polygon(Vec<Point>),
    /// A curve that leaves and arrives level.
    Curve {
        from: Point,
        to: Point,
    },
    /// A quarter of a circle between two points, as a door swings.
    Swing {
        from: Point,
        to: Point,
        radius: f64,
    },
    Chair(Chair),
    Text(Label),
}

/// A place in a drawing; `y` grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A plain chair, seen from above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chair {
    pub at: Point,
    /// Where the one who sits on it looks: a vector of length one.
    pub facing: Point,
    /// Half the width of the seat.
    pub half: f64,
}

/// Words in a drawing, in one or several lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The start, the middle or the end of the first line's base, as the anchor says.
    pub at: Point,
    pub anchor: Anchor,
    pub weight: Weight,
    pub lines: Vec<Line>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// The space that a shape takes up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Bounds {
    pub fn of(points: &[Point]) -> Bounds {
        let start = Bounds { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
        points.iter().fold(start, |so_far, point| Bounds {
            left: so_far.left.min(point.x),
            top: so_far.top.min(point.y),
            right: so_far.right.max(point.x),
            bottom: so_far.bottom.max(point.y),
        })
    }

    /// Whether two share more than an edge.
    pub fn overlaps(&self, other: &Bounds) -> bool {
        let apart = self.right <= other.left || other.right <= self.left;
        !apart && self.top < other.bottom && other.top < self.bottom
    }
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    /// As far along a direction, and as far to the right of it.
    pub fn along(self, direction: Point, forward: f64, aside: f64) -> Point {
        Point {
            x: self.x + direction.x * forward - direction.y * aside,
            y: self.y + direction.y * forward + direction.x * aside,
        }
    }

    /// The direction to another point, of length one; upwards where both are the same.
    pub fn towards(self, other: Point) -> Point {
        let (x, y) = (other.x - self.x, other.y - self.y);
        let length = x.hypot(y);
        if length < 0.01 { Point::new(0.0, -1.0) } else { Point::new(x / length, y / length) }
    }

    pub fn moved(self, x: f64, y: f64) -> Point {
        Point { x: self.x + x, y: self.y + y }
    }
}

/// How far the back of a chair stands behind the edge of its seat.
pub const CHAIR_BACK: f64 = 4.0;

impl Chair {
    fn seat(&self) -> [Point; 4] {
        let half = self.half;
        [(half, -half), (half, half), (-half, half), (-half, -half)]
            .map(|(forward, aside)| self.at.along(self.facing, forward, aside))
    }

    fn back(&self) -> [Point; 4] {
        let (half, near, far) = (self.half, -self.half - 1.5, -self.half - CHAIR_BACK);
        [(near, -half), (near, half), (far, half), (far, -half)]
            .map(|(forward, aside)| self.at.along(self.facing, forward, aside))
    }
}

impl Label {
    pub fn bounds(&self) -> Bounds {
        let width = self.lines.iter().map(|line| text::width(&line.text, self.weight)).fold(0.0, f64::max);
        let left = match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        };
        let below = LEADING * real(self.lines.len().saturating_sub(1));
        Bounds { left, top: self.at.y - TEXT * 0.78, right: left + width, bottom: self.at.y + below + TEXT * 0.24 }
    }
}

impl Form {
    pub fn bounds(&self) -> Bounds {
        match self {
            Form::Rect { x, y, width, height, .. } => {
                Bounds { left: *x, top: *y, right: x + width, bottom: y + height }
            }
            Form::Circle { x, y, radius } => {
                Bounds { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
            }
            Form::Line { from, to } | Form::Curve { from, to } | Form::Swing { from, to, .. } => {
                Bounds::of(&[*from, *to])
            }
            Form::Polyline(points) | Form::Polygon(points) => Bounds::of(points),
            Form::Chair(chair) => Bounds::of(&[chair.seat(), chair.back()].concat()),
            Form::Text(label) => label.bounds(),
        }
    }
}

impl Drawing {
    pub fn new(width: f64, title: &str, description: &str) -> Drawing {
        Drawing { width, height: 0.0, title: title.to_owned(), description: description.to_owned(), shapes: Vec::new() }
    }

    pub fn add(&mut self, class: &'static str, ink: Ink, form: Form) {
        self.shapes.push(Shape { class, ink, form });
    }

    /// Adds words that are already in lines.
    pub fn write(&mut self, class: &'static str, label: Label) {
        if !label.lines.is_empty() {
            self.add(class, Ink::Solid, Form::Text(label));
        }
    }
}

/// A count as a length.
pub fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
