//! The pages of the manual that say what may stand in a file, field by field: made from the declarations that decode, so
//! that they cannot say anything else.

use crate::json_schema::{FileKind, about, holds_ids};
use crate::schema::session::{Added, AgendaPatch, Session};
use crate::schema::{Field, Names, Record, Shape, Word};
use crate::site::MANUAL;

/// A page of fields: what it is called, what it says first, and the files or parts that it goes through.
struct Fields {
    name: &'static str,
    title: &'static str,
    summary: &'static str,
    intro: &'static str,
    /// A file to begin with, where there is one: those of `plenary init`.
    example: Option<&'static str>,
    of: Of,
}

enum Of {
    Kinds(&'static [&'static str]),
    Records(&'static [&'static Record]),
}

/// The pages, in the order in which somebody meets the files.
const PAGES: &[Fields] = &[
    Fields {
        name: "file-event",
        title: "The file of an event",
        summary: "Everything that an event may say, field by field.",
        intro: "An event is one file in the folder `events` of its review. Ten lines make a whole one. What it does not \
                say, it takes from its kind and its review. [A first event in fifteen minutes](first-event.md) begins \
                one; [Agendas and timing](agendas.md) says how to change the day.",
        example: Some(include_str!("cli/init/practitioner.yaml")),
        of: Of::Kinds(&["event"]),
    },
    Fields {
        name: "file-session",
        title: "A session",
        summary: "What a session of an agenda may say, and how sessions are changed, added and taken out.",
        intro: "Sessions stand in the agenda of an event or of an event kind. An event that takes its agenda from its \
                kind says only what differs, under `adjust`, `add` and `remove`.",
        example: None,
        of: Of::Records(&[AgendaPatch::RECORD, Added::RECORD, Session::RECORD]),
    },
    Fields {
        name: "file-review",
        title: "The file of a review",
        summary: "People, agencies, timeline, support: everything that review.yaml may say.",
        intro: "Each review has a folder, and in it this file. The name of the folder is the id of the review: choose \
                something neutral, such as a tree. [People and links](people.md) goes through the part that takes most care.",
        example: Some(include_str!("cli/init/review.yaml")),
        of: Of::Kinds(&["review"]),
    },
    Fields {
        name: "file-venue",
        title: "The file of a venue",
        summary: "Address, rooms, and what was checked: everything that a venue may say.",
        intro: "A venue is described once and used by as many events as you like. The room plan is drawn from its rooms.",
        example: Some(include_str!("cli/init/town-hall.yaml")),
        of: Of::Kinds(&["venue"]),
    },
    Fields {
        name: "file-config",
        title: "The settings of the site",
        summary: "Everything that config.yaml may say. Only the title is needed.",
        intro: "`config.yaml` lies at the top of the site's folder. What it does not say has a value that suits most \
                committees.",
        example: Some(include_str!("cli/init/config.yaml")),
        of: Of::Kinds(&["config"]),
    },
    Fields {
        name: "file-page",
        title: "The head of a page",
        summary: "What stands between the two lines of hyphens at the top of a Markdown page.",
        intro: "Pages of prose are Markdown files. Each begins with a line `---`, then these fields, then `---` again. Below \
                that stands the text.",
        example: None,
        of: Of::Kinds(&["front-matter"]),
    },
    Fields {
        name: "file-blueprint",
        title: "The files of blueprints",
        summary: "Event kinds, question sets, checklists, working principles, prompts and note sheets, field by field.",
        intro: "Blueprints are what all your events share. plenary brings a set. [Blueprints, words and looks of your \
                own](your-own.md) says how to have your own beside them or in their place.",
        example: None,
        of: Of::Kinds(&["event-kind", "question-set", "checklist", "working-principle", "prompt", "note-sheet"]),
    },
    Fields {
        name: "file-theme",
        title: "The file of a theme",
        summary: "What theme.yaml may say.",
        intro: "A theme is a folder in `themes`. This file says what it builds on.",
        example: None,
        of: Of::Kinds(&["theme"]),
    },
];

/// The first of their numbers among the pages of the section.
const FIRST: usize = 20;

/// Gives each page: its path from the root, and its text.
pub fn pages() -> impl Iterator<Item = (String, String)> {
    let page = |(at, fields): (usize, &Fields)| (format!("{MANUAL}{}.md", fields.name), fields.text(FIRST + at));
    let mut pages: Vec<(String, String)> = PAGES.iter().enumerate().map(page).collect();
    pages.sort();
    pages.into_iter()
}

