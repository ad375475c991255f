//! Who is asked now: checks everyone, and gives those who are due a slot and a promise in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::delivery::Kind;
use crate::domain::ids::{Actor, MemberId, PromptId};
use crate::domain::lookup::Library;
use crate::domain::prompt::{
    Advice, OPEN_FOR, OfferedBehaviour, Past, Plan, PromptState, SkipReason, Slot, Transition, advance, advise, choose,
    plan, plan_all,
};
use crate::services::deliveries::{promise_again, promise_all};
use crate::services::prompts::Prompts;
use crate::store::prompt::{self, NewSlot, Offered, PromptCandidate, TakenSlot};
use crate::store::{Store, StoreError, Writing, delivery, person};

/// Older slots no longer affect any decision.
const SLOT_HISTORY_WEEKS: u32 = 12;
/// How many engineers one transaction plans for, so that no user who presses a button waits long.
const ENGINEERS_PER_TRANSACTION: usize = 200;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// Prompts that were promised.
    pub asked: usize,
    /// Weeks that went by without one.
    pub skipped: usize,
    /// Those of them that the bot missed, because it wasn't running.
    pub missed: usize,
}

impl Prompts {
    /// Promises a prompt to everyone who is to be asked now. Planning twice changes nothing.
    ///
    /// # Errors
    /// If the database fails, what was planned before stays planned.
    pub async fn plan(&self, library: &Library, now: DateTime<Utc>) -> Result<Planned, StoreError> {
        let (everybody, newest) = {
            let mut reading = self.store.read().await?;
            (prompt::list_candidates(&mut reading).await?, prompt::list_newest(&mut reading).await?)
        };
        let newest: HashMap<Actor, Slot> = newest.into_iter().map(|known| (known.engineer, known.slot)).collect();
        // Earlier weeks can only be a reason to wait. They are many, so they are read only for those who seem to be
        // due.
        let seems_due = |candidate: &PromptCandidate| {
            let newest = newest.get(&candidate.engineer).map_or(&[][..], std::slice::from_ref);
            !matches!(plan(&candidate.schedule, newest, now), Plan::Wait { .. })
        };
        let due: Vec<PromptCandidate> = everybody.into_iter().filter(seems_due).collect();
        let mut planned = Planned::default();
        for of_workspace in due.chunk_by(|one, other| one.engineer.workspace == other.engineer.workspace) {
            for some in of_workspace.chunks(ENGINEERS_PER_TRANSACTION) {
                let some = plan_some(&self.store, library, some, now).await?;
                planned.asked += some.asked;
                planned.skipped += some.skipped;
                planned.missed += some.missed;
            }
        }
        Ok(planned)
    }

    /// Ends prompts that waited long enough for an answer; returns how many.
    pub async fn expire(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut writing = self.store.write().await?;
        let over = prompt::list_open_since(&mut writing, now - OPEN_FOR).await?;
        for (engineer, id, state) in &over {
            end(&mut writing, engineer, *id, advance(*state, Transition::WaitedTooLong), now).await?;
        }
        writing.commit().await?;
        Ok(over.len())
    }
}

/// One transaction of planning: reads what all its engineers need at once, and writes all their questions at once.
struct PlanningBatch<'r> {
    library: &'r Library,
    past: HashMap<MemberId, Vec<Past>>,
    asked: HashMap<MemberId, Vec<OfferedBehaviour>>,
    now: DateTime<Utc>,
    planned: Planned,
    offered: Vec<Offered>,
    promised: Vec<(Actor, i64)>,
}

async fn plan_some(
    store: &Store,
    library: &Library,
    some: &[PromptCandidate],
    now: DateTime<Utc>,
) -> Result<Planned, StoreError> {
    let [PromptCandidate { engineer: Actor { workspace, .. }, .. }, ..] = some else { return Ok(Planned::default()) };
    let members: Vec<&MemberId> = some.iter().map(|candidate| &candidate.engineer.member).collect();
    let mut writing = store.write().await?;
    let from = Week::of(now.date_naive()).before(SLOT_HISTORY_WEEKS);
    let mut slots = prompt::list_slots(&mut writing, workspace, &members, from).await?;
    let mut round = PlanningBatch {
        library,
        past: prompt::list_past(&mut writing, workspace, &members).await?,
        asked: prompt::list_asked(&mut writing, workspace, &members).await?,
        now,
        planned: Planned::default(),
        offered: Vec::new(),
        promised: Vec::new(),
    };
    for candidate in some {
        let known = slots.remove(&candidate.engineer.member).unwrap_or_default();
        round.plan_one(&mut writing, candidate, known).await?;
    }
    prompt::insert_offered(&mut writing, &round.offered).await?;
    promise_all(&mut writing, Kind::Prompt, &round.promised, now).await?;
    writing.commit().await?;
    Ok(round.planned)
}

