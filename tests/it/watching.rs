//! Saves as editors, file managers and synchronisers make them, under a running server.

use std::fs::{remove_dir_all, remove_file, rename};
use std::time::Duration;

use crate::harness::{Folder, REVIEW, Site};
use crate::serving::{Serving, until};

const PAGE: &str = "content/guidance/page.md";
const URL: &str = "/guidance/page.html";

fn page(words: &str) -> String {
    format!("---\ntitle: Page\n---\n\n{words}\n")
}

fn site() -> Folder {
    Site::alder().file(PAGE, page("The first words.")).folder()
}

#[test]
fn every_way_of_saving_is_seen() {
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    serving.wait_for(URL, "The first words.");

    folder.write(PAGE, page("A plain write."));
    serving.wait_for(URL, "A plain write.");

    folder.write("content/guidance/.page.md.new", page("An atomic save."));
    rename(folder.at("content/guidance/.page.md.new"), folder.at(PAGE)).unwrap();
    serving.wait_for(URL, "An atomic save.");

    // As vim does it: the old file away, the new one in its place, the old one gone; and a file that tests the folder.
    folder.write("content/guidance/4913", "");
    remove_file(folder.at("content/guidance/4913")).unwrap();
    rename(folder.at(PAGE), folder.at("content/guidance/page.md~")).unwrap();
    folder.write(PAGE, page("A save as vim makes it."));
    remove_file(folder.at("content/guidance/page.md~")).unwrap();
    serving.wait_for(URL, "A save as vim makes it.");

    // Emptied first and written a moment later.
    folder.write(PAGE, "");
    std::thread::sleep(Duration::from_millis(30));
    folder.write(PAGE, page("First emptied, then written."));
    serving.wait_for(URL, "First emptied, then written.");

    // The same length within the same moment.
    folder.write(PAGE, page("One of two."));
    folder.write(PAGE, page("Two of two."));
    serving.wait_for(URL, "Two of two.");
    serving.wait_until_sound();

    remove_file(folder.at(PAGE)).unwrap();
    until("the page goes", || serving.get(URL).status == 404);
    folder.write(PAGE, page("It comes again."));
    serving.wait_for(URL, "It comes again.");
}

#[test]
fn folders_come_go_and_change_their_names() {
    let folder = site();
    let serving = Serving::start(&folder, &[]);

    // A new folder, with a file in the same instant.
    folder.write("content/guidance/new/inside.md", page("In a new folder."));
    serving.wait_for("/guidance/new/inside.html", "In a new folder.");
    folder.write("content/guidance/new/inside.md", page("Changed there."));
    serving.wait_for("/guidance/new/inside.html", "Changed there.");

    rename(folder.at("content/guidance/new"), folder.at("content/guidance/newer")).unwrap();
    until("the new address", || serving.get("/guidance/newer/inside.html").status == 200);
    assert_eq!(serving.get("/guidance/new/inside.html").status, 404);
    folder.write("content/guidance/newer/inside.md", page("Changed under its new name."));
    serving.wait_for("/guidance/newer/inside.html", "Changed under its new name.");

    rename(folder.at("content/reviews/alder"), folder.at("content/reviews/birch")).unwrap();
    until("the review under its new name", || serving.get("/reviews/birch/index.html").status == 200);
    assert_eq!(serving.get("/reviews/alder/index.html").status, 404);

    // All of it away, and back.
    rename(folder.at("content"), folder.at("content-away")).unwrap();
    until("nothing of it left", || serving.get("/reviews/birch/index.html").status == 404);
    rename(folder.at("content-away"), folder.at("content")).unwrap();
    until("all of it back", || serving.get("/reviews/birch/index.html").status == 200);
    folder.write(PAGE, page("Still seen."));
    serving.wait_for(URL, "Still seen.");

    remove_dir_all(folder.at("content/guidance/newer")).unwrap();
    until("the folder goes", || serving.get("/guidance/newer/inside.html").status == 404);
    serving.wait_until_sound();
}

#[test]
fn settings_and_themes_change_without_a_new_start() {
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    folder.write("config.yaml", "title: Another title\n");
    serving.wait_for("/", "Another title");
    folder.write("themes/mine/theme.yaml", "title: Mine\nextends: default\ncontract: 1\n");
    folder.write("themes/mine/static/plenary.css", "body { color: teal }\n");
    folder.write("config.yaml", "title: Another title\ntheme: mine\n");
    let stylesheet = || {
        let home = serving.text("/");
        let path = home
            .split("href=\"")
            .find(|rest| rest.starts_with("assets/"))
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        serving.text(&format!("/{path}"))
    };
    until("the theme", || stylesheet().contains("teal"));
    folder.write("themes/mine/static/plenary.css", "body { color: plum }\n");
    until("its change", || stylesheet().contains("plum"));
    let template = include_str!("../../themes/default/templates/not-found.html");
    folder.write("themes/mine/templates/not-found.html", template.replace("<main>", "<main class=\"mine\">"));
    serving.wait_for("/nowhere", "<main class=\"mine\">");
    remove_dir_all(folder.at("themes/mine/templates")).unwrap();
    until("the built-in one again", || !serving.text("/nowhere").contains("<main class=\"mine\">"));

    // Without its config there is no site, until there is.
    rename(folder.at("config.yaml"), folder.at("config.away")).unwrap();
    until("word of it", || serving.mistakes().contains("no `config.yaml`"));
    assert_eq!(serving.get("/").status, 200);
    rename(folder.at("config.away"), folder.at("config.yaml")).unwrap();
    serving.wait_until_sound();
    serving.wait_for("/", "Another title");
}

