//! A malicious request gets a polite answer or is rejected: no row changes, nothing alarms, and no memory leaks.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "hostile/list.rs"]
mod list;
#[path = "hostile/meddling.rs"]
mod meddling;
mod support;
#[path = "hostile/wire.rs"]
mod wire;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use list::{Gets, Hostile, Sent};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};
use support::Story;
use support::faults::eventually;
use support::process::{Process, ProcessFixture};
use support::steps::starts;
use tokio::task::JoinSet;
use wire::{Sender, WireAnswer, send, send_raw};

/// What no answer to a hostile request may contain: a mention or a link.
const CALLS: [&str; 4] = ["<!", "<@", "<#", "<http"];

/// A button's value is only sent back, and its label for screen readers is plain text.
const UNREAD: [&str; 2] = ["value", "accessibility_label"];

/// Whether there's a mention or a link where Slack reads markup; it shows plain text as it is.
fn calls(answer: &Value) -> bool {
    match answer {
        Value::Object(fields) if fields.get("type") == Some(&json!("plain_text")) => false,
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| !UNREAD.contains(&name.as_str())).any(|(_, value)| calls(value))
        }
        Value::Array(all) => all.iter().any(calls),
        Value::String(text) => CALLS.iter().any(|call| text.contains(call)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Sends the request, and returns the fault in the answer, if any.
async fn outcome(address: String, hostile: Hostile, at: i64) -> Option<String> {
    let answer = match &hostile.sent {
        Sent::Request(request) => send(&address, request, at).await,
        Sent::Raw(bytes) => send_raw(&address, bytes).await,
        Sent::Twice(request) => {
            send(&address, request, at).await;
            send(&address, request, at).await
        }
    };
    let WireAnswer { statuses, body } = &answer;
    let has = |status: u16| *statuses == [status];
    let is_right = match hostile.gets {
        Gets::Only(status) => has(status) && body.is_empty(),
        Gets::Status(status) => has(status) && body.len() < 200,
        Gets::Shrug | Gets::Ack => has(200) && body.is_empty(),
        Gets::Polite(words) => has(200) && body.contains(words) && !calls(&serde_json::from_str(body).unwrap()),
        Gets::AckOr(words) => has(200) && (body.is_empty() || body.contains(words)),
        Gets::ClosedOr(status) => statuses.is_empty() && body.is_empty() || has(status),
        Gets::AnsweredThen(status) => *statuses == [200, status],
    };
    let body: String = body.chars().take(300).collect();
    (!is_right).then(|| format!("{}: {:?} expected, {statuses:?} “{body}”", hostile.name, hostile.gets))
}

/// As many as two cores answer within Slack's time in a build for tests.
const MAX_CONCURRENT_REQUESTS: usize = 8;

/// Sends all requests, so many at once, and returns the faults in the answers.
async fn assault(address: &str, sender: &mut Sender, round: usize, at_once: usize) -> Vec<String> {
    let (mut going, mut wrong) = (JoinSet::new(), Vec::new());
    for hostile in list::all().into_iter().map(|hostile| hostile.in_round(round)) {
        let at = match &hostile.sent {
            Sent::Request(request) | Sent::Twice(request) => sender.time_for(request),
            Sent::Raw(_) => 0,
        };
        if going.len() >= at_once {
            wrong.extend(going.join_next().await.and_then(Result::unwrap));
        }
        going.spawn(outcome(address.to_owned(), hostile, at));
    }
    wrong.extend(going.join_all().await.into_iter().flatten());
    wrong
}

/// Every row of every table, as text.
async fn rows(story: &Story) -> BTreeMap<String, Vec<String>> {
    let mut db = SqliteConnectOptions::new().filename(story.database.file()).read_only(true).connect().await.unwrap();
    let list = |query: String| AssertSqlSafe(query);
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    let names: Vec<(String, String)> = sqlx::query_as(list(
        "SELECT m.name, group_concat('quote(' || c.name || ')', ' || '' '' || ')
         FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name"
            .into(),
    ))
    .fetch_all(&mut db)
    .await
    .unwrap();
    let mut all = BTreeMap::new();
    for (name, columns) in names {
        #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
        let rows = sqlx::query_scalar(list(format!("SELECT {columns} FROM {name} ORDER BY 1"))).fetch_all(&mut db);
        all.insert(name, rows.await.unwrap());
    }
    all
}

/// Panics in tasks that nothing awaits leave no other trace.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// A workspace in which Ana has an entry, a prompt and a team, and Ben only has a level.
async fn inhabited() -> Story {
    let mut story = Story::begin().await;
    story.seats("ana", 3, &["priya"]).await;
    story.seats("ben", 2, &[]).await;
    story.team("Payments", &["priya"], &["ana"]).await;
    story.introduces(&["ana"]).await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    ana.waits_until_sees("dm", "Hello from Bearings").await.unwrap();
    starts(&ana).await;
    ana.types("#general", "/evidence paired with Lena on the ledger").await.unwrap();
    ana.waits_until_sees("modal", "paired with Lena").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.closes().await.unwrap();
    // Thursday, 15:45 in Lisbon.
    story.passes_to("2026-06-04T14:50:00Z").await;
    ana.waits_until_sees("dm", "Did you do any of these this week?").await.unwrap();
    // The bot asks Slack about them here, so that this changes no row later.
    for person in [&ana, &ben] {
        person.opens_home().await.unwrap();
        person.waits_until_sees("home", "What’s expected?").await.unwrap();
    }
    story
}

#[tokio::test]
async fn what_is_hostile_gets_what_it_must_and_changes_nothing() {
    std::panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        eprintln!("{panic}");
    }));
    let mut story = inhabited().await;
    for expected in [
        "wrong signature",
        "too long ago or in the future",
        "was here before",
        "not handled",
        "nothing is at this address",
        "answered at the wrong address",
    ] {
        story.expects_in_log(expected);
    }
    // A press whose modal or message doesn't exist can't be answered; Slack's own presses always have one.
    story.expects_in_log("could not finish");
    // Forged triggers open nothing.
    story.expects_complaint("views.open: invalid_trigger_id");
    story.keeps_private("paired with Lena");
    story.keeps_private("These are not my words");
    let all = list::all();
    assert!(all.len() >= 100, "only {} requests", all.len());
    // The bot notes that Slack sends this event; then a hostile one changes nothing about that.
    story.slack.makes_admin("noor", true).await;
    let state = "SELECT state FROM slack_event WHERE name = 'user_change'";
    eventually("it isn't noted", async || story.texts(state).await == ["received"]).await;
    let before = rows(&story).await;
    assert!(before.contains_key("evidence") && before["prompt"].len() == 1, "{:?}", before.keys());

    let wrong = assault(&story.bot, &mut Sender::default(), 0, MAX_CONCURRENT_REQUESTS).await;
    // Work that continues after an answer has ended after a stop.
    story.stop().await;
    assert_eq!(wrong, Vec::<String>::new());
    let after = rows(&story).await;
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "{table} has changed");
    }
    let log = story.log.text();
    let alarms = log.lines().filter(|line| line.contains(" ERROR "));
    let unfounded: Vec<&str> = alarms.filter(|line| !is_slacks_refusal(line)).collect();
    assert_eq!(unfounded, Vec::<&str>::new());
    let shrugs = all.iter().filter(|hostile| matches!(hostile.gets, Gets::Shrug)).count();
    let shrugged = log.lines().filter(|line| line.contains("not handled") && line.contains("status=200")).count();
    assert_eq!(shrugged, shrugs, "what is signed and makes no sense has one line each");
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);

    story.start().await.unwrap();
    let ben = story.person("ben");
    ben.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(support::last_answer(&ben.screen("#general")).contains("Mastery"), "the next who asks has their answer");
}

