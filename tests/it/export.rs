//! One document as one file: it needs nothing, leads nowhere, says nothing to those it is not for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};

use crate::browser::chromium_program;
use crate::devtools::Browser;
use crate::harness::{Folder, PRACTITIONER, REVIEW, Run, STRATEGIC, Site};

const EVENT: &str = "alder/practitioner";
const DOCUMENTS: &[&str] = &[
    "index",
    "script",
    "run-sheet",
    "agenda",
    "briefing",
    "preparation",
    "note-sheet",
    "checklists",
    "readiness",
    "pack-facilitator",
    "pack-note-taker",
    "pack-review-team",
    "pack-participant",
];

fn exported(folder: &Folder, arguments: &[&str]) -> String {
    let arguments: Vec<&str> = ["export", EVENT].iter().chain(arguments).chain(&["-o", "-"]).copied().collect();
    let run = folder.plenary(&arguments).exits(0);
    assert_eq!(run.err, "");
    run.out
}

fn refused(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.plenary(arguments).exits(2);
    assert_eq!(run.out, "");
    assert!(run.err.starts_with("plenary: ") && run.err.ends_with(".\n") | run.err.ends_with("?\n"), "{}", run.err);
    run.err
}

/// A report without its line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn each<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(page: &Html) -> String {
    let body = each(page, "body")[0].text().collect::<String>();
    body.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Refuses a page that loads anything or leads anywhere, but by what a reader follows from any place.
fn assert_alone(name: &str, html: &str) {
    let page = Html::parse_document(html);
    let ids: Vec<&str> = each(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
    for element in each(&page, "*") {
        for (attribute, value) in element.value().attrs() {
            match attribute {
                "href" if element.value().name() == "a" => {
                    let inside = value.strip_prefix('#').is_some_and(|anchor| ids.contains(&anchor));
                    let outside = ["mailto:", "tel:", "http:", "https:"].iter().any(|scheme| value.starts_with(scheme));
                    assert!(inside || outside, "{name}: {value}");
                }
                "src" if element.value().name() == "img" => assert!(value.starts_with("data:"), "{name}: {value}"),
                "src" | "srcset" | "href" | "action" | "data" | "poster" | "style" | "background" => {
                    assert!(value.starts_with('#'), "{name}: {attribute}={value}")
                }
                _ => {}
            }
        }
    }
    for gone in ["link", "base", "iframe", "nav.crumbs", "nav.event-pages", "nav.sequence", "nav.site-links"] {
        assert!(each(&page, gone).is_empty(), "{name} has {gone}");
    }
    for style in each(&page, "style") {
        let text = style.text().collect::<String>();
        let references = text.split("url(").skip(1);
        references.for_each(|reference| assert!(reference.starts_with("\"data:"), "{name}: {reference:.40}"));
    }
}

/// Works the hashes of a page's policy out anew.
fn assert_policy(name: &str, html: &str) {
    let page = Html::parse_document(html);
    let hashes = |selector: &str| -> String {
        let hash = |element: &ElementRef| {
            format!("'sha256-{}'", STANDARD.encode(Sha256::digest(element.text().collect::<String>())))
        };
        let all: Vec<String> = each(&page, selector).iter().map(hash).collect();
        if all.is_empty() { "'none'".to_owned() } else { all.join(" ") }
    };
    let metas = each(&page, "meta[http-equiv=Content-Security-Policy]");
    assert_eq!(metas.len(), 1, "{name}");
    let expected = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; font-src data:; base-uri 'none'; form-action 'none'",
        hashes("script"),
        hashes("style")
    );
    assert_eq!(metas[0].attr("content"), Some(expected.as_str()), "{name}");
}

