//! The events that Slack has delivered, so that a repeated one is recognized.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::WorkspaceId;
use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_scalar};

/// Records the event; `false` if it was there already.
pub async fn insert_event(
    db: &mut Connection,
    workspace: &WorkspaceId,
    event: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let inserted =
        query("INSERT INTO inbox_event (workspace, event, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(workspace.as_str())
            .bind(event)
            .bind(now.timestamp_millis())
            .run_counted(db)
            .await?;
    Ok(inserted == 1)
}

pub async fn is_known(db: &mut Connection, workspace: &WorkspaceId, event: &str) -> Result<bool, StoreError> {
    let known: i64 = query_scalar("SELECT EXISTS (SELECT 1 FROM inbox_event WHERE workspace = $1 AND event = $2)")
        .bind(workspace.as_str())
        .bind(event)
        .fetch_one(db)
        .await?;
    Ok(known == 1)
}

/// Deletes the events of every workspace that arrived this much earlier than the newest. Our clock alone deletes none:
/// it may be wrong, and right again while someone can still replay what it deleted.
pub async fn delete_old_events(db: &mut Connection, kept: TimeDelta) -> Result<(), StoreError> {
    query("DELETE FROM inbox_event WHERE received_at < (SELECT MAX(received_at) FROM inbox_event) - $1")
        .bind(kept.num_milliseconds())
        .run(db)
        .await
}

pub async fn ping(db: &mut Connection) -> Result<(), StoreError> {
    query_scalar::<i64>("SELECT 1").fetch_one(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn an_event_is_new_once_per_workspace_until_it_is_forgotten(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
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
