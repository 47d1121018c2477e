//! Byte ranges, and lines and columns worked out from them.

/// A half-open range of bytes in one source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The empty range at the head of a file: where a mistake about the file as a whole points.
    pub const FILE_HEAD: Span = Span { start: 0, end: 0 };

    /// Moves the range by the place at which its text begins in the whole file.
    pub fn shifted(self, base: usize) -> Span {
        Span { start: self.start + base, end: self.end + base }
    }
}

/// A line and a column, both counted from one; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

/// The lines that a range of bytes stands in, whole.
pub fn lines_around(text: &str, span: Span) -> &str {
    let (from, to) = (floor_boundary(text, span.start), floor_boundary(text, span.end.max(span.start)));
    let start = text[..from].rfind('\n').map_or(0, |end| end + 1);
    let end = text[to..].find('\n').map_or(text.len(), |at| to + at);
    &text[start..end]
}

/// Finds the line and column of a byte offset. Offsets past the end, or inside a character, are moved back to a
/// place that exists. A byte order mark counts as nothing, since no editor shows it.
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let before = &text[..floor_boundary(text, offset)];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
    LineColumn { line, column }
}

/// The nearest character boundary at or before an offset.
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_from_one() {
        let text = "\u{feff}title: Àlder\r\nkind: x\n";
        let at = |needle: &str| line_column(text, text.find(needle).unwrap_or(text.len()));
        assert_eq!(at("title"), LineColumn { line: 1, column: 1 });
        assert_eq!(at("lder"), LineColumn { line: 1, column: 9 });
        assert_eq!(at("kind"), LineColumn { line: 2, column: 1 });
        assert_eq!(line_column(text, 9_999), LineColumn { line: 3, column: 1 });
    }
}
