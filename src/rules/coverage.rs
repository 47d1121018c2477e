//! What an event kind requires of its events: one mechanism behind most of the rules of groups B to E.
//!
//! For each element that the kind asks of a phase, some session has to cover it. A known element has a rule of its own
//! name; a committee that adds an element to its own kind gets the rule `coverage-<tag>`, in the tag's own words.

use std::borrow::Cow;

use crate::basis::Basis;
use crate::diagnostic::Severity;
use crate::rules::case::{Case, Found, Nature, exploration};
use crate::rules::finding::{self, Finding, Wording};
use crate::rules::wording::tag as words_of;
use crate::rules::{Actor, Applies, Family, Looks, Rule, rules};
use crate::schema::session::{Method, Phase};
use crate::site::coverage::statements;
use crate::site::{EventKind, Session};
use crate::slug::Slug;

/// An element that a rule watches.
#[derive(Clone, Copy, Debug)]
pub struct Required {
    pub phase: Phase,
    pub tag: &'static str,
    /// Which sessions count as covering it.
    pub counts: Counts,
}

/// Which sessions count as covering an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Those of the phase.
    InPhase,
    /// Any that covers it.
    Anywhere,
    /// Any that covers it, or asks about it.
    OrAsks,
    /// Small groups that cover it, or are asked about it.
    SmallGroups,
    /// Those up to the first small groups.
    BeforeSmallGroups,
    /// Those after the first small groups.
    AfterSmallGroups,
    /// Those of the exploration.
    Exploration,
}

/// A committee's own element. Its code, its phase and its statements are those of the tag.
pub static OWN: Rule = Rule {
    id: "coverage",
    title: "Something that the kind asks for is not covered",
    family: Family::Shape,
    severity: Severity::Error,
    applies: Applies::Both,
    basis: &[],
    waivable: true,
    acts: Actor::Reviewer,
    says: &["The {phase} does not cover: {tag}."],
    help: "Add `covers: [{id}]` to a session of the {phase}, or say in a waiver why this event goes without.",
    why: "This kind of event asks for it. The committee that wrote the kind thought it worth its own line.",
    looks: Looks::Required(Required { phase: Phase::Middle, tag: "", counts: Counts::InPhase }),
};

/// The rule's code for a committee's own element.
pub fn code(tag: &Slug) -> String {
    format!("coverage-{tag}")
}

/// The tag that such a code speaks of.
pub fn tag_of(code: &str) -> Option<&str> {
    code.strip_prefix("coverage-")
}

/// The rule that watches an element of a phase; where two do, the one for this nature of event.
pub fn rule_of(phase: Phase, tag: &Slug, nature: Option<Nature>) -> Option<(&'static Rule, Required)> {
    let watching = rules().filter_map(|rule| match rule.looks {
        Looks::Required(required) if required.phase == phase && required.tag == tag.as_str() => Some((rule, required)),
        _ => None,
    });
    let suits = |(rule, _): &(&Rule, Required)| nature.is_some_and(|nature| rule.applies.to(nature));
    watching.clone().find(suits).or_else(|| watching.clone().next())
}

/// An element that the kind requires, and where it is covered: a row of the coverage matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub phase: Phase,
    /// What it is, in words.
    pub words: String,
    /// The sessions that cover it, by their places in the agenda.
    pub sessions: Vec<usize>,
}

/// The elements that the event's kind requires, phase by phase.
pub fn elements(case: &Case) -> Vec<Element> {
    let (Some(kind), Some(agenda)) = (case.kind(), case.clock()) else { return Vec::new() };
    let element = |(phase, tag): (Phase, &Slug)| {
        let counts = counts(case, rule_of(phase, tag, Some(case.nature)));
        let sessions = counting(counts, phase, tag.as_str(), &agenda.sessions);
        Element { phase, words: words_of(tag.as_str()), sessions }
    };
    required(kind).map(element).collect()
}

