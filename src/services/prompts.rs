//! The weekly prompt: who is asked now, what it shows, and what a press on it saves.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::delivery::Kind;
use crate::domain::ids::{Actor, BehaviourId, EntryId, PromptId, TrackId};
use crate::domain::lookup::Library;
use crate::domain::prompt::{
    Advice, OPEN_FOR, Passing, Plan, Press, Refusal, Sending, Shows, Slot, Snooze, State, Step, act, advise, choose,
    pass, plan, sending, snoozed_until,
};
use crate::services::deliveries::{promise, promise_again};
use crate::services::evidence::{self, Evidence};
use crate::services::wanted::Wanted;
use crate::store::prompt::{self, Known, NewSlot, Started, StoredPrompt};
use crate::store::{Connection, Store, StoreError, Writing, delivery, engineer, roster};

/// Slots that are older decide nothing any more.
const REMEMBERED: u32 = 12;
/// So many people are planned for in one transaction, so that nobody who presses a button waits long.
const AT_ONCE: usize = 200;

/// Everybody's prompts.
#[derive(Debug)]
pub struct Prompts {
    store: Arc<Store>,
    evidence: Arc<Evidence>,
}

/// What came of planning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// So many prompts are promised.
    pub asked: usize,
    /// So many weeks went by without one.
    pub skipped: usize,
}

/// Why a press does nothing.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// There is no such prompt for this person.
    #[error("there is no such prompt for this person")]
    NotThere,
    /// It is too late for that.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a person presses on a prompt, before it is known when "tomorrow" is for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// On a button.
    Button(Press),
    /// In the menu.
    PutOff(Snooze),
}

impl Prompts {
    /// The prompts in this database.
    #[must_use]
    pub fn new(store: Arc<Store>, evidence: Arc<Evidence>) -> Self {
        Self { store, evidence }
    }

    /// Promises what is due to everybody who is to be asked now. Planning twice changes nothing.
    ///
    /// # Errors
    /// When the database fails; what was planned before stays planned.
    pub async fn plan(&self, library: &Library, now: DateTime<Utc>) -> Result<Planned, StoreError> {
        let (everybody, mut slots) = {
            let mut reading = self.store.read().await?;
            let everybody = prompt::list_started(&mut reading).await?;
            let from = Week::of(now.date_naive()).before(REMEMBERED);
            let mut slots: HashMap<Actor, Vec<Known>> = HashMap::new();
            for known in prompt::list_slots(&mut reading, from).await? {
                slots.entry(known.engineer.clone()).or_default().push(known);
            }
            (everybody, slots)
        };
        let due = everybody.into_iter().filter_map(|started| {
            let known = slots.remove(&started.engineer).unwrap_or_default();
            let is_due = !matches!(plan(&started.seat, &history(&known), now), Plan::Wait { .. });
            is_due.then_some((started, known))
        });
        let due: Vec<(Started, Vec<Known>)> = due.collect();
        let mut planned = Planned::default();
        for some in due.chunks(AT_ONCE) {
            let mut writing = self.store.write().await?;
            for (started, known) in some {
                plan_one(&mut writing, library, started, known.clone(), &mut planned, now).await?;
            }
            writing.commit().await?;
        }
        Ok(planned)
    }

