//! What people learn from: exercises, questions to think over, the workbook, the page of all statements, the worked
//! example; and the shipped guidance itself, held to what it promises on its first page.

use std::collections::BTreeSet;
use std::path::Path;

use plenary::basis::Basis;
use scraper::{ElementRef, Html, Selector};

use crate::harness::{Made, Site};

const EDITIONS: [&str; 4] = ["facilitator", "review-team", "participant", "training"];

fn page(made: &Made, path: &str) -> Html {
    Html::parse_document(&made.text(path))
}

fn each<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn with_page(embed: &str) -> Site {
    let head = "---\ntitle: Practice\naudience: [facilitator, training]\n---\n\nText.\n\n";
    Site::bare()
        .file("config.yaml", "title: Site\n")
        .file("content/guidance/own.md", format!("{head}```embed\n{embed}\n```\n"))
}

const EXERCISE: &str = "exercise:
  id: sort-them
  title: Then or now?
  aim: Tell the two apart.
  minutes: 15
  with: pairs
  materials: [two pens]
  story: |
    A woman lives **alone**.
  steps: [Mark each., Compare.]
  columns: [Then, Now]
  statements: [She ate little., He kept her pension.]
  cards:
    - {title: Nurse, text: You came *twice*.}
  transcript:
    - {who: Doctor, says: I wrote a letter.}
  look_for: How sure one feels.
  answer: Then, and now.
  basis: [S60]";

