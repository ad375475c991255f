//! The privacy report can't leave anything out: it's made from a catalogue that names every table and column.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use bearings::domain::privacy::{About, catalogue};
use bearings::slack::{EVENTS, SCOPES};
use bearings::store;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

/// Each table with its columns.
type Tables = BTreeMap<String, BTreeSet<String>>;

#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn tables(db: &mut SqliteConnection) -> Tables {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx_%'",
    )
    .fetch_all(db)
    .await
    .unwrap();
    let mut tables = Tables::new();
    for (table, column) in columns {
        tables.entry(table).or_default().insert(column);
    }
    tables
}

fn described() -> Tables {
    let mut tables = Tables::new();
    for record in catalogue() {
        let columns = tables.entry(record.table.to_owned()).or_default();
        for column in record.columns {
            assert!(columns.insert((*column).to_owned()), "{}.{column} is described twice", record.table);
        }
    }
    tables
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn the_catalogue_names_every_table_and_column_and_no_other() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bearings.db");
    store::open(&format!("sqlite://{}", path.display())).await.unwrap().close().await;
    let mut db = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    assert_eq!(tables(&mut db).await, described());
    // The comparison does see a new column.
    sqlx::query("ALTER TABLE member ADD COLUMN shoe_size INTEGER").execute(&mut db).await.unwrap();
    assert_ne!(tables(&mut db).await, described());
}

fn report(arguments: &[&str], keep_days: &str) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bearings"));
    command.arg("privacy-report").args(arguments).env_clear().env("BEARINGS_KEEP_DAYS", keep_days);
    let output = command.env("DATABASE_URL", "sqlite:///var/lib/bearings/bearings.db").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_report_says_all_of_it_with_the_days_that_are_set() {
    let (code, says, _) = report(&[], "");
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("report", says);
    let (_, other, _) = report(&[], "evidence=730,leavers=1");
    assert!(other.contains("- `evidence`: 730 days") && other.contains("at most 1 day after they leave"), "{other}");
    for record in catalogue() {
        assert!(says.contains(&format!("`{}`", record.table)), "{} is missing", record.table);
    }
    for name in SCOPES.iter().chain(EVENTS) {
        assert!(says.contains(&format!("- `{name}`: to ")), "{name} is missing");
    }
}

#[test]
fn the_report_as_data_says_the_same() {
    let (_, json, _) = report(&["--json"], "prompts=200");
    let json: Value = serde_json::from_str(&json).unwrap();
    let about_people = catalogue().filter(|record| matches!(record.about, About::Person(_))).count();
    assert_eq!(json["kept"].as_array().unwrap().len(), about_people);
    assert_eq!((&json["days"]["prompts"], &json["days"]["evidence"]), (&200.into(), &Value::Null));
    assert_eq!(json["where"]["database"], "/var/lib/bearings/bearings.db");
}

#[test]
fn every_copy_of_the_database_is_named_with_how_long_it_stays() {
    let backups = ["--backup-dir", "/backups", "--backups-kept", "7"];
    let (_, says, _) = report(&backups, "");
    let (_, json, _) = report(&[backups.as_slice(), &["--json"]].concat(), "");
    let json: Value = serde_json::from_str(&json).unwrap();
    let copies = json["where"]["copies"].as_array().unwrap();
    let expected = [
        ["Backups in `/backups`: Bearings makes one each day.", "the newest 7 are kept"],
        ["saves a copy in `/backups`", "deleted after 30 days"],
        ["A restore saves the database it replaces", "until you delete it"],
        ["Litestream", "for 48 hours"],
    ];
    assert_eq!(copies.len(), expected.len());
    for (copy, [what, until]) in copies.iter().zip(expected) {
        let (is, until_when) = (copy["what"].as_str().unwrap(), copy["until"].as_str().unwrap());
        assert!(is.contains(what) && until_when.contains(until), "{copy}");
        assert!(says.contains(&format!("- {is} {until_when}")), "{says}");
    }
    assert!(says.contains("stays in earlier copies until they are deleted"), "{says}");
    // The configuration file keeps what the report promises about the replica.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/.deploy/litestream.yml");
    assert!(std::fs::read_to_string(file).unwrap().contains("retention: 48h"));
    let (_, other, _) = report(&[], "");
    assert!(other.contains("Backups: Bearings makes none."), "{other}");
    assert!(other.contains("saves a copy in `/var/lib/bearings`"), "{other}");
}

#[test]
fn the_report_calls_the_commands_what_they_are_called_here() {
    let (_, says, _) = report(&["--command", "/growth", "--evidence-command", "/kudos"], "");
    assert!(says.contains("`commands`: to answer /growth and /kudos") && says.contains("`/growth my-data`"), "{says}");
    assert!(!says.contains("/framework"), "{says}");
    let (code, _, problem) = report(&["--command", "growth"], "");
    assert!(code == Some(2) && problem.starts_with("BEARINGS_COMMAND is “growth”"), "{problem}");
}

#[test]
fn days_that_cannot_be_used_are_named() {
    let (code, says, problem) = report(&[], "prompts=7");
    assert_eq!((code, says.as_str()), (Some(2), ""));
    assert!(problem.starts_with("BEARINGS_KEEP_DAYS keeps prompts for 7 days, but needs at least 100"), "{problem}");
}
