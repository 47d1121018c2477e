//! Pages in pieces. Most of what one page says, another has said in the same markup, and what was found out about a piece
//! need not be found out again.
//!
//! A page is parted before every tag that begins a line, so a piece ends with white space and no word goes on behind it.
//! Where that is inside a tag or a comment, the piece is no whole markup, and `own_markup` gives it back unread.

#![allow(clippy::disallowed_types, reason = "nothing goes through a map here, so its order is nobody's")]

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use memchr::memmem;

use crate::output::Output;
use crate::own_markup::DOCTYPE;

/// The pieces of a page.
#[derive(Debug)]
pub struct Pieces<'h> {
    /// All of the page.
    pub html: &'h str,
    /// What stands behind its document type, in order.
    pub pieces: Vec<Piece<'h>>,
}

/// A part of a page.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'h> {
    pub html: &'h str,
    pub key: Key,
}

/// Stands for the bytes of a piece: 128 bits that nobody can foretell, since they are others in every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64, u64);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.1);
    }
}

/// Hashes what is a hash already, and a small number beside it.
#[derive(Debug, Default)]
struct Mixing(u64);

impl Hasher for Mixing {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        // An odd number whose digits are as good as chance (2^64 over the golden ratio).
        self.0 = (self.0.rotate_left(26) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<'h> Pieces<'h> {
    /// Parts a page; nothing where the output is none, or none that can be read in pieces.
    pub fn of(output: &'h Output) -> Option<Pieces<'h>> {
        let is_page = output.url.ends_with(".html");
        let html = is_page.then(|| std::str::from_utf8(&output.bytes).ok()).flatten()?;
        let mut rest = html.strip_prefix(DOCTYPE)?;
        let cut = memmem::Finder::new("\n<");
        let mut pieces = Vec::with_capacity(rest.len() / 96);
        while let Some(at) = cut.find(rest.as_bytes()) {
            let (piece, behind) = rest.split_at(at + 1);
            pieces.push(Piece::of(piece));
            rest = behind;
        }
        pieces.push(Piece::of(rest));
        Some(Pieces { html, pieces })
    }
}

impl<'h> Piece<'h> {
    fn of(html: &'h str) -> Piece<'h> {
        static SEEDS: OnceLock<[RandomState; 2]> = OnceLock::new();
        let [one, other] = SEEDS.get_or_init(Default::default);
        let hash = |seed: &RandomState| {
            let mut hasher = seed.build_hasher();
            hasher.write(html.as_bytes());
            hasher.finish()
        };
        Piece { html, key: Key(hash(one), hash(other)) }
    }
}

/// What is known is spread over so many lists, so that threads seldom wait for one another.
const LISTS: usize = 64;

/// What was found out about pieces, each in the state in which it was come to.
#[derive(Debug)]
pub struct Known<S, V>(Vec<Mutex<List<S, V>>>);

type List<S, V> = HashMap<(Key, S), V, BuildHasherDefault<Mixing>>;

impl<S: Eq + Hash, V: Clone> Known<S, V> {
    pub fn get(&self, key: Key, state: S) -> Option<V> {
        self.list(key).get(&(key, state)).cloned()
    }

    pub fn learn(&self, key: Key, state: S, found: V) {
        self.list(key).insert((key, state), found);
    }

    /// Drops all of it.
    pub fn forget(&self) {
        self.0.iter().for_each(|list| *list.lock().unwrap_or_else(PoisonError::into_inner) = List::default());
    }

    fn list(&self, key: Key) -> MutexGuard<'_, List<S, V>> {
        let which = usize::try_from(key.0 % LISTS as u64).unwrap_or(0);
        self.0[which].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S, V> Default for Known<S, V> {
    fn default() -> Known<S, V> {
        Known((0..LISTS).map(|_| Mutex::default()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(url: &str, html: &str) -> Option<Vec<String>> {
        let output = Output { url: url.to_owned(), bytes: html.into() };
        Pieces::of(&output).map(|parted| parted.pieces.iter().map(|piece| piece.html.to_owned()).collect())
    }

    #[test]
    fn a_page_is_parted_before_tags_that_begin_lines() {
        let html = "<!DOCTYPE html>\n<p>one <b>two</b>\n three</p>\n\n</div><i>é</i>\n<";
        let pieces = parted("a.html", html).unwrap();
        assert_eq!(pieces, ["\n", "<p>one <b>two</b>\n three</p>\n\n", "</div><i>é</i>\n", "<"]);
        assert_eq!(format!("{DOCTYPE}{}", pieces.concat()), html);
        for (url, html) in [("a.svg", html), ("a.html", "<p>No document type</p>"), ("a.html", "")] {
            assert_eq!(parted(url, html), None, "{url} {html}");
        }
    }

    #[test]
    fn a_piece_is_known_by_its_bytes_in_its_state() {
        let known = Known::default();
        known.learn(Piece::of("<p>one</p>").key, 1, "found");
        assert_eq!(known.get(Piece::of("<p>one</p>").key, 1), Some("found"));
        assert_eq!(known.get(Piece::of("<p>one</p>").key, 2), None);
        assert_eq!(known.get(Piece::of("<p>One</p>").key, 1), None);
    }
}
