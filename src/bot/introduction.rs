//! A user answers the introduction, or changes a preference in it. The sender updates the message itself; it edits
//! before it posts.

use crate::bot::Bot;
use crate::domain::cadence;
use crate::domain::ids::Actor;
use crate::domain::introduction::Decision;
use crate::secret::PrivateText;
use crate::slack::inbound::{BlockAction, BlockSuggestion};
use crate::surface::Options;
use crate::views::introduction as views;

/// At most this many zones are offered: no one would read more.
const ZONES: usize = 50;

impl Bot {
    /// *Start*, *Not now* or *Never*.
    pub(super) async fn decide(&self, by: &Actor, decision: Decision) -> anyhow::Result<()> {
        self.introductions.decide(by, decision, self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// Sets the default audience of new entries.
    pub(super) async fn prefer(&self, pressed: &BlockAction) -> anyhow::Result<()> {
        let shares = pressed.value.as_ref().map(PrivateText::reveal) == Some(views::MANAGERS);
        self.introductions.prefer(&pressed.by, shares, self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// Sets the user's zone.
    pub(super) async fn move_to(&self, pressed: &BlockAction) -> anyhow::Result<()> {
        let Some(zone) = &pressed.value else { return Ok(()) };
        self.introductions.move_to(&pressed.by, zone.reveal(), self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// The zones that match what the user typed.
    pub(super) fn zones(asked: &BlockSuggestion) -> Options {
        views::zones(&cadence::zones_like(asked.words.reveal(), ZONES))
    }
}
