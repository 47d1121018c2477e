//! One spelling for texts that are sought: what looks alike to a reader is alike.

use unicode_normalization::UnicodeNormalization;

/// Spells a text one way: compatibility forms and case folded, invisible characters dropped, every kind of space and
/// hyphen one space, every kind of apostrophe one apostrophe.
pub fn normalised(text: &str) -> String {
    let mut folded = Folded { bytes: Vec::with_capacity(text.len()) };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most of a page is ASCII, which has one form. A letter with an accent behind it belongs to what follows.
        let plain =
            bytes[at..].iter().position(|byte| !byte.is_ascii()).map_or(bytes.len(), |n| at + n.saturating_sub(1));
        folded.push_plain(&bytes[at..plain]);
        let other = &text[plain..];
        let first = other.chars().next().map_or(0, char::len_utf8);
        let end = other.as_bytes()[first..].iter().position(u8::is_ascii).map_or(other.len(), |n| first + n);
        for c in other[..end].nfkc().flat_map(char::to_lowercase) {
            folded.push(c);
        }
        at = plain + end;
    }
    folded.finished()
}

/// What becomes of each ASCII character: itself, in small letters, one apostrophe, or a space.
const PLAIN: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte: u8 = 0;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'`' => b'\'',
            b'-' | b'_' | b'\t'..=b'\r' => b' ',
            other => other.to_ascii_lowercase(),
        };
        byte += 1;
    }
    table
};

/// A text that is being spelt one way. What is pushed is whole characters.
struct Folded {
    bytes: Vec<u8>,
}

impl Folded {
    /// Adds ASCII.
    fn push_plain(&mut self, text: &[u8]) {
        let mut was_space = self.bytes.last() == Some(&b' ');
        for byte in text {
            let folded = PLAIN.get(usize::from(*byte)).copied().unwrap_or(b' ');
            let is_space = folded == b' ';
            if !(is_space && was_space) {
                self.bytes.push(folded);
            }
            was_space = is_space;
        }
    }

    fn push(&mut self, c: char) {
        match c {
            c if is_invisible(c) => {}
            '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '`' | '\u{b4}' => self.bytes.push(b'\''),
            '\u{df}' => self.bytes.extend(b"ss"),
            // The sigma at the end of a word.
            '\u{3c2}' => self.push('\u{3c3}'),
            c if c.is_whitespace() || is_hyphen(c) => {
                if self.bytes.last() != Some(&b' ') {
                    self.bytes.push(b' ');
                }
            }
            c => self.bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    /// The text without spaces at its ends.
    fn finished(self) -> String {
        let mut text = String::from_utf8(self.bytes).unwrap_or_default();
        text.truncate(text.trim_end().len());
        if text.starts_with(' ') { text.trim_start().to_owned() } else { text }
    }
}

/// Whether a character leaves no trace on a page (`Default_Ignorable_Code_Point` of the Unicode Character Database).
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Terms that are looked for in texts: a short one as a word of its own, a longer one anywhere.
#[derive(Clone, Debug, Default)]
pub struct Terms(Vec<String>);

impl Terms {
    /// From so many letters on a term counts wherever it stands: `Ann` stands inside `planning`.
    const LEAST_LETTERS_INSIDE: usize = 5;

    pub fn of<'t>(terms: impl IntoIterator<Item = &'t str>) -> Terms {
        let sought = terms.into_iter().map(|term| {
            let words = words_of(term);
            let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
            if letters < Terms::LEAST_LETTERS_INSIDE { words } else { words.trim().to_owned() }
        });
        Terms(sought.filter(|term| !term.trim().is_empty()).collect())
    }

    /// Whether a text holds one of them.
    pub fn stand_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let words = words_of(text);
        self.0.iter().any(|term| words.contains(term.as_str()))
    }
}

/// The words of a text, spelt one way, with one space around each.
pub fn words_of(text: &str) -> String {
    let folded = normalised(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_terms_are_words_and_long_ones_stand_anywhere() {
        let terms = Terms::of(["Ann", "Ward 6B", "Kirkfarran", "-"]);
        for text in ["Ask Ann.", "WARD-6b", "the Kirkfarrans"] {
            assert!(terms.stand_in(text), "{text}");
        }
        for text in ["planning", "Ward 6", ""] {
            assert!(!terms.stand_in(text), "{text}");
        }
    }

    #[test]
    fn what_looks_alike_is_alike() {
        assert_eq!(normalised("Kirk\u{ad}farran\u{2011}Road "), normalised("ＫＩＲＫＦＡＲＲＡＮ\u{a0}road"));
        for nothing in ["", " - ", "\u{200b}", "\u{ad}"] {
            assert_eq!(normalised(nothing), "", "{nothing:?}");
        }
    }
}
