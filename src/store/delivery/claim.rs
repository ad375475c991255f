//! Due deliveries: claimed, tried, settled.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{Delivery, DeliveryId, LEASE, SendOutcome, Task};
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::store::delivery::{count, kind, place};
use crate::store::sql::{Connection, query};
use crate::store::{StoreError, instant};

/// What may be claimed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    pub post: bool,
    /// Looking for a message in a history.
    pub find: bool,
    pub edit: bool,
}

/// Claims what is due first and leases it: first edits, because someone waits for them; then unconfirmed messages.
pub async fn claim_delivery(
    db: &mut Connection,
    open: Open,
    now: DateTime<Utc>,
) -> Result<Option<Delivery>, StoreError> {
    let row = query(
        "SELECT id, state, channel, ts FROM delivery
         WHERE next_at <= $1 AND (state IN ('ready', 'sending', 'doubtful') OR is_stale = 1)
           AND (($2 = 1 AND state = 'ready') OR ($3 = 1 AND state IN ('sending', 'doubtful')) OR ($4 = 1 AND state = 'sent'))
         ORDER BY is_stale DESC, CASE WHEN state = 'ready' THEN 1 ELSE 0 END, next_at, id LIMIT 1",
    )
    .bind(now.timestamp_millis())
    .bind(open.post)
    .bind(open.find)
    .bind(open.edit)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (task, replaces) = match (row.try_get::<String>("state")?.as_str(), place(&row)?) {
        ("sent", Some(place)) => (Task::Edit(place), None),
        ("ready", replaces) => (Task::Post, replaces),
        (_, replaces) => (Task::Find, replaces),
    };
    // An interrupted edit stays due; anything else that is interrupted leaves a lease behind, which ends.
    let claimed = query(
        "UPDATE delivery SET attempts = attempts + 1, next_at = $2, first_tried_at = COALESCE(first_tried_at, $3),
            state = CASE WHEN state = 'sent' THEN state ELSE 'sending' END
         WHERE id = $1 RETURNING id, workspace, kind, subject_id, recipient, key, attempts, first_tried_at, next_at",
    )
    .bind(row.try_get::<i64>("id")?)
    .bind((now + LEASE).timestamp_millis())
    .bind(now.timestamp_millis())
    .fetch_one(db)
    .await?;
    Ok(Some(Delivery {
        id: DeliveryId(claimed.try_get("id")?),
        workspace: WorkspaceId::new(claimed.try_get::<String>("workspace")?),
        kind: kind(&claimed)?,
        subject: claimed.try_get("subject_id")?,
        recipient: MemberId::new(claimed.try_get::<String>("recipient")?),
        key: claimed.try_get("key")?,
        attempts: count(&claimed)?,
        first_tried_at: instant(claimed.try_get("first_tried_at")?)?,
        leased_until: instant(claimed.try_get("next_at")?)?,
        task,
        replaces,
    }))
}

pub async fn update_settled(
    db: &mut Connection,
    id: DeliveryId,
    step: &SendOutcome,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (state, next_at, reason) = match step {
        SendOutcome::Sent(_) => ("sent", now, None),
        SendOutcome::Again { at, reason } => ("ready", *at, Some(reason.as_str())),
        SendOutcome::Unconfirmed { at, reason } => ("doubtful", *at, Some(reason.as_str())),
        SendOutcome::Dead { reason } => ("dead", now, Some(reason.as_str())),
        SendOutcome::Dropped { reason } => ("dropped", now, Some(*reason)),
    };
    let place = if let SendOutcome::Sent(place) = step { Some(place) } else { None };
    query(
        "UPDATE delivery SET state = $2, next_at = $3, reason = $4,
            is_stale = CASE WHEN $2 IN ('dead', 'dropped') THEN 0 ELSE is_stale END, channel = COALESCE($5, channel), ts = COALESCE($6, ts)
         WHERE id = $1 AND state <> 'sent'",
    )
    .bind(id.0)
    .bind(state)
    .bind(next_at.timestamp_millis())
    .bind(reason)
    .bind(place.map(|place| place.channel.as_str()))
    .bind(place.map(|place| place.ts.as_str()))
    .run(db)
    .await
}

/// Puts a claimed delivery off without a try, because its time hasn't come.
pub async fn update_put_off(db: &mut Connection, id: DeliveryId, at: DateTime<Utc>) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET state = 'ready', next_at = $2, attempts = attempts - 1 WHERE id = $1 AND state = 'sending'",
    )
    .bind(id.0)
    .bind(at.timestamp_millis())
    .run(db)
    .await
}

/// Records the outcome of an edit: it is done, or due again then, with the reason if Slack refused. If what it shows
/// changed after the claim, it stays due: no one knows which of the two Slack has.
pub async fn update_edited(
    db: &mut Connection,
    edited: &Delivery,
    again_at: Option<DateTime<Utc>>,
    refused: Option<&str>,
) -> Result<(), StoreError> {
    // Any change makes it due at once, which replaces the end of the lease.
    query(
        "UPDATE delivery SET is_stale = CASE WHEN $3 IS NULL AND next_at = $2 THEN 0 ELSE 1 END,
            next_at = COALESCE($3, next_at), reason = CASE WHEN $3 IS NULL THEN NULL ELSE COALESCE($4, reason) END, attempts = CASE WHEN $3 IS NULL THEN 0 ELSE attempts END
         WHERE id = $1",
    )
    .bind(edited.id.0)
    .bind(edited.leased_until.timestamp_millis())
    .bind(again_at.map(|at| at.timestamp_millis()))
    .bind(refused)
    .run(db)
    .await
}

/// Recovers deliveries that no one works on any more: it is unknown whether Slack has what was being sent, until it is
/// looked for at `look_at`; what was being edited is edited again at once.
pub async fn update_abandoned(
    db: &mut Connection,
    look_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    query("UPDATE delivery SET next_at = $1 WHERE state = 'sent' AND is_stale = 1 AND next_at > $1")
        .bind(now.timestamp_millis())
        .run(&mut *db)
        .await?;
    query("UPDATE delivery SET state = 'doubtful', next_at = $1, reason = 'cut short' WHERE state = 'sending'")
        .bind(look_at.timestamp_millis())
        .run_counted(db)
        .await
}
