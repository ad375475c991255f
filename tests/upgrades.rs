//! This version opens a database of every earlier version with all that is in it, even if the process is killed during
//! the upgrade. The long run is `KILLS=500 cargo test --release --test upgrades -- --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]
#![expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bearings::domain::evidence::Listing;
use bearings::domain::ids::{Actor, MemberId, WorkspaceId};
use bearings::services::Services;
use bearings::{services, store};
use sqlx::migrate::{Migration, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection};
use support::numbers::{Numbers, kills};
use support::repository;

/// Every table with its rows, each a map of columns to values.
type Content = BTreeMap<String, Vec<BTreeMap<String, String>>>;

fn migrations() -> Vec<Migration> {
    sqlx::migrate!("migrations/sqlite").iter().cloned().collect()
}

async fn connect(database: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(true).foreign_keys(false);
    options.connect().await.unwrap()
}

async fn texts(db: &mut SqliteConnection, query: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(db).await.unwrap()
}

async fn content(db: &mut SqliteConnection) -> Content {
    let of_people = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
    let mut content = Content::new();
    for table in texts(db, of_people.to_owned()).await {
        let columns = texts(db, format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let query = format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(", "));
        let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(&mut *db).await.unwrap();
        let cells = |row: &sqlx::sqlite::SqliteRow| {
            columns.iter().enumerate().map(|(at, column)| (column.clone(), row.get::<String, _>(at))).collect()
        };
        content.insert(table, rows.iter().map(cells).collect());
    }
    content
}

/// The rows that are missing or have changed.
fn lost(before: &Content, after: &Content) -> Vec<String> {
    let mut lost = Vec::new();
    for (table, rows) in before.iter().filter(|(table, _)| *table != "_sqlx_migrations") {
        let there = after.get(table).map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            let is_same = |now: &BTreeMap<String, String>| row.iter().all(|(column, was)| now.get(column) == Some(was));
            if !there.iter().any(is_same) {
                lost.push(format!("{table}: {row:?}"));
            }
        }
    }
    lost
}

/// Tables that a later migration renamed.
const RENAMED_TABLES: [(&str, &str); 2] =
    [("evidence_opening", "evidence_access_log"), ("team_insider", "team_allowed_member")];

/// Columns that a later migration renamed, by the table's name of then.
const RENAMED_COLUMNS: [(&str, &str, &str); 13] = [
    ("administrator_export", "way", "method"),
    ("delivery", "subject", "subject_id"),
    ("digest", "wrong", "channel_problems"),
    ("digest_post", "is_begun", "posting_started"),
    ("engineer", "times", "introduction_count"),
    ("engineer", "since", "eligible_since"),
    ("engineer", "minute", "minute_of_day"),
    ("engineer", "pace", "frequency_weeks"),
    ("evidence", "form", "view_id"),
    ("member", "asked_at", "fetched_at"),
    ("prompt", "pace", "frequency_weeks"),
    ("prompt", "pace_chosen", "chosen_frequency_weeks"),
    ("prompt", "offers_less", "offers_less_often"),
];

/// The content under today's names.
fn by_todays_names(before: Content) -> Content {
    let table_now = |table: String| {
        let renamed = RENAMED_TABLES.into_iter().find(|(then, _)| *then == table);
        renamed.map_or(table, |(_, now)| now.to_owned())
    };
    let column_now = |table: &str, column: String| {
        let renamed = RENAMED_COLUMNS.into_iter().find(|(of, then, _)| *of == table && *then == column);
        renamed.map_or(column, |(_, _, now)| now.to_owned())
    };
    let by_column = |table: &str, row: BTreeMap<String, String>| {
        row.into_iter().map(|(column, cell)| (column_now(table, column), cell)).collect()
    };
    let rows_now = |(table, rows): (String, Vec<_>)| {
        let rows = rows.into_iter().map(|row| by_column(&table, row)).collect();
        (table_now(table), rows)
    };
    before.into_iter().map(rows_now).collect()
}

/// A database at this migration, as its version left it, with rows of that time.
async fn of_schema(database: &Path, schema: i64) -> Content {
    let mut db = connect(database).await;
    for migration in migrations().into_iter().filter(|migration| migration.version <= schema) {
        let version = migration.version;
        let until = migrations().into_iter().filter(|migration| migration.version <= version).collect();
        Migrator::with_migrations(until).run(&mut db).await.unwrap();
        let sample = repository("tests/data/upgrades").join(format!("{version:04}.sql"));
        assert!(sample.exists(), "{} is missing", sample.display());
        let sample = fs::read_to_string(sample).unwrap();
        sqlx::raw_sql(AssertSqlSafe(sample)).execute(&mut db).await.unwrap();
    }
    let content = by_todays_names(content(&mut db).await);
    db.close().await.unwrap();
    content
}

/// A database as a release left it.
async fn of_release(database: &Path, file: &Path) -> Content {
    let mut db = connect(database).await;
    sqlx::raw_sql(AssertSqlSafe(fs::read_to_string(file).unwrap())).execute(&mut db).await.unwrap();
    let content = by_todays_names(content(&mut db).await);
    db.close().await.unwrap();
    content
}

/// Opens the database as the bot does, reads it as people do, and returns its content.
async fn opened(database: &Path) -> Content {
    let store = Arc::new(store::open(&format!("sqlite://{}", database.display())).await.unwrap());
    let workspace = WorkspaceId::new("T1");
    let ana = Actor { workspace: workspace.clone(), member: MemberId::new("UANA") };
    let own = Services::new(&store).evidence.list_own_entries(&ana, &Listing::default()).await.unwrap();
    let people = services::roster::load(&store, &workspace).await.unwrap();
    store.close().await;
    let mut db = connect(database).await;
    let content = content(&mut db).await;
    db.close().await.unwrap();
    let count = |table: &str| content.get(table).map_or(0, Vec::len);
    let entries = own.page.entries.len() + own.page.deleted.len();
    assert_eq!((entries, people.engineers.len()), (count("evidence"), count("roster_engineer")));
    content
}

