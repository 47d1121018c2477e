//! Interface words: `themes/<theme>/words/<lang>.yaml`, a text for every key.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, WRONG_TYPE};
use crate::source::{Place, Source};
use crate::yaml::{self, Kind, Node};

/// The words of one language. Groups of keys are joined by dots: `document.script`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// The text of a key. A key that nobody has written a text for shows itself, so that it can be found and mended.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with `{name}`s filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.get(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// The text for a number: `key.one` or `key.other`, with `{n}` filled in.
    pub fn count(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "other" };
        self.fill(&format!("{key}.{form}"), &[("n", &n.to_string())])
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// Takes over from a base every key that these words lack.
    pub fn or(mut self, base: &Words) -> Words {
        for (key, text) in &base.0 {
            self.0.entry(key.clone()).or_insert_with(|| text.clone());
        }
        self
    }
}

/// Reads a file of words.
pub fn parse(source: &Source) -> (Words, Vec<Diagnostic>) {
    let mut words = Words::default();
    let mut diagnostics = Vec::new();
    let Some(text) = source.as_text() else { return (words, diagnostics) };
    match yaml::parse(&source.path, text, 0) {
        Ok(node) => collect("", &node, source, &mut words, &mut diagnostics),
        Err(diagnostic) => diagnostics.push(*diagnostic),
    }
    (words, diagnostics)
}

fn collect(prefix: &str, node: &Node, source: &Source, words: &mut Words, diagnostics: &mut Vec<Diagnostic>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let key = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
                collect(&key, &entry.value, source, words, diagnostics);
            }
        }
        Kind::Scalar(text) => drop(words.0.insert(prefix.to_owned(), text.clone())),
        Kind::Null => {}
        Kind::List(_) => {
            let place = Place::new(&source.path, node.span);
            let message = "A file of words holds keys and texts, and no lists.";
            diagnostics.push(Diagnostic::new(&WRONG_TYPE, place, message).help("Write `key: text`."));
        }
    }
}
