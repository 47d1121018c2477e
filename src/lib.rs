//! plenary turns definitions of Learning Review events, and guidance written in Markdown, into a linked static site:
//! one edition for each audience, with scripts, agendas, briefings, checklists and packs.
//!
//! # As a library
//!
//! A build is a function from bytes to bytes, and mistakes are data. [`load`] reads a site's folder, [`pipeline::build`]
//! makes editions and diagnostics of it without touching anything, [`report`] puts diagnostics into words, and [`emit`]
//! writes editions. Whatever `plenary build` does, these calls do:
//!
//! ```no_run
//! use plenary::pipeline::{Request, build};
//! use plenary::report::{Format, Style, render};
//!
//! let (sources, mut found) = plenary::load::load(camino::Utf8Path::new("my-site"))?;
//! let built = build(&sources, &Request::default(), &mut |_stage| {});
//! found.extend(built.diagnostics);
//! print!("{}", render(Format::Text, &found, &sources, Style::default()));
//! for edition in &built.editions {
//!     for output in &edition.outputs {
//!         println!("{}/{}: {} bytes", edition.audience, output.url, output.bytes.len());
//!     }
//! }
//! # Ok::<(), plenary::load::LoadError>(())
//! ```
//!
//! A site need not lie on a disk: [`source::Sources`] can be put together from bytes. These modules are what is promised:
//! [`audience`], [`diagnostic`], [`emit`], [`load`], [`output`], [`pipeline`], [`report`], [`selection`], [`source`],
//! [`span`], and [`cli`], which is the program. All others are how it is done. Some of them can be reached, for plenary's
//! own tests; they are not documented here, and change without notice. How the whole is built stands in ARCHITECTURE.md.
//!
//! # What holds
//!
//! - Parsing never fails; it returns what it could read and a list of diagnostics.
//! - Only [`load`] reads, only [`emit`] writes (`init`, `new` and `schema` begin files, and printing has a folder of its own).
//!   The clock is known to the two ends alone: there is no "now" in an output.
//! - Same bytes in, same bytes out: no absolute path, no locale; the number of threads does not matter.
//! - Every diagnostic has a code, a place and advice, in the words of a person who prepares events.
//! - An edition holds nothing that its audience may not see, and is searched once more before it is handed over.
//! - There is one build path. A build that remembers an earlier one gives the same bytes as one that does not.
//! - plenary deletes nothing that it did not write.

pub mod audience;
pub mod cli;
pub mod diagnostic;
pub mod emit;
pub mod load;
pub mod output;
pub mod pipeline;
pub mod report;
pub mod selection;
pub mod source;
pub mod span;

// For plenary's own tests and measurements.
#[doc(hidden)]
pub mod agenda;
#[doc(hidden)]
pub mod basis;
#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod documents;
#[doc(hidden)]
pub mod drawing;
#[doc(hidden)]
pub mod edition;
#[doc(hidden)]
pub mod embedded;
#[doc(hidden)]
pub mod explain;
#[doc(hidden)]
pub mod folding;
#[doc(hidden)]
pub mod highlight;
#[doc(hidden)]
pub mod html;
#[doc(hidden)]
pub mod inspect;
#[doc(hidden)]
pub mod markdown;
#[doc(hidden)]
pub mod pieces;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod scan;
#[doc(hidden)]
pub mod schema;
#[doc(hidden)]
pub mod search;
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod site;
#[doc(hidden)]
pub mod slug;
#[doc(hidden)]
pub mod theme;
#[doc(hidden)]
pub mod view;
#[doc(hidden)]
pub mod words;

mod calendar;
mod escape;
mod export;
mod health;
mod json_schema;
mod links;
mod manual;
mod own_markup;
mod print;
mod resolve;
mod table;
mod watch;
mod workdays;
mod yaml;
