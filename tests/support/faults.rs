//! What tests share that kill the bot while Slack fails.

use std::time::{Duration, Instant};

use bearings::sandbox::{Fault, Sandbox};
use tokio::task::block_in_place;
use tokio::time::{interval, timeout};

use super::postgres;
use super::process::{Process, ProcessFixture};

pub const POST: &str = "chat.postMessage";
pub const HISTORY: &str = "conversations.history";
/// A lease is a minute, and a delivery that keeps failing waits for minutes: what takes longer hangs.
const LONGEST: Duration = Duration::from_mins(15);

/// Waits until the condition holds.
pub async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) {
    let looking = async {
        let mut looks = interval(Duration::from_millis(50));
        while !is_so().await {
            looks.tick().await;
        }
    };
    assert!(timeout(LONGEST, looking).await.is_ok(), "{what}");
}

pub fn start(fixture: &ProcessFixture) -> Process {
    block_in_place(|| fixture.start())
}

pub fn kill(process: Process) {
    block_in_place(|| process.kill());
}

/// Stops the bot, and returns how long it took.
pub fn stop(process: Process) -> Duration {
    let asked = Instant::now();
    block_in_place(|| process.stop());
    asked.elapsed()
}

/// Makes Slack fail: posts that happen or not, with or without an answer, and history calls that return nothing.
pub fn storm(slack: &Sandbox, seed: u64) {
    let refused = |code: &str| Fault::Refused(code.to_owned());
    let posts = [
        (Fault::AnswerLost, 6),
        (Fault::Dropped { done: true }, 4),
        (Fault::Dropped { done: false }, 4),
        (Fault::Garbled, 4),
        (Fault::ServerError, 5),
        (Fault::RateLimited(1), 2),
        (refused("internal_error"), 3),
        (refused("service_unavailable"), 3),
        (Fault::Hangs { done: true }, 1),
        (Fault::Hangs { done: false }, 1),
    ];
    slack.storm(POST, &posts, seed);
    let looks = [(Fault::ServerError, 15), (Fault::RateLimited(1), 5), (Fault::Dropped { done: true }, 10)];
    slack.storm(HISTORY, &looks, seed + 1);
}

/// Starts the bot and kills it while the next call of this method hangs.
pub async fn kill_while_it_hangs(fixture: &ProcessFixture, method: &str, done: bool) {
    let before = fixture.slack.calls(method).made;
    fixture.slack.break_next(method, Fault::Hangs { done });
    let process = start(fixture);
    eventually(method, async || fixture.slack.calls(method).made > before).await;
    kill(process);
}

/// How many different things [`disturb`] does.
pub const DISTURBANCES: u64 = 5;

/// On PostgreSQL, something happens to the bot's database, and the server is there again when this returns: connections
/// are cut or forgotten, stand still, or the server is killed. Or nothing happens.
pub async fn disturb(fixture: &ProcessFixture, which: u64) {
    let Some(line) = fixture.line() else { return };
    match which {
        0 => line.cuts(),
        1 => line.forgets(),
        2 => line.stands_still_for(Duration::from_millis(1_500)).await,
        3 => block_in_place(postgres::crash),
        _ => {}
    }
}
