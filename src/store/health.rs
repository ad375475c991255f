//! What keeps the database from being written, noted down where it shows and gone when a write succeeds.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::sync::atomic::{AtomicU8, Ordering};

use sqlx::SqliteConnection;

use crate::store::StoreError;

/// Why nothing can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// The file or its disk may only be read.
    ReadOnly,
    /// The disk does not do what it is asked.
    Disk,
    /// The file is damaged.
    Damaged,
}

const ALL: [Trouble; 4] = [Trouble::Full, Trouble::ReadOnly, Trouble::Disk, Trouble::Damaged];

impl Trouble {
    /// What an error says of the file or its disk, if it says anything of them.
    #[must_use]
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
        // The lowest byte is the kind; what stands above it is where SQLite saw it.
        match code & 0xFF {
            13 => Some(Self::Full),
            8 => Some(Self::ReadOnly),
            10 | 14 => Some(Self::Disk),
            11 | 26 => Some(Self::Damaged),
            _ => None,
        }
    }

    /// As a sentence without its end.
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

/// What the newest write came to.
#[derive(Debug, Default)]
pub(super) struct Health(AtomicU8);

impl Health {
    pub(super) fn trouble(&self) -> Option<Trouble> {
        ALL.into_iter().find(|trouble| code(*trouble) == self.0.load(Ordering::SeqCst))
    }

    /// Something was written.
    pub(super) fn well(&self) {
        // Damage is not mended by writing beside it.
        let _ =
            self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| (now != code(Trouble::Damaged)).then_some(0));
    }

    /// Something could not be written. What says nothing of the disk changes nothing.
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

/// Writes what is there already, so that whoever commits knows whether anything can be written.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(db: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("PRAGMA user_version = 0").execute(db).await?;
    Ok(())
}
