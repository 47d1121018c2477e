//! The facilitator's script: before you start, each session in order, running late, and afterwards.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::edition::{Agenda, Session};
use crate::schema::blueprint::ChecklistFor;
use crate::schema::event::{FamilyViewsStatus, GoTo};
use crate::schema::session::{Per, Phase};
use crate::schema::value::Text;
use crate::schema::venue::RoomUse;
use crate::site::document::DocumentKind;
use crate::site::{Material, Participant, SessionFacilitator};
use crate::slug::Slug;
use crate::view::checklists::{self, ItemView};
use crate::view::next_steps::{self, Step};
use crate::view::overview;
use crate::view::people::{self, PeopleView};
use crate::view::running_late::{self, RunningLate};
use crate::view::sheet::{Reference, Sheet};
use crate::view::{Held, Link, format};

/// The view of `script.html`.
#[derive(Serialize)]
pub struct Script {
    /// Those who lead, take notes, observe and take part.
    pub people: PeopleView,
    /// How many are invited, in words.
    pub participants: Option<String>,
    /// Who is invited, by service, for those who may know.
    pub invited: Vec<Pair>,
    /// What to watch for, for the facilitator alone.
    pub watch_for: Vec<Pair>,
    /// What people have asked for.
    pub needs: Vec<Pair>,
    /// Venue, room and layout on one line.
    pub room: Option<String>,
    /// When people arrive.
    pub arrive: Option<String>,
    /// Where somebody can go who needs a moment.
    pub quiet_rooms: Option<String>,
    /// What may not be talked about, because of other proceedings.
    pub not_today: Vec<Pair>,
    /// The family's views, in the words agreed with them, where no session brings them.
    pub family: Option<FamilyView>,
    /// The overview that everybody reads, where no session gives it, as HTML.
    pub overview: Option<String>,
    /// The facilitator's own version, or what there is to add, as HTML.
    pub overview_more: Option<String>,
    /// Whether the times run on past the end, since the agenda cannot be fitted.
    pub unfitted: bool,
    /// The day in outline, to jump by.
    pub contents: Vec<OutlineLink>,
    /// The sessions, in order.
    pub sessions: Vec<ScriptSession>,
    /// What to do when the day runs late.
    pub late: RunningLate,
    /// What is to be done at the close and the day after.
    pub afterwards: Vec<ItemView>,
    /// Who gets the working notes, in words.
    pub notes_go_to: Option<String>,
}

/// A session in the outline.
#[derive(Serialize)]
pub struct OutlineLink {
    /// The clock time at which it begins.
    pub start: String,
    /// What it is called.
    pub title: String,
    /// The way to it, on this page.
    pub href: String,
    /// Whether it is a break or lunch.
    pub rest: bool,
}

/// What the family wants to be heard, and what has been agreed about it (S87).
#[derive(Serialize)]
pub struct FamilyView {
    /// The family's words, as HTML, where they are written down.
    pub words: Option<String>,
    /// Who speaks them in the room.
    pub shared_by: Option<String>,
    /// The day on which the words were agreed, written out.
    pub agreed: Option<String>,
    /// Whether the family has agreed that they may be spoken.
    pub may_be_shared: bool,
}

/// A word and what is said of it.
#[derive(Serialize)]
pub struct Pair {
    /// Whom or what it is about.
    pub about: String,
    /// What is said of it.
    pub note: String,
}

