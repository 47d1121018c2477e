//! Markup as a browser takes it apart: what it shows, and what else stands in the file.
//!
//! The tokenizer is the one of the HTML standard, so no reference, comment or odd tag is read here otherwise than in a
//! browser. Where the file has anything that the standard calls an error, it is searched as it lies on the disk besides:
//! what a browser drops (a second attribute of one name, say), somebody who looks at the source still sees.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::own_markup;
use crate::scan::text::{percent_decoded, push_unescaped};

/// What stands in a file of markup.
#[derive(Debug, Default)]
pub struct Reading {
    /// Texts joined across inline tags and parted at all others; comments and attributes behind them.
    pub words: String,
    /// Values of attributes that hold names and addresses, and not words for people, one a line.
    pub addresses: String,
}

/// Which language a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Html,
    Svg,
}

/// Whether an attribute holds words for people; all others hold names and addresses.
fn is_spoken(name: &str) -> bool {
    matches!(
        name,
        "alt"
            | "title"
            | "aria-label"
            | "content"
            | "placeholder"
            | "lang"
            | "data-title"
            | "data-marking"
            | "data-version"
            | "data-label"
            | "value"
    )
}

/// Whether the words of an attribute are the theme's and the standard's own, and never come from a review.
fn is_own(name: &str) -> bool {
    matches!(name, "class" | "scope" | "rel" | "role" | "type" | "name" | "http-equiv" | "charset")
}

/// Whether a tag does not part the words around it.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tspan"
            | "u"
            | "var"
            | "wbr"
    )
}

/// Reads a file of markup.
pub fn read(text: &str, language: Language) -> Reading {
    let own = if language == Language::Html { as_our_own(text) } else { None };
    let Gathered { mut words, aside, addresses, odd, .. } = own.unwrap_or_else(|| as_a_browser(text, language));
    words.push('\n');
    words.push_str(&aside);
    if odd {
        words.push('\n');
        words.push_str(&decoded(text));
    }
    Reading { words, addresses }
}

/// What the document type of a page says.
const DOCTYPE_NAME: &str = "html";

/// Reads a page of HTML as plenary's own pages are written, if all of it is.
pub fn as_our_own(html: &str) -> Option<Gathered> {
    // About half of a page is words.
    let mut gathered = Gathered { words: String::with_capacity(html.len() / 2), ..Gathered::default() };
    gathered.add_aside(DOCTYPE_NAME);
    own_markup::read(html, &mut gathered)?;
    Some(gathered)
}

/// Reads a piece of such a page, if it is one.
pub fn as_our_own_piece(html: &str) -> Option<Gathered> {
    let mut gathered = Gathered::default();
    own_markup::read_from(html, &mut gathered)?;
    Some(gathered)
}

/// Reads a file of markup by the standard, whatever is in it.
pub fn as_a_browser(text: &str, language: Language) -> Gathered {
    own_markup::as_a_browser(text, Sink { language, gathered: RefCell::default() }).gathered.into_inner()
}

/// A text with its character references written out, and its tags as they stand.
pub fn decoded(text: &str) -> String {
    as_a_browser(&text.replace('<', "&lt;"), Language::Html).words
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    pub words: String,
    /// Comments and attributes.
    pub aside: String,
    /// One a line.
    pub addresses: String,
    /// Whether there was anything that the standard calls an error.
    pub odd: bool,
    /// Whether what comes next is a script or styles, which have escapes of their own.
    in_code: bool,
}

struct Sink {
    language: Language,
    gathered: RefCell<Gathered>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let gathered = &mut *self.gathered.borrow_mut();
        match token {
            Token::CharacterTokens(text) => {
                gathered.words.push_str(&text);
                if gathered.in_code && text.contains('\\') {
                    gathered.aside.push('\n');
                    push_unescaped(&text, &mut gathered.aside);
                }
            }
            Token::CommentToken(text) => {
                gathered.aside.push('\n');
                gathered.aside.push_str(&text);
            }
            Token::TagToken(tag) => {
                gathered.tag(&tag);
                gathered.in_code = tag.kind == TagKind::StartTag && matches!(&*tag.name, "script" | "style");
                return self.goes_on(&tag);
            }
            Token::DoctypeToken(doctype) => {
                for text in [doctype.name, doctype.public_id, doctype.system_id].into_iter().flatten() {
                    gathered.aside.push('\n');
                    gathered.aside.push_str(&text);
                }
            }
            Token::ParseError(_) => gathered.odd = true,
            Token::NullCharacterToken | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.language == Language::Svg
    }
}

impl Sink {
    /// What stands in some elements of HTML is no markup.
    fn goes_on(&self, tag: &Tag) -> TokenSinkResult<()> {
        if self.language == Language::Svg || tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Gathered {
    /// What there is of a page at an address before its own first piece.
    pub fn before_a_page(url: &str) -> Gathered {
        let words = percent_decoded(url).into_owned();
        Gathered { words, aside: DOCTYPE_NAME.to_owned(), addresses: url.to_owned(), ..Gathered::default() }
    }

    fn tag(&mut self, tag: &Tag) {
        self.name(&tag.name);
        self.odd |= tag.had_duplicate_attributes;
        for attribute in &tag.attrs {
            self.attribute(&attribute.name.local, &attribute.value);
        }
    }

    /// Minds the name of a tag.
    fn name(&mut self, name: &str) {
        if !is_inline(name) {
            self.words.push('\n');
        }
        // A name that the standard does not have is somebody's own.
        if name.contains('-') {
            self.add_aside(name);
        }
    }

    /// Minds an attribute.
    fn attribute(&mut self, name: &str, value: &str) {
        if let Some(own) = name.strip_prefix("data-") {
            self.add_aside(own);
        }
        match value.contains('%') {
            true => self.add_aside(&percent_decoded(value)),
            false => self.add_aside(value),
        }
        // An address outside the site is for people too: r.moss@example.org is no id of ours.
        let outside = ["mailto:", "tel:", "http:", "https:"].iter().any(|scheme| value.starts_with(scheme));
        if !is_spoken(name) && !is_own(name) && !outside {
            self.addresses.push('\n');
            self.addresses.push_str(value);
        }
    }

    /// Adds something that stands beside the text.
    fn add_aside(&mut self, text: &str) {
        self.aside.push('\n');
        self.aside.push_str(text);
    }
}

impl own_markup::Reader for Gathered {
    fn text(&mut self, text: &str) {
        self.words.push_str(text);
    }

    fn open(&mut self, tag: &own_markup::Tag) {
        self.name(tag.name);
        for (name, value) in tag.attributes {
            self.attribute(name, value);
        }
    }

    fn close(&mut self, name: &str) {
        self.name(name);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop, prop_assert_eq, prop_oneof, proptest};

    use super::*;

    const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en-GB\" data-title=\"A &amp; B\">\n<head><title>A &amp; B</title>\
        <script src=\"a.js\" defer></script></head>\n<body class=\"x\"><p id=\"s1\">Kirk<em>farran</em> &lt;Road&gt;\
        <br><img alt=\"&#39;\" src='' /></p></body></html>\n";

    #[test]
    fn a_page_of_ours_is_read_and_anything_else_given_back() {
        let page = PAGE.replace(" src=''", "");
        let found = as_our_own(&page).unwrap();
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
            assert_eq!(as_our_own(&format!("<!DOCTYPE html>{odd}")), None, "{odd}");
        }
        assert_eq!(as_our_own("<p>No doctype</p>"), None);
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
            if let Some(found) = as_our_own(&html) {
                prop_assert_eq!(found, as_a_browser(&html, Language::Html));
            }
        }
    }
}