impl Fields {
    fn text(&self, order: usize) -> String {
        let mut text = format!(
            "---\ntitle: {}\nsummary: \"{}\"\norder: {order}\naudience: [facilitator]\nowner: Review Team Administrator\n\
             review_by: 2027-11-01\n---\n\n{}\n",
            self.title, self.summary, self.intro
        );
        if let Some(example) = self.example {
            text.push_str(&format!("\nThis is one that works:\n\n```yaml\n{example}```\n"));
        }
        for (record, files) in self.roots() {
            text.push_str(&format!("\n## {} {{#{}}}\n\n", heading(record), anchor(record)));
            if let Some(files) = files {
                text.push_str(&format!("In `{}`.\n\n", files.replace('*', "…")));
            }
            text.extend(record.fields.iter().map(|field| self.entry(field)));
        }
        for record in self.parts() {
            text.push_str(&format!("\n## {} {{#{}}}\n\n", heading(record), anchor(record)));
            text.extend(record.fields.iter().map(|field| self.entry(field)));
        }
        text
    }

    /// What the page is about, with the files that it stands in.
    fn roots(&self) -> Vec<(&'static Record, Option<&'static str>)> {
        match self.of {
            Of::Kinds(names) => {
                let kinds = names.iter().filter_map(|name| FileKind::find(name));
                kinds.map(|kind| (kind.record, kind.files)).collect()
            }
            Of::Records(records) => records.iter().map(|record| (*record, None)).collect(),
        }
    }

    /// The parts that have fields of their own and no page of their own, in the order in which they are met.
    fn parts(&self) -> Vec<&'static Record> {
        let roots: Vec<&'static Record> = self.roots().into_iter().map(|(record, _)| record).collect();
        let mut met: Vec<&'static Record> = Vec::new();
        roots.iter().for_each(|record| self.gather(record, &mut met));
        met.retain(|record| roots.iter().all(|root| root.name != record.name));
        met
    }

    fn gather(&self, record: &'static Record, met: &mut Vec<&'static Record>) {
        for field in record.fields {
            for part in records_in(&(field.shape)()) {
                let is_new = met.iter().all(|known| known.name != part.name);
                if is_new && self.page_of(part).is_none() {
                    met.push(part);
                    self.gather(part, met);
                }
            }
        }
    }

    /// The other page that goes through a part, if one does.
    fn page_of(&self, part: &Record) -> Option<&'static Fields> {
        PAGES.iter().find(|page| page.name != self.name && page.roots().iter().any(|(root, _)| root.name == part.name))
    }

    /// A field as an entry of a definition list.
    fn entry(&self, field: &Field) -> String {
        let needed = if field.required { " **It is needed.**" } else { "" };
        let value = self.value(&(field.shape)(), field.names);
        let value = if value.is_empty() { value } else { format!(" {}.", first_capital(&value)) };
        format!("`{}`\n: {}{needed}{value}\n\n", field.name, about(field))
    }

    /// What may stand there, in words.
    fn value(&self, shape: &Shape, names: Option<Names>) -> String {
        match shape {
            Shape::Text => names.map_or_else(String::new, |names| format!("{}, or words", named(names))),
            Shape::Prose => "on as many lines as you like; it may have Markdown".to_owned(),
            Shape::Integer => "a whole number".to_owned(),
            Shape::Days => "a number of working days, such as `-20` or `5`".to_owned(),
            Shape::Number => "a number".to_owned(),
            Shape::Minutes => "minutes, such as `45`".to_owned(),
            Shape::Truth => "`true` or `false`".to_owned(),
            Shape::Date => "a date, such as `2027-03-11`".to_owned(),
            Shape::Moment => "a month or a date, such as `2026-09`".to_owned(),
            Shape::Time => "a time, such as `\"09:30\"`".to_owned(),
            Shape::Id => names.map_or_else(|| "a short name".to_owned(), |names| named(names).to_owned()),
            Shape::Event => "the name of an event, or `review/event`".to_owned(),
            Shape::Basis => "a statement or source, such as `S49`".to_owned(),
            Shape::Words(words) => one_of(words),
            Shape::List(inner) => match self.value(inner, names).as_str() {
                "" => "a list".to_owned(),
                inner => format!("a list of: {inner}"),
            },
            Shape::Pair(inner) => format!("two of them, `[least, most]`: {}", self.value(inner, names)),
            Shape::Map(inner) => match holds_ids(inner) {
                true => format!("lines `name: value`, each value {}", self.value(inner, names)),
                false => {
                    let key = names.map_or("a short name", named);
                    format!("lines `name: value`; the name is {key}, the value {}", self.value(inner, None))
                }
            },
            Shape::Record(record) => match self.page_of(record) {
                Some(page) => format!("[{}]({}.md#{})", called(record), page.name, anchor(record)),
                None => format!("[{}](#{})", called(record), anchor(record)),
            },
            Shape::Either(shapes) => {
                let shapes: Vec<String> = shapes.iter().map(|shape| self.value(shape, names)).collect();
                shapes.join("; or ")
            }
        }
    }
}

