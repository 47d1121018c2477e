//! The front matter of a Markdown page.

use jiff::civil::Date;

use crate::audience::Audience;
use crate::basis::Basis;
use crate::schema::value::Text;
use crate::schema::{Located, record};
use crate::slug::Slug;

record! {
    /// What a page says of itself.
    pub struct FrontMatter, "this page's front matter" {
        /// The page's title, which is its heading too.
        title: Text, Participant, required;
        /// What it is about, in one sentence.
        summary: Text, Participant;
        /// Its place among its neighbours; lower comes first.
        order: u32, Never;
        /// Who may read it.
        audience: Vec<Located<Audience>>, Never;
        /// The event kinds it is about.
        kinds: Vec<Located<Slug>> => EventKind, Never;
        /// The statements that it teaches.
        basis: Vec<Located<Basis>>, Participant;
        /// The sources of wider practice that it draws on.
        sources: Vec<Located<Basis>>, Participant;
        /// The role that keeps it up to date.
        owner: Text, Participant;
        /// The day by which it should be read again.
        review_by: Date, Participant;
    }
}
