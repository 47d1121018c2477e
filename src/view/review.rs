//! A review: what it is about, its events, and, for those who may, its story and its people.

use serde::Serialize;

use crate::edition::Review;
use crate::schema::value::Text;
use crate::site::{Period, Person, Proceeding, ReviewStory, ReviewTeam};
use crate::view::guidance::{self, PageCard};
use crate::view::home::{self, EventCard};
use crate::view::people;
use crate::view::sheet::Sheet;
use crate::view::{Held, format};

/// The view of `review.html`.
#[derive(Serialize)]
pub struct ReviewView {
    /// What the review is filed under.
    pub reference: Option<String>,
    /// The Adult Protection Committee.
    pub committee: Option<String>,
    /// The area that the review is about.
    pub area: Option<String>,
    /// The review's stage, in words.
    pub status: Option<String>,
    /// What the adult is called.
    pub pseudonym: String,
    /// The adult's pronouns.
    pub pronouns: Option<String>,
    /// The overview in the words agreed for the room, as HTML.
    pub overview: Option<String>,
    /// What the facilitator knows besides, as HTML.
    pub facilitator_overview: Option<String>,
    /// The services that were involved or take part.
    pub agencies: Vec<AgencyRow>,
    /// The periods' names alone, where that is all the reader may have.
    pub public_periods: Vec<String>,
    /// The parts of the story, in order.
    pub periods: Vec<PeriodRow>,
    /// The review's events.
    pub events: Vec<EventCard>,
    /// The review's own pages.
    pub pages: Vec<PageCard>,
    /// The people of the review, for those who may know.
    pub people: Vec<PersonRow>,
    /// The adult's family, for those who may know.
    pub family: Vec<FamilyRow>,
    /// What else is under way, for those who may know.
    pub proceedings: Option<Proceedings>,
}

/// A service.
#[derive(Serialize)]
pub struct AgencyRow {
    /// The service's name.
    pub name: String,
    /// Whether it was involved at the time.
    pub involved: bool,
}

/// A part of the story.
#[derive(Serialize)]
pub struct PeriodRow {
    /// What it is called.
    pub label: String,
    /// Its months or days, in words.
    pub when: String,
    /// What the facilitator knows of it, as HTML.
    pub summary: Option<String>,
}

/// A person of the review.
#[derive(Serialize)]
pub struct PersonRow {
    /// The person's name, or job where no name is known.
    pub name: String,
    /// The person's job.
    pub title: String,
    /// The person's service.
    pub agency: Option<String>,
    /// The person's part of the service.
    pub service_area: Option<String>,
    /// The person's first line manager, by name.
    pub manager: Option<String>,
    /// The person's roles in the review, in words.
    pub roles: String,
    /// The address to write to.
    pub email: Option<String>,
    /// The same for a `mailto:` link, where it is a plain address.
    pub mail: Option<String>,
    /// The number to ring.
    pub phone: Option<String>,
}

/// A member of the adult's family.
#[derive(Serialize)]
pub struct FamilyRow {
    /// What the person is called.
    pub pseudonym: String,
    /// What the person is to the adult.
    pub relation: Option<String>,
    /// How the person takes part in the review.
    pub involvement: Option<String>,
}

/// What else is under way.
#[derive(Serialize)]
pub struct Proceedings {
    /// The day on which this was last looked at, written out.
    pub checked: Option<String>,
    /// The proceedings, in order.
    pub items: Vec<ProceedingRow>,
}

/// One proceeding.
#[derive(Serialize)]
pub struct ProceedingRow {
    /// What sort it is, in words.
    pub kind: String,
    /// What it is about.
    pub about: Option<String>,
    /// Where it stands.
    pub status: Option<String>,
    /// What it means for the event.
    pub effect: Option<String>,
}

