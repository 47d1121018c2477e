//! Every mistake that plenary can report: what it looks like, and the page that explains it.
//!
//! `tests/diagnostics/<code>.md` is both. Its front matter names the site that its examples start from (`base: alder`,
//! `starter` or `none`), and the day to stand on (`as_of`) where that matters. Each example is a few fenced blocks and
//! ends with a `text` block, which holds all that plenary says:
//!
//! - a block with `path=FILE` is the whole file; `encoding=latin-1` and `times=NUMBER` make odd ones of it;
//! - a block `edit path=FILE` holds lines `from -> to`, each a change to one place in that file;
//! - a block `add path=FILE` is added at the end of that file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use plenary::diagnostic::{CODES, sorted};
use plenary::load::load;
use plenary::pipeline::{Request, build};
use plenary::report::Format;

use crate::harness::{Site, golden, rendered};

/// Codes that nothing in this version can give.
const LEFT_OUT: &[&str] = &[];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// A fenced block: what stands behind its fence, and its lines.
struct Block<'t> {
    info: &'t str,
    body: &'t str,
    /// Where the body lies in the page.
    start: usize,
}

impl Block<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        self.info.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }

    fn is(&self, word: &str) -> bool {
        self.info.split_whitespace().next() == Some(word)
    }
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, &str, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let end = at + line.len();
        let (fence, info) = line.split_at(line.len() - line.trim_start_matches('`').len());
        match open {
            None if fence.len() >= 3 => open = Some((fence, info.trim(), end)),
            Some((opening, info, start)) if opening == fence => {
                blocks.push(Block { info, body: &page[start..at], start });
                open = None;
            }
            _ => {}
        }
        at = end;
    }
    assert!(open.is_none(), "a fence is never closed");
    blocks
}

fn front<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let head = page.strip_prefix("---\n")?.split("\n---\n").next()?;
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn base(page: &str) -> Site {
    match front(page, "base") {
        Some("alder") => Site::alder(),
        Some("starter") => Site::starter(),
        Some("none") => Site::default(),
        other => panic!("no base is called {other:?}"),
    }
}

fn changed(site: Site, block: &Block) -> Site {
    let path = block.value("path").unwrap_or_else(|| panic!("`{}` names no path", block.info));
    if block.is("edit") {
        let change = |site: Site, line: &str| {
            let (from, to) = line.split_once(" ->").unwrap_or_else(|| panic!("`{line}` has no arrow"));
            let to = to.strip_prefix(' ').unwrap_or(to);
            site.edit(path, &from.replace("\\t", "\t"), &to.replace("\\t", "\t").replace("\\n", "\n"))
        };
        return block.body.lines().fold(site, change);
    }
    if block.is("add") {
        return site.append(path, block.body);
    }
    let times = block.value("times").map_or(1, |times| times.parse().unwrap());
    let text = block.body.repeat(times);
    match block.value("encoding") {
        Some("latin-1") => site.file(path, text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>()),
        _ => site.file(path, text),
    }
}

/// All that plenary says of a site, and the codes of it.
fn said(site: &Site, page: &str) -> (String, BTreeSet<String>) {
    let folder = site.folder();
    let (sources, mut diagnostics) = load(Utf8Path::from_path(folder.path()).unwrap()).unwrap();
    let as_of = front(page, "as_of").map(|date| plenary::schema::value::iso_date(date).unwrap());
    diagnostics.extend(build(&sources, &Request { as_of, ..Request::default() }, &mut |_| {}).diagnostics);
    let diagnostics = sorted(diagnostics);
    let codes = diagnostics.iter().map(|found| found.code.to_string()).collect();
    (rendered(Format::Text, &diagnostics, &sources), codes)
}

/// The page with what plenary says now in its `text` blocks; every example has to give the page's own code.
fn rewritten(page: &str, code: &str) -> String {
    let mut site = base(page);
    let mut fresh = String::new();
    let mut done = 0;
    let mut examples = 0;
    for block in blocks(page) {
        if !block.is("text") {
            site = changed(site, &block);
            continue;
        }
        let (report, codes) = said(&site, page);
        assert!(codes.contains(code), "example {} gives {codes:?}:\n{report}", examples + 1);
        fresh.push_str(&page[done..block.start]);
        fresh.push_str(&report);
        done = block.start + block.body.len();
        examples += 1;
        site = base(page);
    }
    assert!(examples > 0, "there is no example");
    fresh + &page[done..]
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let pages: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|entry| stem(entry.unwrap().path())).collect();
    let known = CODES.iter().map(|code| code.id).filter(|code| !LEFT_OUT.contains(code));
    assert_eq!(pages, known.map(str::to_owned).collect());
}

#[test]
fn every_page_says_what_it_means_why_it_matters_and_what_to_do() {
    for code in CODES.iter().filter(|code| !LEFT_OUT.contains(&code.id)) {
        let page = std::fs::read_to_string(folder().join(format!("{}.md", code.id))).unwrap();
        assert_eq!(front(&page, "severity"), Some(code.severity.word()), "{}", code.id);
        assert!(front(&page, "title").is_some(), "{}", code.id);
        for heading in ["\n## What it means\n", "\n## Why it matters\n", "\n## What to do\n", "\n## Example"] {
            assert_eq!(page.matches(heading).count(), 1, "{} and `{}`", code.id, heading.trim());
        }
    }
}

/// One test a code, so that they run side by side and a failure has a name.
macro_rules! pages {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let code = stringify!($name).replace('_', "-");
            let page = std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
            golden(&format!("diagnostics/{code}.md"), &rewritten(&page, &code));
        })*

        #[test]
        fn every_page_is_run() {
            let run: BTreeSet<String> = [$(stringify!($name).replace('_', "-")),*].into();
            assert_eq!(run, CODES.iter().map(|code| code.id).filter(|code| !LEFT_OUT.contains(code)).map(str::to_owned).collect());
        }
    };
}

pages! {
    adult_has_pseudonym audience_leak bad_name bad_value dead_anchor dead_link duplicate_anchor duplicate_field
    duplicate_id front_matter link_leaves_edition missing_field not_utf8 page_collision past_review_date raw_html
    restricted_term_in_open_page template_error too_large training_is_fictional unknown_coverage unknown_embed
    unknown_field unknown_language unknown_reference unreadable_file unsafe_link waiver_has_reason wrong_type yaml_syntax
}
