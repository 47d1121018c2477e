//! One run of a browser: a page goes in, a PDF comes out.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::load::read::plain_reason;
use crate::print::browser::Browser;
use crate::print::room::{Room, address};
use crate::print::{Job, PrintError};

/// How often a running browser is looked at.
const LOOK: Duration = Duration::from_millis(15);

/// What every run is told: no window, no welcome, nothing that belongs to the person, no network.
const FLAGS: &[&str] = &[
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    // Without a proxy every name has to be resolved here, and no name is.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    // A keyring would ask for its password.
    "--password-store=basic",
    "--use-mock-keychain",
    // Containers have little shared memory, and a long page wants more.
    "--disable-dev-shm-usage",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
];

/// Prints one page. Nothing of it is left but its bytes.
pub fn print(
    browser: &Browser,
    room: &Room,
    job: &Job,
    limit: Duration,
    ended: &dyn Fn() -> bool,
) -> Result<Vec<u8>, PrintError> {
    let _ = fs::remove_file(room.pdf());
    fs::write(room.page(), job.html).map_err(PrintError::NoRoom)?;
    let complaints = File::create(room.complaints()).map_err(PrintError::NoRoom)?;
    let mut command = Command::new(&browser.program);
    command.args(FLAGS);
    if is_root() {
        // The sandbox of a browser gives up rights that root does not give up, so as root it refuses to start. This page
        // is our own, and reaches nothing.
        command.arg("--no-sandbox");
    }
    command.arg(format!("--user-data-dir={}", room.profile().display()));
    command.arg(format!("--print-to-pdf={}", room.pdf().display()));
    command.arg(address(&room.page()));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(complaints);
    let mut child = command
        .spawn()
        .map_err(|error| PrintError::NotThere { path: browser.program.clone(), why: plain_reason(&error) })?;
    if !finished(&mut child, limit, ended) {
        return Err(match ended() {
            true => PrintError::Stopped,
            false => PrintError::TooLong { name: job.name.to_owned(), seconds: limit.as_secs() },
        });
    }
    let pdf = fs::read(room.pdf()).unwrap_or_default();
    match is_whole(&pdf) {
        true => Ok(pdf),
        false if ended() => Err(PrintError::Stopped),
        false => Err(PrintError::NoPdf { name: job.name.to_owned(), said: said(room) }),
    }
}

/// Waits until a program ends by itself. One that takes longer than it may, or is not wanted any more, is ended.
pub fn finished(child: &mut Child, limit: Duration, ended: &dyn Fn() -> bool) -> bool {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return true,
            Ok(None) if started.elapsed() < limit && !ended() => std::thread::sleep(LOOK),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

/// Whether bytes are a PDF from its head to its end.
fn is_whole(pdf: &[u8]) -> bool {
    let tail = &pdf[pdf.len().saturating_sub(32)..];
    pdf.starts_with(b"%PDF-") && tail.windows(5).any(|window| window == b"%%EOF")
}

/// The last thing that the browser complained of.
fn said(room: &Room) -> String {
    let text =
        fs::read(room.complaints()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    match text.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => format!("It says: {line}"),
        None => "It does not say why.".to_owned(),
    }
}

/// Whether this process is root's.
#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}