pub fn view(sheet: &Sheet, review: &Review) -> ReviewView {
    let words = sheet.words();
    let open = &review.open;
    let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
    let facilitator = review.facilitator.as_ref();
    let story = review.story.as_deref();
    let status = story.and_then(|story| story.status);
    ReviewView {
        reference: text(&open.reference),
        committee: text(&open.committee),
        area: text(&open.area),
        status: status.map(|status| words.get(&format!("review-status.{}", status.word())).to_owned()),
        pseudonym: open.pseudonym.to_string(),
        pronouns: text(&open.pronouns),
        overview: sheet.some_prose(open.overview.as_ref(), "overview"),
        facilitator_overview: sheet.some_prose(facilitator.and_then(|own| own.overview.as_ref()), "facilitator"),
        agencies: open
            .agencies
            .iter()
            .map(|agency| AgencyRow { name: agency.name.to_string(), involved: agency.involved })
            .collect(),
        public_periods: match story {
            Some(_) => Vec::new(),
            None => open.public_periods.iter().map(ToString::to_string).collect(),
        },
        periods: story.map_or_else(Vec::new, |story| periods(sheet, review, story)),
        events: home::by_date(&review.events)
            .into_iter()
            .map(|event| home::event_card(sheet, Held { review, event }))
            .collect(),
        pages: guidance::of_review(sheet, &review.id),
        people: review
            .team
            .iter()
            .flat_map(|team| &team.people)
            .map(|person| person_row(sheet, review, person))
            .collect(),
        family: facilitator
            .iter()
            .flat_map(|own| &own.family)
            .map(|member| FamilyRow {
                pseudonym: member.pseudonym.to_string(),
                relation: text(&member.relation),
                involvement: text(&member.involvement).map(|involvement| involvement.replace('-', " ")),
            })
            .collect(),
        proceedings: review.team.as_deref().and_then(|team| proceedings(sheet, team)),
    }
}

fn periods(sheet: &Sheet, review: &Review, story: &ReviewStory) -> Vec<PeriodRow> {
    let words = sheet.words();
    let row = |(at, period): (usize, &Period)| {
        let summary = review.facilitator.as_ref().and_then(|own| own.summaries.get(at)?.as_ref());
        let (from, to) = (format::moment(words, &period.from), format::moment(words, &period.to));
        PeriodRow {
            label: period.label.to_string(),
            when: words.fill("time.range", &[("start", &from), ("end", &to)]),
            summary: sheet.some_prose(summary, &format!("period{at}")),
        }
    };
    story.periods.iter().enumerate().map(row).collect()
}

fn person_row(sheet: &Sheet, review: &Review, person: &Person) -> PersonRow {
    let words = sheet.words();
    let people = review.team.iter().flat_map(|team| &team.people);
    let manager = |id| people.clone().find(|other| other.id == id).map(|manager| manager.called().to_string());
    let roles: Vec<String> =
        person.roles.iter().map(|role| words.get(&format!("role.{}", role.word())).to_owned()).collect();
    PersonRow {
        name: person.called().to_string(),
        title: person.title.to_string(),
        agency: person.agency.as_ref().map(|agency| agency.short.to_string()),
        service_area: person.service_area.as_ref().map(ToString::to_string),
        manager: person.first_line_manager.clone().and_then(manager),
        roles: format::list(words, &roles),
        email: person.email.as_ref().map(ToString::to_string),
        mail: person.email.as_deref().and_then(people::mail),
        phone: person.phone.as_ref().map(ToString::to_string),
    }
}

fn proceedings(sheet: &Sheet, team: &ReviewTeam) -> Option<Proceedings> {
    let parallel = team.parallel.as_ref()?;
    let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
    let row = |item: &Proceeding| ProceedingRow {
        kind: item.kind.replace('-', " "),
        about: text(&item.about),
        status: text(&item.status),
        effect: text(&item.effect),
    };
    Some(Proceedings {
        checked: parallel.checked.map(|date| format::date(sheet.words(), date)),
        items: parallel.items.iter().map(row).collect(),
    })
}
