//! Who briefs whom: the Review Team's links on the left, those whom they brief on the right, by service.

use crate::drawing::text::{Line, line, wrap};
use crate::drawing::{Anchor, Drawing, Form, Ink, LEADING, Label, PORTRAIT, Point, Weight, real};

/// The links of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    pub links: Vec<LinkPerson>,
    pub services: Vec<LinkService>,
    pub words: LinksWords,
}

/// Somebody who briefs others.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkPerson {
    pub name: String,
    /// A job, a service, a number to ring.
    pub about: Option<String>,
}

/// A service, and who comes from it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkService {
    pub name: String,
    pub people: Vec<BriefedPerson>,
}

/// Somebody who is to be briefed.
#[derive(Clone, Debug, PartialEq)]
pub struct BriefedPerson {
    pub name: String,
    pub about: Option<String>,
    /// A place in the list of links; none where nobody is named.
    pub link: Option<usize>,
}

/// What is written above the two columns, and where a link is wanting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinksWords {
    pub title: String,
    pub description: String,
    pub links: String,
    pub people: String,
    pub nobody: String,
}

/// The right edge of the left column, and the left edge of the right one.
const LEFT: f64 = 152.0;
const RIGHT: f64 = 250.0;
/// Between a column and the numbers beside it.
const BADGE: f64 = 13.0;
const RADIUS: f64 = 9.5;
/// Between the edge of a box and its words.
const INSET: f64 = 8.0;
/// Between one box and the next.
const APART: f64 = 7.0;
const TOP: f64 = 24.0;
/// What is left of an upright sheet below a heading: with a line for each person it may be too little.
const SHEET: f64 = 640.0;

/// A box: words, and where it stands.
struct Block<'a> {
    link: Option<usize>,
    service: &'a str,
    people: Vec<&'a BriefedPerson>,
}

/// Words in a box: bold ones and ordinary ones.
struct Words {
    bold: Vec<Line>,
    regular: Vec<Vec<Line>>,
}

impl Words {
    fn height(&self) -> f64 {
        let lines = self.bold.len() + self.regular.iter().map(Vec::len).sum::<usize>();
        real(lines) * LEADING + 9.0
    }
}

/// How the people of a box are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// A line each, with what is said about them.
    Listed,
    /// Names alone, one after another.
    Flowing,
}

/// Draws who briefs whom.
pub fn draw(links: &Links) -> Drawing {
    let mut drawing = Drawing::new(PORTRAIT, &links.words.title, &links.words.description);
    heading(&mut drawing, 1.0, &links.words.links, LEFT);
    heading(&mut drawing, RIGHT, &links.words.people, PORTRAIT - RIGHT);
    let blocks = blocks(links);
    let listed: Vec<Words> = blocks.iter().map(|block| words(block, links, Style::Listed)).collect();
    let fits = listed.iter().map(|words| words.height() + APART).sum::<f64>() <= SHEET;
    let texts: Vec<Words> = match fits {
        true => listed,
        false => blocks.iter().map(|block| words(block, links, Style::Flowing)).collect(),
    };
    let mut y = TOP;
    let mut ends: Vec<(usize, f64)> = Vec::new();
    for (block, text) in blocks.iter().zip(&texts) {
        let height = text.height();
        ends.extend(block.link.map(|link| (link, y + height / 2.0)));
        let ink = if block.link.is_some() { Ink::Outline } else { Ink::Dashed };
        let class = if block.link.is_some() { "briefed" } else { "briefed nobody" };
        put(&mut drawing, class, ink, (RIGHT, PORTRAIT - 1.0, y), text);
        y += height + APART;
    }
    let foot = left_column(&mut drawing, links, &ends, y - APART);
    drawing.height = foot.max(y - APART).max(TOP) + 2.0;
    drawing
}

fn heading(drawing: &mut Drawing, x: f64, text: &str, room: f64) {
    let lines = line(text, Weight::Bold, room);
    drawing.write("heading", Label { at: Point::new(x, 13.0), anchor: Anchor::Start, weight: Weight::Bold, lines });
}

/// The people of each service, apart by who briefs them. Services with the same link stand together, so that few lines
/// cross.
fn blocks(links: &Links) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut services: Vec<&LinkService> = links.services.iter().collect();
    services.sort_by_key(|service| service.people.iter().filter_map(|person| person.link).min().unwrap_or(usize::MAX));
    for service in services {
        let first = blocks.len();
        for person in &service.people {
            let link = person.link.filter(|link| *link < links.links.len());
            match blocks[first..].iter_mut().find(|block| block.link == link) {
                Some(block) => block.people.push(person),
                None => blocks.push(Block { link, service: &service.name, people: vec![person] }),
            }
        }
    }
    blocks
}

