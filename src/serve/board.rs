//! What visitors get just now, and what is wrong just now. The builder posts, everybody reads.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::output::Output;
use crate::pipeline::Staged;
use crate::plan::SEARCH_INDEX;
use crate::serve::trouble::Trouble;
use crate::source::Sources;
use crate::watch::{Bell, Where};

/// How often a silent line gets a word, so that one whose reader has gone is noticed.
const PING: Duration = Duration::from_secs(2);
/// More lines than anybody has windows. Past that, the oldest ends for each that is taken; a page whose line has ended takes
/// another.
const MOST_LINES: usize = 64;

/// A site at one moment: its edition, ready to be rendered page by page, and the files that it came from.
#[derive(Debug)]
pub struct Generation {
    pub staged: Staged,
    pub sources: Arc<Sources>,
    /// The index of all pages. To make it is to make them all, so it is kept once it was asked for.
    index: OnceLock<Option<Made>>,
}

/// A file, or what keeps it from being made.
type Made = Result<Output, Vec<Diagnostic>>;

impl Generation {
    pub fn new(staged: Staged, sources: Arc<Sources>) -> Generation {
        Generation { staged, sources, index: OnceLock::new() }
    }

    /// One file of the edition, searched for leaks; nothing where the edition has no such file.
    pub fn output(&self, url: &str) -> Option<Made> {
        let make = || self.staged.output(url, &self.sources);
        if url == SEARCH_INDEX { self.index.get_or_init(make).clone() } else { make() }
    }

    /// The addresses of the theme's stylesheets.
    pub fn styles(&self) -> Vec<&str> {
        let assets = self.staged.theme.assets.iter().map(|asset| asset.url.as_str());
        assets.filter(|url| url.ends_with(".css")).collect()
    }
}

#[derive(Debug)]
pub struct Board {
    pub audience: Audience,
    /// Rung when there is something to tell.
    bell: Bell,
    /// Tells this run of the server from the one before.
    run: String,
    posted: Mutex<Posted>,
    changed: Condvar,
    /// Whether each line still lasts, the oldest first.
    lines: Mutex<VecDeque<Arc<AtomicBool>>>,
}

#[derive(Debug, Default)]
struct Posted {
    shown: Option<Arc<Generation>>,
    /// The last one of which every page was looked at, and none is broken; before there is such a one, the first.
    whole: Option<Arc<Generation>>,
    /// Why the newest files are not shown.
    refused: Option<Arc<Trouble>>,
    /// What was found in pages of `shown` when they were made.
    found: Vec<Diagnostic>,
    found_trouble: Option<Arc<Trouble>>,
    stumbles: Vec<String>,
    /// Raised with every change.
    number: u64,
}

/// The board at one moment.
#[derive(Clone, Debug)]
pub struct View {
    audience: Audience,
    pub build: String,
    pub shown: Option<Arc<Generation>>,
    pub whole: Option<Arc<Generation>>,
    pub trouble: Option<Arc<Trouble>>,
    number: u64,
}

impl View {
    /// What an open page has to know to tell whether it is up to date, and whether it is a page of this edition at all.
    pub fn state(&self) -> String {
        let mistakes = self.trouble.as_ref().map_or("", |trouble| &trouble.id);
        serde_json::json!({ "edition": self.audience.name(), "build": self.build, "mistakes": mistakes }).to_string()
    }
}

