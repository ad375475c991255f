//! Formats a lookup's answer as JSON, for scripts.

use serde_json::{Value, json};

use crate::domain::framework::Behaviour;
use crate::domain::lookup::{Body, CellOf, LookupAnswer, ReadingNote};

/// One JSON object: the track, its version, the kind of answer, and under that kind's name its content.
pub(super) fn format(answer: &LookupAnswer<'_>, notes: &[ReadingNote]) -> Value {
    let framework = answer.framework;
    let (kind, holds) = body(answer);
    json!({
        "track": framework.track,
        "version": framework.version,
        "kind": kind,
        "notes": notes.iter().map(note).collect::<Vec<_>>(),
        kind: holds,
    })
}

fn body(answer: &LookupAnswer<'_>) -> (&'static str, Value) {
    let framework = answer.framework;
    match &answer.body {
        Body::Picker => {
            let levels: Vec<_> = framework.levels.iter().map(|level| level.number).collect();
            let themes: Vec<_> =
                framework.themes.iter().map(|theme| json!({ "id": theme.id, "name": theme.name })).collect();
            ("picker", json!({ "levels": levels, "themes": themes }))
        }
        Body::Level(level) => ("level", cells(framework.themes.iter().map(|theme| CellOf::whole(level, theme)))),
        Body::Theme(theme) => ("theme", cells(framework.levels.iter().map(|level| CellOf::whole(level, theme)))),
        Body::Cell { cell: of, first_filled } => {
            let mut value = cell(of);
            if of.behaviours.is_empty()
                && let Some(fields) = value.as_object_mut()
            {
                fields.insert("first_level_with_behaviours".into(), json!(first_filled));
            }
            ("cell", value)
        }
        Body::Compare { low, above, theme } => {
            let themes = || framework.themes.iter().filter(|of| theme.is_none_or(|theme| theme.id == of.id));
            let new = above.iter().flat_map(|level| themes().map(|theme| CellOf::whole(level, theme)));
            ("compare", json!({ "stands": cells(themes().map(|theme| CellOf::whole(low, theme))), "new": cells(new) }))
        }
        Body::Search { words, groups, .. } => {
            ("search", json!({ "words": words, "found": groups.iter().map(cell).collect::<Vec<_>>() }))
        }
        Body::Gaps { cells, levels, .. } => {
            let cells: Vec<_> = cells.iter().map(cell).collect();
            ("gaps", json!({ "cells": cells, "levels_with_gaps": levels }))
        }
        Body::About => ("about", json!(framework.introduction)),
        Body::Help(word) => ("help", json!({ "word": word })),
        Body::NoSuchLevel { asked, .. } => {
            let levels: Vec<_> = framework.levels.iter().map(|level| level.number).collect();
            ("no_such_level", json!({ "asked": asked, "levels": levels }))
        }
        Body::Unknown { words, searchable } => {
            ("unknown", json!({ "words": words, "search_finds_something": searchable }))
        }
        Body::Gone => ("gone", Value::Null),
    }
}

fn cells<'l>(cells: impl Iterator<Item = CellOf<'l>>) -> Value {
    cells.map(|of| cell(&of)).collect()
}

fn cell(cell: &CellOf<'_>) -> Value {
    let behaviours: Vec<_> = cell.behaviours.iter().map(|of| behaviour(of)).collect();
    json!({ "level": cell.level.number, "theme": cell.theme.id, "behaviours": behaviours })
}

fn behaviour(behaviour: &Behaviour) -> Value {
    json!({ "id": behaviour.id, "text": behaviour.text, "examples": behaviour.examples })
}

fn note(note: &ReadingNote) -> Value {
    match note {
        ReadingNote::Showing(name) => json!({ "showing": name }),
        ReadingNote::LeftOut(words) => json!({ "left_out": words }),
        ReadingNote::SubLevel(level) => json!({ "sub_level_of": level }),
        ReadingNote::OneTheme(name) => json!({ "one_theme": name }),
        ReadingNote::SameLevel { level, shown_with } => json!({ "same_level": level, "shown_with": shown_with }),
        ReadingNote::NothingChosen => json!("nothing_chosen"),
    }
}
