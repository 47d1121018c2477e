//! A long day at the desk: one server, and edit after edit of every kind; and ten thousand edits through the pipeline.
//!
//! The full size, some minutes: `cargo test --release --test it soak -- --ignored --nocapture --test-threads=1`.

use std::time::Duration;

use plenary::audience::Audience;
use plenary::pipeline::{Built, Memory, Request, Staged, build, build_again, compile, stage};
use plenary::source::Sources;

use crate::edits::{Edit, Held, apply};
use crate::harness::{Folder, Site};
use crate::serving::{Serving, Taken, undressed, until};

/// Numbers that look like chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn edit(&mut self) -> Edit {
        Edit { kind: (self.next() >> 3) as u8, a: self.next() >> 3, b: self.next() >> 3 }
    }
}

/// Puts everything back as it was at the start, and waits until that is shown.
fn back_to_the_start(folder: &Folder, serving: &Serving, mark: usize) -> Option<Taken> {
    apply(folder, &MEND);
    folder.write("config.yaml", format!("title: Mark {mark}\n"));
    serving.wait_for("/", &format!("Mark {mark}"));
    serving.wait_until_sound();
    // Every page once, as somebody who looks around.
    for url in pages(folder) {
        assert_eq!(serving.get(&format!("/{url}")).status, 200, "{url}");
    }
    // Past the time in which pages are looked through and idle threads go.
    std::thread::sleep(Duration::from_secs(3));
    serving.taken()
}

/// The addresses of the pages of a clean build.
fn pages(folder: &Folder) -> Vec<String> {
    folder.plenary(&["build", "--edition", "facilitator", "--out", "out"]).exits(0);
    folder.tree("out/facilitator").into_keys().collect()
}

fn soak(edits: usize) {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let mut chance = Chance(2027);
    let mut early = None;
    for number in 1..=edits {
        let said = apply(&folder, &chance.edit());
        // Some edits fall into one build, as they would for somebody who types fast.
        if !number.is_multiple_of(4) {
            std::thread::sleep(Duration::from_millis(60));
            until(&format!("quiet after {said}"), || {
                let before = (serving.out().len(), serving.err().len());
                std::thread::sleep(Duration::from_millis(40));
                before == (serving.out().len(), serving.err().len())
            });
            serving.get("/");
        }
        if number == 20 {
            early = back_to_the_start(&folder, &serving, number);
        }
    }
    let late = back_to_the_start(&folder, &serving, edits);
    for (url, bytes) in folder.tree("out/facilitator") {
        let answer = serving.get(&format!("/{url}"));
        let same = if url.ends_with(".html") { undressed(&answer.body).into_bytes() } else { answer.body };
        assert!(same == bytes, "{url} differs after {edits} edits");
    }
    assert!(!serving.err().contains("a mistake of its own"), "{}", serving.err());
    if let (Some(early), Some(late)) = (early, late) {
        eprintln!("after 20 edits: {early:?}\nafter {edits} edits: {late:?}, {} builds", serving.rebuilds());
        assert!(late.threads <= early.threads + 1, "{early:?} {late:?}");
        assert!(late.handles <= early.handles + 2, "{early:?} {late:?}");
        assert!(late.memory_kib * 10 <= early.memory_kib * 13, "{early:?} {late:?}");
    }
}

#[test]
fn sixty_edits_leave_the_server_as_it_was() {
    soak(60);
}

#[test]
#[ignore = "takes some minutes; see the head of this file"]
fn five_hundred_edits_leave_the_server_as_it_was() {
    soak(500);
}

// ── through the pipeline ──────────────────────────────────────────────────────────────────────────────────────────────

/// The memory that this process holds just now, where the system tells.
fn held_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn mean(of: &[u64]) -> u64 {
    of.iter().sum::<u64>() / of.len().max(1) as u64
}

/// Holds what the stages make with all that they remember against a build from nothing.
fn assert_clean(sources: &Sources, memory: &mut Memory, step: &str) {
    let request = Request { editions: vec![EDITION], ..Request::default() };
    let again = build_again(sources, &request, memory, &mut |_| {});
    let clean = build(sources, &request, &mut |_| {});
    assert_eq!(again.diagnostics, clean.diagnostics, "{step}");
    let outputs = |built: Built| built.editions.into_iter().flat_map(|edition| edition.outputs).collect::<Vec<_>>();
    let (again, clean) = (outputs(again), outputs(clean));
    assert_eq!(again.len(), clean.len(), "{step}");
    for (one, other) in again.iter().zip(&clean) {
        assert!(one == other, "{step}: {} and {} differ", one.url, other.url);
    }
}

/// Puts everything back as it was.
const MEND: Edit = Edit { kind: 15, a: 0, b: 0 };

const EDITION: Audience = Audience::Facilitator;

/// Edit after edit through the stages as the server goes through them, with one memory for all and some pages asked for
/// after each. Gives the memory that was held after each edit, in KiB, where the system tells.
fn through_the_pipeline(edits: usize, compare_every: usize) -> Vec<u64> {
    let request = Request { editions: vec![EDITION], ..Request::default() };
    let (shelf, mut memory, mut chance) = (Held::alder(), Memory::default(), Chance(2028));
    let mut shown: Option<(Staged, Sources)> = None;
    let (mut held, mut good, mut bad_since) = (Vec::new(), 0, 0);
    for number in 1..=edits {
        // Nobody goes on writing long where nothing is shown any more.
        let edit = if bad_since < 3 { chance.edit() } else { MEND };
        let said = apply(&shelf, &edit);
        let sources = shelf.site().sources();
        let mut compiled = compile(&sources, &request, &mut memory, &mut |_| {});
        bad_since += 1;
        if !compiled.stops {
            let staged = stage(&mut compiled, &sources, EDITION, &mut memory);
            (good, bad_since) = (good + 1, 0);
            shown = Some((staged, sources.clone()));
        }
        if let Some((staged, sources)) = &shown {
            let urls: Vec<&str> = staged.urls().collect();
            let some = (0..3).map(|_| urls[chance.next() as usize % urls.len()]);
            for url in ["index.html"].into_iter().chain(some) {
                assert!(staged.output(url, sources).is_some(), "{url} after {said}");
            }
        }
        held.extend(held_kib());
        if number.is_multiple_of(compare_every) || number == edits {
            assert_clean(&sources, &mut memory, &format!("edit {number}, {said}"));
        }
        if number.is_multiple_of((edits / 20).max(1)) && edits > 1000 {
            eprintln!("{number} edits, {good} of them shown: {} MiB", held.last().unwrap_or(&0) / 1024);
        }
    }
    assert!(good * 3 > edits, "many edits should come to something: {good} of {edits}");
    held
}

#[test]
fn two_hundred_edits_give_what_builds_from_nothing_give() {
    through_the_pipeline(200, 40);
}

/// By itself, since memory is that of the whole process.
#[test]
#[ignore = "takes some minutes; see the head of this file"]
fn ten_thousand_edits_hold_no_more_memory_than_a_few() {
    let held = through_the_pipeline(10_000, 250);
    let quarters: Vec<u64> = held.chunks(2_500).map(mean).collect();
    let most: Vec<&u64> = held.chunks(2_500).filter_map(|quarter| quarter.iter().max()).collect();
    eprintln!("KiB in each quarter, on the average {quarters:?}, at the most {most:?}");
    if let [_, second, _, last] = quarters[..] {
        assert!(last <= second + second / 20 + 8 * 1024, "{quarters:?}");
    }
}
