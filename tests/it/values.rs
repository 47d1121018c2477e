//! What people type into fields: the traps of YAML, the leavings of other systems, and plain nonsense.

use plenary::audience::Audience;
use plenary::diagnostic::sorted;
use plenary::pipeline::{Built, Request, build};
use plenary::report::Format;
use plenary::source::{Origin, Source, SourcePath, Sources};
use proptest::prelude::*;

use crate::harness::{PRACTITIONER, REVIEW, ROWAN, Site};

/// The edition that most of these tests look at, and an event in it.
const READERS: &str = "participant";
const EVENT: &str = "participant/reviews/alder/practitioner";
const VENUE: &str = "content/venues/glenfarran-hall.yaml";

#[test]
fn text_stays_what_was_typed() {
    for typed in ["no", "on", "yes", "0123", "1.10", "09:30", "2026-03-12", "1e3", "0x1F", ".5", "1_000", "true", "~x"]
    {
        let titled = format!("title: {typed}");
        let made = Site::alder().edit(PRACTITIONER, "title: Welcome and introductions", &titled).build_edition(READERS);
        assert_eq!(made.clean().agenda(EVENT)[0]["title"], typed);
    }
}

#[test]
fn a_version_keeps_its_noughts() {
    let made = Site::alder().edit(PRACTITIONER, "version: 3 ", "version: 1.10 ").build_edition(READERS).clean();
    let page = made.text(&format!("{EVENT}/agenda.html"));
    assert!(page.contains("Version 1.10"), "{page}");
}

#[test]
fn a_time_may_be_quoted_or_not_and_lose_its_nought() {
    for typed in ["\"09:30\"", "'09:30'", "09:30", "9:30", "\"9:30\""] {
        let made =
            Site::alder().edit(PRACTITIONER, "start: \"09:30\"", &format!("start: {typed}")).build_edition(READERS);
        assert_eq!(made.clean().agenda(EVENT)[0]["start"], "09:30", "{typed}");
    }
}

#[test]
fn what_is_no_time_is_never_taken_for_one() {
    for typed in
        ["9.30", "930", "570", "24:30", "09:60", "9:3", "half past nine", "09:30:15", "9", "-1:30", "\"\"", "[9, 30]"]
    {
        let made = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", &format!("start: {typed}")).build();
        assert_eq!(made.codes().len(), 1, "{typed}\n{}", made.report(Format::Short));
        assert!(matches!(made.codes()[0], "bad-value" | "wrong-type"), "{typed}");
    }
}

#[test]
fn what_is_no_date_is_never_taken_for_one() {
    for typed in
        ["12/03/2026", "2026-3-12", "2026-02-30", "20260312", "12 March 2026", "2026-03-12T09:30", "soon", "2026"]
    {
        let made = Site::alder().edit(PRACTITIONER, "date: 2026-03-12", &format!("date: {typed}")).build();
        assert_eq!(made.codes(), ["bad-value"], "{typed}");
    }
}

#[test]
fn yes_and_no_in_their_usual_spellings_are_understood() {
    let with = |typed: &str| {
        let lunch = format!("lunch_provided: {typed}");
        Site::alder().edit(PRACTITIONER, "lunch_provided: true", &lunch).build_edition(READERS)
    };
    let (given, not) = (with("true").clean(), with("false").clean());
    assert!(given.files(READERS) != not.files(READERS));
    for typed in ["yes", "True", "on", "\"true\""] {
        assert!(with(typed).clean().files(READERS) == given.files(READERS), "{typed}");
    }
    for typed in ["no", "off", "FALSE"] {
        assert!(with(typed).clean().files(READERS) == not.files(READERS), "{typed}");
    }
    for typed in ["y", "1", "maybe", "provided", "\"\""] {
        assert_eq!(with(typed).codes(), ["bad-value"], "{typed}");
    }
}

#[test]
fn what_is_no_number_of_minutes_is_never_taken_for_one() {
    for typed in ["-5", "forty", "4.5", "+5", "1441", "99999999999", "\"\"", "5e1", "0x10", "１５"] {
        let made = Site::alder()
            .edit(
                PRACTITIONER,
                "    minutes: 45\n    flex: [30, 55]",
                &format!("    minutes: {typed}\n    flex: [30, 55]"),
            )
            .build();
        assert!(made.codes().contains(&"bad-value"), "{typed}\n{}", made.report(Format::Short));
    }
}

