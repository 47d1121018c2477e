//! Mistakes of the template engine as places in templates, with what could stand there instead.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use crate::diagnostic::did_you_mean;
use crate::source::Source;
use crate::span::Span;
use crate::theme::tags;

/// The filters that the template engine has.
const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];
/// The tests that the template engine has.
const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];
/// The functions that templates may call.
const FUNCTIONS: &[&str] = &["asset", "range", "super", "throw"];

/// Templates by their full name: `default/page.html`.
pub type Templates<'a> = BTreeMap<String, &'a Source>;

/// One mistake in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The full name of the template; empty where the engine does not say.
    pub template: String,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
}

/// Everything that an error of the engine tells. Some of its errors are a list of reports in one text.
pub fn mistakes(error: &Error, templates: &Templates) -> Vec<Mistake> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            let (message, help) = without_list(report.message());
            vec![Mistake {
                template: report.filename().to_owned(),
                span: Span::new(range.start, range.end),
                message,
                help,
            }]
        }
        ErrorKind::MissingParent { current, parent } => vec![no_parent(current, parent, templates)],
        ErrorKind::CircularExtend { tpl, .. } => vec![circle(tpl, "extends", templates)],
        ErrorKind::CircularInclude { tpl, .. } => vec![circle(tpl, "includes", templates)],
        _ => reports(&error.to_string(), templates),
    }
}

/// Parts what is wrong from the list of what there is, which the engine puts behind it.
fn without_list(message: &str) -> (String, Option<String>) {
    for list in [" Available variables: ", " Available fields: ", " Available files: "] {
        if let Some((what, there)) = message.split_once(list) {
            let typed = what.split('`').nth(1).unwrap_or("");
            return (what.trim_end_matches('.').to_owned(), offer(typed, there.split(", ")));
        }
    }
    (message.trim_end_matches('.').to_owned(), None)
}

/// Offers the nearest name, and all that there are.
fn offer<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() {
        return None;
    }
    let near = did_you_mean(typed, known.iter().copied()).map(|near| format!("Did you mean `{near}`? "));
    let all: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    Some(format!("{}Here there are {}.", near.unwrap_or_default(), all.join(", ")))
}

/// A variable that a template uses and does not get.
pub fn not_there<'a>(name: &str, known: impl Iterator<Item = &'a str>, span: Span) -> Mistake {
    let message = format!("Variable `{name}` is not defined");
    Mistake { template: String::new(), span, message, help: offer(name, known) }
}

fn text<'a>(templates: &Templates<'a>, name: &str) -> &'a str {
    templates.get(name).and_then(|source| source.as_text()).map_or("", AsRef::as_ref)
}

fn no_parent(current: &str, parent: &str, templates: &Templates) -> Mistake {
    let span = tags::extends(text(templates, current)).map_or(Span::FILE_HEAD, |(_, span)| span);
    let message = format!("There is no template `{parent}` to extend");
    let help = offer(parent, templates.keys().map(String::as_str));
    Mistake { template: current.to_owned(), span, message, help }
}

/// A template that leads back to itself. It mostly means the one that it replaces.
fn circle(template: &str, verb: &str, templates: &Templates) -> Mistake {
    let extends = tags::extends(text(templates, template));
    let span = extends.map_or(Span::FILE_HEAD, |(_, span)| span);
    let help = match template.split_once('/') {
        Some(("default", _)) | None => {
            "Nothing lies beneath the theme `default`. Give the site a theme of its own, which can \
                                        build on this one."
                .to_owned()
        }
        Some((_, bare)) => {
            format!("To build on the one that it replaces, name the theme too: `{{% extends \"default/{bare}\" %}}`.")
        }
    };
    let message = format!("This template {verb} itself, at once or by way of others");
    Mistake { template: template.to_owned(), span, message, help: (verb == "extends").then_some(help) }
}

/// Reads the reports that the engine has written into one text:
///
/// ```text
/// error: Unknown filter `shout`
///  --> quiet/page.html:3:11
///   |
/// 3 | {{ title | shout }}
///   |            ^^^^^
/// ```
fn reports(written: &str, templates: &Templates) -> Vec<Mistake> {
    let lines: Vec<&str> = written.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let Some((template, line, column)) = lines.get(at + 1).and_then(|line| place(line)) else { continue };
        let length = lines.get(at + 4).map_or(0, |line| line.matches('^').count());
        let span = span(text(templates, template), (line, column), length);
        let help = instead(message, template, templates);
        found.push(Mistake { template: template.to_owned(), span, message: message.to_owned(), help });
    }
    if found.is_empty() {
        found.push(defined_twice(written, templates));
    }
    found
}

/// Reads ` --> quiet/page.html:3:11`.
fn place(line: &str) -> Option<(&str, usize, usize)> {
    let mut parts = line.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((parts.next()?, line, column))
}

/// The bytes of some characters from a line and a column on, both counted from one.
fn span(text: &str, (line, column): (usize, usize), length: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[before..];
    let byte = |chars: usize| rest.char_indices().nth(chars).map_or(rest.len(), |(at, _)| at);
    let from = column.saturating_sub(1);
    Span::new(before + byte(from), before + byte(from + length))
}

/// What could stand there instead of something that the engine does not know.
fn instead(message: &str, template: &str, templates: &Templates) -> Option<String> {
    let typed = message.split('`').nth(1)?;
    let all = || templates.values().filter_map(|source| source.as_text()).map(AsRef::as_ref);
    match message.split('`').next()?.trim_end() {
        "Unknown filter" => offer(typed, FILTERS.iter().copied()),
        "Unknown test" => offer(typed, TESTS.iter().copied()),
        "Unknown function" => offer(typed, FUNCTIONS.iter().copied()),
        "Unknown component" => offer(typed, all().flat_map(tags::components)),
        "Unknown template" => offer(typed, templates.keys().map(String::as_str)),
        "Block" => offer(typed, above(template, templates).into_iter().flat_map(tags::blocks)),
        _ => None,
    }
}

/// The texts of the templates that a template extends, nearest first.
fn above<'a>(template: &str, templates: &Templates<'a>) -> Vec<&'a str> {
    let mut texts: Vec<&str> = Vec::new();
    let mut of = text(templates, template);
    while let Some((parent, _)) = tags::extends(of) {
        let found = templates.iter().find(|(name, _)| *name == parent || name.ends_with(&format!("/{parent}")));
        let Some(parent) = found.and_then(|(_, source)| source.as_text()) else { break };
        if texts.len() > templates.len() {
            break;
        }
        of = parent;
        texts.push(parent);
    }
    texts
}

/// A component with two definitions in one theme, or whatever else the engine says without a place.
fn defined_twice(message: &str, templates: &Templates) -> Mistake {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (component, template) = (quoted.next().unwrap_or(""), quoted.nth(1).unwrap_or(""));
    let message = message.lines().next().unwrap_or("").trim_end_matches('.').to_owned();
    let span = tags::variable(text(templates, template), component).unwrap_or(Span::FILE_HEAD);
    let known = templates.contains_key(template);
    Mistake { template: if known { template.to_owned() } else { String::new() }, span, message, help: None }
}
