//! Somebody wants a restricted word to stand on a participant's page, and does everything short of typing it there.
//!
//! Each attempt is a change to the site. It has failed if there is no participants' edition, or if the word is nowhere in
//! it: not as a reader meets it, not as its bytes are, letters and digits alone, whatever stands between them.

use plenary::audience::Audience;
use plenary::pipeline::Request;
use plenary::selection::Selected;
use plenary::slug::Slug;
use scraper::{Html, Node};

use crate::canaries::{EVENT, REVIEW, canary_site};
use crate::harness::{Made, Site};

/// The word, as it stands on the list.
const TERM: &str = "Kirkfarran Road";
/// The same with nothing but its letters.
const LETTERS: &str = "kirkfarranroad";
/// The same as a name of a file.
const SLUG: &str = "kirkfarran-road";

const VENUE: &str = "content/venues/canary-hall.yaml";
const PAGE: &str = "content/guidance/open-page.md";
const OPEN: &str = "audience: [facilitator, review-team, participant, training]";

fn site() -> Site {
    canary_site().edit(REVIEW, "[qzreviewrestrictedterms]", &format!("[qzreviewrestrictedterms, {TERM}]"))
}

fn page(audience: &str, text: &str) -> String {
    format!("---\ntitle: A page\n{audience}\n---\n\n{text}\n")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A page as its reader meets it: texts one behind another, and values of attributes.
fn met(html: &str) -> String {
    let page = Html::parse_document(html);
    let text: String = page.root_element().text().collect();
    let attributes = page.tree.values().filter_map(|node| match node {
        Node::Element(element) => Some(element.attrs().map(|(_, value)| value).collect::<Vec<_>>().join("|")),
        _ => None,
    });
    attributes.fold(text, |all, values| all + "|" + &values)
}

fn assert_failed(what: &str, made: &Made) {
    if !made.editions().contains(&"participant") {
        assert!(!made.codes().is_empty(), "{what}: there is no edition and no reason");
        return;
    }
    for (url, bytes) in made.files("participant") {
        let text = String::from_utf8_lossy(bytes);
        let shown = if url.ends_with(".html") { met(&text) } else { String::new() };
        for reading in [url, &text, &shown] {
            assert!(!letters(reading).contains(LETTERS), "{what}: {url} holds the word");
        }
    }
}

/// Changes that bring the word to a place from which it might find its own way.
fn attempts() -> Vec<(&'static str, Site)> {
    let append = |text: &str| site().append(PAGE, &format!("\n{text}\n"));
    let closed =
        |text: &str| site().file(&format!("content/guidance/{SLUG}.md"), page("audience: [facilitator]", text));
    let theme = |files: &[(&str, &str)]| {
        let settings = site().text("config.yaml") + "theme: own\n";
        let start = site().file("config.yaml", settings);
        let start = start.file("themes/own/theme.yaml", "title: Own\nextends: default\ncontract: 1\n");
        files.iter().fold(start, |site, (path, text)| site.file(&format!("themes/own/{path}"), text))
    };
    let renamed = |from: &str, to: &str| {
        let texts: Vec<(String, String)> = site().paths().map(|path| (path.to_owned(), site().text(path))).collect();
        texts.iter().fold(Site::bare(), |made, (path, text)| made.file(&path.replace(from, to), text.replace(from, to)))
    };
    vec![
        (
            "a script that facilitators read",
            site().edit(EVENT, "script: qzsessionscript", "script: Near Kirkfarran Road"),
        ),
        ("a note to watch for", site().edit(EVENT, "note: qzwatchfornote", "note: Near Kirkfarran Road")),
        ("a need of a person", site().edit(REVIEW, "needs: qzpersonneeds", "needs: Lives in Kirkfarran Road")),
        ("a summary of a period", site().edit(REVIEW, "summary: qzperiodsummary", "summary: In Kirkfarran Road")),
        (
            "a label of a period that participants read",
            site().edit(REVIEW, "label: qzperiodlabel", "label: In Kirkfarran Road").edit(
                REVIEW,
                "fictional: true",
                "fictional: true\ntimeline_labels_public: true",
            ),
        ),
        ("a waiver", site().edit(EVENT, "reason: qzwaiverreason", "reason: Near Kirkfarran Road")),
        ("the name of a venue", site().edit(VENUE, "name: qzvenuename", "name: Kirkfarran Road Hall")),
        ("an address of a venue", site().edit(VENUE, "address: qzvenueaddress", "address: 1 Kirkfarran Road")),
        ("the id of a venue", renamed("canary-hall", SLUG)),
        ("the id of the review", renamed("canary/", &format!("{SLUG}/"))),
        ("the id of an event", renamed("day.yaml", &format!("{SLUG}.yaml"))),
        ("the id of an agency", renamed("agency-one", SLUG)),
        ("the id of a person", renamed("pract1", SLUG)),
        ("the id of a session", renamed("opening-row", SLUG)),
        ("the id of a question set", renamed("canary-questions", SLUG)),
        (
            "the id of a question",
            site().edit("content/blueprints/question-sets/canary-questions.yaml", "id: one", "id: kirkfarran-road"),
        ),
        ("the name of a closed page, linked to", closed("Text.").append(PAGE, &format!("\n[See here]({SLUG}.md)\n"))),
        ("the same without words", closed("Text.").append(PAGE, &format!("\n[]({SLUG}.md)\n"))),
        (
            "an anchor of a closed page",
            closed(&format!("## Kirkfarran Road {{#{SLUG}}}\n\nText."))
                .append(PAGE, &format!("\n[See here]({SLUG}.md#{SLUG})\n")),
        ),
        (
            "a heading of a closed page",
            site()
                .file("content/guidance/closed.md", page("audience: [facilitator]", "## Kirkfarran Road"))
                .append(PAGE, "\n[See](closed.md#kirkfarran-road)\n"),
        ),
        ("the name of an open page", site().file(&format!("content/guidance/{SLUG}.md"), page(OPEN, "Text."))),
        (
            "the name of a section",
            site()
                .file(&format!("content/guidance/{SLUG}/_index.md"), page(OPEN, "Text."))
                .file(&format!("content/guidance/{SLUG}/a.md"), page(OPEN, "Text.")),
        ),
        (
            "a page of the review that participants read",
            site().file("content/reviews/canary/a.md", page("audience: [participant]", "Near *Kirkfarran* Road.")),
        ),
        (
            "the name of a picture",
            site()
                .file(&format!("content/guidance/{SLUG}.png"), b"\x89PNG\0")
                .append(PAGE, &format!("\n![A map]({SLUG}.png)\n")),
        ),
        (
            "a picture's own words",
            site()
                .file("content/guidance/map.jpg", b"\xff\xd8\xff\xe1\0\x1eExif\0\0Kirkfarran Road\0\xff\xd9".as_slice())
                .append(PAGE, "\n![A map](map.jpg)\n"),
        ),
        (
            "a text beside the pages",
            site().file("content/guidance/a.txt", "Kirkfarran Road").append(PAGE, "\n[See](a.txt)\n"),
        ),
        (
            "a text of an older program",
            site()
                .file("content/guidance/a.txt", b"Caf\xe9, Kirkfarran\xa0Road".as_slice())
                .append(PAGE, "\n[See](a.txt)\n"),
        ),
        (
            "a text in two bytes a letter",
            site()
                .file("content/guidance/a.txt", TERM.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
                .append(PAGE, "\n[See](a.txt)\n"),
        ),
        ("the definition itself, linked to", append("[See](../reviews/canary/review.yaml)")),
        (
            "a list of questions that is embedded",
            site()
                .edit(
                    "content/blueprints/question-sets/canary-questions.yaml",
                    "ask: qzquestionask",
                    "ask: Who lives in Kirkfarran Road?",
                )
                .append(PAGE, "\n```embed\nquestions: canary-questions\n```\n"),
        ),
        (
            "a checklist that is embedded",
            site()
                .edit(
                    "content/blueprints/checklists/canary-list.yaml",
                    "do: qzchecklistitemdo",
                    "do: Visit Kirkfarran Road",
                )
                .append(PAGE, "\n```embed\nchecklist: canary-list\n```\n"),
        ),
        (
            "an agenda that is embedded",
            site()
                .edit(EVENT, "title: qzsessiontitle", "title: Kirkfarran Road")
                .append(PAGE, "\n```embed\nagenda: canary/day\n```\n"),
        ),
        (
            "an alias of YAML",
            site().edit(EVENT, "note: qzwatchfornote", "note: &word Kirkfarran Road").edit(
                EVENT,
                "message_from_chair: qzeventmessagefromchair",
                "message_from_chair: *word",
            ),
        ),
        ("an escape of YAML", site().edit(EVENT, "purpose: qzeventpurpose", "purpose: \"Kirk\\x66arran\\u0020Road\"")),
        ("a reference of HTML", append("Kirk&#102;arran&nbsp;Road")),
        ("a backslash of Markdown", append("Kirkfarran\\\nRoad")),
        ("emphasis in the middle", append("Kirk**farran** *Road*")),
        ("code in the middle", append("Kirk`farran` Road")),
        ("a link in the middle", append("Kirk[farran](https://example.org/) Road")),
        ("two cells", append("| Kirkfarran | Road |\n| --- | --- |\n| a | b |")),
        ("two items", append("- Kirkfarran\n- Road")),
        ("a term and its meaning", append("Kirkfarran\n: Road")),
        ("a footnote's name", append("A word.[^kirkfarran-road]\n\n[^kirkfarran-road]: More.")),
        ("the language of code", append("```kirkfarran-road\nx\n```")),
        ("a heading's anchor", append("## A heading {#kirkfarran-road}")),
        ("a link's title", append("[a](https://example.org/ \"Kirkfarran Road\")")),
        ("a link's address", append("[a](https://example.org/?q=Kirkfarran%20Road)")),
        (
            "a picture's description",
            site().file("content/guidance/map.png", b"\x89PNG\0").append(PAGE, "\n![Kirkfarran Road](map.png)\n"),
        ),
        ("raw HTML", append("<span title=\"Kirkfarran Road\">a</span>")),
        (
            "raw HTML that is kept",
            append("<span title=\"Kirkfarran Road\">a</span> <!-- Kirkfarran Road --> <b hidden>Kirkfarran</b> Road")
                .edit("config.yaml", "title: ", "unsafe_html: true\ntitle: "),
        ),
        ("other letters", append("ＫＩＲＫＦＡＲＲＡＮ\u{2003}ｒｏａｄ")),
        ("letters that nobody sees", append("Kirk\u{200b}farran\u{2060} Ro\u{ad}ad\u{fe0f}")),
        ("the name of the site", site().edit("config.yaml", "title: qzconfigtitle", "title: Kirkfarran Road")),
        ("whom to ask", site().edit("config.yaml", "contact: qzconfigcontact", "contact: 1 Kirkfarran Road")),
        ("a marking", site().edit(EVENT, "marking: qzeventmarking", "marking: Kirkfarran Road")),
        ("a version", site().edit(EVENT, "version: qzeventversion", "version: Kirkfarran Road")),
        (
            "a template",
            theme(&[(
                "templates/not-found.html",
                "{% extends \"page.html\" %}{% block content %}Kirkfarran Road{% endblock content %}",
            )]),
        ),
        ("a word of the interface", theme(&[("words/en-GB.yaml", "nav:\n  skip: To Kirkfarran Road\n")])),
        ("a stylesheet", theme(&[("static/plenary.css", "p::after { content: \"Kirkfarran\\20 Road\" }")])),
        ("a script", theme(&[("static/plenary.js", "document.title = \"Kirk\\u0066arran Road\";")])),
        (
            "a file of the theme by its name",
            theme(&[
                ("static/kirkfarran-road.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
                (
                    "templates/not-found.html",
                    "{% extends \"page.html\" %}{% block content %}<img alt=\"\" src=\"{{ asset(name=\"kirkfarran-road.svg\") }}\">{% endblock content %}",
                ),
            ]),
        ),
        ("a word of which it is a part", append("The Kirkfarran-Roaders.")),
    ]
}

#[test]
fn nothing_short_of_typing_it_brings_a_restricted_word_to_a_participant_and_typing_it_does_not_either() {
    let all = attempts();
    assert!(all.len() > 55, "{}", all.len());
    for (what, site) in &all {
        assert_failed(what, &site.build_edition("participant"));
    }
    // The readings are able to find it.
    let found = met("<p>Kirk<b>farran</b> <i title=\"x\">Ro</i>ad</p>");
    assert!(letters(&found).contains(LETTERS), "{found}");
}

#[test]
fn a_word_on_the_list_of_one_review_is_held_back_for_all() {
    let other = || {
        let alder = Site::alder();
        assert!(alder.text("content/reviews/alder/review.yaml").contains(&format!("restricted_terms: [\"{TERM}\"")));
        let canaries = canary_site();
        canaries
            .paths()
            .filter(|path| *path != "config.yaml")
            .fold(alder, |site, path| site.file(path, canaries.text(path)))
    };
    let made = other().edit(EVENT, "purpose: qzeventpurpose", "purpose: Walk down Kirkfarran Road").build();
    assert!(made.codes().contains(&"restricted-term-in-open-page") && !made.editions().contains(&"participant"));
    // Nor does it help to build the other review by itself.
    let only = Selected { review: Slug::parse("canary").unwrap(), event: None };
    let request = Request { only: vec![only], ..Request::default() };
    let made = other().edit(EVENT, "purpose: qzeventpurpose", "purpose: Walk down Kirkfarran Road").build_as(&request);
    assert!(made.codes().contains(&"restricted-term-in-open-page") && !made.editions().contains(&"participant"));
    assert_eq!(other().build_as(&request).editions().len(), Audience::ALL.len());
}
