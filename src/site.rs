//! The resolved model: every reference replaced, everything inherited, every clock time worked out.
//!
//! Values stand in groups by who may see them. A new field has to be put into one of the groups, so that its place
//! says who reads it; `edition` copies whole groups and nothing else.

pub mod coverage;
pub mod document;
pub mod session;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::agenda::{Fault, Gap};
use crate::audience::Audience;
use crate::basis::Basis;
use crate::clock::Clock;
use crate::config::Level;
use crate::markdown::Document;
use crate::schema::blueprint::{ChecklistFor, Holds, Owner, QuestionsFor, UsualLength};
use crate::schema::embed::Embed;
use crate::schema::event::{EventStatus, FamilyViewsStatus, GoTo, Order};
use crate::schema::review::{ReviewStatus, Role};
use crate::schema::session::{Method, Per, Phase};
use crate::schema::value::{Flex, Moment, Text};
use crate::schema::venue::{Layout, RoomUse};
use crate::site::document::DocumentKind;
use crate::slug::Slug;
use crate::source::{Place, SourcePath};
use crate::workdays::Holidays;

/// Where the pages lie that explain messages, one for each code.
pub const MESSAGES: &str = "content/guidance/messages/";
/// Where the pages of the manual lie.
pub const MANUAL: &str = "content/guidance/using/";

/// Whether a page of the guidance shows how files are written, with people and places that are made up.
pub fn shows_files(path: &SourcePath) -> bool {
    [MESSAGES, MANUAL].iter().any(|folder| path.as_str().starts_with(folder))
}

/// Everything that a build is made from, whoever may see it.
#[derive(Clone, Debug)]
pub struct Site {
    pub settings: Arc<Settings>,
    pub reviews: Vec<Arc<Review>>,
    pub pages: Vec<Arc<Page>>,
    pub library: Library,
    /// Files beside pages, such as images, by their path.
    pub attachments: Arc<BTreeSet<SourcePath>>,
    /// The hash of what all reviews are resolved from: the settings, the blueprints, and which venues there are.
    pub common: blake3::Hash,
}

/// Prose: a parsed piece of Markdown and where it was written.
#[derive(Debug, PartialEq)]
pub struct ProseText {
    pub document: Document,
    pub place: Place,
}

/// Prose, shared between editions.
pub type Prose = Arc<ProseText>;

// ── the site's own ────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug)]
pub struct Settings {
    pub title: Text,
    pub committee: Option<Text>,
    pub contact: Option<Text>,
    /// A BCP 47 tag.
    pub language: Text,
    /// A name of the timezone database.
    pub timezone: Text,
    pub theme: Slug,
    pub holidays: Holidays,
    pub thresholds: Thresholds,
    pub rules: BTreeMap<Slug, Level>,
    pub editions: Vec<Audience>,
    pub packs: Vec<Pack>,
    pub out: Text,
    pub documents: BTreeSet<DocumentKind>,
    pub unsafe_html: bool,
}

/// The numbers that rules and agendas work with (`contract.md` section 9).
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// From how many hours an event is a full day.
    pub full_day_hours: f64,
    /// The shortest and the longest half day, in hours.
    pub half_day_hours: (f64, f64),
    pub longest_stretch: u32,
    pub pause_gap: u32,
    pub introduction_minutes: u32,
    pub introduction_minutes_half_day: u32,
    pub overview_minutes: u32,
    pub closing_minutes: u32,
    pub closing_percent: f64,
    pub give_percent: f64,
    pub unplanned_minutes: u32,
    pub discussion_minutes: u32,
    pub principles: u32,
    pub group_size: u32,
    pub small_group_max: u32,
    pub second_facilitator_over: u32,
    pub briefing_working_days: u32,
    pub briefed_working_days: u32,
    pub feedback_working_days: u32,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds {
            full_day_hours: 5.0,
            half_day_hours: (2.5, 4.5),
            longest_stretch: 90,
            pause_gap: 75,
            introduction_minutes: 20,
            introduction_minutes_half_day: 15,
            overview_minutes: 15,
            closing_minutes: 30,
            closing_percent: 8.0,
            give_percent: 10.0,
            unplanned_minutes: 15,
            discussion_minutes: 10,
            principles: 3,
            group_size: 25,
            small_group_max: 8,
            second_facilitator_over: 12,
            briefing_working_days: 10,
            briefed_working_days: 5,
            feedback_working_days: 5,
        }
    }
}

/// All documents of one role, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    pub id: Slug,
    pub audience: Audience,
    /// `None` stands for the event at a glance, which is a page and not a document.
    pub holds: Vec<Option<DocumentKind>>,
}

