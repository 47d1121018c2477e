//! `plenary completions` and `plenary man`: what shells and readers of manuals get from the declarations of the flags.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::cli::install::{File, Folders, install, one_s_own, paths, search_path};
use crate::cli::{Arguments as Whole, Outcome, Stream, Terminal};

const EXAMPLES: &str = "\
Examples:
  plenary completions --install
          for your shell, in your own folders
  plenary completions --install --prefix /usr/local
          for bash, zsh and fish, for everybody who uses this computer
  plenary completions bash > plenary.bash
          to put it somewhere yourself
  plenary completions powershell >> $PROFILE
          in PowerShell";

/// The shells that look for completions in folders.
const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Zsh, Shell::Fish];

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell; with --install, the one that you use, and with --prefix, bash, zsh and fish
    #[arg(value_name = "SHELL", required_unless_present = "install")]
    shell: Option<Shell>,
    /// Put it where the shell looks for it, instead of printing it
    #[arg(long)]
    install: bool,
    /// The folder whose `share` it goes into, for everybody; your own folders without it
    #[arg(long, value_name = "DIR", requires = "install")]
    prefix: Option<Utf8PathBuf>,
}

const MAN_EXAMPLES: &str = "\
Examples:
  plenary man --install
          the pages of plenary and of each of its commands, for `man plenary` and `man plenary-build`
  plenary man --install --prefix /usr/local
          the same, for everybody who uses this computer
  plenary man | man -l -
          to read it at once
  plenary man build > plenary-build.1
          the page of one command";

#[derive(Debug, clap::Args)]
#[command(after_help = MAN_EXAMPLES)]
pub struct Manual {
    /// The verb; all of plenary without one
    #[arg(value_name = "COMMAND")]
    verb: Option<String>,
    /// Put all pages where `man` looks for them, instead of printing one
    #[arg(long, conflicts_with = "verb")]
    install: bool,
    /// The folder whose `share` they go into, for everybody; your own folders without it
    #[arg(long, value_name = "DIR", requires = "install")]
    prefix: Option<Utf8PathBuf>,
}

pub fn completions(terminal: &Terminal, arguments: &Completions) -> Outcome {
    if arguments.install {
        return match install_completions(terminal, arguments) {
            Ok(()) => Outcome::Fine,
            Err(reason) => terminal.sorry(&reason),
        };
    }
    if let Some(shell) = arguments.shell {
        terminal.print(Stream::Out, &script(shell));
    }
    Outcome::Fine
}

pub fn manual(terminal: &Terminal, arguments: &Manual) -> Outcome {
    let done = match arguments.install {
        true => install_pages(terminal, arguments),
        false => page_of(arguments.verb.as_deref()).map(|page| terminal.print(Stream::Out, &page)),
    };
    match done {
        Ok(()) => Outcome::Fine,
        Err(reason) => terminal.sorry(&reason),
    }
}

// ── completions ───────────────────────────────────────────────────────────────────────────────────────────────────────

const NAME: &str = env!("CARGO_PKG_NAME");
/// By what plenary knows a script for its own. It says nothing of the version, so that the same script stays the same.
const SCRIPT_MARK: &str = "# Written by `plenary completions`, which writes it anew.";

fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    generate(shell, &mut Whole::command(), NAME, &mut script);
    let script = String::from_utf8_lossy(&script);
    // zsh reads the first line of a file to learn what it is for.
    match script.split_once('\n').filter(|(first, _)| first.starts_with("#compdef")) {
        Some((first, rest)) => format!("{first}\n{SCRIPT_MARK}\n{rest}"),
        None => format!("{SCRIPT_MARK}\n{script}"),
    }
}

