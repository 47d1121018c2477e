//! An event's agenda: made from its kind or its own list, patched, and fitted to the clock (`contract.md` section 9).

use std::borrow::Cow;
use std::sync::Arc;

use crate::agenda::arrange::{Arranged, Manner, Placing, Template, arrange, expand_title};
use crate::agenda::{Day, Slot, fit, tracks_minutes};
use crate::clock::Clock;
use crate::diagnostic::{BAD_VALUE, Diagnostic, MISSING_FIELD};
use crate::resolve::event::Surroundings;
use crate::resolve::kind::check_sessions;
use crate::resolve::reference::{find, items, prose, text, unknown, unknown_in, value, values};
use crate::schema::Located;
use crate::schema::session::{self, Added, AgendaPatch, Insert, Method, OnlyIf, Per, Prompt, Session};
use crate::schema::value::{Flex, Minutes, Text};
use crate::site::session::class;
use crate::site::{
    Agenda, Lead, Material, SessionFacilitator, SessionOpen, SessionTeam, TaggedPrompt, TrackFacilitator, TrackOpen,
};
use crate::slug::Slug;
use crate::source::Place;

/// A session on its way: its fields as written, and what its making from a kind has settled.
#[derive(Clone, Debug)]
struct Row {
    session: Located<Session>,
    id: Slug,
    /// Where findings about it point: its own first line, or the change that the event makes to it.
    place: Place,
    number: Option<usize>,
    /// The period that it takes up, as a place in the review's timeline.
    period: Option<usize>,
}

/// What an event's agenda is made of.
pub struct Source<'a> {
    pub sessions: &'a [Located<Session>],
    pub patch: Option<&'a AgendaPatch>,
    /// Whether the event wrote its agenda in full.
    pub in_full: bool,
    pub day: Day,
    /// Whether the day is the event's own, and not one to look its sessions through by.
    pub timed: bool,
}

/// Makes the agenda of an event from the start of its day to the end.
pub fn resolve(source: &Source, around: &Surroundings, diagnostics: &mut Vec<Diagnostic>) -> Agenda {
    let day = source.day;
    let full_day = f64::from(day.end.since(day.start)) >= around.settings.thresholds.full_day_hours * 60.0;
    let periods = around.story.periods.len();
    known_neighbours(source.sessions, diagnostics);
    let templates: Vec<Template<Cow<Located<Session>>>> = source
        .sessions
        .iter()
        .filter(|session| full_day || session.value.only_if.as_ref().is_none_or(|only| only.value != OnlyIf::FullDay))
        .filter_map(|session| template(session, around, diagnostics))
        .collect();
    let arranged = arrange(day.start, periods, &templates);
    let mut rows: Vec<Row> = arranged.into_iter().filter_map(|arranged| row(arranged, around)).collect();
    take_turns(&mut rows, around);
    if let Some(patch) = source.patch {
        rows = patched(rows, patch, around, diagnostics);
    }
    check_sessions(rows.iter().map(|row| &row.session), around.documents, around.vocabulary, diagnostics);
    let slots: Vec<Slot> = rows.iter().map(|row| slot(&row.session.value)).collect();
    let fitted = fit(day, &slots);
    let sessions = rows
        .iter()
        .zip(&slots)
        .zip(&fitted.rows)
        .map(|((row, slot), fitted)| {
            let (open, team, facilitator) = contents(row, slot, fitted, around, diagnostics);
            crate::site::Session {
                id: row.id.clone(),
                place: row.place.clone(),
                public: value(&row.session.value.public).unwrap_or(true),
                floats: row.session.value.near.is_some() || row.session.value.with.is_some(),
                start: fitted.start,
                minutes: fitted.minutes,
                open: Arc::new(open),
                team: Arc::new(team),
                facilitator: Arc::new(facilitator),
            }
        })
        .collect();
    Agenda {
        start: day.start,
        end: day.end,
        sessions,
        gaps: fitted.gaps,
        faults: fitted.faults,
        in_full: source.in_full,
        timed: source.timed,
    }
}

/// Reports `insert` and `with` that name no session of the agenda: what they place would be nowhere.
fn known_neighbours(sessions: &[Located<Session>], diagnostics: &mut Vec<Diagnostic>) {
    let ids: Vec<&Slug> = sessions.iter().filter_map(|session| session.value.id.as_ref()).map(|id| &id.value).collect();
    for session in sessions {
        let after = session.value.insert.as_ref().and_then(|insert| insert.value.after.as_ref());
        for wanted in after.into_iter().chain(&session.value.with) {
            if !ids.contains(&&wanted.value) {
                let known = ids.iter().map(|id| id.as_str());
                unknown_in(&wanted.value, &wanted.place, ("session", " in this agenda"), known, diagnostics);
            }
        }
    }
}