    /// Ends prompts that waited long enough for an answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut writing = self.store.write().await?;
        let over = prompt::list_open_since(&mut writing, now - OPEN_FOR).await?;
        for (engineer, id, state) in &over {
            end(&mut writing, engineer, *id, pass(*state, Passing::Over), now).await?;
        }
        writing.commit().await?;
        Ok(over.len())
    }

    /// The prompt as it is to be sent now, if it still is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wanted(&self, to: &Actor, id: PromptId, now: DateTime<Utc>) -> Result<Wanted<Shows>, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(stored) = prompt::find_prompt(&mut reading, &to.workspace, id).await? else {
            return Ok(Wanted::No("gone"));
        };
        let Some(started) = prompt::find_started(&mut reading, to).await? else { return Ok(Wanted::No("stopped")) };
        let Some(until) = stored.send_until else { return Ok(Wanted::No("skipped")) };
        match sending(&started.seat, until, now) {
            Sending::Now => Ok(Wanted::Now(shows(&mut reading, stored).await?)),
            Sending::Later(at) => Ok(Wanted::Later(at.unwrap_or(until).min(until))),
            Sending::Never => Ok(Wanted::No("too late")),
        }
    }

    /// The prompt as its message is to look now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shown(&self, to: &Actor, id: PromptId) -> Result<Option<Shows>, StoreError> {
        let mut reading = self.store.read().await?;
        match prompt::find_prompt(&mut reading, &to.workspace, id).await? {
            Some(stored) if stored.engineer == *to => Ok(Some(shows(&mut reading, stored).await?)),
            _ => Ok(None),
        }
    }

    /// Does what a press on the prompt means, and has its message brought up to date.
    ///
    /// # Errors
    /// See [`PressError`]; nothing has changed then.
    pub async fn press(
        &self,
        by: &Actor,
        id: PromptId,
        pressed: Pressed,
        now: DateTime<Utc>,
    ) -> Result<(), PressError> {
        let mut writing = self.store.write().await?;
        let stored = prompt::find_prompt(&mut writing, &by.workspace, id).await?;
        let stored = stored.filter(|stored| stored.engineer == *by).ok_or(PressError::NotThere)?;
        let press = match pressed {
            Pressed::Button(press) => press,
            Pressed::PutOff(choice) => {
                let started = prompt::find_started(&mut writing, by).await?.ok_or(PressError::NotThere)?;
                Press::Snooze { until: snoozed_until(&started.seat, choice, now) }
            }
        };
        match act(&stored.prompt, &press, now)? {
            Step::Same => {}
            Step::Become(state) => prompt::update_state(&mut writing, id, state).await?,
            Step::Save { behaviour, then } => {
                let entry = self.save(&mut writing, by, &stored, &behaviour, now).await?;
                prompt::insert_answer(&mut writing, id, &behaviour, entry, now).await?;
                prompt::update_state(&mut writing, id, then).await?;
            }
            Step::Delete { entry, then } => {
                evidence::delete(&mut writing, by, entry, now).await?;
                prompt::delete_answer(&mut writing, id, entry).await?;
                prompt::update_state(&mut writing, id, then).await?;
            }
        }
        if let Press::Pause { until } = press {
            engineer::update_paused(&mut writing, by, Some(until)).await?;
        }
        delivery::update_stale(&mut writing, by, Kind::Prompt, id.0, now).await?;
        writing.commit().await.map_err(StoreError::from)?;
        self.evidence.changed(by);
        Ok(())
    }

    /// One tap is a complete answer: a dated entry without words, for whom the author's new entries are.
    async fn save(
        &self,
        writing: &mut Writing,
        by: &Actor,
        stored: &StoredPrompt,
        behaviour: &BehaviourId,
        now: DateTime<Utc>,
    ) -> Result<EntryId, PressError> {
        let offered = stored.offered.iter().find(|shown| shown.behaviour == *behaviour);
        let track = offered.map(|shown| shown.track.clone()).ok_or(PressError::NotThere)?;
        let form = format!("prompt {} {behaviour} {}", stored.id, now.timestamp_millis());
        Ok(evidence::insert_tapped(writing, by, &form, (track, behaviour.clone()), now).await?)
    }
}

