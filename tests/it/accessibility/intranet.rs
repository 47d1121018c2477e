//! The site as an intranet serves it: by nginx, below a path of its own, with the policy as a header. And from a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::accessibility::pages::{address, kinds, public};
use crate::accessibility::window::{self, Window};
use crate::browser::installed;
use crate::devtools::{Browser, Tab, complaints};
use crate::harness::Folder;
use crate::manual::block;
use crate::serving::until;

/// Where the site lies on its server, as the manual has it.
const BELOW: &str = "/learning-reviews/";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
    _folder: Folder,
}

impl Server {
    /// Starts a server of the editions, or says why there is none.
    fn start(test: &str) -> Option<Server> {
        // It is installed where only administrators look for programs.
        let program =
            installed(&["nginx"]).or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|at| at.is_file()));
        let Some(program) = program else {
            eprintln!("SKIPPED {test}: no nginx is installed, so nothing was served.");
            return None;
        };
        let folder = Folder::empty();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        folder.write("nginx.conf", configuration(&folder, port));
        let child = Command::new(program)
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(folder.at("nginx.conf"))
            .arg("-e")
            .arg(folder.at("error.log"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until("nginx answers", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(Server { child, port, _folder: folder })
    }

    fn address(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}{BELOW}{page}", self.port)
    }

    /// Asks for each path, all on one line, and gives the first line and the heads of each answer.
    fn heads(&self, paths: &[String]) -> Vec<String> {
        paths.chunks(100).flat_map(|some| self.some_heads(some)).collect()
    }

    fn some_heads(&self, paths: &[String]) -> Vec<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        for (at, path) in paths.iter().enumerate() {
            let stay = if at + 1 == paths.len() { "close" } else { "keep-alive" };
            write!(stream, "HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: {stay}\r\n\r\n").unwrap();
        }
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        told.split_terminator("\r\n\r\n").map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configuration(folder: &Folder, port: u16) -> String {
    let (own, site) = (folder.path().display(), public().display().to_string());
    // What the manual shows, with all editions in the place of one.
    let location = block("hosting.md", "location /learning-reviews/");
    let location = location.replace("/srv/learning-reviews/participant/", &format!("{site}/"));
    let location = location.replace("/learning-reviews/404.html", "/learning-reviews/facilitator/404.html");
    format!(
        "daemon off;\nmaster_process off;\npid {own}/pid;\nevents {{}}\nhttp {{\n\
         default_type application/octet-stream;\naccess_log off;\n\
         client_body_temp_path {own}/a;\nproxy_temp_path {own}/b;\nfastcgi_temp_path {own}/c;\n\
         uwsgi_temp_path {own}/d;\nscgi_temp_path {own}/e;\n\
         server {{\nlisten 127.0.0.1:{port};\n{location}\n}}\n}}\n"
    )
}

/// What one page did: what it asked the network for, what it complained of, and where its links lead.
struct Visit {
    asked: Vec<String>,
    complaints: Vec<String>,
    links: Vec<String>,
}

fn visit(browser: &mut Browser, tab: &Tab, url: &str) -> Visit {
    browser.told();
    browser.go(tab, url);
    let links =
        browser.value(tab, "[...document.querySelectorAll('a[href], img[src]')].map((one) => one.href ?? one.src)");
    let told = browser.told();
    let asked = told.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
    let asked = asked.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned());
    let links = links.as_array().unwrap().iter().filter_map(Value::as_str);
    Visit { asked: asked.collect(), complaints: complaints(&told), links: links.map(str::to_owned).collect() }
}

/// Goes to every kind of page. Gives the places that links lead to inside the site, each with a page that has it.
fn visit_all(browser: &mut Browser, tab: &Tab, origin: &str, faults: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for page in kinds() {
        let visit = visit(browser, tab, &format!("{origin}{page}"));
        faults.extend(visit.complaints.iter().map(|told| format!("{page}: {told}")));
        let edition = format!("{origin}{}/", page.split('/').next().unwrap());
        // Browsers ask for an icon of their own accord, at the top of the server.
        let outside = visit.asked.iter().filter(|url| !url.starts_with(&edition) && !url.ends_with(":/favicon.ico"));
        faults.extend(outside.filter(|url| !url.ends_with("/favicon.ico")).map(|url| format!("{page} asks for {url}")));
        for link in visit.links {
            let place = link.split('#').next().unwrap().to_owned();
            if place.starts_with(&edition) {
                places.entry(place).or_insert_with(|| page.clone());
            } else if !["https:", "mailto:", "tel:"].iter().any(|scheme| place.starts_with(scheme)) {
                faults.push(format!("{page} leads out of its edition, to {place}"));
            }
        }
    }
    places
}

#[test]
fn an_intranet_can_serve_the_site_below_a_path_with_the_policy_as_a_header() {
    let test = "an_intranet_can_serve_the_site_below_a_path_with_the_policy_as_a_header";
    let Some(server) = Server::start(test) else { return };
    let Some(mut browser) = Browser::start(test) else { return };
    let tab = browser.blank();
    window::set(&mut browser, &tab, &Window::WIDE);
    let mut faults = Vec::new();
    let origin = server.address("");
    let places = visit_all(&mut browser, &tab, &origin, &mut faults);
    let paths: Vec<String> = places.keys().map(|url| format!("{BELOW}{}", &url[origin.len()..])).collect();
    let heads = server.heads(&paths);
    assert_eq!(heads.len(), paths.len());
    for ((url, page), head) in places.iter().zip(&heads) {
        if !head.starts_with("HTTP/1.1 200 ") {
            faults.push(format!("{page} leads to {url}, which answers {}", head.lines().next().unwrap_or("nothing")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(heads.iter().all(|head| head.contains(POLICY) && head.contains("nosniff")));
    let kinds: BTreeSet<&str> =
        heads.iter().filter_map(|head| head.split("Content-Type: ").nth(1)?.lines().next()).collect();
    for kind in ["text/html; charset=utf-8", "text/calendar", "text/csv"] {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
}

#[test]
fn an_address_that_is_not_there_gets_the_page_for_lost_readers() {
    let test = "an_address_that_is_not_there_gets_the_page_for_lost_readers";
    let Some(server) = Server::start(test) else { return };
    let Some(mut browser) = Browser::start(test) else { return };
    let tab = browser.blank();
    browser.go(&tab, &server.address("facilitator/reviews/alder/nowhere/at/all.html"));
    assert_eq!(browser.value(&tab, "document.querySelector('h1').textContent"), "This page is not here");
    let [head] = &server.heads(&[format!("{BELOW}facilitator/nowhere.html")])[..] else { panic!("one answer") };
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
}

#[test]
fn every_kind_of_page_works_from_a_folder_and_asks_for_nothing_else() {
    let test = "every_kind_of_page_works_from_a_folder_and_asks_for_nothing_else";
    let Some(mut browser) = Browser::start(test) else { return };
    let tab = browser.blank();
    window::set(&mut browser, &tab, &Window::WIDE);
    let mut faults = Vec::new();
    let places = visit_all(&mut browser, &tab, &address(""), &mut faults);
    for (url, page) in &places {
        let path = percent_encoding::percent_decode_str(url.strip_prefix("file://").unwrap()).decode_utf8().unwrap();
        if !std::path::Path::new(path.as_ref()).is_file() {
            faults.push(format!("{page} leads to {path}, which is no file"));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
