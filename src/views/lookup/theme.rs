//! One theme over all levels: a line for each level, with a button to the whole cell.

use crate::domain::framework::{Framework, Theme};
use crate::domain::lookup::Topic;
use crate::views::kit;
use crate::views::lookup::{AnswerLayout, NOTHING, open_cell, other_themes, title_of};
use crate::views::text::{Mrkdwn, clip};

/// How many characters of a level's behaviours are shown.
const LINE: usize = 140;

pub(super) fn page(framework: &Framework, theme: &Theme) -> AnswerLayout {
    let content = framework
        .levels
        .iter()
        .map(|level| {
            let number = level.number;
            let title = Mrkdwn::new().bold(&format!("Level {number}")).text("  ");
            let texts: Vec<&str> =
                level.behaviours(&theme.id).iter().map(|behaviour| behaviour.text.as_str()).collect();
            let line = match texts.as_slice() {
                [] => NOTHING.to_owned(),
                texts => clip(&texts.join(" · "), LINE),
            };
            kit::section_with(title.text(&line), open_cell(framework, number, theme, format!("Level {number}")))
        })
        .collect();
    AnswerLayout::of_framework(format!("{} · all levels", title_of(theme)), content).link(other_themes(
        framework,
        theme,
        |other| (Topic::Theme(other.id.clone()), format!("{} at all levels", other.name)),
    ))
}
