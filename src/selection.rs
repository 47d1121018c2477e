//! `--only`: a site that knows of some reviews or events and of no other.

use std::sync::Arc;

use crate::schema::value::EventReference;
use crate::site::{Belongs, Site};
use crate::slug::Slug;

/// A review, or one event of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selected {
    pub review: Slug,
    pub event: Option<Slug>,
}

impl Selected {
    /// Reads `REVIEW` or `REVIEW/EVENT`.
    pub fn parse(typed: &str) -> Option<Selected> {
        let EventReference { review, event } = EventReference::parse(typed)?;
        Some(match review {
            Some(review) => Selected { review, event: Some(event) },
            None => Selected { review: event, event: None },
        })
    }

    /// Whether an event is selected, by itself or with its review.
    pub fn holds(&self, review: &str, event: &str) -> bool {
        self.review.as_str() == review && self.event.as_ref().is_none_or(|own| own.as_str() == event)
    }

    /// Whether a site has what is selected.
    pub fn is_in(&self, site: &Site) -> bool {
        site.reviews.iter().filter(|review| review.id == self.review).any(|review| {
            self.event.as_ref().is_none_or(|wanted| review.events.iter().any(|event| event.id == *wanted))
        })
    }
}

/// Takes out of a site every review and event that is not selected. An empty selection takes nothing out.
pub fn select(site: &mut Site, selection: &[Selected]) {
    if selection.is_empty() {
        return;
    }
    site.reviews.retain(|review| selection.iter().any(|selected| selected.review == review.id));
    for review in &mut site.reviews {
        let whole = selection.iter().any(|selected| selected.review == review.id && selected.event.is_none());
        if !whole {
            let review = Arc::make_mut(review);
            let of_review = selection.iter().filter(|selected| selected.review == review.id);
            let wanted: Vec<&Slug> = of_review.filter_map(|selected| selected.event.as_ref()).collect();
            review.events.retain(|event| wanted.contains(&&event.id));
        }
    }
    let held: Vec<Slug> = site.reviews.iter().map(|review| review.id.clone()).collect();
    site.pages.retain(|page| match &page.belongs {
        Belongs::Guidance { .. } => true,
        Belongs::Review { review, .. } => held.contains(review),
    });
}
