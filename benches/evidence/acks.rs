//! Measures how long Slack waits for an acknowledgement at 50 requests a second of all kinds, while backups run one
//! after the other and Slack's own API hangs. Run by `benches/acks.sh`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bearings::slack::{SIGNATURE, TIMESTAMP};
use bearings::store::backup::make;
use reqwest::Client;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::asks::{Ask, Asks, Kind, interaction, slash};
use crate::data::{Chance, Words, library, member, workspace};
use crate::measure::start;
use crate::sign::sign;
use crate::slack::{Mood, Slack};

/// The time between two requests.
const PACE: Duration = Duration::from_millis(20);
/// In milliseconds. Slack itself waits three seconds for an acknowledgement.
const GOAL: f64 = 500.0;

/// Requests that weren't answered as expected, for example not in time; their times still count.
static UNANSWERED: AtomicUsize = AtomicUsize::new(0);

const KINDS: [&str; 8] = [
    "a command: a cell",
    "a command: one's own entries",
    "a command that opens a form",
    "a press on a button",
    "words typed in a form",
    "a form saved",
    "a menu, words typed",
    "an event",
];

pub fn measure(file: &Path, seconds: usize, people: usize) {
    let _logging = bearings::telemetry::start(Some("error"), bearings::telemetry::Format::Human);
    let (its_runtime, backups) = (Runtime::new().expect("a runtime"), Runtime::new().expect("a runtime"));
    Runtime::new().expect("a runtime").block_on(async {
        let (slack, api) = Slack::begin().await;
        let running = start(&file.display().to_string(), api, &its_runtime).await;
        let bot = format!("http://{}", running.address);
        let asks = Asks::new(Words::of(&library()));
        let form = {
            let log = asks.ask(Kind::Log, 0, 1);
            let coming = slack.expect(log.call.as_deref().expect("a call"));
            send(Client::new(), bot.clone(), log).await;
            coming.await.expect("a form");
            slack.last_opened()
        };
        let asks = asks.with_form(form);

        println!("{:<34} {:>6} {:>8} {:>8} {:>8}  p99 goal {GOAL}", "milliseconds", "count", "p50", "p99", "max");
        let quiet = steady(&bot, &asks, 0, seconds.div_ceil(4) * 50, people).await;
        row("as it is", quiet.iter().flatten().copied().collect());
        slack.turns(Mood::Hangs);
        let (stop, stopped) = watch::channel(false);
        let backing_up = backups.spawn(back_up(file.to_owned(), stopped));
        let took = steady(&bot, &asks, 1_000_000, seconds * 50, people).await;
        stop.send(true).expect("a running backup");
        let made = backing_up.await.expect("backups");
        for (name, took) in KINDS.iter().zip(&took) {
            row(name, took.clone());
        }
        row("all, with backups and a Slack that hangs", took.into_iter().flatten().collect());
        println!(
            "not answered as they should be: {} (goal 0); backups meanwhile: {}, each {:.2} s on average; calls that Slack left \
             without an answer: {}",
            UNANSWERED.load(Ordering::Relaxed),
            made.len(),
            made.iter().sum::<Duration>().as_secs_f64() / f64::from(u32::try_from(made.len().max(1)).expect("a few")),
            slack.left_without_answer()
        );
        its_runtime.spawn(running.stop()).await.expect("a graceful stop");
    });
}

/// Sends each kind in turn at a steady pace, even if the answers fall behind; returns how long each took, by kind.
async fn steady(bot: &str, asks: &Asks, first: usize, count: usize, people: usize) -> Vec<Vec<Duration>> {
    let people_in_order = Chance::new(u64::try_from(first).expect("a number")).shuffled(people);
    let clients = [Client::new(), Client::new()];
    let mut going = JoinSet::new();
    let mut ticks = tokio::time::interval(PACE);
    for number in 0..count {
        let (kind, person) = (number % KINDS.len(), people_in_order.get(number % people).expect("a person"));
        let ask = ask(asks, kind, first + number, *person);
        let client = clients.get(number % clients.len()).expect("one of them").clone();
        ticks.tick().await;
        let bot = bot.to_owned();
        going.spawn(async move { (kind, send(client, bot, ask).await) });
    }
    let mut by_kind = vec![Vec::new(); KINDS.len()];
    for (kind, took) in going.join_all().await {
        by_kind.get_mut(kind).expect("a kind").push(took);
    }
    by_kind
}

/// What this person does; every number makes a different request.
fn ask(asks: &Asks, kind: usize, number: usize, person: usize) -> Ask {
    let trigger = format!("7.{number}");
    match kind {
        0 => asks.ask(Kind::Cell, number, person),
        1 => asks.ask(Kind::Me, number, person),
        2 => slash("log paired on the release", &trigger, person),
        3 => {
            let view = json!({"type": "modal", "id": format!("V{number}"), "hash": "1"});
            let more = json!({"view": view, "actions": [{"action_id": "entries/-/0"}], "trigger_id": trigger});
            interaction("block_actions", person, more)
        }
        4 => Ask { call: None, ..asks.ask(Kind::Type, number, person) },
        5 => asks.ask(Kind::Save, number, person),
        6 => asks.ask(Kind::Suggest, number, person),
        _ => event(number, person),
    }
}

fn event(number: usize, person: usize) -> Ask {
    let opened = json!({"type": "app_home_opened", "user": member(person).as_str(), "tab": "home"});
    let body = json!({
        "type": "event_callback", "team_id": workspace().as_str(), "event_id": format!("Ev{number}"), "event": opened,
    });
    Ask { path: "/slack/events", body: body.to_string(), call: None, good: "" }
}

/// Returns the time from sending the request to having the whole answer.
async fn send(client: Client, bot: String, ask: Ask) -> Duration {
    let (at, signature) = sign(&ask.body);
    let request = client.post(format!("{bot}{}", ask.path)).header(TIMESTAMP, at).header(SIGNATURE, signature);
    let began = Instant::now();
    let answer = request.body(ask.body).send().await.expect("an answer");
    let status = answer.status();
    let text = answer.text().await.expect("a whole answer");
    let took = began.elapsed();
    if !(status.is_success() && text.contains(ask.good)) {
        UNANSWERED.fetch_add(1, Ordering::Relaxed);
    }
    took
}

/// Makes backups one after the other until told to stop, as `bearings backup` does: copied, checked, safely on disk.
async fn back_up(file: PathBuf, stopped: watch::Receiver<bool>) -> Vec<Duration> {
    let mut took = Vec::new();
    while !*stopped.borrow() {
        let copy = file.with_extension("copy.db");
        let _ = std::fs::remove_file(&copy);
        let began = Instant::now();
        make(&file, &copy).await.expect("a copy");
        took.push(began.elapsed());
        let _ = std::fs::remove_file(&copy);
    }
    took
}

fn row(name: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let of_hundred = |part: usize| took.get((took.len() * part).div_ceil(100).saturating_sub(1));
    let millis = |took: Option<&Duration>| took.map_or(f64::NAN, Duration::as_secs_f64) * 1_000.0;
    let (p50, p99, max) = (millis(of_hundred(50)), millis(of_hundred(99)), millis(took.last()));
    let kept = if p99 < GOAL { "kept" } else { "MISSED" };
    println!("{name:<34} {:>6} {p50:>8.2} {p99:>8.2} {max:>8.2}  {kept}", took.len());
}
