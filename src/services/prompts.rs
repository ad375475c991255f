//! The weekly prompt: who is asked now, what it shows, and what a press on it saves.

mod plan;
mod press;

pub use plan::Planned;
pub use press::{PressError, PromptPress};

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::cadence::is_known;
use crate::domain::ids::{Actor, PromptId};
use crate::domain::prompt::{PromptView, Sending, State, sending};
use crate::services::evidence::Evidence;
use crate::services::send_decision::{MAX_DEFERRAL, SendDecision};
use crate::store::prompt::{self, StoredPrompt};
use crate::store::{Connection, Store, StoreError, engineer, member, roster};

/// Everyone's prompts.
#[derive(Debug)]
pub struct Prompts {
    store: Arc<Store>,
    evidence: Arc<Evidence>,
}

impl Prompts {
    /// The prompts in this database.
    #[must_use]
    pub fn new(store: Arc<Store>, evidence: Arc<Evidence>) -> Self {
        Self { store, evidence }
    }

    /// Whether to send the prompt now.
    pub async fn decide_sending(
        &self,
        to: &Actor,
        id: PromptId,
        now: DateTime<Utc>,
    ) -> Result<SendDecision<PromptView>, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(stored) = prompt::find_prompt(&mut reading, &to.workspace, id).await? else {
            return Ok(SendDecision::Drop("gone"));
        };
        let Some(started) = prompt::find_started(&mut reading, to).await? else {
            return Ok(SendDecision::Drop("stopped"));
        };
        let Some(until) = stored.send_until else { return Ok(SendDecision::Drop("skipped")) };
        if stored.prompt.state != State::Asked {
            return Ok(SendDecision::Drop("over"));
        }
        match sending(&started.schedule, until, now) {
            Sending::Now => Ok(SendDecision::Send(shows(&mut reading, stored).await?)),
            // They may be back sooner than it looks now.
            Sending::Later(at) => Ok(SendDecision::Defer(at.unwrap_or(until).min(until).min(now + MAX_DEFERRAL))),
            Sending::Never => Ok(SendDecision::Drop("too late")),
        }
    }

    /// How many of the engineers who are asked have their team's zone, because theirs is unknown or in no table.
    pub async fn in_unknown_zone(&self) -> Result<usize, StoreError> {
        let zones = prompt::list_zones(&mut *self.store.read().await?).await?;
        Ok(zones.iter().filter(|(zone, _)| !is_known(zone)).map(|(_, engineers)| engineers).sum())
    }

    /// The prompt as its message should look now.
    pub async fn shown(&self, to: &Actor, id: PromptId) -> Result<Option<PromptView>, StoreError> {
        let mut reading = self.store.read().await?;
        match prompt::find_prompt(&mut reading, &to.workspace, id).await? {
            Some(stored) if stored.engineer == *to => Ok(Some(shows(&mut reading, stored).await?)),
            _ => Ok(None),
        }
    }
}

async fn shows(db: &mut Connection, stored: StoredPrompt) -> Result<PromptView, StoreError> {
    let who = &stored.engineer;
    let roster = roster::find_roster(db, &who.workspace, &who.member).await?;
    let found = engineer::find_engineer(db, who).await?;
    let known = member::find_whereabouts(db, &who.workspace, &who.member).await?;
    let less_often = stored.less_often();
    Ok(PromptView {
        id: stored.id,
        shares: found.as_ref().is_some_and(|found| found.shares_with(&roster)),
        language: found.map(|found| found.language).unwrap_or_default(),
        managers: roster.manager_ids(),
        zone: known.whereabouts.clock().to_owned(),
        prompt: stored.prompt,
        offered: stored.offered,
        less_often,
    })
}
