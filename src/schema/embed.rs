//! What an `embed` block in a page asks for.

use crate::basis::Basis;
use crate::schema::session::Material;
use crate::schema::value::{EventReference, Minutes, Prose, Text};
use crate::schema::venue::Layout;
use crate::schema::{Located, record, words};
use crate::slug::Slug;

words! {
    /// What a gathering block takes in.
    pub enum Gather, "what can be gathered" {
        /// Everything of its kind that the edition's guidance has.
        All = "all",
    }
}

record! {
    /// A card for one person: a role to play, or a scene to talk about.
    pub struct Card, "a card" {
        /// What stands at its head.
        title: Text, Participant, required;
        /// What is on it.
        text: Prose, Participant, required;
    }
}

record! {
    /// What somebody says, to be read aloud.
    pub struct Spoken, "a line of a transcript" {
        /// Who says it.
        who: Text, Participant, required;
        /// What is said.
        says: Text, Participant, required;
    }
}

record! {
    /// Something to practise.
    pub struct Exercise, "an exercise" {
        /// A short name, unique in its page.
        id: Slug, Never;
        /// Its title.
        title: Text, Participant;
        /// What it is for.
        aim: Text, Participant, required;
        /// How long it takes, in minutes.
        minutes: Minutes, Participant;
        /// Who with: alone, pairs, a group of eight.
        with: Text, Participant;
        /// What to bring.
        materials: Vec<Located<Material>>, Participant;
        /// What everybody reads first.
        story: Prose, Participant;
        /// What to do.
        steps: Vec<Located<Text>>, Participant, required;
        /// Statements or questions to sort, to mark or to write anew.
        statements: Vec<Located<Text>>, Participant;
        /// What statements are sorted into; without columns each has a line to write on.
        columns: Vec<Located<Text>>, Participant;
        /// Cards to hand out.
        cards: Vec<Located<Card>>, Participant;
        /// Talk to read aloud.
        transcript: Vec<Located<Spoken>>, Participant;
        /// What to look for.
        look_for: Prose, Participant;
        /// A sample answer.
        answer: Prose, Participant;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Participant;
    }
}

record! {
    /// A question to think over.
    pub struct Reflection, "a reflection" {
        /// A short name, unique in its page.
        id: Slug, Never;
        /// The question.
        ask: Text, Participant, required;
        /// What there is to say about it, for when one has thought.
        note: Prose, Participant, required;
        /// The statements and sources that it rests on.
        basis: Vec<Located<Basis>>, Participant;
    }
}

record! {
    /// One thing to show in a page.
    pub struct Embed, "an embed block" {
        /// The agenda of an event, as `review/event`.
        agenda: EventReference => Event, Participant;
        /// A question set, by id.
        questions: Slug => QuestionSet, Participant;
        /// A checklist, by id.
        checklist: Slug => Checklist, Participant;
        /// A set of working principles, by id.
        principles: Slug => Principles, Participant;
        /// A room layout.
        room: Layout, Participant;
        /// A rule, by its code.
        rule: Slug => Rule, Participant;
        /// An exercise.
        exercise: Exercise, Participant;
        /// A question to think over.
        reflection: Reflection, Participant;
        /// `all`: every question to think over that the guidance has.
        reflections: Gather, Participant;
        /// `all`: every exercise that the guidance has, to print and write in.
        workbook: Gather, Participant;
    }
}

impl Embed {
    /// Every prose in it.
    pub fn prose(&self) -> Vec<&Located<Prose>> {
        let exercise = self.exercise.as_ref().map(|exercise| &exercise.value);
        let of_exercise = exercise.into_iter().flat_map(|exercise| {
            let cards =
                exercise.cards.iter().flat_map(|cards| &cards.value).filter_map(|card| card.value.text.as_ref());
            exercise.story.iter().chain(cards).chain(&exercise.look_for).chain(&exercise.answer)
        });
        let note = self.reflection.as_ref().and_then(|reflection| reflection.value.note.as_ref());
        of_exercise.chain(note).collect()
    }
}
