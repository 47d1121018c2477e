//! Edition → plan: every page and file of one edition, its address, and the ways between them.
//!
//! Nothing is rendered here. A page that is not in the plan does not exist, so links are held against the plan, and
//! addresses that would fall on one another are found before a template runs.

pub mod withheld;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::basis::Basis;
use crate::diagnostic::{Diagnostic, PAGE_COLLISION};
use crate::edition::{Edition, Event, Review, Session};
use crate::html::terms::Terms;
use crate::plan::withheld::makes;
use crate::site::document::DocumentKind;
use crate::site::{Belongs, Pack, Page};
use crate::slug::Slug;
use crate::source::{Place, SourcePath};
use crate::words::Words;

/// The address of the glossary, which every edition has (`contract.md` section 4).
pub const GLOSSARY: &str = "glossary.html";
/// The address of the page of all statements.
const COVERAGE: &str = "guidance/coverage.html";
/// The address of the way through the fictional reviews.
const WORKED_EXAMPLE: &str = "guidance/worked-example.html";

/// A way to a page: what it is called, and its address inside the edition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    pub title: String,
    pub url: String,
}

/// What a page is about. Numbers are places in the edition's own lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Home,
    NotFound,
    /// What is known of how the site serves people with a disability.
    Accessibility,
    /// The page that searches the edition.
    Search,
    /// The opening page of the guidance, with its text where the site has one.
    GuidanceIndex {
        page: Option<usize>,
    },
    /// The opening page of a section.
    Section {
        section: Slug,
        page: Option<usize>,
    },
    GuidancePage {
        page: usize,
    },
    /// Every statement of Annex 6, with what teaches, carries and watches it.
    Coverage,
    /// A way through the fictional reviews.
    WorkedExample,
    Review {
        review: usize,
    },
    ReviewPage {
        review: usize,
        page: usize,
    },
    /// The event at a glance.
    Event {
        review: usize,
        event: usize,
    },
    Document {
        review: usize,
        event: usize,
        kind: DocumentKind,
    },
    /// All documents of a role, as a place in the event's packs.
    Pack {
        review: usize,
        event: usize,
        pack: usize,
    },
}

impl Subject {
    /// The review that a page belongs to, by its place in the edition.
    pub fn review(&self) -> Option<usize> {
        match self {
            Subject::Review { review }
            | Subject::ReviewPage { review, .. }
            | Subject::Event { review, .. }
            | Subject::Document { review, .. }
            | Subject::Pack { review, .. } => Some(*review),
            Subject::Home
            | Subject::NotFound
            | Subject::Accessibility
            | Subject::Search
            | Subject::GuidanceIndex { .. }
            | Subject::Section { .. }
            | Subject::GuidancePage { .. }
            | Subject::Coverage
            | Subject::WorkedExample => None,
        }
    }
}

/// One page of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPage {
    /// The address inside the edition: `reviews/alder/index.html`.
    pub url: String,
    pub subject: Subject,
    /// The page's own heading.
    pub heading: String,
    /// The text of the window: unique in the edition.
    pub title: String,
    /// From the home page down to the page above this one.
    pub crumbs: Vec<Way>,
    pub previous: Option<Way>,
    pub next: Option<Way>,
}

/// A file that is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileSubject {
    Robots,
    /// The words of all pages, for the page that searches them.
    SearchIndex,
    Calendar {
        review: usize,
        event: usize,
    },
    AgendaTable {
        review: usize,
        event: usize,
    },
    MaterialsTable {
        review: usize,
        event: usize,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    pub url: String,
    pub subject: FileSubject,
}

/// All that one edition will hold, its assets and attachments apart.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub pages: Vec<PlannedPage>,
    /// In the order of their addresses.
    pub files: Vec<PlannedFile>,
    /// Where each source's page is, for links between sources.
    pub sources: BTreeMap<SourcePath, String>,
    /// The guidance pages that teach a statement, by its number.
    pub taught: BTreeMap<u8, Vec<Way>>,
    /// The scripts of sessions that rest on a statement, as places among the pages, by its number.
    resting: BTreeMap<u8, Vec<usize>>,
    /// The pages that lead to a page, by the address of that page.
    pub backlinks: BTreeMap<String, Vec<Way>>,
    /// Files beside pages that the edition's pages refer to, with their addresses.
    pub attachments: BTreeMap<SourcePath, String>,
    /// The words that the glossary explains.
    pub terms: Terms,
    /// Where each address stands among the pages.
    places: BTreeMap<String, usize>,
}

