//! Menus to choose a track, a level and a theme.

use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::domain::framework::Framework;
use crate::domain::lookup::Library;
use crate::views::kit::{self, Button};
use crate::views::lookup::{AnswerLayout, guide, title_of};
use crate::views::text::Mrkdwn;

pub(super) fn page(framework: &Framework, library: &Library) -> AnswerLayout {
    let text = Mrkdwn::new().text("Choose a level, a theme, or both.");
    let tip = Mrkdwn::new().text("Or type it: ").code(&guide::example(framework, library));
    AnswerLayout::new(
        "What would you like to read?",
        vec![kit::section(text), picker(framework, library), kit::context(tip)],
    )
}

/// The menus, and the button that shows what is chosen. The menu of tracks is only there if there are several.
pub(in crate::views) fn picker(framework: &Framework, library: &Library) -> SlackBlock {
    let mut row = Vec::new();
    if library.track_indexes().count() > 1 {
        let tracks = library
            .track_indexes()
            .map(|track_index| (track_index.framework.name.clone(), track_index.framework.track.to_string()));
        row.push(kit::menu(&Control::PickTrack.action_id(), "Track", tracks, Some(framework.track.as_str())).into());
    }
    let levels = framework.levels.iter().map(|level| (format!("Level {}", level.number), level.number.to_string()));
    row.push(kit::menu(&Control::PickLevel.action_id(), "Level", levels, None).into());
    let themes = framework.themes.iter().map(|theme| (title_of(theme), theme.id.to_string()));
    row.push(kit::menu(&Control::PickTheme.action_id(), "Theme", themes, None).into());
    let show = Button::new(Control::ShowPicked(framework.track.clone()), "Show", "Show your choice").primary();
    row.push(show.into());
    kit::row(row)
}
