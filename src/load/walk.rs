//! The walk through a site's folder.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::{BAD_NAME, Code, Diagnostic, NOT_UTF8, TOO_LARGE, UNREADABLE_FILE};
use crate::load::memory::Known;
use crate::load::names::{LONGEST_SOURCE, fold, is_leaving, unportable};
use crate::load::read::{Unread, plain_reason, read};
use crate::load::stamp::Stamp;
use crate::slug::{is_slug, slugify};
use crate::source::{Origin, Place, Source, SourcePath, Sources};

/// What a walk brings home.
#[derive(Debug, Default)]
pub struct Found {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    /// What need not be read again the next time.
    pub known: BTreeMap<String, Known>,
}

/// A file that the walk has come upon, and that is still to be read.
#[derive(Debug)]
struct Unopened {
    path: String,
    real: PathBuf,
    /// From before it is opened, if the last write lay far enough back.
    stamp: Option<Stamp>,
}

/// What came of a file.
enum Opened {
    Source(Source),
    /// It should be text, and is not, from so many bytes on; or it is that of another program, which is made of letters.
    NotText {
        bytes: Vec<u8>,
        valid: usize,
    },
    Unread(Unread),
}

impl Opened {
    fn of(path: &str, read: Result<Vec<u8>, Unread>) -> Opened {
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(unread) => return Opened::Unread(unread),
        };
        let named = SourcePath::new(path);
        match std::str::from_utf8(&bytes) {
            _ if !is_text(path) => Opened::Source(Source::bytes(&named, Origin::Site, &bytes)),
            Ok(text) if program_of(&bytes).is_none() => Opened::Source(Source::text(&named, Origin::Site, text)),
            // Rich Text and some PDFs are made of readable letters, and no text all the same.
            Ok(_) => Opened::NotText { valid: bytes.len(), bytes },
            Err(error) => Opened::NotText { valid: error.valid_up_to(), bytes },
        }
    }
}

/// A walk on its way. `trail` holds the real path of every folder it stands in, so that it never goes in a circle.
#[derive(Debug)]
pub struct Walk {
    found: Found,
    unopened: Vec<Unopened>,
    trail: Vec<PathBuf>,
    /// What was read the last time.
    before: BTreeMap<String, Known>,
}

/// Whether a source is decoded as text. All else, images for example, is carried through byte by byte.
pub fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "yaml" => true,
        "md" => is_content(path),
        "html" | "css" | "js" | "svg" => path.starts_with("themes/"),
        _ => false,
    }
}

/// What a file really is, by its first bytes, where that is none of ours.
fn program_of(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "Word or other office document"),
        (b"\xd0\xcf\x11\xe0", "Word or other office document"),
        (b"%PDF", "PDF"),
        (b"\x89PNG", "picture"),
        (b"\xff\xd8\xff", "picture"),
        (b"{\\rtf", "document in Rich Text Format"),
    ];
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, program)| *program)
}

fn is_content(path: &str) -> bool {
    path.starts_with("content/")
}

impl Walk {
    /// Starts at the real path of the site's folder, with what was read the last time.
    pub fn new(root: &Path, before: BTreeMap<String, Known>) -> Walk {
        Walk { found: Found::default(), unopened: Vec::new(), trail: vec![root.to_owned()], before }
    }

    /// Reads what the walk has come upon, side by side.
    pub fn finish(mut self) -> Found {
        let unopened = std::mem::take(&mut self.unopened);
        let opened: Vec<Opened> = unopened.par_iter().map(|file| Opened::of(&file.path, read(&file.real))).collect();
        for (file, opened) in unopened.into_iter().zip(opened) {
            self.take_in(&file.path, file.stamp, opened);
        }
        self.found
    }

    /// Reads one file of the site's own folder.
    pub fn file(&mut self, name: &str) {
        self.entry(name, Wanted::File);
    }

    /// Reads one folder of the site's own folder, with all that is in it.
    pub fn folder(&mut self, name: &str) {
        self.entry(name, Wanted::Folder);
    }

    fn report(&mut self, code: &Code, path: &str, message: impl Into<String>, help: impl Into<String>) {
        // A definition that cannot be read keeps its place, so that what refers to it is not reported as well.
        if path.ends_with(".yaml") && [UNREADABLE_FILE.id, TOO_LARGE.id].contains(&code.id) {
            self.found.sources.insert(Source::bytes(&SourcePath::new(path), Origin::Site, &[]));
        }
        let place = Place::file(&SourcePath::new(path));
        self.found.diagnostics.push(Diagnostic::new(code, place, message).help(help));
    }

    fn here(&self) -> &Path {
        self.trail.last().map_or(Path::new(""), PathBuf::as_path)
    }

