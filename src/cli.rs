//! The command line: one verb a file. The only place that prints, and the only one that knows the time.
//!
//! Exit codes (`contract.md` section 5): 0 fine, 1 the content has errors, 2 could not run.

mod build;
mod check;
mod completions;
mod doctor;
mod explain;
mod export;
mod init;
mod install;
mod list;
mod new;
mod pdf;
mod progress;
mod schema;
mod serve;
mod theme;
mod why;

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Parser, Subcommand, ValueEnum};
use terminal_size::{Width, terminal_size};

use crate::diagnostic::Diagnostic;
use crate::load::read::{plain_reason, remedy};
use crate::report::{Format, Style};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Fine,
    ContentHasErrors,
    CouldNotRun,
}

/// The heading of the flags that every verb has.
const EVERYWHERE: &str = "Options of every command";

const EXAMPLES: &str = "\
Examples:
  plenary init my-site --example
          a site to look around in, with a fictional review
  plenary serve --open
          see it in the browser while you write
  plenary check
          what is wrong, and what to type instead
  plenary build
          the finished folders, one for each audience

`plenary VERB --help` says more of each. Run in the site's folder, or name it with --root.";

/// Turns definitions of Learning Review events into a linked site: scripts, agendas, briefings, checklists, packs.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, disable_help_subcommand = true, after_help = EXAMPLES)]
struct Arguments {
    /// The folder of the site, which holds config.yaml
    #[arg(long, global = true, value_name = "DIR", default_value = ".", help_heading = EVERYWHERE)]
    root: Utf8PathBuf,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = EVERYWHERE)]
    color: Color,
    /// Say nothing but what is wrong
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    quiet: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Start a site in a new or empty folder
    Init(init::Arguments),
    /// Begin a review, an event or a page
    New(new::Arguments),
    /// Show the site while you write it
    Serve(serve::Arguments),
    /// Look for mistakes, and hold events against the guidance; write nothing
    Check(check::Arguments),
    /// Write the site's editions
    Build(build::Arguments),
    /// Say what a message means, why it matters and what to type
    Explain(explain::Arguments),
    /// List reviews and events, how they stand, and pages
    List(list::Arguments),
    /// Say what a page is made from, or why it is not there
    Why(why::Arguments),
    /// Write one document as one file, for mail and SharePoint
    Export(export::Arguments),
    /// Print documents and packs to PDF, by an installed browser
    Pdf(pdf::Arguments),
    /// Print a JSON Schema, with which editors complete and explain what you write
    Schema(schema::Arguments),
    /// Change how the site looks
    Theme(theme::Arguments),
    /// Say how things stand: version, site, browser, disk
    Doctor(doctor::Arguments),
    /// Print or install what makes a shell complete plenary's flags
    Completions(completions::Completions),
    /// Print or install the manual pages
    Man(completions::Manual),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// How mistakes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// With the line they stand in
    Text,
    /// One line each
    Short,
    /// For other programs
    Json,
    /// For code scanning (SARIF 2.1.0)
    Sarif,
    /// For GitHub Actions, beside the lines
    Github,
}

impl FormatName {
    fn format(self) -> Format {
        match self {
            FormatName::Text => Format::Text,
            FormatName::Short => Format::Short,
            FormatName::Json => Format::Json,
            FormatName::Sarif => Format::Sarif,
            FormatName::Github => Format::Github,
        }
    }
}

/// Hands text on at once, so that what goes wrong shows here and not when the program ends.
fn print_out(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// What every verb is told.
struct Terminal {
    root: Utf8PathBuf,
    /// The way to it from where one stands, with a closing slash; empty where it is that folder itself, or lies elsewhere.
    from: String,
    color: Color,
    quiet: bool,
    /// Why something that was asked for could not be printed.
    lost: OnceLock<ErrorKind>,
}

/// How wide a report is where nobody says otherwise, and at the most: longer lines are hard to read.
const WIDTH: usize = 100;
/// How narrow it becomes at the least: below, a caret no longer finds room beside its line.
const NARROWEST: usize = 40;

/// Where something is printed: what was asked for goes out, all else goes to the error stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Out,
    Error,
}

impl Terminal {
    /// Prints text. A reader who has gone (`| head`) is no mistake; a full disk under what was asked for is one.
    fn print(&self, stream: Stream, text: &str) {
        match stream {
            Stream::Out => {
                if let Err(error) = print_out(text).map_err(|error| error.kind())
                    && error != ErrorKind::BrokenPipe
                {
                    self.lost.get_or_init(|| error);
                }
            }
            Stream::Error => drop(std::io::stderr().lock().write_all(text.as_bytes())),
        }
    }

