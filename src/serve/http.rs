//! Requests and answers on the wire: as much of HTTP/1.1 as a preview needs. `GET` and `HEAD`, one thread a connection,
//! and a limit to everything that a visitor could do without end.
//!
//! A thread a connection, because browsers open connections long before they ask anything over them: none of them may
//! wait behind another.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use crate::load::read::plain_reason;
use crate::serve::ServeError;
use crate::serve::answer::{Answer, Asked, Reply};
use crate::serve::board::Line;
use crate::serve::live;
use crate::serve::places::{Caller, Place, Places};

/// How many connections may wait to be taken up.
const BACKLOG: i32 = 256;
/// The most connections at a time: more than all tabs of all browsers of one person have, and few enough that files can
/// still be read where a system gives a program 256 handles. Past that, one that keeps the server waiting ends for each
/// that comes.
const MOST: usize = 192;
/// How many ports to try behind one that is taken.
const TRIES: u16 = 50;
/// The most bytes of a request. Browsers send some hundreds.
const LONGEST: usize = 16 * 1024;
/// The most headers of a request; browsers send about twenty.
const MOST_HEADERS: usize = 64;
/// After how long a connection is given up over which nothing comes.
const SILENT: Duration = Duration::from_secs(60);
/// After how long one is given up whose other end takes nothing.
const STUCK: Duration = Duration::from_secs(20);
/// How long to wait before taking up connections again, where the system would not give one.
const BREATH: Duration = Duration::from_millis(50);

/// Takes a port. A taken one is told together with the next that is free.
pub fn listen(ip: IpAddr, port: u16) -> Result<TcpListener, ServeError> {
    let address = SocketAddr::new(ip, port);
    bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let next = port.saturating_add(1)..=port.saturating_add(TRIES);
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
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

type Answerer = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Answers from now on, on threads of its own.
pub fn answer_all(listener: TcpListener, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> io::Result<()> {
    let answer: Arc<Answerer> = Arc::new(answer);
    let places = Places::new(MOST);
    let take_up = move || {
        loop {
            let Ok((stream, _)) = listener.accept() else {
                // Out of handles, say: whoever does nothing with theirs gives it back.
                places.make_room();
                thread::sleep(BREATH);
                continue;
            };
            let place = places.take(stream);
            if place.crowded {
                continue;
            }
            let answer = answer.clone();
            let work = move || {
                // Whoever has gone before the answer came is no mistake.
                let _ = match place.has_room {
                    true => converse(&place, &*answer),
                    false => refuse(&place, 503, "Too many connections are open here.\n"),
                };
            };
            // Where there is no thread to be had, the connection ends here.
            drop(thread::Builder::new().name("connection".to_owned()).spawn(work));
        }
    };
    thread::Builder::new().name("connections".to_owned()).spawn(take_up).map(drop)
}

/// Answers whatever comes over one connection.
fn converse(place: &Place, answer: &Answerer) -> io::Result<()> {
    let stream = place.stream();
    // Without this every answer but the first would wait for the reader's word that the one before has come.
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(SILENT))?;
    stream.set_write_timeout(Some(STUCK))?;
    let (mut held, mut caller) = (Vec::new(), Caller::New);
    loop {
        let head = match place.wait(caller, |stream| read_head(stream, &mut held))? {
            Head::Whole(head) => head,
            Head::TooLong => return refuse(place, 431, "This request is too long.\n"),
            Head::Gone => return Ok(()),
        };
        let last = match reply(&head, answer) {
            Sent::Bytes { bytes, last } => {
                place.wait(caller, |mut stream| stream.write_all(&bytes))?;
                caller = Caller::Answered;
                last
            }
            Sent::Line { head, line } => {
                let mut to: &TcpStream = stream;
                to.write_all(&head)?;
                return line.map_or(Ok(()), |line| line.speak(&mut to));
            }
        };
        if last {
            return leave(place);
        }
    }
}

/// What goes back over the wire.
pub enum Sent {
    /// All of an answer, and whether the connection ends with it.
    Bytes { bytes: Vec<u8>, last: bool },
    /// The head of a line that stays open, and the line, where its words are wanted.
    Line { head: Vec<u8>, line: Option<Line> },
}

/// Answers the head of a request, whatever its bytes are.
pub fn reply(head: &[u8], answer: &dyn Fn(&Asked) -> Reply) -> Sent {
    let Some(Request { asked, last }) = Request::read(head) else {
        let why = plain(400, "This is no request that can be answered.\n");
        return Sent::Bytes { bytes: written(&why, Manner { body: true, last: true }), last: true };
    };
    let body = asked.method != "HEAD";
    match answer(&asked) {
        Reply::Answer(answer) => Sent::Bytes { bytes: written(&answer, Manner { body, last }), last },
        Reply::Line(line) => {
            let head = head_of(200, EVENTS, None, true).into_bytes();
            Sent::Line { head, line: body.then_some(line) }
        }
    }
}

/// Says why there is no answer, and ends the connection.
fn refuse(place: &Place, status: u16, why: &str) -> io::Result<()> {
    let answer = written(&plain(status, why), Manner { body: true, last: true });
    place.wait(Caller::New, |mut stream| stream.write_all(&answer))?;
    leave(place)
}

fn plain(status: u16, why: &str) -> Answer {
    Answer { status, kind: "text/plain; charset=utf-8", body: why.as_bytes().to_vec() }
}

/// Ends a connection so that what was sent last arrives: what still comes in is read and let go, up to a limit.
fn leave(place: &Place) -> io::Result<()> {
    let stream = place.stream();
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(BREATH))?;
    place.wait(Caller::New, |mut stream| {
        let mut rest = [0; 4096];
        for _ in 0..LONGEST / rest.len() {
            if stream.read(&mut rest)? == 0 {
                break;
            }
        }
        Ok(())
    })
}