/// A guidance page, or a page of a review's own prose.
#[derive(Debug)]
pub struct Page {
    pub path: SourcePath,
    pub belongs: Belongs,
    pub title: Text,
    pub summary: Option<Text>,
    pub order: u32,
    pub audiences: BTreeSet<Audience>,
    pub basis: Vec<Basis>,
    pub sources: Vec<Basis>,
    pub owner: Option<Text>,
    pub review_by: Option<(Date, Place)>,
    pub document: Document,
    /// What the `embed` blocks ask for, in the order of the document's own list; unreadable ones are empty.
    pub embeds: Vec<(Embed, Place)>,
    /// The prose that stands in these blocks.
    pub embedded: Vec<Prose>,
}

/// Where a page stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belongs {
    /// `content/guidance/…`: the section, if any, and the page's name; no name for the section's own page.
    Guidance { section: Option<Slug>, page: Option<Slug> },
    /// `content/reviews/<review>/<page>.md`.
    Review { review: Slug, page: Slug },
}

// ── the library ───────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug, Default)]
pub struct Library {
    pub question_sets: BTreeMap<Slug, Arc<QuestionSet>>,
    pub checklists: BTreeMap<Slug, Arc<Checklist>>,
    pub principles: BTreeMap<Slug, Arc<Principles>>,
    pub note_sheets: BTreeMap<Slug, Arc<NoteSheet>>,
    /// Questions for facilitators; activities apart.
    pub prompts: BTreeMap<Slug, Arc<LibraryPrompt>>,
    pub kinds: BTreeMap<Slug, Arc<EventKind>>,
    pub venues: BTreeMap<Slug, Arc<Venue>>,
    /// Documents by the number of the statement of Annex 6 that the blueprints let them carry.
    pub carried: Arc<BTreeMap<u8, BTreeSet<DocumentKind>>>,
}

#[derive(Debug, PartialEq)]
pub struct QuestionSet {
    pub id: Slug,
    pub title: Text,
    pub used_for: QuestionsFor,
    pub intro: Option<Prose>,
    pub questions: Vec<Question>,
}

#[derive(Debug, PartialEq)]
pub struct Question {
    pub id: Slug,
    pub ask: Text,
    pub tags: Vec<Slug>,
    pub hint: Option<Text>,
    pub for_roles: Vec<Role>,
}

/// A question of the prompt library, for the facilitator and for training.
#[derive(Debug, PartialEq)]
pub struct LibraryPrompt {
    pub ask: Text,
    pub tags: Vec<Slug>,
    pub hint: Option<Text>,
    /// What somebody says that it answers to.
    pub when_you_hear: Option<Text>,
    pub basis: Vec<Basis>,
}

#[derive(Debug, PartialEq)]
pub struct Checklist {
    pub id: Slug,
    pub title: Text,
    pub used_for: ChecklistFor,
    pub owners: Vec<Owner>,
    pub items: Vec<ChecklistItem>,
}

#[derive(Debug, PartialEq)]
pub struct ChecklistItem {
    pub id: Slug,
    pub what: Text,
    /// Working days from the event, first and last.
    pub due: Option<(i32, i32)>,
    /// The event kinds that it is for; empty means all.
    pub kinds: Vec<Slug>,
    pub owners: Vec<Owner>,
    /// What participants are told of it.
    pub participants_read: Option<Text>,
    pub basis: Vec<Basis>,
}

#[derive(Debug, PartialEq)]
pub struct Principles {
    pub id: Slug,
    pub title: Text,
    pub principles: Vec<Text>,
}

#[derive(Debug, PartialEq)]
pub struct NoteSheet {
    pub id: Slug,
    pub title: Text,
    pub columns: Vec<(Text, Holds)>,
}

/// What an event takes from its kind, with all that the kind itself inherits.
#[derive(Debug, PartialEq)]
pub struct EventKind {
    pub id: Slug,
    pub title: Text,
    /// The built-in kinds that it extends, nearest first, itself included.
    pub lineage: Vec<Slug>,
    pub attended_by: Vec<Role>,
    pub usual_length: Option<UsualLength>,
    pub requires: Vec<(Phase, Vec<Slug>)>,
}

impl EventKind {
    /// Whether the kind is, or extends, the one for strategic managers.
    pub fn is_strategic(&self) -> bool {
        self.lineage.iter().any(|id| id.as_str() == "strategic-manager")
    }
}

