//! The log of managers opening entries.

use chrono::{DateTime, Utc};

use crate::domain::digest::Opening;
use crate::domain::ids::{Actor, MemberId};
use crate::store::sql::{Connection, query};
use crate::store::{StoreError, instant};

/// Records that a manager opened this many of an author's entries.
pub async fn insert_opening(
    db: &mut Connection,
    author: &Actor,
    reader: &MemberId,
    entries: usize,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query("INSERT INTO evidence_access_log (workspace, author, reader, entries, opened_at) VALUES ($1, $2, $3, $4, $5)")
        .bind_actor(author)
        .bind(reader.as_str())
        .bind(i64::try_from(entries).unwrap_or(i64::MAX))
        .bind(now.timestamp_millis())
        .run(db)
        .await
}

/// Who opened an author's entries, newest first, at most `most`.
pub async fn list_openings(db: &mut Connection, author: &Actor, most: u32) -> Result<Vec<Opening>, StoreError> {
    let rows = query(
        "SELECT reader, entries, opened_at FROM evidence_access_log WHERE workspace = $1 AND author = $2
         ORDER BY opened_at DESC, id DESC LIMIT $3",
    )
    .bind_actor(author)
    .bind(most)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let entries = usize::try_from(row.try_get::<i64>("entries")?);
            Ok(Opening {
                reader: MemberId::new(row.try_get::<String>("reader")?),
                opened_at: instant(row.try_get("opened_at")?)?,
                entries: entries.map_err(|_| StoreError::OutOfRange("number of entries"))?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::WorkspaceId;
    use crate::store::test_database::Engine;
    use chrono::TimeDelta;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn the_newest_openings_come_first_and_each_author_reads_their_own(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let ana = Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") };
        let (priya, kim) = (MemberId::new("UPRIYA"), MemberId::new("UKIM"));
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let at = |minutes| now + TimeDelta::minutes(minutes);
        for (reader, entries, opened_at) in [(&priya, 2, at(0)), (&kim, 1, at(5)), (&priya, 3, at(5))] {
            insert_opening(&mut db, &ana, reader, entries, opened_at).await.unwrap();
        }
        let opened = |reader: &MemberId, entries, opened_at| Opening { reader: reader.clone(), entries, opened_at };
        let expected = [opened(&priya, 3, at(5)), opened(&kim, 1, at(5)), opened(&priya, 2, at(0))];
        assert_eq!(list_openings(&mut db, &ana, 10).await.unwrap(), expected);
        assert_eq!(list_openings(&mut db, &ana, 2).await.unwrap(), expected[..2]);
        for stranger in [
            Actor { member: MemberId::new("UBEN"), ..ana.clone() },
            Actor { workspace: WorkspaceId::new("T2"), ..ana.clone() },
        ] {
            assert_eq!(list_openings(&mut db, &stranger, 10).await.unwrap(), []);
        }
        assert!(insert_opening(&mut db, &ana, &kim, 0, now).await.is_err(), "nothing to look at is no opening");
    }
}
