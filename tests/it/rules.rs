//! The practice rules from the outside: what they weigh, where they point, what silences them, and where all that is
//! shown. That each one fires, and where its limit lies, stands in `tests/diagnostics/`.

use std::collections::BTreeMap;

use plenary::diagnostic::{CODES, Severity};
use plenary::pipeline::Request;
use plenary::report::Format;
use plenary::rules::{Applies, Looks, rules};
use plenary::schema::value::iso_date;
use scraper::{Html, Selector};

use crate::harness::{Folder, Made, PRACTITIONER, REVIEW, ROWAN, STRATEGIC, Site};

const VENUE: &str = "content/venues/glenfarran-hall.yaml";
const READINESS: &str = "reviews/alder/practitioner/readiness.html";

/// Alder with one essential thing missing: nobody names the unease.
fn unready() -> Site {
    Site::alder().edit(PRACTITIONER, "covers: [acknowledge-anxiety]", "covers: []")
}

fn waived(rule: &str) -> Site {
    let waiver = format!(
        "waivers:\n  - rule: {rule}\n    reason: The group has met before and asked for it.\n    agreed_by: Review Team Chair\n    date: 2026-02-20\n"
    );
    unready().append(PRACTITIONER, &waiver)
}

fn select<'h>(html: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: scraper::ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

// ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn there_are_the_rules_of_the_domain_and_one_more() {
    let of_files: [&str; 10] = [
        "audience-leak",
        "restricted-term-in-open-page",
        "adult-has-pseudonym",
        "training-is-fictional",
        "unknown-reference",
        "duplicate-id",
        "unknown-field",
        "unknown-coverage",
        "waiver-has-reason",
        "waiver-unused",
    ];
    let mut weights: BTreeMap<Severity, usize> = BTreeMap::new();
    let practice = rules().filter(|rule| rule.id != "jigsaw-identification").map(|rule| rule.severity);
    let others = CODES.iter().filter(|code| of_files.contains(&code.id)).map(|code| code.severity);
    for severity in practice.chain(others) {
        *weights.entry(severity).or_default() += 1;
    }
    assert_eq!(weights, [(Severity::Error, 55), (Severity::Warning, 30), (Severity::Advice, 19)].into());
    assert_eq!(rules().count(), 95);
}

#[test]
fn every_row_of_the_table_is_whole() {
    let mut seen = Vec::new();
    for rule in rules() {
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        assert!(!seen.contains(&rule.id) && CODES.iter().all(|code| code.id != rule.id), "{} twice", rule.id);
        seen.push(rule.id);
        assert!(!rule.says.is_empty() && !rule.basis.is_empty(), "{}", rule.id);
        for said in rule.says.iter().chain([&rule.help, &rule.why]) {
            assert!(said.ends_with(['.', '?']), "{}: {said}", rule.id);
            for sentence in said.split_inclusive(['.', '?', '!']) {
                assert!(sentence.split_whitespace().count() <= 32, "{}: {sentence}", rule.id);
            }
        }
    }
    let fixed = ["event-kind-known", "times-given", "agenda-cannot-fit", "agenda-times-clash"];
    let not_waivable: Vec<&str> = rules().filter(|rule| !rule.waivable).map(|rule| rule.id).collect();
    assert_eq!(not_waivable, fixed);
}

#[test]
fn what_rests_on_wider_practice_alone_says_so_in_its_basis() {
    let alone: Vec<&str> = rules()
        .filter(|rule| rule.basis.iter().all(|basis| matches!(basis, plenary::basis::Basis::Wider(_))))
        .map(|rule| rule.id)
        .collect();
    assert_eq!(alone, ["parallel-processes-considered"]);
}

#[test]
fn every_element_that_the_built_in_kinds_require_has_its_rule() {
    for (path, kind, applies) in [
        ("practitioner-and-first-line-manager", "P", Applies::Practitioner),
        ("strategic-manager", "S", Applies::Strategic),
    ] {
        let text = Site::alder().text(&format!("content/blueprints/event-kinds/{path}.yaml"));
        let requires = text.split("\nrequires:").nth(1).unwrap().split("\nbasis").next().unwrap();
        let requires = requires.split("\norder").next().unwrap();
        for tag in requires.lines().filter_map(|line| line.trim().strip_prefix("- ")) {
            let watched = rules().any(|rule| match rule.looks {
                Looks::Required(required) => {
                    required.tag == tag && (rule.applies == applies || rule.applies == Applies::Both)
                }
                _ => false,
            });
            assert!(watched, "{kind}: {tag}");
        }
    }
}

// ── Alder and the starter ─────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn alder_gives_nothing_on_any_day_before_its_events() {
    Site::alder().build().spotless();
    for day in ["2026-02-01", "2026-03-11", "2026-03-12", "2026-04-14"] {
        let request = Request { as_of: iso_date(day), ..Request::default() };
        Site::alder().build_as(&request).spotless();
    }
}

/// An event of Alder without an agenda of its own.
fn inherited(path: &str) -> Site {
    let text = Site::alder().text(path);
    let head = text.split("\nagenda:").next().unwrap();
    Site::alder().file(path, format!("{head}\n"))
}

#[test]
fn the_agendas_that_the_kinds_make_give_nothing_of_their_own() {
    for path in [PRACTITIONER, STRATEGIC] {
        let made = inherited(path).build();
        assert_eq!(made.findings(), Vec::<&str>::new(), "{}", made.report(Format::Text));
    }
}

