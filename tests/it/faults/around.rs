//! What a program is started with, and may be started without: streams, a home, a folder to stand in.

use std::fs;

use crate::faults::{about_to_change, assert_plain, assert_same, edited, published, shell};
use crate::harness::{Run, Site};

#[track_caller]
fn is_fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

#[test]
fn a_reader_who_has_enough_is_no_mistake() {
    let folder = Site::alder().folder();
    for command in [
        "schema event",
        "list pages",
        "man",
        "explain",
        "doctor",
        "export alder/practitioner script -o -",
        "check --as-of 2026-03-01 --format json",
        "build",
    ] {
        let run = shell(&folder, &format!("plenary {command} | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}"));
        is_fine(&run);
        assert_eq!(run.err, "", "{command}");
    }
    let run = shell(
        &folder,
        "echo 'title: [' > config.yaml; plenary build 2>&1 >/dev/null | head -c 1; exit ${PIPESTATUS[0]}",
    );
    assert_eq!(run.code, 1);
}

#[test]
fn streams_that_are_closed_stop_no_build() {
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full"] {
        let folder = about_to_change();
        is_fine(&shell(&folder, &format!("plenary build --edition participant {closed}")));
        assert_same(&published(&folder), &edited().new.published, closed);
    }
}

#[test]
fn an_answer_that_a_full_disk_swallows_is_told() {
    let folder = Site::alder().folder();
    for command in [
        "schema event",
        "list",
        "man",
        "check",
        "why facilitator/index.html",
        "export alder/practitioner briefing -o -",
    ] {
        let run = shell(&folder, &format!("plenary {command} > /dev/full"));
        assert_eq!(run.code, 2, "{command}: {}", run.err);
        let words = "the answer could not be handed on whole: the disk is full. Make room on the disk, then try again.";
        assert!(run.err.contains(words), "{command}: {}", run.err);
    }
}

#[test]
fn a_build_needs_no_home_and_no_environment() {
    let commands = [
        "env -i \"$PLENARY\"",
        "env -u HOME \"$PLENARY\"",
        "env HOME= \"$PLENARY\"",
        "env HOME=/nowhere TMPDIR=/nowhere \"$PLENARY\"",
        "env LC_ALL=no_such_place TZ=No/Such LANG=$'\\xff' \"$PLENARY\"",
    ];
    for command in commands {
        let folder = about_to_change();
        is_fine(&shell(&folder, &format!("{command} build --edition participant")));
        assert_same(&published(&folder), &edited().new.published, command);
    }
}

#[test]
fn a_folder_that_is_gone_under_ones_feet_is_told() {
    let folder = about_to_change();
    let gone = "top=$PWD; mkdir gone; cd gone; rmdir ../gone;";
    let told = "The folder that you are in is no longer there: it was moved or deleted. Go to the folder of your site";
    for (command, words) in [
        ("build", told),
        ("check", told),
        ("new page guidance/ours", told),
        ("serve --port 0", told),
        ("--root \"$top\" build --out public", "the folder that you are in is no longer there. Go to another one"),
        ("--root \"$top\" export alder/practitioner briefing", "could not be written: it is not there."),
        ("init", "it is not there."),
        ("init ours", "it is not there."),
    ] {
        let run = shell(&folder, &format!("{gone} plenary {command}"));
        assert_eq!(run.code, 2, "{command}: {}", run.err);
        assert!(run.err.contains(words), "{command}: {}", run.err);
        assert_plain(&run.err);
    }
    assert_same(&published(&folder), &edited().old.published, "a folder that is gone");
    is_fine(&shell(&folder, &format!("{gone} plenary --root \"$top\" build --edition participant")));
    assert_same(&published(&folder), &edited().new.published, "with the root named");
    assert!(!fs::exists(folder.at("gone")).unwrap());
}
