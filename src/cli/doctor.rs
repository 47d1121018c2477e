//! `plenary doctor`: what a person who helps asks first.

use crate::cli::list::ListFormat;
use crate::cli::{Outcome, Stream, Terminal};
use crate::health::{Health, examine};
use crate::report::{Count, summary};

const EXAMPLES: &str = "\
Examples:
  plenary doctor
          how things stand, to read out on the telephone
  plenary doctor --format json
          the same, to send with a question";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// In words, or for other programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let system = format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH);
    let health = examine(&terminal.root, system);
    let text = match arguments.format {
        ListFormat::Json => serde_json::to_string_pretty(&health).unwrap_or_default() + "\n",
        ListFormat::Text => in_words(&health),
    };
    terminal.print(Stream::Out, &text);
    Outcome::Fine
}

fn in_words(health: &Health) -> String {
    let mut rows: Vec<(&str, String)> = vec![("plenary", health.plenary.to_owned()), ("system", health.system.clone())];
    if let Some(site) = &health.site {
        let found = summary(Count { errors: site.errors, warnings: site.warnings, advice: site.advice });
        let built = if site.built { "built before" } else { "not built yet" };
        rows.extend([
            ("site", format!("{} ({})", site.root, site.title)),
            ("theme", format!("{}, in {}", site.theme, site.language)),
            (
                "content",
                format!(
                    "{}, {}, {}",
                    number(site.reviews, "review"),
                    number(site.events, "event"),
                    number(site.files, "file")
                ),
            ),
            ("pages", format!("{} in all editions", site.pages)),
            ("output", format!("{} ({built})", site.out)),
            ("mistakes", found),
            ("completion", format!("{} in .vscode", site.completion)),
        ]);
    }
    rows.push((
        "browser",
        health.browser.as_ref().map_or_else(|| "none found".to_owned(), |found| found.program.clone()),
    ));
    if let Some(disk) = &health.disk {
        let place = if disk.remote { ", on another computer" } else { "" };
        let writable = if disk.writable { "" } else { ", and plenary may not write here" };
        rows.push(("disk", format!("{}{place}, {} free{writable}", disk.file_system, size(disk.free))));
    }
    let mut text: String = rows.iter().map(|(name, value)| format!("{name:<11} {value}\n")).collect();
    text.push('\n');
    match health.advice.is_empty() {
        true => text.push_str("plenary itself has all that it needs here.\n"),
        false => text.extend(health.advice.iter().map(|line| format!("- {line}\n"))),
    }
    text
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    const GIGABYTE: u64 = 1_000_000_000;
    match bytes {
        bytes if bytes >= GIGABYTE => format!("{} GB", bytes / GIGABYTE),
        bytes => format!("{} MB", bytes / 1_000_000),
    }
}

fn number(number: usize, of: &str) -> String {
    if number == 1 { format!("1 {of}") } else { format!("{number} {of}s") }
}
