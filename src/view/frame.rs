//! The frame of a page: everything around its main content, and what paper prints at head and foot.

use serde::Serialize;

use crate::audience::Audience;
use crate::edition::{Event, Review};
use crate::plan::{ACCESSIBILITY, GLOSSARY, PlannedPage, SEARCH, Subject};
use crate::schema::embed::Embed;
use crate::schema::value::Text;
use crate::site::document::DocumentKind;
use crate::theme::{SCRIPT, STYLESHEET};
use crate::view::sheet::Sheet;
use crate::view::{Context, Held, Link, Setting, Size, format, practice, readiness};

/// The policy of every page (`contract.md` section 8).
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'";

/// The view of `page.html` and `not-found.html`.
#[derive(Serialize)]
pub struct PageView {
    /// The language of the page, as in the configuration: `en-GB`.
    pub lang: String,
    /// The page's content security policy, ready for an attribute of the HTML.
    pub policy: &'static str,
    /// The text of the window, unique in the edition.
    pub title: String,
    /// The page's only `h1`.
    pub heading: String,
    /// The site's title.
    pub site_title: String,
    /// What sort of page it is, as a class: `document script`.
    pub class: String,
    /// The protective marking, for screen and paper.
    pub marking: Option<String>,
    /// What paper prints at its edges.
    pub print_title: String,
    /// The event's version, in words: `Version 3`.
    pub version: Option<String>,
    /// What the review is filed under, or its title: paper says which review it belongs to.
    pub reference: Option<String>,
    /// For whom the copy is, in words: `Participant copy`.
    pub audience: String,
    /// The edition's name, for the header.
    pub edition: String,
    /// The way from the page to the edition's folder, with a slash at its end; `asset` needs it.
    pub root: String,
    /// The way to `plenary.css`, where the theme line has it.
    pub stylesheet: Option<String>,
    /// The script of the buttons that print, on pages that have them.
    pub script: Option<String>,
    /// Whether the page is made for paper, and has buttons for it.
    pub printable: bool,
    /// Whether the page is set in large print.
    pub large: bool,
    /// The way to the edition's opening page.
    pub home: String,
    /// The way to the opening page of all guidance.
    pub guidance: Option<Link>,
    /// The way to the glossary, where the edition has one.
    pub glossary: Option<Link>,
    /// The way to the page that searches.
    pub search: Option<Link>,
    /// The pages above this one, topmost first.
    pub crumbs: Vec<Link>,
    /// One line below the heading: the event, its day, its place.
    pub facts: Option<String>,
    /// For whom the copy is, where it is one reader's own.
    pub copy_for: Option<String>,
    /// The finished bodies of the page, as HTML.
    pub bodies: Vec<String>,
    /// Said where the event is not ready: on the facilitator's pages, while something essential is open.
    pub not_ready: Option<readiness::Banner>,
    /// The pages of the same event, by what they are for.
    pub event_pages: Vec<NavigationGroup>,
    /// The page before this one, in reading order.
    pub previous: Option<Link>,
    /// The page after this one, in reading order.
    pub next: Option<Link>,
    /// The accessibility statement.
    pub accessibility: Option<Link>,
    /// The page holds, or may hold, personal information.
    pub personal: bool,
}

/// Pages that are used for one thing.
#[derive(Serialize)]
pub struct NavigationGroup {
    /// None stands for the event at a glance, which needs no word above it.
    pub title: Option<String>,
    /// The pages, in order.
    pub links: Vec<NavigationLink>,
}

/// A link in a list of pages.
#[derive(Serialize)]
pub struct NavigationLink {
    /// The page's heading.
    pub title: String,
    /// The way to the page, relative to this one.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// What a page is about, where that is a review or an event.
struct About<'a> {
    review: Option<&'a Review>,
    event: Option<&'a Event>,
}

fn about<'a>(context: &Context<'a>, subject: &Subject) -> About<'a> {
    let review = match subject {
        Subject::Review { review }
        | Subject::ReviewPage { review, .. }
        | Subject::Event { review, .. }
        | Subject::Document { review, .. }
        | Subject::Pack { review, .. } => context.edition.reviews.get(*review),
        _ => None,
    };
    let event = match subject {
        Subject::Event { event, .. } | Subject::Document { event, .. } | Subject::Pack { event, .. } => {
            review.and_then(|review| review.events.get(*event))
        }
        _ => None,
    };
    About { review, event }
}

