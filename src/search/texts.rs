//! Many texts, each kept once, and known by a number.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Texts are spread over so many lists, so that threads seldom wait for one another.
const LISTS: u8 = 16;

/// Texts that threads hand in side by side. What number a text gets depends on who was first.
#[derive(Debug)]
pub struct Texts {
    lists: Vec<Mutex<List>>,
}

#[derive(Debug, Default)]
struct List {
    numbers: BTreeMap<[u8; 32], u32>,
    texts: Vec<Box<str>>,
}

/// All texts, once no more come.
pub struct AllTexts {
    lists: Vec<Vec<Box<str>>>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts { lists: (0..LISTS).map(|_| Mutex::default()).collect() }
    }
}

impl Texts {
    /// The number of a text, which it keeps.
    pub fn number(&self, text: &str) -> u32 {
        let hash = *blake3::hash(text.as_bytes()).as_bytes();
        let which = hash[0] % LISTS;
        let mut list = self.lists[usize::from(which)].lock().unwrap_or_else(PoisonError::into_inner);
        let List { numbers, texts } = &mut *list;
        let place = *numbers.entry(hash).or_insert_with(|| {
            texts.push(text.into());
            // There is no room in memory for more texts than that.
            u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
        });
        place.saturating_mul(u32::from(LISTS)).saturating_add(u32::from(which))
    }

    pub fn all(self) -> AllTexts {
        let texts = |list: Mutex<List>| list.into_inner().unwrap_or_else(PoisonError::into_inner).texts;
        AllTexts { lists: self.lists.into_iter().map(texts).collect() }
    }
}

impl AllTexts {
    pub fn get(&self, number: u32) -> &str {
        let (list, place) = (number % u32::from(LISTS), number / u32::from(LISTS));
        &self.lists[list as usize][place as usize]
    }
}
