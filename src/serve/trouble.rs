//! What is wrong just now, as HTML: over the last good page, or as a page where there is none.
//!
//! Facilitators read what the terminal says. In any other edition somebody else may look over the writer's shoulder, so
//! code, place and message stand there and nothing that a file says.

use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, sorted};
use crate::escape::escape_text;
use crate::report::{self, Format, Style, count, summary};
use crate::serve::live::{self, Moment};
use crate::source::Sources;

/// How wide a report on a page is, in characters. The terminal's own is as wide where its output is read by a program.
const WIDTH: usize = 100;

/// What is wrong, in words that the edition's readers may see.
#[derive(Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Changes with the words.
    pub id: String,
    /// One sentence: how much is wrong.
    heading: String,
    /// What a screen reader says at once.
    spoken: String,
    /// All of it.
    text: String,
}

impl Trouble {
    /// Mistakes in the files.
    pub fn found(diagnostics: &[Diagnostic], sources: &Sources, audience: Audience) -> Trouble {
        let diagnostics = sorted(diagnostics.to_vec());
        let heading = summary(count(&diagnostics));
        let full = audience == Audience::Facilitator;
        let text = match full {
            true => report::render(Format::Text, &diagnostics, sources, Style { width: WIDTH, ..Style::default() }),
            false => report::without_quotes(&diagnostics, sources),
        };
        let message = |d: &Diagnostic| if full { d.message.clone() } else { report::message_without_quotes(d) };
        let first =
            diagnostics.first().map_or_else(String::new, |first| format!("{}: {}", first.place.path, message(first)));
        Trouble::new(heading, first, text)
    }

    /// Anything else that keeps pages from being made.
    pub fn told(heading: &str, text: &str) -> Trouble {
        Trouble::new(heading.to_owned(), text.to_owned(), text.to_owned())
    }

    fn new(heading: String, spoken: String, text: String) -> Trouble {
        let id = blake3::hash(format!("{heading}\n{spoken}\n{text}").as_bytes()).to_hex()[..16].to_owned();
        Trouble { id, heading, spoken, text }
    }

    /// What lies over a page. The script that shows it gives it to screen readers to say aloud.
    pub fn overlay(&self) -> String {
        format!(
            "<section aria-labelledby=\"plenary-mistakes\" lang=\"en-GB\">\n<h2 id=\"plenary-mistakes\">{}</h2>\n\
             <p>The page below is as it was before.</p>\n<p class=\"spoken\" role=\"alert\" data-say=\"{}\"></p>\n\
             <pre tabindex=\"0\" aria-label=\"What is wrong\">{}</pre>\n\
             <p><button type=\"button\">Hide until something changes</button></p>\n</section>\n",
            escape_text(&self.heading),
            crate::html::escape_attribute(&self.spoken),
            escape_text(&self.text),
        )
    }

    /// A page in the place of one that cannot be shown.
    pub fn page(&self, moment: Moment, why: &str) -> Vec<u8> {
        let audience = moment.audience;
        format!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{}</title>\n<link rel=\"stylesheet\" href=\"/.plenary/overlay.css\">\n{}</head>\n\
             <body class=\"trouble\">\n<main>\n<h1>{}</h1>\n<p>{}</p>\n<div role=\"alert\"><pre tabindex=\"0\">{}</pre></div>\n\
             <p>This is the {audience} edition. This page goes on by itself when the mistakes are mended.</p>\n\
             </main>\n</body>\n</html>\n",
            live::policy(),
            escape_text(&self.heading),
            live::script(moment, None),
            escape_text(&self.heading),
            escape_text(why),
            escape_text(&self.text),
        )
        .into_bytes()
    }
}
