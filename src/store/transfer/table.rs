//! The tables of a database as its schema has them, and the statements that read and fill one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::store::StoreError;
use crate::store::sql::{Bind as _, Connection, Row, Statement, Value, query_as, sql};

/// A table of Bearings'. Those of tools begin with an underscore or belong to the engine.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub(super) columns: Vec<Column>,
    /// The column by which the engine numbers the rows, and never gives a number twice.
    identity: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column {
    name: String,
    kind: ColumnKind,
    /// Its place in the primary key, counted from 1; 0 if it isn't part of it.
    key_position: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnKind {
    Integer,
    Text,
    Bytes,
}

impl ColumnKind {
    fn of(declared: &str) -> Self {
        match declared {
            "INTEGER" | "bigint" => Self::Integer,
            "BLOB" | "bytea" => Self::Bytes,
            _ => Self::Text,
        }
    }
}

/// All tables, each after those that it refers to.
pub async fn tables(db: &mut Connection) -> Result<Vec<Table>, StoreError> {
    let columns: Vec<(String, String, String, i64, bool)> = query_as(sql!(
        sqlite: "SELECT t.name, c.name, c.type, c.pk, c.pk > 0 AND t.sql LIKE '%AUTOINCREMENT%'
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND substr(t.name, 1, 1) <> '_' AND substr(t.name, 1, 7) <> 'sqlite_'
            ORDER BY t.name, c.cid",
        postgres: "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, NULL),
                COALESCE(array_position(k.conkey, c.attnum), 0), c.attidentity <> ''
            FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
            LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
            WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace AND left(t.relname, 1) <> '_'
            ORDER BY t.relname, c.attnum",
    ))
    .fetch_all(db)
    .await?;
    let references: Vec<(String, String)> = query_as(sql!(
        sqlite: "SELECT t.name, r.\"table\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) r
            WHERE t.type = 'table'",
        postgres: "SELECT t.relname::text, r.relname::text FROM pg_constraint c
            JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
            WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace",
    ))
    .fetch_all(db)
    .await?;
    let mut found: BTreeMap<String, Table> = BTreeMap::new();
    for (table, name, declared, key_position, is_identity) in columns {
        let new = || Table { name: table.clone(), columns: Vec::new(), identity: None };
        let table = found.entry(table.clone()).or_insert_with(new);
        if is_identity {
            table.identity = Some(name.clone());
        }
        table.columns.push(Column { name, kind: ColumnKind::of(&declared), key_position });
    }
    Ok(referred_first(found, &references))
}

fn referred_first(mut left: BTreeMap<String, Table>, references: &[(String, String)]) -> Vec<Table> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits =
            |name: &str| references.iter().any(|(from, to)| from == name && to != name && left.contains_key(to));
        let (ready, waiting): (BTreeMap<_, _>, _) = left.clone().into_iter().partition(|(name, _)| !waits(name));
        // In a circle, the engine has the last word.
        left = if ready.is_empty() { BTreeMap::new() } else { waiting.clone() };
        ordered.extend(if ready.is_empty() { waiting } else { ready }.into_values());
    }
    ordered
}

impl Table {
    /// Whether this is the same table, whatever the order of its columns.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let sorted = |table: &Self| {
            let mut columns = table.columns.clone();
            columns.sort();
            columns
        };
        self.name == other.name && sorted(self) == sorted(other)
    }

    pub(super) fn quoted(&self) -> String {
        format!("\"{}\"", self.name)
    }

    pub(super) fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// All rows in the order of their keys. Both engines order texts and bytes alike.
    pub(super) fn select(&self) -> Statement {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.key_position > 0).collect();
        key.sort_by_key(|column| column.key_position);
        // Without a key, all columns together decide.
        let key = if key.is_empty() { self.columns.iter().collect() } else { key };
        let key: Vec<String> = key.iter().map(|column| format!("\"{}\"", column.name)).collect();
        in_both(format!("SELECT {} FROM {} ORDER BY {}", self.names(), self.quoted(), key.join(", ")))
    }

    /// Inserts this many rows.
    pub(super) fn insert(&self, rows: usize) -> Statement {
        let mut text = format!("INSERT INTO {} ({}) VALUES ", self.quoted(), self.names());
        let width = self.columns.len();
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { "), (" });
            for column in 0..width {
                let separator = if column == 0 { "" } else { ", " };
                // Writing to a string can't fail.
                let _ = write!(text, "{separator}${}", row * width + column + 1);
            }
        }
        text.push(')');
        in_both(text)
    }

    /// Adds the values of a row.
    pub(super) fn read(&self, row: &Row, values: &mut Vec<Value<'static>>) -> Result<(), sqlx::Error> {
        for (at, column) in self.columns.iter().enumerate() {
            values.push(match column.kind {
                ColumnKind::Integer => row.try_get::<Option<i64>>(at)?.value(),
                ColumnKind::Text => row.try_get::<Option<String>>(at)?.value(),
                ColumnKind::Bytes => row.try_get::<Option<Vec<u8>>>(at)?.value(),
            });
        }
        Ok(())
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }
}

fn in_both(text: String) -> Statement {
    Statement { postgres: text.clone().into(), sqlite: text.into() }
}
