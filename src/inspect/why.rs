//! Why a page is there, and what it is made from; or why it is not there.

use std::collections::BTreeSet;

use crate::audience::Audience;
use crate::diagnostic::{did_you_mean, suggestion};
use crate::edition::{Event, Review};
use crate::inspect::Inspected;
use crate::pipeline::Staged;
use crate::plan::withheld::{Withheld, withheld};
use crate::plan::{FileSubject, PlannedPage, Subject, pack_documents};
use crate::site::document::DocumentKind;
use crate::site::{Belongs, Page, shows_files};
use crate::source::{Origin, SourcePath};

/// An answer: a sentence or two, and lists under headings.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub about: Vec<String>,
    pub lists: Vec<(String, Vec<String>)>,
    /// Whether what was asked about is there.
    pub there: bool,
}

impl Answer {
    fn absent(reason: String) -> Answer {
        Answer { about: vec![reason], ..Answer::default() }
    }

    fn list(&mut self, heading: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.lists.push((heading.to_owned(), lines));
        }
    }
}

/// Answers for the path of an output (`facilitator/reviews/…`, with or without the folder that it was built into), of a
/// source, or for an event as `plenary list` names it. Nothing where the path is neither.
pub fn why(inspected: &Inspected, path: &str) -> Option<Answer> {
    let path = path.trim_start_matches("./");
    let out = format!("{}/", inspected.compiled.site.settings.out.trim_start_matches("./"));
    let inside = path.strip_prefix(&out).unwrap_or(path);
    if let Some((edition, url)) = inside.split_once('/')
        && let Some(audience) = Audience::from_name(edition)
    {
        return Some(of_output(inspected, audience, url));
    }
    let events = inspected.compiled.site.reviews.iter().flat_map(|review| &review.events);
    let event = events.into_iter().find(|event| format!("{}/{}", event.review, event.id) == path);
    let source = event.map_or_else(|| SourcePath::new(path), |event| event.path.clone());
    inspected.sources.get(&source).is_some().then(|| of_source(inspected, &source))
}

// ── outputs ───────────────────────────────────────────────────────────────────────────────────────────────────────

fn of_output(inspected: &Inspected, audience: Audience, url: &str) -> Answer {
    if inspected.compiled.stops {
        let reason = "The content has errors, so nothing is built. `plenary check` shows them.";
        return Answer::absent(reason.to_owned());
    }
    let Some(staged) = inspected.edition(audience) else {
        return Answer::absent(format!("There is no {audience} edition: `editions` in config.yaml leaves it out."));
    };
    // An address may name a folder, or leave the ending out.
    let ends = ["", "index.html", "/index.html", ".html"];
    let found = ends.iter().map(|end| format!("{url}{end}")).find(|url| staged.urls().any(|held| held == url));
    match found {
        Some(url) => there(inspected, staged, &url),
        None => absent(inspected, staged, url),
    }
}

fn there(inspected: &Inspected, staged: &Staged, url: &str) -> Answer {
    let audience = staged.edition.audience;
    let mut answer = Answer { there: true, ..Answer::default() };
    let mut made_from = BTreeSet::new();
    if let Some(page) = staged.plan.page(url) {
        answer.about.push(described(staged, page));
        answer.about.extend(rule(inspected, staged, &page.subject));
        made_from = sources_of(inspected, staged, &page.subject);
    } else if let Some(file) = staged.plan.file(url) {
        let what = match file.subject {
            FileSubject::SearchIndex => "It holds the words of this edition's pages, for the page that searches them.",
            FileSubject::Robots => "It asks search engines to stay away. Every edition has it.",
            FileSubject::Calendar { .. } => "It is the event for a diary.",
            FileSubject::AgendaTable { .. } => "It is the agenda as a table, for a spreadsheet.",
            FileSubject::MaterialsTable { .. } => "It is the list of materials as a table, for a spreadsheet.",
        };
        answer.about.push(what.to_owned());
        if let FileSubject::Calendar { review, event }
        | FileSubject::AgendaTable { review, event }
        | FileSubject::MaterialsTable { review, event } = file.subject
        {
            made_from = sources_of(inspected, staged, &Subject::Event { review, event });
        }
    } else if let Some((source, _)) = staged.plan.attachments.iter().find(|(_, at)| at.as_str() == url) {
        answer.about.push("A page of this edition refers to it, so it is published as it is.".to_owned());
        made_from.insert(source.clone());
    } else {
        answer.about.push("It belongs to the theme. Its name holds a hash of what is in it.".to_owned());
    }
    let (own, built_in): (Vec<&SourcePath>, Vec<&SourcePath>) =
        made_from.iter().partition(|path| !is_built_in(inspected, path));
    answer.list("Made from", own.iter().map(ToString::to_string).collect());
    answer.list(
        "And from what is built in, unless you have a file with the same path",
        built_in.iter().map(ToString::to_string).collect(),
    );
    let mut others = Vec::new();
    for other in Audience::ALL.into_iter().filter(|other| *other != audience) {
        others.push(match inspected.edition(other) {
            None => format!("{other}: no, config.yaml leaves that edition out"),
            Some(staged) if staged.urls().any(|held| held == url) => format!("{other}: yes"),
            Some(staged) => {
                let reason = absent(inspected, staged, url).about.join(" ");
                format!("{other}: no. {reason}")
            }
        });
    }
    if staged.plan.page(url).is_some() || staged.plan.file(url).is_some() {
        answer.list("In other editions", others);
    }
    answer
}

