//! Checks that a database has exactly the schema that our migrations make: an extra trigger or view in a backup could
//! show people's words to someone else.

use std::collections::BTreeMap;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::OnceCell;

use crate::store::sqlite::migrations::{applied, cause, migrator};

/// Each table, index, trigger and view by kind and name, with its table and its SQL.
type Schema = BTreeMap<(String, String), (String, Option<String>)>;

/// Tables that other tools keep in a database: Litestream's position, and the statistics of SQLite's ANALYZE.
const BESIDE: [&str; 4] = ["_litestream_seq", "_litestream_lock", "sqlite_stat1", "sqlite_stat4"];
/// Longer names are cut off in messages.
const LONGEST_NAME: usize = 60;

/// The first difference from the schema that the applied migrations make, if there is one.
pub(super) async fn difference(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    let versions: Vec<i64> = applied(db).await?.unwrap_or_default().into_iter().map(|(version, _)| version).collect();
    if versions.is_empty() {
        // The database is still empty.
        return Ok(None);
    }
    let found = read(db).await?;
    let known = migrator();
    if known.iter().map(|migration| migration.version).eq(versions.iter().copied()) {
        static NEWEST: OnceCell<Schema> = OnceCell::const_new();
        return Ok(compare(&found, NEWEST.get_or_try_init(|| made_by(&versions)).await?));
    }
    Ok(compare(&found, &made_by(&versions).await?))
}

/// The schema that these migrations make.
async fn made_by(versions: &[i64]) -> Result<Schema, sqlx::Error> {
    let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    // One connection only: each has its own in-memory database.
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let known = migrator();
    let then = known.iter().filter(|migration| versions.contains(&migration.version)).cloned().collect();
    Migrator::with_migrations(then).run(&pool).await.map_err(cause)?;
    let schema = read(&mut *pool.acquire().await?).await?;
    pool.close().await;
    Ok(schema)
}

async fn read(db: &mut SqliteConnection) -> Result<Schema, sqlx::Error> {
    let rows: Vec<(String, String, String, Option<String>)> =
        sqlx::query_as("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetch_all(db).await?;
    Ok(rows.into_iter().map(|(kind, name, table, sql)| ((kind, name), (table, sql))).collect())
}

fn compare(found: &Schema, expected: &Schema) -> Option<String> {
    for (object @ (kind, name), what) in found {
        match expected.get(object) {
            Some(same) if same == what => {}
            Some(_) => return Some(format!("the {} {} is not as it was made", word(kind), plain(name))),
            None if is_beside(kind, name, what.1.as_deref()) => {}
            None => return Some(format!("one more {}: {}", word(kind), plain(name))),
        }
    }
    let (kind, name) = expected.keys().find(|object| !found.contains_key(*object))?;
    Some(format!("the {} {} is missing", word(kind), plain(name)))
}

fn is_beside(kind: &str, name: &str, sql: Option<&str>) -> bool {
    kind == "table" && BESIDE.contains(&name) && sql.is_some_and(|sql| sql.starts_with("CREATE TABLE"))
}

fn word(kind: &str) -> &str {
    if ["table", "index", "trigger", "view"].contains(&kind) { kind } else { "object" }
}

/// Cleans a foreign name, which goes into the terminal and the log.
fn plain(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().take(LONGEST_NAME).map(|c| if is_plain(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::AssertSqlSafe;

    async fn all_of_ours() -> SqliteConnection {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        migrator().run(&mut db).await.unwrap();
        db
    }

    #[tokio::test]
    async fn whatever_is_added_changed_or_missing_is_named() {
        for (statement, expected) in [
            (
                "CREATE TRIGGER open_up AFTER INSERT ON evidence BEGIN DELETE FROM evidence_share; END",
                "one more trigger: open_up",
            ),
            ("CREATE VIEW everything AS SELECT words FROM evidence_text", "one more view: everything"),
            ("CREATE TABLE copies (words TEXT)", "one more table: copies"),
            ("CREATE INDEX quick ON evidence (view_id)", "one more index: quick"),
            ("CREATE VIRTUAL TABLE search USING fts5(words)", "one more table: search"),
            ("ALTER TABLE member ADD COLUMN shoe_size INTEGER", "the table member is not as it was made"),
            ("ALTER TABLE team RENAME COLUMN track TO path", "the table team is not as it was made"),
            ("DROP INDEX evidence_by_day", "the index evidence_by_day is missing"),
            ("DROP TABLE administrator_export", "the index administrator_export_by_member is missing"),
            ("CREATE TABLE \"a\u{1b}[31m\u{202e}b\" (x)", "one more table: a??31m?b"),
            (
                "CREATE TRIGGER _litestream_seq AFTER INSERT ON evidence BEGIN SELECT 1; END",
                "one more trigger: _litestream_seq",
            ),
            ("CREATE VIEW _litestream_lock AS SELECT words FROM evidence_text", "one more view: _litestream_lock"),
        ] {
            let mut db = all_of_ours().await;
            assert_eq!(difference(&mut db).await.unwrap(), None);
            sqlx::query(AssertSqlSafe(statement)).execute(&mut db).await.unwrap();
            let found = difference(&mut db).await.unwrap();
            assert!(found.as_deref().is_some_and(|found| found.starts_with(expected)), "{statement}: {found:?}");
        }
    }

    #[tokio::test]
    async fn what_litestream_and_analyze_keep_is_no_difference() {
        let mut db = all_of_ours().await;
        for statement in [
            "CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
            "CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER)",
            "INSERT INTO inbox_event VALUES ('T1', 'Ev1', 1)",
            "ANALYZE",
        ] {
            sqlx::query(statement).execute(&mut db).await.unwrap();
        }
        assert_eq!(difference(&mut db).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_trigger_hidden_among_sqlites_own_names_is_seen() {
        let mut db = all_of_ours().await;
        for statement in [
            "PRAGMA writable_schema = ON",
            "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('trigger', 'sqlite_stat1', 'evidence', 0,
                'CREATE TRIGGER sqlite_stat1 AFTER INSERT ON evidence BEGIN SELECT 1; END')",
        ] {
            sqlx::query(statement).execute(&mut db).await.unwrap();
        }
        assert_eq!(difference(&mut db).await.unwrap().as_deref(), Some("one more trigger: sqlite_stat1"));
    }

    #[tokio::test]
    async fn every_older_schema_is_compared_with_what_was_made_then() {
        let known = migrator();
        for newest in known.iter().map(|migration| migration.version) {
            let then = known.iter().filter(|migration| migration.version <= newest).cloned().collect();
            let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
            Migrator::with_migrations(then).run(&mut db).await.unwrap();
            assert_eq!(difference(&mut db).await.unwrap(), None, "{newest}");
            sqlx::query("CREATE VIEW more AS SELECT 1").execute(&mut db).await.unwrap();
            assert_eq!(difference(&mut db).await.unwrap().as_deref(), Some("one more view: more"), "{newest}");
        }
    }
}
