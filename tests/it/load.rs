//! The server among many who ask, and among those who mean it ill. Nothing here is about speed: what has to come comes,
//! and what was taken is given back.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::Site;
use crate::serving::{Answer, LONG, Serving, parse, until};

/// Whoever is connected and does no good; nothing where this system gives no more connections.
fn nuisance(serving: &Serving, number: usize) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).ok()?;
    stream.set_read_timeout(Some(LONG)).ok()?;
    let said = match number % 6 {
        // Says nothing, or hardly anything.
        0 | 1 => String::new(),
        2 => "G".to_owned(),
        // Begins, and never ends.
        3 => format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\nX-Slow: ", serving.port),
        // Asks for much, and reads nothing.
        4 => format!("GET /search-index.js HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", serving.port).repeat(12),
        // Asks once, and stays.
        _ => format!("HEAD /robots.txt HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", serving.port),
    };
    stream.write_all(said.as_bytes()).ok()?;
    Some(stream)
}

/// Waits until the server has no more threads and handles than it had, or a few.
fn all_given_back(serving: &Serving, before: Option<crate::serving::Taken>) {
    let Some(before) = before else { return };
    until("threads and handles given back", || {
        std::thread::sleep(Duration::from_millis(50));
        let now = serving.taken().unwrap();
        now.threads <= before.threads + 3 && now.handles <= before.handles + 3
    });
}

#[test]
fn seven_hundred_who_are_silent_or_slow_keep_nobody_from_the_pages() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    assert_eq!(serving.get("/").status, 200);
    let before = serving.taken();
    let mut held = Vec::new();
    for number in 0..700 {
        held.extend(nuisance(&serving, number));
        if number % 70 == 0 {
            assert_eq!(asked(&serving, "/").status, 200, "after {number}");
        }
    }
    // Those who have said a little go on saying it, byte by byte.
    for _ in 0..3 {
        for stream in &mut held {
            let _ = stream.write_all(b"a");
        }
        assert_eq!(asked(&serving, "/guidance/index.html").status, 200);
    }
    // And whoever writes sees it.
    folder.write("config.yaml", "title: Written meanwhile\n");
    until("the new title", || asked(&serving, "/").text().contains("Written meanwhile"));
    drop(held);
    all_given_back(&serving, before);
    assert!(serving.err().is_empty(), "{}", serving.err());
}

/// Tries until something comes of it, with a pause before each new attempt, as a browser makes one: whoever has just been turned
/// away finds the same crowd there a moment later.
fn in_the_end<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let mut came = None;
    until(what, || {
        came = attempt();
        if came.is_none() {
            std::thread::sleep(Duration::from_millis(100));
        }
        came.is_some()
    });
    came.unwrap()
}

/// Asks for a page, and again where the crowd has pushed the request out before it was read: so does whoever looks at one.
fn asked(serving: &Serving, path: &str) -> Answer {
    let once = || {
        let mut stream = serving.connect();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", serving.port);
        stream.write_all(request.as_bytes()).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok().filter(|read| *read > 0)?;
        Some(parse(&bytes))
    };
    in_the_end("an answer", once)
}

#[test]
fn hundreds_who_listen_for_changes_keep_no_page_from_hearing_of_one() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    serving.get("/");
    let before = serving.taken();
    let mut lines: Vec<TcpStream> = (0..300).map_while(|_| listening(&serving)).collect();
    // Whoever comes last hears of changes, and comes again, as a browser does, where the crowd has pushed it out. Whoever
    // came first has given way.
    let mut number = 0;
    in_the_end("word of a change", || {
        let mut last = listening(&serving).filter(|last| heard(last, "data: "))?;
        number += 1;
        folder.write("config.yaml", format!("title: Heard of {number}\n"));
        heard(&mut last, "data: ").then_some(())
    });
    if lines.len() == 300 {
        // It may have been pushed out before it was answered, but it does not go on waiting.
        let mut all = Vec::new();
        let ended = lines[0].read_to_end(&mut all);
        let waits = ended.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        assert!(!waits && (all.is_empty() || all.starts_with(b"HTTP/1.1 200 ")), "{}", String::from_utf8_lossy(&all));
    }
    assert_eq!(asked(&serving, "/").status, 200);
    drop(lines);
    all_given_back(&serving, before);
}

fn listening(serving: &Serving) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).ok()?;
    stream.set_read_timeout(Some(LONG)).ok()?;
    write!(stream, "GET /.plenary/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", serving.port).ok()?;
    Some(stream)
}

/// Reads on until some words have come. Says whether they did before the connection ended.
fn heard(mut stream: impl Read, words: &str) -> bool {
    let mut all = String::new();
    while !all.contains(words) {
        let mut some = [0; 1024];
        match stream.read(&mut some) {
            Ok(0) | Err(_) => return false,
            Ok(read) => all.push_str(&String::from_utf8_lossy(&some[..read])),
        }
    }
    true
}

#[test]
fn what_is_no_request_is_refused_however_often_it_comes() {
    let folder = Site::bare().folder();
    let serving = Serving::start(&folder, &[]);
    serving.get("/");
    let before = serving.taken();
    let huge = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\nX: {}\r\n\r\n", serving.port, "x".repeat(60_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(500));
    for _ in 0..40 {
        for (odd, status) in [(huge.as_str(), 431), (&many, 400), ("\u{16}\u{3}\u{1}", 400), ("FIX THIS\r\n\r\n", 400)]
        {
            let mut stream = serving.connect();
            // It may have been refused before it was all sent.
            let _ = stream.write_all(odd.as_bytes());
            let mut head = [0; 12];
            stream.read_exact(&mut head).unwrap();
            assert_eq!(head, format!("HTTP/1.1 {status}").as_bytes());
        }
        // Half a connection: the other half is closed before anything was asked.
        let half = serving.connect();
        half.shutdown(std::net::Shutdown::Write).unwrap();
    }
    assert_eq!(serving.get("/").status, 200);
    all_given_back(&serving, before);
}
