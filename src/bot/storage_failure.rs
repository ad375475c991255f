//! A user's press couldn't be saved, or its answer couldn't be shown: they're told where they pressed.

use crate::bot::{Bot, report};
use crate::controls::Control;
use crate::domain::delivery::Verdict;
use crate::domain::ids::Actor;
use crate::slack::inbound::{BlockAction, Origin, ResponseUrl};
use crate::slack::outbound::{Answer, Audience};
use crate::slack::{SlackError, TriggerId, ViewId};
use crate::store::StoreError;
use crate::surface::Message;
use crate::views::{busy, storage_failure as views};

/// Where a user can be told something.
pub(super) struct ReplyTarget {
    by: Actor,
    place: FailureTarget,
}

enum FailureTarget {
    /// Through a response URL, only for them.
    Message(ResponseUrl),
    Modal(ViewId),
    /// In a new modal.
    Home(TriggerId),
    /// Only in their DM.
    Dm,
    /// Nowhere: the user types in a form, and showing anything would replace the words. Submitting it says so anyway.
    Form,
}

impl ReplyTarget {
    pub(super) fn of(pressed: &BlockAction) -> Self {
        let place = match &pressed.origin {
            Origin::Message { response_url, .. } => FailureTarget::Message(response_url.clone()),
            Origin::Modal { .. } if pressed.action_id == Control::Words.action_id() => FailureTarget::Form,
            Origin::Modal { view, .. } => FailureTarget::Modal(view.clone()),
            Origin::Home => FailureTarget::Home(pressed.trigger.clone()),
        };
        Self { by: pressed.by.clone(), place }
    }

    /// For a slash command or a message shortcut.
    pub(super) fn of_url(by: &Actor, response_url: &ResponseUrl) -> Self {
        Self { by: by.clone(), place: FailureTarget::Message(response_url.clone()) }
    }

    /// For a shortcut outside any conversation.
    pub(super) fn of_dm(by: &Actor) -> Self {
        Self { by: by.clone(), place: FailureTarget::Dm }
    }
}

impl Bot {
    /// Tells the user, if it was the database that failed.
    pub(super) async fn tell_unsaved(&self, target: &ReplyTarget, error: &anyhow::Error) {
        if error.downcast_ref::<StoreError>().is_none() {
            return;
        }
        let by = &target.by;
        let told = match &target.place {
            FailureTarget::Message(response_url) => {
                self.respond(by, response_url, &Answer::new(&views::message(), Audience::Them)).await
            }
            FailureTarget::Modal(view) => self.update_modal(by, view, views::modal()).await,
            FailureTarget::Home(trigger) => self.open_modal(trigger, views::modal()).await,
            FailureTarget::Dm => self.write_to(by, &views::message()).await.unwrap_or(Ok(())),
            FailureTarget::Form => Ok(()),
        };
        if let Err(error) = told {
            report("press", &anyhow::Error::new(error).context("cannot tell that nothing was saved"));
        }
    }

    /// Tells the user to press again, if Slack didn't do something that can't wait.
    pub(super) async fn tell_not_shown(&self, target: &ReplyTarget, error: &anyhow::Error) {
        if !error.downcast_ref::<SlackError>().is_some_and(is_told) {
            return;
        }
        let by = &target.by;
        let told = match &target.place {
            FailureTarget::Message(response_url) => {
                Some(self.respond(by, response_url, &Answer::new(&busy::message(), Audience::Them)).await)
            }
            FailureTarget::Modal(_) | FailureTarget::Home(_) | FailureTarget::Dm => {
                self.write_to(by, &busy::message()).await.ok()
            }
            FailureTarget::Form => None,
        };
        if let Some(Err(error)) = told {
            tracing::info!(%error, "cannot tell that Slack is busy");
        }
    }

    /// Writes to a user's DM.
    async fn write_to(&self, who: &Actor, message: &Message) -> Result<Result<(), SlackError>, StoreError> {
        let dm = match self.deliveries.dm(who).await? {
            Some(dm) => dm,
            None => match self.slack.open_dm(&who.member).await {
                Ok(dm) => {
                    self.deliveries.keep_dm(who, &dm).await?;
                    dm
                }
                Err(error) => return Ok(Err(error)),
            },
        };
        Ok(self.write_dm(&dm, message).await)
    }
}

/// Whether pressing again helps. An answer that waited in a queue in vain isn't followed by another one there.
fn is_told(error: &SlackError) -> bool {
    let is_queued = matches!(error.call(), "response_url" | "chat.postMessage" | "views.publish" | "reply queue");
    let is_late = matches!(error, SlackError::Refused { code, .. } if code == "expired_trigger_id");
    let is_open = error.call() == "views.open" && matches!(error.verdict(), Verdict::Unclear(_));
    !is_queued && (is_late || is_open || matches!(error.verdict(), Verdict::Wait(_) | Verdict::Retry(_)))
}
