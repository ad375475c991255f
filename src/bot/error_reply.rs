//! Tells users, where they pressed, that the press couldn't be saved or its answer couldn't be shown.

use crate::bot::background::report;
use crate::bot::replies::Replies;
use crate::bot::reply_target::ReplyTarget;
use crate::domain::delivery::Verdict;
use crate::domain::ids::Actor;
use crate::slack::SlackError;
use crate::slack::outbound::{Audience, MessageAnswer};
use crate::store::StoreError;
use crate::surface::{Message, Modal};
use crate::views::{busy, storage_failure as views};

/// Tells the user, if it was the database that failed.
pub(super) async fn tell_unsaved(replies: &Replies, by: &Actor, target: &ReplyTarget, error: &anyhow::Error) {
    if error.downcast_ref::<StoreError>().is_some()
        && let Ok(Err(error)) = tell(replies, by, target, &views::message(), Some(views::modal())).await
    {
        report("press", &anyhow::Error::new(error).context("cannot tell that nothing was saved"));
    }
}

/// Tells the user to press again, if Slack didn't do something that can't wait.
pub(super) async fn tell_not_shown(replies: &Replies, by: &Actor, target: &ReplyTarget, error: &anyhow::Error) {
    if error.downcast_ref::<SlackError>().is_some_and(is_worth_repeating)
        && let Ok(Err(error)) = tell(replies, by, target, &busy::message(), None).await
    {
        tracing::info!(%error, "cannot tell that Slack is busy");
    }
}

/// Shows the message, or the modal where there's room for one. Without a modal, their DM gets the message.
async fn tell(
    replies: &Replies,
    by: &Actor,
    target: &ReplyTarget,
    message: &Message,
    modal: Option<Modal>,
) -> Result<Result<(), SlackError>, StoreError> {
    Ok(match (target, modal) {
        (ReplyTarget::Message(url), _) => replies.respond(by, url, &MessageAnswer::new(message, Audience::Them)).await,
        (ReplyTarget::Modal(view), Some(modal)) => replies.update_modal(by, view, modal).await,
        (ReplyTarget::Trigger(trigger), Some(modal)) => replies.open_modal(trigger, modal).await,
        (ReplyTarget::Form, _) => Ok(()),
        (ReplyTarget::Modal(_) | ReplyTarget::Trigger(_), None) | (ReplyTarget::Dm, _) => {
            match replies.dm_with(by).await? {
                Ok(dm) => replies.write_dm(&dm, message).await,
                Err(error) => Err(error),
            }
        }
    })
}

/// Whether pressing again helps. If the answer expired in a queue, the next one would too, so no retry is offered.
fn is_worth_repeating(error: &SlackError) -> bool {
    let is_queued = matches!(error.call(), "response_url" | "chat.postMessage" | "views.publish" | "reply queue");
    let is_late = matches!(error, SlackError::Refused { code, .. } if code == "expired_trigger_id");
    let is_open = error.call() == "views.open" && matches!(error.verdict(), Verdict::Unclear(_));
    !is_queued && (is_late || is_open || matches!(error.verdict(), Verdict::Wait(_) | Verdict::Retry(_)))
}
