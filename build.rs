//! What the binary carries: builds again when a file is added to, or taken from, the folders that it embeds (the macro
//! sees only files that were there when it last ran), and puts the scripts of the default theme together.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where the modules of the scripts are.
const MODULES: &str = "src/theme/scripts";

/// The scripts, and the modules that each is put together from, in the order in which they need one another.
const SCRIPTS: [(&str, &[&str]); 3] = [
    ("plenary.js", &["store", "buttons", "ticks", "practice"]),
    ("search.js", &["words", "packed", "search", "search-page"]),
    ("live.js", &["store", "fitting", "day", "table", "live-page"]),
];

fn main() -> io::Result<()> {
    for folder in ["content", "themes", "tests/diagnostics", MODULES] {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rustc-env=PLENARY_BUILD={:016x}", code()?);
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo says where to write"))?;
    for (script, modules) in SCRIPTS {
        fs::write(Path::new(&out).join(script), put_together(modules)?)?;
    }
    Ok(())
}

/// A number that stands for all code that the binary is made of: what one build of a site leaves for the next is of use
/// to the same code alone.
fn code() -> io::Result<u64> {
    let mut files = vec![PathBuf::from("Cargo.lock")];
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        fs::read(file)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Modules one after another in one function of their own: a page in a folder may load classic scripts alone. What they
/// export and import are names in that function, and have to differ. What is said of the code stays in the modules.
fn put_together(modules: &[&str]) -> io::Result<String> {
    let mut text = String::from("\"use strict\";\n(() => {\n");
    let mut declared = BTreeSet::new();
    for name in modules {
        let module = fs::read_to_string(Path::new(MODULES).join(format!("{name}.mjs")))?;
        let mut importing = false;
        for line in module.lines() {
            importing |= line.starts_with("import ");
            if importing {
                importing = !line.ends_with(';');
                continue;
            }
            if line.is_empty() || line.trim_start().starts_with("// ") {
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            if let Some(name) = declaration(line)
                && !declared.insert(name.to_owned())
            {
                return Err(io::Error::other(format!("`{name}` is declared in two modules")));
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str("})();\n");
    Ok(text)
}

/// The name that a line at the left margin declares.
fn declaration(line: &str) -> Option<&str> {
    let rest = ["const ", "let ", "function ", "class "].iter().find_map(|word| line.strip_prefix(word))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}
