//! Who is asked now: everybody is looked at, and whoever is due gets a slot and a promise in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::delivery::Kind;
use crate::domain::ids::{Actor, BehaviourId, PromptId, TrackId};
use crate::domain::lookup::Library;
use crate::domain::prompt::{Advice, OPEN_FOR, Passing, Plan, Reason, Slot, State, advise, choose, pass, plan};
use crate::services::deliveries::{promise, promise_again};
use crate::services::prompts::Prompts;
use crate::store::prompt::{self, Known, NewSlot, Started};
use crate::store::{Connection, StoreError, Writing, delivery, engineer};

/// Slots that are older decide nothing any more.
const REMEMBERED: u32 = 12;
/// So many people are planned for in one transaction, so that nobody who presses a button waits long.
const AT_ONCE: usize = 200;

/// What came of planning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// So many prompts are promised.
    pub asked: usize,
    /// So many weeks went by without one.
    pub skipped: usize,
    /// So many of those because the bot was not there in time.
    pub missed: usize,
}

impl Prompts {
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
                planned.missed += usize::from(reason == Reason::Missed);
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
        engineer::update_pace(writing, who, pace).await?;
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
