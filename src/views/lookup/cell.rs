//! One theme at one level: every behaviour with its examples.

use crate::domain::evidence::EvidenceDays;
use crate::domain::framework::{Behaviour, Framework, LevelNumber};
use crate::domain::lookup::{CellOf, Topic};
use crate::views::kit;
use crate::views::lookup::{AnswerLayout, beside, bullet, open_cell, other_themes, title_of, with_examples};
use crate::views::text::Mrkdwn;

pub(super) fn page(
    framework: &Framework,
    cell: &CellOf<'_>,
    first_filled: Option<LevelNumber>,
    own: &EvidenceDays,
) -> AnswerLayout {
    let (level, theme) = (cell.level.number, cell.theme);
    let to_level = |number| (Topic::Cell(number, theme.id.clone()), format!("{} at level {number}", theme.name));
    let mut links = beside(framework, level, to_level);
    let content = if cell.behaviours.is_empty() {
        if let Some(first) = first_filled {
            let button = open_cell(framework, first, theme, format!("{} at level {first}", theme.name)).primary();
            links.retain(|link| link.control != button.control);
            links.insert(0, button);
        }
        vec![kit::section(nothing_set(&theme.name, level, first_filled))]
    } else {
        kit::sections(
            cell.behaviours.iter().map(|behaviour| with_examples(marked(framework, behaviour, own), behaviour)),
        )
    };
    let to_theme = |other: &crate::domain::framework::Theme| {
        (Topic::Cell(level, other.id.clone()), format!("{} at level {level}", other.name))
    };
    AnswerLayout::of_framework(format!("{} · Level {level}", title_of(theme)), content)
        .link(links)
        .link(other_themes(framework, theme, to_theme))
}

/// A behaviour with the newest day of the reader's own evidence for it: a day, never a count.
fn marked(framework: &Framework, behaviour: &Behaviour, own: &EvidenceDays) -> Mrkdwn {
    let line = bullet(behaviour);
    if own.newest.is_empty() {
        return line;
    }
    match own.newest.get(&(framework.track.clone(), behaviour.id.clone())) {
        Some(date) => line.text("  ").italic(&format!("(your evidence: {})", own.language.day(*date))),
        None => line,
    }
}

fn nothing_set(theme: &str, level: LevelNumber, first_filled: Option<LevelNumber>) -> Mrkdwn {
    let text = Mrkdwn::new().text("Nothing is expected for ").bold(theme).text(&format!(" at level {level} yet."));
    match first_filled {
        Some(first) => text.text(&format!(" It starts at level {first}.")),
        None => text,
    }
}
