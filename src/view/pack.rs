//! Packs: every document of a role on one page, to print in one go.

use serde::Serialize;

use crate::plan::pack_documents;
use crate::schema::blueprint::Owner;
use crate::site::Pack;
use crate::site::document::DocumentKind;
use crate::view::sheet::{Sheet, document_id};
use crate::view::{Body, Content, Heading, Held, checklists, document, glance_content, readiness};

/// The view of `pack-contents.html`.
#[derive(Serialize)]
pub struct PackContents {
    /// The documents of the pack, in order.
    pub documents: Vec<Heading>,
}

/// The role whose items alone the pack's checklists show.
fn checklist_owner(pack: &str) -> Option<Owner> {
    match pack {
        "note-taker" => Some(Owner::NoteTaker),
        _ => None,
    }
}

/// The documents of a pack. Checklists without an item for the pack's role are none.
fn contents(sheet: &Sheet, held: Held, pack: &Pack) -> Vec<Option<DocumentKind>> {
    let owner = checklist_owner(pack.id.as_str());
    let has_items = |owner: Owner| !checklists::of_owner(sheet, held, owner).lists.is_empty();
    let mut documents = pack_documents(sheet.context.edition, held.review, held.event, pack);
    documents.retain(|kind| *kind != Some(DocumentKind::Checklists) || owner.is_none_or(has_items));
    documents
}

/// A list of contents, and a body for each document.
pub fn bodies(sheet: &Sheet, held: Held, pack: usize) -> Vec<Body> {
    let Some(pack) = held.event.packs.get(pack) else { return Vec::new() };
    let marking = held.event.open.marking.as_ref().map(ToString::to_string);
    let mut bodies: Vec<Body> = Vec::new();
    let documents = contents(sheet, held, pack);
    for kind in &documents {
        let kind = *kind;
        let id = kind.map_or("index", DocumentKind::id);
        let inner = Sheet { prefix: format!("{id}-"), level: 3, pack: &documents, ..sheet.clone() };
        let own = checklist_owner(pack.id.as_str());
        let made = match (kind, own) {
            (None, _) => Some(("glance.html", glance_content(&inner, held))),
            (Some(DocumentKind::Checklists), Some(owner)) => {
                Some(("checklists.html", Content::Checklists(checklists::of_owner(&inner, held, owner))))
            }
            (Some(kind), _) => document(&inner, held, kind),
        };
        let Some((template, content)) = made else { continue };
        let title = match kind {
            None => sheet.words().get("page.glance").to_owned(),
            Some(kind) => {
                let page = sheet.context.plan.page(&format!("{}{}.html", held.folder(), kind.id()));
                page.map_or_else(|| kind.id().to_owned(), |page| page.heading.clone())
            }
        };
        let heading = Some(Heading { number: bodies.len() + 1, title, id: document_id(kind) });
        bodies.push(Body { heading, marking: marking.clone(), ..inner.body(template, content) });
    }
    // What departs from the usual goes with whoever leads the day, also in a pack without the readiness page.
    if pack.id.as_str() == "facilitator" && !documents.contains(&Some(DocumentKind::Readiness)) {
        let inner = Sheet { prefix: "departures-".to_owned(), level: 3, ..sheet.clone() };
        if let Some(departures) = readiness::departures(&inner, held) {
            let title = sheet.words().get("readiness.departures").to_owned();
            let heading = Some(Heading { number: bodies.len() + 1, title, id: "document_departures".to_owned() });
            let body = inner.body("departures.html", Content::Departures(departures));
            bodies.push(Body { heading, marking: marking.clone(), ..body });
        }
    }
    let documents = bodies.iter().filter_map(|body| body.heading.clone()).collect();
    bodies.insert(0, sheet.body("pack-contents.html", Content::PackContents(PackContents { documents })));
    bodies
}
