//! Writes a site of many events, to measure plenary with.
//!
//! ```text
//! cargo run --release --example corpus -- OUT [--events 200] [--seed 7] [--short]
//! ```
//!
//! Two events a review, each with the built-in agenda and words of its own in most sessions, so that its six pages
//! (glance, script, briefing, agenda, checklists, note sheet) are as long as those of a real day; and a tenth as many
//! guidance pages as events, and twenty, each of some 1,200 words, with links and a block of YAML. With `--short` each event
//! writes an agenda of twenty sessions in full, and its pages are about as long as those that other generators are measured
//! with: a script of 2,500 words, with what to do when it runs late. The same numbers give the same bytes.

#![allow(clippy::print_stdout, reason = "a program of its own, which says what it wrote")]
#![allow(clippy::expect_used, reason = "a disk that cannot be written ends it")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

const ACTORS: &[&str] = &[
    "the lead facilitator",
    "each practitioner",
    "the social worker",
    "the district nurse",
    "the panel chair",
    "the note taker",
    "the housing officer",
    "the duty team",
    "the police representative",
    "the ward manager",
    "the home care worker",
    "the adult services manager",
    "the participants",
    "the practice nurse",
    "the advocate",
];
const VERBS: &[&str] = &[
    "describes",
    "reflects on",
    "clarifies",
    "summarises",
    "questions",
    "records",
    "explores",
    "revisits",
    "notes",
    "compares",
    "tests",
    "shares",
    "reviews",
    "agrees",
    "considers",
    "links",
    "outlines",
];
const OBJECTS: &[&str] = &[
    "the order of contacts",
    "the reasons behind each decision",
    "the handover between teams",
    "what was known at the time",
    "the threshold that applied",
    "the information that was not shared",
    "the voice of the adult",
    "the agreed ground rules",
    "the strengths in everyday practice",
    "the pressure on staff at that point",
    "the supervision that was available",
    "the referral pathway",
    "the risk assessment",
    "the missed visit",
    "the planning meeting",
    "the local procedure",
    "the emerging theme",
    "the wording of the learning point",
    "the gap between policy and practice",
    "the way to raise a concern",
    "the home visit",
    "the change of address",
    "the meeting of all agencies",
    "the consent that was recorded",
];
const WHEN: &[&str] = &[
    "before the break",
    "at the start of the session",
    "after the work in small groups",
    "once everybody has spoken",
    "within the first ten minutes",
    "when the timeline is on the wall",
    "at the end of each part",
    "before moving on to findings",
    "during the closing round",
    "in the second half",
    "once the agenda is agreed",
];
const WHY: &[&str] = &[
    "so that hindsight does not take over",
    "because the purpose is learning rather than blame",
    "so that nobody is surprised by the report",
    "because context explains more than character",
    "so that quieter voices are heard",
    "because memory is made anew each time",
    "so that the system, not the person, is looked at",
    "because the same gap may exist elsewhere",
    "so that the committee can act on it",
    "because distress is likely and must be planned for",
];
const NOUNS: &[&str] = &[
    "discussion",
    "record",
    "question",
    "agreement",
    "pause",
    "summary",
    "exercise",
    "prompt",
    "example",
    "concern",
    "decision",
    "outcome",
    "theme",
    "observation",
    "pattern",
    "commitment",
    "boundary",
    "transition",
    "perspective",
];
const ADJECTIVES: &[&str] = &[
    "careful",
    "open",
    "structured",
    "brief",
    "shared",
    "local",
    "practical",
    "specific",
    "balanced",
    "curious",
    "honest",
    "timely",
    "relevant",
    "calm",
];
const STEPS: &[&str] = &[
    "Welcome and purpose",
    "Ground rules",
    "Introductions",
    "How the day runs",
    "Walking the timeline",
    "The first months",
    "Work in small groups",
    "What the groups found",
    "A pause to sum up",
    "The winter",
    "Why did it make sense?",
    "Sharing what we knew",
    "Back from the break",
    "The last weeks",
    "Supervision and support",
    "Emerging themes",
    "Testing what we found",
    "What is different now",
    "Commitments",
    "Closing round",
];
const SYLLABLES: &[&str] = &[
    "ash", "bar", "cal", "den", "el", "fen", "gar", "hal", "in", "ket", "lor", "mar", "nor", "or", "pel", "quen",
    "rad", "sel", "tor", "ul", "ver", "wen", "yar", "zel", "bri", "dun", "ham", "ley", "ton", "wick",
];
/// Pages of guidance in one section.
const SECTION: usize = 20;

