//! Makes an agenda from an event kind: one session a period, pauses to sum up, breaks near their times.
//!
//! Source: contract.md 9, "Making an agenda from a kind". What a session holds is the caller's business and travels
//! along as `content`; the caller leaves out what is `only_if`, applies patches to the result, and then fits it.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::agenda::STEP;
use crate::clock::Clock;

/// One entry of an event kind's agenda. Lengths are minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template<T> {
    pub id: String,
    pub minutes: u32,
    pub manner: Manner,
    /// It covers `involvement`; the first that does begins the exploration.
    pub involvement: bool,
    pub placing: Placing,
    pub content: T,
}

/// What a session is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manner {
    Working,
    /// A break or a lunch. Nothing that is placed by time goes beside it.
    Rest,
    /// Method `summary`: it is not work, and nothing that is placed by time goes before it.
    Summary,
    /// Method `feedback`: it is work, but nothing that is placed by time goes before it.
    Feedback,
}

/// How a session finds its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placing {
    /// Where it stands in the file.
    InOrder,
    /// `repeat: timeline`: one for each period, where it stands in the file. Without a share each has its own minutes.
    PerPeriod { share: Option<u32>, flex_each: Option<(u32, u32)> },
    /// `insert`: after a session that stands in order, or after each of those it became.
    Insert { after: String, every_minutes: u32 },
    /// `near`: at the boundary nearest to this time on the planned clock.
    Near(Clock),
    /// `with`: right after a session that is placed `Near`, and moving with it. With anything else it stands in order.
    With(String),
}

/// One session of the agenda that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged<T> {
    /// The template's id, with `-1`, `-2` … where a template can become several. It is the caller who sees to it that
    /// no other template is called so.
    pub id: String,
    pub minutes: u32,
    /// From `flex_each`; all other flex is in the content.
    pub flex: Option<(u32, u32)>,
    /// The period of the timeline, counted from 0.
    pub period: Option<usize>,
    /// Which of those that its template became, counted from 1.
    pub number: Option<usize>,
    pub content: T,
}

struct Item<'a, T> {
    template: &'a Template<T>,
    minutes: u32,
    period: Option<usize>,
    number: Option<usize>,
    /// Nothing may come between it and the one before it.
    joined: bool,
}

/// Makes the agenda of an event that starts at `start` and whose review has so many periods.
///
/// An `Insert` after an id that does not stand in order inserts nothing. Where no boundary is allowed, a session that
/// is `Near` takes the nearest that is neither first nor last, and without one the end.
pub fn arrange<T: Clone>(start: Clock, periods: usize, templates: &[Template<T>]) -> Vec<Arranged<T>> {
    let heads = heads(templates);
    let mut items = Vec::new();
    for (template, head) in templates.iter().zip(&heads) {
        match &template.placing {
            Placing::PerPeriod { share, flex_each } => items.extend(parts(template, periods, *share, *flex_each)),
            Placing::InOrder => items.push(single(template)),
            Placing::With(_) if head.is_none() => items.push(single(template)),
            Placing::Insert { .. } | Placing::Near(_) | Placing::With(_) => {}
        }
    }
    for template in templates {
        if let Placing::Insert { after, every_minutes } = &template.placing {
            items = insert(items, template, after, *every_minutes);
        }
    }
    let near = |(index, template): (usize, &Template<T>)| match template.placing {
        Placing::Near(time) => Some((time, index)),
        _ => None,
    };
    let mut nears: Vec<(Clock, usize)> = templates.iter().enumerate().filter_map(near).collect();
    nears.sort();
    for (time, head) in nears {
        let followers = templates.iter().zip(&heads).filter(|(_, of)| **of == Some(head));
        let mut group = vec![single(&templates[head])];
        group.extend(followers.map(|(template, _)| Item { joined: true, ..single(template) }));
        let at = boundary(&items, start, time);
        items.splice(at..at, group);
    }
    items.into_iter().map(arranged).collect()
}

fn single<T>(template: &Template<T>) -> Item<'_, T> {
    Item { template, minutes: template.minutes, period: None, number: None, joined: false }
}

fn arranged<T: Clone>(item: Item<'_, T>) -> Arranged<T> {
    let Item { template, minutes, period, number, .. } = item;
    let id = number.map_or_else(|| template.id.clone(), |number| format!("{}-{number}", template.id));
    let flex = match template.placing {
        Placing::PerPeriod { flex_each, .. } => flex_each,
        _ => None,
    };
    Arranged { id, minutes, flex, period, number, content: template.content.clone() }
}

/// For each session that is `With` another, the session placed by time with which it moves, directly or through others.
fn heads<T>(templates: &[Template<T>]) -> Vec<Option<usize>> {
    // Of two with one id the first is meant; the later entry of a map would win, so they go in backwards.
    let by_id: BTreeMap<&str, usize> =
        templates.iter().enumerate().rev().map(|(index, template)| (template.id.as_str(), index)).collect();
    let head = |template: &Template<T>| {
        let mut template = template;
        // As many hops as there are templates: more can only be a circle.
        for _ in templates {
            let Placing::With(id) = &template.placing else { return None };
            let target = *by_id.get(id.as_str())?;
            template = &templates[target];
            if let Placing::Near(_) = template.placing {
                return Some(target);
            }
        }
        None
    };
    templates.iter().map(head).collect()
}

