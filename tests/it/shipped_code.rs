//! The code that built-in pages show is marked up beforehand, as it would be marked up on the spot.

use std::collections::BTreeMap;

use plenary::embedded;
use plenary::highlight::{grammar_of, mark_up};
use plenary::markdown::{Options, parse};
use plenary::source::SourcePath;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::harness::golden;

#[test]
fn the_code_of_built_in_pages_is_marked_up_beforehand() {
    let mut marked: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
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
                        marked.entry(grammar).or_default().insert(code, html);
                    }
                }
                _ => {}
            }
        }
    }
    assert!(marked["yaml"].len() > 100 && marked["sh"].len() > 10, "{:?}", marked.keys());
    golden("../src/highlight/shipped.json", &(serde_json::to_string_pretty(&marked).unwrap() + "\n"));
}
