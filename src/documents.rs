//! Sources → documents: every file read by itself, into what its folder says it is.
//!
//! Reading a file depends on nothing but its path, its text and whether HTML is allowed, so results can be kept for as
//! long as these stay the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::config::ConfigFields;
use crate::diagnostic::{BAD_NAME, BAD_VALUE, Diagnostic, FRONT_MATTER, MISSING_FIELD, PAGE_COLLISION, did_you_mean};
use crate::markdown::{self, Document};
use crate::schema::blueprint::{Checklist, EventKind, LibraryPrompt, NoteSheet, Principles, QuestionSet};
use crate::schema::embed::Embed;
use crate::schema::event::Event;
use crate::schema::page::FrontMatter;
use crate::schema::review::Review;
use crate::schema::venue::Venue;
use crate::schema::{Decode, Located, decode_file, decode_tree};
use crate::site::Belongs;
use crate::slug::Slug;
use crate::source::{Place, Source, SourcePath, Sources};
use crate::yaml::{self, Kind, Node};

/// A definition and the file that it came from.
#[derive(Clone, Debug)]
pub struct File<T> {
    pub path: SourcePath,
    pub fields: Arc<T>,
}

/// A Markdown page with its front matter.
#[derive(Clone, Debug)]
pub struct PageFile {
    pub path: SourcePath,
    pub belongs: Belongs,
    pub front: Arc<FrontMatter>,
    pub document: Document,
    pub embeds: Vec<(Embed, Place)>,
}

/// Every file of a site, decoded.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    pub config: Option<File<ConfigFields>>,
    pub reviews: BTreeMap<Slug, File<Review>>,
    pub events: BTreeMap<(Slug, Slug), File<Event>>,
    pub venues: BTreeMap<Slug, File<Venue>>,
    pub kinds: BTreeMap<Slug, File<EventKind>>,
    pub question_sets: BTreeMap<Slug, File<QuestionSet>>,
    pub checklists: BTreeMap<Slug, File<Checklist>>,
    pub principles: BTreeMap<Slug, File<Principles>>,
    pub prompts: BTreeMap<Slug, File<LibraryPrompt>>,
    pub note_sheets: BTreeMap<Slug, File<NoteSheet>>,
    pub pages: Vec<Arc<PageFile>>,
    pub attachments: BTreeSet<SourcePath>,
    /// Every text of the reviews' and events' own files, whatever field it stands in: the scan of finished outputs looks
    /// for those that an edition may not hold. One list a file.
    pub own_texts: Vec<Arc<OwnTexts>>,
    /// Definitions that could not be read at all. They stand in the maps above without a field, so that what refers to
    /// them is not reported as well.
    pub unread: BTreeSet<SourcePath>,
}

impl Documents {
    /// The events of a review, in the order of their names.
    pub fn events_of<'d>(&'d self, review: &'d Slug) -> impl Iterator<Item = (&'d Slug, &'d File<Event>)> {
        let from = self.events.range((review.clone(), Slug::least())..);
        from.take_while(move |((of, _), _)| of == review).map(|((_, event), file)| (event, file))
    }
}

/// Every text of one file, with its place.
pub type OwnTexts = Vec<(String, Place)>;

/// One file, decoded. Cheap to hand on: what was read is shared.
#[derive(Clone, Debug)]
enum Parsed {
    Config(Arc<ConfigFields>),
    Review(Slug, Arc<Review>, Arc<OwnTexts>),
    Event((Slug, Slug), Arc<Event>, Arc<OwnTexts>),
    Venue(Slug, Arc<Venue>),
    Kind(Slug, Arc<EventKind>),
    QuestionSet(Slug, Arc<QuestionSet>),
    Checklist(Slug, Arc<Checklist>),
    Principles(Slug, Arc<Principles>),
    Prompt(Slug, Arc<LibraryPrompt>),
    NoteSheet(Slug, Arc<NoteSheet>),
    Page(Arc<PageFile>),
    Attachment,
    Nothing,
    /// A definition that could not be read, as one without fields.
    Unread(Box<Parsed>),
}

