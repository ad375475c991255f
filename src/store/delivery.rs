//! What the bot owes Slack: promised, claimed, settled.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

mod health;

pub use health::find_health;

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::delivery::{Delivery, DeliveryId, Kind, LEASE, Place, Step, Task};
use crate::domain::ids::{Actor, ChannelId, MemberId, WorkspaceId};
use crate::store::{StoreError, instant};

/// What is promised.
#[derive(Clone, Debug)]
pub struct Promise<'p> {
    /// To whom.
    pub to: &'p Actor,
    /// What.
    pub kind: Kind,
    /// The row that it is about.
    pub subject: i64,
    /// Finds its message in a history: random, never used before.
    pub key: &'p str,
    /// Not before.
    pub due_at: DateTime<Utc>,
}

/// Promises something; promised before, it stays as it is. Says whether it is new.
///
/// # Errors
/// When the database fails.
pub async fn insert_delivery(
    db: &mut SqliteConnection,
    promise: Promise<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO delivery (workspace, kind, subject, recipient, key, state, next_at, created_at)
         VALUES ($1, $2, $3, $4, $5, 'ready', $6, $7) ON CONFLICT (workspace, kind, recipient, subject) DO NOTHING",
    )
    .bind(promise.to.workspace.as_str())
    .bind(promise.kind.name())
    .bind(promise.subject)
    .bind(promise.to.member.as_str())
    .bind(promise.key)
    .bind(promise.due_at.timestamp_millis())
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What may be claimed now: Slack can ask for a pause of one method and not of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Posting.
    pub post: bool,
    /// Looking into a history.
    pub find: bool,
    /// Editing.
    pub edit: bool,
}

/// Claims what is due first and leases it: edits before posts, because somebody waits for them.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn claim_delivery(
    db: &mut SqliteConnection,
    open: Open,
    now: DateTime<Utc>,
) -> Result<Option<Delivery>, StoreError> {
    let row = sqlx::query(
        "SELECT id, state, channel, ts FROM delivery
         WHERE next_at <= $1 AND (state IN ('ready', 'sending', 'doubtful') OR is_stale = 1)
           AND (($2 AND state = 'ready') OR ($3 AND state IN ('sending', 'doubtful')) OR ($4 AND state = 'sent'))
         ORDER BY is_stale DESC, next_at, id LIMIT 1",
    )
    .bind(now.timestamp_millis())
    .bind(open.post)
    .bind(open.find)
    .bind(open.edit)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (task, replaces) = match (row.try_get::<String, _>("state")?.as_str(), place(&row)?) {
        ("sent", Some(place)) => (Task::Edit(place), None),
        ("ready", replaces) => (Task::Post, replaces),
        (_, replaces) => (Task::Find, replaces),
    };
    // An edit that is cut short stays due; whatever else is cut short leaves a lease behind that ends.
    let claimed = sqlx::query(
        "UPDATE delivery SET attempts = attempts + 1, next_at = $2, first_tried_at = COALESCE(first_tried_at, $3),
            state = CASE WHEN state = 'sent' THEN state ELSE 'sending' END
         WHERE id = $1 RETURNING id, workspace, kind, subject, recipient, key, attempts, first_tried_at",
    )
    .bind(row.try_get::<i64, _>("id")?)
    .bind((now + LEASE).timestamp_millis())
    .bind(now.timestamp_millis())
    .fetch_one(db)
    .await?;
    Ok(Some(Delivery {
        id: DeliveryId(claimed.try_get("id")?),
        workspace: WorkspaceId::new(claimed.try_get::<String, _>("workspace")?),
        kind: kind(&claimed)?,
        subject: claimed.try_get("subject")?,
        recipient: MemberId::new(claimed.try_get::<String, _>("recipient")?),
        key: claimed.try_get("key")?,
        attempts: u32::try_from(claimed.try_get::<i64, _>("attempts")?)
            .map_err(|_| StoreError::OutOfRange("number of attempts"))?,
        first_tried_at: instant(claimed.try_get("first_tried_at")?)?,
        task,
        replaces,
    }))
}

