//! A build that is ended by force, and two that meet.

use std::fs;
use std::time::Duration;

use crate::faults::{
    BUILD, State, Tree, about_to_change, assert_plain, assert_same, assert_tidy, builds_cleanly, edited, ended, meets,
    published, published_folder, signal, start,
};
use crate::harness::{Folder, Run};
use crate::serving::{Serving, undressed};

/// Where a build is met: this far after it has begun, has laid files ready, or has begun to move them.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Begun(Duration),
    Staged(Duration),
    Moving(Duration),
}

impl Moment {
    /// Waits for the moment. False where the build was over before.
    fn comes(self, folder: &Folder, child: &mut std::process::Child) -> bool {
        let (path, after) = match self {
            Moment::Begun(after) => (".", after),
            Moment::Staged(after) => ("public/.plenary/stage", after),
            Moment::Moving(after) => ("public/.plenary/journal.json", after),
        };
        let path = folder.at(path);
        let met = meets(child, || path.exists());
        std::thread::sleep(after);
        met && child.try_wait().unwrap().is_none()
    }
}

/// Kills a build at a moment, and holds what it left against the promise. False where the build was over before.
fn kill(folder: &Folder, moment: Moment, from: &State, to: &State, foreign: &Tree) -> bool {
    let mut child = start(folder, BUILD);
    let met = moment.comes(folder, &mut child);
    child.kill().unwrap();
    let run = ended(child);
    // It may end of itself between the last look and the blow.
    let killed = met && run.code == 128 + 9;
    assert!(killed || run.code == 0, "{moment:?}: {} {}", run.code, run.err);
    keeps_the_promise(folder, from, to, foreign);
    killed
}

fn keeps_the_promise(folder: &Folder, from: &State, to: &State, foreign: &Tree) {
    let mut found = published(folder);
    for (path, bytes) in foreign {
        assert_eq!(found.remove(path).as_ref(), Some(bytes), "{path} is somebody else's");
    }
    for (path, bytes) in &found {
        let is = |state: &State| state.published.get(path) == Some(bytes);
        assert!(is(from) || is(to), "{path} is neither the old file nor the new one");
    }
    if folder.has("public/.plenary/journal.json") {
        let both = from.published.keys().filter(|path| to.published.contains_key(*path));
        let gone: Vec<&String> = both.filter(|path| !found.contains_key(*path)).collect();
        assert!(gone.is_empty(), "{gone:?} are in both sites and not here");
    } else {
        assert!(found == from.published || found == to.published, "neither the old site nor the new one");
    }
}

/// Files of somebody else's in the output: at its top, among pages, and in a section that goes.
fn foreign() -> Tree {
    let paths = ["notes.txt", "participant/mine.txt", "participant/guidance/before/mine.txt"];
    paths.into_iter().map(|path| (path.to_owned(), b"mine".to_vec())).collect()
}

fn moments() -> Vec<Moment> {
    let at = |each: fn(Duration) -> Moment, step: u64, count: u64| {
        (0..count).map(move |n| each(Duration::from_micros(n * step)))
    };
    at(Moment::Begun, 60_000, 2).chain(at(Moment::Staged, 2_500, 6)).chain(at(Moment::Moving, 800, 8)).collect()
}

#[test]
fn a_build_that_is_killed_leaves_no_half_page_and_the_next_puts_all_right() {
    let (old, new) = (&edited().old, &edited().new);
    let folder = published_folder(old);
    let foreign = foreign();
    for (path, bytes) in &foreign {
        folder.write(&format!("public/{path}"), bytes);
    }
    let (mut from, mut to) = (old, new);
    let (mut killed, mut undone) = (0, 0);
    for (n, moment) in moments().into_iter().enumerate() {
        to.site.lay_into(&folder);
        killed += usize::from(kill(&folder, moment, from, to, &foreign));
        undone += usize::from(folder.has("public/.plenary/journal.json"));
        if n % 3 == 2 {
            // Killed again, perhaps while it undoes.
            kill(&folder, Moment::Begun(Duration::from_millis(150 + n as u64 * 10)), from, to, &foreign);
        }
        // The next build may be of the same site, or of the one before.
        if n % 2 == 1 {
            from.site.lay_into(&folder);
            std::mem::swap(&mut from, &mut to);
        }
        let Run { code, err, .. } = folder.plenary(BUILD);
        assert_eq!(code, 0, "{moment:?}: {err}");
        let mut wanted = to.published.clone();
        wanted.extend(foreign.clone());
        assert_same(&published(&folder), &wanted, &format!("{moment:?}"));
        assert_tidy(&folder, &format!("{moment:?}"));
        std::mem::swap(&mut from, &mut to);
    }
    eprintln!("{killed} builds were killed, {undone} of them while files were being moved");
    assert!(killed >= 8 && undone >= 2, "{killed} {undone}: the moments are badly chosen");
}