#[test]
fn every_document_stands_by_itself_and_has_its_furniture() {
    let folder = Site::alder().folder();
    for document in DOCUMENTS {
        let html = exported(&folder, &[document]);
        assert_alone(document, &html);
        assert_policy(document, &html);
        let page = Html::parse_document(&html);
        assert_eq!(
            each(&page, "html[data-marking=OFFICIAL-SENSITIVE][data-title][data-version][data-audience]").len(),
            1
        );
        assert_eq!(each(&page, "h1").len(), 1, "{document}");
        // Checklists, and packs with them, have styles for ticking besides.
        assert!((1..=2).contains(&each(&page, "style").len()), "{document}");
        assert!(!html.contains(folder.path().to_str().unwrap()), "{document} holds a path of this computer");
        assert!(!html.contains("file:") && !html.contains("assets/"), "{document}");
    }
}

#[test]
fn pictures_fonts_and_links_of_prose_are_taken_in() {
    let picture = [0x89, b'P', b'N', b'G', 0, 1, 2, 255];
    let conduct = "conduct: |\n  ![The room](plan.png \"Plan\")\n\n  See [the strategic \
                   event](strategic.yaml), [the day](practitioner.yaml), [the law](https://example.org/law?a=1&b=2) and [Jo](mailto:jo@example.org).\n";
    let site = Site::alder()
        .edit(PRACTITIONER, "conduct: >\n  We will go through the year in order, in four parts, with pauses to sum up.\n  Two Reviewers lead the day. Nobody is on trial and nothing is decided about\n  individuals. A note taker keeps working notes, not minutes.\n", conduct)
        .file("content/reviews/alder/events/plan.png", picture)
        .edit("config.yaml", "title:", "theme: own\ntitle:")
        .file("themes/own/theme.yaml", "title: Own\nextends: default\ncontract: 1\n")
        .file("themes/own/static/own.woff2", [1, 2, 3, 0])
        .file("themes/own/static/plenary.css", "@font-face { font-family: Own; src: url(\"own.woff2\") }\r\n@import \"x.css\";\nbody::after { content: \"</style>\" }\n")
        .file("themes/own/static/plenary.js", "document.title = \"</script><!--\";\r\n");
    let folder = site.folder();
    folder.plenary(&["build"]).exits(0);
    let html = exported(&folder, &["briefing"]);
    assert_alone("briefing", &html);
    assert_policy("briefing", &html);
    let page = Html::parse_document(&html);
    let data = format!("data:image/png;base64,{}", STANDARD.encode(picture));
    let images = each(&page, "img");
    assert_eq!(images[0].attr("src"), Some(data.as_str()));
    assert!(
        html.contains(&format!("url(\"data:font/woff2;base64,{}\")", STANDARD.encode([1, 2, 3, 0]))),
        "{html:.2000}"
    );
    assert!(words(&page).contains("See the strategic event, the day, the law and Jo."), "{}", words(&page));
    let links: Vec<_> = each(&page, "main a").iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect();
    assert!(links.contains(&"https://example.org/law?a=1&b=2".to_owned()), "{links:?}");
    assert!(links.contains(&"mailto:jo@example.org".to_owned()), "{links:?}");
}

#[test]
fn a_file_is_named_after_its_review_event_document_and_version() {
    let folder = Site::alder().folder();
    let run = folder.plenary(&["export", EVENT, "agenda"]).exits(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("alder-practitioner-agenda-v3.html\n", ""));
    assert!(folder.has("alder-practitioner-agenda-v3.html"));
    folder.plenary(&["export", EVENT, "pack-facilitator", "-o", "new/pack.html"]).exits(0);
    assert!(folder.has("new/pack.html"));
    assert_eq!(folder.plenary(&["--quiet", "export", EVENT, "agenda"]).exits(0).out, "");
    let odd = Site::alder().edit(PRACTITIONER, "version: 3 ", "version: \"../2 / final?\" ").folder();
    let run = odd.plenary(&["export", EVENT, "agenda"]).exits(0);
    assert_eq!(run.out, "alder-practitioner-agenda-v2-final.html\n");
    assert!(odd.has("alder-practitioner-agenda-v2-final.html"));
    let names: Vec<String> = odd.tree("").into_keys().filter(|path| path.contains("agenda-v2")).collect();
    assert_eq!(names, ["alder-practitioner-agenda-v2-final.html"], "nothing is left beside it");
}

