//! Opens the database file: one instance, checked, with every migration applied.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};

use crate::store::{Store, StoreError};

/// Why the database was not opened, each as one sentence with what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// `DATABASE_URL` is not one of ours.
    #[error("DATABASE_URL “{0}” is not a database file: write it like sqlite://bearings.db")]
    Url(String),
    /// The directory is missing or may not be written.
    #[error("{} cannot be written ({why}): create its directory, or let Bearings write there", path.display())]
    Directory {
        /// The database file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Another process holds the file.
    #[error("another Bearings already uses {}: stop it first, or use another database file", .0.display())]
    Taken(PathBuf),
    /// Another process holds the file, and it is of another version.
    #[error("a Bearings of another version uses {}: run the command of that version, or stop it first", .0.display())]
    OtherVersion(PathBuf),
    /// The file is damaged, or is no database.
    #[error("{} is damaged ({why}): restore your newest good backup in its place", path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What the check found first.
        why: String,
    },
    /// The file is there and cannot be used, for now or by this user.
    #[error("{} cannot be used ({why}): see to that and start again", path.display())]
    Unusable {
        /// The database file.
        path: PathBuf,
        /// What failed.
        why: sqlx::Error,
    },
    /// The schema could not be brought to this version's.
    #[error("{} cannot be brought to this version ({why}): use the Bearings that wrote it, or a newer one", path.display())]
    Migration {
        /// The database file.
        path: PathBuf,
        /// What failed.
        why: sqlx::migrate::MigrateError,
    },
}

/// Waiting longer than this for another connection means that something is wrong.
const BUSY: Duration = Duration::from_secs(5);
/// Readers beside the one writer.
const READERS: u32 = 3;

/// Opens the file that the address names, or makes it.
///
/// # Errors
/// See [`OpenError`]: nothing has been changed then.
pub async fn open(url: &str) -> Result<Store, OpenError> {
    let options = options(url)?;
    let path = options.get_filename().to_owned();
    let lock = lock(&path)?;
    let damaged = |why: String| OpenError::Damaged { path: path.clone(), why };
    let unusable = |why| OpenError::Unusable { path: path.clone(), why };
    let writer = pool(options.clone(), 1);
    let findings: Vec<String> = sqlx::query_scalar("PRAGMA quick_check")
        .fetch_all(&writer)
        .await
        .map_err(|error| if is_damage(&error) { damaged(error.to_string()) } else { unusable(error) })?;
    if let Some(finding) = findings.iter().find(|finding| *finding != "ok") {
        return Err(damaged(finding.clone()));
    }
    sqlx::migrate!().run(&writer).await.map_err(|why| OpenError::Migration { path: path.clone(), why })?;
    Ok(store(writer, options, Some(lock)))
}

/// Opens the file for a command, whether a bot uses it or not, and keeps no bot from starting.
///
/// # Errors
/// See [`OpenError`]: nothing has been changed then. Beside a running bot, its schema has to be that of this version.
pub async fn open_beside(url: &str) -> Result<Store, OpenError> {
    let path = match open(url).await {
        Ok(store) => return Ok(Store { lock: None, ..store }),
        Err(OpenError::Taken(path)) => path,
        Err(error) => return Err(error),
    };
    let options = options(url)?.create_if_missing(false);
    let writer = pool(options.clone(), 1);
    let unusable = |why| OpenError::Unusable { path: path.clone(), why };
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version")
        .fetch_all(&writer)
        .await
        .map_err(unusable)?;
    if !applied.into_iter().eq(sqlx::migrate!().iter().map(|migration| migration.version)) {
        return Err(OpenError::OtherVersion(path));
    }
    Ok(store(writer, options, None))
}

fn store(writer: SqlitePool, options: SqliteConnectOptions, lock: Option<File>) -> Store {
    // Idle readers are let go: a lookup never needs one.
    Store { writer, readers: pool(options.read_only(true), READERS), lock }
}

fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let foreign = || OpenError::Url(url.to_owned());
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return Err(foreign());
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|_| foreign())?;
    if options.get_filename().as_os_str().is_empty() {
        return Err(foreign());
    }
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("secure_delete", "ON")
        .disable_statement_logging())
}

