//! A user answers the introduction, or changes a preference in it. The sender updates the message itself; it edits
//! before it posts.

use chrono::{DateTime, Utc};

use crate::controls::Control;
use crate::domain::cadence;
use crate::secret::PrivateText;
use crate::services::deliveries::Deliveries;
use crate::services::introductions::Introductions;
use crate::slack::inbound::{BlockAction, BlockSuggestion};
use crate::surface::Options;
use crate::views::introduction as views;

/// At most this many zones are offered: no one would read more.
const MAX_ZONES: usize = 50;

/// *Start*, *Not now* or *Never*; or sets the default audience of new entries, or the user's zone.
pub(super) async fn press(
    introductions: &Introductions,
    deliveries: &Deliveries,
    control: Control,
    pressed: &BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (by, chosen) = (&pressed.by, pressed.value.as_ref().map(PrivateText::reveal));
    match (control, chosen) {
        (Control::Introduction(decision), _) => introductions.decide(by, decision, now).await?,
        (Control::Prefer, chosen) => introductions.prefer(by, chosen == Some(views::MANAGERS), now).await?,
        (Control::Zone, Some(zone)) => introductions.move_to(by, zone, now).await?,
        _ => return Ok(()),
    }
    deliveries.nudge();
    Ok(())
}

/// The zones that match what the user typed.
pub(super) fn suggest_zones(suggestion: &BlockSuggestion) -> Options {
    views::zones(&cadence::zones_like(suggestion.words.reveal(), MAX_ZONES))
}
