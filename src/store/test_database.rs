//! Databases for the tests of this floor: each test runs on both engines.

use std::ops::Deref;

use tempfile::TempDir;

use crate::store::{Store, Writing, open};

#[path = "../../tests/support/postgres.rs"]
mod postgres;

use postgres::PostgresDatabase;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Sqlite,
    Postgres,
}

/// A database of a test's own. Fields are dropped in this order: the connections before what they are connected to.
pub(super) struct TestDatabase {
    store: Store,
    _directory: Option<TempDir>,
    _postgres: Option<PostgresDatabase>,
}

impl Engine {
    /// An empty database of this version's schema; `None` where there is no server for it.
    pub(super) async fn database(self) -> Option<TestDatabase> {
        Some(match self {
            Self::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", directory.path().join("bearings.db").display());
                TestDatabase { store: open(&url).await.unwrap(), _directory: Some(directory), _postgres: None }
            }
            Self::Postgres => {
                let postgres = PostgresDatabase::begin().await?;
                let store = open(&postgres.url()).await.unwrap();
                TestDatabase { store, _directory: None, _postgres: Some(postgres) }
            }
        })
    }
}

impl TestDatabase {
    /// A transaction: what a test writes is seen in it alone.
    pub(super) async fn begin(&self) -> Writing {
        Store::write(&self.store).await.unwrap()
    }
}

impl Deref for TestDatabase {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}
