//! All that one person wrote may not fit into the bot's memory, so the bot reads it some entries at a time. One row for
//! each way to have all of it read, each with a process of its own.
//!
//! In full, with as many entries as an older database can have, 64 MB of words and more than the present limit allows:
//! `BEARINGS_MEMORY_ENTRIES=8176 BEARINGS_BINARY=target/release/bearings cargo test --test memory -- --nocapture`

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::process::Command;
use std::time::Instant;

use bearings::sandbox::{Person, Sandbox};
use futures_util::future::{FutureExt, LocalBoxFuture, join_all};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::faults::{eventually, stop};
use support::process::{Process, ProcessFixture};
use tokio::task::block_in_place;

/// The most memory that the whole process may use at any time, in kilobytes.
const PEAK: u64 = 256 * 1024;

/// An action that makes the bot read all of one person's evidence.
struct HeavyRead {
    what: &'static str,
    /// Asks for it and waits for the answer.
    ask: for<'s> fn(&'s ProcessFixture) -> LocalBoxFuture<'s, ()>,
}

const HEAVY_READS: &[HeavyRead] = &[
    HeavyRead { what: "two searches, one after the other", ask: |fixture| two_searches(fixture).boxed_local() },
    HeavyRead { what: "five searches at once", ask: |fixture| five_searches(fixture).boxed_local() },
    HeavyRead { what: "five copies of all data at once", ask: |fixture| five_copies(fixture).boxed_local() },
    HeavyRead { what: "a manager opens what is shared", ask: |fixture| a_manager_opens(fixture).boxed_local() },
];

/// How many full entries one person has, each of some eight thousand bytes.
#[expect(clippy::disallowed_methods, reason = "a measurement, not a setting")]
fn entries() -> usize {
    std::env::var("BEARINGS_MEMORY_ENTRIES").map_or(256, |entries| entries.parse().unwrap())
}

/// Starts the bot built with this test, or the one that `BEARINGS_BINARY` names.
fn start(fixture: &ProcessFixture) -> Process {
    let as_built = fixture.command(&["serve"]);
    let program = std::env::var_os("BEARINGS_BINARY").unwrap_or_else(|| as_built.get_program().to_owned());
    let mut command = Command::new(program);
    command.args(as_built.get_args()).env_clear();
    command.envs(as_built.get_envs().filter_map(|(name, value)| Some((name, value?))));
    block_in_place(|| fixture.launch(command))
}

/// As many words as fit, with the number of their entry.
fn words(number: usize) -> String {
    format!("number{number:05} {}", "débogué ".repeat(372))
}

/// Gives Ana all entries, and shares each of them with Priya.
#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn fill(fixture: &ProcessFixture) {
    let mut db = SqliteConnectOptions::new().filename(fixture.database()).foreign_keys(true).connect().await.unwrap();
    sqlx::query("BEGIN").execute(&mut db).await.unwrap();
    for number in 1..=entries() {
        let words = words(number);
        sqlx::query("INSERT INTO evidence_text (id, words, quote) VALUES ($1, $2, $2)")
            .bind(i64::try_from(number).unwrap())
            .bind(&words)
            .execute(&mut db)
            .await
            .unwrap();
    }
    for query in [
        "INSERT INTO evidence (workspace, author, view_id, text_id, happened_on, created_at, shared_at, bytes)
         SELECT $1, 'U01ANA', 'form ' || id, id, '2026-05-01', 1780000000000, 1780000000000, octet_length(words) * 2
         FROM evidence_text",
        "INSERT INTO roster_engineer (workspace, engineer) VALUES ($1, 'U01ANA')",
        "INSERT INTO roster_manager (tenure, workspace, engineer, manager) VALUES (1, $1, 'U01ANA', 'U04PRIYA')",
        "INSERT INTO evidence_share (evidence_id, manager, tenure, shared_at)
         SELECT id, 'U04PRIYA', 1, shared_at FROM evidence WHERE workspace = $1",
    ] {
        sqlx::query(query).bind(Sandbox::workspace().as_str()).execute(&mut db).await.unwrap();
    }
    sqlx::query("COMMIT").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

async fn sees(person: &Person, place: &str, words: &str) {
    eventually(words, async || person.screen(place).contains(words)).await;
}

async fn two_searches(fixture: &ProcessFixture) {
    let ana = fixture.slack.person("ana");
    ana.opens_home().await.unwrap();
    sees(&ana, "home", "Search your evidence").await;
    // The oldest and the newest: the search for either reads all entries.
    for number in [1, entries()] {
        ana.fills("home", "Search your evidence", &format!("number{number:05}")).await.unwrap();
        ana.presses_enter("home", "Search your evidence").await.unwrap();
        sees(&ana, "home", &format!("number{number:05} ")).await;
    }
}

async fn five_searches(fixture: &ProcessFixture) {
    let ana = fixture.slack.person("ana");
    join_all((0..5).map(|_| async {
        // Some get their answer, others are told to wait.
        let _ = ana.types("#general", "/framework me number00001").await;
    }))
    .await;
    sees(&ana, "#general", "number00001 ").await;
}

async fn five_copies(fixture: &ProcessFixture) {
    let ana = fixture.slack.person("ana");
    ana.types("#general", "/framework my-data").await.unwrap();
    sees(&ana, "modal", "My data").await;
    join_all((0..5).map(|_| async {
        // The button disappears after the first press.
        let _ = ana.presses("modal", "Send me a copy").await;
    }))
    .await;
    let is_sent = "Your copy is in your DM";
    eventually("a copy", async || [is_sent, "did not take"].iter().any(|said| ana.screen("modal").contains(said)))
        .await;
    assert!(ana.screen("modal").contains(is_sent), "{}", ana.screen("modal"));
    for name in ["my-data.md", "my-data.json"] {
        let copy = ana.reads_file("dm", name).unwrap();
        assert!(copy.len() > 7_000 * entries(), "{} bytes", copy.len());
        for number in [1, entries() / 2, entries()] {
            assert!(copy.contains(&format!("number{number:05} ")), "{name} lacks number {number}");
        }
    }
}

async fn a_manager_opens(fixture: &ProcessFixture) {
    let priya = fixture.slack.person("priya");
    priya.opens_home().await.unwrap();
    sees(&priya, "home", "People who share with you").await;
    priya.presses("home", "Open").await.unwrap();
    sees(&priya, "modal", &format!("number{:05} ", entries())).await;
    priya.presses("modal", "More entries").await.unwrap();
    sees(&priya, "modal", &format!("number{:05} ", entries() - 10)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_reads_all_of_a_persons_evidence_stays_below_256_megabytes() {
    let fixture = ProcessFixture::begin().await;
    fixture.slack.stops_limiting();
    fixture.store().await.close().await;
    fill(&fixture).await;
    for HeavyRead { what, ask } in HEAVY_READS {
        let process = start(&fixture);
        let began = Instant::now();
        ask(&fixture).await;
        let peak = process.peak();
        println!("{what}: {} entries, {peak} kB at most, {:.1} s", entries(), began.elapsed().as_secs_f64());
        assert!(peak < PEAK, "{what}: {peak} kB");
        stop(process);
    }
    let beside: Vec<_> = std::fs::read_dir(fixture.database().parent().unwrap()).unwrap().collect();
    assert!(beside.len() <= 6, "{beside:?}");
}