#[test]
fn whatever_the_hours_and_the_story_a_kinds_own_agenda_is_in_order() {
    let timeline = |periods: usize| {
        let text = Site::alder().text(REVIEW);
        let (before, rest) = text.split_once("  timeline:").unwrap();
        let (_, after) = rest.split_once("\nagencies:").unwrap();
        let period = |n: usize| format!("    - {{id: p{n}, from: 2025-0{n}, to: 2025-0{n}, label: \"Period {n}\"}}\n");
        let periods: String = (1..=periods).map(period).collect();
        let timeline = if periods.is_empty() { String::new() } else { format!("  timeline:\n{periods}") };
        format!("{before}{timeline}\nagencies:{after}")
    };
    for periods in [0, 1, 2, 5, 7] {
        for (start, end) in [("09:30", "16:00"), ("12:30", "18:30"), ("07:30", "13:00"), ("09:30", "15:00")] {
            let site = inherited(PRACTITIONER)
                .file(REVIEW, timeline(periods))
                .edit(PRACTITIONER, "start: \"09:30\"", &format!("start: \"{start}\""))
                .edit(PRACTITIONER, "end: \"16:00\"", &format!("end: \"{end}\""));
            let made = site.file(STRATEGIC, "kind: strategic-manager\nstatus: held\n").build_edition("participant");
            let order =
                ["beginning-middle-ending", "introduction-comes-first", "closing-comes-last", "agenda-times-clash"];
            let found: Vec<&str> = made.findings().into_iter().filter(|code| order.contains(code)).collect();
            assert_eq!(found, Vec::<&str>::new(), "{periods} {start}-{end}: {}", made.report(Format::Text));
        }
    }
}

#[test]
fn what_init_writes_is_told_only_what_its_writer_alone_can_know() {
    let made = Site::starter().build().clean();
    let mut findings = made.findings();
    findings.sort_unstable();
    let expected =
        ["parallel-processes-considered", "second-facilitator", "venue-comfort-checked", "working-stretch-too-long"];
    assert_eq!(findings, expected, "{}", made.report(Format::Text));
}

// ── weight by status ──────────────────────────────────────────────────────────────────────────────────────────────

fn with_status(status: &str) -> Folder {
    unready().edit(PRACTITIONER, "status: ready  ", &format!("status: {status}  ")).folder()
}

#[test]
fn an_error_counts_once_the_event_is_ready() {
    let ready = with_status("ready");
    let run = ready.plenary(&["check"]).exits(1);
    assert!(run.out.contains("error[introduction-acknowledges-anxiety]"), "{}", run.out);
    assert!(run.out.ends_with("1 error.\n"), "{}", run.out);

    let planning = with_status("planning");
    let run = planning.plenary(&["check"]).exits(0);
    assert!(run.out.contains("warning[introduction-acknowledges-anxiety]"), "{}", run.out);
    assert!(run.out.contains("error once the event's"), "{}", run.out);
    planning.plenary(&["check", "--strict"]).exits(1);

    let held = with_status("held");
    assert_eq!(held.plenary(&["check", "--strict"]).exits(0).out, "No problems found.\n");
}

#[test]
fn advice_never_fails_anything() {
    let folder = Site::alder().edit(PRACTITIONER, "lunch_provided: true", "lunch_provided: false").folder();
    let run = folder.plenary(&["check", "--strict"]).exits(0);
    assert!(run.out.contains("advice[lunch-provided]"), "{}", run.out);
    folder.plenary(&["build", "--strict"]).exits(0);
}

#[test]
fn practice_never_stops_a_build_which_says_one_line_of_it() {
    let folder = with_status("ready");
    let run = folder.plenary(&["build"]).exits(0);
    assert_eq!(run.err, "");
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    assert!(run.out.starts_with("Held against the guidance: 1 error. `plenary check` shows"), "{}", run.out);
    assert!(folder.has("public/participant/index.html"));
}

#[test]
fn a_strict_build_writes_nothing_while_something_is_open() {
    let folder = with_status("planning");
    let run = folder.plenary(&["build", "--strict"]).exits(1);
    assert!(run.out.contains("1 warning") && run.out.contains("Nothing was written"), "{}", run.out);
    assert!(!folder.has("public"));
    let run = folder.plenary(&["--quiet", "build", "--strict"]).exits(1);
    assert!(run.out.is_empty() && run.err.contains("1 warning"), "{}{}", run.out, run.err);
}

#[test]
fn a_build_of_one_event_is_held_to_that_event() {
    let folder = with_status("ready");
    let run = folder.plenary(&["build", "--strict", "--only", "alder/strategic"]).exits(0);
    assert!(!run.out.contains("guidance"), "{}", run.out);
    folder.plenary(&["build", "--strict", "--only", "alder/practitioner"]).exits(1);
    folder.plenary(&["build", "--strict", "--only", "alder"]).exits(1);
}

#[test]
fn a_warning_in_another_review_does_not_stop_a_strict_build_of_one() {
    let site = Site::alder()
        .file("content/reviews/birch/review.yaml", Site::starter().text("content/reviews/rowan/review.yaml"))
        .file("content/reviews/birch/notes.md", "---\ntitle: Notes\n---\n\n<b>bold</b>\n");
    let folder = site.folder();
    folder.plenary(&["build", "--strict"]).exits(1);
    folder.plenary(&["build", "--strict", "--only", "alder"]).exits(0);
    folder.plenary(&["build", "--strict", "--only", "birch"]).exits(1);
}

#[test]
fn check_of_a_path_and_json_name_the_event_and_the_statements() {
    let folder = with_status("ready");
    folder.plenary(&["check", STRATEGIC]).exits(0);
    let run = folder.plenary(&["check", "--format", "json", PRACTITIONER]).exits(1);
    assert!(run.out.contains("\"event\": \"alder/practitioner\""), "{}", run.out);
    let basis = run.out.split("\"basis\": [").nth(1).unwrap().split(']').next().unwrap();
    assert_eq!(basis.split_whitespace().collect::<String>(), "\"S55\",\"S51\",\"S77\"");
    // What is wider practice is no statement of the guidance.
    let alone = Site::alder().edit(PRACTITIONER, "facilitators: [moss, teal]", "facilitators: [moss]").folder();
    let run = alone.plenary(&["check", "--format", "json"]).exits(0);
    assert!(run.out.contains("second-facilitator") && !run.out.contains("W14"), "{}", run.out);
}

