//! What holds for every drawing, whatever it is of.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::clock::Clock;
use crate::drawing::day::{self, Day, DaySession, DayWords, Part};
use crate::drawing::links::{self, BriefedPerson, LinkPerson, LinkService, Links, LinksWords};
use crate::drawing::room::{self, RoomPlan, RoomWords};
use crate::drawing::wall::{self, Wall, WallPeriod, WallWords};
use crate::drawing::{Chair, Drawing, Form, Ink, Label, Point};
use crate::schema::session::Phase;
use crate::schema::venue::Layout;

fn label(form: &Form) -> Option<&Label> {
    if let Form::Text(label) = form { Some(label) } else { None }
}

fn chair(form: &Form) -> Option<&Chair> {
    if let Form::Chair(chair) = form { Some(chair) } else { None }
}

fn labels(drawing: &Drawing) -> Vec<&Label> {
    drawing.shapes.iter().filter_map(|shape| label(&shape.form)).collect()
}

fn chairs(drawing: &Drawing) -> Vec<&Chair> {
    let seats = drawing.shapes.iter().filter(|shape| shape.class.starts_with("seat"));
    seats.filter_map(|shape| chair(&shape.form)).collect()
}

fn count(drawing: &Drawing, class: &str) -> usize {
    drawing.shapes.iter().filter(|shape| shape.class == class).count()
}

/// What is wrong with a drawing, in words; nothing where all is well.
fn wrong(drawing: &Drawing) -> Option<String> {
    for shape in &drawing.shapes {
        let bounds = shape.form.bounds();
        let inside = bounds.left >= -0.1
            && bounds.top >= -0.1
            && bounds.right <= drawing.width + 0.1
            && bounds.bottom <= drawing.height + 0.1;
        if !inside {
            return Some(format!("outside {} x {}: {shape:?}", drawing.width, drawing.height));
        }
    }
    let labels = labels(drawing);
    for (at, one) in labels.iter().enumerate() {
        for other in &labels[at + 1..] {
            if one.bounds().overlaps(&other.bounds()) {
                return Some(format!("one on another: {one:?} {other:?}"));
            }
        }
    }
    let chairs = chairs(drawing);
    for (at, one) in chairs.iter().enumerate() {
        for other in &chairs[at + 1..] {
            let apart = (one.at.x - other.at.x).hypot(one.at.y - other.at.y);
            if apart < (one.half + other.half) * 0.99 {
                return Some(format!("chairs in one another: {one:?} {other:?}"));
            }
        }
        if let Some(label) = labels.iter().find(|label| label.bounds().overlaps(&Form::Chair(**one).bounds())) {
            return Some(format!("a label on a chair: {label:?} {one:?}"));
        }
    }
    None
}

#[track_caller]
fn assert_sound(drawing: &Drawing) {
    assert_eq!(wrong(drawing), None);
}

const LONG: &str = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochuchaf a'r cyffiniau";

fn plan(layout: Layout, participants: usize, facilitators: usize) -> RoomPlan {
    RoomPlan {
        layout,
        participants,
        facilitators,
        note_taker: true,
        observers: 0,
        groups: 0,
        group_rooms: Vec::new(),
        quiet_room: None,
    }
}

fn words() -> RoomWords {
    RoomWords {
        title: "The room".to_owned(),
        description: "Chairs.".to_owned(),
        participants: "14 participants".to_owned(),
        facilitators: "2 Reviewers".to_owned(),
        note_taker: "Note taker".to_owned(),
        observers: "Observers".to_owned(),
        groups: "Where small groups sit".to_owned(),
        wall: "Wall space for the timeline".to_owned(),
        door: "Door".to_owned(),
        water: "Water".to_owned(),
        elsewhere: "Elsewhere in the building".to_owned(),
        groups_elsewhere: "Small groups".to_owned(),
        quiet_room: "Quiet room".to_owned(),
    }
}

fn long_words() -> RoomWords {
    let long = || LONG.to_owned();
    RoomWords {
        participants: long(),
        facilitators: long(),
        note_taker: long(),
        observers: long(),
        groups: long(),
        wall: long(),
        door: long(),
        water: long(),
        elsewhere: long(),
        groups_elsewhere: long(),
        quiet_room: long(),
        ..words()
    }
}

#[test]
fn everybody_has_a_chair_in_every_layout() {
    for layout in Layout::ALL {
        for (participants, facilitators) in [(0, 0), (0, 2), (1, 0), (1, 1), (3, 1), (5, 2), (12, 2), (23, 2), (60, 8)]
        {
            let drawing = room::draw(&plan(*layout, participants, facilitators), &words());
            let what = format!("{} {participants} {facilitators}", layout.word());
            assert_eq!(count(&drawing, "seat participant"), participants, "{what}");
            assert_eq!(count(&drawing, "seat reviewer"), facilitators, "{what}");
            assert_eq!(count(&drawing, "seat note-taker"), 1, "{what}");
            assert_eq!(wrong(&drawing), None, "{what}");
        }
    }
}

