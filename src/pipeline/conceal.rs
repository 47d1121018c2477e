//! No report says a word of a list of restricted terms: not in an excerpt, not in what it quotes, not in a path.

use crate::diagnostic::{Diagnostic, YAML_SYNTAX, unquoted};
use crate::folding::Terms;
use crate::rules::finding::CONCEALED;
use crate::source::{Place, SourcePath, Sources};
use crate::span::{Span, lines_around};

/// Keeps restricted words out of reports, whatever is told, and wherever it came from.
pub fn conceal(diagnostics: &mut [Diagnostic], restricted: &Terms, sources: &Sources) {
    for found in diagnostics {
        let places = || std::iter::once(&found.place).chain(found.labels.iter().map(|label| &label.place));
        found.excerpt = found.excerpt && !places().any(|place| shows_a_term(place, restricted, sources));
        let quotes_list = places().any(|place| is_in_a_list(place, sources));
        let says_one = |text: &String| quotes_list || restricted.stand_in(text);
        if says_one(&found.message) {
            let discreet = unquoted(&found.message);
            // A parser quotes as it likes.
            let in_parsers_words = quotes_list && found.code == YAML_SYNTAX.id;
            found.message = match in_parsers_words || restricted.stand_in(&discreet) {
                true => "What is wrong here cannot be told without a restricted word.".to_owned(),
                false => discreet,
            };
        }
        found.help = found.help.take().map(|help| if says_one(&help) { unquoted(&help) } else { help });
        found.help = found.help.take().filter(|help| !restricted.stand_in(help));
        found.why = found.why.take().filter(|why| !restricted.stand_in(why));
        for label in &mut found.labels {
            if says_one(&label.text) {
                label.text = unquoted(&label.text);
            }
            if restricted.stand_in(&label.text) {
                label.text = CONCEALED.to_owned();
            }
            label.place.path = discreet_path(&label.place.path, restricted);
        }
        found.place.path = discreet_path(&found.place.path, restricted);
    }
}

/// Whether the lines of an excerpt hold a restricted word, or belong to a list of them.
fn shows_a_term(place: &Place, restricted: &Terms, sources: &Sources) -> bool {
    let text = sources.get(&place.path).and_then(|source| source.as_text());
    let lines = text.map(|text| lines_around(text, place.span));
    lines.is_some_and(|lines| restricted.stand_in(lines)) || is_in_a_list(place, sources)
}

/// Whether a place is in a review's own list of restricted terms. The list is found by its key and by how its lines begin,
/// since a file that cannot be read as YAML gives no list to go by.
fn is_in_a_list(place: &Place, sources: &Sources) -> bool {
    if place.path.file_name() != "review.yaml" {
        return false;
    }
    let Some(text) = sources.get(&place.path).and_then(|source| source.as_text()) else { return false };
    list_in(text).is_some_and(|list| place.span.start < list.end && list.start <= place.span.end)
}

/// The lines of `restricted_terms:` in the text of a review: from its key to the next key that stands as far to the left.
fn list_in(text: &str) -> Option<Span> {
    let is_key = |line: &str| {
        let key = line.trim_start_matches(['"', '\'']).strip_prefix("restricted_terms");
        key.is_some_and(|rest| !rest.starts_with('_'))
    };
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let belongs = line.starts_with([' ', '\t', '-', '#', ']', '"', '\'', ',', '\r', '\n']) && !is_key(line);
        match start {
            Some(start) if !belongs && !is_key(line) => return Some(Span::new(start, at)),
            None if is_key(line) => start = Some(at),
            _ => {}
        }
        at += line.len();
    }
    start.map(|start| Span::new(start, text.len()))
}

/// A path without the restricted words in it. It leads nowhere then, so nothing of the file is shown either.
fn discreet_path(path: &SourcePath, restricted: &Terms) -> SourcePath {
    if !restricted.stand_in(path.as_str()) {
        return path.clone();
    }
    let part = |part: &str| match restricted.stand_in(part) {
        true => CONCEALED.to_owned(),
        false => part.to_owned(),
    };
    SourcePath::new(path.as_str().split('/').map(part).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_where_the_next_key_begins() {
        for (text, list) in [
            ("title: A\nrestricted_terms: [a,\n  b]\npeople: []\n", "restricted_terms: [a,\n  b]\n"),
            ("restricted_terms:\n- a\n# b\n- c\nx: 1\n", "restricted_terms:\n- a\n# b\n- c\n"),
            ("restricted_terms_file: x\nrestricted_terms: a\nrestricted_terms_file: x\n", "restricted_terms: a\n"),
            ("a: 1\nrestricted_terms: [\"a", "restricted_terms: [\"a"),
            ("a: 1\n\"restricted_terms\":\n  - a\n\n  - b\n", "\"restricted_terms\":\n  - a\n\n  - b\n"),
        ] {
            let found = list_in(text).unwrap();
            assert_eq!(&text[found.start..found.end], list, "{text}");
        }
        assert_eq!(list_in("title: A\n"), None);
    }
}
