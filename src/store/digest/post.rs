//! The messages of a digest, with how it stands with each.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::domain::delivery::{DeliveryId, Kind, MessageRef, State};
use crate::domain::digest::{DigestId, PostId};
use crate::domain::ids::{ChannelId, EntryId};
use crate::store::lists::{list, written};
use crate::store::{StoreError, instant, opaque_id};

/// One message of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    /// The first is 1.
    pub position: i64,
    /// It may stand there: posting it began, and was not definitely refused since.
    pub is_begun: bool,
    /// How often posting it began.
    pub attempts: u32,
    /// How it stands with its delivery.
    pub state: State,
    /// When it is looked at again.
    pub next_at: DateTime<Utc>,
    /// Where it stands, if that is known.
    pub place: Option<MessageRef>,
    /// Slack would not take what it is to look like now.
    pub is_stuck: bool,
}

impl Post {
    /// It stands there, or may, and cannot be changed: nobody knows where, or Slack would not.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        let is_nowhere =
            self.place.is_none() && matches!(self.state, State::Sent | State::Unconfirmed | State::Dropped);
        self.is_begun && (is_nowhere || self.is_stuck)
    }
}

/// Adds messages to a digest, at these positions and in their order.
///
/// # Errors
/// When the digest has one at such a position, or the database fails.
pub async fn insert_posts(
    db: &mut SqliteConnection,
    digest: DigestId,
    positions: &[i64],
) -> Result<Vec<PostId>, StoreError> {
    let posts: Vec<(i64, i64)> = positions.iter().map(|position| (opaque_id(), *position)).collect();
    sqlx::query(
        "INSERT INTO digest_post (id, digest_id, position) SELECT value ->> 0, $1, value ->> 1 FROM json_each($2)",
    )
    .bind(digest.0)
    .bind(written("posts", &posts)?)
    .execute(db)
    .await?;
    Ok(posts.into_iter().map(|(id, _)| PostId(id)).collect())
}

/// Says in which message entries are.
pub async fn update_post_of(db: &mut SqliteConnection, entries: &[(EntryId, PostId)]) -> Result<(), StoreError> {
    let entries: Vec<(i64, i64)> = entries.iter().map(|(entry, post)| (entry.0, post.0)).collect();
    sqlx::query(
        "UPDATE digest_entry SET post_id = e.value ->> 1 FROM json_each($1) e WHERE evidence_id = e.value ->> 0",
    )
    .bind(written("entries", entries)?)
    .execute(db)
    .await?;
    Ok(())
}

/// Says whether a message may stand there: posting it begins now, or Slack certainly has nothing of it.
pub async fn update_begun(db: &mut SqliteConnection, post: PostId, is_begun: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE digest_post SET is_begun = $2, attempts = attempts + $2 WHERE id = $1")
        .bind(post.0)
        .bind(is_begun)
        .execute(db)
        .await?;
    Ok(())
}

/// A message, in the order of the query for digests.
#[derive(Deserialize)]
struct StoredPost {
    id: i64,
    position: i64,
    is_begun: u8,
    attempts: u32,
    state: String,
    next_at: i64,
    channel: Option<ChannelId>,
    ts: Option<String>,
    is_stuck: Option<u8>,
}

/// The messages that a query for digests made a text of, in their order.
pub(super) fn posts(found: &str) -> Result<Vec<Post>, StoreError> {
    let mut posts = list("message of a digest", found)?.into_iter().map(post).collect::<Result<Vec<_>, _>>()?;
    posts.sort_by_key(|post| post.position);
    Ok(posts)
}

fn post(stored: StoredPost) -> Result<Post, StoreError> {
    let state = State::ALL.into_iter().find(|known| known.name() == stored.state);
    Ok(Post {
        id: PostId(stored.id),
        position: stored.position,
        is_begun: stored.is_begun != 0,
        attempts: stored.attempts,
        state: state.ok_or(StoreError::OutOfRange("state of a delivery"))?,
        next_at: instant(stored.next_at)?,
        place: stored.channel.zip(stored.ts).map(|(channel, ts)| MessageRef { channel, ts }),
        is_stuck: stored.is_stuck == Some(1),
    })
}

/// Which message a delivery is of.
pub async fn find_post_of(db: &mut SqliteConnection, id: DeliveryId) -> Result<Option<PostId>, StoreError> {
    let post: Option<i64> = sqlx::query_scalar("SELECT subject FROM delivery WHERE id = $1 AND kind = $2")
        .bind(id.0)
        .bind(Kind::Digest.name())
        .fetch_optional(db)
        .await?;
    Ok(post.map(PostId))
}

/// Makes messages of a digest due then whose deliveries are in this state, as if they had never been tried. Says how many.
pub async fn update_posts_ready(
    db: &mut SqliteConnection,
    digest: DigestId,
    state: State,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL, next_at = $4
         WHERE kind = $2 AND state = $3 AND subject IN (SELECT id FROM digest_post WHERE digest_id = $1)",
    )
    .bind(digest.0)
    .bind(Kind::Digest.name())
    .bind(state.name())
    .bind(at.timestamp_millis())
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Ends deliveries of a digest's messages that are in this state: they stand there, or nobody wants them any more. Says how
/// many.
pub async fn update_posts_ended(
    db: &mut SqliteConnection,
    digest: DigestId,
    (from, to): (State, State),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "UPDATE delivery SET state = $4, next_at = $5, reason = $6, is_stale = 0
         WHERE kind = $2 AND state = $3 AND subject IN (SELECT id FROM digest_post WHERE digest_id = $1)",
    )
    .bind(digest.0)
    .bind(Kind::Digest.name())
    .bind(from.name())
    .bind(to.name())
    .bind(now.timestamp_millis())
    .bind(reason)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Makes one message due then, as if it had never been tried.
pub async fn update_post_ready(db: &mut SqliteConnection, post: PostId, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL, next_at = $3 WHERE kind = $2 AND subject = $1",
    )
    .bind(post.0)
    .bind(Kind::Digest.name())
    .bind(at.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}
