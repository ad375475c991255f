//! Work that goes on after Slack has its acknowledgement, and what happens if it fails.

use uuid::Uuid;

use crate::bot::Bot;
use crate::bot::outgoing::Outgoing;
use crate::bot::replies::Conversation;
use crate::domain::delivery::Verdict;
use crate::domain::ids::{Actor, ChannelId};
use crate::slack::outbound::Answer;
use crate::slack::{ResponseUrl, SlackError, TriggerId, ViewId};
use crate::store::StoreError;
use crate::surface::{Message, Modal};

impl Bot {
    /// Waits for the work that goes on after acknowledgements.
    pub async fn finish(&self) {
        self.replies.stop();
        self.afterwards.close();
        self.afterwards.wait().await;
    }

    /// Runs work after the acknowledgement. Its errors are reported here and nowhere else.
    pub(super) fn afterwards<T, F>(&self, what: &'static str, work: impl FnOnce(Self, T) -> F, subject: T)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let work = work(self.clone(), subject);
        self.afterwards.spawn(async move {
            if let Err(error) = work.await {
                report(what, &error);
            }
        });
    }

    /// Answers where the user typed or pressed.
    pub(super) async fn respond(&self, by: &Actor, url: &ResponseUrl, answer: &Answer<'_>) -> Result<(), SlackError> {
        let answer = Outgoing::Response { slack: &self.slack, url, answer };
        self.replies.send(Conversation::Person(by.clone()), &answer).await
    }

    /// Replaces the content of an open modal.
    pub(super) async fn update_modal(&self, by: &Actor, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        let answer = Outgoing::Modal { slack: &self.slack, view, modal };
        self.replies.send(Conversation::Person(by.clone()), &answer).await
    }

    /// Opens a modal. This can't wait: Slack accepts a trigger for three seconds.
    pub(super) async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.slack.open_modal(trigger, modal).await
    }

    /// Writes to a user's DM once: if it's unknown whether the message arrived, it's looked for first.
    pub(super) async fn write_dm(&self, dm: &ChannelId, message: &Message) -> Result<(), SlackError> {
        let key = Uuid::new_v4().simple().to_string();
        let answer = Outgoing::Dm { slack: &self.slack, dm, message, key, since: self.clock.now() };
        self.replies.send(Conversation::Dm(dm.clone()), &answer).await
    }
}

/// Logs one line for the operator. Our errors hold no bodies, tokens or users' words. It isn't an error if Slack asks
/// for a wait that is longer than an answer is useful.
pub(super) fn report(what: &'static str, error: &anyhow::Error) {
    if matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Replayed)) {
        tracing::info!(what, "received once more what was done before");
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
