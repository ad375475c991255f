//! Reads a database file from its first page to its last and says whether it is whole, ours, and of a known version.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::store::health::Trouble;
use crate::store::sqlite::backup::BackupError;
use crate::store::sqlite::connect;
use crate::store::sqlite::migrations::{applied, is_known, migrator, newest};
use crate::store::sqlite::schema::difference;

/// What a good file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Its newest migration.
    pub schema: i64,
    pub engineers: i64,
    pub entries: i64,
}

/// The first schema with evidence and a roster.
const WITH_EVIDENCE: i64 = 3;

/// Checks a file as thoroughly as SQLite can: every page, every index, every reference. Changes nothing.
pub async fn check(path: &Path) -> Result<Contents, BackupError> {
    if !path.is_file() {
        return Err(BackupError::Missing(path.to_owned()));
    }
    let mut db = connect(path).await?;
    let checked = examine(&mut db, path).await;
    // Only read: a failed close loses nothing.
    let _ = db.close().await;
    checked
}

/// A connection for reading, beside other users of the file.
pub(super) async fn connect(path: &Path) -> Result<SqliteConnection, BackupError> {
    connect::reading(path).connect().await.map_err(|why| foreign_or(path.to_owned(), why))
}

/// Where SQLite finds no database at all (code 26), the file isn't ours.
fn foreign_or(path: PathBuf, why: sqlx::Error) -> BackupError {
    let code = why.as_database_error().and_then(sqlx::error::DatabaseError::code);
    if code.as_deref() == Some("26") { BackupError::Foreign(path) } else { BackupError::of(path, why) }
}

async fn examine(db: &mut SqliteConnection, path: &Path) -> Result<Contents, BackupError> {
    let failed = |why| BackupError::of(path.to_owned(), why);
    let schema = recognize(db, path).await?;
    let damaged = |why| BackupError::Damaged { path: path.to_owned(), why };
    if is_cut(path) {
        return Err(damaged("its end is missing".to_owned()));
    }
    if let Some(finding) = integrity_check(db).await.map_err(failed)? {
        return Err(damaged(finding));
    }
    let astray: Option<(String, Option<i64>, String, i64)> =
        sqlx::query_as("PRAGMA foreign_key_check").fetch_optional(&mut *db).await.map_err(failed)?;
    if let Some((table, ..)) = astray {
        return Err(damaged(format!("a row of {table} refers to one that is not there")));
    }
    if schema < WITH_EVIDENCE {
        return Ok(Contents { schema, engineers: 0, entries: 0 });
    }
    // An inner join: each entry is read with its text, and not only counted in an index.
    let entries = "SELECT COUNT(t.words) FROM evidence e JOIN evidence_text t ON t.id = e.text_id";
    Ok(Contents {
        schema,
        engineers: sqlx::query_scalar("SELECT COUNT(*) FROM roster_engineer")
            .fetch_one(&mut *db)
            .await
            .map_err(failed)?,
        entries: sqlx::query_scalar(entries).fetch_one(&mut *db).await.map_err(failed)?,
    })
}

/// SQLite's smallest page size.
const PAGE: u64 = 512;

/// Whether a file ends in the middle of a page, which no check of SQLite's notices. While it has a write-ahead log, it
/// may be about to grow.
pub(in crate::store) fn is_cut(path: &Path) -> bool {
    length(path).is_some_and(|length| length % PAGE != 0)
}

/// Whether the file exists and is empty.
pub(in crate::store) fn is_empty(path: &Path) -> bool {
    length(path) == Some(0)
}

/// The length of a file that holds all of its database, with nothing in a write-ahead log.
fn length(path: &Path) -> Option<u64> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let logged = fs::metadata(log).map_or(0, |about| about.len());
    let about = fs::metadata(path).ok()?;
    (logged == 0).then_some(about.len())
}

/// The newest migration of a file that is ours, unaltered, and not newer than this version.
pub(super) async fn recognize(db: &mut SqliteConnection, path: &Path) -> Result<i64, BackupError> {
    let schema = schema(db, path).await?;
    match difference(db).await.map_err(|why| BackupError::of(path.to_owned(), why))? {
        Some(difference) => Err(BackupError::Altered { path: path.to_owned(), difference }),
        None => Ok(schema),
    }
}

async fn schema(db: &mut SqliteConnection, path: &Path) -> Result<i64, BackupError> {
    let applied = match applied(db).await {
        Ok(Some(applied)) => applied,
        Ok(None) => return Err(BackupError::Foreign(path.to_owned())),
        Err(why) => return Err(foreign_or(path.to_owned(), why)),
    };
    if !applied.iter().any(is_known) {
        return Err(BackupError::Foreign(path.to_owned()));
    }
    let known = migrator();
    for (schema, checksum) in &applied {
        match known.iter().find(|migration| migration.version == *schema) {
            None => return Err(BackupError::Newer { path: path.to_owned(), theirs: *schema, ours: newest() }),
            Some(same) if *same.checksum == **checksum => {}
            Some(_) => return Err(BackupError::Other { path: path.to_owned(), schema: *schema }),
        }
    }
    applied.last().map(|(schema, _)| *schema).ok_or_else(|| BackupError::Foreign(path.to_owned()))
}

/// Checks an open database page by page; returns the first problem, if there is one.
pub(in crate::store) async fn quick_check(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    found(sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(db).await)
}

/// Like `quick_check`, and every index against its table.
pub(in crate::store) async fn integrity_check(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    found(sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_all(db).await)
}

/// Reads only the schema, which fails if the file was cut off or overwritten at its beginning.
pub(in crate::store) async fn glance(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    found(sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE name IS NULL").fetch_all(db).await)
}

fn found(findings: Result<Vec<String>, sqlx::Error>) -> Result<Option<String>, sqlx::Error> {
    match findings {
        Ok(findings) => Ok(findings.into_iter().find(|finding| finding != "ok")),
        Err(error) if Trouble::of(&error) == Some(Trouble::Damaged) => Ok(Some(error.to_string())),
        Err(error) => Err(error),
    }
}
