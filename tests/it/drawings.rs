//! Drawings as they come out of the build: one of each layout to look at, and the pages that they stand on.

use std::collections::BTreeSet;

use plenary::drawing::room::{RoomPlan, RoomWords, draw};
use plenary::schema::venue::Layout;
use scraper::{ElementRef, Html, Selector};

use crate::harness::{Made, PRACTITIONER, Site, golden};

fn room_words(layout: Layout) -> RoomWords {
    RoomWords {
        title: format!("The room, set out {} style", layout.word()),
        description: "Sixteen people and a note taker.".to_owned(),
        participants: "14 participants".to_owned(),
        facilitators: "2 Reviewers".to_owned(),
        note_taker: "Note taker".to_owned(),
        observers: "1 observer".to_owned(),
        groups: "A small group".to_owned(),
        wall: "Wall space for the timeline".to_owned(),
        door: "Door".to_owned(),
        water: "Water".to_owned(),
        elsewhere: "Elsewhere in the building".to_owned(),
        groups_elsewhere: "Small groups".to_owned(),
        quiet_room: "Quiet room".to_owned(),
    }
}

fn plan(layout: Layout) -> RoomPlan {
    RoomPlan {
        layout,
        participants: 14,
        facilitators: 2,
        note_taker: true,
        observers: 1,
        groups: 2,
        group_rooms: vec!["Room 2".to_owned()],
        quiet_room: Some("Room 3".to_owned()),
    }
}

#[test]
fn each_layout_is_drawn_as_it_was_looked_at() {
    for layout in Layout::ALL {
        let svg = draw(&plan(*layout), &room_words(*layout)).svg("room");
        // By itself, so that it can be opened and looked at.
        let alone = svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1) + "\n";
        golden(&format!("golden/drawings/{}.svg", layout.word()), &alone);
    }
}

const ROOM: &str = "reviews/alder/practitioner/room.html";

fn page(made: &Made, path: &str) -> Html {
    Html::parse_document(&made.text(path))
}

fn each<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything in `main`, as words.
fn main_words(page: &Html) -> String {
    each(page, "main").iter().map(words).collect()
}

