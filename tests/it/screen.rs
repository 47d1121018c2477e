//! The screen: where readers begin, how they find their way, and what explains itself.

use scraper::{Html, Selector};

use crate::harness::{Made, PRACTITIONER, Site};

const EVENT: &str = "reviews/alder/practitioner";

fn page(made: &Made, path: &str) -> Html {
    let (edition, url) = path.split_once('/').unwrap();
    let files = made.files(edition);
    let bytes = files.get(url).unwrap_or_else(|| panic!("there is no {path}"));
    Html::parse_document(&String::from_utf8_lossy(bytes))
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let plain = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector).map(|element| plain(element.text().collect())).collect()
}

fn addresses(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).filter_map(|element| element.attr("href")).map(ToOwned::to_owned).collect()
}

#[test]
fn the_home_page_tells_each_reader_where_to_begin() {
    let made = Site::alder().build().clean();
    for (edition, begin) in [
        ("facilitator", ["script.html", "run-sheet.html", "pack-facilitator.html"].as_slice()),
        ("review-team", &["team-briefing.html", "checklists.html", "room.html", "pack-note-taker.html"]),
        ("participant", &["briefing.html", "preparation.html", "agenda.html", "pack-participant.html"]),
        ("training", &["script.html", "run-sheet.html", "room.html"]),
    ] {
        let home = page(&made, &format!("{edition}/index.html"));
        assert_eq!(texts(&home, "main > .lead").len(), 1, "{edition} says for whom it is");
        let first = addresses(&home, ".card .next-steps a");
        let expected: Vec<String> = begin.iter().map(|page| format!("{EVENT}/{page}")).collect();
        assert_eq!(first[..expected.len()], expected, "{edition}");
        let glance = page(&made, &format!("{edition}/{EVENT}/index.html"));
        assert_eq!(addresses(&glance, ".next-steps a"), *begin, "the glance of {edition} says what to do next");
    }
}

#[test]
fn a_day_that_is_over_needs_no_preparing() {
    let site = Site::alder().edit(PRACTITIONER, "status: ready ", "status: held ");
    let made = site.build().clean();
    let glance = page(&made, &format!("participant/{EVENT}/index.html"));
    assert_eq!(addresses(&glance, ".next-steps a"), ["next-steps.html"]);
}

#[test]
fn the_pages_of_an_event_stand_by_what_they_are_for() {
    let made = Site::alder().build().clean();
    let script = page(&made, &format!("facilitator/{EVENT}/script.html"));
    let groups = texts(&script, ".event-pages h3");
    assert_eq!(groups, ["To lead the day", "For those who come", "To prepare it", "To print in one go"]);
    assert_eq!(texts(&script, ".event-pages a[aria-current=page]"), ["Script"]);
    let agenda = page(&made, &format!("participant/{EVENT}/agenda.html"));
    assert_eq!(texts(&agenda, ".event-pages h3"), ["For those who come", "To print in one go"]);
}

#[test]
fn a_script_has_its_day_in_outline_and_each_entry_leads_to_its_session() {
    let made = Site::alder().build().clean();
    let script = page(&made, &format!("facilitator/{EVENT}/script.html"));
    let entries = addresses(&script, ".day-contents a");
    assert_eq!(entries.len(), 25, "twenty-three sessions, running late, and afterwards");
    for entry in entries {
        let target = Selector::parse(&format!("[id=\"{}\"]", &entry[1..])).unwrap();
        assert_eq!(script.select(&target).count(), 1, "{entry}");
    }
}

#[test]
fn an_agenda_shows_time_as_length() {
    let made = Site::alder().build().clean();
    for edition in ["participant", "facilitator"] {
        let agenda = page(&made, &format!("{edition}/{EVENT}/agenda.html"));
        for (class, title) in [("long-3", "Break"), ("long-6", "Part 1"), ("long-9", "Part 2")] {
            let rows = texts(&agenda, &format!("tr.{class} th"));
            assert!(rows.iter().any(|row| row.starts_with(title)), "{edition}: {class}: {rows:?}");
        }
    }
}

#[test]
fn every_edition_has_a_glossary_and_guidance_leads_there_once_a_term() {
    let made = Site::alder().build().clean();
    for edition in ["facilitator", "review-team", "participant", "training"] {
        let glossary = page(&made, &format!("{edition}/glossary.html"));
        assert!(texts(&glossary, "main h2").len() > 25, "{edition}");
        assert!(addresses(&glossary, "main a.term").is_empty(), "the glossary explains itself");
        let home = page(&made, &format!("{edition}/index.html"));
        assert!(addresses(&home, ".site-links a").contains(&"glossary.html".to_owned()), "{edition}");
    }
    let guidance = page(&made, "facilitator/guidance/preparing/briefing-participants.html");
    let terms = addresses(&guidance, "a.term");
    assert!(terms.contains(&"../../glossary.html#term-review-team".to_owned()), "{terms:?}");
    let mut once = terms.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), terms.len(), "each term is explained once");
    assert!(addresses(&guidance, ":is(h1, h2, h3, h4, code, label) a.term").is_empty());
}

#[test]
fn a_site_may_have_a_glossary_of_its_own() {
    let text =
        "---\ntitle: Our words\naudience: [facilitator, participant]\n---\n\n## huddle\n\nFive minutes, standing.\n";
    let made = Site::alder()
        .file("content/guidance/glossary.md", text)
        .file("content/guidance/ours.md", "---\ntitle: Ours\n---\n\nWe begin with a huddle. Huddles are short.\n")
        .build()
        .clean();
    let ours = page(&made, "facilitator/guidance/ours.html");
    assert_eq!(addresses(&ours, "a.term"), ["../glossary.html#huddle"]);
    let selector = Selector::parse("a.term").unwrap();
    assert_eq!(ours.select(&selector).next().unwrap().attr("title"), Some("Five minutes, standing."));
    assert!(!made.files("training").contains_key("glossary.html"));
    let training = page(&made, "training/guidance/ours.html");
    assert!(addresses(&training, "a.term").is_empty(), "nothing leads to a page that is not there");
}
