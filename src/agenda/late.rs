//! What to do when a day runs late: the lengths that bring it back to its end.
//!
//! The rest of the day is fitted again, in the fitting order, from the moment at which it goes on. What still does not
//! fit is left out in the order in which sessions may be cut; the close never is (S72). Where not even that is enough,
//! fixed times are let go, and after that there is nothing left but to go to the close.

use crate::agenda::{Class, Day, Fault, Slot, fit};
use crate::clock::Clock;

/// A session that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Its length is what the plan gives it.
    pub slot: Slot,
    /// Which is left out first, where it may be left out at all.
    pub cut: Option<u32>,
}

/// How the rest of the day goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// One a session, in the same order: the minutes that it gets, and none where it is left out.
    pub minutes: Vec<Option<u32>>,
    /// When the close begins; none where there is none.
    pub close: Option<Clock>,
    /// Whether the day ends when it should.
    pub fits: bool,
}

/// Works out the rest of a day that goes on at `now` and ends at `end`.
pub fn recover(now: Clock, end: Clock, coming: &[Coming]) -> Recovery {
    let mut kept: Vec<usize> = (0..coming.len()).collect();
    loop {
        if let Some(recovery) = attempt(now, end, coming, &kept, Pins::Held) {
            return recovery;
        }
        match next_to_go(coming, &kept) {
            Some(at) => drop(kept.remove(at)),
            None => break,
        }
    }
    attempt(now, end, coming, &kept, Pins::LetGo).unwrap_or_else(|| overrun(now, coming, &kept))
}

/// Whether fixed times still count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pins {
    Held,
    LetGo,
}

/// Fits the sessions that are kept; nothing where they do not fit.
fn attempt(now: Clock, end: Clock, coming: &[Coming], kept: &[usize], pins: Pins) -> Option<Recovery> {
    let slots: Vec<Slot> = kept
        .iter()
        .map(|&at| {
            let slot = coming[at].slot;
            // A fixed time that has passed holds nobody to anything.
            Slot { at: slot.at.filter(|at| pins == Pins::Held && *at >= now), ..slot }
        })
        .collect();
    let fitted = fit(Day { start: now, end }, &slots);
    let broken = fitted.faults.iter().any(|fault| matches!(fault, Fault::CannotFit { .. } | Fault::Clash { .. }));
    if broken || now > end {
        return None;
    }
    let mut minutes = vec![None; coming.len()];
    let (mut clock, mut close) = (now, None);
    for ((&at, row), slot) in kept.iter().zip(&fitted.rows).zip(&slots) {
        // Nothing grows because something else was left out.
        let length = row.minutes.min(coming[at].slot.minutes);
        clock = clock.max(slot.at.unwrap_or(clock));
        if slot.class == Class::Ending && close.is_none() {
            close = Some(clock);
        }
        minutes[at] = Some(length);
        clock = clock.plus(length);
    }
    Some(Recovery { minutes, close, fits: true })
}

/// The place among those kept of the one that is left out next: the lowest number, the later of two that are alike.
fn next_to_go(coming: &[Coming], kept: &[usize]) -> Option<usize> {
    let may_go = |&(_, &at): &(usize, &usize)| coming[at].cut.is_some() && coming[at].slot.class != Class::Ending;
    kept.iter()
        .enumerate()
        .filter(may_go)
        .min_by_key(|&(place, &at)| (coming[at].cut, usize::MAX - place))
        .map(|it| it.0)
}

