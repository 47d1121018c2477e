//! A theme: templates, words and static files, each from the first folder of its line that has it.
//!
//! Beside its view every template has the interface words, as a tree under `t`: `t.document.script`.
//!
//! The line is the site's theme, the themes that it extends, and `default`, which the binary carries. A template may
//! extend the one that it replaces by its full name: `{% extends "default/page.html" %}`.

mod comments;
mod interface;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::{BAD_VALUE, Diagnostic, TEMPLATE_ERROR, UNKNOWN_REFERENCE, suggestion};
use crate::output::Output;
use crate::schema::value::Text;
use crate::schema::{Located, decode_file, record};
use crate::site::Settings;
use crate::slug::Slug;
use crate::source::{Place, Source, SourcePath, Sources};
use crate::span::Span;
use crate::theme::comments::without_comments;
use crate::theme::interface::Interface;
use crate::words::{self, Words};

/// The version of the view data that templates of this version get. A theme names the one it was written for.
const CONTRACT: u32 = 1;
/// The language whose words are complete.
const COMPLETE_LANGUAGE: &str = "en-GB";

/// The stylesheet that every page has, named by the frame's view and not by a template.
pub const STYLESHEET: &str = "plenary.css";
/// The script of pages that are made for paper, named by the frame's view likewise.
pub const SCRIPT: &str = "plenary.js";
/// The static files that views name, so that they are published whatever templates say.
const NAMED_BY_VIEWS: [&str; 2] = [STYLESHEET, SCRIPT];

record! {
    /// What a theme says of itself.
    pub struct ThemeFields, "a theme" {
        /// Its name.
        title: Text, Never, required;
        /// The theme that it starts from; `default` if not given.
        extends: Slug, Never;
        /// The version of the view data that its templates were written for.
        contract: u32, Never, required;
    }
}

/// Everything that rendering needs of a theme.
#[derive(Debug)]
pub struct Theme {
    pub words: Words,
    /// The static files that are published, named with a hash of what they hold.
    pub assets: Vec<Output>,
    addresses: BTreeMap<String, String>,
    tera: Tera,
    /// Where each template came from.
    sources: BTreeMap<String, SourcePath>,
}

impl Theme {
    /// The address inside an edition of a static file, by its name in the theme's `static` folder.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.addresses.get(name).map(String::as_str)
    }

    /// Renders a template. A mistake is a diagnostic at its place in the template, and names the page.
    pub fn render(&self, template: &str, view: &impl Serialize, page: &str) -> Result<String, Box<Diagnostic>> {
        let context =
            Context::from_serialize(view).map_err(|error| Box::new(self.mistake(&error, template, Some(page))))?;
        self.tera.render(template, &context).map_err(|error| Box::new(self.mistake(&error, template, Some(page))))
    }

    fn mistake(&self, error: &tera::Error, template: &str, page: Option<&str>) -> Diagnostic {
        let (name, span, message) = describe(error);
        let name = if name.is_empty() { template.to_owned() } else { name };
        let path = self.sources.get(&name).or_else(|| {
            self.sources.iter().find(|(full, _)| full.ends_with(&format!("/{name}"))).map(|(_, path)| path)
        });
        let path = path.cloned().unwrap_or_else(|| SourcePath::new(format!("themes/default/templates/{name}")));
        template_error(&path, span, &message, page)
    }
}

fn template_error(path: &SourcePath, span: Span, message: &str, page: Option<&str>) -> Diagnostic {
    let during = page.map_or_else(String::new, |page| format!(" It came up while making {page}."));
    let message = format!("This template cannot be used: {}.{during}", message.trim_end_matches('.'));
    let help = "Mend the template at this place. A template of your own that is deleted gives way to the built-in one.";
    Diagnostic::new(&TEMPLATE_ERROR, Place::new(path, span), message).help(help)
}

/// The template, the place and the words of a template engine's mistake.
fn describe(error: &tera::Error) -> (String, Span, String) {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            (report.filename().to_owned(), Span::new(range.start, range.end), report.message().to_owned())
        }
        _ => (String::new(), Span::FILE_HEAD, error.to_string().lines().next().unwrap_or("").to_owned()),
    }
}

/// A theme that was loaded before, and the hash of all that it came from.
#[derive(Debug, Default)]
pub struct Memory {
    loaded: Option<(blake3::Hash, Arc<Theme>, Vec<Diagnostic>)>,
}