#[derive(Debug, PartialEq)]
pub struct Venue {
    pub id: Slug,
    pub open: Arc<VenueOpen>,
    pub team: Arc<VenueTeam>,
}

/// What everybody reads of a venue.
#[derive(Debug, PartialEq)]
pub struct VenueOpen {
    pub name: Text,
    pub address: Option<Text>,
    pub travel: Option<Text>,
}

/// What those who prepare the room read of a venue.
#[derive(Debug, PartialEq)]
pub struct VenueTeam {
    pub rooms: Vec<Room>,
    pub breakout_in_main_room: bool,
    /// What has been confirmed: the field's name, and whether it has.
    pub checked: Vec<(&'static str, bool)>,
    pub contact: Option<Text>,
}

#[derive(Debug, PartialEq)]
pub struct Room {
    pub id: Slug,
    pub name: Text,
    pub used_for: Option<RoomUse>,
    pub layout: Option<Layout>,
    pub capacity: BTreeMap<Layout, u32>,
}

// ── reviews ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug)]
pub struct Review {
    pub id: Slug,
    pub path: SourcePath,
    /// The hash of everything that it was resolved from: equal ones are made of equal files.
    pub basis: blake3::Hash,
    /// The hash of all of that but the venues.
    pub beside_venues: blake3::Hash,
    /// The review as it was written, for the places of findings.
    pub written: Arc<crate::schema::review::Review>,
    pub fictional: bool,
    pub open: Arc<ReviewOpen>,
    pub story: Arc<ReviewStory>,
    pub facilitator: Arc<ReviewFacilitator>,
    pub team: Arc<ReviewTeam>,
    pub restricted: Arc<Restricted>,
    pub events: Vec<Event>,
}

/// What everybody reads of a review.
#[derive(Debug, PartialEq)]
pub struct ReviewOpen {
    pub title: Text,
    pub reference: Option<Text>,
    pub committee: Option<Text>,
    /// Whom to ask, which is the site's where the review says nothing.
    pub contact: Option<Text>,
    pub area: Option<Text>,
    pub marking: Option<Text>,
    pub pseudonym: Text,
    pub pronouns: Option<Text>,
    pub overview: Option<Prose>,
    pub agencies: Vec<Agency>,
    /// The periods' names, where the review lets participants read them.
    pub public_periods: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Agency {
    pub id: Slug,
    pub name: Text,
    pub short: Text,
    pub involved: bool,
    pub place: Place,
}

/// The periods of the story: for the Review Team and the facilitator, and for training of fictional reviews.
#[derive(Debug, PartialEq)]
pub struct ReviewStory {
    pub status: Option<ReviewStatus>,
    pub periods: Vec<Period>,
}

#[derive(Debug, PartialEq)]
pub struct Period {
    pub id: Slug,
    pub from: Moment,
    pub to: Moment,
    pub label: Text,
    pub place: Place,
}

/// For the facilitator, and for training of fictional reviews.
#[derive(Debug, PartialEq)]
pub struct ReviewFacilitator {
    pub overview: Option<Prose>,
    /// One a period, in the periods' order.
    pub summaries: Vec<Option<Prose>>,
    pub family: Vec<FamilyMember>,
}

#[derive(Debug, PartialEq)]
pub struct FamilyMember {
    pub pseudonym: Text,
    pub relation: Option<Text>,
    pub involvement: Option<Text>,
}

/// For the Review Team and the facilitator; never for training.
#[derive(Debug, PartialEq)]
pub struct ReviewTeam {
    pub people: Vec<Arc<Person>>,
    pub parallel: Option<Parallel>,
}

#[derive(Debug, PartialEq)]
pub struct Parallel {
    pub checked: Option<Date>,
    pub items: Vec<Proceeding>,
}

#[derive(Debug, PartialEq)]
pub struct Proceeding {
    pub kind: Text,
    pub about: Option<Text>,
    pub status: Option<Text>,
    pub effect: Option<Text>,
}

/// Somebody who takes part. Editions show what `contract.md` section 9, "Who is named", says, and never the id.
#[derive(Debug, PartialEq)]
pub struct Person {
    pub id: Slug,
    pub place: Place,
    pub name: Option<Text>,
    pub title: Text,
    pub roles: Vec<Role>,
    pub agency: Option<Agency>,
    pub service_area: Option<Text>,
    pub first_line_manager: Option<Slug>,
    pub link: Option<Slug>,
    pub link_reason: Option<Text>,
    pub email: Option<Text>,
    pub phone: Option<Text>,
    pub needs: Option<Text>,
}

impl Person {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The name, or the job where no name is given.
    pub fn called(&self) -> &Text {
        self.name.as_ref().unwrap_or(&self.title)
    }
}

/// Words that may stand in no output, and what the scan of finished outputs looks for besides.
#[derive(Debug, PartialEq)]
pub struct Restricted {
    pub terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub text: Text,
    /// Where it stands in its list, from one: messages say this and never the term.
    pub number: usize,
    pub place: Place,
}

// ── events ────────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug)]
pub struct Event {
    pub review: Slug,
    pub id: Slug,
    pub path: SourcePath,
    /// The event as it was written, for the places of findings.
    pub written: Arc<crate::schema::event::Event>,
    pub kind: Option<Arc<EventKind>>,
    pub status: EventStatus,
    pub open: Arc<EventOpen>,
    pub working: Arc<EventWorking>,
    pub team: Arc<EventTeam>,
    pub facilitator: Arc<EventFacilitator>,
    pub private: Arc<EventPrivate>,
    /// None where the kind is missing or unknown, or holds no session.
    pub agenda: Option<Agenda>,
    pub packs: Vec<Pack>,
}

/// What everybody reads of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventOpen {
    pub kind: Option<Slug>,
    pub kind_title: Option<Text>,
    pub strategic: bool,
    pub title: Text,
    pub version: Text,
    pub marking: Option<Text>,
    pub date: Option<Date>,
    pub start: Option<Clock>,
    pub end: Option<Clock>,
    pub arrive: Option<Clock>,
    pub held: bool,
    pub venue: Option<Arc<VenueOpen>>,
    pub room: Option<Text>,
    pub purpose: Option<Prose>,
    pub conduct: Option<Prose>,
    pub questions: Option<Arc<QuestionSet>>,
    pub send_by: Option<Date>,
    pub principles: Vec<Text>,
    pub lunch_provided: bool,
    pub notes_go_to: Vec<GoTo>,
    pub support: Vec<Support>,
    pub message_from_chair: Option<Prose>,
    pub facilitators: Vec<NamedPerson>,
    pub note_taker: Option<NamedPerson>,
    pub observers: Vec<NamedPerson>,
    pub attending: Vec<AgencyAttending>,
    /// What participants are told of what happens afterwards, in the order of its days.
    pub follow_up: Vec<FollowUp>,
    /// Whether the agenda gives people time to think about their own learning (S75).
    pub personal_learning: bool,
}

/// Something that happens after the event, as participants read it.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    pub text: Text,
    /// The first and the last day.
    pub due: Option<(Date, Date)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Support {
    pub who: Text,
    pub how: Text,
}

/// Somebody whose name everybody may read.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPerson {
    pub name: Text,
    pub title: Option<Text>,
    pub agency: Option<Text>,
    pub email: Option<Text>,
    pub phone: Option<Text>,
}

