//! Hostile content: every text field there is, filled with what was meant for a browser, a spreadsheet, a calendar, a
//! terminal or a disk. It is shown as text or refused; nothing else ever comes of it.

use std::collections::{BTreeMap, BTreeSet};

use plenary::audience::Audience;
use plenary::report::Format;
use scraper::{Html, Node};

use crate::canaries::{REVIEW, canary_site, is_written, text_fields};
use crate::harness::{Made, Site};

/// The canaries with something before and behind the word of every field, written so that YAML reads it as it is meant.
fn filled(with: &str) -> Site {
    let site = canary_site();
    let paths: Vec<String> = site.paths().map(str::to_owned).collect();
    paths.iter().fold(canary_site(), |site, path| {
        let text = site.text(path);
        let lines: Vec<String> = text
            .lines()
            .map(|line| match line.starts_with('#') || line.contains("restricted_terms:") {
                true => line.to_owned(),
                false => fill(line, with),
            })
            .collect();
        site.file(path, lines.join("\n") + "\n")
    })
}

/// Puts quotation marks around each value that has a canary in it, and the hostile text before and behind it.
fn fill(line: &str, with: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("qz") {
        let end = rest[at..].find([',', ']', '}', '\n']).map_or(rest.len(), |end| at + end);
        let value = &rest[at..end];
        out.push_str(&rest[..at]);
        // What JSON writes, YAML reads.
        out.push_str(&serde_json::to_string(&format!("{with}{value}{with}")).unwrap());
        rest = &rest[end..];
    }
    out + rest
}

/// Elements and attributes, as far as a page has any.
#[derive(Default, PartialEq, Eq, Debug)]
struct Markup {
    elements: BTreeSet<String>,
    attributes: BTreeSet<String>,
}

/// What each page is made of where nobody means any harm.
fn markup(made: &Made) -> BTreeMap<String, Markup> {
    let mut pages_by_name = BTreeMap::new();
    for (url, page) in pages(made) {
        let mut found = Markup::default();
        for node in page.tree.values() {
            if let Node::Element(element) = node {
                found.elements.insert(element.name().to_owned());
                found.attributes.extend(element.attrs().map(|(name, _)| name.to_owned()));
            }
        }
        pages_by_name.insert(url, found);
    }
    pages_by_name
}

fn pages(made: &Made) -> Vec<(String, Html)> {
    let editions = made.built.editions.iter();
    let outputs = editions.flat_map(|edition| edition.outputs.iter().map(move |output| (edition.audience, output)));
    let html = outputs.filter(|(_, output)| output.url.ends_with(".html"));
    html.map(|(audience, output)| {
        let text = std::str::from_utf8(&output.bytes).unwrap();
        (format!("{audience}/{}", output.url), Html::parse_document(text))
    })
    .collect()
}

/// What Markdown makes of a star, of four spaces and of code: it marks words, and nothing else comes of it.
const PROSE: &[&str] = &["em", "pre", "code", "p"];

/// Nothing in a page runs, loads, or leads where it should not; no page has an element that it has not otherwise.
fn assert_harmless(made: &Made, usual: &BTreeMap<String, Markup>, what: &str) {
    for (url, page) in pages(made) {
        let usual = &usual[&url];
        for node in page.tree.values() {
            let element = match node {
                Node::Element(element) => element,
                Node::Comment(_) => panic!("{what}: {url} has a comment"),
                Node::Text(text) => {
                    let odd = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
                    assert_eq!(odd, None, "{what}: {url} holds a control character");
                    continue;
                }
                _ => continue,
            };
            let name = element.name();
            assert!(usual.elements.contains(name) || PROSE.contains(&name), "{what}: <{name}> in {url}");
            for (name, value) in element.attrs() {
                let known =
                    usual.attributes.contains(name) || ["class", "tabindex", "aria-label", "role"].contains(&name);
                assert!(known, "{what}: {name}={value:?} in {url}");
                assert!(!value.chars().any(|c| c.is_control() && c != '\n'), "{what}: {name}={value:?} in {url}");
            }
            if let Some(href) = element.attr("href") {
                let (scheme, _) = href.split_once(':').unwrap_or(("", ""));
                let ours = ["", "mailto", "tel", "https"].contains(&scheme) && !href.contains("evil.example");
                assert!(ours && !href.starts_with("//"), "{what}: {href} in {url}");
                let plain = |c: char| c.is_ascii_alphanumeric() || "@.-_+':".contains(c);
                assert!(
                    scheme != "mailto" || href.chars().all(plain) && !href.contains('?'),
                    "{what}: {href} in {url}"
                );
            }
            if let Some(src) = element.attr("src") {
                assert!(!src.contains(':') && !src.starts_with("//"), "{what}: {src} in {url}");
            }
        }
    }
}