/// What was read before, so that only what has changed since is read again.
#[derive(Debug, Default)]
pub struct Memory {
    files: BTreeMap<SourcePath, Read>,
}

/// What came of a file, and all that it came from: nothing else has a say in it.
#[derive(Clone, Debug)]
struct Read {
    hash: blake3::Hash,
    options: markdown::Options,
    parsed: Parsed,
    found: Vec<Diagnostic>,
}

/// Reads every source. The config comes first, since it says whether HTML in Markdown is used.
pub fn parse(sources: &Sources, memory: &mut Memory) -> (Documents, Vec<Diagnostic>) {
    let mut documents = Documents::default();
    let mut diagnostics = Vec::new();
    let config_path = SourcePath::new("config.yaml");
    let mut seen = BTreeMap::new();
    let mut hold = |documents: &mut Documents, path: &SourcePath, read: Read| {
        diagnostics.extend(read.found.iter().cloned());
        insert(documents, path, read.parsed.clone());
        seen.insert(path.clone(), read);
    };
    if let Some(source) = sources.get(&config_path) {
        hold(&mut documents, &source.path, read(source, markdown::Options { unsafe_html: false }, memory));
    }
    let unsafe_html = documents
        .config
        .as_ref()
        .and_then(|config| config.fields.unsafe_html.as_ref())
        .is_some_and(|allowed| allowed.value);
    let options = markdown::Options { unsafe_html };
    let files: Vec<&Source> = sources.under("content").collect();
    let parsed: Vec<Read> = files.clone().into_par_iter().map(|source| read(source, options, memory)).collect();
    for (source, read) in files.into_iter().zip(parsed) {
        hold(&mut documents, &source.path, read);
    }
    memory.files = seen;
    (documents, diagnostics)
}

/// Reads a file, or remembers what came of the very same bytes under the very same name.
fn read(source: &Source, options: markdown::Options, memory: &Memory) -> Read {
    let remembered = memory.files.get(&source.path);
    if let Some(read) = remembered.filter(|read| read.hash == source.hash && read.options == options) {
        return read.clone();
    }
    let (parsed, found) = parse_file(source, options);
    Read { hash: source.hash, options, parsed, found }
}

fn insert(documents: &mut Documents, path: &SourcePath, parsed: Parsed) {
    fn file<T>(path: &SourcePath, fields: Arc<T>) -> File<T> {
        File { path: path.clone(), fields }
    }
    match parsed {
        Parsed::Config(fields) => documents.config = Some(file(path, fields)),
        Parsed::Review(id, fields, texts) => {
            documents.reviews.insert(id, file(path, fields));
            documents.own_texts.push(texts);
        }
        Parsed::Event(id, fields, texts) => {
            documents.events.insert(id, file(path, fields));
            documents.own_texts.push(texts);
        }
        Parsed::Venue(id, fields) => drop(documents.venues.insert(id, file(path, fields))),
        Parsed::Kind(id, fields) => drop(documents.kinds.insert(id, file(path, fields))),
        Parsed::QuestionSet(id, fields) => drop(documents.question_sets.insert(id, file(path, fields))),
        Parsed::Checklist(id, fields) => drop(documents.checklists.insert(id, file(path, fields))),
        Parsed::Principles(id, fields) => drop(documents.principles.insert(id, file(path, fields))),
        Parsed::Prompt(id, fields) => drop(documents.prompts.insert(id, file(path, fields))),
        Parsed::NoteSheet(id, fields) => drop(documents.note_sheets.insert(id, file(path, fields))),
        Parsed::Page(page) => documents.pages.push(page),
        Parsed::Attachment => drop(documents.attachments.insert(path.clone())),
        Parsed::Nothing => {}
        Parsed::Unread(empty) => {
            documents.unread.insert(path.clone());
            insert(documents, path, *empty);
        }
    }
}

