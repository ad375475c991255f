//! The weekly prompt: slots, what they offer, and the answers.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

mod past;
mod read;
mod schedule;
mod slots;

pub use past::{list_asked, list_past};
pub use read::{StoredPrompt, find_answered_by, find_prompt};
pub use schedule::{Started, find_schedule, find_started, list_started, list_zones};
pub use slots::{TakenSlot, find_newest, list_newest, list_open_since, list_slots, list_slots_of};

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, SqliteConnection};

use crate::domain::cadence::Week;
use crate::domain::ids::{Actor, BehaviourId, EntryId, PromptId, TrackId};
use crate::domain::prompt::{Frequency, Reason, State};
use crate::store::{StoreError, of_many, opaque_id};

/// A slot before it has an id.
#[derive(Clone, Debug)]
pub struct NewSlot {
    pub week: Week,
    /// Why it is skipped; `None` if it is asked.
    pub skipped: Option<Reason>,
    /// If it is asked: it isn't sent after this.
    pub send_until: Option<DateTime<Utc>>,
    pub frequency: Frequency,
    /// Whether it asks "Less often?".
    pub offers_less: bool,
}

/// Takes an engineer's week; `None` if it is already taken.
pub async fn insert_slot(
    db: &mut SqliteConnection,
    engineer: &Actor,
    slot: &NewSlot,
    now: DateTime<Utc>,
) -> Result<Option<PromptId>, StoreError> {
    let asked_at = slot.skipped.is_none().then(|| now.timestamp_millis());
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO prompt
            (id, workspace, engineer, week, state, reason, asked_at, send_until, pace, offers_less, created_at)
         VALUES ($11, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (workspace, engineer, week) DO NOTHING RETURNING id",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .bind(slot.week.to_string())
    .bind(if slot.skipped.is_some() { "skipped" } else { "asked" })
    .bind(slot.skipped.map(reason_name))
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

/// Rows per statement: each has four values, and SQLite takes 32,766.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Records what prompts offer, in the framework version that is served now.
pub async fn insert_offered(db: &mut SqliteConnection, all: &[Offered]) -> Result<(), StoreError> {
    let rows: Vec<_> =
        all.iter().flat_map(|offered| offered.behaviours.iter().zip(0_i64..).map(move |row| (offered, row))).collect();
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::new(
            "INSERT INTO prompt_behaviour (prompt_id, position, version_id, behaviour)
             SELECT o.column1, o.column2, s.version_id, o.column4 FROM (",
        );
        query.push_values(some, |mut row, (offered, (behaviour, position))| {
            row.push_bind(offered.prompt.0)
                .push_bind(position)
                .push_bind(offered.track.as_str())
                .push_bind(behaviour.as_str());
        });
        query.push(") AS o JOIN framework_served s ON s.track = o.column3");
        of_many(&mut query).execute(&mut *db).await?;
    }
    Ok(())
}

/// Sets a prompt's state.
pub async fn update_state(db: &mut SqliteConnection, id: PromptId, state: State) -> Result<(), StoreError> {
    let until = match state {
        State::Snoozed { until } | State::Paused { until } => Some(until.timestamp_millis()),
        _ => None,
    };
    sqlx::query("UPDATE prompt SET state = $2, state_until = $3 WHERE id = $1")
        .bind(id.0)
        .bind(state_name(state))
        .bind(until)
        .execute(db)
        .await?;
    Ok(())
}

/// Records that a snoozed prompt is asked again.
pub async fn update_asked_again(
    db: &mut SqliteConnection,
    id: PromptId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE prompt SET asked_at = $2, send_until = $3 WHERE id = $1")
        .bind(id.0)
        .bind(now.timestamp_millis())
        .bind(until.timestamp_millis())
        .execute(db)
        .await?;
    Ok(())
}

/// Records when a prompt was sent; until then, `asked_at` is when it was planned.
pub async fn update_sent(db: &mut SqliteConnection, id: PromptId, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE prompt SET asked_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(now.timestamp_millis())
        .execute(db)
        .await?;
    Ok(())
}

/// Records the answer to "Less often?".
pub async fn update_pace_chosen(
    db: &mut SqliteConnection,
    id: PromptId,
    frequency: Frequency,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE prompt SET pace_chosen = $2 WHERE id = $1")
        .bind(id.0)
        .bind(frequency.weeks())
        .execute(db)
        .await?;
    Ok(())
}

/// Records an answer.
pub async fn insert_answer(
    db: &mut SqliteConnection,
    id: PromptId,
    behaviour: &BehaviourId,
    entry: EntryId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO prompt_answer (prompt_id, behaviour, evidence_id, answered_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (prompt_id, behaviour) DO UPDATE SET evidence_id = excluded.evidence_id",
    )
    .bind(id.0)
    .bind(behaviour.as_str())
    .bind(entry.0)
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}

/// Removes an answer.
pub async fn delete_answer(db: &mut SqliteConnection, id: PromptId, entry: EntryId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM prompt_answer WHERE prompt_id = $1 AND evidence_id = $2")
        .bind(id.0)
        .bind(entry.0)
        .execute(db)
        .await?;
    Ok(())
}

fn reason_name(reason: Reason) -> &'static str {
    match reason {
        Reason::Missed => "missed",
        Reason::Paused => "paused",
        Reason::Away => "away",
    }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Asked => "asked",
        State::Answered => "answered",
        State::Nothing => "nothing",
        State::Snoozed { .. } => "snoozed",
        State::Paused { .. } => "paused",
        State::Expired => "expired",
        State::Replaced => "replaced",
        State::Skipped => "skipped",
    }
}

#[cfg(test)]
mod tests;
