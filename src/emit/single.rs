//! One file at a place that a person named, whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::Builder;
use thiserror::Error;

use crate::load::read::{plain_reason, remedy};

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Replace,
    Keep,
}

/// Why a file was not written. What was there before is as it was.
#[derive(Debug, Error)]
pub enum SingleError {
    #[error("`{path}` is there already, and was left as it is")]
    Exists { path: Utf8PathBuf },
    #[error("`{path}` is a folder. Name a file in it")]
    Folder { path: Utf8PathBuf },
    #[error("the folder `{path}` could not be made: {}. {}", plain_reason(source), remedy(source))]
    NoFolder { path: Utf8PathBuf, source: io::Error },
    #[error(
        "`{path}` could not be written: {}. What was there before is unchanged. {}",
        plain_reason(source),
        remedy(source)
    )]
    Disk { path: Utf8PathBuf, source: io::Error },
}

/// Writes a file under a name that nobody reads, and gives it its own once it is whole. Folders on the way are made.
pub fn write(path: &Utf8Path, bytes: &[u8], existing: Existing) -> Result<(), SingleError> {
    let failed = |source| SingleError::Disk { path: path.to_owned(), source };
    if path.is_dir() {
        return Err(SingleError::Folder { path: path.to_owned() });
    }
    let taken = || SingleError::Exists { path: path.to_owned() };
    if existing == Existing::Keep && path.exists() {
        return Err(taken());
    }
    // A link stays a link, to the file that it leads to.
    let place = if path.is_symlink() { path.canonicalize_utf8().ok() } else { None };
    let place = place.as_deref().unwrap_or(path);
    if place.exists() && !place.is_file() {
        // A pipe or a device has no contents to keep, and nothing may take its place.
        return OpenOptions::new().write(true).open(place).and_then(|mut file| file.write_all(bytes)).map_err(failed);
    }
    let folder = match place.parent() {
        Some(folder) if !folder.as_str().is_empty() => folder,
        _ => Utf8Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(|source| SingleError::NoFolder { path: folder.to_owned(), source })?;
    let mut staged = builder().tempfile_in(folder).map_err(failed)?;
    staged.write_all(bytes).and_then(|()| staged.as_file().sync_all()).map_err(failed)?;
    match existing {
        Existing::Replace => staged.persist(place).map_err(|error| failed(error.error))?,
        Existing::Keep => staged.persist_noclobber(place).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => taken(),
            _ => failed(error.error),
        })?,
    };
    Ok(())
}

fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".plenary-").suffix(".part");
    // A file for others to open: as open as any that the person makes, and not for its owner alone.
    #[cfg(unix)]
    builder.permissions(PermissionsExt::from_mode(0o666));
    builder
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_file_is_replaced_or_kept_and_nothing_is_left_beside_it() {
        let folder = TempDir::new().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let path = folder.join("new/a.html");
        write(&path, b"one", Existing::Keep).unwrap();
        assert!(matches!(write(&path, b"two", Existing::Keep), Err(SingleError::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(matches!(write(&folder.join("new"), b"", Existing::Replace), Err(SingleError::Folder { .. })));
        assert!(matches!(write(&path.join("b"), b"", Existing::Replace), Err(SingleError::NoFolder { .. })));
        assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_devices_stay_what_they_are() {
        let folder = TempDir::new().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let (file, link, socket) = (folder.join("file"), folder.join("link"), folder.join("socket"));
        fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        write(&link, b"new", Existing::Replace).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(matches!(write(&socket, b"new", Existing::Replace), Err(SingleError::Disk { .. })));
        assert!(socket.exists() && !socket.is_file(), "nothing may take its place");
    }
}