/// Reads one file as what its folder says it is.
fn parse_file(source: &Source, options: markdown::Options) -> (Parsed, Vec<Diagnostic>) {
    let path = &source.path;
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let stem = Slug::parse(path.stem());
    let text = source.as_text();
    let (Some(text), true) = (text, matches!(path.extension(), "yaml" | "md")) else {
        // A definition that is no text was reported when it was read. It stands for one that says nothing.
        if path.extension() != "yaml" {
            return (Parsed::Attachment, Vec::new());
        }
        let (parsed, _) = parse_file(&Source::text(path, source.origin, ""), options);
        return (Parsed::Unread(Box::new(parsed)), Vec::new());
    };
    match (parts.as_slice(), path.extension(), stem) {
        (["config.yaml"], ..) => plain(path, text, |fields| Parsed::Config(Arc::new(fields))),
        (["content", "reviews", review, "review.yaml"], ..) => match Slug::parse(review) {
            Some(id) => with_texts(path, text, id, |review: &Review| &review.id, Parsed::Review),
            None => (Parsed::Nothing, Vec::new()),
        },
        (["content", "reviews", review, "events", _], "yaml", Some(event)) => match Slug::parse(review) {
            Some(review) => {
                let key = (review, event.clone());
                let make = |_, fields, texts| Parsed::Event(key, fields, texts);
                with_texts(path, text, event, |event: &Event| &event.id, make)
            }
            None => (Parsed::Nothing, Vec::new()),
        },
        (["content", "venues", _], "yaml", Some(id)) => definition(path, text, id, |v: &Venue| &v.id, Parsed::Venue),
        (["content", "blueprints", folder, _], "yaml", Some(id)) => blueprint(path, text, folder, id),
        (["content", "guidance", rest @ ..], "md", _) => guidance_page(path, text, rest, options),
        (["content", "reviews", review, page], "md", Some(_)) => review_page(path, text, review, page, options),
        (_, extension, stem) => (Parsed::Nothing, stray(path, extension, stem.is_some())),
    }
}

fn plain<T: Decode>(path: &SourcePath, text: &str, make: impl FnOnce(T) -> Parsed) -> (Parsed, Vec<Diagnostic>) {
    let (fields, diagnostics) = decode_file::<T>(path, text, 0);
    (fields.map_or(Parsed::Nothing, make), diagnostics)
}

/// Reads a definition and holds its `id:`, if it has one, against its name.
fn definition<T: Decode + Default>(
    path: &SourcePath,
    text: &str,
    name: Slug,
    id_of: impl FnOnce(&T) -> &Option<Located<Slug>>,
    make: impl FnOnce(Slug, Arc<T>) -> Parsed,
) -> (Parsed, Vec<Diagnostic>) {
    with_texts(path, text, name, id_of, |id, fields, _| make(id, fields))
}

/// The same, with every text of the file beside it.
fn with_texts<T: Decode + Default>(
    path: &SourcePath,
    text: &str,
    name: Slug,
    id_of: impl FnOnce(&T) -> &Option<Located<Slug>>,
    make: impl FnOnce(Slug, Arc<T>, Arc<OwnTexts>) -> Parsed,
) -> (Parsed, Vec<Diagnostic>) {
    let node = match yaml::parse(path, text, 0) {
        Ok(node) => node,
        Err(diagnostic) => {
            let empty = make(name, Arc::new(T::default()), Arc::default());
            return (Parsed::Unread(Box::new(empty)), vec![*diagnostic]);
        }
    };
    let mut texts = OwnTexts::new();
    if path.as_str().starts_with("content/reviews/") {
        collect_texts(&node, path, &mut texts);
    }
    let cut_short = yaml::cut_short(path, text, 0, &node);
    let (fields, mut diagnostics) = decode_tree::<T>(path, node);
    diagnostics.extend(cut_short);
    let Some(fields) = fields else {
        let empty = make(name, Arc::new(T::default()), Arc::default());
        return (Parsed::Unread(Box::new(empty)), diagnostics);
    };
    if let Some(id) = id_of(&fields)
        && id.value != name
    {
        let message = format!("The id `{}` differs from the name of the file, `{name}`.", id.value);
        let help = format!("Write `id: {name}`, or leave `id` out: the name is enough.");
        diagnostics.push(Diagnostic::new(&BAD_VALUE, id.place.clone(), message).help(help));
    }
    (make(name, Arc::new(fields), Arc::new(texts)), diagnostics)
}

