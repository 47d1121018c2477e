//! What an index says, taken apart again: for the scan, and for a build that finds one of an earlier build.

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::search::packed::{CALL, File, Piece};

/// What a damaged file could become at most, in numbers.
const MOST: usize = 1 << 28;

/// All that the script of an index says, part by part.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents {
    /// There is one at least.
    pub parts: Vec<Part>,
}

/// What a part says of its own.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub words: Vec<String>,
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

/// The lines of an index, each of which is a part.
pub fn lines(script: &str) -> impl Iterator<Item = &str> {
    script.split_inclusive('\n')
}

impl Contents {
    /// Takes a script apart; nothing where it is not as [`Index::write`](crate::search::packed::Index::write) makes its lines.
    pub fn read(script: &str) -> Option<Contents> {
        Contents::read_some(script, |_| true)
    }

    /// The same for some of its parts. Of the first, which others speak of, the pages alone are left out; others that are not
    /// wanted say nothing.
    pub fn read_some(script: &str, wanted: impl Fn(usize) -> bool + Sync) -> Option<Contents> {
        let lines: Vec<&str> = lines(script).collect();
        let (line, later) = lines.split_first()?;
        let first = Part::read(line, None, wanted(0), MOST)?;
        let most = MOST / later.len().max(1);
        let read = |(at, line): (usize, &&str)| match wanted(1 + at) {
            true => Part::read(line, Some(&first), true, most),
            false => Some(Part::default()),
        };
        let later: Vec<Part> = later.par_iter().enumerate().map(read).collect::<Option<_>>()?;
        Some(Contents { parts: std::iter::once(first).chain(later).collect() })
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| &part.texts).map(String::as_str)
    }

    /// The place of what a number in a part stands for: a part, and the number there. `held` is how many of its kind a part
    /// holds.
    pub fn place(&self, part: usize, number: u32, held: impl Fn(&Part) -> usize) -> (usize, usize) {
        let number = number as usize;
        match number.checked_sub(held(&self.parts[0])).filter(|_| part > 0) {
            Some(own) => (part, own),
            None => (0, number),
        }
    }
}

impl Part {
    /// What the first part of an index says, but for its pages; nothing where it is none.
    pub fn first(line: &str) -> Option<Part> {
        Part::read(line, None, false, MOST)
    }

    /// Takes a line apart, with the first part where it is a later one.
    fn read(line: &str, first: Option<&Part>, with_pages: bool, most: usize) -> Option<Part> {
        let json = line.strip_prefix(CALL)?.strip_prefix('(')?.strip_suffix(");\n")?;
        let file: File<String> = serde_json::from_str(json).ok()?;
        let pages = || match with_pages {
            true => file.p.unpacked(most),
            false => Some(Vec::new()),
        };
        let (texts, sequences) = rayon::join(|| texts(&file, first, most), pages);
        let (texts, sequences) = (texts?, sequences?);
        let mut meanings = Meanings::of(&file, first, texts.len())?;
        let pages: Vec<Vec<Piece>> = sequences.iter().map(|page| meanings.page(page)).collect::<Option<_>>()?;
        let name = |piece: Option<&Piece>| match piece {
            Some(Piece::Name(number)) => one_of(first.map(|first| first.names.as_slice()), &file.n, *number),
            _ => None,
        };
        let address = |page: &Vec<Piece>| Some(format!("{}{}", name(page.first())?, name(page.get(1))?));
        let addresses = pages.iter().map(address).collect::<Option<_>>()?;
        Some(Part { words: file.w, texts, paragraphs: file.k, names: file.n, addresses, pages })
    }
}

/// A string by its number: those of the first part, then its own.
fn one_of<'p>(first: Option<&'p [String]>, own: &'p [String], number: u32) -> Option<&'p str> {
    let (first, number) = (first.unwrap_or_default(), number as usize);
    first.get(number).or_else(|| own.get(number.checked_sub(first.len())?)).map(String::as_str)
}

/// The texts of a part, word for word.
fn texts(file: &File<String>, first: Option<&Part>, most: usize) -> Option<Vec<String>> {
    // The words of the first part are in the order of their numbers, and of later parts those that are used are listed.
    let listed = match (&file.v, first) {
        (Some(listed), Some(_)) => Some(listed.rising(&file.t.c)?),
        (None, None) => None,
        _ => return None,
    };
    let word = |number: &u32| {
        let number = match &listed {
            Some(listed) => *listed.get(*number as usize)?,
            None => *number,
        };
        one_of(first.map(|first| first.words.as_slice()), &file.w, number)
    };
    let text = |words: &Vec<u32>| {
        let mut words = words.iter();
        let mut text = words.next().map_or(Some(""), word)?.to_owned();
        for number in words {
            text.push(' ');
            text.push_str(word(number)?);
        }
        Some(text)
    };
    let texts = file.t.unpacked(most)?.par_iter().map(text).collect::<Option<Vec<String>>>()?;
    (file.k <= texts.len()).then_some(texts)
}

/// What the numbers stand for that pages are made of.
struct Meanings {
    listed: Vec<u32>,
    /// The next paragraph that no earlier page of the part has.
    fresh: u32,
    /// More than the number of any paragraph.
    paragraphs: u32,
    /// More than that of any text.
    texts: u32,
}

