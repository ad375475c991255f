//! Teams and their managers.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::collections::{BTreeSet, HashMap};

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::ids::{ChannelId, MemberId, TrackId, WorkspaceId};
use crate::domain::roster::{Team, TeamId, TeamName, Weekly};
use crate::store::StoreError;

/// Every team of a workspace, by name.
///
/// # Errors
/// When the database fails.
pub async fn list_teams(db: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<Vec<Team>, StoreError> {
    let rows = sqlx::query(
        "SELECT m.team_id, m.manager FROM team_manager m JOIN team t ON t.id = m.team_id WHERE t.workspace = $1",
    )
    .bind(workspace.as_str())
    .fetch_all(&mut *db)
    .await?;
    let mut managers: HashMap<i64, BTreeSet<MemberId>> = HashMap::new();
    for row in rows {
        let manager = MemberId::new(row.try_get::<String, _>("manager")?);
        managers.entry(row.try_get("team_id")?).or_default().insert(manager);
    }
    let rows = sqlx::query(
        "SELECT id, name, track, zone, prompt_weekday, prompt_minute, digest_weekday, digest_minute, digest_channel
         FROM team WHERE workspace = $1 ORDER BY name",
    )
    .bind(workspace.as_str())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            Ok(Team {
                id: TeamId(id),
                name: TeamName::new(row.try_get::<String, _>("name")?),
                track: row.try_get::<Option<String>, _>("track")?.map(TrackId::new),
                zone: row.try_get("zone")?,
                prompt: weekly(row, "prompt_weekday", "prompt_minute")?.ok_or(StoreError::OutOfRange("weekday"))?,
                digest: weekly(row, "digest_weekday", "digest_minute")?,
                digest_channel: row.try_get::<Option<String>, _>("digest_channel")?.map(ChannelId::new),
                managers: managers.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

fn weekly(row: &SqliteRow, weekday: &str, minute: &str) -> Result<Option<Weekly>, StoreError> {
    let (Some(weekday), Some(minute)) =
        (row.try_get::<Option<i64>, _>(weekday)?, row.try_get::<Option<i64>, _>(minute)?)
    else {
        return Ok(None);
    };
    let weekday = u8::try_from(weekday).map_err(|_| StoreError::OutOfRange("weekday"))?;
    let minute = u16::try_from(minute).map_err(|_| StoreError::OutOfRange("minute"))?;
    Ok(Some(Weekly { weekday, minute }))
}

/// Begins a team, asked on Thursdays at 15:30 until somebody says otherwise.
///
/// # Errors
/// When the database fails, or the name is taken.
pub async fn insert_team(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    name: &TeamName,
    track: Option<&TrackId>,
    zone: &str,
) -> Result<TeamId, StoreError> {
    let id = sqlx::query_scalar("INSERT INTO team (workspace, name, track, zone) VALUES ($1, $2, $3, $4) RETURNING id")
        .bind(workspace.as_str())
        .bind(name.as_str())
        .bind(track.map(TrackId::as_str))
        .bind(zone)
        .fetch_one(db)
        .await?;
    Ok(TeamId(id))
}

/// Sets what a team is called, its track, and when its members are asked.
///
/// # Errors
/// When the database fails, or the name is taken.
pub async fn update_team(
    db: &mut SqliteConnection,
    team: TeamId,
    name: &TeamName,
    track: Option<&TrackId>,
    prompt: Weekly,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE team SET name = $2, track = $3, prompt_weekday = $4, prompt_minute = $5 WHERE id = $1")
        .bind(team.0)
        .bind(name.as_str())
        .bind(track.map(TrackId::as_str))
        .bind(prompt.weekday)
        .bind(prompt.minute)
        .execute(db)
        .await?;
    Ok(())
}

/// Sets who manages a team; who may read its engineers' evidence is not changed by it.
///
/// # Errors
/// When the database fails.
pub async fn update_managers(
    db: &mut SqliteConnection,
    team: TeamId,
    managers: &BTreeSet<MemberId>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM team_manager WHERE team_id = $1").bind(team.0).execute(&mut *db).await?;
    for manager in managers {
        sqlx::query("INSERT INTO team_manager (team_id, manager) VALUES ($1, $2)")
            .bind(team.0)
            .bind(manager.as_str())
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Ends a team that nobody is in any more.
///
/// # Errors
/// When the database fails, or somebody is in it.
pub async fn delete_team(db: &mut SqliteConnection, team: TeamId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM team WHERE id = $1").bind(team.0).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn a_team_is_kept_with_its_managers_and_its_first_prompt(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, name) = (WorkspaceId::new("T1"), TeamName::new("Payments"));
        let track = TrackId::new("backend");
        let id = insert_team(&mut db, &here, &name, Some(&track), "Europe/London").await.unwrap();
        let mut managers: BTreeSet<MemberId> = ["UPRIYA", "UKIM"].map(MemberId::new).into();
        update_managers(&mut db, id, &managers).await.unwrap();
        managers.remove(&MemberId::new("UKIM"));
        update_managers(&mut db, id, &managers).await.unwrap();
        let mut team = Team {
            id,
            name: name.clone(),
            track: Some(track),
            zone: "Europe/London".into(),
            prompt: Weekly { weekday: 4, minute: 15 * 60 + 30 },
            digest: None,
            digest_channel: None,
            managers,
        };
        assert_eq!(list_teams(&mut db, &here).await.unwrap(), std::slice::from_ref(&team));
        team.prompt = Weekly { weekday: 2, minute: 10 * 60 };
        (team.name, team.track) = (TeamName::new("Billing"), None);
        update_team(&mut db, id, &team.name, None, team.prompt).await.unwrap();
        assert_eq!(list_teams(&mut db, &here).await.unwrap(), [team]);
        update_team(&mut db, id, &name, None, Weekly { weekday: 4, minute: 0 }).await.unwrap();
        assert_eq!(list_teams(&mut db, &WorkspaceId::new("T2")).await.unwrap(), []);
        assert!(insert_team(&mut db, &here, &name, None, "UTC").await.is_err());
        delete_team(&mut db, id).await.unwrap();
        assert_eq!(list_teams(&mut db, &here).await.unwrap(), []);
        // A team's id is never another's.
        assert!(insert_team(&mut db, &here, &name, None, "UTC").await.unwrap() > id);
    }
}
