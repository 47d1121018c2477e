//! PDFs by an installed browser: each from the right edition, tagged and named, whole or not there at all.
//!
//! Needs Chromium and poppler-utils. Where they are not installed, each test says so and does nothing more.

use std::path::Path;
use std::process::Command;

use plenary::audience::Audience;
use plenary::scan::packed;

use crate::browser::browser;
use crate::canaries::{canary_site, closed_canaries};
use crate::harness::{Folder, PRACTITIONER, Site};

const EVENT: &str = "alder/practitioner";

/// What a program of poppler says of a PDF.
fn told(program: &str, arguments: &[&str], pdf: &Path) -> String {
    let mut command = Command::new(program);
    command.args(arguments).arg(pdf);
    if program == "pdftotext" {
        command.arg("-");
    }
    String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned()
}

/// The paths of all files below a folder that end in some way.
fn files(folder: &Folder, ending: &str) -> Vec<String> {
    folder.tree("").into_keys().filter(|path| path.ends_with(ending)).collect()
}

/// The temporary folder of a run, which has to be empty when it is done.
fn with_own_temporary(folder: &Folder, arguments: &[&str]) -> crate::harness::Run {
    folder.write("tmp/.keep", "");
    let run = folder.plenary_with(&[("TMPDIR", folder.at("tmp").to_str().unwrap())], arguments);
    let ours: Vec<String> = folder.tree("tmp").into_keys().filter(|path| path.contains("plenary")).collect();
    assert!(ours.is_empty(), "left behind: {ours:?}");
    run
}

#[test]
fn every_document_and_pack_of_an_event_is_printed_under_its_name() {
    let Some(_) = browser("every_document_and_pack_of_an_event_is_printed") else { return };
    let folder = Site::alder().folder();
    let run = with_own_temporary(&folder, &["pdf", EVENT]).exits(0);
    assert_eq!(run.err, "", "no bar where there is no terminal");
    let printed: Vec<&str> = run.out.lines().collect();
    assert_eq!(printed.first(), Some(&"./pdf/alder-practitioner-script-v3.pdf"));
    let mut expected: Vec<String> = printed.iter().map(|path| path.trim_start_matches("./").to_owned()).collect();
    expected.sort();
    assert_eq!(files(&folder, ".pdf"), expected, "what is told is what is there");
    for role in ["facilitator", "note-taker", "review-team", "participant"] {
        assert!(expected.contains(&format!("pdf/alder-practitioner-pack-{role}-v3.pdf")), "{role}");
    }
    for path in &expected {
        assert_is_sound(&folder, path);
    }
}

/// Holds a PDF against what every one has to be: tagged, with an outline and a title, and without a word on this computer.
fn assert_is_sound(folder: &Folder, path: &str) {
    let pdf = folder.at(path);
    let info = told("pdfinfo", &[], &pdf);
    assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{path}: {info}");
    let title = info.lines().find_map(|line| line.strip_prefix("Title:")).unwrap_or("").trim().to_owned();
    assert!(title.ends_with("Learning Review: Alder · Glenfarran Learning Reviews"), "{path}: {title}");
    let text = told("pdftotext", &["-layout"], &pdf);
    let urls = told("pdfinfo", &["-url"], &pdf);
    let bytes = String::from_utf8_lossy(&std::fs::read(&pdf).unwrap()).into_owned();
    assert!(bytes.contains("/Outlines"), "{path} has an outline");
    for path_of_ours in [folder.path().to_str().unwrap(), "file:", "page.html", "plenary-pdf"] {
        for (what, words) in [("text", &text), ("links", &urls), ("bytes", &bytes), ("info", &info)] {
            assert!(!words.contains(path_of_ours), "{path}: {path_of_ours} stands in its {what}");
        }
    }
    for link in urls.lines().skip(1) {
        let leads_out = ["mailto:", "tel:", "http:", "https:"].iter().any(|scheme| link.contains(scheme));
        assert!(leads_out, "{path}: {link}");
    }
    for (at, sheet) in text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).enumerate() {
        assert!(sheet.contains(&format!("Page {} of", at + 1)), "{path}: sheet {}", at + 1);
        assert!(sheet.matches("OFFICIAL-SENSITIVE").count() >= 2, "{path}: sheet {}", at + 1);
    }
}