impl Board {
    pub fn new(audience: Audience, bell: Bell) -> Board {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Board {
            audience,
            bell,
            run: format!("{:x}", since.as_nanos()),
            posted: Mutex::default(),
            changed: Condvar::new(),
            lines: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Posted> {
        // A panic while it was held has left it whole: every change is a few plain assignments.
        self.posted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Posted) -> T) -> T {
        let mut posted = self.lock();
        posted.number += 1;
        let changed = change(&mut posted);
        drop(posted);
        self.changed.notify_all();
        changed
    }

    /// Shows a new state of the site. Gives back the one that nobody needs any longer: to let go of all that it holds
    /// takes its time, and no visitor should wait for that.
    pub fn post(&self, generation: Arc<Generation>) -> Option<Arc<Generation>> {
        self.change(|posted| {
            let before = posted.shown.replace(generation);
            // The first state has to do, where nobody had the time yet to look at all of it.
            let nothing_better = posted.whole.is_none() && !posted.found.iter().any(Diagnostic::is_content_error);
            let gone = if nothing_better { std::mem::replace(&mut posted.whole, before) } else { before };
            posted.refused = None;
            posted.found.clear();
            posted.found_trouble = None;
            gone
        })
    }

    /// Keeps what is shown, and says why.
    pub fn refuse(&self, trouble: Trouble) {
        if self.lock().refused.as_deref() != Some(&trouble) {
            self.change(|posted| posted.refused = Some(Arc::new(trouble)));
        }
    }

    /// Takes a state of the site for whole: every page of it was looked at, and none is broken. Gives back the one that
    /// nobody needs any longer.
    pub fn take_for_whole(&self, generation: &Arc<Generation>) -> Option<Arc<Generation>> {
        self.lock().whole.replace(generation.clone())
    }

    /// Adds what was found in a page when it was made.
    pub fn add_found(&self, generation: &Arc<Generation>, mistakes: &[Diagnostic]) {
        let mut posted = self.lock();
        let is_shown = posted.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, generation));
        let new: Vec<Diagnostic> = mistakes.iter().filter(|mistake| !posted.found.contains(mistake)).cloned().collect();
        if !is_shown || new.is_empty() {
            return;
        }
        posted.number += 1;
        posted.found.extend(new);
        posted.found_trouble = Some(Arc::new(Trouble::found(&posted.found, &generation.sources, self.audience)));
        drop(posted);
        self.changed.notify_all();
        self.bell.ring(Where::nowhere());
    }

    /// Says what is wrong in the pages of a generation, all in all. One that is no longer shown is past mending.
    pub fn set_found(&self, generation: &Arc<Generation>, mistakes: Vec<Diagnostic>) {
        let trouble =
            (!mistakes.is_empty()).then(|| Arc::new(Trouble::found(&mistakes, &generation.sources, self.audience)));
        let is_shown = |posted: &Posted| posted.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, generation));
        {
            let posted = self.lock();
            if !is_shown(&posted) || posted.found == mistakes {
                return;
            }
        }
        self.change(|posted| {
            if is_shown(posted) {
                posted.found = mistakes;
                posted.found_trouble = trouble;
            }
        });
        self.bell.ring(Where::nowhere());
    }

    /// Keeps word of a panic for the builder to tell.
    pub fn stumbled(&self, report: String) {
        self.lock().stumbles.push(report);
        self.bell.ring(Where::nowhere());
    }

    /// Panics that nobody has been told of.
    pub fn take_stumbles(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().stumbles)
    }

    /// What was found in pages of what is shown when they were made.
    pub fn found(&self) -> Vec<Diagnostic> {
        self.lock().found.clone()
    }

    pub fn view(&self) -> View {
        self.view_of(&self.lock())
    }

    fn view_of(&self, posted: &Posted) -> View {
        View {
            audience: self.audience,
            build: format!("{}-{}", self.run, posted.number),
            shown: posted.shown.clone(),
            whole: posted.whole.clone(),
            trouble: posted.refused.clone().or_else(|| posted.found_trouble.clone()),
            number: posted.number,
        }
    }

    /// Waits until the board is another than it was, the line is to end, or so long.
    fn wait(&self, seen: Option<u64>, lasts: &AtomicBool) -> View {
        let same = |posted: &mut Posted| Some(posted.number) == seen && lasts.load(Ordering::Acquire);
        let waited = self.changed.wait_timeout_while(self.lock(), PING, same);
        let (posted, _) = waited.unwrap_or_else(PoisonError::into_inner);
        self.view_of(&posted)
    }

    fn lines(&self) -> MutexGuard<'_, VecDeque<Arc<AtomicBool>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a line to a page.
    pub fn take_line(self: &Arc<Board>) -> Line {
        let lasts = Arc::new(AtomicBool::new(true));
        let mut lines = self.lines();
        lines.push_back(lasts.clone());
        let oldest = if lines.len() > MOST_LINES { lines.pop_front() } else { None };
        drop(lines);
        if let Some(oldest) = oldest {
            // Under the lock, so that it is not missed by a line that is about to wait.
            let posted = self.lock();
            oldest.store(false, Ordering::Release);
            drop(posted);
            self.changed.notify_all();
        }
        Line { board: self.clone(), lasts }
    }
}

/// A line to an open page, over which it is told of every change.
#[derive(Debug)]
pub struct Line {
    board: Arc<Board>,
    /// Whether it has not been ended for another.
    lasts: Arc<AtomicBool>,
}

impl Line {
    /// Tells of changes until the reader has gone, or another line takes this one's place.
    pub fn speak(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut seen = None;
        while self.lasts.load(Ordering::Acquire) {
            let view = self.board.wait(seen, &self.lasts);
            if seen == Some(view.number) {
                to.write_all(b": still here\n\n")?;
            } else {
                seen = Some(view.number);
                to.write_all(format!("data: {}\n\n", view.state()).as_bytes())?;
            }
            to.flush()?;
        }
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.board.lines().retain(|line| !Arc::ptr_eq(line, &self.lasts));
    }
}
