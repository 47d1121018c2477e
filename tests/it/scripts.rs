//! The scripts of the default theme: small modules, tested by themselves, each set put together into one classic script,
//! since a page in a folder may load no modules.

use std::path::Path;
use std::process::Command;

use crate::harness::golden;

const MODULES: &str = "src/theme/scripts";

/// The scripts, and the modules that each is put together from, in the order in which they need one another.
const BUNDLES: [(&str, &[&str]); 3] = [
    ("plenary.js", &["store", "buttons", "ticks", "practice"]),
    ("search.js", &["words", "search", "search-page"]),
    ("live.js", &["store", "fitting", "day", "table", "live-page"]),
];

fn module(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(MODULES).join(format!("{name}.mjs"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Modules one after another in one function of their own: what they export and import are names in it.
fn bundle(modules: &[&str]) -> String {
    let mut text = String::from(
        "// Put together from the modules in src/theme/scripts, which have the tests. Change them, and not this.\n\"use strict\";\n\n(() => {\n",
    );
    let mut declared: Vec<String> = Vec::new();
    for name in modules {
        let mut importing = false;
        for line in module(name).lines() {
            importing |= line.starts_with("import ");
            if importing {
                importing = !line.ends_with(';');
                continue;
            }
            // What is said of the code stands in the modules; readers' lines are spared it.
            if line.trim_start().starts_with("// ") {
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            if let Some(rest) =
                ["const ", "let ", "function ", "class "].iter().find_map(|word| line.strip_prefix(word))
            {
                let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
                assert!(name.is_empty() || !declared.contains(&name), "`{name}` is declared in two modules");
                declared.push(name);
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text + "})();\n"
}

#[test]
fn the_scripts_are_their_modules_put_together() {
    for (script, modules) in BUNDLES {
        let path = format!("../themes/default/static/{script}");
        golden(&path, &bundle(modules));
    }
}

#[test]
fn every_module_is_in_a_script() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(MODULES);
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.strip_suffix(".mjs").unwrap_or_else(|| panic!("{name} is no module"));
        assert!(BUNDLES.iter().any(|(_, modules)| modules.contains(&name)), "{name} is used nowhere");
    }
}

/// The logic of the scripts, by the test runner of Node.js.
#[test]
fn the_modules_do_what_they_should() {
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts")).unwrap();
    let files: Vec<_> =
        files.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "mjs")).collect();
    assert!(files.len() >= 2);
    let Ok(run) = Command::new("node").arg("--test").args(&files).output() else {
        return eprintln!("SKIPPED the_modules_do_what_they_should: there is no Node.js.");
    };
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}");
    assert!(said.contains("# fail 0") && !said.contains("# pass 0"), "{said}");
}
