//! All that is owed about one thing, to whomever.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, SqliteConnection};

use crate::domain::delivery::{DeliveryId, Kind};
use crate::domain::ids::MemberId;
use crate::store::delivery::Promise;
use crate::store::{StoreError, of_many};

/// Rows in one statement; each has seven values, and SQLite takes 32,766.
const AT_ONCE: usize = 500;

/// Promises as many as there are; what was promised before stays as it is. Says how many are new.
///
/// # Errors
/// When the database fails.
pub async fn insert_deliveries(
    db: &mut SqliteConnection,
    promises: &[Promise<'_>],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut new = 0;
    for some in promises.chunks(AT_ONCE) {
        let begin = "INSERT INTO delivery (workspace, kind, subject, recipient, key, state, next_at, created_at) ";
        let mut query = QueryBuilder::new(begin);
        query.push_values(some, |mut row, promise| {
            row.push_bind(promise.to.workspace.as_str())
                .push_bind(promise.kind.name())
                .push_bind(promise.subject)
                .push_bind(promise.to.member.as_str())
                .push_bind(promise.key)
                .push("'ready'")
                .push_bind(promise.due_at.timestamp_millis())
                .push_bind(now.timestamp_millis());
        });
        query.push(" ON CONFLICT (workspace, kind, recipient, subject) DO NOTHING");
        new += of_many(&mut query).execute(&mut *db).await?.rows_affected();
    }
    Ok(new)
}

/// To whom something about this was promised.
///
/// # Errors
/// When the database fails.
pub async fn list_recipients(
    db: &mut SqliteConnection,
    (kind, subject): (Kind, i64),
) -> Result<Vec<MemberId>, StoreError> {
    let found: Vec<String> =
        sqlx::query_scalar("SELECT recipient FROM delivery WHERE kind = $1 AND subject = $2 ORDER BY recipient")
            .bind(kind.name())
            .bind(subject)
            .fetch_all(db)
            .await?;
    Ok(found.into_iter().map(MemberId::new).collect())
}

/// Says that what the messages about this show has changed: those that stand somewhere are edited soon.
///
/// # Errors
/// When the database fails.
pub async fn update_stale_about(
    db: &mut SqliteConnection,
    (kind, subject): (Kind, i64),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET is_stale = 1, next_at = CASE WHEN state = 'sent' THEN $3 ELSE next_at END
         WHERE kind = $1 AND subject = $2
           AND (state IN ('ready', 'sending', 'doubtful') OR (state = 'sent' AND ts IS NOT NULL))",
    )
    .bind(kind.name())
    .bind(subject)
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}

/// Makes one delivery due then, as if it had never been tried.
///
/// # Errors
/// When the database fails.
pub async fn update_ready(db: &mut SqliteConnection, id: DeliveryId, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL, next_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(at.timestamp_millis())
        .execute(db)
        .await?;
    Ok(())
}
