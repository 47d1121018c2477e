//! Texts of several words, looked for in others word by word: many at once, and as quickly as one.

/// So many words at its beginning lead to a passage.
const LEADING: usize = 5;
/// Bits of the filter in front of the table, for each passage: two words in fifty get past it by chance.
const BITS_A_PASSAGE: usize = 32;

/// Passages that can be found in texts. A passage counts where it stands in whole words.
#[derive(Debug, Default)]
pub struct Passages {
    passages: Vec<Passage>,
    /// The hash of the words that each begins with, and its number, in order.
    beginnings: Vec<(u64, usize)>,
    /// Whether any may begin with words of a hash. It is small, and turns nearly everything away.
    filter: Vec<u64>,
}

#[derive(Debug)]
struct Passage {
    text: String,
    /// Where its first word begins.
    lead: usize,
}

impl Passages {
    /// Makes passages ready to be found, each known by its place among them. Those of fewer than five words cannot be
    /// found this way, and are given back with their places.
    pub fn of(texts: impl IntoIterator<Item = String>) -> (Passages, Vec<usize>) {
        let mut passages = Passages::default();
        let mut short = Vec::new();
        for (at, text) in texts.into_iter().enumerate() {
            match beginning_of(&text) {
                Some(hash) => passages.beginnings.push((hash, at)),
                None => short.push(at),
            }
            let lead = Words::of(&text).next().map_or(0, |(start, _)| start);
            passages.passages.push(Passage { text, lead });
        }
        passages.beginnings.sort_unstable();
        let bits = (passages.beginnings.len() * BITS_A_PASSAGE).next_power_of_two();
        passages.filter = vec![0; (bits / 64).max(1)];
        for (hash, _) in &passages.beginnings {
            let (word, bit) = bit_in(&passages.filter, *hash);
            passages.filter[word] |= bit;
        }
        (passages, short)
    }

    pub fn text(&self, passage: usize) -> &str {
        &self.passages[passage].text
    }

    /// Tells which of some passages stand in a text. One that stands there twice is told twice.
    pub fn find(&self, text: &str, sought: impl Fn(usize) -> bool, mut found: impl FnMut(usize)) {
        if self.beginnings.is_empty() {
            return;
        }
        let mut leading = Leading::default();
        for (start, word) in Words::of(text) {
            let Some((first, hash)) = leading.push(start, word) else { continue };
            for number in self.beginning_with(hash) {
                if sought(number) && self.passages[number].stands_at(text, first) {
                    found(number);
                }
            }
        }
    }

    /// The passages that may begin with words of a hash.
    fn beginning_with(&self, hash: u64) -> impl Iterator<Item = usize> {
        let (at, bit) = bit_in(&self.filter, hash);
        let from = match self.filter[at] & bit {
            0 => self.beginnings.len(),
            _ => self.beginnings.partition_point(|(known, _)| *known < hash),
        };
        self.beginnings[from..].iter().take_while(move |(known, _)| *known == hash).map(|(_, number)| *number)
    }

    /// Looks through one stretch of a text that is made of several, each of whole words. Gives what has to be known of it to
    /// look at it among the others; nothing where one of some passages may begin in it.
    pub fn ends(&self, stretch: &str, sought: impl Fn(usize) -> bool) -> Option<Ends> {
        let words: Vec<u64> = Words::of(stretch).map(|(_, word)| word).collect();
        let mut trail = Trail::default();
        let clear = words.iter().all(|word| !trail.meets(self, *word, &sought));
        clear.then(|| Ends::of(&words))
    }
}

/// The words at both ends of a stretch: all of them, or as many as can be part of what begins before it or ends behind it.
#[derive(Debug)]
pub struct Ends {
    first: Vec<u64>,
    /// Where there are words between.
    last: Option<Vec<u64>>,
}

impl Ends {
    fn of(words: &[u64]) -> Ends {
        const REACH: usize = LEADING - 1;
        match words.len() > 2 * REACH {
            true => Ends { first: words[..REACH].to_vec(), last: Some(words[words.len() - REACH..].to_vec()) },
            false => Ends { first: words.to_vec(), last: None },
        }
    }
}

/// Goes from one stretch to the next.
#[derive(Default)]
pub struct Trail(Leading);

impl Trail {
    /// Whether one of some passages may begin before a stretch and go on in it.
    pub fn crosses(&mut self, passages: &Passages, ends: &Ends, sought: &impl Fn(usize) -> bool) -> bool {
        let crossed = ends.first.iter().any(|word| self.meets(passages, *word, sought));
        if let Some(last) = &ends.last {
            self.0 = Leading::default();
            last.iter().for_each(|word| {
                self.0.push(0, *word);
            });
        }
        crossed
    }

    fn meets(&mut self, passages: &Passages, word: u64, sought: &impl Fn(usize) -> bool) -> bool {
        let leading = self.0.push(0, word);
        leading.is_some_and(|(_, hash)| passages.beginning_with(hash).any(sought))
    }
}

