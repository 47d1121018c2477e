//! A walk through every kind of page with the keyboard alone.

use serde_json::{Value, json};

use crate::accessibility::pages::{address, kinds, styled_anew};
use crate::accessibility::window::{self, Window};
use crate::devtools::{Browser, Tab};

/// What the page is asked about itself.
const WALK: &str = include_str!("walk.js");

const TAB: Key = Key { name: "Tab", code: 9, text: "", shift: false };
const BACK: Key = Key { name: "Tab", code: 9, text: "", shift: true };
const ENTER: Key = Key { name: "Enter", code: 13, text: "\r", shift: false };

struct Key {
    name: &'static str,
    code: u32,
    text: &'static str,
    shift: bool,
}

#[test]
fn every_kind_of_page_can_be_walked_through_by_keyboard() {
    let Some(mut browser) = Browser::start("every_kind_of_page_can_be_walked_through_by_keyboard") else { return };
    let tab = browser.blank();
    browser.ask(&tab, "Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    let mut faults = Vec::new();
    for page in styled_anew(&kinds()) {
        // On telephones, with a keyboard or a switch, pages are read by those who take part.
        let narrow = page.starts_with("participant/").then_some(Window::NARROW);
        for window in narrow.into_iter().chain([Window::WIDE]) {
            window::set(&mut browser, &tab, &window);
            browser.go(&tab, &address(&page));
            browser.value(&tab, WALK);
            let found = walk(&mut browser, &tab).into_iter();
            faults.extend(found.map(|fault| format!("{page} at {} px: {fault}", window.width)));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn press(browser: &mut Browser, tab: &Tab, key: &Key) {
    let event = |kind: &str| {
        json!({
            "type": kind, "key": key.name, "code": key.name, "text": if kind == "keyUp" { "" } else { key.text },
            "windowsVirtualKeyCode": key.code, "modifiers": if key.shift { 8 } else { 0 },
        })
    };
    let down = if key.text.is_empty() { "rawKeyDown" } else { "keyDown" };
    browser.ask(tab, "Input.dispatchKeyEvent", event(down));
    browser.ask(tab, "Input.dispatchKeyEvent", event("keyUp"));
}

/// Goes from the first element to the last and out again, one step back, and over the skip link.
fn walk(browser: &mut Browser, tab: &Tab) -> Vec<String> {
    let mut faults = Vec::new();
    let asked = browser.value(tab, "({ expected: walk.expected, disordered: walk.disordered })");
    let expected: Vec<&str> = asked["expected"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for name in asked["disordered"].as_array().unwrap() {
        faults.push(format!("{name} says itself when it is reached"));
    }
    if expected.is_empty() {
        return faults;
    }
    if !expected[0].starts_with("a “Skip") {
        faults.push(format!("the skip link does not come first, but {}", expected[0]));
    }
    for (at, wanted) in expected.iter().enumerate() {
        press(browser, tab, &TAB);
        let here = browser.value(tab, "walk.here()");
        if here["at"] != json!(at) {
            faults.push(format!("step {}: {} instead of {wanted}", at + 1, here["name"]));
            return faults;
        }
        faults.extend(here["fault"].as_str().map(|fault| format!("{wanted}: {fault}")));
    }
    press(browser, tab, &BACK);
    let back = browser.value(tab, "walk.here()");
    if expected.len() > 1 && back["at"] != json!(expected.len() - 2) {
        faults.push(format!("a step back from the last leads to {}", back["name"]));
    }
    press(browser, tab, &TAB);
    press(browser, tab, &TAB);
    let out = browser.value(tab, "walk.here()");
    // Some windows then have the focus themselves, and others begin again.
    if !out["name"].is_null() && out["at"] != 0 {
        faults.push(format!("the walk does not end after the last, but goes on to {}", out["name"]));
    }
    faults.extend(skip(browser, tab));
    faults
}

/// Follows the skip link: the next step has to lead into the main part of the page, past everything before it.
fn skip(browser: &mut Browser, tab: &Tab) -> Option<String> {
    browser.value(tab, "document.activeElement.blur(); document.querySelector('.skip').focus()");
    press(browser, tab, &ENTER);
    let reached = browser.value(tab, "document.activeElement.id");
    if reached != "main_content" {
        return Some(format!("the skip link leads the focus to {reached}"));
    }
    press(browser, tab, &TAB);
    let after = "document.activeElement === document.body || !!(document.querySelector('main')
        .compareDocumentPosition(document.activeElement) & (Node.DOCUMENT_POSITION_CONTAINED_BY | Node.DOCUMENT_POSITION_FOLLOWING))";
    let passed = browser.value(tab, after);
    (passed != json!(true)).then(|| "after the skip link, a step leads back to before the main part".to_owned())
}
