//! Introductions: who is asked, what they decide, and what they prefer.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::cadence;
use crate::domain::delivery::Kind;
use crate::domain::ids::{Actor, WorkspaceId};
use crate::domain::introduction::{Introduced, IntroductionDecision, IntroductionOutcome, may_be_asked};
use crate::domain::person::{Person, Preferences};
use crate::domain::prompt::next_question;
use crate::domain::roster::{Assignment, TeamId, TeamWithEngineers};
use crate::services::deliveries::promise;
use crate::services::teams;
use crate::store::{Connection, Store, StoreError, Writing, delivery, person, prompt};

#[derive(Debug)]
pub struct Introductions {
    store: Arc<Store>,
}

impl Introductions {
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Promises an introduction to each of these engineers who may be asked.
    pub async fn introduce(&self, engineers: &[Actor], now: DateTime<Utc>) -> Result<IntroductionOutcome, StoreError> {
        let mut writing = self.store.write().await?;
        let asked = ask(&mut writing, engineers, now).await?;
        writing.commit().await?;
        Ok(asked)
    }

    /// Promises an introduction to everyone in a team who may be asked, leavers excepted. `None` for an unknown team.
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
            let who = Actor { workspace: workspace.clone(), member };
            if !person::find_person(&mut writing, &who).await?.is_deactivated() {
                here.push(who);
            }
        }
        let asked = ask(&mut writing, &here, now).await?;
        writing.commit().await?;
        Ok(Some(asked))
    }

    /// Records an engineer's decision, unless they were never asked.
    pub async fn decide(
        &self,
        who: &Actor,
        decision: IntroductionDecision,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.change(who, now, |_, preferences| preferences.decide(decision.into(), now)).await
    }

    /// Sets who can see an engineer's new entries from now on. Existing entries don't change.
    pub async fn prefer(&self, who: &Actor, shares: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.change(who, now, |assignment, preferences| preferences.share_with(assignment, shares)).await
    }

    /// Sets the time zone that an engineer chose; a zone that no table knows changes nothing.
    pub async fn move_to(&self, who: &Actor, zone: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let choose = |_: &Assignment, preferences: &mut Preferences| {
            if cadence::is_known(zone) {
                preferences.zone = Some(zone.to_owned());
            }
        };
        self.change(who, now, choose).await
    }

    /// Whether a person's new entries are visible to their managers.
    pub async fn shares(&self, who: &Actor) -> Result<bool, StoreError> {
        Ok(person::find_person(&mut self.store.read().await?, who).await?.shares())
    }

    /// Changes what an engineer prefers, unless they were never introduced, and marks the message for an update.
    async fn change(
        &self,
        who: &Actor,
        now: DateTime<Utc>,
        change: impl FnOnce(&Assignment, &mut Preferences),
    ) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        let mut person = person::find_person(&mut writing, who).await?;
        let Some(preferences) = &mut person.preferences else { return Ok(()) };
        change(&person.assignment, preferences);
        let count = preferences.introduction_count;
        person::update_preferences(&mut writing, &person).await?;
        delivery::update_stale(&mut writing, who, Kind::Introduction, count, now).await?;
        writing.commit().await
    }
}

async fn ask(
    writing: &mut Writing,
    engineers: &[Actor],
    now: DateTime<Utc>,
) -> Result<IntroductionOutcome, StoreError> {
    let mut asked = IntroductionOutcome::default();
    for who in engineers {
        let mut person = person::find_person(writing, who).await?;
        if may_be_asked(person.preferences.as_ref().map(|before| before.introduction)) {
            let count = person.introduce().introduction_count;
            person::update_preferences(writing, &person).await?;
            promise(writing, who, (Kind::Introduction, count), now, now).await?;
            asked.now += 1;
        } else {
            asked.before += 1;
        }
    }
    Ok(asked)
}

/// What the introduction of this number shows now; `None` if it isn't their newest.
pub(in crate::services) async fn find(
    db: &mut Connection,
    person: &Person,
    number: i64,
    now: DateTime<Utc>,
) -> Result<Option<Introduced>, StoreError> {
    let preferences = person.preferences.as_ref().filter(|preferences| preferences.introduction_count == number);
    let Some(preferences) = preferences else { return Ok(None) };
    let slots = prompt::list_slots_of(db, &person.who).await?;
    let whereabouts = person.whereabouts();
    let first = person.schedule().filter(|_| slots.is_empty()).and_then(|schedule| next_question(&schedule, &[], now));
    Ok(Some(Introduced {
        introduction: preferences.introduction,
        managers: person.assignment.manager_ids(),
        shares: person.shares(),
        zone: whereabouts.zone().map(str::to_owned),
        first_question: first.map(|at| whereabouts.rules().local(at)),
        language: person.language(),
    }))
}