#[test]
fn in_a_conversation_chairs_face_inwards_and_in_rows_they_face_the_front() {
    let middle = |chairs: &[&Chair]| {
        let (x, y) = chairs.iter().fold((0.0, 0.0), |(x, y), chair| (x + chair.at.x, y + chair.at.y));
        let all = f64::from(u32::try_from(chairs.len()).unwrap());
        Point::new(x / all, y / all)
    };
    for layout in [Layout::Boardroom, Layout::Horseshoe, Layout::Circle] {
        let drawing = room::draw(&RoomPlan { note_taker: false, ..plan(layout, 14, 2) }, &words());
        let chairs = chairs(&drawing);
        let middle = middle(&chairs);
        for chair in chairs {
            let way = chair.at.towards(middle);
            let towards = way.x * chair.facing.x + way.y * chair.facing.y;
            assert!(towards > 0.2, "{} {chair:?}", layout.word());
        }
    }
    for layout in [Layout::Theatre, Layout::Classroom] {
        let drawing = room::draw(&plan(layout, 14, 2), &words());
        let facing = |class: &str| -> Vec<f64> {
            let of = drawing.shapes.iter().filter(|shape| shape.class == class);
            of.map(|shape| if let Form::Chair(chair) = &shape.form { chair.facing.y } else { 0.0 }).collect()
        };
        assert!(facing("seat participant").iter().all(|y| *y == -1.0), "{}", layout.word());
        assert_eq!(facing("seat reviewer"), [1.0, 1.0], "{}", layout.word());
    }
}

#[test]
fn those_who_lead_sit_where_the_guidance_asks() {
    let places = |layout| {
        let drawing = room::draw(&plan(layout, 14, 2), &words());
        let of = |class: &'static str| {
            let shapes = drawing.shapes.clone().into_iter().filter(move |shape| shape.class == class);
            shapes.filter_map(|shape| if let Form::Chair(chair) = shape.form { Some(chair.at) } else { None })
        };
        (of("seat reviewer").collect::<Vec<_>>(), of("seat participant").collect::<Vec<_>>())
    };
    // At the open end of a horseshoe, one on each side.
    let (lead, others) = places(Layout::Horseshoe);
    assert!(others.iter().all(|other| other.y > lead[0].y && other.y > lead[1].y));
    assert!((lead[0].x - lead[1].x).abs() > 150.0);
    // At the middle of a long side of a table, beside one another.
    let (lead, others) = places(Layout::Boardroom);
    let (left, right) = (lead[0].x.min(lead[1].x), lead[0].x.max(lead[1].x));
    assert_eq!(lead[0].y, lead[1].y);
    let beside =
        |way: fn(f64, f64) -> bool, x: f64| others.iter().filter(|at| at.y == lead[0].y && way(at.x, x)).count();
    assert!(beside(|a, b| a < b, left).abs_diff(beside(|a, b| a > b, right)) <= 1);
    // Apart from one another in a circle.
    let (lead, _) = places(Layout::Circle);
    assert!((lead[0].x - lead[1].x).hypot(lead[0].y - lead[1].y) > 120.0);
}

#[test]
fn long_words_and_many_of_everything_still_fit_a_room() {
    for layout in Layout::ALL {
        let plan = RoomPlan {
            observers: 9,
            groups: 12,
            group_rooms: vec![LONG.to_owned(); 7],
            quiet_room: Some(LONG.to_owned()),
            ..plan(*layout, 60, 8)
        };
        assert_sound(&room::draw(&plan, &long_words()));
    }
}

fn day(start: u32, lengths: &[(u32, Part)]) -> Day {
    let mut clock = Clock::from_minutes(start);
    let mut sessions = Vec::new();
    for (at, (minutes, part)) in lengths.iter().enumerate() {
        let number = (*part != Part::Rest).then_some(at + 1);
        sessions.push(DaySession { start: clock, minutes: *minutes, part: *part, number });
        clock = clock.plus(*minutes);
    }
    let words = DayWords {
        title: "The day".to_owned(),
        description: "A bar.".to_owned(),
        beginning: "Beginning".to_owned(),
        middle: "Middle".to_owned(),
        ending: "Ending".to_owned(),
        rest: "Break".to_owned(),
    };
    Day { start: Clock::from_minutes(start), end: clock, sessions, words }
}