#[test]
fn the_whole_site_is_printed_or_what_is_asked_for_of_it() {
    let Some(_) = browser("the_whole_site_is_printed") else { return };
    let site = Site::alder().edit("config.yaml", "title:", "documents: [agenda, briefing]\npacks: []\ntitle:");
    let folder = site.folder();
    let run = folder.plenary(&["pdf", "--out", "all"]).exits(0);
    let expected = ["practitioner-agenda", "practitioner-briefing", "strategic-agenda", "strategic-briefing"];
    let names = |tree: &str| -> Vec<String> { folder.tree(tree).into_keys().collect() };
    let named = |name: &str| names("all").iter().any(|path| path.starts_with(&format!("alder-{name}-v")));
    assert!(expected.iter().all(|name| named(name)), "{}", run.out);
    folder.plenary(&["--quiet", "pdf", "--only", "alder/strategic", "--out", "one"]).exits(0);
    assert!(
        !names("one").is_empty() && names("one").iter().all(|path| path.contains("-strategic-")),
        "{:?}",
        names("one")
    );
    let run =
        folder.plenary(&["--quiet", "pdf", EVENT, "agenda", "--edition", "facilitator", "--out", "told"]).exits(0);
    assert_eq!(run.out, "");
    assert!(told("pdftotext", &[], &folder.at("told/alder-practitioner-agenda-v3.pdf")).contains("Facilitator copy"));
    // From elsewhere, the folder lies under the site's own.
    let run = folder.plenary(&["--root", ".", "pdf", EVENT, "agenda"]).exits(0);
    assert_eq!(run.out, "./pdf/alder-practitioner-agenda-v3.pdf\n");
    assert!(told("pdftotext", &[], &folder.at("pdf/alder-practitioner-agenda-v3.pdf")).contains("Participant copy"));
}

#[test]
fn large_print_is_large_on_every_sheet() {
    let Some(_) = browser("large_print_is_large_on_every_sheet") else { return };
    let folder = Site::alder().folder();
    let sizes = |document: &str| -> Vec<(f64, usize)> {
        folder.plenary(&["pdf", EVENT, document, "--large"]).exits(0);
        let xml = told(
            "pdftohtml",
            &["-xml", "-stdout", "-i", "-zoom", "3"],
            &folder.at(&format!("pdf/alder-practitioner-{document}-v3.pdf")),
        );
        letters(&xml)
    };
    for document in ["pack-participant", "pack-facilitator", "note-sheet", "run-sheet"] {
        let sizes = sizes(document);
        let smallest = sizes.first().unwrap().0;
        assert!((11.9..12.2).contains(&smallest), "{document}: head and foot have {smallest} points");
        let most = sizes.iter().max_by_key(|(_, letters)| *letters).unwrap().0;
        let wanted = if document == "run-sheet" { 16.0 } else { 17.9 };
        assert!(most >= wanted, "{document}: most is set in {most} points: {sizes:?}");
    }
    let script = sizes("script");
    assert!(
        script.iter().any(|(size, letters)| *size >= 19.9 && *size < 22.0 && *letters > 200),
        "read aloud: {script:?}"
    );
}

