//! How long a writer waits: from the write of a file to the new bytes over HTTP.
//!
//! ```text
//! cargo bench --bench devloop -- [SITE] [--runs 20]
//! ```
//!
//! SITE is a site that the `corpus` example wrote; without one, sites of 200 and of 1,700 events are measured. Each run adds a new marker to one file, in place, and asks for one page
//! every two milliseconds until the marker is in it. Then the server is left alone for a while, as a writer would.

#![allow(clippy::print_stdout, reason = "a program of its own, which says what it measured")]
#![allow(clippy::unwrap_used, reason = "whatever goes wrong ends the measurement")]

mod sites;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What is written, and where it is looked for.
struct Edit {
    name: &'static str,
    file: &'static str,
    page: &'static str,
    /// The text that a marker is put behind; the end of the file where it is empty.
    behind: &'static str,
    /// What the marker is put into.
    marker: fn(usize) -> String,
}

const EDITS: &[Edit] = &[
    Edit {
        name: "guidance page",
        file: "content/guidance/t001/g0005.md",
        page: "/guidance/t001/g0005.html",
        behind: "",
        marker: |run| format!("\nThe marker is now marker-g{run}x.\n"),
    },
    Edit {
        name: "event",
        file: "content/reviews/r0004/events/e0007.yaml",
        page: "/reviews/r0004/e0007/script.html",
        behind: "title: ",
        marker: |run| format!("marker-e{run}x "),
    },
    Edit {
        name: "shared venue",
        file: "content/venues/hall.yaml",
        page: "/reviews/r0004/e0007/briefing.html",
        behind: "name: ",
        marker: |run| format!("marker-v{run}x "),
    },
    Edit {
        name: "template",
        file: "themes/default/templates/page.html",
        page: "/guidance/t001/g0005.html",
        behind: "<meta charset=\"utf-8\">",
        marker: |run| format!("<meta name=\"marker\" content=\"marker-t{run}x\">"),
    },
];

/// The sizes of the sites that are measured unless one is named, in events.
const EVENTS: [usize; 2] = [200, 1700];
/// How long nobody writes between two runs.
const REST: Duration = Duration::from_millis(700);

fn main() {
    let mut site = None;
    let mut runs = 20;
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--runs" => runs = arguments.next().unwrap().parse().unwrap(),
            _ => site = Some(PathBuf::from(argument)),
        }
    }
    let sites = match site {
        Some(site) => vec![site],
        None => EVENTS.map(|events| sites::site(&sites::work(), events, false)).to_vec(),
    };
    sites.iter().for_each(|site| one(site, runs));
}

fn one(site: &Path, runs: usize) {
    let template = site.join("themes/default/templates/page.html");
    std::fs::create_dir_all(template.parent().unwrap()).unwrap();
    std::fs::write(&template, include_str!("../themes/default/templates/page.html")).unwrap();
    let began = Instant::now();
    let server = Server::start(site);
    println!("\n{}: start {:.3} s, {} MiB", site.display(), began.elapsed().as_secs_f64(), server.memory());
    println!("| edit | median s | worst s |\n|---|---:|---:|");
    for edit in EDITS {
        let (median, worst) = measure(&server, site, edit, runs);
        println!("| {} | {median:.3} | {worst:.3} |", edit.name);
    }
    println!("in the end: {} MiB", server.memory());
    std::fs::remove_dir_all(site.join("themes")).unwrap();
}

fn measure(server: &Server, site: &Path, edit: &Edit, runs: usize) -> (f64, f64) {
    let path = site.join(edit.file);
    let original = std::fs::read_to_string(&path).unwrap();
    let mut times: Vec<f64> = (0..runs)
        .map(|run| {
            std::thread::sleep(REST);
            let marker = (edit.marker)(run);
            let text = match edit.behind {
                "" => original.clone() + &marker,
                behind => original.replacen(behind, &format!("{behind}{marker}"), 1),
            };
            let sought = marker.split("marker-").nth(1).unwrap().split('x').next().unwrap();
            let sought = format!("marker-{sought}x");
            let began = Instant::now();
            std::fs::write(&path, text).unwrap();
            while !server.page(edit.page).contains(&sought) {
                assert!(began.elapsed() < Duration::from_secs(60), "{} never came", edit.name);
                std::thread::sleep(Duration::from_millis(2));
            }
            began.elapsed().as_secs_f64()
        })
        .collect();
    std::fs::write(&path, original).unwrap();
    std::thread::sleep(REST);
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() - 1])
}

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(site: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(["serve", "--port", "0", "--root"])
            .arg(site)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.next().unwrap();
        let port = line.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, port }
    }

    fn page(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// The most memory that it has had, in MiB, where the system tells.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
        peak.split_whitespace().next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
