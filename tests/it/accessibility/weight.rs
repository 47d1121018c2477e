//! What pages weigh, before anything is compressed: many are read in a corridor, on a telephone.

use std::collections::BTreeMap;

use scraper::{Html, Selector};

use crate::harness::Site;

/// What a page of a usual length may weigh with all that it loads, in bytes.
const PAGE: usize = 60_000;
/// What its scripts may weigh.
const SCRIPTS: usize = 15_000;

/// Pages of a usual length, of each kind that many people open.
const TYPICAL: [&str; 9] = [
    "facilitator/index.html",
    "facilitator/guidance/leading/then-and-now.html",
    "facilitator/reviews/alder/practitioner/index.html",
    "facilitator/reviews/alder/practitioner/agenda.html",
    "facilitator/reviews/alder/practitioner/briefing.html",
    "facilitator/accessibility.html",
    "participant/reviews/alder/practitioner/index.html",
    "participant/reviews/alder/practitioner/briefing.html",
    "participant/reviews/alder/practitioner/agenda.html",
];

/// What a page loads beside itself: address and bytes of each stylesheet and script.
fn loaded(page: &str, html: &str, files: &BTreeMap<&str, &[u8]>) -> Vec<(String, usize)> {
    let parsed = Html::parse_document(html);
    let wanted = Selector::parse("link[rel=stylesheet], script[src]").unwrap();
    let addresses = parsed.select(&wanted).filter_map(|element| element.attr("href").or(element.attr("src")));
    let in_edition = |address: &str| address.trim_start_matches("../").to_owned();
    let weigh = |url: String| {
        let bytes = files.get(url.as_str()).unwrap_or_else(|| panic!("{page} loads {url}, which is not there"));
        (url.clone(), bytes.len())
    };
    addresses.map(in_edition).map(weigh).collect()
}

#[test]
fn typical_pages_are_light() {
    let made = Site::alder().build().clean();
    for page in TYPICAL {
        let html = made.text(page);
        let files = made.files(page.split('/').next().unwrap());
        let loaded = loaded(page, &html, &files);
        let weight = html.len() + loaded.iter().map(|(_, bytes)| bytes).sum::<usize>();
        assert!(weight < PAGE, "{page} weighs {weight} bytes: {} of its own, and {loaded:?}", html.len());
    }
}

#[test]
fn scripts_are_small_and_letters_are_the_readers_own() {
    let made = Site::alder().build().clean();
    for edition in ["facilitator", "review-team", "participant", "training"] {
        let files = made.files(edition);
        // The page that searches and the live view are programs.
        let programs = |url: &str| url.ends_with("search.html") || url.ends_with("/live.html");
        for (url, bytes) in files.iter().filter(|(url, _)| url.ends_with(".html") && !programs(url)) {
            let page = format!("{edition}/{url}");
            let loaded = loaded(&page, std::str::from_utf8(bytes).unwrap(), &files);
            let scripts: usize = loaded.iter().filter(|(url, _)| url.ends_with(".js")).map(|(_, bytes)| bytes).sum();
            assert!(scripts < SCRIPTS, "{page} has {scripts} bytes of scripts");
        }
        for (url, bytes) in &files {
            let font = [".woff", ".woff2", ".ttf", ".otf", ".eot"].iter().any(|ending| url.ends_with(ending));
            let asks = url.ends_with(".css") && String::from_utf8_lossy(bytes).contains("@font-face");
            assert!(!font && !asks, "{edition}/{url} brings letters along");
        }
    }
}
