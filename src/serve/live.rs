//! What is added to the copy of a page that goes out: the script that keeps it up to date, and the policy that lets the
//! script ask. What `build` writes holds neither.

use crate::view::frame::CONTENT_SECURITY_POLICY;

/// The script, which is sent as a file of its own.
pub const SCRIPT: &str = include_str!("live.js");
/// The look of mistakes.
pub const STYLESHEET: &str = include_str!("overlay.css");

/// The policy of every page that is served. The script asks this server, and nobody else, for what has changed.
pub fn policy() -> String {
    format!("{CONTENT_SECURITY_POLICY}; connect-src 'self'")
}

/// The element that brings the script into a page. It knows which state it came with, and what the page held; a page
/// that stands in the place of one that cannot be shown holds nothing.
pub fn script(build: &str, page: Option<&str>) -> String {
    let page = page.map_or_else(|| " data-trouble".to_owned(), |page| format!(" data-page=\"{page}\""));
    format!("<script src=\"/.plenary/live.js\" data-build=\"{build}\"{page} defer></script>\n")
}

/// Adds script and policy to a page.
pub fn dress(page: &[u8], build: &str, styles: &[&str]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let script = script(build, Some(&signature(page, styles)));
    let text = text.replacen(CONTENT_SECURITY_POLICY, &policy(), 1);
    let at = text.find("</head>").or_else(|| text.rfind("</body>")).unwrap_or(text.len());
    let mut dressed = String::with_capacity(text.len() + script.len());
    dressed.push_str(&text[..at]);
    dressed.push_str(&script);
    dressed.push_str(&text[at..]);
    dressed.into_bytes()
}

/// By what a page is known to be another than before. The names of stylesheets change with what they hold; a page that
/// differs in them alone gets its new styles without being loaded anew.
pub fn signature(page: &[u8], styles: &[&str]) -> String {
    let mut text = String::from_utf8_lossy(page).into_owned();
    for style in styles {
        text = text.replace(style, &format!("{}.css", stem(style)));
    }
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// The address of a stylesheet without the hash in it: `assets/plenary` of `assets/plenary.0123456789.css`.
fn stem(style: &str) -> &str {
    let named = style.strip_suffix(".css").unwrap_or(style);
    named.rsplit_once('.').map_or(named, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_the_script_once_and_the_policy_that_lets_it_ask() {
        let page = format!("<html><head><meta content=\"{CONTENT_SECURITY_POLICY}\"></head><body></body></html>");
        let dressed = String::from_utf8(dress(page.as_bytes(), "b", &[])).unwrap();
        assert_eq!(dressed.matches("live.js").count(), 1);
        assert!(dressed.contains("form-action 'none'; connect-src 'self'\">"), "{dressed}");
        for odd in ["", "<p>No head", "<body></body>"] {
            assert!(String::from_utf8(dress(odd.as_bytes(), "b", &[])).unwrap().contains("live.js"), "{odd}");
        }
    }

    #[test]
    fn another_stylesheet_does_not_make_another_page() {
        let page = |hash: &str| format!("<link href=\"../assets/plenary.{hash}.css\">");
        let signed = |hash: &str| signature(page(hash).as_bytes(), &[&format!("assets/plenary.{hash}.css")]);
        assert_eq!(signed("0123456789"), signed("9876543210"));
        assert_ne!(signed("0123456789"), signature(b"other", &[]));
    }
}
