//! What Slack says of members, kept so that nobody waits for it twice.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::Sign;
use crate::domain::ids::Actor;
use crate::domain::member::Profile;
use crate::store::{Store, StoreError, delivery, engineer, member};

/// People move; Slack is asked again after this long.
const FRESH: TimeDelta = TimeDelta::hours(12);

/// A member's time zone, as far as it is known: the one they chose, or else Slack's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// IANA name, chosen by themselves or asked for a short time ago.
    Fresh(String),
    /// IANA name, good enough for now and worth asking again.
    Old(String),
    /// Asked for a short time ago, and Slack does not say.
    Unsaid,
    /// Never asked, or worth asking again.
    Unknown,
}

impl Zone {
    /// The name, if there is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Fresh(name) | Self::Old(name) => Some(name),
            Self::Unsaid | Self::Unknown => None,
        }
    }
}

/// The member's zone.
///
/// # Errors
/// When the database fails.
pub async fn zone(store: &Store, member: &Actor, now: DateTime<Utc>) -> Result<Zone, StoreError> {
    let known = member::find_whereabouts(&mut *store.read().await?, &member.workspace, &member.member).await?;
    let is_fresh = known.asked_at.is_some_and(|asked_at| now - asked_at < FRESH);
    let is_chosen = known.whereabouts.chosen.as_deref() == known.whereabouts.zone();
    Ok(match known.whereabouts.zone().map(str::to_owned) {
        Some(zone) if is_fresh || is_chosen => Zone::Fresh(zone),
        Some(zone) => Zone::Old(zone),
        None if is_fresh => Zone::Unsaid,
        None => Zone::Unknown,
    })
}

/// Whether a member is an admin or owner of the workspace, as far as Slack told; `None` where it should be asked.
///
/// # Errors
/// When the database fails.
pub async fn is_admin(store: &Store, member: &Actor) -> Result<Option<bool>, StoreError> {
    let found = member::find_profile(&mut *store.read().await?, &member.workspace, &member.member).await?;
    Ok(found.map(|profile| profile.is_admin))
}

/// Notes down what Slack says of a member. Whoever comes back is asked nothing that was due while they were gone, and gets
/// what could not be delivered to them; says whether there is any of it.
///
/// # Errors
/// When the database fails.
pub async fn note(store: &Store, who: &Actor, profile: &Profile, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let mut writing = store.write().await?;
    let before = member::find_profile(&mut writing, &who.workspace, &who.member).await?;
    member::update_profile(&mut writing, &who.workspace, &who.member, profile, now).await?;
    let mut reopened = 0;
    if !profile.is_deactivated {
        let mut sign = Sign::Employed;
        if before.is_some_and(|before| before.is_deactivated) {
            engineer::update_since(&mut writing, who, now).await?;
            sign = Sign::Reachable;
        }
        reopened = delivery::update_reopened(&mut writing, who, sign, now).await?;
    }
    writing.commit().await?;
    Ok(reopened > 0)
}
