//! Every field of every view is used: it is changed in the data of real pages, and the page has to change with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plenary::audience::Audience;
use plenary::edition::reader::Reader;
use plenary::pipeline::{Memory, Request, Staged, compile, stage, stage_for};
use plenary::slug::Slug;
use plenary::theme::Theme;
use plenary::view::{self, Context, Form};
use serde_json::Value;

use crate::canaries::canary_site;
use crate::contract::structs::{Key, Kind, Struct, read};
use crate::contract::views;
use crate::harness::{PRACTITIONER, Site};

/// Fields that the default theme does not use, and other themes may: module, struct, field.
const OFFERED: &[(&str, &str, &str)] = &[
    // When something ends: the default theme shows its length, or what comes next.
    ("agenda", "Row", "end"),
    ("agenda", "TrackRow", "minutes"),
    ("note_sheet", "SessionSheet", "end"),
    ("script", "ScriptSession", "end"),
    // The default theme has these in the frame, or says them in another way.
    ("glance", "Glance", "held"),
    ("glance", "Glance", "version"),
    ("home", "EventCard", "review"),
    ("review", "AgencyRow", "involved"),
    // For `asset`, which the default theme has no need of.
    ("frame", "PageView", "root"),
];

/// On how many pages a field is tried before it counts as unused.
const TRIES: usize = 10;

/// A page with what the example's pages do not embed.
const EMBEDS: &str = "---\ntitle: Embeds\n---\n\n```embed\nexercise:\n  id: one\n  aim: To see.\n  materials: [a pen]\n  \
                      steps: [Look.]\n```\n\n```embed\nagenda: alder/practitioner\n```\n\n```embed\n\
                      rule: closing-check-out\n```\n";

/// The data of one template on one page.
struct Rendering {
    template: &'static str,
    data: Value,
    theme: Arc<Theme>,
}

/// Where a field was seen: which rendering, and the way to it.
type Seen = BTreeMap<(Key, String), Vec<(usize, String)>>;

fn renderings() -> Vec<Rendering> {
    let mut all = Vec::new();
    for site in sites() {
        let sources = site.sources();
        let mut memory = Memory::default();
        let mut compiled = compile(&sources, &Request::default(), &mut memory, &mut |_| {});
        assert!(!compiled.stops, "{:#?}", compiled.diagnostics);
        for audience in Audience::ALL {
            collect(&stage(&mut compiled, &sources, audience, &mut memory), &mut all);
        }
        let id = |name: &str| Slug::parse(name).unwrap();
        let reader = Reader { review: id("alder"), event: id("practitioner"), who: id("sw1") };
        if let Some(staged) = stage_for(&compiled, &sources, &reader, &mut memory) {
            collect(&staged, &mut all);
        }
    }
    all
}

/// Sites that together have something in every field: the example; a word in every text field; and days that are too
/// short or nearly so, in a room without a layout, with what pages can embed.
fn sites() -> Vec<Site> {
    let tight = "kind: practitioner-and-first-line-manager\ndate: 2026-03-12\nstart: \"09:30\"\nend: \"15:00\"\n\
                 venue: glenfarran-hall\nfacilitators: [moss, teal]\nnote_taker: quill\n\
                 participants: [practitioners-and-first-line-managers]\nlunch_provided: true\n";
    let short = Site::alder()
        .edit(PRACTITIONER, "end: \"16:00\"", "end: \"11:00\"")
        .edit(PRACTITIONER, "observers: []", "observers: [chair]")
        .edit(PRACTITIONER, "  - id: lunch\n", "  - id: lunch\n    at: \"10:40\"\n")
        .edit("content/venues/glenfarran-hall.yaml", "layout: horseshoe, ", "")
        .file("content/reviews/alder/events/tight.yaml", tight)
        .file("content/guidance/embeds.md", EMBEDS);
    vec![Site::alder(), canary_site(), short]
}

/// Takes the data of every template on every page of an edition.
fn collect(staged: &Staged, all: &mut Vec<Rendering>) {
    let Staged { edition, plan, theme, .. } = staged;
    let context = Context { edition, plan, theme, form: Form::default() };
    for page in &plan.pages {
        let mut bodies = Vec::new();
        for body in view::body(&context, page) {
            bodies.push(theme.render(body.template, &body, &page.url).unwrap());
            let data = serde_json::to_value(&body).unwrap();
            all.push(Rendering { template: body.template, data, theme: theme.clone() });
        }
        let frame = serde_json::to_value(view::page(&context, page, bodies)).unwrap();
        all.push(Rendering { template: view::frame_template(page), data: frame, theme: theme.clone() });
    }
}

