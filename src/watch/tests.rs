use std::path::PathBuf;

use notify::event::{CreateKind, Flag, ModifyKind, RemoveKind};

use super::*;

fn event(kind: EventKind, path: &str) -> Event {
    Event::new(kind).add_path(PathBuf::from(path))
}

#[test]
fn reading_rings_no_bell_and_writing_does() {
    let root = Utf8Path::new("/site");
    let page = "/site/content/guidance/a.md";
    for kind in [
        EventKind::Access(AccessKind::Open(AccessMode::Any)),
        EventKind::Access(AccessKind::Read),
        EventKind::Access(AccessKind::Close(AccessMode::Read)),
    ] {
        assert!(!matters(&event(kind, page), root), "{kind:?}");
        assert!(matters(&event(kind, page).set_flag(Flag::Rescan), root), "{kind:?}");
    }
    for kind in [
        EventKind::Access(AccessKind::Close(AccessMode::Write)),
        EventKind::Modify(ModifyKind::Any),
        EventKind::Create(CreateKind::Any),
        EventKind::Remove(RemoveKind::Any),
        EventKind::Any,
        EventKind::Other,
    ] {
        assert!(matters(&event(kind, page), root), "{kind:?}");
    }
}

#[test]
fn what_is_no_source_rings_no_bell() {
    let root = Utf8Path::new("/site");
    let written = |path: &str| matters(&event(EventKind::Modify(ModifyKind::Any), path), root);
    for path in [
        "/site/public/facilitator/index.html",
        "/site/.git/index",
        "/site/notes.txt",
        "/site/content/guidance/.a.md.swp",
        "/site/content/guidance/a.md~",
        "/site/content/guidance/4913",
        "/site/content/.git/HEAD",
    ] {
        assert!(!written(path), "{path}");
    }
    for path in ["/site", "/site/config.yaml", "/site/Config.yml", "/site/content", "/site/themes/mine/static/a.css"] {
        assert!(written(path), "{path}");
    }
}

#[test]
fn rings_that_nobody_heard_count_as_one() {
    let bell = Bell::default();
    let at = |paths: &[&str]| Where::At(paths.iter().map(PathBuf::from).collect());
    assert_eq!(bell.wait(Duration::ZERO), None);
    bell.ring(at(&["a"]));
    bell.ring(at(&["b"]));
    assert_eq!(bell.wait(Duration::ZERO), Some(at(&["a", "b"])));
    assert_eq!(bell.wait(Duration::ZERO), None);
    bell.ring(at(&["a"]));
    bell.ring(Where::Anywhere);
    bell.ring(at(&["b"]));
    assert_eq!(bell.wait(Duration::ZERO), Some(Where::Anywhere));
}

/// A folder under watch, and how long to wait for a bell that must ring.
fn watched() -> (tempfile::TempDir, Utf8PathBuf, Bell, Watch) {
    let folder = tempfile::TempDir::new().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
    std::fs::create_dir_all(root.join("content/guidance")).unwrap();
    std::fs::write(root.join("content/guidance/a.md"), "one").unwrap();
    let bell = Bell::default();
    let watch = Watch::start(&root, bell.clone()).unwrap();
    (folder, root, bell, watch)
}

const LONG: Duration = Duration::from_secs(20);

#[test]
fn every_way_of_saving_rings() {
    let (_folder, root, bell, _watch) = watched();
    let page = root.join("content/guidance/a.md");
    let aside = root.join("content/guidance/.a.md.tmp");
    std::fs::write(&page, "two").unwrap();
    assert!(bell.wait(LONG).is_some(), "a plain write");
    while bell.wait(QUIET * 4).is_some() {}
    std::fs::write(&aside, "three").unwrap();
    std::fs::rename(&aside, &page).unwrap();
    assert!(bell.wait(LONG).is_some(), "an atomic save");
    while bell.wait(QUIET * 4).is_some() {}
    std::fs::rename(&page, root.join("content/guidance/a.md~")).unwrap();
    std::fs::write(&page, "four").unwrap();
    assert!(bell.wait(LONG).is_some(), "a save that moves the old file away");
    while bell.wait(QUIET * 4).is_some() {}
    std::fs::remove_file(&page).unwrap();
    assert!(bell.wait(LONG).is_some(), "a file that goes");
}

#[test]
fn a_folder_with_a_file_in_the_same_instant_rings_and_so_does_what_follows_in_it() {
    let (_folder, root, bell, _watch) = watched();
    std::fs::create_dir(root.join("content/guidance/new")).unwrap();
    std::fs::write(root.join("content/guidance/new/b.md"), "one").unwrap();
    assert!(bell.wait(LONG).is_some());
    while bell.wait(QUIET * 4).is_some() {}
    std::fs::write(root.join("content/guidance/new/b.md"), "two").unwrap();
    assert!(bell.wait(LONG).is_some());
}

#[test]
fn a_folder_that_comes_again_is_watched_again() {
    let (_folder, root, bell, mut watch) = watched();
    std::fs::rename(root.join("content"), root.join("away")).unwrap();
    assert!(bell.wait(LONG).is_some(), "it goes");
    watch.follow().unwrap();
    std::fs::create_dir_all(root.join("content/guidance")).unwrap();
    assert!(bell.wait(LONG).is_some(), "another comes");
    watch.follow().unwrap();
    while bell.wait(QUIET * 4).is_some() {}
    std::fs::write(root.join("content/guidance/b.md"), "one").unwrap();
    assert!(bell.wait(LONG).is_some(), "a file in it");
}

#[test]
fn looking_at_everything_rings_no_bell() {
    let (_folder, root, bell, _watch) = watched();
    while bell.wait(QUIET * 8).is_some() {}
    for _ in 0..5 {
        assert!(std::fs::read(root.join("content/guidance/a.md")).is_ok());
        assert!(std::fs::read_dir(root.join("content")).is_ok());
    }
    assert!(bell.wait(Duration::from_millis(600)).is_none());
}
