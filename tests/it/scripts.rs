//! The scripts of the default theme: small modules, tested by themselves, which the build puts together into classic
//! scripts, since a page in a folder may load no modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use plenary::embedded;
use tempfile::TempDir;

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
