//! The checklists of an event: what is to be done, by whom, and by which day.

use serde::Serialize;

use crate::schema::blueprint::{ChecklistFor, Owner};
use crate::site::{Checklist, ChecklistItem, DatedChecklist, DatedItem};
use crate::view::Held;
use crate::view::format;
use crate::view::sheet::Sheet;

/// The view of `checklists.html`.
#[derive(Serialize)]
pub struct Checklists {
    /// What ticks are kept under in a browser: the edition, the review and the event.
    pub store: String,
    /// The checklists that have something to do.
    pub lists: Vec<ListView>,
}

/// One checklist. Guidance pages show it without dates.
#[derive(Clone, Serialize)]
pub struct ListView {
    /// What the checklist is called.
    pub title: String,
    /// The id of its heading, unique on the page.
    pub id: String,
    /// What is to be done, in order.
    pub items: Vec<ItemView>,
}

/// One thing to do.
#[derive(Clone, Serialize)]
pub struct ItemView {
    /// The id of its box, unique on the page.
    pub id: String,
    /// What a browser keeps the tick under: the list and the item.
    pub key: String,
    /// What is to be done.
    pub what: String,
    /// In words: `Reviewers and the note taker`.
    pub owners: String,
    /// In words: `by Thursday 19 February 2026`.
    pub due: Option<String>,
}

/// The checklists of an event, or of a role in it.
pub fn view(sheet: &Sheet, held: Held) -> Option<Checklists> {
    let working = held.event.working.as_ref()?;
    let lists = working.checklists.iter().map(|dated| list(sheet, dated, |_| true));
    Some(Checklists { store: store(sheet, held), lists: lists.filter(|list| !list.items.is_empty()).collect() })
}

/// The items of all checklists that are for one role.
pub fn of_owner(sheet: &Sheet, held: Held, owner: Owner) -> Checklists {
    let Some(working) = &held.event.working else { return Checklists { store: store(sheet, held), lists: Vec::new() } };
    let lists = working.checklists.iter().map(|dated| list(sheet, dated, |item| item.owners.contains(&owner)));
    Checklists { store: store(sheet, held), lists: lists.filter(|list| !list.items.is_empty()).collect() }
}

/// The items for some uses that are due close to the event: working days from it, first and last.
pub fn due_within(sheet: &Sheet, held: Held, uses: &[ChecklistFor], (first, last): (i32, i32)) -> Vec<ItemView> {
    let Some(working) = &held.event.working else { return Vec::new() };
    let wanted = working.checklists.iter().filter(|dated| uses.contains(&dated.list.used_for));
    let close = |item: &ChecklistItem| item.due.is_some_and(|(from, to)| from <= last && to >= first);
    wanted.flat_map(|dated| list(sheet, dated, close).items).collect()
}

/// The items for one use, with their dates.
pub fn of_use(sheet: &Sheet, held: Held, wanted: ChecklistFor) -> Vec<ItemView> {
    let Some(working) = &held.event.working else { return Vec::new() };
    let lists = working.checklists.iter().filter(|dated| dated.list.used_for == wanted);
    lists.flat_map(|dated| list(sheet, dated, |_| true).items).collect()
}

fn store(sheet: &Sheet, held: Held) -> String {
    format!("{}/{}/{}", sheet.context.edition.audience, held.event.review, held.event.id)
}

fn list(sheet: &Sheet, dated: &DatedChecklist, wanted: impl Fn(&ChecklistItem) -> bool) -> ListView {
    let items = dated.items.iter().filter_map(|at| Some((at, dated.list.items.get(at.item)?)));
    ListView {
        title: dated.list.title.to_string(),
        id: sheet.id(&format!("list_{}", dated.list.id)),
        items: items
            .filter(|(_, item)| wanted(item))
            .map(|(at, item)| item_view(sheet, &dated.list, item, Some(at)))
            .collect(),
    }
}

/// A checklist as it stands in the library, with its days counted from an event.
pub fn undated(sheet: &Sheet, checklist: &Checklist) -> ListView {
    ListView {
        title: checklist.title.to_string(),
        id: sheet.id(&format!("list_{}", checklist.id)),
        items: checklist.items.iter().map(|item| item_view(sheet, checklist, item, None)).collect(),
    }
}

fn item_view(sheet: &Sheet, list: &Checklist, item: &ChecklistItem, at: Option<&DatedItem>) -> ItemView {
    let words = sheet.words();
    let owners: Vec<&str> = item.owners.iter().map(|owner| words.get(owner_key(*owner))).collect();
    let on_the_day = item.due == Some((0, 0));
    let due = match at {
        Some(at) => at.due.map(|due| format::due(words, due, on_the_day)),
        None => item.due.map(|due| from_event(sheet, due)),
    };
    ItemView {
        id: sheet.id(&format!("tick_{}_{}", list.id, item.id)),
        key: format!("{}/{}", list.id, item.id),
        what: item.what.to_string(),
        owners: format::list(words, &owners),
        due,
    }
}

/// `20 working days before`, for a list that stands in no event.
fn from_event(sheet: &Sheet, (first, last): (i32, i32)) -> String {
    let words = sheet.words();
    let days = |days: i32| usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    match (first, last) {
        (0, 0) => words.get("due.on-the-day").to_owned(),
        (_, last) if last < 0 && first == last => words.count("due.days-before", days(last)),
        (first, last) if last < 0 => words
            .fill("due.days-before-range", &[("first", &days(first).to_string()), ("last", &days(last).to_string())]),
        (_, last) => words.count("due.days-after", days(last)),
    }
}

fn owner_key(owner: Owner) -> &'static str {
    match owner {
        Owner::Reviewer => "owner.reviewer",
        Owner::ReviewTeamMember => "owner.review-team-member",
        Owner::ReviewTeamAdministrator => "owner.review-team-administrator",
        Owner::NoteTaker => "owner.note-taker",
        Owner::Chair => "owner.chair",
    }
}
