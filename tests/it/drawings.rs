//! Drawings as they come out of the build: one of each layout to look at, and the pages that they stand on.

use plenary::drawing::room::{RoomPlan, RoomWords, draw};
use plenary::schema::venue::Layout;

use crate::harness::golden;

fn plan(layout: Layout) -> RoomPlan {
    let words = RoomWords {
        title: format!("The room, set out {} style", layout.word()),
        description: "Sixteen people and a note taker.".to_owned(),
        participants: "14 participants".to_owned(),
        facilitators: "2 Reviewers".to_owned(),
        note_taker: "Note taker".to_owned(),
        observers: "1 observer".to_owned(),
        groups: "Where a small group sits".to_owned(),
        wall: "Wall space for the timeline".to_owned(),
        door: "Door".to_owned(),
        water: "Water".to_owned(),
        elsewhere: "Elsewhere in the building".to_owned(),
        groups_elsewhere: "Small groups".to_owned(),
        quiet_room: "Quiet room".to_owned(),
    };
    RoomPlan {
        layout,
        participants: 14,
        facilitators: 2,
        note_taker: true,
        observers: 1,
        groups: 2,
        group_rooms: vec!["Room 2".to_owned()],
        quiet_room: Some("Room 3".to_owned()),
        words,
    }
}

#[test]
fn each_layout_is_drawn_as_it_was_looked_at() {
    for layout in Layout::ALL {
        let svg = draw(&plan(*layout)).svg("room");
        // By itself, so that it can be opened and looked at.
        let alone = svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1) + "\n";
        golden(&format!("golden/drawings/{}.svg", layout.word()), &alone);
    }
}
