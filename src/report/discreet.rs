//! The report for a screen that others may see: code, place and message, without a word of what the files say.

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, TEMPLATE_ERROR, YAML_SYNTAX, unquoted};
use crate::report::safe::one_line;
use crate::report::{FIRST, lines_of};
use crate::source::Sources;
use crate::span::LineColumn;

/// One line each.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut report = String::new();
    for d in diagnostics {
        let (LineColumn { line, column }, _) = lines_of(&d.place, sources).unwrap_or((FIRST, FIRST));
        let path = one_line(d.place.path.as_str());
        let message = message(d);
        // Writing to a string cannot fail.
        let _ = writeln!(report, "{path}:{line}:{column}: {}[{}]: {message}", d.severity.word(), d.code);
    }
    report
}

/// The message of a mistake with everything left out that it quotes.
pub fn message(d: &Diagnostic) -> String {
    // These repeat the words of a parser, which quotes as it likes.
    if d.code == YAML_SYNTAX.id {
        return "This file cannot be read as YAML.".to_owned();
    }
    if d.code == TEMPLATE_ERROR.id {
        let during = d.message.rsplit_once(" It came up while making ").map(|(_, page)| page);
        let during = during.map_or_else(String::new, |page| format!(" It came up while making {page}"));
        return one_line(&format!("This template cannot be used.{during}"));
    }
    unquoted(&one_line(&d.message))
}