fn words(block: &Block, links: &Links, style: Style) -> Words {
    let room = PORTRAIT - 1.0 - RIGHT - 2.0 * INSET;
    let mut regular: Vec<Vec<Line>> = match style {
        Style::Listed => {
            let listed = |person: &&BriefedPerson| match &person.about {
                Some(about) => wrap(&format!("{}, {about}", person.name), Weight::Regular, room, 2),
                None => wrap(&person.name, Weight::Regular, room, 2),
            };
            block.people.iter().map(listed).collect()
        }
        Style::Flowing => {
            // A name that fills a line by itself is cut, so that the others have theirs.
            let name = |person: &&BriefedPerson| line(&person.name, Weight::Regular, room - 12.0);
            let names: Vec<String> = block.people.iter().flat_map(name).map(|line| line.text).collect();
            vec![wrap(&names.join(", "), Weight::Regular, room, 2 * block.people.len() + 1)]
        }
    };
    if block.link.is_none() {
        regular.push(wrap(&links.words.nobody, Weight::Bold, room, 2));
    }
    Words { bold: wrap(block.service, Weight::Bold, room, 2), regular }
}

/// Puts a box between two edges, below a height.
fn put(drawing: &mut Drawing, class: &'static str, ink: Ink, (left, right, top): (f64, f64, f64), words: &Words) {
    let frame = Form::Rect { x: left, y: top, width: right - left, height: words.height(), round: 4.0 };
    drawing.add(class, ink, frame);
    let mut at = Point::new(left + INSET, top + 15.5);
    let parts = std::iter::once((&words.bold, Weight::Bold)).chain(words.regular.iter().map(|p| (p, Weight::Regular)));
    for (lines, weight) in parts {
        let next = at.moved(0.0, real(lines.len()) * LEADING);
        drawing.write("label", Label { at, anchor: Anchor::Start, weight, lines: lines.clone() });
        at = next;
    }
}

/// The links, each beside those whom it briefs as far as the others let it, with lines to them. Says where they end.
fn left_column(drawing: &mut Drawing, links: &Links, ends: &[(usize, f64)], foot: f64) -> f64 {
    let texts: Vec<Words> = links.links.iter().map(link_words).collect();
    let wanted = |link: usize| {
        let own: Vec<f64> = ends.iter().filter(|(of, _)| *of == link).map(|(_, y)| *y).collect();
        (!own.is_empty()).then(|| own.iter().sum::<f64>() / real(own.len()))
    };
    let mut order: Vec<(usize, f64)> = (0..texts.len()).map(|link| (link, wanted(link).unwrap_or(f64::MAX))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let tops = spread(&order, &texts, foot);
    let mut end = TOP;
    for (at, ((link, _), top)) in order.iter().zip(tops).enumerate() {
        let height = texts[*link].height();
        let middle = top + height / 2.0;
        put(drawing, "link", Ink::Outline, (1.0, LEFT, top), &texts[*link]);
        let number = (at + 1).to_string();
        let mine: Vec<f64> = ends.iter().filter(|(of, _)| of == link).map(|(_, y)| *y).collect();
        if !mine.is_empty() {
            badge(drawing, Point::new(LEFT + BADGE, middle), &number);
        }
        for y in mine {
            let (from, to) = (LEFT + BADGE + RADIUS, RIGHT - BADGE - RADIUS);
            let curve = Form::Curve { from: Point::new(from, middle), to: Point::new(to, y) };
            drawing.add("briefs", Ink::Stroke(at), curve);
            badge(drawing, Point::new(RIGHT - BADGE, y), &number);
        }
        end = end.max(top + height);
    }
    end
}

fn link_words(link: &LinkPerson) -> Words {
    let room = LEFT - 1.0 - 2.0 * INSET;
    let about = link.about.iter().map(|about| wrap(about, Weight::Regular, room, 3));
    Words { bold: wrap(&link.name, Weight::Bold, room, 2), regular: about.collect() }
}

/// Where boxes begin that want to stand at certain heights, in that order, and may not overlap: pushed down first, and
/// then up again from the foot as far as they must.
fn spread(order: &[(usize, f64)], texts: &[Words], foot: f64) -> Vec<f64> {
    let height = |link: usize| texts[link].height();
    let mut next = TOP;
    let mut tops: Vec<f64> = Vec::with_capacity(order.len());
    for (link, wanted) in order {
        let top = (wanted.min(foot) - height(*link) / 2.0).max(next);
        tops.push(top);
        next = top + height(*link) + APART;
    }
    let all: f64 = order.iter().map(|(link, _)| height(*link) + APART).sum();
    let mut last = foot.max(TOP + all - APART);
    for (top, (link, _)) in tops.iter_mut().zip(order).rev() {
        *top = top.min(last - height(*link));
        last = *top - APART;
    }
    tops
}

fn badge(drawing: &mut Drawing, at: Point, number: &str) {
    drawing.add("badge", Ink::Outline, Form::Circle { x: at.x, y: at.y, radius: RADIUS });
    let lines = line(number, Weight::Bold, 3.0 * RADIUS);
    let at = at.moved(0.0, 4.5);
    drawing.write("number", Label { at, anchor: Anchor::Middle, weight: Weight::Bold, lines });
}
