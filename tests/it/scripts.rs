//! The scripts of the default theme: small modules, tested by themselves, which the build puts together into classic
//! scripts, since a page in a folder may load no modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use plenary::embedded;
use plenary::search::text::{Said, said};
use tempfile::TempDir;

use crate::harness::Site;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn scripts() -> Vec<(String, String)> {
    let script = |(path, bytes): (String, std::borrow::Cow<[u8]>)| {
        let name = path.strip_prefix("themes/default/static/").filter(|name| name.ends_with(".js"))?.to_owned();
        Some((name, String::from_utf8(bytes.into_owned()).unwrap()))
    };
    embedded::built_in().filter_map(script).collect()
}

/// Whether Node.js can be asked; it says so if not.
fn node(test: &str) -> Option<Command> {
    let there = Command::new("node").arg("--version").output().is_ok();
    if !there {
        eprintln!("SKIPPED {test}: there is no Node.js.");
    }
    there.then(|| Command::new("node"))
}

/// The logic of the scripts, by the test runner of Node.js.
#[test]
fn the_modules_do_what_they_should() {
    let tests = files("tests/scripts");
    assert!(tests.len() >= 2 && tests.iter().all(|path| path.to_str().unwrap().ends_with(".test.mjs")));
    let Some(mut node) = node("the_modules_do_what_they_should") else { return };
    let run = node.arg("--test").args(&tests).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}");
    assert!(said.contains("fail 0\n") && !said.contains("pass 0\n"), "{said}");
}

/// What a script of Node.js prints of an index: of each page, its address, its summary and all else that it says.
const SAID: &str = r#"
const { textOf, unpack } = await import(process.argv[1]);
const parts = [];
new Function("plenarySearchIndex", require("node:fs").readFileSync(process.argv[2], "utf8"))((part) => parts.push(part));
const held = unpack(parts);
const pages = held.pages.map(({ address, summary }, page) => {
  const said = [address, textOf(held, summary)];
  for (let at = held.firstStretch[page]; at < held.firstStretch[page + 1]; at += 1) {
    said.push(held.names[held.anchors[at]], textOf(held, held.headings[at]));
    const standing = held.stretches.items.subarray(held.stretches.begins[at], held.stretches.begins[at + 1]);
    said.push(...[...standing].map((number) => textOf(held, number)));
  }
  return said;
});
console.log(JSON.stringify({ parts: parts.length, pages }));
"#;

/// The same of a finished page.
fn said_by(url: &str, html: &[u8]) -> Vec<String> {
    let mut all = vec![url.to_owned(), String::new()];
    for said in said(std::str::from_utf8(html).unwrap()) {
        match said {
            Said::Heading { anchor, heading } => all.extend([anchor.to_string(), heading]),
            Said::Lead { summary, .. } if all[1].is_empty() => all[1] = summary.to_string(),
            Said::Lead { paragraph: text, .. } | Said::Paragraph(text) => {
                if all.len() == 2 {
                    all.extend([String::new(), String::new()]);
                }
                all.push(text);
            }
        }
    }
    all
}

/// The script takes an index of several parts apart into the very words of the pages that it was made of.
#[test]
fn an_index_in_parts_comes_apart_into_what_its_pages_say() {
    let Some(mut node) = node("an_index_in_parts_comes_apart_into_what_its_pages_say") else { return };
    let made = Site::of_many_reviews().build_edition("facilitator");
    let files = made.files("facilitator");
    let folder = TempDir::new().unwrap();
    let index = folder.path().join("search-index.js");
    std::fs::write(&index, files["search-index.js"]).unwrap();
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/theme/scripts/packed.mjs");
    let script = format!("(async () => {{{SAID}}})()");
    let run = node.args(["-e", &script]).args([&module, &index]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(told["parts"], 3);
    let pages: Vec<Vec<String>> = serde_json::from_value(told["pages"].clone()).unwrap();
    assert!(pages.len() > 300, "{}", pages.len());
    for page in pages {
        assert_eq!(page, said_by(&page[0], files[page[0].as_str()]));
    }
}

#[test]
fn every_script_is_whole_and_leaves_nothing_behind() {
    let scripts = scripts();
    let names: Vec<&str> = scripts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["live.js", "plenary.js", "search.js"]);
    for (name, script) in &scripts {
        assert!(!script.contains("import ") && !script.contains("export "), "{name} still has modules in it");
        assert!(script.starts_with("\"use strict\";\n(() => {\n") && script.ends_with("})();\n"), "{name}");
    }
    let Some(_) = node("every_script_is_whole_and_leaves_nothing_behind") else { return };
    let folder = TempDir::new().unwrap();
    for (name, script) in &scripts {
        let path = folder.path().join(name);
        std::fs::write(&path, script).unwrap();
        let run = Command::new("node").arg("--check").arg(&path).output().unwrap();
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn every_module_is_in_a_script() {
    let all: String = scripts().into_iter().map(|(_, script)| script).collect();
    for path in files("src/theme/scripts") {
        let module = std::fs::read_to_string(&path).unwrap();
        let last = module.lines().rfind(|line| !line.is_empty() && !line.trim_start().starts_with("//")).unwrap();
        let last = last.strip_prefix("export ").unwrap_or(last);
        assert!(all.contains(last), "{} is used nowhere", path.display());
    }
}
