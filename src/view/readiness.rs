//! What stands between an event and "ready": what is open and who has to act, departures from the usual, and which
//! session covers what the guidance asks for.

use serde::Serialize;

use crate::audience::Audience;
use crate::basis::Basis;
use crate::diagnostic::Severity;
use crate::edition::{Agenda, Session};
use crate::rules::coverage::Element;
use crate::rules::finding::{EventFindings, Finding};
use crate::rules::{Actor, title_of};
use crate::schema::event::EventStatus;
use crate::schema::session::Phase;
use crate::site::document::DocumentKind;
use crate::view::briefing;
use crate::view::sheet::Sheet;
use crate::view::{Held, Link, format};

/// The view of `readiness.html`.
#[derive(Serialize)]
pub struct Readiness {
    /// How the event stands, in a sentence.
    pub standing: String,
    /// What to do about it.
    pub advice: Option<String>,
    /// Whether something essential is open.
    pub not_ready: bool,
    /// What is open, by who has to act.
    pub groups: Vec<Group>,
    /// The departures from the usual that are on record.
    pub departures: Option<Departures>,
    /// Which session covers what the guidance asks for, one table a phase.
    pub coverage: Vec<Matrix>,
}

/// What one role has to look at.
#[derive(Serialize)]
pub struct Group {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// Who has to act.
    pub title: String,
    /// What is open, the weightiest first.
    pub findings: Vec<FindingView>,
}

/// One thing that is open.
#[derive(Serialize)]
pub struct FindingView {
    /// The rule's code.
    pub code: String,
    /// The way to the page on this message, where the edition has it.
    pub explained: Option<String>,
    /// In words: how much it weighs.
    pub weight: String,
    /// `error`, `warning` or `advice`, for the theme.
    pub severity: &'static str,
    /// What is open, as HTML with what is to be typed set apart.
    pub message: String,
    /// Why it matters, as HTML.
    pub why: String,
    /// What to do, as HTML.
    pub help: String,
    /// The statements and sources behind it.
    pub basis: String,
    /// The page that teaches it.
    pub guidance: Option<Link>,
}

/// The view of `departures.html`: departures from the usual, and why.
#[derive(Serialize)]
pub struct Departures {
    /// The departures, in order.
    pub waivers: Vec<WaiverView>,
}

/// One departure.
#[derive(Serialize)]
pub struct WaiverView {
    /// The departure in words.
    pub title: String,
    /// The rule's code.
    pub code: String,
    /// Why the event departs from the rule.
    pub reason: String,
    /// Who agreed to it.
    pub agreed_by: String,
    /// The day on which it was agreed.
    pub date: Option<String>,
    /// Whether the event keeps to the rule after all.
    pub idle: bool,
}

/// What one phase has to cover, and the sessions that do.
#[derive(Serialize)]
pub struct Matrix {
    /// The id of its caption, unique on the page.
    pub id: String,
    /// The phase, and how much of it is covered.
    pub title: String,
    /// The sessions of the phase, one a column.
    pub sessions: Vec<Column>,
    /// What the guidance asks for, one a row.
    pub elements: Vec<ElementRow>,
}

/// A session at the head of a column.
#[derive(Serialize)]
pub struct Column {
    /// The clock time at which the session begins.
    pub start: String,
    /// The session's title.
    pub title: String,
}

/// Something that the guidance asks for.
#[derive(Serialize)]
pub struct ElementRow {
    /// What it is.
    pub words: String,
    /// One a session: whether it covers the element.
    pub cells: Vec<Cell>,
    /// Whether nothing covers it.
    pub missing: bool,
}

/// One session beside one thing that the guidance asks for.
#[derive(Serialize)]
pub struct Cell {
    /// Whether the session covers it.
    pub covered: bool,
    /// The session, for screens too narrow for columns.
    pub session: String,
}

/// What stands on every page of an event that is not ready.
#[derive(Serialize)]
pub struct Banner {
    /// How much is open, in a sentence.
    pub text: String,
    /// The way to the readiness page, where the edition has one.
    pub more: Option<Link>,
}

