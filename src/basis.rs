//! What a rule, a page or a session rests on: a statement of the guidance, or a source of wider practice.
//!
//! The statements are those of `domain.md` section 1, the sources those of its section 3.1.

use std::fmt;

/// A statement of the guidance (`S1` to `S100`) or a source of wider practice (`W1` …).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    Statement(u8),
    Wider(u8),
}

impl Basis {
    pub const STATEMENTS: u8 = 100;
    pub const SOURCES: u8 = 24;

    /// Reads `S49` or `W7`.
    pub fn parse(typed: &str) -> Option<Basis> {
        let number = typed.get(1..).and_then(|digits| digits.parse::<u8>().ok())?;
        match typed.chars().next()? {
            'S' if (1..=Basis::STATEMENTS).contains(&number) => Some(Basis::Statement(number)),
            'W' if (1..=Basis::SOURCES).contains(&number) => Some(Basis::Wider(number)),
            _ => None,
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Basis::Statement(number) => write!(f, "S{number}"),
            Basis::Wider(number) => write!(f, "W{number}"),
        }
    }
}