/// Writes down what came of a try.
///
/// # Errors
/// When the database fails.
pub async fn update_settled(
    db: &mut SqliteConnection,
    id: DeliveryId,
    step: &Step,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (state, next_at, reason) = match step {
        Step::Sent(_) => ("sent", now, None),
        Step::Again { at, reason } => ("ready", *at, Some(reason.as_str())),
        Step::Doubtful { at, reason } => ("doubtful", *at, Some(reason.as_str())),
        Step::Dead { reason } => ("dead", now, Some(reason.as_str())),
        Step::Dropped { reason } => ("dropped", now, Some(*reason)),
    };
    let place = if let Step::Sent(place) = step { Some(place) } else { None };
    sqlx::query(
        "UPDATE delivery SET state = $2, next_at = $3, reason = $4, channel = COALESCE($5, channel), ts = COALESCE($6, ts)
         WHERE id = $1 AND state <> 'sent'",
    )
    .bind(id.0)
    .bind(state)
    .bind(next_at.timestamp_millis())
    .bind(reason)
    .bind(place.map(|place| place.channel.as_str()))
    .bind(place.map(|place| place.ts.as_str()))
    .execute(db)
    .await?;
    Ok(())
}

/// Puts a delivery off without a try: it was claimed, and its time has not come.
///
/// # Errors
/// When the database fails.
pub async fn update_put_off(db: &mut SqliteConnection, id: DeliveryId, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET state = 'ready', next_at = $2, attempts = attempts - 1 WHERE id = $1 AND state = 'sending'",
    )
    .bind(id.0)
    .bind(at.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}

/// Says that what a sent message shows has changed: it is edited soon.
///
/// # Errors
/// When the database fails.
pub async fn update_stale(
    db: &mut SqliteConnection,
    to: &Actor,
    kind: Kind,
    subject: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET is_stale = 1, next_at = CASE WHEN state = 'sent' THEN $5 ELSE next_at END
         WHERE workspace = $1 AND recipient = $2 AND kind = $3 AND subject = $4",
    )
    .bind(to.workspace.as_str())
    .bind(to.member.as_str())
    .bind(kind.name())
    .bind(subject)
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}

/// Has a message that was sent posted once more, in the place of the one that stands there.
///
/// # Errors
/// When the database fails.
pub async fn update_again(
    db: &mut SqliteConnection,
    to: &Actor,
    (kind, subject): (Kind, i64),
    key: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET state = 'ready', is_stale = 0, next_at = $5, key = $6, attempts = 0, first_tried_at = NULL
         WHERE workspace = $1 AND recipient = $2 AND kind = $3 AND subject = $4 AND state = 'sent'",
    )
    .bind(to.workspace.as_str())
    .bind(to.member.as_str())
    .bind(kind.name())
    .bind(subject)
    .bind(now.timestamp_millis())
    .bind(key)
    .execute(db)
    .await?;
    Ok(())
}

/// Writes down what came of an edit: it is done, or due again then.
///
/// # Errors
/// When the database fails.
pub async fn update_edited(
    db: &mut SqliteConnection,
    id: DeliveryId,
    again_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delivery SET is_stale = $2, next_at = COALESCE($3, next_at),
            attempts = CASE WHEN $2 = 1 THEN attempts ELSE 0 END
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(again_at.is_some())
    .bind(again_at.map(|at| at.timestamp_millis()))
    .execute(db)
    .await?;
    Ok(())
}

/// The DM with a member, if Slack was asked for it before.
///
/// # Errors
/// When the database fails.
pub async fn find_dm(db: &mut SqliteConnection, member: &Actor) -> Result<Option<ChannelId>, StoreError> {
    let channel: Option<String> =
        sqlx::query_scalar("SELECT channel FROM member_dm WHERE workspace = $1 AND member = $2")
            .bind(member.workspace.as_str())
            .bind(member.member.as_str())
            .fetch_optional(db)
            .await?;
    Ok(channel.map(ChannelId::new))
}

/// Keeps the DM with a member.
///
/// # Errors
/// When the database fails.
pub async fn update_dm(db: &mut SqliteConnection, member: &Actor, channel: &ChannelId) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO member_dm (workspace, member, channel) VALUES ($1, $2, $3)
         ON CONFLICT (workspace, member) DO UPDATE SET channel = excluded.channel",
    )
    .bind(member.workspace.as_str())
    .bind(member.member.as_str())
    .bind(channel.as_str())
    .execute(db)
    .await?;
    Ok(())
}

fn place(row: &SqliteRow) -> Result<Option<Place>, StoreError> {
    let channel: Option<String> = row.try_get("channel")?;
    let ts: Option<String> = row.try_get("ts")?;
    Ok(channel.zip(ts).map(|(channel, ts)| Place { channel: ChannelId::new(channel), ts }))
}