/// What a page is, in a sentence.
fn described(staged: &Staged, page: &PlannedPage) -> String {
    let heading = &page.heading;
    match &page.subject {
        Subject::Home => "This is the opening page.".to_owned(),
        Subject::NotFound => "This is what a server shows where there is no page.".to_owned(),
        Subject::Search => "This is the page that searches this edition.".to_owned(),
        Subject::Accessibility => "This is the accessibility statement.".to_owned(),
        Subject::GuidanceIndex { .. } | Subject::Section { .. } => {
            format!("This is an opening page of the guidance, “{heading}”.")
        }
        Subject::GuidancePage { .. } => format!("This is a page of the guidance, “{heading}”."),
        Subject::Coverage => "This is the table of all statements of the guidance.".to_owned(),
        Subject::WorkedExample => "This is the way through the fictional reviews.".to_owned(),
        Subject::Review { .. } => format!("This is the page of a review, “{heading}”."),
        Subject::ReviewPage { .. } => format!("This is a page of a review's own prose, “{heading}”."),
        Subject::Event { .. } => format!("This is an event at a glance, “{heading}”."),
        Subject::Document { review, event, kind } => {
            let place = place(staged, *review, *event);
            format!("This is the document `{}` of {place}, “{heading}”.", kind.id())
        }
        Subject::Pack { review, event, .. } => {
            format!("This is a pack of {}, “{heading}”: its documents in one page.", place(staged, *review, *event))
        }
    }
}

fn place(staged: &Staged, review: usize, event: usize) -> String {
    let event = staged.edition.reviews.get(review).and_then(|review| review.events.get(event));
    event.map_or_else(String::new, |event| format!("`{}/{}`", event.review, event.id))
}

/// The files that a page is made from, the theme's apart.
fn sources_of(inspected: &Inspected, staged: &Staged, subject: &Subject) -> BTreeSet<SourcePath> {
    let mut from = BTreeSet::from([SourcePath::new("config.yaml")]);
    let page = |at: usize| staged.edition.pages.get(at).map(|page| page.path.clone());
    match subject {
        Subject::GuidanceIndex { page: at } | Subject::Section { page: at, .. } => from.extend(at.and_then(page)),
        Subject::GuidancePage { page: at } | Subject::ReviewPage { page: at, .. } => from.extend(page(*at)),
        Subject::Review { review } => {
            let review = staged.edition.reviews.get(*review);
            from.extend(review.map(|review| SourcePath::new(format!("content/reviews/{}/review.yaml", review.id))));
        }
        Subject::Event { review, event }
        | Subject::Document { review, event, .. }
        | Subject::Pack { review, event, .. } => {
            let event = staged.edition.reviews.get(*review).and_then(|review| review.events.get(*event));
            from.extend(event.into_iter().flat_map(|event| files_of(inspected, event)));
        }
        Subject::Home
        | Subject::NotFound
        | Subject::Accessibility
        | Subject::Search
        | Subject::Coverage
        | Subject::WorkedExample => {}
    }
    from.retain(|path| inspected.sources.get(path).is_some());
    from
}

