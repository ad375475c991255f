//! The answers that a user waits for, each as one call to Slack.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ChannelId, MemberId};
use crate::domain::reply::{Attempt, Reply};
use crate::slack::outbound::Answer;
use crate::slack::{ResponseUrl, SlackError, ViewId, WebApi};
use crate::surface::{Home, Message, Modal};

/// Something to send that can be retried.
pub(super) trait Sendable: Sync {
    /// The kind of reply.
    fn reply(&self) -> Reply;

    /// Calls Slack once.
    fn attempt(&self, attempt: Attempt) -> impl Future<Output = Result<(), SlackError>> + Send;
}

/// An answer and its destination.
pub(super) enum Outgoing<'a> {
    Dm { slack: &'a WebApi, dm: &'a ChannelId, message: &'a Message, key: String, since: DateTime<Utc> },
    Home { slack: &'a WebApi, member: &'a MemberId, home: Home },
    Modal { slack: &'a WebApi, view: &'a ViewId, modal: Modal },
    Response { slack: &'a WebApi, url: &'a ResponseUrl, answer: &'a Answer<'a> },
}

impl Sendable for Outgoing<'_> {
    fn reply(&self) -> Reply {
        match self {
            Self::Dm { .. } => Reply::DirectMessage,
            Self::Home { .. } => Reply::Home,
            Self::Modal { .. } => Reply::Modal,
            Self::Response { .. } => Reply::ResponseUrl,
        }
    }

    async fn attempt(&self, attempt: Attempt) -> Result<(), SlackError> {
        match self {
            Self::Dm { slack, dm, message, key, since } => {
                if attempt == Attempt::FindOrSend && slack.find_message(dm, key, *since).await?.is_some() {
                    return Ok(());
                }
                slack.post_message(dm, message, key).await.map(drop)
            }
            Self::Home { slack, member, home } => slack.publish_home(member, home.clone()).await,
            Self::Modal { slack, view, modal } => slack.update_modal(view, modal.clone()).await,
            Self::Response { slack, url, answer } => slack.respond(url, answer).await,
        }
    }
}
