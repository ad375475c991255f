//! How much an author has stored.

use chrono::{DateTime, Utc};

use crate::domain::evidence::{HOUR, Usage};
use crate::domain::ids::Actor;
use crate::store::sql::{Connection, query};
use crate::store::{StoreError, instant};

/// Answered from a covering index: what people wrote isn't read.
const OF_AUTHOR: &str = "
    SELECT COUNT(*) AS entries, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes,
        COALESCE(SUM(CASE WHEN created_at > $3 THEN 1 ELSE 0 END), 0) AS within_hour,
        MIN(CASE WHEN created_at > $3 THEN created_at END) AS hour_began_at
    FROM evidence WHERE workspace = $1 AND author = $2";

/// What an author has stored, including deleted entries that can still be brought back.
pub async fn find_usage(db: &mut Connection, author: &Actor, now: DateTime<Utc>) -> Result<Usage, StoreError> {
    let row = query(OF_AUTHOR).bind_actor(author).bind((now - HOUR).timestamp_millis()).fetch_one(db).await?;
    let number = |column| {
        let number: i64 = row.try_get(column)?;
        u64::try_from(number).map_err(|_| StoreError::OutOfRange("number of entries"))
    };
    Ok(Usage {
        entries: number("entries")?,
        bytes: number("bytes")?,
        within_hour: number("within_hour")?,
        hour_began_at: row.try_get::<Option<i64>>("hour_began_at")?.map(instant).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::{Audience, EvidenceDraft};
    use crate::domain::ids::{MemberId, WorkspaceId};
    use crate::secret::PrivateText;
    use crate::store::evidence::{delete_erased, insert_entry, update_deleted, update_text};
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;
    use chrono::TimeDelta;
    use rstest::rstest;

    #[tokio::test]
    async fn it_is_counted_without_reading_what_anybody_wrote() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        let plan = plan(&mut db, OF_AUTHOR).await;
        let covered = "USING COVERING INDEX evidence_by_author (workspace=? AND author=?)";
        assert!(plan.len() == 1 && plan[0].contains(covered), "{plan:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn words_links_and_quotes_count_until_they_are_erased(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let ana = Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") };
        let at = |minutes| DateTime::from_timestamp(1_780_000_000, 0).unwrap() + TimeDelta::minutes(minutes);
        let draft = |words: &str| EvidenceDraft {
            words: PrivateText::new(words),
            behaviours: Vec::new(),
            happened_on: "2026-06-03".parse().unwrap(),
            link: None,
            audience: Audience::OnlyMe,
            quote: Some(PrivateText::new("é")),
        };
        let mut ids = Vec::new();
        for (form, minutes) in [("V1", 0), ("V2", 40), ("V3", 70)] {
            let Actor { workspace, member } = &ana;
            ids.push(insert_entry(&mut db, workspace, member, form, &draft("four"), at(minutes)).await.unwrap());
        }
        let usage = find_usage(&mut db, &ana, at(80)).await.unwrap();
        assert_eq!(usage, Usage { entries: 3, bytes: 18, within_hour: 2, hour_began_at: Some(at(40)) });
        update_text(&mut db, ids[0], &draft("longer")).await.unwrap();
        update_deleted(&mut db, ids[1], Some(at(81))).await.unwrap();
        assert_eq!(find_usage(&mut db, &ana, at(82)).await.unwrap().bytes, 20);
        delete_erased(&mut db, at(82)).await.unwrap();
        let usage = find_usage(&mut db, &ana, at(82)).await.unwrap();
        assert_eq!((usage.entries, usage.bytes, usage.within_hour), (2, 14, 1));
        let stranger = Actor { member: MemberId::new("UBEN"), ..ana };
        assert_eq!(find_usage(&mut db, &stranger, at(82)).await.unwrap(), Usage::default());
    }
}
