//! Answers that a user waits for. If Slack asks to wait, they wait in order, for as long as they're useful.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::bot::outgoing::Sendable;
use crate::clock::Clock;
use crate::domain::ids::{Actor, ChannelId};
use crate::domain::reply::{Attempt, RetryDecision, after_attempt};
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

/// All answers in progress. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Replies {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    stopping: CancellationToken,
    turns: Counted<Conversation, Arc<tokio::sync::Mutex<()>>>,
    homes: Counted<Actor, u64>,
}

impl Replies {
    pub(super) fn new(clock: Clock) -> Self {
        let stopping = CancellationToken::new();
        Self { shared: Arc::new(Shared { clock, stopping, turns: Counted::default(), homes: Counted::default() }) }
    }

    /// From now on nothing waits longer than a stop can.
    pub(super) fn stop(&self) {
        self.shared.stopping.cancel();
    }

    /// Sends an answer after the earlier ones in its conversation, and retries if Slack asks to wait. Returns the last
    /// error once the answer is no longer useful.
    pub(super) async fn send(&self, to: Conversation, answer: &impl Sendable) -> Result<(), SlackError> {
        self.send_unless_newer(to, answer, None).await
    }

    /// Shows a user their App Home, unless a newer one follows.
    pub(super) async fn send_home(&self, newest: &NewestHome<'_>, home: &impl Sendable) -> Result<(), SlackError> {
        self.send_unless_newer(Conversation::Home(newest.of.clone()), home, Some(newest)).await
    }

    /// A user's App Home is about to be drawn, so earlier drawings are outdated.
    pub(super) fn newest_home(&self, of: &Actor) -> NewestHome<'_> {
        let number = self.shared.homes.enter(of, |number| {
            *number += 1;
            *number
        });
        NewestHome { replies: self, of: of.clone(), number: number.0 }
    }

    async fn send_unless_newer(
        &self,
        to: Conversation,
        answer: &impl Sendable,
        newest: Option<&NewestHome<'_>>,
    ) -> Result<(), SlackError> {
        let place = QueueSlot::take(&self.shared.turns, to)?;
        let asked_at = self.shared.clock.now();
        let _turn = place.turn.lock().await;
        let (mut attempt, mut attempts) = (Attempt::Send, 1);
        while newest.is_none_or(NewestHome::is_newest) {
            let Err(error) = answer.attempt(attempt).await else { return Ok(()) };
            let now = self.shared.clock.now();
            let decision = after_attempt(answer.reply(), (attempt, attempts), &error.verdict(), asked_at, now);
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
        let Shared { clock, stopping, .. } = &*self.shared;
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

/// One drawing of a user's App Home, as long as it's in progress.
pub(super) struct NewestHome<'r> {
    replies: &'r Replies,
    of: Actor,
    number: u64,
}

impl NewestHome<'_> {
    fn is_newest(&self) -> bool {
        self.replies.shared.homes.read(&self.of) == Some(self.number)
    }
}

impl Drop for NewestHome<'_> {
    fn drop(&mut self) {
        self.replies.shared.homes.leave(&self.of);
    }
}

/// A place in a conversation's queue.
struct QueueSlot<'t> {
    turns: &'t Counted<Conversation, Arc<tokio::sync::Mutex<()>>>,
    to: Conversation,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl<'t> QueueSlot<'t> {
    /// A full queue counts as if Slack asked to wait.
    fn take(
        turns: &'t Counted<Conversation, Arc<tokio::sync::Mutex<()>>>,
        to: Conversation,
    ) -> Result<Self, SlackError> {
        let (turn, of_conversation, of_all) = {
            let (turn, of_conversation) = turns.enter(&to, |turn| turn.clone());
            (turn, of_conversation, turns.len())
        };
        let place = Self { turns, to, turn };
        if of_conversation > MAX_WAITING_IN_CONVERSATION || of_all > MAX_WAITING {
            return Err(SlackError::RateLimited { call: "reply queue", retry_after: None });
        }
        Ok(place)
    }
}

impl Drop for QueueSlot<'_> {
    fn drop(&mut self) {
        self.turns.leave(&self.to);
    }
}

