//! Reads prompts.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::Week;
use crate::domain::evidence::BehaviourRef;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, BehaviourId, EntryId, MemberId, PromptId, ThemeId, TrackId, WorkspaceId};
use crate::domain::prompt::{Answer, Frequency, LessOften, Prompt, State};
use crate::store::{StoreError, instant};

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
    /// Whether it asks "Less often?".
    pub offers_less: bool,
    /// The answer to that.
    pub pace_chosen: Option<Frequency>,
}

impl StoredPrompt {
    /// Whether it asks "Less often?", and the answer.
    #[must_use]
    pub fn less_often(&self) -> LessOften {
        match (self.offers_less, self.pace_chosen) {
            (false, _) => LessOften::No,
            (true, None) => LessOften::Asked,
            (true, Some(frequency)) => LessOften::Chosen(frequency),
        }
    }
}

/// The prompt with this id, if it is in this workspace.
pub async fn find_prompt(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: PromptId,
) -> Result<Option<StoredPrompt>, StoreError> {
    let row = sqlx::query(
        "SELECT engineer, week, state, state_until, send_until, offers_less, pace_chosen FROM prompt
         WHERE workspace = $1 AND id = $2",
    )
    .bind(workspace.as_str())
    .bind(id.0)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let member = MemberId::new(row.try_get::<String, _>("engineer")?);
    Ok(Some(StoredPrompt {
        id,
        engineer: Actor { workspace: workspace.clone(), member },
        week: week(&row)?,
        prompt: Prompt { state: state(&row)?, answers: answers(db, id).await? },
        offered: offered(db, id).await?,
        send_until: millis(&row, "send_until")?,
        offers_less: row.try_get("offers_less")?,
        pace_chosen: row.try_get::<Option<i64>, _>("pace_chosen")?.map(frequency_of).transpose()?,
    }))
}

/// The prompt of this engineer that an entry answers.
pub async fn find_answered_by(
    db: &mut SqliteConnection,
    engineer: &Actor,
    entry: EntryId,
) -> Result<Option<PromptId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "SELECT p.id FROM prompt_answer a JOIN prompt p ON p.id = a.prompt_id
         WHERE a.evidence_id = $1 AND p.workspace = $2 AND p.engineer = $3",
    )
    .bind(entry.0)
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_optional(db)
    .await?;
    Ok(id.map(PromptId))
}

async fn answers(db: &mut SqliteConnection, id: PromptId) -> Result<Vec<Answer>, StoreError> {
    let rows = sqlx::query(
        "SELECT a.behaviour, a.evidence_id FROM prompt_answer a JOIN evidence e ON e.id = a.evidence_id
         WHERE a.prompt_id = $1 AND e.deleted_at IS NULL ORDER BY a.answered_at, a.behaviour",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?;
    let answer = |row: &SqliteRow| {
        let behaviour = BehaviourId::new(row.try_get::<String, _>("behaviour")?);
        Ok(Answer { behaviour, entry: EntryId(row.try_get("evidence_id")?) })
    };
    rows.iter().map(answer).collect()
}

async fn offered(db: &mut SqliteConnection, id: PromptId) -> Result<Vec<BehaviourRef>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.track, v.version, f.behaviour, f.theme, f.level, f.text FROM prompt_behaviour b
         JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour
         JOIN framework_version v ON v.id = b.version_id WHERE b.prompt_id = $1 ORDER BY b.position",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?;
    let shown = |row: &SqliteRow| {
        let level = u8::try_from(row.try_get::<i64, _>("level")?).map_err(|_| StoreError::OutOfRange("level"))?;
        Ok(BehaviourRef {
            track: TrackId::new(row.try_get::<String, _>("track")?),
            behaviour: BehaviourId::new(row.try_get::<String, _>("behaviour")?),
            theme: ThemeId::new(row.try_get::<String, _>("theme")?),
            level: LevelNumber(level),
            wording: row.try_get("text")?,
            version: row.try_get("version")?,
        })
    };
    rows.iter().map(shown).collect()
}

pub(super) fn actor(row: &SqliteRow) -> Result<Actor, StoreError> {
    let workspace = WorkspaceId::new(row.try_get::<String, _>("workspace")?);
    Ok(Actor { workspace, member: MemberId::new(row.try_get::<String, _>("engineer")?) })
}

pub(super) fn millis(row: &SqliteRow, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    row.try_get::<Option<i64>, _>(column)?.map(instant).transpose()
}

pub(super) fn frequency(row: &SqliteRow) -> Result<Frequency, StoreError> {
    frequency_of(row.try_get::<i64, _>("pace")?)
}

fn frequency_of(weeks: i64) -> Result<Frequency, StoreError> {
    match weeks {
        1 => Ok(Frequency::EveryWeek),
        2 => Ok(Frequency::EverySecondWeek),
        4 => Ok(Frequency::Monthly),
        _ => Err(StoreError::OutOfRange("pace")),
    }
}

pub(super) fn week(row: &SqliteRow) -> Result<Week, StoreError> {
    row.try_get::<String, _>("week")?.parse().map_err(|_| StoreError::OutOfRange("week"))
}

pub(super) fn state(row: &SqliteRow) -> Result<State, StoreError> {
    let until = || millis(row, "state_until")?.ok_or(StoreError::OutOfRange("end of a state"));
    Ok(match row.try_get::<String, _>("state")?.as_str() {
        "asked" => State::Asked,
        "answered" => State::Answered,
        "nothing" => State::Nothing,
        "snoozed" => State::Snoozed { until: until()? },
        "paused" => State::Paused { until: until()? },
        "expired" => State::Expired,
        "replaced" => State::Replaced,
        "skipped" => State::Skipped,
        _ => return Err(StoreError::OutOfRange("state of a prompt")),
    })
}
