//! Introductions: who is asked, what they decide, and what they prefer.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::cadence::{self, Awake};
use crate::domain::delivery::Kind;
use crate::domain::ids::{Actor, WorkspaceId};
use crate::domain::introduction::{Decision, Introduced, IntroductionOutcome, may_be_asked};
use crate::domain::roster::{TeamId, TeamWithEngineers, Tenure};
use crate::services::deliveries::promise;
use crate::services::send_decision::{MAX_DEFERRAL, SendDecision};
use crate::services::teams;
use crate::store::{Connection, Store, StoreError, Writing, delivery, engineer, member, roster};

/// All introductions.
#[derive(Debug)]
pub struct Introductions {
    store: Arc<Store>,
}

impl Introductions {
    /// The introductions in this database.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Promises an introduction to each of these engineers who may be asked.
    ///
    /// # Errors
    /// If the database fails, no one is asked.
    pub async fn introduce(&self, engineers: &[Actor], now: DateTime<Utc>) -> Result<IntroductionOutcome, StoreError> {
        let mut writing = self.store.write().await?;
        let asked = ask(&mut writing, engineers, now).await?;
        writing.commit().await?;
        Ok(asked)
    }

    /// Promises an introduction to everyone in a team who may be asked, leavers excepted. `None` if there is no such
    /// team.
    ///
    /// # Errors
    /// If the database fails, no one is asked.
    pub async fn introduce_team(
        &self,
        workspace: &WorkspaceId,
        team: TeamId,
        now: DateTime<Utc>,
    ) -> Result<Option<IntroductionOutcome>, StoreError> {
        let mut writing = self.store.write().await?;
        let teams = teams::seated(&mut writing, workspace).await?;
        let Some(TeamWithEngineers { engineers, .. }) = teams.into_iter().find(|seated| seated.team.id == team) else {
            return Ok(None);
        };
        let mut here = Vec::with_capacity(engineers.len());
        for member in engineers {
            let profile = member::find_profile(&mut writing, workspace, &member).await?;
            if !profile.is_some_and(|profile| profile.is_deactivated) {
                here.push(Actor { workspace: workspace.clone(), member });
            }
        }
        let asked = ask(&mut writing, &here, now).await?;
        writing.commit().await?;
        Ok(Some(asked))
    }

    /// Whether to send the introduction of this number now; deferred while the engineer is asleep.
    pub async fn decide_sending(
        &self,
        who: &Actor,
        times: i64,
        now: DateTime<Utc>,
    ) -> Result<SendDecision<Introduced>, StoreError> {
        let Some(shown) = self.shown(who, times).await? else { return Ok(SendDecision::Drop("replaced")) };
        let known = member::find_whereabouts(&mut *self.store.read().await?, &who.workspace, &who.member).await?;
        match cadence::awake(&known.whereabouts.rules(), now) {
            Awake::Now => Ok(SendDecision::Send(shown)),
            // They may be in another time zone by then.
            Awake::From(at) => Ok(SendDecision::Defer(at.min(now + MAX_DEFERRAL))),
        }
    }

    /// The introduction of this number, as its message should look now.
    pub async fn shown(&self, who: &Actor, times: i64) -> Result<Option<Introduced>, StoreError> {
        let mut reading = self.store.read().await?;
        match engineer::find_engineer(&mut reading, who).await? {
            Some(found) if found.times == times => Ok(Some(shown(&mut reading, who, found).await?)),
            _ => Ok(None),
        }
    }

    /// Records an engineer's decision, and returns what their introduction then shows. `None` if they were never asked.
    pub async fn decide(
        &self,
        who: &Actor,
        decision: Decision,
        now: DateTime<Utc>,
    ) -> Result<Option<Introduced>, StoreError> {
        let mut writing = self.store.write().await?;
        engineer::update_introduction(&mut writing, who, decision.into(), now).await?;
        let shown = changed(&mut writing, who, now).await?;
        writing.commit().await?;
        Ok(shown)
    }

    /// Sets who can see an engineer's new entries from now on. Existing entries don't change.
    pub async fn prefer(
        &self,
        who: &Actor,
        shares: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Introduced>, StoreError> {
        let mut writing = self.store.write().await?;
        // Future managers aren't included.
        let roster = roster::find_roster(&mut writing, &who.workspace, &who.member).await?;
        let up_to = if shares { roster.newest() } else { Tenure(0) };
        engineer::update_shares(&mut writing, who, up_to).await?;
        let shown = changed(&mut writing, who, now).await?;
        writing.commit().await?;
        Ok(shown)
    }

    /// Sets the time zone that an engineer chose; a zone that no table knows changes nothing.
    pub async fn move_to(&self, who: &Actor, zone: &str, now: DateTime<Utc>) -> Result<Option<Introduced>, StoreError> {
        let mut writing = self.store.write().await?;
        if cadence::is_known(zone) {
            engineer::update_own_zone(&mut writing, who, zone).await?;
        }
        let shown = changed(&mut writing, who, now).await?;
        writing.commit().await?;
        Ok(shown)
    }

    /// Whether a person's new entries are visible to their managers.
    pub async fn shares(&self, who: &Actor) -> Result<bool, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(found) = engineer::find_engineer(&mut reading, who).await? else { return Ok(false) };
        let roster = roster::find_roster(&mut reading, &who.workspace, &who.member).await?;
        Ok(found.shares_with(&roster))
    }
}

async fn ask(
    writing: &mut Writing,
    engineers: &[Actor],
    now: DateTime<Utc>,
) -> Result<IntroductionOutcome, StoreError> {
    let mut asked = IntroductionOutcome::default();
    for who in engineers {
        let before = engineer::find_engineer(writing, who).await?;
        if may_be_asked(before.map(|before| before.introduction)) {
            let times = engineer::update_asked(writing, who).await?;
            promise(writing, who, (Kind::Introduction, times), now, now).await?;
            asked.now += 1;
        } else {
            asked.before += 1;
        }
    }
    Ok(asked)
}

/// What shows now. The message is marked for an update too, in case the caller doesn't redraw it at once.
async fn changed(writing: &mut Connection, who: &Actor, now: DateTime<Utc>) -> Result<Option<Introduced>, StoreError> {
    let Some(found) = engineer::find_engineer(writing, who).await? else { return Ok(None) };
    delivery::update_stale(writing, who, Kind::Introduction, found.times, now).await?;
    Ok(Some(shown(writing, who, found).await?))
}

async fn shown(db: &mut Connection, who: &Actor, found: engineer::Engineer) -> Result<Introduced, StoreError> {
    let roster = roster::find_roster(db, &who.workspace, &who.member).await?;
    let known = member::find_whereabouts(db, &who.workspace, &who.member).await?;
    Ok(Introduced {
        introduction: found.introduction,
        managers: roster.manager_ids(),
        shares: found.shares_with(&roster),
        zone: known.whereabouts.zone().map(str::to_owned),
    })
}
