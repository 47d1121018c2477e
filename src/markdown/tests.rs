use super::{Document, LinkKind, Options, parse, parse_fragment, parse_inline, plain_text};
use crate::diagnostic::Diagnostic;
use crate::source::{Place, SourcePath};
use crate::span::Span;

fn read(text: &str) -> (Document, Vec<Diagnostic>) {
    parse(&SourcePath::new("content/guidance/a.md"), text, Options::default())
}

/// The codes, and what each points at in the file.
fn found(text: &str) -> Vec<(String, String)> {
    let (_, diagnostics) = read(text);
    let pair = |d: Diagnostic| (d.code.to_string(), text[d.place.span.start..d.place.span.end].to_owned());
    diagnostics.into_iter().map(pair).collect()
}

#[test]
fn mistakes_have_exact_places() {
    const HEAD: &str = "\u{feff}---\r\ntitle: Àlder\r\n---\r\n";
    for (text, code, at) in [
        ("a [b](javascript:x) c", "unsafe-link", "javascript:x"),
        ("é [b](<java script:x> 'title') c", "unsafe-link", "java script:x"),
        ("[b](javascript&colon;x)", "unsafe-link", "[b](javascript&colon;x)"),
        ("[b](j&#97;vascript:x)", "unsafe-link", "[b](j&#97;vascript:x)"),
        ("[b](//example.org)", "unsafe-link", "//example.org"),
        ("<javascript:alert(1)>", "unsafe-link", "javascript:alert(1)"),
        ("![b](https://example.org/x.png)", "unsafe-link", "https://example.org/x.png"),
        ("[b][x]\n\n[x]: data:text/html,x\n", "unsafe-link", "data:text/html,x"),
        ("a [b]() c", "dead-link", "[b]()"),
        ("see [text][ref] there", "dead-link", "[text][ref]"),
        ("see[^1] there", "dead-link", "[^1]"),
        ("a <b>bold</b> word", "raw-html", "<b>"),
        ("a\n\n<div>\nx\n</div>\n\nb", "raw-html", "<div>\nx\n</div>"),
        ("# A\n\n<!-- a note -->\n", "raw-html", "<!-- a note -->"),
        ("a </b> c", "raw-html", "</b>"),
        ("# A {#x}\n\n# B {#x}\n", "duplicate-anchor", "x"),
        ("# A {#a_b}\n", "bad-value", "a_b"),
        ("# A {#fn-1}\n", "bad-value", "fn-1"),
        ("::: note\nHello\n:::\n", "bad-value", "::: note"),
        ("```yml\na: b\n```\n\n``` yamll x\na: b\n```\n", "unknown-language", "yamll"),
        ("- ```embed\n  agenda: a/b\n  ```\n", "unknown-embed", "```embed\n  agenda: a/b\n  ```"),
        ("  ```embed\n  agenda: a/b\n  ```\n", "unknown-embed", "```embed\n  agenda: a/b\n  ```"),
    ] {
        for head in ["", HEAD] {
            let text = format!("{head}{text}");
            assert_eq!(found(&text), [(code.to_owned(), at.to_owned())], "{text:?}");
        }
    }
}

#[test]
fn what_is_right_has_no_diagnostic() {
    for text in [
        "",
        "---\ntitle: A\n---\n# Then\n\nA [link](b.md#x), <https://example.org>, <a@example.org>, [bare], [x], `[a][b]`.",
        "- [ ] open\n- [x] done\n",
        "Text[^1].\n\n[^1]: Note.\n",
        "```\n::: note\n<b>[^1][a][b]\n```\n",
        "    ::: indented code\n",
        "> [!NOTE]\n> Hello\n",
        "Term\n: Meaning\n",
        "| a | b |\n| - | -: |\n| 1 | 2 |\n",
        "1 < 2 && a <- b",
    ] {
        assert_eq!(found(text), [], "{text:?}");
    }
}

#[test]
fn unclosed_front_matter_keeps_the_body() {
    let text = "---\ntitle: A\n\n## Then\n";
    assert_eq!(found(text), [("front-matter".to_owned(), "---".to_owned())]);
    assert!(read(text).0.anchors.contains("then"));
}

