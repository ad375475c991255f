//! The database that a measurement works on: a SQLite file, or one on a PostgreSQL server.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// The address of a file, or this address of a server.
pub fn address(named: &str) -> String {
    if named.contains("://") { named.to_owned() } else { format!("sqlite://{named}") }
}

pub fn is_on_server(named: &str) -> bool {
    named.starts_with("postgres://")
}

/// Changes the database behind the bot's back.
#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
pub async fn run(named: &str, statement: String) {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    if is_on_server(named) {
        let mut db = PgConnection::connect(named).await.expect("the server");
        statement.execute(&mut db).await.expect("a change");
        db.close().await.expect("an end");
    } else {
        let mut db = SqliteConnection::connect(&address(named)).await.expect("the database");
        statement.execute(&mut db).await.expect("a change");
        db.close().await.expect("an end");
    }
}
