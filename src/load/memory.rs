//! What was read before, so that a file which has not changed since is not read again.
//!
//! A file counts as unchanged while its size, its times and its place on the disk are what they were. Times alone cannot
//! tell two writes apart that follow one another at once, so a file that was written just before it was read is read
//! again the next time.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use crate::source::Source;

/// For how long after a write the times of a file are not believed. Some disks tell times in steps of two seconds.
const DOUBT: Duration = Duration::from_millis(2500);

/// What earlier loads of the same site read.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) files: BTreeMap<String, Known>,
    /// What the binary carries.
    pub(super) built_in: Vec<Source>,
    /// The list of restricted terms that a review names, by the hash of the review's file.
    pub(super) named_terms: BTreeMap<[u8; 32], Option<String>>,
}

/// A file as it was read.
#[derive(Debug)]
pub(super) struct Known {
    stamp: Stamp,
    pub source: Source,
}

/// By what a file is known to be the one that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    place: Place,
}

impl Stamp {
    pub fn of(seen: &Metadata) -> Stamp {
        Stamp { length: seen.len(), modified: seen.modified().ok(), place: place(seen) }
    }

    /// Whether the last write lies so far back that a later one would show.
    fn is_settled(&self) -> bool {
        self.modified.is_some_and(|modified| modified.elapsed().is_ok_and(|since| since > DOUBT))
    }
}

/// Where a file lies, and when anything about it was last changed: what no program can set back.
type Place = (u64, u64, i64, i64);

#[cfg(unix)]
fn place(seen: &Metadata) -> Place {
    use std::os::unix::fs::MetadataExt;
    (seen.dev(), seen.ino(), seen.ctime(), seen.ctime_nsec())
}

/// Elsewhere size and time have to do.
#[cfg(not(unix))]
fn place(_: &Metadata) -> Place {
    (0, 0, 0, 0)
}

impl Known {
    /// Keeps a file that was read after it had this stamp, unless it was written a moment ago.
    pub fn new(stamp: Stamp, source: &Source) -> Option<Known> {
        stamp.is_settled().then(|| Known { stamp, source: source.clone() })
    }

    pub fn is_still(&self, stamp: &Stamp) -> bool {
        self.stamp == *stamp
    }
}
