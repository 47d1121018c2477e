//! A long day at the desk: one server, and edit after edit of every kind.
//!
//! The full size, some minutes: `cargo test --release --test it soak -- --ignored --nocapture`.

use std::time::Duration;

use crate::edits::{Edit, apply};
use crate::harness::{Folder, Site};
use crate::serving::{Serving, undressed, until};

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

/// What the server takes of the machine, where the system tells.
#[derive(Debug)]
struct Taken {
    memory_kib: u64,
    threads: u64,
    handles: usize,
}

fn taken(serving: &Serving) -> Option<Taken> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.id())).ok()?;
    let number = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let handles = std::fs::read_dir(format!("/proc/{}/fd", serving.id())).ok()?.count();
    Some(Taken { memory_kib: number("VmRSS:")?, threads: number("Threads:")?, handles })
}

/// Puts everything back as it was at the start, and waits until that is shown.
fn back_to_the_start(folder: &Folder, serving: &Serving, mark: usize) -> Option<Taken> {
    let mend = Edit { kind: 15, a: 0, b: 0 };
    apply(folder, &mend);
    folder.write("config.yaml", format!("title: Mark {mark}\n"));
    serving.wait_for("/", &format!("Mark {mark}"));
    serving.wait_until_sound();
    // Every page once, as somebody who looks around.
    for url in pages(folder) {
        assert_eq!(serving.get(&format!("/{url}")).status, 200, "{url}");
    }
    // Past the time in which pages are looked through and idle threads go.
    std::thread::sleep(Duration::from_secs(3));
    taken(serving)
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