/// Removes the database with what SQLite keeps beside it, unless a Bearings uses it.
///
/// # Errors
/// When it is in use, or cannot be removed.
pub fn remove(database: &Path) -> Result<(), OpenError> {
    let _lock = lock(database)?;
    for suffix in ["", "-wal", "-shm"] {
        let mut file = database.as_os_str().to_owned();
        file.push(suffix);
        match fs::remove_file(&file) {
            Err(why) if why.kind() != ErrorKind::NotFound => {
                return Err(OpenError::Directory { path: database.to_owned(), why });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Folds the write-ahead log into the file; `false` if it is still read.
pub(super) async fn fold_log(writer: &SqlitePool) -> Result<bool, StoreError> {
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(writer).await?;
    Ok(busy == 0)
}

/// SQLite's codes for a file that is damaged, and for one that is no database.
fn is_damage(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("11" | "26"))
}

fn pool(options: SqliteConnectOptions, most: u32) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(BUSY)
        .idle_timeout(Duration::from_mins(1))
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// Takes the file beside the database that only one process can hold.
fn lock(database: &Path) -> Result<File, OpenError> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let unwritable = |why| OpenError::Directory { path: database.to_owned(), why };
    let file = OpenOptions::new().create(true).append(true).open(name).map_err(unwritable)?;
    if database.exists() {
        OpenOptions::new().append(true).open(database).map_err(unwritable)?;
    }
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Taken(database.to_owned())),
        Err(TryLockError::Error(why)) => Err(unwritable(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(directory: &tempfile::TempDir) -> String {
        format!("sqlite://{}", directory.path().join("bearings.db").display())
    }

    #[tokio::test]
    async fn a_second_instance_is_refused_in_one_sentence_until_the_first_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let first = open(&url(&directory)).await.unwrap();
        let refusal = open(&url(&directory)).await.unwrap_err().to_string();
        assert!(refusal.starts_with("another Bearings already uses "), "{refusal}");
        first.close().await;
        drop(first);
        open(&url(&directory)).await.unwrap();
    }

    #[tokio::test]
    async fn a_command_works_beside_a_bot_and_keeps_none_from_starting() {
        let directory = tempfile::tempdir().unwrap();
        let alone = open_beside(&url(&directory)).await.unwrap();
        let bot = open(&url(&directory)).await.unwrap();
        let beside = open_beside(&url(&directory)).await.unwrap();
        for store in [&alone, &beside, &bot] {
            store.write().await.unwrap().commit().await.unwrap();
            store.read().await.unwrap();
        }
        for change in ["DELETE FROM _sqlx_migrations WHERE version = 1", "DELETE FROM _sqlx_migrations"] {
            sqlx::query(change).execute(&bot.writer).await.unwrap();
            let refusal = open_beside(&url(&directory)).await.unwrap_err();
            assert!(matches!(refusal, OpenError::OtherVersion(_)), "{refusal}");
        }
    }

    #[tokio::test]
    async fn a_database_in_use_is_not_removed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("bearings.db");
        let store = open(&url(&directory)).await.unwrap();
        assert!(matches!(remove(&path), Err(OpenError::Taken(_))));
        store.close().await;
        drop(store);
        remove(&path).unwrap();
        assert!(!path.exists());
        remove(&path).unwrap();
    }

    #[tokio::test]
    async fn a_damaged_file_is_refused_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&url(&directory)).await.unwrap();
        store.close().await;
        drop(store);
        let path = directory.path().join("bearings.db");
        let mut bytes = std::fs::read(&path).unwrap();
        for byte in bytes.iter_mut().skip(100).step_by(7) {
            *byte ^= 0xFF;
        }
        std::fs::write(&path, &bytes).unwrap();
        let refusal = open(&url(&directory)).await.unwrap_err();
        assert!(matches!(refusal, OpenError::Damaged { .. }), "{refusal}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }

    #[tokio::test]
    async fn a_missing_directory_and_a_foreign_address_are_told_apart() {
        let missing = open("sqlite://no/such/directory/bearings.db").await.unwrap_err();
        assert!(matches!(missing, OpenError::Directory { .. }), "{missing}");
        for address in ["postgres://localhost/bearings", "sqlite::memory:", "sqlite://x?mode=memory", "bearings.db", ""]
        {
            let foreign = open(address).await.unwrap_err();
            assert!(matches!(foreign, OpenError::Url(_)), "{address}: {foreign}");
        }
    }
}
