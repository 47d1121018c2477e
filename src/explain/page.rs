//! A page of examples: its front matter and its fenced blocks.

use std::ops::Range;

/// How the headings begin under which examples of the mistake end, and examples of what is right come.
const RIGHT_SECTIONS: [&str; 2] = ["Put right", "Near miss"];

/// A page of `tests/diagnostics`.
#[derive(Clone, Copy, Debug)]
pub struct Page<'t> {
    head: &'t str,
    /// What stands below the front matter.
    pub text: &'t str,
}

/// A fenced block: what stands behind its fence, and its lines.
#[derive(Clone, Debug)]
pub struct Block<'t> {
    pub info: &'t str,
    pub body: &'t str,
    /// Where its lines lie in the page's text.
    pub inner: Range<usize>,
    /// Where it lies with its fences.
    pub outer: Range<usize>,
}

/// One change to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub from: String,
    pub to: String,
}

impl<'t> Page<'t> {
    pub fn read(page: &'t str) -> Page<'t> {
        let parts = page.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let (head, text) = parts.unwrap_or(("", page));
        Page { head, text: text.trim_start_matches('\n') }
    }

    /// A value of the front matter.
    pub fn front(&self, name: &str) -> Option<&'t str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The fenced blocks, in order. One that is never closed is none.
    pub fn blocks(&self) -> Vec<Block<'t>> {
        let mut blocks = Vec::new();
        let mut open: Option<(&str, &str, usize, usize)> = None;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let end = at + line.len();
            let (fence, info) = line.split_at(line.len() - line.trim_start_matches('`').len());
            match open {
                None if fence.len() >= 3 => open = Some((fence, info.trim(), at, end)),
                Some((opening, info, outer, inner)) if opening == fence && line.trim_end() == fence => {
                    let body = &self.text[inner..at];
                    blocks.push(Block { info, body, inner: inner..at, outer: outer..end });
                    open = None;
                }
                _ => {}
            }
            at = end;
        }
        blocks
    }

    /// The last heading before a place, those inside fences apart.
    pub fn heading_before(&self, place: usize) -> Option<&'t str> {
        let blocks = self.blocks();
        let mut heading = None;
        let mut at = 0;
        for line in self.text[..place].split_inclusive('\n') {
            if !blocks.iter().any(|block| block.outer.contains(&at)) {
                heading = line.strip_prefix("## ").map(str::trim_end).or(heading);
            }
            at += line.len();
        }
        heading
    }

    /// Whether what stands at a place is right: it lies under one of those headings.
    pub fn is_right(&self, place: usize) -> bool {
        let right = |heading: &str| RIGHT_SECTIONS.iter().any(|section| heading.starts_with(section));
        self.heading_before(place).is_some_and(right)
    }
}

impl Block<'_> {
    /// A value behind the fence: `path=config.yaml`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.info.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }

    pub fn is(&self, word: &str) -> bool {
        self.info.split_whitespace().next() == Some(word)
    }

    /// The changes of an `edit` block, one a line: `from -> to`, with `\n` and `\t` for line breaks and tabs.
    pub fn changes(&self) -> Vec<Change> {
        let unescape = |typed: &str| typed.replace("\\t", "\t").replace("\\n", "\n");
        let change = |line: &str| {
            let (from, to) = line.split_once(" ->")?;
            Some(Change { from: unescape(from), to: unescape(to.strip_prefix(' ').unwrap_or(to)) })
        };
        self.body.lines().filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_into_its_parts() {
        let page = Page::read(
            "---\ntitle: A slip\nbase: alder\n---\n\n## Example\n\n````md path=a.md times=2\n```embed\nx: y\n```\n````\n\
             \n```edit path=b.yaml\na: 1 -> a: 2\\n\\tb\nc ->\n```\n\n```open\n",
        );
        assert_eq!((page.front("title"), page.front("code")), (Some("A slip"), None));
        let blocks = page.blocks();
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].value("path"), blocks[0].value("times")), (Some("a.md"), Some("2")));
        assert_eq!(blocks[0].body, "```embed\nx: y\n```\n");
        assert_eq!(&page.text[blocks[0].inner.clone()], blocks[0].body);
        let change = |from: &str, to: &str| Change { from: from.to_owned(), to: to.to_owned() };
        assert_eq!(blocks[1].changes(), [change("a: 1", "a: 2\n\tb"), change("c", "")]);
        assert_eq!(page.heading_before(blocks[0].outer.start), Some("Example"));
    }
}