fn kind(row: &SqliteRow) -> Result<Kind, StoreError> {
    let name: String = row.try_get("kind")?;
    Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or(StoreError::OutOfRange("kind of delivery"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use sqlx::SqlitePool;

    const OPEN: Open = Open { post: true, find: true, edit: true };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
    }

    fn ana() -> Actor {
        Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") }
    }

    async fn promise(db: &mut SqliteConnection, subject: i64, key: &str, due_at: DateTime<Utc>) -> bool {
        let promise = Promise { to: &ana(), kind: Kind::Prompt, subject, key, due_at };
        insert_delivery(db, promise, at(0)).await.unwrap()
    }

    fn sent(ts: &str) -> Step {
        Step::Sent(Place { channel: ChannelId::new("D1"), ts: ts.into() })
    }

    #[sqlx::test]
    async fn a_promise_is_kept_once(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        assert!(promise(&mut db, 1, "a", at(10)).await);
        assert!(!promise(&mut db, 1, "b", at(0)).await);
        assert_eq!(claim_delivery(&mut db, OPEN, at(9)).await.unwrap(), None);
        let claimed = claim_delivery(&mut db, OPEN, at(10)).await.unwrap().unwrap();
        assert_eq!((claimed.key.as_str(), claimed.attempts, &claimed.task), ("a", 1, &Task::Post));
        assert_eq!(claim_delivery(&mut db, OPEN, at(10)).await.unwrap(), None, "it is leased");
        update_settled(&mut db, claimed.id, &sent("1.1"), at(11)).await.unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(10_000)).await.unwrap(), None);
    }

    #[sqlx::test]
    async fn a_lease_that_ended_leaves_doubt(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        promise(&mut db, 1, "a", at(0)).await;
        claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(59)).await.unwrap(), None);
        let again = claim_delivery(&mut db, OPEN, at(60)).await.unwrap().unwrap();
        assert_eq!((again.attempts, again.first_tried_at, again.task), (2, at(0), Task::Find));
        let doubt = Step::Doubtful { at: at(90), reason: "no answer".into() };
        update_settled(&mut db, again.id, &doubt, at(60)).await.unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(89)).await.unwrap(), None);
        let again = claim_delivery(&mut db, Open { find: false, ..OPEN }, at(90)).await.unwrap();
        assert_eq!(again, None);
        assert_eq!(claim_delivery(&mut db, OPEN, at(90)).await.unwrap().unwrap().task, Task::Find);
    }

    #[sqlx::test]
    async fn what_changed_is_edited_before_anything_is_posted(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        promise(&mut db, 1, "a", at(0)).await;
        let first = claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
        // Pressed while it is being sent: once it stands, it is brought up to date.
        update_stale(&mut db, &ana(), Kind::Prompt, 1, at(1)).await.unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(1)).await.unwrap(), None);
        update_settled(&mut db, first.id, &sent("1.1"), at(2)).await.unwrap();
        promise(&mut db, 2, "b", at(0)).await;
        let edit = claim_delivery(&mut db, OPEN, at(3)).await.unwrap().unwrap();
        assert_eq!(edit.task, Task::Edit(Place { channel: ChannelId::new("D1"), ts: "1.1".into() }));
        update_edited(&mut db, edit.id, Some(at(8))).await.unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(4)).await.unwrap().unwrap().key, "b");
        let edit = claim_delivery(&mut db, OPEN, at(8)).await.unwrap().unwrap();
        update_edited(&mut db, edit.id, None).await.unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(8)).await.unwrap(), None);
    }

    #[sqlx::test]
    async fn what_is_put_off_was_not_tried(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        promise(&mut db, 1, "a", at(0)).await;
        let claimed = claim_delivery(&mut db, OPEN, at(0)).await.unwrap().unwrap();
        update_put_off(&mut db, claimed.id, at(0) + TimeDelta::hours(12)).await.unwrap();
        assert_eq!(claim_delivery(&mut db, OPEN, at(60)).await.unwrap(), None);
        let claimed = claim_delivery(&mut db, OPEN, at(50_000)).await.unwrap().unwrap();
        assert_eq!((claimed.attempts, claimed.task), (1, Task::Post));
    }

    #[sqlx::test]
    async fn a_dm_is_kept(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        assert_eq!(find_dm(&mut db, &ana()).await.unwrap(), None);
        for channel in ["D1", "D2"] {
            update_dm(&mut db, &ana(), &ChannelId::new(channel)).await.unwrap();
            assert_eq!(find_dm(&mut db, &ana()).await.unwrap(), Some(ChannelId::new(channel)));
        }
    }
}
