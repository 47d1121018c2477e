//! The working principles, as a poster for the wall (S56).

use serde::Serialize;

use crate::view::Held;

/// The view of `principles.html`.
#[derive(Serialize)]
pub struct Principles {
    /// The working principles, in order.
    pub principles: Vec<String>,
}

pub fn view(held: Held) -> Principles {
    Principles { principles: held.event.open.principles.iter().map(ToString::to_string).collect() }
}
