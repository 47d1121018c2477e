//! What an audience may not read leaves no trace in its edition: whatever is written there, no byte changes.
//!
//! This takes in what no search for words can find: counts, orders, lengths, hashes in names, gaps in numbers.

use plenary::audience::Audience;
use plenary::pipeline::Request;
use plenary::report::Format;
use plenary::selection::Selected;
use plenary::slug::Slug;

use crate::canaries::{EVENT, REVIEW, canary_site, closed_canaries};
use crate::harness::{Made, Site};

/// Fails at the first file in which two builds of an edition differ, and says where in it.
pub fn assert_same(edition: &str, was: &Made, is: &Made) {
    let (was, is) = (was.files(edition), is.files(edition));
    assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>(), "names of files of {edition}");
    for (url, bytes) in &was {
        if *bytes != is[url] {
            let (before, now) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(is[url]));
            let (before, now) = before.lines().zip(now.lines()).find(|(before, now)| before != now).unwrap_or_default();
            panic!("{edition}/{url} gives something away:\n  {before}\n  {now}");
        }
    }
}

/// The canaries with every text that an audience may not read written otherwise, and longer.
fn rewritten(site: Site, audience: Audience) -> Site {
    let paths: Vec<String> = site.paths().map(str::to_owned).collect();
    paths.iter().fold(site, |site, path| {
        let mut text = site.text(path);
        // The longest first: one word may begin another.
        let mut closed = closed_canaries(audience);
        closed.sort_by_key(|canary| std::cmp::Reverse(canary.len()));
        for canary in closed {
            let backwards: String = canary.chars().rev().collect();
            text = text.replace(&canary, &format!("{backwards} is told here at length"));
        }
        site.file(path, text)
    })
}

#[test]
fn texts_that_an_audience_may_not_read_change_no_byte_of_its_edition() {
    let made = canary_site().build().clean();
    for audience in [Audience::ReviewTeam, Audience::Participant, Audience::Training] {
        let other = rewritten(canary_site(), audience);
        assert_same(audience.name(), &made, &other.build_edition(audience.name()).clean());
    }
    // The comparison sees a change: what the facilitator reads is not what it was.
    let other = rewritten(canary_site(), Audience::Participant).build_edition("facilitator").clean();
    assert_ne!(made.text("facilitator/reviews/canary/day/script.html"), {
        other.text("facilitator/reviews/canary/day/script.html")
    });
}

/// One change to what some audiences may not know: a number, an order, one thing more or less.
struct Change {
    path: &'static str,
    from: &'static str,
    to: &'static str,
    /// Those whose editions stay as they are, byte for byte.
    unseen_by: &'static [Audience],
}

const NOT_FACILITATOR: &[Audience] = &[Audience::ReviewTeam, Audience::Participant];
const NOT_TEAM: &[Audience] = &[Audience::Participant, Audience::Training];
const PARTICIPANT: &[Audience] = &[Audience::Participant];

