//! The pages that do something: search, the live view, checklists and exercises, in a real browser, from a folder.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use plenary::output::Output;
use plenary::search::Contents;
use serde_json::json;
use tempfile::TempDir;

use crate::devtools::{Browser, Tab};
use crate::harness::{Folder, Site};

fn built() -> Folder {
    let folder = Site::alder().folder();
    folder.plenary(&["--quiet", "build"]).exits(0);
    folder
}

fn address(folder: &Folder, path: &str) -> String {
    format!("file://{}", folder.at(&format!("public/{path}")).display())
}

fn text(browser: &mut Browser, tab: &Tab, expression: &str) -> String {
    browser.value(tab, expression).as_str().unwrap_or_default().to_owned()
}

/// A store that refuses, as browsers have that are set to remember nothing.
const REFUSES: &str = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });";

// ── search ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The titles that a search gives, best first.
fn found(browser: &mut Browser, tab: &Tab, query: &str) -> Vec<String> {
    let typed = json!(query);
    browser.value(
        tab,
        &format!("document.querySelector('.search-status').textContent = ''; var field = document.querySelector('#search_field'); \
                  field.value = {typed}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); 1"),
    );
    browser.until(tab, "/found/.test(document.querySelector('.search-status').textContent)");
    let titles =
        browser.value(tab, "[...document.querySelectorAll('.search-results a')].map((link) => link.textContent)");
    titles.as_array().unwrap().iter().map(|title| title.as_str().unwrap().to_owned()).collect()
}