/// Where findings about a session point: its id, which stands on its first line.
fn first_place(session: &Located<Session>) -> Place {
    session.value.id.as_ref().map_or_else(|| session.place.clone(), |id| id.place.clone())
}

/// A session as it is placed among the others; reports what it lacks for that.
fn template<'s>(
    session: &'s Located<Session>,
    around: &Surroundings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Template<Cow<'s, Located<Session>>>> {
    let session = with_activity(session, around, diagnostics);
    let fields = &session.value;
    let mut missing = |name: &str, help: &str| {
        let message = format!("`{name}` is missing from a session.");
        diagnostics.push(Diagnostic::new(&MISSING_FIELD, first_place(&session), message).help(help));
    };
    if fields.id.is_none() {
        missing("id", "Add a short name for the row, such as `id: welcome`.");
    }
    if fields.title.is_none() {
        missing("title", "Add a line `title: …`; participants read it.");
    }
    if fields.phase.is_none() {
        missing("phase", "Add `phase: beginning`, `phase: middle` or `phase: ending`.");
    }
    if fields.minutes.is_none() && fields.tracks.is_none() && fields.share.is_none() {
        missing("minutes", "Add the planned length, such as `minutes: 15`.");
    }
    let id = value(&fields.id)?;
    let method = method(fields);
    let placing = if fields.repeat.is_some() {
        Placing::PerPeriod {
            share: value(&fields.share).map(|minutes| minutes.0),
            flex_each: value(&fields.flex_each).map(|flex| (flex.shortest, flex.longest)),
        }
    } else if let Some(Insert { after, every_minutes, .. }) = fields.insert.as_ref().map(|insert| &insert.value) {
        let every_minutes = value(every_minutes).map_or(0, |minutes| minutes.0);
        Placing::Insert { after: value(after).map_or_else(String::new, |id| id.to_string()), every_minutes }
    } else if let Some(near) = &fields.near {
        Placing::Near(near.value)
    } else if let Some(with) = &fields.with {
        Placing::With(with.value.to_string())
    } else {
        Placing::InOrder
    };
    let involvement = items(&fields.covers).any(|tag| tag.value.as_str() == "involvement");
    let manner = match method {
        method if method.is_rest() => Manner::Rest,
        Method::Summary => Manner::Summary,
        Method::Feedback => Manner::Feedback,
        _ => Manner::Working,
    };
    let minutes = planned_minutes(fields);
    Some(Template { id: id.to_string(), minutes, manner, involvement, placing, content: session })
}

/// Takes over from a library activity what the session does not say itself.
fn with_activity<'s>(
    session: &'s Located<Session>,
    around: &Surroundings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Cow<'s, Located<Session>> {
    let Some(wanted) = &session.value.r#use else { return Cow::Borrowed(session) };
    let Some(activity) = find(wanted, "activity", around.prompts, diagnostics) else { return Cow::Borrowed(session) };
    let activity = &activity.fields;
    let base = Session {
        title: activity.title.clone(),
        method: activity.method.clone(),
        minutes: activity.minutes.clone(),
        flex: activity.flex.clone(),
        script: activity.script.clone(),
        prompts: activity.prompts.clone(),
        materials: activity.materials.clone(),
        listen_for: activity.listen_for.clone(),
        if_stuck: activity.if_stuck.clone(),
        cues: activity.cues.clone(),
        basis: activity.basis.clone(),
        // What an activity is tagged with, a session that uses it covers, unless it says itself what it covers.
        covers: activity.tags.clone(),
        ..Session::default()
    };
    Cow::Owned(Located { value: session.value.clone().or(&base), place: session.place.clone() })
}

/// How a session is run. Where nothing is said, one that covers `summary` sums up, and any other is a discussion.
fn method(fields: &Session) -> Method {
    value(&fields.method).unwrap_or_else(|| {
        let sums_up = items(&fields.covers).any(|tag| tag.value.as_str() == "summary");
        if sums_up { Method::Summary } else { Method::Discussion }
    })
}

/// The length as it was written; beside tracks, the longest of them. Where it is missing, which is reported, the
/// shortest length stands in, so that the rest of the agenda can be checked.
fn planned_minutes(fields: &Session) -> u32 {
    let longest = || {
        let tracks: Vec<u32> = items(&fields.tracks).filter_map(|t| value(&t.value.minutes)).map(|m| m.0).collect();
        let shortest = value(&fields.flex).map_or(0, |flex| flex.shortest);
        if tracks.is_empty() { shortest } else { tracks_minutes(&tracks) }
    };
    value(&fields.minutes).map_or_else(longest, |minutes| minutes.0)
}