/// A drawing can be read aloud, needs no style, and has no id that another thing on the page has.
fn assert_drawing(page: &Html) {
    let drawing = each(page, "svg.drawn").remove(0);
    let named: Vec<&str> = drawing.attr("aria-labelledby").unwrap().split(' ').collect();
    assert_eq!(drawing.attr("role"), Some("img"));
    for (id, tag) in named.iter().zip(["title", "desc"]) {
        assert!(id.contains('_'), "{id}");
        let told = each(page, &format!("svg.drawn > {tag}#{id}"));
        assert!(!words(&told[0]).is_empty(), "{tag} says something");
    }
    assert!(each(page, "svg [style], svg style, svg script").is_empty());
    let ids: Vec<&str> = each(page, "[id]").into_iter().filter_map(|element| element.attr("id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}

#[test]
fn the_room_plan_has_a_chair_for_everybody() {
    let made = Site::alder().build().clean();
    for edition in ["facilitator", "review-team", "training"] {
        let page = page(&made, &format!("{edition}/{ROOM}"));
        assert_drawing(&page);
        let seats = |class: &str| each(&page, &format!("svg .seat{class}")).len();
        assert_eq!((seats(".participant"), seats(".reviewer"), seats(".note-taker"), seats("")), (12, 2, 1, 15));
        let text = main_words(&page);
        for told in [
            "15 chairs: 12 participants, 2 Reviewers and a note taker. Harbour Room holds 24 in this layout.",
            "3 groups of up to 4",
            "2 groups stay in Harbour Room, at its edges and as far apart as it allows. The rest go to Room 2.",
            "Room 3 is open as the quiet room",
            "Free parking",
            "in 4 parts",
            "The hearing loop works confirmed",
        ] {
            assert!(text.contains(told), "{edition}: {told}\n{text}");
        }
    }
}

#[test]
fn participants_have_no_room_plan_and_their_day_bar_has_no_phases() {
    let made = Site::alder().build().clean();
    assert!(!made.files("participant").contains_key(ROOM));
    let glance = |edition: &str| page(&made, &format!("{edition}/reviews/alder/practitioner/index.html"));
    let parts = |page: &Html, class: &str| each(page, &format!("svg.drawn .part{class}")).len();
    let (open, full) = (glance("participant"), glance("facilitator"));
    assert_drawing(&open);
    assert_drawing(&full);
    assert_eq!((parts(&full, ".beginning"), parts(&full, ".rest"), parts(&full, "")), (5, 3, 23));
    assert_eq!((parts(&open, ".beginning"), parts(&open, ".rest"), parts(&open, "")), (0, 3, 23));
    assert!(!main_words(&open).contains("Beginning"));
    // The list beside the bar calls each session by its number, and breaks by none.
    let rows: Vec<String> = each(&open, "ul.day li").iter().map(words).collect();
    assert_eq!((rows.len(), rows[0].as_str()), (24, "1 09:30 Welcome and introductions"));
    assert_eq!((rows[8].as_str(), rows[9].as_str()), ("11:00 Break", "9 11:15 Part 2: First worries"));
}

#[test]
fn a_pack_and_guidance_show_drawings_with_ids_of_their_own() {
    let made = Site::alder().build().clean();
    let pack = page(&made, "facilitator/reviews/alder/practitioner/pack-facilitator.html");
    assert_drawing(&pack);
    assert_eq!(each(&pack, "svg.drawn").len(), 3, "the day, the wall and the room");
    let guidance = page(&made, "training/guidance/preparing/people-place-and-time.html");
    assert_drawing(&guidance);
    assert_eq!(each(&guidance, "svg .seat").len(), 3 * 21, "horseshoe, boardroom and circle");
}

#[test]
fn a_room_plan_says_what_is_not_known_yet() {
    const VENUE: &str = "content/venues/glenfarran-hall.yaml";
    let room = |venue: &str| {
        let made = Site::alder().file(VENUE, venue).build_edition("review-team").clean();
        page(&made, &format!("review-team/{ROOM}"))
    };
    // A venue of which nothing is known but its name.
    let bare = room("name: Glenfarran Hall\n");
    assert!(each(&bare, "svg, table").is_empty());
    let text = main_words(&bare);
    for told in [
        "has not been settled yet",
        "Ask the venue how many people the room holds",
        "There is nowhere for them to go yet",
        "The hearing loop works not yet confirmed",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    // A room that is too small, in a layout that is not advised, and with two names that need escaping.
    let small = room(
        "name: Hall\nrooms:\n  - {id: main, name: \"<b> & co\", use: main, layout: theatre, capacity: {theatre: 9}}\n  \
         - {id: two, name: \"</svg>\", use: quiet}\n",
    );
    assert_drawing(&small);
    assert!(each(&small, "b").is_empty());
    assert!(main_words(&small).contains("<b> & co holds 9 in this layout, so 6 would have no chair."));
    assert!(main_words(&small).contains("</svg> is open as the quiet room"));
}

#[test]
fn groups_that_share_rooms_are_told_so() {
    let venue = "name: Hall\nrooms:\n  - {id: main, name: Hall, use: main, layout: circle}\n  - {id: two, name: Attic, use: \
                 small-groups}\n";
    let site = Site::alder().file("content/venues/glenfarran-hall.yaml", venue);
    let made = site.build_edition("facilitator").clean();
    let page = page(&made, &format!("facilitator/{ROOM}"));
    assert!(main_words(&page).contains("They share Attic."));
    assert!(each(&page, "svg .group").is_empty(), "nobody moves to the edges");
}

#[test]
fn without_a_venue_there_is_a_room_plan_where_groups_need_somewhere_to_go() {
    let made = Site::alder().edit(PRACTITIONER, "venue: glenfarran-hall\n", "").build_edition("facilitator").clean();
    let text = main_words(&page(&made, &format!("facilitator/{ROOM}")));
    assert!(text.contains("Not chosen yet.") && text.contains("3 groups of up to 4"), "{text}");
    let made = Site::alder()
        .edit(PRACTITIONER, "venue: glenfarran-hall\n", "")
        .edit(PRACTITIONER, "    groups: 3\n", "")
        .build_edition("facilitator")
        .clean();
    assert!(!made.files("facilitator").contains_key(ROOM));
}
