//! The second lock: every finished output of an edition, searched for what may not be in it.
//!
//! The first lock is `edition`, which leaves nothing to leak. This one looks at the bytes all the same: pages, tables,
//! calendars, file names, attributes and comments, in one pass over all that is sought (`contract.md` section 9).

mod familiar;
pub mod markup;
pub mod packed;
mod passages;
mod sought;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use aho_corasick::automaton::Automaton;
use aho_corasick::{AhoCorasick, Input};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::{AUDIENCE_LEAK, Diagnostic, RESTRICTED_TERM};
use crate::folding::{Terms, normalised};
use crate::output::Output;
use crate::pieces::Pieces;
use crate::plan::SEARCH_INDEX;
use crate::scan::familiar::Familiar;
use crate::scan::sought::What;
pub use crate::scan::sought::{OwnTexts, Sought, own_texts, sought};
use crate::scan::text::{Readable, index_texts, readable};
use crate::source::{Origin, Place, Source, SourcePath, Sources};
use crate::span::Span;

/// Something that was found, by its place among what was sought.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hit {
    Needle(usize),
    /// One of the own texts.
    Text(usize),
    Id(String),
    /// A file that holds more than could be searched, by its address.
    TooMuch(String),
}

/// Looks outputs through one by one, from many threads, and remembers what was found.
#[derive(Debug)]
pub struct Watch<'s> {
    sought: &'s Sought,
    familiar: Familiar<'s>,
    pages: Mutex<BTreeMap<Hit, Vec<String>>>,
}

