//! The theme contract: what templates get is written down, from the code itself, and all of it is used.

mod structs;
mod used;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plenary::embedded;
use plenary::theme::line::CONTRACT;

use crate::contract::structs::{Field, Key, Kind, Struct, read};
use crate::harness::golden;

/// Templates that are parts of others, and get what those get.
const PARTS: [&str; 2] = ["components.html", "document.html"];

/// What stands before the tables.
const INTRODUCTION: &str = include_str!("contract/introduction.md");

/// The built-in templates by name.
fn templates() -> BTreeMap<String, String> {
    let files = embedded::built_in();
    let of_theme = files.filter_map(|(path, bytes)| {
        let name = path.strip_prefix("themes/default/templates/")?.to_owned();
        Some((name, String::from_utf8(bytes.into_owned()).unwrap()))
    });
    of_theme.collect()
}

/// The templates that a view is for, as its doc comment says: ``The view of `page.html` and `not-found.html`.``
fn templates_of(view: &Struct) -> Vec<&str> {
    let Some(rest) = view.doc.strip_prefix("The view of ") else { return Vec::new() };
    rest.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".html")).collect()
}

/// The view of each template.
fn views(structs: &BTreeMap<Key, Struct>) -> BTreeMap<&str, &Key> {
    structs.iter().flat_map(|(key, view)| templates_of(view).into_iter().map(move |name| (name, key))).collect()
}

#[test]
fn every_field_that_a_template_gets_says_what_it_means() {
    let structs = read();
    let mut silent: Vec<String> = Vec::new();
    for ((module, name), found) in &structs {
        silent.extend(found.doc.is_empty().then(|| format!("{module}::{name}")));
        let fields = found.fields.iter().filter(|field| field.doc.is_empty() || !field.doc.ends_with('.'));
        silent.extend(fields.map(|field| format!("{module}::{name}.{}", field.name)));
    }
    assert!(silent.is_empty(), "these want a doc comment, a sentence long: {silent:#?}");
}

#[test]
fn every_template_has_a_view_that_is_written_down() {
    let structs = read();
    let views = views(&structs);
    for name in templates().keys().filter(|name| !PARTS.contains(&name.as_str())) {
        assert!(views.contains_key(name.as_str()), "no struct says: The view of `{name}`.");
    }
    for name in views.keys() {
        assert!(templates().contains_key(*name), "there is no template {name}");
    }
}

/// What is put into a page unescaped has to be known as HTML, or a theme could do it with what people have typed.
#[test]
fn only_html_is_put_into_pages_as_it_is() {
    let structs = read();
    let fields = || structs.values().flat_map(|found| &found.fields);
    for (name, text) in templates() {
        for shown in text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()) {
            let Some((value, filter)) = shown.split_once('|') else { continue };
            let value = value.trim().rsplit('.').next().unwrap();
            // A list is walked by a name in the singular.
            let is_it =
                |field: &&Field| field.name == value || field.name == format!("{}ies", value.trim_end_matches('y'));
            let known: Vec<&Field> = fields().filter(is_it).filter(|field| is_html(field)).collect();
            assert!(filter.trim() != "safe" || !known.is_empty(), "{name}: `{value}` is no HTML by its doc comment");
        }
    }
}

fn is_html(field: &Field) -> bool {
    field.doc.contains("HTML")
}

#[test]
fn the_contract_is_written_down() {
    golden("../themes/CONTRACT.md", &contract());
}

fn contract() -> String {
    let structs = read();
    let templates = templates();
    let mut text = INTRODUCTION.replace("CONTRACT_VERSION", &CONTRACT.to_string());
    let body = &structs[&("view".to_owned(), "Body".to_owned())];
    text.push_str("\n## What every document gets\n\nBeside the fields of its own view:\n\n");
    table(&mut text, body, &structs);
    text.push_str("\n## Templates\n");
    let mut shown: BTreeSet<&Key> = BTreeSet::new();
    for (key, view) in &structs {
        let names = templates_of(view);
        if names.is_empty() {
            continue;
        }
        shown.insert(key);
        let title: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(text, "\n### {}\n\n", title.join(" and "));
        if let Some((_, about)) = view.doc.split_once(": ") {
            let _ = write!(text, "{}{}\n\n", about[..1].to_uppercase(), &about[1..]);
        }
        for name in &names {
            let own = if names.len() > 1 { format!(" of `{name}`") } else { String::new() };
            let _ = writeln!(text, "Blocks{own}: {}\n", listed(blocks(name, &templates).iter()));
        }
        table(&mut text, view, &structs);
    }
    text.push_str("\n## Parts\n\nWhat the tables above speak of. A list holds one of these for each entry.\n");
    for (key, part) in structs.iter().filter(|(key, _)| !shown.contains(key) && key.1 != "Body") {
        let _ = write!(text, "\n### {}\n\n{}\n\n", label(key, &structs), part.doc);
        table(&mut text, part, &structs);
    }
    components(&mut text, &templates);
    words(&mut text);
    text
}