impl Meanings {
    fn of(file: &File<String>, first: Option<&Part>, texts: usize) -> Option<Meanings> {
        let (fresh, before) = first.map_or((0, 0), |first| (first.paragraphs, first.texts.len()));
        let listed = file.l.rising(&file.p.c)?;
        let [fresh, paragraphs, texts] = [fresh, fresh + file.k, before + texts].map(u32::try_from);
        Some(Meanings { listed, fresh: fresh.ok()?, paragraphs: paragraphs.ok()?, texts: texts.ok()? })
    }

    fn page(&mut self, sequence: &[u32]) -> Option<Vec<Piece>> {
        sequence.iter().map(|place| self.piece(*place)).collect()
    }

    fn piece(&mut self, place: u32) -> Option<Piece> {
        let number = *self.listed.get(place as usize)?;
        Some(match number.checked_sub(1) {
            None => {
                self.fresh += 1;
                Piece::Paragraph(self.fresh - 1)
            }
            Some(number) if number < self.paragraphs => Piece::Paragraph(number),
            Some(number) if number < self.texts => Piece::Text(number - self.paragraphs),
            Some(number) => Piece::Name(number - self.texts),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::packed::{Index, Known};

    /// A page: its address, what it says of itself, and its stretches.
    type Page<'a> = (&'a str, [&'a str; 3], &'a [(&'a str, &'a str, &'a [u32])]);

    fn line(mut index: Index, paragraphs: &[&'static str], pages: &[Page]) -> String {
        for text in paragraphs {
            index.paragraph(text);
        }
        for (url, texts, stretches) in pages {
            let mut page = index.page(url, *texts);
            for (anchor, heading, numbers) in *stretches {
                page.push(Piece::Name(index.names.number(anchor)));
                page.push(Piece::Text(index.texts.number(heading)));
                page.extend(numbers.iter().map(|number| Piece::Paragraph(*number)));
            }
            index.pages.push(page);
        }
        String::from_utf8(index.write()).unwrap()
    }

    fn first(paragraphs: &[&'static str], pages: &[Page]) -> String {
        line(Index::first(&Known::default()), paragraphs, pages)
    }

    #[test]
    fn an_index_says_what_went_into_it() {
        let paragraphs = ["Say \"no\" – or a\\b, or  two.", "Café", "Say, or a\\b, or two."];
        let pages: &[Page] = &[
            ("index.html", ["Title", "", ""], &[("", "", &[0, 1, 1])]),
            ("a/b/c.html", ["Title", "Above", "A  summary"], &[("x", "Heading", &[]), ("y", "Heading", &[1, 2, 0])]),
        ];
        let Contents { parts } = Contents::read(&first(&paragraphs, pages)).unwrap();
        let [contents] = <[Part; 1]>::try_from(parts).unwrap();
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
    fn a_later_part_speaks_of_the_first() {
        let first = first(&["One two.", "Three."], &[("a/x.html", ["Title", "", ""], &[("here", "Head", &[0, 1])])]);
        let held = Part::first(&first).unwrap();
        let held = Known::of(&held);
        let pages: &[Page] = &[("a/y.html", ["Title", "Above two.", ""], &[("here", "Head", &[2, 1, 3, 2])])];
        let later = line(Index::later(&held), &["One Three.", "Four"], pages);
        // What the first part has is not written again.
        for word in ["One", "two.", "Three.", "Title", "Head", "a/\"", "here"] {
            assert!(first.contains(word) && !later.contains(word), "{word}: {later}");
        }
        let contents = Contents::read(&(first + &later)).unwrap();
        assert_eq!(contents.texts().collect::<Vec<_>>()[4..], ["Head", "One Three.", "Four", "Above two."]);
        let part = &contents.parts[1];
        assert_eq!(
            (part.paragraphs, &part.names, &part.addresses),
            (2, &vec!["y.html".to_owned()], &vec!["a/y.html".to_owned()])
        );
        use Piece::{Name, Paragraph, Text};
        let numbers = [2, 1, 3, 2].map(Paragraph);
        assert_eq!(
            part.pages[0],
            [&[Name(0), Name(3), Text(0), Text(3), Text(1), Name(2), Text(2)], &numbers[..]].concat()
        );
        // One alone says nothing, nor do two first parts.
        assert_eq!(Contents::read(&later), None);
    }

    #[test]
    fn parts_that_are_not_wanted_are_not_read() {
        let script = first(&["One"], &[("x", ["Title", "", ""], &[("", "", &[0])])]);
        let contents = Contents::read_some(&(script.clone() + "whatever\n"), |_| false).unwrap();
        assert_eq!(contents.parts[0].texts, ["One", "Title", ""]);
        assert!(contents.parts[0].pages.is_empty() && contents.parts[1] == Part::default());
        for more in ["whatever\n", "\n", &script] {
            assert_eq!(Contents::read(&(script.clone() + more)), None, "{more}");
        }
    }

    #[test]
    fn an_index_of_nothing_is_one() {
        let nothing = Contents { parts: vec![Part::default()] };
        assert_eq!(Contents::read(&first(&[], &[])), Some(nothing));
        assert_eq!(Contents::read(""), None);
    }

    #[test]
    fn what_is_no_index_is_not_read() {
        let script = first(&["a b"], &[("u", ["t", "", ""], &[("", "", &[0])])]);
        for (from, to) in
            [("\"k\"", "\"more\":1,\"k\""), ("\"k\":1", "\"k\":9"), ("plenary", "Plenary"), ("\"q\":\"", "\"q\":\"a")]
        {
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
