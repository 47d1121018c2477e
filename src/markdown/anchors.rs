//! The ids of headings.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Ground, Heading};
use crate::diagnostic::{BAD_VALUE, DUPLICATE_ANCHOR, Diagnostic};
use crate::slug::slugify;

/// A heading as it was written.
pub struct Written {
    pub level: u8,
    pub text: String,
    pub range: Range<usize>,
    /// The id in `{#id}`, and where it stands.
    pub id: Option<(String, Range<usize>)>,
}

/// The words that begin the ids which `html` makes by itself: footnotes, the way back from them, tick boxes, callouts.
const OWN: [&str; 4] = ["fn", "fnref", "tick", "callout"];

/// The id of a heading whose words hold no letter and no digit.
const NAMELESS: &str = "section";

/// Gives every heading its anchor. Ids that authors chose come first, so that a heading further up that happens to
/// have the same words cannot take them away. The topmost level of the text becomes level two.
pub fn assign(ground: &Ground, written: Vec<Written>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Heading> {
    let mut chosen: BTreeMap<String, Range<usize>> = BTreeMap::new();
    let mut kept: Vec<bool> = Vec::with_capacity(written.len());
    for heading in &written {
        let Some((id, range)) = &heading.id else {
            kept.push(false);
            continue;
        };
        let fault = fault(ground, id, range, &chosen);
        kept.push(fault.is_none());
        match fault {
            Some(diagnostic) => diagnostics.push(diagnostic),
            None => {
                chosen.insert(id.clone(), range.clone());
            }
        }
    }
    let top = written.iter().map(|heading| heading.level).min().unwrap_or(2);
    let mut taken: BTreeSet<String> = chosen.into_keys().collect();
    let mut repeats = BTreeMap::new();
    let headings = written.into_iter().zip(kept).map(|(heading, kept)| {
        let id = match heading.id {
            Some((id, _)) if kept => id,
            _ => free_id(&heading.text, &mut taken, &mut repeats),
        };
        let level = (heading.level + 2 - top).min(6);
        Heading { level, text: heading.text, id, span: ground.span(heading.range) }
    });
    headings.collect()
}

fn fault(
    ground: &Ground,
    id: &str,
    range: &Range<usize>,
    chosen: &BTreeMap<String, Range<usize>>,
) -> Option<Diagnostic> {
    let place = ground.place(range.clone());
    if id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || c == '-') {
        return Some(
            Diagnostic::new(&BAD_VALUE, place, format!("The heading id `{}` cannot be an anchor.", id.escape_debug()))
                .help("Use letters, digits and hyphens only, such as `{#then-and-now}`."),
        );
    }
    if is_own(id) {
        return Some(
            Diagnostic::new(&BAD_VALUE, place, format!("The heading id `{id}` is one that plenary makes itself."))
                .help(format!("Choose another, such as `{{#{NAMELESS}-{id}}}`.")),
        );
    }
    let first = chosen.get(id)?;
    Some(
        Diagnostic::new(&DUPLICATE_ANCHOR, place, format!("The heading id `{id}` is given twice."))
            .label(ground.place(first.clone()), "it is given here first")
            .help("Give one of the two headings another id."),
    )
}

/// The words of a heading as an id that no other heading has.
fn free_id(text: &str, taken: &mut BTreeSet<String>, repeats: &mut BTreeMap<String, usize>) -> String {
    let base = match slugify(text) {
        slug if slug.is_empty() => NAMELESS.to_owned(),
        slug if is_own(&slug) => format!("{NAMELESS}-{slug}"),
        slug => slug,
    };
    if taken.insert(base.clone()) {
        return base;
    }
    // The count is kept, because ten thousand headings of the same words must not be counted from one each time.
    let count = repeats.entry(base.clone()).or_insert(1);
    loop {
        *count += 1;
        let id = match format!("{base}-{count}") {
            id if is_own(&id) => format!("{NAMELESS}-{id}"),
            id => id,
        };
        if taken.insert(id.clone()) {
            return id;
        }
    }
}

fn is_own(id: &str) -> bool {
    let mut parts = id.split('-');
    parts.next().is_some_and(|word| OWN.contains(&word))
        && id.contains('-')
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}
