//! `plenary serve` over real sockets: what it answers, whom it answers, and what it shows when something is wrong.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::harness::{Folder, PRACTITIONER, REVIEW, Site};
use crate::serving::{LONG, Serving, parse, undressed, until};

const SCRIPT: &str = "/reviews/alder/practitioner/script.html";

fn change(folder: &Folder, path: &str, from: &str, to: &str) {
    let text = folder.read(path);
    assert!(text.contains(from), "{path} holds {from}");
    folder.write(path, text.replacen(from, to, 1));
}

#[test]
fn it_serves_what_build_writes_and_adds_only_what_keeps_a_page_up_to_date() {
    let folder = Site::alder().folder();
    folder.plenary(&["build"]).exits(0);
    for edition in ["facilitator", "participant"] {
        let serving = Serving::start(&folder, &["--edition", edition]);
        assert_eq!(serving.out(), format!("Serving {edition} at http://127.0.0.1:{}/\n", serving.port));
        let built = folder.tree(&format!("public/{edition}"));
        assert!(built.len() > 15, "{}", built.len());
        for (url, bytes) in &built {
            let answer = serving.get(&format!("/{url}"));
            assert_eq!(answer.status, 200, "{url}");
            if url.ends_with(".html") {
                let text = answer.text();
                assert_eq!(text.matches("/.plenary/live.js").count(), 1, "{url}");
                assert!(text.contains("form-action 'none'; connect-src 'self'\""), "{url}");
                let bar = format!("<p>Preview of the <strong>{edition}</strong> edition</p>");
                assert_eq!(text.matches(&bar).count(), 1, "{url}");
                assert!(undressed(&answer.body).as_bytes() == bytes, "{url}");
            } else {
                assert!(answer.body == *bytes, "{url}");
            }
        }
        assert_eq!(serving.err(), "");
    }
}

#[test]
fn nothing_that_is_built_holds_what_only_the_server_adds() {
    let folder = Site::alder().folder();
    folder.plenary(&["build"]).exits(0);
    for (path, bytes) in folder.tree("public") {
        let text = String::from_utf8_lossy(&bytes);
        for word in ["live.js", "connect-src", "EventSource", "plenary-overlay", "plenary-preview", "/.plenary/"] {
            assert!(!text.contains(word), "{path} holds {word}");
        }
    }
}

#[test]
fn every_answer_has_its_type_its_policy_and_is_never_kept() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let home = serving.text("/");
    let stylesheet = home.split("href=\"").find(|rest| rest.starts_with("assets/")).unwrap().split('"').next().unwrap();
    for (path, status, kind) in [
        ("/", 200, "text/html; charset=utf-8"),
        ("/guidance/", 200, "text/html; charset=utf-8"),
        (&format!("/{stylesheet}"), 200, "text/css; charset=utf-8"),
        ("/reviews/alder/practitioner/practitioner.ics", 200, "text/calendar; charset=utf-8"),
        ("/reviews/alder/practitioner/agenda.csv", 200, "text/csv; charset=utf-8"),
        ("/robots.txt", 200, "text/plain; charset=utf-8"),
        ("/.plenary/live.js", 200, "text/javascript; charset=utf-8"),
        ("/.plenary/overlay.css", 200, "text/css; charset=utf-8"),
        ("/.plenary/preview.css", 200, "text/css; charset=utf-8"),
        ("/not/there.html", 404, "text/html; charset=utf-8"),
        ("/guidance", 404, "text/html; charset=utf-8"),
    ] {
        let answer = serving.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (status, kind), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.ends_with("; connect-src 'self'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{path}");
        let head = serving.method("HEAD", path);
        assert_eq!((head.status, head.body.len()), (status, 0), "HEAD {path}");
    }
    let missing = serving.text("/not/there.html");
    let own = undressed(missing.as_bytes());
    assert!(own.contains("<h1>") && missing.contains("/.plenary/live.js"), "{missing}");
    // Query and folder are minded, case is kept.
    assert_eq!(serving.get("/index.html?x=1").status, 200);
    assert_eq!(serving.get("/Index.html").status, 404);
}

