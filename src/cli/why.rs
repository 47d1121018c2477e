//! `plenary why`.

use camino::Utf8PathBuf;

use crate::cli::{Outcome, Stream, Terminal};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::embedded;
use crate::inspect::Inspected;
use crate::inspect::why::{Answer, why};
use crate::load::load;
use crate::load::names::is_leaving;
use crate::report::prose;
use crate::source::{Origin, SourcePath};

const EXAMPLES: &str = "\
Examples:
  plenary why facilitator/reviews/alder/practitioner/agenda.html
          what the page is made from, and which other editions have it
  plenary why participant/reviews/alder/practitioner/script.html
          why that page is not there
  plenary why content/venues/glenfarran-hall.yaml
          which events rest on a file, and what becomes of it";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A page as it lies in the output, edition first; a file of the site; or an event, such as alder/practitioner
    #[arg(value_name = "PATH")]
    path: Utf8PathBuf,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let (sources, found) = match load(&terminal.root) {
        Ok(loaded) => loaded,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let path = from_root(terminal, &arguments.path);
    let not_read: Vec<String> = found.iter().filter(|found| found.place.path.as_str() == path).map(said).collect();
    let inspected = Inspected::new(&sources, found);
    let Some(answer) = why(&inspected, &path) else {
        let known = sources.iter().map(|source| source.path.as_str());
        return terminal.sorry(&no_such_file(terminal, &path, not_read, did_you_mean(&path, known)));
    };
    let mut text = text(&path, &answer);
    if terminal.root.join(&path).is_file() && embedded::built_in().any(|(built_in, _)| built_in == path) {
        let is_own = sources.get(&SourcePath::new(&path)).is_some_and(|source| source.origin == Origin::Site);
        text.push_str(match is_own {
            true => "\nYours stands in the place of a built-in file. Delete it, and the built-in one counts again.\n",
            false => "\nYours is there, and says the same so far.\n",
        });
    }
    terminal.print(Stream::Out, &prose::render(&text, terminal.style(Stream::Out)));
    if inspected.compiled.stops { Outcome::ContentHasErrors } else { Outcome::Fine }
}

fn said(found: &Diagnostic) -> String {
    match &found.help {
        Some(help) => format!("{} {help}", found.message),
        None => found.message.clone(),
    }
}

/// A path as sources and editions are named: from the root, with `/`. It may be given from where one stands.
fn from_root(terminal: &Terminal, typed: &Utf8PathBuf) -> String {
    let slashes = typed.as_str().replace('\\', "/");
    let real = typed.canonicalize_utf8().ok();
    let root = terminal.root.canonicalize_utf8().ok();
    let inside = real.and_then(|real| Some(real.strip_prefix(root?).ok()?.to_string()));
    inside.map(|inside| inside.replace('\\', "/")).unwrap_or(slashes)
}

fn text(path: &str, answer: &Answer) -> String {
    let mut text = format!("# {path}\n\n{}\n", answer.about.join(" "));
    for (heading, lines) in &answer.lists {
        text.push_str(&format!("\n{heading}:\n\n"));
        text.extend(lines.iter().map(|line| format!("- {line}\n")));
    }
    text
}

/// Why a path is no source, and no output either.
fn no_such_file(terminal: &Terminal, path: &str, not_read: Vec<String>, near: Option<&str>) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let place = terminal.root.join(path);
    match (place.exists(), near) {
        (true, _) if !not_read.is_empty() => format!("`{path}` is there, and is not read. {}", not_read.join(" ")),
        (true, _) if is_leaving(name) => {
            format!("`{path}` is there, and is passed over: hidden files and what editors leave behind are no content.")
        }
        (true, _) if place.is_dir() => format!("`{path}` is a folder. Name a file in it."),
        (true, _) => {
            format!("`{path}` is there, and is no part of the site: that is `config.yaml`, `content/` and `themes/`.")
        }
        (false, Some(near)) => format!("there is no file `{path}`. Did you mean `{near}`?"),
        (false, None) => format!(
            "there is no file `{path}`. A page is named with its edition first: `facilitator/index.html`. `plenary list \
             pages` shows all."
        ),
    }
}
