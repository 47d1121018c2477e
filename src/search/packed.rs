//! The file of an index: each word once, and all else in numbers.
//!
//! Texts are sequences of words, and pages are sequences of texts; what repeats in either is a phrase that is written once.
//! An index is made of parts, one a line. Later parts speak of what the first holds by its numbers, and never of one another,
//! so that each can be made again by itself. `scripts/packed.mjs` takes an index apart in the browser, and
//! [`Contents::read`](crate::search::contents::Contents::read) does for the scan.

#![allow(clippy::disallowed_types, reason = "words are looked up in a map, and put in order whenever that is seen")]

use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSlice;
use serde::{Deserialize, Serialize};

use crate::search::code::{END, LENGTHS, Shares};
use crate::search::contents::Part;
use crate::search::phrases::shortened;

/// The function that the index calls with what each part holds; `search.js` has it.
pub const CALL: &str = "plenarySearchIndex";
/// Phrases of phrases go no deeper.
const DEEPEST: usize = 64;

/// What a part holds of its own.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File<S> {
    /// The words of the texts.
    pub w: Vec<S>,
    /// What the texts of a later part are made of: the words of the first, then its own. Of each length, those are listed
    /// that turn up, by their distances. In the first part it is `w` itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v: Option<Numbers>,
    /// The texts, of words: paragraphs, then all others.
    pub t: Sequences,
    /// How many of the texts are paragraphs.
    pub k: usize,
    /// Folders, names of files and anchors.
    pub n: Vec<S>,
    /// The pages, of what `l` lists. Each begins with its folder and name, its title, what it belongs to, and its summary.
    /// An anchor, a heading and paragraphs follow, stretch by stretch.
    pub p: Sequences,
    /// What pages are made of, by numbers: 0 is the first paragraph of its own that no earlier page of the part has; then come
    /// all paragraphs, other texts, and names, of each those of the first part before its own. Of each length, those are
    /// listed that turn up, by their distances.
    pub l: Numbers,
}

/// Sequences of numbers. Of each length of number, the first stand for single things, and the others for phrases.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequences {
    s: Shares,
    /// How many numbers of each length stand for single things.
    pub c: [usize; LENGTHS],
    /// How many phrases there are.
    r: usize,
    /// The phrases, in the order of their numbers, and the sequences.
    q: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    s: Shares,
    q: String,
}

impl Numbers {
    /// Lists of rising numbers, one behind another, of which so many are in each.
    pub fn rising(&self, counts: &[usize; LENGTHS]) -> Option<Vec<u32>> {
        let [distances] = <[Vec<u32>; 1]>::try_from(self.s.read(&self.q)?).ok()?;
        let mut distances = distances.into_iter();
        let mut numbers = Vec::new();
        for count in counts {
            let rising = distances.by_ref().take(*count).scan(0_u32, |number, distance| {
                *number = number.checked_add(distance)?;
                Some(*number)
            });
            numbers.extend(rising);
        }
        Some(numbers)
    }
}

/// Makes the numbers of what is used most short. Gives the single things that are used, in the order of their numbers.
fn pack(sequences: Vec<Vec<u32>>, symbols: u32) -> (Sequences, Vec<Vec<u32>>) {
    let short = shortened(sequences, symbols);
    let mut uses = vec![0_u64; symbols as usize + short.phrases.len()];
    for symbol in short.phrases.iter().chain(&short.sequences).flatten() {
        uses[*symbol as usize] += 1;
    }
    let mut order: Vec<u32> = (0..uses.len() as u32).filter(|symbol| uses[*symbol as usize] > 0).collect();
    order.sort_by_key(|symbol| (Reverse(uses[*symbol as usize]), *symbol));
    let shares = Shares::best(&order.iter().map(|symbol| uses[*symbol as usize]).collect::<Vec<_>>());
    let mut packed = Sequences { s: shares, c: [0; LENGTHS], r: short.phrases.len(), q: String::new() };
    let mut single = Vec::new();
    let starts =
        shares.starts().map(|start| usize::try_from(start).map_or(order.len(), |start| start.min(order.len())));
    for length in 0..LENGTHS {
        let same = &mut order[starts[length]..starts[length + 1]];
        same.sort_unstable();
        packed.c[length] = same.partition_point(|symbol| *symbol < symbols);
        single.push(same[..packed.c[length]].to_vec());
    }
    let mut numbers = vec![0; uses.len()];
    for (number, symbol) in order.iter().enumerate() {
        numbers[*symbol as usize] = number as u32;
    }
    let phrases = order.iter().filter_map(|symbol| symbol.checked_sub(symbols));
    let mut text = Vec::new();
    for sequence in phrases.map(|at| &short.phrases[at as usize]).chain(&short.sequences) {
        sequence.iter().for_each(|symbol| shares.write(numbers[*symbol as usize], &mut text));
        text.push(END);
    }
    packed.q = String::from_utf8(text).unwrap_or_default();
    (packed, single)
}

