//! YAML as nearly everybody writes it, made a tree of straight from what the parser meets.
//!
//! By way of serde it takes more than twice as long. What is unusual (anchors, tags, several documents, keys that are no plain
//! words, anything very large or deep) and what is wrong is left to that way, which also says what is wrong.

use granit_parser::{Event, Parser, ScalarStyle, Span as Range, StrInput};

use super::{Entry, Kind, Node, around};
use crate::span::{Span, floor_boundary};

/// In bytes, in values and in levels: well below what is refused.
const LARGE: usize = 1 << 20;
const MANY: usize = 20_000;
const DEEP: usize = 24;
/// Keys in which some hear a truth value, a number or nothing at all.
const TELLING: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"];

/// Reads a text whose first byte is the `base`th of its file; nothing where it has to be read the other way.
pub fn read(text: &str, base: usize) -> Option<Node> {
    if text.len() > LARGE {
        return None;
    }
    let options = granit_parser::options! { emit_comments: false };
    let mut reader = Reader { parser: Parser::new_from_str_with_options(text, options), text, base, left: MANY };
    let (Event::StreamStart, _) = reader.next()? else { return None };
    let (Event::DocumentStart(false, None), _) = reader.next()? else { return None };
    let (first, range) = reader.next()?;
    let node = reader.node(first, range, DEEP)?;
    let (Event::DocumentEnd, _) = reader.next()? else { return None };
    let (Event::StreamEnd, _) = reader.next()? else { return None };
    Some(node)
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    text: &'t str,
    base: usize,
    /// How many more values there may be.
    left: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Range)> {
        self.parser.next_event()?.ok()
    }

    /// The value that begins with an event, with so many levels below it at most.
    fn node(&mut self, event: Event<'t>, range: Range, levels: usize) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        let start = self.span(range)?;
        let kind = match event {
            Event::Scalar(value, style, 0, None) => match (style, value.as_ref()) {
                (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") => Kind::Null,
                (ScalarStyle::Plain, value) if is_odd_number(value) => return None,
                _ => Kind::Scalar(value.into_owned()),
            },
            Event::SequenceStart(_, 0, None) => Kind::List(self.items(levels.checked_sub(1)?)?),
            Event::MappingStart(_, 0, None) => Kind::Map(self.entries(levels.checked_sub(1)?)?),
            _ => return None,
        };
        Some(Node { span: around(self.text, self.base, start, &kind), kind })
    }

    fn items(&mut self, levels: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(items),
                (event, range) => items.push(self.node(event, range, levels)?),
            }
        }
    }

    fn entries(&mut self, levels: usize) -> Option<Vec<Entry>> {
        let mut entries = Vec::new();
        loop {
            match self.next()? {
                (Event::MappingEnd, _) => return Some(entries),
                (Event::Scalar(key, ScalarStyle::Plain, 0, None), range) if is_word(&key) => {
                    let key_span = self.span(range)?.shifted(self.base);
                    let (event, range) = self.next()?;
                    entries.push(Entry { key: key.into_owned(), key_span, value: self.node(event, range, levels)? });
                }
                _ => return None,
            }
        }
    }

    /// The bytes of a range in the text, rid of the white space that follows a block scalar.
    fn span(&self, range: Range) -> Option<Span> {
        let start = floor_boundary(self.text, range.start.byte_offset()?);
        let end = floor_boundary(self.text, range.end.byte_offset()?.max(start));
        Some(Span::new(start, start + self.text[start..end].trim_end().len()))
    }
}

/// Whether a value may be a number that is more than a few digits: some are too large, and the other way refuses them.
fn is_odd_number(value: &str) -> bool {
    const LONG: usize = 24;
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let begins = value.trim_start_matches(['+', '-']).bytes().next().is_some_and(|byte| is_digit(byte) || byte == b'.');
    let is_plain = |byte: u8| is_digit(byte) || matches!(byte, b'.' | b':' | b'-' | b'/' | b'+');
    let has_digit = value.bytes().any(is_digit);
    begins && !value.contains(' ') && !(has_digit && value.len() < LONG && value.bytes().all(is_plain))
}