#[test]
fn a_session_is_as_wide_as_it_is_long() {
    let drawing = day::draw(&day(570, &[(30, Part::Session(Phase::Beginning)), (60, Part::Session(Phase::Middle))]));
    let widths: Vec<f64> = drawing
        .shapes
        .iter()
        .filter(|shape| shape.class.starts_with("part"))
        .map(|shape| shape.form.bounds().right - shape.form.bounds().left)
        .collect();
    assert!((widths[0] * 2.0 - widths[1]).abs() < 0.01);
    assert_eq!(drawing.shapes.iter().filter(|shape| shape.ink == Ink::Spotted).count(), 2, "in the bar and the key");
}

#[test]
fn sixty_sessions_of_five_minutes_an_empty_day_and_one_that_runs_over_can_be_drawn() {
    let five = vec![(5, Part::Untold); 60];
    assert_sound(&day::draw(&day(540, &five)));
    assert_eq!(count(&day::draw(&day(540, &five)), "part"), 60);
    assert_sound(&day::draw(&day(540, &[])));
    assert_sound(&day::draw(&Day {
        end: Clock::from_minutes(600),
        ..day(570, &[(55, Part::Untold), (50, Part::Rest)])
    }));
    assert_sound(&day::draw(&Day { start: Clock::from_minutes(700), ..day(570, &[(55, Part::Untold)]) }));
    assert_sound(&day::draw(&day(0, &[(1439, Part::Untold)])));
}

fn wall_of(periods: &[(Date, Date)], label: Option<&str>) -> Wall {
    let period = |(from, to): &(Date, Date)| WallPeriod {
        label: label.map(str::to_owned),
        dates: format!("{from} to {to}"),
        from: *from,
        to: *to,
    };
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let words = WallWords {
        title: "The wall".to_owned(),
        description: "Periods.".to_owned(),
        then: "Then: what we knew and thought".to_owned(),
        now: "Now: what we see looking back".to_owned(),
        months: months.map(str::to_owned).to_vec(),
    };
    Wall { periods: periods.iter().map(period).collect(), words }
}

#[test]
fn periods_are_as_wide_as_they_are_long_and_long_ones_carry_their_names() {
    let periods = [
        (date(2024, 9, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 4, 30)),
        (date(2025, 5, 1), date(2025, 9, 30)),
    ];
    let drawing = wall::draw(&wall_of(&periods, Some("Care starts at home")));
    assert_sound(&drawing);
    assert_eq!((count(&drawing, "period"), count(&drawing, "number")), (3, 0));
    let bars = drawing.shapes.iter().filter(|shape| shape.class == "bar");
    let bars: Vec<f64> = bars.map(|shape| shape.form.bounds().right - shape.form.bounds().left).collect();
    assert!((bars[0] / bars[2] - 122.0 / 153.0).abs() < 0.01, "{bars:?}");
}

#[test]
fn a_day_beside_a_year_overlaps_gaps_and_no_names_can_be_drawn() {
    let (year, day) = ((date(2024, 1, 1), date(2024, 12, 31)), (date(2024, 6, 14), date(2024, 6, 14)));
    let last = (date(2024, 12, 31), date(2024, 12, 31));
    let drawing = wall::draw(&wall_of(&[year, day, last], None));
    assert_sound(&drawing);
    assert_eq!((count(&drawing, "period"), count(&drawing, "number")), (0, 6), "numbers in the bars and in the list");
    assert_sound(&wall::draw(&wall_of(&[], None)));
    assert_sound(&wall::draw(&wall_of(&[day], Some(LONG))));
    assert_sound(&wall::draw(&wall_of(&[year; 12], Some(LONG))));
    assert_sound(&wall::draw(&wall_of(&[(date(1901, 1, 1), date(2025, 1, 1)), day], Some("Long ago"))));
    assert_sound(&wall::draw(&wall_of(&[(date(-9999, 1, 1), date(9999, 12, 31))], Some("All time"))));
    assert_sound(&wall::draw(&wall_of(&[(date(2025, 1, 1), date(2024, 1, 1))], Some("Backwards"))));
}

fn links_of(links: usize, people: &[(usize, Option<usize>)], name: &str) -> Links {
    let words = LinksWords {
        title: "Who briefs whom".to_owned(),
        description: "Lines.".to_owned(),
        links: "Briefs".to_owned(),
        people: "Is briefed".to_owned(),
        nobody: "Nobody briefs them yet".to_owned(),
    };
    let link = |at| LinkPerson { name: format!("{name} {at}"), about: Some("Service manager, Social work".to_owned()) };
    let services = people.iter().map(|(service, _)| service + 1).max().unwrap_or(0);
    let of = |service| {
        let own = people.iter().filter(move |(of, _)| *of == service);
        let person = |(_, link): &(usize, Option<usize>)| BriefedPerson {
            name: name.to_owned(),
            about: Some("Social worker".to_owned()),
            link: *link,
        };
        LinkService { name: format!("{name} service"), people: own.map(person).collect() }
    };
    Links { links: (0..links).map(link).collect(), services: (0..services).map(of).collect(), words }
}

