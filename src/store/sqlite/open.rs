//! Opens the database file: locked against a second instance, checked, with every migration applied.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use sqlx::SqlitePool;

use crate::domain::backup::{before, directory};
use crate::store::health::Trouble;
use crate::store::private::{private_directory, private_file};
use crate::store::sqlite::OpenError;
use crate::store::sqlite::address::options;
use crate::store::sqlite::backup;
use crate::store::sqlite::connect::{BUSY, pool};
use crate::store::sqlite::file::SqliteFile;
use crate::store::sqlite::file_system::{self, FileSystem};
use crate::store::sqlite::lock::{Lock, resolved};
use crate::store::sqlite::migrations::{applied, is_newer, migrator};
use crate::store::sqlite::recovery::{altered, damaged, foreign, gone, is_gone, is_short};
use crate::store::sqlite::repair;
use crate::store::sqlite::schema::difference;

/// Files of up to this many bytes are checked page by page before anything else happens. Of a larger file, only the
/// beginning and the length are checked at first, because a cold disk reads some 50 MB a second and people wait for the
/// bot. All its pages are checked right after the start, and damage then ends the bot. So for some seconds the bot can
/// serve, and write to, a large damaged file. That loses nothing that the damage hadn't already taken, since the newest
/// good backup is older than both. A schema change is never affected, because it copies the whole file first.
const CHECKED_AT_ONCE: u64 = 64 * 1024 * 1024;

/// Opens the file at this address, or creates it. Copies are looked for and set aside in the directory of backups.
pub async fn open_with(url: &str, backups: Option<&Path>) -> Result<SqliteFile, OpenError> {
    let options = options(url)?;
    let path = options.get_filename().to_owned();
    look_at_disk(&path)?;
    if let Some(refusal) = foreign(&path, backups).await {
        return Err(refusal);
    }
    let lock = Lock::take(&path)?;
    if let Some(directory) = backups {
        private_directory(directory)
            .map_err(|why| OpenError::unwritable(&directory.join(path.file_name().unwrap_or_default()), why))?;
    }
    if is_gone(&path, backups) {
        return Err(gone(&path, backups).await);
    }
    if is_short(&path, backups) {
        return Err(damaged(&path, backups, "its end is missing".to_owned()).await);
    }
    let lock = if begin(&path)? {
        // Now the file exists and can be locked too.
        drop(lock);
        Lock::take(&path)?
    } else {
        lock
    };
    let is_large = fs::metadata(&path).is_ok_and(|about| about.len() > CHECKED_AT_ONCE);
    let writer = pool(options.clone(), 1, BUSY);
    let found = match writer.acquire().await {
        Ok(mut db) if is_large => backup::glance(&mut db).await,
        Ok(mut db) => backup::quick_check(&mut db).await,
        Err(why) => Err(why),
    };
    let finding = match found {
        Ok(finding) => finding,
        Err(why) if Trouble::of(&why) == Some(Trouble::Damaged) => Some(why.to_string()),
        Err(why) => return Err(OpenError::unusable(&path, why)),
    };
    if let Some(finding) = finding {
        writer.close().await;
        return Err(damaged(&path, backups, finding).await);
    }
    if let Some(difference) = differs(&writer, &path).await? {
        writer.close().await;
        return Err(altered(&path, backups, difference).await);
    }
    set_aside(&writer, &path, backups).await?;
    migrator().run(&writer).await.map_err(|why| OpenError::migration(&path, why))?;
    repair::put_right(&writer).await;
    Ok(SqliteFile::new(writer, options, Some(lock), is_large))
}

/// Refuses a file system on which SQLite loses writes, and warns of one on which it may.
fn look_at_disk(path: &Path) -> Result<(), OpenError> {
    match file_system::of(&directory(path)) {
        FileSystem::Local => Ok(()),
        FileSystem::Unconfirmed(file_system) => {
            tracing::warn!(database = %path.display(), file_system, "the database should be on a disk of this machine");
            Ok(())
        }
        FileSystem::Network(file_system) => Err(OpenError::NetworkDisk { path: path.to_owned(), file_system }),
    }
}

/// Creates the file if it is missing, and says whether it did. SQLite gives the files beside it the same mode.
fn begin(path: &Path) -> Result<bool, OpenError> {
    match private_file(path) {
        Ok(_) => Ok(true),
        Err(why) if why.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(why) => Err(OpenError::unwritable(path, why)),
    }
}

