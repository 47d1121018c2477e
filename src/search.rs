//! The index that `search.html` searches: the words of an edition's own finished pages, and of nothing else.
//!
//! It is a classic script, since pages that are opened from a folder may load scripts and nothing else. A page is made of
//! stretches, one a heading, so that a result leads to the place and not only to the page. What stands on several pages,
//! paragraphs and words, is in the file once, and all else is numbers.
//!
//! An index is made in parts, so that one that is to be made again after an edit is mostly taken over. The first holds the
//! guidance and some reviews, and so nearly all that events have in common; each other holds some reviews more.

mod code;
mod contents;
mod packed;
mod phrases;
pub mod text;
mod texts;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::edition::Edition;
use crate::output::Output;
use crate::pieces::Pieces;
use crate::plan::{Plan, PlannedPage, Subject};
use crate::search::contents::Part;
pub use crate::search::contents::{Contents, lines};
use crate::search::packed::{Index, Known, Piece};
use crate::search::text::{KnownTexts, Said, said};
use crate::search::texts::{AllTexts, Texts};
use crate::site::document::DocumentKind;

/// The most that an index should weigh, in bytes: what a slow line brings within a few seconds.
pub const BUDGET: usize = 5_000_000;

/// How many reviews each part of an index holds. With fewer, more is written that other parts have too; with more, more is
/// made again after an edit.
pub const RUN: usize = 64;

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
    /// What the parts of the index are made of: places in the plan.
    parts: Vec<Range<usize>>,
    texts: Texts,
    known: KnownTexts,
    /// The first part of an index that was made before.
    first: OnceLock<Part>,
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
    /// The pages of a part by their addresses, with the numbers that the texts of each part have now.
    fn gathered(&self, part: usize, numbers: &[Vec<u32>]) -> Option<Vec<(String, Gathered)>> {
        let Part { addresses, pages, .. } = &self.parts[part];
        let pages = addresses.iter().zip(pages);
        pages.map(|(address, pieces)| Some((address.clone(), self.page(part, pieces, numbers)?))).collect()
    }

    fn page(&self, part: usize, pieces: &[Piece], numbers: &[Vec<u32>]) -> Option<Gathered> {
        let [Piece::Name(_), Piece::Name(_), Piece::Text(_), Piece::Text(_), Piece::Text(summary), rest @ ..] = pieces
        else {
            return None;
        };
        let text = |number: u32| {
            let (of, at) = self.place(part, number, |part| part.texts.len() - part.paragraphs);
            (of, self.parts[of].paragraphs + at)
        };
        let now = |(of, at): (usize, usize)| numbers.get(of)?.get(at).copied();
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut rest = rest.iter();
        while let Some(piece) = rest.next() {
            match (piece, stretches.last_mut()) {
                (Piece::Name(anchor), _) => {
                    let Some(Piece::Text(heading)) = rest.next() else { return None };
                    let (of, at) = self.place(part, *anchor, |part| part.names.len());
                    let anchor = self.parts[of].names.get(at)?.as_str().into();
                    stretches.push(Stretch { anchor, heading: now(text(*heading))?, paragraphs: Vec::new() });
                }
                (Piece::Paragraph(number), Some(stretch)) => {
                    stretch.paragraphs.push(now(self.place(part, *number, |part| part.paragraphs))?);
                }
                _ => return None,
            }
        }
        let (of, at) = text(*summary);
        Some(Gathered { summary: self.parts[of].texts.get(at)?.as_str().into(), stretches })
    }
}

