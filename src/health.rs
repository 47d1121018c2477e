//! How things stand: the version, the site, a browser to print with, and the disk. It looks, and changes nothing.

use std::path::Path;

use camino::Utf8Path;
use serde::Serialize;
use sysinfo::Disks;

use crate::documents::{self, Documents};
use crate::inspect::Inspected;
use crate::json_schema;
use crate::load::load;
use crate::load::read::read;
use crate::print::Printer;
use crate::report::count;
use crate::source::{Origin, Sources};

/// The shape of the report. A shape that breaks readers gets a new number.
const VERSION: u32 = 1;
/// Below so much free space a build may not find room for its pages.
const LITTLE_SPACE: u64 = 200 * 1024 * 1024;
/// File systems that lie on another computer, whose changes this one may not hear of.
const REMOTE: [&str; 9] = ["nfs", "cifs", "smb", "afp", "9p", "sshfs", "webdav", "davfs", "vboxsf"];

#[derive(Serialize)]
pub struct Health {
    pub version: u32,
    pub plenary: &'static str,
    pub system: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteHealth>,
    /// Why there is no site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<BrowserHealth>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk: Option<DiskHealth>,
    /// What to look at, in sentences.
    pub advice: Vec<String>,
}

#[derive(Serialize)]
pub struct SiteHealth {
    pub root: String,
    pub title: String,
    pub theme: String,
    pub language: String,
    pub out: String,
    pub built: bool,
    pub reviews: usize,
    pub events: usize,
    /// The site's own files, and those that are built in.
    pub files: usize,
    pub built_in_files: usize,
    /// Pages of all editions together.
    pub pages: usize,
    pub errors: usize,
    pub warnings: usize,
    pub advice: usize,
    /// Whether the schemas for the editor are there, and those of this version.
    pub completion: &'static str,
}

#[derive(Serialize)]
pub struct BrowserHealth {
    pub program: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortcoming: Option<String>,
}

#[derive(Serialize)]
pub struct DiskHealth {
    pub file_system: String,
    /// In bytes.
    pub free: u64,
    /// Whether it lies on another computer.
    pub remote: bool,
    /// Whether plenary may write where the site is.
    pub writable: bool,
}

/// Looks at a site's folder, or at one that is none. `system` is what it runs on, in words.
pub fn examine(root: &Utf8Path, system: String) -> Health {
    let (site, no_site) = match load(root) {
        Ok((sources, found)) => {
            let inspected = Inspected::new(&sources, found);
            (Some(site(root, &sources, &inspected)), None)
        }
        Err(error) => (None, Some(error.to_string())),
    };
    let browser = Printer::find(None).ok().map(|printer| BrowserHealth {
        program: printer.program().display().to_string(),
        shortcoming: printer.shortcoming(),
    });
    let disk = disk(root);
    let advice = advice(site.as_ref(), no_site.as_deref(), browser.as_ref(), disk.as_ref());
    Health { version: VERSION, plenary: env!("CARGO_PKG_VERSION"), system, site, no_site, browser, disk, advice }
}

fn site(root: &Utf8Path, sources: &Sources, inspected: &Inspected) -> SiteHealth {
    let site = &inspected.compiled.site;
    let settings = &site.settings;
    let real = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
    let found = count(&inspected.compiled.diagnostics);
    let own = sources.iter().filter(|source| source.origin == Origin::Site).count();
    let (documents, _): (Documents, _) = documents::parse(sources, &mut documents::Memory::default());
    let schemas = json_schema::files(&documents, sources);
    let there = schemas.iter().filter(|(path, _)| root.join(path).exists()).count();
    let fresh = schemas
        .iter()
        .all(|(path, text)| read(root.join(path).as_std_path()).is_ok_and(|held| held == text.as_bytes()));
    SiteHealth {
        root: real.to_string(),
        title: settings.title.to_string(),
        theme: settings.theme.to_string(),
        language: settings.language.to_string(),
        out: settings.out.to_string(),
        built: root.join(settings.out.as_ref()).join(".plenary").is_dir(),
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
