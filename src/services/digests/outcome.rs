//! Updates a digest after something happened to one of its messages or entries.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryState, Kind};
use crate::domain::digest::{DigestPost, DigestState, PostId, StoredDigest};
use crate::domain::ids::EntryId;
use crate::services::digests::lay_out::close;
use crate::services::digests::notices::{notify_managers, update_authors};
use crate::store::digest::{self, Part};
use crate::store::{StoreError, Writing, delivery};

/// An entry was edited, shared, unshared, deleted or restored: everything that shows it is updated.
pub(in crate::services) async fn entry_changed(
    writing: &mut Writing,
    entry: EntryId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((id, row)) = digest::find_of_entry(writing, entry).await? else { return Ok(()) };
    update_authors(writing, id, now).await?;
    let Some(snapshot) = digest::find_snapshot(writing, Part::Author(id, &row.author)).await? else { return Ok(()) };
    // The question under an author's entries can move from one message to another.
    let posts: BTreeSet<PostId> = snapshot.rows.iter().filter_map(|row| row.post).collect();
    for post in posts {
        delivery::update_stale_about(writing, (Kind::Digest, post.0), now).await?;
    }
    // A message whose place in Slack is unknown has to be deleted by hand, so its managers are asked to.
    if snapshot.is_out_of_reach() { notify_managers(writing, &snapshot.stored, now).await } else { Ok(()) }
}

/// Slack definitely doesn't have a message: its authors can decide again, unless the channel has another message of the
/// digest. Returns the digest as it is then.
pub(in crate::services) async fn refused(
    writing: &mut Writing,
    post: PostId,
    otherwise: DigestState,
) -> Result<Option<StoredDigest>, StoreError> {
    digest::update_begun(writing, post, false).await?;
    let Some(stored) = digest::find_of_post(writing, post).await? else { return Ok(None) };
    if matches!(stored.digest.state, DigestState::Posting | DigestState::Open | DigestState::Withheld) {
        let is_posted = stored.posts.iter().any(|post| post.posting_started);
        let state = if is_posted && otherwise == DigestState::Open { DigestState::Posting } else { otherwise };
        digest::update_state(writing, stored.digest.id, state).await?;
    }
    Ok(Some(stored))
}

/// Once every message is sent or dropped, the digest is posted, or dropped if none was sent.
pub(in crate::services) async fn finish(
    writing: &mut Writing,
    post: PostId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(stored) = digest::find_of_post(writing, post).await? else { return Ok(()) };
    let is_over = matches!(stored.digest.state, DigestState::Posted | DigestState::Dropped);
    if is_over || !stored.posts.iter().all(DigestPost::is_settled) {
        return Ok(());
    }
    let ended = if stored.has_post(DeliveryState::Sent) { DigestState::Posted } else { DigestState::Dropped };
    close(writing, stored.digest.id, ended, now).await
}
