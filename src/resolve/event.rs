//! An event: what it says itself, then what its kind and its review say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, WAIVER_HAS_REASON};
use crate::documents::{Documents, File};
use crate::resolve::agenda::{self, Source};
use crate::resolve::kind::{KindFields, known_packs};
use crate::resolve::reference::{Reading, find, find_person, items, prose, text, unknown, unknown_in, value, values};
use crate::resolve::review::{Cast, Shared, support};
use crate::schema::Located;
use crate::schema::blueprint::LibraryPrompt;
use crate::schema::event::{self as written, EventStatus, Order, WorkingPrinciples};
use crate::schema::session::{Agenda, AgendaPatch};
use crate::schema::value::{EventReference, Text, TextOrId};
use crate::site::{
    AgencyAttending, Checklist, DatedChecklist, DatedItem, Event, EventFacilitator, EventKind, EventOpen, EventPrivate,
    EventTeam, EventWorking, FamilyViews, FollowUp, NamedPerson, NoteSheet, Pack, Participant, Person, QuestionSet,
    ReviewStory, Settings, Waiver, WatchFor,
};
use crate::slug::Slug;
use crate::source::Place;
use crate::workdays::offset;

/// The review around an event.
pub struct ReviewAround<'a> {
    pub shared: &'a Shared<'a>,
    pub id: &'a Slug,
    pub fields: &'a crate::schema::review::Review,
    pub reading: &'a Reading,
    pub cast: &'a Cast,
    pub story: &'a Arc<ReviewStory>,
    pub labels_public: bool,
    pub site_marking: Option<Text>,
}

/// What an agenda needs to know of its event.
pub struct Surroundings<'a> {
    pub documents: &'a Documents,
    pub settings: &'a Settings,
    pub prompts: &'a BTreeMap<Slug, File<LibraryPrompt>>,
    pub vocabulary: &'a BTreeSet<Slug>,
    pub reading: &'a Reading,
    pub people: &'a BTreeMap<Slug, Arc<Person>>,
    pub story: &'a ReviewStory,
    /// The periods that the review names, those included that could not be read whole.
    pub named_periods: BTreeSet<&'a Slug>,
    pub labels_public: bool,
    pub facilitators: Vec<Slug>,
    /// Whose names those who learn may read, where the review is made up and they read it: no others stand in the group
    /// that they share with the facilitator.
    pub named: Option<BTreeSet<Slug>>,
}

