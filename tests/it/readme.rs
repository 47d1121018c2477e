//! What the README says, held against what is there.

use crate::harness::Folder;

const README: &str = include_str!("../../README.md");

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    README.split(&opening).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn its_two_commands_are_the_ones_that_ci_and_cargo_know() {
    let commands = blocks("sh");
    assert_eq!(commands[0].trim(), "cargo run --release -- build");
    // A package has none.
    let Ok(ci) = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/run")) else { return };
    assert!(ci.lines().any(|line| line == commands[1].trim()), "{} is what CI runs", commands[1]);
}

#[test]
fn its_site_and_its_event_in_ten_lines_build() {
    let folder = Folder::empty();
    folder.plenary(&["init", "my-site", "--example"]).exits(0);
    let ten_lines = blocks("yaml")[0];
    assert!(ten_lines.lines().count() <= 10);
    folder.write("my-site/content/reviews/alder/events/ten-lines.yaml", ten_lines);
    let changed = format!("{ten_lines}{}", blocks("yaml")[1]);
    folder.write("my-site/content/reviews/alder/events/changed.yaml", changed);
    let run = folder.plenary(&["--root", "my-site", "build", "--strict"]).exits(0);
    assert_eq!(run.err, "");
    let script = folder.read("my-site/public/facilitator/reviews/alder/ten-lines/script.html");
    assert!(script.contains("Part 4: Worries build"));
    let agenda = folder.read("my-site/public/facilitator/reviews/alder/changed/agenda.csv");
    assert!(agenda.contains("12:15") && !agenda.contains("Settling back in"), "{agenda}");
}

#[test]
fn its_message_is_what_plenary_says() {
    let folder = Folder::empty();
    folder.plenary(&["init", "--example", "."]).exits(0);
    let event = folder.read("content/reviews/alder/events/practitioner.yaml");
    folder.write(
        "content/reviews/alder/events/practitioner.yaml",
        event.replace("venue: glenfarran-hall", "venue: glenfaran-hall"),
    );
    let run = folder.plenary(&["check"]).exits(1);
    assert!(run.out.starts_with(blocks("text")[0].trim_end()), "{}", run.out);
}

/// What `SECURITY.md` names as a test of its promises is one.
#[test]
fn what_the_page_on_security_names_is_there() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("SECURITY.md")).unwrap();
    let named = text.split('`').skip(1).step_by(2).filter(|name| name.contains('/') && !name.contains(' '));
    let named: Vec<&str> =
        named.filter(|name| ["src/", "tests/", "fuzz/"].iter().any(|start| name.starts_with(start))).collect();
    assert!(named.len() > 12, "{named:?}");
    for name in named {
        assert!(folder.join(name).exists(), "{name}");
    }
}

#[test]
fn what_it_links_to_is_there() {
    let links = README.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("https://")) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(link);
        assert!(path.exists(), "{link}");
    }
}
