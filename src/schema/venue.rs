//! `content/venues/<venue>.yaml`.

use crate::schema::value::{Named, Text};
use crate::schema::{Located, record, words};
use crate::slug::Slug;

words! {
    /// What a room is for.
    pub enum RoomUse, "a use of a room" {
        /// Everybody meets here.
        Main = "main",
        /// For small groups.
        SmallGroups = "small-groups",
        /// To be alone or to talk in private.
        Quiet = "quiet",
    }
}

words! {
    /// How a room is set out (`domain.md` 6.4).
    pub enum Layout, "a room layout" {
        /// Round one table.
        Boardroom = "boardroom",
        /// A U of chairs or tables, open to the front.
        Horseshoe = "horseshoe",
        /// A circle of chairs, without tables.
        Circle = "circle",
        /// Small tables, open to the front.
        Cabaret = "cabaret",
        /// Rows of chairs.
        Theatre = "theatre",
        /// Rows of tables.
        Classroom = "classroom",
    }
}

record! {
    /// A room.
    pub struct Room, "a room" {
        /// A short name, for an event's `room`.
        id: Slug, Never, required;
        /// What is written on the door.
        name: Text, Participant, required;
        /// What it is for.
        r#use: RoomUse, ReviewTeam;
        /// How it is set out.
        layout: Layout, ReviewTeam;
        /// How many people it holds, by layout.
        capacity: Named<u32> => Layout, ReviewTeam;
    }
}

record! {
    /// What somebody has looked at and confirmed (S36).
    pub struct Checked, "`checked`" {
        /// Can everybody get in?
        step_free_access: bool, ReviewTeam;
        /// Is there a hearing loop?
        hearing_loop: bool, ReviewTeam;
        /// Is it warm enough?
        heating: bool, ReviewTeam;
        /// Can nobody overhear or look in?
        privacy: bool, ReviewTeam;
        /// Is there something to drink and to eat?
        refreshments: bool, ReviewTeam;
        /// Have dietary needs been asked for?
        dietary_needs_asked: bool, ReviewTeam;
    }
}

record! {
    /// A place where events are held.
    pub struct Venue, "a venue" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// The name of the place.
        name: Text, Participant, required;
        /// The address.
        address: Text, Participant;
        /// How to get there.
        travel: Text, Participant;
        /// The rooms.
        rooms: Vec<Located<Room>>, Participant;
        /// Whether small groups can work in the main room.
        breakout_in_main_room: bool, ReviewTeam;
        /// What has been confirmed.
        checked: Checked, ReviewTeam;
        /// Who to ring about the venue.
        contact: Text, ReviewTeam;
    }
}