#[test]
fn what_an_event_causes_in_another_file_is_told_with_the_event() {
    let folder = Site::alder()
        .edit(REVIEW, "title: Social worker, agency: council, link: rt-sw", "title: Social worker, agency: council")
        .folder();
    let run = folder.plenary(&["check", "--format", "short", PRACTITIONER]).exits(1);
    assert!(run.out.contains("review.yaml:58:10: error[participant-has-link]: Ali Birch has no"), "{}", run.out);
    folder.plenary(&["check", REVIEW]).exits(1);
    folder.plenary(&["check", STRATEGIC]).exits(0);
}

// ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_committee_may_weigh_rules_anew_or_switch_them_off() {
    for (level, severity) in [("advice", "advice"), ("warning", "warning"), ("error", "error")] {
        let rules = format!("rules:\n  lunch-provided: {level}\n");
        let site = Site::alder().edit(PRACTITIONER, "lunch_provided: true", "lunch_provided: false");
        let made = site.append("config.yaml", &rules).build();
        assert_eq!(made.findings(), ["lunch-provided"]);
        assert_eq!(made.built.diagnostics[0].severity.word(), severity);
    }
    let off = unready().append("config.yaml", "rules: {introduction-acknowledges-anxiety: off}\n").build().spotless();
    assert!(!off.text(&format!("facilitator/{READINESS}")).contains("introduction-acknowledges-anxiety"));
}

#[test]
fn only_practice_rules_can_be_weighed_anew() {
    let made = Site::alder().append("config.yaml", "rules:\n  lunch-provded: off\n  dead-link: off\n").build();
    assert_eq!(made.codes(), ["unknown-reference", "bad-value"]);
    assert!(made.report(Format::Text).contains("Did you mean `lunch-provided`?"), "{}", made.report(Format::Text));
}

#[test]
fn thresholds_are_settings() {
    for (threshold, code) in [
        ("longest_stretch: 60", "working-stretch-too-long"),
        ("pause_gap: 30", "pause-gap-too-long"),
        ("introduction_minutes: 55", "introduction-has-time"),
        ("introduction_minutes_half_day: 45", "introduction-has-time"),
        ("overview_minutes: 5", "situation-overview-brief"),
        ("closing_minutes: 50", "closing-not-rushed"),
        ("closing_percent: 20", "closing-not-rushed"),
        ("give_percent: 40", "agenda-has-give"),
        ("discussion_minutes: 12", "input-without-discussion"),
        ("principles: 20", "working-principles-listed"),
        ("group_size: 10", "group-size"),
        ("small_group_max: 3", "group-size"),
        ("half_day_hours: [1, 2]", "strategic-half-day"),
        ("full_day_hours: 7", "practitioner-full-day"),
        ("briefing_working_days: 16", "briefing-in-good-time"),
        ("feedback_working_days: 30", "feedback-turnaround"),
    ] {
        let made = Site::alder().append("config.yaml", &format!("thresholds: {{{threshold}}}\n")).build();
        assert!(made.findings().contains(&code), "{threshold}: {:?}", made.findings());
    }
    let briefed = Site::alder().append("config.yaml", "thresholds: {briefed_working_days: 9}\n").edit(
        PRACTITIONER,
        "briefed: {sw1: 2026-03-02, ",
        "briefed: {",
    );
    let on = |day: &str| Request { as_of: iso_date(day), ..Request::default() };
    assert_eq!(briefed.build_as(&on("2026-02-27")).findings(), ["participant-briefed"]);
    assert_eq!(briefed.build_as(&on("2026-02-26")).findings(), Vec::<&str>::new());
    assert_eq!(briefed.build().findings(), Vec::<&str>::new());
}

// ── kinds of a committee's own ────────────────────────────────────────────────────────────────────────────────────

const OWN_KIND: &str = "content/blueprints/event-kinds/our-day.yaml";

/// Alder's practitioner event as one of a kind that asks for more.
fn own_kind() -> Site {
    let kind = "title: Our day\nextends: practitioner-and-first-line-manager\nrequires:\n  ending: [evaluation-form]\n";
    Site::alder().file(OWN_KIND, kind).edit(PRACTITIONER, "kind: practitioner-and-first-line-manager", "kind: our-day")
}

#[test]
fn an_element_of_a_committees_own_is_a_rule_for_free() {
    let made = own_kind().build();
    assert_eq!(made.findings(), ["coverage-evaluation-form"], "{}", made.report(Format::Text));
    let found = &made.built.diagnostics[0];
    assert_eq!(found.message, "The ending does not cover: evaluation form.");
    assert_eq!((found.severity, found.place.path.as_str()), (Severity::Error, PRACTITIONER));
    let covered = own_kind().edit(PRACTITIONER, "covers: [check-out]", "covers: [check-out, evaluation-form]");
    covered.build().spotless();
    let elsewhere = own_kind().edit(PRACTITIONER, "covers: [next-steps]", "covers: [next-steps]").edit(
        PRACTITIONER,
        "covers: [introductions]",
        "covers: [introductions, evaluation-form]",
    );
    assert_eq!(elsewhere.build().findings(), ["coverage-evaluation-form"]);
}

#[test]
fn what_a_kind_asks_for_is_added_to_what_it_extends() {
    let bare = own_kind().edit(PRACTITIONER, "covers: [check-out]", "covers: [check-out, evaluation-form]").edit(
        PRACTITIONER,
        "covers: [acknowledge-anxiety]",
        "covers: []",
    );
    assert_eq!(bare.build().findings(), ["introduction-acknowledges-anxiety"]);
}

#[test]
fn what_a_kind_adds_to_its_ending_may_come_last() {
    let form = "  - {id: form, title: A form, phase: ending, covers: [evaluation-form], method: individual, minutes: 5, \
                flex: [5, 10], prompts: [What helped?]}\n";
    let made = own_kind().append(PRACTITIONER, form).build();
    assert_eq!(made.findings(), ["agenda-overruns"], "{}", made.report(Format::Text));
}

