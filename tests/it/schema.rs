//! The JSON Schemas: that they say what the decoder does, that what is shipped keeps to them by the word of somebody
//! else's validator, and that an editor offers what an author needs.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use plenary::embedded;
use plenary::explain::Subject;
use plenary::explain::page::Page;
use plenary::source::SourcePath;
use serde_json::{Value, json};

use crate::harness::{Folder, Site, golden, tool};

const KINDS: [&str; 12] = [
    "config",
    "review",
    "event",
    "venue",
    "theme",
    "front-matter",
    "event-kind",
    "question-set",
    "checklist",
    "working-principle",
    "prompt",
    "note-sheet",
];

/// The kind of a file, by where it lies.
fn kind_of(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    Some(match parts.as_slice() {
        ["config.yaml"] => "config",
        ["content", "reviews", _, "review.yaml"] => "review",
        ["content", "reviews", _, "events", _] => "event",
        ["content", "venues", file] if file.ends_with(".yaml") => "venue",
        ["themes", _, "theme.yaml"] => "theme",
        ["content", "blueprints", folder, _] => {
            KINDS.into_iter().find(|kind| folder.strip_suffix('s') == Some(kind)).unwrap()
        }
        _ if path.ends_with(".md") => "front-matter",
        _ => return None,
    })
}

/// The part of a file that a schema speaks of: a page's head, or the whole.
fn yaml_of(path: &str, text: &str) -> String {
    match path.ends_with(".md") {
        true => text.strip_prefix("---\n").unwrap().split("\n---\n").next().unwrap().to_owned(),
        false => text.to_owned(),
    }
}

fn schema(folder: &Folder, kind: &str) -> Value {
    serde_json::from_str(&folder.plenary(&["schema", kind]).exits(0).out).unwrap()
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::meta::validate(schema).unwrap();
    jsonschema::draft202012::new(schema).unwrap()
}

