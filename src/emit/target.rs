//! Whether a folder is one into which plenary may write.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use camino::Utf8PathBuf;

use crate::emit::{CORNER, EmitError, Folder, JOURNAL, LOCK, MANIFEST, PAGES, STAMPS, Target};
use crate::load::read::plain_reason;

/// Finds where the output folder really lies, and refuses one in which a build could do harm.
pub fn settle(target: &Target) -> Result<Folder, EmitError> {
    settle_for(target, std::env::home_dir().as_deref())
}

fn settle_for(target: &Target, home: Option<&Path>) -> Result<Folder, EmitError> {
    let refused = |why: &str| EmitError::Refused { out: target.out.clone(), why: why.to_owned() };
    if target.out.as_str().trim().is_empty() {
        return Err(refused("no folder is named. Name one after `--out`"));
    }
    let out = resolve(target.out.as_std_path()).map_err(|why| refused(&why))?;
    let root = resolve(target.root.as_std_path()).map_err(|why| refused(&why))?;

    if out.parent().is_none() {
        return Err(refused("it is the top of a whole disk. Name a folder of its own, such as `public`"));
    }
    // An empty variable would make every folder an ancestor of the home folder.
    let home = home.filter(|home| home.is_absolute()).and_then(|home| home.canonicalize().ok());
    if home.is_some_and(|home| home.starts_with(&out)) {
        return Err(refused("it is your home folder, or holds it. Name a folder of its own, such as `public`"));
    }
    if root.starts_with(&out) {
        return Err(refused("your site itself is in it. Name a folder of its own, such as `public`"));
    }
    for name in ["content", "themes"] {
        let sources = resolve(&root.join(name)).map_err(|why| refused(&why))?;
        if out.starts_with(&sources) || sources.starts_with(&out) {
            let why = format!("your site's `{name}` is there. Name a folder of its own, such as `public`");
            return Err(refused(&why));
        }
    }

    let real = Utf8PathBuf::from_path_buf(out).map_err(|_| refused("its name cannot be read as text. Rename it"))?;
    let folder = Folder { shown: target.out.clone(), real };
    if folder.real.is_file() {
        return Err(refused("it is a file. Name a folder, such as `public`"));
    }
    check_ours(&folder)?;
    Ok(folder)
}

/// Accepts a folder that is not there yet, is empty, or carries the mark of an earlier build.
fn check_ours(folder: &Folder) -> Result<(), EmitError> {
    let refused = |why: String| EmitError::Refused { out: folder.shown.clone(), why };
    for path in [CORNER, MANIFEST, PAGES, STAMPS, JOURNAL, LOCK] {
        // Through a link here, writing would lead to a place that was never checked; a pipe would be waited for.
        let seen = folder.at(path).symlink_metadata();
        if seen.is_ok_and(|seen| if path == CORNER { !seen.is_dir() } else { !seen.is_file() }) {
            return Err(EmitError::Foreign { paths: vec![folder.shown(path)] });
        }
    }
    if !folder.real.exists() || folder.at(MANIFEST).is_file() || folder.at(JOURNAL).is_file() {
        return Ok(());
    }
    let entries = std::fs::read_dir(&folder.real).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| refused(format!("it cannot be read: {}", plain_reason(&error))))?;
    // The corner alone is what a first build leaves that was interrupted before it placed anything.
    if entries.iter().all(|entry| entry.file_name() == CORNER) {
        Ok(())
    } else {
        Err(EmitError::NotOurs { out: folder.shown.clone() })
    }
}

/// Takes away the corner and the folder, where nothing else is in them: they were made for this run, which came to nothing.
pub fn leave(folder: &Folder) {
    let _ = std::fs::remove_file(folder.at(LOCK));
    let _ = std::fs::remove_dir(folder.at(CORNER));
    let _ = std::fs::remove_dir(&folder.real);
}

