//! What to do when a day runs late: the lengths that bring it back to its end.
//!
//! The rest of the day is fitted again, in the fitting order, from the moment at which it goes on. The close keeps its
//! length (S72). What does not fit then is left out in the order in which sessions may be cut, where that helps; only
//! when nothing more may go does the close give what it can. A fixed time that cannot be kept even so is let go. Where
//! not even that is enough, the sessions run at their shortest until the close has to begin, and what is not reached is
//! left.

use std::ops::Range;

use crate::agenda::{Class, Day, Fault, STEP, Slot, fit, tidy};
use crate::clock::Clock;

/// A session that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Its length is what the plan gives it.
    pub slot: Slot,
    /// Which is left out first, where it may be left out at all.
    pub cut: Option<u32>,
}

impl Coming {
    fn is_close(&self) -> bool {
        self.slot.class == Class::Ending
    }
}

/// How the rest of the day goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// One a session, in the same order: the minutes that it gets, and none where it is left out.
    pub minutes: Vec<Option<u32>>,
    /// When the close begins; none where there is none.
    pub close: Option<Clock>,
    /// When the day ends.
    pub done: Clock,
    /// Whether everything that is not left out on purpose has its time.
    pub fits: bool,
}

/// Works out the rest of a day that goes on at `now` and ends at `end`.
pub fn recover(now: Clock, end: Clock, coming: &[Coming]) -> Recovery {
    let coming: Vec<Coming> = coming.iter().map(|coming| Coming { slot: tidy(&coming.slot), ..*coming }).collect();
    let coming = coming.as_slice();
    let kept = (0..coming.len()).collect();
    let mut rest = Rest { now, end, coming, kept, let_go: Vec::new(), close: Close::Kept };
    loop {
        let broken = match rest.attempt() {
            Ok(recovery) => return recovery,
            Err(broken) => broken,
        };
        if let Some(place) = rest.next_to_go(&broken) {
            rest.kept.remove(place);
        } else if rest.close == Close::Kept && rest.concerns_the_close(&broken) {
            rest.close = Close::Gives;
        } else if let Some(fixed) = broken.fixed {
            // Whatever was given up to keep to this time was given up in vain.
            rest.let_go.push(fixed);
            rest.kept = (0..coming.len()).collect();
            rest.close = Close::Kept;
        } else {
            return overrun(now, end, coming, &rest.kept);
        }
    }
}

/// Whether the close may be shortened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Close {
    Kept,
    Gives,
}

/// A day that goes on, and what has been given up already.
struct Rest<'a> {
    now: Clock,
    end: Clock,
    coming: &'a [Coming],
    /// The sessions that still take place.
    kept: Vec<usize>,
    /// The sessions whose fixed time does not count any more.
    let_go: Vec<usize>,
    close: Close,
}

/// Where the day does not fit: places among the sessions that are kept, of which leaving one out helps.
struct Broken {
    places: Range<usize>,
    /// The session whose fixed time cannot be kept, where it is one.
    fixed: Option<usize>,
}

impl Rest<'_> {
    /// Fits the sessions that are kept, or says where they do not fit.
    fn attempt(&self) -> Result<Recovery, Broken> {
        let slots: Vec<Slot> = self.kept.iter().map(|&at| self.slot(at)).collect();
        let everywhere = Broken { places: 0..slots.len(), fixed: None };
        if self.now > self.end {
            return Err(everywhere);
        }
        let fitted = fit(Day { start: self.now, end: self.end }, &slots);
        for fault in &fitted.faults {
            match *fault {
                Fault::CannotFit { .. } => return Err(everywhere),
                Fault::Clash { from, row, .. } => {
                    let fixed = row.map(|row| self.kept[row]);
                    return Err(Broken { places: from..row.unwrap_or(slots.len()), fixed });
                }
                Fault::OutsideDay { .. } | Fault::OutOfOrder { .. } => {}
            }
        }
        // Nothing grows because something else was left out.
        let lengths = self.kept.iter().zip(&fitted.rows);
        let lengths = lengths.map(|(&at, row)| (at, row.minutes.min(self.coming[at].slot.minutes)));
        let lengths: Vec<(usize, u32)> = lengths.collect();
        let pins: Vec<Option<Clock>> = slots.iter().map(|slot| slot.at).collect();
        Ok(lay_out(self.now, self.coming, &lengths, &pins))
    }

    /// A session as it is fitted. A fixed time that has passed holds nobody to anything.
    fn slot(&self, at: usize) -> Slot {
        let coming = self.coming[at];
        let whole = coming.is_close() && self.close == Close::Kept;
        let shortest = if whole { coming.slot.minutes } else { coming.slot.shortest };
        let pin = coming.slot.at.filter(|time| *time >= self.now && !self.let_go.contains(&at));
        Slot { shortest, at: pin, ..coming.slot }
    }

    /// The place of the one that is left out next: the lowest number, the later of two that are alike.
    fn next_to_go(&self, broken: &Broken) -> Option<usize> {
        let may_go = |place: &usize| {
            let coming = &self.coming[self.kept[*place]];
            coming.cut.is_some() && !coming.is_close()
        };
        let number = |place: &usize| (self.coming[self.kept[*place]].cut, usize::MAX - place);
        broken.places.clone().filter(may_go).min_by_key(number)
    }

    fn concerns_the_close(&self, broken: &Broken) -> bool {
        self.kept[broken.places.clone()].iter().any(|at| self.coming[*at].is_close())
    }
}