/// Each table has the columns that its head has, and no cell that a spreadsheet would work out.
fn assert_tables_are_tables(made: &Made, what: &str) {
    for (audience, url, bytes) in files(made, ".csv") {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        for row in reader.records() {
            for cell in &row.unwrap_or_else(|error| panic!("{what}: {audience}/{url}: {error}")) {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{what}: {cell:?} in {audience}/{url}");
            }
        }
    }
}

/// Each calendar is one event with the properties that it always has.
fn assert_calendars_are_calendars(made: &Made, what: &str) {
    let names = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n ", "");
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{what}: {text:?}");
        let lines = text.split_terminator("\r\n");
        lines.map(|line| line.split([':', ';']).next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let usual = canary_site().build_edition("participant");
    let usual = names(usual.files("participant")["reviews/canary/day/day.ics"]);
    for (audience, url, bytes) in files(made, "day.ics") {
        assert_eq!(names(bytes), usual, "{what}: {audience}/{url}");
    }
}

fn files<'m>(made: &'m Made, ending: &'m str) -> impl Iterator<Item = (Audience, &'m str, &'m [u8])> {
    let editions = made.built.editions.iter();
    let outputs = editions.flat_map(|edition| edition.outputs.iter().map(move |output| (edition.audience, output)));
    let wanted = outputs.filter(move |(_, output)| output.url.ends_with(ending));
    wanted.map(|(audience, output)| (audience, output.url.as_str(), output.bytes.as_slice()))
}

/// What stands in the hostile text's place once it is shown: whether it is there, somewhere, as text.
fn shows(made: &Made, text: &str) -> bool {
    pages(made).iter().any(|(_, page)| page.root_element().text().collect::<String>().contains(text))
}

/// Names, and what a reader is shown of it.
const SHOWN: &[(&str, &str)] = &[
    ("a script", "<script>alert(1)</script>"),
    ("the end of an attribute", "\"><img src=x onerror=alert(1)>"),
    ("the end of another", "' onmouseover='alert(1)"),
    ("the end of a style", "}</style><style>*{display:none}"),
    ("the end of a title", "</title><script>alert(1)</script>"),
    ("the end of a textarea", "</textarea><script>alert(1)</script>"),
    ("a link in HTML", "<a href='https://evil.example'>go</a>"),
    ("a drawing", "<svg onload=alert(1)><use href='data:image/svg+xml,x'/></svg>"),
    ("a template", "{{ 7*7 }}{% include 'page.html' %}{# a #}"),
    ("an address that runs", "javascript:alert(1)"),
    ("a path", "../../../etc/passwd"),
    ("a path of Windows", "..\\..\\windows\\system32"),
    ("a share", "\\\\evil.example\\share"),
    ("a formula", "=cmd|' /C calc'!A0"),
    ("another", "@SUM(1+1)"),
    ("a number", "+447700900000"),
    ("a minus", "-1+1"),
    ("per cent", "%00%2e%2e%2f%0d%0a"),
    ("the end of a comment", "--> <!-- "),
    ("the end of data", "]]> <![CDATA["),
    ("many marks", "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}"),
    ("pictures", "\u{1f4a5}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}"),
];