#[test]
fn every_pair_of_a_service_and_a_link_has_a_line_and_those_without_a_link_are_shown() {
    let drawing =
        links::draw(&links_of(2, &[(0, Some(0)), (0, Some(0)), (1, Some(0)), (1, Some(1)), (2, None)], "Ali Birch"));
    assert_sound(&drawing);
    assert_eq!(count(&drawing, "briefs"), 3);
    assert_eq!((count(&drawing, "briefed"), count(&drawing, "briefed nobody")), (3, 1));
    assert_sound(&links::draw(&links_of(0, &[], "Ali Birch")));
    assert_sound(&links::draw(&links_of(3, &[(0, None), (1, Some(7))], LONG)));
}

#[test]
fn sixty_people_fit_on_a_sheet_and_eighty_can_be_drawn() {
    let people: Vec<(usize, Option<usize>)> = (0..80).map(|at| (at % 8, Some(at % 8))).collect();
    let drawing = links::draw(&links_of(8, &people[..60], "Robin Elder"));
    assert_sound(&drawing);
    assert!(drawing.height < 650.0, "{}", drawing.height);
    assert_sound(&links::draw(&links_of(8, &people, "Robin Elder")));
}

#[test]
fn the_element_has_its_words_escaped_ids_of_its_own_and_no_style() {
    let mut plan = plan(Layout::Circle, 3, 1);
    let words = RoomWords { title: "<b> & \"c\"".to_owned(), ..words() };
    plan.quiet_room = Some("</svg><script>".to_owned());
    let svg = room::draw(&plan, &words).svg("room_plan");
    assert!(svg.starts_with("<svg class=\"drawn\" viewBox=\"0 0 515 "), "{svg}");
    assert!(svg.contains("<title id=\"room_plan_title\">&lt;b&gt; &amp; \"c\"</title>"), "{svg}");
    assert!(svg.contains("aria-labelledby=\"room_plan_title room_plan_desc\""));
    assert!(svg.contains("url(#room_plan_cross)") && svg.contains("<pattern id=\"room_plan_cross\""));
    assert!(!svg.contains("style=") && !svg.contains("<script") && !svg.contains("<style"));
    assert_eq!(svg, room::draw(&plan, &words).svg("room_plan"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_room_is_sound(
        layout in prop::sample::select(Layout::ALL),
        participants in 0..61_usize,
        facilitators in 0..9_usize,
        observers in 0..13_usize,
        groups in 0..13_usize,
        rooms in 0..7_usize,
        quiet in any::<bool>(),
    ) {
        let plan = RoomPlan {
            observers,
            groups,
            group_rooms: vec!["Harbour Room".to_owned(); rooms],
            quiet_room: quiet.then(|| "Room 3".to_owned()),
            ..plan(layout, participants, facilitators)
        };
        let drawing = room::draw(&plan, &words());
        prop_assert_eq!(wrong(&drawing), None);
        prop_assert_eq!(chairs(&drawing).len(), participants + facilitators + observers + 1);
    }

    #[test]
    fn any_day_is_sound(start in 0..900_u32, lengths in prop::collection::vec((1..120_u32, 0..4_usize), 0..60)) {
        let parts = [
            Part::Session(Phase::Beginning),
            Part::Session(Phase::Middle),
            Part::Session(Phase::Ending),
            Part::Rest,
        ];
        let lengths: Vec<(u32, Part)> = lengths.into_iter().map(|(minutes, part)| (minutes, parts[part])).collect();
        let drawing = day::draw(&day(start, &lengths));
        prop_assert_eq!(wrong(&drawing), None);
    }

    #[test]
    fn any_wall_is_sound(
        periods in prop::collection::vec((0..1500_i64, 0..700_i64), 0..13),
        label in prop::option::of("[A-Za-zŵŷ ]{1,60}"),
    ) {
        let first = date(2022, 3, 1);
        let day = |days: i64| first.checked_add(jiff::Span::new().days(days)).unwrap();
        let periods: Vec<(Date, Date)> = periods.into_iter().map(|(from, long)| (day(from), day(from + long))).collect();
        let drawing = wall::draw(&wall_of(&periods, label.as_deref()));
        prop_assert_eq!(wrong(&drawing), None);
    }

    #[test]
    fn any_links_are_sound(
        links in 1..13_usize,
        people in prop::collection::vec((0..12_usize, prop::option::weighted(0.9, 0..12_usize)), 0..80),
        name in "[A-Za-zŵŷ]{1,12} [A-Za-z]{1,60}",
    ) {
        let drawing = links::draw(&links_of(links, &people, &name));
        prop_assert_eq!(wrong(&drawing), None);
    }
}
