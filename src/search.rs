//! The index that `search.html` searches: the words of an edition's own finished pages, and of nothing else.
//!
//! It is a classic script, since pages that are opened from a folder may load scripts and nothing else. A page is made of
//! stretches, one a heading, so that a result leads to the place and not only to the page. What stands on several pages,
//! paragraphs and words, is in the file once, and all else is numbers.

mod code;
mod packed;
mod phrases;
mod text;
mod texts;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::edition::Edition;
use crate::output::Output;
use crate::plan::{Plan, PlannedPage, Subject};
pub use crate::search::packed::Contents;
use crate::search::packed::{Index, Piece};
use crate::search::text::{PageText, page_text};
use crate::search::texts::Texts;
use crate::site::document::DocumentKind;

/// The most that an index should weigh, in bytes: what a slow line brings within a few seconds.
pub const BUDGET: usize = 4_000_000;

/// Whether a page is searched. What repeats other pages, or says nothing of its own, is not.
fn is_searched(edition: &Edition, page: &PlannedPage) -> bool {
    if let Subject::GuidancePage { page: at } = page.subject
        && let Some(source) = edition.pages.get(at)
    {
        // The workbook has every exercise again.
        return !source.embeds.iter().any(|(embed, _)| embed.workbook.is_some() || embed.reflections.is_some());
    }
    !matches!(
        page.subject,
        Subject::Search
            | Subject::NotFound
            | Subject::Home
            | Subject::Pack { .. }
            | Subject::Document { kind: DocumentKind::RunSheet | DocumentKind::Live, .. }
    )
}

/// The words of an edition's pages, gathered while these are made, from many threads and in no order.
pub struct Gathering<'a> {
    edition: &'a Edition,
    plan: &'a Plan,
    texts: Texts,
    /// What was read of each page, by its place in the plan.
    pages: Vec<OnceLock<Gathered>>,
}

/// What was read of one page. Texts are numbers among all texts.
struct Gathered {
    summary: String,
    stretches: Vec<(String, u32, Vec<u32>)>,
}

impl<'a> Gathering<'a> {
    pub fn of(edition: &'a Edition, plan: &'a Plan) -> Gathering<'a> {
        let pages = std::iter::repeat_with(OnceLock::new).take(plan.pages.len()).collect();
        Gathering { edition, plan, texts: Texts::default(), pages }
    }

    /// Whether the page at a place of the plan is searched.
    pub fn wants(&self, at: usize) -> bool {
        is_searched(self.edition, &self.plan.pages[at])
    }

    /// Reads a finished page, if it is searched.
    pub fn read(&self, at: usize, output: &Output) {
        if !self.wants(at) {
            return;
        }
        let PageText { summary, stretches } = page_text(&String::from_utf8_lossy(&output.bytes));
        let stretches = stretches.into_iter().map(|stretch| {
            let paragraphs = stretch.paragraphs.iter().map(|paragraph| self.texts.number(paragraph)).collect();
            (stretch.anchor, self.texts.number(&stretch.heading), paragraphs)
        });
        // A page is made once.
        let _ = self.pages[at].set(Gathered { summary, stretches: stretches.collect() });
    }

    /// Makes the index. Paragraphs are numbered in the order of the pages, whichever was read first.
    pub fn index(self) -> Vec<u8> {
        let texts = self.texts.all();
        let mut places: BTreeMap<u32, u32> = BTreeMap::new();
        let mut index = Index::default();
        for (page, gathered) in self.plan.pages.iter().zip(&self.pages) {
            let Some(gathered) = gathered.get() else { continue };
            let above: Vec<&str> = page.crumbs.iter().skip(1).map(|way| way.title.as_str()).collect();
            let mut pieces = index.page(&page.url, [&page.heading, &above.join(" › "), &gathered.summary]);
            for (anchor, heading, paragraphs) in &gathered.stretches {
                pieces.push(Piece::Name(index.names.number(anchor)));
                pieces.push(Piece::Text(index.texts.number(texts.get(*heading))));
                pieces.extend(paragraphs.iter().map(|number| {
                    Piece::Paragraph(*places.entry(*number).or_insert_with(|| {
                        index.paragraphs.push(texts.get(*number));
                        index.paragraphs.len() as u32 - 1
                    }))
                }));
            }
            index.pages.push(pieces);
        }
        index.write()
    }
}
