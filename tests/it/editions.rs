//! Editions hold: a word of its own in every field, and a look into every file of every edition.

use std::path::{Path, PathBuf};

use plenary::audience::Audience;
use plenary::schema::Seen;

use crate::canaries::{EVENT, REVIEW, canary_site, is_written, may_see, records, shown_nowhere, text_fields};
use crate::harness::{Made, Site};

/// Whether any file of an edition holds a word, in its text or its name.
fn holds(made: &Made, audience: Audience, word: &str) -> Vec<String> {
    let files = made.files(audience.name());
    let found = files.iter().filter(|(url, bytes)| url.contains(word) || contains(bytes, word));
    found.map(|(url, _)| (*url).to_owned()).collect()
}

fn contains(bytes: &[u8], word: &str) -> bool {
    String::from_utf8_lossy(bytes).to_lowercase().contains(word)
}

#[test]
fn every_text_field_has_a_canary() {
    assert!(text_fields().len() > 90, "{}", text_fields().len());
    for canary in text_fields().into_keys() {
        assert!(is_written(&canary), "no canary {canary}: write it into tests/fixtures/canary");
    }
}

/// Every record that the code declares is one that the canaries know, so that no new kind of file is left out.
#[test]
fn every_record_is_walked() {
    let known: Vec<&str> = records().iter().map(|record| record.name).collect();
    let theme = "a theme"; // It holds words of the look of pages, and none of any review.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut declared = 0;
    for path in sources_below(&folder) {
        let text = std::fs::read_to_string(path).unwrap();
        for block in text.split("record! {").skip(1) {
            let Some((_, named)) = block.split_once("pub struct ") else { continue };
            let name = named.split('"').nth(1).unwrap();
            if !name.starts_with('$') {
                declared += 1;
                assert!(
                    known.contains(&name) || name == theme,
                    "`{name}` is no part of a file kind that is known here"
                );
            }
        }
    }
    assert!(declared > 40, "{declared}");
}

fn sources_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources_below(&path) } else { vec![path] }).collect()
}

#[test]
fn no_field_turns_up_where_it_may_not_be_seen_and_each_does_where_it_may() {
    let made = canary_site().build().clean();
    let mut nowhere = Vec::new();
    for (canary, seen) in text_fields() {
        for audience in Audience::ALL {
            let found = holds(&made, audience, &canary);
            let closed = !may_see(seen, audience);
            assert!(!closed || found.is_empty(), "{canary} ({seen:?}) is in {audience}: {found:?}");
        }
        let shown = Audience::ALL.into_iter().any(|audience| !holds(&made, audience, &canary).is_empty());
        if seen != Seen::Never && !shown && !shown_nowhere(&canary) {
            nowhere.push(canary);
        }
    }
    assert_eq!(nowhere, Vec::<String>::new(), "fields that no page shows");
    for (word, audiences) in [
        ("qzprinciple", vec![Audience::Facilitator, Audience::ReviewTeam, Audience::Participant, Audience::Training]),
        ("qzaskedpromptask", vec![Audience::Facilitator, Audience::ReviewTeam, Audience::Training]),
        ("qztrackprompt", vec![Audience::Facilitator, Audience::Training]),
        ("qzsessionscript", vec![Audience::Facilitator, Audience::Training]),
        ("qzwatchfornote", vec![Audience::Facilitator]),
        ("qzpersonneeds", vec![Audience::Facilitator]),
        ("qzpersonname", vec![Audience::Facilitator, Audience::ReviewTeam]),
        ("qzfamilyviewstext", vec![Audience::Facilitator, Audience::Training]),
        ("qzpersonlinkreason", vec![Audience::Facilitator, Audience::ReviewTeam]),
        ("qzproceedingeffect", vec![Audience::Facilitator, Audience::ReviewTeam]),
        ("qzperiodlabel", vec![Audience::Facilitator, Audience::ReviewTeam, Audience::Training]),
        ("qzoverviewparticipant", Audience::ALL.to_vec()),
        ("qzchecklistitemparticipantsread", Audience::ALL.to_vec()),
        ("qzlibraryask", vec![Audience::Facilitator, Audience::Training]),
        ("qzlibraryhint", vec![Audience::Facilitator, Audience::Training]),
        ("qzlibrarywhenyouhear", vec![Audience::Facilitator, Audience::Training]),
    ] {
        let found: Vec<Audience> =
            Audience::ALL.into_iter().filter(|audience| !holds(&made, *audience, word).is_empty()).collect();
        assert_eq!(found, audiences, "{word}");
    }
}

