//! A user presses something on their weekly prompt.

use anyhow::Context;
use chrono::TimeDelta;

use crate::bot::Bot;
use crate::controls::{PromptAct, PromptButton, PutOff};
use crate::domain::evidence::QuotaExceeded;
use crate::domain::ids::{Actor, EntryId};
use crate::domain::prompt::Press;
use crate::secret::PrivateText;
use crate::services::prompts::{PressError, PromptPress};
use crate::slack::inbound::{BlockAction, DirectMessage, Origin};
use crate::slack::outbound::{Answer, Audience};
use crate::views::prompt as views;
use crate::views::storage_failure;

impl Bot {
    /// Saves what the press says; the sender updates the message.
    pub(super) async fn press_prompt(&self, button: PromptButton, pressed: &BlockAction) -> anyhow::Result<()> {
        let now = self.clock.now();
        let on = match button.act {
            PromptAct::Did(behaviour) => PromptPress::Button(Press::Did(behaviour)),
            PromptAct::Undo(behaviour) => PromptPress::Button(Press::Undo(behaviour)),
            PromptAct::Nothing => PromptPress::Button(Press::Nothing),
            PromptAct::Frequency(frequency) => {
                match self.prompts.choose_pace(&pressed.by, button.id, frequency, now).await {
                    Ok(()) => self.deliveries.nudge(),
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
        match self.prompts.press(&pressed.by, button.id, on, now).await {
            Ok(()) => self.deliveries.nudge(),
            Err(PressError::Quota(exceeded)) => return self.say_quota(exceeded, pressed).await,
            // A prompt that's over or isn't theirs stays as it is.
            Err(PressError::NotThere | PressError::Refused(_)) => return Ok(()),
            Err(PressError::Store(error)) => return Err(error.into()),
        }
        self.clone().refresh_home(pressed.by.clone()).await
    }

    /// Tells the user why nothing was saved.
    async fn say_quota(&self, exceeded: QuotaExceeded, pressed: &BlockAction) -> anyhow::Result<()> {
        match &pressed.origin {
            Origin::Message { response_url, .. } => {
                let message = storage_failure::no_room(exceeded);
                Ok(self.respond(&pressed.by, response_url, &Answer::new(&message, Audience::Them)).await?)
            }
            Origin::Home | Origin::Modal { .. } => Ok(()),
        }
    }

    /// An entry written while the week's prompt waits answers it.
    pub(super) async fn answered_in_words(self, by: Actor) -> anyhow::Result<()> {
        if self.prompts.wrote(&by, self.clock.now()).await.context("cannot note down the answer")? {
            self.deliveries.nudge();
        }
        Ok(())
    }

    /// An entry was shared, unshared, deleted or restored. The prompt that it answers shows so at once, and so does the
    /// digest that it's in.
    pub(super) async fn entry_changed(&self, by: &Actor, entry: EntryId) -> anyhow::Result<()> {
        self.prompts.entry_changed(by, entry, self.clock.now()).await?;
        self.deliveries.nudge();
        Ok(())
    }

    /// Answers a DM. It also shows that the user can be reached, so deliveries that Slack refused are due now.
    pub(super) async fn answer_words(self, said: DirectMessage) -> anyhow::Result<()> {
        let message = views::said(&said.words, &self.library());
        let answered = self.write_dm(&said.channel, &message).await.context("cannot answer in the DM");
        self.deliveries.reached(&said.by, self.clock.now()).await.context("cannot look what is owed")?;
        answered
    }
}
