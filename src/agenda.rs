//! Fits the sessions of a day to the clock: clock arithmetic and fitting, and nothing but.
//!
//! A fixed time (`at`) splits the day into stretches. Each stretch is filled by moving time into or out of its
//! sessions, class by class, within their flex. What cannot be filled is left as a gap; what cannot be held runs on at
//! its shortest, marked. Source: contract.md 9, "Fitting", and domain.md 6.3.

pub mod arrange;
pub mod late;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::iter::once;

use crate::clock::Clock;

/// Minutes are moved in steps of this many, so that a printed clock stays readable.
pub const STEP: u32 = 5;

/// Which sessions give or take time first. The variants are in the order of fitting, which is the same for growing
/// and for shrinking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The middle but for breaks, lunches and sessions of method `summary`. Hearing from groups is work.
    Working,
    /// Breaks and lunches of any phase.
    Rest,
    /// Sessions of method `summary` in the middle, and the beginning.
    Frame,
    /// The ending. It comes last, since it should not be rushed.
    Ending,
}

impl Class {
    pub const IN_FITTING_ORDER: [Class; 4] = [Class::Working, Class::Rest, Class::Frame, Class::Ending];
}

/// One session as the clock sees it. Lengths are minutes.
///
/// A shortest over the longest raises the longest; a length outside the two is brought inside. Both are content errors
/// that somebody else reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub minutes: u32,
    pub shortest: u32,
    pub longest: u32,
    pub at: Option<Clock>,
    pub class: Class,
}

/// When the event starts and ends. An end that is not after the start leaves no time at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub start: Clock,
    pub end: Clock,
}

/// A day on the clock: one row a slot, in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    pub rows: Vec<Row>,
    pub gaps: Vec<Gap>,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub start: Clock,
    pub minutes: u32,
    /// The latest it may begin if it and all that follows run at their shortest, before the end and every later `at`.
    pub latest_start: Clock,
    /// It runs past the next fixed time or the end of the day, or cannot begin at its own fixed time.
    pub late: bool,
}

/// Breathing space at the end of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The row before it; none before the first row.
    pub after: Option<usize>,
    pub start: Clock,
    pub minutes: u32,
}

/// What stands in the way. `CannotFit` is `agenda-cannot-fit`, all others are `agenda-times-clash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The whole day at its shortest needs more minutes than there are. Nothing else is reported beside it.
    CannotFit { need: u32, have: u32 },
    /// The rows `from` up to `row` (or the last) at their shortest are not done by `at`, but at `finish`.
    /// `row` is the one that is fixed at that time; none when it is the end of the day.
    Clash { from: usize, row: Option<usize>, at: Clock, finish: Clock },
    /// A fixed time before the start or after the end. It is passed over.
    OutsideDay { row: usize, at: Clock },
    /// A fixed time earlier than that of a row before it. It is passed over.
    OutOfOrder { row: usize, at: Clock, previous: usize, previous_at: Clock },
}

/// The minutes of all slots at their shortest.
pub fn shortest_total(slots: &[Slot]) -> u32 {
    total(slots.iter().map(|slot| slot.shortest))
}

/// The minutes of all slots as written.
pub fn planned_total(slots: &[Slot]) -> u32 {
    total(slots.iter().map(|slot| slot.minutes))
}

/// The length of groups side by side: that of the longest track.
pub fn tracks_minutes(tracks: &[u32]) -> u32 {
    tracks.iter().copied().max().unwrap_or(0)
}

/// Fits a day.
///
/// When even the whole day at its shortest is too long, fixed times are passed over: the sessions run on from the
/// start, so that the clock ends where the message says. When only a stretch is, it runs on past its end and the next
/// begins when it is over, fitted to what is left of its own time.
pub fn fit(day: Day, slots: &[Slot]) -> Fitted {
    let slots: Vec<Slot> = slots.iter().map(tidy).collect();
    let have = day.end.since(day.start);
    let need = shortest_total(&slots);
    if need > have {
        let (rows, gaps, _) = run(day, &slots, &vec![None; slots.len()]);
        return Fitted { rows, gaps, faults: vec![Fault::CannotFit { need, have }] };
    }
    let (pins, mut faults) = usable_pins(day, &slots);
    let (rows, gaps, clashes) = run(day, &slots, &pins);
    faults.extend(clashes);
    Fitted { rows, gaps, faults }
}

fn tidy(slot: &Slot) -> Slot {
    let longest = slot.longest.max(slot.shortest);
    Slot { minutes: slot.minutes.clamp(slot.shortest, longest), longest, ..*slot }
}

fn total(minutes: impl Iterator<Item = u32>) -> u32 {
    minutes.fold(0, u32::saturating_add)
}

/// Keeps the fixed times that lie in the day and in order. Two sessions may be fixed at one time if the first can take
/// no time at all; if it cannot, that is a clash like any other.
fn usable_pins(day: Day, slots: &[Slot]) -> (Vec<Option<Clock>>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut last: Option<(usize, Clock)> = None;
    let mut pins = Vec::with_capacity(slots.len());
    for (row, slot) in slots.iter().enumerate() {
        let mut pin = slot.at;
        if let Some(at) = slot.at {
            if at < day.start || at > day.end {
                faults.push(Fault::OutsideDay { row, at });
                pin = None;
            } else if let Some((previous, previous_at)) = last.filter(|(_, previous_at)| at < *previous_at) {
                faults.push(Fault::OutOfOrder { row, at, previous, previous_at });
                pin = None;
            } else {
                last = Some((row, at));
            }
        }
        pins.push(pin);
    }
    (pins, faults)
}

