//! Stylesheets as they are published: what is written in them for designers stays at home.

/// Leaves out the comments of a stylesheet, which every reader would have to load. One that alone keeps two words apart
/// stays, and so does whatever only looks like a comment: in a text, or in an address.
pub fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.find(['"', '\'', '/', 'u', 'U', '\\']) {
        out.push_str(&rest[..next]);
        rest = &rest[next..];
        let length = match rest.as_bytes()[0] {
            b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            b'"' | b'\'' => text_length(rest),
            b'/' if rest.starts_with("/*") => {
                let end = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
                let apart = |c: char| c.is_ascii_whitespace();
                let after = &rest[end..];
                if out.is_empty() || out.ends_with(apart) || after.is_empty() || after.starts_with(apart) {
                    let blank = if out.is_empty() || out.ends_with('\n') { after.trim_start() } else { after };
                    rest = blank;
                    continue;
                }
                end
            }
            b'u' | b'U' if is_bare_address(rest) => rest.find(')').map_or(rest.len(), |end| end + 1),
            _ => 1,
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out + rest
}

/// How long the quoted text is that something begins with. It ends with its line if nothing else ends it.
fn text_length(css: &str) -> usize {
    let quote = css.chars().next();
    let mut escaped = false;
    for (at, c) in css.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return at,
            c if Some(c) == quote => return at + 1,
            _ => {}
        }
    }
    css.len()
}

/// Whether something begins with an address in brackets and without quotes.
fn is_bare_address(css: &str) -> bool {
    let Some((word, rest)) = css.split_at_checked(4) else { return false };
    word.eq_ignore_ascii_case("url(") && !rest.trim_start().starts_with(['"', '\''])
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
