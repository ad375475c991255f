//! A user presses a button, chooses from a menu, or types in a field that reports it: one match over all of them.

use crate::bot::Bot;
use crate::controls::Control;
use crate::secret::PrivateText;
use crate::slack::inbound::{BlockAction, Origin};

impl Bot {
    /// Does what the control says.
    pub(super) async fn pressed(&self, pressed: BlockAction) -> anyhow::Result<()> {
        let control = Control::parse(&pressed.action_id, pressed.value.as_ref().map(PrivateText::reveal));
        match control {
            Some(Control::Open(ask)) => Ok(self.open(&ask, &[], pressed).await?),
            Some(Control::Share(ask)) => self.share(&ask, pressed).await,
            Some(Control::ShowPicked(track)) => Ok(self.show_picked(&track, pressed).await?),
            Some(Control::PickTrack) => self.pick_track(pressed).await,
            Some(Control::Log(words)) => self.log_pressed(words, &pressed).await,
            Some(Control::Entries(listing)) => self.show_own(listing, pressed).await,
            Some(Control::EntriesOfTheme) => self.show_own_of_theme(pressed).await,
            Some(Control::SearchEntries(theme)) => self.search_own(theme, pressed).await,
            Some(Control::Entry(button)) => self.act_on_entry(button, pressed).await,
            Some(Control::Words) => match &pressed.origin {
                Origin::Modal { view, hash, metadata } => {
                    self.words_typed(&pressed.by, (view, hash), metadata, &pressed.state).await
                }
                Origin::Home | Origin::Message { .. } => Ok(()),
            },
            Some(Control::Prompt(button)) => self.press_prompt(button, &pressed).await,
            Some(Control::Digest(button)) => self.press_digest(button, &pressed).await,
            Some(Control::People(page)) => self.show_people(page, &pressed).await,
            Some(Control::OpenShared { engineer, page }) => self.open_shared(&engineer, page, &pressed).await,
            Some(Control::Introduction(decision)) => self.decide(&pressed.by, decision).await,
            Some(Control::Prefer) => self.prefer(&pressed).await,
            Some(Control::Settings) => self.open_settings(&pressed.by, &pressed.trigger).await,
            Some(Control::MyData(act)) => self.press_my_data(act, &pressed).await,
            // In a form, the zone is saved with the form.
            Some(Control::Zone) if matches!(pressed.origin, Origin::Modal { .. }) => Ok(()),
            Some(Control::Zone) => self.move_to(&pressed).await,
            Some(Control::Teams(page)) => self.show_teams(page, &pressed).await,
            Some(Control::SetUp(team)) => self.set_up(team, &pressed).await,
            Some(Control::Introduce(team)) => self.introduce(&pressed.by, team).await,
            // A selection that has nothing to show yet.
            Some(Control::PickLevel | Control::PickTheme | Control::Behaviours) => Ok(()),
            // A button of another version: the default picker still leads somewhere.
            None => Ok(self.open(&self.way_in(), &[], pressed).await?),
        }
    }
}
