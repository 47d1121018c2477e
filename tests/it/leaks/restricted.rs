//! The list of words that may stand on no page: where it lies, and who gets to read it. Nobody.

use std::collections::BTreeMap;
use std::sync::Mutex;

use plenary::audience::Audience;
use plenary::output::{Output, Sink};
use plenary::pipeline::{Memory, Request, compile, make};
use plenary::search::Contents;

use crate::canaries::{REVIEW, canary_site};
use crate::harness::{Folder, Site};
use crate::serving::{Serving, until};

/// A word of the list, in the form in which it is listed, and in which anybody would type it.
const TERM: &str = "Auchterfarran Lodge";

/// A site beside a list of words that lies outside it.
fn listed(terms: &[u8]) -> (Folder, impl Fn(&str, &str) + use<>) {
    let all = Folder::empty();
    let site = canary_site().edit(
        REVIEW,
        "restricted_terms: [qzreviewrestrictedterms]",
        "restricted_terms: [qzreviewrestrictedterms]\nrestricted_terms_file: ../../../../private/words.txt",
    );
    for path in site.paths() {
        all.write(&format!("site/{path}"), site.text(path));
    }
    all.write("private/words.txt", terms);
    let root = all.path().to_owned();
    let put = move |path: &str, text: &str| std::fs::write(root.join("site").join(path), text).unwrap();
    (all, put)
}

fn says_the_term(text: &str) -> bool {
    let words: String = text.to_lowercase().split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ");
    words.contains("auchterfarran")
}

#[test]
fn a_list_that_cannot_be_read_stops_everything() {
    type Break = fn(&Folder);
    let breaks: [(&str, Break); 5] = [
        ("it is not there", |all| std::fs::remove_file(all.at("private/words.txt")).unwrap()),
        ("a folder stands in its place", |all| {
            std::fs::remove_file(all.at("private/words.txt")).unwrap();
            std::fs::create_dir(all.at("private/words.txt")).unwrap();
        }),
        ("it is not UTF-8", |all| all.write("private/words.txt", b"Caf\xe9\n")),
        ("it is empty", |all| all.write("private/words.txt", "")),
        ("it has comments alone", |all| all.write("private/words.txt", "# our list\n\n")),
    ];
    for (what, break_it) in breaks {
        let (all, _) = listed(format!("# our list\n{TERM}\n").as_bytes());
        all.plenary(&["--root", "site", "build"]).exits(0);
        let before = all.tree("site/public");
        break_it(&all);
        for arguments in [
            &["build"][..],
            &["build", "--edition", "facilitator"],
            &["check"],
            &["export", "canary/day", "briefing", "-o", "-"],
            &["pdf", "canary/day"],
        ] {
            let run = all.plenary(&[&["--root", "site"], arguments].concat());
            assert_eq!(run.code, 1, "{what}, {arguments:?}: {}{}", run.out, run.err);
            let said = (run.out + &run.err).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("file of restricted terms"), "{what}, {arguments:?}: {said}");
        }
        assert!(all.tree("site/public") == before, "{what}: what was published stays");
        assert!(!all.has("site/pdf"), "{what}");
    }
}

