//! The templates of a theme line, compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult};

use crate::diagnostic::{Diagnostic, TEMPLATE_ERROR};
use crate::slug::Slug;
use crate::source::{Place, Source, SourcePath, Sources};
use crate::span::Span;
use crate::theme::interface::Interface;
use crate::theme::mistake::{Mistake, Templates, mistakes, not_there};
use crate::theme::tags;
use crate::words::Words;

/// Templates that can be rendered, and where they came from.
pub struct Compiled {
    tera: Tera,
    /// The source of each template, by its full name: `default/page.html`.
    sources: BTreeMap<String, Source>,
    /// The variables that each template takes for granted.
    wanted: BTreeMap<String, BTreeSet<String>>,
    /// The themes, the site's own first.
    line: Vec<Slug>,
}

/// What templates are compiled with.
pub struct Surroundings<'a> {
    pub words: &'a Words,
    /// The addresses of static files, by their names.
    pub addresses: &'a Arc<BTreeMap<String, String>>,
}

/// Finds the templates of a line by their full names.
pub fn find<'a>(sources: &'a Sources, line: &[Slug]) -> Templates<'a> {
    let mut templates = Templates::new();
    for theme in line {
        let folder = format!("themes/{theme}/templates/");
        for source in sources.iter().filter(|source| source.as_text().is_some()) {
            if let Some(name) = source.path.as_str().strip_prefix(&folder) {
                templates.insert(format!("{theme}/{name}"), source);
            }
        }
    }
    templates
}

/// Compiles all templates. Those that cannot be compiled are reported and left out, so that the others' mistakes are
/// found too.
pub fn compile(mut templates: Templates, line: &[Slug], with: &Surroundings) -> (Compiled, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut broken = Templates::new();
    loop {
        let mut tera = empty(line, with);
        let raw = templates.iter().filter_map(|(name, source)| Some((name.as_str(), source.as_text()?.as_ref())));
        let Err(error) = tera.add_raw_templates(raw.collect::<Vec<(&str, &str)>>()) else {
            let sources = templates.iter().map(|(name, source)| (name.clone(), (*source).clone())).collect();
            let wanted = wanted(&tera, &templates);
            return (Compiled { tera, sources, wanted, line: line.to_vec() }, diagnostics);
        };
        let found = mistakes(&error, &templates);
        diagnostics.extend(found.iter().filter(|mistake| !follows(mistake, &broken)).map(|mistake| {
            let path = templates.get(&mistake.template).map(|source| source.path.clone());
            let path = path.unwrap_or_else(|| SourcePath::new(format!("themes/{}/theme.yaml", line[0])));
            diagnostic(&path, mistake, None)
        }));
        let left = templates.len();
        for mistake in &found {
            broken.extend(templates.remove_entry(&mistake.template));
        }
        if templates.len() == left {
            templates.clear();
        }
    }
}

/// An engine without templates.
fn empty(line: &[Slug], with: &Surroundings) -> Tera {
    let mut tera = Tera::new();
    // Can only fail once there are templates.
    let _ = tera.set_fallback_prefixes(line.iter().map(|theme| format!("{theme}/")).collect::<Vec<String>>());
    let addresses = with.addresses.clone();
    tera.register_function("asset", move |arguments: Kwargs, state: &State| asset(&addresses, &arguments, state));
    // Made once, and shared by all pages: as part of each view it would cost more than the page.
    tera.global_context().insert("t", &Interface(with.words));
    tera
}

/// `asset(name="leaf.svg")`: the way from a page to a static file.
fn asset(addresses: &BTreeMap<String, String>, arguments: &Kwargs, state: &State) -> TeraResult<String> {
    let name: String = arguments.must_get("name")?;
    let Some(address) = addresses.get(&name) else {
        let known: Vec<&str> = addresses.keys().map(String::as_str).collect();
        let message = format!("There is no file `{name}` in a folder `static` of the theme.");
        return Err(Error::message(format!("{message} Available files: {}", known.join(", "))));
    };
    match state.get::<String>("root")? {
        Some(root) => Ok(format!("{root}{address}")),
        None => Err(Error::message("A component knows no page. Let it take `@root`, and `asset` works in it.")),
    }
}

