use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{Class, Day, Fault, Fitted, Gap, Slot, fit, planned_total, shortest_total, tracks_minutes};
use crate::clock::Clock;
use Class::{Ending, Frame, Rest, Working};

fn slot(minutes: u32, flex: (u32, u32), class: Class) -> Slot {
    Slot { minutes, shortest: flex.0, longest: flex.1, at: None, class }
}

fn at(hour: u32, minute: u32, slot: Slot) -> Slot {
    Slot { at: Some(Clock::from_hm(hour, minute)), ..slot }
}

fn work(minutes: u32, shortest: u32, longest: u32) -> Slot {
    slot(minutes, (shortest, longest), Working)
}

/// A day that begins at 09:30.
fn day(minutes: u32) -> Day {
    let start = Clock::from_hm(9, 30);
    Day { start, end: start.plus(minutes) }
}

fn minutes(fitted: &Fitted) -> Vec<u32> {
    fitted.rows.iter().map(|row| row.minutes).collect()
}

fn starts(fitted: &Fitted) -> Vec<String> {
    fitted.rows.iter().map(|row| row.start.to_string()).collect()
}

fn late(fitted: &Fitted) -> Vec<bool> {
    fitted.rows.iter().map(|row| row.late).collect()
}

/// domain.md 6.1: Alder's practitioner event.
fn practitioner() -> Vec<Slot> {
    [
        (15, (10, 20), Frame),
        (5, (5, 10), Frame),
        (10, (5, 15), Frame),
        (10, (5, 15), Frame),
        (10, (5, 15), Frame),
        (5, (5, 10), Working),
        (30, (25, 45), Working),
        (5, (5, 10), Frame),
        (15, (15, 15), Rest),
        (45, (30, 55), Working),
        (10, (5, 15), Frame),
        (45, (40, 60), Rest),
        (5, (5, 10), Working),
        (35, (25, 45), Working),
        (35, (25, 45), Working),
        (10, (5, 15), Frame),
        (15, (10, 15), Rest),
        (25, (20, 30), Working),
        (15, (10, 20), Working),
        (15, (10, 20), Ending),
        (5, (5, 10), Ending),
        (10, (10, 15), Ending),
        (15, (10, 20), Ending),
    ]
    .map(|(minutes, flex, class)| slot(minutes, flex, class))
    .to_vec()
}

/// domain.md 6.2: Alder's strategic event.
fn strategic() -> Vec<Slot> {
    [
        (10, (5, 15), Frame),
        (5, (5, 10), Frame),
        (10, (5, 10), Frame),
        (5, (5, 10), Frame),
        (15, (10, 20), Working),
        (25, (20, 35), Working),
        (20, (15, 25), Working),
        (10, (10, 15), Rest),
        (25, (20, 30), Working),
        (20, (15, 25), Working),
        (5, (5, 5), Rest),
        (30, (20, 40), Working),
        (20, (15, 30), Ending),
        (10, (5, 15), Ending),
    ]
    .map(|(minutes, flex, class)| slot(minutes, flex, class))
    .to_vec()
}

#[test]
fn the_vectors_of_the_domain_come_out() {
    let p = practitioner();
    let s = strategic();
    for (slots, length, expected) in [
        (&p, 390, vec![15, 5, 10, 10, 10, 5, 30, 5, 15, 45, 10, 45, 5, 35, 35, 10, 15, 25, 15, 15, 5, 10, 15]),
        (&p, 360, vec![15, 5, 10, 10, 10, 5, 25, 5, 15, 35, 10, 45, 5, 30, 30, 10, 15, 20, 15, 15, 5, 10, 15]),
        (&p, 330, vec![15, 5, 10, 10, 10, 5, 25, 5, 15, 30, 10, 40, 5, 25, 25, 10, 10, 20, 10, 15, 5, 10, 15]),
        (&p, 420, vec![15, 5, 10, 10, 10, 10, 35, 5, 15, 50, 10, 45, 10, 40, 40, 10, 15, 25, 15, 15, 5, 10, 15]),
        (&s, 180, vec![10, 5, 10, 5, 10, 20, 15, 10, 20, 15, 5, 25, 20, 10]),
        (&s, 240, vec![10, 5, 10, 5, 20, 30, 25, 10, 30, 25, 5, 35, 20, 10]),
    ] {
        let fitted = fit(day(length), slots);
        assert_eq!(minutes(&fitted), expected, "{length}");
        assert_eq!((fitted.gaps, fitted.faults), (vec![], vec![]), "{length}");
    }
    assert_eq!((planned_total(&p), shortest_total(&p)), (390, 290));
    assert_eq!((planned_total(&s), shortest_total(&s)), (210, 155));
}