#[test]
fn it_comes_from_the_narrowest_edition_that_holds_it_unless_told() {
    let folder = Site::alder().folder();
    let edition = |arguments: &[&str]| {
        let page = exported(&folder, arguments);
        let page = Html::parse_document(&page);
        each(&page, ".edition")[0].text().collect::<String>()
    };
    for (document, expected) in [
        ("briefing", "Participant edition"),
        ("index", "Participant edition"),
        ("pack-participant", "Participant edition"),
        ("note-sheet", "Review Team edition"),
        ("readiness", "Review Team edition"),
        ("pack-review-team", "Review Team edition"),
        ("script", "Facilitator edition"),
        ("pack-facilitator", "Facilitator edition"),
    ] {
        assert_eq!(edition(&[document]), expected, "{document}");
    }
    assert_eq!(edition(&["agenda", "--edition", "facilitator"]), "Facilitator edition");
    assert_eq!(edition(&["script", "--edition", "training"]), "Training edition");
}

#[test]
fn a_page_that_goes_out_alone_offers_nothing_that_is_not_there() {
    let folder = Site::alder().folder();
    let glance = exported(&folder, &["index", "--edition", "facilitator"]);
    assert!(!glance.contains("To print in one go") && !glance.contains("For other programs"), "no list of other pages");
    let briefing = Html::parse_document(&exported(&folder, &["briefing"]));
    let left: Vec<String> = each(&briefing, "p.on-screen").iter().map(ElementRef::html).collect();
    assert!(left.is_empty(), "{left:?}");
    let script = exported(&folder, &["script"]);
    assert!(!script.contains("See what is open"));
}

#[test]
fn large_print_is_set_where_it_is_asked_for() {
    let folder = Site::alder().folder();
    let class = |arguments: &[&str]| {
        let page = Html::parse_document(&exported(&folder, arguments));
        let button = each(&page, "button[data-large]")[0].attr("aria-pressed").unwrap().to_owned();
        (page.root_element().attr("class").unwrap_or("").to_owned(), button)
    };
    assert_eq!(class(&["agenda"]), (String::new(), "false".to_owned()));
    assert_eq!(class(&["agenda", "--large"]), ("large".to_owned(), "true".to_owned()));
}

/// Everybody of the shipped review whom a participant's copy may not name, and how to reach the other links.
const OTHERS: &[&str] = &[
    "Kit Marr",
    "Del Ross",
    "Bea Todd",
    "k.marr",
    "d.ross",
    "b.todd",
    "960102",
    "Mo Hazel",
    "Pat Rowan",
    "Lee Aspen",
    "Sam Holly",
    "Robin Elder",
    "Chris Maple",
    "Fay Willow",
    "Tam Larch",
    "Gail Yew",
    "Dot Cedar",
    "Neil Thorn",
    "Freya Bell",
];

#[test]
fn a_persons_copy_names_them_and_their_link_and_nobody_elses() {
    let folder = Site::alder().folder();
    for document in ["pack-participant", "briefing"] {
        let html = exported(&folder, &[document, "--for", "sw1"]);
        let page = Html::parse_document(&html);
        assert_alone(document, &html);
        let text = words(&page);
        assert!(text.contains("This copy is for Ali Birch, Glenfarran Council Adult Social Work."), "{text}");
        for own in ["Jo Linn", "j.linn@example.org", "01632 960101"] {
            assert!(text.contains(own), "{own}");
        }
        for other in OTHERS {
            assert!(!html.contains(other), "{document}: {other}");
        }
        for agency in ["NHS Farran and Isles", "Police, Glenfarran Division", "Farran Water Housing Association"] {
            assert!(text.contains(agency), "{agency} takes part");
        }
        assert_no_ids(&html);
    }
    let agenda = exported(&folder, &["agenda", "--for", "hc1"]);
    assert!(agenda.contains("This copy is for Dot Cedar, Burnside Care at Home."));
    let from_elsewhere = exported(&folder, &["briefing", "--for", "hc1"]);
    assert!(from_elsewhere.contains("Jo Linn") && !from_elsewhere.contains("Kit Marr"));
}

