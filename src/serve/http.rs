//! Requests and answers on the wire. Nothing else knows the HTTP library.
//!
//! Every connection that wants something has a thread to itself, so that one whose other end reads slowly, or not at all,
//! keeps nobody else waiting.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Cursor, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tiny_http::{Header, Request, Response, Server, StatusCode};

use crate::load::read::plain_reason;
use crate::serve::ServeError;
use crate::serve::answer::{Answer, Asked, Reply};
use crate::serve::live;

/// How many connections may wait to be taken up.
const BACKLOG: i32 = 256;
/// How many ports to try behind one that is taken.
const TRIES: u16 = 50;
/// After how long a connection is given up whose other end takes nothing.
#[cfg(any(target_os = "linux", target_os = "android"))]
const STUCK: Duration = Duration::from_secs(20);
/// How long to wait before taking up connections again, where the system would not give one.
const BREATH: Duration = Duration::from_millis(50);

/// Takes a port. A taken one is told together with the next that is free.
pub fn listen(ip: IpAddr, port: u16) -> Result<TcpListener, ServeError> {
    let address = SocketAddr::new(ip, port);
    bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let next = (port.saturating_add(1)..=port.saturating_add(TRIES)).filter(|next| *next != port);
            let free = next.into_iter().find(|next| bind(SocketAddr::new(ip, *next)).is_ok());
            ServeError::PortTaken { address, free }
        }
        io::ErrorKind::AddrNotAvailable => {
            let why = "this computer has no such address".to_owned();
            ServeError::Address { address, why }
        }
        _ => ServeError::Address { address, why: plain_reason(&error) },
    })
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere this would let two servers share a port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    // An accepted connection takes this over from the listening one. Without it every answer on a connection that is
    // kept waits for the reader's word that the one before has come: forty milliseconds each.
    socket.set_tcp_nodelay(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket.set_tcp_user_timeout(Some(STUCK))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Answers from now on, on threads of its own.
pub fn answer_all(
    listener: TcpListener,
    answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr().unwrap_or_else(|_| SocketAddr::from(([0, 0, 0, 0], 0)));
    let cannot = |why: String| ServeError::Address { address, why };
    let server = Server::from_listener(listener, None).map_err(|error| cannot(error.to_string()))?;
    let answer: Arc<Answerer> = Arc::new(answer);
    let take_up = move || {
        let connections = Arc::new(Connections::default());
        loop {
            match server.recv() {
                Ok(request) => connections.take_up(request, &answer),
                // Out of handles, say: those that are answered now will give theirs back.
                Err(_) => thread::sleep(BREATH),
            }
        }
    };
    let started = thread::Builder::new().name("connections".to_owned()).spawn(take_up);
    started.map(drop).map_err(|error| cannot(plain_reason(&error)))
}

type Answerer = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The connections that are being answered just now, each with what it wants next.
#[derive(Default)]
struct Connections {
    waiting: Mutex<BTreeMap<Option<SocketAddr>, VecDeque<Request>>>,
}

impl Connections {
    /// Answers a request, behind those that came over the same connection before it.
    fn take_up(self: &Arc<Connections>, request: Request, answer: &Arc<Answerer>) {
        let from = request.remote_addr().copied();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = waiting.get_mut(&from) {
            return queue.push_back(request);
        }
        waiting.insert(from, VecDeque::new());
        drop(waiting);
        let (connections, answer) = (self.clone(), answer.clone());
        let work = move || {
            let mut next = Some(request);
            while let Some(request) = next {
                // Whoever has gone before the answer came is no mistake.
                let _ = respond(request, &*answer);
                next = connections.next(from);
            }
        };
        if thread::Builder::new().name("answer".to_owned()).spawn(work).is_err() {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&from);
        }
    }

    /// What a connection wants next; where it wants nothing, it has no thread any longer.
    fn next(&self, from: Option<SocketAddr>) -> Option<Request> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let next = waiting.get_mut(&from).and_then(VecDeque::pop_front);
        if next.is_none() {
            waiting.remove(&from);
        }
        next
    }
}

fn respond(request: Request, answer: &Answerer) -> io::Result<()> {
    let hosts = request.headers().iter().filter(|header| header.field.equiv("Host"));
    let asked = Asked {
        method: request.method().to_string(),
        target: request.url().to_owned(),
        hosts: hosts.map(|header| header.value.to_string()).collect(),
    };
    match answer(&asked) {
        Reply::Answer(answer) => {
            let Answer { status, kind, body } = answer;
            let length = body.len();
            let mut headers = vec![header("Content-Type", kind)];
            headers.extend(common());
            if status == 405 {
                headers.push(header("Allow", "GET, HEAD"));
            }
            let headers = headers.into_iter().flatten().collect();
            let response = Response::new(StatusCode(status), headers, Cursor::new(body), Some(length), None);
            // Long answers keep their length.
            request.respond(response.with_chunked_threshold(usize::MAX))
        }
        Reply::Line(_) if asked.method == "HEAD" => {
            let headers = [header("Content-Type", EVENTS)].into_iter().chain(common()).flatten().collect();
            request.respond(Response::new(StatusCode(200), headers, io::empty(), None, None))
        }
        Reply::Line(line) => {
            let mut to = request.into_writer();
            to.write_all(head_of_line().as_bytes())?;
            to.flush()?;
            line.speak(&mut to)
        }
    }
}

const EVENTS: &str = "text/event-stream; charset=utf-8";

/// The headers of every answer.
const COMMON: [(&str, &str); 4] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

fn common() -> impl Iterator<Item = Option<Header>> {
    let fixed = COMMON.into_iter().map(|(name, value)| header(name, value));
    fixed.chain([header("Content-Security-Policy", &live::policy())])
}

/// The only way to make a header. Line breaks and other control characters make none: they would begin another.
fn header(name: &str, value: &str) -> Option<Header> {
    if name.chars().chain(value.chars()).any(char::is_control) {
        return None;
    }
    Header::from_bytes(name, value).ok()
}

/// The head of an answer that goes on: the library would wait for its end.
fn head_of_line() -> String {
    let mut head = format!("HTTP/1.1 200 OK\r\nContent-Type: {EVENTS}\r\nConnection: close\r\n");
    for header in common().flatten() {
        head.push_str(&format!("{}: {}\r\n", header.field, header.value));
    }
    head + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_holds_no_second_one() {
        assert!(header("Content-Type", "text/html").is_some());
        for value in ["a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\0b"] {
            assert!(header("Content-Type", value).is_none(), "{value:?}");
        }
    }

    #[test]
    fn a_taken_port_is_told_with_the_next_free_one() {
        let taken = listen(IpAddr::from([127, 0, 0, 1]), 0).unwrap();
        let port = taken.local_addr().unwrap().port();
        match listen(IpAddr::from([127, 0, 0, 1]), port) {
            Err(ServeError::PortTaken { address, free }) => {
                assert_eq!(address.port(), port);
                assert!(free.is_none_or(|free| free > port));
            }
            other => panic!("{other:?}"),
        }
    }
}
