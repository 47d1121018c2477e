//! What comes out of the printer, for Alder, for an event that says next to nothing, and for one that says too much.
//!
//! Pages are printed by a real Chromium and taken apart by poppler. Where these are not installed, each test says so.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::browser::{Sheet, browser, chromium, sheets};
use crate::harness::{Folder, PRACTITIONER, Site};

/// Sizes are told in whole pixels, three to a point.
const PIXEL: f64 = 0.34;

/// A printed page.
struct Printed {
    name: String,
    sheets: Vec<Sheet>,
    pdf: PathBuf,
    html: String,
    _folder: TempDir,
}

fn print(program: &Path, folder: &Folder, page: &str) -> Printed {
    let out = TempDir::new().unwrap();
    let pdf = out.path().join("out.pdf");
    let html = folder.at(&format!("public/{page}"));
    let to = format!("--print-to-pdf={}", pdf.display());
    chromium(program, &["--no-pdf-header-footer", &to], &format!("file://{}", html.display()));
    let xml = Command::new("pdftohtml").args(["-xml", "-stdout", "-i", "-zoom", "3"]).arg(&pdf).output().unwrap();
    let sheets = sheets(&String::from_utf8_lossy(&xml.stdout));
    assert!(!sheets.is_empty(), "{page} was not printed");
    let html = std::fs::read_to_string(&html).unwrap();
    Printed { name: page.to_owned(), sheets, pdf, html, _folder: out }
}

impl Printed {
    fn attribute(&self, name: &str) -> String {
        let page = scraper::Html::parse_document(&self.html);
        page.root_element().attr(name).unwrap_or_default().to_owned()
    }

    /// Marking at head and foot, and title, version, audience and number once each, on every sheet.
    fn has_its_furniture(&self) -> &Printed {
        let of = |name: &str| self.attribute(name);
        let (marking, title) = (of("data-marking"), of("data-title"));
        let (version, audience) = (of("data-version"), of("data-audience"));
        let reference = of("data-reference");
        for (at, sheet) in self.sheets.iter().enumerate() {
            let place = format!("sheet {} of {}", at + 1, self.name);
            let furniture = sheet.texts.iter().filter(|text| text.size < 9.0 + PIXEL).map(|text| text.words.trim());
            let furniture: Vec<&str> = furniture.collect();
            let found = |wanted: &str| furniture.iter().filter(|text| text.contains(wanted)).count();
            assert!(sheet.a4, "{place} is A4");
            if !marking.is_empty() {
                assert_eq!(found(&marking), 2, "{place} carries the marking at head and foot");
            }
            assert_eq!(found(&title), 1, "{place} has its title once: {furniture:?}");
            assert_eq!(found(&version), 1, "{place} has its version once");
            assert_eq!(found(&reference), 1, "{place} says once which review it belongs to");
            assert_eq!(found(&audience), 1, "{place} says once for whom it is");
            assert_eq!(found(&format!("Page {} of {}", at + 1, self.sheets.len())), 1, "{place} has its number");
        }
        self
    }

    /// Nothing is smaller than 12 points but the furniture at 9, nothing is paler than print has to be, and no sheet
    /// shows a path or an address.
    fn can_be_read(&self) -> &Printed {
        for (at, sheet) in self.sheets.iter().enumerate() {
            let place = format!("sheet {} of {}", at + 1, self.name);
            for text in sheet.texts.iter().filter(|text| !text.words.trim().is_empty()) {
                let furniture = (text.size - 9.0).abs() < PIXEL;
                assert!(furniture || text.size >= 12.0 - PIXEL, "{place}: {} points: {}", text.size, text.words);
                assert!(text.contrast() >= 7.0, "{place}: too pale ({}): {}", text.contrast(), text.words);
                for address in ["file:", "http:", "https:", "/tmp", ".html"] {
                    assert!(!text.words.contains(address), "{place} shows an address: {}", text.words);
                }
            }
        }
        self
    }

