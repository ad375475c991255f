//! The process is killed while it sends, and Slack fails meanwhile: in the end each message is in its DM exactly once.
//!
//! The full run is `KILLS=1000 cargo test --test delivery_crash -- --nocapture`. A kill ends the process and not the
//! machine, so this says nothing about a loss of power.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use bearings::domain::delivery::LEASE;
use bearings::domain::ids::MemberId;
use bearings::sandbox::{Fault, Sandbox};
use support::faults::{HISTORY, POST, eventually, kill, kill_while_it_hangs, start, stop, storm};
use support::naive::Naive;
use support::numbers::{Numbers, kills};
use support::process::{Fixture, StoredDelivery, serve_ahead};
use tokio::task::block_in_place;
use tokio::time::timeout;

/// Each kill falls within this time after the bot can be reached.
const SENDING: Duration = Duration::from_millis(400);
/// How many people are sent a message per kill.
const PEOPLE_PER_KILL: usize = 5;
/// How far the history lags: slow, but within what the bot relies on.
const LAG: Duration = Duration::from_secs(20);

/// A person's message, by its random key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Keyed {
    to: String,
    key: String,
}

/// How the messages in Slack differ from those promised.
#[derive(Debug, Default, PartialEq, Eq)]
struct Differences {
    /// Posted more than once; listed once per surplus message.
    doubled: Vec<Keyed>,
    lost: Vec<Keyed>,
    /// Posted, but not promised.
    unknown: Vec<Keyed>,
}

fn differences(promised: &[Keyed], standing: &[Keyed]) -> Differences {
    let mut left: HashMap<&Keyed, usize> = HashMap::new();
    for message in standing {
        *left.entry(message).or_default() += 1;
    }
    let mut found = Differences::default();
    for message in promised {
        match left.remove(message) {
            None => found.lost.push(message.clone()),
            Some(times) => found.doubled.extend(vec![message.clone(); times - 1]),
        }
    }
    found.unknown = left.into_keys().cloned().collect();
    found
}

/// All messages of the bot in these people's DMs.
fn standing(slack: &Sandbox, people: &[MemberId]) -> Vec<Keyed> {
    let in_dm = |member: &MemberId| {
        let to = member.as_str().to_owned();
        slack.posted_to(&to).into_iter().map(move |posted| Keyed { to: to.clone(), key: posted.key().to_owned() })
    };
    people.iter().flat_map(in_dm).collect()
}

fn keys(rows: &[StoredDelivery]) -> Vec<Keyed> {
    rows.iter().map(|row| Keyed { to: row.recipient.clone(), key: row.key.clone() }).collect()
}

/// Whether all are sent and up to date.
fn is_settled(rows: &[StoredDelivery]) -> bool {
    rows.iter().all(|row| row.state == "sent" && !row.is_stale)
}

/// The result, once the process has ended and the database says that all messages are sent.
async fn outcome(stage: &Fixture, people: &[MemberId]) -> Differences {
    let rows = stage.deliveries(true).await;
    let unsettled: Vec<&StoredDelivery> = rows.iter().filter(|row| row.state != "sent" || row.is_stale).collect();
    assert!(unsettled.is_empty(), "{unsettled:?}");
    let promised = keys(&rows);
    assert_eq!(promised.len(), people.len());
    differences(&promised, &standing(&stage.slack, people))
}

async fn stage() -> Fixture {
    let stage = Fixture::at_work().await;
    // Hundreds of people get a message within seconds; Slack's limits are among the faults here.
    stage.slack.stops_limiting();
    stage
}

fn now(stage: &Fixture) -> i64 {
    stage.slack.clock().now().timestamp_millis()
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
    async fn round(&mut self, stage: &Fixture, after: Duration) {
        let began = (Instant::now(), now(stage));
        let process = start(stage);
        self.slowest_restart = self.slowest_restart.max(began.0.elapsed());
        block_in_place(|| thread::sleep(after));
        kill(process);
        self.kills += 1;
        let doubtful = stage.deliveries(false).await;
        self.in_flight += doubtful
            .iter()
            .filter(|row| row.state == "sending" && row.next_at >= began.1 + LEASE.num_milliseconds())
            .count();
        for row in doubtful {
            let stands = stage.slack.posted_to(&row.recipient).iter().any(|posted| posted.metadata.is_some());
            self.doubts.insert((row.key, row.attempts), stands);
        }
    }
}