/// How many letters of each size a PDF has, from small to large.
fn letters(xml: &str) -> Vec<(f64, usize)> {
    let attribute = |line: &str, name: &str| -> Option<String> {
        Some(line.split_once(&format!(" {name}=\""))?.1.split('"').next()?.to_owned())
    };
    let mut sizes: Vec<f64> = Vec::new();
    let mut found: Vec<(f64, usize)> = Vec::new();
    for line in xml.lines().map(|line| line.find('<').map_or(line, |tag| &line[tag..])) {
        if line.starts_with("<fontspec ") {
            sizes.push(attribute(line, "size").unwrap().parse::<f64>().unwrap() / 3.0);
        } else if line.starts_with("<text ") {
            let size = sizes[attribute(line, "font").unwrap().parse::<usize>().unwrap()];
            match found.iter_mut().find(|(held, _)| (*held - size).abs() < 0.01) {
                Some((_, letters)) => *letters += line.len(),
                None => found.push((size, line.len())),
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

#[test]
fn a_readers_copy_has_a_folder_of_its_own() {
    let Some(_) = browser("a_readers_copy_has_a_folder_of_its_own") else { return };
    let folder = Site::alder().folder();
    let run = folder.plenary(&["pdf", EVENT, "--for", "sw1", "--out", "ali"]).exits(0);
    assert_eq!(run.out, "ali/alder-practitioner-pack-participant-v3.pdf\n");
    let pdf = folder.at("ali/alder-practitioner-pack-participant-v3.pdf");
    let text = told("pdftotext", &[], &pdf);
    assert!(text.contains("This copy is for Ali Birch") && text.contains("01632 960101"), "{text}");
    for other in ["Kit Marr", "Del Ross", "Bea Todd", "Pat Rowan", "960102"] {
        assert!(!text.contains(other), "{other}");
    }
    let before = std::fs::read(&pdf).unwrap();
    let run = folder.plenary(&["pdf", EVENT, "--for", "dn1", "--out", "ali"]).exits(2);
    assert!(run.err.contains("is there already") && run.err.contains("`--out`"), "{}", run.err);
    assert_eq!(std::fs::read(&pdf).unwrap(), before);
    // A copy for everybody replaces the one before, as ever.
    folder.plenary(&["pdf", EVENT, "agenda"]).exits(0);
    folder.plenary(&["pdf", EVENT, "agenda"]).exits(0);
}

#[test]
fn without_a_browser_nothing_is_written_and_the_way_out_is_told() {
    let folder = Site::alder().folder();
    folder.write("bin/.keep", "");
    let nowhere = folder.at("bin");
    let run = folder.plenary_with(
        &[("PATH", nowhere.to_str().unwrap()), ("HOME", nowhere.to_str().unwrap())],
        &["pdf", EVENT, "agenda", "--browser", "chromium"],
    );
    assert_eq!(run.code, 2, "{}", run.err);
    for (browser, expected) in [
        ("nowhere/chrome", "there is no browser at `nowhere/chrome`: it is not there"),
        ("config.yaml", "there is no browser at `config.yaml`: you do not have permission"),
        ("content", "there is no browser at `content`: it is a folder"),
        #[cfg(unix)]
        ("/bin/echo", "`/bin/echo` is not Chromium, Chrome or Edge"),
        #[cfg(unix)]
        ("/bin/sh", "`/bin/sh` is not Chromium, Chrome or Edge"),
    ] {
        let run = with_own_temporary(&folder, &["pdf", EVENT, "agenda", "--browser", browser]).exits(2);
        assert!(run.err.contains(expected), "{browser}: {}", run.err);
        assert!(run.out.is_empty() && !folder.has("pdf"));
    }
}

/// A program that says it is a browser, and is none.
#[cfg(unix)]
fn fake(folder: &Folder, script: &str) {
    folder.write(
        "script",
        format!("#!/bin/sh\ncase \"$1\" in --version) echo 'Chromium 130.0.1'; exit;; esac\n{script}\n"),
    );
    // By another program: while this one has a script open for writing, no test can run it.
    let copied = Command::new("install").args(["-m", "755"]).args([folder.at("script"), folder.at("fake")]).status();
    assert!(copied.unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_browser_that_fails_leaves_an_older_pdf_as_it_was() {
    let folder = Site::alder().folder();
    folder.write("pdf/alder-practitioner-agenda-v3.pdf", "an older one");
    for script in [
        "echo 'cannot open display' >&2; exit 1",
        "exit 0",
        "for word in \"$@\"; do case \"$word\" in --print-to-pdf=*) printf '%%PDF-1.4\\n' > \"${word#*=}\";; esac; done",
    ] {
        fake(&folder, script);
        let run = with_own_temporary(&folder, &["pdf", EVENT, "agenda", "--browser", "./fake"]).exits(2);
        assert!(run.err.contains("made no PDF of `alder-practitioner-agenda-v3`"), "{}", run.err);
        assert!(run.err.contains("This browser is of version 130."), "an old browser is named: {}", run.err);
        assert_eq!(folder.read("pdf/alder-practitioner-agenda-v3.pdf"), "an older one");
        assert_eq!(files(&folder, ".part"), Vec::<String>::new());
    }
}

#[cfg(unix)]
#[test]
fn the_browser_gets_no_network_no_profile_of_the_persons_and_a_page_that_stands_alone() {
    let folder = Site::alder().folder();
    let seen = folder.at("seen");
    fake(
        &folder,
        &format!(
            "for word in \"$@\"; do echo \"$word\" >> {0}; case \"$word\" in --print-to-pdf=*) out=\"${{word#*=}}\";; file://*) \
             cp \"${{word#file://}}\" {0}.html; ls -ld \"$(dirname \"${{word#file://}}\")\" > {0}.ls;; esac; done; \
             printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$out\"",
            seen.display()
        ),
    );
    folder.plenary(&["pdf", EVENT, "script", "--browser", "./fake"]).exits(0);
    let flags = folder.read("seen");
    for flag in [
        "--headless",
        "--no-pdf-header-footer",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--no-proxy-server",
    ] {
        assert!(flags.lines().any(|line| line == flag), "{flag}\n{flags}");
    }
    assert!(flags.contains("--user-data-dir="), "{flags}");
    assert!(folder.read("seen.ls").starts_with("drwx------"), "nobody else may look in: {}", folder.read("seen.ls"));
    let exported = folder.plenary(&["export", EVENT, "script", "-o", "-"]).exits(0).out;
    assert_eq!(folder.read("seen.html"), exported);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_browser_and_clears_up() {
    let folder = Site::alder().folder();
    fake(&folder, "exec sleep 60");
    folder.write("tmp/.keep", "");
    let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .current_dir(folder.path())
        .env("TMPDIR", folder.at("tmp"))
        .args(["pdf", EVENT, "agenda", "--browser", "./fake"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    crate::serving::until("a browser works", || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        folder.tree("tmp").keys().any(|path| path.ends_with("complaints.txt"))
    });
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait().unwrap();
    assert_eq!(output.code(), Some(2));
    assert_eq!(folder.tree("tmp").keys().collect::<Vec<_>>(), [".keep"]);
    assert!(!folder.has("pdf"));
}

#[test]
fn content_that_has_errors_or_leaks_and_wishes_that_cannot_be_met_trouble_no_browser() {
    let stops = |site: Site, arguments: &[&str], code: i32, expected: &str| {
        let folder = site.folder();
        let arguments: Vec<&str> = ["pdf", "--browser", "nowhere"].iter().chain(arguments).copied().collect();
        let run = folder.plenary(&arguments).exits(code);
        assert!(run.err.contains(expected) && run.out.is_empty(), "{arguments:?}: {}", run.err);
        assert!(!folder.has("pdf"));
    };
    let broken = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30");
    stops(broken, &[], 1, "bad-value");
    let leaks =
        Site::alder().edit(PRACTITIONER, "title: Welcome and introductions", "title: Welcome to Kirkfarran Road");
    stops(leaks, &[EVENT], 1, "restricted-term-in-open-page");
    for (arguments, expected) in [
        (&["aldr/practitioner"][..], "Did you mean `alder`?"),
        (&[EVENT, "agneda"], "Did you mean `agenda`?"),
        (&[EVENT, "live"], "is not printed"),
        (&["--only", "adler"], "Did you mean `alder`?"),
        (&["--only", "alder/strategy"], "the review `alder` has no event `strategy`"),
        (&["--for", "sw1"], "REVIEW/EVENT"),
        (&["--only", "alder", EVENT], "cannot be used with"),
        (&[EVENT, "--for", "sw2x"], "no person or agency `sw2x` takes part"),
    ] {
        stops(Site::alder(), arguments, 2, expected);
    }
    stops(Site::bare(), &[], 2, "there is nothing to print");
}

/// What stands in the file beside its pages is no more than what stands on them.
#[test]
fn a_pdf_says_of_itself_no_more_than_its_pages_do() {
    let Some(_) = browser("a_pdf_says_of_itself_no_more_than_its_pages_do") else { return };
    let folder = canary_site().folder();
    folder.plenary(&["pdf", "canary/day", "pack-participant", "--edition", "participant"]).exits(0);
    let files = files(&folder, ".pdf");
    assert_eq!(files.len(), 1, "{files:?}");
    let bytes = std::fs::read(folder.at(&files[0])).unwrap();
    let inside = packed::read(&bytes);
    assert!(inside.text.contains("/Producer") && !inside.too_much, "the file was read");
    let root = folder.path().to_str().unwrap();
    for closed in
        closed_canaries(Audience::Participant).iter().map(String::as_str).chain([root, "pract1", "/Author", "file://"])
    {
        assert!(!inside.text.contains(closed), "{closed} stands in the file");
    }
}
