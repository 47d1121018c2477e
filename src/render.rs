//! Plan + theme → outputs: every page and file of an edition, as bytes.
//!
//! Pages are independent jobs that return values, so they are made side by side, and in any number of threads come out
//! the same.

mod files;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::Diagnostic;
use crate::output::Output;
use crate::plan::PlannedPage;
use crate::source::Sources;
use crate::view::{self, Context};

/// Renders an edition: pages, files, attachments and the theme's assets, in the order of their addresses.
pub fn render(context: &Context, sources: &Sources) -> (Vec<Output>, Vec<Diagnostic>) {
    let rendered: Vec<Result<Output, Box<Diagnostic>>> =
        context.plan.pages.par_iter().map(|planned| page(context, planned)).collect();
    let mut outputs = Vec::with_capacity(rendered.len());
    let mut diagnostics = Vec::new();
    for result in rendered {
        match result {
            Ok(output) => outputs.push(output),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    outputs.extend(context.plan.files.iter().filter_map(|file| files::file(context, file)));
    for (path, url) in &context.plan.attachments {
        if let Some(source) = sources.get(path) {
            outputs.push(Output { url: url.clone(), bytes: source.as_bytes().to_vec() });
        }
    }
    outputs.extend(context.theme.assets.iter().cloned());
    outputs.sort_by(|a, b| a.url.cmp(&b.url));
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