const CHANGES: &[Change] = &[
    Change { path: EVENT, from: "cut: 1", to: "cut: 3", unseen_by: NOT_FACILITATOR },
    Change { path: EVENT, from: "flex: [10, 60]", to: "flex: [15, 55]", unseen_by: NOT_FACILITATOR },
    Change { path: EVENT, from: "hindsight: true", to: "hindsight: false", unseen_by: PARTICIPANT },
    Change { path: EVENT, from: "covers: [introductions]", to: "covers: [key-learning]", unseen_by: PARTICIPANT },
    Change { path: EVENT, from: "method: round", to: "method: pairs", unseen_by: PARTICIPANT },
    Change { path: EVENT, from: "per: group, number: 2", to: "per: event, number: 9", unseen_by: PARTICIPANT },
    Change { path: EVENT, from: "briefed: {pract1: 2026-03-01}", to: "briefed: {}", unseen_by: NOT_TEAM },
    Change {
        path: EVENT,
        from: "note: qzwatchfornote}",
        to: "note: qzwatchfornote}\n  - {about: someone else, note: More to mind in the second half}",
        unseen_by: &[Audience::ReviewTeam, Audience::Participant, Audience::Training],
    },
    Change {
        path: EVENT,
        from: "cues: [qzsessioncues words]",
        to: "cues: [qzsessioncues words, another, a third]",
        unseen_by: NOT_FACILITATOR,
    },
    Change { path: EVENT, from: "lead: lead1\n    minutes: 30", to: "minutes: 30", unseen_by: NOT_FACILITATOR },
    Change {
        path: EVENT,
        from: "waivers:\n  - {rule: closing-check-out, reason: qzwaiverreason, agreed_by: qzwaiveragreedby, date: 2026-01-09}\n",
        to: "",
        unseen_by: NOT_TEAM,
    },
    Change { path: EVENT, from: "status: gathered,", to: "status: chose-not-to-take-part,", unseen_by: PARTICIPANT },
    Change {
        path: REVIEW,
        from: "involvement: qzfamilymemberinvolvement}",
        to: "involvement: qzfamilymemberinvolvement}\n  - {id: kin2, pseudonym: Isla, relation: aunt}",
        unseen_by: NOT_FACILITATOR,
    },
    Change { path: REVIEW, from: ", needs: qzpersonneeds", to: "", unseen_by: NOT_FACILITATOR },
    Change {
        path: REVIEW,
        from: "effect: qzproceedingeffect}",
        to: "effect: qzproceedingeffect}\n    - {kind: A hearing, about: somebody, status: begun}",
        unseen_by: NOT_TEAM,
    },
    Change {
        path: REVIEW,
        from: "groups:\n  invited: [pract1, manager1]",
        to: "  - {id: pract2, name: Third Hidden, roles: [practitioner], title: Hidden practitioner, agency: agency-one, \
             first_line_manager: manager1, link: link1}\ngroups:\n  invited: [pract2, pract1, manager1]",
        unseen_by: PARTICIPANT,
    },
    Change {
        path: REVIEW,
        from: "groups:\n  invited: [pract1, manager1]",
        to: "groups:\n  invited: [manager1, pract1]\n  never-used: [pract1]",
        unseen_by: PARTICIPANT,
    },
    Change {
        path: REVIEW,
        from: "restricted_terms: [qzreviewrestrictedterms]",
        to: "restricted_terms: [qzreviewrestrictedterms, Auchterfarran, Sandy Quoyle]",
        unseen_by: &Audience::ALL,
    },
    Change {
        path: "content/blueprints/prompts/canary-prompt.yaml",
        from: "ask: ",
        to: "tags: [then]\nask: ",
        unseen_by: NOT_FACILITATOR,
    },
];

#[test]
fn numbers_orders_and_counts_that_an_audience_may_not_know_change_no_byte_of_its_edition() {
    let made = canary_site().build();
    for Change { path, from, to, unseen_by } in CHANGES {
        let other = canary_site().edit(path, from, to).build();
        assert_eq!(other.editions().len(), 4, "{from} -> {to}\n{}", other.report(Format::Text));
        for audience in *unseen_by {
            println!("{from} -> {to}");
            assert_same(audience.name(), &made, &other);
        }
    }
}

#[test]
fn ids_of_people_and_of_the_family_change_no_byte_of_any_edition() {
    let made = canary_site().build();
    let renamed = |path: &str| {
        let ids = [("pract1", "zulu9"), ("manager1", "yankee8"), ("kin,", "whisky7,"), ("link1", "xray6")];
        ids.iter().fold(canary_site().text(path), |text, (from, to)| text.replace(from, to))
    };
    let other = canary_site().file(REVIEW, renamed(REVIEW)).file(EVENT, renamed(EVENT)).build();
    for audience in Audience::ALL {
        assert_same(audience.name(), &made, &other);
    }
}

