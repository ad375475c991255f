//! Everything that is stored about one person: its erasure, and its export by an administrator. `read` lists it.

mod read;

pub use read::{
    Contact, InDigest, OnRoster, Question, Sent, Stands, Written, find_contact, find_on_roster, list_digests,
    list_digests_that_waited, list_digests_to_read, list_looks, list_questions, list_sent, list_written,
};

use chrono::{DateTime, Utc};

use crate::domain::ids::{Actor, ChannelId, EntryId};
use crate::domain::privacy::ExportMethod;
use crate::store::query::actor;
use crate::store::sql::{Connection, Row, query, query_as, query_scalar};
use crate::store::{StoreError, instant};

/// A person's data is erased, and their DM is still to be emptied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub who: Actor,
    /// Their DM, if it was known.
    pub channel: Option<ChannelId>,
    pub erased_at: DateTime<Utc>,
}

/// An author's entries that are in a digest.
pub async fn list_in_digests(db: &mut Connection, author: &Actor) -> Result<Vec<EntryId>, StoreError> {
    let ids: Vec<i64> = query_scalar(
        "SELECT e.evidence_id FROM digest_entry e JOIN digest d ON d.id = e.digest_id
         WHERE d.workspace = $1 AND e.author = $2 ORDER BY e.evidence_id",
    )
    .bind_actor(author)
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(EntryId).collect())
}

/// Erases a person's rows, except what the roster and other people need; what they wrote is erased before.
pub async fn delete_rows(db: &mut Connection, who: &Actor) -> Result<(), StoreError> {
    for statement in [
        // What was posted in a message stays as a row that names no one.
        "DELETE FROM digest_entry WHERE author = $2 AND digest_id IN (SELECT id FROM digest WHERE workspace = $1)
         AND (is_held = 1 OR post_id IS NULL OR post_id IN (SELECT id FROM digest_post WHERE posting_started = 0))",
        "UPDATE digest_entry SET author = '', previewed_at = NULL
         WHERE author = $2 AND digest_id IN (SELECT id FROM digest WHERE workspace = $1)",
        "DELETE FROM prompt WHERE workspace = $1 AND engineer = $2",
        "DELETE FROM evidence_access_log WHERE workspace = $1 AND author = $2",
        "DELETE FROM administrator_export WHERE workspace = $1 AND member = $2",
        "DELETE FROM delivery WHERE workspace = $1 AND recipient = $2 AND kind IN ('introduction', 'prompt', 'preview')",
        "DELETE FROM engineer WHERE workspace = $1 AND engineer = $2",
        // No one can have the bot message them again; they can start over themselves.
        "INSERT INTO engineer (workspace, engineer, introduction, introduction_count) VALUES ($1, $2, 'never', 1)",
        "DELETE FROM member_dm WHERE workspace = $1 AND member = $2",
        "DELETE FROM member WHERE workspace = $1 AND member = $2",
    ] {
        query(statement).bind_actor(who).run(&mut *db).await?;
    }
    Ok(())
}

/// Records that a person's DM is to be emptied.
pub async fn insert_erasure(
    db: &mut Connection,
    who: &Actor,
    channel: Option<&ChannelId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO erasure (workspace, member, channel, erased_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (workspace, member) DO UPDATE SET channel = COALESCE($3, erasure.channel), erased_at = $4",
    )
    .bind_actor(who)
    .bind(channel.map(ChannelId::as_str))
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

/// The people whose DM is to be emptied, longest waiting first.
pub async fn list_erasures(db: &mut Connection) -> Result<Vec<Erasure>, StoreError> {
    let rows = query("SELECT workspace, member, channel, erased_at FROM erasure ORDER BY erased_at, member")
        .fetch_all(db)
        .await?;
    let erasure = |row: &Row| {
        Ok(Erasure {
            who: actor(row, "member")?,
            channel: row.try_get::<Option<String>>("channel")?.map(ChannelId::new),
            erased_at: instant(row.try_get("erased_at")?)?,
        })
    };
    rows.iter().map(erasure).collect()
}

/// Deletes the record that a person's DM is to be emptied, unless they had everything erased again since.
pub async fn delete_erasure(db: &mut Connection, erasure: &Erasure) -> Result<(), StoreError> {
    let deleted = query("DELETE FROM erasure WHERE workspace = $1 AND member = $2 AND erased_at = $3")
        .bind_actor(&erasure.who)
        .bind(erasure.erased_at.timestamp_millis())
        .run_counted(&mut *db)
        .await?;
    // A message that was on its way meanwhile may have stored their DM again.
    if deleted > 0 {
        query("DELETE FROM member_dm WHERE workspace = $1 AND member = $2").bind_actor(&erasure.who).run(db).await?;
    }
    Ok(())
}

pub async fn insert_export(
    db: &mut Connection,
    of: &Actor,
    way: ExportMethod,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query("INSERT INTO administrator_export (workspace, member, method, made_at) VALUES ($1, $2, $3, $4)")
        .bind_actor(of)
        .bind(way.name())
        .bind(now.timestamp_millis())
        .run(db)
        .await
}

/// When an administrator exported a person's data, newest first.
pub async fn list_exports(db: &mut Connection, of: &Actor) -> Result<Vec<(DateTime<Utc>, ExportMethod)>, StoreError> {
    let found: Vec<(i64, String)> = query_as(
        "SELECT made_at, method FROM administrator_export WHERE workspace = $1 AND member = $2 ORDER BY made_at DESC, id DESC",
    )
    .bind_actor(of)
    .fetch_all(db)
    .await?;
    let export = |(made_at, way): (i64, String)| {
        let known = ExportMethod::ALL.into_iter().find(|known| known.name() == way);
        Ok((instant(made_at)?, known.ok_or(StoreError::OutOfRange("way of an export"))?))
    };
    found.into_iter().map(export).collect()
}

pub async fn is_known(db: &mut Connection, who: &Actor) -> Result<bool, StoreError> {
    let found: Option<i64> = query_scalar(
        "SELECT 1 FROM member WHERE workspace = $1 AND member = $2
         UNION SELECT 1 FROM engineer WHERE workspace = $1 AND engineer = $2
         UNION SELECT 1 FROM roster_engineer WHERE workspace = $1 AND engineer = $2
         UNION SELECT 1 FROM roster_manager WHERE workspace = $1 AND $2 IN (engineer, manager)
         UNION SELECT 1 FROM evidence WHERE workspace = $1 AND author = $2
         UNION SELECT 1 FROM evidence_access_log WHERE workspace = $1 AND reader = $2
         UNION SELECT 1 FROM team t JOIN team_manager m ON m.team_id = t.id WHERE t.workspace = $1 AND m.manager = $2
         UNION SELECT 1 FROM team t JOIN team_allowed_member i ON i.team_id = t.id WHERE t.workspace = $1 AND i.member = $2
         UNION SELECT 1 FROM digest d JOIN digest_audience a ON a.digest_id = d.id WHERE d.workspace = $1 AND a.member = $2
         LIMIT 1",
    )
    .bind_actor(who)
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}
