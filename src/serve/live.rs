//! What is added to the copy of a page that goes out: the script that keeps it up to date, the policy that lets the
//! script ask, and a bar that says whose edition this is, whatever a theme does. What `build` writes holds none of them.

use crate::audience::Audience;
use crate::view::frame::CONTENT_SECURITY_POLICY;

/// The script, which is sent as a file of its own.
pub const SCRIPT: &str = include_str!("live.js");
/// The look of mistakes.
pub const STYLESHEET: &str = include_str!("overlay.css");
/// The look of the bar that names the edition.
pub const BAR_STYLESHEET: &str = include_str!("preview.css");

/// The policy of every page that is served. The script asks this server, and nobody else, for what has changed.
pub fn policy() -> String {
    format!("{CONTENT_SECURITY_POLICY}; connect-src 'self'")
}

/// What a page says of itself to the script: whose edition it is, and which state it came with.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'b> {
    pub audience: Audience,
    pub build: &'b str,
}

/// The element that brings the script into a page. It knows the edition and the state that it came with, and what the
/// page held; a page that stands in the place of one that cannot be shown holds nothing.
pub fn script(moment: Moment, page: Option<&str>) -> String {
    let Moment { audience, build } = moment;
    let page = page.map_or_else(|| " data-trouble".to_owned(), |page| format!(" data-page=\"{page}\""));
    let edition = format!(" data-edition=\"{audience}\"");
    format!("<script src=\"/.plenary/live.js\"{edition} data-build=\"{build}\"{page} defer></script>\n")
}

/// The bar above a page that says whose edition it is.
fn bar(audience: Audience) -> String {
    format!(
        "<aside id=\"plenary-preview\" lang=\"en-GB\" aria-label=\"Preview\"><p>Preview of the \
         <strong>{audience}</strong> edition</p></aside>\n"
    )
}

/// Adds script, policy and bar to a page.
pub fn dress(page: &[u8], moment: Moment, styles: &[&str]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let style = "<link rel=\"stylesheet\" href=\"/.plenary/preview.css\">\n";
    let head = style.to_owned() + &script(moment, Some(&signature(page, styles)));
    let text = text.replacen(CONTENT_SECURITY_POLICY, &policy(), 1);
    let at = text.find("</head>").or_else(|| text.rfind("</body>")).unwrap_or(text.len());
    let (before, behind) = text.split_at(at);
    // A page without a body is all body.
    let body = behind.find("<body").and_then(|body| Some(body + behind[body..].find('>')? + 1)).unwrap_or(0);
    [before, &head, &behind[..body], &bar(moment.audience), &behind[body..]].concat().into_bytes()
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

    const MOMENT: Moment = Moment { audience: Audience::Participant, build: "b" };

    #[test]
    fn a_page_gets_the_script_once_and_the_policy_that_lets_it_ask() {
        let page = format!("<html><head><meta content=\"{CONTENT_SECURITY_POLICY}\"></head><body></body></html>");
        let dressed = String::from_utf8(dress(page.as_bytes(), MOMENT, &[])).unwrap();
        assert_eq!(dressed.matches("live.js").count(), 1);
        assert!(dressed.contains("data-edition=\"participant\" data-build=\"b\""), "{dressed}");
        assert!(dressed.contains("</head><body><aside id=\"plenary-preview\""), "{dressed}");
        assert!(dressed.contains("form-action 'none'; connect-src 'self'\">"), "{dressed}");
        for odd in ["", "<p>No head", "<body></body>"] {
            let dressed = String::from_utf8(dress(odd.as_bytes(), MOMENT, &[])).unwrap();
            assert!(dressed.contains("live.js") && dressed.contains("plenary-preview"), "{odd}");
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
