use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{Arranged, Manner, Placing, Template, arrange, expand_title};
use crate::agenda::{Class, Day, Fitted, Slot, fit};
use crate::clock::Clock;
use Manner::{Feedback, Rest, Summary, Working};
use Placing::{InOrder, Insert, Near, PerPeriod, With};

/// What fitting needs to know of a session.
type Flex = (Class, u32, u32);

fn start() -> Clock {
    Clock::from_hm(9, 30)
}

fn near(hour: u32, minute: u32) -> Placing {
    Near(Clock::from_hm(hour, minute))
}

fn with(id: &str) -> Placing {
    With(id.to_owned())
}

fn after(id: &str, every_minutes: u32) -> Placing {
    Insert { after: id.to_owned(), every_minutes }
}

fn template(id: &str, minutes: u32, manner: Manner, placing: Placing) -> Template<()> {
    Template { id: id.to_owned(), minutes, manner, involvement: false, placing, content: () }
}

/// The built-in practitioner kind, as contract.md 9 gives it.
fn builtin(full_day: bool) -> Vec<Template<Flex>> {
    let parts = PerPeriod { share: Some(140), flex_each: Some((25, 55)) };
    let (beginning, ending) = (Class::Frame, Class::Ending);
    [
        ("introductions", 15, (beginning, 10, 20), Working, InOrder),
        ("purpose", 5, (beginning, 5, 10), Working, InOrder),
        ("apprehension", 10, (beginning, 5, 15), Working, InOrder),
        ("principles", 10, (beginning, 5, 15), Working, InOrder),
        ("overview", 10, (beginning, 5, 15), Working, InOrder),
        ("set-up", 5, (Class::Working, 5, 10), Working, InOrder),
        ("part", 0, (Class::Working, 25, 55), Working, parts),
        ("pause", 5, (Class::Frame, 5, 10), Summary, after("part", 60)),
        ("break-am", 15, (Class::Rest, 15, 15), Rest, near(10, 30)),
        ("lunch", 45, (Class::Rest, 40, 60), Rest, near(12, 15)),
        ("settle", 5, (Class::Working, 5, 10), Working, with("lunch")),
        ("break-pm", 15, (Class::Rest, 10, 15), Rest, near(14, 20)),
        ("groups", 25, (Class::Working, 20, 30), Working, InOrder),
        ("groups-back", 15, (Class::Working, 10, 20), Feedback, InOrder),
        ("key-learning", 15, (ending, 10, 20), Summary, InOrder),
        ("next-steps", 5, (ending, 5, 10), Working, InOrder),
        ("personal", 10, (ending, 10, 15), Working, InOrder),
        ("check-out", 15, (ending, 10, 20), Working, InOrder),
    ]
    .into_iter()
    .filter(|row| full_day || !["lunch", "settle", "break-pm"].contains(&row.0))
    .map(|(id, minutes, content, manner, placing)| Template {
        id: id.to_owned(),
        minutes,
        manner,
        involvement: ["set-up", "part"].contains(&id),
        placing,
        content,
    })
    .collect()
}

fn fitted(agenda: &[Arranged<Flex>], end: Clock) -> Fitted {
    let slot = |session: &Arranged<Flex>| {
        let (class, shortest, longest) = session.content;
        Slot { minutes: session.minutes, shortest, longest, at: None, class }
    };
    let slots: Vec<Slot> = agenda.iter().map(slot).collect();
    fit(Day { start: start(), end }, &slots)
}

fn ids<T>(agenda: &[Arranged<T>]) -> Vec<&str> {
    agenda.iter().map(|session| session.id.as_str()).collect()
}

/// The ids from the set-up to the last before the ending.
fn middle(agenda: &[Arranged<Flex>]) -> String {
    let ids = ids(agenda);
    let of = |id| ids.iter().position(|other| *other == id).unwrap();
    ids[of("set-up")..of("key-learning")].join(" ")
}

