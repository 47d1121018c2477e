//! plenary turns definitions of Learning Review events, and guidance written in Markdown, into a linked static site:
//! one edition for each audience, with scripts, agendas, briefings, checklists and packs.
//!
//! # One idea
//!
//! **A build is a pure function from bytes to bytes, and mistakes are data.** Disk, terminal and clock live at the two
//! ends only; [`pipeline`] is the one path between them, whichever verb or test asks.
//!
//! ```text
//!             ┌─ pure, in memory: no I/O, no clock, no printing, cannot panic ──────────────────────────────┐
//!  disk ─load─► Sources ─parse─► Documents ─resolve─► Site ─cut─► Edition ─plan─► Plan ─render─► Outputs ─emit─► disk
//!                  │                 │               rules          │              │               │        └► serve
//!                  └─────────────────┴── each stage may add to ── Diagnostics ─────┴──── scan ─────┘
//!                                                                    └─ report ─► text | short | json | overlay
//! ```
//!
//! | stage | module | hands on |
//! | --- | --- | --- |
//! | load | [`load`] | [`source::Sources`]: every file of the site, and those that the binary carries |
//! | parse | [`documents`] | [`documents::Documents`]: each file by itself, as raw types with a place on every value |
//! | resolve | [`resolve`] | [`site::Site`]: references replaced, everything inherited, clock times fitted |
//! | judge | [`rules`] | [`rules::finding::Findings`]: each event held against the guidance |
//! | cut | [`edition`] | [`edition::Edition`]: the site without what one audience may not see |
//! | plan | [`plan`] | [`plan::Plan`]: every page and file of an edition, and the ways between them |
//! | render | [`render`] | [`output::Output`]s: pages made from views and templates |
//! | scan | [`scan`] | leaks: what is in an output and may not be |
//! | export | [`export`] | one page of an edition as one file that needs no other |
//! | print | [`mod@print`] | exported pages as PDF, by an installed browser |
//! | serve | [`serve`] | one edition over HTTP, made page by page; [`watch`] says when to look again |
//! | emit | [`emit`] | what changed, put into place file by file; nothing else touched |
//!
//! # Where to start
//!
//! A new field: [`schema`] (declare it, with its audience), [`site`] (put it into the group of those who may see it),
//! [`resolve`] (fill it), [`view`] (show it). A new rule: a row in its family in [`rules`]. A new document: [`site::document`] and `view/`. A message: the place that
//! knows the mistake; [`diagnostic`] has the codes. Clock times: [`agenda`].
//!
//! # Invariants
//!
//! - Parsing never fails; it returns what it could read and a list of diagnostics.
//! - No stage sees a half-made value: no type has a field that a later stage fills in. (`plan` is one stage; it is
//!   handed on with its backlinks and attachments.)
//! - Only [`load`] reads, only [`emit`] writes (`init` starts a site, and `theme eject` a file of one; [`mod@print`] has a
//!   folder of its own in which a browser works). The clock is known to [`cli`], [`serve`] and [`mod@print`], and to
//!   [`load`] to doubt what was written a moment ago: there is no "now" in an output.
//! - Same bytes in, same bytes out: ordered maps, no absolute path, no locale; the number of threads does not matter.
//! - Raw types only deserialise, views and reports only serialise; nothing does both.
//! - Every diagnostic has a code, a place and advice, in the words of a person who prepares events.
//! - An edition holds nothing that its audience may not see. Views are made from editions, never from the site.
//! - There is one build path. A build that remembers an earlier one gives the same bytes as one that does not.
//! - [`watch`] says when and never what: a look at the files says what.
//! - plenary deletes nothing that it did not write.
//!
//! # Deliberately absent
//!
//! Text substitution before parsing, shortcodes, plugins, a template that can reach the site, a fast mode that checks
//! less, state shared by the whole process, a module for odds and ends.

pub mod agenda;
pub mod audience;
pub mod basis;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
pub mod diagnostic;
pub mod documents;
pub mod drawing;
pub mod edition;
pub mod embedded;
pub mod emit;
pub mod escape;
pub mod explain;
pub mod export;
pub mod folding;
pub mod health;
pub mod highlight;
pub mod html;
pub mod inspect;
pub mod json_schema;
pub mod links;
pub mod load;

pub mod manual;
pub mod markdown;
pub mod output;
pub mod pipeline;
pub mod plan;
pub mod print;
pub mod render;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod scan;
pub mod schema;
pub mod search;
pub mod selection;
pub mod serve;
pub mod site;
pub mod slug;
pub mod source;
pub mod span;
pub mod table;
pub mod theme;
pub mod view;
pub mod watch;
pub mod words;
pub mod workdays;
pub mod yaml;
