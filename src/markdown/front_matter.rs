//! The YAML at the head of a Markdown file.

use std::sync::Arc;

use super::FrontMatter;
use crate::span::Span;

/// A file in two parts.
pub struct Split {
    pub front_matter: Option<FrontMatter>,
    pub body_base: usize,
    /// The opening line, where no closing one follows.
    pub unclosed: Option<Span>,
}

/// Parts the front matter from the body. Where the closing line is missing, the front matter is taken to end at the
/// first empty line, so that the body's headings still exist for the links that lead to them.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = lines_from(text, start);
    let opening = match lines.next() {
        Some((at, line)) if is_fence(line) => Span::new(at, at + line.trim_end().len()),
        _ => return Split { front_matter: None, body_base: start, unclosed: None },
    };
    let base = lines_from(text, start).nth(1).map_or(text.len(), |(at, _)| at);
    let made = |end: usize, body_base: usize, unclosed| Split {
        front_matter: Some(FrontMatter { text: Arc::from(&text[base..end]), base }),
        body_base,
        unclosed,
    };
    if let Some((at, line)) = lines.find(|(_, line)| is_fence(line)) {
        return made(at, at + line.len(), None);
    }
    let empty = lines_from(text, base).find(|(_, line)| line.trim().is_empty());
    let end = empty.map_or(text.len(), |(at, _)| at);
    made(end, end, Some(opening))
}

/// The lines from an offset on, each with its own offset and its line break.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    text[start..].split_inclusive('\n').scan(start, |at, line| {
        let here = *at;
        *at += line.len();
        Some((here, line))
    })
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn front_matter_is_what_stands_between_the_first_two_fences() {
        for (text, front, body) in [
            ("---\ntitle: A\n---\nHello", Some("title: A\n"), "Hello"),
            ("\u{feff}---\r\ntitle: A\r\n---  \r\nHello", Some("title: A\r\n"), "Hello"),
            ("---\n---\n", Some(""), ""),
            ("---\n---", Some(""), ""),
            ("---\ntitle: A\n---", Some("title: A\n"), ""),
            ("Hello\n---\n", None, "Hello\n---\n"),
            ("----\nx", None, "----\nx"),
            ("\n---\na: b\n---\n", None, "\n---\na: b\n---\n"),
            ("", None, ""),
        ] {
            let found = split(text);
            assert_eq!(found.front_matter.as_ref().map(|front| &*front.text), front, "{text:?}");
            assert_eq!(&text[found.body_base..], body, "{text:?}");
            assert!(found.unclosed.is_none(), "{text:?}");
            if let Some(front) = found.front_matter {
                assert!(text[front.base..].starts_with(&*front.text), "{text:?}");
            }
        }
    }

    #[test]
    fn an_unclosed_fence_is_reported_and_the_body_kept() {
        for (text, front, body) in
            [("---\na: b\n\n# Hello\n", "a: b\n", "\n# Hello\n"), ("---", "", ""), ("---\na: b", "a: b", "")]
        {
            let found = split(text);
            assert_eq!(found.front_matter.map(|front| front.text.to_string()).as_deref(), Some(front));
            assert_eq!(&text[found.body_base..], body);
            assert_eq!(found.unclosed.map(|span| &text[span.start..span.end]), Some("---"));
        }
    }
}
