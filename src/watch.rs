//! A bell that rings when something in a site's folder may have changed. It says when, and at most where to look first:
//! whoever hears it looks at the files themselves.
//!
//! Systems lose events, double them and call things by old names, so nothing rests on them. A bell that is not rung in
//! time costs a moment, never a wrong page: the hearer looks at everything by the clock as well.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::load::names::{fold, is_leaving};

/// How long the disk has to be quiet before the bell rings. An editor's save is over in a few milliseconds.
const QUIET: Duration = Duration::from_millis(10);
/// How often the events that have come in are looked at.
const TICK: Duration = Duration::from_millis(5);

/// The folders that are watched with all that is in them.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// Where something may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// At these paths, as the system names them.
    At(BTreeSet<PathBuf>),
    Anywhere,
}

impl Where {
    /// For a ring that means something else.
    pub fn nowhere() -> Where {
        Where::At(BTreeSet::new())
    }

    fn and(self, other: Where) -> Where {
        match (self, other) {
            (Where::At(mut some), Where::At(more)) => {
                some.extend(more);
                Where::At(some)
            }
            _ => Where::Anywhere,
        }
    }
}

/// A bell that anybody may ring, and one thread waits for. Rings that nobody has heard yet count as one.
#[derive(Clone, Debug, Default)]
pub struct Bell {
    rung: Arc<(Mutex<Option<Where>>, Condvar)>,
}

impl Bell {
    pub fn ring(&self, place: Where) {
        let mut rung = self.lock();
        *rung = Some(match rung.take() {
            Some(before) => before.and(place),
            None => place,
        });
        self.rung.1.notify_all();
    }

    /// Waits for a ring, and no longer than so long. Says where to look, if it rang.
    pub fn wait(&self, longest: Duration) -> Option<Where> {
        let waited = self.rung.1.wait_timeout_while(self.lock(), longest, |rung| rung.is_none());
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        rung.take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Where>> {
        self.rung.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The watch over one site's folder.
#[derive(Debug)]
pub struct Watch {
    root: Utf8PathBuf,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    /// What is watched below the root, and which folder that was: another may have come in its place.
    watched: [Option<Identity>; 2],
}

impl Watch {
    /// Watches the folder of a site. The error says why the system gives no word of changes here.
    pub fn start(root: &Utf8Path, bell: Bell) -> Result<Watch, String> {
        let root = root.canonicalize_utf8().map_err(|error| crate::load::read::plain_reason(&error))?;
        let base = root.clone();
        let hear = move |heard: DebounceEventResult| {
            // A mistake of the watcher may have swallowed anything.
            let Ok(events) = heard else { return bell.ring(Where::Anywhere) };
            for event in events.iter().filter(|event| matters(event, &base)) {
                bell.ring(place_of(event));
            }
        };
        let mut debouncer = new_debouncer(QUIET, Some(TICK), hear).map_err(|error| plain(&error))?;
        debouncer.watch(&root, RecursiveMode::NonRecursive).map_err(|error| plain(&error))?;
        let mut watch = Watch { root, debouncer, watched: [None, None] };
        watch.follow()?;
        Ok(watch)
    }

    /// Takes up folders that have come, or come again, since the last time. What happened in them before is for the
    /// caller to look up, so this comes before the look.
    pub fn follow(&mut self) -> Result<(), String> {
        for (at, name) in FOLDERS.into_iter().enumerate() {
            let path = self.root.join(name);
            let now = identity(path.as_std_path());
            if now == self.watched[at] {
                continue;
            }
            if self.watched[at].take().is_some() {
                // It may be gone, and its watch with it.
                let _ = self.debouncer.unwatch(&path);
            }
            if now.is_some() {
                match self.debouncer.watch(&path, RecursiveMode::Recursive) {
                    Ok(()) => self.watched[at] = now,
                    // Gone again already: the next look will find it where it is.
                    Err(_) if identity(path.as_std_path()) != now => {}
                    Err(error) => return Err(plain(&error)),
                }
            }
        }
        Ok(())
    }
}

/// By what a folder is known to be the same one.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let seen = path.metadata().ok().filter(|seen| seen.is_dir())?;
    Some((seen.dev(), seen.ino()))
}

/// Elsewhere a folder is known by when it was made.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    let seen = path.metadata().ok().filter(|seen| seen.is_dir())?;
    let made = seen.created().ok().and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    Some(made.map_or((0, 0), |made| (made.as_secs(), u64::from(made.subsec_nanos()))))
}

/// Whether an event can mean that a source is another than before. Reading a file is an event too; to heed it would be
/// to build for ever.
fn matters(event: &Event, root: &Utf8Path) -> bool {
    let change = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    event.need_rescan() || change && (event.paths.is_empty() || event.paths.iter().any(|path| is_ours(path, root)))
}

/// Where an event says that something has changed.
fn place_of(event: &Event) -> Where {
    if event.need_rescan() || event.paths.is_empty() {
        return Where::Anywhere;
    }
    Where::At(event.paths.iter().cloned().collect())
}

/// Whether a path can be one of the site's sources, or a folder that holds some.
fn is_ours(path: &Path, root: &Utf8Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return true };
    let mut names = inside.components().map(|part| part.as_os_str().to_string_lossy());
    let Some(first) = names.next() else { return true };
    let known = matches!(fold(&first).as_str(), "config.yaml" | "config.yml" | "content" | "themes");
    known && !names.any(|name| is_leaving(&name))
}

/// What the watcher says, for somebody who is no programmer.
fn plain(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "the system watches no more files for one person".to_owned(),
        notify::ErrorKind::Io(error) => crate::load::read::plain_reason(error),
        _ => error.to_string().lines().next().unwrap_or("").to_owned(),
    }
}

#[cfg(test)]
mod tests;
