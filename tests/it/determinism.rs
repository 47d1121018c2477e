//! Same bytes in, same bytes out: whatever the folder, the threads, the clock's zone and the language around it.

use std::collections::BTreeMap;

use crate::harness::{Folder, PRACTITIONER, Site};

fn built(folder: &Folder, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    folder.plenary_with(environment, &["build"]).exits(0);
    folder.tree("public")
}

#[track_caller]
fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    let differing: Vec<&String> = a.iter().filter(|(path, bytes)| b[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn threads_zone_and_language_make_no_difference() {
    let one = Site::alder().folder();
    let two = Site::alder().folder();
    let first = built(&one, &[("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LANG", "C")]);
    let second = built(
        &two,
        &[("RAYON_NUM_THREADS", "2"), ("TZ", "Pacific/Auckland"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR")],
    );
    same(&first, &second);
}

#[test]
fn the_order_in_which_files_were_made_makes_no_difference() {
    let site = Site::alder();
    let backwards = Folder::empty();
    let paths: Vec<&str> = site.paths().collect();
    for path in paths.iter().rev() {
        backwards.write(path, site.text(path));
    }
    same(&built(&site.folder(), &[]), &built(&backwards, &[]));
}

#[test]
fn the_place_of_the_site_stands_in_no_output() {
    let folder = Site::alder().folder();
    let place = folder.path().to_str().unwrap().to_owned();
    for (path, bytes) in built(&folder, &[]) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&place), "{path}");
    }
}

#[test]
fn a_build_after_changes_equals_a_build_from_nothing() {
    let changed = Site::alder().edit(PRACTITIONER, "version: 3", "version: 4");
    let folder = Site::alder().file("content/guidance/gone.md", "---\ntitle: Gone\n---\n\nText.\n").folder();
    built(&folder, &[]);
    folder.write(PRACTITIONER, changed.text(PRACTITIONER));
    std::fs::remove_file(folder.at("content/guidance/gone.md")).unwrap();
    same(&built(&folder, &[]), &built(&changed.folder(), &[]));
}

#[test]
fn a_second_build_of_the_same_site_writes_nothing() {
    let folder = Site::alder().folder();
    built(&folder, &[]);
    let run = folder.plenary(&["build"]).exits(0);
    assert!(run.out.contains("nothing has changed"), "{}", run.out);
}

/// Somebody else, elsewhere, at another time: everything at once, since each alone would be as little to be seen.
#[cfg(unix)]
#[test]
fn user_umask_locale_zone_threads_times_and_order_make_no_difference() {
    use std::fs::{File, Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, SystemTime};

    use crate::faults::{as_somebody, shell};

    let site = Site::alder();
    let plain = built(&site.folder(), &[("RAYON_NUM_THREADS", "2")]);
    let in_2099 = SystemTime::UNIX_EPOCH + Duration::from_secs(4_085_000_000);
    let situations = [
        ("umask 077; RAYON_NUM_THREADS=7 TZ=Pacific/Chatham LC_ALL=tr_TR.UTF-8 LANG=tr_TR", SystemTime::UNIX_EPOCH),
        ("umask 022; RAYON_NUM_THREADS=1 TZ=America/St_Johns LC_ALL=C LANG=ar_EG", in_2099),
    ];
    for (situation, time) in situations {
        let top = Folder::empty();
        let Some(plenary) = as_somebody("user_umask_locale_zone_threads_times_and_order", &top) else { return };
        let folder = top.inside("another place/\u{e0} b");
        let paths: Vec<&str> = site.paths().collect();
        for path in paths.iter().rev() {
            folder.write(path, site.text(path));
            File::options().write(true).open(folder.at(path)).unwrap().set_modified(time).unwrap();
        }
        std::fs::create_dir(folder.at("public")).unwrap();
        set_permissions(folder.at("public"), Permissions::from_mode(0o777)).unwrap();
        let run = shell(&folder, &format!("{situation} {plenary} build"));
        assert_eq!(run.code, 0, "{situation}: {}{}", run.out, run.err);
        same(&plain, &folder.tree("public"));
    }
}
