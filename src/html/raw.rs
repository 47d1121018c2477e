//! Raw HTML, cleaned. Only a site that says `unsafe_html: true` comes here.

use std::borrow::Cow;

use ammonia::Builder;

use crate::markdown::LinkKind;
use crate::markdown::address::refusal;

/// Elements that may stand inside a line.
const INLINE: [&str; 27] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

/// Inline elements without content.
const VOID: [&str; 3] = ["br", "img", "wbr"];

/// Cleans a block of HTML by itself: it closes whatever it opens. The page has its one `h1`, and image maps and
/// centring are no more.
pub fn clean_block(html: &str) -> String {
    let mut builder = builder();
    builder.rm_tags(["h1", "area", "map", "center", "strike", "tt", "acronym", "header", "footer", "nav", "hgroup"]);
    builder.clean(html).to_string()
}

/// A tag inside a line, after cleaning.
#[derive(Debug, PartialEq, Eq)]
pub enum InlineTag {
    /// An element that must be closed, with the tag that opens it.
    Open {
        name: String,
        html: String,
    },
    Close {
        name: String,
    },
    /// An element without content.
    Void(String),
    /// Not allowed, or no tag at all.
    Nothing,
}

/// Cleans a single tag. The caller sees to it that elements are closed, and closed in their order.
pub fn clean_tag(source: &str) -> InlineTag {
    let (closes, rest) = match source.strip_prefix("</") {
        Some(rest) => (true, rest),
        None => (false, source.strip_prefix('<').unwrap_or_default()),
    };
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if !INLINE.contains(&&*name) {
        return InlineTag::Nothing;
    }
    if closes {
        return InlineTag::Close { name };
    }
    let mut builder = builder();
    builder.tags(INLINE.into_iter().collect());
    let html = builder.clean(source).to_string();
    if VOID.contains(&&*name) {
        // An image without its address is of no use to anybody.
        let empty = html.is_empty() || (name == "img" && !html.contains(" src="));
        return if empty { InlineTag::Nothing } else { InlineTag::Void(html) };
    }
    match html.strip_suffix(&format!("</{name}>")) {
        Some(html) => InlineTag::Open { name, html: html.to_owned() },
        None => InlineTag::Nothing,
    }
}

/// The sanitiser: no script, style, class or id, and the same addresses as in Markdown.
fn builder() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .link_rel(Some("noreferrer noopener"))
        .rm_tag_attributes("table", ["summary"])
        .attribute_filter(|_, attribute, value| {
            let kept = match attribute {
                "href" | "cite" => refusal(LinkKind::Link, value).is_none(),
                "src" => refusal(LinkKind::Image, value).is_none(),
                // The look is the stylesheet's.
                "align" | "char" | "charoff" | "size" => false,
                _ => true,
            };
            kept.then_some(Cow::Borrowed(value))
        });
    builder
}

#[cfg(test)]
mod tests {
    use super::{InlineTag, clean_block, clean_tag};

    #[test]
    fn blocks_lose_what_could_do_harm() {
        for (html, clean) in [
            ("<p class='x' id='y' style='color:red' onclick='z()'>Hi</p>", "<p>Hi</p>"),
            ("<div><b>open", "<div><b>open</b></div>"),
            ("<script>alert(1)</script>", ""),
            ("<style>p{}</style><h1>T</h1>", "T"),
            ("<!-- note -->", ""),
            ("<a href='JaVaScript:x'>x</a>", "<a rel=\"noreferrer noopener\">x</a>"),
            ("<a href='//example.org'>x</a>", "<a rel=\"noreferrer noopener\">x</a>"),
            ("<a href='java&#10;script:x'>x</a>", "<a rel=\"noreferrer noopener\">x</a>"),
            ("<img src='https://example.org/x.png' alt='x'><img src='x.png'>", "<img alt=\"x\"><img src=\"x.png\">"),
            ("<iframe src='x'></iframe><form><input></form>", ""),
        ] {
            assert_eq!(clean_block(html), clean, "{html}");
        }
    }

    #[test]
    fn tags_are_cleaned_one_by_one() {
        let open = |name: &str, html: &str| InlineTag::Open { name: name.to_owned(), html: html.to_owned() };
        for (source, tag) in [
            ("<kbd>", open("kbd", "<kbd>")),
            ("<B onclick=x title='a\"b'>", open("b", "<b title=\"a&quot;b\">")),
            ("</B >", InlineTag::Close { name: "b".to_owned() }),
            ("<br/>", InlineTag::Void("<br>".to_owned())),
            ("<img src='x.png' alt=''>", InlineTag::Void("<img src=\"x.png\" alt=\"\">".to_owned())),
            ("<img src='//x'>", InlineTag::Nothing),
            ("<div>", InlineTag::Nothing),
            ("<script>", InlineTag::Nothing),
            ("<!-- x -->", InlineTag::Nothing),
            ("", InlineTag::Nothing),
        ] {
            assert_eq!(clean_tag(source), tag, "{source}");
        }
    }
}