/// Whether a key is a word that can be nothing else: letters, digits, hyphens and low lines, a letter first.
fn is_word(key: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    key.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && key.bytes().all(is_part)
        && !TELLING.iter().any(|telling| key.eq_ignore_ascii_case(telling))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert_eq, prop_oneof, proptest};
    use proptest::sample::select;

    use super::super::in_full;
    use super::*;
    use crate::source::SourcePath;

    /// What is read either way is the same, places and all. Says whether it was read the quick way.
    fn holds(text: &str) -> bool {
        let quick = read(text, 7);
        let is_quick = quick.is_some();
        if let Some(tree) = quick {
            assert_eq!(in_full(&SourcePath::new("a.yaml"), text, 7).ok().as_ref(), Some(&tree), "{text}");
        }
        is_quick
    }

    fn files(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => files(&path, found),
                path if path.extension().is_some_and(|extension| extension == "yaml") => {
                    found.extend(std::fs::read_to_string(path));
                }
                _ => {}
            }
        }
    }

    static SHIPPED: LazyLock<Vec<String>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        ["content", "themes", "tests/fixtures"].iter().for_each(|folder| files(&root.join(folder), &mut found));
        found
    });

    #[test]
    fn what_people_write_is_read_quickly_and_all_the_same() {
        let quick = SHIPPED.iter().filter(|text| holds(text)).count();
        assert!(SHIPPED.len() > 40 && quick * 20 > SHIPPED.len() * 19, "{quick} of {}", SHIPPED.len());
    }

    #[test]
    fn what_is_unusual_is_left_to_the_other_way() {
        for text in [
            "",
            "# nothing\n",
            "a: &x 1\nb: *x\n",
            "a: !!str 1\n",
            "--- a\n",
            "---\na: 1\n",
            "a: 1\n---\nb: 1\n",
            "1: a\n",
            "yes: a\n",
            "~: a\n",
            "? [a]\n: b\n",
            "<<: {a: 1}\n",
            "\"a\": 1\n",
            "a: [1\n",
            "a: 1\n b: 2\n",
            "%YAML 1.2\n---\na: 1\n",
            "a: 1e400\n",
            "a: .inf\n",
            "a: {b: *c}\n",
        ] {
            assert_eq!(read(text, 0), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(DEEP + 1), 0), None);
        assert_eq!(read(&format!("a: [{}]\n", "1,".repeat(MANY)), 0), None);
        assert_eq!(read(&format!("a: {}\n", "x".repeat(LARGE)), 0), None);
        assert!(holds("a: 1\n...\n"));
    }

    /// Stretches of which YAML is made, sound and unsound.
    fn text() -> impl Strategy<Value = String> {
        let stretch = select(vec![
            "a: ",
            "b-c: ",
            "- ",
            "\n",
            "\n",
            "\n  ",
            "\n  ",
            "\n    ",
            " ",
            "x",
            "é",
            "12",
            "0x1F",
            "1_000",
            "1e400",
            "09:30",
            "2026-03-12",
            "true",
            "no",
            "null",
            "~",
            ".inf",
            "\"q\"",
            "\"\\u0041\\n\"",
            "'it''s'",
            "|\n    one\n    two\n",
            ">-\n    one\n\n    two\n",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "# note",
            " # note\n",
            "&x ",
            "*x",
            "!t ",
            "---\n",
            "...\n",
            "? ",
            "<<: ",
            "\t",
            "\r\n",
            "%",
            "@",
            "`",
            "\u{85}",
        ]);
        prop::collection::vec(prop_oneof![stretch.prop_map(str::to_owned)], 0..24).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_written_is_the_same_either_way(text in text()) {
            holds(&text);
        }

        #[test]
        fn a_shipped_file_with_something_amiss_is_the_same_either_way(
            which in 0_usize..1_000, at in 0_usize..100_000, cut in 0_usize..12, more in text(),
        ) {
            let text = &SHIPPED[which % SHIPPED.len()];
            let from = floor_boundary(text, at % text.len().max(1));
            let to = floor_boundary(text, from + cut);
            let changed = format!("{}{more}{}", &text[..from], &text[to.max(from)..]);
            prop_assert_eq!(holds(&changed), read(&changed, 7).is_some());
        }
    }
}
