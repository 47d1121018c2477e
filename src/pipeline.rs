//! The stages in order: one build path for every verb and every test.
//!
//! A build is a function of the sources and the request. It reads no disk, no clock and no environment, and mistakes
//! are part of what it returns.

use jiff::civil::Date;

use crate::audience::Audience;
use crate::diagnostic::{Class, Diagnostic, PAST_REVIEW_DATE, Severity, sorted};
use crate::documents;
use crate::edition::{Edition, for_audience};
use crate::links;
use crate::output::EditionOutput;
use crate::plan;
use crate::render;
use crate::resolve;
use crate::rules;
use crate::rules::finding::{Findings, restricted};
use crate::scan;
use crate::selection::{Selected, select};
use crate::site::Site;
use crate::source::{Place, Sources};
use crate::span::lines_around;
use crate::theme::{self, Theme};
use crate::view::Context;

/// What is asked of a build.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The editions to make; those of the config where none is named.
    pub editions: Vec<Audience>,
    /// The reviews and events to make them of; all where none is named.
    pub only: Vec<Selected>,
    /// The day to stand on, for checks that need one.
    pub as_of: Option<Date>,
}

/// What a build gives.
#[derive(Debug)]
pub struct Built {
    /// The editions that may be written: none where the content has errors, and none that leaks.
    pub editions: Vec<EditionOutput>,
    /// Everything that was found, sorted, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// Where to write, unless somebody says otherwise.
    pub out: String,
    /// Selected reviews or events that the site does not have.
    pub unknown_selection: Vec<Selected>,
}

/// Told after each stage that it is done, so that whoever has a clock can time it.
pub type Observer<'a> = &'a mut dyn FnMut(&'static str);

/// Builds a site.
pub fn build(sources: &Sources, request: &Request, done: Observer) -> Built {
    let (documents, mut diagnostics) = documents::parse(sources);
    done("parse");
    let (site, found) = resolve::resolve(&documents, sources);
    diagnostics.extend(found);
    done("resolve");
    let (findings, found) = rules::check(&site, &documents, sources, &diagnostics, request.as_of);
    diagnostics.extend(found.into_iter().filter(|found| concerns(found, &request.only)));
    diagnostics.extend(rules::check_settings(&documents, &site));
    done("rules");
    let named_theme = documents.config.as_ref().and_then(|config| config.fields.theme.as_ref());
    let (theme, found) = theme::load(sources, &site.settings, named_theme);
    diagnostics.extend(found);
    done("theme");
    let widest = for_audience(&site, &findings, Audience::Facilitator);
    diagnostics.extend(links::check(&site, &widest, sources));
    let embeds = links::check_embeds(&site);
    diagnostics.extend(embeds.mistakes);
    diagnostics.extend(past_review_date(&site, request.as_of));
    done("links");
    let out = site.settings.out.to_string();
    let unknown_selection: Vec<Selected> =
        request.only.iter().filter(|selected| !selected.is_in(&site)).cloned().collect();
    let stop = |diagnostics: &[Diagnostic]| diagnostics.iter().any(Diagnostic::is_content_error);
    if stop(&diagnostics) || !unknown_selection.is_empty() {
        diagnostics.extend(embeds.leaks.into_iter().map(|(_, leak)| leak));
        conceal(&mut diagnostics, &site, sources);
        return Built { editions: Vec::new(), diagnostics: sorted(diagnostics), out, unknown_selection };
    }
    let audiences = if request.editions.is_empty() { site.settings.editions.clone() } else { request.editions.clone() };
    let own = scan::own_texts(&site, &documents.own_texts);
    let whole = Whole { site: &site, findings: &findings, own: &own, theme: &theme, sources };
    let (mut editions, found) = make_editions(&whole, request, &audiences, done);
    diagnostics.extend(found);
    for (audience, leak) in embeds.leaks {
        editions.retain(|edition| edition.audience != audience);
        diagnostics.push(leak);
    }
    if stop(&diagnostics) {
        editions.clear();
    }
    diagnostics.retain(|found| found.severity == Severity::Error || is_asked_for(found, &request.only));
    conceal(&mut diagnostics, &site, sources);
    Built { editions, diagnostics: sorted(diagnostics), out, unknown_selection }
}

/// What all editions are made from.
struct Whole<'a> {
    site: &'a Site,
    findings: &'a Findings,
    own: &'a scan::OwnTexts,
    theme: &'a Theme,
    sources: &'a Sources,
}