/// Resolves links in the part of a path that exists, and `..` in the part that does not.
fn resolve(path: &Path) -> Result<PathBuf, String> {
    let no_place = |_| "the folder that you are in is no longer there. Go to another one with `cd`".to_owned();
    let mut existing = std::path::absolute(path).map_err(no_place)?;
    let mut missing: Vec<PathBuf> = Vec::new();
    let mut resolved = loop {
        match existing.canonicalize() {
            Ok(resolved) => break resolved,
            Err(error) => {
                let is_shut = error.kind() == std::io::ErrorKind::PermissionDenied;
                let broken = |above: &&Path| above.is_symlink() && above.canonicalize().is_err();
                if let Some(link) = existing.ancestors().find(broken).filter(|_| !is_shut) {
                    return Err(format!("`{}` is a link that leads nowhere. Delete the link", link.display()));
                }
                let last = existing.components().next_back().map(|last| PathBuf::from(last.as_os_str()));
                let (Some(last), true) = (last, error.kind() == std::io::ErrorKind::NotFound) else {
                    return Err(format!("it cannot be looked at: {}", plain_reason(&error)));
                };
                missing.push(last);
                existing = parent(&existing);
            }
        }
    };
    for part in missing.iter().rev() {
        // Nothing is there, so nothing can be a link, and `..` means the part before.
        if part.as_os_str() == OsStr::new("..") {
            resolved.pop();
        } else {
            resolved.push(part);
        }
    }
    Ok(resolved)
}

/// The path without its last part, also where that part is `..`, which `Path::parent` would drop just so.
fn parent(path: &Path) -> PathBuf {
    let parts: Vec<Component<'_>> = path.components().collect();
    parts.iter().take(parts.len().saturating_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn harmful_folders_are_refused() {
        let folder = TempDir::new().unwrap();
        let home = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap().join("home");
        let root = home.join("site");
        for path in ["site/content/guidance", "site/themes", "site/full", "site/empty", "other"] {
            fs::create_dir_all(home.join(path)).unwrap();
        }
        for path in ["site/config.yaml", "site/full/thesis.doc"] {
            fs::write(home.join(path), "").unwrap();
        }
        let table = [
            ("site", Some("your site itself")),
            ("site/", Some("your site itself")),
            ("site/public/..", Some("your site itself")),
            ("site/../site", Some("your site itself")),
            ("", Some("home folder")),
            ("..", Some("home folder")),
            ("../../../../../../../../../..", Some("whole disk")),
            ("site/content", Some("`content`")),
            ("site/content/new/deep", Some("`content`")),
            ("site/nowhere/../content/x", Some("`content`")),
            ("site/themes/default", Some("`themes`")),
            ("site/config.yaml", Some("is a file")),
            ("site/config.yaml/x", Some("cannot be looked at")),
            ("site/full", Some("did not write")),
            ("other", None),
            ("site/empty", None),
            ("site/public", None),
            ("site/new/deep/public", None),
            ("elsewhere/../other", None),
        ];
        for (out, expected) in table {
            let target = Target { root: root.clone(), out: home.join(out) };
            let said = settle_for(&target, Some(home.as_std_path())).map_err(|error| error.to_string());
            match expected {
                None => assert!(said.is_ok(), "{out}: {said:?}"),
                Some(words) => assert!(said.as_ref().is_err_and(|said| said.contains(words)), "{out}: {said:?}"),
            }
            assert!(!home.join("site/public").exists(), "{out} wrote something");
        }
        let target = Target { root, out: Utf8PathBuf::new() };
        assert!(settle_for(&target, None).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_hide_a_harmful_folder() {
        use std::os::unix::fs::symlink;

        let folder = TempDir::new().unwrap();
        let base = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        let root = base.join("site");
        fs::create_dir_all(root.join("content")).unwrap();
        fs::create_dir_all(base.join("fit")).unwrap();
        symlink(&root, base.join("to-root")).unwrap();
        symlink(root.join("content"), base.join("to-content")).unwrap();
        symlink("gone", base.join("to-nowhere")).unwrap();
        symlink("fit", base.join("to-fit")).unwrap();
        symlink(base.join("elsewhere"), base.join("fit/.plenary")).unwrap();
        let settle = |out: &str| settle_for(&Target { root: root.clone(), out: base.join(out) }, None);
        for out in ["to-root", "to-content", "to-content/new", "to-root/content", "to-nowhere", "to-nowhere/x"] {
            assert!(matches!(settle(out), Err(EmitError::Refused { .. })), "{out}");
        }
        assert!(matches!(settle("fit"), Err(EmitError::Foreign { .. })), "the corner is a link");
        fs::remove_file(base.join("fit/.plenary")).unwrap();
        let fit = settle("to-fit").unwrap();
        assert_eq!(fit.real.as_std_path(), base.join("fit").canonicalize().unwrap());
        assert_eq!(fit.shown, base.join("to-fit"));
    }
}