/// An agency from which people come, with those who brief them.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencyAttending {
    pub agency: Text,
    /// The jobs of those who come, where the review shows them.
    pub roles: Vec<Text>,
    pub links: Vec<NamedPerson>,
}

/// What those who prepare the event work with: the Review Team, the facilitator, and training of fictional reviews.
#[derive(Clone, Debug, PartialEq)]
pub struct EventWorking {
    pub venue: Option<Arc<VenueTeam>>,
    pub room: Option<Slug>,
    pub checklists: Arc<[DatedChecklist]>,
    pub note_sheet: Option<Arc<NoteSheet>>,
    /// How many people are invited, and how many others are in the room.
    pub participants: usize,
    pub others_in_room: usize,
    pub feedback_from: Vec<Text>,
}

#[derive(Debug, PartialEq)]
pub struct DatedChecklist {
    pub list: Arc<Checklist>,
    /// The items that apply to this event, with the days on which they are due.
    pub items: Vec<DatedItem>,
}

#[derive(Debug, PartialEq)]
pub struct DatedItem {
    /// Its place in the list's own items.
    pub item: usize,
    pub due: Option<(Date, Date)>,
}

/// For the Review Team and the facilitator; never for training.
#[derive(Debug, PartialEq)]
pub struct EventTeam {
    pub status: EventStatus,
    pub participants: Vec<Participant>,
    pub family_views: Option<FamilyViewsStatus>,
    pub waivers: Vec<Waiver>,
}

#[derive(Debug, PartialEq)]
pub struct Participant {
    pub person: Arc<Person>,
    pub link: Option<Arc<Person>>,
    pub briefed: Option<Date>,
    /// Where the event lists the person or the group.
    pub place: Place,
}