#[test]
fn what_says_nothing_is_as_if_it_were_not_there() {
    for typed in ["", "~", "null"] {
        let arrive = format!("arrive: {typed}");
        let made = Site::alder().edit(PRACTITIONER, "arrive: \"09:15\"", &arrive).build_edition(READERS).clean();
        let without = Site::alder().edit(PRACTITIONER, "arrive: \"09:15\"\n", "").build_edition(READERS);
        assert!(made.files(READERS) == without.files(READERS), "{typed}");
    }
}

#[test]
fn an_empty_text_overrides_what_would_be_inherited() {
    let marked = |text: &str| {
        let made =
            Site::alder().edit(PRACTITIONER, "version: 3 ", &format!("marking: {text}\nversion: 3 ")).build().clean();
        made.text("participant/reviews/alder/practitioner/agenda.html").contains("OFFICIAL-SENSITIVE")
    };
    assert!(marked("~"));
    assert!(!marked("\"\""));
}

/// Files as other systems save them.
#[test]
fn line_ends_and_byte_order_marks_of_other_systems_make_no_difference() {
    let plain = Site::alder().build().clean();
    let paths: Vec<String> = Site::alder().paths().map(str::to_owned).collect();
    let other = |change: &dyn Fn(&str) -> String| {
        let site = paths.iter().fold(Site::alder(), |site, path| {
            let text = site.text(path);
            site.file(path, change(&text))
        });
        site.build().clean()
    };
    for made in [other(&|text| text.replace('\n', "\r\n")), other(&|text| format!("\u{feff}{text}"))] {
        for (edition, audience) in ["facilitator", "participant"].iter().map(|name| (name, plain.files(name))) {
            let found = made.files(edition);
            let differing: Vec<_> =
                audience.iter().filter(|(url, bytes)| found.get(*url) != Some(bytes)).map(|(url, _)| url).collect();
            assert!(differing.is_empty(), "{edition}: {differing:?}");
        }
    }
}

#[test]
fn places_are_right_behind_a_byte_order_mark_and_carriage_returns() {
    let text = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30").text(PRACTITIONER);
    let made = Site::alder().file(PRACTITIONER, format!("\u{feff}{}", text.replace('\n', "\r\n"))).build();
    assert!(
        made.report(Format::Short).starts_with(&format!("{PRACTITIONER}:8:8: error[bad-value]")),
        "{}",
        made.report(Format::Short)
    );
}

#[test]
fn letters_beyond_english_count_as_one_column_each() {
    let made =
        Site::alder().edit(VENUE, "layout: circle, capacity: {circle: 4}}", "name: Seòmar, layuot: circle}").build();
    let report = made.report(Format::Short);
    assert!(report.contains("duplicate-field") && report.contains("unknown-field"), "{report}");
    let line = made.sources.get(&SourcePath::new(VENUE)).unwrap().as_text().unwrap().lines().nth(7).unwrap().to_owned();
    let column = line.split("layuot").next().unwrap().chars().count() + 1;
    assert!(report.contains(&format!("{VENUE}:8:{column}: error[unknown-field]")), "{column}\n{report}");
}

#[test]
fn an_empty_file_lacks_what_it_needs() {
    for (path, text) in [(REVIEW, ""), (REVIEW, "# nothing yet\n"), (VENUE, "---\n"), ("config.yaml", "\u{feff}")] {
        let made = Site::alder().file(path, text).build();
        assert!(made.codes().contains(&"missing-field"), "{path}\n{}", made.report(Format::Short));
    }
}

