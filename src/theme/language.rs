//! The interface words of a theme line, in the language of the site.

use std::collections::BTreeSet;

use crate::diagnostic::{
    BAD_VALUE, Diagnostic, Severity, UNKNOWN_FIELD, UNKNOWN_LANGUAGE, UNKNOWN_REFERENCE, did_you_mean, suggestion,
};
use crate::schema::Located;
use crate::schema::value::Text;
use crate::site::Settings;
use crate::slug::Slug;
use crate::source::{Origin, Place, SourcePath, Sources};
use crate::theme::tags;
use crate::words::{self, Words, Written};

/// The language whose words are complete.
const COMPLETE: &str = "en-GB";
/// How many of the missing keys are named.
const NAMED: usize = 5;

/// What words are loaded for.
pub struct Wanted<'a> {
    pub line: &'a [Slug],
    pub settings: &'a Settings,
    /// Where the config names the language.
    pub named: Option<&'a Located<Text>>,
    /// The texts of the line's templates, which may use keys of their own.
    pub templates: &'a [&'a str],
}

impl Wanted<'_> {
    fn place(&self) -> Place {
        self.named.map_or_else(|| Place::file(&SourcePath::new("config.yaml")), |named| named.place.clone())
    }

    /// The file of the site's own words.
    fn own_file(&self) -> String {
        format!("themes/{}/words/{}.yaml", self.line[0], self.settings.language)
    }
}

/// Loads the words of the site's language, with the complete language behind them, and reports what is amiss.
pub fn load(sources: &Sources, wanted: &Wanted) -> (Words, Vec<Diagnostic>) {
    let language: &str = &wanted.settings.language;
    let (english, all, mut diagnostics) = read(sources, wanted.line, COMPLETE);
    diagnostics.extend(all_amiss(sources, &all, wanted));
    if language == COMPLETE {
        return (english, diagnostics);
    }
    let (own, all, found) = read(sources, wanted.line, language);
    diagnostics.extend(found);
    diagnostics.extend(all_amiss(sources, &all, wanted));
    let none = !wanted.line.iter().any(|theme| sources.get(&file(theme, language)).is_some());
    let words = own.before(english);
    diagnostics.extend(if none { Some(no_words(sources, wanted)) } else { missing(&words, wanted) });
    (words, diagnostics)
}

/// What is wrong with the texts that the site wrote itself; those that come with plenary are looked through by its tests.
fn all_amiss(sources: &Sources, all: &[Written], wanted: &Wanted) -> Vec<Diagnostic> {
    let built_in = |path: &SourcePath| sources.get(path).is_some_and(|source| source.origin == Origin::BuiltIn);
    let own: Vec<&Written> = all.iter().filter(|written| !built_in(&written.place.path)).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let known = known(sources, wanted);
    own.into_iter().filter_map(|written| amiss(written, &known)).collect()
}

fn file(theme: &Slug, language: &str) -> SourcePath {
    SourcePath::new(format!("themes/{theme}/words/{language}.yaml"))
}

/// The words of one language: of each key the text of the first theme that has it, and everything that was written.
fn read(sources: &Sources, line: &[Slug], language: &str) -> (Words, Vec<Written>, Vec<Diagnostic>) {
    let (mut words, mut all, mut diagnostics) = (Words::of_language(language, []), Vec::new(), Vec::new());
    for theme in line {
        let Some(source) = sources.get(&file(theme, language)) else { continue };
        let (written, found) = words::parse(source);
        diagnostics.extend(found);
        words = words.or(Words::of_language(language, &written));
        all.extend(written);
    }
    (words, all, diagnostics)
}

/// What somebody may want a text for.
struct Known<'a> {
    /// The complete words of the default theme.
    complete: Words,
    /// Keys and groups of keys that templates name, with underscores.
    used: BTreeSet<&'a str>,
}

