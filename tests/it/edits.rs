//! Random edits of a site, on the disk or in memory, as a writer, an editor or a file manager would make them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::{Folder, Site};

/// Where the files of a site lie.
pub trait Shelf {
    /// The files below a folder, in order, by their whole paths.
    fn below(&self, folder: &str) -> Vec<String>;
    fn get(&self, path: &str) -> Option<Vec<u8>>;
    fn put(&self, path: &str, bytes: &[u8]);
    /// Removes a file, or a folder with all that is in it.
    fn take(&self, path: &str);
    /// Moves a file or a folder, where nothing is in the way.
    fn rename(&self, from: &str, to: &str);

    fn text(&self, path: &str) -> Option<String> {
        self.get(path).and_then(|bytes| String::from_utf8(bytes).ok())
    }
}

impl Shelf for Folder {
    fn below(&self, folder: &str) -> Vec<String> {
        let tree = if self.has(folder) { self.tree(folder) } else { Default::default() };
        tree.into_keys().map(|path| format!("{folder}/{path}")).collect()
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.at(path)).ok()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        self.write(path, bytes);
    }

    fn take(&self, path: &str) {
        let path = self.at(path);
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }

    fn rename(&self, from: &str, to: &str) {
        let _ = std::fs::rename(self.at(from), self.at(to));
    }
}

/// A site in memory.
pub struct Held {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Held {
    pub fn alder() -> Held {
        let held = Held { files: RefCell::default() };
        mend(&held);
        held
    }

    /// The site as it is now.
    pub fn site(&self) -> Site {
        let files = self.files.borrow();
        files.iter().fold(Site::default(), |site, (path, bytes)| site.file(path, bytes))
    }
}

impl Shelf for Held {
    fn below(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.files.borrow().keys().filter(inside).cloned().collect()
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.files.borrow().get(path).cloned()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        self.files.borrow_mut().insert(path.to_owned(), bytes.to_vec());
    }

    fn take(&self, path: &str) {
        let gone = self.below(path);
        self.files.borrow_mut().retain(|held, _| held != path && !gone.contains(held));
    }

    fn rename(&self, from: &str, to: &str) {
        if !self.below(to).is_empty() {
            return;
        }
        let moved = if self.get(from).is_some() { vec![from.to_owned()] } else { self.below(from) };
        for path in moved {
            if let Some(bytes) = self.get(&path) {
                self.take(&path);
                self.put(&path.replacen(from, to, 1), &bytes);
            }
        }
    }
}

/// An edit, as three numbers that mean something whatever the site holds by then.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    pub kind: u8,
    pub a: u32,
    pub b: u32,
}

/// Makes an edit, and says in words what it was.
pub fn apply(folder: &impl Shelf, edit: &Edit) -> String {
    let Edit { kind, a, b } = *edit;
    match kind % 16 {
        0..=3 => change_a_line(folder, a, b),
        4 => add_a_page(folder, a, b),
        5 => copy_an_event(folder, a),
        6 => remove(folder, a),
        7 => rename(folder, a),
        8 => rename_a_folder(folder, a),
        9 => configure(folder, a),
        10 => change_a_template(folder, a, b),
        11 => write(folder, "themes/default/static/plenary.css", &format!("body {{ margin: {}px }}\n", a % 90)),
        12 => override_a_blueprint(folder, a),
        13 => change_the_venue(folder, a),
        14 => break_a_file(folder, a),
        _ => mend(folder),
    }
}

/// The site's own files, in order.
fn files(folder: &impl Shelf) -> Vec<String> {
    ["content", "themes"].into_iter().flat_map(|top| folder.below(top)).collect()
}

fn pick(files: &[String], number: u32) -> Option<String> {
    files.get(number as usize % files.len().max(1)).cloned()
}

fn write(folder: &impl Shelf, path: &str, text: &str) -> String {
    folder.put(path, text.as_bytes());
    format!("writing {path}")
}

fn change_a_line(folder: &impl Shelf, a: u32, b: u32) -> String {
    let Some(path) = pick(&files(folder), a) else { return "nothing".to_owned() };
    let Some(text) = folder.text(&path) else { return "nothing".to_owned() };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = b as usize % lines.len().max(1);
    match (lines.get_mut(at), b % 5) {
        (Some(line), 0) => line.push_str(" and more"),
        (Some(line), 1) => *line = line.replace('e', "é"),
        (Some(_), 2) => drop(lines.remove(at)),
        (Some(line), _) => *line = format!("{line}{b}"),
        (None, _) => lines.push("# begun".to_owned()),
    }
    folder.put(&path, (lines.join("\n") + "\n").as_bytes());
    format!("changing line {at} of {path}")
}

