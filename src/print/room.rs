//! The folder in which a browser works: its profile, the page, and what it makes of it.

use std::io;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tempfile::{Builder, TempDir};

use crate::print::browser::Browser;

/// What stays as it is in the address of a file.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b':').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// How often a folder is tried to be emptied: a browser's helpers end a moment after it, and may still be writing.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// A folder for one browser. It is for this person's eyes alone, and goes when it is done with.
#[derive(Debug)]
pub struct Room {
    folder: TempDir,
}

impl Room {
    /// Makes a folder where the browser can see it.
    pub fn beside(browser: &Browser) -> io::Result<Room> {
        let mut builder = Builder::new();
        builder.prefix("plenary-pdf-");
        // The page may be the facilitator's, with all that it says about people.
        #[cfg(unix)]
        builder.permissions(PermissionsExt::from_mode(0o700));
        let own = std::env::home_dir().map(|home| home.join("snap/chromium/common"));
        let folder = match own.filter(|own| browser.is_snap() && own.is_dir()) {
            Some(own) => builder.tempdir_in(own)?,
            None => builder.tempdir()?,
        };
        Ok(Room { folder })
    }

    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    pub fn page(&self) -> PathBuf {
        self.folder.path().join("page.html")
    }

    pub fn pdf(&self) -> PathBuf {
        self.folder.path().join("page.pdf")
    }

    /// Where the browser says what is wrong. It is a file, since a helper that outlives the browser would keep a pipe open.
    pub fn complaints(&self) -> PathBuf {
        self.folder.path().join("complaints.txt")
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        for _ in 0..TRIES {
            match std::fs::remove_dir_all(self.folder.path()) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => std::thread::sleep(PAUSE),
                _ => return,
            }
        }
    }
}

/// The address of a file for a browser.
pub fn address(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    format!("file:///{}", utf8_percent_encode(path.trim_start_matches('/'), PLAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_path_has_an_address() {
        assert_eq!(address(Path::new("/tmp/a b/ü#?.html")), "file:///tmp/a%20b/%C3%BC%23%3F.html");
        assert_eq!(address(Path::new("C:\\Users\\Jo\\p.html")), "file:///C:/Users/Jo/p.html");
    }
}