#[test]
fn an_exercise_brings_everything_that_it_needs() {
    let made = with_page(EXERCISE).build().spotless();
    let page = page(&made, "facilitator/guidance/own.html");
    let exercise = each(&page, "section.exercise")[0];
    let text = words(&exercise);
    for part in [
        "Then or now?",
        "15 minutes",
        "pairs",
        "two pens",
        "A woman lives alone.",
        "Mark each.",
        "How sure one feels.",
        "S60",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let columns: Vec<String> = each(&page, "table.sorting thead th").iter().map(words).collect();
    assert_eq!(columns[1..], ["Then", "Now"]);
    assert_eq!(each(&page, "table.sorting tbody tr").len(), 2);
    assert_eq!(each(&page, ".role-card").iter().map(words).collect::<Vec<_>>(), ["Nurse You came twice."]);
    assert_eq!(each(&page, ".transcript li").iter().map(words).collect::<Vec<_>>(), ["Doctor: I wrote a letter."]);
    // The answer waits behind a fold; paper opens all of them.
    assert_eq!(words(&each(&page, "details.answer > p")[0]), "Then, and now.");
    assert!(each(&page, "details[open]").is_empty());
}

#[test]
fn mistakes_in_an_exercise_are_told_at_their_place() {
    for (from, to, code) in [
        ("  aim: Tell the two apart.\n", "", "missing-field"),
        ("transcript:", "transcipt:", "unknown-field"),
        ("says: I wrote", "sayz: I wrote", "unknown-field"),
        ("{title: Nurse, text: You came *twice*.}", "{title: Nurse}", "missing-field"),
        ("basis: [S60]", "basis: [S600]", "bad-value"),
        ("answer: Then, and now.", "answer: \"[then](javascript:x)\"", "unsafe-link"),
    ] {
        let made = with_page(&EXERCISE.replace(from, to)).build();
        assert!(made.codes().contains(&code), "{to}\n{}", made.report(plenary::report::Format::Text));
        assert!(made.built.diagnostics[0].help.is_some(), "{to}");
    }
    let twice = format!("{EXERCISE}\n```\n\n```embed\nreflection: {{id: sort-them, ask: Why?, note: Because.}}");
    assert_eq!(with_page(&twice).build().codes(), ["duplicate-id"]);
    assert_eq!(with_page("workbook: some").build().codes(), ["bad-value"]);
    assert_eq!(with_page("reflections: 3").build().codes(), ["bad-value"]);
}

#[test]
fn what_is_gathered_is_what_the_edition_holds() {
    let closed = "---\ntitle: For facilitators\naudience: [facilitator]\n---\n\n```embed\nexercise: {id: own, aim: A closed aim., steps: \
                  [One.], answer: A closed answer.}\n```\n\n```embed\nreflection: {id: ask, ask: A closed question?, note: A note.}\n```\n";
    let site = with_page("workbook: all\n```\n\n```embed\nreflections: all").file("content/guidance/closed.md", closed);
    let made = site.build().spotless();
    let all = made.text("facilitator/guidance/own.html");
    for word in ["A closed aim.", "A closed answer.", "A closed question?"] {
        assert!(all.contains(word), "{word}");
        assert!(!made.text("training/guidance/own.html").contains(word), "{word}");
    }
    // In the workbook the answers stand at the back, and every way to them leads there.
    let book = page(&made, "facilitator/guidance/own.html");
    let exercise = words(&each(&book, "section.workbook")[0]);
    assert!(!exercise.contains("A closed answer."), "{exercise}");
    let ids: BTreeSet<&str> = each(&book, "[id]").iter().filter_map(|element| element.attr("id")).collect();
    let ways = each(&book, "section.workbook a[href^='#']");
    assert!(!ways.is_empty() && ways.iter().all(|way| ids.contains(&way.attr("href").unwrap()[1..])));
}

#[test]
fn every_statement_is_taught_and_carried_or_watched() {
    let made = Site::alder().build();
    let page = page(&made, "facilitator/guidance/coverage.html");
    let rows = each(&page, ".statements-table tbody tr");
    assert_eq!(rows.len(), usize::from(Basis::STATEMENTS));
    let mut lacking = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        assert_eq!(row.attr("id"), Some(format!("statement_{number}").as_str()));
        let cells: Vec<String> = row.children().filter_map(ElementRef::wrap).map(|cell| words(&cell)).collect();
        let [statement, taught, carried, watched] = cells.as_slice() else { panic!("{cells:?}") };
        assert!(statement.starts_with(&format!("S{number} ")) && statement.len() > 15, "{statement}");
        if taught.is_empty() || carried.is_empty() && watched.is_empty() {
            lacking.push(format!("S{number}: taught in `{taught}`, carried by `{carried}`, watched by `{watched}`"));
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
    assert!(!made.files("participant").contains_key("guidance/coverage.html"));
    for edition in ["facilitator", "review-team", "training"] {
        assert!(made.text(&format!("{edition}/guidance/index.html")).contains("coverage.html"), "{edition}");
    }
}

#[test]
fn the_worked_example_leads_through_fictional_reviews_alone() {
    let made = Site::alder().build();
    let page = page(&made, "training/guidance/worked-example.html");
    let steps = each(&page, "ol.worked > li");
    assert!(steps.len() > 10, "{}", steps.len());
    for step in &steps {
        let ways = step.select(&Selector::parse("a").unwrap()).count();
        assert!(ways > 0, "{}", words(step));
    }
    let real = Site::alder().edit("content/reviews/alder/review.yaml", "fictional: true ", "fictional: false ").build();
    for edition in EDITIONS {
        assert!(!real.files(edition).contains_key("guidance/worked-example.html"), "{edition}");
        assert!(!real.text(&format!("{edition}/guidance/index.html")).contains("worked-example"), "{edition}");
    }
}

/// Somebody who has nothing but the program can learn from it.
#[test]
fn training_stands_by_itself_without_any_review() {
    let made = Site::bare().file("config.yaml", "title: Training\neditions: [training]\n").build().spotless();
    let files = made.files("training");
    assert!(files.keys().all(|url| !url.starts_with("reviews/")), "{:?}", files.keys());
    assert!(!files.contains_key("guidance/worked-example.html"));
    for wanted in [
        "guidance/coverage.html",
        "guidance/practice/workbook.html",
        "guidance/practice/half-day.html",
        "glossary.html",
    ] {
        assert!(files.contains_key(wanted), "{wanted}");
    }
    for (url, bytes) in files.iter().filter(|(url, _)| url.ends_with(".html")) {
        let page = Html::parse_document(std::str::from_utf8(bytes).unwrap());
        for link in each(&page, "main a[href]") {
            let href = link.attr("href").unwrap();
            let leads =
                href.starts_with("https:") || href.starts_with('#') || files.contains_key(target(url, href).as_str());
            assert!(leads, "{url} leads to {href}");
        }
    }
}

/// The address that a relative way leads to.
fn target(from: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap();
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

// ── the shipped guidance ──────────────────────────────────────────────────────────────────────────────────────────

/// Each page of the shipped guidance, with its path below `content/guidance/`.
fn shipped() -> Vec<(String, String)> {
    fn below(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { below(&path, found) } else { found.push(path) }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guidance");
    let mut paths = Vec::new();
    below(&folder, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The pages that teach the craft: in a section of their own, practice apart.
fn craft() -> Vec<(String, String)> {
    let is_craft = |name: &str| ["start/", "preparing/", "leading/"].iter().any(|section| name.starts_with(section));
    shipped().into_iter().filter(|(name, _)| is_craft(name) && !name.ends_with("_index.md")).collect()
}

fn front(text: &str) -> &str {
    text.split("\n---\n").next().unwrap()
}

#[test]
fn every_page_has_somebody_who_keeps_it_and_a_day_on_which_it_is_read_again() {
    for (name, text) in shipped() {
        for key in ["title: ", "summary: ", "owner: ", "review_by: "] {
            assert!(front(&text).lines().any(|line| line.starts_with(key)), "{name} lacks {key}");
        }
    }
    // Both are printed on the page, and a day that has passed is told.
    let made = Site::alder().build();
    let shown = made.text("facilitator/guidance/leading/then-and-now.html");
    assert!(shown.contains("Lead Reviewer") && shown.contains("1 November 2027"));
    let folder = Site::bare()
        .file("config.yaml", "title: Site\n")
        .file("content/guidance/a.md", "---\ntitle: A\nowner: Chair\nreview_by: 2026-01-01\n---\n\nText.\n")
        .folder();
    let told = folder.plenary(&["check", "--as-of", "2026-02-01"]).exits(0).out;
    assert!(told.contains("past-review-date") && told.contains("Chair"), "{told}");
    assert!(!folder.plenary(&["check"]).exits(0).out.contains("past-review-date"));
}

#[test]
fn every_page_of_the_craft_is_built_as_the_first_page_says() {
    let craft = craft();
    assert!(craft.len() >= 14, "{}", craft.len());
    for (name, text) in craft {
        let body = text.splitn(3, "---\n").nth(2).unwrap();
        let wanted: &[&str] = match name.as_str() {
            // Letters to copy, and no more.
            "preparing/letters.md" => &[],
            _ => &["\n## What the guidance says", "\n## Wider practice", "\n## Try it"],
        };
        let places: Vec<Option<usize>> = wanted.iter().map(|heading| body.find(heading)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{name}: {places:?}");
        let words = body.split_whitespace().count();
        assert!((500..=1700).contains(&words), "{name} has {words} words");
    }
}

/// What a page says that the guidance says is what it is indexed under, no more and no less.
#[test]
fn what_the_guidance_says_is_what_a_page_rests_on() {
    for (name, text) in craft().into_iter().filter(|(_, text)| text.contains("## What the guidance says")) {
        let basis = front(&text).lines().find_map(|line| line.strip_prefix("basis: [")).unwrap().trim_end_matches(']');
        let declared: BTreeSet<u8> = basis.split(", ").map(|name| name[1..].parse().unwrap()).collect();
        let said = text.split("## What the guidance says").nth(1).unwrap().split("\n## ").next().unwrap();
        let heads = said.split("**").skip(1).step_by(2);
        let mut told = BTreeSet::new();
        for head in heads {
            let numbers: Vec<u8> =
                head.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            match head.contains(" to ") {
                true => told.extend(numbers[0]..=numbers[1]),
                false => told.extend(numbers),
            }
        }
        assert_eq!(told, declared, "{name}");
    }
}

/// The twelve exercises and the eighteen questions of the guidance are all there.
#[test]
fn every_exercise_and_every_question_is_there() {
    let exercises = [
        "open-the-day",
        "then-or-now",
        "from-why-to-how",
        "walk-the-timeline",
        "five-areas-card",
        "two-minute-summary",
        "plan-the-close",
        "brief-a-colleague",
        "set-out-the-room",
        "working-notes",
        "step-in-or-hold-back",
        "carry-the-message",
    ];
    let reflections = [
        "protect",
        "unsafe-room",
        "any-fool",
        "shape-against-moment",
        "which-area",
        "lunch",
        "circulate-notes",
        "managers-in-the-room",
        "names-please",
        "views-differ",
        "what-made-it-possible",
        "too-neat",
        "a-month-later",
        "changes-that-work",
        "feel-worse",
        "hardest-to-lead",
        "nobody-came",
        "cannot-promise",
    ];
    let made = Site::bare().file("config.yaml", "title: Training\neditions: [training]\n").build().spotless();
    for id in exercises {
        let page = page(&made, &format!("training/guidance/practice/{id}.html"));
        let exercise = each(&page, &format!("#exercise_{id}"));
        assert_eq!(exercise.len(), 1, "{id}");
        assert_eq!(each(&page, "details.answer").len(), 1, "{id} has one possible answer");
    }
    let all: Vec<String> =
        made.files("training").values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for id in reflections {
        let own = format!("id=\"reflection_{id}\"");
        assert_eq!(all.iter().filter(|text| text.contains(&own)).count(), 1, "{id}");
    }
    let book = page(&made, "training/guidance/practice/workbook.html");
    assert_eq!(each(&book, "section.workbook").len(), exercises.len());
    let gathered = page(&made, "training/guidance/practice/reflective-prompts.html");
    assert!(each(&gathered, ".reflection").len() >= reflections.len());
}
