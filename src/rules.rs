//! The practice rules: a plan for a day, held against the guidance that it should follow (`domain.md` section 2).
//!
//! A rule is a row of a table: its code, how much it weighs, whom it concerns, what it rests on, what it says and why,
//! who has to act, and how it looks at an event. `check`, pages, waivers, settings and tests all read that row. A family of
//! rules is a file; a new rule is a new row in one of them, and a page in `tests/diagnostics`.
//!
//! Rules look at the resolved site and change nothing in it. "Today" never enters: what needs a day to stand on is
//! looked at only where the caller gives one.

pub mod case;
mod closing;
pub mod coverage;
mod exploration;
pub mod finding;
mod introduction;
mod language;
mod notes;
mod people;
mod preparation;
mod report;
mod shape;
mod strategic;
mod venue;
mod waivers;
pub mod wording;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::basis::Basis;
use crate::config::Level;
use crate::diagnostic::{BAD_VALUE, Diagnostic, Severity, UNKNOWN_REFERENCE, suggestion};
use crate::documents::Documents;
use crate::rules::case::{Case, Files, Found, Heard, Mistakes};
use crate::rules::coverage::Required;
use crate::rules::finding::{EventFindings, Findings, Wording};
use crate::schema::event::EventStatus;
use crate::site::{Agenda, Review, Session, Site};
use crate::slug::Slug;
use crate::source::Sources;

/// A practice rule: the one row that all who speak of it read.
#[derive(Debug)]
pub struct Rule {
    /// The stable, kebab-case code.
    pub id: &'static str,
    /// What it is that departs from the usual, in a few words.
    pub title: &'static str,
    pub family: Family,
    /// How much it weighs, unless the site's settings say otherwise.
    pub severity: Severity,
    pub applies: Applies,
    /// The statements of the guidance and the sources of wider practice that it rests on.
    pub basis: &'static [Basis],
    /// Whether a Reviewer may depart from it, with a reason.
    pub waivable: bool,
    pub acts: Actor,
    /// What is said where it fires: a sentence, or one for each way in which it can. `{names}` are filled in.
    pub says: &'static [&'static str],
    /// What to do, or to type, instead. `{names}` are filled in.
    pub help: &'static str,
    /// Why it matters.
    pub why: &'static str,
    pub looks: Looks,
}

/// The groups of `domain.md` section 2, A to J.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Shape,
    Introduction,
    Exploration,
    Closing,
    Strategic,
    People,
    Preparation,
    Venue,
    Notes,
    Language,
}

impl Family {
    /// Whether the Review Team reads what the family finds: groups F to I (`contract.md` section 4).
    pub fn is_for_review_team(self) -> bool {
        matches!(self, Family::People | Family::Preparation | Family::Venue | Family::Notes)
    }
}

/// The kinds of event that a rule concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    Both,
    Practitioner,
    Strategic,
}

impl Applies {
    fn to(self, nature: case::Nature) -> bool {
        match self {
            Applies::Both => true,
            Applies::Practitioner => nature == case::Nature::Practitioner,
            Applies::Strategic => nature == case::Nature::Strategic,
        }
    }
}

/// Who has to act on a finding (`domain.md` section 1, "Responsible").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    Reviewer,
    ReviewTeamMember,
    Administrator,
}

/// How a rule looks at an event.
#[derive(Clone, Copy, Debug)]
pub enum Looks {
    /// At the event, whatever its agenda.
    Event(fn(&Case) -> Vec<Found>),
    /// At its sessions in their order.
    Sessions(fn(&Case, &[Session]) -> Vec<Found>),
    /// At the fitted clock.
    Clock(fn(&Case, &Agenda) -> Vec<Found>),
    /// For an element that the event's kind requires: the one mechanism behind most of groups B to E.
    Required(Required),
    /// At the event, from a day to stand on.
    AsOf(fn(&Case, Date) -> Vec<Found>),
}

static FAMILIES: &[&[Rule]] = &[
    shape::RULES,
    introduction::RULES,
    exploration::RULES,
    closing::RULES,
    strategic::RULES,
    people::RULES,
    preparation::RULES,
    venue::RULES,
    notes::RULES,
    language::RULES,
];

