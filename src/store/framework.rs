//! The framework's rows: every version that was ever served, and which one is served now.

use chrono::{DateTime, Utc};

use crate::domain::framework::{Behaviour, Cell, Framework, Level, LevelNumber, Theme};
use crate::domain::ids::{BehaviourId, ThemeId, TrackId};
use crate::store::StoreError;
use crate::store::lists::{column, written};
use crate::store::sql::{Connection, query, query_scalar};

/// Every track that is served, ordered by track.
pub async fn list_served(db: &mut Connection) -> Result<Vec<Framework>, StoreError> {
    let versions = query(
        "SELECT v.id, v.track, v.version, v.name, v.aliases, v.introduction
         FROM framework_served s JOIN framework_version v ON v.id = s.version_id
         ORDER BY v.track",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut frameworks = Vec::with_capacity(versions.len());
    for row in versions {
        let version_id: i64 = row.try_get("id")?;
        let themes = list_themes(db, version_id).await?;
        let levels = list_levels(db, version_id, &themes).await?;
        frameworks.push(Framework {
            track: TrackId::new(row.try_get::<String>("track")?),
            name: row.try_get("name")?,
            version: row.try_get("version")?,
            aliases: column(&row, "aliases")?,
            themes,
            levels,
            introduction: column(&row, "introduction")?,
        });
    }
    Ok(frameworks)
}

async fn list_themes(db: &mut Connection, version_id: i64) -> Result<Vec<Theme>, StoreError> {
    let rows = query(
        "SELECT theme, name, aliases, emoji, meaning FROM framework_theme WHERE version_id = $1 ORDER BY position",
    )
    .bind(version_id)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Theme {
                id: ThemeId::new(row.try_get::<String>("theme")?),
                name: row.try_get("name")?,
                aliases: column(row, "aliases")?,
                emoji: row.try_get("emoji")?,
                meaning: row.try_get("meaning")?,
            })
        })
        .collect()
}

async fn list_levels(db: &mut Connection, version_id: i64, themes: &[Theme]) -> Result<Vec<Level>, StoreError> {
    let numbers: Vec<i64> = query_scalar("SELECT level FROM framework_level WHERE version_id = $1 ORDER BY level")
        .bind(version_id)
        .fetch_all(&mut *db)
        .await?;
    let mut levels = Vec::with_capacity(numbers.len());
    for number in numbers {
        let number = LevelNumber(u8::try_from(number).map_err(|_| StoreError::OutOfRange("level"))?);
        let cells = themes.iter().map(|theme| Cell { theme: theme.id.clone(), behaviours: Vec::new() }).collect();
        levels.push(Level { number, cells });
    }
    let rows = query(
        "SELECT behaviour, level, theme, text, examples, keywords FROM framework_behaviour
         WHERE version_id = $1 ORDER BY level, theme, position",
    )
    .bind(version_id)
    .fetch_all(db)
    .await?;
    for row in rows {
        let number: i64 = row.try_get("level")?;
        let theme: String = row.try_get("theme")?;
        let behaviour = Behaviour {
            id: BehaviourId::new(row.try_get::<String>("behaviour")?),
            text: row.try_get("text")?,
            examples: column(&row, "examples")?,
            keywords: column(&row, "keywords")?,
        };
        let level = levels.iter_mut().find(|level| i64::from(level.number.0) == number);
        let cell = level.and_then(|level| level.cells.iter_mut().find(|cell| cell.theme.as_str() == theme));
        cell.ok_or(StoreError::OutOfRange("behaviour's place"))?.behaviours.push(behaviour);
    }
    Ok(levels)
}

/// Stores the framework as its track's next version and serves it from now on.
pub async fn insert_version(db: &mut Connection, framework: &Framework, now: DateTime<Utc>) -> Result<(), StoreError> {
    let version_id: i64 = query_scalar(
        "INSERT INTO framework_version (track, revision, version, name, aliases, introduction, stored_at)
         SELECT $1, COALESCE(MAX(revision), 0) + 1, $2, $3, $4, $5, $6 FROM framework_version WHERE track = $1
         RETURNING id",
    )
    .bind(framework.track.as_str())
    .bind(&framework.version)
    .bind(&framework.name)
    .bind(written("aliases", &framework.aliases)?)
    .bind(written("introduction", &framework.introduction)?)
    .bind(now.timestamp_millis())
    .fetch_one(&mut *db)
    .await?;
    for (theme, position) in framework.themes.iter().zip(0_i64..) {
        insert_theme(db, version_id, position, theme).await?;
    }
    for level in &framework.levels {
        query("INSERT INTO framework_level (version_id, level) VALUES ($1, $2)")
            .bind(version_id)
            .bind(i64::from(level.number.0))
            .run(&mut *db)
            .await?;
        for cell in &level.cells {
            for (behaviour, position) in cell.behaviours.iter().zip(0_i64..) {
                insert_behaviour(db, version_id, level.number, &cell.theme, position, behaviour).await?;
            }
        }
    }
    query(
        "INSERT INTO framework_served (track, version_id) VALUES ($1, $2)
         ON CONFLICT (track) DO UPDATE SET version_id = excluded.version_id",
    )
    .bind(framework.track.as_str())
    .bind(version_id)
    .run(db)
    .await
}

