//! `plenary theme eject`: a built-in file becomes the site's own.

use crate::harness::{Folder, Site};

fn with_theme() -> Folder {
    let site = Site::alder().append("config.yaml", "\ntheme: ours\n");
    site.file("themes/ours/theme.yaml", "title: Ours\ncontract: 1\n").folder()
}

#[test]
fn a_template_is_copied_into_the_sites_theme_and_wins_there() {
    let folder = with_theme();
    let run = folder.plenary(&["theme", "eject", "principles"]).exits(0);
    let path = "themes/ours/templates/principles.html";
    assert!(run.out.contains(path) && run.out.contains("{% extends \"default/principles.html\" %}"), "{}", run.out);
    assert_eq!(folder.read(path), include_str!("../../themes/default/templates/principles.html"));
    folder.write(path, folder.read(path).replace("<ul", "<ul data-own"));
    folder.plenary(&["build"]).exits(0);
    let poster = folder.read("public/participant/reviews/alder/practitioner/principles.html");
    assert!(poster.contains("<ul data-own"), "{poster}");
}

#[test]
fn nothing_is_overwritten() {
    let folder = with_theme();
    folder.write("themes/ours/templates/page.html", "{% extends \"default/page.html\" %}");
    let run = folder.plenary(&["theme", "eject", "page.html"]).exits(2);
    assert!(run.err.contains("`themes/ours/templates/page.html` is there already"), "{}", run.err);
    assert_eq!(folder.read("themes/ours/templates/page.html"), "{% extends \"default/page.html\" %}");
}

#[test]
fn files_and_words_are_copied_too_and_without_a_theme_into_the_default_one() {
    let folder = Site::alder().folder();
    folder.plenary(&["theme", "eject", "plenary.css"]).exits(0);
    let run = folder.plenary(&["theme", "eject", "words/cy"]).exits(0);
    assert!(run.out.contains("keep all of its words"), "{}", run.out);
    let run = folder.plenary(&["theme", "eject", "page"]).exits(0);
    assert!(run.out.contains("a theme of its own"), "{}", run.out);
    let default = ["static/plenary.css", "words/cy.yaml", "templates/page.html"];
    assert!(default.iter().all(|path| folder.has(&format!("themes/default/{path}"))));
    folder.plenary(&["check", "--strict"]).exits(0);
    let again = folder.plenary(&["theme", "eject", "page"]).exits(2);
    assert!(again.err.contains("is there already"), "{}", again.err);
}

#[test]
fn what_a_theme_takes_from_another_is_copied_as_it_is_there() {
    let folder = with_theme();
    folder.write("themes/ours/theme.yaml", "title: Ours\nextends: base\ncontract: 1\n");
    folder.write("themes/base/theme.yaml", "title: Base\ncontract: 1\n");
    folder.write("themes/base/templates/room.html", "<p>base</p>\n");
    let run = folder.plenary(&["theme", "eject", "room"]).exits(0);
    assert!(run.out.contains("{% extends \"base/room.html\" %}"), "{}", run.out);
    assert_eq!(folder.read("themes/ours/templates/room.html"), "<p>base</p>\n");
}

#[test]
fn a_name_that_is_none_gets_a_suggestion_and_the_list() {
    let folder = with_theme();
    let run = folder.plenary(&["theme", "eject", "agneda"]).exits(2);
    assert!(run.err.contains("Did you mean `agenda`?"), "{}", run.err);
    for name in ["agenda.html", "plenary.js", "words/en-GB.yaml"] {
        assert!(run.err.contains(name), "{name} in {}", run.err);
    }
    for odd in ["../../config.yaml", "", "themes/ours/theme.yaml", "/etc/hosts"] {
        folder.plenary(&["theme", "eject", odd]).exits(2);
    }
}

#[test]
fn a_mistake_in_the_config_is_told_and_nothing_written() {
    let folder = Site::alder().append("config.yaml", "\ntheme: ours\nthem: x\n").folder();
    let run = folder.plenary(&["theme", "eject", "page"]).exits(1);
    assert!(run.err.contains("There is no theme `ours`") && run.err.contains("unknown-field"), "{}", run.err);
    assert!(!folder.has("themes"));
    Folder::empty().plenary(&["theme", "eject", "page"]).exits(2);
}

#[test]
fn its_help_has_an_example() {
    let help = Folder::empty().plenary(&["theme", "eject", "--help"]).exits(0).out;
    assert!(
        help.contains("plenary theme eject page") && help.contains("{% extends \"default/page.html\" %}"),
        "{help}"
    );
}
