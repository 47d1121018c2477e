//! The words of a finished page: its summary, and what stands under each of its headings.

use std::cell::RefCell;
use std::sync::Arc;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::own_markup;
use crate::pieces::{Known, Pieces};

/// One thing that a page says. `T` is a text, or the number by which one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said<T> {
    /// Paragraphs follow that stand under it.
    Heading {
        anchor: Arc<str>,
        heading: T,
    },
    /// What a page says of itself: its summary, unless it has one.
    Lead {
        summary: Arc<str>,
        paragraph: T,
    },
    Paragraph(T),
}

impl Said<String> {
    /// The same with a number for its text.
    pub fn numbered(&self, number: impl Fn(&str) -> u32) -> Said<u32> {
        match self {
            Said::Heading { anchor, heading } => Said::Heading { anchor: anchor.clone(), heading: number(heading) },
            Said::Lead { summary, paragraph } => Said::Lead { summary: summary.clone(), paragraph: number(paragraph) },
            Said::Paragraph(text) => Said::Paragraph(number(text)),
        }
    }
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

/// What a page says, as the default theme, or another, has made it.
pub fn said(html: &str) -> Vec<Said<String>> {
    let main = own_part(html);
    let mut reading = Reading::default();
    let reading = match own_markup::read_from(main, &mut reading) {
        Some(()) => reading,
        None => own_markup::as_a_browser(main, Sink { reading: RefCell::default() }).reading.into_inner(),
    };
    reading.finished()
}

/// What is around a page's own part is the same on every page.
fn own_part(html: &str) -> &str {
    let main = html.find("<main").map_or(html, |at| &html[at..]);
    main.rfind("</main>").map_or(main, |end| &main[..end + "</main>".len()])
}

/// What the pieces of pages say, by how deep what is passed over went before them. Nothing where a piece says something that
/// goes on behind it.
#[derive(Debug, Default)]
pub struct KnownTexts(Known<usize, Option<Arc<PieceText>>>);

#[derive(Debug)]
struct PieceText {
    said: Vec<Said<u32>>,
    /// How deep what is passed over goes behind it.
    passing: usize,
}

impl KnownTexts {
    pub fn forget(&self) {
        self.0.forget();
    }

    /// Reads a page in its pieces, each once on however many pages it stands, and to the same end as [`said`]. Where nothing
    /// comes back it cannot be read so, and what was said counts for nothing.
    pub fn read(&self, page: &Pieces, number: impl Fn(&str) -> u32, mut say: impl FnMut(&Said<u32>)) -> Option<()> {
        let main = own_part(page.html);
        let begins = page.pieces.iter().position(|piece| std::ptr::eq(piece.html.as_ptr(), main.as_ptr()))?;
        let mut reading = Reading::default();
        let mut left = main;
        for piece in &page.pieces[begins..] {
            let (html, behind) = left.split_at(piece.html.len().min(left.len()));
            left = behind;
            let rests = reading.rests() && html.len() == piece.html.len();
            let known = if rests { self.0.get(piece.key, reading.passing) } else { None };
            if let Some(Some(known)) = known {
                known.said.iter().for_each(&mut say);
                reading.passing = known.passing;
                continue;
            }
            let before = reading.passing;
            own_markup::read_from(html, &mut reading)?;
            let said: Vec<Said<u32>> = reading.said.drain(..).map(|said| said.numbered(&number)).collect();
            said.iter().for_each(&mut say);
            if rests && known.is_none() {
                let text = PieceText { said, passing: reading.passing };
                self.0.learn(piece.key, before, reading.rests().then(|| Arc::new(text)));
            }
        }
        reading.finished().iter().for_each(|said| say(&said.numbered(&number)));
        Some(())
    }
}

#[derive(Default)]
struct Reading {
    said: Vec<Said<String>>,
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
    /// Whether nothing has begun that what comes next would belong to.
    fn rests(&self) -> bool {
        let begun = self.title || self.lead || self.over || self.heading.is_some();
        !begun && self.text.trim().is_empty()
    }

    fn finished(mut self) -> Vec<Said<String>> {
        self.flush();
        self.said
    }