#[test]
fn a_kind_that_extends_none_is_asked_by_phase_for_what_others_are_asked_in_groups() {
    let kind = "title: A conversation\nrequires: {middle: [summary, challenges]}\npurpose: To talk.\nconduct: In a \
                round.\nnotes: {go_to: [reviewers, review-team]}\nnote_sheet: learning-and-actions\npreparation: \
                strategic-preparation\nworking_principles: standard\nchecklists: [prepare-event]\n";
    let event = |covers: &str| {
        format!(
            "kind: conversation\nstatus: ready\ndate: 2026-06-02\nstart: \"10:00\"\nend: \"11:00\"\nvenue: \
             glenfarran-hall\nfacilitators: [moss]\nnote_taker: quill\nparticipants: [practitioners-and-first-line-managers]\nagenda:\n  \
             - {{id: hello, title: Hello, phase: beginning, covers: [introductions], method: round, minutes: 20, flex: [15, 20], prompts: [One word.]}}\n  \
             - {{id: talk, title: Talk, phase: middle, covers: [{covers}], method: discussion, minutes: 25, flex: [15, 30], prompts: [What now?]}}\n  \
             - {{id: bye, title: Bye, phase: ending, method: round, minutes: 15, flex: [10, 15], prompts: [One word.]}}\n"
        )
    };
    let findings = |covers: &str| {
        let site = Site::alder().file("content/blueprints/event-kinds/conversation.yaml", kind);
        let made = site.file("content/reviews/alder/events/talk.yaml", event(covers)).build().clean();
        made.findings().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(findings("summary, challenges"), Vec::<String>::new());
    assert_eq!(findings("summary"), ["strategic-challenges"]);
    assert_eq!(findings("challenges"), ["pause-to-summarise"]);
}

#[test]
fn an_element_of_ones_own_can_be_waived_and_weighed_like_any_other() {
    let waiver =
        "waivers:\n  - {rule: coverage-evaluation-form, reason: The form goes out by post., agreed_by: Review Team}\n";
    own_kind().append(PRACTITIONER, waiver).build().spotless();
    own_kind().append("config.yaml", "rules: {coverage-evaluation-form: off}\n").build().spotless();
    let misspelt = own_kind().append(PRACTITIONER, &waiver.replace("evaluation", "evalution")).build();
    assert_eq!(misspelt.codes(), ["unknown-reference"]);
    assert!(misspelt.report(Format::Text).contains("Did you mean `coverage-evaluation-form`?"));
}

#[test]
fn a_kind_that_extends_none_is_held_to_the_rules_for_both_and_to_its_own() {
    let kind = "title: A conversation\nrequires: {beginning: [introductions], middle: [risks]}\npurpose: To talk.\n\
                conduct: In a round.\nnotes: {go_to: [reviewers, review-team]}\nnote_sheet: learning-and-actions\n\
                preparation: strategic-preparation\nworking_principles: standard\nchecklists: [prepare-event]\n";
    let event = "kind: conversation\nstatus: ready\ndate: 2026-06-02\nstart: \"10:00\"\nend: \"11:00\"\nvenue: glenfarran-hall\n\
                 facilitators: [moss]\nnote_taker: quill\nparticipants: [sw1, st-nhs]\nagenda:\n  \
                 - {id: hello, title: Hello, phase: beginning, covers: [introductions], method: round, minutes: 20, flex: [15, 20], prompts: [One word.]}\n  \
                 - {id: talk, title: Talk, phase: middle, method: discussion, minutes: 25, flex: [15, 30], prompts: [What now?]}\n  \
                 - {id: bye, title: Bye, phase: ending, method: round, minutes: 15, flex: [10, 15], prompts: [One word.]}\n";
    let made = Site::alder()
        .file("content/blueprints/event-kinds/conversation.yaml", kind)
        .file("content/reviews/alder/events/talk.yaml", event)
        .build();
    assert_eq!(
        made.findings(),
        [
            "exploration-covers-risks",
            "involved-agency-represented",
            "involved-agency-represented",
            "involved-agency-represented"
        ],
        "{}",
        made.report(Format::Text)
    );
}

// ── waivers ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_waiver_with_a_reason_silences_its_rule_for_its_event() {
    let made = waived("introduction-acknowledges-anxiety").build().spotless();
    let reason = "The group has met before and asked for it.";
    let holding = |edition: &str| -> Vec<String> {
        let files = made.files(edition);
        let pages = files.iter().filter(|(url, _)| url.ends_with(".html"));
        let found = pages.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(reason));
        found.map(|(url, _)| (*url).to_owned()).collect()
    };
    assert_eq!(holding("facilitator"), ["reviews/alder/practitioner/pack-facilitator.html", READINESS]);
    assert_eq!(holding("review-team"), [READINESS]);
    assert_eq!(holding("participant"), Vec::<String>::new());
    assert_eq!(holding("training"), Vec::<String>::new());
    let page = made.text(&format!("facilitator/{READINESS}"));
    for said in [
        "Departures from the usual, and why",
        "Nobody says that people may be uneasy",
        "Review Team Chair",
        "20 February 2026",
    ] {
        assert!(page.contains(said), "{said}");
    }
    // The other event has the rule as before.
    let other = waived("introduction-acknowledges-anxiety").edit(
        STRATEGIC,
        "covers: [acknowledge-anxiety, working-principles]",
        "covers: [working-principles]",
    );
    assert_eq!(other.build().findings(), ["introduction-acknowledges-anxiety"]);
}

#[test]
fn departures_go_with_whoever_leads_the_day_whatever_the_pack_holds() {
    let packs = "packs:\n  - {id: facilitator, audience: facilitator, holds: [script, run-sheet]}\n  - {id: participant, \
                 audience: participant, holds: [briefing]}\n";
    let made = waived("introduction-acknowledges-anxiety").append("config.yaml", packs).build().spotless();
    let pack = made.text("facilitator/reviews/alder/practitioner/pack-facilitator.html");
    assert!(pack.contains("Departures from the usual, and why") && pack.contains("asked for it"));
    assert!(!made.text("participant/reviews/alder/practitioner/pack-participant.html").contains("Departures"));
    let none = Site::alder().append("config.yaml", packs).build().spotless();
    assert!(!none.text("facilitator/reviews/alder/practitioner/pack-facilitator.html").contains("Departures"));
}

