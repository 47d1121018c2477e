//! `plenary explain`: every message has a text, on the command line and in the facilitator's guidance, and it is the same.

use plenary::embedded;
use plenary::explain::Subject;

use crate::harness::{Folder, Site};

#[test]
fn every_code_is_explained_with_what_is_wrong_and_what_is_right() {
    let folder = Folder::empty();
    for subject in Subject::all() {
        let run = folder.plenary(&["explain", subject.code()]).exits(0);
        for part in ["What it means", "Why it matters", "What to do", "Wrong", "plenary says:", "Right"] {
            assert!(run.out.contains(part), "{} lacks `{part}`:\n{}", subject.code(), run.out);
        }
        assert!(run.out.contains(subject.severity().word()) || run.out.contains("It is an error"), "{}", run.out);
        for basis in subject.basis() {
            assert!(run.out.contains(&format!("- {basis}: ")), "{} does not say {basis}", subject.code());
        }
        let long = run.out.lines().filter(|line| !line.starts_with("    ")).find(|line| line.chars().count() > 90);
        assert_eq!(long, None);
    }
}

#[test]
fn a_code_is_taken_as_it_stands_in_a_message() {
    let folder = Folder::empty();
    let plain = folder.plenary(&["explain", "bad-value"]).exits(0).out;
    for typed in ["error[bad-value]", "[bad-value]", "Bad-Value", " bad-value"] {
        assert_eq!(folder.plenary(&["explain", typed]).exits(0).out, plain);
    }
    assert!(folder.plenary(&["explain", "coverage-carers"]).exits(0).out.contains("[coverage-carers]"));
}

#[test]
fn a_statement_is_told_with_the_messages_that_rest_on_it() {
    let run = Folder::empty().plenary(&["explain", "s40"]).exits(0);
    assert!(run.out.contains("Lunch is best provided") && run.out.contains("lunch-provided"), "{}", run.out);
    assert!(Folder::empty().plenary(&["explain", "W1"]).exits(0).out.contains("learning review guidance"));
}

#[test]
fn an_unknown_code_is_told_which_was_meant_or_where_they_all_are() {
    let folder = Folder::empty();
    let run = folder.plenary(&["explain", "lunch-provded"]).exits(2);
    assert!(run.err.contains("Did you mean `lunch-provided`?"), "{}", run.err);
    let run = folder.plenary(&["explain", "nonsense"]).exits(2);
    assert!(run.err.contains("plenary explain"), "{}", run.err);
    let all = folder.plenary(&["explain"]).exits(0).out;
    for subject in Subject::all() {
        assert!(all.contains(subject.code()), "{all}");
    }
}

#[test]
fn the_facilitators_guidance_says_the_same() {
    let made = Site::alder().build().clean();
    for explained in embedded::explanations() {
        let page = made.text(&format!("facilitator/guidance/messages/{}.html", explained.subject.code()));
        assert!(page.contains("What it means"), "{}", explained.title);
        let files = made.files("facilitator");
        assert!(files.contains_key("guidance/messages/index.html"));
    }
    for edition in ["review-team", "participant", "training"] {
        assert!(!made.files(edition).keys().any(|url| url.starts_with("guidance/messages")), "{edition}");
    }
}

#[test]
fn a_finding_leads_to_the_page_that_explains_it() {
    let made = Site::alder()
        .edit("content/reviews/alder/events/practitioner.yaml", "lunch_provided: true", "")
        .build()
        .clean();
    let page = made.text("facilitator/reviews/alder/practitioner/readiness.html");
    assert!(page.contains("guidance/messages/lunch-provided.html"), "{page}");
    let page = made.text("review-team/reviews/alder/practitioner/readiness.html");
    assert!(!page.contains("guidance/messages"));
}

/// An example may say a word that a committee restricts. Nobody could mend such a page, so the site goes without it.
#[test]
fn the_pages_that_show_files_are_left_out_where_they_say_a_restricted_word() {
    let review = "content/reviews/alder/review.yaml";
    for (word, gone, left) in [("Cam Lark", "first-event", "agendas"), ("Who Robin is", "agendas", "index")] {
        let site = Site::alder().edit(review, "restricted_terms: [", &format!("restricted_terms: [\"{word}\", "));
        let made = site.build().clean();
        let files = made.files("facilitator");
        assert!(!files.contains_key(format!("guidance/using/{gone}.html").as_str()), "{gone}");
        assert!(files.contains_key(format!("guidance/using/{left}.html").as_str()), "{left}");
    }
}

#[test]
fn an_explanation_that_says_a_restricted_word_is_left_out() {
    let site = Site::alder().edit(
        "content/reviews/alder/review.yaml",
        "restricted_terms: [",
        "restricted_terms: [\"Willow Crescent\", ",
    );
    let made = site.build().clean();
    assert!(!made.files("facilitator").contains_key("guidance/messages/restricted-term-in-open-page.html"));
    assert!(made.files("facilitator").contains_key("guidance/messages/bad-value.html"));
}
