//! `plenary check`.

use camino::Utf8PathBuf;
use jiff::civil::Date;

use crate::cli::build::progress;
use crate::cli::{FormatName, Outcome, Stream, Terminal, more_about};
use crate::diagnostic::{Diagnostic, sorted};
use crate::load::load;
use crate::output::Nowhere;
use crate::pipeline::{Memory, Request, compile, fails, make};
use crate::report;
use crate::schema::value::iso_date;

const EXAMPLES: &str = "\
Examples:
  plenary check
          the whole site
  plenary check content/reviews/alder/events/practitioner.yaml
          what concerns one file
  plenary check --as-of 2026-03-01
          with what needs a day to stand on: who is not briefed yet, which pages are to be read again
  plenary check --format github
          in a run of GitHub Actions, beside the lines

Ends with 0 if all is well, 1 if the content has errors, 2 if nothing could be checked. What an event that is still being
planned lacks is a warning; once it is `ready`, it is an error.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// The day to stand on, for checks that need one, such as 2026-03-12
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// How mistakes are shown
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: FormatName,
    /// Report only what concerns these files or folders
    #[arg(value_name = "PATH")]
    paths: Vec<Utf8PathBuf>,
}

fn date(typed: &str) -> Result<Date, String> {
    iso_date(typed).ok_or_else(|| "write the year, the month and the day: 2026-03-12".to_owned())
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let (sources, mut diagnostics) = match load(&terminal.root) {
        Ok(loaded) => loaded,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let mut wanted = Vec::new();
    for path in &arguments.paths {
        match wanted_path(&terminal.root, path) {
            Some(path) => wanted.push(path),
            None => return terminal.sorry(&format!("there is no file or folder `{path}` in this site.")),
        }
    }
    let request = Request { as_of: arguments.as_of, ..Request::default() };
    let progress = progress(terminal, &request);
    let mut memory = Memory::default();
    let mut done = |_| progress.step();
    let compiled = compile(&sources, &request, &mut memory, &mut done);
    memory.let_go();
    diagnostics.extend(make(compiled, &sources, &request, &Nowhere, &mut memory, &mut done).diagnostics);
    drop(progress);
    let diagnostics: Vec<Diagnostic> = sorted(diagnostics)
        .into_iter()
        .filter(|diagnostic| wanted.is_empty() || wanted.iter().any(|path| concerns(diagnostic, path)))
        .collect();
    let text = report::render(arguments.format.format(), &diagnostics, &sources, terminal.style(Stream::Out));
    let nothing_to_say = diagnostics.is_empty() && !arguments.format.format().is_never_empty();
    if !(terminal.quiet && nothing_to_say) {
        terminal.print(Stream::Out, &text);
    }
    terminal.hint(more_about(arguments.format, &diagnostics).or_else(|| another_day(arguments)));
    if fails(&diagnostics, arguments.strict) { Outcome::ContentHasErrors } else { Outcome::Fine }
}

/// Some checks need a day to stand on, and nobody hears of them who does not know the flag.
fn another_day(arguments: &Arguments) -> Option<String> {
    (arguments.format == FormatName::Text && arguments.as_of.is_none()).then(|| {
        "`--as-of` and a date also asks who should have been briefed by that day, and which pages are due to be read again."
            .to_owned()
    })
}

/// A path as sources are named: from the root, with `/`. It may be given from the root or from where one stands.
fn wanted_path(root: &Utf8PathBuf, typed: &Utf8PathBuf) -> Option<String> {
    let real_root = root.canonicalize_utf8().ok()?;
    let candidates = [root.join(typed), typed.clone()];
    let real =
        candidates.iter().find_map(|path| path.canonicalize_utf8().ok().filter(|path| path.starts_with(&real_root)))?;
    let inside = real.strip_prefix(&real_root).ok()?;
    Some(inside.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"))
}

/// Whether a mistake stands in a file or folder. What an event has to answer for concerns the event's own file, and every
/// file that it points at.
fn concerns(diagnostic: &Diagnostic, path: &str) -> bool {
    let inside = |file: &str| {
        path.is_empty() || file == path || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    };
    let event = diagnostic.event.as_ref().and_then(|event| event.split_once('/'));
    let event = event.map(|(review, event)| format!("content/reviews/{review}/events/{event}.yaml"));
    let elsewhere = || diagnostic.labels.iter().any(|label| inside(label.place.path.as_str()));
    inside(diagnostic.place.path.as_str()) || event.is_some_and(|event| inside(&event) || elsewhere())
}