/// A site with one odd file, small enough to build hundreds of times: of what is built in, the theme and a tiny kind.
fn built_with(path: &str, text: &str) -> (Built, Sources) {
    let mut sources = Sources::default();
    let site = Site::starter().file(path, text);
    for own in site.paths() {
        sources.insert(Source::text(&SourcePath::new(own), Origin::Site, site.text(own)));
    }
    let kind = "content/blueprints/event-kinds/practitioner-and-first-line-manager.yaml";
    let kind = Source::text(
        &SourcePath::new(kind),
        Origin::BuiltIn,
        "title: Event\nagenda:\n  - {id: a, title: A, phase: middle, minutes: 10}\n",
    );
    sources.insert(kind);
    for source in site.sources().under("themes") {
        sources.insert(source.clone());
    }
    let editions = vec![Audience::Facilitator];
    let built = build(&sources, &Request { editions, ..Request::default() }, &mut |_| {});
    (built, sources)
}

/// Mistakes come sorted, each once, and each in a file that is there, between two characters of it.
fn well_behaved(path: &str, text: &str) {
    let (built, sources) = built_with(path, text);
    assert_eq!(built.diagnostics, sorted(built.diagnostics.clone()), "{text:?}");
    for found in &built.diagnostics {
        let Some(source) = sources.get(&found.place.path) else {
            assert_eq!((found.place.span.start, found.place.span.end), (0, 0), "{found:?}");
            continue;
        };
        let text = source.as_text().unwrap();
        let span = found.place.span;
        assert!(text.get(span.start..span.end).is_some(), "{found:?} lies outside of {text:?}");
        assert!(!found.message.is_empty() && found.help.is_some(), "{found:?}");
    }
    for format in [Format::Text, Format::Short, Format::Json] {
        crate::harness::rendered(format, &built.diagnostics, &sources);
    }
}

const PLACES: [&str; 4] = [ROWAN, "content/reviews/rowan/review.yaml", "config.yaml", "content/guidance/odd.md"];

/// Pieces that a file of ours is made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("---\n".to_owned()),
        Just("title: ".to_owned()),
        Just("agenda:\n".to_owned()),
        Just("  - id: ".to_owned()),
        Just("minutes: ".to_owned()),
        Just("flex: [".to_owned()),
        Just("start: \"09:30\"\n".to_owned()),
        Just("date: 2026-03-12\n".to_owned()),
        Just("people:\n".to_owned()),
        Just("kind: practitioner-and-first-line-manager\n".to_owned()),
        Just("purpose: >\n  ".to_owned()),
        Just("```embed\n".to_owned()),
        Just("```\n".to_owned()),
        Just("# Kopf {#a}\n".to_owned()),
        Just("[x](odd.md#a)".to_owned()),
        Just("| a | b |\n|---|---|\n".to_owned()),
        Just("[^1]: ".to_owned()),
        Just("> [!NOTE]\n> ".to_owned()),
        Just("<b title='".to_owned()),
        Just("&anchor ".to_owned()),
        Just("*anchor\n".to_owned()),
        Just("!!binary ".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("\n".to_owned()),
        Just("    ".to_owned()),
        Just("{".to_owned()),
        Just("]".to_owned()),
        Just("\"".to_owned()),
        "[a-z0-9:éø🙂'#,-]{1,8}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_gives_mistakes_and_never_a_panic(text in "\\PC{0,80}", at in 0..4_usize) {
        well_behaved(PLACES[at], &text);
    }

    #[test]
    fn odd_bytes_that_happen_to_be_text_give_mistakes_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), at in 0..4_usize) {
        well_behaved(PLACES[at], &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn pieces_of_our_files_in_any_order_give_mistakes_and_never_a_panic(text in pieces(), at in 0..4_usize) {
        well_behaved(PLACES[at], &text);
    }

    #[test]
    fn a_sound_file_with_a_piece_cut_out_gives_mistakes_and_never_a_panic(from in 0..4000_usize, length in 1..60_usize, at in 0..2_usize) {
        let path = [ROWAN, "content/reviews/rowan/review.yaml"][at];
        let letters: Vec<char> = Site::starter().text(path).chars().collect();
        let from = from % letters.len();
        let kept = letters[..from].iter().chain(letters.iter().skip(from + length));
        well_behaved(path, &kept.collect::<String>());
    }

    #[test]
    fn a_page_of_our_own_with_odd_text_in_its_middle_is_read(text in pieces()) {
        well_behaved("content/guidance/odd.md", &format!("---\ntitle: Odd\n---\n\n# Odd\n\n{text}\n\nend\n"));
    }
}
