//! Work that continues after Slack has its acknowledgement, and what happens if it fails.

use tokio_util::task::TaskTracker;

use crate::bot::Ack;
use crate::domain::delivery::Verdict;
use crate::slack::SlackError;
use crate::store::{self, StoreError};

/// The bot's background tasks. A graceful stop waits for them. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Background(TaskTracker);

impl Background {
    /// Runs work after the acknowledgement. Its errors are reported here and nowhere else.
    pub(super) fn run(&self, what: &'static str, work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        self.0.spawn(async move {
            if let Err(error) = work.await {
                report(what, &error);
            }
        });
    }

    /// Runs work whose outcome is the acknowledgement to its end, even if nothing waits for it any more, so it's never
    /// left half done.
    pub(super) async fn complete(&self, work: impl Future<Output = Ack> + Send + 'static) -> Ack {
        self.0.spawn(store::with_same_deadline(work)).await.unwrap_or(Ack::Later)
    }

    pub(super) async fn finish(&self) {
        self.0.close();
        self.0.wait().await;
    }
}

/// Logs one line for the operator. Our errors hold no bodies, tokens or users' words. It isn't an error if Slack asks
/// for a wait that is longer than an answer is useful.
pub(super) fn report(what: &'static str, error: &anyhow::Error) {
    if matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Replayed)) {
        tracing::info!(what, "ignored a repeated event");
        return;
    }
    let verdict = error.downcast_ref::<SlackError>().map(SlackError::verdict);
    let error = format!("{error:#}");
    if let Some(Verdict::Wait(_) | Verdict::Retry(_)) = verdict {
        tracing::info!(what, error, "could not finish while Slack is busy");
    } else {
        tracing::error!(what, error, "could not finish");
    }
}