/// One session a period. The share is split in whole steps, extra steps to the earlier ones; odd minutes go to the
/// first. Each is kept within its flex, so that the sum can differ from the share.
fn parts<T>(
    template: &Template<T>,
    periods: usize,
    share: Option<u32>,
    flex: Option<(u32, u32)>,
) -> impl Iterator<Item = Item<'_, T>> {
    let count = u32::try_from(periods).unwrap_or(u32::MAX);
    (0..periods).map(move |period| {
        let minutes = share.map_or(template.minutes, |share| {
            let steps = share / STEP;
            let extra = usize::try_from(steps % count).is_ok_and(|extra| period < extra);
            let odd = if period == 0 { share % STEP } else { 0 };
            let even = (steps / count + u32::from(extra)) * STEP + odd;
            flex.map_or(even, |(shortest, longest)| even.min(longest).max(shortest))
        });
        Item { template, minutes, period: Some(period), number: Some(period + 1), joined: false }
    })
}

/// Puts a session after a target when the working minutes since the last one, or since the exploration began, would
/// pass `every` with the next target; and always after the last. An exploration that nobody marked begins at the first.
fn insert<'a, T>(items: Vec<Item<'a, T>>, template: &'a Template<T>, after: &str, every: u32) -> Vec<Item<'a, T>> {
    let targets: Vec<usize> = (0..items.len()).filter(|&index| items[index].template.id == after).collect();
    let Some(&first) = targets.first() else { return items };
    let begin = items.iter().position(|item| item.template.involvement).unwrap_or(first);
    let mut sum = 0;
    let work = |(index, item): (usize, &Item<T>)| {
        if index >= begin && matches!(item.template.manner, Manner::Working | Manner::Feedback) {
            sum += u64::from(item.minutes);
        }
        sum
    };
    let worked: Vec<u64> = items.iter().enumerate().map(work).collect();

    let mut paused = 0;
    let mut pause_after = Vec::new();
    for (nth, &target) in targets.iter().enumerate() {
        let next = targets.get(nth + 1);
        if next.is_none_or(|&next| worked[next] - paused > u64::from(every)) {
            pause_after.push(target);
            paused = worked[target];
        }
    }

    let mut out = Vec::with_capacity(items.len() + pause_after.len());
    let mut due = pause_after.into_iter().peekable();
    let mut number = 0;
    let mut waiting = false;
    for (index, item) in items.into_iter().enumerate() {
        // What an earlier template inserted here stays in front.
        if waiting && !matches!(item.template.placing, Placing::Insert { .. }) {
            number += 1;
            out.push(Item { number: Some(number), ..single(template) });
            waiting = false;
        }
        out.push(item);
        waiting |= due.next_if_eq(&index).is_some();
    }
    if waiting {
        out.push(Item { number: Some(number + 1), ..single(template) });
    }
    out
}

/// Where a session that should be near a time goes, as an index into the items.
fn boundary<T>(items: &[Item<'_, T>], start: Clock, near: Clock) -> usize {
    let mut clock = u64::from(start.minutes());
    let mut places = Vec::new();
    for (index, pair) in items.windows(2).enumerate() {
        clock += u64::from(pair[0].minutes);
        let [before, after] = [&pair[0], &pair[1]].map(|item| item.template.manner);
        if !pair[1].joined {
            let allowed = before != Manner::Rest && after == Manner::Working;
            places.push((Reverse(allowed), clock.abs_diff(u64::from(near.minutes())), index + 1));
        }
    }
    places.into_iter().min().map_or(items.len(), |(_, _, index)| index)
}

/// Fills in `{n}` and `{timeline.label}`. A label that is not there, or not for this reader, takes the colon, dashes
/// and spaces that led up to it along. Without a number `{n}` stays, so that the mistake can be seen.
pub fn expand_title(title: &str, number: Option<usize>, label: Option<&str>) -> String {
    let label = label.map_or("", str::trim);
    let mut out = String::new();
    for (index, piece) in title.split("{timeline.label}").enumerate() {
        let piece = number.map_or_else(|| piece.to_owned(), |number| piece.replace("{n}", &number.to_string()));
        if index == 0 || !label.is_empty() {
            out.push_str(if index == 0 { "" } else { label });
            out.push_str(&piece);
        } else if out.trim().is_empty() || piece.trim().is_empty() {
            out.truncate(out.trim_end_matches(is_joint).len());
            out.push_str(if out.is_empty() { piece.trim_start_matches(is_joint) } else { &piece });
        } else {
            out.truncate(out.trim_end().len());
            out.push_str(&piece);
        }
    }
    out.trim().to_owned()
}

fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '-' | '\u{2013}' | '\u{2014}')
}
