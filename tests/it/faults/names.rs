//! Names that lead in circles, are too long, are no text, or are one name to another computer.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use crate::faults::{
    BUILD, about_to_change, assert_plain, assert_same, builds_cleanly, edited, published, published_folder, shell,
};
use crate::harness::{Folder, Site};

const PAGE: &str = "---\ntitle: A page\naudience: [facilitator, participant]\n---\n\nText.\n";

/// A name of the file system's own, which may be no text.
fn odd(folder: &Folder, path: &[u8]) -> std::path::PathBuf {
    folder.path().join(OsStr::from_bytes(path))
}

/// Builds what has a mistake in its names: each is told by `code path`, and what was published stays.
#[track_caller]
fn refused(folder: &Folder, wanted: &[&str]) -> String {
    let short = folder.plenary(&["check", "--format", "short"]).exits(1);
    let told = short.out.lines().map(|line| line.split("]:").next().unwrap().replace(":1:1: error[", " "));
    let told: Vec<String> = told.collect();
    assert_eq!(told, wanted);
    let run = folder.plenary(BUILD).exits(1);
    assert_plain(&run.err);
    assert_eq!(run.err.matches("help:").count(), wanted.len(), "{}", run.err);
    assert_same(&published(folder), &edited().old.published, "names that are refused");
    run.err
}

#[test]
fn links_in_a_circle_among_the_sources_are_told() {
    let folder = published_folder(&edited().old);
    let links = [
        ("itself.md", "itself.md"),
        ("one.md", "two.md"),
        ("two.md", "one.md"),
        ("here", "."),
        ("up", ".."),
        ("top", "../../../../../../../../.."),
        ("zero.md", "/dev/zero"),
    ];
    for (name, to) in links {
        symlink(to, folder.at("content/guidance").join(name)).unwrap();
    }
    let paths = ["here", "itself.md", "one.md", "top", "two.md", "up", "zero.md"];
    let wanted = paths.map(|name| format!("content/guidance/{name} unreadable-file"));
    let said = refused(&folder, &wanted.each_ref().map(String::as_str));
    assert_eq!(said.matches("round in a circle").count(), 2, "{said}");
    for (name, _) in links {
        fs::remove_file(folder.at("content/guidance").join(name)).unwrap();
    }
    builds_cleanly(&folder, &edited().old);
}

