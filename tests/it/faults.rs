//! What may go wrong around a build, made to go wrong: a kill, a full disk, a folder that may only be read, files that
//! change while they are read. `ARCHITECTURE.md` has the list of faults, each with the test that makes it.
//!
//! The promise of `src/emit.rs`, seen from the outside. Whatever stops a build:
//!
//! - each published file is, byte for byte, that of the old site or of the new one; none is ever half written;
//! - without a journal in `.plenary`, all of the site is the old one, or all of it is the new one;
//! - with a journal, pages that both sites have are there, and the next build puts all right before it does anything else;
//! - a file that plenary did not write is never touched.

mod around;
mod disk;
mod files;
mod killed;
mod list;
mod names;

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::browser::installed;
use crate::harness::{Folder, Run, Site};

/// The quickest build that still has every kind of file.
const BUILD: &[&str] = &["build", "--edition", "participant"];

/// How long anything may take that must happen, on the slowest machine.
const LONG: Duration = Duration::from_secs(60);

type Tree = BTreeMap<String, Vec<u8>>;

/// One site before and after an edit which changes every page, takes a section away and brings another.
struct Edited {
    old: State,
    new: State,
}

struct State {
    site: Site,
    /// What a build from nothing publishes.
    published: Tree,
}

fn edited() -> &'static Edited {
    static EDITED: OnceLock<Edited> = OnceLock::new();
    EDITED.get_or_init(|| Edited { old: State::of("Old", "before"), new: State::of("New", "after") })
}

impl State {
    fn of(title: &str, section: &str) -> State {
        // Many small files, so that publishing takes long enough to be met in the middle.
        const PICTURES: usize = 200;
        let audience = "audience: [facilitator, review-team, participant]";
        let links: Vec<String> = (0..PICTURES).map(|n| format!("[{n}](picture-{n}.txt)\n")).collect();
        let album = format!("---\ntitle: Album\n{audience}\n---\n\n{}", links.concat());
        let page = format!("---\ntitle: {title} page\n{audience}\n---\n\nText.\n");
        let site = Site::alder()
            .file("config.yaml", format!("title: {title}\n"))
            .file("content/reviews/alder/album.md", album)
            .file(&format!("content/guidance/{section}/_index.md"), &page)
            .file(&format!("content/guidance/{section}/page.md"), page.replace("page", "other page"));
        let picture = |site: Site, n: usize| {
            site.file(&format!("content/reviews/alder/picture-{n}.txt"), format!("{title} picture {n}\n"))
        };
        let site = (0..PICTURES).fold(site, picture);
        let folder = site.folder();
        folder.plenary(BUILD).exits(0);
        State { published: published(&folder), site }
    }
}

/// A folder in which the old site is published and the new one has just been written.
fn about_to_change() -> Folder {
    let folder = published_folder(&edited().old);
    edited().new.site.lay_into(&folder);
    folder
}

fn published_folder(state: &State) -> Folder {
    let folder = state.site.folder();
    folder.plenary(BUILD).exits(0);
    folder
}

/// What readers find in `public`.
fn published(folder: &Folder) -> Tree {
    let tree = if folder.has("public") { folder.tree("public") } else { Tree::new() };
    tree.into_iter().filter(|(path, _)| !path.starts_with(".plenary/")).collect()
}

/// Holds two sites against one another, and names the files that differ.
#[track_caller]
fn assert_same(found: &Tree, wanted: &Tree, what: &str) {
    let all = found.keys().chain(wanted.keys());
    let mut differing: Vec<&String> = all.filter(|path| found.get(*path) != wanted.get(*path)).collect();
    differing.sort_unstable();
    differing.dedup();
    assert!(differing.is_empty(), "{what}: {} files differ, such as {:?}", differing.len(), &differing[..1]);
}

/// A build after which nothing is amiss: the very bytes of a build from nothing, and no rubbish.
#[track_caller]
fn builds_cleanly(folder: &Folder, state: &State) {
    let run = folder.plenary(BUILD);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_same(&published(folder), &state.published, "after a clean build");
    assert_tidy(folder, "after a clean build");
}

/// Refuses anything in plenary's own corner that a build does not leave on purpose.
#[track_caller]
fn assert_tidy(folder: &Folder, what: &str) {
    let corner: Vec<String> = folder.tree("public/.plenary").into_keys().collect();
    let left = |name: &str| corner.iter().any(|left| left == name);
    let known = ["lock", "manifest.json", "pages.json", "stamps.json"];
    let rubbish: Vec<&String> = corner.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(rubbish.is_empty() && left("lock") && left("manifest.json"), "{what}: {corner:?}");
}

