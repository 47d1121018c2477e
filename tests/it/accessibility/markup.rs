//! Markup and styles, read by the Nu HTML checker: every page of every edition, and pages that are sent as one file.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::accessibility::pages::{built, public};
use crate::browser::installed;
use crate::harness::{Folder, tool};

/// What the checker says though it is right as it is, and why.
const WAIVED: [(&str, &str); 2] = [
    (
        "Resource violates Content Security Policy",
        "it takes no file to be from `'self'`; browsers do, and other tests ask them",
    ),
    (
        "Property “interpolate-size” doesn't exist",
        "it does since 2024; it stands in a question to browsers, and sets nothing",
    ),
];

/// The checker and what runs it, or a word on what is not there.
struct Checker {
    java: PathBuf,
    program: PathBuf,
}

impl Checker {
    fn find(test: &str) -> Option<Checker> {
        let found = installed(&["java"]).zip(tool("vnu-jar/build/dist/vnu.jar"));
        if found.is_none() {
            eprintln!("SKIPPED {test}: there is no Java, or no Nu HTML checker (npm install --prefix tests/tools).");
        }
        found.map(|(java, program)| Checker { java, program })
    }

    /// Everything that it has to say of some files, or of all in a folder.
    fn says(&self, kind: &[&str], of: &[&Path]) -> Vec<String> {
        let output = Command::new(&self.java)
            .args(["-Xss4m", "-jar"])
            .arg(&self.program)
            .args(["--format", "json", "--stdout", "--exit-zero-always"])
            .args(kind)
            .args(of)
            .output()
            .unwrap();
        let told: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("the checker failed: {}", String::from_utf8_lossy(&output.stderr)));
        let messages = told["messages"].as_array().unwrap().iter().map(message);
        messages.filter(|message| !WAIVED.iter().any(|(part, _)| message.contains(part))).collect()
    }
}

/// One message in a line: place, words, and what they are about.
fn message(told: &Value) -> String {
    let text = |name: &str| told[name].as_str().unwrap_or("").replace('\n', " ");
    let url = text("url");
    let page = url.rsplit_once("/public/").map_or(url.as_str(), |(_, page)| page);
    format!("{page}:{} {} {}: {}", told["lastLine"], text("type"), text("message"), text("extract"))
}

#[test]
fn the_markup_checker_finds_no_fault_in_any_page() {
    let Some(checker) = Checker::find("the_markup_checker_finds_no_fault_in_any_page") else { return };
    let found = checker.says(&["--skip-non-html"], &[&public()]);
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_markup_checker_can_see() {
    let Some(checker) = Checker::find("the_markup_checker_can_see") else { return };
    let folder = Folder::empty();
    folder.write("bad.html", "<!DOCTYPE html><html lang=en><title>Bad</title><p id=a><p id=a><ul><p>x</ul>");
    assert!(checker.says(&["--skip-non-html"], &[folder.path()]).len() >= 2);
}

#[test]
fn a_document_sent_as_one_file_has_no_fault_either() {
    let Some(checker) = Checker::find("a_document_sent_as_one_file_has_no_fault_either") else { return };
    let folder = Folder::empty();
    folder.plenary(&["init", "--example", "site"]).exits(0);
    for document in ["agenda", "room", "pack-participant"] {
        let out = format!("../{document}.html");
        folder.plenary(&["--root", "site", "export", "alder/practitioner", document, "-o", &out]).exits(0);
    }
    let found = checker.says(&["--skip-non-html"], &[folder.path()]);
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_stylesheet_has_no_fault_that_the_checker_knows_of() {
    let Some(checker) = Checker::find("the_stylesheet_has_no_fault_that_the_checker_knows_of") else { return };
    let styles: Vec<PathBuf> = std::fs::read_dir(built().at("public/facilitator/assets"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "css"))
        .collect();
    let styles: Vec<&Path> = styles.iter().map(PathBuf::as_path).collect();
    let found = checker.says(&["--css"], &styles);
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn drawings_have_no_fault_as_files_of_their_own() {
    let Some(checker) = Checker::find("drawings_have_no_fault_as_files_of_their_own") else { return };
    let folder = Folder::empty();
    let mut drawings = Vec::new();
    for page in ["index", "room", "overview", "team-briefing"] {
        let html = built().read(&format!("public/facilitator/reviews/alder/practitioner/{page}.html"));
        for (at, rest) in html.split("<svg").skip(1).enumerate() {
            let drawing = rest.split_inclusive("</svg>").next().unwrap();
            let name = format!("{page}-{at}.svg");
            folder.write(&name, format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{drawing}"));
            drawings.push(folder.at(&name));
        }
    }
    assert!(drawings.len() >= 3, "there are drawings: {drawings:?}");
    let drawings: Vec<&Path> = drawings.iter().map(PathBuf::as_path).collect();
    let found = checker.says(&["--svg"], &drawings);
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}