/// A source of sentences: the same seed gives the same ones.
struct Prose {
    state: u64,
    /// Whether each sentence begins with a name: what only some may read is then said nowhere else, as in real reviews.
    named: bool,
}

impl Prose {
    fn new(seed: u64, kind: u64, number: usize) -> Prose {
        let state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (kind << 32) ^ number as u64;
        let mut prose = Prose { state, named: false };
        for _ in 0..4 {
            prose.next();
        }
        prose
    }

    fn next(&mut self) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize >> 8
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.next() % words.len()]
    }

    fn name(&mut self) -> String {
        let name = format!("{}{}{}", self.pick(SYLLABLES), self.pick(SYLLABLES), self.pick(SYLLABLES));
        capital(&name)
    }

    fn sentence(&mut self) -> String {
        let name = if self.named { self.name() + ", " } else { String::new() };
        let (actor, verb, object) = (self.pick(ACTORS), self.pick(VERBS), self.pick(OBJECTS));
        let (when, why) = (self.pick(WHEN), self.pick(WHY));
        let (adjective, noun) = (self.pick(ADJECTIVES), self.pick(NOUNS));
        let sentence = match self.next() % 5 {
            0 => format!("{actor} {verb} {object} {when}, {why}."),
            1 => format!("{when}, {actor} {verb} {object} and offers a {adjective} {noun}."),
            2 => format!("a {adjective} {noun} about {object} helps {actor} {why}."),
            3 => format!("keep the {noun} **{adjective}** and return to {object} if {actor} asks."),
            _ => format!("ask how {object} looked to {actor} {when}, not how it looks now."),
        };
        capital(&(name + &sentence))
    }

    fn paragraph(&mut self, words: usize) -> String {
        let mut text = String::new();
        let mut count = 0;
        while count < words {
            let sentence = self.sentence();
            count += sentence.split(' ').count();
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(&sentence);
        }
        text
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn main() {
    let mut out = None;
    let (mut events, mut seed, mut length) = (200, 7, Length::Day);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|number| number.parse().ok()).expect("a number");
        match argument.as_str() {
            "--events" => events = number() as usize,
            "--seed" => seed = number(),
            "--short" => length = Length::Short,
            _ => out = Some(PathBuf::from(argument)),
        }
    }
    let out = out.expect("the folder to write into");
    let guidance = write_corpus(&out, events, seed, length);
    println!("{events} events and {guidance} pages of guidance in {}", out.display());
}

/// How much an event's pages say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// As much as those of a real day.
    Day,
    Short,
}

/// Writes the site, and says how many pages of guidance it has.
fn write_corpus(out: &Path, events: usize, seed: u64, length: Length) -> usize {
    save(
        out,
        "config.yaml",
        "title: Learning Reviews\ncommittee: An Adult Protection Committee\nholidays: [2026-12-25]\n\
         documents: [script, briefing, agenda, checklists, note-sheet]\npacks: []\n",
    );
    save(
        out,
        "content/venues/hall.yaml",
        "name: The Hall\naddress: 1 Harbour Walk\ntravel: Bus 4 stops outside.\nbreakout_in_main_room: true\nrooms:\n  \
         - {id: main, name: Harbour Room, use: main, layout: horseshoe, capacity: {horseshoe: 24}}\n\
         checked: {step_free_access: true, hearing_loop: true, heating: true, privacy: true, refreshments: true, \
         dietary_needs_asked: true}\n",
    );
    if length == Length::Short {
        save(out, "content/blueprints/checklists/short.yaml", &checklist(seed));
    }
    let pages = events / 10 + SECTION;
    let place = |page: usize| (page / SECTION + 1, page + 1);
    for page in 0..pages {
        let (section, number) = place(page);
        if page % SECTION == 0 {
            let text = format!("---\ntitle: Topic {section}\norder: {section}\n---\n\nPages of this topic.\n");
            save(out, &format!("content/guidance/t{section:03}/_index.md"), &text);
        }
        save(out, &format!("content/guidance/t{section:03}/g{number:04}.md"), &guidance(page, pages, events, seed));
    }
    for number in 1..=events {
        let review = number.div_ceil(2);
        if number % 2 == 1 {
            save(out, &format!("content/reviews/r{review:04}/review.yaml"), &review_of(review, seed));
        }
        save(
            out,
            &format!("content/reviews/r{review:04}/events/e{number:04}.yaml"),
            &event(number, pages, seed, length),
        );
    }
    pages
}