#[test]
fn only_those_who_may_ask_are_answered() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let port = serving.port;
    let host = |host: &str| serving.ask(&format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status;
    for known in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(host(&format!("Host: {known}:{port}\r\n")), 200, "{known}");
    }
    for other in [
        format!("Host: evil.example:{port}\r\n"),
        "Host: localhost\r\n".to_owned(),
        format!("Host: localhost:{}\r\n", port ^ 1),
        String::new(),
        format!("Host: localhost:{port}\r\nHost: evil.example\r\n"),
    ] {
        assert_eq!(host(&other), 403, "{other:?}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let answer = serving.method(method, "/");
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[test]
fn no_request_reaches_the_disk_or_a_header() {
    let folder = Site::alder().folder();
    folder.write("secret.txt", "secret");
    let serving = Serving::start(&folder, &[]);
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/config.yaml",
        "/config.yaml",
        "/content/venues/glenfarran-hall.yaml",
        "//etc/passwd",
        "/.plenary/",
        "/.plenary/../index.html",
        "/.plenary/live.js/",
        "/guidance//index.html",
        "/index.html%00.css",
        "/%0d%0aSet-Cookie:%20a=b",
        "/index.html/",
        "/\\index.html",
        "http://localhost/",
    ] {
        let answer = serving.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
    }
    for odd in [
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET /\u{1} b HTTP/1.1\r\n\r\n",
        "HELLO\r\n\r\n",
        "GET / HTTP/1.1\n\n",
        "\u{16}\u{3}\u{1}",
    ] {
        assert_eq!(serving.ask(odd).status, 400, "{odd:?}");
    }
    let answer = serving.get("/.plenary/page?/%0d%0aSet-Cookie:%20a=b");
    assert_eq!((answer.status, answer.header("set-cookie")), (200, ""));
}

#[test]
fn those_who_read_slowly_or_not_at_all_keep_nobody_waiting() {
    let page = "---\ntitle: Plan\n---\n\n![The plan](plan.png)\n";
    let folder =
        Site::alder().file("content/guidance/plan.md", page).file("content/guidance/plan.png", vec![0; 1 << 20]);
    let folder = folder.folder();
    let serving = Serving::start(&folder, &[]);
    assert_eq!(serving.get("/guidance/plan.png").body.len(), 1 << 20);
    let port = serving.port;
    let mut held = Vec::new();
    for _ in 0..24 {
        // Wants much, and reads nothing.
        let mut greedy = serving.connect();
        let request = format!("GET /guidance/plan.png HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        greedy.write_all(request.repeat(150).as_bytes()).unwrap();
        held.push(greedy);
        // Begins to ask, and never ends.
        let mut slow = serving.connect();
        slow.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
        held.push(slow);
        // Speaks another language.
        let mut other = serving.connect();
        other.write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").unwrap();
        held.push(other);
    }
    for _ in 0..5 {
        assert_eq!(serving.get("/").status, 200);
    }
    drop(held);
    assert_eq!(serving.get("/").status, 200);
}

#[test]
fn many_questions_over_one_connection_are_answered_in_their_order() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let port = serving.port;
    let mut stream = serving.connect();
    let paths = ["/robots.txt", "/not-there", "/.plenary/overlay.css"];
    for path in paths.iter().cycle().take(30) {
        write!(stream, "HEAD {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
    }
    write!(stream, "HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut all = String::new();
    stream.read_to_string(&mut all).unwrap();
    let statuses: Vec<&str> = all.split("HTTP/1.1 ").skip(1).map(|rest| &rest[..3]).collect();
    assert_eq!(statuses, [["200", "404", "200"].repeat(10), vec!["200"]].concat());
}

#[test]
fn a_taken_port_is_told_with_a_free_one() {
    let folder = Site::alder().folder();
    let first = Serving::start(&folder, &[]);
    let run = folder.plenary(&["serve", "--port", &first.port.to_string()]).exits(2);
    assert!(run.err.contains(&format!("Port {} of 127.0.0.1 is taken", first.port)), "{}", run.err);
    let free: u16 = run.err.split("--port ").nth(1).unwrap().split('`').next().unwrap().parse().unwrap();
    assert!(free > first.port);
    assert_eq!(run.out, "");
}

#[test]
fn what_cannot_be_served_is_told_at_once() {
    let run = Folder::empty().plenary(&["serve", "--port", "0"]).exits(2);
    assert!(run.err.contains("no `config.yaml`"), "{}", run.err);
    let folder = Site::alder().folder();
    let run = folder.plenary(&["serve", "--port", "0", "--only", "birch"]).exits(2);
    assert!(run.err.contains("This site has no review `birch`"), "{}", run.err);
    folder.plenary(&["serve", "--port", "0", "--edition", "everybody"]).exits(2);
    folder.plenary(&["serve", "--port", "0", "--bind", "nowhere"]).exits(2);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_even_while_pages_listen() {
    if ignores_interrupts() {
        return eprintln!("SKIPPED: whoever started the tests has them, and all that they start, ignore Ctrl-C");
    }
    let folder = Site::alder().folder();
    let mut serving = Serving::start(&folder, &[]);
    let _line = listen(&serving);
    let done = std::process::Command::new("kill").args(["-INT", &serving.id().to_string()]).status().unwrap();
    assert!(done.success());
    until("the end", || serving.ended());
}

/// Whether this program was started so that it and all that it starts ignore Ctrl-C, as shells start what goes on in the background.
#[cfg(unix)]
fn ignores_interrupts() -> bool {
    const INTERRUPT: u64 = 1 << (2 - 1);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & INTERRUPT != 0)
}

#[test]
fn bound_to_other_addresses_it_says_who_can_read_it() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &["--bind", "0.0.0.0", "--edition", "review-team"]);
    assert!(serving.err().contains("can now read the review-team edition"), "{}", serving.err());
    let host = format!("GET / HTTP/1.1\r\nHost: laptop.local:{}\r\nConnection: close\r\n\r\n", serving.port);
    assert_eq!(serving.ask(&host).status, 200);
    let wrong = "GET / HTTP/1.1\r\nHost: laptop.local:1\r\nConnection: close\r\n\r\n";
    assert_eq!(serving.ask(wrong).status, 403);
}

#[test]
fn only_what_is_selected_is_served() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &["--only", "alder/strategic"]);
    assert_eq!(serving.get("/reviews/alder/strategic/script.html").status, 200);
    assert_eq!(serving.get(SCRIPT).status, 404);
    // What was asked for goes, and comes again.
    let event = folder.read("content/reviews/alder/events/strategic.yaml");
    std::fs::remove_file(folder.at("content/reviews/alder/events/strategic.yaml")).unwrap();
    until("word of it", || serving.mistakes().contains("no event `alder/strategic`"));
    assert_eq!(serving.get("/reviews/alder/strategic/script.html").status, 200);
    folder.write("content/reviews/alder/events/strategic.yaml", event);
    serving.wait_until_sound();
}

