//! The opening page: what is coming, the reviews, and where to begin reading.

use serde::Serialize;

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
    pub reviews: Vec<ReviewCard>,
    pub guidance: Vec<PageCard>,
    pub guidance_index: Option<Link>,
    pub committee: Option<String>,
    pub contact: Option<String>,
}

/// An event in a list.
#[derive(Serialize)]
pub struct EventCard {
    pub link: Link,
    pub review: String,
    pub date: Option<String>,
    pub times: Option<String>,
    pub place: Option<String>,
    pub held: bool,
    /// How it stands against the guidance, for those who prepare it.
    pub readiness: Option<Link>,
    /// What the reader does next.
    pub next: Vec<NextStep>,
}

/// A review in a list.
#[derive(Serialize)]
pub struct ReviewCard {
    pub link: Link,
    pub reference: Option<String>,
    pub committee: Option<String>,
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
                    events: review.events.iter().map(|event| event_card(sheet, Held { review, event })).collect(),
                })
            })
            .collect(),
        guidance: guidance::entries(sheet),
        guidance_index: sheet.page("guidance/index.html"),
        committee: edition.settings.committee.as_ref().map(ToString::to_string),
        contact: edition.settings.contact.as_ref().map(ToString::to_string),
    }
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
