//! Messages that the bot has to deliver to Slack, and what follows each attempt.

mod admin_update;
mod outcome;

pub use admin_update::{
    AdminAction, AdminEffect, AdminRefusal, DeliveryState, DeliverySummary, ReopenReason, allowed, opens,
};
pub(in crate::domain) use outcome::doubled;
pub use outcome::{
    EditOutcome, SendOutcome, Verdict, after_edit, after_post, after_unread, look_up_again_at, wait_for,
};

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{Actor, ChannelId, MemberId, WorkspaceId};

/// How long a worker holds a delivery that it claimed. A call ends within ten seconds and a message shows in its
/// history within [`SETTLE`], so once the lease has expired, the history is reliable.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);
/// A message that Slack accepted shows in its channel's history within this time.
pub const SETTLE: TimeDelta = TimeDelta::seconds(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryId(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// The first message to an engineer: what the bot is, and whether they want it.
    Introduction,
    /// One week's question to one engineer.
    Prompt,
    /// The author's preview of what their team will read in its next digest.
    Preview,
    /// One message of a team's digest, in its channel.
    Digest,
    /// Tells one of the team's managers what prevents a digest.
    #[strum(serialize = "digest_trouble")]
    DigestProblem,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Introduction, Self::Prompt, Self::Preview, Self::Digest, Self::DigestProblem];

    /// Its name in the database and in the terminal.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The state of one workspace's deliveries, without revealing the recipients.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Deliveries that are due or being retried.
    pub waiting: usize,
    /// Deliveries that Slack may or may not have accepted.
    pub doubtful: usize,
    /// Recently refused deliveries, by Slack's error code.
    pub refused: BTreeMap<String, usize>,
}

/// Refused messages are reported for this long.
pub const LATELY: TimeDelta = TimeDelta::days(30);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRef {
    pub channel: ChannelId,
    /// Slack's id of the message in that channel.
    pub ts: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    Post,
    /// Search the channel for it, because it may already be posted.
    Find,
    /// Bring the message up to date.
    Edit(MessageRef),
}

/// The kinds of Slack calls, which Slack rate-limits separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Method {
    Post,
    /// Search a channel's history.
    Find,
    Edit,
}

impl Method {
    pub const ALL: [Self; 3] = [Self::Post, Self::Find, Self::Edit];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A delivery that a worker has claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub workspace: WorkspaceId,
    pub kind: Kind,
    /// The row that it's about.
    pub subject: i64,
    pub recipient: MemberId,
    /// Identifies its message in a channel's history.
    pub key: String,
    /// Tries so far, including this one.
    pub attempts: u32,
    /// Time of the first try: its message can't be older.
    pub first_tried_at: DateTime<Utc>,
    pub leased_until: DateTime<Utc>,
    pub task: Task,
    /// An earlier message for the same subject, which the new one replaces.
    pub replaces: Option<MessageRef>,
}

impl Delivery {
    /// The person it is for, as the one who acts.
    #[must_use]
    pub fn to(&self) -> Actor {
        Actor { workspace: self.workspace.clone(), member: self.recipient.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_by_name_keeps_its_name() {
        let kinds = Kind::ALL.map(Kind::name);
        assert_eq!(kinds, ["introduction", "prompt", "preview", "digest", "digest_trouble"]);
        assert_eq!(Method::ALL.map(Method::name), ["post", "find", "edit"]);
        let states = DeliveryState::ALL.map(DeliveryState::name);
        assert_eq!(states, ["ready", "sending", "doubtful", "sent", "dead", "dropped"]);
    }
}
