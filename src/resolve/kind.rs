//! Event kinds: what one takes over from the kind that it extends, and what it refers to.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{BAD_VALUE, Diagnostic, MISSING_FIELD};
use crate::documents::{Documents, File};
use crate::resolve::agenda::patch_templates;
use crate::resolve::reference::{Reading, find, items, known_tags, prose, text, twice, unknown, value, values};
use crate::resolve::settings::built_in_packs;
use crate::schema::blueprint::{self, LibraryPrompt};
use crate::schema::event::WorkingPrinciples;
use crate::schema::session::{Agenda, Phase, Prompt, Session};
use crate::schema::{Decoder, Located};
use crate::site::{EventKind, Library, Settings};
use crate::slug::Slug;

/// An event kind as it is written, with what it takes over already in it; its agenda is written out in full.
#[derive(Clone, Debug)]
pub struct KindFields {
    pub fields: blueprint::EventKind,
    /// The kind itself, then those that it extends, nearest first.
    pub lineage: Vec<Slug>,
}

impl KindFields {
    /// The sessions of its agenda, as templates.
    pub fn sessions(&self) -> &[Located<Session>] {
        match &self.fields.agenda {
            Some(Located { value: Agenda::Full(sessions), .. }) => sessions,
            _ => &[],
        }
    }

    pub fn required_tags(&self) -> impl Iterator<Item = Slug> {
        self.requires().into_iter().flat_map(|(_, tags)| tags)
    }

    fn requires(&self) -> Vec<(Phase, Vec<Slug>)> {
        let Some(requires) = &self.fields.requires else { return Vec::new() };
        let requires = &requires.value;
        vec![
            (Phase::Beginning, values(&requires.beginning)),
            (Phase::Middle, values(&requires.middle)),
            (Phase::Ending, values(&requires.ending)),
        ]
    }

    pub fn resolved(&self, id: &Slug) -> EventKind {
        EventKind {
            id: id.clone(),
            title: text(&self.fields.title).unwrap_or_else(|| id.as_str().into()),
            lineage: self.lineage.clone(),
            attended_by: values(&self.fields.attended_by),
            usual_length: value(&self.fields.usual_length),
            requires: self.requires(),
        }
    }
}

