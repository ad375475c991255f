//! Entries that people other than their authors may ask for. `domain::evidence` decides who may read them.

use crate::domain::digest::SharedEntry;
use crate::domain::ids::{EntryId, MemberId, WorkspaceId};
use crate::domain::roster::Manager;
use crate::store::StoreError;
use crate::store::lists::list;
use crate::store::sql::{Connection, query_as, query_scalar};

/// No words are read: an author may have written more than fits into memory.
const SHARED_WITH: &str = "
    SELECT json_group_array(json_array(e.id, e.happened_on, json(CASE WHEN f.behaviour IS NOT NULL THEN
        json_array(v.track, f.behaviour, f.theme, f.level, f.text, v.version) END)))
    FROM evidence e CROSS JOIN evidence_share s ON s.evidence_id = e.id AND s.manager = $3 AND s.tenure = $4
    LEFT JOIN evidence_behaviour b ON b.evidence_id = e.id AND b.position = 0
    LEFT JOIN framework_version v ON v.id = b.version_id
    LEFT JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour
    WHERE e.workspace = $1 AND e.author = $2 AND e.shared_at IS NOT NULL AND e.deleted_at IS NULL";
/// Author by author: one join would read the index of everything that anyone shares.
const SHARING: &str = "
    SELECT m.engineer, (
        SELECT e.id FROM evidence e
        JOIN evidence_share s ON s.evidence_id = e.id AND s.manager = m.manager AND s.tenure = m.tenure
        WHERE e.workspace = m.workspace AND e.author = m.engineer AND e.shared_at IS NOT NULL AND e.deleted_at IS NULL
        ORDER BY e.shared_at DESC, e.id DESC LIMIT 1
    ) AS entry
    FROM roster_manager m WHERE m.workspace = $1 AND m.manager = $2 ORDER BY m.engineer";

/// What an author shares with a manager in their current tenure, in no order.
pub async fn list_shared(
    db: &mut Connection,
    workspace: &WorkspaceId,
    author: &MemberId,
    manager: &Manager,
) -> Result<Vec<SharedEntry>, StoreError> {
    let entries: String = query_scalar(SHARED_WITH)
        .bind(workspace.as_str())
        .bind(author.as_str())
        .bind(manager.member.as_str())
        .bind(manager.tenure.0)
        .fetch_one(db)
        .await?;
    list("shared entry", &entries)
}

/// One entry of each engineer who seems to share something with this manager in their current tenure; the code that
/// reads the entry decides whether they do.
pub async fn list_sharing(
    db: &mut Connection,
    workspace: &WorkspaceId,
    manager: &MemberId,
) -> Result<Vec<(MemberId, EntryId)>, StoreError> {
    let found: Vec<(String, Option<i64>)> =
        query_as(SHARING).bind(workspace.as_str()).bind(manager.as_str()).fetch_all(db).await?;
    let sharing = |(engineer, entry): (String, Option<i64>)| Some((MemberId::new(engineer), EntryId(entry?)));
    Ok(found.into_iter().filter_map(sharing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn who_shares_is_found_without_reading_what_others_share() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        let plan = plan(&mut db, SHARING).await;
        let of_each = "evidence_by_share (workspace=? AND author=? AND shared_at>?)";
        assert!(plan.iter().any(|step| step.contains(of_each)), "{plan:?}");
    }

    #[tokio::test]
    async fn what_is_shared_is_listed_without_reading_anybodys_words() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        let plan = plan(&mut db, SHARED_WITH).await;
        assert!(plan.iter().any(|step| step.contains("evidence_by_share (workspace=? AND author=?")), "{plan:?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
    }
}
