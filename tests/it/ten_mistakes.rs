//! Mistakes made on purpose, all at once: every one is told in one go, in its place, in every format.

use plenary::report::Format;

use crate::harness::{Made, PRACTITIONER, REVIEW, STRATEGIC, Site, golden};

fn mistaken() -> Made {
    Site::alder()
        .edit(PRACTITIONER, "lunch_provided: true", "lunch_proivded: true")
        .edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30")
        .edit(PRACTITIONER, "note_taker: quill", "note_taker: quil")
        .edit(PRACTITIONER, "  - id: pause-2", "  - id: pause-1")
        .edit(PRACTITIONER, "    flex: [30, 55]", "    flex: [20, 40]")
        .edit(PRACTITIONER, "    covers: [key-learning, summary]", "    covers: [key-lerning, summary]")
        .edit(STRATEGIC, "date: 2026-04-14", "date: 14/04/2026")
        .edit(STRATEGIC, "arrive: \"09:15\"", "room: room-4")
        .edit(REVIEW, "from: 2025-01, to: 2025-04", "from: 2025-01, to: April 2025")
        .file("content/venues/annex.yaml", "name: Annex\nchecked:\n\tprivacy: true\n")
        .file(
            "content/guidance/parking.md",
            "---\ntitle: Parking\n---\n\nSee [people and place](preparing/people-place-and-tim.md), \
             [hindsight](leading/then-and-now.md#hindsite) and [the form](javascript:form).\n",
        )
        .build()
}

#[test]
fn every_mistake_is_shown_in_its_place() {
    golden("golden/ten-mistakes/report.txt", &mistaken().report(Format::Text));
}

#[test]
fn every_mistake_has_its_line() {
    golden("golden/ten-mistakes/short.txt", &mistaken().report(Format::Short));
}

#[test]
fn every_mistake_is_told_to_other_programs() {
    golden("golden/ten-mistakes/report.json", &mistaken().report(Format::Json));
}

#[test]
fn none_of_the_mistakes_hides_another() {
    let report = mistaken().report(Format::Short);
    for (place, code) in [
        ("events/practitioner.yaml:8:8:", "bad-value"),
        ("events/practitioner.yaml:12:13:", "unknown-reference"),
        ("events/practitioner.yaml:31:1:", "unknown-field"),
        ("events/practitioner.yaml:143:14:", "bad-value"),
        ("events/practitioner.yaml:153:9:", "duplicate-id"),
        ("events/practitioner.yaml:260:14:", "unknown-coverage"),
        ("events/strategic.yaml:6:7:", "bad-value"),
        ("events/strategic.yaml:7:7:", "unknown-reference"),
        ("alder/review.yaml:33:39:", "bad-value"),
        ("venues/annex.yaml:3:1:", "yaml-syntax"),
        ("guidance/parking.md:5:24:", "dead-link"),
        ("guidance/parking.md:5:72:", "dead-anchor"),
        ("guidance/parking.md:5:121:", "unsafe-link"),
    ] {
        let found = report.lines().any(|line| line.contains(place) && line.contains(&format!("[{code}]")));
        assert!(found, "no {code} at {place}\n{report}");
    }
}

#[test]
fn nothing_is_built_and_mistakes_come_in_the_order_of_files_and_lines() {
    let made = mistaken();
    assert!(made.built.editions.is_empty());
    let places: Vec<_> = made.built.diagnostics.iter().map(|found| (&found.place.path, found.place.span)).collect();
    assert!(places.is_sorted());
}

/// A file or a field that cannot be read is one mistake. What refers to it is right, and stays unmentioned.
#[test]
fn what_cannot_be_read_makes_no_mistakes_elsewhere() {
    let event = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: \"09:30");
    let venue = Site::alder().edit("content/venues/glenfarran-hall.yaml", "  privacy: true", "\tprivacy: true");
    let person = Site::alder().edit(
        REVIEW,
        "{id: moss, name: Rhona Moss, roles: [reviewer]",
        "{id: moss, name: Rhona Moss, roles: reviewer",
    );
    let period = Site::alder().edit(REVIEW, "from: 2025-01, to: 2025-04", "from: 2025-01, to: April 2025");
    let swapped = Site::alder().edit(REVIEW, "from: 2025-01, to: 2025-04", "from: 2025-04, to: 2025-01");
    let kind = "content/blueprints/event-kinds/strategic-manager.yaml";
    let kind = Site::alder().file(kind, Site::alder().text(kind).replacen("title: ", "title: [", 1));
    let review = Site::alder().edit(REVIEW, "reference: GLF-APC-LR-2026-01", "reference: A: B");
    for (site, code) in [
        (event, "yaml-syntax"),
        (venue, "yaml-syntax"),
        (person, "wrong-type"),
        (period, "bad-value"),
        (swapped, "bad-value"),
        (kind, "yaml-syntax"),
        (review, "yaml-syntax"),
    ] {
        let made = site.build();
        assert_eq!(made.all_codes(), [code], "\n{}", made.report(Format::Short));
    }
}