/// Which sessions count in an event. Small groups and an exploration are asked of the kinds that have them; elsewhere the
/// phase is all that there is to go by.
fn counts(case: &Case, watched: Option<(&Rule, Required)>) -> Counts {
    watched.filter(|(rule, _)| rule.applies.to(case.nature)).map_or(Counts::InPhase, |(_, required)| required.counts)
}

fn required(kind: &EventKind) -> impl Iterator<Item = (Phase, &Slug)> {
    kind.requires.iter().flat_map(|(phase, tags)| tags.iter().map(move |tag| (*phase, tag)))
}

/// The sessions that count as covering an element.
fn counting(counts: Counts, phase: Phase, tag: &str, sessions: &[Session]) -> Vec<usize> {
    let first_groups = sessions.iter().position(|session| session.is(Method::SmallGroups));
    let exploration = exploration(sessions);
    let counted = |(at, session): (usize, &Session)| {
        let covers = session.covers(tag);
        let counts = match counts {
            Counts::InPhase => covers && session.is_in(phase),
            Counts::Anywhere => covers,
            Counts::OrAsks => covers || session.asks(tag),
            Counts::SmallGroups => session.is(Method::SmallGroups) && (covers || session.asks(tag)),
            Counts::BeforeSmallGroups => covers && first_groups.is_none_or(|groups| at <= groups),
            Counts::AfterSmallGroups => covers && first_groups.is_none_or(|groups| at > groups),
            Counts::Exploration => covers && exploration.contains(&at),
        };
        counts.then_some(at)
    };
    sessions.iter().enumerate().filter_map(counted).collect()
}

/// The elements that nothing covers.
pub fn missing(case: &Case, wording: &Wording) -> Vec<Finding> {
    let (Some(kind), Some(agenda)) = (case.kind(), case.agenda()) else { return Vec::new() };
    let sessions = &agenda.sessions;
    let finding = |(phase, tag): (Phase, &Slug)| {
        let watched = rule_of(phase, tag, Some(case.nature));
        let counts = counts(case, watched);
        if !counting(counts, phase, tag.as_str(), sessions).is_empty() || is_told_already(counts, sessions) {
            return None;
        }
        if let Some((rule, required)) = watched {
            let found = uncovered(case, Required { counts, ..required }, sessions);
            return finding::put(case, rule, found, wording);
        }
        let found = case.absent().with("phase", phase.word()).with("tag", words_of(tag.as_str())).with("id", tag);
        let basis = statements(tag.as_str()).iter().map(|number| Basis::Statement(*number)).collect();
        finding::put_as(case, &OWN, Cow::Owned(code(tag)), basis, found, wording)
    };
    required(kind).filter_map(finding).collect()
}

/// Without small groups, or without an exploration, that is what is missing, and not what should be in it.
pub fn is_told_already(counts: Counts, sessions: &[Session]) -> bool {
    match counts {
        Counts::SmallGroups => !sessions.iter().any(|session| session.is(Method::SmallGroups)),
        Counts::Exploration => exploration(sessions).is_empty(),
        _ => false,
    }
}

/// Tells that nothing covers an element; a session that does so in the wrong place is shown.
fn uncovered(case: &Case, required: Required, sessions: &[Session]) -> Found {
    let elsewhere = sessions.iter().find(|session| session.covers(required.tag));
    let groups = sessions.iter().find(|session| session.is(Method::SmallGroups));
    let out_of_order = matches!(required.counts, Counts::BeforeSmallGroups | Counts::AfterSmallGroups);
    let outside = match required.counts {
        Counts::SmallGroups => "covered here, outside the small groups".to_owned(),
        Counts::Exploration => "covered here, outside the exploration".to_owned(),
        _ => format!("covered here, outside the {}", required.phase.word()),
    };
    match (elsewhere, groups) {
        (Some(session), Some(groups)) if out_of_order => {
            let found = case.at(session).saying(1).with("session", super::wording::titled(session));
            case.beside(found, groups, "the small groups are here")
        }
        (Some(session), _) => case.beside(case.absent(), session, &outside),
        (None, _) => case.absent(),
    }
}
