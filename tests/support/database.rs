//! The database of a story: a SQLite file, or with `STORIES_ON=postgres` a database on the server that `TEST_POSTGRES`
//! names. It is read and changed behind the bot's back.

use std::path::{Path, PathBuf};

use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, FromRow, PgConnection, SqliteConnection};

use super::Story;
use super::postgres::{PostgresDatabase, SERVER};

pub enum Database {
    Sqlite(PathBuf),
    Postgres(PostgresDatabase),
}

/// Someone else's write transaction. It ends with this.
pub enum OtherWriter {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Whether this run's stories are on PostgreSQL.
#[expect(clippy::disallowed_methods, reason = "which engine a run is on is said by the environment")]
pub fn is_on_postgres() -> bool {
    std::env::var("STORIES_ON").is_ok_and(|engine| engine == "postgres")
}

#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
impl Database {
    /// A database of a story's own; a file is in this directory.
    pub async fn begin(directory: &Path) -> Self {
        if !is_on_postgres() {
            return Self::file_in(directory);
        }
        let postgres = PostgresDatabase::begin().await;
        assert!(postgres.is_some(), "set {SERVER} to the address of a PostgreSQL server");
        Self::Postgres(postgres.unwrap())
    }

    pub fn file_in(directory: &Path) -> Self {
        Self::Sqlite(directory.join("bearings.db"))
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite://{}", file.display()),
            Self::Postgres(postgres) => postgres.url(),
        }
    }

    /// The file, where the story is about one.
    pub fn file(&self) -> &Path {
        match self {
            Self::Sqlite(file) => file,
            Self::Postgres(_) => unreachable!("the database is no file"),
        }
    }

    /// Removes everything, as if there had never been a bot.
    pub async fn clear(&self) {
        match self {
            Self::Sqlite(file) => std::fs::remove_file(file).unwrap(),
            Self::Postgres(at) => {
                let clear = sqlx::raw_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
                clear.execute(&mut at.connection().await).await.unwrap();
            }
        }
    }

    /// Changes the database.
    pub async fn run(&self, statement: &'static str) {
        match self {
            Self::Sqlite(file) => drop(sqlx::query(statement).execute(&mut sqlite(file).await).await.unwrap()),
            Self::Postgres(at) => drop(sqlx::raw_sql(statement).execute(&mut at.connection().await).await.unwrap()),
        }
    }

    /// What the database returns for this query.
    pub async fn rows<T>(&self, query: impl Into<String>) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = AssertSqlSafe(query.into());
        match self {
            Self::Sqlite(file) => sqlx::query_as(query).fetch_all(&mut sqlite(file).await).await.unwrap(),
            Self::Postgres(at) => {
                let mut db = at.connection().await;
                let mut transaction = db.begin().await.unwrap();
                sqlx::query_as(query).fetch_all(&mut *transaction).await.unwrap()
            }
        }
    }

    /// Everything that is stored, as bytes: the file and those that SQLite keeps beside it, or the rows of all tables.
    pub async fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Sqlite(file) => {
                let files = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
                files.flat_map(|file| std::fs::read(file).unwrap()).collect()
            }
            Self::Postgres(_) => {
                let rows: Vec<(String,)> = self.rows("SELECT database_to_xml(true, false, '')::text").await;
                rows.into_iter().flat_map(|(rows,)| rows.into_bytes()).collect()
            }
        }
    }

    /// Another program keeps everyone from writing until this is closed.
    pub async fn holds(&self) -> OtherWriter {
        match self {
            Self::Sqlite(file) => {
                let mut held = sqlite(file).await;
                sqlx::query("BEGIN IMMEDIATE").execute(&mut held).await.unwrap();
                OtherWriter::Sqlite(held)
            }
            Self::Postgres(at) => {
                let mut held = at.connection().await;
                sqlx::raw_sql(
                    "BEGIN; LOCK TABLE installation, inbox_event, inbox_interaction IN ACCESS EXCLUSIVE MODE",
                )
                .execute(&mut held)
                .await
                .unwrap();
                OtherWriter::Postgres(held)
            }
        }
    }
}

impl OtherWriter {
    pub async fn close(self) {
        match self {
            Self::Sqlite(held) => held.close().await.unwrap(),
            Self::Postgres(held) => held.close().await.unwrap(),
        }
    }
}

async fn sqlite(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

impl Story {
    pub async fn database_bytes(&self) -> Vec<u8> {
        self.database.bytes().await
    }

    /// Changes the database behind the bot's back.
    pub async fn sql(&self, statement: &'static str) {
        self.database.run(statement).await;
    }

    /// The one text that the database returns for this query.
    pub async fn stored(&self, query: &'static str) -> String {
        self.database.rows::<(String,)>(query).await.remove(0).0
    }

    /// As `stored`, for a query that may return nothing.
    pub async fn stored_or_nothing(&self, query: &'static str) -> String {
        self.database.rows::<(Option<String>,)>(query).await.pop().and_then(|(text,)| text).unwrap_or_default()
    }

    /// Every text that the database returns for this query.
    pub async fn texts(&self, query: &'static str) -> Vec<String> {
        self.database.rows::<(String,)>(query).await.into_iter().map(|(text,)| text).collect()
    }
}
