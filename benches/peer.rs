//! Writes the pages of a finished edition as Markdown for another generator, so that both make the same pages of the same
//! words: a build can then be compared with theirs page by page, and not only byte by byte.
//!
//! ```text
//! cargo run --release --example peer -- EDITION OUT
//! ```
//!
//! OUT becomes a project of Hugo, with a plain theme: the way down to the page, its neighbours, its headings, its words.

#![allow(clippy::print_stdout, reason = "a program of its own, which says what it wrote")]
#![allow(clippy::unwrap_used, reason = "a disk that cannot be written ends it")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use plenary::search::text::{Said, said};

const CONFIG: &str =
    "baseURL = \"/\"\ntitle = \"Learning Reviews\"\ndisableKinds = [\"taxonomy\", \"RSS\", \"sitemap\"]\n";
const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{{ .Title }} · {{ .Site.Title }}</title></head>
<body><header><a href="/">{{ .Site.Title }}</a></header>
<nav>{{ range .Ancestors.Reverse }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
<nav>{{ $here := . }}{{ with .CurrentSection }}{{ range .RegularPages }}<a href="{{ .RelPermalink }}"
{{ if eq . $here }}aria-current="page"{{ end }}>{{ .Title }}</a> {{ end }}{{ end }}</nav>
<main><h1>{{ .Title }}</h1>
{{ .TableOfContents }}
{{ .Content }}
</main></body></html>
"#;

fn main() {
    let arguments: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let [edition, out] = arguments.as_slice() else {
        println!("Name an edition and a new folder: cargo run --release --example peer -- EDITION OUT");
        return;
    };
    write(&out.join("hugo.toml"), CONFIG);
    for layout in ["single", "list", "home"] {
        write(&out.join(format!("layouts/_default/{layout}.html")), PAGE);
    }
    let mut folders = vec![edition.clone()];
    let mut pages = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let inside = path.strip_prefix(edition).unwrap();
                let markdown = as_markdown(&std::fs::read_to_string(&path).unwrap());
                let name =
                    if inside.ends_with("index.html") { inside.with_file_name("_index") } else { inside.to_owned() };
                write(&out.join("content").join(name.with_extension("md")), &markdown);
                pages += 1;
            }
        }
    }
    println!("{pages} pages in {}", out.display());
}

fn as_markdown(html: &str) -> String {
    let title = html.split_once("<h1").and_then(|(_, rest)| rest.split_once('>')).map_or("", |(_, rest)| rest);
    let title = title.split_once('<').map_or(title, |(title, _)| title).replace('"', "'");
    let mut markdown = format!("---\ntitle: \"{}\"\n---\n", title.trim());
    for said in said(html) {
        match said {
            Said::Heading { heading, .. } => writeln!(markdown, "\n## {}", escaped(&heading)).unwrap(),
            Said::Lead { paragraph, .. } | Said::Paragraph(paragraph) => {
                writeln!(markdown, "\n{}", escaped(&paragraph)).unwrap();
            }
        }
    }
    markdown
}

/// Words that Markdown takes for nothing else.
fn escaped(text: &str) -> String {
    text.replace(['<', '>', '*', '_', '`', '[', ']', '#', '{', '}', '|', '~', '\\'], " ")
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
