//! Which addresses a page may lead to.

use super::LinkKind;

/// The schemes that a link may have. Images have none: nothing is loaded from outside.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Why an address is refused, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub message: String,
    pub help: &'static str,
}

/// Says why an address is not safe to lead to, or nothing. It errs towards refusing: whatever some browser, or some
/// server that decodes once more, could take for another scheme or another host is refused.
pub fn refusal(kind: LinkKind, address: &str) -> Option<Refusal> {
    let refuse = |message: String, help| Some(Refusal { message, help });
    if address.chars().any(is_invisible) {
        let message = "The address holds a character that cannot be seen.".to_owned();
        return refuse(message, "Type the address again by hand; copying may have brought the character along.");
    }
    let drive = address.as_bytes();
    if matches!(drive, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic()) || address.starts_with("\\\\")
    {
        let message = "This is a place on your own computer or network, where readers cannot follow.".to_owned();
        return refuse(message, "Put the file into the site, beside this page, and link to its name.");
    }
    if address.contains('\\') {
        let message = "The address holds a backslash, which browsers read in different ways.".to_owned();
        return refuse(message, "Write `/` between folders.");
    }
    let address = address.trim();
    if address.starts_with("//") {
        let message = "The address begins with `//` and so names a host without a scheme.".to_owned();
        return refuse(message, "Write `https:` before it, or give the relative path of a source file.");
    }
    // A colon after the first slash, question mark or number sign begins no scheme.
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    let lowered = head.to_ascii_lowercase();
    if lowered.contains("%3a") {
        let message = "The address hides a colon as `%3A`.".to_owned();
        return refuse(message, "Write `./` before the name of a file that has a colon in it.");
    }
    let (scheme, rest) = lowered.split_once(':').map(|(scheme, _)| (scheme, &address[scheme.len() + 1..]))?;
    if kind == LinkKind::Image {
        let message = "An image must be a file of the site: nothing is loaded from outside.".to_owned();
        return refuse(message, "Save the image beside the page and give its relative path.");
    }
    if !SCHEMES.contains(&scheme) {
        return refuse(
            format!("A link may not begin with `{}:`.", scheme.escape_default()),
            "Link to a file of the site, or to an address that begins with `https:`, `http:`, `mailto:` or `tel:`.",
        );
    }
    let host = rest.strip_prefix("//").unwrap_or_default();
    if scheme.starts_with("http") && (host.is_empty() || host.starts_with('/')) {
        return refuse(
            format!("The address names no host after `{scheme}:`."),
            "Write it as `https://example.org/page`.",
        );
    }
    None
}

/// Whether an address leaves the site for another one.
pub fn is_external(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.starts_with("http:") || address.starts_with("https:")
}

/// Controls, and characters that turn or hide the text around them.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{LinkKind, refusal};

    #[test]
    fn safe_addresses_pass() {
        for address in [
            "",
            "#then",
            "?q=a:b",
            "hindsight.md",
            "../guidance/hindsight.md#then",
            "../a b.md",
            "./12:30.md",
            "https://www.legislation.gov.uk/x?a=1&b=2",
            "HTTP://example.org",
            "mailto:someone@example.org",
            "tel:+441382000000",
            "Straße.md",
        ] {
            assert_eq!(refusal(LinkKind::Link, address), None, "{address}");
        }
        assert_eq!(refusal(LinkKind::Image, "images/room%20plan.png"), None);
    }

    #[test]
    fn all_else_is_refused() {
        for address in [
            "javascript:alert(1)",
            "JaVaScript:alert(1)",
            " javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\u{0}script:alert(1)",
            "java\u{ad}script:alert(1)",
            "java script:alert(1)",
            "%6aavascript:alert(1)",
            "javascript%3Aalert(1)",
            "javascript&colon;x:alert(1)",
            "vbscript:x",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "C:/Users/me",
            "//example.org/x",
            " //example.org/x",
            "\\\\example.org\\x",
            "/\\example.org",
            "http:example.org",
            "https:///example.org",
            "ftp://example.org",
            ":x",
        ] {
            assert!(refusal(LinkKind::Link, address).is_some(), "{address:?}");
        }
        for address in ["https://example.org/x.png", "data:image/png;base64,AA", "//example.org/x.png", "mailto:x"] {
            assert!(refusal(LinkKind::Image, address).is_some(), "{address:?}");
        }
    }
}
