//! Working days: counting them between two dates, and going so many from one.
//!
//! Source: contract.md 9, "Thresholds". The days after the first date up to and including the last are counted,
//! without weekends and holidays.

use std::collections::BTreeSet;
use std::iter::successors;

use jiff::civil::{Date, Weekday};

/// Days that are no working days although they may fall in the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(pub BTreeSet<Date>);

pub fn is_working_day(date: Date, holidays: &Holidays) -> bool {
    is_weekday(date) && !holidays.0.contains(&date)
}

/// Working days after the first date up to and including the last; negative when the last comes before the first.
pub fn working_days_between(first: Date, last: Date, holidays: &Holidays) -> i64 {
    if last < first {
        return -working_days_between(last, first, holidays);
    }
    let days = last.duration_since(first).as_hours() / 24;
    // Five in each whole week; then the few days that are left over, which are the last ones.
    let odd = successors(Some(last), |date| date.yesterday().ok()).zip(0..days % 7);
    let weekdays = days / 7 * 5 + count(odd.map(|(date, _)| date));
    weekdays - count(holidays.0.range(first..=last).copied().filter(|date| *date > first))
}

/// The working day so many working days before a date (a negative number) or after it; 0 is the date itself.
///
/// It agrees with `working_days_between`: from the day before to the date there are exactly so many, and from the date
/// to the day after. So, when the date is itself a Saturday, one working day before it is the Thursday: from Friday to
/// Saturday there are none. None where the calendar ends.
pub fn offset(date: Date, days: i32, holidays: &Holidays) -> Option<Date> {
    let step = |date: Date| if days < 0 { date.yesterday().ok() } else { date.tomorrow().ok() };
    let mut left = days.unsigned_abs();
    let mut day = date;
    if days < 0 && !is_working_day(date, holidays) {
        left = left.checked_add(1)?;
    }
    while left > 0 {
        day = step(day)?;
        left -= u32::from(is_working_day(day, holidays));
    }
    Some(day)
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn count(dates: impl Iterator<Item = Date>) -> i64 {
    dates.filter(|date| is_weekday(*date)).map(|_| 1).sum()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::{SignedDuration, ToSpan};
    use proptest::collection::btree_set;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn easter() -> Holidays {
        Holidays(BTreeSet::from([date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 6)]))
    }

    #[test]
    fn days_are_counted_without_weekends_and_holidays() {
        for (first, last, number) in [
            ((3, 12), (3, 12), 0),
            ((3, 11), (3, 12), 1),
            ((3, 12), (3, 11), -1),
            ((2, 19), (3, 12), 15),
            ((3, 12), (3, 19), 5),
            ((3, 13), (3, 14), 0),
            ((3, 13), (3, 15), 0),
            ((3, 13), (3, 16), 1),
            ((3, 14), (3, 16), 1),
            ((3, 15), (3, 22), 5),
            // Good Friday, the Saturday after it and Easter Monday.
            ((4, 2), (4, 7), 1),
            ((4, 2), (4, 3), 0),
            ((4, 3), (4, 7), 1),
            ((4, 7), (4, 2), -1),
            ((3, 24), (4, 14), 13),
        ] {
            let [first, last] = [first, last].map(|(month, day)| date(2026, month, day));
            assert_eq!(working_days_between(first, last, &easter()), number, "{first} {last}");
        }
    }

    #[test]
    fn so_many_working_days_from_a_date() {
        for (from, days, expected) in [
            ((3, 12), 0, (3, 12)),
            ((3, 12), -1, (3, 11)),
            ((3, 12), -15, (2, 19)),
            ((3, 12), 5, (3, 19)),
            ((3, 16), -1, (3, 13)),
            ((3, 13), 1, (3, 16)),
            // From a Saturday.
            ((3, 14), 0, (3, 14)),
            ((3, 14), -1, (3, 12)),
            ((3, 14), 1, (3, 16)),
            // Across Good Friday and Easter Monday, and from them.
            ((4, 2), 1, (4, 7)),
            ((4, 7), -1, (4, 2)),
            ((4, 3), 1, (4, 7)),
            ((4, 6), -1, (4, 1)),
            ((4, 14), -10, (3, 27)),
        ] {
            let [from, expected] = [from, expected].map(|(month, day)| date(2026, month, day));
            assert_eq!(offset(from, days, &easter()), Some(expected), "{from} {days}");
        }
        assert!(is_working_day(date(2026, 4, 2), &easter()));
        assert!(!is_working_day(date(2026, 4, 3), &easter()) && !is_working_day(date(2026, 4, 5), &easter()));
    }

    #[test]
    fn the_calendar_has_an_end() {
        let none = Holidays::default();
        assert_eq!(offset(Date::MAX, 1, &none), None);
        assert_eq!(offset(Date::MIN, -1, &none), None);
        assert_eq!(offset(date(9999, 1, 1), i32::MAX, &none), None);
        assert_eq!(offset(date(-9998, 1, 1), i32::MIN, &none), None);
        let all = working_days_between(Date::MIN, Date::MAX, &none);
        assert_eq!(working_days_between(Date::MAX, Date::MIN, &none), -all);
    }

    proptest! {
        #[test]
        fn offset_and_count_agree(
            day in 0i64..2000,
            days in -60i32..60,
            off in btree_set(0i64..2000, 0..40),
        ) {
            let from_day = |day: i64| date(2024, 1, 1).checked_add(SignedDuration::from_hours(24 * day)).unwrap();
            let holidays = Holidays(off.into_iter().map(from_day).collect());
            let event = from_day(day);
            let due = offset(event, days, &holidays).unwrap();
            prop_assert_eq!(working_days_between(event, due, &holidays), i64::from(days));
            prop_assert!(days == 0 || is_working_day(due, &holidays));
            let (first, last) = (due.min(event), due.max(event));
            let one_by_one = first.series(1.day()).skip(1).take_while(|day| *day <= last);
            let number = one_by_one.filter(|day| is_working_day(*day, &holidays)).count();
            prop_assert_eq!(u32::try_from(number), Ok(days.unsigned_abs()));
        }
    }
}
