//! A row of an agenda, in full and as a patch, and the prompts in it.

use crate::basis::Basis;
use crate::clock::Clock;
use crate::diagnostic::BAD_VALUE;
use crate::schema::value::{Flex, Minutes, Prose, Text, TextOrId};
use crate::schema::{Decode, Decoder, Located, Shape, record, words};
use crate::slug::Slug;
use crate::yaml::{Kind, Node};

words! {
    /// The part of the day that a session belongs to (S50).
    pub enum Phase, "a phase" {
        Beginning = "beginning",
        Middle = "middle",
        Ending = "ending",
    }
}

words! {
    /// How a session is run.
    pub enum Method, "a method" {
        Input = "input",
        Round = "round",
        Pairs = "pairs",
        Discussion = "discussion",
        SmallGroups = "small-groups",
        Feedback = "feedback",
        InputAndDiscussion = "input-and-discussion",
        Individual = "individual",
        Summary = "summary",
        Break = "break",
        Lunch = "lunch",
    }
}

impl Method {
    /// A break or a lunch: time in which nobody works.
    pub fn is_rest(self) -> bool {
        matches!(self, Method::Break | Method::Lunch)
    }
}

words! {
    /// What a number of materials is counted by.
    pub enum Per, "what materials are counted by" {
        Group = "group",
        Participant = "participant",
        Event = "event",
    }
}

words! {
    /// What a session of an event kind is made once for each of.
    pub enum Repeat, "what a session can repeat over" {
        Timeline = "timeline",
    }
}

words! {
    /// When a session of an event kind is used.
    pub enum OnlyIf, "a condition" {
        FullDay = "full-day",
    }
}

/// One question, or the id of one in the prompt library.
#[derive(Clone, Debug, PartialEq)]
pub enum Prompt {
    Id(Slug),
    Ask(AskedPrompt),
}

record! {
    /// A question with its tags, written in place.
    pub struct AskedPrompt, "a prompt" {
        /// The question, as it is asked.
        ask: Text, ReviewTeam, required;
        /// What it covers: `then`, `differently`, `single-agency`, `multi-agency`, or a coverage tag.
        tags: Vec<Located<Slug>>, Facilitator;
    }
}

impl Decode for Prompt {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Prompt> {
        if let Kind::Map(_) = node.kind {
            return AskedPrompt::decode(node, decoder).map(Prompt::Ask);
        }
        Some(match TextOrId::decode(node, decoder)? {
            TextOrId::Id(id) => Prompt::Id(id),
            TextOrId::Text(text) => {
                let ask = Located { value: text, place: decoder.place(node.span) };
                Prompt::Ask(AskedPrompt { ask: Some(ask), ..AskedPrompt::default() })
            }
        })
    }

    fn shape() -> Shape {
        Shape::Either(vec![Shape::Text, AskedPrompt::shape()])
    }
}

record! {
    /// Something to bring, with how many.
    pub struct CountedMaterial, "a material" {
        /// What it is.
        item: Text, ReviewTeam, required;
        /// What the number is counted by: `group`, `participant` or `event`.
        per: Per, ReviewTeam;
        /// How many for each; one if not said.
        number: u32, ReviewTeam;
    }
}

/// Something to bring: a word for it, or an item with a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Material(pub CountedMaterial);

impl Decode for Material {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Material> {
        if let Kind::Map(_) = node.kind {
            return CountedMaterial::decode(node, decoder).map(Material);
        }
        let item = Text::decode(node, decoder)?;
        let item = Located { value: item, place: decoder.place(node.span) };
        Some(Material(CountedMaterial { item: Some(item), ..CountedMaterial::default() }))
    }

    fn shape() -> Shape {
        Shape::Either(vec![Shape::Text, CountedMaterial::shape()])
    }
}

record! {
    /// A group that works beside others in one session.
    pub struct Track, "a track" {
        /// What the group talks about.
        title: Text, Participant, required;
        /// How long it takes, in minutes.
        minutes: Minutes, Participant, required;
        /// Where it sits.
        place: Text, Participant;
        /// Who leads it: a person's id, `first-facilitator` or `second-facilitator`.
        lead: Slug, Facilitator;
        /// Its questions.
        prompts: Vec<Located<Prompt>>, Facilitator;
    }
}

record! {
    /// Where a session is put between others without being placed by hand.
    pub struct Insert, "`insert`" {
        /// The id of the session that it follows.
        after: Slug, Never, required;
        /// At the most so many working minutes apart.
        every_minutes: Minutes, Never;
    }
}

