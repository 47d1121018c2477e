//! Which browser prints, and where it is.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::load::read::plain_reason;
use crate::print::PrintError;
use crate::print::process::finished;

/// A browser that can print to a file without a window.
#[derive(Clone, Debug)]
pub struct Browser {
    pub program: PathBuf,
    /// The first part of its version, where it tells.
    version: Option<u32>,
}

/// What the programs are called where they can be found by name, the most fitting first.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
];

/// Where they are on Linux when no name leads there.
const LINUX: &[&str] = &[
    "/snap/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/usr/lib/chromium-browser/chromium-browser",
    "/usr/lib64/chromium-browser/chromium-browser",
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
];

/// Where they are on macOS, in the folder of all programs and in the person's own.
const MAC: &[&str] = &[
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
    "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// Where they are on Windows, in each of the folders for programs.
const WINDOWS: &[&str] = &[
    "Google\\Chrome\\Application\\chrome.exe",
    "Chromium\\Application\\chrome.exe",
    "Microsoft\\Edge\\Application\\msedge.exe",
];
/// The variables that name these folders.
const WINDOWS_FOLDERS: &[&str] = &["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];

/// Words in what a browser of the family says of itself.
const FAMILY: &[&str] = &["Chrom", "Edge", "Brave", "Vivaldi", "Opera"];
/// From this version on, head and foot of a sheet are printed as the stylesheet says.
const PRINTS_HEAD_AND_FOOT: u32 = 131;
/// How long a browser may take to say its version.
const PATIENCE: Duration = Duration::from_secs(30);

impl Browser {
    /// The first browser that is installed.
    pub fn installed() -> Result<Browser, PrintError> {
        let mut found = candidates().into_iter().filter(|path| path.is_file());
        // One that does not answer is passed over: there may be another.
        found.find_map(|path| Browser::at(path).ok()).ok_or(PrintError::NoBrowser)
    }

    /// The browser at a path, or one of that name on the search path.
    pub fn at(path: PathBuf) -> Result<Browser, PrintError> {
        let program = settled(&path)?;
        // On Windows a browser opens a window instead of telling its version.
        if cfg!(windows) {
            return Ok(Browser::trusted(program));
        }
        let told = version(&program).map_err(|why| PrintError::NotThere { path: path.clone(), why })?;
        match FAMILY.iter().any(|word| told.contains(word)) {
            true => Ok(Browser { program, version: major(&told) }),
            false => Err(PrintError::NotABrowser { path }),
        }
    }

    /// A browser that is not asked what it is.
    pub fn trusted(program: PathBuf) -> Browser {
        Browser { program, version: None }
    }

    /// A word on what this browser leaves out, if it is an old one.
    pub fn shortcoming(&self) -> Option<String> {
        let version = self.version.filter(|version| *version < PRINTS_HEAD_AND_FOOT)?;
        Some(format!(
            "This browser is of version {version}. From version {PRINTS_HEAD_AND_FOOT} on, sheets have their marking, title \
             and page number at head and foot; these will not."
        ))
    }

    /// Whether the browser is a snap, which sees neither the system's temporary folder nor hidden folders.
    pub fn is_snap(&self) -> bool {
        let real = self.program.canonicalize().unwrap_or_else(|_| self.program.clone());
        self.program.starts_with("/snap") || real.starts_with("/snap") || real.ends_with("usr/bin/snap")
    }
}

/// The program itself: within a macOS bundle, or on the search path where a bare name is given.
fn settled(path: &Path) -> Result<PathBuf, PrintError> {
    let bare = path.components().count() == 1 && !path.exists();
    if let Some(found) = on_search_path(&path.to_string_lossy()).filter(|_| bare) {
        return Ok(found);
    }
    let missing = |why: &str| PrintError::NotThere { path: path.to_owned(), why: why.to_owned() };
    let looked_at = std::fs::metadata(path).map_err(|error| missing(&plain_reason(&error)))?;
    if !looked_at.is_dir() {
        // A bare name would be looked for on the search path alone.
        return std::path::absolute(path).map_err(|error| missing(&plain_reason(&error)));
    }
    let inside = path.file_stem().map(|name| path.join("Contents/MacOS").join(name));
    inside.filter(|inside| inside.is_file()).ok_or_else(|| missing("it is a folder"))
}

fn on_search_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// Every place to look, in order.
fn candidates() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = NAMES.iter().filter_map(|name| on_search_path(name)).collect();
    if cfg!(windows) {
        let folders = WINDOWS_FOLDERS.iter().filter_map(std::env::var_os).map(PathBuf::from);
        places.extend(folders.flat_map(|folder| WINDOWS.iter().map(move |place| folder.join(place))));
    } else if cfg!(target_os = "macos") {
        let folders = std::iter::once(PathBuf::from("/")).chain(std::env::home_dir());
        places.extend(folders.flat_map(|folder| MAC.iter().map(move |place| folder.join(place))));
    } else {
        places.extend(LINUX.iter().map(PathBuf::from));
    }
    places
}

/// What a browser says of itself.
fn version(program: &Path) -> Result<String, String> {
    let plain = |error: &std::io::Error| plain_reason(error);
    let told = tempfile::NamedTempFile::new().map_err(|error| plain(&error))?;
    let out = told.reopen().map_err(|error| plain(&error))?;
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(out).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| plain(&error))?;
    finished(&mut child, PATIENCE, &|| false);
    Ok(std::fs::read(told.path()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default())
}

/// The first number of `Chromium 156.0.8078.108`.
fn major(told: &str) -> Option<u32> {
    told.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_browsers_say() {
        assert_eq!(major("Chromium 156.0.8078.108 built on Debian"), Some(156));
        assert_eq!(major("Google Chrome for Testing 131.0.1"), Some(131));
        assert_eq!(major("Microsoft Edge"), None);
    }
}
