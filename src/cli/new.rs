//! `plenary new`.

mod event;

use clap::Subcommand;

use crate::cli::{Outcome, Terminal};
use crate::emit::single::{Existing, write};
use crate::inspect::Inspected;
use crate::load::load;
use crate::schema::value::EventReference;
use crate::site::Site;
use crate::slug::{Slug, is_slug, slugify};
use crate::source::{Origin, SourcePath, Sources};

const EXAMPLES: &str = "\
Examples:
  plenary new review rowan
          a review, with people, agencies and a timeline to replace
  plenary new event rowan/practitioner --kind practitioner-and-first-line-manager
          an event, with what the review already says filled in
  plenary new page guidance/rooms-we-know
          a page of your own guidance
  plenary new page reviews/rowan/background
          a page of a review, for the facilitator alone unless it says otherwise";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Begin a review
    Review {
        /// A neutral name for its folder, such as a tree
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Begin an event of a review
    Event {
        /// The review, and a name for the event
        #[arg(value_name = "REVIEW/ID", value_parser = reference)]
        event: (Slug, Slug),
        /// What kind of event it is: practitioner-and-first-line-manager, strategic-manager, or one of your own
        #[arg(long, value_name = "KIND")]
        kind: String,
    },
    /// Begin a page of guidance, or of a review
    Page {
        /// Where it goes: guidance/NAME, guidance/SECTION/NAME or reviews/REVIEW/NAME
        #[arg(value_name = "PATH")]
        path: String,
    },
}

fn reference(typed: &str) -> Result<(Slug, Slug), String> {
    let reference = EventReference::parse(typed.trim_end_matches(".yaml"));
    let named = reference.and_then(|reference| Some((reference.review?, reference.event)));
    named.ok_or_else(|| {
        let near = typed.split('/').map(slugify).collect::<Vec<_>>().join("/");
        match EventReference::parse(&near).is_some_and(|near| near.review.is_some()) {
            true => format!("write it in small letters and hyphens: {near}"),
            false => "write the review and a name for the event, such as rowan/practitioner".to_owned(),
        }
    })
}

/// A file to begin with, and what to do next.
struct Begun {
    path: String,
    text: String,
    next: String,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let (sources, found) = match load(&terminal.root) {
        Ok(loaded) => loaded,
        Err(error) => return terminal.sorry(&error.to_string()),
    };
    let inspected = Inspected::new(&sources, found);
    let site = &inspected.compiled.site;
    let begun = match &arguments.what {
        What::Review { id } => review(id),
        What::Event { event: (review, id), kind } => event::begin(site, review, id, kind),
        What::Page { path } => page(site, &sources, path),
    };
    let begun = match begun {
        Ok(begun) => begun,
        Err(reason) => return terminal.sorry(&reason),
    };
    let path = terminal.at(&begun.path);
    if let Err(error) = write(&path, begun.text.as_bytes(), Existing::Keep) {
        return terminal.sorry(&format!("{error}."));
    }
    terminal.note(&format!("Begun: {path}"));
    terminal.note(&begun.next);
    Outcome::Fine
}

/// An id that was typed, or what to type instead.
fn id(typed: &str) -> Result<Slug, String> {
    Slug::parse(typed).ok_or_else(|| {
        let near = slugify(typed);
        let help =
            if is_slug(&near) { format!("Write `{near}`.") } else { "Write a short name such as `rowan`.".into() };
        format!("`{typed}` cannot be the name of a folder here: only small letters, digits and hyphens. {help}")
    })
}

/// A name for people: `silver-birch` becomes `Silver Birch`.
fn titled(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    id.split('-').map(capital).collect::<Vec<_>>().join(" ")
}

fn review(typed: &str) -> Result<Begun, String> {
    let id = id(typed)?;
    let text = include_str!("init/review.yaml")
        .replace("Learning Review: Rowan", &format!("Learning Review: {}", titled(id.as_str())));
    Ok(Begun {
        path: format!("content/reviews/{id}/review.yaml"),
        text,
        next: format!(
            "Replace what is in it, then: plenary new event {id}/practitioner --kind practitioner-and-first-line-manager"
        ),
    })
}

fn page(site: &Site, sources: &Sources, typed: &str) -> Result<Begun, String> {
    const WHERE: &str = "Write guidance/NAME, guidance/SECTION/NAME or reviews/REVIEW/NAME.";
    let slashes = typed.replace('\\', "/");
    let inside = slashes.trim_start_matches("./").trim_start_matches("content/");
    let inside = inside.strip_suffix(".md").unwrap_or(inside);
    let parts: Vec<&str> = inside.split('/').collect();
    for part in parts.iter().filter(|part| **part != "_index") {
        id(part)?;
    }
    let (name, text) = match parts.as_slice() {
        ["guidance", name] | ["guidance", _, name] => (*name, include_str!("new/guidance.md")),
        ["reviews", review, name] => {
            if !site.reviews.iter().any(|held| held.id.as_str() == *review) {
                return Err(format!("there is no review `{review}`. `plenary new review {review}` begins it."));
            }
            (*name, include_str!("new/review-page.md"))
        }
        _ => return Err(format!("no page can stand at `{typed}`. {WHERE}")),
    };
    let path = format!("content/{inside}.md");
    let built_in = sources.get(&SourcePath::new(&path)).filter(|source| source.origin == Origin::BuiltIn);
    if let Some(text) = built_in.and_then(|source| source.as_text()) {
        return Ok(Begun {
            text: text.to_string(),
            next: "plenary has a page of this name, so yours begins as a copy of it. From now on yours is the one that is \
                   read."
                .to_owned(),
            path,
        });
    }
    let title = match name {
        "_index" => titled(parts.get(parts.len().saturating_sub(2)).copied().unwrap_or(name)),
        name => titled(name),
    };
    let title = sentence_case(&title);
    let text = text.replace("{title}", &title);
    Ok(Begun { next: "Write it, and see it with: plenary serve --open".to_owned(), text, path })
}

/// `Rooms We Know` as a heading: `Rooms we know`.
fn sentence_case(title: &str) -> String {
    let mut words = title.split(' ');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| format!("{all} {}", word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        assert_eq!(titled("silver-birch"), "Silver Birch");
        assert_eq!(sentence_case(&titled("rooms-we-know")), "Rooms we know");
        assert!(id("Silver Birch").unwrap_err().contains("`silver-birch`"));
        assert_eq!(reference("Rowan/Day 1").unwrap_err(), "write it in small letters and hyphens: rowan/day-1");
    }
}
