//! What comes from another workspace. One that has the same app signs its requests with the same secret, and our token is no
//! good there: it gets a polite answer, and nothing is done or kept for it.

use std::time::Duration;

use crate::bot::{Ack, Bot};
use crate::slack::inbound::Inbound;
use crate::slack::outbound::SubmitAnswer;
use crate::surface::Options;
use crate::views::elsewhere as views;

/// From one question to Slack to the next, as long as it does not say whose our token is.
const ASKED_AGAIN: Duration = Duration::from_secs(30);

impl Bot {
    /// Asks Slack whose our token is until it says so. Meanwhile whoever is signed is answered. An app that is installed for a
    /// whole organisation has many workspaces, and all of them are ours.
    #[expect(clippy::disallowed_methods, reason = "it waits before it asks Slack again")]
    pub async fn learn_whose_we_are(&self) {
        loop {
            match self.slack.greeting().await.and_then(|greeting| greeting.account) {
                Ok(account) => {
                    if !account.is_whole_organisation {
                        // Nobody else sets it.
                        let _ = self.ours.set(account.workspace);
                    }
                    return;
                }
                Err(error) => tracing::info!(%error, "Slack does not say whose this bot is"),
            }
            tokio::time::sleep(ASKED_AGAIN).await;
        }
    }

    /// What another workspace gets.
    pub(super) fn turned_away(&self, inbound: &Inbound) -> Option<Ack> {
        let (from, ours) = (inbound.workspace()?, self.ours.get()?);
        if from == ours {
            return None;
        }
        tracing::info!("received something from a workspace that this bot is not for");
        Some(match inbound {
            Inbound::SlashCommand(_) => Ack::Message(views::message()),
            Inbound::Submitted(_) => Ack::Submit(SubmitAnswer::show(views::modal())),
            Inbound::LookedUp(_) => Ack::Options(Options { option_groups: Vec::new() }),
            _ => Ack::Received,
        })
    }
}
