//! What a build made, for the next build of the same site, which may be another run of the program.
//!
//! Of nearly every page is kept by what hash it is known: that of all that it was made from. Where that is the same
//! and the file still holds the bytes that were made, the page stays. There are hashes and addresses in it, and nothing that
//! a page says.

use std::collections::BTreeMap;
use std::sync::Arc;

use blake3::{Hash, Hasher};
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::edition::Edition;
use crate::plan::{FileSubject, Plan, PlannedPage, Subject, Way};
use crate::site::{Belongs, Page};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::Form;
use crate::view::guidance::USED_IN_SHOWN;

/// What stands for this very program: other code may make other pages of the same site.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("PLENARY_BUILD"));

/// What earlier builds made, edition by edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    program: String,
    editions: BTreeMap<String, EditionRecord>,
}

/// What was made of one edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionRecord {
    /// What its files were looked through for.
    pub sought: String,
    pub index: Option<IndexRecord>,
    /// Files by their addresses.
    pub files: BTreeMap<String, FileRecord>,
}

/// A file that need not be made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The hash of all that it was made from.
    pub key: String,
    /// The hash of its bytes.
    pub hash: String,
}

/// The search index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRecord {
    /// The hash of all that each part was made from.
    pub parts: Vec<String>,
    /// The hash of its bytes.
    pub hash: String,
    /// In bytes.
    pub size: usize,
}

impl Record {
    /// Reads what `to_json` wrote. What cannot be read, or was written by other code, is nothing.
    pub fn read(json: &[u8]) -> Record {
        let record: Option<Record> = serde_json::from_slice(json).ok();
        record.filter(|record| record.program == PROGRAM).unwrap_or_default()
    }

    pub fn to_json(&self) -> String {
        // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn of(&self, audience: Audience) -> Option<&EditionRecord> {
        self.editions.get(audience.name())
    }

    pub fn put(&mut self, audience: Audience, record: EditionRecord) {
        self.program = PROGRAM.to_owned();
        self.editions.insert(audience.name().to_owned(), record);
    }
}

/// Reads a hash as a record has it.
pub fn hash_of(hex: &str) -> Option<Hash> {
    Hash::from_hex(hex).ok()
}

/// The hashes of all that pages are made from.
pub struct Keys<'a> {
    basis: &'a Basis<'a>,
    /// For the pages of each review.
    reviews: Vec<Hash>,
    /// For what guidance pages have in common.
    guidance: Hash,
}

/// What pages are made from.
pub struct Basis<'a> {
    pub edition: &'a Edition,
    pub plan: &'a Plan,
    pub theme: &'a Theme,
    pub form: Form,
    pub sources: &'a Sources,
    /// What findings rest on, beside their review.
    pub findings: &'a [u8; 32],
}

impl Keys<'_> {
    pub fn of<'a>(basis: &'a Basis<'a>) -> Keys<'a> {
        let Basis { edition, plan, .. } = basis;
        let common = common(basis);
        let mut of_reviews: Vec<(&[PlannedPage], Vec<&str>)> = vec![(&[], Vec::new()); edition.reviews.len()];
        // The pages of a review stand together.
        for pages in plan.pages.chunk_by(|one, next| one.subject.review() == next.subject.review()) {
            let review = pages.first().and_then(|page| page.subject.review());
            if let Some((all, _)) = review.and_then(|review| of_reviews.get_mut(review)) {
                *all = pages;
            }
        }
        for file in &plan.files {
            if let Some((_, files)) = review_of_file(&file.subject).and_then(|review| of_reviews.get_mut(review)) {
                files.push(&file.url);
            }
        }
        let reviews = edition.reviews.par_iter().zip(&of_reviews).map(|(review, (pages, files))| {
            let mut hasher = Hasher::new();
            hasher.update(common.as_bytes()).update(review.basis.as_bytes());
            pages.iter().for_each(|page| add_page(&mut hasher, page, plan));
            files.iter().for_each(|url| add(&mut hasher, url));
            hasher.finalize()
        });
        Keys { basis, reviews: reviews.collect(), guidance: common_of_guidance(basis, &common) }
    }

    /// The hash of all that a page is made from; none for those that show what is elsewhere in the site, and are made anew.
    pub fn of_page(&self, page: &PlannedPage) -> Option<Hash> {
        match &page.subject {
            Subject::Review { .. } | Subject::Event { .. } | Subject::Document { .. } | Subject::Pack { .. } => {
                self.reviews.get(page.subject.review()?).copied()
            }
            Subject::GuidancePage { page: at } | Subject::ReviewPage { page: at, .. } => {
                Some(self.of_written(page, Some(*at)))
            }
            Subject::GuidanceIndex { page: at } | Subject::Section { page: at, .. } => Some(self.of_written(page, *at)),
            Subject::Coverage => Some(self.of_written(page, None)),
            Subject::Home | Subject::NotFound | Subject::Accessibility | Subject::Search | Subject::WorkedExample => {
                None
            }
        }
    }

    pub fn of_file(&self, subject: &FileSubject) -> Option<Hash> {
        self.reviews.get(review_of_file(subject)?).copied()
    }

    /// The same for a page that is written as one, by its place among those of the edition: what all of the guidance says, the
    /// reviews whose agendas it shows, how many scripts lead to it, and the first of them.
    fn of_written(&self, page: &PlannedPage, written: Option<usize>) -> Hash {
        let Basis { edition, plan, .. } = self.basis;
        let mut hasher = Hasher::new();
        hasher.update(self.guidance.as_bytes());
        add_page(&mut hasher, page, plan);
        if let Some(key) = page.subject.review().and_then(|review| self.reviews.get(review)) {
            hasher.update(key.as_bytes());
        }
        let Some(written) = written.and_then(|at| edition.pages.get(at)) else { return hasher.finalize() };
        for shown in written.embeds.iter().filter_map(|(embed, _)| embed.agenda.as_ref()) {
            // Without a name it is the page's own review.
            let key = shown.value.review.as_ref().and_then(|id| {
                let at = edition.reviews.iter().position(|review| review.id == *id)?;
                self.reviews.get(at)
            });
            hasher.update(key.map_or(&[0], |key| key.as_bytes().as_slice()));
        }
        let scripts = plan.resting_on(&written.basis);
        hasher.update(&scripts.len().to_le_bytes());
        scripts.iter().take(USED_IN_SHOWN).for_each(|script| add_page(&mut hasher, script, plan));
        hasher.finalize()
    }
}

