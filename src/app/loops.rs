//! The background loops: each runs its job whenever it's due, until the bot stops.

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::jobs::{self, DatabaseMaintenance, DirectorySync, DmEraser, Sender};

/// Runs a job again and again by this clock, and at once when the clock is moved.
pub(super) async fn run_repeatedly(clock: Clock, run_due: impl AsyncFn(DateTime<Utc>)) {
    let mut moves = clock.moves();
    loop {
        run_due(clock.now()).await;
        // Either is a reason to run again. `clock` lives as long as the loop, so `moves` never closes.
        let _ = tokio::time::timeout(jobs::POLL_INTERVAL, moves.changed()).await;
    }
}

/// Sends what is due, again and again; at once when something new is due or the clock is moved.
pub(super) async fn send(clock: Clock, sender: Sender) {
    let mut moves = clock.moves();
    loop {
        sender.send_due().await;
        let sooner = async {
            tokio::select! {
                () = sender.nudged() => {}
                _ = moves.changed() => {}
            }
        };
        // Any of the three is a reason to look again.
        let _ = tokio::time::timeout(sender.rest(jobs::POLL_INTERVAL).await, sooner).await;
    }
}

/// Syncs Slack's directory when it's due, and at once when the clock is moved.
pub(super) async fn sync_directory(clock: Clock, directory_sync: DirectorySync) {
    let mut moves = clock.moves();
    loop {
        directory_sync.sync_due().await;
        // Either is a reason to look again.
        let _ = tokio::time::timeout(directory_sync.rest(jobs::POLL_INTERVAL).await, moves.changed()).await;
    }
}

/// Empties the DMs of users who erased their data; at once when a user does or the clock is moved.
pub(super) async fn erase_dms(clock: Clock, dm_eraser: DmEraser) {
    let mut moves = clock.moves();
    loop {
        dm_eraser.erase_due().await;
        let sooner = async {
            tokio::select! {
                () = dm_eraser.asked() => {}
                _ = moves.changed() => {}
            }
        };
        // Any of the three is a reason to look again.
        let _ = tokio::time::timeout(dm_eraser.rest(jobs::POLL_INTERVAL).await, sooner).await;
    }
}

/// Maintains the database file, again and again, and at once when the clock is moved.
pub(super) async fn maintain_database(clock: Clock, maintenance: DatabaseMaintenance) {
    run_repeatedly(clock, async move |_| maintenance.run().await).await;
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
