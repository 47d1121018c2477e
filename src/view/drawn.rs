//! Drawings in pages: plans made out of what the edition holds, with the interface's own words.

use serde::Serialize;

use crate::drawing::day::{self, Day, DaySession, DayWords, Part};
use crate::drawing::links::{self, BriefedPerson, LinkPerson, LinkService, Links, LinksWords};
use crate::drawing::room::{self, RoomPlan, RoomWords};
use crate::drawing::wall::{self, Wall, WallPeriod, WallWords};
use crate::drawing::{Drawing, PORTRAIT};
use crate::edition::{Agenda, Session};
use crate::schema::value::Moment;
use crate::schema::venue::Layout;
use crate::site::{Participant, Period, Person};
use crate::view::sheet::Sheet;
use crate::view::{Held, format};
use crate::words::Words;

/// A drawing, finished.
#[derive(Debug, Serialize)]
pub struct DrawingView {
    /// What its own ids begin with.
    pub id: String,
    /// The drawing, as SVG to stand in HTML.
    pub svg: String,
    /// Whether it wants a sheet on its side.
    pub sideways: bool,
}

/// Makes a drawing part of a body. `name` sets its ids apart, and holds an underscore.
fn view(sheet: &Sheet, name: &str, drawing: &Drawing) -> DrawingView {
    let id = sheet.id(name);
    DrawingView { svg: drawing.svg(&id), id, sideways: drawing.width > PORTRAIT }
}

// ── the room ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// Draws a room.
pub fn room(sheet: &Sheet, name: &str, plan: &RoomPlan) -> DrawingView {
    view(sheet, name, &room::draw(plan, &room_words(sheet.words(), plan)))
}

/// A layout as guidance shows it, for a usual number of people.
pub fn usual_room(sheet: &Sheet, name: &str, layout: Layout) -> DrawingView {
    let plan = RoomPlan {
        layout,
        participants: 18,
        facilitators: 2,
        note_taker: true,
        observers: 0,
        groups: 0,
        group_rooms: Vec::new(),
        quiet_room: None,
    };
    room(sheet, name, &plan)
}

fn room_words(words: &Words, plan: &RoomPlan) -> RoomWords {
    let text = |key: &str| words.get(&format!("drawing.room.{key}")).to_owned();
    let word = plan.layout.word();
    let layout = words.get(&format!("layout.{word}")).to_owned();
    let about = words.get(&format!("layout-about.{word}")).to_owned();
    let participants = words.count("people.participants", plan.participants);
    let facilitators = words.count("people.reviewers", plan.facilitators);
    let observers = words.count("people.observing", plan.observers);
    let mut chairs = vec![participants.clone(), facilitators.clone()];
    chairs.extend(plan.note_taker.then(|| text("a-note-taker")));
    chairs.extend((plan.observers > 0).then(|| observers.clone()));
    let chairs = format::list(words, &chairs);
    RoomWords {
        title: words.fill("drawing.room.title", &[("layout", &layout)]),
        description: words.fill("drawing.room.description", &[("about", &about), ("chairs", &chairs)]),
        participants,
        facilitators,
        note_taker: text("note-taker"),
        observers,
        groups: text("groups"),
        wall: text("wall"),
        door: text("door"),
        water: text("water"),
        elsewhere: text("elsewhere"),
        groups_elsewhere: text("groups-elsewhere"),
        quiet_room: text("quiet-room"),
    }
}

// ── the day ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// The day as a bar, and the list that its numbers lead to.
#[derive(Serialize)]
pub struct DayView {
    /// The bar.
    pub drawing: DrawingView,
    /// What the bar holds, in order.
    pub rows: Vec<DayRow>,
    /// The clock time at which the day finishes.
    pub end: String,
}

/// A session or a break in the list.
#[derive(Serialize)]
pub struct DayRow {
    /// Its number in the bar; breaks have none.
    pub number: Option<usize>,
    /// The clock time at which it begins.
    pub start: String,
    /// What it is called.
    pub title: String,
    /// Whether it is a break or lunch.
    pub rest: bool,
}

/// Draws the day of an event. Phases are told apart where the edition knows them.
pub fn day(sheet: &Sheet, held: Held) -> Option<DayView> {
    let agenda = held.event.agenda.as_ref().filter(|agenda| !agenda.sessions.is_empty())?;
    let mut last = 0;
    let numbered: Vec<(Option<usize>, &Session)> = agenda
        .sessions
        .iter()
        .map(|session| {
            last += usize::from(!session.open.rest);
            ((!session.open.rest).then_some(last), session)
        })
        .collect();
    let session = |(number, session): &(Option<usize>, &Session)| DaySession {
        start: session.start,
        minutes: session.minutes,
        part: part(session),
        number: *number,
    };
    let row = |(number, session): &(Option<usize>, &Session)| DayRow {
        number: *number,
        start: session.start.to_string(),
        title: session.title.to_string(),
        rest: session.open.rest,
    };
    let words = day_words(sheet.words(), agenda, last);
    let sessions = numbered.iter().map(session).collect();
    let drawing = day::draw(&Day { start: agenda.start, end: agenda.end, sessions, words });
    Some(DayView {
        drawing: view(sheet, "day_bar", &drawing),
        rows: numbered.iter().map(row).collect(),
        end: agenda.end.to_string(),
    })
}

fn part(session: &Session) -> Part {
    match session.facilitator.as_ref().and_then(|facilitator| facilitator.phase) {
        _ if session.open.rest => Part::Rest,
        Some(phase) => Part::Session(phase),
        None => Part::Untold,
    }
}

