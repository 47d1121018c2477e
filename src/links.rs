//! Links and anchors: held against the sources, and against the plan of each edition; relative addresses.
//!
//! Authors link to source files, so that links work in an editor too. Here each is followed to the page that the
//! source becomes, or to the file that is published beside it.

pub mod reach;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::audience::Audience;
use crate::diagnostic::{
    AUDIENCE_LEAK, CODES, DEAD_ANCHOR, DEAD_LINK, DUPLICATE_ID, Diagnostic, LINK_LEAVES_EDITION, TRAINING_IS_FICTIONAL,
    UNKNOWN_REFERENCE, did_you_mean, suggestion,
};
use crate::edition::{Edition, Review as ShownReview};
use crate::html::{Context, Target};
use crate::links::reach::{Aim, Reaches};
use crate::markdown::{Document, Link};
use crate::plan::{Plan, Way};
use crate::rules::rules;
use crate::schema::Located;
use crate::schema::blueprint::QuestionsFor;
use crate::schema::embed::Embed;
use crate::schema::value::EventReference;
use crate::site::{Page, Prose, Review, Site, shows_files};
use crate::slug::Slug;
use crate::source::{Place, SourcePath, Sources};
use crate::span::Span;

/// What stands for itself in an address; all else is written as `%XX`.
const RESERVED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'%').add(b'\\');