#[cfg(unix)]
#[test]
fn the_browser_is_opened_where_that_is_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    if std::env::consts::OS == "macos" {
        return;
    }
    let tools = Folder::empty();
    let told = tools.at("told");
    tools.write("xdg-open", format!("#!/bin/sh\necho \"$1\" > {}.part\nmv {0}.part {0}\n", told.display()));
    std::fs::set_permissions(tools.at("xdg-open"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
    let folder = Site::alder().folder();
    let serving = Serving::start_with(&folder, &[("PATH", &path)], &["--open"]);
    until("the browser", || told.exists());
    assert_eq!(tools.read("told").trim(), format!("http://127.0.0.1:{}/", serving.port));
}

#[test]
fn a_mistake_at_the_start_has_a_page_that_goes_on_when_it_is_mended() {
    let folder = Site::alder().edit(PRACTITIONER, "start: \"09:30\"", "start: 9.30").folder();
    let serving = Serving::start(&folder, &[]);
    let page = serving.get(SCRIPT);
    assert_eq!(page.status, 500);
    let text = page.text();
    for word in ["facilitator edition", "practitioner.yaml:8:8", "start: 9.30", "/.plenary/live.js", "role=\"alert\""] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(serving.err().contains("error[bad-value]"), "{}", serving.err());
    change(&folder, PRACTITIONER, "start: 9.30", "start: \"09:30\"");
    serving.wait_for(SCRIPT, "<h1>Script</h1>");
    serving.wait_until_sound();
}

#[test]
fn a_mistake_lies_over_the_last_good_page_in_the_words_of_the_terminal() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let before = undressed(&serving.get(SCRIPT).body);
    change(&folder, PRACTITIONER, "venue: glenfarran-hall", "venue: glenfaran-hall");
    until("a mistake", || !serving.mistakes().is_empty());
    assert_eq!(undressed(&serving.get(SCRIPT).body), before);
    let overlay = serving.mistakes();
    let text: String = scraper::Html::parse_fragment(&overlay).root_element().text().collect();
    until("the same in the terminal", || serving.err().contains("Did you mean"));
    let told = serving.err();
    assert!(told.contains("error[unknown-reference]: There is no venue `glenfaran-hall`."), "{told}");
    assert!(text.contains(told.trim_end()), "{text}\nlacks\n{told}");
    assert!(overlay.contains("role=\"alert\""), "{overlay}");
    assert!(serving.out().lines().last().unwrap().starts_with("Not shown, after "), "{}", serving.out());
    change(&folder, PRACTITIONER, "venue: glenfaran-hall", "venue: glenfarran-hall");
    serving.wait_until_sound();
}

