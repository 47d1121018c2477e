//! Pages in a real Chromium, from `file://`: on the screen without a complaint, and on paper as promised.
//!
//! Needs Chromium and poppler-utils. Where they are not installed, each test says so and does nothing more.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::harness::Folder;

/// The shipped site, built once for all tests of this file.
fn built() -> &'static Folder {
    static BUILT: OnceLock<Folder> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Folder::empty();
        folder.plenary(&["init", "--example", "site"]).exits(0);
        folder.plenary(&["--root", "site", "build"]).exits(0);
        folder
    })
}

/// The first of some programs that is installed.
pub fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|file| file.is_file())
}

/// The browser that is installed, if any is.
pub fn chromium_program() -> Option<PathBuf> {
    installed(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
}

/// A browser and what reads its paper, or a word on why there is none.
pub fn browser(test: &str) -> Option<PathBuf> {
    let chromium = chromium_program();
    if chromium.is_none() || installed(&["pdftohtml"]).is_none() {
        eprintln!("SKIPPED {test}: no Chromium with poppler-utils is installed, so no page was opened.");
        return None;
    }
    chromium
}

pub fn chromium(program: &Path, arguments: &[&str], url: &str) -> (String, String) {
    let profile = TempDir::new().unwrap();
    let output = Command::new(program)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(url)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (text(output.stdout), text(output.stderr))
}

fn url(page: &str) -> String {
    format!("file://{}", built().at(&format!("site/public/{page}")).display())
}

/// One printed sheet.
pub struct Sheet {
    pub texts: Vec<PrintedText>,
    pub a4: bool,
    /// In points.
    pub width: f64,
}

/// A piece of text on a sheet. Lengths are in points, from the upper left corner.
pub struct PrintedText {
    pub size: f64,
    pub words: String,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    /// Red, green and blue, from 0 to 1.
    pub colour: [f64; 3],
}

impl PrintedText {
    /// The contrast with white paper (WCAG 2.2, "contrast ratio").
    pub fn contrast(&self) -> f64 {
        let linear =
            self.colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    }
}

impl Sheet {
    fn count(&self, needle: &str) -> usize {
        self.texts.iter().filter(|text| text.words.contains(needle)).count()
    }
}

/// Prints a page and takes its sheets apart.
fn print(program: &Path, page: &str) -> Vec<Sheet> {
    let folder = TempDir::new().unwrap();
    let pdf = folder.path().join("out.pdf");
    let to = format!("--print-to-pdf={}", pdf.display());
    chromium(program, &["--no-pdf-header-footer", &to], &url(page));
    let xml = Command::new("pdftohtml").args(["-xml", "-stdout", "-i", "-zoom", "3"]).arg(&pdf).output().unwrap();
    sheets(&String::from_utf8_lossy(&xml.stdout))
}

pub fn sheets(xml: &str) -> Vec<Sheet> {
    // Sizes are told in whole pixels, three to a point at this zoom, the largest there is.
    let attribute = |tag: &str, name: &str| -> Option<f64> {
        let value = tag.split_once(&format!(" {name}=\""))?.1;
        value.split('"').next()?.parse().ok()
    };
    let mut fonts = Vec::new();
    let mut sheets: Vec<Sheet> = Vec::new();
    // Links inside a document are told in a line of their own, before the tag that follows.
    for line in xml.lines().map(|line| line.find('<').map_or(line, |tag| &line[tag..])) {
        if line.starts_with("<page ") {
            let (height, width) = (attribute(line, "height").unwrap(), attribute(line, "width").unwrap());
            let (long, short) = (f64::max(height, width), f64::min(height, width));
            let a4 = (long - 2525.0).abs() < 5.0 && (short - 1785.0).abs() < 5.0;
            sheets.push(Sheet { texts: Vec::new(), a4, width: width / 3.0 });
        } else if line.starts_with("<fontspec ") {
            let colour = line.split_once(" color=\"#").map_or("000000", |(_, rest)| &rest[..6]);
            let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            fonts.push((attribute(line, "size").unwrap() / 3.0, [part(0), part(2), part(4)]));
        } else if line.starts_with("<text ") {
            let font = attribute(line, "font").unwrap_or_else(|| panic!("no font: {line}")) as usize;
            let words = scraper::Html::parse_fragment(line).root_element().text().collect::<String>();
            let length = |name: &str| attribute(line, name).unwrap() / 3.0;
            let (size, colour) = fonts[font];
            let (left, top) = (length("left"), length("top"));
            let text = PrintedText { size, words, left, right: left + length("width"), top, colour };
            sheets.last_mut().unwrap().texts.push(text);
        }
    }
    sheets
}

/// Holds the furniture of every sheet: marking at head and foot, title, version, audience and number once each.
fn assert_furniture(sheets: &[Sheet], title: &str) {
    for (at, sheet) in sheets.iter().enumerate() {
        let number = format!("Page {} of {}", at + 1, sheets.len());
        assert!(sheet.a4, "sheet {} is A4", at + 1);
        assert!(sheet.count("OFFICIAL-SENSITIVE") >= 2, "sheet {} of {title} carries the marking twice", at + 1);
        assert_eq!(sheet.count(&number), 1, "sheet {} of {title} has its number", at + 1);
        assert!(sheet.count("Version 3") >= 1, "sheet {} of {title} has its version", at + 1);
        assert!(sheet.count(title) >= 1, "sheet {} has its title", at + 1);
        let smallest = sheet.texts.iter().map(|text| text.size).fold(f64::MAX, f64::min);
        assert!(smallest >= 8.9, "nothing on sheet {} of {title} is smaller than 9 points: {smallest}", at + 1);
        assert_eq!(sheet.count("file:"), 0, "sheet {} of {title} shows no path", at + 1);
    }
}

#[test]
fn every_kind_of_page_opens_from_a_folder_without_a_complaint() {
    let Some(program) = browser("every_kind_of_page_opens_from_a_folder_without_a_complaint") else { return };
    for page in [
        "facilitator/index.html",
        "facilitator/404.html",
        "facilitator/guidance/index.html",
        "facilitator/guidance/preparing/shaping-an-event.html",
        "facilitator/reviews/alder/index.html",
        "facilitator/reviews/alder/practitioner/index.html",
        "facilitator/reviews/alder/practitioner/script.html",
        "facilitator/reviews/alder/practitioner/pack-facilitator.html",
        "participant/reviews/alder/practitioner/briefing.html",
        "review-team/reviews/alder/practitioner/checklists.html",
        "training/reviews/alder/strategic/script.html",
    ] {
        let (page_text, complaints) = chromium(&program, &["--dump-dom"], &url(page));
        assert!(page_text.contains("<h1"), "{page} shows something");
        let console: Vec<&str> = complaints.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(console.is_empty(), "{page}: {console:?}");
    }
}

#[test]
fn the_run_sheet_of_a_full_day_fills_two_sheets_and_can_be_read_at_arms_length() {
    let Some(program) = browser("the_run_sheet_of_a_full_day_fills_two_sheets") else { return };
    let sheets = print(&program, "facilitator/reviews/alder/practitioner/run-sheet.html");
    assert!(sheets.len() <= 2, "{} sheets", sheets.len());
    assert_furniture(&sheets, "Run sheet");
    // A time may stand twice: as a clock time, and smaller as the latest start of another row.
    let texts = || sheets.iter().flat_map(|sheet| &sheet.texts);
    for time in ["09:30", "12:10", "15:45"] {
        let size = texts().filter(|text| text.words.trim() == time).map(|text| text.size).fold(0.0, f64::max);
        assert!(size >= 20.9, "{time} is set in {size} points");
    }
    for sheet in &sheets {
        assert!(sheet.count("Latest") >= 1, "the head of the table stands on every sheet");
    }
}

#[test]
fn the_room_plan_is_two_sheets_and_what_is_written_in_the_drawing_can_be_read() {
    let Some(program) = browser("the_room_plan_is_two_sheets") else { return };
    for event in ["practitioner", "strategic"] {
        let sheets = print(&program, &format!("review-team/reviews/alder/{event}/room.html"));
        assert_eq!(sheets.len(), 2, "{event}");
        let drawn = ["Wall space for the timeline", "Door", "Water", "Small groups", "Note taker", "2 Reviewers"];
        for words in drawn {
            let found = sheets[0].texts.iter().find(|text| text.words.trim() == words);
            assert!(found.is_some_and(|text| text.size >= 12.0), "{event}: {words}");
        }
    }
    let sheets = print(&program, "review-team/reviews/alder/practitioner/room.html");
    assert_furniture(&sheets, "Room plan");
}

#[test]
fn what_is_read_aloud_is_set_larger() {
    let Some(program) = browser("what_is_read_aloud_is_set_larger") else { return };
    let sheets = print(&program, "facilitator/reviews/alder/practitioner/script.html");
    assert_furniture(&sheets, "Script");
    let said =
        sheets.iter().flat_map(|sheet| &sheet.texts).find(|text| text.words.starts_with("You have been briefed"));
    assert!(said.is_some_and(|text| text.size >= 13.9));
}
