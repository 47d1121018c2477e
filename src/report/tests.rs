use crate::basis::Basis;
use crate::diagnostic::{
    BAD_NAME, BAD_VALUE, Diagnostic, RAW_HTML, RESTRICTED_TERM, UNKNOWN_LANGUAGE, UNKNOWN_REFERENCE,
};
use crate::report::{Count, Format, Style, render, summary};
use crate::source::{Origin, Place, Source, SourcePath, Sources};
use crate::span::Span;

const EVENT: &str = "content/reviews/alder/events/practitioner.yaml";

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.insert(Source::text(&SourcePath::new(path), Origin::Site, text));
    }
    sources
}

/// The place of a piece of text in a file.
fn at(files: &[(&str, &str)], path: &str, piece: &str) -> Place {
    let text = files.iter().find(|(name, _)| *name == path).unwrap().1;
    let start = text.find(piece).unwrap();
    Place::new(&SourcePath::new(path), Span::new(start, start + piece.len()))
}

fn text(diagnostics: &[Diagnostic], files: &[(&str, &str)], width: usize) -> String {
    render(Format::Text, diagnostics, &sources(files), Style { width, ..Style::default() })
}

fn short(diagnostics: &[Diagnostic], files: &[(&str, &str)]) -> String {
    render(Format::Short, diagnostics, &sources(files), Style { width: 80, ..Style::default() })
}

#[test]
fn a_mistake_is_shown_with_its_line_and_its_help() {
    let files = [
        (EVENT, "\u{feff}title: Àlder\r\nstarts: 09:30\r\nends: 09:00\r\n"),
        ("content/venues/hall.yaml", "# a hall\ncloses: 16:00\n"),
    ];
    let mut event = Diagnostic::new(&BAD_VALUE, at(&files, EVENT, "09:00"), "The event ends before it starts.")
        .label(at(&files, EVENT, "09:30"), "but starts here")
        .label(at(&files, EVENT, "09:00"), "ends here")
        .label(at(&files, "content/venues/hall.yaml", "16:00"), "the room closes here")
        .label(Place::file(&SourcePath::new("content/venues/plan.png")), "its plan")
        .help("Swap the two, or check the 24-hour clock, since a quarter past one in the afternoon is 13:15.");
    event.basis = vec![Basis::Statement(49), Basis::Statement(50)];
    let title = Diagnostic::new(&UNKNOWN_LANGUAGE, at(&files, EVENT, "Àlder"), "No such language.");
    let expected = "\
error[bad-value]: The event ends before it starts.
 --> content/reviews/alder/events/practitioner.yaml:3:7
  |
2 | starts: 09:30
  |         ----- but starts here
3 | ends: 09:00
  |       ^^^^^ ends here
  |
 ::: content/venues/hall.yaml:2:9
  |
2 | closes: 16:00
  |         ----- the room closes here
  |
  = note: content/venues/plan.png: its plan
  = help: Swap the two, or check the 24-hour clock, since a
          quarter past one in the afternoon is 13:15.
  = why: S49, S50

advice[unknown-language]: No such language.
 --> content/reviews/alder/events/practitioner.yaml:1:8
  |
1 | title: Àlder
  |        ^^^^^

1 error and 1 piece of advice.
";
    assert_eq!(text(&[event, title], &files, 60), expected);
}

#[test]
fn a_mistake_of_a_whole_file_has_no_line() {
    let files = [("content/a.yaml", "title: x\n")];
    let place = Place::file(&SourcePath::new("content/a.yaml"));
    let gone = Place::file(&SourcePath::new("content/Gone.png"));
    let diagnostics = [
        Diagnostic::new(&BAD_NAME, place, "The name is wrong.").help("Choose another."),
        Diagnostic::new(&BAD_NAME, gone, "The name is wrong."),
    ];
    let expected = "\
error[bad-name]: The name is wrong.
 --> content/a.yaml
  = help: Choose another.

error[bad-name]: The name is wrong.
 --> content/Gone.png

2 errors.
";
    assert_eq!(text(&diagnostics, &files, 80), expected);
    let expected = "\
content/a.yaml:1:1: error[bad-name]: The name is wrong.
content/Gone.png:1:1: error[bad-name]: The name is wrong.
";
    assert_eq!(short(&diagnostics, &files), expected);
}

#[test]
fn a_line_with_a_restricted_term_is_never_shown() {
    let files = [(EVENT, "title: x\nnotes: SECRET <b>\nends: 09:00\nmore: y\n")];
    let diagnostics = [
        Diagnostic::new(&RESTRICTED_TERM, at(&files, EVENT, "SECRET"), "Term 2 of the list is on an open page.")
            .label(at(&files, EVENT, "x"), "the page")
            .without_excerpt(),
        Diagnostic::new(&RAW_HTML, at(&files, EVENT, "<b>"), "HTML is shown as text."),
        Diagnostic::new(&BAD_VALUE, at(&files, EVENT, "09:00"), "Wrong.").label(at(&files, EVENT, "x"), "see"),
        Diagnostic::new(&BAD_VALUE, at(&files, EVENT, "09:00"), "Wrong.").label(at(&files, EVENT, "SECRET"), "see"),
    ];
    let report = text(&diagnostics, &files, 80);
    assert!(!report.contains("SECRET"), "{report}");
    let expected = "\
error[restricted-term-in-open-page]: Term 2 of the list is on an open page.
 --> content/reviews/alder/events/practitioner.yaml:2:8
  = note: content/reviews/alder/events/practitioner.yaml:1:8: the page
  = why: S97

warning[raw-html]: HTML is shown as text.
 --> content/reviews/alder/events/practitioner.yaml:2:15

error[bad-value]: Wrong.
";
    assert!(report.starts_with(expected), "{report}");
    assert!(report.contains("3 | ends: 09:00\n"), "{report}");
}

