//! What can be read off a template's text without compiling it: its blocks, its components, and the names in its tags.

use std::collections::BTreeSet;

use crate::span::Span;

/// The inside of a tag, and the byte at which it begins.
#[derive(Clone, Copy, Debug)]
struct Tag<'a> {
    at: usize,
    inside: &'a str,
    /// Whether it does something (`{% … %}`), or shows something (`{{ … }}`).
    does: bool,
}

impl<'a> Tag<'a> {
    /// What stands behind a word that the tag begins with: `head` of `{% block head %}`.
    fn after(&self, word: &str) -> Option<&'a str> {
        let rest = self.inside.trim_start_matches('-').trim_start().strip_prefix(word)?;
        (self.does && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
    }
}

/// The tags of a template, in order. Comments and raw text have none.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    let mut raw = false;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let (close, does) = match text.as_bytes().get(open + 1) {
            Some(b'%') => ("%}", true),
            Some(b'{') => ("}}", false),
            Some(b'#') => ("#}", false),
            _ => {
                at = open + 1;
                continue;
            }
        };
        let from = open + 2;
        let to = text[from..].find(close).map_or(text.len(), |to| from + to);
        let tag = Tag { at: from, inside: &text[from..to], does };
        let name = tag.inside.trim_matches('-').trim();
        raw = match name {
            "raw" if does => true,
            "endraw" if does => false,
            _ => raw,
        };
        if close != "#}" && !raw {
            tags.push(tag);
        }
        at = (to + close.len()).min(text.len());
    }
    tags
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    text.split(|c: char| !is_name(c)).next().unwrap_or("")
}

/// The names of the blocks that a template offers or fills, in order.
pub fn blocks(text: &str) -> Vec<&str> {
    tags(text).iter().filter_map(|tag| tag.after("block")).map(name).collect()
}

/// The names of the components that a template defines, in order.
pub fn components(text: &str) -> Vec<&str> {
    tags(text).iter().filter_map(|tag| tag.after("component")).map(name).collect()
}

/// The template that a template extends, and where that is said.
pub fn extends(text: &str) -> Option<(&str, Span)> {
    let tags = tags(text);
    let (tag, rest) = tags.iter().find_map(|tag| Some((tag, tag.after("extends")?)))?;
    let from = tag.at + (tag.inside.len() - rest.len());
    let parent = rest.trim_end_matches('-').trim_end();
    Some((parent.trim_matches(['"', '\'']), Span::new(from, from + parent.len())))
}

/// The names that a template gives values to itself.
pub fn assigned(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for tag in tags(text) {
        names.extend(tag.after("set").or_else(|| tag.after("set_global")).map(name));
        if let Some(rest) = tag.after("for") {
            let list = rest.split(" in ").next().unwrap_or("");
            names.extend(list.split(',').map(|of| name(of.trim())));
        }
    }
    names
}

/// A name in a tag, and what stands before and behind it there.
struct Named<'a> {
    at: usize,
    before: &'a str,
    behind: &'a str,
}

/// Every place in a template's tags where a name stands by itself: not a field of something, nor in quotes.
fn stands<'a>(text: &'a str, wanted: &str) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    for tag in tags(text) {
        let mut quote = None;
        let mut last = ' ';
        for (at, c) in tag.inside.char_indices() {
            let rest = &tag.inside[at..];
            let begins = quote.is_none() && !is_name(last) && last != '.' && rest.starts_with(wanted);
            if begins && !rest[wanted.len()..].starts_with(is_name) {
                let (before, behind) = (&tag.inside[..at], &rest[wanted.len()..]);
                found.push(Named { at: tag.at + at, before, behind });
            }
            match quote {
                Some(open) if open == c => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => {}
            }
            last = c;
        }
    }
    found
}

/// Where a template first uses a variable.
pub fn variable(text: &str, wanted: &str) -> Option<Span> {
    let is_argument = |named: &Named| {
        let behind = named.behind.trim_start();
        behind.starts_with('=') && !behind.starts_with("==")
    };
    let found = stands(text, wanted).into_iter().find(|named| !is_argument(named))?;
    Some(Span::new(found.at, found.at + wanted.len()))
}

/// Whether a template asks anywhere if a variable is there, so that its absence is meant.
pub fn asks_for(text: &str, wanted: &str) -> bool {
    stands(text, wanted).iter().any(|named| {
        let behind = named.behind.trim_start();
        ["is defined", "is undefined", "is not defined"].iter().any(|asks| behind.starts_with(asks))
            || behind.strip_prefix('|').is_some_and(|filter| filter.trim_start().starts_with("default"))
    })
}

/// The keys of interface words that a template's tags name, with underscores: `document.run_sheet` of
/// `t.document.run_sheet`. A key may be a group of others.
pub fn words(text: &str) -> BTreeSet<&str> {
    let keys = stands(text, "t").into_iter().filter(|named| !named.before.ends_with('@')).filter_map(|named| {
        let rest = named.behind.strip_prefix('.')?;
        let end = rest.find(|c: char| !is_name(c) && c != '.').unwrap_or(rest.len());
        Some(rest[..end].trim_end_matches('.'))
    });
    keys.filter(|key| !key.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = concat!(
        "{% extends \"default/page.html\" -%}\n{# {% block no %} #}{%- block head %}{{ super() }}",
        "{% set late = t.script.late %}{% for key, item in items | sort %}{{ item.title }}{% endfor %}",
        "{% if markng and t.nav.home == \"markng\" %}{{ <card t={t} marking={mark} /> }}{% endif %}{% endblock head %}",
        "{% raw %}{% block raw %}{% endraw %}{% component card(t, of=\"x\") %}{{ of }}{% endcomponent card %}",
        "{% if draft is defined %}x{% endif %}{{ note | default(value=\"\") }}",
    );

    #[test]
    fn tags_are_told_from_comments_and_raw_text() {
        assert_eq!(blocks(TEXT), ["head"]);
        assert_eq!(components(TEXT), ["card"]);
        let (parent, span) = extends(TEXT).unwrap();
        assert_eq!((parent, &TEXT[span.start..span.end]), ("default/page.html", "\"default/page.html\""));
        assert_eq!(assigned(TEXT), BTreeSet::from(["late", "key", "item"]));
    }

    #[test]
    fn a_variable_is_found_where_it_stands_by_itself() {
        let at = |name: &str| variable(TEXT, name).map(|span| span.start);
        assert_eq!(at("markng"), TEXT.find("markng"));
        assert_eq!(at("title"), None, "a field");
        assert_eq!(at("marking"), None, "an argument");
        assert_eq!(at("mark"), TEXT.find("mark}"));
        assert!(asks_for(TEXT, "draft") && asks_for(TEXT, "note") && !asks_for(TEXT, "markng"));
    }

    #[test]
    fn words_are_found_by_their_keys() {
        assert_eq!(words(TEXT), BTreeSet::from(["script.late", "nav.home"]));
    }
}
