//! Outputs as a reader, or a search engine, would take them in: all words, in one line, spelt one way.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::folding::normalised;
use crate::output::Output;
use crate::plan::SEARCH_INDEX;
use crate::scan::markup::{self, Language};
use crate::scan::packed;
use crate::search::Contents;

/// What an output says, and where it leads.
pub struct Readable {
    /// Every text and attribute, normalised, one behind another.
    pub text: String,
    /// The wanted words of every address and name: of the file itself, and of attributes that no reader reads.
    pub addresses: BTreeSet<String>,
    /// Whether the file holds more than could be read of it.
    pub too_much: bool,
}

/// Takes an output apart. Markup is followed where the file has markup, escapes where it has escapes; what is no text is
/// searched for stretches of words.
pub fn readable(output: &Output, wanted: &dyn Fn(&str) -> bool) -> Readable {
    let mut words = percent_decoded(&output.url).into_owned() + "\n";
    let mut addresses = Addresses { wanted, found: BTreeSet::new() };
    addresses.add(&output.url);
    let mut too_much = false;
    match std::str::from_utf8(&output.bytes) {
        Ok(text) if !text.contains('\0') => push_text(text, extension(&output.url), &mut words, &mut addresses),
        _ => {
            let found = packed::read(&output.bytes);
            too_much = found.too_much;
            words.push_str(&found.text);
        }
    }
    Readable { text: normalised(&words), addresses: addresses.found, too_much }
}

fn extension(url: &str) -> &str {
    url.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn push_text(text: &str, extension: &str, words: &mut String, addresses: &mut Addresses) {
    match extension {
        "html" | "svg" => {
            let language = if extension == "svg" { Language::Svg } else { Language::Html };
            let reading = markup::read(text, language);
            words.push_str(&reading.words);
            addresses.add(&reading.addresses);
        }
        "ics" => words.push_str(&text.replace("\r\n ", "").replace("\\n", " ").replace('\\', "")),
        "css" | "js" | "json" => {
            words.push_str(text);
            if text.contains('\\') {
                words.push('\n');
                push_unescaped(text, words);
            }
        }
        _ => words.push_str(text),
    }
}

/// What some parts of a search index say, which is written in numbers: all texts in full, as a reader finds them. Nothing
/// where the output is no index, and is read like any other.
pub fn index_texts(output: &Output, wanted: impl Fn(usize) -> bool + Sync) -> Option<Vec<String>> {
    let script = std::str::from_utf8(&output.bytes).ok().filter(|_| output.url == SEARCH_INDEX)?;
    let parts = Contents::read_some(script, &wanted)?.parts.into_iter().enumerate();
    let texts = parts.filter(|(at, _)| wanted(*at)).flat_map(|(_, part)| [part.texts, part.names, part.addresses]);
    Some(texts.flatten().collect())
}

/// Adds a text with the escapes of stylesheets (`\4b `) and scripts (`\u004b`, `\x4b`) written out.
pub fn push_unescaped(text: &str, words: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        words.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let body = escape.trim_start_matches(['u', 'x', '{']);
        let digits = body.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        // Of a script's own escapes the length is known; a stylesheet's end with a space or where no digit follows.
        let digits = match escape.as_bytes().first() {
            Some(b'u') if !escape.starts_with("u{") => digits.min(4),
            Some(b'x') => digits.min(2),
            _ => digits,
        };
        match u32::from_str_radix(&body[..digits], 16).ok().and_then(char::from_u32) {
            Some(c) => {
                words.push(c);
                let end = match escape.as_bytes().first() {
                    Some(b'u' | b'x') => '}',
                    _ => ' ',
                };
                rest = body[digits..].strip_prefix(end).unwrap_or(&body[digits..]);
            }
            None => {
                let escaped = escape.chars().next().map_or(0, char::len_utf8);
                let c = if matches!(&escape[..escaped], "n" | "r" | "t") { " " } else { &escape[..escaped] };
                words.push_str(c);
                rest = &escape[escaped..];
            }
        }
    }
    words.push_str(rest);
}

/// A text with what is percent-encoded in it written out.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
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
        self.found.extend(address_words(&value).filter(|word| (self.wanted)(word)).map(str::to_owned));
    }
}

/// The words of an address that is written out.
pub fn address_words(address: &str) -> impl Iterator<Item = &str> {
    let parted = address.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_')));
    parted.filter(|word| !word.is_empty())
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
            "<p>1 < 2 Kirkfarran Road > 3</p>",
            "<!--> Kirk<b>farran Road",
            "<! \"> Kirk<b>farran Road\">",
            "<p title=Kirkfarran&#32Road>",
            "<p title='a' title='Kirkfarran Road'>",
            "<p data-kirkfarran-road>",
            "<kirkfarran-road>",
            "<p>Kirk&ZeroWidthSpace;farran&Tab;Road</p>",
            "<script>// Kirkfarran Road</script>",
            "<textarea>Kirkfarran Road</textarea>",
            "<!DOCTYPE Kirkfarran_Road>",
            "<p>Kirk\u{34f}far\u{2066}ran\u{fe0f} R\u{e0041}oad</p>",
        ] {
            assert!(read(html).contains(&term), "{html}: {}", read(html));
        }
        assert!(!read("<p>Kirkfarran</p><p>Lane</p>").contains(&term));
        assert_eq!(normalised("Cafe\u{301} é É e\u{301}x – Ａb"), "café é é éx ab");
        assert_eq!(normalised("O\u{2019}Neil's"), normalised("o'neil\u{2bc}s"));
    }

    #[test]
    fn other_files_are_read_as_their_readers_read_them() {
        let term = normalised("Kirkfarran Road");
        for (url, text) in [
            ("a.svg", "<svg><text>Kirk<tspan>farran</tspan> Road</text></svg>"),
            ("a.svg", "<svg><text><![CDATA[Kirk]]><![CDATA[farran Road]]></text></svg>"),
            ("a.svg", "<svg><title>Kirk&#102;arran<b/> Road</title></svg>"),
            ("a.css", "p::after { content: \"K\\69 rkfarran\\20Road\"; }"),
            ("a.css", "/* Kirkfarran\n   Road */"),
            ("a.js", "index(\"Kirkfarran\\u0020R\\x6fad\");"),
            ("a.js", "index(\"Kirk\\u{66}arran\\nRoad\");"),
            ("a.json", "[\"Kirkfarran\\tRoad\"]"),
            ("a.ics", "SUMMARY:Kirkf\r\n arran\\nRoad"),
            ("a.csv", "1,\"Kirkfarran Road\"\r\n"),
            ("a.txt", "Kirkfarran\nRoad"),
            ("kirkfarran-road.txt", ""),
            ("kirkfarran%20road/a.html", ""),
        ] {
            let output = Output { url: url.into(), bytes: text.into() };
            let found = readable(&output, &|_| true).text;
            assert!(found.contains(&term), "{url} {text}: {found}");
        }
        for ends_oddly in ["\\", "\\u", "\\u{", "\\x4", "\\110000", "\\é"] {
            push_unescaped(ends_oddly, &mut String::new());
        }
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