    /// Follows one name in the folder where the walk stands.
    fn entry(&mut self, path: &str, wanted: Wanted) {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let disk = self.here().join(name);
        let (real, kind) = match self.resolve(&disk) {
            Ok(resolved) => resolved,
            Err(Unfollowed::Failed(error)) => return self.unreadable(path, &error),
            Err(Unfollowed::LeadsNowhere) => {
                return self.report(
                    &UNREADABLE_FILE,
                    path,
                    "This link leads nowhere.",
                    "Delete the link, or put back what it points at.",
                );
            }
            Err(Unfollowed::LeadsOut) => {
                return self.report(
                    &UNREADABLE_FILE,
                    path,
                    "This link leads out of the site's folder, so it is not followed.",
                    "Put a copy of what it points at here instead of the link.",
                );
            }
        };
        if kind.is_dir() && wanted != Wanted::File {
            if self.trail.contains(&real) {
                return self.report(
                    &UNREADABLE_FILE,
                    path,
                    "This link leads back to a folder that it lies in, round in a circle.",
                    "Delete the link.",
                );
            }
            if is_content(path) && !is_slug(name) {
                self.bad_id(path, name, "");
            } else {
                self.check_portable(path, name);
            }
            self.trail.push(real);
            self.contents(path);
            self.trail.pop();
        } else if kind.is_file() && wanted != Wanted::Folder {
            self.come_upon(&real, &kind, path, name);
        } else {
            let (is, should) = match wanted {
                Wanted::Folder => ("is not a folder", "Put a folder of this name here."),
                Wanted::File => ("is not a file", "Put a file of this name here."),
                Wanted::Either => ("is neither a file nor a folder", "Delete it, or move it out of the site's folder."),
            };
            self.report(&UNREADABLE_FILE, path, format!("`{name}` {is}, so it cannot be read."), should);
        }
    }