/// Works out every kind with what it takes over.
pub fn resolve(documents: &Documents, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<Slug, KindFields> {
    documents.kinds.keys().map(|id| (id.clone(), inherited(id, documents, &mut Vec::new(), diagnostics))).collect()
}

fn inherited(id: &Slug, documents: &Documents, trail: &mut Vec<Slug>, diagnostics: &mut Vec<Diagnostic>) -> KindFields {
    let own = documents.kinds.get(id).map(|file| (*file.fields).clone()).unwrap_or_default();
    trail.push(id.clone());
    let alone = |fields| KindFields { fields, lineage: vec![id.clone()] };
    let Some(base_id) = own.extends.clone() else { return alone(without_patch(own, diagnostics)) };
    if trail.contains(&base_id.value) {
        let message = format!("The kind `{id}` extends itself, by way of `{}`.", base_id.value);
        let help = "Take one of the `extends` away.";
        diagnostics.push(Diagnostic::new(&BAD_VALUE, base_id.place, message).help(help));
        return alone(without_patch(own, diagnostics));
    }
    if find(&base_id, "event kind", &documents.kinds, diagnostics).is_none() {
        return alone(without_patch(own, diagnostics));
    }
    let base = inherited(&base_id.value, documents, trail, diagnostics);
    let agenda = match own.agenda.clone() {
        Some(Located { value: Agenda::Patch(patch), place }) => {
            let sessions = patch_templates(base.sessions().to_vec(), &patch, diagnostics);
            Some(Located { value: Agenda::Full(sessions), place })
        }
        full_or_none => full_or_none.or_else(|| base.fields.agenda.clone()),
    };
    let requires = both_require(own.requires.as_ref(), base.fields.requires.as_ref());
    let mut fields = own.or(&base.fields);
    fields.agenda = agenda;
    fields.requires = requires;
    let lineage = std::iter::once(id.clone()).chain(base.lineage).collect();
    KindFields { fields, lineage }
}

/// What a kind requires is added to what the one that it extends does: it cannot ask for less without anybody's noticing.
fn both_require(
    own: Option<&Located<blueprint::Requires>>,
    base: Option<&Located<blueprint::Requires>>,
) -> Option<Located<blueprint::Requires>> {
    type Tags = Option<Located<Vec<Located<Slug>>>>;
    let both = |own: &Tags, base: &Tags| match (own, base) {
        (Some(own), Some(base)) => {
            let known = |tag: &&Located<Slug>| !base.value.iter().any(|of_base| of_base.value == tag.value);
            let value = base.value.iter().chain(own.value.iter().filter(known)).cloned().collect();
            Some(Located { value, place: own.place.clone() })
        }
        (own, base) => own.clone().or_else(|| base.clone()),
    };
    let (Some(own), Some(base)) = (own, base) else { return own.or(base).cloned() };
    let value = blueprint::Requires {
        beginning: both(&own.value.beginning, &base.value.beginning),
        middle: both(&own.value.middle, &base.value.middle),
        ending: both(&own.value.ending, &base.value.ending),
        unread: own.value.unread.clone(),
    };
    Some(Located { value, place: own.place.clone() })
}

/// A patch without a kind to patch is a mistake.
fn without_patch(mut fields: blueprint::EventKind, diagnostics: &mut Vec<Diagnostic>) -> blueprint::EventKind {
    if let Some(Located { value: Agenda::Patch(_), place }) = &fields.agenda {
        let message = "There is no agenda here to change: this kind extends no other.";
        let help = "Add `extends: <kind>`, or write the agenda as a list of sessions.";
        diagnostics.push(Diagnostic::new(&BAD_VALUE, place.clone(), message).help(help));
        fields.agenda = None;
    }
    fields
}

/// Checks a kind by itself: an event that uses it should find nothing new to complain about.
pub fn check(
    kind: &KindFields,
    documents: &Documents,
    library: &Library,
    vocabulary: &BTreeSet<Slug>,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let fields = &kind.fields;
    if fields.title.is_none()
        && let Some(file) = documents.kinds.get(&kind.lineage[0])
        && !documents.unread.contains(&file.path)
    {
        let place = crate::source::Place::file(&file.path);
        let message = "This event kind has no title.";
        diagnostics.push(Diagnostic::new(&MISSING_FIELD, place, message).help("Add a line `title: …`."));
    }
    if let Some(sheet) = &fields.note_sheet {
        find(sheet, "note sheet", &library.note_sheets, diagnostics);
    }
    if let Some(Located { value: WorkingPrinciples::Set(id), place }) = &fields.working_principles {
        let id = Located { value: id.clone(), place: place.clone() };
        find(&id, "set of working principles", &library.principles, diagnostics);
    }
    if let Some(questions) = fields.preparation.as_ref().and_then(|preparation| preparation.value.0.questions.as_ref())
    {
        find(questions, "question set", &library.question_sets, diagnostics);
    }
    for id in items(&fields.checklists) {
        find(id, "checklist", &library.checklists, diagnostics);
    }
    known_packs(items(&fields.packs), settings, diagnostics);
    let reading = Reading::new(settings);
    for text in [&fields.purpose, &fields.conduct, &fields.message_from_chair] {
        prose(text, &reading, diagnostics);
    }
    check_sessions(kind.sessions(), documents, vocabulary, diagnostics);
}

/// Reports packs of which nobody has heard. A built-in one that the site leaves out is known, and not made.
pub fn known_packs<'a>(
    packs: impl IntoIterator<Item = &'a Located<Slug>>,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for id in packs {
        let mut known: Vec<&str> = built_in_packs().collect();
        known.extend(settings.packs.iter().map(|pack| pack.id.as_str()));
        if !known.contains(&id.value.as_str()) {
            let known = known.iter().copied();
            unknown(&id.value, &id.place, "pack", known, diagnostics);
        }
    }
}

/// Checks what holds for sessions wherever they are used.
pub fn check_sessions<'s>(
    sessions: impl IntoIterator<Item = &'s Located<Session>>,
    documents: &Documents,
    vocabulary: &BTreeSet<Slug>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeMap<&Slug, &Located<Slug>> = BTreeMap::new();
    for session in sessions {
        let fields = &session.value;
        if let Some(id) = &fields.id
            && let Some(first) = seen.insert(&id.value, id)
            && first.place != id.place
        {
            diagnostics.push(twice(&id.value, &id.place, &first.place, "session"));
        }
        let mut decoder = Decoder { path: &session.place.path, diagnostics: Vec::new() };
        crate::schema::session::check(session, &mut decoder);
        diagnostics.append(&mut decoder.diagnostics);
        known_tags(items(&fields.covers), vocabulary, diagnostics);
        known_prompts(items(&fields.prompts), &documents.prompts, vocabulary, diagnostics);
        for track in items(&fields.tracks) {
            known_prompts(items(&track.value.prompts), &documents.prompts, vocabulary, diagnostics);
        }
    }
}

/// Checks that prompts given by id are in the library, and that tags are known.
pub fn known_prompts<'a>(
    prompts: impl IntoIterator<Item = &'a Located<Prompt>>,
    library: &BTreeMap<Slug, File<LibraryPrompt>>,
    vocabulary: &BTreeSet<Slug>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for prompt in prompts {
        match &prompt.value {
            Prompt::Id(id) => {
                let id = Located { value: id.clone(), place: prompt.place.clone() };
                find(&id, "prompt", library, diagnostics);
            }
            Prompt::Ask(asked) => known_tags(items(&asked.tags), vocabulary, diagnostics),
        }
    }
}
