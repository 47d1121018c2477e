//! Words in drawings: how wide they are, and how they are broken into lines.
//!
//! SVG breaks no lines, and a browser's own measure is not known in a build. Widths are those of Arial and of the
//! faces made to replace it, with a little to spare for others.

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

use crate::drawing::{TEXT, Weight};

/// A line of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Whether it carries on in the middle of a word.
    pub within_word: bool,
}

/// The widths of the characters from the space to the tilde, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
/// What other faces may be wider.
const SPARE: f64 = 1.07;
/// What bold is wider, at the most.
const BOLD: f64 = 1.1;
const ELLIPSIS: char = '…';

/// The width of a text of the usual size.
pub fn width(text: &str, weight: Weight) -> f64 {
    let thousandths: f64 = text.chars().map(advance).sum();
    let bold = if weight == Weight::Bold { BOLD } else { 1.0 };
    thousandths / 1000.0 * TEXT * SPARE * bold
}

fn advance(c: char) -> f64 {
    let ascii = |c: char| {
        let at = (c as usize).checked_sub(' ' as usize)?;
        WIDTHS.get(at).copied().map(f64::from)
    };
    if let Some(width) = ascii(c) {
        return width;
    }
    if joins(c) || c.is_control() {
        return 0.0;
    }
    let mut base = None;
    decompose_canonical(c, |part| base = base.or(Some(part)));
    match base.and_then(ascii) {
        Some(width) => width,
        None if c == ELLIPSIS || c >= '\u{1100}' => 1000.0,
        None => 720.0,
    }
}

/// Whether a character belongs to the one before it.
fn joins(c: char) -> bool {
    canonical_combining_class(c) != 0 || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}')
}

/// Breaks a text into at most so many lines. A word that is too long is broken; what does not fit at all is cut, and
/// says so.
pub fn wrap(text: &str, weight: Weight, room: f64, most: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (word, within_word) in text.split_whitespace().flat_map(|word| pieces(word, weight, room)) {
        let joined = lines.last().filter(|_| !within_word).map(|line| format!("{} {word}", line.text));
        if let (Some(joined), Some(line)) = (joined.filter(|joined| width(joined, weight) <= room), lines.last_mut()) {
            line.text = joined;
        } else if lines.len() < most {
            lines.push(Line { text: word, within_word });
        } else {
            if let Some(last) = lines.last_mut() {
                let space = if within_word { "" } else { " " };
                last.text = cut(&format!("{}{space}{word}{ELLIPSIS}", last.text), weight, room);
            }
            return lines;
        }
    }
    lines
}

/// A text in one line, cut where it is too long; nothing where there is nothing to say.
pub fn line(text: &str, weight: Weight, room: f64) -> Vec<Line> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = cut(&text, weight, room);
    if text.is_empty() { Vec::new() } else { vec![Line { text, within_word: false }] }
}

/// A word in parts that each fit into a line, and whether a part carries on from another.
fn pieces(word: &str, weight: Weight, room: f64) -> Vec<(String, bool)> {
    let mut pieces = vec![(String::new(), false)];
    for c in word.chars() {
        if let Some((piece, _)) = pieces.last_mut() {
            let mut longer = piece.clone();
            longer.push(c);
            if piece.is_empty() || joins(c) || width(&longer, weight) <= room {
                *piece = longer;
            } else {
                pieces.push((c.to_string(), true));
            }
        }
    }
    pieces
}

/// Shortens a text until it fits, with an ellipsis for what is gone.
fn cut(text: &str, weight: Weight, room: f64) -> String {
    if width(text, weight) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.trim_end_matches(ELLIPSIS).chars().collect();
    loop {
        while kept.pop().is_some_and(joins) {}
        let shorter: String = kept.iter().collect();
        let shorter = format!("{}{ELLIPSIS}", shorter.trim_end_matches([' ', ',', ':', ';']));
        if kept.is_empty() || width(&shorter, weight) <= room {
            return shorter;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, room: f64, most: usize) -> Vec<String> {
        wrap(text, Weight::Regular, room, most).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn words_are_broken_into_lines_and_only_then_cut() {
        assert_eq!(lines("Care starts at home", 200.0, 3), ["Care starts at home"]);
        assert_eq!(lines("Care starts at home", 70.0, 3), ["Care starts", "at home"]);
        assert_eq!(lines("Care starts at home", 70.0, 1), ["Care star…"]);
        assert_eq!(lines("Llanfairpwllgwyngyll", 60.0, 3), ["Llanfairp", "wllgwyng", "yll"]);
        assert_eq!(lines("  ", 60.0, 3), [""; 0]);
    }

    #[test]
    fn letters_with_marks_are_as_wide_as_without() {
        assert_eq!(width("ŵŷâ", Weight::Regular), width("wya", Weight::Regular));
        assert_eq!(width("w\u{302}", Weight::Regular), width("w", Weight::Regular));
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing_without_saying_so(
            text in "[a-zŵŷ ]{0,120}", room in 40.0..300.0_f64, most in 1_usize..8,
        ) {
            let lines = wrap(&text, Weight::Bold, room, most);
            prop_assert!(lines.len() <= most);
            for line in &lines {
                prop_assert!(width(&line.text, Weight::Bold) <= room, "{line:?}");
            }
            let kept: String = lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
            let all: String = text.split_whitespace().collect();
            match kept.strip_suffix('…') {
                Some(start) => prop_assert!(all.starts_with(start)),
                None => prop_assert_eq!(kept, all),
            }
        }
    }
}