impl Plan {
    /// The scripts with a session that rests on one of these, in the order of the pages.
    pub fn resting_on(&self, basis: &[Basis]) -> Vec<&PlannedPage> {
        let statements = basis.iter().filter_map(|basis| match basis {
            Basis::Statement(number) => self.resting.get(number),
            Basis::Wider(_) => None,
        });
        let scripts: BTreeSet<usize> = statements.flatten().copied().collect();
        scripts.into_iter().filter_map(|at| self.pages.get(at)).collect()
    }

    pub fn page(&self, url: &str) -> Option<&PlannedPage> {
        self.pages.get(*self.places.get(url)?)
    }

    /// The file, other than a page, at an address.
    pub fn file(&self, url: &str) -> Option<&PlannedFile> {
        let at = self.files.binary_search_by(|file| file.url.as_str().cmp(url)).ok()?;
        self.files.get(at)
    }

    /// The pages of a review, an event or a section, which stand together, by the folder with its closing slash.
    pub fn pages_of<'p>(&'p self, folder: &'p str) -> impl Iterator<Item = &'p PlannedPage> {
        let first = self.places.get(&format!("{folder}index.html")).copied().unwrap_or(self.pages.len());
        self.pages[first..].iter().take_while(move |page| page.url.starts_with(folder))
    }

    /// The files of an event, by the event's folder with its closing slash.
    pub fn files_of<'p>(&'p self, folder: &'p str) -> impl Iterator<Item = &'p PlannedFile> {
        let first = self.files.partition_point(|file| file.url.as_str() < folder);
        self.files[first..].iter().take_while(move |file| file.url.starts_with(folder))
    }
}

/// The address of the accessibility statement.
pub const ACCESSIBILITY: &str = "accessibility.html";

/// The address of the page that searches.
pub const SEARCH: &str = "search.html";
/// The address of what it searches. It carries no hash, since the page that names it is made before it.
pub const SEARCH_INDEX: &str = "search-index.js";

/// Plans an edition. Addresses follow `contract.md` section 4.
pub fn plan(edition: &Edition, words: &Words) -> Plan {
    let mut plan = Plan::default();
    let home = Way { title: words.get("nav.home").to_owned(), url: "index.html".to_owned() };
    plan.pages.push(planned("index.html", Subject::Home, &edition.settings.title, Vec::new()));
    plan.pages.push(planned("404.html", Subject::NotFound, words.get("page.not-found"), Vec::new()));
    plan.pages.push(planned(SEARCH, Subject::Search, words.get("search.title"), vec![home.clone()]));
    plan.files.push(PlannedFile { url: "robots.txt".to_owned(), subject: FileSubject::Robots });
    plan.files.push(PlannedFile { url: SEARCH_INDEX.to_owned(), subject: FileSubject::SearchIndex });
    glossary(edition, &home, &mut plan);
    guidance(edition, words, &home, &mut plan);
    let own_pages = own_pages(edition);
    let reviews = edition.reviews.par_iter().enumerate();
    let reviews: Vec<Part> =
        reviews.map(|(at, review)| plan_review(edition, (at, review), &own_pages, words, &home)).collect();
    for part in reviews {
        for (script, statements) in part.scripts {
            let at = plan.pages.len() + script;
            statements.into_iter().for_each(|number| plan.resting.entry(number).or_default().push(at));
        }
        plan.pages.extend(part.pages);
        plan.files.extend(part.files);
        plan.sources.extend(part.sources);
    }
    let statement = words.get("accessibility.title");
    plan.pages.push(planned(ACCESSIBILITY, Subject::Accessibility, statement, vec![home]));
    name_windows(&mut plan, &edition.settings.title);
    plan.files.sort_by(|a, b| a.url.cmp(&b.url));
    plan.places = plan.pages.iter().enumerate().map(|(at, page)| (page.url.clone(), at)).collect();
    plan
}

fn planned(url: &str, subject: Subject, heading: &str, crumbs: Vec<Way>) -> PlannedPage {
    PlannedPage {
        url: url.to_owned(),
        subject,
        heading: heading.to_owned(),
        title: String::new(),
        crumbs,
        previous: None,
        next: None,
    }
}

fn way(page: &PlannedPage) -> Way {
    Way { title: page.heading.clone(), url: page.url.clone() }
}

fn is_glossary(name: &Slug) -> bool {
    name.as_str() == "glossary"
}

