//! A person, and what their status says.

use chrono::{DateTime, Utc};

use super::TEAM;
use crate::domain::ids::MemberId;

/// A person of the workspace.
#[expect(clippy::struct_excessive_bools, reason = "independent answers of Slack's")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    /// The first name in lower case, used in the addresses of their pages.
    pub handle: String,
    pub name: String,
    pub title: String,
    /// The zone's IANA name.
    pub zone: String,
    /// The number of the avatar colour, from 1.
    pub hue: usize,
    pub admin: bool,
    pub deleted: bool,
    pub guest: bool,
    /// Whether this is another app's user.
    pub is_app: bool,
    /// The workspace that they belong to.
    pub team: &'static str,
    pub status: Option<Status>,
    pub changed_at: DateTime<Utc>,
}

/// What is shown beside a person's name, for example that they are away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// With its colons.
    pub emoji: String,
    pub text: String,
    /// When it ends by itself.
    pub until: Option<DateTime<Utc>>,
}

impl Member {
    /// A person with a first name of their own and no special role.
    pub fn new(id: &str, name: &str, zone: &str) -> Self {
        let first = name.split(' ').next().unwrap_or(name);
        Self {
            id: MemberId::new(id),
            handle: first.to_lowercase(),
            name: name.to_owned(),
            title: String::new(),
            zone: zone.to_owned(),
            hue: 1,
            admin: false,
            deleted: false,
            guest: false,
            is_app: false,
            team: TEAM,
            status: None,
            changed_at: DateTime::UNIX_EPOCH,
        }
    }

    /// Their status, unless it has ended by then.
    pub fn status_at(&self, at: DateTime<Utc>) -> Option<&Status> {
        self.status.as_ref().filter(|status| status.until.is_none_or(|until| at < until))
    }

    /// What the avatar shows.
    pub fn initials(&self) -> String {
        self.name.split(' ').filter_map(|word| word.chars().next()).take(2).collect()
    }
}
