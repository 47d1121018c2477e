//! One file, read whole and never more than it may be.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The most that one file may hold: 8 MiB (`contract.md` section 9). A day's agenda has a few kilobytes.
pub const LIMIT: u64 = 8 * 1024 * 1024;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    TooLarge,
    NotAFile,
    Failed(io::Error),
}

/// Reads a regular file up to the limit. The bound holds while reading too, since a file may grow meanwhile.
pub fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    // Looked at before it is opened: opening a pipe would wait for ever.
    let looked_at = std::fs::metadata(path).map_err(Unread::Failed)?;
    if !looked_at.is_file() {
        return Err(Unread::NotAFile);
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Unread::Failed)?;
    if looked_at.len() <= LIMIT {
        file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(Unread::Failed)?;
    }
    if looked_at.len() > LIMIT || bytes.len() as u64 > LIMIT { Err(Unread::TooLarge) } else { Ok(bytes) }
}

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
        ErrorKind::InvalidFilename => "the name is not allowed here".to_owned(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program is using it".to_owned(),
        _ => format!("the system says: {error}"),
    }
}