/// A value for each key, for as long as something uses it.
#[derive(Debug)]
struct Counted<K, V>(Mutex<HashMap<K, (V, usize)>>);

impl<K, V> Default for Counted<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V: Default> Counted<K, V> {
    /// Adds a use of the key; says how many it has.
    fn enter<T>(&self, key: &K, read: impl FnOnce(&mut V) -> T) -> (T, usize) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (value, users) = all.entry(key.clone()).or_default();
        *users += 1;
        (read(value), *users)
    }

    fn read(&self, key: &K) -> Option<V>
    where
        V: Clone,
    {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).map(|(value, _)| value.clone())
    }

    fn leave(&self, key: &K) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, users)) = all.get_mut(key) {
            *users -= 1;
            if *users == 0 {
                all.remove(key);
            }
        }
    }

    /// How many uses all keys have.
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().map(|(_, users)| users).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use chrono::TimeDelta;

    use super::*;
    use crate::domain::ids::{MemberId, WorkspaceId};
    use crate::domain::reply::Reply;

    /// An answer that Slack takes if the function says so.
    struct Fake<F>(Reply, F);

    impl<F: Fn() -> Result<(), SlackError> + Sync> Sendable for Fake<F> {
        fn reply(&self) -> Reply {
            self.0
        }

        fn attempt(&self, _: Attempt) -> impl Future<Output = Result<(), SlackError>> + Send {
            std::future::ready((self.1)())
        }
    }

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
        let replies = Replies::new(clock.clone());
        let said = Mutex::new(Vec::new());
        let open_at = DateTime::UNIX_EPOCH + TimeDelta::minutes(1);
        let say = async |what: &'static str, channel: &str| {
            let answer = Fake(Reply::DirectMessage, || {
                if channel == "D1" && clock.now() < open_at {
                    return Err(limited(60));
                }
                said.lock().unwrap().push(what);
                Ok(())
            });
            replies.send(Conversation::Dm(ChannelId::new(channel)), &answer).await
        };
        let moves = async {
            until(|| said.lock().unwrap().len() == 1).await;
            clock.advance(TimeDelta::minutes(1));
        };
        let (one, two, other, ()) = tokio::join!(say("one", "D1"), say("two", "D1"), say("other", "D2"), moves);
        assert_eq!((one, two, other), (Ok(()), Ok(()), Ok(())));
        assert_eq!(*said.lock().unwrap(), ["other", "one", "two"]);
        assert_eq!(replies.shared.turns.len(), 0);
    }

    #[tokio::test]
    async fn of_somebodys_homes_the_newest_is_shown() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let replies = Replies::new(clock.clone());
        let (tried, shown) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let show = async |what: &'static str| {
            let newest = replies.newest_home(&ana());
            let home = Fake(Reply::Home, || {
                if tried.fetch_add(1, Ordering::SeqCst) == 0 {
                    return Err(limited(60));
                }
                shown.lock().unwrap().push(what);
                Ok(())
            });
            replies.send_home(&newest, &home).await.unwrap();
        };
        let moves = async {
            until(|| tried.load(Ordering::SeqCst) == 1).await;
            clock.advance(TimeDelta::minutes(1));
        };
        tokio::join!(show("old"), show("older than new"), show("new"), moves);
        assert_eq!(*shown.lock().unwrap(), ["new"]);
        assert_eq!(replies.shared.homes.read(&ana()), None);
    }

    #[tokio::test]
    async fn what_is_too_much_or_too_late_is_given_up() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let replies = Replies::new(clock.clone());
        let to = || Conversation::Person(ana());
        let late = |seconds| Fake(Reply::ResponseUrl, move || Err(limited(seconds)));
        let taken = Fake(Reply::ResponseUrl, || Ok(()));
        assert_eq!(replies.send(to(), &late(3_600)).await, Err(limited(3_600)));
        let held: Vec<_> =
            (0..MAX_WAITING_IN_CONVERSATION).map(|_| QueueSlot::take(&replies.shared.turns, to()).unwrap()).collect();
        assert!(replies.send(to(), &taken).await.is_err());
        drop(held);
        assert_eq!(replies.send(to(), &taken).await, Ok(()));
        replies.stop();
        assert_eq!(replies.send(to(), &late(60)).await, Err(limited(60)));
    }
}
