//! Which page a wish means, and the edition to take it from; or, in plain words, why there is none.

use crate::audience::Audience;
use crate::diagnostic::{did_you_mean, suggestion};
use crate::edition::reader::{Reader, readers};
use crate::export::name::name;
use crate::export::{Failure, Medium, Shelf, Wish, tried};
use crate::pipeline::Staged;
use crate::plan::withheld::{Withheld, withheld};
use crate::site::document::DocumentKind;
use crate::site::{Event, Review, Site};
use crate::slug::Slug;

/// A page to be made into a file.
pub struct Chosen {
    pub name: String,
    pub edition: Audience,
    pub url: String,
}

/// The role whose pack and documents can be one reader's own.
const PARTICIPANT: &str = "participant";

/// Finds every page that is wished for.
pub fn choose(shelf: &mut Shelf, wish: &Wish) -> Result<Vec<Chosen>, Failure> {
    let events = events(shelf, wish).map_err(Failure::Refused)?;
    let mut chosen = Vec::new();
    for (review, event) in events {
        let of_event = match (&wish.reader, &wish.document) {
            (Some(who), document) => {
                let document = document.clone().unwrap_or_else(|| format!("pack-{PARTICIPANT}"));
                readers_copy(shelf, wish, (&review, &event), who, &document).map(|one| vec![one])
            }
            (None, Some(document)) => one(shelf, wish, &event, document).map(|one| vec![one]),
            (None, None) => Ok(all(shelf, wish, &event)),
        };
        chosen.extend(of_event.map_err(Failure::Refused)?);
    }
    match (chosen.is_empty(), &wish.event) {
        (false, _) => Ok(chosen),
        (true, Some((review, event))) => Err(Failure::Refused(format!(
            "there is nothing to print of `{review}/{event}` yet: none of its documents is made."
        ))),
        (true, None) => Err(Failure::Refused("there is nothing to print: no event has documents yet.".to_owned())),
    }
}

/// The events of a wish.
fn events(shelf: &Shelf, wish: &Wish) -> Result<Vec<(Review, Event)>, String> {
    let site = shelf.compiled.shown();
    let all = site.reviews.iter().flat_map(|review| review.events.iter().map(move |event| (review, event)));
    let wanted = |(review, event): &(&std::sync::Arc<Review>, &Event)| match &wish.event {
        Some((of, id)) => review.id == *of && event.id == *id,
        None => true,
    };
    let found: Vec<(Review, Event)> =
        all.filter(wanted).map(|(review, event)| ((**review).clone(), event.clone())).collect();
    match (&wish.event, found.is_empty()) {
        (Some((review, event)), true) => Err(unknown(site, review, Some(event))),
        _ => Ok(found),
    }
}

/// Says that a review or an event is not there.
pub fn unknown(site: &Site, review: &Slug, event: Option<&Slug>) -> String {
    let Some(held) = site.reviews.iter().find(|held| held.id == *review) else {
        let known = site.reviews.iter().map(|held| held.id.as_str());
        return with_help(format!("there is no review `{review}`."), suggestion(review.as_str(), known));
    };
    let Some(event) = event else { return format!("the review `{review}` cannot be used.") };
    let known = held.events.iter().map(|held| held.id.as_str());
    with_help(format!("the review `{review}` has no event `{event}`."), suggestion(event.as_str(), known))
}

fn with_help(message: String, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message} {help}"),
        None => message,
    }
}

/// What a name on the command line means.
enum Named {
    Glance,
    Document(DocumentKind),
    Pack(String),
}

impl Named {
    fn parse(typed: &str) -> Option<Named> {
        let typed = typed.trim_end_matches(".html");
        match typed {
            "index" => Some(Named::Glance),
            _ => match typed.strip_prefix("pack-") {
                Some(role) => Some(Named::Pack(role.to_owned())),
                None => DocumentKind::from_id(typed).map(Named::Document),
            },
        }
    }

    /// The name in addresses.
    fn id(&self) -> String {
        match self {
            Named::Glance => "index".to_owned(),
            Named::Document(kind) => kind.id().to_owned(),
            Named::Pack(role) => format!("pack-{role}"),
        }
    }
}

/// The folder of an event's pages, with a slash at its end.
fn folder(event: &Event) -> String {
    format!("reviews/{}/{}/", event.review, event.id)
}

fn address(event: &Event, id: &str) -> String {
    format!("{}{id}.html", folder(event))
}

/// One document, from the narrowest edition that holds it.
fn one(shelf: &mut Shelf, wish: &Wish, event: &Event, typed: &str) -> Result<Chosen, String> {
    let named = known(shelf, wish, event, typed)?;
    let paper = wish.medium == Medium::Paper;
    if let (Named::Document(DocumentKind::Live), true) = (&named, paper) {
        return Err(
            "the live view is for a screen, and is not printed. The run sheet is its form on paper: `run-sheet`."
                .into(),
        );
    }
    let id = named.id();
    let url = address(event, &id);
    let held = |staged: &Staged| staged.plan.page(&url).is_some();
    match tried(wish).into_iter().find(|audience| held(shelf.edition(*audience))) {
        Some(edition) => Ok(Chosen { name: name(event, &id), edition, url }),
        None => Err(why_not(shelf, wish, event, &named)),
    }
}

