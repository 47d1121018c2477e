//! Open pages in a real Chromium while their site changes under them.

use std::time::Duration;

use serde_json::json;

use crate::devtools::Browser;
use crate::harness::{Folder, PRACTITIONER, Site};
use crate::serving::{Serving, until};

const PAGE: &str = "content/guidance/page.md";

/// A page that is longer than any window.
fn page(words: &str) -> String {
    let sections: Vec<String> =
        (1..40).map(|number| format!("## Section {number}\n\n{}\n", "Words to fill a line. ".repeat(30))).collect();
    format!("---\ntitle: Page\n---\n\n{words}\n\n{}", sections.join("\n"))
}

fn site() -> Folder {
    Site::alder().file(PAGE, page("The first words.")).folder()
}

fn url(serving: &Serving, path: &str) -> String {
    format!("http://localhost:{}{path}", serving.port)
}

fn holds(words: &str) -> String {
    format!("document.readyState === 'complete' && document.body.textContent.includes({})", json!(words))
}

#[test]
fn a_page_is_loaded_anew_and_keeps_its_place() {
    let Some(mut browser) = Browser::start("a_page_is_loaded_anew_and_keeps_its_place") else { return };
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let tab = browser.open(&url(&serving, "/guidance/page.html"));
    browser.until(&tab, &holds("The first words."));
    browser.value(&tab, "document.getElementById('section-20').scrollIntoView({ behavior: 'instant' })");
    browser.until(&tab, "scrollY > 1000");
    let place = "Math.round(document.getElementById('section-20').getBoundingClientRect().top)";
    let before = browser.value(&tab, place).as_f64().unwrap();
    // Something above grows: what one reads stays where it is.
    folder.write(PAGE, page(&"Other words, and many more of them. ".repeat(200)));
    browser.until(&tab, &holds("and many more of them"));
    browser.until(&tab, &format!("Math.abs({place} - {before}) < 4"));
    assert!(browser.value(&tab, "scrollY").as_f64().unwrap() > 1000.0);
    // Another page's change is none of this one's.
    browser.value(&tab, "window.mark = 'still the same'");
    folder.write(PRACTITIONER, folder.read(PRACTITIONER).replace("version: 3", "version: 4"));
    serving.wait_for("/reviews/alder/practitioner/script.html", "Version 4");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(browser.value(&tab, "window.mark"), json!("still the same"));
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}

#[test]
fn styles_change_without_a_new_load() {
    let Some(mut browser) = Browser::start("styles_change_without_a_new_load") else { return };
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let tab = browser.open(&url(&serving, "/guidance/page.html"));
    browser.until(&tab, &holds("The first words."));
    browser.value(&tab, "window.mark = 'still the same'");
    for (color, computed) in [("teal", "rgb(0, 128, 128)"), ("plum", "rgb(221, 160, 221)")] {
        folder.write("themes/default/static/plenary.css", format!("body {{ background: {color} }}\n"));
        browser.until(&tab, &format!("getComputedStyle(document.body).backgroundColor === '{computed}'"));
        browser.until(&tab, "document.querySelectorAll('link[rel=stylesheet][href*=assets]').length === 1");
        assert_eq!(browser.value(&tab, "window.mark"), json!("still the same"));
    }
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}

#[test]
fn a_mistake_lies_over_the_page_is_said_aloud_and_goes_when_it_is_mended() {
    let Some(mut browser) = Browser::start("a_mistake_lies_over_the_page_is_said_aloud") else { return };
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let tab = browser.open(&url(&serving, "/guidance/page.html"));
    browser.until(&tab, &holds("The first words."));
    browser.value(&tab, "window.mark = 'still the same'");
    let sound = folder.read(PRACTITIONER);
    folder.write(PRACTITIONER, sound.replace("venue: glenfarran-hall", "venue: glenfaran-hall"));
    let overlay = "document.getElementById('plenary-overlay')";
    browser.until(
        &tab,
        &format!("{overlay} !== null && {overlay}.shadowRoot.querySelector('[role=alert]').textContent !== ''"),
    );
    let text = browser.value(&tab, &format!("{overlay}.shadowRoot.textContent")).as_str().unwrap().to_owned();
    assert!(text.contains("venue: glenfaran-hall") && text.contains("Did you mean `glenfarran-hall`?"), "{text}");
    let found = browser.accessible(&tab);
    assert!(found.iter().any(|(role, _)| role == "alert"), "{found:?}");
    assert!(found.contains(&("heading".to_owned(), "1 error.".to_owned())), "{found:?}");
    let said = |(role, name): &(String, String)| role == "StaticText" && name.contains("There is no venue");
    assert!(found.iter().any(said), "{found:?}");
    // It lies over the page, and can be put away; the page itself is as it was.
    browser.until(&tab, &format!("{overlay}.shadowRoot.querySelector('section').getBoundingClientRect().height > 50"));
    browser.until(
        &tab,
        &format!("{overlay}.shadowRoot.querySelector('section').getBoundingClientRect().bottom <= innerHeight + 1"),
    );
    assert_eq!(browser.value(&tab, "window.mark"), json!("still the same"));
    browser.value(&tab, &format!("{overlay}.shadowRoot.querySelector('button').click()"));
    browser.until(&tab, &format!("{overlay} === null"));
    // Another mistake shows it again; the mending takes it away.
    folder.write(PRACTITIONER, sound.replace("version: 3", "versoin: 3"));
    browser.until(&tab, &format!("{overlay} !== null && {overlay}.shadowRoot.textContent.includes('versoin')"));
    folder.write(PRACTITIONER, &sound);
    browser.until(&tab, &format!("{overlay} === null"));
    assert_eq!(browser.value(&tab, "window.mark"), json!("still the same"));
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}

