//! `plenary theme eject`.

use clap::Subcommand;

use crate::cli::{Outcome, Stream, Terminal};
use crate::diagnostic::{Diagnostic, sorted};
use crate::documents;
use crate::emit::single::{Existing, write};
use crate::load::load;
use crate::report::{self, Format};
use crate::resolve::settings;
use crate::slug::Slug;
use crate::source::{Origin, Sources};
use crate::theme::line::line;
use crate::theme::part::{Part, Unknown, find};

/// Shown below the flags.
const EXAMPLES: &str = "\
Examples:
  plenary theme eject page
          the frame around every page: head, header, footer
  plenary theme eject principles.html
          the poster of working principles
  plenary theme eject plenary.css
          the stylesheet
  plenary theme eject words/cy
          the words of the interface in Welsh, as far as there are any

The copy goes into the theme that config.yaml names, where it wins over the built-in file. It is yours from then on, and
does not change when plenary does. To change one block of a template only, do not copy it, but build on it:
  {% extends \"default/page.html\" %}
  {% block footer %}…{% endblock footer %}";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Copy a built-in template into the site's own theme, to change it there
    Eject(Eject),
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct Eject {
    /// The template, with or without .html; or a static file, or words/LANGUAGE
    #[arg(value_name = "TEMPLATE")]
    name: String,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let Verb::Eject(eject) = &arguments.verb;
    let (sources, found) = match load(&terminal.root) {
        Ok(loaded) => loaded,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let line = match themes(&sources, found) {
        Ok(line) => line,
        Err(found) => {
            let text = report::render(Format::Text, &found, &sources, terminal.style(Stream::Error));
            terminal.print(Stream::Error, &text);
            return Outcome::ContentHasErrors;
        }
    };
    match find(&sources, &line, &eject.name) {
        Ok(part) => copy(terminal, &part, &line[0]),
        Err(unknown) => terminal.sorry(&no_such_file(&eject.name, &unknown)),
    }
}

/// The themes of the site, its own first; or what is wrong with `config.yaml` and with what it leads to.
fn themes(sources: &Sources, mut found: Vec<Diagnostic>) -> Result<Vec<Slug>, Vec<Diagnostic>> {
    let (documents, mistakes) = documents::parse(sources, &mut documents::Memory::default());
    found.extend(mistakes);
    let settings = settings::resolve(&documents, &mut found);
    let named = documents.config.as_ref().and_then(|config| config.fields.theme.as_ref());
    found.retain(|found| found.place.path.as_str() == "config.yaml");
    let (line, mistakes) = line(sources, &settings.theme, named);
    found.extend(mistakes);
    if found.iter().any(Diagnostic::is_content_error) { Err(sorted(found)) } else { Ok(line) }
}

/// Puts a copy of a file into a theme. One that is there already is the site's own work, and is left alone.
fn copy(terminal: &Terminal, part: &Part, theme: &Slug) -> Outcome {
    let path = part.path(theme);
    if part.source.origin == Origin::Site && part.source.path == path {
        return terminal.sorry(&format!("`{path}` is there already, so nothing was written. Change it there."));
    }
    match write(&terminal.root.join(path.as_str()), part.source.as_bytes(), Existing::Keep) {
        Ok(()) => {
            for note in notes(part, theme) {
                terminal.note(&note);
            }
            Outcome::Fine
        }
        Err(error) => terminal.sorry(&format!("{error}.")),
    }
}

/// What was written, and what to know about it.
fn notes(part: &Part, theme: &Slug) -> Vec<String> {
    let path = part.path(theme);
    let own = *theme != Slug::default_theme();
    let mut notes = vec![format!("Wrote {path}, which wins over {} from now on.", origin(part))];
    match (part.template(), own) {
        (Some(name), true) => {
            let folder = part.source.path.as_str().split('/').nth(1).unwrap_or("default");
            notes.push("To change one block only, replace all of it by:".to_owned());
            notes.push(format!("  {{% extends \"{folder}/{name}\" %}}"));
            notes.push("  {% block NAME %}…{% endblock NAME %}".to_owned());
        }
        (Some(_), false) => {
            notes.push(
                "To change one block only, give the site a theme of its own, which can build on this one:".into(),
            );
            notes.push("  `theme: ours` in config.yaml, and in themes/ours/theme.yaml: title, contract: 1".into());
        }
        (None, own) if part.inside.starts_with("words/") => notes.push(match own {
            true => "Keep only the words that you change; the others come from the built-in file.".to_owned(),
            false => "It replaces the built-in file whole, so keep all of its words.".to_owned(),
        }),
        (None, _) => {}
    }
    notes
}

fn origin(part: &Part) -> String {
    match part.source.origin {
        Origin::BuiltIn => "the built-in one".to_owned(),
        Origin::Site => part.source.path.to_string(),
    }
}

fn no_such_file(typed: &str, unknown: &Unknown) -> String {
    let near = unknown.near.as_ref().map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
    format!("there is no template `{typed}`.{near}\nThere are: {}.", unknown.known.join(", "))
}
