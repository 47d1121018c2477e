//! Themes: a second one over the default one, its mistakes, its words, and how to begin with one.

use std::collections::BTreeMap;
use std::path::Path;

use plenary::report::Format;

use crate::harness::{Made, Site};

const CRUMBS: &str = "facilitator/reviews/alder/practitioner";

/// The files of the example theme, by their paths in a site.
fn quiet() -> BTreeMap<String, Vec<u8>> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/themes/quiet");
    let mut folders = vec![top.clone()];
    let mut files = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&top).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(format!("themes/quiet/{name}"), std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The example site with a theme: the example theme, or one that extends it.
fn with(theme: &str) -> Site {
    let site = Site::alder().append("config.yaml", &format!("\ntheme: {theme}\n"));
    quiet().into_iter().fold(site, |site, (path, bytes)| site.file(&path, bytes))
}

/// The example site with a theme `own` that holds nothing but some files.
fn own(files: &[(&str, &str)]) -> Site {
    let site = Site::alder()
        .append("config.yaml", "\ntheme: own\n")
        .file("themes/own/theme.yaml", "title: Own\nextends: default\ncontract: 1\n");
    files.iter().fold(site, |site, (path, text)| site.file(&format!("themes/own/{path}"), text))
}

fn short(made: &Made) -> String {
    made.report(Format::Short)
}

/// The first published file whose address begins and ends so.
fn asset<'a>(made: &'a Made, begins: &str, ends: &str) -> Option<&'a str> {
    let files = made.files("facilitator");
    files.into_keys().find(|url| url.starts_with(&format!("assets/{begins}.")) && url.ends_with(ends))
}

#[test]
fn a_theme_changes_what_it_has_and_nothing_else() {
    let (plain, themed) = (Site::alder().build().spotless(), with("quiet").build().spotless());
    let (leaf, style) = (asset(&themed, "leaf", ".svg").unwrap(), asset(&themed, "quiet", ".css").unwrap());
    for edition in ["facilitator", "participant"] {
        let (plain, themed) = (plain.files(edition), themed.files(edition));
        for (url, bytes) in themed.iter().filter(|(url, _)| url.ends_with(".html") && **url != "404.html") {
            let page = String::from_utf8(bytes.to_vec()).unwrap();
            let root = "../".repeat(url.matches('/').count());
            let added = format!("<link rel=\"stylesheet\" href=\"{root}{style}\">\n");
            assert_eq!(page.matches(&added).count(), 1, "{url}");
            // Everything that the theme does, undone.
            let mut lines: Vec<&str> = page.split_inclusive('\n').filter(|line| !line.contains("quiet-band")).collect();
            lines.retain(|line| **line != added);
            let undone = lines.concat().replace("How we talk with one another", "Working principles");
            let undone = undone.replace(">Start</a>", ">Home</a>");
            let before = String::from_utf8(plain[url].to_vec()).unwrap();
            // The poster itself, and the packs that it is part of.
            if undone.contains("quiet-poster") {
                assert!(url.ends_with("/principles.html") || url.contains("/pack-"), "{url}");
            } else {
                assert!(undone == before, "{url}\n{undone}\n\n{before}");
            }
        }
        let files = |files: &BTreeMap<&str, &[u8]>| files.keys().map(|url| (*url).to_owned()).collect::<Vec<_>>();
        let new: Vec<String> = files(&themed).into_iter().filter(|url| !plain.contains_key(url.as_str())).collect();
        assert_eq!(new.len(), 3, "{new:?}");
        assert!(files(&plain).iter().all(|url| themed.contains_key(url.as_str())));
    }
    let poster = themed.text(&format!("{CRUMBS}/principles.html"));
    assert!(poster.contains(&format!("<img src=\"../../../{leaf}\"")), "{poster}");
    assert!(poster.contains("quiet-band\">Handle with care:"));
}

#[test]
fn a_static_file_is_published_where_something_names_it() {
    let themed = with("quiet").build_edition("facilitator").spotless();
    assert!(asset(&themed, "leaf", ".svg").is_some(), "a template names it");
    let dots = asset(&themed, "dots", ".svg").expect("the stylesheet names it");
    let style = asset(&themed, "quiet", ".css").unwrap();
    assert!(themed.text(&format!("facilitator/{style}")).contains(dots.trim_start_matches("assets/")));
    assert!(asset(&themed, "leaf-draft", ".svg").is_none(), "nobody names it");
}

#[test]
fn a_theme_can_extend_another_theme() {
    let louder = with("louder")
        .file("themes/louder/theme.yaml", "title: Louder\nextends: quiet\ncontract: 1\n")
        .file("themes/louder/words/en-GB.yaml", "quiet: {band: 'Look out:'}\n")
        .file(
            "themes/louder/templates/page.html",
            "{% extends \"quiet/page.html\" %}{% block footer %}<footer>{{ site_title }}!</footer>{% endblock footer %}",
        );
    let made = louder.build_edition("facilitator").spotless();
    let page = made.text(&format!("{CRUMBS}/principles.html"));
    for part in ["Look out:", "quiet-poster", "<footer>", "How we talk with one another", "leaf."] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<footer class=\"site\">"));
}

#[test]
fn a_picture_of_a_theme_goes_with_a_document_alone() {
    let folder = with("quiet").folder();
    folder.plenary(&["export", "alder/practitioner", "principles", "-o", "alone.html"]).exits(0);
    let alone = folder.read("alone.html");
    assert!(alone.contains("src=\"data:image/svg+xml") && !alone.contains("leaf."), "{alone}");
}

