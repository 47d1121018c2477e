//! The words of a finished page: its summary, and what stands under each of its headings.

use std::cell::RefCell;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::own_markup;

/// What a page says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PageText {
    pub summary: String,
    pub stretches: Vec<Stretch>,
}

/// What stands under one heading, or before the first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    pub anchor: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
}

/// Whether a tag has no end.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "link" | "meta" | "wbr" | "col")
}

/// Whether a tag holds no text of the page: ways to other pages, buttons, drawings, and what only paper shows.
fn is_passed_over(name: &str) -> bool {
    matches!(name, "nav" | "button" | "svg" | "script" | "style" | "form")
}

/// Whether a class says the same of what has it.
fn is_class_passed_over(class: &str) -> bool {
    matches!(class, "on-paper" | "printing" | "out" | "embed-title" | "not-ready" | "copy-for")
}

/// Whether words run on inside a tag.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "code"
            | "em"
            | "i"
            | "mark"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "cite"
            | "del"
            | "kbd"
    )
}

/// Reads a page as the default theme, or another, has made it.
pub fn page_text(html: &str) -> PageText {
    // What is around the page's own part is the same on every page.
    let main = html.find("<main").map_or(html, |at| &html[at..]);
    let main = main.rfind("</main>").map_or(main, |end| &main[..end + "</main>".len()]);
    let mut reading = Reading::default();
    let reading = match own_markup::read_from(main, &mut reading) {
        Some(()) => reading,
        None => own_markup::as_a_browser(main, Sink { reading: RefCell::default() }).reading.into_inner(),
    };
    reading.finished()
}

#[derive(Default)]
struct Reading {
    page: PageText,
    text: String,
    /// How deep what is passed over goes, in tags.
    passing: usize,
    /// Whether a heading is being read, and its id.
    heading: Option<String>,
    title: bool,
    lead: bool,
    over: bool,
}

/// A text with one space for each stretch of white space, and none at its ends.
fn one_line(text: &str) -> String {
    let text = text.trim();
    let bytes = text.as_bytes();
    let is_plain = |at: usize| {
        let next = bytes.get(at + 1);
        bytes[at].is_ascii() && (bytes[at] > b' ' || bytes[at] == b' ' && next.is_some_and(|next| *next > b' '))
    };
    // Most texts are one line already.
    if (0..bytes.len()).all(is_plain) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// What matters of an opening tag.
struct Opening<'a> {
    name: &'a str,
    id: &'a str,
    class: &'a str,
    hidden: bool,
    self_closing: bool,
}

impl Opening<'_> {
    fn has_class(&self, is: fn(&str) -> bool) -> bool {
        !self.class.is_empty() && self.class.split(' ').any(is)
    }
}

impl Reading {
    fn finished(mut self) -> PageText {
        self.flush();
        self.page.stretches.retain(|stretch| !stretch.paragraphs.is_empty() || !stretch.heading.is_empty());
        self.page
    }

    fn stretch(&mut self) -> &mut Stretch {
        if self.page.stretches.is_empty() {
            self.page.stretches.push(Stretch::default());
        }
        // There is one now.
        let last = self.page.stretches.len() - 1;
        &mut self.page.stretches[last]
    }

    /// Puts what was read so far where it belongs.
    fn flush(&mut self) {
        let text = one_line(&self.text);
        self.text.clear();
        if text.is_empty() || self.title {
            return;
        }
        if let Some(anchor) = self.heading.take() {
            let heading = text.trim_end_matches(" #").to_owned();
            self.page.stretches.push(Stretch { anchor, heading, paragraphs: Vec::new() });
        } else if self.lead && self.page.summary.is_empty() {
            self.page.summary = text;
        } else {
            self.stretch().paragraphs.push(text);
        }
    }

    fn words(&mut self, text: &str) {
        if self.passing == 0 && !self.over {
            self.text.push_str(text);
        }
    }

