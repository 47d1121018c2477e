//! The stages in order: one build path for every verb and every test.
//!
//! A build is a function of the sources and the request. It reads no disk, no clock and no environment, and mistakes
//! are part of what it returns.

mod conceal;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::audience::Audience;
use crate::diagnostic::{Class, Diagnostic, PAST_REVIEW_DATE, Severity, sorted};
use crate::documents;
use crate::edition::reader::{Reader, for_reader};
use crate::edition::{Edition, for_audience};
use crate::folding::Terms;
use crate::links;
use crate::links::reach::{self, Reaches, reaches};
use crate::output::{EditionOutput, Kept, Output, Sink};
use crate::pipeline::conceal::conceal;
use crate::plan::{self, Plan};
use crate::render;
use crate::resolve;
use crate::rules::finding::{Findings, restricted};
use crate::rules::{self, Looking};
use crate::scan;
use crate::schema::event::EventStatus;
use crate::search::Gathering;
use crate::selection::{Selected, select};
use crate::site::Site;
use crate::source::Sources;
use crate::theme::{self, Theme};
use crate::view::{Context, Form, Setting};

/// What is asked of a build.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The editions to make; those of the config where none is named.
    pub editions: Vec<Audience>,
    /// The reviews and events to make them of; all where none is named.
    pub only: Vec<Selected>,
    /// The day to stand on, for checks that need one.
    pub as_of: Option<Date>,
    /// How pages are made up.
    pub form: Form,
}

/// What a build gives. Its editions are their files, or their names alone where the files went elsewhere.
#[derive(Debug)]
pub struct Built<E = EditionOutput> {
    /// The editions that may be written: none where the content has errors, and none that leaks.
    pub editions: Vec<E>,
    /// Everything that was found, sorted, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// Editions that the settings leave out, where none was asked for by name: what an earlier build wrote of them is
    /// out of date.
    pub left_out: Vec<Audience>,
    /// Where to write, unless somebody says otherwise.
    pub out: String,
    /// Selected reviews or events that the site does not have.
    pub unknown_selection: Vec<Selected>,
    /// The events that are still being planned, as `review/event`: what is open of them is a list of things to do.
    pub planning: BTreeSet<String>,
}

