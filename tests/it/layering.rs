//! The architecture, read from the imports: a module imports only from its own layer or a lower one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// From low to high. Within a layer edges are free; a submodule belongs to its top module.
const LAYERS: &[&[&str]] = &[
    &[
        "span",
        "source",
        "diagnostic",
        "clock",
        "slug",
        "audience",
        "output",
        "folding",
        "basis",
        "escape",
        "own_markup",
        "pieces",
    ],
    &["yaml", "markdown", "workdays", "highlight"],
    &["schema", "config", "words", "agenda", "calendar", "table", "drawing"],
    &["site", "documents"],
    &["resolve", "selection"],
    &["rules", "explain"],
    &["edition"],
    &["plan", "links", "html", "theme"],
    &["view"],
    &["search"],
    &["render", "scan"],
    &["pipeline", "json_schema", "manual"],
    &["export", "inspect"],
    &["embedded", "load", "emit", "report"],
    &["print"],
    &["watch", "health"],
    &["serve"],
    &["cli"],
];

/// The modules that meet the disk, the terminal or a reader. The compiler knows none of them.
const ENDS: &[&str] = &["embedded", "load", "emit", "report", "print", "watch", "health", "serve", "cli"];

/// A file of src/, without its comments and its own unit tests.
struct Module {
    path: String,
    /// The top module that it belongs to.
    name: String,
    code: String,
}

fn modules() -> Vec<Module> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("rs") => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    let module = |path: &PathBuf| {
        let inside = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        let name = inside.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        Module { name, code: code(&std::fs::read_to_string(path).unwrap()), path: format!("src/{inside}") }
    };
    let own_tests = |module: &Module| module.path.ends_with("/tests.rs") || module.path.contains("/tests/");
    files.iter().map(module).filter(|module| !own_tests(module)).collect()
}

/// Leaves out comments, and the unit tests at the end: they may use whatever they like.
fn code(text: &str) -> String {
    let before_tests = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = before_tests.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// The top modules that a file names after `crate::`.
fn imports(module: &Module) -> Vec<&str> {
    let name = |rest: &'_ str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    module.code.split("crate::").skip(1).map(|rest| &rest[..name(rest)]).collect()
}

fn layer_of() -> BTreeMap<&'static str, usize> {
    LAYERS.iter().enumerate().flat_map(|(layer, names)| names.iter().map(move |name| (*name, layer))).collect()
}

#[test]
fn every_module_has_a_layer() {
    let layers = layer_of();
    for module in modules().iter().filter(|module| !matches!(module.name.as_str(), "lib" | "main")) {
        assert!(
            layers.contains_key(module.name.as_str()),
            "{} stands in no layer of tests/it/layering.rs",
            module.path
        );
    }
}

#[test]
fn no_module_imports_from_a_higher_layer() {
    let layers = layer_of();
    let mut wrong = Vec::new();
    for module in &modules() {
        let Some(own) = layers.get(module.name.as_str()) else { continue };
        for import in imports(module) {
            // A capital or nothing is a name of the crate's root, such as a macro.
            if layers.get(import).is_some_and(|layer| layer > own) {
                wrong.push(format!("{} imports `{import}`", module.path));
            }
        }
    }
    assert!(wrong.is_empty(), "edges that go up:\n{}", wrong.join("\n"));
}

/// What holds more than an audience may see: the site before it is cut, and the files that it was made from.
const UNCUT: &[(&str, &[&str])] = &[
    ("site", &["Site", "Review", "Event", "Agenda", "Session", "Venue"]),
    ("source", &["Sources", "Source"]),
    ("schema", &["review::Review", "event::Event"]),
    ("documents", &[]),
    ("resolve", &[]),
    ("selection", &[]),
];

/// Every path below `crate` that a file names, groups written out: `crate::a::{b, c::D}` is `a::b` and `a::c::D`.
fn named_paths(module: &Module) -> Vec<String> {
    let file = syn::parse_file(&module.code).unwrap_or_else(|error| panic!("{}: {error}", module.path));
    let mut paths = Vec::new();
    for item in file.items {
        if let syn::Item::Use(item) = item {
            write_out(&item.tree, "", &mut paths);
        }
    }
    // Beside the imports, a path in the code itself; what opens a group was written out above.
    let end =
        |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':').unwrap_or(rest.len());
    paths.extend(module.code.split("crate::").skip(1).map(|rest| format!("crate::{}", &rest[..end(rest)])));
    let of_ours = paths.iter().filter_map(|path| path.strip_prefix("crate::")).filter(|path| !path.ends_with("::"));
    of_ours.map(str::to_owned).collect()
}

