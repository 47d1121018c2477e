//! What templates get, read from the source: every view, its fields, their types, and what is said of them.

use std::collections::BTreeMap;
use std::path::Path;

use syn::{Attribute, Expr, Fields, File, GenericArgument, Item, Lit, Meta, PathArguments, Type, UseTree, Visibility};

/// The module of a struct and its name: `("agenda", "AgendaTable")`.
pub type Key = (String, String);

/// A struct that is turned into data for templates.
pub struct Struct {
    pub doc: String,
    pub fields: Vec<Field>,
}

pub struct Field {
    pub name: String,
    pub kind: Kind,
    pub doc: String,
}

/// The type of a field, as far as a template can tell.
#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    YesOrNo,
    Number,
    Nothing,
    Of(Key),
    List(Box<Kind>),
    Maybe(Box<Kind>),
}

impl Kind {
    /// The struct inside lists and options.
    pub fn inner(&self) -> Option<&Key> {
        match self {
            Kind::Of(key) => Some(key),
            Kind::List(kind) | Kind::Maybe(kind) => kind.inner(),
            _ => None,
        }
    }
}

/// All structs of `src/view` that templates may see.
pub fn read() -> BTreeMap<Key, Struct> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![src.join("view.rs")];
    files.extend(std::fs::read_dir(src.join("view")).unwrap().map(|entry| entry.unwrap().path()));
    files.sort();
    let mut structs = BTreeMap::new();
    for path in files {
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let names = names(&file, &module);
        for item in &file.items {
            if let Item::Struct(item) = item
                && is_serialised(&item.attrs)
            {
                let fields = fields(&item.fields, &names);
                structs.insert((module.clone(), item.ident.to_string()), Struct { doc: doc(&item.attrs), fields });
            }
        }
    }
    structs
}

fn fields(fields: &Fields, names: &BTreeMap<String, Key>) -> Vec<Field> {
    let shown = fields.iter().filter(|field| !has_serde(&field.attrs, "skip") && !has_serde(&field.attrs, "flatten"));
    shown
        .map(|field| {
            let name = field.ident.as_ref().unwrap().to_string();
            assert!(matches!(field.vis, Visibility::Public(_)), "the field `{name}` of a view is not public");
            Field { kind: kind(&field.ty, names), doc: doc(&field.attrs), name }
        })
        .collect()
}

/// What each name of a file stands for: its own structs, and those that it imports from other views.
fn names(file: &File, module: &str) -> BTreeMap<String, Key> {
    let mut names = BTreeMap::new();
    for item in &file.items {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                names.insert(name.clone(), (module.to_owned(), name));
            }
            Item::Use(item) => imported(&item.tree, &mut Vec::new(), &mut names),
            _ => {}
        }
    }
    names
}

fn imported(tree: &UseTree, path: &mut Vec<String>, names: &mut BTreeMap<String, Key>) {
    match tree {
        UseTree::Path(part) => {
            path.push(part.ident.to_string());
            imported(&part.tree, path, names);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, path, names)),
        UseTree::Name(name) if path.len() > 1 && path[..2] == ["crate", "view"] => {
            let module = path.last().unwrap().clone();
            names.insert(name.ident.to_string(), (module, name.ident.to_string()));
        }
        _ => {}
    }
}

fn kind(ty: &Type, names: &BTreeMap<String, Key>) -> Kind {
    match ty {
        Type::Reference(reference) => kind(&reference.elem, names),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Kind::Nothing,
        Type::Path(path) => {
            let last = path.path.segments.last().unwrap();
            let inside = || match &last.arguments {
                PathArguments::AngleBracketed(inside) => match inside.args.first() {
                    Some(GenericArgument::Type(ty)) => Box::new(kind(ty, names)),
                    _ => panic!("an odd type"),
                },
                _ => panic!("a type without its own"),
            };
            let name = last.ident.to_string();
            match name.as_str() {
                "String" | "str" => Kind::Text,
                "bool" => Kind::YesOrNo,
                "u8" | "u32" | "usize" => Kind::Number,
                "Vec" => Kind::List(inside()),
                "Option" => Kind::Maybe(inside()),
                _ if path.path.segments.len() > 1 => {
                    let module = &path.path.segments[path.path.segments.len() - 2].ident;
                    Kind::Of((module.to_string(), name))
                }
                _ => Kind::Of(names.get(&name).unwrap_or_else(|| panic!("what is `{name}`?")).clone()),
            }
        }
        _ => panic!("a type that templates do not have"),
    }
}

fn is_serialised(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let mut found = false;
        let derives = attribute.path().is_ident("derive");
        if derives {
            let _ = attribute.parse_nested_meta(|meta| {
                found |= meta.path.is_ident("Serialize");
                Ok(())
            });
        }
        found
    })
}

fn has_serde(attributes: &[Attribute], word: &str) -> bool {
    attributes.iter().any(|attribute| {
        let mut found = false;
        if attribute.path().is_ident("serde") {
            let _ = attribute.parse_nested_meta(|meta| {
                found |= meta.path.is_ident(word);
                Ok(())
            });
        }
        found
    })
}

/// The doc comment, on one line.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}