/// Kills at random moments, then no more faults. Returns the summary to print, and the differences found.
async fn random_kills(kills: usize) -> (String, Differences) {
    let (began, stage) = (Instant::now(), stage().await);
    let people = stage.hires(40 + PEOPLE_PER_KILL * kills).await;
    stage.slack.history_lags_by(LAG);
    storm(&stage.slack, 5);
    let (mut tally, mut moments) = (Tally::default(), Numbers(7));
    for _ in 0..kills {
        let after = moments.below(u64::try_from(SENDING.as_micros()).unwrap());
        tally.round(&stage, Duration::from_micros(after)).await;
    }
    for method in [POST, HISTORY] {
        stage.slack.calms(method);
    }
    let calm = Instant::now();
    let process = start(&stage);
    eventually("nobody knows what became of some", async || stage.deliveries(false).await.is_empty()).await;
    let known = calm.elapsed();
    eventually("some are not sent", async || is_settled(&stage.deliveries(true).await)).await;
    stop(process);
    assert_eq!(stage.logged(), "", "the bot warns");
    // A bot that is killed after it hears of a pause and before it records it doesn't know about the pause.
    let (early, others): (Vec<String>, Vec<String>) =
        stage.slack.complaints().into_iter().partition(|text| text.contains("Retry-After"));
    assert_eq!(others, Vec::<String>::new(), "a strict Slack would refuse this");
    let found = outcome(&stage, &people).await;
    let Tally { kills, in_flight, doubts, slowest_restart } = tally;
    assert!(kills < 10 || in_flight > 0, "no kill came while anything was sent");
    let (stood, posts) = (doubts.values().filter(|stood| **stood).count(), stage.slack.calls(POST).made);
    let told = format!(
        "{kills} kills, {in_flight} of them with a delivery in flight; {} deliveries in {posts} posts\n\
         {} left in doubt: {stood} found by their key, {} posted again; {} calls within a pause that a kill made unknown\n\
         {} duplicates, {} lost; the slowest restart took {} ms, the last doubt {} s; {} s",
        people.len(),
        doubts.len(),
        doubts.len() - stood,
        early.len(),
        found.doubled.len(),
        found.lost.len(),
        slowest_restart.as_millis(),
        known.as_secs(),
        began.elapsed().as_secs(),
    );
    (told, found)
}