/// Loads the theme of a site, or remembers it. `named` is where the config names it.
pub fn load(
    sources: &Sources,
    settings: &Settings,
    named: Option<&Located<Slug>>,
    memory: &mut Memory,
) -> (Arc<Theme>, Vec<Diagnostic>) {
    let basis = basis(sources, settings, named);
    if let Some((of, theme, found)) = &memory.loaded
        && *of == basis
    {
        return (theme.clone(), found.clone());
    }
    let (theme, found) = compile(sources, settings, named);
    let theme = Arc::new(theme);
    memory.loaded = Some((basis, theme.clone(), found.clone()));
    (theme, found)
}

/// Everything that a theme is made from: its files, those of the themes that it may extend, and what the config says.
fn basis(sources: &Sources, settings: &Settings, named: Option<&Located<Slug>>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let place = named.map(|named| &named.place);
    hasher.update(format!("{} {} {place:?}\n", settings.theme, settings.language).as_bytes());
    for source in sources.under("themes") {
        hasher.update(source.path.as_str().as_bytes());
        hasher.update(b"\n");
        hasher.update(source.hash.as_bytes());
    }
    hasher.finalize()
}

fn compile(sources: &Sources, settings: &Settings, named: Option<&Located<Slug>>) -> (Theme, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let line = line(sources, &settings.theme, named, &mut diagnostics);
    let (words, found) = load_words(sources, &line, &settings.language);
    diagnostics.extend(found);
    let (mut tera, template_sources, found) = load_templates(sources, &line);
    // Made once, and shared by all pages: as part of each view it would cost more than the page.
    tera.global_context().insert("t", &Interface(&words));
    diagnostics.extend(found);
    let (assets, addresses) = load_assets(sources, &line, &template_sources);
    (Theme { words, assets, addresses, tera, sources: template_sources }, diagnostics)
}

/// The themes from the site's own down to `default`.
fn line(
    sources: &Sources,
    theme: &Slug,
    named: Option<&Located<Slug>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Slug> {
    let default = Slug::default_theme();
    let mut line = Vec::new();
    let mut next = Some((theme.clone(), named.map(|named| named.place.clone())));
    while let Some((id, place)) = next.take() {
        if line.contains(&id) || id == default {
            break;
        }
        let path = SourcePath::new(format!("themes/{id}/theme.yaml"));
        let Some(source) = sources.get(&path) else {
            let place = place.unwrap_or_else(|| Place::file(&SourcePath::new("config.yaml")));
            let message = format!("There is no theme `{id}`: no file {path}.");
            let mut known: Vec<&str> = sources
                .under("themes")
                .filter(|source| source.path.file_name() == "theme.yaml")
                .filter_map(|source| source.path.folder().strip_prefix("themes/"))
                .collect();
            known.dedup();
            let help = suggestion(id.as_str(), known.iter().copied()).unwrap_or_else(|| "Leave `theme` out.".into());
            diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, place, message).help(help));
            break;
        };
        let text = source.as_text().cloned().unwrap_or_default();
        let (fields, found) = decode_file::<ThemeFields>(&path, &text, 0);
        diagnostics.extend(found);
        let fields = fields.unwrap_or_default();
        if let Some(contract) = &fields.contract
            && contract.value != CONTRACT
        {
            let message = format!(
                "This theme was written for version {} of the view data; this plenary gives version {CONTRACT}.",
                contract.value
            );
            let help = format!("Look through its templates, then write `contract: {CONTRACT}`.");
            diagnostics.push(Diagnostic::new(&BAD_VALUE, contract.place.clone(), message).help(help));
        }
        next = fields.extends.map(|base| (base.value, Some(base.place)));
        line.push(id);
    }
    line.push(default);
    line
}

fn load_words(sources: &Sources, line: &[Slug], language: &str) -> (Words, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut words = Words::default();
    let mut languages = vec![language];
    if language != COMPLETE_LANGUAGE {
        languages.push(COMPLETE_LANGUAGE);
    }
    let mut found_language = false;
    for language_tried in &languages {
        for theme in line {
            let path = SourcePath::new(format!("themes/{theme}/words/{language_tried}.yaml"));
            if let Some(source) = sources.get(&path) {
                found_language |= *language_tried == language;
                let (more, found) = words::parse(source);
                diagnostics.extend(found);
                words = words.or(&more);
            }
        }
    }
    if !found_language {
        let message = format!("There are no interface words in `{language}`.");
        let help = format!("Write `language: {COMPLETE_LANGUAGE}`, or add themes/{}/words/{language}.yaml.", line[0]);
        let place = Place::file(&SourcePath::new("config.yaml"));
        diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, place, message).help(help));
    }
    (words, diagnostics)
}