impl Sequences {
    /// The sequences, as places among the single things; nothing where they come to more than so many numbers.
    pub fn unpacked(&self, most: usize) -> Option<Vec<Vec<u32>>> {
        let mut sequences = self.s.read(&self.q)?;
        let written = sequences.split_off(self.r.min(sequences.len()));
        let phrases = sequences;
        let starts = self.s.starts();
        let total = (self.c.iter().sum::<usize>() + self.r) as u64;
        let mut things: Vec<Result<u32, usize>> = Vec::new();
        let (mut single, mut phrase) = (0, 0);
        for length in 0..LENGTHS {
            for at in 0..starts[length + 1].min(total).saturating_sub(starts[length].min(total)) {
                let thing = if at < self.c[length] as u64 { Ok(single) } else { Err(phrase) };
                single += u32::from(thing.is_ok());
                phrase += usize::from(thing.is_err());
                things.push(thing);
            }
        }
        let mut unpacking = Unpacking { phrases, things, written: Vec::new(), places: Vec::new(), most };
        unpacking.places.resize(unpacking.phrases.len(), Place::Unknown);
        let mut left = most;
        let mut all = Vec::with_capacity(written.len());
        for sequence in &written {
            let mut out = Vec::with_capacity(sequence.len());
            for number in sequence {
                unpacking.write(*number, &mut out)?;
            }
            left = left.checked_sub(out.len())?;
            all.push(out);
        }
        Some(all)
    }
}

/// Phrases on their way to being written out, each once.
struct Unpacking {
    phrases: Vec<Vec<u32>>,
    /// What the numbers stand for: single things or phrases.
    things: Vec<Result<u32, usize>>,
    /// Phrases written out, one behind another.
    written: Vec<u32>,
    places: Vec<Place>,
    /// What all phrases, and a sequence, come to at most.
    most: usize,
}

/// Where a phrase is written out.
#[derive(Clone, Copy)]
enum Place {
    Unknown,
    /// It is being written: one that is part of itself has no end.
    Underway,
    At(usize, usize),
}

impl Unpacking {
    fn write(&mut self, number: u32, out: &mut Vec<u32>) -> Option<()> {
        match *self.things.get(number as usize)? {
            Ok(single) => out.push(single),
            Err(phrase) => {
                let (from, to) = self.place(phrase, 0)?;
                out.extend_from_slice(&self.written[from..to]);
            }
        }
        (out.len() <= self.most).then_some(())
    }

    /// Where a phrase is written out, once it is.
    fn place(&mut self, phrase: usize, depth: usize) -> Option<(usize, usize)> {
        match *self.places.get(phrase).filter(|_| depth < DEEPEST)? {
            Place::At(from, to) => return Some((from, to)),
            Place::Underway => return None,
            Place::Unknown => self.places[phrase] = Place::Underway,
        }
        let mut out = Vec::new();
        for number in std::mem::take(&mut self.phrases[phrase]) {
            match *self.things.get(number as usize)? {
                Ok(single) => out.push(single),
                Err(part) => {
                    let (from, to) = self.place(part, depth + 1)?;
                    out.extend_from_slice(&self.written[from..to]);
                }
            }
            // What goes on doubling would fill any memory.
            self.written.len().checked_add(out.len()).filter(|all| *all <= self.most)?;
        }
        let from = self.written.len();
        self.written.extend(out);
        self.places[phrase] = Place::At(from, self.written.len());
        Some((from, self.written.len()))
    }
}