/// Lays lengths on the clock.
fn lay_out(now: Clock, coming: &[Coming], lengths: &[(usize, u32)], pins: &[Option<Clock>]) -> Recovery {
    let mut minutes = vec![None; coming.len()];
    let (mut clock, mut close) = (now, None);
    for (&(at, length), pin) in lengths.iter().zip(pins) {
        clock = clock.max(pin.unwrap_or(clock));
        if coming[at].is_close() && close.is_none() {
            close = Some(clock);
        }
        minutes[at] = Some(length);
        clock = clock.plus(length);
    }
    Recovery { minutes, close, done: clock, fits: true }
}

/// Everything at its shortest until the close has to begin; what is not reached by then is left.
fn overrun(now: Clock, end: Clock, coming: &[Coming], kept: &[usize]) -> Recovery {
    let is_close = |at: &usize| coming[*at].is_close();
    let close: u32 = kept.iter().filter(|at| is_close(at)).map(|&at| coming[at].slot.shortest).sum();
    let latest = end.minus(close);
    let mut clock = now;
    let mut lengths = Vec::new();
    for &at in kept {
        let shortest = coming[at].slot.shortest;
        let length = if is_close(&at) { shortest } else { shortest.min(latest.since(clock)) };
        if length >= STEP.min(shortest) {
            lengths.push((at, length));
            clock = clock.plus(length);
        }
    }
    let pins = vec![None; lengths.len()];
    Recovery { fits: false, ..lay_out(now, coming, &lengths, &pins) }
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
        assert!(late.fits && late.minutes[7].is_some());
        let later = recover(clock("15:00"), clock("16:00"), &rows);
        assert_eq!((later.minutes[0], later.minutes[2]), (None, None));
        assert!(later.fits && later.minutes[7].is_some());
    }

    #[test]
    fn past_help_what_is_not_reached_is_left_and_the_close_begins_on_time() {
        // The close has to begin at 15:25.
        let late = recover(clock("15:05"), clock("16:00"), &afternoon()[2..]);
        assert!(!late.fits);
        assert_eq!(given(&late), [20, 0, 10, 5, 10, 10]);
        assert_eq!((late.close, late.done), (Some(clock("15:25")), clock("16:00")));
        let half = recover(clock("15:15"), clock("16:00"), &afternoon()[2..]);
        assert_eq!(given(&half), [10, 0, 10, 5, 10, 10], "as much of it as there is time for");
        let close_alone = recover(clock("15:40"), clock("16:00"), &afternoon()[4..]);
        assert_eq!((given(&close_alone), close_alone.done), (vec![10, 5, 10, 10], clock("16:15")));
    }

    #[test]
    fn what_may_be_left_out_goes_before_the_close_is_shortened() {
        let mut rows = afternoon();
        rows[3].cut = Some(1);
        let late = recover(clock("14:35"), clock("16:00"), &rows);
        assert_eq!(late.minutes[3], None);
        assert_eq!(given(&late)[4..], [15, 5, 10, 15], "the close keeps its length");
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

    #[test]
    fn nothing_is_left_out_for_a_fixed_time_that_cannot_be_kept_or_that_comes_before_it() {
        let mut rows = afternoon();
        rows[2].cut = Some(1);
        rows[3].cut = Some(2);
        rows[1].slot.at = Some(clock("14:20"));
        // The pause at its shortest is not done by 14:20, and groups that come later do not mend that.
        let late = recover(clock("14:18"), clock("16:00"), &rows);
        assert!(late.minutes[2].is_some() && late.minutes[3].is_some());
        // One that comes before may go, where that is enough; where it is not, it stays, and the time is let go.
        rows[0].cut = Some(3);
        assert_eq!(recover(clock("14:18"), clock("16:00"), &rows).minutes[0], None);
        rows.insert(0, coming(5, (5, 5), Class::Frame));
        let late = recover(clock("14:18"), clock("16:00"), &rows);
        assert!(late.fits && late.minutes.iter().all(Option::is_some));
    }

    #[test]
    fn a_fixed_time_that_can_be_kept_is_kept_though_another_is_let_go() {
        let mut rows = afternoon();
        rows[1].slot.at = Some(clock("14:20"));
        rows[4].slot.at = Some(clock("15:20"));
        let late = recover(clock("14:18"), clock("16:00"), &rows);
        assert_eq!((late.close, late.fits), (Some(clock("15:20")), true));
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
                match minutes {
                    Some(minutes) => assert!(*minutes <= row.slot.minutes),
                    None => assert!(row.slot.class != Class::Ending),
                }
                if recovery.fits {
                    assert!(minutes.map_or(row.cut.is_some(), |minutes| minutes >= row.slot.shortest));
                }
            }
            let total: u32 = recovery.minutes.iter().flatten().sum();
            if recovery.fits {
                assert!(now.plus(total) <= end);
            }
        }
    }
}