#[test]
fn in_other_editions_no_mistake_quotes_what_a_file_says() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &["--edition", "participant"]);
    change(&folder, PRACTITIONER, "venue: glenfarran-hall", "venue: the-house-of-nan");
    until("a mistake", || !serving.mistakes().is_empty());
    let overlay = serving.mistakes();
    assert!(overlay.contains("practitioner.yaml:10:8: error[unknown-reference]: There is no venue …."), "{overlay}");
    assert!(!overlay.contains("house-of-nan"), "{overlay}");
    change(&folder, PRACTITIONER, "venue: the-house-of-nan", "venue: [the-house-of-nan");
    until("another mistake", || serving.mistakes().contains("yaml-syntax"));
    assert!(!serving.mistakes().contains("house-of-nan"), "{}", serving.mistakes());
    // At the start too.
    let later = Serving::start(&folder, &["--edition", "participant"]);
    let page = later.text("/");
    assert!(page.contains("participant edition") && page.contains("yaml-syntax"), "{page}");
    assert!(!page.contains("house-of-nan"), "{page}");
}

#[test]
fn a_theme_cannot_hide_whose_edition_it_is() {
    let site = Site::alder().edit("config.yaml", "title: ", "theme: bare\ntitle: ");
    let folder = site
        .file("themes/bare/theme.yaml", "title: Bare\nextends: default\ncontract: 1\n")
        .file("themes/bare/templates/page.html", "<!DOCTYPE html><html><head><title>{{ title }}</title></head><body><main>{{ heading }}</main></body></html>")
        .folder();
    let serving = Serving::start(&folder, &["--edition", "review-team"]);
    for path in ["/", "/guidance/", "/reviews/alder/practitioner/agenda.html", "/not/there.html"] {
        assert!(serving.text(path).contains("Preview of the <strong>review-team</strong> edition"), "{path}");
    }
}

#[test]
fn two_editions_served_side_by_side_know_nothing_of_one_another() {
    let folder = Site::alder().folder();
    let facilitator = Serving::start(&folder, &[]);
    let participant = Serving::start(&folder, &["--edition", "participant"]);
    let script = "/reviews/alder/practitioner/script.html";
    assert_eq!((facilitator.get(script).status, participant.get(script).status), (200, 404));
    let mut lines = [listen(&facilitator), listen(&participant)];
    let told: Vec<_> = lines.iter_mut().map(|line| line.next()["edition"].clone()).collect();
    assert_eq!(told, ["facilitator", "participant"]);
    // A mistake in a line that only facilitators read: each page says it in its own edition's words, and a page of the
    // other edition gets nothing.
    change(&folder, PRACTITIONER, "watch_for:", "watch_for: nobody's business\nwatch_fro:");
    for serving in [&facilitator, &participant] {
        until("a mistake", || !serving.mistakes().is_empty());
    }
    assert!(facilitator.mistakes().contains("business"));
    assert!(!participant.mistakes().contains("business"));
    for (serving, other) in [(&facilitator, "participant"), (&participant, "facilitator")] {
        for path in [&format!("/.plenary/mistakes/{other}"), "/.plenary/mistakes", "/.plenary/mistakes/"] {
            assert_eq!(serving.get(path).status, 404, "{path}");
        }
        let said = serving.text("/.plenary/state");
        assert!(!said.contains(other) && !said.contains("business"), "{said}");
    }
}

#[test]
fn a_page_on_which_a_template_fails_is_named_and_stays_as_it_was() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let before = undressed(&serving.get(SCRIPT).body);
    let template = include_str!("../../themes/default/templates/script.html");
    let with = |more: &str| template.replacen("{% endblock", &format!("{more}{{% endblock"), 1);
    folder.write("themes/default/templates/script.html", with("{{ nowhere.to.be.found }}"));
    // Nobody asks for the page: it is found all the same.
    until("a mistake", || serving.mistakes().contains("template-error"));
    let overlay = serving.mistakes();
    assert!(overlay.contains("facilitator/reviews/alder/practitioner/script.html"), "{overlay}");
    assert_eq!(undressed(&serving.get(SCRIPT).body), before);
    assert_eq!(serving.get("/guidance/index.html").status, 200);
    until("the same in the terminal", || serving.err().contains("template-error"));
    folder.write("themes/default/templates/script.html", with("<p>Mended</p>"));
    serving.wait_for(SCRIPT, "<p>Mended</p>");
    serving.wait_until_sound();
}