#[tokio::test]
async fn a_database_of_every_earlier_schema_opens_with_all_that_is_in_it() {
    for migration in migrations() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("bearings.db");
        let before = of_schema(&database, migration.version).await;
        let empty: Vec<_> = before.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
        assert_eq!(empty, Vec::<&String>::new(), "these tables have no sample");
        assert_eq!(lost(&before, &opened(&database).await), Vec::<String>::new(), "from schema {}", migration.version);
    }
}

#[tokio::test]
async fn a_database_of_every_release_opens_with_all_that_is_in_it() {
    let mut releases = 0;
    for file in fs::read_dir(repository("tests/data/releases")).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("bearings.db");
        let before = of_release(&database, &file).await;
        assert_eq!(lost(&before, &opened(&database).await), Vec::<String>::new(), "{}", file.display());
        releases += 1;
    }
    assert!(releases > 0, "there is a database of at least one release");
}

#[tokio::test]
async fn the_app_of_an_earlier_release_lacks_newer_events_and_that_of_a_new_installation_none() {
    for (release, expected) in [(Some("0.1.0"), 4), (Some("0.2.0"), 4), (None, 0)] {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("bearings.db");
        if let Some(release) = release {
            of_release(&database, &repository("tests/data/releases").join(format!("{release}.sql"))).await;
        }
        for _ in 0..2 {
            let store = Arc::new(store::open(&format!("sqlite://{}", database.display())).await.unwrap());
            let events = Services::new(&store).events;
            events.load().await.unwrap();
            let missing: Vec<&str> = events.missing().iter().map(|need| need.name).collect();
            assert_eq!(missing.len(), expected, "{release:?}: {missing:?}");
            assert!(missing.iter().all(|name| name.contains("channel")), "{release:?}: {missing:?}");
            store.close().await;
        }
    }
}

#[tokio::test]
#[ignore = "writes the database of a release that is about to be made"]
async fn keeps_this_release() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("bearings.db");
    let newest = migrations().last().unwrap().version;
    let content = of_schema(&database, newest).await;
    let mut db = connect(&database).await;
    let made = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
                ORDER BY type = 'index', rowid";
    let mut dump = texts(&mut db, made.to_owned()).await;
    for (table, rows) in &content {
        for row in rows {
            let (columns, cells): (Vec<_>, Vec<_>) =
                row.iter().map(|(column, cell)| (column.as_str(), cell.as_str())).unzip();
            dump.push(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), cells.join(", ")));
        }
    }
    dump.push("DELETE FROM sqlite_sequence".to_owned());
    let counted =
        "SELECT 'INSERT INTO sqlite_sequence VALUES (' || quote(name) || ', ' || seq || ')' FROM sqlite_sequence";
    dump.extend(texts(&mut db, counted.to_owned()).await);
    let file = repository("tests/data/releases").join(concat!(env!("CARGO_PKG_VERSION"), ".sql"));
    fs::write(file, format!("{};\n", dump.join(";\n"))).unwrap();
}

fn remove(database: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // Not every file exists each time.
        let _ = fs::remove_file(PathBuf::from(format!("{}{suffix}", database.display())));
    }
}

/// Runs a command that upgrades the database and ends; returns how long it ran, if it wasn't killed.
fn brought_up(database: &Path, killed_after: Option<Duration>) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bearings"));
    command.args(["people", "list", "--database-url", &format!("sqlite://{}", database.display())]).env_clear();
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    match killed_after {
        Some(after) => {
            thread::sleep(after);
            child.kill().unwrap();
            child.wait().unwrap();
        }
        None => assert!(child.wait().unwrap().success()),
    }
    began.elapsed()
}

#[tokio::test]
async fn killed_while_it_is_brought_up_it_starts_with_everything() {
    let directory = tempfile::tempdir().unwrap();
    let (older, database) = (directory.path().join("older.db"), directory.path().join("bearings.db"));
    of_schema(&older, 9).await;
    let mut db = connect(&older).await;
    let many = "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
                INSERT INTO delivery SELECT i, 'T1', 'prompt', i, 'UANA', 'many ' || i, 'ready', 0, 4102444800000, NULL, NULL,
                    NULL, 0, NULL, 1780000000000 FROM n";
    sqlx::query(many).execute(&mut db).await.unwrap();
    let before = by_todays_names(content(&mut db).await);
    db.close().await.unwrap();
    fs::copy(&older, &database).unwrap();
    let takes = brought_up(&database, None);
    let (mut moments, mut still_older, mut set_aside) = (Numbers(3), 0, 0);
    let rounds = kills(20);
    for _ in 0..rounds {
        remove(&database);
        fs::copy(&older, &database).unwrap();
        let aside = directory.path().join("bearings-before-0010.db");
        // Left by the round before.
        let _ = fs::remove_file(&aside);
        brought_up(&database, Some(takes.mul_f64(f64::from(u32::try_from(moments.below(1_000)).unwrap()) / 1_000.0)));
        set_aside += usize::from(aside.exists());
        let mut db = connect(&database).await;
        let applied = texts(&mut db, "SELECT description FROM _sqlx_migrations WHERE version > 9".to_owned()).await;
        still_older += usize::from(applied.is_empty());
        db.close().await.unwrap();
        assert_eq!(lost(&before, &opened(&database).await), Vec::<String>::new());
    }
    println!(
        "{rounds} kills within {takes:?}: {set_aside} after the copy was set aside, {still_older} before the schema changed"
    );
}
