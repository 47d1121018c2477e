use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use crate::audience::Audience;
use crate::emit::journal::Journal;
use crate::emit::plan::Plan;
use crate::emit::shipment::Shipment;
use crate::emit::{EmitError, Folder, Summary, Target, emit, journal, publish, target};
use crate::output::{EditionOutput, Output, Sink};

struct Place {
    _folder: TempDir,
    target: Target,
}

impl Place {
    fn new() -> Place {
        let folder = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().join("site")).unwrap();
        fs::create_dir_all(root.join("content")).unwrap();
        fs::write(root.join("config.yaml"), "").unwrap();
        let out = root.join("public");
        Place { _folder: folder, target: Target { root, out } }
    }

    fn emit(&self, editions: &[EditionOutput]) -> Result<Summary, EmitError> {
        emit(&self.target, editions)
    }

    /// Lays everything ready, as if the machine then had stopped.
    fn planned(&self, editions: &[EditionOutput]) -> Plan {
        let shipment = Shipment::open(&self.target).unwrap();
        for edition in editions {
            for output in &edition.outputs {
                shipment.take(edition.audience, output.clone(), blake3::hash(&output.bytes));
            }
        }
        shipment.planned(&editions.iter().map(|edition| edition.audience).collect::<Vec<_>>()).unwrap().0
    }

    fn at(&self, path: &str) -> Utf8PathBuf {
        self.target.out.join(path)
    }

    fn folder(&self) -> Folder {
        target::settle(&self.target).unwrap()
    }

    /// Every file of the editions, with its text. Folders stand for themselves with a closing slash.
    fn files(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        collect(&self.target.out, "", &mut found);
        found.retain(|path, _| !path.starts_with(".plenary/"));
        found
    }
}

