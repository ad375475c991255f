//! Finds and deletes what is older than its retention period.

use chrono::{DateTime, Utc};

use crate::domain::delivery::Kind;
use crate::domain::ids::{Actor, EntryId};
use crate::store::StoreError;
use crate::store::query::actor;
use crate::store::sql::{Connection, query, query_scalar};

/// Entries written before `before` and not deleted, at most `most`.
pub async fn list_entries(
    db: &mut Connection,
    before: DateTime<Utc>,
    most: u32,
) -> Result<Vec<(Actor, EntryId)>, StoreError> {
    let written_before =
        "SELECT workspace, author, id FROM evidence WHERE created_at < $1 AND deleted_at IS NULL ORDER BY id LIMIT $2";
    let rows = query(written_before).bind(before.timestamp_millis()).bind(most).fetch_all(db).await?;
    rows.iter().map(|row| Ok((actor(row, "author")?, EntryId(row.try_get("id")?)))).collect()
}

/// People who left before `before`, if more is stored about them than that.
pub async fn list_left(db: &mut Connection, before: DateTime<Utc>) -> Result<Vec<Actor>, StoreError> {
    let rows = query(
        "SELECT workspace, member FROM member m WHERE is_deactivated = 1 AND deactivated_at < $1
           AND (EXISTS (SELECT 1 FROM evidence e WHERE e.workspace = m.workspace AND e.author = m.member)
             OR EXISTS (SELECT 1 FROM engineer e WHERE e.workspace = m.workspace AND e.engineer = m.member
                        AND e.introduction <> 'never')
             OR EXISTS (SELECT 1 FROM prompt p WHERE p.workspace = m.workspace AND p.engineer = m.member)
             OR EXISTS (SELECT 1 FROM member_dm d WHERE d.workspace = m.workspace AND d.member = m.member)
             OR NOT EXISTS (SELECT 1 FROM roster_engineer r WHERE r.workspace = m.workspace AND r.engineer = m.member))
         ORDER BY workspace, member",
    )
    .bind(before.timestamp_millis())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| actor(row, "member")).collect()
}

/// Deletes weeks planned before `before`, with what they offered and the answers; prompts that wait for an answer stay.
pub async fn delete_prompts(db: &mut Connection, before: DateTime<Utc>) -> Result<(), StoreError> {
    query("DELETE FROM prompt WHERE created_at < $1 AND state NOT IN ('asked', 'snoozed')")
        .bind(before.timestamp_millis())
        .run(db)
        .await
}

/// Deletes older records of who opened whose entries, and whose data an administrator exported.
pub async fn delete_looks(db: &mut Connection, before: DateTime<Utc>) -> Result<(), StoreError> {
    for statement in
        ["DELETE FROM evidence_access_log WHERE opened_at < $1", "DELETE FROM administrator_export WHERE made_at < $1"]
    {
        query(statement).bind(before.timestamp_millis()).run(&mut *db).await?;
    }
    Ok(())
}

/// Deletes finished digests that were due before `before`, with their deliveries. A digest that still shows an entry
/// stays, so that its author can withdraw it; so does one that an entry is held back from, so that no other digest
/// takes it. `CROSS JOIN` makes SQLite look at each digest's own deliveries.
pub async fn delete_digests(db: &mut Connection, before: DateTime<Utc>) -> Result<(), StoreError> {
    let over: Vec<i64> = query_scalar(
        "SELECT d.id FROM digest d WHERE d.due_at < $1 AND d.state IN ('posted', 'dropped')
           AND NOT EXISTS (SELECT 1 FROM digest_entry x JOIN evidence e ON e.id = x.evidence_id
                           LEFT JOIN digest_post p ON p.id = x.post_id
                           WHERE x.digest_id = d.id AND (x.is_held = 1 OR p.posting_started = 1))
           AND NOT EXISTS (SELECT 1 FROM digest_post p CROSS JOIN delivery v ON v.kind = $2 AND v.subject_id = p.id
                           WHERE p.digest_id = d.id AND (v.is_stale = 1 OR v.state IN ('ready', 'sending', 'doubtful')))",
    )
    .bind(before.timestamp_millis())
    .bind(Kind::Digest.name())
    .fetch_all(&mut *db)
    .await?;
    for id in over {
        query(
            "DELETE FROM delivery WHERE (kind = $2 AND subject_id IN (SELECT id FROM digest_post WHERE digest_id = $1))
                OR (kind IN ($3, $4) AND subject_id = $1)",
        )
        .bind(id)
        .bind(Kind::Digest.name())
        .bind(Kind::Preview.name())
        .bind(Kind::DigestProblem.name())
        .run(&mut *db)
        .await?;
        // Entries refer to posts, so they go first; posts go with the digest.
        query("DELETE FROM digest_entry WHERE digest_id = $1").bind(id).run(&mut *db).await?;
        query("DELETE FROM digest WHERE id = $1").bind(id).run(&mut *db).await?;
    }
    Ok(())
}
