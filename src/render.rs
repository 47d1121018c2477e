//! Plan + theme → outputs: every page and file of an edition, as bytes.
//!
//! Pages are independent jobs that return values, so they are made side by side, and in any number of threads come out
//! the same.

mod files;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::{Diagnostic, Severity, TOO_LARGE};
use crate::output::Output;
use crate::plan::{Plan, PlannedPage, SEARCH_INDEX};
use crate::search::{self, is_searched};
use crate::source::{Place, SourcePath, Sources};
use crate::theme::Theme;
use crate::view::{self, Context};

/// Renders an edition: pages, files, attachments and the theme's assets, in the order of their addresses.
pub fn render(context: &Context, sources: &Sources) -> (Vec<Output>, Vec<Diagnostic>) {
    let rendered: Vec<Result<Output, Box<Diagnostic>>> =
        context.plan.pages.par_iter().map(|planned| page(context, planned)).collect();
    let (mut outputs, mut diagnostics) = sort_out(rendered);
    let index = index(context, &outputs);
    diagnostics.extend(over_budget(context, &index));
    outputs.extend(context.plan.files.iter().filter_map(|file| files::file(context, file)));
    outputs.extend(context.plan.attachments.iter().filter_map(|(path, url)| attachment(path, url, sources)));
    outputs.extend(context.theme.assets.iter().cloned());
    outputs.push(index);
    outputs.sort_by(|a, b| a.url.cmp(&b.url));
    (outputs, diagnostics)
}

/// The words of the pages that were rendered, for the page that searches them.
fn index(context: &Context, pages: &[Output]) -> Output {
    Output { url: SEARCH_INDEX.to_owned(), bytes: search::index(context.edition, context.plan, pages) }
}

/// Warns where the words of an edition weigh so much that searching begins with a wait.
fn over_budget(context: &Context, index: &Output) -> Option<Diagnostic> {
    let heavy = index.bytes.len() > search::BUDGET;
    let size = |bytes: usize| format!("{:.1} MB", bytes as f64 / 1_000_000.0);
    heavy.then(|| {
        let message = format!(
            "The search of the {} edition has to load {} of words, and more than {} is slow to begin with.",
            context.edition.audience,
            size(index.bytes.len()),
            size(search::BUDGET),
        );
        let help = "Build reviews apart with `--only`, or leave documents that nobody looks for out with `documents` in \
                    config.yaml.";
        let place = Place::file(&SourcePath::new("config.yaml"));
        Diagnostic { severity: Severity::Warning, ..Diagnostic::new(&TOO_LARGE, place, message) }.help(help)
    })
}

/// Renders the file at one address; nothing where the edition has no such file.
pub fn one(context: &Context, url: &str, sources: &Sources) -> Option<Result<Output, Box<Diagnostic>>> {
    let plan = context.plan;
    if let Some(planned) = plan.page(url) {
        return Some(page(context, planned));
    }
    if url == SEARCH_INDEX {
        // A page that fails is missing from it, and is told when it is asked for itself.
        let pages: Vec<Output> = plan
            .pages
            .par_iter()
            .filter(|page| is_searched(context.edition, page))
            .filter_map(|planned| page(context, planned).ok())
            .collect();
        return Some(Ok(index(context, &pages)));
    }
    if let Some(planned) = plan.file(url) {
        return files::file(context, planned).map(Ok);
    }
    if let Some(asset) = context.theme.assets.iter().find(|asset| asset.url == url) {
        return Some(Ok(asset.clone()));
    }
    let (path, url) = plan.attachments.iter().find(|(_, of)| of.as_str() == url)?;
    attachment(path, url, sources).map(Ok)
}

/// Renders the files at some addresses, side by side.
pub fn some(context: &Context, urls: &[&str], sources: &Sources) -> (Vec<Output>, Vec<Diagnostic>) {
    let made: Vec<_> = urls.par_iter().filter_map(|url| one(context, url, sources)).collect();
    sort_out(made)
}

/// The addresses of everything that an edition holds.
pub fn urls<'a>(plan: &'a Plan, theme: &'a Theme) -> impl Iterator<Item = &'a str> {
    let pages = plan.pages.iter().map(|page| page.url.as_str());
    let files = plan.files.iter().map(|file| file.url.as_str());
    let assets = theme.assets.iter().map(|asset| asset.url.as_str());
    pages.chain(files).chain(plan.attachments.values().map(String::as_str)).chain(assets)
}

/// A file beside pages, as it is.
fn attachment(path: &SourcePath, url: &str, sources: &Sources) -> Option<Output> {
    sources.get(path).map(|source| Output { url: url.to_owned(), bytes: source.as_bytes().to_vec() })
}

/// Parts what was made from what went wrong.
fn sort_out(rendered: Vec<Result<Output, Box<Diagnostic>>>) -> (Vec<Output>, Vec<Diagnostic>) {
    let mut outputs = Vec::with_capacity(rendered.len());
    let mut diagnostics = Vec::new();
    for result in rendered {
        match result {
            Ok(output) => outputs.push(output),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    (outputs, diagnostics)
}

/// Renders one page: its bodies first, then the frame around them.
pub fn page(context: &Context, planned: &PlannedPage) -> Result<Output, Box<Diagnostic>> {
    let name = format!("{}/{}", context.edition.audience, planned.url);
    let mut bodies = Vec::new();
    for body in view::body(context, planned) {
        bodies.push(context.theme.render(body.template, &body, &name)?);
    }
    let frame = view::page(context, planned, &bodies);
    let html = context.theme.render(view::frame_template(planned), &frame, &name)?;
    Ok(Output { url: planned.url.clone(), bytes: html.into_bytes() })
}
