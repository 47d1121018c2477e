//! The ways of leaking that `domain.md` 4.7 lists, one by one.

use std::collections::BTreeMap;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use plenary::audience::Audience;
use plenary::scan::markup::{Language, as_a_browser, as_our_own};
use scraper::{Html, Node};

use crate::canaries::{EVENT, REVIEW, canary_site};
use crate::harness::{Folder, Made, Site};
use crate::leaks::untouched::assert_same;

/// Pages that only facilitators may read, with a word of its own in every place that a page has.
const CLOSED: &[(&str, &str)] = &[
    (
        "content/guidance/qzclosedsection/_index.md",
        "---\ntitle: qzclosedsectiontitle\naudience: [facilitator]\n---\n\nqzclosedsectiontext\n",
    ),
    (
        "content/guidance/qzclosedsection/qzclosedname.md",
        "---\ntitle: qzclosedtitle\nsummary: qzclosedsummary\nowner: qzclosedowner\naudience: [facilitator]\n---\n\n\
         ## qzclosedheading {#qzclosedanchor}\n\nqzclosedtext and [qzclosedlink](../open-page.md \"qzclosedlinktitle\"), \
         [more](../../reviews/canary/qzclosedprose.md).[^1]\n\n![qzclosedalt](qzclosedpicture.png \"qzclosedpicturetitle\")\n\n\
         | qzclosedcell | b |\n| --- | --- |\n| c | d |\n\n```yaml\nqzclosedcode: 1\n```\n\nqzclosedterm\n: qzcloseddefinition\n\n\
         - [ ] qzclosedtask\n\n> [!NOTE]\n> qzclosednote\n\n```embed\nexercise: {id: qzclosedexercise, aim: qzclosedaim, steps: \
         [qzclosedstep], answer: qzclosedanswer}\n```\n\n[^1]: qzclosedfootnote\n",
    ),
    ("content/guidance/qzclosedsection/qzclosedpicture.png", "\u{89}PNG\0qzclosedpixels"),
    (
        "content/reviews/canary/qzclosedprose.md",
        "---\ntitle: qzclosedprosetitle\nsummary: qzclosedprosesummary\n---\n\n## qzclosedproseheading\n\nqzclosedprosetext, [an open page](../../guidance/open-page.md).\n",
    ),
];

/// The canaries, and pages that only facilitators may read.
fn with_closed_pages() -> Site {
    CLOSED.iter().fold(canary_site(), |site, (path, text)| site.file(path, text))
}

/// Every `qzclosed…` word of the closed pages.
fn closed_words() -> Vec<String> {
    let texts = CLOSED.iter().map(|(path, text)| format!("{path} {text}"));
    let is_word = |word: &&str| word.starts_with("qzclosed");
    let mut words: Vec<String> = texts
        .flat_map(|text| {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_word).map(str::to_owned);
            words.collect::<Vec<_>>()
        })
        .collect();
    words.sort();
    words.dedup();
    words
}

fn places(made: &Made, audience: Audience, word: &str) -> Vec<String> {
    let files = made.files(audience.name());
    let holds = |url: &str, bytes: &[u8]| url.contains(word) || String::from_utf8_lossy(bytes).contains(word);
    files.iter().filter(|(url, bytes)| holds(url, bytes)).map(|(url, _)| (*url).to_owned()).collect()
}

#[test]
fn titles_headings_addresses_anchors_descriptions_and_alternative_texts_stay_in_their_edition() {
    let made = with_closed_pages().build().clean();
    let words = closed_words();
    assert!(words.len() > 28, "{words:?}");
    for word in &words {
        let dropped = ["qzclosedpixels", "qzclosedname", "qzclosedprose", "qzclosedsection", "qzclosedpicture"];
        let found = places(&made, Audience::Facilitator, word);
        assert!(!found.is_empty() || dropped.contains(&word.as_str()), "{word} is nowhere: the test looks for nothing");
        for audience in [Audience::ReviewTeam, Audience::Participant, Audience::Training] {
            assert_eq!(places(&made, audience, word), Vec::<String>::new(), "{word} in {audience}");
        }
    }
}

#[test]
fn no_link_list_count_or_neighbour_tells_of_a_page_that_an_edition_does_not_hold() {
    let with = with_closed_pages().build();
    let without = canary_site().build();
    for audience in [Audience::ReviewTeam, Audience::Participant, Audience::Training] {
        assert_same(audience.name(), &without, &with);
    }
    assert_ne!(with.files("facilitator").len(), without.files("facilitator").len());
}

