//! Which form of a word a number takes, by language.

/// The forms that a key may have, as they are written: `minutes.one`, `minutes.other`.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// The form that every language has, and that stands for one that nobody has written.
pub const OTHER: &str = "other";

/// How a language counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plurals {
    /// One, and all others, as in English.
    #[default]
    OneAndOther,
    /// None, one, two, three, six, and all others.
    Welsh,
    /// One and eleven, two and twelve, up to nineteen, and all others.
    Gaelic,
}

impl Plurals {
    /// The way of counting of a language, by its tag: `cy`, `gd-GB`.
    pub fn of_language(tag: &str) -> Plurals {
        match tag.split(['-', '_']).next().unwrap_or(tag) {
            "cy" => Plurals::Welsh,
            "gd" => Plurals::Gaelic,
            _ => Plurals::OneAndOther,
        }
    }

    /// The form for a number.
    pub fn form(self, n: usize) -> &'static str {
        match (self, n) {
            (Plurals::Welsh, 0) => "zero",
            (Plurals::Welsh | Plurals::OneAndOther, 1) | (Plurals::Gaelic, 1 | 11) => "one",
            (Plurals::Welsh, 2) | (Plurals::Gaelic, 2 | 12) => "two",
            (Plurals::Welsh, 3) | (Plurals::Gaelic, 3..=19) => "few",
            (Plurals::Welsh, 6) => "many",
            _ => OTHER,
        }
    }
}

/// The key that a form belongs to: `minutes` of `minutes.few`; nothing for keys that are no form.
pub fn counted(key: &str) -> Option<&str> {
    key.rsplit_once('.').filter(|(_, form)| FORMS.contains(form)).map(|(group, _)| group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_in_its_own_way() {
        let forms = |tag: &str, numbers: &[usize]| {
            let plurals = Plurals::of_language(tag);
            numbers.iter().map(|n| plurals.form(*n)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(forms("en-GB", &[0, 1, 2, 11]), "other one other other");
        assert_eq!(forms("cy", &[0, 1, 2, 3, 4, 6, 11]), "zero one two few other many other");
        assert_eq!(forms("gd-GB", &[0, 1, 2, 3, 11, 12, 13, 19, 20]), "other one two few one two few few other");
    }

    #[test]
    fn a_form_belongs_to_its_key() {
        assert_eq!(counted("time.minutes.few"), Some("time.minutes"));
        assert_eq!(counted("time.minutes"), None);
        assert_eq!(counted("other"), None);
    }
}
