//! A review: its people, its story, and through them its events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{
    ADULT_HAS_PSEUDONYM, BAD_VALUE, DUPLICATE_ID, Diagnostic, MISSING_FIELD, UNKNOWN_REFERENCE, UNREADABLE_FILE,
};
use crate::documents::{Documents, File};
use crate::folding::normalised;
use crate::resolve::Basis;
use crate::resolve::event;
use crate::resolve::library::Shelves;
use crate::resolve::reference::{Reading, find, items, prose, text, unique, value, values};
use crate::schema::review::{self as written, Role};
use crate::schema::value::Text;
use crate::schema::{Located, review};
use crate::site::{
    Agency, FamilyMember, Parallel, Period, Person, Proceeding, Restricted, Review, ReviewFacilitator, ReviewOpen,
    ReviewStory, ReviewTeam, Settings, Support, Term,
};
use crate::slug::Slug;
use crate::source::{Place, Sources};

/// What all reviews are resolved with.
pub struct Shared<'a> {
    pub documents: &'a Documents,
    pub settings: &'a Settings,
    pub library: &'a Shelves<'a>,
    pub sources: &'a Sources,
    pub reading: &'a Reading,
}

/// Who is who in one review.
pub struct Cast {
    pub people: BTreeMap<Slug, Arc<Person>>,
    pub groups: BTreeMap<Slug, Vec<Slug>>,
    /// In the order of the file.
    pub agencies: Vec<Agency>,
}

/// Resolves a review, up to the venues of its events.
pub fn resolve(shared: &Shared, id: &Slug, basis: Basis) -> (Option<Review>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let Some(file) = shared.documents.reviews.get(id) else { return (None, diagnostics) };
    if shared.documents.unread.contains(&file.path) {
        return (None, diagnostics);
    }
    let reading = shared.reading;
    let fields = &file.fields;
    let head = fields.title.as_ref().map_or_else(|| Place::file(&file.path), |title| title.place.clone());
    let pseudonym = pseudonym(fields, &head, &mut diagnostics);
    let cast = cast(fields, &mut diagnostics);
    let absent = review::Situation::default();
    let situation = fields.situation.as_ref().map_or(&absent, |situation| &situation.value);
    let absent = review::Overview::default();
    let overview = situation.overview.as_ref().map_or(&absent, |overview| &overview.value);
    let (story, summaries) = story(fields, situation, reading, &mut diagnostics);
    let labels_public = value(&fields.timeline_labels_public).unwrap_or(false);
    let public_periods =
        if labels_public { story.periods.iter().map(|period| period.label.clone()).collect() } else { Vec::new() };
    let open = ReviewOpen {
        title: text(&fields.title).unwrap_or_else(|| Arc::from(id.as_str())),
        reference: text(&fields.reference),
        committee: text(&fields.committee).or_else(|| shared.settings.committee.clone()),
        contact: text(&fields.contact).or_else(|| shared.settings.contact.clone()),
        area: text(&fields.area),
        marking: text(&fields.marking).or_else(|| site_marking(shared)),
        pseudonym,
        pronouns: fields.adult.as_ref().and_then(|adult| text(&adult.value.pronouns)),
        overview: prose(&overview.participant, reading, &mut diagnostics),
        agencies: cast.agencies.clone(),
        public_periods,
    };
    let facilitator = ReviewFacilitator {
        overview: prose(&overview.facilitator, reading, &mut diagnostics),
        summaries,
        family: items(&fields.family).filter_map(family_member).collect(),
    };
    let family = items(&fields.family).filter_map(|member| Some((member.value.id.as_ref()?, ())));
    unique(family, "family member", &mut diagnostics);
    let story = Arc::new(story);
    let around = event::ReviewAround {
        shared,
        id,
        fields,
        reading,
        cast: &cast,
        story: &story,
        labels_public,
        site_marking: site_marking(shared),
    };
    let events = shared
        .documents
        .events_of(id)
        .map(|(event, file)| event::resolve(&around, event, file, &mut diagnostics))
        .collect();
    let people =
        items(&fields.people).filter_map(|person| cast.people.get(&person.value.id.as_ref()?.value).cloned()).collect();
    let review = Review {
        id: id.clone(),
        path: file.path.clone(),
        basis: basis.all,
        beside_venues: basis.beside_venues,
        written: file.fields.clone(),
        fictional: value(&fields.fictional).unwrap_or(false),
        open: Arc::new(open),
        story,
        facilitator: Arc::new(facilitator),
        team: Arc::new(ReviewTeam { people, parallel: parallel(fields) }),
        restricted: Arc::new(restricted(fields, file, shared.sources, &mut diagnostics)),
        events,
    };
    (Some(review), diagnostics)
}