#[test]
fn a_first_build_that_is_killed_does_not_bar_the_folder() {
    let state = &edited().new;
    let nothing = State { site: state.site.clone(), published: Tree::new() };
    for moment in [Moment::Staged(Duration::from_millis(3)), Moment::Moving(Duration::from_millis(1))] {
        let folder = state.site.folder();
        kill(&folder, moment, &nothing, state, &Tree::new());
        builds_cleanly(&folder, state);
    }
}

/// A build that stands still in the midst of writing, until it is told to go on.
fn stopped() -> (Folder, std::process::Child) {
    for _ in 0..10 {
        let folder = about_to_change();
        let mut child = start(&folder, BUILD);
        if Moment::Staged(Duration::ZERO).comes(&folder, &mut child) {
            signal(&child, "STOP");
            if folder.has("public/.plenary/stage") && child.try_wait().unwrap().is_none() {
                return (folder, child);
            }
            signal(&child, "CONT");
        }
        ended(child).exits(0);
    }
    panic!("no build was met while it wrote");
}

#[test]
fn of_two_builds_into_one_folder_one_is_told_to_wait() {
    let (folder, first) = stopped();
    let second = folder.plenary(BUILD).exits(2);
    assert!(
        second.err.contains("Another plenary is writing into `./public` just now. Wait until it"),
        "{}",
        second.err
    );
    assert_eq!(second.out, "");
    keeps_the_promise(&folder, &edited().old, &edited().new, &Tree::new());
    folder.plenary(&[BUILD, &["--out", "elsewhere"]].concat()).exits(0);
    signal(&first, "CONT");
    ended(first).exits(0);
    assert_same(&published(&folder), &edited().new.published, "the first build");
    fs::remove_dir_all(folder.at("elsewhere")).unwrap();
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn four_builds_at_once_leave_one_whole_site() {
    let folder = about_to_change();
    let builds: Vec<_> = (0..4).map(|_| start(&folder, BUILD)).collect();
    let runs: Vec<Run> = builds.into_iter().map(ended).collect();
    assert!(runs.iter().any(|run| run.code == 0));
    for run in runs.iter().filter(|run| run.code != 0) {
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("Another plenary is writing"), "{}", run.err);
    }
    assert_same(&published(&folder), &edited().new.published, "four builds");
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn the_lock_of_a_killed_build_holds_nobody_up() {
    let (folder, mut child) = stopped();
    assert!(folder.has("public/.plenary/lock"));
    child.kill().unwrap();
    ended(child);
    assert!(folder.has("public/.plenary/lock"), "the file stays, the lock does not");
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn a_preview_and_a_build_do_not_meet() {
    let (old, new) = (&edited().old, &edited().new);
    let folder = published_folder(old);
    let serving = Serving::start(&folder, &["--edition", "participant"]);
    for state in [new, old, new] {
        state.site.lay_into(&folder);
        builds_cleanly(&folder, state);
        let title = if std::ptr::eq(state, new) { "New" } else { "Old" };
        serving.wait_for("/", title);
        serving.wait_until_sound();
    }
    let index = undressed(&serving.get("/index.html").body);
    assert_eq!(index.as_bytes(), new.published["participant/index.html"]);
    // Pages that were built are no sources: nobody rebuilds for their sake.
    let before = serving.settled(Duration::from_millis(300));
    folder.plenary(&[BUILD, &["--out", "public/again"]].concat());
    fs::write(folder.at("public/participant/index.html"), "changed").unwrap();
    assert_eq!(serving.settled(Duration::from_millis(300)), before);
}

#[test]
fn an_output_folder_that_goes_during_a_build_is_told_and_the_next_build_makes_it_anew() {
    let (folder, child) = stopped();
    fs::remove_dir_all(folder.at("public")).unwrap();
    signal(&child, "CONT");
    let run = ended(child).exits(2);
    assert!(run.err.contains("could not be written") && run.err.contains("try again."), "{}", run.err);
    assert_plain(&run.err);
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn an_output_folder_that_becomes_a_file_during_a_build_is_told() {
    let (folder, child) = stopped();
    fs::rename(folder.at("public"), folder.at("moved")).unwrap();
    fs::write(folder.at("public"), "a file").unwrap();
    signal(&child, "CONT");
    let run = ended(child).exits(2);
    assert_plain(&run.err);
    assert_eq!(fs::read(folder.at("public")).unwrap(), b"a file");
    let run = folder.plenary(BUILD).exits(2);
    assert!(run.err.contains("it is a file. Name a folder"), "{}", run.err);
    // What was moved away is a site like any other, and is put right where it lies now.
    fs::remove_file(folder.at("public")).unwrap();
    fs::rename(folder.at("moved"), folder.at("public")).unwrap();
    builds_cleanly(&folder, &edited().new);
}
