//! The pass over the events. It keeps no tree: what must be closed early is remembered in a few small fields.

use std::borrow::Cow;
use std::mem;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::footnotes::Footnotes;
use super::raw::{InlineTag, clean_block, clean_tag};
use super::table::Table;
use super::{Block, Settings, Target, escape_address, escape_attribute};
use crate::escape::{escape_text, push_text};
use crate::highlight::{highlight, known_languages};
use crate::markdown::address::{is_external, refusal};
use crate::markdown::{Document, EMBED, LinkKind, Located, language, plain_text};

/// Elements inside one another above which deeper ones are left out, and their content is not. Browsers stop at 512.
const DEEPEST: usize = 100;

/// Writes some events of a document, in the blocks that its embeds make of it.
pub fn write(document: &Document, events: &[Located], settings: &Settings) -> Vec<Block> {
    let mut writer = Writer {
        document,
        settings,
        prefix: escape_attribute(settings.id_prefix),
        out: String::with_capacity(document.body.len() * 3 / 2),
        blocks: Vec::new(),
        depth: 0,
        next_link: 0,
        next_heading: 0,
        next_embed: 0,
        ticks: 0,
        callouts: 0,
        closers: Vec::new(),
        label_open: false,
        links_open: 0,
        in_heading: false,
        explained: settings.glossary.map_or_else(Vec::new, |glossary| vec![false; glossary.terms.len()]),
        raw_tags: Vec::new(),
        image: None,
        code: None,
        html: None,
        tables: Vec::new(),
        around: Vec::new(),
        footnotes: Footnotes::number(events),
    };
    for at in 0..events.len() {
        writer.event(&events[at].0, &events[at + 1..]);
    }
    writer.finish()
}

struct Writer<'a> {
    document: &'a Document,
    settings: &'a Settings<'a>,
    /// The prefix of ids, escaped.
    prefix: String,
    out: String,
    blocks: Vec<Block>,
    /// How many elements of Markdown are open.
    depth: usize,
    next_link: usize,
    next_heading: usize,
    next_embed: usize,
    ticks: usize,
    callouts: usize,
    /// What closes each element of Markdown that is open, in order.
    closers: Vec<Cow<'static, str>>,
    /// The label of a tick box is open. It ends with its line, since it cannot hold blocks.
    label_open: bool,
    /// Markdown links that became links.
    links_open: usize,
    /// A heading is open.
    in_heading: bool,
    /// Whether each term of the glossary has been explained already.
    explained: Vec<bool>,
    /// Raw elements inside a line that are open, and the depth at which they began.
    raw_tags: Vec<(usize, String)>,
    /// The image whose description is being read.
    image: Option<Image>,
    code: Option<Code>,
    html: Option<String>,
    tables: Vec<Table>,
    /// What had been written around each footnote that is open, and the footnote's label.
    around: Vec<(String, String)>,
    footnotes: Footnotes,
}

struct Image {
    depth: usize,
    source: Option<String>,
    title: String,
    words: String,
}

struct Code {
    language: String,
    text: String,
}