/// Refuses what no message may hold, and a message that leaves one alone with it.
#[track_caller]
fn assert_plain(said: &str) {
    for never in ["panicked", "os error", "Utf8", "UTF-8: ", "{", "called `", "RUST_BACKTRACE"] {
        assert!(!said.contains(never), "`{never}` in:\n{said}");
    }
}

/// plenary in a folder, to be met while it runs.
fn start(folder: &Folder, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.current_dir(folder.path()).args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(child: Child) -> Run {
    run_of(child.wait_with_output().unwrap())
}

/// The end of a program. One that a signal ended has the code of a shell: 128 and the signal.
fn run_of(output: Output) -> Run {
    use std::os::unix::process::ExitStatusExt;
    let code = output.status.code().or_else(|| output.status.signal().map(|signal| 128 + signal));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run { code: code.unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// Waits with hardly a pause until something is so. False where the child has ended before it was.
fn meets(child: &mut Child, is: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while !is() {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        assert!(began.elapsed() < LONG, "plenary neither came so far nor ended");
        std::thread::sleep(Duration::from_micros(50));
    }
    true
}

/// Sends a signal by name, as somebody at a terminal does.
fn signal(child: &Child, name: &str) {
    shell(&Folder::empty(), &format!("kill -{name} {}", child.id()));
}

/// Runs a script of the shell in a folder, in which `plenary` is the program.
pub fn shell(folder: &Folder, script: &str) -> Run {
    let script = format!("plenary() {{ \"$PLENARY\" \"$@\"; }}\n{script}");
    let mut command = Command::new("bash");
    command.current_dir(folder.path()).env("PLENARY", env!("CARGO_BIN_EXE_plenary")).args(["-c", &script]);
    run_of(command.output().unwrap())
}

/// Runs a script with disks of its own, which nobody else sees and which go with it. `None`, and a word, where the
/// system does not allow that.
fn with_own_disks(test: &str, folder: &Folder, script: &str) -> Option<Vec<Run>> {
    let flags = if is_administrator(folder) { "-m" } else { "-Urm" };
    let tried = shell(folder, &format!("unshare {flags} mount -t tmpfs tmpfs /mnt"));
    if tried.code != 0 {
        eprintln!("SKIPPED {test}: this system lets a test mount no disks of its own ({}).", tried.err.trim());
        return None;
    }
    std::fs::write(folder.at("script"), format!("set -e\n{STEPS}{script}")).unwrap();
    let run = shell(folder, &format!("unshare {flags} bash script"));
    assert_eq!(run.code, 0, "the script itself failed:\n{}{}", run.out, run.err);
    Some(steps(&run.out))
}

/// `step COMMAND…` runs plenary, and notes what it said and how it ended.
const STEPS: &str = "step() { local code=0; \"$PLENARY\" \"$@\" 2>&1 || code=$?; echo \"=> $code\"; }\n";

/// What each step said, both streams in one.
fn steps(out: &str) -> Vec<Run> {
    let mut said = String::new();
    let mut steps = Vec::new();
    for line in out.lines() {
        match line.strip_prefix("=> ") {
            Some(code) => {
                let err = std::mem::take(&mut said);
                steps.push(Run { code: code.parse().unwrap(), out: String::new(), err });
            }
            None => said.push_str(&format!("{line}\n")),
        }
    }
    steps
}

fn is_administrator(folder: &Folder) -> bool {
    folder.path().metadata().unwrap().uid() == 0
}

/// How to run plenary as somebody to whom permissions apply, with a copy of it that they can reach. `None`, and a word,
/// where that cannot be.
pub fn as_somebody(test: &str, folder: &Folder) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    if !is_administrator(folder) {
        return Some(env!("CARGO_BIN_EXE_plenary").to_owned());
    }
    let copy: PathBuf = folder.at("the-program");
    let program = env!("CARGO_BIN_EXE_plenary");
    std::fs::hard_link(program, &copy).or_else(|_| std::fs::copy(program, &copy).map(drop)).unwrap();
    let command = format!("setpriv --reuid=65534 --regid=65534 --clear-groups {}", copy.display());
    if installed(&["setpriv"]).is_none() || shell(folder, &format!("{command} --version")).code != 0 {
        eprintln!("SKIPPED {test}: the tests run as an administrator, and `setpriv` cannot make them somebody else.");
        return None;
    }
    Some(command)
}