/// The bit of a filter that stands for a hash. A filter has a power of two of words.
fn bit_in(filter: &[u64], hash: u64) -> (usize, u64) {
    let at = usize::try_from(hash >> 6).unwrap_or(usize::MAX);
    (at & (filter.len() - 1), 1 << (hash & 63))
}

fn beginning_of(text: &str) -> Option<u64> {
    let mut leading = Leading::default();
    Words::of(text).find_map(|(start, word)| leading.push(start, word)).map(|(_, hash)| hash)
}

impl Passage {
    /// Whether it stands in a text with its first word at a place.
    fn stands_at(&self, text: &str, first: usize) -> bool {
        let Some(start) = first.checked_sub(self.lead) else { return false };
        let Some(rest) = text.get(start..) else { return false };
        let Some(behind) = rest.strip_prefix(self.text.as_str()) else { return false };
        let before = text[..start].chars().next_back();
        !before.is_some_and(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
    }
}

/// The last few words that were read, as places and hashes.
#[derive(Default)]
struct Leading {
    words: [(usize, u64); LEADING],
    seen: usize,
}

impl Leading {
    /// Takes a word up. Where there are enough, gives the place of the first of them, and the hash of all.
    fn push(&mut self, start: usize, word: u64) -> Option<(usize, u64)> {
        self.words.rotate_left(1);
        self.words[LEADING - 1] = (start, word);
        self.seen += 1;
        (self.seen >= LEADING).then(|| {
            let hash = self.words.iter().fold(0, |hash: u64, (_, word)| mixed(hash ^ word));
            (self.words[0].0, hash)
        })
    }
}

/// Spreads what tells two numbers apart over all of their bits.
fn mixed(number: u64) -> u64 {
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    spread ^ (spread >> 29)
}

/// The words of a text, stretches of letters and digits, each with where it begins, and its hash.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Words<'t> {
        Words { text, at: 0 }
    }

    /// The character at a place, and where the next begins. Most are ASCII.
    fn character(&self, at: usize) -> Option<(bool, usize)> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some((byte.is_ascii_alphanumeric(), at + 1));
        }
        let c = self.text[at..].chars().next()?;
        Some((c.is_alphanumeric(), at + c.len_utf8()))
    }
}

impl Iterator for Words<'_> {
    type Item = (usize, u64);

    fn next(&mut self) -> Option<(usize, u64)> {
        let start = loop {
            match self.character(self.at)? {
                (true, _) => break self.at,
                (false, next) => self.at = next,
            }
        };
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        while let Some((true, next)) = self.character(self.at) {
            for byte in &self.text.as_bytes()[self.at..next] {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
            self.at = next;
        }
        Some((start, mixed(hash)))
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::{Strategy, prop, prop_assert_eq, prop_oneof, proptest};

    use super::*;

    fn found(passages: &Passages, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        passages.find(text, |_| true, |at| found.push(at));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn passages_are_found_in_whole_words() {
        let texts = ["one two three four five", "(two three four five six.", "é two three four five 6", "a b c d"];
        let (passages, short) = Passages::of(texts.map(str::to_owned));
        assert_eq!(short, [3]);
        for (text, expected) in [
            ("zero one two three four five", &[0][..]),
            ("one two three four fives", &[]),
            ("bone two three four five", &[]),
            ("x one two three four five six", &[0]),
            ("one (two three four five six. seven", &[1]),
            ("\u{ab}é two three four five 6\u{bb}", &[2]),
            ("éé two three four five 6", &[]),
            ("é two three four five 6é", &[]),
            ("one two three four", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(&passages, text), expected, "{text}");
        }
        let mut none = Vec::new();
        passages.find("one two three four five", |at| at != 0, |at| none.push(at));
        assert!(none.is_empty());
    }

    fn words() -> impl Strategy<Value = String> {
        let word = prop_oneof!["[abé]", "[abé(,.-]{1,2}", " "];
        prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
    }

    proptest! {
        /// The slow way is to look for each in every place.
        #[test]
        fn what_is_found_is_what_stands_there(texts in prop::collection::vec(words(), 1..6), text in words()) {
            let (passages, short) = Passages::of(texts.clone());
            let finder = AhoCorasick::new(&texts).unwrap();
            // A text of nothing stands between any two bytes.
            let alone = |start: usize, end: usize| {
                text.get(..start).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
                    && text.get(end..).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
            };
            let mut expected: Vec<usize> = finder
                .find_overlapping_iter(&text)
                // A text of nothing stands everywhere, in the midst of a letter too.
                .filter(|hit| !hit.is_empty() && alone(hit.start(), hit.end()))
                .map(|hit| hit.pattern().as_usize())
                .filter(|at| !short.contains(at))
                .collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(found(&passages, &text), expected);
        }
    }
}
