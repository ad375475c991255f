//! Maintains the database file: checks it after a start, backs it up daily, and retries what failed.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Mutex, watch};

use crate::clock::Clock;
use crate::services::backups::Backups;
use crate::store::OpenError;

/// How often to see whether a backup is due, and the wait after one that failed.
const LOOKED_FOR: TimeDelta = TimeDelta::hours(1);

/// Maintains the file apart from all other jobs, because checking and copying it take long. Clones share their state.
#[derive(Clone)]
pub struct DatabaseMaintenance {
    backups: Arc<Backups>,
    clock: Clock,
    /// When a backup was last looked for. Held during a run, so that runs don't overlap.
    looking: Arc<Mutex<Option<DateTime<Utc>>>>,
    broken: Arc<watch::Sender<Option<String>>>,
}

impl DatabaseMaintenance {
    pub fn new(backups: Arc<Backups>, clock: Clock) -> Self {
        Self { backups, clock, looking: Arc::default(), broken: Arc::new(watch::Sender::new(None)) }
    }

    /// Does what is due. Failures are logged; no other work waits for this.
    pub async fn run(&self) {
        let mut looked_at = self.looking.lock().await;
        let now = self.clock.now();
        match self.backups.check_integrity().await {
            Ok(found) => self.break_off(found),
            Err(error) => tracing::error!(%error, "can't check the database file"),
        }
        if let Err(error) = self.backups.maintain().await {
            tracing::error!(%error, "can't checkpoint the write-ahead log");
        }
        // A clock that steps back must not delay a backup.
        if looked_at.is_some_and(|last| (now - last).abs() < LOOKED_FOR) {
            return;
        }
        *looked_at = Some(now);
        match self.backups.keep(now).await {
            Ok(None) => {}
            Ok(Some(Ok(made))) => {
                tracing::info!(backup = %made.path.display(), removed = made.removed.len(), "backed up");
            }
            Ok(Some(Err(damaged))) => self.break_off(Some(damaged)),
            Err(error) => tracing::error!(%error, "no backup was made; trying again in an hour"),
        }
    }

    /// Reports damage, if any: the bot can't go on.
    fn break_off(&self, found: Option<OpenError>) {
        if let Some(damaged) = found {
            tracing::error!(%damaged, "the bot stops");
            self.broken.send_replace(Some(damaged.to_string()));
        }
    }

    /// Returns once the bot can't go on, with the reason and what to do.
    pub async fn broken(&self) -> String {
        let mut broken = self.broken.subscribe();
        let why = broken.wait_for(Option::is_some).await.ok().and_then(|why| why.clone());
        // `self` holds the sender, so waiting can't fail.
        why.unwrap_or_default()
    }
}