    fn opened(&mut self, tag: &Opening) {
        if self.over {
            return;
        }
        if self.passing > 0 || tag.hidden || is_passed_over(tag.name) || tag.has_class(is_class_passed_over) {
            self.passing += usize::from(!is_void(tag.name) && !tag.self_closing);
            return;
        }
        if is_inline(tag.name) {
            return;
        }
        self.flush();
        match tag.name {
            "h1" => self.title = true,
            "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = Some(tag.id.to_owned()),
            "p" => self.lead = tag.has_class(|class| class == "lead"),
            _ => {}
        }
    }

    fn closed(&mut self, name: &str) {
        if self.over {
            return;
        }
        if name == "main" {
            self.flush();
            self.over = true;
        }
        if self.passing > 0 {
            self.passing -= 1;
            return;
        }
        if is_inline(name) {
            return;
        }
        self.flush();
        match name {
            "h1" => self.title = false,
            "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "p" => self.lead = false,
            _ => {}
        }
    }
}

impl own_markup::Reader for Reading {
    fn text(&mut self, text: &str) {
        self.words(text);
    }

    fn open(&mut self, tag: &own_markup::Tag) {
        let value = |wanted: &str| tag.attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| &**value);
        self.opened(&Opening {
            name: tag.name,
            id: value("id").unwrap_or_default(),
            class: value("class").unwrap_or_default(),
            hidden: value("hidden").is_some() || value("aria-hidden") == Some("true"),
            self_closing: tag.self_closing,
        });
    }

    fn close(&mut self, name: &str) {
        self.closed(name);
    }
}

struct Sink {
    reading: RefCell<Reading>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let reading = &mut *self.reading.borrow_mut();
        match token {
            Token::CharacterTokens(text) => reading.words(&text),
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => reading.opened(&opening(&tag)),
                TagKind::EndTag => reading.closed(&tag.name),
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn opening(tag: &Tag) -> Opening<'_> {
    let value = |wanted: &str| {
        tag.attrs.iter().find(|attribute| &*attribute.name.local == wanted).map(|attribute| &*attribute.value)
    };
    Opening {
        name: &tag.name,
        id: value("id").unwrap_or_default(),
        class: value("class").unwrap_or_default(),
        hidden: value("hidden").is_some() || value("aria-hidden") == Some("true"),
        self_closing: tag.self_closing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_is_sorted_by_its_headings() {
        let page = page_text(
            "<header>Site</header><main><h1>Title</h1><p class=\"lead\">In <b>short</b>.</p><nav>Ways</nav><p>First &amp; last.\n</p>\
             <h2 id=\"a\">One <a href=\"#a\" class=\"anchor\">#</a></h2><ul><li>x<li>y</ul><p hidden>No</p><p class=\"marking on-paper\">M</p>\
             <table><tr><th>k</th><td>v<br>w</td></tr></table><h3>Two</h3></main><footer>Foot</footer>",
        );
        let stretch = |anchor: &str, heading: &str, paragraphs: &[&str]| Stretch {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
        };
        assert_eq!(page.summary, "In short.");
        assert_eq!(
            page.stretches,
            [
                stretch("", "", &["First & last."]),
                stretch("a", "One", &["x", "y", "k", "v", "w"]),
                stretch("", "Two", &[])
            ]
        );
    }

    #[test]
    fn a_text_is_one_line() {
        for (text, line) in [
            ("", ""),
            ("a", "a"),
            (" a b ", "a b"),
            ("a  b", "a b"),
            ("a\nb", "a b"),
            ("a \tb", "a b"),
            ("\u{a0}a\u{2003}b é\u{85}", "a b é"),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn odd_pages_do_no_harm() {
        for html in ["", "<main>", "<main><nav>", "</main></nav><p>x", "<main><br><img></nav><p>x", "<main><h2><h2><p>"]
        {
            page_text(html);
        }
    }
}
