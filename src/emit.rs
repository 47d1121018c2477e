//! The other end of the compiler at the disk: outputs become folders, and nothing else writes them.
//!
//! What plenary wrote is listed in `<out>/.plenary/manifest.json`. It overwrites and removes only what is listed there,
//! so a person's own file, wherever it lies, is safe.
//!
//! # Why an interruption does no harm
//!
//! 1. Everything that may fail for want of room comes first: the changed files, as they are made, then the new manifest,
//!    and a second name (or a copy) of each file that will be replaced are laid into `.plenary/stage` and `.plenary/old`.
//!    The site is untouched; a run that ends here leaves rubbish, which the next one drops.
//! 2. A journal is put in place with one rename. It lists every path that may be touched from now on, *before* it is
//!    touched, and the hash of the manifest to come.
//! 3. Files are moved into place one by one by renaming, so none is ever half written. Pages that went are moved into
//!    `.plenary/old`, not deleted.
//! 4. The new manifest is renamed into place. This one step is the commit.
//! 5. The journal, then the stage and the old files, are dropped.
//!
//! Should a step of 3 fail, or the next run find a journal whose manifest is not in place, then all of 3 is undone from
//! `.plenary/old`: the site is what it was before, whole. Undoing twice is the same as once. A journal whose
//! manifest is in place is a build that was done but for step 5.
//!
//! # What the next build finds
//!
//! Behind step 5 two lists are put beside the manifest: by what hash each page was made (`pages.json`), and by what size,
//! times and place on the disk its file is known (`stamps.json`). A page stays where its hash is the same and its file is
//! unchanged, or holds the bytes that it should. Without the lists, or with damaged ones, all is made anew.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

use crate::audience::Audience;
use crate::emit::shipment::Shipment;
use crate::load::read::{plain_reason, remedy};
use crate::output::{EditionOutput, Sink};

mod address;
mod journal;
mod lock;
mod manifest;
mod plan;
mod publish;
pub mod shipment;
pub mod single;
mod stamps;
mod target;

/// Where to write, and the site that it is written for.
#[derive(Clone, Debug)]
pub struct Target {
    /// The site's folder, which holds `config.yaml`.
    pub root: Utf8PathBuf,
    /// The folder that gets one folder an edition.
    pub out: Utf8PathBuf,
}

/// What an emit did, in files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// Pages of an earlier build that no longer belong to the site, but were changed by somebody else since. They were
    /// left alone and are no longer listed as ours: somebody should look at them, since they are still in the folder.
    pub left: Vec<String>,
}

/// Why nothing was written. The folder is as it was, unless the message says otherwise.
#[derive(Debug, Error)]
pub enum EmitError {
    #[error("plenary will not write into `{out}`: {why}.")]
    Refused { out: Utf8PathBuf, why: String },
    #[error(
        "`{out}` already holds files that plenary did not write, so it is left alone. Choose an empty or new folder \
         with `--out`, or empty this one yourself."
    )]
    NotOurs { out: Utf8PathBuf },
    #[error(
        "Nothing was written, because something that plenary did not write is in the way: {}. Move or delete it, then \
         build again.",
        listed(paths)
    )]
    Foreign { paths: Vec<Utf8PathBuf> },
    #[error("No file can be called `{url}`: {why}. Rename the page or file that it is made from.")]
    Address { url: String, why: String },
    #[error(
        "plenary's own list of the files in `{path}` cannot be used: {why}. Move or delete the whole output folder, then \
         build again."
    )]
    Manifest { path: Utf8PathBuf, why: String },
    #[error("Another plenary is writing into `{out}` just now. Wait until it has finished, then build again.")]
    Busy { out: Utf8PathBuf },
    #[error(
        "`{path}` could not be written: {}. What was published before is unchanged. {}.",
        plain_reason(source),
        remedy(source)
    )]
    Disk { path: Utf8PathBuf, source: io::Error },
    #[error(
        "`{path}` could not be put back after a failed build: {}. The folder is part old and part new. Mend the cause \
         and build again before you share it.",
        plain_reason(source)
    )]
    Unfinished { path: Utf8PathBuf, source: io::Error },
}

/// Names the first few paths, and counts the rest.
fn listed(paths: &[Utf8PathBuf]) -> String {
    const SHOWN: usize = 5;
    let mut list: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    if paths.len() > SHOWN {
        list.push(format!("and {} more", paths.len() - SHOWN));
    }
    list.join(", ")
}

/// Makes the folders of these editions what they should be. Other editions in the folder are left as they are.
pub fn emit(target: &Target, editions: &[EditionOutput]) -> Result<Summary, EmitError> {
    let shipment = Shipment::open(target)?;
    for edition in editions {
        for output in &edition.outputs {
            shipment.take(edition.audience, output.clone(), blake3::hash(&output.bytes));
        }
    }
    let audiences: Vec<Audience> = editions.iter().map(|edition| edition.audience).collect();
    shipment.close(&audiences, "")
}

/// The output folder once it has been found fit: as the person named it, and as it really lies.
#[derive(Clone, Debug)]
struct Folder {
    shown: Utf8PathBuf,
    real: Utf8PathBuf,
}

impl Folder {
    /// The place on the disk of a path inside the folder.
    fn at(&self, path: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.real.join(path)
    }

    /// The same place in the words of the person who named the folder.
    fn shown(&self, path: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.shown.join(path)
    }

    fn disk_error(&self, path: impl AsRef<Utf8Path>, source: io::Error) -> EmitError {
        EmitError::Disk { path: self.shown(path), source }
    }
}

/// plenary's own corner of the output folder, outside the editions, which are copied whole.
const CORNER: &str = ".plenary";
const MANIFEST: &str = ".plenary/manifest.json";
/// What a build leaves for the next: how pages were made, and how they lie on the disk. Either may go at any time.
const PAGES: &str = ".plenary/pages.json";
const STAMPS: &str = ".plenary/stamps.json";

/// What such a list is called until all of it is written.
fn on_its_way(list: &str) -> String {
    format!("{list}.new")
}

const JOURNAL: &str = ".plenary/journal.json";
const LOCK: &str = ".plenary/lock";
const STAGE: &str = ".plenary/stage";
const OLD: &str = ".plenary/old";

#[cfg(test)]
mod tests;
