//! The process is killed while it sends, and Slack fails meanwhile: in the end each message is in its DM exactly once.
//!
//! The full run is `KILLS=1000 cargo test --test delivery_crash -- --nocapture`. A kill ends the process and not the
//! machine, so this says nothing about a loss of power.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "delivery_crash/differences.rs"]
mod differences;
#[path = "delivery_crash/each_step.rs"]
mod each_step;
mod support;

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use bearings::domain::delivery::{LEASE, SETTLE};
use bearings::domain::ids::MemberId;
use bearings::sandbox::{Fault, Sandbox};
use differences::{DeliveryDifferences, KeyedMessage, differences};
use support::faults::{DISTURBANCES, HISTORY, POST, disturb, eventually, kill, start, stop, storm};
use support::naive::Naive;
use support::numbers::{Numbers, kills};
use support::process::{ProcessFixture, StoredDelivery, serve_ahead};
use tokio::task::block_in_place;
use tokio::time::timeout;

/// Each kill falls within this time after the bot can be reached.
const SENDING: Duration = Duration::from_millis(400);
/// How many people are sent a message per kill.
const PEOPLE_PER_KILL: usize = 5;
/// How far the history lags: slow, but within what the bot relies on.
const LAG: Duration = Duration::from_secs(20);

/// All messages of the bot in these people's DMs.
fn standing(slack: &Sandbox, people: &[MemberId]) -> Vec<KeyedMessage> {
    let in_dm = |member: &MemberId| {
        let to = member.as_str().to_owned();
        slack
            .posted_to(&to)
            .into_iter()
            .map(move |posted| KeyedMessage { to: to.clone(), key: posted.key().to_owned() })
    };
    people.iter().flat_map(in_dm).collect()
}

fn keys(rows: &[StoredDelivery]) -> Vec<KeyedMessage> {
    rows.iter().map(|row| KeyedMessage { to: row.recipient.clone(), key: row.key.clone() }).collect()
}

/// Whether all are sent and up to date.
fn is_settled(rows: &[StoredDelivery]) -> bool {
    rows.iter().all(|row| row.state == "sent" && !row.is_stale)
}

/// The result, once the process has ended and the database says that all messages are sent.
async fn outcome(fixture: &ProcessFixture, people: &[MemberId]) -> DeliveryDifferences {
    let rows = fixture.deliveries(true).await;
    let unsettled: Vec<&StoredDelivery> = rows.iter().filter(|row| row.state != "sent" || row.is_stale).collect();
    assert!(unsettled.is_empty(), "{unsettled:?}");
    let promised = keys(&rows);
    assert_eq!(promised.len(), people.len());
    differences(&promised, &standing(&fixture.slack, people))
}

async fn fixture() -> ProcessFixture {
    let fixture = ProcessFixture::at_work().await;
    // Hundreds of people get a message within seconds; Slack's limits are among the faults here.
    fixture.slack.stops_limiting();
    fixture
}

fn now(fixture: &ProcessFixture) -> i64 {
    fixture.slack.clock().now().timestamp_millis()
}

/// What happened over all kills.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    /// Kills between the claim of a delivery and the record of its outcome.
    in_flight: usize,
    /// Deliveries whose outcome the bot didn't know at a kill, by key and attempt: whether the message was posted.
    doubts: HashMap<(String, i64), bool>,
    slowest_restart: Duration,
}

impl Tally {
    async fn round(&mut self, fixture: &ProcessFixture, after: Duration, disturbance: u64) {
        let began = (Instant::now(), now(fixture));
        let process = start(fixture);
        self.slowest_restart = self.slowest_restart.max(began.0.elapsed());
        disturb(fixture, disturbance).await;
        block_in_place(|| thread::sleep(after));
        kill(process);
        self.kills += 1;
        let doubtful = fixture.deliveries(false).await;
        self.in_flight += doubtful
            .iter()
            .filter(|row| row.state == "sending" && row.next_at >= began.1 + LEASE.num_milliseconds())
            .count();
        for row in doubtful {
            let stands = fixture.slack.posted_to(&row.recipient).iter().any(|posted| posted.metadata.is_some());
            self.doubts.insert((row.key, row.attempts), stands);
        }
    }
}