#[test]
fn a_link_to_a_page_that_an_edition_does_not_hold_leaves_no_way_to_it() {
    let site = with_closed_pages().append(
        "content/guidance/open-page.md",
        "\nSee [these words](qzclosedsection/qzclosedname.md#qzclosedanchor), ![a drawing](qzclosedsection/qzclosedpicture.png) and [those](../reviews/canary/qzclosedprose.md).\n",
    );
    let made = site.build();
    let facilitator = made.text("facilitator/guidance/open-page.html");
    for way in
        ["qzclosedsection/qzclosedname.html#qzclosedanchor", "reviews/canary/qzclosedprose.html", "qzclosedpicture.png"]
    {
        assert!(facilitator.contains(way), "{way}");
    }
    for audience in [Audience::ReviewTeam, Audience::Participant, Audience::Training] {
        let page = made.text(&format!("{audience}/guidance/open-page.html"));
        assert!(page.contains("See these words,") && page.contains("and those."), "{page}");
        // The picture was put into an open page, so it goes where that page goes; the pages do not.
        for word in closed_words()
            .iter()
            .filter(|word| !["qzclosedsection", "qzclosedpicture", "qzclosedpixels"].contains(&word.as_str()))
        {
            assert_eq!(places(&made, audience, word), Vec::<String>::new(), "{word} in {audience}");
        }
    }
}

/// What a browser does not show is written all the same, so there is none of it.
#[test]
fn no_page_has_a_comment() {
    for made in [with_closed_pages().build(), Site::alder().build()] {
        for audience in Audience::ALL {
            for (url, bytes) in made.files(audience.name()).iter().filter(|(url, _)| url.ends_with(".html")) {
                let page = Html::parse_document(std::str::from_utf8(bytes).unwrap());
                let comment = page.tree.values().find(|node| matches!(node, Node::Comment(_)));
                assert!(comment.is_none(), "{audience}/{url}: {comment:?}");
            }
        }
    }
}

/// No file of a site is copied into an edition, but what pages refer to.
#[test]
fn no_definition_and_no_page_is_published_as_it_was_written() {
    let site = with_closed_pages().file("content/reviews/canary/notes.txt", "Nobody links to this.\n");
    let made = site.build();
    for audience in Audience::ALL {
        for (url, bytes) in made.files(audience.name()) {
            let extension = url.rsplit_once('.').unwrap().1;
            assert!(["html", "css", "js", "svg", "ics", "csv", "txt", "png"].contains(&extension), "{audience}/{url}");
            // Messages and the manual show how files are written, of a site that is made up.
            let shows_files = ["guidance/messages/", "guidance/using/"].iter().any(|folder| url.starts_with(folder));
            if shows_files || audience == Audience::Facilitator && url == "search-index.js" {
                continue;
            }
            let text = String::from_utf8_lossy(bytes);
            for key in
                ["names_are_pseudonyms", "restricted_terms:", "first_line_manager:", "watch_for:", "content/reviews"]
            {
                assert!(!text.contains(key), "{audience}/{url} holds {key}");
            }
        }
        assert!(!made.files(audience.name()).contains_key("reviews/canary/notes.txt"));
    }
}

fn with_picture(term: &[u8]) -> Made {
    let mut length = u32::try_from(term.len()).unwrap().to_be_bytes().to_vec();
    length.extend(b"tEXt");
    let picture = [b"\x89PNG\r\n\x1a\n", length.as_slice(), term, b"crc!"].concat();
    let site = canary_site().file("content/guidance/map.png", picture);
    site.append("content/guidance/open-page.md", "\n![The way](map.png)\n").build()
}

#[test]
fn what_a_program_wrote_into_a_picture_is_read() {
    assert_eq!(with_picture(b"Author\0somebody").codes(), Vec::<&str>::new());
    let made = with_picture(b"Author\0QZReviewRestrictedTerms");
    // One leak an edition: all four are held to the list.
    assert_eq!(made.codes(), ["restricted-term-in-open-page"; 4]);
    assert_eq!(made.editions(), Vec::<&str>::new());
    // The name of a participant is for facilitators and the Review Team, in a picture as anywhere else.
    assert_eq!(with_picture(b"Author\0Second Hidden").editions(), ["facilitator", "review-team"]);
}

#[test]
fn what_is_packed_in_a_document_is_read() {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    std::io::Write::write_all(&mut encoder, b"/Title (qzreviewrestrictedterms)").unwrap();
    let document = [b"%PDF-1.7\n\0stream\n".as_slice(), &encoder.finish().unwrap(), b"\nendstream"].concat();
    let site = canary_site().file("content/guidance/form.pdf", document);
    let made = site.append("content/guidance/open-page.md", "\n[The form](form.pdf)\n").build();
    assert_eq!(made.codes(), ["restricted-term-in-open-page"; 4]);
}