#[test]
fn a_faulty_waiver_silences_nothing() {
    let without_reason = unready()
        .append(PRACTITIONER, "waivers:\n  - {rule: introduction-acknowledges-anxiety, agreed_by: Review Team}\n");
    assert_eq!(
        without_reason.build().all_codes(),
        ["introduction-acknowledges-anxiety", "waiver-has-reason"],
        "{}",
        without_reason.build().report(Format::Text)
    );
    assert_eq!(waived("introduction-acknowledges-anxeity").build().codes(), ["unknown-reference"]);
    for fixed in ["event-kind-known", "agenda-cannot-fit", "dead-link", "audience-leak", "waiver-unused"] {
        let made = waived(fixed).build();
        assert_eq!(made.codes(), ["waiver-has-reason"], "{fixed}");
        assert!(made.report(Format::Text).contains("cannot be waived"), "{}", made.report(Format::Text));
    }
}

#[test]
fn a_waiver_that_nothing_needs_is_told_and_shown() {
    let made = waived("practitioner-full-day").build();
    assert_eq!(made.codes(), ["waiver-unused"]);
    assert!(made.text(&format!("facilitator/{READINESS}")).contains("so the waiver can go"));
    // A rule that was not looked at may be needed yet.
    let unasked = waived("participant-briefed").build();
    assert_eq!(unasked.codes(), Vec::<&str>::new());
    let asked = Request { as_of: iso_date("2026-03-10"), ..Request::default() };
    assert_eq!(waived("participant-briefed").build_as(&asked).codes(), ["waiver-unused"]);
}

// ── the readiness page ────────────────────────────────────────────────────────────────────────────────────────────

/// A made-up event with faults of all kinds.
fn faulty() -> Site {
    Site::alder()
        .file("content/reviews/alder/events/autumn.yaml", include_str!("../golden/fifteen-faults/autumn.yaml"))
        .file("content/venues/village-hall.yaml", include_str!("../golden/fifteen-faults/village-hall.yaml"))
}

#[test]
fn an_event_with_many_faults_reads_like_help() {
    let made = faulty().build();
    let report: Vec<_> =
        made.built.diagnostics.iter().filter(|d| d.event.as_deref() == Some("alder/autumn")).cloned().collect();
    crate::harness::golden(
        "golden/fifteen-faults/report.txt",
        &crate::harness::rendered(Format::Text, &report, &made.sources),
    );
    let html = Html::parse_document(&made.text("facilitator/reviews/alder/autumn/readiness.html"));
    let mut page = String::new();
    for element in select(
        &html,
        "main h1, main h2, .standing-now p, .finding .message, .finding dt, .finding dd, .finding > .quiet, .departures dt, .departures dd",
    ) {
        let indent = match element.value().name() {
            "h1" | "h2" => "\n# ",
            "dt" => "    ",
            "dd" => "      ",
            _ => "  ",
        };
        page.push_str(&format!("{indent}{}\n", text(element)));
    }
    crate::harness::golden("golden/fifteen-faults/readiness.txt", page.trim_start());
}

#[test]
fn findings_stand_under_those_who_have_to_act_with_their_reason_and_a_way_to_the_guidance() {
    let made = faulty().build();
    let page = made.text("facilitator/reviews/alder/autumn/readiness.html");
    let html = Html::parse_document(&page);
    let groups: Vec<String> = select(&html, "main section > h2").into_iter().map(text).collect();
    assert_eq!(
        groups,
        [
            "For the Reviewers",
            "For Review Team members",
            "For the Review Team Administrator",
            "Departures from the usual, and why",
            "What the guidance asks for, and where it is covered"
        ]
    );
    let shown: Vec<String> = select(&html, ".finding > .quiet code").into_iter().map(text).collect();
    let event = |d: &&plenary::diagnostic::Diagnostic| d.event.as_deref() == Some("alder/autumn");
    let mut told: Vec<String> = made.built.diagnostics.iter().filter(event).map(|d| d.code.to_string()).collect();
    let mut sorted = shown.clone();
    told.sort();
    sorted.sort();
    assert_eq!(sorted, told, "the page and the terminal tell the same");
    let links = select(&html, ".finding a");
    assert!(links.len() >= 15, "{} links to the guidance", links.len());
    for link in links {
        let href = link.value().attr("href").unwrap();
        let target = href.strip_prefix("../../../").unwrap();
        assert!(made.files("facilitator").contains_key(target), "{href}");
    }
    for id in ["sw1", "dn1", "gp1", "st-pol", "po2"] {
        let alone =
            text(select(&html, "main")[0]).split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == id);
        assert!(!alone, "the id {id} stands in the page");
    }
    assert!(!page.contains("content/reviews"), "no path stands in a page");
}

#[test]
fn the_review_team_reads_its_own_part_and_others_nothing() {
    let made = faulty().build();
    let page = made.text("review-team/reviews/alder/autumn/readiness.html");
    let html = Html::parse_document(&page);
    let codes: Vec<String> = select(&html, ".finding > .quiet code").into_iter().map(text).collect();
    assert!(codes.contains(&"room-big-enough".to_owned()) && codes.contains(&"purpose-stated".to_owned()), "{codes:?}");
    for closed in ["closing-check-out", "hindsight-reminder", "blame-language", "working-stretch-too-long"] {
        assert!(!page.contains(closed), "{closed}");
    }
    assert!(page.contains("Departures from the usual") && !page.contains("class=\"matrix\""));
    for edition in ["participant", "training"] {
        let files = made.files(edition);
        assert!(files.keys().all(|url| !url.contains("readiness")), "{edition}");
        for (url, bytes) in files {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("Not ready") && !text.contains("to settle before"), "{edition}/{url}");
        }
    }
}