pub fn view(sheet: &Sheet, held: Held) -> Option<Readiness> {
    let findings = held.event.findings.as_ref()?;
    let words = sheet.words();
    let coverage = held.event.agenda.as_ref().map_or_else(Vec::new, |agenda| coverage(sheet, findings, agenda));
    let status = held.event.team.as_ref().map(|team| team.status);
    let advice = match status {
        Some(EventStatus::Held) | None => None,
        Some(EventStatus::Planning) if findings.open.is_empty() => Some("readiness.advice.set-ready"),
        Some(EventStatus::Planning) => Some("readiness.advice.planning"),
        Some(EventStatus::Ready) if findings.open.is_empty() => None,
        Some(EventStatus::Ready) => Some("readiness.advice.ready"),
    };
    // The Review Team cannot set the status, and sees a part of what is open.
    let advice = match sheet.context.edition.audience {
        Audience::Facilitator => advice,
        _ if held.event.open.held => None,
        _ => Some("readiness.advice.review-team"),
    };
    Some(Readiness {
        standing: sentence(sheet, held, findings),
        advice: advice.map(|key| words.get(key).to_owned()),
        not_ready: findings.count(Severity::Error) > 0,
        groups: groups(sheet, findings),
        departures: departures(sheet, held),
        coverage,
    })
}

/// How an event stands, as a line that leads to its readiness page. Held events are history, and participants are not
/// told.
pub fn standing(sheet: &Sheet, held: Held) -> Option<Link> {
    let findings = held.event.findings.as_ref().filter(|_| !held.event.open.held)?;
    let page = briefing::document(sheet, held, DocumentKind::Readiness)?;
    Some(Link { title: sentence(sheet, held, findings), href: page.href })
}

/// What the facilitator's pages say while something essential is open.
pub fn banner(sheet: &Sheet, held: Held) -> Option<Banner> {
    let findings = held.event.findings.as_ref()?;
    let open = findings.count(Severity::Error);
    let facilitator = sheet.context.edition.audience == Audience::Facilitator;
    (facilitator && open > 0).then(|| Banner {
        text: sheet.words().count("readiness.banner", open),
        more: briefing::document(sheet, held, DocumentKind::Readiness),
    })
}

fn sentence(sheet: &Sheet, held: Held, findings: &EventFindings) -> String {
    let words = sheet.words();
    if held.event.open.held {
        return words.get("readiness.standing.held").to_owned();
    }
    let (errors, others) = (findings.count(Severity::Error), findings.open.len() - findings.count(Severity::Error));
    let ready = held.event.team.as_ref().is_some_and(|team| team.status == EventStatus::Ready);
    const FACILITATOR: &str = "readiness.standing";
    let part = match sheet.context.edition.audience {
        Audience::Facilitator => FACILITATOR,
        _ => "readiness.team-standing",
    };
    match (errors, others) {
        (0, 0) if part == FACILITATOR && ready => words.get("readiness.standing.nothing-ready").to_owned(),
        (0, 0) => words.get(&format!("{part}.nothing")).to_owned(),
        (0, others) => words.count(&format!("{part}.to-think"), others),
        (errors, 0) => words.count(&format!("{part}.to-settle"), errors),
        (errors, others) => {
            let (errors, more) =
                (words.count(&format!("{part}.to-settle"), errors), words.count("readiness.standing.and-more", others));
            words.fill("readiness.standing.both", &[("first", &errors), ("second", &more)])
        }
    }
}

fn groups(sheet: &Sheet, findings: &EventFindings) -> Vec<Group> {
    let words = sheet.words();
    let group = |actor: Actor| {
        let own = findings.open.iter().filter(|finding| finding.rule.acts == actor);
        let findings: Vec<FindingView> = own.map(|finding| finding_view(sheet, finding)).collect();
        let key = actor_key(actor);
        let title = words.get(&format!("readiness.actor.{key}")).to_owned();
        (!findings.is_empty()).then(|| Group { id: sheet.id(&format!("for_{key}")), title, findings })
    };
    [Actor::Reviewer, Actor::ReviewTeamMember, Actor::Administrator].into_iter().filter_map(group).collect()
}

fn actor_key(actor: Actor) -> &'static str {
    match actor {
        Actor::Reviewer => "reviewer",
        Actor::ReviewTeamMember => "review-team-member",
        Actor::Administrator => "administrator",
    }
}

fn finding_view(sheet: &Sheet, finding: &Finding) -> FindingView {
    let words = sheet.words();
    let explained = finding.guidance.as_ref().and_then(|page| {
        let url = sheet.context.plan.sources.get(&page.path)?;
        Some(Link { title: page.title.to_string(), href: sheet.href(url) })
    });
    // Where no page explains it yet, the way leads to the guidance as a whole.
    let guidance = explained.or_else(|| sheet.page("guidance/index.html"));
    FindingView {
        code: finding.code.to_string(),
        explained: sheet.page(&format!("guidance/messages/{}.html", finding.rule.id)).map(|page| page.href),
        weight: words.get(weight_key(finding.severity)).to_owned(),
        severity: finding.severity.word(),
        message: format::coded(&finding.message),
        why: format::coded(finding.rule.why),
        help: format::coded(&finding.help),
        basis: rests_on(sheet, &finding.basis),
        guidance,
    }
}