#[test]
fn headings_have_levels_and_unique_ids() {
    for (text, headings) in [
        ("# One\n## Two", "2 one, 3 two"),
        ("## One\n### Two", "2 one, 3 two"),
        ("#### One\n## Two", "4 one, 2 two"),
        ("## A\n## A\n## A\n## A-2", "2 a, 2 a-2, 2 a-3, 2 a-2-2"),
        ("## A\n## B {#a}", "2 a-2, 2 a"),
        ("## Fn\n## Fn\n## Fn 1", "2 fn, 2 section-fn-2, 2 section-fn-1"),
        ("## …\n## !", "2 section, 2 section-2"),
        ("##\n## *Then* and `now`\n", "2 then-and-now"),
        ("Then\n====\n\nNow\n---\n", "2 then, 3 now"),
        ("## A {#x_y}", "2 a"),
        ("## Καλημέρα", "2 καλημερα"),
    ] {
        let (document, _) = read(text);
        let got: Vec<_> = document.headings.iter().map(|h| format!("{} {}", h.level, h.id)).collect();
        assert_eq!(got.join(", "), headings, "{text:?}");
    }
}

#[test]
fn a_duplicate_anchor_points_at_the_first() {
    let text = "# A {#x}\n\n# B {#x}\n";
    let (_, diagnostics) = read(text);
    assert_eq!(diagnostics[0].labels[0].place.span, Span::new(6, 7));
}

#[test]
fn links_stand_in_order_with_their_kinds() {
    let text = "[a](a.md) ![b [c](c.md)](b.png) <d@example.org> [e][e] [f](j:x)\n\n[e]: e.md#x 'T'\n";
    let (document, _) = read(text);
    let links: Vec<_> = document.links.iter().map(|l| (&*l.destination, l.kind, l.refused)).collect();
    let link = LinkKind::Link;
    assert_eq!(
        links,
        [
            ("a.md", link, false),
            ("b.png", LinkKind::Image, false),
            ("c.md", link, false),
            ("mailto:d@example.org", link, false),
            ("e.md#x", link, false),
            ("j:x", link, true)
        ]
    );
    for link in &document.links {
        assert!(link.destination.ends_with(&text[link.span.start..link.span.end]), "{link:?}");
    }
}

#[test]
fn embeds_can_be_read_where_they_stand() {
    for text in [
        "---\ntitle: A\n---\n\n```embed\nagenda: alder/practitioner\n```\n\nx\n\n~~~ embed\nrule: a\nroom: b\n~~~",
        "---\r\ntitle: A\r\n---\r\n```embed\r\nagenda: alder/practitioner\r\n```\r\n~~~embed\r\nrule: a\r\nroom: b\r\n~~~\r\n",
    ] {
        let (document, diagnostics) = read(text);
        assert!(diagnostics.is_empty());
        let texts: Vec<_> = document.embeds.iter().map(|embed| embed.text.replace('\r', "")).collect();
        assert_eq!(texts, ["agenda: alder/practitioner\n", "rule: a\nroom: b\n"]);
        for embed in &document.embeds {
            assert!(text[embed.base..].starts_with(&embed.text));
            assert!(text[embed.span.start..embed.span.end].contains(&embed.text));
        }
    }
    let (document, _) = read("```embed\n```\n");
    assert_eq!(document.embeds[0].text, "");
    let (document, _) = read("```embed");
    assert_eq!(document.embeds[0].text, "");
}

#[test]
fn a_fragment_points_at_its_scalar() {
    let place = Place::new(&SourcePath::new("a.yaml"), Span::new(10, 20));
    let (document, diagnostics) = parse_fragment(&place, "---\n<b>x</b> [y](j:x)\n\n# A\n", Options::default());
    assert!(diagnostics.iter().all(|d| d.place == place) && diagnostics.len() == 2, "{diagnostics:?}");
    assert_eq!(document.front_matter, None);
    assert_eq!((document.headings[0].span, document.links[0].span), (place.span, place.span));
}

#[test]
fn a_line_has_no_blocks() {
    let place = Place::file(&SourcePath::new("a.yaml"));
    for (text, plain) in [
        ("1. What did you know *then*?", "1. What did you know then?"),
        ("# of groups", "# of groups"),
        ("> 12 people", "> 12 people"),
        ("- pens", "- pens"),
        ("  [ ] `a`\n  b  ", "[ ] a b"),
        ("**(bold)** word", "(bold) word"),
        ("_(x)_", "(x)"),
        ("\\*x", "*x"),
        ("(in brackets)", "(in brackets)"),
        ("[^1]: x", "[^1]: x"),
        ("", ""),
    ] {
        let (document, _) = parse_inline(&place, text, Options::default());
        assert_eq!(plain_text(&document.events), plain, "{text:?}");
    }
}

#[test]
fn unsafe_html_has_no_warning_where_it_is_allowed() {
    let options = Options { unsafe_html: true };
    let (_, diagnostics) = parse(&SourcePath::new("a.md"), "<b>x</b>\n\n<div>y</div>\n", options);
    assert_eq!(diagnostics, []);
}
