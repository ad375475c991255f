//! Finds and lists entries.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::evidence::{Entry, EvidenceDraft};
use crate::domain::ids::{Actor, BehaviourId, EntryId, TrackId, WorkspaceId};
use crate::domain::link::Link;
use crate::store::StoreError;
use crate::store::evidence::assembly::assembled;
use crate::store::lists::list;
use crate::store::sql::{Connection, Query, query, query_scalar};

/// The lists that entries are made of, as columns: the entries whose `id` and `workspace` are in `wanted`, what they
/// show, and who they are shared with.
macro_rules! entry_lists {
    () => {
        "(SELECT json_group_array(json_array(
                e.id, e.workspace, e.author, e.happened_on, e.deleted_at, t.words, t.link, t.quote))
            FROM wanted w CROSS JOIN evidence e ON e.id = w.id AND e.workspace = w.workspace
            CROSS JOIN evidence_text t ON t.id = e.text_id) AS entries,
         (SELECT json_group_array(json_array(
                b.evidence_id, b.position, json_array(v.track, f.behaviour, f.theme, f.level, f.text, v.version)))
            FROM wanted w CROSS JOIN evidence_behaviour b ON b.evidence_id = w.id
            CROSS JOIN framework_version v ON v.id = b.version_id
            CROSS JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour) AS behaviours,
         (SELECT json_group_array(json_array(s.evidence_id, json_array(s.manager, s.tenure)))
            FROM wanted w CROSS JOIN evidence_share s ON s.evidence_id = w.id) AS shares"
    };
}

/// The query for entries; `$which` selects them.
macro_rules! entries {
    ($which:literal) => {
        concat!(
            "WITH wanted AS MATERIALIZED (SELECT e.id, e.workspace FROM evidence e WHERE ",
            $which,
            ") SELECT ",
            entry_lists!()
        )
    };
}

pub(in crate::store) use entry_lists;

const FROM_OLDEST: &str = entries!(
    "e.id IN (
        SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND (happened_on, id) > ($3, $4)
        ORDER BY happened_on, id LIMIT $5
    )"
);
const FROM_NEWEST: &str = entries!(
    "e.id IN (
        SELECT id FROM evidence
        WHERE workspace = $1 AND author = $2 AND deleted_at IS NULL AND (happened_on, id) < ($3, $4)
        ORDER BY happened_on DESC, id DESC LIMIT $5
    )"
);
const NEWEST_OF_AUTHOR: &str = entries!(
    "e.id IN (
        SELECT id FROM (
            SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND deleted_at IS NULL
            ORDER BY happened_on DESC, id DESC LIMIT $3
        ) AS newest
        UNION ALL SELECT id FROM (
            SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND deleted_at IS NOT NULL
            ORDER BY deleted_at DESC LIMIT $4
        ) AS deleted
    )"
);
const BY_ID: &str = entries!("e.workspace = $1 AND e.id = $2");

/// An entry's place among its author's: a list goes on after it.
pub type EntryPlace = (NaiveDate, EntryId);

/// Some of an author's entries, oldest first, from the start or after a place, including deleted ones that aren't
/// erased yet. All at once could be more than fits into memory.
pub async fn list_entries_after(
    db: &mut Connection,
    author: &Actor,
    after: Option<EntryPlace>,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let (day, id) = after.map_or_else(|| (String::new(), i64::MIN), |(day, id)| (day.to_string(), id.0));
    let mut entries = read(db, part(FROM_OLDEST, author, (day, id), most)).await?;
    entries.sort_by_key(|entry| (entry.happened_on, entry.id));
    Ok(entries)
}

/// Some of an author's entries before a place, newest first, without deleted ones.
pub async fn list_entries_before(
    db: &mut Connection,
    author: &Actor,
    (day, id): EntryPlace,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = read(db, part(FROM_NEWEST, author, (day.to_string(), id.0), most)).await?;
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.happened_on, entry.id)));
    Ok(entries)
}