fn install_completions(terminal: &Terminal, arguments: &Completions) -> Result<(), String> {
    let shells = match (arguments.shell, &arguments.prefix) {
        (Some(shell), _) => vec![shell],
        (None, Some(_)) => SHELLS.to_vec(),
        (None, None) => vec![used().ok_or(
            "which shell you use cannot be told from here. Name it: `plenary completions bash --install`, or zsh, or fish.",
        )?],
    };
    if let Some(shell) = shells.iter().find(|shell| !SHELLS.contains(shell)) {
        return Err(format!(
            "{shell} looks for completions in no folder. Add what `plenary completions {shell}` prints to its own settings."
        ));
    }
    let folders = match &arguments.prefix {
        Some(prefix) => Folders::under(prefix),
        None => one_s_own()?,
    };
    let files: Vec<File> = shells
        .iter()
        .map(|shell| File { path: place(&folders, *shell), text: script(*shell), mark: SCRIPT_MARK })
        .collect();
    install(terminal, &files)?;
    terminal.note("Shells that you open from now on complete what you type.");
    let zsh = files.iter().find(|file| file.path.file_name() == Some("_plenary")).and_then(|file| file.path.parent());
    if let Some(folder) =
        zsh.filter(|folder| arguments.prefix.is_none() && !paths("FPATH").contains(&(*folder).to_owned()))
    {
        terminal.note(&format!(
            "zsh has to be told of that folder, in ~/.zshrc, before `compinit`:\n  fpath=({folder} $fpath)"
        ));
    }
    Ok(())
}

/// The shell that somebody uses, where the system says so and plenary knows its folders.
fn used() -> Option<Shell> {
    Shell::from_env().filter(|shell| SHELLS.contains(shell))
}

fn place(folders: &Folders, shell: Shell) -> Utf8PathBuf {
    match shell {
        Shell::Zsh => folders.zsh.join("_plenary"),
        Shell::Fish => folders.fish.join("plenary.fish"),
        _ => folders.bash.join(NAME),
    }
}

// ── pages of the manual ───────────────────────────────────────────────────────────────────────────────────────────────

const PAGE_MARK: &str = ".\\\" Written by `plenary man`, which writes it anew.";

fn page(command: Command) -> Result<String, String> {
    let mut page = Vec::new();
    match Man::new(command).render(&mut page) {
        Ok(()) => Ok(format!("{PAGE_MARK}\n{}", String::from_utf8_lossy(&page))),
        Err(error) => Err(format!("the page could not be made: {error}.")),
    }
}

/// All commands as they are called, each with what it has from the whole.
fn whole() -> Command {
    let mut whole = Whole::command();
    whole.build();
    whole
}

fn with_version(command: &Command) -> Command {
    command.clone().version(env!("CARGO_PKG_VERSION"))
}

fn page_of(verb: Option<&str>) -> Result<String, String> {
    let whole = whole();
    let Some(verb) = verb else { return page(whole) };
    let found = whole.find_subcommand(verb).ok_or_else(|| {
        let verbs: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
        format!("there is no command `{verb}`. There are {}.", verbs.join(", "))
    })?;
    page(with_version(found))
}

fn install_pages(terminal: &Terminal, arguments: &Manual) -> Result<(), String> {
    let folders = match &arguments.prefix {
        Some(prefix) => Folders::under(prefix),
        None => one_s_own()?,
    };
    let mut files = Vec::new();
    let mut commands = vec![(NAME.to_owned(), whole())];
    while let Some((name, command)) = commands.pop() {
        let below = command.get_subcommands().filter(|below| !below.is_hide_set());
        commands.extend(below.map(|below| (format!("{name}-{}", below.get_name()), with_version(below))));
        files.push(File { path: folders.man.join(format!("{name}.1")), text: page(command)?, mark: PAGE_MARK });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    install(terminal, &files)?;
    terminal.note(&how_to_read(&folders.man, arguments.prefix.is_some()));
    Ok(())
}

/// How the pages are read from now on. `man` looks beside the folders in which programs are looked for.
fn how_to_read(folder: &Utf8Path, for_everybody: bool) -> String {
    let all = folder.parent().unwrap_or(folder);
    let beside = |path: &Utf8PathBuf| path.parent().is_some_and(|above| above.join("share/man") == *all);
    match for_everybody || search_path().iter().any(beside) || paths("MANPATH").iter().any(|path| path == all) {
        true => "Read them with `man plenary` and `man plenary-build`.".to_owned(),
        false => format!("Read them with `man -M {all} plenary`; or set MANPATH to `{all}:`, and `man plenary` does."),
    }
}
