//! The server in tests: the real program, asked over real sockets.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::harness::Folder;

/// How long anything may take that must happen, on the slowest machine.
pub const LONG: Duration = Duration::from_secs(60);

/// A running server. It ends with the test.
pub struct Serving {
    child: Child,
    pub port: u16,
    out: Arc<Mutex<String>>,
    err: Arc<Mutex<String>>,
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// By name, in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// What the server takes of the machine.
#[derive(Debug)]
pub struct Taken {
    pub memory_kib: u64,
    pub threads: u64,
    pub handles: usize,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Waits until something is so, and says what it waited for where it never is.
#[track_caller]
pub fn until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < LONG, "never came: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn collect(from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let into = text.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut text = into.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
        }
    });
    text
}

impl Serving {
    /// Serves a folder on a free port, and waits until it answers.
    pub fn start(folder: &Folder, arguments: &[&str]) -> Serving {
        Serving::start_with(folder, &[], arguments)
    }

    pub fn start_with(folder: &Folder, environment: &[(&str, &str)], arguments: &[&str]) -> Serving {
        Serving::run(folder, environment, &[&["--port", "0"], arguments].concat())
    }

    pub fn start_on(folder: &Folder, port: u16, arguments: &[&str]) -> Serving {
        Serving::run(folder, &[], &[&["--port", &port.to_string()], arguments].concat())
    }

    fn run(folder: &Folder, environment: &[(&str, &str)], arguments: &[&str]) -> Serving {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.current_dir(folder.path()).arg("serve").args(arguments).envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = collect(child.stdout.take().unwrap());
        let err = collect(child.stderr.take().unwrap());
        let mut serving = Serving { child, port: 0, out, err };
        until("the line that says where", || serving.out().contains("Serving ") || serving.ended());
        let line = serving.out();
        let port = line.lines().next().and_then(|line| line.trim_end_matches('/').rsplit_once(':'));
        let port = port.and_then(|(_, port)| port.parse().ok());
        serving.port = port.unwrap_or_else(|| panic!("{line}\n{}", serving.err()));
        serving
    }

    /// What it has said so far.
    pub fn out(&self) -> String {
        self.out.lock().unwrap().clone()
    }

    pub fn err(&self) -> String {
        self.err.lock().unwrap().clone()
    }

    /// How often it has built again.
    pub fn rebuilds(&self) -> usize {
        self.out().lines().filter(|line| line.starts_with("Rebuilt") || line.starts_with("Not shown")).count()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it takes just now, where the system tells.
    pub fn taken(&self) -> Option<Taken> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let handles = std::fs::read_dir(format!("/proc/{}/fd", self.id())).ok()?.count();
        Some(Taken { memory_kib: number("VmRSS:")?, threads: number("Threads:")?, handles })
    }

    pub fn ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Sends a request as it is given, and reads the answer to its end.
    pub fn ask(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        parse(&bytes)
    }

    pub fn method(&self, method: &str, path: &str) -> Answer {
        let port = self.port;
        self.ask(&format!("{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.method("GET", path)
    }

    pub fn text(&self, path: &str) -> String {
        self.get(path).text()
    }

    /// Waits until a page holds some words.
    #[track_caller]
    pub fn wait_for(&self, path: &str, words: &str) {
        until(&format!("`{words}` on {path}"), || self.text(path).contains(words));
    }

    /// What is wrong just now, as a page would show it.
    pub fn mistakes(&self) -> String {
        let out = self.out();
        let edition = out.strip_prefix("Serving ").and_then(|rest| rest.split_once(' ')).unwrap().0;
        self.text(&format!("/.plenary/mistakes/{edition}"))
    }

    /// Waits until nothing is wrong.
    #[track_caller]
    pub fn wait_until_sound(&self) {
        until("nothing wrong", || self.mistakes().is_empty());
    }

    /// Waits until it has been quiet for so long, and gives the number of builds by then.
    pub fn settled(&self, quiet: Duration) -> usize {
        let (mut builds, mut since) = (self.rebuilds(), Instant::now());
        while since.elapsed() < quiet {
            std::thread::sleep(Duration::from_millis(20));
            if self.rebuilds() != builds {
                (builds, since) = (self.rebuilds(), Instant::now());
            }
        }
        builds
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| {
        panic!("no head in {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(200)]));
    });
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap_or((line, "")));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Answer { status, headers, body: bytes[end + 4..].to_vec() }
}

/// A page as `build` writes it: without what the server adds to its copy.
pub fn undressed(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page).replacen("; connect-src 'self'", "", 1);
    let added = [
        ("<link rel=\"stylesheet\" href=\"/.plenary/preview.css\"", ">\n"),
        ("<script src=\"/.plenary/live.js\"", "</script>\n"),
        ("<aside id=\"plenary-preview\"", "</aside>\n"),
    ];
    added.iter().fold(page, |page, (start, end)| match page.split_once(start) {
        Some((before, rest)) => format!("{before}{}", rest.split_once(end).unwrap().1),
        None => page,
    })
}
