//! What Slack said about members when it was last asked.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::member::Profile;
use crate::domain::prompt::Away;
use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_scalar};

/// Every member of a workspace who matters to the bot: on the roster, managing a team, introduced, or looked up before.
/// Anyone who said "never" and appears nowhere else doesn't matter to it.
pub async fn list_known(db: &mut Connection, workspace: &WorkspaceId) -> Result<HashSet<MemberId>, StoreError> {
    let known: Vec<String> = query_scalar(
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
    db: &mut Connection,
    workspace: &WorkspaceId,
    member: &MemberId,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let away_until = if let Away::Until(until) = profile.away { Some(until.timestamp_millis()) } else { None };
    query(
        "INSERT INTO member (workspace, member, zone, fetched_at, is_admin, is_deactivated, is_away, away_until,
            deactivated_at, is_guest)
         VALUES ($1, $2, COALESCE($3, ''), $4, $5, $6, $7, $8, CASE WHEN $6 = 1 THEN $4 END, $9)
         ON CONFLICT (workspace, member) DO UPDATE SET zone = COALESCE($3, member.zone), fetched_at = $4, is_admin = $5,
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
    .run(db)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Actor;
    use crate::domain::roster::{RosterEngineer, TeamName};
    use crate::store::test_database::Engine;
    use crate::store::{people, person, team};
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn whoever_the_bot_has_to_do_with_is_known_and_nobody_else(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let (here, there) = (WorkspaceId::new("T1"), WorkspaceId::new("T2"));
        let [asked, seated, leads, introduced, manages] = ["U1", "U2", "U3", "U4", "U5"].map(MemberId::new);
        let now = DateTime::UNIX_EPOCH;
        assert!(list_known(&mut db, &here).await.unwrap().is_empty());
        update_profile(&mut db, &here, &asked, &Profile::default(), now).await.unwrap();
        people::update_engineers(&mut db, &here, &[(&seated, &RosterEngineer::default(), None)]).await.unwrap();
        people::insert_managers(&mut db, &here, &[(&seated, &leads)]).await.unwrap();
        let introduced_here = Actor { workspace: here.clone(), member: introduced.clone() };
        let mut person = person::find_person(&mut db, &introduced_here).await.unwrap();
        person.introduce();
        person::update_preferences(&mut db, &person).await.unwrap();
        let id = team::insert_team(&mut db, &here, &TeamName::new("Payments"), None, "UTC").await.unwrap();
        team::update_managers(&mut db, id, &[manages.clone()].into()).await.unwrap();
        let expected = HashSet::from([asked, seated, leads, introduced, manages]);
        assert_eq!(list_known(&mut db, &here).await.unwrap(), expected);
        assert!(list_known(&mut db, &there).await.unwrap().is_empty());
    }
}
