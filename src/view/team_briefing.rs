//! For the link person: whom to brief, what to say, what people ask, and a tracker (S28 to S31).

use std::sync::Arc;

use serde::Serialize;

use crate::schema::blueprint::{ChecklistFor, QuestionsFor};
use crate::site::{Participant, Person};
use crate::view::briefing::{self, SupportView};
use crate::view::checklists::{self, ItemView};
use crate::view::drawn::{self, DrawingView};
use crate::view::preparation::{self, QuestionsView};
use crate::view::script::{self, Pair, notes_go_to};
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, format};

/// The view of `team-briefing.html`.
#[derive(Serialize)]
pub struct TeamBriefing {
    /// The drawing of who briefs whom.
    pub drawing: Option<DrawingView>,
    /// Whom to brief, one table a link.
    pub links: Vec<LinkTable>,
    /// What the link does, and by when.
    pub dates: Vec<ItemView>,
    /// What may not be talked about, because of other proceedings.
    pub not_today: Vec<Pair>,
    /// Whether the event is one for strategic managers.
    pub strategic: bool,
    /// The day, written out.
    pub date: Option<String>,
    /// Start and finish: `09:30 to 16:00`.
    pub times: Option<String>,
    /// The venue's name.
    pub place: Option<String>,
    /// What the event is for, as HTML.
    pub purpose: Option<String>,
    /// How the day is led, as HTML.
    pub conduct: Option<String>,
    /// Who gets the working notes, in words.
    pub notes_go_to: Option<String>,
    /// The way to the briefing that participants get.
    pub briefing: Option<Link>,
    /// The day on which the briefing goes out, written out.
    pub send_by: Option<String>,
    /// What people ask, with honest answers.
    pub questions: Vec<QuestionsView>,
    /// Where people can turn for support.
    pub support: Vec<SupportView>,
}

/// Everybody whom one Review Team member briefs; nobody's, where they have no link yet.
#[derive(Serialize)]
pub struct LinkTable {
    /// The id of its caption, unique on the page.
    pub id: String,
    /// Who briefs them, by name; absent for those without a link.
    pub link: Option<String>,
    /// How the link can be reached.
    pub contact: Option<String>,
    /// Whom the link briefs.
    pub people: Vec<ToBrief>,
}

/// Somebody to be briefed.
#[derive(Serialize)]
pub struct ToBrief {
    /// The person's name, or job where no name is known.
    pub name: String,
    /// The person's job, where the name is known.
    pub title: Option<String>,
    /// The person's service, by its short name.
    pub agency: Option<String>,
    /// Who manages them, which is whom to agree time with.
    pub manager: Option<String>,
    /// Why the link comes from elsewhere.
    pub reason: Option<String>,
    /// The day on which they were briefed.
    pub briefed: Option<String>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<TeamBriefing> {
    let team = held.event.team.as_ref()?;
    let words = sheet.words();
    let open = &held.event.open;
    let sets = sheet.context.edition.library.question_sets.values();
    let questions = sets.filter(|set| set.used_for == QuestionsFor::Briefing);
    Some(TeamBriefing {
        drawing: drawn::links(sheet, held),
        links: tables(sheet, held, &team.participants),
        dates: checklists::of_use(sheet, held, ChecklistFor::Briefing),
        not_today: script::not_today(held),
        strategic: open.strategic,
        date: open.date.map(|date| format::date(words, date)),
        times: open.start.zip(open.end).map(|(start, end)| format::times(words, start, end)),
        place: open.venue.as_ref().map(|venue| venue.name.to_string()),
        purpose: sheet.some_prose(open.purpose.as_ref(), "purpose"),
        conduct: sheet.some_prose(open.conduct.as_ref(), "conduct"),
        notes_go_to: notes_go_to(sheet, &open.notes_go_to),
        briefing: briefing::document(sheet, held, crate::site::document::DocumentKind::Briefing),
        send_by: open.send_by.map(|date| format::date(words, date)),
        questions: questions.map(|set| preparation::questions(sheet, set)).collect(),
        support: briefing::support(held),
    })
}

/// People by the one who briefs them, in the order in which the event names them; those without a link come last.
fn tables(sheet: &Sheet, held: Held, participants: &[Participant]) -> Vec<LinkTable> {
    let mut groups: Vec<(Option<&Arc<Person>>, Vec<&Participant>)> = Vec::new();
    for participant in participants {
        let link = participant.link.as_ref();
        match groups.iter_mut().find(|(of, _)| of.map(|of| &of.id) == link.map(|link| &link.id)) {
            Some((_, people)) => people.push(participant),
            None => groups.push((link, vec![participant])),
        }
    }
    groups.sort_by_key(|(link, _)| link.is_none());
    let table = |(at, (link, people)): (usize, (Option<&Arc<Person>>, Vec<&Participant>))| LinkTable {
        id: sheet.id(&format!("link_{}", at + 1)),
        link: link.map(|link| link.called().to_string()),
        contact: link.and_then(|link| contact(link)),
        people: people.into_iter().map(|who| to_brief(sheet, held, who)).collect(),
    };
    groups.into_iter().enumerate().map(table).collect()
}

fn contact(link: &Person) -> Option<String> {
    let ways: Vec<&str> = [&link.email, &link.phone].into_iter().flatten().map(AsRef::as_ref).collect();
    (!ways.is_empty()).then(|| ways.join(", "))
}

fn to_brief(sheet: &Sheet, held: Held, participant: &Participant) -> ToBrief {
    let person = &participant.person;
    let manager = person.first_line_manager.as_ref().and_then(|manager| {
        held.review
            .team
            .as_ref()?
            .people
            .iter()
            .find(|known| known.id == *manager)
            .map(|known| known.called().to_string())
    });
    ToBrief {
        name: person.called().to_string(),
        title: person.name.as_ref().map(|_| person.title.to_string()),
        agency: person.agency.as_ref().map(|agency| agency.short.to_string()),
        manager,
        reason: person.link_reason.as_ref().map(ToString::to_string),
        briefed: participant.briefed.map(|date| format::day(sheet.words(), date)),
    }
}