/// Kills at random moments, then no more faults. Returns the summary to print, and the differences found.
async fn random_kills(kills: usize) -> (String, DeliveryDifferences) {
    let (began, fixture) = (Instant::now(), fixture().await.that_can_be_disturbed().await);
    let people = fixture.hires(40 + PEOPLE_PER_KILL * kills).await;
    fixture.slack.history_lags_by(LAG);
    storm(&fixture.slack, 5);
    let (mut tally, mut moments, mut choices) = (Tally::default(), Numbers(7), Numbers(3));
    for _ in 0..kills {
        let after = moments.below(u64::try_from(SENDING.as_micros()).unwrap());
        tally.round(&fixture, Duration::from_micros(after), choices.below(DISTURBANCES)).await;
    }
    for method in [POST, HISTORY] {
        fixture.slack.calms(method);
    }
    fixture.passes(LEASE + SETTLE);
    let process = start(&fixture);
    eventually("some stay in doubt", async || fixture.deliveries(false).await.is_empty()).await;
    eventually("some are not sent", async || is_settled(&fixture.deliveries(true).await)).await;
    stop(process);
    assert_eq!(fixture.warned(), "", "the bot warns");
    // A bot that is killed after it hears of a pause and before it records it doesn't know about the pause.
    let (early, others): (Vec<String>, Vec<String>) =
        fixture.slack.complaints().into_iter().partition(|text| text.contains("Retry-After"));
    assert_eq!(others, Vec::<String>::new(), "a strict Slack would refuse this");
    let found = outcome(&fixture, &people).await;
    let Tally { kills, in_flight, doubts, slowest_restart } = tally;
    assert!(kills < 10 || in_flight > 0, "no kill came while anything was sent");
    let (stood, posts) = (doubts.values().filter(|stood| **stood).count(), fixture.slack.calls(POST).made);
    let told = format!(
        "{kills} kills, {in_flight} of them with a delivery in flight; {} deliveries in {posts} posts\n\
         {} left in doubt: {stood} found by their key, {} posted again; {} calls within a pause that a kill made unknown\n\
         {} duplicates, {} lost; the slowest restart took {} ms; {} s",
        people.len(),
        doubts.len(),
        doubts.len() - stood,
        early.len(),
        found.doubled.len(),
        found.lost.len(),
        slowest_restart.as_millis(),
        began.elapsed().as_secs(),
    );
    (told, found)
}

