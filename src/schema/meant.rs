//! What a writer most likely meant by a value that cannot be read: people type times, dates and lists the way they say
//! them. Nothing here is ever used instead of what was typed; it is what a message proposes.

use jiff::civil::Date;

use crate::clock::Clock;
use crate::diagnostic::did_you_mean;
use crate::slug::{is_slug, slugify};

/// Words that people use for a field, and what the field is called. The first that the record has counts.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("arrival", &["arrive"]),
    ("attendees", &["participants"]),
    ("begins", &["start", "from"]),
    ("chair", &["facilitators", "lead"]),
    ("day", &["date"]),
    ("description", &["summary", "purpose", "about"]),
    ("doors", &["arrive"]),
    ("doors_open", &["arrive"]),
    ("duration", &["minutes"]),
    ("ends", &["end", "to"]),
    ("finish", &["end", "to"]),
    ("heading", &["title"]),
    ("invited", &["participants"]),
    ("invitees", &["participants"]),
    ("leads", &["facilitators", "lead"]),
    ("length", &["minutes"]),
    ("location", &["venue", "address", "place"]),
    ("lunch", &["lunch_provided"]),
    ("minute_taker", &["note_taker"]),
    ("name", &["title"]),
    ("notes_by", &["note_taker"]),
    ("organisation", &["agency"]),
    ("place", &["venue", "address"]),
    ("questions", &["preparation", "prompts"]),
    ("reviewer", &["facilitators"]),
    ("reviewers", &["facilitators"]),
    ("role", &["roles"]),
    ("schedule", &["agenda"]),
    ("sessions", &["agenda"]),
    ("scribe", &["note_taker"]),
    ("sent", &["send_by"]),
    ("sent_on", &["send_by"]),
    ("speaker", &["shared_by", "lead"]),
    ("spoken_by", &["shared_by"]),
    ("tags", &["covers"]),
    ("telephone", &["phone"]),
    ("time", &["start", "at"]),
    ("timetable", &["agenda"]),
    ("type", &["kind"]),
];

/// A text without the typographic quotation marks that a word processor put around it.
pub fn without_quotes(typed: &str) -> Option<&str> {
    const OPENING: [char; 5] = ['“', '”', '‘', '’', '„'];
    let inner = typed.trim().strip_prefix(OPENING)?;
    Some(inner.strip_suffix(OPENING).unwrap_or(inner).trim())
}

/// The field that is meant: one that is nearly called so, or what people also call it.
pub fn field<'k>(typed: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let plain = typed.trim().to_lowercase().replace([' ', '-'], "_");
    if let Some(found) = known.clone().find(|name| *name == plain) {
        return Some(found);
    }
    let synonyms = SYNONYMS.iter().find(|(word, _)| *word == plain).map_or(&[][..], |(_, names)| names);
    let meant = synonyms.iter().find_map(|name| known.clone().find(|field| field == name));
    meant.or_else(|| did_you_mean(typed, known))
}

/// The word that is meant: one that is nearly the same, or the only one that holds what was typed.
pub fn word<'k>(typed: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let slug = slugify(typed);
    did_you_mean(typed, known.clone()).or_else(|| {
        let mut alike = known.filter(|word| slug.len() > 3 && (word.contains(&slug) || slug.contains(word)));
        alike.next().filter(|_| alike.next().is_none())
    })
}

/// A time of day as people write it: `9.30`, `9h30`, `9:30am`, `4 pm`, `0930`, `noon`. Of two, the first.
pub fn clock(typed: &str) -> Option<Clock> {
    let typed = without_quotes(typed).unwrap_or(typed).trim().to_lowercase();
    if matches!(typed.as_str(), "noon" | "midday") {
        return Some(Clock::from_hm(12, 0));
    }
    if let Some(clock) = in_words(&typed) {
        return Some(clock);
    }
    let first = typed.split(['–', '—']).next().unwrap_or_default();
    let first = first.split(" - ").next().unwrap_or_default();
    let first = first.split(" to ").next().unwrap_or_default().trim();
    let first = first.split_once('-').map_or(first, |(start, _)| start);
    let plain = first.replace([' ', '.'], "");
    let (half, without) = match (plain.strip_suffix("am"), plain.strip_suffix("pm")) {
        (Some(_), _) => (Some(0), &first[..first.find('a')?]),
        (_, Some(_)) => (Some(12), &first[..first.find('p')?]),
        _ => (None, first),
    };
    let digits = without.trim().trim_end_matches('.').replace(['.', 'h', '\u{2236}'], ":");
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, "")) => (hour.to_owned(), "00".to_owned()),
        Some((hour, minute)) => (hour.to_owned(), minute.to_owned()),
        None if half.is_none() && digits.len() == 4 && digits.is_ascii() => {
            (digits[..2].to_owned(), digits[2..].to_owned())
        }
        None => (digits.clone(), "00".to_owned()),
    };
    let clock = Clock::parse(&format!("{}:{minute}", hour.trim()))?;
    match half {
        None if digits.contains(':') || digits.len() == 4 => Some(clock),
        None => Some(in_working_hours(clock)),
        Some(_) if clock.minutes() >= 13 * 60 => Some(clock),
        Some(half) => Some(Clock::from_minutes(clock.minutes() % (12 * 60) + half * 60)),
    }
}

