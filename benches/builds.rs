//! What a build costs: whole builds of sites of several sizes, by themselves and beside others, and each stage alone.
//!
//! ```text
//! cargo bench --bench builds -- [--events 20,200,1700] [--short] [--runs 3] [--work DIR] [--peer 'NAME|FOLDER|OUT|COMMAND']...
//! ```
//!
//! The sites are what the `corpus` example writes, in the work folder, which should be on a file system in memory; with `--short`
//! those of which pages are about as long as the peers'. A peer
//! is any program that builds FOLDER into its folder OUT; it runs in turns with plenary. `{events}` in a peer stands for
//! the number of events. CPU is user and system time of the whole process.

#![allow(clippy::print_stdout, reason = "a program of its own, which says what it measured")]
#![allow(clippy::unwrap_used, reason = "whatever goes wrong ends the measurement")]

mod sites;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use plenary::audience::Audience;
use plenary::emit::{Target, emit};
use plenary::load::load;
use plenary::output::{EditionOutput, Kept, Sink};
use plenary::pieces::Pieces;
use plenary::pipeline::{self, Memory, Request, compile};
use plenary::{render, search};

fn main() {
    let options = Options::read();
    std::fs::create_dir_all(&options.work).unwrap();
    println!("| events | what | pages | files | MB | wall s | CPU s | CPU ms a page | CPU s / 100 MB | peak MiB |");
    println!("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for events in &options.events {
        let site = options.site(*events);
        measure(&options, &site, *events);
    }
    if let Some(most) = options.events.iter().max() {
        let site = options.site(*most);
        stages(&site, &options.work);
        search_in_a_browser(&out_of(&site, "one").join("facilitator"));
    }
}

struct Options {
    events: Vec<usize>,
    short: bool,
    runs: usize,
    work: PathBuf,
    peers: Vec<[String; 4]>,
}

impl Options {
    fn read() -> Options {
        let (events, work) = (vec![20, 200, 1700], sites::work());
        let mut options = Options { events, short: false, runs: 3, work, peers: Vec::new() };
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        while let Some(flag) = arguments.next() {
            if flag == "--short" {
                options.short = true;
                continue;
            }
            let value = arguments.next().unwrap();
            match flag.as_str() {
                "--events" => options.events = value.split(',').map(|number| number.parse().unwrap()).collect(),
                "--runs" => options.runs = value.parse().unwrap(),
                "--work" => options.work = PathBuf::from(value),
                "--peer" => {
                    let parts: Vec<String> = value.splitn(4, '|').map(str::to_owned).collect();
                    options.peers.push(parts.try_into().unwrap());
                }
                _ => println!("{flag} is no flag of this program, and was passed over."),
            }
        }
        options
    }

    /// Where the site of some events is.
    fn site(&self, events: usize) -> PathBuf {
        sites::site(&self.work, events, self.short)
    }
}

/// Where a site is built, beside it.
fn out_of(site: &Path, name: &str) -> PathBuf {
    site.with_file_name(format!("{}-{name}", site.file_name().unwrap().to_str().unwrap()))
}

/// What a browser's engine makes of an edition's search index.
fn search_in_a_browser(edition: &Path) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search.mjs");
    println!();
    let run = Command::new("node").arg("--expose-gc").arg(program).arg(edition).status();
    if !run.is_ok_and(|status| status.success()) {
        println!("Searching was not measured: there is no Node.js here.");
    }
}

/// One way to build a site.
struct Way {
    name: String,
    folder: PathBuf,
    command: Vec<String>,
    out: PathBuf,
    before: Before,
}

/// What happens to the output before a run.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// It is moved away: deleting it first would be paid for by the next to write.
    Gone,
    /// It stays, and an event of the last reviews is edited.
    Edited,
    /// It stays, and an event is edited on which all of the search index rests.
    EditedFirst,
    /// It stays, and nothing is edited.
    Kept,
}

