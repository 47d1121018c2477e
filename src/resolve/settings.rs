//! `config.yaml` with its defaults.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::audience::Audience;
use crate::calendar::timezone_known;
use crate::config::{ConfigFields, PackFields, ThresholdFields};
use crate::diagnostic::{BAD_VALUE, Diagnostic};
use crate::documents::Documents;
use crate::resolve::reference::{items, text, twice, unknown, value};
use crate::schema::Located;
use crate::schema::value::Text;
use crate::site::document::DocumentKind;
use crate::site::{Pack, Settings, Thresholds};
use crate::slug::Slug;
use crate::workdays::Holidays;

/// The packs of a site that names none (`contract.md` section 4).
const PACKS: &[(&str, Audience, &[&str])] = &[
    (
        "facilitator",
        Audience::Facilitator,
        &[
            "index",
            "script",
            "run-sheet",
            "agenda",
            "overview",
            "prompt-cards",
            "inputs",
            "recommendations",
            "room",
            "materials",
            "checklists",
            "principles",
            "readiness",
        ],
    ),
    ("note-taker", Audience::ReviewTeam, &["agenda", "note-sheet", "principles", "checklists"]),
    (
        "review-team",
        Audience::ReviewTeam,
        &["team-briefing", "briefing", "agenda", "room", "materials", "checklists", "next-steps"],
    ),
    (
        "participant",
        Audience::Participant,
        &[
            "briefing",
            "agenda",
            "preparation",
            "principles",
            "group-sheets",
            "personal-learning",
            "feedback",
            "next-steps",
        ],
    ),
];

/// The names of the built-in packs.
pub fn built_in_packs() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(id, ..)| *id)
}

pub fn resolve(documents: &Documents, diagnostics: &mut Vec<Diagnostic>) -> Settings {
    let absent = ConfigFields::default();
    let fields = documents.config.as_ref().map_or(&absent, |config| &config.fields);
    let editions: BTreeSet<Audience> = items(&fields.editions).map(|item| item.value).collect();
    Settings {
        title: text(&fields.title).unwrap_or_else(|| Arc::from("Learning Reviews")),
        committee: text(&fields.committee),
        contact: text(&fields.contact),
        language: text(&fields.language).unwrap_or_else(|| Arc::from("en-GB")),
        timezone: timezone(fields, diagnostics),
        theme: value(&fields.theme).unwrap_or_else(Slug::default_theme),
        holidays: Holidays(items(&fields.holidays).map(|item| item.value).collect()),
        thresholds: thresholds(fields, diagnostics),
        rules: fields
            .rules
            .iter()
            .flat_map(|rules| rules.value.0.iter())
            .map(|(rule, level)| (rule.value.clone(), level.value))
            .collect(),
        editions: if editions.is_empty() { Audience::ALL.to_vec() } else { editions.into_iter().collect() },
        packs: packs(fields, diagnostics),
        out: out(fields, diagnostics),
        documents: documents_made(fields, diagnostics),
        unsafe_html: value(&fields.unsafe_html).unwrap_or(false),
    }
}

/// The folder to build into. Whatever the disk says of it is for `emit` to find; what can never be is a mistake here.
fn out(fields: &ConfigFields, diagnostics: &mut Vec<Diagnostic>) -> Text {
    let standard: Text = Arc::from("public");
    let Some(out) = fields.out.as_ref().filter(|out| !out.value.is_empty()) else { return standard };
    let parts: Vec<&str> = out.value.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() || matches!(parts[0], "content" | "themes") {
        let message = format!("`{}` holds the site's own sources, so nothing can be built into it.", out.value);
        let help = "Name a folder of its own, such as `public`.";
        diagnostics.push(Diagnostic::new(&BAD_VALUE, out.place.clone(), message).help(help));
        return standard;
    }
    out.value.clone()
}

fn timezone(fields: &ConfigFields, diagnostics: &mut Vec<Diagnostic>) -> Text {
    match &fields.timezone {
        Some(zone) if timezone_known(&zone.value) => zone.value.clone(),
        Some(zone) => {
            let message = format!("`{}` is not a timezone.", zone.value);
            let help = "Write a name such as `Europe/London`.";
            diagnostics.push(Diagnostic::new(&BAD_VALUE, zone.place.clone(), message).help(help));
            Arc::from("Europe/London")
        }
        None => Arc::from("Europe/London"),
    }
}

