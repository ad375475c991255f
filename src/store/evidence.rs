//! Evidence: what people wrote, what it shows, and who may see it.

mod assembly;
mod read;
mod shared;
mod text;
mod usage;

pub(in crate::store) use assembly::assembled;
pub(in crate::store) use read::entry_lists;
pub use read::{
    EntryPlace, find_entry, find_recent_twin, find_written_in, list_entries_after, list_entries_before, list_marks,
    list_newest_entries,
};
pub use shared::{list_shared, list_sharing};
pub(in crate::store) use text::replace_text;
pub use text::{delete_erased, delete_of, find_erasable, update_text};
pub use usage::find_usage;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::domain::evidence::EvidenceDraft;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, TrackId, WorkspaceId, next_id};
use crate::domain::roster::Manager;
use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_as, query_scalar};

/// Adds an entry without behaviours or shares.
pub async fn insert_entry(
    db: &mut Connection,
    workspace: &WorkspaceId,
    author: &MemberId,
    form: &str,
    draft: &EvidenceDraft,
    now: DateTime<Utc>,
) -> Result<EntryId, StoreError> {
    let text_id = text::insert_text(db, draft).await?;
    let newest: Option<i64> = query_scalar("SELECT MAX(id) FROM evidence").fetch_one(&mut *db).await?;
    let id = next_id(now, newest, Uuid::new_v4().as_u64_pair().1);
    query(
        "INSERT INTO evidence (id, workspace, author, view_id, text_id, happened_on, created_at, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(workspace.as_str())
    .bind(author.as_str())
    .bind(form)
    .bind(text_id)
    .bind(draft.happened_on.to_string())
    .bind(now.timestamp_millis())
    .bind(i64::try_from(draft.bytes()).unwrap_or(i64::MAX))
    .run(db)
    .await?;
    Ok(EntryId(id))
}

pub async fn update_day(db: &mut Connection, id: EntryId, day: NaiveDate) -> Result<(), StoreError> {
    query("UPDATE evidence SET happened_on = $2 WHERE id = $1").bind(id.0).bind(day.to_string()).run(db).await
}

/// Sets what an entry shows. What it showed before keeps its wording and version; what is new gets the served ones.
pub async fn update_behaviours(
    db: &mut Connection,
    id: EntryId,
    behaviours: &[(TrackId, BehaviourId)],
) -> Result<(), StoreError> {
    let before: Vec<(i64, String, String)> = query_as(
        "SELECT b.version_id, v.track, b.behaviour FROM evidence_behaviour b
         JOIN framework_version v ON v.id = b.version_id WHERE b.evidence_id = $1",
    )
    .bind(id.0)
    .fetch_all(&mut *db)
    .await?;
    query("DELETE FROM evidence_behaviour WHERE evidence_id = $1").bind(id.0).run(&mut *db).await?;
    for ((track, behaviour), position) in behaviours.iter().zip(0_i64..) {
        let kept = before.iter().find(|(_, of, shown)| of == track.as_str() && shown == behaviour.as_str());
        let version_id = match kept {
            Some((version_id, _, _)) => *version_id,
            None => served_version(db, track).await?,
        };
        query("INSERT INTO evidence_behaviour (evidence_id, position, version_id, behaviour) VALUES ($1, $2, $3, $4)")
            .bind(id.0)
            .bind(position)
            .bind(version_id)
            .bind(behaviour.as_str())
            .run(&mut *db)
            .await?;
    }
    Ok(())
}

async fn served_version(db: &mut Connection, track: &TrackId) -> Result<i64, StoreError> {
    Ok(query_scalar("SELECT version_id FROM framework_served WHERE track = $1")
        .bind(track.as_str())
        .fetch_one(db)
        .await?)
}

/// Sets who the author lets see an entry: these managers and no one else.
pub async fn update_shares(
    db: &mut Connection,
    id: EntryId,
    managers: &[Manager],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query("DELETE FROM evidence_share WHERE evidence_id = $1").bind(id.0).run(&mut *db).await?;
    for manager in managers {
        query("INSERT INTO evidence_share (evidence_id, manager, tenure, shared_at) VALUES ($1, $2, $3, $4)")
            .bind(id.0)
            .bind(manager.member.as_str())
            .bind(manager.tenure.0)
            .bind(now.timestamp_millis())
            .run(&mut *db)
            .await?;
    }
    query("UPDATE evidence SET shared_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind((!managers.is_empty()).then(|| now.timestamp_millis()))
        .run(db)
        .await
}

/// Marks an entry as deleted, or as not deleted after all.
pub async fn update_deleted(
    db: &mut Connection,
    id: EntryId,
    deleted_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    query("UPDATE evidence SET deleted_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(deleted_at.map(|at| at.timestamp_millis()))
        .run(db)
        .await
}

#[cfg(test)]
mod tests;
