//! What a rule looks at: one event with all around it, and what a rule says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Diagnostic, Label};
use crate::documents::Documents;
use crate::schema::Located;
use crate::schema::blueprint::UsualLength;
use crate::schema::review::Role;
use crate::schema::session::Phase;
use crate::site::{Agenda, Event, EventKind, Review, Session, Site, Thresholds};
use crate::slug::Slug;
use crate::source::{Origin, Place, SourcePath, Sources};
use crate::span::Span;

/// Whom an event is for, by the built-in kind that its own extends (`contract.md` section 9, "Local event kinds").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    Practitioner,
    Strategic,
    /// A committee's own kind that extends neither.
    Other,
}

/// One event, and what a rule may want to know around it.
pub struct Case<'a> {
    pub site: &'a Site,
    pub review: &'a Review,
    pub event: &'a Event,
    pub nature: Nature,
    pub documents: &'a Documents,
    sources: &'a Sources,
    /// Where the content of files has errors: rules keep quiet about what nobody could read.
    mistakes: &'a Mistakes,
    pub heard: &'a Heard,
}

/// What was read, and what of it is in error.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    pub documents: &'a Documents,
    pub sources: &'a Sources,
    pub mistakes: &'a Mistakes,
    pub heard: &'a Heard,
}

/// What was heard in texts that stand in many events, by their places.
#[derive(Debug, Default)]
pub struct Heard(Mutex<BTreeMap<SourcePath, BTreeMap<Span, Vec<&'static str>>>>);

impl Heard {
    /// What is heard in the text at a place. Of what stands outside the reviews it is remembered.
    pub fn at(&self, place: &Place, listen: impl FnOnce() -> Vec<&'static str>) -> Vec<&'static str> {
        if place.path.as_str().starts_with("content/reviews/") {
            return listen();
        }
        let heard = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = heard().get(&place.path).and_then(|heard| heard.get(&place.span)).cloned();
        known.unwrap_or_else(|| {
            let found = listen();
            heard().entry(place.path.clone()).or_default().insert(place.span, found.clone());
            found
        })
    }
}

/// The places of content errors, by file.
#[derive(Debug, Default)]
pub struct Mistakes(BTreeMap<SourcePath, Vec<Place>>);

impl Mistakes {
    /// Those that were told, and the definitions of which nothing could be read at all.
    pub fn of<'p>(diagnostics: &[Diagnostic], unread: impl Iterator<Item = &'p SourcePath>) -> Mistakes {
        let mut mistakes = Mistakes(unread.map(|path| (path.clone(), Vec::new())).collect());
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.is_content_error()) {
            let place = diagnostic.place.clone();
            mistakes.0.entry(place.path.clone()).or_default().push(place);
        }
        mistakes
    }

    fn in_file(&self, path: &SourcePath) -> bool {
        self.0.contains_key(path)
    }

    fn within(&self, whole: &Place) -> bool {
        let inside = |place: &Place| whole.span.start <= place.span.start && place.span.start < whole.span.end;
        self.0.get(&whole.path).is_some_and(|places| places.iter().any(inside))
    }
}

