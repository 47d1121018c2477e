//! What the binary carries: blueprints, guidance and the default theme for every site, what each message means, and the
//! example for `init`.

use std::borrow::Cow;
use std::sync::OnceLock;

use rust_embed::RustEmbed;

use crate::basis::Basis;
use crate::explain::{Explanation, Subject};
use crate::manual;
use crate::site::MESSAGES;
use crate::source::{Origin, Source, SourcePath};
use crate::words::{self, Words};

#[derive(RustEmbed)]
#[folder = "content/blueprints"]
#[prefix = "content/blueprints/"]
struct Blueprints;

#[derive(RustEmbed)]
#[folder = "content/guidance"]
#[prefix = "content/guidance/"]
struct Guidance;

#[derive(RustEmbed)]
#[folder = "themes/default"]
#[prefix = "themes/default/"]
struct DefaultTheme;

#[derive(RustEmbed)]
#[folder = "content/reviews"]
#[prefix = "content/reviews/"]
struct Reviews;

#[derive(RustEmbed)]
#[folder = "content/venues"]
#[prefix = "content/venues/"]
struct Venues;

#[derive(RustEmbed)]
#[folder = "tests/diagnostics"]
struct Messages;

/// The scripts of the default theme, which `build.rs` puts together from the modules in `src/theme/scripts`.
const SCRIPTS: [(&str, &str); 3] = [
    ("themes/default/static/live.js", include_str!(concat!(env!("OUT_DIR"), "/live.js"))),
    ("themes/default/static/plenary.js", include_str!(concat!(env!("OUT_DIR"), "/plenary.js"))),
    ("themes/default/static/search.js", include_str!(concat!(env!("OUT_DIR"), "/search.js"))),
];

/// Gives every file that each site has without writing it: path from the root, and bytes, folder by folder.
pub fn built_in() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    files::<Blueprints>()
        .chain(files::<Guidance>())
        .chain(explanation_pages())
        .chain(manual::pages().map(|(path, text)| (path, Cow::Owned(text.into_bytes()))))
        .chain(files::<DefaultTheme>())
        .chain(scripts())
}

fn scripts() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    SCRIPTS.into_iter().map(|(path, script)| (path.to_owned(), Cow::Borrowed(script.as_bytes())))
}

/// What a code means, or nothing where plenary gives no such code. A committee's own element has one for all.
pub fn explanation(code: &str) -> Option<&'static Explanation> {
    let code = Subject::find(code)?.code();
    explanations().iter().find(|explained| explained.subject.code() == code)
}

/// What each code means, in the order of the codes.
pub fn explanations() -> &'static [Explanation] {
    static EXPLANATIONS: OnceLock<Vec<Explanation>> = OnceLock::new();
    EXPLANATIONS.get_or_init(|| {
        let said = Said::read();
        let explained = |subject: Subject| {
            let page = Messages::get(&format!("{}.md", subject.code()))?;
            Some(Explanation::new(subject, &String::from_utf8_lossy(&page.data), |basis| said.of(basis)))
        };
        Subject::all().filter_map(explained).collect()
    })
}

/// What a statement of the guidance says, in our own words, or what a source of wider practice is.
pub fn statement(basis: Basis) -> String {
    Said::read().of(basis)
}

/// The explanations as pages of the guidance, with their addresses in the order of the addresses.
fn explanation_pages() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    let page = |(at, explained): (usize, &Explanation)| {
        let path = format!("{MESSAGES}{}.md", explained.subject.code());
        (path, Cow::Owned(explained.guidance_page(at + 1).into_bytes()))
    };
    let mut pages: Vec<_> = explanations().iter().enumerate().map(page).collect();
    pages.sort();
    pages.into_iter()
}

/// The words for statements, and the list of sources.
struct Said {
    words: Words,
    sources: String,
}

impl Said {
    fn read() -> Said {
        let text = |file: Option<rust_embed::EmbeddedFile>| {
            file.map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
        };
        let path = SourcePath::new("themes/default/words/en-GB.yaml");
        let source = Source::text(&path, Origin::BuiltIn, text(DefaultTheme::get(path.as_str())));
        let (written, _) = words::parse(&source);
        let sources = text(Guidance::get("content/guidance/sources.md"));
        Said { words: Words::of_language("en-GB", &written), sources }
    }

    fn of(&self, basis: Basis) -> String {
        if let Basis::Statement(number) = basis {
            return self.words.get(&format!("statement.s{number}")).to_owned();
        }
        // The sources are a list of definitions: the number, and on the next line what it is.
        let after = self.sources.split_once(&format!("\n{basis}\n: ")).map_or("", |(_, after)| after);
        let entry = after.lines().next().unwrap_or_default();
        entry.split_once(". ").map_or(entry, |(title, _)| title).trim_matches('*').to_owned()
    }
}

/// A fictional review that `init --example` can write.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    pub review: &'static str,
    venues: &'static [&'static str],
}

/// A person at home: four periods, two events.
pub const ALDER: Example = Example { review: "alder", venues: &["glenfarran-hall"] };
/// A care home: five periods, three events, one of them still being planned.
pub const JUNIPER: Example = Example { review: "juniper", venues: &["larrick-town-house", "mill-centre"] };

/// Gives the files of a fictional review and its venues, which no site has without asking for them.
pub fn example(example: &Example) -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    let own = format!("content/reviews/{}/", example.review);
    let venue = |path: &str| example.venues.iter().any(|venue| path == format!("content/venues/{venue}.yaml"));
    files::<Reviews>()
        .filter(move |(path, _)| path.starts_with(&own))
        .chain(files::<Venues>().filter(move |(path, _)| venue(path)))
}

fn files<Folder: RustEmbed>() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    let mut paths: Vec<_> = Folder::iter().filter(|path| !is_leaving(path)).collect();
    paths.sort_unstable();
    paths.into_iter().filter_map(|path| Folder::get(&path).map(|file| (path.into_owned(), file.data)))
}

/// Tells what an editor left in the folder while the binary was compiled.
fn is_leaving(path: &str) -> bool {
    path.ends_with('~') || path.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_explained() {
        assert_eq!(explanations().len(), Subject::all().count());
        let lunch = explanation("lunch-provided").map(|explained| explained.text.as_str()).unwrap_or_default();
        assert!(lunch.contains("- S40: Lunch is best provided"), "{lunch}");
        assert_eq!(explanation("coverage-carers").map(|found| found.subject.code()), Some("coverage"));
        assert!(statement(Basis::Wider(1)).starts_with("Adult support"), "{}", statement(Basis::Wider(1)));
    }

    #[test]
    fn paths_start_at_the_root_and_come_in_order() {
        for (paths, folders) in [
            (
                built_in().map(|(path, _)| path).collect::<Vec<_>>(),
                &["content/blueprints/", "content/guidance/", "themes/default/"][..],
            ),
            (example(&ALDER).map(|(path, _)| path).collect(), &["content/reviews/alder/", "content/venues/glenfarran"]),
            (example(&JUNIPER).map(|(path, _)| path).collect(), &["content/reviews/juniper/", "content/venues/"]),
        ] {
            let unique: BTreeSet<&String> = paths.iter().collect();
            assert_eq!(unique.len(), paths.len());
            for path in paths {
                assert!(folders.iter().any(|folder| path.starts_with(folder)), "{path}");
            }
        }
    }
}
