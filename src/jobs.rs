//! Time passed: what is done about it.

mod deliver;

pub use deliver::Sender;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use crate::domain::lookup::Library;
use crate::services::Services;
use crate::store::StoreError;

/// How often it is looked whether something is due; nothing is late by more than this.
pub const EVERY: Duration = Duration::from_secs(15);

/// Everything that is done because time has passed.
#[derive(Debug)]
pub struct Jobs {
    services: Services,
    library: Arc<Library>,
    /// One look at a time.
    looking: Mutex<()>,
}

/// Each job by the name that it has in the log.
#[derive(Clone, Copy, Debug)]
enum Job {
    EraseEvidence,
    ExpirePrompts,
    PlanPrompts,
}

/// All jobs, in the order in which they are done.
const JOBS: &[(&str, Job)] = &[
    ("erase evidence", Job::EraseEvidence),
    ("expire prompts", Job::ExpirePrompts),
    ("plan prompts", Job::PlanPrompts),
];

impl Jobs {
    /// The jobs of this bot.
    #[must_use]
    pub fn new(services: Services, library: Arc<Library>) -> Self {
        Self { services, library, looking: Mutex::new(()) }
    }

    /// Does what is due. What fails is logged, and tried again at the next look.
    pub async fn look(&self, now: DateTime<Utc>) {
        let _looking = self.looking.lock().await;
        for (name, job) in JOBS {
            if let Err(error) = self.work(*job, now).await {
                tracing::error!(job = name, %error, "could not finish");
            }
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
                let planned = self.services.prompts.plan(&self.library, now).await?;
                if planned.asked > 0 {
                    self.services.deliveries.nudge();
                }
                if planned.skipped > 0 {
                    tracing::info!(skipped = planned.skipped, "weeks went by without a prompt");
                }
                Ok(())
            }
        }
    }
}
