//! Copies of the database file: made beside the running bot, checked, restored.

mod check;
mod make;
mod origin;
mod shelf;

use std::path::PathBuf;

pub use check::{Contents, check};
pub(in crate::store) use check::{glance, integrity_check, is_cut, is_empty, quick_check};
pub use make::make;
pub(in crate::store) use make::{Partial, copy, sync_directory};
pub(in crate::store) use origin::{Origin, origin};
pub use shelf::{Found, list, newest_good, remove};

use crate::store::health::Trouble;

/// Why a copy wasn't made, isn't good, or wasn't restored, each with what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} doesn't exist: name an existing file", .0.display())]
    Missing(PathBuf),
    #[error("{} already exists: choose another name, or a directory", .0.display())]
    Taken(PathBuf),
    /// It is no database, or another program's.
    #[error("{} isn't a database of Bearings, or its beginning is damaged", .0.display())]
    Foreign(PathBuf),
    #[error("{} was written by a newer version of Bearings (its schema is {theirs}, this version's {ours}): use that \
        version", path.display())]
    Newer { path: PathBuf, theirs: i64, ours: i64 },
    /// Migrations other than ours made its schema.
    #[error("{} was written by another build of Bearings (its schema {schema} differs from this one's): use that build", path.display())]
    Other {
        path: PathBuf,
        /// The first schema that differs.
        schema: i64,
    },
    /// Its schema isn't what its migrations make.
    #[error("something other than Bearings changed {} ({difference}): use another backup", path.display())]
    Altered {
        path: PathBuf,
        /// The first difference.
        difference: String,
    },
    #[error("{} is damaged ({why}): use another backup", path.display())]
    Damaged {
        path: PathBuf,
        /// What the check found first.
        why: String,
    },
    #[error("there is no room for {}: free up some, or choose another disk", .0.display())]
    Full(PathBuf),
    #[error("{} can't be read or written ({why}): fix that and try again", path.display())]
    File { path: PathBuf, why: std::io::Error },
    /// Any other failure of SQLite.
    #[error("{} can't be used ({why}): fix that and try again", path.display())]
    Failed { path: PathBuf, why: sqlx::Error },
}

impl BackupError {
    /// The error for a file that SQLite failed on.
    pub(super) fn of(path: PathBuf, why: sqlx::Error) -> Self {
        match Trouble::of(&why) {
            Some(Trouble::Full) => Self::Full(path),
            Some(Trouble::Damaged) => Self::Damaged { path, why: why.to_string() },
            _ => Self::Failed { path, why },
        }
    }

    pub(super) fn file(path: PathBuf, why: std::io::Error) -> Self {
        match why.kind() {
            std::io::ErrorKind::StorageFull => Self::Full(path),
            std::io::ErrorKind::AlreadyExists => Self::Taken(path),
            _ => Self::File { path, why },
        }
    }
}

#[cfg(test)]
mod tests;
