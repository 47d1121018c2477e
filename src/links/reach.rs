//! Where the prose of reviews leads, kept from one build to the next: of thousands of links few are new, and most lead to
//! the same few pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::edition::{Edition, Review};
use crate::links::{Destination, destination, review_prose};
use crate::slug::Slug;
use crate::source::SourcePath;

/// A file that is linked to, and an anchor in it.
pub type Aim = (SourcePath, Option<String>);

/// Where the prose of an edition's reviews leads.
#[derive(Debug)]
pub struct Reaches {
    /// Every place that is, or was, linked to, each once.
    pub aims: Arc<Vec<Aim>>,
    /// For each review of the edition, in its order.
    reviews: Vec<Arc<Reach>>,
}

/// Where the prose of one review leads in one edition.
#[derive(Debug)]
struct Reach {
    /// The hash of all that the review was made from, but for its venues: nothing they say is prose.
    basis: blake3::Hash,
    events: Vec<Slug>,
    /// Places in the list of aims.
    aims: Vec<usize>,
    /// Whether a link leads to its own text, or out of the site's content.
    odd: bool,
}

/// What was found before.
#[derive(Debug, Default)]
pub struct Memory {
    reviews: BTreeMap<(Audience, Slug), Arc<Reach>>,
    places: BTreeMap<Aim, usize>,
    aims: Arc<Vec<Aim>>,
}

impl Reaches {
    /// The aims that the edition's reviews have now.
    pub fn used(&self) -> impl Iterator<Item = &Aim> {
        let mut used = vec![false; self.aims.len()];
        self.reviews.iter().flat_map(|reach| reach.aims.iter()).for_each(|aim| used[*aim] = true);
        self.aims.iter().zip(used).filter(|(_, used)| *used).map(|(aim, _)| aim)
    }

    /// The reviews with a link that leads to one of some aims, or nowhere that an aim could be.
    pub fn leading_to<'e>(&self, edition: &'e Edition, aimed_at: &[bool], odd: bool) -> Vec<&'e Review> {
        let leads = |reach: &Reach| odd && reach.odd || reach.aims.iter().any(|aim| aimed_at[*aim]);
        edition.reviews.iter().zip(&self.reviews).filter(|(_, reach)| leads(reach)).map(|(review, _)| review).collect()
    }
}

/// Finds out where the prose of an edition's reviews leads.
pub fn reaches(edition: &Edition, memory: &mut Memory) -> Reaches {
    let before = |review: &Review| {
        let reach = memory.reviews.get(&(edition.audience, review.id.clone()))?;
        reach.is_of(review).then(|| reach.clone())
    };
    let found: Vec<Result<Arc<Reach>, Looked>> =
        edition.reviews.par_iter().map(|review| before(review).ok_or_else(|| look(review))).collect();
    let mut reviews = Vec::with_capacity(found.len());
    for (review, found) in edition.reviews.iter().zip(found) {
        reviews.push(found.unwrap_or_else(|Looked { aims, odd }| {
            let events = review.events.iter().map(|event| event.id.clone()).collect();
            let aims = aims.into_iter().map(|aim| memory.place(aim)).collect();
            Arc::new(Reach { basis: review.beside_venues, events, aims, odd })
        }));
    }
    memory.reviews.retain(|(audience, _), _| *audience != edition.audience);
    let ids = edition.reviews.iter().map(|review| (edition.audience, review.id.clone()));
    memory.reviews.extend(ids.zip(reviews.iter().cloned()));
    Reaches { aims: memory.aims.clone(), reviews }
}

impl Memory {
    fn place(&mut self, aim: Aim) -> usize {
        let next = self.aims.len();
        let place = *self.places.entry(aim.clone()).or_insert(next);
        if place == next {
            Arc::make_mut(&mut self.aims).push(aim);
        }
        place
    }
}

impl Reach {
    /// Whether a review is the very one that this was found in.
    fn is_of(&self, review: &Review) -> bool {
        self.basis == review.beside_venues && self.events.iter().eq(review.events.iter().map(|event| &event.id))
    }
}

/// What a look through the prose of a review gives.
struct Looked {
    aims: BTreeSet<Aim>,
    odd: bool,
}

fn look(review: &Review) -> Looked {
    let mut aims = BTreeSet::new();
    let mut odd = false;
    for prose in review_prose(review) {
        for link in &prose.document.links {
            match destination(&prose.place.path, &link.destination) {
                Destination::Source(target, anchor) => drop(aims.insert((target, anchor))),
                Destination::Here(_) | Destination::Astray => odd = true,
                Destination::Outside => {}
            }
        }
    }
    Looked { aims, odd }
}
