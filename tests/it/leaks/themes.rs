//! A theme that wants to leak: it shows all that it is given, says what it should not know, and reaches for more.

use plenary::audience::Audience;

use crate::canaries::{REVIEW, canary_site, closed_canaries, may_see, shown_nowhere, text_fields};
use crate::harness::{Made, Site};

/// A text of the facilitator's own, long enough to be known again.
const NOTE: &str = "May be upset when we reach the very last part";

/// The templates that a page or a document is made with.
fn templates() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/templates");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "components.html").collect()
}

fn themed(site: Site, files: &[(&str, &str)]) -> Site {
    let settings = site.text("config.yaml") + "theme: leaky\n";
    let theme = "title: Leaky\nextends: default\ncontract: 1\n";
    let site = site.file("config.yaml", settings).file("themes/leaky/theme.yaml", theme);
    files.iter().fold(site, |site, (path, text)| site.file(&format!("themes/leaky/{path}"), text))
}

/// Every template shows its whole context, and nothing else. What stands in a page is part of the page's own.
fn dumped(site: Site) -> Made {
    const DUMP: &str = "<pre>{{ __tera_context | safe }}</pre>";
    let shown = templates().iter().fold(themed(site, &[]), |site, name| {
        // The templates of the default theme want a block to fill.
        let block = if name == "document.html" { "{% block content %}{% endblock content %}" } else { "" };
        site.file(&format!("themes/leaky/templates/{name}"), format!("{DUMP}{block}"))
    });
    shown.build()
}

#[test]
fn a_theme_that_shows_all_that_it_is_given_shows_nothing_closed() {
    assert!(templates().len() > 25, "{:?}", templates());
    let made = dumped(canary_site());
    // Every page says all of it, which is more than a search should have to load.
    assert!(made.codes().iter().all(|code| *code == "too-large"), "{:?}", made.codes());
    assert_eq!(made.editions().len(), 4);
    let mut given = 0;
    for audience in Audience::ALL {
        let all: String = made.files(audience.name()).values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        for canary in closed_canaries(audience) {
            assert!(!all.contains(&canary), "a template of the {audience} edition is given {canary}");
        }
        for id in ["pract1", "manager1", "link1", "lead1", "scribe1"] {
            assert!(!all.contains(id), "a template of the {audience} edition is given the id {id}");
        }
        // It is given what it may have: the test looks at something.
        let open = text_fields().into_iter().filter(|(_, seen)| may_see(*seen, audience));
        given += open.filter(|(canary, _)| all.contains(canary)).count();
    }
    let fields = text_fields().into_keys().filter(|canary| !shown_nowhere(canary)).count();
    assert!(given > fields * 2, "{given} of {fields} fields");
}

#[test]
fn a_theme_that_shows_all_that_it_is_given_knows_of_no_real_review_in_training() {
    let made = dumped(canary_site().edit(REVIEW, "fictional: true", "fictional: false"));
    let all: String = made.files("training").values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    for word in ["canary/", "qzreview", "qzadult", "qzevent", "qzperson", "Open Leader"] {
        let of_kind = word == "qzevent" && !all.contains("qzeventtitle");
        assert!(!all.contains(word) || of_kind, "{word}");
    }
}

fn leaky(files: &[(&str, &str)]) -> Made {
    let event = crate::canaries::EVENT;
    themed(canary_site().edit(event, "note: qzwatchfornote", &format!("note: {NOTE}")), files).build()
}

