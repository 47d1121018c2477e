//! The interface words as a tree, so that templates can write `t.document.script`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::words::Words;

/// The words of one language. Hyphens in keys become underscores, since a template's names have none.
#[derive(Clone, Copy)]
pub struct Interface<'a>(pub &'a Words);

/// A text, or a group of keys.
#[derive(Serialize)]
#[serde(untagged)]
enum Branch<'a> {
    Text(&'a str),
    Group(BTreeMap<String, Branch<'a>>),
}

impl Serialize for Interface<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tree = BTreeMap::new();
        for (key, text) in self.0.iter() {
            insert(&mut tree, key, text);
        }
        tree.serialize(serializer)
    }
}

/// Puts a text where its key says. Of a key that is both a text and a group, the group wins.
fn insert<'a>(tree: &mut BTreeMap<String, Branch<'a>>, key: &str, text: &'a str) {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let name = first.replace('-', "_");
    match rest {
        None => {
            tree.entry(name).or_insert(Branch::Text(text));
        }
        Some(rest) => {
            let branch = tree.entry(name).or_insert_with(|| Branch::Group(BTreeMap::new()));
            if let Branch::Text(_) = branch {
                *branch = Branch::Group(BTreeMap::new());
            }
            if let Branch::Group(group) = branch {
                insert(group, rest, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Source, SourcePath};
    use crate::words;

    #[test]
    fn keys_become_a_tree_with_underscores() {
        let text = "nav:\n  home: Home\n  all-pages: All\nrun-sheet:\n  min: Min\n";
        let source = Source::text(&SourcePath::new("words.yaml"), Origin::BuiltIn, text);
        let words = Words::of_language("en-GB", &words::parse(&source).0);
        let tree = serde_json::to_string(&Interface(&words)).unwrap();
        assert_eq!(tree, r#"{"nav":{"all_pages":"All","home":"Home"},"run_sheet":{"min":"Min"}}"#);
    }
}
