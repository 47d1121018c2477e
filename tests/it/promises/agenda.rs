//! However odd a day is, its clock keeps to what it promises (`contract.md` section 9, "Fitting"), and so does what is worked
//! out for a day that runs late.

use plenary::agenda::late::{Coming, recover};
use plenary::agenda::{Class, Day, Fault, Fitted, Slot, fit, shortest_total};
use plenary::clock::Clock;

/// Bytes of a session: its lengths, its fixed time, its class, its place among what may be cut.
const SESSION: usize = 8;
/// More sessions than any day has.
const MOST: usize = 40;

/// Four bytes say when the day begins and ends, eight more each session.
pub fn promise(data: &[u8]) {
    let Some((day, sessions)) = data.split_at_checked(4) else { return };
    let clock = |high: u8, low: u8| Clock::from_minutes((u32::from(high) << 8 | u32::from(low)) % (24 * 60));
    let day = Day { start: clock(day[0], day[1]), end: clock(day[2], day[3]) };
    let coming: Vec<Coming> = sessions.chunks_exact(SESSION).take(MOST).map(session).collect();
    let slots: Vec<Slot> = coming.iter().map(|coming| coming.slot).collect();
    let fitted = fit(day, &slots);
    assert_eq!(fitted, fit(day, &slots), "the same day twice");
    holds(day, &slots, &fitted);
    // Late at a moment of its own, with everything still to come, or half of it.
    for coming in [&coming[..], &coming[coming.len() / 2..]] {
        runs_late(day.start, day.end, coming);
    }
}

fn session(bytes: &[u8]) -> Coming {
    let length = |byte: u8| u32::from(byte) * if bytes[7] & 1 == 0 { 1 } else { 5 };
    let fixed = u32::from(bytes[3]) << 8 | u32::from(bytes[4]);
    let slot = Slot {
        minutes: length(bytes[0]),
        shortest: length(bytes[1]),
        longest: length(bytes[2]),
        at: (bytes[7] & 6 == 2).then(|| Clock::from_minutes(fixed % (24 * 60))),
        class: Class::IN_FITTING_ORDER[usize::from(bytes[5]) % 4],
    };
    Coming { slot, cut: (bytes[6] < 128).then_some(u32::from(bytes[6]) % 5) }
}

fn holds(day: Day, slots: &[Slot], fitted: &Fitted) {
    assert_eq!(fitted.rows.len(), slots.len(), "a row a session");
    for (row, slot) in fitted.rows.iter().zip(slots) {
        let longest = slot.longest.max(slot.shortest);
        assert!((slot.shortest..=longest).contains(&row.minutes), "{row:?} of {slot:?}");
    }
    for rows in fitted.rows.windows(2) {
        assert!(rows[0].start.plus(rows[0].minutes) <= rows[1].start, "{rows:?} overlap");
    }
    let have = day.end.since(day.start);
    let cannot = matches!(fitted.faults[..], [Fault::CannotFit { .. }]);
    assert_eq!(cannot, shortest_total(slots) > have, "{:?}", fitted.faults);
    // An event that ends before it begins is a mistake that is told elsewhere.
    if fitted.faults.is_empty() && !slots.is_empty() && day.start <= day.end {
        let last = &fitted.rows[fitted.rows.len() - 1];
        assert!(
            fitted.rows[0].start >= day.start && last.start.plus(last.minutes) <= day.end,
            "{fitted:?} leaves the day"
        );
        for (row, slot) in fitted.rows.iter().zip(slots) {
            assert!(slot.at.is_none_or(|at| at == row.start), "{row:?} does not keep to {slot:?}");
            assert!(!row.late && row.start <= row.latest_start, "{row:?} has no need to be late");
        }
        // What is no session is breathing space, and the two are the whole day.
        let minutes: u32 = fitted.rows.iter().map(|row| row.minutes).sum();
        let gaps: u32 = fitted.gaps.iter().map(|gap| gap.minutes).sum();
        assert_eq!(minutes + gaps, have, "{fitted:?}");
    }
}

fn runs_late(now: Clock, end: Clock, coming: &[Coming]) {
    let recovery = recover(now, end, coming);
    assert_eq!(recovery, recover(now, end, coming), "the same day twice");
    assert_eq!(recovery.minutes.len(), coming.len(), "a length a session");
    for (minutes, coming) in recovery.minutes.iter().zip(coming) {
        let Slot { minutes: planned, shortest, longest, .. } = coming.slot;
        let planned = planned.clamp(shortest, longest.max(shortest));
        match minutes {
            // Past help, a session is broken off where the close has to begin.
            Some(minutes) => {
                let least = if recovery.fits { shortest } else { 0 };
                assert!((least..=planned).contains(minutes), "{minutes} of {coming:?}");
            }
            None => assert!(coming.cut.is_some() || !recovery.fits, "{coming:?} may not be left out"),
        }
    }
    assert!(recovery.done >= now, "{recovery:?} ends before it begins");
    if recovery.fits && coming.iter().all(|coming| coming.slot.at.is_none()) {
        assert!(recovery.done <= end.max(now), "{recovery:?} is said to fit before {end}");
    }
}
