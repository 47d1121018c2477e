//! Room enough: at 400 %, with letters twice as large and with more space between them, and for fingers.

use serde_json::{Value, json};

use crate::accessibility::pages::{address, kinds, styled_anew};
use crate::accessibility::window::{self, Window};
use crate::devtools::{Browser, Tab};

/// What the page is asked about itself.
const ROOM: &str = include_str!("room.js");

/// WCAG 1.4.12: spacing that readers may set.
const SPACED: &str = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; \
                      word-spacing: 0.16em !important } p { margin-bottom: 2em !important }";

/// The size of letters that browsers have set, in pixels.
const USUAL: u32 = 16;
/// WCAG 1.4.4.
const DOUBLE: u32 = 32;

/// What is tried: in which window, with which letters, and with which styles of the reader's.
type Trial = (&'static str, Window, u32, &'static str);

/// The hardest two, which are tried with every page: how long its words are is its own matter.
const HARDEST: [Trial; 2] =
    [("1280 px, letters twice as large", Window::WIDE, DOUBLE, ""), ("320 px, spaced", Window::NARROW, USUAL, SPACED)];

/// What is tried with a page besides where its styles are new.
const OTHERS: [Trial; 2] = [("1280 px, spaced", Window::WIDE, USUAL, SPACED), ("320 px", Window::NARROW, USUAL, "")];

#[test]
fn every_kind_of_page_has_room_for_large_letters_and_for_fingers() {
    let Some(mut browser) = Browser::start("every_kind_of_page_has_room_for_large_letters_and_for_fingers") else {
        return;
    };
    let tab = browser.blank();
    let mut faults = Vec::new();
    let pages = kinds();
    let styled = styled_anew(&pages);
    for page in &pages {
        browser.go(&tab, &address(page));
        browser.value(&tab, ROOM);
        let others = if styled.contains(page) { &OTHERS[..] } else { &[] };
        for (trial, window, letters, styles) in HARDEST.iter().chain(others) {
            window::set(&mut browser, &tab, window);
            browser.ask(&tab, "Page.setFontSizes", json!({ "fontSizes": { "standard": letters } }));
            browser.value(&tab, &format!("room.wear({})", json!(styles)));
            faults.extend(told(&mut browser, &tab, "room.faults()").map(|fault| format!("{page} ({trial}) {fault}")));
        }
        // The last was the narrow window, as it is without the reader's styles.
        if !others.is_empty() {
            faults.extend(told(&mut browser, &tab, "room.small()").map(|fault| format!("{page} {fault}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn rows_that_are_stacked_on_a_narrow_screen_are_still_read_out_as_a_table() {
    let test = "rows_that_are_stacked_on_a_narrow_screen_are_still_read_out_as_a_table";
    let Some(mut browser) = Browser::start(test) else { return };
    let tab = browser.blank();
    window::set(&mut browser, &tab, &Window::NARROW);
    for page in ["run-sheet", "agenda", "team-briefing", "readiness"] {
        browser.go(&tab, &address(&format!("facilitator/reviews/alder/practitioner/{page}.html")));
        let roles: Vec<String> = browser.accessible(&tab).into_iter().map(|(role, _)| role).collect();
        for wanted in ["table", "row", "rowheader", "cell"] {
            assert!(roles.iter().any(|role| role == wanted), "{page} has no {wanted}: {roles:?}");
        }
    }
}

fn told(browser: &mut Browser, tab: &Tab, asked: &str) -> impl Iterator<Item = String> {
    let Value::Array(told) = browser.value(tab, asked) else { panic!("{asked} gave nothing") };
    told.into_iter().filter_map(|one| one.as_str().map(str::to_owned))
}
