//! `plenary serve`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use crate::audience::Audience;
use crate::cli::build::{audience, selected};
use crate::cli::{Outcome, Stream, Terminal};
use crate::diagnostic::{Class, Diagnostic};
use crate::report::{self, Format, count, summary};
use crate::selection::Selected;
use crate::serve::{News, Options, Rebuilt, serve};
use crate::source::SourcePath;

const EXAMPLES: &str = "\
Examples:
  plenary serve --open
          the facilitator's edition, in the browser
  plenary serve --edition participant --only alder/practitioner
          what one event's participants will see
  plenary serve --poll
          on a network drive, whose changes the system does not tell";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The edition to show
    #[arg(long, value_name = "NAME", default_value = "facilitator", value_parser = audience)]
    edition: Audience,
    /// Only this review, or this event of it; may be given again
    #[arg(long, value_name = "REVIEW[/EVENT]", value_parser = selected)]
    only: Vec<Selected>,
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 4040)]
    port: u16,
    /// The address to listen on; this computer alone unless another is given
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = address)]
    bind: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look at the files by the clock; for network drives, whose changes the system does not tell
    #[arg(long)]
    poll: bool,
}

fn address(typed: &str) -> Result<IpAddr, String> {
    match typed.trim_matches(['[', ']']) {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        typed => typed.parse().map_err(|_| "write an address such as 127.0.0.1 or ::1".to_owned()),
    }
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let options = Options {
        root: terminal.root.clone(),
        audience: arguments.edition,
        only: arguments.only.clone(),
        address: arguments.bind,
        port: arguments.port,
        poll: arguments.poll,
    };
    let mut tell = |news: News| say(terminal, arguments, news);
    match serve(&options, &mut tell) {
        Ok(()) => Outcome::Fine,
        Err(error) => terminal.sorry(&error.to_string()),
    }
}

fn say(terminal: &Terminal, arguments: &Arguments, news: News) {
    match news {
        News::Ready { address } => ready(terminal, arguments, address),
        News::Rebuilt(rebuilt) => terminal.note(&rebuilt_line(&rebuilt)),
        News::Mistakes { diagnostics, sources } => {
            let style = terminal.style(Stream::Error);
            terminal.print(Stream::Error, &report::render(Format::Text, diagnostics, sources, style));
        }
        News::NoSite { reason } => {
            terminal.note("Not shown: there is no site to read just now. The pages are as they were.");
            terminal.print(Stream::Error, &format!("plenary: {reason}\n"));
        }
        News::NotTold { reason } => {
            let line = format!(
                "plenary: The system gives no word of changes in this folder ({reason}), so it is looked at by the clock.\n"
            );
            terminal.print(Stream::Error, &line);
        }
        News::Stumbled { report } => terminal.print(Stream::Error, &format!("plenary: {report}\n")),
    }
}

fn ready(terminal: &Terminal, arguments: &Arguments, address: SocketAddr) {
    let edition = arguments.edition;
    let url = format!("http://{address}/");
    if !address.ip().is_loopback() {
        let warning = format!(
            "plenary: Whoever can reach this computer over the network can now read the {edition} edition at port {}, \
             with all that it says about people. Ctrl-C ends it.\n",
            address.port()
        );
        terminal.print(Stream::Error, &warning);
    }
    // Said even where one is quiet: without it nobody would know where to look.
    terminal.print(Stream::Out, &format!("Serving {edition} at {url}\n"));
    if arguments.open {
        let near = if address.ip().is_unspecified() { format!("http://localhost:{}/", address.port()) } else { url };
        open(terminal, &near);
    }
}

/// Asks the system to show a page in the person's browser.
fn open(terminal: &Terminal, url: &str) {
    let mut command = match std::env::consts::OS {
        "macos" => Command::new("open"),
        "windows" => Command::new("explorer"),
        _ => Command::new("xdg-open"),
    };
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        // Waited for on a thread of its own, so that it leaves nothing behind in the list of processes.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(_) => terminal.print(Stream::Error, &format!("plenary: No browser could be opened. Go to {url}\n")),
    }
}

/// What changed, what it cost, and how much is wrong: one line.
fn rebuilt_line(rebuilt: &Rebuilt) -> String {
    let took = rebuilt.took.as_millis();
    let what = changed(rebuilt.changed);
    let (practice, others): (Vec<Diagnostic>, Vec<Diagnostic>) =
        rebuilt.diagnostics.iter().cloned().partition(|found| found.class == Class::Practice);
    // Pages are made when they are asked for, or a moment later: what shows only then is told when it does.
    let mut found = if others.is_empty() { "No problems so far.".to_owned() } else { summary(count(&others)) };
    if !practice.is_empty() {
        found.push_str(&format!(" Held against the guidance: {}", summary(count(&practice))));
    }
    match rebuilt.kept {
        false => format!("Rebuilt in {took} ms: {what}. {found}"),
        true => format!("Not shown, after {took} ms: {what}. {found} The pages are as they were."),
    }
}

/// Names the first few files, and counts the rest.
fn changed(paths: &[SourcePath]) -> String {
    const NAMED: usize = 2;
    let named: Vec<&str> = paths.iter().take(NAMED).map(SourcePath::as_str).collect();
    match (named.is_empty(), paths.len().saturating_sub(NAMED)) {
        (true, _) => "the site's files".to_owned(),
        (false, 0) => named.join(", "),
        (false, more) => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_what_changed_and_counts_the_rest() {
        let paths: Vec<SourcePath> = ["a.md", "b.md", "c.md", "d.md"].into_iter().map(SourcePath::new).collect();
        assert_eq!(changed(&paths[..1]), "a.md");
        assert_eq!(changed(&paths), "a.md, b.md and 2 more");
        assert_eq!(changed(&[]), "the site's files");
    }
}
