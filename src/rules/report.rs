//! Findings as diagnostics: how much they weigh depends on how far the event is (`contract.md` section 6).

use crate::diagnostic::{Class, Diagnostic, Severity};
use crate::rules::case::Case;
use crate::rules::finding::Finding;
use crate::schema::event::EventStatus;

/// A finding as it is reported. In an event that is still being planned an error is a warning that says what it will be.
pub fn diagnostic(case: &Case, finding: &Finding) -> Diagnostic {
    let planning = case.event.status == EventStatus::Planning;
    let (severity, help) = match finding.severity {
        Severity::Error if planning => {
            let later = "This is an error once the event's `status` is `ready`.";
            (Severity::Warning, format!("{} {later}", finding.help))
        }
        severity => (severity, finding.help.clone()),
    };
    let why = match &finding.guidance {
        Some(page) => format!("{} Read \"{}\" in the guidance.", finding.rule.why, page.title),
        None => finding.rule.why.to_owned(),
    };
    Diagnostic {
        code: finding.code.clone(),
        class: Class::Practice,
        severity,
        message: finding.message.clone(),
        place: finding.place.clone(),
        labels: finding.labels.clone(),
        help: Some(help),
        why: Some(why),
        basis: finding.basis.clone(),
        event: Some(format!("{}/{}", case.review.id, case.event.id)),
        excerpt: true,
    }
}
