//! Reports for other programs: SARIF, held against its schema, and the commands of GitHub Actions.

use plenary::report::Format;
use serde_json::Value;

use crate::harness::{Folder, PRACTITIONER, STRATEGIC, Site, golden};

/// An error with two places, a warning, and advice.
fn mistaken() -> Site {
    Site::alder()
        .edit(PRACTITIONER, "  - id: pause-2", "  - id: pause-1")
        .edit(STRATEGIC, "arrive: \"09:15\"", "room: \"room, 4: 100%\"")
        .file("content/guidance/doubtful.md", "---\ntitle: Doubtful\n---\n\n<b>bold</b>\n\n```ymal\na: b\n```\n")
}

/// Holds a report against the schema of the standard (OASIS, with the one pattern put right that is no pattern: that of a
/// language).
fn assert_is_sarif(report: &str) -> Value {
    let schema: Value = serde_json::from_str(include_str!("../fixtures/sarif-2.1.0.json")).unwrap();
    let value: Value = serde_json::from_str(report).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let found: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(found, [""; 0]);
    value
}

#[test]
fn sarif_keeps_to_its_schema() {
    let report = mistaken().build().report(Format::Sarif);
    let value = assert_is_sarif(&report);
    let run = &value["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 4, "{report}");
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["text"].as_str().unwrap().contains("plenary explain"), "{rule}");
    }
    assert!(results.iter().any(|result| result["relatedLocations"][0]["message"]["text"].is_string()));
    golden("golden/formats/report.sarif", &report);
}

#[test]
fn sarif_of_a_sound_site_is_a_run_without_results() {
    let run = Site::alder().folder().plenary(&["check", "--format", "sarif"]).exits(0);
    assert_eq!(assert_is_sarif(&run.out)["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn practice_and_leaks_are_sarif_too() {
    let site = Site::alder()
        .edit(PRACTITIONER, "lunch_provided: true", "")
        .file("content/guidance/way.md", "---\ntitle: Way\naudience: [participant]\n---\n\nTam Larch knows the way.\n");
    let value = assert_is_sarif(&site.build().report(Format::Sarif));
    let results = value["runs"][0]["results"].to_string();
    assert!(results.contains("\"lunch-provided\"") && results.contains("\"audience-leak\""), "{results}");
    assert!(results.contains("\"S40\"") && results.contains("\"alder/practitioner\""), "{results}");
}

#[test]
fn github_gets_a_command_for_each_mistake() {
    let report = mistaken().build().report(Format::Github);
    golden("golden/formats/report.github", &report);
    for line in report.lines() {
        let (head, said) = line.split_once(' ').unwrap();
        assert!(["::error", "::warning", "::notice"].contains(&head), "{line}");
        let (properties, message) = said.split_once("::").unwrap();
        let names: Vec<&str> = properties.split(',').filter_map(|one| one.split('=').next()).collect();
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(names.iter().all(|name| known.contains(name)), "{line}");
        assert!(!message.is_empty());
    }
    // What would end a property or a command is written as a number.
    assert!(report.contains("100%25") && !report.contains("100% "), "{report}");
}

/// A run in the folder above the site leads to its files from there, so that they are found in the repository.
#[test]
fn paths_begin_where_one_stands() {
    let all = Folder::empty();
    let site = Site::starter().edit(crate::harness::ROWAN, "start: \"09:30\"", "start: 9.30");
    for path in site.paths() {
        all.write(&format!("docs/site/{path}"), site.text(path));
    }
    let run = |format: &str| all.plenary(&["--root", "docs/site", "check", "--format", format]).exits(1).out;
    assert!(run("github").contains("::error file=docs/site/content/reviews/rowan/events/practitioner.yaml,line=4,"));
    assert!(run("sarif").contains("\"docs/site/content/reviews/rowan/events/practitioner.yaml\""));
    // In JSON the path is from the root, as it always was.
    assert!(run("json").contains("\"path\": \"content/reviews/rowan/events/practitioner.yaml\""));
}

#[test]
fn build_speaks_every_format_beside() {
    let folder = Site::starter().edit(crate::harness::ROWAN, "start: \"09:30\"", "start: 9.30").folder();
    for (format, sign) in [("sarif", "\"2.1.0\""), ("github", "::error "), ("short", "error[bad-value]")] {
        let run = folder.plenary(&["build", "--format", format]).exits(1);
        assert!(run.err.contains(sign), "{}", run.err);
    }
}
