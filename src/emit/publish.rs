//! The steps that change the disk, in the order that `emit.rs` gives reasons for.

use std::fs::File;
use std::io::Write;

use crate::emit::journal::{Journal, close, replaced, staged, taken, undo};
use crate::emit::plan::Plan;
use crate::emit::{EmitError, Folder, JOURNAL, MANIFEST, OLD, STAGE};

/// Carries out a plan wholly or not at all.
pub fn publish(folder: &Folder, plan: &Plan) -> Result<(), EmitError> {
    let manifest = plan.next.to_json();
    let journal = Journal::of(plan, &manifest);
    if let Err(error) = stage(folder, plan, &journal, &manifest) {
        // The first error tells more than one of tidying up, which the next run does again.
        let _ = close(folder);
        return Err(error);
    }
    if let Err(error) = move_in(folder, &journal).and_then(|()| vacate_and_commit(folder, plan)) {
        undo(folder, &journal)?;
        let _ = close(folder);
        return Err(error);
    }
    // The work counts already. What is left in the corner is dropped by the next run.
    let _ = close(folder);
    Ok(())
}

/// Lays everything else ready that needs room on the disk, then the journal. The files themselves lie there already.
pub fn stage(folder: &Folder, plan: &Plan, journal: &Journal, manifest: &str) -> Result<(), EmitError> {
    // Not `create_dir_all`: that would accept a link that somebody laid here.
    if !folder.at(STAGE).exists() {
        std::fs::create_dir(folder.at(STAGE)).map_err(|error| folder.disk_error(STAGE, error))?;
    }
    std::fs::create_dir(folder.at(OLD)).map_err(|error| folder.disk_error(OLD, error))?;
    for place in &plan.places {
        let failed = |error| folder.disk_error(&place.path, error);
        if place.replaces {
            let (now, kept) = (folder.at(&place.path), folder.at(replaced(place.staged)));
            // A second name costs nothing; sticks and some network drives have none, and get a copy.
            std::fs::hard_link(&now, &kept).or_else(|_| std::fs::copy(&now, &kept).map(drop)).map_err(failed)?;
        }
    }
    write_through(folder, &format!("{STAGE}/manifest.json"), manifest)?;
    let journal_staged = format!("{STAGE}/journal.json");
    write_through(folder, &journal_staged, &journal.to_json())?;
    rename(folder, &journal_staged, JOURNAL)
}

/// Moves the files that went out, and the new ones in.
pub fn move_in(folder: &Folder, journal: &Journal) -> Result<(), EmitError> {
    for (n, path) in journal.takes.iter().enumerate() {
        rename(folder, path, &taken(n))?;
    }
    for path in &journal.folders {
        std::fs::create_dir(folder.at(path)).map_err(|error| folder.disk_error(path, error))?;
    }
    for place in &journal.places {
        rename(folder, &staged(place.staged), &place.path)?;
    }
    Ok(())
}

fn vacate_and_commit(folder: &Folder, plan: &Plan) -> Result<(), EmitError> {
    for path in &plan.vacated {
        // Fails where a person keeps something of theirs in it; then it is theirs.
        let _ = std::fs::remove_dir(folder.at(path));
    }
    rename(folder, &format!("{STAGE}/manifest.json"), MANIFEST)
}

/// Renames, and names in an error the path that a person would know.
fn rename(folder: &Folder, from: &str, to: &str) -> Result<(), EmitError> {
    let known = if to.starts_with(OLD) { from } else { to };
    std::fs::rename(folder.at(from), folder.at(to)).map_err(|error| folder.disk_error(known, error))
}

/// Writes a file whose bytes must be on the disk before its name is, even if the power fails.
fn write_through(folder: &Folder, path: &str, text: &str) -> Result<(), EmitError> {
    let write = || {
        let mut file = File::create_new(folder.at(path))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| folder.disk_error(path, error))
}