fn part<'q>(entries: &'static str, author: &'q Actor, (day, id): (String, i64), most: usize) -> Query<'q> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    query(entries).bind_actor(author).bind(day).bind(id).bind(most)
}

/// An author's last deleted entries that aren't erased yet, and after them the newest others, newest first.
pub async fn list_newest_entries(
    db: &mut Connection,
    author: &Actor,
    most: usize,
    deleted: usize,
) -> Result<Vec<Entry>, StoreError> {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let query = query(NEWEST_OF_AUTHOR).bind_actor(author);
    let mut entries = read(db, query.bind(number(most)).bind(number(deleted))).await?;
    entries.sort_by_key(|entry| (entry.deleted_at.is_none(), std::cmp::Reverse((entry.happened_on, entry.id))));
    Ok(entries)
}

/// The entry with this id, deleted or not, if it is in this workspace.
pub async fn find_entry(
    db: &mut Connection,
    workspace: &WorkspaceId,
    id: EntryId,
) -> Result<Option<Entry>, StoreError> {
    Ok(read(db, query(BY_ID).bind(workspace.as_str()).bind(id.0)).await?.pop())
}

/// The entry that was written in this form, if it was submitted before.
pub async fn find_written_in(db: &mut Connection, author: &Actor, form: &str) -> Result<Option<EntryId>, StoreError> {
    let id = query_scalar("SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND view_id = $3")
        .bind_actor(author)
        .bind(form)
        .fetch_optional(db)
        .await?;
    Ok(id.map(EntryId))
}

/// An entry that says the same about the same day and was written since, which happens when a form is open twice.
pub async fn find_recent_twin(
    db: &mut Connection,
    author: &Actor,
    draft: &EvidenceDraft,
    since: DateTime<Utc>,
) -> Result<Option<EntryId>, StoreError> {
    let id = query_scalar(
        "SELECT e.id FROM evidence e JOIN evidence_text t ON t.id = e.text_id
         WHERE e.workspace = $1 AND e.author = $2 AND e.happened_on = $3 AND e.created_at >= $4
           AND e.deleted_at IS NULL AND t.words = $5 AND COALESCE(t.link, '') = $6
         ORDER BY e.id LIMIT 1",
    )
    .bind_actor(author)
    .bind(draft.happened_on.to_string())
    .bind(since.timestamp_millis())
    .bind(draft.words.reveal())
    .bind(draft.link.as_ref().map_or("", Link::as_str))
    .fetch_optional(db)
    .await?;
    Ok(id.map(EntryId))
}

/// The behaviours that an author has evidence for, each with its newest day.
pub async fn list_marks(
    db: &mut Connection,
    author: &Actor,
) -> Result<HashMap<(TrackId, BehaviourId), NaiveDate>, StoreError> {
    let marks: String = query_scalar(
        "SELECT json_group_array(json_array(track, behaviour, newest)) FROM (
            SELECT v.track, b.behaviour, MAX(e.happened_on) AS newest
            FROM evidence e JOIN evidence_behaviour b ON b.evidence_id = e.id
            JOIN framework_version v ON v.id = b.version_id
            WHERE e.workspace = $1 AND e.author = $2 AND e.deleted_at IS NULL GROUP BY v.track, b.behaviour) AS marks",
    )
    .bind_actor(author)
    .fetch_one(db)
    .await?;
    let by_behaviour = |(track, behaviour, newest)| ((track, behaviour), newest);
    Ok(list("behaviour with evidence", &marks)?.into_iter().map(by_behaviour).collect())
}

async fn read(db: &mut Connection, entries: Query<'_>) -> Result<Vec<Entry>, StoreError> {
    assembled(&entries.fetch_one(db).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn each_part_of_an_authors_entries_is_found_without_the_others() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        for query in [FROM_OLDEST, FROM_NEWEST] {
            let plan = plan(&mut db, query).await;
            let by_day = "USING COVERING INDEX evidence_by_day (workspace=? AND author=? AND happened_on";
            assert!(plan.iter().any(|step| step.contains(by_day)), "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("B-TREE")), "{plan:?}");
        }
    }
}