fn built(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    folder.plenary(&["build"]).exits(0);
    folder.tree("public")
}

#[test]
fn nothing_is_left_of_what_an_earlier_build_showed() {
    let folder = with_closed_pages().folder();
    let page = "content/guidance/qzclosedsection/qzclosedname.md";
    let closed = folder.read(page);
    folder.write(page, closed.replace("audience: [facilitator]", "audience: [facilitator, participant]"));
    let open = built(&folder);
    assert!(open.contains_key("participant/guidance/qzclosedsection/qzclosedname.html"));
    folder.write(page, &closed);
    for (path, bytes) in built(&folder).iter().filter(|(path, _)| !path.starts_with("facilitator/")) {
        let holds = |text: &str| path.contains(text) || String::from_utf8_lossy(bytes).contains(text);
        // The list of what was written names every edition's files; it lies outside all of them.
        assert!(path.starts_with(".plenary/") || !holds("qzclosed"), "{path}");
    }
    std::fs::remove_dir_all(folder.at("content/reviews/canary")).unwrap();
    std::fs::remove_dir_all(folder.at("content/guidance/qzclosedsection")).unwrap();
    let after = built(&folder);
    assert!(after.keys().all(|path| !path.contains("canary")), "{:?}", after.keys());
}

#[test]
fn an_edition_that_the_settings_no_longer_name_is_emptied() {
    let folder = canary_site().folder();
    let before = built(&folder);
    folder.write("public/participant/own.txt", "Somebody put this here.");
    let settings = folder.read("config.yaml");
    folder.write("config.yaml", settings.clone() + "editions: [facilitator, training]\n");
    // To ask for one edition by name touches that one alone.
    folder.plenary(&["build", "--edition", "facilitator"]).exits(0);
    assert!(folder.has("public/participant/index.html"));
    let after = built(&folder);
    let theirs = |path: &&String| path.starts_with("participant/") || path.starts_with("review-team/");
    assert_eq!(after.keys().filter(theirs).collect::<Vec<_>>(), ["participant/own.txt"]);
    assert!(after.keys().any(|path| path.starts_with("training/")));
    folder.write("config.yaml", settings);
    std::fs::remove_file(folder.at("public/participant/own.txt")).unwrap();
    let pages = |tree: BTreeMap<String, Vec<u8>>| tree.into_iter().filter(|(path, _)| !path.starts_with(".plenary/"));
    assert!(pages(built(&folder)).eq(pages(before)), "all editions are there again");
}

#[test]
fn an_edition_that_leaks_leaves_the_one_before_as_it_was() {
    let folder = canary_site().folder();
    let before = built(&folder);
    let page = folder.read("content/guidance/open-page.md");
    folder.write("content/guidance/open-page.md", page + "\nAsk Second Hidden.\n");
    folder.plenary(&["build"]).exits(1);
    let after = folder.tree("public");
    for edition in ["participant/", "training/"] {
        let of = |tree: &BTreeMap<String, Vec<u8>>| {
            let files = tree.iter().filter(|(path, _)| path.starts_with(edition));
            files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<Vec<_>>()
        };
        assert!(of(&before) == of(&after) && !of(&after).is_empty(), "{edition}");
    }
    assert!(folder.read("public/facilitator/guidance/open-page.html").contains("Second Hidden"));
}

/// plenary's own notes lie outside the editions, and hold addresses and hashes and nothing that a file says.
#[test]
fn the_list_of_what_was_written_holds_no_content() {
    let folder = canary_site().folder();
    let kept: Vec<(String, Vec<u8>)> =
        built(&folder).into_iter().filter(|(path, _)| path.contains(".plenary/")).collect();
    assert!(!kept.is_empty());
    for (path, bytes) in kept {
        assert!(path.starts_with(".plenary/"), "{path}");
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("qz") && !text.contains("Open Leader") && !text.contains(folder.path().to_str().unwrap()),
            "{path}: {text}"
        );
    }
}

/// What goes out alone is cut from the edition of its readers, and from no wider one.
#[test]
fn a_document_alone_says_no_more_than_its_edition() {
    let folder = canary_site().folder();
    for (document, audience) in [
        ("pack-participant", "participant"),
        ("briefing", "participant"),
        ("note-sheet", "review-team"),
        ("agenda", "training"),
    ] {
        let run = folder.plenary(&["export", "canary/day", document, "--edition", audience, "-o", "-"]).exits(0);
        let closed = crate::canaries::closed_canaries(Audience::from_name(audience).unwrap());
        assert!(run.out.contains("qz") && !closed.is_empty(), "{document}");
        for canary in closed {
            assert!(!run.out.contains(&canary), "{canary} is in {document} of {audience}");
        }
        assert!(!run.out.contains("<!--"), "{document}");
    }
}

