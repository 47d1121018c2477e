//! Words that a glossary explains: each is led to its explanation where a page uses it for the first time.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::{Document, plain_text};

/// The terms of a glossary, ready to be found in text.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    finder: Option<AhoCorasick>,
    /// The term of each pattern.
    of_pattern: Vec<usize>,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    anchor: String,
    explanation: String,
}

/// A glossary as one page leads to it.
#[derive(Clone, Copy, Debug)]
pub struct Glossary<'a> {
    pub terms: &'a Terms,
    /// The way from the page to the glossary.
    pub href: &'a str,
}

/// A term in a text: where it stands, in bytes, and what its link says.
pub struct Found<'a> {
    pub term: usize,
    pub start: usize,
    pub end: usize,
    pub anchor: &'a str,
    pub explanation: &'a str,
}

impl Terms {
    /// Reads a glossary: each heading is a term, and the paragraph below it is the explanation.
    ///
    /// Terms are found as they are written, with a capital at the start of a sentence, and with an s at their end.
    pub fn read(document: &Document) -> Terms {
        let terms: Vec<Term> = document
            .headings
            .iter()
            .zip(explanations(document))
            .map(|(heading, explanation)| Term { anchor: heading.id.clone(), explanation })
            .collect();
        let mut patterns = Vec::new();
        let mut of_pattern = Vec::new();
        for (at, heading) in document.headings.iter().enumerate() {
            for form in forms(&heading.text) {
                patterns.push(form);
                of_pattern.push(at);
            }
        }
        // Made for each edition, and used on a few pages: quick to make counts for more than quick to use.
        let kind = Some(AhoCorasickKind::NoncontiguousNFA);
        let finder = AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(&patterns).ok();
        Terms { finder: finder.filter(|_| !patterns.is_empty()), of_pattern, terms }
    }

    pub fn len(&self) -> usize {
        self.terms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms in a text that stand there as whole words, in order.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found<'a>> {
        let matches = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        matches.filter(|found| is_whole(text, found.start(), found.end())).filter_map(|found| {
            let term = *self.of_pattern.get(found.pattern().as_usize())?;
            let Term { anchor, explanation } = self.terms.get(term)?;
            Some(Found { term, start: found.start(), end: found.end(), anchor, explanation })
        })
    }
}

/// The ways in which a term is written in a sentence.
fn forms(term: &str) -> Vec<String> {
    let mut letters = term.chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let mut forms = vec![term.to_owned(), format!("{term}s"), format!("{capital}s"), capital];
    forms.sort();
    forms.dedup();
    forms.retain(|form| !form.is_empty());
    forms
}

/// The first paragraph below each heading, as words.
fn explanations(document: &Document) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut start = None;
    for (at, (event, _)) in document.events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { .. }) => found.push(String::new()),
            Event::Start(Tag::Paragraph) => start = Some(at),
            Event::End(TagEnd::Paragraph) => {
                if let (Some(start), Some(last)) = (start.take(), found.last_mut())
                    && last.is_empty()
                {
                    *last = plain_text(&document.events[start..at]);
                }
            }
            _ => {}
        }
    }
    found
}

fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
}

#[cfg(test)]
mod tests {
    use super::Terms;
    use crate::markdown::{Options, parse};
    use crate::source::SourcePath;

    fn terms(text: &str) -> Terms {
        Terms::read(&parse(&SourcePath::new("content/guidance/glossary.md"), text, Options { unsafe_html: false }).0)
    }

    fn found(terms: &Terms, text: &str) -> Vec<(String, String)> {
        terms.find(text).map(|found| (text[found.start..found.end].to_owned(), found.anchor.to_owned())).collect()
    }

    #[test]
    fn terms_are_found_as_whole_words_longest_first() {
        let terms = terms(
            "## Review Team\n\nPeople.\n\n## Review Team member\n\nOne of them. More.\n\n## run sheet\n\nA *sheet*.\n",
        );
        assert_eq!(terms.len(), 3);
        let text =
            "Review Team members and the Review Team read a run sheet. Run sheets help; rerun sheet, run sheet-like.";
        assert_eq!(
            found(&terms, text),
            [
                ("Review Team members".to_owned(), "review-team-member".to_owned()),
                ("Review Team".to_owned(), "review-team".to_owned()),
                ("run sheet".to_owned(), "run-sheet".to_owned()),
                ("Run sheets".to_owned(), "run-sheet".to_owned()),
            ]
        );
        assert_eq!(terms.find("a run sheet").next().unwrap().explanation, "A sheet.");
        assert_eq!(found(&terms, "the review team"), [], "a name is written with its capitals");
    }

    #[test]
    fn a_glossary_may_be_empty() {
        let terms = terms("Nothing yet.\n");
        assert!(terms.is_empty() && found(&terms, "anything").is_empty());
    }
}