/// The files that an event is made from: its own, its review's, its kind's, and those that they name.
fn files_of(inspected: &Inspected, event: &Event) -> Vec<SourcePath> {
    let reviews = &inspected.compiled.site.reviews;
    let review = reviews.iter().find(|review| review.id == event.review);
    let Some(own) = review.and_then(|review| review.events.iter().find(|one| one.id == event.id)) else {
        return Vec::new();
    };
    let blueprint = |folder: &str, id: &str| SourcePath::new(format!("content/blueprints/{folder}/{id}.yaml"));
    let mut files = vec![own.path.clone()];
    files.extend(review.map(|review| review.path.clone()));
    if let Some(kind) = &own.kind {
        files.push(blueprint("event-kinds", kind.id.as_str()));
        files.extend(kind.lineage.iter().map(|id| blueprint("event-kinds", id.as_str())));
    }
    files.extend(own.open.questions.iter().map(|set| blueprint("question-sets", set.id.as_str())));
    files.extend(own.working.checklists.iter().map(|one| blueprint("checklists", one.list.id.as_str())));
    files.extend(own.working.note_sheet.iter().map(|sheet| blueprint("note-sheets", sheet.id.as_str())));
    let venue = own.written.venue.as_ref().map(|venue| SourcePath::new(format!("content/venues/{}.yaml", venue.value)));
    files.extend(venue);
    files
}

fn is_built_in(inspected: &Inspected, path: &SourcePath) -> bool {
    inspected.sources.get(path).is_some_and(|source| source.origin == Origin::BuiltIn)
}

/// Who may have a page, and what kind of event it comes from.
fn rule(inspected: &Inspected, staged: &Staged, subject: &Subject) -> Vec<String> {
    let names = |audiences: &mut dyn Iterator<Item = Audience>| {
        audiences.map(|audience| audience.name()).collect::<Vec<_>>().join(", ")
    };
    let page = |at: usize| {
        let page = staged.edition.pages.get(at)?;
        Some(format!("Its `audience` is [{}].", names(&mut page.audiences.iter().copied())))
    };
    let kind_of = |review: usize, event: usize| {
        let event = staged.edition.reviews.get(review)?.events.get(event)?;
        let kind = event.open.kind.as_ref()?;
        Some(format!("The event's kind is `{kind}`."))
    };
    let pack = |review: usize, event: usize, pack: usize| {
        let pack = staged.edition.reviews.get(review)?.events.get(event)?.packs.get(pack)?;
        Some(format!("It is the pack for {}, and stands in the editions that hold all of it.", pack.audience))
    };
    let rules = match subject {
        Subject::GuidancePage { page: at } | Subject::ReviewPage { page: at, .. } => vec![page(*at)],
        Subject::GuidanceIndex { page: at } | Subject::Section { page: at, .. } => vec![at.and_then(page)],
        Subject::Event { review, event } => vec![kind_of(*review, *event)],
        Subject::Document { review, event, kind } => {
            let open = names(&mut Audience::ALL.into_iter().filter(|one| kind.open_to(*one)));
            vec![Some(format!("It is open to {open}.")), kind_of(*review, *event)]
        }
        Subject::Pack { review, event, pack: at } => vec![pack(*review, *event, *at), kind_of(*review, *event)],
        _ => Vec::new(),
    };
    let of_training = staged.edition.audience == Audience::Training && !inspected.compiled.site.reviews.is_empty();
    let in_review = matches!(
        subject,
        Subject::Review { .. } | Subject::Event { .. } | Subject::Document { .. } | Subject::ReviewPage { .. }
    );
    let fictional = "Training holds it because its review is `fictional: true`.".to_owned();
    rules.into_iter().flatten().chain((of_training && in_review).then_some(fictional)).collect()
}

// ── what is not there ─────────────────────────────────────────────────────────────────────────────────────────────

