//! What an edition may not hold, gathered from the site that it was cut from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use aho_corasick::nfa::contiguous::NFA;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::documents;
use crate::edition::{Edition, Event, Review, Session};
use crate::folding::normalised;
use crate::links::all_prose;
use crate::markdown::{Options, blocks_text, parse_fragment};
use crate::scan::passages::{Ends, Passages, Trail};
use crate::schema::value::Text;
use crate::site::coverage::TAGS;
use crate::site::{Belongs, Page, Prose, Site, Term, shows_files};
use crate::slug::Slug;
use crate::source::{Origin, Place, Source, Sources};

/// A restricted text counts from so many words on: shorter ones turn up by chance.
const LEAST_WORDS: usize = 5;
/// A restricted term of fewer letters is sought as a word of its own: `Ann` stands inside `planning`.
const LEAST_LETTERS_INSIDE: usize = 5;

/// What one edition may not hold, ready to be sought.
#[derive(Debug)]
pub struct Sought {
    /// Finds all needles in one pass.
    pub finder: Option<NFA>,
    pub needles: Vec<Needle>,
    pub own: Arc<OwnTexts>,
    /// Which of the own texts it may hold.
    pub open: Vec<bool>,
    /// Ids of people, which may stand in no address and no attribute.
    pub ids: BTreeMap<String, Place>,
    pub audience: Audience,
    /// Those who may not read it, in words.
    pub readers: String,
    /// What came of a leak, in words.
    pub outcome: &'static str,
    /// The hash of all that is sought.
    pub basis: blake3::Hash,
}

impl Sought {
    /// Says what does not happen where something leaks.
    pub fn stopping(self, outcome: &'static str) -> Sought {
        Sought { outcome, ..self }
    }
}

/// Something that is sought letter by letter.
#[derive(Debug)]
pub struct Needle {
    /// Its letters, spelt as all texts are.
    pub pattern: String,
    pub what: What,
    /// Whether it is sought as a word of its own.
    pub whole: bool,
}

impl Needle {
    /// Something that is sought as a word of its own; nothing where it has no letter or digit, and so would be found anywhere.
    fn new(pattern: String, what: What) -> Option<Needle> {
        let needle = Needle { pattern, what, whole: true };
        (needle.letters() > 0).then_some(needle)
    }

    fn letters(&self) -> usize {
        self.pattern.chars().filter(|c| c.is_alphanumeric()).count()
    }
}

#[derive(Debug)]
pub enum What {
    Term { term: Term, review: Slug },
    Text { text: String, place: Place },
    Name { name: Text, place: Place },
}

impl What {
    /// What somebody wrote, and where that is.
    pub fn written(&self) -> (&str, &Place) {
        match self {
            What::Term { term, .. } => (term.text.as_ref(), &term.place),
            What::Text { text, place } => (text.as_str(), place),
            What::Name { name, place } => (name.as_ref(), place),
        }
    }
}

