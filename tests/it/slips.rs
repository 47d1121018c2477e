//! Slips that administrators really make, one at a time: each gives one message that gets them going, and what the message
//! proposes puts it right.
//!
//! `tests/golden/slips/report.txt` has all the messages, to be read aloud.

use plenary::diagnostic::Severity;
use plenary::report::{Format, Style, render};

use crate::harness::{PRACTITIONER, REVIEW, STRATEGIC, Site, golden};

const VENUE: &str = "content/venues/glenfarran-hall.yaml";
const JUNE: &str = "content/reviews/alder/events/june.yaml";
const PAGE: &str = "content/guidance/parking.md";

/// How something came to be typed, what stood there, what stands there now, and what the message proposes.
struct Slip {
    name: &'static str,
    code: &'static str,
    path: &'static str,
    from: &'static str,
    to: &'static str,
    /// A piece of the help, where `to` with it in place of the slip is right.
    help: &'static str,
    /// What stands in the place of `to` once somebody has done as the help says; nothing where that is `from`.
    mended: Option<&'static str>,
}

const fn slip(
    name: &'static str,
    code: &'static str,
    (path, from, to): (&'static str, &'static str, &'static str),
    help: &'static str,
) -> Slip {
    Slip { name, code, path, from, to, help, mended: None }
}

/// The same, where what is right is not what stood there before.
const fn mended(slip: Slip, mended: &'static str) -> Slip {
    Slip { mended: Some(mended), ..slip }
}

const TITLE: &str = "title: Practitioner and first line manager event";
const LEADERS: &str = "facilitators: [moss, teal]          # first named leads";

static SLIPS: &[Slip] = &[
    slip(
        "A time with a full stop",
        "bad-value",
        (PRACTITIONER, "start: \"09:30\"", "start: 9.30"),
        "Write `\"09:30\"`",
    ),
    slip(
        "A time on the twelve-hour clock",
        "bad-value",
        (PRACTITIONER, "end: \"16:00\"", "end: 4pm"),
        "Write `\"16:00\"`",
    ),
    slip("A time without a colon", "bad-value", (PRACTITIONER, "start: \"09:30\"", "start: 0930"), "Write `\"09:30\"`"),
    slip(
        "Both times in one field",
        "bad-value",
        (PRACTITIONER, "start: \"09:30\"", "start: 09:30–16:00"),
        "Write `\"09:30\"`",
    ),
    slip(
        "Quotation marks from a word processor",
        "bad-value",
        (PRACTITIONER, "start: \"09:30\"", "start: “09:30”"),
        "straight quotation marks",
    ),
    slip("A date the British way", "bad-value", (PRACTITIONER, "date: 2026-03-12", "date: 12/03/2026"), "`2026-03-12`"),
    slip(
        "A date in words",
        "bad-value",
        (PRACTITIONER, "date: 2026-03-12", "date: Thursday 12 March 2026"),
        "`2026-03-12`",
    ),
    slip("A day that no month has", "bad-value", (PRACTITIONER, "date: 2026-03-12", "date: 2026-02-30"), "28 days"),
    slip(
        "A month in words",
        "bad-value",
        (REVIEW, "from: 2025-01, to: 2025-04", "from: January 2025, to: 2025-04"),
        "`2025-01`",
    ),
    slip(
        "A name instead of an id",
        "unknown-reference",
        (PRACTITIONER, "note_taker: quill", "note_taker: Sandy Quill"),
        "Write `quill`",
    ),
    slip(
        "A person's id with a capital",
        "bad-value",
        (PRACTITIONER, "note_taker: quill", "note_taker: Quill"),
        "Write `quill`",
    ),
    slip(
        "The venue's name instead of its id",
        "bad-value",
        (PRACTITIONER, "venue: glenfarran-hall", "venue: Glenfarran Hall"),
        "Write `glenfarran-hall`",
    ),
    slip(
        "A slip of the finger in an id",
        "unknown-reference",
        (PRACTITIONER, "venue: glenfarran-hall", "venue: glenfaran-hall"),
        "Did you mean `glenfarran-hall`?",
    ),
    slip(
        "A list with commas and no brackets",
        "wrong-type",
        (PRACTITIONER, LEADERS, "facilitators: moss, teal"),
        "`[moss, teal]`",
    ),
    slip("A list with `and`", "wrong-type", (PRACTITIONER, LEADERS, "facilitators: moss and teal"), "`[moss, teal]`"),
    slip(
        "A list with bullets from a word processor",
        "wrong-type",
        (PRACTITIONER, LEADERS, "facilitators:\n  • moss\n  • teal"),
        "`[moss, teal]`",
    ),
    mended(
        slip(
            "A list without spaces behind its hyphens",
            "wrong-type",
            (PRACTITIONER, LEADERS, "facilitators:\n  -moss\n  -teal"),
            "space behind each hyphen",
        ),
        "facilitators:\n  - moss\n  - teal",
    ),
    mended(
        slip(
            "A list with its hyphens in two columns",
            "bad-value",
            (PRACTITIONER, LEADERS, "facilitators:\n- moss\n  - teal"),
            "in one column",
        ),
        "facilitators:\n- moss\n- teal",
    ),
    slip(
        "A colon in a title",
        "yaml-syntax",
        (PRACTITIONER, TITLE, "title: Practitioners: one day"),
        "in double quotes",
    ),
    mended(
        slip("A `#` in a title", "yaml-syntax", (PRACTITIONER, TITLE, "title: Day #1 of two"), "in double quotes"),
        "title: \"Day #1 of two\"",
    ),
    mended(
        slip(
            "An apostrophe in a title",
            "yaml-syntax",
            (PRACTITIONER, TITLE, "title: 'The adult's day'"),
            "`title: \"The adult's day\"`",
        ),
        "title: \"The adult's day\"",
    ),
    mended(
        slip(
            "A word in quotation marks",
            "yaml-syntax",
            (PRACTITIONER, TITLE, "title: \"Our\" day"),
            "`title: '\"Our\" day'`",
        ),
        "title: '\"Our\" day'",
    ),
    slip(
        "No space behind a colon",
        "yaml-syntax",
        (PRACTITIONER, "venue: glenfarran-hall", "venue:glenfarran-hall"),
        "Write `venue: glenfarran-hall`",
    ),
    slip(
        "No colon at all",
        "yaml-syntax",
        (PRACTITIONER, "venue: glenfarran-hall", "venue glenfarran-hall"),
        "Write `venue: glenfarran-hall`",
    ),
    slip(
        "A line that is moved to the right",
        "yaml-syntax",
        (PRACTITIONER, "venue: glenfarran-hall", "  venue: glenfarran-hall"),
        "same number of spaces",
    ),
    slip("A tab", "yaml-syntax", (VENUE, "  hearing_loop: true", "\thearing_loop: true"), "two spaces"),
    slip(
        "Spaces from a web page",
        "yaml-syntax",
        (VENUE, "  hearing_loop: true", "\u{a0} hearing_loop: true"),
        "type them anew",
    ),
    slip(
        "A table from a spreadsheet",
        "yaml-syntax",
        (PRACTITIONER, "venue: glenfarran-hall", "venue: glenfarran-hall\nName\tRole\nAnna\tNurse"),
        "an entry of a list",
    ),
    slip(
        "A table from a page",
        "yaml-syntax",
        (PRACTITIONER, "venue: glenfarran-hall", "venue: glenfarran-hall\n| Name | Role |\n| --- | --- |"),
        "an entry of a list",
    ),
    slip(
        "Text behind the mark for a long text",
        "yaml-syntax",
        (PRACTITIONER, "conduct: >", "conduct: > In short."),
        "press Enter after it",
    ),
    slip(
        "A field with a capital",
        "unknown-field",
        (PRACTITIONER, "venue: glenfarran-hall", "Venue: glenfarran-hall"),
        "Did you mean `venue`?",
    ),
    slip(
        "A field with a space",
        "unknown-field",
        (PRACTITIONER, "note_taker: quill", "note taker: quill"),
        "Did you mean `note_taker`?",
    ),
    slip(
        "A field by another word",
        "unknown-field",
        (PRACTITIONER, "venue: glenfarran-hall", "location: glenfarran-hall"),
        "Did you mean `venue`?",
    ),
    slip(
        "A field that was pasted twice",
        "duplicate-field",
        (PRACTITIONER, "venue: glenfarran-hall", "venue: glenfarran-hall\nvenue: glenfarran-hall"),
        "Delete one",
    ),
    slip(
        "A word with a capital",
        "bad-value",
        (PRACTITIONER, "status: ready", "status: Ready"),
        "Did you mean `ready`?",
    ),
    slip(
        "A role by its everyday name",
        "bad-value",
        (REVIEW, "roles: [first-line-manager], title: Team manager,", "roles: [line manager], title: Team manager,"),
        "Did you mean `first-line-manager`?",
    ),
    slip(
        "An answer instead of yes or no",
        "bad-value",
        (PRACTITIONER, "lunch_provided: true", "lunch_provided: yes please"),
        "Write `true` or `false`",
    ),
    slip("Two lengths with a dash", "wrong-type", (STRATEGIC, "flex: [20, 40]", "flex: 20-40"), "`[20, 40]`"),
    mended(
        slip(
            "A space before a page's head",
            "front-matter",
            (PAGE, "", "\n---\ntitle: Parking\n---\n\nTwo places.\n"),
            "Delete what stands above",
        ),
        "---\ntitle: Parking\n---\n\nTwo places.\n",
    ),
    mended(
        slip(
            "A page without a head",
            "front-matter",
            (PAGE, "", "Parking\n\nTwo places.\n"),
            "Begin the file with three lines",
        ),
        "---\ntitle: Parking\n---\n\nTwo places.\n",
    ),
    mended(
        slip(
            "A Word file with another name",
            "not-utf8",
            (PAGE, "", "PK\u{3}\u{4}\u{14}"),
            "paste them into a new file",
        ),
        "---\ntitle: Parking\n---\n\nTwo places.\n",
    ),
    mended(
        slip(
            "A link to one's own computer",
            "unsafe-link",
            (PAGE, "", "---\ntitle: Parking\n---\n\nSee [the plan](C:\\\\Users\\\\me\\\\plan.pdf).\n"),
            "Put the file into the site",
        ),
        "---\ntitle: Parking\n---\n\nSee the plan.\n",
    ),
    mended(
        slip(
            "A link to a file with spaces",
            "dead-link",
            (PAGE, "", "---\ntitle: Parking\n---\n\nSee [the hall](../venues/Form 1.docx).\n"),
            "angle brackets",
        ),
        "---\ntitle: Parking\n---\n\nSee the hall.\n",
    ),
    mended(
        slip(
            "A web address without its beginning",
            "dead-link",
            (PAGE, "", "---\ntitle: Parking\n---\n\nSee [the guidance](www.gov.scot).\n"),
            "`https://www.gov.scot`",
        ),
        "---\ntitle: Parking\n---\n\nSee [the guidance](https://www.gov.scot).\n",
    ),
    slip(
        "The other ending",
        "bad-name",
        ("content/venues/annex.yml", "", "name: Annex\n"),
        "Rename it to `annex.yaml`",
    ),
    slip(
        "A copy with spaces in its name",
        "bad-name",
        ("content/venues/annex - Copy.yaml", "", "name: Annex\n"),
        "Rename it to `annex-copy.yaml`",
    ),
    slip(
        "An event in a folder of its own",
        "bad-name",
        ("content/events/third.yaml", "", "kind: strategic-manager\n"),
        "content/reviews/<review>/events/",
    ),
    slip(
        "A curly mark at the end alone",
        "yaml-syntax",
        (PRACTITIONER, "end: \"16:00\"", "end: \"16:00”"),
        "type a straight one",
    ),
    slip(
        "Names in place of a list",
        "wrong-type",
        (PRACTITIONER, LEADERS, "facilitators: Moss, Teal"),
        "`[moss, teal]`",
    ),
    slip(
        "A list without its comma",
        "unknown-reference",
        (PRACTITIONER, LEADERS, "facilitators: [moss teal]"),
        "Put a comma between: `moss, teal`",
    ),
    slip(
        "A job in place of an id",
        "unknown-reference",
        (PRACTITIONER, "note_taker: quill", "note_taker: administrator"),
        "Did you mean `quill`, Review Team Administrator?",
    ),
    slip(
        "One o'clock of the night",
        "times-given",
        (STRATEGIC, "end: \"13:00\"", "end: \"1:00\""),
        "Write `end: \"13:00\"`, if",
    ),
    slip(
        "An hour in words",
        "bad-value",
        (PRACTITIONER, "start: \"09:30\"", "start: half past nine"),
        "Write `\"09:30\"`",
    ),
    slip(
        "An event by its title",
        "unknown-reference",
        (STRATEGIC, "feedback_from: [practitioner]", "feedback_from: [practitioner event]"),
        "`practitioner`",
    ),
    slip(
        "What people call the time of arrival",
        "unknown-field",
        (PRACTITIONER, "arrive: \"09:15\"", "doors_open: \"09:15\""),
        "Did you mean `arrive`?",
    ),
    slip(
        "A field that lost its place",
        "unknown-field",
        (STRATEGIC, "  send_by: 2026-03-24", "send_by: 2026-03-24"),
        "It belongs under `preparation:`",
    ),
    slip(
        "A # taken away, and not the space behind it",
        "yaml-syntax",
        (PRACTITIONER, "arrive: \"09:15\"", " arrive: \"09:15\""),
        "take it away",
    ),
    mended(
        slip(
            "A time in place of what changes",
            "wrong-type",
            (JUNE, "", "kind: strategic-manager\nstatus: held\nagenda:\n  adjust:\n    stretch: 11:00\n"),
            "Write `{at: \"11:00\"}`",
        ),
        "kind: strategic-manager\nstatus: held\nagenda:\n  adjust:\n    stretch: {at: \"11:00\"}\n",
    ),
];

fn typed(slip: &Slip, text: &str) -> Site {
    match slip.from {
        "" => Site::alder().file(slip.path, text),
        from => Site::alder().edit(slip.path, from, text),
    }
}

#[test]
fn each_gives_one_message_that_says_what_to_type() {
    let mut all = String::new();
    for slip in SLIPS {
        let folder = typed(slip, slip.to).folder();
        let (sources, mut found) = plenary::load::load(camino::Utf8Path::from_path(folder.path()).unwrap()).unwrap();
        found.extend(plenary::pipeline::build(&sources, &Default::default(), &mut |_| {}).diagnostics);
        let found = plenary::diagnostic::sorted(found);
        let report = render(Format::Text, &found, &sources, Style { width: 80, ..Style::default() });
        // A Reviewer who cannot be read is one fewer; that alone may be told beside it.
        let told: Vec<_> =
            found.iter().filter(|one| one.severity != Severity::Advice || one.code == slip.code).collect();
        let [one] = told.as_slice() else { panic!("{}: {} messages\n{report}", slip.name, told.len()) };
        assert_eq!(one.code, slip.code, "{}\n{report}", slip.name);
        let help = one.help.as_deref().unwrap_or_else(|| panic!("{}: no help", slip.name));
        assert!(help.contains(slip.help), "{}: {help}", slip.name);
        all.push_str(&format!("# {}\n\n{report}\n", slip.name));
    }
    assert!(SLIPS.len() >= 30);
    golden("golden/slips/report.txt", &all);
}

#[test]
fn what_the_message_says_puts_it_right() {
    for slip in SLIPS {
        let Some(mended) = slip.mended else { continue };
        let made = typed(slip, mended).build();
        assert!(made.built.diagnostics.is_empty(), "{}:\n{}", slip.name, made.report(Format::Text));
    }
}

/// No message speaks to developers, or blames.
#[test]
fn every_message_is_plain() {
    let all = std::fs::read_to_string("tests/golden/slips/report.txt").unwrap().to_lowercase();
    for word in [
        "invalid", "illegal", "parse", "token", "scalar", "mapping", "sequence", "expected", "failed", "you must",
        "wrong",
    ] {
        let said: Vec<&str> =
            all.lines().filter(|line| line.contains(word) && !line.contains("[wrong-type]")).collect();
        assert!(said.is_empty(), "`{word}` in {said:?}");
    }
}
