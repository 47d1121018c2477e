//! Which documents carry a statement of the guidance: read off what the blueprints say that they rest on.

use std::collections::{BTreeMap, BTreeSet};

use crate::basis::Basis;
use crate::documents::Documents;
use crate::resolve::kind::KindFields;
use crate::resolve::reference::{items, value, values};
use crate::schema::Located;
use crate::schema::blueprint::QuestionsFor;
use crate::site::coverage;
use crate::site::document::DocumentKind;
use crate::slug::Slug;

/// Documents by the number of the statement that they carry.
pub type Carried = BTreeMap<u8, BTreeSet<DocumentKind>>;

/// Gathers what every blueprint of a site rests on.
pub fn carried(documents: &Documents, kinds: &BTreeMap<Slug, KindFields>) -> Carried {
    let mut carried = Carried::default();
    let mut add = |statements: Vec<u8>, documents: &[DocumentKind]| {
        for number in statements {
            carried.entry(number).or_default().extend(documents);
        }
    };
    for kind in kinds.values() {
        add(of_basis(&kind.fields.basis), &[DocumentKind::Briefing, DocumentKind::Agenda]);
        for session in kind.sessions().iter().map(|session| &session.value) {
            let documents = [DocumentKind::Script, DocumentKind::RunSheet];
            add(of_basis(&session.basis), &documents);
            add(of_tags(items(&session.covers)), &documents);
        }
    }
    for set in documents.question_sets.values().map(|file| &file.fields) {
        let documents: &[DocumentKind] = match value(&set.used_for) {
            Some(QuestionsFor::Preparation) => &[DocumentKind::Preparation],
            Some(QuestionsFor::Briefing) => &[DocumentKind::TeamBriefing],
            Some(QuestionsFor::Exploration | QuestionsFor::SmallGroups | QuestionsFor::Closing) => {
                &[DocumentKind::Script]
            }
            Some(QuestionsFor::Training) | None => &[],
        };
        add(of_basis(&set.basis), documents);
        for question in items(&set.questions).map(|question| &question.value) {
            add(of_basis(&question.basis), documents);
            add(of_tags(question.tag.iter().chain(items(&question.tags))), documents);
        }
    }
    for list in documents.checklists.values().map(|file| &file.fields) {
        add(of_basis(&list.basis), &[DocumentKind::Checklists]);
        items(&list.items).for_each(|item| add(of_basis(&item.value.basis), &[DocumentKind::Checklists]));
    }
    for set in documents.principles.values() {
        add(of_basis(&set.fields.basis), &[DocumentKind::Principles]);
    }
    for sheet in documents.note_sheets.values() {
        add(of_basis(&sheet.fields.basis), &[DocumentKind::NoteSheet]);
    }
    for prompt in documents.prompts.values() {
        add(of_basis(&prompt.fields.basis), &[DocumentKind::PromptCards]);
    }
    carried
}

fn of_basis(basis: &Option<Located<Vec<Located<Basis>>>>) -> Vec<u8> {
    let statement = |basis: Basis| match basis {
        Basis::Statement(number) => Some(number),
        Basis::Wider(_) => None,
    };
    values(basis).into_iter().filter_map(statement).collect()
}

fn of_tags<'t>(tags: impl Iterator<Item = &'t Located<Slug>>) -> Vec<u8> {
    tags.flat_map(|tag| coverage::statements(tag.value.as_str()).iter().copied()).collect()
}
