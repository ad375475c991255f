//! Time passed: what is done about it.

mod deliver;

pub use deliver::Sender;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use crate::services::evidence::Evidence;
use crate::store::StoreError;

/// How often it is looked whether something is due; nothing is late by more than this.
pub const EVERY: Duration = Duration::from_secs(15);

/// Everything that is done because time has passed.
#[derive(Debug)]
pub struct Jobs {
    evidence: Arc<Evidence>,
    /// One look at a time.
    looking: Mutex<()>,
}

/// Each job by the name that it has in the log.
#[derive(Clone, Copy, Debug)]
enum Job {
    EraseEvidence,
}

/// All jobs, in the order in which they are done.
const JOBS: &[(&str, Job)] = &[("erase evidence", Job::EraseEvidence)];

impl Jobs {
    /// The jobs of this bot.
    #[must_use]
    pub fn new(evidence: Arc<Evidence>) -> Self {
        Self { evidence, looking: Mutex::new(()) }
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
            Job::EraseEvidence => self.evidence.erase(now).await,
        }
    }
}
