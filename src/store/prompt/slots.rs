//! The weeks that are dealt with, and what became of them: what planning has to know.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::Week;
use crate::domain::ids::{Actor, BehaviourId, EntryId, PromptId};
use crate::domain::prompt::{Answer, Asked, Outcome, Past, Prompt, Slot, State};
use crate::store::StoreError;
use crate::store::prompt::read::{actor, millis, pace, state, week};

/// A week that somebody's slot has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Whose.
    pub engineer: Actor,
    /// The prompt.
    pub id: PromptId,
    /// What it is like.
    pub state: State,
    /// What planning has to know of it.
    pub slot: Slot,
}

/// Prompts that still wait for an answer and were last asked at `before` or earlier.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_open_since(
    db: &mut SqliteConnection,
    before: DateTime<Utc>,
) -> Result<Vec<(Actor, PromptId, State)>, StoreError> {
    let rows = sqlx::query(
        "SELECT workspace, engineer, id, state, state_until FROM prompt
         WHERE state IN ('asked', 'snoozed') AND asked_at <= $1 ORDER BY id LIMIT 1000",
    )
    .bind(before.timestamp_millis())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok((actor(row)?, PromptId(row.try_get("id")?), state(row)?))).collect()
}

/// One engineer's newest prompt, and what it is like.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn find_newest(db: &mut SqliteConnection, engineer: &Actor) -> Result<Option<(PromptId, State)>, StoreError> {
    let row = sqlx::query(
        "SELECT id, state, state_until FROM prompt WHERE workspace = $1 AND engineer = $2 ORDER BY week DESC LIMIT 1",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((PromptId(row.try_get("id")?), state(&row)?))).transpose()
}

/// The slots of everybody's weeks from this one on, by engineer.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_slots(db: &mut SqliteConnection, from: Week) -> Result<Vec<Known>, StoreError> {
    let rows = sqlx::query(
        "SELECT workspace, engineer, id, week, state, state_until, asked_at FROM prompt WHERE week >= $1
         ORDER BY workspace, engineer, week",
    )
    .bind(from.to_string())
    .fetch_all(db)
    .await?;
    let known = |row: &SqliteRow| {
        let state = state(row)?;
        let slot = slot(row, state)?;
        Ok(Known { engineer: actor(row)?, id: PromptId(row.try_get("id")?), state, slot })
    };
    rows.iter().map(known).collect()
}

/// The slots of one engineer's newest weeks.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_slots_of(db: &mut SqliteConnection, engineer: &Actor) -> Result<Vec<Slot>, StoreError> {
    let rows = sqlx::query(
        "SELECT week, state, state_until, asked_at FROM prompt WHERE workspace = $1 AND engineer = $2
         ORDER BY week DESC LIMIT 12",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| slot(row, state(row)?)).collect()
}

/// What one engineer was asked before, newest week first, so many prompts back.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_asked(db: &mut SqliteConnection, engineer: &Actor) -> Result<Vec<Asked>, StoreError> {
    let rows = sqlx::query(
        "SELECT b.behaviour, p.week FROM prompt p JOIN prompt_behaviour b ON b.prompt_id = p.id
         WHERE p.workspace = $1 AND p.engineer = $2 ORDER BY p.week DESC, b.position",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_all(db)
    .await?;
    let asked = |row: &SqliteRow| {
        Ok(Asked { behaviour: BehaviourId::new(row.try_get::<String, _>("behaviour")?), week: week(row)? })
    };
    rows.iter().map(asked).collect()
}

/// What became of one engineer's prompts, oldest first, as far as their pace depends on it.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_past(db: &mut SqliteConnection, engineer: &Actor) -> Result<Vec<Past>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.state, p.state_until, p.pace, p.offers_less, p.pace_chosen,
            (SELECT COUNT(*) FROM prompt_answer a WHERE a.prompt_id = p.id) AS answers
         FROM prompt p WHERE p.workspace = $1 AND p.engineer = $2 ORDER BY p.week DESC LIMIT 12",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_all(db)
    .await?;
    let past = |row: &SqliteRow| {
        let has_answers = row.try_get::<i64, _>("answers")? > 0;
        let answers = if has_answers { vec![any_answer()] } else { Vec::new() };
        // Whoever says how often they want to be asked has not ignored the question.
        let outcome = match row.try_get::<Option<i64>, _>("pace_chosen")? {
            Some(_) => Outcome::Answered,
            None => Prompt { state: state(row)?, answers }.outcome(),
        };
        Ok(Past { outcome, pace: pace(row)?, offered: row.try_get("offers_less")? })
    };
    rows.iter().rev().map(past).collect()
}

/// Only that there is one counts.
fn any_answer() -> Answer {
    Answer { behaviour: BehaviourId::new(""), entry: EntryId(0) }
}

fn slot(row: &SqliteRow, state: State) -> Result<Slot, StoreError> {
    let snoozed_until = if let State::Snoozed { until } = state { Some(until) } else { None };
    Ok(Slot { week: week(row)?, asked_at: millis(row, "asked_at")?, snoozed_until })
}
