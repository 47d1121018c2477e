//! Static files of a theme line: those that somebody names, published under names with a hash of what they hold.

use std::collections::BTreeMap;

use crate::output::Output;
use crate::slug::Slug;
use crate::source::{Source, Sources};
use crate::theme::comments::without_comments;
use crate::theme::{LIVE_SCRIPT, SCRIPT, SEARCH_SCRIPT, STYLESHEET};

/// The static files that views name, so that they are published whatever templates say.
const NAMED_BY_VIEWS: [&str; 4] = [STYLESHEET, SCRIPT, SEARCH_SCRIPT, LIVE_SCRIPT];

/// What is published of a theme line.
#[derive(Debug, Default)]
pub struct Assets {
    pub files: Vec<Output>,
    /// The address of each inside an edition, by its name in the folder `static`.
    pub addresses: BTreeMap<String, String>,
}

/// Publishes the static files that a view, a template or a stylesheet names. Stylesheets come last, since what they
/// refer to is renamed in them.
pub fn load(sources: &Sources, line: &[Slug], templates: &[&str]) -> Assets {
    let (stylesheets, others): (Vec<_>, Vec<_>) =
        files(sources, line).into_iter().partition(|(name, _)| name.ends_with(".css"));
    let style_texts: Vec<&str> =
        stylesheets.iter().filter_map(|(_, source)| source.as_text()).map(AsRef::as_ref).collect();
    let mut assets = Assets::default();
    let mut renamed: Vec<(&str, String)> = Vec::new();
    for (name, source) in &others {
        if is_named(name, templates) || is_named(name, &style_texts) {
            let url = assets.publish(name, source.as_bytes().to_vec());
            renamed.push((name, url.trim_start_matches("assets/").to_owned()));
        }
    }
    for (name, source) in &stylesheets {
        if is_named(name, templates) {
            let text = source.as_text().map_or("", AsRef::as_ref);
            let text = renamed.iter().fold(text.to_owned(), |text, (from, to)| pointed(&text, from, to));
            assets.publish(name, without_comments(&text).into_bytes());
        }
    }
    assets
}

impl Assets {
    fn publish(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let hash = blake3::hash(&bytes).to_hex();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let url = format!("assets/{stem}.{}.{extension}", &hash[..10]);
        self.addresses.insert(name.to_owned(), url.clone());
        self.files.push(Output { url: url.clone(), bytes });
        url
    }
}

/// The static files of a line, each from the first theme that has it.
fn files<'a>(sources: &'a Sources, line: &[Slug]) -> BTreeMap<&'a str, &'a Source> {
    let mut files = BTreeMap::new();
    for theme in line.iter().rev() {
        let folder = format!("themes/{theme}/static/");
        files.extend(sources.iter().filter_map(|source| Some((source.path.as_str().strip_prefix(&folder)?, source))));
    }
    files
}

/// Whether a view or a text names a file. A name that is the end of a longer one (`leaf.svg` in `big-leaf.svg`) is none.
fn is_named(name: &str, texts: &[&str]) -> bool {
    let alone = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let stands = |text: &&str| text.match_indices(name).any(|(at, _)| alone(&text[..at]));
    NAMED_BY_VIEWS.contains(&name) || texts.iter().any(stands)
}

/// A stylesheet with its way to one file changed.
fn pointed(text: &str, from: &str, to: &str) -> String {
    let quotes = ["\"", "'", ""];
    quotes.iter().fold(text.to_owned(), |text, quote| {
        text.replace(&format!("url({quote}{from}{quote})"), &format!("url({quote}{to}{quote})"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_whole_name() {
        let template = "{{ asset(name=\"leaf.svg\") }} <img src=\"img/big-oak.svg\">";
        assert!(is_named("leaf.svg", &[template]) && is_named("plenary.css", &[]));
        assert!(!is_named("oak.svg", &[template]) && !is_named("elm.svg", &[template]));
    }

    #[test]
    fn a_stylesheet_points_at_the_published_name() {
        let text = "a { b: url(\"x.svg\") } c { d: url('x.svg'), url(x.svg), url(xx.svg) }";
        let pointed = pointed(text, "x.svg", "x.1.svg");
        assert_eq!(pointed, "a { b: url(\"x.1.svg\") } c { d: url('x.1.svg'), url(x.1.svg), url(xx.svg) }");
    }
}
