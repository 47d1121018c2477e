//! `plenary export`.

use camino::{Utf8Path, Utf8PathBuf};

use crate::audience::Audience;
use crate::cli::build::audience;
use crate::cli::{Outcome, Stream, Terminal};
use crate::emit::single::{Existing, SingleError, write};
use crate::export::{Exported, Failure, Medium, Wish, export};
use crate::load::load;
use crate::report::{self, Format};
use crate::schema::value::EventReference;
use crate::slug::Slug;
use crate::view::Size;

/// Shown below the flags.
const EXAMPLES: &str = "\
Examples:
  plenary export alder/practitioner briefing
          the briefing, as participants get it
  plenary export alder/practitioner pack-participant --for sw1 -o for-ali.html
          one person's own copy, which names their link and no other
  plenary export alder/practitioner agenda --large
          in large print

DOCUMENT is the name of a document (agenda, briefing, script ...), a pack (pack-participant ...), or index for the event
at a glance. The file needs nothing beside it, so it can be mailed, or put on SharePoint to be downloaded.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The event
    #[arg(value_name = "REVIEW/EVENT", value_parser = event)]
    event: (Slug, Slug),
    /// The document, or pack-ROLE, or index
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// The edition to take it from [default: the narrowest that holds it]
    #[arg(long, value_name = "NAME", value_parser = audience)]
    edition: Option<Audience>,
    /// Make the own copy of a participant or an agency, by their id: it names their link and nobody else's
    #[arg(long = "for", value_name = "WHO", value_parser = who)]
    reader: Option<Slug>,
    /// In large print
    #[arg(long)]
    large: bool,
    /// The file to write; - for the standard output [default: <review>-<event>-<document>-v<version>.html]
    #[arg(short, long = "output", value_name = "FILE")]
    output: Option<Utf8PathBuf>,
}

/// Reads the name of an event, with its review.
pub fn event(typed: &str) -> Result<(Slug, Slug), String> {
    let reference = EventReference::parse(typed.trim_end_matches('/'));
    let named = reference.and_then(|reference| Some((reference.review?, reference.event)));
    named.ok_or_else(|| "write the review and the event, such as alder/practitioner".to_owned())
}

/// Reads the id of a person or an agency.
pub fn who(typed: &str) -> Result<Slug, String> {
    Slug::parse(typed).ok_or_else(|| {
        "write the id that the review gives the person or the agency: small letters, digits and hyphens".to_owned()
    })
}

pub fn size(large: bool) -> Size {
    if large { Size::Large } else { Size::Usual }
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let wish = Wish {
        event: Some(arguments.event.clone()),
        document: Some(arguments.document.clone()),
        edition: arguments.edition,
        only: Vec::new(),
        reader: arguments.reader.clone(),
        size: size(arguments.large),
        medium: Medium::Screen,
    };
    let made = match make(terminal, &wish) {
        Ok(made) => made,
        Err(outcome) => return outcome,
    };
    let Some(exported) = made.first() else { return terminal.sorry("there is nothing to write.") };
    let path = match &arguments.output {
        Some(path) if path.as_str() == "-" => {
            terminal.print(Stream::Out, &exported.html);
            return Outcome::Fine;
        }
        Some(path) => path.clone(),
        None => Utf8PathBuf::from(format!("{}.html", exported.name)),
    };
    // The name says whose document it is and not whose copy: twelve copies in a row would become one.
    let careful = arguments.reader.is_some() && arguments.output.is_none();
    match write(&path, exported.html.as_bytes(), if careful { Existing::Keep } else { Existing::Replace }) {
        Ok(()) => {
            terminal.note(path.as_str());
            Outcome::Fine
        }
        Err(error) => terminal.sorry(&not_written(&error, "Give this copy a name of its own with `-o`")),
    }
}

/// Says why a file was not written.
pub fn not_written(error: &SingleError, advice: &str) -> String {
    match error {
        SingleError::Exists { .. } => format!("{error}. {advice}."),
        _ => format!("{error}."),
    }
}

/// Makes what is wished for, or says why it cannot be.
pub fn make(terminal: &Terminal, wish: &Wish) -> Result<Vec<Exported>, Outcome> {
    let (sources, found) = load(&terminal.root).map_err(|error| terminal.sorry(&error.to_string()))?;
    match export(&sources, wish, found) {
        Ok(made) => Ok(made),
        Err(Failure::Content(diagnostics)) => {
            let style = terminal.style(Stream::Error);
            terminal.print(Stream::Error, &report::render(Format::Text, &diagnostics, &sources, style));
            Err(Outcome::ContentHasErrors)
        }
        Err(Failure::Refused(why)) => Err(terminal.sorry(&why)),
    }
}

/// Where a file of some name goes.
pub fn file(folder: &Utf8Path, name: &str, ending: &str) -> Utf8PathBuf {
    folder.join(format!("{name}.{ending}"))
}