/// A session as the one who leads it reads it; breathing space too, which has a time and a length and no more.
#[derive(Default, Serialize)]
pub struct ScriptSession {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// The clock time at which it begins.
    pub start: String,
    /// The clock time at which it ends.
    pub end: String,
    /// What it is called.
    pub title: String,
    /// Whether it is a break or lunch.
    pub rest: bool,
    /// The phase, on the first session of it.
    pub opens_phase: Option<String>,
    /// The length, in words: `30 minutes`.
    pub minutes: String,
    /// Its shortest and longest length, in words.
    pub may_run: Option<String>,
    /// The latest clock time at which it may begin; none for breathing space.
    pub latest: Option<String>,
    /// Whether it runs past its time.
    pub late: bool,
    /// Who leads it, by name.
    pub lead: Option<String>,
    /// How it is done, in words: `a round`.
    pub method: Option<String>,
    /// What it is for, as HTML.
    pub purpose: Option<String>,
    /// Whether to remind people of hindsight (S60).
    pub hindsight: bool,
    /// The part of the story that it takes up.
    pub period: Option<PeriodView>,
    /// The overview, where this session gives it, as HTML.
    pub overview: Option<String>,
    /// What the facilitator alone should know beside it, as HTML.
    pub overview_more: Option<String>,
    /// The family's words, where this session brings them.
    pub family: Option<FamilyView>,
    /// What to say, as HTML.
    pub say: Option<String>,
    /// What happens after the event, where this session tells it.
    pub afterwards: Vec<Step>,
    /// What people are asked to do, as HTML.
    pub task: Option<String>,
    /// What to ask, in order.
    pub ask: Vec<Prompt>,
    /// What to listen for.
    pub listen_for: Vec<String>,
    /// What helps when the talk is stuck.
    pub if_stuck: Vec<String>,
    /// When and how to step in.
    pub step_in: Vec<String>,
    /// How to lead on to what follows, as HTML.
    pub next: Option<String>,
    /// The groups that work side by side in it.
    pub tracks: Vec<TrackView>,
    /// What to have ready, with numbers.
    pub materials: Vec<String>,
    /// The pages that teach what it rests on.
    pub guidance: Vec<Link>,
    /// The sheets of paper that belong to it.
    pub sheets: Vec<Reference>,
}

/// A question to ask, and a word on what it is after.
#[derive(Serialize)]
pub struct Prompt {
    /// The question.
    pub ask: String,
    /// What it is after, in a word.
    pub label: Option<String>,
}

/// The part of the story that a session takes up.
#[derive(Serialize)]
pub struct PeriodView {
    /// What it is called.
    pub label: String,
    /// Its months or days, in words.
    pub when: String,
    /// What the facilitator knows of it, as HTML.
    pub summary: Option<String>,
}

