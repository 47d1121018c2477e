//! The list of what plenary wrote, which decides what it may overwrite and remove.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::emit::{EmitError, Folder, MANIFEST, address};

/// The shape of the file. A later shape gets a later number, and is refused by an older plenary.
const VERSION: u64 = 1;

/// All editions in the folder, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    pub editions: BTreeMap<String, Listed>,
}

/// What plenary made in one edition's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Address in the edition → BLAKE3 of the bytes, in hexadecimal.
    pub files: BTreeMap<String, String>,
    /// The folders that were not there before, from the output folder on (`facilitator/reviews`).
    pub folders: BTreeSet<String>,
}

impl Manifest {
    /// The same without some editions.
    pub fn without(&self, editions: &[Audience]) -> Manifest {
        let others = self.editions.iter().filter(|(name, _)| editions.iter().all(|of| of.name() != name.as_str()));
        Manifest { editions: others.map(|(name, listed)| (name.clone(), listed.clone())).collect() }
    }

    /// The same manifest is the same bytes.
    pub fn to_json(&self) -> String {
        let written = Written { editions: &self.editions, version: VERSION };
        // Strings and a number under fixed keys: there is nothing in it that JSON cannot hold.
        serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
    }

    /// Reads what `to_json` wrote. Every path is checked like one of a new build, since the file may have come with a
    /// folder from somebody else, and what it lists may be removed.
    fn from_json(text: &str) -> Result<Manifest, String> {
        let damaged = |_| "it is damaged".to_owned();
        let Versioned { version } = serde_json::from_str(text).map_err(damaged)?;
        if version != Some(VERSION) {
            return Err("another version of plenary wrote it".to_owned());
        }
        let Written { editions, .. } = serde_json::from_str(text).map_err(damaged)?;
        let manifest = Manifest { editions };
        match manifest.editions.iter().all(|(name, listed)| is_ours(name, listed)) {
            true => Ok(manifest),
            false => Err("it lists a path that no build writes".to_owned()),
        }
    }
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Written<E> {
    editions: E,
    version: u64,
}

/// As much of the file as every shape of it has.
#[derive(Deserialize)]
struct Versioned {
    version: Option<u64>,
}

/// Whether a build could have written all that is listed of an edition.
fn is_ours(name: &str, listed: &Listed) -> bool {
    let inside =
        |folder: &String| folder.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_address = |path: &str| address::fault(path).is_none();
    !name.contains('/')
        && is_address(name)
        && listed.folders.iter().all(|folder| inside(folder) && is_address(folder))
        && listed.files.par_iter().all(|(file, _)| is_address(file))
}

/// Reads the folder's manifest; without one, nothing in it is ours.
pub fn read(folder: &Folder) -> Result<Manifest, EmitError> {
    let refused = |why| EmitError::Manifest { path: folder.shown(MANIFEST), why };
    match std::fs::read_to_string(folder.at(MANIFEST)) {
        Ok(text) => Manifest::from_json(&text).map_err(refused),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Manifest::default()),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(refused("it is damaged".to_owned())),
        Err(error) => Err(folder.disk_error(MANIFEST, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut manifest = Manifest::default();
        let listed = manifest.editions.entry("participant".to_owned()).or_default();
        listed.files.insert("a/index.html".to_owned(), "00ff".to_owned());
        listed.folders.extend(["participant".to_owned(), "participant/a".to_owned()]);
        assert_eq!(Manifest::from_json(&manifest.to_json()), Ok(manifest));
    }

    #[test]
    fn a_manifest_that_reaches_out_is_refused() {
        for text in [
            "",
            "{}",
            r#"{"version":2,"editions":{}}"#,
            r#"{"version":1,"editions":[]}"#,
            r#"{"version":1,"editions":{"..":{"files":{},"folders":[]}}}"#,
            r#"{"version":1,"editions":{"a/b":{"files":{},"folders":[]}}}"#,
            r#"{"version":1,"editions":{"a":{"files":{"../x":""},"folders":[]}}}"#,
            r#"{"version":1,"editions":{"a":{"files":{},"folders":["/etc"]}}}"#,
            r#"{"version":1,"editions":{"a":{"files":{},"folders":["b"]}}}"#,
        ] {
            assert!(Manifest::from_json(text).is_err(), "{text}");
        }
    }
}
