//! Entries that others than their authors may ask for. Who may read them is decided by `domain::evidence`, not here.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::domain::digest::DigestId;
use crate::domain::evidence::Entry;
use crate::domain::ids::{EntryId, MemberId, WorkspaceId};
use crate::domain::roster::TeamId;
use crate::store::evidence::read::{Queries, assembled, entry_queries};
use crate::store::{StoreError, instant};

const OF_TEAM: Queries = entry_queries!(
    "e.id IN (
        SELECT x.id FROM roster_engineer r JOIN evidence x ON x.workspace = r.workspace AND x.author = r.engineer
        WHERE r.team_id = $1 AND x.shared_at >= $2 AND x.shared_at < $3 AND x.deleted_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM digest_entry d WHERE d.evidence_id = x.id)
    )"
);
const OF_DIGEST: Queries = entry_queries!("e.id IN (SELECT evidence_id FROM digest_entry WHERE digest_id = $1)");
const OF_DIGEST_BY: Queries =
    entry_queries!("e.id IN (SELECT evidence_id FROM digest_entry WHERE digest_id = $1 AND author = $2)");
const SHARED_BY: Queries =
    entry_queries!("e.workspace = $1 AND e.author = $2 AND e.shared_at IS NOT NULL AND e.deleted_at IS NULL");
/// Author by author: as one join, the index of everything that anybody shares would be read for it.
const SHARING: &str = "
    SELECT m.engineer, (
        SELECT e.id FROM evidence e
        JOIN evidence_share s ON s.evidence_id = e.id AND s.manager = m.manager AND s.tenure = m.tenure
        WHERE e.workspace = m.workspace AND e.author = m.engineer AND e.shared_at IS NOT NULL AND e.deleted_at IS NULL
        ORDER BY e.shared_at DESC, e.id DESC LIMIT 1
    ) AS entry
    FROM roster_manager m WHERE m.workspace = $1 AND m.manager = $2 ORDER BY m.engineer";

/// What a team's engineers shared in this time and that is in no digest, each with when it was shared.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_newly_shared(
    db: &mut SqliteConnection,
    team: TeamId,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(Entry, DateTime<Utc>)>, StoreError> {
    let (entries, shown, shares) = OF_TEAM;
    let newly = |query| sqlx::query(query).bind(team.0).bind(since.timestamp_millis()).bind(until.timestamp_millis());
    let entries = newly(entries).fetch_all(&mut *db).await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let shown = newly(shown).fetch_all(&mut *db).await?;
    let shares = newly(shares).fetch_all(db).await?;
    let shared_at = entries.iter().map(|row| instant(row.try_get("shared_at")?)).collect::<Result<Vec<_>, _>>()?;
    Ok(assembled(&entries, &shown, &shares)?.into_iter().zip(shared_at).collect())
}

/// The entries in a digest that are still there: all of them, or one author's.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_in_digest(
    db: &mut SqliteConnection,
    digest: DigestId,
    author: Option<&MemberId>,
) -> Result<Vec<Entry>, StoreError> {
    let (entries, shown, shares) = if author.is_some() { OF_DIGEST_BY } else { OF_DIGEST };
    let in_digest = |query| {
        let query = sqlx::query(query).bind(digest.0);
        if let Some(author) = author { query.bind(author.as_str().to_owned()) } else { query }
    };
    let entries = in_digest(entries).fetch_all(&mut *db).await?;
    let shown = in_digest(shown).fetch_all(&mut *db).await?;
    let shares = in_digest(shares).fetch_all(db).await?;
    assembled(&entries, &shown, &shares)
}

/// What an author shares with anybody.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_shared(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
) -> Result<Vec<Entry>, StoreError> {
    let (entries, shown, shares) = SHARED_BY;
    let of_author = |query| sqlx::query(query).bind(workspace.as_str().to_owned()).bind(author.as_str().to_owned());
    let entries = of_author(entries).fetch_all(&mut *db).await?;
    let shown = of_author(shown).fetch_all(&mut *db).await?;
    let shares = of_author(shares).fetch_all(db).await?;
    assembled(&entries, &shown, &shares)
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