/// Mistakes of all kinds, each with the term at the place that is wrong.
#[test]
fn no_message_of_any_kind_says_a_term() {
    let page = |text: &str| format!("---\ntitle: A page\n---\n\n{text}\n");
    let review = canary_site().text(REVIEW);
    let event = canary_site().text("content/reviews/canary/events/day.yaml");
    let venue = canary_site().text("content/venues/canary-hall.yaml");
    let mistakes: Vec<(&str, String)> = vec![
        ("content/guidance/a.md", page(TERM)),
        ("content/guidance/a.md", page("[a link](auchterfarran-lodge.md)")),
        ("content/guidance/a.md", page("[a link](#auchterfarran-lodge)")),
        ("content/guidance/a.md", page("[Auchterfarran Lodge](javascript:x)")),
        ("content/guidance/a.md", page("<b>Auchterfarran Lodge</b>")),
        ("content/guidance/a.md", page("```embed\nquestions: auchterfarran-lodge\n```")),
        ("content/guidance/a.md", page("```embed\nauchterfarran-lodge: 1\n```")),
        ("content/guidance/a.md", "---\ntitle: Auchterfarran Lodge\naudience: [auchterfarran lodge]\n---\n".to_owned()),
        ("content/guidance/a.md", "---\ntitle: \"Auchterfarran Lodge\n---\n".to_owned()),
        ("content/guidance/auchterfarran-lodge.md", "---\nsummary: No title\n---\n".to_owned()),
        ("content/venues/canary-hall.yaml", venue.clone() + "auchterfarran lodge: 1\n"),
        ("content/venues/canary-hall.yaml", venue.clone() + "rooms: Auchterfarran Lodge\n"),
        ("content/reviews/canary/events/day.yaml", event.replace("venue: canary-hall", "venue: auchterfarran-lodge")),
        ("content/reviews/canary/events/day.yaml", event.replace("09:30", "Auchterfarran Lodge")),
        ("content/reviews/canary/events/day.yaml", event.replace("status: planning", "status: Auchterfarran Lodge")),
        ("content/reviews/canary/events/day.yaml", event.replace("marking:", "Auchterfarran Lodge: [")),
        ("content/reviews/canary/review.yaml", review.replace("status: under-way", "status: auchterfarran lodge")),
        ("content/reviews/canary/review.yaml", review.replace("reference:", "title: Auchterfarran Lodge\nreference:")),
        // The list itself is where the mistake is: nothing of it can be read, and nothing of it is shown.
        (
            "content/reviews/canary/review.yaml",
            review.replace("[qzreviewrestrictedterms]", "[Auchterfarran Lodge, \"unfinished]"),
        ),
        ("content/reviews/canary/review.yaml", review.replace("[qzreviewrestrictedterms]", "Auchterfarran Lodge")),
        ("content/reviews/canary/review.yaml", review.replace("[qzreviewrestrictedterms]", "{Auchterfarran Lodge: x}")),
        (
            "content/reviews/canary/review.yaml",
            review.replace(
                "restricted_terms: [qzreviewrestrictedterms]",
                "restricted_terms:\n- Auchterfarran Lodge\n- : *x",
            ),
        ),
    ];
    for (path, text) in mistakes {
        let (all, put) = listed(format!("{TERM}\n").as_bytes());
        put(
            path,
            &text.replace(
                "restricted_terms:",
                "restricted_terms_file: ../../../../private/words.txt\nrestricted_terms:",
            ),
        );
        for arguments in [
            &["check"][..],
            &["check", "--format", "short"],
            &["check", "--format", "json"],
            &["build", "--timings"],
            &["export", "canary/day", "briefing", "-o", "-"],
        ] {
            let run = all.plenary(&[&["--root", "site"], arguments].concat());
            // A page that goes out alone is well if it is well itself.
            let is_well = run.code == 0 && arguments[0] == "export";
            assert!(run.code == 1 || is_well, "{path}, {arguments:?}: {text}\n{}{}", run.out, run.err);
            let said = run.out + &run.err;
            assert!(!says_the_term(&said), "{path}, {arguments:?}: {text}\n{said}");
        }
    }
}

#[test]
fn no_file_that_plenary_writes_holds_a_term() {
    let (all, _) = listed(format!("{TERM}\n").as_bytes());
    all.plenary(&["--root", "site", "build"]).exits(0);
    all.plenary(&["--root", "site", "export", "canary/day", "pack-participant", "-o", "one.html"]).exits(0);
    let written = [all.tree("site/public"), all.tree("site")];
    for (path, bytes) in written.iter().flatten().filter(|(path, _)| !path.starts_with("content/")) {
        assert!(!says_the_term(path) && !says_the_term(&String::from_utf8_lossy(bytes)), "{path}");
        assert!(!String::from_utf8_lossy(bytes).contains("private/words.txt"), "{path} says where the list lies");
    }
}

