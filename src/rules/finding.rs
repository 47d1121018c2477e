//! What the rules have found of the events, as data for editions and reports.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::audience::Audience;
use crate::basis::Basis;
use crate::diagnostic::{Label, Severity};
use crate::folding::Terms;
use crate::rules::case::{Case, Found};
use crate::rules::coverage::Element;
use crate::rules::{Rule, weight};
use crate::schema::value::Text;
use crate::site::{Belongs, Site};
use crate::slug::Slug;
use crate::source::{Place, SourcePath};

/// One thing that stands between an event and the guidance.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    /// The rule's code, or `coverage-<tag>`.
    pub code: Cow<'static, str>,
    /// How much it weighs once the event is ready.
    pub severity: Severity,
    pub message: String,
    pub help: String,
    pub place: Place,
    pub labels: Vec<Label>,
    pub basis: Vec<Basis>,
    /// The page of the guidance that explains it, where there is one.
    pub guidance: Option<GuidancePage>,
}

impl Finding {
    /// The order in which findings are read: the heaviest first, then as the rules and the file go.
    pub fn key(&self) -> (Severity, super::Family, &Place, &str, &str) {
        (self.severity, self.rule.family, &self.place, &self.code, &self.message)
    }
}

/// A page of the guidance, by its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuidancePage {
    pub path: SourcePath,
    pub title: Text,
}

/// What has been found of one event.
#[derive(Clone, Debug, Default)]
pub struct EventFindings {
    /// What is open, the heaviest first.
    pub open: Vec<Finding>,
    /// The waivers that silence nothing, by their places in the event's list.
    pub idle_waivers: Vec<usize>,
    /// What the kind requires, and which sessions cover it.
    pub coverage: Vec<Element>,
}

impl EventFindings {
    /// What a reader may know of it: the facilitator everything, the Review Team groups F to I.
    pub fn for_audience(self: &Arc<EventFindings>, audience: Audience) -> Option<Arc<EventFindings>> {
        match audience {
            Audience::Facilitator => Some(self.clone()),
            Audience::ReviewTeam => {
                let for_team = |finding: &&Finding| finding.rule.family.is_for_review_team();
                Some(Arc::new(EventFindings {
                    open: self.open.iter().filter(for_team).cloned().collect(),
                    idle_waivers: self.idle_waivers.clone(),
                    coverage: Vec::new(),
                }))
            }
            Audience::Participant | Audience::Training => None,
        }
    }

    /// Puts what is open in order, and keeps each thing once: one prompt may be asked in four sessions.
    pub fn settle(&mut self) {
        self.open.sort_by(|a, b| a.key().cmp(&b.key()));
        self.open.dedup_by(|a, b| a.key() == b.key());
    }

    /// How many are open of each severity: errors, warnings, advice.
    pub fn count(&self, severity: Severity) -> usize {
        self.open.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// What has been found of all events.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    events: BTreeMap<(Slug, Slug), Arc<EventFindings>>,
    /// The hash of all that they rest on, beside the review of each.
    pub basis: [u8; 32],
}

impl Findings {
    /// No findings yet, and the hash of all that they will rest on, beside the review of each.
    pub fn resting_on(basis: &blake3::Hash) -> Findings {
        Findings { events: BTreeMap::new(), basis: *basis.as_bytes() }
    }

    pub fn insert(&mut self, event: (Slug, Slug), findings: Arc<EventFindings>) {
        self.events.insert(event, findings);
    }

    /// What has been found of an event, by review and event.
    pub fn of(&self, review: &Slug, event: &Slug) -> Option<&Arc<EventFindings>> {
        self.events.get(&(review.clone(), event.clone()))
    }
}

/// What findings are put into words with.
#[derive(Debug)]
pub struct Wording {
    guidance: Guidance,
    restricted: Terms,
}

/// Stands for what is on a list of restricted terms: no message says those.
pub const CONCEALED: &str = "(a restricted word)";

/// The words that no message may say and no excerpt may show.
pub fn restricted(site: &Site) -> Terms {
    let terms = site.reviews.iter().flat_map(|review| review.restricted.terms.iter());
    Terms::of(terms.map(|term| term.text.as_ref()))
}

impl Wording {
    pub fn of(site: &Site) -> Wording {
        let restricted = restricted(site);
        Wording { guidance: Guidance::of(site), restricted }
    }

    fn said(&self, words: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        let concealed = |word: String| if self.restricted.stand_in(&word) { CONCEALED.to_owned() } else { word };
        words.into_iter().map(|(name, word)| (name, concealed(word))).collect()
    }
}

/// The guidance pages that explain a statement.
#[derive(Debug)]
struct Guidance(BTreeMap<Basis, Vec<(usize, GuidancePage)>>);

impl Guidance {
    fn of(site: &Site) -> Guidance {
        let mut pages: BTreeMap<Basis, Vec<(usize, GuidancePage)>> = BTreeMap::new();
        for (at, page) in site.pages.iter().enumerate() {
            let readable = [Audience::Facilitator, Audience::ReviewTeam].iter().all(|a| page.audiences.contains(a));
            if matches!(page.belongs, Belongs::Guidance { .. }) && readable {
                for basis in &page.basis {
                    let page = GuidancePage { path: page.path.clone(), title: page.title.clone() };
                    pages.entry(*basis).or_default().push((at, page));
                }
            }
        }
        Guidance(pages)
    }

    /// The page that explains something: one that teaches its first statement, and of several the one that teaches the
    /// most of the others. Where the first has no page yet, those of the others are looked through.
    fn page(&self, basis: &[Basis]) -> Option<GuidancePage> {
        let teaching = |statement: &Basis| self.0.get(statement).map_or(&[][..], Vec::as_slice);
        let candidates = basis.iter().map(teaching).find(|pages| !pages.is_empty())?;
        let taught = |at: usize| basis.iter().filter(|of| teaching(of).iter().any(|(other, _)| *other == at)).count();
        // Of pages that teach as much, the first in the order of the guidance.
        let best = candidates.iter().rev().max_by_key(|(at, _)| taught(*at));
        best.map(|(_, page)| page.clone())
    }
}

/// Puts what a rule has found into words; nothing where the site has switched the rule off.
pub fn put(case: &Case, rule: &'static Rule, found: Found, wording: &Wording) -> Option<Finding> {
    put_as(case, rule, Cow::Borrowed(rule.id), rule.basis.to_vec(), found, wording)
}

/// The same under a code and a basis of its own.
pub fn put_as(
    case: &Case,
    rule: &'static Rule,
    code: Cow<'static, str>,
    basis: Vec<Basis>,
    found: Found,
    wording: &Wording,
) -> Option<Finding> {
    let words = wording.said(found.words);
    let severity = weight(case.site, &code, rule.severity)?;
    let sentence = rule.says.get(found.saying).or(rule.says.first()).copied().unwrap_or_default();
    Some(Finding {
        rule,
        severity,
        message: filled(sentence, &words),
        help: filled(rule.help, &words),
        guidance: wording.guidance.page(&basis),
        code,
        basis,
        place: found.place,
        labels: found.labels,
    })
}

/// Fills in the names in braces, in one pass, so that a name in what is filled in stays as it is.
fn filled(sentence: &str, words: &[(&'static str, String)]) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            text.push('{');
            continue;
        };
        match words.iter().find(|(known, _)| *known == name) {
            Some((_, word)) => text.push_str(word),
            None => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_filled_in_once() {
        let words = [("a", "{b}".to_owned()), ("b", "two".to_owned())];
        assert_eq!(filled("{a} and {b}, {c} and {", &words), "{b} and two, {c} and {");
    }
}
