//! Numbers as printable characters: one for the numbers that are used most, up to five for the others.
//!
//! The first character of a number is a sign, which tells how many there are, and a letter or digit never stands beside
//! another. So what is written in numbers spells no word, and nothing that is sought can turn up in it by chance. None of
//! the characters needs an escape in a script.

use serde::{Deserialize, Serialize};

const CHARACTERS: &[u8; 85] = b"!#$%()*+,:;<=>?@[]^{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ALL: u32 = 85;
/// The signs come first.
const SIGNS: u32 = 23;
/// How many characters there are to choose from behind the first, for numbers of one character, of two, and so on.
const BEHIND: [&[u32]; LENGTHS] = [&[], &[ALL], &[SIGNS, ALL], &[ALL, SIGNS, ALL], &[SIGNS, ALL, SIGNS, ALL]];
/// How many lengths there are.
pub const LENGTHS: usize = 5;

/// What stands behind a sequence of numbers.
pub const END: u8 = b' ';

/// How many of the signs begin numbers of each length. The smallest numbers are the shortest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares([u32; LENGTHS]);

fn room(length: usize) -> u64 {
    BEHIND[length].iter().map(|choices| u64::from(*choices)).product()
}

/// Shares of which the first are chosen.
#[derive(Clone, Copy)]
struct Begun {
    shares: [u32; LENGTHS],
    /// How many are chosen.
    length: usize,
    /// How many signs there are for the others.
    signs: u32,
    /// The first number that is longer.
    start: u64,
    /// How many characters are needed beyond one for each use, as far as that is known.
    weight: u64,
}

impl Begun {
    /// Tries all that the others can be, unless it comes to more than the best so far. `longer` says how many characters more
    /// it takes where numbers from there on are longer by one.
    fn go_on(mut self, longer: &impl Fn(u64) -> u64, numbers: u64, best: &mut (u64, Shares)) {
        if self.length + 1 == LENGTHS {
            self.shares[self.length] = self.signs;
            let end = self.start + u64::from(self.signs) * room(self.length);
            if end >= numbers && self.weight < best.0 {
                *best = (self.weight, Shares(self.shares));
            }
            return;
        }
        for share in 0..=self.signs {
            let mut next = self;
            next.shares[self.length] = share;
            next.length += 1;
            next.signs -= share;
            next.start += u64::from(share) * room(self.length);
            next.weight += longer(next.start);
            if next.weight < best.0 {
                next.go_on(longer, numbers, best);
            }
        }
    }
}

impl Shares {
    /// The shares that make least of numbers, each of which is written so many times.
    pub fn best(uses: &[u64]) -> Shares {
        let mut below = vec![0; uses.len() + 1];
        for (at, times) in uses.iter().enumerate() {
            below[at + 1] = below[at] + times;
        }
        // A character more for all uses of the numbers from there on.
        let longer =
            |from: u64| below[uses.len()] - below[usize::try_from(from).map_or(uses.len(), |n| n.min(uses.len()))];
        // Where nothing has room enough, there are more texts than a machine can hold.
        let mut best = (u64::MAX, Shares([0, 0, 0, 0, SIGNS]));
        let begun = Begun { shares: [0; LENGTHS], length: 0, signs: SIGNS, start: 0, weight: 0 };
        begun.go_on(&longer, uses.len() as u64, &mut best);
        best.1
    }

    /// The smallest number of each length, and how many numbers there are.
    pub fn starts(&self) -> [u64; LENGTHS + 1] {
        let mut starts = [0; LENGTHS + 1];
        for length in 0..LENGTHS {
            starts[length + 1] = starts[length] + u64::from(self.0[length]) * room(length);
        }
        starts
    }

    /// Writes a number.
    pub fn write(&self, number: u32, text: &mut Vec<u8>) {
        let starts = self.starts();
        let length = (0..LENGTHS - 1).find(|length| u64::from(number) < starts[length + 1]).unwrap_or(LENGTHS - 1);
        let signs: u32 = self.0[..length].iter().sum();
        let mut rest = u64::from(number) - starts[length];
        let begin = text.len();
        for choices in BEHIND[length].iter().rev() {
            text.push(character(rest % u64::from(*choices)));
            rest /= u64::from(*choices);
        }
        text.push(character(u64::from(signs) + rest));
        text[begin..].reverse();
    }

    /// Reads sequences of numbers, each with its end; nothing where they are not as they are written.
    pub fn read(&self, text: &str) -> Option<Vec<Vec<u32>>> {
        let starts = self.starts();
        let mut sequences = Vec::new();
        let mut sequence = Vec::new();
        let mut characters = text.bytes();
        while let Some(first) = characters.next() {
            if first == END {
                sequences.push(std::mem::take(&mut sequence));
                continue;
            }
            let mut sign = value(first)?;
            let mut length = 0;
            while sign >= u64::from(*self.0.get(length)?) {
                sign -= u64::from(self.0[length]);
                length += 1;
            }
            let mut number = sign;
            for choices in BEHIND[length] {
                let value = characters.next().and_then(value).filter(|value| *value < u64::from(*choices))?;
                number = number * u64::from(*choices) + value;
            }
            sequence.push(u32::try_from(starts[length] + number).ok()?);
        }
        sequence.is_empty().then_some(sequences)
    }
}

fn character(value: u64) -> u8 {
    usize::try_from(value).ok().and_then(|at| CHARACTERS.get(at).copied()).unwrap_or(END)
}

/// What each character stands for; of those that stand for nothing, more than any does.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut at = 0;
    while at < CHARACTERS.len() {
        values[CHARACTERS[at] as usize] = at as u8;
        at += 1;
    }
    values
};

fn value(character: u8) -> Option<u64> {
    Some(VALUES[usize::from(character)]).filter(|value| *value < u8::MAX).map(u64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn what_is_used_most_is_shortest() {
        let mut uses = vec![1_000; 4];
        uses.resize(200, 10);
        uses.resize(5_000, 1);
        let shares = Shares::best(&uses);
        let length = |number| {
            let mut text = Vec::new();
            shares.write(number, &mut text);
            text.len()
        };
        assert_eq!([0, 3, 4, 199, 4_999].map(length), [1, 1, 2, 2, 3]);
        assert_eq!(Shares::best(&[]).read(""), Some(vec![]));
    }

    #[test]
    fn what_is_not_numbers_is_not_read() {
        let shares = Shares([20, 3, 0, 0, 0]);
        for text in ["a ", "! !", "~ ", "\" ", "é "] {
            assert_eq!(shares.read(text), None, "{text}");
        }
        assert_eq!(shares.read(""), Some(vec![]));
        assert_eq!(shares.read("  ! "), Some(vec![vec![], vec![], vec![0]]));
    }

    proptest! {
        #[test]
        fn numbers_come_back_and_spell_nothing(
            four in 0_u32..3,
            sequences in prop::collection::vec(prop::collection::vec(0_u32..4_000_000, 0..9), 0..9),
        ) {
            let shares = Shares([2, 5, 10, four, 6 - four]);
            let mut text = Vec::new();
            for sequence in &sequences {
                sequence.iter().for_each(|number| shares.write(*number, &mut text));
                text.push(END);
            }
            let text = String::from_utf8(text).unwrap();
            prop_assert!(!text.as_bytes().windows(2).any(|two| two.iter().all(u8::is_ascii_alphanumeric)), "{text}");
            prop_assert_eq!(shares.read(&text), Some(sequences));
        }
    }
}