/// What the first part holds, by the numbers under which later parts speak of it.
#[derive(Debug, Default)]
pub struct Known<'p> {
    words: HashMap<&'p str, u32>,
    /// How many.
    paragraphs: u32,
    texts: HashMap<&'p str, u32>,
    names: HashMap<&'p str, u32>,
}

impl<'p> Known<'p> {
    pub fn of(part: &'p Part) -> Known<'p> {
        fn numbers(list: &[String]) -> HashMap<&str, u32> {
            list.iter().map(String::as_str).zip(0..).collect()
        }
        Known {
            words: numbers(&part.words),
            paragraphs: part.paragraphs as u32,
            texts: numbers(&part.texts[part.paragraphs..]),
            names: numbers(&part.names),
        }
    }
}

/// Strings that are known by numbers: those that were known before, then those that came first.
#[derive(Debug)]
pub struct Numbered<'p> {
    before: &'p HashMap<&'p str, u32>,
    numbers: HashMap<String, u32>,
    list: Vec<String>,
}

impl<'p> Numbered<'p> {
    fn after(before: &'p HashMap<&'p str, u32>) -> Numbered<'p> {
        Numbered { before, numbers: HashMap::new(), list: Vec::new() }
    }

    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.before.get(text).or_else(|| self.numbers.get(text)) {
            return *number;
        }
        let number = self.all();
        self.numbers.insert(text.to_owned(), number);
        self.list.push(text.to_owned());
        number
    }

    fn all(&self) -> u32 {
        (self.before.len() + self.list.len()) as u32
    }
}

/// A piece of what a page is made of, by its number: those of the first part come before those of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Paragraph(u32),
    Text(u32),
    Name(u32),
}

/// All that goes into a part of an index.
#[derive(Debug)]
pub struct Index<'a, 'p> {
    /// The part's own, in the order in which pages first have them.
    pub paragraphs: Vec<&'a str>,
    pub texts: Numbered<'p>,
    pub names: Numbered<'p>,
    pub pages: Vec<Vec<Piece>>,
    /// What the first part holds; nothing for the first itself.
    first: Option<&'p Known<'p>>,
    /// The words that it holds.
    words: &'p HashMap<&'p str, u32>,
}

impl<'a, 'p> Index<'a, 'p> {
    /// The first part, which stands by itself where it is the only one. `nothing` is what came before it.
    pub fn first(nothing: &'p Known<'p>) -> Index<'a, 'p> {
        Index { first: None, ..Index::later(nothing) }
    }

    pub fn later(first: &'p Known<'p>) -> Index<'a, 'p> {
        let (texts, names) = (Numbered::after(&first.texts), Numbered::after(&first.names));
        Index { paragraphs: Vec::new(), texts, names, pages: Vec::new(), first: Some(first), words: &first.words }
    }

    fn paragraphs_before(&self) -> u32 {
        self.first.map_or(0, |first| first.paragraphs)
    }

    /// Adds a paragraph that neither the first part nor this one has so far.
    pub fn paragraph(&mut self, text: &'a str) -> u32 {
        self.paragraphs.push(text);
        self.paragraphs_before() + self.paragraphs.len() as u32 - 1
    }

    /// A page begins with that.
    pub fn page(&mut self, url: &str, [title, above, summary]: [&str; 3]) -> Vec<Piece> {
        let (folder, name) = url.split_at(url.rfind('/').map_or(0, |at| at + 1));
        let names = [folder, name].map(|name| Piece::Name(self.names.number(name)));
        let texts = [title, above, summary].map(|text| Piece::Text(self.texts.number(text)));
        names.into_iter().chain(texts).collect()
    }