#[test]
fn a_theme_that_says_what_is_closed_is_stopped_wherever_it_says_it() {
    let page = |inside: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"{{{{ lang }}}}\"><head><title>{{{{ title }}}}</title></head><body>{inside}</body></html>"
        )
    };
    let split = NOTE.replace(" last", " <!-- --><b>la</b>st");
    let referenced = NOTE.replace('M', "&#77;").replace(' ', "&#x20;");
    let cases: Vec<(&str, String)> = vec![
        ("text", page(NOTE)),
        ("text across tags and comments", page(&split)),
        ("references", page(&referenced)),
        ("a comment", page(&format!("<!-- {NOTE} -->"))),
        ("what is not shown", page(&format!("<p hidden>{NOTE}</p>"))),
        ("a template", page(&format!("<template>{NOTE}</template>"))),
        ("a data attribute", page(&format!("<p data-note=\"{NOTE}\"></p>"))),
        ("a class", page(&format!("<p class=\"{NOTE}\"></p>"))),
        ("alternative text", page(&format!("<img alt='{NOTE}'>"))),
        ("a description", page(&format!("<meta name=\"description\" content=\"{NOTE}\">"))),
        ("an address", page(&format!("<a href=\"a.html?{}\">a</a>", NOTE.replace(' ', "%20")))),
        ("an anchor", page(&format!("<p id=\"{}\"></p>", NOTE.replace(' ', "-")))),
        ("a drawing", page(&format!("<svg><desc>{NOTE}</desc></svg>"))),
        ("a script", page(&format!("<script>const note = \"{NOTE}\";</script>"))),
        ("an escaped script", page(&format!("<script>const note = \"{}\";</script>", NOTE.replace('M', "\\u004d")))),
        ("a second attribute", page(&format!("<p title=\"a\" title=\"{NOTE}\"></p>"))),
        ("a different case", page(&NOTE.to_uppercase())),
        ("soft hyphens", page(&NOTE.replace("reach", "re&shy;ach").replace("upset", "up\u{200b}set"))),
        ("the name of a person", page("Ask Second&nbsp;Hidden")),
    ];
    for (what, text) in cases {
        let made = leaky(&[("templates/page.html", &text)]);
        assert!(made.codes().contains(&"audience-leak"), "{what} goes unnoticed");
        assert!(!made.editions().contains(&"participant") && made.editions().contains(&"facilitator"), "{what}");
    }
}

#[test]
fn files_of_a_theme_are_searched_as_pages_are() {
    let page = |name: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"{{{{ lang }}}}\"><head><title>{{{{ title }}}}</title></head><body>\
             <img alt=\"\" src=\"{{{{ asset(name=\"{name}\") }}}}\"></body></html>"
        )
    };
    for (name, text) in [
        ("note.svg", format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{NOTE}</text></svg>")),
        (
            "note.svg",
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata><![CDATA[{NOTE}]]></metadata></svg>"),
        ),
        ("note.css", format!("p::after {{ content: \"{NOTE}\" }}")),
        ("note.css", format!("/* {NOTE} */")),
        ("note.js", format!("// {NOTE}\n")),
        ("note.js", format!("let note = \"{}\";\n", NOTE.replace('u', "\\x75"))),
        ("second-hidden.css", "p { margin: 0 }".to_owned()),
    ] {
        let made = leaky(&[("templates/page.html", &page(name)), (&format!("static/{name}"), &text)]);
        let comment = name == "note.css" && text.starts_with("/*");
        // Stylesheets are published without their comments.
        assert_eq!(made.codes().contains(&"audience-leak"), !comment, "{name}: {text}\n{:?}", made.codes());
        assert_eq!(made.editions().contains(&"participant"), comment, "{name}");
    }
}

/// A template knows its view and the words, and no way to anything else.
#[test]
fn a_theme_cannot_reach_for_more() {
    for reach in [
        "{% include \"../../content/reviews/canary/review.yaml\" %}",
        "{% include \"content/reviews/canary/review.yaml\" %}",
        "{% extends \"/etc/passwd\" %}",
        "{{ load_data(path=\"content/reviews/canary/review.yaml\") }}",
        "{{ get_env(name=\"HOME\") }}",
        "{{ now() }}",
        "{{ asset(name=\"../../content/reviews/canary/review.yaml\") }}",
        "{{ asset(name=\"/etc/passwd\") }}",
    ] {
        let made = leaky(&[("templates/page.html", reach)]);
        assert!(made.codes().contains(&"template-error"), "{reach}: {:?}", made.codes());
        assert_eq!(made.editions(), Vec::<&str>::new(), "{reach}");
    }
}