fn known<'a>(sources: &Sources, wanted: &Wanted<'a>) -> Known<'a> {
    let (complete, ..) = read(sources, &[Slug::default_theme()], COMPLETE);
    Known { complete, used: wanted.templates.iter().flat_map(|text| tags::words(text)).collect() }
}

impl Known<'_> {
    /// Whether a page or a template asks for a key, or for a group that it is in. A pack of a site's own has a name of
    /// its own.
    fn has(&self, key: &str) -> bool {
        let named = key.replace('-', "_");
        let groups = named.match_indices('.').map(|(end, _)| &named[..end]);
        let asked_for = |name: &str| self.used.contains(name);
        self.complete.knows(key) || key.starts_with("pack.") || asked_for(&named) || groups.into_iter().any(asked_for)
    }
}

/// What is wrong with one text, if anything: nobody asks for it, or it wants something filled in that nobody fills in.
fn amiss(written: &Written, known: &Known) -> Option<Diagnostic> {
    let key = &written.key;
    if !known.has(key) {
        let message = format!("No page uses the word `{key}`.");
        let near = did_you_mean(key, known.complete.iter().map(|(key, _)| key));
        let help = near.map_or_else(
            || format!("A template of your own could use it, as `t.{}`.", key.replace('-', "_")),
            |near| format!("Did you mean `{near}`?"),
        );
        let found = Diagnostic::new(&UNKNOWN_FIELD, written.place.clone(), message).help(help);
        return Some(Diagnostic { severity: Severity::Warning, ..found });
    }
    let complete = known.complete.own(key)?;
    let filled: Vec<&str> = words::names(complete).collect();
    let odd = words::names(&written.text).find(|name| !filled.contains(name))?;
    let message = format!("Nothing is filled in for `{{{odd}}}` in `{key}`, so it would stand there as it is.");
    let help =
        suggestion(odd, filled.iter().copied()).unwrap_or_else(|| "This text has nothing to fill in.".to_owned());
    let found = Diagnostic::new(&BAD_VALUE, written.place.clone(), message).help(help);
    Some(Diagnostic { severity: Severity::Warning, ..found })
}

/// There is no file of words in the language.
fn no_words(sources: &Sources, wanted: &Wanted) -> Diagnostic {
    let language = &wanted.settings.language;
    let message = format!("There are no interface words in `{language}`.");
    let folders: Vec<String> = wanted.line.iter().map(|theme| format!("themes/{theme}/words")).collect();
    let of_line = sources.iter().filter(|source| folders.iter().any(|folder| source.path.folder() == folder));
    let known: BTreeSet<&str> = of_line.map(|source| source.path.stem()).collect();
    let help = suggestion(language, known.iter().copied()).unwrap_or_default();
    let help = format!("{help} For another language, add {}.", wanted.own_file());
    Diagnostic::new(&UNKNOWN_REFERENCE, wanted.place(), message).help(help.trim())
}

/// How much is not translated yet. Other kinds of English are complete where they say nothing.
fn missing(words: &Words, wanted: &Wanted) -> Option<Diagnostic> {
    let language = &wanted.settings.language;
    let keys = words.missing();
    if keys.is_empty() || language.split('-').next() == COMPLETE.split('-').next() {
        return None;
    }
    let (n, of) = (keys.len(), words.wanted());
    let message = format!("{n} of {of} interface words are not there in `{language}` yet, so they stand in English.");
    let first: Vec<String> = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    let more = if n > NAMED { " and more" } else { "" };
    // A file of the site in the place of a built-in one is read instead of it, so it has to begin with its words.
    let begin = match wanted.line[0] == Slug::default_theme() {
        true => format!(" Begin with `plenary theme eject words/{language}`."),
        false => String::new(),
    };
    let help = format!("Add them to {}: {}{more}.{begin}", wanted.own_file(), first.join(", "));
    Some(Diagnostic::new(&UNKNOWN_LANGUAGE, wanted.place(), message).help(help))
}