fn absent(inspected: &Inspected, staged: &Staged, url: &str) -> Answer {
    let audience = staged.edition.audience;
    let parts: Vec<&str> = url.trim_end_matches('/').split('/').collect();
    let reason = match parts.as_slice() {
        ["reviews", review, rest @ ..] => of_review(inspected, staged, review, rest),
        ["guidance", rest @ ..] => of_page(inspected, staged, &format!("content/guidance/{}", rest.join("/"))),
        _ => None,
    };
    Answer::absent(reason.unwrap_or_else(|| {
        let known: Vec<&str> = staged.urls().collect();
        let help = did_you_mean(url, known).map(|near| format!(" Did you mean `{audience}/{near}`?"));
        let help = help.unwrap_or_else(|| " `plenary list pages` shows all that there are.".to_owned());
        format!("The {audience} edition has no such page.{help}")
    }))
}

/// Why a page of a review is not there.
fn of_review(inspected: &Inspected, staged: &Staged, review: &str, rest: &[&str]) -> Option<String> {
    let audience = staged.edition.audience;
    let site = &inspected.compiled.site;
    let Some(whole) = site.reviews.iter().find(|held| held.id.as_str() == review) else {
        let help = suggestion(review, site.reviews.iter().map(|held| held.id.as_str())).unwrap_or_default();
        return Some(format!("There is no review `{review}`. {help}"));
    };
    let Some(cut) = staged.edition.reviews.iter().find(|held| held.id == whole.id) else {
        return Some(format!(
            "The {audience} edition does not hold `{review}`: it holds reviews marked `fictional: true`, and no others."
        ));
    };
    let (event, file) = match rest {
        [] => return None,
        [page] => return of_page(inspected, staged, &format!("content/reviews/{review}/{page}")),
        [event, file, ..] => (*event, *file),
    };
    let Some(held) = cut.events.iter().find(|held| held.id.as_str() == event) else {
        let help = suggestion(event, cut.events.iter().map(|held| held.id.as_str())).unwrap_or_default();
        return Some(format!("The review `{review}` has no event `{event}`. {help}"));
    };
    let place = format!("`{review}/{event}`");
    let id = file.split_once('.').map_or(file, |(id, _)| id);
    if let Some(role) = id.strip_prefix("pack-") {
        return Some(of_pack(inspected, staged, (cut, held), role, &place));
    }
    let kind = match file {
        "materials.csv" => Some(DocumentKind::Materials),
        file if file.ends_with(".ics") => {
            return Some(match held.agenda.is_none() {
                true => Withheld::NoTimes.said(file, audience, &place),
                false => format!("The {audience} edition holds no file for a diary."),
            });
        }
        _ => DocumentKind::from_id(id),
    };
    let Some(kind) = kind else {
        let help = suggestion(id, DocumentKind::all().map(DocumentKind::id)).unwrap_or_default();
        return Some(format!("There is no document `{id}`. {help}"));
    };
    withheld(&staged.edition, cut, held, kind).map(|why| why.said(kind.id(), audience, &place))
}

fn of_pack(
    inspected: &Inspected,
    staged: &Staged,
    (review, event): (&Review, &Event),
    role: &str,
    place: &str,
) -> String {
    let audience = staged.edition.audience;
    let settings = &inspected.compiled.site.settings;
    let Some(pack) = settings.packs.iter().find(|pack| pack.id.as_str() == role) else {
        let help = suggestion(role, settings.packs.iter().map(|pack| pack.id.as_str())).unwrap_or_default();
        return format!("There is no pack for `{role}`. {help}");
    };
    if audience == Audience::Training {
        return "The training edition holds documents, and no packs.".to_owned();
    }
    if event.agenda.is_none() {
        return Withheld::NoTimes.said(&format!("pack-{role}"), audience, place);
    }
    let site = inspected.compiled.site.reviews.iter().find(|held| held.id == event.review);
    let whole = site.and_then(|site| site.events.iter().find(|held| held.id == event.id));
    if whole.is_some_and(|whole| !whole.packs.iter().any(|held| held.id == pack.id)) {
        return format!("{place} has no pack for `{role}`: `packs` of the event or its kind leaves it out.");
    }
    match pack_documents(&staged.edition, review, event, pack).is_empty() {
        true => format!("None of the documents of the pack for `{role}` is made for {place}."),
        false => format!(
            "The pack for `{role}` is for the {} edition, and holds more than {audience} may see.",
            pack.audience
        ),
    }
}

