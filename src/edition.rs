//! Who may see what: the site cut down to one audience, before any view exists.
//!
//! An [`Edition`] does not hold what its audience may not see, so nothing after this stage can show it. Only
//! [`for_audience`] makes one. It copies whole groups of fields (see `site`); a group that an audience may not see is
//! not there. [`reader::for_reader`] takes the participants' edition and cuts it further, down to what one person or one
//! agency may read of one event.
//!
//! A view is made from an [`Edition`], and the compiler holds everybody to it. This compiles:
//!
//! ```
//! use plenary::edition::Edition;
//! use plenary::plan::Plan;
//! use plenary::theme::Theme;
//! use plenary::view::{Context, Form};
//!
//! fn context<'a>(edition: &'a Edition, plan: &'a Plan, theme: &'a Theme) -> Context<'a> {
//!     Context { edition, plan, theme, form: Form::default() }
//! }
//! ```
//!
//! With the site itself in the place of an edition of it, it does not:
//!
//! ```compile_fail,E0308
//! use plenary::plan::Plan;
//! use plenary::site::Site;
//! use plenary::theme::Theme;
//! use plenary::view::{Context, Form};
//!
//! fn context<'a>(edition: &'a Site, plan: &'a Plan, theme: &'a Theme) -> Context<'a> {
//!     Context { edition, plan, theme, form: Form::default() }
//! }
//! ```
//!
//! Nor does an event that was not cut become one of an edition:
//!
//! ```compile_fail,E0308
//! use plenary::edition::{Edition, Event};
//! use plenary::site;
//!
//! fn first<'e>(edition: &'e Edition, uncut: &'e site::Event) -> &'e Event {
//!     edition.reviews.iter().flat_map(|review| review.events.iter()).next().unwrap_or(uncut)
//! }
//! ```
//!
//! And nobody makes one by hand: an edition, and each part of it, has a field that this module alone can fill.
//!
//! ```compile_fail,E0451
//! use std::sync::Arc;
//! use plenary::edition::Session;
//! use plenary::site::SessionFacilitator;
//!
//! fn with_script(session: Session, script: Arc<SessionFacilitator>) -> Session {
//!     Session { facilitator: Some(script), ..session }
//! }
//! ```

pub mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::agenda::{Fault, Gap};
use crate::audience::Audience;
use crate::clock::Clock;
use crate::edition::reader::Own;
use crate::rules::finding::{EventFindings, Findings};
use crate::schema::blueprint::QuestionsFor;
use crate::site::document::DocumentKind;
use crate::site::{
    self, EventFacilitator, EventOpen, EventPrivate, EventTeam, EventWorking, Library, Pack, Page, QuestionSet,
    ReviewFacilitator, ReviewOpen, ReviewStory, ReviewTeam, SessionFacilitator, SessionOpen, SessionTeam, Settings,
    Site,
};
use crate::slug::Slug;
use crate::source::SourcePath;

/// What one audience may see of a site.
#[derive(Debug)]
pub struct Edition {
    pub audience: Audience,
    pub settings: Arc<Settings>,
    /// Blueprints. They name nobody; participants get working principles and preparation questions and no other, and
    /// questions for facilitators are theirs and for training.
    pub library: Library,
    pub reviews: Vec<Review>,
    /// Guidance, and pages of the reviews that the edition holds.
    pub pages: Vec<Arc<Page>>,
    /// Files that pages may refer to: those beside the guidance, and those of the reviews that the edition holds.
    pub attachments: Arc<BTreeSet<SourcePath>>,
    /// The hash of what all reviews were resolved from.
    pub common: blake3::Hash,
    /// For whom a copy is made that is theirs alone; no whole edition has it.
    pub reader: Option<Own>,
    _sealed: Sealed,
}

/// Keeps other modules from making an edition, or a part of one, by hand.
#[derive(Debug)]
struct Sealed;

#[derive(Debug)]
pub struct Review {
    pub id: Slug,
    /// Whether it is made up, to learn from.
    pub fictional: bool,
    /// The hash of everything that the review was resolved from.
    pub basis: blake3::Hash,
    /// The hash of all of that but the venues.
    pub beside_venues: blake3::Hash,
    pub open: Arc<ReviewOpen>,
    pub story: Option<Arc<ReviewStory>>,
    pub facilitator: Option<Arc<ReviewFacilitator>>,
    pub team: Option<Arc<ReviewTeam>>,
    pub events: Vec<Event>,
    _sealed: Sealed,
}

