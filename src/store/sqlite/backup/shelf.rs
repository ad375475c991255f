//! Where copies are kept: listed, searched for a good one, removed.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::domain::backup::{DatabaseCopy, newest_first};
use crate::store::sqlite::backup::{BackupError, Contents, check};

/// At most this many copies are checked while people wait for the bot to start.
const LOOKED_THROUGH: usize = 5;

/// A copy that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub copy: DatabaseCopy,
    pub contents: Contents,
}

/// The copies of a database in a directory, newest first.
pub fn list(directory: &Path, database: &Path) -> Result<Vec<DatabaseCopy>, BackupError> {
    let failed = |why| BackupError::file(directory.to_owned(), why);
    let mut copies = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let written_at = fs::metadata(&path).and_then(|about| about.modified());
        let written_at: DateTime<Utc> = written_at.map_or(DateTime::UNIX_EPOCH, DateTime::from);
        copies.extend(DatabaseCopy::of(path, database, written_at));
    }
    newest_first(&mut copies);
    Ok(copies)
}

/// The newest good copy in any of these directories.
pub async fn newest_good(directories: &[PathBuf], database: &Path) -> Option<Found> {
    // A directory that can't be read holds no copy that anyone could use.
    let mut copies: Vec<DatabaseCopy> =
        directories.iter().flat_map(|directory| list(directory, database).unwrap_or_default()).collect();
    newest_first(&mut copies);
    copies.dedup();
    for copy in copies.into_iter().take(LOOKED_THROUGH) {
        if let Ok(contents) = check(&copy.path).await {
            return Some(Found { copy, contents });
        }
    }
    None
}

pub fn remove(copy: &DatabaseCopy) -> Result<(), BackupError> {
    fs::remove_file(&copy.path).map_err(|why| BackupError::file(copy.path.clone(), why))
}
