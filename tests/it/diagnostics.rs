//! Every mistake that plenary can report: what it looks like, and the page that explains it.
//!
//! `tests/diagnostics/<code>.md` is both. Its front matter names the site that its examples start from (`base: alder`,
//! `starter` or `none`), and the day to stand on (`as_of`) where that matters. Each example is a few fenced blocks and
//! ends with a `text` block, which holds all that plenary says:
//!
//! - a block with `path=FILE` is the whole file; `encoding=latin-1` and `times=NUMBER` make odd ones of it;
//! - a block `edit path=FILE` holds lines `from -> to`, each a change to one place in that file;
//! - a block `add path=FILE` is added at the end of that file.
//!
//! Examples below a heading `Near miss` or `Put right` must not give the page's code: they show where the limit lies, and
//! what is right. The same pages are what `plenary explain` says, and the guidance section on messages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use plenary::audience::Audience;
use plenary::diagnostic::{Severity, sorted};
use plenary::explain::Subject;
use plenary::explain::page::{Block, Page};
use plenary::load::load;
use plenary::pipeline::{Request, build};
use plenary::report::{Format, Style, render};
use plenary::rules::rule;

use crate::harness::{Site, golden};

/// How wide the reports on the pages are, in characters: as wide as a sheet of paper holds.
const WIDTH: usize = 80;

/// Every code, practice rules included, with how much it weighs.
fn codes() -> impl Iterator<Item = (&'static str, Severity)> {
    Subject::all().map(|subject| (subject.code(), subject.severity()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn base(page: &Page) -> Site {
    match page.front("base") {
        Some("alder") => Site::alder(),
        Some("starter") => Site::starter(),
        Some("none") => Site::default(),
        other => panic!("no base is called {other:?}"),
    }
}

fn changed(site: Site, block: &Block) -> Site {
    let path = block.value("path").unwrap_or_else(|| panic!("`{}` names no path", block.info));
    if block.is("edit") {
        let changes = block.changes();
        assert_eq!(changes.len(), block.body.lines().count(), "a line of `{}` has no arrow", block.info);
        return changes.iter().fold(site, |site, change| site.edit(path, &change.from, &change.to));
    }
    if block.is("add") {
        return site.append(path, block.body);
    }
    let times = block.value("times").map_or(1, |times| times.parse().unwrap());
    let text = block.body.repeat(times);
    match block.value("encoding") {
        Some("latin-1") => site.file(path, text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>()),
        _ => site.file(path, text),
    }
}

/// All that plenary says of a site, and the codes of it.
fn said(site: &Site, page: &Page, code: &str) -> (String, BTreeSet<String>) {
    let folder = site.folder();
    let (sources, mut diagnostics) = load(Utf8Path::from_path(folder.path()).unwrap()).unwrap();
    let as_of = page.front("as_of").map(|date| plenary::schema::value::iso_date(date).unwrap());
    // Leaks need every edition; practice rules need none, and one is quicker.
    let editions = if rule(code).is_some() { vec![Audience::Participant] } else { Vec::new() };
    let request = Request { as_of, editions, ..Request::default() };
    diagnostics.extend(build(&sources, &request, &mut |_| {}).diagnostics);
    let diagnostics = sorted(diagnostics);
    let codes = diagnostics.iter().map(|found| found.code.to_string()).collect();
    (render(Format::Text, &diagnostics, &sources, Style { width: WIDTH, ..Style::default() }), codes)
}

/// The page with what plenary says now in its `text` blocks; every example has to give the page's own code, and what is
/// right must not.
fn rewritten(whole: &str, code: &str) -> String {
    let page = &Page::read(whole);
    let head = whole.len() - page.text.len();
    let mut site = base(page);
    let mut fresh = whole[..head].to_owned();
    let mut done = 0;
    let mut examples = 0;
    let mut rights = 0;
    for block in page.blocks() {
        if !block.is("text") {
            // Where an example changes what is there, what was there is right.
            rights += usize::from(block.is("edit") && block.changes().iter().any(|change| !change.from.is_empty()));
            site = changed(site, &block);
            continue;
        }
        let (report, codes) = said(&site, page, code);
        let right = page.is_right(block.outer.start);
        let gives = codes.iter().any(|found| Subject::find(found).is_some_and(|subject| subject.code() == code));
        assert_eq!(gives, !right, "example {} gives {codes:?}:\n{report}", examples + 1);
        rights += usize::from(right);
        fresh.push_str(&page.text[done..block.inner.start]);
        fresh.push_str(&report);
        done = block.inner.end;
        examples += 1;
        site = base(page);
    }
    assert!(examples > 0, "there is no example");
    assert!(rights > 0, "there is nothing right");
    assert!(whole.contains("\n## Near miss") || rule(code).is_none(), "a rule needs a near miss");
    fresh + &page.text[done..]
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let pages: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|entry| stem(entry.unwrap().path())).collect();
    assert_eq!(pages, codes().map(|(code, _)| code.to_owned()).collect());
}

#[test]
fn every_page_says_what_it_means_why_it_matters_and_what_to_do() {
    for (code, severity) in codes() {
        let page = std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
        let read = Page::read(&page);
        assert_eq!(read.front("severity"), Some(severity.word()), "{code}");
        let title = read.front("title").unwrap_or_else(|| panic!("{code} has no title"));
        assert!(rule(code).is_none_or(|rule| rule.title == title), "{code}: {title}");
        for heading in ["\n## What it means\n", "\n## Why it matters\n", "\n## What to do\n", "\n## Example"] {
            assert_eq!(page.matches(heading).count(), 1, "{code} and `{}`", heading.trim());
        }
    }
}

/// One test a code, so that they run side by side and a failure has a name.
macro_rules! pages {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let code = stringify!($name).replace('_', "-");
            let page = std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
            golden(&format!("diagnostics/{code}.md"), &rewritten(&page, &code));
        })*

        #[test]
        fn every_page_is_run() {
            let run: BTreeSet<String> = [$(stringify!($name).replace('_', "-")),*].into();
            assert_eq!(run, codes().map(|(code, _)| code.to_owned()).collect());
        }
    };
}