#[test]
fn a_page_that_leaks_is_held_back_and_no_earlier_one_shown() {
    let folder = Site::alder().file("content/guidance/open.md", "---\ntitle: Open\n---\n\nOf Tobermory.\n").folder();
    let serving = Serving::start(&folder, &[]);
    assert!(serving.text("/guidance/open.html").contains("Tobermory"));
    let review = folder.read(REVIEW);
    folder.write(REVIEW, review.replace("restricted_terms: [", "restricted_terms: [Tobermory, "));
    until("the page is held back", || serving.get("/guidance/open.html").status == 500);
    let page = serving.text("/guidance/open.html");
    assert!(page.contains("restricted-term-in-open-page") && page.contains("Term 1 of the list"), "{page}");
    assert!(!page.contains("Tobermory") && !serving.mistakes().contains("Tobermory"), "{page}");
    assert_eq!(serving.get("/guidance/index.html").status, 200);
    folder.write("content/guidance/open.md", "---\ntitle: Open\n---\n\nOf the isles.\n");
    serving.wait_for("/guidance/open.html", "Of the isles");
    serving.wait_until_sound();
}

#[test]
fn what_stands_in_for_a_broken_page_is_held_against_todays_list() {
    let folder = Site::alder().file("content/guidance/open.md", "---\ntitle: Open\n---\n\nOf Tobermory.\n").folder();
    let serving = Serving::start(&folder, &[]);
    assert!(serving.text("/guidance/open.html").contains("Tobermory"));
    let template = include_str!("../../themes/default/templates/guidance.html");
    let review = folder.read(REVIEW);
    folder.write("themes/default/templates/guidance.html", format!("{template}{{{{ nowhere.to.be.found }}}}"));
    folder.write(REVIEW, review.replace("restricted_terms: [", "restricted_terms: [Tobermory, "));
    until("the page is held back", || serving.get("/guidance/open.html").status == 500);
    assert!(!serving.text("/guidance/open.html").contains("Tobermory"));
}

#[test]
fn the_last_good_page_outlives_two_broken_saves() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let before = undressed(&serving.get(SCRIPT).body);
    let template = include_str!("../../themes/default/templates/script.html");
    for (builds, name) in [(1, "nowhere.to.be"), (2, "nowhere.to.be.found")] {
        let broken = template.replacen("{% endblock", &format!("{{{{ {name} }}}}{{% endblock"), 1);
        folder.write("themes/default/templates/script.html", broken);
        until("a build", || serving.rebuilds() >= builds);
    }
    assert_eq!(undressed(&serving.get(SCRIPT).body), before);
}

#[test]
fn no_message_says_a_restricted_term_that_stands_in_an_address() {
    let folder = Site::alder()
        .edit(REVIEW, "restricted_terms: [", "restricted_terms: [Zebrafish, ")
        .file("content/guidance/zebrafish.md", "---\ntitle: Fish\n---\n\nOf fish.\n")
        .folder();
    let serving = Serving::start(&folder, &["--edition", "review-team"]);
    until("a leak", || serving.mistakes().contains("restricted-term-in-open-page"));
    for text in [serving.mistakes(), serving.err(), serving.text("/guidance/")] {
        assert!(!text.to_lowercase().contains("zebrafish"), "{text}");
    }
}

#[test]
fn a_file_beside_pages_goes_out_as_it_is() {
    let form = b"<html><head></head><body>caf\xe9</body></html>".to_vec();
    let page = "---\ntitle: Form\n---\n\n[The form](form.html)\n";
    let folder = Site::alder()
        .file("content/guidance/with-form.md", page)
        .file("content/guidance/form.html", form.clone())
        .folder();
    let serving = Serving::start(&folder, &[]);
    assert!(serving.get("/guidance/form.html").body == form);
}

#[test]
fn a_request_that_is_too_long_is_told_so() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let long = "a".repeat(20_000);
    assert_eq!(serving.get(&format!("/{long}")).status, 431);
    assert_eq!(serving.get("/index.html").status, 200);
}

