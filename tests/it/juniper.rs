//! The second fictional review, which shows what Alder does not: a care home, five periods, conversations side by side, a
//! short event with its reasons, and an event that is still being planned.

use plenary::diagnostic::Class;

use crate::harness::{Folder, Site};

const EVENTS: [&str; 3] = ["night-staff", "practitioner", "strategic"];

#[test]
fn the_shipped_site_builds_without_an_error_or_a_warning() {
    let folder = Site::shipped().folder();
    let run = folder.plenary(&["build"]).exits(0);
    assert_eq!(run.err, "");
    let said: Vec<&str> = run.out.lines().collect();
    assert!(said[0].starts_with("Still to do for what is being planned: "), "{}", run.out);
    assert!(!run.out.contains("warning") && !run.out.contains("error"), "{}", run.out);
    for edition in ["facilitator", "review-team", "participant", "training"] {
        for event in EVENTS {
            assert!(folder.has(&format!("public/{edition}/reviews/juniper/{event}/index.html")), "{edition}, {event}");
        }
    }
}

#[test]
fn only_the_event_that_is_being_planned_has_something_open() {
    let found = Site::shipped().build().built.diagnostics;
    assert!(found.len() >= 5, "readiness should have something to say");
    for one in &found {
        assert_eq!((one.class, one.event.as_deref()), (Class::Practice, Some("juniper/strategic")), "{}", one.message);
    }
}

/// The start and the title of each session of an event.
fn clock(folder: &Folder, event: &str) -> Vec<String> {
    let table = folder.read(&format!("public/participant/reviews/juniper/{event}/agenda.csv"));
    let rows = table.lines().skip(1).filter_map(|row| Some((row.split_once(',')?.0, row.splitn(4, ',').nth(3)?)));
    rows.map(|(start, title)| format!("{start} {}", title.trim_matches('"'))).collect()
}

#[test]
fn its_days_keep_the_clock_that_they_were_made_for() {
    let folder = Site::shipped().folder();
    folder.plenary(&["build"]).exits(0);
    let day = clock(&folder, "practitioner");
    assert_eq!((day.first().unwrap().as_str(), day.len()), ("09:15 Welcome and introductions", 24));
    for pinned in ["10:45 Break", "12:30 Lunch", "14:45 Three conversations", "16:00 How was today?"] {
        assert!(day.iter().any(|row| row.starts_with(pinned)), "{pinned}: {day:#?}");
    }
    let afternoon = clock(&folder, "night-staff");
    for row in ["13:55 Summer: nights in the home", "14:25 Break, with soup and bread", "16:30 How was today?"] {
        assert!(afternoon.iter().any(|held| held == row), "{row}: {afternoon:#?}");
    }
}

/// What the periods are called says too much for a sheet that is carried about.
#[test]
fn participants_do_not_read_the_names_of_the_periods() {
    let folder = Site::shipped().folder();
    folder.plenary(&["build"]).exits(0);
    let page =
        |edition: &str, page: &str| folder.read(&format!("public/{edition}/reviews/juniper/practitioner/{page}"));
    let label = "A sore that did not heal";
    assert!(page("facilitator", "script.html").contains(label));
    for name in ["agenda.html", "briefing.html", "pack-participant.html", "index.html"] {
        assert!(!page("participant", name).contains(label), "{name}");
        assert!(!page("participant", name).contains("Babs"), "{name}");
    }
    assert!(page("participant", "agenda.html").contains("Part 4"));
}

#[test]
fn conversations_side_by_side_stand_on_the_sheets_that_need_them() {
    let folder = Site::shipped().folder();
    folder.plenary(&["build"]).exits(0);
    let page =
        |edition: &str, page: &str| folder.read(&format!("public/{edition}/reviews/juniper/practitioner/{page}"));
    for side in ["In the home: days and meals", "Visits and referrals", "Calls, papers and equipment"] {
        for (edition, name) in
            [("facilitator", "script.html"), ("participant", "agenda.html"), ("participant", "group-sheets.html")]
        {
            assert!(page(edition, name).contains(side), "{side} in {edition}/{name}");
        }
    }
}

#[test]
fn the_short_event_says_why_it_is_short() {
    let folder = Site::shipped().folder();
    folder.plenary(&["build"]).exits(0);
    let readiness = folder.read("public/facilitator/reviews/juniper/night-staff/readiness.html");
    assert!(readiness.contains("have slept by noon"), "its reason is on record");
    let participants = folder.read("public/participant/reviews/juniper/night-staff/pack-participant.html");
    assert!(!participants.contains("have slept by noon"));
}

#[test]
fn it_can_be_had_to_begin_with() {
    let folder = Folder::empty();
    folder.plenary(&["init", "home", "--example=juniper"]).exits(0);
    assert!(folder.has("home/content/reviews/juniper/review.yaml") && !folder.has("home/content/reviews/alder"));
    assert!(!folder.has("home/content/venues/glenfarran-hall.yaml"));
    let run = folder.plenary(&["--root", "home", "build"]).exits(0);
    assert_eq!(run.err, "");
    folder.plenary(&["init", "other", "--example=rowan"]).exits(2);
}

/// Whoever leads a conversation may be somebody whom those who learn do not know by name.
#[test]
fn a_conversation_led_by_a_review_team_member_is_led_by_their_role_in_training() {
    let path = "content/reviews/juniper/events/practitioner.yaml";
    let made =
        Site::shipped().edit(path, "place: Library, lead: shand", "place: Library, lead: rt-adv").build().clean();
    for page in ["script", "run-sheet", "group-sheets"] {
        let text = made.text(&format!("training/reviews/juniper/practitioner/{page}.html"));
        assert!(text.contains("Advocacy manager") && !text.contains("Lorna Peel"), "{page}");
    }
}
