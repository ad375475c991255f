//! Errors from opening the database, each as one sentence with what to do.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

use crate::store::health::Trouble;
use crate::store::postgres::ServerError;
use crate::store::sqlite::backup::BackupError;

/// Why the database couldn't be opened, as one sentence with what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("DATABASE_URL “{0}” isn't a database file: write it like sqlite://bearings.db")]
    Url(String),
    #[error("{} can't be written ({why}): {}", path.display(), what_to_do(why))]
    Directory { path: PathBuf, why: std::io::Error },
    #[error("{} can't be written, because the disk is full: free up room on it, and start again", .0.display())]
    Full(PathBuf),
    /// SQLite's write-ahead log needs a local disk.
    #[error(
        "{} is on {file_system}, where SQLite can lose saved data: use a disk of this machine. Copy the database there \
         with bearings backup FILE, then set DATABASE_URL to the copy", path.display()
    )]
    NetworkDisk { path: PathBuf, file_system: &'static str },
    #[error("another Bearings already uses {}: stop it first, or use another database file", .0.display())]
    Taken(PathBuf),
    #[error("another version of Bearings uses {}: run that version's command, or stop it first", .0.display())]
    OtherVersion(PathBuf),
    #[error(
        "{} belongs to another program, and is unchanged: set DATABASE_URL to a file of Bearings' own",
        .0.display()
    )]
    Foreign(PathBuf),
    #[error(
        "{} isn't a database, and is unchanged: set DATABASE_URL to another file, or if Bearings wrote it, run \
         bearings restore with a backup of it", .0.display()
    )]
    NoDatabase(PathBuf),
    /// The schema isn't what the migrations make.
    #[error("something other than Bearings changed {} ({difference}): undo that, or restore a backup. {}", path.display(), way_out(good.as_deref()))]
    Altered {
        path: PathBuf,
        /// The first difference.
        difference: String,
        /// The newest good backup, if one is known.
        good: Option<PathBuf>,
    },
    #[error("{} is damaged ({why}). {}", path.display(), way_out(good.as_deref()))]
    Damaged {
        path: PathBuf,
        /// What the check found first.
        why: String,
        /// The newest good backup, if one is known.
        good: Option<PathBuf>,
    },
    /// The file is missing, but it existed: a new one would fill up until the copies of the old one are pruned.
    #[error("{} is missing, though there are backups of it. {}; to start with an empty database, move the backups away", path.display(), way_out(good.as_deref()))]
    Gone {
        path: PathBuf,
        /// The newest good backup, if one is known.
        good: Option<PathBuf>,
    },
    /// No copy could be set aside before a schema change.
    #[error("{} was not upgraded, because no copy could be saved first: {why}", path.display())]
    NoSnapshot { path: PathBuf, why: BackupError },
    /// The file exists but can't be used, for now or by this user.
    #[error("{} can't be used ({why}): fix that, and start again", path.display())]
    Unusable { path: PathBuf, why: sqlx::Error },
    #[error("{} can't be upgraded to this version ({why}): use the version of Bearings that wrote it, or a newer one", path.display())]
    Migration { path: PathBuf, why: MigrateError },
    #[error(
        "the database is on a PostgreSQL server: back it up, check it and restore it with the server's own tools, such as pg_dump and \
         pg_restore"
    )]
    OnServer,
    #[error(transparent)]
    Server(#[from] ServerError),
}

impl OpenError {
    /// The error for a file that can't be created or written.
    pub(super) fn unwritable(path: &Path, why: std::io::Error) -> Self {
        match why.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(path.to_owned()),
            _ => Self::Directory { path: path.to_owned(), why },
        }
    }

    /// The error for a database that SQLite can't use.
    pub(super) fn unusable(path: &Path, why: sqlx::Error) -> Self {
        if is_full(path, &why) { Self::Full(path.to_owned()) } else { Self::Unusable { path: path.to_owned(), why } }
    }

    /// The error for a schema that couldn't be changed.
    pub(super) fn migration(path: &Path, why: MigrateError) -> Self {
        match &why {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if is_full(path, error) => {
                Self::Full(path.to_owned())
            }
            _ => Self::Migration { path: path.to_owned(), why },
        }
    }
}

/// With less free space than this, SQLite can't create the files that it keeps beside a database.
const LEAST_ROOM: u64 = 128 * 1024;

/// Whether the disk is full. For files that it creates itself, SQLite reports only an I/O error.
fn is_full(path: &Path, error: &sqlx::Error) -> bool {
    match Trouble::of(error) {
        Some(Trouble::Full) => true,
        Some(Trouble::Disk) => {
            fs4::available_space(crate::domain::backup::directory(path)).is_ok_and(|free| free < LEAST_ROOM)
        }
        _ => false,
    }
}

/// What to do when the file must be replaced.
fn way_out(good: Option<&Path>) -> String {
    match good {
        Some(good) => format!("Its newest good backup is {0}: run bearings restore {0}", good.display()),
        None => "There is no good backup of it here: find yours and run bearings restore FILE".to_owned(),
    }
}

/// What to do about a file that can't be written.
pub(crate) fn what_to_do(why: &std::io::Error) -> &'static str {
    match why.kind() {
        ErrorKind::NotFound => "create its directory",
        ErrorKind::NotADirectory => "name a file in an existing directory",
        ErrorKind::IsADirectory => "name a file, not a directory",
        ErrorKind::ReadOnlyFilesystem => "use a writable disk",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free up room on its disk",
        ErrorKind::InvalidFilename => "use a shorter name",
        _ => "let the user who runs Bearings write to the file and its directory",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_what_to_do_about_it() {
        for (errno, expected) in [
            (2, "can't be written (No such file or directory (os error 2)): create its directory"),
            (13, "let the user who runs Bearings write to the file and its directory"),
            (20, "name a file in an existing directory"),
            (21, "name a file, not a directory"),
            (28, "because the disk is full: free up room on it, and start again"),
            (30, "use a writable disk"),
            (122, "because the disk is full"),
        ] {
            let said =
                OpenError::unwritable(Path::new("bearings.db"), std::io::Error::from_raw_os_error(errno)).to_string();
            assert!(said.starts_with("bearings.db can't be written") && said.contains(expected), "{errno}: {said}");
        }
    }
}