/// The way from one page of an edition to another, both given by their addresses inside it.
pub fn relative(from: &str, to: &str) -> String {
    let (to, anchor) = to.split_once('#').map_or((to, None), |(to, anchor)| (to, Some(anchor)));
    let from_parts: Vec<&str> = from.split('/').collect();
    let to_parts: Vec<&str> = to.split('/').collect();
    let folders = from_parts.len() - 1;
    let shared = from_parts[..folders].iter().zip(&to_parts[..to_parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut out = if from == to && anchor.is_some() { String::new() } else { "../".repeat(folders - shared) };
    if from != to || anchor.is_none() {
        let parts: Vec<String> =
            to_parts[shared..].iter().map(|part| utf8_percent_encode(part, RESERVED).to_string()).collect();
        out.push_str(&parts.join("/"));
    }
    if let Some(anchor) = anchor {
        out.push('#');
        out.push_str(anchor);
    }
    out
}

/// Where a link of a source leads, by the site's files alone.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Destination<'l> {
    /// Out of the site: another site, a mail address, a telephone number.
    Outside,
    /// An anchor of the same document.
    Here(&'l str),
    /// A source file, and an anchor in it.
    Source(SourcePath, Option<String>),
    /// A path that leaves the site's content.
    Astray,
}

fn destination<'l>(source: &SourcePath, link: &'l str) -> Destination<'l> {
    if let Some(anchor) = link.strip_prefix('#') {
        return Destination::Here(anchor);
    }
    if link.contains(':') && link.split(['/', '#', '?']).next().is_some_and(|head| head.contains(':')) {
        return Destination::Outside;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or(path);
    let decoded = percent_decode_str(path).decode_utf8_lossy().into_owned();
    let mut parts: Vec<&str> = source.folder().split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.is_empty() => return Destination::Astray,
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    let anchor = anchor.map(|anchor| percent_decode_str(anchor).decode_utf8_lossy().into_owned());
    Destination::Source(SourcePath::new(parts.join("/")), anchor)
}

/// The address that a file beside pages gets.
fn attachment_url(path: &SourcePath) -> String {
    path.as_str().strip_prefix("content/").unwrap_or(path.as_str()).to_owned()
}

/// Holds every link of every page and of all prose against the files that there are.
///
/// `reaches` says where the prose of each review leads: only where one of those places is not there, its links are looked
/// at one by one.
pub fn check(site: &Site, all: &Edition, sources: &Sources, reaches: &Reaches) -> Vec<Diagnostic> {
    let pages: BTreeMap<&SourcePath, &Page> = site.pages.iter().map(|page| (&page.path, page.as_ref())).collect();
    let mut diagnostics = Vec::new();
    let mut hold = |document: &Document, path: &SourcePath, whole: Option<&Place>| {
        for link in document.links.iter().filter(|link| !link.refused) {
            let place = whole.cloned().unwrap_or_else(|| Place::new(path, link.span));
            diagnostics.extend(check_link(document, path, link, place, &pages, sources));
        }
    };
    for page in &site.pages {
        hold(&page.document, &page.path, None);
        for prose in &page.embedded {
            hold(&prose.document, &page.path, Some(&narrowed(&prose.place, &prose.document, sources)));
        }
    }
    let missing = |(target, anchor): &Aim| !is_there(target, anchor.as_deref(), &pages, sources);
    let missing: Vec<bool> = reaches.aims.iter().map(missing).collect();
    let doubtful = reaches.leading_to(all, &missing, true);
    for prose in library_prose(all).into_iter().chain(doubtful.into_iter().flat_map(review_prose)) {
        hold(&prose.document, &prose.place.path, Some(&narrowed(&prose.place, &prose.document, sources)));
    }
    diagnostics
}

/// The place of a link inside a scalar: its own words where they stand there once, else the scalar.
fn narrowed(place: &Place, document: &Document, sources: &Sources) -> Place {
    let found = || {
        let [link] = document.links.as_slice() else { return None };
        let text = sources.get(&place.path)?.as_text()?.get(place.span.start..place.span.end)?;
        let at = text.find(&link.destination)?;
        let start = place.span.start + at;
        Some(Place::new(&place.path, Span::new(start, start + link.destination.len())))
    };
    found().unwrap_or_else(|| place.clone())
}

/// Whether a file that is linked to is there, with a page or bytes of its own, and the anchor in it.
fn is_there(
    target: &SourcePath,
    anchor: Option<&str>,
    pages: &BTreeMap<&SourcePath, &Page>,
    sources: &Sources,
) -> bool {
    if let Some(page) = pages.get(target) {
        return anchor.is_none_or(|anchor| anchor.is_empty() || page.document.anchors.contains(anchor));
    }
    let becomes_page = becomes_page(target);
    let file = sources.get(target).filter(|file| becomes_page || file.as_text().is_none() || !is_source(target));
    file.is_some() && !(becomes_page && anchor.is_some())
}

/// Whether a definition has a page: a review and an event have, of the same address whatever they hold.
fn becomes_page(target: &SourcePath) -> bool {
    target.file_name() == "review.yaml" || target.folder().ends_with("/events")
}

fn check_link(
    document: &Document,
    path: &SourcePath,
    link: &Link,
    place: Place,
    pages: &BTreeMap<&SourcePath, &Page>,
    sources: &Sources,
) -> Option<Diagnostic> {
    match destination(path, &link.destination) {
        Destination::Outside => None,
        Destination::Here(anchor) => missing_anchor(anchor, &document.anchors, "this page", place),
        Destination::Astray => {
            let message = format!("The link `{}` leads out of the site's folder.", link.destination);
            Some(Diagnostic::new(&DEAD_LINK, place, message).help("Link to a file under content/."))
        }
        Destination::Source(target, anchor) if is_there(&target, anchor.as_deref(), pages, sources) => None,
        // It is there, and left out for what its examples say.
        Destination::Source(target, _)
            if shows_files(&target) && sources.get(&target).is_some() && !pages.contains_key(&target) =>
        {
            None
        }
        Destination::Source(target, anchor) => {
            if let Some(page) = pages.get(&target) {
                return missing_anchor(&anchor?, &page.document.anchors, &format!("`{target}`"), place);
            }
            match anchor.filter(|_| becomes_page(&target) && sources.get(&target).is_some()) {
                Some(anchor) => {
                    let message = format!("There is no anchor `#{anchor}` on the page of `{target}`.");
                    Some(Diagnostic::new(&DEAD_ANCHOR, place, message).help("Link to the file alone."))
                }
                None => Some(dead(link, &target, place, sources)),
            }
        }
    }
}

fn is_source(path: &SourcePath) -> bool {
    matches!(path.extension(), "yaml" | "md")
}

fn dead(link: &Link, target: &SourcePath, place: Place, sources: &Sources) -> Diagnostic {
    if sources.get(target).is_some() {
        let message = format!("The link `{}` leads to a file that has no page of its own.", link.destination);
        let help = "Link to a page, a review.yaml or an event; venues and blueprints are shown inside other pages.";
        return Diagnostic::new(&DEAD_LINK, place, message).help(help);
    }
    let message = format!("The link `{}` leads nowhere: there is no file `{target}`.", link.destination);
    let help = match near_source(target, sources) {
        Some(path) => format!("Did you mean `{}`?", relative_source(&place.path, path.as_str())),
        None if link.destination.starts_with("www.") => {
            format!("To lead to another site, write `https://{}`.", link.destination)
        }
        None if target.extension() == "html" => "Link to the source file, such as `then-and-now.md`.".to_owned(),
        None => "Check the path; it counts from the folder of this file.".to_owned(),
    };
    Diagnostic::new(&DEAD_LINK, place, message).help(help)
}

/// A file of the same sort whose name is near to the one that is not there; one in the same folder first.
fn near_source<'s>(target: &SourcePath, sources: &'s Sources) -> Option<&'s SourcePath> {
    let extension = if target.extension() == "html" { "md" } else { target.extension() };
    let mut known: Vec<&SourcePath> =
        sources.under("content").map(|source| &source.path).filter(|path| path.extension() == extension).collect();
    known.sort_by_key(|path| path.folder() != target.folder());
    let stem = did_you_mean(target.stem(), known.iter().map(|path| path.stem()))?;
    known.into_iter().find(|path| path.stem() == stem)
}