/// What the live view's script has to give too: the days of the domain, and many that a small generator makes up.
#[test]
fn the_vectors_that_scripts_share_are_in_step() {
    let mut seed = 7_u32;
    let mut random = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    let mut days: Vec<(Day, Vec<Slot>)> = [330, 360, 390, 420].map(|length| (day(length), practitioner())).to_vec();
    days.extend([180, 210, 240].map(|length| (day(length), strategic())));
    for _ in 0..240 {
        let slots: Vec<Slot> = (0..1 + random(9))
            .map(|_| {
                let shortest = 5 * random(8) + if random(5) == 0 { random(5) } else { 0 };
                let minutes = shortest + 5 * random(5) + if random(6) == 0 { random(5) } else { 0 };
                let longest = minutes + 5 * random(6);
                let class = Class::IN_FITTING_ORDER[random(4) as usize];
                let at = (random(6) == 0).then(|| Clock::from_minutes(9 * 60 + 5 * random(70)));
                Slot { minutes, shortest, longest, at, class }
            })
            .collect();
        days.push((day(60 + 5 * random(70)), slots));
    }
    let vectors: Vec<serde_json::Value> = days
        .iter()
        .map(|(day, slots)| {
            let slot = |slot: &Slot| {
                let class = ["working", "rest", "frame", "ending"][slot.class as usize];
                let at = slot.at.map(Clock::minutes);
                serde_json::json!({
                    "minutes": slot.minutes, "shortest": slot.shortest, "longest": slot.longest, "class": class, "at": at,
                })
            };
            let row = |row: &crate::agenda::Row| {
                serde_json::json!({
                    "start": row.start.minutes(), "minutes": row.minutes, "latest": row.latest_start.minutes(),
                })
            };
            serde_json::json!({
                "day": {"start": day.start.minutes(), "end": day.end.minutes()},
                "slots": slots.iter().map(slot).collect::<Vec<_>>(),
                "rows": fit(*day, slots).rows.iter().map(row).collect::<Vec<_>>(),
            })
        })
        .collect();
    let lines: Vec<String> = vectors.iter().map(ToString::to_string).collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/fitting.json");
    if std::env::var_os("PLENARY_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(path, text).unwrap();
    }
    assert!(text == std::fs::read_to_string(path).unwrap(), "the vectors have changed: bless them, and look");
}

#[test]
fn the_close_of_the_full_day_can_begin_no_later_than_15_25() {
    let fitted = fit(day(390), &practitioner());
    assert_eq!(fitted.rows[19].start.to_string(), "15:15");
    assert_eq!(fitted.rows[19].latest_start.to_string(), "15:25");
    assert_eq!(fitted.rows[0].latest_start.to_string(), "11:10");
}

#[test]
fn classes_give_and_take_in_their_order() {
    let slots = [slot(10, (5, 15), Ending), slot(10, (5, 15), Frame), slot(10, (5, 15), Rest), work(10, 5, 15)];
    for (length, expected) in [
        (20, [5, 5, 5, 5]),
        (25, [10, 5, 5, 5]),
        (30, [10, 10, 5, 5]),
        (35, [10, 10, 10, 5]),
        (40, [10, 10, 10, 10]),
        (45, [10, 10, 10, 15]),
        (50, [10, 10, 15, 15]),
        (55, [10, 15, 15, 15]),
        (60, [15, 15, 15, 15]),
    ] {
        assert_eq!(minutes(&fit(day(length), &slots)), expected, "{length}");
    }
}

#[test]
fn odd_minutes_go_to_the_session_with_the_most_room_left() {
    for (slots, length, expected) in [
        (vec![work(10, 5, 20), work(10, 5, 25)], 23, vec![10, 13]),
        (vec![work(10, 5, 20), work(10, 5, 20)], 23, vec![13, 10]),
        (vec![work(10, 8, 20), work(10, 7, 20)], 18, vec![10, 8]),
        // Less than a step of room each: one after another, then the next class.
        (vec![work(10, 10, 13), work(10, 10, 14), slot(10, (10, 14), Ending)], 39, vec![13, 14, 12]),
        // A step of five is needed, but no session has a whole one.
        (vec![work(10, 7, 10), work(10, 7, 10)], 15, vec![7, 8]),
        // Whole steps of a later class go before odd minutes of an earlier one.
        (vec![work(10, 6, 10), slot(10, (5, 10), Ending)], 15, vec![10, 5]),
    ] {
        let fitted = fit(day(length), &slots);
        assert_eq!(minutes(&fitted), expected, "{length} {slots:?}");
        assert_eq!((fitted.gaps, fitted.faults), (vec![], vec![]));
    }
}

