//! All themes of a level, one block per theme.

use crate::domain::framework::{Framework, Level};
use crate::domain::lookup::Topic;
use crate::views::kit;
use crate::views::lookup::{AnswerLayout, NOTHING, beside, bullet, open, title_of};
use crate::views::text::Mrkdwn;

pub(super) fn page(framework: &Framework, level: &Level) -> AnswerLayout {
    let number = level.number;
    let content = framework
        .cells_of(level)
        .map(|(theme, behaviours)| {
            let title = Mrkdwn::new().bold(&title_of(theme));
            let text = if behaviours.is_empty() {
                title.line().text(NOTHING)
            } else {
                kit::one_section(title, behaviours.iter().map(bullet))
            };
            let with_examples = behaviours.iter().any(|behaviour| !behaviour.examples.is_empty());
            let label = if with_examples { "See examples" } else { "Open" };
            let says = format!("{label}: {} at level {number}", theme.name);
            kit::section_with(text, open(framework, Topic::Cell(number, theme.id.clone()), label, says))
        })
        .collect();
    AnswerLayout::of_framework(format!("Level {number} · all themes"), content).link(beside(
        framework,
        number,
        |number| (Topic::Level(number), format!("All themes at level {number}")),
    ))
}
