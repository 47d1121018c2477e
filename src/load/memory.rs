//! What was read before, so that a file which has not changed since is not read again.

use std::collections::BTreeMap;

use crate::load::stamp::Stamp;
use crate::source::Source;

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

impl Known {
    /// Keeps a file that was read after it had this stamp, which was settled.
    pub fn new(stamp: Stamp, source: &Source) -> Known {
        Known { stamp, source: source.clone() }
    }

    pub fn is_still(&self, stamp: &Stamp) -> bool {
        self.stamp == *stamp
    }
}
