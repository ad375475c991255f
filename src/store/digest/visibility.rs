//! Digests that were posted, and whether they show their contents.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::Kind;
use crate::domain::digest::{ChannelProblem, DigestId};
use crate::domain::ids::{ChannelId, MemberId, WorkspaceId};
use crate::store::lists::written;
use crate::store::sql::{Connection, Row, query, query_scalar};
use crate::store::{StoreError, instant};

/// Every channel that may hold something of a digest, with when the newest was posted there.
pub async fn list_channels(db: &mut Connection) -> Result<Vec<(WorkspaceId, ChannelId, DateTime<Utc>)>, StoreError> {
    let rows = query(
        "SELECT workspace, channel, MAX(COALESCE(posted_at, due_at)) AS posted_at FROM digest
         WHERE state NOT IN ('open', 'dropped') GROUP BY workspace, channel ORDER BY posted_at DESC",
    )
    .fetch_all(db)
    .await?;
    let channel = |row: &Row| {
        let (workspace, channel): (String, String) = (row.try_get("workspace")?, row.try_get("channel")?);
        Ok((WorkspaceId::new(workspace), ChannelId::new(channel), instant(row.try_get("posted_at")?)?))
    };
    rows.iter().map(channel).collect()
}

/// The channels whose digests this person can read, as their authors were told.
pub async fn list_channels_read_by(
    db: &mut Connection,
    workspace: &WorkspaceId,
    member: &MemberId,
) -> Result<Vec<ChannelId>, StoreError> {
    let channels: Vec<String> = query_scalar(
        "SELECT DISTINCT d.channel FROM digest_audience a JOIN digest d ON d.id = a.digest_id
         WHERE a.member = $2 AND d.workspace = $1 AND d.state NOT IN ('open', 'dropped')",
    )
    .bind(workspace.as_str())
    .bind(member.as_str())
    .fetch_all(db)
    .await?;
    Ok(channels.into_iter().map(ChannelId::new).collect())
}

/// The digests with a message in this channel, newest first.
pub async fn list_standing(
    db: &mut Connection,
    workspace: &WorkspaceId,
    channel: &ChannelId,
) -> Result<Vec<DigestId>, StoreError> {
    let ids: Vec<i64> = query_scalar(
        "SELECT d.id FROM digest d WHERE d.workspace = $1 AND d.channel = $2 AND d.state NOT IN ('open', 'dropped')
           AND EXISTS (SELECT 1 FROM digest_post p CROSS JOIN delivery l ON l.kind = $3 AND l.subject_id = p.id
                       WHERE p.digest_id = d.id AND l.state = 'sent')
         ORDER BY d.due_at DESC, d.id DESC",
    )
    .bind(workspace.as_str())
    .bind(channel.as_str())
    .bind(Kind::Digest.name())
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DigestId).collect())
}

/// Records the other apps in a digest's channel that its authors are told about; once recorded, they stay.
pub async fn update_apps<'a>(
    db: &mut Connection,
    digest: DigestId,
    apps: impl IntoIterator<Item = &'a MemberId>,
) -> Result<(), StoreError> {
    query("UPDATE digest SET apps = $2 WHERE id = $1 AND apps IS NULL")
        .bind(digest.0)
        .bind(written("apps", apps.into_iter().collect::<Vec<_>>())?)
        .run(db)
        .await
}

pub async fn update_posted_at(db: &mut Connection, digest: DigestId, now: DateTime<Utc>) -> Result<(), StoreError> {
    query("UPDATE digest SET posted_at = $2 WHERE id = $1").bind(digest.0).bind(now.timestamp_millis()).run(db).await
}

/// Records that a posted digest hides its contents for these reasons, or shows them again. Its messages are edited
/// soon, those of newer digests first.
pub async fn update_visibility(
    db: &mut Connection,
    digest: DigestId,
    problems: &[ChannelProblem],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query("UPDATE digest SET channel_problems = $2, hidden_at = $3 WHERE id = $1")
        .bind(digest.0)
        .bind(written("problems of a channel", problems)?)
        .bind((!problems.is_empty()).then(|| now.timestamp_millis()))
        .run(&mut *db)
        .await?;
    // Deliveries are worked on in the order of `next_at`: each week later is a millisecond earlier.
    query(
        "UPDATE delivery SET is_stale = 1,
            next_at = CASE WHEN state = 'sent' THEN $3 - (SELECT due_at / $4 FROM digest WHERE id = $1) ELSE next_at END
         WHERE kind = $2 AND subject_id IN (SELECT id FROM digest_post WHERE digest_id = $1)
           AND (state IN ('ready', 'sending', 'doubtful') OR (state = 'sent' AND ts IS NOT NULL))",
    )
    .bind(digest.0)
    .bind(Kind::Digest.name())
    .bind(now.timestamp_millis())
    .bind(TimeDelta::weeks(1).num_milliseconds())
    .run(db)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn the_newest_digest_is_edited_first(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let week = TimeDelta::weeks(1).num_milliseconds();
        for (id, due_at) in [(30, 2_900 * week), (10, 2_902 * week), (20, 2_901 * week)] {
            query(
                "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state)
                 VALUES ($1, 'T1', 1, 'Payments', '2026-W' || CAST($1 AS TEXT), 'G1', $2, 'posted')",
            )
            .bind(id)
            .bind(due_at)
            .run(&mut db)
            .await
            .unwrap();
            query("INSERT INTO digest_post (id, digest_id, position, posting_started) VALUES ($1, $1, 1, 1)")
                .bind(id)
                .run(&mut db)
                .await
                .unwrap();
            query(
                "INSERT INTO delivery (workspace, kind, subject_id, recipient, key, state, next_at, created_at, channel, ts)
                 VALUES ('T1', 'digest', $1, 'U1', CAST($1 AS TEXT), 'sent', 0, 0, 'G1', CAST($1 AS TEXT))",
            )
            .bind(id)
            .run(&mut db)
            .await
            .unwrap();
        }
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        for id in [30, 10, 20] {
            update_visibility(&mut db, DigestId(id), &[ChannelProblem::Public], now).await.unwrap();
        }
        let order = "SELECT subject_id FROM delivery WHERE next_at <= $1 AND is_stale = 1 ORDER BY next_at";
        let order: Vec<i64> = query_scalar(order).bind(now.timestamp_millis()).fetch_all(&mut db).await.unwrap();
        assert_eq!(order, [10, 20, 30]);
    }
}
