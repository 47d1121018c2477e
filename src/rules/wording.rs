//! Lengths, dates, names and lists as messages say them.

use jiff::civil::Date;

use crate::schema::review::Role;
use crate::schema::value::Minutes;
use crate::site::coverage::TAGS;
use crate::site::{Person, Session};

/// `4 hours 30 minutes`.
pub fn length(minutes: u32) -> String {
    let count = |number: u32, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {one}s")),
    };
    let parts: Vec<String> =
        [count(minutes / 60, "hour"), count(minutes % 60, "minute")].into_iter().flatten().collect();
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}

/// Hours as the settings give them: `2 hours 30 minutes`.
pub fn hours(hours: f64) -> String {
    length((hours * 60.0).round().clamp(0.0, f64::from(Minutes::MOST)) as u32)
}

/// `12 March 2026`.
pub fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
    }
}

/// The roles as people say them: `practitioners and first line managers`.
pub fn roles(roles: impl IntoIterator<Item = Role>) -> String {
    let words: Vec<String> = roles.into_iter().map(|role| format!("{}s", self::role(role))).collect();
    list(&words)
}

pub fn role(role: Role) -> String {
    match role {
        Role::Reviewer => "Reviewer".to_owned(),
        Role::Chair => "Chair".to_owned(),
        Role::ReviewTeamMember => "Review Team member".to_owned(),
        Role::ReviewTeamAdministrator => "Review Team Administrator".to_owned(),
        _ => role.word().replace('-', " "),
    }
}

/// `a practitioner`, `an observer`.
pub fn a_role(of: Role) -> String {
    let word = role(of);
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// `"Key learning"`.
pub fn titled(session: &Session) -> String {
    format!("\"{}\"", session.title())
}

/// A person as messages name them: by name, and by job and service where no name is given.
pub fn person(person: &Person) -> String {
    match (&person.name, &person.agency) {
        (Some(name), _) => name.to_string(),
        (None, Some(agency)) => format!("{} ({})", person.title, agency.short),
        (None, None) => person.title.to_string(),
    }
}

/// What a coverage tag stands for: its meaning, or a committee's own tag in its own words.
pub fn tag(id: &str) -> String {
    TAGS.iter().find(|tag| tag.id == id).map_or_else(|| id.replace('-', " "), |tag| tag.meaning.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_in_hours_and_minutes() {
        let said: Vec<String> = [0, 1, 45, 60, 61, 270].map(length).into();
        assert_eq!(said, ["no time", "1 minute", "45 minutes", "1 hour", "1 hour 1 minute", "4 hours 30 minutes"]);
        assert_eq!(hours(2.5), "2 hours 30 minutes");
    }

    #[test]
    fn dates_roles_lists_and_tags_are_said_as_people_say_them() {
        assert_eq!(date(jiff::civil::date(2026, 3, 2)), "2 March 2026");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(roles([Role::Practitioner, Role::FirstLineManager]), "practitioners and first line managers");
        assert_eq!((a_role(Role::Observer).as_str(), a_role(Role::Chair).as_str()), ("an observer", "a Chair"));
        assert_eq!((tag("risks").as_str(), tag("evaluation-form").as_str()), (TAGS[6].meaning, "evaluation form"));
    }
}
