//! Words in files that are no text: what a camera or a word processor wrote into a picture or a document.
//!
//! Nothing here understands a format as its programs do. Stretches of letters are read as they lie there, in one byte or
//! two a letter, and what is packed (parts of PNG and PDF files, all of an office document) is unpacked first. The
//! dots of a picture are passed over: in them words turn up by chance. What a picture shows, nobody reads here.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

/// How much is unpacked of one file, in bytes. No source is larger than a tenth of that.
const MOST_UNPACKED: u64 = 80 << 20;
/// Stretches of fewer letters come about by chance.
const LEAST_LETTERS: usize = 6;

/// What could be read of a file.
#[derive(Debug, Default)]
pub struct Words {
    pub text: String,
    /// Whether the file unpacks to more than is read of it.
    pub too_much: bool,
}

/// Reads the words of a file that is no text.
pub fn read(bytes: &[u8]) -> Words {
    read_up_to(MOST_UNPACKED, bytes)
}

fn read_up_to(most: u64, bytes: &[u8]) -> Words {
    let mut words = Words::default();
    let mut left = most;
    let plain = without_dots(bytes);
    stretches(&plain, &mut words.text);
    for packed in packed(&plain) {
        let mut unpacked = Vec::new();
        let read = match packed {
            Packed::Zlib(bytes) => ZlibDecoder::new(bytes).take(left + 1).read_to_end(&mut unpacked),
            Packed::Deflate(bytes) => DeflateDecoder::new(bytes).take(left + 1).read_to_end(&mut unpacked),
        };
        // What is unpacked before the stretch turns out to be something else may be words all the same.
        drop(read);
        left = left.saturating_sub(u64::try_from(unpacked.len()).unwrap_or(u64::MAX));
        words.too_much |= left == 0;
        stretches(&unpacked, &mut words.text);
    }
    words
}

enum Packed<'b> {
    Zlib(&'b [u8]),
    Deflate(&'b [u8]),
}

/// Everything in a file that may be packed words: each place at which a packed stretch can begin.
fn packed(bytes: &[u8]) -> Vec<Packed<'_>> {
    const MEMBER: &[u8] = b"PK\x03\x04";
    let mut found = Vec::new();
    for at in 0..bytes.len() {
        match &bytes[at..] {
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => found.push(Packed::Zlib(&bytes[at..])),
            rest if rest.starts_with(MEMBER) => found.extend(member(rest)),
            _ => {}
        }
    }
    found
}

/// What is packed in a member of a ZIP archive, by its head (APPNOTE.TXT 4.3.7).
fn member(bytes: &[u8]) -> Option<Packed<'_>> {
    const DEFLATED: usize = 8;
    let number = |at: usize| Some(usize::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let packed = bytes.get(30 + number(26)? + number(28)?..)?;
    (number(8)? == DEFLATED).then_some(Packed::Deflate(packed))
}

