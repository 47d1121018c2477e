//! A small language for tests: a site, a change to it, a build, and what came of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assert_cmd::Command;
use plenary::audience::Audience;
use plenary::diagnostic::{Class, Diagnostic, Severity};
use plenary::embedded;
use plenary::pipeline::{Built, Request, build};
use plenary::report::{self, Format, Style};
use plenary::search::RUN;
use plenary::source::{Origin, Source, SourcePath, Sources};
use tempfile::TempDir;

pub const PRACTITIONER: &str = "content/reviews/alder/events/practitioner.yaml";
pub const STRATEGIC: &str = "content/reviews/alder/events/strategic.yaml";
pub const REVIEW: &str = "content/reviews/alder/review.yaml";
/// The event of the starter.
pub const ROWAN: &str = "content/reviews/rowan/events/practitioner.yaml";

/// The files of a site, before anything has been read.
#[derive(Clone, Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// What `plenary init --example` writes.
    pub fn alder() -> Site {
        let files = embedded::example(&embedded::ALDER).map(|(path, bytes)| (path, bytes.into_owned())).collect();
        Site { files }.file("config.yaml", include_str!("../../config.yaml"))
    }

    /// The site of this repository, with all that is fictional in it.
    pub fn shipped() -> Site {
        let juniper = embedded::example(&embedded::JUNIPER);
        let files = juniper.map(|(path, bytes)| (path, bytes.into_owned())).chain(Site::alder().files).collect();
        Site { files }
    }

    /// What `plenary init` writes.
    pub fn starter() -> Site {
        Site::default()
            .file("config.yaml", include_str!("../../src/cli/init/config.yaml"))
            .file("content/reviews/rowan/review.yaml", include_str!("../../src/cli/init/review.yaml"))
            .file(ROWAN, include_str!("../../src/cli/init/practitioner.yaml"))
            .file("content/venues/town-hall.yaml", include_str!("../../src/cli/init/town-hall.yaml"))
    }

    /// What `plenary init` writes, and so many small reviews before it that the search index has three parts.
    pub fn of_many_reviews() -> Site {
        let review = |at| {
            format!(
                "title: Review {at}\nnames_are_pseudonyms: true\nstatus: commissioned\nadult: {{pseudonym: Robin}}\n\
                 agencies: [{{id: nhs, name: NHS}}]\npeople: [{{id: rev1, roles: [reviewer], title: Lead Reviewer}}]\n\
                 situation:\n  overview:\n    participant: What happened was the event number{at} of some.\n"
            )
        };
        let reviews = (0..2 * RUN + 3).map(|at| (format!("content/reviews/r{at:03}/review.yaml"), review(at)));
        reviews.fold(Site::starter(), |site, (path, text)| site.file(&path, text))
    }

    /// A `config.yaml` of one line, and nothing else.
    pub fn bare() -> Site {
        Site::default().file("config.yaml", "title: Bare\n")
    }

    pub fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Site {
        self.files.insert(path.to_owned(), text.as_ref().to_vec());
        self
    }

    /// Replaces a text that stands exactly once in a file. A built-in file becomes one of the site's own.
    pub fn edit(mut self, path: &str, from: &str, to: &str) -> Site {
        let text = self.text(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` should stand once in {path}");
        self.files.insert(path.to_owned(), text.replace(from, to).into_bytes());
        self
    }

    pub fn remove(mut self, path: &str) -> Site {
        assert!(self.files.remove(path).is_some(), "there is no {path} to take away");
        self
    }

    pub fn append(mut self, path: &str, more: &str) -> Site {
        let text = self.text(path) + more;
        self.files.insert(path.to_owned(), text.into_bytes());
        self
    }

    /// The text of a file, the site's own or a built-in one.
    pub fn text(&self, path: &str) -> String {
        let built_in = || embedded::built_in().find(|(name, _)| name == path).map(|(_, bytes)| bytes.into_owned());
        let bytes = self.files.get(path).cloned().or_else(built_in);
        String::from_utf8(bytes.unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The site as `load` would hand it over, without a disk.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for (path, bytes) in embedded::built_in() {
            sources.insert(source(&path, &bytes, Origin::BuiltIn));
        }
        for (path, bytes) in &self.files {
            sources.insert(source(path, bytes, Origin::Site));
        }
        sources
    }

    pub fn build(&self) -> Made {
        self.build_as(&Request::default())
    }

    /// One edition alone, for tests that build many times.
    pub fn build_edition(&self, name: &str) -> Made {
        self.build_as(&Request { editions: vec![Audience::from_name(name).unwrap()], ..Request::default() })
    }

    pub fn build_as(&self, request: &Request) -> Made {
        let sources = self.sources();
        let built = build(&sources, request, &mut |_| {});
        Made { built, sources }
    }

    /// The site on the disk, for what only the program itself can show.
    pub fn folder(&self) -> Folder {
        let folder = Folder::empty();
        self.lay_into(&folder);
        folder
    }

    /// Puts the site into a folder, in the place of what content there is.
    pub fn lay_into(&self, folder: &Folder) {
        if folder.has("content") {
            std::fs::remove_dir_all(folder.at("content")).unwrap();
        }
        for (path, bytes) in &self.files {
            folder.write(path, bytes);
        }
    }
}

/// A file as `load` decodes it: text where plenary reads text, else bytes.
fn source(path: &str, bytes: &[u8], origin: Origin) -> Source {
    let name = SourcePath::new(path);
    let theme = path.starts_with("themes/");
    let readable = match name.extension() {
        "yaml" => true,
        "md" => path.starts_with("content/"),
        "html" | "css" | "js" | "svg" => theme,
        _ => false,
    };
    match std::str::from_utf8(bytes) {
        Ok(text) if readable => Source::text(&name, origin, text),
        _ => Source::bytes(&name, origin, bytes),
    }
}

/// What a build gave.
pub struct Made {
    pub built: Built,
    pub sources: Sources,
}

impl Made {
    /// Refuses to go on where the content has a mistake or something leaks. What the guidance would say of an event
    /// stops no build, and is for tests of its own.
    pub fn clean(self) -> Made {
        assert!(self.built.diagnostics.iter().all(is_practice), "{}", self.report(Format::Text));
        self
    }

    /// Refuses to go on where anything at all was found.
    pub fn spotless(self) -> Made {
        assert!(self.built.diagnostics.is_empty(), "{}", self.report(Format::Text));
        self
    }

    /// Refuses to go on where anything but advice was found.
    pub fn clean_but_advice(self) -> Made {
        let is_advice = |found: &Diagnostic| found.severity == Severity::Advice;
        assert!(self.built.diagnostics.iter().all(is_advice), "{}", self.report(Format::Text));
        self
    }

    /// The codes of all that was found.
    pub fn all_codes(&self) -> Vec<&str> {
        self.built.diagnostics.iter().map(|found| found.code.as_ref()).collect()
    }

    /// The codes of the practice rules that fired, in order, each as often as it did.
    pub fn findings(&self) -> Vec<&str> {
        self.built.diagnostics.iter().filter(|found| is_practice(found)).map(|found| found.code.as_ref()).collect()
    }

    pub fn report(&self, format: Format) -> String {
        rendered(format, &self.built.diagnostics, &self.sources)
    }

    /// The codes of content and leaks that were found, in order, each as often as it was.
    pub fn codes(&self) -> Vec<&str> {
        self.built.diagnostics.iter().filter(|found| !is_practice(found)).map(|found| found.code.as_ref()).collect()
    }

    pub fn editions(&self) -> Vec<&'static str> {
        self.built.editions.iter().map(|edition| edition.audience.name()).collect()
    }

    /// The files of an edition, by their addresses.
    pub fn files(&self, edition: &str) -> BTreeMap<&str, &[u8]> {
        let audience = Audience::from_name(edition).unwrap();
        let found = self.built.editions.iter().find(|made| made.audience == audience);
        let found = found.unwrap_or_else(|| panic!("no {edition} edition:\n{}", self.report(Format::Text)));
        found.outputs.iter().map(|output| (output.url.as_str(), output.bytes.as_slice())).collect()
    }

    /// The text of a file, by its path below the output folder.
    pub fn text(&self, path: &str) -> String {
        let (edition, url) = path.split_once('/').unwrap();
        let files = self.files(edition);
        let bytes = files.get(url).unwrap_or_else(|| panic!("there is no {path}; there are {:?}", files.keys()));
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// The agenda of an event as its table gives it: a row a session, by column.
    pub fn agenda(&self, event: &str) -> Vec<BTreeMap<String, String>> {
        table(&self.text(&format!("{event}/agenda.csv")))
    }

    /// The clock of an event: start and title of each session, and when the last one ends.
    pub fn clock(&self, event: &str) -> Vec<String> {
        let rows = self.agenda(event);
        let mut clock: Vec<String> = rows.iter().map(|row| format!("{} {}", row["start"], row["title"])).collect();
        clock.extend(rows.last().map(|row| format!("{} end", row["end"])));
        clock
    }

    /// The minutes of each session of an event.
    pub fn minutes(&self, event: &str) -> Vec<u32> {
        self.agenda(event).iter().map(|row| row["minutes"].parse().unwrap()).collect()
    }
}

fn is_practice(found: &Diagnostic) -> bool {
    found.class == Class::Practice
}

pub fn rendered(format: Format, diagnostics: &[Diagnostic], sources: &Sources) -> String {
    report::render(format, diagnostics, sources, Style::default())
}

/// Reads a table as plenary writes it.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut lines = text.split_terminator("\r\n").map(cells);
    let head = lines.next().unwrap();
    lines.map(|cells| head.iter().cloned().zip(cells).collect()).collect()
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// A site on the disk.
pub struct Folder {
    at: PathBuf,
    /// What is temporary goes when the last that lies in it does.
    _folder: Arc<TempDir>,
}

/// What the program said, and how it ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn empty() -> Folder {
        let folder = TempDir::new().unwrap();
        Folder { at: folder.path().to_owned(), _folder: Arc::new(folder) }
    }

    /// A folder in this one.
    pub fn inside(&self, path: &str) -> Folder {
        Folder { at: self.at.join(path), _folder: Arc::clone(&self._folder) }
    }

    pub fn path(&self) -> &Path {
        &self.at
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.at(path).exists()
    }

    /// Runs plenary in this folder, with nothing of the tester's own environment that could matter.
    pub fn plenary(&self, arguments: &[&str]) -> Run {
        self.plenary_with(&[], arguments)
    }

    pub fn plenary_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.current_dir(self.path()).args(arguments).env_remove("NO_COLOR").env_remove("COLUMNS");
        let output = command.envs(environment.iter().copied()).output().unwrap();
        Run {
            code: output.status.code().expect("no signal ended it"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every file below a folder, by its path from there.
    pub fn tree(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        let mut tree = BTreeMap::new();
        let top = self.at(path);
        let mut folders = vec![top.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
                    tree.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        // How files lie on this disk is for the next build alone, and never twice the same.
        tree.retain(|path, _| !path.ends_with(".plenary/stamps.json"));
        tree
    }
}

impl Run {
    /// Holds the exit code against what it should be.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, code, "\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }
}

/// Compares with a file of the repository, or writes it where PLENARY_BLESS is set.
#[track_caller]
pub fn golden(path: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
    if std::env::var_os("PLENARY_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let hint = "If this is better than before, run the test with PLENARY_BLESS=1 and look at the difference.";
    assert_eq!(found, expected, "\n{} differs. {hint}", path.display());
}

/// A file of the tools for tests, if they are installed.
pub fn tool(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/node_modules").join(path);
    file.is_file().then_some(file)
}
