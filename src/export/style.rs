//! What a stylesheet refers to, taken into it.

use cssparser::{ParseError, Parser, Token};

/// A stylesheet that refers to no file: `data` gives the address of each thing as data; what it does not have is left out.
pub fn taken_in(css: &str, data: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut found = Vec::new();
    collect(&mut Parser::new(css), &mut found);
    let mut out = String::with_capacity(css.len());
    let mut at = 0;
    for Reference { start, end, url } in found {
        out.push_str(&css[at..start]);
        let kept = url.starts_with("data:").then(|| url.clone()).or_else(|| data(&url));
        out.push_str(&format!("url(\"{}\")", kept.as_deref().unwrap_or("data:,").replace('"', "%22")));
        at = end;
    }
    out.push_str(&css[at..]);
    out
}

/// A place in a stylesheet that names a file.
struct Reference {
    start: usize,
    end: usize,
    url: String,
}

fn collect(parser: &mut Parser, found: &mut Vec<Reference>) {
    let mut importing = false;
    loop {
        let start = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { return };
        let named = match &token {
            Token::WhiteSpace(_) | Token::Comment(_) => continue,
            Token::UnquotedUrl(url) => Some(url.to_string()),
            Token::QuotedString(url) if importing => Some(url.to_string()),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => Some(quoted(parser)),
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                let inside = parser.parse_nested_block(|inner| {
                    collect(inner, found);
                    Ok::<_, ParseError<()>>(())
                });
                // A block that is nested too deep for the parser is read on as if it were none.
                inside.unwrap_or_default();
                None
            }
            _ => None,
        };
        found.extend(named.map(|url| Reference { start, end: parser.position().byte_index(), url }));
        importing = matches!(&token, Token::AtKeyword(word) if word.eq_ignore_ascii_case("import"));
    }
}

/// The text between the brackets of `url("…")`.
fn quoted(parser: &mut Parser) -> String {
    let url = parser.parse_nested_block(|inner| {
        let url = inner.expect_string().map(ToString::to_string).unwrap_or_default();
        while inner.next().is_ok() {}
        Ok::<_, ParseError<()>>(url)
    });
    url.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stylesheet_refers_to_is_taken_in_and_all_else_stays() {
        let mut data = |url: &str| (url == "a.woff2").then(|| "data:font/woff2;base64,QQ==".to_owned());
        for (css, expected) in [
            ("a { color: red }", "a { color: red }"),
            (
                "/* url(a.woff2) */ a::before { content: \"url(a.woff2)\" }",
                "/* url(a.woff2) */ a::before { content: \"url(a.woff2)\" }",
            ),
            (
                "@font-face { src: url(a.woff2) format(\"woff2\") }",
                "@font-face { src: url(\"data:font/woff2;base64,QQ==\") format(\"woff2\") }",
            ),
            (
                "@media print { a { background: URL( 'a.woff2' ) } }",
                "@media print { a { background: url(\"data:font/woff2;base64,QQ==\") } }",
            ),
            ("a { background: url(//elsewhere/x.png) }", "a { background: url(\"data:,\") }"),
            ("@import \"more.css\"; a {}", "@import url(\"data:,\"); a {}"),
            ("a { background: url(data:image/gif;base64,R0) }", "a { background: url(\"data:image/gif;base64,R0\") }"),
            ("a { background: url(\"b.png", "a { background: url(\"data:,\")"),
        ] {
            assert_eq!(taken_in(css, &mut data), expected);
        }
    }
}
