//! Whether an output may be written under its address.

use crate::load::names::unportable;

/// Says why an address cannot be a relative path of plain names, if it cannot.
pub fn fault(url: &str) -> Option<&'static str> {
    url.split('/').find_map(unportable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_addresses_pass() {
        for url in ["index.html", "reviews/alder/events/index.html", "assets/a b.png", ".nojekyll", "è/x.html"] {
            assert_eq!(fault(url), None, "{url}");
        }
        for url in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "..\\x",
            "c:/x",
            "c:x",
            "//host/share",
            "con/x.html",
            "a/NUL.html",
            "a/x.",
            "a /x",
            "a\0b",
        ] {
            assert!(fault(url).is_some(), "{url:?}");
        }
    }
}
