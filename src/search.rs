//! The index that `search.html` searches: the words of an edition's own finished pages, and of nothing else.
//!
//! It is a classic script, since pages that are opened from a folder may load scripts and nothing else. A page is made of
//! stretches, one a heading, so that a result leads to the place and not only to the page. What stands on several pages,
//! paragraphs and words, is in the file once, and all else is numbers.

mod code;
mod packed;
mod phrases;
pub mod text;
mod texts;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::edition::Edition;
use crate::output::Output;
use crate::pieces::Pieces;
use crate::plan::{Plan, PlannedPage, Subject};
pub use crate::search::packed::Contents;
use crate::search::packed::{Index, Piece};
use crate::search::text::{KnownTexts, Said, said};
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
    plan: &'a Plan,
    /// Whether each page is searched, by its place in the plan.
    searched: Vec<bool>,
    texts: Texts,
    known: KnownTexts,
    /// What was read of each page, by its place in the plan.
    pages: Vec<OnceLock<Gathered>>,
}

/// What was read of one page. Texts are numbers among all texts.
#[derive(Debug, Default)]
pub struct Gathered {
    summary: Arc<str>,
    stretches: Vec<Stretch>,
}

/// What stands under one heading, or before the first.
#[derive(Debug)]
struct Stretch {
    anchor: Arc<str>,
    heading: u32,
    paragraphs: Vec<u32>,
}

impl Gathered {
    /// The same in no more room than it needs: what all pages say is held until the last is made.
    fn fitted(mut self) -> Gathered {
        self.stretches.iter_mut().for_each(|stretch| stretch.paragraphs.shrink_to_fit());
        self.stretches.shrink_to_fit();
        self
    }

    /// Takes up what a page says next. `untitled` is the heading of what stands under none.
    fn add(&mut self, said: &Said<u32>, untitled: u32) {
        match said {
            Said::Heading { anchor, heading } => {
                self.stretches.push(Stretch { anchor: anchor.clone(), heading: *heading, paragraphs: Vec::new() });
            }
            Said::Lead { summary, .. } if self.summary.is_empty() => self.summary = summary.clone(),
            Said::Lead { paragraph: text, .. } | Said::Paragraph(text) => match self.stretches.last_mut() {
                Some(stretch) => stretch.paragraphs.push(*text),
                None => {
                    self.stretches.push(Stretch { anchor: "".into(), heading: untitled, paragraphs: vec![*text] });
                }
            },
        }
    }
}

impl Contents {
    /// What a page was made of, with the numbers that its texts have now.
    fn gathered(&self, pieces: &[Piece], numbers: &[u32]) -> Option<Gathered> {
        let [Piece::Name(_), Piece::Name(_), Piece::Text(_), Piece::Text(_), Piece::Text(summary), rest @ ..] = pieces
        else {
            return None;
        };
        let text = |number: u32| self.paragraphs + number as usize;
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut rest = rest.iter();
        while let Some(piece) = rest.next() {
            match (piece, stretches.last_mut()) {
                (Piece::Name(anchor), _) => {
                    let Some(Piece::Text(heading)) = rest.next() else { return None };
                    let anchor = self.names.get(*anchor as usize)?.as_str().into();
                    let heading = *numbers.get(text(*heading))?;
                    stretches.push(Stretch { anchor, heading, paragraphs: Vec::new() });
                }
                (Piece::Paragraph(number), Some(stretch)) => {
                    stretch.paragraphs.push(*numbers.get(*number as usize)?);
                }
                _ => return None,
            }
        }
        Some(Gathered { summary: self.texts.get(text(*summary))?.as_str().into(), stretches })
    }
}

