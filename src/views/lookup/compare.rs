//! Compares levels: what is expected at the lowest, and what is new above it.

use slack_morphism::prelude::SlackBlock;

use crate::domain::framework::{Framework, Level, Theme};
use crate::domain::lookup::Topic;
use crate::views::kit;
use crate::views::lookup::{AnswerLayout, NOTHING, bullet, list, open, open_cell, other_themes, title_of};
use crate::views::text::Mrkdwn;

pub(super) fn page(framework: &Framework, low: &Level, above: &[&Level], theme: Option<&Theme>) -> AnswerLayout {
    let high = above.last().map_or(low.number, |level| level.number);
    let to =
        |theme: Option<&Theme>| Topic::Compare { low: low.number, high, theme: theme.map(|theme| theme.id.clone()) };
    let says = |theme: &Theme| format!("Compare level {} and {high} in {}", low.number, theme.name);
    let Some(theme) = theme else {
        let content = framework.themes.iter().map(|theme| in_short(low, above, theme)).collect();
        let title = format!("Level {} to {high} · all themes", low.number);
        let themes =
            framework.themes.iter().map(|theme| open(framework, to(Some(theme)), title_of(theme), says(theme)));
        return AnswerLayout::of_framework(title, content).link(themes.collect());
    };
    let cells = std::iter::once(low)
        .chain(above.iter().copied())
        .map(|level| open_cell(framework, level.number, theme, format!("Level {}", level.number)));
    AnswerLayout::of_framework(
        format!("{} · level {} to {high}", title_of(theme), low.number),
        in_full(low, above, theme),
    )
    .link(cells.collect())
    .link(other_themes(framework, theme, |other| (to(Some(other)), says(other))))
}

/// Each level with its heading: what the reader starts from, or what is new.
fn steps<'l>(low: &'l Level, above: &[&'l Level]) -> impl Iterator<Item = (&'l Level, String)> {
    let expected = std::iter::once((low, format!("Expected at level {}", low.number)));
    expected.chain(above.iter().map(|level| (*level, format!("New at level {}", level.number))))
}

fn in_full(low: &Level, above: &[&Level], theme: &Theme) -> Vec<SlackBlock> {
    let step = |(level, title): (&Level, String)| {
        let below = match level.behaviours(&theme.id) {
            [] => vec![kit::section(NOTHING)],
            behaviours => list(behaviours),
        };
        std::iter::once(kit::section(Mrkdwn::new().bold(&title))).chain(below)
    };
    steps(low, above).flat_map(step).collect()
}

/// A theme in one block.
fn in_short(low: &Level, above: &[&Level], theme: &Theme) -> SlackBlock {
    let lines = steps(low, above).flat_map(|(level, title)| {
        let behaviours = level.behaviours(&theme.id);
        let nothing = behaviours.is_empty().then(|| Mrkdwn::new().text(NOTHING));
        std::iter::once(Mrkdwn::new().italic(&title)).chain(behaviours.iter().map(bullet)).chain(nothing)
    });
    kit::section(kit::one_section(Mrkdwn::new().bold(&title_of(theme)), lines))
}
