//! Whether the bot can do its work, for monitoring.

use crate::bot::Bot;
use crate::services::installation::Mismatch;
use crate::services::{health, inbox};
use crate::slack::TokenRefusal;
use crate::store::health::Trouble;

/// Whether the bot can do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// Ready, while the database file is still being checked.
    Checking,
    /// It can show things but save nothing.
    KeepsNothing(Trouble),
    /// Slack hasn't said yet which workspace this is.
    Starting,
    /// The bot token belongs to another workspace than the database.
    Mismatched(Mismatch),
    /// Slack doesn't accept the bot token: nothing can be sent.
    Refused(TokenRefusal),
    /// The database doesn't answer.
    Mute,
}

impl Bot {
    /// Whether the bot can do its work. It retries what couldn't be saved before.
    pub async fn readiness(&self) -> Readiness {
        if inbox::ping(&self.store).await.is_err() {
            return Readiness::Mute;
        }
        if let Some(mismatch) = self.mismatch() {
            return Readiness::Mismatched(mismatch);
        }
        if let Some(refusal) = self.slack.token_refusal().borrow().clone() {
            return Readiness::Refused(refusal);
        }
        match health::trouble(&self.store).await {
            Some(trouble) => Readiness::KeepsNothing(trouble),
            None if self.installations.current().is_none() => Readiness::Starting,
            None if self.store.is_unchecked() => Readiness::Checking,
            None => Readiness::Ready,
        }
    }
}
