//! A database file that is not what it was: seen before SQLite takes it for an empty one, and what to put in its place.

use std::path::{Path, PathBuf};

use crate::domain::backup::{Copy, Reason, directory};
use crate::store::OpenError;
use crate::store::backup::{self, Found, Origin};

/// The file is damaged: what may be put in its place is named.
pub(super) async fn damaged(path: &Path, backups: Option<&Path>, why: String) -> OpenError {
    OpenError::Damaged { path: path.to_owned(), why, good: good(path, backups).await }
}

/// The schema is not what it should be: what may be put in its place is named.
pub(super) async fn altered(path: &Path, backups: Option<&Path>, difference: String) -> OpenError {
    OpenError::Altered { path: path.to_owned(), difference, good: good(path, backups).await }
}

/// What to say of a file that is not ours, seen before anything is written into it. One of which there are copies was ours.
pub(super) async fn foreign(path: &Path, backups: Option<&Path>) -> Option<OpenError> {
    match backup::origin(path).await {
        Origin::OtherProgram => Some(OpenError::Foreign(path.to_owned())),
        Origin::NoDatabase if !any_copy(path, backups, |_| true) => Some(OpenError::NoDatabase(path.to_owned())),
        Origin::NoDatabase | Origin::Ours => None,
    }
}

/// What to do where something has to be put in the place of the file.
pub(super) fn way_out(good: Option<&Path>) -> String {
    match good {
        Some(good) => format!("Its newest good backup is {0}: run bearings restore {0}", good.display()),
        None => "No good backup of it is known here: find yours and run bearings restore FILE".to_owned(),
    }
}

/// Whether the end of a file is missing. SQLite takes an empty file for a new database; where there are copies of it, it was none.
pub(super) fn is_short(path: &Path, backups: Option<&Path>) -> bool {
    backup::is_cut(path) || (backup::is_empty(path) && any_copy(path, backups, |_| true))
}

/// Whether a file is missing that was there: somebody made backups of it. What an upgrade set aside does not count, so that a
/// database can be begun anew beside it.
pub(super) fn is_gone(path: &Path, backups: Option<&Path>) -> bool {
    !path.exists() && any_copy(path, backups, |copy| copy.reason == Reason::Backup)
}

/// The file is not there: what may be put in its place is named.
pub(super) async fn gone(path: &Path, backups: Option<&Path>) -> OpenError {
    OpenError::Gone { path: path.to_owned(), good: good(path, backups).await }
}

fn any_copy(database: &Path, backups: Option<&Path>, counts: impl Fn(&Copy) -> bool) -> bool {
    let copies = |place: &PathBuf| backup::list(place, database).unwrap_or_default();
    places(database, backups).iter().any(|place| copies(place).iter().any(&counts))
}

async fn good(path: &Path, backups: Option<&Path>) -> Option<PathBuf> {
    backup::newest_good(&places(path, backups), path).await.map(|Found { copy, .. }| copy.path)
}

/// Where there may be copies of the database.
fn places(database: &Path, backups: Option<&Path>) -> Vec<PathBuf> {
    let beside = directory(database);
    let apart = backups.map(Path::to_owned).filter(|backups| *backups != beside);
    std::iter::once(beside).chain(apart).collect()
}
