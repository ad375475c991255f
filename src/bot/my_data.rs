//! A user asks for the data kept about them, or erases it. It's always their own: the actor decides whose.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::bot::Ack;
use crate::bot::background::report;
use crate::bot::replies::Replies;
use crate::controls::my_data::{ERASE, WORD_FIELD, is_word};
use crate::domain::commands::Commands;
use crate::domain::ids::Actor;
use crate::services::deliveries::Deliveries;
use crate::services::inbox;
use crate::services::personal::{CopyError, Personal};
use crate::slack::inbound::{BlockAction, Origin, SlashCommand, ViewSubmission};
use crate::slack::outbound::{Audience, MessageAnswer, SubmitAnswer};
use crate::slack::{File, SlackError, TriggerId, WebApi};
use crate::store::Store;
use crate::surface::Modal;
use crate::views::my_data as views;

/// `/framework my-data`.
pub(super) async fn show_from_command(
    personal: &Personal,
    replies: &Replies,
    command: &SlashCommand,
) -> anyhow::Result<()> {
    let SlashCommand { by, trigger, response_url, .. } = command;
    let Err(error) = show(personal, replies, by, trigger).await else { return Ok(()) };
    report("my data", &error);
    Ok(replies.respond(by, response_url, &MessageAnswer::new(&views::not_now(), Audience::Them)).await?)
}

/// *My data*: opens the modal that says what is kept.
pub(super) async fn show(
    personal: &Personal,
    replies: &Replies,
    by: &Actor,
    trigger: &TriggerId,
) -> anyhow::Result<()> {
    let exports = personal.exports(by).await.context("cannot read who exported what")?;
    Ok(replies.open_modal(trigger, views::overview(&exports)).await?)
}

/// *Send me a copy*: says at once that the copy is being made, then how it went.
pub(super) async fn send_copy(
    personal: &Personal,
    store: &Store,
    slack: &WebApi,
    replies: &Replies,
    pressed: &BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    inbox::note_request(store).await?;
    update(replies, views::sending(), pressed).await?;
    let modal = match copy_to_dm(personal, slack, replies, &pressed.by, now).await {
        Ok(Ok(())) => views::sent(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "a copy of a person's data was not sent to them");
            views::not_sent()
        }
        Err(error) if matches!(error.downcast_ref(), Some(CopyError::Busy)) => views::copy_waits(),
        Err(error) => {
            report("my data", &error);
            views::not_sent()
        }
    };
    update(replies, modal, pressed).await
}

async fn copy_to_dm(
    personal: &Personal,
    slack: &WebApi,
    replies: &Replies,
    who: &Actor,
    now: DateTime<Utc>,
) -> anyhow::Result<Result<(), SlackError>> {
    let copy = personal.copy(who, now).await?;
    let dm = match replies.dm_with(who).await? {
        Ok(dm) => dm,
        Err(error) => return Ok(Err(error)),
    };
    let files = [
        File { name: views::TO_READ, title: "To read", content: &copy.to_read },
        File { name: views::FOR_MACHINES, title: "For machines", content: &copy.for_machines },
    ];
    Ok(slack.share_files(&dm, &files, views::COMMENT).await)
}

/// Updates the modal where the user pressed. If they closed it, they find the files in the DM.
async fn update(replies: &Replies, modal: Modal, pressed: &BlockAction) -> anyhow::Result<()> {
    match &pressed.origin {
        Origin::Modal { view, .. } => match replies.update_modal(&pressed.by, view, modal).await {
            Err(SlackError::Refused { code, .. }) if code == "not_found" => Ok(()),
            outcome => Ok(outcome?),
        },
        Origin::Home | Origin::Message { .. } => Ok(()),
    }
}

/// *Erase everything…*: asks first.
pub(super) async fn ask_to_confirm(replies: &Replies, pressed: &BlockAction) -> anyhow::Result<()> {
    Ok(replies.show_modal(views::confirm(), pressed).await?)
}

/// The two confirmations, one after the other; only the second one's answer erases.
pub(super) async fn confirm_erasure(
    personal: &Personal,
    deliveries: &Deliveries,
    commands: &Commands,
    submitted: ViewSubmission,
    now: DateTime<Utc>,
) -> Ack {
    if submitted.callback_id == ERASE {
        let typed = submitted.state.one(WORD_FIELD).unwrap_or_default();
        return Ack::Submit(if is_word(typed) {
            SubmitAnswer::show(views::confirm_again())
        } else {
            SubmitAnswer::errors(BTreeMap::from([(WORD_FIELD.to_owned(), views::not_the_word())]))
        });
    }
    Ack::Submit(SubmitAnswer::show(match personal.erase(&submitted.by, now).await {
        Ok(()) => {
            tracing::info!(by = "themselves", "erased all data of a person");
            deliveries.nudge();
            views::erased(commands)
        }
        Err(failed) => {
            report("erase", &anyhow::Error::new(failed).context("cannot erase"));
            views::not_erased(commands)
        }
    }))
}
