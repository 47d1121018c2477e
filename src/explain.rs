//! What a message means: the texts behind `plenary explain` and the guidance section "Messages".
//!
//! A text is a page of `tests/diagnostics`: prose, and examples that the tests run. Each example is a few fenced blocks
//! that say how a site differs from a sound one, and a `text` block with all that plenary says of it. Here the page is
//! turned into Markdown for people: what is wrong, what plenary says, what is right.

pub mod page;

use std::fmt::Write;

use crate::basis::Basis;
use crate::diagnostic::{CODES, Class, Code, Severity};
use crate::explain::page::{Block, Page};
use crate::rules::{Actor, Applies, Rule, coverage, rules};

/// A code that plenary gives: one of the compiler's own, or a practice rule's.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    Code(&'static Code),
    Rule(&'static Rule),
}

impl Subject {
    /// Every code, those of content and leaks first, then the rules by family.
    pub fn all() -> impl Iterator<Item = Subject> {
        CODES
            .iter()
            .copied()
            .map(Subject::Code)
            .chain(rules().map(Subject::Rule))
            .chain([Subject::Rule(&coverage::OWN)])
    }

    pub fn find(code: &str) -> Option<Subject> {
        let of_a_committee = coverage::tag_of(code).map(|_| Subject::Rule(&coverage::OWN));
        Subject::all().find(|subject| subject.code() == code).or(of_a_committee)
    }

    /// The code, as messages give it. That of a committee's own elements ends in their tag.
    pub fn code(self) -> &'static str {
        match self {
            Subject::Code(code) => code.id,
            Subject::Rule(rule) => rule.id,
        }
    }

    pub fn class(self) -> Class {
        match self {
            Subject::Code(code) => code.class,
            Subject::Rule(_) => Class::Practice,
        }
    }

    pub fn severity(self) -> Severity {
        match self {
            Subject::Code(code) => code.severity,
            Subject::Rule(rule) => rule.severity,
        }
    }

    pub fn basis(self) -> &'static [Basis] {
        match self {
            Subject::Code(code) => code.basis,
            Subject::Rule(rule) => rule.basis,
        }
    }
}

/// What is to be said of a code.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub subject: Subject,
    /// The code in a few words.
    pub title: String,
    /// The whole text in Markdown, without its title.
    pub text: String,
}

impl Explanation {
    /// Turns a page of examples into a text for people. `statement` gives what a statement of the guidance, or a source,
    /// says.
    pub fn new(subject: Subject, page: &str, statement: impl Fn(Basis) -> String) -> Explanation {
        let page = Page::read(page);
        let title = page.front("title").unwrap_or(subject.code()).to_owned();
        let mut text = format!("{}\n\n", standing(subject));
        body(&page, &mut text);
        if !subject.basis().is_empty() {
            text.push_str("\n## What it rests on\n\n");
            for basis in subject.basis() {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "- {basis}: {}", statement(*basis));
            }
        }
        Explanation { subject, title, text }
    }

    /// What the code means, in its first section: the short of it.
    pub fn meaning(&self) -> &str {
        self.section("What it means")
    }

    /// What to do about it.
    pub fn to_do(&self) -> &str {
        self.section("What to do")
    }

    fn section(&self, title: &str) -> &str {
        let after = self.text.split_once(&format!("## {title}\n\n")).map_or("", |(_, after)| after);
        after.split("\n## ").next().unwrap_or_default().trim()
    }

    /// The text as a page of the guidance, for those who lead the day.
    pub fn guidance_page(&self, order: usize) -> String {
        let weight = self.subject.severity().word();
        format!(
            "---\ntitle: {title:?}\nsummary: \"{code} · {weight}\"\norder: {order}\naudience: [facilitator]\n\
             basis: []\n---\n\nThe message `{code}`. {text}",
            title = self.title,
            code = self.subject.code(),
            text = self.text,
        )
    }
}

/// How much a code weighs and what one may do about it, in a few sentences.
fn standing(subject: Subject) -> String {
    let weight = match (subject.class(), subject.severity()) {
        (Class::Content, Severity::Error) => {
            "It is an error: nothing is built while it stands, and what was published before stays as it is."
        }
        (Class::Leak, _) => "It is an error: the edition that it concerns is not written; the others are.",
        (Class::Content, Severity::Warning) => "It is a warning: it stops nothing, unless you are `--strict`.",
        (Class::Practice, Severity::Error) => {
            "It is a warning while the event is being planned, and an error once its `status` is `ready`. It never stops \
             a build."
        }
        (Class::Practice, Severity::Warning) => {
            "It is a warning: it never stops a build, and `check` fails on it only if you are `--strict`."
        }
        (_, Severity::Advice) => "It is advice: it stops nothing.",
    };
    let Subject::Rule(rule) = subject else { return weight.to_owned() };
    let applies = match rule.applies {
        Applies::Both => "",
        Applies::Practitioner => " It looks at events for practitioners and their first line managers.",
        Applies::Strategic => " It looks at events for strategic managers.",
    };
    let acts = match rule.acts {
        Actor::Reviewer => "the Reviewer",
        Actor::ReviewTeamMember => "the Review Team member",
        Actor::Administrator => "the administrator",
    };
    let waived = match rule.waivable {
        true => "It can be departed from, with a waiver that says why.",
        false => "It cannot be waived.",
    };
    format!("{weight}{applies} Whoever acts on it: {acts}. {waived}")
}

