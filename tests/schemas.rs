//! Both engines have one schema: what the migrations make on each is compared as data.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test stops where something is wrong, and asks the engines themselves"
)]

#[path = "support/postgres.rs"]
mod postgres;

use std::collections::BTreeSet;

use postgres::{PostgresDatabase, SERVER};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{PgPool, SqlitePool};

/// One line for each column, key, reference, check and index.
type SchemaLines = BTreeSet<String>;

/// What a check allows, by the values it names: each engine writes the rest in its own way.
fn values_in(check: &str) -> String {
    let mut values: Vec<String> = Vec::new();
    let mut rest = check;
    while let Some(at) = rest.find(|c: char| c == '\'' || c.is_ascii_digit()) {
        let (begin, is_text) = (&rest[at..], rest[at..].starts_with('\''));
        let length = if is_text {
            begin[1..].find('\'').unwrap() + 2
        } else {
            begin.find(|c: char| !c.is_ascii_digit()).unwrap_or(begin.len())
        };
        values.push(begin[..length].to_owned());
        rest = &begin[length..];
    }
    values.sort();
    values.join(" ")
}

/// The checks in a table's definition.
fn checks(definition: &str) -> impl Iterator<Item = &str> {
    definition.match_indices("CHECK (").map(|(at, begin)| {
        let inside = &definition[at + begin.len()..];
        let mut depth = 1;
        let end = inside.find(|c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        &inside[..end.unwrap()]
    })
}

fn without_comments(definition: &str) -> String {
    definition.lines().map(|line| line.split("--").next().unwrap()).collect::<Vec<_>>().join("\n")
}

async fn sqlite() -> SchemaLines {
    let pool: SqlitePool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::migrate!("migrations/sqlite").run(&pool).await.unwrap();
    let mut schema = SchemaLines::new();
    for query in [
        "SELECT 'column ' || m.name || '.' || c.name || ' ' ||
            CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'BLOB' THEN 'bytea' ELSE lower(c.type) END ||
            CASE WHEN c.\"notnull\" = 1 AND c.pk = 0 THEN ' not null' ELSE '' END ||
            COALESCE(' default ' || trim(c.dflt_value, ''''), '')
         FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'",
        "SELECT 'key ' || name || ' ' || group_concat(column, ' ') FROM (
            SELECT m.name, c.name AS column FROM sqlite_schema m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND c.pk > 0 ORDER BY m.name, c.pk) GROUP BY name",
        "SELECT 'unique ' || name || ' ' || group_concat(column, ' ') FROM (
            SELECT m.name, i.name AS of, c.name AS column FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
            WHERE m.type = 'table' AND i.origin = 'u' ORDER BY i.name, c.seqno) GROUP BY of",
        "SELECT 'index ' || of || ' ' || group_concat(column, ' ') || CASE WHEN partial = 1 THEN ' partly' ELSE '' END FROM (
            SELECT i.name AS of, i.partial, c.name AS column FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
            WHERE m.type = 'table' AND i.origin = 'c' ORDER BY i.name, c.seqno) GROUP BY of",
        "SELECT 'reference ' || name || ' ' || group_concat(\"from\", ' ') || ' to ' || \"table\" || ' ' || group_concat(\"to\", ' ')
            || CASE WHEN on_delete = 'CASCADE' THEN ' cascade' ELSE '' END FROM (
            SELECT m.name, f.* FROM sqlite_schema m, pragma_foreign_key_list(m.name) f ORDER BY m.name, f.id, f.seq)
         GROUP BY name, id",
    ] {
        let lines: Vec<String> = sqlx::query_scalar(query).fetch_all(&pool).await.unwrap();
        schema.extend(lines);
    }
    let tables: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
            .fetch_all(&pool)
            .await
            .unwrap();
    for (table, definition) in tables {
        schema
            .extend(checks(&without_comments(&definition)).map(|check| format!("check {table} {}", values_in(check))));
    }
    schema.retain(|line| !line.contains(" _sqlx_migrations") && !line.contains(" sqlite_"));
    schema
}

async fn on_postgres(database: &PostgresDatabase) -> SchemaLines {
    let pool = PgPool::connect(&database.url()).await.unwrap();
    sqlx::migrate!("migrations/postgres").run(&pool).await.unwrap();
    let mut schema = SchemaLines::new();
    let columns = "(SELECT string_agg(a.attname, ' ' ORDER BY k.n) FROM unnest({}) WITH ORDINALITY k(attnum, n)
                    JOIN pg_attribute a ON a.attrelid = {} AND a.attnum = k.attnum)";
    let columns = |of: &str, table: &str| columns.replacen("{}", of, 1).replacen("{}", table, 1);
    for query in [
        "SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || c.data_type ||
            CASE WHEN c.is_nullable = 'NO' AND NOT EXISTS (
                SELECT 1 FROM information_schema.key_column_usage k JOIN information_schema.table_constraints t USING (constraint_name)
                WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name
            ) THEN ' not null' ELSE '' END || COALESCE(' default ' || trim(split_part(c.column_default, '::', 1), ''''), '')
         FROM information_schema.columns c WHERE c.table_schema = 'public'"
            .to_owned(),
        format!(
            "SELECT CASE c.contype WHEN 'p' THEN 'key ' ELSE 'unique ' END || c.conrelid::regclass || ' ' || {}
             FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u')",
            columns("c.conkey", "c.conrelid")
        ),
        format!(
            "SELECT 'reference ' || c.conrelid::regclass || ' ' || {} || ' to ' || c.confrelid::regclass || ' ' || {} ||
                CASE WHEN c.confdeltype = 'c' THEN ' cascade' ELSE '' END
             FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype = 'f'",
            columns("c.conkey", "c.conrelid"),
            columns("c.confkey", "c.confrelid")
        ),
        format!(
            "SELECT 'index ' || i.indexrelid::regclass || ' ' || {} || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partly' END
             FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
             WHERE t.relnamespace = 'public'::regnamespace AND NOT i.indisunique",
            columns("i.indkey::int2[]", "i.indrelid")
        ),
    ] {
        let lines: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(&pool).await.unwrap();
        schema.extend(lines);
    }
    let checks: Vec<(String, String)> = sqlx::query_as(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND contype = 'c'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    schema.extend(checks.into_iter().map(|(table, check)| format!("check {table} {}", values_in(&check))));
    pool.close().await;
    schema.retain(|line| !line.contains(" _sqlx_migrations"));
    schema
}

#[tokio::test]
async fn both_engines_have_one_schema() {
    let Some(database) = PostgresDatabase::begin().await else {
        eprintln!("left out: {SERVER} names no server");
        return;
    };
    let (sqlite, postgres) = (sqlite().await, on_postgres(&database).await);
    let only = |one: &SchemaLines, other: &SchemaLines| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!((only(&sqlite, &postgres), only(&postgres, &sqlite)), (Vec::new(), Vec::new()));
    assert!(sqlite.len() > 200, "{sqlite:#?}");
}

#[test]
fn the_values_of_a_check_are_found() {
    assert_eq!(values_in("state IN ('b', 'a') AND pace BETWEEN 1 AND 20"), "'a' 'b' 1 20");
    assert_eq!(
        checks("a TEXT CHECK (length(a) = 8), b INTEGER CHECK (b >= 1)").collect::<Vec<_>>(),
        ["length(a) = 8", "b >= 1"]
    );
}
