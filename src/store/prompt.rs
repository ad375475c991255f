//! The weekly prompt: slots, what they offer, and the answers.

mod past;
mod read;
mod schedule;
mod slots;

pub use past::{list_asked, list_past};
pub(in crate::store) use read::frequency;
pub use read::{StoredPrompt, find_answered_by, find_prompt};
pub use schedule::{PromptCandidate, list_candidates, list_zones};
pub(in crate::store) use schedule::{away, prompt_time};
pub use slots::{TakenSlot, find_newest, list_newest, list_open_since, list_slots, list_slots_of};

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::ids::{Actor, BehaviourId, EntryId, PromptId, TrackId};
use crate::domain::prompt::{Frequency, PromptState, SkipReason};
use crate::store::lists::written;
use crate::store::sql::{Connection, query, query_scalar};
use crate::store::{StoreError, opaque_id};

/// A slot before it has an id.
#[derive(Clone, Debug)]
pub struct NewSlot {
    pub week: Week,
    /// Why it is skipped; `None` if it is asked.
    pub skipped: Option<SkipReason>,
    /// If it is asked: it isn't sent after this.
    pub send_until: Option<DateTime<Utc>>,
    pub frequency: Frequency,
    /// Whether it asks "Less often?".
    pub offers_less: bool,
}

/// Takes an engineer's week; `None` if it is already taken.
pub async fn insert_slot(
    db: &mut Connection,
    engineer: &Actor,
    slot: &NewSlot,
    now: DateTime<Utc>,
) -> Result<Option<PromptId>, StoreError> {
    let asked_at = slot.skipped.is_none().then(|| now.timestamp_millis());
    let id: Option<i64> = query_scalar(
        "INSERT INTO prompt
            (id, workspace, engineer, week, state, reason, asked_at, send_until, frequency_weeks, offers_less_often, created_at)
         VALUES ($11, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (workspace, engineer, week) DO NOTHING RETURNING id",
    )
    .bind_actor(engineer)
    .bind(slot.week.to_string())
    .bind(if slot.skipped.is_some() { "skipped" } else { "asked" })
    .bind(slot.skipped.map(<&str>::from))
    .bind(asked_at)
    .bind(slot.send_until.map(|until| until.timestamp_millis()))
    .bind(slot.frequency.weeks())
    .bind(slot.offers_less)
    .bind(now.timestamp_millis())
    .bind(opaque_id())
    .fetch_optional(db)
    .await?;
    Ok(id.map(PromptId))
}

/// What a prompt offers.
#[derive(Clone, Debug)]
pub struct Offered {
    pub prompt: PromptId,
    pub track: TrackId,
    /// In the order that it shows.
    pub behaviours: Vec<BehaviourId>,
}

/// Records what prompts offer, in the framework version that is served now.
pub async fn insert_offered(db: &mut Connection, all: &[Offered]) -> Result<(), StoreError> {
    let rows: Vec<_> = all
        .iter()
        .flat_map(|Offered { prompt, track, behaviours }| {
            behaviours.iter().enumerate().map(move |(position, behaviour)| (prompt.0, position, track, behaviour))
        })
        .collect();
    query(
        "INSERT INTO prompt_behaviour (prompt_id, position, version_id, behaviour)
         SELECT CAST(o.value ->> 0 AS BIGINT), CAST(o.value ->> 1 AS BIGINT), s.version_id, o.value ->> 3 FROM json_each($1) o
         JOIN framework_served s ON s.track = o.value ->> 2",
    )
    .bind(written("behaviours", rows)?)
    .run(db)
    .await
}

pub async fn update_state(db: &mut Connection, id: PromptId, state: PromptState) -> Result<(), StoreError> {
    let until = match state {
        PromptState::Snoozed { until } | PromptState::Paused { until } => Some(until.timestamp_millis()),
        _ => None,
    };
    query("UPDATE prompt SET state = $2, state_until = $3 WHERE id = $1")
        .bind(id.0)
        .bind(<&str>::from(state))
        .bind(until)
        .run(db)
        .await
}

/// Records that a snoozed prompt is asked again.
pub async fn update_asked_again(
    db: &mut Connection,
    id: PromptId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query("UPDATE prompt SET asked_at = $2, send_until = $3 WHERE id = $1")
        .bind(id.0)
        .bind(now.timestamp_millis())
        .bind(until.timestamp_millis())
        .run(db)
        .await
}

/// Records when a prompt was sent; until then, `asked_at` is when it was planned.
pub async fn update_sent(db: &mut Connection, id: PromptId, now: DateTime<Utc>) -> Result<(), StoreError> {
    query("UPDATE prompt SET asked_at = $2 WHERE id = $1").bind(id.0).bind(now.timestamp_millis()).run(db).await
}

pub async fn update_chosen_frequency(
    db: &mut Connection,
    id: PromptId,
    frequency: Frequency,
) -> Result<(), StoreError> {
    query("UPDATE prompt SET chosen_frequency_weeks = $2 WHERE id = $1")
        .bind(id.0)
        .bind(frequency.weeks())
        .run(db)
        .await
}

pub async fn insert_answer(
    db: &mut Connection,
    id: PromptId,
    behaviour: &BehaviourId,
    entry: EntryId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO prompt_answer (prompt_id, behaviour, evidence_id, answered_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (prompt_id, behaviour) DO UPDATE SET evidence_id = excluded.evidence_id",
    )
    .bind(id.0)
    .bind(behaviour.as_str())
    .bind(entry.0)
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

pub async fn delete_answer(db: &mut Connection, id: PromptId, entry: EntryId) -> Result<(), StoreError> {
    query("DELETE FROM prompt_answer WHERE prompt_id = $1 AND evidence_id = $2").bind(id.0).bind(entry.0).run(db).await
}

#[cfg(test)]
mod tests;
