//! Writes what has to go along with the program when it is passed on: each package that it is made from, with its version,
//! its licence, where its source is, and the words of its licence.
//!
//! ```text
//! cargo run --locked --example notices > NOTICES.txt
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own, which prints what was asked for")]

mod made_of;

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::made_of::{Package, packages};

const RULE: &str = "────────────────────────────────────────────────────────────────────────────────";

fn main() -> ExitCode {
    match packages() {
        Ok(packages) => {
            print!("{}", notices(&packages));
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("What plenary is made of could not be found out: {why}");
            ExitCode::FAILURE
        }
    }
}

fn notices(packages: &[Package]) -> String {
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let own = include_str!("../../LICENSE");
    let mut all =
        format!("{name} {version}\n\n{own}\n{RULE}\n\nIt is made from these packages, on one system or another:\n\n");
    // The same words are in many packages.
    let mut texts: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for package in packages.iter().filter(|package| package.in_the_program) {
        let called = format!("{} {}", package.name, package.version);
        all.push_str(&format!("  {called}: {}  {}\n", package.licence, package.source));
        for text in package.texts() {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            texts.entry(words).or_insert_with(|| (text, Vec::new())).1.push(called.clone());
        }
    }
    for (text, of) in texts.values() {
        all.push_str(&format!("\n{RULE}\n\n{}\n\n{}\n", of.join(", "), text.trim()));
    }
    all
}