/// Writes the page's prose as it stands, and each example as what is wrong, what is said, and what is right.
fn body(page: &Page, text: &mut String) {
    let mut done = 0;
    let mut differences: Vec<&Block> = Vec::new();
    let blocks = page.blocks();
    for block in &blocks {
        text.push_str(&page.text[done..block.outer.start]);
        done = block.outer.end;
        let right = page.is_right(block.outer.start);
        if block.is("text") {
            text.push_str("plenary says:\n\n");
            fenced(text, "text", block.body);
            if !right {
                corrections(&differences, text);
            }
            differences.clear();
        } else {
            difference(block, right, text);
            differences.push(block);
        }
    }
    text.push_str(&page.text[done..]);
}

/// Shows how an example differs from a sound site.
fn difference(block: &Block, right: bool, text: &mut String) {
    let path = block.value("path").unwrap_or_default();
    let word = if right { "Right" } else { "Wrong" };
    if block.is("edit") {
        let typed = joined(block.changes().into_iter().map(|change| change.to));
        if typed.trim().is_empty() {
            let _ = writeln!(text, "{word}, in `{path}`: the line is not there.");
        } else {
            let _ = writeln!(text, "{word}, in `{path}`:\n");
            fenced(text, language(path), &typed);
        }
        return;
    }
    let where_to = match block.is("add") {
        true => format!("{word}, at the end of `{path}`"),
        false => format!("{word}, `{path}`"),
    };
    let odd = match (block.value("encoding"), block.value("times")) {
        (Some(_), _) => ", saved in an old encoding",
        (_, Some(times)) if times.parse().is_ok_and(|times: usize| times > 1) => ", and so on for megabytes",
        _ => "",
    };
    let _ = writeln!(text, "{where_to}{odd}:\n");
    fenced(text, language(path), block.body);
}

/// Shows what stood in the places of the changes before, which was right.
fn corrections(differences: &[&Block], text: &mut String) {
    for block in differences.iter().filter(|block| block.is("edit")) {
        let right = joined(block.changes().into_iter().map(|change| change.from));
        if right.trim().is_empty() {
            continue;
        }
        match differences.len() {
            1 => text.push_str("\nRight:\n\n"),
            _ => {
                let _ = writeln!(text, "\nRight, in `{}`:\n", block.value("path").unwrap_or_default());
            }
        }
        fenced(text, language(block.value("path").unwrap_or_default()), &right);
    }
}

/// Pieces of a file, one below the other, as far to the left as they go together.
fn joined(pieces: impl Iterator<Item = String>) -> String {
    let pieces: Vec<String> = pieces.filter(|piece| !piece.trim().is_empty()).collect();
    let all = pieces.join("\n");
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    // A tab is what some examples are about: it stays visible.
    let shared = all.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = all.lines().map(|line| line.get(shared..).unwrap_or_default()).collect();
    lines.join("\n") + "\n"
}

fn language(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((_, extension @ ("yaml" | "md" | "html"))) => extension,
        _ => "text",
    }
}

/// A fence longer than any in what it holds.
fn fenced(text: &mut String, language: &str, body: &str) {
    let longest = body.lines().map(|line| line.len() - line.trim_start_matches('`').len()).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(text, "{fence}{language}\n{}\n{fence}", body.trim_end_matches('\n'));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_what_is_wrong_what_is_said_and_what_is_right() {
        let page = "---\ntitle: Lunch\nseverity: advice\n---\n\n## Example\n\nA slip:\n\n\
                    ```edit path=a.yaml\n    lunch: true ->     lunch: ture\n```\n\n```text\nOh.\n```\n\n\
                    ## Near miss\n\nThis is fine.\n\n```edit path=a.yaml\nlunch: true -> lunch: yes\n```\n\n```text\nFine.\n```\n";
        let subject = Subject::find("lunch-provided").unwrap();
        let explained = Explanation::new(subject, page, |basis| format!("what {basis} says"));
        assert_eq!(explained.title, "Lunch");
        let at = explained.text.find("## Example").unwrap();
        let text = &explained.text[at..];
        assert_eq!(
            text,
            "## Example\n\nA slip:\n\nWrong, in `a.yaml`:\n\n```yaml\nlunch: ture\n```\n\nplenary says:\n\n\
             ```text\nOh.\n```\n\nRight:\n\n```yaml\nlunch: true\n```\n\n## Near miss\n\nThis is fine.\n\n\
             Right, in `a.yaml`:\n\n```yaml\nlunch: yes\n```\n\nplenary says:\n\n```text\nFine.\n```\n\n\
             ## What it rests on\n\n- S40: what S40 says\n- S41: what S41 says\n"
        );
    }

    #[test]
    fn a_committees_own_element_is_explained_as_one() {
        assert_eq!(Subject::find("coverage-carers").map(Subject::code), Some("coverage"));
        assert!(Subject::find("lunch").is_none());
    }
}
