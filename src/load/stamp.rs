//! By what a file on the disk is known to be unchanged.
//!
//! A file counts as unchanged while its size, its times and its place on the disk are what they were. Times alone cannot
//! tell two writes apart that follow one another at once, so the stamp of a file that was written a moment ago says
//! nothing yet.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// For how long after a write the times of a file are not believed. Some disks tell times in steps of two seconds.
const DOUBT: Duration = Duration::from_millis(2500);
/// The same on a disk that tells parts of milliseconds: what it tells moves on with a clock, by some milliseconds.
const SHORT_DOUBT: Duration = Duration::from_millis(500);
const MILLISECOND: u32 = 1_000_000;

/// By what a file is known to be the one that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    place: Place,
}

impl Stamp {
    pub fn of(seen: &Metadata) -> Stamp {
        Stamp { length: seen.len(), modified: seen.modified().ok(), place: place(seen) }
    }

    /// Whether the last write lies so far back that a later one would show. To be asked before the file is read: what is written
    /// after that would not be settled now.
    pub fn is_settled(&self) -> bool {
        let settled = |modified: SystemTime| modified.elapsed().is_ok_and(|since| since > doubt(modified));
        self.modified.is_some_and(settled)
    }

    /// Whether size and time of the last write are the same, wherever the file lies.
    pub fn agrees_with(&self, other: &Stamp) -> bool {
        self.modified.is_some() && (self.length, self.modified) == (other.length, other.modified)
    }

    /// The stamp as one word, for a list of files.
    pub fn word(&self) -> String {
        let modified = self.modified.and_then(|modified| modified.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = modified.map_or_else(|| "none".to_owned(), |since| since.as_nanos().to_string());
        let (device, inode, seconds, nanoseconds) = self.place;
        let all = format!("{} {modified} {device} {inode} {seconds} {nanoseconds}", self.length);
        blake3::hash(all.as_bytes()).to_hex()[..32].to_owned()
    }
}

/// For how long after this time of a last write a later one might not show.
fn doubt(modified: SystemTime) -> Duration {
    let parts = modified.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.subsec_nanos());
    if parts.is_multiple_of(MILLISECOND) { DOUBT } else { SHORT_DOUBT }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_doubted_for_as_long_as_a_disk_may_tell_none_between() {
        let at =
            |nanoseconds: u64| SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_000_000_000 + nanoseconds);
        for (nanoseconds, expected) in
            [(0, DOUBT), (1_000_000, DOUBT), (999_000_000, DOUBT), (1, SHORT_DOUBT), (4_000_100, SHORT_DOUBT)]
        {
            assert_eq!(doubt(at(nanoseconds)), expected, "{nanoseconds}");
        }
        let settled = |ago: Duration| {
            let modified = SystemTime::now().checked_sub(ago);
            Stamp { length: 0, modified, place: (0, 0, 0, 0) }.is_settled()
        };
        assert!(settled(DOUBT + SHORT_DOUBT) && !settled(Duration::ZERO));
        let unknown = Stamp { length: 0, modified: None, place: (0, 0, 0, 0) };
        assert!(!unknown.is_settled(), "a time that is not told vouches for nothing");
    }
}