/// Everything at its shortest, and past the end all the same.
fn overrun(now: Clock, coming: &[Coming], kept: &[usize]) -> Recovery {
    let mut minutes = vec![None; coming.len()];
    let (mut clock, mut close) = (now, None);
    for &at in kept {
        let slot = coming[at].slot;
        if slot.class == Class::Ending && close.is_none() {
            close = Some(clock);
        }
        minutes[at] = Some(slot.shortest);
        clock = clock.plus(slot.shortest);
    }
    Recovery { minutes, close, fits: false }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, prop, prop_oneof, proptest};

    use super::*;

    fn clock(text: &str) -> Clock {
        Clock::parse(text).unwrap()
    }

    fn coming(minutes: u32, (shortest, longest): (u32, u32), class: Class) -> Coming {
        Coming { slot: Slot { minutes, shortest, longest, at: None, class }, cut: None }
    }

    /// The end of Alder's day from the third pause on (domain.md 6.1, rows 16 to 23).
    fn afternoon() -> Vec<Coming> {
        vec![
            coming(10, (5, 15), Class::Frame),
            coming(15, (10, 15), Class::Rest),
            coming(25, (20, 30), Class::Working),
            coming(15, (10, 20), Class::Working),
            coming(15, (10, 20), Class::Ending),
            coming(5, (5, 10), Class::Ending),
            coming(10, (10, 15), Class::Ending),
            coming(15, (10, 20), Class::Ending),
        ]
    }

    fn given(recovery: &Recovery) -> Vec<u32> {
        recovery.minutes.iter().map(|minutes| minutes.unwrap_or(0)).collect()
    }

    #[test]
    fn twenty_five_minutes_behind_at_half_past_two() {
        let late = recover(clock("14:35"), clock("16:00"), &afternoon());
        assert_eq!(given(&late), [5, 10, 20, 10, 10, 5, 10, 15]);
        assert_eq!((late.close, late.fits), (Some(clock("15:20")), true));
    }

    #[test]
    fn a_little_late_takes_from_the_work_alone() {
        let late = recover(clock("14:20"), clock("16:00"), &afternoon());
        assert_eq!(given(&late), [10, 15, 20, 10, 15, 5, 10, 15]);
        assert_eq!(late.close, Some(clock("15:15")));
        // On time, nothing changes.
        assert_eq!(given(&recover(clock("14:10"), clock("16:00"), &afternoon())), [10, 15, 25, 15, 15, 5, 10, 15]);
    }

    #[test]
    fn what_may_be_cut_goes_in_its_order_and_the_close_never() {
        let mut rows = afternoon();
        rows[2].cut = Some(2);
        rows[0].cut = Some(1);
        rows[7].cut = Some(0);
        let late = recover(clock("14:45"), clock("16:00"), &rows);
        assert_eq!(late.minutes[0], None, "the pause goes first");
        assert!(late.fits && late.minutes[2].is_some() && late.minutes[7].is_some());
        let later = recover(clock("15:00"), clock("16:00"), &rows);
        assert_eq!((later.minutes[0], later.minutes[2]), (None, None));
        assert!(later.fits);
    }

    #[test]
    fn past_help_everything_is_at_its_shortest_and_says_so() {
        let late = recover(clock("15:40"), clock("16:00"), &afternoon());
        assert!(!late.fits);
        assert_eq!(given(&late), [5, 10, 20, 10, 10, 5, 10, 10]);
    }

    #[test]
    fn a_fixed_time_holds_as_long_as_it_can() {
        let mut rows = afternoon();
        rows[1].slot.at = Some(clock("14:20"));
        let late = recover(clock("14:15"), clock("16:00"), &rows);
        assert_eq!(late.minutes[0], Some(5));
        let later = recover(clock("14:18"), clock("16:00"), &rows);
        assert!(later.fits, "the fixed time is let go");
    }

    fn row() -> impl Strategy<Value = Coming> {
        let class = prop_oneof![Just(Class::Working), Just(Class::Rest), Just(Class::Frame), Just(Class::Ending)];
        (0u32..12, 0u32..6, 0u32..6, class, prop::option::of(0u32..4)).prop_map(|(short, give, more, class, cut)| {
            let shortest = short * 5;
            let minutes = shortest + give * 5;
            Coming { slot: Slot { minutes, shortest, longest: minutes + more * 5, at: None, class }, cut }
        })
    }

    proptest! {
        #[test]
        fn nothing_grows_nothing_falls_below_its_shortest_and_it_ends_in_time(
            rows in prop::collection::vec(row(), 0..12), now in 0u32..600,
        ) {
            let (now, end) = (Clock::from_minutes(600 + now), Clock::from_minutes(1000));
            let recovery = recover(now, end, &rows);
            for (row, minutes) in rows.iter().zip(&recovery.minutes) {
                if let Some(minutes) = minutes {
                    assert!(*minutes >= row.slot.shortest && *minutes <= row.slot.minutes);
                } else {
                    assert!(row.cut.is_some() && row.slot.class != Class::Ending);
                }
            }
            let total: u32 = recovery.minutes.iter().flatten().sum();
            if recovery.fits {
                assert!(now.plus(total) <= end);
            }
        }
    }
}
