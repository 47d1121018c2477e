//! The values that fields hold: text, prose, ids, dates, times, lengths, lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::audience::Audience;
use crate::basis::Basis;
use crate::clock::Clock;
use crate::diagnostic::BAD_VALUE;
use crate::schema::{Decode, Decoder, Located, Shape, Word, meant, scalar, unknown_word};
use crate::slug::{Slug, is_slug, slugify};
use crate::yaml::{Kind, Node};

/// One line of plain text.
pub type Text = Arc<str>;

impl Decode for Text {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Text> {
        scalar(node, "text", decoder).map(|text| Arc::from(text.trim()))
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

/// Text that is read as Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose(pub Arc<str>);

impl Decode for Prose {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Prose> {
        scalar(node, "text", decoder).map(|text| Prose(Arc::from(text.trim_end())))
    }

    fn shape() -> Shape {
        Shape::Prose
    }
}

impl Decode for Slug {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Slug> {
        let typed = scalar(node, "an id", decoder)?;
        let slug = Slug::parse(typed);
        if slug.is_none() {
            let message = format!("`{typed}` is not an id: only lower-case letters, digits and hyphens.");
            let near = slugify(meant::without_quotes(typed).unwrap_or(typed));
            let help = if typed.contains(" - ") && !typed.contains('\n') {
                "Two entries of a list run into one. Begin each on a line of its own, all hyphens in one column."
                    .to_owned()
            } else if is_slug(&near) {
                format!("Write `{near}`.")
            } else {
                "Write a short name such as `part-2`.".to_owned()
            };
            decoder.report(&BAD_VALUE, node.span, message, help);
            // It goes on under the name it should have, so that what refers to it is not reported as well.
            return Slug::parse(&near);
        }
        slug
    }

    fn shape() -> Shape {
        Shape::Id
    }
}

/// A reference to an event: `event` of the same review, or `review/event`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventReference {
    pub review: Option<Slug>,
    pub event: Slug,
}

impl EventReference {
    pub fn parse(typed: &str) -> Option<EventReference> {
        match typed.split_once('/') {
            Some((review, event)) => {
                Some(EventReference { review: Some(Slug::parse(review)?), event: Slug::parse(event)? })
            }
            None => Some(EventReference { review: None, event: Slug::parse(typed)? }),
        }
    }
}

impl std::fmt::Display for EventReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.review {
            Some(review) => write!(f, "{review}/{}", self.event),
            None => write!(f, "{}", self.event),
        }
    }
}

impl Decode for EventReference {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<EventReference> {
        let typed = scalar(node, "the id of an event", decoder)?;
        let reference = EventReference::parse(typed);
        if reference.is_none() {
            let message = format!("`{typed}` is not the id of an event.");
            let near = typed.split('/').map(slugify).collect::<Vec<_>>().join("/");
            let near = EventReference::parse(&near);
            let help = match &near {
                Some(near) => format!("Write `{near}`."),
                None => "Write the name of the event's file without its ending.".to_owned(),
            };
            decoder.report(&BAD_VALUE, node.span, message, help);
            // It goes on under the name it should have, so that what refers to it is not reported as well.
            return near;
        }
        reference
    }

    fn shape() -> Shape {
        Shape::Event
    }
}

impl Decode for bool {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<bool> {
        let typed = scalar(node, "`true` or `false`", decoder)?;
        match typed.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => {
                decoder.report(
                    &BAD_VALUE,
                    node.span,
                    format!("`{typed}` is neither `true` nor `false`."),
                    "Write `true` or `false`.",
                );
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Truth
    }
}

impl Decode for u32 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<u32> {
        let typed = scalar(node, "a whole number", decoder)?;
        let number = typed.trim().parse::<u32>().ok().filter(|_| !typed.starts_with('+'));
        if number.is_none() {
            let below = typed.trim().strip_prefix('-').is_some_and(|rest| rest.parse::<u32>().is_ok());
            let message = match below {
                true => format!("`{typed}` is below zero."),
                false => format!("`{typed}` is not a whole number."),
            };
            decoder.report(&BAD_VALUE, node.span, message, "Write digits only, such as `45`.");
        }
        number
    }

    fn shape() -> Shape {
        Shape::Integer
    }
}

/// A number that may have a fraction: hours, percentages.
impl Decode for f64 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<f64> {
        let typed = scalar(node, "a number", decoder)?;
        let number = typed.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            decoder.report(
                &BAD_VALUE,
                node.span,
                format!("`{typed}` is not a number of zero or more."),
                "Write a number such as `2.5`.",
            );
        }
        number
    }

    fn shape() -> Shape {
        Shape::Number
    }
}