#[test]
fn a_site_that_goes_and_comes_is_told_in_a_line() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &["--edition", "participant"]);
    let config = folder.read("config.yaml");
    std::fs::remove_file(folder.at("config.yaml")).unwrap();
    until("a line", || serving.out().contains("Not shown: there is no site to read just now."));
    let overlay = serving.mistakes();
    let place = folder.path().to_str().unwrap();
    assert!(overlay.contains("The terminal says why.") && !overlay.contains(place), "{overlay}");
    folder.write("config.yaml", config);
    until("another line", || serving.out().lines().count() == 3);
    serving.wait_until_sound();
}

/// Opens a line for changes and reads its head.
fn listen(serving: &Serving) -> Line {
    let mut stream = serving.connect();
    write!(stream, "GET /.plenary/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", serving.port).unwrap();
    let mut line = Line { stream, text: String::new() };
    let head = line.read_to("\r\n\r\n");
    let head = parse(head.as_bytes());
    assert_eq!((head.status, head.header("content-type")), (200, "text/event-stream; charset=utf-8"));
    assert_eq!(head.header("cache-control"), "no-store");
    line
}

struct Line {
    stream: std::net::TcpStream,
    text: String,
}

impl Line {
    fn read_to(&mut self, end: &str) -> String {
        let began = Instant::now();
        loop {
            if let Some(at) = self.text.find(end) {
                let rest = self.text.split_off(at + end.len());
                return std::mem::replace(&mut self.text, rest);
            }
            assert!(began.elapsed() < LONG, "no {end:?} in {:?}", self.text);
            let mut bytes = [0; 1024];
            let read = self.stream.read(&mut bytes).unwrap();
            assert!(read > 0, "the line ended");
            self.text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }

    /// The next word, past those that only keep the line open.
    fn next(&mut self) -> serde_json::Value {
        loop {
            let event = self.read_to("\n\n");
            if let Some(data) = event.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
            assert!(event.starts_with(':'), "{event:?}");
        }
    }
}

#[test]
fn open_pages_are_told_of_every_change() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let mut lines: Vec<Line> = (0..20).map(|_| listen(&serving)).collect();
    let first: Vec<serde_json::Value> = lines.iter_mut().map(Line::next).collect();
    assert!(first.iter().all(|told| *told == first[0] && told["mistakes"] == ""), "{first:?}");
    change(&folder, PRACTITIONER, "version: 3", "version: 4");
    for line in &mut lines {
        assert_ne!(line.next()["build"], first[0]["build"]);
    }
    change(&folder, PRACTITIONER, "version: 4", "versoin: 4");
    for line in &mut lines {
        assert_ne!(line.next()["mistakes"], "");
    }
    // A line that nobody has spoken on for a while is still there.
    assert!(lines[0].read_to("\n\n").starts_with(':'));
}

#[test]
fn a_page_knows_itself_again_until_it_changes() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &[]);
    let state = |path: &str| -> serde_json::Value {
        serde_json::from_str(&serving.text(&format!("/.plenary/page?{path}"))).unwrap()
    };
    let (script, home) = (state(SCRIPT), state("/"));
    assert!(serving.text(SCRIPT).contains(&format!("data-page=\"{}\"", script["page"].as_str().unwrap())));
    assert_ne!(script["page"], home["page"]);
    // Another page's words are not this page's change; its own are; styles come apart from both.
    folder.write("content/guidance/other.md", "---\ntitle: Other\naudience: [facilitator]\n---\n\nText.\n");
    serving.wait_for("/guidance/other.html", "Text.");
    assert_eq!(state(SCRIPT)["page"], script["page"]);
    folder.write("themes/default/static/plenary.css", "body { margin: 0 }\n");
    until("other styles", || state(SCRIPT)["styles"] != script["styles"]);
    assert_eq!(state(SCRIPT)["page"], script["page"]);
    change(&folder, PRACTITIONER, "version: 3", "version: 4");
    until("another page", || state(SCRIPT)["page"] != script["page"]);
}

#[test]
fn quiet_keeps_the_line_that_says_where() {
    let folder = Site::alder().folder();
    let serving = Serving::start(&folder, &["--quiet"]);
    folder.write("content/guidance/other.md", "---\ntitle: Other\n---\n\nText.\n");
    serving.wait_for("/guidance/other.html", "Text.");
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(serving.out().lines().count(), 1, "{}", serving.out());
}
