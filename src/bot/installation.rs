//! Which installation this is: Slack is asked until it says whose token this is, and its answer is compared with the
//! database.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::bot::needs::MissingNeeds;
use crate::domain::ids::Actor;
use crate::services::deliveries::Deliveries;
use crate::services::installation::{ConfirmError, Installations};
use crate::slack::{AuthTestAnswer, TokenRefusal, WebApi};

/// How often Slack is asked while it doesn't say whose our token is.
const CONFIRM_INTERVAL: Duration = Duration::from_secs(30);

/// Finds out which installation this is. Clones share it.
#[derive(Clone)]
pub struct InstallationCheck {
    installations: Arc<Installations>,
    deliveries: Arc<Deliveries>,
    needs: MissingNeeds,
    slack: Arc<WebApi>,
    /// One task at a time asks Slack.
    asking: Arc<Mutex<()>>,
}

impl InstallationCheck {
    pub(super) fn new(
        installations: Arc<Installations>,
        deliveries: Arc<Deliveries>,
        needs: MissingNeeds,
        slack: Arc<WebApi>,
    ) -> Self {
        Self { installations, deliveries, needs, slack, asking: Arc::default() }
    }

    pub(super) fn is_bot(&self, who: &Actor) -> bool {
        let installation = self.installations.current();
        installation.and_then(|installation| installation.bot_user.clone()).as_ref() == Some(&who.member)
    }

    /// Asks Slack until it says whose our token is, and again while it doesn't accept the token. Until then, users are
    /// admitted by what the database says, or asked to try again.
    #[expect(clippy::disallowed_methods, reason = "it waits before it asks Slack again")]
    pub async fn resolve(&self) {
        loop {
            self.confirm().await;
            tokio::time::sleep(CONFIRM_INTERVAL).await;
        }
    }

    /// Logs when Slack stops accepting the bot token, with what to do, and when it accepts it again.
    pub async fn log_token_refusals(&self) {
        let mut refusal = self.slack.token_refusal();
        while refusal.wait_for(Option::is_some).await.is_ok() {
            if let Some(TokenRefusal { code, reason, remedy }) = refusal.borrow_and_update().clone() {
                tracing::error!(code, remedy, "Slack doesn't accept the bot token, because {reason}");
            }
            if refusal.changed().await.is_ok() && refusal.borrow().is_none() {
                tracing::info!("Slack accepts the bot token again");
            }
        }
    }

    /// Asks Slack once, unless it has answered and accepts the token.
    pub async fn confirm(&self) {
        let _one_at_a_time = self.asking.lock().await;
        let is_settled = self.installations.confirmed().is_some() || self.installations.mismatch().is_some();
        if is_settled && self.slack.token_refusal().borrow().is_none() {
            return;
        }
        let auth_test = self.slack.auth_test().await;
        let (told, scopes) = match auth_test.and_then(|AuthTestAnswer { account, scopes, .. }| Ok((account?, scopes))) {
            Ok((account, scopes)) => (account.installation, scopes),
            Err(error) => {
                tracing::info!(%error, "Slack doesn't say which workspace this bot token belongs to");
                return;
            }
        };
        match self.installations.confirm(told).await {
            Ok(_) => {
                if let Some(scopes) = scopes {
                    self.needs.note_scopes(&scopes);
                }
                // Due deliveries had to wait for this.
                self.deliveries.nudge();
            }
            Err(ConfirmError::Mismatch(mismatch)) => {
                tracing::error!(%mismatch, "this token belongs to another workspace");
            }
            Err(ConfirmError::Store(error)) => {
                tracing::error!(%error, "can't store which workspace this is");
            }
        }
    }
}
