//! The file of an index: each word once, and all else in numbers.
//!
//! Texts are sequences of words, and pages are sequences of texts; what repeats in either is a phrase that is written once.
//! `scripts/packed.mjs` takes it apart in the browser, and [`Contents::read`] does for the scan.

#![allow(clippy::disallowed_types, reason = "words are looked up in a map, and put in order whenever that is seen")]

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSlice;
use serde::{Deserialize, Serialize};

use crate::search::code::{END, LENGTHS, Shares};
use crate::search::phrases::shortened;

/// The function that the index calls with what it holds; `search.js` has it.
const CALL: &str = "plenarySearchIndex";
/// What a damaged file could become at most, in numbers.
const MOST: usize = 1 << 28;
/// Phrases of phrases go no deeper.
const DEEPEST: usize = 64;

/// What the script holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<S> {
    /// The words of the texts.
    w: Vec<S>,
    /// The texts, of words: paragraphs, then all others.
    t: Sequences,
    /// How many of the texts are paragraphs.
    k: usize,
    /// Folders, names of files and anchors.
    n: Vec<S>,
    /// The pages, of what `l` lists. Each begins with its folder and name, its title, what it belongs to, and its summary.
    /// An anchor, a heading and paragraphs follow, stretch by stretch.
    p: Sequences,
    /// What pages are made of, by numbers: 0 is the first paragraph that no earlier page has; then come all paragraphs,
    /// other texts, and names. Of each length, those are listed that turn up, by their distances.
    l: Numbers,
}

/// Sequences of numbers. Of each length of number, the first stand for single things, and the others for phrases.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sequences {
    s: Shares,
    /// How many numbers of each length stand for single things.
    c: [usize; LENGTHS],
    /// How many phrases there are.
    r: usize,
    /// The phrases, in the order of their numbers, and the sequences.
    q: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    s: Shares,
    q: String,
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
    /// The sequences, as places among the single things.
    fn unpacked(&self) -> Option<Vec<Vec<u32>>> {
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
        let mut unpacking = Unpacking { phrases, things, written: Vec::new(), places: Vec::new() };
        unpacking.places.resize(unpacking.phrases.len(), Place::Unknown);
        let mut left = MOST;
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
        (out.len() <= MOST).then_some(())
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
            self.written.len().checked_add(out.len()).filter(|all| *all <= MOST)?;
        }
        let from = self.written.len();
        self.written.extend(out);
        self.places[phrase] = Place::At(from, self.written.len());
        Some((from, self.written.len()))
    }
}

/// Strings that are known by numbers, the first that came first.
#[derive(Debug, Default)]
pub struct Numbered {
    numbers: HashMap<String, u32>,
    list: Vec<String>,
}

impl Numbered {
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.list.push(text.to_owned());
        number
    }
}

/// A piece of what a page is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Paragraph(u32),
    Text(u32),
    Name(u32),
}

/// All that goes into an index.
#[derive(Debug, Default)]
pub struct Index<'a> {
    /// In the order in which pages first have them.
    pub paragraphs: Vec<&'a str>,
    pub texts: Numbered,
    pub names: Numbered,
    pub pages: Vec<Vec<Piece>>,
}

