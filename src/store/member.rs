//! What Slack says of members, as it was last asked.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::member::Profile;
use crate::domain::prompt::Away;
use crate::store::{StoreError, instant};

/// A member's time zone, and when Slack was asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownZone {
    /// IANA name.
    pub zone: String,
    /// When Slack said so.
    pub asked_at: DateTime<Utc>,
}

/// What is known of a member's zone.
///
/// # Errors
/// When the database fails.
pub async fn find_zone(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
) -> Result<Option<KnownZone>, StoreError> {
    let row = sqlx::query("SELECT zone, asked_at FROM member WHERE workspace = $1 AND member = $2")
        .bind(workspace.as_str())
        .bind(member.as_str())
        .fetch_optional(db)
        .await?;
    row.map(|row| Ok(KnownZone { zone: row.try_get("zone")?, asked_at: instant(row.try_get("asked_at")?)? }))
        .transpose()
}

/// What is known of a member beside their zone.
///
/// # Errors
/// When the database fails.
pub async fn find_profile(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
) -> Result<Option<Profile>, StoreError> {
    let row = sqlx::query(
        "SELECT zone, is_admin, is_deactivated, is_away, away_until FROM member WHERE workspace = $1 AND member = $2",
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
        is_deactivated: row.try_get("is_deactivated")?,
        away: match (row.try_get::<bool, _>("is_away")?, until) {
            (true, Some(until)) => Away::Until(until),
            (true, None) => Away::Open,
            (false, _) => Away::No,
        },
    }))
}

/// Everybody of a workspace whom this bot has something to do with: on the roster, managing a team, introduced, or asked
/// for before.
///
/// # Errors
/// When the database fails.
pub async fn list_known(db: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<HashSet<MemberId>, StoreError> {
    let known: Vec<String> = sqlx::query_scalar(
        "SELECT member FROM member WHERE workspace = $1
         UNION SELECT engineer FROM roster_engineer WHERE workspace = $1
         UNION SELECT engineer FROM roster_manager WHERE workspace = $1
         UNION SELECT manager FROM roster_manager WHERE workspace = $1
         UNION SELECT m.manager FROM team_manager m JOIN team t ON t.id = m.team_id WHERE t.workspace = $1
         UNION SELECT engineer FROM engineer WHERE workspace = $1",
    )
    .bind(workspace.as_str())
    .fetch_all(db)
    .await?;
    Ok(known.into_iter().map(MemberId::new).collect())
}

/// Notes down what Slack says of a member. A zone that it no longer says stays as it was.
///
/// # Errors
/// When the database fails.
pub async fn update_profile(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let away_until = if let Away::Until(until) = profile.away { Some(until.timestamp_millis()) } else { None };
    sqlx::query(
        "INSERT INTO member (workspace, member, zone, asked_at, is_admin, is_deactivated, is_away, away_until)
         VALUES ($1, $2, COALESCE($3, ''), $4, $5, $6, $7, $8)
         ON CONFLICT (workspace, member) DO UPDATE SET zone = COALESCE($3, member.zone), asked_at = $4, is_admin = $5,
            is_deactivated = $6, is_away = $7, away_until = $8",
    )
    .bind(workspace.as_str())
    .bind(member.as_str())
    .bind(profile.zone.as_deref())
    .bind(now.timestamp_millis())
    .bind(profile.is_admin)
    .bind(profile.is_deactivated)
    .bind(profile.away != Away::No)
    .bind(away_until)
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
            let known = find_zone(&mut db, &here, &ana).await.unwrap();
            assert_eq!(known, Some(KnownZone { zone: zone.into(), asked_at: now }));
            let expected = Profile { zone: Some(zone.into()), ..profile };
            assert_eq!(find_profile(&mut db, &here, &ana).await.unwrap(), Some(expected));
        }
        assert_eq!(find_zone(&mut db, &WorkspaceId::new("T2"), &ana).await.unwrap(), None);
    }
}