fn mistakes(validator: &jsonschema::Validator, yaml: &str) -> Vec<String> {
    let value: Value = serde_saphyr::from_str(yaml).unwrap();
    let value = if value.is_null() { json!({}) } else { value };
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Every file that is shipped, by its path.
fn shipped() -> Vec<(String, String)> {
    let text = |(path, bytes): (String, std::borrow::Cow<[u8]>)| {
        let text = String::from_utf8(bytes.into_owned()).ok()?;
        kind_of(&path).map(|_| (path, text))
    };
    let starter = Site::starter();
    let alder = Site::alder();
    let own = |site: &Site| -> Vec<(String, String)> {
        site.paths().filter(|path| kind_of(path).is_some()).map(|path| (path.to_owned(), site.text(path))).collect()
    };
    embedded::built_in().filter_map(text).chain(own(&starter)).chain(own(&alder)).collect()
}

#[test]
fn every_shipped_file_keeps_to_its_schema() {
    let folder = Folder::empty();
    let files = shipped();
    let seen: BTreeSet<&str> = files.iter().filter_map(|(path, _)| kind_of(path)).collect();
    assert_eq!(seen.len(), KINDS.len(), "{seen:?}");
    for kind in KINDS {
        let validator = validator(&schema(&folder, kind));
        for (path, text) in files.iter().filter(|(path, _)| kind_of(path) == Some(kind)) {
            assert_eq!(mistakes(&validator, &yaml_of(path, text)), [""; 0], "{path}");
        }
    }
}

/// The schemas of a folder without a site, as they were looked at last. A change of the declarations shows here.
#[test]
fn the_schemas_are_in_step() {
    let folder = Folder::empty();
    for kind in KINDS {
        golden(&format!("golden/schema/{kind}.json"), &folder.plenary(&["schema", kind]).exits(0).out);
    }
}

/// A file that the decoder refuses because of a field, a type or a value, the schema refuses too, and what is right it
/// takes: each example of these messages is tried.
#[test]
fn what_the_decoder_refuses_the_schema_refuses() {
    let folder = Folder::empty();
    let mut refused = 0;
    for code in ["unknown-field", "wrong-type", "missing-field"] {
        let page = std::fs::read_to_string(Path::new("tests/diagnostics").join(format!("{code}.md"))).unwrap();
        let page = Page::read(&page);
        // Of an example's files one is wrong; it ends with what plenary says of them.
        let mut files: Vec<(String, String)> = Vec::new();
        for block in page.blocks().into_iter().filter(|block| !page.is_right(block.outer.start)) {
            if block.is("text") {
                let takes = |(path, text): &(String, String)| {
                    let kind = kind_of(path).unwrap();
                    mistakes(&validator(&schema(&folder, kind)), &yaml_of(path, text)).is_empty()
                };
                let example = std::mem::take(&mut files);
                // What is wrong in a template or in a theme's words is no matter for a schema, nor is what hangs on a
                // second file or a second field.
                let hangs = ["`agency` is missing from `dn1`", "`title` is missing from a session"];
                let alone = !hangs.iter().any(|message| block.body.contains(message));
                if alone && example.iter().all(|(path, _)| kind_of(path).is_some()) {
                    assert!(!example.iter().all(takes), "{code}: {example:?}");
                    refused += 1;
                }
                continue;
            }
            let path = block.value("path").unwrap().to_owned();
            let sound = Site::alder();
            let text = match block.is("edit") {
                true => {
                    let changes = block.changes();
                    changes.iter().fold(sound, |site, change| site.edit(&path, &change.from, &change.to)).text(&path)
                }
                false if block.is("add") => sound.text(&path) + block.body,
                false => block.body.to_owned(),
            };
            files.push((path, text));
        }
    }
    assert!(refused >= 7, "{refused}");
}

/// Values one by one, as the decoder and the schema see them.
#[test]
fn decoder_and_schema_agree_on_values() {
    let folder = Folder::empty();
    let schema = validator(&schema(&folder, "event"));
    for line in [
        "date: 2026-03-12",
        "date: 12/03/2026",
        "date: soon",
        "start: 9:30",
        "start: \"09:30\"",
        "start: 9.30",
        "start: 25:00",
        "lunch_provided: yes",
        "lunch_provided: maybe",
        "status: ready",
        "status: redy",
        "version: 3",
        "version: three",
        "facilitators: moss",
        "facilitators: [Moss]",
        "facilitators: [moss]",
        "agenda: [{id: a, title: A, minutes: 45, flex: [30, 60]}]",
        "agenda: [{id: a, title: A, minutes: 1h 30m}]",
        "agenda: [{id: a, title: A, minutes: long}]",
        "agenda: [{id: a, title: A, flex: [30]}]",
        "agenda: [{id: a, title: A, basis: [S49]}]",
        "agenda: [{id: a, title: A, basis: [Section 4]}]",
        "agenda: {remove: [lunch]}",
        "agenda: {removed: [lunch]}",
        "agenda: {adjust: {lunch: {minutes: 45}}}",
        "working_principles: standard",
        "working_principles: [We listen.]",
        "preparation: practitioner-preparation",
        "preparation: {questions: practitioner-preparation}",
        "feedback_from: [alder/practitioner]",
        "feedback_from: [a/b/c]",
        "briefed: {sw1: 2026-03-02}",
        "briefed: {sw1: yesterday}",
        "waivers: [{rule: lunch-provided, reason: None., agreed_by: Chair}]",
        "prompts: [What happened?]",
    ] {
        let (_, found) = plenary::schema::decode_file::<plenary::schema::event::Event>(
            &SourcePath::new("content/reviews/a/events/b.yaml"),
            line,
            0,
        );
        let refused = mistakes(&schema, line);
        assert_eq!(found.is_empty(), refused.is_empty(), "{line}\ndecoder: {found:?}\nschema: {refused:?}");
    }
}

#[test]
fn every_field_is_explained() {
    fn walk(value: &Value, fields: &mut usize) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (name, field) in properties {
                let about = field["description"].as_str().unwrap_or_else(|| panic!("{name} is not explained"));
                assert!(
                    about.len() > 3 && about.ends_with(['.', '?']) || about.starts_with(char::is_uppercase),
                    "{name}: {about}"
                );
                *fields += 1;
            }
        }
        match value {
            Value::Object(object) => object.values().for_each(|value| walk(value, fields)),
            Value::Array(array) => array.iter().for_each(|value| walk(value, fields)),
            _ => {}
        }
    }
    let folder = Folder::empty();
    let mut fields = 0;
    KINDS.iter().for_each(|kind| walk(&schema(&folder, kind), &mut fields));
    assert!(fields > 300, "{fields}");
}

/// What the editor's own engine makes of some files of the Alder site: what it offers at a cursor, or what it marks.
fn asked(test: &str, files: &[&str]) -> Option<Vec<Value>> {
    if tool("yaml-language-server/package.json").is_none() {
        eprintln!("SKIPPED {test}: the YAML language server is not installed (npm install --prefix tests/tools).");
        return None;
    }
    let question = json!({"schema": schema(&Site::alder().folder(), "event"), "files": files});
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/complete.mjs");
    let node = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut node) = node else {
        eprintln!("SKIPPED {test}: there is no Node.js.");
        return None;
    };
    node.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let answer = node.wait_with_output().unwrap();
    assert!(answer.status.success());
    Some(serde_json::from_slice(&answer.stdout).unwrap())
}

