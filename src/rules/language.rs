//! Group J, as far as it is a matter of practice: words that sound like blame, and words that name somebody.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::basis::Basis::{Statement as S, Wider as W};
use crate::diagnostic::Severity::Advice;
use crate::folding::{normalised, words_of};
use crate::markdown::blocks_text;
use crate::rules::case::{Case, Found};
use crate::rules::wording::{list, titled};
use crate::rules::{Actor, Applies, Family, Looks, Rule};

/// Phrases that can sound like blame (`domain.md` section 7). "Missed opportunities" is the guidance's own, and allowed.
const BLAME: [&str; 16] = [
    "failed to",
    "failure",
    "neglected to",
    "should have known",
    "ought to have",
    "whose fault",
    "to blame",
    "mistake",
    "negligent",
    "obviously",
    "simply",
    "excuse",
    "culprit",
    "you missed",
    "they missed",
    "who missed",
];

pub static RULES: &[Rule] = &[
    Rule {
        id: "blame-language",
        title: "Words that can sound like blame",
        family: Family::Language,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(11), S(60), W(14), W(16)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "\"{phrase}\", in {where}, can sound like blame. Try asking what made sense at the time and what would have \
             helped.",
        ],
        help: "Say what was seen, expected or weighed up, such as \"What were you expecting?\".",
        why: "One word that sounds like a verdict, and people defend themselves for the rest of the day.",
        looks: Looks::Event(blame),
    },
    Rule {
        id: "jigsaw-identification",
        title: "A job and an agency that point to one person",
        family: Family::Language,
        severity: Advice,
        applies: Applies::Both,
        basis: &[S(97)],
        waivable: true,
        acts: Actor::Reviewer,
        says: &[
            "Participants read one another's jobs, and some fit one person only: {jobs}. Job, service and date together \
             can name somebody.",
        ],
        help: "Take `show_roles` out of review.yaml, or make sure that these people have agreed to be known.",
        why: "In a small area a job and a service are as good as a name, and the sheet may leave the room.",
        looks: Looks::Event(jigsaw),
    },
];

/// Prompts, scripts and titles, each phrase once a text.
fn blame(case: &Case) -> Vec<Found> {
    let mut found = Vec::new();
    let mut hear = |heard: Vec<&'static str>, place: &dyn Fn() -> String, at: &dyn Fn() -> Found| {
        for phrase in heard {
            let Found { place: at, labels, .. } = at();
            let found_here = Found::at(at).with("phrase", phrase).with("where", place());
            found.push(labels.into_iter().fold(found_here, |found, label| found.label(label.place, label.text)));
        }
    };
    let title = || Found::at(case.place_of(&case.written().title));
    hear(phrases(&case.event.open.title), &|| "the event's title".to_owned(), &title);
    for session in case.agenda().iter().flat_map(|agenda| agenda.sessions.iter()) {
        let (place, at) = (|| titled(session), || case.at(session));
        hear(phrases(session.title()), &place, &at);
        for track in &session.open.tracks {
            hear(phrases(&track.title), &place, &at);
        }
        for prompt in session.asked() {
            let heard = case.heard.at(&prompt.written, || phrases(&prompt.ask));
            hear(heard, &place, &|| case.inside(&prompt.written));
        }
        if let Some(script) = &session.facilitator.script {
            let heard = case.heard.at(&script.place, || phrases(&blocks_text(&script.document).join("\n")));
            hear(heard, &place, &|| case.inside(&script.place));
        }
    }
    found
}

/// Of each phrase the last word that is not one of the short ones: few texts have any, and those are looked at closely.
static TELLING_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let telling = BLAME.iter().filter_map(|phrase| phrase.split(' ').rfind(|word| word.len() > 4));
    AhoCorasick::builder().ascii_case_insensitive(true).build(telling).ok()
});

/// The phrases that stand in a text as whole words.
fn phrases(text: &str) -> Vec<&'static str> {
    let has_none = |text: &str| TELLING_WORDS.as_ref().is_some_and(|finder| !finder.is_match(text));
    // Plain letters become no others, but other letters may become plain ones.
    if text.is_ascii() && has_none(text) {
        return Vec::new();
    }
    let folded = normalised(text);
    if has_none(&folded) {
        return Vec::new();
    }
    let words = words_of(&folded);
    BLAME.into_iter().filter(|phrase| words.contains(&format!(" {phrase} "))).collect()
}

/// Where jobs are shown beside agencies: those that only one of the people who come has.
fn jigsaw(case: &Case) -> Vec<Found> {
    let Some(shown) = case.review.written.show_roles.as_ref().filter(|shown| shown.value) else { return Vec::new() };
    let mut holders: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for who in &case.event.team.participants {
        if let Some(agency) = &who.person.agency {
            *holders.entry((&agency.short, &who.person.title)).or_default() += 1;
        }
    }
    let alone: Vec<String> = holders
        .iter()
        .filter(|(_, holders)| **holders == 1)
        .map(|((agency, job), _)| format!("{job} ({agency})"))
        .collect();
    const NAMED: usize = 3;
    let jobs = match alone.len() {
        0 => return Vec::new(),
        few if few <= NAMED => list(&alone),
        many => format!("{} and {} more", alone[..NAMED].join(", "), many - NAMED),
    };
    vec![Found::at(shown.place.clone()).label(case.kind_line(), "in the pages of this event").with("jobs", jobs)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_whatever_their_case() {
        let found = phrases;
        assert_eq!(found("Who FAILED\u{a0}to ring? Whose fault was it?"), ["failed to", "whose fault"]);
        assert_eq!(found("Mistakes, excused; a mistake"), ["mistake"]);
        assert_eq!(found("What were the missed opportunities?"), Vec::<&str>::new());
        assert_eq!(found("You-missed"), ["you missed"]);
        for phrase in BLAME {
            assert_eq!(found(&format!("Who, {phrase}?")), [phrase]);
            assert_eq!(found(&format!("“{}”", phrase.to_uppercase().replace(' ', ", "))), [phrase]);
        }
    }
}
