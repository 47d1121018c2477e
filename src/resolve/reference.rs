//! Looking names up, and saying what was meant when they name nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::diagnostic::{DUPLICATE_ID, Diagnostic, UNKNOWN_COVERAGE, UNKNOWN_REFERENCE, did_you_mean, suggestion};
use crate::markdown;
use crate::schema::Located;
use crate::schema::value;
use crate::site::{Person, Prose, ProseText, Settings};
use crate::slug::Slug;
use crate::source::{Place, SourcePath};
use crate::span::Span;

/// Finds what an id names; reports one that names nothing.
pub fn find<'m, T>(
    id: &Located<Slug>,
    what: &str,
    known: &'m BTreeMap<Slug, T>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'m T> {
    let found = known.get(&id.value);
    if found.is_none() {
        unknown(&id.value, &id.place, what, known.keys().map(Slug::as_str), diagnostics);
    }
    found
}

/// Finds a person; reports an id that names nobody, with the one whose name or job is meant where there is just one.
pub fn find_person<'m>(
    id: &Located<Slug>,
    people: &'m BTreeMap<Slug, Arc<Person>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'m Arc<Person>> {
    let found = people.get(&id.value);
    if found.is_none() {
        let message = format!("There is no person `{}`.", id.value);
        let ids = || people.keys().map(Slug::as_str);
        let help = match (did_you_mean(id.value.as_str(), ids()), called(id.value.as_str(), people)) {
            (None, Some(person)) => format!("Did you mean `{}`, {}?", person.id, person.title),
            _ => suggestion(id.value.as_str(), ids()).unwrap_or_else(|| "Add the person first.".to_owned()),
        };
        diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, id.place.clone(), message).help(help));
    }
    found
}

/// The only person whose name or job holds these words: `administrator`, `quill`.
fn called<'m>(typed: &str, people: &'m BTreeMap<Slug, Arc<Person>>) -> Option<&'m Person> {
    let words = typed.replace('-', " ");
    let alike = |text: &str| words.len() > 3 && text.to_lowercase().contains(&words);
    let mut alike = people.values().filter(|person| alike(&person.title) || person.name.as_deref().is_some_and(alike));
    alike.next().filter(|_| alike.next().is_none()).map(Arc::as_ref)
}

/// Reports an id that names nothing.
pub fn unknown<'a>(
    id: &Slug,
    place: &Place,
    what: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    diagnostics: &mut Vec<Diagnostic>,
) {
    unknown_in(id, place, (what, ""), known, diagnostics);
}

/// Reports an id that names nothing of its kind in one place: "no room `x` at this venue".
pub fn unknown_in<'a>(
    id: &Slug,
    place: &Place,
    (what, whereabouts): (&str, &str),
    known: impl IntoIterator<Item = &'a str> + Clone,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let message = format!("There is no {what} `{id}`{whereabouts}.");
    let help =
        suggestion(id.as_str(), known).unwrap_or_else(|| format!("Add the {what} first, or leave this line out."));
    diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, place.clone(), message).help(help));
}

/// Reports ids that are used twice in one list, and gives the map of the first of each.
pub fn unique<'a, T>(
    items: impl IntoIterator<Item = (&'a Located<Slug>, T)>,
    what: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Slug, T> {
    let mut first: BTreeMap<Slug, (Place, T)> = BTreeMap::new();
    for (id, item) in items {
        if let Some((place, _)) = first.get(&id.value) {
            diagnostics.push(twice(&id.value, &id.place, place, what));
        } else {
            first.insert(id.value.clone(), (id.place.clone(), item));
        }
    }
    first.into_iter().map(|(id, (_, item))| (id, item)).collect()
}

pub fn twice(id: &Slug, place: &Place, first: &Place, what: &str) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_ID, place.clone(), format!("The {what} `{id}` stands twice."))
        .label(first.clone(), "first used here")
        .help("Give one of the two another id.")
}

/// Reports tags that no vocabulary knows.
pub fn known_tags<'a>(
    tags: impl IntoIterator<Item = &'a Located<Slug>>,
    vocabulary: &std::collections::BTreeSet<Slug>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for tag in tags {
        if !vocabulary.contains(&tag.value) {
            let message = format!("`{}` is not a known coverage tag.", tag.value);
            let help = suggestion(tag.value.as_str(), vocabulary.iter().map(Slug::as_str))
                .unwrap_or_else(|| "A kind's `requires` can name new ones.".to_owned());
            diagnostics.push(Diagnostic::new(&UNKNOWN_COVERAGE, tag.place.clone(), message).help(help));
        }
    }
}

/// The values of a list, without their places.
pub fn values<T: Clone>(list: &Option<Located<Vec<Located<T>>>>) -> Vec<T> {
    items(list).map(|item| item.value.clone()).collect()
}

/// The entries of a list that may not be there.
pub fn items<T>(list: &Option<Located<Vec<Located<T>>>>) -> impl Iterator<Item = &Located<T>> {
    list.iter().flat_map(|list| list.value.iter())
}

/// The value of a field, if it is there.
pub fn value<T: Clone>(field: &Option<Located<T>>) -> Option<T> {
    field.as_ref().map(|located| located.value.clone())
}

/// Text that says something: an empty one overrides what would be inherited, and then stands for nothing.
pub fn text(field: &Option<Located<value::Text>>) -> Option<value::Text> {
    value(field).filter(|text| !text.is_empty())
}

/// Prose, and what is wrong with it.
type ReadProse = (Prose, Vec<Diagnostic>);

/// How prose is read, and what was read already: what a blueprint says stands in many events, and is one text.
#[derive(Debug)]
pub struct Reading {
    options: markdown::Options,
    shared: RwLock<BTreeMap<SourcePath, BTreeMap<Span, ReadProse>>>,
}

impl Reading {
    pub fn new(settings: &Settings) -> Reading {
        let options = markdown::Options { unsafe_html: settings.unsafe_html };
        Reading { options, shared: RwLock::default() }
    }

    /// What was read already of what stands outside the reviews.
    fn known(&self, place: &Place) -> Option<ReadProse> {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        shared.get(&place.path)?.get(&place.span).cloned()
    }

    fn keep(&self, place: &Place, read: &ReadProse) {
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        shared.entry(place.path.clone()).or_default().insert(place.span, read.clone());
    }

    fn read(&self, field: &Located<value::Prose>) -> ReadProse {
        let (document, found) = markdown::parse_fragment(&field.place, &field.value.0, self.options);
        (Arc::new(ProseText { document, place: field.place.clone() }), found)
    }
}

/// Parses prose; an empty one stands for nothing.
pub fn prose(
    field: &Option<Located<value::Prose>>,
    reading: &Reading,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Prose> {
    let field = field.as_ref().filter(|field| !field.value.0.trim().is_empty())?;
    let own = field.place.path.as_str().starts_with("content/reviews/");
    let known = if own { None } else { reading.known(&field.place) };
    let (prose, found) = known.unwrap_or_else(|| {
        let read = reading.read(field);
        if !own {
            reading.keep(&field.place, &read);
        }
        read
    });
    diagnostics.extend(found);
    Some(prose)
}
