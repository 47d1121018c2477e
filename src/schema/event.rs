//! `content/reviews/<review>/events/<event>.yaml`, and the parts that events share with their kinds.

use jiff::civil::Date;

use crate::clock::Clock;
use crate::schema::review::Support;
use crate::schema::session::Agenda;
use crate::schema::value::{EventReference, Named, Prose, Text, TextOrId, Version};
use crate::schema::{Decode, Decoder, Located, Shape, record, words};
use crate::slug::Slug;
use crate::yaml::{Kind, Node};

words! {
    /// How far an event is (`contract.md` section 6).
    pub enum EventStatus, "a status of an event" {
        Planning = "planning",
        Ready = "ready",
        Held = "held",
    }
}

words! {
    /// The order of an exploration (S59).
    pub enum Order, "an order" {
        Chronological = "chronological",
        Other = "other",
    }
}

words! {
    /// Who gets the working notes (S43, S47).
    pub enum GoTo, "somebody notes go to" {
        Reviewers = "reviewers",
        ReviewTeam = "review-team",
    }
}

words! {
    /// How far the family's views are (S87).
    pub enum FamilyViewsStatus, "a status of the family's views" {
        NotYetSought = "not-yet-sought",
        Gathered = "gathered",
        ChoseNotToTakePart = "chose-not-to-take-part",
    }
}

record! {
    /// How participants get ready.
    pub struct PreparationFields, "`preparation`" {
        /// The question set's id.
        questions: Slug, Never;
        /// The day on which the briefing goes out.
        send_by: Date, Participant;
    }
}

/// How participants get ready; a bare id is short for `{questions: id}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preparation(pub PreparationFields);

impl Decode for Preparation {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Preparation> {
        if let Kind::Scalar(_) = node.kind {
            let questions = Slug::decode(node, decoder)?;
            let questions = Some(Located { value: questions, place: decoder.place(node.span) });
            return Some(Preparation(PreparationFields { questions, ..PreparationFields::default() }));
        }
        PreparationFields::decode(node, decoder).map(Preparation)
    }

    fn shape() -> Shape {
        Shape::Either(vec![Shape::Id, PreparationFields::shape()])
    }
}

/// A set of working principles by id, or the principles themselves.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkingPrinciples {
    Set(Slug),
    List(Vec<Located<Text>>),
}

impl Decode for WorkingPrinciples {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<WorkingPrinciples> {
        match node.kind {
            Kind::List(_) => Vec::decode(node, decoder).map(WorkingPrinciples::List),
            _ => Slug::decode(node, decoder).map(WorkingPrinciples::Set),
        }
    }

    fn shape() -> Shape {
        Shape::Either(vec![Shape::Id, Shape::List(Box::new(Shape::Text))])
    }
}

record! {
    /// Where the working notes go, and the sheet they are taken on.
    pub struct Notes, "`notes`" {
        /// Who gets them.
        go_to: Vec<Located<GoTo>>, Participant;
        /// The note sheet's id.
        sheet: Slug, Never;
    }
}

record! {
    /// The family's views, for the strategic event (S87).
    pub struct FamilyViews, "`family_views`" {
        /// Whether they have been gathered.
        status: FamilyViewsStatus, TeamOnly;
        /// Who speaks them, by id.
        shared_by: Slug, Facilitator;
        /// Whether the family agreed to their being shared.
        may_be_shared: bool, Facilitator;
        /// The day on which the words were agreed.
        words_agreed_with_family: Date, Facilitator;
        /// The words: spoken, not handed out.
        text: Prose, Facilitator;
    }
}

record! {
    /// Something the facilitator keeps an eye on.
    pub struct WatchFor, "a watch-for note" {
        /// A person's id, or a few words.
        about: TextOrId, FacilitatorOnly, required;
        /// What to know.
        note: Text, FacilitatorOnly, required;
    }
}

record! {
    /// A departure from the usual, with its reason.
    pub struct Waiver, "a waiver" {
        /// The rule's id.
        rule: Slug, TeamOnly;
        /// Why it does not fit this event.
        reason: Text, TeamOnly;
        /// Who agreed.
        agreed_by: Text, TeamOnly;
        /// When.
        date: Date, TeamOnly;
    }
}

record! {
    /// A group event of a review.
    pub struct Event, "an event" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// The event kind's id.
        kind: Slug, Never;
        /// `planning`, `ready` or `held`.
        status: EventStatus, TeamOnly;
        /// Printed on every sheet; raise it when a new pack goes out.
        version: Version, Participant;
        /// A protective marking; the review's if not given.
        marking: Text, Participant;
        /// The title; the kind's if not given.
        title: Text, Participant;
        /// The day.
        date: Date, Participant;
        /// When the work begins.
        start: Clock, Participant;
        /// When it ends.
        end: Clock, Participant;
        /// When the doors open.
        arrive: Clock, Participant;
        /// The venue's id.
        venue: Slug, Never;
        /// The main room's id.
        room: Slug, Never;
        /// Reviewers by id; the first one leads.
        facilitators: Vec<Located<Slug>>, Never;
        /// The note taker's id (S44).
        note_taker: Slug, Never;
        /// People and groups by id.
        participants: Vec<Located<Slug>>, Never;
        /// Observers by id.
        observers: Vec<Located<Slug>>, Never;
        /// What the event is for (S18).
        purpose: Prose, Participant;
        /// How it will be run (S19).
        conduct: Prose, Participant;
        /// How participants get ready (S20).
        preparation: Preparation, Participant;
        /// The day each person was briefed, by person.
        briefed: Named<Date>, TeamOnly;
        /// A set's id, or a list.
        working_principles: WorkingPrinciples, Participant;
        /// `chronological` or `other`.
        order: Order, Facilitator;
        /// The agenda in full, or `{adjust, add, remove}`.
        agenda: Agenda, Participant;
        /// Whether lunch is provided (S40).
        lunch_provided: bool, Participant;
        /// Events whose feedback this one uses (S85).
        feedback_from: Vec<Located<EventReference>>, ReviewTeam;
        /// The family's views (S87).
        family_views: FamilyViews, TeamOnly;
        /// Where notes go, and their sheet.
        notes: Notes, Participant;
        /// What the facilitator keeps an eye on.
        watch_for: Vec<Located<WatchFor>>, FacilitatorOnly;
        /// Departures from the usual, and why.
        waivers: Vec<Located<Waiver>>, TeamOnly;
        /// Checklists by id; the kind's if not given.
        checklists: Vec<Located<Slug>>, Never;
        /// Packs by id; the kind's if not given.
        packs: Vec<Located<Slug>>, Never;
        /// Where people find support; the review's if not given.
        support: Vec<Located<Support>>, Participant;
        /// A few words from the Chair; the review's if not given.
        message_from_chair: Prose, Participant;
    }
}
