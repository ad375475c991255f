//! Digests as they are read back, and which of them need something done.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::digest::{Digest, DigestEntry, DigestId, PostId, StoredDigest};
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::TeamId;
use crate::store::digest::post;
use crate::store::lists::{column, list, written};
use crate::store::query::one_by_one;
use crate::store::sql::{Connection, Row, query, query_as, query_scalar};
use crate::store::{StoreError, instant};

/// The columns that a digest is made of, from a digest `d` and its team `t`. `CROSS JOIN` makes SQLite go from the
/// digest to its deliveries, and not through those of all digests.
macro_rules! digest_columns {
    () => {
        "d.id, d.workspace, d.team_id, COALESCE(t.name, d.team) AS team, t.digest_channel AS home, d.week, d.channel, d.due_at,
         d.state, d.channel_problems, d.apps, d.hidden_at,
         (SELECT json_group_array(a.member) FROM digest_audience a WHERE a.digest_id = d.id) AS audience,
         (SELECT json_group_array(m.manager) FROM team_manager m WHERE m.team_id = t.id) AS managers,
         (SELECT json_group_array(i.member) FROM team_allowed_member i WHERE i.team_id = t.id) AS insiders,
         (SELECT json_group_array(json_array(p.id, p.position, p.posting_started, p.attempts, l.state, l.next_at, l.channel, l.ts,
                CASE WHEN l.state = 'sent' AND l.is_stale = 1 AND l.reason IS NOT NULL THEN 1 ELSE 0 END))
            FROM digest_post p CROSS JOIN delivery l ON l.kind = 'digest' AND l.subject_id = p.id
            WHERE p.digest_id = d.id) AS posts"
    };
}

pub(super) use digest_columns;

/// The query for digests; `$which` selects them.
macro_rules! digests {
    ($which:literal) => {
        concat!("SELECT ", digest_columns!(), " FROM digest d LEFT JOIN team t ON t.id = d.team_id WHERE ", $which)
    };
}

const BY_ID: &str = digests!("d.id = $1");
const OF_POST: &str = digests!("d.id = (SELECT digest_id FROM digest_post WHERE id = $1)");

pub async fn find_digest(db: &mut Connection, id: DigestId) -> Result<Option<StoredDigest>, StoreError> {
    let row = query(BY_ID).bind(id.0).fetch_optional(db).await?;
    row.as_ref().map(stored).transpose()
}

pub async fn find_of_post(db: &mut Connection, post: PostId) -> Result<Option<StoredDigest>, StoreError> {
    let row = query(OF_POST).bind(post.0).fetch_optional(db).await?;
    row.as_ref().map(stored).transpose()
}

pub(super) fn stored(row: &Row) -> Result<StoredDigest, StoreError> {
    let week: String = row.try_get("week")?;
    let digest = Digest {
        id: DigestId(row.try_get("id")?),
        workspace: WorkspaceId::new(row.try_get::<String>("workspace")?),
        team: TeamId(row.try_get("team_id")?),
        week: week.parse::<Week>().map_err(|_| StoreError::OutOfRange("week"))?,
        channel: ChannelId::new(row.try_get::<String>("channel")?),
        due_at: instant(row.try_get("due_at")?)?,
        state: row.try_get::<&str>("state")?.parse().map_err(|_| StoreError::OutOfRange("state of a digest"))?,
        audience: column(row, "audience")?.into_iter().collect(),
        channel_problems: list("list of what is wrong with a channel", row.try_get("channel_problems")?)?,
        apps: match row.try_get::<Option<String>>("apps")? {
            Some(apps) => Some(list("app in a channel", &apps)?.into_iter().collect()),
            None => None,
        },
        is_hidden: row.try_get::<Option<i64>>("hidden_at")?.is_some(),
    };
    Ok(StoredDigest {
        digest,
        team: row.try_get("team")?,
        home: row.try_get::<Option<String>>("home")?.map(ChannelId::new),
        managers: column(row, "managers")?.into_iter().collect(),
        allowed_members: column(row, "insiders")?.into_iter().collect(),
        posts: post::posts(row.try_get("posts")?)?,
    })
}

/// Those of the digests for these teams and weeks that exist.
pub async fn list_of_weeks(
    db: &mut Connection,
    weeks: &[(TeamId, Week)],
) -> Result<HashMap<(TeamId, Week), DigestId>, StoreError> {
    let names: Vec<_> = weeks.iter().map(|(team, week)| (team.0, week.to_string())).collect();
    let found: Vec<(i64, String, i64)> = query_as(
        "SELECT d.team_id, d.week, d.id FROM json_each($1) w
         JOIN digest d ON d.team_id = CAST(w.value ->> 0 AS BIGINT) AND d.week = w.value ->> 1",
    )
    .bind(written("weeks", names)?)
    .fetch_all(db)
    .await?;
    let begun = |(team, week, id): (i64, String, i64)| {
        let week = week.parse::<Week>().map_err(|_| StoreError::OutOfRange("week"))?;
        Ok(((TeamId(team), week), DigestId(id)))
    };
    found.into_iter().map(begun).collect()
}