    /// No sheet is blank, and none ends with a heading whose text is on the next.
    fn leaves_no_heading_alone(&self) -> &Printed {
        let page = scraper::Html::parse_document(&self.html);
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let all = |selector: &str| -> Vec<String> {
            let selector = scraper::Selector::parse(selector).unwrap();
            page.select(&selector).map(|heading| plain(&heading.text().collect::<String>())).collect()
        };
        let (headings, captions) = (all("h1, h2, h3, h4, h5"), all("caption"));
        for (at, sheet) in self.sheets.iter().enumerate() {
            let mut body: Vec<_> = sheet.texts.iter().filter(|text| text.size > 9.0 + PIXEL).collect();
            assert!(!body.is_empty(), "sheet {} of {} is blank", at + 1, self.name);
            body.sort_by(|a, b| a.top.total_cmp(&b.top));
            let (last, size) = (plain(&body[body.len() - 1].words), body[body.len() - 1].size);
            // A row of a table may say what a heading elsewhere says, in the size of text.
            let alone = captions.contains(&last) || headings.contains(&last) && size > 12.0 + PIXEL;
            assert!(!alone || at + 1 == self.sheets.len(), "sheet {} of {} ends with {last:?}", at + 1, self.name);
        }
        self
    }

    fn everything(&self) {
        self.has_its_furniture().can_be_read().leaves_no_heading_alone();
    }

    /// The number of the one sheet that holds a text.
    fn sheet_of(&self, words: &str) -> usize {
        let holds = |sheet: &&Sheet| sheet.texts.iter().any(|text| text.words.contains(words));
        self.sheets
            .iter()
            .position(|sheet| holds(&sheet))
            .unwrap_or_else(|| panic!("{words} is nowhere in {}", self.name))
    }
}

fn folder_of(site: Site) -> Folder {
    let folder = site.folder();
    folder.plenary(&["build"]).exits(0);
    folder
}

fn alder() -> &'static Folder {
    static BUILT: OnceLock<Folder> = OnceLock::new();
    BUILT.get_or_init(|| folder_of(Site::alder()))
}

/// A review and an event that say what they must, and nothing more.
fn minimal() -> Site {
    Site::bare()
        .file(
            "content/reviews/plain/review.yaml",
            "title: Plain\nnames_are_pseudonyms: true\nadult: {pseudonym: Ash}\nagencies: []\npeople: []\n",
        )
        .file(
            "content/reviews/plain/events/day.yaml",
            "kind: strategic-manager\ndate: 2026-05-04\nstart: \"09:30\"\nend: \"12:30\"\n",
        )
}

const SESSIONS: usize = 60;
const TRACKS: usize = 6;
/// The longest word that a Welsh railway station has to offer, and how many bytes most of its letters have elsewhere.
const LONG: &str = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";

/// An event with everything: sixty sessions, six groups side by side, long words, Welsh, and rows that are told apart
/// by their first and their last word.
fn monster() -> Site {
    let mut agenda = String::from("agenda:\n");
    for at in 1..=SESSIONS {
        let phase = match at {
            1..=5 => "beginning",
            56..=60 => "ending",
            _ => "middle",
        };
        agenda.push_str(&format!(
            "  - id: row-{at}\n    title: \"First{at}x Ailfeddwl am yr hyn a wnaethom, ac am y tŷ, y dŵr a'r sŵn {LONG} \
             last{at}x\"\n    phase: {phase}\n    method: {method}\n    lead: moss\n    minutes: 5\n    flex: [5, 10]\n    \
             prompts: [\"Beth welsoch chi, a beth oedd {LONG}?\"]\n    materials: [\"{LONG} {at}\", cardiau]\n",
            method = if at % 12 == 0 { "break" } else { "discussion" },
        ));
        if at == 30 {
            agenda.push_str("    tracks:\n");
            for track in 1..=TRACKS {
                agenda.push_str(&format!(
                    "      - {{title: \"Grŵp {track} {LONG}\", minutes: 5, place: \"Ystafell {LONG}\", lead: teal}}\n"
                ));
            }
        }
    }
    let text = Site::alder().text(PRACTITIONER);
    let head = text.split("\nagenda:").next().unwrap();
    Site::alder().file(PRACTITIONER, format!("{head}\n{agenda}"))
}

#[test]
fn every_pack_of_alder_is_paper_that_can_be_held() {
    let Some(program) = browser("every_pack_of_alder_is_paper_that_can_be_held") else { return };
    for event in ["practitioner", "strategic"] {
        for (edition, pack) in [
            ("facilitator", "facilitator"),
            ("review-team", "review-team"),
            ("review-team", "note-taker"),
            ("participant", "participant"),
        ] {
            let printed = print(&program, alder(), &format!("{edition}/reviews/alder/{event}/pack-{pack}.html"));
            assert!(printed.sheets.len() > 3, "{} sheets in {}", printed.sheets.len(), printed.name);
            printed.everything();
        }
    }
}

