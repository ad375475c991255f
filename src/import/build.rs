//! Builds a [`Framework`] from a draft that has no faults.

use crate::domain::framework::{Behaviour, Cell, Framework, Level, LevelNumber, Paragraph, Theme};
use crate::domain::ids::{BehaviourId, ThemeId, TrackId};
use crate::import::shape::{DraftBehaviour, DraftLevel, DraftTheme, TrackDraft};
use crate::import::tree::At;

/// The framework that the draft describes; every level gets a cell for every theme, in the order of the themes.
pub(super) fn framework(draft: TrackDraft, introduction: Vec<Paragraph>) -> Framework {
    let themes: Vec<Theme> = draft.themes.into_iter().map(theme).collect();
    let levels = draft.levels.into_iter().filter_map(|level| self::level(level, &themes)).collect();
    Framework {
        track: TrackId::new(draft.track.value),
        name: draft.name.value,
        version: draft.version.value,
        aliases: values(draft.aliases),
        themes,
        levels,
        introduction,
    }
}

fn theme(draft: DraftTheme) -> Theme {
    Theme {
        id: ThemeId::new(draft.id.value),
        name: draft.name.value,
        aliases: values(draft.aliases),
        emoji: draft.emoji.value,
        meaning: draft.meaning.value,
    }
}

fn level(mut draft: DraftLevel, themes: &[Theme]) -> Option<Level> {
    let number = LevelNumber(draft.number.value.parse().ok()?);
    let cells = themes
        .iter()
        .map(|theme| {
            let position = draft.cells.iter().position(|cell| cell.theme.value == theme.id.as_str());
            let behaviours = position.map(|position| draft.cells.swap_remove(position).behaviours).unwrap_or_default();
            Cell { theme: theme.id.clone(), behaviours: behaviours.into_iter().map(behaviour).collect() }
        })
        .collect();
    Some(Level { number, cells })
}

fn behaviour(draft: DraftBehaviour) -> Behaviour {
    Behaviour {
        id: BehaviourId::new(draft.id.value),
        text: draft.text.value,
        examples: values(draft.examples),
        keywords: values(draft.keywords),
    }
}

fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}
