//! Puts a copy in the database's place, and keeps the replaced database beside it.

mod reconcile;

pub use reconcile::Reconciled;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::domain::backup::{self, DatabaseCopy};
use crate::store::StoreError;
use crate::store::sqlite::OpenError;
use crate::store::sqlite::address::file_of;
use crate::store::sqlite::backup::{BackupError, Contents, Partial, check, copy, sync_directory};
use crate::store::sqlite::connect::distrusting;
use crate::store::sqlite::lock::Lock;
use crate::store::sqlite::migrations::{migrate, newest};
use crate::store::sqlite::recovery::foreign;

/// The outcome of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub database: PathBuf,
    pub contents: Contents,
    /// When the backup was made.
    pub made_at: DateTime<Utc>,
    /// Where the replaced database is, if there was one.
    pub replaced: Option<PathBuf>,
    /// What people withdrew since the backup was made, withdrawn again; `None` if no one can tell.
    pub reconciled: Option<Reconciled>,
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Something is wrong with the database's place.
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error("{} is the database itself: name a backup of it", .0.display())]
    Itself(PathBuf),
    /// What people withdrew couldn't be withdrawn again.
    #[error("the backup could not be brought up to date")]
    Store(#[from] StoreError),
}

/// Puts a backup in the place of the database at this address, once it is checked and safe on the disk. On an error,
/// the database is what it was.
pub async fn restore(url: &str, file: &Path, now: DateTime<Utc>) -> Result<Restored, RestoreError> {
    let database = file_of(url)?;
    if let Some(refusal @ OpenError::Foreign(_)) = foreign(&database, None).await {
        return Err(refusal.into());
    }
    let _lock = Lock::take(&database)?;
    if fs::canonicalize(file).is_ok_and(|file| fs::canonicalize(&database).is_ok_and(|database| file == database)) {
        return Err(RestoreError::Itself(database));
    }
    let mut contents = check(file).await?;
    let partial = Partial::begin(&database)?;
    copy(file, &partial.path).await?;
    let reconciled = bring_up(&partial.path, contents, &database).await?;
    // Withdrawing changes what the copy holds; this also shows that it is still whole.
    contents = check(&partial.path).await?;
    let failed = |why| BackupError::file(database.clone(), why);
    let replaced = set_aside(&database, &partial.path, now).map_err(failed)?;
    partial.finish(&database).await?;
    Ok(Restored { made_at: made_at(file, &database), database, contents, replaced, reconciled })
}

/// Corrects what may be outdated in the copy. Both it and the replaced database get this version's schema first, so
/// that they can be compared.
async fn bring_up(copied: &Path, contents: Contents, database: &Path) -> Result<Option<Reconciled>, RestoreError> {
    let there = fold(database).await;
    let failed = |why| BackupError::of(copied.to_owned(), why);
    let mut db = reconcile::open(copied).await.map_err(failed)?;
    reconcile::doubt_deliveries(&mut db, contents.schema).await.map_err(failed)?;
    let mut schema = contents.schema;
    let mut taken_back = None;
    if let Some(there) = there {
        migrate(&mut db).await.map_err(failed)?;
        schema = newest();
        taken_back = if there.schema == schema {
            reconcile::take_back(copied, (database, there.schema)).await?
        } else {
            let migrated = migrated(database).await?;
            reconcile::take_back(copied, (&migrated.path, there.schema)).await?
        };
    }
    if taken_back.is_none() {
        reconcile::doubt_digests(&mut db, schema).await.map_err(failed)?;
    }
    db.close().await.map_err(failed)?;
    Ok(taken_back)
}

/// A temporary copy of a database in this version's schema: the database itself stays as it is.
async fn migrated(database: &Path) -> Result<Partial, BackupError> {
    let partial = Partial::begin(&database.with_extension("migrated"))?;
    copy(database, &partial.path).await?;
    let failed = |why| BackupError::of(partial.path.clone(), why);
    let mut db = reconcile::open(&partial.path).await.map_err(failed)?;
    migrate(&mut db).await.map_err(failed)?;
    db.close().await.map_err(failed)?;
    Ok(partial)
}

/// Checkpoints the replaced database's log into it; returns its contents, if it is whole.
async fn fold(database: &Path) -> Option<Contents> {
    if !database.is_file() {
        return None;
    }
    let options = SqliteConnectOptions::new().filename(database).disable_statement_logging();
    let mut db = distrusting(options).connect().await.ok()?;
    let folded = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db).await;
    let closed = db.close().await;
    (folded.is_ok() && closed.is_ok()).then_some(())?;
    check(database).await.ok()
}

/// Gives the database and its log a second name, so that nothing of them is applied to the copy. The first name goes
/// over to the copy in one step: whenever the power fails, a database has it.
fn set_aside(database: &Path, copy: &Path, now: DateTime<Utc>) -> std::io::Result<Option<PathBuf>> {
    let aside = database.with_file_name(backup::replaced(database, now));
    let about = fs::metadata(database).ok();
    if let Some(about) = &about {
        belongs_to_the_same(copy, about);
        if fs::hard_link(database, &aside).is_err() {
            fs::copy(database, &aside)?;
        }
    }
    let beside = |path: &Path, suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    // A log can exist without its database.
    for moved in
        [fs::rename(beside(database, "-wal"), beside(&aside, "-wal")), fs::remove_file(beside(database, "-shm"))]
    {
        match moved {
            Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
            _ => {}
        }
    }
    sync_directory(database)?;
    Ok(about.map(|_| aside))
}

/// The user who restores may not be the bot's user, which has to read and write the file.
#[cfg(unix)]
fn belongs_to_the_same(copy: &Path, about: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    // Only root can give files away, and only root needs to.
    let _ = chown(copy, Some(about.uid()), Some(about.gid()));
    let _ = fs::set_permissions(copy, about.permissions());
}

#[cfg(not(unix))]
fn belongs_to_the_same(_copy: &Path, _about: &fs::Metadata) {}

fn made_at(file: &Path, database: &Path) -> DateTime<Utc> {
    let written_at = fs::metadata(file).and_then(|about| about.modified());
    let written_at: DateTime<Utc> = written_at.map_or(DateTime::UNIX_EPOCH, DateTime::from);
    DatabaseCopy::of(file.to_owned(), database, written_at).map_or(written_at, |copy| copy.made_at)
}
