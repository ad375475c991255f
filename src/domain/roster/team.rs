//! A team: one or two managers, and when its members are asked.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};

use crate::domain::ids::{ChannelId, MemberId, TrackId};

/// A team's name as an admin wrote it; it is unique in its workspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeamName(String);

impl TeamName {
    /// Longer names do not fit on a menu of Slack's.
    pub const LONGEST: usize = 75;

    /// Wraps the name as it is.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TeamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One team, whatever it is called; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeamId(pub i64);

/// A time of the week on somebody's wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekly {
    /// ISO: Monday is 1, Sunday 7.
    pub weekday: u8,
    /// Minutes since midnight.
    pub minute: u16,
}

/// A team as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Which one.
    pub id: TeamId,
    /// Its name now.
    pub name: TeamName,
    /// The track of most of its work, if somebody said so; every engineer has their own.
    pub track: Option<TrackId>,
    /// IANA name, for members whose own zone is not known.
    pub zone: String,
    /// When its members are asked, on their own wall.
    pub prompt: Weekly,
    /// When its digest is posted, if it has one.
    pub digest: Option<Weekly>,
    /// Where its digest is posted, if it has one.
    pub digest_channel: Option<ChannelId>,
    /// What was shared before goes into no digest.
    pub digest_since: Option<DateTime<Utc>>,
    /// Who may be in the digest's channel beside the managers.
    pub insiders: BTreeSet<MemberId>,
    /// One or two; none only as long as it is being set up.
    pub managers: BTreeSet<MemberId>,
}

/// A team with everybody in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    /// The team.
    pub team: Team,
    /// Its engineers.
    pub engineers: BTreeSet<MemberId>,
}
