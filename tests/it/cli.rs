//! The command line: exit codes, streams, flags, and what is never done to anybody's folder.

use crate::harness::{Folder, PRACTITIONER, REVIEW, ROWAN, STRATEGIC, Site};

fn broken() -> Site {
    Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30")
}

/// A site with a warning and no error.
fn doubtful() -> Site {
    Site::alder().file("content/guidance/doubtful.md", "---\ntitle: Doubtful\n---\n\n<b>bold</b>\n")
}

#[test]
fn a_sound_site_builds_and_says_one_line() {
    let folder = Site::alder().folder();
    let run = folder.plenary(&["build"]).exits(0);
    assert_eq!(run.err, "");
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.starts_with("Built 4 editions (facilitator, review-team, participant, training)"), "{}", run.out);
}

#[test]
fn a_sound_site_has_no_problems() {
    let run = Site::alder().folder().plenary(&["check"]).exits(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("No problems found.\n", ""));
    let run = Site::alder().folder().plenary(&["check", "--strict", "--as-of", "2026-03-01"]).exits(0);
    assert_eq!(run.out, "No problems found.\n");
}

#[test]
fn check_prints_mistakes_where_they_were_asked_for_and_build_beside() {
    let folder = broken().folder();
    let check = folder.plenary(&["check", "--format", "short"]).exits(1);
    assert!(
        check.out.starts_with("content/reviews/alder/events/practitioner.yaml:8:8: error[bad-value]: "),
        "{}",
        check.out
    );
    assert_eq!(check.err, "");
    let build = folder.plenary(&["build", "--format", "short"]).exits(1);
    assert_eq!(build.err, check.out);
    assert!(build.out.contains("Nothing was written"), "{}", build.out);
    assert!(!folder.has("public"));
}