fn collect_texts(node: &Node, path: &SourcePath, texts: &mut OwnTexts) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar(text) => texts.push((text.clone(), Place::new(path, node.span))),
        Kind::List(items) => items.iter().for_each(|item| collect_texts(item, path, texts)),
        Kind::Map(entries) => entries.iter().for_each(|entry| collect_texts(&entry.value, path, texts)),
    }
}

fn blueprint(path: &SourcePath, text: &str, folder: &str, id: Slug) -> (Parsed, Vec<Diagnostic>) {
    match folder {
        "event-kinds" => definition(path, text, id, |f: &EventKind| &f.id, Parsed::Kind),
        "question-sets" => definition(path, text, id, |f: &QuestionSet| &f.id, Parsed::QuestionSet),
        "checklists" => definition(path, text, id, |f: &Checklist| &f.id, Parsed::Checklist),
        "working-principles" => definition(path, text, id, |f: &Principles| &f.id, Parsed::Principles),
        "prompts" => definition(path, text, id, |f: &LibraryPrompt| &f.id, Parsed::Prompt),
        "note-sheets" => definition(path, text, id, |f: &NoteSheet| &f.id, Parsed::NoteSheet),
        _ => (Parsed::Nothing, stray(path, "yaml", true)),
    }
}

/// Reports a YAML or Markdown file that stands where no such file belongs.
fn stray(path: &SourcePath, extension: &str, good_name: bool) -> Vec<Diagnostic> {
    if !good_name {
        return Vec::new(); // `load` has spoken of the name already
    }
    let help = match extension {
        "md" => "Pages belong in content/guidance/ or content/reviews/<review>/.",
        _ => {
            "Events belong in content/reviews/<review>/events/, venues in content/venues/, blueprints in \
             content/blueprints/ and one of its folders: event-kinds, question-sets, checklists, working-principles, \
             prompts, note-sheets."
        }
    };
    let message = "No file of this kind belongs in this folder, so it would be ignored.";
    vec![Diagnostic::new(&BAD_NAME, Place::file(path), message).help(help)]
}

fn guidance_page(
    path: &SourcePath,
    text: &str,
    rest: &[&str],
    options: markdown::Options,
) -> (Parsed, Vec<Diagnostic>) {
    let page_name = |name: &str| Slug::parse(name.trim_end_matches(".md"));
    let belongs = match rest {
        ["_index.md"] => Belongs::Guidance { section: None, page: None },
        [section, "_index.md"] => Belongs::Guidance { section: Slug::parse(section), page: None },
        [name] => Belongs::Guidance { section: None, page: page_name(name) },
        [section, name] => Belongs::Guidance { section: Slug::parse(section), page: page_name(name) },
        _ => {
            let message = "Guidance has sections and pages, and no deeper folders.";
            let help = "Move the page one folder up.";
            return (Parsed::Nothing, vec![Diagnostic::new(&BAD_NAME, Place::file(path), message).help(help)]);
        }
    };
    let reserved: &[&str] = if rest.len() == 1 { &["index", "coverage", "worked-example"] } else { &["index"] };
    page(path, text, belongs, reserved, options)
}

fn review_page(
    path: &SourcePath,
    text: &str,
    review: &str,
    name: &str,
    options: markdown::Options,
) -> (Parsed, Vec<Diagnostic>) {
    let (Some(review), Some(page_id)) = (Slug::parse(review), Slug::parse(name.trim_end_matches(".md"))) else {
        return (Parsed::Nothing, Vec::new());
    };
    page(path, text, Belongs::Review { review, page: page_id }, &["index", "events"], options)
}