#[test]
fn five_hundred_files_at_once_are_few_builds_and_none_is_lost() {
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    for number in 0..500 {
        folder.write(&format!("content/guidance/many/page-{number}.md"), page(&format!("Number {number}.")));
    }
    serving.wait_for("/guidance/many/page-499.html", "Number 499.");
    let builds = serving.settled(Duration::from_secs(1));
    for number in 0..500 {
        let text = serving.text(&format!("/guidance/many/page-{number}.html"));
        assert!(text.contains(&format!("Number {number}.")), "{number}");
    }
    assert!(builds < 50, "{builds} builds");
}

/// Root reads whatever the permissions say, so a file is made unreadable by what stands in its place.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_for_a_moment_is_read_when_it_can() {
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let away = folder.at("content/guidance/.away");
    rename(folder.at(PAGE), &away).unwrap();
    std::os::unix::fs::symlink("nowhere.md", folder.at(PAGE)).unwrap();
    until("word of it", || serving.mistakes().contains("unreadable-file"));
    assert!(serving.text(URL).contains("The first words."), "the last good page stays");
    remove_file(folder.at(PAGE)).unwrap();
    rename(&away, folder.at(PAGE)).unwrap();
    serving.wait_until_sound();
    // No more than a moment, in which a folder stands in its place.
    rename(folder.at(PAGE), &away).unwrap();
    std::fs::create_dir(folder.at(PAGE)).unwrap();
    std::fs::remove_dir(folder.at(PAGE)).unwrap();
    rename(&away, folder.at(PAGE)).unwrap();
    folder.write(PAGE, page("Back again."));
    serving.wait_for(URL, "Back again.");
    serving.wait_until_sound();
}

#[test]
fn a_list_of_terms_that_lies_elsewhere_is_watched_too() {
    let folder = site();
    let outside = Folder::empty();
    outside.write("terms.txt", "nothing that occurs\n");
    let review = folder.read(REVIEW);
    let list = format!("{review}\nrestricted_terms_file: {}\n", outside.at("terms.txt").display());
    folder.write(REVIEW, list);
    let serving = Serving::start(&folder, &[]);
    assert_eq!(serving.get(URL).status, 200);
    outside.write("terms.txt", "first words\n");
    until("the page is held back", || serving.get(URL).status == 500);
}

#[test]
fn nothing_is_built_where_nothing_has_changed() {
    let folder = site();
    let serving = Serving::start(&folder, &[]);
    let before = serving.settled(Duration::from_millis(300));
    // Reading, the pages themselves, a save of the same words, and files that are none of ours.
    for path in [PAGE, "config.yaml"] {
        let text = folder.read(path);
        folder.write(path, text);
    }
    folder.write("notes.txt", "a note");
    folder.write("public/index.html", "somebody's own");
    folder.write("content/guidance/.page.md.swp", "an editor's");
    folder.write("content/guidance/page.md~", "an editor's");
    for _ in 0..20 {
        assert_eq!(serving.get(URL).status, 200);
        folder.tree("content");
    }
    // Longer than it takes until pages are looked through and files are looked at by the clock.
    std::thread::sleep(Duration::from_millis(3500));
    assert_eq!(serving.rebuilds(), before, "{}", serving.out());
    assert_eq!(serving.out().lines().count(), 1, "{}", serving.out());
    folder.write(PAGE, page("A change."));
    serving.wait_for(URL, "A change.");
    until("one line for it", || serving.rebuilds() == before + 1);
    let line = serving.out().lines().last().unwrap().to_owned();
    assert!(line.starts_with("Rebuilt in ") && line.contains(PAGE) && line.ends_with("No problems so far."), "{line}");
}

#[test]
fn the_clock_alone_finds_every_change_too() {
    let folder = site();
    let serving = Serving::start(&folder, &["--poll"]);
    folder.write(PAGE, page("A plain write."));
    serving.wait_for(URL, "A plain write.");
    folder.write("content/guidance/new/inside.md", page("In a new folder."));
    serving.wait_for("/guidance/new/inside.html", "In a new folder.");
    rename(folder.at("content/guidance/new"), folder.at("content/guidance/newer")).unwrap();
    until("the new address", || serving.get("/guidance/newer/inside.html").status == 200);
    remove_file(folder.at(PAGE)).unwrap();
    until("the page goes", || serving.get(URL).status == 404);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_never_followed() {
    let folder = site();
    let outside = Folder::empty();
    outside.write("secret.md", page("A secret."));
    let serving = Serving::start(&folder, &[]);
    std::os::unix::fs::symlink(outside.at("secret.md"), folder.at("content/guidance/secret.md")).unwrap();
    until("word of it", || serving.mistakes().contains("leads out of the site's folder"));
    assert_eq!(serving.get("/guidance/secret.html").status, 404);
}