/// Told after each stage that it is done, so that whoever has a clock can time it.
pub type Observer<'a> = &'a mut dyn FnMut(&'static str);

/// What was worked out before, so that only what has changed since is worked out again. Everything is kept by the hash
/// of all that it came from, so a build with a memory gives the very bytes of a build without one.
#[derive(Debug, Default)]
pub struct Memory {
    documents: documents::Memory,
    resolved: resolve::Memory,
    rules: rules::Memory,
    reaches: reach::Memory,
    theme: theme::Memory,
}

/// Builds a site from nothing.
pub fn build(sources: &Sources, request: &Request, done: Observer) -> Built {
    build_again(sources, request, &mut Memory::default(), done)
}

/// Builds a site, with what was worked out before.
pub fn build_again(sources: &Sources, request: &Request, memory: &mut Memory, done: Observer) -> Built {
    let mut kept = Kept::default();
    let compiled = compile(sources, request, memory, done);
    let built = make(compiled, sources, request, &kept, memory, done);
    Built {
        editions: built.editions.into_iter().map(|audience| kept.edition(audience)).collect(),
        diagnostics: built.diagnostics,
        left_out: built.left_out,
        out: built.out,
        unknown_selection: built.unknown_selection,
        planning: built.planning,
    }
}

/// Makes the editions of a site. Their files go to the sink while they are made, before it is known of which editions they
/// may be kept: that is what comes back. None goes there in which anything leaks.
pub fn make(
    mut compiled: Compiled,
    sources: &Sources,
    request: &Request,
    sink: &dyn Sink,
    memory: &mut Memory,
    done: Observer,
) -> Built<Audience> {
    let mut diagnostics = std::mem::take(&mut compiled.diagnostics);
    let mut editions = Vec::new();
    if !compiled.stops {
        for audience in audiences(request, &compiled.site) {
            let staged = stage(&mut compiled, sources, audience, memory);
            done("plan");
            let (found, leaks) = staged.make(sources, sink);
            done("pages");
            diagnostics.extend(staged.diagnostics);
            diagnostics.extend(found);
            if leaks.is_empty() {
                editions.push(audience);
            }
            diagnostics.extend(leaks);
        }
    }
    for (audience, leak) in std::mem::take(&mut compiled.leaks) {
        editions.retain(|edition| *edition != audience);
        diagnostics.push(leak);
    }
    if diagnostics.iter().any(Diagnostic::is_content_error) {
        editions.clear();
    }
    Built {
        editions,
        diagnostics: compiled.reported(theme::each_once(diagnostics), request, sources),
        left_out: match request.editions.is_empty() {
            true => absent(&compiled.site.settings.editions),
            false => Vec::new(),
        },
        out: compiled.site.settings.out.to_string(),
        planning: planning(&compiled.site),
        unknown_selection: compiled.unknown_selection,
    }
}

fn planning(site: &Site) -> BTreeSet<String> {
    let events = site.reviews.iter().flat_map(|review| &review.events);
    let planned = events.filter(|event| event.status == EventStatus::Planning);
    planned.map(|event| format!("{}/{}", event.review, event.id)).collect()
}

/// A site that is ready to be cut into editions, or as much of it as could be read.
#[derive(Debug)]
pub struct Compiled {
    /// The site as it is.
    pub site: Site,
    /// What is shown of it, where some reviews or events alone were asked for.
    narrowed: Option<Site>,
    pub findings: Findings,
    /// What the facilitator sees of all of it, until somebody takes it.
    widest: Option<Edition>,
    own: Arc<scan::OwnTexts>,
    /// Words that no report may show.
    restricted: Arc<Terms>,
    theme: Arc<Theme>,
    form: Form,
    /// What was found so far, in no order.
    pub diagnostics: Vec<Diagnostic>,
    /// What pages embed that readers of an edition may not see.
    pub leaks: Vec<(Audience, Diagnostic)>,
    pub unknown_selection: Vec<Selected>,
    /// Whether no edition can be made.
    pub stops: bool,
}

impl Compiled {
    /// The site without the reviews and events that were not asked for.
    pub fn shown(&self) -> &Site {
        self.narrowed.as_ref().unwrap_or(&self.site)
    }

    /// Diagnostics as they are told: those that nobody asked for are left out, no excerpt shows a restricted word, and
    /// all are in order, each once.
    pub fn reported(&self, mut found: Vec<Diagnostic>, request: &Request, sources: &Sources) -> Vec<Diagnostic> {
        if !self.stops {
            found.retain(|found| found.severity == Severity::Error || is_asked_for(found, &request.only));
        }
        conceal(&mut found, &self.restricted, sources);
        sorted(found)
    }
}

/// The editions that are asked for, or those of the config.
fn audiences(request: &Request, site: &Site) -> Vec<Audience> {
    let asked = if request.editions.is_empty() { &site.settings.editions } else { &request.editions };
    Audience::ALL.into_iter().filter(|audience| asked.contains(audience)).collect()
}

/// The editions that a list does not name.
fn absent(named: &[Audience]) -> Vec<Audience> {
    Audience::ALL.into_iter().filter(|audience| !named.contains(audience)).collect()
}

/// Reads, resolves and checks: everything that comes before an audience matters.
pub fn compile(sources: &Sources, request: &Request, memory: &mut Memory, done: Observer) -> Compiled {
    let (documents, mut diagnostics) = documents::parse(sources, &mut memory.documents);
    done("parse");
    let (site, found) = resolve::resolve(&documents, sources, &mut memory.resolved);
    diagnostics.extend(found);
    resolve::names::in_place_of_ids(&mut diagnostics, &site, sources);
    done("resolve");
    let looking = Looking { site: &site, documents: &documents, sources, found: &diagnostics, as_of: request.as_of };
    let (findings, found) = rules::check(&looking, &mut memory.rules);
    diagnostics.extend(found.into_iter().filter(|found| concerns(found, &request.only)));
    diagnostics.extend(rules::check_settings(&documents, &site));
    done("rules");
    let config = documents.config.as_ref().map(|config| &config.fields);
    let wanted = theme::Request {
        settings: &site.settings,
        theme: config.and_then(|config| config.theme.as_ref()),
        language: config.and_then(|config| config.language.as_ref()),
    };
    let (theme, found) = theme::load(sources, &wanted, &mut memory.theme);
    diagnostics.extend(found);
    done("theme");
    let widest = for_audience(&site, &findings, Audience::Facilitator);
    let reaches = reaches(&widest, &mut memory.reaches);
    diagnostics.extend(links::check(&site, &widest, sources, &reaches));
    let embeds = links::check_embeds(&site);
    diagnostics.extend(embeds.mistakes);
    diagnostics.extend(past_review_date(&site, request.as_of));
    done("links");
    let unknown_selection: Vec<Selected> =
        request.only.iter().filter(|selected| !selected.is_in(&site)).cloned().collect();
    let stops = diagnostics.iter().any(Diagnostic::is_content_error) || !unknown_selection.is_empty();
    let restricted = Arc::new(restricted(&site));
    let narrowed = (!request.only.is_empty()).then(|| {
        let mut copy = site.clone();
        select(&mut copy, &request.only);
        copy
    });
    // Facilitators may read all of it, so for them there is nothing to look for.
    let all_open = audiences(request, &site).iter().all(|audience| *audience == Audience::Facilitator);
    let own = match stops || all_open {
        true => Arc::default(),
        false => Arc::new(scan::own_texts(&site, &documents.own_texts, sources)),
    };
    Compiled {
        site,
        narrowed,
        findings,
        widest: Some(widest),
        own,
        restricted,
        theme,
        form: request.form,
        diagnostics,
        leaks: embeds.leaks,
        unknown_selection,
        stops,
    }
}

/// One edition, cut and planned: any page of it can be made from this alone.
#[derive(Debug)]
pub struct Staged {
    pub edition: Edition,
    pub plan: Plan,
    pub theme: Arc<Theme>,
    form: Form,
    sought: scan::Sought,
    restricted: Arc<Terms>,
    /// What was found while planning.
    pub diagnostics: Vec<Diagnostic>,
}

/// Cuts a site down to one audience, and plans its edition.
pub fn stage(compiled: &mut Compiled, sources: &Sources, audience: Audience, memory: &mut Memory) -> Staged {
    let cut_already = compiled.widest.take_if(|widest| widest.audience == audience && compiled.narrowed.is_none());
    let edition = cut_already.unwrap_or_else(|| for_audience(compiled.shown(), &compiled.findings, audience));
    staged(compiled, sources, edition, memory)
}

/// Cuts a site down to what one reader's own copy may hold, and plans that; nothing where nobody of that id takes part.
/// No build asks for it, so such a copy is never part of an edition.
pub fn stage_for(compiled: &Compiled, sources: &Sources, reader: &Reader, memory: &mut Memory) -> Option<Staged> {
    let edition = for_reader(&compiled.site, &compiled.findings, reader)?;
    Some(staged(compiled, sources, edition, memory))
}

fn staged(compiled: &Compiled, sources: &Sources, edition: Edition, memory: &mut Memory) -> Staged {
    let theme = compiled.theme.clone();
    let (plan, diagnostics) = planned(&edition, &theme, sources, &reaches(&edition, &mut memory.reaches));
    let sought = scan::sought(&compiled.site, &compiled.own, &edition).stopping(match compiled.form.setting {
        Setting::Site => "The edition was not written.",
        Setting::Alone => "Nothing was written.",
    });
    let restricted = compiled.restricted.clone();
    Staged { edition, plan, theme, form: compiled.form, sought, restricted, diagnostics }
}

impl Staged {
    fn context(&self) -> Context<'_> {
        Context { edition: &self.edition, plan: &self.plan, theme: &self.theme, form: self.form }
    }

    /// Makes every file of the edition, looks it through, and hands it on; all of it in one go, so that no more of them are
    /// held than are being made. Gives back what failed, and what leaks.
    fn make(&self, sources: &Sources, sink: &dyn Sink) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let (context, audience) = (self.context(), self.edition.audience);
        let watch = scan::Watch::over(&self.sought);
        let words = Gathering::of(&self.edition, &self.plan);
        let mut found = render::each(&context, sources, &|page, output| {
            if !watch.passes(&output) {
                return;
            }
            // Only words that may be read can be searched.
            if let Some(at) = page {
                words.read(at, &output);
            }
            sink.take(audience, output);
        });
        let index = render::index(words);
        found.extend(render::over_budget(&context, &index));
        if watch.passes(&index) {
            sink.take(audience, index);
        }
        (found, watch.leaks(sources))
    }

    /// One file of the edition, searched for leaks; nothing where the edition has no such file. Bytes or mistakes, never
    /// both.
    pub fn output(&self, url: &str, sources: &Sources) -> Option<Result<Output, Vec<Diagnostic>>> {
        let made = render::one(&self.context(), url, sources)?;
        let made = made.map_err(|mistake| vec![*mistake]).and_then(|output| {
            let leaks = self.leaks(std::slice::from_ref(&output), sources);
            if leaks.is_empty() { Ok(output) } else { Err(leaks) }
        });
        Some(made.map_err(|mut mistakes| {
            conceal(&mut mistakes, &self.restricted, sources);
            mistakes
        }))
    }

    /// What is wrong with some files of the edition: templates that fail on them, and leaks.
    pub fn mistakes_in(&self, urls: &[&str], sources: &Sources) -> Vec<Diagnostic> {
        let (outputs, found) = render::some(&self.context(), urls, sources);
        let mut found = theme::each_once(found);
        found.extend(self.leaks(&outputs, sources));
        conceal(&mut found, &self.restricted, sources);
        found
    }

    /// What stands in outputs of this edition and may not.
    pub fn leaks(&self, outputs: &[Output], sources: &Sources) -> Vec<Diagnostic> {
        scan::scan(&self.sought, outputs, sources)
    }

    /// The addresses of all files of the edition, in no order.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        render::urls(&self.plan, &self.theme)
    }
}

/// Plans an edition with everything that leads to and fro in it.
fn planned(edition: &Edition, theme: &Theme, sources: &Sources, reaches: &Reaches) -> (Plan, Vec<Diagnostic>) {
    let mut plan = plan::plan(edition, &theme.words);
    plan.backlinks = links::backlinks(edition, &plan);
    plan.attachments = links::attachments(edition, reaches);
    let mut diagnostics = plan::collisions(&plan, edition);
    diagnostics.extend(links::leaving(edition, &plan, sources, reaches));
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
