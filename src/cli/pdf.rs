//! `plenary pdf`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8PathBuf;

use crate::audience::Audience;
use crate::cli::build::{audience, selected};
use crate::cli::export::{event, file, make, not_written, size, who};
use crate::cli::progress::Progress;
use crate::cli::{Outcome, Stream, Terminal};
use crate::emit::single::{Existing, SingleError, write};
use crate::export::{Exported, Medium, Wish};
use crate::print::{Job, PrintError, Printer};
use crate::selection::Selected;
use crate::slug::Slug;

/// The folder below the site's, unless another is named.
const FOLDER: &str = "pdf";

/// Shown below the flags.
const EXAMPLES: &str = "\
Examples:
  plenary pdf
          every document and pack of every event
  plenary pdf alder/practitioner
          those of one event
  plenary pdf alder/practitioner pack-facilitator
          one pack
  plenary pdf alder/practitioner pack-participant --for sw1 --out for-ali
          one person's own copy, which names their link and no other

Each comes from the narrowest edition that holds it. Needs Chromium, Chrome or Edge.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The event [default: every event]
    #[arg(value_name = "REVIEW/EVENT", value_parser = event)]
    event: Option<(Slug, Slug)>,
    /// The document, or pack-ROLE, or index [default: every document and pack]
    #[arg(value_name = "DOCUMENT")]
    document: Option<String>,
    /// The edition to take it from [default: the narrowest that holds it]
    #[arg(long, value_name = "NAME", value_parser = audience)]
    edition: Option<Audience>,
    /// Make the own copy of a participant or an agency, by their id; pack-participant unless a document is named
    #[arg(long = "for", value_name = "WHO", value_parser = who, requires = "event")]
    reader: Option<Slug>,
    /// In large print
    #[arg(long)]
    large: bool,
    /// Only this review, or this event of it; may be given again
    #[arg(long, value_name = "REVIEW[/EVENT]", value_parser = selected, conflicts_with = "event")]
    only: Vec<Selected>,
    /// The browser that prints [default: one that is installed]
    #[arg(long, value_name = "PATH")]
    browser: Option<Utf8PathBuf>,
    /// The folder to write into [default: pdf, in the site's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let wish = Wish {
        event: arguments.event.clone(),
        document: arguments.document.clone(),
        edition: arguments.edition,
        only: arguments.only.clone(),
        reader: arguments.reader.clone(),
        size: size(arguments.large),
        medium: Medium::Paper,
    };
    let made = match make(terminal, &wish) {
        Ok(made) => made,
        Err(outcome) => return outcome,
    };
    let printer = match Printer::find(arguments.browser.clone().map(Into::into)) {
        Ok(printer) => printer,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    if let Some(shortcoming) = printer.shortcoming().filter(|_| !terminal.quiet) {
        terminal.print(Stream::Error, &format!("plenary: {shortcoming}\n"));
    }
    let out = Out {
        folder: arguments.out.clone().unwrap_or_else(|| terminal.root.join(FOLDER)),
        // The name says whose document it is and not whose copy: twelve copies in a row would become one.
        existing: if arguments.reader.is_some() { Existing::Keep } else { Existing::Replace },
    };
    match out.taken(&made).map_or(Ok(()), Err).and_then(|()| print(terminal, &printer, &made, &out)) {
        Ok(()) => Outcome::Fine,
        Err(reason) => terminal.sorry(&reason),
    }
}

/// Where PDFs go.
struct Out {
    folder: Utf8PathBuf,
    existing: Existing,
}

impl Out {
    /// Why a copy cannot be written, said before a browser is troubled.
    fn taken(&self, made: &[Exported]) -> Option<String> {
        let kept = made.iter().filter(|_| self.existing == Existing::Keep);
        let path = kept.map(|exported| file(&self.folder, &exported.name, "pdf")).find(|path| path.exists())?;
        Some(refusal(&SingleError::Exists { path }))
    }
}

fn refusal(error: &SingleError) -> String {
    not_written(error, "Give this copy a folder of its own with `--out`")
}

/// Prints all pages. What is written is told as it comes.
fn print(terminal: &Terminal, printer: &Printer, made: &[Exported], out: &Out) -> Result<(), String> {
    let jobs: Vec<Job> = made.iter().map(|exported| Job { name: &exported.name, html: &exported.html }).collect();
    let progress = Progress::new(terminal, "Printing", jobs.len());
    let stop = Arc::new(AtomicBool::new(false));
    let heard = stop.clone();
    // Ends browsers and clears their folders away, where the system would leave both.
    let _ = ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed));
    let outcome = printer.print(&jobs, &stop, &mut |at, pdf| {
        let path = file(&out.folder, &made[at].name, "pdf");
        write(&path, &pdf, out.existing).map_err(|error| Stopped(refusal(&error)))?;
        progress.beside(|| terminal.note(path.as_str()));
        progress.step();
        Ok(())
    });
    drop(progress);
    outcome.map_err(|Stopped(reason)| reason)
}

/// Why printing ended early.
struct Stopped(String);

impl From<PrintError> for Stopped {
    fn from(error: PrintError) -> Stopped {
        Stopped(error.to_string())
    }
}