impl PlanningBatch<'_> {
    /// Does everything that is to be done about one engineer now.
    async fn plan_one(
        &mut self,
        writing: &mut Writing,
        candidate: &PromptCandidate,
        known: Vec<TakenSlot>,
    ) -> Result<(), StoreError> {
        let history: Vec<Slot> = known.iter().map(|known| known.slot).collect();
        for step in plan_all(&candidate.schedule, &history, self.now) {
            match step {
                Plan::Wait { .. } => {}
                Plan::Skip { week, reason } => self.skip(writing, candidate, week, reason).await?,
                Plan::Ask { week, until, .. } => {
                    if self.ask(writing, candidate, week, until).await? {
                        for earlier in &known {
                            replace(writing, earlier, self.now).await?;
                        }
                    }
                }
                Plan::Remind { week, until } => {
                    if let Some(known) = known.iter().find(|known| known.slot.week == week) {
                        self.remind(writing, known, until).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Lets a week go by without a prompt.
    async fn skip(
        &mut self,
        writing: &mut Writing,
        candidate: &PromptCandidate,
        week: Week,
        reason: SkipReason,
    ) -> Result<(), StoreError> {
        let slot = NewSlot {
            week,
            skipped: Some(reason),
            send_until: None,
            frequency: candidate.schedule.frequency,
            offers_less: false,
        };
        let id = prompt::insert_slot(writing, &candidate.engineer, &slot, self.now).await?;
        self.planned.skipped += usize::from(id.is_some());
        self.planned.missed += usize::from(id.is_some() && reason == SkipReason::Missed);
        Ok(())
    }

    /// Takes the week and chooses what to offer; returns whether the week was still free. All messages are promised
    /// together at the end.
    async fn ask(
        &mut self,
        writing: &mut Writing,
        candidate: &PromptCandidate,
        week: Week,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let who = &candidate.engineer;
        let past = self.past.get(&who.member).map_or(&[][..], Vec::as_slice);
        let (frequency, offers_less) = match advise(past, candidate.schedule.frequency) {
            Advice::Keep => (candidate.schedule.frequency, false),
            Advice::Offer => (candidate.schedule.frequency, true),
            Advice::Slow(frequency) => (frequency, false),
        };
        if frequency != candidate.schedule.frequency {
            let mut person = person::find_person(writing, who).await?;
            if let Some(preferences) = &mut person.preferences {
                preferences.frequency = frequency;
            }
            person::update_preferences(writing, &person).await?;
        }
        let slot = NewSlot { week, skipped: None, send_until: Some(until), frequency, offers_less };
        let Some(id) = prompt::insert_slot(writing, who, &slot, self.now).await? else { return Ok(false) };
        let offered = self.offer(candidate, id, week);
        self.offered.push(offered);
        self.promised.push((who.clone(), id.0));
        self.planned.asked += 1;
        Ok(true)
    }

    /// Three behaviours of their level; none if their level isn't set.
    fn offer(&self, candidate: &PromptCandidate, prompt: PromptId, week: Week) -> Offered {
        let own = candidate.track.as_ref().and_then(|track| self.library.track_index(track));
        let framework = &own.unwrap_or_else(|| self.library.default_track_index()).framework;
        let asked = self.asked.get(&candidate.engineer.member).map_or(&[][..], Vec::as_slice);
        let behaviours = candidate.level.map(|level| choose(framework, level, &[], asked, week)).unwrap_or_default();
        Offered { prompt, track: framework.track.clone(), behaviours }
    }

    /// Sends a snoozed prompt again, in place of the first.
    async fn remind(
        &mut self,
        writing: &mut Writing,
        known: &TakenSlot,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        prompt::update_asked_again(writing, known.id, until, self.now).await?;
        prompt::update_state(writing, known.id, advance(known.state, Transition::SnoozeEnded)).await?;
        promise_again(writing, &known.engineer, (Kind::Prompt, known.id.0), self.now).await?;
        self.planned.asked += 1;
        Ok(())
    }
}

/// Ends an earlier prompt to make room for a new one.
async fn replace(writing: &mut Writing, earlier: &TakenSlot, now: DateTime<Utc>) -> Result<(), StoreError> {
    let then = advance(earlier.state, Transition::NewerAsked);
    if then == earlier.state { Ok(()) } else { end(writing, &earlier.engineer, earlier.id, then, now).await }
}

async fn end(
    writing: &mut Writing,
    who: &Actor,
    id: PromptId,
    then: PromptState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    prompt::update_state(writing, id, then).await?;
    delivery::update_stale(writing, who, Kind::Prompt, id.0, now).await
}
