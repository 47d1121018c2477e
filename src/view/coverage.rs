//! Every statement of the guidance: where it is taught, which documents carry it, which rules watch it.

use serde::Serialize;

use crate::basis::Basis;
use crate::rules::rules;
use crate::view::Link;
use crate::view::format;
use crate::view::sheet::Sheet;

/// The parts in which the statements are read: the end of the words' key, and the first and the last of each.
const PARTS: [(&str, u8, u8); 9] = [
    ("purpose", 1, 13),
    ("preparing", 14, 31),
    ("place", 32, 41),
    ("notes", 42, 47),
    ("beginning", 48, 57),
    ("story", 58, 70),
    ("close", 71, 76),
    ("strategic", 77, 93),
    ("reviewer", 94, Basis::STATEMENTS),
];

/// The view of `coverage.html`.
#[derive(Serialize)]
pub struct Coverage {
    /// The statements, part by part.
    pub parts: Vec<Part>,
}

/// Statements that belong together.
#[derive(Serialize)]
pub struct Part {
    /// The id of its heading, unique on the page.
    pub id: String,
    /// What the part is about.
    pub title: String,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

/// One statement of Annex 6.
#[derive(Serialize)]
pub struct Statement {
    /// The id of its row, unique on the page.
    pub id: String,
    /// `S60`.
    pub number: String,
    /// What it says, in our own words.
    pub text: String,
    /// The pages that teach it.
    pub taught: Vec<Link>,
    /// The documents that carry it, in words.
    pub carried: Option<String>,
    /// The rules that watch it, in words.
    pub watched: Vec<String>,
}

pub fn view(sheet: &Sheet) -> Coverage {
    let part = |(name, first, last): (&str, u8, u8)| Part {
        id: sheet.id(&format!("part_{name}")),
        title: sheet.words().get(&format!("coverage.{name}")).to_owned(),
        statements: (first..=last).map(|number| statement(sheet, number)).collect(),
    };
    Coverage { parts: PARTS.into_iter().map(part).collect() }
}

fn statement(sheet: &Sheet, number: u8) -> Statement {
    let words = sheet.words();
    let taught = sheet.context.plan.taught.get(&number);
    let carried = sheet.context.edition.library.carried.get(&number);
    let carried: Vec<String> =
        carried.into_iter().flatten().map(|kind| words.get(&format!("document.{}", kind.id())).to_owned()).collect();
    let watches = rules().filter(|rule| rule.basis.contains(&Basis::Statement(number)));
    Statement {
        id: sheet.id(&format!("statement_{number}")),
        number: Basis::Statement(number).to_string(),
        text: words.get(&format!("statement.s{number}")).to_owned(),
        taught: taught.into_iter().flatten().map(|way| sheet.link(way)).collect(),
        carried: (!carried.is_empty()).then(|| format::list(words, &carried)),
        watched: watches.map(|rule| rule.title.to_owned()).collect(),
    }
}