fn day_words(words: &Words, agenda: &Agenda, sessions: usize) -> DayWords {
    let breaks = agenda.sessions.len() - sessions;
    let (start, end) = (agenda.start.to_string(), agenda.end.to_string());
    let (sessions, breaks) = (words.count("drawing.day.sessions", sessions), words.count("drawing.day.breaks", breaks));
    let filled = [
        ("start", start.as_str()),
        ("end", end.as_str()),
        ("sessions", sessions.as_str()),
        ("breaks", breaks.as_str()),
    ];
    DayWords {
        title: words.get("drawing.day.title").to_owned(),
        description: words.fill("drawing.day.description", &filled),
        beginning: words.get("phase.beginning").to_owned(),
        middle: words.get("phase.middle").to_owned(),
        ending: words.get("phase.ending").to_owned(),
        rest: words.get("drawing.day.rest").to_owned(),
    }
}

// ── the wall ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// Draws the periods of a review, where the edition knows them and there are any. Everybody in the room reads the wall,
/// so a period's name is shown only where the review lets participants read it.
pub fn wall(sheet: &Sheet, held: Held) -> Option<DrawingView> {
    let periods = &held.review.story.as_ref()?.periods;
    let public = &held.review.open.public_periods;
    let period = |period: &Period| WallPeriod {
        label: public.contains(&period.label).then(|| period.label.to_string()),
        dates: dates(sheet.words(), &period.from, &period.to),
        from: period.from.first,
        to: period.to.last,
    };
    let periods: Vec<WallPeriod> = periods.iter().map(period).collect();
    let words = wall_words(sheet.words(), &periods);
    (!periods.is_empty()).then(|| view(sheet, "wall_timeline", &wall::draw(&Wall { periods, words })))
}

/// `September to December 2024`, or both ends in full where they are days or in different years.
pub fn dates(words: &Words, from: &Moment, to: &Moment) -> String {
    let whole = format::moment(words, to);
    let whole_months = !from.to_the_day && !to.to_the_day && from.first.year() == to.first.year();
    if from == to {
        return whole;
    }
    let start = match whole_months {
        true => words.get(format::month(from.first)).to_owned(),
        false => format::moment(words, from),
    };
    words.fill("time.range", &[("start", &start), ("end", &whole)])
}

fn wall_words(words: &Words, periods: &[WallPeriod]) -> WallWords {
    let told = |period: &WallPeriod| match &period.label {
        Some(label) => words.fill("drawing.wall.period", &[("label", label), ("dates", &period.dates)]),
        None => period.dates.clone(),
    };
    let told: Vec<String> = periods.iter().map(told).collect();
    WallWords {
        title: words.get("drawing.wall.title").to_owned(),
        description: words.fill("drawing.wall.description", &[("periods", &told.join("; "))]),
        then: words.get("drawing.wall.then").to_owned(),
        now: words.get("drawing.wall.now").to_owned(),
        months: format::MONTHS.iter().map(|key| words.get(key).to_owned()).collect(),
    }
}

// ── who briefs whom ───────────────────────────────────────────────────────────────────────────────────────────────

/// Draws who briefs whom, where the edition knows who is invited and anybody is.
pub fn links(sheet: &Sheet, held: Held) -> Option<DrawingView> {
    let words = sheet.words();
    let participants = &held.event.team.as_ref().filter(|team| !team.participants.is_empty())?.participants;
    let mut people: Vec<&Person> = Vec::new();
    let mut services: Vec<LinkService> = Vec::new();
    for participant in participants {
        let link = participant.link.as_deref().map(|link| place_of(&mut people, link));
        let person = briefed(participant, link);
        let service = participant.person.agency.as_ref().map_or(words.get("drawing.links.no-service"), |a| &a.short);
        match services.iter_mut().find(|known| known.name == service) {
            Some(known) => known.people.push(person),
            None => services.push(LinkService { name: service.to_owned(), people: vec![person] }),
        }
    }
    let lone = participants.iter().filter(|participant| participant.link.is_none()).count();
    let (link_count, people_count) = (people.len(), participants.len());
    let described = [
        ("links", words.count("drawing.links.some", link_count)),
        ("people", words.count("people.participants", people_count)),
        (
            "lone",
            if lone == 0 {
                words.get("drawing.links.no-lone").to_owned()
            } else {
                words.count("drawing.links.lone", lone)
            },
        ),
    ];
    let words = LinksWords {
        title: words.get("drawing.links.title").to_owned(),
        description: words
            .fill("drawing.links.description", &described.each_ref().map(|(name, text)| (*name, text.as_str()))),
        links: words.get("drawing.links.links").to_owned(),
        people: words.get("drawing.links.people").to_owned(),
        nobody: words.get("drawing.links.nobody").to_owned(),
    };
    let links = people.into_iter().map(link_person).collect();
    Some(view(sheet, "who_briefs_whom", &links::draw(&Links { links, services, words })))
}

/// The place of a person in a list, at its end if they are new to it.
fn place_of<'a>(people: &mut Vec<&'a Person>, person: &'a Person) -> usize {
    match people.iter().position(|known| known.id == person.id) {
        Some(at) => at,
        None => {
            people.push(person);
            people.len() - 1
        }
    }
}

fn briefed(participant: &Participant, link: Option<usize>) -> BriefedPerson {
    let person = &participant.person;
    let about = person.name.as_ref().map(|_| person.title.to_string());
    BriefedPerson { name: person.called().to_string(), about, link }
}

fn link_person(person: &Person) -> LinkPerson {
    let job = person.name.as_ref().map(|_| person.title.to_string());
    let service = person.agency.as_ref().map(|agency| agency.short.to_string());
    let about: Vec<String> = job.into_iter().chain(service).collect();
    LinkPerson { name: person.called().to_string(), about: (!about.is_empty()).then(|| about.join(", ")) }
}
