//! Looks after the database file: backs it up, checks it for damage, and keeps its log small.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::backup::{self, DatabaseCopy};
use crate::services::health;
use crate::store::backup::{self as copies, BackupError, Contents};
use crate::store::health::Trouble;
use crate::store::{OpenError, SqliteFile, Store, StoreError};

/// The size in bytes at which the write-ahead log is folded, even if readers keep it busy.
const LARGEST_LOG: u64 = 32 * 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub path: PathBuf,
    pub contents: Contents,
    /// Older backups that were removed for it.
    pub removed: Vec<DatabaseCopy>,
}

/// Why no backup was made.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Backs a database up into a directory while others may be using it, and deletes superfluous copies.
pub async fn back_up(database: &Path, directory: &Path, kept: u16, now: DateTime<Utc>) -> Result<Made, BackupError> {
    let path = directory.join(backup::name(database, now));
    let contents = copies::make(database, &path).await?;
    Ok(Made { path, contents, removed: prune(database, directory, kept, now)? })
}

fn prune(database: &Path, directory: &Path, kept: u16, now: DateTime<Utc>) -> Result<Vec<DatabaseCopy>, BackupError> {
    let superfluous = backup::superfluous(copies::list(directory, database)?, kept.into(), now);
    superfluous.iter().try_for_each(copies::remove)?;
    Ok(superfluous)
}

/// The running bot's database file and its backups.
#[derive(Debug)]
pub struct Backups {
    store: Arc<Store>,
    /// Where daily backups go; `None` turns them off.
    directory: Option<PathBuf>,
    kept: u16,
}

impl Backups {
    /// The file of this database, with this many backups in this directory.
    #[must_use]
    pub fn new(store: Arc<Store>, directory: Option<PathBuf>, kept: u16) -> Self {
        Self { store, directory, kept }
    }

    /// Whether the bot makes backups.
    #[must_use]
    pub fn are_made(&self) -> bool {
        self.directory.is_some() && self.store.file().is_some()
    }

    /// How old the newest backup is; `None` if none can be seen.
    #[must_use]
    pub fn age(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let copies = copies::list(self.directory.as_deref()?, self.store.file()?.path()).ok()?;
        backup::newest(&copies).map(|copy| now - copy.made_at)
    }

    /// Checks a file that hasn't been checked since the start, or that a write reported as damaged. If it is, the bot
    /// must not go on with it.
    pub async fn check_integrity(&self) -> Result<Option<OpenError>, StoreError> {
        let Some(file) = self.store.file() else { return Ok(None) };
        let is_suspect = self.store.trouble() == Some(Trouble::Damaged);
        if !is_suspect && !file.is_unchecked() {
            return Ok(None);
        }
        let found = file.check_integrity(false).await?;
        Ok(self.judge(file, found.or_else(|| is_suspect.then(|| "a write came upon it".to_owned()))).await)
    }

    async fn judge(&self, file: &SqliteFile, found: Option<String>) -> Option<OpenError> {
        Some(file.damaged(self.directory.as_deref(), found?).await)
    }

    /// Retries what couldn't be written, and keeps the write-ahead log from growing: readers that follow each other
    /// without a gap would keep SQLite from starting it over.
    pub async fn maintain(&self) -> Result<(), StoreError> {
        health::trouble(&self.store).await;
        if let Some(file) = self.store.file()
            && file.log_size() > LARGEST_LOG
        {
            file.fold_log().await?;
        }
        Ok(())
    }

    /// Makes a backup if one is due: checks the file as thoroughly as SQLite can, copies it, and checks the copy.
    /// Returns the damage to the file, or the backup.
    pub async fn keep(&self, now: DateTime<Utc>) -> Result<Option<Result<Made, OpenError>>, KeepError> {
        let Some(file) = self.store.file() else { return Ok(None) };
        let database = file.path();
        // Copies set aside before a schema change, when no other place was known.
        prune(database, &backup::directory(database), self.kept, now)?;
        let Some(directory) = &self.directory else { return Ok(None) };
        if !backup::is_due(&copies::list(directory, database)?, now) {
            return Ok(None);
        }
        // The copy gets new indexes, so the file's own are checked here.
        if let Some(damaged) = self.judge(file, file.check_integrity(true).await?).await {
            return Ok(Some(Err(damaged)));
        }
        Ok(Some(Ok(back_up(database, directory, self.kept, now).await?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[tokio::test]
    async fn the_newest_backup_has_an_age_where_any_are_made() {
        let directory = tempfile::tempdir().unwrap();
        let now: DateTime<Utc> = "2026-11-24T19:26:11Z".parse().unwrap();
        let url = format!("sqlite://{}", directory.path().join("bearings.db").display());
        let store = Arc::new(store::open(&url).await.unwrap());
        let none = Backups::new(store.clone(), None, 14);
        assert_eq!((none.are_made(), none.age(now)), (false, None));
        let daily = Backups::new(store, Some(directory.path().to_owned()), 14);
        assert_eq!((daily.are_made(), daily.age(now)), (true, None));
        daily.keep(now).await.unwrap().unwrap().unwrap();
        assert_eq!(daily.age(now + TimeDelta::hours(3)), Some(TimeDelta::hours(3)));
    }
}