    /// Writes the line of the script.
    pub fn write(self) -> Vec<u8> {
        let texts: Vec<&str> =
            self.paragraphs.iter().copied().chain(self.texts.list.iter().map(String::as_str)).collect();
        let (own, texts) = numbered(&texts, self.words);
        let mut fresh = self.paragraphs_before();
        let paragraphs = fresh + self.paragraphs.len() as u32;
        let texts_end = 1 + paragraphs + self.texts.all();
        let numbers = |page: Vec<Piece>| {
            let number = |piece: &Piece| match *piece {
                Piece::Paragraph(number) if number == fresh => {
                    fresh += 1;
                    0
                }
                Piece::Paragraph(number) => 1 + number,
                Piece::Text(number) => 1 + paragraphs + number,
                Piece::Name(number) => texts_end + number,
            };
            page.iter().map(number).collect()
        };
        let pages: Vec<Vec<u32>> = self.pages.into_iter().map(numbers).collect();
        let (words, things) = ((self.words.len() + own.len()) as u32, texts_end + self.names.all());
        let ((t, used), (p, listed)) = rayon::join(|| pack(texts, words), || pack(pages, things));
        let (w, v) = match self.first {
            // All are used, and can be put in the order of their numbers.
            None => (used.into_iter().flatten().map(|word| own[word as usize]).collect(), None),
            Some(_) => (own, Some(distances(&used))),
        };
        let n = self.names.list.iter().map(String::as_str).collect();
        let file = File { w, v, t, k: self.paragraphs.len(), n, p, l: distances(&listed) };
        // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
        format!("{CALL}({});\n", serde_json::to_string(&file).unwrap_or_default()).into_bytes()
    }
}

/// The words of a text, between single spaces, with all that clings to them.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|_| !text.is_empty())
}

/// The words of some texts that were not known before, each once and in order, and the texts as sequences of the numbers of
/// words: those that were known come first.
fn numbered<'a>(texts: &[&'a str], before: &HashMap<&str, u32>) -> (Vec<&'a str>, Vec<Vec<u32>>) {
    // Each thread numbers the words of its own texts first, so that a word is looked up once wherever it stands.
    let share = texts.len().div_ceil(rayon::current_num_threads()).max(1);
    let shares = texts.par_chunks(share).map(|texts| {
        let (mut numbers, mut words) = (HashMap::new(), Vec::new());
        let mut number = |word: &'a str| {
            *numbers.entry(word).or_insert_with(|| {
                words.push(word);
                words.len() as u32 - 1
            })
        };
        let texts: Vec<Vec<u32>> = texts.iter().map(|text| words_of(text).map(&mut number).collect()).collect();
        (words, texts)
    });
    let shares: Vec<(Vec<&str>, Vec<Vec<u32>>)> = shares.collect();
    let all = shares.iter().flat_map(|(words, _)| words).copied();
    let own: HashSet<&str> = all.filter(|word| !before.contains_key(word)).collect();
    let mut own: Vec<&str> = own.into_iter().collect();
    own.sort_unstable();
    let numbers: HashMap<&str, u32> = own.iter().copied().zip(before.len() as u32..).collect();
    let number = |word: &&str| before.get(word).or_else(|| numbers.get(word)).copied().unwrap_or_default();
    let renumbered = shares.into_par_iter().flat_map_iter(|(words, mut texts)| {
        let new: Vec<u32> = words.iter().map(number).collect();
        texts.iter_mut().flatten().for_each(|number| *number = new[*number as usize]);
        texts
    });
    let texts = renumbered.collect();
    (own, texts)
}

/// Lists of rising numbers.
fn distances(lists: &[Vec<u32>]) -> Numbers {
    let mut distances = Vec::new();
    for list in lists {
        let mut before = 0;
        for number in list {
            distances.push(number - before);
            before = *number;
        }
    }
    let mut uses = vec![0; distances.iter().max().map_or(0, |most| *most as usize + 1)];
    distances.iter().for_each(|distance| uses[*distance as usize] += 1);
    let s = Shares::best(&uses);
    let mut text = Vec::new();
    distances.iter().for_each(|distance| s.write(*distance, &mut text));
    text.push(END);
    Numbers { s, q: String::from_utf8(text).unwrap_or_default() }
}