impl Index<'_> {
    /// A page begins with that.
    pub fn page(&mut self, url: &str, [title, above, summary]: [&str; 3]) -> Vec<Piece> {
        let (folder, name) = url.split_at(url.rfind('/').map_or(0, |at| at + 1));
        let names = [folder, name].map(|name| Piece::Name(self.names.number(name)));
        let texts = [title, above, summary].map(|text| Piece::Text(self.texts.number(text)));
        names.into_iter().chain(texts).collect()
    }

    /// Writes the script.
    pub fn write(self) -> Vec<u8> {
        let texts: Vec<&str> =
            self.paragraphs.iter().copied().chain(self.texts.list.iter().map(String::as_str)).collect();
        let (words, texts) = numbered(&texts);
        let paragraphs = self.paragraphs.len() as u32;
        let mut next = 0;
        let numbers = |page: Vec<Piece>| {
            let number = |piece: &Piece| match *piece {
                Piece::Paragraph(number) if number == next => {
                    next += 1;
                    0
                }
                Piece::Paragraph(number) => 1 + number,
                Piece::Text(number) => 1 + paragraphs + number,
                Piece::Name(number) => 1 + paragraphs + self.texts.list.len() as u32 + number,
            };
            page.iter().map(number).collect()
        };
        let pages: Vec<Vec<u32>> = self.pages.into_iter().map(numbers).collect();
        let things = 1 + self.paragraphs.len() + self.texts.list.len() + self.names.list.len();
        let ((t, used), (p, listed)) = rayon::join(|| pack(texts, words.len() as u32), || pack(pages, things as u32));
        let w = used.into_iter().flatten().map(|word| words[word as usize]).collect();
        let n = self.names.list.iter().map(String::as_str).collect();
        let file = File { w, t, k: self.paragraphs.len(), n, p, l: distances(&listed) };
        // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
        format!("{CALL}({});\n", serde_json::to_string(&file).unwrap_or_default()).into_bytes()
    }
}

/// The words of a text, between single spaces, with all that clings to them.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|_| !text.is_empty())
}

/// The words of some texts, each once and in order, and the texts as sequences of their numbers.
fn numbered<'a>(texts: &[&'a str]) -> (Vec<&'a str>, Vec<Vec<u32>>) {
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
    let all: HashSet<&str> = shares.iter().flat_map(|(words, _)| words).copied().collect();
    let mut all: Vec<&str> = all.into_iter().collect();
    all.sort_unstable();
    let numbers: HashMap<&str, u32> = all.iter().copied().zip(0..).collect();
    let renumbered = shares.into_par_iter().flat_map_iter(|(words, mut texts)| {
        let new: Vec<u32> = words.iter().map(|word| numbers.get(word).copied().unwrap_or_default()).collect();
        texts.iter_mut().flatten().for_each(|number| *number = new[*number as usize]);
        texts
    });
    let texts = renumbered.collect();
    (all, texts)
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

/// All that the script of an index says.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents {
    /// Paragraphs, and then all others.
    pub texts: Vec<String>,
    pub paragraphs: usize,
    /// Folders, names of files and anchors.
    pub names: Vec<String>,
    /// The addresses of the pages.
    pub addresses: Vec<String>,
    /// What each page is made of.
    pub pages: Vec<Vec<Piece>>,
}