/// A mark of the audience stands on every sheet, whatever styles a page is printed with.
#[test]
fn a_page_says_whose_it_is_in_its_text_and_not_by_its_styles_alone() {
    let made = Site::alder().build();
    for (audience, words) in [
        (Audience::Facilitator, "Facilitator copy"),
        (Audience::ReviewTeam, "Review Team"),
        (Audience::Participant, "articipant"),
        (Audience::Training, "raining"),
    ] {
        for (url, bytes) in
            made.files(audience.name()).iter().filter(|(url, _)| url.ends_with(".html") && **url != "404.html")
        {
            let page = Html::parse_document(std::str::from_utf8(bytes).unwrap());
            let footer = scraper::Selector::parse("footer.site").unwrap();
            let footer: String = page.select(&footer).flat_map(|footer| footer.text()).collect();
            let for_the_room = audience == Audience::Facilitator && !footer.contains(words);
            assert!(footer.contains(words) || for_the_room && !footer.is_empty(), "{audience}/{url}: {footer}");
        }
    }
}

/// A name in the facilitator's notes is no name in a calendar or a table.
#[test]
fn calendars_and_tables_hold_titles_and_times_alone() {
    let made = canary_site().build();
    for audience in ["participant", "review-team"] {
        let calendar = made.text(&format!("{audience}/reviews/canary/day/day.ics"));
        for word in
            ["Open Leader", "Open Scribe", "example.org", "ATTENDEE", "ORGANIZER", "DESCRIPTION", "qzeventtitle"]
        {
            assert!(!calendar.contains(word), "{word}: {calendar}");
        }
        let table = made.text(&format!("{audience}/reviews/canary/day/agenda.csv"));
        assert!(table.starts_with("\u{feff}start,end,minutes,title\r\n"), "{table}");
    }
    assert!(canary_site().text(EVENT).contains("qzeventtitle") && canary_site().text(REVIEW).contains("qzreviewtitle"));
}

/// Pages as plenary makes them are read the quick way, which reads them as a browser does.
#[test]
fn every_page_of_ours_is_read_quickly_and_no_differently() {
    for made in [Site::alder().build(), canary_site().build()] {
        for audience in Audience::ALL {
            for (url, bytes) in made.files(audience.name()).iter().filter(|(url, _)| url.ends_with(".html")) {
                let page = std::str::from_utf8(bytes).unwrap();
                let quick = as_our_own(page).unwrap_or_else(|| panic!("{audience}/{url} is not read the quick way"));
                assert!(quick == as_a_browser(page, Language::Html), "{audience}/{url}");
            }
        }
    }
}

/// Whatever a page for training links to or shows, it is of a fictional review or it is not there.
#[test]
fn training_gets_nothing_of_a_real_review_by_a_link_a_picture_or_a_block() {
    let linked = "\nSee [this](../reviews/canary/review.yaml), [that](../reviews/canary/events/day.yaml), [these](../reviews/canary/own.md), \
                  ![a map](../reviews/canary/map.png) and [a form](../reviews/canary/form.pdf).\n";
    let site = |fictional: &str| {
        canary_site()
            .edit(REVIEW, "fictional: true", &format!("fictional: {fictional}"))
            .file(
                "content/reviews/canary/own.md",
                "---\ntitle: Own words\naudience: [facilitator, training]\n---\n\nWords.\n",
            )
            .file("content/reviews/canary/map.png", b"\x89PNG\0")
            .file("content/reviews/canary/form.pdf", b"%PDF\0")
            .append("content/guidance/open-page.md", linked)
    };
    let real = site("false").build();
    let files = real.files("training");
    assert!(files.keys().all(|url| !url.contains("canary")), "{:?}", files.keys());
    assert!(real.text("training/guidance/open-page.html").contains("See this, that, these, a map and a form."));
    assert!(real.text("facilitator/guidance/open-page.html").contains("map.png"));
    let fictional = site("true").build();
    assert!(fictional.files("training").contains_key("reviews/canary/map.png"));
    let embedded = "\n```embed\nagenda: canary/day\n```\n";
    let made = site("false").append("content/guidance/open-page.md", embedded).build();
    assert!(made.codes().contains(&"training-is-fictional") && !made.editions().contains(&"training"));
}
