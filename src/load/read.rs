//! One file, read whole and never more than it may be.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// The most that one file may hold: 8 MiB (`contract.md` section 9). A day's agenda has a few kilobytes.
pub const LIMIT: u64 = 8 * 1024 * 1024;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    TooLarge,
    NotAFile,
    /// Somebody was writing it at every look.
    Changing,
    Failed(io::Error),
}

/// Reads a regular file up to the limit, as it was at one moment. The bound holds while reading too, since a file may
/// grow meanwhile.
pub fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    // Looked at before it is opened: opening a pipe would wait for ever.
    let looked_at = std::fs::metadata(path).map_err(Unread::Failed)?;
    if !looked_at.is_file() {
        return Err(Unread::NotAFile);
    }
    for look in 0..LOOKS {
        if look > 0 {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        let file = File::open(path).map_err(Unread::Failed)?;
        let before = file.metadata().map_err(Unread::Failed)?;
        if before.len() > LIMIT {
            return Err(Unread::TooLarge);
        }
        let mut bytes = Vec::new();
        (&file).take(LIMIT + 1).read_to_end(&mut bytes).map_err(Unread::Failed)?;
        if bytes.len() as u64 > LIMIT {
            return Err(Unread::TooLarge);
        }
        let after = file.metadata().map_err(Unread::Failed)?;
        let read = bytes.len() as u64;
        if before.len() == read && after.len() == read && before.modified().ok() == after.modified().ok() {
            return Ok(bytes);
        }
    }
    Err(Unread::Changing)
}

/// How often a file is read that changes meanwhile: half a page is a page as well, and would be published.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Says what the system's error means, for somebody who is no programmer.
pub fn plain_reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is not there".to_owned(),
        ErrorKind::PermissionDenied => "you do not have permission".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        ErrorKind::AlreadyExists => "something of that name is there already".to_owned(),
        ErrorKind::NotADirectory => "a file stands where a folder should be".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::InvalidFilename => "the name, or the whole path to it, is too long or not allowed here".to_owned(),
        ErrorKind::FileTooLarge => "the system allows no file as large as that".to_owned(),
        ErrorKind::CrossesDevices => "a part of the folder lies on another disk".to_owned(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program is using it".to_owned(),
        _ => format!("the system says: {error}"),
    }
}

/// What somebody can do where a file or folder could not be written: a sentence without its full stop.
pub fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Make room on the disk, then try again",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "Name a folder that you may write to, or ask whoever looks after this one"
        }
        ErrorKind::FileTooLarge => "Ask whoever looks after the computer to allow larger files, then try again",
        ErrorKind::CrossesDevices => "Keep the whole folder on one disk, or name another folder",
        ErrorKind::InvalidFilename => "Choose a shorter name, or a folder that does not lie so deep",
        ErrorKind::NotFound | ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            "Something was put there, moved or deleted meanwhile. Look at the folder, then try again"
        }
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "Close the other program, then try again",
        _ => "Check that the disk is connected, then try again",
    }
}