pages! {
    adult_has_pseudonym agenda_cannot_fit agenda_has_give agenda_overruns agenda_times_clash agenda_underfills
    audience_leak bad_name bad_value beginning_middle_ending blame_language breakout_space briefing_in_good_time
    closing_check_out closing_comes_last closing_key_learning closing_next_steps closing_not_rushed
    closing_personal_learning conduct_described coverage dead_anchor dead_link differently_question duplicate_anchor
    duplicate_field duplicate_id event_kind_known exploration_chronological exploration_covers_done_better
    exploration_covers_family exploration_covers_risks exploration_covers_went_well
    exploration_covers_working_together exploration_follows_introduction exploration_present facilitator_cues_present
    facilitator_named family_views_ready feedback_source_named feedback_turnaround front_matter full_day_lunch_break
    group_size hindsight_reminder input_without_discussion introduction_acknowledges_anxiety introduction_comes_first
    introduction_everyone_and_why introduction_has_time introduction_purpose_and_process
    introduction_situation_overview introduction_working_principles involved_agency_represented jigsaw_identification
    layout_supports_conversation link_can_be_contacted link_from_own_agency link_is_team_member link_leaves_edition
    lunch_provided manager_alongside_practitioner missing_field not_utf8 note_taker_identified
    note_taker_not_facilitating note_taker_usually_administrator notes_are_not_minutes
    notes_capture_learning_and_actions notes_go_to_review_team notes_sheet_present page_collision
    parallel_processes_considered participant_briefed participant_has_link participant_role_fits_event
    participants_listed past_review_date pause_gap_too_long pause_to_summarise practitioner_full_day
    preparation_checklist_attached preparation_framework_complete preparation_framework_present purpose_stated
    raw_html restricted_term_in_open_page room_big_enough second_facilitator single_and_multi_agency_implications
    situation_overview_brief strategic_after_practitioner strategic_challenges strategic_changes_made
    strategic_circumstances_input strategic_family_views strategic_half_day strategic_next_steps strategic_order
    strategic_practitioner_feedback strategic_recommendations strategic_small_groups strategic_themes_feedback
    strategic_what_else strategic_worked_well support_offered template_error then_question timeline_period_unused
    times_given too_large training_is_fictional unknown_coverage unknown_embed unknown_field unknown_language
    unknown_reference unreadable_file unsafe_link venue_chosen venue_comfort_checked waiver_has_reason waiver_unused
    working_principles_listed working_stretch_too_long wrong_type yaml_syntax
}
