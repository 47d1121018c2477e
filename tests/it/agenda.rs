//! The clock of a day: what stands in the files, and the times that come of it.

use crate::harness::{PRACTITIONER, ROWAN, STRATEGIC, Site};

const P: &str = "facilitator/reviews/alder/practitioner";
const S: &str = "facilitator/reviews/alder/strategic";
const R: &str = "facilitator/reviews/rowan/practitioner";
const KIND: &str = "content/blueprints/event-kinds/practitioner-and-first-line-manager.yaml";

/// The starter with a fourth period, as `contract.md` section 9 counts it.
fn four_periods() -> Site {
    Site::starter().edit(
        "content/reviews/rowan/review.yaml",
        "label: \"The last weeks\"}\n",
        "label: \"The last weeks\"}\n    - {id: part-four, from: 2025-10, to: 2025-12, label: \"Since then\"}\n",
    )
}

/// The starter with an agenda of its own, from half past nine until `end`.
fn own_agenda(end: &str, sessions: &str) -> Site {
    Site::starter()
        .edit(ROWAN, "end: \"16:00\"", &format!("end: \"{end}\""))
        .append(ROWAN, &format!("agenda:\n{sessions}"))
}

fn session(id: &str, minutes: &str) -> String {
    format!("  - {{id: {id}, title: {id}, phase: middle, {minutes}}}\n")
}

#[test]
fn alders_practitioner_event_keeps_the_clock_that_its_guidance_prints() {
    let made = Site::alder().build();
    let expected = [
        "09:30 Welcome and introductions",
        "09:45 Why we are here and how the day will run",
        "09:50 How it feels to be here",
        "10:00 Working principles",
        "10:10 Brief overview of the situation",
        "10:20 Then and now - how we will look back",
        "10:25 Part 1: Care starts at home",
        "10:55 Pause to sum up",
        "11:00 Break",
        "11:15 Part 2: First worries",
        "12:00 Pause to sum up",
        "12:10 Lunch (provided)",
        "12:55 Settling back in",
        "13:00 Part 3: Hospital and home again",
        "13:35 Part 4: Worries build",
        "14:10 Pause to sum up",
        "14:20 Break",
        "14:35 Small groups: what went well, what could have been better",
        "15:00 Hearing from the groups",
        "15:15 Key learning",
        "15:30 What happens next",
        "15:35 Your own learning",
        "15:45 How was today?",
        "16:00 end",
    ];
    assert_eq!(made.clock(P), expected);
    assert_eq!(made.clock("participant/reviews/alder/practitioner"), expected);
}

#[test]
fn alders_strategic_event_keeps_the_clock_that_its_guidance_prints() {
    let made = Site::alder().build();
    let expected = [
        "09:30 Welcome and introductions",
        "09:40 Purpose and process",
        "09:45 Working principles and how it feels to be here",
        "09:55 Brief overview of the situation",
        "10:00 The circumstances that led to the review",
        "10:15 Small groups",
        "10:40 Hearing from the groups - themes and issues",
        "11:00 Break",
        "11:10 What practitioners and first line managers told us",
        "11:35 The family's views",
        "11:55 Stretch",
        "12:00 What needs to change",
        "12:30 Summing up and agreeing emerging recommendations",
        "12:50 Next steps in the Learning Review",
        "13:00 end",
    ];
    assert_eq!(made.clock(S), expected);
    assert_eq!(made.clock("participant/reviews/alder/strategic"), expected);
}

