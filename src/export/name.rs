//! What files are called: `<review>-<event>-<document>-v<version>`.

use std::collections::BTreeMap;

use crate::export::Failure;
use crate::export::choose::Chosen;
use crate::site::Event;

/// More of a version than this does not help to tell copies apart, and Windows allows short paths only.
const LONGEST_VERSION: usize = 40;

/// The name of a document's file, without an ending.
pub fn name(event: &Event, document: &str) -> String {
    let stem = format!("{}-{}-{document}", event.review, event.id);
    match safe(&event.open.version) {
        version if version.is_empty() => stem,
        version => format!("{stem}-v{version}"),
    }
}

/// Free text as part of a file's name: letters, digits, dots and underscores stay, all else is one hyphen.
fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, '.' | '_') => out.push(c),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    let short: String = out.trim_matches(['-', '.']).chars().take(LONGEST_VERSION).collect();
    short.trim_end_matches(['-', '.']).to_owned()
}

/// Refuses names that fall on one another: `a` with `b-c`, and `a-b` with `c`.
pub fn all_differ(chosen: &[Chosen]) -> Result<(), Failure> {
    let mut seen = BTreeMap::new();
    for one in chosen {
        if let Some(other) = seen.insert(one.name.to_lowercase(), &one.url) {
            let message = format!(
                "two files would have the name `{}`: those of `{other}` and of `{}`. Make them one after the other, in \
                 folders of their own.",
                one.name, one.url
            );
            return Err(Failure::Refused(message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::audience::Audience;

    use super::*;

    #[test]
    fn a_version_of_any_kind_is_part_of_a_name() {
        for (version, expected) in [
            ("3", "3"),
            ("2.1", "2.1"),
            ("draft 2", "draft-2"),
            ("12/03/2026, final", "12-03-2026-final"),
            ("../../etc", "etc"),
            ("a\\b:c*?\"<>|", "a-b-c"),
            ("…", ""),
            ("Fünf", "Fünf"),
            ("v1.", "v1"),
        ] {
            assert_eq!(safe(version), expected, "{version}");
        }
        assert_eq!(safe(&"x".repeat(99)).len(), LONGEST_VERSION);
    }

    #[test]
    fn two_documents_never_get_one_file() {
        let chosen =
            |name: &str, url: &str| Chosen { name: name.into(), edition: Audience::Participant, url: url.into() };
        let apart =
            [chosen("a-b-agenda-v1", "reviews/a/b/agenda.html"), chosen("a-b-agenda-v2", "reviews/a-b/c/agenda.html")];
        assert!(all_differ(&apart).is_ok());
        let alike = [
            chosen("a-b-c-agenda-v1", "reviews/a/b-c/agenda.html"),
            chosen("A-b-c-agenda-v1", "reviews/a-b/c/agenda.html"),
        ];
        assert!(matches!(all_differ(&alike), Err(Failure::Refused(why)) if why.contains("reviews/a-b/c")));
    }
}