/// The control: the history lags longer than the bot relies on, so it looks and doesn't see the message that arrived.
async fn a_slow_history() -> DeliveryDifferences {
    let fixture = fixture().await;
    let people = fixture.hires(5).await;
    for _ in &people {
        fixture.slack.break_next(POST, Fault::AnswerLost);
    }
    fixture.slack.history_lags_by(Duration::from_mins(10));
    let process = start(&fixture);
    let doubtful = async || fixture.deliveries(false).await.iter().filter(|row| row.state == "doubtful").count();
    eventually("the answers are not lost", async || doubtful().await == people.len()).await;
    kill(process);
    fixture.passes(SETTLE);
    let process = start(&fixture);
    eventually("some are not sent", async || is_settled(&fixture.deliveries(true).await)).await;
    stop(process);
    outcome(&fixture, &people).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_any_moment_each_is_sent_once_unless_history_is_slower_than_promised() {
    let (slow, (told, found)) = tokio::join!(a_slow_history(), random_kills(kills(12)));
    println!("{told}");
    println!("control: {} duplicates where the history is slower than the settle time", slow.doubled.len());
    assert_eq!(found, DeliveryDifferences::default());
    assert!(!slow.doubled.is_empty(), "there must be duplicates, and none are seen");
    assert_eq!((slow.lost, slow.unknown), (Vec::new(), Vec::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn asked_to_end_it_finishes_what_it_sends_and_leaves_the_rest() {
    const LATE: Duration = Duration::from_secs(3);
    let fixture = fixture().await;
    // After the first twenty, the bot looks up little more than one person a second.
    let people = fixture.hires(kills(30).min(200)).await;
    fixture.slack.storm(POST, &[(Fault::Late(LATE), 100)], 1);
    let process = start(&fixture);
    eventually("no second post", async || fixture.slack.calls(POST).made == 2).await;
    let took = stop(process);
    let rows = fixture.deliveries(true).await;
    let [sending, sent] = ["sending", "sent"].map(|state| rows.iter().filter(|row| row.state == state).count());
    assert_eq!((sending, sent), (0, standing(&fixture.slack, &people).len()), "{rows:?}");
    assert_eq!(sent, 2);
    fixture.slack.calms(POST);
    let began = Instant::now();
    let process = start(&fixture);
    let ready = began.elapsed();
    eventually("some are not sent", async || is_settled(&fixture.deliveries(true).await)).await;
    let all = began.elapsed();
    let idle = stop(process);
    // The stop doesn't wait for an answer that never comes.
    fixture.slack.break_next(POST, Fault::Hangs { done: true });
    let hanging = fixture.hires(1).await;
    let process = start(&fixture);
    let calls = async || !standing(&fixture.slack, &hanging).is_empty();
    eventually("nothing hangs", calls).await;
    let cut_off = stop(process);
    let left: Vec<String> = fixture.deliveries(false).await.into_iter().map(|row| row.state).collect();
    assert_eq!(left, ["doubtful"], "what was cut short is looked for");
    println!(
        "asked to end: {} ms with an answer that takes {} s, {} ms with one that never comes, {} ms idle; {} due: \
         restarted in {} ms, all sent after {} s",
        took.as_millis(),
        LATE.as_secs(),
        cut_off.as_millis(),
        idle.as_millis(),
        rows.len() - sent,
        ready.as_millis(),
        all.as_secs(),
    );
    fixture.passes(SETTLE);
    let process = start(&fixture);
    eventually("the one cut short is not found", async || is_settled(&fixture.deliveries(true).await)).await;
    stop(process);
    let everybody = [people, hanging].concat();
    assert_eq!(outcome(&fixture, &everybody).await, DeliveryDifferences::default());
}

/// Another control: the same faults and kills for a sender that posts again whatever it hasn't marked as sent.
#[tokio::test]
async fn a_naive_sender_posts_twice() {
    let fixture = fixture().await;
    let people = fixture.slack.hires(100, &["Asia/Tokyo"]);
    storm(&fixture.slack, 5);
    let naive = Naive::new(&fixture, &people);
    let mut moments = Numbers(7);
    for _ in 0..kills(12) {
        // Dropped in the middle of its work: it's gone as a process would be, and the marks stay.
        let _ = timeout(Duration::from_micros(moments.below(100_000)), naive.sends()).await;
    }
    fixture.slack.calms(POST);
    naive.sends().await;
    let promised: Vec<KeyedMessage> =
        people.iter().map(|to| KeyedMessage { to: to.to_string(), key: to.to_string() }).collect();
    let found = differences(&promised, &standing(&fixture.slack, &people));
    println!(
        "control: {} duplicates of {} by a naive sender, {} lost",
        found.doubled.len(),
        people.len(),
        found.lost.len()
    );
    assert!(!found.doubled.is_empty(), "there must be duplicates, and none are seen");
    assert_eq!((found.lost, found.unknown), (Vec::new(), Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the bot's own process, which a fixture starts"]
async fn the_bot_at_work() {
    serve_ahead().await;
}