/// The glossary is written like a page of the guidance, and stands at the top of the edition for everybody.
fn glossary(edition: &Edition, home: &Way, plan: &mut Plan) {
    let written = edition.pages.iter().enumerate().find(
        |(_, page)| matches!(&page.belongs, Belongs::Guidance { section: None, page: Some(name) } if is_glossary(name)),
    );
    let Some((at, page)) = written else { return };
    plan.terms = Terms::read(&page.document);
    plan.sources.insert(page.path.clone(), GLOSSARY.to_owned());
    plan.pages.push(planned(GLOSSARY, Subject::GuidancePage { page: at }, &page.title, vec![home.clone()]));
}

/// What stands in the guidance at its top.
enum Entry<'e> {
    Page { at: usize, page: &'e Page, name: &'e Slug },
    Section(&'e Slug),
}

/// The guidance: an opening page, sections in the order of their own pages, pages in reading order. A section without
/// an `_index.md` has an opening page all the same, so that breadcrumbs lead somewhere.
fn guidance(edition: &Edition, words: &Words, home: &Way, plan: &mut Plan) {
    let guidance: Vec<(usize, &Page, &Option<Slug>, &Option<Slug>)> = edition
        .pages
        .iter()
        .enumerate()
        .filter_map(|(at, page)| match &page.belongs {
            Belongs::Guidance { section: None, page: Some(name) } if is_glossary(name) => None,
            Belongs::Guidance { section, page: name } => Some((at, page.as_ref(), section, name)),
            Belongs::Review { .. } => None,
        })
        .collect();
    if guidance.is_empty() {
        return;
    }
    let opening = |wanted: Option<&Slug>| {
        guidance.iter().find(|(.., section, name)| section.as_ref() == wanted && name.is_none())
    };
    let first = plan.pages.len();
    let index = opening(None);
    let heading = index.map_or(words.get("nav.guidance"), |(_, page, ..)| page.title.as_ref());
    let subject = Subject::GuidanceIndex { page: index.map(|(at, ..)| *at) };
    let index_page = planned("guidance/index.html", subject, heading, vec![home.clone()]);
    let crumbs = vec![home.clone(), way(&index_page)];
    if let Some((_, source, ..)) = index {
        plan.sources.insert(source.path.clone(), index_page.url.clone());
    }
    plan.pages.push(index_page);
    // A page that stands in no section comes among the sections where its order puts it.
    let loose = guidance.iter().filter_map(|(at, page, section, name)| {
        let name = name.as_ref().filter(|_| section.is_none())?;
        Some(((page.order, 0, page.path.as_str()), Entry::Page { at: *at, page, name }))
    });
    let mut sections: Vec<&Slug> = guidance.iter().filter_map(|(.., section, _)| section.as_ref()).collect();
    sections.sort();
    sections.dedup();
    let order = |section: &Slug| opening(Some(section)).map_or(u32::MAX, |(_, page, ..)| page.order);
    let sections = sections.into_iter().map(|section| ((order(section), 1, section.as_str()), Entry::Section(section)));
    let mut entries: Vec<((u32, u8, &str), Entry)> = loose.chain(sections).collect();
    entries.sort_by_key(|(key, _)| *key);
    for (_, entry) in entries {
        let section = match entry {
            Entry::Page { at, page, name } => {
                let url = format!("guidance/{name}.html");
                plan.sources.insert(page.path.clone(), url.clone());
                plan.pages.push(planned(&url, Subject::GuidancePage { page: at }, &page.title, crumbs.clone()));
                continue;
            }
            Entry::Section(section) => section,
        };
        let index = opening(Some(section));
        let heading = index.map_or(section.as_str(), |(_, page, ..)| page.title.as_ref());
        let url = format!("guidance/{section}/index.html");
        let subject = Subject::Section { section: section.clone(), page: index.map(|(at, ..)| *at) };
        let section_page = planned(&url, subject, heading, crumbs.clone());
        let inner: Vec<Way> = crumbs.iter().cloned().chain([way(&section_page)]).collect();
        if let Some((_, source, ..)) = index {
            plan.sources.insert(source.path.clone(), url);
        }
        plan.pages.push(section_page);
        let mut members: Vec<_> =
            guidance.iter().filter(|(.., of, name)| of.as_ref() == Some(section) && name.is_some()).collect();
        members.sort_by_key(|(_, page, ..)| (page.order, page.path.clone()));
        for (at, source, _, name) in members {
            let Some(name) = name else { continue };
            let url = format!("guidance/{section}/{name}.html");
            plan.sources.insert(source.path.clone(), url.clone());
            plan.pages.push(planned(&url, Subject::GuidancePage { page: *at }, &source.title, inner.clone()));
        }
    }
    for (url, subject, wanted, heading) in [
        (COVERAGE, Subject::Coverage, edition.audience != Audience::Participant, "coverage.title"),
        (
            WORKED_EXAMPLE,
            Subject::WorkedExample,
            edition.reviews.iter().any(|review| review.fictional),
            "worked-example.title",
        ),
    ] {
        if wanted {
            plan.pages.push(planned(url, subject, words.get(heading), crumbs.clone()));
        }
    }
    for planned in &plan.pages[first..] {
        let source = match &planned.subject {
            Subject::GuidancePage { page } => edition.pages.get(*page),
            _ => None,
        };
        for basis in source.iter().flat_map(|page| page.basis.iter()) {
            if let Basis::Statement(number) = basis {
                plan.taught.entry(*number).or_default().push(way(planned));
            }
        }
    }
    in_sequence(&mut plan.pages[first..]);
}