/// A path as it would be written in another source.
fn relative_source(from: &SourcePath, to: &str) -> String {
    relative(from.as_str(), to)
}

fn missing_anchor(anchor: &str, anchors: &BTreeSet<String>, page: &str, place: Place) -> Option<Diagnostic> {
    if anchor.is_empty() || anchors.contains(anchor) {
        return None;
    }
    let message = format!("There is no heading `#{anchor}` on {page}.");
    let help =
        suggestion(anchor, anchors.iter().map(String::as_str)).unwrap_or_else(|| "The page has no headings.".into());
    Some(Diagnostic::new(&DEAD_ANCHOR, place, message).help(help))
}

/// Reports links of one edition's pages to pages that only other editions hold. Their text stays.
pub fn leaving(edition: &Edition, plan: &Plan, sources: &Sources, reaches: &Reaches) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut hold = |document: &Document, path: &SourcePath, whole: Option<&Place>| {
        for link in &document.links {
            let Destination::Source(target, _) = destination(path, &link.destination) else { continue };
            // What shows files is the facilitator's: where even theirs lacks it, it was left out for what it says.
            let left_out = shows_files(&target) && edition.audience == Audience::Facilitator;
            if left_out || !leaves(&target, edition, plan, sources) {
                continue;
            }
            let place = whole.cloned().unwrap_or_else(|| Place::new(path, link.span));
            let what = if is_source(&target) { "page" } else { "file" };
            let message = format!(
                "The {} edition does not hold the {what} that this link leads to, so it shows the words alone.",
                edition.audience
            );
            let help = "Open the other page to this audience, or close this one, or leave the link out.";
            diagnostics.push(Diagnostic::new(&LINK_LEAVES_EDITION, place, message).help(help));
        }
    };
    for page in &edition.pages {
        hold(&page.document, &page.path, None);
        page.embedded.iter().for_each(|prose| hold(&prose.document, &page.path, Some(&prose.place)));
    }
    let outside: Vec<bool> = reaches.aims.iter().map(|(target, _)| leaves(target, edition, plan, sources)).collect();
    let doubtful = reaches.leading_to(edition, &outside, false);
    for prose in library_prose(edition).into_iter().chain(doubtful.into_iter().flat_map(review_prose)) {
        hold(&prose.document, &prose.place.path, Some(&prose.place));
    }
    diagnostics
}

