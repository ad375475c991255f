//! Which installation this is: Slack is asked until it says whose token this is, and its answer is compared with the
//! database.

use std::time::Duration;

use crate::bot::Bot;
use crate::domain::ids::Actor;
use crate::services::installation::{ConfirmError, Mismatch};
use crate::slack::{Greeting, TokenRefusal};

/// How often Slack is asked while it doesn't say whose our token is.
const ASKED_AGAIN: Duration = Duration::from_secs(30);

impl Bot {
    /// Asks Slack until it says whose our token is, and again while it doesn't accept the token. Until then, users are
    /// admitted by what the database says, or asked to try again.
    #[expect(clippy::disallowed_methods, reason = "it waits before it asks Slack again")]
    pub async fn resolve_installation(&self) {
        loop {
            self.confirm_installation().await;
            tokio::time::sleep(ASKED_AGAIN).await;
        }
    }

    /// Logs when Slack stops accepting the bot token, with what to do, and when it accepts it again.
    pub async fn say_token_refusals(&self) {
        let mut refusal = self.slack.token_refusal();
        while refusal.wait_for(Option::is_some).await.is_ok() {
            if let Some(TokenRefusal { code, reason, remedy }) = refusal.borrow_and_update().clone() {
                tracing::error!(code, remedy, "Slack does not accept the bot token, because {reason}");
            }
            if refusal.changed().await.is_ok() && refusal.borrow().is_none() {
                tracing::info!("Slack accepts the bot token again");
            }
        }
    }

    /// Asks Slack once, unless it has answered and accepts the token.
    pub async fn confirm_installation(&self) {
        let _one_at_a_time = self.confirming.lock().await;
        let is_settled = self.installations.confirmed().is_some() || self.installations.mismatch().is_some();
        if is_settled && self.slack.token_refusal().borrow().is_none() {
            return;
        }
        let greeting = self.slack.greeting().await;
        let (told, scopes) = match greeting.and_then(|Greeting { account, scopes, .. }| Ok((account?, scopes))) {
            Ok((account, scopes)) => (account.installation, scopes),
            Err(error) => {
                tracing::info!(%error, "Slack does not say whose this bot is");
                return;
            }
        };
        match self.installations.confirm(told).await {
            Ok(_) => {
                if let Some(scopes) = scopes {
                    self.note_scopes(&scopes);
                }
                // Due deliveries had to wait for this.
                self.deliveries.nudge();
            }
            Err(ConfirmError::Mismatch(mismatch)) => {
                tracing::error!(%mismatch, "this token is another workspace's");
            }
            Err(ConfirmError::Store(error)) => {
                tracing::error!(%error, "cannot keep which workspace this is");
            }
        }
    }

    /// The mismatch, if the token belongs to another workspace than the database.
    #[must_use]
    pub fn mismatch(&self) -> Option<Mismatch> {
        self.installations.mismatch()
    }

    /// Whether the bot wrote this itself.
    pub(super) fn is_own(&self, by: &Actor) -> bool {
        let bot_user = self.installations.current().and_then(|installation| installation.bot_user.clone());
        bot_user.as_ref() == Some(&by.member)
    }
}