    /// Finds where a name really lies and what is there. Links are followed inside the site's folder only.
    fn resolve(&self, disk: &Path) -> Result<(PathBuf, Metadata), Unfollowed> {
        let seen = disk.symlink_metadata().map_err(Unfollowed::Failed)?;
        if !seen.file_type().is_symlink() {
            return Ok((disk.to_owned(), seen));
        }
        let real = disk.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => Unfollowed::Failed(error),
            _ => Unfollowed::LeadsNowhere,
        })?;
        if !self.trail.first().is_some_and(|root| real.starts_with(root)) {
            return Err(Unfollowed::LeadsOut);
        }
        let seen = real.symlink_metadata().map_err(Unfollowed::Failed)?;
        Ok((real, seen))
    }

    /// Reads all that the folder holds in which the walk stands, in the order of the names.
    fn contents(&mut self, folder: &str) {
        let mut names = Vec::new();
        let entries: io::Result<Vec<_>> = std::fs::read_dir(self.here()).and_then(Iterator::collect);
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, &error),
        };
        for entry in entries {
            match entry.file_name().into_string() {
                Ok(name) if is_leaving(&name) => {}
                Ok(name) => names.push(name),
                Err(name) => self.report(
                    &BAD_NAME,
                    &format!("{folder}/{}", name.to_string_lossy()),
                    "The name of this file holds characters that cannot be read as text.",
                    "Rename it with lower-case letters, digits and hyphens.",
                ),
            }
        }
        names.sort_unstable();
        self.check_twins(folder, &names);
        for name in names {
            self.entry(&format!("{folder}/{name}"), Wanted::Either);
        }
    }

    /// Refuses names that are one and the same name on another computer.
    fn check_twins(&mut self, folder: &str, names: &[String]) {
        let mut folded: Vec<(String, &String)> = names.iter().map(|name| (fold(name), name)).collect();
        folded.sort_unstable();
        for pair in folded.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            if one == other {
                self.report(
                    &BAD_NAME,
                    &format!("{folder}/{second}"),
                    format!("`{first}` and `{second}` are the same name on many computers."),
                    "Rename one of them. They differ only in capital letters, or in how an accent is stored.",
                );
            }
        }
    }

    fn come_upon(&mut self, real: &Path, seen: &Metadata, path: &str, name: &str) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let lower = extension.to_ascii_lowercase();
        match lower.as_str() {
            "yml" => return self.wrong_extension(path, stem, "yaml"),
            "markdown" if is_content(path) => return self.wrong_extension(path, stem, "md"),
            "yaml" | "md" if is_content(path) => {
                if !(is_slug(stem) || stem == "_index" && lower == "md") || lower != extension {
                    self.bad_id(path, stem, &lower);
                } else {
                    self.check_portable(path, name);
                }
            }
            _ => self.check_portable(path, name),
        }
        let stamp = Stamp::of(seen);
        if let Some(known) = self.before.remove(path).filter(|known| known.is_still(&stamp)) {
            self.found.sources.insert(known.source.clone());
            self.found.known.insert(path.to_owned(), known);
            return;
        }
        let stamp = stamp.is_settled().then_some(stamp);
        self.unopened.push(Unopened { path: path.to_owned(), real: real.to_owned(), stamp });
    }

    /// Takes in what was read of a file, or why it was not.
    fn take_in(&mut self, path: &str, stamp: Option<Stamp>, opened: Opened) {
        match opened {
            Opened::Source(source) => {
                if let Some(stamp) = stamp {
                    self.found.known.insert(path.to_owned(), Known::new(stamp, &source));
                }
                self.found.sources.insert(source);
            }
            Opened::NotText { bytes, valid } => {
                self.not_utf8(path, &bytes, valid);
                // It stays in its place, so that what refers to a definition is not reported as well.
                let named = SourcePath::new(path);
                if valid < bytes.len() && named.extension() == "yaml" {
                    self.found.sources.insert(Source::bytes(&named, Origin::Site, &bytes));
                }
            }
            Opened::Unread(Unread::Failed(error)) => self.unreadable(path, &error),
            Opened::Unread(Unread::NotAFile) => self.unreadable(path, &io::Error::from(ErrorKind::NotFound)),
            Opened::Unread(Unread::Changing) => self.report(
                &UNREADABLE_FILE,
                path,
                "Another program was writing this file while it was read.",
                "Wait until it is saved, then run plenary again.",
            ),
            Opened::Unread(Unread::TooLarge) => self.report(
                &TOO_LARGE,
                path,
                "This file is over 8 MiB, the most that plenary reads.",
                "Make it smaller, or move it out of the site's folder.",
            ),
        }
    }

    fn not_utf8(&mut self, path: &str, bytes: &[u8], first_bad: usize) {
        if let Some(program) = program_of(bytes) {
            let message = format!("This is a {program} under another name, and no text.");
            let help = "Open it in that program, copy the words, and paste them into a new file in a text editor. A new name \
                        does not turn one kind of file into another.";
            return self.report(&NOT_UTF8, path, message, help);
        }
        let message = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            "This file is UTF-16 text, which plenary cannot read.".to_owned()
        } else {
            let line = bytes.iter().take(first_bad).filter(|byte| **byte == b'\n').count() + 1;
            format!("This file is not UTF-8 text: line {line} holds a character that cannot be read.")
        };
        let help = "Open it in a text editor, choose “Save as”, and pick the encoding UTF-8.";
        self.report(&NOT_UTF8, path, message, help);
    }

    fn unreadable(&mut self, path: &str, error: &io::Error) {
        let help = match error.kind() {
            ErrorKind::NotFound => {
                "If it is a link, what it points at is gone. If it was just moved, run plenary again."
            }
            ErrorKind::PermissionDenied => "Ask whoever looks after the folder to let you read it.",
            ErrorKind::InvalidFilename => "Move the site to a folder that does not lie so deep.",
            _ => "Check that the disk is connected, then run plenary again.",
        };
        self.report(&UNREADABLE_FILE, path, format!("This cannot be read: {}.", plain_reason(error)), help);
    }

    fn wrong_extension(&mut self, path: &str, stem: &str, right: &str) {
        let message = format!("plenary reads `.{right}` files only, so this one is left out.");
        self.report(&BAD_NAME, path, message, format!("Rename it to `{stem}.{right}`."));
    }

    fn bad_id(&mut self, path: &str, stem: &str, extension: &str) {
        let dot = if extension.is_empty() { "" } else { "." };
        let better = slugify(stem);
        let help = if is_slug(&better) && unportable(&better).is_none() {
            format!("Rename it to `{better}{dot}{extension}`.")
        } else {
            "Choose a name like `practitioner-event`.".to_owned()
        };
        self.report(&BAD_NAME, path, "Names may hold only lower-case letters, digits and hyphens.", help);
    }

    fn check_portable(&mut self, path: &str, name: &str) {
        if let Some(why) = unportable(name) {
            let message = format!("`{name}` is not a name that works on every computer: {why}.");
            self.report(&BAD_NAME, path, message, "Choose another name.");
        } else if name.len() > LONGEST_SOURCE {
            let message = "This name is so long that what is made from it could not be stored.";
            self.report(&BAD_NAME, path, message, format!("Choose a name of {LONGEST_SOURCE} letters at the most."));
        }
    }
}

/// Reads one file again that a walk has read before, under the same name. Nothing comes back where anything about it needs
/// telling, or where it is reached by a link.
pub fn again(path: &Path, name: &str) -> Option<(Source, Option<Known>)> {
    let seen = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    if path.canonicalize().ok()? != path {
        return None;
    }
    let mut walk = Walk::new(Path::new(""), BTreeMap::new());
    let stamp = Some(Stamp::of(&seen)).filter(Stamp::is_settled);
    walk.take_in(name, stamp, Opened::of(name, read(path)));
    let Found { sources, diagnostics, mut known } = walk.finish();
    let source = sources.get(&SourcePath::new(name)).filter(|_| diagnostics.is_empty())?.clone();
    Some((source, known.remove(name)))
}

/// What the walk expects at a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    File,
    Folder,
    Either,
}

/// Why a name was not followed.
#[derive(Debug)]
enum Unfollowed {
    LeadsNowhere,
    LeadsOut,
    Failed(io::Error),
}