/// A file without the dots of its picture, where it is a picture of a known kind.
fn without_dots(bytes: &[u8]) -> Cow<'_, [u8]> {
    let chunks = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes)
    } else if bytes.starts_with(b"\xff\xd8") {
        jpeg(bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else {
        return Cow::Borrowed(bytes);
    };
    Cow::Owned(chunks.join(&b'\n'))
}

/// The chunks of a PNG file that are no dots, and what lies behind the last (ISO/IEC 15948, 5.3).
fn png(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut chunks = Vec::new();
    while let Some((length, kind)) = rest.first_chunk().map(|length| u32::from_be_bytes(*length)).zip(rest.get(4..8)) {
        let end = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(12).min(rest.len());
        if !matches!(kind, b"IDAT" | b"fdAT") {
            // Without length, kind and checksum: these may be letters too.
            chunks.push(rest.get(8..end.saturating_sub(4)).unwrap_or_default());
        }
        rest = &rest[end..];
        if kind == b"IEND" {
            break;
        }
    }
    chunks.push(rest);
    chunks
}

/// The segments of a JPEG file before its dots, and what lies behind the end of the picture (ITU-T T.81, B.1).
fn jpeg(bytes: &[u8]) -> Vec<&[u8]> {
    const DOTS: u8 = 0xda;
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut segments = Vec::new();
    while let [0xff, kind, high, low, ..] = *rest {
        if kind == DOTS {
            break;
        }
        let end = (usize::from(u16::from_be_bytes([high, low])) + 2).min(rest.len());
        segments.push(rest.get(4..end).unwrap_or_default());
        rest = &rest[end..];
    }
    // The end of the picture is a mark that its dots cannot hold.
    let behind = rest.windows(2).position(|mark| mark == b"\xff\xd9").map_or(rest.len(), |at| at + 2);
    segments.push(&rest[behind..]);
    segments
}

/// The chunks of a WebP file that are no dots (RFC 9649, 2.3).
fn webp(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes.get(12..).unwrap_or_default();
    let mut chunks = Vec::new();
    while let Some((kind, length)) = rest.get(..4).zip(rest.get(4..8)) {
        let length = length.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let end = length.saturating_add(8).saturating_add(length % 2).min(rest.len());
        if !matches!(kind, b"VP8 " | b"VP8L" | b"ALPH" | b"ANMF") {
            chunks.push(rest.get(8..end).unwrap_or_default());
        }
        rest = &rest[end..];
    }
    chunks.push(rest);
    chunks
}

/// Adds every stretch of letters, however they are written: as UTF-8, one byte a letter as older programs for Windows
/// write, or two bytes a letter, either way round.
fn stretches(bytes: &[u8], text: &mut String) {
    let is_letter = |c: &char| !c.is_control() && *c != char::REPLACEMENT_CHARACTER;
    add_stretches(String::from_utf8_lossy(bytes).chars().map(Some), is_letter, text);
    add_stretches(bytes.iter().map(|byte| Some(windows(*byte))), is_letter, text);
    for start in [0, 1] {
        let units = || bytes.get(start..).unwrap_or_default().chunks_exact(2);
        add_stretches(units().map(|unit| wide(unit[0], unit[1])), is_letter, text);
        add_stretches(units().map(|unit| wide(unit[1], unit[0])), is_letter, text);
    }
}

/// A byte as Windows-1252 has it, as far as names are written with it.
fn windows(byte: u8) -> char {
    match byte {
        0x91 | 0x92 => '\'',
        0x96 | 0x97 => '-',
        _ => char::from(byte),
    }
}

/// A letter of UTF-16, of the alphabets that names here are written in.
fn wide(low: u8, high: u8) -> Option<char> {
    match (high, low) {
        (0..=2, _) | (0x20, 0x10..=0x1f) => char::from_u32(u32::from(high) << 8 | u32::from(low)),
        _ => None,
    }
}

fn add_stretches(chars: impl Iterator<Item = Option<char>>, counts: impl Fn(&char) -> bool, text: &mut String) {
    let mut stretch = String::new();
    let mut length = 0;
    for c in chars.chain([None]) {
        match c.filter(&counts) {
            Some(c) => {
                stretch.push(c);
                length += 1;
            }
            None => {
                if length >= LEAST_LETTERS {
                    text.push('\n');
                    text.push_str(&stretch);
                }
                stretch.clear();
                length = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, ZlibEncoder};

    use super::*;

    const TERM: &str = "Kirkfarran Road";

    fn zlib(text: &str) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length, kind.as_slice(), content, b"crc!"].concat()
    }

    fn png_with(chunk: &[u8]) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n".as_slice(), chunk, &self::chunk(b"IEND", b"")].concat()
    }

    fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, kind], length.as_slice(), content].concat()
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    fn office(text: &str) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        let packed = encoder.finish().unwrap();
        let name = b"word/document.xml";
        let mut head = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
        head.extend([0; 16]);
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend([0, 0]);
        [&head, name.as_slice(), &packed].concat()
    }

    #[test]
    fn words_are_found_where_programs_put_them() {
        let jpeg = |segment: &[u8]| [b"\xff\xd8", segment, b"\xff\xda\0\x02dots\xff\xd9"].concat();
        let exif = |text: &[u8]| jpeg(&segment(0xe1, &[b"Exif\0\0", text, b"\0"].concat()));
        let webp = |kind: &[u8], content: &[u8]| {
            let length = u32::try_from(content.len()).unwrap().to_le_bytes();
            [b"RIFF\0\0\0\0WEBP", kind, &length, content].concat()
        };
        for (what, bytes) in [
            ("PNG, tEXt", png_with(&chunk(b"tEXt", b"Comment\0At Kirkfarran Road"))),
            (
                "PNG, zTXt",
                png_with(&chunk(b"zTXt", &[b"Comment\0\0".as_slice(), &zlib("At Kirkfarran Road")].concat())),
            ),
            ("PNG, behind its end", [png_with(&[]).as_slice(), b"Kirkfarran Road"].concat()),
            ("JPEG, a comment", jpeg(&segment(0xfe, b"Kirkfarran Road"))),
            ("JPEG, Exif", exif(b"Kirkfarran Road")),
            ("JPEG, Exif for Windows", exif(&utf16(TERM, u16::to_le_bytes))),
            ("JPEG, behind its end", [jpeg(&[]).as_slice(), b"Kirkfarran Road"].concat()),
            ("WebP, XMP", webp(b"XMP ", b"<x>Kirkfarran Road</x>")),
            ("GIF", b"GIF89a\0\0!\xfe\x0fKirkfarran Road\0;".to_vec()),
            (
                "PDF, its title",
                [b"%PDF-1.7\n/Title (\xfe\xff".as_slice(), &utf16(TERM, u16::to_be_bytes), b")"].concat(),
            ),
            (
                "PDF, packed",
                [b"%PDF-1.7\nstream\n".as_slice(), &zlib("/Author (Kirkfarran Road)"), b"\nendstream"].concat(),
            ),
            ("a Word file", office("<w:t>Kirkfarran Road</w:t>")),
        ] {
            let words = read(&bytes);
            assert!(words.text.contains(TERM) && !words.too_much, "{what}: {:?}", words.text);
        }
        assert!(read(b"Caf\xe9 at O\x92Neil\0").text.contains("Caf\u{e9} at O'Neil"));
    }

    #[test]
    fn the_dots_of_a_picture_are_no_words() {
        let png = png_with(&chunk(b"IDAT", b"Kirkfarran Road"));
        let jpeg = b"\xff\xd8\xff\xda\0\x02Kirkfarran Road\xff\xd9";
        let webp = b"RIFF\0\0\0\0WEBPVP8 \x0f\0\0\0Kirkfarran Road\0";
        for bytes in [png.as_slice(), jpeg, webp] {
            assert_eq!(read(bytes).text.matches(TERM).count(), 0, "{:?}", read(bytes).text);
        }
    }

    #[test]
    fn what_unpacks_to_more_than_anybody_reads_is_told() {
        let bomb = zlib(&"Kirkfarran ".repeat(10_000));
        assert!(bomb.len() < 1000 && read_up_to(100_000, &bomb).too_much && !read(&bomb).too_much);
    }

    #[test]
    fn anything_can_be_read() {
        for bytes in [
            b"".as_slice(),
            b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff",
            b"\xff\xd8\xff",
            b"RIFF....WEBPVP8 ",
            b"PK\x03\x04",
            b"x\x9c",
        ] {
            read(bytes);
        }
    }
}
