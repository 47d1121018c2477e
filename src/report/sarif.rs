//! The report for code scanning: SARIF 2.1.0 (OASIS Standard, 27 March 2020).

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::embedded;
use crate::explain::Subject;
use crate::report::json::{in_plain_sight, statements};
use crate::report::lines_of;
use crate::source::{Place, Sources};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stands in a path as it is (RFC 3986, unreserved characters and the slash).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    /// Columns count characters, not units of UTF-16.
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

/// A code that the run gave.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Properties<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    basis: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
}

impl Properties<'_> {
    fn is_empty(&self) -> bool {
        self.basis.is_empty() && self.event.is_none()
    }
}

pub fn render(diagnostics: &[Diagnostic], sources: &Sources, from: &str) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|d| d.code.as_ref()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let result = |d| result(d, &codes, sources, from);
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                rules: codes.iter().map(|code| rule(code)).collect(),
            },
        },
        column_kind: "unicodeCodePoints",
        results: diagnostics.iter().map(result).collect(),
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    // Strings and numbers under fixed keys: there is nothing in it that JSON cannot hold.
    let mut text = in_plain_sight(&serde_json::to_string_pretty(&log).unwrap_or_default());
    text.push('\n');
    text
}

fn rule(code: &str) -> Rule {
    let explained = embedded::explanation(code);
    let title = explained.map_or_else(|| code.to_owned(), |explained| explained.title.clone());
    Rule {
        id: code.to_owned(),
        short_description: Text { text: title },
        full_description: explained.map(|explained| Text { text: explained.meaning().to_owned() }),
        help: explained.map(|explained| {
            let more = format!("{}\n\n`plenary explain {code}` says more, with examples.", explained.to_do());
            Help { text: more.clone(), markdown: more }
        }),
        default_configuration: Configuration {
            level: Subject::find(code).map_or("warning", |subject| level(subject.severity())),
        },
    }
}

fn result<'a>(d: &'a Diagnostic, codes: &[&str], sources: &Sources, from: &str) -> Finding<'a> {
    let said: Vec<&str> = std::iter::once(d.message.as_str()).chain(d.help.as_deref()).collect();
    let related = |label: &Label| Location {
        message: Some(Text { text: label.text.clone() }),
        ..location(&label.place, sources, from)
    };
    Finding {
        rule_id: &d.code,
        rule_index: codes.binary_search(&d.code.as_ref()).unwrap_or_default(),
        level: level(d.severity),
        message: Text { text: said.join(" ") },
        locations: [location(&d.place, sources, from)],
        related_locations: d.labels.iter().map(related).collect(),
        properties: Properties { basis: statements(d), event: d.event.as_deref() },
    }
}

fn location(place: &Place, sources: &Sources, from: &str) -> Location {
    let path = format!("{from}{}", place.path);
    let region = lines_of(place, sources).map(|(start, end)| Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    });
    let uri = utf8_percent_encode(&path, PATH).to_string();
    Location { physical_location: Physical { artifact_location: Artifact { uri }, region }, message: None }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}