#[test]
fn an_agencys_copy_names_its_link_and_nobody_who_comes() {
    let folder = Site::alder().folder();
    let html = exported(&folder, &["pack-participant", "--for", "council"]);
    assert!(html.contains("This copy is for everybody who comes from Glenfarran Council Adult Social Work."));
    assert!(html.contains("j.linn@example.org") && html.contains("01632 960101"));
    for other in OTHERS.iter().chain(&["Ali Birch"]) {
        assert!(!html.contains(other), "{other}");
    }
    assert_no_ids(&html);
}

/// Ids of people stand in no attribute, and those that are no ordinary word nowhere at all.
fn assert_no_ids(html: &str) {
    for id in ["sw1", "sw2", "dn1", "gp1", "hc1", "rt-sw", "rt-nhs", "st-sw"] {
        let words = html.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        assert!(!words.into_iter().any(|word| word == id), "{id}");
    }
}

#[test]
fn a_link_without_an_address_and_a_person_without_a_link_have_a_copy_too() {
    let nobody = Site::alder().edit(
        REVIEW,
        "title: Social worker, agency: council, link: rt-sw}",
        "title: Social worker, agency: council}",
    );
    let html = exported(&nobody.folder(), &["briefing", "--for", "sw1"]);
    assert!(html.contains("Nobody has been named yet to answer your questions."));
    assert!(!html.contains("Your link is the Review Team member"));
    for other in OTHERS.iter().chain(&["Jo Linn"]) {
        assert!(!html.contains(other), "{other}");
    }
    let unnamed = Site::alder().edit(REVIEW, "{id: sw1, name: Ali Birch, ", "{id: sw1, ");
    let html = exported(&unnamed.folder(), &["briefing", "--for", "sw1"]);
    assert!(html.contains("This copy is for Social worker, Glenfarran Council Adult Social Work."));
}

#[test]
fn a_text_that_names_somebody_elses_link_stops_the_copy() {
    for told in ["Ring Kit Marr on the day.", "Ring 01632 960102 on the day."] {
        let site = Site::alder().edit(REVIEW, "Ring or email before or after the day.", told);
        let folder = site.folder();
        let run = folder.plenary(&["export", EVENT, "briefing", "--for", "sw1"]).exits(1);
        let said = one_line(&run.err);
        assert!(said.contains("audience-leak") && said.contains("Nothing was written."), "{said}");
        assert!(said.contains("the reader of this copy"), "{said}");
        assert!(!folder.has("alder-practitioner-briefing-v3.html"));
        folder.plenary(&["export", EVENT, "briefing", "--for", "dn1"]).exits(0);
        folder.plenary(&["export", EVENT, "briefing", "-o", "all.html"]).exits(0);
    }
}

#[test]
fn a_dash_for_somebody_elses_telephone_stops_no_copy() {
    for nothing in ["-", "–", " "] {
        let site = Site::alder().edit(REVIEW, "phone: \"01632 960102\"", &format!("phone: \"{nothing}\""));
        let html = exported(&site.folder(), &["briefing", "--for", "sw1"]);
        assert!(html.contains("This copy is for"), "{nothing:?}");
    }
}

#[test]
fn copies_in_a_row_do_not_become_one() {
    let folder = Site::alder().folder();
    let pack = ["export", EVENT, "pack-participant", "--for"];
    let with = |more: &[&str]| folder.plenary(&pack.iter().chain(more).copied().collect::<Vec<_>>());
    with(&["sw1"]).exits(0);
    let first = folder.read("alder-practitioner-pack-participant-v3.html");
    let run = with(&["dn1"]).exits(2);
    assert!(run.err.contains("is there already") && run.err.contains("`-o`"), "{}", run.err);
    assert_eq!(folder.read("alder-practitioner-pack-participant-v3.html"), first);
    with(&["dn1", "-o", "own.html"]).exits(0);
    with(&["po1", "-o", "own.html"]).exits(0);
    assert!(folder.read("own.html").contains("Chris Maple"));
}

