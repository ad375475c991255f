//! Whose database a file is: ours, another program's, or none.

use std::path::Path;

use sqlx::error::DatabaseError;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::store::sqlite::connect;
use crate::store::sqlite::migrations::{applied, is_known};

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
    let looked = async {
        let mut db = connect::reading(path).connect().await?;
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