fn site_marking(shared: &Shared) -> Option<Text> {
    shared.documents.config.as_ref().and_then(|config| text(&config.fields.marking))
}

/// Every review needs a pseudonym and the promise that no real name stands in its files (S97).
fn pseudonym(fields: &written::Review, head: &Place, diagnostics: &mut Vec<Diagnostic>) -> Text {
    let pseudonym = fields.adult.as_ref().and_then(|adult| text(&adult.value.pseudonym));
    if pseudonym.is_none() {
        let written = fields.adult.as_ref().and_then(|adult| adult.value.pseudonym.as_ref());
        let place = written.map(|written| written.place.clone());
        let place = place.or_else(|| fields.adult.as_ref().map(|adult| adult.place.clone()));
        let place = place.unwrap_or_else(|| head.clone());
        let message = "The adult at the centre of this review has no pseudonym.";
        let help = match written {
            Some(_) => "Write a name after `pseudonym:` that is not the person's own.",
            None => "Add `adult:` and under it `pseudonym: …`, a name that is not the person's own.",
        };
        diagnostics.push(Diagnostic::new(&ADULT_HAS_PSEUDONYM, place, message).help(help));
    }
    if !fields.names_are_pseudonyms.as_ref().is_some_and(|promise| promise.value) {
        let place = fields.names_are_pseudonyms.as_ref().map_or_else(|| head.clone(), |field| field.place.clone());
        let message = "This review does not confirm that it uses no real names.";
        let help =
            "Read its files for real names of the adult and the family, then write `names_are_pseudonyms: true`.";
        diagnostics.push(Diagnostic::new(&ADULT_HAS_PSEUDONYM, place, message).help(help));
    }
    pseudonym.unwrap_or_else(|| Arc::from("the adult"))
}

fn cast(fields: &written::Review, diagnostics: &mut Vec<Diagnostic>) -> Cast {
    let agencies = items(&fields.agencies).filter_map(|agency| {
        let id = agency.value.id.as_ref()?;
        let name = text(&agency.value.name)?;
        let short = text(&agency.value.short).unwrap_or_else(|| name.clone());
        let involved = value(&agency.value.involved).unwrap_or(false);
        Some((id, Agency { id: id.value.clone(), name, short, involved, place: id.place.clone() }))
    });
    let agencies: Vec<(&Located<Slug>, Agency)> = agencies.collect();
    let by_id = unique(agencies.iter().map(|(id, agency)| (*id, agency.clone())), "agency", diagnostics);
    let people = items(&fields.people).filter_map(|person| Some((person.value.id.as_ref()?, person)));
    let listed: BTreeMap<Slug, &Located<written::Person>> = unique(people, "person", diagnostics);
    let people: BTreeMap<Slug, Arc<Person>> = listed
        .iter()
        .map(|(id, person)| (id.clone(), Arc::new(resolve_person(id, person, &by_id, &listed, diagnostics))))
        .collect();
    let mut groups = BTreeMap::new();
    for (id, members) in fields.groups.iter().flat_map(|groups| groups.value.0.iter()) {
        if let Some(person) = people.get(&id.value) {
            let message = format!("`{}` names a group and a person. Nobody could tell which is meant.", id.value);
            let clash = Diagnostic::new(&DUPLICATE_ID, id.place.clone(), message);
            diagnostics.push(clash.label(person.place.clone(), "the person").help("Give the group another name."));
        }
        for member in &members.value {
            find(member, "person", &people, diagnostics);
        }
        groups.insert(id.value.clone(), members.value.iter().map(|member| member.value.clone()).collect());
    }
    Cast { people, groups, agencies: agencies.into_iter().map(|(_, agency)| agency).collect() }
}

