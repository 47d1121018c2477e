//! Views: what templates may see, and the contract that themes are written against.
//!
//! These are the only types that are turned into data for templates. They hold what is shown and nothing else: times
//! and dates are written out, links are relative to the page, prose is finished HTML. Whatever a reader may not see
//! was left behind when the edition was made, so that nothing here has to ask for whom a page is.
//!
//! A page is a frame (`page.html`) around one or several bodies. Most pages have one; a pack has one for each of its
//! documents, made by the same templates as the documents' own pages.

use serde::Serialize;

use crate::edition::{Edition, Event, Review};
use crate::plan::{Plan, PlannedPage, Subject};
use crate::site::document::DocumentKind;
use crate::theme::Theme;
use crate::view::sheet::Sheet;

pub mod accessibility;
pub mod agenda;
pub mod briefing;
pub mod checklists;
pub mod closing;
pub mod coverage;
pub mod drawn;
pub mod embed;
pub mod format;
pub mod frame;
pub mod glance;
pub mod group_sheets;
pub mod guidance;
pub mod home;
mod live;
pub mod materials;
pub mod next_steps;
pub mod note_sheet;
pub mod overview;
pub mod pack;
pub mod people;
pub mod practice;
pub mod preparation;
pub mod principles;
pub mod prompt_cards;
pub mod readiness;
pub mod review;
pub mod room;
pub mod run_sheet;
pub mod running_late;
pub mod script;
pub mod search;
pub mod sheet;
pub mod strategic;
pub mod team_briefing;
pub mod worked_example;

/// What every view of an edition is made from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub edition: &'a Edition,
    pub plan: &'a Plan,
    pub theme: &'a Theme,
    pub form: Form,
}

/// How pages are made up, whatever they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub size: Size,
    pub setting: Setting,
}

/// How large the letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    #[default]
    Usual,
    /// For people who need large print.
    Large,
}

/// What is around a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setting {
    /// A site, whose other pages the page leads to.
    #[default]
    Site,
    /// Nothing: the page goes out by itself, so it leads to no other.
    Alone,
}

/// The main content of a page, or one document of a pack: a template, and the data for it.
#[derive(Serialize)]
pub struct Body {
    #[serde(skip)]
    pub template: &'static str,
    /// The protective marking, which table heads repeat where paper has no head of its own.
    pub marking: Option<String>,
    /// The way from the page to the edition's folder, with a slash at its end; `asset` needs it.
    pub root: String,
    /// Stands before every id of the body, so that several can share a page.
    pub prefix: String,
    /// The level of the body's topmost headings.
    pub level: u8,
    /// The body's own heading, number and anchor, in a pack only: on a page of its own the heading is the page's.
    pub heading: Option<Heading>,
    /// The fields of one of the views, beside those above.
    #[serde(flatten)]
    pub content: Content,
}

/// A heading that links can lead to.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    /// The document's place in the pack, by which other documents speak of it.
    pub number: usize,
    /// What the document is called.
    pub title: String,
    /// The anchor that links lead to.
    pub id: String,
}

/// The views of all bodies.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Content {
    Home(home::Home),
    Accessibility(accessibility::Accessibility),
    Search(search::Search),
    Live(Box<live::Live>),
    Guidance(guidance::Guidance),
    Coverage(coverage::Coverage),
    WorkedExample(worked_example::WorkedExample),
    Review(Box<review::ReviewView>),
    Glance(Box<glance::Glance>),
    Script(Box<script::Script>),
    RunSheet(run_sheet::RunSheet),
    Agenda(agenda::AgendaView),
    Briefing(Box<briefing::Briefing>),
    Preparation(preparation::Preparation),
    Checklists(checklists::Checklists),
    NoteSheet(note_sheet::NoteSheetView),
    Room(Box<room::RoomPlanView>),
    PackContents(pack::PackContents),
    Readiness(Box<readiness::Readiness>),
    Departures(readiness::Departures),
    TeamBriefing(Box<team_briefing::TeamBriefing>),
    Principles(principles::Principles),
    Overview(Box<overview::Overview>),
    PromptCards(prompt_cards::PromptCards),
    GroupSheets(group_sheets::GroupSheets),
    Materials(materials::Materials),
    PersonalLearning(closing::PersonalLearning),
    Feedback(closing::Feedback),
    Inputs(Box<strategic::Inputs>),
    Recommendations(strategic::Recommendations),
    NextSteps(next_steps::NextSteps),
}

/// A way to another page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// What the page is called.
    pub title: String,
    /// Relative to the page.
    pub href: String,
}

/// An event and the review that it belongs to.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    pub review: &'a Review,
    pub event: &'a Event,
}

impl Held<'_> {
    /// The folder of the event's pages, with a slash at its end.
    pub fn folder(&self) -> String {
        format!("reviews/{}/{}/", self.event.review, self.event.id)
    }
}

impl<'a> Context<'a> {
    /// The event at a place in the edition's lists.
    pub fn held(&self, review: usize, event: usize) -> Option<Held<'a>> {
        let review = self.edition.reviews.get(review)?;
        Some(Held { review, event: review.events.get(event)? })
    }
}

/// The template of a page's frame.
pub fn frame_template(planned: &PlannedPage) -> &'static str {
    if planned.subject == Subject::NotFound { "not-found.html" } else { "page.html" }
}