fn table(text: &mut String, of: &Struct, structs: &BTreeMap<Key, Struct>) {
    text.push_str("| field | type | meaning |\n| --- | --- | --- |\n");
    for field in &of.fields {
        let kind = if is_html(field) { html(&field.kind) } else { plain(&field.kind, structs) };
        let _ = writeln!(text, "| `{}` | {kind} | {} |", field.name, field.doc);
    }
}

fn html(kind: &Kind) -> String {
    match kind {
        Kind::List(_) => "list of HTML".to_owned(),
        Kind::Maybe(_) => "HTML; may be absent".to_owned(),
        _ => "HTML".to_owned(),
    }
}

fn plain(kind: &Kind, structs: &BTreeMap<Key, Struct>) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::YesOrNo => "yes or no".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Nothing => "nothing".to_owned(),
        Kind::Of(key) => {
            let label = label(key, structs);
            let anchor = label.to_lowercase().replace(' ', "-").replace(['(', ')', '`', '.'], "");
            format!("[{label}](#{anchor})")
        }
        Kind::List(inner) => format!("list of {}", plain(inner, structs)),
        Kind::Maybe(inner) => format!("{}; may be absent", plain(inner, structs)),
    }
}

/// What a struct is called: its name in words, with its module where another has the same name.
fn label(key: &Key, structs: &BTreeMap<Key, Struct>) -> String {
    if let [name, ..] = templates_of(&structs[key])[..] {
        return format!("`{name}`");
    }
    let name = words_of(&key.1);
    let twins = structs.keys().filter(|other| words_of(&other.1) == name).count();
    if twins > 1 { format!("{name} ({})", key.0.replace('_', " ")) } else { name }
}

/// `AgendaTable` as `Agenda table`.
fn words_of(name: &str) -> String {
    let mut words = String::new();
    for c in name.strip_suffix("View").unwrap_or(name).chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}

fn listed<T: AsRef<str>>(names: impl Iterator<Item = T>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{}`", name.as_ref())).collect();
    if names.is_empty() { "none.".to_owned() } else { format!("{}.", names.join(", ")) }
}

/// The names behind a word in a template's tags: `{% block head %}`.
fn tagged<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let opening = format!("{{% {word} ");
    text.split(&opening).skip(1).filter_map(|rest| rest.split(' ').next()).collect()
}

/// The blocks that a template offers, with those of the template that it extends.
fn blocks<'a>(name: &str, templates: &'a BTreeMap<String, String>) -> Vec<&'a str> {
    let text = &templates[name];
    let mut blocks = tagged(text, "block");
    if let Some(parent) = tagged(text, "extends").first() {
        blocks.extend(self::blocks(parent.trim_matches('"'), templates));
    }
    let mut seen = BTreeSet::new();
    blocks.retain(|block| seen.insert(*block));
    blocks
}

fn components(text: &mut String, templates: &BTreeMap<String, String>) {
    text.push_str("\n## Components\n\nTheir parameters, with what stands for one that is left out. They are called by these names: ");
    text.push_str("`{{ <plain_list items={steps} /> }}`.\n\n");
    for rest in templates["components.html"].split("{% component ").skip(1) {
        let _ = writeln!(text, "- `{}`", rest.split(" %}").next().unwrap());
    }
}

/// The interface words: the groups of keys, and what is in them.
fn words(text: &mut String) {
    let file = embedded::built_in().find(|(path, _)| path == "themes/default/words/en-GB.yaml").unwrap().1;
    let file = String::from_utf8(file.into_owned()).unwrap();
    let groups = file.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let groups = groups.filter_map(|line| line.strip_suffix(':')).map(|group| group.replace('-', "_"));
    let _ = write!(text, "\n## Words\n\nThe groups of `t`: {}\n", listed(groups));
    text.push_str("\nEvery key, with its text, is in [default/words/en-GB.yaml](default/words/en-GB.yaml).\n");
}