/// A length in minutes, of a day at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(pub u32);

impl Minutes {
    pub const MOST: u32 = 24 * 60;

    /// Reads `90`, `1:30`, `1h 30m` and `PT1H30M`.
    pub fn parse(typed: &str) -> Option<Minutes> {
        let typed = typed.trim();
        let minutes = if let Ok(minutes) = typed.parse::<u32>() {
            minutes
        } else if let Some((hours, minutes)) = typed.split_once(':') {
            let two_digits = minutes.len() == 2 && minutes.bytes().all(|b| b.is_ascii_digit());
            let minutes = minutes.parse::<u32>().ok().filter(|m| two_digits && *m < 60)?;
            hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add(minutes)?
        } else {
            let span: jiff::Span = typed.parse().ok()?;
            let seconds = span.total((jiff::Unit::Second, jiff::SpanRelativeTo::days_are_24_hours())).ok()?;
            if seconds < 0.0 || seconds % 60.0 != 0.0 || seconds > f64::from(Minutes::MOST * 60) {
                return None;
            }
            (seconds / 60.0) as u32
        };
        (minutes <= Minutes::MOST).then_some(Minutes(minutes))
    }
}

impl Decode for Minutes {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Minutes> {
        let typed = scalar(node, "a number of minutes", decoder)?;
        let minutes = Minutes::parse(typed);
        if minutes.is_none() {
            let message = format!("`{typed}` is not a length in minutes.");
            decoder.report(
                &BAD_VALUE,
                node.span,
                message,
                "Write the minutes as a number, such as `45`; a day has 1440.",
            );
        }
        minutes
    }

    fn shape() -> Shape {
        Shape::Minutes
    }
}

/// The shortest and the longest length that a session can usefully have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flex {
    pub shortest: u32,
    pub longest: u32,
}

impl Decode for Flex {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Flex> {
        const HELP: &str = "Write the shortest and the longest length in minutes: `[20, 35]`.";
        let Kind::List(items) = &node.kind else {
            let pair = match &node.kind {
                Kind::Scalar(text) => meant::pair(text),
                _ => None,
            };
            let help = pair.map_or(HELP.to_owned(), |(shortest, longest)| format!("Write `[{shortest}, {longest}]`."));
            decoder.wrong_type(node, "a shortest and a longest length", help);
            return None;
        };
        let [shortest, longest] = items.as_slice() else {
            decoder.report(&BAD_VALUE, node.span, "This should hold two lengths, a shortest and a longest.", HELP);
            return None;
        };
        let shortest = Minutes::decode(shortest, decoder)?.0;
        let longest = Minutes::decode(longest, decoder)?.0;
        if shortest > longest {
            let message = format!("The shortest length, {shortest}, is over the longest, {longest}.");
            decoder.report(&BAD_VALUE, node.span, message, format!("Write `[{longest}, {shortest}]`."));
            return None;
        }
        Some(Flex { shortest, longest })
    }

    fn shape() -> Shape {
        Shape::Pair(Box::new(Shape::Minutes))
    }
}

impl Decode for Clock {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Clock> {
        let typed = scalar(node, "a time", decoder)?;
        let clock = Clock::parse(typed.trim());
        if clock.is_none() {
            let help = match meant::clock(typed) {
                Some(clock) if meant::without_quotes(typed).is_some() => {
                    format!("Write `\"{clock}\"`, with straight quotation marks or with none.")
                }
                Some(clock) if typed.contains(['–', '—', '-']) || typed.contains(" to ") => {
                    format!("Write `\"{clock}\"`. When it ends has a line of its own.")
                }
                Some(clock) => format!("Write `\"{clock}\"`, on the 24-hour clock and with a colon."),
                None => "Write the 24-hour clock, such as `\"09:30\"`.".to_owned(),
            };
            decoder.report(&BAD_VALUE, node.span, format!("`{typed}` is not a time of day."), help);
        }
        clock
    }

    fn shape() -> Shape {
        Shape::Time
    }
}

impl Decode for Date {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Date> {
        let typed = scalar(node, "a date", decoder)?;
        let date = iso_date(typed.trim());
        if date.is_none() {
            let help = match (meant::date(typed), meant::days_of_month(typed)) {
                (Some(date), _) => format!("Write the year first, then month and day with two digits: `{date}`."),
                (None, Some(days)) => format!("That month has {days} days."),
                (None, None) => "Write the year, the month and the day, such as `2026-03-12`.".to_owned(),
            };
            decoder.report(&BAD_VALUE, node.span, format!("`{typed}` is not a date."), help);
        }
        date
    }

