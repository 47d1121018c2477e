//! The files of a theme line by the names that people call them by, so that one can be taken over into a theme.

use std::collections::BTreeMap;

use crate::diagnostic::did_you_mean;
use crate::slug::Slug;
use crate::source::{Source, SourcePath, Sources};

/// The folders of a theme that hold something to take over.
const FOLDERS: [&str; 3] = ["templates/", "static/", "words/"];

/// One file of a theme, as the line has it.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Its path inside a theme's folder: `templates/page.html`.
    pub inside: String,
    pub source: &'a Source,
}

/// A name that no file has: the nearest one that some file has, and all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub near: Option<String>,
    pub known: Vec<String>,
}

impl Part<'_> {
    /// The name of a template; nothing for other files.
    pub fn template(&self) -> Option<&str> {
        self.inside.strip_prefix("templates/")
    }

    /// Where the file lies, or would lie, in one theme.
    pub fn path(&self, theme: &Slug) -> SourcePath {
        SourcePath::new(format!("themes/{theme}/{}", self.inside))
    }
}

/// Finds a file by what somebody calls it: `page`, `page.html`, `plenary.css`, `words/cy`.
pub fn find<'a>(sources: &'a Sources, line: &[Slug], typed: &str) -> Result<Part<'a>, Unknown> {
    let mut parts = parts(sources, line);
    let names = [typed.to_owned(), format!("{typed}.html"), format!("{typed}.yaml")];
    if let Some(part) = names.iter().find_map(|name| parts.remove(name)) {
        return Ok(part);
    }
    let known: Vec<String> = parts.into_keys().collect();
    let short = |name: &String| name.strip_suffix(".html").unwrap_or(name).to_owned();
    let shorts: Vec<String> = known.iter().map(short).collect();
    let all = known.iter().chain(&shorts).map(String::as_str);
    let near = did_you_mean(typed, all).map(str::to_owned);
    Err(Unknown { near, known })
}

/// All files of a line by their names, each from the first theme that has it.
fn parts<'a>(sources: &'a Sources, line: &[Slug]) -> BTreeMap<String, Part<'a>> {
    let mut parts = BTreeMap::new();
    for theme in line.iter().rev() {
        let folder = format!("themes/{theme}/");
        for source in sources.iter() {
            let Some(inside) = source.path.as_str().strip_prefix(&folder) else { continue };
            let Some(kind) = FOLDERS.iter().find(|kind| inside.starts_with(**kind)) else { continue };
            let name = if *kind == "words/" { inside } else { &inside[kind.len()..] };
            parts.insert(name.to_owned(), Part { inside: inside.to_owned(), source });
        }
    }
    parts
}
