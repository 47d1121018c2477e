//! How far long work has come: a bar on a terminal, and nothing anywhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Terminal;

/// Work that is done within this time shows no bar: it would be a flicker.
const SHORT: Duration = Duration::from_millis(500);

/// A bar for work of a known number of steps. It goes when it is dropped, so that an error has the line to itself.
pub struct Progress {
    bar: ProgressBar,
    over: Arc<AtomicBool>,
}

impl Progress {
    /// A bar that says what is being done. It comes once the work has lasted for a while.
    pub fn new(terminal: &Terminal, doing: &str, steps: usize) -> Progress {
        let bar = ProgressBar::with_draw_target(u64::try_from(steps).ok(), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {pos} of {len}") {
            bar.set_style(style);
        }
        bar.set_prefix(doing.to_owned());
        let over = Arc::new(AtomicBool::new(false));
        if !terminal.quiet {
            let (later, is_over) = (bar.clone(), over.clone());
            thread::spawn(move || {
                thread::sleep(SHORT);
                if !is_over.load(Ordering::Relaxed) {
                    // Where the error stream is no terminal, this target draws nothing.
                    later.set_draw_target(ProgressDrawTarget::stderr());
                    later.tick();
                }
            });
        }
        Progress { bar, over }
    }

    /// One step is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Prints beside the bar.
    pub fn beside(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }
}
