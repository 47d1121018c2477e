//! Exercises and questions to think over: in the page that they belong to, and gathered.

use serde::Serialize;

use crate::basis::Basis;
use crate::plan::Subject;
use crate::schema::Located;
use crate::schema::embed::{Embed, Exercise, Reflection};
use crate::schema::session::Material;
use crate::schema::value::{Prose, Text};
use crate::site::Page;
use crate::view::sheet::Sheet;
use crate::view::{Link, format};

/// Something to practise.
#[derive(Serialize)]
pub struct ExerciseView {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// What a browser keeps under: the page and the exercise.
    pub key: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it is for.
    pub aim: String,
    /// How long it takes, in words.
    pub time: Option<String>,
    /// Who it is done with.
    pub with: Option<String>,
    /// What is needed.
    pub materials: Vec<String>,
    /// What everybody reads first, as HTML.
    pub story: Option<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// Statements to sort, to mark or to write anew.
    pub statements: Vec<String>,
    /// What statements are sorted into; none where each has a line to write on.
    pub columns: Vec<String>,
    /// Cards to hand out.
    pub cards: Vec<CardView>,
    /// Talk to read aloud.
    pub transcript: Vec<SpokenView>,
    /// What to look for, as HTML.
    pub look_for: Option<String>,
    /// One possible answer, as HTML.
    pub answer: Option<String>,
    /// What it rests on, in words.
    pub basis: Option<String>,
}

/// A card for one person.
#[derive(Serialize)]
pub struct CardView {
    /// What stands at its head.
    pub title: String,
    /// What is on it, as HTML.
    pub text: String,
}

/// What somebody says.
#[derive(Serialize)]
pub struct SpokenView {
    /// Who says it.
    pub who: String,
    /// What is said.
    pub says: String,
}

/// A question to think over.
#[derive(Serialize)]
pub struct ReflectionView {
    /// The id of the question, unique on the page.
    pub id: String,
    /// The question.
    pub ask: String,
    /// What there is to say about it, as HTML.
    pub note: String,
    /// What it rests on, in words.
    pub basis: Option<String>,
    /// The page that it belongs to, where it stands among others.
    pub page: Option<Link>,
}

/// All exercises, to print and write in.
#[derive(Serialize)]
pub struct WorkbookView {
    /// The exercises, without their answers.
    pub exercises: Vec<WorkbookExercise>,
}

/// An exercise of the workbook.
#[derive(Serialize)]
pub struct WorkbookExercise {
    /// The exercise; what to look for and the answer stand at the back.
    pub exercise: ExerciseView,
    /// The page that it belongs to.
    pub page: Link,
    /// The id of its answer's heading, unique on the page.
    pub answer_id: String,
    /// What to look for, as HTML.
    pub look_for: Option<String>,
    /// One possible answer, as HTML.
    pub answer: Option<String>,
}

/// An exercise in a page. `at` sets its ids apart from those of others.
pub fn exercise(sheet: &Sheet, exercise: &Exercise, at: &str) -> ExerciseView {
    let prose = |prose: &Option<Located<Prose>>, name: &str| {
        prose.as_ref().map(|prose| sheet.fragment(prose, &format!("exercise{at}_{name}")))
    };
    let material = |material: &Located<Material>| text(&material.value.0.item);
    let minutes = exercise.minutes.as_ref().and_then(|minutes| usize::try_from(minutes.value.0).ok());
    let id = exercise.id.as_ref().map_or_else(|| at.to_owned(), |id| id.value.to_string());
    let cards = exercise.cards.iter().flat_map(|cards| &cards.value).enumerate();
    let id = sheet.id(&format!("exercise_{id}"));
    let transcript = exercise.transcript.iter().flat_map(|lines| &lines.value);
    ExerciseView {
        key: key(sheet.url, &id),
        id,
        title: text(&exercise.title),
        aim: text(&exercise.aim).unwrap_or_default(),
        time: minutes.map(|minutes| sheet.words().count("time.minutes", minutes)),
        with: text(&exercise.with),
        materials: exercise.materials.iter().flat_map(|list| &list.value).filter_map(material).collect(),
        story: prose(&exercise.story, "story"),
        steps: texts(&exercise.steps),
        statements: texts(&exercise.statements),
        columns: texts(&exercise.columns),
        cards: cards
            .filter_map(|(number, card)| {
                let (title, text) = (text(&card.value.title)?, prose(&card.value.text, &format!("card{number}"))?);
                Some(CardView { title, text })
            })
            .collect(),
        transcript: transcript
            .filter_map(|line| Some(SpokenView { who: text(&line.value.who)?, says: text(&line.value.says)? }))
            .collect(),
        look_for: prose(&exercise.look_for, "look"),
        answer: prose(&exercise.answer, "answer"),
        basis: basis(sheet, &exercise.basis),
    }
}

/// What is kept of an exercise in a browser: where it stands.
fn key(page: &str, id: &str) -> String {
    format!("{page}#{id}")
}

/// A page that leads to exercises, as a path through them.
#[derive(Serialize)]
pub struct Path {
    /// The exercises that it leads to, page by page.
    pub steps: Vec<Step>,
}

