//! Measures how long an answer takes in memory, from typed words to Slack's JSON, and a search of all behaviours.
//!
//! Run with `cargo bench --bench lookup`.

use std::path::Path;

use bearings::domain::evidence::EvidenceDays;
use bearings::domain::lookup::{Library, answer, read};
use bearings::import::read_directory;
use bearings::slack::inbound::{Inbound, slash_command};
use bearings::slack::outbound::{Audience, MessageAnswer};
use bearings::views;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

#[expect(clippy::unwrap_used, reason = "without the framework there is nothing to measure")]
fn library() -> Library {
    Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap()).unwrap()
}

fn answered(words: &str, library: &Library) -> Vec<u8> {
    let reading = read(words, library);
    let answer = answer(&reading.ask, library);
    let message = views::message(&answer, &reading.ask, &reading.notes, library, &EvidenceDays::default());
    serde_json::to_vec(&MessageAnswer::new(&message, Audience::Them)).unwrap_or_default()
}

#[divan::bench(args = ["level 3 mastery", "l3 mastry", "level 4", "mastery", "compare 3 4 impact", "search proposals", "help"])]
fn words_to_json(bencher: Bencher, words: &str) {
    let library = library();
    bencher.bench_local(|| answered(black_box(words), &library));
}

#[divan::bench(args = ["proposals", "set up grafana alerts before launch", "refactring", "incidnt and a long sentence about deploys"])]
fn search(bencher: Bencher, words: &str) {
    let library = library();
    let text = format!("search {words}");
    bencher.bench_local(|| answer(&read(black_box(&text), &library).ask, &library).framework.levels.len());
}

#[divan::bench]
fn decode(bencher: Bencher) {
    let body = b"token=x&team_id=T0001&team_domain=example&channel_id=C21&channel_name=test&user_id=U21&user_name=s&command=%2Fframework&text=level+3+mastery&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1234%2F5678&trigger_id=13345224609.738474920.8088930838d88f008e0&api_app_id=A123456";
    bencher.bench_local(|| matches!(slash_command(black_box(body)), Ok(Inbound::SlashCommand(_))));
}