fn row(arranged: Arranged<Cow<Located<Session>>>, around: &Surroundings) -> Option<Row> {
    let mut session = arranged.content.into_owned();
    let id = Slug::parse(&arranged.id)?;
    let place = session.place.clone();
    let lies_at = |field: Option<Place>| field.unwrap_or_else(|| place.clone());
    session.value.id =
        Some(Located { value: id.clone(), place: lies_at(session.value.id.as_ref().map(|id| id.place.clone())) });
    if session.value.tracks.is_none() || session.value.minutes.is_some() {
        let at = session.value.minutes.as_ref().map(|field| field.place.clone());
        let at = at.or_else(|| session.value.share.as_ref().map(|field| field.place.clone()));
        session.value.minutes = Some(Located { value: Minutes(arranged.minutes), place: lies_at(at) });
    }
    if let Some((shortest, longest)) = arranged.flex {
        let at = session.value.flex_each.as_ref().map(|field| field.place.clone());
        session.value.flex = Some(Located { value: Flex { shortest, longest }, place: lies_at(at) });
    }
    if let Some(period) = arranged.period.and_then(|period| around.story.periods.get(period)) {
        let at = session.value.repeat.as_ref().map(|field| field.place.clone());
        session.value.timeline = Some(Located { value: period.id.clone(), place: lies_at(at) });
    }
    let place = first_place(&session);
    Some(Row { session, id, place, number: arranged.number, period: arranged.period })
}

/// Facilitators take turns in the sessions whose lead alternates, the first one first.
fn take_turns(rows: &mut [Row], around: &Surroundings) {
    if around.facilitators.is_empty() {
        return;
    }
    let mut turn = 0;
    for row in rows {
        if let Some(lead) = &mut row.session.value.lead
            && lead.value.as_str() == "alternate"
        {
            lead.value = around.facilitators[turn % around.facilitators.len()].clone();
            turn += 1;
        }
    }
}

fn patched(rows: Vec<Row>, patch: &AgendaPatch, around: &Surroundings, diagnostics: &mut Vec<Diagnostic>) -> Vec<Row> {
    let plain = |session: Located<Session>, _: &mut Vec<Diagnostic>| {
        let id = value(&session.value.id)?;
        let place = first_place(&session);
        Some(Row { session, id, place, number: None, period: None })
    };
    let made = |session: Located<Session>, diagnostics: &mut Vec<Diagnostic>| {
        template(&session, around, diagnostics).and_then(|template| plain(template.content.into_owned(), diagnostics))
    };
    let mut patch = patch.clone();
    let adjusted = patch.adjust.iter_mut().flat_map(|adjust| adjust.value.0.iter_mut()).map(|(_, change)| change);
    let added =
        patch.add.iter_mut().flat_map(|add| add.value.iter_mut()).filter_map(|added| added.value.session.as_mut());
    for change in adjusted.chain(added) {
        refuse_placing(change, diagnostics);
        if let Cow::Owned(whole) = with_activity(change, around, diagnostics) {
            *change = whole;
        }
    }
    apply_patch(rows, patch, made, diagnostics)
}

/// Reports fields that place a session among others: an event's changes come after everything has its place.
fn refuse_placing(change: &Located<Session>, diagnostics: &mut Vec<Diagnostic>) {
    let fields = &change.value;
    let mut refuse = |name: &str, place: Option<&Place>, help: &str| {
        if let Some(place) = place {
            let message =
                format!("`{name}` does nothing here: every session that comes from the kind has its place already.");
            diagnostics.push(Diagnostic::new(&BAD_VALUE, place.clone(), message).help(help));
        }
    };
    const FIXED: &str = "Fix the time with `at: \"12:30\"`, or take the session out and add it elsewhere.";
    const LENGTH: &str = "Change `minutes` and `flex` of each part by its id, such as `part-1`.";
    const WHOLE: &str = "Leave it out, or write the agenda in full.";
    refuse("near", fields.near.as_ref().map(|field| &field.place), FIXED);
    refuse("with", fields.with.as_ref().map(|field| &field.place), FIXED);
    refuse("insert", fields.insert.as_ref().map(|field| &field.place), FIXED);
    refuse("share", fields.share.as_ref().map(|field| &field.place), LENGTH);
    refuse("flex_each", fields.flex_each.as_ref().map(|field| &field.place), LENGTH);
    refuse("repeat", fields.repeat.as_ref().map(|field| &field.place), WHOLE);
    refuse("only_if", fields.only_if.as_ref().map(|field| &field.place), WHOLE);
}

