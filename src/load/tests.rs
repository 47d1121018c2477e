use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use crate::diagnostic::Diagnostic;
use crate::load::{LoadError, load, load_terms};
use crate::source::{Origin, SourcePath, Sources};

/// A site on the disk that goes when the test ends.
struct Site {
    _folder: TempDir,
    root: Utf8PathBuf,
}

fn site(files: &[(&str, &[u8])]) -> Site {
    let folder = TempDir::new().unwrap();
    let root = Utf8PathBuf::from_path_buf(folder.path().join("site")).unwrap();
    fs::create_dir(&root).unwrap();
    fs::write(root.join("config.yaml"), "title: Test\n").unwrap();
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    Site { _folder: folder, root }
}

fn read(root: &Utf8Path) -> (Vec<String>, Vec<Diagnostic>) {
    let (sources, diagnostics) = load(root).unwrap();
    let own = |sources: &Sources| {
        let own = sources.iter().filter(|source| source.origin == Origin::Site);
        own.map(|source| source.path.to_string()).collect()
    };
    (own(&sources), diagnostics)
}

/// The diagnostics as `code path`, which is what most tests are about.
fn faults(root: &Utf8Path) -> Vec<String> {
    read(root).1.iter().map(|d| format!("{} {}", d.code, d.place.path)).collect()
}

#[test]
fn a_site_is_read_and_leavings_are_not() {
    let site = site(&[
        ("content/guidance/then.md", b"\xef\xbb\xbfThen\r\n"),
        ("content/guidance/map.png", b"\x89PNG\xff"),
        ("content/guidance/.then.md.swp", b""),
        ("content/guidance/then.md~", b""),
        ("content/.git/x.md", b""),
        ("content/guidance/4913", b""),
        ("public/facilitator/index.html", b""),
        ("notes.md", b""),
        ("themes/quiet/templates/page.html", b"<p>"),
    ]);
    let (paths, diagnostics) = read(&site.root);
    assert_eq!(
        paths,
        ["config.yaml", "content/guidance/map.png", "content/guidance/then.md", "themes/quiet/templates/page.html"]
    );
    assert_eq!(diagnostics, []);
    let (sources, _) = load(&site.root).unwrap();
    let get = |path| sources.get(&SourcePath::new(path)).unwrap();
    assert_eq!(get("content/guidance/then.md").as_text().map(|text| &**text), Some("\u{feff}Then\r\n"));
    assert!(get("content/guidance/map.png").as_text().is_none());
    assert!(get("themes/quiet/templates/page.html").as_text().is_some());
}

#[test]
fn a_folder_that_is_no_site_is_an_error_of_the_run() {
    let site = site(&[]);
    let file = site.root.join("config.yaml");
    assert!(matches!(load(&file), Err(LoadError::RootIsFile { .. })));
    assert!(matches!(load(&site.root.join("gone")), Err(LoadError::NoRoot { .. })));
    fs::rename(&file, site.root.join("config.yml")).unwrap();
    let error = load(&site.root).unwrap_err();
    assert!(matches!(error, LoadError::ConfigMisnamed { .. }));
    assert!(error.to_string().ends_with("Rename it to `config.yaml`."), "{error}");
    fs::remove_file(site.root.join("config.yml")).unwrap();
    let error = load(&site.root).unwrap_err();
    assert!(matches!(error, LoadError::NoConfig { .. }));
    assert!(error.to_string().contains("plenary init"), "{error}");
}

