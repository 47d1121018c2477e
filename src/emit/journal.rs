//! The list of what an emit is about to touch, and how it is all put back. `emit.rs` has the argument.

use std::io::{self, ErrorKind};

use serde_json::{Value, json};

use crate::emit::plan::{At, Ground, Place, Plan};
use crate::emit::{EmitError, Folder, JOURNAL, MANIFEST, OLD, PAGES, STAGE, STAMPS, address, on_its_way};

/// Every path that one emit may touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// BLAKE3 of the manifest that makes the work count.
    pub next: String,
    pub takes: Vec<String>,
    pub places: Vec<Placed>,
    pub folders: Vec<String>,
}

/// A file that is moved into place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub path: String,
    /// Which of the files it is that were laid ready.
    pub staged: usize,
    pub hash: String,
    pub replaces: bool,
}

/// Where the new bytes of the nth file lie before they are placed.
pub fn staged(n: usize) -> String {
    format!("{STAGE}/{n}")
}

/// Where the nth replaced file is kept until the work counts.
pub fn replaced(n: usize) -> String {
    format!("{OLD}/replaced-{n}")
}

/// Where the nth removed file is kept until the work counts.
pub fn taken(n: usize) -> String {
    format!("{OLD}/taken-{n}")
}

impl Journal {
    /// The journal of a plan whose manifest is these bytes.
    pub fn of(plan: &Plan, manifest: &str) -> Journal {
        let place = |place: &Place| Placed {
            path: place.path.clone(),
            staged: place.staged,
            hash: place.hash.clone(),
            replaces: place.replaces,
        };
        Journal {
            next: blake3::hash(manifest.as_bytes()).to_string(),
            takes: plan.takes.clone(),
            places: plan.places.iter().map(place).collect(),
            folders: plan.folders.clone(),
        }
    }

    pub fn to_json(&self) -> String {
        let place = |place: &Placed| json!([place.path, place.hash, place.replaces, place.staged]);
        let places: Vec<Value> = self.places.iter().map(place).collect();
        json!({ "next": self.next, "takes": self.takes, "places": places, "folders": self.folders }).to_string()
    }

    /// Reads what `to_json` wrote, or nothing where any path is not one that a build writes.
    fn from_json(text: &str) -> Option<Journal> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        let places: Vec<(String, String, bool, usize)> = serde_json::from_value(value["places"].take()).ok()?;
        let journal = Journal {
            next: value["next"].as_str()?.to_owned(),
            takes: serde_json::from_value(value["takes"].take()).ok()?,
            places: places
                .into_iter()
                .map(|(path, hash, replaces, staged)| Placed { path, staged, hash, replaces })
                .collect(),
            folders: serde_json::from_value(value["folders"].take()).ok()?,
        };
        let places = journal.places.iter().map(|place| &place.path);
        let sound =
            journal.takes.iter().chain(places).chain(&journal.folders).all(|path| address::fault(path).is_none());
        sound.then_some(journal)
    }
}

/// Sets right what an interrupted run left, before anything else is looked at.
pub fn recover(folder: &Folder) -> Result<(), EmitError> {
    let text = match std::fs::read_to_string(folder.at(JOURNAL)) {
        Ok(text) => Some(text),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => None,
        Err(error) => return Err(folder.disk_error(JOURNAL, error)),
    };
    // A journal that cannot be read was cut off by a power failure; what it lists was then not yet touched.
    if let Some(journal) = text.and_then(|text| Journal::from_json(&text)) {
        let manifest = std::fs::read(folder.at(MANIFEST)).unwrap_or_default();
        if blake3::hash(&manifest).to_string() != journal.next {
            undo(folder, &journal)?;
        }
    }
    close(folder)
}

/// Drops the journal, and with it the means to undo.
pub fn close(folder: &Folder) -> Result<(), EmitError> {
    remove(folder, JOURNAL, |path| std::fs::remove_file(path))?;
    for left in [PAGES, STAMPS] {
        remove(folder, &on_its_way(left), |path| std::fs::remove_file(path))?;
    }
    for scratch in [STAGE, OLD] {
        remove(folder, scratch, |path| std::fs::remove_dir_all(path))?;
    }
    Ok(())
}

fn remove(folder: &Folder, path: &str, how: impl Fn(&str) -> io::Result<()>) -> Result<(), EmitError> {
    match how(folder.at(path).as_str()) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(folder.disk_error(path, error)),
        _ => Ok(()),
    }
}

/// Puts every path back as it was. Each step first looks whether it was done at all, so that it may be run on work that
/// was cut off anywhere, and run again if it is itself cut off.
pub fn undo(folder: &Folder, journal: &Journal) -> Result<(), EmitError> {
    let unfinished = |path: &str| {
        let path = folder.shown(path);
        move |source| EmitError::Unfinished { path, source }
    };
    for place in journal.places.iter().rev() {
        let kept = folder.at(replaced(place.staged));
        let at = Ground::new(folder).at(&place.path)?;
        let may_write = matches!(at, At::File | At::Nothing);
        if folder.at(staged(place.staged)).exists() || !may_write {
            continue; // never placed, or somebody has put something else there since
        }
        if place.replaces && kept.exists() {
            std::fs::rename(kept, folder.at(&place.path)).map_err(unfinished(&place.path))?;
        } else if !place.replaces
            && at == At::File
            && Ground::new(folder).hash(&place.path).as_ref() == Some(&place.hash)
        {
            std::fs::remove_file(folder.at(&place.path)).map_err(unfinished(&place.path))?;
        }
    }
    for (n, path) in journal.takes.iter().enumerate() {
        let (kept, home) = (folder.at(taken(n)), folder.at(path));
        if kept.exists() && Ground::new(folder).at(path)? == At::Nothing {
            if let Some(parent) = home.parent() {
                std::fs::create_dir_all(parent).map_err(unfinished(path))?;
            }
            std::fs::rename(kept, home).map_err(unfinished(path))?;
        }
    }
    for made in journal.folders.iter().rev() {
        // Fails where it was not made, or where somebody has put something in. Both are well.
        let _ = std::fs::remove_dir(folder.at(made));
    }
    Ok(())
}
