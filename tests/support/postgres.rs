//! A database of a test's own on the PostgreSQL server that `TEST_POSTGRES` names. It goes when the test ends.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::thread;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use url::Url;
use uuid::Uuid;

/// Where the server is, and which database there is one to connect to for making others; a superuser's address.
pub const SERVER: &str = "TEST_POSTGRES";

pub struct PostgresDatabase {
    server: Url,
    name: String,
}

impl PostgresDatabase {
    /// `None` if there is no server: what needs one is left out.
    pub async fn begin() -> Option<Self> {
        Self::begin_with("").await
    }

    /// As `begin`, with these options of `CREATE DATABASE`.
    #[expect(clippy::disallowed_methods, reason = "which server there is for tests is said by the environment")]
    pub async fn begin_with(options: &str) -> Option<Self> {
        let server: Url = std::env::var(SERVER).ok()?.parse().unwrap();
        let database = Self { server, name: format!("test_{}", Uuid::new_v4().simple()) };
        run(&database.server, format!("CREATE DATABASE {} {options}", database.name)).await;
        Some(database)
    }

    pub fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }

    /// A connection of the test's own.
    pub async fn connection(&self) -> PgConnection {
        connect(&self.url()).await
    }
}

/// Without what a pooler between refuses or doesn't keep.
async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().unwrap();
    options.extra_float_digits(None).statement_cache_capacity(0).connect().await.unwrap()
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let (server, drop) = (self.server.clone(), format!("DROP DATABASE {} WITH (FORCE)", self.name));
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run(&server, drop));
        });
        let _ = dropped.join();
    }
}

#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn run(server: &Url, statement: String) {
    let mut db = connect(server.as_str()).await;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}
