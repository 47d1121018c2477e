//! Sequences that repeat one another, made short: what stands side by side again and again becomes one symbol.

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSliceMut;

/// Pairs that turn up less often stay as they are.
const LEAST: usize = 4;
/// A phrase that is used less often is written out.
const LEAST_USES: u64 = 3;
/// Each time the phrases may become twice as long.
const ROUNDS: u32 = 8;
/// So many rounds take all pairs that there are.
const LAST_ROUNDS: u32 = 3;

/// So many symbols are counted in one go.
const LEFTS: usize = 1024;

/// Behind each sequence.
const GAP: u32 = u32::MAX;

/// Sequences of symbols, some of which stand for phrases.
#[derive(Debug, PartialEq, Eq)]
pub struct Short {
    /// What each symbol from the first of the phrases on stands for: symbols in their turn, never itself.
    pub phrases: Vec<Vec<u32>>,
    pub sequences: Vec<Vec<u32>>,
}

/// A pair of symbols that turns up often.
struct Pair {
    right: u32,
    times: usize,
    /// The symbol that stands for it, once it does.
    symbol: Option<u32>,
}

/// The pairs that turn up often, by their left symbols.
struct Pairs {
    starts: Vec<usize>,
    pairs: Vec<Pair>,
}

impl Pairs {
    /// The pairs of symbols below `symbols`, and how often each turns up. What stands right of each symbol is gathered in one
    /// pass, and sorted for each by itself.
    fn of(text: &[u32], symbols: u32) -> Pairs {
        let sides = || text.windows(2).filter(|sides| sides[0] != GAP && sides[1] != GAP);
        let mut times = vec![0_usize; symbols as usize];
        sides().for_each(|sides| times[sides[0] as usize] += 1);
        let mut next: Vec<usize> = Vec::with_capacity(times.len());
        let mut all = 0;
        for times in &times {
            next.push(all);
            all += times;
        }
        let mut rights = vec![0_u32; all];
        for sides in sides() {
            let place = &mut next[sides[0] as usize];
            rights[*place] = sides[1];
            *place += 1;
        }
        let mut rest = rights.as_mut_slice();
        let mut by_left: Vec<&mut [u32]> =
            times.iter().map(|times| rest.split_off_mut(..*times).unwrap_or_default()).collect();
        let often = by_left.par_chunks_mut(LEFTS).map(|lefts| {
            let mut pairs = Vec::new();
            let ends: Vec<usize> = lefts
                .iter_mut()
                .map(|rights| {
                    often(rights, &mut pairs);
                    pairs.len()
                })
                .collect();
            (ends, pairs)
        });
        let mut found = Pairs { starts: vec![0], pairs: Vec::new() };
        for (ends, pairs) in often.collect::<Vec<_>>() {
            let before = found.pairs.len();
            found.starts.extend(ends.into_iter().map(|end| before + end));
            found.pairs.extend(pairs);
        }
        found
    }

    fn most(&self) -> usize {
        self.pairs.iter().map(|pair| pair.times).max().unwrap_or(0)
    }

    /// The place of the pair that a text begins with, if it turns up so many times.
    fn beginning(&self, text: &[u32], least: usize) -> Option<usize> {
        let [left, right, ..] = text else { return None };
        let start = *self.starts.get(*left as usize)?;
        let those = &self.pairs[start..*self.starts.get(*left as usize + 1)?];
        let at = those.binary_search_by_key(right, |pair| pair.right).ok()?;
        (those[at].times >= least).then_some(start + at)
    }
}

/// Makes sequences of symbols below `symbols` short. The same sequences become the same.
pub fn shortened(sequences: Vec<Vec<u32>>, symbols: u32) -> Short {
    let mut text: Vec<u32> = Vec::with_capacity(sequences.iter().map(|sequence| sequence.len() + 1).sum());
    for sequence in &sequences {
        text.extend(sequence);
        text.push(GAP);
    }
    drop(sequences);
    let mut made: Vec<[u32; 2]> = Vec::new();
    for round in 1..=ROUNDS {
        let next = symbols + made.len() as u32;
        let mut pairs = Pairs::of(&text, next);
        // What turns up most goes first, so that the rest is counted without it.
        let rest = f64::from((ROUNDS - LAST_ROUNDS).saturating_sub(round)) / f64::from(ROUNDS - LAST_ROUNDS);
        let least = (pairs.most() as f64).powf(rest).max(LEAST as f64) as usize;
        let before = made.len();
        replace(&mut text, &mut pairs, least, |pair| {
            made.push(pair);
            next + (made.len() - before) as u32 - 1
        });
        if made.len() == before && least == LEAST {
            break;
        }
    }
    written_out(&text, &made, symbols)
}

/// Adds those that turn up often among what stands right of one symbol.
fn often(rights: &mut [u32], pairs: &mut Vec<Pair>) {
    if rights.len() < LEAST {
        return;
    }
    rights.sort_unstable();
    let same = rights.chunk_by(|one, other| one == other).filter(|same| same.len() >= LEAST);
    pairs.extend(same.map(|same| Pair { right: same[0], times: same.len(), symbol: None }));
}

