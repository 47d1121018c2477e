//! Live data in prose: what `embed` blocks show.

use serde::Serialize;

use crate::rules::rule;
use crate::schema::embed::Embed;
use crate::schema::venue::Layout;
use crate::site::{Belongs, Page};
use crate::view::agenda::{self, AgendaTable};
use crate::view::checklists::{self, ListView};
use crate::view::drawn::{self, DrawingView};
use crate::view::practice::{self, ExerciseView, ReflectionView, WorkbookView};
use crate::view::preparation::{self, QuestionsView};
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, readiness};

/// The view of `embed.html`, as `embed`: one thing to show; the others are absent.
#[derive(Default, Serialize)]
pub struct EmbedView {
    /// An event's agenda.
    pub agenda: Option<AgendaEmbed>,
    /// A set of questions.
    pub questions: Option<QuestionsView>,
    /// A checklist.
    pub checklist: Option<ListView>,
    /// A set of working principles.
    pub principles: Option<PrinciplesView>,
    /// A way to set out a room.
    pub room: Option<RoomView>,
    /// Something to practise.
    pub exercise: Option<ExerciseView>,
    /// A question to think over.
    pub reflection: Option<ReflectionView>,
    /// Every question to think over that the edition's guidance has.
    pub reflections: Vec<ReflectionView>,
    /// Every exercise that the edition's guidance has, to print and write in.
    pub workbook: Option<WorkbookView>,
    /// A rule of practice.
    pub rule: Option<RuleView>,
}

/// A rule of practice, or another code that plenary reports.
#[derive(Serialize)]
pub struct RuleView {
    /// The rule's code.
    pub code: String,
    /// The rule in a few words.
    pub title: Option<String>,
    /// In words: how much it weighs.
    pub weight: Option<String>,
    /// Why the rule is there.
    pub why: Option<String>,
    /// The statements and sources behind it, in words.
    pub basis: Option<String>,
}

/// An event's agenda in a page, and the way to the event.
#[derive(Serialize)]
pub struct AgendaEmbed {
    /// The way to the event.
    pub event: Option<Link>,
    /// The agenda itself.
    pub table: AgendaTable,
}

/// Working principles, for a page that shows them.
#[derive(Serialize)]
pub struct PrinciplesView {
    /// What the set is called.
    pub title: String,
    /// The principles, in order.
    pub principles: Vec<String>,
}

/// A way to set out a room.
#[derive(Serialize)]
pub struct RoomView {
    /// The layout's name.
    pub title: String,
    /// What the layout is like.
    pub text: String,
    /// Drawn for a usual number of people.
    pub drawing: DrawingView,
}

/// Makes what a block asks for. Nothing comes of an id that the edition does not hold.
pub fn view(sheet: &Sheet, embed: &Embed, page: &Page, at: usize) -> Option<EmbedView> {
    let edition = sheet.context.edition;
    let library = &edition.library;
    let mut view = EmbedView::default();
    // Ids in what several blocks of one page may show, told apart by the block.
    let inner = Sheet { prefix: format!("{}embed{at}_", sheet.prefix), level: sheet.level + 1, ..sheet.clone() };
    if let Some(reference) = &embed.agenda {
        let own = match &page.belongs {
            Belongs::Review { review, .. } => Some(review),
            Belongs::Guidance { .. } => None,
        };
        let review = reference.value.review.as_ref().or(own)?;
        let (review, event) = edition.event(review, &reference.value.event)?;
        let held = Held { review, event };
        let event = inner.page(&format!("{}index.html", held.folder()));
        view.agenda = Some(AgendaEmbed { event, table: agenda::table(&inner, held)? });
    } else if let Some(id) = &embed.questions {
        view.questions = Some(preparation::questions(&inner, library.question_sets.get(&id.value)?));
    } else if let Some(id) = &embed.checklist {
        view.checklist = Some(checklists::undated(&inner, library.checklists.get(&id.value)?));
    } else if let Some(id) = &embed.principles {
        let set = library.principles.get(&id.value)?;
        let principles = set.principles.iter().map(ToString::to_string).collect();
        view.principles = Some(PrinciplesView { title: set.title.to_string(), principles });
    } else if let Some(layout) = &embed.room {
        view.room = Some(room(&inner, layout.value));
    } else if let Some(rule) = &embed.rule {
        view.rule = Some(rule_view(sheet, rule.value.as_str()));
    } else if let Some(reflection) = &embed.reflection {
        view.reflection = Some(practice::reflection(sheet, &reflection.value, &at.to_string()));
    } else if embed.reflections.is_some() {
        view.reflections = practice::reflections(sheet);
    } else if embed.workbook.is_some() {
        view.workbook = Some(practice::workbook(sheet));
    } else {
        view.exercise = Some(practice::exercise(sheet, &embed.exercise.as_ref()?.value, &at.to_string()));
    }
    Some(view)
}

fn rule_view(sheet: &Sheet, code: &str) -> RuleView {
    let rule = rule(code);
    RuleView {
        code: code.to_owned(),
        title: rule.map(|rule| rule.title.to_owned()),
        weight: rule.map(|rule| sheet.words().get(readiness::weight_key(rule.severity)).to_owned()),
        why: rule.map(|rule| rule.why.to_owned()),
        basis: rule.map(|rule| readiness::rests_on(sheet, rule.basis)),
    }
}

fn room(sheet: &Sheet, layout: Layout) -> RoomView {
    let text = |group: &str| sheet.words().get(&format!("{group}.{}", layout.word())).to_owned();
    let drawing = drawn::usual_room(sheet, "room_plan", layout);
    RoomView { title: text("layout"), text: text("layout-about"), drawing }
}
