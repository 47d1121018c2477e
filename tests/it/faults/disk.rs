//! A disk that is full, that may only be read, or that is another one.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::faults::{
    about_to_change, as_somebody, assert_plain, assert_same, assert_tidy, builds_cleanly, edited, published,
    published_folder, shell, steps, with_own_disks,
};
use crate::harness::{Folder, Run, Site};

/// What each step of a script has to end with, and the words it has to say.
#[track_caller]
fn hold(runs: &[Run], wanted: &[(i32, &str)]) {
    let said: Vec<String> = runs.iter().map(|run| format!("{}: {}", run.code, run.err)).collect();
    assert_eq!(runs.len(), wanted.len(), "{said:#?}");
    for (run, (code, words)) in runs.iter().zip(wanted) {
        assert_eq!(run.code, *code, "{said:#?}");
        assert!(run.err.contains(words), "`{words}` is not in {}", run.err);
        assert_plain(&run.err);
    }
}

#[test]
fn a_full_disk_leaves_the_old_site_whole() {
    let folder = about_to_change();
    // With so many kilobytes left, room runs out at one step or at another.
    let script = "
        cp -a public kept; mount -t tmpfs -o size=8m tmpfs public; cp -a kept/. public/
        for left in 0 40 400; do
            head -c 64M /dev/zero > public/filler 2>/dev/null || true
            truncate -s -${left}K public/filler
            step build --edition participant
            diff -rq -x filler kept public
        done
        rm public/filler
        step build --edition participant
        cp -a public roomy";
    let Some(runs) = with_own_disks("a_full_disk_leaves_the_old_site_whole", &folder, script) else { return };
    let full = (2, "the disk is full. What was published before is unchanged. Make room on the disk, then try again.");
    hold(&runs, &[full, full, full, (0, "Built 1 edition")]);
    fs::remove_dir_all(folder.at("public")).unwrap();
    fs::rename(folder.at("roomy"), folder.at("public")).unwrap();
    assert_same(&published(&folder), &edited().new.published, "after room was made");
}

#[test]
fn a_disk_without_room_for_more_names_leaves_the_old_site_whole() {
    let folder = about_to_change();
    let script = "
        cp -a public kept; mount -t tmpfs -o nr_inodes=2000 tmpfs public; cp -a kept/. public/
        mkdir public/fillers; n=0
        while : 2>/dev/null > public/fillers/$n; do n=$((n+1)); done
        for more in 1 2 3 4 5 6 7 8 9; do rm public/fillers/$more; done
        step build --edition participant
        diff -rq -x fillers kept public
        rm -r public/fillers
        step build --edition participant";
    let test = "a_disk_without_room_for_more_names_leaves_the_old_site_whole";
    let Some(runs) = with_own_disks(test, &folder, script) else { return };
    hold(&runs, &[(2, "the disk is full. What was published before is unchanged."), (0, "Built 1 edition")]);
}

#[test]
fn a_full_disk_leaves_the_old_file_of_an_export_and_no_half_file_anywhere() {
    let folder = Site::alder().folder();
    folder.plenary(&["init", "small"]).exits(0);
    fs::create_dir(folder.at("full")).unwrap();
    let script = "
        mount -t tmpfs -o size=1m tmpfs full; cp -a small full/site; echo old > full/briefing.html; mkdir full/empty
        head -c 64M /dev/zero > full/filler 2>/dev/null || true
        (cd full; find . | sort) > before
        step export alder/practitioner briefing -o full/briefing.html
        step init full/empty
        step init full/new
        step --root full/site new page guidance/ours
        step --root full/site theme eject page
        step --root full/site schema --vscode
        (cd full; find . -type f | sort) > after
        grep -c old full/briefing.html
        diff <(cd full; find . -type f | sort) <(cd full; cat ../before | while read f; do [ -f $f ] && echo $f; done)
        rm full/filler
        step init full/empty
        step init full/new
        step --root full/site new page guidance/ours
        step export alder/practitioner briefing -o full/briefing.html";
    let test = "a_full_disk_leaves_the_old_file_of_an_export_and_no_half_file_anywhere";
    let Some(runs) = with_own_disks(test, &folder, script) else { return };
    let full = (2, "the disk is full. What was there before is unchanged. Make room on the disk, then try again.");
    let done = (0, "");
    hold(&runs, &[full, full, full, full, full, full, done, done, done, done]);
}

