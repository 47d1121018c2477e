//! `list`, `why` and `doctor`: a look at a site from outside.

use std::collections::BTreeSet;

use camino::Utf8Path;
use plenary::inspect::Inspected;
use plenary::inspect::why::why;
use plenary::load::load;
use serde_json::Value;

use crate::harness::{Folder, PRACTITIONER, REVIEW, Site};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn the_list_shows_reviews_events_and_how_they_stand() {
    let site = Site::alder().edit(PRACTITIONER, "lunch_provided: true", "").edit(
        PRACTITIONER,
        "status: ready",
        "status: planning",
    );
    let folder = site.folder();
    let out = folder.plenary(&["list"]).exits(0).out;
    let line = out.lines().find(|line| line.contains("alder/practitioner")).unwrap();
    for part in ["2026-03-12", "09:30 to 16:00", "planning", "1 advice"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(out.lines().any(|line| line.contains("alder/strategic") && line.contains("nothing open")), "{out}");
    let value = json(&folder.plenary(&["list", "--format", "json"]).exits(0).out);
    let events = value["reviews"][0]["events"].as_array().unwrap();
    assert_eq!((events[0]["id"].as_str(), events[0]["open"]["advice"].as_u64()), (Some("alder/practitioner"), Some(1)));
    assert_eq!(events[0]["status"], "planning");
}

#[test]
fn the_list_of_pages_is_what_a_build_writes() {
    let folder = Site::alder().folder();
    let value = json(&folder.plenary(&["list", "--format", "json"]).exits(0).out);
    let listed: BTreeSet<String> = value["pages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|page| format!("{}/{}", page["edition"].as_str().unwrap(), page["path"].as_str().unwrap()))
        .collect();
    folder.plenary(&["build"]).exits(0);
    let built: BTreeSet<String> = folder.tree("public").into_keys().filter(|path| path.ends_with(".html")).collect();
    assert_eq!(listed, built);
    let text = folder.plenary(&["list", "pages"]).exits(0).out;
    assert_eq!(text.lines().count(), built.len());
}

#[test]
fn the_list_of_sessions_has_the_ids_that_an_event_changes_them_by() {
    let folder = Site::shipped().folder();
    let out = folder.plenary(&["list", "sessions"]).exits(0).out;
    let line =
        |start: &str| out.lines().find(|line| line.trim_start().starts_with(start)).unwrap_or_else(|| panic!("{out}"));
    assert_eq!(line("conversations ").split_whitespace().collect::<Vec<_>>()[1..4], ["14:45", "30", "min"]);
    assert!(line("pause-here ").contains("Pause to sum up"));
    let value = json(&folder.plenary(&["list", "--format", "json"]).exits(0).out);
    let of_juniper = value["reviews"][1]["events"][1]["sessions"].as_array().unwrap();
    assert_eq!(of_juniper.len(), 24);
}

#[test]
fn a_site_with_mistakes_is_listed_as_far_as_it_can_be_read() {
    let folder = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30").folder();
    let run = folder.plenary(&["list"]).exits(1);
    assert!(run.out.contains("alder/practitioner") && run.out.contains("no times yet"), "{}", run.out);
    assert!(run.err.contains("plenary check"), "{}", run.err);
}

#[test]
fn a_site_without_reviews_is_told_how_to_begin() {
    let out = Site::bare().folder().plenary(&["list"]).exits(0).out;
    assert!(out.contains("plenary new review"), "{out}");
}

/// Every file that a build writes has an answer, and every document that an edition does not have is told the reason.
#[test]
fn every_output_and_every_absence_is_accounted_for() {
    let site = Site::alder();
    let folder = site.folder();
    let (sources, found) = load(Utf8Path::from_path(folder.path()).unwrap()).unwrap();
    let inspected = Inspected::new(&sources, found);
    let made = site.build();
    let mut all: BTreeSet<String> = BTreeSet::new();
    for edition in ["facilitator", "review-team", "participant", "training"] {
        for url in made.files(edition).keys() {
            let answer = why(&inspected, &format!("{edition}/{url}")).unwrap();
            assert!(answer.there, "{edition}/{url}: {:?}", answer.about);
            all.insert((*url).to_owned());
        }
    }
    let mut absences = 0;
    for edition in ["facilitator", "review-team", "participant", "training"] {
        let files = made.files(edition);
        for url in all.iter().filter(|url| !files.contains_key(url.as_str())) {
            let answer = why(&inspected, &format!("{edition}/{url}")).unwrap();
            assert!(!answer.there);
            let reason = answer.about.join(" ");
            // A section's opening page and the table of all statements are no one file's, and assets are the theme's.
            let of_no_file =
                url.ends_with("index.html") || url.ends_with("coverage.html") || url.starts_with("assets/");
            assert!(of_no_file || !reason.contains("no such page"), "{edition}/{url}: {reason}");
            absences += 1;
        }
    }
    assert!(absences > 300, "{absences}");
}

#[test]
fn a_page_tells_what_it_is_made_from() {
    let folder = Site::alder().folder();
    let said = |path: &str| folder.plenary(&["why", path]).exits(0).out;
    let page = said("facilitator/reviews/alder/practitioner/preparation.html");
    for part in
        [PRACTITIONER, REVIEW, "question-sets/practitioner-preparation.yaml", "event-kinds/", "participant: yes"]
    {
        assert!(page.contains(part), "{page}");
    }
    assert!(page.contains("review-team: no."), "{page}");
    // The same with the folder that it was built into, and as an address that names a folder.
    folder.plenary(&["build"]).exits(0);
    assert_eq!(
        said("public/participant/reviews/alder/index.html"),
        said("public/participant/reviews/alder/index.html")
    );
    assert!(said("participant/reviews/alder").contains("page of a review"));
}

#[test]
fn the_reason_why_something_is_not_there_is_the_true_one() {
    let said = |site: &Site, path: &str| site.folder().plenary(&["why", path]).exits(0).out.replace('\n', " ");
    let alder = Site::alder();
    for (path, reason) in [
        ("participant/reviews/alder/practitioner/script.html", "not open to the participant edition"),
        ("facilitator/reviews/alder/practitioner/recommendations.html", "strategic events only"),
        ("facilitator/reviews/alder/practitioner/scrpt.html", "Did you mean `script`?"),
        ("facilitator/reviews/alder/practitoner/script.html", "Did you mean `practitioner`?"),
        ("facilitator/reviews/adler/practitioner/script.html", "Did you mean `alder`?"),
        ("training/reviews/alder/practitioner/pack-participant.html", "no packs"),
        ("participant/reviews/alder/practitioner/pack-facilitator.html", "holds more than participant may see"),
        ("participant/guidance/leading/then-and-now.html", "not open to participant"),
        ("facilitator/nothing-like-it-anywhere.html", "list pages"),
        (
            "facilitator/guidance/leading/then-and-nov.html",
            "Did you mean `facilitator/guidance/leading/then-and-now.html`?",
        ),
    ] {
        assert!(said(&alder, path).contains(reason), "{path}: {}", said(&alder, path));
    }
    let real = alder.clone().edit(REVIEW, "fictional: true  ", "fictional: false ");
    assert!(said(&real, "training/reviews/alder/practitioner/agenda.html").contains("`fictional: true`"));
    let one = alder.clone().append("config.yaml", "editions: [participant]\n");
    assert!(said(&one, "facilitator/index.html").contains("leaves it out"));
    let few = alder.clone().append("config.yaml", "documents: [agenda]\n");
    assert!(said(&few, "facilitator/reviews/alder/practitioner/script.html").contains("`documents` in config.yaml"));
    let timeless = alder.clone().edit(PRACTITIONER, "date: 2026-03-12", "");
    assert!(said(&timeless, "facilitator/reviews/alder/practitioner/script.html").contains("needs a kind, a date"));
    let groupless = Site::starter().edit(
        crate::harness::ROWAN,
        "lunch_provided: true",
        "lunch_provided: true\nagenda: {remove: [groups]}",
    );
    let page = said(&groupless, "facilitator/reviews/rowan/practitioner/group-sheets.html");
    assert!(page.contains("No session works in groups"), "{page}");
}

#[test]
fn a_source_tells_what_becomes_of_it() {
    let site = Site::alder()
        .file("content/guidance/plan.png", b"\x89PNG")
        .file("content/guidance/.hidden.md", "x")
        .file("content/venues/annex.yml", "name: Annex\n")
        .file("notes/mine.txt", "x");
    let folder = site.folder();
    let said = |path: &str, code: i32| {
        let run = folder.plenary(&["why", path]).exits(code);
        (run.out + &run.err).replace('\n', " ")
    };
    folder.plenary(&["check"]).exits(1);
    std::fs::remove_file(folder.at("content/venues/annex.yml")).unwrap();
    assert!(said("content/venues/glenfarran-hall.yaml", 0).contains("alder/practitioner"));
    assert!(said(PRACTITIONER, 0).contains("participant/reviews/alder/practitioner/index.html"));
    assert!(said("content/guidance/plan.png", 0).contains("No page refers to this file"));
    assert!(said("content/guidance/leading/then-and-now.md", 0).contains("built in"));
    assert!(said("content/guidance/.hidden.md", 2).contains("passed over"));
    assert!(said("notes/mine.txt", 2).contains("no part of the site"));
    assert!(
        said("content/venues/glenfaran-hall.yaml", 2).contains("Did you mean `content/venues/glenfarran-hall.yaml`?")
    );
    folder.write("content/venues/annex.yml", "name: Annex\n");
    assert!(said("content/venues/annex.yml", 2).contains("`.yaml`"), "{}", said("content/venues/annex.yml", 2));
}

#[test]
fn the_doctor_says_what_is_asked_first() {
    let folder = Site::alder().folder();
    let out = folder.plenary(&["doctor"]).exits(0).out;
    for part in [
        "plenary ",
        "system ",
        "site ",
        "Glenfarran Learning Reviews",
        "default",
        "1 review, 2 events",
        "disk ",
        "free",
        "browser ",
    ] {
        assert!(out.contains(part), "no `{part}` in\n{out}");
    }
    let value = json(&folder.plenary(&["doctor", "--format", "json"]).exits(0).out);
    assert_eq!(value["plenary"], env!("CARGO_PKG_VERSION"));
    assert_eq!((value["site"]["reviews"].as_u64(), value["site"]["events"].as_u64()), (Some(1), Some(2)));
    assert!(value["disk"]["free"].as_u64().unwrap() > 0 && value["disk"]["writable"] == true);
    assert_eq!(value["site"]["completion"], "not set up");
    folder.plenary(&["schema", "--vscode"]).exits(0);
    let value = json(&folder.plenary(&["doctor", "--format", "json"]).exits(0).out);
    assert_eq!(value["site"]["completion"], "set up");
    folder.write("content/venues/annex.yaml", "name: Annex\n");
    let out = folder.plenary(&["doctor"]).exits(0).out;
    assert!(out.contains("schema --vscode"), "a venue that completion does not know yet\n{out}");
    assert_eq!(folder.tree(".").keys().filter(|path| path.contains(".plenary-")).count(), 0, "nothing is left behind");
}

#[test]
fn the_doctor_comes_without_a_site_and_to_an_ill_one() {
    let out = Folder::empty().plenary(&["doctor"]).exits(0).out;
    assert!(out.contains("plenary init") && !out.contains("theme"), "{out}");
    let ill = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30").folder();
    let out = ill.plenary(&["doctor"]).exits(0).out;
    assert!(out.contains("1 error") && out.contains("plenary check"), "{out}");
}