#[test]
fn documents_take_as_many_sheets_as_promised() {
    let Some(program) = browser("documents_take_as_many_sheets_as_promised") else { return };
    let shipped = folder_of(Site::shipped());
    for (page, least, most) in [
        ("participant/reviews/alder/practitioner/agenda", 1, 1),
        ("participant/reviews/alder/strategic/agenda", 1, 1),
        ("participant/reviews/juniper/practitioner/agenda", 1, 1),
        ("participant/reviews/juniper/night-staff/agenda", 1, 1),
        ("facilitator/reviews/juniper/practitioner/run-sheet", 2, 2),
        ("facilitator/reviews/juniper/night-staff/run-sheet", 1, 2),
        ("participant/reviews/alder/practitioner/principles", 1, 1),
        ("participant/reviews/alder/practitioner/personal-learning", 1, 1),
        ("participant/reviews/alder/practitioner/group-sheets", 3, 3),
        ("participant/reviews/alder/strategic/group-sheets", 2, 2),
        ("participant/reviews/alder/practitioner/feedback", 1, 1),
        ("participant/reviews/alder/practitioner/next-steps", 1, 1),
        ("facilitator/reviews/alder/practitioner/run-sheet", 2, 2),
        ("facilitator/reviews/alder/strategic/run-sheet", 1, 2),
        ("facilitator/reviews/alder/practitioner/overview", 6, 6),
        ("facilitator/reviews/alder/practitioner/materials", 1, 2),
        ("facilitator/reviews/alder/practitioner/readiness", 1, 2),
        ("facilitator/reviews/alder/practitioner/room", 2, 2),
        ("facilitator/reviews/alder/strategic/inputs", 2, 3),
        ("facilitator/reviews/alder/strategic/recommendations", 1, 1),
    ] {
        let site = if page.contains("juniper") { &shipped } else { alder() };
        let printed = print(&program, site, &format!("{page}.html"));
        let count = printed.sheets.len();
        assert!(least <= count && count <= most, "{page} takes {count} sheets, not {least} to {most}");
        printed.everything();
    }
}

#[test]
fn what_is_for_the_wall_and_what_is_read_aloud_is_set_larger() {
    let Some(program) = browser("what_is_for_the_wall_and_what_is_read_aloud_is_set_larger") else { return };
    let size = |printed: &Printed, words: &str| {
        let texts = printed.sheets.iter().flat_map(|sheet| &sheet.texts);
        texts.filter(|text| text.words.contains(words)).map(|text| text.size).fold(0.0, f64::max)
    };
    let poster = print(&program, alder(), "facilitator/reviews/alder/practitioner/principles.html");
    assert!(size(&poster, "We are here to learn") >= 18.0 - PIXEL);
    let wall = print(&program, alder(), "facilitator/reviews/alder/practitioner/overview.html");
    assert!(size(&wall, "Worries build") >= 30.0, "the wall is read from across the room");
    assert!(size(&wall, "Morven lives alone") >= 14.0 - PIXEL);
    let groups = print(&program, alder(), "facilitator/reviews/alder/practitioner/group-sheets.html");
    assert!(size(&groups, "Talk about one thing") >= 14.0 - PIXEL);
}

#[test]
fn boxes_to_tick_are_drawn_and_pages_are_tagged() {
    let Some(program) = browser("boxes_to_tick_are_drawn_and_pages_are_tagged") else { return };
    let printed = print(&program, alder(), "facilitator/reviews/alder/practitioner/checklists.html");
    let info = Command::new("pdfinfo").arg(&printed.pdf).output().unwrap();
    let info = String::from_utf8_lossy(&info.stdout).into_owned();
    assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{info}");
    assert!(info.lines().any(|line| line.starts_with("Title:") && line.contains("Checklists")), "{info}");
    let picture = Picture::of(&printed.pdf, 1);
    let items = ["Agree what", "Tell each person", "Book a room"];
    let mut boxes = 0;
    for text in &printed.sheets[0].texts {
        if items.iter().any(|item| text.words.starts_with(item)) {
            assert!(picture.box_left_of(text.left, text.top), "no box before {:?}", text.words);
            boxes += 1;
        }
    }
    assert!(boxes > 0, "no item of a checklist stands on the first sheet");
}

