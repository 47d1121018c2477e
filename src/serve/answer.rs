//! A request becomes an answer. Everything that is sent comes from the edition's own table of files, or is plenary's
//! own: no path is ever made from a request.

use std::net::SocketAddr;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::diagnostic::Diagnostic;
use crate::serve::board::{Board, Generation, Line, View};
use crate::serve::live::{self, Moment};
use crate::serve::trouble::Trouble;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// Path and query, as they were sent.
    pub target: String,
    /// Every `Host` that was sent; there should be one.
    pub hosts: Vec<String>,
}

/// What is sent back.
#[derive(Debug)]
pub enum Reply {
    Answer(Answer),
    /// A line that stays open.
    Line(Line),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The type of the content: one of our own, never anything from a request.
    pub kind: &'static str,
    pub body: Vec<u8>,
}

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";

/// Whoever may ask: those who reach the server under a name that it goes by.
#[derive(Clone, Copy, Debug)]
pub struct Visitors {
    pub address: SocketAddr,
}

pub fn answer(board: &Arc<Board>, visitors: &Visitors, asked: &Asked) -> Reply {
    let plain = |status: u16, text: &str| Reply::Answer(Answer { status, kind: TEXT, body: text.as_bytes().to_vec() });
    // A page of another site can make a browser ask us under that site's own name.
    if !visitors.may_ask(&asked.hosts) {
        return plain(403, "This server answers under its own address only.\n");
    }
    if !matches!(asked.method.as_str(), "GET" | "HEAD") {
        return plain(405, "Only GET and HEAD are answered here.\n");
    }
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    match path {
        "/.plenary/events" => Reply::Line(board.take_line()),
        "/.plenary/live.js" => Reply::Answer(ours("text/javascript; charset=utf-8", live::SCRIPT)),
        "/.plenary/overlay.css" => Reply::Answer(ours("text/css; charset=utf-8", live::STYLESHEET)),
        "/.plenary/preview.css" => Reply::Answer(ours("text/css; charset=utf-8", live::BAR_STYLESHEET)),
        "/.plenary/state" => Reply::Answer(ours(JSON, &board.view().state())),
        "/.plenary/page" => Reply::Answer(ours(JSON, &state_of_page(board, query))),
        _ => match path.strip_prefix("/.plenary/mistakes/") {
            // A page that is still open from another edition gets none of this one's words.
            Some(edition) if edition == board.audience.name() => {
                let overlay = board.view().trouble.map_or_else(String::new, |trouble| trouble.overlay());
                Reply::Answer(ours(HTML, &overlay))
            }
            _ => Reply::Answer(file(board, path)),
        },
    }
}

impl Answer {
    /// What is sent where plenary itself made a mistake.
    pub fn sorry() -> Answer {
        let text = "plenary made a mistake of its own here. The terminal says what to send us.\n";
        Answer { status: 500, kind: TEXT, body: text.as_bytes().to_vec() }
    }
}

fn ours(kind: &'static str, text: &str) -> Answer {
    Answer { status: 200, kind, body: text.as_bytes().to_vec() }
}

impl Visitors {
    /// Whether a request names us, and nobody else, as the one that it is meant for.
    fn may_ask(&self, hosts: &[String]) -> bool {
        let [host] = hosts else { return false };
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (host.as_str(), None),
        };
        // Browsers leave out the port where it is the usual one.
        let port_is_ours = match port {
            Some(port) => port == self.address.port().to_string(),
            None => self.address.port() == 80,
        };
        let own = match self.address {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        };
        let known = ["localhost", "127.0.0.1", "[::1]", &own].contains(&name);
        port_is_ours && (known || !self.address.ip().is_loopback() && !name.is_empty())
    }
}

