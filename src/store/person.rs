//! One person: everything that decides how the bot treats them is loaded at once, and their preferences are saved at
//! once.

use chrono::Timelike as _;

use crate::domain::cadence::PromptTime;
use crate::domain::ids::{Actor, TrackId};
use crate::domain::member::Profile;
use crate::domain::person::{Person, Preferences, TeamDefaults};
use crate::domain::roster::{Assignment, Manager, Tenure};
use crate::store::StoreError;
use crate::store::lists::column;
use crate::store::prompt::{away, frequency, prompt_time};
use crate::store::query::{level, optional_instant};
use crate::store::sql::{Connection, Row, query};

/// Every table is found by its key.
const PERSON: &str = "
    SELECT e.introduction, e.introduction_count, e.decided_at, e.eligible_since, e.weekday, e.minute_of_day,
        e.frequency_weeks, e.paused_until, e.shares_up_to, e.zone AS chosen_zone, e.date_language,
        m.zone, m.fetched_at, m.is_admin, m.is_guest, m.is_deactivated, m.is_away, m.away_until,
        r.track, r.level, t.zone AS team_zone, t.prompt_weekday, t.prompt_minute,
        (SELECT json_group_array(json_array(b.manager, b.tenure)) FROM roster_manager b
            WHERE b.workspace = who.workspace AND b.engineer = who.member) AS managers
    FROM (SELECT $1 AS workspace, $2 AS member) AS who
    LEFT JOIN engineer e ON e.workspace = who.workspace AND e.engineer = who.member
    LEFT JOIN member m ON m.workspace = who.workspace AND m.member = who.member
    LEFT JOIN roster_engineer r ON r.workspace = who.workspace AND r.engineer = who.member
    LEFT JOIN team t ON t.id = r.team_id";

/// What is known about a person; for a stranger, nothing.
pub async fn find_person(db: &mut Connection, who: &Actor) -> Result<Person, StoreError> {
    let row = query(PERSON).bind_actor(who).fetch_one(db).await?;
    Ok(Person {
        who: who.clone(),
        preferences: preferences(&row)?,
        slack: optional_instant(&row, "fetched_at")?.map(|at| Ok::<_, StoreError>((profile(&row)?, at))).transpose()?,
        assignment: assignment(&row)?,
        team: team(&row)?,
    })
}

/// Saves a person's preferences. What Slack and the roster say is saved where it is learned.
pub async fn update_preferences(db: &mut Connection, person: &Person) -> Result<(), StoreError> {
    let Some(preferences) = &person.preferences else { return Ok(()) };
    let minute = |time: PromptTime| time.time().num_seconds_from_midnight() / 60;
    query(
        "INSERT INTO engineer (workspace, engineer, introduction, introduction_count, decided_at, eligible_since,
            weekday, minute_of_day, frequency_weeks, paused_until, shares_up_to, zone, date_language)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (workspace, engineer) DO UPDATE SET introduction = $3, introduction_count = $4, decided_at = $5,
            eligible_since = $6, weekday = $7, minute_of_day = $8, frequency_weeks = $9, paused_until = $10,
            shares_up_to = $11, zone = $12, date_language = $13",
    )
    .bind_actor(&person.who)
    .bind(preferences.introduction.as_ref())
    .bind(preferences.introduction_count)
    .bind(preferences.decided_at.map(|at| at.timestamp_millis()))
    .bind(preferences.eligible_since.map(|since| since.timestamp_millis()))
    .bind(preferences.prompt_time.map(|time| time.weekday().number_from_monday()))
    .bind(preferences.prompt_time.map(minute))
    .bind(preferences.frequency.weeks())
    .bind(preferences.paused_until.map(|until| until.timestamp_millis()))
    .bind(preferences.shares_up_to.0)
    .bind(preferences.zone.as_deref())
    .bind(preferences.language.as_ref())
    .run(db)
    .await
}

