//! Whose database a file is: ours, another program's, or none.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::path::Path;

use sqlx::error::DatabaseError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::store::open::BUSY;
use crate::store::schema::distrusting;

/// Whose a file is, as far as that shows without writing to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Origin {
    /// Ours, or still no one's; or it can't be read, which opening it reports.
    Ours,
    /// It has tables, and none of our migrations made them.
    OtherProgram,
    /// SQLite doesn't recognize it.
    NoDatabase,
}

/// Determines whose a file is.
pub(in crate::store) async fn origin(path: &Path) -> Origin {
    if !path.is_file() {
        return Origin::Ours;
    }
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(false).read_only(true);
    let looked = async {
        let mut db = distrusting(options).busy_timeout(BUSY).disable_statement_logging().connect().await?;
        let is_ours = is_ours(&mut db).await;
        // Only read: a failed close loses nothing.
        let _ = db.close().await;
        is_ours
    };
    match looked.await {
        Ok(false) => Origin::OtherProgram,
        Err(error) if is_none(&error) => Origin::NoDatabase,
        Ok(true) | Err(_) => Origin::Ours,
    }
}

fn is_none(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "26")
}

async fn is_ours(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let applied = applied(db).await?.unwrap_or_default();
    if !applied.is_empty() {
        return Ok(applied.iter().any(is_known));
    }
    // An interrupted first start leaves an empty table of migrations, and Litestream has tables everywhere.
    let others = "SELECT COUNT(*) FROM sqlite_schema
                  WHERE tbl_name NOT IN ('_sqlx_migrations', '_litestream_seq', '_litestream_lock')";
    Ok(sqlx::query_scalar::<_, i64>(others).fetch_one(db).await? == 0)
}

/// Whether a migration is one of ours, to the byte.
pub(super) fn is_known((version, checksum): &(i64, Vec<u8>)) -> bool {
    let known = sqlx::migrate!();
    known.iter().any(|migration| migration.version == *version && *migration.checksum == **checksum)
}

/// The migrations that a database has been through, in order; `None` if it has no table of them.
pub(in crate::store) async fn applied(db: &mut SqliteConnection) -> Result<Option<Vec<(i64, Vec<u8>)>>, sqlx::Error> {
    let is_migrated: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *db)
        .await?;
    if is_migrated == 0 {
        return Ok(None);
    }
    sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version")
        .fetch_all(db)
        .await
        .map(Some)
}

/// Whether it has been through a migration that we don't know, or that differs from ours.
pub(in crate::store) async fn is_newer(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    Ok(!applied(db).await?.unwrap_or_default().iter().all(is_known))
}
