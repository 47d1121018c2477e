//! One build at a time into one folder.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;

use crate::emit::{CORNER, EmitError, Folder, LOCK};

/// Takes the folder for this run. The system lets go of the lock when the run ends, however it ends, so there are no
/// stale locks; the empty file stays, since removing it would let two runs hold two different files.
pub fn take(folder: &Folder) -> Result<File, EmitError> {
    std::fs::create_dir_all(folder.at(CORNER)).map_err(|error| folder.disk_error("", error))?;
    let options = File::options().create(true).truncate(false).write(true).clone();
    let file = options.open(folder.at(LOCK)).map_err(|error| folder.disk_error(LOCK, error))?;
    match file.try_lock() {
        Ok(()) if is_still_there(folder, &file) => Ok(file),
        // A run that came to nothing has just taken the folder away that it had made.
        Ok(()) => Err(EmitError::Busy { out: folder.shown.clone() }),
        Err(TryLockError::WouldBlock) => Err(EmitError::Busy { out: folder.shown.clone() }),
        // Some network drives know no locks. Two builds at once are rarer than such drives.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(folder.disk_error(LOCK, error)),
    }
}

/// Whether the file that is locked is the one that the next run would find.
#[cfg(unix)]
fn is_still_there(folder: &Folder, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(held), Ok(found)) = (file.metadata(), folder.at(LOCK).symlink_metadata()) else { return false };
    (held.dev(), held.ino()) == (found.dev(), found.ino())
}

/// Elsewhere an open file cannot be taken away.
#[cfg(not(unix))]
fn is_still_there(_: &Folder, _: &File) -> bool {
    true
}