#[test]
fn an_event_that_says_next_to_nothing_still_prints_well() {
    let Some(program) = browser("an_event_that_says_next_to_nothing_still_prints_well") else { return };
    let folder = folder_of(minimal());
    for pack in ["facilitator/reviews/plain/day/pack-facilitator", "participant/reviews/plain/day/pack-participant"] {
        let printed = print(&program, &folder, &format!("{pack}.html"));
        printed.everything();
        for word in ["None", "null", "undefined", "[]"] {
            let shown = printed.sheets.iter().flat_map(|sheet| &sheet.texts).any(|text| text.words.contains(word));
            assert!(!shown, "{pack} says {word}");
        }
    }
}

#[test]
fn a_monster_of_an_event_keeps_its_rows_whole_and_its_heads_on_every_sheet() {
    let Some(program) = browser("a_monster_of_an_event_keeps_its_rows_whole") else { return };
    let folder = folder_of(monster());
    let event = "facilitator/reviews/alder/practitioner";
    for page in ["run-sheet", "agenda", "script", "materials", "group-sheets"] {
        let printed = print(&program, &folder, &format!("{event}/{page}.html"));
        printed.everything();
        if page == "run-sheet" || page == "agenda" {
            for at in 1..=SESSIONS {
                let (first, last) = (printed.sheet_of(&format!("First{at}x")), printed.sheet_of(&format!("last{at}x")));
                assert_eq!(first, last, "row {at} of {page} is split");
            }
            let head = if page == "run-sheet" { "Actual" } else { "Minutes" };
            for (at, sheet) in printed.sheets.iter().enumerate() {
                let heads = sheet.texts.iter().filter(|text| text.words.contains(head)).count();
                let rows = sheet.texts.iter().any(|text| text.words.contains("First"));
                assert!(!rows || heads >= 1, "sheet {} of {page} has no head", at + 1);
            }
        }
        for (at, sheet) in printed.sheets.iter().enumerate() {
            for text in &sheet.texts {
                assert!(text.right <= sheet.width - 25.0, "sheet {} of {page}: {:?} runs off", at + 1, text.words);
            }
        }
    }
    let pack = print(&program, &folder, &format!("{event}/pack-facilitator.html"));
    pack.everything();
}

/// A sheet in grey.
struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

/// Pixels a point in a picture.
const SCALE: f64 = 4.0;

impl Picture {
    fn of(pdf: &Path, sheet: usize) -> Picture {
        let number = sheet.to_string();
        let resolution = (72.0 * SCALE).to_string();
        let args = ["-gray", "-r", &resolution, "-f", &number, "-l", &number, "-singlefile"];
        let made = Command::new("pdftoppm").args(args).arg(pdf).output().unwrap().stdout;
        // `P5 width height 255`, each followed by one white space, then a byte a pixel.
        let mut fields = made.splitn(4, |byte| byte.is_ascii_whitespace());
        assert_eq!(fields.next(), Some(&b"P5"[..]));
        let width = String::from_utf8_lossy(fields.next().unwrap()).parse().unwrap();
        let _height = fields.next().unwrap();
        let rest = fields.next().unwrap();
        let pixels = rest.splitn(2, |byte| byte.is_ascii_whitespace()).nth(1).unwrap().to_vec();
        Picture { width, pixels }
    }

    fn dark(&self, x: f64, y: f64) -> bool {
        let at = |points: f64| (points * SCALE).round() as usize;
        self.pixels.get(at(y) * self.width + at(x)).is_some_and(|grey| *grey < 110)
    }

    /// Whether a square with four dark sides and a white middle stands in the thirty points before a text.
    fn box_left_of(&self, left: f64, top: f64) -> bool {
        let step = 1.0 / SCALE;
        let along = |from: f64, to: f64| (0..).map(move |n| from + f64::from(n) * step).take_while(move |at| *at < to);
        along(left - 30.0, left - 10.0).any(|x| {
            along(top - 6.0, top + 10.0).any(|y| {
                let side = |f: &dyn Fn(f64) -> bool| along(1.0, 10.0).all(f);
                self.dark(x, y)
                    && side(&|n| self.dark(x + n, y))
                    && side(&|n| self.dark(x, y + n))
                    && !self.dark(x + 6.0, y + 6.0)
            })
        })
    }
}
