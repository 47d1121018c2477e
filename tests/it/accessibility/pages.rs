//! The pages that are looked at: all kinds there are, of sites at their best and at their worst.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use plenary::audience::Audience;
use scraper::{ElementRef, Html, Selector};

use crate::harness::{Folder, ROWAN, STRATEGIC, Site};

/// An event of which nothing but its kind is known: no day, no times, no place.
const UNTIMED: &str = "kind: practitioner-and-first-line-manager\ntitle: To be arranged\n";

/// A page with everything that prose can hold.
const PROSE: &str = include_str!("../../fixtures/prose.md");

/// Two reviews: Alder as it is shipped, and Rowan as it starts, with an event in planning, one without times, and prose.
pub fn site() -> Site {
    let mut site = Site::alder();
    let starter = Site::starter();
    for path in starter.paths().filter(|path| *path != "config.yaml") {
        site = site.file(path, starter.text(path));
    }
    let review_page =
        PROSE.replace("](../", "](../../").replace("title: All that prose can hold", "title: Of this review");
    site.edit("content/reviews/rowan/review.yaml", "status: commissioned ", "fictional: true\nstatus: commissioned ")
        .edit(ROWAN, "note_taker: rta\n", "")
        .edit(STRATEGIC, "status: ready", "status: ready\nmarking: OFFICIAL-SENSITIVE")
        .file("content/reviews/rowan/events/untimed.yaml", UNTIMED)
        .file("content/guidance/prose.md", PROSE)
        .file("content/guidance/plan.png", include_bytes!("../../../themes/default/preview.png"))
        .file("content/reviews/rowan/own.md", review_page)
}

/// The site on the disk, built once for all tests.
pub fn built() -> &'static Folder {
    static BUILT: OnceLock<Folder> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Folder::empty();
        for edition in site().build().clean().built.editions {
            for output in edition.outputs {
                folder.write(&format!("public/{}/{}", edition.audience, output.url), output.bytes);
            }
        }
        folder
    })
}

/// The folder that holds the editions.
pub fn public() -> PathBuf {
    built().at("public")
}

/// The address of a page on the disk.
pub fn address(page: &str) -> String {
    format!("file://{}/{page}", public().display())
}

/// Every page of every edition, by its path below the output folder.
pub fn all() -> Vec<String> {
    built().tree("public").into_keys().filter(|path| path.ends_with(".html")).collect()
}

/// Every page that differs: all of the facilitator's, and of the other editions those whose content is another.
pub fn kinds() -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut kinds = Vec::new();
    for audience in Audience::ALL {
        let prefix = format!("{audience}/");
        for page in all().into_iter().filter(|page| page.starts_with(&prefix)) {
            if seen.insert((page[prefix.len()..].to_owned(), content(&page))) {
                kinds.push(page);
            }
        }
    }
    kinds
}

/// The pages among some that show a kind of thing in a kind of place which none before them has shown. What depends on
/// styles alone is the same wherever the same thing stands in the same place.
pub fn styled_anew(pages: &[String]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut is_new = |page: &&String| styled(page).into_iter().filter(|thing| seen.insert(thing.clone())).count() > 0;
    pages.iter().filter(|page| is_new(page)).cloned().collect()
}

/// Each thing on a page: its name and classes, with those of the two things that it stands in.
fn styled(page: &str) -> BTreeSet<String> {
    let html = Html::parse_document(&built().read(&format!("public/{page}")));
    let name = |element: ElementRef| format!("{}.{}", element.value().name(), element.attr("class").unwrap_or(""));
    let thing = |element: ElementRef| {
        let above = element.ancestors().filter_map(ElementRef::wrap).take(2).map(name);
        above.fold(name(element), |thing, above| format!("{above} > {thing}"))
    };
    html.select(&Selector::parse("body *").unwrap()).map(thing).collect()
}

/// What a page itself says, without the frame around it.
fn content(page: &str) -> String {
    let html = Html::parse_document(&built().read(&format!("public/{page}")));
    html.select(&Selector::parse("main").unwrap()).map(|main| main.inner_html()).collect()
}
