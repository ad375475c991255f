//! What a digest is gathered from: teams that have one, their engineers, and what they shared lately.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::domain::cadence::Whereabouts;
use crate::domain::evidence::Share;
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::{Assignment, TeamId, WeeklyTime};
use crate::store::digest::contents::by_engineer;
use crate::store::lists::{column, list, written};
use crate::store::sql::{Connection, query, query_scalar};
use crate::store::{StoreError, instant, team};

/// A team that has a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    pub workspace: WorkspaceId,
    pub team: TeamId,
    /// Its zone's IANA name.
    pub zone: String,
    pub digest: WeeklyTime,
    pub channel: ChannelId,
    /// What was shared before this goes into no digest.
    pub since: DateTime<Utc>,
}

/// Someone whose entries can go into their team's digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub member: MemberId,
    pub whereabouts: Whereabouts,
}

/// Every team that has a digest, workspace by workspace.
pub async fn list_scheduled(db: &mut Connection) -> Result<Vec<Scheduled>, StoreError> {
    let rows = query(
        "SELECT id, workspace, zone, digest_weekday, digest_minute, digest_channel, digest_since FROM team
         WHERE digest_channel IS NOT NULL AND digest_since IS NOT NULL
           AND digest_weekday IS NOT NULL AND digest_minute IS NOT NULL ORDER BY workspace, id",
    )
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Scheduled {
                workspace: WorkspaceId::new(row.try_get::<String>("workspace")?),
                team: TeamId(row.try_get("id")?),
                zone: row.try_get("zone")?,
                digest: team::weekly(row, "digest_weekday", "digest_minute")?.ok_or(StoreError::OutOfRange("day"))?,
                channel: ChannelId::new(row.try_get::<String>("digest_channel")?),
                since: instant(row.try_get("digest_since")?)?,
            })
        })
        .collect()
}

/// The engineers of these teams who can be messaged.
pub async fn list_authors(db: &mut Connection, teams: &[TeamId]) -> Result<HashMap<TeamId, Vec<Author>>, StoreError> {
    let found: String = query_scalar(
        "SELECT json_group_array(json_array(r.team_id, r.engineer, e.zone, m.zone, t.zone)) FROM roster_engineer r
         JOIN team t ON t.id = r.team_id
         LEFT JOIN engineer e ON e.workspace = r.workspace AND e.engineer = r.engineer
         LEFT JOIN member m ON m.workspace = r.workspace AND m.member = r.engineer
         WHERE r.team_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND COALESCE(m.is_deactivated, 0) = 0",
    )
    .bind(written("teams", teams.iter().map(|team| team.0).collect::<Vec<_>>())?)
    .fetch_one(db)
    .await?;
    let mut authors: HashMap<TeamId, Vec<Author>> = HashMap::new();
    for (of, member, chosen, slack, team) in list("author", &found)? {
        let whereabouts = Whereabouts { chosen, slack, team };
        authors.entry(TeamId(of)).or_default().push(Author { member, whereabouts });
    }
    Ok(authors)
}

/// The time from which on what a team's engineers share goes into its digests.
pub type Since = (TeamId, DateTime<Utc>);

/// Entries in no digest that teams' engineers in workspace `$1` shared from the time that `$2` has for each team until
/// `$3`. `CROSS JOIN` makes SQLite go from team to engineer to entry, and not through everything that is shared.
macro_rules! newly_shared {
    ($what:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM json_each($2) w CROSS JOIN roster_engineer r ON r.team_id = CAST(w.value ->> 0 AS BIGINT)
                AND (r.workspace = $1) IS TRUE
             CROSS JOIN evidence x ON x.workspace = r.workspace AND x.author = r.engineer
             WHERE x.shared_at >= CAST(w.value ->> 1 AS BIGINT) AND x.shared_at < $3 AND x.deleted_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM digest_entry d WHERE d.evidence_id = x.id)"
        )
    };
}

