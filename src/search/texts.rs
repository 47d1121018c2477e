//! Many texts, each kept once, and known by a number.

#![allow(clippy::disallowed_types, reason = "nothing goes through a map here, so its order is nobody's")]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

/// Texts are spread over so many lists, so that threads seldom wait for one another.
const LISTS: u8 = 16;

/// Texts that threads hand in side by side. What number a text gets depends on who was first.
#[derive(Debug)]
pub struct Texts {
    lists: Vec<Mutex<List>>,
}

#[derive(Debug, Default)]
struct List {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

/// All texts of a moment, to look at: whoever hands one in waits for it.
pub struct AllTexts<'t> {
    lists: Vec<MutexGuard<'t, List>>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts { lists: (0..LISTS).map(|_| Mutex::default()).collect() }
    }
}

impl Texts {
    /// The number of a text, which it keeps.
    pub fn number(&self, text: &str) -> u32 {
        // Lengths are as good as any way to spread texts: the last digits of long ones are anything.
        let which = u8::try_from(text.len() % usize::from(LISTS)).unwrap_or(0);
        let mut list = self.lists[usize::from(which)].lock().unwrap_or_else(PoisonError::into_inner);
        let place = list.numbers.get(text).copied().unwrap_or_else(|| {
            let text: Arc<str> = text.into();
            // There is no room in memory for more texts than that.
            let place = u32::try_from(list.texts.len()).unwrap_or(u32::MAX);
            list.texts.push(text.clone());
            list.numbers.insert(text, place);
            place
        });
        place.saturating_mul(u32::from(LISTS)).saturating_add(u32::from(which))
    }

    /// Makes room for so many texts.
    pub fn expect(&self, texts: usize) {
        for list in &self.lists {
            let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
            list.numbers.reserve(texts / usize::from(LISTS));
            list.texts.reserve(texts / usize::from(LISTS));
        }
    }

    pub fn all(&self) -> AllTexts<'_> {
        AllTexts { lists: self.lists.iter().map(|list| list.lock().unwrap_or_else(PoisonError::into_inner)).collect() }
    }
}

impl AllTexts<'_> {
    /// More than any of their numbers.
    pub fn end(&self) -> usize {
        usize::from(LISTS) * self.lists.iter().map(|list| list.texts.len()).max().unwrap_or(0)
    }

    pub fn get(&self, number: u32) -> &str {
        let (list, place) = (number % u32::from(LISTS), number / u32::from(LISTS));
        &self.lists[list as usize].texts[place as usize]
    }
}