#[test]
fn training_knows_nothing_of_a_real_review() {
    let made = canary_site().edit(REVIEW, "fictional: true", "fictional: false").build().clean();
    let of_review = [canary_site().text(REVIEW), canary_site().text(EVENT)].concat();
    let (own, shared): (Vec<String>, Vec<String>) =
        text_fields().into_keys().partition(|canary| of_review.contains(canary));
    assert!(own.len() > 50 && shared.len() > 25, "{} and {}", own.len(), shared.len());
    for canary in own.iter().map(String::as_str).chain(["canary", "open leader"]) {
        assert_eq!(holds(&made, Audience::Training, canary), Vec::<String>::new(), "{canary}");
    }
    assert!(!holds(&made, Audience::Training, "qzpagetitle").is_empty());
}

#[test]
fn a_real_review_may_use_the_words_of_the_built_in_kind() {
    let site = Site::alder().edit("content/reviews/alder/review.yaml", "fictional: true ", "fictional: false ");
    site.build().clean();
}

/// What plenary says of statements and of what sessions cover stands in every edition with guidance.
#[test]
fn a_real_review_may_say_in_a_script_what_plenary_says_of_statements_and_sessions() {
    let quoted = "agenda:\n  - id: quoting\n    title: A pause to sum up\n    phase: beginning\n    minutes: 5\n    script: |\n      \
                  This is best done in the order of time.\n\n      \
                  People are reminded to tell what they thought then from what hindsight shows them now.\n";
    let site = Site::alder().edit("content/reviews/alder/review.yaml", "fictional: true ", "fictional: false ").edit(
        "content/reviews/alder/events/practitioner.yaml",
        "agenda:\n",
        quoted,
    );
    let made = site.build();
    assert_eq!(made.editions().len(), 4, "{}", made.report(plenary::report::Format::Short));
}

#[test]
fn ids_of_people_stand_in_no_edition() {
    let made = canary_site().build().clean();
    for id in ["lead1", "scribe1", "link1", "pract1", "manager1"] {
        for audience in Audience::ALL {
            assert_eq!(holds(&made, audience, id), Vec::<String>::new(), "{id} in {audience}");
        }
    }
}

#[test]
fn anchors_of_sessions_are_numbers_outside_the_facilitator_edition() {
    let made = canary_site().build().clean();
    assert!(!holds(&made, Audience::Facilitator, "opening-row").is_empty());
    for audience in [Audience::ReviewTeam, Audience::Participant, Audience::Training] {
        assert_eq!(holds(&made, audience, "opening-row"), Vec::<String>::new(), "{audience}");
    }
}

#[test]
fn participants_see_who_leads_who_takes_notes_and_who_briefs_them() {
    let made = canary_site().build().clean();
    for name in ["open leader", "open scribe", "open link", "link@example.org", "01632 960111"] {
        assert!(!holds(&made, Audience::Participant, name).is_empty(), "{name}");
    }
    for name in ["second hidden", "hidden manager", "leader@example.org"] {
        assert_eq!(holds(&made, Audience::Participant, name), Vec::<String>::new(), "{name}");
        assert_eq!(holds(&made, Audience::Training, name), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn participants_read_one_anothers_jobs_only_where_the_review_shows_them() {
    let shown = canary_site().edit(REVIEW, "fictional: true", "fictional: true\nshow_roles: true").build().clean();
    assert!(!holds(&shown, Audience::Participant, "hidden manager").is_empty());
    assert_eq!(holds(&shown, Audience::Participant, "second hidden"), Vec::<String>::new());
}

#[test]
fn an_edition_that_leaks_is_not_written_and_the_others_are() {
    let leak = |text: &str| {
        let page = format!("---\ntitle: Leak\naudience: [participant]\n---\n\n{text}\n");
        canary_site()
            .edit(EVENT, "note: qzwatchfornote", "note: May be upset when we reach the very last part")
            .file("content/guidance/leak.md", page)
            .build()
    };
    for (text, code) in [
        ("He **may be upset** when we reach\nthe very last part.", "audience-leak"),
        ("Ask Second&nbsp;Hidden.", "audience-leak"),
        ("The word is QZreview&shy;restrictedterms.", "restricted-term-in-open-page"),
    ] {
        let made = leak(text);
        assert_eq!(made.codes(), [code], "{text}");
        assert_eq!(made.editions(), ["facilitator", "review-team", "training"], "{text}");
    }
    let everywhere = canary_site().edit(REVIEW, "qzadultpronouns", "qzreviewrestrictedterms").build();
    assert_eq!(everywhere.editions(), Vec::<&str>::new());
}