#[test]
fn the_matrix_is_a_table_of_elements_and_sessions() {
    let made = unready().build();
    let html = Html::parse_document(&made.text(&format!("facilitator/{READINESS}")));
    let tables = select(&html, "table.matrix");
    let captions: Vec<String> = select(&html, "table.matrix caption").into_iter().map(text).collect();
    assert_eq!(captions, ["Beginning", "Middle", "Ending"]);
    let cell = |table: usize, row: usize, column: usize| {
        let rows: Vec<_> = tables[table].select(&Selector::parse("tbody tr").unwrap()).collect();
        let cells: Vec<_> = rows[row].select(&Selector::parse("td").unwrap()).collect();
        text(cells[column])
    };
    let heads: Vec<String> = select(&html, "table.matrix th[scope=col].session").into_iter().map(text).collect();
    assert!(heads.contains(&"10:25 Part 1: Care starts at home".to_owned()), "{heads:?}");
    assert!(!heads.iter().any(|head| head.contains("Break") || head.contains("Lunch")), "{heads:?}");
    let elements: Vec<String> = select(&html, "table.matrix th[scope=row]").into_iter().map(text).collect();
    assert_eq!(elements.len(), 16);
    assert!(elements.contains(&"the unease in the room, named Not covered".to_owned()), "{elements:?}");
    // The first session covers the first element and no other.
    assert_eq!((cell(0, 0, 0).as_str(), cell(0, 1, 0).as_str(), cell(0, 0, 1).as_str()), ("●covered", "", ""));
    // Every row has a cell for every session.
    for table in tables {
        let sessions = table.select(&Selector::parse("th.session").unwrap()).count();
        for row in table.select(&Selector::parse("tbody tr").unwrap()) {
            assert_eq!(row.select(&Selector::parse("td").unwrap()).count(), sessions);
        }
    }
}

#[test]
fn a_banner_stands_on_the_facilitators_pages_while_something_essential_is_open() {
    let made = unready().build();
    let banner = "Not ready: one thing that the guidance asks for is still open.";
    for (url, bytes) in made.files("facilitator") {
        let of_event = url.starts_with("reviews/alder/practitioner/") && url.ends_with(".html") && url != READINESS;
        assert_eq!(String::from_utf8_lossy(bytes).contains(banner), of_event, "{url}");
    }
    for edition in ["review-team", "participant", "training"] {
        for (url, bytes) in made.files(edition) {
            assert!(!String::from_utf8_lossy(bytes).contains("Not ready"), "{edition}/{url}");
        }
    }
    // A planned event is not ready either, and advice makes none unready.
    let planning = unready().edit(PRACTITIONER, "status: ready  ", "status: planning  ").build();
    assert!(planning.text("facilitator/reviews/alder/practitioner/script.html").contains(banner));
    let advised = Site::alder().edit(PRACTITIONER, "lunch_provided: true", "lunch_provided: false").build();
    assert!(!advised.text("facilitator/reviews/alder/practitioner/script.html").contains("Not ready"));
    let waived = waived("introduction-acknowledges-anxiety").build();
    assert!(!waived.text("facilitator/reviews/alder/practitioner/script.html").contains("Not ready"));
}

#[test]
fn home_shows_coming_events_by_date_with_how_they_stand() {
    let made = faulty().edit(STRATEGIC, "status: ready\nversion: 1", "status: held\nversion: 1").build();
    let standing = |edition: &str| -> Vec<String> {
        let html = Html::parse_document(&made.text(&format!("{edition}/index.html")));
        let cards = select(&html, "section[aria-labelledby=coming_events] .card");
        cards
            .into_iter()
            .map(|card| {
                let title = text(card.select(&Selector::parse("h3").unwrap()).next().unwrap());
                let standing = card.select(&Selector::parse(".standing").unwrap()).next().map(text).unwrap_or_default();
                format!("{title}: {standing}")
            })
            .collect()
    };
    assert_eq!(
        standing("facilitator"),
        [
            "Practitioner and first line manager event: Ready, and nothing is open, Practitioner and first line manager event",
            "Autumn practitioner event: 3 things to settle before it is ready, and 17 more to look at, Autumn practitioner event"
        ]
    );
    assert!(standing("review-team")[0].contains("Nothing is open for the Review Team"));
    assert_eq!(standing("participant")[1], "Autumn practitioner event: ");
}

#[test]
fn an_event_without_kind_or_times_has_its_glance_and_its_readiness_and_no_other_page() {
    for head in ["status: planning\ntitle: Some day\n", "kind: strategic-manager\ntitle: Some day\n"] {
        let made = Site::alder().file("content/reviews/alder/events/some-day.yaml", head).build().clean();
        let pages = |edition: &str| -> Vec<String> {
            let files = made.files(edition);
            files.keys().filter_map(|url| url.strip_prefix("reviews/alder/some-day/")).map(str::to_owned).collect()
        };
        assert_eq!(pages("facilitator"), ["index.html", "readiness.html"], "{head}");
        assert_eq!(pages("review-team"), ["index.html", "readiness.html"], "{head}");
        assert_eq!(pages("participant"), ["index.html"], "{head}");
        let page = made.text("facilitator/reviews/alder/some-day/readiness.html");
        assert!(page.contains("to settle before it is ready") && page.contains("venue-chosen"), "{head}");
    }
}

#[test]
fn what_is_missing_is_told_before_there_are_times() {
    let untimed = unready().edit(PRACTITIONER, "date: 2026-03-12", "# no date yet").build().clean();
    let findings = untimed.findings();
    assert!(
        findings.contains(&"times-given") && findings.contains(&"introduction-acknowledges-anxiety"),
        "{findings:?}"
    );
    assert!(
        !findings.contains(&"agenda-underfills") && !findings.contains(&"working-stretch-too-long"),
        "{findings:?}"
    );
}

#[test]
fn a_held_event_is_history() {
    let made = waived("introduction-acknowledges-anxiety").edit(PRACTITIONER, "status: ready  ", "status: held  ");
    let made = made.build().spotless();
    let page = made.text(&format!("facilitator/{READINESS}"));
    assert!(page.contains("no longer checked") && page.contains("Departures from the usual"), "{page}");
    let bare = Site::alder().edit(PRACTITIONER, "status: ready  ", "status: held  ").build().spotless();
    assert!(!bare.files("review-team").contains_key(READINESS), "it would have nothing to say");
}

// ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Where a change makes a rule point, as `path:line:column`.
#[track_caller]
fn points(made: &Made, code: &str, places: &[&str]) {
    let report = made.report(Format::Short);
    let found: Vec<&str> = report
        .lines()
        .filter(|line| line.contains(&format!("[{code}]")))
        .filter_map(|line| line.split(": ").next())
        .collect();
    assert_eq!(found, places, "{report}");
}

#[test]
fn findings_point_at_what_causes_them() {
    let at = |path: &str, place: &str| format!("{path}:{place}");
    for (site, code, place) in [
        // The event's kind where something is absent.
        (unready(), "introduction-acknowledges-anxiety", at(PRACTITIONER, "2:7")),
        // The session.
        (
            Site::alder().edit(PRACTITIONER, "covers: [involvement]\n    method: input\n    lead: moss\n    minutes: 5\n    flex: [5, 10]\n    hindsight: true", "covers: [involvement]\n    method: input\n    lead: moss\n    minutes: 5\n    flex: [5, 10]"),
            "hindsight-reminder",
            at(PRACTITIONER, "91:9"),
        ),
        // The participant.
        (
            Site::alder().edit(PRACTITIONER, "participants: [practitioners-and-first-line-managers]", "participants: [practitioners-and-first-line-managers, st-sw]"),
            "participant-role-fits-event",
            at(PRACTITIONER, "13:55"),
        ),
        // The venue.
        (Site::alder().edit(VENUE, "  heating: true", "  heating: false"), "venue-comfort-checked", at(PRACTITIONER, "10:8")),
        // The value that is too much.
        (Site::alder().edit(STRATEGIC, "send_by: 2026-03-24", "send_by: 2026-04-10"), "briefing-in-good-time", at(STRATEGIC, "33:12")),
    ] {
        let report = site.build().report(Format::Short);
        let line = report.lines().find(|line| line.contains(&format!("[{code}]"))).unwrap_or_else(|| panic!("{code}: {report}"));
        assert!(line.starts_with(&format!("{place}: ")), "{line} should be at {place}");
    }
}

#[test]
fn a_session_of_the_built_in_kind_is_told_at_the_events_own_line() {
    let made = Site::starter()
        .edit(ROWAN, "facilitators: [rev1]", "facilitators: [rev1]\nagenda: {adjust: {check-out: {covers: []}}}")
        .build();
    points(&made, "closing-check-out", &["content/reviews/rowan/events/practitioner.yaml:2:7"]);
    points(&made, "working-stretch-too-long", &["content/reviews/rowan/events/practitioner.yaml:2:7"]);
}

#[test]
fn a_session_of_the_sites_own_kind_is_told_there_with_the_event_beside_it() {
    let text = Site::alder().text("content/blueprints/event-kinds/strategic-manager.yaml");
    let text = text.replacen("    script: >\n      Welcome", "    purpose: >\n      Welcome", 1).replacen(
        "    purpose: >\n      So that everyone",
        "    notes_focus: >\n      So that everyone",
        1,
    );
    let text = text
        .replacen("    prompts:\n      - Your name, your role, and what brings you here.\n", "", 1)
        .replacen("    notes_focus: Which services are in the room, and which are missing.\n", "", 1);
    let event = Site::alder().text(STRATEGIC).split("\nagenda:").next().unwrap().to_owned() + "\n";
    let made = Site::alder()
        .file("content/blueprints/event-kinds/strategic-manager.yaml", text)
        .file(STRATEGIC, event)
        .build();
    assert_eq!(made.findings(), ["facilitator-cues-present"], "{}", made.report(Format::Text));
    let found = &made.built.diagnostics[0];
    assert_eq!(found.place.path.as_str(), "content/blueprints/event-kinds/strategic-manager.yaml");
    assert_eq!(found.labels[0].place.path.as_str(), STRATEGIC);
    let folder = made_folder(&made);
    folder
        .plenary(&["check", "--strict", STRATEGIC])
        .exits(0)
        .out
        .contains("facilitator-cues-present")
        .then_some(())
        .unwrap();
}

/// The sources of a build, on the disk.
fn made_folder(made: &Made) -> Folder {
    let folder = Folder::empty();
    for source in made.sources.under("content").filter(|source| source.origin == plenary::source::Origin::Site) {
        folder.write(source.path.as_str(), source.as_bytes());
    }
    folder.write("config.yaml", include_str!("../../config.yaml"));
    folder
}

// ── care ──────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn no_finding_says_a_restricted_word() {
    let site = Site::alder().edit(VENUE, "name: Glenfarran Hall", "name: The Old Kirkfarran Road Hall").edit(
        VENUE,
        "  heating: true",
        "  heating: false",
    );
    let made = site.build();
    for format in [Format::Text, Format::Short, Format::Json] {
        let report = made.report(format);
        assert!(report.contains("venue-comfort-checked") && !report.contains("Kirkfarran Road"), "{report}");
    }
    let prompt = Site::alder().edit(
        PRACTITIONER,
        "- One word for how you are as we start again.",
        "- Who failed to ring Ward 6B?",
    );
    // With another mistake nothing is searched, and with one edition nothing is found.
    let stopped = prompt.clone().edit(VENUE, "travel:", "travell:").build();
    let narrow = prompt.build_edition("participant");
    let label = Site::alder()
        .edit(REVIEW, "label: \"First worries\"", "label: \"First worries, Ward 6B\"")
        .edit(PRACTITIONER, "timeline: winter", "timeline: hospital")
        .build();
    for (made, code) in [(stopped, "blame-language"), (narrow, "blame-language"), (label, "timeline-period-unused")] {
        let report = made.report(Format::Text);
        assert!(report.contains(code) && !report.contains("Ward 6B"), "{report}");
    }
}

