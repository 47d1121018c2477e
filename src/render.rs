//! Plan + theme → outputs: every page and file of an edition, as bytes.
//!
//! Pages are independent jobs that return values, so they are made side by side, and in any number of threads come out
//! the same.

mod files;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, Severity, TOO_LARGE};
use crate::output::Output;
use crate::pieces::Pieces;
use crate::plan::{Plan, PlannedPage, SEARCH_INDEX};
use crate::search::{self, Gathering};
use crate::source::{Place, SourcePath, Sources};
use crate::theme::Theme;
use crate::view::{self, Context};

/// Makes every file of an edition that is no page, but its search index and those that are kept, and hands on each as soon as
/// it is made.
pub fn files(
    context: &Context,
    sources: &Sources,
    kept: &(impl Fn(&str) -> bool + Sync),
    take: &(impl Fn(Option<usize>, Output) + Sync),
) {
    let plan = context.plan;
    let files = plan.files.par_iter().filter(|file| !kept(&file.url));
    files.filter_map(|file| files::file(context, file)).for_each(|output| take(None, output));
    let attachments = plan.attachments.iter().filter_map(|(path, url)| attachment(path, url, sources));
    attachments.chain(context.theme.assets.iter().cloned()).for_each(|output| take(None, output));
}

/// Makes the pages at some places of the plan, and hands on each as soon as it is made, with its place. Gives back what failed.
pub fn pages(context: &Context, wanted: &[usize], take: &(impl Fn(Option<usize>, Output) + Sync)) -> Vec<Diagnostic> {
    let make = |at: &usize| page(context, &context.plan.pages[*at]).map(|output| take(Some(*at), output)).err();
    let failed: Vec<Option<Box<Diagnostic>>> = wanted.par_iter().map(make).collect();
    failed.into_iter().flatten().map(|mistake| *mistake).collect()
}

/// The words of the pages that were made, for the page that searches them, in parts. Those whose lines are there stay.
pub fn index(words: Gathering, staying: &[Option<&str>]) -> Output {
    Output { url: SEARCH_INDEX.to_owned(), bytes: words.index(staying) }
}

/// Warns where the words of an edition weigh so much that searching begins with a wait.
pub fn over_budget(audience: Audience, index: usize) -> Option<Diagnostic> {
    let heavy = index > search::BUDGET;
    let size = |bytes: usize| format!("{:.1} MB", bytes as f64 / 1_000_000.0);
    heavy.then(|| {
        let message = format!(
            "The search of the {audience} edition has to load {} of words, and more than {} is slow to begin with.",
            size(index),
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
        let words = Gathering::of(context.edition, plan);
        (0..plan.pages.len()).into_par_iter().filter(|at| words.wants(*at)).for_each(|at| {
            if let Ok(output) = page(context, &plan.pages[at]) {
                words.read(at, &output, Pieces::of(&output).as_ref());
            }
        });
        return Some(Ok(index(words, &[])));
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
    let frame = view::page(context, planned, bodies);
    let html = context.theme.render(view::frame_template(planned), &frame, &name)?;
    Ok(Output { url: planned.url.clone(), bytes: html.into_bytes() })
}
