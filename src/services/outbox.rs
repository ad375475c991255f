//! The outbox: everything the bot starts itself. Each kind of message is one file, and answers the same questions.
//!
//! The sender (`jobs/deliver`) asks these questions, and knows nothing about kinds. To add a kind, write its file and
//! add it to [`kind_of`].

mod digest;
mod digest_problem;
mod introduction;
mod preview;
mod prompt;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::domain::cadence::{self, MessagingTime};
use crate::domain::delivery::{
    AdminAction, AdminEffect, AdminRefusal, Delivery, DeliveryId, EditOutcome, Kind, SendOutcome, allowed,
};
use crate::domain::digest::{ChannelCheck, ChannelLookup};
use crate::domain::ids::ChannelId;
use crate::domain::lookup::Library;
use crate::domain::person::Person;
use crate::services::Services;
use crate::services::digests::Digests;
use crate::services::send_decision::{MAX_DEFERRAL, SendDecision};
use crate::store::{Store, StoreError, Writing, delivery};
use crate::surface::Message;

/// What the sender asks about each kind of message.
#[async_trait]
pub trait MessageKind: Sync {
    /// Where its messages go.
    fn destination(&self) -> Destination {
        Destination::Dm
    }

    /// Whether [`decide`](Self::decide) handles a recipient who has left. Slack may accept a message to them.
    fn handles_leavers(&self) -> bool {
        false
    }

    /// Whether it waits for as long as Slack refuses to describe the channel to check.
    fn needs_channel(&self) -> bool {
        true
    }

    /// The channel to look up at Slack before [`decide`](Self::decide).
    async fn channel_to_check(&self, _: &Outbox, _: &Delivery) -> Result<Option<ChannelCheck>, StoreError> {
        Ok(None)
    }

    /// Whether it's still to be sent, and what it says now.
    async fn decide(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<SendDecision<MessageToPost>, StoreError>;

    /// How a message that was sent should look now; `None` if there is nothing to show any more.
    async fn render(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<Option<Rendering>, StoreError>;

    /// When to look again at a message that may be posted, if only a manager can say whether it is; `None` if the
    /// sender can search for it.
    async fn doubt_until(
        &self,
        _: &Outbox,
        _: &Delivery,
        _: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(None)
    }

    /// Applies the outcome of a try to send it.
    async fn after_send(&self, _: &mut Writing, _: SendAttempt<'_>) -> Result<(), StoreError> {
        Ok(())
    }

    /// Applies the outcome of an edit that is done or refused.
    async fn after_edit(&self, _: &mut Writing, _: &Delivery, _: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }

    /// An admin gave it up.
    async fn after_give_up(&self, _: &mut Writing, _: DeliveryId, _: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The only place that lists the kinds.
#[must_use]
pub fn kind_of(kind: Kind) -> &'static dyn MessageKind {
    match kind {
        Kind::Introduction => &introduction::IntroductionKind,
        Kind::Prompt => &prompt::PromptKind,
        Kind::Preview => &preview::PreviewKind,
        Kind::Digest => &digest::DigestKind,
        Kind::DigestProblem => &digest_problem::DigestProblemKind,
    }
}

/// Where a kind of message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    Dm,
    /// A channel, whose history isn't the bot's to read. The recipient only serves to list it.
    Channel,
}

/// What is known when a message is about to be sent or edited.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    pub delivery: &'f Delivery,
    /// The channel to check before it's sent, as Slack has just described it.
    pub channel: Option<&'f (ChannelCheck, ChannelLookup)>,
    pub library: &'f Library,
    pub now: DateTime<Utc>,
}

/// A try to send a message.
#[derive(Clone, Copy, Debug)]
pub struct SendAttempt<'a> {
    pub delivery: &'a Delivery,
    pub outcome: &'a SendOutcome,
    pub now: DateTime<Utc>,
}

#[derive(Debug)]
pub struct MessageToPost {
    pub message: Message,
    /// `None` for the recipient's DM.
    pub channel: Option<ChannelId>,
    /// The timestamp of the message that it replies to.
    pub thread: Option<String>,
}

