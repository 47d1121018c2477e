//! axe-core on every kind of page, wide and narrow, light and dark, and in the reader's own colours.

use serde_json::{Map, Value, json};

use crate::accessibility::pages::{address, kinds, styled_anew};
use crate::accessibility::window::{self, Window};
use crate::devtools::{Browser, Tab};
use crate::harness::tool;

/// What is looked for: WCAG 2.2 up to AA, and what is good practice besides.
const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The rules whose answers hang on colours. A change of colours changes no other answer, so the others are asked once.
const COLOUR_RULES: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// What is looked for in a page.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    Colours,
    AllButColours,
}

/// How a page is looked at, and what is looked for.
struct Look {
    name: &'static str,
    window: Window,
    wanted: Wanted,
}

const LOOKS: [Look; 5] = [
    Look { name: "wide, light", window: Window::WIDE, wanted: Wanted::All },
    Look { name: "wide, dark", window: Window { scheme: "dark", ..Window::WIDE }, wanted: Wanted::Colours },
    Look { name: "wide, forced colours", window: Window { forced: "active", ..Window::WIDE }, wanted: Wanted::Colours },
    Look { name: "narrow, dark", window: Window { scheme: "dark", ..Window::NARROW }, wanted: Wanted::Colours },
    Look { name: "narrow, light", window: Window::NARROW, wanted: Wanted::All },
];

/// How a page is looked at whose styles were all looked at before. Colours hang on styles alone.
const FAMILIAR: [Look; 1] = [Look { name: "wide, light", window: Window::WIDE, wanted: Wanted::AllButColours }];

#[test]
fn axe_finds_no_barrier_on_any_kind_of_page() {
    let test = "axe_finds_no_barrier_on_any_kind_of_page";
    let Some(source) = tool("axe-core/axe.min.js") else {
        return eprintln!("SKIPPED {test}: axe-core is not installed (npm install --prefix tests/tools).");
    };
    let Some(mut browser) = Browser::start(test) else { return };
    let tab = browser.blank();
    let source = std::fs::read_to_string(source).unwrap();
    browser.ask(&tab, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    assert_it_can_fail(&mut browser, &tab);
    let mut found = Vec::new();
    let pages = kinds();
    // Another window or other colours change styles and nothing else, so they are tried where styles are new.
    let styled = styled_anew(&pages);
    for page in &pages {
        browser.go(&tab, &address(page));
        let looks = if styled.contains(page) { &LOOKS[..] } else { &FAMILIAR };
        for look in looks {
            window::set(&mut browser, &tab, &look.window);
            found.extend(
                barriers(&mut browser, &tab, look).into_iter().map(|one| format!("{page} ({}): {one}", look.name)),
            );
        }
    }
    assert!(found.is_empty(), "{} barriers:\n{}", found.len(), found.join("\n"));
}

/// Holds axe against a page that was made bad on purpose: what never finds anything proves nothing.
fn assert_it_can_fail(browser: &mut Browser, tab: &Tab) {
    browser.go(tab, &address("facilitator/index.html"));
    browser.value(tab, "document.querySelector('main').innerHTML += '<img src=x><p class=pale>Hard to read</p>'");
    browser.value(tab, "document.querySelector('.pale').style.color = '#bbb'");
    window::set(browser, tab, &LOOKS[0].window);
    let found = barriers(browser, tab, &LOOKS[0]).join("\n");
    assert!(found.contains("image-alt") && found.contains("color-contrast"), "axe is blind: {found}");
}

/// What axe has to say of the page as it is: rule, place and advice.
fn barriers(browser: &mut Browser, tab: &Tab, look: &Look) -> Vec<String> {
    let only = match look.wanted {
        Wanted::Colours => json!({ "type": "rule", "values": COLOUR_RULES }),
        Wanted::All | Wanted::AllButColours => json!({ "type": "tag", "values": TAGS }),
    };
    let off: Map<String, Value> = match look.wanted {
        Wanted::AllButColours => {
            COLOUR_RULES.map(|rule| (rule.to_owned(), json!({ "enabled": false }))).into_iter().collect()
        }
        Wanted::All | Wanted::Colours => Map::new(),
    };
    // `preload` would ask for stylesheets anew, which the policy of the pages forbids.
    let options = json!({ "runOnly": only, "rules": off, "resultTypes": ["violations"], "preload": false });
    let asked = format!("axe.run(document, {options}).then((told) => told.violations)");
    let told = browser.value(tab, &asked);
    let violations = told.as_array().unwrap_or_else(|| panic!("axe did not run: {told}"));
    violations.iter().flat_map(described).collect()
}

fn described(violation: &Value) -> Vec<String> {
    let nodes = violation["nodes"].as_array().unwrap();
    let rule = violation["id"].as_str().unwrap();
    nodes.iter().map(|node| format!("{rule} at {}: {}", node["target"], node["failureSummary"])).collect()
}