#[test]
fn fixed_times_split_the_day() {
    let slots = [work(30, 20, 40), at(10, 30, work(30, 20, 30)), at(11, 0, work(60, 30, 60))];
    let fitted = fit(day(150), &slots);
    assert_eq!(starts(&fitted), ["09:30", "10:30", "11:00"]);
    assert_eq!(minutes(&fitted), [40, 30, 60]);
    assert_eq!(fitted.gaps, [Gap { after: Some(0), start: Clock::from_hm(10, 10), minutes: 20 }]);
    assert_eq!(fitted.faults, []);
    let latest: Vec<String> = fitted.rows.iter().map(|row| row.latest_start.to_string()).collect();
    assert_eq!(latest, ["10:10", "10:40", "11:30"]);
}

#[test]
fn time_before_the_first_fixed_time_and_an_empty_day_are_gaps() {
    let fitted = fit(day(60), &[at(10, 0, work(30, 30, 30))]);
    assert_eq!(fitted.gaps, [Gap { after: None, start: Clock::from_hm(9, 30), minutes: 30 }]);
    assert_eq!(fit(day(60), &[]).gaps, [Gap { after: None, start: Clock::from_hm(9, 30), minutes: 60 }]);
    assert_eq!(fit(day(0), &[]), Fitted { rows: vec![], gaps: vec![], faults: vec![] });
    assert_eq!(fit(day(30), &[at(9, 30, work(30, 30, 30))]).gaps, []);
}

#[test]
fn a_day_that_cannot_fit_says_only_that() {
    let slots = [work(30, 20, 30), at(8, 0, work(30, 20, 30)), at(9, 40, work(30, 20, 30))];
    let fitted = fit(day(50), &slots);
    assert_eq!(fitted.faults, [Fault::CannotFit { need: 60, have: 50 }]);
    assert_eq!(starts(&fitted), ["09:30", "09:50", "10:10"]);
    assert_eq!(minutes(&fitted), [20, 20, 20]);
    assert_eq!(late(&fitted), [false, false, true]);
    let backwards = Day { start: Clock::from_hm(16, 0), end: Clock::from_hm(9, 0) };
    assert_eq!(fit(backwards, &slots).faults, [Fault::CannotFit { need: 60, have: 0 }]);
}

#[test]
fn a_stretch_that_is_too_long_runs_on_and_the_next_takes_what_is_left() {
    let slots = [work(30, 20, 30), work(30, 20, 30), at(10, 0, work(60, 30, 60)), at(11, 0, work(30, 30, 30))];
    let fitted = fit(day(120), &slots);
    let (row, finish) = (Some(2), Clock::from_hm(10, 10));
    assert_eq!(fitted.faults, [Fault::Clash { from: 0, row, at: Clock::from_hm(10, 0), finish }]);
    assert_eq!(starts(&fitted), ["09:30", "09:50", "10:10", "11:00"]);
    assert_eq!(minutes(&fitted), [20, 20, 50, 30]);
    assert_eq!(late(&fitted), [false, true, true, false]);
}

#[test]
fn the_last_stretch_can_clash_with_the_end_of_the_day() {
    let fitted = fit(day(60), &[work(20, 10, 20), at(10, 20, work(30, 20, 30))]);
    let finish = Clock::from_hm(10, 40);
    assert_eq!(fitted.faults, [Fault::Clash { from: 1, row: None, at: Clock::from_hm(10, 30), finish }]);
    assert_eq!(fitted.gaps, [Gap { after: Some(0), start: Clock::from_hm(9, 50), minutes: 30 }]);
    assert_eq!(late(&fitted), [false, true]);
}

#[test]
fn fixed_times_outside_the_day_or_out_of_order_are_passed_over() {
    let slots = [
        at(9, 0, work(10, 10, 10)),
        at(10, 0, work(10, 10, 10)),
        at(9, 50, work(10, 10, 10)),
        at(10, 30, work(10, 10, 10)),
        at(11, 31, work(50, 50, 50)),
    ];
    let fitted = fit(day(120), &slots);
    assert_eq!(
        fitted.faults,
        [
            Fault::OutsideDay { row: 0, at: Clock::from_hm(9, 0) },
            Fault::OutOfOrder { row: 2, at: Clock::from_hm(9, 50), previous: 1, previous_at: Clock::from_hm(10, 0) },
            Fault::OutsideDay { row: 4, at: Clock::from_hm(11, 31) },
        ]
    );
    assert_eq!(starts(&fitted), ["09:30", "10:00", "10:10", "10:30", "10:40"]);
    assert_eq!(late(&fitted), [false; 5]);
}