impl<'a> Case<'a> {
    pub fn new(site: &'a Site, review: &'a Review, event: &'a Event, files: &Files<'a>) -> Case<'a> {
        let extends =
            |id: &str| event.kind.as_ref().is_some_and(|kind| kind.lineage.iter().any(|of| of.as_str() == id));
        let nature = if extends("practitioner-and-first-line-manager") {
            Nature::Practitioner
        } else if extends("strategic-manager") {
            Nature::Strategic
        } else {
            Nature::Other
        };
        let Files { documents, sources, mistakes, heard } = *files;
        Case { site, review, event, nature, documents, sources, mistakes, heard }
    }

    pub fn thresholds(&self) -> &'a Thresholds {
        &self.site.settings.thresholds
    }

    pub fn kind(&self) -> Option<&'a EventKind> {
        self.event.kind.as_deref()
    }

    /// The event as it is written.
    pub fn written(&self) -> &'a crate::schema::event::Event {
        &self.event.written
    }

    /// Whether the event says a field, be it in words that could not be read.
    pub fn says<T>(&self, field: &Option<Located<T>>, name: &str) -> bool {
        field.is_some() || self.unread(name)
    }

    /// Whether the event has a field whose words could not be read.
    pub fn unread(&self, name: &str) -> bool {
        debug_assert!(crate::schema::event::Event::RECORD.fields.iter().any(|field| field.name == name), "{name}");
        self.written().unread.contains(&name)
    }

    /// The minutes from the event's start to its end.
    pub fn elapsed(&self) -> Option<u32> {
        let (start, end) = (self.event.open.start?, self.event.open.end?);
        (start < end).then(|| end.since(start))
    }

    pub fn is_full_day(&self) -> bool {
        let least = self.thresholds().full_day_hours * 60.0;
        self.elapsed().is_some_and(|elapsed| f64::from(elapsed) >= least)
    }

    /// How long events of the kind usually are.
    pub fn usual_length(&self) -> Option<UsualLength> {
        self.kind().and_then(|kind| kind.usual_length).or(match self.nature {
            Nature::Practitioner => Some(UsualLength::FullDay),
            Nature::Strategic => Some(UsualLength::HalfDay),
            Nature::Other => None,
        })
    }

    /// The agenda, unless what is written of it could not be read whole: its gaps would then be nobody's.
    pub fn agenda(&self) -> Option<&'a Agenda> {
        let agenda = self.event.agenda.as_ref()?;
        let spoiled = self.unread("agenda")
            || self.written().agenda.as_ref().is_some_and(|written| self.mistakes.within(&written.place));
        (!spoiled).then_some(agenda)
    }

    /// Whether a file of the event's kind, from which all else follows, is in error.
    pub fn kind_has_mistakes(&self) -> bool {
        self.kind().is_some_and(|kind| kind.lineage.iter().any(|id| self.mistakes.in_file(&kind_file(id))))
    }

    /// Whether something that the event rests on is a content error: what could not be read may be what is missing.
    pub fn has_mistakes(&self) -> bool {
        self.mistakes.in_file(&self.event.path) || self.review_has_mistakes() || !self.venue_is_whole()
    }

    /// Whether something in the review's own file is a content error, so that who is who may not be known.
    pub fn review_has_mistakes(&self) -> bool {
        self.mistakes.in_file(&self.review.path)
    }

    /// Whether a venue's file could be read whole.
    pub fn venue_is_whole(&self) -> bool {
        let path = |id: &Slug| SourcePath::new(format!("content/venues/{id}.yaml"));
        self.written().venue.as_ref().is_none_or(|venue| !self.mistakes.in_file(&path(&venue.value)))
    }

    /// Whether the venue, if one is named, is known and could be read.
    pub fn venue_is_known(&self) -> bool {
        let named = self.says(&self.written().venue, "venue");
        !named || self.event.working.venue.is_some() && self.venue_is_whole()
    }

    /// The agenda with its clock, where the event has one.
    pub fn clock(&self) -> Option<&'a Agenda> {
        self.agenda().filter(|agenda| agenda.timed)
    }

    /// The roles for which the event is meant; none where its kind does not say.
    pub fn expected_roles(&self) -> BTreeSet<Role> {
        let attended_by: BTreeSet<Role> =
            self.kind().map(|kind| kind.attended_by.iter().copied().collect()).unwrap_or_default();
        match self.nature {
            _ if !attended_by.is_empty() => attended_by,
            Nature::Practitioner => BTreeSet::from([Role::Practitioner, Role::FirstLineManager]),
            Nature::Strategic => BTreeSet::from([Role::StrategicManager]),
            Nature::Other => attended_by,
        }
    }

    // ── places ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Where what is absent is told: the event's `kind:`, or the head of its file.
    pub fn kind_line(&self) -> Place {
        self.written().kind.as_ref().map_or_else(|| Place::file(&self.event.path), |kind| kind.place.clone())
    }

    /// The place of a field of the event, or the event's `kind:` where it is not written.
    pub fn place_of<T>(&self, field: &Option<Located<T>>) -> Place {
        field.as_ref().map_or_else(|| self.kind_line(), |field| field.place.clone())
    }

    /// Something found where the event's `kind:` stands.
    pub fn absent(&self) -> Found {
        Found::at(self.kind_line())
    }

    /// Something found at a session.
    pub fn at(&self, session: &Session) -> Found {
        self.inside(&session.place)
    }

    /// Something found at a place in an agenda. What comes from a built-in kind is nothing that the writer can see, so
    /// the event's own `kind:` stands for it; what the site's own files say is told there, together with the event.
    pub fn inside(&self, place: &Place) -> Found {
        let (place, own) = self.own_place(place);
        let found = Found::at(place);
        if own { found } else { found.label(self.kind_line(), "this event uses it") }
    }

    /// A second place: a session that something else clashes with.
    pub fn beside(&self, found: Found, session: &Session, text: &str) -> Found {
        match self.own_place(&session.place) {
            (place, _) if place == found.place => found,
            (place, _) if place == self.kind_line() => found,
            (place, _) => found.label(place, text),
        }
    }

    /// A place that the writer can see, and whether it is in the event's own file (or stands for that).
    fn own_place(&self, place: &Place) -> (Place, bool) {
        let built_in = self.sources.get(&place.path).is_some_and(|source| source.origin == Origin::BuiltIn);
        match built_in {
            true => (self.kind_line(), true),
            false => (place.clone(), place.path == self.event.path),
        }
    }
}

fn kind_file(id: &Slug) -> SourcePath {
    SourcePath::new(format!("content/blueprints/event-kinds/{id}.yaml"))
}

/// Something that a rule has found, before it is put into words.
#[derive(Debug)]
pub struct Found {
    pub place: Place,
    pub labels: Vec<Label>,
    /// Which of the rule's sentences it is.
    pub saying: usize,
    /// What stands for the names in braces.
    pub words: Vec<(&'static str, String)>,
}

impl Found {
    pub fn at(place: Place) -> Found {
        Found { place, labels: Vec::new(), saying: 0, words: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, word: impl ToString) -> Found {
        self.words.push((name, word.to_string()));
        self
    }

    pub fn label(mut self, place: Place, text: impl Into<String>) -> Found {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    pub fn saying(mut self, sentence: usize) -> Found {
        self.saying = sentence;
        self
    }
}

// ── sessions ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// The sessions in which somebody works, in their order.
pub fn working(sessions: &[Session]) -> impl DoubleEndedIterator<Item = &Session> {
    sessions.iter().filter(|session| !session.is_rest())
}

/// The working sessions of a phase.
pub fn of_phase(sessions: &[Session], phase: Phase) -> Vec<&Session> {
    working(sessions).filter(|session| session.is_in(phase)).collect()
}

/// The exploration: from the first session that covers `involvement` to the last of the middle (`contract.md` 9).
pub fn exploration(sessions: &[Session]) -> Range<usize> {
    let Some(first) = sessions.iter().position(|session| session.covers("involvement")) else { return 0..0 };
    let last = sessions.iter().rposition(|session| session.is_in(Phase::Middle)).unwrap_or(first);
    first..last.max(first) + 1
}