/// A link to a page of guidance, as it is written in another.
fn link(page: usize, from: &str) -> String {
    format!("[page {}]({from}t{:03}/g{:04}.md)", page + 1, page / SECTION + 1, page + 1)
}

fn guidance(page: usize, pages: usize, events: usize, seed: u64) -> String {
    let mut prose = Prose::new(seed, 1, page);
    let mut text = format!(
        "---\ntitle: {} at {}\norder: {}\n---\n\n",
        capital(prose.pick(NOUNS)),
        prose.name(),
        page % SECTION + 1
    );
    text.push_str(&prose.paragraph(70));
    for part in 1..=8 {
        let (noun, words, other) = (capital(prose.pick(NOUNS)), prose.paragraph(75), prose.next() % pages);
        let _ = write!(text, "\n\n## {noun} {part}\n\n{words}\n\nRelated: {}.", link(other, "../"));
        if part % 2 == 0 {
            let (adjective, noun) = (prose.pick(ADJECTIVES), prose.pick(NOUNS));
            let _ = write!(text, "\n\n### A {adjective} {noun} {part}\n");
            for _ in 0..3 {
                let _ = write!(text, "\n- {}", prose.sentence());
            }
        }
    }
    let event = 1 + prose.next() % events.max(1);
    if events > 0 {
        let review = event.div_ceil(2);
        let _ = write!(
            text,
            "\n\nAn example is in use at [this event](../../reviews/r{review:04}/events/e{event:04}.yaml)."
        );
    }
    let _ = write!(text, "\n\n```yaml\n# An event\nevent: {}\nsteps:\n", prose.name().to_lowercase());
    for step in &STEPS[..6] {
        let _ = writeln!(text, "  - title: \"{step}\"\n    minutes: {}", 5 * (1 + prose.next() % 5));
    }
    text + "```\n"
}

fn review_of(number: usize, seed: u64) -> String {
    let mut prose = Prose { named: true, ..Prose::new(seed, 2, number) };
    let place = prose.name();
    let mut text = format!(
        "title: \"Learning Review: {place}\"\nreference: LR-{number:04}\nnames_are_pseudonyms: true\nmarking: OFFICIAL\n\
         timeline_labels_public: true\nadult: {{pseudonym: {}}}\n",
        prose.name()
    );
    let _ = write!(
        text,
        "situation:\n  overview:\n    participant: >\n      {}\n    facilitator: >\n      {}\n  timeline:\n",
        prose.paragraph(40),
        prose.paragraph(40)
    );
    for (id, from, to) in [("a", "01", "03"), ("b", "04", "05"), ("c", "06", "07"), ("d", "08", "09")] {
        let (label, summary) = (prose.name(), prose.paragraph(25));
        let _ = writeln!(
            text,
            "    - {{id: {id}, from: 2025-{from}, to: 2025-{to}, label: \"Around {label}\", summary: \"{summary}\"}}"
        );
    }
    let _ = write!(
        text,
        "agencies:\n  - {{id: council, name: {place} Council, short: Social work, involved: true}}\n  \
         - {{id: nhs, name: NHS {place}, short: NHS, involved: true}}\n\
         people:\n  - {{id: rev1, name: {} {}, roles: [reviewer], title: Lead Reviewer}}\n  \
         - {{id: rev2, name: {} {}, roles: [reviewer], title: Second Reviewer}}\n",
        prose.name(),
        prose.name(),
        prose.name(),
        prose.name()
    );
    text.push_str(
        "  - {id: rta, roles: [review-team-administrator], title: Review Team Administrator, agency: council}\n  \
         - {id: rt-sw, roles: [review-team-member], title: Service manager, agency: council, email: link@example.org}\n  \
         - {id: rt-nhs, roles: [review-team-member], title: Lead nurse, agency: nhs, email: link@example.com}\n  \
         - {id: sw1, roles: [practitioner], title: Social worker, agency: council, link: rt-sw}\n  \
         - {id: sw2, roles: [first-line-manager], title: Team manager, agency: council, link: rt-sw}\n  \
         - {id: dn1, roles: [practitioner], title: District nurse, agency: nhs, link: rt-nhs}\n  \
         - {id: dn2, roles: [first-line-manager], title: Nursing team lead, agency: nhs, link: rt-nhs}\n\
         groups:\n  everybody: [sw1, sw2, dn1, dn2]\n\
         support:\n  - {who: Your Review Team link, how: Ring or email at any time.}\n\
         parallel_processes: {checked: 2026-01-10}\n",
    );
    text
}