fn resolve_person(
    id: &Slug,
    person: &Located<written::Person>,
    agencies: &BTreeMap<Slug, Agency>,
    people: &BTreeMap<Slug, &Located<written::Person>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Person {
    let fields = &person.value;
    let place = fields.id.as_ref().map_or_else(|| person.place.clone(), |id| id.place.clone());
    for other in [&fields.link, &fields.first_line_manager].into_iter().flatten() {
        find(other, "person", people, diagnostics);
    }
    let roles: Vec<Role> = values(&fields.roles);
    let works_for_an_agency = |role: &Role| {
        matches!(role, Role::Practitioner | Role::FirstLineManager | Role::StrategicManager | Role::ReviewTeamMember)
    };
    if fields.agency.is_none() && roles.iter().any(works_for_an_agency) {
        let message = format!("`agency` is missing from `{id}`.");
        let help = "Add `agency: <id of an agency>`; only Reviewers may be without one.";
        diagnostics.push(Diagnostic::new(&MISSING_FIELD, place.clone(), message).help(help));
    }
    Person {
        id: id.clone(),
        place,
        name: text(&fields.name),
        title: text(&fields.title).unwrap_or_else(|| Arc::from(id.as_str())),
        roles,
        agency: fields.agency.as_ref().and_then(|agency| find(agency, "agency", agencies, diagnostics)).cloned(),
        service_area: text(&fields.service_area),
        first_line_manager: value(&fields.first_line_manager),
        link: value(&fields.link),
        link_reason: text(&fields.link_reason),
        email: text(&fields.email),
        phone: text(&fields.phone),
        needs: text(&fields.needs),
    }
}

fn story(
    fields: &written::Review,
    situation: &written::Situation,
    reading: &Reading,
    diagnostics: &mut Vec<Diagnostic>,
) -> (ReviewStory, Vec<Option<crate::site::Prose>>) {
    let mut periods = Vec::new();
    let mut summaries = Vec::new();
    let ids = items(&situation.timeline).filter_map(|period| Some((period.value.id.as_ref()?, ())));
    unique(ids, "period", diagnostics);
    for period in items(&situation.timeline) {
        let period = &period.value;
        if let (Some(from), Some(to)) = (&period.from, &period.to)
            && to.value.last < from.value.first
        {
            let message = "This period ends before it begins.";
            let help = "Swap the two, or check the years.";
            let diagnostic = Diagnostic::new(&BAD_VALUE, to.place.clone(), message).help(help);
            diagnostics.push(diagnostic.label(from.place.clone(), "it begins here"));
        }
        let (Some(Located { value: id, place }), Some(from), Some(to), Some(label)) =
            (period.id.clone(), value(&period.from), value(&period.to), text(&period.label))
        else {
            continue;
        };
        periods.push(Period { id, from, to, label, place });
        summaries.push(prose(&period.summary, reading, diagnostics));
    }
    (ReviewStory { status: value(&fields.status), periods }, summaries)
}

fn family_member(member: &Located<written::FamilyMember>) -> Option<FamilyMember> {
    let member = &member.value;
    Some(FamilyMember {
        pseudonym: text(&member.pseudonym)?,
        relation: text(&member.relation),
        involvement: text(&member.involvement),
    })
}

fn parallel(fields: &written::Review) -> Option<Parallel> {
    let parallel = &fields.parallel_processes.as_ref()?.value;
    let proceedings = items(&parallel.items).filter_map(|item| {
        let item = &item.value;
        Some(Proceeding {
            kind: text(&item.kind)?,
            about: text(&item.about),
            status: text(&item.status),
            effect: text(&item.effect),
        })
    });
    Some(Parallel { checked: value(&parallel.checked), items: proceedings.collect() })
}

/// Where people find support, from a list of `{who, how}`.
pub fn support(list: &Option<Located<Vec<Located<written::Support>>>>) -> Option<Vec<Support>> {
    list.as_ref()?;
    let support =
        items(list).filter_map(|entry| Some(Support { who: text(&entry.value.who)?, how: text(&entry.value.how)? }));
    Some(support.collect())
}

/// The words that may stand on no page, from the review's list and from its file of them.
fn restricted(
    fields: &written::Review,
    file: &File<written::Review>,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Restricted {
    let mut terms = Vec::new();
    for (at, term) in items(&fields.restricted_terms).enumerate() {
        if normalised(&term.value).is_empty() {
            diagnostics.push(empty_term(at + 1, &term.place));
            continue;
        }
        terms.push(Term { text: term.value.clone(), number: at + 1, place: term.place.clone() });
    }
    if let Some(list) = &fields.restricted_terms_file {
        match sources.terms(&file.path) {
            Some(Ok(text)) => {
                let listed = listed_terms(text, &list.place);
                let (empty, listed): (Vec<Term>, Vec<Term>) =
                    listed.into_iter().partition(|term| normalised(&term.text).is_empty());
                diagnostics.extend(empty.iter().map(|term| empty_term(term.number, &term.place)));
                if empty.is_empty() && listed.is_empty() {
                    let message = "The file of restricted terms holds no term, so nothing can be checked against it.";
                    let help = "Write one term a line, or take the line `restricted_terms_file` out.";
                    diagnostics.push(Diagnostic::new(&BAD_VALUE, list.place.clone(), message).help(help));
                }
                terms.extend(listed);
            }
            Some(Err(reason)) => {
                let message = format!("The file of restricted terms cannot be read: {reason}.");
                let help = "Check the path; it counts from the folder of this file.";
                diagnostics.push(Diagnostic::new(&UNREADABLE_FILE, list.place.clone(), message).help(help));
            }
            None => {
                let message = "The file of restricted terms was not read, so nothing can be checked against it.";
                let help = "Check the path; it counts from the folder of this file.";
                diagnostics.push(Diagnostic::new(&UNREADABLE_FILE, list.place.clone(), message).help(help));
            }
        }
    }
    Restricted { terms }
}

/// A term of nothing but spaces, hyphens and invisible characters would be found everywhere, or nowhere.
fn empty_term(number: usize, place: &Place) -> Diagnostic {
    let message = format!("Term {number} of the list of restricted terms holds no letter or digit.");
    Diagnostic::new(&BAD_VALUE, place.clone(), message).help("Write the term, or delete the line.").without_excerpt()
}

/// One term a line; `#` begins a comment.
fn listed_terms(text: &str, place: &Place) -> Vec<Term> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    let terms = lines.map(|line| line.split('#').next().unwrap_or("").trim()).filter(|term| !term.is_empty());
    terms.enumerate().map(|(at, term)| Term { text: Arc::from(term), number: at + 1, place: place.clone() }).collect()
}

/// Reports events in a folder that holds no review.
pub fn events_without_review(documents: &Documents, diagnostics: &mut Vec<Diagnostic>) {
    let lonely: BTreeSet<&Slug> =
        documents.events.keys().map(|(review, _)| review).filter(|id| !documents.reviews.contains_key(*id)).collect();
    for ((review, _), file) in documents.events.iter().filter(|((review, _), _)| lonely.contains(review)) {
        let message = format!("This event belongs to the review `{review}`, which has no readable review.yaml.");
        let help = format!("Add content/reviews/{review}/review.yaml, or mend it.");
        diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, Place::file(&file.path), message).help(help));
    }
}
