//! `plenary schema`.

use serde_json::{Map, Value};

use crate::cli::{Outcome, Stream, Terminal};
use crate::documents::{self, Documents};
use crate::emit::single::{Existing, write};
use crate::json_schema::{FOLDER, FileKind, KINDS, files};
use crate::load::read::read as file;
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
    terminal.print(Stream::Out, &kind.text(&read(&sources), &sources));
    Outcome::Fine
}

fn read(sources: &Sources) -> Documents {
    documents::parse(sources, &mut documents::Memory::default()).0
}

const SETTINGS: &str = ".vscode/settings.json";

/// Writes the schemas and the settings. Settings that are somebody else's are left, and told what to add.
fn set_up(terminal: &Terminal) -> Outcome {
    let sources = match load(&terminal.root) {
        Ok((sources, _)) => sources,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let settings = settings();
    let path = terminal.at(SETTINGS);
    let before = file(path.as_std_path()).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let ours = before.as_ref().is_none_or(|before| *before == settings);
    let mut written = files(&read(&sources), &sources);
    if ours {
        written.push((SETTINGS.to_owned(), settings.clone()));
    }
    for (path, text) in &written {
        if let Err(error) = write(&terminal.at(path), text.as_bytes(), Existing::Replace) {
            return terminal.sorry(&format!("{error}."));
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
