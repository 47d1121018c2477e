//! Every page of every edition, as a browser and a screen reader would take it.

use std::collections::{BTreeMap, BTreeSet};

use plenary::audience::Audience;
use scraper::{ElementRef, Html, Selector};

use crate::harness::Site;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// The files of one edition, its pages parsed.
struct Edition {
    audience: Audience,
    files: BTreeSet<String>,
    pages: BTreeMap<String, Html>,
}

/// Editions of the shipped review, of a bare start, and of one with prose of its own.
fn editions() -> Vec<Edition> {
    let prose = "---\ntitle: Our own\naudience: [facilitator, review-team, participant]\n---\n\n## One\n\nSee \
                 [the day](events/practitioner.yaml), [the map](map.png) and [below](#two).[^1]\n\n## Two\n\n- [ ] tick\n\n\
                 [^1]: A note.\n\n```embed\nagenda: alder/practitioner\n```\n";
    let with_prose = Site::alder()
        .file("content/reviews/alder/our-own.md", prose)
        .file("content/reviews/alder/map.png", [0x89, b'P', b'N', b'G', 0, 1]);
    let sites = [Site::alder(), Site::starter(), with_prose];
    sites.iter().flat_map(|site| site.build().clean().built.editions).map(parsed).collect()
}

fn parsed(edition: plenary::output::EditionOutput) -> Edition {
    let pages = edition.outputs.iter().filter(|output| output.url.ends_with(".html"));
    let parse = |bytes: &[u8]| Html::parse_document(std::str::from_utf8(bytes).unwrap());
    Edition {
        audience: edition.audience,
        files: edition.outputs.iter().map(|output| output.url.clone()).collect(),
        pages: pages.map(|output| (output.url.clone(), parse(&output.bytes))).collect(),
    }
}

/// The elements of a page that a selector finds.
fn each<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn attributes<'p>(page: &'p Html, selector: &str, name: &str) -> Vec<&'p str> {
    each(page, selector).into_iter().filter_map(|element| element.attr(name)).collect()
}

fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a check on every page; the check panics with the name it is given.
fn on_every_page(check: impl Fn(&str, &Edition, &str, &Html)) {
    for edition in editions() {
        for (url, page) in &edition.pages {
            check(&format!("{}/{url}", edition.audience), &edition, url, page);
        }
    }
}

/// Where a relative address leads from a page, without its anchor.
fn target(from: &str, address: &str) -> Option<(String, Option<String>)> {
    let (path, anchor) = address.split_once('#').map_or((address, None), |(path, anchor)| (path, Some(anchor)));
    if path.is_empty() {
        return Some((from.to_owned(), anchor.map(str::to_owned)));
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => parts.pop().map(drop)?,
            "." | "" => {}
            name => parts.push(name),
        }
    }
    Some((parts.join("/"), anchor.map(str::to_owned)))
}

#[test]
fn every_link_leads_to_a_file_of_the_same_edition_and_every_anchor_is_there() {
    on_every_page(|name, edition, url, page| {
        for address in attributes(page, "[href]", "href").into_iter().chain(attributes(page, "[src]", "src")) {
            if ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)) {
                continue;
            }
            let (file, anchor) = target(url, address).unwrap_or_else(|| panic!("{name}: {address} leaves the edition"));
            let decoded = percent_encoding::percent_decode_str(&file).decode_utf8().unwrap().into_owned();
            assert!(edition.files.contains(&decoded), "{name}: {address} leads nowhere");
            if let Some(anchor) = anchor {
                let ids = attributes(&edition.pages[&decoded], "[id]", "id");
                assert!(ids.contains(&anchor.as_str()), "{name}: {address} has no anchor");
            }
        }
    });
}

#[test]
fn only_links_may_lead_outside() {
    on_every_page(|name, _, _, page| {
        for (selector, attribute) in [("[src]", "src"), ("link[href]", "href"), ("[action]", "action")] {
            for address in attributes(page, selector, attribute) {
                assert!(!address.contains(':') && !address.starts_with("//"), "{name} loads {address}");
            }
        }
    });
}

#[test]
fn ids_are_unique_on_every_page() {
    on_every_page(|name, _, _, page| {
        let ids = attributes(page, "[id]", "id");
        let mut seen = BTreeSet::new();
        for id in ids {
            assert!(seen.insert(id), "{name}: the id `{id}` stands twice");
        }
        for (selector, attribute) in [
            ("label[for]", "for"),
            ("[aria-labelledby]", "aria-labelledby"),
            ("[aria-describedby]", "aria-describedby"),
        ] {
            for wanted in attributes(page, selector, attribute).into_iter().flat_map(str::split_whitespace) {
                assert!(seen.contains(wanted), "{name}: {attribute} `{wanted}` names nothing");
            }
        }
    });
}

#[test]
fn every_page_has_one_heading_of_the_first_level_and_leaves_out_no_level() {
    on_every_page(|name, _, _, page| {
        assert_eq!(each(page, "h1").len(), 1, "{name}");
        let mut above = 1;
        for heading in each(page, "h1, h2, h3, h4, h5, h6") {
            let level: u32 = heading.value().name()[1..].parse().unwrap();
            assert!(level <= above + 1, "{name}: h{level} `{}` comes after h{above}", words(&heading));
            assert!(!words(&heading).is_empty(), "{name}: an empty heading");
            above = level;
        }
    });
}