#[test]
fn what_could_not_be_read_is_told_once_and_is_not_missing_as_well() {
    for (from, to) in [
        ("venue: glenfarran-hall", "venue: glenfaran-hall"),
        ("start: \"09:30\"", "start: 9.30"),
        ("date: 2026-03-12", "date: 12 March 2026"),
        ("note_taker: quill", "note_taker: quil"),
        ("note_taker: quill", "note_taker: [quill]"),
        ("lunch_provided: true", "lunch_provded: true"),
        ("lunch_provided: true", "lunch_provided: perhaps"),
        ("facilitators: [moss, teal]", "facilitators: {moss: teal}"),
        ("kind: practitioner-and-first-line-manager", "kind: practitioner"),
        ("covers: [acknowledge-anxiety]", "covers: [acknowledge-anxeity]"),
        ("participants: [practitioners-and-first-line-managers]", "participants: [practitioners]"),
        ("questions: practitioner-preparation ", "questions: practitioners-preparation "),
        ("sheet: learning-and-actions", "sheet: learning-and-action"),
        ("working_principles: standard", "working_principles: standards"),
    ] {
        let made = Site::alder().edit(PRACTITIONER, from, to).build();
        assert_eq!(made.findings(), Vec::<&str>::new(), "{to}: {}", made.report(Format::Text));
        assert!(!made.codes().is_empty(), "{to}");
    }
}

#[test]
fn what_a_review_or_a_venue_says_in_vain_is_not_missing_either() {
    let quiet = Site::alder().edit(VENUE, "use: quiet", "use: main");
    for (site, path, from, to) in [
        (
            quiet.clone(),
            REVIEW,
            "support:                            # audience: participant\n  - {who",
            "support: 5\nsuport:\n  - {who",
        ),
        (
            Site::alder(),
            REVIEW,
            "checked: 2026-02-10\n  items:\n    - {kind: police-enquiry, about: finances, status: open,\n       effect: \"Do not discuss the bank enquiry. Police link to confirm the line a week before.\"}",
            "checked: yesterday\n  items: []",
        ),
        (Site::alder(), VENUE, "breakout_in_main_room: true", "breakout_in_main_room: perhaps"),
    ] {
        let made = site.edit(path, from, to).build();
        assert_eq!(made.findings(), Vec::<&str>::new(), "{to}: {}", made.report(Format::Text));
        assert!(!made.codes().is_empty(), "{to}");
    }
}

#[test]
fn mistakes_of_content_and_of_practice_are_told_in_one_go() {
    let made = unready().edit(PRACTITIONER, "venue: glenfarran-hall", "venue: glenfaran-hall").build();
    assert_eq!(made.all_codes(), ["introduction-acknowledges-anxiety", "unknown-reference"]);
    assert!(made.built.editions.is_empty());
}

#[test]
fn one_cause_is_one_finding() {
    let part_1 = "timeline: first-months\n    covers: [involvement, risks, family-engagement]";
    for (path, from, to, expected) in [
        (PRACTITIONER, "covers: [check-out]", "covers: []", vec!["closing-check-out"]),
        (
            STRATEGIC,
            "covers: [purpose-and-process]",
            "covers: [purpose-and-process, next-steps]",
            vec!["strategic-order"],
        ),
        (
            PRACTITIONER,
            part_1,
            "timeline: summer\n    covers: [involvement, risks, family-engagement]",
            vec!["exploration-chronological", "timeline-period-unused"],
        ),
        (STRATEGIC, "feedback_from: [practitioner]", "feedback_from: [strategic]", vec!["feedback-source-named"]),
    ] {
        let made = Site::alder().edit(path, from, to).build();
        let mut findings = made.findings();
        findings.sort_unstable();
        assert_eq!(findings, expected, "{to}: {}", made.report(Format::Text));
    }
    let out_of_place = Site::alder()
        .edit(
            PRACTITIONER,
            "Part 1: Care starts at home\"\n    phase: middle",
            "Part 1: Care starts at home\"\n    phase: ending",
        )
        .build();
    let told = out_of_place.findings().into_iter().filter(|code| *code == "beginning-middle-ending").count();
    assert_eq!(told, 1, "{}", out_of_place.report(Format::Text));
}

#[test]
fn what_is_asked_in_four_sessions_is_told_once_on_the_page_too() {
    let prompt = "content/blueprints/prompts/explore-risks.yaml";
    let site = inherited(PRACTITIONER).file(prompt, "ask: Who simply did not see the risk?\ntags: [risks]\n");
    let made = site.build();
    let report = made.report(Format::Short);
    assert!(report.starts_with(&format!("{prompt}:1:6: advice[blame-language]: \"simply\", in \"Part 1")), "{report}");
    let html = Html::parse_document(&made.text(&format!("facilitator/{READINESS}")));
    assert_eq!(select(&html, ".finding").len(), made.findings().len());
}

#[test]
fn a_waiver_is_called_idle_only_where_its_rule_was_looked_at() {
    let waiver =
        |rule: &str| format!("waivers:\n  - {{rule: {rule}, reason: We agreed it., agreed_by: Review Team}}\n");
    let idle = |site: Site| site.build().codes().contains(&"waiver-unused");
    let alder = |rule: &str| Site::alder().append(PRACTITIONER, &waiver(rule));
    assert!(idle(alder("lunch-provided")));
    assert!(!idle(alder("lunch-provided").append("config.yaml", "rules: {lunch-provided: off}\n")));
    assert!(!idle(alder("breakout-space").edit(VENUE, "  heating: true", "  heating: perhaps")));
    assert!(!idle(alder("link-from-own-agency").edit(REVIEW, "status: under-way", "status: underway")));
    let no_groups = Site::alder().edit(STRATEGIC, "method: small-groups", "method: discussion");
    let both = "waivers:\n  - {rule: strategic-small-groups, reason: Four people., agreed_by: Chair}\n  - {rule: \
                strategic-challenges, reason: Four people., agreed_by: Chair}\n";
    assert!(!idle(no_groups.append(STRATEGIC, both)));
    let early = Request { as_of: iso_date("2026-01-05"), ..Request::default() };
    assert_eq!(alder("participant-briefed").build_as(&early).codes(), Vec::<&str>::new());
}
