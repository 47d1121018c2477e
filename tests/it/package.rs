//! What `cargo package` takes along: all that a build and its tests need, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The files of the package, and what cargo said besides.
fn listed() -> (BTreeSet<String>, String) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let question = ["package", "--list", "--allow-dirty", "--locked", "--offline"];
    let output = Command::new(cargo).args(question).current_dir(ROOT).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let list = String::from_utf8_lossy(&output.stdout).replace('\\', "/");
    (list.lines().map(str::to_owned).collect(), said)
}

/// The files below a folder of the repository, by their paths.
fn below(folder: &str) -> Vec<String> {
    let (mut files, mut folders) = (Vec::new(), vec![Path::new(ROOT).join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(ROOT).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    files
}

#[test]
fn the_package_holds_what_a_build_and_its_tests_need() {
    let (list, said) = listed();
    assert!(!said.contains("warning"), "{said}");
    for file in ["Cargo.toml", "Cargo.lock", "build.rs", "config.yaml", "LICENSE", "README.md", "CHANGELOG.md"] {
        assert!(list.contains(file), "{file}");
    }
    // What is put into the program, what is compiled, and what tests read.
    let mut needed = Vec::new();
    for folder in ["src", "content", "themes/default", "benches", "tests/diagnostics", "tests/it", "tests/fixtures"] {
        needed.extend(below(folder));
    }
    for folder in ["tests/golden", "tests/vectors", "tests/scripts"] {
        needed.extend(below(folder));
    }
    needed.retain(|path| !path.rsplit('/').next().unwrap().starts_with('.'));
    let missing: Vec<&String> = needed.iter().filter(|path| !list.contains(*path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_package_holds_nothing_else() {
    let (list, _) = listed();
    let tops: BTreeSet<&str> = list.iter().map(|path| path.split('/').next().unwrap()).collect();
    let known = [
        ".cargo_vcs_info.json",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "benches",
        "build.rs",
        "config.yaml",
        "content",
        "src",
        "tests",
        "themes",
    ];
    assert!(tops.iter().all(|top| known.contains(top)), "{tops:?}");
    let odd = |path: &&String| {
        ["node_modules", "/.", "target/", "public/", ".crate", "proptest-regressions"]
            .iter()
            .any(|part| path.contains(part))
    };
    let odd: Vec<&String> = list.iter().filter(odd).collect();
    assert!(odd.is_empty(), "{odd:?}");
}

/// What has changed is told of the version that Cargo.toml names, or is not released yet.
#[test]
fn the_changelog_begins_with_this_version() {
    let log = include_str!("../../CHANGELOG.md");
    let heading = log.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    let this = format!("[{}] - ", env!("CARGO_PKG_VERSION"));
    let released = heading.strip_prefix(&this).is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok());
    assert!(heading == "[Unreleased]" || released, "`{heading}`");
    let known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    for kind in log.lines().filter_map(|line| line.strip_prefix("### ")) {
        assert!(known.contains(&kind), "`{kind}`");
    }
}