/// The places in the plan of what each part of an index holds: some reviews each, the first with all that stands before
/// reviews, and the last with all that stands behind. They follow one another, so pages keep their order.
fn parts(plan: &Plan, run: usize) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut last = 0;
    for (at, page) in plan.pages.iter().enumerate() {
        if let Some(review) = page.subject.review()
            && review / run > last
        {
            last = review / run;
            starts.push(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([plan.pages.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

impl<'a> Gathering<'a> {
    pub fn of(edition: &Edition, plan: &'a Plan) -> Gathering<'a> {
        Gathering::in_runs(plan, plan.pages.iter().map(|page| is_searched(edition, page)).collect(), RUN)
    }

    /// Gathers for an index of which each part holds so many reviews.
    fn in_runs(plan: &'a Plan, searched: Vec<bool>, run: usize) -> Gathering<'a> {
        let pages = std::iter::repeat_with(OnceLock::new).take(plan.pages.len()).collect();
        let (texts, known) = (Texts::default(), KnownTexts::default());
        Gathering { plan, searched, parts: parts(plan, run), texts, known, first: OnceLock::new(), pages }
    }

    /// The pages that each part of the index tells of, with their places in the plan.
    pub fn parts(&self) -> impl Iterator<Item = impl Iterator<Item = (usize, &'a PlannedPage)>> {
        self.parts.iter().map(|part| part.clone().filter(|at| self.wants(*at)).map(|at| (at, &self.plan.pages[at])))
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

    /// Reads some parts of an index that was made before; nothing where it is not one. Gives the words of each of their pages
    /// by its address.
    pub fn recall(&self, index: &str, wanted: impl Fn(usize) -> bool + Sync) -> Option<BTreeMap<String, Gathered>> {
        let mut contents = Contents::read_some(index, &wanted)?;
        self.texts.expect(contents.texts().count());
        let number = |part: &Part| part.texts.par_iter().map(|text| self.texts.number(text)).collect();
        let numbers: Vec<Vec<u32>> = contents.parts.iter().map(number).collect();
        let parts = (0..contents.parts.len()).into_par_iter();
        let gathered: Vec<_> = parts.map(|part| contents.gathered(part, &numbers)).collect::<Option<_>>()?;
        // Where it stays, other parts are made with it.
        let _ = self.first.set(contents.parts.swap_remove(0));
        Some(gathered.into_iter().flatten().collect())
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

    /// Makes the index, but for the parts whose lines are there and stay as they are. Paragraphs are numbered in the order of
    /// the pages, whichever was read first.
    pub fn index(mut self, staying: &[Option<&str>]) -> Vec<u8> {
        let mut pages = std::mem::take(&mut self.pages).into_iter().map(OnceLock::into_inner);
        let parts = self.parts.iter().zip(staying.iter().copied().chain(std::iter::repeat(None)));
        let mut parts = parts.map(|(part, staying)| match staying {
            Some(line) => {
                pages.by_ref().take(part.len()).for_each(drop);
                Making::Done(line)
            }
            None => {
                let planned = self.plan.pages[part.clone()].iter();
                let gathered = planned.zip(pages.by_ref().take(part.len()));
                Making::Of(gathered.filter_map(|(page, gathered)| Some((page, gathered?))).collect())
            }
        });
        let nothing = Known::default();
        let first =
            parts.next().map(|part| part.line(|pages| part_of(pages, &self.texts.all(), &[], Index::first(&nothing))));
        let first = first.unwrap_or_default();
        let later: Vec<Making> = parts.collect();
        if later.is_empty() {
            return first;
        }
        let read = || std::str::from_utf8(&first).ok().and_then(Part::first);
        let stays = staying.first().is_some_and(Option::is_some);
        let known = self.first.take().filter(|_| stays).or_else(read).unwrap_or_default();
        let paragraphs: Vec<u32> =
            known.texts[..known.paragraphs].par_iter().map(|text| self.texts.number(text)).collect();
        let (texts, known) = (self.texts.all(), Known::of(&known));
        let line = |part: Making| part.line(|pages| part_of(pages, &texts, &paragraphs, Index::later(&known)));
        let later: Vec<Vec<u8>> = later.into_par_iter().map(line).collect();
        [vec![first], later].concat().concat()
    }
}

/// A part of an index on its way.
enum Making<'a> {
    Done(&'a str),
    /// What is said of its pages.
    Of(Vec<(&'a PlannedPage, Gathered)>),
}

impl<'a> Making<'a> {
    fn line(self, make: impl FnOnce(Vec<(&'a PlannedPage, Gathered)>) -> Vec<u8>) -> Vec<u8> {
        match self {
            Making::Done(line) => line.as_bytes().to_vec(),
            Making::Of(pages) => make(pages),
        }
    }
}

/// Makes a part of an index. `known` are the paragraphs that the first part has, by their numbers among all texts.
fn part_of<'t>(
    pages: Vec<(&PlannedPage, Gathered)>,
    texts: &'t AllTexts,
    known: &[u32],
    mut index: Index<'t, '_>,
) -> Vec<u8> {
    let mut places: Vec<Option<u32>> = vec![None; texts.end()];
    known.iter().zip(0..).for_each(|(number, place)| places[*number as usize] = Some(place));
    for (page, gathered) in pages {
        let above: Vec<&str> = page.crumbs.iter().skip(1).map(|way| way.title.as_str()).collect();
        let mut pieces = index.page(&page.url, [&page.heading, &above.join(" › "), &gathered.summary]);
        pieces.reserve_exact(gathered.stretches.iter().map(|stretch| 2 + stretch.paragraphs.len()).sum());
        for Stretch { anchor, heading, paragraphs } in &gathered.stretches {
            pieces.push(Piece::Name(index.names.number(anchor)));
            pieces.push(Piece::Text(index.texts.number(texts.get(*heading))));
            pieces.extend(paragraphs.iter().map(|number| {
                let place = &mut places[*number as usize];
                Piece::Paragraph(*place.get_or_insert_with(|| index.paragraph(texts.get(*number))))
            }));
        }
        index.pages.push(pieces);
    }
    index.write()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};
    use proptest::sample::select;

    use super::*;

    /// So many reviews are in a part.
    const FEW: usize = 2;

    /// A page: the review that it belongs to, if any, and what it says.
    type Page = (Option<usize>, String);

    fn plan(pages: &[Page]) -> Plan {
        let page = |(at, (review, _)): (usize, &Page)| PlannedPage {
            url: review.map_or_else(|| format!("page-{at}.html"), |review| format!("reviews/{review}/{at}.html")),
            subject: review.map_or(Subject::Accessibility, |review| Subject::Event { review, event: 0 }),
            heading: format!("Page {}", at % 3),
            title: String::new(),
            crumbs: Vec::new(),
            previous: None,
            next: None,
        };
        let mut plan = Plan::default();
        plan.pages = pages.iter().enumerate().map(page).collect();
        plan
    }

    fn gathering<'a>(plan: &'a Plan) -> Gathering<'a> {
        Gathering::in_runs(plan, vec![true; plan.pages.len()], FEW)
    }

    fn gathered<'a>(plan: &'a Plan, pages: &[Page]) -> Gathering<'a> {
        let words = gathering(plan);
        for (at, (_, main)) in pages.iter().enumerate() {
            words.read(at, &Output { url: String::new(), bytes: format!("<main>{main}</main>").into() }, None);
        }
        words
    }

    fn index(pages: &[Page]) -> String {
        String::from_utf8(gathered(&plan(pages), pages).index(&[])).unwrap()
    }

    fn main() -> impl Strategy<Value = String> {
        let word =
            || select(vec!["say", "what", "was", "learned", "Ash,", "Elm", "\u{201c}no\u{201d}", "a\\b", "x&amp;y"]);
        let text = || prop::collection::vec(word(), 1..5).prop_map(|words| words.join(" "));
        let paragraph = text().prop_map(|text| format!("<p>{text}</p>"));
        let lead = text().prop_map(|text| format!("<p class=\"lead\">{text}</p>"));
        let heading =
            (select(vec!["a", "b", "c"]), text()).prop_map(|(id, text)| format!("<h2 id=\"{id}\">{text}</h2>"));
        let said = proptest::prop_oneof![4 => paragraph, 1 => lead, 1 => heading];
        prop::collection::vec(said, 0..9).prop_map(|said| said.concat())
    }

    /// Guidance, reviews with some pages each, and a page behind them.
    fn pages() -> impl Strategy<Value = Vec<Page>> {
        let guidance = prop::collection::vec(main(), 0..4);
        let reviews = prop::collection::vec(prop::collection::vec(main(), 0..4), 0..9);
        (guidance, reviews, main()).prop_map(|(guidance, reviews, last)| {
            let reviews = reviews.into_iter().enumerate();
            let reviews = reviews.flat_map(|(review, pages)| pages.into_iter().map(move |page| (Some(review), page)));
            guidance.into_iter().map(|page| (None, page)).chain(reviews).chain([(None, last)]).collect()
        })
    }

    proptest! {
        #[test]
        fn an_index_in_parts_gives_back_what_every_page_says(pages in pages()) {
            let plan = plan(&pages);
            let words = gathered(&plan, &pages);
            let said: Vec<_> = (0..pages.len()).map(|at| words.hash(at)).collect();
            let index = String::from_utf8(words.index(&[])).unwrap();
            let contents = Contents::read(&index).unwrap();
            prop_assert_eq!(contents.parts.len(), parts(&plan, FEW).len());
            let addresses = contents.parts.iter().flat_map(|part| &part.addresses);
            prop_assert!(addresses.eq(plan.pages.iter().map(|page| &page.url)));
            let other = gathering(&plan);
            let mut recalled = other.recall(&index, |_| true).unwrap();
            for (at, page) in plan.pages.iter().enumerate() {
                prop_assert!(other.remember(at, recalled.remove(&page.url)), "{}", page.url);
                prop_assert_eq!(other.hash(at), said[at], "{}", page.url);
            }
        }

        /// Whichever parts are taken over, the index is the one that is made from nothing.
        #[test]
        fn parts_that_are_taken_over_make_no_difference(
            before in pages(),
            change in (0_usize..40, main()),
            stay in prop::collection::vec(prop::bool::ANY, 9),
        ) {
            let mut after = before.clone();
            let changed = change.0 % after.len();
            after[changed].1 = change.1;
            let plan = plan(&after);
            let part_changed = parts(&plan, FEW).iter().position(|part| part.contains(&changed)).unwrap();
            let lying = index(&before);
            // Nothing stays where the first part does not.
            let stays = |part: usize| part_changed > 0 && part != part_changed && (part == 0 || stay[part]);
            let words = gathering(&plan);
            let mut recalled = words.recall(&lying, |part| !stays(part)).unwrap();
            for (part, pages) in words.parts().enumerate().filter(|(part, _)| !stays(*part)) {
                for (at, page) in pages.filter(|(at, _)| *at != changed) {
                    prop_assert!(words.remember(at, recalled.remove(&page.url)), "{}: {}", part, page.url);
                }
            }
            let output = Output { url: String::new(), bytes: format!("<main>{}</main>", after[changed].1).into() };
            words.read(changed, &output, None);
            let lines: Vec<Option<&str>> =
                lines(&lying).enumerate().map(|(part, line)| stays(part).then_some(line)).collect();
            prop_assert_eq!(String::from_utf8(words.index(&lines)).unwrap(), index(&after));
        }

        /// Later parts never speak of one another.
        #[test]
        fn a_change_in_a_later_part_changes_that_part_alone(before in pages(), at in 0_usize..40, main in main()) {
            let mut after = before.clone();
            let changed = at % after.len();
            after[changed].1 = main;
            let part_changed = parts(&plan(&after), FEW).iter().position(|part| part.contains(&changed)).unwrap();
            let (before, after) = (index(&before), index(&after));
            for (part, (one, other)) in lines(&before).zip(lines(&after)).enumerate() {
                prop_assert!(part_changed == 0 || part == part_changed || one == other, "{}", part);
            }
        }

        #[test]
        fn a_damaged_index_does_no_harm(pages in pages(), damage in prop::collection::vec((0_usize..9_000, 32_u8..127), 1..4)) {
            let mut bytes = index(&pages).into_bytes();
            for (at, byte) in damage {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            let plan = plan(&pages);
            gathering(&plan).recall(&String::from_utf8_lossy(&bytes), |_| true);
        }
    }

    #[test]
    fn a_site_with_few_reviews_has_one_part() {
        let pages = |reviews: &[Option<usize>]| -> Vec<Page> {
            reviews.iter().map(|review| (*review, "<p>One</p>".to_owned())).collect()
        };
        let ends = |pages: &[Page]| parts(&plan(pages), FEW).iter().map(|part| part.end).collect::<Vec<_>>();
        let few = pages(&[None, Some(0), Some(1), None]);
        assert_eq!(ends(&few), [4]);
        assert_eq!(lines(&index(&few)).count(), 1);
        // Reviews 2 to 3, and 4 to 5.
        assert_eq!(ends(&pages(&[None, Some(0), Some(1), Some(2), Some(2), Some(5), None])), [3, 5, 7]);
        assert_eq!(ends(&[]), [0]);
    }
}