record! {
    /// A row of an agenda.
    pub struct Session, "a session" {
        /// A short name for the row, unique in its agenda.
        id: Slug, Never;
        /// The title; participants read it, so keep it neutral.
        title: Text, Participant;
        /// The part of the day: `beginning`, `middle` or `ending`.
        phase: Phase, Facilitator;
        /// The elements of the guidance that the session covers.
        covers: Vec<Located<Slug>>, Facilitator;
        /// How it is run.
        method: Method, Facilitator;
        /// How many small groups.
        groups: u32, Participant;
        /// How many of the minutes are for discussion.
        discussion_minutes: Minutes, Facilitator;
        /// Who leads: a person's id, `first-facilitator`, `second-facilitator` or `alternate`.
        lead: Slug, Facilitator;
        /// The planned length, in minutes.
        minutes: Minutes, Participant;
        /// The shortest and the longest useful length, in minutes.
        flex: Flex, Facilitator;
        /// A fixed time to start.
        at: Clock, Participant;
        /// The period of the review's timeline that it takes up.
        timeline: Slug, Facilitator;
        /// Whether the then-and-now cue is printed.
        hindsight: bool, Facilitator;
        /// Why there is this session.
        purpose: Prose, Facilitator;
        /// Words to say, or what to do.
        script: Prose, Facilitator;
        /// Questions: text, ids of the prompt library, or `{ask, tags}`.
        prompts: Vec<Located<Prompt>>, ReviewTeam;
        /// What to listen for.
        listen_for: Vec<Located<Text>>, Facilitator;
        /// What to try when the talk dries up.
        if_stuck: Vec<Located<Text>>, Facilitator;
        /// When to step in.
        cues: Vec<Located<Text>>, Facilitator;
        /// The words that lead on to the next session.
        transition: Prose, Facilitator;
        /// What to bring.
        materials: Vec<Located<Material>>, ReviewTeam;
        /// What the note taker listens for.
        notes_focus: Text, ReviewTeam;
        /// What groups are asked to do.
        task: Prose, Participant;
        /// Whether participants see the row; the time of a hidden one joins the row before.
        public: bool, Never;
        /// When time is short, the lowest number is dropped first; without one it is never dropped.
        cut: u32, Facilitator;
        /// Groups that work side by side.
        tracks: Vec<Located<Track>>, Participant;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
        /// An activity of the prompt library to take over.
        r#use: Slug, Never;
        /// `timeline`: one session a period of the review's timeline.
        repeat: Repeat, Never;
        /// Minutes shared equally between repeated sessions.
        share: Minutes, Never;
        /// The shortest and the longest length of each repeated session.
        flex_each: Flex, Never;
        /// Places the session again and again behind another.
        insert: Insert, Never;
        /// `full-day`: only in an event that lasts a day.
        only_if: OnlyIf, Never;
        /// The time that the session is placed nearest to.
        near: Clock, Never;
        /// The session that this one follows wherever it is placed.
        with: Slug, Never;
    }
}

record! {
    /// A session put into an inherited agenda.
    pub struct Added, "an added session" {
        /// The id of the session that it follows.
        after: Slug, Never;
        /// The id of the session that it comes before.
        before: Slug, Never;
        /// The session itself.
        session: Session, Never, required;
    }
}

record! {
    /// Changes to an inherited agenda.
    pub struct AgendaPatch, "a change to the agenda" {
        /// Fields of inherited sessions to change, by the session's id.
        adjust: crate::schema::value::Named<Session>, Never;
        /// Sessions to put in.
        add: Vec<Located<Added>>, Never;
        /// Ids of sessions to take out.
        remove: Vec<Located<Slug>>, Never;
    }
}

/// An agenda in full, or changes to the inherited one.
#[derive(Clone, Debug, PartialEq)]
pub enum Agenda {
    Full(Vec<Located<Session>>),
    Patch(AgendaPatch),
}

impl Decode for Agenda {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Agenda> {
        match &node.kind {
            Kind::List(_) => Vec::<Located<Session>>::decode(node, decoder).map(Agenda::Full),
            Kind::Map(_) => AgendaPatch::decode(node, decoder).map(Agenda::Patch),
            _ => {
                let help = "Write a list of sessions, or `adjust`, `add` and `remove`.";
                decoder.wrong_type(node, "an agenda", help);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Either(vec![Shape::List(Box::new(Session::shape())), AgendaPatch::shape()])
    }
}

/// More small groups than any event has: beyond it a digit too many was typed.
const MOST_GROUPS: u32 = 100;

/// Checks that hold for a session by itself, whoever wrote it.
pub fn check(session: &Located<Session>, decoder: &mut Decoder) {
    let fields = &session.value;
    if let (Some(minutes), Some(flex)) = (&fields.minutes, &fields.flex) {
        let (length, Flex { shortest, longest }) = (minutes.value.0, flex.value);
        if length < shortest || length > longest {
            let message = format!("{length} minutes lie outside the session's own `flex` of {shortest} to {longest}.");
            let help = format!("Plan between {shortest} and {longest} minutes, or widen `flex`.");
            let (minutes, flex) = (minutes.place.clone(), flex.place.clone());
            // Where only the flex was changed, the minutes stand in a kind that the writer may not even have.
            let inherited = minutes.path != flex.path && minutes.path.as_str().starts_with("content/blueprints/");
            let diagnostic = match inherited {
                true => crate::diagnostic::Diagnostic::new(&BAD_VALUE, flex, message),
                false => crate::diagnostic::Diagnostic::new(&BAD_VALUE, minutes, message)
                    .label(flex, "the lengths it may have"),
            };
            decoder.diagnostics.push(diagnostic.help(help));
        }
    }
    if let Some(groups) = &fields.groups {
        let many = format!("{} groups are more than an event can have.", groups.value);
        let wrong = match groups.value {
            0 => Some(("A session cannot have no groups.", "Leave `groups` out, or write 2 or more.")),
            1..=MOST_GROUPS => None,
            _ => Some((many.as_str(), "Write how many small groups there are; each gets a sheet.")),
        };
        if let Some((message, help)) = wrong {
            decoder.report(&BAD_VALUE, groups.place.span, message, help);
        }
    }
    let placed = [fields.insert.is_some(), fields.near.is_some(), fields.repeat.is_some(), fields.with.is_some()];
    if placed.iter().filter(|used| **used).count() > 1 {
        let message = "Only one of `repeat`, `insert`, `near` and `with` can place a session.";
        decoder.report(&BAD_VALUE, first_line(session), message, "Keep the one that you mean.");
    }
}

/// The first line of a session, so that a caret does not run under twenty lines.
fn first_line(session: &Located<Session>) -> crate::span::Span {
    session.value.id.as_ref().map_or(session.place.span, |id| id.place.span)
}
