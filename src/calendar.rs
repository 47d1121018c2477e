//! An event as an iCalendar file, for the diaries of those who come.

use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;

/// Names the program that made the file, as RFC 5545 asks.
const PRODUCT: &str = "-//plenary//plenary//EN";

/// What a diary is told of an event. The caller keeps names of people out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent {
    /// The same in every version of the event.
    pub uid: String,
    /// The version: a diary takes a higher one for a change.
    pub sequence: u32,
    pub summary: String,
    pub location: Option<String>,
    pub date: Date,
    /// On the clock of the timezone; past midnight it goes on counting into the next day.
    pub start: Clock,
    pub end: Clock,
    /// A name of the IANA database.
    pub timezone: String,
}

/// Writes an event as `.ics`, in UTC times; nothing if the timezone is not known or a time is out of all range.
///
/// There is no clock in it: its stamp is the event's date at midnight UTC. A time that the clocks skip is read as so
/// much later, and one that they repeat as the first of the two.
pub fn ics(event: &CalendarEvent) -> Option<Vec<u8>> {
    let zone = timezone(&event.timezone)?;
    let stamp = utc(event.date, Clock::from_minutes(0), &TimeZone::UTC)?;
    let mut entry = Event::new();
    entry
        .uid(&plain(&event.uid))
        .add_property("DTSTAMP", stamp)
        .add_property("DTSTART", utc(event.date, event.start, &zone)?)
        .add_property("DTEND", utc(event.date, event.end, &zone)?)
        .sequence(event.sequence)
        .summary(&plain(&event.summary));
    if let Some(location) = &event.location {
        entry.location(&plain(location));
    }
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.push(entry.done());
    // RFC 5545 ends every line with CRLF, the last one too; the crate leaves that one open.
    Some(format!("{}\r\n", calendar.to_string().trim_end()).into_bytes())
}

/// Whether a timezone is in the database that plenary carries.
pub fn timezone_known(name: &str) -> bool {
    timezone(name).is_some()
}

fn timezone(name: &str) -> Option<TimeZone> {
    // The database takes `Etc/Unknown` for a name; it means that there is none.
    TimeZone::get(name).ok().filter(|zone| !zone.is_unknown())
}

/// `20260312T093000Z`.
fn utc(date: Date, time: Clock, zone: &TimeZone) -> Option<String> {
    let minutes = SignedDuration::from_mins(i64::from(time.minutes()));
    let local = date.at(0, 0, 0, 0).checked_add(minutes).ok()?;
    let instant: Timestamp = zone.to_timestamp(local).ok()?;
    Some(instant.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// The crate escapes line feeds only: other ends of line become one, other control characters go.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn alder() -> CalendarEvent {
        CalendarEvent {
            uid: "alder-practitioner@plenary".to_owned(),
            sequence: 3,
            summary: "Practitioner and first line manager event: Alder".to_owned(),
            location: Some("Glenfarran Hall, Main Street".to_owned()),
            date: date(2026, 3, 12),
            start: Clock::from_hm(9, 30),
            end: Clock::from_hm(16, 0),
            timezone: "Europe/London".to_owned(),
        }
    }

    fn text(event: &CalendarEvent) -> String {
        String::from_utf8(ics(event).unwrap()).unwrap()
    }

    /// DTSTART and DTEND.
    fn times(event: &CalendarEvent) -> [String; 2] {
        let text = text(event);
        ["DTSTART:", "DTEND:"].map(|key| text.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned())
    }

    #[test]
    fn an_event_is_written_the_same_each_time() {
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//plenary//plenary//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            "DTEND:20260312T160000Z",
            "DTSTAMP:20260312T000000Z",
            "DTSTART:20260312T093000Z",
            "LOCATION:Glenfarran Hall\\, Main Street",
            "SEQUENCE:3",
            "SUMMARY:Practitioner and first line manager event: Alder",
            "UID:alder-practitioner@plenary",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(text(&alder()), expected.join("\r\n"));
        assert_eq!(ics(&alder()), ics(&alder()));
        assert!(!text(&CalendarEvent { location: None, ..alder() }).contains("LOCATION"));
    }

    #[test]
    fn times_are_utc() {
        let (early, late) = (Clock::from_hm(1, 30), Clock::from_hm(26, 0));
        for (day, start, end, timezone, expected) in [
            (date(2026, 4, 14), Clock::from_hm(9, 30), late, "Europe/London", ["20260414T083000Z", "20260415T010000Z"]),
            // The hour that is skipped, and the one that comes twice.
            (date(2026, 3, 29), early, late, "Europe/London", ["20260329T013000Z", "20260330T010000Z"]),
            (date(2026, 10, 25), early, late, "Europe/London", ["20261025T003000Z", "20261026T020000Z"]),
            (date(2026, 3, 12), early, late, "Pacific/Auckland", ["20260311T123000Z", "20260312T130000Z"]),
        ] {
            let event = CalendarEvent { date: day, start, end, timezone: timezone.to_owned(), ..alder() };
            assert_eq!(times(&event), expected, "{day} {timezone}");
        }
    }

    #[test]
    fn nothing_is_written_without_a_timezone_or_out_of_range() {
        for (name, known) in
            [("Europe/London", true), ("UTC", true), ("Europe/Glenfarran", false), ("Etc/Unknown", false), ("", false)]
        {
            assert_eq!(timezone_known(name), known, "{name}");
            assert_eq!(ics(&CalendarEvent { timezone: name.to_owned(), ..alder() }).is_some(), known, "{name}");
        }
        assert_eq!(ics(&CalendarEvent { date: Date::MAX, end: Clock::from_minutes(u32::MAX), ..alder() }), None);
    }

    #[test]
    fn text_cannot_break_out_of_its_line() {
        let summary = "One, two; three\\four\nfive\r\nsix\rBEGIN:VALARM\0".to_owned();
        let event = text(&CalendarEvent { summary, ..alder() });
        assert!(event.contains("\r\nSUMMARY:One\\, two\\; three\\\\four\\nfive\\nsix\\nBEGIN:VALARM\r\n"), "{event}");
        let summary = "\u{e9}\u{1f600} ".repeat(60);
        let event = text(&CalendarEvent { summary: summary.clone(), ..alder() });
        assert!(event.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{event}");
        assert!(event.replace("\r\n ", "").contains(summary.trim_end()));
    }
}