/// The protective marking of a page. An event says its own, or has the review's.
pub fn marking(context: &Context, subject: &Subject) -> Option<String> {
    let About { review, event } = about(context, subject);
    let set = |text: Option<&Text>| text.map(ToString::to_string).filter(|text| !text.is_empty());
    match event {
        Some(event) => set(event.open.marking.as_ref()),
        None => set(review.and_then(|review| review.open.marking.as_ref())),
    }
}

/// Makes the frame of a page.
pub fn page(context: &Context, planned: &PlannedPage, bodies: Vec<String>) -> PageView {
    let sheet = Sheet { context: *context, url: &planned.url, prefix: String::new(), level: 2, pack: &[] };
    let words = sheet.words();
    let settings = &context.edition.settings;
    let about = about(context, &planned.subject);
    let audience = context.edition.audience;
    let live = matches!(planned.subject, Subject::Document { kind: DocumentKind::Live, .. });
    let printable = matches!(planned.subject, Subject::Document { .. } | Subject::Pack { .. }) && !live;
    let practised = is_practised(&sheet, &planned.subject);
    let in_site = context.form.setting == Setting::Site;
    PageView {
        lang: settings.language.to_string(),
        policy: CONTENT_SECURITY_POLICY,
        title: planned.title.clone(),
        heading: planned.heading.clone(),
        site_title: settings.title.to_string(),
        class: class(&planned.subject),
        marking: marking(context, &planned.subject),
        print_title: print_title(planned, &about),
        version: about.event.map(|event| words.fill("page.version", &[("version", &event.open.version)])),
        reference: about.review.map(|review| review.open.reference.as_ref().unwrap_or(&review.open.title).to_string()),
        audience: words.get(&copy_key(audience, &planned.subject)).to_owned(),
        edition: words.get(&format!("audience.edition.{audience}")).to_owned(),
        root: sheet.root(),
        stylesheet: context.theme.asset(STYLESHEET).map(|url| sheet.href(url)),
        script: context.theme.asset(SCRIPT).filter(|_| printable || practised).map(|url| sheet.href(url)),
        printable,
        large: context.form.size == Size::Large,
        home: sheet.href("index.html"),
        guidance: sheet.page("guidance/index.html").filter(|_| in_site),
        glossary: sheet.page(GLOSSARY).filter(|_| in_site),
        search: sheet.page(SEARCH).filter(|_| in_site),
        crumbs: planned.crumbs.iter().filter(|_| in_site).map(|way| sheet.link(way)).collect(),
        facts: facts(&sheet, planned, &about),
        copy_for: copy_for(&sheet),
        bodies,
        not_ready: not_ready(&sheet, planned, &about),
        event_pages: if in_site { event_pages(&sheet, planned, &about) } else { Vec::new() },
        previous: planned.previous.as_ref().filter(|_| in_site).map(|way| sheet.link(way)),
        next: planned.next.as_ref().filter(|_| in_site).map(|way| sheet.link(way)),
        accessibility: sheet.page(ACCESSIBILITY).filter(|_| in_site),
        personal: matches!(audience, Audience::Facilitator | Audience::ReviewTeam) && about.review.is_some(),
    }
}

/// Whether a page has something to practise, or to open after thinking.
fn is_practised(sheet: &Sheet, subject: &Subject) -> bool {
    let page = match subject {
        Subject::GuidancePage { page } | Subject::ReviewPage { page, .. } => Some(*page),
        Subject::GuidanceIndex { page } | Subject::Section { page, .. } => *page,
        _ => None,
    };
    let Some(page) = page.and_then(|at| sheet.context.edition.pages.get(at)) else { return false };
    let practises =
        |embed: &Embed| embed.exercise.is_some() || embed.reflection.is_some() || embed.reflections.is_some();
    page.embeds.iter().any(|(embed, _)| practises(embed)) || practice::path(sheet).is_some()
}

/// What the copy calls itself. What the facilitator prints for the people in the room does not warn against them.
fn copy_key(audience: Audience, subject: &Subject) -> String {
    use DocumentKind::{Feedback, GroupSheets, NextSteps, PersonalLearning, Principles};
    match subject {
        Subject::Document { kind: Feedback | GroupSheets | NextSteps | PersonalLearning | Principles, .. }
            if audience == Audience::Facilitator =>
        {
            "audience.for-the-room".to_owned()
        }
        _ => format!("audience.copy.{audience}"),
    }
}

