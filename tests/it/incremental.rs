//! Incremental equals clean, to the byte: after each of many random edits, a build that remembers what it did before is
//! held against one that starts from nothing; and so is one that remembers nothing but finds what an earlier one left on
//! the disk, as another run of the program would.

use std::collections::BTreeMap;
use std::sync::Mutex;

use camino::Utf8Path;
use plenary::audience::Audience;
use plenary::load::{self, load, load_again};
use plenary::output::{Output, Sink};
use plenary::pipeline::again::Record;
use plenary::pipeline::{self, Built, Request, build, build_again, compile, make};
use plenary::search::RUN;
use plenary::source::Sources;
use proptest::prelude::{ProptestConfig, Strategy, any};
use proptest::{collection, proptest};

use crate::edits::{Edit, apply};
use crate::harness::{Folder, PRACTITIONER, Site};

/// What is kept from one build to the next.
#[derive(Default)]
struct Warm {
    load: load::Memory,
    pipeline: pipeline::Memory,
    shelf: Shelf,
    /// What the last run of the program left for the next, as it lies on the disk.
    record: String,
}

type Files = BTreeMap<(Audience, String), Vec<u8>>;

/// A disk in memory.
#[derive(Default)]
struct Shelf {
    held: Files,
    next: Mutex<Files>,
    kept: Mutex<Files>,
    /// The addresses of what was made.
    taken: Mutex<Vec<String>>,
}

impl Sink for Shelf {
    fn take(&self, audience: Audience, output: Output, hash: blake3::Hash) {
        assert_eq!(blake3::hash(&output.bytes), hash, "{}", output.url);
        self.taken.lock().unwrap().push(output.url.clone());
        self.kept.lock().unwrap().remove(&(audience, output.url.clone()));
        let twice = self.next.lock().unwrap().insert((audience, output.url.clone()), output.bytes);
        assert!(twice.is_none(), "{} was made twice", output.url);
    }

    fn keep(&self, audience: Audience, url: &str, hash: &blake3::Hash) -> bool {
        let held = self.held(audience, url, hash);
        if let Some(bytes) = held.clone() {
            self.kept.lock().unwrap().insert((audience, url.to_owned()), bytes);
        }
        held.is_some()
    }

    fn held(&self, audience: Audience, url: &str, hash: &blake3::Hash) -> Option<Vec<u8>> {
        self.held.get(&(audience, url.to_owned())).filter(|bytes| blake3::hash(bytes) == *hash).cloned()
    }
}

impl Shelf {
    /// Puts what was made of some editions in the place of what was there.
    fn put(&mut self, editions: &[Audience]) {
        let mut next = std::mem::take(&mut *self.next.lock().unwrap());
        next.append(&mut self.kept.lock().unwrap());
        self.held.retain(|(audience, _), _| !editions.contains(audience));
        next.retain(|(audience, _), _| editions.contains(audience));
        self.held.append(&mut next);
    }
}

/// Builds as another run of the program would, which finds what the last has left. Says which files were made.
fn another_run(sources: &Sources, request: &Request, warm: &mut Warm) -> (Built<Audience>, Vec<String>) {
    let mut memory = pipeline::Memory::default();
    memory.made = Record::read(warm.record.as_bytes());
    let compiled = compile(sources, request, &mut memory, &mut |_| {});
    let built = make(compiled, sources, request, &warm.shelf, &mut memory, &mut |_| {});
    warm.shelf.put(&built.editions);
    if !built.editions.is_empty() {
        warm.record = memory.made.to_json();
    }
    let taken = std::mem::take(&mut *warm.shelf.taken.lock().unwrap());
    (built, taken)
}

