//! Lines of `:::`, which other generators know and this one does not.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::{Document, Ground};
use crate::diagnostic::{BAD_VALUE, Diagnostic};

const MARK: &str = ":::";

/// Reports every `:::` block. The parser would silently make a definition list of it.
pub fn refuse(ground: &Ground, document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    if !document.body.contains(MARK) {
        return;
    }
    let code = code_blocks(document);
    let mut open = false;
    let mut at = 0;
    for line in document.body.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let mark = at + indent;
        at += line.len();
        let content = line[indent..].trim_end();
        if !content.starts_with(MARK) || indent > 3 || inside(&code, mark) {
            continue;
        }
        // The bare line that closes a block is part of the same mistake.
        let closes = open && content.chars().all(|c| c == ':');
        open = !closes;
        if !closes {
            diagnostics.push(
                Diagnostic::new(
                    &BAD_VALUE,
                    ground.place(mark..mark + content.len()),
                    "Blocks that begin with `:::` are not supported.",
                )
                .help("Use a quote: a line `> [!NOTE]`, and `> ` before each line of the text. NOTE may also be TIP, IMPORTANT, WARNING or CAUTION."),
            );
        }
    }
}

/// Where code blocks lie, in order.
fn code_blocks(document: &Document) -> Vec<Range<usize>> {
    let ends = document.events.iter().filter(|(event, _)| *event == Event::End(TagEnd::CodeBlock));
    ends.map(|(_, range)| range.clone()).collect()
}

fn inside(ranges: &[Range<usize>], at: usize) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before > 0 && at < ranges[before - 1].end
}
