//! Blueprints and venues: what events share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::documents::{Documents, File};
use crate::resolve::carried::carried;
use crate::resolve::kind::{self, KindFields};
use crate::resolve::reference::{Reading, items, known_tags, prose, text, unique, value, values};
use crate::schema::blueprint::{self, LibraryPrompt, Owner};
use crate::schema::value::OneOrMany;
use crate::schema::{Located, venue};
use crate::site::coverage::TAGS;
use crate::site::{
    self, Checklist, ChecklistItem, Library, NoteSheet, Principles, Question, QuestionSet, Room, Settings, Venue,
    VenueOpen, VenueTeam,
};
use crate::slug::Slug;

/// The library as reviews are resolved with it: what the site keeps, and what is used up on the way.
pub struct Shelves<'a> {
    pub site: Library,
    /// Event kinds with all they inherit, still as they are written.
    pub kinds: BTreeMap<Slug, KindFields>,
    pub prompts: &'a BTreeMap<Slug, File<LibraryPrompt>>,
    pub vocabulary: BTreeSet<Slug>,
}

pub fn resolve<'a>(
    documents: &'a Documents,
    settings: &Settings,
    reading: &Reading,
    diagnostics: &mut Vec<Diagnostic>,
) -> Shelves<'a> {
    let kinds = kind::resolve(documents, diagnostics);
    let vocabulary = vocabulary(&kinds);
    let mut site = Library::default();
    for (id, file) in &documents.question_sets {
        site.question_sets.insert(id.clone(), Arc::new(question_set(id, file, &vocabulary, reading, diagnostics)));
    }
    for (id, file) in &documents.checklists {
        site.checklists.insert(id.clone(), Arc::new(checklist(id, file, &kinds, diagnostics)));
    }
    for (id, file) in &documents.principles {
        let fields = &file.fields;
        let set = Principles {
            id: id.clone(),
            title: text(&fields.title).unwrap_or_else(|| Arc::from(id.as_str())),
            principles: values(&fields.principles),
        };
        site.principles.insert(id.clone(), Arc::new(set));
    }
    for (id, file) in &documents.note_sheets {
        let columns = items(&file.fields.columns)
            .filter_map(|column| Some((text(&column.value.title)?, value(&column.value.holds)?)))
            .collect();
        let title = text(&file.fields.title).unwrap_or_else(|| Arc::from(id.as_str()));
        site.note_sheets.insert(id.clone(), Arc::new(NoteSheet { id: id.clone(), title, columns }));
    }
    for (id, file) in &documents.venues {
        site.venues.insert(id.clone(), Arc::new(resolve_venue(id, &file.fields, diagnostics)));
    }
    for file in documents.prompts.values() {
        known_tags(items(&file.fields.tags), &vocabulary, diagnostics);
        kind::known_prompts(items(&file.fields.prompts), &documents.prompts, &vocabulary, diagnostics);
    }
    let questions =
        documents.prompts.iter().filter_map(|(id, file)| Some((id.clone(), Arc::new(prompt(&file.fields)?))));
    site.prompts = questions.collect();
    for (id, fields) in &kinds {
        kind::check(fields, documents, &site, &vocabulary, settings, diagnostics);
        site.kinds.insert(id.clone(), Arc::new(fields.resolved(id)));
    }
    site.carried = Arc::new(carried(documents, &kinds));
    Shelves { site, kinds, prompts: &documents.prompts, vocabulary }
}

/// A question of the library; nothing of an activity, which sessions take over whole.
fn prompt(fields: &LibraryPrompt) -> Option<site::LibraryPrompt> {
    Some(site::LibraryPrompt {
        ask: text(&fields.ask)?,
        tags: values(&fields.tags),
        hint: text(&fields.hint),
        when_you_hear: text(&fields.when_you_hear),
        basis: values(&fields.basis),
    })
}

/// The tags of every site, and those that the site's own kinds require.
fn vocabulary(kinds: &BTreeMap<Slug, KindFields>) -> BTreeSet<Slug> {
    let required = kinds.values().flat_map(KindFields::required_tags);
    TAGS.iter().filter_map(|tag| Slug::parse(tag.id)).chain(required).collect()
}

