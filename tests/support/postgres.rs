//! A database of a test's own on the PostgreSQL server that `TEST_POSTGRES` names. It goes when the test ends.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::process::Command;
use std::thread;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use url::Url;
use uuid::Uuid;

/// Where the server is, and which database there is one to connect to for making others; a superuser's address.
pub const SERVER: &str = "TEST_POSTGRES";

/// Where the server is that the test kills, and the program that kills it and starts it again.
const TO_CRASH: &str = "TEST_POSTGRES_TO_CRASH";
const CRASH: &str = "TEST_POSTGRES_CRASH";

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
    pub async fn begin_with(options: &str) -> Option<Self> {
        Some(Self::on(server(SERVER)?, options).await)
    }

    /// On the server that [`crash`] kills.
    pub async fn to_crash() -> Self {
        let server = server(TO_CRASH);
        assert!(server.is_some(), "set {TO_CRASH} to the address of a PostgreSQL server that the test may kill");
        Self::on(server.unwrap(), "").await
    }

    async fn on(server: Url, options: &str) -> Self {
        let database = Self { server, name: format!("test_{}", Uuid::new_v4().simple()) };
        run(&database.server, format!("CREATE DATABASE {} {options}", database.name)).await;
        database
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

#[expect(clippy::disallowed_methods, reason = "which server there is for tests is said by the environment")]
fn server(named: &str) -> Option<Url> {
    Some(std::env::var(named).ok()?.parse().unwrap())
}

/// Kills the server, as a power cut would but for what the disk has, and starts it again.
#[expect(clippy::disallowed_methods, reason = "how the server for tests is killed is said by the environment")]
pub fn crash() {
    let program = std::env::var(CRASH);
    assert!(program.is_ok(), "set {CRASH} to a program that kills the server and starts it");
    assert!(Command::new(program.unwrap()).status().unwrap().success());
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