/// The key of how much something weighs, in words.
pub fn weight_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "readiness.weight.error",
        Severity::Warning => "readiness.weight.warning",
        Severity::Advice => "readiness.weight.advice",
    }
}

/// The statements of the guidance, and apart from them what is wider practice.
pub fn rests_on(sheet: &Sheet, basis: &[Basis]) -> String {
    let of = |wider: bool| -> Vec<String> {
        let wanted = |basis: &&Basis| matches!(basis, Basis::Wider(_)) == wider;
        basis.iter().filter(wanted).map(ToString::to_string).collect()
    };
    let words = sheet.words();
    let wider = of(true);
    let wider =
        (!wider.is_empty()).then(|| words.fill("readiness.wider", &[("sources", &format::list(words, &wider))]));
    let statements = of(false);
    let statements = (!statements.is_empty()).then(|| format::list(words, &statements));
    let parts: Vec<String> = statements.into_iter().chain(wider).collect();
    parts.join(" · ")
}

/// The event's departures, where its readers may know of them and there are any.
pub fn departures(sheet: &Sheet, held: Held) -> Option<Departures> {
    let team = held.event.team.as_ref().filter(|team| !team.waivers.is_empty())?;
    let idle = held.event.findings.as_ref().map_or(&[][..], |findings| &findings.idle_waivers);
    let waivers = team.waivers.iter().enumerate().map(|(at, waiver)| WaiverView {
        title: title_of(&waiver.rule),
        code: waiver.rule.to_string(),
        reason: waiver.reason.to_string(),
        agreed_by: waiver.agreed_by.to_string(),
        date: waiver.date.map(|date| format::date(sheet.words(), date)),
        idle: idle.contains(&at),
    });
    Some(Departures { waivers: waivers.collect() })
}

/// As many sessions as stand beside one another on an upright sheet.
const ACROSS: usize = 16;

/// A table a phase: its elements down, and across them its sessions and any other that covers one of them. A phase of
/// many sessions takes several tables.
fn coverage(sheet: &Sheet, findings: &EventFindings, agenda: &Agenda) -> Vec<Matrix> {
    let of_phase = |phase: &Phase| {
        let elements: Vec<&Element> = findings.coverage.iter().filter(|element| element.phase == *phase).collect();
        let belongs = |at: usize, session: &Session| {
            let own = session.facilitator.as_ref().and_then(|own| own.phase) == Some(*phase) && !session.open.rest;
            own || elements.iter().any(|element| element.sessions.contains(&at))
        };
        let columns: Vec<(usize, &Session)> =
            agenda.sessions.iter().enumerate().filter(|(at, session)| belongs(*at, session)).collect();
        match elements.is_empty() {
            true => Vec::new(),
            false => matrices(sheet, *phase, &elements, &columns),
        }
    };
    Phase::ALL.iter().flat_map(of_phase).collect()
}

fn matrices(sheet: &Sheet, phase: Phase, elements: &[&Element], columns: &[(usize, &Session)]) -> Vec<Matrix> {
    let title = sheet.words().get(phase_key(phase));
    let parts: Vec<&[(usize, &Session)]> =
        if columns.is_empty() { vec![columns] } else { columns.chunks(ACROSS).collect() };
    let all = parts.len();
    let matrix = |(at, columns): (usize, &[(usize, &Session)])| {
        let number = at + 1;
        let (id, title) = match all {
            1 => (format!("covers_{}", phase.word()), title.to_owned()),
            _ => {
                let numbers = [("phase", title), ("n", &number.to_string()), ("all", &all.to_string())];
                (format!("covers_{}_{number}", phase.word()), sheet.words().fill("readiness.coverage-part", &numbers))
            }
        };
        let column = |(_, session): &(usize, &Session)| Column {
            start: session.start.to_string(),
            title: session.title.to_string(),
        };
        Matrix {
            id: sheet.id(&id),
            title,
            sessions: columns.iter().map(column).collect(),
            elements: elements.iter().map(|element| row(element, columns)).collect(),
        }
    };
    parts.into_iter().enumerate().map(matrix).collect()
}

fn row(element: &Element, columns: &[(usize, &Session)]) -> ElementRow {
    let cell = |(at, session): &(usize, &Session)| Cell {
        covered: element.sessions.contains(at),
        session: format!("{} {}", session.start, session.title),
    };
    ElementRow {
        words: element.words.clone(),
        cells: columns.iter().map(cell).collect(),
        missing: element.sessions.is_empty(),
    }
}

fn phase_key(phase: Phase) -> &'static str {
    match phase {
        Phase::Beginning => "phase.beginning",
        Phase::Middle => "phase.middle",
        Phase::Ending => "phase.ending",
    }
}
