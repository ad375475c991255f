//! How a query finds its rows, for tests that it doesn't slow down as the database grows.

use crate::store::sql::{self, Connection};
use crate::store::test_database::Engine;

/// How SQLite finds the rows of a query: each table or index that it goes through, in order, and what it sorts.
/// On PostgreSQL, it must find all rows by index.
pub(super) async fn plan(db: &mut Connection, query: &'static str) -> Vec<String> {
    assert_found_by_index_on_postgres(query).await;
    let explained = sql::query(format!("EXPLAIN QUERY PLAN {query}")).fetch_all(db).await.unwrap();
    explained.iter().map(|row| row.try_get("detail").unwrap()).collect()
}

/// The tables are empty, so a plan without an index would be the best one: with this setting it is taken only where
/// there is no other.
async fn assert_found_by_index_on_postgres(query: &'static str) {
    let Some(database) = Engine::Postgres.database().await else { return };
    let mut db = database.begin().await;
    let statement = sql::Statement::from(query).postgres;
    let values = (1..).take_while(|number| statement.contains(&format!("${number}"))).map(|_| "NULL");
    let values = values.collect::<Vec<_>>().join(", ");
    let values = if values.is_empty() { values } else { format!("({values})") };
    for set_up in [
        "SET LOCAL enable_seqscan = off".to_owned(),
        "SET LOCAL plan_cache_mode = force_generic_plan".to_owned(),
        format!("PREPARE explained AS {statement}"),
    ] {
        sql::query(set_up).run(&mut db).await.unwrap();
    }
    let explain = format!("EXPLAIN (COSTS OFF) EXECUTE explained{values}");
    let plan: Vec<String> = sql::query_scalar(explain).fetch_all(&mut db).await.unwrap();
    assert!(!plan.iter().any(|line| line.contains("Seq Scan")), "{query}: {plan:#?}");
}
