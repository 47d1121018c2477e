//! What is promised of any input at all. The promises are those that `fuzz/` tries for as long as one likes; here they are
//! tried for a moment, each time.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof, proptest};

mod agenda;
mod http;
mod markdown;
mod scanner;
mod yaml;

/// Any bytes, or pieces that mean something, in any order.
fn data(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => prop::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
        1 => Just(b"a".to_vec()),
    ];
    (any::<u8>(), prop::collection::vec(piece, 0..16))
        .prop_map(|(first, pieces)| [&[first], pieces.concat().as_slice()].concat())
}

const YAML: &[&str] = &[
    "title: ",
    "agenda:\n",
    "  - id: ",
    "- ",
    "\n",
    "  ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "#",
    "&a ",
    "*a",
    "!!binary ",
    "---\n",
    "|\n",
    ">\n",
    "people:\n",
    "09:30",
    "2026-03-12",
    "\u{feff}",
    "\r\n",
    "\t",
    "é",
    "? ",
    "<<: ",
    "restricted_terms: ",
    "```embed\n",
    "```\n",
    "\u{202e}",
    "\u{1b}[31m",
    "\\u0000",
    "exercise: ",
];
const MARKDOWN: &[&str] = &[
    "# A {#a}\n",
    "[x](",
    ")",
    "![",
    "](",
    "javascript:x",
    "java\tscript:x",
    "data:text/html,x",
    "https://a.example/",
    "//a.example",
    "<b>",
    "</b>",
    "<script>",
    "<img src=x onerror=y>",
    "<svg><a href=\"javascript:x\">",
    "<!--",
    "-->",
    "&lt;",
    "&#x6a;",
    "| a | b |\n|---|---|\n",
    "[^1]",
    "[^1]: ",
    "> [!NOTE]\n> ",
    "```",
    "```embed\n",
    "~~~",
    "\n",
    "\n\n",
    "- [ ] ",
    "1. ",
    ": ",
    "*",
    "_",
    "`",
    "<",
    ">",
    "\"",
    "'",
    "\\",
    "\u{202e}",
    "\0",
    "<style>",
    "<iframe src=x>",
    "<a href=' javascript:x'>",
    "<p style=x>",
    "<form action=x>",
    "<math><mi//xlink:href=\"data:x\">",
    "<template>",
];
const HTTP: &[&str] = &[
    "GET ",
    "HEAD ",
    "POST ",
    "/",
    "/index.html",
    "/../",
    "/..%2f",
    "%2e%2e/",
    "/.plenary/events",
    "/.plenary/mistakes/participant",
    "/.plenary/page?/index.html",
    "/.plenary/state",
    "/reviews/rowan/day/script.html",
    "/reviews/rowan/day/agenda.html",
    " HTTP/1.1",
    " HTTP/1.0",
    "\r\n",
    "\r\n\r\n",
    "\n\n",
    "Host: localhost:4040\r\n",
    "Host: evil.example\r\n",
    "Host: 127.0.0.1:4040\r\n",
    "Content-Length: 5\r\n",
    "?",
    "#",
    "%00",
    "%ff",
    "\0",
    "Connection: close\r\n",
    "/guidance/",
    "\\",
    "//",
    "file:///etc/passwd",
    "http://localhost:4040/",
    "*",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_file_of_definitions_is_read_or_refused(data in data(YAML)) {
        yaml::promise(&data);
    }

    #[test]
    fn any_page_becomes_harmless_html(data in data(MARKDOWN)) {
        markdown::promise(&data);
    }

    #[test]
    fn any_day_keeps_to_what_its_clock_promises(data in prop::collection::vec(any::<u8>(), 0..120)) {
        agenda::promise(&data);
    }

    #[test]
    fn any_request_has_an_answer_that_gives_nothing_away(data in data(HTTP)) {
        http::promise(&data[1..]);
    }

    #[test]
    fn any_target_has_an_answer_that_gives_nothing_away(data in data(HTTP)) {
        http::promise(&[b"@/", &data[1..]].concat());
    }

    #[test]
    fn a_word_is_found_however_it_is_dressed(data in prop::collection::vec(any::<u8>(), 0..24), narrow in any::<bool>()) {
        // Most letters in a dress that their place knows.
        let dress = |byte: u8| if narrow { byte % 48 } else { byte };
        let data: Vec<u8> = data.iter().enumerate().map(|(at, byte)| if at < 2 { *byte } else { dress(*byte) }).collect();
        scanner::promise(&data);
    }
}