/// A team's first digest that isn't finished.
pub async fn find_unfinished(db: &mut Connection, team: TeamId) -> Result<Option<DigestId>, StoreError> {
    let id: Option<i64> = query_scalar(
        "SELECT id FROM digest WHERE team_id = $1 AND state NOT IN ('posted', 'dropped') ORDER BY due_at, id LIMIT 1",
    )
    .bind(team.0)
    .fetch_optional(db)
    .await?;
    Ok(id.map(DigestId))
}

/// The query for digest entries; `$which` selects the rows `d`.
macro_rules! gathered {
    ($which:literal) => {
        concat!(
            "SELECT json_group_array(json_array(
                d.digest_id, d.evidence_id, d.author, d.is_held, d.previewed_at, d.post_id))
             FROM digest_entry d WHERE ",
            $which
        )
    };
}

/// The digest that an entry is in, if any.
pub async fn find_of_entry(db: &mut Connection, entry: EntryId) -> Result<Option<(DigestId, DigestEntry)>, StoreError> {
    let found: String = query_scalar(gathered!("d.evidence_id = $1")).bind(entry.0).fetch_one(db).await?;
    list("entry of a digest", &found)?.pop().map(in_digest).transpose()
}

/// Decodes what [`gathered`] finds, by entry.
pub(super) fn listed(found: &str) -> Result<Vec<DigestEntry>, StoreError> {
    let found = list("entry of a digest", found)?.into_iter();
    let mut rows = found.map(|one| Ok(in_digest(one)?.1)).collect::<Result<Vec<DigestEntry>, StoreError>>()?;
    rows.sort_by_key(|row| row.entry);
    Ok(rows)
}

type InDigest = (i64, i64, MemberId, u8, Option<i64>, Option<i64>);

fn in_digest(
    (digest, entry, author, is_held, previewed_at, post): InDigest,
) -> Result<(DigestId, DigestEntry), StoreError> {
    let gathered = DigestEntry {
        entry: EntryId(entry),
        author,
        is_held: is_held != 0,
        previewed_at: previewed_at.map(instant).transpose()?,
        post: post.map(PostId),
    };
    Ok((DigestId(digest), gathered))
}

/// An open digest whose time has come.
#[derive(Clone, Debug)]
pub struct Due {
    pub id: DigestId,
    /// When it became due.
    pub since: DateTime<Utc>,
    /// For each author, since when they can see all of their entries in the preview; `None` if they can't yet.
    pub previews: Vec<Option<DateTime<Utc>>>,
}

/// The open digests whose time has come and that aren't laid out, longest due first.
pub async fn list_due(db: &mut Connection, now: DateTime<Utc>) -> Result<Vec<Due>, StoreError> {
    let due = query(
        "SELECT d.id, d.due_at, (
            SELECT json_group_array(previewed_at) FROM (
                SELECT CASE WHEN COUNT(e.previewed_at) = COUNT(*) THEN MAX(e.previewed_at) END AS previewed_at
                FROM digest_entry e WHERE e.digest_id = d.id GROUP BY e.author) AS by_author) AS previews
         FROM digest d
         WHERE d.state NOT IN ('posted', 'dropped') AND d.due_at <= $1 AND d.state = 'open'
           AND NOT EXISTS (SELECT 1 FROM digest_post p WHERE p.digest_id = d.id) ORDER BY d.due_at, d.id",
    )
    .bind(now.timestamp_millis());
    let read = |row: &Row| {
        let previews = column::<Option<i64>>(row, "previews")?.into_iter().map(|at| at.map(instant).transpose());
        Ok(Due {
            id: DigestId(row.try_get("id")?),
            since: instant(row.try_get("due_at")?)?,
            previews: previews.collect::<Result<_, _>>()?,
        })
    };
    one_by_one(due.fetch(db), read).await
}

/// The unfinished digests that will never finish: due by `due_by`, or of a team that is gone or has another channel.
pub async fn list_over(db: &mut Connection, due_by: DateTime<Utc>) -> Result<Vec<DigestId>, StoreError> {
    let ids: Vec<i64> = query_scalar(
        "SELECT d.id FROM digest d LEFT JOIN team t ON t.id = d.team_id
         WHERE d.state NOT IN ('posted', 'dropped')
           AND (d.due_at <= $1 OR t.digest_channel IS NULL OR t.digest_channel <> d.channel) ORDER BY d.due_at, d.id",
    )
    .bind(due_by.timestamp_millis())
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DigestId).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn a_digest_is_found_with_its_messages_without_those_of_others() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        for query in [BY_ID, OF_POST] {
            let plan = plan(&mut db, query).await;
            let of_each = "SEARCH l USING INDEX delivery_by_subject (kind=? AND subject_id=?)";
            assert!(plan.iter().any(|step| step == of_each), "{plan:#?}");
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:#?}");
        }
    }
}
