//! What Slack says of members, kept so that nobody waits for it twice.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::Actor;
use crate::store::member::{self, KnownZone};
use crate::store::{Store, StoreError};

/// People move; Slack is asked again after this long.
const FRESH: TimeDelta = TimeDelta::hours(12);

/// A member's time zone, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// IANA name, asked for a short time ago.
    Fresh(String),
    /// IANA name, good enough for now and worth asking again.
    Old(String),
    /// Never asked.
    Unknown,
}

impl Zone {
    /// The name, if there is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Fresh(name) | Self::Old(name) => Some(name),
            Self::Unknown => None,
        }
    }
}

/// The member's zone.
///
/// # Errors
/// When the database fails.
pub async fn zone(store: &Store, member: &Actor, now: DateTime<Utc>) -> Result<Zone, StoreError> {
    let known = member::find_zone(&mut *store.read().await?, &member.workspace, &member.member).await?;
    Ok(match known {
        Some(KnownZone { zone, asked_at }) if now - asked_at < FRESH => Zone::Fresh(zone),
        Some(KnownZone { zone, .. }) => Zone::Old(zone),
        None => Zone::Unknown,
    })
}

/// Notes down what Slack said.
///
/// # Errors
/// When the database fails.
pub async fn note_zone(store: &Store, member: &Actor, zone: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    member::update_zone(&mut writing, &member.workspace, &member.member, zone, now).await?;
    Ok(writing.commit().await?)
}
