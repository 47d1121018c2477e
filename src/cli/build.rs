//! `plenary build`.

use std::collections::BTreeSet;
use std::time::Instant;

use camino::Utf8PathBuf;

use crate::audience::Audience;
use crate::cli::progress::Progress;
use crate::cli::{FormatName, Outcome, Stream, Terminal, more_about};
use crate::diagnostic::{Class, Diagnostic, Severity, sorted};
use crate::emit::shipment::Shipment;
use crate::emit::{Summary, Target};
use crate::load::load;
use crate::output::{Nowhere, Sink};
use crate::pipeline::again::Record;
use crate::pipeline::{Built, Memory, Request, compile, fails, make, stops};
use crate::report;
use crate::selection::Selected;

const EXAMPLES: &str = "\
Examples:
  plenary build
          all editions, into public/
  plenary build --edition participant --only alder/practitioner --out for-them
          the folder for one event's participants, which knows of no other
  plenary build --strict
          nothing, if there is an error or a warning";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The folder to write into [default: `out` of config.yaml, or public]
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Only this edition; may be given again
    #[arg(long, value_name = "NAME", value_parser = audience)]
    edition: Vec<Audience>,
    /// Only this review, or this event of it; may be given again
    #[arg(long, value_name = "REVIEW[/EVENT]", value_parser = selected)]
    only: Vec<Selected>,
    /// Write nothing if there is an error or a warning
    #[arg(long)]
    strict: bool,
    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
    /// How mistakes are shown
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: FormatName,
}

/// Reads the name of an edition.
pub fn audience(typed: &str) -> Result<Audience, String> {
    Audience::from_name(typed).ok_or_else(|| {
        let names = Audience::ALL.map(Audience::name);
        format!("the editions are {}", names.join(", "))
    })
}

