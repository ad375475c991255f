//! What goes on after Slack has its acknowledgement, and what becomes of it when that fails.

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
    /// Waits for what still goes on after its ack.
    pub async fn finish(&self) {
        self.replies.stop();
        self.afterwards.close();
        self.afterwards.wait().await;
    }

    /// Lets something go on after the ack; what goes wrong there is reported here and nowhere else.
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

    /// Answers where something was typed or pressed.
    pub(super) async fn respond(&self, by: &Actor, url: &ResponseUrl, answer: &Answer<'_>) -> Result<(), SlackError> {
        let answer = Outgoing::Response { slack: &self.slack, url, answer };
        self.replies.send(Conversation::Person(by.clone()), &answer).await
    }

    /// Shows something else in an open modal.
    pub(super) async fn update_modal(&self, by: &Actor, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        let answer = Outgoing::Modal { slack: &self.slack, view, modal };
        self.replies.send(Conversation::Person(by.clone()), &answer).await
    }

    /// Opens a modal. This cannot wait: Slack takes a trigger for three seconds.
    pub(super) async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.slack.open_modal(trigger, modal).await
    }

    /// Writes something to somebody in their DM, once: where nobody knows whether it arrived, it is looked for.
    pub(super) async fn write_dm(&self, dm: &ChannelId, message: &Message) -> Result<(), SlackError> {
        let key = Uuid::new_v4().simple().to_string();
        let answer = Outgoing::Dm { slack: &self.slack, dm, message, key, since: self.clock.now() };
        self.replies.send(Conversation::Dm(dm.clone()), &answer).await
    }
}

/// One line for us. Our errors hold no bodies, tokens or words of people's. That Slack asks to wait for longer than an answer
/// is of use is no fault.
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
