//! By what the files of a build are known to lie on the disk as it left them, so that the next need not read them.

use std::collections::BTreeMap;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::emit::plan::Made;
use crate::emit::{Folder, STAMPS};
use crate::load::stamp::Stamp;

/// The stamps of files, by their paths from the output folder on.
#[derive(Debug, Default)]
pub struct Stamps(BTreeMap<String, String>);

impl Stamps {
    /// Reads what an earlier build left. What cannot be read vouches for nothing.
    pub fn read(folder: &Folder) -> Stamps {
        let json = std::fs::read(folder.at(STAMPS)).unwrap_or_default();
        Stamps(serde_json::from_slice(&json).unwrap_or_default())
    }

    /// The stamps after a build: of the files that stay, as they were when it looked at them, if they were settled then; of
    /// those that it made, where they lie as it left them and were not written a moment ago; and the earlier ones of editions
    /// that it did not touch.
    pub fn after(&self, folder: &Folder, editions: &[Audience], made: &[Made]) -> Stamps {
        let stamped = |made: &Made| {
            let path = format!("{}/{}", made.audience, made.url);
            let then = made.stamp.as_ref()?;
            if made.staged.is_none() {
                return Some((path, then.word()));
            }
            // Moving a file into place is a change too, to its place on the disk.
            let now = stamp(folder, &path)?;
            (now.agrees_with(then) && now.is_settled()).then(|| (path, now.word()))
        };
        let untouched = self.0.iter().filter(|(path, _)| {
            let edition = path.split_once('/').map_or("", |(edition, _)| edition);
            editions.iter().all(|audience| audience.name() != edition)
        });
        let untouched = untouched.map(|(path, stamp)| (path.clone(), stamp.clone()));
        Stamps(made.par_iter().filter_map(stamped).collect::<BTreeMap<_, _>>().into_iter().chain(untouched).collect())
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Whether a file with a stamp lies there as it was left.
    pub fn vouch_for(&self, path: &str, stamp: &Stamp) -> bool {
        self.0.get(path).is_some_and(|known| stamp.word() == *known)
    }
}

/// The stamp that a file has now.
pub fn stamp(folder: &Folder, path: &str) -> Option<Stamp> {
    folder.at(path).symlink_metadata().ok().map(|seen| Stamp::of(&seen))
}