/// Builds both ways, and holds every byte and every mistake of one against the other. Says whether there is a site at all.
fn assert_same(folder: &Folder, warm: &mut Warm, step: &str) -> bool {
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let request = Request { editions: vec![Audience::Facilitator, Audience::Participant], ..Request::default() };
    let (again, clean) = (load_again(root, &mut warm.load), load(root));
    let (Ok((sources, found)), Ok((clean_sources, clean_found))) = (again, clean) else {
        // Without a config there is no site to build, for either.
        assert!(load(root).is_err(), "{step}");
        return false;
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
    let (other_run, _) = another_run(&clean_sources, &request, warm);
    assert_eq!(other_run.diagnostics, clean.diagnostics, "{step}, in another run");
    let editions: Vec<Audience> = clean.editions.iter().map(|edition| edition.audience).collect();
    assert_eq!(other_run.editions, editions, "{step}, in another run");
    for edition in &clean.editions {
        let held = warm.shelf.held.keys().filter(|(audience, _)| *audience == edition.audience);
        let urls: Vec<&String> = edition.outputs.iter().map(|output| &output.url).collect();
        assert_eq!(held.map(|(_, url)| url).collect::<Vec<_>>(), urls, "{step}, in another run");
        for output in &edition.outputs {
            let held = &warm.shelf.held[&(edition.audience, output.url.clone())];
            assert!(*held == output.bytes, "{step}, in another run: {} differs", output.url);
        }
    }
    !clean.editions.is_empty()
}

/// The edition of a site with two reviews, built once.
fn built_once() -> (Site, Warm, Request) {
    let site = Site::shipped();
    let request = Request { editions: vec![Audience::Facilitator, Audience::Participant], ..Request::default() };
    let mut warm = Warm::default();
    another_run(&site.sources(), &request, &mut warm);
    (site, warm, request)
}

#[test]
fn another_run_makes_only_the_pages_that_rest_on_a_changed_file() {
    let (site, mut warm, request) = built_once();
    let is_of = |folder: &'static str| move |url: &&String| url.starts_with(folder);
    // The worked example goes through whole reviews.
    let of_guidance = |made: &[String]| {
        made.iter().filter(is_of("guidance/")).filter(|url| url.as_str() != "guidance/worked-example.html").count()
    };
    let (_, made) = another_run(&site.sources(), &request, &mut warm);
    assert_eq!((made.iter().find(is_of("reviews/")), of_guidance(&made)), (None, 0), "{made:?}");
    assert!(made.contains(&"index.html".to_owned()) && !made.contains(&"search-index.js".to_owned()), "{made:?}");
    let changed = site.edit(PRACTITIONER, "version: 3", "version: 4");
    let (_, made) = another_run(&changed.sources(), &request, &mut warm);
    assert!(made.iter().any(|url| url == "reviews/alder/practitioner/script.html"), "{made:?}");
    assert_eq!((made.iter().find(is_of("reviews/juniper/")), of_guidance(&made)), (None, 0), "{made:?}");
    // What guidance says stands on no page of an event.
    let page = "content/guidance/sources.md";
    let changed = changed.append(page, "\nOne sentence more.\n");
    let (_, made) = another_run(&changed.sources(), &request, &mut warm);
    let of_events = |url: &&String| url.starts_with("reviews/") && url.matches('/').count() > 2;
    assert!(made.iter().find(of_events).is_none() && of_guidance(&made) > 20, "{made:?}");
}

#[test]
fn another_run_trusts_no_file_that_somebody_has_changed() {
    let (site, mut warm, request) = built_once();
    let page = (Audience::Facilitator, "reviews/alder/practitioner/script.html".to_owned());
    let right = warm.shelf.held[&page].clone();
    warm.shelf.held.insert(page.clone(), b"changed".to_vec());
    another_run(&site.sources(), &request, &mut warm);
    assert!(warm.shelf.held[&page] == right);
    // Without its index the words of every page have to be read again.
    let index = (Audience::Facilitator, "search-index.js".to_owned());
    let right = warm.shelf.held.insert(index.clone(), b"changed".to_vec()).unwrap();
    another_run(&site.sources(), &request, &mut warm);
    assert!(warm.shelf.held[&index] == right);
}

/// What was looked through for one list of words is looked through again for a longer one.
#[test]
fn another_run_finds_a_word_that_is_restricted_since() {
    let (site, mut warm, request) = built_once();
    let site = site.append("content/reviews/juniper/review.yaml", "\nrestricted_terms: [Glenfarran]\n");
    let (built, _) = another_run(&site.sources(), &request, &mut warm);
    assert!(built.editions.is_empty(), "{:?}", built.editions);
    let clean = build(&site.sources(), &request, &mut |_| {});
    assert_eq!(built.diagnostics, clean.diagnostics);
}

/// A review of each part of the index.
const FIRST: &str = "content/reviews/r003/review.yaml";
const SECOND: &str = "content/reviews/r100/review.yaml";
const LAST: &str = "content/reviews/rowan/review.yaml";

/// The search index of an edition that lies on the disk, and the keys of its parts.
fn index(warm: &Warm, audience: Audience) -> (String, Vec<String>) {
    let file = (audience, "search-index.js".to_owned());
    let record = Record::read(warm.record.as_bytes());
    let index = record.of(audience).unwrap().index.clone().unwrap();
    (String::from_utf8(warm.shelf.held[&file].clone()).unwrap(), index.parts)
}

/// The places at which two lists differ.
fn differing<T: PartialEq>(one: impl IntoIterator<Item = T>, other: impl IntoIterator<Item = T>) -> Vec<usize> {
    one.into_iter().zip(other).enumerate().filter(|(_, (one, other))| one != other).map(|(at, _)| at).collect()
}

#[test]
fn another_run_makes_only_the_parts_of_the_index_whose_pages_changed() {
    let request = Request { editions: vec![Audience::Facilitator], ..Request::default() };
    let mut warm = Warm::default();
    let site = Site::of_many_reviews();
    another_run(&site.sources(), &request, &mut warm);
    let steps: [(&str, Site, &[usize]); 7] = [
        ("nothing", site.clone(), &[]),
        ("a review of the second part", site.clone().edit(SECOND, "number100", "number100a, no more"), &[1]),
        ("it is as it was", site.clone(), &[1]),
        ("the last review", site.clone().edit(LAST, "How it began", "How it all began"), &[2]),
        ("a review of the first part", site.clone().edit(FIRST, "number3", "number3a"), &[0, 1, 2]),
        (
            "the guidance",
            site.clone().file("content/guidance/own.md", "---\ntitle: Our own\n---\n\nnumber100\n"),
            &[0, 1, 2],
        ),
        ("a review more", site.clone().file("content/reviews/a/review.yaml", site.text(SECOND)), &[0, 1, 2]),
    ];
    for (step, site, changed) in steps {
        let (before, keys_before) = index(&warm, Audience::Facilitator);
        let (built, _) = another_run(&site.sources(), &request, &mut warm);
        assert_eq!(built.editions, [Audience::Facilitator], "{step}");
        let (after, keys) = index(&warm, Audience::Facilitator);
        assert_eq!((after.lines().count(), keys.len()), (3, 3), "{step}");
        assert_eq!(differing(&keys_before, &keys), changed, "{step}");
        let lines = differing(before.lines(), after.lines());
        assert!(lines.iter().all(|line| changed.contains(line)), "{step}: {lines:?}");
        let clean = site.build_as(&request);
        assert!(clean.files("facilitator")["search-index.js"] == after.as_bytes(), "{step}: not as from nothing");
    }
    // A build that begins with the index of fewer parts, or of more.
    for site in [site.clone().remove(SECOND), Site::starter(), site] {
        another_run(&site.sources(), &request, &mut warm);
        assert!(
            site.build_as(&request).files("facilitator")["search-index.js"]
                == index(&warm, Audience::Facilitator).0.as_bytes()
        );
    }
}

/// Parts that are taken over were looked through, but not for what is sought since.
#[test]
fn another_run_looks_through_parts_that_it_takes_over_for_a_name_that_is_there_since() {
    let request = Request { editions: vec![Audience::Participant], ..Request::default() };
    let mut warm = Warm::default();
    let site = Site::of_many_reviews();
    another_run(&site.sources(), &request, &mut warm);
    // A name that stands on no page, in the last part.
    let (lying, _) = index(&warm, Audience::Participant);
    let word = format!("\"number{}\"", 2 * RUN + 1);
    assert!(lying.lines().nth(2).unwrap().contains(&word));
    let with_name = lying.replace(&word, "\"Zanzi Barum\"");
    let hash = |text: &str| blake3::hash(text.as_bytes()).to_string();
    warm.record = warm.record.replace(&hash(&lying), &hash(&with_name));
    let file = (Audience::Participant, "search-index.js".to_owned());
    warm.shelf.held.insert(file, with_name.clone().into_bytes());
    let changed = site.edit(SECOND, "number100", "number100a");
    another_run(&changed.sources(), &request, &mut warm);
    let taken_over = index(&warm, Audience::Participant).0;
    assert!(taken_over.lines().nth(2) == with_name.lines().nth(2), "the last part was not taken over");
    let named = changed.edit(
        SECOND,
        "people: [",
        "people: [{id: sw1, roles: [practitioner], title: Social worker, agency: nhs, name: Zanzi Barum}, ",
    );
    let (built, _) = another_run(&named.sources(), &request, &mut warm);
    let leaks: Vec<&str> =
        built.diagnostics.iter().filter(|found| found.code == "audience-leak").map(|found| &*found.message).collect();
    assert!(built.editions.is_empty() && leaks.len() == 1 && leaks[0].contains("search-index.js"), "{leaks:?}");
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

/// What pages of guidance show of reviews, blueprints and one another, and what scripts show of guidance.
#[test]
fn a_change_reaches_guidance_and_what_leads_to_it() {
    let folder = Site::alder().folder();
    let mut warm = Warm::default();
    let page = |name: &str, text: &str| folder.write(&format!("content/guidance/{name}.md"), format!("---\n{text}\n"));
    // What facilitators alone read stands in no finding.
    page("listening", "title: Listening\nbasis: [S60]\naudience: [facilitator]\n---\n\nThe adult is at the centre.");
    page("a-day", "title: A day\n---\n\n```embed\nagenda: alder/practitioner\n```");
    page("principles", "title: How we work\n---\n\n```embed\nprinciples: standard\n```");
    page("all", "title: All exercises\n---\n\n```embed\nworkbook: all\n```");
    let exercise = "```embed\nexercise: {aim: Listen, steps: [Listen.]}\n```";
    let own = "content/reviews/alder/practise.md";
    folder.write(own, format!("---\ntitle: Practise\n---\n\n{exercise}\n"));
    for number in 0..4 {
        page(&format!("exercise-{number}"), &format!("title: Exercise {number}\n---\n\n{exercise}"));
    }
    let ways = (0..4).map(|number| format!("- [way {number}](exercise-{number}.md)\n")).collect::<String>();
    page("path", &format!("title: A path\n---\n\n{ways}- [one of a review](../reviews/alder/practise.md)\n"));
    assert_same(&folder, &mut warm, "at the start");
    let event = "content/reviews/alder/events/practitioner.yaml";
    let principles = "content/blueprints/working-principles/standard.yaml";
    for (said, path, from, to) in [
        ("prose of a page", "content/guidance/listening.md", "at the centre", "in the middle"),
        ("the title of a page that a statement leads to", "content/guidance/listening.md", "Listening", "To listen"),
        ("the statement that it teaches", "content/guidance/listening.md", "S60", "S51"),
        ("an exercise of another page", "content/guidance/exercise-2.md", "aim: Listen", "aim: Hear"),
        ("the title of a page on a path", "content/guidance/exercise-1.md", "Exercise 1", "The first"),
        ("the title of a review's page on a path", own, "Practise", "To practise"),
        ("no exercise on it any more", own, "exercise: {aim: Listen, steps: [Listen.]}", "principles: standard"),
        ("what all guidance is called", "content/guidance/_index.md", "title: ", "title: Our "),
        ("what the glossary is called", "content/guidance/glossary.md", "title: ", "title: Our "),
        ("the title of an event", event, "title: Practitioner", "title: The first practitioner"),
        ("an agenda that a page shows", event, "09:30", "09:40"),
        ("principles that a page shows", principles, "title: ", "title: Our "),
        (
            "a word of the glossary",
            "content/guidance/glossary.md",
            "## close {",
            "## the adult {#term-the-adult}\n\nSomebody of sixteen or more.\n\n## close {",
        ),
        ("a path to fewer", "content/guidance/path.md", "- [way 0](exercise-0.md)\n", ""),
    ] {
        let text = std::fs::read_to_string(folder.at(path)).unwrap_or_else(|_| crate::edits::built_in(path));
        assert!(text.contains(from), "{path} holds {from}");
        folder.write(path, text.replacen(from, to, 1));
        assert!(assert_same(&folder, &mut warm, said), "{said} stops the build");
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
        ("content/reviews/alder/events/practitioner.yaml", "title: Practitioner", "title: The first practitioner"),
        ("content/reviews/alder/review.yaml", "title: \"Learning", "title: \"New Learning"),
    ];
    for (path, from, to) in steps {
        let text = folder.read(path);
        assert!(text.contains(from), "{path} holds {from}");
        folder.write(path, text.replacen(from, to, 1));
        assert!(assert_same(&folder, &mut warm, path), "{path} stops the build");
    }
    // A venue by itself: its rooms, where an event names one of them, and whether there is one at all.
    let venue = "content/venues/glenfarran-hall.yaml";
    let written = folder.read(venue);
    folder.write("content/reviews/alder/events/practitioner.yaml", practitioner.clone() + "\nroom: attic\n");
    assert!(!assert_same(&folder, &mut warm, "a room that there is not"));
    for (said, text) in [
        (
            "the room is there",
            written.replacen("rooms:\n", "rooms:\n  - {id: attic, name: Attic, capacity: {cabaret: 40}}\n", 1),
        ),
        ("it is called something else", written.replacen("rooms:\n", "rooms:\n  - {id: attic, name: The attic}\n", 1)),
        ("the venue cannot be read", "name: [\n".to_owned()),
        ("it is gone again", written.clone()),
    ] {
        folder.write(venue, text);
        let is_site = assert_same(&folder, &mut warm, said);
        assert_eq!(is_site, said.contains("room") || said.contains("called"), "{said}");
    }
    std::fs::remove_file(folder.at(venue)).unwrap();
    assert_same(&folder, &mut warm, "there is no venue");
    folder.write(venue, written);
    folder.write("content/reviews/alder/events/practitioner.yaml", practitioner.clone());
    assert!(assert_same(&folder, &mut warm, "there is one again"));
    // A review whose event takes feedback from another review's.
    let other = folder.read("content/reviews/alder/review.yaml");
    folder.write("content/reviews/birch/review.yaml", other);
    let taking = folder.read("content/reviews/alder/events/strategic.yaml");
    folder
        .write("content/reviews/birch/events/later.yaml", taking.replace("feedback_from: [", "feedback_from: [alder/"));
    assert!(assert_same(&folder, &mut warm, "feedback from another review"));
    folder.write(
        "content/reviews/alder/events/practitioner.yaml",
        practitioner.replace("title: Practitioner", "title: Renamed"),
    );
    assert!(assert_same(&folder, &mut warm, "that event is called something else"));
    // A list of restricted terms that lies outside the site.
    let outside = Folder::empty();
    outside.write("terms.txt", "nothing that occurs\n");
    let list = format!("\nrestricted_terms_file: {}\n", outside.at("terms.txt").display());
    let review = folder.read("content/reviews/alder/review.yaml");
    folder.write("content/reviews/alder/review.yaml", review + &list);
    assert!(assert_same(&folder, &mut warm, "a list of terms"));
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
