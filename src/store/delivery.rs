//! Messages that the bot owes Slack: added here, and brought up to date when what they show changes.

mod about;
mod admin_update;
mod claim;
mod health;
mod hold;

pub use about::{has_pending, insert_deliveries, list_recipients, update_ready, update_stale_about};
pub use admin_update::{delete_settled, find_delivery, list_deliveries, update_by_admin, update_reopened};
pub use claim::{Open, claim_delivery, update_abandoned, update_edited, update_put_off, update_settled};
pub use health::{count_by_state, find_health, find_oldest_due};
pub use hold::{list_holds, update_hold};

use chrono::{DateTime, Utc};

use crate::domain::delivery::{Kind, MessageRef};
use crate::domain::ids::{Actor, ChannelId};
use crate::store::sql::{Connection, Row, query, query_scalar};
use crate::store::{StoreError, instant};

/// A delivery to add.
#[derive(Clone, Debug)]
pub struct Promise<'p> {
    pub to: &'p Actor,
    pub kind: Kind,
    /// The id of the row that it is about.
    pub subject: i64,
    /// Identifies its message in a history: random, never used before.
    pub key: &'p str,
    pub due_at: DateTime<Utc>,
}

/// Adds a delivery; an existing one stays as it is. Returns whether it is new.
pub async fn insert_delivery(
    db: &mut Connection,
    promise: Promise<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(insert_deliveries(db, &[promise], now).await? == 1)
}

/// Records that what a sent message shows has changed: it is edited soon.
pub async fn update_stale(
    db: &mut Connection,
    to: &Actor,
    kind: Kind,
    subject: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET is_stale = 1, next_at = CASE WHEN state = 'sent' THEN $5 ELSE next_at END
         WHERE workspace = $1 AND recipient = $2 AND kind = $3 AND subject_id = $4
           AND state IN ('ready', 'sending', 'doubtful', 'sent')",
    )
    .bind_actor(to)
    .bind(kind.name())
    .bind(subject)
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

/// Has a sent message posted once more, in place of the existing one.
pub async fn update_again(
    db: &mut Connection,
    to: &Actor,
    (kind, subject): (Kind, i64),
    key: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET state = 'ready', is_stale = 0, next_at = $5, key = $6, attempts = 0, first_tried_at = NULL
         WHERE workspace = $1 AND recipient = $2 AND kind = $3 AND subject_id = $4 AND state = 'sent'",
    )
    .bind_actor(to)
    .bind(kind.name())
    .bind(subject)
    .bind(now.timestamp_millis())
    .bind(key)
    .run(db)
    .await
}

/// When the next delivery is due.
pub async fn find_next_at(db: &mut Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let next_at: Option<i64> = query_scalar(
        "SELECT MIN(next_at) FROM delivery
         WHERE (state IN ('ready', 'sending', 'doubtful') OR is_stale = 1) AND state NOT IN ('dead', 'dropped')",
    )
    .fetch_one(db)
    .await?;
    next_at.map(instant).transpose()
}

/// The DM with a member, if Slack was asked for it before.
pub async fn find_dm(db: &mut Connection, member: &Actor) -> Result<Option<ChannelId>, StoreError> {
    let channel: Option<String> = query_scalar("SELECT channel FROM member_dm WHERE workspace = $1 AND member = $2")
        .bind_actor(member)
        .fetch_optional(db)
        .await?;
    Ok(channel.map(ChannelId::new))
}

pub async fn update_dm(db: &mut Connection, member: &Actor, channel: &ChannelId) -> Result<(), StoreError> {
    query(
        "INSERT INTO member_dm (workspace, member, channel) VALUES ($1, $2, $3)
         ON CONFLICT (workspace, member) DO UPDATE SET channel = excluded.channel",
    )
    .bind_actor(member)
    .bind(channel.as_str())
    .run(db)
    .await
}

fn place(row: &Row) -> Result<Option<MessageRef>, StoreError> {
    let channel: Option<String> = row.try_get("channel")?;
    let ts: Option<String> = row.try_get("ts")?;
    Ok(channel.zip(ts).map(|(channel, ts)| MessageRef { channel: ChannelId::new(channel), ts }))
}

fn kind(row: &Row) -> Result<Kind, StoreError> {
    let name: String = row.try_get("kind")?;
    Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or(StoreError::OutOfRange("kind of delivery"))
}

fn count(row: &Row) -> Result<u32, StoreError> {
    u32::try_from(row.try_get::<i64>("attempts")?).map_err(|_| StoreError::OutOfRange("number of attempts"))
}

#[cfg(test)]
mod tests;