#[test]
fn two_sessions_at_one_time_clash_unless_the_first_may_vanish() {
    let second = at(10, 0, work(30, 30, 30));
    let fitted = fit(day(60), &[at(10, 0, work(0, 0, 10)), second]);
    assert_eq!((minutes(&fitted), fitted.faults), (vec![0, 30], vec![]));
    let fitted = fit(day(60), &[at(10, 0, work(10, 5, 10)), second]);
    let (time, finish) = (Clock::from_hm(10, 0), Clock::from_hm(10, 5));
    assert_eq!(fitted.faults, [Fault::Clash { from: 0, row: Some(1), at: time, finish }]);
}

#[test]
fn faulty_lengths_are_brought_inside() {
    // Minutes over and under the flex, and a shortest over the longest.
    assert_eq!(minutes(&fit(day(35), &[work(90, 10, 15), work(0, 5, 10), work(10, 10, 5)])), [15, 10, 10]);
    let huge = work(u32::MAX, u32::MAX, u32::MAX);
    let fitted = fit(day(60), &[huge, huge]);
    assert_eq!(fitted.faults, [Fault::CannotFit { need: u32::MAX, have: 60 }]);
    assert_eq!((tracks_minutes(&[25, 30]), tracks_minutes(&[])), (30, 0));
}

fn any_class() -> impl Strategy<Value = Class> {
    prop_oneof![Just(Working), Just(Rest), Just(Frame), Just(Ending)]
}

/// Agendas that people could write, some of them wrong.
fn likely_slots() -> impl Strategy<Value = Vec<Slot>> {
    let pin = option::weighted(0.15, (540u32..1000).prop_map(Clock::from_minutes));
    let one = (0u32..60, 0u32..30, 0u32..30, pin, any_class()).prop_map(|(minutes, less, more, at, class)| Slot {
        minutes,
        shortest: minutes.saturating_sub(less),
        longest: minutes + more,
        at,
        class,
    });
    vec(one, 0..14)
}

fn wild_slots() -> impl Strategy<Value = Vec<Slot>> {
    let one = (any::<u32>(), any::<u32>(), any::<u32>(), option::of(any::<u32>()), any_class()).prop_map(
        |(minutes, shortest, longest, at, class)| Slot {
            minutes,
            shortest: shortest >> (minutes % 32),
            longest,
            at: at.map(Clock::from_minutes),
            class,
        },
    );
    vec(one, 0..8)
}

proptest! {
    #[test]
    fn a_likely_day_adds_up(slots in likely_slots(), length in 0u32..480) {
        let day = day(length);
        let fitted = fit(day, &slots);
        prop_assert_eq!(&fitted, &fit(day, &slots));
        prop_assert_eq!(fitted.rows.len(), slots.len());
        for (row, slot) in fitted.rows.iter().zip(&slots) {
            prop_assert!((slot.shortest..=slot.longest).contains(&row.minutes));
        }
        for pair in fitted.rows.windows(2) {
            prop_assert!(pair[0].start.plus(pair[0].minutes) <= pair[1].start);
        }
        let overrun = fitted.faults.iter().any(|f| matches!(f, Fault::CannotFit { .. } | Fault::Clash { .. }));
        let used: u32 = fitted.rows.iter().map(|row| row.minutes).sum();
        let free: u32 = fitted.gaps.iter().map(|gap| gap.minutes).sum();
        if overrun {
            prop_assert!(fitted.rows.iter().any(|row| row.late));
        } else {
            prop_assert_eq!(used + free, length);
            for row in &fitted.rows {
                prop_assert!(!row.late && row.start <= row.latest_start);
            }
        }
        if fitted.faults.is_empty() {
            for (row, slot) in fitted.rows.iter().zip(&slots) {
                prop_assert!(slot.at.is_none_or(|at| at == row.start));
            }
        }
        // A gap is left only when the sessions of the stretch before it have no room.
        if let [gap] = fitted.gaps[..] && slots.iter().all(|slot| slot.at.is_none()) {
            prop_assert_eq!(gap.after, slots.len().checked_sub(1));
            prop_assert!(fitted.rows.iter().zip(&slots).all(|(row, slot)| row.minutes == slot.longest));
        }
    }

    #[test]
    fn no_input_brings_it_down(slots in wild_slots(), start in any::<u32>(), end in any::<u32>()) {
        let day = Day { start: Clock::from_minutes(start), end: Clock::from_minutes(end) };
        let fitted = fit(day, &slots);
        prop_assert_eq!(fitted.rows.len(), slots.len());
        let used: u64 = fitted.rows.iter().map(|row| u64::from(row.minutes)).sum();
        let free: u64 = fitted.gaps.iter().map(|gap| u64::from(gap.minutes)).sum();
        if !fitted.faults.iter().any(|f| matches!(f, Fault::CannotFit { .. } | Fault::Clash { .. })) {
            prop_assert_eq!(used + free, u64::from(end.saturating_sub(start)));
        }
    }
}