/// Resolves an event, up to the venue where it is held.
pub fn resolve(
    around: &ReviewAround,
    id: &Slug,
    file: &File<written::Event>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Event {
    let shared = around.shared;
    let fields = &file.fields;
    let absent = KindFields { fields: Default::default(), lineage: Vec::new() };
    let found = fields.kind.as_ref().and_then(|kind| find(kind, "event kind", &shared.library.kinds, diagnostics));
    let kind_fields = found.unwrap_or(&absent);
    let kind = found.and_then(|_| shared.library.site.kinds.get(&fields.kind.as_ref()?.value)).cloned();
    if let Some(venue) = &fields.venue {
        find(venue, "venue", &shared.library.site.venues, diagnostics);
    }
    let people = &around.cast.people;
    let facilitators = known_people(items(&fields.facilitators), people, diagnostics);
    let observers = known_people(items(&fields.observers), people, diagnostics);
    let note_taker = fields.note_taker.as_ref().and_then(|id| find_person(id, people, diagnostics)).cloned();
    let participants = participants(fields, around.cast, diagnostics);
    let surroundings = Surroundings {
        documents: shared.documents,
        settings: shared.settings,
        prompts: shared.library.prompts,
        vocabulary: &shared.library.vocabulary,
        reading: around.reading,
        people,
        story: around.story,
        named_periods: named_periods(around.fields),
        labels_public: around.labels_public,
        facilitators: facilitators.iter().map(|person| person.id.clone()).collect(),
        named: value(&around.fields.fictional).unwrap_or(false).then(|| {
            let named = facilitators.iter().chain(&observers).chain(&note_taker);
            named.map(|person| person.id.clone()).collect()
        }),
    };
    let agenda = resolve_agenda(fields, kind_fields, kind.is_some(), &surroundings, diagnostics);
    let others_in_room = facilitators.len() + usize::from(note_taker.is_some()) + observers.len();
    let checklists = checklists(fields, kind_fields, kind.as_deref(), shared, diagnostics);
    let open = EventOpen {
        kind: kind.as_ref().map(|kind| kind.id.clone()),
        kind_title: kind.as_ref().map(|kind| kind.title.clone()),
        strategic: kind.as_ref().is_some_and(|kind| kind.is_strategic()),
        title: text(&fields.title)
            .or_else(|| kind.as_ref().map(|kind| kind.title.clone()))
            .unwrap_or_else(|| Arc::from(id.as_str())),
        version: text(&fields.version).unwrap_or_else(|| Arc::from("1")),
        marking: overriding([&fields.marking, &around.fields.marking, &kind_fields.fields.marking])
            .unwrap_or_else(|| around.site_marking.clone()),
        date: value(&fields.date),
        start: value(&fields.start),
        end: value(&fields.end),
        arrive: value(&fields.arrive),
        held: value(&fields.status) == Some(EventStatus::Held),
        venue: None,
        room: None,
        purpose: prose(first(&fields.purpose, &kind_fields.fields.purpose), around.reading, diagnostics),
        conduct: prose(first(&fields.conduct, &kind_fields.fields.conduct), around.reading, diagnostics),
        questions: questions(fields, kind_fields, shared, diagnostics),
        send_by: send_by(fields, kind_fields),
        principles: principles(fields, kind_fields, shared, diagnostics),
        lunch_provided: value(first(&fields.lunch_provided, &kind_fields.fields.lunch_provided)).unwrap_or(false),
        notes_go_to: notes(fields, kind_fields),
        support: support(&fields.support)
            .or_else(|| support(&around.fields.support))
            .or_else(|| support(&kind_fields.fields.support))
            .unwrap_or_default(),
        message_from_chair: prose(
            first(
                first(&fields.message_from_chair, &around.fields.message_from_chair),
                &kind_fields.fields.message_from_chair,
            ),
            around.reading,
            diagnostics,
        ),
        facilitators: facilitators.iter().map(|person| named(person)).collect(),
        note_taker: note_taker.as_ref().map(|person| named(person)),
        observers: observers.iter().map(|person| named(person)).collect(),
        attending: attending(&participants, around),
        follow_up: follow_up(&checklists),
        personal_learning: agenda.iter().flat_map(|agenda| &agenda.sessions).any(|row| row.covers("personal-learning")),
    };
    let working = EventWorking {
        venue: None,
        room: None,
        checklists: checklists.into(),
        note_sheet: note_sheet(fields, kind_fields, shared, diagnostics),
        participants: participants.len(),
        others_in_room,
        feedback_from: feedback_from(fields, around, diagnostics),
    };
    let private = EventPrivate { watch_for: watch_for(fields, people), needs: needs(&participants) };
    for (person, _) in fields.briefed.iter().flat_map(|briefed| briefed.value.0.iter()) {
        find_person(person, people, diagnostics);
    }
    let team = EventTeam {
        status: value(&fields.status).unwrap_or(EventStatus::Planning),
        participants,
        family_views: fields.family_views.as_ref().and_then(|views| value(&views.value.status)),
        waivers: waivers(fields, diagnostics),
    };
    let facilitator = EventFacilitator {
        order: value(first(&fields.order, &kind_fields.fields.order)).unwrap_or(Order::Chronological),
        requires: kind.as_ref().map(|kind| kind.requires.clone()).unwrap_or_default(),
        family_views: family_views(fields, people, around.reading, diagnostics),
    };
    Event {
        review: around.id.clone(),
        id: id.clone(),
        path: file.path.clone(),
        written: fields.clone(),
        status: team.status,
        packs: packs(fields, kind_fields, shared.settings, diagnostics),
        kind,
        open: Arc::new(open),
        working: Arc::new(working),
        team: Arc::new(team),
        facilitator: Arc::new(facilitator),
        private: Arc::new(private),
        agenda,
    }
}

fn named_periods(review: &crate::schema::review::Review) -> BTreeSet<&Slug> {
    let situation = review.situation.iter().map(|situation| &situation.value);
    let periods = situation.flat_map(|situation| items(&situation.timeline));
    periods.filter_map(|period| period.value.id.as_ref()).map(|id| &id.value).collect()
}

/// The field of the event, or that of what it inherits from.
fn first<'a, T>(own: &'a Option<T>, inherited: &'a Option<T>) -> &'a Option<T> {
    if own.is_some() { own } else { inherited }
}

/// The first of several texts that says anything, in which an empty one is a statement: `Some(None)` says "none",
/// `None` says nothing.
fn overriding<const N: usize>(fields: [&Option<Located<Text>>; N]) -> Option<Option<Text>> {
    fields.into_iter().find(|field| field.is_some()).map(text)
}

fn resolve_agenda(
    fields: &written::Event,
    kind: &KindFields,
    kind_known: bool,
    around: &Surroundings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<crate::site::Agenda> {
    let own: Option<&Agenda> = fields.agenda.as_ref().map(|agenda| &agenda.value);
    let patch: Option<&AgendaPatch> = match own {
        Some(Agenda::Patch(patch)) => Some(patch),
        _ => None,
    };
    let (sessions, in_full) = match own {
        Some(Agenda::Full(sessions)) => (sessions.as_slice(), true),
        _ => (kind.sessions(), false),
    };
    let day = agenda::day(value(&fields.start), value(&fields.end));
    let timed = day.is_some() && fields.date.is_some();
    // Without times there is no clock to print, but what the sessions say is looked through all the same.
    let day = day.unwrap_or(agenda::ANY_DAY);
    let agenda = agenda::resolve(&Source { sessions, patch, in_full, day, timed }, around, diagnostics);
    (kind_known && !agenda.sessions.is_empty()).then_some(agenda)
}

fn known_people<'a>(
    ids: impl Iterator<Item = &'a Located<Slug>>,
    people: &BTreeMap<Slug, Arc<Person>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Arc<Person>> {
    ids.filter_map(|id| find_person(id, people, diagnostics).cloned()).collect()
}

/// Everybody invited, groups written out, each once.
fn participants(fields: &written::Event, cast: &Cast, diagnostics: &mut Vec<Diagnostic>) -> Vec<Participant> {
    let mut listed: Vec<(&Slug, &Place)> = Vec::new();
    for entry in items(&fields.participants) {
        if let Some(members) = cast.groups.get(&entry.value) {
            listed.extend(members.iter().map(|member| (member, &entry.place)));
        } else if cast.people.contains_key(&entry.value) {
            listed.push((&entry.value, &entry.place));
        } else {
            let known: Vec<&str> = cast.people.keys().chain(cast.groups.keys()).map(Slug::as_str).collect();
            unknown(&entry.value, &entry.place, "person or group", known.iter().copied(), diagnostics);
        }
    }
    let mut seen = BTreeSet::new();
    let briefed = fields.briefed.iter().flat_map(|briefed| briefed.value.0.iter());
    let briefed: BTreeMap<&Slug, _> = briefed.map(|(person, date)| (&person.value, date.value)).collect();
    listed
        .into_iter()
        .filter(|(id, _)| seen.insert(*id))
        .filter_map(|(id, place)| {
            let person = cast.people.get(id)?.clone();
            let link = person.link.as_ref().and_then(|link| cast.people.get(link)).cloned();
            Some(Participant { person, link, briefed: briefed.get(id).copied(), place: place.clone() })
        })
        .collect()
}

/// A person whom everybody may know by name. How to reach them is for links alone to be told.
fn named(person: &Person) -> NamedPerson {
    NamedPerson { email: None, phone: None, ..link(person) }
}

/// A link: the one of whom everybody may know how to reach them (S31).
fn link(person: &Person) -> NamedPerson {
    NamedPerson {
        name: person.called().clone(),
        title: person.name.is_some().then(|| person.title.clone()),
        agency: person.agency.as_ref().map(|agency| agency.name.clone()),
        email: person.email.clone(),
        phone: person.phone.clone(),
    }
}

/// The agencies from which people come, in the review's order, each with the links of its people.
fn attending(participants: &[Participant], around: &ReviewAround) -> Vec<AgencyAttending> {
    let show_roles = value(&around.fields.show_roles).unwrap_or(false);
    fn of<'a>(agency: &'a Slug, participants: &'a [Participant]) -> impl Iterator<Item = &'a Participant> {
        let works_there = |person: &Person| person.agency.as_ref().is_some_and(|own| own.id == *agency);
        participants.iter().filter(move |participant| works_there(&participant.person))
    }
    around
        .cast
        .agencies
        .iter()
        .filter(|agency| of(&agency.id, participants).next().is_some())
        .map(|agency| {
            let mut roles: Vec<Text> = of(&agency.id, participants)
                .filter(|_| show_roles)
                .map(|participant| participant.person.title.clone())
                .collect();
            roles.sort();
            roles.dedup();
            let links: BTreeMap<&Slug, NamedPerson> = of(&agency.id, participants)
                .filter_map(|participant| participant.link.as_ref())
                .map(|person| {
                    // A job and a service together may name somebody, so it is shown only where the review shows jobs.
                    let title = person.title.clone();
                    let shown = show_roles.then_some(title);
                    (&person.id, NamedPerson { title: shown, ..link(person) })
                })
                .collect();
            AgencyAttending { agency: agency.name.clone(), roles, links: links.into_values().collect() }
        })
        .collect()
}

fn questions(
    fields: &written::Event,
    kind: &KindFields,
    shared: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Arc<QuestionSet>> {
    let own = fields.preparation.as_ref().and_then(|preparation| preparation.value.0.questions.as_ref());
    let inherited = kind.fields.preparation.as_ref().and_then(|preparation| preparation.value.0.questions.as_ref());
    find(own.or(inherited)?, "question set", &shared.library.site.question_sets, diagnostics).cloned()
}

fn send_by(fields: &written::Event, kind: &KindFields) -> Option<jiff::civil::Date> {
    let of = |field: &Option<Located<written::Preparation>>| value(&field.as_ref()?.value.0.send_by);
    of(&fields.preparation).or_else(|| of(&kind.fields.preparation))
}

fn principles(
    fields: &written::Event,
    kind: &KindFields,
    shared: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Text> {
    match first(&fields.working_principles, &kind.fields.working_principles) {
        None => Vec::new(),
        Some(Located { value: WorkingPrinciples::List(list), .. }) => {
            list.iter().map(|principle| principle.value.clone()).filter(|text| !text.is_empty()).collect()
        }
        Some(Located { value: WorkingPrinciples::Set(id), place }) => {
            let id = Located { value: id.clone(), place: place.clone() };
            let set = find(&id, "set of working principles", &shared.library.site.principles, diagnostics);
            set.map(|set| set.principles.clone()).unwrap_or_default()
        }
    }
}

fn notes(fields: &written::Event, kind: &KindFields) -> Vec<written::GoTo> {
    let of = |field: &Option<Located<written::Notes>>| {
        field.as_ref().filter(|notes| notes.value.go_to.is_some()).map(|notes| values(&notes.value.go_to))
    };
    of(&fields.notes).or_else(|| of(&kind.fields.notes)).unwrap_or_default()
}

fn note_sheet(
    fields: &written::Event,
    kind: &KindFields,
    shared: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Arc<NoteSheet>> {
    let of = |field: &'_ Option<Located<written::Notes>>| field.as_ref().and_then(|notes| notes.value.sheet.clone());
    let wanted = of(&fields.notes).or_else(|| kind.fields.note_sheet.clone()).or_else(|| of(&kind.fields.notes))?;
    find(&wanted, "note sheet", &shared.library.site.note_sheets, diagnostics).cloned()
}

/// The checklists of an event, with the items that apply to its kind and the days on which they are due.
fn checklists(
    fields: &written::Event,
    kind_fields: &KindFields,
    kind: Option<&EventKind>,
    shared: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DatedChecklist> {
    let ids = first(&fields.checklists, &kind_fields.fields.checklists);
    let date = value(&fields.date);
    let holidays = &shared.settings.holidays;
    let applies = |item: &crate::site::ChecklistItem| {
        item.kinds.is_empty() || kind.is_some_and(|kind| kind.lineage.iter().any(|id| item.kinds.contains(id)))
    };
    let dated = |list: &Arc<Checklist>| {
        let items = list.items.iter().enumerate().filter(|(_, item)| applies(item));
        let items = items.map(|(at, item)| {
            let due = date
                .zip(item.due)
                .and_then(|(date, (from, to))| Some((offset(date, from, holidays)?, offset(date, to, holidays)?)));
            DatedItem { item: at, due }
        });
        DatedChecklist { list: list.clone(), items: items.collect() }
    };
    items(ids)
        .filter_map(|id| find(id, "checklist", &shared.library.site.checklists, diagnostics))
        .map(dated)
        .filter(|list| !list.items.is_empty())
        .collect()
}

/// What participants are told of the days after the event, earliest first. What has no day stands last.
fn follow_up(checklists: &[DatedChecklist]) -> Vec<FollowUp> {
    let items =
        checklists.iter().flat_map(|dated| dated.items.iter().map(|at| (dated.list.items.get(at.item), at.due)));
    let told = items.filter_map(|(item, due)| Some(FollowUp { text: item?.participants_read.clone()?, due }));
    let mut told: Vec<FollowUp> = told.collect();
    told.sort_by_key(|told| (told.due.is_none(), told.due.map(|(first, last)| (last, first))));
    told
}

/// The titles of the events whose feedback is used.
fn feedback_from(fields: &written::Event, around: &ReviewAround, diagnostics: &mut Vec<Diagnostic>) -> Vec<Text> {
    let documents = around.shared.documents;
    let mut titles = Vec::new();
    for reference in items(&fields.feedback_from) {
        let EventReference { review, event } = &reference.value;
        let review = review.as_ref().unwrap_or(around.id);
        match documents.events.get(&(review.clone(), event.clone())) {
            Some(file) => {
                let kind = value(&file.fields.kind).and_then(|kind| around.shared.library.site.kinds.get(&kind));
                titles.push(
                    text(&file.fields.title)
                        .or_else(|| kind.map(|kind| kind.title.clone()))
                        .unwrap_or_else(|| Arc::from(event.as_str())),
                );
            }
            None => {
                let known = documents.events.keys().filter(|(of, _)| of == review).map(|(_, event)| event.as_str());
                unknown_in(event, &reference.place, ("event", " in this review"), known, diagnostics);
            }
        }
    }
    titles
}

fn watch_for(fields: &written::Event, people: &BTreeMap<Slug, Arc<Person>>) -> Vec<WatchFor> {
    items(&fields.watch_for)
        .filter_map(|watch| {
            let about = match &watch.value.about.as_ref()?.value {
                TextOrId::Text(text) => text.clone(),
                TextOrId::Id(id) => {
                    people.get(id).map_or_else(|| Arc::from(id.as_str()), |person| person.called().clone())
                }
            };
            Some(WatchFor { about, note: text(&watch.value.note)? })
        })
        .collect()
}

fn needs(participants: &[Participant]) -> Vec<(Text, Text)> {
    let people = participants.iter().map(|participant| &participant.person);
    people.filter_map(|person| Some((person.called().clone(), person.needs.clone()?))).collect()
}

fn family_views(
    fields: &written::Event,
    people: &BTreeMap<Slug, Arc<Person>>,
    reading: &Reading,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FamilyViews> {
    let views = &fields.family_views.as_ref()?.value;
    let shared_by = views.shared_by.as_ref().and_then(|id| find_person(id, people, diagnostics));
    Some(FamilyViews {
        shared_by: shared_by.map(|person| person.called().clone()),
        may_be_shared: value(&views.may_be_shared).unwrap_or(false),
        words_agreed: value(&views.words_agreed_with_family),
        text: prose(&views.text, reading, diagnostics),
    })
}

/// Departures from the usual; a faulty one silences nothing.
fn waivers(fields: &written::Event, diagnostics: &mut Vec<Diagnostic>) -> Vec<Waiver> {
    let mut waivers = Vec::new();
    for waiver in items(&fields.waivers) {
        let written::Waiver { rule, reason, agreed_by, date, .. } = &waiver.value;
        let (wanted, reason, agreed_by) = (value(rule), text(reason), text(agreed_by));
        let missing: Vec<&str> =
            [("rule", wanted.is_none()), ("reason", reason.is_none()), ("agreed_by", agreed_by.is_none())]
                .into_iter()
                .filter_map(|(name, missing)| missing.then_some(name))
                .collect();
        let (Some(wanted), Some(reason), Some(agreed_by)) = (wanted, reason, agreed_by) else {
            let place = rule.as_ref().map_or_else(|| waiver.place.clone(), |rule| rule.place.clone());
            let message = format!("This waiver has no `{}`.", missing.join("` and no `"));
            let help = "A waiver needs `rule`, `reason` and `agreed_by`, so that the departure is on record.";
            diagnostics.push(Diagnostic::new(&WAIVER_HAS_REASON, place, message).help(help));
            continue;
        };
        waivers.push(Waiver {
            rule: Arc::from(wanted.as_str()),
            reason,
            agreed_by,
            date: value(date),
            place: rule.as_ref().map_or_else(|| waiver.place.clone(), |rule| rule.place.clone()),
        });
    }
    waivers
}

/// The event's packs, or its kind's, or all of the site.
fn packs(
    fields: &written::Event,
    kind: &KindFields,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Pack> {
    let Some(wanted) = first(&fields.packs, &kind.fields.packs) else { return settings.packs.clone() };
    known_packs(fields.packs.iter().flat_map(|packs| packs.value.iter()), settings, diagnostics);
    let wanted: Vec<&Slug> = wanted.value.iter().map(|id| &id.value).collect();
    settings.packs.iter().filter(|pack| wanted.contains(&&pack.id)).cloned().collect()
}
