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
pub mod text;
pub mod wall;

#[cfg(test)]
mod tests;

use std::fmt::Write;

use crate::drawing::text::Line;
use crate::escape::{escape_text, push_text};

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

    /// The drawing as an element for a page. The prefix stands before every id, and ends as the caller likes.
    pub fn svg(&self, id_prefix: &str) -> String {
        let id = attribute(id_prefix);
        let mut out = format!(
            "<svg class=\"drawn\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}_title {id}_desc\" \
             fill=\"none\" stroke=\"currentColor\" font-size=\"{TEXT}\">\n<title id=\"{id}_title\">{}</title>\
             <desc id=\"{id}_desc\">{}</desc>\n",
            number(self.width),
            number(self.height),
            escape_text(&self.title),
            escape_text(&self.description),
        );
        self.patterns(&id, &mut out);
        for shape in &self.shapes {
            shape.write(&id, &mut out);
        }
        out.push_str("</svg>");
        out
    }

    /// The patterns that some shape is filled with.
    fn patterns(&self, id: &str, out: &mut String) {
        let used = |ink: Ink| self.shapes.iter().any(|shape| shape.ink == ink);
        let wanted: Vec<(&str, &str)> = [
            (Ink::Hatched, "hatch", "<path d=\"M0 6L6 0M-1.5 1.5L1.5 -1.5M4.5 7.5L7.5 4.5\" stroke-width=\"1\"/>"),
            (Ink::Crossed, "cross", "<path d=\"M0 0L6 6M0 6L6 0\" stroke-width=\"1.1\"/>"),
            (Ink::Spotted, "spots", "<circle cx=\"1.5\" cy=\"1.5\" r=\"0.9\" fill=\"currentColor\" stroke=\"none\"/><circle cx=\"4.5\" cy=\"4.5\" r=\"0.9\" fill=\"currentColor\" stroke=\"none\"/>"),
        ]
        .into_iter()
        .filter(|(ink, ..)| used(*ink))
        .map(|(_, name, inside)| (name, inside))
        .collect();
        if wanted.is_empty() {
            return;
        }
        out.push_str("<defs>");
        for (name, inside) in wanted {
            let _ = write!(
                out,
                "<pattern id=\"{id}_{name}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">{inside}</pattern>"
            );
        }
        out.push_str("</defs>\n");
    }
}

impl Shape {
    fn write(&self, id: &str, out: &mut String) {
        let class = self.class;
        // Writing to a string cannot fail.
        let _ = match &self.form {
            Form::Text(label) => return write_label(label, class, out),
            Form::Rect { x, y, width, height, round } => write!(
                out,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}",
                number(*x),
                number(*y),
                number(*width),
                number(*height),
                if *round > 0.0 { format!(" rx=\"{}\"", number(*round)) } else { String::new() },
            ),
            Form::Circle { x, y, radius } => write!(
                out,
                "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"",
                number(*x),
                number(*y),
                number(*radius)
            ),
            form => write!(out, "<path class=\"{class}\" d=\"{}\"", path(form)),
        };
        let _ = writeln!(out, "{}/>", self.ink.attributes(id));
    }
}

fn path(form: &Form) -> String {
    match form {
        Form::Line { from, to } => joined(&[*from, *to]),
        Form::Polyline(points) => joined(points),
        Form::Polygon(points) => joined(points) + "Z",
        Form::Curve { from, to } => {
            let middle = number(f64::midpoint(from.x, to.x));
            let (a, b) = (number(from.y), number(to.y));
            format!("M{} {a}C{middle} {a} {middle} {b} {} {b}", number(from.x), number(to.x))
        }
        Form::Swing { from, to, radius } => {
            let radius = number(*radius);
            format!("M{}A{radius} {radius} 0 0 1 {}", pair(*from), pair(*to))
        }
        Form::Chair(chair) => joined(&chair.seat()) + "Z" + &joined(&chair.back()) + "Z",
        Form::Rect { .. } | Form::Circle { .. } | Form::Text(_) => String::new(),
    }
}

fn joined(points: &[Point]) -> String {
    let pairs: Vec<String> = points.iter().map(|point| pair(*point)).collect();
    format!("M{}", pairs.join("L"))
}

fn pair(point: Point) -> String {
    format!("{} {}", number(point.x), number(point.y))
}

fn write_label(label: &Label, class: &str, out: &mut String) {
    let anchor = match label.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = if label.weight == Weight::Bold { " font-weight=\"700\"" } else { "" };
    let (x, y) = (number(label.at.x), number(label.at.y));
    let _ = write!(
        out,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" fill=\"currentColor\" stroke=\"none\"{anchor}{weight}>"
    );
    match label.lines.as_slice() {
        [only] => push_text(out, &only.text),
        lines => {
            for (at, line) in lines.iter().enumerate() {
                // The space keeps the words apart for whoever copies them, or looks through them.
                let space = if at > 0 && !line.within_word { " " } else { "" };
                let y = number(label.at.y + LEADING * real(at));
                let _ = write!(out, "{space}<tspan x=\"{x}\" y=\"{y}\">{}</tspan>", escape_text(&line.text));
            }
        }
    }
    out.push_str("</text>\n");
}

/// The strokes that lines are told apart by: dashes, and a thickness.
const STROKES: [(&str, &str); 12] = [
    ("", "1.3"),
    ("7 4", "1.3"),
    ("1.5 3.5", "1.8"),
    ("9 3 1.5 3", "1.3"),
    ("14 4", "1.3"),
    ("3 3", "1.3"),
    ("", "2.6"),
    ("7 4", "2.6"),
    ("2.6 4", "2.8"),
    ("9 3 2 3 2 3", "1.3"),
    ("14 4", "2.6"),
    ("3 3", "2.6"),
];

impl Ink {
    fn attributes(self, id: &str) -> String {
        match self {
            Ink::Outline => " stroke-width=\"1.2\"".to_owned(),
            Ink::Heavy => " stroke-width=\"3\"".to_owned(),
            Ink::Fine => " stroke-width=\"0.6\"".to_owned(),
            Ink::Dashed => " stroke-width=\"1.2\" stroke-dasharray=\"4 3\"".to_owned(),
            Ink::Dotted => " stroke-width=\"1\" stroke-dasharray=\"1 3\"".to_owned(),
            Ink::Stroke(kind) => {
                let (dashes, width) = STROKES[kind % STROKES.len()];
                let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
                format!(" stroke-width=\"{width}\"{dashes}")
            }
            Ink::Solid => " fill=\"currentColor\" stroke=\"none\"".to_owned(),
            Ink::Tint => " fill=\"currentColor\" fill-opacity=\"0.08\" stroke-width=\"1\"".to_owned(),
            Ink::Hatched => format!(" fill=\"url(#{id}_hatch)\" stroke-width=\"1.2\""),
            Ink::Crossed => format!(" fill=\"url(#{id}_cross)\" stroke-width=\"1.2\""),
            Ink::Spotted => format!(" fill=\"url(#{id}_spots)\" stroke-width=\"1.2\""),
        }
    }
}

/// An id as it may stand in an attribute.
fn attribute(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// A number with one place behind the point, if it needs one.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0").unwrap_or(&text) {
        "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}

/// A count as a length.
pub fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
