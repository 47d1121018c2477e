//! A word that may stand nowhere is found however it is dressed, and no file is too odd to be searched.

use plenary::folding::normalised;
use plenary::output::Output;
use plenary::scan::text::readable;

const TERMS: &[&str] = &["Kirkfarran Road", "O'Neil-Quoyle", "Café Ørsay", "Sandhaven"];

/// The first bytes choose a term and a place, those behind them how each letter is dressed.
pub fn promise(data: &[u8]) {
    // Anything at all can be read, as anything.
    for url in ["a.html", "a.svg", "a.css", "a.js", "a.ics", "a.png", "a"] {
        readable(&Output { url: url.to_owned(), bytes: data.to_vec() }, &|_| true);
    }
    let [term, place, dresses @ ..] = data else { return };
    let term = TERMS[usize::from(*term) % TERMS.len()];
    let output = planted(term, *place, dresses);
    let found = readable(&output, &|_| false).text;
    let shown = String::from_utf8_lossy(&output.bytes);
    assert!(found.contains(&normalised(term)), "{term:?} is not found in {}: {shown:?}\nread as {found:?}", output.url);
}

fn planted(term: &str, place: u8, dresses: &[u8]) -> Output {
    let text = |own: Place| dressed(term, own, dresses);
    let (url, content) = match place % 16 {
        0 | 1 => ("a.html", format!("<!DOCTYPE html>\n<p>before {} after</p>", text(Place::Markup))),
        2 => ("a.html", format!("<p>{}", text(Place::Markup))),
        3 => ("a.html", format!("<p title=\"{}\">a</p>", text(Place::Attribute))),
        4 => ("a.html", format!("<p data-x='{}'>a</p>", text(Place::Attribute))),
        5 => ("a.html", format!("<!-- {} -->", text(Place::Plain))),
        6 => ("a.html", format!("<a href=\"b/{}.html\">a</a>", text(Place::Address))),
        7 => ("a.html", format!("<textarea>{}</textarea>", text(Place::Attribute))),
        8 => ("a.html", format!("<script>x = \"{}\"</script>", text(Place::Script))),
        9 => ("a.svg", format!("<svg><text>{}</text></svg>", text(Place::Markup))),
        10 => ("a.svg", format!("<svg><desc><![CDATA[{}]]></desc></svg>", text(Place::Plain))),
        11 => ("a.js", format!("index([\"{}\"]);", text(Place::Script))),
        12 => ("a.css", format!("p::before {{ content: \"{}\" }}", text(Place::Style))),
        13 => ("a.csv", format!("1,\"{}\",2\r\n", text(Place::Plain))),
        14 => ("a.ics", format!("SUMMARY:{}\r\n", folded(&text(Place::Plain), dresses))),
        _ => {
            let url = format!("reviews/{}/index.html", text(Place::Address));
            return Output { url, bytes: Vec::new() };
        }
    };
    Output { url: url.to_owned(), bytes: content.into_bytes() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Markup,
    Attribute,
    Plain,
    Address,
    Script,
    Style,
}

/// Writes each letter in one of the ways in which its place can hold it.
fn dressed(term: &str, place: Place, dresses: &[u8]) -> String {
    let mut out = String::new();
    for (at, c) in term.chars().enumerate() {
        let dress = dresses.get(at).copied().unwrap_or(0);
        let c = match dress & 3 {
            1 => c.to_uppercase().next().unwrap_or(c),
            2 => full_width(c),
            _ => c,
        };
        let code = u32::from(c);
        let spaced = c == ' ' || c == '-';
        match (place, dress >> 2) {
            (_, 1) if spaced && place != Place::Address => {
                out.push_str(["\u{a0}", "\u{2011}", "  ", "\u{2003}"][at % 4])
            }
            (Place::Markup | Place::Attribute, 2) => out.push_str(&format!("&#{code};")),
            (Place::Markup | Place::Attribute, 3) => out.push_str(&format!("&#x{code:x};")),
            (Place::Markup, 4) => out.push_str(&format!("<b>{c}</b>")),
            (Place::Markup, 5) => out.push_str(&format!("{c}<!-- > -->")),
            (Place::Markup, 6) => out.push_str(&format!("{c}<i class=\"a\">")),
            (Place::Markup | Place::Attribute, 7) => out.push_str(&format!("{c}&shy;")),
            (Place::Markup | Place::Attribute, 8) => out.push_str(&format!("&#0{code};")),
            (Place::Script, 2) if code < 0x10000 => out.push_str(&format!("\\u{code:04x}")),
            (Place::Script, 3) if code < 0x100 => out.push_str(&format!("\\x{code:02x}")),
            (Place::Script, 4) => out.push_str(&format!("\\u{{{code:x}}}")),
            (Place::Style, 2) => out.push_str(&format!("\\{code:x} ")),
            (Place::Style, 3) => out.push_str(&format!("\\{code:06x} ")),
            (Place::Address, 2 | 3) => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            (_, 9) => out.push_str(&format!("{c}\u{ad}")),
            (_, 10) => out.push_str(&format!("{c}\u{200b}")),
            (_, 11) => out.push_str(&format!("\u{2060}{c}\u{fe0f}")),
            (Place::Address, _) if spaced => out.push('-'),
            _ => out.push(c),
        }
    }
    out
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// A line of a calendar, folded between two letters (RFC 5545, 3.1).
fn folded(text: &str, dresses: &[u8]) -> String {
    let every = usize::from(dresses.first().copied().unwrap_or(7) % 9) + 1;
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(every).map(|letters| letters.iter().collect::<String>()).collect::<Vec<_>>().join("\r\n ")
}
