//! Which migrations made a database's schema, and which ones this version knows.

use sqlx::SqliteConnection;
use sqlx::migrate::{MigrateError, Migrator};

/// Every schema change, oldest first.
pub(super) fn migrator() -> Migrator {
    sqlx::migrate!("migrations/sqlite")
}

/// The migrations that a database has been through, in order; `None` if it has no table of them.
pub(super) async fn applied(db: &mut SqliteConnection) -> Result<Option<Vec<(i64, Vec<u8>)>>, sqlx::Error> {
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

/// Whether a migration is one of ours, to the byte.
pub(super) fn is_known((version, checksum): &(i64, Vec<u8>)) -> bool {
    let known = migrator();
    known.iter().any(|migration| migration.version == *version && *migration.checksum == **checksum)
}

/// Whether it has been through a migration that we don't know, or that differs from ours.
pub(super) async fn is_newer(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    Ok(!applied(db).await?.unwrap_or_default().iter().all(is_known))
}

/// Brings a database to this version's schema.
pub(super) async fn migrate(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    migrator().run(db).await.map_err(cause)
}

pub(super) fn newest() -> i64 {
    migrator().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// What SQLite said, where a migration failed in it.
pub(super) fn cause(error: MigrateError) -> sqlx::Error {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error,
        other => sqlx::Error::Migrate(Box::new(other)),
    }
}
