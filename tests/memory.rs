//! What one person wrote does not fit into the bot's memory, and does not have to: it is read some entries at a time.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::Person;
use futures_util::future::join_all;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::process::Stage;
use support::weather::{eventually, start, stop};

/// How many full entries one person has, each of some eight thousand bytes. As many as an older database can have, 64 MB and
/// more than there is room for since there is a limit, are asked for with `BEARINGS_MEMORY_ENTRIES=8176`, of a release build.
#[expect(clippy::disallowed_methods, reason = "a measurement, not a setting")]
fn entries() -> usize {
    std::env::var("BEARINGS_MEMORY_ENTRIES").map_or(256, |entries| entries.parse().unwrap())
}

/// What the whole process may take at any time, in kilobytes.
const PEAK: u64 = 256 * 1024;

/// As many words as fit, with the number of their entry.
fn words(number: usize) -> String {
    let mut words = format!("number{number:05} ");
    while words.encode_utf16().count() < 2_990 {
        words.push_str("débogué ");
    }
    words
}

#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
async fn fill(stage: &Stage) {
    let mut db = SqliteConnectOptions::new().filename(stage.database()).foreign_keys(true).connect().await.unwrap();
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
    sqlx::query(
        "INSERT INTO evidence (workspace, author, form, text_id, happened_on, created_at, bytes)
         SELECT $1, 'U01ANA', 'form ' || id, id, '2026-05-01', 1780000000000, octet_length(words) * 2 FROM evidence_text",
    )
    .bind(bearings::sandbox::Sandbox::workspace().as_str())
    .execute(&mut db)
    .await
    .unwrap();
    sqlx::query("COMMIT").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

async fn sees(person: &Person, place: &str, words: &str) {
    eventually(words, async || person.screen(place).contains(words)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_and_a_copy_stay_below_256_megabytes() {
    let stage = Stage::begin().await;
    stage.slack.stops_limiting();
    stage.store().await.close().await;
    fill(&stage).await;
    let process = start(&stage);
    let ana = stage.slack.person("ana");
    ana.opens_home().await.unwrap();
    sees(&ana, "home", "Search your evidence").await;
    for number in [1, entries()] {
        // The oldest and the newest: either is looked for through all of it.
        ana.fills("home", "Search your evidence", &format!("number{number:05}")).await.unwrap();
        ana.presses_enter("home", "Search your evidence").await.unwrap();
        sees(&ana, "home", &format!("number{number:05} ")).await;
    }
    println!("one search: {} kB", process.peak());
    join_all((0..5).map(|_| async {
        // Some have their answer, others are told to wait.
        let _ = ana.types("#general", "/framework me number00001").await;
    }))
    .await;
    println!("five searches: {} kB", process.peak());
    assert!(process.peak() < PEAK, "{} kB while it was searched", process.peak());

    ana.types("#general", "/framework my-data").await.unwrap();
    sees(&ana, "modal", "My data").await;
    join_all((0..5).map(|_| async {
        // Once it is asked for, the button is gone.
        let _ = ana.presses("modal", "Send me a copy").await;
    }))
    .await;
    eventually("a copy", async || ana.reads_file("dm", "my-data.json").is_ok()).await;
    println!("a copy: {} kB", process.peak());
    for name in ["my-data.md", "my-data.json"] {
        let copy = ana.reads_file("dm", name).unwrap();
        assert!(copy.len() > 7_000 * entries(), "{} bytes", copy.len());
        for number in [1, entries() / 2, entries()] {
            assert!(copy.contains(&format!("number{number:05} ")), "{name} lacks number {number}");
        }
    }
    assert!(process.peak() < PEAK, "{} kB while a copy was made", process.peak());
    let beside: Vec<_> = std::fs::read_dir(stage.database().parent().unwrap()).unwrap().collect();
    assert!(beside.len() <= 6, "{beside:?}");
    stop(process);
}