#[test]
fn the_built_in_day_has_the_clock_of_the_contract() {
    let agenda = arrange(start(), 4, &builtin(true));
    let clock = fitted(&agenda, Clock::from_hm(16, 0));
    let lines: Vec<String> = agenda.iter().zip(&clock.rows).map(|(s, row)| format!("{} {}", row.start, s.id)).collect();
    assert_eq!(
        lines.join(", "),
        "09:30 introductions, 09:45 purpose, 09:50 apprehension, 10:00 principles, 10:10 overview, 10:20 set-up, \
         10:25 break-am, 10:40 part-1, 11:20 pause-1, 11:25 part-2, 12:05 pause-2, 12:10 lunch, 12:55 settle, \
         13:00 part-3, 13:35 pause-3, 13:40 part-4, 14:15 pause-4, 14:20 break-pm, 14:35 groups, 15:00 groups-back, \
         15:15 key-learning, 15:30 next-steps, 15:35 personal, 15:45 check-out"
    );
    assert_eq!(clock.rows[23].start.plus(clock.rows[23].minutes), Clock::from_hm(16, 0));
    assert_eq!((clock.gaps, clock.faults), (vec![], vec![]));
    let part = &agenda[9];
    assert_eq!((part.period, part.number, part.flex), (Some(1), Some(2), Some((25, 55))));
    let pause = &agenda[8];
    assert_eq!((pause.period, pause.number, pause.flex), (None, Some(1), None));
}

#[test]
fn any_number_of_periods_makes_a_day() {
    for (periods, expected) in [
        (0, "set-up break-am groups groups-back"),
        (1, "set-up break-am part-1 pause-1 groups groups-back"),
        (2, "set-up break-am part-1 pause-1 part-2 pause-2 lunch settle groups groups-back"),
        (3, "set-up break-am part-1 pause-1 part-2 pause-2 lunch settle part-3 pause-3 break-pm groups groups-back"),
        (
            5,
            "set-up break-am part-1 pause-1 part-2 part-3 pause-2 lunch settle part-4 part-5 pause-3 break-pm groups \
             groups-back",
        ),
        (
            6,
            "set-up break-am part-1 part-2 pause-1 part-3 lunch settle part-4 pause-2 part-5 part-6 pause-3 break-pm \
             groups groups-back",
        ),
    ] {
        let agenda = arrange(start(), periods, &builtin(true));
        assert_eq!(middle(&agenda), expected);
        assert_eq!(fitted(&agenda, Clock::from_hm(16, 0)).faults, []);
    }
    // Five hours are a full day.
    let five_hours = fitted(&arrange(start(), 4, &builtin(true)), Clock::from_hm(14, 30));
    assert_eq!((five_hours.gaps, five_hours.faults), (vec![], vec![]));
    let short = arrange(start(), 4, &builtin(false));
    assert_eq!(
        middle(&short),
        "set-up break-am part-1 pause-1 part-2 pause-2 part-3 pause-3 part-4 pause-4 groups groups-back"
    );
    assert_eq!(fitted(&short, Clock::from_hm(14, 0)).faults, []);
}

/// The minutes of three parts that share so much.
fn shared(share: u32, flex_each: Option<(u32, u32)>) -> Vec<u32> {
    let parts = template("part", 7, Working, PerPeriod { share: Some(share), flex_each });
    arrange(start(), 3, &[parts]).iter().map(|part| part.minutes).collect()
}

#[test]
fn a_share_is_split_in_whole_steps() {
    for (share, flex_each, expected) in [
        (140, None, [50, 45, 45]),
        (145, None, [50, 50, 45]),
        (0, None, [0, 0, 0]),
        (10, None, [5, 5, 0]),
        (143, None, [53, 45, 45]),
        (140, Some((10, 40)), [40, 40, 40]),
        (30, Some((25, 55)), [25, 25, 25]),
        (140, Some((48, 49)), [49, 48, 48]),
        (140, Some((60, 20)), [60, 60, 60]),
        (u32::MAX, None, [1_431_655_765, 1_431_655_765, 1_431_655_765]),
    ] {
        assert_eq!(shared(share, flex_each), expected, "{share} {flex_each:?}");
    }
    let own = template("part", 7, Working, PerPeriod { share: None, flex_each: None });
    assert_eq!(arrange(start(), 2, &[own]).iter().map(|part| part.minutes).collect::<Vec<_>>(), [7, 7]);
}

