//! A story's database, read and changed behind the bot's back.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::Story;

impl Story {
    /// The bytes of the database and of the files that SQLite keeps beside it.
    pub fn database_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.directory.path()).unwrap().map(|file| file.unwrap().path());
        files.flat_map(|file| std::fs::read(file).unwrap()).collect()
    }

    async fn connection(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.database()).connect().await.unwrap()
    }

    /// Another program holds the database's write lock until this connection is closed.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn holds_database(&self) -> SqliteConnection {
        let mut held = self.connection().await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut held).await.unwrap();
        held
    }

    /// Changes the database behind the bot's back.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn sql(&self, statement: &'static str) {
        sqlx::query(statement).execute(&mut self.connection().await).await.unwrap();
    }

    /// The one text that the database returns for this query.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn stored(&self, query: &'static str) -> String {
        sqlx::query_scalar(query).fetch_one(&mut self.connection().await).await.unwrap()
    }

    /// As `stored`, for a query that may return nothing.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn stored_or_nothing(&self, query: &'static str) -> String {
        let found: Option<String> = sqlx::query_scalar(query).fetch_one(&mut self.connection().await).await.unwrap();
        found.unwrap_or_default()
    }
}
