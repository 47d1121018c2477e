//! Documents → site: names become what they name, what is not said is inherited, clock times are worked out.
//!
//! Each review is resolved by itself, from the library and its own files, so that reviews can be resolved side by side
//! and kept for as long as these stay the same.

mod agenda;
mod carried;
mod event;
mod kind;
mod library;
pub mod names;
mod page;
mod reference;
mod review;
pub mod settings;
mod venue;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::Diagnostic;
use crate::documents::Documents;
use crate::site::{Review, Site};
use crate::slug::Slug;
use crate::source::{SourcePath, Sources};

/// What was resolved before, so that only what rests on a changed file is resolved again.
#[derive(Debug, Default)]
pub struct Memory {
    reviews: BTreeMap<Slug, Resolved>,
}

/// A review with what was found in it.
#[derive(Clone, Debug)]
struct Resolved {
    basis: Basis,
    review: Option<Arc<Review>>,
    found: Vec<Diagnostic>,
    /// What was found where its events name a venue's rooms.
    found_at_venues: Vec<Diagnostic>,
}

/// By what a review is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The hash of everything that it is resolved from.
    pub all: blake3::Hash,
    /// The hash of all of that but what its venues say.
    pub beside_venues: blake3::Hash,
}

/// Resolves everything. Mistakes are reported; what they touch is left out, so that the rest can be checked too.
pub fn resolve(documents: &Documents, sources: &Sources, memory: &mut Memory) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let settings = Arc::new(settings::resolve(documents, &mut diagnostics));
    let reading = reference::Reading::new(&settings);
    let library = library::resolve(documents, &settings, &reading, &mut diagnostics);
    let shared = review::Shared { documents, settings: &settings, library: &library, sources, reading: &reading };
    let common = common_basis(sources, &library);
    let ids: Vec<&Slug> = documents.reviews.keys().collect();
    let resolved: Vec<Resolved> = ids.par_iter().map(|id| resolve_review(&shared, common, id, memory)).collect();
    for resolved in &resolved {
        diagnostics.extend(resolved.found.iter().chain(&resolved.found_at_venues).cloned());
    }
    let reviews: Vec<Arc<Review>> = resolved.iter().filter_map(|resolved| resolved.review.clone()).collect();
    memory.reviews = ids.into_iter().cloned().zip(resolved).collect();
    review::events_without_review(documents, &mut diagnostics);
    let mut pages = page::resolve(documents, &settings, &mut diagnostics);
    page::leave_out_examples(&mut pages, &reviews, sources);
    let attachments = Arc::new(documents.attachments.clone());
    let site = Site { settings, reviews, pages, library: library.site, attachments, common };
    (site, diagnostics)
}

/// Resolves a review, or remembers what came of the very same files. Where it is its venues alone that have changed, the
/// rest is remembered.
fn resolve_review(shared: &review::Shared, common: blake3::Hash, id: &Slug, memory: &Memory) -> Resolved {
    let basis = basis(shared, common, id);
    let before = memory.reviews.get(id);
    if let Some(resolved) = before.filter(|resolved| resolved.basis == basis) {
        return resolved.clone();
    }
    let (mut review, found) = match before.filter(|resolved| resolved.basis.beside_venues == basis.beside_venues) {
        Some(resolved) => (resolved.review.as_deref().cloned(), resolved.found.clone()),
        None => review::resolve(shared, id, basis),
    };
    let mut found_at_venues = Vec::new();
    if let Some(review) = &mut review {
        review.basis = basis.all;
        let venues = &shared.library.site.venues;
        review.events.iter_mut().for_each(|event| venue::hold(event, venues, &mut found_at_venues));
    }
    Resolved { basis, review: review.map(Arc::new), found, found_at_venues }
}

/// What all reviews are resolved from: the settings, the blueprints, and which venues there are.
fn common_basis(sources: &Sources, library: &library::Shelves) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    if let Some(config) = sources.get(&SourcePath::new("config.yaml")) {
        hasher.update(config.hash.as_bytes());
    }
    add_folder(&mut hasher, sources, "content/blueprints");
    library.site.venues.keys().for_each(|venue| add(&mut hasher, venue.as_str()));
    hasher.finalize()
}

/// Everything that one review is resolved from: what all are, its own folder, its list of restricted terms, other reviews from
/// whose events it takes feedback, and the venues where its events are held.
fn basis(shared: &review::Shared, common: blake3::Hash, id: &Slug) -> Basis {
    let sources = shared.sources;
    let mut hasher = blake3::Hasher::new();
    hasher.update(common.as_bytes());
    add_folder(&mut hasher, sources, &format!("content/reviews/{id}"));
    let file = SourcePath::new(format!("content/reviews/{id}/review.yaml"));
    match sources.terms(&file) {
        Some(Ok(terms)) => drop(hasher.update(b"terms").update(blake3::hash(terms.as_bytes()).as_bytes())),
        Some(Err(reason)) => drop(hasher.update(b"no terms").update(blake3::hash(reason.as_bytes()).as_bytes())),
        None => {}
    }
    let events = shared.documents.events_of(id);
    let references = events.flat_map(|(_, file)| reference::items(&file.fields.feedback_from));
    for other in references.filter_map(|feedback| feedback.value.review.as_ref()).filter(|other| *other != id) {
        add_folder(&mut hasher, sources, &format!("content/reviews/{other}"));
    }
    let beside_venues = hasher.finalize();
    let events = shared.documents.events_of(id);
    let venues: BTreeSet<&Slug> =
        events.filter_map(|(_, file)| file.fields.venue.as_ref()).map(|venue| &venue.value).collect();
    for venue in venues {
        if let Some(source) = shared.documents.venues.get(venue).and_then(|file| sources.get(&file.path)) {
            add(&mut hasher, source.path.as_str());
            hasher.update(source.hash.as_bytes());
        }
    }
    Basis { all: hasher.finalize(), beside_venues }
}

/// Adds the paths and the bytes of a folder's files.
fn add_folder(hasher: &mut blake3::Hasher, sources: &Sources, folder: &str) {
    for source in sources.under(folder) {
        add(hasher, source.path.as_str());
        hasher.update(source.hash.as_bytes());
    }
}

/// Adds a text with its length, so that two texts are never taken for one.
fn add(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&text.len().to_le_bytes());
    hasher.update(text.as_bytes());
}
