//! The room plan: the room drawn for this event, how to set it out, and what to look at on the way round.

use serde::Serialize;

use crate::drawing::room::RoomPlan;
use crate::edition::Session;
use crate::schema::venue::{Layout, RoomUse};
use crate::site::{EventOpen, EventWorking, Room, TrackOpen, VenueTeam};
use crate::view::briefing::{self, PlaceView};
use crate::view::drawn::{self, DrawingView};
use crate::view::sheet::Sheet;
use crate::view::{Held, format};
use crate::words::Words;

/// The view of `room.html`.
#[derive(Serialize)]
pub struct RoomPlanView {
    /// Where the event is.
    pub place: Option<PlaceView>,
    /// Whom to ring about the venue.
    pub venue_contact: Option<String>,
    /// The clock time from which people may arrive.
    pub arrive: Option<String>,
    /// The room with its chairs, where the layout and the number of people are known.
    pub drawing: Option<DrawingView>,
    /// How to set it out.
    pub set_out: Vec<String>,
    /// Layouts to choose from, where none is chosen.
    pub choices: Vec<Choice>,
    /// How many chairs are needed, and for whom.
    pub chairs: String,
    /// Whether the room holds them, in words.
    pub capacity: String,
    /// Whether the room has too few chairs.
    pub too_small: bool,
    /// The sessions in small groups.
    pub groups: Vec<GroupRow>,
    /// Where the groups go, in words.
    pub groups_go: Option<String>,
    /// The rooms of the venue.
    pub rooms: Vec<RoomRow>,
    /// What to look at before anybody arrives.
    pub round: Vec<RoundItem>,
    /// The breaks, with their times.
    pub breaks: Vec<BreakRow>,
    /// Whether lunch is provided.
    pub lunch_provided: bool,
}

/// A layout, and what it is like.
#[derive(Serialize)]
pub struct Choice {
    /// The layout's name.
    pub title: String,
    /// What it is like.
    pub about: String,
}

/// A session in small groups.
#[derive(Serialize)]
pub struct GroupRow {
    /// The clock time at which the session begins.
    pub start: String,
    /// The session's title.
    pub title: String,
    /// How many groups, of how many people, in words.
    pub how_many: String,
    /// The groups by name, where they have names.
    pub tracks: Vec<String>,
}

/// A room of the venue.
#[derive(Serialize)]
pub struct RoomRow {
    /// The room's name.
    pub name: String,
    /// What it is used for, in words.
    pub used_for: Option<String>,
    /// How it is set out, in words.
    pub layout: Option<String>,
    /// How many people it holds in that layout.
    pub holds: Option<u32>,
    /// Whether the event is held in it.
    pub here: bool,
}

/// Something to look at in the room, and what is known of it.
#[derive(Serialize)]
pub struct RoundItem {
    /// What to look at.
    pub what: String,
    /// What the venue has confirmed.
    pub known: Option<String>,
}

/// A break or a lunch, for those who bring drinks and food.
#[derive(Serialize)]
pub struct BreakRow {
    /// The clock time at which it begins.
    pub start: String,
    /// What it is called.
    pub title: String,
    /// The length, in words: `15 minutes`.
    pub minutes: String,
}

/// What the page is made from.
struct Event<'a> {
    open: &'a EventOpen,
    working: &'a EventWorking,
    venue: Option<&'a VenueTeam>,
    /// The room in which everybody meets.
    room: Option<&'a Room>,
    layout: Option<Layout>,
    /// The largest number of groups that work side by side.
    groups: usize,
    /// Whether the agenda says itself where each group goes.
    placed: bool,
    words: &'a Words,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<RoomPlanView> {
    let open = &held.event.open;
    let working = held.event.working.as_ref()?;
    let agenda = held.event.agenda.as_ref()?;
    let venue = working.venue.as_deref();
    let wanted = working.room.as_ref();
    let room = venue.and_then(|venue| venue.rooms.iter().find(|room| Some(&room.id) == wanted));
    let groups = agenda.sessions.iter().map(groups_in).max().unwrap_or(0);
    let layout = room.and_then(|room| room.layout);
    let tracks =
        agenda.sessions.iter().filter(|session| groups_in(session) > 0).flat_map(|session| &session.open.tracks);
    let placed = tracks.clone().next().is_some() && tracks.clone().all(|track| track.place.is_some());
    let event = Event { open, working, venue, room, layout, groups, placed, words: sheet.words() };
    let together = event.chairs();
    let capacity = event.capacity();
    Some(RoomPlanView {
        place: briefing::place(held),
        venue_contact: venue.and_then(|venue| venue.contact.as_ref()).map(ToString::to_string),
        arrive: open.arrive.map(|arrive| arrive.to_string()),
        drawing: event.plan().map(|plan| drawn::room(sheet, "room_plan", &plan)),
        set_out: event.set_out(held),
        choices: event.choices(),
        capacity: event.capacity_in_words(together, capacity),
        too_small: capacity.is_some_and(|holds| holds < together),
        chairs: event.chairs_in_words(together),
        groups: agenda.sessions.iter().filter_map(|session| event.group_row(session)).collect(),
        groups_go: event.groups_go(),
        rooms: event.rooms(),
        round: event.round(together),
        breaks: agenda.sessions.iter().filter(|session| session.open.rest).map(|rest| event.break_row(rest)).collect(),
        lunch_provided: open.lunch_provided,
    })
}

