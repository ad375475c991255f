//! The messages of a digest, with how it stands with each.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};

use crate::domain::delivery::{DeliveryId, Kind, Place, State};
use crate::domain::digest::{DigestId, PostId};
use crate::domain::ids::{ChannelId, EntryId};
use crate::store::digest::AT_ONCE;
use crate::store::{StoreError, instant, of_many};

/// One message of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Which.
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
    pub place: Option<Place>,
    /// Slack would not take what it is to look like now.
    pub is_stuck: bool,
}

impl Post {
    /// It stands there, or may, and cannot be changed: nobody knows where, or Slack would not.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        let is_nowhere = self.place.is_none() && matches!(self.state, State::Sent | State::Doubtful | State::Dropped);
        self.is_begun && (is_nowhere || self.is_stuck)
    }
}

/// Adds a message to a digest.
///
/// # Errors
/// When the database fails, or the digest has one at this position.
pub async fn insert_post(db: &mut SqliteConnection, digest: DigestId, position: i64) -> Result<PostId, StoreError> {
    let id = sqlx::query_scalar("INSERT INTO digest_post (digest_id, position) VALUES ($1, $2) RETURNING id")
        .bind(digest.0)
        .bind(position)
        .fetch_one(db)
        .await?;
    Ok(PostId(id))
}

/// Says in which message entries are.
///
/// # Errors
/// When the database fails.
pub async fn update_post_of(db: &mut SqliteConnection, entries: &[EntryId], post: PostId) -> Result<(), StoreError> {
    for some in entries.chunks(AT_ONCE) {
        let mut query = QueryBuilder::new("UPDATE digest_entry SET post_id = ");
        query.push_bind(post.0).push(" WHERE evidence_id IN (");
        let mut ids = query.separated(", ");
        for entry in some {
            ids.push_bind(entry.0);
        }
        query.push(")");
        of_many(&mut query).execute(&mut *db).await?;
    }
    Ok(())
}

/// Says whether a message may stand there: posting it begins now, or Slack certainly has nothing of it.
///
/// # Errors
/// When the database fails.
pub async fn update_begun(db: &mut SqliteConnection, post: PostId, is_begun: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE digest_post SET is_begun = $2, attempts = attempts + $2 WHERE id = $1")
        .bind(post.0)
        .bind(is_begun)
        .execute(db)
        .await?;
    Ok(())
}

/// The messages of a digest in their order.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_posts(db: &mut SqliteConnection, digest: DigestId) -> Result<Vec<Post>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.id, p.position, p.is_begun, p.attempts, l.state, l.next_at, l.channel, l.ts,
            CASE WHEN l.state = 'sent' AND l.is_stale = 1 AND l.reason IS NOT NULL THEN 1 ELSE 0 END AS is_stuck
         FROM digest_post p
         JOIN delivery l ON l.kind = $2 AND l.subject = p.id WHERE p.digest_id = $1 ORDER BY p.position",
    )
    .bind(digest.0)
    .bind(Kind::Digest.name())
    .fetch_all(db)
    .await?;
    rows.iter().map(post).collect()
}

fn post(row: &SqliteRow) -> Result<Post, StoreError> {
    let state: String = row.try_get("state")?;
    let channel: Option<String> = row.try_get("channel")?;
    let ts: Option<String> = row.try_get("ts")?;
    Ok(Post {
        id: PostId(row.try_get("id")?),
        position: row.try_get("position")?,
        is_begun: row.try_get("is_begun")?,
        attempts: row.try_get("attempts")?,
        state: State::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .ok_or(StoreError::OutOfRange("state of a delivery"))?,
        next_at: instant(row.try_get("next_at")?)?,
        place: channel.zip(ts).map(|(channel, ts)| Place { channel: ChannelId::new(channel), ts }),
        is_stuck: row.try_get("is_stuck")?,
    })
}

/// Which message a delivery is of.
///
/// # Errors
/// When the database fails.
pub async fn find_post_of(db: &mut SqliteConnection, id: DeliveryId) -> Result<Option<PostId>, StoreError> {
    let post: Option<i64> = sqlx::query_scalar("SELECT subject FROM delivery WHERE id = $1 AND kind = $2")
        .bind(id.0)
        .bind(Kind::Digest.name())
        .fetch_optional(db)
        .await?;
    Ok(post.map(PostId))
}

/// Makes messages of a digest due then whose deliveries are in this state, as if they had never been tried. Says how many.
///
/// # Errors
/// When the database fails.
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
///
/// # Errors
/// When the database fails.
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
///
/// # Errors
/// When the database fails.
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