#[test]
fn what_would_fool_a_terminal_is_made_visible() {
    let files = [("content/a\u{1b}.md", "a\tb\u{1b}[31m\u{202e}c X\n")];
    let place = at(&files, "content/a\u{1b}.md", "X");
    let diagnostics = [Diagnostic::new(&BAD_VALUE, place, "One\nline \u{1b}]0;x\u{7}.").help("Not \u{202e}so.")];
    let expected = "\
error[bad-value]: One line ␛]0;x␇.
 --> content/a␛.md:1:12
  |
1 | a    b␛[31m�c X
  |               ^
  |
  = help: Not �so.

1 error.
";
    assert_eq!(text(&diagnostics, &files, 80), expected);
    assert_eq!(short(&diagnostics, &files), "content/a␛.md:1:12: error[bad-value]: One line ␛]0;x␇.\n");
}

#[test]
fn a_long_line_is_cut_around_the_mark() {
    let long = format!("note: {} WRONG {}\n", "word ".repeat(200), "tail ".repeat(200));
    let files = [("content/a.yaml", long.as_str())];
    let diagnostics = [
        Diagnostic::new(&BAD_VALUE, at(&files, "content/a.yaml", "WRONG"), "Wrong.")
            .label(at(&files, "content/a.yaml", "note"), "in this field"),
        Diagnostic::new(&BAD_VALUE, at(&files, "content/a.yaml", long.trim()), "Long."),
    ];
    let report = text(&diagnostics, &files, 60);
    assert!(report.lines().all(|line| line.chars().count() <= 70), "{report}");
    assert!(report.contains("WRONG"), "{report}");
    assert!(report.contains(" --> content/a.yaml:1:1008\n"), "{report}");
    assert!(report.contains("  = note: content/a.yaml:1:1: in this field\n"), "{report}");
}

#[test]
fn any_place_at_all_can_be_reported() {
    for (path, whole) in
        [("a.md", ""), ("a.md", "é\r\n"), ("a.md", "\u{feff}"), ("a.md", "a\n\n\n"), ("a.md", "漢\u{301}")]
    {
        let files = [(path, whole)];
        for start in 0..whole.len() + 3 {
            for end in [start, start + 1, whole.len(), 99, 0] {
                let place = Place::new(&SourcePath::new(path), Span { start, end });
                let d = Diagnostic::new(&UNKNOWN_REFERENCE, place.clone(), "x").label(place, "y");
                for format in [Format::Text, Format::Short, Format::Json] {
                    for color in [false, true] {
                        let style = Style { color, width: 0, ..Style::default() };
                        assert!(!render(format, std::slice::from_ref(&d), &sources(&files), style).is_empty());
                    }
                }
            }
        }
    }
    // The end of a file, after its last line break, is a line of its own.
    let files = [("a.md", "title: x\n")];
    let end = Place::new(&SourcePath::new("a.md"), Span::new(9, 9));
    let report = text(&[Diagnostic::new(&BAD_VALUE, end, "Cut off.")], &files, 80);
    assert_eq!(report, "error[bad-value]: Cut off.\n --> a.md:2:1\n  |\n2 |\n  | ^\n\n1 error.\n");
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let files = [(EVENT, "title: Àlder\r\nends: 09:00\r\n")];
    let mut d = Diagnostic::new(&BAD_VALUE, at(&files, EVENT, "09:00"), "Wrong.").help("Mend it.");
    d.basis = vec![Basis::Statement(49)];
    d.event = Some("alder/practitioner".to_owned());
    let bare = Diagnostic::new(&BAD_NAME, Place::file(&SourcePath::new("content/b.png")), "Bad.");
    let report =
        render(Format::Json, &[d, bare], &sources(&files), Style { color: true, width: 1, ..Style::default() });
    let expected = r#"{
  "version": 1,
  "summary": {
    "errors": 2,
    "warnings": 0,
    "advice": 0
  },
  "diagnostics": [
    {
      "code": "bad-value",
      "severity": "error",
      "message": "Wrong.",
      "path": "content/reviews/alder/events/practitioner.yaml",
      "line": 2,
      "column": 7,
      "end_line": 2,
      "end_column": 12,
      "help": "Mend it.",
      "basis": [
        "S49"
      ],
      "event": "alder/practitioner"
    },
    {
      "code": "bad-name",
      "severity": "error",
      "message": "Bad.",
      "path": "content/b.png"
    }
  ]
}
"#;
    assert_eq!(report, expected);
}

#[test]
fn the_summary_counts_in_words() {
    let words = |errors, warnings, advice| summary(Count { errors, warnings, advice });
    assert_eq!(words(0, 0, 0), "No problems found.");
    assert_eq!(words(2, 1, 0), "2 errors and 1 warning.");
    assert_eq!(words(1, 2, 3), "1 error, 2 warnings and 3 pieces of advice.");
    assert_eq!(words(0, 0, 1), "1 piece of advice.");
    assert_eq!(text(&[], &[], 80), "No problems found.\n");
    assert_eq!(short(&[], &[]), "");
}

#[test]
fn colour_is_given_only_when_asked_for() {
    let files = [("a.md", "title: x\n")];
    let d = [Diagnostic::new(&BAD_VALUE, at(&files, "a.md", "x"), "Wrong.")];
    let with = |color| render(Format::Text, &d, &sources(&files), Style { color, width: 80, ..Style::default() });
    assert!(with(true).contains("\u{1b}["));
    assert!(!with(false).contains('\u{1b}'));
}
