//! `plenary schema`.

use std::fs;
use std::io;

use camino::Utf8Path;
use serde_json::{Map, Value};

use crate::cli::{Outcome, Stream, Terminal};
use crate::documents::{self, Documents};
use crate::json_schema::{FileKind, KINDS};
use crate::load::{built_in, load};
use crate::source::Sources;

const EXAMPLES: &str = "Examples:
  plenary schema --vscode                  set up completion for this site in VS Code
  plenary schema event > event.json        the schema of events, for any other editor

In an editor that knows the YAML language server, this first line in a file does it:
  # yaml-language-server: $schema=../../../../event.json";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The kind of file
    #[arg(value_name = "KIND", value_parser = kind, required_unless_present = "vscode")]
    kind: Option<&'static FileKind>,
    /// Write the schemas of all kinds into .vscode, and the settings that switch them on; again, to bring them up to date
    #[arg(long, conflicts_with = "kind")]
    vscode: bool,
}

fn kind(typed: &str) -> Result<&'static FileKind, String> {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    FileKind::find(typed).ok_or_else(|| format!("the kinds are {}", names.join(", ")))
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let Some(kind) = arguments.kind else { return set_up(terminal) };
    // Where there is no site, or none that can be read, the schema offers what every site has.
    let sources = load(&terminal.root).map_or_else(|_| built_in(), |(sources, _)| sources);
    terminal.print(Stream::Out, &schema(kind, &read(&sources), &sources));
    Outcome::Fine
}

fn read(sources: &Sources) -> Documents {
    documents::parse(sources, &mut documents::Memory::default()).0
}

fn schema(kind: &FileKind, documents: &Documents, sources: &Sources) -> String {
    serde_json::to_string_pretty(&kind.schema(documents, sources)).unwrap_or_default() + "\n"
}

/// Where the schemas go, from the site's folder.
pub const FOLDER: &str = ".vscode/plenary";
const SETTINGS: &str = ".vscode/settings.json";

/// The schemas that editors read from the site's folder, each with its file's name.
pub fn files(sources: &Sources) -> Vec<(String, String)> {
    let documents = read(sources);
    let kinds = KINDS.iter().filter(|kind| kind.files.is_some());
    kinds.map(|kind| (format!("{FOLDER}/{}.json", kind.name), schema(kind, &documents, sources))).collect()
}

/// Writes the schemas and the settings. Settings that are somebody else's are left, and told what to add.
fn set_up(terminal: &Terminal) -> Outcome {
    let sources = match load(&terminal.root) {
        Ok((sources, _)) => sources,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let settings = settings();
    let path = terminal.at(SETTINGS);
    let before = fs::read_to_string(&path).ok();
    let ours = before.as_ref().is_none_or(|before| *before == settings);
    let mut written = files(&sources);
    if ours {
        written.push((SETTINGS.to_owned(), settings.clone()));
    }
    for (path, text) in &written {
        if let Err(error) = write(&terminal.at(path), text) {
            return terminal.sorry(&format!("`{}` could not be written: {error}.", terminal.at(path)));
        }
    }
    terminal.note(&format!("The schemas are in {}.", terminal.at(FOLDER)));
    match before.as_deref().is_some_and(|before| before.contains(&format!("{FOLDER}/event.json"))) {
        _ if ours => terminal.note(
            "In VS Code, install the extension “YAML” by Red Hat and open the site's folder. Ctrl+Space then shows what \
             can be written.",
        ),
        true => terminal.note(&format!("{path} switches them on already.")),
        false => {
            terminal.note(&format!("{path} is yours, so it was left as it is. Add this to it:\n"));
            terminal.note(&settings);
        }
    }
    Outcome::Fine
}

/// What switches the schemas on.
fn settings() -> String {
    let schemas: Map<String, Value> = KINDS
        .iter()
        .filter_map(|kind| Some((format!("./{FOLDER}/{}.json", kind.name), Value::from(kind.files?))))
        .collect();
    let settings = serde_json::json!({"yaml.schemas": schemas});
    serde_json::to_string_pretty(&settings).unwrap_or_default() + "\n"
}

fn write(path: &Utf8Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
