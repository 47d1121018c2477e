//! The disk's end of the compiler: a site's folder becomes [`Sources`].
//!
//! Nothing else reads the disk. A file that cannot be read is a diagnostic like any other mistake, and the rest is read
//! all the same. Only a folder that is no site at all is an error of the run.
//!
//! A file whose name is wrong in form is reported and still loaded, so that the mistakes inside it are told in the same
//! go. Later stages may therefore not take it for granted that the name of a source is an id.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

use crate::diagnostic::{BAD_NAME, Diagnostic, sorted};
use crate::embedded;
pub use crate::load::memory::Memory;
use crate::source::{Body, Origin, Place, Source, SourcePath, Sources};
use crate::yaml::{self, Kind};

mod memory;
pub mod names;
pub mod read;
pub mod stamp;
mod walk;

/// Why there is no site to read.
#[derive(Debug, Error)]
pub enum LoadError {
    #[error("There is no folder `{root}`. Check the spelling, or name the folder of your site with `--root`.")]
    NoRoot { root: Utf8PathBuf },
    #[error(
        "The folder that you are in is no longer there: it was moved or deleted. Go to the folder of your site with \
         `cd`, then try again."
    )]
    NoPlace,
    #[error("`{root}` is a file. Name the folder that holds your site's `config.yaml` instead.")]
    RootIsFile { root: Utf8PathBuf },
    #[error("The folder `{root}` cannot be read: {why}.")]
    Unreadable { root: Utf8PathBuf, why: String },
    #[error(
        "There is no `config.yaml` in `{root}`, so this is not a plenary site. Go to the folder of your site, name it \
         with `--root`, or start a new one in an empty folder with `plenary init`."
    )]
    NoConfig { root: Utf8PathBuf },
    #[error("There is no `config.yaml` in `{root}`, but there is `{found}`. Rename it to `config.yaml`.")]
    ConfigMisnamed { root: Utf8PathBuf, found: String },
}

/// Reads a site: `config.yaml`, `content/` and `themes/`, and beneath them what the binary carries.
pub fn load(root: &Utf8Path) -> Result<(Sources, Vec<Diagnostic>), LoadError> {
    load_again(root, &mut Memory::default())
}

/// Reads a site that was read before. What has not changed since is not read again.
pub fn load_again(root: &Utf8Path, memory: &mut Memory) -> Result<(Sources, Vec<Diagnostic>), LoadError> {
    let root = if root.as_str().is_empty() { Utf8Path::new(".") } else { root };
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound if root.is_relative() && std::env::current_dir().is_err() => LoadError::NoPlace,
        ErrorKind::NotFound => LoadError::NoRoot { root: root.to_owned() },
        ErrorKind::NotADirectory => LoadError::RootIsFile { root: root.to_owned() },
        _ => LoadError::Unreadable { root: root.to_owned(), why: read::plain_reason(&error) },
    };
    let real = root.as_std_path().canonicalize().map_err(unreadable)?;
    if real.is_file() {
        return Err(LoadError::RootIsFile { root: root.to_owned() });
    }
    let names = names_at(&real).map_err(unreadable)?;
    if !names.iter().any(|name| name == CONFIG) {
        let root = root.to_owned();
        return Err(match names.into_iter().find(|name| is_like_config(name)) {
            Some(found) => LoadError::ConfigMisnamed { root, found },
            None => LoadError::NoConfig { root },
        });
    }

    let mut walk = walk::Walk::new(&real, std::mem::take(&mut memory.files));
    walk.file(CONFIG);
    for folder in FOLDERS {
        if names.iter().any(|name| name == folder) {
            walk.folder(folder);
        }
    }
    let built_in = &mut memory.built_in;
    let (found, ()) = rayon::join(
        || walk.finish(),
        || {
            if built_in.is_empty() {
                *built_in = embedded::built_in().map(|(path, bytes)| built_in_source(&path, &bytes)).collect();
            }
        },
    );
    let walk::Found { mut sources, mut diagnostics, known } = found;
    memory.files = known;
    diagnostics.extend(names.iter().filter_map(|name| misnamed(name)));
    for source in &memory.built_in {
        sources.insert(source.clone());
    }
    load_named_terms(root, &mut sources, memory);
    Ok((sources, sorted(diagnostics)))
}