#[derive(Debug, PartialEq)]
pub struct Waiver {
    pub rule: Text,
    pub reason: Text,
    pub agreed_by: Text,
    pub date: Option<Date>,
    /// Where its rule is named.
    pub place: Place,
}

/// For the facilitator, and for training of fictional reviews.
#[derive(Debug, PartialEq)]
pub struct EventFacilitator {
    pub order: Order,
    /// What each phase has to cover.
    pub requires: Vec<(Phase, Vec<Slug>)>,
    pub family_views: Option<FamilyViews>,
}

#[derive(Debug, PartialEq)]
pub struct FamilyViews {
    pub shared_by: Option<Text>,
    pub may_be_shared: bool,
    pub words_agreed: Option<Date>,
    pub text: Option<Prose>,
}

/// For the facilitator alone; never for training, fictional or not.
#[derive(Debug, PartialEq)]
pub struct EventPrivate {
    pub watch_for: Vec<WatchFor>,
    pub needs: Vec<(Text, Text)>,
}

#[derive(Debug, PartialEq)]
pub struct WatchFor {
    pub about: Text,
    pub note: Text,
}

// ── agendas ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug, PartialEq)]
pub struct Agenda {
    pub start: Clock,
    pub end: Clock,
    pub sessions: Vec<Session>,
    pub gaps: Vec<Gap>,
    pub faults: Vec<Fault>,
    /// Whether the event wrote its agenda in full.
    pub in_full: bool,
    /// Whether the event has a date and times. Without them the sessions can be looked through, and their clock is nobody's.
    pub timed: bool,
}

/// A row of an agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub id: Slug,
    pub place: Place,
    pub public: bool,
    /// Whether it stands where its time is, as its kind says, whatever the phase around it.
    pub floats: bool,
    pub start: Clock,
    /// The fitted length, in minutes.
    pub minutes: u32,
    pub open: Arc<SessionOpen>,
    pub team: Arc<SessionTeam>,
    pub facilitator: Arc<SessionFacilitator>,
}

/// What everybody reads of a session.
#[derive(Debug, PartialEq)]
pub struct SessionOpen {
    pub title: Text,
    /// A break or a lunch.
    pub rest: bool,
    /// People work in small groups, or side by side.
    pub in_groups: bool,
    pub groups: Option<u32>,
    pub task: Option<Prose>,
    pub tracks: Vec<TrackOpen>,
}

#[derive(Debug, PartialEq)]
pub struct TrackOpen {
    pub title: Text,
    pub minutes: u32,
    pub place: Option<Text>,
}

/// For the Review Team (and so the note taker), the facilitator, and training of fictional reviews.
#[derive(Debug, PartialEq)]
pub struct SessionTeam {
    /// The title with the period's name, which participants may not be meant to read.
    pub title: Text,
    pub prompts: Vec<Text>,
    pub materials: Vec<Material>,
    pub notes_focus: Option<Text>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    pub item: Text,
    pub per: Per,
    /// How many for each; none where nobody has counted, as with pens.
    pub number: Option<u32>,
}

/// For the facilitator, and for training of fictional reviews.
#[derive(Debug, PartialEq)]
pub struct SessionFacilitator {
    pub phase: Option<Phase>,
    pub method: Option<Method>,
    pub covers: Vec<Slug>,
    pub discussion_minutes: Option<u32>,
    pub lead: Option<Lead>,
    /// The length as it was written, in minutes.
    pub planned: u32,
    pub flex: Flex,
    pub latest_start: Clock,
    pub at: Option<Clock>,
    /// Whether the row runs past its time because the agenda cannot be fitted.
    pub late: bool,
    /// Whether the then-and-now cue is printed.
    pub hindsight: bool,
    pub cut: Option<u32>,
    pub purpose: Option<Prose>,
    pub script: Option<Prose>,
    pub prompts: Vec<TaggedPrompt>,
    pub listen_for: Vec<Text>,
    pub if_stuck: Vec<Text>,
    pub cues: Vec<Text>,
    pub transition: Option<Prose>,
    pub basis: Vec<Basis>,
    /// The period that it takes up, as a place in the review's own list.
    pub period: Option<usize>,
    pub tracks: Vec<TrackFacilitator>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    pub id: Slug,
    pub name: Text,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaggedPrompt {
    pub ask: Text,
    pub tags: Vec<Slug>,
    /// Where the session names it.
    pub place: Place,
    /// Where its words stand, which may be in the library.
    pub written: Place,
}

#[derive(Debug, PartialEq)]
pub struct TrackFacilitator {
    pub lead: Option<Lead>,
    pub prompts: Vec<TaggedPrompt>,
}
