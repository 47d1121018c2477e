//! Mistakes as data: what is wrong, where, and what to type instead.
//!
//! A diagnostic is one plain value. Every stage returns a list of them beside its result; nothing is printed here.

use std::borrow::Cow;

use crate::basis::Basis;
use crate::source::{Place, SourcePath};
use crate::span::Span;

/// How much a diagnostic weighs (`contract.md` section 6). Errors first, so that sorting puts them first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Advice,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

/// What an error stops: content the whole build, a leak its edition, practice nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Content,
    Leak,
    Practice,
}

/// One kind of mistake, as the table of codes describes it.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    pub id: &'static str,
    pub class: Class,
    pub severity: Severity,
    /// What it rests on; nothing for what is a matter of files and words.
    pub basis: &'static [Basis],
}

/// Declares the codes once: a constant each, and the list of them all.
macro_rules! codes {
    ($($name:ident = $id:literal, $class:ident, $severity:ident $(, S($($statement:literal),*))?;)*) => {
        $(pub static $name: Code = Code {
            id: $id,
            class: Class::$class,
            severity: Severity::$severity,
            basis: &[$($(Basis::Statement($statement)),*)?],
        };)*

        /// Every code that the compiler itself can give, in the order of `contract.md` section 9.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    YAML_SYNTAX = "yaml-syntax", Content, Error;
    UNKNOWN_FIELD = "unknown-field", Content, Error;
    MISSING_FIELD = "missing-field", Content, Error;
    WRONG_TYPE = "wrong-type", Content, Error;
    BAD_VALUE = "bad-value", Content, Error;
    DUPLICATE_FIELD = "duplicate-field", Content, Error;
    DUPLICATE_ID = "duplicate-id", Content, Error;
    BAD_NAME = "bad-name", Content, Error;
    UNKNOWN_REFERENCE = "unknown-reference", Content, Error;
    UNKNOWN_COVERAGE = "unknown-coverage", Content, Error;
    WAIVER_HAS_REASON = "waiver-has-reason", Content, Error, S(32, 48);
    WAIVER_UNUSED = "waiver-unused", Content, Advice;
    FRONT_MATTER = "front-matter", Content, Error;
    DEAD_LINK = "dead-link", Content, Error;
    DEAD_ANCHOR = "dead-anchor", Content, Error;
    DUPLICATE_ANCHOR = "duplicate-anchor", Content, Error;
    UNSAFE_LINK = "unsafe-link", Content, Error;
    RAW_HTML = "raw-html", Content, Warning;
    UNKNOWN_EMBED = "unknown-embed", Content, Error;
    UNKNOWN_LANGUAGE = "unknown-language", Content, Advice;
    LINK_LEAVES_EDITION = "link-leaves-edition", Content, Advice;
    PAST_REVIEW_DATE = "past-review-date", Content, Advice;
    TEMPLATE_ERROR = "template-error", Content, Error;
    PAGE_COLLISION = "page-collision", Content, Error;
    UNREADABLE_FILE = "unreadable-file", Content, Error;
    TOO_LARGE = "too-large", Content, Error;
    NOT_UTF8 = "not-utf8", Content, Error;
    ADULT_HAS_PSEUDONYM = "adult-has-pseudonym", Content, Error, S(97);
    AUDIENCE_LEAK = "audience-leak", Leak, Error, S(97);
    RESTRICTED_TERM = "restricted-term-in-open-page", Leak, Error, S(97);
    TRAINING_IS_FICTIONAL = "training-is-fictional", Leak, Error, S(97);
}

/// A second place that helps to understand the first ("the room closes here").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub place: Place,
    pub text: String,
}

/// One mistake, warning or piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable, kebab-case name of the mistake.
    pub code: Cow<'static, str>,
    pub class: Class,
    pub severity: Severity,
    /// Stands alone: says what is wrong without the excerpt.
    pub message: String,
    pub place: Place,
    pub labels: Vec<Label>,
    /// What to do, or to type, instead.
    pub help: Option<String>,
    /// Why it matters, in a sentence or two.
    pub why: Option<String>,
    /// The statements and sources that it rests on.
    pub basis: Vec<Basis>,
    /// The event that a practice rule speaks of, as `review/event`.
    pub event: Option<String>,
    /// Whether the line it points at may be shown. Lines with restricted terms may not.
    pub excerpt: bool,
}

impl Diagnostic {
    pub fn new(code: &Code, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: Cow::Borrowed(code.id),
            class: code.class,
            severity: code.severity,
            message: message.into(),
            place,
            labels: Vec::new(),
            help: None,
            why: None,
            basis: code.basis.to_vec(),
            event: None,
            excerpt: true,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    pub fn label(mut self, place: Place, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Keeps the line out of every report, because it may hold a restricted term.
    pub fn without_excerpt(mut self) -> Diagnostic {
        self.excerpt = false;
        self
    }

    /// Whether this stops the whole build.
    pub fn is_content_error(&self) -> bool {
        self.class == Class::Content && self.severity == Severity::Error
    }
}

/// Puts diagnostics in the order of files and places, and shows each once.
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    fn key(d: &Diagnostic) -> (&SourcePath, Span, Severity, &str, &str) {
        (&d.place.path, d.place.span, d.severity, &d.code, &d.message)
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup();
    diagnostics
}

/// Puts `…` in the place of everything from the first quotation mark to the last: what is quoted may hold such marks
/// itself, so that nobody can tell which of them belong together. A single one hides all that follows.
pub fn unquoted(message: &str) -> String {
    const MARKS: [char; 4] = ['`', '"', '“', '”'];
    let Some(first) = message.find(MARKS) else { return message.to_owned() };
    let last = message.rfind(MARKS).filter(|last| *last > first);
    let rest = last.map_or("", |last| message[last..].trim_start_matches(MARKS));
    format!("{}…{rest}", &message[..first])
}

/// The known word nearest to what was typed, if one is near enough to be worth asking about.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let letters = typed.chars().count();
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&typed, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= word.chars().count().max(letters).max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// "Did you mean `x`?", or the list of what is possible where nothing is near.
pub fn suggestion<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(word) = did_you_mean(typed, known.clone()) {
        return Some(format!("Did you mean `{word}`?"));
    }
    let words: Vec<String> = known.into_iter().map(|word| format!("`{word}`")).collect();
    match words.len() {
        0 => None,
        1..=12 => Some(format!("Possible here: {}.", words.join(", "))),
        _ => Some(format!("Possible here: {} and {} more.", words[..12].join(", "), words.len() - 12)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_offered_and_a_far_one_is_not() {
        let known = ["duration", "title", "venue"];
        assert_eq!(did_you_mean("durration", known), Some("duration"));
        assert_eq!(did_you_mean("Venu", known), Some("venue"));
        assert_eq!(did_you_mean("participants", known), None);
        assert_eq!(suggestion("xyz", ["a1", "b2"]).as_deref(), Some("Possible here: `a1`, `b2`."));
    }

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut ids: Vec<_> = CODES.iter().map(|code| code.id).collect();
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CODES.len());
    }

    #[test]
    fn what_a_message_quotes_is_left_out() {
        for (message, discreet) in [
            ("There is no venue `glenfaran-hall`.", "There is no venue …."),
            ("`a` and `b` are the same.", "… are the same."),
            ("It says “Anna” and \"Bert\" here.", "It says … here."),
            ("`a`SECRET`c` is not a date.", "… is not a date."),
            ("An open `quotation mark", "An open …"),
            ("Nothing quoted.", "Nothing quoted."),
        ] {
            assert_eq!(unquoted(message), discreet);
        }
    }
}
