//! Whether the bot can do its work, for whoever watches over it.

use crate::bot::Bot;
use crate::services::installation::Mismatch;
use crate::services::{health, inbox};
use crate::slack::TokenRefusal;
use crate::store::health::Trouble;

/// Whether the bot can do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// All of it.
    Ready,
    /// All of it, while the database file is still looked through.
    Checking,
    /// It can show things and keep nothing.
    KeepsNothing(Trouble),
    /// Slack has not said yet which workspace this is.
    Starting,
    /// The bot token is another workspace's than the database.
    Mismatched(Mismatch),
    /// Slack does not accept the bot token: nothing can be sent.
    Refused(TokenRefusal),
    /// The database does not answer.
    Mute,
}

impl Bot {
    /// Whether the bot can do its work. What could not be kept before is tried again for it.
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