/// Whether a source has a page, or a file beside pages is held, in other editions only.
fn leaves(target: &SourcePath, edition: &Edition, plan: &Plan, sources: &Sources) -> bool {
    let is_held = plan.sources.contains_key(target) || edition.attachments.contains(target);
    !is_held && sources.get(target).is_some()
}

/// The files beside pages that an edition's pages and prose refer to, and what they are called there.
pub fn attachments(edition: &Edition, reaches: &Reaches) -> BTreeMap<SourcePath, String> {
    let documents = edition.pages.iter().flat_map(|page| {
        let embedded = page.embedded.iter().map(|prose| &prose.document);
        std::iter::once(&page.document).chain(embedded).map(|document| (document, &page.path))
    });
    let prose = library_prose(edition);
    let documents = documents.chain(prose.iter().map(|prose| (&prose.document, &prose.place.path)));
    let mut wanted = BTreeSet::new();
    for (document, path) in documents {
        for link in &document.links {
            if let Destination::Source(target, _) = destination(path, &link.destination) {
                wanted.insert(target);
            }
        }
    }
    let is_attachment = |target: &SourcePath| edition.attachments.contains(target);
    let of_reviews = reaches.used().map(|(target, _)| target).filter(|target| is_attachment(target));
    let all = wanted.iter().filter(|target| is_attachment(target)).chain(of_reviews);
    all.map(|target| (target.clone(), attachment_url(target))).collect()
}

/// Who links to each page: by the address of the page that is linked to.
pub fn backlinks(edition: &Edition, plan: &Plan) -> BTreeMap<String, Vec<Way>> {
    let mut backlinks: BTreeMap<String, BTreeSet<Way>> = BTreeMap::new();
    let titles: BTreeMap<&str, &str> =
        plan.pages.iter().map(|page| (page.url.as_str(), page.heading.as_str())).collect();
    for page in &edition.pages {
        let Some(from) = plan.sources.get(&page.path) else { continue };
        let title = titles.get(from.as_str()).copied().unwrap_or(&page.title);
        for link in &page.document.links {
            if let Destination::Source(target, _) = destination(&page.path, &link.destination)
                && let Some(to) = plan.sources.get(&target)
                && to != from
            {
                let way = Way { title: title.to_owned(), url: from.clone() };
                backlinks.entry(to.clone()).or_default().insert(way);
            }
        }
    }
    backlinks.into_iter().map(|(url, ways)| (url, ways.into_iter().collect())).collect()
}

/// Every piece of prose that an edition holds.
pub fn all_prose(edition: &Edition) -> Vec<Prose> {
    let mut prose = library_prose(edition);
    prose.extend(edition.reviews.iter().flat_map(review_prose));
    prose
}

/// The prose of the blueprints that an edition holds.
fn library_prose(edition: &Edition) -> Vec<Prose> {
    edition.library.question_sets.values().filter_map(|set| set.intro.clone()).collect()
}

/// The prose of one review and its events.
fn review_prose(review: &ShownReview) -> Vec<Prose> {
    let mut prose: Vec<Prose> = Vec::new();
    let mut add = |text: &Option<Prose>| prose.extend(text.iter().cloned());
    add(&review.open.overview);
    if let Some(facilitator) = &review.facilitator {
        add(&facilitator.overview);
        facilitator.summaries.iter().for_each(&mut add);
    }
    for event in &review.events {
        add(&event.open.purpose);
        add(&event.open.conduct);
        add(&event.open.message_from_chair);
        for views in event.facilitator.iter().filter_map(|facilitator| facilitator.family_views.as_ref()) {
            add(&views.text);
        }
        for session in event.agenda.iter().flat_map(|agenda| agenda.sessions.iter()) {
            add(&session.open.task);
            if let Some(facilitator) = &session.facilitator {
                add(&facilitator.purpose);
                add(&facilitator.script);
                add(&facilitator.transition);
            }
        }
    }
    prose
}