impl Writer<'_> {
    fn event(&mut self, event: &Event, rest: &[Located]) {
        if self.image.is_some() {
            return self.describe(event);
        }
        match event {
            Event::Start(tag) => {
                self.start(tag, rest);
                self.depth += 1;
            }
            Event::End(end) => {
                self.depth -= 1;
                self.end(end);
            }
            Event::Text(text) => match &mut self.code {
                Some(code) => code.text.push_str(text),
                None => self.words(text),
            },
            Event::Html(text) => match &mut self.html {
                Some(html) => html.push_str(text),
                None => push_text(&mut self.out, text),
            },
            Event::InlineHtml(tag) if self.settings.unsafe_html => self.raw_tag(tag),
            Event::InlineHtml(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                push_text(&mut self.out, text);
            }
            Event::Code(text) => {
                self.out.push_str("<code>");
                push_text(&mut self.out, text);
                self.out.push_str("</code>");
            }
            Event::FootnoteReference(label) => {
                // A footnote that nothing leads to is not shown, so nothing in it can be led back to.
                if self.around.last().is_none_or(|(around, _)| self.footnotes.is_wanted(around)) {
                    let html = self.footnotes.reference(label, self.in_link(), self.settings);
                    self.out.push_str(&html);
                }
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => {
                self.end_line();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(ticked) => self.tick_box(*ticked),
        }
    }

    /// Writes words. Where a term of the glossary comes up for the first time, it leads there.
    fn words(&mut self, text: &str) {
        let Some(glossary) = self.settings.glossary.filter(|_| self.may_explain()) else {
            return push_text(&mut self.out, text);
        };
        let mut done = 0;
        for found in glossary.terms.find(text) {
            if mem::replace(&mut self.explained[found.term], true) {
                continue;
            }
            push_text(&mut self.out, &text[done..found.start]);
            let href = escape_address(&format!("{}#{}", glossary.href, found.anchor));
            let explanation = escape_attribute(found.explanation);
            self.out.push_str(&format!("<a class=\"term\" href=\"{href}\" title=\"{explanation}\">"));
            push_text(&mut self.out, &text[found.start..found.end]);
            self.out.push_str("</a>");
            done = found.end;
        }
        push_text(&mut self.out, &text[done..]);
    }

    /// Whether a term may become a link here: not in another link, a heading, or the label of a box.
    fn may_explain(&self) -> bool {
        !self.in_link() && !self.in_heading && !self.label_open
    }

    fn start(&mut self, tag: &Tag, rest: &[Located]) {
        let inline = matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        );
        if !inline {
            self.end_line();
        }
        if self.depth >= DEEPEST {
            self.pass_over(tag, rest);
            self.closers.push(Cow::Borrowed(if inline { "" } else { "\n" }));
            return;
        }
        let closer = match tag {
            Tag::Paragraph => self.open("<p>", "</p>\n"),
            Tag::Heading { .. } => {
                self.in_heading = true;
                self.heading(rest)
            }
            Tag::BlockQuote(None) => self.open("<blockquote>\n", "</blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.callout(*kind),
            Tag::CodeBlock(kind) => self.code_block(kind),
            Tag::HtmlBlock => {
                self.html = Some(String::new());
                Cow::Borrowed("")
            }
            Tag::List(None) => self.open("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.open("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => self.open(&format!("<ol start=\"{first}\">\n"), "</ol>\n"),
            Tag::Item if is_task(rest) => self.open("<li class=\"task\">", "</li>\n"),
            Tag::Item => self.open("<li>", "</li>\n"),
            Tag::FootnoteDefinition(label) => {
                self.around.push((label.to_string(), mem::take(&mut self.out)));
                Cow::Borrowed("")
            }
            Tag::DefinitionList => self.open("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.open("<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.open("<dd>", "</dd>\n"),
            Tag::Table(alignments) => {
                let (table, html) = Table::open(alignments, rest, self.settings);
                self.tables.push(table);
                self.open(&html, Table::CLOSE)
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.table_part(tag, rest),
            Tag::Emphasis => self.open("<em>", "</em>"),
            Tag::Strong => self.open("<strong>", "</strong>"),
            Tag::Strikethrough => self.open("<del>", "</del>"),
            Tag::Superscript => self.open("<sup>", "</sup>"),
            Tag::Subscript => self.open("<sub>", "</sub>"),
            Tag::Link { title, .. } => self.link(title),
            Tag::Image { title, .. } => {
                let source = self.target();
                self.image = Some(Image { depth: self.depth, source, title: title.to_string(), words: String::new() });
                Cow::Borrowed("")
            }
            Tag::MetadataBlock(_) => Cow::Borrowed(""),
        };
        self.closers.push(closer);
    }

    fn end(&mut self, end: &TagEnd) {
        let inline = matches!(
            end,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
        );
        self.close_raw_tags(self.depth + 1);
        if !inline {
            self.end_line();
        }
        if self.depth < DEEPEST {
            match end {
                TagEnd::CodeBlock => self.end_code_block(),
                TagEnd::Heading(_) => self.in_heading = false,
                TagEnd::HtmlBlock => self.end_html_block(),
                TagEnd::FootnoteDefinition => {
                    if let Some((label, out)) = self.around.pop() {
                        let text = mem::replace(&mut self.out, out);
                        self.footnotes.keep(&label, text);
                    }
                }
                TagEnd::Table => {
                    self.tables.pop();
                }
                TagEnd::TableHead => {
                    self.tables.last_mut().map(Table::close_head);
                }
                _ => {}
            }
        }
        let closer = self.closers.pop().unwrap_or_default();
        if closer == LINK_END {
            self.links_open -= 1;
        }
        self.out.push_str(&closer);
    }

    fn open(&mut self, html: &str, closer: &'static str) -> Cow<'static, str> {
        self.out.push_str(html);
        Cow::Borrowed(closer)
    }

    /// Counts what is left out, so that what follows keeps its place in the document's lists.
    fn pass_over(&mut self, tag: &Tag, rest: &[Located]) {
        match tag {
            Tag::Link { .. } | Tag::Image { .. } => self.next_link += 1,
            Tag::Heading { .. } if !heading_text(rest).is_empty() => self.next_heading += 1,
            _ => {}
        }
    }

    /// A heading without words would be read out as an empty one, so it becomes a paragraph.
    fn heading(&mut self, rest: &[Located]) -> Cow<'static, str> {
        let text = heading_text(rest);
        let heading = self.document.headings.get(self.next_heading).filter(|_| !text.is_empty());
        let Some(heading) = heading else {
            return match rest {
                [(Event::End(_), _), ..] => Cow::Borrowed(""),
                _ => self.open("<p>", "</p>\n"),
            };
        };
        self.next_heading += 1;
        let level = heading.level.saturating_add(self.settings.heading_shift).min(6);
        let id = format!("{}{}", self.prefix, escape_attribute(&heading.id));
        let name = escape_attribute(&format!("{}: {text}", self.settings.words.link_to_section));
        self.out.push_str(&format!("<h{level} id=\"{id}\">"));
        let anchor =
            format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"{name}\"><span aria-hidden=\"true\">#</span></a>");
        Cow::Owned(format!(" {anchor}</h{level}>\n"))
    }

    fn callout(&mut self, kind: BlockQuoteKind) -> Cow<'static, str> {
        let words = self.settings.words;
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", words.note),
            BlockQuoteKind::Tip => ("tip", words.tip),
            BlockQuoteKind::Important => ("important", words.important),
            BlockQuoteKind::Warning => ("warning", words.warning),
            BlockQuoteKind::Caution => ("caution", words.caution),
        };
        self.callouts += 1;
        let id = format!("{}callout-{}", self.prefix, self.callouts);
        let title = escape_text(title);
        let html = format!(
            "<aside class=\"callout callout-{class}\" aria-labelledby=\"{id}\">\n<p class=\"callout-title\" id=\"{id}\">{title}</p>\n"
        );
        self.open(&html, "</aside>\n")
    }

    fn tick_box(&mut self, ticked: bool) {
        self.ticks += 1;
        let ticked = if ticked { " checked" } else { "" };
        let id = format!("{}tick-{}", self.prefix, self.ticks);
        self.out.push_str(&format!("<label><input type=\"checkbox\" id=\"{id}\"{ticked}> "));
        self.label_open = true;
    }

    fn table_part(&mut self, tag: &Tag, rest: &[Located]) -> Cow<'static, str> {
        let Some(table) = self.tables.last_mut() else { return Cow::Borrowed("") };
        let (html, closer) = match tag {
            Tag::TableHead => table.open_head(),
            Tag::TableRow => table.open_row(),
            _ => table.open_cell(rest),
        };
        self.out.push_str(&html);
        Cow::Borrowed(closer)
    }

    fn code_block(&mut self, kind: &CodeBlockKind) -> Cow<'static, str> {
        let language = match kind {
            CodeBlockKind::Fenced(info) => language(info),
            CodeBlockKind::Indented => String::new(),
        };
        if language == EMBED {
            self.flush();
            self.blocks.push(Block::Embed(self.next_embed));
            self.next_embed += 1;
        }
        self.code = Some(Code { language, text: String::new() });
        Cow::Borrowed("")
    }

    fn end_code_block(&mut self) {
        let Some(code) = self.code.take() else { return };
        if code.language == EMBED {
            return;
        }
        // Long lines scroll, so the block can be reached by keyboard, and has a name then.
        let name = escape_attribute(self.settings.words.code);
        self.out.push_str(&format!("<pre tabindex=\"0\" role=\"group\" aria-label=\"{name}\">"));
        match known_languages().find(|known| *known == code.language) {
            Some(known) => self.out.push_str(&format!("<code class=\"language-{known}\">")),
            None => self.out.push_str("<code>"),
        }
        match highlight(&code.language, &code.text) {
            Some(html) => self.out.push_str(&html),
            None => push_text(&mut self.out, &code.text),
        }
        self.out.push_str("</code></pre>\n");
    }

    fn end_html_block(&mut self) {
        let Some(html) = self.html.take() else { return };
        if self.settings.unsafe_html {
            self.out.push_str(clean_block(&html).trim());
            self.out.push('\n');
        } else {
            self.out.push_str(&format!("<p class=\"raw-html\">{}</p>\n", escape_text(html.trim())));
        }
    }

    fn raw_tag(&mut self, source: &str) {
        match clean_tag(source) {
            InlineTag::Open { name, .. } if name == "a" && self.in_link() => {}
            InlineTag::Open { name, html } => {
                self.out.push_str(&html);
                self.raw_tags.push((self.depth, name));
            }
            InlineTag::Close { name } => {
                // An end that fits no beginning inside the same element would tear the elements around it.
                if self.raw_tags.last() == Some(&(self.depth, name)) {
                    self.close_last_raw_tag();
                }
            }
            InlineTag::Void(html) => self.out.push_str(&html),
            InlineTag::Nothing => {}
        }
    }

    fn close_last_raw_tag(&mut self) {
        if let Some((_, name)) = self.raw_tags.pop() {
            self.out.push_str(&format!("</{name}>"));
        }
    }

    /// Closes raw elements that began at some depth or below it.
    fn close_raw_tags(&mut self, depth: usize) {
        while self.raw_tags.last().is_some_and(|(at, _)| *at >= depth) {
            self.close_last_raw_tag();
        }
    }

    /// Closes what cannot go on past the end of a line of text.
    fn end_line(&mut self) {
        self.close_raw_tags(self.depth);
        if mem::take(&mut self.label_open) {
            self.out.push_str("</label>");
        }
    }

    fn in_link(&self) -> bool {
        self.links_open > 0 || self.raw_tags.iter().any(|(_, name)| name == "a")
    }

    fn link(&mut self, title: &str) -> Cow<'static, str> {
        let in_link = self.in_link();
        let Some(address) = self.target().filter(|_| !in_link) else { return Cow::Borrowed("") };
        let rel = if is_external(&address) { " rel=\"noreferrer noopener\"" } else { "" };
        let html = format!("<a href=\"{}\"{}{rel}>", escape_address(&address), title_attribute(title));
        self.links_open += 1;
        self.open(&html, LINK_END)
    }

    /// Where the next link or image of the document leads, or nothing if only its text is to be shown.
    fn target(&mut self) -> Option<String> {
        let link = self.document.links.get(self.next_link);
        self.next_link += 1;
        let link = link.filter(|link| !link.refused)?;
        let Target::Href(address) = self.settings.context.link(link) else { return None };
        // An image may be carried inside the page, which no author's address can ask for.
        let carried = link.kind == LinkKind::Image && address.starts_with("data:image/");
        if !carried && refusal(link.kind, &address).is_some() {
            return None;
        }
        match address.strip_prefix('#') {
            Some(id) if link.destination.starts_with('#') && !id.is_empty() => {
                Some(format!("#{}{id}", self.settings.id_prefix))
            }
            _ => Some(address),
        }
    }

    /// Reads on in an image's description, in which there is no markup.
    fn describe(&mut self, event: &Event) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.closers.push(Cow::Borrowed(""));
                if matches!(tag, Tag::Link { .. } | Tag::Image { .. }) {
                    self.next_link += 1;
                }
            }
            Event::End(_) => {
                self.depth -= 1;
                self.closers.pop();
                if self.depth == image.depth {
                    self.end_image();
                }
            }
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                image.words.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => image.words.push(' '),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        match image.source {
            Some(source) => self.out.push_str(&format!(
                "<img src=\"{}\" alt=\"{}\"{} loading=\"lazy\">",
                escape_address(&source),
                escape_attribute(image.words.trim()),
                title_attribute(&image.title),
            )),
            None => push_text(&mut self.out, &image.words),
        }
    }

    fn flush(&mut self) {
        let html = mem::take(&mut self.out);
        if !html.trim().is_empty() {
            self.blocks.push(Block::Html(html));
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_line();
        let footnotes = mem::take(&mut self.footnotes);
        self.out.push_str(&footnotes.section(self.settings));
        self.flush();
        self.blocks
    }
}

const LINK_END: &str = "</a>";

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape_attribute(title)) }
}

/// The words of a heading, given the events from it on.
fn heading_text(rest: &[Located]) -> String {
    let end = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
    plain_text(&rest[..end.unwrap_or(rest.len())])
}

/// Whether a list item, given the events from it on, begins with a tick box.
fn is_task(rest: &[Located]) -> bool {
    let rest = match rest {
        [(Event::Start(Tag::Paragraph), _), rest @ ..] => rest,
        rest => rest,
    };
    matches!(rest, [(Event::TaskListMarker(_), _), ..])
}
