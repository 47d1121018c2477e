//! Shapes as SVG: presentation attributes and classes, and no style.

use std::fmt::Write;

use crate::drawing::{Anchor, Drawing, Form, Ink, LEADING, Label, PORTRAIT, Point, Shape, TEXT, Weight, real};
use crate::escape::{escape_text, push_text};

impl Drawing {
    /// The drawing as an element for a page. The prefix stands before every id, and ends as the caller likes.
    pub fn svg(&self, id_prefix: &str) -> String {
        let id = attribute(id_prefix);
        let class = if self.width > PORTRAIT { "drawn wide" } else { "drawn" };
        let mut out = format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}_title {id}_desc\" \
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, written) in [(0.0, "0"), (-0.01, "0"), (1.0, "1"), (1.25, "1.2"), (-2.57, "-2.6")] {
            assert_eq!(number(value), written);
        }
    }
}
