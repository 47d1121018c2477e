//! Tables: column heads with their scope, alignment by class, a name for the frame that scrolls.

use std::borrow::Cow;

use pulldown_cmark::{Alignment, Event, TagEnd};

use super::{Settings, escape_attribute};
use crate::markdown::{Located, plain_text};

/// The table that is open.
pub struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl Table {
    /// Opens a table. On a narrow screen its frame scrolls; it can be reached by keyboard and is named by the heads of
    /// its columns, so that the tables of one page can be told apart.
    pub fn open(alignments: &[Alignment], rest: &[Located], settings: &Settings) -> (Table, String) {
        let heads = heads(rest).join(", ");
        let words = settings.words.table;
        let name = escape_attribute(&if heads.is_empty() { words.to_owned() } else { format!("{words}: {heads}") });
        let html = format!("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">\n<table>\n");
        (Table { alignments: alignments.to_vec(), column: 0, in_head: false }, html)
    }

    /// Opens the row of heads; like the two below, it gives what opens the part and what closes it.
    pub fn open_head(&mut self) -> (Cow<'static, str>, &'static str) {
        self.in_head = true;
        self.column = 0;
        (Cow::Borrowed("<thead>\n<tr>"), "</tr>\n</thead>\n<tbody>\n")
    }

    pub fn close_head(&mut self) {
        self.in_head = false;
    }

    pub fn open_row(&mut self) -> (Cow<'static, str>, &'static str) {
        self.column = 0;
        (Cow::Borrowed("<tr>"), "</tr>\n")
    }

    /// Opens a cell, given the events from it on. A head without words is no head: it would be read out as one.
    pub fn open_cell(&mut self, rest: &[Located]) -> (Cow<'static, str>, &'static str) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        self.column += 1;
        let is_head = self.in_head && !plain_text(until(rest, &TagEnd::TableCell)).is_empty();
        if is_head {
            (Cow::Owned(format!("<th scope=\"col\"{class}>")), "</th>")
        } else {
            (Cow::Owned(format!("<td{class}>")), "</td>")
        }
    }

    pub const CLOSE: &'static str = "</tbody>\n</table>\n</div>\n";
}

fn heads(rest: &[Located]) -> Vec<String> {
    let head = until(rest, &TagEnd::TableHead);
    let cells = head.split(|(event, _)| *event == Event::End(TagEnd::TableCell));
    cells.map(plain_text).filter(|text| !text.is_empty()).collect()
}

fn until<'a>(events: &'a [Located], end: &TagEnd) -> &'a [Located] {
    let at = events.iter().position(|(event, _)| matches!(event, Event::End(tag) if tag == end));
    &events[..at.unwrap_or(events.len())]
}
