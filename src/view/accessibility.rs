//! The accessibility statement: what is known of how these pages serve people with a disability, and whom to ask.

use serde::Serialize;

use crate::view::sheet::Sheet;

/// The view of `accessibility.html`. All else that it says stands in the words file.
#[derive(Serialize)]
pub struct Accessibility {
    /// The Adult Protection Committee.
    pub committee: Option<String>,
    /// Who sends another format, as the site's config has it.
    pub contact: Option<String>,
}

pub fn view(sheet: &Sheet) -> Accessibility {
    let settings = &sheet.context.edition.settings;
    Accessibility {
        committee: settings.committee.as_ref().map(ToString::to_string),
        contact: settings.contact.as_ref().map(ToString::to_string),
    }
}