/// Needs no disk of its own: the system refuses to make any file larger than so many kilobytes.
#[test]
fn a_limit_on_the_size_of_files_leaves_the_old_site_whole() {
    let folder = about_to_change();
    let limited = |kilobytes: u32, before: &str| {
        shell(&folder, &format!("{before} ulimit -f {kilobytes}; exec \"$PLENARY\" build --edition participant"))
    };
    for kilobytes in [0, 1, 4, 16] {
        let run = limited(kilobytes, "trap '' XFSZ;").exits(2);
        let why = "the system allows no file as large as that. What was published before is unchanged. Ask whoever";
        assert!(run.err.contains(why), "{}", run.err);
        assert_plain(&run.err);
        assert_same(&published(&folder), &edited().old.published, "a limit that is told");
        assert_tidy(&folder, "a limit that is told");
    }
    // By default the system ends such a program with a signal, which is a kill like any other.
    let run = limited(4, "");
    assert!(run.code > 128, "{}: {}", run.code, run.err);
    assert_same(&published(&folder), &edited().old.published, "a limit that kills");
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn a_read_only_disk_is_told_and_what_only_reads_goes_on() {
    let folder = about_to_change();
    let script = "
        mount --bind public public; mount -o remount,ro,bind public
        step build --edition participant
        umount public
        mount --bind . .; mount -o remount,ro,bind .; cd ../$(basename $PWD)
        step build --edition participant
        step check
        step new page guidance/ours
        step init another
        step export alder/practitioner briefing
        step theme eject page
        step build --edition participant --out $ELSEWHERE";
    let elsewhere = Folder::empty();
    let script = format!("ELSEWHERE={}\n{script}", elsewhere.at("public").display());
    let test = "a_read_only_disk_is_told_and_what_only_reads_goes_on";
    let Some(runs) = with_own_disks(test, &folder, &script) else { return };
    let build =
        "the disk can only be read. What was published before is unchanged. Name a folder that you may write to";
    let other = "the disk can only be read.";
    let wanted = [(2, build), (2, build), (0, ""), (2, other), (2, other), (2, other), (2, other), (0, "Built")];
    hold(&runs, &wanted);
    assert_same(&published(&folder), &edited().old.published, "a folder that may only be read");
    assert_same(&published(&elsewhere), &edited().new.published, "a site that may only be read, built elsewhere");
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn somebody_without_permission_is_told_and_changes_nothing() {
    let folder = about_to_change();
    let Some(plenary) = as_somebody("somebody_without_permission_is_told_and_changes_nothing", &folder) else { return };
    for read_only in ["public/.plenary/lock", "public/.plenary", "public", "content/guidance", "."] {
        let mode = if folder.at(read_only).is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(folder.at(read_only), PermissionsExt::from_mode(mode)).unwrap();
    }
    let step = |arguments: &str| format!("{plenary} {arguments} 2>&1; echo \"=> $?\"\n");
    let script = ["build --edition participant", "check", "new page guidance/ours", "init another"].map(step).concat();
    let runs = steps(&shell(&folder, &script).out);
    let build =
        "you do not have permission. What was published before is unchanged. Name a folder that you may write to";
    let other = "you do not have permission.";
    hold(&runs, &[(2, build), (0, ""), (2, other), (2, other)]);
    assert_same(&published(&folder), &edited().old.published, "somebody without permission");

    // Files that cannot be read are told one by one, and nothing is told twice.
    let shut = ["content/reviews/alder/review.yaml", "content/guidance"];
    for path in shut {
        fs::set_permissions(folder.at(path), PermissionsExt::from_mode(0o000)).unwrap();
    }
    let runs = steps(&shell(&folder, &step("check --format short")).out);
    let told: Vec<&str> = runs[0].err.lines().collect();
    assert_eq!((runs[0].code, told.len()), (1, 2), "{told:#?}");
    for (line, path) in told.iter().zip(["content/guidance", "content/reviews/alder/review.yaml"]) {
        assert_eq!(
            *line,
            format!("{path}:1:1: error[unreadable-file]: This cannot be read: you do not have permission.")
        );
    }
    for path in shut.iter().chain(&["public/.plenary/lock", "public/.plenary", "public", "."]) {
        fs::set_permissions(folder.at(path), PermissionsExt::from_mode(0o755)).unwrap();
    }
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn an_output_folder_on_another_disk_is_like_any_other_and_one_on_two_disks_is_refused_whole() {
    let folder = about_to_change();
    let script = "
        mkdir other; mount -t tmpfs tmpfs other
        step build --edition participant --out other/public
        cp -a other/public elsewhere
        cp -a public kept; cp -a public/participant/guidance section
        mount -t tmpfs tmpfs public/participant/guidance; cp -a section/. public/participant/guidance/
        step build --edition participant
        diff -rq kept public";
    let test = "an_output_folder_on_another_disk_is_like_any_other_and_one_on_two_disks_is_refused_whole";
    let Some(runs) = with_own_disks(test, &folder, script) else { return };
    hold(
        &runs,
        &[(0, "Built"), (2, "a part of the folder lies on another disk. What was published before is unchanged.")],
    );
    let elsewhere = folder.tree("elsewhere/participant");
    assert_eq!(elsewhere.len(), edited().new.published.len());
    builds_cleanly(&folder, &edited().new);
    let site = published_folder(&edited().old);
    assert_same(&published(&site), &edited().old.published, "the old site");
}