/// Why a page of prose is not there, by the address of its source without the ending.
fn of_page(inspected: &Inspected, staged: &Staged, at: &str) -> Option<String> {
    let audience = staged.edition.audience;
    let stem = at.trim_end_matches(".html").trim_end_matches("/index");
    let path = [format!("{stem}.md"), format!("{stem}/_index.md")]
        .into_iter()
        .map(SourcePath::new)
        .find(|path| inspected.sources.get(path).is_some())?;
    Some(match inspected.compiled.site.pages.iter().find(|page| page.path == path) {
        Some(page) if !page.audiences.contains(&audience) => closed(page, audience),
        Some(page) if audience == Audience::Training && matches!(page.belongs, Belongs::Review { .. }) => {
            format!("{path} belongs to a review that training does not hold.")
        }
        None if shows_files(&path) => {
            format!("{path} has an example that says a word which a review restricts, so it is left out.")
        }
        _ => return None,
    })
}

fn closed(page: &Page, audience: Audience) -> String {
    let open: Vec<&str> = page.audiences.iter().map(|audience| audience.name()).collect();
    format!("{} is not open to {audience}: its `audience` is [{}].", page.path, open.join(", "))
}

// ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────

fn of_source(inspected: &Inspected, path: &SourcePath) -> Answer {
    let mut answer = Answer { there: true, ..Answer::default() };
    if inspected.compiled.stops {
        answer.about.push("The content has errors, so nothing is built. `plenary check` shows them.".to_owned());
    }
    let mut where_to = Vec::new();
    for staged in &inspected.editions {
        let audience = staged.edition.audience;
        let page = staged.plan.sources.get(path).or_else(|| staged.plan.attachments.get(path));
        where_to.extend(page.map(|url| format!("{audience}/{url}")));
    }
    let events = events_from(inspected, path);
    let parts: Vec<&str> = path.as_str().split('/').collect();
    answer.about.push(match parts.as_slice() {
        ["config.yaml"] => "These are the settings of the whole site. Every page rests on them.".to_owned(),
        ["themes", ..] => "This belongs to the theme. Every page may rest on it.".to_owned(),
        ["content", "reviews", review, "events", _] => {
            format!("This is an event of `{review}`. All its documents are made from it.")
        }
        ["content", "reviews", _, "review.yaml"] => "This is a review. All its events rest on it.".to_owned(),
        ["content", "reviews", ..] | ["content", "guidance", ..] if path.extension() == "md" => {
            "This is a page.".to_owned()
        }
        ["content", "venues", file] if file.ends_with(".yaml") => "This is a venue.".to_owned(),
        ["content", "blueprints", ..] => "This is a blueprint, which events take over.".to_owned(),
        _ if where_to.is_empty() => {
            "No page refers to this file, so it is not published. Link to it, or show it as a picture, and it will be."
                .to_owned()
        }
        _ => "A page refers to this file, so it is published as it is.".to_owned(),
    });
    answer.list("It becomes", where_to);
    let page = inspected.compiled.site.pages.iter().find(|page| page.path == *path);
    if let Some(page) = page {
        let shut = inspected.editions.iter().map(|staged| staged.edition.audience);
        let shut: Vec<String> = shut
            .filter(|one| !page.audiences.contains(one))
            .map(|one| format!("{one}: {}", closed(page, one)))
            .collect();
        answer.list("It is not in", shut);
    }
    answer.list("Events that rest on it", events);
    if inspected.sources.get(path).is_some_and(|source| source.origin == Origin::BuiltIn) {
        answer.about.push("It is built in. A file of yours with this path takes its place.".to_owned());
    }
    answer
}

/// The events that are made from a file.
fn events_from(inspected: &Inspected, path: &SourcePath) -> Vec<String> {
    let Some(staged) = inspected.edition(Audience::Facilitator).or(inspected.editions.first()) else {
        return Vec::new();
    };
    let events = staged.edition.reviews.iter().flat_map(|review| review.events.iter());
    let resting = events.filter(|event| files_of(inspected, event).contains(path));
    resting.map(|event| format!("{}/{}", event.review, event.id)).collect()
}