/// Gathers what an edition may not hold: restricted terms of every review of the whole site, texts and names that
/// only a narrower audience may see, and ids of people. `whole` is the site before `--only` took anything out.
pub fn sought(whole: &Site, own: &Arc<OwnTexts>, edition: &Edition) -> Sought {
    let mut needles: Vec<Needle> = Vec::new();
    for review in &whole.reviews {
        for term in &review.restricted.terms {
            let what = What::Term { term: term.clone(), review: review.id.clone() };
            let needle = Needle::new(normalised(&term.text), what);
            needles.extend(needle.map(|needle| Needle { whole: needle.letters() < LEAST_LETTERS_INSIDE, ..needle }));
        }
    }
    let open = open_texts(own, edition);
    for at in own.short.iter().copied().filter(|at| !open[*at]) {
        let (text, place) = own.at(at);
        needles.extend(Needle::new(text.to_owned(), What::Text { text: text.to_owned(), place: place.clone() }));
    }
    let hides_names = edition_hides_names(edition.audience);
    let open_names = if hides_names { open_names(edition) } else { BTreeSet::new() };
    let mut ids = BTreeMap::new();
    for review in &whole.reviews {
        for person in &review.team.people {
            ids.insert(person.id.to_string(), person.place.clone());
            let Some(name) = person.name.as_ref().filter(|_| hides_names) else { continue };
            let pattern = normalised(name);
            // A name of one word ("Gray") is also a colour, a place, a firm: only a full name is sought. One that stands
            // in the built-in guidance ("Second Reviewer") gives nobody away.
            if pattern.contains(' ') && !open_names.contains(&pattern) && !own.impersonal_names.contains(&pattern) {
                needles.extend(Needle::new(pattern, What::Name { name: name.clone(), place: person.place.clone() }));
            }
        }
    }
    for (contact, place) in others_contacts(whole, edition) {
        let pattern = normalised(&contact);
        needles.extend(Needle::new(pattern.clone(), What::Text { text: pattern, place }));
    }
    let finder = NFA::new(needles.iter().map(|needle| &needle.pattern)).ok().filter(|_| !needles.is_empty());
    let readers = match &edition.reader {
        Some(_) => "the reader of this copy".to_owned(),
        None => format!("readers of the {} edition", edition.audience),
    };
    let outcome = "The edition was not written.";
    let basis = basis(&needles, own, &open, &ids);
    Sought { finder, needles, own: own.clone(), open, ids, audience: edition.audience, readers, outcome, basis }
}

fn basis(needles: &[Needle], own: &OwnTexts, open: &[bool], ids: &BTreeMap<String, Place>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&text.len().to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for needle in needles {
        add(&needle.pattern);
        add(if needle.whole { "whole" } else { "anywhere" });
    }
    add("closed");
    (0..open.len()).filter(|at| !open[*at]).for_each(|at| add(own.at(at).0));
    add("ids");
    ids.keys().for_each(|id| add(id));
    hasher.finalize()
}

