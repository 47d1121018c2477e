//! Names that are safe everywhere: ids, file names, anchors.

use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// An id: lower-case letters, digits and hyphens, not empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// Accepts a name as it is, or nothing.
    pub fn parse(name: &str) -> Option<Slug> {
        is_slug(name).then(|| Slug(Arc::from(name)))
    }

    /// The name of the theme that the binary carries.
    pub fn default_theme() -> Slug {
        Slug(Arc::from("default"))
    }

    /// A bound that sorts before every id, for ranges.
    pub fn least() -> Slug {
        Slug(Arc::from(""))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn is_slug(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Makes a name from free text: accents folded, letters lowered, all else one hyphen. Letters of other scripts stay,
/// so that a heading in Greek still has an anchor. Empty when nothing is left.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let kept = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    for c in kept.flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !matches!(c, '\'' | '\u{2019}') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_becomes_a_slug() {
        for (text, slug) in [
            ("Then and now", "then-and-now"),
            ("What's  next?", "whats-next"),
            ("Dè thachair – an uair sin", "de-thachair-an-uair-sin"),
            ("…", ""),
        ] {
            assert_eq!(slugify(text), slug);
        }
        assert!(Slug::parse("rt-sw2").is_some());
        assert!(Slug::parse("Rt").is_none() && Slug::parse("").is_none() && Slug::parse("a_b").is_none());
    }
}
