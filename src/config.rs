//! `config.yaml`: the site's own settings.

use jiff::civil::Date;

use crate::audience::Audience;
use crate::schema::value::{Named, Text};
use crate::schema::{Located, record, words};
use crate::slug::Slug;

words! {
    /// What a committee makes of a practice rule.
    pub enum Level, "a level" {
        /// It is not looked at.
        Off = "off",
        /// It is mentioned, and fails nothing.
        Advice = "advice",
        /// `check --strict` fails on it.
        Warning = "warning",
        /// `check` fails on it once an event is ready.
        Error = "error",
    }
}

record! {
    /// All documents of one role.
    pub struct PackFields, "a pack" {
        /// The role: `facilitator`, `note-taker`, `review-team`, `participant`, or your own.
        id: Slug, Never, required;
        /// The audience whose edition must be able to hold all of it.
        audience: Audience, Never, required;
        /// The documents, in order, by name.
        holds: Vec<Located<Slug>> => Document, Never, required;
    }
}

record! {
    /// The numbers that practice rules work with (`contract.md` section 9). None of them is in Annex 6.
    pub struct ThresholdFields, "`thresholds`" {
        /// Hours from which an event is a full day.
        full_day_hours: f64, Never;
        /// The shortest and the longest half day, in hours.
        half_day_hours: Vec<Located<f64>>, Never;
        /// Working minutes without a break.
        longest_stretch: u32, Never;
        /// Working minutes without a pause to sum up.
        pause_gap: u32, Never;
        /// Minutes for the introduction, in full-day kinds.
        introduction_minutes: u32, Never;
        /// Minutes for the introduction, in half-day kinds.
        introduction_minutes_half_day: u32, Never;
        /// The most minutes for the overview.
        overview_minutes: u32, Never;
        /// Minutes for the close.
        closing_minutes: u32, Never;
        /// The close in percent of the day.
        closing_percent: f64, Never;
        /// What may give way, in percent of the day.
        give_percent: f64, Never;
        /// The most minutes with nothing planned.
        unplanned_minutes: u32, Never;
        /// Minutes for discussion after an input.
        discussion_minutes: u32, Never;
        /// The fewest working principles.
        principles: u32, Never;
        /// The most participants in one room.
        group_size: u32, Never;
        /// The most people in a small group.
        small_group_max: u32, Never;
        /// Participants from which a second facilitator helps.
        second_facilitator_over: u32, Never;
        /// Working days between briefing and event.
        briefing_working_days: u32, Never;
        /// Working days before the event by which all are briefed.
        briefed_working_days: u32, Never;
        /// Working days between the two events.
        feedback_working_days: u32, Never;
    }
}

record! {
    /// The site's settings.
    pub struct ConfigFields, "`config.yaml`" {
        /// The site's title, at the head of every page. The one field that is needed.
        title: Text, Participant, required;
        /// The name of your Adult Protection Committee.
        committee: Text, Participant;
        /// Who to ask about the site: a name or role, with a number or an address.
        contact: Text, Participant;
        /// The language of the pages: `en-GB`, `cy` or `gd`.
        language: Text, Never;
        /// The timezone of the events, such as `Europe/London`.
        timezone: Text, Never;
        /// The folder of your own theme in themes/.
        theme: Slug => Theme, Never;
        /// A protective marking for every sheet, such as OFFICIAL-SENSITIVE.
        marking: Text, Participant;
        /// Days on which nobody works, for the dates of checklists: `[2026-12-25, 2026-12-28]`.
        holidays: Vec<Located<Date>>, Never;
        /// The numbers that practice rules work with.
        thresholds: ThresholdFields, Never;
        /// Practice rules by name: `off`, `advice`, `warning` or `error`, such as `lunch-provided: off`.
        rules: Named<Level> => Rule, Never;
        /// The editions to make; all four if not given.
        editions: Vec<Located<Audience>>, Never;
        /// The packs; the built-in four if not given.
        packs: Vec<Located<PackFields>>, Never;
        /// The folder to build into; `public` if you leave it out.
        out: Text, Never;
        /// The documents to make, by name; all if you leave it out.
        documents: Vec<Located<Slug>> => Document, Never;
        /// Whether HTML in Markdown is used, cleaned, rather than shown as text: `true` or `false`.
        unsafe_html: bool, Never;
    }
}
