//! Hears the bell, looks at the files, builds, and posts what came of it. All of it on one thread, one after another.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::audience::Audience;
use crate::diagnostic::{Class, Diagnostic, UNREADABLE_FILE, sorted};
use crate::load::{self, LoadError, load_again};
use crate::pipeline::{self, Request, compile, stage};
use crate::plan::SEARCH_INDEX;
use crate::selection::Selected;
use crate::serve::board::{Board, Generation};
use crate::serve::stumble::guard;
use crate::serve::trouble::Trouble;
use crate::serve::{News, Options, Rebuilt, ServeError, names};
use crate::source::{SourcePath, Sources};
use crate::watch::{Bell, Watch, Where};

/// How often to look at the files where no bell rings, so that a change of which the system gave no word is found too.
const LOOK: Duration = Duration::from_secs(2);
/// The same where there is no other way to know of a change.
const LOOK_OFTEN: Duration = Duration::from_millis(400);
/// How much of its time plenary spends on looking, at most: one part in so many.
const SHARE: u32 = 50;
/// How long to wait for a save that seems to be half done, and how often.
const HALF_SAVED: Duration = Duration::from_millis(40);
const PATIENCE: usize = 4;
/// How long nobody may have written anything before the pages that nobody has opened are looked through.
const LULL: Duration = Duration::from_millis(1500);
/// How many of them at a time: a change that comes meanwhile waits no longer than these take.
const HANDFUL: usize = 24;

pub struct Builder {
    options: Options,
    request: Request,
    board: Arc<Board>,
    bell: Bell,
    watch: Option<Watch>,
    files: load::Memory,
    memory: pipeline::Memory,
    seen: Seen,
    /// How long the last look took.
    look_took: Duration,
    /// What is shown, and how far its pages have been looked through.
    shown: Option<LookThrough>,
    /// Everything that is wrong, apart from what shows only when pages are made.
    diagnostics: Vec<Diagnostic>,
    /// Whether what is shown is older than the files, because of what is wrong.
    kept: bool,
    /// What was last told.
    told: Vec<Diagnostic>,
}

/// The files at one look.
#[derive(Default)]
struct Seen {
    sources: Arc<Sources>,
    found: Vec<Diagnostic>,
    /// Why there is no site.
    failed: Option<String>,
}

/// A look at every page of a generation, so that what is wrong on one that nobody has opened is told too.
struct LookThrough {
    generation: Arc<Generation>,
    /// Addresses still to be looked at.
    left: Vec<String>,
    found: Vec<Diagnostic>,
}

impl Builder {
    pub fn new(options: Options, board: Arc<Board>, bell: Bell, watch: Option<Watch>) -> Builder {
        let request = Request { editions: vec![options.audience], only: options.only.clone(), ..Request::default() };
        Builder {
            options,
            request,
            board,
            bell,
            watch,
            files: load::Memory::default(),
            memory: pipeline::Memory::default(),
            seen: Seen::default(),
            look_took: Duration::ZERO,
            shown: None,
            diagnostics: Vec::new(),
            kept: false,
            told: Vec::new(),
        }
    }

    /// The first look and the first build. Where there is no site, or not what was asked for of it, there is nothing to
    /// serve; mistakes in its files are shown.
    pub fn begin(&mut self) -> Result<(), ServeError> {
        let began = Instant::now();
        let (sources, found) = load_again(&self.options.root, &mut self.files)?;
        self.look_took = began.elapsed();
        self.seen = Seen { sources: Arc::new(sources), found, failed: None };
        match self.build() {
            Ok(unknown) if !unknown.is_empty() => return Err(ServeError::UnknownSelection { unknown }),
            Ok(_) => {}
            Err(report) => self.board.stumbled(report),
        }
        Ok(())
    }

    /// Goes on for ever.
    pub fn run(&mut self, tell: &mut dyn FnMut(News)) -> ! {
        self.tell_mistakes(tell);
        let (mut last_change, mut last_look) = (Instant::now(), Instant::now());
        loop {
            let pages_left = self.shown.as_ref().is_some_and(|shown| !shown.left.is_empty());
            let until_look = self.interval().saturating_sub(last_look.elapsed());
            let until_lull = if pages_left { LULL.saturating_sub(last_change.elapsed()) } else { until_look };
            let rung = self.bell.wait(until_look.min(until_lull));
            for report in self.board.take_stumbles() {
                tell(News::Stumbled { report });
            }
            if rung.is_some() || last_look.elapsed() >= self.interval() {
                self.follow(tell);
                // By the clock everything is looked at, and nothing rests on what the system says.
                let everywhere = !matches!(rung, Some(Where::At(_))) || last_look.elapsed() >= self.interval();
                let place = if everywhere { Where::Anywhere } else { rung.unwrap_or(Where::Anywhere) };
                if self.look_and_build(&place, tell) {
                    last_change = Instant::now();
                }
                if everywhere {
                    last_look = Instant::now();
                }
            } else if pages_left {
                self.look_through();
            }
            self.tell_mistakes(tell);
        }
    }

