//! The manual, done as it says: every file that it shows is written, every command that it names is given, and nothing of
//! it is a mistake.

use plenary::explain::page::Page;

use crate::browser::browser;
use crate::harness::{Folder, Run};

const FOLDER: &str = "content/guidance/using";

/// The pages that people wrote, in the order of their numbers.
fn pages() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<(String, String)> = files
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    pages.sort_by_key(|(name, text)| {
        let order: u32 = Page::read(text).front("order").unwrap().parse().unwrap();
        (name != "_index.md", order)
    });
    pages
}

/// The block of a page that holds a text.
pub fn block(page: &str, holds: &str) -> String {
    let text = std::fs::read_to_string(format!("{}/{FOLDER}/{page}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let blocks = Page::read(&text).blocks();
    let found = blocks.iter().find(|block| block.body.contains(holds));
    found.unwrap_or_else(|| panic!("{page} has no block with `{holds}`")).body.to_owned()
}

/// The fields at the very left, each with the lines under it.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        match fields.last_mut() {
            Some((_, lines)) if !begins => lines.push_str(line),
            _ => {
                let name = line.split(':').next().unwrap_or_default();
                fields.push((if begins { name.to_owned() } else { String::new() }, line.to_owned()));
            }
        }
    }
    fields
}

/// Does what a block says: `# in FILE` changes fields of a file, `# FILE` is the whole of it.
fn write(site: &Folder, block: &str) {
    let (head, body) = block.split_once('\n').unwrap();
    let head = head.strip_prefix("# ").unwrap_or_else(|| panic!("a block should begin with its file: {head}"));
    let Some(path) = head.strip_prefix("in ") else { return site.write(head, body) };
    let mut held = fields(&site.read(path));
    for (name, lines) in fields(body) {
        match held.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = lines,
            None => held.push((name, lines)),
        }
    }
    site.write(path, held.into_iter().map(|(_, lines)| lines).collect::<String>());
}

/// Gives a command as the page has it, in the folder that the lines before have led to.
fn give(top: &Folder, inside: &mut Option<String>, line: &str, can_print: bool) -> Option<Run> {
    let mut words = line.split('#').next().unwrap().split_whitespace();
    match words.next()? {
        "cd" => {
            *inside = Some(words.next().unwrap().to_owned());
            None
        }
        "plenary" => {
            let words: Vec<&str> = words.collect();
            // A server goes on until it is stopped; it has tests of its own.
            if words[0] == "serve" || words[0] == "pdf" && !can_print {
                return None;
            }
            let root = inside.as_deref().map(|root| ["--root", root]);
            let root = root.iter().flatten().copied();
            let run = top.plenary(&root.chain(words.iter().copied()).collect::<Vec<_>>());
            assert_eq!(run.code, 0, "{line}\n{}{}", run.out, run.err);
            Some(run)
        }
        other => panic!("{other}: no command that the manual can give"),
    }
}

#[test]
fn what_the_manual_says_can_be_done_as_it_says() {
    let can_print = browser("what_the_manual_says_can_be_done_as_it_says").is_some();
    let (mut files, mut commands) = (0, 0);
    for (name, text) in pages() {
        let top = Folder::empty();
        let mut inside = None;
        if name != "first-event.md" {
            give(&top, &mut inside, "plenary init my-site", can_print);
            inside = Some("my-site".to_owned());
        }
        for block in Page::read(&text).blocks() {
            match block.info {
                "yaml" => {
                    let site = top.inside(inside.as_deref().unwrap());
                    write(&site, block.body);
                    let checked = site.plenary(&["check", "--format", "short"]);
                    // What an event that is being planned still lacks is no mistake in the example.
                    assert!(
                        checked.code == 0 && !checked.out.contains("error["),
                        "{name}:\n{}{}",
                        block.body,
                        checked.out
                    );
                    files += 1;
                }
                "sh" => {
                    for line in block.body.lines() {
                        give(&top, &mut inside, line, can_print);
                        commands += 1;
                    }
                }
                // What a server is told is tried where there is such a server.
                "text" if name == "hosting.md" => {}
                // A list of words that must stand nowhere: the page cannot show one.
                "text" => write(&top.inside(inside.as_deref().unwrap()), &format!("{}Nowhere Lane\n", block.body)),
                other => panic!("{name}: a block of `{other}`"),
            }
        }
    }
    assert!(files > 20 && commands > 15, "{files} files, {commands} commands");
}

#[test]
fn the_first_event_is_there_at_the_end_of_its_page() {
    let Some(text) = pages().into_iter().find(|(name, _)| name == "first-event.md") else { panic!() };
    let top = Folder::empty();
    let mut inside = None;
    for block in Page::read(&text.1).blocks() {
        match block.info {
            "yaml" => write(&top.inside(inside.as_deref().unwrap()), block.body),
            _ => block.body.lines().for_each(|line| drop(give(&top, &mut inside, line, false))),
        }
    }
    let site = top.inside("my-site");
    site.plenary(&["build"]).exits(0);
    let sheet = site.read("public/facilitator/reviews/rowan/spring/run-sheet.html");
    for said in ["09:15", "15:45", "Ada Finch", "Thursday 22 April 2027"] {
        assert!(sheet.contains(said), "{said}");
    }
}

/// A page about a message, a field or a flag goes stale where these change their names.
#[test]
fn what_the_manual_names_is_there() {
    let known: Vec<&str> = plenary::explain::Subject::all().map(plenary::explain::Subject::code).collect();
    let verbs = Folder::empty().plenary(&["--help"]).exits(0).out;
    for (name, text) in pages() {
        for code in text.split('`').skip(1).step_by(2) {
            let is_code = code.contains('-') && code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if is_code && ["agenda-", "audience-", "restricted-"].iter().any(|start| code.starts_with(start)) {
                assert!(known.contains(&code), "{name}: `{code}` is no message");
            }
            if let Some(verb) = code.strip_prefix("plenary ").and_then(|rest| rest.split_whitespace().next()) {
                assert!(verb.starts_with('-') || verbs.contains(&format!("  {verb} ")), "{name}: `{code}`");
            }
        }
    }
}

/// There is no IIS to try it on: at least its settings are a sound file.
#[test]
fn the_settings_for_iis_are_a_sound_file() {
    let text = block("hosting.md", "<configuration>");
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1).map(|rest| rest.split_once('>').expect("each mark is closed").0) {
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(text.contains(".ics") && text.contains("text/calendar"));
}