/// Reads the name of a document.
fn known(shelf: &mut Shelf, wish: &Wish, event: &Event, typed: &str) -> Result<Named, String> {
    let named = Named::parse(typed).filter(|named| match named {
        Named::Pack(role) => event.packs.iter().any(|pack| pack.id.as_str() == role),
        _ => true,
    });
    named.ok_or_else(|| {
        let mut names: Vec<String> = DocumentKind::all().map(|kind| kind.id().to_owned()).collect();
        names.extend(event.packs.iter().map(|pack| format!("pack-{}", pack.id)));
        let help = match near(typed, &names) {
            Some(name) => format!("Did you mean `{name}`?"),
            None => format!("Made for `{}/{}`: {}.", event.review, event.id, made(shelf, wish, event).join(", ")),
        };
        format!("there is no document `{typed}`. {help}")
    })
}

/// The name that was meant: one that is nearly the same, or the only one that begins or ends so.
fn near<'n>(typed: &str, names: &'n [String]) -> Option<&'n str> {
    did_you_mean(typed, names.iter().map(String::as_str)).or_else(|| {
        let mut alike = names.iter().filter(|name| name.starts_with(typed) || name.ends_with(typed));
        alike.next().filter(|_| alike.next().is_none()).map(String::as_str)
    })
}

/// What the editions that are tried hold of an event.
fn made(shelf: &mut Shelf, wish: &Wish, event: &Event) -> Vec<String> {
    let folder = folder(event);
    let mut ids: Vec<String> = Vec::new();
    for audience in tried(wish).into_iter().rev() {
        let pages = shelf.edition(audience).plan.pages_of(&folder);
        let names = pages.filter_map(|page| page.url.strip_prefix(&folder)?.strip_suffix(".html"));
        let new: Vec<String> = names.map(|name| format!("`{name}`")).filter(|name| !ids.contains(name)).collect();
        ids.extend(new);
    }
    ids
}

/// Why no edition that was tried holds a page.
fn why_not(shelf: &mut Shelf, wish: &Wish, event: &Event, named: &Named) -> String {
    let id = named.id();
    let place = format!("`{}/{}`", event.review, event.id);
    let fictional = shelf.compiled.site.reviews.iter().any(|review| review.id == event.review && review.fictional);
    if wish.edition == Some(Audience::Training) && !fictional {
        return format!(
            "the training edition does not hold {place}: it holds reviews marked `fictional: true`, and no others."
        );
    }
    let first = tried(wish).first().copied().unwrap_or(Audience::Facilitator);
    let nothing = || format!("`{id}` is not made for {place}: the event has nothing to say in it.");
    let timed = event.agenda.as_ref().is_some_and(|agenda| agenda.timed);
    match named {
        Named::Pack(_) if wish.edition.is_some() && timed => {
            let told = wish.edition.map_or("", Audience::name);
            format!(
                "`{id}` is not open to the {told} edition, or has nothing in it. Without `--edition` the right one is found."
            )
        }
        Named::Document(kind) => {
            let audience = tried(wish).into_iter().rfind(|audience| kind.open_to(*audience)).unwrap_or(first);
            let staged = shelf.edition(audience);
            let held = staged.edition.event(&event.review, &event.id);
            let why = held.and_then(|(review, event)| withheld(&staged.edition, review, event, *kind));
            why.map_or_else(nothing, |why| why.said(&id, audience, &place))
        }
        _ if !timed => Withheld::NoTimes.said(&id, first, &place),
        _ => nothing(),
    }
}

/// Every document and pack of an event, each from the narrowest edition that holds it.
fn all(shelf: &mut Shelf, wish: &Wish, event: &Event) -> Vec<Chosen> {
    let documents = DocumentKind::all().filter(|kind| *kind != DocumentKind::Live).map(|kind| kind.id().to_owned());
    let packs = event.packs.iter().map(|pack| format!("pack-{}", pack.id));
    let ids: Vec<String> = documents.chain(packs).collect();
    ids.iter().filter_map(|id| one(shelf, wish, event, id).ok()).collect()
}

/// One reader's own copy of the participants' pack, or of a document in it.
fn readers_copy(
    shelf: &mut Shelf,
    wish: &Wish,
    (review, event): (&Review, &Event),
    who: &Slug,
    typed: &str,
) -> Result<Chosen, String> {
    let named = known(shelf, wish, event, typed)?;
    let id = named.id();
    let pack = event.packs.iter().find(|pack| pack.id.as_str() == PARTICIPANT);
    let holds = |kind: &DocumentKind| pack.is_some_and(|pack| pack.holds.contains(&Some(*kind)));
    let own = match &named {
        Named::Pack(role) => role == PARTICIPANT,
        Named::Document(kind) => holds(kind),
        Named::Glance => false,
    };
    if wish.edition.is_some_and(|told| told != Audience::Participant) {
        return Err(
            "`--for` makes a participant's own copy, so it comes from the participant edition: leave `--edition` out."
                .into(),
        );
    }
    if !own {
        let kinds = pack.iter().flat_map(|pack| pack.holds.iter().flatten()).map(|kind| format!("`{}`", kind.id()));
        let list: Vec<String> = std::iter::once(format!("`pack-{PARTICIPANT}`")).chain(kinds).collect();
        return Err(format!("`{id}` cannot be one reader's own copy. `--for` goes with {}.", list.join(", ")));
    }
    let reader = Reader { review: event.review.clone(), event: event.id.clone(), who: who.clone() };
    if !shelf.cut_for(&reader) {
        let known = readers(review, event);
        let message = format!("no person or agency `{who}` takes part in `{}/{}`.", event.review, event.id);
        let help = suggestion(who.as_str(), known.iter().map(|id| id.as_str()));
        return Err(with_help(message, help));
    }
    one(shelf, wish, event, &id)
}
