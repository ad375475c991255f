//! The only place that reads the time; everywhere else takes `now` as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// Where "now" comes from. Clones share one time, so advancing one advances all.
#[derive(Clone, Debug)]
pub struct Clock {
    ticking: bool,
    /// Milliseconds since 1970 (UTC) for a still clock; milliseconds ahead of the machine's clock for a ticking one.
    millis: Arc<AtomicI64>,
    /// Counts the advances.
    moves: Arc<watch::Sender<u64>>,
}

impl Clock {
    /// A clock on the machine's time.
    #[must_use]
    pub fn system() -> Self {
        Self::from_millis(true, 0)
    }

    /// A clock that stays at `at` until it's advanced.
    #[must_use]
    pub fn still(at: DateTime<Utc>) -> Self {
        Self::from_millis(false, at.timestamp_millis())
    }

    fn from_millis(ticking: bool, millis: i64) -> Self {
        Self { ticking, millis: Arc::new(AtomicI64::new(millis)), moves: Arc::new(watch::Sender::new(0)) }
    }

    /// The current time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the home of the machine's time")]
    pub fn now(&self) -> DateTime<Utc> {
        let millis = self.millis.load(Ordering::SeqCst);
        let since_epoch = if self.ticking { Utc::now().timestamp_millis().saturating_add(millis) } else { millis };
        DateTime::from_timestamp_millis(since_epoch).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Moves this clock and its clones forward by `by`, as the demo page does to show next Thursday.
    pub fn advance(&self, by: TimeDelta) {
        self.millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        self.moves.send_modify(|count| *count += 1);
    }

    /// Changes whenever this clock or a clone is advanced, for code that waits for a time.
    #[must_use]
    pub fn moves(&self) -> watch::Receiver<u64> {
        self.moves.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_still_clock_moves_only_when_moved_and_takes_its_clones_along() {
        let start = DateTime::from_timestamp_millis(1_700_000_000_000).unwrap();
        let clock = Clock::still(start);
        let clone = clock.clone();
        clock.advance(TimeDelta::days(7));
        assert_eq!(clone.now(), start + TimeDelta::days(7));
    }

    #[tokio::test]
    async fn whoever_waits_for_a_time_hears_of_a_move() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let mut moves = clock.moves();
        assert!(!moves.has_changed().unwrap());
        clock.clone().advance(TimeDelta::hours(1));
        moves.changed().await.unwrap();
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH + TimeDelta::hours(1));
        assert!(!moves.has_changed().unwrap());
    }

    #[test]
    fn a_ticking_clock_can_run_ahead() {
        let ahead = Clock::system();
        let real = Clock::system();
        ahead.advance(TimeDelta::days(1));
        assert!(ahead.now() - real.now() > TimeDelta::hours(23));
    }
}