/// Notes where each field of a struct was seen, and those below it. Data and struct have to hold the same fields.
fn walk(
    data: &Value,
    key: &Key,
    way: &str,
    structs: &BTreeMap<Key, Struct>,
    note: &mut impl FnMut(&Key, &str, String),
) {
    for field in &structs[key].fields {
        let value = data.get(&field.name).unwrap_or_else(|| panic!("no `{}` in {key:?} at {way}", field.name));
        let way = format!("{way}/{}", field.name);
        note(key, &field.name, way.clone());
        let Some(inner) = field.kind.inner() else { continue };
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, inner, &format!("{way}/{at}"), structs, note);
                }
            }
            Value::Object(_) => walk(value, inner, &way, structs, note),
            _ => {}
        }
    }
}

/// The ways in which a value could be otherwise.
fn changes(value: &Value, kind: &Kind) -> Vec<Option<Value>> {
    let mut changes = match value {
        Value::String(text) => vec![Some(Value::from(format!("{text}-changed")))],
        Value::Bool(yes) => vec![Some(Value::from(!yes))],
        Value::Number(number) => vec![Some(Value::from(number.as_u64().unwrap() + 1))],
        Value::Null if matches!(kind, Kind::Maybe(inner) if **inner == Kind::Text) => {
            vec![Some(Value::from("changed"))]
        }
        Value::Array(items) if !items.is_empty() => vec![Some(Value::from(Vec::<Value>::new()))],
        _ => Vec::new(),
    };
    if !value.is_null() {
        changes.push(None);
    }
    changes
}

/// Whether a page is another one, or none, where one value is.
fn matters(rendering: &Rendering, way: &str, kind: &Kind) -> bool {
    let Rendering { template, data, theme } = rendering;
    let made = |data: &Value| theme.render(template, data, "page").ok();
    let before = made(data);
    let (above, name) = way.rsplit_once('/').unwrap();
    changes(data.pointer(way).unwrap(), kind).into_iter().any(|change| {
        let mut data = data.clone();
        let fields = data.pointer_mut(above).unwrap().as_object_mut().unwrap();
        match change {
            Some(value) => fields.insert(name.to_owned(), value),
            None => fields.remove(name),
        };
        made(&data) != before
    })
}

#[test]
fn every_field_is_used_or_offered_on_purpose() {
    let structs = read();
    let views = views(&structs);
    let renderings = renderings();
    let body = ("view".to_owned(), "Body".to_owned());
    let mut seen = Seen::new();
    for (at, Rendering { template, data, .. }) in renderings.iter().enumerate() {
        let mut note = |key: &Key, field: &str, way: String| {
            seen.entry((key.clone(), field.to_owned())).or_default().push((at, way));
        };
        walk(data, views[template], "", &structs, &mut note);
        if !matches!(*template, "page.html" | "not-found.html") {
            walk(data, &body, "", &structs, &mut note);
        }
    }
    let offered: BTreeSet<(&str, &str, &str)> = OFFERED.iter().copied().collect();
    let (mut unused, mut used_after_all) = (Vec::new(), Vec::new());
    for (key, found) in &structs {
        for field in &found.fields {
            let places = seen.remove(&(key.clone(), field.name.clone())).unwrap_or_default();
            let used = tried(&renderings, places).any(|(rendering, way)| matters(rendering, &way, &field.kind));
            match (used, offered.contains(&(key.0.as_str(), key.1.as_str(), field.name.as_str()))) {
                (false, false) => unused.push(format!("{}::{}.{}", key.0, key.1, field.name)),
                (true, true) => used_after_all.push(format!("{}::{}.{}", key.0, key.1, field.name)),
                _ => {}
            }
        }
    }
    assert!(unused.is_empty(), "nothing shows these: take them away, or list them in OFFERED: {unused:#?}");
    assert!(used_after_all.is_empty(), "these are used, so OFFERED need not list them: {used_after_all:#?}");
}

/// The places at which a field is tried: a few of each template, from one end of what was seen to the other, those first
/// where it holds something.
fn tried(renderings: &[Rendering], places: Vec<(usize, String)>) -> impl Iterator<Item = (&Rendering, String)> {
    let mut of_template: BTreeMap<(bool, &str), Vec<(&Rendering, String)>> = BTreeMap::new();
    for (at, way) in places {
        let rendering = &renderings[at];
        let empty = match rendering.data.pointer(&way).unwrap() {
            Value::Array(items) => items.is_empty(),
            value => value.is_null(),
        };
        of_template.entry((empty, rendering.template)).or_default().push((rendering, way));
    }
    of_template.into_values().flat_map(|places| {
        let step = places.len().div_ceil(TRIES).max(1);
        places.into_iter().step_by(step)
    })
}