fn records_in(shape: &Shape) -> Vec<&'static Record> {
    match shape {
        Shape::Record(record) => vec![record],
        Shape::List(inner) | Shape::Map(inner) | Shape::Pair(inner) => records_in(inner),
        Shape::Either(shapes) => shapes.iter().flat_map(records_in).collect(),
        _ => Vec::new(),
    }
}

/// The words that are possible, each with what it means where that is said.
fn one_of(words: &[Word]) -> String {
    let said = words.iter().map(|Word { word, meaning }| match meaning.trim().trim_end_matches('.') {
        "" => format!("`{word}`"),
        meaning => format!("`{word}` ({})", first_small(meaning)),
    });
    format!("one of {}", said.collect::<Vec<_>>().join(", "))
}

fn named(names: Names) -> &'static str {
    match names {
        Names::Agency => "the id of an agency",
        Names::Checklist => "the name of a checklist",
        Names::Coverage => "a coverage tag",
        Names::Document => "the name of a document",
        Names::Event => "the name of an event",
        Names::EventKind => "the name of an event kind",
        Names::Layout => "a layout of a room",
        Names::Lead => "the id of a person, `first-facilitator`, `second-facilitator` or `alternate`",
        Names::NoteSheet => "the name of a note sheet",
        Names::Pack => "the name of a pack",
        Names::Period => "the id of a period",
        Names::Person => "the id of a person",
        Names::PersonOrGroup => "the id of a person or a group",
        Names::Principles => "the name of a set of working principles",
        Names::Prompt => "the name of a prompt",
        Names::QuestionSet => "the name of a question set",
        Names::Reviewer => "the id of a Reviewer",
        Names::Room => "the id of a room",
        Names::Rule => "the name of a rule",
        Names::Session => "the id of a session",
        Names::Theme => "the name of a theme",
        Names::Venue => "the name of a venue",
    }
}

/// A part, in the middle of a sentence: "the fields of a waiver".
fn called(record: &Record) -> String {
    format!("the fields of {}", record.name.trim_start_matches("this page's "))
}

fn heading(record: &Record) -> String {
    let words = record.name.trim_start_matches("this page's ");
    first_capital(words.strip_prefix("a ").or(words.strip_prefix("an ")).unwrap_or(words))
}

fn anchor(record: &Record) -> String {
    crate::slug::slugify(record.name.trim_start_matches("a ").trim_start_matches("an "))
}

fn first_capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn first_small(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_schema::KINDS;

    #[test]
    fn every_field_of_every_file_is_on_some_page() {
        let all: String = pages().map(|(_, text)| text).collect();
        for record in crate::json_schema::records() {
            assert!(all.contains(&format!("{{#{}}}", anchor(record))), "{}", record.name);
            for field in record.fields {
                assert!(all.contains(&format!("\n`{}`\n: ", field.name)), "{} of {}", field.name, record.name);
            }
        }
        for kind in KINDS {
            assert!(PAGES.iter().any(|page| page.roots().iter().any(|(root, _)| root.name == kind.record.name)));
        }
    }

    #[test]
    fn every_field_says_what_it_means() {
        for (path, text) in pages() {
            for line in text.lines().filter(|line| line.starts_with(": ")) {
                assert!(
                    line.split_whitespace().count() > 2 && line.trim_end_matches('*').ends_with(['.', '?']),
                    "{path}: {line}"
                );
            }
        }
    }
}
