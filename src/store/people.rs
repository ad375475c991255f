//! The roster of a whole workspace, read and written in a few statements however many people it holds.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Row, SqliteConnection};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId, WorkspaceId};
use crate::domain::roster::{Engineer, SubLevel, TeamId, TeamName};
use crate::store::{StoreError, of_many};

/// Rows per statement: each has at most six values, and SQLite takes 32,766.
const ROWS_PER_STATEMENT: usize = 500;

/// Every workspace that has a roster.
pub async fn list_workspaces(db: &mut SqliteConnection) -> Result<Vec<WorkspaceId>, StoreError> {
    let found: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT workspace FROM roster_engineer ORDER BY workspace").fetch_all(db).await?;
    Ok(found.into_iter().map(WorkspaceId::new).collect())
}

/// Everyone on the roster, with what it says about them.
pub async fn list_engineers(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
) -> Result<BTreeMap<MemberId, Engineer>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.engineer, e.track, e.level, e.sub_level, t.name FROM roster_engineer e
         LEFT JOIN team t ON t.id = e.team_id WHERE e.workspace = $1",
    )
    .bind(workspace.as_str())
    .fetch_all(&mut *db)
    .await?;
    let mut engineers = BTreeMap::new();
    for row in rows {
        let level = row.try_get::<Option<i64>, _>("level")?.map(u8::try_from).transpose();
        let sub_level: Option<String> = row.try_get("sub_level")?;
        let engineer = Engineer {
            track: row.try_get::<Option<String>, _>("track")?.map(TrackId::new),
            level: level.map_err(|_| StoreError::OutOfRange("level"))?.map(LevelNumber),
            sub_level: sub_level.as_deref().and_then(SubLevel::parse),
            team: row.try_get::<Option<String>, _>("name")?.map(TeamName::new),
            ..Engineer::default()
        };
        engineers.insert(MemberId::new(row.try_get::<String, _>("engineer")?), engineer);
    }
    let rows = sqlx::query("SELECT engineer, manager FROM roster_manager WHERE workspace = $1")
        .bind(workspace.as_str())
        .fetch_all(db)
        .await?;
    for row in rows {
        let engineer: &mut Engineer =
            engineers.entry(MemberId::new(row.try_get::<String, _>("engineer")?)).or_default();
        engineer.managers.insert(MemberId::new(row.try_get::<String, _>("manager")?));
    }
    Ok(engineers)
}

/// Sets the track, level, sub-level and team of many engineers; their managers aren't touched.
pub async fn update_engineers(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    engineers: &[(&MemberId, &Engineer, Option<TeamId>)],
) -> Result<(), StoreError> {
    for some in engineers.chunks(ROWS_PER_STATEMENT) {
        let begin = "INSERT INTO roster_engineer (workspace, engineer, track, level, sub_level, team_id) ";
        let mut query = QueryBuilder::new(begin);
        query.push_values(some, |mut row, (member, engineer, team)| {
            row.push_bind(workspace.as_str())
                .push_bind(member.as_str())
                .push_bind(engineer.track.as_ref().map(TrackId::as_str))
                .push_bind(engineer.level.map(|level| i64::from(level.0)))
                .push_bind(engineer.sub_level.map(|sub_level| sub_level.to_string()))
                .push_bind(team.map(|team| team.0));
        });
        query.push(
            " ON CONFLICT (workspace, engineer) DO UPDATE SET track = excluded.track, level = excluded.level,
             sub_level = excluded.sub_level, team_id = excluded.team_id",
        );
        of_many(&mut query).execute(&mut *db).await?;
    }
    Ok(())
}

/// Starts tenures, each for an engineer and a manager; a tenure that exists goes on without a break.
pub async fn insert_managers(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    managers: &[(&MemberId, &MemberId)],
) -> Result<(), StoreError> {
    for some in managers.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::new("INSERT INTO roster_manager (workspace, engineer, manager) ");
        query.push_values(some, |mut row, (engineer, manager)| {
            row.push_bind(workspace.as_str()).push_bind(engineer.as_str()).push_bind(manager.as_str());
        });
        query.push(" ON CONFLICT DO NOTHING");
        of_many(&mut query).execute(&mut *db).await?;
    }
    Ok(())
}

/// Takes an engineer off the roster; what they wrote stays theirs.
pub async fn delete_engineer(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    engineer: &MemberId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM roster_engineer WHERE workspace = $1 AND engineer = $2")
        .bind(workspace.as_str())
        .bind(engineer.as_str())
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::roster;
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn everybody_comes_back_as_they_were_put_in(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let here = WorkspaceId::new("T1");
        let priya = MemberId::new("UPRIYA");
        let engineer = |number: usize| Engineer {
            managers: [priya.clone()].into(),
            track: Some(TrackId::new("backend")),
            level: Some(LevelNumber(3)),
            sub_level: SubLevel::parse(if number.is_multiple_of(2) { "A" } else { "E" }),
            team: None,
        };
        // More than one statement takes.
        let all: BTreeMap<MemberId, Engineer> = (0..ROWS_PER_STATEMENT + 2)
            .map(|number| (MemberId::new(format!("U{number:06}")), engineer(number)))
            .collect();
        let rows: Vec<_> = all.iter().map(|(member, engineer)| (member, engineer, None)).collect();
        let managers: Vec<_> = all.keys().map(|member| (member, &priya)).collect();
        for _ in 0..2 {
            update_engineers(&mut db, &here, &rows).await.unwrap();
            insert_managers(&mut db, &here, &managers).await.unwrap();
            assert_eq!(list_engineers(&mut db, &here).await.unwrap(), all);
        }
        assert_eq!(list_workspaces(&mut db).await.unwrap(), std::slice::from_ref(&here));
        let (first, _, _) = rows[0];
        roster::delete_manager(&mut db, &here, first, &priya).await.unwrap();
        delete_engineer(&mut db, &here, first).await.unwrap();
        assert_eq!(list_engineers(&mut db, &here).await.unwrap().len(), ROWS_PER_STATEMENT + 1);
        assert_eq!(list_engineers(&mut db, &WorkspaceId::new("T2")).await.unwrap().len(), 0);
    }
}