fn add_a_page(folder: &impl Shelf, a: u32, b: u32) -> String {
    let audience = ["", "audience: [participant, facilitator]\n", "audience: [facilitator]\n"][b as usize % 3];
    let shown = [
        "",
        "```embed\nagenda: alder/practitioner\n```\n",
        "```embed\nprinciples: standard\n```\n",
        "```embed\nexercise: {aim: Listen, steps: [Listen.]}\n```\n",
        "```embed\nworkbook: all\n```\n",
    ][a as usize % 5];
    let text = format!(
        "---\ntitle: Page {a}\nbasis: [S{}]\n{audience}---\n\nRead [the index](_index.md) and [this](page-{}.md).\n\n\
         ## Then\n\n{shown}",
        50 + b % 20,
        b % 7
    );
    let place = if b.is_multiple_of(4) { "content/reviews/alder" } else { "content/guidance" };
    write(folder, &format!("{place}/page-{}.md", a % 7), &text)
}

fn copy_an_event(folder: &impl Shelf, a: u32) -> String {
    let events: Vec<String> = files(folder).into_iter().filter(|path| path.contains("/events/")).collect();
    let Some(path) = pick(&events, a) else { return "nothing".to_owned() };
    let Some(text) = folder.text(&path) else { return "nothing".to_owned() };
    write(folder, &format!("content/reviews/alder/events/copy-{}.yaml", a % 3), &text)
}

fn remove(folder: &impl Shelf, a: u32) -> String {
    let Some(path) = pick(&files(folder), a) else { return "nothing".to_owned() };
    folder.take(&path);
    format!("removing {path}")
}

fn rename(folder: &impl Shelf, a: u32) -> String {
    let Some(path) = pick(&files(folder), a) else { return "nothing".to_owned() };
    let (stem, extension) = path.rsplit_once('.').unwrap_or((&path, "txt"));
    let to = format!("{}-moved.{extension}", stem.trim_end_matches("-moved"));
    folder.rename(&path, &to);
    format!("renaming {path} to {to}")
}

fn rename_a_folder(folder: &impl Shelf, a: u32) -> String {
    let pairs = [
        ("content/reviews/alder", "content/reviews/birch"),
        ("content/guidance", "content/guidance-away"),
        ("content/venues", "content/venues-away"),
        ("themes/default", "themes/other"),
    ];
    let (here, there) = pairs[a as usize % pairs.len()];
    let (from, to) = if folder.below(here).is_empty() { (there, here) } else { (here, there) };
    folder.rename(from, to);
    format!("renaming {from} to {to}")
}

fn configure(folder: &impl Shelf, a: u32) -> String {
    let more = [
        "",
        "unsafe_html: true\n",
        "documents: [script, agenda]\n",
        "marking: OFFICIAL\n",
        "thresholds: {full_day_hours: 8}\n",
        "theme: other\n",
        "titel: Oh\n",
        "holidays: [2026-03-02]\n",
    ];
    write(folder, "config.yaml", &format!("title: Site {}\n{}", a % 5, more[a as usize % more.len()]))
}

fn change_a_template(folder: &impl Shelf, a: u32, b: u32) -> String {
    let names = ["page.html", "home.html", "script.html", "agenda.html", "guidance.html"];
    let path = format!("themes/default/templates/{}", names[a as usize % names.len()]);
    let text = folder.text(&path).unwrap_or_else(|| built_in(&path));
    let more = ["<!-- more -->", "{{ nowhere.to.be.found }}", "{% if %}", "<p>More</p>"][b as usize % 4];
    let (block, end) = ("{% endblock", format!("{more}{{% endblock"));
    let changed = if text.contains(block) { text.replacen(block, &end, 1) } else { text + more };
    write(folder, &path, &changed)
}

fn override_a_blueprint(folder: &impl Shelf, a: u32) -> String {
    let paths = [
        "content/blueprints/working-principles/standard.yaml",
        "content/blueprints/checklists/on-the-day.yaml",
        "content/blueprints/event-kinds/strategic-manager.yaml",
        "content/blueprints/prompts/one-word.yaml",
    ];
    let path = paths[a as usize % paths.len()];
    let text = built_in(path);
    write(folder, path, &text.replacen("title: ", &format!("title: Number {a} "), 1))
}

fn change_the_venue(folder: &impl Shelf, a: u32) -> String {
    let path = "content/venues/glenfarran-hall.yaml";
    let Some(text) = folder.text(path) else { return "nothing".to_owned() };
    write(folder, path, &text.replacen("name: ", &format!("name: The {a}th "), 1))
}

fn break_a_file(folder: &impl Shelf, a: u32) -> String {
    let Some(path) = pick(&files(folder), a) else { return "nothing".to_owned() };
    let broken: [&[u8]; 3] = [b"title: [unclosed\n", b"", b"\xff\xfe\x00"];
    folder.put(&path, broken[a as usize % 3]);
    format!("breaking {path}")
}

/// Puts the example back, so that sequences do not end in ruins.
fn mend(folder: &impl Shelf) -> String {
    for top in ["content", "themes"] {
        folder.take(top);
    }
    let site = Site::alder();
    for path in site.paths() {
        folder.put(path, site.text(path).as_bytes());
    }
    "mending everything".to_owned()
}

pub fn built_in(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join(path)).unwrap_or_default()
}