/// The control: the history lags longer than the bot relies on, so it looks and doesn't see the message that is there.
async fn a_slow_history() -> Differences {
    let stage = stage().await;
    let people = stage.hires(5).await;
    for _ in &people {
        stage.slack.break_next(POST, Fault::AnswerLost);
    }
    stage.slack.history_lags_by(Duration::from_mins(10));
    let process = start(&stage);
    let doubtful = async || stage.deliveries(false).await.iter().filter(|row| row.state == "doubtful").count();
    eventually("the answers are not lost", async || doubtful().await == people.len()).await;
    kill(process);
    let process = start(&stage);
    eventually("some are not sent", async || is_settled(&stage.deliveries(true).await)).await;
    stop(process);
    outcome(&stage, &people).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_any_moment_each_is_sent_once_unless_history_is_slower_than_promised() {
    let (slow, (told, found)) = tokio::join!(a_slow_history(), random_kills(kills(12)));
    println!("{told}");
    println!("control: {} duplicates where the history is slower than the settle time", slow.doubled.len());
    assert_eq!(found, Differences::default());
    assert!(!slow.doubled.is_empty(), "there must be duplicates, and none are seen");
    assert_eq!((slow.lost, slow.unknown), (Vec::new(), Vec::new()));
}

/// A person presses Start, and the bot is killed while it updates the message.
async fn kill_while_it_edits(stage: &Fixture, person: &MemberId, done: bool) {
    const EDIT: &str = "chat.update";
    let process = start(stage);
    let id = person.as_str();
    let is_there = async || {
        let rows = stage.deliveries(true).await;
        // An edit that was cut short is repeated first, and would be mistaken for this one.
        rows.iter().any(|row| row.recipient == id && row.state == "sent") && rows.iter().all(|row| !row.is_stale)
    };
    eventually("nothing to press", is_there).await;
    let before = stage.slack.calls(EDIT).made;
    stage.slack.break_next(EDIT, Fault::Hangs { done });
    stage.slack.person(id).presses("dm", "Start").await.unwrap();
    eventually(EDIT, async || stage.slack.calls(EDIT).made > before).await;
    kill(process);
}

/// The answers to some posts are lost, and the bot is killed while it looks for these messages. Returns the recipients
/// and the number of kills.
async fn kills_while_it_looks(stage: &Fixture) -> (Vec<MemberId>, usize) {
    let late = stage.hires(3).await;
    for _ in &late {
        stage.slack.break_next(POST, Fault::AnswerLost);
    }
    let process = start(stage);
    let doubtful = async |by: i64| {
        let is_late = |row: &&StoredDelivery| late.iter().any(|member| member.as_str() == row.recipient);
        let rows = stage.deliveries(false).await;
        rows.iter().filter(is_late).filter(|row| row.state == "doubtful" && row.next_at <= by).count()
    };
    eventually("the answers are not lost", async || doubtful(i64::MAX).await == late.len()).await;
    kill(process);
    eventually("no doubt ends", async || doubtful(now(stage)).await == late.len()).await;
    for done in [false, true] {
        kill_while_it_hangs(stage, HISTORY, done).await;
    }
    (late, 3)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_each_step_each_is_sent_once() {
    let (began, stage) = (Instant::now(), stage().await);
    let people = stage.hires(24).await;
    let mut killed = 0;
    for (method, done) in [
        ("users.info", false),
        ("conversations.open", false),
        ("conversations.open", true),
        (POST, false),
        (POST, true),
    ] {
        for _ in 0..kills(1).min(3) {
            kill_while_it_hangs(&stage, method, done).await;
            killed += 1;
        }
    }
    // Two people whose messages are sent by now, without faults.
    for (person, done) in [(&people[people.len() - 1], false), (&people[people.len() - 2], true)] {
        kill_while_it_edits(&stage, person, done).await;
        killed += 1;
    }
    // Two people whose message is posted again: the bot first deletes the earlier one.
    let process = start(&stage);
    eventually("some are not sent", async || is_settled(&stage.deliveries(true).await)).await;
    kill(process);
    for (person, done) in [(&people[people.len() - 3], false), (&people[people.len() - 4], true)] {
        stage.posts_again(person).await;
        kill_while_it_hangs(&stage, "chat.delete", done).await;
        killed += 1;
    }
    let (late, more) = kills_while_it_looks(&stage).await;
    killed += more;
    let process = start(&stage);
    eventually("some are not sent", async || is_settled(&stage.deliveries(true).await)).await;
    stop(process);
    let everybody = [people.as_slice(), late.as_slice()].concat();
    let found = outcome(&stage, &everybody).await;
    println!(
        "{killed} kills, each while a call of the send path hung; {} deliveries, {} duplicates, {} lost; {} s",
        everybody.len(),
        found.doubled.len(),
        found.lost.len(),
        began.elapsed().as_secs(),
    );
    assert_eq!(found, Differences::default());
    for person in &people[people.len() - 2..] {
        let screen = stage.slack.person(person.as_str()).screen("dm");
        assert!(screen.contains("You are in"), "{screen}");
    }
    assert_eq!(stage.logged(), "", "the bot warns");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn asked_to_end_it_finishes_what_it_sends_and_leaves_the_rest() {
    const LATE: Duration = Duration::from_secs(3);
    let stage = stage().await;
    // After the first twenty, the bot looks up little more than one person a second.
    let people = stage.hires(kills(30).min(200)).await;
    stage.slack.storm(POST, &[(Fault::Late(LATE), 100)], 1);
    let process = start(&stage);
    eventually("no second post", async || stage.slack.calls(POST).made == 2).await;
    let took = stop(process);
    let rows = stage.deliveries(true).await;
    let [sending, sent] = ["sending", "sent"].map(|state| rows.iter().filter(|row| row.state == state).count());
    assert_eq!((sending, sent), (0, standing(&stage.slack, &people).len()), "{rows:?}");
    assert_eq!(sent, 2);
    stage.slack.calms(POST);
    let began = Instant::now();
    let process = start(&stage);
    let ready = began.elapsed();
    eventually("some are not sent", async || is_settled(&stage.deliveries(true).await)).await;
    let all = began.elapsed();
    let idle = stop(process);
    // The stop doesn't wait for an answer that never comes.
    stage.slack.break_next(POST, Fault::Hangs { done: true });
    let hanging = stage.hires(1).await;
    let process = start(&stage);
    let calls = async || !standing(&stage.slack, &hanging).is_empty();
    eventually("nothing hangs", calls).await;
    let cut_off = stop(process);
    let left: Vec<String> = stage.deliveries(false).await.into_iter().map(|row| row.state).collect();
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
    let process = start(&stage);
    eventually("the one cut short is not found", async || is_settled(&stage.deliveries(true).await)).await;
    stop(process);
    let everybody = [people, hanging].concat();
    assert_eq!(outcome(&stage, &everybody).await, Differences::default());
}

/// Another control: the same faults and kills for a sender that posts again whatever it hasn't marked as sent.
#[tokio::test]
async fn a_naive_sender_posts_twice() {
    let stage = stage().await;
    let people = stage.slack.hires(100, &["Asia/Tokyo"]);
    storm(&stage.slack, 5);
    let naive = Naive::new(&stage, &people);
    let mut moments = Numbers(7);
    for _ in 0..kills(12) {
        // Dropped in the middle of its work: it's gone as a process would be, and the marks stay.
        let _ = timeout(Duration::from_micros(moments.below(100_000)), naive.sends()).await;
    }
    stage.slack.calms(POST);
    naive.sends().await;
    let promised: Vec<Keyed> = people.iter().map(|to| Keyed { to: to.to_string(), key: to.to_string() }).collect();
    let found = differences(&promised, &standing(&stage.slack, &people));
    println!(
        "control: {} duplicates of {} by a naive sender, {} lost",
        found.doubled.len(),
        people.len(),
        found.lost.len()
    );
    assert!(!found.doubled.is_empty(), "there must be duplicates, and none are seen");
    assert_eq!((found.lost, found.unknown), (Vec::new(), Vec::new()));
}

#[test]
fn what_is_doubled_lost_or_unknown_is_seen() {
    let message = |to: &str, key: &str| Keyed { to: to.into(), key: key.into() };
    let (ana, ben) = (message("ana", "a"), message("ben", "b"));
    let promised = [ana.clone(), ben.clone()];
    assert_eq!(differences(&promised, &promised), Differences::default());
    let lost = Differences { lost: vec![ben.clone()], ..Differences::default() };
    assert_eq!(differences(&promised, &promised[..1]), lost);
    let thrice = [ana.clone(), ben.clone(), ana.clone(), ana.clone()];
    let doubled = Differences { doubled: vec![ana.clone(), ana.clone()], ..Differences::default() };
    assert_eq!(differences(&promised, &thrice), doubled);
    // A message of someone else's, and one without a key.
    for astray in [message("ana", "b"), message("ben", "")] {
        let found = Differences { lost: vec![ben.clone()], unknown: vec![astray.clone()], ..Differences::default() };
        assert_eq!(differences(&promised, &[ana.clone(), astray]), found);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the bot's own process, which a stage starts"]
async fn the_bot_at_work() {
    serve_ahead().await;
}
