//! The messages of a digest, and their states.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::domain::delivery::{DeliveryId, DeliveryState, Kind, MessageRef};
use crate::domain::digest::{DigestId, DigestPost, PostId};
use crate::domain::ids::{ChannelId, EntryId};
use crate::store::lists::{list, written};
use crate::store::sql::{Connection, query, query_scalar};
use crate::store::{StoreError, instant, opaque_id};

/// Adds messages to a digest at these positions, in order. Fails if the digest has one at such a position.
pub async fn insert_posts(db: &mut Connection, digest: DigestId, positions: &[i64]) -> Result<Vec<PostId>, StoreError> {
    let posts: Vec<(i64, i64)> = positions.iter().map(|position| (opaque_id(), *position)).collect();
    query("INSERT INTO digest_post (id, digest_id, position) SELECT CAST(value ->> 0 AS BIGINT), $1, CAST(value ->> 1 AS BIGINT) FROM json_each($2)")
        .bind(digest.0)
        .bind(written("posts", &posts)?)
        .run(db)
        .await?;
    Ok(posts.into_iter().map(|(id, _)| PostId(id)).collect())
}

/// Records which message entries are in.
pub async fn update_post_of(db: &mut Connection, entries: &[(EntryId, PostId)]) -> Result<(), StoreError> {
    let entries: Vec<(i64, i64)> = entries.iter().map(|(entry, post)| (entry.0, post.0)).collect();
    query(
        "UPDATE digest_entry SET post_id = CAST(e.value ->> 1 AS BIGINT) FROM json_each($1) e
         WHERE evidence_id = CAST(e.value ->> 0 AS BIGINT)",
    )
    .bind(written("entries", entries)?)
    .run(db)
    .await
}

/// Records whether a message may be in the channel: posting begins now, or Slack certainly has nothing of it.
pub async fn update_begun(db: &mut Connection, post: PostId, posting_started: bool) -> Result<(), StoreError> {
    query("UPDATE digest_post SET posting_started = $2, attempts = attempts + $2 WHERE id = $1")
        .bind(post.0)
        .bind(posting_started)
        .run(db)
        .await
}

/// A message, in the order of the digest query.
#[derive(Deserialize)]
struct StoredPost {
    id: i64,
    position: i64,
    posting_started: u8,
    attempts: u32,
    state: String,
    next_at: i64,
    channel: Option<ChannelId>,
    ts: Option<String>,
    is_stuck: Option<u8>,
}

/// Decodes the messages that a digest query returned as text, in order.
pub(super) fn posts(found: &str) -> Result<Vec<DigestPost>, StoreError> {
    let mut posts = list("message of a digest", found)?.into_iter().map(post).collect::<Result<Vec<_>, _>>()?;
    posts.sort_by_key(|post| post.position);
    Ok(posts)
}

fn post(stored: StoredPost) -> Result<DigestPost, StoreError> {
    let state = DeliveryState::ALL.into_iter().find(|known| known.name() == stored.state);
    Ok(DigestPost {
        id: PostId(stored.id),
        position: stored.position,
        posting_started: stored.posting_started != 0,
        attempts: stored.attempts,
        state: state.ok_or(StoreError::OutOfRange("state of a delivery"))?,
        next_at: instant(stored.next_at)?,
        place: stored.channel.zip(stored.ts).map(|(channel, ts)| MessageRef { channel, ts }),
        is_stuck: stored.is_stuck == Some(1),
    })
}

pub async fn find_post_of(db: &mut Connection, id: DeliveryId) -> Result<Option<PostId>, StoreError> {
    let post: Option<i64> = query_scalar("SELECT subject_id FROM delivery WHERE id = $1 AND kind = $2")
        .bind(id.0)
        .bind(Kind::Digest.name())
        .fetch_optional(db)
        .await?;
    Ok(post.map(PostId))
}

/// Makes a digest's messages whose deliveries are in this state due at `at`, as if never tried. Returns how many.
pub async fn update_posts_ready(
    db: &mut Connection,
    digest: DigestId,
    state: DeliveryState,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    query(
        "UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL, next_at = $4
         WHERE kind = $2 AND state = $3 AND subject_id IN (SELECT id FROM digest_post WHERE digest_id = $1)",
    )
    .bind(digest.0)
    .bind(Kind::Digest.name())
    .bind(state.name())
    .bind(at.timestamp_millis())
    .run_counted(db)
    .await
}

/// Ends the deliveries of a digest's messages that are in state `from`: the messages are posted, or no longer wanted.
/// Returns how many.
pub async fn update_posts_ended(
    db: &mut Connection,
    digest: DigestId,
    (from, to): (DeliveryState, DeliveryState),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    query(
        "UPDATE delivery SET state = $4, next_at = $5, reason = $6, is_stale = 0
         WHERE kind = $2 AND state = $3 AND subject_id IN (SELECT id FROM digest_post WHERE digest_id = $1)",
    )
    .bind(digest.0)
    .bind(Kind::Digest.name())
    .bind(from.name())
    .bind(to.name())
    .bind(now.timestamp_millis())
    .bind(reason)
    .run_counted(db)
    .await
}

/// Makes one message due at `at`, as if never tried.
pub async fn update_post_ready(db: &mut Connection, post: PostId, at: DateTime<Utc>) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL, next_at = $3 WHERE kind = $2 AND subject_id = $1",
    )
    .bind(post.0)
    .bind(Kind::Digest.name())
    .bind(at.timestamp_millis())
    .run(db)
    .await
}