fn write_out(tree: &syn::UseTree, before: &str, paths: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => write_out(&path.tree, &format!("{before}{}::", path.ident), paths),
        syn::UseTree::Name(name) => paths.push(format!("{before}{}", name.ident)),
        syn::UseTree::Rename(name) => paths.push(format!("{before}{}", name.ident)),
        syn::UseTree::Glob(_) => paths.push(format!("{before}*")),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| write_out(tree, before, paths)),
    }
}

fn is_uncut(path: &str) -> bool {
    UNCUT.iter().any(|(module, names)| {
        let below = path.strip_prefix(module).filter(|below| below.is_empty() || below.starts_with("::"));
        below.is_some_and(|below| {
            let name = below.trim_start_matches(':');
            // The module by itself is a way to all that is in it.
            names.is_empty() || matches!(name, "" | "self" | "*") || names.contains(&name)
        })
    })
}

#[test]
fn views_know_of_nothing_that_was_not_cut() {
    for path in ["site::Event", "site", "site::self", "documents::Documents", "schema::event::Event", "source::Sources"]
    {
        assert!(is_uncut(path), "{path}");
    }
    for path in
        ["site::EventOpen", "site::document::DocumentKind", "schema::event", "sites::Event", "source::SourcePath"]
    {
        assert!(!is_uncut(path), "{path}");
    }
    let modules = modules();
    let views: Vec<&Module> = modules.iter().filter(|module| module.name == "view").collect();
    assert!(views.len() > 30, "{}", views.len());
    for module in views {
        for path in named_paths(module) {
            assert!(!is_uncut(&path), "{} names `{path}`, which nobody has cut down to an audience", module.path);
        }
    }
}

#[test]
fn the_compiler_knows_nothing_of_the_ends() {
    for module in modules().iter().filter(|module| !ENDS.contains(&module.name.as_str()) && module.name != "main") {
        for import in imports(module) {
            assert!(!ENDS.contains(&import), "{} imports `{import}`", module.path);
        }
    }
}

#[test]
fn one_import_a_line_names_one_module() {
    for module in &modules() {
        assert!(!module.code.contains("use crate::{"), "{} hides its edges in `use crate::{{…}}`", module.path);
        assert!(!module.code.contains("use super::*"), "{} imports everything from above", module.path);
    }
}

/// Words of the code, and the modules that may hold them.
const PLACES: &[(&str, &[&str])] = &[
    ("serde_saphyr", &["yaml"]),
    ("granit_parser", &["yaml"]),
    ("tera::", &["theme"]),
    ("Serialize", &["view", "theme", "report", "emit", "search", "inspect", "health", "pipeline"]),
    ("pulldown_cmark", &["markdown", "html"]),
    ("syntect", &["highlight"]),
    ("annotate_snippets", &["report"]),
    ("icalendar", &["calendar"]),
    ("rust_embed", &["embedded"]),
    ("lol_html", &["export"]),
    ("cssparser", &["export", "theme"]),
    ("sha2", &["export"]),
    ("base64", &["export"]),
    ("tempfile", &["emit", "print", "health"]),
    ("sysinfo", &["health"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("terminal_size", &["cli"]),
    ("html5ever", &["own_markup", "scan", "search"]),
    ("indicatif", &["cli"]),
    ("ctrlc", &["cli"]),
    ("clap::", &["cli"]),
    ("socket2", &["serve"]),
    ("httparse", &["serve"]),
    ("notify::", &["watch"]),
    ("notify_debouncer_full", &["watch"]),
    ("std::env", &["cli", "emit", "load", "print", "serve"]),
    ("std::process", &["cli", "main", "print"]),
    ("Instant::", &["cli", "print", "serve"]),
    ("SystemTime", &["load", "serve"]),
    ("Zoned::now", &[]),
    ("Timestamp::now", &[]),
];

#[test]
fn each_crate_and_each_side_effect_has_its_place() {
    for module in &modules() {
        for (word, places) in PLACES {
            let found = module.code.contains(word);
            assert!(!found || places.contains(&module.name.as_str()), "{} names `{word}`", module.path);
        }
    }
}

#[test]
fn only_the_ends_touch_the_disk() {
    for module in &modules() {
        let touches = ["std::fs", "fs::read", "fs::write", "File::open", "read_dir"]
            .iter()
            .any(|word| module.code.contains(word));
        // Two verbs write beside a site, and look first at what is there.
        let beside = matches!(module.path.as_str(), "src/cli/init.rs" | "src/cli/install.rs");
        let allowed = matches!(module.name.as_str(), "load" | "emit" | "print") || beside;
        assert!(!touches || allowed, "{} touches the disk", module.path);
    }
}

#[test]
fn nothing_is_left_unfinished_and_nothing_prints_by_itself() {
    for module in &modules() {
        for word in ["todo!", "unimplemented!", "dbg!", "println!", "print!"] {
            assert!(!module.code.contains(word), "{} holds `{word}`", module.path);
        }
    }
}