/// What comes over a connection.
enum Head {
    Whole(Vec<u8>),
    TooLong,
    /// The other end has gone, or takes too long over its request.
    Gone,
}

/// Reads to the end of a request's head. `held` is what has come in and was not yet used.
fn read_head(mut stream: &TcpStream, held: &mut Vec<u8>) -> io::Result<Head> {
    let mut seen = 0;
    let mut began = None;
    loop {
        // What cannot be the beginning of a request, such as the greeting of a secure connection, has no end to wait for;
        // and lines that end otherwise than the standard says are refused as soon as they are in.
        let hopeless = held.first().is_some_and(|byte| !byte.is_ascii_graphic());
        if hopeless || held[seen..].windows(2).any(|two| two == b"\n\n") {
            return Ok(Head::Whole(std::mem::take(held)));
        }
        if let Some(at) = held[seen..].windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = held.split_off(seen + at + 4);
            return Ok(Head::Whole(std::mem::replace(held, rest)));
        }
        seen = held.len().saturating_sub(3);
        let mut more = [0; 4096];
        let read = stream.read(&mut more)?;
        if held.len() + read > LONGEST {
            return Ok(Head::TooLong);
        }
        // A word a minute would otherwise hold a connection for ever.
        if read == 0 || began.get_or_insert_with(Instant::now).elapsed() > SILENT {
            return Ok(Head::Gone);
        }
        held.extend_from_slice(&more[..read]);
    }
}

struct Request {
    asked: Asked,
    /// Whether the connection ends with the answer.
    last: bool,
}

impl Request {
    /// Takes a head apart; one that the standard does not allow gives nothing.
    fn read(head: &[u8]) -> Option<Request> {
        // The standard lets a server take a bare line feed for the end of a line; two servers then read two requests.
        let bare = head.iter().enumerate().any(|(at, byte)| *byte == b'\n' && (at == 0 || head[at - 1] != b'\r'));
        if bare {
            return None;
        }
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        if !parsed.parse(head).ok()?.is_complete() {
            return None;
        }
        let mut hosts = Vec::new();
        let mut last = parsed.version? == 0;
        for header in parsed.headers.iter() {
            // Only what is looked at has to be text.
            let value = String::from_utf8_lossy(header.value);
            match header.name.to_ascii_lowercase().as_str() {
                "host" => hosts.push(value.into_owned()),
                "connection" => last |= value.to_ascii_lowercase().contains("close"),
                // What follows is not read, so nothing can be asked behind it.
                "content-length" | "transfer-encoding" | "upgrade" | "expect" => last |= value != "0",
                _ => {}
            }
        }
        let asked = Asked { method: parsed.method?.to_owned(), target: parsed.path?.to_owned(), hosts };
        Some(Request { asked, last })
    }
}