#[test]
fn titles_are_unique_in_an_edition() {
    for edition in editions() {
        let mut seen = BTreeMap::new();
        for (url, page) in &edition.pages {
            let title = words(&each(page, "title")[0]);
            let other = seen.insert(title.clone(), url);
            assert!(other.is_none(), "{}: {url} and {other:?} are both called {title}", edition.audience);
        }
    }
}

#[test]
fn every_page_carries_the_policy_its_language_and_no_invitation_to_search_engines() {
    on_every_page(|name, _, _, page| {
        let meta = |selector: &str| attributes(page, selector, "content");
        assert_eq!(meta("meta[http-equiv='Content-Security-Policy']"), [POLICY], "{name}");
        assert_eq!(meta("meta[name=robots]"), ["noindex, nofollow"], "{name}");
        assert_eq!(meta("meta[name=referrer]"), ["no-referrer"], "{name}");
        assert_eq!(attributes(page, "html", "lang"), ["en-GB"], "{name}");
    });
    for edition in editions() {
        assert!(edition.files.contains("robots.txt"));
    }
}

#[test]
fn no_page_holds_a_style_or_a_script_of_its_own() {
    on_every_page(|name, _, _, page| {
        assert!(each(page, "style, [style], iframe, object, embed, base").is_empty(), "{name}");
        for script in each(page, "script") {
            assert!(script.attr("src").is_some() && words(&script).is_empty(), "{name}: a script in the page");
        }
        for element in each(page, "*") {
            for (attribute, _) in element.value().attrs() {
                assert!(!attribute.starts_with("on"), "{name}: {attribute}");
            }
        }
    });
}

#[test]
fn every_page_but_404_has_the_stylesheet_and_404_stands_alone() {
    on_every_page(|name, _, url, page| {
        // Pages on which one does something have a second one for that.
        let linked = each(page, "head link[rel=stylesheet]").len();
        assert!(each(page, "body link[rel=stylesheet]").len() <= 1 || url.contains("/pack-"), "{name}");
        if url == "404.html" {
            assert_eq!((linked, each(page, "[href], [src]").len()), (0, 0), "{name}");
        } else {
            assert_eq!(linked, 1, "{name}");
            assert_eq!(each(page, "main").len(), 1, "{name}");
            let first = each(page, "body > *").remove(0);
            assert_eq!((first.value().name(), first.attr("href").map(|href| &href[..1])), ("a", Some("#")), "{name}");
        }
    });
}

#[test]
fn tables_and_boxes_can_be_read_aloud() {
    on_every_page(|name, _, _, page| {
        for head in each(page, "th") {
            assert!(head.attr("scope").is_some(), "{name}: a head without scope: {}", words(&head));
        }
        for input in each(page, "input, textarea, select") {
            let id = input.attr("id");
            let inside = input.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "label");
            let named = id.is_some_and(|id| attributes(page, "label[for]", "for").contains(&id));
            assert!(inside || named || input.attr("aria-label").is_some(), "{name}: a box without a label");
        }
        for image in each(page, "img") {
            assert!(image.attr("alt").is_some(), "{name}: a picture without words");
        }
    });
}

#[test]
fn no_edition_links_to_another() {
    on_every_page(|name, edition, _, page| {
        for address in attributes(page, "[href]", "href") {
            for other in Audience::ALL.into_iter().filter(|other| *other != edition.audience) {
                let leads = address.contains(&format!("../{other}/"));
                assert!(!leads, "{name}: {address}");
            }
        }
    });
}

#[test]
fn a_file_beside_pages_is_published_where_a_page_refers_to_it_and_nowhere_else() {
    let held: Vec<(Audience, bool)> = editions()
        .into_iter()
        .map(|edition| (edition.audience, edition.files.contains("reviews/alder/map.png")))
        .filter(|(_, holds)| *holds)
        .collect();
    let audiences: Vec<Audience> = held.into_iter().map(|(audience, _)| audience).collect();
    assert_eq!(audiences, [Audience::Facilitator, Audience::ReviewTeam, Audience::Participant]);
}

#[test]
fn the_two_full_agendas_show_their_clock_times_in_the_pages_too() {
    let made = Site::alder().build().clean();
    for (event, times) in [
        (
            "practitioner",
            "09:30 09:45 09:50 10:00 10:10 10:20 10:25 10:55 11:00 11:15 12:00 12:10 12:55 13:00 13:35 14:10 14:20 14:35 15:00 15:15 15:30 15:35 15:45",
        ),
        ("strategic", "09:30 09:40 09:45 09:55 10:00 10:15 10:40 11:00 11:10 11:35 11:55 12:00 12:30 12:50"),
    ] {
        for audience in ["facilitator", "participant"] {
            let html = made.text(&format!("{audience}/reviews/alder/{event}/agenda.html"));
            let page = Html::parse_document(&html);
            let shown: Vec<String> = each(&page, "table.agenda td.clock:first-child").iter().map(words).collect();
            let wanted: Vec<&str> = times.split(' ').collect();
            // Arrival stands before the first session, and the end behind the last.
            assert_eq!(shown[1..shown.len() - 1], wanted, "{audience} {event}");
        }
    }
}
