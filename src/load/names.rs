//! What a file or folder may be called, so that it means the same on every computer.

use unicode_normalization::UnicodeNormalization;

/// Tells what an editor, an office program or a system left behind. Such files are passed over without a word.
pub fn is_leaving(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || name == "4913"
        || name.eq_ignore_ascii_case("Thumbs.db")
}

/// Folds a name as forgiving disks do: two names with one fold are one file on Windows or macOS.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Says why a name cannot stand on every system, if it cannot.
pub fn unportable(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("it is empty");
    }
    if name == "." || name == ".." {
        return Some("it means another folder");
    }
    if name.chars().any(|c| c.is_control()) {
        return Some("it holds an invisible control character");
    }
    if name.contains(['\\', '/', ':', '*', '?', '"', '<', '>', '|']) {
        return Some("it holds one of the signs \\ / : * ? \" < > |, which Windows does not allow");
    }
    if name.ends_with(['.', ' ']) {
        return Some("it ends with a dot or a space, which Windows drops");
    }
    if name.len() > MAX_NAME_BYTES {
        return Some("it is too long");
    }
    is_reserved(name).then_some("Windows keeps this name for a device")
}

/// The longest name that the usual file systems hold, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// The longest name that a source may have, in bytes: what is made from it has a longer ending, or a hash in its name.
pub const LONGEST_SOURCE: usize = 240;

/// Knows the device names of Windows, which count with any extension: `con`, `nul.html`, `com1.yaml`.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    match stem.as_str() {
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" => true,
        _ => {
            let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
            number.is_some_and(|n| {
                let mut chars = n.chars();
                matches!(chars.next(), Some('1'..='9' | '¹' | '²' | '³')) && chars.next().is_none()
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leavings_are_known() {
        for name in [
            ".a.yaml.swp",
            ".#a.yaml",
            "#a.yaml#",
            "a.yaml~",
            "4913",
            "a.tmp",
            "~$a.docx",
            ".DS_Store",
            "Thumbs.db",
            ".git",
        ] {
            assert!(is_leaving(name), "{name}");
        }
        for name in ["a.yaml", "#", "_index.md", "4914", "tmp"] {
            assert!(!is_leaving(name), "{name}");
        }
    }

    #[test]
    fn names_of_other_systems_are_refused() {
        for name in ["", "..", "a\\b", "c:", "CON", "nul.html", "Com1.a.b", "lpt9", "a.", "a ", "a\n", "com²"] {
            assert!(unportable(name).is_some(), "{name:?}");
        }
        for name in ["console.html", "com10", "com", "Map of room.png", "àrd.png", ".nojekyll"] {
            assert!(unportable(name).is_none(), "{name:?}");
        }
        assert_eq!(fold("A\u{300}rd.PNG"), fold("àrd.png"));
    }
}
