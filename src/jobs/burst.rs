//! How often a job may call Slack: a burst, then one call per interval.

use std::time::Duration;

use tokio::time::Instant;

/// A token bucket.
pub(super) struct Burst {
    most: u32,
    every: Duration,
    left: u32,
    counted_at: Instant,
}

impl Burst {
    pub(super) fn new(most: u32, every: Duration) -> Self {
        Self { most, every, left: most, counted_at: Instant::now() }
    }

    /// How long the next call has to wait.
    pub(super) fn wait(&mut self) -> Duration {
        let earned = self.counted_at.elapsed().as_millis() / self.every.as_millis();
        let earned = u32::try_from(earned).unwrap_or(self.most).min(self.most);
        if earned > 0 {
            self.left = (self.left + earned).min(self.most);
            self.counted_at += self.every * earned;
        }
        if self.left > 0 { Duration::ZERO } else { self.every.saturating_sub(self.counted_at.elapsed()) }
    }

    /// Counts a call, if one may be made now.
    pub(super) fn take(&mut self) -> bool {
        let is_open = self.wait().is_zero();
        self.left = self.left.saturating_sub(1);
        is_open
    }
}