#[test]
fn wrong_names_are_told_with_the_right_ones() {
    let site = site(&[
        ("content/reviews/Alder Case/review.yaml", b"title: x"),
        ("content/guidance/_index.md", b""),
        ("content/guidance/Then_Now.MD", b""),
        ("content/guidance/old.yml", b""),
        ("content/guidance/con.md", b""),
        ("content/guidance/\u{3b1}.md", b""),
        ("content/guidance/Photo 1.JPG", b""),
        ("themes/quiet/theme.yml", b""),
        ("themes/quiet/static/a:b.css", b""),
        ("Themes/x", b""),
    ]);
    let (paths, diagnostics) = read(&site.root);
    let told: Vec<_> =
        diagnostics.iter().map(|d| format!("{} {}", d.place.path, d.help.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        told,
        [
            "Themes Rename it to `themes`, or move it out of the site's folder.",
            "content/guidance/Then_Now.MD Rename it to `then-now.md`.",
            "content/guidance/con.md Choose another name.",
            "content/guidance/old.yml Rename it to `old.yaml`.",
            "content/guidance/α.md Choose a name like `practitioner-event`.",
            "content/reviews/Alder Case Rename it to `alder-case`.",
            "themes/quiet/static/a:b.css Choose another name.",
            "themes/quiet/theme.yml Rename it to `theme.yaml`.",
        ]
    );
    assert!(diagnostics.iter().all(|d| d.code == "bad-name"));
    assert!(paths.contains(&"content/reviews/Alder Case/review.yaml".to_owned()), "loaded all the same");
    assert!(!paths.contains(&"content/guidance/old.yml".to_owned()));
}

#[test]
fn names_that_are_one_on_other_computers_are_refused() {
    let site = site(&[
        ("content/guidance/Map.png", b""),
        ("content/guidance/map.png", b""),
        ("content/guidance/a\u{300}.png", b""),
        ("content/guidance/\u{e0}.png", b""),
    ]);
    let (_, diagnostics) = read(&site.root);
    let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    if messages.is_empty() {
        eprintln!("NOT TESTED: this disk does not hold names that differ by case only");
        return;
    }
    assert_eq!(
        messages,
        [
            "`Map.png` and `map.png` are the same name on many computers.",
            "`a\u{300}.png` and `\u{e0}.png` are the same name on many computers.",
        ]
    );
}

#[test]
fn large_files_and_other_encodings_are_refused() {
    let large = vec![b'a'; 8 * 1024 * 1024 + 1];
    let site = site(&[
        ("content/guidance/large.md", &large),
        ("content/guidance/fits.md", &large[1..]),
        ("content/guidance/large.png", &large),
        ("content/guidance/latin.md", b"one\ntwo\ncaf\xe9\n"),
        ("content/guidance/wide.md", b"\xff\xfea\0"),
    ]);
    assert_eq!(
        faults(&site.root),
        [
            "too-large content/guidance/large.md",
            "too-large content/guidance/large.png",
            "not-utf8 content/guidance/latin.md",
            "not-utf8 content/guidance/wide.md",
        ]
    );
    let (_, diagnostics) = read(&site.root);
    assert!(diagnostics[2].message.contains("line 3"), "{}", diagnostics[2].message);
    assert!(diagnostics[3].message.contains("UTF-16"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_site_only() {
    use std::os::unix::fs::symlink;

    let site = site(&[("content/guidance/a.md", b""), ("shared/b.md", b"")]);
    let outside = site.root.parent().unwrap().join("outside.md");
    fs::write(&outside, "secret").unwrap();
    let at = |name: &str| site.root.join("content/guidance").join(name);
    symlink("a.md", at("inside.md")).unwrap();
    symlink("../../shared", at("shared")).unwrap();
    symlink(&outside, at("out.md")).unwrap();
    symlink(outside.parent().unwrap(), at("out-folder")).unwrap();
    symlink("gone.md", at("dangling.md")).unwrap();
    symlink("loop.md", at("loop.md")).unwrap();
    symlink("..", at("up")).unwrap();
    symlink(&site.root, at("root")).unwrap();
    let (paths, _) = read(&site.root);
    assert_eq!(
        paths,
        ["config.yaml", "content/guidance/a.md", "content/guidance/inside.md", "content/guidance/shared/b.md"]
    );
    let faults = faults(&site.root);
    let at_fault = ["dangling.md", "loop.md", "out-folder", "out.md", "root", "up"];
    let expected: Vec<_> = at_fault.map(|name| format!("unreadable-file content/guidance/{name}")).to_vec();
    assert_eq!(faults, expected);
}

#[cfg(unix)]
#[test]
fn special_files_and_forbidden_ones_are_told() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;

    let site = site(&[("content/guidance/shut.md", b"x"), ("content/guidance/a.md", b"")]);
    let guidance = site.root.join("content/guidance");
    let _socket = UnixListener::bind(guidance.join("socket.md")).unwrap();
    let piped = std::process::Command::new("mkfifo").arg(guidance.join("pipe.md")).status();
    fs::write(guidance.as_std_path().join(std::ffi::OsStr::from_bytes(b"bad\xff.md")), "").unwrap();
    fs::set_permissions(guidance.join("shut.md"), fs::Permissions::from_mode(0o000)).unwrap();
    let mut expected = vec!["bad-name content/guidance/bad\u{fffd}.md".to_owned()];
    if piped.is_ok_and(|status| status.success()) {
        expected.push("unreadable-file content/guidance/pipe.md".to_owned());
    }
    if fs::read(guidance.join("shut.md")).is_err() {
        expected.push("unreadable-file content/guidance/shut.md".to_owned());
    } else {
        eprintln!("NOT TESTED: a file without permission (the tests run as an administrator)");
    }
    expected.push("unreadable-file content/guidance/socket.md".to_owned());
    assert_eq!(faults(&site.root), expected);
}

#[test]
fn the_order_of_the_disk_does_not_matter() {
    let names = ["b.md", "a.md", "D.md", "c.md"];
    let paths = names.map(|name| format!("content/guidance/{name}"));
    let mut forward: Vec<(&str, &[u8])> = paths.iter().map(|path| (path.as_str(), &b""[..])).collect();
    let one = site(&forward);
    forward.reverse();
    let other = site(&forward);
    assert_eq!(read(&one.root), read(&other.root));
}

#[test]
fn a_list_of_terms_may_lie_anywhere() {
    let site = site(&[("content/reviews/alder/review.yaml", b""), ("content/reviews/alder/bad.txt", b"caf\xe9")]);
    let outside = site.root.parent().unwrap().join("terms.txt");
    fs::write(&outside, "a term\n").unwrap();
    let named_in = SourcePath::new("content/reviews/alder/review.yaml");
    let terms = |relative: &str| load_terms(&site.root, &named_in, relative);
    assert_eq!(terms("../../../../terms.txt").as_deref(), Ok("a term\n"));
    assert_eq!(terms(outside.as_str()).as_deref(), Ok("a term\n"));
    assert_eq!(terms("terms.txt").unwrap_err(), "it is not there");
    assert_eq!(terms(".").unwrap_err(), "it is not a file");
    assert_eq!(terms("bad.txt").unwrap_err(), "it is not UTF-8 text");
    assert_eq!(terms(" ").unwrap_err(), "no file is named");
    let from_config = load_terms(&site.root, &SourcePath::new("config.yaml"), "../terms.txt");
    assert_eq!(from_config.as_deref(), Ok("a term\n"));
}
