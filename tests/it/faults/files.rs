//! Files that change, grow, shrink, vanish, or are no files, while they are read.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::faults::{
    BUILD, about_to_change, assert_plain, assert_same, builds_cleanly, edited, published, published_folder, shell,
    with_own_disks,
};
use crate::harness::{Folder, Run};

/// Does something again and again while something else is done.
fn meanwhile<T>(again: impl Fn(u32) + Send, work: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| (0..).take_while(|_| !over.load(Ordering::Relaxed)).for_each(again));
        let done = work();
        over.store(true, Ordering::Relaxed);
        done
    })
}

/// A content error or none, and always in words.
#[track_caller]
fn is_told(run: &Run) {
    assert!(run.code == 0 || run.code == 1, "{}: {}", run.code, run.err);
    assert!(run.code == 0 || run.err.contains("help:"), "{}", run.err);
    assert_plain(&run.err);
}

#[test]
fn files_that_change_and_vanish_while_they_are_read_stop_nothing_for_good() {
    let folder = about_to_change();
    let at = |path: &str| folder.at(&format!("content/{path}"));
    let long = format!("---\ntitle: Long\n---\n\n{}", "A line of text.\n".repeat(20_000));
    let again = |n: u32| {
        // As an editor saves that writes over the file, one that puts a new file in its place, and a person who tidies up.
        let _ = fs::write(at("guidance/after/page.md"), if n.is_multiple_of(2) { &long[..] } else { &long[..60] });
        let _ = fs::write(at("guidance/after/page.new~"), &long[..90]);
        let _ = fs::rename(at("guidance/after/page.new~"), at("guidance/after/page.md"));
        let _ = fs::rename(at("reviews/alder/picture-7.txt"), at("reviews/alder/picture-7.md"));
        let _ = fs::rename(at("reviews/alder/picture-7.md"), at("reviews/alder/picture-7.txt"));
        let _ = fs::rename(at("reviews/alder/events"), at("reviews/alder/away"));
        std::thread::yield_now();
        let _ = fs::rename(at("reviews/alder/away"), at("reviews/alder/events"));
        let _ = fs::remove_dir_all(at("guidance/fleeting"));
        let _ = fs::create_dir(at("guidance/fleeting"));
        let _ = fs::write(at("guidance/fleeting/a.md"), "");
        std::thread::sleep(Duration::from_micros(300));
    };
    meanwhile(again, || {
        for _ in 0..8 {
            is_told(&folder.plenary(BUILD));
        }
    });
    edited().new.site.lay_into(&folder);
    builds_cleanly(&folder, &edited().new);
}

