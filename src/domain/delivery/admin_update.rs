//! What an admin may do about a delivery, and what opens a DM that was closed.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryId, Kind, MessageRef, SETTLE};
use crate::domain::ids::{MemberId, WorkspaceId};

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It waits until it is tried.
    Ready,
    /// Somebody works on it, or was cut short.
    Sending,
    /// Slack may have taken it.
    Unconfirmed,
    /// Its message stands there.
    Sent,
    /// Slack will not take it unless something changes.
    Dead,
    /// Nobody wants it any more.
    Dropped,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Ready, Self::Sending, Self::Unconfirmed, Self::Sent, Self::Dead, Self::Dropped];
    /// What has not come to its end, or to a bad one.
    pub const OPEN: [Self; 4] = [Self::Ready, Self::Sending, Self::Unconfirmed, Self::Dead];

    /// Its name in the database and in the terminal.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Unconfirmed => "doubtful",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Dropped => "dropped",
        }
    }
}

/// A delivery as an admin looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: DeliveryId,
    pub workspace: WorkspaceId,
    pub kind: Kind,
    pub recipient: MemberId,
    /// Where it stands.
    pub state: State,
    /// Tries so far.
    pub attempts: u32,
    /// When it is looked at again; of one that is over, since when.
    pub next_at: DateTime<Utc>,
    /// When it was tried first.
    pub first_tried_at: Option<DateTime<Utc>>,
    /// When it was promised.
    pub created_at: DateTime<Utc>,
    /// Where its message stands.
    pub place: Option<MessageRef>,
    /// Why it waits or ended: a code.
    pub reason: Option<String>,
}

/// What an admin wants of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminAction {
    /// To try it now.
    Retry,
    /// To give it up.
    Drop {
        /// They know that its message may stand there.
        knowing: bool,
    },
}

/// What is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// It is due now.
    TryNow,
    /// It is looked for by then, and posted only if it does not stand there.
    LookBy(DateTime<Utc>),
    /// It is not sent.
    GiveUp,
}

/// Why nothing is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is done.
    #[error("it was sent")]
    Sent,
    /// It is over.
    #[error("it was given up before")]
    Dropped,
    /// Somebody works on it at this moment.
    #[error("it is being sent at this moment: look again in a minute")]
    BeingSent,
    /// Giving it up does not take it back.
    #[error("its message may stand there already: add --yes to give it up all the same")]
    MayStand,
}

/// What may be done about a delivery in this state, which is looked at again at `next_at`.
///
/// # Errors
/// What stands there or is over stays so, nobody comes between the bot and Slack, and what may stand there is given up only
/// knowingly.
pub fn allowed(
    action: AdminAction,
    state: State,
    next_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Allowed, Refusal> {
    match (state, action) {
        (State::Sent, _) => Err(Refusal::Sent),
        (State::Dropped, _) => Err(Refusal::Dropped),
        (State::Sending, _) if next_at > now => Err(Refusal::BeingSent),
        (State::Ready | State::Dead, AdminAction::Retry) => Ok(Allowed::TryNow),
        // The last try may have been just now, and a history is worth reading only when it has settled.
        (State::Sending | State::Unconfirmed, AdminAction::Retry) => Ok(Allowed::LookBy(next_at.min(now + SETTLE))),
        (State::Sending | State::Unconfirmed, AdminAction::Drop { knowing: false }) => Err(Refusal::MayStand),
        (_, AdminAction::Drop { .. }) => Ok(Allowed::GiveUp),
    }
}

/// What shows that a DM may be open again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReopenReason {
    /// Slack says that they work here.
    Employed,
    /// They came back, opened the bot's Home or wrote to it.
    Reachable,
}

/// Slack's codes for somebody who does not work here any more.
const LEFT: &[&str] = &["user_disabled"];
/// Slack's codes for a DM that is closed, which opens by itself when the person is there again.
const CLOSED: &[&str] = &[
    // Slack took them for an app, or the app's messages were switched off for them.
    "cannot_dm_bot",
    "messages_tab_disabled",
    // The DM of somebody who left, or whom this app could not see, is hidden or archived.
    "channel_not_found",
    "is_archived",
    // Somebody who left, or a guest whom this app could not see.
    "user_not_found",
    "user_not_visible",
    "users_not_found",
];

/// Whether something that Slack refused with this code is worth another try after this sign.
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
        let look = |seconds| Ok(Allowed::LookBy(at(seconds)));
        let (tried, gone) = (Ok(Allowed::TryNow), Ok(Allowed::GiveUp));
        for (state, next, retry, drop, sure) in [
            (State::Ready, -1, tried, gone, gone),
            (State::Ready, 900, tried, gone, gone),
            (State::Dead, -900, tried, gone, gone),
            (State::Sending, 1, Err(Refusal::BeingSent), Err(Refusal::BeingSent), Err(Refusal::BeingSent)),
            (State::Sending, 0, look(0), Err(Refusal::MayStand), gone),
            (State::Unconfirmed, -5, look(-5), Err(Refusal::MayStand), gone),
            (State::Unconfirmed, 29, look(29), Err(Refusal::MayStand), gone),
            (State::Unconfirmed, 900, look(30), Err(Refusal::MayStand), gone),
            (State::Sent, 0, Err(Refusal::Sent), Err(Refusal::Sent), Err(Refusal::Sent)),
            (State::Dropped, 0, Err(Refusal::Dropped), Err(Refusal::Dropped), Err(Refusal::Dropped)),
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