#[test]
fn mistakes_in_templates_are_told_together_each_at_its_place() {
    let page = "{% extends \"default/page.html\" %}\n{% block haed %}{% endblock haed %}\n{% block footer %}{{ title | \
                shout }} {{ <plain_lst items={crumbs} /> }} {{ assets(name=\"x\") }}{% if title is fine %}{% endif %}\
                {% include \"footer.html\" %}{% endblock footer %}\n";
    let site = own(&[
        ("templates/page.html", page),
        ("templates/agenda.html", "<p>\n{{ title }</p>"),
        ("templates/room.html", "{% extends \"documnet.html\" %}\n"),
        ("templates/script.html", "{% extends \"script.html\" %}\n"),
    ]);
    let made = site.build();
    let told = short(&made);
    let wanted = [
        "agenda.html:2:10: error[template-error]: This template cannot be used: Found `}`",
        "page.html:2:10: error[template-error]: This template cannot be used: Block `haed`",
        "page.html:3:30: error[template-error]: This template cannot be used: Unknown filter `shout`",
        "page.html:3:42: error[template-error]: This template cannot be used: Unknown component `plain_lst`",
        "page.html:3:77: error[template-error]: This template cannot be used: Unknown function `assets`",
        "Unknown test `fine`",
        "Unknown template `footer.html`",
        "room.html:1:12: error[template-error]: This template cannot be used: There is no template `documnet.html`",
        "script.html:1:12: error[template-error]: This template cannot be used: This template extends itself",
    ];
    for line in wanted {
        assert!(told.contains(line), "{line} in:\n{told}");
    }
    assert_eq!(told.matches("[template-error]").count(), wanted.len(), "{told}");
    let helped = made.report(Format::Text);
    let helped = helped.split_whitespace().collect::<Vec<_>>().join(" ");
    for help in [
        "Did you mean `head`? Here there are `after_main`",
        "Did you mean `plain_list`?",
        "Did you mean `asset`?",
        "Did you mean `document.html`?",
        "{% extends \"default/script.html\" %}",
    ] {
        assert!(helped.contains(help), "{help} in:\n{helped}");
    }
}

#[test]
fn a_field_that_no_view_has_is_told_once_with_those_that_there_are() {
    let made = own(&[
        (
            "templates/page.html",
            "{% extends \"default/page.html\" %}\n{% block footer %}{% if markng %}!{% endif %}{% endblock footer %}",
        ),
        ("templates/script.html", "{% for session in sessions %}\n{{ session.titel }}{% endfor %}"),
        ("templates/room.html", "{{ asset(name=\"leef.svg\") }}{# leaf.svg #}"),
        ("static/leaf.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ])
    .build();
    assert_eq!(made.editions(), [""; 0]);
    let told = short(&made);
    assert_eq!(made.codes().len(), 3, "each mistake once, however many pages it is on:\n{told}");
    for line in [
        "themes/own/templates/page.html:2:25: error[template-error]: This template cannot be used: Variable `markng`",
        "themes/own/templates/room.html:1:4: error[template-error]: This template cannot be used: There is no file",
        "themes/own/templates/script.html:2:12: error[template-error]: This template cannot be used: Field `titel`",
    ] {
        assert!(told.contains(line), "{line} in:\n{told}");
    }
    let text = made.report(Format::Text);
    for help in
        ["Did you mean `marking`?", "Did you mean `leaf.svg`?", "Did you mean `title`? Here there are `afterwards`"]
    {
        assert!(text.contains(help), "{help} in:\n{text}");
    }
}

#[test]
fn a_variable_may_be_missing_on_purpose() {
    let page = "{% extends \"default/page.html\" %}{% block footer %}{% if later is defined %}{{ later }}{% endif %}\
                {{ motto | default(value=\"Calm.\") }}{% set own = 1 %}{% for a in crumbs %}{{ a.title }}{% endfor %}\
                {{ own }}{% endblock footer %}";
    let made = own(&[("templates/page.html", page)]).build_edition("facilitator").spotless();
    assert!(made.text("facilitator/index.html").contains("Calm.1"));
}

#[test]
fn a_component_of_a_theme_wins_and_can_ask_for_files() {
    let components = "{% component plain_list(items, @root) %}<img src=\"{{ asset(name=\"dot.svg\") }}\" alt=\"\">\
                      {% endcomponent plain_list %}";
    let dot = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let made =
        own(&[("templates/parts.html", components), ("static/dot.svg", dot)]).build_edition("facilitator").spotless();
    let inputs = made.text("facilitator/reviews/alder/strategic/inputs.html");
    assert!(inputs.contains("<img src=\"../../../assets/dot."), "{inputs}");
    let components = components.replace(", @root", "");
    let made = own(&[("templates/parts.html", &components), ("static/dot.svg", dot)]).build_edition("facilitator");
    assert!(short(&made).contains("parts.html:1:"), "{}", short(&made));
    assert!(short(&made).contains("Let it take `@root`"), "{}", short(&made));
}

#[test]
fn a_theme_for_another_contract_is_refused_at_its_line() {
    let contract = |number: &str| {
        let made = own(&[("theme.yaml", &format!("title: Own\ncontract: {number}\n"))]).build();
        made.report(Format::Text)
    };
    let later = contract("2");
    assert!(later.contains("themes/own/theme.yaml:2:11") && later.contains("Use a newer plenary"), "{later}");
    assert!(contract("0").contains("Look through its templates, then write `contract: 1`."));
    let circle = own(&[("theme.yaml", "title: Own\nextends: own\ncontract: 1\n")]).build();
    assert!(short(&circle).contains("themes/own/theme.yaml:2:10: error[bad-value]: The theme `own` extends itself"));
}
