//! The line of a site's themes: its own, those that it extends, and `default`.

use crate::diagnostic::{BAD_VALUE, Diagnostic, UNKNOWN_REFERENCE, suggestion};
use crate::schema::value::Text;
use crate::schema::{Located, decode_file, record};
use crate::slug::Slug;
use crate::source::{Place, SourcePath, Sources};

/// The version of the view data that templates of this version get (`themes/CONTRACT.md`). A theme names the one that it
/// was written for.
pub const CONTRACT: u32 = 1;

record! {
    /// What a theme says of itself.
    pub struct ThemeFields, "a theme" {
        /// Its name.
        title: Text, Never, required;
        /// The theme that it starts from; `default` if not given.
        extends: Slug => Theme, Never;
        /// The version of the view data that its templates were written for.
        contract: u32, Never, required;
    }
}

/// Finds the themes from the site's own down to `default`. `named` is where the config names it.
pub fn line(sources: &Sources, theme: &Slug, named: Option<&Located<Slug>>) -> (Vec<Slug>, Vec<Diagnostic>) {
    let default = Slug::default_theme();
    let mut line: Vec<Slug> = Vec::new();
    let mut diagnostics = Vec::new();
    let mut next = Some((theme.clone(), named.map(|named| named.place.clone())));
    while let Some((id, place)) = next.take() {
        if id == default {
            break;
        }
        if line.contains(&id) {
            diagnostics.push(in_a_circle(&id, place));
            break;
        }
        let path = SourcePath::new(format!("themes/{id}/theme.yaml"));
        let Some(source) = sources.get(&path) else {
            diagnostics.push(no_theme(sources, &id, place));
            break;
        };
        let text = source.as_text().cloned().unwrap_or_default();
        let (fields, found) = decode_file::<ThemeFields>(&path, &text, 0);
        diagnostics.extend(found);
        let fields = fields.unwrap_or_default();
        diagnostics.extend(fields.contract.as_ref().and_then(other_contract));
        next = fields.extends.map(|base| (base.value, Some(base.place)));
        line.push(id);
    }
    line.push(default);
    (line, diagnostics)
}

fn no_theme(sources: &Sources, id: &Slug, place: Option<Place>) -> Diagnostic {
    let place = place.unwrap_or_else(|| Place::file(&SourcePath::new("config.yaml")));
    let message = format!("There is no theme `{id}`: no file themes/{id}/theme.yaml.");
    let mut known: Vec<&str> = sources
        .under("themes")
        .filter(|source| source.path.file_name() == "theme.yaml")
        .filter_map(|source| source.path.folder().strip_prefix("themes/"))
        .collect();
    known.dedup();
    let help = suggestion(id.as_str(), known.iter().copied()).unwrap_or_else(|| "Leave `theme` out.".into());
    Diagnostic::new(&UNKNOWN_REFERENCE, place, message).help(help)
}

fn in_a_circle(id: &Slug, place: Option<Place>) -> Diagnostic {
    let place = place.unwrap_or_else(|| Place::file(&SourcePath::new("config.yaml")));
    let message = format!("The theme `{id}` extends itself, by way of others or at once.");
    Diagnostic::new(&BAD_VALUE, place, message).help("Write `extends: default`, or leave it out.")
}

/// What to say of a theme that was written for other view data than this plenary gives.
fn other_contract(contract: &Located<u32>) -> Option<Diagnostic> {
    if contract.value == CONTRACT {
        return None;
    }
    let message = format!(
        "This theme was written for version {} of the view data; this plenary gives version {CONTRACT}.",
        contract.value
    );
    let help = if contract.value > CONTRACT {
        format!("Use a newer plenary, or a version of the theme for `contract: {CONTRACT}`.")
    } else {
        format!("Look through its templates, then write `contract: {CONTRACT}`.")
    };
    Some(Diagnostic::new(&BAD_VALUE, contract.place.clone(), message).help(help))
}
