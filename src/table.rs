//! Tables as CSV, for people who open them in a spreadsheet.

use std::borrow::Cow;
use std::iter::once;

use csv::{Terminator, WriterBuilder};

/// Tells spreadsheets that the file is UTF-8; without it some read another encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes a table as RFC 4180: UTF-8 with byte order mark, CRLF, cells quoted where they must be.
///
/// A cell that a spreadsheet would take for a formula gets a leading `'`. NUL is dropped, since some readers end the
/// text there. Source: contract.md 9, "CSV".
pub fn csv(header: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    // Flexible, so that a row of another length is written as it is and not refused.
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(BYTE_ORDER_MARK.to_vec());
    let lines = once(header.iter().map(|cell| guard(cell)).collect());
    let rows = rows.iter().map(|row| row.iter().map(|cell| guard(cell)).collect());
    for line in lines.chain(rows) {
        let line: Vec<Cow<str>> = line;
        // Memory takes whatever it is given: there is no error to report.
        let _ = writer.write_record(line.iter().map(|cell| cell.as_bytes()));
    }
    writer.into_inner().unwrap_or_default()
}

fn guard(cell: &str) -> Cow<'_, str> {
    let cell = if cell.contains('\0') { Cow::Owned(cell.replace('\0', "")) } else { Cow::Borrowed(cell) };
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{cell}")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(header: &[&str], rows: &[&[&str]]) -> String {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        String::from_utf8(csv(header, &rows)).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            text(&["start", "title"], &[&["09:30", "Welcome, all"], &["09:45", "\"Why\"\nhere"], &["", "caf\u{e9}"]]),
            "\u{feff}start,title\r\n09:30,\"Welcome, all\"\r\n09:45,\"\"\"Why\"\"\nhere\"\r\n,caf\u{e9}\r\n"
        );
        assert_eq!(text(&["a", "b"], &[]), "\u{feff}a,b\r\n");
        // A row that is too short or too long is kept; a lone empty cell is not an empty line.
        assert_eq!(text(&["a", "b"], &[&["1"], &["1", "2", "3"], &[""]]), "\u{feff}a,b\r\n1\r\n1,2,3\r\n\"\"\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+44 1632", "'+44 1632"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("\0=1", "'=1"),
            ("a\0b", "ab"),
            ("1-2", "1-2"),
            (" =1", " =1"),
            ("=a,b", "\"'=a,b\""),
        ] {
            assert_eq!(text(&["h"], &[&[cell]]), format!("\u{feff}h\r\n{expected}\r\n"), "{cell:?}");
        }
        assert_eq!(text(&["=h"], &[]), "\u{feff}'=h\r\n");
    }
}