#[derive(Debug)]
pub struct Event {
    pub review: Slug,
    pub id: Slug,
    pub open: Arc<EventOpen>,
    pub working: Option<Arc<EventWorking>>,
    pub team: Option<Arc<EventTeam>>,
    pub facilitator: Option<Arc<EventFacilitator>>,
    pub private: Option<Arc<EventPrivate>>,
    pub agenda: Option<Agenda>,
    /// What stands between the event and the guidance, as far as the audience reads it.
    pub findings: Option<Arc<EventFindings>>,
    /// The packs whose audience this is, or is wide enough to hold.
    pub packs: Vec<Pack>,
    _sealed: Sealed,
}

#[derive(Debug)]
pub struct Agenda {
    pub start: Clock,
    pub end: Clock,
    pub sessions: Vec<Session>,
    /// Breathing space, by the row that it follows.
    pub gaps: Vec<Gap>,
    /// Whether the agenda cannot be fitted, so that its times run on: for those who shape the day to know.
    pub unfitted: bool,
    _sealed: Sealed,
}

#[derive(Debug)]
pub struct Session {
    /// The anchor in pages: the session's id for the facilitator, `s1`, `s2` … for all others.
    pub anchor: String,
    pub title: Arc<str>,
    pub start: Clock,
    /// Minutes, those of a hidden row behind it included.
    pub minutes: u32,
    pub open: Arc<SessionOpen>,
    pub team: Option<Arc<SessionTeam>>,
    pub facilitator: Option<Arc<SessionFacilitator>>,
    _sealed: Sealed,
}

impl Session {
    pub fn end(&self) -> Clock {
        self.start.plus(self.minutes)
    }
}

/// Which groups of a review's fields an audience gets (`domain.md` 4.4 and 4.7).
struct Groups {
    /// Periods, checklists, note sheets, prompts.
    working: bool,
    /// Scripts, cues, lengths; the family.
    facilitator: bool,
    /// Names of participants, other proceedings, waivers.
    team: bool,
    /// Watch-for notes, needs.
    private: bool,
}

fn groups(audience: Audience) -> Groups {
    match audience {
        Audience::Facilitator => Groups { working: true, facilitator: true, team: true, private: true },
        Audience::ReviewTeam => Groups { working: true, facilitator: false, team: true, private: false },
        Audience::Participant => Groups { working: false, facilitator: false, team: false, private: false },
        Audience::Training => Groups { working: true, facilitator: true, team: false, private: false },
    }
}

/// Cuts a site, and what the rules have found of it, down to what an audience may see. Training gets fictional reviews
/// and no others.
pub fn for_audience(site: &Site, findings: &Findings, audience: Audience) -> Edition {
    let groups = groups(audience);
    let reviews: Vec<Review> = site
        .reviews
        .par_iter()
        .filter(|review| audience != Audience::Training || review.fictional)
        .map(|review| cut_review(review, findings, audience, &groups))
        .collect();
    let held: BTreeSet<&Slug> = reviews.iter().map(|review| &review.id).collect();
    let pages = site
        .pages
        .iter()
        .filter(|page| page.audiences.contains(&audience))
        .filter(|page| match &page.belongs {
            site::Belongs::Guidance { .. } => true,
            site::Belongs::Review { review, .. } => held.contains(review),
        })
        .cloned()
        .collect();
    // A file that lies in a review's folder belongs to that review.
    let is_open = |path: &&SourcePath| review_of(path).is_none_or(|review| held.iter().any(|id| id.as_str() == review));
    let attachments = Arc::new(site.attachments.iter().filter(is_open).cloned().collect());
    Edition {
        audience,
        settings: site.settings.clone(),
        library: cut_library(&site.library, audience),
        reviews,
        pages,
        attachments,
        common: site.common,
        reader: None,
        _sealed: Sealed,
    }
}

/// The review in whose folder a file lies.
fn review_of(path: &SourcePath) -> Option<&str> {
    path.as_str().strip_prefix("content/reviews/")?.split_once('/').map(|(review, _)| review)
}

fn cut_library(library: &Library, audience: Audience) -> Library {
    let open = |set: &QuestionSet| set.used_for == QuestionsFor::Preparation;
    match audience {
        Audience::Facilitator | Audience::Training => library.clone(),
        Audience::ReviewTeam => Library { prompts: BTreeMap::new(), ..library.clone() },
        Audience::Participant => {
            let question_sets = library.question_sets.iter().filter(|(_, set)| open(set));
            Library {
                question_sets: question_sets.map(|(id, set)| (id.clone(), set.clone())).collect(),
                principles: library.principles.clone(),
                ..Library::default()
            }
        }
    }
}

