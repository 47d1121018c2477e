//! Outputs as a reader, or a search engine, would take them in: all words, in one line, spelt one way.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::folding::normalised;
use crate::output::Output;

/// What an output says, and where it leads.
pub struct Readable {
    /// Every text and attribute, normalised, one behind another.
    pub text: String,
    /// The wanted words of every address and name: of the file itself, and of attributes that no reader reads.
    pub addresses: BTreeSet<String>,
}

/// Attributes that hold words for people; all others hold names and addresses.
const SPOKEN: &[&str] = &[
    "alt",
    "title",
    "aria-label",
    "content",
    "placeholder",
    "lang",
    "data-title",
    "data-marking",
    "data-version",
    "data-label",
    "value",
];

/// Attributes whose words are the theme's and the standard's own, and never come from a review.
const OWN: &[&str] = &["class", "scope", "rel", "role", "type", "name", "http-equiv", "charset"];

/// Tags that do not part the words around them.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Takes an output apart. Markup is followed where the file has markup; anything else is read as it is.
pub fn readable(output: &Output, wanted: &dyn Fn(&str) -> bool) -> Readable {
    let mut addresses = Addresses { wanted, found: BTreeSet::new() };
    let mut words = percent_decoded(&output.url).into_owned();
    addresses.add(&output.url);
    let text = String::from_utf8_lossy(&output.bytes);
    if output.url.ends_with(".html") || output.url.ends_with(".svg") {
        words.push('\n');
        markup(&text, &mut words, &mut addresses);
    } else if output.url.ends_with(".ics") {
        words.push('\n');
        words.push_str(&text.replace("\r\n ", "").replace("\\n", " ").replace('\\', ""));
    } else if !is_binary(&output.bytes) {
        words.push('\n');
        words.push_str(&text);
    }
    Readable { text: normalised(&words), addresses: addresses.found }
}

fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(4096).any(|byte| *byte == 0)
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

/// The words of addresses, as far as anybody looks for them.
struct Addresses<'w> {
    wanted: &'w dyn Fn(&str) -> bool,
    found: BTreeSet<String>,
}

impl Addresses<'_> {
    fn add(&mut self, value: &str) {
        let value = percent_decoded(value);
        let words = value.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_')));
        let wanted = words.filter(|word| !word.is_empty() && (self.wanted)(word));
        self.found.extend(wanted.map(str::to_owned));
    }
}

/// Walks markup: text joined across inline tags and parted at all others; attributes and comments behind it.
fn markup(html: &str, words: &mut String, addresses: &mut Addresses) {
    let mut aside = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_decoded(&rest[..open], words);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            aside.push('\n');
            aside.push_str(&comment[..end]);
            rest = comment.get(end + 3..).unwrap_or("");
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[1..end.max(1)];
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if !INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name)) {
            words.push('\n');
        }
        attributes(tag, &mut aside, addresses);
        rest = rest.get(end + 1..).unwrap_or("");
    }
    push_decoded(rest, words);
    words.push('\n');
    words.push_str(&aside);
}

/// Where a tag ends, quotation marks minded.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn attributes(tag: &str, aside: &mut String, addresses: &mut Addresses) {
    let mut rest = tag;
    while let Some(equals) = rest.find('=') {
        let name = rest[..equals].trim_end().rsplit([' ', '\t', '\n', '\r']).next().unwrap_or("");
        let value = rest[equals + 1..].trim_start();
        let (value, behind) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_once([' ', '\t', '\n']).unwrap_or((value, "")),
        };
        let mut decoded = String::new();
        push_decoded(value, &mut decoded);
        aside.push('\n');
        aside.push_str(&percent_decoded(&decoded));
        // An address outside the site is for people too: r.moss@example.org is no id of ours.
        let outside = ["mailto:", "tel:", "http:", "https:"].iter().any(|scheme| decoded.starts_with(scheme));
        if !SPOKEN.contains(&name) && !OWN.contains(&name) && !outside {
            addresses.add(&decoded);
        }
        rest = behind;
    }
}

/// Text with its character references written out.
pub fn decoded(text: &str) -> String {
    let mut out = String::new();
    push_decoded(text, &mut out);
    out
}

/// Adds text with its character references written out.
fn push_decoded(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at);
        let decoded = end.and_then(|end| Some((reference(&rest[1..end])?, end)));
        match decoded {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "shy" => Some('\u{ad}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> String {
        readable(&Output { url: "a.html".into(), bytes: html.into() }, &|_| true).text
    }

    #[test]
    fn a_term_is_found_however_it_is_dressed() {
        let term = normalised("Kirkfarran Road");
        for html in [
            "<p>Kirkfarran Road</p>",
            "<p>KIRKFARRAN&nbsp;ROAD</p>",
            "<p>Kirk<em>farran</em> <b>Road</b></p>",
            "<p>Kirk&shy;farran-Road</p>",
            "<p>Kirkfarran&#32;R&#x6f;ad</p>",
            "<p>Kirk\u{200b}farran \n Road</p>",
            "<img alt=\"kirkfarran road\">",
            "<a href='kirkfarran%20road.html'>x</a>",
            "<!-- Kirkfarran Road -->",
            "<td>Kirkfarran</td><td>Road</td>",
            "<p title=\"a > b\" data-x='Kirkfarran_Road'>",
            "<p>Ｋｉｒｋｆａｒｒａｎ Ｒｏａｄ</p>",
        ] {
            assert!(read(html).contains(&term), "{html}: {}", read(html));
        }
        assert!(!read("<p>Kirkfarran</p><p>Lane</p>").contains(&term));
        assert_eq!(normalised("Cafe\u{301} é É e\u{301}x – Ａb"), "café é é éx ab");
        assert_eq!(normalised("O\u{2019}Neil's"), normalised("o'neil\u{2bc}s"));
    }

    #[test]
    fn ids_are_words_of_addresses_and_not_of_speech() {
        let output = Output {
            url: "a.html".into(),
            bytes: br##"<p id="sw1" data-x="x chair-y" class="quill" title="moss">teal</p>"##.to_vec(),
        };
        let found = readable(&output, &|_| true).addresses;
        assert!(found.contains("sw1") && found.contains("chair-y"));
        assert!(
            !found.contains("quill") && !found.contains("chair") && !found.contains("moss") && !found.contains("teal")
        );
    }

    #[test]
    fn anything_can_be_read() {
        for html in ["<", "<a", "<a href=", "<a href='", "&", "&#;", "&#x110000;", "<!--", "<é", "a=b"] {
            read(html);
        }
    }
}
