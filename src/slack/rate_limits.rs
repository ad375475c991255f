//! The pauses that Slack asks for. Until a pause is over, no caller may call its method.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::OwnedMutexGuard;

use crate::clock::Clock;
use crate::domain::delivery::wait_for;

/// After a pause, one call goes first while the others wait for it, but no longer than this. If Slack still rejects
/// calls, it sees only that one.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

/// Rate limits by method, because Slack limits each method separately.
#[derive(Debug)]
pub(super) struct RateLimits {
    pub(super) clock: Clock,
    limited: Mutex<HashMap<&'static str, Limited>>,
}

/// A method whose latest answer was a rate limit.
#[derive(Debug)]
struct Limited {
    pause: Pause,
    /// Held by the call that goes first.
    probe: Arc<tokio::sync::Mutex<()>>,
}

/// Ends by whichever clock gets there first, because a demo or a test advances its own clock.
#[derive(Debug)]
struct Pause {
    until: DateTime<Utc>,
    ends: Instant,
}

impl Pause {
    fn left(&self, now: DateTime<Utc>) -> Option<Duration> {
        let by_clock = (self.until - now).to_std().unwrap_or_default();
        let left = by_clock.min(self.ends.saturating_duration_since(Instant::now()));
        (!left.is_zero()).then_some(left)
    }
}

impl RateLimits {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, limited: Mutex::default() }
    }

    /// How much longer this method must not be called.
    pub(super) fn left(&self, method: &'static str) -> Option<Duration> {
        let now = self.clock.now();
        self.all().get(method).and_then(|limited| limited.pause.left(now))
    }

    /// Blocks calls of this method for as long as Slack asks.
    pub(super) fn pause(&self, method: &'static str, asked: Option<Duration>) {
        let wait = wait_for(asked);
        let pause = Pause { until: self.clock.now() + wait, ends: Instant::now() + wait.to_std().unwrap_or_default() };
        let mut all = self.all();
        let probe = all.get(method).map(|limited| limited.probe.clone()).unwrap_or_default();
        all.insert(method, Limited { pause, probe });
    }

    /// Waits for the first call after a pause, or becomes it.
    pub(super) async fn probe(&self, method: &'static str) -> Option<OwnedMutexGuard<()>> {
        let probe = self.all().get(method).map(|limited| limited.probe.clone())?;
        tokio::time::timeout(PROBE_TIMEOUT, probe.lock_owned()).await.ok()
    }

    pub(super) fn resume(&self, method: &'static str) {
        self.all().remove(method);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<&'static str, Limited>> {
        self.limited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_pause_holds_for_its_method_until_the_clock_has_passed_it() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let limits = RateLimits::new(clock.clone());
        assert_eq!(limits.left("chat.postMessage"), None);
        limits.pause("chat.postMessage", Some(Duration::from_secs(30)));
        let left = limits.left("chat.postMessage").unwrap();
        assert!(left > Duration::from_secs(29) && left <= Duration::from_secs(30), "{left:?}");
        assert_eq!(limits.left("views.publish"), None);
        clock.advance(TimeDelta::seconds(29));
        assert!(limits.left("chat.postMessage").is_some_and(|left| left <= Duration::from_secs(1)));
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(limits.left("chat.postMessage"), None);
        limits.pause("chat.postMessage", Some(Duration::ZERO));
        assert_eq!(limits.left("chat.postMessage"), None);
    }

    #[tokio::test]
    async fn after_a_pause_one_call_goes_first() {
        let limits = RateLimits::new(Clock::still(DateTime::UNIX_EPOCH));
        assert!(limits.probe("chat.postMessage").await.is_none());
        limits.pause("chat.postMessage", Some(Duration::ZERO));
        let first = limits.probe("chat.postMessage").await;
        assert!(first.is_some());
        let second = limits.probe("chat.postMessage");
        tokio::pin!(second);
        assert!(futures_util::poll!(&mut second).is_pending());
        limits.resume("chat.postMessage");
        drop(first);
        assert!(second.await.is_some());
        assert!(limits.probe("chat.postMessage").await.is_none());
    }
}
