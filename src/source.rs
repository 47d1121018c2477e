//! Source files held in memory: what `load` hands to the compiler.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::span::Span;

/// A path relative to the site's root, with `/` between its parts on every system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    pub fn new(path: impl AsRef<str>) -> SourcePath {
        SourcePath(Arc::from(path.as_ref()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `moss.yaml` of `content/people/moss.yaml`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last dot of the file name, or nothing.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The folder that holds the file, without a closing slash; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A range of bytes in one named source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub path: SourcePath,
    pub span: Span,
}

impl Place {
    pub fn new(path: &SourcePath, span: Span) -> Place {
        Place { path: path.clone(), span }
    }

    /// A place that means the file as a whole.
    pub fn file(path: &SourcePath) -> Place {
        Place::new(path, Span::FILE_HEAD)
    }
}

/// Where a source came from: the site's own folder, or the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    Site,
    BuiltIn,
}

/// What a source holds. Only files whose kind is text are decoded; all else is carried through as it is.
#[derive(Clone, Debug)]
pub enum Body {
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// One file of the site, or one that the binary carries.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: SourcePath,
    pub origin: Origin,
    pub body: Body,
    /// BLAKE3 of the bytes as they lie on the disk.
    pub hash: blake3::Hash,
}

impl Source {
    pub fn text(path: &SourcePath, origin: Origin, text: impl AsRef<str>) -> Source {
        let text = text.as_ref();
        Source { path: path.clone(), origin, body: Body::Text(Arc::from(text)), hash: blake3::hash(text.as_bytes()) }
    }

    pub fn bytes(path: &SourcePath, origin: Origin, bytes: &[u8]) -> Source {
        Source { path: path.clone(), origin, body: Body::Bytes(Arc::from(bytes)), hash: blake3::hash(bytes) }
    }

    /// The text, or nothing for a file that is not text.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match &self.body {
            Body::Text(text) => Some(text),
            Body::Bytes(_) => None,
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        match &self.body {
            Body::Text(text) => text.as_bytes(),
            Body::Bytes(bytes) => bytes,
        }
    }
}

/// Every source of one build, in the order of their paths. A site's file takes the place of the built-in one of the
/// same path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<SourcePath, Source>,
    /// What `restricted_terms_file` of a review names, by the path of that review's file: the text, or why there is
    /// none. The file may lie anywhere on the disk, so it is no source of the site.
    terms: BTreeMap<SourcePath, Result<Arc<str>, String>>,
}

impl Sources {
    pub fn set_terms(&mut self, review: SourcePath, text: Result<Arc<str>, String>) {
        self.terms.insert(review, text);
    }

    pub fn terms(&self, review: &SourcePath) -> Option<&Result<Arc<str>, String>> {
        self.terms.get(review)
    }

    /// Adds a file. A built-in never replaces a site's file, unless both are the same: then it counts as built in.
    pub fn insert(&mut self, source: Source) {
        let differs = |held: &Source| held.origin < source.origin && held.hash != source.hash;
        let kept = self.files.get(&source.path).is_some_and(differs);
        if !kept {
            self.files.insert(source.path.clone(), source);
        }
    }

    /// What differs from an earlier state, in the order of the paths: files that are new, gone or of another content,
    /// and reviews whose list of restricted terms is another.
    pub fn changed_since(&self, before: &Sources) -> Vec<SourcePath> {
        let same = |one: &Source, other: &Source| one.hash == other.hash && one.origin == other.origin;
        let mut differing = Vec::new();
        // Both lie in the order of their paths, so one walk along both sees all.
        let (mut here, mut there) = (self.files.values().peekable(), before.files.values().peekable());
        loop {
            let order = match (here.peek(), there.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(other)) => one.path.cmp(&other.path),
            };
            let one = if order.is_le() { here.next() } else { None };
            let other = if order.is_ge() { there.next() } else { None };
            match (one, other) {
                (Some(one), Some(other)) if same(one, other) => {}
                (one, other) => differing.extend(one.or(other).map(|source| &source.path)),
            }
        }
        let terms = self.terms.iter().filter(|(path, terms)| before.terms.get(*path) != Some(*terms));
        let no_terms = before.terms.keys().filter(|path| !self.terms.contains_key(*path));
        let terms = terms.map(|(path, _)| path).chain(no_terms);
        let all: BTreeSet<&SourcePath> = differing.into_iter().chain(terms).collect();
        all.into_iter().cloned().collect()
    }

    pub fn get(&self, path: &SourcePath) -> Option<&Source> {
        self.files.get(path)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.values()
    }

    /// The files below a folder, in order.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Source> {
        self.files
            .range(SourcePath::new(folder)..)
            .map(|(_, source)| source)
            .take_while(move |source| source.path.as_str().starts_with(folder))
            .filter(move |source| source.path.as_str()[folder.len()..].starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_file_wins_over_the_built_in_one() {
        let path = SourcePath::new("content/a.yaml");
        for order in [[Origin::Site, Origin::BuiltIn], [Origin::BuiltIn, Origin::Site]] {
            let mut sources = Sources::default();
            for origin in order {
                sources.insert(Source::text(&path, origin, format!("{origin:?}")));
            }
            assert_eq!(sources.get(&path).map(|source| source.origin), Some(Origin::Site));
        }
    }

    #[test]
    fn a_site_file_that_is_the_built_in_one_counts_as_built_in() {
        let path = SourcePath::new("content/a.yaml");
        let mut sources = Sources::default();
        for origin in [Origin::Site, Origin::BuiltIn] {
            sources.insert(Source::text(&path, origin, "the same"));
        }
        assert_eq!(sources.get(&path).map(|source| source.origin), Some(Origin::BuiltIn));
    }

    #[test]
    fn what_has_changed_is_found_in_one_walk() {
        let sources = |files: &[(&str, &str)]| {
            let mut sources = Sources::default();
            for (path, text) in files {
                sources.insert(Source::text(&SourcePath::new(path), Origin::Site, text));
            }
            sources
        };
        let before = sources(&[("a", "1"), ("b", "1"), ("c", "1"), ("e", "1")]);
        let mut after = sources(&[("a", "1"), ("b", "2"), ("d", "1"), ("e", "1"), ("f", "1")]);
        let changed = |after: &Sources, before: &Sources| {
            after.changed_since(before).iter().map(|path| path.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(changed(&after, &before), ["b", "c", "d", "f"]);
        assert_eq!(changed(&before, &after), ["b", "c", "d", "f"]);
        assert!(changed(&before, &before).is_empty());
        let unchanged = after.clone();
        after.set_terms(SourcePath::new("e"), Ok("term".into()));
        assert_eq!(changed(&after, &unchanged), ["e"]);
    }

    #[test]
    fn a_folder_holds_its_own_files_only() {
        let mut sources = Sources::default();
        for path in ["content/a/x.md", "content/a-b/y.md", "content/a/b/z.md", "content/b.md"] {
            sources.insert(Source::text(&SourcePath::new(path), Origin::Site, ""));
        }
        let found: Vec<_> = sources.under("content/a").map(|source| source.path.as_str()).collect();
        assert_eq!(found, ["content/a/b/z.md", "content/a/x.md"]);
    }
}
