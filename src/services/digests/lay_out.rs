//! Lays a digest out when it's due: splits it into messages, and permanently leaves out what can't be posted.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryState, Kind};
use crate::domain::digest::{
    DigestEntry, DigestId, DigestMessage, DigestState, LayOutDecision, StoredDigest, WEEK_OVER, lay_out_at, pages,
    stands_long_enough,
};
use crate::domain::ids::{EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::services::deliveries::promise_all;
use crate::services::digests::Digests;
use crate::services::digests::notices::{update_authors, update_managers};
use crate::store::digest::{self, Part};
use crate::store::{Connection, StoreError, Writing};

/// How many digests one transaction handles, so that no user who presses a button waits long.
const DIGESTS_PER_TRANSACTION: usize = 20;
/// Why the messages of a digest that is over aren't sent.
const OVER: &str = "its week is over";

impl Digests {
    /// Lays out the digests that are due, each once, and promises their messages. Returns how many.
    pub async fn lay_out(&self, library: &Library, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut due = digest::list_due(&mut self.store.read().await?, now).await?;
        due.retain(|due| lay_out_at(due.since, &due.previews, now) == LayOutDecision::Now);
        let mut laid_out = 0;
        for some in due.chunks(DIGESTS_PER_TRANSACTION) {
            let mut writing = self.store.write().await?;
            for due in some {
                laid_out += usize::from(lay_out(&mut writing, due.id, library, now).await?);
            }
            writing.commit().await?;
        }
        Ok(laid_out)
    }

    /// Drops digests not posted within their week, or whose team is gone or changed channel. Returns how many.
    pub async fn drop_old(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let over = digest::list_over(&mut self.store.read().await?, now - WEEK_OVER).await?;
        let mut dropped = 0;
        for some in over.chunks(DIGESTS_PER_TRANSACTION) {
            let mut writing = self.store.write().await?;
            for id in some {
                dropped += usize::from(end(&mut writing, *id, now).await?);
            }
            writing.commit().await?;
        }
        Ok(dropped)
    }
}

/// Since when each author has their whole preview.
fn previews(rows: &[DigestEntry]) -> Vec<Option<DateTime<Utc>>> {
    let mut by_author: BTreeMap<&MemberId, Option<DateTime<Utc>>> = BTreeMap::new();
    for row in rows {
        let previewed_at = by_author.entry(&row.author).or_insert(row.previewed_at);
        *previewed_at = previewed_at.zip(row.previewed_at).map(|(one, other)| one.max(other));
    }
    by_author.into_values().collect()
}

/// Lays out one digest if that is still to be done; returns whether it did.
async fn lay_out(
    writing: &mut Writing,
    id: DigestId,
    library: &Library,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(snapshot) = digest::find_snapshot(writing, Part::All(id)).await? else { return Ok(false) };
    let stored = &snapshot.stored;
    let is_due = stored.digest.state == DigestState::Open && stored.posts.is_empty() && stored.is_at_home();
    if !is_due || lay_out_at(stored.digest.due_at, &previews(&snapshot.rows), now) != LayOutDecision::Now {
        return Ok(false);
    }
    let fits = |row: &&DigestEntry| stands_long_enough(row.previewed_at, now) && snapshot.may_be_posted(row);
    // An entry that is held back keeps its place, in case its author puts it back in time.
    let (kept, gone): (Vec<&DigestEntry>, Vec<&DigestEntry>) = snapshot.rows.iter().partition(fits);
    let released: Vec<EntryId> = gone.iter().filter(|row| !row.is_held).map(|row| row.entry).collect();
    digest::delete_entries(writing, &released).await?;
    if kept.iter().all(|row| row.is_held) {
        digest::update_state(writing, id, DigestState::Dropped).await?;
        update_authors(writing, id, now).await?;
        return Ok(true);
    }
    if !released.is_empty() {
        update_authors(writing, id, now).await?;
    }
    let page = snapshot.page(kept, library, |_| true);
    insert_pages(writing, stored, &pages(&page), now).await?;
    Ok(true)
}

/// Adds messages after those that a digest has, and promises them. They go to the channel; the recipient only serves
/// to list them.
pub(super) async fn insert_pages(
    writing: &mut Writing,
    stored: &StoredDigest,
    pages: &[DigestMessage],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if pages.is_empty() {
        return Ok(());
    }
    let last = stored.posts.iter().map(|post| post.position).max().unwrap_or_default();
    let positions: Vec<i64> = (last + 1..).take(pages.len()).collect();
    let posts = digest::insert_posts(writing, stored.digest.id, &positions).await?;
    let placed = pages.iter().zip(&posts).flat_map(|(page, post)| page.items().map(|item| (item.entry, *post)));
    digest::update_post_of(writing, &placed.collect::<Vec<_>>()).await?;
    if let Some(manager) = stored.managers.first() {
        let promised: Vec<_> = posts.iter().map(|post| (stored.actor(manager), post.0)).collect();
        promise_all(writing, Kind::Digest, &promised, now).await?;
    }
    Ok(())
}

/// Ends a digest that is no longer posted: entries that are nowhere in Slack can go into a later one, the others
/// can't. Returns whether it ended; it doesn't while a message of it is being sent.
async fn end(writing: &mut Connection, id: DigestId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Some(stored) = digest::find_digest(writing, id).await? else { return Ok(false) };
    let is_over = matches!(stored.digest.state, DigestState::Posted | DigestState::Dropped);
    if is_over || stored.has_post(DeliveryState::Sending) {
        return Ok(false);
    }
    for open in [DeliveryState::Ready, DeliveryState::Dead, DeliveryState::Unconfirmed] {
        digest::update_posts_ended(writing, id, (open, DeliveryState::Dropped), OVER, now).await?;
    }
    let ended = if stored.has_post(DeliveryState::Sent) { DigestState::Posted } else { DigestState::Dropped };
    close(writing, id, ended, now).await?;
    Ok(true)
}

/// Records how a digest ended, releases entries that weren't posted, and updates everyone who was told.
pub(super) async fn close(
    writing: &mut Connection,
    id: DigestId,
    ended: DigestState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    digest::delete_unposted(writing, id).await?;
    digest::update_state(writing, id, ended).await?;
    if ended == DigestState::Posted {
        digest::update_posted_at(writing, id, now).await?;
    }
    update_authors(writing, id, now).await?;
    update_managers(writing, id, now).await
}
