//! Keeps answers in order. If Slack asks to wait, they queue for as long as they're useful.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::bot::replies::in_use::{InUse, KeyUse};
use crate::clock::Clock;
use crate::domain::ids::{Actor, ChannelId};
use crate::domain::reply::{Attempt, Reply, RetryDecision, after_attempt};
use crate::slack::SlackError;

/// How many answers may wait in one conversation.
const MAX_WAITING_IN_CONVERSATION: usize = 20;
/// How many answers may wait in total: each holds a message in memory.
const MAX_WAITING: usize = 1_000;
/// How long a stop waits for an answer; it has to end before systemd or Docker kill the process.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What answers keep their order in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Conversation {
    Dm(ChannelId),
    Home(Actor),
    /// What one user sees where they pressed or typed.
    Person(Actor),
}

#[derive(Debug)]
pub(super) struct ReplyQueue {
    clock: Clock,
    stopping: CancellationToken,
    turns: InUse<Conversation, Arc<Mutex<()>>>,
    homes: InUse<Actor, u64>,
}

/// One drawing of a user's App Home, as long as it's in progress.
pub(in crate::bot) type HomeDrawing<'q> = KeyUse<'q, Actor, u64>;

impl ReplyQueue {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, stopping: CancellationToken::new(), turns: InUse::default(), homes: InUse::default() }
    }

    /// From now on nothing waits longer than a stop can.
    pub(super) fn stop(&self) {
        self.stopping.cancel();
    }

    /// A user's App Home is about to be drawn, so earlier drawings are outdated.
    pub(super) fn start_home(&self, of: &Actor) -> HomeDrawing<'_> {
        self.homes.enter(of, |number| *number += 1)
    }

    /// Whether no later drawing of the same Home has begun.
    pub(super) fn is_latest(&self, drawing: &HomeDrawing<'_>) -> bool {
        self.homes.read(&drawing.key) == Some(drawing.value)
    }

    /// Sends an answer after the earlier ones in its conversation, and retries if Slack asks to wait, as long as it's
    /// wanted. Returns the last error once the answer is no longer useful.
    pub(super) async fn send<F: Future<Output = Result<(), SlackError>>>(
        &self,
        to: Conversation,
        reply: Reply,
        is_wanted: impl Fn() -> bool,
        call: impl Fn(Attempt) -> F,
    ) -> Result<(), SlackError> {
        let slot = self.turns.enter(&to, |_| {});
        if slot.users > MAX_WAITING_IN_CONVERSATION || self.turns.len() > MAX_WAITING {
            // A full queue counts as if Slack asked to wait.
            return Err(SlackError::RateLimited { call: "reply queue", retry_after: None });
        }
        let asked_at = self.clock.now();
        let _turn = slot.value.lock().await;
        let (mut attempt, mut attempts) = (Attempt::Send, 1);
        while is_wanted() {
            let Err(error) = call(attempt).await else { return Ok(()) };
            let now = self.clock.now();
            let decision = after_attempt(reply, (attempt, attempts), &error.verdict(), asked_at, now);
            let RetryDecision::Retry { at, attempt: next } = decision else { return Err(error) };
            if !self.wait_until(at, now).await {
                return Err(error);
            }
            (attempt, attempts) = (next, attempts.saturating_add(1));
        }
        Ok(())
    }

    /// Waits until `at` by either clock; `false` if the bot stops and can't wait that long.
    async fn wait_until(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let Self { clock, stopping, .. } = self;
        let ends = Instant::now() + (at - now).to_std().unwrap_or_default();
        let mut moves = clock.moves();
        let is_moved = async { while clock.now() < at && moves.changed().await.is_ok() {} };
        let stops_before = async {
            stopping.cancelled().await;
            if ends.saturating_duration_since(Instant::now()) < STOP_TIMEOUT {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = tokio::time::sleep_until(ends) => true,
            () = is_moved => true,
            () = stops_before => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use chrono::TimeDelta;

    use super::*;
    use crate::domain::ids::{MemberId, WorkspaceId};

    fn ana() -> Actor {
        Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("U1") }
    }

    fn limited(seconds: u64) -> SlackError {
        SlackError::RateLimited { call: "chat.postMessage", retry_after: Some(Duration::from_secs(seconds)) }
    }

    async fn until(is_so: impl Fn() -> bool) {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_queue_keeps_its_order_and_another_does_not_wait_for_it() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let queue = ReplyQueue::new(clock.clone());
        let said = Mutex::new(Vec::new());
        let open_at = DateTime::UNIX_EPOCH + TimeDelta::minutes(1);
        let say = async |what: &'static str, channel: &str| {
            let call = async |_| {
                if channel == "D1" && clock.now() < open_at {
                    return Err(limited(60));
                }
                said.lock().unwrap().push(what);
                Ok(())
            };
            queue.send(Conversation::Dm(ChannelId::new(channel)), Reply::DirectMessage, || true, call).await
        };
        let moves = async {
            until(|| said.lock().unwrap().len() == 1).await;
            clock.advance(TimeDelta::minutes(1));
        };
        let (one, two, other, ()) = tokio::join!(say("one", "D1"), say("two", "D1"), say("other", "D2"), moves);
        assert_eq!((one, two, other), (Ok(()), Ok(()), Ok(())));
        assert_eq!(*said.lock().unwrap(), ["other", "one", "two"]);
        assert_eq!(queue.turns.len(), 0);
    }

    #[tokio::test]
    async fn of_several_homes_of_one_user_the_latest_is_shown() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let queue = ReplyQueue::new(clock.clone());
        let (tried, shown) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let show = async |what: &'static str| {
            let drawing = queue.start_home(&ana());
            let call = async |_| {
                if tried.fetch_add(1, Ordering::SeqCst) == 0 {
                    return Err(limited(60));
                }
                shown.lock().unwrap().push(what);
                Ok(())
            };
            queue.send(Conversation::Home(ana()), Reply::Home, || queue.is_latest(&drawing), call).await.unwrap();
        };
        let moves = async {
            until(|| tried.load(Ordering::SeqCst) == 1).await;
            clock.advance(TimeDelta::minutes(1));
        };
        tokio::join!(show("old"), show("older than new"), show("new"), moves);
        assert_eq!(*shown.lock().unwrap(), ["new"]);
        assert_eq!(queue.homes.read(&ana()), None);
    }

    #[tokio::test]
    async fn what_is_too_much_or_too_late_is_given_up() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let queue = ReplyQueue::new(clock.clone());
        let to = || Conversation::Person(ana());
        let late = async |seconds| queue.send(to(), Reply::ResponseUrl, || true, async |_| Err(limited(seconds))).await;
        let taken = async || queue.send(to(), Reply::ResponseUrl, || true, async |_| Ok(())).await;
        assert_eq!(late(3_600).await, Err(limited(3_600)));
        let held: Vec<_> = (0..MAX_WAITING_IN_CONVERSATION).map(|_| queue.turns.enter(&to(), |_| {})).collect();
        assert!(taken().await.is_err());
        drop(held);
        assert_eq!(taken().await, Ok(()));
        queue.stop();
        assert_eq!(late(60).await, Err(limited(60)));
    }
}