/// A group that works beside others.
#[derive(Serialize)]
pub struct TrackView {
    /// What the group talks about.
    pub title: String,
    /// The length, in words: `30 minutes`.
    pub minutes: String,
    /// Where the group goes.
    pub place: Option<String>,
    /// Who leads the group, by name.
    pub lead: Option<String>,
    /// What to ask in it.
    pub ask: Vec<Prompt>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<Script> {
    let agenda = held.event.agenda.as_ref()?;
    let event = held.event;
    let pair = |(about, note): (&Text, &Text)| Pair { about: about.to_string(), note: note.to_string() };
    let private = event.private.as_ref();
    let facilitator = held.review.facilitator.as_ref();
    let overview_more = facilitator.and_then(|facilitator| facilitator.overview.as_ref());
    let mut phase = None;
    let mut sessions: Vec<ScriptSession> = gaps(sheet, agenda, None).collect();
    for (at, session) in agenda.sessions.iter().enumerate() {
        let Some(own) = &session.facilitator else { continue };
        let opens = own.phase.filter(|own| phase != Some(*own));
        phase = own.phase.or(phase);
        sessions.push(script_session(sheet, held, session, own, opens));
        sessions.extend(gaps(sheet, agenda, Some(at)));
    }
    let told = sessions.iter().any(|session| session.overview.is_some());
    let brought = sessions.iter().any(|session| session.family.is_some());
    Some(Script {
        people: people::view(sheet, event),
        participants: event.working.as_ref().map(|working| people::how_many(sheet, working.participants)),
        invited: event.team.as_ref().map_or_else(Vec::new, |team| invited(sheet, &team.participants)),
        watch_for: private.iter().flat_map(|p| &p.watch_for).map(|watch| pair((&watch.about, &watch.note))).collect(),
        needs: private.iter().flat_map(|p| &p.needs).map(|(who, need)| pair((who, need))).collect(),
        room: room(sheet, held),
        arrive: event.open.arrive.map(|arrive| arrive.to_string()),
        quiet_rooms: quiet_rooms(sheet, held),
        not_today: not_today(held),
        family: family(sheet, held).filter(|_| !brought),
        overview: sheet.some_prose(held.review.open.overview.as_ref(), "overview").filter(|_| !told),
        overview_more: sheet.some_prose(overview_more, "more").filter(|_| !told),
        unfitted: agenda.unfitted,
        contents: agenda.sessions.iter().map(|session| outline_link(sheet, session)).collect(),
        sessions,
        late: running_late::view(agenda),
        afterwards: checklists::due_within(sheet, held, &[ChecklistFor::Close], (0, 1)),
        notes_go_to: notes_go_to(sheet, &event.open.notes_go_to),
    })
}

/// What other proceedings forbid to talk about, for those who may know of them.
pub fn not_today(held: Held) -> Vec<Pair> {
    let items = held.review.team.iter().flat_map(|team| &team.parallel).flat_map(|parallel| &parallel.items);
    items
        .filter_map(|item| {
            let about = item.about.as_ref().unwrap_or(&item.kind);
            Some(Pair { about: about.to_string(), note: item.effect.as_ref()?.to_string() })
        })
        .collect()
}

fn quiet_rooms(sheet: &Sheet, held: Held) -> Option<String> {
    let venue = held.event.working.as_ref()?.venue.as_ref()?;
    let quiet = venue.rooms.iter().filter(|room| room.used_for == Some(RoomUse::Quiet));
    let names: Vec<&str> = quiet.map(|room| room.name.as_ref()).collect();
    (!names.is_empty()).then(|| format::list(sheet.words(), &names))
}

/// The breathing space that follows a session, or that opens the day.
fn gaps(sheet: &Sheet, agenda: &Agenda, after: Option<usize>) -> impl Iterator<Item = ScriptSession> {
    let words = sheet.words();
    let of_row = agenda.gaps.iter().filter(move |gap| gap.after == after);
    of_row.map(move |gap| ScriptSession {
        id: sheet.id(&format!("breathing_{}", gap.start.minutes())),
        start: gap.start.to_string(),
        end: gap.start.plus(gap.minutes).to_string(),
        title: words.get("agenda.breathing-space").to_owned(),
        rest: true,
        minutes: words.count("time.minutes", minutes(gap.minutes)),
        ..ScriptSession::default()
    })
}

fn outline_link(sheet: &Sheet, session: &Session) -> OutlineLink {
    OutlineLink {
        start: session.start.to_string(),
        title: session.title.to_string(),
        href: format!("#{}", sheet.id(&session.anchor)),
        rest: session.open.rest,
    }
}

/// Who is invited, gathered by service in the order in which the event names them.
fn invited(sheet: &Sheet, participants: &[Participant]) -> Vec<Pair> {
    let mut services: Vec<(String, Vec<String>)> = Vec::new();
    for Participant { person, .. } in participants {
        let service = person.agency.as_ref().map_or("", |agency| &agency.name).to_owned();
        let who = match &person.name {
            Some(name) => sheet.words().fill("people.with-job", &[("name", name), ("job", &person.title)]),
            None => person.title.to_string(),
        };
        match services.iter_mut().find(|(known, _)| *known == service) {
            Some((_, members)) => members.push(who),
            None => services.push((service, vec![who])),
        }
    }
    services.into_iter().map(|(about, members)| Pair { about, note: members.join("; ") }).collect()
}

pub fn family(sheet: &Sheet, held: Held) -> Option<FamilyView> {
    let views = held.event.facilitator.as_ref()?.family_views.as_ref()?;
    let words = sheet.some_prose(views.text.as_ref(), "family");
    let gathered = held.event.team.as_ref().and_then(|team| team.family_views) == Some(FamilyViewsStatus::Gathered);
    (words.is_some() || gathered).then(|| FamilyView {
        words,
        shared_by: views.shared_by.as_ref().map(ToString::to_string),
        agreed: views.words_agreed.map(|date| format::date(sheet.words(), date)),
        may_be_shared: views.may_be_shared,
    })
}

/// Who gets the working notes, in words.
pub fn notes_go_to(sheet: &Sheet, go_to: &[GoTo]) -> Option<String> {
    let names: Vec<&str> = go_to.iter().map(|to| sheet.words().get(go_to_key(*to))).collect();
    (!names.is_empty()).then(|| format::list(sheet.words(), &names))
}

fn go_to_key(to: GoTo) -> &'static str {
    match to {
        GoTo::Reviewers => "go-to.reviewers",
        GoTo::ReviewTeam => "go-to.review-team",
    }
}

