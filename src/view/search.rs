//! The page that searches its own edition.

use serde::Serialize;

use crate::plan::SEARCH_INDEX;
use crate::theme::SEARCH_SCRIPT;
use crate::view::Link;
use crate::view::sheet::Sheet;

/// The view of `search.html`. What is found comes in by `static/search.js`.
#[derive(Serialize)]
pub struct Search {
    /// The way to the script that searches.
    pub script: Option<String>,
    /// The way to the index, a script that is loaded when somebody first searches.
    pub index: String,
    /// Where to look without scripts.
    pub elsewhere: Vec<Link>,
}

pub fn view(sheet: &Sheet) -> Search {
    let elsewhere = ["index.html", "guidance/index.html", "glossary.html"];
    Search {
        script: sheet.context.theme.asset(SEARCH_SCRIPT).map(|url| sheet.href(url)),
        index: sheet.href(SEARCH_INDEX),
        elsewhere: elsewhere.into_iter().filter_map(|url| sheet.page(url)).collect(),
    }
}
