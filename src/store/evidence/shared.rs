//! Entries that others than their authors may ask for. Who may read them is decided by `domain::evidence`, not here.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use sqlx::SqliteConnection;

use crate::domain::evidence::Entry;
use crate::domain::ids::{EntryId, MemberId, WorkspaceId};
use crate::store::StoreError;
use crate::store::evidence::read::{entries, entry_lists, read};

const SHARED_BY: &str =
    entries!("e.workspace = $1 AND e.author = $2 AND e.shared_at IS NOT NULL AND e.deleted_at IS NULL");
/// Author by author: as one join, the index of everything that anybody shares would be read for it.
const SHARING: &str = "
    SELECT m.engineer, (
        SELECT e.id FROM evidence e
        JOIN evidence_share s ON s.evidence_id = e.id AND s.manager = m.manager AND s.tenure = m.tenure
        WHERE e.workspace = m.workspace AND e.author = m.engineer AND e.shared_at IS NOT NULL AND e.deleted_at IS NULL
        ORDER BY e.shared_at DESC, e.id DESC LIMIT 1
    ) AS entry
    FROM roster_manager m WHERE m.workspace = $1 AND m.manager = $2 ORDER BY m.engineer";

/// What an author shares with anybody.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_shared(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
) -> Result<Vec<Entry>, StoreError> {
    read(db, sqlx::query(SHARED_BY).bind(workspace.as_str()).bind(author.as_str())).await
}

/// One entry of each engineer who shares something with this manager as whose engineer they are now: whether they do is
/// decided by whoever reads the entry.
///
/// # Errors
/// When the database fails.
pub async fn list_sharing(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    manager: &MemberId,
) -> Result<Vec<(MemberId, EntryId)>, StoreError> {
    let found: Vec<(String, Option<i64>)> =
        sqlx::query_as(SHARING).bind(workspace.as_str()).bind(manager.as_str()).fetch_all(db).await?;
    let sharing = |(engineer, entry): (String, Option<i64>)| Some((MemberId::new(engineer), EntryId(entry?)));
    Ok(found.into_iter().filter_map(sharing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::ways;

    #[sqlx::test]
    async fn who_shares_is_found_without_reading_what_others_share(pool: sqlx::SqlitePool) {
        let ways = ways(&mut pool.acquire().await.unwrap(), SHARING).await;
        let of_each = "evidence_by_share (workspace=? AND author=? AND shared_at>?)";
        assert!(ways.iter().any(|way| way.contains(of_each)), "{ways:?}");
    }
}
