use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::{prop_assert, proptest};
use scraper::Html;

use super::{Block, Context, Settings, Target, Words, escape_attribute, escape_text, render, render_inline};
use crate::markdown::{Document, Link, Options, parse, parse_inline};
use crate::source::{Place, SourcePath};

/// Leads everywhere as written, except to pages that the edition does not hold.
struct Pages;

impl Context for Pages {
    fn link(&self, link: &Link) -> Target {
        match link.destination.contains("secret") {
            true => Target::Text,
            false => Target::Href(link.destination.replace(".md", ".html")),
        }
    }
}

const SETTINGS: Settings =
    Settings { context: &Pages, words: &Words::ENGLISH, id_prefix: "", heading_shift: 0, unsafe_html: false };

fn document(text: &str) -> Document {
    parse(&SourcePath::new("content/a.md"), text, Options::default()).0
}

fn html_with(text: &str, settings: &Settings) -> String {
    let blocks = render(&document(text), settings).into_iter();
    let texts = blocks.map(|block| match block {
        Block::Html(html) => html,
        Block::Embed(index) => format!("[[{index}]]\n"),
    });
    texts.collect()
}

fn html(text: &str) -> String {
    html_with(text, &SETTINGS)
}

#[test]
fn markdown_becomes_accessible_html() {
    for (text, expected) in [
        ("Hello *there* **you** ~~all~~ `<b>`", ""),
        ("# One\n\n## Two\n", ""),
        (
            "a [b](b.md#x) [c](https://example.org/?a=1&b=2 'A \"title\"') [d](#one) [e](secret.md) [f](javascript:x)",
            "",
        ),
        ("![A *plan*](room.png 'Plan') ![b](secret.png) ![](https://example.org/x.png)", ""),
        ("- [ ] open [a](a.md)\n- [x] done\n  - nested\n- plain\n", ""),
        ("- [ ] open\n\n  more\n\n- b\n", ""),
        ("3. a\n4. b\n", ""),
        ("Term\n: Meaning\n", ""),
        ("> [!NOTE]\n> Hello\n\n> quote\n", ""),
        ("| Time | | N |\n| :-- | - | -: |\n| 09:30 | *x* | 1 |\n", ""),
        ("A[^b] and B[^a] and A[^b].\n\n[^a]: First.\n[^b]: Second[^a].\n[^c]: Never[^a].\n", ""),
        ("```yaml\na: 1\n```\n\n```perl\n$x < 1;\n```\n\n    indented\n", ""),
        ("a <b onclick=\"x\">b</b>\n\n<script>x</script>\n", ""),
        ("a\n\n```embed\nrule: x\n```\n\nb\n\n```embed\nrule: y\n```\n", ""),
        ("nul\u{0} bell\u{7} bidi\u{202e} ![\u{202e}\" onload=\"x](a.png)\n", ""),
        ("a  \nb\n\n---\n", ""),
        ("##\n\n## ![](a.png)\n", ""),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn a_prefix_and_a_shift_let_documents_share_a_page() {
    let settings = Settings { id_prefix: "g1-", heading_shift: 2, ..SETTINGS };
    let text = "# One\n\n[x](#one) [y](b.md#one)[^1]\n\n- [ ] t\n\n> [!TIP]\n> x\n\n[^1]: F\n";
    assert_eq!(html_with(text, &settings), "");
}

#[test]
fn raw_html_is_cleaned_where_it_is_allowed() {
    let settings = Settings { unsafe_html: true, ..SETTINGS };
    for (text, expected) in [
        ("a <kbd class=\"x\">b</kbd> c<br>d", "<p>a <kbd>b</kbd> c<br>d</p>\n"),
        ("**a <b>c** d</b>", "<p><strong>a <b>c</b></strong> d</p>\n"),
        ("a <i>b\n\nc</i>", "<p>a <i>b</i></p>\n<p>c</p>\n"),
        ("<div onclick=x>\n<b>y\n</div>\n", "<div>\n<b>y\n</b></div><b>\n</b>\n"),
        ("<a href=\"b.md\">x [y](c.md)</a>", ""),
        ("- [ ] a <b>c\n- d\n", ""),
    ] {
        assert_eq!(html_with(text, &settings).trim(), expected.trim(), "{text}");
    }
}

#[test]
fn one_line_has_no_paragraph() {
    let place = Place::file(&SourcePath::new("a.yaml"));
    for (text, expected) in
        [("1. What *then*?", "1. What <em>then</em>?"), ("A & B", "A &amp; B"), ("<b>x", "&lt;b&gt;x"), ("", "")]
    {
        let (document, _) = parse_inline(&place, text, Options::default());
        assert_eq!(render_inline(&document, &SETTINGS), expected, "{text}");
    }
}

#[test]
fn escapes_keep_text_inside_its_place() {
    assert_eq!(escape_text("a<b>&\"\u{0}\r\n\t"), "a&lt;b&gt;&amp;\"\n\t");
    assert_eq!(escape_attribute("a\"'<\u{202e}\n\u{0}"), "a&quot;&#39;&lt; ");
}

#[test]
fn deep_nesting_is_quick_and_flat() {
    for text in [
        ">".repeat(10_000) + "a",
        "[".repeat(10_000) + "a",
        "[".repeat(5_000) + "a" + &"](b)".repeat(5_000),
        "![".repeat(5_000) + "a" + &"](b)".repeat(5_000),
        "*a _b ".repeat(5_000),
        "**a".repeat(3_000) + &"b**".repeat(3_000),
        "<b>".repeat(5_000),
        (0..1_000).map(|n| "  ".repeat(n) + "- a\n").collect(),
        "- ".repeat(5_000) + "a",
        "> - [ ] ".repeat(2_000) + "a",
        "[^a]".repeat(2_000) + "\n\n[^a]: b\n",
        "# a\n".repeat(5_000),
        "`".repeat(10_000) + "a",
        "&".repeat(10_000),
        "|".repeat(2_000) + "\n" + &"|-".repeat(2_000),
        "\u{0}".repeat(10_000),
    ] {
        let start = std::time::Instant::now();
        for unsafe_html in [false, true] {
            check(&html_with(&text, &Settings { unsafe_html, ..SETTINGS }));
        }
        let taken = start.elapsed();
        assert!(taken.as_secs() < 10, "{} takes {taken:?}", &text[..20]);
    }
}

/// What must hold of every output, whatever the document says.
fn check(html: &str) {
    balanced(html);
    let tree = Html::parse_fragment(html);
    let mut ids = std::collections::BTreeSet::new();
    for element in tree.root_element().descendent_elements() {
        let element = element.value();
        assert!(!["script", "style", "iframe", "object", "base", "form"].contains(&element.name()), "{html}");
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on") && name != "style" && name != "srcset", "{name} in {html}");
            if name == "id" {
                assert!(ids.insert(value), "id {value} twice in {html}");
            }
            if matches!(name, "href" | "src") {
                let value: String = value.to_lowercase().chars().filter(|c| !c.is_control() && *c != ' ').collect();
                assert!(!value.starts_with("//") && !value.contains('\\'), "{value} in {html}");
                let head = value.split(['/', '?', '#']).next().unwrap_or_default();
                let scheme = head.split_once(':').map(|(scheme, _)| scheme);
                assert!(scheme.is_none_or(|s| ["http", "https", "mailto", "tel"].contains(&s)), "{value} in {html}");
            }
        }
    }
}

/// Every element is closed, and in the order in which elements were opened.
fn balanced(html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "{html}"),
            None if ["br", "hr", "img", "input", "wbr", "col"].contains(&&*name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

/// Pieces that mean something to Markdown, in any order.
fn marked_up() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "\n",
        "\n",
        "\n\n",
        " ",
        "  ",
        "    ",
        "\t",
        "a",
        "b c",
        "é",
        "# ",
        "## ",
        "> ",
        "> [!NOTE]\n",
        "- ",
        "1. ",
        "- [ ] ",
        "- [x] ",
        "* ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```",
        "```yaml\n",
        "```embed\n",
        "~~~\n",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "[a](b.md)",
        "[a]: b.md\n",
        "[a][b]",
        "[^1]",
        "[^1]: ",
        "[^2]: x\n",
        "<",
        ">",
        "</b>",
        "<b>",
        "<a href='x'>",
        "</a>",
        "<div>",
        "</div>",
        "<script>",
        "<!--",
        "-->",
        "<img src=x onerror=y>",
        "javascript:",
        "JaVaScript&colon;x",
        "//x",
        "\\",
        "|",
        "| a | b |\n|---|--:|\n",
        "|-",
        ":",
        ": x\n",
        ":::",
        "{#x}",
        "{#fn-1}",
        "---\n",
        "===\n",
        "&lt;",
        "&#0;",
        "\u{0}",
        "\u{202e}",
        "\r",
        "\r\n",
        "\u{feff}",
        "\"",
        "'",
        "<https://x>",
        "<a@b.c>",
        "<p>",
        "</p>",
        "<li>",
        "<td>",
        "<h1>",
        "<!S\r:",
    ];
    vec(any::<proptest::sample::Index>().prop_map(|index| *index.get(PIECES)), 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => marked_up(), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn no_text_breaks_a_page(text in any_text()) {
        for unsafe_html in [false, true] {
            let settings = Settings { unsafe_html, ..SETTINGS };
            check(&html_with(&text, &settings));
            let place = Place::file(&SourcePath::new("a.yaml"));
            let (line, diagnostics) = parse_inline(&place, &text, Options { unsafe_html });
            check(&render_inline(&line, &settings));
            prop_assert!(diagnostics.iter().all(|d| d.place == place));
        }
        let (document, diagnostics) = parse(&SourcePath::new("a.md"), &text, Options::default());
        for diagnostic in diagnostics {
            let span = diagnostic.place.span;
            prop_assert!(text.get(span.start..span.end).is_some(), "{:?}", diagnostic);
        }
        for heading in document.headings {
            prop_assert!(text.get(heading.span.start..heading.span.end).is_some());
        }
    }
}
