//! What Slack says about members, stored so that Slack isn't asked twice.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::ReopenReason;
use crate::domain::ids::{Actor, MemberId, WorkspaceId};
use crate::domain::installation::Installation;
use crate::domain::member::{AdminStanding, Profile, known_standing};
use crate::domain::person::Person;
use crate::store::{Store, StoreError, Writing, delivery, member, person};

/// People change time zone, so Slack is asked again after this long.
const FRESH: TimeDelta = TimeDelta::hours(12);

/// How many are stored in one transaction, so that no user who presses a button waits long.
const MEMBERS_PER_TRANSACTION: usize = 200;

/// A member's time zone, as far as it is known: the one they chose, or else Slack's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// IANA name, chosen by the member or asked for recently.
    Fresh(String),
    /// IANA name, good enough for now and worth asking again.
    Old(String),
    /// Asked for recently, and Slack doesn't say.
    Unsaid,
    /// Never asked, or worth asking again.
    Unknown,
}

impl Zone {
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Fresh(name) | Self::Old(name) => Some(name),
            Self::Unsaid | Self::Unknown => None,
        }
    }
}

pub async fn zone(store: &Store, member: &Actor, now: DateTime<Utc>) -> Result<Zone, StoreError> {
    let person = person::find_person(&mut store.read().await?, member).await?;
    let (is_fresh, whereabouts) = (is_fresh(&person, now), person.whereabouts());
    let is_chosen = whereabouts.chosen.as_deref() == whereabouts.zone();
    Ok(match whereabouts.zone().map(str::to_owned) {
        Some(zone) if is_fresh || is_chosen => Zone::Fresh(zone),
        Some(zone) => Zone::Old(zone),
        None if is_fresh => Zone::Unsaid,
        None => Zone::Unknown,
    })
}

/// Whether Slack was asked about them lately.
fn is_fresh(person: &Person, now: DateTime<Utc>) -> bool {
    person.fetched_at().is_some_and(|fetched_at| now - fetched_at < FRESH)
}

/// Whether a member may do what only admins may, as far as Slack said lately; `is_named`: the settings name them.
pub async fn admin_standing(
    store: &Store,
    who: &Actor,
    is_named: bool,
    now: DateTime<Utc>,
) -> Result<AdminStanding, StoreError> {
    let person = person::find_person(&mut store.read().await?, who).await?;
    Ok(known_standing(person.slack.as_ref().map(|(profile, fetched_at)| (profile, *fetched_at)), is_named, now))
}

/// When Slack last said something about a member, if it ever did.
pub async fn told_at(store: &Store, who: &Actor) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(person::find_person(&mut store.read().await?, who).await?.fetched_at())
}

/// Every member of a workspace that this bot has something to do with.
pub async fn known(store: &Store, workspace: &WorkspaceId) -> Result<HashSet<MemberId>, StoreError> {
    member::list_known(&mut store.read().await?, workspace).await
}

/// Which of these to ask Slack about: they aren't known, were asked about long ago, or had left.
pub async fn unsure(
    store: &Store,
    workspace: &WorkspaceId,
    members: impl IntoIterator<Item = &MemberId>,
    now: DateTime<Utc>,
) -> Result<Vec<MemberId>, StoreError> {
    let mut reading = store.read().await?;
    let mut unsure = Vec::new();
    for member in members {
        let who = Actor { workspace: workspace.clone(), member: member.clone() };
        let person = person::find_person(&mut reading, &who).await?;
        if !is_fresh(&person, now) || person.is_deactivated() {
            unsure.push(member.clone());
        }
    }
    Ok(unsure)
}

/// Stores what Slack says about a member. Someone who comes back isn't asked what was due while they were gone, and
/// gets what couldn't be delivered to them; returns whether there is any of that. What was stored after Slack was asked
/// for this is newer, and stays.
pub async fn note(store: &Store, who: &Actor, profile: &Profile, asked_at: DateTime<Utc>) -> Result<bool, StoreError> {
    let mut writing = store.write().await?;
    let is_due = write_down(&mut writing, who, profile, asked_at).await?;
    writing.commit().await?;
    Ok(is_due)
}

/// Like [`note`], for many members, and only those this bot has something to do with: what Slack says about
/// strangers isn't stored, least of all about members of another workspace or company.
///
/// # Errors
/// If the database fails, what was written before stays written.
pub async fn note_known(
    store: &Store,
    installation: &Installation,
    told: &[(MemberId, Profile)],
    asked_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let workspace = &installation.workspace;
    let known = known(store, workspace).await?;
    let is_ours =
        |(member, profile): &&(MemberId, Profile)| known.contains(member) && !profile.is_foreign(installation);
    let told: Vec<_> = told.iter().filter(is_ours).collect();
    let mut is_due = false;
    for some in told.chunks(MEMBERS_PER_TRANSACTION) {
        let mut writing = store.write().await?;
        for (member, profile) in some {
            let who = Actor { workspace: workspace.clone(), member: member.clone() };
            is_due |= write_down(&mut writing, &who, profile, asked_at).await?;
        }
        writing.commit().await?;
    }
    Ok(is_due)
}

async fn write_down(
    writing: &mut Writing,
    who: &Actor,
    profile: &Profile,
    asked_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut person = person::find_person(writing, who).await?;
    if person.fetched_at().is_some_and(|newer| newer > asked_at) {
        return Ok(false);
    }
    member::update_profile(writing, &who.workspace, &who.member, profile, asked_at).await?;
    if profile.is_deactivated {
        return Ok(false);
    }
    let mut sign = ReopenReason::Employed;
    if person.is_deactivated() {
        if let Some(preferences) = &mut person.preferences {
            preferences.eligible_since = Some(asked_at);
        }
        person::update_preferences(writing, &person).await?;
        sign = ReopenReason::Reachable;
    }
    Ok(delivery::update_reopened(writing, who, sign, asked_at).await? > 0)
}
