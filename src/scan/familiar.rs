//! A quick look at pages, piece by piece, which only ever lets pages pass.
//!
//! Whether a piece holds anything that is sought is found out once, for each way in which a needle may have begun before it.
//! Where there is any doubt, a page does not pass, and all of it is looked through. So a page that passes holds nothing: that
//! rests on no hash of what is sought, only on a piece's own, and on its standing between white space.

use std::sync::Arc;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};

use crate::folding::normalised;
use crate::pieces::{Known, Pieces};
use crate::scan::markup::{Gathered, as_our_own_piece};
use crate::scan::passages::{Ends, Trail};
use crate::scan::sought::Sought;
use crate::scan::stands_alone;
use crate::scan::text::{address_words, percent_decoded};

/// How much of some needle has been met, at the end of what people read and at the end of what stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Met {
    words: StateID,
    aside: StateID,
}

/// A piece that holds nothing by itself.
#[derive(Clone, Debug)]
struct Clean {
    after: Met,
    /// The ends of what people read, and of what stands beside it. Nothing where no passages are sought.
    ends: Option<Arc<[Ends; 2]>>,
}

/// What is known of the pieces of an edition's pages.
#[derive(Debug)]
pub struct Familiar<'s> {
    sought: &'s Sought,
    /// Whether there are passages that may not be read.
    closed: bool,
    /// Nothing stands for doubt.
    known: Known<Met, Option<Clean>>,
}

