//! A real Chromium for tests, asked through its own protocol for developers.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

use crate::browser::chromium_program;
use crate::serving::{LONG, until};

/// A running browser. It ends with the test.
pub struct Browser {
    child: Child,
    line: WebSocket<TcpStream>,
    last: u64,
    /// What it told without being asked.
    events: Vec<Value>,
    _profile: TempDir,
}

/// An open page.
pub struct Tab {
    session: String,
}

impl Browser {
    /// Starts a browser, or says why there is none.
    pub fn start(test: &str) -> Option<Browser> {
        let Some(program) = chromium_program() else {
            eprintln!("SKIPPED {test}: no Chromium is installed, so no page was opened.");
            return None;
        };
        let profile = TempDir::new().unwrap();
        let mut child = Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0"])
            .args(["--window-size=900,700", "--no-proxy-server"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let url = told.find_map(|line| line.strip_prefix("DevTools listening on ").map(str::to_owned)).unwrap();
        // Whatever else it says has to be read, or it would stop.
        std::thread::spawn(move || told.for_each(drop));
        let address = url.trim_start_matches("ws://").split('/').next().unwrap().to_owned();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let (line, _) = tungstenite::client(url, stream).unwrap();
        Some(Browser { child, line, last: 0, events: Vec::new(), _profile: profile })
    }

    fn call(&mut self, session: Option<&str>, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        self.line.send(Message::text(message.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.line.read().unwrap() else { continue };
            let told: Value = serde_json::from_str(&text).unwrap();
            if told["id"] == json!(id) {
                assert!(told["error"].is_null(), "{method}: {}", told["error"]);
                return told["result"].clone();
            }
            self.events.push(told);
        }
    }

    /// Opens a page, and counts the lines that it holds to the server.
    pub fn open(&mut self, url: &str) -> Tab {
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            self.call(None, "Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        let tab = Tab { session: attached["sessionId"].as_str().unwrap().to_owned() };
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            self.call(Some(&tab.session), domain, json!({}));
        }
        let count = "window.lines = 0; window.EventSource = class extends EventSource {
            constructor(...given) { super(...given); window.lines += 1; }
            close() { if (this.readyState !== 2) window.lines -= 1; super.close(); }
        };";
        self.call(Some(&tab.session), "Page.addScriptToEvaluateOnNewDocument", json!({ "source": count }));
        self.call(Some(&tab.session), "Page.navigate", json!({ "url": url }));
        tab
    }

    /// Opens an empty page that goes from one address to the next, and tells of all that it asks the network for.
    pub fn blank(&mut self) -> Tab {
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            self.call(None, "Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        let tab = Tab { session: attached["sessionId"].as_str().unwrap().to_owned() };
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"] {
            self.ask(&tab, domain, json!({}));
        }
        tab
    }

    /// Asks something of a page, in the words of the protocol.
    pub fn ask(&mut self, tab: &Tab, method: &str, parameters: Value) -> Value {
        self.call(Some(&tab.session), method, parameters)
    }

    /// Takes a page to an address, and waits until all of it is there.
    pub fn go(&mut self, tab: &Tab, url: &str) {
        let before = self.events.len();
        let gone = self.ask(tab, "Page.navigate", json!({ "url": url }));
        assert!(gone["errorText"].is_null(), "{url}: {}", gone["errorText"]);
        let loaded =
            |told: &Value| told["method"] == "Page.loadEventFired" && told["sessionId"] == tab.session.as_str();
        while !self.events[before..].iter().any(loaded) {
            let Message::Text(text) = self.line.read().unwrap() else { continue };
            self.events.push(serde_json::from_str(&text).unwrap());
        }
    }

    /// Takes what pages have told since it was last taken.
    pub fn told(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    /// Gives the value of an expression in a page; nothing while the page is on its way to another.
    pub fn value(&mut self, tab: &Tab, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        self.last += 1;
        let id = self.last;
        let message = json!({ "id": id, "method": "Runtime.evaluate", "params": asked, "sessionId": tab.session });
        self.line.send(Message::text(message.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.line.read().unwrap() else { continue };
            let told: Value = serde_json::from_str(&text).unwrap();
            if told["id"] == json!(id) {
                return told["result"]["result"]["value"].clone();
            }
            self.events.push(told);
        }
    }

    /// Waits until an expression is true in a page.
    #[track_caller]
    pub fn until(&mut self, tab: &Tab, expression: &str) {
        until(expression, || {
            let is = self.value(tab, expression) == json!(true);
            if !is {
                std::thread::sleep(Duration::from_millis(20));
            }
            is
        });
    }

    /// Brings a page to the front, which hides the others of its window.
    pub fn show(&mut self, tab: &Tab) {
        self.call(Some(&tab.session), "Page.bringToFront", json!({}));
    }

    /// What pages have complained of: scripts that failed, and what the policy forbade.
    pub fn complaints(&self) -> Vec<String> {
        complaints(&self.events)
    }

    /// What a screen reader would find in a page: role and name of each thing.
    pub fn accessible(&mut self, tab: &Tab) -> Vec<(String, String)> {
        let tree = self.call(Some(&tab.session), "Accessibility.getFullAXTree", json!({}));
        let text = |value: &Value| value["value"].as_str().unwrap_or("").to_owned();
        tree["nodes"].as_array().unwrap().iter().map(|node| (text(&node["role"]), text(&node["name"]))).collect()
    }
}

/// The complaints among what pages told: scripts that failed, what they wrote to the console, what the policy forbade.
pub fn complaints(told: &[Value]) -> Vec<String> {
    let complaints = told.iter().filter(|event| {
        ["Runtime.exceptionThrown", "Runtime.consoleAPICalled"].iter().any(|method| event["method"] == *method)
            || event["method"] == "Log.entryAdded" && event["params"]["entry"]["level"] == "error"
    });
    // Browsers ask for an icon that no site has to have.
    complaints.map(ToString::to_string).filter(|told| !told.contains("/favicon.ico")).collect()
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
