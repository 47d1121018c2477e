//! `plenary completions` and `plenary man`: what shells and readers of manuals get from the declarations of the flags.

use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::cli::{Arguments as Whole, Outcome, Stream, Terminal};

const EXAMPLES: &str = "\
Examples:
  plenary completions bash > ~/.local/share/bash-completion/completions/plenary
  plenary completions zsh > ~/.zfunc/_plenary
  plenary completions fish > ~/.config/fish/completions/plenary.fish
  plenary completions powershell >> $PROFILE";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const MAN_EXAMPLES: &str = "\
Examples:
  plenary man > plenary.1
          the page of the whole command
  plenary man build > plenary-build.1
          the page of one verb
  plenary man | man -l -
          to read it at once";

#[derive(Debug, clap::Args)]
#[command(after_help = MAN_EXAMPLES)]
pub struct Manual {
    /// The verb; all of plenary without one
    #[arg(value_name = "COMMAND")]
    verb: Option<String>,
}

pub fn completions(terminal: &Terminal, arguments: &Completions) -> Outcome {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Whole::command(), env!("CARGO_PKG_NAME"), &mut script);
    terminal.print(Stream::Out, &String::from_utf8_lossy(&script));
    Outcome::Fine
}

pub fn manual(terminal: &Terminal, arguments: &Manual) -> Outcome {
    let mut whole = Whole::command();
    whole.build();
    let command = match &arguments.verb {
        None => Some(whole.clone()),
        Some(verb) => whole.find_subcommand(verb).cloned().map(|found| found.version(env!("CARGO_PKG_VERSION"))),
    };
    let Some(command) = command else {
        let verbs: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
        let typed = arguments.verb.as_deref().unwrap_or_default();
        return terminal.sorry(&format!("there is no command `{typed}`. There are {}.", verbs.join(", ")));
    };
    let mut page = Vec::new();
    match Man::new(command).render(&mut page) {
        Ok(()) => terminal.print(Stream::Out, &String::from_utf8_lossy(&page)),
        Err(error) => return terminal.sorry(&format!("the page could not be made: {error}.")),
    }
    Outcome::Fine
}