impl<'s> Familiar<'s> {
    pub fn with(sought: &'s Sought) -> Familiar<'s> {
        Familiar { sought, closed: sought.open.contains(&false), known: Known::default() }
    }

    /// Whether a page is known to hold nothing. False means that nobody knows.
    pub fn passes(&self, url: &str, pieces: &Pieces) -> bool {
        self.look(url, pieces).is_some()
    }

    pub fn forget(&self) {
        self.known.forget();
    }

    fn look(&self, url: &str, pieces: &Pieces) -> Option<()> {
        let nothing = self.nothing();
        // As `readable` takes a page in: its address, then what people read, then what stands beside it.
        let begun = self.read(&Gathered::before_a_page(url), Met { words: nothing, aside: nothing })?;
        let mut met = begun.after;
        let mut trail = Trail::default();
        let mut asides = Vec::new();
        self.go_on(&begun, &mut trail, &mut asides)?;
        for piece in &pieces.pieces {
            let clean = self.known.get(piece.key, met).unwrap_or_else(|| {
                let clean = as_our_own_piece(piece.html).and_then(|gathered| self.read(&gathered, met));
                self.known.learn(piece.key, met, clean.clone());
                clean
            })?;
            self.go_on(&clean, &mut trail, &mut asides)?;
            met = clean.after;
        }
        // What stands beside comes behind all that people read, and was looked at as though nothing had begun there.
        let parted = met.words == nothing;
        let crossed = asides.iter().any(|ends| self.sought.own.crosses(&self.sought.open, &mut trail, &ends[1]));
        (parted && !crossed).then_some(())
    }

    /// Minds passages that go on from one piece to the next.
    fn go_on(&self, clean: &Clean, trail: &mut Trail, asides: &mut Vec<Arc<[Ends; 2]>>) -> Option<()> {
        let Some(ends) = &clean.ends else { return Some(()) };
        asides.push(ends.clone());
        (!self.sought.own.crosses(&self.sought.open, trail, &ends[0])).then_some(())
    }

    /// Reads a piece. Nothing comes back where it holds anything, or may be part of something.
    fn read(&self, gathered: &Gathered, met: Met) -> Option<Clean> {
        let addresses = percent_decoded(&gathered.addresses);
        if address_words(&addresses).any(|word| self.sought.ids.contains_key(word)) {
            return None;
        }
        let texts = [normalised(&gathered.words), normalised(&gathered.aside)];
        let after = Met { words: self.needles(&texts[0], met.words)?, aside: self.needles(&texts[1], met.aside)? };
        let ends = |text: &String| self.sought.own.ends(&self.sought.open, text);
        let ends = match self.closed {
            true => Some(Arc::new([ends(&texts[0])?, ends(&texts[1])?])),
            false => None,
        };
        Some(Clean { after, ends })
    }

    /// Where nothing has begun.
    fn nothing(&self) -> StateID {
        let finder = self.sought.finder.as_ref();
        finder.and_then(|finder| finder.start_state(Anchored::No).ok()).unwrap_or_default()
    }

    /// Goes over a text, and the space behind it, with what of the needles was met before. Nothing comes back where one ends
    /// here.
    fn needles(&self, text: &str, met: StateID) -> Option<StateID> {
        let Some(finder) = self.sought.finder.as_ref().filter(|_| !text.is_empty()) else { return Some(met) };
        let mut met = met;
        for (at, byte) in text.bytes().enumerate() {
            met = finder.next_state(Anchored::No, met, byte);
            if finder.is_match(met) && self.ends_at(met, text, at + 1)? {
                return None;
            }
        }
        Some(finder.next_state(Anchored::No, met, b' '))
    }

    /// Whether a needle ends at a place of a text. Nothing where it began before the text, if it has to be a word of its own.
    fn ends_at(&self, met: StateID, text: &str, end: usize) -> Option<bool> {
        let finder = self.sought.finder.as_ref()?;
        for number in 0..finder.match_len(met) {
            let needle = &self.sought.needles[finder.match_pattern(met, number).as_usize()];
            if !needle.whole || stands_alone(text, end.checked_sub(needle.pattern.len())?, end) {
                return Some(true);
            }
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use aho_corasick::nfa::contiguous::NFA;
    use proptest::prelude::{Strategy, prop, prop_assert, proptest};

    use super::*;
    use crate::audience::Audience;
    use crate::output::Output;
    use crate::scan::hits;
    use crate::scan::sought::{Needle, OwnTexts, What};
    use crate::source::{Place, SourcePath};

    const WORDS: [&str; 6] = ["one two", "two", "three four one", "o", "class x", "html b"];
    const TEXTS: [&str; 3] = ["one two three four x", "x x x x x one", "x y three four one two"];

    fn sought(needles: &[(usize, bool)], texts: &[(usize, bool)], ids: &[&str]) -> Sought {
        let place = Place::file(&SourcePath::new("content/x.yaml"));
        let needle = |(at, whole): &(usize, bool)| {
            let pattern = WORDS[*at].to_owned();
            Needle { what: What::Text { text: pattern.clone(), place: place.clone() }, pattern, whole: *whole }
        };
        let needles: Vec<Needle> = needles.iter().map(needle).collect();
        Sought {
            finder: NFA::new(needles.iter().map(|needle| &needle.pattern)).ok().filter(|_| !needles.is_empty()),
            own: Arc::new(OwnTexts::of(texts.iter().map(|(at, _)| (TEXTS[*at].to_owned(), place.clone())))),
            open: texts.iter().map(|(_, open)| *open).collect(),
            ids: ids.iter().map(|id| ((*id).to_owned(), place.clone())).collect::<BTreeMap<_, _>>(),
            needles,
            audience: Audience::Participant,
            readers: String::new(),
            outcome: "",
            basis: blake3::hash(b""),
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        let pieces = [
            "<p>one</p>\n",
            "<p>two</p>\n",
            "<p>x three\n",
            "<b>four</b>\n",
            "one\n",
            "<td>x</td><td>x</td>\n",
            "<p>o-ne</p>\n",
            "<p class=\"x\">\n",
            "<p title=\"one\">\n",
            "<img alt=\"two\">\n",
            "<a href=\"sw1\">\n",
            "<b>t</b>hree four\n",
            "<p>x y three</p>\n",
            "\n",
            "<!-- two -->\n",
            "<p title=\"\n<p>one\">\n",
            "<p>yonder</p>\n",
        ];
        prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
    }

    proptest! {
        /// Whatever was looked at before, what passes holds nothing.
        #[test]
        fn what_passes_holds_nothing(
            needles in prop::collection::btree_set((0..WORDS.len(), prop::bool::ANY), 0..4),
            texts in prop::collection::btree_set((0..TEXTS.len(), prop::bool::ANY), 0..3),
            pages in prop::collection::vec(prop::collection::vec(piece(), 0..9), 1..8),
            url in prop::sample::select(vec!["a.html", "one.html", "x/x/x.html"]),
        ) {
            let (needles, texts): (Vec<_>, Vec<_>) = (needles.into_iter().collect(), texts.into_iter().collect());
            let sought = sought(&needles, &texts, &["sw1"]);
            let familiar = Familiar::with(&sought);
            for pieces in pages {
                let html = format!("<!DOCTYPE html>\n{}", pieces.concat());
                let output = Output { url: url.to_owned(), bytes: html.clone().into_bytes() };
                if familiar.passes(url, &Pieces::of(&output).unwrap()) {
                    prop_assert!(hits(&sought, &output).is_empty(), "{html}");
                }
            }
        }
    }

    #[test]
    fn what_holds_nothing_passes_and_what_holds_anything_does_not() {
        let sought = sought(&[(0, false), (1, true)], &[(0, false), (1, true)], &["sw1"]);
        let familiar = Familiar::with(&sought);
        let passes = |html: &str| {
            let output = Output { url: "a.html".to_owned(), bytes: format!("<!DOCTYPE html>\n{html}").into_bytes() };
            familiar.passes("a.html", &Pieces::of(&output).unwrap())
        };
        for _ in 0..2 {
            assert!(passes("<p>one three</p>\n<p>twofold four</p>\n"));
            assert!(passes("<p>x x x x</p>\n<p>x one</p>\n<p id=\"sw2\">y</p>\n"));
            for held in [
                "<p>one</p>\n<p>two</p>\n",
                "<p>two</p>\n",
                "<p>one</p>\n<p>t<b>wo three</b></p>\n",
                "<img alt=\"one\">\n<img alt=\"twofold\">\n",
                "<p id=\"sw1\">",
            ] {
                assert!(!passes(held), "{held}");
            }
        }
        let texts_alone = self::sought(&[], &[(0, false)], &[]);
        let familiar = Familiar::with(&texts_alone);
        let output = Output {
            url: "a.html".into(),
            bytes: b"<!DOCTYPE html>\n<p>one two</p>\n<p>three</p>\n<p>four x</p>\n".to_vec(),
        };
        assert!(!familiar.passes("a.html", &Pieces::of(&output).unwrap()));
    }
}
