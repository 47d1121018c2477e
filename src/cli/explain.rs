//! `plenary explain`.

use crate::basis::Basis;
use crate::cli::{Outcome, Stream, Terminal};
use crate::diagnostic::{Class, suggestion};
use crate::embedded;
use crate::explain::{Explanation, Subject};
use crate::json_schema::records;
use crate::report::{Style, prose};

const EXAMPLES: &str = "Examples:
  plenary explain lunch-provided     what the message means, why, and what to type
  plenary explain S40                what a statement of the guidance says
  plenary explain family_views       what a field of your files means
  plenary explain                    every message in one line";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The name in the brackets of a message, a statement such as S40, or a field such as family_views; without it, all
    /// messages are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub fn run(terminal: &Terminal, arguments: &Arguments) -> Outcome {
    let style = terminal.style(Stream::Out);
    let Some(typed) = &arguments.code else {
        terminal.print(Stream::Out, &list(style));
        return Outcome::Fine;
    };
    // As it stands in a message, brackets and severity included.
    let code = typed.trim().rsplit('[').next().unwrap_or_default().trim_end_matches([']', ':']).to_lowercase();
    if let Some(explained) = embedded::explanation(&code) {
        terminal.print(Stream::Out, &text(explained, &code, style));
        return Outcome::Fine;
    }
    if let Some(basis) = Basis::parse(&code.to_uppercase()) {
        terminal.print(Stream::Out, &statement(basis, style));
        return Outcome::Fine;
    }
    if let Some(text) = field(&code) {
        terminal.print(Stream::Out, &prose::render(&text, style));
        return Outcome::Fine;
    }
    let known = Subject::all().map(Subject::code).collect::<Vec<_>>();
    let help = suggestion(&code, known).filter(|help| help.starts_with("Did"));
    let help = help.unwrap_or_else(|| "`plenary explain` alone lists them all.".to_owned());
    terminal.sorry(&format!("no message is called `{}`. {help}", typed.trim()))
}

fn text(explained: &Explanation, code: &str, style: Style) -> String {
    let title = format!("# {} [{code}]\n\n", explained.title);
    prose::render(&(title + &explained.text), style)
}

/// What a field means, wherever there is one of that name.
fn field(name: &str) -> Option<String> {
    let found: Vec<String> = records()
        .into_iter()
        .flat_map(|record| record.fields.iter().map(move |field| (record, field)))
        .filter(|(_, field)| field.name == name)
        .map(|(record, field)| format!("- in {}: {}\n", record.name, field.meaning.trim()))
        .collect();
    (!found.is_empty()).then(|| format!("# {name}\n\nA field of your files:\n\n{}", found.concat()))
}

/// A statement, and the messages that rest on it.
fn statement(basis: Basis, style: Style) -> String {
    let mut text = format!("# {basis}\n\n{}\n", embedded::statement(basis));
    let resting: Vec<&Explanation> =
        embedded::explanations().iter().filter(|explained| explained.subject.basis().contains(&basis)).collect();
    if !resting.is_empty() {
        text.push_str("\n## Messages that rest on it\n\n");
        text.extend(resting.iter().map(|explained| format!("- {}: {}\n", explained.subject.code(), explained.title)));
    }
    prose::render(&text, style)
}

/// Every code in one line, by what it is about.
fn list(style: Style) -> String {
    const PARTS: [(Class, &str); 3] = [
        (Class::Content, "What is wrong in your files"),
        (Class::Leak, "What must not reach readers"),
        (Class::Practice, "What departs from the guidance"),
    ];
    let mut text = String::new();
    for (class, title) in PARTS {
        text.push_str(&format!("## {title}\n\n"));
        let of_class = embedded::explanations().iter().filter(|explained| explained.subject.class() == class);
        text.extend(of_class.map(|explained| {
            let code = match explained.subject.code() {
                "coverage" => "coverage-…",
                code => code,
            };
            format!("- {code}: {}\n", explained.title)
        }));
        text.push('\n');
    }
    text.push_str("`plenary explain` and one of these names says more.\n");
    prose::render(&text, style)
}