/// What became of a file of the edition.
enum Made {
    /// Bytes as `build` would write them, and the generation that they are of.
    File(Arc<Generation>, Vec<u8>),
    /// No such file: the page that says so, if that can be made.
    Missing(Arc<Generation>, Option<Vec<u8>>),
    /// Nothing to show, and why.
    Nothing { why: &'static str, trouble: Arc<Trouble> },
}

/// Makes a file of the edition that is shown just now.
fn make(board: &Board, view: &View, url: &str) -> Made {
    let Some(shown) = &view.shown else {
        let trouble = view.trouble.clone().unwrap_or_else(|| Arc::new(Trouble::told("Not ready yet.", "")));
        return Made::Nothing { why: "The site has mistakes, and there is no earlier state of it to show.", trouble };
    };
    match shown.output(url) {
        Some(Ok(output)) => Made::File(shown.clone(), output.bytes),
        Some(Err(mistakes)) => broken(board, view, shown, url, &mistakes),
        None => {
            let page = shown.output("404.html").and_then(Result::ok);
            Made::Missing(shown.clone(), page.map(|output| output.bytes))
        }
    }
}

/// A page that cannot be shown. Where a template failed, the last good state of the page stands in for it; where
/// something leaks, that state may hold it too.
fn broken(board: &Board, view: &View, shown: &Arc<Generation>, url: &str, mistakes: &[Diagnostic]) -> Made {
    board.add_found(shown, mistakes);
    let leaks = !mistakes.iter().all(Diagnostic::is_content_error);
    // What may not be seen may have grown since: what stands in is held against today's list as well.
    if let Some(whole) = view.whole.as_ref().filter(|_| !leaks)
        && let Some(Ok(output)) = whole.output(url)
        && shown.staged.leaks(std::slice::from_ref(&output), &shown.sources).is_empty()
    {
        return Made::File(whole.clone(), output.bytes);
    }
    let why = match leaks {
        true => "This page is held back: it has something on it that its readers may not see.",
        false => "This page cannot be made, and there is no earlier state of it to show.",
    };
    Made::Nothing { why, trouble: Arc::new(Trouble::found(mistakes, &shown.sources, board.audience)) }
}

/// The address of a file inside the edition; a folder stands for its opening page.
fn address(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let opening = if decoded.is_empty() || decoded.ends_with('/') { "index.html" } else { "" };
    Some(format!("{decoded}{opening}"))
}

fn file(board: &Board, path: &str) -> Answer {
    let url = address(path);
    let made = url.as_ref().map(|url| (make(board, &board.view(), url), kind_of(url)));
    // A file beside pages is somebody's own, and goes out as it is.
    let is_page = |of: &Generation| url.as_ref().is_some_and(|url| of.staged.plan.page(url).is_some());
    // What was found on the way is part of the state that the page comes with.
    let build = board.view().build;
    let moment = Moment { audience: board.audience, build: &build };
    let dressed = |of: &Generation, bytes: &[u8]| live::dress(bytes, moment, &of.styles());
    match made {
        Some((Made::File(of, bytes), HTML)) if is_page(&of) => {
            Answer { status: 200, kind: HTML, body: dressed(&of, &bytes) }
        }
        Some((Made::File(_, bytes), kind)) => Answer { status: 200, kind, body: bytes },
        Some((Made::Missing(of, Some(page)), _)) => Answer { status: 404, kind: HTML, body: dressed(&of, &page) },
        Some((Made::Nothing { why, trouble }, _)) => {
            Answer { status: 500, kind: HTML, body: trouble.page(moment, why) }
        }
        Some((Made::Missing(_, None), _)) | None => {
            Answer { status: 404, kind: TEXT, body: b"There is no such page.\n".to_vec() }
        }
    }
}

/// What an open page has to know to bring itself up to date.
fn state_of_page(board: &Board, path: &str) -> String {
    let view = board.view();
    let made = address(path).map(|url| make(board, &view, &url));
    let (of, bytes) = match made {
        Some(Made::File(of, bytes) | Made::Missing(of, Some(bytes))) => (of, bytes),
        _ => return serde_json::json!({ "page": "", "styles": [] }).to_string(),
    };
    let styles = of.styles();
    serde_json::json!({ "page": live::signature(&bytes, &styles), "styles": styles }).to_string()
}

/// The type of a file, by the end of its name.
fn kind_of(url: &str) -> &'static str {
    let extension = url.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => JSON,
        "txt" | "md" => TEXT,
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_ask(bound: &str, hosts: &[&str]) -> bool {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        Visitors { address: bound.parse().unwrap() }.may_ask(&hosts)
    }

    #[test]
    fn on_the_loopback_only_its_own_names_are_answered() {
        for host in ["localhost:4040", "127.0.0.1:4040", "[::1]:4040", "LocalHost:4040"] {
            assert!(may_ask("127.0.0.1:4040", &[host]), "{host}");
        }
        for host in [
            "evil.example:4040",
            "localhost",
            "localhost:80",
            "localhost:4040.evil.example",
            "",
            ":4040",
            "127.0.0.2:4040",
            "[::1]",
        ] {
            assert!(!may_ask("127.0.0.1:4040", &[host]), "{host}");
        }
        assert!(!may_ask("127.0.0.1:4040", &[]));
        assert!(!may_ask("127.0.0.1:4040", &["localhost:4040", "localhost:4040"]));
        assert!(may_ask("127.0.0.2:4040", &["127.0.0.2:4040"]));
        assert!(may_ask("[::1]:4040", &["[::1]:4040"]));
        assert!(may_ask("127.0.0.1:80", &["localhost"]));
    }

    #[test]
    fn elsewhere_any_name_with_the_port_is_answered() {
        for host in ["laptop.local:4040", "192.0.2.7:4040", "localhost:4040"] {
            assert!(may_ask("0.0.0.0:4040", &[host]), "{host}");
        }
        for host in ["laptop.local", "laptop.local:4041", ":4040", ""] {
            assert!(!may_ask("0.0.0.0:4040", &[host]), "{host}");
        }
    }

    #[test]
    fn a_path_is_an_address_of_the_table_or_nothing() {
        for (path, url) in [
            ("/", Some("index.html")),
            ("/guidance/", Some("guidance/index.html")),
            ("/a%20b.png", Some("a b.png")),
            ("/../x", Some("../x")),
            ("relative", None),
            ("/%ff", None),
        ] {
            assert_eq!(address(path).as_deref(), url, "{path}");
        }
    }
}