/// How many groups work side by side in a session; one alone is no group.
fn groups_in(session: &Session) -> usize {
    let groups = session.open.side_by_side().and_then(|groups| usize::try_from(groups).ok()).unwrap_or(0);
    if groups > 1 { groups } else { 0 }
}

fn layout_word(words: &Words, group: &str, layout: Layout) -> String {
    words.get(&format!("{group}.{}", layout.word())).to_owned()
}

impl Event<'_> {
    fn text(&self, key: &str) -> String {
        self.words.get(&format!("room.{key}")).to_owned()
    }

    /// What the room is called: its name, or that it is the room.
    fn room_name(&self) -> String {
        self.room.map_or_else(|| self.text("the-room"), |room| room.name.to_string())
    }

    /// Whether the note taker has a chair of their own.
    fn seats_note_taker(&self) -> bool {
        self.open.note_taker.as_ref().is_some_and(|taker| !self.open.facilitators.contains(taker))
    }

    /// How many chairs are needed together.
    fn chairs(&self) -> usize {
        let others = self.open.facilitators.len() + self.open.observers.len();
        self.working.participants + others + usize::from(self.seats_note_taker())
    }

    fn chairs_in_words(&self, together: usize) -> String {
        if self.working.participants == 0 {
            return self.text("chairs.nobody-yet");
        }
        let words = self.words;
        let mut who = vec![words.count("people.participants", self.working.participants)];
        let others =
            [("people.reviewers", self.open.facilitators.len()), ("people.observing", self.open.observers.len())];
        who.extend(others.into_iter().filter(|(_, number)| *number > 0).map(|(key, number)| words.count(key, number)));
        who.extend(self.seats_note_taker().then(|| self.text("chairs.note-taker")));
        let chairs = words.count("room.chairs.needed", together);
        words.fill("room.chairs.for", &[("chairs", &chairs), ("who", &format::list(words, &who))])
    }

    fn capacity(&self) -> Option<usize> {
        let holds = self.room?.capacity.get(&self.layout?)?;
        usize::try_from(*holds).ok()
    }

    fn capacity_in_words(&self, together: usize, capacity: Option<usize>) -> String {
        let room = self.room_name();
        let Some(holds) = capacity else {
            return self.words.fill("room.capacity.unknown", &[("room", &room)]);
        };
        let short = together.saturating_sub(holds).to_string();
        let key = if holds < together { "room.capacity.too-small" } else { "room.capacity.enough" };
        self.words.fill(key, &[("room", &room), ("holds", &holds.to_string()), ("short", &short)])
    }

    fn rooms_for(&self, used_for: RoomUse) -> Vec<String> {
        let rooms = self.venue.iter().flat_map(|venue| &venue.rooms);
        let here = |room: &Room| self.room.is_some_and(|own| own.id == room.id);
        rooms.filter(|room| room.used_for == Some(used_for) && !here(room)).map(|room| room.name.to_string()).collect()
    }

    /// The rooms that small groups go to, where there are groups.
    fn group_rooms(&self) -> Vec<String> {
        if self.groups > 0 { self.rooms_for(RoomUse::SmallGroups) } else { Vec::new() }
    }

    /// How many groups stay in the room, at its edges.
    fn groups_here(&self) -> usize {
        let may_stay = self.venue.is_some_and(|venue| venue.breakout_in_main_room);
        if may_stay { self.groups.saturating_sub(self.group_rooms().len()) } else { 0 }
    }

    /// What to draw; nothing before it is known how the room is set out, or that anybody comes.
    fn plan(&self) -> Option<RoomPlan> {
        let layout = self.layout.filter(|_| self.working.participants > 0)?;
        Some(RoomPlan {
            layout,
            participants: self.working.participants,
            facilitators: self.open.facilitators.len(),
            note_taker: self.seats_note_taker(),
            observers: self.open.observers.len(),
            groups: self.groups_here(),
            group_rooms: self.group_rooms(),
            quiet_room: self.rooms_for(RoomUse::Quiet).into_iter().next(),
        })
    }

    /// What to do with chairs, tables and the wall, a sentence or two at a time.
    fn set_out(&self, held: Held) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(layout) = self.layout {
            told.push(layout_word(self.words, "layout-about", layout));
        }
        told.extend(self.wall(held));
        told.push(self.text("set-out.faces"));
        if self.seats_note_taker() {
            told.push(self.text("set-out.note-taker"));
        }
        if !self.open.strategic {
            told.push(self.text("set-out.managers"));
        }
        told
    }

    fn choices(&self) -> Vec<Choice> {
        if self.layout.is_some() {
            return Vec::new();
        }
        let choice = |layout| Choice {
            title: layout_word(self.words, "layout", layout),
            about: layout_word(self.words, "layout-about", layout),
        };
        [Layout::Horseshoe, Layout::Boardroom, Layout::Circle].into_iter().map(choice).collect()
    }

    fn group_row(&self, session: &Session) -> Option<GroupRow> {
        let groups = Some(groups_in(session)).filter(|groups| *groups > 0)?;
        let each = self.working.participants.div_ceil(groups);
        let (number, each) = (groups.to_string(), each.to_string());
        // Groups of one are no news to anybody.
        let key = if self.working.participants > groups { "room.groups.of" } else { "room.groups.number" };
        let track = |track: &TrackOpen| match &track.place {
            Some(place) => self.words.fill("room.groups.in", &[("group", &track.title), ("place", place)]),
            None => track.title.to_string(),
        };
        Some(GroupRow {
            start: session.start.to_string(),
            title: session.title.to_string(),
            how_many: self.words.fill(key, &[("n", &number), ("each", &each)]),
            tracks: session.open.tracks.iter().map(track).collect(),
        })
    }

    /// Where the small groups go, in a sentence.
    fn groups_go(&self) -> Option<String> {
        if self.groups == 0 {
            return None;
        }
        if self.placed {
            return Some(self.text("groups.placed"));
        }
        let group_rooms = self.group_rooms();
        let rooms = format::list(self.words, &group_rooms);
        let room = self.room_name();
        let key = match (self.groups_here(), rooms.is_empty()) {
            (0, true) => "room.groups.nowhere",
            (0, false) if group_rooms.len() < self.groups => "room.groups.shared",
            (0, false) => "room.groups.elsewhere",
            (_, true) => "room.groups.here",
            (1, false) => "room.groups.both.one",
            (_, false) => "room.groups.both.other",
        };
        let here = self.groups_here().to_string();
        Some(self.words.fill(key, &[("rooms", &rooms), ("room", &room), ("n", &here)]))
    }

    fn rooms(&self) -> Vec<RoomRow> {
        let row = |room: &Room| RoomRow {
            name: room.name.to_string(),
            used_for: room.used_for.map(|used_for| self.text(&format!("use.{}", used_for.word()))),
            layout: room.layout.map(|layout| layout_word(self.words, "layout", layout)),
            holds: room.layout.and_then(|layout| room.capacity.get(&layout).copied()),
            here: self.room.is_some_and(|own| own.id == room.id),
        };
        self.venue.iter().flat_map(|venue| &venue.rooms).map(row).collect()
    }

    /// What to look at in the room: first what the day needs, then what the venue has or has not confirmed.
    fn round(&self, together: usize) -> Vec<RoundItem> {
        let look = |what: String| RoundItem { what, known: None };
        let mut items = Vec::new();
        if self.working.participants > 0 {
            items.push(look(self.words.count("room.round.chairs", together)));
        }
        items.push(look(self.text("round.faces")));
        if self.has_story() {
            items.push(look(self.text("round.wall")));
        }
        if self.groups > 0 {
            items.push(look(self.text("round.groups")));
        }
        let quiet = self.rooms_for(RoomUse::Quiet);
        items.push(look(match quiet.first() {
            Some(room) => self.words.fill("room.round.quiet", &[("room", room)]),
            None => self.text("round.quiet-none"),
        }));
        items.extend(["round.way-out", "round.water"].map(|key| look(self.text(key))));
        for (field, confirmed) in self.venue.iter().flat_map(|venue| &venue.checked) {
            let key = if *confirmed { "confirmed" } else { "not-confirmed" };
            let what = self.text(&format!("checked.{}", field.replace('_', "-")));
            items.push(RoundItem { what, known: Some(self.text(key)) });
        }
        items
    }

    fn break_row(&self, rest: &Session) -> BreakRow {
        let minutes = usize::try_from(rest.minutes).unwrap_or(usize::MAX);
        BreakRow {
            start: rest.start.to_string(),
            title: rest.title.to_string(),
            minutes: self.words.count("time.minutes", minutes),
        }
    }

    /// Whether the day goes through a story that is put on the wall.
    fn has_story(&self) -> bool {
        !self.open.strategic
    }

    /// What to do with the wall, for an event that goes through the story. The names of its parts stay out: this sheet
    /// goes to people at the venue.
    fn wall(&self, held: Held) -> Option<String> {
        let periods = held.review.story.as_ref().map_or(0, |story| story.periods.len());
        let key = if periods == 0 { "room.set-out.wall" } else { "room.set-out.wall-parts" };
        self.has_story().then(|| self.words.fill(key, &[("n", &periods.to_string())]))
    }
}