fn class(subject: &Subject) -> String {
    match subject {
        Subject::Home => "home".to_owned(),
        Subject::NotFound => "not-found".to_owned(),
        Subject::Accessibility => "accessibility".to_owned(),
        Subject::Search => "search".to_owned(),
        Subject::GuidanceIndex { .. } | Subject::Section { .. } => "guidance index".to_owned(),
        Subject::GuidancePage { .. } | Subject::ReviewPage { .. } => "guidance".to_owned(),
        Subject::Coverage => "coverage".to_owned(),
        Subject::WorkedExample => "worked-example".to_owned(),
        Subject::Review { .. } => "review".to_owned(),
        Subject::Event { .. } => "event".to_owned(),
        Subject::Document { kind, .. } => format!("document {}", kind.id()),
        Subject::Pack { .. } => "document pack".to_owned(),
    }
}

/// What paper calls the page: its heading and what it belongs to.
fn print_title(planned: &PlannedPage, about: &About) -> String {
    let above = about.event.map(|event| &event.open.title).or_else(|| about.review.map(|review| &review.open.title));
    match above {
        Some(above) if **above != *planned.heading => format!("{} · {above}", planned.heading),
        _ => planned.heading.clone(),
    }
}

/// The line below the heading of an event's pages: its day, its times and its place.
fn facts(sheet: &Sheet, planned: &PlannedPage, about: &About) -> Option<String> {
    let (review, event) = (about.review?, about.event?);
    let words = sheet.words();
    let mut parts = Vec::new();
    if matches!(planned.subject, Subject::Event { .. }) {
        return Some(review.open.title.to_string());
    }
    parts.push(event.open.title.to_string());
    parts.extend(event.open.date.map(|date| format::date(words, date)));
    if let (Some(start), Some(end)) = (event.open.start, event.open.end) {
        parts.push(format::times(words, start, end));
    }
    parts.extend(event.open.venue.as_ref().map(|venue| venue.name.to_string()));
    Some(parts.join(" · "))
}

/// Says for whom a copy is that is one reader's own.
fn copy_for(sheet: &Sheet) -> Option<String> {
    let own = sheet.context.edition.reader.as_ref()?;
    let words = sheet.words();
    Some(match (&own.name, &own.agency) {
        (Some(name), Some(agency)) => words.fill("page.copy-for-of", &[("name", name), ("agency", agency)]),
        (Some(name), None) => words.fill("page.copy-for", &[("name", name)]),
        (None, agency) => words.fill("page.copy-for-agency", &[("agency", agency.as_ref()?)]),
    })
}

fn not_ready(sheet: &Sheet, planned: &PlannedPage, about: &About) -> Option<readiness::Banner> {
    let held = Held { review: about.review?, event: about.event? };
    let own = matches!(planned.subject, Subject::Document { kind: DocumentKind::Readiness, .. });
    readiness::banner(sheet, held).filter(|_| !own)
}

/// The pages of the event that a page belongs to: the glance, then documents by their use, then packs.
fn event_pages(sheet: &Sheet, planned: &PlannedPage, about: &About) -> Vec<NavigationGroup> {
    let (Some(review), Some(event)) = (about.review, about.event) else { return Vec::new() };
    let folder = Held { review, event }.folder();
    let words = sheet.words();
    let mut groups: Vec<NavigationGroup> = Vec::new();
    for page in sheet.context.plan.pages_of(&folder) {
        let (group, title) = match page.subject {
            Subject::Event { .. } => (None, words.get("page.glance").to_owned()),
            Subject::Document { kind, .. } => (Some(purpose_key(kind)), page.heading.clone()),
            _ => (Some("purpose.print".to_owned()), page.heading.clone()),
        };
        let group = group.map(|key| words.get(&key).to_owned());
        let link = NavigationLink { title, href: sheet.href(&page.url), current: page.url == planned.url };
        match groups.last_mut() {
            Some(last) if last.title == group => last.links.push(link),
            _ => groups.push(NavigationGroup { title: group, links: vec![link] }),
        }
    }
    groups
}

fn purpose_key(kind: DocumentKind) -> String {
    format!("purpose.{}", kind.purpose().word())
}
