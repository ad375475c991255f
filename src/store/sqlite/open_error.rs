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
    #[error("DATABASE_URL “{0}” is not a database file: write it like sqlite://bearings.db")]
    Url(String),
    #[error("{} cannot be written ({why}): {}", path.display(), what_to_do(why))]
    Directory { path: PathBuf, why: std::io::Error },
    #[error("{} cannot be written, because the disk is full: make room on it, and start again", .0.display())]
    Full(PathBuf),
    /// SQLite's write-ahead log needs a local disk.
    #[error(
        "{} is on {file_system}, where SQLite loses what was saved: use a disk of this machine's. bearings backup FILE copies the \
         database to one; then set DATABASE_URL to the copy", path.display()
    )]
    NetworkDisk { path: PathBuf, file_system: &'static str },
    #[error("another Bearings already uses {}: stop it first, or use another database file", .0.display())]
    Taken(PathBuf),
    #[error("a Bearings of another version uses {}: run the command of that version, or stop it first", .0.display())]
    OtherVersion(PathBuf),
    #[error(
        "{} has tables and none of them is Bearings': it is another program's, and stays as it is. Set DATABASE_URL to a file of its own",
        .0.display()
    )]
    Foreign(PathBuf),
    #[error(
        "{} is no database, and stays as it is: set DATABASE_URL to another file, or if Bearings wrote it, run bearings restore with a \
         backup of it", .0.display()
    )]
    NoDatabase(PathBuf),
    /// The schema isn't what the migrations make.
    #[error("{} was changed by something else than Bearings ({difference}): undo that, or put a backup back. {}", path.display(), way_out(good.as_deref()))]
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
    #[error("{} is not there, though there are backups of it. {}; to begin anew, move them away", path.display(), way_out(good.as_deref()))]
    Gone {
        path: PathBuf,
        /// The newest good backup, if one is known.
        good: Option<PathBuf>,
    },
    /// No copy could be set aside before a schema change.
    #[error("{} was left at its version, because no copy of it could be set aside before: {why}", path.display())]
    NoSnapshot { path: PathBuf, why: BackupError },
    /// The file exists but can't be used, for now or by this user.
    #[error("{} cannot be used ({why}): see to that and start again", path.display())]
    Unusable { path: PathBuf, why: sqlx::Error },
    #[error("{} cannot be brought to this version ({why}): use the Bearings that wrote it, or a newer one", path.display())]
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
        None => "No good backup of it is known here: find yours and run bearings restore FILE".to_owned(),
    }
}

/// What to do about a file that can't be written.
pub(crate) fn what_to_do(why: &std::io::Error) -> &'static str {
    match why.kind() {
        ErrorKind::NotFound => "create its directory",
        ErrorKind::NotADirectory => "name a file in a directory",
        ErrorKind::IsADirectory => "name a file, not a directory",
        ErrorKind::ReadOnlyFilesystem => "use a disk that can be written",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on its disk",
        ErrorKind::InvalidFilename => "use a shorter name",
        _ => "let the user who runs Bearings write the file and its directory",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_what_to_do_about_it() {
        for (errno, expected) in [
            (2, "cannot be written (No such file or directory (os error 2)): create its directory"),
            (13, "let the user who runs Bearings write the file and its directory"),
            (20, "name a file in a directory"),
            (21, "name a file, not a directory"),
            (28, "because the disk is full: make room on it, and start again"),
            (30, "use a disk that can be written"),
            (122, "because the disk is full"),
        ] {
            let said =
                OpenError::unwritable(Path::new("bearings.db"), std::io::Error::from_raw_os_error(errno)).to_string();
            assert!(said.starts_with("bearings.db cannot be written") && said.contains(expected), "{errno}: {said}");
        }
    }
}
