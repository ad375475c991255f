//! Notices that a database file isn't what it was, before SQLite takes it for an empty one, and says what to put in its
//! place.

use std::path::{Path, PathBuf};

use crate::domain::backup::{CopyReason, DatabaseCopy, directory};
use crate::store::sqlite::OpenError;
use crate::store::sqlite::backup::{self, Found, Origin};

/// The error for a damaged file, naming what to put in its place.
pub(super) async fn damaged(path: &Path, backups: Option<&Path>, why: String) -> OpenError {
    OpenError::Damaged { path: path.to_owned(), why, good: good(path, backups).await }
}

/// The error for an altered schema, naming what to put in the file's place.
pub(super) async fn altered(path: &Path, backups: Option<&Path>, difference: String) -> OpenError {
    OpenError::Altered { path: path.to_owned(), difference, good: good(path, backups).await }
}

/// The error for a file that isn't ours, found before anything is written into it. A file that has copies was ours.
pub(super) async fn foreign(path: &Path, backups: Option<&Path>) -> Option<OpenError> {
    match backup::origin(path).await {
        Origin::OtherProgram => Some(OpenError::Foreign(path.to_owned())),
        Origin::NoDatabase if !any_copy(path, backups, |_| true) => Some(OpenError::NoDatabase(path.to_owned())),
        Origin::NoDatabase | Origin::Ours => None,
    }
}

/// Whether the end of a file is missing. SQLite takes an empty file for a new database; with copies, it's an old one.
pub(super) fn is_short(path: &Path, backups: Option<&Path>) -> bool {
    backup::is_cut(path) || (backup::is_empty(path) && any_copy(path, backups, |_| true))
}

/// Whether a file is missing that existed: there are backups of it. Copies that an upgrade set aside don't count, so
/// that a new database can be started beside them.
pub(super) fn is_gone(path: &Path, backups: Option<&Path>) -> bool {
    !path.exists() && any_copy(path, backups, |copy| copy.reason == CopyReason::Backup)
}

/// The error for a missing file, naming what to put in its place.
pub(super) async fn gone(path: &Path, backups: Option<&Path>) -> OpenError {
    OpenError::Gone { path: path.to_owned(), good: good(path, backups).await }
}

fn any_copy(database: &Path, backups: Option<&Path>, counts: impl Fn(&DatabaseCopy) -> bool) -> bool {
    let copies = |place: &PathBuf| backup::list(place, database).unwrap_or_default();
    places(database, backups).iter().any(|place| copies(place).iter().any(&counts))
}

async fn good(path: &Path, backups: Option<&Path>) -> Option<PathBuf> {
    backup::newest_good(&places(path, backups), path).await.map(|Found { copy, .. }| copy.path)
}

/// The directories that may hold copies of the database.
fn places(database: &Path, backups: Option<&Path>) -> Vec<PathBuf> {
    let beside = directory(database);
    let apart = backups.map(Path::to_owned).filter(|backups| *backups != beside);
    std::iter::once(beside).chain(apart).collect()
}