fn cut_review(review: &site::Review, findings: &Findings, audience: Audience, groups: &Groups) -> Review {
    Review {
        id: review.id.clone(),
        fictional: review.fictional,
        basis: review.basis,
        beside_venues: review.beside_venues,
        open: review.open.clone(),
        story: groups.working.then(|| review.story.clone()),
        facilitator: groups.facilitator.then(|| review.facilitator.clone()),
        team: groups.team.then(|| review.team.clone()),
        events: review.events.iter().map(|event| cut_event(event, findings, audience, groups)).collect(),
        _sealed: Sealed,
    }
}

fn cut_event(event: &site::Event, findings: &Findings, audience: Audience, groups: &Groups) -> Event {
    Event {
        review: event.review.clone(),
        id: event.id.clone(),
        open: event.open.clone(),
        working: groups.working.then(|| event.working.clone()),
        team: groups.team.then(|| event.team.clone()),
        facilitator: groups.facilitator.then(|| event.facilitator.clone()),
        private: groups.private.then(|| event.private.clone()),
        agenda: event.agenda.as_ref().filter(|agenda| agenda.timed).map(|agenda| cut_agenda(agenda, audience, groups)),
        findings: findings.of(&event.review, &event.id).and_then(|found| found.for_audience(audience)),
        packs: event.packs.iter().filter(|pack| may_hold(pack, audience)).cloned().collect(),
        _sealed: Sealed,
    }
}

/// Whether an edition can hold all of a pack: every document in it is open to the audience. Training has no packs, and
/// a pack made for a narrower audience stays with it.
fn may_hold(pack: &Pack, audience: Audience) -> bool {
    let all_open = pack.holds.iter().flatten().all(|kind: &DocumentKind| kind.open_to(audience));
    audience != Audience::Training && all_open && pack.audience >= audience
}

fn cut_agenda(agenda: &site::Agenda, audience: Audience, groups: &Groups) -> Agenda {
    let mut sessions: Vec<Session> = Vec::with_capacity(agenda.sessions.len());
    let mut hidden_before = 0;
    let mut gaps = Vec::new();
    for (at, session) in agenda.sessions.iter().enumerate() {
        let hidden = !session.public && audience == Audience::Participant;
        if !hidden {
            let anchor = match audience {
                Audience::Facilitator => session.id.to_string(),
                _ => format!("s{}", sessions.len() + 1),
            };
            sessions.push(Session {
                anchor,
                title: if groups.working { session.team.title.clone() } else { session.open.title.clone() },
                start: session.start.minus(hidden_before),
                minutes: session.minutes + hidden_before,
                open: session.open.clone(),
                team: groups.working.then(|| session.team.clone()),
                facilitator: groups.facilitator.then(|| session.facilitator.clone()),
                _sealed: Sealed,
            });
            hidden_before = 0;
        } else if let Some(before) = sessions.last_mut() {
            // Behind breathing space there is no row for its time to join: that part of the day stays unlisted.
            if before.end() == session.start {
                before.minutes += session.minutes;
            }
        } else {
            hidden_before += session.minutes;
        }
        let row = sessions.len().checked_sub(1);
        gaps.extend(agenda.gaps.iter().filter(|gap| gap.after == Some(at)).map(|gap| Gap { after: row, ..*gap }));
    }
    gaps.extend(agenda.gaps.iter().filter(|gap| gap.after.is_none()).copied());
    gaps.sort_by_key(|gap| gap.start);
    let too_long = |fault: &Fault| matches!(fault, Fault::CannotFit { .. } | Fault::Clash { .. });
    let unfitted = groups.facilitator && agenda.faults.iter().any(too_long);
    // Those who may not know that the day is too long read when it would end.
    let end = match sessions.last() {
        Some(last) if !groups.facilitator => agenda.end.max(last.end()),
        _ => agenda.end,
    };
    Agenda { start: agenda.start, end, sessions, gaps, unfitted, _sealed: Sealed }
}

impl Edition {
    /// Lets the memory go that it takes, side by side: of a large site there is much of it, in small pieces.
    pub fn let_go(self) {
        self.reviews.into_par_iter().for_each(drop);
    }

    /// The review and the event of a reference, where the edition holds them.
    pub fn event(&self, review: &Slug, event: &Slug) -> Option<(&Review, &Event)> {
        let review = self.reviews.iter().find(|held| held.id == *review)?;
        let event = review.events.iter().find(|held| held.id == *event)?;
        Some((review, event))
    }
}