impl Contents {
    /// Takes a script apart; nothing where it is not as [`Index::write`] makes them.
    pub fn read(script: &str) -> Option<Contents> {
        let json = script.strip_prefix(CALL)?.strip_prefix('(')?.strip_suffix(");\n")?;
        let file: File<String> = serde_json::from_str(json).ok()?;
        let text = |words: &Vec<u32>| {
            let mut words = words.iter();
            let word = |number: &u32| Some(file.w.get(*number as usize)?.as_str());
            let mut text = words.next().map_or(Some(""), word)?.to_owned();
            for number in words {
                text.push(' ');
                text.push_str(word(number)?);
            }
            Some(text)
        };
        let texts = || file.t.unpacked()?.par_iter().map(text).collect::<Option<Vec<String>>>();
        let (texts, listed) = rayon::join(texts, || file.p.unpacked());
        let texts = texts?;
        let mut things = Vec::new();
        let [distances] = <[Vec<u32>; 1]>::try_from(file.l.s.read(&file.l.q)?).ok()?;
        let mut distances = distances.into_iter();
        for number in file.p.c {
            let rising = distances.by_ref().take(number).scan(0_u32, |number, distance| {
                *number = number.checked_add(distance)?;
                Some(*number)
            });
            things.extend(rising);
        }
        let (paragraphs, all) = (u32::try_from(file.k).ok()?, u32::try_from(texts.len()).ok()?);
        let mut next = 0;
        let mut piece = |thing: &u32| {
            let number = *things.get(*thing as usize)?;
            Some(match number.checked_sub(1) {
                None => {
                    next += 1;
                    Piece::Paragraph(next - 1)
                }
                Some(number) if number < paragraphs => Piece::Paragraph(number),
                Some(number) if number < all => Piece::Text(number - paragraphs),
                Some(number) => Piece::Name(number - all),
            })
        };
        let mut pages = Vec::new();
        for page in listed? {
            pages.push(page.iter().map(&mut piece).collect::<Option<Vec<Piece>>>()?);
        }
        let name = |piece: Option<&Piece>| match piece {
            Some(Piece::Name(number)) => file.n.get(*number as usize),
            _ => None,
        };
        let address = |page: &Vec<Piece>| Some(format!("{}{}", name(page.first())?, name(page.get(1))?));
        let addresses = pages.iter().map(address).collect::<Option<_>>()?;
        Some(Contents { texts, paragraphs: file.k, addresses, pages, names: file.n })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page: its address, what it says of itself, and its stretches.
    type Page<'a> = (&'a str, [&'a str; 3], &'a [(&'a str, &'a str, &'a [u32])]);

    fn index<'a>(paragraphs: &[&'a str], pages: &[Page]) -> Index<'a> {
        let mut index = Index { paragraphs: paragraphs.to_vec(), ..Index::default() };
        for (url, texts, stretches) in pages {
            let mut page = index.page(url, *texts);
            for (anchor, heading, numbers) in *stretches {
                page.push(Piece::Name(index.names.number(anchor)));
                page.push(Piece::Text(index.texts.number(heading)));
                page.extend(numbers.iter().map(|number| Piece::Paragraph(*number)));
            }
            index.pages.push(page);
        }
        index
    }

    #[test]
    fn an_index_says_what_went_into_it() {
        let paragraphs = ["Say \"no\" – or a\\b, or  two.", "Café", "Say, or a\\b, or two."];
        let pages: &[Page] = &[
            ("index.html", ["Title", "", ""], &[("", "", &[0, 1, 1])]),
            ("a/b/c.html", ["Title", "Above", "A  summary"], &[("x", "Heading", &[]), ("y", "Heading", &[1, 2, 0])]),
        ];
        let script = String::from_utf8(index(&paragraphs, pages).write()).unwrap();
        let contents = Contents::read(&script).unwrap();
        assert_eq!(contents.texts[..3], paragraphs);
        assert_eq!(contents.texts[3..], ["Title", "", "Above", "A  summary", "Heading"]);
        assert_eq!(contents.addresses, ["index.html", "a/b/c.html"]);
        assert_eq!(contents.names, ["", "index.html", "a/b/", "c.html", "x", "y"]);
        assert_eq!(contents.paragraphs, 3);
        use Piece::{Name, Paragraph, Text};
        let second =
            [Text(0), Text(2), Text(3), Name(4), Text(4), Name(5), Text(4), Paragraph(1), Paragraph(2), Paragraph(0)];
        assert_eq!(contents.pages[1], [&[Name(2), Name(3)], &second[..]].concat());
    }

    #[test]
    fn an_index_of_nothing_is_one() {
        let script = String::from_utf8(Index::default().write()).unwrap();
        let nothing = Contents { texts: vec![], paragraphs: 0, names: vec![], addresses: vec![], pages: vec![] };
        assert_eq!(Contents::read(&script), Some(nothing));
    }

    #[test]
    fn what_is_no_index_is_not_read() {
        let script = String::from_utf8(index(&["a b"], &[("u", ["t", "", ""], &[("", "", &[0])])]).write()).unwrap();
        for (from, to) in [("\"k\"", "\"more\":1,\"k\""), ("plenary", "Plenary"), ("\"q\":\"", "\"q\":\"a")] {
            let other = script.replace(from, to);
            assert!(other != script && Contents::read(&other).is_none(), "{other}");
        }
        // A phrase of itself has no end.
        let nine = "[0,23,0,0,0]";
        let turning = format!(
            r#"plenarySearchIndex({{"w":[],"t":{{"s":{nine},"c":[0,0,0,0,0],"r":1,"q":"!!!! !! "}},"k":1,"n":[],"p":{{"s":{nine},"c":[0,0,0,0,0],"r":0,"q":""}},"l":{{"s":{nine},"q":" "}}}});"#
        );
        assert_eq!(Contents::read(&(turning + "\n")), None);
    }
}