fn preferences(row: &Row) -> Result<Option<Preferences>, StoreError> {
    let Some(name) = row.try_get::<Option<String>>("introduction")? else { return Ok(None) };
    let language: &str = row.try_get("date_language")?;
    Ok(Some(Preferences {
        introduction: name.parse().map_err(|_| StoreError::OutOfRange("introduction"))?,
        introduction_count: row.try_get("introduction_count")?,
        decided_at: optional_instant(row, "decided_at")?,
        eligible_since: optional_instant(row, "eligible_since")?,
        prompt_time: prompt_time(row, "weekday", "minute_of_day")?,
        frequency: frequency(row)?,
        paused_until: optional_instant(row, "paused_until")?,
        shares_up_to: Tenure(row.try_get("shares_up_to")?),
        zone: row.try_get("chosen_zone")?,
        language: language.parse().map_err(|_| StoreError::OutOfRange("date language"))?,
    }))
}

fn profile(row: &Row) -> Result<Profile, StoreError> {
    Ok(Profile {
        zone: row.try_get::<Option<String>>("zone")?.filter(|zone| !zone.is_empty()),
        is_admin: row.try_get("is_admin")?,
        is_guest: row.try_get("is_guest")?,
        is_deactivated: row.try_get("is_deactivated")?,
        away: away(row)?,
        ..Profile::default()
    })
}

fn assignment(row: &Row) -> Result<Assignment, StoreError> {
    let mut managers: Vec<Manager> = column(row, "managers")?;
    managers.sort_unstable();
    Ok(Assignment { managers, track: row.try_get::<Option<String>>("track")?.map(TrackId::new), level: level(row)? })
}

