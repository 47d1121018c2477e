//! `plenary init`.

use std::borrow::Cow;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;

use crate::cli::{Outcome, Terminal};
use crate::embedded;
use crate::emit::single::{Existing, write};
use crate::load::read::plain_reason;

/// The files of a new site.
const STARTER: &[(&str, &str)] = &[
    ("config.yaml", include_str!("init/config.yaml")),
    ("content/reviews/rowan/review.yaml", include_str!("init/review.yaml")),
    ("content/reviews/rowan/events/practitioner.yaml", include_str!("init/practitioner.yaml")),
    ("content/venues/town-hall.yaml", include_str!("init/town-hall.yaml")),
];

const EXAMPLES: &str = "\
Examples:
  plenary init my-site --example
          with a fictional review to look around in: Alder, a person at home
  plenary init my-site --example=juniper
          with another one: Juniper, a care home, and an event that is still being planned
  plenary init my-site
          with the bare start of a review of your own";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The folder; made if it is not there [default: this folder]
    #[arg(value_name = "DIR")]
    dir: Option<Utf8PathBuf>,
    /// Start with a fictional review, complete with its events
    #[arg(long, value_name = "REVIEW", num_args = 0..=1, require_equals = true, default_missing_value = "alder")]
    example: Option<ExampleName>,
}

/// The fictional reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExampleName {
    /// A person at home: two events, both ready
    Alder,
    /// A care home: three events, one of them still being planned
    Juniper,
}

impl ExampleName {
    fn files(self) -> Vec<(String, Cow<'static, [u8]>)> {
        let (config, example) = match self {
            ExampleName::Alder => (include_str!("../../config.yaml"), &embedded::ALDER),
            ExampleName::Juniper => (include_str!("init/juniper.yaml"), &embedded::JUNIPER),
        };
        let config = ("config.yaml".to_owned(), Cow::Borrowed(config.as_bytes()));
        std::iter::once(config).chain(embedded::example(example)).collect()
    }
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let folder = arguments.dir.as_ref().map_or_else(|| terminal.root.clone(), |dir| terminal.at(dir.as_str()));
    match is_free(&folder) {
        Ok(true) => {}
        Ok(false) => {
            return terminal.sorry(&format!(
                "`{folder}` is not empty, so nothing was put into it. Name a new folder: `plenary init my-site`."
            ));
        }
        Err(error) => return terminal.sorry(&format!("`{folder}` cannot be read: {}.", plain_reason(&error))),
    }
    let starter = || STARTER.iter().map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(text.as_bytes()))).collect();
    let files: Vec<(String, Cow<[u8]>)> = arguments.example.map_or_else(starter, ExampleName::files);
    let was_there = folder.exists();
    for (written, (path, bytes)) in files.iter().enumerate() {
        if let Err(error) = write(&folder.join(path), bytes, Existing::Keep) {
            take_back(&folder, &files[..=written], was_there);
            return terminal.sorry(&format!("{error}."));
        }
    }
    terminal.note(&format!("A new site is in {folder}: {} files. Next:", files.len()));
    if arguments.dir.is_some() {
        terminal.note(&format!("  cd {folder}"));
    }
    terminal.note("  plenary build      then open public/facilitator/index.html");
    Outcome::Fine
}

/// Whether a folder is not there yet, or holds nothing.
fn is_free(folder: &Utf8Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Takes half a site away again, which would be in the way of the next try. The last of the files was not written; a folder
/// goes only where nothing is left in it.
fn take_back(folder: &Utf8Path, files: &[(String, Cow<[u8]>)], was_there: bool) {
    for (path, _) in files.iter().rev().skip(1) {
        let _ = fs::remove_file(folder.join(path));
    }
    for (path, _) in files.iter().rev() {
        let folders = Utf8Path::new(path).ancestors().skip(1).filter(|above| !above.as_str().is_empty());
        for above in folders {
            let _ = fs::remove_dir(folder.join(above));
        }
    }
    if !was_there {
        let _ = fs::remove_dir(folder);
    }
}
