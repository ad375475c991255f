//! Deliveries as an admin sees them, what an admin changes about them, and when they are deleted.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{AdminEffect, DeliveryId, DeliveryState, DeliverySummary, Kind, ReopenReason, opens};
use crate::domain::ids::{Actor, MemberId, WorkspaceId};
use crate::store::delivery::{count, kind, place};
use crate::store::sql::{Connection, Row, query};
use crate::store::{StoreError, instant};

/// The reason of a delivery that an admin ended.
const GIVEN_UP: &str = "given up by an admin";

/// The query for deliveries as an admin sees them; `$which` selects them.
macro_rules! listed {
    ($which:literal) => {
        concat!(
            "SELECT id, workspace, kind, recipient, state, attempts, next_at, first_tried_at, created_at, channel, ts, reason
             FROM delivery WHERE ",
            $which
        )
    };
}

/// All deliveries in these states, newest last.
pub async fn list_deliveries(
    db: &mut Connection,
    states: &[DeliveryState],
) -> Result<Vec<DeliverySummary>, StoreError> {
    let mut found = Vec::new();
    for state in states {
        let rows = query(listed!("state = $1")).bind(state.name()).fetch_all(&mut *db).await?;
        for row in &rows {
            found.push(listed(row)?);
        }
    }
    found.sort_by_key(|listed| listed.id);
    Ok(found)
}

pub async fn find_delivery(db: &mut Connection, id: DeliveryId) -> Result<Option<DeliverySummary>, StoreError> {
    let row = query(listed!("id = $1")).bind(id.0).fetch_optional(db).await?;
    row.as_ref().map(listed).transpose()
}

/// Does what an admin may do about a delivery.
pub async fn update_by_admin(
    db: &mut Connection,
    id: DeliveryId,
    allowed: AdminEffect,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match allowed {
        AdminEffect::TryNow => return update_due(db, id, now).await,
        AdminEffect::LookBy(at) => {
            query("UPDATE delivery SET next_at = $2 WHERE id = $1").bind(id.0).bind(at.timestamp_millis())
        }
        AdminEffect::GiveUp => {
            query("UPDATE delivery SET state = 'dropped', is_stale = 0, next_at = $2, reason = $3 WHERE id = $1")
                .bind(id.0)
                .bind(now.timestamp_millis())
                .bind(GIVEN_UP)
        }
    }
    .run(db)
    .await
}

/// Makes due what Slack refused to a person for a reason that this sign removes. Returns how many.
pub async fn update_reopened(
    db: &mut Connection,
    to: &Actor,
    sign: ReopenReason,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let mut reopened = 0;
    // By kind, so that the table's key finds one person's rows among everyone's.
    for kind in Kind::ALL {
        let dead = query(
            "SELECT id, reason FROM delivery
             WHERE workspace = $1 AND kind = $2 AND recipient = $3 AND state = 'dead' AND reason IS NOT NULL",
        )
        .bind(to.workspace.as_str())
        .bind(kind.name())
        .bind(to.member.as_str())
        .fetch_all(&mut *db)
        .await?;
        for row in dead {
            if opens(sign, &row.try_get::<String>("reason")?) {
                update_due(db, DeliveryId(row.try_get("id")?), now).await?;
                reopened += 1;
            }
        }
    }
    Ok(reopened)
}

/// Deletes what was settled before `before`. Introductions stay unless they were given up: each person has only a few,
/// their buttons can be pressed at any time, and a dead one is needed when the person comes back. A digest's messages
/// stay: an author can withdraw something from them at any time.
pub async fn delete_settled(db: &mut Connection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    query(
        "DELETE FROM delivery WHERE next_at < $1
         AND kind <> $3 AND (state = 'dropped' OR (kind <> $2 AND (state = 'dead' OR (state = 'sent' AND is_stale = 0))))",
    )
    .bind(before.timestamp_millis())
    .bind(Kind::Introduction.name())
    .bind(Kind::Digest.name())
    .run_counted(db)
    .await
}

/// Makes it due for posting, as if it had never failed. Its key and first try stay, so that its message is found if it
/// was posted after all.
async fn update_due(db: &mut Connection, id: DeliveryId, now: DateTime<Utc>) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET state = 'ready', attempts = 0, reason = NULL,
            next_at = CASE WHEN next_at < $2 THEN next_at ELSE $2 END
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

fn listed(row: &Row) -> Result<DeliverySummary, StoreError> {
    let state: String = row.try_get("state")?;
    Ok(DeliverySummary {
        id: DeliveryId(row.try_get("id")?),
        workspace: WorkspaceId::new(row.try_get::<String>("workspace")?),
        kind: kind(row)?,
        recipient: MemberId::new(row.try_get::<String>("recipient")?),
        state: DeliveryState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .ok_or(StoreError::OutOfRange("state of a delivery"))?,
        attempts: count(row)?,
        next_at: instant(row.try_get("next_at")?)?,
        first_tried_at: row.try_get::<Option<i64>>("first_tried_at")?.map(instant).transpose()?,
        created_at: instant(row.try_get("created_at")?)?,
        place: place(row)?,
        reason: row.try_get("reason")?,
    })
}