    fn shape() -> Shape {
        Shape::Date
    }
}

/// `YYYY-MM-DD` and nothing else; a time behind the date is a mistake, not noise.
pub fn iso_date(typed: &str) -> Option<Date> {
    let plain = typed.len() == 10 && typed.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| typed.parse().ok())?
}

/// A day, or a whole month: when a period of the timeline begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub first: Date,
    pub last: Date,
    /// Whether the writer named the day.
    pub to_the_day: bool,
}

impl Moment {
    pub fn parse(typed: &str) -> Option<Moment> {
        if let Some(date) = iso_date(typed) {
            return Some(Moment { first: date, last: date, to_the_day: true });
        }
        let month = (typed.len() == 7).then(|| iso_date(&format!("{typed}-01")))??;
        Some(Moment { first: month, last: month.last_of_month(), to_the_day: false })
    }
}

impl Decode for Moment {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Moment> {
        let typed = scalar(node, "a month or a date", decoder)?;
        let moment = Moment::parse(typed.trim());
        if moment.is_none() {
            let message = format!("`{typed}` is not a month or a date.");
            let help = match meant::moment(typed) {
                Some(moment) => format!("Write `{moment}`."),
                None => "Write `2024-09`, or `2024-09-14`.".to_owned(),
            };
            decoder.report(&BAD_VALUE, node.span, message, help);
        }
        moment
    }

    fn shape() -> Shape {
        Shape::Moment
    }
}

/// A version: a number or any short text.
pub type Version = Text;

impl Decode for Audience {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Audience> {
        let typed = scalar(node, "an audience", decoder)?;
        let audience = Audience::from_name(typed);
        if audience.is_none() {
            unknown_word(node, typed, "an audience", AUDIENCES, decoder);
        }
        audience
    }

    fn shape() -> Shape {
        Shape::Words(AUDIENCES)
    }
}

const AUDIENCES: &[Word] = &[
    Word { word: "facilitator", meaning: " The Reviewers who lead the day." },
    Word { word: "review-team", meaning: " The Review Team and the note taker." },
    Word { word: "participant", meaning: " Those who come." },
    Word { word: "training", meaning: " New reviewers; of fictional reviews alone." },
];

impl Decode for Basis {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Basis> {
        let typed = scalar(node, "a statement such as `S49`", decoder)?;
        let basis = Basis::parse(typed);
        if basis.is_none() {
            let message = format!("`{typed}` is neither a statement of the guidance nor a source.");
            decoder.report(&BAD_VALUE, node.span, message, "Statements are `S1` to `S100`, sources `W1` to `W24`.");
        }
        basis
    }

    fn shape() -> Shape {
        Shape::Basis
    }
}

impl<T: Decode> Decode for Vec<Located<T>> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Vec<Located<T>>> {
        let Kind::List(items) = &node.kind else {
            let entries = match &node.kind {
                Kind::Scalar(text) => meant::entries(text),
                _ => Vec::new(),
            };
            let help = match &node.kind {
                Kind::Scalar(text) if text.starts_with(['-', '*']) && !text.contains(", ") => {
                    "Put a space behind each hyphen: `- entry`, one a line.".to_owned()
                }
                Kind::Scalar(text) if !text.contains('\n') && text.len() < 80 => {
                    let are_ids = matches!(T::shape(), Shape::Id | Shape::Event | Shape::Words(_));
                    match meant::as_ids(&entries).filter(|_| are_ids) {
                        Some(ids) if ids.len() > 1 => {
                            format!("Write it in brackets, with commas: `[{}]`.", ids.join(", "))
                        }
                        Some(ids) => format!("Write it in brackets: `[{}]`.", ids.join(", ")),
                        None => format!("Write it in brackets, `[{text}]`, or on a line of its own after a hyphen."),
                    }
                }
                _ => "Write one entry a line, each after a hyphen and a space.".to_owned(),
            };
            decoder.wrong_type(node, "a list", help);
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for item in items.iter().filter(|item| item.kind != Kind::Null) {
            if let Some(value) = T::decode(item, decoder) {
                list.push(Located { value, place: decoder.place(item.span) });
            }
        }
        Some(list)
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }
}

/// Ids of the author's choosing, each with a value, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named<T>(pub Vec<(Located<Slug>, Located<T>)>);

