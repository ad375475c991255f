//! A user answers the introduction, or changes a preference in it. The sender updates the message itself; it edits
//! before it posts.

use chrono::{DateTime, Utc};

use crate::domain::cadence;
use crate::domain::ids::Actor;
use crate::domain::introduction::IntroductionDecision;
use crate::secret::PrivateText;
use crate::services::deliveries::Deliveries;
use crate::services::introductions::Introductions;
use crate::slack::inbound::{BlockAction, BlockSuggestion};
use crate::surface::Options;
use crate::views::introduction as views;

/// At most this many zones are offered: no one would read more.
const MAX_ZONES: usize = 50;

/// *Start*, *Not now* or *Never*.
pub(super) async fn decide(
    introductions: &Introductions,
    deliveries: &Deliveries,
    by: &Actor,
    decision: IntroductionDecision,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    introductions.decide(by, decision, now).await?;
    deliveries.nudge();
    Ok(())
}

/// Sets the default audience of new entries.
pub(super) async fn choose_audience(
    introductions: &Introductions,
    deliveries: &Deliveries,
    pressed: &BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let shares = pressed.value.as_ref().map(PrivateText::reveal) == Some(views::MANAGERS);
    introductions.prefer(&pressed.by, shares, now).await?;
    deliveries.nudge();
    Ok(())
}

pub(super) async fn choose_zone(
    introductions: &Introductions,
    deliveries: &Deliveries,
    pressed: &BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(zone) = &pressed.value else { return Ok(()) };
    introductions.move_to(&pressed.by, zone.reveal(), now).await?;
    deliveries.nudge();
    Ok(())
}

/// The zones that match what the user typed.
pub(super) fn suggest_zones(suggestion: &BlockSuggestion) -> Options {
    views::zones(&cadence::zones_like(suggestion.words.reveal(), MAX_ZONES))
}
