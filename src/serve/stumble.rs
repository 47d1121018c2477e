//! A mistake of plenary itself: caught, told, and survived.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does something, and if plenary panics over it, says so in words that can be sent to us.
///
/// What is done has to be thrown away after a panic by whoever called: it may be half made.
pub fn guard<T>(doing: &str, work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| report(doing, &*cause))
}

fn report(doing: &str, cause: &(dyn Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().copied();
    let text = text.or_else(|| cause.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    format!(
        "plenary made a mistake of its own while {doing}. Your files are as they were, and the server goes on with the \
         last good pages. Please report it, and send along: what you changed last, the version ({} {}, {}), and these \
         words: {text}",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_report() {
        assert_eq!(guard("counting", || 7), Ok(7));
        let report = guard("counting", || -> u8 { panic!("seven of {}", 6) });
        let report = report.unwrap_err();
        assert!(report.contains("while counting") && report.contains("seven of 6"), "{report}");
        assert!(report.contains(env!("CARGO_PKG_VERSION")), "{report}");
    }
}
