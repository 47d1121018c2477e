//! Whatever a page says, its HTML holds nothing that runs, loads, or leads where nobody may go.

use plenary::html::{Block, Context, Settings, Target, Words, render};
use plenary::markdown::{Link, Options, blocks_text, parse};
use plenary::source::SourcePath;
use scraper::{Html, Node};

/// Every element that prose may come to.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "body",
    "a",
    "abbr",
    "aside",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
    "b",
    "i",
    "cite",
    "col",
    "colgroup",
    "center",
    "dfn",
    "time",
    "wbr",
    "bdi",
    "bdo",
    "rp",
    "rt",
    "ruby",
    "tt",
    "acronym",
    "area",
    "map",
    "article",
    "footer",
    "header",
    "hgroup",
    "h1",
    "data",
    "strike",
    "label",
];

struct Everywhere;

impl Context for Everywhere {
    fn link(&self, link: &Link) -> Target {
        Target::Href(link.destination.clone())
    }
}

/// The first byte says whether HTML is cleaned and kept, the rest is the page.
pub fn promise(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let unsafe_html = first % 2 == 1;
    let path = SourcePath::new("content/guidance/page.md");
    let (document, found) = parse(&path, &text, Options { unsafe_html });
    for found in &found {
        let span = found.place.span;
        assert!(text.get(span.start..span.end).is_some(), "{span:?} lies outside of the page: {found:?}");
    }
    for link in &document.links {
        assert!(text.get(link.span.start..link.span.end).is_some(), "{link:?} lies outside of the page");
    }
    blocks_text(&document);
    let settings = Settings {
        context: &Everywhere,
        words: &Words::ENGLISH,
        id_prefix: "x",
        heading_shift: 0,
        unsafe_html,
        glossary: None,
    };
    let html: String = render(&document, &settings)
        .into_iter()
        .map(|block| match block {
            Block::Html(html) => html,
            Block::Embed(_) => String::new(),
        })
        .collect();
    assert!(!html.contains('\0'), "{html:?}");
    let page = Html::parse_fragment(&html);
    for node in page.tree.values() {
        match node {
            Node::Element(element) => {
                let name = element.name();
                assert!(ELEMENTS.contains(&name), "<{name}> in {html:?}");
                for (name, value) in element.attrs() {
                    assert!(
                        !name.starts_with("on") && !["style", "srcdoc", "formaction", "action", "ping"].contains(&name),
                        "{name} in {html:?}"
                    );
                    if ["href", "src", "cite"].contains(&name) {
                        let scheme: String =
                            value.trim_start().chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
                        let scheme = scheme.to_ascii_lowercase();
                        let runs = ["javascript:", "vbscript:", "data:text", "blob:", "file:"];
                        assert!(!runs.iter().any(|runs| scheme.starts_with(runs)), "{name}={value:?} in {html:?}");
                    }
                    if name == "src" {
                        assert!(!value.contains("//"), "{value:?} is loaded from elsewhere: {html:?}");
                    }
                }
            }
            Node::Comment(comment) => panic!("a comment in {html:?}: {comment:?}"),
            _ => {}
        }
    }
}
