//! What a digest is gathered from: teams that have one, their engineers, and what these shared lately.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::Whereabouts;
use crate::domain::ids::{ChannelId, MemberId, WorkspaceId};
use crate::domain::roster::{Manager, Roster, TeamId, Tenure, Weekly};
use crate::store::{StoreError, instant, of_many, team};

/// A team that has a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// Where.
    pub workspace: WorkspaceId,
    /// Which team.
    pub team: TeamId,
    /// Its zone by IANA name.
    pub zone: String,
    /// When its digest is posted.
    pub digest: Weekly,
    /// Where it is posted.
    pub channel: ChannelId,
    /// What was shared before goes into no digest.
    pub since: DateTime<Utc>,
}

/// Somebody whose entries can go into their team's digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub member: MemberId,
    /// Where they are.
    pub whereabouts: Whereabouts,
}

/// Every team that has a digest.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_scheduled(db: &mut SqliteConnection) -> Result<Vec<Scheduled>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, workspace, zone, digest_weekday, digest_minute, digest_channel, digest_since FROM team
         WHERE digest_channel IS NOT NULL AND digest_since IS NOT NULL
           AND digest_weekday IS NOT NULL AND digest_minute IS NOT NULL ORDER BY id",
    )
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Scheduled {
                workspace: WorkspaceId::new(row.try_get::<String, _>("workspace")?),
                team: TeamId(row.try_get("id")?),
                zone: row.try_get("zone")?,
                digest: team::weekly(row, "digest_weekday", "digest_minute")?.ok_or(StoreError::OutOfRange("day"))?,
                channel: ChannelId::new(row.try_get::<String, _>("digest_channel")?),
                since: instant(row.try_get("digest_since")?)?,
            })
        })
        .collect()
}

/// A team's engineers who can be written to, by their ids.
///
/// # Errors
/// When the database fails.
pub async fn list_authors(db: &mut SqliteConnection, team: TeamId) -> Result<Vec<Author>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.engineer, e.zone AS chosen, m.zone AS slack, t.zone AS team FROM roster_engineer r
         JOIN team t ON t.id = r.team_id
         LEFT JOIN engineer e ON e.workspace = r.workspace AND e.engineer = r.engineer
         LEFT JOIN member m ON m.workspace = r.workspace AND m.member = r.engineer
         WHERE r.team_id = $1 AND COALESCE(m.is_deactivated, 0) = 0 ORDER BY r.engineer",
    )
    .bind(team.0)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let whereabouts = Whereabouts {
                chosen: row.try_get("chosen")?,
                slack: row.try_get("slack")?,
                team: row.try_get("team")?,
            };
            Ok(Author { member: MemberId::new(row.try_get::<String, _>("engineer")?), whereabouts })
        })
        .collect()
}

/// Who manages each of these members. Their levels and tracks are not read.
///
/// # Errors
/// When the database fails.
pub async fn list_rosters(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    of: impl IntoIterator<Item = &MemberId>,
) -> Result<HashMap<MemberId, Roster>, StoreError> {
    let mut rosters: HashMap<MemberId, Roster> =
        of.into_iter().map(|member| (member.clone(), Roster::default())).collect();
    if rosters.is_empty() {
        return Ok(rosters);
    }
    let mut query = sqlx::QueryBuilder::new("SELECT engineer, tenure, manager FROM roster_manager WHERE workspace = ");
    query.push_bind(workspace.as_str()).push(" AND engineer IN (");
    let mut members = query.separated(", ");
    for member in rosters.keys() {
        members.push_bind(member.as_str().to_owned());
    }
    query.push(") ORDER BY engineer, manager");
    for row in of_many(&mut query).fetch_all(db).await? {
        let engineer = MemberId::new(row.try_get::<String, _>("engineer")?);
        let manager = Manager {
            member: MemberId::new(row.try_get::<String, _>("manager")?),
            tenure: Tenure(row.try_get("tenure")?),
        };
        rosters.entry(engineer).or_default().managers.push(manager);
    }
    Ok(rosters)
}

/// Who of a team's engineers shared something in this time that is in no digest. Whether it goes into one is not decided by
/// this.
///
/// # Errors
/// When the database fails.
pub async fn list_newly_sharing(
    db: &mut SqliteConnection,
    team: TeamId,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<BTreeSet<MemberId>, StoreError> {
    let authors: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT x.author FROM roster_engineer r
         JOIN evidence x ON x.workspace = r.workspace AND x.author = r.engineer
         WHERE r.team_id = $1 AND x.shared_at >= $2 AND x.shared_at < $3 AND x.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM digest_entry d WHERE d.evidence_id = x.id)",
    )
    .bind(team.0)
    .bind(since.timestamp_millis())
    .bind(until.timestamp_millis())
    .fetch_all(db)
    .await?;
    Ok(authors.into_iter().map(MemberId::new).collect())
}
