//! Text from a site's files, made fit for a terminal.
//!
//! What is quoted may hold anything: escape sequences that would repaint the screen, or marks that turn the direction of
//! reading, so that a line shows other than it is.

/// Makes every character visible that is not. The number of characters stays, so that columns stay true; a tab is left
/// for whoever lays out the line.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { c } else { visible_char(c) }).collect()
}

/// The same on one line, for a message or a path.
pub fn one_line(text: &str) -> String {
    text.trim_end().chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { visible_char(c) }).collect()
}

fn visible_char(c: char) -> char {
    match c {
        // Unicode has a picture for each of the old control characters, in the same order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        _ if c.is_control() || is_hidden(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Knows the marks that have no picture of their own: soft hyphen, zero-width spaces, direction marks, line and
/// paragraph separators, and tags. Joiners stay: some scripts cannot be written without them.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Breaks a text into lines of at most so many characters, between words. A longer word keeps a line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().lines() {
        let mut line = String::new();
        let mut length = 0;
        for word in paragraph.split_whitespace().map(one_line) {
            let word_length = word.chars().count();
            if length > 0 && length + 1 + word_length > width {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(&word);
            length += word_length;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(visible("a\tb\u{1b}[2Jc\u{7f}\u{9b}\u{202e}d\u{200b}\u{200d}"), "a\tb␛[2Jc␡��d�\u{200d}");
        assert_eq!(one_line("one\r\ntwo\tthree\n"), "one  two three");
    }

    #[test]
    fn words_are_never_broken() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("immeasurably é b", 4), ["immeasurably", "é b"]);
        assert_eq!(wrap("one\ntwo", 80), ["one", "two"]);
        assert_eq!(wrap("", 80), Vec::<String>::new());
    }
}
