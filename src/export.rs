//! One document as one file: a page that holds its own styles, scripts and pictures, for mail and SharePoint.
//!
//! An export is a function of the sources and a wish, like a build. The page is made by the same stages, for a setting
//! without other pages, and searched for leaks like any other; then [`alone`] takes in what it refers to. Where the
//! wish names no edition, the narrowest that holds the document is taken, so that nobody gets more than they need.

pub mod alone;
mod choose;
mod name;
mod style;

use crate::audience::Audience;
use crate::diagnostic::{Class, Diagnostic, sorted};
use crate::edition::reader::Reader;
use crate::export::choose::{Chosen, choose};
use crate::output::Output;
use crate::pipeline::{Compiled, Memory, Request, Staged, compile, stage, stage_for};
use crate::selection::Selected;
use crate::slug::Slug;
use crate::source::Sources;
use crate::view::{Form, Setting, Size};

/// What somebody wants to have as files.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The review and the event; all events where none is named.
    pub event: Option<(Slug, Slug)>,
    /// The document as it was typed; all documents and packs where none is.
    pub document: Option<String>,
    /// The edition to take it from; the narrowest that holds it where none is named.
    pub edition: Option<Audience>,
    /// The reviews and events to know of; all where none is named.
    pub only: Vec<Selected>,
    /// The person or the agency whose own copy it is.
    pub reader: Option<Slug>,
    pub size: Size,
    pub medium: Medium,
}

/// What the file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Medium {
    #[default]
    Screen,
    Paper,
}

/// A file, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// What the file is called, without an ending: `alder-practitioner-briefing-v3`.
    pub name: String,
    /// The edition that it was taken from.
    pub edition: Audience,
    pub html: String,
}

/// Why there is no file.
#[derive(Debug)]
pub enum Failure {
    /// The content has errors, or something would leak.
    Content(Vec<Diagnostic>),
    /// What was asked for is not there, in words for the person who asked.
    Refused(String),
}

/// The editions that are tried, narrowest first. Training is for nobody who takes part, so it has to be asked for.
const NARROWEST_FIRST: [Audience; 3] = [Audience::Participant, Audience::ReviewTeam, Audience::Facilitator];

/// Makes the files that somebody wishes for: all of them, or none. `found` is what reading the files has told already.
pub fn export(sources: &Sources, wish: &Wish, found: Vec<Diagnostic>) -> Result<Vec<Exported>, Failure> {
    let mut shelf = Shelf::open(sources, wish, found)?;
    let chosen = choose(&mut shelf, wish)?;
    name::all_differ(&chosen)?;
    let mut made = Vec::new();
    let mut mistakes = Vec::new();
    for one in &chosen {
        match make(&mut shelf, one) {
            Ok(exported) => made.push(exported),
            Err(Failure::Content(found)) => mistakes.extend(found),
            Err(refused) => return Err(refused),
        }
    }
    if mistakes.is_empty() { Ok(made) } else { Err(Failure::Content(sorted(mistakes))) }
}

/// The compiled site, and the editions of it that were looked into.
struct Shelf<'a> {
    sources: &'a Sources,
    compiled: Compiled,
    memory: Memory,
    editions: Vec<Staged>,
}

impl<'a> Shelf<'a> {
    fn open(sources: &'a Sources, wish: &Wish, mut found: Vec<Diagnostic>) -> Result<Shelf<'a>, Failure> {
        let request = Request {
            editions: tried(wish),
            only: wish.only.clone(),
            form: Form { size: wish.size, setting: Setting::Alone },
            ..Request::default()
        };
        let mut memory = Memory::default();
        let mut compiled = compile(sources, &request, &mut memory, &mut |_| {});
        found.append(&mut compiled.diagnostics);
        if found.iter().any(Diagnostic::is_content_error) {
            // How an event stands against the guidance stops nothing, and is not what was asked for.
            found.retain(|found| found.class != Class::Practice);
            return Err(Failure::Content(compiled.reported(found, &request, sources)));
        }
        if let Some(unknown) = compiled.unknown_selection.first() {
            return Err(Failure::Refused(choose::unknown(&compiled.site, &unknown.review, unknown.event.as_ref())));
        }
        Ok(Shelf { sources, compiled, memory, editions: Vec::new() })
    }

    /// An edition, cut and planned once.
    fn edition(&mut self, audience: Audience) -> &Staged {
        let at = match self.editions.iter().position(|staged| staged.edition.audience == audience) {
            Some(at) => at,
            None => {
                let staged = stage(&mut self.compiled, self.sources, audience, &mut self.memory);
                self.editions.push(staged);
                self.editions.len() - 1
            }
        };
        &self.editions[at]
    }

    /// Puts one reader's own copy in the place of the participants' edition, where they take part.
    fn cut_for(&mut self, reader: &Reader) -> bool {
        match stage_for(&self.compiled, self.sources, reader, &mut self.memory) {
            Some(staged) => {
                self.editions = vec![staged];
                true
            }
            None => false,
        }
    }
}

fn tried(wish: &Wish) -> Vec<Audience> {
    match (wish.edition, &wish.reader) {
        (Some(told), _) => vec![told],
        (None, Some(_)) => vec![Audience::Participant],
        (None, None) => NARROWEST_FIRST.to_vec(),
    }
}

/// Makes one file: the page, searched; everything that it refers to, searched; and the whole, searched again.
fn make(shelf: &mut Shelf, chosen: &Chosen) -> Result<Exported, Failure> {
    let sources = shelf.sources;
    let staged = shelf.edition(chosen.edition);
    let clashes: Vec<Diagnostic> =
        staged.diagnostics.iter().filter(|found| found.is_content_error()).cloned().collect();
    if !clashes.is_empty() {
        return Err(Failure::Content(clashes));
    }
    let page = match staged.output(&chosen.url, sources) {
        Some(made) => made.map_err(Failure::Content)?,
        None => return Err(Failure::Refused(format!("there is no page `{}`.", chosen.url))),
    };
    let mut mistakes = Vec::new();
    let mut fetch = |url: &str| match staged.output(url, sources)? {
        Ok(output) => Some(output.bytes),
        Err(found) => {
            mistakes.extend(found);
            None
        }
    };
    let html = String::from_utf8_lossy(&page.bytes);
    let made = alone::alone(&page.url, &html, &mut fetch);
    if !mistakes.is_empty() {
        return Err(Failure::Content(mistakes));
    }
    let made =
        made.map_err(|why| Failure::Refused(format!("the page `{}` cannot be taken apart: {why}.", page.url)))?;
    // Letters that spell a picture spell a name by chance. Each picture was searched as the file that it is.
    let words = made.taken_in.iter().fold(made.html.clone(), |html, data| html.replace(data.as_str(), ""));
    let leaks = staged.leaks(&[Output { url: page.url, bytes: words.into_bytes() }], sources);
    if !leaks.is_empty() {
        return Err(Failure::Content(leaks));
    }
    Ok(Exported { name: chosen.name.clone(), edition: chosen.edition, html: made.html })
}
