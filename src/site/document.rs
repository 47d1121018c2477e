//! The documents of a pack: their names and who may have them (`contract.md` section 4).

use crate::audience::Audience;

/// A document as the contract lists it.
#[derive(Debug, PartialEq, Eq)]
pub struct DocumentInfo {
    pub kind: DocumentKind,
    pub id: &'static str,
    /// Whether the document belongs to strategic events only.
    pub strategic: bool,
    audiences: &'static [Audience],
    training: bool,
}

/// What a document is used for: readers look for it there, and read those of one use one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// To lead the day.
    Lead,
    /// For those who come.
    Attend,
    /// To prepare it.
    Prepare,
}

impl Purpose {
    pub const ALL: [Purpose; 3] = [Purpose::Lead, Purpose::Attend, Purpose::Prepare];

    /// The end of its key among the interface words.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Lead => "lead",
            Purpose::Attend => "attend",
            Purpose::Prepare => "prepare",
        }
    }
}

macro_rules! documents {
    ($($variant:ident = $id:literal, [$($audience:ident),*] $(, $flag:ident)*;)*) => {
        /// One thing in a pack.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DocumentKind { $($variant,)* }

        static DOCUMENTS: &[DocumentInfo] = &[$(DocumentInfo {
            kind: DocumentKind::$variant,
            id: $id,
            audiences: &[$(Audience::$audience),*],
            strategic: documents!(@has strategic, $($flag),*),
            training: !documents!(@has untaught, $($flag),*),
        },)*];
    };
    (@has $wanted:ident, ) => { false };
    (@has strategic, strategic $(, $rest:ident)*) => { true };
    (@has untaught, untaught $(, $rest:ident)*) => { true };
    (@has $wanted:ident, $other:ident $(, $rest:ident)*) => { documents!(@has $wanted, $($rest),*) };
}

documents! {
    Script = "script", [Facilitator];
    RunSheet = "run-sheet", [Facilitator];
    Live = "live", [Facilitator], untaught;
    Agenda = "agenda", [Facilitator, ReviewTeam, Participant];
    Briefing = "briefing", [Facilitator, ReviewTeam, Participant];
    Preparation = "preparation", [Facilitator, Participant];
    TeamBriefing = "team-briefing", [Facilitator, ReviewTeam], untaught;
    Principles = "principles", [Facilitator, ReviewTeam, Participant];
    Overview = "overview", [Facilitator, ReviewTeam];
    PromptCards = "prompt-cards", [Facilitator];
    NoteSheet = "note-sheet", [Facilitator, ReviewTeam];
    GroupSheets = "group-sheets", [Facilitator, Participant];
    Room = "room", [Facilitator, ReviewTeam];
    Materials = "materials", [Facilitator, ReviewTeam];
    Checklists = "checklists", [Facilitator, ReviewTeam];
    PersonalLearning = "personal-learning", [Facilitator, Participant];
    Feedback = "feedback", [Facilitator, Participant];
    Inputs = "inputs", [Facilitator], strategic;
    Recommendations = "recommendations", [Facilitator, ReviewTeam], strategic;
    NextSteps = "next-steps", [Facilitator, ReviewTeam, Participant];
    Readiness = "readiness", [Facilitator, ReviewTeam], untaught;
}

impl DocumentKind {
    pub fn all() -> impl Iterator<Item = DocumentKind> + Clone {
        DOCUMENTS.iter().map(|info| info.kind)
    }

    /// All documents, those of one use together.
    pub fn in_reading_order() -> impl Iterator<Item = DocumentKind> {
        Purpose::ALL.into_iter().flat_map(|purpose| DocumentKind::all().filter(move |kind| kind.purpose() == purpose))
    }

    pub fn purpose(self) -> Purpose {
        match self {
            DocumentKind::Script
            | DocumentKind::RunSheet
            | DocumentKind::Live
            | DocumentKind::Overview
            | DocumentKind::PromptCards
            | DocumentKind::Inputs
            | DocumentKind::Recommendations => Purpose::Lead,
            DocumentKind::Agenda
            | DocumentKind::Briefing
            | DocumentKind::Preparation
            | DocumentKind::Principles
            | DocumentKind::GroupSheets
            | DocumentKind::PersonalLearning
            | DocumentKind::Feedback
            | DocumentKind::NextSteps => Purpose::Attend,
            DocumentKind::TeamBriefing
            | DocumentKind::NoteSheet
            | DocumentKind::Room
            | DocumentKind::Materials
            | DocumentKind::Checklists
            | DocumentKind::Readiness => Purpose::Prepare,
        }
    }

    pub fn from_id(id: &str) -> Option<DocumentKind> {
        DOCUMENTS.iter().find(|info| info.id == id).map(|info| info.kind)
    }

    /// The name in addresses, packs and flags.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    pub fn info(self) -> &'static DocumentInfo {
        &DOCUMENTS[self as usize]
    }

    /// Whether an edition may hold the document at all.
    pub fn open_to(self, audience: Audience) -> bool {
        match audience {
            Audience::Training => self.info().training,
            _ => self.info().audiences.contains(&audience),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_kinds() {
        for (at, info) in DOCUMENTS.iter().enumerate() {
            assert_eq!(info.kind as usize, at);
            assert_eq!(DocumentKind::from_id(info.id), Some(info.kind));
        }
    }

    #[test]
    fn training_has_all_but_live_readiness_and_the_team_briefing() {
        let closed: Vec<_> =
            DocumentKind::all().filter(|kind| !kind.open_to(Audience::Training)).map(DocumentKind::id).collect();
        assert_eq!(closed, ["live", "team-briefing", "readiness"]);
        assert!(DocumentKind::Inputs.info().strategic && !DocumentKind::Script.open_to(Audience::Participant));
    }
}
