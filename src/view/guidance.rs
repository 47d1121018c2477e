//! Guidance pages, their lists, and the pages of a review's own prose.

use serde::Serialize;

use crate::basis::Basis;
use crate::html::Block;
use crate::plan::{PlannedPage, Subject};
use crate::site::Page;
use crate::slug::Slug;
use crate::view::embed::{self, EmbedView};
use crate::view::practice::{self, Path};
use crate::view::sheet::Sheet;
use crate::view::{Link, format};

/// The view of `guidance.html`: a page, or the opening page of a section or of all guidance.
#[derive(Serialize)]
pub struct Guidance {
    /// The page in a sentence.
    pub summary: Option<String>,
    /// The page's headings, where there are enough for a list.
    pub contents: Vec<ContentsEntry>,
    /// The text of the page, in order.
    pub blocks: Vec<BlockView>,
    /// The edition, where what is practised on the page is kept in the browser.
    pub practice: Option<&'static str>,
    /// Whether something is done on the page, or it has a long list: it then needs the styles for that.
    pub does: bool,
    /// The exercises that the page leads to, where it is a path through several.
    pub path: Option<Path>,
    /// The pages below an opening page.
    pub groups: Vec<Group>,
    /// `S58, S59 and S60`.
    pub basis: Option<String>,
    /// What the page draws on besides Annex 6.
    pub sources: Vec<String>,
    /// Who keeps the page up to date.
    pub owner: Option<String>,
    /// The day by which it is to be read again, written out.
    pub review_by: Option<String>,
    /// Pages that lead here.
    pub used_in: Vec<Link>,
    /// How many more there are, in words.
    pub used_in_more: Option<String>,
}

/// A heading of the page, for the list of its contents.
#[derive(Serialize)]
pub struct ContentsEntry {
    /// The heading.
    pub title: String,
    /// The way to the heading, on this page.
    pub href: String,
}

/// A stretch of the page: finished HTML, or live data.
#[derive(Serialize)]
pub struct BlockView {
    /// Finished HTML.
    pub html: Option<String>,
    /// Live data.
    pub embed: Option<EmbedView>,
}

/// Pages that stand together.
#[derive(Serialize)]
pub struct Group {
    /// The section's own page, where the pages belong to one.
    pub section: Option<PageCard>,
    /// The pages, in order.
    pub pages: Vec<PageCard>,
    /// Whether there are so many that a plain list serves better than cards.
    pub many: bool,
}

/// A page in a list.
#[derive(Clone, Serialize)]
pub struct PageCard {
    /// The page's heading.
    pub title: String,
    /// The way to the page, relative to this one.
    pub href: String,
    /// The page in a sentence.
    pub summary: Option<String>,
}

/// The most pages that are shown as cards. Of a longer section the opening page of all guidance names none.
const CARDS: usize = 24;
/// From how many headings a page gets a list of contents.
const CONTENTS_FROM: usize = 3;

fn empty() -> Guidance {
    Guidance {
        summary: None,
        contents: Vec::new(),
        blocks: Vec::new(),
        practice: None,
        does: false,
        path: None,
        groups: Vec::new(),
        basis: None,
        sources: Vec::new(),
        owner: None,
        review_by: None,
        used_in: Vec::new(),
        used_in_more: None,
    }
}

/// The opening page of all guidance.
pub fn index(sheet: &Sheet, at: Option<usize>) -> Guidance {
    let mut groups = groups(sheet);
    groups.iter_mut().filter(|group| group.pages.len() > CARDS).for_each(|group| group.pages.clear());
    Guidance { groups, ..text(sheet, at) }
}

/// The opening page of a section.
pub fn section(sheet: &Sheet, section: &Slug, at: Option<usize>) -> Guidance {
    let folder = format!("guidance/{section}/");
    let members = sheet.context.plan.pages_of(&folder);
    let members = members.filter(|page| matches!(page.subject, Subject::GuidancePage { .. }));
    let pages: Vec<PageCard> = members.map(|page| card(sheet, page)).collect();
    let many = pages.len() > CARDS;
    let groups = if pages.is_empty() { Vec::new() } else { vec![Group { section: None, pages, many }] };
    let own = text(sheet, at);
    Guidance { groups, does: many || own.does, ..own }
}

/// A guidance page, or a page of a review.
pub fn page(sheet: &Sheet, at: usize) -> Guidance {
    text(sheet, Some(at))
}

/// How many places that use a page are named on it; a site with a hundred events uses each in all of them.
pub const USED_IN_SHOWN: usize = 12;

/// What a page says itself.
fn text(sheet: &Sheet, at: Option<usize>) -> Guidance {
    let Some(page) = at.and_then(|at| sheet.context.edition.pages.get(at)) else { return empty() };
    let words = sheet.words();
    let statements: Vec<String> =
        page.basis.iter().filter(|basis| is_statement(basis)).map(ToString::to_string).collect();
    let wider = page.sources.iter().chain(page.basis.iter().filter(|basis| !is_statement(basis)));
    let mut sources: Vec<&str> = wider.map(|source| source_word(sheet, source)).collect();
    sources.dedup();
    let (used_in, used_in_more) = used_in(sheet, page);
    let path = practice::path(sheet);
    let practised = path.is_some() || page.embeds.iter().any(|(embed, _)| embed.exercise.is_some());
    let more = |n: usize| sheet.words().fill("guidance.used-in-more", &[("n", &n.to_string())]);
    Guidance {
        summary: page.summary.as_ref().map(ToString::to_string),
        contents: contents(page),
        blocks: blocks(sheet, page),
        practice: practised.then(|| sheet.context.edition.audience.name()),
        does: practised,
        path,
        groups: Vec::new(),
        basis: (!statements.is_empty()).then(|| format::list(words, &statements)),
        sources: sources.into_iter().map(str::to_owned).collect(),
        owner: page.owner.as_ref().map(ToString::to_string),
        review_by: page.review_by.as_ref().map(|(date, _)| format::date(words, *date)),
        used_in,
        used_in_more: (used_in_more > 0).then(|| more(used_in_more)),
    }
}