#[test]
fn the_preview_says_no_term_and_minds_the_list_as_it_is_now() {
    let (all, put) = listed(format!("{TERM}\n").as_bytes());
    let page = canary_site().text("content/guidance/open-page.md");
    for edition in ["facilitator", "participant"] {
        put("content/guidance/open-page.md", &page);
        let serving = Serving::start(&all, &["--root", "site", "--edition", edition]);
        assert_eq!(serving.get("/guidance/open-page.html").status, 200);
        put("content/guidance/open-page.md", &format!("{page}\nNear {TERM}, by the sea.\n"));
        until("a page that is held back", || serving.get("/guidance/open-page.html").status == 500);
        let said = [
            serving.text("/guidance/open-page.html"),
            serving.mistakes(),
            serving.text("/.plenary/state"),
            serving.out(),
            serving.err(),
        ];
        for text in said {
            assert!(!says_the_term(&text), "{edition}: {text}");
        }
        assert!(serving.text("/guidance/open-page.html").contains("restricted-term-in-open-page"), "{edition}");
        put("content/guidance/open-page.md", &page);
        until("the page again", || serving.get("/guidance/open-page.html").status == 200);
        // The list grows while pages are served: it lies outside the site, and holds from then on.
        all.write("private/words.txt", format!("{TERM}\nA page that is open\n"));
        until("a page that is held back", || serving.get("/guidance/open-page.html").status == 500);
        all.write("private/words.txt", format!("{TERM}\n"));
    }
}

#[test]
fn a_list_inside_the_site_is_never_published() {
    let site = || {
        let listed = canary_site().edit(
            REVIEW,
            "restricted_terms: [qzreviewrestrictedterms]",
            "restricted_terms_file: words.txt",
        );
        listed.file("content/reviews/canary/words.txt", format!("{TERM}\n"))
    };
    let linked =
        |site: Site| site.append("content/guidance/open-page.md", "\nSee [this](../reviews/canary/words.txt).\n");
    let folder = site().folder();
    folder.plenary(&["build"]).exits(0);
    assert!(folder.tree("public").keys().all(|path| !path.contains("words.txt")));
    let folder = linked(site()).folder();
    let run = folder.plenary(&["build"]).exits(1);
    assert!(run.err.contains("restricted-term-in-open-page") && !says_the_term(&run.err), "{}", run.err);
    assert!(!folder.has("public/participant"));
}

/// Keeps the search index of each edition, whatever becomes of the edition.
#[derive(Default)]
struct Indexes(Mutex<BTreeMap<Audience, String>>);

impl Sink for Indexes {
    fn take(&self, audience: Audience, output: Output, _: blake3::Hash) {
        if output.url == "search-index.js" {
            self.0.lock().unwrap().insert(audience, String::from_utf8(output.bytes).unwrap());
        }
    }
}

/// An edition that says a term is not written; but no word of the page that says it is even gathered.
#[test]
fn words_of_a_page_that_says_a_term_get_into_no_search() {
    let page = |text: &str| {
        format!("---\ntitle: A page\naudience: [facilitator, review-team, participant, training]\n---\n\n{text}\n")
    };
    let site = canary_site()
        .file("content/guidance/closed.md", page("Besides qzreviewrestrictedterms it says quodlibet."))
        .file("content/guidance/open.md", page("This one says hurdygurdy."));
    let (sources, request, indexes) = (site.sources(), Request::default(), Indexes::default());
    let mut memory = Memory::default();
    let compiled = compile(&sources, &request, &mut memory, &mut |_| {});
    let built = make(compiled, &sources, &request, &indexes, &mut memory, &mut |_| {});
    assert_eq!(built.editions, []);
    let indexes = indexes.0.into_inner().unwrap();
    assert_eq!(indexes.len(), 4);
    for (audience, script) in indexes {
        let texts = Contents::read(&script).unwrap().texts().collect::<Vec<_>>().join("\n");
        assert!(texts.contains("hurdygurdy"), "{audience}");
        assert!(!texts.contains("quodlibet") && !script.contains("quodlibet"), "{audience}");
    }
}
