//! The stages in order: one build path for every verb and every test.
//!
//! A build is a function of the sources and the request. It reads no disk, no clock and no environment, and mistakes
//! are part of what it returns.

pub mod again;
mod conceal;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::diagnostic::{Class, Diagnostic, PAST_REVIEW_DATE, Severity, sorted};
use crate::documents;
use crate::edition::reader::{Reader, for_reader};
use crate::edition::{Edition, for_audience};
use crate::folding::Terms;
use crate::links;
use crate::links::reach::{self, Reaches, reaches};
use crate::output::{EditionOutput, Kept, Output, Sink};
use crate::pieces::Pieces;
use crate::pipeline::again::{Basis, EditionRecord, FileRecord, IndexRecord, Keys, Record};
use crate::pipeline::conceal::conceal;
use crate::plan::{self, Plan, PlannedPage, SEARCH_INDEX};
use crate::render;
use crate::resolve;
use crate::rules::finding::{Findings, restricted};
use crate::rules::{self, Looking};
use crate::scan;
use crate::schema::event::EventStatus;
use crate::search::{self, Gathering};
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
    /// What nobody needs any more. To take it apart takes a while, which a program that ends soon can save itself.
    pub spent: Vec<Edition>,
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
    /// What lies on the disk of earlier builds.
    pub made: Record,
}

