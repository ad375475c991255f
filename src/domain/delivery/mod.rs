//! What the bot owes Slack, and what is done after each try to send it.

mod admin_update;
mod step;

pub use admin_update::{AdminAction, Allowed, Listed, Refusal, ReopenReason, State, allowed, opens};
pub use step::{Edited, Step, Verdict, after_edit, after_post, after_unread, wait_for};

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{ChannelId, MemberId, WorkspaceId};

/// How long whoever claimed a delivery has for it. A call ends within ten seconds and a message shows in its history within
/// [`SETTLE`], so a lease that is over has been over long enough to look.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);
/// A message that Slack accepted shows in its channel's history within this time.
pub const SETTLE: TimeDelta = TimeDelta::seconds(30);

/// One delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryId(pub i64);

/// What is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The first message to an engineer: what this is, and whether they want it.
    Introduction,
    /// The question of one week to one engineer.
    Prompt,
    /// What an author's team reads of theirs in its next digest, shown to them first.
    Preview,
    /// One message of a team's digest, in its channel.
    Digest,
    /// What stands in the way of a digest, to one of the team's managers.
    DigestTrouble,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Introduction, Self::Prompt, Self::Preview, Self::Digest, Self::DigestTrouble];

    /// Its name in the database and in the terminal.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Introduction => "introduction",
            Self::Prompt => "prompt",
            Self::Preview => "preview",
            Self::Digest => "digest",
            Self::DigestTrouble => "digest_trouble",
        }
    }
}

/// How it stands with what one workspace is owed, without saying whom it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// So many are due, or were tried and are tried again.
    pub waiting: usize,
    /// Of so many nobody knows whether Slack took them.
    pub doubtful: usize,
    /// So many were not taken lately, by Slack's code.
    pub refused: BTreeMap<String, usize>,
}

/// Messages that were not taken are worth a word for this long.
pub const LATELY: TimeDelta = TimeDelta::days(30);

/// Where a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRef {
    /// In this channel.
    pub channel: ChannelId,
    /// Slack's id of the message there.
    pub ts: String,
}

/// What has to be done about a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    Post,
    /// Look whether it stands there already, because nobody knows.
    Find,
    /// Bring the message up to date.
    Edit(MessageRef),
}

/// What Slack is asked to do, as far as it can want a pause of one and not of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    Post,
    /// Looking into a history.
    Find,
    Edit,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Post, Self::Find, Self::Edit];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Find => "find",
            Self::Edit => "edit",
        }
    }
}

/// A delivery that somebody works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub workspace: WorkspaceId,
    pub kind: Kind,
    /// The row that it is about.
    pub subject: i64,
    pub recipient: MemberId,
    /// Finds its message in a history.
    pub key: String,
    /// Tries so far, this one included.
    pub attempts: u32,
    /// When it was tried first: its message is not older.
    pub first_tried_at: DateTime<Utc>,
    /// When the claim ends that this is.
    pub leased_until: DateTime<Utc>,
    /// What to do.
    pub task: Task,
    /// An earlier message of the same, which a new one takes the place of.
    pub replaces: Option<MessageRef>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_by_name_keeps_its_name() {
        let kinds = Kind::ALL.map(Kind::name);
        assert_eq!(kinds, ["introduction", "prompt", "preview", "digest", "digest_trouble"]);
        assert_eq!(Method::ALL.map(Method::name), ["post", "find", "edit"]);
        let states = State::ALL.map(State::name);
        assert_eq!(states, ["ready", "sending", "doubtful", "sent", "dead", "dropped"]);
    }
}
