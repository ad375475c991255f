//! Teams with their engineers, and how an admin sets one up.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use crate::domain::ids::{Actor, ChannelId, MemberId, WorkspaceId};
use crate::domain::roster::{
    FilledTeam, Plan, Team, TeamDraft, TeamFault, TeamId, TeamName, TeamWithEngineers, WeeklyTime,
};
use crate::services::roster::{self, ZoneOf};
use crate::store::{Connection, Store, StoreError, people, team};

/// Every team of a workspace, by name.
pub async fn list(store: &Store, workspace: &WorkspaceId) -> Result<Vec<TeamWithEngineers>, StoreError> {
    seated(&mut store.read().await?, workspace).await
}

/// Why a team wasn't saved; then nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// What has to change in the form.
    #[error("the form has faults")]
    Faults(Vec<TeamFault>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Saves a team that an admin filled in, with its engineers, in one transaction. A manager who stays keeps access
/// without a break; a new one sees nothing that was shared before. The same new team submitted twice is one.
pub async fn save(
    store: &Store,
    workspace: &WorkspaceId,
    edits: Option<TeamId>,
    filled: &FilledTeam,
    zone_of: ZoneOf<'_>,
    now: DateTime<Utc>,
) -> Result<TeamDraft, TeamError> {
    let mut writing = store.write().await?;
    let current = roster::read(&mut writing, workspace).await?;
    let teams = seated(&mut writing, workspace).await?;
    let before = teams.iter().find(|seated| edits.map_or_else(|| is_that(seated, filled), |id| seated.team.id == id));
    if edits.is_some() && before.is_none() {
        return Err(TeamError::Faults(vec![TeamFault::Gone]));
    }
    let draft = filled.check(&current, before.map(|seated| &seated.team.name)).map_err(TeamError::Faults)?;
    let track = draft.track.as_ref();
    // The rows get the new name first, so that the plan finds the team under it.
    if let Some(TeamWithEngineers { team, .. }) = before {
        team::update_team(&mut writing, team.id, &draft.name, track, draft.prompt).await?;
    }
    let current = roster::read(&mut writing, workspace).await?;
    let plan = Plan::between(&current, &draft.roster);
    roster::carry_out(&mut writing, workspace, zone_of, &plan, &draft.roster).await?;
    let saved = team::list_teams(&mut writing, workspace).await?;
    if let Some(team) = saved.iter().find(|team| team.name == draft.name) {
        team::update_team(&mut writing, team.id, &draft.name, track, draft.prompt).await?;
        update_digest(&mut writing, team.id, draft.digest.as_ref(), &draft.allowed_members, now).await?;
    }
    writing.commit().await?;
    Ok(draft)
}

/// Sets when and where a team's digest is posted, and who may be there besides its managers. Only admins and the team's
/// own managers may; returns whether `by` is one. What was gathered for another channel is released, and gathered again
/// for this one.
pub async fn save_digest(
    store: &Store,
    by: &Actor,
    is_admin: bool,
    team: TeamId,
    digest: Option<&(WeeklyTime, ChannelId)>,
    allowed_members: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut writing = store.write().await?;
    let teams = team::list_teams(&mut writing, &by.workspace).await?;
    let is_theirs = |known: &Team| known.id == team && (is_admin || known.managers.contains(&by.member));
    if !teams.iter().any(is_theirs) {
        return Ok(false);
    }
    update_digest(&mut writing, team, digest, allowed_members, now).await?;
    writing.commit().await?;
    Ok(true)
}

async fn update_digest(
    writing: &mut Connection,
    team: TeamId,
    digest: Option<&(WeeklyTime, ChannelId)>,
    allowed_members: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    team::update_digest(writing, team, digest.map(|(weekly, channel)| (*weekly, channel)), now).await?;
    team::update_allowed_members(writing, team, allowed_members).await
}

/// Whether this is the team that the form creates: it was submitted twice.
fn is_that(seated: &TeamWithEngineers, filled: &FilledTeam) -> bool {
    let TeamWithEngineers { team, engineers } = seated;
    let is_named = TeamName::parse(&filled.name).is_ok_and(|name| name == team.name);
    is_named && team.managers == filled.managers && *engineers == filled.engineers
}

/// Like [`list`], within the caller's transaction.
pub(in crate::services) async fn seated(
    db: &mut Connection,
    workspace: &WorkspaceId,
) -> Result<Vec<TeamWithEngineers>, StoreError> {
    let mut engineers: HashMap<TeamName, BTreeSet<_>> = HashMap::new();
    for (member, engineer) in people::list_engineers(db, workspace).await? {
        if let Some(team) = engineer.team {
            engineers.entry(team).or_default().insert(member);
        }
    }
    let teams = team::list_teams(db, workspace).await?;
    let seated = |team: Team| {
        let engineers = engineers.remove(&team.name).unwrap_or_default();
        TeamWithEngineers { team, engineers }
    };
    Ok(teams.into_iter().map(seated).collect())
}