/// Applies a kind's changes to the agenda of the kind that it extends, before anything is placed.
pub fn patch_templates(
    sessions: Vec<Located<Session>>,
    patch: &AgendaPatch,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Located<Session>> {
    let plain = |session: Located<Session>, _: &mut Vec<Diagnostic>| {
        let id = value(&session.value.id)?;
        let place = first_place(&session);
        Some(Row { session, id, place, number: None, period: None })
    };
    let rows = sessions.into_iter().filter_map(|session| plain(session, diagnostics)).collect();
    apply_patch(rows, patch.clone(), plain, diagnostics).into_iter().map(|row| row.session).collect()
}

/// Adjusts, then adds, then removes: an added session may stand beside one that goes.
fn apply_patch(
    mut rows: Vec<Row>,
    patch: AgendaPatch,
    make: impl Fn(Located<Session>, &mut Vec<Diagnostic>) -> Option<Row>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Row> {
    let position = |rows: &[Row], id: &Slug, place: &Place, diagnostics: &mut Vec<Diagnostic>| {
        let found = rows.iter().position(|row| row.id == *id);
        if found.is_none() {
            let known = rows.iter().map(|row| row.id.as_str());
            unknown_in(id, place, ("session", " in the agenda that this event has from its kind"), known, diagnostics);
        }
        found
    };
    for (id, change) in patch.adjust.into_iter().flat_map(|adjust| adjust.value.0) {
        if let Some(at) = position(&rows, &id.value, &id.place, diagnostics) {
            let row = &mut rows[at];
            row.session.value = Session { id: None, ..change.value }.or(&row.session.value);
            row.place = id.place;
        }
    }
    for added in patch.add.into_iter().flat_map(|add| add.value) {
        let Added { after, before, session: Some(session), .. } = added.value else { continue };
        let (anchor, step) = match (after, before) {
            (Some(after), None) => (after, 1),
            (None, Some(before)) => (before, 0),
            _ => {
                let message = "An added session needs one neighbour: `after` or `before`, and not both.";
                let help = "Write `after: <id of a session>`.";
                diagnostics.push(Diagnostic::new(&BAD_VALUE, session.place.clone(), message).help(help));
                continue;
            }
        };
        if let Some(at) = position(&rows, &anchor.value, &anchor.place, diagnostics)
            && let Some(row) = make(session, diagnostics)
        {
            rows.insert(at + step, row);
        }
    }
    for id in items(&patch.remove) {
        if let Some(at) = position(&rows, &id.value, &id.place, diagnostics) {
            rows.remove(at);
        }
    }
    rows
}

/// What fitting needs of a session (`contract.md` section 9, "Fitting").
fn slot(fields: &Session) -> Slot {
    let minutes = planned_minutes(fields);
    let flex = value(&fields.flex).unwrap_or(Flex { shortest: minutes, longest: minutes });
    let class = class(value(&fields.phase), method(fields));
    Slot { minutes, shortest: flex.shortest, longest: flex.longest, at: value(&fields.at), class }
}

fn contents(
    row: &Row,
    slot: &Slot,
    fitted: &crate::agenda::Row,
    around: &Surroundings,
    diagnostics: &mut Vec<Diagnostic>,
) -> (SessionOpen, SessionTeam, SessionFacilitator) {
    let fields = &row.session.value;
    let reading = around.reading;
    let period = fields.timeline.as_ref().and_then(|wanted| {
        let found = around.story.periods.iter().position(|period| period.id == wanted.value);
        if found.is_none() && !around.named_periods.contains(&wanted.value) {
            let known = around.story.periods.iter().map(|period| period.id.as_str());
            unknown_in(&wanted.value, &wanted.place, ("period", " in the review's timeline"), known, diagnostics);
        }
        found
    });
    let label = period.or(row.period).and_then(|at| around.story.periods.get(at)).map(|period| period.label.as_ref());
    let title = text(&fields.title).unwrap_or_else(|| Arc::from(row.id.as_str()));
    let titled = |label: Option<&str>| -> Text { Arc::from(expand_title(&title, row.number, label)) };
    let prompts = tagged(items(&fields.prompts), around);
    let (tracks_open, tracks_led) = items(&fields.tracks)
        .map(|track| {
            let track = &track.value;
            let open = TrackOpen {
                title: text(&track.title).unwrap_or_else(|| Arc::from("")),
                minutes: value(&track.minutes).map_or(0, |minutes| minutes.0),
                place: text(&track.place),
            };
            let lead = track.lead.as_ref().and_then(|lead| leader(lead, around, diagnostics));
            (open, TrackFacilitator { lead, prompts: tagged(items(&track.prompts), around) })
        })
        .unzip();
    let open = SessionOpen {
        title: titled(label.filter(|_| around.labels_public)),
        rest: method(fields).is_rest(),
        in_groups: method(fields) == Method::SmallGroups || fields.groups.is_some() || fields.tracks.is_some(),
        groups: value(&fields.groups),
        task: prose(&fields.task, reading, diagnostics),
        tracks: tracks_open,
    };
    let team = SessionTeam {
        title: titled(label),
        prompts: prompts.iter().map(|prompt| prompt.ask.clone()).collect(),
        materials: materials(fields),
        notes_focus: text(&fields.notes_focus),
    };
    let facilitator = SessionFacilitator {
        phase: value(&fields.phase),
        method: Some(method(fields)),
        covers: values(&fields.covers),
        discussion_minutes: value(&fields.discussion_minutes).map(|minutes| minutes.0),
        lead: fields.lead.as_ref().and_then(|lead| leader(lead, around, diagnostics)),
        planned: slot.minutes,
        flex: Flex { shortest: slot.shortest, longest: slot.longest },
        latest_start: fitted.latest_start,
        at: slot.at,
        late: fitted.late,
        hindsight: value(&fields.hindsight).unwrap_or(false),
        cut: value(&fields.cut),
        purpose: prose(&fields.purpose, reading, diagnostics),
        script: prose(&fields.script, reading, diagnostics),
        prompts,
        listen_for: values(&fields.listen_for),
        if_stuck: values(&fields.if_stuck),
        cues: values(&fields.cues),
        transition: prose(&fields.transition, reading, diagnostics),
        basis: values(&fields.basis),
        period,
        tracks: tracks_led,
    };
    (open, team, facilitator)
}

/// Prompts with those of the library written out; unknown ids were reported with the session.
fn tagged<'a>(prompts: impl Iterator<Item = &'a Located<Prompt>>, around: &Surroundings) -> Vec<TaggedPrompt> {
    prompts
        .filter_map(|prompt| {
            let (ask, tags, written) = match &prompt.value {
                Prompt::Ask(session::AskedPrompt { ask, tags, .. }) => (text(ask)?, values(tags), &prompt.place),
                Prompt::Id(id) => {
                    let held = &around.prompts.get(id)?.fields;
                    let words = held.ask.as_ref().or(held.title.as_ref());
                    let ask = text(&held.ask).or_else(|| text(&held.title))?;
                    (ask, values(&held.tags), words.map_or(&prompt.place, |words| &words.place))
                }
            };
            Some(TaggedPrompt { ask, tags, place: prompt.place.clone(), written: written.clone() })
        })
        .collect()
}

fn materials(fields: &Session) -> Vec<Material> {
    items(&fields.materials)
        .filter_map(|material| {
            let material = &material.value.0;
            Some(Material {
                item: text(&material.item)?,
                per: value(&material.per).unwrap_or(Per::Event),
                number: value(&material.number),
            })
        })
        .collect()
}

/// Who leads. `second-facilitator` is the first one where there is no second.
fn leader(lead: &Located<Slug>, around: &Surroundings, diagnostics: &mut Vec<Diagnostic>) -> Option<Lead> {
    let id = match lead.value.as_str() {
        "first-facilitator" | "alternate" => around.facilitators.first()?,
        "second-facilitator" => around.facilitators.get(1).or_else(|| around.facilitators.first())?,
        _ => &lead.value,
    };
    let Some(person) = around.people.get(id) else {
        // An unknown facilitator was reported where the event names them.
        if *id == lead.value && !around.facilitators.contains(id) {
            let words = ["first-facilitator", "second-facilitator", "alternate"];
            let known = around.people.keys().map(Slug::as_str).chain(words);
            let known: Vec<&str> = known.collect();
            unknown(id, &lead.place, "person", known.iter().copied(), diagnostics);
        }
        return None;
    };
    let is_named = around.named.as_ref().is_none_or(|named| named.contains(id));
    let name = if is_named { person.called() } else { &person.title };
    Some(Lead { id: id.clone(), name: name.clone() })
}

/// A day to look through an agenda by, where the event has no times yet.
pub const ANY_DAY: Day = Day { start: Clock::from_minutes(9 * 60), end: Clock::from_minutes(17 * 60) };

/// The day of an event, where its times make one.
pub fn day(start: Option<Clock>, end: Option<Clock>) -> Option<Day> {
    match (start, end) {
        (Some(start), Some(end)) if start < end => Some(Day { start, end }),
        _ => None,
    }
}