fn measure(options: &Options, site: &Path, events: usize) {
    let program = env!("CARGO_BIN_EXE_plenary").to_owned();
    let plenary = |name: &str, out: &str, more: &[&str], before: Before| {
        let out = out_of(site, out);
        let mut command = vec![program.clone(), "build".to_owned(), "--quiet".to_owned(), "--out".to_owned()];
        command.push(out.to_str().unwrap().to_owned());
        command.extend(more.iter().map(|flag| (*flag).to_owned()));
        Way { name: name.to_owned(), folder: site.to_owned(), command, out, before }
    };
    let one = ["--edition", "facilitator"];
    let mut ways = vec![
        plenary("plenary, one edition", "one", &one, Before::Gone),
        plenary("plenary, all four editions", "four", &[], Before::Gone),
        plenary("plenary, one edition, again after an edit", "again", &one, Before::Edited),
        plenary("plenary, one edition, again after an edit of a first event", "again", &one, Before::EditedFirst),
        plenary("plenary, one edition, again after nothing", "again", &one, Before::Kept),
    ];
    for peer in &options.peers {
        let [name, folder, out, command] = peer.clone().map(|part| part.replace("{events}", &events.to_string()));
        let folder = PathBuf::from(folder);
        let command = command.split_whitespace().map(str::to_owned).collect();
        ways.push(Way { name, out: folder.join(out), folder, command, before: Before::Gone });
    }
    let ways: Vec<Way> = ways.into_iter().filter(|way| way.folder.is_dir()).collect();
    let mut runs: Vec<Vec<Cost>> = ways.iter().map(|_| Vec::new()).collect();
    let trash = options.work.join("trash");
    std::fs::create_dir_all(&trash).unwrap();
    for run in 0..options.runs {
        for (at, (way, costs)) in ways.iter().zip(&mut runs).enumerate() {
            way.prepare(&trash.join(format!("{events}-{run}-{at}")), run);
            costs.push(way.run());
        }
    }
    for (way, costs) in ways.iter().zip(&mut runs) {
        costs.sort_by_key(|cost| cost.cpu);
        let Cost { wall, cpu, peak } = costs[costs.len() / 2];
        let Size { pages, files, bytes } = Size::of(&way.out);
        let (cpu, megabytes) = (cpu.as_secs_f64(), bytes as f64 / 1e6);
        println!(
            "| {events} | {} | {pages} | {files} | {megabytes:.1} | {:.2} | {cpu:.2} | {:.2} | {:.1} | {peak} |",
            way.name,
            wall.as_secs_f64(),
            cpu * 1000.0 / pages as f64,
            cpu * 100.0 / megabytes,
        );
    }
    let _ = std::fs::remove_dir_all(&trash);
}

/// The files of a site's events, in order.
fn events(site: &Path) -> Vec<PathBuf> {
    let entries = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let reviews = entries(site.join("content/reviews")).map(|review| review.join("events"));
    let mut events: Vec<PathBuf> = reviews.filter(|events| events.is_dir()).flat_map(entries).collect();
    events.sort();
    events
}

/// What one run took.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// The most memory that it had, in MiB.
    peak: u64,
}

impl Way {
    fn prepare(&self, aside: &Path, run: usize) {
        match self.before {
            Before::Gone if self.out.exists() => {
                let aside = aside.with_extension(self.out.file_name().unwrap());
                std::fs::rename(&self.out, aside).unwrap();
            }
            Before::Gone => {}
            Before::Edited | Before::EditedFirst => {
                if !self.out.exists() {
                    self.run();
                    // Files that were written a moment ago are not believed to be unchanged.
                    std::thread::sleep(Duration::from_secs(3));
                    self.run();
                }
                let events = events(&self.folder);
                let event = if self.before == Before::Edited { events.last() } else { events.first() }.unwrap();
                let text = std::fs::read_to_string(event).unwrap();
                let (head, rest) = text.split_once("title: ").unwrap();
                let title = rest.split_once(" edit").map_or(rest, |(_, rest)| &rest[rest.find(' ').unwrap() + 1..]);
                std::fs::write(event, format!("{head}title:  edit{run} {title}")).unwrap();
            }
            Before::Kept => {}
        }
    }