/// How an answer is sent.
struct Manner {
    body: bool,
    /// Whether the connection ends with it.
    last: bool,
}

/// An answer as it goes over the wire.
fn written(answer: &Answer, manner: Manner) -> Vec<u8> {
    let head = head_of(answer.status, answer.kind, Some(answer.body.len()), manner.last);
    let mut bytes = head.into_bytes();
    if manner.body {
        bytes.extend_from_slice(&answer.body);
    }
    bytes
}

const EVENTS: &str = "text/event-stream; charset=utf-8";

/// The head of an answer. Everything in it is our own: no word of a request gets into it.
fn head_of(status: u16, kind: &'static str, length: Option<usize>, last: bool) -> String {
    let reason = match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    let mut head = format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n");
    head.push_str("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
    head.push_str("Cross-Origin-Resource-Policy: same-origin\r\n");
    head.push_str(&format!("Content-Security-Policy: {}\r\n", live::policy()));
    if let Some(length) = length {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    if status == 405 {
        head.push_str("Allow: GET, HEAD\r\n");
    }
    if last {
        head.push_str("Connection: close\r\n");
    }
    head + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_taken_apart_or_refused() {
        let read = |head: &str| Request::read(format!("{head}\r\n\r\n").as_bytes());
        let request = read("GET /a%20b?c HTTP/1.1\r\nHOST:  localhost:1 \r\nAccept: */*").unwrap();
        let Asked { method, target, hosts } = request.asked;
        assert_eq!((method.as_str(), target.as_str(), hosts), ("GET", "/a%20b?c", vec!["localhost:1".to_owned()]));
        assert!(!request.last);
        for last in ["Connection: Close", "Content-Length: 5", "Transfer-Encoding: chunked"] {
            assert!(read(&format!("POST / HTTP/1.1\r\n{last}")).unwrap().last, "{last}");
        }
        assert!(read("GET / HTTP/1.0").unwrap().last);
        for odd in [
            "",
            "GET",
            "GET /",
            "GET / HTTP/2",
            "GET  / HTTP/1.1",
            "GET / HTTP/1.1 more",
            "GET / HTTP/1.1\r\nno colon",
            "GET / HTTP/1.1\r\nHost : a",
            "GET / HTTP/1.1\r\n folded: a",
            "GET / HTTP/1.1\r\nHost: a\nX: b",
            "G\u{7f}T / HTTP/1.1",
        ] {
            assert!(read(odd).is_none(), "{odd:?}");
        }
        assert!(Request::read(b"GET /\xff HTTP/1.1\r\n\r\n").is_none());
    }

    #[test]
    fn the_head_of_an_answer_has_no_line_of_its_own() {
        let head = head_of(405, "text/plain; charset=utf-8", Some(3), true);
        assert!(head.starts_with("HTTP/1.1 405 ") && head.ends_with("Connection: close\r\n\r\n"), "{head}");
        assert!(head.trim_end().split("\r\n").skip(1).all(|line| line.contains(": ")), "{head}");
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

    #[test]
    fn a_mistake_of_our_own_in_one_answer_does_not_end_the_others() {
        let listener = listen(IpAddr::from([127, 0, 0, 1]), 0).unwrap();
        let address = listener.local_addr().unwrap();
        let answer = |asked: &Asked| {
            let work = || match asked.target.as_str() {
                "/panic" => panic!("on purpose"),
                _ => Answer { status: 200, kind: "text/plain; charset=utf-8", body: b"well".to_vec() },
            };
            Reply::Answer(crate::serve::stumble::guard("answering", work).unwrap_or_else(|_| Answer::sorry()))
        };
        answer_all(listener, answer).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /panic HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut all = String::new();
        stream.read_to_string(&mut all).unwrap();
        assert!(all.starts_with("HTTP/1.1 500 ") && all.ends_with("\r\n\r\nwell"), "{all}");
    }
}
