//! `plenary list`.

use clap::ValueEnum;

use crate::cli::{Outcome, Stream, Terminal};
use crate::inspect::Inspected;
use crate::inspect::list::{List, list};
use crate::load::load;

const EXAMPLES: &str = "\
Examples:
  plenary list
          reviews and events, when they are, and how they stand against the guidance
  plenary list sessions
          the sessions of each event, by the ids under which `adjust` and `remove` name them
  plenary list pages
          every page of every edition
  plenary list --format json
          all of it, for other programs";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// What to list
    #[arg(value_name = "WHAT", default_value = "events")]
    what: What,
    /// As a table, or for other programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Reviews and their events
    Events,
    /// The sessions of each event, by their ids
    Sessions,
    /// Pages, edition by edition
    Pages,
}

/// How something that is no list of mistakes is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Text,
    /// For other programs
    Json,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let (sources, found) = match load(&terminal.root) {
        Ok(loaded) => loaded,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let inspected = Inspected::new(&sources, found);
    let listed = list(&inspected);
    let text = match (arguments.format, arguments.what) {
        (ListFormat::Json, _) => serde_json::to_string_pretty(&listed).unwrap_or_default() + "\n",
        (ListFormat::Text, What::Events) => events(&listed),
        (ListFormat::Text, What::Sessions) => sessions(&listed),
        (ListFormat::Text, What::Pages) => table(
            &listed
                .pages
                .iter()
                .map(|page| [&format!("{}/{}", page.edition, page.path), &page.title].map(String::clone))
                .collect::<Vec<_>>(),
        ),
    };
    terminal.print(Stream::Out, &text);
    if inspected.compiled.stops {
        terminal.print(
            Stream::Error,
            "plenary: the content has errors, so no page can be listed. `plenary check` shows them.\n",
        );
        return Outcome::ContentHasErrors;
    }
    Outcome::Fine
}

fn events(listed: &List) -> String {
    let mut text = String::new();
    for review in &listed.reviews {
        let fictional = if review.fictional { ", fictional" } else { "" };
        text.push_str(&format!("{} ({}{fictional})\n", review.title, review.id));
        let rows: Vec<[String; 4]> = review
            .events
            .iter()
            .map(|event| {
                let times = match (&event.start, &event.end) {
                    (Some(start), Some(end)) => format!("{start} to {end}"),
                    _ => "no times yet".to_owned(),
                };
                let date = event.date.clone().unwrap_or_else(|| "no date yet".to_owned());
                [format!("  {}", event.id), format!("{date}, {times}"), event.status.to_owned(), event.standing()]
            })
            .collect();
        text.push_str(&match rows.is_empty() {
            true => format!("  no event yet: `plenary new event {}/practitioner` begins one\n", review.id),
            false => table(&rows),
        });
        text.push('\n');
    }
    if listed.reviews.is_empty() {
        text.push_str("No review yet: `plenary new review rowan` begins one.\n\n");
    }
    let mut editions: Vec<(&str, usize)> = Vec::new();
    for page in &listed.pages {
        match editions.last_mut() {
            Some((edition, pages)) if *edition == page.edition => *pages += 1,
            _ => editions.push((page.edition, 1)),
        }
    }
    let pages: Vec<String> = editions.iter().map(|(edition, pages)| format!("{edition} {pages}")).collect();
    if !pages.is_empty() {
        text.push_str(&format!("Pages: {}. `plenary list pages` names them.\n", pages.join(", ")));
    }
    text
}

fn sessions(listed: &List) -> String {
    let mut text = String::new();
    for event in listed.reviews.iter().flat_map(|review| &review.events) {
        text.push_str(&format!("{}\n", event.id));
        let rows = event.sessions.iter().map(|session| {
            let start = session.start.clone().unwrap_or_else(|| "--:--".to_owned());
            [format!("  {}", session.id), start, format!("{:>3} min", session.minutes), session.title.clone()]
        });
        text.push_str(&table(&rows.collect::<Vec<_>>()));
        text.push('\n');
    }
    text
}

/// Columns, each as wide as its widest cell.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
