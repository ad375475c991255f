//! The weeks that are dealt with, and their states: what planning needs to know.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::ids::{Actor, MemberId, PromptId, WorkspaceId};
use crate::domain::prompt::{PromptState, Slot};
use crate::store::StoreError;
use crate::store::lists::written;
use crate::store::prompt::past::by_engineer;
use crate::store::prompt::read::{state, week};
use crate::store::query::{actor, one_by_one, optional_instant};
use crate::store::sql::{Connection, Row, query};

/// A week that an engineer's slot has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenSlot {
    pub engineer: Actor,
    pub id: PromptId,
    pub state: PromptState,
    pub slot: Slot,
}

const OPEN_SINCE: &str = "SELECT workspace, engineer, id, state, state_until FROM prompt
    WHERE state IN ('asked', 'snoozed') AND asked_at <= $1 ORDER BY asked_at, id LIMIT 1000";

/// Engineer by engineer, so that older slots aren't read.
const NEWEST: &str = "SELECT p.workspace, p.engineer, p.id, p.week, p.state, p.state_until, p.asked_at FROM engineer e
    JOIN prompt p ON p.workspace = e.workspace AND p.engineer = e.engineer
        AND p.week = (SELECT MAX(n.week) FROM prompt n WHERE n.workspace = e.workspace AND n.engineer = e.engineer)
    WHERE e.introduction = 'started' ORDER BY e.workspace, e.engineer";

/// Prompts that still wait for an answer and were last asked at `before` or earlier, at most 1,000.
pub async fn list_open_since(
    db: &mut Connection,
    before: DateTime<Utc>,
) -> Result<Vec<(Actor, PromptId, PromptState)>, StoreError> {
    let rows = query(OPEN_SINCE).bind(before.timestamp_millis()).fetch_all(db).await?;
    rows.iter().map(|row| Ok((actor(row, "engineer")?, PromptId(row.try_get("id")?), state(row)?))).collect()
}

/// An engineer's newest prompt, and its state.
pub async fn find_newest(db: &mut Connection, engineer: &Actor) -> Result<Option<(PromptId, PromptState)>, StoreError> {
    let row = query(
        "SELECT id, state, state_until FROM prompt WHERE workspace = $1 AND engineer = $2 ORDER BY week DESC LIMIT 1",
    )
    .bind_actor(engineer)
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((PromptId(row.try_get("id")?), state(&row)?))).transpose()
}

/// The newest slot of everyone who pressed Start, by engineer.
pub async fn list_newest(db: &mut Connection) -> Result<Vec<TakenSlot>, StoreError> {
    one_by_one(query(NEWEST).fetch(db), known).await
}

/// The slots of these engineers from this week on, oldest first.
pub async fn list_slots(
    db: &mut Connection,
    workspace: &WorkspaceId,
    engineers: &[&MemberId],
    from: Week,
) -> Result<HashMap<MemberId, Vec<TakenSlot>>, StoreError> {
    let query = query(
        "SELECT p.workspace, p.engineer, p.id, p.week, p.state, p.state_until, p.asked_at FROM prompt p
         WHERE p.workspace = $1 AND p.engineer IN (SELECT value FROM json_each($2)) AND p.week >= $3
         ORDER BY p.engineer, p.week",
    );
    let query = query.bind(workspace.as_str()).bind(written("engineers", engineers)?).bind(from.to_string());
    by_engineer(query.fetch(db), known).await
}

/// The slots of an engineer's 12 newest weeks.
pub async fn list_slots_of(db: &mut Connection, engineer: &Actor) -> Result<Vec<Slot>, StoreError> {
    let rows = query(
        "SELECT week, state, state_until, asked_at FROM prompt WHERE workspace = $1 AND engineer = $2
         ORDER BY week DESC LIMIT 12",
    )
    .bind_actor(engineer)
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| slot(row, state(row)?)).collect()
}

fn known(row: &Row) -> Result<TakenSlot, StoreError> {
    let state = state(row)?;
    Ok(TakenSlot {
        engineer: actor(row, "engineer")?,
        id: PromptId(row.try_get("id")?),
        state,
        slot: slot(row, state)?,
    })
}

fn slot(row: &Row, state: PromptState) -> Result<Slot, StoreError> {
    let snoozed_until = if let PromptState::Snoozed { until } = state { Some(until) } else { None };
    Ok(Slot { week: week(row)?, asked_at: optional_instant(row, "asked_at")?, snoozed_until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn looking_for_what_is_due_takes_no_longer_for_what_is_long_over() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        let plan_of_open = plan(&mut db, OPEN_SINCE).await;
        assert!(matches!(&plan_of_open[..], [step] if step.contains("prompt_open (asked_at<?)")), "{plan_of_open:?}");
        let plan_of_newest = plan(&mut db, NEWEST).await;
        for of_each in ["p USING INDEX sqlite_autoindex_prompt_1 (workspace=? AND engineer=? AND week=?)", "SEARCH n"] {
            assert!(plan_of_newest.iter().any(|step| step.contains(of_each)), "{plan_of_newest:?}");
        }
    }
}
