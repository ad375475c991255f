//! The events that Slack has delivered, so that a repeated one is known.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::ids::WorkspaceId;
use crate::store::StoreError;

/// Notes the event down; `false` if it was there already.
///
/// # Errors
/// When the database fails.
pub async fn insert_event(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    event: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO inbox_event (workspace, event, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(workspace.as_str())
    .bind(event)
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Forgets the events that arrived before `before`, of every workspace.
///
/// # Errors
/// When the database fails.
pub async fn delete_events_before(db: &mut SqliteConnection, before: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM inbox_event WHERE received_at < $1").bind(before.timestamp_millis()).execute(db).await?;
    Ok(())
}

/// Whether the database answers at all.
///
/// # Errors
/// When it does not.
pub async fn ping(db: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query_scalar::<_, i64>("SELECT 1").fetch_one(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn an_event_is_new_once_per_workspace_until_it_is_forgotten(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, there) = (WorkspaceId::new("T1"), WorkspaceId::new("T2"));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert!(insert_event(&mut db, &here, "Ev1", now).await.unwrap());
        assert!(!insert_event(&mut db, &here, "Ev1", now).await.unwrap());
        assert!(insert_event(&mut db, &there, "Ev1", now).await.unwrap());
        delete_events_before(&mut db, now).await.unwrap();
        assert!(!insert_event(&mut db, &here, "Ev1", now).await.unwrap());
        delete_events_before(&mut db, now + chrono::TimeDelta::seconds(1)).await.unwrap();
        assert!(insert_event(&mut db, &here, "Ev1", now).await.unwrap());
    }
}
