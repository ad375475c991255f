//! Entries that people other than their authors may ask for. `domain::evidence` decides who may read them.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::domain::digest::SharedEntry;
use crate::domain::evidence::BehaviourRef;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, ThemeId, TrackId, WorkspaceId};
use crate::domain::roster::Manager;
use crate::store::StoreError;
use crate::store::evidence::assembly::day;
use crate::store::lists::column;

/// No words are read: an author may have written more than fits into memory.
const SHARED_WITH: &str = "
    SELECT json_group_array(json_array(
        e.id, e.happened_on, v.track, v.version, f.behaviour, f.theme, f.level, f.text)) AS entries
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

/// An entry with the first behaviour that it shows.
#[derive(Deserialize)]
struct StoredShared {
    id: i64,
    happened_on: String,
    track: Option<TrackId>,
    version: Option<String>,
    behaviour: Option<BehaviourId>,
    theme: Option<ThemeId>,
    level: Option<u8>,
    wording: Option<String>,
}

impl StoredShared {
    fn entry(self) -> Result<SharedEntry, StoreError> {
        let Self { id, happened_on, .. } = &self;
        let (id, happened_on) = (EntryId(*id), day(happened_on)?);
        Ok(SharedEntry { id, happened_on, shown: self.shown() })
    }

    fn shown(self) -> Option<BehaviourRef> {
        Some(BehaviourRef {
            track: self.track?,
            behaviour: self.behaviour?,
            theme: self.theme?,
            level: LevelNumber(self.level?),
            wording: self.wording?,
            version: self.version?,
        })
    }
}

/// What an author shares with a manager in their current tenure, in no order.
pub async fn list_shared(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
    manager: &Manager,
) -> Result<Vec<SharedEntry>, StoreError> {
    let row = sqlx::query(SHARED_WITH)
        .bind(workspace.as_str())
        .bind(author.as_str())
        .bind(manager.member.as_str())
        .bind(manager.tenure.0)
        .fetch_one(db)
        .await?;
    column::<StoredShared>(&row, "entries")?.into_iter().map(StoredShared::entry).collect()
}

/// One entry of each engineer who seems to share something with this manager in their current tenure; the code that
/// reads the entry decides whether they do.
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

    #[sqlx::test]
    async fn what_is_shared_is_listed_without_reading_anybodys_words(pool: sqlx::SqlitePool) {
        let ways = ways(&mut pool.acquire().await.unwrap(), SHARED_WITH).await;
        assert!(ways.iter().any(|way| way.contains("evidence_by_share (workspace=? AND author=?")), "{ways:?}");
        assert!(!ways.iter().any(|way| way.starts_with("SCAN")), "{ways:?}");
    }
}
