//! Markup as plenary's own pages have it: a small, strict part of HTML that can be read in one go.
//!
//! It is read here a good deal faster than `markup` reads all of HTML, and to the same end; whatever goes beyond it in the
//! least is given back unread, for `markup` to read as a browser does.

use std::borrow::Cow;

use crate::scan::markup::Gathered;

/// Reads a page, if all of it is of this kind.
pub fn read(html: &str) -> Option<Gathered> {
    let mut gathered = Gathered::default();
    let mut rest = html.strip_prefix("<!DOCTYPE html>")?;
    gathered.add_aside("html");
    while let Some(open) = rest.find('<') {
        push_text(&rest[..open], &mut gathered.words)?;
        rest = tag(&rest[open + 1..], &mut gathered)?;
    }
    push_text(rest, &mut gathered.words)?;
    Some(gathered)
}

/// Reads a tag and gives back what stands behind it.
fn tag<'h>(rest: &'h str, gathered: &mut Gathered) -> Option<&'h str> {
    let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let (name, mut rest) = name(rest)?;
    gathered.open(&name);
    let mut named: Vec<Cow<str>> = Vec::new();
    while let Some(behind) = rest.strip_prefix([' ', '\n']) {
        rest = behind;
        if !rest.starts_with(['/', '>', ' ', '\n']) {
            let (name, value, behind) = attribute(rest)?;
            // A browser drops a second attribute of one name, and all of an end tag's.
            if is_end || named.contains(&name) {
                return None;
            }
            gathered.attribute(&name, &value);
            named.push(name);
            rest = behind;
        }
    }
    let rest = rest.strip_prefix('/').filter(|_| !is_end).unwrap_or(rest).strip_prefix('>')?;
    match &*name {
        // What stands in these is no markup. There is no difference where it is plain words, or nothing.
        "title" if !is_end => rest[rest.find('<')?..].starts_with("</title>").then_some(rest),
        "script" if !is_end => rest.starts_with("</script>").then_some(rest),
        "style" | "textarea" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext" if !is_end => None,
        _ => Some(rest),
    }
}

/// An attribute's name and value, and what stands behind it.
fn attribute(rest: &str) -> Option<(Cow<'_, str>, Cow<'_, str>, &str)> {
    let (name, rest) = name(rest)?;
    let Some(rest) = rest.strip_prefix("=\"") else {
        return rest.starts_with([' ', '\n', '/', '>']).then_some((name, Cow::Borrowed(""), rest));
    };
    let (value, rest) = rest.split_once('"')?;
    if !value.contains(['&', '\r', '\0']) {
        return Some((name, Cow::Borrowed(value), rest));
    }
    let mut decoded = String::with_capacity(value.len());
    push_text(value, &mut decoded)?;
    Some((name, Cow::Owned(decoded), rest))
}

/// A name of letters, digits and hyphens, in small letters.
fn name(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let (name, rest) = text.split_at(text.bytes().take_while(is_of_name).count());
    let small = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    };
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some((small, rest))
}

/// Adds text with its character references written out, those that plenary writes.
fn push_text(text: &str, out: &mut String) -> Option<()> {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\r', '\0']) {
        out.push_str(&rest[..at]);
        let (c, behind) = reference(rest[at..].strip_prefix('&')?)?;
        out.push(c);
        rest = behind;
    }
    out.push_str(rest);
    Some(())
}

/// A character reference, and what stands behind it.
fn reference(text: &str) -> Option<(char, &str)> {
    let known =
        [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\''), ("#x27;", '\''), ("#x2F;", '/')];
    known.into_iter().find_map(|(name, c)| Some((c, text.strip_prefix(name)?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop, prop_assert_eq, prop_oneof, proptest};

    use super::*;
    use crate::scan::markup::{Language, as_a_browser};

    const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en-GB\" data-title=\"A &amp; B\">\n<head><title>A &amp; B</title>\
        <script src=\"a.js\" defer></script></head>\n<body class=\"x\"><p id=\"s1\">Kirk<em>farran</em> &lt;Road&gt;\
        <br><img alt=\"&#39;\" src='' /></p></body></html>\n";

    #[test]
    fn a_page_of_ours_is_read_and_anything_else_given_back() {
        let page = PAGE.replace(" src=''", "");
        let found = read(&page).unwrap();
        assert_eq!(found, as_a_browser(&page, Language::Html));
        for odd in [
            "<p>a < b</p>",
            "<!-- a -->",
            "<p title=a>",
            "<p title='a'>",
            "<p a=\"1\" a=\"2\">",
            "<p>&nbsp;</p>",
            "<p>&amp</p>",
            "<style>a</style>",
            "<textarea>a</textarea>",
            "<script>a</script>",
            "<p",
            "<p a=\"",
            "<title>a<b></title>",
            "a\r\nb",
            "a\0",
            "</p a=\"1\">",
            "</p/>",
            "<p/a=\"1\">",
            "<p a=\"1\"b=\"2\">",
            "<3>",
            "<![CDATA[a]]>",
            "<?a?>",
            "<p =\"1\">",
            "<a:b>",
        ] {
            assert_eq!(read(&format!("<!DOCTYPE html>{odd}")), None, "{odd}");
        }
        assert_eq!(read("<p>No doctype</p>"), None);
    }

    fn piece() -> impl Strategy<Value = String> {
        let written = [
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<br>",
            "<br />",
            "<svg viewBox=\"0 0 1 1\">",
            "</svg>",
            "<p title=\"a &amp; b\">",
            "<p id=\"sw1\" class=\"x\">",
            "<input checked>",
            "<x-y data-z=\"1\">",
            "<title>",
            "</title>",
            "<script src=\"a\">",
            "</script>",
            "&amp;",
            "&lt;",
            "&#39;",
            "&nbsp;",
            "&",
            "<",
            ">",
            "\"",
            "'",
            " ",
            "\n",
            "\r",
            "<!--",
            "-->",
            "=",
            "/",
            "<p ",
            "<p title=\"",
            "é",
            "word",
        ];
        prop_oneof![prop::sample::select(written.to_vec()).prop_map(str::to_owned), "[a-z<>&\"'= /!-]{0,6}"]
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_a_browser_reads(pieces in prop::collection::vec(piece(), 0..12)) {
            let html = format!("<!DOCTYPE html>{}", pieces.concat());
            if let Some(found) = read(&html) {
                prop_assert_eq!(found, as_a_browser(&html, Language::Html));
            }
        }
    }
}
