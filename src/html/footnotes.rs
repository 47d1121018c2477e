//! The numbers of footnotes, and the section at the end that holds them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Settings, escape_attribute};
use crate::escape::escape_text;
use crate::markdown::Located;

/// The footnotes that the text refers to, by their labels.
#[derive(Default)]
pub struct Footnotes {
    numbers: BTreeMap<String, usize>,
    /// How often each number has been referred to so far.
    references: BTreeMap<usize, usize>,
    texts: BTreeMap<usize, String>,
}

impl Footnotes {
    /// Numbers footnotes in the order in which readers meet them: those of the text, then those of footnotes.
    pub fn number(events: &[Located]) -> Footnotes {
        let mut defined = BTreeSet::new();
        let mut inside: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut waiting = VecDeque::new();
        let mut open: Vec<&str> = Vec::new();
        for (event, _) in events {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    defined.insert(&**label);
                    open.push(label);
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    open.pop();
                }
                Event::FootnoteReference(label) => match open.last() {
                    Some(around) => inside.entry(around).or_default().push(label),
                    None => waiting.push_back(&**label),
                },
                _ => {}
            }
        }
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(label) = waiting.pop_front() {
            if defined.contains(label) && !numbers.contains_key(label) {
                numbers.insert(label.to_owned(), numbers.len() + 1);
                waiting.extend(inside.remove(label).unwrap_or_default());
            }
        }
        Footnotes { numbers, ..Footnotes::default() }
    }

    /// Whether a definition of this label is to be shown: the text leads to it, and it is the first.
    pub fn is_wanted(&self, label: &str) -> bool {
        self.numbers.get(label).is_some_and(|number| !self.texts.contains_key(number))
    }

    /// The mark in the text. Inside a link it is no link itself, since links cannot hold links.
    pub fn reference(&mut self, label: &str, in_link: bool, settings: &Settings) -> String {
        let Some(&number) = self.numbers.get(label) else { return String::new() };
        if in_link {
            return format!("<sup class=\"footnote-ref\">{number}</sup>");
        }
        let count = self.references.entry(number).or_insert(0);
        *count += 1;
        let prefix = escape_attribute(settings.id_prefix);
        let id = reference_id(number, *count);
        format!(
            "<sup class=\"footnote-ref\"><a href=\"#{prefix}fn-{number}\" id=\"{prefix}{id}\" role=\"doc-noteref\">{number}</a></sup>"
        )
    }

    /// Keeps the rendered text of a footnote. The first of two with the same label counts.
    pub fn keep(&mut self, label: &str, html: String) {
        if let Some(&number) = self.numbers.get(label) {
            self.texts.entry(number).or_insert(html);
        }
    }

    /// The section with all of them, or nothing.
    pub fn section(self, settings: &Settings) -> String {
        if self.texts.is_empty() {
            return String::new();
        }
        let heading = escape_attribute(settings.words.footnotes);
        let prefix = escape_attribute(settings.id_prefix);
        let mut out = format!("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{heading}\">\n");
        let _ = writeln!(out, "<p class=\"footnotes-title\">{}</p>\n<ol>", escape_text(settings.words.footnotes));
        for (number, text) in &self.texts {
            let mut back = String::new();
            for count in 1..=self.references.get(number).copied().unwrap_or(0) {
                let id = reference_id(*number, count);
                let mark = id.trim_start_matches("fnref-");
                let label = escape_attribute(&format!("{} {mark}", settings.words.back_to_text));
                let _ = write!(
                    back,
                    " <a class=\"footnote-back\" href=\"#{prefix}{id}\" role=\"doc-backlink\" aria-label=\"{label}\">\u{21a9}\u{fe0e}</a>"
                );
            }
            let text = text.trim_end();
            // The way back stands at the end of the last paragraph, where there is one.
            let _ = match text.strip_suffix("</p>") {
                Some(text) => writeln!(out, "<li id=\"{prefix}fn-{number}\">{text}{back}</p></li>"),
                None => writeln!(out, "<li id=\"{prefix}fn-{number}\">{text}{back}</li>"),
            };
        }
        out.push_str("</ol>\n</section>\n");
        out
    }
}

fn reference_id(number: usize, count: usize) -> String {
    match count {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{count}"),
    }
}