#[test]
fn quiet_says_nothing_but_what_is_wrong() {
    let run = Site::alder().folder().plenary(&["--quiet", "build"]).exits(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let run = Site::alder().folder().plenary(&["check", "--quiet"]).exits(0);
    assert_eq!(run.out, "");
    let run = broken().folder().plenary(&["build", "--quiet"]).exits(1);
    assert_eq!(run.out, "");
    assert!(run.err.contains("is not a time of day"), "{}", run.err);
}

#[test]
fn json_is_one_value_with_a_summary_even_where_nothing_is_wrong() {
    let sound = Site::alder().folder().plenary(&["check", "--format", "json"]).exits(0);
    assert!(sound.out.contains("\"errors\": 0") && sound.out.contains("\"version\": 1"), "{}", sound.out);
    let run = broken().folder().plenary(&["check", "--format", "json"]).exits(1);
    assert!(run.out.contains("\"path\": \"content/reviews/alder/events/practitioner.yaml\""), "{}", run.out);
    assert!(run.out.contains("\"errors\": 1"), "{}", run.out);
}

#[test]
fn colours_come_only_when_they_are_asked_for() {
    let folder = broken().folder();
    assert!(!folder.plenary(&["check"]).exits(1).out.contains('\u{1b}'));
    assert!(folder.plenary(&["check", "--color", "always"]).exits(1).out.contains('\u{1b}'));
}

#[test]
fn check_of_a_path_reports_what_concerns_it_and_nothing_else() {
    let folder = broken().folder();
    folder.plenary(&["check", "content/reviews/alder/events"]).exits(1);
    folder.plenary(&["check", PRACTITIONER]).exits(1);
    folder.plenary(&["check", "content/venues"]).exits(0);
    folder.plenary(&["check", STRATEGIC, "content/venues"]).exits(0);
    folder.plenary(&["check", "content/reviews/alder/event"]).exits(2);
}

#[test]
fn wrong_flags_and_folders_that_are_no_site_end_with_two() {
    let folder = Folder::empty();
    folder.plenary(&[]).exits(2);
    folder.plenary(&["bulid"]).exits(2);
    folder.plenary(&["build", "--edition", "everybody"]).exits(2);
    folder.plenary(&["check", "--as-of", "12/03/2026"]).exits(2);
    let run = folder.plenary(&["build"]).exits(2);
    assert!(run.err.contains("config.yaml") && run.err.contains("plenary init"), "{}", run.err);
    let run = folder.plenary(&["--root", "nowhere", "check"]).exits(2);
    assert!(run.err.contains("nowhere"), "{}", run.err);
}

#[test]
fn a_mistake_in_the_settings_is_content() {
    let site = Site::alder().file("config.yaml", "titel: Reviews\n");
    site.folder().plenary(&["check"]).exits(1);
    Site::alder().file("config.yaml", "").folder().plenary(&["check"]).exits(1);
}

#[test]
fn help_and_version_are_fine() {
    assert!(Folder::empty().plenary(&["--version"]).exits(0).out.starts_with("plenary "));
    assert!(Folder::empty().plenary(&["build", "--help"]).exits(0).out.contains("--only"));
}

#[test]
fn one_edition_is_built_and_the_others_are_left_as_they_are() {
    let folder = Site::alder().folder();
    folder.plenary(&["build"]).exits(0);
    let before = folder.tree("public");
    let later = Site::alder().edit(REVIEW, "title: \"Learning Review: Alder\"", "title: \"Learning Review: Elder\"");
    folder.write(REVIEW, later.text(REVIEW));
    folder.plenary(&["build", "--edition", "participant"]).exits(0);
    let after = folder.tree("public");
    let differ = |edition: &str| {
        let of = |tree: &std::collections::BTreeMap<String, Vec<u8>>| -> Vec<(String, Vec<u8>)> {
            tree.iter().filter(|(path, _)| path.starts_with(edition)).map(|(p, b)| (p.clone(), b.clone())).collect()
        };
        of(&before) != of(&after)
    };
    assert!(differ("participant/"));
    assert!(!differ("facilitator/") && !differ("review-team/") && !differ("training/"));
}

#[test]
fn one_edition_alone_makes_one_folder() {
    let folder = Site::alder().folder();
    folder.plenary(&["build", "--edition", "training", "--out", "elsewhere"]).exits(0);
    let tops = folder.tree("elsewhere").into_keys().map(|path| path.split('/').next().unwrap().to_owned());
    let tops: std::collections::BTreeSet<String> = tops.filter(|top| top != ".plenary").collect();
    assert_eq!(tops.into_iter().collect::<Vec<_>>(), ["training"]);
    assert!(!folder.has("public"));
}

#[test]
fn a_strict_build_writes_nothing_where_there_is_a_warning() {
    let folder = doubtful().folder();
    folder.plenary(&["build", "--strict"]).exits(1);
    assert!(!folder.has("public"));
    folder.plenary(&["build"]).exits(0);
    assert!(folder.has("public/facilitator/index.html"));
    folder.plenary(&["check"]).exits(0);
    folder.plenary(&["check", "--strict"]).exits(1);
}

#[test]
fn a_failed_build_leaves_the_old_site_byte_for_byte() {
    let folder = Site::alder().folder();
    folder.plenary(&["build"]).exits(0);
    let before = folder.tree("public");
    folder.write(PRACTITIONER, broken().text(PRACTITIONER));
    folder.plenary(&["build"]).exits(1);
    assert!(before == folder.tree("public"), "the folder changed");
}

#[test]
fn a_page_that_went_goes_and_a_strangers_file_stays() {
    let folder = doubtful().folder();
    folder.plenary(&["build"]).exits(0);
    assert!(folder.has("public/facilitator/guidance/doubtful.html"));
    folder.write("public/facilitator/notes.txt", "mine");
    std::fs::remove_file(folder.at("content/guidance/doubtful.md")).unwrap();
    folder.plenary(&["build"]).exits(0);
    assert!(!folder.has("public/facilitator/guidance/doubtful.html"));
    assert_eq!(folder.read("public/facilitator/notes.txt"), "mine");
}

#[test]
fn folders_that_plenary_did_not_make_are_refused_and_left() {
    let folder = Site::alder().folder();
    folder.write("thesis/chapter-one.txt", "mine");
    let before = folder.tree(".");
    for out in ["thesis", "content", "content/guidance/new", ".", "config.yaml", "/"] {
        let run = folder.plenary(&["build", "--out", out]).exits(2);
        assert!(run.err.contains("plenary"), "{out}: {}", run.err);
        assert!(before == folder.tree("."), "--out {out} changed something");
    }
    // The same in config.yaml is a mistake of the content, with its place.
    folder.write("config.yaml", Site::alder().text("config.yaml") + "out: content\n");
    let run = folder.plenary(&["build"]).exits(1);
    assert!(run.err.contains("config.yaml:5:6"), "{}", run.err);
}

#[test]
fn a_site_may_name_fewer_packs_than_the_built_in_kinds_do() {
    let packs = "packs:\n  - {id: participant, audience: participant, holds: [briefing, agenda]}\n";
    let folder = Site::starter().file("config.yaml", format!("title: Few\n{packs}")).folder();
    folder.plenary(&["build"]).exits(0);
    assert!(folder.has("public/participant/reviews/rowan/practitioner/pack-participant.html"));
    assert!(!folder.has("public/facilitator/reviews/rowan/practitioner/pack-facilitator.html"));
}

#[test]
fn a_document_that_a_pack_names_twice_is_in_it_once() {
    let packs = "packs:\n  - {id: participant, audience: participant, holds: [agenda, briefing, agenda]}\n";
    let made = Site::starter().file("config.yaml", format!("title: Twice\n{packs}")).build();
    let page = made.text("participant/reviews/rowan/practitioner/pack-participant.html");
    assert_eq!(page.matches("id=\"document_agenda\"").count(), 1);
}

#[test]
fn one_mistyped_id_is_one_mistake() {
    let folder = Site::alder().edit("content/reviews/alder/review.yaml", "{id: moss,", "{id: Moss,").folder();
    let run = folder.plenary(&["check", "--format", "short"]).exits(1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn a_day_that_is_too_long_is_the_facilitators_to_know() {
    let site =
        Site::starter().edit("content/reviews/rowan/events/practitioner.yaml", "end: \"16:00\"", "end: \"11:00\"");
    let folder = site.folder();
    folder.plenary(&["build"]).exits(0);
    let agenda = |edition: &str| folder.read(&format!("public/{edition}/reviews/rowan/practitioner/agenda.html"));
    assert!(agenda("facilitator").contains("do not fit"));
    assert!(!agenda("participant").contains("do not fit"));
}

#[test]
fn a_strangers_file_in_the_way_stops_the_build() {
    let folder = Site::alder().folder();
    folder.plenary(&["build", "--edition", "training"]).exits(0);
    folder.write("public/participant/index.html", "mine");
    let run = folder.plenary(&["build"]).exits(2);
    assert!(run.err.contains("participant/index.html"), "{}", run.err);
    assert_eq!(folder.read("public/participant/index.html"), "mine");
    assert!(!folder.has("public/facilitator"));
}

#[test]
fn init_and_build_make_a_site_in_a_fresh_folder() {
    let folder = Folder::empty();
    folder.plenary(&["init", "site"]).exits(0);
    let run = folder.plenary(&["--root", "site", "build"]).exits(0);
    assert_eq!(run.err, "");
    assert!(folder.has("site/public/participant/reviews/rowan/practitioner/agenda.html"));
    assert!(!folder.has("site/public/facilitator/reviews/alder"));
}

#[test]
fn init_with_the_example_and_build_make_alder_in_a_fresh_folder() {
    let folder = Folder::empty();
    folder.plenary(&["init", "--example", "site"]).exits(0);
    let run = folder.plenary(&["--root", "site", "build", "--strict"]).exits(0);
    assert_eq!(run.err, "");
    assert!(folder.has("site/public/participant/reviews/alder/strategic/agenda.html"));
    assert!(folder.has("site/public/training/reviews/alder/practitioner/agenda.html"));
}

#[test]
fn init_refuses_a_folder_that_is_not_empty() {
    let folder = Folder::empty();
    folder.write("notes.txt", "mine");
    let run = folder.plenary(&["init"]).exits(2);
    assert!(run.err.contains("not empty"), "{}", run.err);
    assert_eq!(folder.tree(".").len(), 1);
}

#[test]
fn an_unknown_review_or_event_is_named_and_nothing_is_written() {
    let folder = Site::alder().folder();
    for only in ["birch", "alder/third"] {
        let run = folder.plenary(&["build", "--only", only]).exits(2);
        assert!(run.err.contains(only), "{}", run.err);
    }
    folder.plenary(&["build", "--only", "Not An Id"]).exits(2);
    assert!(!folder.has("public"));
}

#[test]
fn a_list_of_restricted_terms_may_lie_outside_the_site() {
    let all = Folder::empty();
    let site = Site::starter().edit(
        "content/reviews/rowan/review.yaml",
        "# restricted_terms: [\"words that may stand on no page\"]",
        "restricted_terms_file: ../../../../terms.txt",
    );
    for path in site.paths() {
        all.write(&format!("site/{path}"), site.text(path));
    }
    let check = |code: i32| all.plenary(&["--root", "site", "check", "--format", "short"]).exits(code).out;
    assert!(check(1).contains("error[unreadable-file]"));
    all.write("terms.txt", "# our list\nSomething that stands nowhere\n");
    assert!(!check(0).contains("error["));
    all.write("terms.txt", "\u{feff}nothing\r\ntown  HALL # the venue\r\n");
    let found = check(1);
    assert!(found.contains("error[restricted-term-in-open-page]") && found.contains("Term 2"), "{found}");
    assert!(!found.to_lowercase().contains("town hall"), "{found}");
}

#[test]
fn an_event_of_another_review_is_unknown_where_only_one_was_asked_for() {
    let site = Site::alder()
        .file(
            "content/reviews/birch/review.yaml",
            Site::starter().text("content/reviews/rowan/review.yaml").replace("Rowan", "Birchwood"),
        )
        .file("content/reviews/birch/events/day.yaml", Site::starter().text(ROWAN))
        .file("content/venues/town-hall.yaml", Site::starter().text("content/venues/town-hall.yaml"));
    let folder = site.folder();
    folder.plenary(&["build", "--only", "alder/practitioner", "--edition", "participant"]).exits(0);
    let tree = folder.tree("public/participant");
    assert!(tree.contains_key("reviews/alder/practitioner/index.html"));
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes);
        assert!(!path.contains("birch") && !path.contains("strategic"), "{path}");
        for word in ["Birchwood", "birch/", "14 April 2026", "strategic/", "Town Hall"] {
            assert!(!text.contains(word), "{path} knows of `{word}`");
        }
    }
}
