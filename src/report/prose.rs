//! Our own Markdown as a person reads it in a terminal: wrapped to its width, headings set apart, code as it stands.

use crate::report::Style;
use crate::report::safe::{visible, wrap};

const BOLD: &str = "\u{1b}[1m";
const CYAN: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";
/// How far code is set in.
const INDENT: &str = "    ";
/// Lines of prose longer than this are hard to read, however wide the window.
const WIDEST: usize = 88;

/// Lays out headings, paragraphs, lists and fenced code. Backquotes stay, as they do in messages.
pub fn render(markdown: &str, style: Style) -> String {
    let width = style.width.min(WIDEST);
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks == open => fence = None,
            Some(_) => {
                let line = visible(line);
                out.push_str(&coloured(&format!("{INDENT}{line}"), CYAN, style));
            }
            None if ticks.len() >= 3 => {
                flush(&mut paragraph, width, &mut out);
                fence = Some(ticks);
            }
            None => match line.trim_start_matches('#') {
                heading if heading.len() < line.len() => {
                    flush(&mut paragraph, width, &mut out);
                    out.extend(wrap(heading.trim(), width).iter().map(|line| coloured(line, BOLD, style)));
                }
                _ if line.trim().is_empty() => {
                    flush(&mut paragraph, width, &mut out);
                    out.push('\n');
                }
                _ => {
                    if line.starts_with("- ") {
                        flush(&mut paragraph, width, &mut out);
                    }
                    paragraph.push_str(line.trim());
                    paragraph.push(' ');
                }
            },
        }
    }
    flush(&mut paragraph, width, &mut out);
    // However the parts came together, one empty line is enough between two of them.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim_end().to_owned() + "\n"
}

/// Writes what has been gathered of a paragraph or a list item; an item's later lines stand below its words.
fn flush(paragraph: &mut String, width: usize, out: &mut String) {
    let text = std::mem::take(paragraph);
    let (first, later, text) = match text.strip_prefix("- ") {
        Some(item) => ("- ", "  ", item),
        None => ("", "", text.as_str()),
    };
    if text.trim().is_empty() {
        return;
    }
    for (at, line) in wrap(text, width.saturating_sub(first.len())).iter().enumerate() {
        out.push_str(if at == 0 { first } else { later });
        out.push_str(line);
        out.push('\n');
    }
}

fn coloured(line: &str, colour: &str, style: Style) -> String {
    match style.color && !line.trim().is_empty() {
        true => format!("{colour}{line}{PLAIN}\n"),
        false => format!("{}\n", line.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_and_code_is_not() {
        let style = Style { width: 24, ..Style::default() };
        let text = "# A title\n\nSome words that are\nlonger than one line.\n\n- one\n- a longer item than fits\n\n\n\
                    ```yaml\nkey: a long value that stays on its line\n```\n\nEnd.\n";
        assert_eq!(
            render(text, style),
            "A title\n\nSome words that are\nlonger than one line.\n\n- one\n- a longer item than\n  fits\n\n\
             \x20   key: a long value that stays on its line\n\nEnd.\n"
        );
        assert!(render("# A\n", Style { color: true, ..Style::default() }).starts_with("\u{1b}[1mA"));
    }
}
