//! What is asked of a session by those who look through an agenda.

use crate::schema::session::{Method, Phase};
use crate::schema::value::Text;
use crate::site::{Session, TaggedPrompt};

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
