//! The lines of a source that a report shows, with what is marked in them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::diagnostic::Diagnostic;
use crate::report::safe::{one_line, visible};
use crate::source::{Place, SourcePath, Sources};
use crate::span::{Span, floor_boundary, line_column};

/// One marked range of a source.
#[derive(Clone, Debug)]
pub struct Mark {
    pub kind: AnnotationKind,
    pub span: Span,
    pub text: Option<String>,
}

/// Lays out the lines from the first mark to the last. A range that runs over several lines is marked on its first.
pub fn snippet(
    path: &SourcePath,
    text: &str,
    marks: &[Mark],
    hidden: &Hidden,
) -> Snippet<'static, Annotation<'static>> {
    let starts = marks.iter().map(|mark| line_column(text, mark.span.start).line);
    let first = starts.clone().min().unwrap_or(1);
    let last = starts.max().unwrap_or(1);

    let mut shown = String::new();
    let mut annotations = Vec::new();
    let mut line_start = 0;
    for (index, raw) in text.split_inclusive('\n').chain([""]).enumerate() {
        let number = index + 1;
        if number > last {
            break;
        }
        if number >= first {
            let line = Line::new(raw, line_start);
            let base = shown.len();
            if !hidden.holds(path, number) {
                shown.push_str(&visible(line.text));
            }
            if shown.len() == base {
                shown.push(' '); // an empty last line would be no line at all
            }
            shown.push('\n');
            for mark in marks.iter().filter(|mark| line.range.contains(&mark.span.start.min(text.len()))) {
                let range = base + line.offset(mark.span.start)..base + line.offset(mark.span.end);
                annotations.push(annotation(mark, range));
            }
        }
        line_start += raw.len();
    }
    Snippet::source(shown).path(one_line(path.as_str())).line_start(first).annotations(annotations)
}

fn annotation(mark: &Mark, range: Range<usize>) -> Annotation<'static> {
    let annotation = mark.kind.span(range);
    match &mark.text {
        Some(text) => annotation.label(one_line(text)),
        None => annotation,
    }
}

/// One line of a source without its ending, and without the byte order mark that no editor shows.
struct Line<'t> {
    text: &'t str,
    /// Where the shown text starts.
    start: usize,
    /// The bytes that belong to the line. The last line takes in what points at the very end.
    range: Range<usize>,
}

impl<'t> Line<'t> {
    fn new(raw: &'t str, start: usize) -> Line<'t> {
        let end = start + raw.len() + usize::from(!raw.ends_with('\n'));
        let text = raw.strip_suffix('\n').unwrap_or(raw);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let bare = if start == 0 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        Line { text: bare, start: start + (text.len() - bare.len()), range: start..end }
    }

    /// The place of a byte of the source in the line as it is shown.
    fn offset(&self, byte: usize) -> usize {
        let inside = floor_boundary(self.text, byte.saturating_sub(self.start));
        visible(&self.text[..inside]).len()
    }
}

/// The lines that no report may show, because one of the diagnostics says so. Another mistake on the same line does not
/// bring it to light.
#[derive(Debug, Default)]
pub struct Hidden {
    lines: BTreeMap<SourcePath, BTreeSet<usize>>,
    files: BTreeSet<SourcePath>,
}

impl Hidden {
    pub fn of(diagnostics: &[Diagnostic], sources: &Sources) -> Hidden {
        let mut hidden = Hidden::default();
        for d in diagnostics.iter().filter(|d| !d.excerpt) {
            hidden.add(&d.place, sources);
        }
        hidden
    }

    fn add(&mut self, place: &Place, sources: &Sources) {
        if place.span == Span::FILE_HEAD {
            // Somewhere in the file, and nobody knows where.
            self.files.insert(place.path.clone());
        } else if let Some(text) = sources.get(&place.path).and_then(|source| source.as_text()) {
            let lines = line_column(text, place.span.start).line..=line_column(text, place.span.end).line;
            self.lines.entry(place.path.clone()).or_default().extend(lines);
        }
    }

    pub fn holds(&self, path: &SourcePath, line: usize) -> bool {
        self.files.contains(path) || self.lines.get(path).is_some_and(|lines| lines.contains(&line))
    }
}
