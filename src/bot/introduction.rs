//! Somebody answers the introduction, or changes what they like in it. The message itself is brought up to date by the
//! sender, which edits before it posts.

use crate::bot::Bot;
use crate::domain::cadence;
use crate::domain::ids::Actor;
use crate::domain::introduction::Decision;
use crate::secret::PrivateText;
use crate::slack::inbound::{BlockAction, BlockSuggestion};
use crate::surface::Options;
use crate::views::introduction as views;

/// So many zones are offered at once: more would not be read.
const ZONES: usize = 50;

impl Bot {
    /// *Start*, *Not now* or *Never*.
    pub(super) async fn decide(&self, by: &Actor, decision: Decision) -> anyhow::Result<()> {
        self.introductions.decide(by, decision, self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// For whom new entries begin.
    pub(super) async fn prefer(&self, pressed: &BlockAction) -> anyhow::Result<()> {
        let shares = pressed.value.as_ref().map(PrivateText::reveal) == Some(views::MANAGERS);
        self.introductions.prefer(&pressed.by, shares, self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// Where somebody is.
    pub(super) async fn move_to(&self, pressed: &BlockAction) -> anyhow::Result<()> {
        let Some(zone) = &pressed.value else { return Ok(()) };
        self.introductions.move_to(&pressed.by, zone.reveal(), self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// The zones that somebody could mean.
    pub(super) fn zones(asked: &BlockSuggestion) -> Options {
        views::zones(&cadence::zones_like(asked.words.reveal(), ZONES))
    }
}