    /// Puts what was read so far where it belongs.
    fn flush(&mut self) {
        let text = one_line(&self.text);
        self.text.clear();
        if text.is_empty() || self.title {
            return;
        }
        self.said.push(match self.heading.take() {
            Some(anchor) => Said::Heading { anchor: anchor.into(), heading: text.trim_end_matches(" #").to_owned() },
            None if self.lead => Said::Lead { summary: text.as_str().into(), paragraph: text },
            None => Said::Paragraph(text),
        });
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
    use proptest::prelude::{Strategy, prop, prop_assert_eq, proptest};

    use super::*;
    use crate::output::Output;
    use crate::search::texts::Texts;

    #[test]
    fn what_a_page_says_is_sorted_by_its_headings() {
        let page = said(
            "<header>Site</header><main><h1>Title</h1><p class=\"lead\">In <b>short</b>.</p><nav>Ways</nav><p>First &amp; last.\n</p>\
             <h2 id=\"a\">One <a href=\"#a\" class=\"anchor\">#</a></h2><ul><li>x<li>y</ul><p hidden>No</p><p class=\"marking on-paper\">M</p>\
             <table><tr><th>k</th><td>v<br>w</td></tr></table><h3>Two</h3></main><footer>Foot</footer>",
        );
        let heading =
            |anchor: &str, heading: &str| Said::Heading { anchor: anchor.into(), heading: heading.to_owned() };
        let paragraph = |text: &str| Said::Paragraph(text.to_owned());
        let lead = Said::Lead { summary: "In short.".into(), paragraph: "In short.".to_owned() };
        let mut expected = vec![lead, paragraph("First & last."), heading("a", "One")];
        expected.extend(["x", "y", "k", "v", "w"].map(paragraph));
        expected.push(heading("", "Two"));
        assert_eq!(page, expected);
    }

    fn piece() -> impl Strategy<Value = String> {
        let pieces = [
            "<p>one",
            "<p>one</p>\n",
            "</p>\n",
            "<p class=\"lead\">Lead</p>\n",
            "<h2 id=\"a\">Two</h2>\n",
            "<h2>Two\n",
            "</h2>\n",
            "<nav>\n",
            "<p hidden>\n",
            "</nav>\n",
            "<h1>Title</h1>\n",
            "<h1>\n",
            "<b>bold</b>\n",
            "word\n",
            "\n",
            "</main>\n",
            "<br>\n",
            "<main>\n",
            "<p title=\"\n<p>\">\n",
            "<!-- \n<p>x</p> -->\n",
            "&nbsp;\n",
            "<svg>\n",
            "</svg>\n",
        ];
        prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
    }

    proptest! {
        /// Whatever was read before, a page is read in its pieces as it is in one go.
        #[test]
        fn a_page_in_pieces_says_the_same(pages in prop::collection::vec(prop::collection::vec(piece(), 0..12), 1..8)) {
            let (known, texts) = (KnownTexts::default(), Texts::default());
            for pieces in pages {
                let html = format!("<!DOCTYPE html>\n<body>\n<main>\n{}</main>\n</body>\n", pieces.concat());
                let output = Output { url: "a.html".to_owned(), bytes: html.clone().into_bytes() };
                let mut found = Vec::new();
                let number = |text: &str| texts.number(text);
                if known.read(&Pieces::of(&output).unwrap(), number, |said| found.push(said.clone())).is_some() {
                    let expected: Vec<Said<u32>> = said(&html).iter().map(|said| said.numbered(number)).collect();
                    prop_assert_eq!(found, expected, "{}", html);
                }
            }
        }
    }

    #[test]
    fn what_was_read_is_not_read_again() {
        let known = KnownTexts::default();
        let page = "<!DOCTYPE html>\n<main>\n<p>one</p>\n<p>two</p>\n</main>\n";
        let output = Output { url: "a.html".to_owned(), bytes: page.into() };
        let count = || {
            let counted = std::cell::Cell::new(0);
            let number = |_: &str| {
                counted.set(counted.get() + 1);
                0
            };
            known.read(&Pieces::of(&output).unwrap(), number, |_| ()).unwrap();
            counted.get()
        };
        assert_eq!((count(), count()), (2, 0));
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
            said(html);
        }
    }
}
