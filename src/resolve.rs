//! Documents → site: names become what they name, what is not said is inherited, clock times are worked out.
//!
//! Each review is resolved by itself, from the library and its own files, so that reviews can be resolved side by side
//! and kept for as long as these stay the same.

mod agenda;
mod event;
mod kind;
mod library;
mod page;
mod reference;
mod review;
mod settings;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::diagnostic::Diagnostic;
use crate::documents::Documents;
use crate::site::Site;
use crate::slug::Slug;
use crate::source::Sources;

/// Resolves everything. Mistakes are reported; what they touch is left out, so that the rest can be checked too.
pub fn resolve(documents: &Documents, sources: &Sources) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let settings = settings::resolve(documents, &mut diagnostics);
    let library = library::resolve(documents, &settings, &mut diagnostics);
    let shared = review::Shared { documents, settings: &settings, library: &library, sources };
    let ids: Vec<&Slug> = documents.reviews.keys().collect();
    let resolved: Vec<_> = ids.into_par_iter().map(|id| review::resolve(&shared, id)).collect();
    let mut reviews = Vec::with_capacity(resolved.len());
    for (review, found) in resolved {
        diagnostics.extend(found);
        reviews.extend(review);
    }
    review::events_without_review(documents, &mut diagnostics);
    let pages = page::resolve(documents, &mut diagnostics);
    let site = Site { settings, reviews, pages, library: library.site, attachments: documents.attachments.clone() };
    (site, diagnostics)
}