/// An hour that does not say which half of the day it means: these events are held between seven and seven.
pub fn in_working_hours(clock: Clock) -> Clock {
    match clock.minutes() < 7 * 60 {
        true => clock.plus(12 * 60),
        false => clock,
    }
}

/// `half past nine`, `quarter to ten`, `9 o'clock`.
fn in_words(typed: &str) -> Option<Clock> {
    const HOURS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let plain = typed.replace('’', "'").replace("a quarter", "quarter");
    let (rest, minutes) = if let Some(rest) = plain.strip_prefix("half past ") {
        (rest, 30)
    } else if let Some(rest) = plain.strip_prefix("quarter past ") {
        (rest, 15)
    } else if let Some(rest) = plain.strip_prefix("quarter to ") {
        (rest, -15)
    } else {
        (plain.strip_suffix("o'clock")?, 0)
    };
    let rest = rest.trim();
    let named = HOURS.iter().position(|hour| *hour == rest).map(|at| at as u32 + 1);
    let hour = named.or_else(|| rest.parse().ok()).filter(|hour| (1..=12).contains(hour))?;
    let clock = in_working_hours(Clock::from_hm(hour, 0));
    Some(Clock::from_minutes(clock.minutes().checked_add_signed(minutes)?))
}

/// A date as people write it: `12/3/2026`, `Thursday 12 March 2026`, `2026-3-12`.
pub fn date(typed: &str) -> Option<Date> {
    let typed = without_quotes(typed).unwrap_or(typed);
    let is_weekday = |part: &str| part.to_lowercase().get(..3).is_some_and(|start| DAYS.contains(&start));
    let parts: Vec<&str> = typed
        .split(['/', '.', '-', ' ', ','])
        .filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("of"))
        .filter(|part| part.starts_with(|c: char| c.is_ascii_digit()) || !is_weekday(part) || month(part).is_some())
        .collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let day = |part: &str| part.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i8>().ok();
    if first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::new(first.parse().ok()?, month(second)?, day(third)?).ok();
    }
    let year: i16 = third.parse().ok()?;
    let year = if year < 100 { year + 2000 } else { year };
    match (day(first), month(second)) {
        (Some(day), Some(month)) => Date::new(year, month, day).ok(),
        // The month first, in words: `March 12, 2026`.
        _ => Date::new(year, month(first)?, day(second)?).ok(),
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn month(part: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    part.parse().ok().or_else(|| {
        let start = part.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|name| *name == start).map(|at| at as i8 + 1)
    })
}

/// How many days a month has, where a date names one more: `2026-02-30`.
pub fn days_of_month(typed: &str) -> Option<i8> {
    let (month, day) = typed.trim().rsplit_once('-')?;
    let first: Date = format!("{month}-01").parse().ok()?;
    let day: i8 = day.parse().ok()?;
    (day > first.days_in_month()).then(|| first.days_in_month())
}

/// A month as people write it, as it is to be typed: `January 2025`, `1/2025`; or a whole date.
pub fn moment(typed: &str) -> Option<String> {
    let parts: Vec<&str> = typed.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [one, other] => {
            let (year, month_part) = if one.len() == 4 { (one, other) } else { (other, one) };
            let year: i16 = year.parse().ok().filter(|year| *year > 1900)?;
            let month = month(month_part).filter(|month| (1..=12).contains(month))?;
            Some(format!("{year}-{month:02}"))
        }
        _ => date(typed).map(|date| date.to_string()),
    }
}

/// Two lengths as people write them: `30-55`, `30 to 55`, `30, 55`.
pub fn pair(typed: &str) -> Option<(u32, u32)> {
    let plain = typed.replace(" to ", " ").replace(['-', '–', '—', ',', '/'], " ");
    let numbers: Vec<u32> = plain.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    match numbers.as_slice() {
        [one, other] => Some((*one.min(other), *one.max(other))),
        _ => None,
    }
}

