//! The sites that are measured: what the `corpus` example writes, once, into a folder that should lie in memory.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder where they lie, unless somebody says otherwise.
pub fn work() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let work = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    work.join("plenary-bench")
}

/// The folder of a site of so many events, which is written if it is not there yet.
pub fn site(work: &Path, events: usize, short: bool) -> PathBuf {
    let site = work.join(format!("site-{events}{}", if short { "-short" } else { "" }));
    if !site.exists() {
        std::fs::create_dir_all(work).unwrap();
        let run = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--release", "--example", "corpus", "--"])
            .arg(&site)
            .args(["--events", &events.to_string()])
            .args(short.then_some("--short"))
            .status();
        assert!(run.unwrap().success(), "the corpus could not be written");
    }
    site
}
