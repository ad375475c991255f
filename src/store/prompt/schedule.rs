//! Who can be asked: engineers who pressed Start, with everything that decides when.

use chrono::{NaiveTime, Weekday};

use crate::domain::cadence::{PromptTime, Whereabouts};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{Actor, TrackId};
use crate::domain::prompt::{Away, PromptSchedule};
use crate::store::StoreError;
use crate::store::prompt::read::frequency;
use crate::store::query::{actor, level, one_by_one, optional_instant};
use crate::store::sql::{Connection, Row, query};

/// An engineer who can be asked, as far as planning needs to know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptCandidate {
    pub engineer: Actor,
    pub schedule: PromptSchedule,
    pub track: Option<TrackId>,
    pub level: Option<LevelNumber>,
}

/// Everyone who pressed Start.
pub async fn list_candidates(db: &mut Connection) -> Result<Vec<PromptCandidate>, StoreError> {
    let query = query(
        "SELECT e.workspace, e.engineer, e.eligible_since, e.weekday, e.minute_of_day, e.frequency_weeks, e.paused_until,
            e.zone AS chosen_zone, m.zone, m.is_deactivated, m.is_away, m.away_until, r.track, r.level,
            t.zone AS team_zone, t.prompt_weekday, t.prompt_minute
         FROM engineer e
         LEFT JOIN member m ON m.workspace = e.workspace AND m.member = e.engineer
         LEFT JOIN roster_engineer r ON r.workspace = e.workspace AND r.engineer = e.engineer
         LEFT JOIN team t ON t.id = r.team_id
         WHERE e.introduction = 'started' ORDER BY e.workspace, e.engineer",
    );
    one_by_one(query.fetch(db), candidate).await
}

/// The zones of everyone who is asked, with how many are in each; an empty name where none is known.
pub async fn list_zones(db: &mut Connection) -> Result<Vec<(String, usize)>, StoreError> {
    let rows = query(
        "SELECT COALESCE(e.zone, m.zone, '') AS their_zone, COUNT(*) AS engineers FROM engineer e
         LEFT JOIN member m ON m.workspace = e.workspace AND m.member = e.engineer
         WHERE e.introduction = 'started' AND COALESCE(m.is_deactivated, 0) = 0 GROUP BY COALESCE(e.zone, m.zone, '')",
    )
    .fetch_all(db)
    .await?;
    let zone = |row: &Row| {
        let count = usize::try_from(row.try_get::<i64>("engineers")?);
        Ok((row.try_get("their_zone")?, count.map_err(|_| StoreError::OutOfRange("number of engineers"))?))
    };
    rows.iter().map(zone).collect()
}

fn candidate(row: &Row) -> Result<PromptCandidate, StoreError> {
    let engineer = actor(row, "engineer")?;
    let team_prompt_time = prompt_time(row, "prompt_weekday", "prompt_minute")?.unwrap_or_default();
    let text = |column: &str| row.try_get::<Option<String>>(column);
    let whereabouts = Whereabouts { chosen: text("chosen_zone")?, slack: text("zone")?, team: text("team_zone")? };
    let schedule = PromptSchedule {
        member: engineer.member.clone(),
        zone: whereabouts.zone().unwrap_or_default().to_owned(),
        team_zone: whereabouts.team.unwrap_or_else(|| "UTC".into()),
        prompt_time: prompt_time(row, "weekday", "minute_of_day")?.unwrap_or(team_prompt_time),
        since: optional_instant(row, "eligible_since")?,
        frequency: frequency(row)?,
        paused_until: optional_instant(row, "paused_until")?,
        stopped: false,
        away: away(row)?,
        deactivated: row.try_get::<Option<bool>>("is_deactivated")?.unwrap_or(false),
    };
    Ok(PromptCandidate { engineer, schedule, track: text("track")?.map(TrackId::new), level: level(row)? })
}

/// A stored weekday and time, if prompts can be sent then.
pub(in crate::store) fn prompt_time(row: &Row, weekday: &str, minute: &str) -> Result<Option<PromptTime>, StoreError> {
    let weekday: Option<i64> = row.try_get(weekday)?;
    let minute: Option<i64> = row.try_get(minute)?;
    Ok(weekday.zip(minute).and_then(|(weekday, minute)| rhythm_of(weekday, minute)))
}

fn rhythm_of(weekday: i64, minute: i64) -> Option<PromptTime> {
    let weekday = Weekday::try_from(u8::try_from(weekday - 1).ok()?).ok()?;
    let minute = u32::try_from(minute).ok()?;
    PromptTime::new(weekday, NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?).ok()
}

pub(in crate::store) fn away(row: &Row) -> Result<Away, StoreError> {
    let until = optional_instant(row, "away_until")?;
    Ok(match (row.try_get::<Option<bool>>("is_away")?, until) {
        (Some(true), Some(until)) => Away::Until(until),
        (Some(true), None) => Away::Open,
        _ => Away::No,
    })
}
