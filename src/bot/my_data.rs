//! A user asks for the data kept about them, or erases it. It's always their own: the actor decides whose.

use std::collections::BTreeMap;

use anyhow::Context;

use crate::bot::{Ack, Bot, report};
use crate::controls::my_data::{ERASE, MyData, WORD_FIELD, is_word};
use crate::domain::ids::Actor;
use crate::services::inbox;
use crate::services::personal::CopyError;
use crate::slack::inbound::{BlockAction, Origin, SlashCommand, Submitted};
use crate::slack::outbound::{Answer, Audience, SubmitAnswer};
use crate::slack::{File, SlackError, TriggerId};
use crate::surface::Modal;
use crate::views::my_data as views;

impl Bot {
    /// `/framework my-data`.
    pub(super) async fn my_data_typed(self, command: SlashCommand) -> anyhow::Result<()> {
        let Err(error) = self.show_my_data(&command.by, &command.trigger).await else { return Ok(()) };
        report("my data", &error);
        Ok(self.respond(&command.by, &command.response_url, &Answer::new(&views::not_now(), Audience::Them)).await?)
    }

    /// Does what the button says.
    pub(super) async fn press_my_data(&self, act: MyData, pressed: &BlockAction) -> anyhow::Result<()> {
        match act {
            MyData::Show => self.show_my_data(&pressed.by, &pressed.trigger).await,
            MyData::Send => self.send_my_data(pressed).await,
            MyData::Erase => self.show_modal(views::confirm(), pressed).await,
        }
    }

    /// The two confirmations, one after the other; only the second one's answer erases.
    pub(super) async fn confirm_erasing(&self, submitted: Submitted) -> Ack {
        if submitted.callback_id == ERASE {
            let typed = submitted.state.one(WORD_FIELD).unwrap_or_default();
            return Ack::Submit(if is_word(typed) {
                SubmitAnswer::show(views::confirm_again())
            } else {
                SubmitAnswer::errors(BTreeMap::from([(WORD_FIELD.to_owned(), views::not_the_word())]))
            });
        }
        Ack::Submit(SubmitAnswer::show(match self.personal.erase(&submitted.by, self.clock.now()).await {
            Ok(()) => {
                tracing::info!(by = "themselves", "erased everything of a person");
                self.deliveries.nudge();
                views::erased(self.library().commands())
            }
            Err(failed) => {
                report("erase", &anyhow::Error::new(failed).context("cannot erase"));
                views::not_erased(self.library().commands())
            }
        }))
    }

    async fn show_my_data(&self, by: &Actor, trigger: &TriggerId) -> anyhow::Result<()> {
        let exports = self.personal.exports(by).await.context("cannot read who exported what")?;
        let of = views::ExportsOf {
            made: &exports.made,
            zone: exports.zone.as_deref().unwrap_or("UTC"),
            language: exports.language,
        };
        Ok(self.open_modal(trigger, views::overview(&of)).await?)
    }

    /// Says at once that the copy is being made, then how it went.
    async fn send_my_data(&self, pressed: &BlockAction) -> anyhow::Result<()> {
        inbox::note_request(&self.store).await?;
        self.say(views::sending(), pressed).await?;
        let modal = match self.copy_to_dm(&pressed.by).await {
            Ok(Ok(())) => views::sent(),
            Ok(Err(error)) => {
                tracing::warn!(%error, "somebody's data was not sent to them");
                views::not_sent()
            }
            Err(error) if matches!(error.downcast_ref(), Some(CopyError::Busy)) => views::copy_waits(),
            Err(error) => {
                report("my data", &error);
                views::not_sent()
            }
        };
        self.say(modal, pressed).await
    }

    async fn copy_to_dm(&self, who: &Actor) -> anyhow::Result<Result<(), SlackError>> {
        let copy = self.personal.copy(who, self.clock.now()).await?;
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
        let files = [
            File { name: views::TO_READ, title: "To read", content: &copy.to_read },
            File { name: views::FOR_MACHINES, title: "For machines", content: &copy.for_machines },
        ];
        Ok(self.slack.share_files(&dm, &files, views::COMMENT).await)
    }

    /// Updates the modal where the user pressed. If they closed it, they find the files in the DM.
    async fn say(&self, modal: Modal, pressed: &BlockAction) -> anyhow::Result<()> {
        match &pressed.origin {
            Origin::Modal { view, .. } => match self.update_modal(&pressed.by, view, modal).await {
                Err(SlackError::Refused { code, .. }) if code == "not_found" => Ok(()),
                outcome => Ok(outcome?),
            },
            Origin::Home | Origin::Message { .. } => Ok(()),
        }
    }
}
