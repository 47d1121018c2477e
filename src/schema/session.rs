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
        /// The introduction: settling in, purpose, principles, a brief overview.
        Beginning = "beginning",
        /// The exploration: the story, its questions, the groups.
        Middle = "middle",
        /// The close: key learning, next steps, how people leave.
        Ending = "ending",
    }
}

words! {
    /// How a session is run.
    pub enum Method, "a method" {
        /// Somebody speaks and the others listen.
        Input = "input",
        /// Each person says something in turn.
        Round = "round",
        /// Two by two.
        Pairs = "pairs",
        /// All together.
        Discussion = "discussion",
        /// In groups, each with a task.
        SmallGroups = "small-groups",
        /// Groups tell the others what they found.
        Feedback = "feedback",
        /// Somebody speaks, then all talk about it.
        InputAndDiscussion = "input-and-discussion",
        /// Each person alone, with pen and paper.
        Individual = "individual",
        /// A pause to sum up.
        Summary = "summary",
        /// A break.
        Break = "break",
        /// Lunch.
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
        /// One for each small group.
        Group = "group",
        /// One for each participant.
        Participant = "participant",
        /// One for the whole event.
        Event = "event",
    }
}

words! {
    /// What a session of an event kind is made once for each of.
    pub enum Repeat, "what a session can repeat over" {
        /// Once for each period of the review's timeline.
        Timeline = "timeline",
    }
}

words! {
    /// When a session of an event kind is used.
    pub enum OnlyIf, "a condition" {
        /// Only in an event that lasts a full day.
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
        /// What it covers: `then`, `differently`, `single-agency`, `multi-agency`, or another coverage tag.
        tags: Vec<Located<Slug>> => Coverage, Facilitator;
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
        lead: Slug => Lead, Facilitator;
        /// Its questions: text, or ids of the prompt library.
        prompts: Vec<Located<Prompt>> => Prompt, Facilitator;
    }
}

record! {
    /// Where a session is put between others without being placed by hand.
    pub struct Insert, "`insert`" {
        /// The id of the session that it follows.
        after: Slug => Session, Never, required;
        /// At the most so many working minutes apart.
        every_minutes: Minutes, Never;
    }
}

record! {
    /// A row of an agenda.
    pub struct Session, "a session" {
        /// A short name for the row, unique in its agenda, such as `key-learning`.
        id: Slug, Never;
        /// The title; participants read it, so keep it neutral.
        title: Text, Participant;
        /// The part of the day: `beginning`, `middle` or `ending`.
        phase: Phase, Facilitator;
        /// What the guidance asks for and this session does: `[working-principles]`.
        covers: Vec<Located<Slug>> => Coverage, Facilitator;
        /// How it is run.
        method: Method, Facilitator;
        /// How many small groups.
        groups: u32, Participant;
        /// How many of the minutes are for discussion.
        discussion_minutes: Minutes, Facilitator;
        /// Who leads: a person's id, `first-facilitator`, `second-facilitator` or `alternate`.
        lead: Slug => Lead, Facilitator;
        /// The planned length in minutes: `45`.
        minutes: Minutes, Participant;
        /// The shortest and the longest useful length in minutes: `[30, 55]`. The day is fitted within it.
        flex: Flex, Facilitator;
        /// A fixed time to start: `"12:15"`. Most sessions need none.
        at: Clock, Participant;
        /// The period of the review's timeline that it takes up, by id.
        timeline: Slug => Period, Facilitator;
        /// Whether the then-and-now cue is printed: `true` or `false`.
        hindsight: bool, Facilitator;
        /// Why there is this session.
        purpose: Prose, Facilitator;
        /// Words to say, or what to do.
        script: Prose, Facilitator;
        /// Questions to ask: text, ids of the prompt library, or `{ask, tags}`.
        prompts: Vec<Located<Prompt>> => Prompt, ReviewTeam;
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
        /// Whether participants see the row: `true` or `false`. The time of a hidden one joins the row before.
        public: bool, Never;
        /// When time is short, the lowest number is dropped first; without one it is never dropped.
        cut: u32, Facilitator;
        /// Groups that work side by side.
        tracks: Vec<Located<Track>>, Participant;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
        /// An activity of the prompt library to take over, by id.
        r#use: Slug => Prompt, Never;
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
        /// The session that this one follows wherever it is placed, by id.
        with: Slug => Session, Never;
    }
}

record! {
    /// A session put into the agenda of the event's kind.
    pub struct Added, "an added session" {
        /// The id of the session that it follows.
        after: Slug => Session, Never;
        /// The id of the session that it comes before.
        before: Slug => Session, Never;
        /// The session itself.
        session: Session, Never, required;
    }
}

record! {
    /// Changes to the agenda of the event's kind.
    pub struct AgendaPatch, "a change to the agenda" {
        /// What differs in a session of the kind's agenda, by its id: `lunch: {at: "12:15"}`.
        adjust: crate::schema::value::Named<Session> => Session, Never;
        /// Sessions to put in, each with `after` or `before` and its `session`.
        add: Vec<Located<Added>>, Never;
        /// Sessions to take out, by id: `[settle]`.
        remove: Vec<Located<Slug>> => Session, Never;
    }
}

/// An agenda in full, or changes to that of the event's kind.
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
