//! How often each method was called, and whether its 429s were heeded.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// The calls of one method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// All of them, whatever the answer.
    pub made: usize,
    /// Those answered 429.
    pub limited: usize,
    /// Those that came before the `Retry-After` of an earlier 429 was over.
    pub early: usize,
}

/// The calls of all methods.
#[derive(Default)]
pub struct Ledger {
    methods: HashMap<String, Entry>,
}

#[derive(Default)]
struct Entry {
    calls: Calls,
    pause: Option<Pause>,
}

/// What the last 429 asked for.
struct Pause {
    lasts: Duration,
    machine: Instant,
    world: DateTime<Utc>,
}

impl Pause {
    fn left(&self, at: DateTime<Utc>) -> Option<Duration> {
        // As in `pace`, the clock that went further counts.
        let by_world = (at - self.world).to_std().unwrap_or_default();
        self.lasts.checked_sub(by_world.max(self.machine.elapsed())).filter(|left| !left.is_zero())
    }
}

impl Ledger {
    /// Notes a call; returns how much too early it came, if it did. An app can't know whether a 429 meant one channel,
    /// so it counts for the whole method.
    pub fn called(&mut self, method: &str, at: DateTime<Utc>) -> Option<Duration> {
        let entry = self.methods.entry(method.to_owned()).or_default();
        entry.calls.made += 1;
        let left = entry.pause.as_ref().and_then(|pause| pause.left(at));
        entry.calls.early += usize::from(left.is_some());
        left
    }

    /// Notes that a call was answered 429 with this `Retry-After`.
    pub fn limited(&mut self, method: &str, seconds: u64, at: DateTime<Utc>) {
        let entry = self.methods.entry(method.to_owned()).or_default();
        entry.calls.limited += 1;
        entry.pause = Some(Pause { lasts: Duration::from_secs(seconds), machine: Instant::now(), world: at });
    }

    /// The calls noted for a method.
    pub fn of(&self, method: &str) -> Calls {
        self.methods.get(method).map(|entry| entry.calls).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn calls_are_early_until_the_last_429_is_over() {
        let (mut ledger, start) = (Ledger::default(), DateTime::UNIX_EPOCH);
        assert_eq!(ledger.called("chat.postMessage", start), None);
        ledger.limited("chat.postMessage", 30, start);
        let left = ledger.called("chat.postMessage", start + TimeDelta::seconds(28)).unwrap();
        assert!(left <= Duration::from_secs(2) && left > Duration::from_secs(1), "{left:?}");
        assert_eq!(ledger.called("chat.update", start), None);
        assert_eq!(ledger.called("chat.postMessage", start + TimeDelta::seconds(30)), None);
        assert_eq!(ledger.of("chat.postMessage"), Calls { made: 3, limited: 1, early: 1 });
        assert_eq!(ledger.of("users.info"), Calls::default());
    }
}
