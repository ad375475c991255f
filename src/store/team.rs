//! Teams and their managers.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use crate::domain::ids::{ChannelId, MemberId, TrackId, WorkspaceId};
use crate::domain::roster::{Team, TeamId, TeamName, WeeklyTime};
use crate::store::lists::{column, written};
use crate::store::sql::{Connection, Row, query};
use crate::store::{StoreError, instant, opaque_id};

/// The query for teams; `$which` selects them.
macro_rules! teams {
    ($which:literal) => {
        concat!(
            "SELECT t.id, t.name, t.track, t.zone, t.prompt_weekday, t.prompt_minute, t.digest_weekday, t.digest_minute,
                t.digest_channel, t.digest_since,
                (SELECT json_group_array(m.manager) FROM team_manager m WHERE m.team_id = t.id) AS managers,
                (SELECT json_group_array(i.member) FROM team_allowed_member i WHERE i.team_id = t.id) AS insiders
             FROM team t WHERE ",
            $which,
            " ORDER BY t.name"
        )
    };
}

/// Every team of a workspace, by name.
pub async fn list_teams(db: &mut Connection, workspace: &WorkspaceId) -> Result<Vec<Team>, StoreError> {
    let rows = query(teams!("t.workspace = $1")).bind(workspace.as_str()).fetch_all(db).await?;
    rows.iter().map(team).collect()
}

pub async fn find_team(db: &mut Connection, id: TeamId) -> Result<Option<Team>, StoreError> {
    let row = query(teams!("t.id = $1")).bind(id.0).fetch_optional(db).await?;
    row.as_ref().map(team).transpose()
}

/// Those of these teams that exist.
pub async fn list_some(db: &mut Connection, ids: &[TeamId]) -> Result<HashMap<TeamId, Team>, StoreError> {
    let rows = query(teams!("t.id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"))
        .bind(written("teams", ids.iter().map(|id| id.0).collect::<Vec<_>>())?)
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| team(row).map(|team| (team.id, team))).collect()
}

fn team(row: &Row) -> Result<Team, StoreError> {
    Ok(Team {
        id: TeamId(row.try_get("id")?),
        name: TeamName::new(row.try_get::<String>("name")?),
        track: row.try_get::<Option<String>>("track")?.map(TrackId::new),
        zone: row.try_get("zone")?,
        prompt: weekly(row, "prompt_weekday", "prompt_minute")?.ok_or(StoreError::OutOfRange("weekday"))?,
        digest: weekly(row, "digest_weekday", "digest_minute")?,
        digest_channel: row.try_get::<Option<String>>("digest_channel")?.map(ChannelId::new),
        digest_since: row.try_get::<Option<i64>>("digest_since")?.map(instant).transpose()?,
        allowed_members: column(row, "insiders")?.into_iter().collect(),
        managers: column(row, "managers")?.into_iter().collect(),
    })
}

pub(in crate::store) fn weekly(row: &Row, weekday: &str, minute: &str) -> Result<Option<WeeklyTime>, StoreError> {
    let (Some(weekday), Some(minute)) = (row.try_get::<Option<i64>>(weekday)?, row.try_get::<Option<i64>>(minute)?)
    else {
        return Ok(None);
    };
    let weekly = u8::try_from(weekday).ok().zip(u32::try_from(minute).ok());
    let weekly = weekly.and_then(|(weekday, minute)| WeeklyTime::from_numbers(weekday, minute));
    weekly.map(Some).ok_or(StoreError::OutOfRange("weekly time"))
}