fn team(row: &Row) -> Result<Option<TeamDefaults>, StoreError> {
    let Some(zone) = row.try_get("team_zone")? else { return Ok(None) };
    let prompt_time = prompt_time(row, "prompt_weekday", "prompt_minute")?.unwrap_or_default();
    Ok(Some(TeamDefaults { zone, prompt_time }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dates::DateLanguage;
    use crate::domain::framework::LevelNumber;
    use crate::domain::ids::{MemberId, WorkspaceId};
    use crate::domain::introduction::Introduction;
    use crate::domain::prompt::{Away, Frequency};
    use crate::domain::roster::{RosterEngineer, TeamName, WeeklyTime};
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;
    use crate::store::{member, people, team};
    use chrono::{DateTime, NaiveTime, Utc, Weekday};
    use rstest::rstest;
    use strum::VariantArray as _;

    fn ana() -> Actor {
        Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
    }

    #[rstest]
    #[tokio::test]
    async fn what_an_engineer_decides_and_sets_comes_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let mut person = find_person(&mut db, &ana()).await.unwrap();
        assert_eq!((&person.preferences, &person.slack, person.shares()), (&None, &None, false));
        assert_eq!((person.language(), person.schedule()), (DateLanguage::English, None));
        for count in 1..=2 {
            assert_eq!(person.introduce().introduction_count, count);
            update_preferences(&mut db, &person).await.unwrap();
            assert_eq!(find_person(&mut db, &ana()).await.unwrap(), person);
        }
        for (introduction, eligible_since) in
            Introduction::VARIANTS.iter().copied().zip([None, Some(1), Some(1), Some(1)])
        {
            let preferences = person.preferences.as_mut().unwrap();
            preferences.decide(introduction, at(if introduction == Introduction::Started { 1 } else { 2 }));
            assert_eq!(preferences.eligible_since, eligible_since.map(at));
            update_preferences(&mut db, &person).await.unwrap();
            assert_eq!(find_person(&mut db, &ana()).await.unwrap(), person);
        }
        let ten = PromptTime::new(Weekday::Tue, NaiveTime::from_hms_opt(10, 0, 0).unwrap()).unwrap();
        let languages = DateLanguage::VARIANTS
            .iter()
            .copied()
            .zip([Frequency::EverySecondWeek, Frequency::Monthly].into_iter().cycle());
        for (language, frequency) in languages {
            let preferences = person.preferences.as_mut().unwrap();
            preferences.choose_frequency(frequency, at(3));
            (preferences.prompt_time, preferences.paused_until) = (Some(ten), Some(at(900)));
            (preferences.shares_up_to, preferences.zone) = (Tenure(7), Some("Asia/Tokyo".to_owned()));
            preferences.language = language;
            update_preferences(&mut db, &person).await.unwrap();
            assert_eq!(find_person(&mut db, &ana()).await.unwrap(), person);
        }
        let ben = Actor { member: MemberId::new("UBEN"), ..ana() };
        assert_eq!(find_person(&mut db, &ben).await.unwrap().preferences, None);
    }

    #[rstest]
    #[tokio::test]
    async fn what_slack_said_last_is_known(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let Actor { workspace: here, member: member_id } = ana();
        let at_work = Profile { zone: Some("Europe/Lisbon".into()), ..Profile::default() };
        let away =
            Profile { zone: Some("Asia/Tokyo".into()), is_admin: true, away: Away::Until(at(0)), ..Profile::default() };
        let left = Profile { zone: None, is_deactivated: true, away: Away::Open, ..Profile::default() };
        for (profile, zone) in [(at_work, "Europe/Lisbon"), (away, "Asia/Tokyo"), (left, "Asia/Tokyo")] {
            member::update_profile(&mut db, &here, &member_id, &profile, at(0)).await.unwrap();
            let person = find_person(&mut db, &ana()).await.unwrap();
            assert_eq!((person.whereabouts().zone(), person.fetched_at()), (Some(zone), Some(at(0))));
            assert_eq!(person.slack, Some((Profile { zone: Some(zone.into()), ..profile }, at(0))));
        }
        let elsewhere = find_person(&mut db, &Actor { workspace: WorkspaceId::new("T2"), ..ana() }).await.unwrap();
        assert_eq!((elsewhere.whereabouts(), elsewhere.slack), (crate::domain::cadence::Whereabouts::default(), None));
    }

    #[rstest]
    #[tokio::test]
    async fn what_the_roster_says_comes_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let Actor { workspace: here, member: member_id } = ana();
        assert_eq!(find_person(&mut db, &ana()).await.unwrap().assignment, Assignment::default());
        let name = TeamName::new("Payments");
        let payments = team::insert_team(&mut db, &here, &name, None, "Europe/London").await.unwrap();
        let prompt = WeeklyTime::from_numbers(2, 600).unwrap();
        team::update_team(&mut db, payments, &name, None, prompt).await.unwrap();
        let track = TrackId::new("backend");
        let known =
            RosterEngineer { track: Some(track.clone()), level: Some(LevelNumber(3)), ..RosterEngineer::default() };
        people::update_engineers(&mut db, &here, &[(&member_id, &known, Some(payments))]).await.unwrap();
        let (kim, priya) = (MemberId::new("UKIM"), MemberId::new("UPRIYA"));
        people::insert_managers(&mut db, &here, &[(&member_id, &priya), (&member_id, &kim)]).await.unwrap();
        let mut person = find_person(&mut db, &ana()).await.unwrap();
        assert_eq!(person.assignment.manager_ids(), [kim, priya]);
        assert_eq!((&person.assignment.track, person.assignment.level), (&Some(track), Some(LevelNumber(3))));
        let preferences = person.introduce();
        preferences.zone = Some("Pacific/Auckland".to_owned());
        let whereabouts = person.whereabouts();
        assert_eq!(
            (whereabouts.zone(), whereabouts.team.as_deref()),
            (Some("Pacific/Auckland"), Some("Europe/London"))
        );
        let ten = PromptTime::new(Weekday::Tue, NaiveTime::from_hms_opt(10, 0, 0).unwrap()).unwrap();
        assert_eq!(person.schedule().unwrap().prompt_time, ten);
        people::update_engineers(&mut db, &here, &[(&member_id, &RosterEngineer::default(), None)]).await.unwrap();
        let person = find_person(&mut db, &ana()).await.unwrap();
        assert_eq!((person.assignment.track, person.assignment.level, person.team), (None, None, None));
    }

    #[tokio::test]
    async fn a_person_is_found_without_reading_other_peoples_rows() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        let plan = plan(&mut db, PERSON).await;
        assert!(
            plan.iter().all(|step| step == "SCAN who" || step == "SCAN CONSTANT ROW" || !step.starts_with("SCAN")),
            "{plan:#?}"
        );
    }
}
