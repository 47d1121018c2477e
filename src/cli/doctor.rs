//! `plenary doctor`: what a person who helps asks first.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use camino::Utf8Path;
use serde::Serialize;
use sysinfo::Disks;

use crate::cli::list::ListFormat;
use crate::cli::{Outcome, Stream, Terminal, schema};
use crate::inspect::Inspected;
use crate::load::load;
use crate::print::Printer;
use crate::report::{count, summary};
use crate::source::{Origin, Sources};

const EXAMPLES: &str = "\
Examples:
  plenary doctor
          how things stand, to read out on the telephone
  plenary doctor --format json
          the same, to send with a question";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// In words, or for other programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

/// The shape of the report. A shape that breaks readers gets a new number.
const VERSION: u32 = 1;
/// Below so much free space a build may not find room for its pages.
const LITTLE_SPACE: u64 = 200 * 1024 * 1024;
/// File systems that lie on another computer, whose changes this one may not hear of.
const REMOTE: [&str; 9] = ["nfs", "cifs", "smb", "afp", "9p", "sshfs", "webdav", "davfs", "vboxsf"];

#[derive(Serialize)]
struct Health {
    version: u32,
    plenary: &'static str,
    system: String,
    /// The time by this computer's clock, in seconds since 1970.
    clock: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<SiteHealth>,
    /// Why there is no site.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    browser: Option<BrowserHealth>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disk: Option<DiskHealth>,
    /// What to look at, in sentences.
    advice: Vec<String>,
}

#[derive(Serialize)]
struct SiteHealth {
    root: String,
    title: String,
    theme: String,
    language: String,
    out: String,
    built: bool,
    reviews: usize,
    events: usize,
    /// The site's own files, and those that are built in.
    files: usize,
    built_in_files: usize,
    /// Pages of all editions together.
    pages: usize,
    errors: usize,
    warnings: usize,
    advice: usize,
    /// Whether the schemas for the editor are there, and those of this version.
    completion: &'static str,
}

#[derive(Serialize)]
struct BrowserHealth {
    program: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    shortcoming: Option<String>,
}

#[derive(Serialize)]
struct DiskHealth {
    file_system: String,
    /// In bytes.
    free: u64,
    /// Whether it lies on another computer.
    remote: bool,
    /// Whether plenary may write where the site is.
    writable: bool,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let health = examine(terminal);
    let text = match arguments.format {
        ListFormat::Json => serde_json::to_string_pretty(&health).unwrap_or_default() + "\n",
        ListFormat::Text => in_words(&health),
    };
    terminal.print(Stream::Out, &text);
    Outcome::Fine
}

fn examine(terminal: &Terminal) -> Health {
    let (site, no_site) = match load(&terminal.root) {
        Ok((sources, found)) => {
            let inspected = Inspected::new(&sources, found);
            (Some(site(terminal, &sources, &inspected)), None)
        }
        Err(error) => (None, Some(error.to_string())),
    };
    let browser = Printer::find(None).ok().map(|printer| BrowserHealth {
        program: printer.program().display().to_string(),
        shortcoming: printer.shortcoming(),
    });
    let disk = disk(&terminal.root);
    let advice = advice(site.as_ref(), no_site.as_deref(), browser.as_ref(), disk.as_ref());
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Health {
        version: VERSION,
        plenary: env!("CARGO_PKG_VERSION"),
        system: format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH),
        clock,
        site,
        no_site,
        browser,
        disk,
        advice,
    }
}

fn site(terminal: &Terminal, sources: &Sources, inspected: &Inspected) -> SiteHealth {
    let site = &inspected.compiled.site;
    let settings = &site.settings;
    let real = terminal.root.canonicalize_utf8().unwrap_or_else(|_| terminal.root.clone());
    let found = count(&inspected.compiled.diagnostics);
    let own = sources.iter().filter(|source| source.origin == Origin::Site).count();
    let schemas = schema::files(sources);
    let there = schemas.iter().filter(|(path, _)| terminal.root.join(path).exists()).count();
    let fresh =
        schemas.iter().all(|(path, text)| fs::read_to_string(terminal.root.join(path)).is_ok_and(|held| held == *text));
    SiteHealth {
        root: real.to_string(),
        title: settings.title.to_string(),
        theme: settings.theme.to_string(),
        language: settings.language.to_string(),
        out: settings.out.to_string(),
        built: terminal.root.join(settings.out.as_ref()).join(".plenary").is_dir(),
        reviews: site.reviews.len(),
        events: site.reviews.iter().map(|review| review.events.len()).sum(),
        files: own,
        built_in_files: sources.iter().count() - own,
        pages: inspected.editions.iter().map(|staged| staged.plan.pages.len()).sum(),
        errors: found.errors,
        warnings: found.warnings,
        advice: found.advice,
        completion: match (there, fresh) {
            (0, _) => "not set up",
            (_, true) => "set up",
            (_, false) => "out of date",
        },
    }
}