#[test]
fn a_mistake_at_the_start_gives_way_to_the_site() {
    let Some(mut browser) = Browser::start("a_mistake_at_the_start_gives_way_to_the_site") else { return };
    let folder = Site::alder().file(PAGE, "---\ntitle: Page\n---\n\n[Nowhere](nowhere.md)\n").folder();
    let serving = Serving::start(&folder, &["--edition", "review-team"]);
    let tab = browser.open(&url(&serving, "/guidance/page.html"));
    browser.until(&tab, &holds("review-team edition"));
    browser.until(&tab, &holds("dead-link"));
    assert!(browser.accessible(&tab).iter().any(|(role, _)| role == "alert"));
    browser.until(&tab, "getComputedStyle(document.body).borderTopStyle === 'solid'");
    folder.write(PAGE, page("Mended words."));
    browser.until(&tab, &holds("Mended words."));
}

#[test]
fn a_page_finds_the_server_again_after_a_new_start() {
    let Some(mut browser) = Browser::start("a_page_finds_the_server_again_after_a_new_start") else { return };
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let port = serving.port;
    let tab = browser.open(&url(&serving, "/guidance/page.html"));
    browser.until(&tab, &holds("The first words."));
    browser.value(&tab, "window.mark = 'still the same'");
    drop(serving);
    // The same pages as before are not loaded anew; what is wrong by then is told.
    let sound = folder.read(PRACTITIONER);
    let serving = Serving::start_on(&folder, port, &[]);
    folder.write(PRACTITIONER, sound.replace("version: 3", "versoin: 3"));
    browser.until(&tab, "document.getElementById('plenary-overlay') !== null");
    assert_eq!(browser.value(&tab, "window.mark"), json!("still the same"));
    folder.write(PRACTITIONER, &sound);
    browser.until(&tab, "document.getElementById('plenary-overlay') === null");
    drop(serving);
    folder.write(PAGE, page("Written while nobody served."));
    let _serving = Serving::start_on(&folder, port, &[]);
    browser.until(&tab, &holds("Written while nobody served."));
}

#[test]
fn a_page_of_one_edition_takes_in_nothing_of_another() {
    let Some(mut browser) = Browser::start("a_page_of_one_edition_takes_in_nothing_of_another") else { return };
    let folder = site();
    let serving = Serving::start(&folder, &["--edition", "participant"]);
    let port = serving.port;
    let tab = browser.open(&url(&serving, "/index.html"));
    browser.until(&tab, &holds("participant edition"));
    // Everything that ever stood on the page, for as long as it is open.
    browser.value(
        &tab,
        "window.overlays = 0; new MutationObserver(() => { if (document.getElementById('plenary-overlay')) overlays++; \
         sessionStorage.setItem('overlays', overlays); }).observe(document.body, {childList: true}); \
         sessionStorage.setItem('overlays', 0);",
    );
    drop(serving);
    let sound = folder.read(PRACTITIONER);
    folder.write(PRACTITIONER, sound.replace("version: 3", "versoin: 3"));
    let _serving = Serving::start_on(&folder, port, &[]);
    browser.until(&tab, &holds("facilitator edition"));
    assert_eq!(browser.value(&tab, "sessionStorage.getItem('overlays')"), json!("0"));
}

#[test]
fn twenty_tabs_are_kept_up_to_date_and_those_that_nobody_sees_hold_no_line() {
    let Some(mut browser) = Browser::start("twenty_tabs_are_kept_up_to_date") else { return };
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let tabs: Vec<_> = (0..20).map(|_| browser.open(&url(&serving, "/guidance/page.html"))).collect();
    for tab in &tabs {
        browser.until(tab, &holds("The first words."));
    }
    folder.write(PAGE, page("The second words."));
    let mut seen_at_once = 0;
    for tab in &tabs {
        if browser.value(tab, "document.visibilityState") == json!("hidden") {
            until("no line", || browser.value(tab, "window.lines") == json!(0));
            browser.show(tab);
        } else {
            seen_at_once += 1;
        }
        browser.until(tab, &holds("The second words."));
    }
    // However many are seen, they leave the browser lines enough to load pages.
    let lines = |browser: &mut Browser| -> u64 {
        tabs.iter().map(|tab| browser.value(tab, "window.lines").as_u64().unwrap_or(0)).sum()
    };
    until("one line for all", || lines(&mut browser) == 1);
    eprintln!("{seen_at_once} of {} tabs were seen at once", tabs.len());
}
