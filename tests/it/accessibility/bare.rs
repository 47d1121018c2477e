//! Every kind of page with scripts switched off: all of it is there, and nothing that would not work.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::accessibility::pages::{address, kinds, styled_anew};
use crate::accessibility::window::{self, Window};
use crate::devtools::{Browser, Tab};

/// The lines that a reader sees, without the words on what can be pressed or is remembered.
const LINES: &str = "[...document.querySelectorAll('button, [data-print-tools], .tick-tools, .think, .practised, .path')].forEach((one) => one.remove());
    document.body.innerText.split('\\n').map((line) => line.trim()).filter((line) => line !== '')";

/// What needs a script to do anything. Tick boxes do not: they can be ticked, only nobody remembers it.
const CONTROLS: &str = "[...document.querySelectorAll('button, select, textarea, input:not([type=checkbox])')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.outerHTML)";

/// Pages that are a program. Without scripts they say so, and lead elsewhere.
const PROGRAMS: [&str; 2] = ["search.html", "live.html"];

#[test]
fn without_scripts_every_kind_of_page_shows_all_and_no_control_that_needs_them() {
    let test = "without_scripts_every_kind_of_page_shows_all_and_no_control_that_needs_them";
    let Some(mut browser) = Browser::start(test) else { return };
    let tab = browser.blank();
    window::set(&mut browser, &tab, &Window::WIDE);
    let mut faults = Vec::new();
    for page in styled_anew(&kinds()) {
        browser.ask(&tab, "Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        browser.go(&tab, &address(&page));
        let controls = texts(&browser.value(&tab, CONTROLS));
        faults.extend(controls.into_iter().map(|control| format!("{page} shows {control}")));
        let bare: BTreeSet<String> = texts(&browser.value(&tab, LINES)).into_iter().collect();
        assert!(!bare.is_empty(), "{page} shows nothing");
        if PROGRAMS.iter().any(|program| page.ends_with(program)) {
            continue;
        }
        browser.ask(&tab, "Emulation.setScriptExecutionDisabled", json!({ "value": false }));
        browser.go(&tab, &address(&page));
        let missed = lines(&mut browser, &tab).into_iter().filter(|line| !bare.contains(line));
        faults.extend(missed.map(|line| format!("{page} lacks “{line}”")));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn lines(browser: &mut Browser, tab: &Tab) -> Vec<String> {
    texts(&browser.value(tab, LINES))
}

fn texts(told: &Value) -> Vec<String> {
    let told = told.as_array().unwrap_or_else(|| panic!("the page told nothing: {told}"));
    told.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
