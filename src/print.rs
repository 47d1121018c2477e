//! Pages on paper, as PDF, by a browser that is installed: the one place that runs another program on a site's pages.
//!
//! A browser gets a page that stands by itself (see `export`), from a folder of its own that nobody else may read, with a
//! profile of its own and no way to any network. What it made is taken as bytes, and written by whoever asked.

mod browser;
mod process;
mod room;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use thiserror::Error;

use crate::load::read::plain_reason;
use crate::print::browser::Browser;
use crate::print::room::Room;

/// How many browsers run at once. Each takes a few hundred megabytes, and one page keeps one busy.
const AT_ONCE: usize = 2;
/// How long one page may take. The longest pack takes some seconds; a browser that hangs never ends.
const LIMIT: Duration = Duration::from_secs(120);

/// A page to print.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// What it is called in messages.
    pub name: &'a str,
    pub html: &'a str,
}

/// How pages are printed.
#[derive(Clone, Debug)]
pub struct Printer {
    browser: Browser,
    limit: Duration,
}

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PrintError {
    #[error(
        "there is no Chromium, Chrome or Edge on this computer, as far as plenary can see. Install one of them, or say where \
         it is with `--browser`. Every document can also be printed by hand, from any browser: open it and choose Print."
    )]
    NoBrowser,
    #[error("there is no browser at `{path}`: {why}. Name the program itself after `--browser`.")]
    NotThere { path: PathBuf, why: String },
    #[error(
        "`{path}` is not Chromium, Chrome or Edge, as far as plenary can see. Only these print head and foot of every sheet \
         as they should be. Name one of them after `--browser`."
    )]
    NotABrowser { path: PathBuf },
    #[error(
        "`{name}` was given up after {seconds} seconds: the browser had not finished. Try again, or print it by hand."
    )]
    TooLong { name: String, seconds: u64 },
    #[error("the browser made no PDF of `{name}`. {said}")]
    NoPdf { name: String, said: String },
    #[error("no folder could be made for the browser to work in: {}.", plain_reason(.0))]
    NoRoom(#[source] io::Error),
    #[error("stopped before everything was printed. What is listed above is whole.")]
    Stopped,
}

impl Printer {
    /// Finds a browser: the one that is named, or one that is installed.
    pub fn find(named: Option<PathBuf>) -> Result<Printer, PrintError> {
        let browser = match named {
            Some(path) => Browser::at(path)?,
            None => Browser::installed()?,
        };
        Ok(Printer { browser, limit: LIMIT })
    }

    /// The browser's program.
    pub fn program(&self) -> &Path {
        &self.browser.program
    }

    /// A word on what this browser leaves out, if it is an old one.
    pub fn shortcoming(&self) -> Option<String> {
        self.browser.shortcoming()
    }

    /// Prints pages, several at a time, and hands on each PDF in the order of the pages. Ends at the first that fails, at
    /// the first that is not taken, and when `stop` is set.
    pub fn print<E: From<PrintError>>(
        &self,
        jobs: &[Job],
        stop: &AtomicBool,
        take: &mut dyn FnMut(usize, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let next = AtomicUsize::new(0);
        let enough = AtomicBool::new(false);
        let ended = || stop.load(Ordering::Relaxed) || enough.load(Ordering::Relaxed);
        std::thread::scope(|scope| {
            let (sender, made) = channel();
            for _ in 0..AT_ONCE.min(jobs.len()) {
                let sender = sender.clone();
                let (next, ended) = (&next, &ended);
                scope.spawn(move || self.work(jobs, next, ended, &sender));
            }
            drop(sender);
            let mut waiting: Vec<Option<Vec<u8>>> = vec![None; jobs.len()];
            let mut turn = 0;
            let mut outcome = Ok(());
            for (at, result) in made {
                match result {
                    Ok(pdf) => waiting[at] = Some(pdf),
                    Err(error) if outcome.is_ok() => outcome = Err(E::from(error)),
                    Err(_) => {}
                }
                while let Some(pdf) = waiting.get_mut(turn).and_then(Option::take).filter(|_| outcome.is_ok()) {
                    outcome = take(turn, pdf);
                    turn += 1;
                }
                if outcome.is_err() {
                    enough.store(true, Ordering::Relaxed);
                }
            }
            match outcome {
                Ok(()) if turn < jobs.len() => Err(E::from(PrintError::Stopped)),
                outcome => outcome,
            }
        })
    }

    /// Prints one page after another in one room, until there are no more.
    fn work(
        &self,
        jobs: &[Job],
        next: &AtomicUsize,
        ended: &dyn Fn() -> bool,
        made: &Sender<(usize, Result<Vec<u8>, PrintError>)>,
    ) {
        let mut room = None;
        while !ended() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return };
            let room = match &mut room {
                Some(room) => Ok(&*room),
                none => Room::beside(&self.browser).map(|made| &*none.insert(made)).map_err(PrintError::NoRoom),
            };
            let printed = room.and_then(|room| process::print(&self.browser, room, job, self.limit, ended));
            let failed = printed.is_err();
            if made.send((at, printed)).is_err() || failed {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