/// Links of one page as its edition knows them.
pub struct PageLinks<'a> {
    pub edition: &'a Edition,
    pub plan: &'a Plan,
    /// The address of the page that is being made.
    pub from: &'a str,
    /// The source that the prose stands in.
    pub source: &'a SourcePath,
}

impl Context for PageLinks<'_> {
    fn link(&self, link: &Link) -> Target {
        match destination(self.source, &link.destination) {
            Destination::Outside | Destination::Here(_) => Target::Href(link.destination.clone()),
            Destination::Astray => Target::Text,
            Destination::Source(target, anchor) => {
                let url = match self.plan.sources.get(&target) {
                    Some(url) => Some(url.clone()),
                    None if self.edition.attachments.contains(&target) => Some(attachment_url(&target)),
                    None => None,
                };
                match (url, anchor) {
                    (Some(url), Some(anchor)) => Target::Href(relative(self.from, &format!("{url}#{anchor}"))),
                    (Some(url), None) => Target::Href(relative(self.from, &url)),
                    (None, _) => Target::Text,
                }
            }
        }
    }
}

/// What is wrong with the `embed` blocks of a site: mistakes of their own, and what they would show to a reader who
/// may not see it, with the edition that this keeps from being written.
#[derive(Debug, Default)]
pub struct EmbedFindings {
    pub mistakes: Vec<Diagnostic>,
    pub leaks: Vec<(Audience, Diagnostic)>,
}

/// Holds what pages embed against what there is, and against what their readers may see.
pub fn check_embeds(site: &Site) -> EmbedFindings {
    let mut findings = EmbedFindings::default();
    for page in &site.pages {
        unique_exercises(page, &mut findings.mistakes);
        for (embed, place) in &page.embeds {
            known_embed(site, embed, &mut findings.mistakes);
            leaking_embed(site, page, embed, place, &mut findings.leaks);
        }
    }
    findings
}

/// Exercises and questions to think over are linked to by their ids, so each has its own in a page.
fn unique_exercises(page: &Page, mistakes: &mut Vec<Diagnostic>) {
    let ids = page.embeds.iter().filter_map(|(embed, _)| {
        let exercise = embed.exercise.as_ref().and_then(|exercise| exercise.value.id.as_ref());
        exercise.or_else(|| embed.reflection.as_ref().and_then(|reflection| reflection.value.id.as_ref()))
    });
    let mut first: BTreeMap<&Slug, &Place> = BTreeMap::new();
    for id in ids {
        if let Some(before) = first.get(&id.value) {
            let message = format!("The id `{}` is used twice on this page.", id.value);
            let twice = Diagnostic::new(&DUPLICATE_ID, id.place.clone(), message);
            mistakes.push(twice.label((*before).clone(), "first used here").help("Give one of the two another id."));
        } else {
            first.insert(&id.value, &id.place);
        }
    }
}