fn is_statement(basis: &Basis) -> bool {
    matches!(basis, Basis::Statement(_))
}

/// A source's title and address, as the words file has them.
fn source_word<'a>(sheet: &Sheet<'a>, source: &Basis) -> &'a str {
    let key = format!("source.{}", source.to_string().to_lowercase());
    sheet.words().text(&key).unwrap_or_default()
}

fn contents(page: &Page) -> Vec<ContentsEntry> {
    let top = page.document.headings.iter().filter(|heading| heading.level == 2);
    let entries: Vec<ContentsEntry> =
        top.map(|heading| ContentsEntry { title: heading.text.clone(), href: format!("#{}", heading.id) }).collect();
    if entries.len() < CONTENTS_FROM { Vec::new() } else { entries }
}

fn blocks(sheet: &Sheet, page: &Page) -> Vec<BlockView> {
    let blocks = sheet.explained(&page.document, &page.path);
    let block = |block| match block {
        Block::Html(html) => Some(BlockView { html: Some(html), embed: None }),
        Block::Embed(at) => {
            let (wanted, _) = page.embeds.get(at)?;
            Some(BlockView { html: None, embed: Some(embed::view(sheet, wanted, page, at)?) })
        }
    };
    blocks.into_iter().filter_map(block).collect()
}

/// The first of the pages that link here and of the scripts of sessions that rest on a statement which this page teaches, and
/// how many more there are.
fn used_in(sheet: &Sheet, page: &Page) -> (Vec<Link>, usize) {
    let plan = sheet.context.plan;
    let ways = plan.backlinks.get(sheet.url);
    let mut links: Vec<Link> = ways.into_iter().flatten().map(|way| sheet.link(way)).collect();
    let mut more = links.len().saturating_sub(USED_IN_SHOWN);
    links.truncate(USED_IN_SHOWN);
    let scripts = plan.resting_on(&page.basis);
    let shown = scripts.len().min(USED_IN_SHOWN - links.len());
    more += scripts.len() - shown;
    for script in &scripts[..shown] {
        let event = script.crumbs.last().map_or("", |event| event.title.as_str());
        let parts = [("script", script.heading.as_str()), ("event", event)];
        links
            .push(Link { title: sheet.words().fill("guidance.used-in-script", &parts), href: sheet.href(&script.url) });
    }
    (links, more)
}

fn card(sheet: &Sheet, page: &PlannedPage) -> PageCard {
    let source = match &page.subject {
        Subject::GuidancePage { page } | Subject::ReviewPage { page, .. } => Some(*page),
        Subject::GuidanceIndex { page } | Subject::Section { page, .. } => *page,
        _ => None,
    };
    let source = source.and_then(|at| sheet.context.edition.pages.get(at));
    let own = match page.subject {
        Subject::Coverage => Some("coverage.summary"),
        Subject::WorkedExample => Some("worked-example.summary"),
        _ => None,
    };
    let own = own.map(|key| sheet.words().get(key).to_owned());
    PageCard {
        title: page.heading.clone(),
        href: sheet.href(&page.url),
        summary: source.and_then(|source| source.summary.as_ref()).map(ToString::to_string).or(own),
    }
}

/// Every page of the guidance, section by section, in reading order. Pages that stand in no section are groups of their own.
fn groups(sheet: &Sheet) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for page in &sheet.context.plan.pages {
        let in_section = match &page.subject {
            Subject::Section { .. } => {
                groups.push(Group { section: Some(card(sheet, page)), pages: Vec::new(), many: false });
                continue;
            }
            Subject::GuidancePage { .. } => page.url.matches('/').count() > 1,
            Subject::Coverage | Subject::WorkedExample => false,
            _ => continue,
        };
        match groups.last_mut().filter(|group| group.section.is_some() == in_section) {
            Some(group) => group.pages.push(card(sheet, page)),
            None => groups.push(Group { section: None, pages: vec![card(sheet, page)], many: false }),
        }
    }
    groups
}

/// The ways into the guidance: its sections and the pages that stand in none.
pub fn entries(sheet: &Sheet) -> Vec<PageCard> {
    let loose = |page: &PlannedPage| page.url.matches('/').count() == 1;
    let wanted = sheet.context.plan.pages.iter().filter(|page| match page.subject {
        Subject::Section { .. } => true,
        Subject::GuidancePage { .. } => loose(page),
        _ => false,
    });
    wanted.map(|page| card(sheet, page)).collect()
}

/// The pages of a review's own prose.
pub fn of_review(sheet: &Sheet, review: &Slug) -> Vec<PageCard> {
    let folder = format!("reviews/{review}/");
    let pages = sheet.context.plan.pages_of(&folder);
    let wanted = pages.filter(|page| matches!(page.subject, Subject::ReviewPage { .. }));
    wanted.map(|page| card(sheet, page)).collect()
}
