//! What people write.

use bearings::sandbox::{Person, Sandbox};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::BudgetBot;
use crate::support::process::ProcessFixture;

pub async fn many_entries() -> String {
    a_third_entry("BEARINGS_ENTRIES_PER_PERSON").await
}

pub async fn many_entries_in_an_hour() -> String {
    a_third_entry("BEARINGS_ENTRIES_PER_HOUR").await
}

async fn a_third_entry(limit: &str) -> String {
    let bot = BudgetBot::start(&[(limit, "2")]).await;
    let ana = bot.fixture.slack.person("ana");
    for words in ["the first", "the second"] {
        writes(&ana, words, "Saved").await;
    }
    writes(&ana, "the third", "wasn’t saved").await
}

pub async fn many_edits_in_an_hour() -> String {
    let bot = BudgetBot::start(&[("BEARINGS_ENTRIES_PER_HOUR", "2")]).await;
    let ana = bot.fixture.slack.person("ana");
    writes(&ana, "as it was", "Saved").await;
    for (words, answer) in [("once", "Saved"), ("twice", "Saved")] {
        edits(&ana, words, answer).await;
    }
    edits(&ana, "thrice", "wasn’t saved").await
}

#[expect(clippy::disallowed_methods, reason = "this is not the bot")]
pub async fn many_bytes() -> String {
    let fixture = ProcessFixture::begin().await;
    fixture.store().await.close().await;
    let mut db = SqliteConnectOptions::new().filename(fixture.database()).foreign_keys(true).connect().await.unwrap();
    sqlx::query("INSERT INTO evidence_text (id, words) VALUES (1, 'much')").execute(&mut db).await.unwrap();
    sqlx::query(
        "INSERT INTO evidence (workspace, author, view_id, text_id, happened_on, created_at, bytes)
         VALUES ($1, 'U01ANA', 'form', 1, '2026-05-01', 1780000000000, 1048576 - 4)",
    )
    .bind(Sandbox::workspace().as_str())
    .execute(&mut db)
    .await
    .unwrap();
    db.close().await.unwrap();
    let bot = BudgetBot::on(fixture, &[("BEARINGS_MEGABYTES_PER_PERSON", "1")]);
    writes(&bot.fixture.slack.person("ana"), "more", "Saved").await;
    writes(&bot.fixture.slack.person("ana"), "more still", "wasn’t saved").await
}

/// Writes a new entry; returns what the form then says.
async fn writes(person: &Person, words: &str, answer: &str) -> String {
    person.types("#general", &format!("/evidence {words}")).await.unwrap();
    person.waits_until_sees("modal", words).await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", answer).await.unwrap();
    let modal = person.modal().unwrap();
    person.closes().await.unwrap();
    modal
}

/// Replaces the newest entry's words; returns what the form then says.
async fn edits(person: &Person, words: &str, answer: &str) -> String {
    person.opens_home().await.unwrap();
    person.waits_until_sees("home", "Edit").await.unwrap();
    person.presses("home", "Edit").await.unwrap();
    person.waits_until_sees("modal", "What happened?").await.unwrap();
    person.fills("modal", "What happened?", words).await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", answer).await.unwrap();
    let modal = person.modal().unwrap();
    person.closes().await.unwrap();
    modal
}
