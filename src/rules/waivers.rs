//! Waivers: departures from the usual, on purpose and on record.
//!
//! The guidance says that these events cannot be rigidly structured (S48) and that their length varies (S32), so
//! professional judgement has the last word. A waiver that does not say what it should silences nothing.

use jiff::civil::Date;

use crate::diagnostic::{
    CODES, Diagnostic, Severity, UNKNOWN_REFERENCE, WAIVER_HAS_REASON, WAIVER_UNUSED, did_you_mean,
};
use crate::rules::case::Case;
use crate::rules::coverage::is_told_already;
use crate::rules::finding::EventFindings;
use crate::rules::people::is_close;
use crate::rules::{Looks, is_known, known_codes, rule, weight};
use crate::site::Waiver;

/// The waivers that name a rule which can be waived, by their places in the event's list; the others are reported.
pub fn readable<'a>(case: &Case<'a>, diagnostics: &mut Vec<Diagnostic>) -> Vec<(usize, &'a Waiver)> {
    let mut readable = Vec::new();
    for (at, waiver) in case.event.team.waivers.iter().enumerate() {
        let code = waiver.rule.as_ref();
        let fixed = rule(code).map_or_else(|| CODES.iter().any(|other| other.id == code), |rule| !rule.waivable);
        if fixed {
            let message = format!("`{code}` cannot be waived.");
            let help = "Take this waiver out, and mend what the rule speaks of.";
            diagnostics.push(Diagnostic::new(&WAIVER_HAS_REASON, waiver.place.clone(), message).help(help));
        } else if !is_known(case.site, code) {
            let known = known_codes(case.site);
            let message = format!("This waiver names the rule `{code}`, and there is none of that name.");
            let help = match did_you_mean(code, known.iter().map(String::as_str)) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "Copy the rule's name from what `plenary check` prints, in square brackets.".to_owned(),
            };
            diagnostics.push(Diagnostic::new(&UNKNOWN_REFERENCE, waiver.place.clone(), message).help(help));
        } else {
            readable.push((at, waiver));
        }
    }
    readable
}

/// Takes out what is waived, and reports waivers for which there was nothing to take out.
pub fn apply(
    case: &Case,
    waivers: &[(usize, &Waiver)],
    looked: &mut EventFindings,
    as_of: Option<Date>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, waiver) in waivers {
        let fired = looked.open.iter().any(|finding| *finding.code == *waiver.rule);
        if !fired && has_run(case, &waiver.rule, as_of) {
            looked.idle_waivers.push(*at);
            let message = format!("The waiver for `{}` is no longer needed: the event keeps to the rule.", waiver.rule);
            let help = "Take it out, so that the departures on record are the true ones.";
            let mut unused = Diagnostic::new(&WAIVER_UNUSED, waiver.place.clone(), message).help(help);
            unused.event = Some(format!("{}/{}", case.review.id, case.event.id));
            diagnostics.push(unused);
        }
    }
    let waived = |code: &str| waivers.iter().any(|(_, waiver)| *waiver.rule == *code);
    looked.open.retain(|finding| !waived(&finding.code));
}

/// Whether a rule has been looked at: some need a day to stand on, an agenda or its clock; one may be switched off, or
/// wait for another; and none is judged by what could not be read.
fn has_run(case: &Case, code: &str, as_of: Option<Date>) -> bool {
    let rule = rule(code);
    let could_look = match rule.map(|rule| rule.looks) {
        Some(Looks::AsOf(_)) => as_of.is_some_and(|day| is_close(case, day)),
        Some(Looks::Clock(_)) => case.clock().is_some(),
        Some(Looks::Sessions(_)) | None => case.agenda().is_some(),
        Some(Looks::Required(required)) => {
            case.agenda().is_some_and(|agenda| !is_told_already(required.counts, &agenda.sessions))
        }
        Some(Looks::Event(_)) => true,
    };
    let switched_on = weight(case.site, code, Severity::Error).is_some();
    could_look && switched_on && !case.has_mistakes()
}