#[test]
fn a_ten_line_event_of_four_periods_gets_the_clock_of_the_contract() {
    let part = |n: usize, label: &str| format!("Part {n}: {label}");
    let titles = [
        ("09:30", "Welcome and introductions".to_owned()),
        ("09:45", "Why we are here and how the day will run".to_owned()),
        ("09:50", "How it feels to be here".to_owned()),
        ("10:00", "Working principles".to_owned()),
        ("10:10", "Brief overview of the situation".to_owned()),
        ("10:20", "Then and now: how we will look back".to_owned()),
        ("10:25", "Break".to_owned()),
        ("10:40", part(1, "How it began")),
        ("11:20", "Pause to sum up".to_owned()),
        ("11:25", part(2, "What happened next")),
        ("12:05", "Pause to sum up".to_owned()),
        ("12:10", "Lunch".to_owned()),
        ("12:55", "Settling back in".to_owned()),
        ("13:00", part(3, "The last weeks")),
        ("13:35", "Pause to sum up".to_owned()),
        ("13:40", part(4, "Since then")),
        ("14:15", "Pause to sum up".to_owned()),
        ("14:20", "Break".to_owned()),
        ("14:35", "Small groups: what went well, what could have been better".to_owned()),
        ("15:00", "Hearing from the groups".to_owned()),
        ("15:15", "Key learning".to_owned()),
        ("15:30", "What happens next".to_owned()),
        ("15:35", "Your own learning".to_owned()),
        ("15:45", "How was today?".to_owned()),
        ("16:00", "end".to_owned()),
    ];
    let expected: Vec<String> = titles.iter().map(|(start, title)| format!("{start} {title}")).collect();
    assert_eq!(four_periods().build().clock(R), expected);
}

#[test]
fn a_shorter_or_longer_day_is_fitted_as_the_vectors_say() {
    let p =
        |end: &str| Site::alder().edit(PRACTITIONER, "end: \"16:00\"", &format!("end: \"{end}\"")).build().minutes(P);
    assert_eq!(p("15:30"), [15, 5, 10, 10, 10, 5, 25, 5, 15, 35, 10, 45, 5, 30, 30, 10, 15, 20, 15, 15, 5, 10, 15]);
    assert_eq!(p("15:00"), [15, 5, 10, 10, 10, 5, 25, 5, 15, 30, 10, 40, 5, 25, 25, 10, 10, 20, 10, 15, 5, 10, 15]);
    assert_eq!(p("16:30"), [15, 5, 10, 10, 10, 10, 35, 5, 15, 50, 10, 45, 10, 40, 40, 10, 15, 25, 15, 15, 5, 10, 15]);
    let s = |end: &str| Site::alder().edit(STRATEGIC, "end: \"13:00\"", &format!("end: \"{end}\"")).build().minutes(S);
    assert_eq!(s("12:30"), [10, 5, 10, 5, 10, 20, 15, 10, 20, 15, 5, 25, 20, 10]);
    assert_eq!(s("13:30"), [10, 5, 10, 5, 20, 30, 25, 10, 30, 25, 5, 35, 20, 10]);
}

#[test]
fn the_latest_start_of_the_close_leaves_it_its_shortest_length() {
    let agenda = Site::alder().build().agenda(P);
    let close = agenda.iter().find(|row| row["title"] == "Key learning").unwrap();
    assert_eq!(
        (close["latest_start"].as_str(), close["shortest"].as_str(), close["longest"].as_str()),
        ("15:25", "10", "20")
    );
}

#[test]
fn labels_that_are_not_public_stay_off_the_participants_agenda() {
    let made = four_periods().build();
    assert!(made.clock(R).contains(&"10:40 Part 1: How it began".to_owned()));
    assert!(made.clock("review-team/reviews/rowan/practitioner").contains(&"10:40 Part 1: How it began".to_owned()));
    assert!(made.clock("participant/reviews/rowan/practitioner").contains(&"10:40 Part 1".to_owned()));
}

#[test]
fn a_half_day_has_no_lunch() {
    let made = Site::starter().edit(ROWAN, "end: \"16:00\"", "end: \"13:30\"").build();
    let clock = made.clock(R);
    assert!(!clock.iter().any(|row| row.ends_with(" Lunch") || row.ends_with("Settling back in")), "{clock:?}");
}