fn page(
    path: &SourcePath,
    text: &str,
    belongs: Belongs,
    reserved: &[&str],
    options: markdown::Options,
) -> (Parsed, Vec<Diagnostic>) {
    if reserved.contains(&path.stem()) {
        let message = format!("plenary makes a page `{}` itself, so this one would collide with it.", path.stem());
        let help = "Give the file another name; the opening page of a section is `_index.md`.";
        return (Parsed::Nothing, vec![Diagnostic::new(&PAGE_COLLISION, Place::file(path), message).help(help)]);
    }
    let (document, mut diagnostics) = markdown::parse(path, text, options);
    let front = match &document.front_matter {
        Some(front) => {
            let (fields, found) = decode_file::<FrontMatter>(path, &front.text, front.base);
            diagnostics.extend(found.into_iter().map(as_front_matter));
            fields.unwrap_or_default()
        }
        None => {
            if !diagnostics.iter().any(|diagnostic| diagnostic.code == FRONT_MATTER.id) {
                let (message, help) = match text.trim_start().starts_with("---") {
                    true => (
                        "The front matter does not begin on the first line, so it is not read.",
                        "Delete what stands above the first `---`, empty lines and spaces too.",
                    ),
                    false => (
                        "This page has no front matter, so it has no title.",
                        "Begin the file with three lines: `---`, `title: …`, `---`.",
                    ),
                };
                diagnostics.push(Diagnostic::new(&FRONT_MATTER, Place::file(path), message).help(help));
            }
            FrontMatter::default()
        }
    };
    let embeds = document.embeds.iter().map(|embed| read_embed(path, embed, &mut diagnostics)).collect();
    let page = PageFile { path: path.clone(), belongs, front: Arc::new(front), document, embeds };
    (Parsed::Page(Arc::new(page)), diagnostics)
}

/// A missing title and unreadable YAML in a page's head are mistakes of its front matter.
fn as_front_matter(mut diagnostic: Diagnostic) -> Diagnostic {
    let code = &diagnostic.code;
    if *code == MISSING_FIELD.id || *code == crate::diagnostic::YAML_SYNTAX.id {
        diagnostic.code = FRONT_MATTER.id.into();
    }
    diagnostic
}

/// Reads what an `embed` block asks for; it has to ask for one thing.
fn read_embed(path: &SourcePath, block: &markdown::Embed, diagnostics: &mut Vec<Diagnostic>) -> (Embed, Place) {
    let place = Place::new(path, block.span);
    let known: Vec<&str> = Embed::RECORD.fields.iter().map(|field| field.name).collect();
    let help = format!("Write one line such as `questions: practitioner-preparation`. Possible: {}.", known.join(", "));
    let node = match yaml::parse(path, &block.text, block.base) {
        Ok(node) => node,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return (Embed::default(), place);
        }
    };
    let asked = match &node.kind {
        Kind::Map(entries) => entries.iter().filter(|entry| known.contains(&entry.key.as_str())).count(),
        _ => 0,
    };
    if asked != 1 {
        let message = if asked == 0 {
            "This block asks for nothing that can be embedded."
        } else {
            "This block asks for more than one thing. One block shows one."
        };
        let near = match &node.kind {
            Kind::Map(entries) if asked == 0 => {
                entries.iter().find_map(|entry| did_you_mean(&entry.key, known.iter().copied()))
            }
            _ => None,
        };
        let help = near.map_or(help, |near| format!("Did you mean `{near}`?"));
        diagnostics.push(Diagnostic::new(&crate::diagnostic::UNKNOWN_EMBED, place.clone(), message).help(help));
        return (Embed::default(), place);
    }
    let mut decoder = crate::schema::Decoder { path, diagnostics: Vec::new() };
    let embed = Embed::decode(&node, &mut decoder).unwrap_or_default();
    diagnostics.extend(decoder.diagnostics);
    (embed, place)
}
