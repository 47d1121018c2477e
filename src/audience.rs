//! The four audiences, one edition each.

use std::fmt;

/// Who an edition is for (`facilitator`, `review-team`, `participant`, `training`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    Facilitator,
    ReviewTeam,
    Participant,
    Training,
}

impl Audience {
    pub const ALL: [Audience; 4] =
        [Audience::Facilitator, Audience::ReviewTeam, Audience::Participant, Audience::Training];

    /// The word used in files, flags and the edition's folder.
    pub fn name(self) -> &'static str {
        match self {
            Audience::Facilitator => "facilitator",
            Audience::ReviewTeam => "review-team",
            Audience::Participant => "participant",
            Audience::Training => "training",
        }
    }

    pub fn from_name(name: &str) -> Option<Audience> {
        Audience::ALL.into_iter().find(|audience| audience.name() == name)
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
