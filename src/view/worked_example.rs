//! A way through the fictional reviews, for those who learn: what to open, in which order, and what to ask oneself.

use serde::Serialize;

use crate::edition::Review;
use crate::view::Link;
use crate::view::home::by_date;
use crate::view::sheet::Sheet;

/// The steps through an event: the end of the words' key, and the pages that the step opens.
const STEPS: &[(&str, &[&str])] = &[
    ("day", &["index", "agenda"]),
    ("room", &["room", "team-briefing"]),
    ("participants", &["briefing", "preparation"]),
    ("script", &["script"]),
    ("late", &["run-sheet"]),
    ("inputs", &["inputs"]),
    ("notes", &["note-sheet"]),
    ("decide", &["recommendations"]),
    ("after", &["personal-learning", "feedback", "next-steps"]),
    ("readiness", &["readiness"]),
];

/// The steps through an event of any other review: what is different there.
const OTHER_STEPS: &[(&str, &[&str])] = &[
    ("other-day", &["index", "agenda"]),
    ("other-people", &["briefing", "preparation"]),
    ("other-script", &["script"]),
    ("other-open", &["readiness"]),
];

/// The view of `worked-example.html`.
#[derive(Serialize)]
pub struct WorkedExample {
    /// The fictional reviews that the edition holds.
    pub reviews: Vec<WorkedReview>,
    /// Where there is more to try, where the edition has it.
    pub exercises: Option<Link>,
}

/// The way through one review.
#[derive(Serialize)]
pub struct WorkedReview {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// The review's own page.
    pub review: Link,
    /// How to begin with it.
    pub begin: String,
    /// The way through each of its events.
    pub events: Vec<WorkedEvent>,
}

/// The way through one event.
#[derive(Serialize)]
pub struct WorkedEvent {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// What the event is called.
    pub title: String,
    /// What to open, in order.
    pub steps: Vec<WorkedStep>,
}

/// One thing to open, and what to ask oneself.
#[derive(Serialize)]
pub struct WorkedStep {
    /// What the step is called.
    pub title: String,
    /// What to look at and to ask.
    pub text: String,
    /// The pages to open.
    pub links: Vec<Link>,
}

pub fn view(sheet: &Sheet) -> WorkedExample {
    let fictional = sheet.context.edition.reviews.iter().filter(|review| review.fictional);
    let practice = "guidance/practice/index.html";
    let reviews = fictional.enumerate().map(|(at, held)| match at {
        0 => review(sheet, held, (STEPS, "situation")),
        _ => review(sheet, held, (OTHER_STEPS, "other-situation")),
    });
    WorkedExample { reviews: reviews.collect(), exercises: sheet.page(practice) }
}

fn review(sheet: &Sheet, held: &Review, (steps, begin): (&[(&str, &[&str])], &str)) -> WorkedReview {
    let url = format!("reviews/{}/index.html", held.id);
    let event = |event: &crate::edition::Event| {
        let id = sheet.id(&format!("worked_{}_{}", held.id, event.id));
        let steps = steps.iter().filter_map(|(name, pages)| {
            let page = |page: &&str| sheet.page(&format!("reviews/{}/{}/{page}.html", held.id, event.id));
            let links: Vec<Link> = pages.iter().filter_map(page).collect();
            let text = |part: &str| sheet.words().get(&format!("worked-example.{name}-{part}")).to_owned();
            (!links.is_empty()).then(|| WorkedStep { title: text("title"), text: text("text"), links })
        });
        WorkedEvent { id, title: event.open.title.to_string(), steps: steps.collect() }
    };
    WorkedReview {
        id: sheet.id(&format!("worked_{}", held.id)),
        review: Link { title: held.open.title.to_string(), href: sheet.href(&url) },
        begin: sheet.words().get(&format!("worked-example.{begin}")).to_owned(),
        events: by_date(&held.events).into_iter().map(event).collect(),
    }
}
