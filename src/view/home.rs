//! The opening page: what is coming, the reviews, and where to begin reading.

use serde::Serialize;

use crate::edition::Event;
use crate::view::glance::{self, NextStep};
use crate::view::guidance::{self, PageCard};
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, format, readiness};

/// The view of `home.html`.
#[derive(Serialize)]
pub struct Home {
    /// What this edition is, for its readers.
    pub intro: String,
    /// Events that are not held, by date.
    pub coming: Vec<EventCard>,
    /// The edition's reviews.
    pub reviews: Vec<ReviewCard>,
    /// The pages of guidance to begin with.
    pub guidance: Vec<PageCard>,
    /// The way to the opening page of all guidance.
    pub guidance_index: Option<Link>,
    /// The Adult Protection Committee.
    pub committee: Option<String>,
    /// Who to ask about the site.
    pub contact: Option<String>,
}

/// An event in a list.
#[derive(Serialize)]
pub struct EventCard {
    /// The way to the event at a glance.
    pub link: Link,
    /// The title of the review that it belongs to.
    pub review: String,
    /// The day, written out.
    pub date: Option<String>,
    /// Start and finish: `09:30 to 16:00`.
    pub times: Option<String>,
    /// The venue's name.
    pub place: Option<String>,
    /// Whether the event is over.
    pub held: bool,
    /// How it stands against the guidance, for those who prepare it.
    pub readiness: Option<Link>,
    /// What the reader does next.
    pub next: Vec<NextStep>,
}

/// A review in a list.
#[derive(Serialize)]
pub struct ReviewCard {
    /// The way to the review.
    pub link: Link,
    /// What the review is filed under.
    pub reference: Option<String>,
    /// The Adult Protection Committee.
    pub committee: Option<String>,
    /// The review's events.
    pub events: Vec<EventCard>,
}

pub fn view(sheet: &Sheet) -> Home {
    let edition = sheet.context.edition;
    let all = edition.reviews.iter().flat_map(|review| review.events.iter().map(move |event| Held { review, event }));
    let mut coming: Vec<Held> = all.filter(|held| !held.event.open.held).collect();
    // Events without a date come last.
    coming.sort_by_key(|held| (held.event.open.date.is_none(), held.event.open.date, held.event.open.start));
    Home {
        intro: sheet.words().get(&format!("home.intro.{}", edition.audience)).to_owned(),
        coming: coming.into_iter().map(|held| event_card(sheet, held)).collect(),
        reviews: edition
            .reviews
            .iter()
            .filter_map(|review| {
                Some(ReviewCard {
                    link: sheet.page(&format!("reviews/{}/index.html", review.id))?,
                    reference: review.open.reference.as_ref().map(ToString::to_string),
                    committee: review.open.committee.as_ref().map(ToString::to_string),
                    events: by_date(&review.events)
                        .into_iter()
                        .map(|event| event_card(sheet, Held { review, event }))
                        .collect(),
                })
            })
            .collect(),
        guidance: guidance::entries(sheet),
        guidance_index: sheet.page("guidance/index.html"),
        committee: edition.settings.committee.as_ref().map(ToString::to_string),
        contact: edition.settings.contact.as_ref().map(ToString::to_string),
    }
}

/// Events in the order of their days; those without a day come last.
pub fn by_date(events: &[Event]) -> Vec<&Event> {
    let mut events: Vec<&Event> = events.iter().collect();
    events.sort_by_key(|event| (event.open.date.is_none(), event.open.date, event.open.start));
    events
}

pub fn event_card(sheet: &Sheet, held: Held) -> EventCard {
    let words = sheet.words();
    let open = &held.event.open;
    let url = format!("{}index.html", held.folder());
    EventCard {
        link: Link { title: open.title.to_string(), href: sheet.href(&url) },
        review: held.review.open.title.to_string(),
        date: open.date.map(|date| format::date(words, date)),
        times: open.start.zip(open.end).map(|(start, end)| format::times(words, start, end)),
        place: open.venue.as_ref().map(|venue| venue.name.to_string()),
        held: open.held,
        readiness: readiness::standing(sheet, held),
        next: glance::next(sheet, held),
    }
}
