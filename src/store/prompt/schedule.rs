//! Who can be asked: engineers who pressed Start, with everything that decides when.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::{PromptTime, Whereabouts, Zone};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, TrackId};
use crate::domain::prompt::{Away, PromptSchedule};
use crate::store::prompt::read::{actor, frequency, millis};
use crate::store::{StoreError, one_by_one};

/// An engineer, with everything that decides when they are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    pub engineer: Actor,
    pub schedule: PromptSchedule,
    pub track: Option<TrackId>,
    pub level: Option<LevelNumber>,
    /// When their team is asked.
    pub team_prompt_time: PromptTime,
}

macro_rules! started {
    ($which:literal) => {
        concat!(
            "SELECT e.workspace, e.engineer, e.introduction, e.since, e.weekday, e.minute, e.pace, e.paused_until, e.zone AS own_zone,
                m.zone, m.is_deactivated, m.is_away, m.away_until, r.track, r.level,
                t.zone AS team_zone, t.prompt_weekday, t.prompt_minute
             FROM engineer e
             LEFT JOIN member m ON m.workspace = e.workspace AND m.member = e.engineer
             LEFT JOIN roster_engineer r ON r.workspace = e.workspace AND r.engineer = e.engineer
             LEFT JOIN team t ON t.id = r.team_id WHERE ",
            $which
        )
    };
}

/// Everyone who pressed Start.
pub async fn list_started(db: &mut SqliteConnection) -> Result<Vec<Started>, StoreError> {
    let query = sqlx::query(started!("e.introduction = 'started' ORDER BY e.workspace, e.engineer"));
    one_by_one(query.fetch(db), started).await
}

/// The engineer, if they pressed Start.
pub async fn find_started(db: &mut SqliteConnection, engineer: &Actor) -> Result<Option<Started>, StoreError> {
    Ok(find_schedule(db, engineer).await?.filter(|started| !started.schedule.stopped))
}

/// The engineer, if they were ever introduced, whatever they decided.
pub async fn find_schedule(db: &mut SqliteConnection, engineer: &Actor) -> Result<Option<Started>, StoreError> {
    let row = sqlx::query(started!("e.workspace = $1 AND e.engineer = $2"))
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(started).transpose()
}

/// The zones of everyone who is asked, with how many are in each; an empty name where none is known.
pub async fn list_zones(db: &mut SqliteConnection) -> Result<Vec<(String, usize)>, StoreError> {
    let rows = sqlx::query(
        "SELECT COALESCE(e.zone, m.zone, '') AS their_zone, COUNT(*) AS engineers FROM engineer e
         LEFT JOIN member m ON m.workspace = e.workspace AND m.member = e.engineer
         WHERE e.introduction = 'started' AND COALESCE(m.is_deactivated, 0) = 0 GROUP BY COALESCE(e.zone, m.zone, '')",
    )
    .fetch_all(db)
    .await?;
    let zone = |row: &SqliteRow| {
        let count = usize::try_from(row.try_get::<i64, _>("engineers")?);
        Ok((row.try_get("their_zone")?, count.map_err(|_| StoreError::OutOfRange("number of engineers"))?))
    };
    rows.iter().map(zone).collect()
}

fn started(row: &SqliteRow) -> Result<Started, StoreError> {
    let engineer = actor(row)?;
    let team_prompt_time = prompt_time(row, "prompt_weekday", "prompt_minute")?.unwrap_or_default();
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let whereabouts = Whereabouts { chosen: text("own_zone")?, slack: text("zone")?, team: text("team_zone")? };
    let schedule = PromptSchedule {
        member: engineer.member.clone(),
        zone: whereabouts.zone().unwrap_or_default().to_owned(),
        team_zone: whereabouts.team.unwrap_or_else(|| "UTC".into()),
        prompt_time: prompt_time(row, "weekday", "minute")?.unwrap_or(team_prompt_time),
        since: millis(row, "since")?,
        frequency: frequency(row)?,
        paused_until: millis(row, "paused_until")?,
        stopped: row.try_get::<String, _>("introduction")? != "started",
        away: away(row)?,
        deactivated: row.try_get::<Option<bool>, _>("is_deactivated")?.unwrap_or(false),
    };
    let level = row.try_get::<Option<i64>, _>("level")?.map(u8::try_from).transpose();
    Ok(Started {
        engineer,
        schedule,
        track: text("track")?.map(TrackId::new),
        level: level.map_err(|_| StoreError::OutOfRange("level"))?.map(LevelNumber),
        team_prompt_time,
    })
}

/// A stored weekday and time, if prompts can be sent then.
fn prompt_time(row: &SqliteRow, weekday: &str, minute: &str) -> Result<Option<PromptTime>, StoreError> {
    let weekday: Option<i64> = row.try_get(weekday)?;
    let minute: Option<i64> = row.try_get(minute)?;
    Ok(weekday.zip(minute).and_then(|(weekday, minute)| rhythm_of(weekday, minute)))
}

fn rhythm_of(weekday: i64, minute: i64) -> Option<PromptTime> {
    let weekday = Weekday::try_from(u8::try_from(weekday - 1).ok()?).ok()?;
    let minute = u32::try_from(minute).ok()?;
    PromptTime::new(weekday, NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?).ok()
}

fn away(row: &SqliteRow) -> Result<Away, StoreError> {
    let until: Option<DateTime<Utc>> = millis(row, "away_until")?;
    Ok(match (row.try_get::<Option<bool>, _>("is_away")?, until) {
        (Some(true), Some(until)) => Away::Until(until),
        (Some(true), None) => Away::Open,
        _ => Away::No,
    })
}

impl Started {
    /// The rules of their zone.
    #[must_use]
    pub fn zone(&self) -> Zone {
        Zone::of(&self.schedule.zone, &self.schedule.team_zone)
    }
}
