//! Markdown pages: who reads them, and in what order they stand.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::audience::Audience;
use crate::basis::Basis;
use crate::diagnostic::{Diagnostic, UNKNOWN_REFERENCE};
use crate::documents::{Documents, PageFile};
use crate::folding::Terms;
use crate::markdown::{Options, parse_fragment};
use crate::resolve::reference::{find, items, text, value, values};
use crate::schema::embed::Embed;
use crate::schema::{Located, value as written};
use crate::site::{Belongs, Page, Prose, ProseText, Review, Settings, shows_files};
use crate::source::{Origin, Place, Source, Sources};

/// Resolves every page, in reading order: guidance by section, order and name, then the reviews' own pages.
pub fn resolve(documents: &Documents, settings: &Settings, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Page>> {
    let options = Options { unsafe_html: settings.unsafe_html };
    let mut pages: Vec<Arc<Page>> =
        documents.pages.iter().map(|page| Arc::new(resolve_page(page, documents, options, diagnostics))).collect();
    pages.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    pages
}

/// Pages without an `order` come after those with one.
fn sort_key(page: &Page) -> (&Belongs, u32, &str) {
    (&page.belongs, page.order, page.path.as_str())
}

/// Leaves out the built-in pages of messages and of the manual whose examples hold a word that a review restricts. Nobody
/// who uses plenary can mend those pages, and no edition may say the word.
pub fn leave_out_examples(pages: &mut Vec<Arc<Page>>, reviews: &[Arc<Review>], sources: &Sources) {
    let terms = reviews.iter().flat_map(|review| &review.restricted.terms);
    let restricted = Terms::of(terms.map(|term| term.text.as_ref()));
    let says_it = |page: &Page| {
        let source = sources.get(&page.path).filter(|source| source.origin == Origin::BuiltIn);
        shows_files(&page.path) && source.and_then(Source::as_text).is_some_and(|text| restricted.stand_in(text))
    };
    pages.retain(|page| !says_it(page));
}

fn resolve_page(page: &PageFile, documents: &Documents, options: Options, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let front = &page.front;
    for kind in items(&front.kinds) {
        find(kind, "event kind", &documents.kinds, diagnostics);
    }
    if let Belongs::Review { review, .. } = &page.belongs
        && !documents.reviews.contains_key(review)
    {
        let message = format!("This page belongs to the review `{review}`, which has no readable review.yaml.");
        let help = format!("Add content/reviews/{review}/review.yaml, or mend it.");
        diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, Place::file(&page.path), message).help(help));
    }
    let audiences: BTreeSet<Audience> = match (&front.audience, &page.belongs) {
        (Some(_), _) => items(&front.audience).map(|audience| audience.value).collect(),
        (None, Belongs::Guidance { .. }) => {
            BTreeSet::from([Audience::Facilitator, Audience::ReviewTeam, Audience::Training])
        }
        (None, Belongs::Review { .. }) => BTreeSet::from([Audience::Facilitator]),
    };
    let sources: Vec<Basis> = values(&front.sources);
    Page {
        path: page.path.clone(),
        belongs: page.belongs.clone(),
        title: text(&front.title).unwrap_or_else(|| Arc::from(page.path.stem())),
        summary: text(&front.summary),
        order: value(&front.order).unwrap_or(u32::MAX),
        audiences,
        basis: values(&front.basis),
        sources,
        owner: text(&front.owner),
        review_by: front.review_by.as_ref().map(|date| (date.value, date.place.clone())),
        document: page.document.clone(),
        embeds: page.embeds.clone(),
        embedded: page.embeds.iter().flat_map(|(embed, _)| embedded(embed, options, diagnostics)).collect(),
    }
}

/// The prose in a block, with its mistakes told.
fn embedded(embed: &Embed, options: Options, diagnostics: &mut Vec<Diagnostic>) -> Vec<Prose> {
    let read = |written: &Located<written::Prose>| {
        let (document, found) = parse_fragment(&written.place, &written.value.0, options);
        diagnostics.extend(found);
        Arc::new(ProseText { document, place: written.place.clone() })
    };
    embed.prose().into_iter().map(read).collect()
}
