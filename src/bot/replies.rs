//! Answers that a user is waiting for: each is sent in its turn, and again later if Slack asks to wait.

mod in_use;
mod queue;

use std::sync::Arc;

use uuid::Uuid;

use crate::clock::Clock;
use crate::domain::ids::{Actor, ChannelId};
use crate::domain::reply::{Attempt, Reply};
use crate::services::deliveries::Deliveries;
use crate::slack::inbound::{BlockAction, Origin};
use crate::slack::outbound::MessageAnswer;
use crate::slack::{ResponseUrl, SlackError, TriggerId, ViewId, WebApi};
use crate::store::StoreError;
use crate::surface::{Home, Message, Modal};
use queue::{Conversation, HomeDrawing, ReplyQueue};

/// Sends answers to users. Clones share the queue.
#[derive(Clone)]
pub(super) struct Replies {
    slack: Arc<WebApi>,
    deliveries: Arc<Deliveries>,
    queue: Arc<ReplyQueue>,
    clock: Clock,
}

impl Replies {
    pub(super) fn new(slack: Arc<WebApi>, deliveries: Arc<Deliveries>, clock: Clock) -> Self {
        Self { slack, deliveries, queue: Arc::new(ReplyQueue::new(clock.clone())), clock }
    }

    /// From now on no answer waits longer than a stop can.
    pub(super) fn stop(&self) {
        self.queue.stop();
    }

    /// Answers where the user typed or pressed.
    pub(super) async fn respond(
        &self,
        by: &Actor,
        url: &ResponseUrl,
        answer: &MessageAnswer<'_>,
    ) -> Result<(), SlackError> {
        let call = |_| self.slack.respond(url, answer);
        self.queue.send(Conversation::Person(by.clone()), Reply::ResponseUrl, || true, call).await
    }

    /// Like `respond`, but fails instead of waiting.
    pub(super) async fn respond_now(&self, url: &ResponseUrl, answer: &MessageAnswer<'_>) -> Result<(), SlackError> {
        self.slack.respond(url, answer).await
    }

    /// Replaces the content of an open modal.
    pub(super) async fn update_modal(&self, by: &Actor, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        let call = |_| self.slack.update_modal(view, modal.clone());
        self.queue.send(Conversation::Person(by.clone()), Reply::Modal, || true, call).await
    }

    /// Opens a modal. This can't wait: Slack accepts a trigger for three seconds.
    pub(super) async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.slack.open_modal(trigger, modal).await
    }

    /// Shows a modal in place of the one where the user pressed, or a new one.
    pub(super) async fn show_modal(&self, modal: Modal, pressed: &BlockAction) -> Result<(), SlackError> {
        match &pressed.origin {
            Origin::Modal { view, .. } => self.update_modal(&pressed.by, view, modal).await,
            Origin::Home | Origin::Message { .. } => self.open_modal(&pressed.trigger, modal).await,
        }
    }

    /// Announces that a user's App Home is about to be drawn, so earlier drawings are outdated.
    pub(super) fn start_home(&self, of: &Actor) -> HomeDrawing<'_> {
        self.queue.start_home(of)
    }

    /// Shows a user their App Home, unless a newer one follows.
    pub(super) async fn publish_home(&self, drawing: &HomeDrawing<'_>, home: Home) -> Result<(), SlackError> {
        let call = |_| self.slack.publish_home(&drawing.key.member, home.clone());
        let to = Conversation::Home(drawing.key.clone());
        self.queue.send(to, Reply::Home, || self.queue.is_latest(drawing), call).await
    }

    /// Writes to a DM once: if it's unknown whether the message arrived, it's looked for first.
    pub(super) async fn write_dm(&self, dm: &ChannelId, message: &Message) -> Result<(), SlackError> {
        let (key, since) = (&Uuid::new_v4().simple().to_string(), self.clock.now());
        let call = |attempt| async move {
            if attempt == Attempt::FindOrSend && self.slack.find_message(dm, key, since).await?.is_some() {
                return Ok(());
            }
            self.slack.post_message(dm, message, key).await.map(drop)
        };
        self.queue.send(Conversation::Dm(dm.clone()), Reply::DirectMessage, || true, call).await
    }

    /// The DM with a user. It's opened if there is none.
    pub(super) async fn dm_with(&self, who: &Actor) -> Result<Result<ChannelId, SlackError>, StoreError> {
        if let Some(dm) = self.deliveries.dm(who).await? {
            return Ok(Ok(dm));
        }
        let opened = self.slack.open_dm(&who.member).await;
        if let Ok(dm) = &opened {
            self.deliveries.keep_dm(who, dm).await?;
        }
        Ok(opened)
    }
}
