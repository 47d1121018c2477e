//! `plenary new`: files that check clean, but for what only their writer can know.

use plenary::schema::event::Event;

use crate::harness::{Folder, Site};

/// What only the writer can know of an event: when it is, who comes, whether others look at the case too, whether a
/// second Reviewer is free, what the venue is like, and what the family says.
const THEIRS: [&str; 6] = [
    "times-given",
    "participants-listed",
    "parallel-processes-considered",
    "second-facilitator",
    "venue-comfort-checked",
    "family-views-ready",
];

fn begun() -> Folder {
    let folder = Folder::empty();
    folder.plenary(&["init", "."]).exits(0);
    folder.plenary(&["new", "review", "silver-birch"]).exits(0);
    folder.plenary(&["new", "event", "silver-birch/first", "--kind", "practitioner-and-first-line-manager"]).exits(0);
    folder.plenary(&["new", "event", "silver-birch/second", "--kind", "strategic-manager"]).exits(0);
    folder.plenary(&["new", "page", "guidance/rooms-we-know"]).exits(0);
    folder.plenary(&["new", "page", "content/guidance/local/_index.md"]).exits(0);
    folder.plenary(&["new", "page", "reviews/silver-birch/background"]).exits(0);
    folder.plenary(&["new", "page", "reviews/rowan/background"]).exits(0);
    folder
}

fn codes(folder: &Folder) -> Vec<String> {
    let value: serde_json::Value =
        serde_json::from_str(&folder.plenary(&["check", "--format", "json"]).exits(0).out).unwrap();
    let of_birch = |found: &&serde_json::Value| !found["path"].as_str().unwrap().contains("rowan/events");
    let found = value["diagnostics"].as_array().unwrap().clone();
    found.iter().filter(of_birch).map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_begun_checks_clean_but_for_what_only_the_writer_knows() {
    let folder = begun();
    let unexpected: Vec<String> = codes(&folder).into_iter().filter(|code| !THEIRS.contains(&code.as_str())).collect();
    assert_eq!(unexpected, [""; 0]);
    folder.plenary(&["build"]).exits(0);
    assert!(folder.has("public/facilitator/reviews/silver-birch/background.html"));
    assert!(!folder.has("public/participant/reviews/silver-birch/background.html"));
    assert!(folder.read("public/facilitator/guidance/rooms-we-know.html").contains("Rooms we know"));
}

/// The lines with a `#` are offers: with the `#` taken away, they are right too.
#[test]
fn what_stands_in_comments_is_right_too() {
    let folder = begun();
    for name in ["first", "second"] {
        let path = format!("content/reviews/silver-birch/events/{name}.yaml");
        let offered = |line: &str| {
            // An offer follows its `#` at once; a remark has a space between.
            let offer = line.strip_prefix('#').filter(|rest| !rest.starts_with(' ') || rest.starts_with("  "));
            offer.unwrap_or(line).to_owned()
        };
        let text: Vec<String> = folder.read(&path).lines().map(offered).collect();
        let text = text.join("\n").replace("2027-04-14 ", if name == "second" { "2027-05-14 " } else { "2027-04-14 " });
        folder.write(&path, text);
    }
    let told = folder.plenary(&["check", "--format", "short"]).exits(0).out;
    assert!(!told.contains("error["), "{told}");
    assert!(!told.contains("times-given") || told.lines().all(|line| !line.contains("silver-birch")), "{told}");
}

#[test]
fn an_event_takes_over_what_its_review_says() {
    let folder = Site::alder().folder();
    folder.plenary(&["new", "event", "alder/third", "--kind", "strategic-manager"]).exits(0);
    let text = folder.read("content/reviews/alder/events/third.yaml");
    for line in [
        "venue: glenfarran-hall",
        "facilitators: [moss, teal]",
        "note_taker: quill",
        "participants: [strategic-managers]",
        "feedback_from: [practitioner]",
        "end: \"13:00\"",
    ] {
        assert!(text.lines().any(|held| held == line), "no `{line}` in\n{text}");
    }
}

#[test]
fn nothing_is_ever_overwritten() {
    let folder = Site::alder().folder();
    let before = folder.tree(".");
    for arguments in
        [&["new", "review", "alder"][..], &["new", "event", "alder/practitioner", "--kind", "strategic-manager"]]
    {
        let run = folder.plenary(arguments).exits(2);
        assert!(run.err.contains("left as it is") || run.err.contains("left as it was"), "{}", run.err);
    }
    assert!(before == folder.tree("."));
}

#[test]
fn a_built_in_page_is_begun_as_a_copy() {
    let folder = Site::bare().folder();
    let run = folder.plenary(&["new", "page", "guidance/leading/then-and-now"]).exits(0);
    assert!(run.out.contains("copy"), "{}", run.out);
    assert!(folder.read("content/guidance/leading/then-and-now.md").contains("title: Then and now"));
    let path = "content/guidance/leading/then-and-now.md";
    assert!(folder.plenary(&["why", path]).exits(0).out.contains("Yours is there, and says the same so far."));
    folder.write(path, folder.read(path).replace("title: Then and now", "title: Now and then"));
    let why = folder.plenary(&["why", path]).exits(0).out;
    assert!(why.contains("Yours stands in the place of a built-in file."), "{why}");
    folder.plenary(&["check"]).exits(0);
}

#[test]
fn what_cannot_be_begun_is_told_what_to_type() {
    let folder = Site::alder().folder();
    for (arguments, help) in [
        (&["new", "review", "Silver Birch"][..], "`silver-birch`"),
        (&["new", "event", "alder/third", "--kind", "strategic-managers"], "Did you mean `strategic-manager`?"),
        (&["new", "event", "aldr/third", "--kind", "strategic-manager"], "Did you mean `alder`?"),
        (&["new", "event", "alder", "--kind", "strategic-manager"], "rowan/practitioner"),
        (&["new", "event", "Alder/Day 1", "--kind", "strategic-manager"], "alder/day-1"),
        (&["new", "page", "reviews/birch/background"], "plenary new review birch"),
        (&["new", "page", "venues/hall"], "guidance/NAME"),
        (&["new", "page", "guidance/Rooms we know"], "`rooms-we-know`"),
    ] {
        let run = folder.plenary(arguments).exits(2);
        assert!(run.err.contains(help), "{arguments:?}: {}", run.err);
    }
}

/// Every field that a begun file names is a field, so that no offer goes stale.
#[test]
fn every_offer_is_a_field() {
    let known: Vec<&str> = Event::RECORD.fields.iter().map(|field| field.name).collect();
    let folder = begun();
    for name in ["first", "second"] {
        let text = folder.read(&format!("content/reviews/silver-birch/events/{name}.yaml"));
        let at_the_left = text.lines().filter(|line| !line.starts_with("# ") && !line.starts_with(' '));
        let fields = at_the_left.filter_map(|line| line.trim_start_matches('#').split_once(':'));
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let fields: Vec<&str> = fields.map(|(name, _)| name).filter(|name| is_name(name)).collect();
        assert!(fields.len() > 12, "{fields:?}");
        assert!(fields.iter().all(|field| known.contains(field)), "{fields:?}");
    }
}
