//! The accessibility statement: on every edition, in reach of every page, and honest about the site that it stands on.

use scraper::{Html, Selector};

use crate::accessibility::pages::{all, built};
use crate::harness::Site;

#[test]
fn every_page_but_the_one_for_lost_readers_leads_to_the_statement() {
    let link = Selector::parse("footer a[href]").unwrap();
    for page in all().into_iter().filter(|page| !page.ends_with("/404.html")) {
        let html = Html::parse_document(&built().read(&format!("public/{page}")));
        let up = "../".repeat(page.matches('/').count() - 1);
        let wanted = format!("{up}accessibility.html");
        assert!(html.select(&link).any(|link| link.attr("href") == Some(&wanted)), "{page}");
    }
}

#[test]
fn the_statement_says_whom_to_ask_and_claims_nothing_for_the_committee() {
    let made = Site::alder().build().clean();
    for edition in made.editions() {
        let statement = made.text(&format!("{edition}/accessibility.html"));
        for wanted in ["01632 960100", "WCAG) 2.2", "Accessibility Regulations 2018", "no claim", "Not tested"] {
            assert!(statement.contains(wanted), "{edition}: {wanted}");
        }
    }
    let nobody = Site::bare().build().clean().text("participant/accessibility.html");
    assert!(nobody.contains("the person who invited you"), "{nobody}");
}
