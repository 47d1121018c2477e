//! What is asked of a session by those who look through an agenda.

use crate::agenda::{Class, Slot};
use crate::basis::Basis;
use crate::schema::session::{Method, Phase};
use crate::schema::value::Text;
use crate::site::{Session, SessionFacilitator, SessionOpen, TaggedPrompt, coverage};

/// The statement that asks for a reminder of hindsight (S60).
const HINDSIGHT: u8 = 60;

/// Which sessions give and take time first (`contract.md` section 9, "Fitting").
pub fn class(phase: Option<Phase>, method: Method) -> Class {
    match phase {
        _ if method.is_rest() => Class::Rest,
        Some(Phase::Beginning) => Class::Frame,
        Some(Phase::Ending) => Class::Ending,
        Some(Phase::Middle) | None if method == Method::Summary => Class::Frame,
        Some(Phase::Middle) | None => Class::Working,
    }
}

impl SessionOpen {
    /// How many groups work side by side, where it is said: as many as `groups` says, and no fewer than are written out.
    pub fn side_by_side(&self) -> Option<u32> {
        let tracks = u32::try_from(self.tracks.len()).ok().filter(|tracks| *tracks > 0);
        tracks.max(self.groups)
    }
}

impl SessionFacilitator {
    /// The session as the clock sees it, at a length of so many minutes.
    pub fn slot(&self, minutes: u32) -> Slot {
        let class = class(self.phase, self.method.unwrap_or(Method::Discussion));
        Slot { minutes, shortest: self.flex.shortest.min(minutes), longest: self.flex.longest, at: self.at, class }
    }

    pub fn covers(&self, tag: &str) -> bool {
        self.covers.iter().any(|covered| covered.as_str() == tag)
    }

    /// The statements that the session rests on, in no order and some more than once: its own, and those behind what it covers.
    pub fn statements(&self) -> impl Iterator<Item = u8> {
        let named = self.basis.iter().filter_map(|basis| match basis {
            Basis::Statement(number) => Some(*number),
            Basis::Wider(_) => None,
        });
        let covered = self.covers.iter().flat_map(|tag| coverage::statements(tag.as_str()).iter().copied());
        named.chain(covered).chain(self.hindsight.then_some(HINDSIGHT))
    }
}

impl Session {
    /// The title with the period's name in it.
    pub fn title(&self) -> &Text {
        &self.team.title
    }

    pub fn covers(&self, tag: &str) -> bool {
        self.facilitator.covers.iter().any(|covered| covered.as_str() == tag)
    }

    pub fn covers_any(&self, tags: &[&str]) -> bool {
        tags.iter().any(|tag| self.covers(tag))
    }

    pub fn is_in(&self, phase: Phase) -> bool {
        self.facilitator.phase == Some(phase)
    }

    pub fn is(&self, method: Method) -> bool {
        self.facilitator.method == Some(method)
    }

    /// Whether it is a break or a lunch.
    pub fn is_rest(&self) -> bool {
        self.open.rest
    }

    /// Every question that is asked in it, in whatever group.
    pub fn asked(&self) -> impl Iterator<Item = &TaggedPrompt> {
        let tracks = self.facilitator.tracks.iter().flat_map(|track| track.prompts.iter());
        self.facilitator.prompts.iter().chain(tracks)
    }

    /// Whether a question in it has a tag.
    pub fn asks(&self, tag: &str) -> bool {
        self.asked().any(|prompt| prompt.tags.iter().any(|of| of.as_str() == tag))
    }
}