fn thresholds(fields: &ConfigFields, diagnostics: &mut Vec<Diagnostic>) -> Thresholds {
    let absent = ThresholdFields::default();
    let given = fields.thresholds.as_ref().map_or(&absent, |thresholds| &thresholds.value);
    let standard = Thresholds::default();
    fn set<T: Copy>(field: &Option<Located<T>>, default: T) -> T {
        field.as_ref().map_or(default, |field| field.value)
    }
    let half_day_hours = match &given.half_day_hours {
        None => standard.half_day_hours,
        Some(hours) => match hours.value.as_slice() {
            [from, to] if from.value <= to.value => (from.value, to.value),
            _ => {
                let message = "This should be the shortest and the longest half day, in hours.";
                let help = "Write `[2.5, 4.5]`.";
                diagnostics.push(Diagnostic::new(&BAD_VALUE, hours.place.clone(), message).help(help));
                standard.half_day_hours
            }
        },
    };
    Thresholds {
        full_day_hours: set(&given.full_day_hours, standard.full_day_hours),
        half_day_hours,
        longest_stretch: set(&given.longest_stretch, standard.longest_stretch),
        pause_gap: set(&given.pause_gap, standard.pause_gap),
        introduction_minutes: set(&given.introduction_minutes, standard.introduction_minutes),
        introduction_minutes_half_day: set(
            &given.introduction_minutes_half_day,
            standard.introduction_minutes_half_day,
        ),
        overview_minutes: set(&given.overview_minutes, standard.overview_minutes),
        closing_minutes: set(&given.closing_minutes, standard.closing_minutes),
        closing_percent: set(&given.closing_percent, standard.closing_percent),
        give_percent: set(&given.give_percent, standard.give_percent),
        unplanned_minutes: set(&given.unplanned_minutes, standard.unplanned_minutes),
        discussion_minutes: set(&given.discussion_minutes, standard.discussion_minutes),
        principles: set(&given.principles, standard.principles),
        group_size: set(&given.group_size, standard.group_size),
        small_group_max: set(&given.small_group_max, standard.small_group_max),
        second_facilitator_over: set(&given.second_facilitator_over, standard.second_facilitator_over),
        briefing_working_days: set(&given.briefing_working_days, standard.briefing_working_days),
        briefed_working_days: set(&given.briefed_working_days, standard.briefed_working_days),
        feedback_working_days: set(&given.feedback_working_days, standard.feedback_working_days),
    }
}

fn packs(fields: &ConfigFields, diagnostics: &mut Vec<Diagnostic>) -> Vec<Pack> {
    if fields.packs.is_none() {
        return PACKS
            .iter()
            .filter_map(|(id, audience, holds)| {
                let holds = holds.iter().map(|name| DocumentKind::from_id(name)).collect();
                Some(Pack { id: Slug::parse(id)?, audience: *audience, holds })
            })
            .collect();
    }
    let mut packs: Vec<Pack> = Vec::new();
    let mut places = Vec::new();
    for pack in items(&fields.packs) {
        let PackFields { id: Some(id), audience: Some(audience), holds, .. } = &pack.value else { continue };
        if let Some(at) = packs.iter().position(|known| known.id == id.value) {
            diagnostics.push(twice(&id.value, &id.place, &places[at], "pack"));
            continue;
        }
        // Twice the same document would be twice the same ids on one page.
        let mut once: Vec<Option<DocumentKind>> = Vec::new();
        for kind in items(holds).filter_map(|name| held(name, diagnostics)) {
            if !once.contains(&kind) {
                once.push(kind);
            }
        }
        places.push(id.place.clone());
        packs.push(Pack { id: id.value.clone(), audience: audience.value, holds: once });
    }
    packs
}

/// What a pack holds under a name; `index` is the event at a glance, which is a page and not a document.
fn held(name: &Located<Slug>, diagnostics: &mut Vec<Diagnostic>) -> Option<Option<DocumentKind>> {
    match name.value.as_str() {
        "index" => Some(None),
        _ => document(name, diagnostics).map(Some),
    }
}

fn document(name: &Located<Slug>, diagnostics: &mut Vec<Diagnostic>) -> Option<DocumentKind> {
    let found = DocumentKind::from_id(name.value.as_str());
    if found.is_none() {
        let known = DocumentKind::all().map(DocumentKind::id);
        unknown(&name.value, &name.place, "document", known, diagnostics);
    }
    found
}

fn documents_made(fields: &ConfigFields, diagnostics: &mut Vec<Diagnostic>) -> BTreeSet<DocumentKind> {
    match &fields.documents {
        None => DocumentKind::all().collect(),
        Some(_) => items(&fields.documents).filter_map(|name| document(name, diagnostics)).collect(),
    }
}
