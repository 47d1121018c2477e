//! The command line: one verb a file. The only place that prints, and the only one that knows the time.
//!
//! Exit codes (`contract.md` section 5): 0 fine, 1 the content has errors, 2 could not run.

mod build;
mod check;
mod explain;
mod export;
mod init;
mod pdf;
mod serve;
mod theme;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Parser, Subcommand, ValueEnum};

use crate::report::{Format, Style};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Fine,
    ContentHasErrors,
    CouldNotRun,
}

/// Turns definitions of Learning Review events into a linked site: scripts, agendas, briefings, checklists, packs.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, disable_help_subcommand = true)]
struct Arguments {
    /// The folder of the site, which holds config.yaml
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    root: Utf8PathBuf,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Say nothing but what is wrong
    #[arg(long, global = true)]
    quiet: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Start a site in a new or empty folder
    Init(init::Arguments),
    /// Write the site's editions
    Build(build::Arguments),
    /// Look for mistakes, and write nothing
    Check(check::Arguments),
    /// Show the site while you write it
    Serve(serve::Arguments),
    /// Write one document as one file, for mail and SharePoint
    Export(export::Arguments),
    /// Print documents and packs to PDF, by an installed browser
    Pdf(pdf::Arguments),
    /// Say what a message means, why it matters and what to type
    Explain(explain::Arguments),
    /// Change how the site looks
    Theme(theme::Arguments),
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
}

impl FormatName {
    fn format(self) -> Format {
        match self {
            FormatName::Text => Format::Text,
            FormatName::Short => Format::Short,
            FormatName::Json => Format::Json,
        }
    }
}

/// What every verb is told.
struct Terminal {
    root: Utf8PathBuf,
    color: Color,
    quiet: bool,
}

/// Where something is printed: what was asked for goes out, all else goes to the error stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Out,
    Error,
}

impl Terminal {
    /// Prints text. A reader who has gone (`| head`) is no mistake.
    fn print(&self, stream: Stream, text: &str) {
        let _ = match stream {
            Stream::Out => std::io::stdout().lock().write_all(text.as_bytes()),
            Stream::Error => std::io::stderr().lock().write_all(text.as_bytes()),
        };
    }

    /// Prints a line that is good to know, unless told to be quiet.
    fn note(&self, line: &str) {
        if !self.quiet {
            self.print(Stream::Out, &format!("{line}\n"));
        }
    }

    /// Prints why nothing could be done.
    fn sorry(&self, reason: &str) -> Outcome {
        self.print(Stream::Error, &format!("plenary: {reason}\n"));
        Outcome::CouldNotRun
    }

    fn style(&self, stream: Stream) -> Style {
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
        Style { color, width: columns.filter(|columns| terminal && *columns >= 40).unwrap_or(100) }
    }
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
    let terminal = Terminal { root: arguments.root, color: arguments.color, quiet: arguments.quiet };
    let outcome = match arguments.verb {
        Verb::Init(arguments) => init::run(&terminal, &arguments),
        Verb::Build(arguments) => build::run(&terminal, &arguments),
        Verb::Check(arguments) => check::run(&terminal, &arguments),
        Verb::Serve(arguments) => serve::run(&terminal, &arguments),
        Verb::Export(arguments) => export::run(&terminal, &arguments),
        Verb::Pdf(arguments) => pdf::run(&terminal, &arguments),
        Verb::Explain(arguments) => explain::run(&terminal, &arguments),
        Verb::Theme(arguments) => theme::run(&terminal, &arguments),
    };
    ExitCode::from(match outcome {
        Outcome::Fine => 0,
        Outcome::ContentHasErrors => 1,
        Outcome::CouldNotRun => 2,
    })
}