/// Looks at some files alone, at the paths that the system names, where they are all that has changed since a look and only
/// in what they say. Gives nothing back where that cannot be told without a look at everything.
pub fn look_at(
    root: &Utf8Path,
    paths: &BTreeSet<PathBuf>,
    before: (&Sources, &[Diagnostic]),
    memory: &mut Memory,
) -> Option<Sources> {
    let real = root.canonicalize().ok()?;
    let (before, found) = before;
    let mut sources = before.clone();
    for path in paths {
        let name = path.strip_prefix(&real).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        let named = SourcePath::new(&name);
        match (before.get(&named).filter(|source| source.origin == Origin::Site), path.symlink_metadata()) {
            // What an editor lays beside a file while it saves comes and goes.
            (None, Err(error)) if error.kind() == ErrorKind::NotFound => continue,
            (Some(_), Ok(_)) => {}
            _ => return None,
        }
        // A review names a list that lies elsewhere, and what was wrong with a file is told of it by a look at everything.
        if named.file_name() == "review.yaml" || found.iter().any(|found| found.place.path == named) {
            return None;
        }
        let (source, known) = walk::again(path, &name)?;
        match known {
            Some(known) => drop(memory.files.insert(name, known)),
            None => drop(memory.files.remove(&name)),
        }
        sources.insert(source);
    }
    Some(sources)
}

/// What every site has without writing it.
pub fn built_in() -> Sources {
    let mut sources = Sources::default();
    for (path, bytes) in embedded::built_in() {
        sources.insert(built_in_source(&path, &bytes));
    }
    sources
}

/// Reads the lists of restricted terms that reviews name. What cannot be read is kept as its reason, for `resolve` to
/// report at the line that names the list.
fn load_named_terms(root: &Utf8Path, sources: &mut Sources, memory: &mut Memory) {
    let mut before = std::mem::take(&mut memory.named_terms);
    let mut named: Vec<(SourcePath, String)> = Vec::new();
    for review in sources.under("content/reviews").filter(|source| source.path.file_name() == "review.yaml") {
        let key = *review.hash.as_bytes();
        let name = before.remove(&key).unwrap_or_else(|| named_terms(review));
        named.extend(name.iter().map(|name| (review.path.clone(), name.clone())));
        memory.named_terms.insert(key, name);
    }
    for (review, relative) in named {
        let terms = load_terms(root, &review, &relative).map(Into::into);
        sources.set_terms(review, terms);
    }
}

/// The path after `restricted_terms_file:` in a review, where its file can be read that far.
fn named_terms(review: &Source) -> Option<String> {
    let text = review.as_text().filter(|text| text.contains(NAMED_TERMS))?;
    let node = yaml::parse(&review.path, text, 0).ok()?;
    let Kind::Map(entries) = node.kind else { return None };
    let entry = entries.into_iter().find(|entry| entry.key == NAMED_TERMS)?;
    match entry.value.kind {
        Kind::Scalar(path) => Some(path.trim().to_owned()),
        _ => None,
    }
}

const CONFIG: &str = "config.yaml";
/// The field that names a list of restricted terms.
const NAMED_TERMS: &str = "restricted_terms_file";
const FOLDERS: [&str; 2] = ["content", "themes"];

/// The names in the site's own folder, in order. Those that are no text cannot be one of ours.
fn names_at(root: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root)? {
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn is_like_config(name: &str) -> bool {
    matches!(names::fold(name).as_str(), CONFIG | "config.yml")
}

/// Finds a name that was meant for one of ours: `Content` would otherwise be passed over on one computer and read on
/// the next.
fn misnamed(name: &str) -> Option<Diagnostic> {
    let folded = names::fold(name);
    let meant = if is_like_config(name) { CONFIG } else { FOLDERS.into_iter().find(|folder| *folder == folded)? };
    (meant != name).then(|| {
        let place = Place::file(&SourcePath::new(name));
        Diagnostic::new(&BAD_NAME, place, format!("`{name}` is not read under this name."))
            .help(format!("Rename it to `{meant}`, or move it out of the site's folder."))
    })
}

fn built_in_source(path: &str, bytes: &[u8]) -> Source {
    let path = SourcePath::new(path);
    let text = if walk::is_text(path.as_str()) { std::str::from_utf8(bytes).ok() } else { None };
    let body = match text {
        Some(text) => Body::Text(text.into()),
        None => Body::Bytes(bytes.into()),
    };
    Source { path, origin: Origin::BuiltIn, body, hash: blake3::hash(bytes) }
}

/// Reads a list of restricted terms, which may lie anywhere on the disk: `relative` starts at the folder of the file
/// that names it. The error is a short reason, and never holds anything of the list.
pub fn load_terms(root: &Utf8Path, named_in: &SourcePath, relative: &str) -> Result<String, String> {
    if relative.trim().is_empty() {
        return Err("no file is named".to_owned());
    }
    let path = root.join(named_in.folder()).join(relative);
    match read::read(path.as_std_path()) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned()),
        Err(read::Unread::TooLarge) => Err("it is over 8 MiB".to_owned()),
        Err(read::Unread::NotAFile) => Err("it is not a file".to_owned()),
        Err(read::Unread::Changing) => Err("another program was writing it".to_owned()),
        Err(read::Unread::Failed(error)) => Err(read::plain_reason(&error)),
    }
}

#[cfg(test)]
mod tests;