/// The ids of an agenda from 09:30 with three periods.
fn order(templates: &[Template<()>]) -> String {
    ids(&arrange(start(), 3, templates)).join(" ")
}

#[test]
fn pauses_come_before_the_work_grows_too_long() {
    let parts = |minutes| template("part", minutes, Working, PerPeriod { share: None, flex_each: None });
    let pause = |every| template("pause", 5, Summary, after("part", every));
    let set_up = Template { involvement: true, ..template("set-up", 10, Working, InOrder) };
    assert_eq!(order(&[parts(30), pause(60)]), "part-1 part-2 pause-1 part-3 pause-2");
    assert_eq!(order(&[set_up.clone(), parts(30), pause(60)]), "set-up part-1 pause-1 part-2 part-3 pause-2");
    // What comes before the exploration does not count.
    let early = template("early", 50, Working, InOrder);
    assert_eq!(order(&[early, set_up, parts(25), pause(60)]), "early set-up part-1 part-2 pause-1 part-3 pause-2");
    assert_eq!(order(&[parts(30), pause(90)]), "part-1 part-2 part-3 pause-1");
    assert_eq!(order(&[parts(30), pause(0)]), "part-1 pause-1 part-2 pause-2 part-3 pause-3");
    assert_eq!(order(&[parts(30), template("pause", 5, Summary, after("nothing", 60))]), "part-1 part-2 part-3");
    // After one session; and two after the same, in the order of the file.
    let talk = template("talk", 30, Working, InOrder);
    let rest = template("rest", 30, Working, InOrder);
    let [first, second] = ["first", "second"].map(|id| template(id, 5, Summary, after("talk", 60)));
    assert_eq!(order(&[first, talk, second, rest]), "talk first-1 second-1 rest");
}

#[test]
fn sessions_near_a_time_go_to_the_nearest_place_that_is_allowed() {
    let work = |id: &str| template(id, 30, Working, InOrder);
    let rest = |id: &str, placing| template(id, 15, Rest, placing);
    let all = |extra: Vec<Template<()>>| order(&[vec![work("a"), work("b"), work("c"), work("d")], extra].concat());
    assert_eq!(all(vec![rest("tea", near(10, 30))]), "a b tea c d");
    // Two places equally near.
    assert_eq!(all(vec![rest("tea", near(10, 15))]), "a tea b c d");
    // Never first or last.
    assert_eq!(all(vec![rest("tea", near(8, 0))]), "a tea b c d");
    assert_eq!(all(vec![rest("tea", near(17, 0))]), "a b c tea d");
    // In the order of their times, and never side by side.
    assert_eq!(all(vec![rest("tea", near(11, 0)), rest("cake", near(10, 30))]), "a b cake c tea d");
    // Company moves along, also through others, and is not parted.
    let settle = template("settle", 5, Working, with("tea"));
    let more = template("more", 5, Working, with("settle"));
    assert_eq!(all(vec![more.clone(), rest("tea", near(10, 30)), settle.clone()]), "a b tea more settle c d");
    let walk = template("walk", 5, Working, near(10, 30));
    let home = template("home", 5, Working, with("walk"));
    assert_eq!(all(vec![walk, home, rest("tea", near(10, 36))]), "a b walk home tea c d");
    // A target that is not there, or goes round in circles, or stands in order: the order of the file.
    assert_eq!(all(vec![settle]), "a b c d settle");
    assert_eq!(all(vec![template("x", 5, Working, with("y")), template("y", 5, Working, with("x"))]), "a b c d x y");
    assert_eq!(all(vec![template("x", 5, Working, with("a"))]), "a b c d x");
}

