//! A theme: templates, words and static files, each from the first folder of its line that has it.
//!
//! Beside its view every template has the interface words, as a tree under `t`: `t.document.script`. And a template can
//! ask for a static file: `asset(name="leaf.svg")`.
//!
//! The line is the site's theme, the themes that it extends, and `default`, which the binary carries. A template may
//! extend the one that it replaces by its full name: `{% extends "default/page.html" %}`.

mod assets;
mod comments;
mod interface;
mod language;
pub mod line;
mod mistake;
pub mod part;
mod tags;
mod templates;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, TEMPLATE_ERROR};
use crate::output::Output;
use crate::schema::Located;
use crate::schema::value::Text;
use crate::site::Settings;
use crate::slug::Slug;
use crate::source::{Place, Sources};
use crate::theme::assets::Assets;
use crate::theme::language::Wanted;
use crate::theme::templates::{Compiled, Surroundings};
use crate::words::Words;

/// The stylesheet that every page has, named by the frame's view and not by a template.
pub const STYLESHEET: &str = "plenary.css";
/// The script of pages that are made for paper, named by the frame's view likewise.
pub const SCRIPT: &str = "plenary.js";
/// The script of the page that searches.
pub const SEARCH_SCRIPT: &str = "search.js";
/// The script of the live view.
pub const LIVE_SCRIPT: &str = "live.js";

/// Everything that rendering needs of a theme.
pub struct Theme {
    pub words: Words,
    /// The static files that are published, named with a hash of what they hold.
    pub assets: Vec<Output>,
    addresses: Arc<BTreeMap<String, String>>,
    templates: Compiled,
    /// The hash of all that it was made from.
    pub basis: blake3::Hash,
}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Theme").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

impl Theme {
    /// The address inside an edition of a static file, by its name in the theme's `static` folder.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.addresses.get(name).map(String::as_str)
    }

    /// Renders a template. A mistake is a diagnostic at its place in the template, and names the page.
    pub fn render(&self, template: &str, view: &impl Serialize, page: &str) -> Result<String, Box<Diagnostic>> {
        self.templates.render(template, view, page)
    }
}

/// Leaves of the mistakes that a template makes on many pages the first, which names its page.
pub fn each_once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: BTreeSet<Place> = BTreeSet::new();
    let is_new = |found: &Diagnostic| found.code != TEMPLATE_ERROR.id || told.insert(found.place.clone());
    found.into_iter().filter(is_new).collect()
}

/// What a theme is loaded for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub settings: &'a Settings,
    /// Where the config names the theme.
    pub theme: Option<&'a Located<Slug>>,
    /// Where the config names the language.
    pub language: Option<&'a Located<Text>>,
}

/// A theme that was loaded before, and the hash of all that it came from.
#[derive(Debug, Default)]
pub struct Memory {
    loaded: Option<(blake3::Hash, Arc<Theme>, Vec<Diagnostic>)>,
}

/// Loads the theme of a site, or remembers it.
pub fn load(sources: &Sources, request: &Request, memory: &mut Memory) -> (Arc<Theme>, Vec<Diagnostic>) {
    let basis = basis(sources, request);
    if let Some((of, theme, found)) = &memory.loaded
        && *of == basis
    {
        return (theme.clone(), found.clone());
    }
    let (theme, found) = compile(sources, request, basis);
    let theme = Arc::new(theme);
    memory.loaded = Some((basis, theme.clone(), found.clone()));
    (theme, found)
}

/// Everything that a theme is made from: its files, those of the themes that it may extend, and what the config says.
fn basis(sources: &Sources, request: &Request) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let Settings { theme, language, .. } = request.settings;
    let places = (request.theme.map(|named| &named.place), request.language.map(|named| &named.place));
    hasher.update(format!("{theme} {language} {places:?}\n").as_bytes());
    for source in sources.under("themes") {
        hasher.update(source.path.as_str().as_bytes());
        hasher.update(b"\n");
        hasher.update(source.hash.as_bytes());
    }
    hasher.finalize()
}

fn compile(sources: &Sources, request: &Request, basis: blake3::Hash) -> (Theme, Vec<Diagnostic>) {
    let (line, mut diagnostics) = line::line(sources, &request.settings.theme, request.theme);
    let found = templates::find(sources, &line);
    let texts: Vec<&str> = found.values().filter_map(|source| source.as_text()).map(AsRef::as_ref).collect();
    let wanted = Wanted { line: &line, settings: request.settings, named: request.language, templates: &texts };
    let (words, mistakes) = language::load(sources, &wanted);
    diagnostics.extend(mistakes);
    let Assets { files, addresses } = assets::load(sources, &line, &texts);
    let addresses = Arc::new(addresses);
    let (templates, mistakes) =
        templates::compile(found, &line, &Surroundings { words: &words, addresses: &addresses });
    diagnostics.extend(mistakes);
    (Theme { words, assets: files, addresses, templates, basis }, diagnostics)
}