/// What the pages of all reviews are made from, each beside its own.
fn common(basis: &Basis) -> Hash {
    let Basis { edition, plan, theme, form, findings, .. } = basis;
    let mut hasher = Hasher::new();
    hasher.update(theme.basis.as_bytes()).update(*findings);
    add(&mut hasher, edition.audience.name());
    add(&mut hasher, &format!("{form:?}"));
    // A link is one where the edition has what it leads to.
    for (source, url) in &plan.sources {
        add(&mut hasher, source.as_str());
        add(&mut hasher, url);
    }
    edition.attachments.iter().for_each(|path| add(&mut hasher, path.as_str()));
    for page in &plan.pages {
        add(&mut hasher, &page.url);
        // They lead to guidance by its titles.
        if page.subject.review().is_none() {
            add(&mut hasher, &page.heading);
        }
    }
    for (number, ways) in &plan.taught {
        hasher.update(&[*number]);
        ways.iter().for_each(|way| add_way(&mut hasher, way));
        add(&mut hasher, "");
    }
    hasher.finalize()
}

/// The same for guidance, and for pages that are written as such: they show exercises of other pages, and their titles and
/// summaries, and blueprints.
fn common_of_guidance(basis: &Basis, common: &Hash) -> Hash {
    let mut hasher = Hasher::new();
    hasher.update(common.as_bytes()).update(basis.edition.common.as_bytes());
    let guidance = basis.sources.under("content/guidance");
    let with_exercises = |page: &&Arc<Page>| page.embeds.iter().any(|(embed, _)| embed.exercise.is_some());
    let of_reviews = basis.edition.pages.iter().filter(|page| matches!(page.belongs, Belongs::Review { .. }));
    let of_reviews = of_reviews.filter(with_exercises).filter_map(|page| basis.sources.get(&page.path));
    for source in guidance.chain(of_reviews) {
        add(&mut hasher, source.path.as_str());
        hasher.update(source.hash.as_bytes());
    }
    hasher.finalize()
}

/// The hash of all that a part of the search index is made from: pages, each with the hash that it is known by or that of its
/// words. `first` is the hash of the first part, which others speak of.
pub fn part_key<'p>(first: Option<&Hash>, pages: impl Iterator<Item = (&'p PlannedPage, Option<Hash>)>) -> Hash {
    let mut hasher = Hasher::new();
    hasher.update(first.map_or(&[], |hash| hash.as_bytes().as_slice()));
    for (page, own) in pages {
        hasher.update(own.as_ref().map_or(&[], |hash| hash.as_bytes().as_slice()));
        add(&mut hasher, &page.url);
        add(&mut hasher, &page.heading);
        page.crumbs.iter().for_each(|way| add_way(&mut hasher, way));
    }
    hasher.finalize()
}

fn review_of_file(subject: &FileSubject) -> Option<usize> {
    match subject {
        FileSubject::Calendar { review, .. }
        | FileSubject::AgendaTable { review, .. }
        | FileSubject::MaterialsTable { review, .. } => Some(*review),
        FileSubject::Robots | FileSubject::SearchIndex => None,
    }
}

fn add_page(hasher: &mut Hasher, page: &PlannedPage, plan: &Plan) {
    add(hasher, &page.url);
    add(hasher, &page.heading);
    add(hasher, &page.title);
    page.crumbs.iter().for_each(|way| add_way(hasher, way));
    for neighbour in [&page.previous, &page.next] {
        add(hasher, if neighbour.is_some() { "one" } else { "none" });
        neighbour.iter().for_each(|way| add_way(hasher, way));
    }
    plan.backlinks.get(&page.url).into_iter().flatten().for_each(|way| add_way(hasher, way));
}

fn add_way(hasher: &mut Hasher, way: &Way) {
    add(hasher, &way.title);
    add(hasher, &way.url);
}

/// Adds a text with its length, so that two texts are never taken for one.
fn add(hasher: &mut Hasher, text: &str) {
    hasher.update(&text.len().to_le_bytes());
    hasher.update(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_code_made_is_nothing() {
        let mut record = Record::default();
        let file = FileRecord { key: "00".to_owned(), hash: "01".to_owned() };
        let files = BTreeMap::from([("index.html".to_owned(), file)]);
        record.put(Audience::Training, EditionRecord { files, ..EditionRecord::default() });
        let json = record.to_json();
        assert_eq!(Record::read(json.as_bytes()), record);
        for other in [json.replace(PROGRAM, "0.0.1 elsewhere"), json[1..].to_owned(), String::new(), "[]".to_owned()] {
            assert_eq!(Record::read(other.as_bytes()), Record::default(), "{other}");
        }
    }
}