#[test]
fn links_in_a_circle_in_the_output_are_left_alone_or_told() {
    let folder = about_to_change();
    symlink("loop", folder.at("loop")).unwrap();
    symlink("/dev/null", folder.at("null")).unwrap();
    for (out, words) in [
        ("loop", "is a link that leads nowhere. Delete the link."),
        ("loop/deeper/still", "is a link that leads nowhere. Delete the link."),
        ("null", "a file stands where a folder should be"),
        ("/dev/null", "a file stands where a folder should be"),
        (".", "your site itself is in it"),
    ] {
        let run = folder.plenary(&[BUILD, &["--out", out]].concat()).exits(2);
        assert!(run.err.contains(words), "{out}: {}", run.err);
        assert_plain(&run.err);
    }
    // In the way of a page it is told; beside pages it is nobody's business.
    for (path, to) in [("guidance", ".."), ("index.html", "index.html"), ("reviews/alder", "../..")] {
        let path = folder.at("public/participant").join(path);
        let kept = folder.at("kept");
        fs::rename(&path, &kept).unwrap();
        symlink(to, &path).unwrap();
        let run = folder.plenary(BUILD).exits(2);
        assert!(run.err.contains("something that plenary did not write is in the way"), "{}", run.err);
        fs::remove_file(&path).unwrap();
        fs::rename(&kept, &path).unwrap();
    }
    assert_same(&published(&folder), &edited().old.published, "links in the way");
    symlink("..", folder.at("public/participant/beside")).unwrap();
    folder.plenary(BUILD).exits(0);
    fs::remove_file(folder.at("public/participant/beside")).unwrap();
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn a_name_too_long_for_its_page_is_told_before_anything_is_written() {
    let folder = published_folder(&edited().old);
    let name = |length: usize, ending: &str| format!("{}{ending}", "a".repeat(length - ending.len()));
    let pages = [name(255, ".md"), name(241, ".md"), name(241, ".txt"), name(255, "")];
    for page in &pages[..3] {
        folder.write(&format!("content/guidance/{page}"), PAGE);
    }
    fs::create_dir(folder.at("content/guidance").join(&pages[3])).unwrap();
    let mut wanted = pages.each_ref().map(|page| format!("content/guidance/{page} bad-name"));
    wanted.sort_unstable();
    let said = refused(&folder, &wanted.each_ref().map(String::as_str));
    assert!(said.contains("Choose a name of 240 letters at the most."), "{said}");

    // As long as a name may be, everything that is made from it can be written.
    edited().old.site.lay_into(&folder);
    let long = name(240, ".md");
    folder.write(&format!("content/guidance/{}/{long}", name(240, "")), PAGE);
    let event = edited().old.site.text("content/reviews/alder/events/practitioner.yaml");
    folder.write(&format!("content/reviews/alder/events/{}", name(240, ".yaml")), &event);
    folder.write("config.yaml", "title: Old\ntheme: ours\n");
    folder.write("themes/ours/theme.yaml", "title: Ours\ncontract: 1\nextends: default\n");
    folder.write(&format!("themes/ours/static/{}", name(240, ".svg")), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    let css = format!("p {{ background: url({}) }}", name(240, ".svg"));
    folder.write("themes/ours/static/plenary.css", css);
    folder.plenary(&["build"]).exits(0);
    let asset = folder.tree("public/participant/assets").into_keys().any(|name| name.len() > 240);
    assert!(asset, "the picture with the long name is published");
    let event = format!("alder/{}", name(235, ""));
    let run = folder.plenary(&["export", &event, "briefing"]).exits(2);
    assert!(
        run.err.contains("too long or not allowed here") && run.err.contains("Choose a shorter name"),
        "{}",
        run.err
    );
    folder.plenary(&["export", &event, "briefing", "-o", "briefing.html"]).exits(0);

    for arguments in [["new", "review"], ["new", "page"]] {
        let path = format!("{}{}", if arguments[1] == "page" { "guidance/" } else { "" }, name(260, ""));
        let run = folder.plenary(&[arguments[0], arguments[1], &path]).exits(2);
        assert!(run.err.contains("too long or not allowed here"), "{}", run.err);
        assert_plain(&run.err);
    }
}

#[test]
fn a_folder_too_deep_for_the_system_is_told() {
    let folder = Folder::empty();
    let deep = vec!["d".repeat(200); 21].join("/");
    let site = published_folder(&edited().old);
    let run = site.plenary(&[BUILD, &["--out", &deep]].concat()).exits(2);
    assert!(run.err.contains("the whole path to it, is too long or not allowed here"), "{}", run.err);
    assert_plain(&run.err);

    // The folder itself can be reached, its deeper files cannot; then the folder cannot be reached either.
    Site::alder().lay_into(&folder.inside("site"));
    let down = |length: usize| {
        format!(
            "name={}; cd -P .; while [ ${{#PWD}} -lt {} ]; do mkdir -p $name; cd $name; done
            last=$(({length} - ${{#PWD}} - 1)); mkdir -p ${{name:0:$last}}; cd ${{name:0:$last}}
            cp -r \"$SITE\"/. .; plenary check --format short",
            "d".repeat(100),
            length - 110,
        )
    };
    let at = |length: usize| shell(&folder, &format!("SITE={}\n{}", folder.at("site").display(), down(length)));
    let run = at(4060);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("too long or not allowed here."), "{}{}", run.out, run.err);
    assert_plain(&run.out);
}

#[test]
fn names_that_are_no_text_are_told_among_sources_and_left_alone_in_the_output() {
    let folder = published_folder(&edited().old);
    let sources: [&[u8]; 4] = [
        b"content/guidance/page\xff.md",
        b"content/reviews/alder/\xc3\x28",
        b"themes/ours/static/\xfe.css",
        b"themes/ours/templates/page\xa0.html",
    ];
    for path in sources {
        let path = odd(&folder, path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, PAGE).unwrap();
    }
    let wanted = [
        "content/guidance/page\u{fffd}.md bad-name",
        "content/reviews/alder/\u{fffd}( bad-name",
        "themes/ours/static/\u{fffd}.css bad-name",
        "themes/ours/templates/page\u{fffd}.html bad-name",
    ];
    refused(&folder, &wanted);
    fs::remove_dir_all(folder.at("themes")).unwrap();
    edited().new.site.lay_into(&folder);

    // A folder with somebody's files in it, whatever they are called, is not taken over.
    fs::create_dir(folder.at("theirs")).unwrap();
    fs::write(odd(&folder, b"theirs/f\xff"), "mine").unwrap();
    let run = folder.plenary(&[BUILD, &["--out", "theirs"]].concat()).exits(2);
    assert!(run.err.contains("`theirs` already holds files that plenary did not write"), "{}", run.err);
    // Beside pages of ours such a file stays.
    let theirs: [&[u8]; 2] = [b"public/f\xff", b"public/participant/guidance/before/f\xff"];
    for path in theirs {
        fs::write(odd(&folder, path), "mine").unwrap();
    }
    folder.plenary(BUILD).exits(0);
    for path in theirs {
        assert_eq!(fs::read(odd(&folder, path)).unwrap(), b"mine");
        fs::remove_file(odd(&folder, path)).unwrap();
    }
    builds_cleanly(&folder, &edited().new);
}

#[test]
fn a_site_in_a_folder_whose_name_is_no_text_is_read_and_is_told_why_it_is_not_built() {
    let folder = Folder::empty();
    Site::alder().lay_into(&folder.inside("site"));
    let run = shell(&folder, "mv site $'site\\xff'; cd $'site\\xff'; plenary check && plenary build");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.out.contains("No problems found."), "{}", run.out);
    assert!(run.err.contains("its name cannot be read as text. Rename it."), "{}", run.err);
    let run = shell(&folder, "cd $'site\\xff'; plenary build --out ../public");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let run = shell(&folder, "plenary --root $'site\\xff' check");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
}

#[test]
fn names_that_differ_in_capitals_only_are_told_and_change_places_in_the_output() {
    let folder = published_folder(&edited().old);
    for name in ["Plan.txt", "plan.txt"] {
        folder.write(&format!("content/reviews/alder/{name}"), "A plan.\n");
    }
    if folder.tree("content/reviews/alder").keys().filter(|name| name.eq_ignore_ascii_case("plan.txt")).count() < 2 {
        eprintln!("SKIPPED: to this disk, names that differ in capitals only are one name");
        return;
    }
    folder.write("content/guidance/before/PAGE.md", PAGE);
    let wanted = [
        "content/guidance/before/PAGE.md bad-name",
        "content/guidance/before/page.md bad-name",
        "content/reviews/alder/plan.txt bad-name",
    ];
    let said = refused(&folder, &wanted);
    assert!(said.contains("`Plan.txt` and `plan.txt` are the same name on many computers."), "{said}");

    // An attachment whose name changes in capitals only is published under the new name alone.
    let with = |name: &str| {
        edited().old.site.lay_into(&folder);
        folder.write(&format!("content/reviews/alder/{name}"), "A plan.\n");
        folder.write(
            "content/reviews/alder/plan.md",
            format!("---\ntitle: Plan\naudience: [facilitator, participant]\n---\n\n[The plan]({name})\n"),
        );
        folder.plenary(BUILD).exits(0);
        let published = folder.tree("public/participant/reviews/alder");
        published.into_keys().filter(|path| path.eq_ignore_ascii_case("plan.txt")).collect::<Vec<_>>()
    };
    assert_eq!(with("Plan.txt"), ["Plan.txt"]);
    assert_eq!(with("plan.txt"), ["plan.txt"]);
    // Somebody else's file of nearly that name is another file here, and stays.
    folder.write("public/participant/reviews/alder/PLAN.txt", "mine");
    assert_eq!(with("Plan.txt"), ["PLAN.txt", "Plan.txt"]);
    assert_eq!(folder.read("public/participant/reviews/alder/PLAN.txt"), "mine");
}
