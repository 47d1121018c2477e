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
        /// Still being planned: what is open is a list of things to do.
        Planning = "planning",
        /// Ready to be held: what is essential must be there, or `check` fails.
        Ready = "ready",
        /// Held: history, and no longer held against the guidance.
        Held = "held",
    }
}

words! {
    /// The order of an exploration (S59).
    pub enum Order, "an order" {
        /// The story is gone through in the order of time.
        Chronological = "chronological",
        /// Another order, on purpose.
        Other = "other",
    }
}

words! {
    /// Who gets the working notes (S43, S47).
    pub enum GoTo, "somebody notes go to" {
        /// To the Reviewers.
        Reviewers = "reviewers",
        /// To the whole Review Team.
        ReviewTeam = "review-team",
    }
}

words! {
    /// How far the family's views are (S87).
    pub enum FamilyViewsStatus, "a status of the family's views" {
        /// Nobody has asked the family yet.
        NotYetSought = "not-yet-sought",
        /// The family's views are known.
        Gathered = "gathered",
        /// The family has been asked, and chose not to.
        ChoseNotToTakePart = "chose-not-to-take-part",
    }
}

record! {
    /// How participants get ready.
    pub struct PreparationFields, "`preparation`" {
        /// The question set to think over beforehand, such as `practitioner-preparation`.
        questions: Slug => QuestionSet, Never;
        /// The day by which the briefing and the questions go out, or the day on which they went: `2026-02-26`.
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
        /// Who gets the working notes: `[reviewers, review-team]`.
        go_to: Vec<Located<GoTo>>, Participant;
        /// The sheet on which notes are taken: `learning-and-actions`.
        sheet: Slug => NoteSheet, Never;
    }
}

record! {
    /// The family's views, for the strategic event (S87).
    pub struct FamilyViews, "`family_views`" {
        /// Whether the family's views have been gathered.
        status: FamilyViewsStatus, TeamOnly;
        /// The person who speaks them in the room, by id: most often a Reviewer.
        shared_by: Slug => Reviewer, Facilitator;
        /// Whether the family agreed to their being shared: `true` or `false`.
        may_be_shared: bool, Facilitator;
        /// The day on which the words were agreed with them.
        words_agreed_with_family: Date, Facilitator;
        /// The words themselves: spoken in the room, and not handed out.
        text: Prose, Facilitator;
    }
}

record! {
    /// Something the facilitator keeps an eye on.
    pub struct WatchFor, "a watch-for note" {
        /// A person's id, or a few words.
        about: TextOrId => Person, FacilitatorOnly, required;
        /// What to know, in a sentence.
        note: Text, FacilitatorOnly, required;
    }
}

record! {
    /// A departure from the usual, with its reason.
    pub struct Waiver, "a waiver" {
        /// The name in the brackets of the message, such as `lunch-provided`.
        rule: Slug => Rule, TeamOnly;
        /// Why the usual does not fit this event. It is printed in the facilitator's pack.
        reason: Text, TeamOnly;
        /// Who agreed: a role, such as Review Team Chair.
        agreed_by: Text, TeamOnly;
        /// The day on which it was agreed.
        date: Date, TeamOnly;
    }
}

record! {
    /// A group event of a review.
    pub struct Event, "an event" {
        /// The file's name without its ending. May be left out.
        id: Slug, Never;
        /// What kind of event it is. Agenda, questions and checklists come from its kind, and you need to say only what
        /// differs.
        kind: Slug => EventKind, Never;
        /// How far it is: `planning`, `ready` or `held`. Without it, it is being planned.
        status: EventStatus, TeamOnly;
        /// A number or a word, printed on every sheet. Raise it when you give out a new pack.
        version: Version, Participant;
        /// A protective marking for every sheet, such as OFFICIAL. The review's if you leave it out.
        marking: Text, Participant;
        /// The title. The kind's if you leave it out.
        title: Text, Participant;
        /// The day, year first: `2026-04-14`.
        date: Date, Participant;
        /// When the work begins, on the 24-hour clock: `"09:30"`. All other times are worked out from it.
        start: Clock, Participant;
        /// When it ends: `"13:00"`. The sessions are fitted between start and end.
        end: Clock, Participant;
        /// When the doors open, for coffee and greetings: `"09:15"`.
        arrive: Clock, Participant;
        /// Where it is: the name of a file in content/venues/, without its ending.
        venue: Slug => Venue, Never;
        /// The main room, by its id in the venue's file. The venue's main room if you leave it out.
        room: Slug => Room, Never;
        /// The Reviewers who lead the day, by their ids in review.yaml: `[moss, teal]`. The first one leads.
        facilitators: Vec<Located<Slug>> => Reviewer, Never;
        /// Who takes notes, by id. Somebody who does not lead.
        note_taker: Slug => Person, Never;
        /// Who comes: ids of people, or of a group in review.yaml: `[strategic-managers]`.
        participants: Vec<Located<Slug>> => PersonOrGroup, Never;
        /// Who watches and says nothing, by id.
        observers: Vec<Located<Slug>> => Person, Never;
        /// What the event is for, in two or three sentences. The kind's if you leave it out.
        purpose: Prose, Participant;
        /// How it will be run, in two or three sentences. The kind's if you leave it out.
        conduct: Prose, Participant;
        /// What people think over beforehand: the id of a question set, or `questions` and `send_by`.
        preparation: Preparation => QuestionSet, Participant;
        /// The day on which each person was briefed, one a line: `sw1: 2026-03-02`.
        briefed: Named<Date> => Person, TeamOnly;
        /// The id of a set of working principles, or the principles themselves as a list.
        working_principles: WorkingPrinciples => Principles, Participant;
        /// The order of the exploration: `chronological` or `other`.
        order: Order, Facilitator;
        /// Leave it out to have the kind's agenda. To change it, write `adjust`, `add` or `remove`; to write your own,
        /// a list of sessions.
        agenda: Agenda, Participant;
        /// Whether lunch is there for everybody: `true` or `false`.
        lunch_provided: bool, Participant;
        /// The practitioner events whose feedback this one uses: `[practitioner]`.
        feedback_from: Vec<Located<EventReference>> => Event, ReviewTeam;
        /// The family's views, for an event of strategic managers.
        family_views: FamilyViews, TeamOnly;
        /// Who gets the working notes, and the sheet they are taken on.
        notes: Notes, Participant;
        /// What the facilitator keeps an eye on. Nobody else ever reads it.
        watch_for: Vec<Located<WatchFor>>, FacilitatorOnly;
        /// Departures from the guidance, each with its reason.
        waivers: Vec<Located<Waiver>>, TeamOnly;
        /// Checklists by id. The kind's if you leave it out.
        checklists: Vec<Located<Slug>> => Checklist, Never;
        /// Packs by role: `[facilitator, participant]`. All if you leave it out.
        packs: Vec<Located<Slug>> => Pack, Never;
        /// Where people can turn. The review's if you leave it out.
        support: Vec<Located<Support>>, Participant;
        /// A few words from the Chair, for the briefing. The review's if you leave it out.
        message_from_chair: Prose, Participant;
    }
}
