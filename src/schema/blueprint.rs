//! `content/blueprints/`: event kinds and the libraries behind them.

use crate::basis::Basis;
use crate::schema::event::{Notes, Order, Preparation, WorkingPrinciples};
use crate::schema::review::{Role, Support};
use crate::schema::session::{Agenda, Material, Method, Prompt};
use crate::schema::value::{Due, Flex, Minutes, OneOrMany, Prose, Text};
use crate::schema::{Located, record, words};
use crate::slug::Slug;

words! {
    /// How long events of a kind usually are.
    pub enum UsualLength, "a usual length" {
        /// A full day.
        FullDay = "full-day",
        /// Half a day.
        HalfDay = "half-day",
    }
}

record! {
    /// What each phase has to cover.
    pub struct Requires, "`requires`" {
        /// Coverage tags that some session of the beginning has to cover. A tag of your own is watched from then on.
        beginning: Vec<Located<Slug>> => Coverage, Never;
        /// Coverage tags that some session of the middle has to cover. A tag of your own is watched from then on.
        middle: Vec<Located<Slug>> => Coverage, Never;
        /// Coverage tags that some session of the ending has to cover. A tag of your own is watched from then on.
        ending: Vec<Located<Slug>> => Coverage, Never;
    }
}

record! {
    /// The blueprint of an event.
    pub struct EventKind, "an event kind" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// The title of its events.
        title: Text, Participant;
        /// The kind that this one starts from. Everything that is not said here comes from it.
        extends: Slug => EventKind, Never;
        /// The roles of those who come.
        attended_by: Vec<Located<Role>>, Participant;
        /// `full-day` or `half-day`.
        usual_length: UsualLength, Facilitator;
        /// The length that the minutes of its agenda add up to.
        reference_minutes: Minutes, Never;
        /// What each phase has to cover, beside what the kind that it extends requires.
        requires: Requires, Facilitator;
        /// `chronological` or `other`.
        order: Order, Facilitator;
        /// The agenda, or changes to the one it extends.
        agenda: Agenda, Participant;
        /// A set's id, or a list.
        working_principles: WorkingPrinciples => Principles, Participant;
        /// The preparation questions, by the id of their set.
        preparation: Preparation => QuestionSet, Participant;
        /// Checklists by id.
        checklists: Vec<Located<Slug>> => Checklist, Never;
        /// Packs by role.
        packs: Vec<Located<Slug>> => Pack, Never;
        /// The note sheet's id.
        note_sheet: Slug => NoteSheet, Never;
        /// What events of this kind are for.
        purpose: Prose, Participant;
        /// How they are run.
        conduct: Prose, Participant;
        /// Where notes go.
        notes: Notes, Participant;
        /// Where people find support.
        support: Vec<Located<Support>>, Participant;
        /// A few words from the Chair.
        message_from_chair: Prose, Participant;
        /// A protective marking.
        marking: Text, Participant;
        /// Whether lunch is provided.
        lunch_provided: bool, Participant;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

words! {
    /// What a question set is for.
    pub enum QuestionsFor, "a use of questions" {
        /// To think over beforehand.
        Preparation = "preparation",
        /// For the exploration of the story.
        Exploration = "exploration",
        /// For small groups.
        SmallGroups = "small-groups",
        /// For the close.
        Closing = "closing",
        /// To learn with.
        Training = "training",
        /// For briefing participants.
        Briefing = "briefing",
    }
}

record! {
    /// One question.
    pub struct Question, "a question" {
        /// A short name.
        id: Slug, Never, required;
        /// The question.
        ask: Text, Participant, required;
        /// What it covers.
        tag: Slug => Coverage, Never;
        /// What it covers, where it is more than one thing.
        tags: Vec<Located<Slug>> => Coverage, Never;
        /// A word of help.
        hint: Text, Participant;
        /// The roles it is for; all if not given.
        for_roles: Vec<Located<Role>>, Participant;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

record! {
    /// A set of questions.
    pub struct QuestionSet, "a question set" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// Its title.
        title: Text, Participant, required;
        /// What it is for.
        used_for: QuestionsFor, Never, required;
        /// What to know before starting.
        intro: Prose, Participant;
        /// The questions.
        questions: Vec<Located<Question>>, Participant, required;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

words! {
    /// What a checklist is for.
    pub enum ChecklistFor, "a use of a checklist" {
        /// Preparing the event.
        Preparation = "preparation",
        /// Briefing participants.
        Briefing = "briefing",
        /// The venue.
        Venue = "venue",
        /// The day itself.
        Day = "day",
        /// Taking notes.
        Notes = "notes",
        /// After the event.
        Close = "close",
        /// An event for strategic managers.
        Strategic = "strategic",
    }
}

words! {
    /// Who has to do something.
    pub enum Owner, "an owner" {
        /// The Reviewer.
        Reviewer = "reviewer",
        /// The member of the Review Team.
        ReviewTeamMember = "review-team-member",
        /// The administrator of the Review Team.
        ReviewTeamAdministrator = "review-team-administrator",
        /// The note taker.
        NoteTaker = "note-taker",
        /// The Chair.
        Chair = "chair",
    }
}

record! {
    /// One thing to do.
    pub struct ChecklistItem, "a checklist item" {
        /// A short name, unique in its list.
        id: Slug, Never, required;
        /// What to do.
        r#do: Text, ReviewTeam, required;
        /// Working days from the event: `-20`, `0`, `5`, or `[-10, -1]`.
        due: Due, ReviewTeam;
        /// The event kinds it is for; all if not given.
        kinds: Vec<Located<Slug>> => EventKind, Never;
        /// Who does it; the list's owner if not given.
        owner: OneOrMany<Owner>, ReviewTeam;
        /// What participants read of it on their page of next steps, with its date; nothing if not given.
        participants_read: Text, Participant;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

record! {
    /// A checklist.
    pub struct Checklist, "a checklist" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// Its title.
        title: Text, ReviewTeam, required;
        /// What it is for.
        used_for: ChecklistFor, Never, required;
        /// Who does what is on it.
        owner: OneOrMany<Owner>, ReviewTeam, required;
        /// What is to be done.
        items: Vec<Located<ChecklistItem>>, ReviewTeam, required;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

record! {
    /// A set of working principles (S56).
    pub struct Principles, "a set of working principles" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// Its title.
        title: Text, Participant, required;
        /// The principles.
        principles: Vec<Located<Text>>, Participant, required;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

record! {
    /// A question of the library; with a method, minutes or a script, an activity for `use`.
    pub struct LibraryPrompt, "a prompt" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// The question, as it is asked.
        ask: Text, ReviewTeam;
        /// What it covers.
        tags: Vec<Located<Slug>> => Coverage, Facilitator;
        /// A word of help for the facilitator.
        hint: Text, Facilitator;
        /// What somebody says that this question answers to; it then stands on the prompt cards.
        when_you_hear: Text, Facilitator;
        /// An activity's title.
        title: Text, Participant;
        /// How it is run.
        method: Method, Facilitator;
        /// Its planned length, in minutes.
        minutes: Minutes, Participant;
        /// Its shortest and longest length, in minutes.
        flex: Flex, Facilitator;
        /// Words to say, or what to do.
        script: Prose, Facilitator;
        /// Its questions: text, or ids of other prompts.
        prompts: Vec<Located<Prompt>> => Prompt, ReviewTeam;
        /// What to bring.
        materials: Vec<Located<Material>>, ReviewTeam;
        /// What to listen for.
        listen_for: Vec<Located<Text>>, Facilitator;
        /// What to try when the talk dries up.
        if_stuck: Vec<Located<Text>>, Facilitator;
        /// When to step in.
        cues: Vec<Located<Text>>, Facilitator;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}

words! {
    /// What a column of a note sheet holds (S47, S60).
    pub enum Holds, "what a column holds" {
        /// What was said.
        Discussion = "discussion",
        /// What was known then, and what is known now.
        ThenAndNow = "then-and-now",
        /// What was learned.
        KeyLearning = "key-learning",
        /// What should be done.
        RecommendedActions = "recommended-actions",
    }
}

record! {
    /// A column of a note sheet.
    pub struct Column, "a column" {
        /// Its heading.
        title: Text, ReviewTeam, required;
        /// What belongs in it.
        holds: Holds, ReviewTeam, required;
    }
}

record! {
    /// The sheet on which the note taker works.
    pub struct NoteSheet, "a note sheet" {
        /// The file's name; may be left out.
        id: Slug, Never;
        /// Its heading.
        title: Text, ReviewTeam, required;
        /// Its columns.
        columns: Vec<Located<Column>>, ReviewTeam, required;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Facilitator;
    }
}
