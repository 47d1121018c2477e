//! Printing by scripts that stand in for a browser.
#![cfg(unix)]

use std::fs;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::print::browser::Browser;
use crate::print::{Job, LIMIT, PrintError, Printer};

/// A printer whose browser is a script.
fn printer(folder: &TempDir, script: &str, limit: Duration) -> Printer {
    let path = folder.path().join("chromium");
    fs::write(folder.path().join("script"), format!("#!/bin/sh\n{script}\n")).unwrap();
    // By another program: while this one has a script open for writing, no test can run it.
    let copied = Command::new("install").args(["-m", "755"]).arg(folder.path().join("script")).arg(&path).status();
    assert!(copied.unwrap().success());
    Printer { browser: Browser::trusted(path), limit }
}

fn printed(printer: &Printer, jobs: &[Job], stop: &AtomicBool) -> (Vec<usize>, Result<(), PrintError>) {
    let mut taken = Vec::new();
    let outcome = printer.print(jobs, stop, &mut |at, _| {
        taken.push(at);
        Ok(())
    });
    (taken, outcome)
}

/// Writes what its page says, once it has waited as long as the page says.
const FAKE: &str = r#"for word in "$@"; do case "$word" in --print-to-pdf=*) out="${word#*=}";; esac; done
    page="${word#file://}"; read -r wait < "$page"; sleep "$wait"; printf '%%PDF-1.4\n%%%%EOF\n' > "$out""#;

#[test]
fn pages_come_in_their_own_order_however_long_each_takes() {
    let folder = TempDir::new().unwrap();
    let printer = printer(&folder, FAKE, LIMIT);
    let jobs = ["0.3\n", "0\n", "0\n", "0.1\n", "0\n"].map(|html| Job { name: "page", html });
    let (taken, outcome) = printed(&printer, &jobs, &AtomicBool::new(false));
    assert_eq!(taken, [0, 1, 2, 3, 4]);
    outcome.unwrap();
}

#[test]
fn a_page_that_takes_too_long_ends_it() {
    let folder = TempDir::new().unwrap();
    let printer = printer(&folder, FAKE, Duration::from_millis(400));
    let started = Instant::now();
    let jobs = ["0\n", "30\n", "0\n"].map(|html| Job { name: "pack", html });
    let (taken, outcome) = printed(&printer, &jobs, &AtomicBool::new(false));
    assert_eq!(taken, [0]);
    let error = outcome.unwrap_err();
    assert!(matches!(&error, PrintError::TooLong { .. }), "{error}");
    assert!(error.to_string().starts_with("`pack` was given up"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_browser_that_fails_is_quoted_and_one_that_is_stopped_is_not() {
    let folder = TempDir::new().unwrap();
    let jobs = [Job { name: "agenda", html: "" }];
    let failing = printer(&folder, "echo 'No usable sandbox!' >&2; exit 1", LIMIT);
    let error = printed(&failing, &jobs, &AtomicBool::new(false)).1.unwrap_err().to_string();
    assert!(error.contains("`agenda`") && error.contains("No usable sandbox!"), "{error}");
    let silent = printer(&folder, "exit 0", LIMIT);
    let error = printed(&silent, &jobs, &AtomicBool::new(false)).1.unwrap_err().to_string();
    assert!(error.contains("made no PDF"), "{error}");
    let half = printer(&folder, &FAKE.replace("\\n%%%%EOF", ""), LIMIT);
    assert!(printed(&half, &[Job { name: "agenda", html: "0\n" }], &AtomicBool::new(false)).1.is_err());
    let stopped = printed(&silent, &jobs, &AtomicBool::new(true)).1;
    assert!(matches!(stopped, Err(PrintError::Stopped)));
}