const NEWLY_SHARING: &str =
    concat!("SELECT json_group_array(author) FROM (", newly_shared!("DISTINCT x.author"), ") AS sharing");
/// What people wrote isn't read.
const NEWLY_SHARED: &str = concat!(
    "SELECT (SELECT json_group_array(json_array(id, author, shared_at,
        json((SELECT json_group_array(json_array(s.manager, s.tenure)) FROM evidence_share s WHERE s.evidence_id = id))))
     FROM (",
    newly_shared!("x.id, x.author, x.shared_at"),
    ") AS newly) AS entries, (",
    "SELECT json_group_array(json_array(m.engineer, json_array(m.manager, m.tenure)))
     FROM json_each($2) w CROSS JOIN roster_engineer r ON r.team_id = CAST(w.value ->> 0 AS BIGINT)
     CROSS JOIN roster_manager m ON m.workspace = r.workspace AND m.engineer = r.engineer WHERE r.workspace = $1",
    ") AS rosters"
);

/// The engineers of these teams who shared something before `until` that is in no digest. This doesn't decide whether
/// it goes into one.
pub async fn list_newly_sharing(
    db: &mut Connection,
    workspace: &WorkspaceId,
    since: &[Since],
    until: DateTime<Utc>,
) -> Result<HashSet<MemberId>, StoreError> {
    let authors: String = query_scalar(NEWLY_SHARING)
        .bind(workspace.as_str())
        .bind(written("teams", in_millis(since))?)
        .bind(until.timestamp_millis())
        .fetch_one(db)
        .await?;
    Ok(list("author", &authors)?.into_iter().collect())
}

/// What teams' engineers shared, and who manages them now.
#[derive(Clone, Debug)]
pub struct NewlyShared {
    /// Entries that are in no digest, by id.
    pub entries: Vec<Newly>,
    /// The managers of engineers who have one. Levels and tracks aren't read.
    pub assignments: HashMap<MemberId, Assignment>,
}

/// An entry, as far as it decides which digest it goes into.
#[derive(Clone, Debug)]
pub struct Newly {
    pub entry: EntryId,
    pub author: MemberId,
    /// When it was last shared.
    pub shared_at: DateTime<Utc>,
    /// Who its author lets see it.
    pub shares: Vec<Share>,
}

/// What engineers of these teams shared before `until` that is in no digest.
pub async fn list_newly_shared(
    db: &mut Connection,
    workspace: &WorkspaceId,
    since: &[Since],
    until: DateTime<Utc>,
) -> Result<NewlyShared, StoreError> {
    let row = query(NEWLY_SHARED)
        .bind(workspace.as_str())
        .bind(written("teams", in_millis(since))?)
        .bind(until.timestamp_millis())
        .fetch_one(db)
        .await?;
    let newly = |(entry, author, shared_at, shares): (EntryId, MemberId, i64, Vec<Share>)| {
        Ok::<_, StoreError>(Newly { entry, author, shared_at: instant(shared_at)?, shares })
    };
    let entries = column(&row, "entries")?.into_iter().map(newly);
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|newly| newly.entry);
    Ok(NewlyShared { entries, assignments: by_engineer(row.try_get("rosters")?)? })
}

fn in_millis(since: &[Since]) -> Vec<(i64, i64)> {
    since.iter().map(|(team, since)| (team.0, since.timestamp_millis())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn what_was_shared_lately_is_found_without_all_else() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        for query in [NEWLY_SHARED, NEWLY_SHARING] {
            let plan = plan(&mut db, query).await;
            for of_each in [
                "SEARCH r USING INDEX roster_engineer_by_team (team_id=?)",
                "SEARCH x USING INDEX evidence_by_share (workspace=? AND author=? AND shared_at>? AND shared_at<?)",
            ] {
                assert!(plan.iter().any(|step| step == of_each), "{of_each}: {plan:#?}");
            }
        }
    }
}