impl From<Message> for MessageToPost {
    fn from(message: Message) -> Self {
        Self { message, channel: None, thread: None }
    }
}

/// How a message that was sent should look now.
#[derive(Debug)]
pub struct Rendering {
    pub message: Message,
    /// What has to be known before it may show this.
    pub guard: Option<Guard>,
}

impl From<Message> for Rendering {
    fn from(message: Message) -> Self {
        Self { message, guard: None }
    }
}

/// Everyone in a channel can read an edit, so the readers are checked first.
#[derive(Debug)]
pub struct Guard {
    pub check: ChannelCheck,
    /// What the message shows if the check fails.
    pub hidden: Message,
    /// An author withdrew some of its words. They go even if the channel can't be read now.
    pub has_withdrawn: bool,
}

/// Who can read a channel, compared with the audience that the authors were told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    AsDisclosed,
    /// The digest is hidden. If nothing else leads to another check, it's checked at this time.
    Others {
        check_at: Option<DateTime<Utc>>,
    },
}

/// Why nothing was done about a delivery.
#[derive(Debug, thiserror::Error)]
pub enum AdminUpdateError {
    #[error("there is no such delivery")]
    NotThere,
    /// Its state doesn't allow it.
    #[error(transparent)]
    Refused(#[from] AdminRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All messages that the bot starts.
#[derive(Debug)]
pub struct Outbox {
    store: Arc<Store>,
    digests: Arc<Digests>,
}

impl Outbox {
    #[must_use]
    pub fn new(services: &Services) -> Self {
        Self { store: services.store.clone(), digests: services.digests.clone() }
    }

    /// Records the outcome of a try to send, and what follows from it.
    pub async fn settle(
        &self,
        delivery: &Delivery,
        outcome: &SendOutcome,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        delivery::update_settled(&mut writing, delivery.id, outcome, now).await?;
        kind_of(delivery.kind).after_send(&mut writing, SendAttempt { delivery, outcome, now }).await?;
        writing.commit().await
    }

    /// Records the outcome of an edit.
    pub async fn edited(
        &self,
        delivery: &Delivery,
        edited: &EditOutcome,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let kind = kind_of(delivery.kind);
        let (again_at, refused) = match edited {
            EditOutcome::Again { at } => (Some(*at), None),
            // A channel may still show what an author withdrew, so that edit is retried. A DM shows only what its
            // reader knows.
            EditOutcome::Refused { at, reason } if kind.destination() == Destination::Channel => {
                (Some(*at), Some(reason.as_str()))
            }
            EditOutcome::Done | EditOutcome::Refused { .. } => (None, None),
        };
        let mut writing = self.store.write().await?;
        delivery::update_edited(&mut writing, delivery, again_at, refused).await?;
        // Until it's done or refused, there is nothing to report.
        if !matches!(edited, EditOutcome::Again { .. }) {
            kind.after_edit(&mut writing, delivery, now).await?;
        }
        writing.commit().await
    }
}

/// Does what an admin asks of a delivery, if its state allows. A bot that is running sees it on its next look.
pub async fn admin_update(
    store: &Store,
    id: DeliveryId,
    action: AdminAction,
    now: DateTime<Utc>,
) -> Result<AdminEffect, AdminUpdateError> {
    let mut writing = store.write().await?;
    let found = delivery::find_delivery(&mut writing, id).await?.ok_or(AdminUpdateError::NotThere)?;
    let allowed = allowed(action, found.state, found.next_at, now)?;
    delivery::update_by_admin(&mut writing, id, allowed, now).await?;
    if allowed == AdminEffect::GiveUp {
        kind_of(found.kind).after_give_up(&mut writing, id, now).await?;
    }
    writing.commit().await?;
    Ok(allowed)
}

/// When to decide again whether this person can be messaged; `None` if they can be now. Capped, because they may be in
/// another time zone by then.
fn deferred_until(person: &Person, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match cadence::messaging_time(&person.whereabouts().rules(), now) {
        MessagingTime::Now => None,
        MessagingTime::From(at) => Some(at.min(now + MAX_DEFERRAL)),
    }
}
