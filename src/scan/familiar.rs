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