impl<T: Decode> Decode for Named<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Named<T>> {
        let Kind::Map(entries) = &node.kind else {
            decoder.wrong_type(node, "ids with values", "Write one a line: `id: value`.");
            return None;
        };
        let mut named: Vec<(Located<Slug>, Located<T>)> = Vec::with_capacity(entries.len());
        let mut seen = BTreeMap::new();
        for entry in entries {
            if let Some(first) = seen.insert(&entry.key, entry.key_span) {
                let first = decoder.place(first);
                let message = format!("`{}` stands twice here. Only one can count.", entry.key);
                decoder.diagnostics.push(
                    crate::diagnostic::Diagnostic::new(
                        &crate::diagnostic::DUPLICATE_FIELD,
                        decoder.place(entry.key_span),
                        message,
                    )
                    .label(first, "first written here")
                    .help("Delete one of the two."),
                );
                continue;
            }
            let key = Node { span: entry.key_span, kind: Kind::Scalar(entry.key.clone()) };
            let Some(id) = Slug::decode(&key, decoder) else { continue };
            if entry.value.kind == Kind::Null {
                continue;
            }
            if let Some(value) = T::decode(&entry.value, decoder) {
                let id = Located { value: id, place: decoder.place(entry.key_span) };
                named.push((id, Located { value, place: decoder.place(entry.value.span) }));
            }
        }
        Some(Named(named))
    }

    fn shape() -> Shape {
        Shape::Map(Box::new(T::shape()))
    }
}

/// One value, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMany<T>(pub Vec<Located<T>>);

impl<T: Decode> Decode for OneOrMany<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<OneOrMany<T>> {
        if let Kind::List(_) = node.kind {
            return Vec::<Located<T>>::decode(node, decoder).map(OneOrMany);
        }
        let value = T::decode(node, decoder)?;
        Some(OneOrMany(vec![Located { value, place: decoder.place(node.span) }]))
    }

    fn shape() -> Shape {
        Shape::Either(vec![T::shape(), Shape::List(Box::new(T::shape()))])
    }
}

/// When a checklist item is due, in working days from the event: `-10`, `0`, `+5`, or a span `[-10, -1]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub from: i32,
    pub to: i32,
}

impl Decode for Due {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Due> {
        const HELP: &str = "Write working days before the event as `-10`, after it as `5`, a span as `[-10, -1]`.";
        fn days(node: &Node, decoder: &mut Decoder) -> Option<i32> {
            let typed = scalar(node, "a number of working days", decoder)?;
            let days = typed.trim().parse::<i32>().ok().filter(|days| days.abs() <= 1000);
            if days.is_none() {
                decoder.report(&BAD_VALUE, node.span, format!("`{typed}` is not a number of working days."), HELP);
            }
            days
        }
        let Kind::List(items) = &node.kind else {
            let days = days(node, decoder)?;
            return Some(Due { from: days, to: days });
        };
        let [from, to] = items.as_slice() else {
            decoder.report(&BAD_VALUE, node.span, "A span has two ends.", HELP);
            return None;
        };
        let (from, to) = (days(from, decoder)?, days(to, decoder)?);
        if from > to {
            decoder.report(
                &BAD_VALUE,
                node.span,
                "This span ends before it begins.",
                format!("Write `[{to}, {from}]`."),
            );
            return None;
        }
        Some(Due { from, to })
    }

    fn shape() -> Shape {
        Shape::Either(vec![Shape::Days, Shape::Pair(Box::new(Shape::Days))])
    }
}

/// An id where it looks like one (letters, digits and hyphens only), otherwise text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextOrId {
    Id(Slug),
    Text(Text),
}

impl Decode for TextOrId {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<TextOrId> {
        let typed = scalar(node, "text or an id", decoder)?.trim();
        Some(match Slug::parse(typed) {
            Some(id) => TextOrId::Id(id),
            None => TextOrId::Text(Arc::from(typed)),
        })
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_the_forms_people_use() {
        for (typed, minutes) in [("90", 90), ("1:30", 90), ("1h 30m", 90), ("PT1H30M", 90), ("0", 0), ("1440", 1440)] {
            assert_eq!(Minutes::parse(typed), Some(Minutes(minutes)), "{typed}");
        }
        for typed in ["", "-5", "1441", "45 Minuten", "1:3", "1:75", "1.5", "30s", "99999999999", "PT-1H"] {
            assert_eq!(Minutes::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_date_is_nothing_but_a_day() {
        assert_eq!(iso_date("2026-02-30"), None);
        assert_eq!(iso_date("2026-03-12T10:00"), None);
    }

    #[test]
    fn a_month_spans_its_days() {
        let moment = Moment::parse("2024-02").unwrap();
        assert_eq!((moment.first.to_string(), moment.last.to_string()), ("2024-02-01".into(), "2024-02-29".into()));
        assert_eq!(Moment::parse("2024-13"), None);
    }
}