/// The place, the room and how it is set out: `Glenfarran Hall, Harbour Room, horseshoe`.
pub fn room(sheet: &Sheet, held: Held) -> Option<String> {
    let mut parts: Vec<String> = held.event.open.venue.iter().map(|venue| venue.name.to_string()).collect();
    parts.extend(held.event.open.room.as_ref().map(ToString::to_string));
    let layout = held.event.working.as_ref().and_then(|working| {
        let wanted = working.room.as_ref()?;
        working.venue.as_ref()?.rooms.iter().find(|room| room.id == *wanted)?.layout
    });
    parts.extend(layout.map(|layout| sheet.words().get(&format!("layout.{}", layout.word())).to_owned()));
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn script_session(
    sheet: &Sheet,
    held: Held,
    session: &Session,
    own: &SessionFacilitator,
    opens: Option<Phase>,
) -> ScriptSession {
    let words = sheet.words();
    let anchor = &session.anchor;
    let texts = |texts: &[Text]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let flex = own.flex;
    let may_run = (flex.shortest != flex.longest).then(|| {
        let ends = [("shortest", flex.shortest.to_string()), ("longest", flex.longest.to_string())];
        words.fill("script.may-run", &ends.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let prose = |prose, name: &str| sheet.some_prose(prose, &format!("{anchor}_{name}"));
    let gives_overview = own.covers("situation-overview");
    let more = held.review.facilitator.as_ref().and_then(|facilitator| facilitator.overview.as_ref());
    ScriptSession {
        id: sheet.id(anchor),
        start: session.start.to_string(),
        end: session.end().to_string(),
        title: session.title.to_string(),
        rest: session.open.rest,
        opens_phase: opens.map(|phase| words.get(&format!("phase.{}", phase.word())).to_owned()),
        minutes: words.count("time.minutes", minutes(session.minutes)),
        may_run,
        latest: Some(own.latest_start.to_string()),
        late: own.late,
        lead: own.lead.as_ref().map(|lead| lead.name.to_string()),
        method: own.method.map(|method| words.get(&format!("method.{}", method.word())).to_owned()),
        purpose: prose(own.purpose.as_ref(), "purpose"),
        hindsight: own.hindsight,
        period: period(sheet, held, own, anchor),
        overview: prose(held.review.open.overview.as_ref().filter(|_| gives_overview), "overview"),
        overview_more: prose(more.filter(|_| gives_overview), "more"),
        family: if own.covers("family-views") { family(sheet, held) } else { None },
        afterwards: if own.covers("next-steps") { next_steps::dated(sheet, held) } else { Vec::new() },
        say: prose(own.script.as_ref(), "say"),
        task: prose(session.open.task.as_ref(), "task"),
        ask: own.prompts.iter().map(|prompt| prompt_view(sheet, &prompt.ask, &prompt.tags)).collect(),
        listen_for: texts(&own.listen_for),
        if_stuck: texts(&own.if_stuck),
        step_in: texts(&own.cues),
        next: prose(own.transition.as_ref(), "next"),
        tracks: tracks(sheet, session, own),
        materials: session.team.iter().flat_map(|team| &team.materials).map(|item| material(sheet, item)).collect(),
        guidance: guidance(sheet, own),
        sheets: sheets(sheet, held, session, own),
    }
}

fn minutes(minutes: u32) -> usize {
    usize::try_from(minutes).unwrap_or(usize::MAX)
}

fn prompt_view(sheet: &Sheet, ask: &Text, tags: &[Slug]) -> Prompt {
    let label = |tag: &str| match tag {
        "then" => Some("prompt.then"),
        "differently" => Some("prompt.differently"),
        "single-agency" => Some("prompt.single-agency"),
        "multi-agency" => Some("prompt.multi-agency"),
        _ => None,
    };
    let label = tags.iter().find_map(|tag| label(tag.as_str()));
    Prompt { ask: ask.to_string(), label: label.map(|key| sheet.words().get(key).to_owned()) }
}

fn period(sheet: &Sheet, held: Held, own: &SessionFacilitator, anchor: &str) -> Option<PeriodView> {
    let at = own.period?;
    let period = held.review.story.as_ref()?.periods.get(at)?;
    let summary = held.review.facilitator.as_ref().and_then(|facilitator| facilitator.summaries.get(at)?.as_ref());
    Some(PeriodView {
        label: period.label.to_string(),
        when: overview::when(sheet, period),
        summary: sheet.some_prose(summary, &format!("{anchor}_period")),
    })
}

fn tracks(sheet: &Sheet, session: &Session, own: &SessionFacilitator) -> Vec<TrackView> {
    let open = session.open.tracks.iter().enumerate();
    open.map(|(at, track)| {
        let own = own.tracks.get(at);
        TrackView {
            title: track.title.to_string(),
            minutes: sheet.words().count("time.minutes", minutes(track.minutes)),
            place: track.place.as_ref().map(ToString::to_string),
            lead: own.and_then(|own| own.lead.as_ref()).map(|lead| lead.name.to_string()),
            ask: own
                .iter()
                .flat_map(|own| &own.prompts)
                .map(|prompt| prompt_view(sheet, &prompt.ask, &prompt.tags))
                .collect(),
        }
    })
    .collect()
}

/// `3 flip charts` is not known to be a plural, so numbers follow: `flip chart (2 for each group)`.
pub fn material(sheet: &Sheet, material: &Material) -> String {
    let number = material.number.unwrap_or(1).to_string();
    let key = match (material.per, material.number) {
        (Per::Event, None | Some(0 | 1)) => return material.item.to_string(),
        (Per::Event, _) => "material.event",
        (Per::Group, _) => "material.group",
        (Per::Participant, _) => "material.participant",
    };
    sheet.words().fill(key, &[("item", &material.item), ("number", &number)])
}

/// The sheets that are in somebody's hand or on the wall during a session.
fn sheets(sheet: &Sheet, held: Held, session: &Session, own: &SessionFacilitator) -> Vec<Reference> {
    let covers = |tags: &[&str]| tags.iter().any(|tag| own.covers(tag));
    let input = ["circumstances", "practitioner-feedback", "family-views", "changes-made"];
    let wanted = [
        (DocumentKind::Principles, covers(&["working-principles"])),
        (
            DocumentKind::Overview,
            own.period.is_some() || covers(&["situation-overview", "circumstances", "involvement"]),
        ),
        (DocumentKind::Inputs, covers(&input)),
        (DocumentKind::PromptCards, own.hindsight || covers(&["summary"])),
        (DocumentKind::GroupSheets, session.open.in_groups),
        (DocumentKind::Room, session.open.in_groups),
        (DocumentKind::Recommendations, covers(&["recommendations"])),
        (DocumentKind::NextSteps, covers(&["next-steps"])),
        (DocumentKind::PersonalLearning, covers(&["personal-learning"])),
        (DocumentKind::Feedback, covers(&["check-out"])),
    ];
    wanted.into_iter().filter(|(_, wanted)| *wanted).filter_map(|(kind, _)| sheet.reference(held, kind)).collect()
}

/// The pages that teach what the session rests on, each once.
fn guidance(sheet: &Sheet, own: &SessionFacilitator) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let statements: BTreeSet<u8> = own.statements().collect();
    for way in statements.iter().filter_map(|number| sheet.context.plan.taught.get(number)).flatten() {
        let link = sheet.link(way);
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}
