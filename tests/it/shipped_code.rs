//! The code that built-in pages show is marked up beforehand, as it would be marked up on the spot.

use std::collections::BTreeMap;

use plenary::embedded;
use plenary::highlight::{grammar_of, mark_up};
use plenary::markdown::{Options, parse};
use plenary::source::SourcePath;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::harness::golden;

/// Code in HTML, by its grammar and by what it says.
type Marked = BTreeMap<String, BTreeMap<String, String>>;

/// The code of all built-in pages, marked up now.
fn of_built_in_pages() -> Marked {
    let mut marked = Marked::new();
    for (path, bytes) in embedded::built_in().filter(|(path, _)| path.ends_with(".md")) {
        let text = String::from_utf8(bytes.into_owned()).unwrap();
        let (page, _) = parse(&SourcePath::new(path), &text, Options::default());
        let mut code: Option<(&str, String)> = None;
        for (event, _) in page.events.iter() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let language = info.split_whitespace().next().unwrap_or_default();
                    code = grammar_of(language).map(|grammar| (grammar, String::new()));
                }
                Event::Text(text) => code.iter_mut().for_each(|(_, code)| code.push_str(text)),
                Event::End(TagEnd::CodeBlock) => {
                    if let Some((grammar, code)) = code.take() {
                        let html = mark_up(grammar, &code).unwrap();
                        marked.entry(grammar.to_owned()).or_default().insert(code, html);
                    }
                }
                _ => {}
            }
        }
    }
    marked
}

#[test]
fn the_code_of_built_in_pages_is_marked_up_beforehand() {
    let marked = of_built_in_pages();
    assert!(marked["yaml"].len() > 100 && marked["sh"].len() > 10, "{:?}", marked.keys());
    if std::env::var_os("PLENARY_BLESS").is_some() {
        return golden("../src/highlight/shipped.json", &(serde_json::to_string_pretty(&marked).unwrap() + "\n"));
    }
    let shipped: Marked = serde_json::from_str(include_str!("../../src/highlight/shipped.json")).unwrap();
    let all = |marked: &Marked| -> BTreeMap<String, String> {
        let of_grammar = marked.iter().flat_map(|(grammar, marked)| marked.iter().map(move |it| (grammar, it)));
        of_grammar.map(|(grammar, (code, html))| (format!("{grammar}: {code}"), html.clone())).collect()
    };
    let (now, before) = (all(&marked), all(&shipped));
    let stale: Vec<&String> =
        now.keys().chain(before.keys()).filter(|code| now.get(*code) != before.get(*code)).take(3).collect();
    let hint = "Run this test with PLENARY_BLESS=1: it makes src/highlight/shipped.json anew.";
    assert!(stale.is_empty(), "{hint}\nThe first of what is missing, or no longer shown: {stale:#?}");
}
