//! Each engineer's decisions about the bot, and their settings.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use chrono::{DateTime, Timelike, Utc};
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::PromptTime;
use crate::domain::dates::DateLanguage;
use crate::domain::ids::Actor;
use crate::domain::introduction::Introduction;
use crate::domain::prompt::Frequency;
use crate::domain::roster::{Roster, Tenure};
use crate::store::StoreError;

/// One engineer's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engineer {
    pub introduction: Introduction,
    /// How often they were introduced.
    pub times: i64,
    /// The newest manager who sees their new entries.
    pub shares_up_to: Tenure,
    /// The zone they chose themselves.
    pub zone: Option<String>,
    pub language: DateLanguage,
}

impl Engineer {
    /// Whether a new entry starts out visible to their managers: if they had all of these managers when they chose so.
    #[must_use]
    pub fn shares_with(&self, roster: &Roster) -> bool {
        !roster.managers.is_empty() && roster.newest() <= self.shares_up_to
    }
}

/// An engineer's row, if they were ever introduced.
pub async fn find_engineer(db: &mut SqliteConnection, engineer: &Actor) -> Result<Option<Engineer>, StoreError> {
    let row = sqlx::query(
        "SELECT introduction, times, shares_up_to, zone, date_language FROM engineer
         WHERE workspace = $1 AND engineer = $2",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let name: String = row.try_get("introduction")?;
    let introduction = Introduction::ALL.into_iter().find(|introduction| introduction.name() == name);
    Ok(Some(Engineer {
        introduction: introduction.ok_or(StoreError::OutOfRange("introduction"))?,
        times: row.try_get("times")?,
        shares_up_to: Tenure(row.try_get("shares_up_to")?),
        zone: row.try_get("zone")?,
        language: language(&row.try_get::<String, _>("date_language")?)?,
    }))
}

/// The language in which a person reads dates; the default if they never chose.
pub async fn find_date_language(db: &mut SqliteConnection, reader: &Actor) -> Result<DateLanguage, StoreError> {
    let code: Option<String> =
        sqlx::query_scalar("SELECT date_language FROM engineer WHERE workspace = $1 AND engineer = $2")
            .bind(reader.workspace.as_str())
            .bind(reader.member.as_str())
            .fetch_optional(db)
            .await?;
    code.as_deref().map_or(Ok(DateLanguage::default()), language)
}

fn language(code: &str) -> Result<DateLanguage, StoreError> {
    DateLanguage::of_code(code).ok_or(StoreError::OutOfRange("date language"))
}

/// Records that an engineer is introduced once more; returns how often that makes.
pub async fn update_asked(db: &mut SqliteConnection, engineer: &Actor) -> Result<i64, StoreError> {
    let times = sqlx::query_scalar(
        "INSERT INTO engineer (workspace, engineer, introduction, times) VALUES ($1, $2, 'asked', 1)
         ON CONFLICT (workspace, engineer) DO UPDATE SET introduction = 'asked', times = engineer.times + 1
         RETURNING times",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .fetch_one(db)
    .await?;
    Ok(times)
}

/// Records an engineer's decision.
pub async fn update_introduction(
    db: &mut SqliteConnection,
    engineer: &Actor,
    introduction: Introduction,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE engineer SET introduction = $3, decided_at = $4,
            since = CASE WHEN $3 = 'started' THEN $4 ELSE since END WHERE workspace = $1 AND engineer = $2",
    )
    .bind(engineer.workspace.as_str())
    .bind(engineer.member.as_str())
    .bind(introduction.name())
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}

/// Sets how often an engineer is asked.
pub async fn update_pace(db: &mut SqliteConnection, engineer: &Actor, frequency: Frequency) -> Result<(), StoreError> {
    sqlx::query("UPDATE engineer SET pace = $3 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(frequency.weeks())
        .execute(db)
        .await?;
    Ok(())
}

/// Sets the weekday and time that an engineer chose; `None` means their team's.
pub async fn update_rhythm(
    db: &mut SqliteConnection,
    engineer: &Actor,
    prompt_time: Option<PromptTime>,
) -> Result<(), StoreError> {
    let minute = |prompt_time: PromptTime| i64::from(prompt_time.time().num_seconds_from_midnight() / 60);
    sqlx::query("UPDATE engineer SET weekday = $3, minute = $4 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(prompt_time.map(|prompt_time| i64::from(prompt_time.weekday().number_from_monday())))
        .bind(prompt_time.map(minute))
        .execute(db)
        .await?;
    Ok(())
}

/// Sets the time from which an engineer may be asked.
pub async fn update_since(db: &mut SqliteConnection, engineer: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE engineer SET since = $3 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(now.timestamp_millis())
        .execute(db)
        .await?;
    Ok(())
}

/// Sets the time until which an engineer isn't asked.
pub async fn update_paused(
    db: &mut SqliteConnection,
    engineer: &Actor,
    until: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE engineer SET paused_until = $3 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(until.map(|until| until.timestamp_millis()))
        .execute(db)
        .await?;
    Ok(())
}

/// Sets who sees an engineer's new entries: managers up to this tenure, and no one for tenure 0.
pub async fn update_shares(db: &mut SqliteConnection, engineer: &Actor, up_to: Tenure) -> Result<(), StoreError> {
    sqlx::query("UPDATE engineer SET shares_up_to = $3 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(up_to.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Sets the zone that an engineer chose.
pub async fn update_own_zone(db: &mut SqliteConnection, engineer: &Actor, zone: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE engineer SET zone = $3 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(zone)
        .execute(db)
        .await?;
    Ok(())
}

/// Sets the language in which an engineer reads dates.
pub async fn update_date_language(
    db: &mut SqliteConnection,
    engineer: &Actor,
    language: DateLanguage,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE engineer SET date_language = $3 WHERE workspace = $1 AND engineer = $2")
        .bind(engineer.workspace.as_str())
        .bind(engineer.member.as_str())
        .bind(language.code())
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{MemberId, WorkspaceId};
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn what_an_engineer_decides_comes_back(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let ana = Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") };
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        assert_eq!(find_engineer(&mut db, &ana).await.unwrap(), None);
        assert_eq!(update_asked(&mut db, &ana).await.unwrap(), 1);
        let asked = Engineer {
            introduction: Introduction::Asked,
            times: 1,
            shares_up_to: Tenure(0),
            zone: None,
            language: DateLanguage::English,
        };
        assert_eq!(find_engineer(&mut db, &ana).await.unwrap(), Some(asked.clone()));
        for introduction in Introduction::ALL {
            update_introduction(&mut db, &ana, introduction, now).await.unwrap();
            let expected = Engineer { introduction, ..asked.clone() };
            assert_eq!(find_engineer(&mut db, &ana).await.unwrap(), Some(expected));
        }
        update_shares(&mut db, &ana, Tenure(7)).await.unwrap();
        update_own_zone(&mut db, &ana, "Asia/Tokyo").await.unwrap();
        assert_eq!(update_asked(&mut db, &ana).await.unwrap(), 2);
        let expected = Engineer { times: 2, shares_up_to: Tenure(7), zone: Some("Asia/Tokyo".into()), ..asked };
        assert_eq!(find_engineer(&mut db, &ana).await.unwrap(), Some(expected.clone()));
        for language in DateLanguage::ALL {
            update_date_language(&mut db, &ana, language).await.unwrap();
            let expected = Engineer { language, ..expected.clone() };
            assert_eq!(find_engineer(&mut db, &ana).await.unwrap(), Some(expected));
            assert_eq!(find_date_language(&mut db, &ana).await.unwrap(), language);
        }
        let ben = Actor { member: MemberId::new("UBEN"), ..ana };
        assert_eq!(find_date_language(&mut db, &ben).await.unwrap(), DateLanguage::English);
    }
}
