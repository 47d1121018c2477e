//! The report for other programs (`contract.md` section 5).

use serde::Serialize;

use crate::basis::Basis;
use crate::diagnostic::Diagnostic;
use crate::report::safe::is_hidden;
use crate::report::{count, lines_of};
use crate::source::Sources;

/// The shape of the report. A shape that breaks readers gets a new number.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    summary: Summary,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    advice: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    path: &'a str,
    #[serde(flatten)]
    lines: Option<Lines>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    basis: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
}

/// Absent as a whole where the file has no text.
#[derive(Serialize)]
struct Lines {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let count = count(diagnostics);
    let report = Report {
        version: VERSION,
        summary: Summary { errors: count.errors, warnings: count.warnings, advice: count.advice },
        diagnostics: diagnostics.iter().map(|d| entry(d, sources)).collect(),
    };
    // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
    let mut text = in_plain_sight(&serde_json::to_string_pretty(&report).unwrap_or_default());
    text.push('\n');
    text
}

/// Writes as an escape what a terminal would obey, or what turns the direction of the text around it. All of it stands in
/// strings, where an escape means the same.
pub fn in_plain_sight(json: &str) -> String {
    let escape = |c: char| match c {
        '\n' => "\n".to_owned(),
        c if c.is_control() || is_hidden(c) && u32::from(c) < 0x10000 => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    json.chars().map(escape).collect()
}

fn entry<'a>(d: &'a Diagnostic, sources: &Sources) -> Entry<'a> {
    let lines = lines_of(&d.place, sources).map(|(start, end)| Lines {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    });
    Entry {
        code: &d.code,
        severity: d.severity.word(),
        message: &d.message,
        path: d.place.path.as_str(),
        lines,
        help: d.help.as_deref(),
        basis: statements(d),
        event: d.event.as_deref(),
    }
}

/// The statements of the guidance alone: what rests on wider practice is no guidance, and is not to be read as such.
pub fn statements(d: &Diagnostic) -> Vec<String> {
    let of_guidance = d.basis.iter().filter(|basis| matches!(basis, Basis::Statement(_)));
    of_guidance.map(ToString::to_string).collect()
}