/// The sessions of the built-in kind that get words of their own.
const SESSIONS: &[&str] = &[
    "introductions",
    "purpose",
    "apprehension",
    "principles",
    "overview",
    "set-up",
    "part-1",
    "part-2",
    "part-3",
    "part-4",
    "groups",
    "groups-back",
    "key-learning",
    "next-steps",
    "personal",
    "check-out",
];

/// What the sessions of a short event cover, and how people work in them.
const COVERED: [(&str, &str, &str); 20] = [
    ("beginning", "introductions", "round"),
    ("beginning", "purpose-and-process", "input"),
    ("beginning", "acknowledge-anxiety", "pairs"),
    ("beginning", "working-principles", "discussion"),
    ("beginning", "situation-overview", "input"),
    ("middle", "involvement", "discussion"),
    ("middle", "risks", "discussion"),
    ("middle", "", "break"),
    ("middle", "family-engagement", "discussion"),
    ("middle", "working-together", "discussion"),
    ("middle", "summary", "summary"),
    ("middle", "", "lunch"),
    ("middle", "went-well", "small-groups"),
    ("middle", "done-better", "small-groups"),
    ("middle", "", "break"),
    ("middle", "working-together", "feedback"),
    ("ending", "key-learning", "summary"),
    ("ending", "next-steps", "input"),
    ("ending", "personal-learning", "individual"),
    ("ending", "check-out", "round"),
];

fn event(number: usize, pages: usize, seed: u64, length: Length) -> String {
    let mut prose = Prose { named: true, ..Prose::new(seed, 3, number) };
    let (month, day) = (number % 12 + 1, number % 28 + 1);
    let mut text = format!(
        "kind: practitioner-and-first-line-manager\nstatus: ready\nversion: {}\ntitle: {} learning event\n\
         date: 2026-{month:02}-{day:02}\nstart: \"09:30\"\nend: \"16:00\"\nvenue: hall\nfacilitators: [rev1, rev2]\n\
         note_taker: rta\nparticipants: [everybody]\nlunch_provided: true\n",
        number % 5 + 1,
        prose.name(),
    );
    let (purpose, conduct, chair) = match length {
        Length::Day => (60, 100, 90),
        Length::Short => (40, 40, 40),
    };
    let _ = write!(text, "purpose: >\n  {}\nconduct: >\n  {}\n", prose.paragraph(purpose), prose.paragraph(conduct));
    let _ = writeln!(text, "message_from_chair: >\n  {}", prose.paragraph(chair));
    match length {
        Length::Day => {
            text.push_str("agenda:\n  adjust:\n");
            for session in SESSIONS {
                let (words, page) = (prose.paragraph(30), prose.next() % pages);
                let link = link(page, "../../../guidance/");
                let _ = writeln!(text, "    {session}:\n      script: >\n        {words} See {link}.");
            }
        }
        Length::Short => {
            text.push_str("checklists: [short]\nworking_principles:\n");
            for _ in 0..3 {
                let _ = writeln!(text, "  - {}", prose.sentence().replace('*', ""));
            }
            text.push_str("agenda:\n");
            for (at, (title, (phase, covers, method))) in STEPS.iter().zip(COVERED).enumerate() {
                let minutes = 20 - at % 2 * 5;
                let _ = writeln!(
                    text,
                    "  - id: s{at}\n    title: {title}\n    phase: {phase}\n    method: {method}\n    minutes: {minutes}\n    \
                     covers: [{covers}]"
                );
                if !matches!(method, "break" | "lunch") {
                    let (words, page) = (prose.paragraph(30), prose.next() % pages);
                    let _ = writeln!(text, "    script: >\n      {words} See {}.", link(page, "../../../guidance/"));
                }
            }
        }
    }
    text
}

/// A list of fifty things to do, which all short events have.
fn checklist(seed: u64) -> String {
    let mut prose = Prose::new(seed, 4, 0);
    let mut text = "title: What to do\nused_for: preparation\nowner: reviewer\nitems:\n".to_owned();
    for item in 0..50 {
        let words = format!("Look at {} {}.", prose.pick(OBJECTS), prose.pick(WHEN));
        let _ = writeln!(text, "  - {{id: i{item}, do: \"{words}\", due: -{}}}", item % 20 + 1);
    }
    text
}

fn save(out: &Path, path: &str, text: &str) {
    let path = out.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder that can be made");
    std::fs::write(path, text).expect("a file that can be written");
}