/// Every practice rule, family by family. What a committee's own kind requires beside them is `coverage-<tag>`.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The rule of a code.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

/// What departs from the usual where a rule fires, in a few words.
pub fn title_of(code: &str) -> String {
    match (rule(code), coverage::tag_of(code)) {
        (Some(rule), _) => rule.title.to_owned(),
        (None, Some(tag)) => format!("Nothing covers what the kind asks for: {}", wording::tag(tag)),
        (None, None) => code.to_owned(),
    }
}

/// What rules found before, so that they run again only on reviews that rest on a changed file.
#[derive(Debug, Default)]
pub struct Memory {
    reviews: BTreeMap<Slug, Looked>,
}

/// What rules found of a review, and the hash of all that they looked at.
#[derive(Clone, Debug)]
struct Looked {
    basis: blake3::Hash,
    events: Arc<Vec<(Slug, Arc<EventFindings>)>>,
    told: Arc<Vec<Diagnostic>>,
}

/// What the rules look at, and what they need to look.
#[derive(Clone, Copy)]
pub struct Looking<'a> {
    pub site: &'a Site,
    pub documents: &'a Documents,
    pub sources: &'a Sources,
    /// The mistakes that were found before. Rules keep quiet about what could not be read, so that one mistake is not
    /// told twice.
    pub found: &'a [Diagnostic],
    pub as_of: Option<Date>,
}

/// Runs the rules on every event, each review by itself. The result is what editions show, and the same as diagnostics.
pub fn check(looking: &Looking, memory: &mut Memory) -> (Findings, Vec<Diagnostic>) {
    let mistakes = &Mistakes::of(looking.found, looking.documents.unread.iter());
    let wording = &Wording::of(looking.site);
    let around = Around { mistakes, wording, heard: &Heard::default() };
    // Beside its own review, a rule sees what all findings are put into words with, and the day to stand on.
    let common = blake3::hash(format!("{:?} {:?}", wording, looking.as_of).as_bytes());
    let run = |review: &Arc<Review>| {
        let mut hasher = blake3::Hasher::new();
        let basis = hasher.update(review.basis.as_bytes()).update(common.as_bytes()).finalize();
        match memory.reviews.get(&review.id).filter(|looked| looked.basis == basis) {
            Some(looked) => looked.clone(),
            None => look_at_review(looking, review, basis, &around),
        }
    };
    let reviews: Vec<Looked> = looking.site.reviews.par_iter().map(run).collect();
    let mut findings = Findings::resting_on(&common);
    let mut diagnostics = Vec::new();
    for (review, looked) in looking.site.reviews.iter().zip(&reviews) {
        for (event, of_event) in looked.events.iter() {
            findings.insert((review.id.clone(), event.clone()), of_event.clone());
        }
        diagnostics.extend(looked.told.iter().cloned());
    }
    memory.reviews = looking.site.reviews.iter().map(|review| review.id.clone()).zip(reviews).collect();
    (findings, diagnostics)
}

/// What looking at all reviews has in common.
struct Around<'a> {
    mistakes: &'a Mistakes,
    wording: &'a Wording,
    heard: &'a Heard,
}

fn look_at_review(looking: &Looking, review: &Review, basis: blake3::Hash, around: &Around) -> Looked {
    let Looking { site, documents, sources, as_of, .. } = *looking;
    let mut told = Vec::new();
    // An event of which nothing could be read is not one of which everything is missing.
    let read = review.events.iter().filter(|event| !documents.unread.contains(&event.path));
    let events = read.map(|event| {
        let case = Case::new(
            site,
            review,
            event,
            &Files { documents, sources, mistakes: around.mistakes, heard: around.heard },
        );
        (event.id.clone(), Arc::new(look(&case, around.wording, as_of, &mut told)))
    });
    let events = events.collect();
    Looked { basis, events: Arc::new(events), told: Arc::new(told) }
}