#[test]
fn a_copy_of_ones_own_is_part_of_no_edition() {
    let folder = Site::alder().folder();
    folder.plenary(&["build"]).exits(0);
    let before = folder.tree("public");
    folder.plenary(&["export", EVENT, "pack-participant", "--for", "sw1"]).exits(0);
    folder.plenary(&["build"]).exits(0);
    assert_eq!(folder.tree("public"), before);
    assert!(before.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("This copy is for")));
}

#[test]
fn mistakes_in_what_is_asked_for_are_told_plainly() {
    let untimed = Site::alder().file("content/reviews/alder/events/later.yaml", "kind: strategic-manager\n");
    let folder = untimed
        .edit("config.yaml", "title:", "documents: [agenda, briefing, script, checklists, readiness]\ntitle:")
        .folder();
    let said = |arguments: &[&str]| refused(&folder, &["export"].iter().chain(arguments).copied().collect::<Vec<_>>());
    for (arguments, expected) in [
        (&["aldr/practitioner", "agenda"][..], "there is no review `aldr`. Did you mean `alder`?"),
        (
            &["alder/practitoner", "agenda"],
            "the review `alder` has no event `practitoner`. Did you mean `practitioner`?",
        ),
        (&[EVENT, "breifing"], "there is no document `breifing`. Did you mean `briefing`?"),
        (&[EVENT, "pack-participants"], "Did you mean `pack-participant`?"),
        (&[EVENT, "brief"], "Did you mean `briefing`?"),
        (&[EVENT, "note-taker"], "Did you mean `pack-note-taker`?"),
        (&[EVENT, "minutes"], "Made for `alder/practitioner`: `index`, `script`, `agenda`"),
        (&[EVENT, "script", "--edition", "participant"], "not open to the participant edition"),
        (&[EVENT, "pack-facilitator", "--edition", "participant"], "not open to the participant edition"),
        (&[EVENT, "inputs"], "`documents` in config.yaml leaves it out"),
        (&[EVENT, "note-sheet"], "`documents` in config.yaml leaves it out"),
        (&["alder/later", "agenda"], "needs a kind, a date, a start and a finish"),
        (
            &[EVENT, "pack-participant", "--for", "sw12"],
            "no person or agency `sw12` takes part in `alder/practitioner`. Did you mean `sw1`?",
        ),
        (&[EVENT, "pack-participant", "--for", "moss"], "no person or agency `moss` takes part"),
        (&[EVENT, "pack-participant", "--for", "st-sw"], "no person or agency `st-sw` takes part"),
        (&[EVENT, "script", "--for", "sw1"], "cannot be one reader's own copy"),
        (&[EVENT, "index", "--for", "sw1"], "cannot be one reader's own copy"),
        (&[EVENT, "briefing", "--for", "sw1", "--edition", "facilitator"], "leave `--edition` out"),
        (&[EVENT, "agenda", "-o", "content"], "`content` is a folder"),
    ] {
        let said = said(arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    for arguments in
        [&["export", "alder", "agenda"][..], &["export", EVENT], &["export", EVENT, "agenda", "--for", "Ali Birch"]]
    {
        folder.plenary(arguments).exits(2);
    }
    let left: Vec<String> = folder.tree("").into_keys().filter(|path| path.ends_with(".html")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn strategic_documents_and_real_reviews_have_their_limits() {
    let folder = Site::alder().edit(REVIEW, "fictional: true ", "fictional: false").folder();
    assert!(refused(&folder, &["export", EVENT, "inputs"]).contains("strategic events only"));
    let run = refused(&folder, &["export", EVENT, "agenda", "--edition", "training"]);
    assert!(run.contains("`fictional: true`"), "{run}");
    folder.plenary(&["export", "alder/strategic", "agenda"]).exits(0);
}

#[test]
fn errors_in_the_content_and_leaks_write_nothing() {
    let stops = |site: Site, arguments: &[&str], code: &str| -> Run {
        let folder = site.folder();
        folder.write("out.html", "as it was");
        let arguments: Vec<&str> = ["export"].iter().chain(arguments).chain(&["-o", "out.html"]).copied().collect();
        let run = folder.plenary(&arguments).exits(1);
        assert_eq!(run.out, "");
        assert!(run.err.contains(code), "{}", run.err);
        assert_eq!(folder.read("out.html"), "as it was");
        run
    };
    let broken = Site::alder().edit(STRATEGIC, "date: 2026-04-14", "date: 14/04/2026");
    stops(broken, &[EVENT, "agenda"], "bad-value");
    let term =
        Site::alder().edit(PRACTITIONER, "title: Welcome and introductions", "title: Welcome to Kirkfarran Road");
    let run = stops(term.clone(), &[EVENT, "agenda"], "restricted-term-in-open-page");
    let said = one_line(&run.err);
    assert!(said.contains("Nothing was written.") && !said.contains("Kirkfarran"), "{said}");
    // What leaks in one document keeps nobody from another.
    term.folder().plenary(&["export", EVENT, "preparation"]).exits(0);
    let name = Site::alder().edit(PRACTITIONER, "title: Welcome and introductions", "title: Welcome by Pat Rowan");
    stops(name.clone(), &[EVENT, "agenda"], "audience-leak");
    name.folder().plenary(&["export", EVENT, "agenda", "--edition", "facilitator"]).exits(0);
}

#[test]
fn what_the_guidance_would_say_of_an_event_is_no_reason_to_keep_quiet_about_it() {
    let folder = Site::starter().folder();
    let run = folder.plenary(&["export", "rowan/practitioner", "agenda"]).exits(0);
    assert_eq!(run.err, "");
}

#[test]
fn the_same_wish_gives_the_same_bytes() {
    let folder = Site::alder().folder();
    assert_eq!(exported(&folder, &["pack-facilitator"]), exported(&folder, &["pack-facilitator"]));
}

#[test]
fn it_opens_in_a_browser_with_its_styles_and_without_a_complaint() {
    let Some(mut browser) = Browser::start("it_opens_in_a_browser_with_its_styles") else { return };
    let folder = Site::alder().folder();
    folder.plenary(&["export", EVENT, "pack-participant", "--large", "-o", "large.html"]).exits(0);
    folder.plenary(&["export", EVENT, "pack-facilitator", "-o", "pack.html"]).exits(0);
    folder.plenary(&["build", "--edition", "participant"]).exits(0);
    let url = |path: &str| format!("file://{}", folder.at(path).display());
    let styled = "getComputedStyle(document.querySelector('.printing button')).borderTopWidth === '2px'";
    let pressed = "document.querySelector('[data-large]').getAttribute('aria-pressed')";
    let large = browser.open(&url("large.html"));
    browser.until(&large, styled);
    browser.until(&large, &format!("{pressed} === 'true' && !document.querySelector('[data-print-tools]').hidden"));
    for page in ["pack.html", "public/participant/reviews/alder/practitioner/agenda.html"] {
        let tab = browser.open(&url(page));
        browser.until(&tab, styled);
        browser.until(&tab, &format!("{pressed} === 'false' && !document.querySelector('[data-print-tools]').hidden"));
        browser.value(&tab, "document.querySelector('[data-large]').click()");
        browser.until(&tab, &format!("{pressed} === 'true' && document.documentElement.classList.contains('large')"));
        browser.value(&tab, "window.before = true; location.reload()");
        browser.until(&tab, &format!("!window.before && document.readyState === 'complete' && {pressed} === 'true'"));
        browser.value(&tab, "document.querySelector('[data-large]').click()");
        browser.until(&tab, &format!("{pressed} === 'false' && localStorage.length === 0"));
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert!(chromium_program().is_some());
}
