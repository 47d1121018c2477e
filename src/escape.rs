//! Text made safe to stand between tags, in HTML as in SVG.

/// Makes text safe between tags. Control characters go, except for tabs and line breaks, and so do marks that turn the
/// direction of the text around them.
pub fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_text(&mut out, text);
    out
}

/// As [`escape_text`], at the end of what is there already.
pub fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => push_char(out, c),
        }
    }
}

/// One character, written so that it is no markup.
pub fn push_char(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup_and_holds_no_controls() {
        assert_eq!(escape_text("a<b>&\"\u{0}\r\n\t\u{202e}"), "a&lt;b&gt;&amp;\"\n\t");
    }
}