/// The entries of a list that was written as text: parted by commas, semicolons, `and`, bullets or hyphens.
pub fn entries(typed: &str) -> Vec<String> {
    let plain = typed.replace(['•', '·', '▪', '‣', ';', '\n', '&'], ",").replace(" and ", ",").replace(" -", ",");
    let entry = |part: &str| part.trim().trim_start_matches(['-', '*']).trim().to_owned();
    plain.split(',').map(entry).filter(|entry| !entry.is_empty()).collect()
}

/// The entries as ids, where each of them has a name that could be one.
pub fn as_ids(entries: &[String]) -> Option<Vec<String>> {
    let ids: Vec<String> = entries.iter().map(|entry| slugify(entry)).collect();
    (!ids.is_empty() && ids.iter().all(|id| is_slug(id))).then_some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_understood_well_enough_to_correct_them() {
        for (typed, meant) in [
            ("9.30", "09:30"),
            ("9h30", "09:30"),
            ("9:30am", "09:30"),
            ("9.30 a.m.", "09:30"),
            ("9am", "09:00"),
            ("4pm", "16:00"),
            ("4.30 pm", "16:30"),
            ("12pm", "12:00"),
            ("12 am", "00:00"),
            ("0930", "09:30"),
            ("noon", "12:00"),
            ("11", "11:00"),
            ("1", "13:00"),
            ("half past nine", "09:30"),
            ("quarter past two", "14:15"),
            ("a quarter to 10", "09:45"),
            ("1 o’clock", "13:00"),
            ("“09:30”", "09:30"),
            ("09:30–16:00", "09:30"),
            ("9.30 to 4", "09:30"),
            ("9:30-16:00", "09:30"),
        ] {
            assert_eq!(clock(typed).map(|clock| clock.to_string()).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["r\u{fffd}", "after lunch", "99", "25:00", "", "am", "9:75", "half past thirteen"] {
            assert_eq!(clock(typed), None, "{typed}");
        }
    }

    #[test]
    fn dates_are_understood_well_enough_to_correct_them() {
        for typed in [
            "12/03/2026",
            "12.3.26",
            "12 March 2026",
            "12th Mar 2026",
            "12-3-2026",
            "Thursday 12 March 2026",
            "Thu, 12th of March 2026",
            "March 12, 2026",
            "2026-3-12",
            "2026/03/12",
        ] {
            assert_eq!(date(typed).map(|date| date.to_string()).as_deref(), Some("2026-03-12"), "{typed}");
        }
        for typed in ["soon", "next Thursday", "2026-02-30", "12 March", "99/99/2026"] {
            assert_eq!(date(typed), None, "{typed}");
        }
        assert_eq!((days_of_month("2026-02-30"), days_of_month("2026-02-28")), (Some(28), None));
        for typed in ["January 2025", "Jan 2025", "1/2025", "01.2025", "2025/1"] {
            assert_eq!(moment(typed).as_deref(), Some("2025-01"), "{typed}");
        }
        assert_eq!(moment("3 May 2025").as_deref(), Some("2025-05-03"));
        assert_eq!(moment("99/2025"), None);
    }

    #[test]
    fn lists_and_lengths_are_taken_apart() {
        for typed in ["moss, teal", "moss and teal", "moss; teal", "• moss • teal", "-moss -teal", "moss & teal"] {
            assert_eq!(entries(typed), ["moss", "teal"], "{typed}");
            assert_eq!(as_ids(&entries(typed)), Some(vec!["moss".to_owned(), "teal".to_owned()]));
        }
        for typed in ["30-55", "30 to 55", "30, 55", "55/30", "30 – 55"] {
            assert_eq!(pair(typed), Some((30, 55)), "{typed}");
        }
        assert_eq!(pair("about 30"), None);
    }

    #[test]
    fn fields_are_found_by_what_people_call_them() {
        let known = || ["venue", "note_taker", "start", "participants"].into_iter();
        for (typed, meant) in [
            ("location", "venue"),
            ("Venue", "venue"),
            ("note taker", "note_taker"),
            ("Note-Taker", "note_taker"),
            ("scribe", "note_taker"),
            ("time", "start"),
            ("particpants", "participants"),
        ] {
            assert_eq!(field(typed, known()), Some(meant), "{typed}");
        }
        assert_eq!(field("weather", known()), None);
        let roles = || ["first-line-manager", "strategic-manager", "practitioner"].into_iter();
        assert_eq!(word("line manager", roles()), Some("first-line-manager"));
        assert_eq!(word("manager", roles()), None);
    }
}
