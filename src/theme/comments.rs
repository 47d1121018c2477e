//! Stylesheets as they are published: what is written in them for designers stays at home.

use std::ops::Range;

use cssparser::{ParseError, Parser, Token};

/// Leaves out the comments of a stylesheet, which every reader would have to load. One that alone keeps two words apart
/// stays, and so does whatever only looks like a comment: in a text, or in an address.
pub fn without_comments(css: &str) -> String {
    let mut comments = Vec::new();
    collect(&mut Parser::new(css), &mut comments);
    let mut out = String::with_capacity(css.len());
    let mut at = 0;
    for Range { start, end } in comments {
        out.push_str(&css[at..start]);
        let apart = |c: char| c.is_ascii_whitespace();
        let after = &css[end..];
        let is_needed = !out.is_empty() && !after.is_empty() && !out.ends_with(apart) && !after.starts_with(apart);
        if is_needed {
            out.push_str(&css[start..end]);
        }
        // A line that held nothing else goes with it.
        let blank = out.is_empty() || out.ends_with('\n');
        at = if blank { css.len() - after.trim_start().len() } else { end };
    }
    out.push_str(css.get(at..).unwrap_or_default());
    out
}

/// Finds the comments, those inside blocks too.
fn collect(parser: &mut Parser, comments: &mut Vec<Range<usize>>) {
    loop {
        let start = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { return };
        match token {
            Token::Comment(_) => comments.push(start..parser.position().byte_index()),
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                let inside = parser.parse_nested_block(|inner| {
                    collect(inner, comments);
                    Ok::<_, ParseError<()>>(())
                });
                // A block that is nested too deep for the parser keeps its comments.
                inside.unwrap_or_default();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::any;
    use proptest::{prop_assert_eq, proptest};

    #[test]
    fn comments_go_and_what_looks_like_one_stays() {
        for (css, expected) in [
            ("/* A. */\n\na { color: red }\n/* B.\n */\nb {}\n", "a { color: red }\nb {}\n"),
            ("a { top: 0; /* why */ left: 0 }", "a { top: 0;  left: 0 }"),
            ("a/**/b, a /**/b {}", "a/**/b, a b {}"),
            ("a::before { content: \"/* no */\" '\\'/* no */' }", "a::before { content: \"/* no */\" '\\'/* no */' }"),
            ("a { background: URL( x/*y*/z.png ) }", "a { background: URL( x/*y*/z.png ) }"),
            ("a { background: url(\"x\") /* y */ }", "a { background: url(\"x\")  }"),
            ("a {} /*/ still open", "a {} "),
            ("ü {} \\", "ü {} \\"),
        ] {
            assert_eq!(without_comments(css), expected, "{css}");
        }
    }

    proptest! {
        #[test]
        fn whatever_has_no_comment_stays_as_it_is(css in any::<String>()) {
            let css = css.replace('*', "");
            prop_assert_eq!(without_comments(&css), css);
        }
    }
}
