//! The background loops: each runs its job whenever it's due, until the bot stops.

use std::future::{pending, ready};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::jobs::{self, ChannelChecker, DirectorySync, DmEraser, Sender};

/// Runs a job again and again by this clock, and at once when the clock is moved.
pub(super) async fn run_repeatedly(clock: Clock, run_due: impl AsyncFn(DateTime<Utc>)) {
    let mut moves = clock.moves();
    loop {
        run_due(clock.now()).await;
        // Either is a reason to run again. `clock` lives as long as the loop, so `moves` never closes.
        let _ = tokio::time::timeout(jobs::POLL_INTERVAL, moves.changed()).await;
    }
}

/// Runs work again and again: after `rest`, and at once when `nudged` ends or the clock is moved.
async fn run_when_due<Run, Rest, Nudged>(
    clock: Clock,
    run_due: impl Fn() -> Run,
    rest: impl Fn() -> Rest,
    nudged: impl Fn() -> Nudged,
) where
    Run: Future<Output = ()>,
    Rest: Future<Output = Duration>,
    Nudged: Future<Output = ()>,
{
    let mut moves = clock.moves();
    loop {
        run_due().await;
        let sooner = async {
            tokio::select! {
                () = nudged() => {}
                _ = moves.changed() => {}
            }
        };
        // Any of the three is a reason to look again.
        let _ = tokio::time::timeout(rest().await, sooner).await;
    }
}

/// Sends what is due; at once when something new is due.
pub(super) async fn send(clock: Clock, sender: Arc<Sender>) {
    run_when_due(clock, || sender.send_due(), || sender.rest(jobs::POLL_INTERVAL), || sender.nudged()).await;
}

/// Syncs Slack's directory when it's due.
pub(super) async fn sync_directory(clock: Clock, sync: Arc<DirectorySync>) {
    run_when_due(clock, || sync.sync_due(), || sync.rest(jobs::POLL_INTERVAL), pending).await;
}

/// Checks the channels of posted digests when they are due; at once when a channel changes.
pub(super) async fn check_channels(clock: Clock, checker: Arc<ChannelChecker>) {
    run_when_due(clock, || checker.check_due(), || ready(jobs::POLL_INTERVAL), || checker.channels_changed()).await;
}

/// Empties the DMs of users who erased their data; at once when a user does.
pub(super) async fn erase_dms(clock: Clock, eraser: Arc<DmEraser>) {
    run_when_due(clock, || eraser.erase_due(), || eraser.rest(jobs::POLL_INTERVAL), || eraser.asked()).await;
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_moved_clock_is_a_reason_to_look_at_once() {
        let clock = Clock::still(DateTime::UNIX_EPOCH);
        let (looked, mut looks) = mpsc::unbounded_channel();
        let repeating = run_repeatedly(clock.clone(), async |now| looked.send(now).unwrap());
        let story = async {
            assert_eq!(looks.recv().await, Some(DateTime::UNIX_EPOCH));
            clock.advance(TimeDelta::days(1));
            looks.recv().await
        };
        let second = tokio::time::timeout(jobs::POLL_INTERVAL / 2, async {
            tokio::select! { seen = story => seen, () = repeating => None }
        });
        assert_eq!(second.await.unwrap(), Some(DateTime::UNIX_EPOCH + TimeDelta::days(1)));
    }
}