    fn run(&self) -> Cost {
        let before = children();
        let began = Instant::now();
        let mut child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut peak = 0;
        let status = loop {
            peak = peak.max(memory(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let wall = began.elapsed();
        assert!(status.success() || status.code() == Some(1), "{} failed: {status}", self.name);
        Cost { wall, cpu: children() - before, peak }
    }
}

/// The processor time of all programs that this one has started and seen end, from Linux.
fn children() -> Duration {
    processor_time(15)
}

/// User and system time out of `/proc/self/stat`, from a field on, in hundredths of a second.
fn processor_time(field: usize) -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks: u64 = fields[field - 2..field].iter().map(|number| number.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// The most memory that a program has had, in MiB.
fn memory(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    peak.split_whitespace().next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[derive(Default)]
struct Size {
    pages: usize,
    files: usize,
    bytes: u64,
}

impl Size {
    /// Counts what a build wrote, its own notes apart.
    fn of(folder: &Path) -> Size {
        let mut size = Size::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.file_name().is_some_and(|name| name == ".plenary") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    size.files += 1;
                    size.pages += usize::from(path.extension().is_some_and(|extension| extension == "html"));
                    size.bytes += path.metadata().unwrap().len();
                }
            }
        }
        size
    }
}

/// Takes the time of each stage by itself: all pages are rendered, then all are searched, and so on. A build does the
/// stages from `render` on page by page, so that it never holds all of them.
fn stages(site: &Path, work: &Path) {
    println!("\n| stage, alone | wall s | CPU s |\n|---|---:|---:|");
    let root = Utf8Path::from_path(site).unwrap();
    let clock = std::cell::RefCell::new((Instant::now(), processor_time(13)));
    let done = |stage: &str| {
        let mut clock = clock.borrow_mut();
        let now = (Instant::now(), processor_time(13));
        println!("| {stage} | {:.2} | {:.2} |", (now.0 - clock.0).as_secs_f64(), (now.1 - clock.1).as_secs_f64());
        *clock = (Instant::now(), processor_time(13));
    };
    let (sources, _) = load(root).unwrap();
    done("load");
    let request = Request { editions: vec![Audience::Facilitator], ..Request::default() };
    let mut memory = Memory::default();
    let mut compiled = compile(&sources, &request, &mut memory, &mut |stage| done(stage));
    let staged = pipeline::stage(&mut compiled, &sources, Audience::Facilitator, &mut memory);
    done("plan");
    let mut kept = Kept::default();
    let context = staged.context();
    let nothing = blake3::hash(b"");
    let take = |_, output| kept.take(Audience::Facilitator, output, nothing);
    let all: Vec<usize> = (0..staged.plan.pages.len()).collect();
    assert!(render::pages(&context, &all, &take).is_empty());
    render::files(&context, &sources, &|_| false, &take);
    let edition: EditionOutput = kept.edition(Audience::Facilitator);
    done("render");
    let leaks = staged.leaks(&edition.outputs, &sources);
    assert!(leaks.is_empty());
    done("scan");
    let words = search::Gathering::of(&staged.edition, &staged.plan);
    let pages: std::collections::BTreeMap<&str, usize> =
        staged.plan.pages.iter().enumerate().map(|(at, page)| (page.url.as_str(), at)).collect();
    for output in &edition.outputs {
        if let Some(at) = pages.get(output.url.as_str()) {
            words.read(*at, output, Pieces::of(output).as_ref());
        }
    }
    let index = words.index(&[]);
    done("search (one thread)");
    let target = Target { root: root.to_owned(), out: root.join("../out-stages") };
    emit(&target, &[edition]).unwrap();
    done("emit");
    println!("\nThe search index has {:.1} MB.", index.len() as f64 / 1e6);
    let _ = std::fs::remove_dir_all(work.join("out-stages"));
}
