//! The events that Slack has delivered, so that a repeated one is recognized.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::domain::ids::WorkspaceId;
use crate::store::StoreError;
use crate::store::query::Run as _;

/// Records the event; `false` if it was there already.
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
    .run_counted(db)
    .await?;
    Ok(inserted == 1)
}

pub async fn is_known(db: &mut SqliteConnection, workspace: &WorkspaceId, event: &str) -> Result<bool, StoreError> {
    let known: i64 =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM inbox_event WHERE workspace = $1 AND event = $2)")
            .bind(workspace.as_str())
            .bind(event)
            .fetch_one(db)
            .await?;
    Ok(known == 1)
}

/// Deletes the events of every workspace that arrived this much earlier than the newest. Our clock alone deletes none:
/// it may be wrong, and right again while someone can still replay what it deleted.
pub async fn delete_old_events(db: &mut SqliteConnection, kept: TimeDelta) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM inbox_event WHERE received_at < (SELECT MAX(received_at) FROM inbox_event) - $1")
        .bind(kept.num_milliseconds())
        .run(db)
        .await
}

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
        let day = TimeDelta::days(1);
        delete_old_events(&mut db, day).await.unwrap();
        assert!(is_known(&mut db, &here, "Ev1").await.unwrap() && !is_known(&mut db, &here, "Ev2").await.unwrap());
        assert!(insert_event(&mut db, &here, "Ev2", now + day).await.unwrap());
        delete_old_events(&mut db, day).await.unwrap();
        assert!(is_known(&mut db, &here, "Ev1").await.unwrap());
        assert!(insert_event(&mut db, &here, "Ev3", now + day + TimeDelta::milliseconds(1)).await.unwrap());
        delete_old_events(&mut db, day).await.unwrap();
        assert!(insert_event(&mut db, &here, "Ev1", now).await.unwrap());
    }
}
