//! Diagnostics as people and programs read them. Pure: a report is a text, and somebody else prints it.

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Place, Sources};
use crate::span::{LineColumn, Span, line_column};

mod discreet;
mod excerpt;
mod github;
mod json;
pub mod prose;
mod safe;
mod sarif;
mod text;

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Each mistake with the line it is on, for a person.
    Text,
    /// One line each, for an editor's list of problems.
    Short,
    /// For other programs.
    Json,
    /// For code scanning: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS).
    Sarif,
    /// For a run of GitHub Actions, which shows each mistake beside its line.
    Github,
}

impl Format {
    /// Whether a report says something even where nothing was found, because a program waits for it.
    pub fn is_never_empty(self) -> bool {
        matches!(self, Format::Json | Format::Sarif)
    }
}

/// How a report is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style<'s> {
    pub color: bool,
    /// The terminal's width in characters.
    pub width: usize,
    /// The way from where one stands to the site's folder, with its closing slash. It stands in front of the paths in
    /// reports that are read from there.
    pub from: &'s str,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Style { color: false, width: 100, from: "" }
    }
}

/// Writes a report of the diagnostics in the order in which they come. Every form ends with a line break, unless it is
/// empty.
pub fn render(format: Format, diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    match format {
        Format::Text => text::render(diagnostics, sources, style),
        Format::Short => short(diagnostics, sources),
        Format::Json => json::render(diagnostics, sources),
        Format::Sarif => sarif::render(diagnostics, sources, style.from),
        Format::Github => github::render(diagnostics, sources, style.from),
    }
}

/// One line each, for a screen that others may see: nothing of what the files say is quoted.
pub fn without_quotes(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    discreet::render(diagnostics, sources)
}

/// The message of one mistake, without what it quotes.
pub fn message_without_quotes(diagnostic: &Diagnostic) -> String {
    discreet::message(diagnostic)
}

/// How many there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub errors: usize,
    pub warnings: usize,
    pub advice: usize,
}

pub fn count(diagnostics: &[Diagnostic]) -> Count {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    Count { errors: of(Severity::Error), warnings: of(Severity::Warning), advice: of(Severity::Advice) }
}

/// Says in one sentence how many problems there are.
pub fn summary(count: Count) -> String {
    let words = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {many}")),
    };
    let parts: Vec<String> = [
        words(count.errors, "error", "errors"),
        words(count.warnings, "warning", "warnings"),
        words(count.advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.split_last() {
        None => "No problems found.".to_owned(),
        Some((last, [])) => format!("{last}."),
        Some((last, others)) => format!("{} and {last}.", others.join(", ")),
    }
}

/// `path:line:col: severity[code]: message`, one line each. A mistake of a whole file is at 1:1, so that every line
/// has the same shape.
fn short(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut report = String::new();
    for d in diagnostics {
        let (start, _) = lines_of(&d.place, sources).unwrap_or((FIRST, FIRST));
        let path = safe::one_line(d.place.path.as_str());
        let message = safe::one_line(&d.message);
        let LineColumn { line, column } = start;
        // Writing to a string cannot fail.
        let _ = writeln!(report, "{path}:{line}:{column}: {}[{}]: {message}", d.severity.word(), d.code);
    }
    report
}

const FIRST: LineColumn = LineColumn { line: 1, column: 1 };

/// Where a place begins and ends, or nothing where the file has no text.
fn lines_of(place: &Place, sources: &Sources) -> Option<(LineColumn, LineColumn)> {
    let text = sources.get(&place.path)?.as_text()?;
    let Span { start, end } = place.span;
    Some((line_column(text, start), line_column(text, end.max(start))))
}

#[cfg(test)]
mod tests;
