//! The list of faults in `ARCHITECTURE.md` is what these tests are, and these tests are what it says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const HEADING: &str = "\n## What may go wrong\n";

/// The names of tests in the table, from its last column.
fn named() -> BTreeSet<String> {
    let page = include_str!("../../../ARCHITECTURE.md");
    let section = page.split(HEADING).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(2);
    let mut named = BTreeSet::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        let tests: Vec<&str> = cells[2].split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test makes this fault: {row}");
        named.extend(tests.into_iter().map(str::to_owned));
    }
    named
}

/// The names of all tests below a folder of the repository.
fn tests_in(folder: &str) -> BTreeSet<String> {
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.extend((path.file_name().unwrap() != "node_modules").then_some(path));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let tests =
                    text.split("#[test]\n").skip(1).filter_map(|rest| rest.split_once("fn ")?.1.split_once('('));
                names.extend(tests.map(|(name, _)| name.trim().to_owned()));
            }
        }
    }
    names
}

#[test]
fn every_fault_has_a_test_and_every_test_of_faults_is_listed() {
    let named = named();
    let there: BTreeSet<String> = tests_in("tests/it").union(&tests_in("src")).cloned().collect();
    let missing: Vec<&String> = named.difference(&there).collect();
    assert!(missing.is_empty(), "the table names tests that are not there: {missing:?}");
    let own = tests_in("tests/it/faults");
    let unlisted: Vec<&String> = own.difference(&named).filter(|name| !name.starts_with("every_fault")).collect();
    assert!(unlisted.is_empty(), "ARCHITECTURE.md does not list {unlisted:?}");
}