/// The disk that the site's folder lies on: of those above it the nearest.
fn disk(root: &Utf8Path) -> Option<DiskHealth> {
    let real = root.as_std_path().canonicalize().ok()?;
    let disks = Disks::new_with_refreshed_list().ok()?;
    let above = disks.iter().filter(|disk| real.starts_with(disk.mount_point()));
    let disk = above.max_by_key(|disk| disk.mount_point().components().count())?;
    let file_system = disk.file_system().to_string_lossy().into_owned();
    let lower = file_system.to_lowercase();
    Some(DiskHealth {
        remote: REMOTE.iter().any(|name| lower.contains(name)) || real.starts_with("\\\\"),
        file_system,
        free: disk.available_space(),
        writable: is_writable(&real),
    })
}

/// Tries it, since permissions alone do not tell: with a file that is gone again.
fn is_writable(folder: &Path) -> bool {
    tempfile::Builder::new().prefix(".plenary-").tempfile_in(folder).is_ok()
}

fn advice(
    site: Option<&SiteHealth>,
    no_site: Option<&str>,
    browser: Option<&BrowserHealth>,
    disk: Option<&DiskHealth>,
) -> Vec<String> {
    let mut advice: Vec<String> = no_site.map(str::to_owned).into_iter().collect();
    if let Some(site) = site {
        if site.errors > 0 {
            advice.push("The content has errors. `plenary check` shows each with its line.".to_owned());
        }
        if site.completion == "out of date" {
            advice.push(
                "The schemas for the editor are out of date. `plenary schema --vscode` makes them anew.".to_owned(),
            );
        }
    }
    match browser {
        None => advice.push(
            "There is no Chromium, Chrome or Edge, so `plenary pdf` cannot print. Printing from any browser by hand works \
             all the same."
                .to_owned(),
        ),
        Some(browser) => advice.extend(browser.shortcoming.clone()),
    }
    if let Some(disk) = disk {
        if disk.remote {
            advice.push(
                "The folder lies on another computer. If `plenary serve` misses changes, use `plenary serve --poll`."
                    .to_owned(),
            );
        }
        if disk.free < LITTLE_SPACE {
            advice.push("There is little space left on the disk. A build needs room for its pages.".to_owned());
        }
        if !disk.writable {
            advice.push(
                "plenary may not write in this folder. Ask whoever looks after it, or use `build --out`.".to_owned(),
            );
        }
    }
    advice
}

fn in_words(health: &Health) -> String {
    let mut rows: Vec<(&str, String)> = vec![("plenary", health.plenary.to_owned()), ("system", health.system.clone())];
    if let Some(site) = &health.site {
        let found = summary(crate::report::Count { errors: site.errors, warnings: site.warnings, advice: site.advice });
        let built = if site.built { "built before" } else { "not built yet" };
        rows.extend([
            ("site", format!("{} ({})", site.root, site.title)),
            ("theme", format!("{}, in {}", site.theme, site.language)),
            (
                "content",
                format!(
                    "{}, {}, {}",
                    number(site.reviews, "review"),
                    number(site.events, "event"),
                    number(site.files, "file")
                ),
            ),
            ("pages", format!("{} in all editions", site.pages)),
            ("output", format!("{} ({built})", site.out)),
            ("mistakes", found),
            ("completion", format!("{} in .vscode", site.completion)),
        ]);
    }
    rows.push((
        "browser",
        health.browser.as_ref().map_or_else(|| "none found".to_owned(), |found| found.program.clone()),
    ));
    if let Some(disk) = &health.disk {
        let place = if disk.remote { ", on another computer" } else { "" };
        let writable = if disk.writable { "" } else { ", and plenary may not write here" };
        rows.push(("disk", format!("{}{place}, {} free{writable}", disk.file_system, size(disk.free))));
    }
    let mut text: String = rows.iter().map(|(name, value)| format!("{name:<11} {value}\n")).collect();
    text.push('\n');
    match health.advice.is_empty() {
        true => text.push_str("Nothing stands in the way.\n"),
        false => text.extend(health.advice.iter().map(|line| format!("- {line}\n"))),
    }
    text
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    const GIGABYTE: u64 = 1_000_000_000;
    match bytes {
        bytes if bytes >= GIGABYTE => format!("{} GB", bytes / GIGABYTE),
        bytes => format!("{} MB", bytes / 1_000_000),
    }
}

fn number(number: usize, of: &str) -> String {
    if number == 1 { format!("1 {of}") } else { format!("{number} {of}s") }
}