fn collect(folder: &Utf8Path, path: &str, found: &mut BTreeMap<String, String>) {
    for entry in folder.read_dir_utf8().unwrap() {
        let entry = entry.unwrap();
        let path = format!("{path}{}", entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            collect(entry.path(), &format!("{path}/"), found);
            found.insert(format!("{path}/"), String::new());
        } else {
            found.insert(path, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
}

fn edition(audience: Audience, files: &[(&str, &str)]) -> EditionOutput {
    let output = |(url, text): &(&str, &str)| Output { url: (*url).to_owned(), bytes: text.as_bytes().to_vec() };
    EditionOutput { audience, outputs: files.iter().map(output).collect() }
}

fn participant(files: &[(&str, &str)]) -> EditionOutput {
    edition(Audience::Participant, files)
}

fn summary(written: usize, unchanged: usize, removed: usize) -> Summary {
    Summary { written, unchanged, removed, left: Vec::new() }
}

const BEFORE: &[(&str, &str)] =
    &[("index.html", "one"), ("same.html", "same"), ("reviews/alder/old.html", "old"), ("a/b.html", "b")];
const AFTER: &[(&str, &str)] =
    &[("index.html", "two"), ("same.html", "same"), ("a/b.html", "b2"), ("new/deep/x.html", "x"), ("z.html", "z")];

#[test]
fn a_second_emit_touches_nothing_and_a_third_prunes() {
    let place = Place::new();
    assert_eq!(place.emit(&[participant(BEFORE)]).unwrap(), summary(4, 0, 0));
    let times = |place: &Place| -> Vec<(String, SystemTime)> {
        let mut all = BTreeMap::new();
        collect(&place.target.out, "", &mut all);
        all.keys().map(|path| (path.clone(), place.at(path).metadata().unwrap().modified().unwrap())).collect()
    };
    // The corner's own folder changes as journals come and go; the files in it and all else may not.
    let first: Vec<_> = times(&place).into_iter().filter(|(path, _)| path != ".plenary/").collect();
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(place.emit(&[participant(BEFORE)]).unwrap(), summary(0, 4, 0));
    let second: Vec<_> = times(&place).into_iter().filter(|(path, _)| path != ".plenary/").collect();
    assert_eq!(first, second);

    assert_eq!(place.emit(&[participant(AFTER)]).unwrap(), summary(4, 1, 1));
    let expected = BTreeMap::from(
        [
            ("participant/", ""),
            ("participant/index.html", "two"),
            ("participant/same.html", "same"),
            ("participant/a/", ""),
            ("participant/a/b.html", "b2"),
            ("participant/new/", ""),
            ("participant/new/deep/", ""),
            ("participant/new/deep/x.html", "x"),
            ("participant/z.html", "z"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned())),
    );
    assert_eq!(place.files(), expected);
    let corner: Vec<_> = place.at(".plenary").read_dir_utf8().unwrap().map(|entry| entry.unwrap()).collect();
    let mut corner: Vec<_> = corner.iter().map(|entry| entry.file_name()).collect();
    corner.sort_unstable();
    assert_eq!(corner, ["lock", "manifest.json", "stamps.json"]);
}

#[test]
fn a_file_that_is_kept_stays_unless_it_is_made_all_the_same() {
    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    let shipment = Shipment::open(&place.target).unwrap();
    let [one, same] = ["one", "same"].map(|text| blake3::hash(text.as_bytes()));
    assert!(shipment.keep(Audience::Participant, "same.html", &same));
    assert!(shipment.keep(Audience::Participant, "index.html", &one));
    assert!(!shipment.keep(Audience::Participant, "a/b.html", &one), "it holds something else");
    assert!(!shipment.keep(Audience::Training, "index.html", &one), "it is in another edition");
    assert_eq!(shipment.held(Audience::Participant, "index.html", &one), Some(b"one".to_vec()));
    assert_eq!(shipment.held(Audience::Participant, "index.html", &same), None);
    let two = Output { url: "index.html".to_owned(), bytes: b"two".to_vec() };
    shipment.take(Audience::Participant, two, blake3::hash(b"two"));
    assert_eq!(shipment.close(&[Audience::Participant], "the record").unwrap(), summary(1, 1, 2));
    let found = place.files();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!((found["participant/index.html"].as_str(), found["participant/same.html"].as_str()), ("two", "same"));
    assert_eq!(Shipment::open(&place.target).unwrap().record(), b"the record");
}

#[test]
fn a_file_that_somebody_changes_is_never_kept_for_another() {
    let place = Place::new();
    place.emit(&[participant(&[("index.html", "one")])]).unwrap();
    let hash = blake3::hash(b"one");
    let keeps = || Shipment::open(&place.target).unwrap().keep(Audience::Participant, "index.html", &hash);
    let path = place.at("participant/index.html");
    // As if it had been written long ago, so that its stamp counts.
    let past = SystemTime::now() - std::time::Duration::from_secs(60);
    fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    assert_eq!(place.emit(&[participant(&[("index.html", "one")])]).unwrap(), summary(0, 1, 0));
    assert!(keeps() && fs::read_to_string(place.at(".plenary/stamps.json")).unwrap().contains("index.html"));
    fs::write(&path, "two").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    assert!(!keeps(), "of the same length and time");
    fs::write(&path, "one").unwrap();
    assert!(keeps(), "it is read again");
    fs::write(place.at(".plenary/stamps.json"), "{\"cut").unwrap();
    assert!(keeps(), "the list is damaged");
}

#[test]
fn only_the_editions_given_are_touched() {
    let place = Place::new();
    place.emit(&[participant(BEFORE), edition(Audience::Training, &[("index.html", "t")])]).unwrap();
    place.emit(&[participant(&[("index.html", "two")])]).unwrap();
    assert_eq!(fs::read_to_string(place.at("training/index.html")).unwrap(), "t");
    assert_eq!(place.emit(&[edition(Audience::Training, &[("index.html", "t")])]).unwrap(), summary(0, 1, 0));
    assert_eq!(place.emit(&[participant(&[])]).unwrap(), summary(0, 0, 1));
    assert!(!place.at("participant").exists(), "its folder was ours");
    assert!(place.at("training/index.html").exists());
}

#[test]
fn what_others_wrote_is_left_alone() {
    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    fs::write(place.at("participant/mine.txt"), "mine").unwrap();
    fs::write(place.at("participant/reviews/alder/mine.txt"), "mine").unwrap();
    fs::create_dir(place.at("participant/empty")).unwrap();
    place.emit(&[participant(AFTER)]).unwrap();
    assert!(place.at("participant/mine.txt").exists());
    assert!(place.at("participant/reviews/alder/mine.txt").exists());
    assert!(place.at("participant/empty").exists());
    assert!(!place.at("participant/reviews/alder/old.html").exists());

    let before = place.files();
    let more = [AFTER, &[("mine.txt", "ours"), ("empty", "ours"), ("reviews/alder/mine.txt/x.html", "")]].concat();
    let Err(EmitError::Foreign { paths }) = place.emit(&[participant(&more)]) else { panic!("not refused") };
    let names = ["participant/empty", "participant/mine.txt", "participant/reviews/alder/mine.txt"];
    assert_eq!(paths, names.map(|name| place.at(name)));
    assert_eq!(place.files(), before);
}

#[test]
fn a_page_of_ours_that_was_changed_is_written_anew_but_never_deleted() {
    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    fs::write(place.at("participant/index.html"), "changed").unwrap();
    fs::write(place.at("participant/reviews/alder/old.html"), "changed").unwrap();
    let done = place.emit(&[participant(AFTER)]).unwrap();
    assert_eq!(done.left, ["participant/reviews/alder/old.html"]);
    assert_eq!(done.removed, 0);
    assert_eq!(fs::read_to_string(place.at("participant/index.html")).unwrap(), "two");
    assert_eq!(fs::read_to_string(place.at("participant/reviews/alder/old.html")).unwrap(), "changed");
    assert_eq!(place.emit(&[participant(AFTER)]).unwrap(), summary(0, 5, 0));
    fs::remove_file(place.at("participant/z.html")).unwrap();
    assert_eq!(place.emit(&[participant(AFTER)]).unwrap(), summary(1, 4, 0));
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let place = Place::new();
    fs::create_dir_all(place.at("")).unwrap();
    assert!(target::settle(&place.target).is_ok(), "an empty folder will do");
    fs::write(place.at("thesis.doc"), "").unwrap();
    assert!(matches!(target::settle(&place.target), Err(EmitError::NotOurs { .. })));
    assert!(matches!(place.emit(&[participant(BEFORE)]), Err(EmitError::NotOurs { .. })));
    assert_eq!(place.files().len(), 1);
    fs::remove_file(place.at("thesis.doc")).unwrap();
    place.emit(&[participant(BEFORE)]).unwrap();
    assert!(target::settle(&place.target).is_ok());
    fs::write(place.at(".plenary/manifest.json"), "{").unwrap();
    assert!(matches!(place.emit(&[participant(AFTER)]), Err(EmitError::Manifest { .. })));
}

#[test]
fn bad_addresses_are_refused_before_anything_is_made() {
    let place = Place::new();
    for files in [&[("../x.html", "")][..], &[("a.html", ""), ("A.html", "")], &[("nul", "")]] {
        assert!(matches!(place.emit(&[participant(files)]), Err(EmitError::Address { .. })), "{files:?}");
    }
    assert!(!place.target.out.exists());
}

#[test]
fn two_builds_at_once_are_refused() {
    let place = Place::new();
    let held = crate::emit::lock::take(&place.folder()).unwrap();
    assert!(matches!(place.emit(&[participant(BEFORE)]), Err(EmitError::Busy { .. })));
    drop(held);
    place.emit(&[participant(BEFORE)]).unwrap();
}

#[cfg(unix)]
#[test]
fn links_in_the_output_are_never_followed() {
    use std::os::unix::fs::symlink;

    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    let outside = place.target.root.join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("old.html"), "old").unwrap();
    fs::remove_dir_all(place.at("participant/reviews/alder")).unwrap();
    symlink(&outside, place.at("participant/reviews/alder")).unwrap();
    symlink(outside.join("z.html"), place.at("participant/z.html")).unwrap();
    let with = |url: &'static str| [BEFORE, &[(url, "x")]].concat();
    for url in ["z.html", "reviews/alder/x.html"] {
        assert!(matches!(place.emit(&[participant(&with(url))]), Err(EmitError::Foreign { .. })), "{url}");
    }
    let done = place.emit(&[participant(&[("index.html", "two")])]).unwrap();
    assert_eq!(done.left, ["participant/reviews/alder/old.html"]);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}

/// Does the first `takes`, `folders` and `places` of an emit, as if the machine had then stopped.
fn interrupted(place: &Place, editions: &[EditionOutput], done: [usize; 3]) -> Journal {
    let (folder, plan) = (place.folder(), place.planned(editions));
    let manifest = plan.next.to_json();
    let journal = Journal::of(&plan, &manifest);
    publish::stage(&folder, &plan, &journal, &manifest).unwrap();
    let mut part = journal.clone();
    part.takes.truncate(done[0]);
    part.folders.truncate(done[1]);
    part.places.truncate(done[2]);
    publish::move_in(&folder, &part).unwrap();
    journal
}

#[test]
fn an_interrupted_emit_is_undone_by_the_next() {
    for done in [[0, 0, 0], [1, 0, 0], [1, 2, 0], [1, 2, 1], [1, 2, 2], [1, 2, 3], [1, 2, 4]] {
        let place = Place::new();
        place.emit(&[participant(BEFORE)]).unwrap();
        let before = place.files();
        let mut journal = interrupted(&place, &[participant(AFTER)], done);
        assert!(done == [0, 0, 0] || place.files() != before);

        // Cut off while it undoes, it undoes the rest the next time.
        journal.places.truncate(2);
        journal.takes.clear();
        journal::undo(&place.folder(), &journal).unwrap();

        place.emit(&[edition(Audience::Training, &[])]).unwrap();
        assert_eq!(place.files(), before, "{done:?}");
        assert_eq!(place.emit(&[participant(BEFORE)]).unwrap(), summary(0, 4, 0));
        assert_eq!(place.emit(&[participant(AFTER)]).unwrap(), summary(4, 1, 1));
    }
}

#[test]
fn an_interrupted_first_emit_does_not_lock_the_folder() {
    for done in [[0, 0, 0], [0, 1, 0], [0, 4, 2]] {
        let place = Place::new();
        interrupted(&place, &[participant(BEFORE)], done);
        assert!(target::settle(&place.target).is_ok());
        // Somebody may have put a file there since.
        fs::write(place.at("mine.txt"), "").unwrap();
        assert_eq!(place.emit(&[participant(AFTER)]).unwrap(), summary(5, 0, 0), "{done:?}");
        assert!(!place.at("participant/reviews").exists());
        assert!(place.at("mine.txt").exists());
    }
}

#[test]
fn rubbish_of_an_early_interruption_is_dropped() {
    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    for (path, text) in [("stage/0", "half"), ("old/replaced-0", "x"), ("journal.json", "{\"cut")] {
        fs::create_dir_all(place.at(".plenary").join(path).parent().unwrap()).unwrap();
        fs::write(place.at(".plenary").join(path), text).unwrap();
    }
    assert_eq!(place.emit(&[participant(BEFORE)]).unwrap(), summary(0, 4, 0));
    assert!(!place.at(".plenary/stage").exists() && !place.at(".plenary/journal.json").exists());
}

#[test]
fn a_build_that_counts_is_not_undone() {
    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    interrupted(&place, &[participant(AFTER)], [1, 2, 4]);
    fs::rename(place.at(".plenary/stage/manifest.json"), place.at(".plenary/manifest.json")).unwrap();
    assert_eq!(place.emit(&[participant(AFTER)]).unwrap(), summary(0, 5, 0));
}

#[test]
fn a_failure_half_way_leaves_the_old_site_whole() {
    let place = Place::new();
    place.emit(&[participant(BEFORE)]).unwrap();
    let folder = place.folder();
    let after = [participant(AFTER)];
    let plan = place.planned(&after);
    // In the way of the last file, and put there after the plan was made.
    fs::create_dir(place.at("participant/z.html")).unwrap();
    let files = place.files();
    let error = publish::publish(&folder, &plan).unwrap_err();
    assert!(error.to_string().contains("participant/z.html"), "{error}");
    assert!(error.to_string().contains("published before is unchanged"), "{error}");
    assert_eq!(place.files(), files);
    fs::remove_dir(place.at("participant/z.html")).unwrap();
    assert_eq!(place.emit(&after).unwrap(), summary(4, 1, 1));
}