/// Makes the frame of a page around its finished bodies.
pub fn page(context: &Context, planned: &PlannedPage, bodies: Vec<String>) -> frame::PageView {
    frame::page(context, planned, bodies)
}

/// Makes the bodies of a page. The page for lost readers has none.
pub fn body(context: &Context, planned: &PlannedPage) -> Vec<Body> {
    let sheet = Sheet { context: *context, url: &planned.url, prefix: String::new(), level: 2, pack: &[] };
    let made = match &planned.subject {
        Subject::NotFound => None,
        Subject::Home => Some(("home.html", Content::Home(home::view(&sheet)))),
        Subject::Accessibility => Some(("accessibility.html", Content::Accessibility(accessibility::view(&sheet)))),
        Subject::Search => Some(("search.html", Content::Search(search::view(&sheet)))),
        Subject::GuidanceIndex { page } => Some(("guidance.html", Content::Guidance(guidance::index(&sheet, *page)))),
        Subject::Section { section, page } => {
            Some(("guidance.html", Content::Guidance(guidance::section(&sheet, section, *page))))
        }
        Subject::GuidancePage { page } | Subject::ReviewPage { page, .. } => {
            Some(("guidance.html", Content::Guidance(guidance::page(&sheet, *page))))
        }
        Subject::Coverage => Some(("coverage.html", Content::Coverage(coverage::view(&sheet)))),
        Subject::WorkedExample => Some(("worked-example.html", Content::WorkedExample(worked_example::view(&sheet)))),
        Subject::Review { review } => {
            let review = context.edition.reviews.get(*review);
            review.map(|review| ("review.html", Content::Review(Box::new(review::view(&sheet, review)))))
        }
        Subject::Event { review, event } => {
            context.held(*review, *event).map(|held| ("glance.html", glance_content(&sheet, held)))
        }
        Subject::Document { review, event, kind } => {
            context.held(*review, *event).and_then(|held| document(&sheet, held, *kind))
        }
        Subject::Pack { review, event, pack } => {
            return context.held(*review, *event).map_or_else(Vec::new, |held| pack::bodies(&sheet, held, *pack));
        }
    };
    let marking = frame::marking(context, &planned.subject);
    made.map(|(template, content)| Body { marking, ..sheet.body(template, content) }).into_iter().collect()
}

/// The event at a glance, for its own page and for packs.
fn glance_content(sheet: &Sheet, held: Held) -> Content {
    Content::Glance(Box::new(glance::view(sheet, held)))
}

/// One document of an event; none for those that this version does not make.
fn document(sheet: &Sheet, held: Held, kind: DocumentKind) -> Option<(&'static str, Content)> {
    Some(match kind {
        DocumentKind::Script => ("script.html", Content::Script(Box::new(script::view(sheet, held)?))),
        DocumentKind::RunSheet => ("run-sheet.html", Content::RunSheet(run_sheet::view(sheet, held)?)),
        DocumentKind::Agenda => ("agenda.html", Content::Agenda(agenda::view(sheet, held)?)),
        DocumentKind::Briefing => ("briefing.html", Content::Briefing(Box::new(briefing::view(sheet, held)))),
        DocumentKind::Preparation => {
            ("preparation.html", Content::Preparation(preparation::view(sheet, held.event.open.questions.as_ref()?)))
        }
        DocumentKind::Checklists => ("checklists.html", Content::Checklists(checklists::view(sheet, held)?)),
        DocumentKind::NoteSheet => ("note-sheet.html", Content::NoteSheet(note_sheet::view(sheet, held)?)),
        DocumentKind::Room => ("room.html", Content::Room(Box::new(room::view(sheet, held)?))),
        DocumentKind::Readiness => ("readiness.html", Content::Readiness(Box::new(readiness::view(sheet, held)?))),
        DocumentKind::TeamBriefing => {
            ("team-briefing.html", Content::TeamBriefing(Box::new(team_briefing::view(sheet, held)?)))
        }
        DocumentKind::Principles => ("principles.html", Content::Principles(principles::view(held))),
        DocumentKind::Overview => ("overview.html", Content::Overview(Box::new(overview::view(sheet, held)))),
        DocumentKind::PromptCards => ("prompt-cards.html", Content::PromptCards(prompt_cards::view(sheet, held)?)),
        DocumentKind::GroupSheets => ("group-sheets.html", Content::GroupSheets(group_sheets::view(sheet, held)?)),
        DocumentKind::Materials => ("materials.html", Content::Materials(materials::view(sheet, held))),
        DocumentKind::PersonalLearning => {
            ("personal-learning.html", Content::PersonalLearning(closing::personal_learning(sheet, held)))
        }
        DocumentKind::Feedback => ("feedback.html", Content::Feedback(closing::feedback(held))),
        DocumentKind::Inputs => ("inputs.html", Content::Inputs(Box::new(strategic::inputs(sheet, held)?))),
        DocumentKind::Recommendations => {
            ("recommendations.html", Content::Recommendations(strategic::recommendations(held)?))
        }
        DocumentKind::NextSteps => ("next-steps.html", Content::NextSteps(next_steps::view(sheet, held))),
        DocumentKind::Live => ("live.html", Content::Live(Box::new(live::view(sheet, held)?))),
    })
}