/// Plans for one engineer until there is nothing more to do now.
async fn plan_one(
    writing: &mut Writing,
    library: &Library,
    started: &Started,
    mut known: Vec<Known>,
    planned: &mut Planned,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // Each round takes a week, and there are only so many.
    for _ in 0..=REMEMBERED {
        match plan(&started.seat, &history(&known), now) {
            Plan::Wait { .. } => return Ok(()),
            Plan::Skip { week, reason } => {
                let slot = NewSlot {
                    week,
                    skipped: Some(reason),
                    send_until: None,
                    pace: started.seat.pace,
                    offers_less: false,
                };
                let Some(id) = prompt::insert_slot(writing, &started.engineer, &slot, now).await? else {
                    return Ok(());
                };
                let slot = Slot { week, asked_at: None, snoozed_until: None };
                known.push(Known { engineer: started.engineer.clone(), id, state: State::Skipped, slot });
                planned.skipped += 1;
            }
            Plan::Ask { week, until, .. } => {
                if ask(writing, library, started, week, until, now).await? {
                    planned.asked += 1;
                    for earlier in &known {
                        replace(writing, earlier, now).await?;
                    }
                }
                return Ok(());
            }
            Plan::Remind { week, until } => {
                let Some(known) = known.iter().find(|known| known.slot.week == week) else { return Ok(()) };
                prompt::update_asked_again(writing, known.id, until, now).await?;
                prompt::update_state(writing, known.id, pass(known.state, Passing::Woken)).await?;
                promise_again(writing, &started.engineer, (Kind::Prompt, known.id.0), now).await?;
                planned.asked += 1;
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Takes the week, chooses what to offer, and promises the message: all or nothing.
async fn ask(
    writing: &mut Writing,
    library: &Library,
    started: &Started,
    week: Week,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let who = &started.engineer;
    let past = prompt::list_past(writing, who).await?;
    let (pace, offers_less) = match advise(&past, started.seat.pace) {
        Advice::Keep => (started.seat.pace, false),
        Advice::Offer => (started.seat.pace, true),
        Advice::Slow(pace) => (pace, false),
    };
    if pace != started.seat.pace {
        engineer::update_pace(writing, who, pace, now).await?;
    }
    let slot = NewSlot { week, skipped: None, send_until: Some(until), pace, offers_less };
    let Some(id) = prompt::insert_slot(writing, who, &slot, now).await? else { return Ok(false) };
    let (track, offered) = offered(writing, library, started, week).await?;
    prompt::insert_offered(writing, id, &track, &offered).await?;
    promise(writing, who, (Kind::Prompt, id.0), now, now).await
}

/// Three behaviours of their level; none where nobody said which level that is.
async fn offered(
    db: &mut Connection,
    library: &Library,
    started: &Started,
    week: Week,
) -> Result<(TrackId, Vec<BehaviourId>), StoreError> {
    let shelf =
        started.track.as_ref().and_then(|track| library.shelf(track)).unwrap_or_else(|| library.default_shelf());
    let framework = &shelf.framework;
    let Some(level) = started.level else { return Ok((framework.track.clone(), Vec::new())) };
    let asked = prompt::list_asked(db, &started.engineer).await?;
    Ok((framework.track.clone(), choose(framework, level, &[], &asked, week)))
}

/// An earlier prompt makes room for a new one.
async fn replace(writing: &mut Writing, earlier: &Known, now: DateTime<Utc>) -> Result<(), StoreError> {
    let then = pass(earlier.state, Passing::Newer);
    if then == earlier.state { Ok(()) } else { end(writing, &earlier.engineer, earlier.id, then, now).await }
}

fn history(known: &[Known]) -> Vec<Slot> {
    known.iter().map(|known| known.slot).collect()
}

async fn end(
    writing: &mut Writing,
    who: &Actor,
    id: PromptId,
    then: State,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    prompt::update_state(writing, id, then).await?;
    delivery::update_stale(writing, who, Kind::Prompt, id.0, now).await
}

async fn shows(db: &mut Connection, stored: StoredPrompt) -> Result<Shows, StoreError> {
    let who = &stored.engineer;
    let roster = roster::find_roster(db, &who.workspace, &who.member).await?;
    let found = engineer::find_engineer(db, who).await?;
    let started = prompt::find_started(db, who).await?;
    Ok(Shows {
        id: stored.id,
        shares: found.is_some_and(|found| found.shares_with(&roster)),
        managers: roster.manager_ids(),
        zone: started.map_or_else(|| "UTC".into(), |started| started.seat.zone),
        prompt: stored.prompt,
        offered: stored.offered,
        offers_less: stored.offers_less,
    })
}
