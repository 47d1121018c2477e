//! The report for a run of GitHub Actions: one workflow command for each mistake
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::lines_of;
use crate::report::safe::one_line;
use crate::source::Sources;

pub fn render(diagnostics: &[Diagnostic], sources: &Sources, from: &str) -> String {
    let mut report = String::new();
    for d in diagnostics {
        let command = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let mut properties = vec![("file", format!("{from}{}", one_line(d.place.path.as_str())))];
        if let Some((start, end)) = lines_of(&d.place, sources) {
            properties.extend([("line", start.line.to_string()), ("endLine", end.line.to_string())]);
            // A column is read only where the mistake stands on one line.
            if start.line == end.line {
                properties.extend([("col", start.column.to_string()), ("endColumn", end.column.to_string())]);
            }
        }
        properties.push(("title", d.code.to_string()));
        let properties: Vec<String> =
            properties.iter().map(|(name, value)| format!("{name}={}", escaped_property(value))).collect();
        let said: Vec<String> = std::iter::once(&d.message).chain(&d.help).map(|said| one_line(said)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(report, "::{command} {}::{}", properties.join(","), escaped(&said.join("\n")));
    }
    report
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escaped_property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