/// Whether a line is about an answer for which the modal, message or trigger doesn't exist.
fn is_slacks_refusal(line: &str) -> bool {
    line.contains("could not finish")
        && ["views.open", "views.update", "response_url"].iter().any(|call| line.contains(call))
}

/// The number of rounds: this one, unless `ROUNDS` says otherwise.
#[expect(clippy::disallowed_methods, reason = "it is a test that is told how long it may take")]
fn rounds(some: usize) -> usize {
    std::env::var("ROUNDS").map_or(some, |rounds| rounds.parse().unwrap())
}

/// The lowest memory and descriptors while small requests are answered: an allocator gives memory back only while it
/// works, and what it has yet to give back would hide what a leak adds.
async fn settled(process: &Process) -> (u64, usize) {
    const HEALTHZ: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: bearings\r\nconnection: close\r\n\r\n";
    let mut lowest = (u64::MAX, usize::MAX);
    for _ in 0..200 {
        assert_eq!(send_raw(&process.address, HEALTHZ).await.statuses, [200]);
        lowest = (lowest.0.min(process.resident()), lowest.1.min(process.descriptors()));
    }
    lowest
}

/// The shipped program's memory over many rounds; in full: `ROUNDS=60 cargo test --release --test hostile -- --nocapture`.
///
/// Each round is some 300 requests, with 17 MB of bodies that are rejected and 10 MB that are read. The memory that an
/// allocator keeps comes and goes, but a leak raises even the lowest value, so the test compares the lowest of the
/// later rounds with that of the earlier ones. The bound leaves room for some tens of bytes per signed request, which
/// the bot remembers for ten to twenty minutes against replays: half a megabyte in 60 rounds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hostile_leaves_nothing_in_memory() {
    const SOME: usize = 10;
    const WARM: usize = 3;
    const BOUND: u64 = 8_000;
    let fixture = ProcessFixture::begin().await;
    fixture.slack.stops_limiting();
    // One arena that is trimmed at once: an allocator that keeps what was freed would hide a leak, or look like one.
    let mut command = fixture.command(&["serve"]);
    command
        .env("MALLOC_ARENA_MAX", "1")
        .env("MALLOC_TRIM_THRESHOLD_", "131072")
        .env("MALLOC_MMAP_THRESHOLD_", "131072");
    let process = fixture.launch(command);
    let mut sender = Sender::default();
    // The first rounds open every connection to the database, and the heap reaches its usual size. So many at once may
    // be answered too late.
    assault(&process.address, &mut sender, SOME + 4, 64).await;
    for round in 0..4 {
        assert_eq!(
            assault(&process.address, &mut sender, SOME + round, MAX_CONCURRENT_REQUESTS).await,
            Vec::<String>::new()
        );
    }
    let mut seen = Vec::new();
    for round in 0..rounds(SOME) {
        let wrong = assault(&process.address, &mut sender, round, MAX_CONCURRENT_REQUESTS).await;
        assert_eq!(wrong, Vec::<String>::new(), "round {round}");
        let now = settled(&process).await;
        println!("round {round}: {} kB resident, {} descriptors", now.0, now.1);
        seen.push(now);
    }
    let (earlier, later) = seen.split_at(seen.len() / 2);
    let lowest = |of: &[(u64, usize)]| (of.iter().map(|seen| seen.0).min(), of.iter().map(|seen| seen.1).min());
    let ((Some(resident), Some(descriptors)), (Some(then), Some(descriptors_then))) = (lowest(earlier), lowest(later))
    else {
        panic!("it takes two rounds to compare");
    };
    // Over many rounds, the test also compares the last with an early one: chance evens out, and nothing may stay.
    if let ([_, .., last], Some(warm)) = (seen.as_slice(), seen.get(WARM).filter(|_| seen.len() > SOME)) {
        println!("grown by {} kB after {WARM} rounds", last.0.saturating_sub(warm.0));
        assert!(last.0 < warm.0 + BOUND, "{} kB, and then {} kB", warm.0, last.0);
        assert!(last.1 <= warm.1 + 8, "{} descriptors, and then {}", warm.1, last.1);
    }
    println!("grown by {} kB, {descriptors_then} descriptors after {descriptors}", then.saturating_sub(resident));
    assert!(then < resident + BOUND, "{resident} kB, and then {then} kB");
    assert!(descriptors_then <= descriptors, "{descriptors} descriptors, and then {descriptors_then}");
    process.stop();
    let log = fixture.logged();
    assert!(!log.contains("panicked"), "{log}");
}