/// Lays the stretches on the clock, one after another.
fn run(day: Day, slots: &[Slot], pins: &[Option<Clock>]) -> (Vec<Row>, Vec<Gap>, Vec<Fault>) {
    let latest = latest_starts(day, slots, pins);
    let mut rows: Vec<Row> = Vec::with_capacity(slots.len());
    let (mut gaps, mut clashes) = (Vec::new(), Vec::new());
    // Where a stretch should begin, and where it does: an overrun pushes the second on.
    let (mut planned_start, mut clock) = (day.start, day.start);
    let pinned = pins.iter().enumerate().filter_map(|(row, at)| at.map(|at| (Some(row), at)));
    for (row, end) in pinned.chain(once((None, day.end))) {
        let from = rows.len();
        let stretch = &slots[from..row.unwrap_or(slots.len())];
        let shortest = shortest_total(stretch);
        if shortest > end.since(planned_start) {
            clashes.push(Fault::Clash { from, row, at: end, finish: clock.plus(shortest) });
        }
        for minutes in lengths(stretch, end.since(clock)) {
            let row = rows.len();
            let late = clock.plus(minutes) > end || pins[row].is_some_and(|at| clock > at);
            rows.push(Row { start: clock, minutes, latest_start: latest[row], late });
            clock = clock.plus(minutes);
        }
        if clock < end {
            gaps.push(Gap { after: rows.len().checked_sub(1), start: clock, minutes: end.since(clock) });
            clock = end;
        }
        planned_start = end;
    }
    (rows, gaps, clashes)
}

/// Goes back from the end of the day at the shortest lengths; each fixed time holds for the rows before it.
fn latest_starts(day: Day, slots: &[Slot], pins: &[Option<Clock>]) -> Vec<Clock> {
    let mut latest = vec![day.end; slots.len()];
    let mut before = day.end;
    for (row, slot) in slots.iter().enumerate().rev() {
        latest[row] = before.minus(slot.shortest);
        before = pins[row].map_or(latest[row], |at| at.min(latest[row]));
    }
    latest
}

/// The lengths of the sessions of one stretch: they add up to `have`, or come as near to it as their flex allows.
fn lengths(stretch: &[Slot], have: u32) -> Vec<u32> {
    let have = u64::from(have);
    let planned: u64 = stretch.iter().map(|slot| u64::from(slot.minutes)).sum();
    let grow = planned < have;
    let bound = |slot: &Slot| if grow { slot.longest } else { slot.shortest };
    let mut room: Vec<u64> = stretch.iter().map(|slot| u64::from(slot.minutes.abs_diff(bound(slot)))).collect();
    let mut rest = planned.abs_diff(have);
    for class in Class::IN_FITTING_ORDER {
        let steps = |(slot, room): (&Slot, &u64)| if slot.class == class { room / u64::from(STEP) } else { 0 };
        let steps: Vec<u64> = stretch.iter().zip(&room).map(steps).collect();
        for (room, share) in room.iter_mut().zip(in_proportion(rest / u64::from(STEP), &steps)) {
            *room -= share * u64::from(STEP);
            rest -= share * u64::from(STEP);
        }
    }
    for class in Class::IN_FITTING_ORDER {
        // Every turn uses up the rest or the room of one session.
        while let Some(row) = roomiest(stretch, &room, class).filter(|_| rest > 0) {
            let odd = room[row].min(rest);
            room[row] -= odd;
            rest -= odd;
        }
    }
    let left = |(slot, room): (&Slot, u64)| {
        // Room is never more than a difference of two lengths, so nothing is lost here.
        let room = u32::try_from(room).unwrap_or(u32::MAX);
        if grow { bound(slot).saturating_sub(room) } else { bound(slot).saturating_add(room) }
    };
    stretch.iter().zip(room).map(left).collect()
}

/// The session of a class with the most room left, the earlier if two have the same; none without room.
fn roomiest(stretch: &[Slot], room: &[u64], class: Class) -> Option<usize> {
    let candidates = (0..stretch.len()).filter(|&row| stretch[row].class == class && room[row] > 0);
    candidates.reduce(|best, row| if room[row] > room[best] { row } else { best })
}

/// Hands out steps in proportion to the room of each, by largest remainder; ties go to the earlier. Nobody gets more
/// than its room, and all of them together get no more than there is.
fn in_proportion(steps: u64, room: &[u64]) -> Vec<u64> {
    let all: u64 = room.iter().sum();
    if all == 0 {
        return vec![0; room.len()];
    }
    let steps = steps.min(all);
    // In 128 bits, since a product of two lengths need not fit into 64.
    let exact = |room: u64| u128::from(steps) * u128::from(room);
    let mut shares: Vec<u64> =
        room.iter().map(|&room| u64::try_from(exact(room) / u128::from(all)).unwrap_or(room)).collect();
    let mut by_remainder: Vec<usize> = (0..room.len()).collect();
    by_remainder.sort_by_key(|&row| Reverse(exact(room[row]) % u128::from(all)));
    let handed_out: u64 = shares.iter().sum();
    let leftover = usize::try_from(steps - handed_out).unwrap_or(usize::MAX);
    for &row in by_remainder.iter().take(leftover) {
        shares[row] += 1;
    }
    shares
}