    /// How long to wait for a bell before looking without one.
    fn interval(&self) -> Duration {
        let least = if self.watch.is_some() && self.seen.is_whole() { LOOK } else { LOOK_OFTEN };
        least.max(self.look_took * SHARE)
    }

    fn follow(&mut self, tell: &mut dyn FnMut(News)) {
        if let Some(watch) = &mut self.watch
            && let Err(reason) = watch.follow()
        {
            self.watch = None;
            tell(News::NotTold { reason });
        }
    }

    /// Looks at the files, and builds if they are other than before.
    fn look_and_build(&mut self, place: &Where, tell: &mut dyn FnMut(News)) -> bool {
        let began = Instant::now();
        let mut seen = self.look_at(place).unwrap_or_else(|| self.look());
        let mut changed = seen.sources.changed_since(&self.seen.sources);
        // Editors empty a file, or move it away, before they write it anew. What is gone or empty gets a moment.
        for _ in 0..PATIENCE {
            if !seen.seems_half_saved(&self.seen, &changed) {
                break;
            }
            std::thread::sleep(HALF_SAVED);
            seen = self.look();
            changed = seen.sources.changed_since(&self.seen.sources);
        }
        if changed.is_empty() && seen.found == self.seen.found && seen.failed == self.seen.failed {
            return false;
        }
        if let Some(reason) = seen.failed {
            self.board.refuse(self.told("There is no site to show just now.", &reason));
            tell(News::NoSite { reason: reason.clone() });
            self.seen.failed = Some(reason);
            return true;
        }
        self.seen = seen;
        match self.build() {
            Ok(unknown) => {
                if !unknown.is_empty() {
                    tell(News::NoSite { reason: not_there(&unknown) });
                }
                let (diagnostics, kept, took) = (&self.diagnostics, self.kept, began.elapsed());
                tell(News::Rebuilt(Rebuilt { changed: &changed, took, diagnostics, kept }));
            }
            Err(report) => {
                self.kept = true;
                self.board.refuse(self.told("plenary made a mistake of its own.", &report));
                self.board.stumbled(report);
            }
        }
        true
    }

    /// Looks where something has changed, if that is enough.
    fn look_at(&mut self, place: &Where) -> Option<Seen> {
        let Where::At(paths) = place else { return None };
        let Seen { sources, found, failed } = &self.seen;
        if failed.is_some() {
            return None;
        }
        let sources = load::look_at(&self.options.root, paths, (sources, found), &mut self.files)?;
        Some(Seen { sources: Arc::new(sources), found: found.clone(), failed: None })
    }

    fn look(&mut self) -> Seen {
        let began = Instant::now();
        let looked = load_again(&self.options.root, &mut self.files);
        self.look_took = began.elapsed();
        match looked {
            Ok((sources, found)) => Seen { sources: Arc::new(sources), found, failed: None },
            Err(error) => self.no_site(&error),
        }
    }

    /// Without a site the files count as they were, so that nothing seems to have changed when it comes again as it was.
    fn no_site(&self, error: &LoadError) -> Seen {
        let Seen { sources, found, .. } = &self.seen;
        Seen { sources: sources.clone(), found: found.clone(), failed: Some(error.to_string()) }
    }

