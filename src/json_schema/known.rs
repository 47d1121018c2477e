//! The ids that a site has, to be offered where one is asked for.

use std::collections::BTreeMap;

use crate::documents::{Documents, File};
use crate::resolve::settings::built_in_packs;
use crate::rules::rules;
use crate::rules::wording::tag as words_of;
use crate::schema::review::{Person, Review, Role};
use crate::schema::session::{Agenda, Session};
use crate::schema::value::Text;
use crate::schema::venue::Layout;
use crate::schema::{Located, Names};
use crate::site::coverage::TAGS;
use crate::site::document::DocumentKind;
use crate::slug::Slug;
use crate::source::Sources;

/// An id, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    pub id: String,
    pub about: String,
}

/// The ids of a site, by what they name, each once and in order.
#[derive(Debug)]
pub struct Known(BTreeMap<Names, BTreeMap<String, String>>);

impl Known {
    pub fn of(documents: &Documents, sources: &Sources) -> Known {
        let mut known = Known(BTreeMap::new());
        known.library(documents);
        for (id, review) in &documents.reviews {
            known.review(id, &review.fields);
        }
        for (review, event) in documents.events.keys() {
            known.add(Names::Event, event, format!("An event of {review}"));
        }
        for kind in DocumentKind::all() {
            known.add(Names::Document, kind.id(), "A document".to_owned());
        }
        for pack in built_in_packs() {
            known.add(Names::Pack, pack, "A pack".to_owned());
        }
        let config = documents.config.as_ref().and_then(|config| config.fields.packs.as_ref());
        for pack in config.iter().flat_map(|packs| &packs.value).filter_map(|pack| pack.value.id.as_ref()) {
            known.add(Names::Pack, &pack.value, "A pack of this site".to_owned());
        }
        for rule in rules() {
            known.add(Names::Rule, rule.id, rule.title.to_owned());
        }
        let themes = sources.under("themes").filter(|source| source.path.file_name() == "theme.yaml");
        for theme in themes.filter_map(|source| source.path.folder().strip_prefix("themes/")) {
            known.add(Names::Theme, theme, "A theme".to_owned());
        }
        known
    }

    pub fn ids(&self, names: Names) -> Vec<Id> {
        let ids = self.0.get(&names).into_iter().flatten();
        ids.map(|(id, about)| Id { id: id.clone(), about: about.clone() }).collect()
    }

    /// The first one of a name says what it is.
    fn add(&mut self, names: Names, id: impl ToString, about: String) {
        self.0.entry(names).or_default().entry(id.to_string()).or_insert(about);
    }

    fn files<'d, T: 'd>(
        &mut self,
        names: Names,
        files: &'d BTreeMap<Slug, File<T>>,
        about: impl Fn(&'d T) -> Option<&'d str>,
    ) {
        for (id, file) in files {
            self.add(names, id, about(&file.fields).unwrap_or(id.as_str()).to_owned());
        }
    }

    fn library(&mut self, documents: &Documents) {
        self.files(Names::Venue, &documents.venues, |venue| text(&venue.name));
        self.files(Names::EventKind, &documents.kinds, |kind| text(&kind.title));
        self.files(Names::QuestionSet, &documents.question_sets, |set| text(&set.title));
        self.files(Names::Checklist, &documents.checklists, |list| text(&list.title));
        self.files(Names::Principles, &documents.principles, |set| text(&set.title));
        self.files(Names::Prompt, &documents.prompts, |prompt| text(&prompt.title).or(text(&prompt.ask)));
        self.files(Names::NoteSheet, &documents.note_sheets, |sheet| text(&sheet.title));
        for venue in documents.venues.values() {
            for room in venue.fields.rooms.iter().flat_map(|rooms| &rooms.value) {
                if let Some(id) = &room.value.id {
                    self.add(Names::Room, &id.value, text(&room.value.name).unwrap_or("A room").to_owned());
                }
            }
        }
        for layout in Layout::WORDS {
            self.add(Names::Layout, layout.word, layout.meaning.trim().to_owned());
        }
        for tag in TAGS {
            self.add(Names::Coverage, tag.id, words_of(tag.id));
        }
        for (id, kind) in &documents.kinds {
            let requires = kind.fields.requires.as_ref().map(|requires| &requires.value);
            let tags = requires.into_iter().flat_map(|phases| [&phases.beginning, &phases.middle, &phases.ending]);
            for tag in tags.flatten().flat_map(|tags| &tags.value) {
                self.add(Names::Coverage, &tag.value, words_of(tag.value.as_str()));
            }
            if let Some(Agenda::Full(sessions)) = kind.fields.agenda.as_ref().map(|agenda| &agenda.value) {
                sessions.iter().for_each(|session| self.session(id, &session.value));
            }
        }
        for (id, about) in [
            ("first-facilitator", "The first of the event's facilitators"),
            ("second-facilitator", "The second of the event's facilitators"),
            ("alternate", "The facilitators take turns"),
        ] {
            self.add(Names::Lead, id, about.to_owned());
        }
    }

    /// A session of a kind. One that is made again and again has a number behind its id.
    fn session(&mut self, kind: &Slug, session: &Session) {
        let Some(id) = &session.id else { return };
        let repeated = session.repeat.is_some() || session.insert.is_some();
        let id = if repeated { format!("{}-1", id.value) } else { id.value.to_string() };
        // `{n}` and `{timeline.label}` are filled in when the agenda is made.
        let title = text(&session.title).unwrap_or("A session").split(['{', ':']).next().unwrap_or_default().trim();
        let about = self.0.entry(Names::Session).or_default().entry(id);
        about
            .and_modify(|about| about.push_str(&format!(" and {kind}")))
            .or_insert_with(|| format!("{title}, in {kind}"));
    }

    fn review(&mut self, id: &Slug, review: &Review) {
        for agency in review.agencies.iter().flat_map(|agencies| &agencies.value) {
            if let Some(id) = &agency.value.id {
                self.add(Names::Agency, &id.value, text(&agency.value.name).unwrap_or("An agency").to_owned());
            }
        }
        for group in review.groups.iter().flat_map(|groups| &groups.value.0) {
            self.add(Names::PersonOrGroup, &group.0.value, format!("{} people of {id}", group.1.value.len()));
        }
        for person in review.people.iter().flat_map(|people| &people.value) {
            let Some(person_id) = &person.value.id else { continue };
            let about = described(&person.value, id);
            self.add(Names::Person, &person_id.value, about.clone());
            self.add(Names::PersonOrGroup, &person_id.value, about.clone());
            let roles = person.value.roles.iter().flat_map(|roles| &roles.value);
            if roles.into_iter().any(|role| role.value == Role::Reviewer) {
                self.add(Names::Reviewer, &person_id.value, about.clone());
                self.add(Names::Lead, &person_id.value, about);
            }
        }
        let timeline = review.situation.as_ref().and_then(|situation| situation.value.timeline.as_ref());
        for period in timeline.iter().flat_map(|timeline| &timeline.value) {
            if let Some(id) = &period.value.id {
                self.add(Names::Period, &id.value, text(&period.value.label).unwrap_or("A period").to_owned());
            }
        }
    }
}

/// What a person is. Names stay out of it: a schema lies beside the files and is copied about.
fn described(person: &Person, review: &Slug) -> String {
    let title = text(&person.title).unwrap_or("Somebody");
    let agency = person.agency.as_ref().map_or_else(String::new, |agency| format!(", {}", agency.value));
    format!("{title}{agency} ({review})")
}

fn text(field: &Option<Located<Text>>) -> Option<&str> {
    field.as_ref().map(|field| field.value.as_ref())
}
