//! The preparation questions, with room to write.

use serde::Serialize;

use crate::schema::review::Role;
use crate::site::{Question, QuestionSet};
use crate::view::format;
use crate::view::sheet::Sheet;

/// The view of `preparation.html`.
#[derive(Serialize)]
pub struct Preparation {
    /// The questions.
    pub questions: QuestionsView,
}

/// A set of questions, on its own page or in guidance.
#[derive(Serialize)]
pub struct QuestionsView {
    /// What the set is called.
    pub title: String,
    /// A word beforehand, as HTML.
    pub intro: Option<String>,
    /// The questions, in order.
    pub questions: Vec<QuestionView>,
}

/// One question.
#[derive(Serialize)]
pub struct QuestionView {
    /// The id of the question, unique on the page.
    pub id: String,
    /// The question.
    pub ask: String,
    /// A word that helps to answer it.
    pub hint: Option<String>,
    /// Whom it is for, where it is not for everybody.
    pub only_for: Option<String>,
}

pub fn view(sheet: &Sheet, set: &QuestionSet) -> Preparation {
    Preparation { questions: questions(sheet, set) }
}

pub fn questions(sheet: &Sheet, set: &QuestionSet) -> QuestionsView {
    let words = sheet.words();
    let question = |question: &Question| {
        let roles: Vec<&str> = question.for_roles.iter().map(|role| role_word(sheet, *role)).collect();
        QuestionView {
            id: sheet.id(&format!("question_{}_{}", set.id, question.id)),
            ask: question.ask.to_string(),
            hint: question.hint.as_ref().map(ToString::to_string),
            only_for: (!roles.is_empty()).then(|| format::list(words, &roles)),
        }
    };
    QuestionsView {
        title: set.title.to_string(),
        intro: sheet.some_prose(set.intro.as_ref(), &format!("intro_{}", set.id)),
        questions: set.questions.iter().map(question).collect(),
    }
}

fn role_word<'a>(sheet: &Sheet<'a>, role: Role) -> &'a str {
    let key = match role {
        Role::Reviewer => "role.reviewer",
        Role::Chair => "role.chair",
        Role::ReviewTeamMember => "role.review-team-member",
        Role::ReviewTeamAdministrator => "role.review-team-administrator",
        Role::Practitioner => "role.practitioner",
        Role::FirstLineManager => "role.first-line-manager",
        Role::StrategicManager => "role.strategic-manager",
        Role::Observer => "role.observer",
    };
    sheet.words().get(key)
}