/// A page with exercises.
#[derive(Serialize)]
pub struct Step {
    /// The page's title.
    pub title: String,
    /// The way to it.
    pub href: String,
    /// What its exercises are kept under, parted by spaces.
    pub keys: String,
}

/// From how many pages with exercises a page that leads to them is a path.
const PATH_FROM: usize = 4;

/// The path that the page is, if it leads to several pages with exercises.
pub fn path(sheet: &Sheet) -> Option<Path> {
    let plan = sheet.context.plan;
    let leads_there = |url: &str| {
        let ways = plan.backlinks.get(url).into_iter().flatten();
        url != sheet.url && ways.into_iter().any(|way| way.url == sheet.url)
    };
    let step = |page: &Page| {
        let exercises =
            page.embeds.iter().enumerate().filter_map(|(at, (embed, _))| Some((at, embed.exercise.as_ref()?)));
        let exercises: Vec<(usize, &Located<Exercise>)> = exercises.collect();
        // Few pages have any.
        exercises.first()?;
        let url = plan.sources.get(&page.path).filter(|url| leads_there(url))?;
        let keys = exercises.into_iter().map(|(at, exercise)| {
            let own = exercise.value.id.as_ref();
            key(url, &format!("exercise_{}", own.map_or_else(|| at.to_string(), |id| id.value.to_string())))
        });
        let keys = keys.collect::<Vec<String>>().join(" ");
        Some(Step { title: page.title.to_string(), href: sheet.href(url), keys })
    };
    let steps: Vec<Step> = sheet.context.edition.pages.iter().filter_map(|page| step(page)).collect();
    (steps.len() >= PATH_FROM).then_some(Path { steps })
}

fn text(text: &Option<Located<Text>>) -> Option<String> {
    text.as_ref().map(|text| text.value.to_string())
}

fn texts(texts: &Option<Located<Vec<Located<Text>>>>) -> Vec<String> {
    texts.iter().flat_map(|texts| &texts.value).map(|text| text.value.to_string()).collect()
}

fn basis(sheet: &Sheet, basis: &Option<Located<Vec<Located<Basis>>>>) -> Option<String> {
    let names: Vec<String> = basis.iter().flat_map(|list| &list.value).map(|basis| basis.value.to_string()).collect();
    (!names.is_empty()).then(|| format::list(sheet.words(), &names))
}

/// A question to think over, in its own page.
pub fn reflection(sheet: &Sheet, reflection: &Reflection, at: &str) -> ReflectionView {
    let id = reflection.id.as_ref().map_or_else(|| at.to_owned(), |id| id.value.to_string());
    let note = reflection.note.as_ref().map(|note| sheet.fragment(note, &format!("reflection{at}_note")));
    ReflectionView {
        id: sheet.id(&format!("reflection_{id}")),
        ask: text(&reflection.ask).unwrap_or_default(),
        note: note.unwrap_or_default(),
        basis: basis(sheet, &reflection.basis),
        page: None,
    }
}

/// Every question to think over that the edition's guidance has, page by page.
pub fn reflections(sheet: &Sheet) -> Vec<ReflectionView> {
    let wanted = gathered(sheet, |embed| embed.reflection.as_ref().map(|reflection| &reflection.value));
    let view = |(number, (page, wanted)): (usize, (Link, &Reflection))| {
        let numbered = reflection(sheet, wanted, &format!("s{number}"));
        ReflectionView { id: format!("{}_{number}", numbered.id), page: Some(page), ..numbered }
    };
    wanted.into_iter().enumerate().map(view).collect()
}

/// Every exercise that the edition's guidance has, page by page, with its answers apart.
pub fn workbook(sheet: &Sheet) -> WorkbookView {
    let wanted = gathered(sheet, |embed| embed.exercise.as_ref().map(|exercise| &exercise.value));
    let view = |(number, (page, wanted)): (usize, (Link, &Exercise))| {
        let mut exercise = exercise(sheet, wanted, &format!("s{number}"));
        exercise.id = format!("{}_{number}", exercise.id);
        let (look_for, answer) = (exercise.look_for.take(), exercise.answer.take());
        let answer_id = sheet.id(&format!("answer_{number}"));
        WorkbookExercise { exercise, page, answer_id, look_for, answer }
    };
    WorkbookView { exercises: wanted.into_iter().enumerate().map(view).collect() }
}

/// The blocks of one kind that the edition's guidance has, in reading order, each with its page.
fn gathered<'e, T>(sheet: &Sheet<'e>, kind: impl Fn(&'e Embed) -> Option<&'e T>) -> Vec<(Link, &'e T)> {
    let pages = sheet.context.plan.pages.iter().filter_map(|planned| {
        let at = match planned.subject {
            Subject::GuidancePage { page } => page,
            Subject::GuidanceIndex { page } | Subject::Section { page, .. } => page?,
            _ => return None,
        };
        let page = sheet.context.edition.pages.get(at)?;
        Some((Link { title: planned.heading.clone(), href: sheet.href(&planned.url) }, page))
    });
    pages
        .flat_map(|(link, page)| {
            page.embeds.iter().filter_map(|(embed, _)| kind(embed)).map(move |found| (link.clone(), found))
        })
        .collect()
}