fn known_embed(site: &Site, embed: &Embed, mistakes: &mut Vec<Diagnostic>) {
    let library = &site.library;
    let mut hold = |id: &Option<Located<Slug>>, what: &str, known: Vec<&str>| {
        let Some(id) = id.as_ref().filter(|id| !known.contains(&id.value.as_str())) else { return };
        let message = format!("There is no {what} `{}` to embed.", id.value);
        let help = suggestion(id.value.as_str(), known.iter().copied()).unwrap_or_else(|| "Check the name.".to_owned());
        mistakes.push(Diagnostic::new(&UNKNOWN_REFERENCE, id.place.clone(), message).help(help));
    };
    hold(&embed.questions, "question set", library.question_sets.keys().map(Slug::as_str).collect());
    hold(&embed.checklist, "checklist", library.checklists.keys().map(Slug::as_str).collect());
    hold(&embed.principles, "set of working principles", library.principles.keys().map(Slug::as_str).collect());
    hold(&embed.rule, "rule", rules().map(|rule| rule.id).chain(CODES.iter().map(|code| code.id)).collect());
    if let Some(reference) = &embed.agenda
        && embedded_event(site, &reference.value).is_none()
    {
        let known = site
            .reviews
            .iter()
            .flat_map(|review| review.events.iter().map(|event| format!("{}/{}", review.id, event.id)));
        let known: Vec<String> = known.collect();
        let message = "There is no such event to embed the agenda of.";
        let help = suggestion(reference.value.event.as_str(), known.iter().map(String::as_str))
            .unwrap_or_else(|| "Write `agenda: <review>/<event>`.".to_owned());
        mistakes.push(Diagnostic::new(&UNKNOWN_REFERENCE, reference.place.clone(), message).help(help));
    }
}

fn embedded_event<'s>(site: &'s Site, reference: &EventReference) -> Option<&'s Review> {
    let wanted = reference.review.as_ref()?;
    let review = site.reviews.iter().find(|held| held.id == *wanted)?;
    review.events.iter().any(|event| event.id == reference.event).then_some(review)
}

fn leaking_embed(site: &Site, page: &Page, embed: &Embed, place: &Place, leaks: &mut Vec<(Audience, Diagnostic)>) {
    if let Some(reference) = &embed.agenda
        && page.audiences.contains(&Audience::Training)
        && let Some(review) = embedded_event(site, &reference.value)
        && !review.fictional
    {
        let message =
            format!("Training pages can only use fictional reviews, and `{}` is not marked as one.", review.id);
        let help = "Take `training` out of the page's `audience`, or embed a fictional review.";
        let leak = Diagnostic::new(&TRAINING_IS_FICTIONAL, reference.place.clone(), message).help(help);
        leaks.push((Audience::Training, leak));
    }
    let questions_closed = embed.questions.as_ref().is_some_and(|id| {
        site.library.question_sets.get(&id.value).is_some_and(|set| set.used_for != QuestionsFor::Preparation)
    });
    let closed = embed.checklist.is_some() || embed.rule.is_some() || questions_closed;
    if closed && page.audiences.contains(&Audience::Participant) {
        let message = "This page is open to participants, and what it embeds is not.";
        let help = "Take `participant` out of the page's `audience`, or leave this block out.";
        let leak = Diagnostic::new(&AUDIENCE_LEAK, place.clone(), message).help(help);
        leaks.push((Audience::Participant, leak));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_pages_are_relative() {
        for (from, to, way) in [
            ("index.html", "index.html", "index.html"),
            ("index.html", "guidance/index.html", "guidance/index.html"),
            ("guidance/a.html", "guidance/b.html", "b.html"),
            ("guidance/x/a.html", "reviews/r/e/script.html#s1", "../../reviews/r/e/script.html#s1"),
            ("guidance/x/a.html", "guidance/x/a.html#then", "#then"),
            ("reviews/r/e/agenda.html", "index.html", "../../../index.html"),
            ("a.html", "b c.png", "b%20c.png"),
        ] {
            assert_eq!(relative(from, to), way, "{from} -> {to}");
        }
    }

    #[test]
    fn destinations_are_followed_from_the_source() {
        let source = SourcePath::new("content/guidance/x/a.md");
        let to = |link: &'static str| destination(&source, link);
        let file =
            |path: &str, anchor: Option<&str>| Destination::Source(SourcePath::new(path), anchor.map(str::to_owned));
        assert_eq!(to("../b.md#then"), file("content/guidance/b.md", Some("then")));
        assert_eq!(to("./c%20d.png"), file("content/guidance/x/c d.png", None));
        assert_eq!(to("../../../../etc/passwd"), Destination::Astray);
        assert_eq!(to("https://example.org/a.md"), Destination::Outside);
        assert_eq!(to("#here"), Destination::Here("here"));
    }
}
