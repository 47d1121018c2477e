//! What plenary is made of, and whether it may be passed on.

#[path = "../../benches/notices/made_of.rs"]
mod made_of;

use std::collections::BTreeSet;

use made_of::{ACCEPTED, Package, packages};

fn all() -> Vec<Package> {
    let packages = packages().unwrap();
    assert!(packages.len() > 150, "{}", packages.len());
    packages
}

/// Holds packages against the accepted licences, and gives those that were needed.
#[track_caller]
fn taken(packages: &[&Package]) -> BTreeSet<String> {
    let (taken, refused): (Vec<_>, Vec<_>) =
        packages.iter().map(|package| package.taken_under()).partition(Result::is_ok);
    let refused: Vec<String> = refused.into_iter().filter_map(Result::err).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    taken.into_iter().filter_map(Result::ok).flatten().collect()
}

/// What is in the program, and what it is built with.
#[test]
fn every_dependency_may_be_passed_on() {
    let all = all();
    let program: Vec<&Package> = all.iter().filter(|package| package.in_the_program).collect();
    assert!(program.iter().any(|package| package.name == "tera"));
    assert!(program.iter().all(|package| package.name != "proptest"));
    taken(&program);
}

/// What only tests need goes to nobody with the program, and is held to the same list all the same: whoever works on
/// plenary gets it.
#[test]
fn what_only_tests_need_is_held_to_the_same_list() {
    let all = all();
    let tests: Vec<&Package> = all.iter().filter(|package| !package.in_the_program).collect();
    assert!(tests.iter().any(|package| package.name == "proptest"));
    taken(&tests);
}

#[test]
fn no_licence_is_accepted_that_nothing_needs() {
    let all = all();
    let needed = taken(&all.iter().collect::<Vec<_>>());
    let unneeded: Vec<&&str> = ACCEPTED.iter().filter(|id| !needed.contains(**id)).collect();
    assert!(unneeded.is_empty(), "{unneeded:?}");
}

#[test]
fn the_words_of_every_licence_are_at_hand() {
    for package in all().iter().filter(|package| package.in_the_program) {
        assert!(package.texts().iter().any(|text| text.len() > 200), "{package:?}");
        assert!(!package.source.is_empty() || !package.licence.contains("MPL"), "{package:?} has a source to tell of");
    }
}

#[test]
fn an_expression_is_taken_as_it_is_meant() {
    let under = |licence: &str| Package { licence: licence.to_owned(), ..Package::default() }.taken_under();
    let taken = |licence: &str| under(licence).unwrap().join(" + ");
    assert_eq!(taken("GPL-3.0-only OR MIT"), "MIT");
    assert_eq!(taken("Apache-2.0/MIT"), "MIT");
    assert_eq!(taken("Apache-2.0 WITH LLVM-exception OR Apache-2.0"), "Apache-2.0");
    assert_eq!(taken("(MIT OR Apache-2.0) AND Unicode-3.0"), "MIT + Unicode-3.0");
    for refused in ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0 WITH LLVM-exception", "MIT OR", "our own"] {
        assert!(under(refused).is_err(), "{refused}");
    }
}