    /// A path in the site's folder, as one would type it here.
    fn at(&self, path: &str) -> Utf8PathBuf {
        if self.root == "." { Utf8PathBuf::from(path) } else { self.root.join(path) }
    }

    /// Prints a line that is good to know, unless told to be quiet.
    fn note(&self, line: &str) {
        if !self.quiet {
            let _ = print_out(&format!("{line}\n"));
        }
    }

    /// Prints a word on what to try next, for people alone: where nobody looks on, nothing is added to what was asked for.
    fn hint(&self, line: Option<String>) {
        if let Some(line) = line.filter(|_| !self.quiet && std::io::stderr().is_terminal()) {
            self.print(Stream::Error, &format!("{line}\n"));
        }
    }

    /// Prints why nothing could be done.
    fn sorry(&self, reason: &str) -> Outcome {
        self.print(Stream::Error, &format!("plenary: {reason}\n"));
        Outcome::CouldNotRun
    }

    fn style(&self, stream: Stream) -> Style<'_> {
        let terminal = match stream {
            Stream::Out => std::io::stdout().is_terminal(),
            Stream::Error => std::io::stderr().is_terminal(),
        };
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let columns = columns.or_else(|| terminal_size().map(|(Width(columns), _)| usize::from(columns)));
        let width = columns.filter(|_| terminal).map_or(WIDTH, |columns| columns.clamp(NARROWEST, WIDTH));
        Style { color, width, from: &self.from }
    }
}

/// Says that what was asked for did not arrive, or only in part.
fn not_handed_on(error: &std::io::Error) -> String {
    format!("the answer could not be handed on whole: {}. {}.", plain_reason(error), remedy(error))
}

/// The way to a folder inside the one where one stands.
fn way_to(root: &Utf8Path) -> String {
    let here = Utf8PathBuf::from(".").canonicalize_utf8();
    let real = root.canonicalize_utf8();
    let inside =
        here.and_then(|here| real.map(|real| real.strip_prefix(here).map(Utf8Path::to_owned).unwrap_or_default()));
    let parts: Vec<String> =
        inside.iter().flat_map(|inside| inside.components()).map(|part| format!("{part}/")).collect();
    parts.concat()
}

/// Where more can be read about the weightiest of some mistakes.
fn more_about(format: FormatName, diagnostics: &[Diagnostic]) -> Option<String> {
    let first = diagnostics.iter().min_by_key(|found| found.severity)?;
    (format == FormatName::Text).then(|| format!("`plenary explain {}` says more about that message.", first.code))
}

/// Runs the command that this process was started with.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let Arguments { root, color, quiet, verb } = arguments;
    let terminal = Terminal { from: way_to(&root), root, color, quiet, lost: OnceLock::new() };
    let outcome = match verb {
        Verb::Init(arguments) => init::run(&terminal, &arguments),
        Verb::New(arguments) => new::run(&terminal, &arguments),
        Verb::Serve(arguments) => serve::run(&terminal, &arguments),
        Verb::Check(arguments) => check::run(&terminal, &arguments),
        Verb::Build(arguments) => build::run(&terminal, &arguments),
        Verb::Explain(arguments) => explain::run(&terminal, &arguments),
        Verb::List(arguments) => list::run(&terminal, &arguments),
        Verb::Why(arguments) => why::run(&terminal, &arguments),
        Verb::Export(arguments) => export::run(&terminal, &arguments),
        Verb::Pdf(arguments) => pdf::run(&terminal, &arguments),
        Verb::Schema(arguments) => schema::run(&terminal, &arguments),
        Verb::Theme(arguments) => theme::run(&terminal, &arguments),
        Verb::Doctor(arguments) => doctor::run(&terminal, &arguments),
        Verb::Completions(arguments) => completions::completions(&terminal, &arguments),
        Verb::Man(arguments) => completions::manual(&terminal, &arguments),
    };
    let outcome = match terminal.lost.get() {
        Some(kind) => terminal.sorry(&not_handed_on(&(*kind).into())),
        None => outcome,
    };
    ExitCode::from(match outcome {
        Outcome::Fine => 0,
        Outcome::ContentHasErrors => 1,
        Outcome::CouldNotRun => 2,
    })
}