/// The variables that each template takes for granted: it neither sets them nor asks whether they are there.
fn wanted(tera: &Tera, templates: &Templates) -> BTreeMap<String, BTreeSet<String>> {
    let texts: Vec<&str> = templates.values().filter_map(|source| source.as_text()).map(AsRef::as_ref).collect();
    let assigned: BTreeSet<&str> = texts.iter().flat_map(|text| tags::assigned(text)).collect();
    // Few templates ask on purpose, and each name is looked up once: a theme is read at every start.
    let asking: Vec<&str> =
        texts.iter().copied().filter(|text| text.contains("defined") || text.contains("default")).collect();
    let meant = |name: &str| {
        matches!(name, "t" | "loop" | "body")
            || name.starts_with("__tera")
            || assigned.contains(name)
            || asking.iter().any(|text| tags::asks_for(text, name))
    };
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    for template in templates.keys() {
        let variables = tera.get_template_variables(template).unwrap_or_default();
        let names = variables.into_iter().map(str::to_owned);
        let names = names.filter(|name| !*known.entry(name.clone()).or_insert_with(|| meant(name)));
        wanted.insert(template.clone(), names.collect());
    }
    wanted
}

/// Whether a mistake is none of its own: what it misses may stand in a template that has one.
fn follows(mistake: &Mistake, broken: &Templates) -> bool {
    let misses = ["Unknown component", "Unknown template", "Block `", "There is no template"];
    let named = mistake.message.split('`').nth(1).unwrap_or("");
    misses.iter().any(|begins| mistake.message.starts_with(begins))
        && broken.iter().any(|(name, source)| {
            let text = source.as_text().map_or("", AsRef::as_ref);
            let defines = tags::components(text).contains(&named) || tags::blocks(text).contains(&named);
            defines || name == named || name.ends_with(&format!("/{named}"))
        })
}

fn diagnostic(path: &SourcePath, mistake: &Mistake, page: Option<&str>) -> Diagnostic {
    let during = page.map_or_else(String::new, |page| format!(" It came up while making {page}."));
    let message = format!("This template cannot be used: {}.{during}", mistake.message.trim_end_matches(['.', ' ']));
    let usual =
        "Mend the template at this place. A template of your own that is deleted gives way to the built-in one.";
    let help = mistake.help.clone().unwrap_or_else(|| usual.to_owned());
    Diagnostic::new(&TEMPLATE_ERROR, Place::new(path, mistake.span), message).help(help)
}

impl Compiled {
    /// Renders a template. A mistake is a diagnostic at its place in the template, and names the page.
    pub fn render(&self, template: &str, view: &impl Serialize, page: &str) -> Result<String, Box<Diagnostic>> {
        let failed = |error: Error| Box::new(self.failed(&error, template, page));
        let context = Context::from_serialize(view).map_err(failed)?;
        if let Some(name) = self.absent(template, &context) {
            return Err(Box::new(self.unknown(template, name, view, page)));
        }
        self.tera.render(template, &context).map_err(failed)
    }

    /// The full name of a template, as the line has it.
    fn full_name(&self, template: &str) -> Option<String> {
        let names = self.line.iter().map(|theme| format!("{theme}/{template}"));
        std::iter::once(template.to_owned()).chain(names).find(|name| self.sources.contains_key(name))
    }

    /// The first variable that a template takes for granted, and that is not there. Where it is only asked for, the
    /// engine would take it for something empty.
    fn absent(&self, template: &str, context: &Context) -> Option<&str> {
        let wanted = self.wanted.get(&self.full_name(template)?)?;
        wanted.iter().find(|name| !context.contains_key(name)).map(String::as_str)
    }

    fn unknown(&self, template: &str, name: &str, view: &impl Serialize, page: &str) -> Diagnostic {
        let own = self.full_name(template);
        let own_first = own.iter().chain(self.sources.keys());
        let found = own_first.filter_map(|full| {
            let source = self.sources.get(full)?;
            Some((&source.path, tags::variable(source.as_text()?, name)?))
        });
        let elsewhere = SourcePath::new(format!("themes/default/templates/{template}"));
        let (path, span) = found.into_iter().next().unwrap_or((&elsewhere, Span::FILE_HEAD));
        let fields = serde_json::to_value(view).unwrap_or_default();
        let fields = fields.as_object().into_iter().flat_map(|fields| fields.keys().map(String::as_str));
        diagnostic(path, &not_there(name, fields.chain(["t"]), span), Some(page))
    }

    fn failed(&self, error: &Error, template: &str, page: &str) -> Diagnostic {
        let templates: Templates = self.sources.iter().map(|(name, source)| (name.clone(), source)).collect();
        let found = mistakes(error, &templates).into_iter().next();
        let mistake = found.unwrap_or_else(|| not_there(template, std::iter::empty(), Span::FILE_HEAD));
        let name = if mistake.template.is_empty() { self.full_name(template) } else { Some(mistake.template.clone()) };
        let path = name.and_then(|name| self.sources.get(&name)).map(|source| source.path.clone());
        let path = path.unwrap_or_else(|| SourcePath::new(format!("themes/default/templates/{template}")));
        diagnostic(&path, &mistake, Some(page))
    }
}