/// Joins pages that are read one after another.
fn in_sequence(pages: &mut [PlannedPage]) {
    let ways: Vec<Way> = pages.iter().map(way).collect();
    for (at, page) in pages.iter_mut().enumerate() {
        page.previous = at.checked_sub(1).map(|before| ways[before].clone());
        page.next = ways.get(at + 1).cloned();
    }
}

/// The pages that reviews have of their own, with their places among all pages, by review.
type OwnPages<'e> = BTreeMap<&'e Slug, Vec<(usize, &'e Page, &'e Slug)>>;

fn own_pages(edition: &Edition) -> OwnPages<'_> {
    let mut own = OwnPages::new();
    for (at, page) in edition.pages.iter().enumerate() {
        if let Belongs::Review { review, page: name } = &page.belongs {
            own.entry(review).or_default().push((at, page, name));
        }
    }
    own
}

/// What one review adds to a plan.
#[derive(Default)]
struct Part {
    pages: Vec<PlannedPage>,
    files: Vec<PlannedFile>,
    sources: Vec<(SourcePath, String)>,
    /// Scripts, as places among these pages, and the statements that their sessions rest on.
    scripts: Vec<(usize, BTreeSet<u8>)>,
}

fn plan_review(
    edition: &Edition,
    (at, review): (usize, &Review),
    own_pages: &OwnPages,
    words: &Words,
    home: &Way,
) -> Part {
    let mut part = Part::default();
    let url = format!("reviews/{}/index.html", review.id);
    let source = SourcePath::new(format!("content/reviews/{}/review.yaml", review.id));
    part.sources.push((source, url.clone()));
    let own = planned(&url, Subject::Review { review: at }, &review.open.title, vec![home.clone()]);
    let crumbs = vec![home.clone(), way(&own)];
    part.pages.push(own);
    for (at_page, source, name) in own_pages.get(&review.id).into_iter().flatten() {
        let url = format!("reviews/{}/{name}.html", review.id);
        part.sources.push((source.path.clone(), url.clone()));
        let subject = Subject::ReviewPage { review: at, page: *at_page };
        part.pages.push(planned(&url, subject, &source.title, crumbs.clone()));
    }
    for (event_at, event) in review.events.iter().enumerate() {
        plan_event(edition, (at, event_at), (review, event), words, &crumbs, &mut part);
    }
    part
}

fn plan_event(
    edition: &Edition,
    (review, at): (usize, usize),
    (held_review, event): (&Review, &Event),
    words: &Words,
    crumbs: &[Way],
    plan: &mut Part,
) {
    let folder = format!("reviews/{}/{}", event.review, event.id);
    let source = SourcePath::new(format!("content/reviews/{}/events/{}.yaml", event.review, event.id));
    let url = format!("{folder}/index.html");
    plan.sources.push((source, url.clone()));
    let glance = planned(&url, Subject::Event { review, event: at }, &event.open.title, crumbs.to_vec());
    let inner: Vec<Way> = crumbs.iter().cloned().chain([way(&glance)]).collect();
    plan.pages.push(glance);
    let first = plan.pages.len();
    for kind in DocumentKind::in_reading_order().filter(|kind| makes(edition, held_review, event, *kind)) {
        let url = format!("{folder}/{}.html", kind.id());
        let key = format!("document.{}", kind.id());
        let subject = Subject::Document { review, event: at, kind };
        if kind == DocumentKind::Script {
            plan.scripts.push((plan.pages.len(), statements(event)));
        }
        plan.pages.push(planned(&url, subject, words.get(&key), inner.clone()));
    }
    in_sequence(&mut plan.pages[first..]);
    if event.agenda.is_none() {
        return;
    }
    for (pack_at, pack) in event.packs.iter().enumerate() {
        if pack_documents(edition, held_review, event, pack).is_empty() {
            continue;
        }
        let url = format!("{folder}/pack-{}.html", pack.id);
        let key = format!("pack.{}", pack.id);
        let heading = match words.get(&key) {
            unnamed if unnamed == key => words.fill("pack.other", &[("role", pack.id.as_str())]),
            named => named.to_owned(),
        };
        // The same pack as a wider edition holds it says more than its own readers may see, and says so.
        let heading = match pack.audience == edition.audience {
            true => heading,
            false => words.fill("pack.own-copy", &[("pack", &heading)]),
        };
        plan.pages.push(planned(&url, Subject::Pack { review, event: at, pack: pack_at }, &heading, inner.clone()));
    }
    if edition.audience != Audience::Training {
        let url = format!("{folder}/{}.ics", event.id);
        plan.files.push(PlannedFile { url, subject: FileSubject::Calendar { review, event: at } });
    }
    if makes(edition, held_review, event, DocumentKind::Agenda) {
        let url = format!("{folder}/agenda.csv");
        plan.files.push(PlannedFile { url, subject: FileSubject::AgendaTable { review, event: at } });
    }
    if makes(edition, held_review, event, DocumentKind::Materials) {
        let url = format!("{folder}/materials.csv");
        plan.files.push(PlannedFile { url, subject: FileSubject::MaterialsTable { review, event: at } });
    }
}

