//! The index that `search.html` searches: the words of an edition's own finished pages, and of nothing else.
//!
//! It is a classic script, since pages that are opened from a folder may load scripts and nothing else. Paragraphs that
//! stand on several pages (the script of a kind, say) are in it once. A page is made of stretches, one a heading, so that a
//! result leads to the place and not only to the page.

mod text;

use std::collections::BTreeMap;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use crate::edition::Edition;
use crate::output::Output;
use crate::plan::{Plan, PlannedPage, Subject};
use crate::search::text::{PageText, page_text};
use crate::site::document::DocumentKind;

/// The most that an index should weigh, in bytes: what a slow line brings within a few seconds.
pub const BUDGET: usize = 4_000_000;

/// The function that the index calls with what it holds; `search.js` has it.
const CALL: &str = "plenarySearchIndex";

/// What the script holds. Names are short, since they are repeated for each page.
#[derive(Serialize)]
struct Index<'a> {
    /// Paragraphs, each once.
    t: Vec<&'a str>,
    p: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// The address inside the edition.
    u: &'a str,
    /// The title.
    h: &'a str,
    /// What the page belongs to.
    #[serde(skip_serializing_if = "String::is_empty")]
    w: String,
    /// The summary.
    #[serde(skip_serializing_if = "str::is_empty")]
    s: &'a str,
    /// The stretches: anchor, heading, paragraphs.
    b: Vec<(&'a str, &'a str, Vec<usize>)>,
}

/// Whether a page is searched. What repeats other pages, or says nothing of its own, is not.
pub fn is_searched(edition: &Edition, page: &PlannedPage) -> bool {
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

/// Makes the index of the pages that were rendered.
pub fn index(edition: &Edition, plan: &Plan, outputs: &[Output]) -> Vec<u8> {
    let rendered: BTreeMap<&str, &Output> = outputs.iter().map(|output| (output.url.as_str(), output)).collect();
    let searched: Vec<(&PlannedPage, &Output)> = plan
        .pages
        .iter()
        .filter(|page| is_searched(edition, page))
        .filter_map(|page| Some((page, *rendered.get(page.url.as_str())?)))
        .collect();
    let texts: Vec<PageText> =
        searched.par_iter().map(|(_, output)| page_text(&String::from_utf8_lossy(&output.bytes))).collect();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut index = Index { t: Vec::new(), p: Vec::with_capacity(texts.len()) };
    for ((page, _), text) in searched.iter().zip(&texts) {
        let stretches = text.stretches.iter().map(|stretch| {
            let paragraphs = stretch.paragraphs.iter().map(|paragraph| {
                *places.entry(paragraph).or_insert_with(|| {
                    index.t.push(paragraph);
                    index.t.len() - 1
                })
            });
            (stretch.anchor.as_str(), stretch.heading.as_str(), paragraphs.collect())
        });
        let above: Vec<&str> = page.crumbs.iter().skip(1).map(|way| way.title.as_str()).collect();
        let b = stretches.collect();
        index.p.push(Entry { u: &page.url, h: &page.heading, w: above.join(" › "), s: &text.summary, b });
    }
    // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
    format!("{CALL}({});\n", serde_json::to_string(&index).unwrap_or_default()).into_bytes()
}