/// A file of the system's own stands in for one that grows at every look: it says that it is empty, and never is.
#[test]
fn a_file_that_grows_while_it_is_read_is_not_published_by_halves() {
    let folder = about_to_change();
    let script = "
        for path in content/guidance/after/page.md content/reviews/alder/review.yaml; do
            mount --bind /proc/version $path
            step check --format short
            step build --edition participant
            umount $path
        done";
    let test = "a_file_that_grows_while_it_is_read_is_not_published_by_halves";
    let Some(runs) = with_own_disks(test, &folder, script) else { return };
    for (run, path) in runs.chunks(2).zip(["content/guidance/after/page.md", "content/reviews/alder/review.yaml"]) {
        let words = "Another program was writing this file while it was read.";
        assert_eq!((run[0].code, &run[0].err), (1, &format!("{path}:1:1: error[unreadable-file]: {words}\n")));
        assert_eq!(run[1].code, 1);
        assert!(run[1].err.contains("help: Wait until it is saved, then run plenary again."), "{}", run[1].err);
        assert!(run[1].err.contains("Nothing was written. What was published before is unchanged."), "{}", run[1].err);
    }
    assert_same(&published(&folder), &edited().old.published, "a file that is being written");
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn pipes_devices_and_huge_files_are_told_and_never_waited_for() {
    let folder = published_folder(&edited().old);
    let page = "content/guidance/before/page.md";
    let huge = |folder: &Folder, path: &str| {
        fs::remove_file(folder.at(path)).unwrap();
        File::create(folder.at(path)).unwrap().set_len(1 << 40).unwrap();
    };
    let pipe = |folder: &Folder, path: &str| {
        fs::remove_file(folder.at(path)).unwrap();
        shell(folder, &format!("mkfifo {path}")).exits(0);
    };
    let device = |folder: &Folder, path: &str| {
        fs::remove_file(folder.at(path)).unwrap();
        symlink("/dev/zero", folder.at(path)).unwrap();
    };
    let gone = |folder: &Folder, path: &str| {
        fs::remove_file(folder.at(path)).unwrap();
        symlink("nowhere", folder.at(path)).unwrap();
    };
    type Fault<'f> = &'f dyn Fn(&Folder, &str);
    let table: [(Fault, &str, &str); 7] = [
        (&huge, page, "This file is over 8 MiB, the most that plenary reads."),
        (&huge, "content/reviews/alder/picture-1.txt", "This file is over 8 MiB"),
        (&huge, "config.yaml", "This file is over 8 MiB"),
        (&pipe, page, "is neither a file nor a folder, so it cannot be read."),
        (&pipe, "config.yaml", "`config.yaml` is not a file, so it cannot be read."),
        (&device, page, "This link leads out of the site's folder, so it is not followed."),
        (&gone, page, "This link leads nowhere."),
    ];
    for (fault, path, words) in table {
        fault(&folder, path);
        let began = Instant::now();
        let run = folder.plenary(BUILD).exits(1);
        assert!(began.elapsed() < Duration::from_secs(20), "{path} was waited for");
        assert!(run.err.contains(words) && run.err.contains("help:"), "{path}: {}", run.err);
        fs::remove_file(folder.at(path)).unwrap();
        edited().old.site.lay_into(&folder);
    }
    assert_same(&published(&folder), &edited().old.published, "what cannot be read");
    builds_cleanly(&folder, &edited().old);
}

#[test]
fn a_pipe_in_the_output_is_never_waited_for() {
    let folder = about_to_change();
    let names = ["lock", "journal.json", "manifest.json", "pages.json", "stamps.json"];
    for path in names.map(|name| format!("public/.plenary/{name}")) {
        let held = fs::read(folder.at(&path)).ok();
        shell(&folder, &format!("rm -f {path}; mkfifo {path}")).exits(0);
        let run = folder.plenary(BUILD).exits(2);
        let words = format!("something that plenary did not write is in the way: `./{path}`. Move or delete it");
        assert!(run.err.contains(&words), "{}", run.err);
        fs::remove_file(folder.at(&path)).unwrap();
        if let Some(held) = held {
            fs::write(folder.at(&path), held).unwrap();
        }
    }
    let page = "public/participant/index.html";
    shell(&folder, &format!("rm {page}; mkfifo {page}")).exits(0);
    let run = folder.plenary(BUILD).exits(2);
    assert!(run.err.contains("`./public/participant/index.html`. Move or delete it"), "{}", run.err);
    fs::remove_file(folder.at(page)).unwrap();
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn a_site_that_is_not_there_is_told() {
    let folder = published_folder(&edited().old);
    fs::rename(folder.at("config.yaml"), folder.at("kept")).unwrap();
    let run = folder.plenary(BUILD).exits(2);
    assert!(run.err.contains("There is no `config.yaml` in `.`, so this is not a plenary site."), "{}", run.err);
    fs::rename(folder.at("kept"), folder.at("config.yaml")).unwrap();
    let run = folder.plenary(&["--root", "gone", "build"]).exits(2);
    assert!(run.err.contains("There is no folder `gone`. Check the spelling"), "{}", run.err);
    assert_same(&published(&folder), &edited().old.published, "no site");
}
