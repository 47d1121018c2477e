//! The list of what plenary wrote, which decides what it may overwrite and remove.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use serde_json::{Value, json};

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
        let editions: BTreeMap<&str, Value> = self
            .editions
            .iter()
            .map(|(name, listed)| (name.as_str(), json!({ "files": listed.files, "folders": listed.folders })))
            .collect();
        format!("{:#}\n", json!({ "version": VERSION, "editions": editions }))
    }

    /// Reads what `to_json` wrote. Every path is checked like one of a new build, since the file may have come with a
    /// folder from somebody else, and what it lists may be removed.
    fn from_json(text: &str) -> Result<Manifest, String> {
        let mut value: Value = serde_json::from_str(text).map_err(|_| "it is damaged".to_owned())?;
        if value["version"].as_u64() != Some(VERSION) {
            return Err("another version of plenary wrote it".to_owned());
        }
        let damaged = |_| "it is damaged".to_owned();
        let editions: BTreeMap<String, BTreeMap<String, Value>> =
            serde_json::from_value(value["editions"].take()).map_err(damaged)?;
        let mut manifest = Manifest::default();
        for (name, mut parts) in editions {
            let mut part = |key: &str| parts.remove(key).unwrap_or(Value::Null);
            let files: BTreeMap<String, String> = serde_json::from_value(part("files")).map_err(damaged)?;
            let folders: BTreeSet<String> = serde_json::from_value(part("folders")).map_err(damaged)?;
            let inside = |folder: &&String| **folder == name || folder.starts_with(&format!("{name}/"));
            if name.contains('/')
                || !folders.iter().all(|folder| inside(&folder))
                || [&name].into_iter().chain(files.keys()).chain(&folders).any(|path| address::fault(path).is_some())
            {
                return Err("it lists a path that no build writes".to_owned());
            }
            manifest.editions.insert(name, Listed { files, folders });
        }
        Ok(manifest)
    }
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
