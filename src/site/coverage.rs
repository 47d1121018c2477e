//! The vocabulary of what sessions, prompts and questions cover (`domain.md` 4.3).

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A tag with its meaning and the statements behind it.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    pub id: &'static str,
    pub meaning: &'static str,
    pub statements: &'static [u8],
}

const fn tag(id: &'static str, meaning: &'static str, statements: &'static [u8]) -> Tag {
    Tag { id, meaning, statements }
}

/// The tags that every site knows. A committee's own kind may require more.
pub static TAGS: &[Tag] = &[
    tag("introductions", "everybody in the room, and why they are here", &[53]),
    tag("purpose-and-process", "the purpose, and how the day will run", &[54]),
    tag("acknowledge-anxiety", "the unease in the room, named", &[55]),
    tag("working-principles", "the working principles", &[56]),
    tag("situation-overview", "a brief overview of the situation", &[57]),
    tag("involvement", "people's part in the story", &[58]),
    tag("risks", "the risks: were they seen and understood?", &[64]),
    tag("family-engagement", "how family members were engaged with", &[65]),
    tag("working-together", "how the professionals worked together", &[66]),
    tag("went-well", "what went well, and what made it possible", &[67]),
    tag("done-better", "what could have been done better, and why it was not", &[68]),
    tag("summary", "a pause to sum up", &[69]),
    tag("key-learning", "the key learning", &[73]),
    tag("next-steps", "the next steps", &[74, 93]),
    tag("personal-learning", "each person's own learning", &[75]),
    tag("check-out", "how people feel about the day", &[76]),
    tag("circumstances", "the circumstances that led to the review", &[78]),
    tag("challenges", "challenges and missed opportunities", &[82]),
    tag("worked-well", "what worked well, and why", &[83]),
    tag("themes", "feedback from the groups, for themes", &[84]),
    tag("practitioner-feedback", "feedback from the practitioner event", &[85, 86]),
    tag("family-views", "the views of the family", &[87, 88]),
    tag("changes-made", "what has changed already", &[90]),
    tag("what-else", "what else can be done", &[91]),
    tag("recommendations", "emerging recommendations, agreed", &[92]),
    tag("prep-involvement", "when one was involved", &[21]),
    tag("prep-assessments", "assessments", &[22]),
    tag("prep-decisions", "decisions", &[23]),
    tag("prep-actions", "actions", &[24]),
    tag("prep-interactions", "work with other services", &[25]),
    tag("prep-effective-practice", "effective practice", &[26]),
    tag("prep-done-better", "what could have been better", &[27]),
    tag("then", "why it made sense then", &[61]),
    tag("differently", "what could have been different, and what would have helped", &[62]),
    tag("single-agency", "what it means for one's own agency", &[9]),
    tag("multi-agency", "what it means for the agencies together", &[9]),
];

/// The statements behind a tag; none for a committee's own.
pub fn statements(id: &str) -> &'static [u8] {
    static BY_ID: LazyLock<BTreeMap<&str, &[u8]>> =
        LazyLock::new(|| TAGS.iter().map(|tag| (tag.id, tag.statements)).collect());
    BY_ID.get(id).copied().unwrap_or_default()
}