#[test]
fn an_editor_offers_what_there_is() {
    let files = [
        "|",
        "kind: |",
        "kind: strategic-manager\nvenue: |",
        "facilitators: [|]",
        "participants:\n  - |",
        "status: |",
        "feedback_from: [|]",
        "agenda:\n  |",
        "agenda:\n  adjust:\n    |",
        "agenda:\n  adjust:\n    lunch:\n      |",
        "agenda:\n  - id: a\n    covers: [|]",
        "waivers:\n  - rule: |",
        "briefed:\n  |",
    ];
    let Some(answers) = asked("an_editor_offers_what_there_is", &files) else { return };
    let offered = |at: usize, label: &str| -> String {
        let offers = answers[at].as_array().unwrap();
        let offer = offers.iter().find(|offer| offer["label"] == label);
        let offer =
            offer.unwrap_or_else(|| panic!("`{label}` is not offered in {:?}: {:?}", files[at], labels(offers)));
        offer["about"].as_str().unwrap_or_default().to_owned()
    };
    assert!(offered(0, "An event for strategic managers").contains("Half a day"));
    assert!(offered(0, "start").contains("24-hour clock"));
    assert!(offered(1, "strategic-manager").contains("Strategic manager event"));
    assert!(offered(2, "glenfarran-hall").contains("Glenfarran Hall"));
    assert!(offered(3, "moss").contains("Lead Reviewer"));
    assert!(!labels(answers[3].as_array().unwrap()).contains(&"sw1"), "only Reviewers lead");
    assert!(offered(4, "strategic-managers").contains("people"));
    assert!(offered(5, "planning").contains("list of things to do"));
    offered(6, "practitioner");
    assert!(offered(7, "remove").contains("take out"));
    offered(8, "lunch");
    assert!(offered(9, "minutes").contains("in minutes"));
    assert!(offered(10, "acknowledge-anxiety").contains("unease"));
    assert!(offered(11, "lunch-provided").contains("Lunch"));
    assert!(offered(12, "sw1").contains("Social worker"));
}

fn labels(offers: &[Value]) -> Vec<&str> {
    offers.iter().filter_map(|offer| offer["label"].as_str()).collect()
}

#[test]
fn an_editor_marks_what_is_wrong_and_nothing_else() {
    let sound = Site::alder().text(crate::harness::STRATEGIC).replace('|', ">");
    let wrong = sound.replace("status:", "staus:");
    let files = [sound.as_str(), &wrong];
    let Some(answers) = asked("an_editor_marks_what_is_wrong_and_nothing_else", &files) else { return };
    assert_eq!(answers[0], json!([]));
    assert!(answers[1].to_string().contains("staus"), "{}", answers[1]);
}

#[test]
fn one_command_sets_up_the_editor() {
    let folder = Site::alder().folder();
    let run = folder.plenary(&["schema", "--vscode"]).exits(0);
    assert!(run.out.contains("YAML"), "{}", run.out);
    let settings: Value = serde_json::from_str(&folder.read(".vscode/settings.json")).unwrap();
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), KINDS.len() - 1, "a page's head is no file");
    for (schema, files) in schemas {
        assert!(folder.has(schema.trim_start_matches("./")), "{schema}");
        assert!(files.as_str().unwrap().ends_with(".yaml"));
    }
    // It is no part of the site, and may be done again.
    let before = folder.tree(".vscode");
    folder.plenary(&["schema", "--vscode"]).exits(0);
    assert!(before == folder.tree(".vscode"));
    assert_eq!(folder.plenary(&["check"]).exits(0).out, "No problems found.\n");
}

#[test]
fn settings_that_are_somebody_elses_are_left() {
    let folder = Site::alder().folder();
    folder.write(".vscode/settings.json", "{ // mine\n  \"editor.fontSize\": 14\n}\n");
    let run = folder.plenary(&["schema", "--vscode"]).exits(0);
    assert!(run.out.contains("Add this to it") && run.out.contains("yaml.schemas"), "{}", run.out);
    assert!(folder.read(".vscode/settings.json").contains("// mine"));
}

#[test]
fn an_unknown_kind_is_told_what_there_is() {
    let run = Folder::empty().plenary(&["schema", "evnt"]).exits(2);
    for kind in KINDS {
        assert!(run.err.contains(kind), "{}", run.err);
    }
    assert!(Subject::find("bad-value").is_some());
}