/// Makes the editions that are asked for; one in which something leaks is reported and left out.
fn make_editions(
    whole: &Whole,
    request: &Request,
    audiences: &[Audience],
    done: Observer,
) -> (Vec<EditionOutput>, Vec<Diagnostic>) {
    let Whole { site, findings, own, theme, sources } = *whole;
    let selected = request.only.clone();
    let narrowed;
    let shown = if selected.is_empty() {
        site
    } else {
        let mut copy = site.clone();
        select(&mut copy, &selected);
        narrowed = copy;
        &narrowed
    };
    let mut diagnostics = Vec::new();
    let mut made = Vec::new();
    for audience in Audience::ALL.into_iter().filter(|audience| audiences.contains(audience)) {
        let edition = for_audience(shown, findings, audience);
        let (plan, found) = planned(&edition, theme, sources);
        diagnostics.extend(found);
        done("plan");
        let context = Context { edition: &edition, plan: &plan, theme };
        let (outputs, found) = render::render(&context, sources);
        diagnostics.extend(found);
        done("render");
        let leaks = scan::scan(&scan::sought(site, own, &edition, sources), &outputs, sources);
        done("scan");
        if leaks.is_empty() {
            made.push(EditionOutput { audience, outputs });
        }
        diagnostics.extend(leaks);
    }
    (made, diagnostics)
}

/// Plans an edition with everything that leads to and fro in it.
fn planned(edition: &Edition, theme: &Theme, sources: &Sources) -> (plan::Plan, Vec<Diagnostic>) {
    let mut plan = plan::plan(edition, &theme.words);
    plan.backlinks = links::backlinks(edition, &plan);
    plan.attachments = links::attachments(edition);
    let mut diagnostics = plan::collisions(&plan, edition);
    diagnostics.extend(links::leaving(edition, &plan, sources));
    (plan, diagnostics)
}

/// Reports pages that should have been read again by the day that is stood on.
fn past_review_date(site: &Site, as_of: Option<Date>) -> Vec<Diagnostic> {
    let Some(as_of) = as_of else { return Vec::new() };
    let mut found = Vec::new();
    for page in &site.pages {
        if let Some((date, place)) = &page.review_by
            && *date < as_of
        {
            let message = format!("This page was to be read again by {date}.");
            let owner = page.owner.as_ref().map_or_else(String::new, |owner| format!(" ({owner})"));
            let help = format!("Ask its owner{owner} to read it, mend what has changed, and move `review_by` on.");
            found.push(Diagnostic::new(&PAST_REVIEW_DATE, place.clone(), message).help(help));
        }
    }
    found
}

/// Keeps every line that holds a restricted word out of reports, whatever is told of it.
fn conceal(diagnostics: &mut [Diagnostic], site: &Site, sources: &Sources) {
    let restricted = restricted(site);
    let lines_of = |place: &Place| sources.get(&place.path)?.as_text().map(|text| lines_around(text, place.span));
    let holds_one = |place: &Place| lines_of(place).is_some_and(|lines| restricted.stand_in(lines));
    for found in diagnostics {
        let elsewhere = found.labels.iter().any(|label| holds_one(&label.place));
        found.excerpt = found.excerpt && !elsewhere && !holds_one(&found.place);
    }
}

/// Whether what was found of an event concerns the events that are asked for.
fn concerns(found: &Diagnostic, only: &[Selected]) -> bool {
    let event = found.event.as_ref().and_then(|event| event.split_once('/'));
    only.is_empty() || event.is_none_or(|(review, event)| only.iter().any(|selected| selected.holds(review, event)))
}

/// Whether a warning stands in a review that is asked for, or in what all share.
fn is_asked_for(found: &Diagnostic, only: &[Selected]) -> bool {
    let inside = found.place.path.as_str().strip_prefix("content/reviews/");
    let review = inside.and_then(|inside| inside.split('/').next());
    only.is_empty() || review.is_none_or(|review| only.iter().any(|selected| selected.review.as_str() == review))
}

/// Whether a build that is not strict has failed: practice findings never stop one (`contract.md` section 6).
pub fn stops(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error && found.class != Class::Practice)
}

/// What the exit code of a check rests on: errors always, warnings where one is strict.
pub fn fails(diagnostics: &[Diagnostic], strict: bool) -> bool {
    let weight = if strict { Severity::Warning } else { Severity::Error };
    diagnostics.iter().any(|found| found.severity <= weight)
}
