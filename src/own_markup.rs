//! Markup as plenary's own pages have it: a small, strict part of HTML that can be read in one go.
//!
//! It is read here a good deal faster than a browser's tokenizer reads all of HTML, and to the same end. Whatever goes
//! beyond it in the least is given back unread, and [`as_a_browser`] reads it.

use std::borrow::Cow;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TokenSink, Tokenizer, TokenizerOpts};
use memchr::{memchr, memchr3};

/// Told of what stands in a page, in its order.
pub trait Reader {
    /// A stretch of text, with its character references written out. What stands between two tags may come in several.
    fn text(&mut self, text: &str);
    /// A tag that opens something, its name in small letters.
    fn open(&mut self, tag: &Tag);
    /// A tag that closes something.
    fn close(&mut self, name: &str);
}

/// An opening tag.
#[derive(Debug)]
pub struct Tag<'h> {
    pub name: &'h str,
    /// Names in small letters, and values with their character references written out.
    pub attributes: &'h [(Cow<'h, str>, Cow<'h, str>)],
    pub self_closing: bool,
}

/// What a page begins with that can be read so.
pub const DOCTYPE: &str = "<!DOCTYPE html>";

/// Reads a page, if all of it is of this kind. Where nothing comes back, what the reader was told so far counts for nothing.
pub fn read(html: &str, reader: &mut impl Reader) -> Option<()> {
    let rest = html.strip_prefix(DOCTYPE)?;
    read_from(rest, reader)
}

/// Reads the part of a page that begins and ends somewhere between its tags.
pub fn read_from(html: &str, reader: &mut impl Reader) -> Option<()> {
    let mut rest = html;
    let mut attributes = Vec::new();
    while let Some(open) = memchr(b'<', rest.as_bytes()) {
        if open > 0 {
            text(&rest[..open], reader)?;
        }
        rest = tag(&rest[open + 1..], &mut attributes, reader)?;
    }
    if rest.is_empty() { Some(()) } else { text(rest, reader) }
}

/// Reads markup by the tokenizer of the HTML standard, whatever is in it, and gives back the sink that was told of it.
pub fn as_a_browser<S: TokenSink>(markup: &str, sink: S) -> S {
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(markup));
    // A sink that never asks for a script to be run is never interrupted.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

/// Reads a tag and gives back what stands behind it.
fn tag<'h>(
    rest: &'h str,
    attributes: &mut Vec<(Cow<'h, str>, Cow<'h, str>)>,
    reader: &mut impl Reader,
) -> Option<&'h str> {
    if let Some(rest) = rest.strip_prefix('/') {
        // A browser drops all attributes of an end tag.
        let (name, rest) = name(rest)?;
        let rest = rest.trim_start_matches([' ', '\n']).strip_prefix('>')?;
        reader.close(&name);
        return Some(rest);
    }
    let (name, mut rest) = name(rest)?;
    attributes.clear();
    while let Some(behind) = rest.strip_prefix([' ', '\n']) {
        rest = behind;
        if !rest.starts_with(['/', '>', ' ', '\n']) {
            let (name, value, behind) = attribute(rest)?;
            // A browser drops a second attribute of one name.
            if attributes.iter().any(|(known, _)| *known == name) {
                return None;
            }
            attributes.push((name, value));
            rest = behind;
        }
    }
    let (self_closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let rest = rest.strip_prefix('>')?;
    let sound = match &*name {
        // What stands in these is no markup. There is no difference where it is plain words, or nothing.
        "title" => rest[memchr(b'<', rest.as_bytes())?..].starts_with("</title>"),
        "script" => rest.starts_with("</script>"),
        "style" | "textarea" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext" => false,
        _ => true,
    };
    reader.open(&Tag { name: &name, attributes, self_closing });
    sound.then_some(rest)
}

/// An attribute's name and value, and what stands behind it.
fn attribute(rest: &str) -> Option<(Cow<'_, str>, Cow<'_, str>, &str)> {
    let (name, rest) = name(rest)?;
    let Some(rest) = rest.strip_prefix("=\"") else {
        return rest.starts_with([' ', '\n', '/', '>']).then_some((name, Cow::Borrowed(""), rest));
    };
    let (value, rest) = rest.split_at(memchr(b'"', rest.as_bytes())?);
    let rest = &rest[1..];
    if memchr3(b'&', b'\r', b'\0', value.as_bytes()).is_none() {
        return Some((name, Cow::Borrowed(value), rest));
    }
    let mut decoded = String::with_capacity(value.len());
    pieces(value, |piece| decoded.push_str(piece))?;
    Some((name, Cow::Owned(decoded), rest))
}

/// A name of letters, digits and hyphens, in small letters.
fn name(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let bytes = text.as_bytes();
    let mut capitals = false;
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => {}
            b'A'..=b'Z' => capitals = true,
            _ => break,
        }
        end += 1;
    }
    let (name, rest) = text.split_at(end);
    let small = if capitals { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) };
    bytes.first()?.is_ascii_alphabetic().then_some((small, rest))
}

fn text(text: &str, reader: &mut impl Reader) -> Option<()> {
    pieces(text, |piece| reader.text(piece))
}

/// Hands on text with its character references written out, those that plenary writes.
fn pieces(text: &str, mut take: impl FnMut(&str)) -> Option<()> {
    let mut rest = text;
    while let Some(at) = memchr3(b'&', b'\r', b'\0', rest.as_bytes()) {
        if at > 0 {
            take(&rest[..at]);
        }
        let (character, behind) = reference(rest[at..].strip_prefix('&')?)?;
        take(character);
        rest = behind;
    }
    if !rest.is_empty() {
        take(rest);
    }
    Some(())
}

/// A character reference, and what stands behind it.
fn reference(text: &str) -> Option<(&'static str, &str)> {
    let known =
        [("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("#39;", "'"), ("#x27;", "'"), ("#x2F;", "/")];
    known.into_iter().find_map(|(name, character)| Some((character, text.strip_prefix(name)?)))
}