/// Reads the name of a review or of an event.
pub fn selected(typed: &str) -> Result<Selected, String> {
    Selected::parse(typed).ok_or_else(|| "write the id of a review, or review/event".to_owned())
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let mut clock = Stages::start();
    let (sources, mut diagnostics) = match load(&terminal.root) {
        Ok(loaded) => loaded,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    clock.done("load");
    let request = Request { editions: arguments.edition.clone(), only: arguments.only.clone(), ..Request::default() };
    let progress = progress(terminal, &request);
    let mut done = |stage| {
        clock.done(stage);
        progress.step();
    };
    let mut memory = Memory::default();
    let compiled = compile(&sources, &request, &mut memory, &mut done);
    memory.let_go();
    let out = arguments.out.clone().unwrap_or_else(|| terminal.root.join(compiled.site.settings.out.as_ref()));
    let target = Target { root: terminal.root.clone(), out: out.clone() };
    // Where nothing can be made, nobody's folder is taken for it.
    let mut shipment = (!compiled.stops).then(|| Shipment::open(&target));
    let sink: &dyn Sink = match &shipment {
        Some(Ok(shipment)) => shipment,
        _ => &Nowhere,
    };
    if let Some(Ok(shipment)) = &shipment {
        memory.made = Record::read(&shipment.record());
    }
    let mut built = make(compiled, &sources, &request, sink, &mut memory, &mut done);
    drop(progress);
    // The program is about to end, and the system takes all of it back at once.
    std::mem::forget(std::mem::take(&mut built.spent));
    if let Some(outcome) = unknown_selection(terminal, &built) {
        return outcome;
    }
    diagnostics.append(&mut built.diagnostics);
    let failed = if arguments.strict { fails(&diagnostics, true) } else { stops(&diagnostics) };
    let outcome = if failed { Outcome::ContentHasErrors } else { Outcome::Fine };
    let (practice, diagnostics): (Vec<Diagnostic>, Vec<Diagnostic>) =
        sorted(diagnostics).into_iter().partition(|found| found.class == Class::Practice);
    let mistakes = report::render(arguments.format.format(), &diagnostics, &sources, terminal.style(Stream::Error));
    if !diagnostics.is_empty() || arguments.format.format().is_never_empty() {
        terminal.print(Stream::Error, &mistakes);
    }
    terminal.hint(more_about(arguments.format, &diagnostics));
    if let Some(line) = practice_line(&practice, &built.planning, arguments.strict) {
        // Where it is the reason why nothing is written, even the quiet have to be told.
        let reason = failed && fails(&practice, arguments.strict) && !stops(&diagnostics);
        if reason && terminal.quiet {
            terminal.print(Stream::Error, &format!("{line}\n"))
        } else {
            terminal.note(&line)
        }
    }
    let stopped = diagnostics.iter().any(|diagnostic| diagnostic.is_content_error());
    if stopped || arguments.strict && failed {
        if let Some(Ok(shipment)) = shipment.take()
            && let Err(error) = shipment.abandon()
        {
            return terminal.sorry(&error.to_string());
        }
        terminal.note("Nothing was written. What was published before is unchanged.");
        return outcome;
    }
    // An edition that the settings no longer name is emptied: nobody should go on reading what is no longer kept.
    let editions: Vec<Audience> = built.editions.iter().chain(&built.left_out).copied().collect();
    let shipment = shipment.unwrap_or_else(|| Shipment::open(&target));
    match shipment.and_then(|shipment| shipment.close(&editions, &memory.made.to_json())) {
        Ok(summary) => {
            clock.done("emit");
            terminal.note(&closing_line(&built.editions, &summary, &out));
            for path in &summary.left {
                terminal.note(&format!("Left alone, because somebody changed it since it was built: {path}"));
            }
        }
        Err(error) => return terminal.sorry(&error.to_string()),
    }
    if arguments.timings {
        terminal.print(Stream::Error, &clock.table());
    }
    outcome
}

/// A bar over the stages: those that every build has, and those of each edition.
pub fn progress(terminal: &Terminal, request: &Request) -> Progress {
    const SHARED: usize = 5;
    const OF_AN_EDITION: usize = 2;
    let editions = if request.editions.is_empty() { Audience::ALL.len() } else { request.editions.len() };
    Progress::new(terminal, "Building", SHARED + editions * OF_AN_EDITION)
}

/// Says which of the selected reviews or events do not exist, if any.
pub fn unknown_selection<E>(terminal: &Terminal, built: &Built<E>) -> Option<Outcome> {
    let names: Vec<String> = built
        .unknown_selection
        .iter()
        .map(|selected| match &selected.event {
            Some(event) => format!("{}/{event}", selected.review),
            None => selected.review.to_string(),
        })
        .collect();
    (!names.is_empty())
        .then(|| terminal.sorry(&format!("there is no review or event `{}` to build.", names.join("`, `"))))
}

/// One line on how the events stand against the guidance; `check` has the rest. What is open of an event that is still
/// being planned is no fault of it.
fn practice_line(practice: &[Diagnostic], planning: &BTreeSet<String>, strict: bool) -> Option<String> {
    let is_planned = |found: &Diagnostic| found.event.as_ref().is_some_and(|event| planning.contains(event));
    let weighty = practice.iter().filter(|found| found.severity != Severity::Advice).count();
    if !strict && weighty > 0 && practice.iter().all(is_planned) {
        let things = if weighty == 1 { "1 thing".to_owned() } else { format!("{weighty} things") };
        return Some(format!("Still to do for what is being planned: {things}. `plenary check` shows what and where."));
    }
    let found = report::summary(report::count(practice));
    let flag = if strict { " --strict" } else { "" };
    (!practice.is_empty())
        .then(|| format!("Held against the guidance: {found} `plenary check{flag}` shows what and where."))
}

fn closing_line(editions: &[Audience], summary: &Summary, out: &Utf8PathBuf) -> String {
    let names: Vec<&str> = editions.iter().map(|audience| audience.name()).collect();
    let files = summary.written + summary.unchanged;
    let editions = match names.len() {
        0 => "No edition was written".to_owned(),
        1 => format!("Built 1 edition ({})", names[0]),
        count => format!("Built {count} editions ({})", names.join(", ")),
    };
    let changes = match (summary.written, summary.removed) {
        (0, 0) => "nothing has changed".to_owned(),
        (written, 0) => format!("{written} written"),
        (written, removed) => format!("{written} written, {removed} removed"),
    };
    format!("{editions} in {out}: {files} files, {changes}.")
}

/// How long each stage took. A stage that runs once for each edition is added up.
struct Stages {
    last: Instant,
    stages: Vec<(&'static str, std::time::Duration)>,
}

impl Stages {
    fn start() -> Stages {
        Stages { last: Instant::now(), stages: Vec::new() }
    }

    fn done(&mut self, stage: &'static str) {
        let now = Instant::now();
        let took = now - self.last;
        self.last = now;
        match self.stages.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, total)) => *total += took,
            None => self.stages.push((stage, took)),
        }
    }

    fn table(&self) -> String {
        let total: std::time::Duration = self.stages.iter().map(|(_, took)| *took).sum();
        let lines = self.stages.iter().copied().chain([("total", total)]);
        lines.map(|(stage, took)| format!("{stage:<8} {:>9.1} ms\n", took.as_secs_f64() * 1000.0)).collect()
    }
}
