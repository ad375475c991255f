//! Reads prompts.

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::{Actor, BehaviourId, EntryId, MemberId, PromptId, WorkspaceId};
use crate::domain::prompt::{Frequency, LessOften, Prompt, PromptAnswer, PromptState};
use crate::store::StoreError;
use crate::store::lists::list;
use crate::store::query::optional_instant;
use crate::store::sql::{Connection, Row, query, query_scalar};

/// A prompt with everything that its message shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPrompt {
    pub id: PromptId,
    pub engineer: Actor,
    pub week: Week,
    pub prompt: Prompt,
    /// What it offers, in the wording of its week.
    pub offered: Vec<BehaviourRef>,
    /// It isn't sent after this.
    pub send_until: Option<DateTime<Utc>>,
    /// Whether it asks "Less often?", and the answer.
    pub less_often: LessOften,
}

/// The prompt with this id, if it is in this workspace.
pub async fn find_prompt(
    db: &mut Connection,
    workspace: &WorkspaceId,
    id: PromptId,
) -> Result<Option<StoredPrompt>, StoreError> {
    let row = query(
        "SELECT engineer, week, state, state_until, send_until, offers_less_often, chosen_frequency_weeks FROM prompt
         WHERE workspace = $1 AND id = $2",
    )
    .bind(workspace.as_str())
    .bind(id.0)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let member = MemberId::new(row.try_get::<String>("engineer")?);
    Ok(Some(StoredPrompt {
        id,
        engineer: Actor { workspace: workspace.clone(), member },
        week: week(&row)?,
        prompt: Prompt { state: state(&row)?, answers: answers(db, id).await? },
        offered: offered(db, id).await?,
        send_until: optional_instant(&row, "send_until")?,
        less_often: match (row.try_get("offers_less_often")?, row.try_get("chosen_frequency_weeks")?) {
            (false, _) => LessOften::No,
            (true, None) => LessOften::Asked,
            (true, Some(weeks)) => LessOften::Chosen(frequency_of(weeks)?),
        },
    }))
}

/// The prompt of this engineer that an entry answers.
pub async fn find_answered_by(
    db: &mut Connection,
    engineer: &Actor,
    entry: EntryId,
) -> Result<Option<PromptId>, StoreError> {
    let id: Option<i64> = query_scalar(
        "SELECT p.id FROM prompt_answer a JOIN prompt p ON p.id = a.prompt_id
         WHERE a.evidence_id = $1 AND p.workspace = $2 AND p.engineer = $3",
    )
    .bind(entry.0)
    .bind_actor(engineer)
    .fetch_optional(db)
    .await?;
    Ok(id.map(PromptId))
}

async fn answers(db: &mut Connection, id: PromptId) -> Result<Vec<PromptAnswer>, StoreError> {
    let rows = query(
        "SELECT a.behaviour, a.evidence_id FROM prompt_answer a JOIN evidence e ON e.id = a.evidence_id
         WHERE a.prompt_id = $1 AND e.deleted_at IS NULL ORDER BY a.answered_at, a.behaviour",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?;
    let answer = |row: &Row| {
        let behaviour = BehaviourId::new(row.try_get::<String>("behaviour")?);
        Ok(PromptAnswer { behaviour, entry: EntryId(row.try_get("evidence_id")?) })
    };
    rows.iter().map(answer).collect()
}

async fn offered(db: &mut Connection, id: PromptId) -> Result<Vec<BehaviourRef>, StoreError> {
    let offered: String = query_scalar(
        "SELECT json_group_array(json_array(b.position, json_array(v.track, f.behaviour, f.theme, f.level, f.text, v.version)))
         FROM prompt_behaviour b
         JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour
         JOIN framework_version v ON v.id = b.version_id WHERE b.prompt_id = $1",
    )
    .bind(id.0)
    .fetch_one(db)
    .await?;
    let mut offered: Vec<(i64, BehaviourRef)> = list("behaviour of a prompt", &offered)?;
    offered.sort_unstable_by_key(|(position, _)| *position);
    Ok(offered.into_iter().map(|(_, behaviour)| behaviour).collect())
}

pub(in crate::store) fn frequency(row: &Row) -> Result<Frequency, StoreError> {
    frequency_of(row.try_get::<i64>("frequency_weeks")?)
}

fn frequency_of(weeks: i64) -> Result<Frequency, StoreError> {
    match weeks {
        1 => Ok(Frequency::EveryWeek),
        2 => Ok(Frequency::EverySecondWeek),
        4 => Ok(Frequency::Monthly),
        _ => Err(StoreError::OutOfRange("frequency of prompts")),
    }
}

pub(super) fn week(row: &Row) -> Result<Week, StoreError> {
    row.try_get::<String>("week")?.parse().map_err(|_| StoreError::OutOfRange("week"))
}

pub(super) fn state(row: &Row) -> Result<PromptState, StoreError> {
    let until = || optional_instant(row, "state_until")?.ok_or(StoreError::OutOfRange("end of a state"));
    Ok(match row.try_get::<String>("state")?.as_str() {
        "asked" => PromptState::Asked,
        "answered" => PromptState::Answered,
        "nothing" => PromptState::Nothing,
        "snoozed" => PromptState::Snoozed { until: until()? },
        "paused" => PromptState::Paused { until: until()? },
        "expired" => PromptState::Expired,
        "replaced" => PromptState::Replaced,
        "skipped" => PromptState::Skipped,
        _ => return Err(StoreError::OutOfRange("state of a prompt")),
    })
}
