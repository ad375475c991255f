//! Lays a digest out when it's due: splits it into messages, and leaves out for good what can't be posted.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::delivery::{self as domain, Kind};
use crate::domain::digest::{DigestId, LayOut, Page, State, WEEK_OVER, lay_out_at, pages, stands_long_enough};
use crate::domain::ids::{Actor, EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::services::deliveries::promise_all;
use crate::services::digests::Digests;
use crate::services::digests::loaded::DigestSnapshot;
use crate::store::digest::{self, Gathered, Part};
use crate::store::{Connection, StoreError, Writing, delivery};

/// How many digests one transaction handles, so that no user who presses a button waits long.
const DIGESTS_PER_TRANSACTION: usize = 20;
/// Why the messages of a digest that is over aren't sent.
const OVER: &str = "its week is over";

impl Digests {
    /// Lays out the digests that are due, each once, and promises their messages. Returns how many.
    ///
    /// # Errors
    /// If the database fails, what was laid out before stays so.
    pub async fn lay_out(&self, library: &Library, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut due = digest::list_due(&mut *self.store.read().await?, now).await?;
        due.retain(|due| lay_out_at(due.since, &due.previews, now) == LayOut::Now);
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
        let over = digest::list_over(&mut *self.store.read().await?, now - WEEK_OVER).await?;
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
fn previews(rows: &[Gathered]) -> Vec<Option<DateTime<Utc>>> {
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
    let Some(loaded) = DigestSnapshot::read(writing, Part::All(id)).await? else { return Ok(false) };
    let is_due = loaded.digest.state == State::Open && loaded.posts.is_empty() && loaded.is_at_home();
    if !is_due || lay_out_at(loaded.digest.due_at, &previews(&loaded.rows), now) != LayOut::Now {
        return Ok(false);
    }
    let fits = |row: &&Gathered| stands_long_enough(row.previewed_at, now) && loaded.may_be_posted(row);
    // An entry that is held back keeps its place, in case its author puts it back in time.
    let (kept, gone): (Vec<&Gathered>, Vec<&Gathered>) = loaded.rows.iter().partition(fits);
    let released: Vec<EntryId> = gone.iter().filter(|row| !row.is_held).map(|row| row.entry).collect();
    digest::delete_entries(writing, &released).await?;
    if kept.iter().all(|row| row.is_held) {
        digest::update_state(writing, id, State::Dropped).await?;
        delivery::update_stale_about(writing, (Kind::Preview, id.0), now).await?;
        return Ok(true);
    }
    if !released.is_empty() {
        delivery::update_stale_about(writing, (Kind::Preview, id.0), now).await?;
    }
    let page = loaded.page(kept, false, library, |_| true);
    insert_pages(writing, &loaded, &pages(&page), now).await?;
    Ok(true)
}

/// Adds messages after those that a digest has, and promises them. They go to the channel; the recipient only serves
/// to list them.
pub(super) async fn insert_pages(
    writing: &mut Writing,
    loaded: &DigestSnapshot,
    pages: &[Page],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if pages.is_empty() {
        return Ok(());
    }
    let last = loaded.posts.iter().map(|post| post.position).max().unwrap_or_default();
    let positions: Vec<i64> = (last + 1..).take(pages.len()).collect();
    let posts = digest::insert_posts(writing, loaded.digest.id, &positions).await?;
    let lines = |page: &Page| page.authors.iter().flat_map(|of| &of.lines).map(|line| line.entry).collect::<Vec<_>>();
    let placed = pages.iter().zip(&posts).flat_map(|(page, post)| lines(page).into_iter().map(|entry| (entry, *post)));
    digest::update_post_of(writing, &placed.collect::<Vec<_>>()).await?;
    if let Some(member) = loaded.managers.first() {
        let to = Actor { workspace: loaded.digest.workspace.clone(), member: member.clone() };
        let promised: Vec<_> = posts.iter().map(|post| (to.clone(), post.0)).collect();
        promise_all(writing, Kind::Digest, &promised, now).await?;
    }
    Ok(())
}

/// Ends a digest that is no longer posted: entries that are nowhere in Slack can go into a later one, the others
/// can't. Returns whether it ended; it doesn't while a message of it is being sent.
pub(super) async fn end(writing: &mut Connection, id: DigestId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Some(loaded) = DigestSnapshot::read(writing, Part::All(id)).await? else { return Ok(false) };
    let is_over = matches!(loaded.digest.state, State::Posted | State::Dropped);
    if is_over || loaded.posts.iter().any(|post| post.state == domain::State::Sending) {
        return Ok(false);
    }
    for open in [domain::State::Ready, domain::State::Dead, domain::State::Unconfirmed] {
        digest::update_posts_ended(writing, id, (open, domain::State::Dropped), OVER, now).await?;
    }
    let is_posted = loaded.posts.iter().any(|post| post.state == domain::State::Sent);
    close(writing, &loaded, if is_posted { State::Posted } else { State::Dropped }, now).await?;
    Ok(true)
}

/// Records how a digest ended, releases entries that weren't posted, and updates everyone who was told.
pub(super) async fn close(
    writing: &mut Connection,
    loaded: &DigestSnapshot,
    ended: State,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let id = loaded.digest.id;
    let is_posted = |row: &Gathered| loaded.post_of(row).is_some_and(|post| post.is_begun);
    let gone: Vec<EntryId> =
        loaded.rows.iter().filter(|row| !row.is_held && !is_posted(row)).map(|row| row.entry).collect();
    digest::delete_entries(writing, &gone).await?;
    digest::update_state(writing, id, ended).await?;
    if ended == State::Posted {
        digest::update_posted_at(writing, id, now).await?;
    }
    delivery::update_stale_about(writing, (Kind::Preview, id.0), now).await?;
    delivery::update_stale_about(writing, (Kind::DigestTrouble, id.0), now).await
}
