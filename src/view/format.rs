//! Dates, times, lengths and lists as people read them.

use jiff::civil::{Date, Weekday};

use crate::clock::Clock;
use crate::escape::escape_text;
use crate::schema::value::Moment;
use crate::words::Words;

/// `Thursday 12 March 2026`.
pub fn date(words: &Words, date: Date) -> String {
    let (weekday, month) = (weekday(date), month(date));
    let (day, year) = (date.day().to_string(), date.year().to_string());
    let parts =
        [("weekday", words.get(weekday)), ("day", day.as_str()), ("month", words.get(month)), ("year", year.as_str())];
    words.fill("date.full", &parts)
}

/// `12 March 2026`.
pub fn day(words: &Words, date: Date) -> String {
    let (day, year) = (date.day().to_string(), date.year().to_string());
    words.fill("date.day", &[("day", day.as_str()), ("month", words.get(month(date))), ("year", year.as_str())])
}

/// `March 2026`, or `12 March 2026` where the writer named the day.
pub fn moment(words: &Words, moment: &Moment) -> String {
    let (day, year) = (moment.first.day().to_string(), moment.first.year().to_string());
    let parts = [("day", day.as_str()), ("month", words.get(month(moment.first))), ("year", year.as_str())];
    words.fill(if moment.to_the_day { "date.day" } else { "date.month" }, &parts)
}

/// `by Thursday 19 February 2026`, `on …`, or `from … to …`.
pub fn due(words: &Words, (first, last): (Date, Date), on_the_day: bool) -> String {
    if first != last {
        return words.fill("due.between", &[("first", &date(words, first)), ("last", &date(words, last))]);
    }
    words.fill(if on_the_day { "due.on" } else { "due.by" }, &[("date", &date(words, last))])
}

/// `09:30 to 16:00`.
pub fn times(words: &Words, start: Clock, end: Clock) -> String {
    words.fill("time.range", &[("start", &start.to_string()), ("end", &end.to_string())])
}

/// `a, b and c`.
pub fn list<S: AsRef<str>>(words: &Words, items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            words.fill("list.and", &[("rest", &rest.join(", ")), ("last", last.as_ref())])
        }
    }
}

/// A message as HTML: what stands in backticks is something to type.
pub fn coded(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    for (at, part) in text.split('`').enumerate() {
        let part = escape_text(part);
        match at % 2 {
            0 => html.push_str(&part),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    html
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "weekday.monday",
        Weekday::Tuesday => "weekday.tuesday",
        Weekday::Wednesday => "weekday.wednesday",
        Weekday::Thursday => "weekday.thursday",
        Weekday::Friday => "weekday.friday",
        Weekday::Saturday => "weekday.saturday",
        Weekday::Sunday => "weekday.sunday",
    }
}

/// The keys of the months' names, January first.
pub const MONTHS: [&str; 12] = [
    "month.january",
    "month.february",
    "month.march",
    "month.april",
    "month.may",
    "month.june",
    "month.july",
    "month.august",
    "month.september",
    "month.october",
    "month.november",
    "month.december",
];

/// The key of a month's name.
pub fn month(date: Date) -> &'static str {
    let at = usize::try_from(date.month() - 1).unwrap_or_default();
    MONTHS.get(at).copied().unwrap_or(MONTHS[0])
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::source::{Origin, Source, SourcePath};
    use crate::words;

    fn english() -> Words {
        let text = include_str!("../../themes/default/words/en-GB.yaml");
        let source = Source::text(&SourcePath::new("themes/default/words/en-GB.yaml"), Origin::BuiltIn, text);
        Words::of_language("en-GB", &words::parse(&source).0)
    }

    #[test]
    fn what_is_to_be_typed_is_set_apart_and_nothing_is_markup() {
        assert_eq!(coded("Write `a: <b>` & go."), "Write <code>a: &lt;b&gt;</code> &amp; go.");
    }

    #[test]
    fn dates_and_lists_are_written_out() {
        let words = english();
        let (first, last) = (civil::date(2026, 2, 19), civil::date(2026, 3, 12));
        assert_eq!(date(&words, last), "Thursday 12 March 2026");
        assert_eq!(due(&words, (first, first), false), "by Thursday 19 February 2026");
        assert_eq!(due(&words, (last, last), true), "on Thursday 12 March 2026");
        assert_eq!(due(&words, (first, last), false), "from Thursday 19 February 2026 to Thursday 12 March 2026");
        assert_eq!(moment(&words, &Moment::parse("2024-09").unwrap()), "September 2024");
        assert_eq!(list(&words, &["a", "b", "c"]), "a, b and c");
        assert_eq!(list::<&str>(&words, &[]), "");
    }
}
