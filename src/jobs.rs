//! Background jobs: what the bot does because time has passed.

mod burst;
mod channel_checks;
mod database_maintenance;
mod deliver;
mod directory_sync;
mod dm_eraser;

pub use channel_checks::ChannelChecker;
pub use database_maintenance::DatabaseMaintenance;
pub use deliver::Sender;
pub use directory_sync::DirectorySync;
pub use dm_eraser::DmEraser;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::config::Retention;
use crate::services::frameworks::CurrentLibrary;
use crate::services::{Services, retention};
use crate::store::StoreError;
use crate::telemetry::numbers;

/// How often the bot looks for due work; nothing is late by more than this.
pub const POLL_INTERVAL: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub struct Jobs {
    services: Services,
    current_library: Arc<CurrentLibrary>,
    retention: Retention,
    /// When each job last finished. Held during a run, so that runs don't overlap.
    looking: Mutex<HashMap<&'static str, DateTime<Utc>>>,
}

/// The jobs; [`JOBS`] has their names in the log.
#[derive(Clone, Copy, Debug)]
enum Job {
    EraseEvidence,
    ExpirePrompts,
    PlanPrompts,
    DropDigests,
    PlanDigests,
    LayOutDigests,
    Retain,
}

/// On every run.
const LOOK: TimeDelta = TimeDelta::zero();
/// Once a day, and after each start.
const DAY: TimeDelta = TimeDelta::days(1);

/// All jobs in the order in which they run, each with its name and interval.
const JOBS: &[(&str, TimeDelta, Job)] = &[
    ("erase evidence", LOOK, Job::EraseEvidence),
    ("expire prompts", LOOK, Job::ExpirePrompts),
    ("plan prompts", LOOK, Job::PlanPrompts),
    ("drop digests", LOOK, Job::DropDigests),
    ("plan digests", LOOK, Job::PlanDigests),
    ("lay out digests", LOOK, Job::LayOutDigests),
    ("let go of what is old", DAY, Job::Retain),
];

impl Jobs {
    pub fn new(services: Services, current_library: Arc<CurrentLibrary>, retention: Retention) -> Self {
        Self { services, current_library, retention, looking: Mutex::default() }
    }

    /// Runs what is due. Failures are logged and tried again on the next run.
    pub async fn run_due(&self, now: DateTime<Utc>) {
        let mut done = self.looking.lock().await;
        for (name, every, job) in JOBS {
            // A clock that steps back must not delay a job.
            if done.get(name).is_some_and(|last| (now - *last).abs() < *every) {
                continue;
            }
            match self.work(*job, now).await {
                Ok(()) => {
                    done.insert(name, now);
                }
                Err(error) => tracing::error!(job = name, %error, "could not finish"),
            }
        }
    }

    async fn work(&self, job: Job, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Services { evidence, prompts, digests, deliveries, .. } = &self.services;
        let is_something_due = match job {
            Job::EraseEvidence => evidence.erase(now).await.map(|()| false)?,
            Job::ExpirePrompts => prompts.expire(now).await? > 0,
            Job::PlanPrompts => {
                let planned = prompts.plan(&self.current_library.load(), now).await?;
                numbers::prompts_missed(planned.missed);
                if planned.skipped > 0 {
                    tracing::info!(skipped = planned.skipped, "weeks passed without a question");
                }
                planned.asked > 0
            }
            Job::DropDigests => digests.drop_old(now).await? > 0,
            Job::PlanDigests => digests.plan(now).await? > 0,
            Job::LayOutDigests => digests.lay_out(&self.current_library.load(), now).await? > 0,
            // Messages that showed a deleted entry need an edit.
            Job::Retain => retention::apply(&self.services, &self.retention, now).await.map(|()| true)?,
        };
        if is_something_due {
            deliveries.nudge();
        }
        Ok(())
    }
}