#[test]
fn where_no_place_is_allowed_the_least_bad_is_taken() {
    let tea = template("tea", 15, Rest, near(10, 0));
    assert_eq!(order(std::slice::from_ref(&tea)), "tea");
    assert_eq!(order(&[tea.clone(), template("a", 30, Working, InOrder)]), "a tea");
    let sums = ["a", "b", "c"].map(|id| template(id, 30, Summary, InOrder));
    assert_eq!(order(&[sums.to_vec(), vec![tea]].concat()), "a tea b c");
}

#[test]
fn titles_are_filled_in() {
    for (title, number, label, expected) in [
        ("Part {n}: {timeline.label}", Some(2), Some("First worries"), "Part 2: First worries"),
        ("Part {n}: {timeline.label}", Some(2), None, "Part 2"),
        ("Part {n} \u{2013} {timeline.label}", Some(2), Some("  "), "Part 2"),
        ("Part {n} - {timeline.label}", Some(12), Some(""), "Part 12"),
        ("{timeline.label}: part {n}", Some(1), None, "part 1"),
        ("{timeline.label}", Some(1), None, ""),
        ("Part {n} {timeline.label} together", Some(1), None, "Part 1 together"),
        ("{n}: {timeline.label}", Some(1), Some("{n} and {timeline.label}"), "1: {n} and {timeline.label}"),
        ("Part {n}", None, None, "Part {n}"),
        ("Then and now -", None, None, "Then and now -"),
    ] {
        assert_eq!(expand_title(title, number, label), expected, "{title}");
    }
}

fn any_templates() -> impl Strategy<Value = Vec<Template<()>>> {
    let id = || (0usize..8).prop_map(|n| format!("s{n}"));
    let placing = prop_oneof![
        3 => Just(InOrder),
        1 => (option::of(any::<u32>()), option::of(any::<(u32, u32)>()))
            .prop_map(|(share, flex_each)| PerPeriod { share, flex_each }),
        1 => (id(), 0u32..90).prop_map(|(after, every_minutes)| Insert { after, every_minutes }),
        1 => (0u32..2000).prop_map(|minutes| Near(Clock::from_minutes(minutes))),
        1 => id().prop_map(With),
    ];
    let manner = prop_oneof![3 => Just(Working), 1 => Just(Rest), 1 => Just(Summary), 1 => Just(Feedback)];
    let one = (prop_oneof![9 => 0u32..90, 1 => any::<u32>()], manner, any::<bool>(), placing);
    vec(one, 0..8).prop_map(|all| {
        let named = |(n, (minutes, manner, involvement, placing)): (usize, _)| Template {
            involvement,
            ..template(&format!("s{n}"), minutes, manner, placing)
        };
        all.into_iter().enumerate().map(named).collect()
    })
}

proptest! {
    #[test]
    fn every_session_appears_as_often_as_it_should(templates in any_templates(), periods in 0usize..7) {
        let agenda = arrange(start(), periods, &templates);
        prop_assert_eq!(&agenda, &arrange(start(), periods, &templates));
        let unique: BTreeSet<&str> = ids(&agenda).into_iter().collect();
        prop_assert_eq!(unique.len(), agenda.len());
        let count = |id: &str| {
            agenda.iter().filter(|s| s.id == id || s.id.strip_prefix(id).is_some_and(|s| s.starts_with('-'))).count()
        };
        for template in &templates {
            let number = count(&template.id);
            match &template.placing {
                InOrder | Near(_) | With(_) => prop_assert_eq!(number, 1),
                PerPeriod { .. } => prop_assert_eq!(number, periods),
                Insert { after, .. } => prop_assert!(number <= count(after)),
            }
        }
        let in_order = agenda.iter().filter(|s| templates.iter().any(|t| t.id == s.id && t.placing == InOrder));
        prop_assert!(in_order.map(|s| &s.id).is_sorted());
    }
}