async fn insert_theme(db: &mut Connection, version_id: i64, position: i64, theme: &Theme) -> Result<(), StoreError> {
    query(
        "INSERT INTO framework_theme (version_id, position, theme, name, aliases, emoji, meaning)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(version_id)
    .bind(position)
    .bind(theme.id.as_str())
    .bind(&theme.name)
    .bind(written("aliases", &theme.aliases)?)
    .bind(&theme.emoji)
    .bind(&theme.meaning)
    .run(db)
    .await
}

async fn insert_behaviour(
    db: &mut Connection,
    version_id: i64,
    level: LevelNumber,
    theme: &ThemeId,
    position: i64,
    behaviour: &Behaviour,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO framework_behaviour (version_id, behaviour, level, theme, position, text, examples, keywords)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(version_id)
    .bind(behaviour.id.as_str())
    .bind(i64::from(level.0))
    .bind(theme.as_str())
    .bind(position)
    .bind(&behaviour.text)
    .bind(written("examples", &behaviour.examples)?)
    .bind(written("keywords", &behaviour.keywords)?)
    .run(db)
    .await
}

/// Stops serving a track; its versions stay, because evidence refers to them.
pub async fn delete_served(db: &mut Connection, track: &TrackId) -> Result<(), StoreError> {
    query("DELETE FROM framework_served WHERE track = $1").bind(track.as_str()).run(db).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::framework::Paragraph;
    use crate::store::sql::query_as;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    fn track(name: &str, wording: &str) -> Framework {
        let theme = |id: &str| Theme {
            id: ThemeId::new(id),
            name: id.to_uppercase(),
            aliases: vec!["it's".into(), "“it”".into()],
            emoji: "👩‍💼".into(),
            meaning: "What it means".into(),
        };
        let behaviour = |id: &str, text: &str| Behaviour {
            id: BehaviourId::new(id),
            text: text.into(),
            examples: vec!["one".into(), "other".into()],
            keywords: vec!["key".into()],
        };
        let cell = |theme: &str, behaviours| Cell { theme: ThemeId::new(theme), behaviours };
        let level = |number, first, second| Level {
            number: LevelNumber(number),
            cells: vec![cell("z-first", first), cell("a-second", second)],
        };
        Framework {
            track: TrackId::new(name),
            name: "Name".into(),
            version: "1.0.0".into(),
            aliases: vec!["alias".into()],
            themes: vec![theme("z-first"), theme("a-second")],
            levels: vec![
                level(1, vec![behaviour("z", wording), behaviour("a", "Another")], Vec::new()),
                level(2, Vec::new(), vec![behaviour("m", "Third")]),
            ],
            introduction: vec![Paragraph::Heading("About".into()), Paragraph::Item("item".into())],
        }
    }

    #[rstest]
    #[tokio::test]
    async fn a_framework_comes_back_as_it_went_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        let (one, other) = (track("one", "It's \"quoted\" & <escaped> 🧭"), track("another", "x"));
        insert_version(&mut db, &one, at(0)).await.unwrap();
        insert_version(&mut db, &other, at(0)).await.unwrap();
        assert_eq!(list_served(&mut db).await.unwrap(), [other, one]);
    }

    #[rstest]
    #[tokio::test]
    async fn a_new_version_is_served_and_the_old_one_kept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        insert_version(&mut db, &track("one", "before"), at(0)).await.unwrap();
        insert_version(&mut db, &track("one", "after"), at(60)).await.unwrap();
        assert_eq!(list_served(&mut db).await.unwrap(), [track("one", "after")]);
        let kept: Vec<(i64, String)> = query_as(
            "SELECT v.revision, b.text FROM framework_version v JOIN framework_behaviour b ON b.version_id = v.id
             WHERE b.behaviour = 'z' ORDER BY v.revision",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        assert_eq!(kept, [(1, "before".into()), (2, "after".into())]);
    }

    #[rstest]
    #[tokio::test]
    async fn a_track_that_is_no_longer_served_is_kept_too(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        insert_version(&mut db, &track("one", "text"), at(0)).await.unwrap();
        delete_served(&mut db, &TrackId::new("one")).await.unwrap();
        assert_eq!(list_served(&mut db).await.unwrap(), []);
        let versions: i64 = query_scalar("SELECT COUNT(*) FROM framework_version").fetch_one(&mut db).await.unwrap();
        assert_eq!(versions, 1);
    }
}
