//! Time passed: what is done about it.

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
use crate::services::frameworks::Served;
use crate::services::{Services, retention};
use crate::store::StoreError;
use crate::telemetry::numbers;

/// How often it is looked whether something is due; nothing is late by more than this.
pub const POLL_INTERVAL: Duration = Duration::from_secs(15);

/// Everything that is done because time has passed.
#[derive(Debug)]
pub struct Jobs {
    services: Services,
    served: Arc<Served>,
    /// How long what is kept of people stays.
    retention: Retention,
    /// One look at a time, which knows when each job was done last.
    looking: Mutex<HashMap<&'static str, DateTime<Utc>>>,
}

/// Each job by the name that it has in the log.
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

/// At every look.
const LOOK: TimeDelta = TimeDelta::zero();
/// Once a day, and after each start.
const DAY: TimeDelta = TimeDelta::days(1);

/// All jobs with how often, in the order in which they are done.
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
    /// The jobs of this bot.
    #[must_use]
    pub fn new(services: Services, served: Arc<Served>, retention: Retention) -> Self {
        Self { services, served, retention, looking: Mutex::default() }
    }

    /// Does what is due. What fails is logged, and tried again at the next look.
    pub async fn run_due(&self, now: DateTime<Utc>) {
        let mut done = self.looking.lock().await;
        for (name, every, job) in JOBS {
            // A clock that steps back is no reason to wait.
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

    /// What was promised just now need not wait for the next look.
    fn nudge_if(&self, promised: usize) {
        if promised > 0 {
            self.services.deliveries.nudge();
        }
    }

    async fn work(&self, job: Job, now: DateTime<Utc>) -> Result<(), StoreError> {
        match job {
            Job::EraseEvidence => self.services.evidence.erase(now).await,
            Job::ExpirePrompts => {
                if self.services.prompts.expire(now).await? > 0 {
                    self.services.deliveries.nudge();
                }
                Ok(())
            }
            Job::PlanPrompts => {
                let planned = self.services.prompts.plan(&self.served.library(), now).await?;
                if planned.asked > 0 {
                    self.services.deliveries.nudge();
                }
                numbers::prompts_missed(planned.missed);
                if planned.skipped > 0 {
                    tracing::info!(skipped = planned.skipped, "weeks went by without a prompt");
                }
                Ok(())
            }
            Job::DropDigests => {
                self.nudge_if(self.services.digests.drop_old(now).await?);
                Ok(())
            }
            Job::PlanDigests => {
                self.nudge_if(self.services.digests.plan(now).await?);
                Ok(())
            }
            Job::LayOutDigests => {
                self.nudge_if(self.services.digests.lay_out(&self.served.library(), now).await?);
                Ok(())
            }
            Job::Retain => {
                retention::apply(&self.services, &self.retention, now).await?;
                // What an entry that went stood in is edited.
                self.services.deliveries.nudge();
                Ok(())
            }
        }
    }
}
