//! What keeps the database from being written: recorded to be shown, and cleared when a write succeeds.

use std::sync::atomic::{AtomicU8, Ordering};

use sqlx::postgres::PgDatabaseError;

use crate::store::StoreError;
use crate::store::sql::{Connection, query, sql};

/// Why nothing can be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Full,
    /// The file or its disk is read-only.
    ReadOnly,
    /// The disk fails to do what it is asked.
    Disk,
    Damaged,
    /// The server can't be reached, or ends connections.
    Away,
}

const ALL: [Trouble; 5] = [Trouble::Full, Trouble::ReadOnly, Trouble::Disk, Trouble::Damaged, Trouble::Away];

impl Trouble {
    /// What an error says about the database and its disk, if anything.
    #[must_use]
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        let error = match error {
            sqlx::Error::Database(error) => error,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) => return Some(Self::Away),
            _ => return None,
        };
        match error.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => Self::of_postgres(error.code()),
            None => Self::of_sqlite(error.code()?.parse().ok()?),
        }
    }

    /// The lowest byte of SQLite's codes is the kind; the bits above it say where SQLite saw it.
    fn of_sqlite(code: i32) -> Option<Self> {
        match code & 0xFF {
            13 => Some(Self::Full),
            8 => Some(Self::ReadOnly),
            10 | 14 => Some(Self::Disk),
            11 | 26 => Some(Self::Damaged),
            _ => None,
        }
    }

    /// <https://www.postgresql.org/docs/current/errcodes-appendix.html>: the first two characters are the class.
    fn of_postgres(code: &str) -> Option<Self> {
        match code {
            "53100" => Some(Self::Full),
            "25006" => Some(Self::ReadOnly),
            "58030" => Some(Self::Disk),
            "XX001" | "XX002" => Some(Self::Damaged),
            "57P01" | "57P02" | "57P03" | "53300" => Some(Self::Away),
            _ if code.starts_with("08") => Some(Self::Away),
            _ => None,
        }
    }

    /// The cause as a sentence without its full stop.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Full => "the database's disk is full",
            Self::ReadOnly => "the database is read-only",
            Self::Disk => "the database's disk fails",
            Self::Damaged => "the database file is damaged",
            Self::Away => "the database server can't be reached",
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
        Trouble::Away => 5,
    }
}

/// Writes a value that is already there, so that committing shows whether anything can be written.
pub async fn touch(db: &mut Connection) -> Result<(), StoreError> {
    let touch = sql!(sqlite: "PRAGMA user_version = 0", postgres: "SELECT pg_current_xact_id()::text");
    query(touch).run(db).await
}
