//! Deletes what is older than the settings allow.

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::Retention;
use crate::domain::privacy::Kept;
use crate::services::{Services, digests};
use crate::store::{StoreError, evidence, inbox, retention as store};

/// Slack repeats an event for up to a day; this is a little more.
pub(in crate::services) const EVENTS_KEPT: TimeDelta = TimeDelta::hours(26);
/// How many entries one transaction deletes, so that no user who presses a button waits long.
const ENTRIES_PER_TRANSACTION: u32 = 200;

/// Deletes everything that is old enough. Entries go as if their author had deleted them, and leavers' data as if they
/// had erased it.
///
/// # Errors
/// If the database fails, what is gone stays gone, and the next call goes on.
pub async fn apply(services: &Services, retention: &Retention, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = |kind| retention.before(kind, now);
    if let Some(before) = before(Kept::Evidence) {
        while delete_entries(services, before, now).await? {}
    }
    if let Some(before) = before(Kept::Leavers) {
        let left = store::list_left(&mut services.store.read().await?, before).await?;
        for who in &left {
            services.personal.erase(who, now).await?;
            tracing::info!("erased all data of a person who left long ago");
        }
    }
    if let Some(before) = before(Kept::Deliveries) {
        services.deliveries.forget(before).await?;
    }
    let mut writing = services.store.write().await?;
    inbox::delete_old_events(&mut writing, EVENTS_KEPT).await?;
    if let Some(before) = before(Kept::Prompts) {
        store::delete_prompts(&mut writing, before).await?;
    }
    if let Some(before) = before(Kept::Openings) {
        store::delete_looks(&mut writing, before).await?;
    }
    if let Some(before) = before(Kept::Digests) {
        store::delete_digests(&mut writing, before).await?;
    }
    writing.commit().await
}

/// Deletes some of the entries that were written before then; returns whether there were any.
async fn delete_entries(services: &Services, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let old = store::list_entries(&mut services.store.read().await?, before, ENTRIES_PER_TRANSACTION).await?;
    let mut writing = services.store.write().await?;
    for (_, entry) in &old {
        evidence::update_deleted(&mut writing, *entry, Some(now)).await?;
        digests::entry_changed(&mut writing, *entry, now).await?;
    }
    writing.commit().await?;
    for (author, _) in &old {
        services.evidence.changed(author);
    }
    Ok(!old.is_empty())
}

#[cfg(test)]
mod tests;