/// Looks at one event. A held one is history: its waivers are read, and no rule is run on it. Nor is any where the kind
/// could not be read whole.
fn look(case: &Case, wording: &Wording, as_of: Option<Date>, diagnostics: &mut Vec<Diagnostic>) -> EventFindings {
    let mut looked = EventFindings { coverage: coverage::elements(case), ..EventFindings::default() };
    let waivers = waivers::readable(case, diagnostics);
    if case.event.status == EventStatus::Held || case.kind_has_mistakes() {
        return looked;
    }
    let never_fits = case.clock().is_some_and(shape::never_fits);
    let people_known = !case.review_has_mistakes();
    let can_look = |rule: &&Rule| people_known || !matches!(rule.family, Family::People | Family::Language);
    for rule in rules().filter(|rule| rule.applies.to(case.nature)).filter(can_look) {
        let found = match rule.looks {
            Looks::Event(look) => look(case),
            Looks::Sessions(look) => case.agenda().map_or_else(Vec::new, |agenda| look(case, &agenda.sessions)),
            // A day that cannot fit has that finding, and no other that its clock would give.
            Looks::Clock(_) if never_fits && rule.id != "agenda-cannot-fit" => Vec::new(),
            Looks::Clock(look) => case.clock().map_or_else(Vec::new, |agenda| look(case, agenda)),
            Looks::AsOf(look) => as_of.map_or_else(Vec::new, |date| look(case, date)),
            Looks::Required(_) => Vec::new(),
        };
        looked.open.extend(found.into_iter().filter_map(|found| finding::put(case, rule, found, wording)));
    }
    looked.open.extend(coverage::missing(case, wording));
    waivers::apply(case, &waivers, &mut looked, as_of, diagnostics);
    looked.settle();
    diagnostics.extend(looked.open.iter().map(|finding| report::diagnostic(case, finding)));
    looked
}

/// How much a rule weighs in this site; nothing where it is switched off.
fn weight(site: &Site, code: &str, severity: Severity) -> Option<Severity> {
    let set = Slug::parse(code).and_then(|code| site.settings.rules.get(&code).copied());
    match set {
        None => Some(severity),
        Some(Level::Off) => None,
        Some(Level::Advice) => Some(Severity::Advice),
        Some(Level::Warning) => Some(Severity::Warning),
        Some(Level::Error) => Some(Severity::Error),
    }
}

/// Whether a code is that of a rule which a site's kinds make (`coverage-<tag>`) or which plenary brings.
fn is_known(site: &Site, code: &str) -> bool {
    rule(code).is_some() || own_codes(site).any(|own| own == code)
}

/// The rules that the site's own kinds make.
fn own_codes(site: &Site) -> impl Iterator<Item = String> {
    let required = site.library.kinds.values().flat_map(|kind| kind.requires.iter());
    let of_phase = required.flat_map(|(phase, tags)| tags.iter().map(move |tag| (*phase, tag)));
    of_phase.filter(|(phase, tag)| coverage::rule_of(*phase, tag, None).is_none()).map(|(_, tag)| coverage::code(tag))
}

/// Every code that a waiver or a setting may name, for "did you mean".
fn known_codes(site: &Site) -> Vec<String> {
    rules().map(|rule| rule.id.to_owned()).chain(own_codes(site)).collect()
}

/// Checks the codes under `rules:` in `config.yaml`: only practice rules can be weighed anew.
pub fn check_settings(documents: &Documents, site: &Site) -> Vec<Diagnostic> {
    let written = documents.config.as_ref().and_then(|config| config.fields.rules.as_ref());
    let codes = written.iter().flat_map(|rules| rules.value.0.iter()).map(|(code, _)| code);
    let unknown = codes.filter(|code| !is_known(site, code.value.as_str()));
    unknown
        .map(|code| {
            let is_other = crate::diagnostic::CODES.iter().any(|other| other.id == code.value.as_str());
            if is_other {
                let message = format!("`{}` is no practice rule, so its weight cannot be set.", code.value);
                let help = "Delete this line: mistakes of content and leaks always count.";
                return Diagnostic::new(&BAD_VALUE, code.place.clone(), message).help(help);
            }
            let known = known_codes(site);
            let message = format!("There is no rule `{}`.", code.value);
            let help = suggestion(code.value.as_str(), known.iter().map(String::as_str))
                .unwrap_or_else(|| "Delete this line.".to_owned());
            Diagnostic::new(&UNKNOWN_REFERENCE, code.place.clone(), message).help(help)
        })
        .collect()
}