/// Puts one symbol in the place of each pair that turns up so many times.
fn replace(text: &mut Vec<u32>, pairs: &mut Pairs, least: usize, mut symbol_of: impl FnMut([u32; 2]) -> u32) {
    let (mut from, mut to) = (0, 0);
    let mut here = pairs.beginning(text, least);
    while from < text.len() {
        let mut symbol = text[from];
        let mut behind = pairs.beginning(&text[from + 1..], least);
        from += 1;
        // Of two pairs that share a symbol, the one that turns up more often.
        if let Some(at) = here
            && behind.is_none_or(|behind| pairs.pairs[behind].times <= pairs.pairs[at].times)
        {
            let sides = [symbol, text[from]];
            symbol = *pairs.pairs[at].symbol.get_or_insert_with(|| symbol_of(sides));
            from += 1;
            behind = pairs.beginning(&text[from..], least);
        }
        text[to] = symbol;
        to += 1;
        here = behind;
    }
    text.truncate(to);
}

/// Keeps the phrases that are worth it.
fn written_out(text: &[u32], made: &[[u32; 2]], symbols: u32) -> Short {
    let place = |symbol: u32| symbol.checked_sub(symbols).filter(|_| symbol != GAP).map(|at| at as usize);
    let mut uses = vec![0_u64; made.len()];
    for at in
        text.iter().filter_map(|symbol| place(*symbol)).chain(made.iter().flatten().filter_map(|side| place(*side)))
    {
        uses[at] += 1;
    }
    let mut numbers: Vec<Option<u32>> = vec![None; made.len()];
    let mut kept = 0;
    // A phrase is made of earlier ones.
    for at in (0..made.len()).rev() {
        if uses[at] >= LEAST_USES {
            numbers[at] = Some(kept);
            kept += 1;
            continue;
        }
        for side in made[at].iter().filter_map(|side| place(*side)) {
            uses[side] = uses[side] + uses[at] - 1;
        }
    }
    let writing = Writing { made, numbers: &numbers, symbols };
    let mut phrases = Vec::with_capacity(kept as usize);
    for at in (0..made.len()).rev().filter(|at| numbers[*at].is_some()) {
        let mut phrase = Vec::new();
        made[at].iter().for_each(|side| writing.write(*side, &mut phrase));
        phrases.push(phrase);
    }
    let sequences = text.split_inclusive(|symbol| *symbol == GAP).map(|sequence| {
        let mut written = Vec::with_capacity(sequence.len());
        sequence[..sequence.len() - 1].iter().for_each(|symbol| writing.write(*symbol, &mut written));
        written
    });
    Short { sequences: sequences.collect(), phrases }
}

struct Writing<'a> {
    made: &'a [[u32; 2]],
    /// The numbers of the phrases that are kept.
    numbers: &'a [Option<u32>],
    symbols: u32,
}

impl Writing<'_> {
    fn write(&self, symbol: u32, to: &mut Vec<u32>) {
        match symbol.checked_sub(self.symbols).map(|at| at as usize) {
            None => to.push(symbol),
            Some(at) => match self.numbers[at] {
                Some(number) => to.push(self.symbols + number),
                None => self.made[at].iter().for_each(|side| self.write(*side, to)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn written(short: &Short, symbols: u32, symbol: u32, to: &mut Vec<u32>) {
        match symbol.checked_sub(symbols) {
            None => to.push(symbol),
            Some(at) => short.phrases[at as usize].iter().for_each(|part| written(short, symbols, *part, to)),
        }
    }

    #[test]
    fn what_repeats_becomes_one_symbol() {
        let sequences = vec![vec![0, 1, 2, 3, 0, 1, 2, 3], vec![], vec![0, 1, 2, 3], vec![4, 0, 1, 2, 3]];
        let short = shortened(sequences, 5);
        assert_eq!(short.phrases, [[0, 1, 2, 3]]);
        assert_eq!(short.sequences, [vec![5, 5], vec![], vec![5], vec![4, 5]]);
        assert_eq!(shortened(vec![], 0), Short { phrases: vec![], sequences: vec![] });
    }

    proptest! {
        #[test]
        fn what_was_shortened_can_be_written_out(
            sequences in prop::collection::vec(prop::collection::vec(0_u32..4, 0..40), 0..20),
        ) {
            let short = shortened(sequences.clone(), 4);
            let out = |sequence: &Vec<u32>| {
                let mut out = Vec::new();
                sequence.iter().for_each(|symbol| written(&short, 4, *symbol, &mut out));
                out
            };
            prop_assert_eq!(short.sequences.iter().map(out).collect::<Vec<_>>(), sequences);
            prop_assert!(short.phrases.iter().all(|phrase| phrase.len() > 1));
        }
    }
}