    /// Builds what was seen, and posts it. Gives back what was asked for and is not there; or, after a panic, the report.
    fn build(&mut self) -> Result<Vec<Selected>, String> {
        let sources = self.seen.sources.clone();
        let audience = self.options.audience;
        let (request, memory) = (&self.request, &mut self.memory);
        let work = || {
            let mut compiled = compile(&sources, request, memory, &mut |_| {});
            let staged = (!compiled.stops).then(|| stage(&mut compiled, &sources, audience, memory));
            let mut found = std::mem::take(&mut compiled.diagnostics);
            found.extend(staged.iter().flat_map(|staged| staged.diagnostics.iter().cloned()));
            // Mistakes in the content keep every edition from being shown, a leak its own.
            let leaks = std::mem::take(&mut compiled.leaks);
            let own_leaks = leaks.iter().filter(|(of, _)| *of == audience).map(|(_, leak)| leak);
            let content = found.iter().filter(|found| found.is_content_error());
            let stopping: Vec<Diagnostic> = content.chain(own_leaks).cloned().collect();
            found.extend(leaks.into_iter().map(|(_, leak)| leak));
            let found = compiled.reported(found, request, &sources);
            (staged, found, compiled.reported(stopping, request, &sources), compiled.unknown_selection)
        };
        let (staged, mut found, mut stopping, unknown) = match guard("building the site", work) {
            Ok(built) => built,
            Err(report) => {
                // It may be half made.
                self.memory = pipeline::Memory::default();
                return Err(report);
            }
        };
        found.extend(self.seen.found.iter().cloned());
        stopping.extend(self.seen.found.iter().filter(|found| found.is_content_error()).cloned());
        self.diagnostics = sorted(found);
        self.kept = !stopping.is_empty() || !unknown.is_empty();
        match staged {
            Some(staged) if stopping.is_empty() => {
                // The index repeats all pages, and is made of them when it is asked for: each is looked at by itself.
                let left = staged.urls().filter(|url| *url != SEARCH_INDEX).map(str::to_owned).collect();
                let generation = Arc::new(Generation::new(staged, sources));
                let gone = self.board.post(generation.clone());
                let looked_through = self.shown.replace(LookThrough { generation, left, found: Vec::new() });
                let_go((gone, looked_through));
            }
            _ if !stopping.is_empty() => self.board.refuse(Trouble::found(&stopping, &sources, audience)),
            _ => {
                self.board.refuse(Trouble::told("What was asked for is not there.", &not_there(&unknown)));
            }
        }
        Ok(unknown)
    }

    /// Looks at the next few pages that nobody has looked at yet.
    fn look_through(&mut self) {
        let Some(shown) = &mut self.shown else { return };
        let rest = shown.left.split_off(shown.left.len().min(HANDFUL));
        let urls = std::mem::replace(&mut shown.left, rest);
        let generation = &shown.generation;
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let work = || generation.staged.mistakes_in(&urls, &generation.sources);
        match guard("looking through the pages", work) {
            Ok(found) => shown.found.extend(found),
            Err(report) => self.board.stumbled(report),
        }
        if let Some(shown) = self.shown.as_mut().filter(|shown| shown.left.is_empty()) {
            let found = sorted(std::mem::take(&mut shown.found));
            if !found.iter().any(Diagnostic::is_content_error) {
                let_go(self.board.take_for_whole(&shown.generation));
            }
            self.board.set_found(&shown.generation, found);
        }
    }

    /// What keeps pages from being shown. Where other eyes may see it, the terminal alone has the particulars: they may
    /// name folders, or say what stands in a file.
    fn told(&self, heading: &str, particulars: &str) -> Trouble {
        let facilitator = self.options.audience == Audience::Facilitator;
        Trouble::told(heading, if facilitator { particulars } else { "The terminal says why." })
    }

    /// Tells what is wrong, where that is other than what was told last.
    fn tell_mistakes(&mut self, tell: &mut dyn FnMut(News)) {
        let mut all = self.diagnostics.clone();
        if !self.kept {
            all.extend(self.board.found());
        }
        // How events stand against the guidance is a plan's own business, which `check` tells in full.
        all.retain(|found| found.class != Class::Practice);
        let all = sorted(all);
        if all != self.told {
            if !all.is_empty() {
                tell(News::Mistakes { diagnostics: &all, sources: &self.seen.sources });
            }
            self.told = all;
        }
    }
}

/// Says which of the selected reviews and events are not there.
fn not_there(unknown: &[Selected]) -> String {
    format!("This site has no {}.", names(unknown))
}

/// Lets go of what may be large, where nobody has to wait for it. Where there is no thread to be had, it is done here.
fn let_go(what: impl Send + 'static) {
    drop(std::thread::Builder::new().name("letting go".to_owned()).spawn(move || drop(what)));
}

impl Seen {
    /// Whether every file could be read.
    fn is_whole(&self) -> bool {
        self.failed.is_none() && !self.found.iter().any(|found| found.code == UNREADABLE_FILE.id)
    }

    /// Whether the files look as they do in the middle of a save.
    fn seems_half_saved(&self, before: &Seen, changed: &[SourcePath]) -> bool {
        let newly = |found: &Diagnostic| found.code == UNREADABLE_FILE.id && !before.found.contains(found);
        let gone_or_empty =
            |path: &SourcePath| self.sources.get(path).is_none_or(|source| source.as_bytes().is_empty());
        self.failed.is_some() && before.failed.is_none()
            || self.found.iter().any(newly)
            || changed.iter().any(gone_or_empty)
    }
}
