//! The interface in other words and other languages.

use std::collections::BTreeSet;

use plenary::diagnostic::Severity;
use plenary::embedded;
use plenary::report::Format;
use plenary::source::{Origin, Source, SourcePath};
use plenary::words::{self, Words};

use crate::harness::{Made, Site};

fn in_language(language: &str) -> Site {
    let config = Site::alder().text("config.yaml");
    let others: Vec<&str> = config.lines().filter(|line| !line.starts_with("language:")).collect();
    Site::alder().file("config.yaml", format!("language: {language}\n{}\n", others.join("\n")))
}

/// The example site with a theme `own` that holds a file of words.
fn with_words(language: &str, words: &str) -> Made {
    let config = in_language(language).text("config.yaml") + "theme: own\n";
    Site::alder()
        .file("config.yaml", config)
        .file("themes/own/theme.yaml", "title: Own\ncontract: 1\n")
        .file(&format!("themes/own/words/{language}.yaml"), words)
        .build_edition("facilitator")
}

/// The built-in words of a language.
fn built_in(language: &str) -> Words {
    let path = format!("themes/default/words/{language}.yaml");
    let (_, bytes) = embedded::built_in().find(|(name, _)| *name == path).unwrap();
    let text = String::from_utf8(bytes.into_owned()).unwrap();
    let (written, found) = words::parse(&Source::text(&SourcePath::new(&path), Origin::BuiltIn, text));
    assert_eq!(found, []);
    Words::of_language(language, &written)
}

#[test]
fn a_language_that_is_not_complete_says_how_much_is_missing() {
    let made = in_language("cy").build_edition("facilitator").clean_but_advice();
    let text = made.report(Format::Text);
    assert!(text.contains("advice[unknown-language]: ") && text.contains("config.yaml:1:11"), "{text}");
    assert!(text.contains("interface words are not there in `cy` yet"), "{text}");
    assert!(text.contains("`about.agenda`, `about.briefing`"), "{text}");
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains("plenary theme eject words/cy"), "{text}");
    let page = made.text("facilitator/reviews/alder/practitioner/agenda.html");
    for part in ["<html lang=\"cy\"", "dydd Iau 12 Mawrth 2026", ">Hafan</a>", "Darperir cinio."] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(page.contains("Times are a guide."), "what is not translated stands in English");
    assert!(made.text("facilitator/reviews/alder/practitioner/script.html").contains("5 munud"));
}

#[test]
fn gaelic_counts_in_its_own_way() {
    let made = in_language("gd").build_edition("facilitator");
    let script = made.text("facilitator/reviews/alder/practitioner/script.html");
    assert!(script.contains("10 mionaidean") && script.contains("25 mionaid"), "{script}");
    assert!(script.contains("Diardaoin 12 Màrt 2026"));
}

#[test]
fn a_complete_language_and_other_english_say_nothing() {
    assert_eq!(with_words("en-US", "nav: {home: Home page}\n").codes(), [""; 0]);
    assert!(with_words("cy", "nav: {next: Ymlaen}\n").report(Format::Text).contains("themes/own/words/cy.yaml: "));
}

#[test]
fn a_language_without_words_is_told_where_it_is_named() {
    let text = in_language("cymraeg").build().report(Format::Text);
    assert!(text.contains("error[unknown-reference]: There are no interface words in `cymraeg`."), "{text}");
    assert!(
        text.contains("config.yaml:1:11") && ["`cy`", "`en-GB`", "`gd`"].iter().all(|tag| text.contains(tag)),
        "{text}"
    );
}

#[test]
fn the_built_in_languages_have_only_keys_that_english_has() {
    let english = built_in("en-GB");
    let words = std::fs::read_dir("themes/default/words").unwrap().map(|entry| entry.unwrap().path());
    let tags: Vec<String> = words.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(tags.len() >= 3, "{tags:?}");
    for language in tags.iter().map(String::as_str).filter(|tag| *tag != "en-GB") {
        let own = built_in(language);
        let unknown: Vec<&str> = own.iter().map(|(key, _)| key).filter(|key| !english.knows(key)).collect();
        assert!(unknown.is_empty(), "{language}: {unknown:?}");
        for (key, text) in own.iter() {
            let names: BTreeSet<&str> = words::names(text).collect();
            let wanted: BTreeSet<&str> =
                english.iter().filter(|(of, _)| *of == key).flat_map(|(_, text)| words::names(text)).collect();
            assert!(names.is_subset(&wanted) || wanted.is_empty(), "{language}: {key}: {text}");
        }
        let both = own.before(english.clone());
        assert!(!both.missing().is_empty() && both.missing().len() < both.wanted(), "{language}");
    }
}

#[test]
fn a_word_that_nobody_uses_gets_a_suggestion() {
    let made = with_words("en-GB", "nav:\n  hom: Start\n  skipp: x\npage: {version: 'V {verison}'}\nmottto: x\n");
    let text = made.report(Format::Short);
    for line in [
        "themes/own/words/en-GB.yaml:2:3: warning[unknown-field]: No page uses the word `nav.hom`.",
        "themes/own/words/en-GB.yaml:3:3: warning[unknown-field]: No page uses the word `nav.skipp`.",
        "themes/own/words/en-GB.yaml:4:8: warning[bad-value]: Nothing is filled in for `{verison}`",
        "themes/own/words/en-GB.yaml:5:1: warning[unknown-field]: No page uses the word `mottto`.",
    ] {
        assert!(text.contains(line), "{line} in:\n{text}");
    }
    assert!(made.built.diagnostics.iter().all(|found| found.severity == Severity::Warning), "{text}");
    assert!(made.report(Format::Text).contains("Did you mean `nav.home`?"));
    assert_eq!(made.editions(), ["facilitator"], "a word too many stops nothing");
}

#[test]
fn a_template_may_use_words_of_its_own_and_a_pack_may_have_a_name() {
    let words = "our-own:\n  motto: Calm.\n  deep: {er: x}\npack: {chair: For the Chair}\n\
                 people: {participants: {few: '{n} people'}}\n";
    let config = in_language("en-GB").text("config.yaml") + "theme: own\n";
    let made = Site::alder()
        .file("config.yaml", config)
        .file("themes/own/theme.yaml", "title: Own\ncontract: 1\n")
        .file("themes/own/words/en-GB.yaml", words)
        .file(
            "themes/own/templates/not-found.html",
            "{{ t.our_own.motto }}{% set deep = t.our_own.deep %}{{ deep.er }}",
        )
        .build()
        .spotless();
    assert_eq!(made.text("participant/404.html"), "Calm.x");
}

#[test]
fn mistakes_in_a_file_of_words_are_told_where_they_stand() {
    let told = |words: &str| with_words("en-GB", words).report(Format::Short);
    assert!(told("nav: {home: [a, b]}\n").contains("words/en-GB.yaml:1:13: error[wrong-type]: A file of words holds"));
    assert!(told("nav: {home: a, home: b}\n").contains("words/en-GB.yaml:1:16: error[duplicate-field]: `nav.home`"));
    assert!(told("just text\n").contains("words/en-GB.yaml:1:1: error[wrong-type]: A file of words holds"));
    assert!(told("nav:\n\t- x\n").contains("words/en-GB.yaml:2:1: error[yaml-syntax]"));
    assert_eq!(told("# nothing yet\n").matches("error").count(), 0);
}
