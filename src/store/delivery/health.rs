//! The state of deliveries, as numbers.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryState, Health, LATELY};
use crate::domain::ids::WorkspaceId;
use crate::store::sql::{Connection, query, query_scalar};
use crate::store::{StoreError, instant};

/// The state of a workspace's deliveries. What is due later and wasn't tried yet isn't late.
pub async fn find_health(
    db: &mut Connection,
    workspace: &WorkspaceId,
    now: DateTime<Utc>,
) -> Result<Health, StoreError> {
    let rows = query(
        "SELECT CASE state WHEN 'sending' THEN 'ready' ELSE state END AS stands,
            CASE state WHEN 'dead' THEN COALESCE(reason, '') ELSE '' END AS code, COUNT(*) AS deliveries FROM delivery
         WHERE workspace = $1 AND (state = 'doubtful' OR (state IN ('ready', 'sending') AND (next_at <= $2 OR attempts > 0))
            OR (state = 'dead' AND next_at > $3)) GROUP BY stands, code",
    )
    .bind(workspace.as_str())
    .bind(now.timestamp_millis())
    .bind((now - LATELY).timestamp_millis())
    .fetch_all(db)
    .await?;
    let mut health = Health::default();
    for row in rows {
        let count = usize::try_from(row.try_get::<i64>("deliveries")?)
            .map_err(|_| StoreError::OutOfRange("number of deliveries"))?;
        match row.try_get::<&str>("stands")? {
            "doubtful" => health.doubtful = count,
            "dead" => drop(health.refused.insert(row.try_get("code")?, count)),
            _ => health.waiting = count,
        }
    }
    Ok(health)
}

/// How many deliveries are in each state, over all workspaces; states without any are included.
pub async fn count_by_state(
    db: &mut Connection,
) -> Result<[(DeliveryState, usize); DeliveryState::ALL.len()], StoreError> {
    let rows = query("SELECT state, COUNT(*) AS deliveries FROM delivery GROUP BY state").fetch_all(db).await?;
    let mut counted = DeliveryState::ALL.map(|state| (state, 0));
    for row in rows {
        let name: &str = row.try_get("state")?;
        if let Some((_, count)) = counted.iter_mut().find(|(state, _)| state.name() == name) {
            *count = usize::try_from(row.try_get::<i64>("deliveries")?)
                .map_err(|_| StoreError::OutOfRange("number of deliveries"))?;
        }
    }
    Ok(counted)
}

/// When the delivery that waits longest became due, if one is due.
pub async fn find_oldest_due(db: &mut Connection, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let due_at: Option<i64> = query_scalar(
        "SELECT MIN(next_at) FROM delivery WHERE state IN ('ready', 'sending', 'doubtful') AND next_at <= $1",
    )
    .bind(now.timestamp_millis())
    .fetch_one(db)
    .await?;
    due_at.map(instant).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::delivery::{Kind, MessageRef, SendOutcome};
    use crate::domain::ids::{Actor, ChannelId, MemberId};
    use crate::store::delivery::{Open, Promise, claim_delivery, insert_delivery, update_settled};
    use crate::store::test_database::Engine;
    use chrono::TimeDelta;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn what_is_late_doubtful_or_refused_is_counted(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let ana = Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") };
        assert_eq!(find_health(&mut db, &ana.workspace, now).await.unwrap(), Health::default());
        let later = now + TimeDelta::hours(1);
        let reason = "user_disabled".to_owned();
        let steps = [
            SendOutcome::Sent(MessageRef { channel: ChannelId::new("D1"), ts: "1.1".into() }),
            SendOutcome::Dropped { reason: "replaced" },
            SendOutcome::Unconfirmed { at: later, reason: "no answer".into() },
            SendOutcome::Again { at: later, reason: "ratelimited".into() },
            SendOutcome::Dead { reason: reason.clone() },
            SendOutcome::Dead { reason: reason.clone() },
        ];
        for (subject, step) in (0..).zip(steps) {
            let key = format!("key {subject}");
            let promise = Promise { to: &ana, kind: Kind::Prompt, subject, key: &key, due_at: now };
            insert_delivery(&mut db, promise, now).await.unwrap();
            let open = Open { post: true, find: true, edit: true };
            let claimed = claim_delivery(&mut db, open, now).await.unwrap().unwrap();
            update_settled(&mut db, claimed.id, &step, now).await.unwrap();
        }
        for (subject, due_at) in [(100, now), (101, later)] {
            let key = format!("key {subject}");
            let promise = Promise { to: &ana, kind: Kind::Prompt, subject, key: &key, due_at };
            insert_delivery(&mut db, promise, now).await.unwrap();
        }
        let expected = Health { waiting: 2, doubtful: 1, refused: [(reason, 2)].into() };
        assert_eq!(find_health(&mut db, &ana.workspace, now).await.unwrap(), expected);
        assert_eq!(find_health(&mut db, &WorkspaceId::new("T2"), now).await.unwrap(), Health::default());
        let counts = count_by_state(&mut db).await.unwrap().map(|(state, count)| (state.name(), count));
        let expected = [("ready", 3), ("sending", 0), ("doubtful", 1), ("sent", 1), ("dead", 2), ("dropped", 1)];
        assert_eq!(counts, expected);
        assert_eq!(find_oldest_due(&mut db, later).await.unwrap(), Some(now));
        assert_eq!(find_oldest_due(&mut db, now - TimeDelta::seconds(1)).await.unwrap(), None);
        let long_after = find_health(&mut db, &ana.workspace, now + LATELY).await.unwrap();
        assert_eq!((long_after.waiting, long_after.refused.len()), (3, 0));
    }
}