/// Two reviews side by side: the canaries, and Alder with all that it brings.
fn two_reviews() -> Site {
    let canaries = canary_site();
    let site = Site::alder();
    canaries.paths().filter(|path| *path != "config.yaml").fold(site, |site, path| site.file(path, canaries.text(path)))
}

fn only(review: &str, event: Option<&str>) -> Request {
    let slug = |id: &str| Slug::parse(id).unwrap();
    let selected = Selected { review: slug(review), event: event.map(slug) };
    Request { only: vec![selected], ..Request::default() }
}

/// A site without one review's folder.
fn without(site: Site, folder: &str) -> Site {
    let gone: Vec<String> = site.paths().filter(|path| path.starts_with(folder)).map(str::to_owned).collect();
    gone.iter().fold(site, |site, path| site.remove(path))
}

#[test]
fn what_is_selected_is_as_it_would_be_if_there_were_nothing_else() {
    let picture = |site: Site| {
        site.file("content/reviews/alder/ward.png", b"\x89PNG\r\n\x1a\n".as_slice())
            .file("content/reviews/alder/thoughts.md", "---\ntitle: Own thoughts\naudience: [participant]\n---\n\nSee [the day](events/practitioner.yaml).\n")
            .file("content/guidance/where.md", "---\ntitle: Where to look\naudience: [facilitator, review-team, participant, training]\norder: 2\n---\n\nSee [what we tried](../reviews/alder/events/practitioner.yaml), [more](../reviews/alder/thoughts.md) and ![a picture](../reviews/alder/ward.png).\n")
    };
    let both = picture(two_reviews()).build_as(&only("canary", None));
    // The same words without the links: there is nothing for them to lead to.
    let alone = without(picture(two_reviews()), "content/reviews/alder/")
        .file("content/guidance/where.md", "---\ntitle: Where to look\naudience: [facilitator, review-team, participant, training]\norder: 2\n---\n\nSee what we tried, more and a picture.\n")
        .build_as(&only("canary", None));
    for audience in Audience::ALL {
        assert_same(audience.name(), &alone, &both);
    }
}

#[test]
fn an_event_that_is_selected_knows_of_no_other_event_of_its_review() {
    let site = || Site::alder();
    let both = site().build_as(&only("alder", Some("practitioner")));
    let alone =
        site().remove("content/reviews/alder/events/strategic.yaml").build_as(&only("alder", Some("practitioner")));
    assert_same("participant", &alone, &both);
}

#[test]
fn training_is_as_it_would_be_if_there_were_no_real_review() {
    let real = two_reviews().edit(REVIEW, "fictional: true", "fictional: false");
    let made = real.build_edition("training");
    let alone = without(two_reviews(), "content/reviews/canary/").build_edition("training");
    assert_same("training", &alone, &made);
}

/// A copy of one's own is as it would be whoever else takes part, and whoever else answers questions.
#[test]
fn a_copy_of_ones_own_is_the_same_whoever_the_others_are() {
    let review = "content/reviews/alder/review.yaml";
    let copy = |text: &str, document: &str| {
        let folder = Site::alder().file(review, text).folder();
        folder.plenary(&["export", "alder/practitioner", document, "--for", "sw1", "-o", "-"]).exits(0).out
    };
    let text = Site::alder().text(review);
    let others = [
        ("Gail Yew", "Pat Quoyle"),
        ("Dot Cedar", "Lou Teviot"),
        ("Kit Marr", "Jean Isbister"),
        ("01632 960102", "01632 960999"),
    ];
    let changed = others.iter().fold(text.clone(), |text, (from, to)| {
        assert!(text.contains(from), "{from} takes part in the example");
        text.replace(from, to)
    });
    for document in ["pack-participant", "briefing", "agenda"] {
        assert!(copy(&text, document) == copy(&changed, document), "{document} tells of others");
    }
    assert_ne!(copy(&text, "briefing"), copy(&text.replace("Jo Linn", "Jo Linnet"), "briefing"));
}