/// The statements that the sessions of an event rest on.
fn statements(event: &Event) -> BTreeSet<u8> {
    let sessions = event.agenda.iter().flat_map(|agenda| &agenda.sessions);
    sessions.filter_map(|session| session.facilitator.as_deref()).flat_map(|own| own.statements()).collect()
}

/// Whether some session is held in groups, which need somewhere to go whatever the venue.
fn has_groups(event: &Event) -> bool {
    let in_groups =
        |session: &Session| session.open.groups.is_some_and(|groups| groups > 1) || session.open.tracks.len() > 1;
    event.agenda.as_ref().is_some_and(|agenda| agenda.sessions.iter().any(in_groups))
}

/// Whether an event departs from the usual in something.
fn departs(event: &Event) -> bool {
    event.team.as_ref().is_some_and(|team| !team.waivers.is_empty())
}

/// Whether there is a coverage matrix to show.
fn covers(event: &Event) -> bool {
    event.findings.as_ref().is_some_and(|findings| !findings.coverage.is_empty())
}

/// The documents of a pack that the edition makes, in the pack's order. The event at a glance counts only beside one.
pub fn pack_documents(edition: &Edition, review: &Review, event: &Event, pack: &Pack) -> Vec<Option<DocumentKind>> {
    let made = |held: &&Option<DocumentKind>| held.is_none_or(|kind| makes(edition, review, event, kind));
    let documents: Vec<Option<DocumentKind>> = pack.holds.iter().filter(made).copied().collect();
    if documents.iter().any(Option::is_some) { documents } else { Vec::new() }
}

/// Gives each page the text of its window: its heading and what it stands in, narrowest first. Where two would read
/// the same, the later ones get a number, so that tabs and bookmarks can be told apart.
fn name_windows(plan: &mut Plan, site: &str) {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for page in &mut plan.pages {
        let above = page.crumbs.iter().skip(1).rev().map(|crumb| crumb.title.as_str());
        let mut parts: Vec<&str> = std::iter::once(page.heading.as_str()).chain(above).collect();
        if page.subject != Subject::Home {
            parts.push(site);
        }
        let title = parts.join(" · ");
        let times = used.entry(title.clone()).or_insert(0);
        *times += 1;
        page.title = if *times == 1 { title } else { format!("{title} ({times})") };
    }
}

/// Finds addresses that are alike, or alike but for case, which a Windows share cannot tell apart.
pub fn collisions(plan: &Plan, edition: &Edition) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    let pages = plan.pages.iter().map(|page| page.url.as_str());
    let files = plan.files.iter().map(|file| file.url.as_str());
    let urls = pages.chain(files).chain(plan.attachments.values().map(String::as_str));
    for url in urls {
        if let Some(other) = seen.insert(url.to_lowercase(), url) {
            let source = plan.sources.iter().find(|(_, made)| made.as_str() == url).map(|(path, _)| path.clone());
            let place = Place::file(&source.unwrap_or_else(|| SourcePath::new("config.yaml")));
            let message =
                format!("Two pages of the {} edition would have the address `{url}` (`{other}`).", edition.audience);
            diagnostics
                .push(Diagnostic::new(&PAGE_COLLISION, place, message).help("Give one of the files another name."));
        }
    }
    diagnostics
}