impl<'a> Gathering<'a> {
    pub fn of(edition: &Edition, plan: &'a Plan) -> Gathering<'a> {
        let searched = plan.pages.iter().map(|page| is_searched(edition, page)).collect();
        let pages = std::iter::repeat_with(OnceLock::new).take(plan.pages.len()).collect();
        Gathering { plan, searched, texts: Texts::default(), known: KnownTexts::default(), pages }
    }

    /// Whether the page at a place of the plan is searched.
    pub fn wants(&self, at: usize) -> bool {
        self.searched[at]
    }

    /// Reads a finished page, if it is searched; in its pieces, where it has any.
    pub fn read(&self, at: usize, output: &Output, pieces: Option<&Pieces>) {
        if !self.wants(at) {
            return;
        }
        let (number, untitled) = (|text: &str| self.texts.number(text), self.texts.number(""));
        let in_pieces = pieces.and_then(|pieces| {
            let mut gathered = Gathered::default();
            self.known.read(pieces, number, |said| gathered.add(said, untitled))?;
            Some(gathered)
        });
        let gathered = in_pieces.unwrap_or_else(|| {
            let mut gathered = Gathered::default();
            // What templates make is text.
            let html = std::str::from_utf8(&output.bytes).unwrap_or_default();
            said(html).iter().for_each(|said| gathered.add(&said.numbered(number), untitled));
            gathered
        });
        // A page is made once.
        let _ = self.pages[at].set(gathered.fitted());
    }

    /// Forgets what was found out about the pieces of pages.
    pub fn forget_pieces(&self) {
        self.known.forget();
    }

    /// Reads an index that was made before; nothing where it is not one. Gives the words of each page by its address.
    pub fn recall(&self, index: &[u8]) -> Option<BTreeMap<String, Gathered>> {
        let contents = Contents::read(std::str::from_utf8(index).ok()?)?;
        self.texts.expect(contents.texts.len());
        let numbers: Vec<u32> = contents.texts.par_iter().map(|text| self.texts.number(text)).collect();
        let pages = contents.addresses.par_iter().zip(&contents.pages);
        let gathered = pages.map(|(address, pieces)| Some((address.clone(), contents.gathered(pieces, &numbers)?)));
        gathered.collect::<Option<Vec<_>>>().map(BTreeMap::from_iter)
    }

    /// Takes the words of a page over that were read before, if there are any.
    pub fn remember(&self, at: usize, words: Option<Gathered>) -> bool {
        words.is_some_and(|words| self.pages[at].set(words).is_ok())
    }

    /// The hash of the words of a page; nothing where it has not been read.
    pub fn hash(&self, at: usize) -> Option<blake3::Hash> {
        let Gathered { summary, stretches } = self.pages[at].get()?;
        let texts = self.texts.all();
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&text.len().to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(summary);
        for Stretch { anchor, heading, paragraphs } in stretches {
            add(anchor);
            add(texts.get(*heading));
            paragraphs.iter().for_each(|paragraph| add(texts.get(*paragraph)));
            add("");
        }
        Some(hasher.finalize())
    }

    /// Makes the index. Paragraphs are numbered in the order of the pages, whichever was read first.
    pub fn index(self) -> Vec<u8> {
        let Gathering { plan, texts, pages, .. } = self;
        let texts = texts.all();
        let mut places: Vec<Option<u32>> = vec![None; texts.end()];
        let mut index = Index::default();
        for (page, gathered) in plan.pages.iter().zip(pages) {
            let Some(gathered) = gathered.into_inner() else { continue };
            let above: Vec<&str> = page.crumbs.iter().skip(1).map(|way| way.title.as_str()).collect();
            let mut pieces = index.page(&page.url, [&page.heading, &above.join(" › "), &gathered.summary]);
            pieces.reserve_exact(gathered.stretches.iter().map(|stretch| 2 + stretch.paragraphs.len()).sum());
            for Stretch { anchor, heading, paragraphs } in &gathered.stretches {
                pieces.push(Piece::Name(index.names.number(anchor)));
                pieces.push(Piece::Text(index.texts.number(texts.get(*heading))));
                pieces.extend(paragraphs.iter().map(|number| {
                    Piece::Paragraph(*places[*number as usize].get_or_insert_with(|| {
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
