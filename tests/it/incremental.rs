//! Incremental equals clean, to the byte: after each of many random edits, a build that remembers what it did before is
//! held against one that starts from nothing.

use camino::Utf8Path;
use plenary::audience::Audience;
use plenary::load::{self, load, load_again};
use plenary::pipeline::{self, Request, build, build_again};
use proptest::prelude::{ProptestConfig, Strategy, any};
use proptest::{collection, proptest};

use crate::edits::{Edit, apply};
use crate::harness::{Folder, Site};

/// What is kept from one build to the next.
#[derive(Default)]
struct Warm {
    load: load::Memory,
    pipeline: pipeline::Memory,
}

/// Builds both ways, and holds every byte and every mistake of one against the other.
fn assert_same(folder: &Folder, warm: &mut Warm, step: &str) {
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let request = Request { editions: vec![Audience::Facilitator, Audience::Participant], ..Request::default() };
    let (again, clean) = (load_again(root, &mut warm.load), load(root));
    let (Ok((sources, found)), Ok((clean_sources, clean_found))) = (again, clean) else {
        // Without a config there is no site to build, for either.
        return assert!(load(root).is_err(), "{step}");
    };
    assert!(sources.changed_since(&clean_sources).is_empty(), "{step}: other sources");
    assert_eq!(found, clean_found, "{step}");
    let again = build_again(&sources, &request, &mut warm.pipeline, &mut |_| {});
    let clean = build(&clean_sources, &request, &mut |_| {});
    assert_eq!(again.diagnostics, clean.diagnostics, "{step}");
    assert_eq!(again.editions.len(), clean.editions.len(), "{step}");
    for (one, other) in again.editions.iter().zip(&clean.editions) {
        let urls = |edition: &plenary::output::EditionOutput| {
            edition.outputs.iter().map(|output| output.url.clone()).collect::<Vec<_>>()
        };
        assert_eq!(urls(one), urls(other), "{step}");
        for (a, b) in one.outputs.iter().zip(&other.outputs) {
            assert!(a == b, "{step}: {} differs", a.url);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_edits_gives_what_a_build_from_nothing_gives(
        edits in collection::vec(any::<(u8, u32, u32)>().prop_map(|(kind, a, b)| Edit { kind, a, b }), 8..16)
    ) {
        let folder = Site::alder().folder();
        let mut warm = Warm::default();
        assert_same(&folder, &mut warm, "at the start");
        for edit in &edits {
            let said = apply(&folder, edit);
            assert_same(&folder, &mut warm, &format!("after {said}, of {edits:?}"));
        }
    }
}

/// What the random edits reach too seldom: what one file has to do with another.
#[test]
fn a_change_reaches_everything_that_rests_on_it() {
    let folder = Site::alder().folder();
    let mut warm = Warm::default();
    assert_same(&folder, &mut warm, "at the start");
    let practitioner = folder.read("content/reviews/alder/events/practitioner.yaml");
    let steps: &[(&str, &str, &str)] = &[
        ("config.yaml", "title: ", "title: New "),
        ("content/venues/glenfarran-hall.yaml", "name: ", "name: New "),
        ("content/reviews/alder/events/practitioner.yaml", "version: 3", "version: 4\ntitle: The first day"),
        ("content/reviews/alder/review.yaml", "title: ", "title: New "),
    ];
    for (path, from, to) in steps {
        let text = folder.read(path);
        assert!(text.contains(from), "{path} holds {from}");
        folder.write(path, text.replacen(from, to, 1));
        assert_same(&folder, &mut warm, path);
    }
    // A review whose event takes feedback from another review's.
    let other = folder.read("content/reviews/alder/review.yaml");
    folder.write("content/reviews/birch/review.yaml", other);
    let taking = folder.read("content/reviews/alder/events/strategic.yaml");
    folder
        .write("content/reviews/birch/events/later.yaml", taking.replace("feedback_from: [", "feedback_from: [alder/"));
    assert_same(&folder, &mut warm, "feedback from another review");
    folder.write(
        "content/reviews/alder/events/practitioner.yaml",
        practitioner.replace("version: 3", "version: 3\ntitle: Renamed"),
    );
    assert_same(&folder, &mut warm, "that event is called something else");
    // A list of restricted terms that lies outside the site.
    let outside = Folder::empty();
    outside.write("terms.txt", "nothing that occurs\n");
    let list = format!("\nrestricted_terms_file: {}\n", outside.at("terms.txt").display());
    let review = folder.read("content/reviews/alder/review.yaml");
    folder.write("content/reviews/alder/review.yaml", review + &list);
    assert_same(&folder, &mut warm, "a list of terms");
    outside.write("terms.txt", "Renamed\n");
    assert_same(&folder, &mut warm, "another list of terms");
    std::fs::remove_file(outside.at("terms.txt")).unwrap();
    assert_same(&folder, &mut warm, "no list of terms");
}

#[test]
fn a_write_of_the_same_length_in_the_same_moment_is_seen() {
    let folder = Site::bare().folder();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let mut memory = load::Memory::default();
    for title in ["One", "Two", "Six", "Ten"] {
        folder.write("config.yaml", format!("title: {title}\n"));
        let (sources, _) = load_again(root, &mut memory).unwrap();
        let config = sources.get(&plenary::source::SourcePath::new("config.yaml")).unwrap();
        assert!(config.as_text().unwrap().contains(title));
    }
}