fn question_set(
    id: &Slug,
    file: &File<blueprint::QuestionSet>,
    vocabulary: &BTreeSet<Slug>,
    reading: &Reading,
    diagnostics: &mut Vec<Diagnostic>,
) -> QuestionSet {
    let fields = &file.fields;
    let ids = items(&fields.questions).filter_map(|question| Some((question.value.id.as_ref()?, ())));
    unique(ids, "question", diagnostics);
    let questions = items(&fields.questions).filter_map(|question| {
        let question = &question.value;
        let tags: Vec<&Located<Slug>> = question.tag.iter().chain(items(&question.tags)).collect();
        known_tags(tags.iter().copied(), vocabulary, diagnostics);
        Some(Question {
            id: value(&question.id)?,
            ask: text(&question.ask)?,
            tags: tags.into_iter().map(|tag| tag.value.clone()).collect(),
            hint: text(&question.hint),
            for_roles: values(&question.for_roles),
        })
    });
    let questions = questions.collect();
    QuestionSet {
        id: id.clone(),
        title: text(&fields.title).unwrap_or_else(|| Arc::from(id.as_str())),
        used_for: value(&fields.used_for).unwrap_or(blueprint::QuestionsFor::Preparation),
        intro: prose(&fields.intro, reading, diagnostics),
        questions,
    }
}

fn checklist(
    id: &Slug,
    file: &File<blueprint::Checklist>,
    kinds: &BTreeMap<Slug, KindFields>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Checklist {
    fn owners(field: &Option<Located<OneOrMany<Owner>>>) -> Vec<Owner> {
        field.iter().flat_map(|owners| owners.value.0.iter()).map(|owner| owner.value).collect()
    }
    let fields = &file.fields;
    let ids = items(&fields.items).filter_map(|item| Some((item.value.id.as_ref()?, ())));
    unique(ids, "item", diagnostics);
    let list_owners = owners(&fields.owner);
    let mut resolved = Vec::new();
    for item in items(&fields.items) {
        let item = &item.value;
        for wanted in items(&item.kinds) {
            crate::resolve::reference::find(wanted, "event kind", kinds, diagnostics);
        }
        let (Some(item_id), Some(what)) = (value(&item.id), text(&item.r#do)) else { continue };
        let own = owners(&item.owner);
        resolved.push(ChecklistItem {
            id: item_id,
            what,
            due: value(&item.due).map(|due| (due.from, due.to)),
            kinds: values(&item.kinds),
            owners: if own.is_empty() { list_owners.clone() } else { own },
            participants_read: text(&item.participants_read),
            basis: values(&item.basis),
        });
    }
    Checklist {
        id: id.clone(),
        title: text(&fields.title).unwrap_or_else(|| Arc::from(id.as_str())),
        used_for: value(&fields.used_for).unwrap_or(blueprint::ChecklistFor::Preparation),
        owners: list_owners,
        items: resolved,
    }
}

fn resolve_venue(id: &Slug, fields: &venue::Venue, diagnostics: &mut Vec<Diagnostic>) -> Venue {
    let ids = items(&fields.rooms).filter_map(|room| Some((room.value.id.as_ref()?, ())));
    unique(ids, "room", diagnostics);
    let mut rooms = Vec::new();
    for room in items(&fields.rooms) {
        let room = &room.value;
        let (Some(room_id), Some(name)) = (value(&room.id), text(&room.name)) else { continue };
        let mut capacity = BTreeMap::new();
        for (layout, seats) in room.capacity.iter().flat_map(|capacity| capacity.value.0.iter()) {
            let known = venue::Layout::ALL.iter().copied().find(|known| known.word() == layout.value.as_str());
            match known {
                Some(known) => drop(capacity.insert(known, seats.value)),
                None => {
                    let words = venue::Layout::WORDS.iter().map(|word| word.word);
                    crate::resolve::reference::unknown(&layout.value, &layout.place, "room layout", words, diagnostics);
                }
            }
        }
        rooms.push(Room { id: room_id, name, used_for: value(&room.r#use), layout: value(&room.layout), capacity });
    }
    let absent = venue::Checked::default();
    let checked = fields.checked.as_ref().map_or(&absent, |checked| &checked.value);
    let confirmed = |field: &Option<Located<bool>>| value(field).unwrap_or(false);
    Venue {
        id: id.clone(),
        open: Arc::new(VenueOpen {
            name: text(&fields.name).unwrap_or_else(|| Arc::from(id.as_str())),
            address: text(&fields.address),
            travel: text(&fields.travel),
        }),
        team: Arc::new(VenueTeam {
            rooms,
            breakout_in_main_room: value(&fields.breakout_in_main_room).unwrap_or(false),
            checked: vec![
                ("step_free_access", confirmed(&checked.step_free_access)),
                ("hearing_loop", confirmed(&checked.hearing_loop)),
                ("heating", confirmed(&checked.heating)),
                ("privacy", confirmed(&checked.privacy)),
                ("refreshments", confirmed(&checked.refreshments)),
                ("dietary_needs_asked", confirmed(&checked.dietary_needs_asked)),
            ],
            contact: text(&fields.contact),
        }),
    }
}