#[test]
fn search_finds_what_a_trainee_would_type() {
    let Some(mut browser) = Browser::start("search_finds_what_a_trainee_would_type") else { return };
    let folder = built();
    for edition in ["training", "facilitator", "review-team"] {
        let tab = browser.open(&address(&folder, &format!("{edition}/search.html")));
        browser.until(&tab, "!document.querySelector('.search-form').hidden");
        for (query, wanted) in [
            ("hindsight", "Then and now"),
            ("hindsigth", "Then and now"),
            ("HINDSI", "Then and now"),
            ("who takes notes", "Capturing the discussion"),
            ("tears", "Step in or hold back?"),
            ("horseshoe", "People, place and time"),
        ] {
            let titles = found(&mut browser, &tab, query);
            assert!(
                titles.iter().take(2).any(|title| title == wanted),
                "{edition}: {query} gives {:?}",
                &titles[..titles.len().min(5)]
            );
        }
        assert!(found(&mut browser, &tab, "xylophone quartz").is_empty());
        assert!(
            text(&mut browser, &tab, "document.querySelector('[role=status]').textContent")
                .starts_with("Nothing was found")
        );
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_search_can_be_linked_to_and_its_results_lead_there() {
    let Some(mut browser) = Browser::start("a_search_can_be_linked_to_and_its_results_lead_there") else { return };
    let folder = built();
    let tab = browser.blank();
    browser.go(&tab, &(address(&folder, "participant/search.html") + "?q=lunch"));
    browser.until(&tab, "document.querySelectorAll('.search-results li').length > 2");
    let marked = "[...document.querySelectorAll('.search-results mark')].some((mark) => mark.textContent.toLowerCase() === 'lunch')";
    browser.until(&tab, marked);
    let links = browser.value(&tab, "[...document.querySelectorAll('.search-results a')].map((link) => link.href)");
    for link in links.as_array().unwrap() {
        let link = link.as_str().unwrap().trim_start_matches("file://").split('#').next().unwrap().to_owned();
        assert!(Path::new(&link).is_file(), "{link}");
        assert!(link.contains("/participant/"), "{link}");
    }
    // Enter changes nothing else, and nothing was asked of any network.
    browser.value(&tab, "document.querySelector('.search-form').requestSubmit(); 1");
    browser.until(
        &tab,
        "location.href.includes('search.html') && document.querySelectorAll('.search-results li').length > 2",
    );
    let asked: Vec<String> = browser
        .told()
        .iter()
        .filter(|told| told["method"] == "Network.requestWillBeSent")
        .map(|told| told["params"]["request"]["url"].as_str().unwrap().to_owned())
        .collect();
    assert!(asked.iter().all(|url| url.starts_with("file://")), "{asked:?}");
    assert!(asked.iter().any(|url| url.contains("search-index.js")), "{asked:?}");
}

#[test]
fn search_can_be_used_by_keyboard_and_by_ear() {
    let Some(mut browser) = Browser::start("search_can_be_used_by_keyboard_and_by_ear") else { return };
    let folder = built();
    let tab = browser.open(&address(&folder, "training/search.html"));
    // Whoever comes by keyboard begins at the top, as on every page, and finds the field by its name.
    browser.until(&tab, "!document.querySelector('.search-form').hidden && document.activeElement === document.body");
    let tree = browser.accessible(&tab);
    let has = |role: &str, name: &str| tree.iter().any(|(held, called)| held == role && called == name);
    assert!(has("searchbox", "What are you looking for?"), "{tree:?}");
    assert!(tree.iter().any(|(role, _)| role == "search") && tree.iter().any(|(role, _)| role == "status"));
}

/// What an edition's index holds stands on a page of that edition.
#[test]
fn an_index_holds_nothing_but_its_own_pages() {
    let made = Site::alder().build().clean();
    for edition in ["facilitator", "review-team", "participant", "training"] {
        let files = made.files(edition);
        let script = String::from_utf8_lossy(files["search-index.js"]).into_owned();
        let index = Contents::read(&script).unwrap();
        let all: String = files
            .iter()
            .filter(|(url, _)| url.ends_with(".html"))
            .map(|(_, bytes)| {
                plenary::scan::markup::read(&String::from_utf8_lossy(bytes), plenary::scan::markup::Language::Html)
                    .words
            })
            .collect::<Vec<_>>()
            .join(" ");
        let words =
            |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<BTreeSet<String>>();
        let all = words(&all);
        for text in index.texts() {
            let other: Vec<String> = words(text).difference(&all).cloned().collect();
            assert!(other.is_empty(), "{edition}: {other:?} of {text}");
        }
        let [part] = &index.parts[..] else { panic!("{edition} has few reviews") };
        for address in &part.addresses {
            assert!(files.contains_key(address.as_str()), "{edition}: {address}");
        }
        assert!(part.addresses.len() > 20 && part.paragraphs > 500, "{edition}");
        // What is written in numbers is scanned in full.
        let output = Output { url: "search-index.js".to_owned(), bytes: script.into_bytes() };
        let scanned: BTreeSet<String> =
            plenary::scan::text::index_texts(&output, |_| true).unwrap().into_iter().collect();
        for text in part.texts.iter().chain(&part.names).chain(&part.addresses) {
            assert!(scanned.contains(text), "{edition}: {text}");
        }
    }
}

/// Of several parts each is scanned in full, by itself or with all others.
#[test]
fn every_part_of_an_index_is_scanned_in_full() {
    let made = Site::of_many_reviews().build_edition("participant");
    let bytes = made.files("participant")["search-index.js"].to_vec();
    let index = Contents::read(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert_eq!(index.parts.len(), 3);
    let output = Output { url: "search-index.js".to_owned(), bytes };
    let said = |wanted: &(dyn Fn(usize) -> bool + Sync)| plenary::scan::text::index_texts(&output, wanted).unwrap();
    let parts = index.parts.iter().map(|part| [&part.texts[..], &part.names, &part.addresses].concat());
    let parts: Vec<Vec<String>> = parts.collect();
    assert!(parts.iter().all(|part| part.len() > 50) && parts[2].iter().any(|text| text.contains("number130")));
    for (at, part) in parts.iter().enumerate() {
        assert_eq!(said(&|wanted| wanted == at), *part, "part {at}");
    }
    assert_eq!(said(&|_| true), parts.concat());
    assert_eq!(said(&|_| false), Vec::<String>::new());
}

/// A site with far too many words for one search is told so, and built.
#[test]
fn an_index_over_its_budget_is_a_warning() {
    let words = |at: usize| {
        format!("---\ntitle: Page {at}\n---\n\n{}\n", (0..60_000).map(|n| format!("word{at}x{n} ")).collect::<String>())
    };
    let site = (0..8).fold(Site::bare(), |site, at| site.file(&format!("content/guidance/page-{at}.md"), words(at)));
    let made = site.build_edition("training");
    assert_eq!(made.codes(), ["too-large"], "{}", made.report(plenary::report::Format::Short));
    assert!(
        made.report(plenary::report::Format::Short).contains("warning[too-large]: The search of the training edition")
    );
    assert_eq!(made.editions(), ["training"]);
}

// ── checklists ────────────────────────────────────────────────────────────────────────────────────────────────────

const PROGRESS: &str = "document.querySelector('[data-tick-progress]').textContent";

#[test]
fn a_checklist_remembers_its_ticks_for_its_own_event() {
    let Some(mut browser) = Browser::start("a_checklist_remembers_its_ticks_for_its_own_event") else { return };
    let folder = built();
    let tab = browser.blank();
    let (own, other) = (
        address(&folder, "facilitator/reviews/alder/practitioner/checklists.html"),
        address(&folder, "facilitator/reviews/alder/strategic/checklists.html"),
    );
    browser.go(&tab, &own);
    browser.until(&tab, &format!("{PROGRESS}.startsWith('0 of ')"));
    browser.value(&tab, "for (const box of [...document.querySelectorAll('[data-tick]')].slice(1, 4)) box.click(); 1");
    browser.until(&tab, &format!("{PROGRESS}.startsWith('3 of ')"));
    browser.go(&tab, &own);
    browser.until(&tab, "[...document.querySelectorAll('[data-tick]')].map((box) => box.checked).join().startsWith('false,true,true,true,false')");
    browser.go(&tab, &other);
    browser.until(&tab, &format!("{PROGRESS}.startsWith('0 of ')"));
    // The same list in the Review Team's edition is another one.
    browser.go(&tab, &address(&folder, "review-team/reviews/alder/practitioner/checklists.html"));
    browser.until(&tab, &format!("{PROGRESS}.startsWith('0 of ')"));
    // On paper every box is empty.
    browser.go(&tab, &own);
    browser.until(&tab, &format!("{PROGRESS}.startsWith('3 of ')"));
    browser.ask(&tab, "Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let box_ = "getComputedStyle(document.querySelectorAll('[data-tick]')[1])";
    browser.until(&tab, &format!("{box_}.appearance === 'none' && {box_}.backgroundColor === 'rgb(255, 255, 255)' && {box_}.backgroundImage === 'none'"));
    browser.ask(&tab, "Emulation.setEmulatedMedia", json!({ "media": "screen" }));
    // One button empties it, and takes a slip back.
    browser.value(&tab, "document.querySelector('[data-tick-reset]').click(); 1");
    browser.until(&tab, &format!("{PROGRESS}.startsWith('0 of ')"));
    browser.value(&tab, "document.querySelector('[data-tick-reset]').click(); 1");
    browser.until(&tab, &format!("{PROGRESS}.startsWith('3 of ')"));
    browser.value(&tab, "document.querySelector('[data-tick-reset]').click(); 1");
    browser.go(&tab, &own);
    browser.until(&tab, &format!("{PROGRESS}.startsWith('0 of ') && localStorage.length === 0"));
}

#[test]
fn a_store_that_refuses_breaks_nothing() {
    let Some(mut browser) = Browser::start("a_store_that_refuses_breaks_nothing") else { return };
    let folder = built();
    let tab = browser.blank();
    browser.ask(&tab, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": REFUSES }));
    browser.go(&tab, &address(&folder, "facilitator/reviews/alder/practitioner/checklists.html"));
    browser.value(&tab, "document.querySelector('[data-tick]').click(); 1");
    browser.until(&tab, &format!("{PROGRESS}.startsWith('1 of ')"));
    browser.go(&tab, &address(&folder, "facilitator/reviews/alder/practitioner/live.html"));
    browser.value(&tab, "document.querySelector('[data-live=start]').click(); 1");
    browser.until(&tab, "document.querySelector('[data-live=now]').textContent === 'Welcome and introductions'");
    browser.go(&tab, &address(&folder, "training/guidance/practice/then-or-now.html"));
    browser.value(&tab, "document.querySelector('[data-practised]').click(); 1");
    browser.until(&tab, "document.querySelector('[data-practised]').checked");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

// ── exercises ─────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn exercises_are_thought_over_first_and_make_a_path() {
    let Some(mut browser) = Browser::start("exercises_are_thought_over_first_and_make_a_path") else { return };
    let folder = built();
    let tab = browser.blank();
    let exercise = address(&folder, "training/guidance/practice/then-or-now.html");
    browser.go(&tab, &exercise);
    browser.until(
        &tab,
        "!document.querySelector('details.answer').open && document.querySelector('.think textarea') !== null",
    );
    browser.value(
        &tab,
        "const own = document.querySelector('.think textarea'); own.value = 'Three and nine.'; \
                         own.dispatchEvent(new Event('input')); document.querySelector('[data-practised]').click(); 1",
    );
    browser.go(&tab, &exercise);
    browser.until(&tab, "document.querySelector('.think textarea').value === 'Three and nine.' && document.querySelector('[data-practised]').checked");
    // The half day is a path: it says how far one has come, and what is next.
    browser.go(&tab, &address(&folder, "training/guidance/practice/half-day.html"));
    browser.until(&tab, "!document.querySelector('.path').hidden && document.querySelector('[data-path-done]').textContent.startsWith('1 of ')");
    browser.until(&tab, "document.querySelectorAll('a.practised-link').length === 1 && !document.querySelector('[data-path-next]').hidden");
    // An answer is open on paper, in whatever browser, and closed again afterwards.
    browser.go(&tab, &exercise);
    browser.value(&tab, "window.dispatchEvent(new Event('beforeprint')); 1");
    browser.until(&tab, "document.querySelector('details.answer').open");
    browser.value(&tab, "window.dispatchEvent(new Event('afterprint')); 1");
    browser.until(&tab, "!document.querySelector('details.answer').open");
    // A craft page that leads to an exercise or two is no path.
    browser.go(&tab, &address(&folder, "training/guidance/leading/then-and-now.html"));
    browser.until(&tab, "document.querySelector('.path') === null");
}

// ── the live view ─────────────────────────────────────────────────────────────────────────────────────────────────

/// A clock that the test sets, and that outlasts a reload.
const CLOCK: &str = "const real = Date.now; Date.now = () => Number(sessionStorage.getItem('now') ?? real.call(Date));";

/// Sets the time on the day of the event. In March the clocks of Scotland show UTC.
fn at(browser: &mut Browser, tab: &Tab, time: &str) {
    let moment = format!("Date.parse('2026-03-12T{time}:00Z')");
    browser.value(
        tab,
        &format!("sessionStorage.setItem('now', {moment}); document.dispatchEvent(new Event('visibilitychange')); 1"),
    );
}

fn press(browser: &mut Browser, tab: &Tab, what: &str) {
    browser.value(tab, &format!("document.querySelector('[data-live={what}]').click(); 1"));
}

fn live(browser: &mut Browser, tab: &Tab, what: &str) -> String {
    text(browser, tab, &format!("document.querySelector('[data-live={what}]').textContent"))
}

#[test]
fn a_day_is_led_from_arrival_to_check_out() {
    let Some(mut browser) = Browser::start("a_day_is_led_from_arrival_to_check_out") else { return };
    let folder = built();
    let downloads = TempDir::new().unwrap();
    let tab = browser.blank();
    browser.ask(&tab, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": CLOCK }));
    browser.ask(
        &tab,
        "Page.setDownloadBehavior",
        json!({ "behavior": "allow", "downloadPath": downloads.path().to_str().unwrap() }),
    );
    let page = address(&folder, "facilitator/reviews/alder/practitioner/live.html");
    browser.go(&tab, &page);
    at(&mut browser, &tab, "09:10");
    browser.go(&tab, &page);

    // People arrive. Nothing runs, and the day will end as planned.
    browser.until(&tab, "!document.querySelector('[data-live-board]').hidden");
    assert_eq!(live(&mut browser, &tab, "clock"), "09:10");
    assert_eq!(live(&mut browser, &tab, "expected-finish"), "16:00");
    assert_eq!(live(&mut browser, &tab, "next"), "Welcome and introductions");

    // The morning and the early afternoon go as planned.
    let rows = browser.value(
        &tab,
        "[...document.querySelectorAll('[data-session]')].map((row) => [row.cells[0].textContent, row.dataset.title])",
    );
    let rows: Vec<(String, String)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(rows.len(), 23);
    for (time, title) in rows.iter().filter(|(time, _)| time.as_str() < "14:35") {
        at(&mut browser, &tab, time);
        press(&mut browser, &tab, "start");
        browser.until(&tab, &format!("document.querySelector('[data-live=now]').textContent === {}", json!(title)));
        assert_eq!(live(&mut browser, &tab, "expected-finish"), "16:00", "{title}");
    }
    assert!(live(&mut browser, &tab, "status").starts_with("Break began at 14:20"));
    // One taps by keyboard as well: the button keeps its place and the focus.
    browser.value(&tab, "document.querySelector('[data-live=finish]').focus(); 1");

    // The break lasts for twenty-five minutes longer. Nothing shouts.
    at(&mut browser, &tab, "14:30");
    browser
        .until(&tab, "document.querySelector('[data-live=left]').textContent === 'About 5 minutes left, as a guide'");
    at(&mut browser, &tab, "15:00");
    browser.until(&tab, "/25 minutes past/.test(document.querySelector('[data-live=left]').textContent)");
    // The device sleeps and the page is loaded anew: the day is where it was.
    browser.go(&tab, &page);
    browser.until(&tab, "document.querySelector('[data-live=now]').textContent === 'Break'");
    press(&mut browser, &tab, "finish");
    browser.until(&tab, "document.querySelector('[data-live=status]').textContent === 'Break ended at 15:00.'");

    // Even at its shortest the rest takes sixty-five minutes, and an hour is left.
    assert_eq!(live(&mut browser, &tab, "expected-finish"), "16:05");
    let shorter = "[...document.querySelectorAll('[data-live-state]')].filter((state) => /for 20 minutes/.test(state.textContent)).length";
    browser.until(&tab, &format!("{shorter} === 1"));

    // A slip: the wrong session is left out, and taken in again.
    let skip = "[...document.querySelectorAll('[data-session]')].find((row) => row.dataset.title === 'What happens next').querySelector('[data-live=skip]')";
    browser.value(&tab, &format!("{skip}.click(); 1"));
    browser.until(&tab, "document.querySelector('[data-live=expected-finish]').textContent === '16:00'");
    browser.value(&tab, &format!("{skip}.click(); 1"));
    browser.until(&tab, "document.querySelector('[data-live=expected-finish]').textContent === '16:05'");

    // The groups are short, and so is all that follows; the close keeps what it can.
    for (time, title) in [
        ("15:00", "Small groups"),
        ("15:20", "Hearing from the groups"),
        ("15:30", "Key learning"),
        ("15:40", "What happens next"),
        ("15:45", "Your own learning"),
        ("15:55", "How was today?"),
    ] {
        at(&mut browser, &tab, time);
        press(&mut browser, &tab, "start");
        browser.until(
            &tab,
            &format!("document.querySelector('[data-live=now]').textContent.startsWith({})", json!(title)),
        );
    }
    browser.value(
        &tab,
        "const note = document.querySelector('#live_note'); note.value = 'Warm, \"and tired\"'; \
                         note.dispatchEvent(new Event('input', { bubbles: true })); 1",
    );
    at(&mut browser, &tab, "16:04");
    press(&mut browser, &tab, "finish");
    browser.until(&tab, "document.querySelector('[data-live=now]').textContent === 'The day is over'");
    assert_eq!(live(&mut browser, &tab, "expected-finish"), "16:04");
    press(&mut browser, &tab, "download");

    // The record shows what happened.
    let file = downloads.path().join("alder-practitioner-record.csv");
    crate::serving::until("the record", || {
        std::thread::sleep(Duration::from_millis(20));
        file.is_file()
    });
    let record = std::fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = record.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 24);
    assert_eq!(lines[0], "session,planned_start,planned_minutes,actual_start,actual_end,note");
    assert_eq!(lines[1], "Welcome and introductions,09:30,15,09:30,09:45,");
    assert!(lines.contains(&"Break,14:20,15,14:20,15:00,"), "{record}");
    assert!(lines.contains(&"Key learning,15:15,15,15:30,15:40,"), "{record}");
    assert_eq!(lines[23], "How was today?,15:45,15,15:55,16:04,\"Warm, \"\"and tired\"\"\"");

    // Clearing wipes it; a slip is taken back, like any other tap.
    press(&mut browser, &tab, "clear");
    browser.until(&tab, "localStorage.length === 0");
    press(&mut browser, &tab, "undo");
    browser.until(&tab, "document.querySelector('[data-live=now]').textContent === 'The day is over'");
    press(&mut browser, &tab, "clear");
    browser.until(&tab, "document.querySelector('[data-live=next]').textContent === 'Welcome and introductions' && localStorage.length === 0");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The clock is that of the place of the event, wherever the device thinks it is.
#[test]
fn the_live_view_tells_the_time_of_the_event() {
    let Some(mut browser) = Browser::start("the_live_view_tells_the_time_of_the_event") else { return };
    let folder = built();
    let tab = browser.blank();
    browser.ask(&tab, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": CLOCK }));
    browser.ask(&tab, "Emulation.setTimezoneOverride", json!({ "timezoneId": "America/New_York" }));
    // The strategic event is in April, when clocks in Scotland are an hour ahead of UTC.
    let page = address(&folder, "facilitator/reviews/alder/strategic/live.html");
    browser.go(&tab, &page);
    browser.value(&tab, "sessionStorage.setItem('now', Date.parse('2026-04-14T09:00:00Z')); 1");
    browser.go(&tab, &page);
    browser.until(&tab, "document.querySelector('[data-live=clock]').textContent === '10:00'");
    browser.until(&tab, "document.querySelector('[data-live=other-day]').hidden");
    // On another day it is a plan to try out.
    browser.value(&tab, "sessionStorage.setItem('now', Date.parse('2026-04-13T09:00:00Z')); 1");
    browser.go(&tab, &page);
    browser.until(&tab, "!document.querySelector('[data-live=other-day]').hidden");
    assert_eq!(live(&mut browser, &tab, "expected-finish"), "13:00");
}

/// What an undo takes back is the last tap and nothing else, and two windows show one day.
#[test]
fn a_tap_can_be_undone_and_two_windows_show_one_day() {
    let Some(mut browser) = Browser::start("a_tap_can_be_undone_and_two_windows_show_one_day") else { return };
    let folder = built();
    let page = address(&folder, "facilitator/reviews/alder/practitioner/live.html");
    let one = browser.open(&page);
    let other = browser.open(&page);
    for tab in [&one, &other] {
        browser.until(tab, "!document.querySelector('[data-live-board]').hidden");
    }
    press(&mut browser, &one, "start");
    browser.until(&other, "document.querySelector('[data-live=now]').textContent === 'Welcome and introductions'");
    press(&mut browser, &one, "start");
    press(&mut browser, &one, "undo");
    browser.until(&one, "document.querySelector('[data-live=now]').textContent === 'Welcome and introductions'");
    browser.until(&one, "document.querySelector('[data-live=undo]').disabled");
    // Starting again and again ends before the next begins, and never leaves two running.
    for _ in 0..30 {
        press(&mut browser, &one, "start");
    }
    browser.until(&one, "document.querySelectorAll('tr.now').length === 1 && document.querySelector('[data-live=start]').getAttribute('aria-disabled') === 'true'");
}

/// Nothing on the page is told to somebody who listens, but what has begun and what is over.
#[test]
fn the_live_view_speaks_when_something_begins_or_ends_and_else_is_silent() {
    let made = Site::alder().build().clean();
    let page = made.text("facilitator/reviews/alder/practitioner/live.html");
    assert_eq!(page.matches("role=\"status\"").count(), 1);
    assert!(!page.contains("aria-live") && !page.contains("role=\"alert\"") && !page.contains("role=\"timer\""));
    // Without scripts it says so, and leads to the sheet on paper.
    assert!(page.contains("class=\"without-scripts callout\"") && page.contains("run-sheet.html"));
    assert!(page.contains("data-live-board hidden"));
    for edition in ["review-team", "participant", "training"] {
        assert!(!made.files(edition).keys().any(|url| url.ends_with("/live.html")), "{edition}");
    }
}
