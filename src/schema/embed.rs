//! What an `embed` block in a page asks for.

use crate::schema::session::Material;
use crate::schema::value::{EventReference, Minutes, Prose, Text};
use crate::schema::venue::Layout;
use crate::schema::{Located, record};
use crate::slug::Slug;

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
        /// What to do.
        steps: Vec<Located<Text>>, Participant, required;
        /// What to look for.
        look_for: Prose, Participant;
        /// A sample answer.
        answer: Prose, Participant;
    }
}

record! {
    /// One thing to show in a page.
    pub struct Embed, "an embed block" {
        /// The agenda of an event, as `review/event`.
        agenda: EventReference, Participant;
        /// A question set.
        questions: Slug, Participant;
        /// A checklist.
        checklist: Slug, Participant;
        /// A set of working principles.
        principles: Slug, Participant;
        /// A room layout.
        room: Layout, Participant;
        /// A rule, by its code.
        rule: Slug, Participant;
        /// An exercise.
        exercise: Exercise, Participant;
    }
}