#[test]
fn what_was_meant_for_a_browser_or_a_spreadsheet_is_shown_as_text() {
    let usual = markup(&canary_site().build().clean());
    for (what, hostile) in SHOWN {
        let made = filled(hostile).build();
        let refused = made.codes().into_iter().filter(|code| !["raw-html", "link-leaves-edition"].contains(code));
        assert_eq!(refused.collect::<Vec<_>>(), Vec::<&str>::new(), "{what}: {}", made.report(Format::Short));
        assert_eq!(made.editions().len(), 4, "{what}");
        assert_harmless(&made, &usual, what);
        assert_tables_are_tables(&made, what);
        assert_calendars_are_calendars(&made, what);
        // Prose may set some of it in other letters; a title never does.
        assert!(shows(&made, hostile), "{what} is nowhere to be seen");
    }
}

/// What nobody can see, and what takes a place apart: the file is refused, at its place, in words that are safe to print.
#[test]
fn what_nobody_can_see_is_refused_or_left_out() {
    let usual = markup(&canary_site().build().clean());
    for (what, hostile) in [
        ("nothing", "\0"),
        ("a bell", "\u{7}"),
        ("an escape", "\u{1b}[2J\u{1b}]0;x\u{7}"),
        ("an escape in one", "\u{9b}31m"),
        ("a line of old", "\u{85}"),
        ("delete", "\u{7f}"),
        ("a turn", "\u{202e}gpj.exe"),
        ("a turn inside", "\u{2066}a\u{2069}"),
        ("a line of Unicode's", "\u{2028}"),
        ("a tab", "\t"),
        ("a return", "\r"),
        ("a second event", "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil"),
        ("a header", "\r\nSet-Cookie: a=b\r\n\r\n<script>"),
        ("tags", "\u{e0041}\u{e0042}"),
    ] {
        let made = filled(hostile).build();
        for format in [Format::Text, Format::Short, Format::Json] {
            let report = made.report(format);
            let odd = report.chars().find(|c| {
                c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(odd, None, "{what}: {report:?}");
        }
        for found in made.built.diagnostics.iter().filter(|found| found.is_content_error()) {
            assert!(found.help.is_some() && made.sources.get(&found.place.path).is_some(), "{what}: {found:?}");
        }
        assert_harmless(&made, &usual, what);
        assert_tables_are_tables(&made, what);
        assert_calendars_are_calendars(&made, what);
        for (_, page) in pages(&made) {
            let text = page.root_element().text().collect::<String>();
            let turn = text.chars().find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
            assert_eq!(turn, None, "{what} turns a page about");
        }
    }
}

/// Half of a pair of code units is no character, however it is written.
#[test]
fn a_half_character_is_refused() {
    for half in ["\\ud800", "\\udc00", "\\ud800\\ud800", "\\U00110000", "\\xzz"] {
        let made = canary_site().edit(REVIEW, "title: qzreviewtitle", &format!("title: \"A{half}B\"")).build();
        assert_eq!(made.codes(), ["yaml-syntax"], "{half}: {}", made.report(Format::Text));
        assert!(made.built.diagnostics.iter().any(|found| found.help.is_some()), "{half}");
        assert_eq!(made.editions(), Vec::<&str>::new(), "{half}");
    }
}

#[test]
fn links_of_prose_lead_nowhere_that_runs_or_is_loaded() {
    for (hostile, code) in [
        ("[go](javascript:alert(1)) ", "unsafe-link"),
        ("[go](JaVa\u{ad}Script:alert(1)) ", "unsafe-link"),
        ("[go](&#106;avascript:alert(1)) ", "unsafe-link"),
        ("[go](data:text/html,x) ", "unsafe-link"),
        ("[go](file:///etc/passwd) ", "unsafe-link"),
        ("![go](https://evil.example/a.png) ", "unsafe-link"),
        ("[go](//evil.example/a) ", "unsafe-link"),
        ("[go](\\\\evil.example\\a) ", "unsafe-link"),
        ("[go](../../../../../../etc/passwd) ", "dead-link"),
        ("![go](../../../../../../etc/passwd) ", "dead-link"),
    ] {
        let made = filled(hostile).build();
        assert!(made.codes().contains(&code), "{hostile}: {:?}", made.codes());
        assert!(
            made.codes().iter().all(|found| ["unsafe-link", "dead-link"].contains(found)),
            "{hostile}: {:?}",
            made.codes()
        );
        assert_eq!(made.editions(), Vec::<&str>::new(), "{hostile}");
    }
}

/// A text of any length is shown, and no field is passed over by these tests.
#[test]
fn the_longest_of_words_is_shown_and_every_field_is_filled() {
    let long = "Abcdefghij".repeat(2000);
    let made = filled(&long).build();
    // Such words are more than a search should have to load where there are many, which is told once for each such edition
    // and stops nothing.
    assert!((1..=4).contains(&made.codes().len()), "{:?}", made.codes());
    assert!(made.codes().iter().all(|code| *code == "too-large"), "{:?}", made.codes());
    assert!(shows(&made, &long));
    let all: String = filled("@@").paths().map(|path| filled("@@").text(path)).collect();
    let missed: Vec<String> = text_fields()
        .into_keys()
        .filter(|canary| is_written(canary) && !all.contains(&format!("@@{canary}")))
        .filter(|canary| canary != "qzreviewrestrictedterms")
        .collect();
    assert_eq!(missed, Vec::<String>::new(), "fields that are not tried");
}

/// A name of a file that a shell, a server or another system would take for something else is refused by its name.
#[test]
fn names_that_are_no_names_are_refused() {
    let event = canary_site().text("content/reviews/canary/events/day.yaml");
    let page = "---\ntitle: A page\n---\n\nText.\n";
    let folder = canary_site().folder();
    folder.plenary(&["build"]).exits(0);
    let before: BTreeSet<String> = folder.tree("public").into_keys().collect();
    let refused = |path: String, text: &str| {
        folder.write(&path, text);
        let run = folder.plenary(&["build"]);
        std::fs::remove_file(folder.at(&path)).unwrap();
        let after: BTreeSet<String> = folder.tree("public").into_keys().collect();
        assert_eq!(run.code, 1, "{path:?} is taken for a name: {:?}", after.difference(&before).collect::<Vec<_>>());
        assert_eq!(before, after, "{path:?}");
        assert!(!run.err.contains(['\t', '\u{202e}', '\u{7}']) && run.err.contains("help:"), "{:?}", run.err);
    };
    for name in [
        "a b",
        "a\tb",
        "a\nb",
        "a\u{7}b",
        "a\u{202e}b",
        "a\\b",
        "A",
        "ä",
        "a..b",
        "a;b",
        "a'b",
        "a\"b",
        "<b>",
        "a%2fb",
        "con",
        "nul",
    ] {
        refused(format!("content/reviews/canary/events/{name}.yaml"), &event);
    }
    for name in ["a b", "a\u{202e}b", "A", "<b>", "con", "index", "a\\b"] {
        refused(format!("content/guidance/{name}.md"), page);
    }
    // Every address there is can be stored on any system, and says nothing to a shell.
    let made = filled("../%2e%2e;rm").build();
    let addresses: BTreeMap<&str, &[u8]> =
        Audience::ALL.into_iter().flat_map(|audience| made.files(audience.name())).collect();
    for address in addresses.keys() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./".contains(c);
        assert!(address.chars().all(plain) && !address.contains("..") && !address.starts_with('/'), "{address}");
    }
}

/// A version is part of the name of a file that goes out alone.
#[test]
fn a_file_that_goes_out_alone_has_a_name_that_is_one() {
    for version in ["../../evil", "a/b", "a\\b", "$(rm)", "<b>", "con", "\u{202e}x", "."] {
        let event = "content/reviews/canary/events/day.yaml";
        let quoted = serde_json::to_string(version).unwrap();
        let folder = canary_site().edit(event, "version: qzeventversion", &format!("version: {quoted}")).folder();
        let before: BTreeSet<String> = folder.tree(".").into_keys().collect();
        let run = folder.plenary(&["export", "canary/day", "briefing"]);
        let new: Vec<String> = folder.tree(".").into_keys().filter(|path| !before.contains(path)).collect();
        assert!(run.code == 0 && new.len() == 1 || run.code == 1 && new.is_empty(), "{version}: {new:?} {}", run.err);
        for name in new {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
            assert!(
                name.chars().all(plain) && !name.contains("..") && name.starts_with("canary-day-briefing"),
                "{version}: {name}"
            );
        }
    }
    assert!(canary_site().text(REVIEW).contains("qzreviewtitle"));
}
