//! The report for a person at a terminal: each mistake with the line it is on.

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Group, Level, Origin};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::report::excerpt::{Hidden, Mark, snippet};
use crate::report::safe::{one_line, wrap};
use crate::report::{Style, count, lines_of, summary};
use crate::source::{Place, Sources};
use crate::span::Span;

pub fn render(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let page = Page { sources, style, hidden: Hidden::of(diagnostics, sources) };
    let mut report = String::new();
    for d in diagnostics {
        report.push_str(&page.diagnostic(d));
        report.push('\n');
    }
    report.push_str(&summary(count(diagnostics)));
    report.push('\n');
    report
}

/// The narrowest text that is still worth wrapping, in characters.
const NARROWEST: usize = 40;

struct Page<'a> {
    sources: &'a Sources,
    style: Style<'a>,
    hidden: Hidden,
}

impl Page<'_> {
    fn diagnostic(&self, d: &Diagnostic) -> String {
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Advice => Level::INFO.with_name(Severity::Advice.word()),
        };
        let before = d.severity.word().len() + "[]: ".len() + d.code.len();
        let message = wrap(&one_line(&d.message), self.width().saturating_sub(before).max(NARROWEST)).join("\n");
        let mut group = Group::with_title(level.primary_title(message).id(d.code.to_string()));

        let excerpt = d.excerpt && self.can_show(&d.place);
        let mut last_line = 0;
        let mut elsewhere = Vec::new();
        if excerpt {
            let (marks, others) = self.marks(d);
            elsewhere = others;
            last_line = self.last_line(&d.place).max(last_line);
            group = self.with_snippet(group, &d.place, &marks);
            for label in &d.labels {
                if label.place.path == d.place.path || !self.can_show(&label.place) {
                    continue;
                }
                last_line = self.last_line(&label.place).max(last_line);
                let mark =
                    Mark { kind: AnnotationKind::Context, span: label.place.span, text: Some(label.text.clone()) };
                group = self.with_snippet(group, &label.place, &[mark]);
            }
        } else {
            elsewhere.extend(&d.labels);
            group = group.element(self.origin(&d.place));
        }

        // The digits of the largest line number push everything to the right.
        let gutter = last_line.to_string().len();
        let lines = |word: &str, text: &str| {
            let taken = gutter + "  = ".len() + word.len() + ": ".len();
            wrap(text, self.width().saturating_sub(taken).max(NARROWEST / 2)).join("\n")
        };
        for label in elsewhere {
            let text = format!("{}: {}", self.arrow(&label.place), label.text);
            group = group.element(Level::NOTE.message(lines("note", &text)));
        }
        if let Some(help) = &d.help {
            group = group.element(Level::HELP.message(lines("help", help)));
        }
        if let Some(why) = reason(d) {
            group = group.element(Level::NOTE.with_name("why").message(lines("why", &why)));
        }
        let renderer = if self.style.color { Renderer::styled() } else { Renderer::plain() };
        let report = renderer.term_width(self.width()).render(&[group]);
        self.tidy(&report, excerpt)
    }

    fn width(&self) -> usize {
        self.style.width.max(NARROWEST)
    }

    /// The marks in the file of the mistake itself, and the labels that do not fit beside them.
    fn marks<'d>(&self, d: &'d Diagnostic) -> (Vec<Mark>, Vec<&'d Label>) {
        let span = self.cut(&d.place);
        let mut marks = vec![Mark { kind: AnnotationKind::Primary, span, text: None }];
        let mut others = Vec::new();
        for label in &d.labels {
            if !self.can_show(&label.place) {
                others.push(label);
            } else if label.place.path != d.place.path {
                // It gets an excerpt of its own.
            } else if label.place.span == d.place.span && marks[0].text.is_none() {
                marks[0].text = Some(label.text.clone());
            } else if self.fits_beside(&d.place, &label.place) {
                let span = self.cut(&label.place);
                marks.push(Mark { kind: AnnotationKind::Context, span, text: Some(label.text.clone()) });
            } else {
                others.push(label);
            }
        }
        (marks, others)
    }

    /// Whether two places can be seen through one window, where the lines are longer than the terminal is wide.
    fn fits_beside(&self, one: &Place, other: &Place) -> bool {
        let columns = |place| lines_of(place, self.sources).map_or((1, 1), |(from, to)| (from.column, to.column));
        let (a, b) = (columns(one), columns(other));
        let left = a.0.min(b.0);
        let right = a.0.max(a.1).max(b.0).max(b.1);
        right - left <= self.width() / 2 || right <= self.width()
    }

    /// A range of bytes that is never much longer than half the terminal is wide, so that its head can be shown.
    fn cut(&self, place: &Place) -> Span {
        let Span { start, end } = place.span;
        let text = self.sources.get(&place.path).and_then(|source| source.as_text());
        let marked = text.and_then(|text| text.get(start..end.max(start).min(text.len()))).unwrap_or("");
        let cut = marked.char_indices().nth(self.width() / 2).map_or(marked.len(), |(index, _)| index);
        Span::new(start, start + cut)
    }

    fn with_snippet<'g>(&self, group: Group<'g>, place: &Place, marks: &[Mark]) -> Group<'g> {
        match self.sources.get(&place.path).and_then(|source| source.as_text()) {
            Some(text) => group.element(snippet(&place.path, text, marks, &self.hidden)),
            None => group,
        }
    }

    fn can_show(&self, place: &Place) -> bool {
        place.span != Span::FILE_HEAD
            && lines_of(place, self.sources).is_some_and(|(start, _)| !self.hidden.holds(&place.path, start.line))
    }

    fn last_line(&self, place: &Place) -> usize {
        lines_of(place, self.sources).map_or(0, |(start, _)| start.line)
    }

    /// The arrow line alone. A mistake of the whole file has no line.
    fn origin(&self, place: &Place) -> Origin<'static> {
        let origin = Origin::path(one_line(place.path.as_str()));
        match lines_of(place, self.sources) {
            Some((start, _)) if place.span != Span::FILE_HEAD => origin.line(start.line).char_column(start.column),
            _ => origin,
        }
    }

    fn arrow(&self, place: &Place) -> String {
        let path = one_line(place.path.as_str());
        match lines_of(place, self.sources) {
            Some((start, _)) if place.span != Span::FILE_HEAD => format!("{path}:{}:{}", start.line, start.column),
            _ => path,
        }
    }

    /// Takes the blanks from the ends of lines, and sets what has no line numbers in by one, as if it had.
    fn tidy(&self, report: &str, excerpt: bool) -> String {
        let mut tidy = String::with_capacity(report.len() + 16);
        for (number, line) in report.lines().enumerate() {
            if number > 0 && !excerpt {
                tidy.push(' ');
            }
            tidy.push_str(line.trim_end());
            tidy.push('\n');
        }
        tidy
    }
}

/// Why it matters, and the statements behind it: `A day gives people time. (S32, S33)`.
fn reason(d: &Diagnostic) -> Option<String> {
    let basis: Vec<String> = d.basis.iter().map(ToString::to_string).collect();
    let basis = basis.join(", ");
    match (&d.why, basis.as_str()) {
        (None, "") => None,
        (None, basis) => Some(basis.to_owned()),
        (Some(why), "") => Some(why.clone()),
        (Some(why), basis) => Some(format!("{why} ({basis})")),
    }
}
