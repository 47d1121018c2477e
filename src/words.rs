//! Interface words: `themes/<theme>/words/<lang>.yaml`, a text for every key.

pub mod plural;

use std::collections::BTreeMap;

use crate::diagnostic::{DUPLICATE_FIELD, Diagnostic, WRONG_TYPE};
use crate::source::{Place, Source};
use crate::words::plural::{OTHER, Plurals, counted};
use crate::yaml::{self, Entry, Kind, Node};

/// The words of one language, and behind them those of another, for what nobody has translated yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Groups of keys are joined by dots: `document.script`.
    texts: BTreeMap<String, String>,
    plurals: Plurals,
    behind: Option<Box<Words>>,
}

/// One text of a file of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub key: String,
    pub text: String,
    /// Where the last part of the key stands.
    pub place: Place,
}

impl Words {
    /// The words of a language, by its tag.
    pub fn of_language<'a>(tag: &str, written: impl IntoIterator<Item = &'a Written>) -> Words {
        let texts = written.into_iter().map(|written| (written.key.clone(), written.text.clone())).collect();
        Words { texts, plurals: Plurals::of_language(tag), behind: None }
    }

    /// The text of a key. A key that nobody has written a text for shows itself, so that it can be found and mended.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.text(key).unwrap_or(key)
    }

    /// The text of a key, if anybody has written one.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str).or_else(|| self.behind.as_ref()?.text(key))
    }

    /// The text of a key with `{name}`s filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The text for a number, with `{n}` filled in: the form that the language has for it (`key.one`, `key.few`), or
    /// `key.other`.
    pub fn count(&self, key: &str, n: usize) -> String {
        let text = self.counted(key, n).map_or_else(|| format!("{key}.{OTHER}"), str::to_owned);
        fill(&text, &[("n", &n.to_string())])
    }

    /// A language that has any fitting form of its own is not mixed with the one behind it, which counts otherwise.
    fn counted(&self, key: &str, n: usize) -> Option<&str> {
        let own = |form: &str| self.texts.get(&format!("{key}.{form}")).map(String::as_str);
        own(self.plurals.form(n)).or_else(|| own(OTHER)).or_else(|| self.behind.as_ref()?.counted(key, n))
    }

    /// Every key with its text, in order; each key once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut all: BTreeMap<&str, &str> = self.behind.iter().flat_map(|behind| behind.iter()).collect();
        all.extend(self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str())));
        all.into_iter()
    }

    /// Takes over from a base in the same language every key that these words lack.
    pub fn or(mut self, base: Words) -> Words {
        for (key, text) in base.texts {
            self.texts.entry(key).or_insert(text);
        }
        self
    }

    /// Puts the words of another language behind these.
    pub fn before(self, behind: Words) -> Words {
        Words { behind: Some(Box::new(behind)), ..self }
    }

    /// The keys that the words behind these have, and these have not. One form of a number stands for all.
    pub fn missing(&self) -> Vec<&str> {
        let has = |key: &str| {
            let other = counted(key).map(|group| format!("{group}.{OTHER}"));
            self.texts.contains_key(key) || other.is_some_and(|other| self.texts.contains_key(&other))
        };
        let behind = self.behind.iter().flat_map(|behind| behind.texts.keys());
        behind.map(String::as_str).filter(|key| !has(key)).collect()
    }

    /// How many keys the words behind these have.
    pub fn wanted(&self) -> usize {
        self.behind.as_ref().map_or(0, |behind| behind.texts.len())
    }

    /// Whether these words have the key themselves, or another form of it.
    /// The text of a key in this language itself.
    pub fn own(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    pub fn knows(&self, key: &str) -> bool {
        let counts = |group: &str| self.texts.contains_key(&format!("{group}.{OTHER}"));
        self.texts.contains_key(key) || counted(key).is_some_and(counts)
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The names in braces that a text wants filled in.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    inside.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Reads a file of words.
pub fn parse(source: &Source) -> (Vec<Written>, Vec<Diagnostic>) {
    let mut found = Found { source, written: Vec::new(), diagnostics: Vec::new() };
    let Some(text) = source.as_text() else { return (found.written, found.diagnostics) };
    match yaml::parse(&source.path, text, 0) {
        Ok(Node { kind: Kind::Map(entries), .. }) => found.entries("", &entries),
        Ok(Node { kind: Kind::Null, .. }) => {}
        Ok(other) => found.no_words(&other),
        Err(diagnostic) => found.diagnostics.push(*diagnostic),
    }
    (found.written, found.diagnostics)
}

/// What a file of words is found to hold.
struct Found<'a> {
    source: &'a Source,
    written: Vec<Written>,
    diagnostics: Vec<Diagnostic>,
}

impl Found<'_> {
    fn entries(&mut self, prefix: &str, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            let key = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
            let place = Place::new(&self.source.path, entry.key_span);
            if let Some(first) = entries[..at].iter().find(|earlier| earlier.key == entry.key) {
                let message = format!("`{key}` stands here a second time.");
                let found = Diagnostic::new(&DUPLICATE_FIELD, place.clone(), message);
                let found = found.label(Place::new(&self.source.path, first.key_span), "the first one");
                self.diagnostics.push(found.help("Keep one of them."));
            }
            match &entry.value.kind {
                Kind::Map(inner) => self.entries(&key, inner),
                Kind::Scalar(text) => self.written.push(Written { key, text: text.clone(), place }),
                Kind::Null => {}
                Kind::List(_) => self.no_words(&entry.value),
            }
        }
    }

    fn no_words(&mut self, node: &Node) {
        let place = Place::new(&self.source.path, node.span);
        let message = format!("A file of words holds keys and texts, and not {}.", node.describe());
        self.diagnostics.push(Diagnostic::new(&WRONG_TYPE, place, message).help("Write `key: text`."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, SourcePath};

    fn words(tag: &str, text: &str) -> Words {
        let (written, found) = parse(&Source::text(&SourcePath::new("words.yaml"), Origin::BuiltIn, text));
        assert_eq!(found, []);
        Words::of_language(tag, &written)
    }

    #[test]
    fn what_is_not_translated_stands_in_the_language_behind() {
        let english =
            words("en-GB", "nav: {home: Home, next: Next}\nminutes: {one: '{n} minute', other: '{n} minutes'}");
        let welsh = words("cy", "nav: {home: Hafan}").before(english.clone());
        assert_eq!((welsh.get("nav.home"), welsh.get("nav.next"), welsh.get("nav.x")), ("Hafan", "Next", "nav.x"));
        assert_eq!(welsh.missing(), ["minutes.one", "minutes.other", "nav.next"]);
        assert_eq!((welsh.count("minutes", 1), welsh.count("minutes", 2)), ("1 minute".into(), "2 minutes".into()));
        let gaelic = words("gd", "{}").before(english);
        assert_eq!(gaelic.count("minutes", 11), "11 minutes", "English words are counted as in English");
    }

    #[test]
    fn forms_of_two_languages_are_not_mixed() {
        let english = words("en-GB", "minutes: {one: '{n} minute', other: '{n} minutes'}");
        let welsh = words("cy", "minutes: {two: '{n} funud', other: '{n} munud'}").before(english);
        let counted: Vec<String> = [0, 1, 2, 3].map(|n| welsh.count("minutes", n)).into();
        assert_eq!(counted, ["0 munud", "1 munud", "2 funud", "3 munud"]);
        assert_eq!(welsh.missing(), [""; 0]);
        assert!(welsh.knows("minutes.few") && !welsh.knows("minutes.fwe"));
    }

    #[test]
    fn names_are_what_stands_in_braces() {
        assert_eq!(names("{n} of {all} { } {}").collect::<Vec<_>>(), ["n", "all"]);
    }
}
