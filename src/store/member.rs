//! What Slack said about members when it was last asked.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::Whereabouts;
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::member::Profile;
use crate::domain::prompt::Away;
use crate::store::{StoreError, instant};

/// Where a member is, as far as it is known, and when Slack was asked about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownMember {
    pub whereabouts: Whereabouts,
    /// When Slack last said something about them, if ever.
    pub asked_at: Option<DateTime<Utc>>,
}

/// What is known about where a member is.
pub async fn find_whereabouts(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
) -> Result<KnownMember, StoreError> {
    let row = sqlx::query(
        "SELECT e.zone AS chosen, m.zone AS slack, m.asked_at, t.zone AS team
         FROM (SELECT $1 AS workspace, $2 AS member) AS who
         LEFT JOIN engineer e ON e.workspace = who.workspace AND e.engineer = who.member
         LEFT JOIN member m ON m.workspace = who.workspace AND m.member = who.member
         LEFT JOIN roster_engineer r ON r.workspace = who.workspace AND r.engineer = who.member
         LEFT JOIN team t ON t.id = r.team_id",
    )
    .bind(workspace.as_str())
    .bind(member.as_str())
    .fetch_one(db)
    .await?;
    let whereabouts =
        Whereabouts { chosen: row.try_get("chosen")?, slack: row.try_get("slack")?, team: row.try_get("team")? };
    Ok(KnownMember { whereabouts, asked_at: row.try_get::<Option<i64>, _>("asked_at")?.map(instant).transpose()? })
}

/// What Slack says about a member, if it was ever asked.
pub async fn find_profile(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
) -> Result<Option<Profile>, StoreError> {
    let row = sqlx::query(
        "SELECT zone, is_admin, is_guest, is_deactivated, is_away, away_until FROM member WHERE workspace = $1 AND member = $2",
    )
    .bind(workspace.as_str())
    .bind(member.as_str())
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let until = row.try_get::<Option<i64>, _>("away_until")?.map(instant).transpose()?;
    Ok(Some(Profile {
        zone: Some(row.try_get::<String, _>("zone")?).filter(|zone| !zone.is_empty()),
        is_admin: row.try_get("is_admin")?,
        is_guest: row.try_get("is_guest")?,
        is_deactivated: row.try_get("is_deactivated")?,
        away: match (row.try_get::<bool, _>("is_away")?, until) {
            (true, Some(until)) => Away::Until(until),
            (true, None) => Away::Open,
            (false, _) => Away::No,
        },
        ..Profile::default()
    }))
}

