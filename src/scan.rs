//! The second lock: every finished output of an edition, searched for what may not be in it.
//!
//! The first lock is `edition`, which leaves nothing to leak. This one looks at the bytes all the same: pages, tables,
//! calendars, file names, attributes and comments, in one pass over all that is sought (`contract.md` section 9).

pub mod markup;
pub mod ours;
pub mod packed;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::diagnostic::{AUDIENCE_LEAK, Diagnostic, RESTRICTED_TERM};
use crate::documents;
use crate::edition::{Edition, Event, Review, Session};
use crate::folding::{Terms, normalised};
use crate::links::all_prose;
use crate::markdown::{Options, blocks_text, parse_fragment};
use crate::output::Output;
use crate::plan::SEARCH_INDEX;
use crate::scan::text::{Readable, readable};
use crate::schema::value::Text;
use crate::site::{Belongs, Page, Site, Term, shows_files};
use crate::slug::Slug;
use crate::source::{Origin, Place, Source, SourcePath, Sources};
use crate::span::Span;

/// A restricted text counts from so many words on: shorter ones turn up by chance.
const LEAST_WORDS: usize = 5;
/// A restricted term of fewer letters is sought as a word of its own: `Ann` stands inside `planning`.
const LEAST_LETTERS_INSIDE: usize = 5;

/// What one edition may not hold, ready to be sought.
#[derive(Debug)]
pub struct Sought {
    finder: Option<AhoCorasick>,
    needles: Vec<Needle>,
    /// Ids of people, which may stand in no address and no attribute.
    ids: BTreeMap<String, Place>,
    audience: Audience,
    /// Those who may not read it, in words.
    readers: String,
    /// What came of a leak, in words.
    outcome: &'static str,
}

impl Sought {
    /// Says what does not happen where something leaks.
    pub fn stopping(self, outcome: &'static str) -> Sought {
        Sought { outcome, ..self }
    }
}

#[derive(Debug)]
struct Needle {
    what: What,
    /// Whether it is sought as a word of its own.
    whole: bool,
}

#[derive(Debug)]
enum What {
    Term { term: Term, review: Slug },
    Text { text: String, place: Place },
    Name { name: Text, place: Place },
}

