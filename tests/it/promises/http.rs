//! Whatever is asked, the answer is one whole answer, and holds nothing but a file of the edition or plenary's own words.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use plenary::audience::Audience;
use plenary::embedded;
use plenary::serve::desk::Desk;
use plenary::source::{Origin, Source, SourcePath, Sources};

const REVIEW: &str = "title: Rowan\ncommittee: A\nnames_are_pseudonyms: true\nadult: {pseudonym: Kim}\nagencies:\n  - {id: a, name: A, \
                      involved: true}\npeople:\n  - {id: zq7, roles: [reviewer], title: Lead}\nrestricted_terms: [Sandhaven Court]\n";
const EVENT: &str = "kind: practitioner-and-first-line-manager\ndate: 2026-03-12\nstart: \"09:30\"\nend: \"16:00\"\nfacilitators: \
                     [zq7]\nwatch_for:\n  - {about: nobody, note: Somebody may need a quiet word before lunch}\n";

fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let mut sources = Sources::default();
        for (path, bytes) in embedded::built_in() {
            let text = std::str::from_utf8(&bytes).unwrap_or_default().to_owned();
            sources.insert(Source::text(&SourcePath::new(path), Origin::BuiltIn, text));
        }
        for (path, text) in [
            ("config.yaml", "title: Site\n"),
            ("content/reviews/rowan/review.yaml", REVIEW),
            ("content/reviews/rowan/events/day.yaml", EVENT),
        ] {
            sources.insert(Source::text(&SourcePath::new(path), Origin::Site, text));
        }
        Desk::open(sources, Audience::Participant, ([127, 0, 0, 1], 4040).into()).expect("a sound site")
    })
}

/// The bytes are the head of a request; where they begin with `@`, what follows is a target that is asked for properly.
pub fn promise(data: &[u8]) {
    let desk = desk();
    let asked = match data.strip_prefix(b"@") {
        Some(target) => [b"GET ", target, b" HTTP/1.1\r\nHost: localhost:4040\r\n\r\n"].concat(),
        None => data.to_vec(),
    };
    let answer = desk.reply(&asked);
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head has an end");
    let (head, body) = (std::str::from_utf8(&answer[..at]).expect("a head is plain text"), &answer[at + 4..]);
    let status = head.split(' ').nth(1).expect("a head says how it went");
    assert!(["200", "400", "403", "404", "405", "503"].contains(&status), "{head}");
    assert!(head.contains("Cache-Control: no-store") && head.contains("X-Content-Type-Options: nosniff"), "{head}");
    assert!(head.contains("default-src 'none'") && !head.contains("Set-Cookie"), "{head}");
    if let Some(length) = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")) {
        assert!(body.is_empty() || body.len().to_string() == length, "{head}");
    }
    // Nothing that this edition may not hold, and nothing of the request, which may hold another site's script.
    let text = String::from_utf8_lossy(body);
    for closed in ["Sandhaven", "quiet word before lunch", "zq7", "root:"] {
        assert!(!text.contains(closed), "{closed} in the answer to {:?}", String::from_utf8_lossy(&asked));
    }
    if status != "200" && !body.is_empty() {
        assert!(refusals().contains(body), "{status} with words of its own: {text}");
    }
    if status == "200" && !asked.starts_with(b"HEAD") && !body.is_empty() {
        let target = String::from_utf8_lossy(&asked);
        let target = target.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        let decoded: String = percent_decoded(path);
        let url = decoded.trim_start_matches('/');
        let url = if url.is_empty() || url.ends_with('/') { format!("{url}index.html") } else { url.to_owned() };
        assert!(url.starts_with(".plenary/") || desk.urls().contains(&url), "{url} is no file of the edition");
    }
}

/// All that is ever said where something is refused. No word of a request is among it, whatever the request was.
fn refusals() -> &'static BTreeSet<Vec<u8>> {
    static REFUSALS: OnceLock<BTreeSet<Vec<u8>>> = OnceLock::new();
    REFUSALS.get_or_init(|| {
        let known: [&[u8]; 5] = [
            b"no request",
            b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: localhost:4040\r\n\r\n",
            b"GET /not/there.html HTTP/1.1\r\nHost: localhost:4040\r\n\r\n",
            b"GET /%ff HTTP/1.1\r\nHost: localhost:4040\r\n\r\n",
        ];
        known.iter().map(|request| body_of(&desk().reply(request)).to_vec()).collect()
    })
}

/// What stands behind the head of an answer.
fn body_of(answer: &[u8]) -> &[u8] {
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head has an end");
    &answer[at + 4..]
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| !behind.starts_with(b"+")) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