/// Every member of a workspace who matters to the bot: on the roster, managing a team, introduced, or looked up before.
/// Anyone who said "never" and appears nowhere else doesn't matter to it.
pub async fn list_known(db: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<HashSet<MemberId>, StoreError> {
    let known: Vec<String> = sqlx::query_scalar(
        "SELECT member FROM member WHERE workspace = $1
         UNION SELECT engineer FROM roster_engineer WHERE workspace = $1
         UNION SELECT engineer FROM roster_manager WHERE workspace = $1
         UNION SELECT manager FROM roster_manager WHERE workspace = $1
         UNION SELECT m.manager FROM team_manager m JOIN team t ON t.id = m.team_id WHERE t.workspace = $1
         UNION SELECT engineer FROM engineer WHERE workspace = $1 AND introduction <> 'never'",
    )
    .bind(workspace.as_str())
    .fetch_all(db)
    .await?;
    Ok(known.into_iter().map(MemberId::new).collect())
}

/// Stores what Slack says about a member. A zone that Slack no longer gives stays as it was.
pub async fn update_profile(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let away_until = if let Away::Until(until) = profile.away { Some(until.timestamp_millis()) } else { None };
    sqlx::query(
        "INSERT INTO member (workspace, member, zone, asked_at, is_admin, is_deactivated, is_away, away_until,
            deactivated_at, is_guest)
         VALUES ($1, $2, COALESCE($3, ''), $4, $5, $6, $7, $8, CASE WHEN $6 = 1 THEN $4 END, $9)
         ON CONFLICT (workspace, member) DO UPDATE SET zone = COALESCE($3, member.zone), asked_at = $4, is_admin = $5,
            is_deactivated = $6, is_away = $7, away_until = $8, is_guest = $9,
            deactivated_at = CASE WHEN $6 = 1 THEN COALESCE(member.deactivated_at, $4) END",
    )
    .bind(workspace.as_str())
    .bind(member.as_str())
    .bind(profile.zone.as_deref())
    .bind(now.timestamp_millis())
    .bind(profile.is_admin)
    .bind(profile.is_deactivated)
    .bind(profile.away != Away::No)
    .bind(away_until)
    .bind(profile.is_guest)
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Actor;
    use crate::domain::roster::{Engineer, TeamName};
    use crate::store::{engineer, people, team};
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn whoever_the_bot_has_to_do_with_is_known_and_nobody_else(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, there) = (WorkspaceId::new("T1"), WorkspaceId::new("T2"));
        let [asked, seated, leads, introduced, manages] = ["U1", "U2", "U3", "U4", "U5"].map(MemberId::new);
        let now = DateTime::UNIX_EPOCH;
        assert!(list_known(&mut db, &here).await.unwrap().is_empty());
        update_profile(&mut db, &here, &asked, &Profile::default(), now).await.unwrap();
        people::update_engineers(&mut db, &here, &[(&seated, &Engineer::default(), None)]).await.unwrap();
        people::insert_managers(&mut db, &here, &[(&seated, &leads)]).await.unwrap();
        let introduced_here = Actor { workspace: here.clone(), member: introduced.clone() };
        engineer::update_asked(&mut db, &introduced_here).await.unwrap();
        let id = team::insert_team(&mut db, &here, &TeamName::new("Payments"), None, "UTC").await.unwrap();
        team::update_managers(&mut db, id, &[manages.clone()].into()).await.unwrap();
        let expected = HashSet::from([asked, seated, leads, introduced, manages]);
        assert_eq!(list_known(&mut db, &here).await.unwrap(), expected);
        assert!(list_known(&mut db, &there).await.unwrap().is_empty());
    }

    #[sqlx::test]
    async fn what_slack_said_last_is_known(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, ana) = (WorkspaceId::new("T1"), MemberId::new("UANA"));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(find_profile(&mut db, &here, &ana).await.unwrap(), None);
        let at_work = Profile { zone: Some("Europe/Lisbon".into()), ..Profile::default() };
        let away =
            Profile { zone: Some("Asia/Tokyo".into()), is_admin: true, away: Away::Until(now), ..Profile::default() };
        let left = Profile { zone: None, is_deactivated: true, away: Away::Open, ..Profile::default() };
        for (profile, zone) in [(at_work, "Europe/Lisbon"), (away, "Asia/Tokyo"), (left, "Asia/Tokyo")] {
            update_profile(&mut db, &here, &ana, &profile, now).await.unwrap();
            let known = find_whereabouts(&mut db, &here, &ana).await.unwrap();
            assert_eq!((known.whereabouts.zone(), known.asked_at), (Some(zone), Some(now)));
            let expected = Profile { zone: Some(zone.into()), ..profile };
            assert_eq!(find_profile(&mut db, &here, &ana).await.unwrap(), Some(expected));
        }
        assert_eq!(find_whereabouts(&mut db, &WorkspaceId::new("T2"), &ana).await.unwrap(), KnownMember::default());
        let who = Actor { workspace: here.clone(), member: ana.clone() };
        engineer::update_asked(&mut db, &who).await.unwrap();
        engineer::update_own_zone(&mut db, &who, "Pacific/Auckland").await.unwrap();
        let team = TeamName::new("Payments");
        let team = team::insert_team(&mut db, &here, &team, None, "Europe/London").await.unwrap();
        people::update_engineers(&mut db, &here, &[(&ana, &Engineer::default(), Some(team))]).await.unwrap();
        let known = find_whereabouts(&mut db, &here, &ana).await.unwrap().whereabouts;
        assert_eq!((known.zone(), known.team.as_deref()), (Some("Pacific/Auckland"), Some("Europe/London")));
    }
}