/// Compiles all templates. One that cannot be compiled is reported and left out, so that the next one is found too.
fn load_templates(sources: &Sources, line: &[Slug]) -> (Tera, BTreeMap<String, SourcePath>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut templates: BTreeMap<String, &Source> = BTreeMap::new();
    for theme in line {
        let folder = format!("themes/{theme}/templates");
        for source in sources.iter().filter(|source| source.path.as_str().starts_with(&format!("{folder}/"))) {
            if source.as_text().is_some() {
                templates.insert(format!("{theme}{}", &source.path.as_str()[folder.len()..]), source);
            }
        }
    }
    loop {
        let mut tera = Tera::new();
        let prefixes: Vec<String> = line.iter().map(|theme| format!("{theme}/")).collect();
        let mut outcome = tera.set_fallback_prefixes(prefixes);
        if outcome.is_ok() {
            let raw = templates.iter().filter_map(|(name, source)| Some((name.as_str(), source.as_text()?.as_ref())));
            outcome = tera.add_raw_templates(raw);
        }
        let Err(error) = outcome else {
            let paths = templates.iter().map(|(name, source)| (name.clone(), source.path.clone())).collect();
            return (tera, paths, diagnostics);
        };
        let (name, span, message) = describe(&error);
        match templates.remove(&name) {
            Some(source) => diagnostics.push(template_error(&source.path, span, &message, None)),
            None => {
                let path = SourcePath::new(format!("themes/{}/theme.yaml", line[0]));
                diagnostics.push(template_error(&path, Span::FILE_HEAD, &message, None));
                templates.clear();
            }
        }
    }
}

/// Publishes the static files that a view, a template or a stylesheet names. Stylesheets come last, since what they refer to is
/// renamed in them.
fn load_assets(
    sources: &Sources,
    line: &[Slug],
    templates: &BTreeMap<String, SourcePath>,
) -> (Vec<Output>, BTreeMap<String, String>) {
    let mut files: BTreeMap<String, &Source> = BTreeMap::new();
    for theme in line.iter().rev() {
        let folder = format!("themes/{theme}/static/");
        for source in sources.iter() {
            if let Some(name) = source.path.as_str().strip_prefix(&folder) {
                files.insert(name.to_owned(), source);
            }
        }
    }
    let template_texts: Vec<&str> =
        templates.values().filter_map(|path| sources.get(path)?.as_text()).map(AsRef::as_ref).collect();
    let stylesheets: Vec<(&String, &&Source)> = files.iter().filter(|(name, _)| name.ends_with(".css")).collect();
    let named =
        |name: &str, texts: &[&str]| NAMED_BY_VIEWS.contains(&name) || texts.iter().any(|text| text.contains(name));
    let style_texts: Vec<&str> =
        stylesheets.iter().filter_map(|(_, source)| source.as_text()).map(AsRef::as_ref).collect();
    let mut assets = Vec::new();
    let mut addresses = BTreeMap::new();
    let mut publish = |name: &str, bytes: Vec<u8>| {
        let hash = blake3::hash(&bytes).to_hex();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let url = format!("assets/{stem}.{}.{extension}", &hash[..10]);
        addresses.insert(name.to_owned(), url.clone());
        assets.push(Output { url: url.clone(), bytes });
        url
    };
    let mut renamed: Vec<(String, String)> = Vec::new();
    for (name, source) in files.iter().filter(|(name, _)| !name.ends_with(".css")) {
        if named(name, &template_texts) || named(name, &style_texts) {
            let url = publish(name, source.as_bytes().to_vec());
            renamed.push((name.clone(), url.trim_start_matches("assets/").to_owned()));
        }
    }
    for (name, source) in stylesheets {
        if named(name, &template_texts) {
            let text = source.as_text().map_or_else(String::new, |text| text.to_string());
            let text = renamed.iter().fold(text, |text, (from, to)| {
                text.replace(&format!("url(\"{from}\")"), &format!("url(\"{to}\")"))
                    .replace(&format!("url({from})"), &format!("url({to})"))
            });
            publish(name, without_comments(&text).into_bytes());
        }
    }
    (assets, addresses)
}