/// How the schema differs from what its migrations make. The migrator refuses a newer version's schema by its number.
async fn differs(writer: &SqlitePool, path: &Path) -> Result<Option<String>, OpenError> {
    let unusable = |why| OpenError::unusable(path, why);
    let mut db = writer.acquire().await.map_err(unusable)?;
    if is_newer(&mut db).await.map_err(unusable)? {
        return Ok(None);
    }
    difference(&mut db).await.map_err(unusable)
}

/// Copies the database before its schema changes, as a way back to the version that wrote it.
async fn set_aside(writer: &SqlitePool, path: &Path, backups: Option<&Path>) -> Result<(), OpenError> {
    let unusable = |why| OpenError::unusable(path, why);
    let applied = applied(&mut *writer.acquire().await.map_err(unusable)?).await.map_err(unusable)?;
    let Some(applied) = applied.filter(|applied| !applied.is_empty()) else { return Ok(()) };
    let is_new = |next: &i64| applied.iter().all(|(schema, _)| schema != next);
    let Some(next) = migrator().iter().map(|migration| migration.version).find(is_new) else { return Ok(()) };
    let target = backups.map_or_else(|| directory(path), Path::to_owned).join(before(path, next));
    let no_snapshot = |why| OpenError::NoSnapshot { path: path.to_owned(), why };
    backup::make(path, &target).await.map_err(no_snapshot)?;
    tracing::info!(copy = %target.display(), "saved a copy before the schema upgrade");
    Ok(())
}

/// Opens the file for a command, whether or not a bot uses it, and keeps no bot from starting. Beside a running bot,
/// the schema must be this version's.
pub async fn open_beside(url: &str, backups: Option<&Path>) -> Result<SqliteFile, OpenError> {
    let path = match open_with(url, backups).await {
        Ok(file) => return Ok(file.without_lock()),
        Err(OpenError::Taken(path)) => path,
        Err(error) => return Err(error),
    };
    let options = options(url)?.create_if_missing(false);
    let writer = pool(options.clone(), 1, BUSY);
    let unusable = |why| OpenError::unusable(&path, why);
    let applied: Vec<i64> = sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version")
        .fetch_all(&writer)
        .await
        .map_err(unusable)?;
    if !applied.into_iter().eq(migrator().iter().map(|migration| migration.version)) {
        return Err(OpenError::OtherVersion(path));
    }
    if let Some(difference) = differs(&writer, &path).await? {
        return Err(altered(&path, backups, difference).await);
    }
    Ok(SqliteFile::new(writer, options, None, false))
}

/// Refuses a file that isn't ours to remove or write: another program's, or no database at all.
pub async fn refuse_foreign(database: &Path) -> Result<(), OpenError> {
    foreign(&resolved(database), None).await.map_or(Ok(()), Err)
}

/// Removes the database and the files that SQLite keeps beside it, unless a Bearings uses it.
pub fn remove(database: &Path) -> Result<(), OpenError> {
    let database = resolved(database);
    let _lock = Lock::take(&database)?;
    for suffix in ["", "-wal", "-shm"] {
        let mut file = database.as_os_str().to_owned();
        file.push(suffix);
        match fs::remove_file(&file) {
            Err(why) if why.kind() != ErrorKind::NotFound => return Err(OpenError::unwritable(&database, why)),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{open, open_beside};

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
        let alone = open_beside(&url(&directory), None).await.unwrap();
        let bot = open(&url(&directory)).await.unwrap();
        let beside = open_beside(&url(&directory), None).await.unwrap();
        for store in [&alone, &beside, &bot] {
            store.write().await.unwrap().commit().await.unwrap();
            store.read().await.unwrap();
        }
        sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 1")
            .execute(&bot.file().unwrap().writer)
            .await
            .unwrap();
        let refusal = open_beside(&url(&directory), None).await.unwrap_err();
        assert!(matches!(refusal, OpenError::OtherVersion(_)), "{refusal}");
        sqlx::query("DELETE FROM _sqlx_migrations").execute(&bot.file().unwrap().writer).await.unwrap();
        let refusal = open_beside(&url(&directory), None).await.unwrap_err();
        assert!(matches!(refusal, OpenError::Foreign(_)), "{refusal}");
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
        for address in ["mysql://localhost/bearings", "sqlite::memory:", "sqlite://x?mode=memory", "bearings.db", ""] {
            let foreign = open(address).await.unwrap_err();
            assert!(matches!(foreign, OpenError::Url(_)), "{address}: {foreign}");
        }
    }
}