impl<'s> Watch<'s> {
    pub fn over(sought: &'s Sought) -> Watch<'s> {
        Watch { sought, familiar: Familiar::with(sought), pages: Mutex::default() }
    }

    /// Looks an output through, and says whether nothing was found in it. A page is looked at in its pieces first: those
    /// that are known to hold nothing are not read again.
    pub fn passes(&self, output: &Output, pieces: Option<&Pieces>) -> bool {
        if pieces.is_some_and(|pieces| self.familiar.passes(&output.url, pieces)) {
            return true;
        }
        let hits = hits(self.sought, output);
        let passes = hits.is_empty();
        self.note(hits, output);
        passes
    }

    /// Looks a search index through likewise, but for the parts in which nothing was found before.
    pub fn index_passes(&self, index: &Output, looked_through: impl Fn(usize) -> bool + Sync) -> bool {
        let hits = hits_in_index(self.sought, index, |part| !looked_through(part));
        let hits = hits.unwrap_or_else(|| hits_in_file(self.sought, index));
        let passes = hits.is_empty();
        self.note(hits, index);
        passes
    }

    /// Forgets what was found out about the pieces of pages.
    pub fn forget_pieces(&self) {
        self.familiar.forget();
    }

    fn look_at(&self, output: &Output) {
        self.note(hits(self.sought, output), output);
    }

    fn note(&self, hits: BTreeSet<Hit>, output: &Output) {
        if hits.is_empty() {
            return;
        }
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for hit in hits {
            pages.entry(hit).or_default().push(output.url.clone());
        }
    }

    /// What was found. Each thing is one leak, which names the pages that it is on.
    pub fn leaks(self, sources: &Sources) -> Vec<Diagnostic> {
        if let Some(blind) = blind(self.sought) {
            return vec![blind];
        }
        let mut pages = self.pages.into_inner().unwrap_or_else(PoisonError::into_inner);
        for urls in pages.values_mut() {
            urls.sort_unstable();
            urls.dedup();
            // The index repeats what stands on a page, and that page is where somebody looks.
            if urls.len() > 1 {
                urls.retain(|url| url != SEARCH_INDEX);
            }
        }
        let written: Vec<Option<(&str, &Place)>> = pages.keys().map(|hit| written(self.sought, hit)).collect();
        let holders = holders(&written, sources);
        let told = |((hit, urls), holder): ((Hit, Vec<String>), Option<Place>)| {
            leak(self.sought, &hit, &where_it_is(self.sought, &hit, &urls), holder)
        };
        pages.into_iter().zip(holders).map(told).collect()
    }
}

/// Searches outputs.
pub fn scan(sought: &Sought, outputs: &[Output], sources: &Sources) -> Vec<Diagnostic> {
    let watch = Watch::over(sought);
    match outputs {
        // One output is searched here and now: whoever waits for a single page does not queue behind a whole build.
        [output] => watch.look_at(output),
        _ => outputs.par_iter().for_each(|output| watch.look_at(output)),
    }
    watch.leaks(sources)
}

/// A search that cannot be made stops the edition.
fn blind(sought: &Sought) -> Option<Diagnostic> {
    let needle = sought.needles.first().filter(|_| sought.finder.is_none())?;
    let place = match &needle.what {
        What::Term { term, .. } => &term.place,
        What::Text { place, .. } | What::Name { place, .. } => place,
    };
    let message = format!("The {} edition could not be searched for leaks. {}", sought.audience, sought.outcome);
    let help = "Restricted terms and texts are too many or too long to search for at once: shorten the lists.";
    Some(Diagnostic::new(&AUDIENCE_LEAK, place.clone(), message).help(help).without_excerpt())
}

fn hits(sought: &Sought, output: &Output) -> BTreeSet<Hit> {
    hits_in_index(sought, output, |_| true).unwrap_or_else(|| hits_in_file(sought, output))
}

fn hits_in_file(sought: &Sought, output: &Output) -> BTreeSet<Hit> {
    let Readable { text, addresses, too_much } = readable(output, &|word| sought.ids.contains_key(word));
    let mut found = hits_in(sought, &text);
    found.extend(addresses.into_iter().map(Hit::Id));
    found.extend(too_much.then(|| Hit::TooMuch(output.url.clone())));
    found
}

/// Looks through some parts of a search index. No phrase goes on from one of its texts to the next. Nothing where the output is
/// no index.
fn hits_in_index(sought: &Sought, output: &Output, wanted: impl Fn(usize) -> bool + Sync) -> Option<BTreeSet<Hit>> {
    let texts = index_texts(output, wanted)?;
    Some(texts.par_iter().map(|text| hits_in(sought, &normalised(text))).reduce(BTreeSet::new, |mut some, others| {
        some.extend(others);
        some
    }))
}

/// What stands in a text.
fn hits_in(sought: &Sought, text: &str) -> BTreeSet<Hit> {
    let mut found = BTreeSet::new();
    if let Some(finder) = &sought.finder {
        let hits = finder.try_find_overlapping_iter(Input::new(text));
        for hit in hits.into_iter().flatten() {
            let at = hit.pattern().as_usize();
            if !sought.needles[at].whole || stands_alone(text, hit.start(), hit.end()) {
                found.insert(Hit::Needle(at));
            }
        }
    }
    sought.own.find_closed(&sought.open, text, |at| {
        found.insert(Hit::Text(at));
    });
    found
}

/// Whether a stretch of text has no letter or digit right before or behind it.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Names the first pages, and counts the rest. An address may hold the very term that no message says.
fn where_it_is(sought: &Sought, hit: &Hit, urls: &[String]) -> String {
    const NAMED: usize = 3;
    let audience = sought.audience;
    let term = match hit {
        Hit::Needle(at) => match &sought.needles[*at].what {
            What::Term { term, .. } => Terms::of([term.text.as_ref()]),
            _ => Terms::default(),
        },
        Hit::Text(_) | Hit::Id(_) | Hit::TooMuch(_) => Terms::default(),
    };
    let name = |url: &String| match term.stand_in(url) {
        true => format!("a page of the {audience} edition whose address holds it"),
        false => format!("{audience}/{url}"),
    };
    let named: Vec<String> = urls.iter().take(NAMED).map(name).collect();
    match urls.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// What was found, as somebody wrote it, and where that is; nothing of what nobody did.
fn written<'s>(sought: &'s Sought, hit: &Hit) -> Option<(&'s str, &'s Place)> {
    match hit {
        Hit::Needle(at) => Some(sought.needles[*at].what.written()),
        Hit::Text(at) => Some(sought.own.at(*at)),
        Hit::Id(_) | Hit::TooMuch(_) => None,
    }
}

/// `holder` is the source that holds what leaked, apart from the file that it belongs in.
fn leak(sought: &Sought, hit: &Hit, pages: &str, holder: Option<Place>) -> Diagnostic {
    let outcome = sought.outcome;
    let text;
    let what = match hit {
        Hit::Needle(at) => &sought.needles[*at].what,
        Hit::Text(at) => {
            let (words, place) = sought.own.at(*at);
            text = What::Text { text: words.to_owned(), place: place.clone() };
            &text
        }
        Hit::Id(id) => {
            let place = sought.ids[id].clone();
            let message = format!("The id of a person stands in an address or attribute of {pages}. {outcome}");
            let help = "Give the person an id that is no ordinary word, such as a role code.";
            return Diagnostic::new(&AUDIENCE_LEAK, place, message).help(help);
        }
        Hit::TooMuch(url) => {
            let path = SourcePath::new(format!("content/{url}"));
            let message = format!("{pages} unpacks to more than can be searched for leaks. {outcome}");
            let help = "Save a smaller copy of the file, or split it, and link to that.";
            return Diagnostic::new(&AUDIENCE_LEAK, Place::file(&path), message).help(help);
        }
    };
    let (words, own) = what.written();
    let with_own = |leak: Diagnostic, label: &str| if holder.is_some() { leak.label(own.clone(), label) } else { leak };
    let place = holder.clone().unwrap_or_else(|| own.clone());
    match what {
        What::Term { term, review } => {
            let number = term.number;
            let message =
                format!("Term {number} of the list of restricted terms of `{review}` appears on {pages}. {outcome}");
            let help = "Find it in the files that make this page, or in their names, and write it in other words.";
            // A file whose own name holds the term is not named either.
            let named = Terms::of([words]).stand_in(place.path.as_str());
            let place = if named { own.clone() } else { place };
            Diagnostic::new(&RESTRICTED_TERM, place, message).help(help).without_excerpt()
        }
        What::Text { .. } => {
            let message = format!("A text that is not for {} appears on {pages}. {outcome}", sought.readers);
            let help = "Take it out where it is repeated, or write it there in other words.";
            with_own(Diagnostic::new(&AUDIENCE_LEAK, place, message).help(help), "the text that is repeated")
        }
        What::Name { .. } => {
            let message =
                format!("The name of somebody whom {} may not know appears on {pages}. {outcome}", sought.readers);
            let help = "Write the role instead of the name.";
            with_own(Diagnostic::new(&AUDIENCE_LEAK, place, message).help(help), "the person")
        }
    }
}

/// For each of what leaked the source that holds it, apart from the file that it belongs in: all in one pass, since there may be
/// many.
fn holders(leaking: &[Option<(&str, &Place)>], sources: &Sources) -> Vec<Option<Place>> {
    let mut holders = vec![None; leaking.len()];
    let sought: Vec<(usize, &Place, String)> = leaking
        .iter()
        .enumerate()
        .filter_map(|(at, written)| written.map(|(words, own)| (at, own, normalised(words))))
        .filter(|(_, _, words)| !words.is_empty())
        .collect();
    // Most often nothing leaks, and whoever saves a page waits.
    if sought.is_empty() {
        return holders;
    }
    // Without it the leaks are told all the same, each where its words belong.
    let Ok(finder) = AhoCorasick::new(sought.iter().map(|(_, _, words)| words)) else { return holders };
    // A file of the site's own is where somebody can mend it.
    let of = |origin| sources.under("content").filter(move |source| source.origin == origin);
    let sources: Vec<&Source> = of(Origin::Site).chain(of(Origin::BuiltIn)).collect();
    let lines: Vec<BTreeMap<usize, usize>> = sources.par_iter().map(|source| first_lines(source, &finder)).collect();
    for (source, lines) in sources.into_iter().zip(lines) {
        for (found, start) in lines {
            let (at, own, _) = &sought[found];
            if own.path != source.path {
                holders[*at].get_or_insert_with(|| Place::new(&source.path, Span::new(start, start)));
            }
        }
    }
    holders
}

/// Where in a source the first line begins that holds each of what is sought.
fn first_lines(source: &Source, finder: &AhoCorasick) -> BTreeMap<usize, usize> {
    let mut first = BTreeMap::new();
    let Some(text) = source.as_text() else { return first };
    for line in text.lines() {
        for found in finder.find_overlapping_iter(&normalised(line)) {
            first.entry(found.pattern().as_usize()).or_insert(line.as_ptr() as usize - text.as_ptr() as usize);
        }
    }
    first
}
