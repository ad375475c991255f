//! The deliveries about one subject, to any recipient.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryId, Kind};
use crate::domain::ids::MemberId;
use crate::store::StoreError;
use crate::store::delivery::Promise;
use crate::store::lists::written;
use crate::store::sql::{Connection, query, query_scalar};

/// Adds any number of deliveries; existing ones stay as they are. Returns how many are new.
pub async fn insert_deliveries(
    db: &mut Connection,
    promises: &[Promise<'_>],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let promises: Vec<_> = promises
        .iter()
        .map(|Promise { to, kind, subject, key, due_at }| {
            (&to.workspace, kind.name(), subject, &to.member, key, due_at.timestamp_millis())
        })
        .collect();
    query(
        "INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at)
         SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), value ->> 3, value ->> 4, 'ready', CAST(value ->> 5 AS BIGINT), $2
         FROM json_each($1) WHERE true ON CONFLICT (workspace, kind, recipient, subject_id) DO NOTHING",
    )
    .bind(written("deliveries", promises)?)
    .bind(now.timestamp_millis())
    .run_counted(db)
    .await
}

/// The recipients of deliveries about this.
pub async fn list_recipients(db: &mut Connection, (kind, subject): (Kind, i64)) -> Result<Vec<MemberId>, StoreError> {
    let found: Vec<String> =
        query_scalar("SELECT recipient FROM delivery WHERE kind = $1 AND subject_id = $2 ORDER BY recipient")
            .bind(kind.name())
            .bind(subject)
            .fetch_all(db)
            .await?;
    Ok(found.into_iter().map(MemberId::new).collect())
}

/// Whether something about this is still to be sent to anyone.
pub async fn has_pending(db: &mut Connection, (kind, subject): (Kind, i64)) -> Result<bool, StoreError> {
    let found: Option<i64> = query_scalar(
        "SELECT 1 FROM delivery WHERE kind = $1 AND subject_id = $2 AND state IN ('ready', 'sending', 'doubtful') LIMIT 1",
    )
    .bind(kind.name())
    .bind(subject)
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// Records that what the messages about this show has changed: those that were posted are edited soon.
pub async fn update_stale_about(
    db: &mut Connection,
    (kind, subject): (Kind, i64),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET is_stale = 1, next_at = CASE WHEN state = 'sent' THEN $3 ELSE next_at END
         WHERE kind = $1 AND subject_id = $2
           AND (state IN ('ready', 'sending', 'doubtful') OR (state = 'sent' AND ts IS NOT NULL))",
    )
    .bind(kind.name())
    .bind(subject)
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

/// Makes one delivery due at `at`, as if never tried.
pub async fn update_ready(db: &mut Connection, id: DeliveryId, at: DateTime<Utc>) -> Result<(), StoreError> {
    query("UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL, next_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(at.timestamp_millis())
        .run(db)
        .await
}