/// How to reach the links of other people, which a copy that is one reader's own may not say.
fn others_contacts(whole: &Site, edition: &Edition) -> Vec<(String, Place)> {
    let Some(reader) = &edition.reader else { return Vec::new() };
    let own = |contact: &Text| {
        reader.links.iter().any(|link| [&link.email, &link.phone].into_iter().flatten().any(|held| held == contact))
    };
    let mut found = Vec::new();
    for (held, review) in edition
        .reviews
        .iter()
        .filter_map(|held| Some((held, whole.reviews.iter().find(|review| review.id == held.id)?)))
    {
        let events = review.events.iter().filter(|event| held.events.iter().any(|held| held.id == event.id));
        for link in events.flat_map(|event| event.team.participants.iter()).filter_map(|who| who.link.as_ref()) {
            let contacts = [&link.email, &link.phone].into_iter().flatten().filter(|contact| !own(contact));
            found.extend(contacts.map(|contact| (contact.to_string(), link.place.clone())));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Facilitators and the Review Team may know everybody's name.
fn edition_hides_names(audience: Audience) -> bool {
    matches!(audience, Audience::Participant | Audience::Training)
}

/// The names that an edition's own values hold, so that its readers may know them.
fn open_names(edition: &Edition) -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        edition.reader.iter().flat_map(|reader| reader.name.iter()).map(|name| normalised(name)).collect();
    for event in edition.reviews.iter().flat_map(|review| review.events.iter()) {
        let links = event.open.attending.iter().flat_map(|agency| agency.links.iter());
        let people = event.open.facilitators.iter().chain(&event.open.note_taker).chain(&event.open.observers);
        names.extend(people.chain(links).map(|person| normalised(&person.name)));
        // Whom the facilitator's groups name, a training reader of a fictional review may know too.
        if let Some(views) = event.facilitator.as_ref().and_then(|facilitator| facilitator.family_views.as_ref()) {
            names.extend(views.shared_by.iter().map(|name| normalised(name)));
        }
        let leads = event.agenda.iter().flat_map(|agenda| agenda.sessions.iter());
        let leads = leads.filter_map(|session| session.facilitator.as_ref());
        names.extend(leads.flat_map(|session| session.lead.iter()).map(|lead| normalised(&lead.name)));
    }
    names
}

/// Texts of five words or more from the reviews' own files, as they are sought, each with its place.
#[derive(Debug, Default)]
pub struct OwnTexts {
    passages: Passages,
    places: Vec<Place>,
    /// Those that are not found as passages, by their places among all.
    short: Vec<usize>,
    /// Those that stand in what plenary itself brings along.
    impersonal: BTreeSet<usize>,
    /// The names of people that stand there.
    impersonal_names: BTreeSet<String>,
}

impl OwnTexts {
    /// Makes some texts ready to be found.
    pub fn of(texts: impl IntoIterator<Item = (String, Place)>) -> OwnTexts {
        let (texts, places): (Vec<String>, Vec<Place>) = texts.into_iter().unzip();
        let (passages, short) = Passages::of(texts);
        OwnTexts { passages, places, short, ..OwnTexts::default() }
    }

    /// A text by its place among all, and where it was written.
    pub fn at(&self, at: usize) -> (&str, &Place) {
        (self.passages.text(at), &self.places[at])
    }

    /// Looks through one stretch of a text for the beginnings of those that are not open: see [`Passages::ends`].
    pub fn ends(&self, open: &[bool], stretch: &str) -> Option<Ends> {
        self.passages.ends(stretch, |at| is_closed(open, at))
    }

    /// Whether one that is not open may begin before a stretch and go on in it.
    pub fn crosses(&self, open: &[bool], trail: &mut Trail, ends: &Ends) -> bool {
        trail.crosses(&self.passages, ends, &|at| is_closed(open, at))
    }

    /// Tells which of them stand in a text, beside those that are open.
    pub fn find_closed(&self, open: &[bool], text: &str, found: impl FnMut(usize)) {
        self.passages.find(text, |at| is_closed(open, at), found);
    }

    /// Tells which of them stand in a text.
    fn find(&self, text: &str, mut found: impl FnMut(usize)) {
        self.short.iter().copied().filter(|at| text.contains(self.passages.text(*at))).for_each(&mut found);
        self.passages.find(text, |_| true, found);
    }
}

fn is_closed(open: &[bool], at: usize) -> bool {
    !open.get(at).copied().unwrap_or(true)
}

/// Gathers the texts of the reviews' own files: every value of their YAML, whatever field it stands in, and every
/// paragraph of their pages. What of it an edition may hold is found out for each edition, so that a field which nobody
/// has opened is sought without anybody's having to think of it.
pub fn own_texts(site: &Site, values: &[Arc<documents::OwnTexts>], sources: &Sources) -> OwnTexts {
    let paragraphs_of = |(text, place): &(String, Place)| {
        let (document, _) = parse_fragment(place, text, Options::default());
        blocks_text(&document).into_iter().map(|paragraph| (normalised(&paragraph), place.clone())).collect::<Vec<_>>()
    };
    let of_file = |file: &Arc<documents::OwnTexts>| {
        file.iter().filter(|(text, _)| is_long(text)).flat_map(paragraphs_of).collect::<Vec<_>>()
    };
    let values = values.par_iter().flat_map_iter(of_file);
    let mut texts: BTreeMap<String, Place> = values.collect();
    for page in &site.pages {
        if matches!(page.belongs, Belongs::Review { .. }) {
            let place = Place::file(&page.path);
            let embedded = page.embedded.iter().flat_map(|prose| blocks_text(&prose.document));
            let found = blocks_text(&page.document).into_iter().chain(embedded);
            texts.extend(found.map(|text| (normalised(&text), place.clone())));
        }
    }
    texts.retain(|text, _| is_long(text));
    let own = OwnTexts::of(texts);
    let impersonal: Vec<String> = built_in_texts(site, sources).par_iter().map(|text| normalised(text)).collect();
    let impersonal_names = names_in(site, &impersonal);
    OwnTexts { impersonal: standing_in(&own, &impersonal), impersonal_names, ..own }
}

fn is_long(text: &str) -> bool {
    text.split_whitespace().nth(LEAST_WORDS - 1).is_some()
}

/// The names of people, as they are sought, that stand in some texts.
fn names_in(site: &Site, texts: &[String]) -> BTreeSet<String> {
    let people = site.reviews.iter().flat_map(|review| &review.team.people);
    let names: BTreeSet<String> =
        people.filter_map(|person| person.name.as_ref()).map(|name| normalised(name)).collect();
    let names: Vec<String> = names.into_iter().filter(|name| name.contains(' ')).collect();
    let Ok(finder) = AhoCorasick::new(&names) else { return BTreeSet::new() };
    let hits = texts.par_iter().flat_map_iter(|text| finder.find_overlapping_iter(text));
    hits.map(|hit| names[hit.pattern().as_usize()].clone()).collect()
}

/// Which own texts stand in some texts.
fn standing_in(own: &OwnTexts, texts: &[String]) -> BTreeSet<usize> {
    let in_text = |text: &String| {
        let mut found = Vec::new();
        own.find(text, |at| found.push(at));
        found
    };
    texts.par_iter().flat_map_iter(in_text).collect()
}

/// Which own texts stand in a field that an edition holds, so that its readers may read them anywhere.
fn open_texts(own: &OwnTexts, edition: &Edition) -> Vec<bool> {
    if edition.audience == Audience::Facilitator {
        return vec![true; own.places.len()];
    }
    let texts: Vec<String> = texts(edition).par_iter().map(|text| normalised(text)).collect();
    let mut open = vec![false; own.places.len()];
    for at in standing_in(own, &texts).iter().chain(&own.impersonal) {
        open[*at] = true;
    }
    open
}

/// Every text that an edition holds. Prose counts paragraph by paragraph.
fn texts(edition: &Edition) -> Vec<String> {
    let mut texts = Vec::new();
    // What a blueprint says stands in many events, and is one text.
    let prose: BTreeMap<Place, Prose> =
        all_prose(edition).into_iter().map(|prose| (prose.place.clone(), prose)).collect();
    texts.extend(prose.values().flat_map(|prose| blocks_text(&prose.document)));
    let mut add = |text: &str| texts.push(text.to_owned());
    edition.reader.iter().flat_map(|reader| reader.name.iter()).for_each(|name| add(name));
    let settings = &edition.settings;
    add(&settings.title);
    [&settings.committee, &settings.contact].into_iter().flatten().for_each(|text| add(text));
    // A review's own page is its own field, and built-in guidance knows of no review. What a site's own guidance
    // repeats from a closed field is a leak.
    for page in edition.pages.iter().filter(|page| matches!(page.belongs, Belongs::Review { .. })) {
        page_texts(page).iter().for_each(|text| add(text));
    }
    for set in edition.library.question_sets.values() {
        add(&set.title);
        set.questions.iter().for_each(|question| add(&question.ask));
    }
    edition.library.principles.values().flat_map(|set| set.principles.iter()).for_each(|text| add(text));
    edition.library.checklists.values().flat_map(|list| list.items.iter()).for_each(|item| add(&item.what));
    for review in &edition.reviews {
        review_texts(review, &mut add);
        review.events.iter().for_each(|event| event_texts(event, &mut add));
    }
    texts
}

fn page_texts(page: &Page) -> Vec<String> {
    let mut texts = blocks_text(&page.document);
    texts.extend(page.embedded.iter().flat_map(|prose| blocks_text(&prose.document)));
    texts.push(page.title.to_string());
    texts.extend(page.summary.iter().map(|summary| summary.to_string()));
    texts
}

/// The texts of the guidance, the blueprints and the interface that the binary carries, what statements say among them, and what
/// sessions can cover: they know of no review, so what stands in them gives nobody away. Files are taken whole, for what
/// stands in blocks and fields, and pages block by block besides.
fn built_in_texts(site: &Site, sources: &Sources) -> Vec<String> {
    // What shows how files are written quotes a site: it is about people, if invented ones.
    let impersonal = |source: &&Source| source.origin == Origin::BuiltIn && !shows_files(&source.path);
    let words = sources.under("themes").filter(|source| source.path.as_str().contains("/words/"));
    let whole = sources.under("content").chain(words).filter(impersonal);
    let whole = whole.filter_map(|source| source.as_text().map(ToString::to_string));
    let built_in = |page: &&Arc<Page>| sources.get(&page.path).is_some_and(|source| impersonal(&source));
    let pages = site.pages.iter().filter(built_in).flat_map(|page| page_texts(page));
    whole.chain(pages).chain(TAGS.iter().map(|tag| tag.meaning.to_owned())).collect()
}

fn review_texts(review: &Review, add: &mut dyn FnMut(&str)) {
    let open = &review.open;
    add(&open.title);
    [&open.reference, &open.committee, &open.contact, &open.area, &open.marking, &open.pronouns]
        .into_iter()
        .flatten()
        .for_each(|text| add(text));
    add(&open.pseudonym);
    for agency in &open.agencies {
        add(&agency.name);
        add(&agency.short);
    }
    open.public_periods.iter().for_each(|text| add(text));
    for period in review.story.iter().flat_map(|story| story.periods.iter()) {
        add(&period.label);
    }
    for member in review.facilitator.iter().flat_map(|facilitator| facilitator.family.iter()) {
        add(&member.pseudonym);
        [&member.relation, &member.involvement].into_iter().flatten().for_each(|text| add(text));
    }
    let Some(team) = &review.team else { return };
    for item in team.parallel.iter().flat_map(|parallel| parallel.items.iter()) {
        add(&item.kind);
        [&item.about, &item.status, &item.effect].into_iter().flatten().for_each(|text| add(text));
    }
    for person in &team.people {
        add(&person.title);
        let more = [&person.name, &person.service_area, &person.link_reason, &person.email, &person.phone];
        more.into_iter().flatten().for_each(|text| add(text));
    }
}

fn event_texts(event: &Event, add: &mut dyn FnMut(&str)) {
    let open = &event.open;
    add(&open.title);
    add(&open.version);
    open.marking.iter().for_each(|text| add(text));
    open.principles.iter().for_each(|text| add(text));
    for support in &open.support {
        add(&support.who);
        add(&support.how);
    }
    let links = open.attending.iter().flat_map(|agency| agency.links.iter());
    for person in open.facilitators.iter().chain(&open.note_taker).chain(&open.observers).chain(links) {
        add(&person.name);
        [&person.title, &person.agency, &person.email, &person.phone].into_iter().flatten().for_each(|text| add(text));
    }
    open.attending.iter().flat_map(|agency| agency.roles.iter()).for_each(|role| add(role));
    open.follow_up.iter().for_each(|told| add(&told.text));
    if let Some(private) = &event.private {
        private.watch_for.iter().for_each(|watch| add(&watch.note));
        private.needs.iter().for_each(|(_, need)| add(need));
    }
    for waiver in event.team.iter().flat_map(|team| team.waivers.iter()) {
        add(&waiver.reason);
        add(&waiver.agreed_by);
    }
    event.agenda.iter().flat_map(|agenda| agenda.sessions.iter()).for_each(|session| session_texts(session, add));
}

fn session_texts(session: &Session, add: &mut dyn FnMut(&str)) {
    add(&session.title);
    for track in &session.open.tracks {
        add(&track.title);
        track.place.iter().for_each(|place| add(place));
    }
    if let Some(team) = &session.team {
        team.prompts.iter().for_each(|prompt| add(prompt));
        team.notes_focus.iter().for_each(|focus| add(focus));
        team.materials.iter().for_each(|material| add(&material.item));
    }
    if let Some(facilitator) = &session.facilitator {
        let lists = [&facilitator.listen_for, &facilitator.if_stuck, &facilitator.cues];
        lists.into_iter().flatten().for_each(|text| add(text));
        facilitator.tracks.iter().flat_map(|track| track.prompts.iter()).for_each(|prompt| add(&prompt.ask));
    }
}
