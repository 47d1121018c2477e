//! The words of a finished page: its summary, and what stands under each of its headings.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

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

/// Tags without an end.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta", "wbr", "col"];
/// What is no text of the page: ways to other pages, buttons, drawings, and what only paper shows.
const PASSED_OVER: &[&str] = &["nav", "button", "svg", "script", "style", "form"];
const PASSED_OVER_CLASSES: &[&str] = &["on-paper", "printing", "out", "embed-title", "not-ready", "copy-for"];
/// Tags inside which the words run on.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "cite", "del", "kbd",
];

/// Reads a page as the default theme, or another, has made it.
pub fn page_text(html: &str) -> PageText {
    let sink = Sink { reading: RefCell::default() };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // Everything before the page's own part is the same on every page.
    let main = html.find("<main").map_or(html, |at| &html[at..]);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(main));
    // A sink that never asks for a script to be run is never interrupted.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut reading = tokenizer.sink.reading.into_inner();
    reading.flush();
    reading.page.stretches.retain(|stretch| !stretch.paragraphs.is_empty() || !stretch.heading.is_empty());
    reading.page
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

impl Reading {
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
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
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

    fn open(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let attribute = |wanted: &str| {
            tag.attrs.iter().find(|attribute| &*attribute.name.local == wanted).map(|attribute| &*attribute.value)
        };
        let class = attribute("class").unwrap_or_default();
        let passed_over = PASSED_OVER.contains(&name)
            || attribute("hidden").is_some()
            || attribute("aria-hidden") == Some("true")
            || class.split(' ').any(|class| PASSED_OVER_CLASSES.contains(&class));
        if self.passing > 0 || passed_over {
            self.passing += usize::from(!VOID.contains(&name) && !tag.self_closing);
            return;
        }
        if INLINE.contains(&name) {
            return;
        }
        self.flush();
        match name {
            "h1" => self.title = true,
            "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = Some(attribute("id").unwrap_or_default().to_owned()),
            "p" => self.lead = class.split(' ').any(|class| class == "lead"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if name == "main" {
            self.flush();
            self.over = true;
        }
        if self.passing > 0 {
            self.passing -= 1;
            return;
        }
        if INLINE.contains(&name) {
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

struct Sink {
    reading: RefCell<Reading>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let reading = &mut *self.reading.borrow_mut();
        if reading.over {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::CharacterTokens(text) if reading.passing == 0 => reading.text.push_str(&text),
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => reading.open(&tag),
                TagKind::EndTag => reading.close(&tag.name),
            },
            _ => {}
        }
        TokenSinkResult::Continue
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
    fn odd_pages_do_no_harm() {
        for html in ["", "<main>", "<main><nav>", "</main></nav><p>x", "<main><br><img></nav><p>x", "<main><h2><h2><p>"]
        {
            page_text(html);
        }
    }
}
