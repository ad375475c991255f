//! What an admin may do with a delivery, and what makes a closed DM worth another try.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryId, Kind, MessageRef, SETTLE};
use crate::domain::ids::{MemberId, WorkspaceId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryState {
    /// Waits for its next try.
    Ready,
    /// A worker has claimed it; the worker may have died since.
    Sending,
    /// Slack may have accepted it.
    #[strum(serialize = "doubtful")]
    Unconfirmed,
    Sent,
    /// Slack won't accept it unless something changes.
    Dead,
    /// It's no longer needed, or an admin gave it up.
    Dropped,
}

impl DeliveryState {
    pub const ALL: [Self; 6] = [Self::Ready, Self::Sending, Self::Unconfirmed, Self::Sent, Self::Dead, Self::Dropped];
    /// Deliveries that are unfinished or failed.
    pub const OPEN: [Self; 4] = [Self::Ready, Self::Sending, Self::Unconfirmed, Self::Dead];

    /// Its name in the database and in the terminal.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A delivery as an admin sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliverySummary {
    pub id: DeliveryId,
    pub workspace: WorkspaceId,
    pub kind: Kind,
    pub recipient: MemberId,
    pub state: DeliveryState,
    pub attempts: u32,
    /// When it's next due; for a finished one, when it finished.
    pub next_at: DateTime<Utc>,
    pub first_tried_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub place: Option<MessageRef>,
    /// Why it waits or ended, as a code.
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminAction {
    Retry,
    Drop {
        /// The admin knows that the message may already be posted.
        knowing: bool,
    },
}

/// What follows from the admin's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminEffect {
    TryNow,
    /// The bot searches the channel for it at this time, and posts it only if it isn't there.
    LookBy(DateTime<Utc>),
    /// It won't be sent.
    GiveUp,
}

/// Why the admin's request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdminRefusal {
    #[error("it was sent")]
    Sent,
    #[error("it was already dropped")]
    Dropped,
    /// A worker is sending it right now.
    #[error("it is being sent right now: try again in a minute")]
    BeingSent,
    /// Dropping it wouldn't remove the message.
    #[error("its message may have arrived already: add --yes to drop it anyway")]
    MayStand,
}

/// What an admin may do with a delivery in this state that is next due at `next_at`.
///
/// # Errors
/// A delivery that is sent or dropped stays so, one that is being sent can't be interrupted, and one that may already
/// be posted is dropped only with `knowing`.
pub fn allowed(
    action: AdminAction,
    state: DeliveryState,
    next_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<AdminEffect, AdminRefusal> {
    match (state, action) {
        (DeliveryState::Sent, _) => Err(AdminRefusal::Sent),
        (DeliveryState::Dropped, _) => Err(AdminRefusal::Dropped),
        (DeliveryState::Sending, _) if next_at > now => Err(AdminRefusal::BeingSent),
        (DeliveryState::Ready | DeliveryState::Dead, AdminAction::Retry) => Ok(AdminEffect::TryNow),
        // The last try may have been just now, and the history is reliable only once it has settled.
        (DeliveryState::Sending | DeliveryState::Unconfirmed, AdminAction::Retry) => {
            Ok(AdminEffect::LookBy(next_at.min(now + SETTLE)))
        }
        (DeliveryState::Sending | DeliveryState::Unconfirmed, AdminAction::Drop { knowing: false }) => {
            Err(AdminRefusal::MayStand)
        }
        (_, AdminAction::Drop { .. }) => Ok(AdminEffect::GiveUp),
    }
}

/// A sign that a DM may be open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReopenReason {
    /// Slack says that the person works here.
    Employed,
    /// The person came back, opened the bot's Home or wrote to it.
    Reachable,
}

/// Slack's codes for a person who no longer works here.
const LEFT: &[&str] = &["user_disabled"];
/// Slack's codes for a closed DM that reopens by itself when the person returns.
const CLOSED: &[&str] = &[
    // Slack took the person for an app, or the app's messages were switched off for them.
    "cannot_dm_bot",
    "messages_tab_disabled",
    // The DM of a person who left, or who was invisible to this app, is hidden or archived.
    "channel_not_found",
    "is_archived",
    // A person who left, or a guest who was invisible to this app.
    "user_not_found",
    "user_not_visible",
    "users_not_found",
];

/// Whether a delivery that Slack refused with this code is worth another try after this sign.
#[must_use]
pub fn opens(sign: ReopenReason, code: &str) -> bool {
    match sign {
        ReopenReason::Employed => LEFT.contains(&code),
        ReopenReason::Reachable => LEFT.contains(&code) || CLOSED.contains(&code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn each_wish_in_each_state() {
        const DROP: AdminAction = AdminAction::Drop { knowing: false };
        const SURE: AdminAction = AdminAction::Drop { knowing: true };
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let at = |seconds| now + TimeDelta::seconds(seconds);
        let look = |seconds| Ok(AdminEffect::LookBy(at(seconds)));
        let (tried, gone) = (Ok(AdminEffect::TryNow), Ok(AdminEffect::GiveUp));
        for (state, next, retry, drop, sure) in [
            (DeliveryState::Ready, -1, tried, gone, gone),
            (DeliveryState::Ready, 900, tried, gone, gone),
            (DeliveryState::Dead, -900, tried, gone, gone),
            (
                DeliveryState::Sending,
                1,
                Err(AdminRefusal::BeingSent),
                Err(AdminRefusal::BeingSent),
                Err(AdminRefusal::BeingSent),
            ),
            (DeliveryState::Sending, 0, look(0), Err(AdminRefusal::MayStand), gone),
            (DeliveryState::Unconfirmed, -5, look(-5), Err(AdminRefusal::MayStand), gone),
            (DeliveryState::Unconfirmed, 29, look(29), Err(AdminRefusal::MayStand), gone),
            (DeliveryState::Unconfirmed, 900, look(30), Err(AdminRefusal::MayStand), gone),
            (DeliveryState::Sent, 0, Err(AdminRefusal::Sent), Err(AdminRefusal::Sent), Err(AdminRefusal::Sent)),
            (
                DeliveryState::Dropped,
                0,
                Err(AdminRefusal::Dropped),
                Err(AdminRefusal::Dropped),
                Err(AdminRefusal::Dropped),
            ),
        ] {
            for (action, expected) in [(AdminAction::Retry, retry), (DROP, drop), (SURE, sure)] {
                assert_eq!(allowed(action, state, at(next), now), expected, "{action:?} {state:?} {next}");
            }
        }
    }

    #[test]
    fn a_closed_dm_opens_and_a_faulty_message_stays_faulty() {
        for (code, employed, reachable) in [
            ("user_disabled", true, true),
            ("channel_not_found", false, true),
            ("cannot_dm_bot", false, true),
            ("messages_tab_disabled", false, true),
            ("is_archived", false, true),
            ("invalid_blocks", false, false),
            ("msg_too_long", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (opens(ReopenReason::Employed, code), opens(ReopenReason::Reachable, code)),
                (employed, reachable),
                "{code}"
            );
        }
    }
}