impl Memory {
    /// Drops what only another build of the same run would have use for.
    pub fn let_go(&mut self) {
        let rest = Memory {
            theme: std::mem::take(&mut self.theme),
            reaches: std::mem::take(&mut self.reaches),
            made: std::mem::take(&mut self.made),
            ..Memory::default()
        };
        in_passing(std::mem::replace(self, rest));
    }
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
        spent: Vec::new(),
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
    let (mut editions, mut spent) = (Vec::new(), Vec::new());
    let left_out = match request.editions.is_empty() {
        true => absent(&compiled.site.settings.editions),
        false => Vec::new(),
    };
    let planning = planning(&compiled.site);
    if !compiled.stops {
        let mut rest = audiences(request, &compiled.site);
        while !rest.is_empty() {
            let later = rest.split_off(at_once(&compiled.site).min(rest.len()));
            let mut staged = stage_all(&mut compiled, sources, &std::mem::replace(&mut rest, later), memory);
            for staged in &mut staged {
                diagnostics.append(&mut staged.diagnostics);
                done("plan");
            }
            if rest.is_empty() {
                compiled.let_go();
            }
            let made = staged.into_par_iter().map(|staged| {
                let audience = staged.edition.audience;
                (audience, staged.make(sources, sink, memory.made.of(audience)))
            });
            for (audience, made) in made.collect::<Vec<_>>() {
                done("pages");
                diagnostics.extend(made.mistakes);
                if made.leaks.is_empty() {
                    editions.push(audience);
                    memory.made.put(audience, made.record);
                }
                diagnostics.extend(made.leaks);
                spent.extend(made.spent);
            }
            if !rest.is_empty() {
                in_passing(std::mem::take(&mut spent));
            }
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
        left_out,
        out: compiled.site.settings.out.to_string(),
        planning,
        spent,
        unknown_selection: compiled.unknown_selection,
    }
}

/// How many editions are made side by side: all of a small site, in which one thread would wait for another at the end of each;
/// and one of any other, so that no more is held than has to be.
fn at_once(site: &Site) -> usize {
    const SMALL: usize = 100;
    let events: usize = site.reviews.iter().map(|review| review.events.len()).sum();
    if events <= SMALL { Audience::ALL.len() } else { 1 }
}

/// Drops something large while other things are done: of a large site it is many small pieces.
fn in_passing(spent: impl Send + 'static) {
    rayon::spawn(move || drop(spent));
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

    /// The edition of an audience, where it has been cut before and nobody has taken it.
    fn cut_already(&mut self, audience: Audience) -> Option<Edition> {
        self.widest.take_if(|widest| widest.audience == audience && self.narrowed.is_none())
    }

    /// Drops what no further edition is cut from.
    fn let_go(&mut self) {
        let reviews = std::mem::take(&mut self.site.reviews);
        let pages = std::mem::take(&mut self.site.pages);
        in_passing((reviews, pages, self.narrowed.take(), std::mem::take(&mut self.findings)));
        self.own = Arc::default();
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
    findings: [u8; 32],
    sought: scan::Sought,
    restricted: Arc<Terms>,
    /// What was found while planning.
    pub diagnostics: Vec<Diagnostic>,
}

/// Cuts a site down to one audience, and plans its edition.
pub fn stage(compiled: &mut Compiled, sources: &Sources, audience: Audience, memory: &mut Memory) -> Staged {
    let edition = cut(compiled.cut_already(audience), compiled, audience);
    let reaches = reaches(&edition, &mut memory.reaches);
    staged(compiled, sources, edition, &reaches)
}

/// The same for some audiences, side by side.
fn stage_all(compiled: &mut Compiled, sources: &Sources, audiences: &[Audience], memory: &mut Memory) -> Vec<Staged> {
    let wanted: Vec<_> = audiences.iter().map(|audience| (*audience, compiled.cut_already(*audience))).collect();
    let compiled = &*compiled;
    let editions: Vec<Edition> =
        wanted.into_par_iter().map(|(audience, before)| cut(before, compiled, audience)).collect();
    let reached: Vec<(Edition, Reaches)> = editions
        .into_iter()
        .map(|edition| {
            let reaches = reaches(&edition, &mut memory.reaches);
            (edition, reaches)
        })
        .collect();
    reached.into_par_iter().map(|(edition, reaches)| staged(compiled, sources, edition, &reaches)).collect()
}

fn cut(before: Option<Edition>, compiled: &Compiled, audience: Audience) -> Edition {
    before.unwrap_or_else(|| for_audience(compiled.shown(), &compiled.findings, audience))
}

/// Cuts a site down to what one reader's own copy may hold, and plans that; nothing where nobody of that id takes part.
/// No build asks for it, so such a copy is never part of an edition.
pub fn stage_for(compiled: &Compiled, sources: &Sources, reader: &Reader, memory: &mut Memory) -> Option<Staged> {
    let edition = for_reader(&compiled.site, &compiled.findings, reader)?;
    let reaches = reaches(&edition, &mut memory.reaches);
    Some(staged(compiled, sources, edition, &reaches))
}

fn staged(compiled: &Compiled, sources: &Sources, edition: Edition, reaches: &Reaches) -> Staged {
    let theme = compiled.theme.clone();
    let (planned, sought) = rayon::join(
        || planned(&edition, &theme, sources, reaches),
        || scan::sought(&compiled.site, &compiled.own, &edition),
    );
    let (plan, diagnostics) = planned;
    let sought = sought.stopping(match compiled.form.setting {
        Setting::Site => "The edition was not written.",
        Setting::Alone => "Nothing was written.",
    });
    let restricted = compiled.restricted.clone();
    let findings = compiled.findings.basis;
    Staged { edition, plan, theme, form: compiled.form, findings, sought, restricted, diagnostics }
}

impl Staged {
    /// What its pages are made from.
    pub fn context(&self) -> Context<'_> {
        Context { edition: &self.edition, plan: &self.plan, theme: &self.theme, form: self.form }
    }

    /// Makes every file of the edition, looks it through, and hands it on; all of it in one go, so that no more of them are
    /// held than are being made. What was made before of the very same stays where it is.
    fn make(self, sources: &Sources, sink: &dyn Sink, before: Option<&EditionRecord>) -> Made {
        let keys = self.keys(sources);
        let Staged { edition, plan, theme, form, sought, .. } = self;
        let context = Context { edition: &edition, plan: &plan, theme: &theme, form };
        let audience = edition.audience;
        let watch = scan::Watch::over(&sought);
        let words = Gathering::of(&edition, &plan);
        let earlier = Earlier { audience, sought: &sought, sink, watch: &watch, before, keys: &keys };
        let files = Mutex::new(BTreeMap::new());
        let take = |page: Option<usize>, output: Output| {
            let pieces = Pieces::of(&output);
            if !watch.passes(&output, pieces.as_ref()) {
                return;
            }
            // Only words that may be read can be searched.
            if let Some(at) = page {
                words.read(at, &output, pieces.as_ref());
            }
            let hash = blake3::hash(&output.bytes);
            if let Some(key) = keys.get(&output.url) {
                let record = FileRecord { key: key.to_string(), hash: hash.to_string() };
                files.lock().unwrap_or_else(PoisonError::into_inner).insert(output.url.clone(), record);
            }
            sink.take(audience, output, hash);
        };
        let (known, others): (Vec<usize>, Vec<usize>) =
            (0..plan.pages.len()).partition(|at| keys.contains_key(&plan.pages[*at].url));
        let ((mut staying, others_failed), mut mistakes) = rayon::join(
            || {
                let staying = earlier.staying();
                let is_new = |at: &usize| !staying.contains(plan.pages[*at].url.as_str());
                let new: Vec<usize> = known.into_iter().filter(is_new).collect();
                let failed = render::pages(&context, &new, &take);
                render::files(&context, sources, &|url| staying.contains(url), &take);
                (staying, failed)
            },
            || render::pages(&context, &others, &take),
        );
        mistakes.extend(others_failed);
        let parts = earlier.parts(&staying, &words);
        let (index, spent) = match earlier.index(&parts) {
            Some(index) => (index, Some(edition)),
            None => {
                let lying = earlier.lying_index();
                let (lost, lines) = earlier.recall(&mut staying, &words, &parts, lying.as_deref());
                mistakes.extend(render::pages(&context, &lost, &take));
                // All pages are made, and an index that is made from nothing takes room.
                watch.forget_pieces();
                words.forget_pieces();
                let spent = match lines.iter().any(Option::is_some) {
                    true => Some(edition),
                    false => {
                        edition.let_go();
                        None
                    }
                };
                let index = render::index(words, &lines);
                let (size, hash) = (index.bytes.len(), blake3::hash(&index.bytes));
                let looked_through = |part: usize| earlier.looked_through() && matches!(lines.get(part), Some(Some(_)));
                if watch.index_passes(&index, looked_through) {
                    sink.take(audience, index, hash);
                }
                let parts = parts.into_iter().map(|part| part.key).collect();
                (IndexRecord { parts, size, hash: hash.to_string() }, spent)
            }
        };
        mistakes.extend(render::over_budget(audience, index.size));
        let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let stayed = before.iter().flat_map(|before| &before.files).filter(|(url, _)| staying.contains(url.as_str()));
        files.extend(stayed.map(|(url, record)| (url.clone(), record.clone())));
        let record = EditionRecord { sought: sought.basis.to_string(), index: Some(index), files };
        Made { mistakes, leaks: watch.leaks(sources), record, spent }
    }

    /// By what the files of the edition are known, by their addresses.
    fn keys(&self, sources: &Sources) -> BTreeMap<String, blake3::Hash> {
        let Staged { edition, plan, theme, form, findings, .. } = self;
        let basis = Basis { edition, plan, theme, form: *form, sources, findings };
        let keys = Keys::of(&basis);
        let pages = plan.pages.iter().filter_map(|page| Some((page.url.clone(), keys.of_page(page)?)));
        let files = plan.files.iter().filter_map(|file| Some((file.url.clone(), keys.of_file(&file.subject)?)));
        pages.chain(files).collect()
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

/// What came of making an edition.
struct Made {
    mistakes: Vec<Diagnostic>,
    leaks: Vec<Diagnostic>,
    record: EditionRecord,
    spent: Option<Edition>,
}

/// A part of the search index.
struct IndexPart {
    /// The hash of all that it is made from.
    key: String,
    /// Whether it would be made of the very same as before.
    same: bool,
}

/// What lies on the disk of an earlier build of an edition.
struct Earlier<'a> {
    audience: Audience,
    sought: &'a scan::Sought,
    sink: &'a dyn Sink,
    watch: &'a scan::Watch<'a>,
    before: Option<&'a EditionRecord>,
    keys: &'a BTreeMap<String, blake3::Hash>,
}

impl<'a> Earlier<'a> {
    /// The files that would be made of the very same as before, and lie there as they were made.
    fn staying(&self) -> BTreeSet<&'a str> {
        let Some(before) = self.before else { return BTreeSet::new() };
        let stays = |url: &str, key: &blake3::Hash| {
            let known = before.files.get(url).filter(|record| record.key == key.to_string());
            known.is_some_and(|record| self.stays(url, &record.hash))
        };
        self.keys.par_iter().filter(|(url, key)| stays(url, key)).map(|(url, _)| url.as_str()).collect()
    }

    /// Whether a file lies there as it was made, and holds nothing of what is sought now.
    fn stays(&self, url: &str, hash: &str) -> bool {
        let Some(hash) = again::hash_of(hash) else { return false };
        let passes = |bytes| {
            let output = Output { url: url.to_owned(), bytes };
            self.watch.passes(&output, Pieces::of(&output).as_ref())
        };
        (self.looked_through() || self.sink.held(self.audience, url, &hash).is_some_and(passes))
            && self.sink.keep(self.audience, url, &hash)
    }

    /// Whether what was made before was looked through for what is sought now.
    fn looked_through(&self) -> bool {
        self.before.is_some_and(|before| before.sought == self.sought.basis.to_string())
    }

    /// By what the parts of the search index are known, and which of them would be made of the very same as before. None of
    /// them is where the first is not, which all speak of.
    fn parts(&self, staying: &BTreeSet<&str>, words: &Gathering) -> Vec<IndexPart> {
        let before = self.before.and_then(|before| before.index.as_ref()).map_or(&[][..], |index| &index.parts);
        let own = |at: usize, page: &PlannedPage| self.keys.get(&page.url).copied().or_else(|| words.hash(at));
        let stays = |page: &PlannedPage| {
            let url = page.url.as_str();
            staying.contains(url) || !self.keys.contains_key(url)
        };
        let mut first: Option<(blake3::Hash, bool)> = None;
        let mut parts = Vec::new();
        for pages in words.parts().map(Iterator::collect::<Vec<_>>) {
            let hashes = pages.iter().map(|(at, page)| (*page, own(*at, page)));
            let key = again::part_key(first.as_ref().map(|(key, _)| key), hashes);
            let same = before.get(parts.len()).is_some_and(|before| *before == key.to_string());
            let same = same && pages.iter().all(|(_, page)| stays(page));
            let (_, first_is_same) = *first.get_or_insert((key, same));
            parts.push(IndexPart { key: key.to_string(), same: same && first_is_same });
        }
        parts
    }

    /// The search index, where all of it would be made of the very same as before.
    fn index(&self, parts: &[IndexPart]) -> Option<IndexRecord> {
        let index = self.before?.index.as_ref()?;
        let same = parts.len() == index.parts.len() && parts.iter().all(|part| part.same);
        (same && self.stays(SEARCH_INDEX, &index.hash)).then(|| index.clone())
    }

    /// The search index that lies there, if it is the one that was made.
    fn lying_index(&self) -> Option<String> {
        let hash = again::hash_of(&self.before?.index.as_ref()?.hash)?;
        String::from_utf8(self.sink.held(self.audience, SEARCH_INDEX, &hash)?).ok()
    }

    /// Takes over from the search index that lies there: parts that are the same as before, whose lines come back, and of
    /// others the words of the pages that stay. A page whose words are not there does not stay: the places of these in the
    /// plan come back.
    fn recall<'i>(
        &self,
        staying: &mut BTreeSet<&'a str>,
        words: &Gathering,
        parts: &[IndexPart],
        lying: Option<&'i str>,
    ) -> (Vec<usize>, Vec<Option<&'i str>>) {
        let is_same = |at: usize| parts.get(at).is_some_and(|part| part.same);
        let lying = lying.filter(|_| !staying.is_empty());
        let known = lying.and_then(|index| Some((index, words.recall(index, |at| !is_same(at))?)));
        let (lines, mut known) = match known {
            Some((index, known)) => {
                (search::lines(index).enumerate().map(|(at, line)| is_same(at).then_some(line)).collect(), known)
            }
            None => (Vec::new(), BTreeMap::new()),
        };
        let is_taken_over = |at: usize| lines.get(at).is_some_and(Option::is_some);
        let mut lost = Vec::new();
        for (_, pages) in words.parts().enumerate().filter(|(part, _)| !is_taken_over(*part)) {
            for (at, page) in pages {
                if staying.contains(page.url.as_str()) && !words.remember(at, known.remove(&page.url)) {
                    staying.remove(page.url.as_str());
                    lost.push(at);
                }
            }
        }
        (lost, lines)
    }
}

/// Plans an edition with everything that leads to and fro in it.
fn planned(edition: &Edition, theme: &Theme, sources: &Sources, reaches: &Reaches) -> (Plan, Vec<Diagnostic>) {
    let mut plan = plan::plan(edition, &theme.words);
    plan.attachments = links::attachments(edition, reaches);
    let (backlinks, (mut diagnostics, leaving)) = rayon::join(
        || links::backlinks(edition, &plan),
        || (plan::collisions(&plan, edition), links::leaving(edition, &plan, sources, reaches)),
    );
    diagnostics.extend(leaving);
    plan.backlinks = backlinks;
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
