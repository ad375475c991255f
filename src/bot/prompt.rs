//! A user presses something on their weekly prompt, or writes to the bot.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};

use crate::bot::home::Homes;
use crate::bot::replies::Replies;
use crate::controls::{PromptAct, PromptButton, PutOff};
use crate::domain::evidence::QuotaExceeded;
use crate::domain::lookup::Library;
use crate::domain::prompt::Press;
use crate::secret::PrivateText;
use crate::services::deliveries::Deliveries;
use crate::services::prompts::{PressError, PromptPress, Prompts};
use crate::slack::inbound::{BlockAction, DirectMessage, Origin};
use crate::slack::outbound::{Audience, MessageAnswer};
use crate::views::prompt as views;
use crate::views::storage_failure;

/// Saves what the press says; the sender updates the message.
pub(super) async fn press(
    prompts: &Prompts,
    deliveries: &Deliveries,
    replies: &Replies,
    homes: &Homes,
    button: PromptButton,
    pressed: &BlockAction,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let press = match button.act {
        PromptAct::Did(behaviour) => PromptPress::Button(Press::Did(behaviour)),
        PromptAct::Undo(behaviour) => PromptPress::Button(Press::Undo(behaviour)),
        PromptAct::Nothing => PromptPress::Button(Press::Nothing),
        PromptAct::Frequency(frequency) => {
            match prompts.choose_frequency(&pressed.by, button.id, frequency, now).await {
                Ok(()) => deliveries.nudge(),
                Err(PressError::NotThere | PressError::Refused(_) | PressError::Quota(_)) => {}
                Err(PressError::Store(error)) => return Err(error.into()),
            }
            return Ok(());
        }
        PromptAct::Menu => match pressed.value.as_ref().map(PrivateText::reveal).and_then(PutOff::parse) {
            Some(PutOff::Snooze(choice)) => PromptPress::PutOff(choice),
            Some(PutOff::Pause(weeks)) => {
                PromptPress::Button(Press::Pause { until: now + TimeDelta::weeks(i64::from(weeks)) })
            }
            // An option of another version.
            None => return Ok(()),
        },
    };
    match prompts.press(&pressed.by, button.id, press, now).await {
        Ok(()) => deliveries.nudge(),
        Err(PressError::Quota(exceeded)) => return explain_quota(replies, exceeded, pressed).await,
        // A prompt that's over or isn't theirs stays as it is.
        Err(PressError::NotThere | PressError::Refused(_)) => return Ok(()),
        Err(PressError::Store(error)) => return Err(error.into()),
    }
    homes.refresh(&pressed.by).await
}

/// Tells the user why nothing was saved.
async fn explain_quota(replies: &Replies, exceeded: QuotaExceeded, pressed: &BlockAction) -> anyhow::Result<()> {
    match &pressed.origin {
        Origin::Message { response_url, .. } => {
            let message = storage_failure::no_room(exceeded);
            Ok(replies.respond(&pressed.by, response_url, &MessageAnswer::new(&message, Audience::Them)).await?)
        }
        Origin::Home | Origin::Modal { .. } => Ok(()),
    }
}

/// Answers a DM. It also shows that the user can be reached, so deliveries that Slack refused are due now.
pub(super) async fn answer_message(
    deliveries: &Deliveries,
    replies: &Replies,
    library: &Library,
    message: &DirectMessage,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let answer = views::said(&message.words, library);
    let answered = replies.write_dm(&message.channel, &answer).await.context("cannot answer in the DM");
    deliveries.reached(&message.by, now).await.context("cannot look what is owed")?;
    answered
}