#[test]
fn a_patch_adjusts_adds_and_removes_and_the_day_still_ends_on_time() {
    let patch = "agenda:
  adjust:
    principles: {title: How we will work together}
    lunch: {at: \"12:30\"}
  add:
    - after: overview
      session: {id: who, title: Who Robin is, phase: beginning, method: input, minutes: 5, flex: [5, 10]}
    - before: check-out
      session: {id: form, title: Feedback form, phase: ending, method: individual, minutes: 5, flex: [5, 5]}
  remove: [settle]
";
    let clock = four_periods().append(ROWAN, patch).build().clean().clock(R);
    let titles: Vec<&str> = clock.iter().map(|row| row.split_once(' ').unwrap().1).collect();
    let place =
        |title: &str| titles.iter().position(|found| *found == title).unwrap_or_else(|| panic!("{title}: {clock:?}"));
    assert_eq!(place("How we will work together") + 1, place("Brief overview of the situation"));
    assert_eq!(place("Brief overview of the situation") + 1, place("Who Robin is"));
    assert_eq!(place("Feedback form") + 1, place("How was today?"));
    assert!(!titles.contains(&"Settling back in") && !titles.contains(&"Working principles"), "{clock:?}");
    assert!(clock.contains(&"12:30 Lunch".to_owned()) && clock.contains(&"16:00 end".to_owned()), "{clock:?}");
}

#[test]
fn a_session_takes_over_what_an_activity_of_the_library_says() {
    let sessions = session("a", "minutes: 15") + "  - {id: think, phase: middle, use: one-two-four-all}\n";
    let agenda = own_agenda("10:00", &sessions).build().clean().agenda(R);
    let row = &agenda[1];
    assert_eq!(row["title"], "Alone, in pairs, in fours, all together");
    assert_eq!((row["minutes"].as_str(), row["shortest"].as_str(), row["longest"].as_str()), ("15", "10", "20"));
}

#[test]
fn groups_side_by_side_count_as_the_longest_of_them() {
    let tracks = "tracks: [{title: Discharge, minutes: 25}, {title: At home, minutes: 30}]";
    let sessions = session("a", "minutes: 15") + &session("side", tracks) + &session("z", "minutes: 15");
    let made = own_agenda("10:30", &sessions).build().clean();
    assert_eq!(made.clock(R), ["09:30 a", "09:45 side", "10:15 z", "10:30 end"]);
    assert_eq!(made.agenda(R)[1]["longest"], "30");
}

#[test]
fn a_pinned_start_is_kept_and_leaves_breathing_space_before_it() {
    let sessions = session("a", "minutes: 15") + &session("fixed", "minutes: 30, at: \"10:00\"");
    assert_eq!(own_agenda("10:30", &sessions).build().clean().clock(R), ["09:30 a", "10:00 fixed", "10:30 end"]);
}

#[test]
fn a_day_that_cannot_fit_runs_on_past_its_end() {
    let sessions: String = ["a", "b", "c"].map(|id| session(id, "minutes: 40, flex: [30, 40]")).concat();
    let made = own_agenda("10:30", &sessions).build();
    assert_eq!(made.clock(R), ["09:30 a", "10:00 b", "10:30 c", "11:00 end"]);
}

#[test]
fn a_day_past_midnight_does_not_stop_the_build() {
    let sessions: String = ["a", "b", "c"].map(|id| session(id, "minutes: 700")).concat();
    let made = own_agenda("23:59", &sessions).build();
    assert_eq!(made.agenda(R).len(), 3, "{:?}", made.clock(R));
}

#[test]
fn the_time_of_a_hidden_row_joins_the_row_before_for_participants_alone() {
    let sessions =
        session("a", "minutes: 15") + &session("b", "minutes: 15, public: false") + &session("c", "minutes: 30");
    let made = own_agenda("10:30", &sessions).build().clean();
    assert_eq!(made.clock(R), ["09:30 a", "09:45 b", "10:00 c", "10:30 end"]);
    assert_eq!(made.clock("review-team/reviews/rowan/practitioner"), ["09:30 a", "09:45 b", "10:00 c", "10:30 end"]);
    assert_eq!(made.clock("participant/reviews/rowan/practitioner"), ["09:30 a", "10:00 c", "10:30 end"]);
    assert_eq!(made.minutes("participant/reviews/rowan/practitioner"), [30, 30]);
}

#[test]
fn a_change_that_could_do_nothing_is_refused_and_an_activity_is_taken_over() {
    let change = |fields: &str| Site::starter().append(ROWAN, &format!("agenda:\n  adjust:\n    {fields}\n")).build();
    for fields in ["lunch: {near: \"13:00\"}", "part-1: {share: 100}", "overview: {only_if: full-day}"] {
        assert_eq!(change(fields).codes(), ["bad-value"], "{fields}");
    }
    let made = change("overview: {use: one-two-four-all}").clean();
    assert!(made.text("facilitator/reviews/rowan/practitioner/script.html").contains("fours"));
}

#[test]
fn a_session_that_is_placed_beside_nothing_is_named() {
    let agenda = "agenda:\n  - {id: one, title: One, phase: beginning, minutes: 10}\n  \
                  - {id: two, title: Two, phase: middle, minutes: 10, insert: {after: nope}}\n";
    let made = Site::starter().append(ROWAN, agenda).build();
    assert_eq!(made.codes(), ["unknown-reference"]);
}

#[test]
fn facilitators_take_turns_where_the_lead_alternates() {
    let site = four_periods().edit(ROWAN, "facilitators: [rev1]", "facilitators: [rev1, rev2]").edit(
        "content/reviews/rowan/review.yaml",
        "  - {id: rta,",
        "  - {id: rev2, name: Second Reviewer, roles: [reviewer], title: Second Reviewer}\n  - {id: rta,",
    );
    let agenda = site.build().clean().agenda(R);
    let parts = agenda.iter().filter(|row| row["title"].starts_with("Part "));
    let leads: Vec<&str> = parts.map(|row| row["lead"].as_str()).collect();
    assert_eq!(leads, ["Lead Reviewer", "Second Reviewer", "Lead Reviewer", "Second Reviewer"]);
}

#[test]
fn a_kind_of_the_sites_own_extends_a_built_in_one() {
    let kind =
        "title: A short day\nextends: practitioner-and-first-line-manager\nagenda:\n  remove: [settle, apprehension]\n";
    let made = four_periods()
        .file("content/blueprints/event-kinds/short-day.yaml", kind)
        .edit(ROWAN, "kind: practitioner-and-first-line-manager", "kind: short-day")
        .build()
        .clean();
    let clock = made.clock(R);
    assert!(clock.contains(&"16:00 end".to_owned()), "{clock:?}");
    assert!(!clock.iter().any(|row| row.ends_with("Settling back in") || row.ends_with("How it feels to be here")));
}

#[test]
fn a_file_of_the_site_wins_over_the_built_in_kind_of_the_same_name() {
    let made = four_periods().edit(KIND, "title: Welcome and introductions", "title: Coming together").build().clean();
    assert_eq!(made.clock(R)[0], "09:30 Coming together");
}

#[test]
fn an_event_without_kind_or_times_has_no_agenda_and_still_builds() {
    for missing in ["kind: practitioner-and-first-line-manager\n", "start: \"09:30\"\n", "date: 2027-03-11\n"] {
        let made = Site::starter().edit(ROWAN, missing, "").build().clean();
        let files = made.files("facilitator");
        assert!(files.contains_key("reviews/rowan/practitioner/index.html"), "{missing}");
        assert!(!files.contains_key("reviews/rowan/practitioner/agenda.csv"), "{missing}");
    }
}
