//! What keeps the database from being written: recorded to be shown, and cleared when a write succeeds.

use std::sync::atomic::{AtomicU8, Ordering};

use sqlx::SqliteConnection;

use crate::store::StoreError;
use crate::store::query::Run as _;

/// Why nothing can be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Full,
    /// The file or its disk is read-only.
    ReadOnly,
    /// The disk fails to do what it is asked.
    Disk,
    Damaged,
}

const ALL: [Trouble; 4] = [Trouble::Full, Trouble::ReadOnly, Trouble::Disk, Trouble::Damaged];

impl Trouble {
    /// What an error says about the file or its disk, if anything.
    #[must_use]
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
        // The lowest byte is the kind; the bits above it say where SQLite saw it.
        match code & 0xFF {
            13 => Some(Self::Full),
            8 => Some(Self::ReadOnly),
            10 | 14 => Some(Self::Disk),
            11 | 26 => Some(Self::Damaged),
            _ => None,
        }
    }

    /// The cause as a sentence without its full stop.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Full => "the disk of the database is full",
            Self::ReadOnly => "the database may only be read",
            Self::Disk => "the disk of the database does not do what it is asked",
            Self::Damaged => "the database file is damaged",
        }
    }
}

/// The outcome of the newest write.
#[derive(Debug, Default)]
pub(super) struct Health(AtomicU8);

impl Health {
    pub(super) fn trouble(&self) -> Option<Trouble> {
        ALL.into_iter().find(|trouble| code(*trouble) == self.0.load(Ordering::SeqCst))
    }

    /// Records a successful write.
    pub(super) fn well(&self) {
        // Writing elsewhere in the file doesn't fix damage.
        let _ =
            self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| (now != code(Trouble::Damaged)).then_some(0));
    }

    /// Records a failed write. An error that says nothing about the disk changes nothing.
    pub(super) fn note(&self, error: &sqlx::Error) {
        if let Some(trouble) = Trouble::of(error) {
            self.0.store(code(trouble), Ordering::SeqCst);
        }
    }
}

fn code(trouble: Trouble) -> u8 {
    match trouble {
        Trouble::Full => 1,
        Trouble::ReadOnly => 2,
        Trouble::Disk => 3,
        Trouble::Damaged => 4,
    }
}

/// Writes a value that is already there, so that committing shows whether anything can be written.
pub async fn touch(db: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("PRAGMA user_version = 0").run(db).await
}