/// Adds a team, asked on Thursdays at 15:30 until someone changes that. Fails if the name is taken.
pub async fn insert_team(
    db: &mut Connection,
    workspace: &WorkspaceId,
    name: &TeamName,
    track: Option<&TrackId>,
    zone: &str,
) -> Result<TeamId, StoreError> {
    let id = TeamId(opaque_id());
    query("INSERT INTO team (id, workspace, name, track, zone) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.0)
        .bind(workspace.as_str())
        .bind(name.as_str())
        .bind(track.map(TrackId::as_str))
        .bind(zone)
        .run(db)
        .await?;
    Ok(id)
}

/// Sets a team's name, its track, and when its members are asked. Fails if the name is taken.
pub async fn update_team(
    db: &mut Connection,
    team: TeamId,
    name: &TeamName,
    track: Option<&TrackId>,
    prompt: WeeklyTime,
) -> Result<(), StoreError> {
    query("UPDATE team SET name = $2, track = $3, prompt_weekday = $4, prompt_minute = $5 WHERE id = $1")
        .bind(team.0)
        .bind(name.as_str())
        .bind(track.map(TrackId::as_str))
        .bind(prompt.weekday.number_from_monday())
        .bind(prompt.minute())
        .run(db)
        .await
}

/// Sets a team's managers; that doesn't change who may read its engineers' evidence.
pub async fn update_managers(
    db: &mut Connection,
    team: TeamId,
    managers: &BTreeSet<MemberId>,
) -> Result<(), StoreError> {
    let delete = "DELETE FROM team_manager WHERE team_id = $1";
    let insert = "INSERT INTO team_manager (team_id, manager) SELECT $1, value FROM json_each($2)";
    replace_members(db, [delete, insert], team, managers).await
}

async fn replace_members(
    db: &mut Connection,
    [delete, insert]: [&'static str; 2],
    team: TeamId,
    members: &BTreeSet<MemberId>,
) -> Result<(), StoreError> {
    query(delete).bind(team.0).run(&mut *db).await?;
    query(insert).bind(team.0).bind(written("members", members)?).run(db).await
}

/// Sets when and where a team's digest is posted; `None` for no digest. A team that had none starts now: what was
/// shared before goes into no digest.
pub async fn update_digest(
    db: &mut Connection,
    team: TeamId,
    digest: Option<(WeeklyTime, &ChannelId)>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "UPDATE team SET digest_weekday = $2, digest_minute = $3, digest_channel = $4,
            digest_since = CASE WHEN $4 IS NULL THEN NULL WHEN digest_channel IS NULL THEN $5 ELSE COALESCE(digest_since, $5) END
         WHERE id = $1",
    )
    .bind(team.0)
    .bind(digest.map(|(weekly, _)| weekly.weekday.number_from_monday()))
    .bind(digest.map(|(weekly, _)| weekly.minute()))
    .bind(digest.map(|(_, channel)| channel.as_str()))
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

/// Sets who may be in the digest's channel besides the managers.
pub async fn update_allowed_members(
    db: &mut Connection,
    team: TeamId,
    allowed_members: &BTreeSet<MemberId>,
) -> Result<(), StoreError> {
    let delete = "DELETE FROM team_allowed_member WHERE team_id = $1";
    let insert = "INSERT INTO team_allowed_member (team_id, member) SELECT $1, value FROM json_each($2)";
    replace_members(db, [delete, insert], team, allowed_members).await
}

/// Deletes a team. Fails if engineers are still in it.
pub async fn delete_team(db: &mut Connection, team: TeamId) -> Result<(), StoreError> {
    query("DELETE FROM team WHERE id = $1").bind(team.0).run(db).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn a_team_is_kept_with_its_managers_and_its_first_prompt(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
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
            prompt: WeeklyTime::from_numbers(4, 15 * 60 + 30).unwrap(),
            digest: None,
            digest_channel: None,
            digest_since: None,
            allowed_members: BTreeSet::new(),
            managers,
        };
        assert_eq!(list_teams(&mut db, &here).await.unwrap(), std::slice::from_ref(&team));
        team.prompt = WeeklyTime::from_numbers(2, 10 * 60).unwrap();
        (team.name, team.track) = (TeamName::new("Billing"), None);
        update_team(&mut db, id, &team.name, None, team.prompt).await.unwrap();
        assert_eq!(list_teams(&mut db, &here).await.unwrap(), [team]);
        update_team(&mut db, id, &name, None, WeeklyTime::from_numbers(4, 0).unwrap()).await.unwrap();
        assert_eq!(list_teams(&mut db, &WorkspaceId::new("T2")).await.unwrap(), []);
        delete_team(&mut db, id).await.unwrap();
        assert_eq!(list_teams(&mut db, &here).await.unwrap(), []);
        // A team's id is never reused, and doesn't show how many teams there are.
        let (again, other) = (insert_team(&mut db, &here, &name, None, "UTC").await.unwrap(), TeamName::new("Search"));
        let other = insert_team(&mut db, &here, &other, None, "UTC").await.unwrap();
        for (one, another) in [(id, again), (again, other), (id, other)] {
            assert!(one.0.abs_diff(another.0) > 1_000_000, "{one:?} {another:?}");
        }
        assert!(insert_team(&mut db, &here, &name, None, "UTC").await.is_err());
    }

    #[rstest]
    #[tokio::test]
    async fn a_digest_begins_when_it_first_has_a_channel(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let (here, name) = (WorkspaceId::new("T1"), TeamName::new("Payments"));
        let id = insert_team(&mut db, &here, &name, None, "UTC").await.unwrap();
        let friday = WeeklyTime::from_numbers(5, 16 * 60).unwrap();
        let at = |seconds: i64| DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap();
        let (first, second) = (ChannelId::new("G1"), ChannelId::new("G2"));
        // Set, moved, removed, and set again: only a digest that didn't exist starts from now.
        for (seconds, channel, since) in
            [(1, Some(&first), Some(1)), (2, Some(&second), Some(1)), (3, None, None), (4, Some(&second), Some(4))]
        {
            let digest = channel.map(|channel| (friday, channel));
            update_digest(&mut db, id, digest, at(seconds)).await.unwrap();
            let team = find_team(&mut db, id).await.unwrap().unwrap();
            let kept = (team.digest, team.digest_channel.as_ref(), team.digest_since);
            assert_eq!(kept, (channel.map(|_| friday), channel, since.map(at)), "{seconds}");
        }
        for allowed_members in [vec!["UKIM", "UBEN"], vec!["UBEN"], vec![]] {
            let allowed_members: BTreeSet<MemberId> = allowed_members.into_iter().map(MemberId::new).collect();
            update_allowed_members(&mut db, id, &allowed_members).await.unwrap();
            assert_eq!(find_team(&mut db, id).await.unwrap().unwrap().allowed_members, allowed_members);
        }
        assert_eq!(find_team(&mut db, TeamId(id.0 + 1)).await.unwrap(), None);
    }
}