/// Gathers what an edition may not hold: restricted terms of every review of the whole site, texts and names that
/// only a narrower audience may see, and ids of people. `whole` is the site before `--only` took anything out.
pub fn sought(whole: &Site, own: &OwnTexts, edition: &Edition, sources: &Sources) -> Sought {
    let mut patterns: Vec<String> = Vec::new();
    let mut needles = Vec::new();
    for review in &whole.reviews {
        for term in &review.restricted.terms {
            let pattern = normalised(&term.text);
            let letters = pattern.chars().filter(|c| c.is_alphanumeric()).count();
            if letters > 0 {
                let what = What::Term { term: term.clone(), review: review.id.clone() };
                needles.push(Needle { what, whole: letters < LEAST_LETTERS_INSIDE });
                patterns.push(pattern);
            }
        }
    }
    for (pattern, place) in closed_texts(own, edition, sources) {
        needles.push(Needle { what: What::Text { text: pattern.clone(), place }, whole: true });
        patterns.push(pattern);
    }
    let hides_names = edition_hides_names(edition.audience);
    let open_names = if hides_names { open_names(edition) } else { BTreeSet::new() };
    let impersonal = if hides_names { built_in_texts(edition, sources) } else { Vec::new() };
    let impersonal: String = impersonal.iter().map(|text| normalised(text) + "\n").collect();
    let mut ids = BTreeMap::new();
    for review in &whole.reviews {
        for person in &review.team.people {
            ids.insert(person.id.to_string(), person.place.clone());
            let Some(name) = person.name.as_ref().filter(|_| hides_names) else { continue };
            let pattern = normalised(name);
            // A name of one word ("Gray") is also a colour, a place, a firm: only a full name is sought. One that stands
            // in the built-in guidance ("Second Reviewer") gives nobody away.
            if pattern.contains(' ') && !open_names.contains(&pattern) && !impersonal.contains(&pattern) {
                needles
                    .push(Needle { what: What::Name { name: name.clone(), place: person.place.clone() }, whole: true });
                patterns.push(pattern);
            }
        }
    }
    for (contact, place) in others_contacts(whole, edition) {
        let pattern = normalised(&contact);
        needles.push(Needle { what: What::Text { text: pattern.clone(), place }, whole: true });
        patterns.push(pattern);
    }
    let finder = AhoCorasick::new(&patterns).ok().filter(|_| !patterns.is_empty());
    let readers = match &edition.reader {
        Some(_) => "the reader of this copy".to_owned(),
        None => format!("readers of the {} edition", edition.audience),
    };
    Sought { finder, needles, ids, audience: edition.audience, readers, outcome: "The edition was not written." }
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
pub struct OwnTexts(BTreeMap<String, Place>);

/// Gathers the texts of the reviews' own files: every value of their YAML, whatever field it stands in, and every
/// paragraph of their pages. What of it an edition may hold is found out for each edition, so that a field which nobody
/// has opened is sought without anybody's having to think of it.
pub fn own_texts(site: &Site, values: &[Arc<documents::OwnTexts>]) -> OwnTexts {
    let paragraphs_of = |(text, place): &(String, Place)| {
        let (document, _) = parse_fragment(place, text, Options::default());
        blocks_text(&document).into_iter().map(|paragraph| (normalised(&paragraph), place.clone())).collect::<Vec<_>>()
    };
    let of_file = |file: &Arc<documents::OwnTexts>| {
        file.iter().filter(|(text, _)| is_long(text)).flat_map(paragraphs_of).collect::<Vec<_>>()
    };
    let values = values.par_iter().flat_map_iter(of_file);
    let mut own: BTreeMap<String, Place> = values.collect();
    for page in &site.pages {
        if matches!(page.belongs, Belongs::Review { .. }) {
            let place = Place::file(&page.path);
            let embedded = page.embedded.iter().flat_map(|prose| blocks_text(&prose.document));
            let texts = blocks_text(&page.document).into_iter().chain(embedded);
            own.extend(texts.map(|text| (normalised(&text), place.clone())));
        }
    }
    own.retain(|text, _| is_long(text));
    OwnTexts(own)
}

fn is_long(text: &str) -> bool {
    text.split_whitespace().nth(LEAST_WORDS - 1).is_some()
}

/// Own texts that stand in no field which the edition holds.
fn closed_texts(own: &OwnTexts, edition: &Edition, sources: &Sources) -> BTreeMap<String, Place> {
    if edition.audience == Audience::Facilitator {
        return BTreeMap::new();
    }
    let mut closed = own.0.clone();
    for repeated in repeated_in(&closed, &texts(edition, sources)) {
        closed.remove(&repeated);
    }
    closed
}

/// Which of many texts stand in others, in one pass over each.
fn repeated_in(patterns: &BTreeMap<String, Place>, texts: &[String]) -> BTreeSet<String> {
    let patterns: Vec<&String> = patterns.keys().collect();
    let Ok(finder) = AhoCorasick::new(&patterns) else { return BTreeSet::new() };
    let found = texts.par_iter().flat_map_iter(|text| {
        let text = normalised(text);
        let hits: BTreeSet<usize> = finder.find_overlapping_iter(&text).map(|hit| hit.pattern().as_usize()).collect();
        hits.into_iter()
    });
    found.collect::<BTreeSet<usize>>().into_iter().map(|at| patterns[at].clone()).collect()
}

/// Every text that an edition holds. Prose counts paragraph by paragraph.
fn texts(edition: &Edition, sources: &Sources) -> Vec<String> {
    let mut texts = Vec::new();
    for prose in all_prose(edition) {
        texts.extend(blocks_text(&prose.document));
    }
    let mut add = |text: &str| texts.push(text.to_owned());
    edition.reader.iter().flat_map(|reader| reader.name.iter()).for_each(|name| add(name));
    let settings = &edition.settings;
    add(&settings.title);
    [&settings.committee, &settings.contact].into_iter().flatten().for_each(|text| add(text));
    // A review's own page is its own field, and built-in guidance knows of no review. What a site's own guidance
    // repeats from a closed field is a leak.
    built_in_texts(edition, sources).iter().for_each(|text| add(text));
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

/// The texts of the guidance and the blueprints that the binary carries: they know of no review, so what stands in them
/// gives nobody away. Files are taken whole, for what stands in blocks and fields, and pages block by block besides.
fn built_in_texts(edition: &Edition, sources: &Sources) -> Vec<String> {
    let built_in = |page: &Page| sources.get(&page.path).is_some_and(|source| source.origin == Origin::BuiltIn);
    // What shows how files are written quotes a site: it is about people, if invented ones.
    let impersonal = |source: &&Source| source.origin == Origin::BuiltIn && !shows_files(&source.path);
    let whole = sources.under("content").filter(impersonal);
    let whole = whole.filter_map(|source| source.as_text().map(ToString::to_string));
    let pages = edition.pages.iter().filter(|page| built_in(page)).flat_map(|page| page_texts(page));
    whole.chain(pages).collect()
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

/// Something that was found, by its place among what was sought.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hit {
    Needle(usize),
    Id(String),
    /// A file that holds more than could be searched, by its address.
    TooMuch(String),
}

/// Searches outputs. Each thing found is one leak, which names the pages that it is on.
pub fn scan(sought: &Sought, outputs: &[Output], sources: &Sources) -> Vec<Diagnostic> {
    if let Some(blind) = blind(sought) {
        return vec![blind];
    }
    // One output is searched here and now: whoever waits for a single page does not queue behind a whole build.
    let found: Vec<(Hit, &str)> = match outputs {
        [output] => hits_on(sought, output).collect(),
        _ => outputs.par_iter().flat_map_iter(|output| hits_on(sought, output)).collect(),
    };
    let mut pages: BTreeMap<Hit, Vec<&str>> = BTreeMap::new();
    for (hit, url) in found {
        pages.entry(hit).or_default().push(url);
    }
    // The index repeats what stands on a page, and that page is where somebody looks.
    pages.values_mut().filter(|urls| urls.len() > 1).for_each(|urls| urls.retain(|url| *url != SEARCH_INDEX));
    let told = |(hit, urls): (Hit, Vec<&str>)| leak(sought, &hit, &where_it_is(sought, &hit, &urls), sources);
    pages.into_iter().map(told).collect()
}

/// A search that cannot be made stops the edition.
fn blind(sought: &Sought) -> Option<Diagnostic> {
    let needle = sought.needles.first().filter(|_| sought.finder.is_none())?;
    let place = match &needle.what {
        What::Term { term, .. } => &term.place,
        What::Text { place, .. } | What::Name { place, .. } => place,
    };
    let message = format!("The {} edition could not be searched for leaks. {}", sought.audience, sought.outcome);
    let help = "Restricted terms and texts are too many or too long to search for at once: shorten the lists.";
    Some(Diagnostic::new(&AUDIENCE_LEAK, place.clone(), message).help(help).without_excerpt())
}

fn hits_on<'o>(sought: &Sought, output: &'o Output) -> impl Iterator<Item = (Hit, &'o str)> + use<'o> {
    hits(sought, output).into_iter().map(|hit| (hit, output.url.as_str()))
}

fn hits(sought: &Sought, output: &Output) -> BTreeSet<Hit> {
    let mut found = BTreeSet::new();
    let Readable { text, addresses, too_much } = readable(output, &|word| sought.ids.contains_key(word));
    if let Some(finder) = &sought.finder {
        for hit in finder.find_overlapping_iter(&text) {
            let at = hit.pattern().as_usize();
            if !sought.needles[at].whole || stands_alone(&text, hit.start(), hit.end()) {
                found.insert(Hit::Needle(at));
            }
        }
    }
    found.extend(addresses.into_iter().map(Hit::Id));
    found.extend(too_much.then(|| Hit::TooMuch(output.url.clone())));
    found
}

/// Whether a stretch of text has no letter or digit right before or behind it.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Names the first pages, and counts the rest. An address may hold the very term that no message says.
fn where_it_is(sought: &Sought, hit: &Hit, urls: &[&str]) -> String {
    const NAMED: usize = 3;
    let audience = sought.audience;
    let term = match hit {
        Hit::Needle(at) => match &sought.needles[*at].what {
            What::Term { term, .. } => Terms::of([term.text.as_ref()]),
            _ => Terms::default(),
        },
        Hit::Id(_) | Hit::TooMuch(_) => Terms::default(),
    };
    let name = |url: &&str| match term.stand_in(url) {
        true => format!("a page of the {audience} edition whose address holds it"),
        false => format!("{audience}/{url}"),
    };
    let named: Vec<String> = urls.iter().take(NAMED).map(name).collect();
    match urls.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn leak(sought: &Sought, hit: &Hit, pages: &str, sources: &Sources) -> Diagnostic {
    let outcome = sought.outcome;
    let needle = match hit {
        Hit::Needle(at) => &sought.needles[*at],
        Hit::Id(id) => {
            let place = sought.ids[id].clone();
            let message = format!("The id of a person stands in an address or attribute of {pages}. {outcome}");
            let help = "Give the person an id that is no ordinary word, such as a role code.";
            return Diagnostic::new(&AUDIENCE_LEAK, place, message).help(help);
        }
        Hit::TooMuch(url) => {
            let path = SourcePath::new(format!("content/{url}"));
            let message = format!("{pages} unpacks to more than can be searched for leaks. {outcome}");
            let help = "Save a smaller copy of the file, or split it, and link to that.";
            return Diagnostic::new(&AUDIENCE_LEAK, Place::file(&path), message).help(help);
        }
    };
    let (what, own) = match &needle.what {
        What::Term { term, .. } => (term.text.as_ref(), &term.place),
        What::Text { text, place } => (text.as_str(), place),
        What::Name { name, place } => (name.as_ref(), place),
    };
    let holder = holder_of(what, own, sources);
    let with_own = |leak: Diagnostic, label: &str| if holder.is_some() { leak.label(own.clone(), label) } else { leak };
    let place = holder.clone().unwrap_or_else(|| own.clone());
    match &needle.what {
        What::Term { term, review } => {
            let number = term.number;
            let message =
                format!("Term {number} of the list of restricted terms of `{review}` appears on {pages}. {outcome}");
            let help = "Find it in the files that make this page, or in their names, and write it in other words.";
            // A file whose own name holds the term is not named either.
            let named = Terms::of([what]).stand_in(place.path.as_str());
            let place = if named { own.clone() } else { place };
            Diagnostic::new(&RESTRICTED_TERM, place, message).help(help).without_excerpt()
        }
        What::Text { .. } => {
            let message = format!("A text that is not for {} appears on {pages}. {outcome}", sought.readers);
            let help = "Take it out where it is repeated, or write it there in other words.";
            with_own(Diagnostic::new(&AUDIENCE_LEAK, place, message).help(help), "the text that is repeated")
        }
        What::Name { .. } => {
            let message =
                format!("The name of somebody whom {} may not know appears on {pages}. {outcome}", sought.readers);
            let help = "Write the role instead of the name.";
            with_own(Diagnostic::new(&AUDIENCE_LEAK, place, message).help(help), "the person")
        }
    }
}

/// The source that holds what leaked, apart from the file that it belongs in.
fn holder_of(text: &str, own: &Place, sources: &Sources) -> Option<Place> {
    let pattern = normalised(text);
    // A file of the site's own is where somebody can mend it.
    let of = |origin| sources.under("content").filter(move |source| source.origin == origin);
    of(Origin::Site).chain(of(Origin::BuiltIn)).filter(|source| source.path != own.path).find_map(|source| {
        let text = source.as_text()?;
        let line = text.lines().find(|line| normalised(line).contains(&pattern))?;
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        Some(Place::new(&source.path, Span::new(start, start)))
    })
}
