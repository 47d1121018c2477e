use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::{prop_assert, proptest};
use scraper::Html;

use super::{Block, Context, Settings, Target, Words, escape_attribute, render, render_inline};
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

const SETTINGS: Settings = Settings {
    context: &Pages,
    words: &Words::ENGLISH,
    id_prefix: "",
    heading_shift: 0,
    unsafe_html: false,
    glossary: None,
};

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
        (
            "Hello *there* **you** ~~all~~ `<b>`",
            "<p>Hello <em>there</em> <strong>you</strong> <del>all</del> <code>&lt;b&gt;</code></p>\n",
        ),
        (
            "# One\n\n## Two\n",
            r##"<h2 id="one">One <a class="anchor" href="#one" aria-label="Link to this section: One"><span aria-hidden="true">#</span></a></h2>
<h3 id="two">Two <a class="anchor" href="#two" aria-label="Link to this section: Two"><span aria-hidden="true">#</span></a></h3>
"##,
        ),
        (
            "a [b](b.md#x) [c](https://example.org/?a=1&b=2 'A \"title\"') [d](#one) [e](secret.md) [f](javascript:x)",
            r##"<p>a <a href="b.html#x">b</a> <a href="https://example.org/?a=1&amp;b=2" title="A &quot;title&quot;" rel="noreferrer noopener">c</a> <a href="#one">d</a> e f</p>
"##,
        ),
        (
            "![A *plan*](room.png 'Plan') ![b](secret.png) ![](https://example.org/x.png)",
            r#"<p><img src="room.png" alt="A plan" title="Plan" loading="lazy"> b </p>
"#,
        ),
        (
            "- [ ] open [a](a.md)\n- [x] done\n  - nested\n- plain\n",
            r#"<ul>
<li class="task"><label><input type="checkbox" id="tick-1"> open <a href="a.html">a</a></label></li>
<li class="task"><label><input type="checkbox" id="tick-2" checked> done</label><ul>
<li>nested</li>
</ul>
</li>
<li>plain</li>
</ul>
"#,
        ),
        (
            "- [ ] open\n\n  more\n\n- b\n",
            r#"<ul>
<li class="task"><p><label><input type="checkbox" id="tick-1"> open</label></p>
<p>more</p>
</li>
<li><p>b</p>
</li>
</ul>
"#,
        ),
        (
            "3. a\n4. b\n",
            r#"<ol start="3">
<li>a</li>
<li>b</li>
</ol>
"#,
        ),
        (
            "Term\n: Meaning\n",
            "<dl>
<dt>Term</dt>
<dd>Meaning</dd>
</dl>
",
        ),
        (
            "> [!NOTE]\n> Hello\n\n> quote\n",
            r#"<aside class="callout callout-note" aria-labelledby="callout-1">
<p class="callout-title" id="callout-1">Note</p>
<p>Hello</p>
</aside>
<blockquote>
<p>quote</p>
</blockquote>
"#,
        ),
        (
            "| Time | | N |\n| :-- | - | -: |\n| 09:30 | *x* | 1 |\n",
            r#"<div class="table-wrap" tabindex="0" role="group" aria-label="Table: Time, N">
<table>
<thead>
<tr><th scope="col" class="align-left">Time</th><td></td><th scope="col" class="align-right">N</th></tr>
</thead>
<tbody>
<tr><td class="align-left">09:30</td><td><em>x</em></td><td class="align-right">1</td></tr>
</tbody>
</table>
</div>
"#,
        ),
        (
            "A[^b] and B[^a] and A[^b].\n\n[^a]: First.\n[^b]: Second[^a].\n[^c]: Never[^a].\n",
            r##"<p>A<sup class="footnote-ref"><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup> and B<sup class="footnote-ref"><a href="#fn-2" id="fnref-2" role="doc-noteref">2</a></sup> and A<sup class="footnote-ref"><a href="#fn-1" id="fnref-1-2" role="doc-noteref">1</a></sup>.</p>
<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">
<p class="footnotes-title">Footnotes</p>
<ol>
<li id="fn-1"><p>Second<sup class="footnote-ref"><a href="#fn-2" id="fnref-2-2" role="doc-noteref">2</a></sup>. <a class="footnote-back" href="#fnref-1" role="doc-backlink" aria-label="Back to text 1">↩︎</a> <a class="footnote-back" href="#fnref-1-2" role="doc-backlink" aria-label="Back to text 1-2">↩︎</a></p></li>
<li id="fn-2"><p>First. <a class="footnote-back" href="#fnref-2" role="doc-backlink" aria-label="Back to text 2">↩︎</a> <a class="footnote-back" href="#fnref-2-2" role="doc-backlink" aria-label="Back to text 2-2">↩︎</a></p></li>
</ol>
</section>
"##,
        ),
        (
            "```yaml\na: 1\n```\n\n```perl\n$x < 1;\n```\n\n    indented\n",
            r#"<pre tabindex="0" role="group" aria-label="Example to copy"><code class="language-yaml"><span class="hl-key">a</span><span class="hl-punctuation">:</span> <span class="hl-number">1</span>
</code></pre>
<pre tabindex="0" role="group" aria-label="Example to copy"><code>$x &lt; 1;
</code></pre>
<pre tabindex="0" role="group" aria-label="Example to copy"><code>indented
</code></pre>
"#,
        ),
        (
            "a <b onclick=\"x\">b</b>\n\n<script>x</script>\n",
            r#"<p>a &lt;b onclick="x"&gt;b&lt;/b&gt;</p>
<p class="raw-html">&lt;script&gt;x&lt;/script&gt;</p>
"#,
        ),
        (
            "a\n\n```embed\nrule: x\n```\n\nb\n\n```embed\nrule: y\n```\n",
            "<p>a</p>
[[0]]
<p>b</p>
[[1]]
",
        ),
        (
            "nul\u{0} bell\u{7} bidi\u{202e} ![\u{202e}\" onload=\"x](a.png)\n",
            "<p>nul bell bidi <img src=\"a.png\" alt=\"&quot; onload=&quot;x\" loading=\"lazy\"></p>\n",
        ),
        (
            "a  \nb\n\n---\n",
            "<p>a<br>
b</p>
<hr>
",
        ),
        (
            "##\n\n## ![](a.png)\n",
            r#"<p><img src="a.png" alt="" loading="lazy"></p>
"#,
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn a_prefix_and_a_shift_let_documents_share_a_page() {
    let settings = Settings { id_prefix: "g1-", heading_shift: 2, ..SETTINGS };
    let text = "# One\n\n[x](#one) [y](b.md#one)[^1]\n\n- [ ] t\n\n> [!TIP]\n> x\n\n[^1]: F\n";
    let expected = r##"<h4 id="g1-one">One <a class="anchor" href="#g1-one" aria-label="Link to this section: One"><span aria-hidden="true">#</span></a></h4>
<p><a href="#g1-one">x</a> <a href="b.html#one">y</a><sup class="footnote-ref"><a href="#g1-fn-1" id="g1-fnref-1" role="doc-noteref">1</a></sup></p>
<ul>
<li class="task"><label><input type="checkbox" id="g1-tick-1"> t</label></li>
</ul>
<aside class="callout callout-tip" aria-labelledby="g1-callout-1">
<p class="callout-title" id="g1-callout-1">Tip</p>
<p>x</p>
</aside>
<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">
<p class="footnotes-title">Footnotes</p>
<ol>
<li id="g1-fn-1"><p>F <a class="footnote-back" href="#g1-fnref-1" role="doc-backlink" aria-label="Back to text 1">↩︎</a></p></li>
</ol>
</section>
"##;
    assert_eq!(html_with(text, &settings), expected);
}

#[test]
fn raw_html_is_cleaned_where_it_is_allowed() {
    let settings = Settings { unsafe_html: true, ..SETTINGS };
    for (text, expected) in [
        ("a <kbd class=\"x\">b</kbd> c<br>d", "<p>a <kbd>b</kbd> c<br>d</p>\n"),
        ("**a <b>c** d</b>", "<p><strong>a <b>c</b></strong> d</p>\n"),
        (
            "a <i>b\n\nc</i>",
            "<p>a <i>b</i></p>
<p>c</p>
",
        ),
        (
            "<div onclick=x>\n<b>y\n</div>\n",
            "<div>
<b>y
</b></div><b>
</b>
",
        ),
        (
            "<a href=\"b.md\">x [y](c.md)</a>",
            r#"<p><a href="b.md" rel="noreferrer noopener">x y</a></p>
"#,
        ),
        (
            "- [ ] a <b>c\n- d\n",
            r#"<ul>
<li class="task"><label><input type="checkbox" id="tick-1"> a <b>c</b></label></li>
<li>d</li>
</ul>
"#,
        ),
    ] {
        assert_eq!(html_with(text, &settings), expected, "{text}");
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
