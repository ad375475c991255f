//! Behaviours that have no example yet: where an example from daily work would help most.

use slack_morphism::prelude::SlackBlock;

use crate::domain::framework::{Framework, Level, LevelNumber, Theme};
use crate::domain::lookup::{CellOf, Topic};
use crate::views::kit;
use crate::views::lookup::{AnswerLayout, list, open, title_of};
use crate::views::text::Mrkdwn;

pub(super) fn page(
    framework: &Framework,
    level: Option<&Level>,
    theme: Option<&Theme>,
    cells: &[CellOf<'_>],
    levels: &[LevelNumber],
) -> AnswerLayout {
    let place = match (level, theme) {
        (Some(level), Some(theme)) => format!("{} · Level {}", title_of(theme), level.number),
        (Some(level), None) => format!("Level {}", level.number),
        (None, Some(theme)) => title_of(theme),
        (None, None) => framework.name.clone(),
    };
    let mut content = vec![kit::section(lead(cells.is_empty()))];
    content.extend(cells.iter().flat_map(cell));
    let to_level = |number: &LevelNumber| {
        let topic = Topic::Gaps { level: Some(*number), theme: theme.map(|theme| theme.id.clone()) };
        open(framework, topic, format!("Level {number}"), format!("Without an example at level {number}"))
    };
    let others = levels.iter().filter(|number| level.is_none_or(|level| level.number != **number));
    let mut page = AnswerLayout::new(format!("No example yet · {place}"), content).link(others.map(to_level).collect());
    page.shareable = !cells.is_empty();
    page
}

fn lead(nothing: bool) -> Mrkdwn {
    let text = if nothing {
        "Every behaviour here has an example."
    } else {
        "These behaviours have no example yet. Know one? Tell the people who look after the framework."
    };
    Mrkdwn::new().text(text)
}

fn cell(cell: &CellOf<'_>) -> impl Iterator<Item = SlackBlock> {
    let title = format!("{} · Level {}", title_of(cell.theme), cell.level.number);
    std::iter::once(kit::section(Mrkdwn::new().bold(&title))).chain(list(cell.behaviours.iter().copied()))
}
